"""Gradients by sympy with the other tensors as numbers are those with every entry as a symbol."""

from __future__ import annotations

from fractions import Fraction

import pytest

from symgrad.core.term import Int, Term, Var, add, bind, bracket, diff, fn, iadd, inv, lt, mul, num, power, read, total
from symgrad.refute.evaluate import Instance, TooLarge, evaluate
from symgrad.refute.expanded import Expanded, product_of, sum_of
from symgrad.refute.explicit import Explicit, gradient_by_sympy
from symgrad.refute.scalars import Inexact, Undefined

i, k = Var("i"), Var("k")
x0, x1 = read("x", Int(0)), read("x", Int(1))


def over(name: str, count: int, body: Term) -> Term:
    return total([(name, Int(0), Int(count))], body)


CORRELATION = over("k", 2, mul(read("w", k), read("x", iadd(i, k))))
LARGEST = bind("max", [("k", Int(0), Int(3))], mul(read("w", k), read("x", k)))
LOSSES: dict[str, Term] = {
    "a sum that is linear in x": over("i", 3, mul(read("g", i), CORRELATION)),
    "a sum of squares": over("i", 3, power(add(CORRELATION, mul(num(-1), read("y", i))), 2)),
    "a quotient": mul(x0, inv(add(num(7), power(x1, 2)))),
    "an unknown function": over("i", 2, fn("f", [CORRELATION])),
    "a derivative of an unknown function": mul(x1, fn("f", [mul(x0, x1)], [1])),
    "a largest entry": mul(read("c"), LARGEST),
    "a bracket on scalars": over("i", 3, mul(bracket(lt(num(0), read("x", i))), read("x", i), read("g", i))),
    "a derivative inside": mul(x0, diff(mul(power(x0, 2), read("w", Int(0))), "w", Int(0))),
    "nothing of x": read("c"),
}


@pytest.mark.parametrize("name", LOSSES)
def test_numbers_in_place_of_the_other_symbols_change_no_gradient(name: str) -> None:
    compared = 0
    for seed in range(12):
        instance = Instance(seed=seed, order=3)
        for index in range(3):
            try:
                expected = gradient_by_sympy(LOSSES[name], "x", (index,), instance)
            except (Undefined, Inexact, TooLarge):
                continue
            assert Explicit(LOSSES[name], instance, ("x",)).gradient("x", (index,)) == expected
            assert evaluate(diff(LOSSES[name], "x", Int(index)), instance) == expected
            compared += 1
    assert compared >= 20


def test_what_is_a_number_is_not_differentiated_by() -> None:
    with pytest.raises(ValueError, match="numbers here"):
        Explicit(mul(x0, read("w", Int(0))), Instance(), ("x",)).gradient("w", (0,))


def test_a_product_that_grows_too_large_is_refused() -> None:
    many = add(*(read("x", Int(n)) for n in range(30)))
    with pytest.raises(TooLarge):
        Explicit(power(many, 3), Instance(), ("x",))


def test_polynomials_are_multiplied_out_without_zeros() -> None:
    a, b = Expanded({(0,): 1}), Expanded({(1,): 1})
    difference = sum_of([a, Expanded({(1,): -1})], 0)
    assert isinstance(difference, Expanded)
    squares = product_of([difference, sum_of([a, b], 0)], Fraction(1, 2))  # type: ignore[list-item]  # both are polynomials
    assert isinstance(squares, Expanded)
    assert squares.terms == {(0, 0): Fraction(1, 2), (1, 1): Fraction(-1, 2)}
    assert squares.value({0: 3, 1: 2}) == Fraction(5, 2)
    assert sum_of([a, Expanded({(0,): -1})], 4) == 4
    assert product_of([a], 0) == 0
    assert a.entry() == 0
    assert difference.entry() is None
