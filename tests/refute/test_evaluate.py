"""What terms evaluate to, and where they have no value."""

from __future__ import annotations

from fractions import Fraction

import pytest

from symgrad.core.term import (
    FALSE,
    MAX_DEPTH,
    TRUE,
    Definition,
    Int,
    Term,
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
    divides,
    eq,
    floor,
    fn,
    iadd,
    imul,
    inv,
    iread,
    isub,
    le,
    lt,
    make,
    mod,
    mul,
    ne,
    num,
    power,
    read,
    smooth,
    total,
)
from symgrad.refute.evaluate import (
    Angle,
    Inexact,
    Instance,
    Polynomial,
    TooLarge,
    Undefined,
    enclose,
    evaluate,
)

ZERO = Int(0)
NOWHERE = inv(num(0))  # a term without a value
i, j, k = Var("i"), Var("j"), Var("k")


def value(t: Term, **integers: int) -> object:
    return evaluate(t, Instance(integers, {"x": {(n,): n * n + 1 for n in range(9)}, "y": {(): 3}}))


def literal(shape: tuple[int, ...], *values: int) -> tuple[tuple[int, ...], tuple[Fraction, ...]]:
    return shape, tuple(map(Fraction, values))


def over_x(op: str, low: int, high: int, body: Term | None = None, cond: Term = TRUE) -> Term:
    data = 0 if op == "argmax" else None
    return bind(op, [("k", Int(low), Int(high))], read("x", k) if body is None else body, cond, data)


# ---- ranges ----


@pytest.mark.parametrize("size", [0, -1, -5])
def test_a_sum_over_an_empty_range_is_0(size: int) -> None:
    assert value(total([("k", ZERO, Int(size))], NOWHERE)) == 0


def test_a_range_is_half_open() -> None:
    assert value(total([("k", Int(2), Int(4))], cast(k))) == 2 + 3


def test_a_later_range_depends_on_earlier_indices() -> None:
    triangle = total([("i", ZERO, Var("n")), ("j", i, iadd(imul(Int(2), i), Int(1)))], cast(iadd(imul(Int(10), i), j)))
    assert value(triangle, n=4) == sum(10 * a + b for a in range(4) for b in range(a, 2 * a + 1))


def test_a_condition_selects_terms() -> None:
    assert value(total([("k", ZERO, Int(7))], cast(k), divides(Int(3), k))) == 0 + 3 + 6


def test_guards_in_the_body_of_a_sum_act_at_every_depth() -> None:
    body = mul(bracket(lt(i, Int(2))), bracket(le(i, j)), bracket(eq(Var("n"), Int(3))), cast(iadd(i, j)))
    triangle = total([("i", ZERO, Var("n")), ("j", ZERO, Var("n"))], body)
    assert value(triangle, n=3) == sum(a + b for a in range(2) for b in range(a, 3))
    assert value(triangle, n=2) == 0


def test_a_sum_within_the_body_of_a_sum_sees_both_indices() -> None:
    nested = total([("i", ZERO, Int(3))], mul(cast(i), total([("j", ZERO, i)], cast(iadd(imul(Int(10), i), j)))))
    assert value(nested) == sum(a * sum(10 * a + b for b in range(a)) for a in range(3))


# ---- definitions, literals, integers ----


def test_a_definition_is_its_body_at_the_indices() -> None:
    d = define("d", ["i", "j"], add(read("x", isub(i, j)), mul(num(10), cast(j))))
    assert value(call(d, iadd(Var("a"), Int(1)), Var("a")), a=2) == 2 + 20


def test_the_binders_of_a_definition_do_not_disturb_those_around_its_call() -> None:
    d = define("d", ["i"], total([("k", ZERO, i)], cast(k)))
    outer = total([("i", ZERO, Int(5)), ("j", ZERO, Int(2))], mul(call(d, i), cast(iadd(i, j))))
    assert value(outer) == sum(sum(range(a)) * (a + b) for a in range(5) for b in range(2))


def test_a_literal_is_row_major_and_0_outside() -> None:
    t = make("literal", literal((2, 3), 1, 2, 3, 4, 5, 6), (Var("a"), Var("b")))
    assert [value(t, a=a, b=b) for a, b in ((0, 2), (1, 0), (1, 2), (2, 0), (0, 3), (-1, 0), (0, -1))] == [
        *(3, 4, 6),
        *(0, 0, 0, 0),
    ]


