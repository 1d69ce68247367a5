"""Formulas are broken at operators that stand in no bracket, and are never cropped."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from symgrad.render.breaking import break_formula, break_words
from symgrad.render.width import columns

FORMULA = "Σ_{i,j} ∂L/∂Z[i,j] · Σ_{k,l} K[k,l]·δ[i+k, m] + Σ_{k,l} ∂L/∂Z[m − k, n − l]·K[k,l]"


def squeeze(text: str) -> str:
    return "".join(text.split())


def test_a_formula_that_fits_is_left_alone() -> None:
    assert break_formula(FORMULA, columns(FORMULA)) == [FORMULA]


def test_the_lowest_operator_is_broken_first() -> None:
    assert break_formula(FORMULA, 60) == [
        "Σ_{i,j} ∂L/∂Z[i,j] · Σ_{k,l} K[k,l]·δ[i+k, m]",
        "  + Σ_{k,l} ∂L/∂Z[m − k, n − l]·K[k,l]",
    ]


@pytest.mark.parametrize("width", range(1, 100))
def test_no_character_is_lost(width: int) -> None:
    assert squeeze("".join(break_formula(FORMULA, width))) == squeeze(FORMULA)


@pytest.mark.parametrize("width", range(1, 100))
def test_nothing_in_brackets_is_broken(width: int) -> None:
    for piece in break_formula(FORMULA, width):
        assert piece.count("[") == piece.count("]")
        assert piece.count("{") == piece.count("}")


def test_a_formula_without_operators_overflows() -> None:
    text = "argmax_k x[s·o + k − p, t·q + l − r]"
    assert break_formula(text, 10) == [text]


def test_a_power_is_not_torn() -> None:
    assert break_formula("x[i]**2 + y[j]**2", 9) == ["x[i]**2", "  + y[j]**2"]


@given(st.text(alphabet="ab[](){}⌊⌋ ,+−·=*Σ_`i", max_size=60), st.integers(1, 40))
def test_any_text_survives(text: str, width: int) -> None:
    assert squeeze("".join(break_formula(text, width))) == squeeze(text)
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
