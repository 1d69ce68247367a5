"""Derivatives of terms: by duals here, by sympy there, and where there are none."""

from __future__ import annotations

from fractions import Fraction
from random import Random

import pytest
import sympy
from hypothesis import given, settings
from hypothesis import strategies as st

from symgrad.core.term import (
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
    eq,
    fn,
    iadd,
    inv,
    le,
    lt,
    mul,
    num,
    power,
    read,
    sub,
    total,
)
from symgrad.refute.evaluate import Instance, Undefined, evaluate
from symgrad.refute.explicit import Explicit, gradient_by_sympy

ZERO, X, Y = Int(0), read("x"), read("y")
k, o = Var("k"), Var("o")


def at(t: Term, x: int | Fraction = 0, y: int | Fraction = 0) -> object:
    return evaluate(t, Instance(tensors={"x": {(): x}, "y": {(): y}}))


def random_polynomial(rng: Random, depth: int) -> Term:
    if depth == 0:
        return rng.choice([X, Y, num(rng.randint(-3, 3)), read("w", Int(rng.randrange(2)))])
    parts = [random_polynomial(rng, depth - 1) for _ in range(rng.randint(1, 3))]
    kind = rng.randrange(4)
    if kind == 0:
        return power(parts[0], rng.randrange(4))
    if kind == 1:
        return fn("f", [parts[0]])
    return add(*parts) if kind == 2 else mul(*parts)


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 10**9))
def test_duals_agree_with_sympy_on_polynomials(seed: int) -> None:
    t = random_polynomial(Random(seed), 3)
    instance = Instance(seed=seed, functions={})
    for name, index in (("x", ()), ("y", ()), ("w", (1,))):
        expected = gradient_by_sympy(t, name, index, instance)
        assert evaluate(diff(t, name, *map(Int, index)), instance) == expected


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10**9))
def test_derivatives_of_derivatives_agree_with_sympy(seed: int) -> None:
    rng = Random(seed)
    inner = diff(random_polynomial(rng, 2), rng.choice("xy"))
    t = add(mul(inner, random_polynomial(rng, 1)), X)
    instance = Instance(seed=seed)
    assert evaluate(diff(t, "x"), instance) == gradient_by_sympy(t, "x", (), instance)


def test_perturbations_of_nested_derivatives_are_not_confused() -> None:
    # d/dx (x · d/dy (x + y)) = 1, not 2
    assert at(diff(mul(X, diff(add(X, Y), "y")), "x"), 3, 5) == 1
    assert at(diff(mul(X, diff(mul(X, Y), "y")), "x"), 3, 5) == 6
    assert at(diff(mul(X, diff(power(X, 3), "x")), "x"), 2) == 36
    assert at(diff(diff(diff(power(X, 4), "x"), "x"), "x"), 2) == 48
    assert at(diff(diff(mul(power(X, 2), power(Y, 3)), "x"), "y"), 3, 5) == 2 * 3 * 3 * 25


def test_a_derivative_in_a_definition_is_not_confused_with_one_around_its_call() -> None:
    free = define("free", [], diff(power(Y, 3), "y"))  # depends on y alone
    both = define("both", [], diff(mul(power(X, 2), power(Y, 2)), "y"))
    assert at(diff(mul(X, call(free), X), "x"), 3, 5) == 2 * 3 * 75
    assert at(diff(mul(X, call(both)), "x"), 3, 5) == 3 * 9 * 2 * 5
    assert at(diff(mul(Y, diff(mul(X, call(free), call(both)), "x")), "y"), 3, 5) == sympy_reference(3, 5)


def sympy_reference(a: int, b: int) -> int:
    x, y = sympy.symbols("x y")
    inner = x * sympy.diff(y**3, y) * sympy.diff(x**2 * y**2, y)
    return int(sympy.diff(y * sympy.diff(inner, x), y).subs({x: a, y: b}))


def test_a_definition_called_under_and_outside_of_a_derivative_has_two_values() -> None:
    d = define("d", ["i"], power(read("z", Var("i")), 2))
    t = add(call(d, ZERO), diff(call(d, ZERO), "z", ZERO), diff(call(d, ZERO), "z", Int(1)))
    assert evaluate(t, Instance(tensors={"z": {(0,): 5, (1,): 7}})) == 25 + 10 + 0


def test_the_derivative_is_by_one_entry_at_its_current_value() -> None:
    t = total([("k", ZERO, Int(4))], power(read("z", k), 2))
    assert evaluate(diff(t, "z", Int(2)), Instance(tensors={"z": {(2,): 7}})) == 14
    assert evaluate(diff(t, "z", Int(4)), Instance(tensors={"z": {(4,): 7}})) == 0


def test_the_index_of_the_entry_may_be_bound_outside() -> None:
    gradient = total([("o", ZERO, Int(3))], diff(mul(cast(o), read("z", o)), "z", o))
    assert evaluate(gradient, Instance()) == 0 + 1 + 2


def maximum(*values: Term) -> Term:
    body = add(*(mul(bracket(eq(k, Int(n))), v) for n, v in enumerate(values)))
    return bind("max", [("k", ZERO, Int(len(values)))], body)


