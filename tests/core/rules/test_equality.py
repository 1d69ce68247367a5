"""Definitions, hypotheses and lemmas, rewritten where they stand."""

from __future__ import annotations

import pytest

from symgrad.core.rules import apply
from symgrad.core.term import Int, Term, Var, add, call, define, diff, eq, le, mul, num, read, total
from symgrad.core.theorem import Rejected, assume, reflexivity, rewrite

N, k, m, n = (Var(name) for name in "Nkmn")
c, u = read("c"), read("u")
Y = define("y", ["p"], total([("k", Int(0), N)], mul(read("w", k), read("x", Var("p")))))


def test_unfold_puts_the_body_in_place() -> None:
    th = apply("unfold", call(Y, m))
    assert th.rhs == total([("k", Int(0), N)], mul(read("w", k), read("x", m)))
    assert th.hypotheses == ()


def test_fold_is_unfold_backwards() -> None:
    body = apply("unfold", call(Y, m)).rhs
    assert apply("fold", body, call(Y, m)).conclusion == eq(body, call(Y, m))


@pytest.mark.parametrize("t", [read("y", m), c, add(call(Y, m))])
def test_unfold_rejects_what_is_not_defined(t: Term) -> None:
    with pytest.raises(Rejected, match="no read of something defined"):
        apply("unfold", t)


@pytest.mark.parametrize("folded", [call(Y, n), read("y", m)])
def test_fold_rejects_another_body(folded: Term) -> None:
    with pytest.raises(Rejected, match="not the body"):
        apply("fold", apply("unfold", call(Y, m)).rhs, folded)


def test_a_hypothesis_travels_with_the_theorem() -> None:
    assert apply("hypothesis", c, eq(c, u)).hypotheses == (eq(c, u),)


@pytest.mark.parametrize("equation", [eq(u, c), le(c, u), eq(m, n)])
def test_hypothesis_rejects_what_is_no_equation_for_the_part(equation: Term) -> None:
    with pytest.raises(Rejected, match="no equation"):
        apply("hypothesis", c, equation)


def test_a_lemma_brings_its_hypotheses_in_both_directions() -> None:
    lemma = assume(eq(c, u))
    assert apply("theorem", c, lemma).rhs == u
    assert apply("theorem", u, lemma, True).rhs == c
    assert apply("theorem", u, lemma, True).hypotheses == (eq(c, u),)


def test_theorem_rejects_a_lemma_about_something_else() -> None:
    with pytest.raises(Rejected, match="not about this part"):
        apply("theorem", u, assume(eq(c, u)))
    with pytest.raises(Rejected, match="needs an equation"):
        apply("theorem", c, assume(le(c, u)))
    with pytest.raises(Rejected, match="needs an equation"):
        apply("theorem", c, eq(c, u))


def test_a_definition_may_be_unfolded_under_a_derivative() -> None:
    th = rewrite(diff(call(Y, m), "x", n), (0,), lambda part: apply("unfold", part))
    assert th.hypotheses == ()
    assert th.rhs == diff(apply("unfold", call(Y, m)).rhs, "x", n)


def test_a_rule_that_does_not_exist_is_rejected() -> None:
    with pytest.raises(Rejected, match="no such rule"):
        apply("simplify", c)
    assert reflexivity(num(1)).hypotheses == ()
