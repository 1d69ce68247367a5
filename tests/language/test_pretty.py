"""On the screen, terms look as in the exercises; what declarations say already can be left out."""

from __future__ import annotations

import pytest

from symgrad.core.term import Int, Var, iadd, imul, make, read, total
from symgrad.language.plain import plain, pretty
from symgrad.language.reader import parse_term
from tests.language.reading import CONVOLUTION, program


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("sum(k<P, l<Q) dL/dZ[m-k,n-l]*K[k,l]", "Σ_{k<P, l<Q} ∂L/∂Z[m−k, n−l]·K[k,l]"),
        ("sum(1<=l<=L) k[l]*j[l-1]", "Σ_{1≤l≤L} k[l]·j[l−1]"),
        ("sum(-p<=u<=p) k[u]", "Σ_{−p≤u≤p} k[u]"),
        ("sum(l<L+1) k[l]", "Σ_{l<L+1} k[l]"),
        ("x[floor((i + p)/s)]", "x[⌊(i+p)/s⌋]"),
        ("[i + k = m]*[0 <= i < N]", "δ[i+k,m]·[0 ≤ i < N]"),
        ("d(Z[i,j])/dV[m,n]", "∂Z[i,j]/∂V[m,n]"),
        ("f'(x[i])**2/3 - 2*b", "f′(x[i])²/3 − 2·b"),
        ("f{1,0}(a, b)", "∂₁f(a, b)"),
        ("sqrt(v + e)", "√(v + e)"),
        ("-a*b + c", "−a·b + c"),
        ("x[argmax(k<K) w[k]]", "x[argmax_{k<K} w[k]]"),
    ],
)
def test_the_notation_of_the_screen(text: str, shown: str) -> None:
    assert pretty(parse_term(text)) == shown


def test_differences_of_integers_are_written_as_differences() -> None:
    assert pretty(iadd(Var("m"), imul(Int(-1), Var("k")))) == "m−k"
    assert pretty(iadd(Var("H"), imul(Int(-1), Var("P")), Int(1))) == "H−P+1"


def test_a_bound_index_that_is_named_like_something_else_is_primed() -> None:
    clash = total([("q", Int(0), Var("N"))], read("x", Var("q"), Var("k")))
    shown = make("sum", None, clash.args, ("k",))
    assert plain(shown) == "sum(k'<N) x[k',k]"
    assert shown == clash


def test_with_a_program_whole_axes_and_declared_zeros_are_left_out() -> None:
    result = program(f"{CONVOLUTION}; dL/dV[m,n] = sum(k,l) dL/dZ[m-k,n-l]*K[k,l]")
    rhs = result.claims[0].rhs
    assert pretty(rhs, result) == "Σ_{k,l} ∂L/∂Z[m−k, n−l]·K[k,l]"
    assert pretty(rhs, result, ranges=True) == "Σ_{k<P, l<Q} ∂L/∂Z[m−k, n−l]·K[k,l]"
    assert "[0 ≤ m−k < H−P+1" in pretty(rhs)


def test_a_range_that_is_not_the_whole_axis_is_shown() -> None:
    result = program(CONVOLUTION)
    assert pretty(parse_term("sum(1<=k<P, l<Q) K[k,l]", result), result) == "Σ_{1≤k<P, l} K[k,l]"
