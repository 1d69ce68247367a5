"""Rules of the derivative: each lists the strict hypotheses under which what it takes apart is differentiable."""

from __future__ import annotations

from typing import Any

import pytest

from symgrad.core.rules import RULES, apply
from symgrad.core.rules.derivative import KNOWN, differentiable
from symgrad.core.term import (
    TRUE,
    Int,
    Term,
    TermError,
    Var,
    add,
    bind,
    bracket,
    call,
    cast,
    conj,
    define,
    diff,
    disj,
    eq,
    fn,
    iadd,
    inv,
    iread,
    le,
    lt,
    make,
    mul,
    ne,
    num,
    power,
    read,
    smooth,
    sub,
    total,
)
from symgrad.core.theorem import Rejected, Theorem
from tests.core.truth import assert_true

N, i, j, k, m, n = (Var(name) for name in "Nijkmn")
c, u = read("c"), read("u")


def x(*indices: Term) -> Term:
    return read("x", *indices)


def d(e: Term, index: Term = n) -> Term:
    return diff(e, "x", index)


def below(name: str, hi: Term, body: Term, cond: Term = TRUE) -> Term:
    return total([(name, Int(0), hi)], body, cond)


def maximum(body: Term, cond: Term = TRUE) -> Term:
    return bind("max", [("k", Int(0), N)], body, cond)


WINNER = make("argmax", 0, maximum(x(k)).args, ("k",))


def proved(name: str, e: Term, expected: Term, *hypotheses: Term) -> Theorem:
    th = apply(name, d(e))
    assert th.lhs == d(e)
    assert th.rhs == expected
    assert th.hypotheses == hypotheses
    assert_true(th, tries=200)
    return th


# ---- what each gives ----


def test_the_derivative_of_what_does_not_depend_on_x() -> None:
    proved("d_const", mul(c, read("w", m)), num(0))
    proved("d_const", maximum(read("w", k)), num(0))


def test_the_derivative_of_a_coordinate() -> None:
    proved("d_read", x(m), bracket(eq(m, n)))
    th = apply("d_read", diff(x(m, k), "x", n, Int(0)))
    assert th.rhs == bracket(conj((eq(m, n), eq(k, Int(0)))))
    assert_true(th)
    assert apply("d_read", diff(c, "c")).rhs == num(1)
    assert apply("d_read", diff(x(m, m), "x", n, n)).rhs == bracket(eq(m, n))


def test_the_derivative_of_a_sum_of_terms() -> None:
    proved("d_add", add(x(m), c, x(k)), add(d(x(m)), d(x(k))))
    proved("d_add", add(x(m), c), d(x(m)))
    proved("d_add", add(c, u), num(0))
    proved("d_add", add(), num(0))


def test_the_derivative_of_a_product() -> None:
    proved("d_mul", mul(x(m), c, x(k)), add(mul(d(x(m)), c, x(k)), mul(x(m), c, d(x(k)))))
    proved("d_mul", mul(c, x(m)), mul(c, d(x(m))))
    proved("d_mul", mul(c, u), num(0))


@pytest.mark.parametrize("exponent", [0, 1, 2, 3])
def test_the_derivative_of_a_power(exponent: int) -> None:
    e = power(x(m), exponent)
    expected = num(0) if not exponent else mul(num(exponent), power(x(m), exponent - 1), d(x(m)))
    proved("d_pow", e, expected)


def test_the_derivative_of_an_inverse() -> None:
    proved("d_inv", inv(x(m)), mul(num(-1), power(inv(x(m)), 2), d(x(m))), ne(x(m), num(0)))
    proved("d_inv", inv(c), mul(num(-1), power(inv(c), 2), d(c)))


def test_the_derivative_of_a_sum_over_a_range() -> None:
    e = below("i", N, mul(read("w", i), x(i)), ne(i, m))
    proved("d_sum", e, below("i", N, d(mul(read("w", i), x(i))), ne(i, m)))


def test_the_derivative_of_a_sum_needs_every_summand_differentiable() -> None:
    th = apply("d_sum", d(below("i", N, inv(x(i)), ne(i, m))))
    assert th.hypotheses == (bind("forall", [("i", Int(0), N)], ne(x(i), num(0)), ne(i, m)),)
    assert_true(th, tries=300)


