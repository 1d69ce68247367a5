"""Hypotheses in words say the same as the hypotheses, in fewer words."""

import pytest

from symgrad.core.term import Int, Var, add, bind, conj, iadd, imul, iread, le, lt, ne, num, read, smooth
from symgrad.render.hypotheses import in_words
from symgrad.render.notation import Notation
from tests.language.reading import program

i, k, n, m = map(Var, ("i", "k", "n", "m"))
x, z = read("x"), read("z")


def words(*hypotheses) -> str:
    return in_words(hypotheses, Notation())


def test_nothing_is_said_twice() -> None:
    assert words(ne(z, x), ne(x, z)) == "for z ≠ x"


def test_the_weaker_of_two_bounds_is_left_out() -> None:
    assert words(le(Int(0), k), le(Int(1), k)) == "for k ≥ 1"
    assert words(le(Int(1), k), lt(Int(0), k)) == "for k ≥ 1"
    assert words(le(Int(0), k), lt(Int(0), k)) == "for k > 0"


def test_bounds_from_both_sides_are_one_chain_whichever_comes_first() -> None:
    assert words(le(Int(0), i), lt(i, n)) == "for 0 ≤ i < n"
    assert words(lt(i, Int(9)), le(Int(0), i)) == "for 0 ≤ i < 9"


def test_less_than_one_more_is_at_most() -> None:
    assert words(le(Int(1), i), lt(i, iadd(n, Int(1)))) == "for 1 ≤ i ≤ n"


def test_a_comparison_of_scalars_is_never_turned_into_at_most() -> None:
    assert "≤" not in words(lt(x, add(z, num(1))))


def test_no_bound_is_dropped_that_is_not_implied() -> None:
    assert words(le(Int(0), k), le(Int(1), n)) == "for k ≥ 0 and n ≥ 1"


def test_that_a_product_of_sizes_is_natural_is_not_said() -> None:
    assert words(le(Int(1), k), le(Int(0), n), le(Int(0), imul(k, n))) == "for k ≥ 1 and n ≥ 0"
    assert words(le(Int(0), n), le(Int(0), imul(k, n))) == "for n ≥ 0 and k·n ≥ 0"
    assert words(le(Int(0), imul(Int(-1), n)), le(Int(0), n)) == "for −n ≥ 0 and n ≥ 0"


def test_functions_that_are_differentiable_are_named_together() -> None:
    assert words(smooth("f", 1), smooth("X", 1)) == "where f and X are differentiable"
    assert words(smooth("f", 2), smooth("X", 1)) == "where f is twice differentiable and X is differentiable"


def test_where_each_fact_holds_is_said_once() -> None:
    a = iread("a", Var("l"))
    first = bind("forall", [("l", Int(1), iadd(n, Int(1)))], le(Int(1), a))
    second = bind("forall", [("l", Int(1), iadd(n, Int(1)))], lt(a, m))
    assert words(first, second) == "where a[l] ≥ 1 and a[l] < m for each 1 ≤ l ≤ n"


def test_a_chain_within_a_fact() -> None:
    a = iread("a", Var("l"))
    assert words(bind("forall", [("l", Int(0), n)], conj([le(Int(0), a), lt(a, m)]))) == "where 0 ≤ a[l] < m for each l < n"


@pytest.mark.parametrize(("bound", "expected"), [(0, ""), (1, "for N ≥ 1")])
def test_that_a_size_is_natural_is_not_repeated(bound: int, expected: str) -> None:
    layer = program("y[i] = x[i]  where x[N]")
    assert in_words([le(Int(bound), Var("N"))], Notation(program=layer)) == expected
