"""A formula that is too wide is broken at its signs, under what it continues, and loses nothing."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from symgrad.render.formula import break_formula
from symgrad.render.width import columns

FORMULA = "Σ_{i,j} ∂L/∂Z[i,j] · Σ_{k,l} K[k,l]·δ[i+k, m] + Σ_{k,l} ∂L/∂Z[m − k, n − l]·K[k,l]"
LAYER = (  # ∂L/∂x of a 3-D convolution with batch, channels, strides and dilations
    "Σ_{c, k, l, m, 0 ≤ ⌊(u+p−d·k)/s⌋ < I, s | u+p−d·k, 0 ≤ ⌊(v+q−e·l)/t⌋ < J, t | v+q−e·l, 0 ≤ ⌊(w+r−g·m)/h⌋ < L, "
    "h | w+r−g·m} ∂L/∂y[a, c, ⌊(u+p−d·k)/s⌋, ⌊(v+q−e·l)/t⌋, ⌊(w+r−g·m)/h⌋]·K[c,f,k,l,m]"
)


def squeeze(text: str) -> str:
    return "".join(text.split())


def test_a_formula_that_fits_is_left_alone() -> None:
    assert break_formula(FORMULA, columns(FORMULA)) == [FORMULA]


def test_the_loosest_sign_is_broken_first() -> None:
    assert break_formula(FORMULA, 60) == [
        "Σ_{i,j} ∂L/∂Z[i,j] · Σ_{k,l} K[k,l]·δ[i+k, m]",
        "  + Σ_{k,l} ∂L/∂Z[m − k, n − l]·K[k,l]",
    ]


def test_the_conditions_of_a_sum_stand_under_each_other() -> None:
    assert break_formula(LAYER, 60) == [
        "Σ_{c, k, l, m, 0 ≤ ⌊(u+p−d·k)/s⌋ < I, s | u+p−d·k,",
        "   0 ≤ ⌊(v+q−e·l)/t⌋ < J, t | v+q−e·l,",
        "   0 ≤ ⌊(w+r−g·m)/h⌋ < L, h | w+r−g·m}",
        "  ∂L/∂y[a, c, ⌊(u+p−d·k)/s⌋, ⌊(v+q−e·l)/t⌋, ⌊(w+r−g·m)/h⌋]",
        "  ·K[c,f,k,l,m]",
    ]


def test_a_sum_within_a_sum_begins_a_line_rather_than_being_torn() -> None:
    text = "Σ_{n,c,o} ∂L/∂y[n,c,o]·Σ_{e,k} w[c,e,k]·[0 ≤ s·o+d·k−p < N]·δ[n,a]·δ[e,f]·δ[s·o+d·k−p,i]"
    assert break_formula(text, 74) == [
        "Σ_{n,c,o} ∂L/∂y[n,c,o]",
        "  ·Σ_{e,k} w[c,e,k]·[0 ≤ s·o+d·k−p < N]·δ[n,a]·δ[e,f]·δ[s·o+d·k−p,i]",
    ]


def test_terms_in_parentheses_stand_under_each_other() -> None:
    text = "Σ_{i} ∂L/∂y[i]·(δ[i,m] + f′(h[i])·Σ_{k} w[k]·[0 ≤ i+k−p < N]·δ[i+k−p,m])"
    assert break_formula(text, 58) == [
        "Σ_{i} ∂L/∂y[i]",
        "  ·(δ[i,m]",
        "    + f′(h[i])·Σ_{k} w[k]·[0 ≤ i+k−p < N]·δ[i+k−p,m])",
    ]


def test_plain_notation_is_broken_likewise() -> None:
    text = "sum(i<I, j<J) dL/dy[i,j]*sum(k<K, l<L) w[k,l]*[s*i + k - p = m]*[t*j + l - q = n]"
    assert break_formula(text, 64) == [
        "sum(i<I, j<J) dL/dy[i,j]",
        "  *sum(k<K, l<L) w[k,l]*[s*i + k - p = m]*[t*j + l - q = n]",
    ]


@pytest.mark.parametrize("text", [FORMULA, LAYER])
@pytest.mark.parametrize("width", range(1, 100))
def test_no_character_is_lost(text: str, width: int) -> None:
    assert squeeze("".join(break_formula(text, width))) == squeeze(text)


@pytest.mark.parametrize("width", range(40, 100))
def test_no_line_is_too_wide_and_no_index_is_torn(width: int) -> None:
    for piece in break_formula(LAYER, width):
        assert columns(piece) <= max(width, 60)
        assert piece.count("⌊") == piece.count("⌋")


def test_what_holds_together_overflows() -> None:
    assert break_formula("cotangent·x[i+k−p]", 6) == ["cotangent", "  ·x[i+k−p]"]


def test_a_power_is_not_torn() -> None:
    assert break_formula("x[i]**2 + y[j]**2", 9) == ["x[i]**2", "  + y[j]**2"]


def test_the_star_of_a_maximiser_is_no_sign() -> None:
    assert break_formula("k*[i,j], l*[i,j] = argmax_{k<2} X[i+k]", 16)[0].startswith("k*[i,j]")


def test_what_is_nested_without_end_is_left_whole() -> None:
    text = "(" * 3000 + "a" + ")" * 3000
    assert squeeze("".join(break_formula(text, 60))) == text


@given(st.text(alphabet="ab[](){}⌊⌋ ,+−·=*Σ_`i/|", max_size=60), st.integers(1, 40))
def test_any_text_survives(text: str, width: int) -> None:
    assert squeeze("".join(break_formula(text, width))) == squeeze(text)
