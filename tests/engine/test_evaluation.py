"""Evaluation on given numbers: outputs, gradients by the proved formula, and numbers that do not fit."""

from fractions import Fraction

import pytest

from symgrad.engine.evaluation import evaluate_text, read_given
from symgrad.errors import Problem
from symgrad.refute.evaluate import Enclosure

IMAGE = "V=[[1,2,0,4],[3,4,1,0],[0,1,-1,2],[0,1,1/2,2]]"
FIRST = "K=[[0,1,1],[0,1,0],[-2,0,-1]]"
SECOND = "K=[[1,0],[2,1]]"
STRIDE_1 = "Z[i,j] = sum(k,l) V[i+k,j+l]*K[k,l]"
STRIDE_2 = "Z[i,j] = sum(k,l) V[2*i+k,2*j+l]*K[k,l]"


def evaluated(text, *values, wrt=()):
    return evaluate_text(text, [read_given(v) for v in values], wrt)


def rows(array):
    return [[array.entries[i, j] for j in array.ranges[1]] for i in array.ranges[0]]


def test_the_first_kernel_of_the_exercise_with_stride_1():
    (z,) = evaluated(STRIDE_1, IMAGE, FIRST).outputs
    assert rows(z) == [[7, 1], [Fraction(11, 2), -4]]


def test_the_second_kernel_of_the_exercise_with_stride_2_fits_twice_along_each_axis():
    found = evaluated(STRIDE_2, IMAGE, SECOND)
    assert rows(found.outputs[0]) == [[11, 2], [1, 2]]
    assert found.instance.integers["I"] == found.instance.integers["J"] == 2


def test_the_gradient_is_that_of_the_sum_of_products_with_the_cotangent():
    found = evaluated(STRIDE_2, IMAGE, SECOND, "dL/dZ=[[1,2],[3,4]]", wrt=["K"])
    (gradient,) = found.gradients
    assert gradient.document.verdict == "proved"
    image = [[1, 2, 0, 4], [3, 4, 1, 0], [0, 1, -1, 2], [0, 1, Fraction(1, 2), 2]]
    cotangent = [[1, 2], [3, 4]]
    expected = [
        [sum(cotangent[i][j] * image[2 * i + m][2 * j + n] for i in (0, 1) for j in (0, 1)) for n in (0, 1)] for m in (0, 1)
    ]
    assert rows(gradient.array) == expected


def test_without_a_cotangent_there_is_no_gradient():
    assert evaluated(STRIDE_1, IMAGE, SECOND).gradients == []


def test_a_value_that_is_not_rational_is_enclosed():
    (y,) = evaluated("y[i] = sigmoid(x[i])", "x=[1, 0]").outputs
    assert isinstance(y.entries[0,], Enclosure)
    assert y.entries[0,].hi - y.entries[0,].lo < Fraction(1, 10**12)
    assert y.entries[1,] == Fraction(1, 2)


@pytest.mark.parametrize(
    ("text", "values", "code", "says"),
    [
        (STRIDE_1, ["V=[1,2]", SECOND], "SG421", "V has 2 axes, but this has 1"),
        (STRIDE_1, ["V=[[1,2],[3,4]]", FIRST], "SG421", "Z has no entries"),
        (STRIDE_1, [IMAGE, SECOND, "dL/dZ=[[1]]"], "SG421", "∂L/∂Z is 1×1, which does not fit"),
        (STRIDE_1, [IMAGE], "SG422", "no value is given for K"),
        (STRIDE_1, [IMAGE, SECOND, "M=1"], "SG422", "the definition has no M"),
        ("y[o<O] = sum(k<2) x[s*o+k]  where x[N] is zero outside, s >= 1", ["x=[1,2]"], "SG422", "no value is given for O, s"),
        ("y[o<O] = x[s*o]  where x[N] is zero outside, s >= 1", ["x=[1]", "s=0", "O=1"], "SG421", "it does not hold that 1 ≤ s"),
        ("y[i] = 1/x[i]", ["x=[0]"], "SG423", "y[0] has no value"),
        ("y[o] = max(k<2) x[2*o+k]", ["x=[1,1]", "dL/dy=[1]"], "SG423", "need not exist"),
        ("y = sum(i<T) x[t[i]] where t[T] in 0..V, x[V]", ["x=[1]", "t=[1/2]"], "SG421", "whole numbers"),
        ("y[i] = f(x[i])", ["x=[1]"], "SG423", "nothing is known of the function f"),
        ("y = x", ["x=1", "x=2"], "SG422", "x is given twice"),
        ("y = exp(x)", ["x=100000"], "SG423", "cannot be computed"),
        ("y = exp(x)", ["x=-100000"], "SG108", "cannot be written out"),
        ("y = x^p", ["x=2", "p=100000"], "SG423", "cannot be computed"),
        ("y = x^64", ["x=1e100"], "SG108", "thousands of digits"),
        ("y = [sqrt(x)*sqrt(x) > x]", ["x=2"], "SG423", "cannot be computed"),
        ("y = max(sqrt(x)*sqrt(x), 3)", ["x=3", "dL/dy=1"], "SG423", "cannot be computed"),
    ],
)
def test_numbers_that_do_not_fit_are_reported(text, values, code, says):
    with pytest.raises(Problem) as caught:
        evaluated(text, *values)
    assert caught.value.code == code
    assert says in caught.value.message
