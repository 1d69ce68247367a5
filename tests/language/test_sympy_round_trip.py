"""``from_sympy(to_sympy(t)) == t`` for every term that sympy can express, and what it cannot is refused by name."""

from __future__ import annotations

import pytest
import sympy
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from symgrad.core import term as build
from symgrad.core.polynomial import normal_prop
from symgrad.core.term import Int, Term, Var, definitions, read
from symgrad.errors import Problem
from symgrad.language.sympy_in import from_sympy
from symgrad.language.sympy_out import to_sympy
from tests import strategies as ordinary
from tests.language.term_strategy import terms as odd

UNSAYABLE = frozenset({"forall", "unique", "smooth"})


def mentions(t: Term) -> set[str]:
    return {t.op}.union(*(mentions(a) for a in t.args))


def can_be_said(t: Term) -> bool:
    return not mentions(t) & UNSAYABLE


def check(t: Term) -> None:
    known = {d.name: d for d in definitions(t)}
    e = to_sympy(t)
    if has_negative_length(t):  # Σ from 3 to 0: sympy would subtract something
        with pytest.raises(Problem, match="negative length"):
            from_sympy(e, sort=t.sort, definitions=known)
        return
    assert from_sympy(e, sort=t.sort, definitions=known) == t


def has_negative_length(t: Term) -> bool:
    """Whether a range in t ends before it begins, for all values of its symbols."""
    ends = t.args[:-2] if t.hints else ()
    own = any(normal_prop(build.le(lo, hi)) is False for lo, hi in zip(ends[::2], ends[1::2], strict=True))
    return own or any(map(has_negative_length, t.args))


@settings(max_examples=400, deadline=None)
@given(t=st.one_of(ordinary.scalars(), ordinary.integers(), ordinary.propositions(), ordinary.sums()))
def test_an_ordinary_term_comes_back_exactly(t: Term) -> None:
    check(t)


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(t=st.one_of(ordinary.smooth_terms(depth=1), ordinary.derivatives("sum").map(lambda a: a[0])))
def test_functions_maxima_and_derivatives_come_back_exactly(t: Term) -> None:
    check(t)


@pytest.mark.parametrize("sort", ["I", "S", "P"])
@settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much])
@given(data=st.data())
def test_an_odd_term_comes_back_exactly(sort: str, data: st.DataObject) -> None:
    check(data.draw(odd(sort).filter(can_be_said)))


@pytest.mark.parametrize(
    "t",
    [
        build.smooth("f", 1),
        build.bind("forall", [("i", Int(0), Var("N"))], build.lt(Var("i"), Int(3))),
        build.bind("unique", [("i", Int(0), Var("N"))], read("x", Var("i"))),
    ],
)
def test_what_sympy_has_no_word_for_is_refused(t: Term) -> None:
    with pytest.raises(Problem) as caught:
        to_sympy(t)
    assert caught.value.code == "SG114"


def test_the_users_own_symbols_are_used() -> None:
    n, big = sympy.symbols("N W", positive=True)
    x = sympy.IndexedBase("x", shape=(big,))
    t = build.total([("k", Int(0), Var("N"))], read("x", Var("k")))
    assert to_sympy(t, {"x": x, "N": n}).free_symbols >= {n}
    assert x in to_sympy(t, {"x": x}).atoms(sympy.IndexedBase)


def test_a_nested_sum_and_its_condition_stay_as_they_are() -> None:
    i, k = Var("i"), Var("k")
    inner = build.total([("k", Int(0), i)], build.mul(read("x", k), build.bracket(build.lt(k, Int(3))), read("w", k)))
    t = build.total([("i", Int(0), Var("N"))], inner, build.divides(Int(2), i))
    e = to_sympy(t)
    assert isinstance(e, sympy.Sum)
    assert isinstance(e.function.args[0].expr, sympy.Sum)
    assert from_sympy(e) == t


def test_sympy_computes_with_what_was_kept_as_written() -> None:
    e = to_sympy(build.mul(build.cast(build.iadd(Var("n"), Int(1))), read("c")))
    n, c = sympy.Symbol("n", integer=True), sympy.Symbol("c", real=True)
    assert str(e) == "(n + 1)*c"
    assert e.doit() == (n + 1) * c
    assert sympy.lambdify([n, c], e)(2, 5) == 15