def test_a_condition_of_the_sum_is_no_hypothesis() -> None:
    w = read("w", i)
    e = below("i", N, mul(x(i), inv(mul(w, c))), ne(mul(w, c), num(0)))
    assert apply("d_sum", d(e)).hypotheses == ()
    assert apply("d_sum", diff(below("i", N, inv(mul(w, c)), ne(mul(w, c), num(0))), "x", n)).hypotheses == ()


def test_the_derivative_of_a_maximum_is_the_one_at_its_unique_maximiser() -> None:
    top = maximum(mul(x(k), c), ne(k, m))
    th = apply("d_max", d(top))
    winner = make("argmax", 0, top.args, ("k",))
    assert th.hypotheses == (make("unique", None, top.args, ("k",)),)
    assert th.rhs == below("k", N, d(mul(x(k), c)), conj((ne(k, m), eq(k, winner))))
    assert_true(th, tries=300)


def test_a_maximum_over_two_indices_has_two_components_of_its_maximiser() -> None:
    top = bind("max", [("i", Int(0), N), ("k", Int(0), i)], x(i, k))
    th = apply("d_max", diff(top, "x", n, m))
    first, second = (make("argmax", part, top.args, ("i", "k")) for part in (0, 1))
    chosen = conj((eq(i, first), eq(k, second)))
    assert th.rhs == total([("i", Int(0), N), ("k", Int(0), i)], diff(x(i, k), "x", n, m), chosen)
    assert_true(th, tries=300)


def test_a_bracket_on_scalars_is_locally_constant_away_from_ties() -> None:
    proved("d_bracket", bracket(lt(num(0), x(m))), num(0), ne(num(0), x(m)))
    p = disj(lt(num(0), x(m)), make("not", None, (conj((le(x(m), x(k)), lt(m, k))),)))
    proved("d_bracket", bracket(p), num(0), ne(num(0), x(m)), ne(x(m), x(k)))
    proved("d_bracket", bracket(eq(x(m), inv(x(k)))), num(0), ne(x(m), inv(x(k))), ne(x(k), num(0)))


def test_the_chain_rule_for_an_unknown_function() -> None:
    e = fn("f", [x(m), c, x(k)], [1, 0, 0])
    first, last = fn("f", e.args, [2, 0, 0]), fn("f", e.args, [1, 0, 1])
    proved("d_function", e, add(mul(first, d(x(m))), mul(last, d(x(k)))), smooth("f", 2))


@pytest.mark.parametrize("name", sorted(KNOWN))
def test_the_derivative_of_a_known_function(name: str) -> None:
    th = apply("d_function", d(fn(name, [x(m)])))
    needs = (lt(num(0), x(m)),) if name in ("log", "sqrt") else ()
    assert th.hypotheses == needs
    assert assert_true(th, tries=300) > 0


def test_the_derivative_of_a_general_power() -> None:
    e = fn("pow", [x(m), num("3/2")])
    expected = mul(mul(num("3/2"), fn("pow", [x(m), sub(num("3/2"), num(1))])), d(x(m)))
    proved("d_function", e, expected, lt(num(0), x(m)))


def test_a_function_of_what_does_not_depend_on_x_has_no_derivative_by_x() -> None:
    proved("d_function", fn("f", [c]), num(0))
    proved("d_function", fn("sqrt", [c]), num(0))


# ---- what is not differentiable, as far as the structure tells ----


@pytest.mark.parametrize("name", [rule.name for rule in RULES.values() if rule.family == "derivative"])
def test_a_rule_of_derivatives_rejects_what_is_none(name: str) -> None:
    for t in (x(m), add(x(m), c), below("i", N, x(i))):
        with pytest.raises(Rejected, match="no derivative"):
            apply(name, t)


KINDS = {
    "d_read": x(m),
    "d_add": add(x(m)),
    "d_mul": mul(x(m)),
    "d_pow": power(x(m), 2),
    "d_inv": inv(x(m)),
    "d_sum": below("i", N, x(i)),
    "d_max": maximum(x(k)),
    "d_bracket": bracket(lt(x(m), c)),
    "d_function": fn("f", [x(m)]),
}


@pytest.mark.parametrize("name", KINDS)
def test_a_rule_of_derivatives_rejects_every_other_kind(name: str) -> None:
    for kind, e in KINDS.items():
        if kind == name:
            assert apply(name, d(e)).lhs == d(e)
        else:
            with pytest.raises(Rejected, match="not of the kind"):
                apply(name, d(e))


