"""``prove_equal``: a theorem, values that tell the sides apart, or a reason."""

from __future__ import annotations

import pytest

import symgrad
from symgrad.errors import Problem
from tests.checker.lines import CONVOLUTION


def test_a_reversed_sum_is_the_same_sum() -> None:
    found = symgrad.prove_equal("sum(k<K) w[k]*x[i+k]", "sum(k<K) w[K-1-k]*x[i+K-1-k]")
    assert isinstance(found, symgrad.Theorem)
    assert found.verdict == "proved"
    assert found.certificate is not None


def test_values_tell_different_terms_apart() -> None:
    found = symgrad.prove_equal("sum(k<K) w[k]*x[i+k]", "sum(k<K) w[k]*x[i-k]")
    assert isinstance(found, symgrad.Refutation)
    assert found.lhs != found.rhs
    assert found.sizes["K"] == 2


def test_an_assumption_is_used() -> None:
    assert isinstance(symgrad.prove_equal("sum(k<K, k<M) w[k]", "sum(k<K) w[k]", ["K <= M"]), symgrad.Theorem)


def test_a_gradient_is_compared_under_its_definitions() -> None:
    line = "sum(k,l) dL/dZ[m-k,n-l]*K[k,l]"
    assert isinstance(symgrad.prove_equal("dL/dV[m,n]", line, definitions=CONVOLUTION), symgrad.Theorem)
    wrong = symgrad.prove_equal("dL/dV[m,n]", line.replace("-", "+"), definitions=CONVOLUTION)
    assert isinstance(wrong, symgrad.Refutation)


def test_agreement_is_undecided_with_a_reason() -> None:
    found = symgrad.prove_equal("max(k<K) x[k]", "max(k<K) x[K-1-k]", ["K >= 1"])
    assert isinstance(found, symgrad.Undecided)
    assert "missing" in found.reason


@pytest.mark.parametrize(
    ("lhs", "rhs", "assuming"),
    [
        ("sum(k<K) k", "K*(K-1)/2", ["K >= 0"]),
        ("sum(k<K) k**2", "K*(K-1)*(2*K-1)/6", ["K >= 0"]),
        ("sum(k<K) (x[k] - c)", "sum(k<K) x[k] - K*c", ["K >= 0"]),
        ("sum(k<N, k<=i) 1", "i+1", ["0 <= i", "i < N"]),
        ("sum(k<3) x[k]", "x[0]+x[1]+x[2]", []),
        ("[m mod 2 = 0]*c", "[2 | m]*c", []),
    ],
)
def test_closed_forms_and_short_sums_are_proved(lhs: str, rhs: str, assuming: list[str]) -> None:
    found = symgrad.prove_equal(lhs, rhs, assuming)
    assert isinstance(found, symgrad.Theorem)
    assert found.verdict == "proved"


def test_a_closed_form_that_needs_a_natural_number_is_refuted_without_it() -> None:
    found = symgrad.prove_equal("sum(k<K) k", "K*(K-1)/2")
    assert isinstance(found, symgrad.Refutation)
    assert found.sizes["K"] < 0


@pytest.mark.parametrize("side", ["sum(k<K w[k]", "x[i", "@"])
def test_only_what_cannot_be_read_is_raised(side: str) -> None:
    with pytest.raises(Problem):
        symgrad.prove_equal(side, "0")


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ((None, "x"), "lhs must be a text"),
        (("x", 1.5), "rhs must be a text"),
        (("x", "x", [3]), "a condition must be"),
        (("x", "x", 3), "assuming must be a list"),
        (("x", "x", "N >= 1"), "assuming must be a list"),
        (("x", "x", [], None), "definitions must be a text"),
    ],
)
def test_an_argument_of_another_type_is_a_type_error(arguments, says) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(TypeError, match=says):
        symgrad.prove_equal(*arguments)


def test_numbers_can_be_compared() -> None:
    assert isinstance(symgrad.prove_equal(3, "3"), symgrad.Theorem)
    assert isinstance(symgrad.prove_equal(3, 4), symgrad.Refutation)
