"""Division with remainder in sums: what is read through ⌊i/r⌋ and i mod r becomes a sum over quotient and remainder."""

from __future__ import annotations

import pytest

from symgrad.core.replay import replay
from symgrad.core.term import Term
from symgrad.engine.derive import derive
from symgrad.engine.digits import split_digits
from symgrad.engine.integers import find, holds
from symgrad.engine.opinion import second_opinion
from symgrad.language.plain import plain
from symgrad.language.reader import parse_program, parse_term
from symgrad.proof.calc import Proof


def terms(declared: str, *texts: str) -> tuple[list[Term], list[Term]]:
    program = parse_program(declared, holds)
    return [parse_term(text, program) for text in texts], program.facts()


def split(declared: str, text: str) -> str:
    (t,), known = terms(declared, text)
    proof = Proof()
    chain = proof.chain(t)
    split_digits(chain, (), known)
    chain.close()
    theorem = replay(proof.certificate())
    assert theorem.lhs == t
    return plain(theorem.rhs)


PAGE = "y = sum(i<r*N) x[floor(i/r)]*w[i mod r]  where x[N], w[r], r >= 1"


def test_a_sum_over_i_is_a_sum_over_its_quotient_and_remainder() -> None:
    assert split(PAGE, "sum(i<r*N) x[floor(i/r)]*w[i mod r]") == "sum(i<N, i'<r) x[i]*w[i']"


def test_a_multiple_of_the_divisor_beside_the_index_does_no_harm() -> None:
    # which term of an index comes first depends on what was named first in this process
    assert split(PAGE, "sum(i<r*N) x[floor((i + r*k)/r)]") in ("sum(i<N, i'<r) x[i + k]", "sum(i<N, i'<r) x[k + i]")


def test_a_range_that_the_divisor_does_not_divide_is_left_alone() -> None:
    assert split(PAGE, "sum(i<r*N + 1) x[floor(i/r)]") == "sum(i<r*N + 1) x[floor(i/r)]"


def test_nothing_is_divided_by_what_may_be_zero() -> None:
    text = "sum(i<q*N) x[floor(i/q)]"
    assert split("y[o<q] = sum(i<N) x[i]  where x[N]", text) == text


def test_digits_of_a_mixed_radix_are_read_off_one_after_the_other() -> None:
    """r²·c + r·i + j = m is solved by j = m mod r, i = ⌊m/r⌋ mod r, c = ⌊⌊m/r⌋/r⌋."""
    text = "y[c<C,i<r,j<r] = x[r*r*c + r*i + j]  where x[C*r*r], r >= 1"
    (document,) = derive(text, ["x"])
    assert document.verdict == "proved"
    assert plain(document.rhs) == "dL/dy[floor(floor(m/r)/r),floor(m/r) mod r,m mod r]"
    second_opinion(document, 60)
    assert document.instances.disagreement is None
    assert document.instances.nonzero > 20


def test_a_remainder_that_may_exceed_the_divisor_is_not_taken_for_one() -> None:
    """With j ≤ r the digits are not unique, and a sum is left."""
    (document,) = derive("y[i<N,j<r+1] = x[r*i + j]  where x[N*r + 1], r >= 1, N >= 1", ["x"])
    assert document.verdict == "proved"
    assert document.rhs.op == "sum"
    second_opinion(document, 60)
    assert document.instances.disagreement is None


@pytest.mark.parametrize(
    ("goal", "facts"),
    [
        ("(r*b + a) mod r = a", ["1 <= r", "0 <= a", "a < r"]),
        ("m mod r = a", ["1 <= r", "0 <= a", "a < r", "r*b + a = m"]),
        ("floor(floor(m/r)/r) = c", ["1 <= r", "0 <= a", "a < r", "0 <= b", "b < r", "r*r*c + r*b + a = m"]),
        ("(i + s) mod s = i mod s", ["1 <= s"]),
        ("(9-i) mod 3 = 2 - ((i-1) mod 3)", []),
        ("floor((9-i)/3) = 2 - floor((i-1)/3)", []),
    ],
)
def test_quotients_and_remainders_are_found_from_their_digits(goal: str, facts: list[str]) -> None:
    known = [parse_term(f, sort="P") for f in facts]
    proposition = parse_term(goal, sort="P")
    witness = find(known, proposition)
    assert witness is not None
    proof = Proof()
    proof.line("arith", proposition, witness)
    assert set(proof.theorem.hypotheses) <= set(known)


@pytest.mark.parametrize(
    ("goal", "facts"),
    [
        ("(r*b + a) mod r = a", ["1 <= r", "0 <= a", "a <= r"]),
        ("(r*b + a) mod r = a", ["0 <= a", "a < r + 1"]),
        ("(8-i) mod 3 = 2 - ((i-1) mod 3)", []),
        ("(9-i) mod 4 = 2 - ((i-1) mod 4)", []),
        ("floor(floor(m/r)/r) = c", ["1 <= r", "0 <= a", "a < r", "0 <= b", "b <= r", "r*r*c + r*b + a = m"]),
    ],
)
def test_without_one_of_the_bounds_there_is_no_witness(goal: str, facts: list[str]) -> None:
    assert find([parse_term(f, sort="P") for f in facts], parse_term(goal, sort="P")) is None
