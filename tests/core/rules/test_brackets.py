"""Rules of the Iverson bracket, and of integers and conditions rewritten by arithmetic."""

from __future__ import annotations

import pytest

from symgrad.core.rules import apply
from symgrad.core.term import (
    Int,
    Term,
    TermError,
    Var,
    add,
    bind,
    bracket,
    eq,
    iadd,
    imul,
    isub,
    le,
    lt,
    make,
    mul,
    num,
    read,
)
from symgrad.core.theorem import Rejected
from tests.core.certificates import farkas
from tests.core.truth import assert_true

N, k, m, n = (Var(name) for name in "Nkmn")
c = read("c")
GE1 = le(Int(1), n)


def test_a_bracket_that_holds_is_one() -> None:
    th = apply("bracket_true", bracket(lt(Int(0), n)), ((GE1,), ("exact", 0)))
    assert (th.hypotheses, th.rhs) == ((GE1,), num(1))


def test_a_bracket_that_cannot_hold_is_zero() -> None:
    p = lt(n, Int(1))
    th = apply("bracket_false", bracket(p), ((p, GE1), farkas((0,), (1,))))
    assert (th.hypotheses, th.rhs) == ((GE1,), num(0))
    assert_true(th)


def test_bracket_true_keeps_the_condition_as_a_hypothesis() -> None:
    """[P] = 1 from P itself is P ⊢ [P] = 1, not ⊢ [P] = 1."""
    p = lt(m, n)
    assert apply("bracket_true", bracket(p), ((p,), ("exact", 0))).hypotheses == (p,)


def test_bracket_false_discharges_its_own_condition_alone() -> None:
    p, other = lt(m, n), lt(n, m)
    th = apply("bracket_false", bracket(p), ((p, other), farkas((0,), (1,))))
    assert th.hypotheses == (other,)


def test_brackets_of_conditions_that_hold_together_are_equal() -> None:
    p, q = lt(m, n), le(m, isub(n, Int(1)))
    th = apply("bracket_equal", bracket(p), q, ((p,), ("exact", 0)), ((q,), ("exact", 0)))
    assert (th.hypotheses, th.rhs) == ((), bracket(q))


def test_bracket_equal_keeps_what_else_each_direction_needs() -> None:
    p, q = lt(Int(0), imul(m, n)), lt(Int(0), m)
    forth = (p, GE1), ("absurd", farkas((2, 1), (2,), (0,)))
    back = (q, GE1), ("farkas", ((1, (0, 1)), (1, (0,)), (1, (1,)), (1, (2,))), ())
    th = apply("bracket_equal", bracket(p), q, forth, back)
    assert th.hypotheses == (GE1,)
    assert_true(th)


def test_a_scalar_is_divided_by_cases() -> None:
    th = apply("bracket_cases", c, lt(m, n))
    assert th.rhs == add(mul(bracket(lt(m, n)), c), mul(bracket(le(n, m)), c))


@pytest.mark.parametrize("name", ["bracket_true", "bracket_false"])
def test_a_rule_of_brackets_rejects_what_is_none(name: str) -> None:
    with pytest.raises(Rejected, match="no bracket"):
        apply(name, c, ((), ("trivial",)))
    with pytest.raises(Rejected, match="no bracket"):
        apply("bracket_equal", c, lt(m, n), ((), ("trivial",)), ((), ("trivial",)))


@pytest.mark.parametrize(("t", "p"), [(m, lt(m, n)), (lt(m, n), lt(m, n)), (c, c), (c, m)])
def test_cases_are_of_a_scalar_by_a_proposition(t: Term, p: Term) -> None:
    with pytest.raises(Rejected, match="needs a scalar"):
        apply("bracket_cases", t, p)


def test_an_integer_is_rewritten_inside_any_term() -> None:
    th = apply("index", imul(m, n), m, ((eq(n, Int(1)),), ("combine", 1, ((m, 0),))))
    assert (th.hypotheses, th.conclusion) == ((eq(n, Int(1)),), eq(imul(m, n), m))


def test_index_rejects_scalars() -> None:
    for t, other in ((c, c), (m, c), (lt(m, n), lt(m, n))):
        with pytest.raises((Rejected, TermError)):
            apply("index", t, other, ((), ("trivial",)))


def test_a_condition_is_rewritten_by_an_equivalent_one() -> None:
    p, q = lt(m, n), le(iadd(m, Int(1)), n)
    th = apply("equivalent", p, q, ((p,), ("exact", 0)), ((q,), ("exact", 0)))
    assert (th.hypotheses, th.conclusion) == ((), make("iff", None, (p, q)))
    assert_true(th)
    with pytest.raises(Rejected, match="needs propositions"):
        apply("equivalent", m, n, ((), ("trivial",)), ((), ("trivial",)))


def test_a_maximum_is_the_value_at_a_unique_maximiser() -> None:
    top = bind("max", [("k", Int(0), N)], read("x", k), lt(k, m))
    th = apply("at_maximiser", top)
    assert th.hypotheses == (make("unique", None, top.args, ("k",)),)
    assert th.rhs == read("x", make("argmax", 0, top.args, ("k",)))
    assert_true(th, tries=300)
    with pytest.raises(Rejected, match="no maximum"):
        apply("at_maximiser", make("sum", None, top.args, ("k",)))


def test_a_maximum_is_not_read_at_a_maximiser_under_its_own_derivative() -> None:
    body = make("diff", "x", (mul(read("x", k), read("x", Int(0))), Int(0)))
    with pytest.raises(TermError, match="under"):
        apply("at_maximiser", bind("max", [("k", Int(0), N)], body))
