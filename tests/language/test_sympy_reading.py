"""What a sympy user writes is read as sympy means it: inclusive limits, Karr's convention, bound and captured names."""

from __future__ import annotations

import pytest
import sympy
from sympy import (
    Eq,
    Float,
    Function,
    Idx,
    IndexedBase,
    Integral,
    KroneckerDelta,
    Max,
    Min,
    Mod,
    Piecewise,
    Rational,
    Sum,
    ceiling,
    exp,
    floor,
    sqrt,
    symbols,
)

from symgrad.core.term import Int, Term, Var, le
from symgrad.engine.integers import holds
from symgrad.errors import Problem
from symgrad.language.plain import plain
from symgrad.language.sympy_in import from_sympy, read_sympy
from symgrad.language.sympy_program import source_of
from symgrad.refute.evaluate import Instance, evaluate

x, w, y = map(IndexedBase, "xwy")
i, j, k, l, m, N, K = symbols("i j k l m N K")


def said(e: object, sort: str = "S") -> str:
    return plain(from_sympy(e, sort=sort))


def value(t: Term, **integers: int) -> object:
    entries = {(n,): 10 + n for n in range(-9, 30)}
    return evaluate(t, Instance(integers, {"x": entries, "w": {(n,): n for n in range(-9, 30)}}))


@pytest.mark.parametrize(
    ("expression", "text"),
    [
        (Sum(x[k], (k, 0, K - 1)), "sum(k<K) x[k]"),
        (Sum(x[k], (k, 1, K)), "sum(1<=k<K + 1) x[k]"),
        (Sum(x[k], (k, 0, 4)), "sum(k<5) x[k]"),
        (Sum(w[k] * x[l], (k, 0, l), (l, 0, K - 1)), "sum(l<K, k<l + 1) w[k]*x[l]"),
        (Sum(Piecewise((x[k], k < 3), (0, True)), (k, 0, K - 1)), "sum(k<K, k < 3) x[k]"),
        (KroneckerDelta(i, 2 * j) * x[i], "x[i]*[i = 2*j]"),
        (Piecewise((x[i], Eq(Mod(i, 2), 0)), (0, True)), "[2 | i]*x[i]"),
        (Piecewise((x[i], i < 3), (w[i], True)), "[i < 3]*x[i] + [3 <= i]*w[i]"),
        (x[floor(i / 2)] / 3, "1/3*x[floor(i/2)]"),
        (x[ceiling(i / N)], "x[-floor((-i)/N)]"),
        (Max(x[0], x[1]), "[x[1] <= x[0]]*x[0] + [x[0] < x[1]]*x[1]"),
        (Min(N, 5) * x[Min(N, 3)], "x[min(3, N)]*cast(min(5, N))"),
        (sqrt(x[0]) * x[1] ** -2 * exp(x[2]), "sqrt(x[0])/x[1]**2*exp(x[2])"),
        (Rational(2, 3) * x[0] + Float("0.1"), "1/10 + 2/3*x[0]"),
        (Function("f")(x[0]).diff(x[0]), "d(f(x[0]))/dx[0]"),
        (sympy.tanh(x[0]), "(exp(x[0]) - exp(-x[0]))/(exp(x[0]) + exp(-x[0]))"),
        (N * x[N], "cast(N)*x[N]"),
    ],
)
def test_an_expression_is_read_as_sympy_means_it(expression: object, text: str) -> None:
    assert said(expression) == text


def test_the_value_of_a_sum_is_that_of_sympy() -> None:
    e = Sum(w[k] * x[2 * k + m], (k, m, N))
    t = from_sympy(e)
    for first, last in ((0, 3), (2, 2), (3, 2)):
        expanded = e.subs({m: first, N: last}).doit()
        expected = expanded.replace(lambda a: isinstance(a, sympy.Indexed), lambda a: a.indices[0] + (10 if a.base == x else 0))
        assert value(t, m=first, N=last) == expected


def test_a_substitution_cannot_capture_a_bound_index() -> None:
    inner = from_sympy(Sum(x[k + m], (k, 0, N - 1)) * k)  # the free k beside the bound one
    assert value(inner, N=2, m=3, k=5) == (13 + 14) * 5
    assert "k" in inner.free


