"""``rot180(K)`` and ``flip(K)`` are read about the middle of the array, and that is said."""

from __future__ import annotations

import pytest

from symgrad.core.term import Var
from symgrad.language.plain import plain
from tests.language.reading import body, problem, program


@pytest.mark.parametrize(
    ("text", "shown", "said"),
    [
        ("y[i<M] = sum(k) rot180(w)[k]*x[i+k] where w[K], x[N] is zero outside",
         "sum(k<K) w[K - 1 - k]*[i + k < N]*x[i + k]", "rot180(w)[k] is w[K−1−k]"),
        ("y[i,j] = flip(K)[i,j] where K[P,Q]", "K[P - 1 - i,Q - 1 - j]", "flip(K)[k,l] is K[P−1−k, Q−1−l]"),
        ("y[c,i,j] = rot180(W)[c,i,j] where W[C,P,Q]", "W[c,P - 1 - i,Q - 1 - j]", "rot180(W)[k,l,m] is W[k, P−1−l, Q−1−m]"),
        ("y[i] = flip(w)[i] where w[-r<=u<=r], r >= 0", "w[-i]", "flip(w)[k] is w[−k]"),
    ],
)  # fmt: skip
def test_a_turned_tensor_is_read_from_its_other_end(text: str, shown: str, said: str) -> None:
    result = program(text)
    assert said in result.assumptions
    assert body(text) == shown


@pytest.mark.parametrize(
    ("code", "text"),
    [
        ("SG101", "y[i] = rot180(x[i])"),
        ("SG101", "y = rot180(w)"),
        ("SG114", "y[c,i,j] = flip(W)[c,i,j] where W[C,P,Q]"),
        ("SG105", "y[i] = rot180(W)[i] where W[P,Q]"),
    ],
)
def test_what_cannot_be_turned_is_refused(code: str, text: str) -> None:
    assert problem(text).code == code


def test_a_tap_that_is_read_backwards_only_ranges_over_the_whole_axis_and_that_is_said() -> None:
    result = program("Z[i] = sum(k) V[i+k]*K[k] where K[P]; dL/dV[m] = sum(k) dL/dZ[m-P+1+k]*K[P-1-k]")
    assert "k ranges over 0 ≤ k < P" in result.assumptions


def test_a_claim_may_speak_of_a_size_that_was_inferred() -> None:
    result = program("Z[i] = sum(k) V[i+k]*K[k]; dL/dV[m] = sum(k<P) dL/dZ[m-k]*K[k]")
    assert plain(result.claims[0].rhs, result).startswith("sum(k<P)")
    assert result.layers[0].at(Var("i")).args[1] == Var("P")