def test_the_derivative_of_a_max_follows_the_largest() -> None:
    assert at(diff(maximum(mul(num(3), X), Y, num(1)), "x"), 2, 5) == 3
    assert at(diff(maximum(mul(num(3), X), Y, num(1)), "x"), 1, 5) == 0


def test_the_derivative_of_a_max_at_a_tie_is_undefined() -> None:
    tie = diff(maximum(X, num(0)), "x")
    with pytest.raises(Undefined):
        at(tie, 0)
    with pytest.raises(Undefined):
        gradient_by_sympy(maximum(X, num(0)), "x", (), Instance(tensors={"x": {(): 0}}))
    assert at(tie, Fraction(1, 100)) == 1


def test_a_tie_among_values_that_do_not_change_is_harmless() -> None:
    assert at(diff(maximum(Y, Y, X), "x"), 2, 5) == 0


def test_the_derivative_of_a_scalar_bracket_at_equality_is_undefined() -> None:
    relu = mul(X, bracket(lt(num(0), X)))
    assert at(diff(relu, "x"), 3) == 1
    assert at(diff(relu, "x"), -3) == 0
    for kind in (lt, le, eq):
        with pytest.raises(Undefined):
            at(diff(bracket(kind(num(0), X)), "x"), 0)
    assert at(bracket(lt(num(0), X)), 0) == 0
    assert at(diff(mul(X, bracket(lt(num(0), Y))), "x"), 3, 0) == 0


def test_argmax_and_unique_do_not_change_where_the_maximum_is_strict() -> None:
    body = read("z", k)
    domain = [("k", ZERO, Int(3))]
    picked = read("z", bind("argmax", domain, body, data=0))
    instance = Instance(tensors={"z": {(0,): 1, (1,): 5, (2,): 1}})
    assert evaluate(diff(picked, "z", Int(1)), instance) == 1
    assert evaluate(diff(mul(bracket(bind("unique", domain, body)), body_at(0)), "z", ZERO), instance) == 1
    tied = Instance(tensors={"z": {(0,): 5, (1,): 5}})
    with pytest.raises(Undefined):
        evaluate(diff(bracket(bind("unique", domain, body)), "z", ZERO), tied)


def body_at(index: int) -> Term:
    return read("z", Int(index))


def test_a_zero_that_depends_on_the_entry_does_not_erase_a_factor() -> None:
    assert at(diff(mul(X, add(X, num(5))), "x"), 0) == 5
    assert at(diff(mul(sub(X, X), add(X, num(5))), "x"), 2) == 0
    with pytest.raises(Undefined):
        at(diff(mul(X, inv(Y)), "x"), 0, 0)
    with pytest.raises(Undefined):
        at(diff(mul(Y, inv(X)), "x"), 0, 0)


def test_quotients_and_known_functions_have_their_derivatives() -> None:
    assert at(diff(inv(X), "x"), 2) == Fraction(-1, 4)
    assert at(diff(diff(inv(X), "x"), "x"), 2) == Fraction(1, 4)
    assert at(diff(fn("sqrt", [power(X, 2)]), "x"), -3) == -1
    assert at(diff(fn("log", [mul(X, X)]), "x"), 1) == 2
    assert at(diff(fn("exp", [mul(X, Y)]), "x"), 0, 7) == 7
    assert at(diff(diff(fn("pow", [X, Y]), "x"), "y"), 1, 3) == 1
    assert at(diff(diff(fn("pow", [X, num(4)]), "x"), "x"), 2) == 48


def test_an_unknown_function_of_several_arguments_obeys_the_chain_rule() -> None:
    instance = Instance(tensors={"x": {(): 2}, "y": {(): 3}}, seed=4, order=3)
    args = [mul(X, Y), add(X, num(1))]
    by_chain = add(mul(fn("g", args, (1, 0)), Y), fn("g", args, (0, 1)))
    assert evaluate(diff(fn("g", args), "x"), instance) == evaluate(by_chain, instance)
    assert evaluate(diff(diff(fn("g", args), "x"), "y"), instance) == evaluate(diff(by_chain, "y"), instance)


def test_sympy_agrees_on_pooling_with_brackets_and_definitions() -> None:
    inside = conj([le(ZERO, iadd(o, k)), lt(iadd(o, k), Int(4))])
    y = define("y", ["o"], bind("max", [("k", Int(-1), Int(2))], mul(bracket(inside), read("x", iadd(o, k)))))
    loss = total([("o", ZERO, Int(4))], mul(read("r", o), power(call(y, o), 2)))
    for seed in range(8):
        instance = Instance(seed=seed)
        try:
            explicit = Explicit(loss, instance)
        except Undefined:
            continue
        gradient = explicit.gradients("x", [(n,) for n in range(-1, 6)])
        assert gradient == {(n,): evaluate(diff(loss, "x", Int(n)), instance) for n in range(-1, 6)}


def test_sympy_agrees_on_angles() -> None:
    t = read("t")
    loss = mul(X, fn("sin", [add(mul(num(2), t), read("u"))]))
    instance = Instance(tensors={"x": {(): 3}}, angles={"t", "u"}, seed=2)
    assert gradient_by_sympy(loss, "t", (), instance) == evaluate(diff(loss, "t"), instance)
