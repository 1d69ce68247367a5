"""Sentences are broken beside words, and the mathematics in them only where it alone is too wide."""

from hypothesis import given
from hypothesis import strategies as st

from symgrad.render.breaking import break_reason, break_words


def squeeze(text: str) -> str:
    return "".join(text.split())


@given(st.text(alphabet="ab[](){}⌊⌋ ,+−·=*Σ_`i", max_size=60), st.integers(1, 40))
def test_any_text_survives(text: str, width: int) -> None:
    assert squeeze("".join(break_words(text, width))) == squeeze(text)


def test_words_are_broken_but_not_the_mathematics_between_them() -> None:
    text = "the index i + k − p leaves the shape of x where k is at most p − 1"
    for width in range(12, 60):
        joined = "\n".join(break_words(text, width))
        assert "i + k − p" in joined
        assert "p − 1" in joined


def test_what_is_quoted_is_kept_whole() -> None:
    text = "write `x[N] is zero outside` where the shapes are given"
    assert any("`x[N] is zero outside`" in piece for piece in break_words(text, 30))


def test_a_formula_in_a_reason_is_broken_where_it_alone_is_too_wide() -> None:
    text = "for ∂₁X(u, v)·∂₂Y(u, v) − ∂₂X(u, v)·∂₁Y(u, v) ≠ 0 and s ≥ 1"
    assert break_reason(text, 40, hang=2) == [
        "for ∂₁X(u, v)·∂₂Y(u, v)",
        "    − ∂₂X(u, v)·∂₁Y(u, v) ≠ 0",
        "  and s ≥ 1",
    ]
