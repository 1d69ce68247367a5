"""prove_equal on sympy's own objects."""

from sympy import IndexedBase, Sum, symbols

from symgrad import prove_equal
from symgrad.checker.equal import Refutation

i, k, K = symbols("i k K", integer=True)
w, x = IndexedBase("w"), IndexedBase("x")


def test_a_sum_written_backwards_is_proved_and_its_length_is_assumed():
    found = prove_equal(Sum(w[k] * x[i + k], (k, 0, K - 1)), Sum(w[K - 1 - k] * x[i + K - 1 - k], (k, 0, K - 1)))
    assert found.verdict == "proved"


def test_a_wrong_sign_is_refuted_with_the_values():
    found = prove_equal(Sum(w[k] * x[i + k], (k, 0, K - 1)), Sum(w[k] * x[i - k], (k, 0, K - 1)))
    assert isinstance(found, Refutation)
    assert found.lhs != found.rhs


def test_text_and_sympy_go_together():
    assert prove_equal(x[i] * 2, "x[i] + x[i]").verdict == "proved"
