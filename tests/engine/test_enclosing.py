"""A number that is not known exactly is shown by the digits that are known, and by no others."""

from fractions import Fraction

import mpmath
import pytest

from symgrad.engine.enclosing import DIGITS, has_digits, number
from symgrad.engine.evaluation import evaluate_text, read_given
from symgrad.refute.evaluate import Enclosure


def value(layer: str, x: str) -> object:
    (y,) = evaluate_text(layer, [read_given(f"x={x}")]).outputs
    return y.entries[()]


@pytest.mark.parametrize(
    ("layer", "x", "exact"),
    [
        ("y = sin(x)", "1e300", lambda: mpmath.sin(mpmath.mpf(10) ** 300)),
        ("y = exp(x)", "-3000", lambda: mpmath.exp(-3000)),
        ("y = exp(x)", "800", lambda: mpmath.exp(800)),
        ("y = sqrt(1 + x) - 1", "1e-40", lambda: mpmath.sqrt(1 + mpmath.mpf(10) ** -40) - 1),
    ],
)
def test_the_digits_that_are_shown_are_those_of_the_number(layer, x, exact):
    with mpmath.workdps(400):
        text = number(value(layer, x)).replace("…", "").replace("−", "-")
        assert abs(mpmath.mpf(text) / exact() - 1) < mpmath.mpf(10) ** (1 - DIGITS)


def test_a_number_whose_digits_stay_unknown_is_between_two():
    found = value("y = sqrt(x)*sqrt(x) - x", "3")
    assert isinstance(found, Enclosure)
    assert not has_digits(found)
    assert number(found).startswith("between −")


@pytest.mark.parametrize(
    ("lo", "hi", "text"),
    [
        (Fraction(2, 3), Fraction(2, 3) + Fraction(1, 10**15), "0.666666666667…"),
        (Fraction(3) - Fraction(1, 10**15), Fraction(3) + Fraction(1, 10**15), "3…"),
        (Fraction(10**15), Fraction(10**15 + 1), "1…e15"),
        (Fraction(-1), Fraction(1), "between −1 and 1"),
        (Fraction(1, 3), Fraction(2, 3), "between 0.333333 and 0.666667"),
    ],
)
def test_both_ends_round_to_what_is_shown(lo, hi, text):
    assert number(Enclosure(lo, hi)) == text


def test_an_exact_value_stays_exact():
    (y,) = evaluate_text("y = sqrt(x)", [read_given("x=4/9")]).outputs
    assert y.entries[()] == Fraction(2, 3)