DEPENDENT: list[tuple[str, Term, str]] = [
    ("an index on an argmax", x(WINNER), "depends on x"),
    ("an index on an integer tensor x", read("w", iread("x", m)), "depends on x"),
    ("a range on an argmax", below("i", WINNER, c), "depends on x"),
    ("a later range on an argmax", total([("i", Int(0), N), ("j", i, WINNER)], x(j)), "depends on x"),
    ("a condition of a sum on scalars", below("i", N, x(i), lt(num(0), x(i))), "depends on x"),
    ("a condition of a maximum on scalars", maximum(c, lt(num(0), x(k))), "depends on x"),
    ("a bracket on an argmax", bracket(eq(m, WINNER)), "through an index"),
    ("a bracket on a quantifier", bracket(bind("forall", [("k", Int(0), N)], lt(c, x(k)))), "through an index"),
    ("a bracket on uniqueness", bracket(make("unique", None, maximum(x(k)).args, ("k",))), "through an index"),
    ("a bracket on an equivalence", bracket(make("iff", None, (lt(c, x(m)), TRUE))), "through an index"),
    ("an argmax as a number", cast(WINNER), "nothing is known"),
    ("a derivative", d(power(x(m), 2), m), "nothing is known"),
    ("an exponent", fn("pow", [c, x(m)]), "exponent"),
    ("a derivative of a known function", fn("exp", [x(m)], [1]), "as a term"),
    ("a known name with too many arguments", fn("log", [x(m), c]), "does not take"),
    ("a power of one argument", fn("pow", [x(m)]), "does not take"),
    ("a literal tensor", make("literal", ((1,), (num(1).data,)), (WINNER,)), "nothing is known"),
]


@pytest.mark.parametrize(("e", "reason"), [(e, r) for _, e, r in DEPENDENT], ids=[name for name, _, _ in DEPENDENT])
def test_nothing_is_differentiable_through(e: Term, reason: str) -> None:
    with pytest.raises(Rejected, match=reason):
        differentiable(e, "x")
    for rule, whole in (("d_mul", mul(e, c)), ("d_add", add(e, c)), ("d_pow", power(e, 2)), ("d_inv", inv(e))):
        with pytest.raises(Rejected, match=reason):
            apply(rule, d(whole))


def test_a_definition_hides_nothing() -> None:
    for _, e, reason in DEPENDENT:
        y = define("y", [], e)
        with pytest.raises(Rejected, match=reason):
            apply("d_mul", d(mul(call(y), c)))


def test_a_definition_read_at_an_index_that_depends_on_x_is_not_differentiable() -> None:
    y = define("y", ["p"], x(iadd(Var("p"), m)))
    with pytest.raises((Rejected, TermError)):
        apply("d_mul", d(mul(call(y, WINNER), c)))


def test_a_coordinate_of_another_rank_is_none() -> None:
    with pytest.raises(Rejected, match="ranks differ"):
        apply("d_read", diff(x(m, k), "x", n))


def test_an_obligation_under_two_binders_is_closed_over_both() -> None:
    e = below("i", N, maximum(inv(mul(x(i), x(k))), ne(i, k)))
    hypotheses = apply("d_sum", d(e)).hypotheses
    assert all(h.loose == 0 and not any(name.startswith("@") for name in h.free) for h in hypotheses)
    assert [h.op for h in hypotheses] == ["forall", "forall"]


def test_a_name_that_is_reserved_is_not_opened() -> None:
    e = below("i", N, mul(x(i), read("w", Var("@a0"))))
    with pytest.raises(Rejected, match="reserved"):
        apply("d_sum", d(e))


@pytest.mark.parametrize(
    ("e", "needs"),
    [
        (mul(fn("sqrt", [c]), fn("sqrt", [c])), (lt(num(0), c),)),
        (inv(c), (ne(c, num(0)),)),
        (fn("log", [inv(c)]), (lt(num(0), inv(c)), ne(c, num(0)))),
        (bracket(le(c, num(0))), (ne(c, num(0)),)),
        (add(fn("f", [c]), fn("f", [c], [2])), (smooth("f", 1), smooth("f", 3))),
        (mul(bracket(lt(num(0), c)), c), (ne(num(0), c),)),
    ],
)
def test_every_way_to_take_a_term_apart_lists_what_it_needs(e: Term, needs: tuple[Any, ...]) -> None:
    for rule, whole in (("d_add", add(e, u)), ("d_mul", mul(e, u)), ("d_pow", power(e, 1))):
        assert apply(rule, diff(whole, "c")).hypotheses == needs
