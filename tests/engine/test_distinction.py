"""Proofs by cases: what is the same in each case is proved, and what differs in one of them is not."""

from __future__ import annotations

import pytest

from symgrad.core.replay import replay
from symgrad.engine.distinction import prove_by_distinction
from symgrad.engine.integers import holds
from symgrad.engine.sift import Stuck
from symgrad.language.reader import parse_term
from symgrad.proof.calc import Proof

SAME = [
    ("[m mod 2 = 0]*x[m]", "[2 | m]*x[m]", []),
    ("[2 | m]*x[m//2] + [2 | m-1]*x[(m-1)//2]", "x[m//2]", []),
    ("[3 | m]*x[m//3] + [3 | m-1]*x[(m-1)//3] + [3 | m-2]*x[(m-2)//3]", "x[m//3]", []),
    ("sum(k<3, 0 <= m-k < N) x[m-k]", "[0 <= m < N]*x[m] + [0 <= m-1 < N]*x[m-1] + [0 <= m-2 < N]*x[m-2]", []),
    ("[k = 0]*x[i] + [k = 1]*x[i+1]", "x[i+k]", ["0 <= k", "k < 2"]),
    ("sum(k<3) x[k] + y[(9-i)//3]", "sum(k<3) x[k] + y[2-(i-1)//3]", []),
    ("c*[0 < [0 < x[m]]*x[m]]", "c*[0 < x[m]]", []),
    ("sum(i<N) c*[0 < [0 < x[i]]*x[i]]", "sum(i<N) c*[0 < x[i]]", []),
]
DIFFERENT = [
    ("[2 | m]*x[m//2] + [2 | m-1]*x[(m-1)//2]", "x[(m+1)//2]", []),
    ("[k = 0]*x[i] + [k = 1]*x[i+1]", "x[i+k]", ["0 <= k", "k < 3"]),
    ("sum(k<3) x[m-k]", "x[m] + x[m-1]", []),
    ("sum(k<3) x[k] + y[(9-i)//3]", "sum(k<3) x[k] + y[1-(i-1)//3]", []),
    ("c*[0 <= [0 < x[m]]*x[m]]", "c*[0 < x[m]]", []),
]


def proved(lhs: str, rhs: str, assuming: list[str]) -> Proof:
    proof = Proof()
    left, right = parse_term(lhs), parse_term(rhs)
    prove_by_distinction(proof, left, right, [parse_term(a, sort="P") for a in assuming])
    assert (proof.theorem.lhs, proof.theorem.rhs) == (left, right)
    return proof


@pytest.mark.parametrize(("lhs", "rhs", "assuming"), SAME)
def test_what_is_the_same_in_every_case_is_proved_from_what_is_known(lhs: str, rhs: str, assuming: list[str]) -> None:
    theorem = replay(proved(lhs, rhs, assuming).certificate())
    assert set(theorem.hypotheses) <= {parse_term(a, sort="P") for a in assuming}


@pytest.mark.parametrize(("lhs", "rhs", "assuming"), DIFFERENT)
def test_what_differs_in_one_case_is_not_proved(lhs: str, rhs: str, assuming: list[str]) -> None:
    with pytest.raises(Stuck):
        proved(lhs, rhs, assuming)


@pytest.mark.parametrize(
    ("facts", "goal"),
    [
        ("0 <= i and i < M and 0 <= k and k < K", "0 <= i*K + k"),
        ("0 <= i and i < M and 0 <= k and k < K", "i*K + k < M*K"),
        ("0 <= c and c < G*C and 1 <= C and 1 <= E and 0 <= e and e < E", "floor(c/C)*E + e < G*E"),
        ("0 <= i and i < N and (i - k) mod N = m and 0 <= m and m < N", "(m + k) mod N = i"),
    ],
)
def test_flattened_grouped_and_circular_indices_stay_inside(facts: str, goal: str) -> None:
    known = [parse_term(fact, sort="P") for fact in facts.split(" and ")]
    assert holds(known, parse_term(goal, sort="P"))
