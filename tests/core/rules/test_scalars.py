"""Ring laws, facts, counting, closed numbers and order over the scalars."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest

from symgrad.core.rules import apply
from symgrad.core.rules.scalars import FACTS, at_most_max, fact, max_at_most, positive, sum_at_most
from symgrad.core.term import (
    TRUE,
    Int,
    Term,
    Var,
    add,
    bind,
    bracket,
    cast,
    divides,
    eq,
    floor,
    fn,
    iadd,
    inv,
    le,
    lt,
    make,
    mod,
    mul,
    ne,
    num,
    power,
    read,
    sub,
    total,
)
from symgrad.core.theorem import Rejected, assume
from tests.core.certificates import TRIVIAL
from tests.core.truth import assert_true, judge

N, i, k, m, n = (Var(name) for name in "Nikmn")
c, u, v = read("c"), read("u"), read("v")


def x(e: Term) -> Term:
    return read("x", e)


# ---- ring ----


def test_ring_rearranges() -> None:
    th = apply("ring", power(add(c, u), 2), add(power(c, 2), mul(num(2), u, c), power(u, 2)))
    assert th.hypotheses == ()
    assert_true(th)


def test_ring_with_cofactors_brings_their_hypotheses() -> None:
    # u² − c² = (u + c)·(u − c)
    th = apply("ring", power(u, 2), power(c, 2), ((add(u, c), assume(eq(u, c))),))
    assert th.hypotheses == (eq(u, c),)
    assert_true(th, tries=300)


def test_ring_takes_closed_scalars_only() -> None:
    loose = x(make("bound", 0, ()))
    for t, other in ((m, n), (lt(m, n), lt(m, n)), (c, m), (c, mul(c, loose))):
        with pytest.raises(Rejected):
            apply("ring", t, other)


def test_ring_takes_equations_of_scalars_only() -> None:
    for equation in (assume(eq(m, n)), assume(le(c, u)), assume(ne(c, u))):
        with pytest.raises(Rejected, match="equations of scalars"):
            apply("ring", c, u, ((num(1), equation),))
    with pytest.raises(Rejected, match="equations of scalars"):
        apply("ring", c, u, ((m, assume(eq(c, u))),))


# ---- facts ----

ARGUMENTS = (c, u, v)


@pytest.mark.parametrize("name", sorted(FACTS))
def test_a_fact_holds(name: str) -> None:
    th = fact(name, *ARGUMENTS[: FACTS[name][1]])
    assert judge(th, wanted=12, tries=200).counterexample is None


@pytest.mark.parametrize("name", sorted(FACTS))
def test_a_fact_takes_its_own_number_of_scalars(name: str) -> None:
    count = FACTS[name][1]
    for args in ((c,) * (count + 1), (m,) * count if count else (c,), (x(make("bound", 0, ())),) * max(count, 1)):
        with pytest.raises(Rejected):
            fact(name, *args)


def test_a_fact_that_needs_a_hypothesis_lists_it() -> None:
    assert fact("inverse", c).hypotheses == (ne(c, num(0)),)
    assert fact("square_of_root", c).hypotheses == (le(num(0), c),)
    assert fact("exp_log", c).hypotheses == (lt(num(0), c),)
    assert fact("pow_sum", c, u, v).hypotheses == (lt(num(0), c),)
    assert fact("pow_pow", c, u, v).hypotheses == (lt(num(0), c),)
    assert set(fact("pow_product", c, u, v).hypotheses) == {lt(num(0), c), lt(num(0), u)}
    assert set(fact("pow_monotone", c, u, v).hypotheses) == {lt(num(0), c), le(c, u), le(num(0), v)}
    with pytest.raises(Rejected, match="no fact"):
        fact("root_of_square", c)


@pytest.mark.parametrize(("name", "args"), [("exp", (c,)), ("sqrt", (c,)), ("pow", (c, u))])
def test_what_is_positive(name: str, args: tuple[Term, ...]) -> None:
    th = positive(name, *args)
    assert th.hypotheses == (() if name == "exp" else (lt(num(0), c),))
    assert judge(th, tries=200).counterexample is None


@pytest.mark.parametrize(
    ("name", "args"), [("log", (c,)), ("exp", (c, u)), ("sqrt", (c, u)), ("pow", (c,)), ("exp", ()), ("exp", (m,))]
)
def test_nothing_else_is_known_to_be_positive(name: str, args: tuple[Term, ...]) -> None:
    with pytest.raises(Rejected):
        positive(name, *args)


# ---- counting and closed numbers ----


def test_equal_summands_are_counted() -> None:
    th = apply("count", total([("i", m, n)], mul(c, x(k))))
    assert th.hypotheses == ()
    assert_true(th)


@pytest.mark.parametrize(
    "t",
    [
        total([("i", Int(0), N), ("k", Int(0), N)], c),
        bind("max", [("i", Int(0), N)], c),
        total([("i", Int(0), N)], c, lt(Int(0), m)),
        c,
    ],
)
def test_count_takes_a_sum_over_one_range(t: Term) -> None:
    with pytest.raises(Rejected, match="one range"):
        apply("count", t)


VALUES = (Fraction(1), Fraction(-1, 2), Fraction(3))


@pytest.mark.parametrize(
    ("t", "value"),
    [
        (add(num(1), mul(num("1/2"), num(3)), power(num(-2), 3)), "-11/2"),
        (inv(num(4)), "1/4"),
        (power(num(0), 0), 1),
        (bracket(lt(Int(1), Int(2))), 1),
        (bracket(lt(num(1), num("1/2"))), 0),
        (cast(floor(Int(-7), Int(2))), -4),
        (cast(mod(Int(-7), Int(3))), 2),
        (total([("i", Int(0), Int(4))], cast(i)), 6),
        (total([("i", Int(3), Int(0))], inv(num(0))), 0),
        (total([("i", Int(0), Int(3)), ("k", i, Int(3))], cast(k), ne(i, k)), 5),
        (total([("i", Int(-2), Int(6))], make("literal", ((3,), VALUES), (i,))), "7/2"),
        (make("literal", ((2, 2), (Fraction(1), Fraction(2), Fraction(3), Fraction(4))), (Int(1), Int(0))), 3),
        (make("literal", ((2, 2), (Fraction(1), Fraction(2), Fraction(3), Fraction(4))), (Int(0), Int(2))), 0),
        (add(), 0),
        (mul(), 1),
    ],
)
def test_a_closed_number_is_evaluated(t: Term, value: Any) -> None:
    th = apply("evaluate", t)
    assert th.rhs == num(value)
    assert_true(th, wanted=1)


@pytest.mark.parametrize(
    "t",
    [
        c,
        mul(num(0), c),
        inv(num(0)),
        mul(num(0), inv(sub(num(1), num(1)))),
        cast(n),
        cast(floor(Int(1), Int(0))),
        cast(floor(Int(1), Int(-1))),
        cast(mod(Int(5), Int(-3))),
        bracket(lt(m, n)),
        bracket(divides(Int(0), n)),
        total([("i", Int(0), N)], num(1)),
        total([("i", Int(0), Int(2))], inv(cast(i))),
        fn("exp", [num(0)]),
        bind("max", [("k", Int(0), Int(3))], cast(k)),
        make("diff", "x", (num(1), Int(0))),
        make("literal", ((3,), VALUES), (n,)),
    ],
)
def test_evaluate_rejects_what_has_no_fixed_value(t: Term) -> None:
    with pytest.raises(Rejected, match="evaluate"):
        apply("evaluate", t)


def test_evaluate_rejects_integers() -> None:
    with pytest.raises(Rejected):
        apply("evaluate", Int(1))
    with pytest.raises(Rejected):
        apply("evaluate", TRUE)


# ---- order ----


def maximum(hi: Term, body: Term, cond: Term = TRUE) -> Term:
    return bind("max", [("k", Int(0), hi)], body, cond)


def test_a_value_is_at_most_the_maximum() -> None:
    low, high = le(Int(0), m), lt(m, N)
    th = at_most_max(maximum(N, x(k)), (m,), (((low,), ("exact", 0)), ((high,), ("exact", 0))))
    assert (th.hypotheses, th.conclusion) == ((low, high), le(x(m), maximum(N, x(k))))
    assert_true(th, tries=200)


def test_a_maximum_is_at_most_a_bound_on_every_value() -> None:
    every = bind("forall", [("k", Int(0), N)], le(x(k), c), ne(k, m))
    some = (((), ("trivial",)), ((lt(Int(0), N),), ("exact", 0)), ((ne(Int(0), m),), ("exact", 0)))
    th = max_at_most(maximum(N, x(k), ne(k, m)), assume(every), (Int(0),), some)
    assert th.hypotheses == (every, lt(Int(0), N), ne(Int(0), m))
    assert_true(th, tries=400)


def test_a_maximum_over_nothing_is_at_most_nothing() -> None:
    every = bind("forall", [("k", Int(0), N)], le(x(k), c))
    with pytest.raises(Rejected):
        max_at_most(maximum(N, x(k)), assume(every), (Int(0),), (TRIVIAL, TRIVIAL))


def test_max_at_most_takes_a_bound_without_the_index() -> None:
    every = bind("forall", [("k", Int(0), Int(3))], le(x(k), read("w", k)))
    with pytest.raises(Rejected, match="other values"):
        max_at_most(maximum(Int(3), x(k)), assume(every), (Int(0),), (TRIVIAL, TRIVIAL))


def test_max_at_most_takes_a_weak_inequality() -> None:
    for relation in (lt, eq):
        every = bind("forall", [("k", Int(0), Int(3))], relation(x(k), c))
        with pytest.raises(Rejected):
            max_at_most(maximum(Int(3), x(k)), assume(every), (Int(0),), (TRIVIAL, TRIVIAL))


def test_sums_are_monotone() -> None:
    every = bind("forall", [("k", Int(0), N)], le(x(k), read("w", k)), ne(k, m))
    sums = [total([("k", Int(0), N)], f, ne(k, m)) for f in (x(k), read("w", k))]
    th = sum_at_most(*sums, assume(every))
    assert (th.hypotheses, th.conclusion) == ((every,), le(*sums))
    assert_true(th, tries=400)


def test_order_rules_take_their_own_binders() -> None:
    every = assume(bind("forall", [("k", Int(0), Int(3))], le(x(k), c)))
    sums = total([("k", Int(0), Int(3))], x(k))
    with pytest.raises(Rejected):
        at_most_max(sums, (Int(0),), (TRIVIAL, TRIVIAL))
    with pytest.raises(Rejected):
        max_at_most(sums, every, (Int(0),), (TRIVIAL, TRIVIAL))
    with pytest.raises(Rejected):
        sum_at_most(maximum(Int(3), x(k)), maximum(Int(3), c), every)
    with pytest.raises(Rejected):
        at_most_max(maximum(Int(3), x(k)), (), ())
    with pytest.raises(Rejected):
        at_most_max(maximum(Int(3), x(k)), (num(0),), (TRIVIAL, TRIVIAL))


def test_a_maximum_at_two_indices_is_at_least_each_value() -> None:
    top = bind("max", [("i", Int(0), Int(2)), ("k", i, iadd(i, Int(2)))], read("x", i, k))
    th = at_most_max(top, (Int(1), Int(2)), (TRIVIAL,) * 4)
    assert_true(th)
    with pytest.raises(Rejected):
        at_most_max(top, (Int(1), Int(0)), (TRIVIAL,) * 4)