def test_an_index_that_is_bound_twice_is_the_innermost_one() -> None:
    twice = sympy.Sum(x[k], (k, 0, 2))
    t = from_sympy(Sum(w[k] * Sum(x[k], (k, 0, k)), (k, 0, 2)))
    assert value(t) == 0 * 10 + 1 * (10 + 11) + 2 * (10 + 11 + 12)
    assert value(from_sympy(twice * x[k]), k=5) == (10 + 11 + 12) * 15


def test_a_sum_with_a_symbolic_limit_is_assumed_not_to_have_a_negative_length() -> None:
    reading = read_sympy(Sum(x[k], (k, 0, K - 1)))
    assert reading.hypotheses == (le(Int(0), Var("K")),)
    assert "0 ≤ K" in reading.assumptions[0]


def test_what_is_known_of_the_length_is_not_assumed() -> None:
    assert not read_sympy(Sum(x[k], (k, 0, 3))).hypotheses
    assert not read_sympy(Sum(x[k], (k, 1, 0))).hypotheses
    assert not read_sympy(Sum(Sum(x[l], (l, 0, k)), (k, 0, K - 1)), facts=[le(Int(0), Var("K"))], prove=holds).hypotheses


def test_a_length_that_depends_on_an_outer_index_is_assumed_for_all_of_it() -> None:
    reading = read_sympy(Sum(Sum(x[k], (k, l, N)), (l, 0, 3)))
    assert [plain(h) for h in reading.hypotheses] == ["forall(l<4) l <= N + 1"]


def test_a_sum_of_negative_length_is_refused_since_sympy_subtracts_it() -> None:
    assert Sum(x[k], (k, 0, -3)).doit() == -x[-1] - x[-2]
    with pytest.raises(Problem) as caught:
        from_sympy(Sum(x[k], (k, 0, -3)))
    assert caught.value.code == "SG114"


def test_an_idx_is_the_index_of_its_label() -> None:
    a = Idx("a", N)
    assert said(Sum(x[a], a)) == "sum(a<N) x[a]"
    assert said(Sum(x[a], (a, 0, K - 1))) == "sum(a<K) x[a]"


@pytest.mark.parametrize(
    ("expression", "code"),
    [
        (x[i / 2], "SG110"),
        (Integral(x[0], m), "SG114"),
        (sympy.I * x[0], "SG114"),
        (sympy.pi * x[0], "SG114"),
        (Piecewise((x[0], i < 3)), "SG112"),
        (sympy.gamma(x[0]), "SG114"),
    ],
)
def test_what_has_no_meaning_is_refused_by_name(expression: object, code: str) -> None:
    with pytest.raises(Problem) as caught:
        from_sympy(expression)
    assert caught.value.code == code
    assert caught.value.help


def test_a_definition_keeps_the_shapes_and_signs_that_sympy_was_told() -> None:
    stride = sympy.Symbol("s", integer=True, positive=True)
    v, out = IndexedBase("v", shape=(N,)), IndexedBase("out", shape=(m,))
    source = source_of(Eq(out[i], Sum(w[k] * v[stride * i + k], (k, 0, K - 1))))
    assert source.text == "out[i<m] = sum(k<K) w[k]*v[k + i*s]  where v[N], 1 <= s, 0 <= K"


def test_a_bare_expression_with_free_indices_is_not_guessed_at() -> None:
    with pytest.raises(Problem) as caught:
        source_of(Sum(w[k] * x[i + k], (k, 0, K - 1)))
    assert caught.value.code == "SG112"
    assert "Eq(" in str(caught.value.help)


def test_one_name_for_two_things_is_refused() -> None:
    real, integer = sympy.Symbol("N", real=True), sympy.Symbol("N", integer=True)
    with pytest.raises(Problem) as caught:
        source_of(Eq(y[i], real * x[i + integer]))
    assert caught.value.code == "SG110"


def test_a_tensor_called_delta_is_not_taken_for_kroneckers() -> None:
    with pytest.raises(Problem) as caught:
        source_of(Eq(y[i], IndexedBase("delta")[i, i]))
    assert caught.value.code == "SG111"