@pytest.mark.parametrize(("a", "b"), [(7, 3), (-7, 3), (6, 1), (-1, 5)])
def test_floor_and_mod_are_those_of_mathematics(a: int, b: int) -> None:
    assert (value(floor(Int(a), Int(b))), value(mod(Int(a), Int(b)))) == (a // b, a - b * (a // b))


@pytest.mark.parametrize("divisor", [0, -1, -3])
def test_floor_and_mod_with_a_divisor_below_1_are_undefined(divisor: int) -> None:
    for t in (floor(Int(6), Int(divisor)), mod(Int(6), Int(divisor))):
        with pytest.raises(Undefined):
            value(t)


def test_0_divides_only_0() -> None:
    assert value(divides(ZERO, ZERO))
    assert not value(divides(ZERO, Int(2)))
    assert value(divides(Int(-3), Int(6)))


def test_an_entry_of_an_integer_tensor_can_be_an_index() -> None:
    instance = Instance({}, {"x": {(5,): 7}}, {"at": {(1,): 5}})
    assert evaluate(read("x", iread("at", Int(1))), instance) == 7


# ---- what has no value, and what has one nevertheless ----


@pytest.mark.parametrize("t", [NOWHERE, fn("log", [num(0)]), fn("sqrt", [num(-1)]), fn("pow", [num(0), num(-1)])])
def test_outside_its_domain_a_function_is_undefined(t: Term) -> None:
    with pytest.raises(Undefined):
        value(t)


@pytest.mark.parametrize("op", ["max", "argmax"])
def test_the_maximum_of_nothing_is_undefined(op: str) -> None:
    with pytest.raises(Undefined):
        value(over_x(op, 3, 3))
    with pytest.raises(Undefined):
        value(over_x(op, 0, 3, cond=FALSE))


def test_argmax_at_a_tie_is_undefined_and_max_is_not() -> None:
    square = power(cast(k), 2)
    assert value(over_x("max", -2, 3, square)) == 4
    with pytest.raises(Undefined):
        value(over_x("argmax", -2, 3, square))
    assert value(over_x("argmax", -3, 3, square)) == -3


def test_argmax_gives_the_component_that_it_is_asked_for() -> None:
    peak = sub_squares(("i", 2), ("j", 5))
    for component, expected in enumerate((2, 5)):
        t = bind("argmax", [("i", ZERO, Int(4)), ("j", Int(3), Int(7))], peak, data=component)
        assert value(t) == expected


def sub_squares(*peaks: tuple[str, int]) -> Term:
    return add(*(mul(num(-1), power(cast(isub(Var(name), Int(at))), 2)) for name, at in peaks))


def test_unique_means_one_maximum_in_a_domain_that_is_not_empty() -> None:
    square = power(cast(k), 2)
    assert value(over_x("unique", -3, 3, square))
    assert not value(over_x("unique", -2, 3, square))
    assert not value(over_x("unique", 0, 0, square))


def test_only_a_bracket_hides_what_has_no_value() -> None:
    assert value(mul(NOWHERE, bracket(FALSE), read("x", ZERO))) == 0
    assert value(bind("sum", [("i", ZERO, Int(3))], mul(bracket(lt(i, ZERO)), NOWHERE))) == 0
    for factor in (num(0), num(2), add(num(1), num(-1)), NOWHERE):
        with pytest.raises(Undefined):
            value(mul(NOWHERE, factor))
    with pytest.raises(Undefined):
        value(power(NOWHERE, 0))


def test_false_and_what_has_no_value_is_false() -> None:
    nowhere = eq(floor(Int(1), ZERO), ZERO)
    assert not value(conj([nowhere, FALSE]))
    assert value(disj(nowhere, TRUE))
    with pytest.raises(Undefined):
        value(conj([nowhere, TRUE]))


def test_a_guard_without_a_value_counts_for_nothing_where_another_is_false() -> None:
    nowhere = eq(floor(k, ZERO), ZERO)
    assert value(total([("k", ZERO, Int(3))], mul(bracket(nowhere), bracket(lt(k, ZERO)), read("x", k)))) == 0
    assert value(total([("k", ZERO, Int(3))], num(1), conj([nowhere, lt(k, ZERO)]))) == 0
    with pytest.raises(Undefined):
        value(total([("k", ZERO, Int(3))], num(1), conj([nowhere, lt(k, Int(1))])))


def test_forall_is_false_as_soon_as_one_case_is() -> None:
    inverse_is_not_1 = ne(inv(cast(k)), num(1))
    assert not value(bind("forall", [("k", ZERO, Int(3))], inverse_is_not_1))
    assert value(bind("forall", [("k", Int(2), Int(5))], inverse_is_not_1))
    assert value(bind("forall", [("k", ZERO, Int(5))], inverse_is_not_1, lt(Int(1), k)))
    with pytest.raises(Undefined):
        value(bind("forall", [("k", ZERO, Int(1))], inverse_is_not_1))


def test_work_beyond_the_budget_is_refused() -> None:
    with pytest.raises(TooLarge):
        value(total([("i", ZERO, Int(10**6)), ("j", ZERO, Int(10**6))], num(1)))


def test_numbers_that_would_never_end_are_refused() -> None:
    d: Definition = define("d0", ["i"], read("x", i))
    for n in range(1, 12):
        d = define(f"d{n}", ["i"], power(call(d, i), 4))
    with pytest.raises(TooLarge):
        value(call(d, Int(8)))


def test_the_deepest_term_can_be_evaluated_or_is_refused() -> None:
    for make_deeper in (lambda t: add(t, num(1)), lambda t: total([("k", ZERO, Int(1))], mul(t, read("x", k)))):
        t = read("x", ZERO)
        while t.depth <= MAX_DEPTH - 3:
            t = make_deeper(t)
        assert value(t) in (t.depth - 1, 1)


def test_an_integer_that_the_instance_does_not_give_is_an_error() -> None:
    with pytest.raises(LookupError, match="n"):
        value(cast(Var("n")))


# ---- functions ----


def test_an_unknown_function_is_the_polynomial_of_the_instance() -> None:
    f = Polynomial(2, {(2, 1): 3, (0, 2): 5})
    instance = Instance(functions={("f", 2): f})
    args = [num(2), num("1/2")]
    assert evaluate(fn("f", args), instance) == 3 * 4 * Fraction(1, 2) + 5 * Fraction(1, 4)
    assert evaluate(fn("f", args, (1, 1)), instance) == 3 * 2 * 2
    assert evaluate(fn("f", args, (3, 0)), instance) == 0
    assert evaluate(smooth("f", 2), instance) is True


def test_roots_and_powers_are_exact_where_they_are_rational() -> None:
    assert value(fn("sqrt", [num("9/4")])) == Fraction(3, 2)
    assert value(fn("pow", [num("8/27"), num("-2/3")])) == Fraction(9, 4)
    assert value(fn("sqrt", [num(4)], [1])) == Fraction(1, 4)
    assert value(fn("log", [num(2)], [3])) == Fraction(1, 4)


@pytest.mark.parametrize("t", [fn("exp", [num(1)]), fn("sqrt", [num(2)]), fn("log", [num(3)]), fn("sin", [num(1)])])
def test_an_irrational_value_is_inexact_and_can_be_enclosed(t: Term) -> None:
    with pytest.raises(Inexact):
        value(t)
    lo, hi = enclose(t, Instance(), 30)
    assert 0 < hi - lo < Fraction(1, 10**28)


def test_an_enclosure_contains_the_value() -> None:
    lo, hi = enclose(mul(fn("sqrt", [num(2)]), fn("sqrt", [num(2)])), Instance())
    assert lo <= 2 <= hi
    lo, hi = enclose(diff(fn("exp", [power(read("x"), 2)]), "x"), Instance(tensors={"x": {(): 1}}))
    assert lo <= Fraction("5.436563656918090470720574942705339") <= hi + Fraction(1, 10**30)


def test_angles_make_sines_exact() -> None:
    instance = Instance(tensors={"t": {(): Angle(Fraction(3, 5), Fraction(4, 5))}})
    angle = read("t")
    assert evaluate(fn("sin", [angle]), instance) == Fraction(4, 5)
    assert evaluate(fn("cos", [add(angle, angle)]), instance) == Fraction(9 - 16, 25)
    assert evaluate(fn("sin", [mul(num(-2), angle)]), instance) == -2 * Fraction(12, 25)
    assert evaluate(diff(fn("sin", [mul(cast(Int(3)), angle)]), "t"), instance) == 3 * evaluate(
        fn("cos", [mul(num(3), angle)]), instance
    )
    with pytest.raises(Inexact):
        evaluate(add(angle, num(1)), instance)


# ---- instances ----


def test_a_tensor_is_a_function_of_seed_name_and_index_alone() -> None:
    forwards, backwards = Instance(seed=3), Instance(seed=3)
    cells = [(a, b) for a in range(-2, 3) for b in range(4)]
    first = {c: forwards.tensors["w"][c] for c in cells}
    assert first == {c: backwards.tensors["w"][c] for c in reversed(cells)}
    assert first != {c: Instance(seed=4).tensors["w"][c] for c in cells}
    assert first != {c: forwards.tensors["v"][c] for c in cells}


def test_only_the_entries_that_were_read_are_remembered() -> None:
    instance = Instance({"n": 3}, seed=1)
    evaluate(total([("k", ZERO, Var("n"))], mul(bracket(ne(k, Int(1))), read("x", k))), instance)
    assert set(instance.tensors["x"]) == {(0,), (2,)}
    assert not instance.fresh().tensors["x"]
