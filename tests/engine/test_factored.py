"""Equations by laws of the field with sums in them: found where they hold, with the hypotheses that they need, and not else."""

from __future__ import annotations

import pytest

from symgrad.core.replay import replay
from symgrad.core.term import Term
from symgrad.engine.factored import factor_out, prove_by_facts
from symgrad.engine.integers import holds
from symgrad.engine.inverses import cancel_inverses, split_inverses
from symgrad.engine.sift import Stuck
from symgrad.language.plain import plain
from symgrad.language.reader import parse_program, parse_term
from symgrad.proof.calc import Proof
from symgrad.refute.instances import compare

PAGE = "y = (sum(i<N) x[i]*w[i])*a*b*c  where x[N], w[N], N >= 1"
PROGRAM = parse_program(PAGE, holds)


def term(text: str) -> Term:
    return parse_term(text, PROGRAM)


def proved(lhs: str, rhs: str, *more: str) -> list[str]:
    """The hypotheses of the proof, after replay and a comparison with the evaluator."""
    proof = Proof()
    known = [*PROGRAM.facts(), *(parse_term(text, PROGRAM, sort="P") for text in more)]
    prove_by_facts(proof, term(lhs), term(rhs), known)
    theorem = replay(proof.certificate())
    assert (theorem.lhs, theorem.rhs) == (term(lhs), term(rhs))
    assert compare(theorem.hypotheses, theorem.lhs, theorem.rhs, 24).disagreement is None
    return [plain(h, PROGRAM) for h in theorem.hypotheses]


HOLD = {
    "deviations from the mean add up to nothing": (
        "sum(i<N) (x[i] - 1/N*(sum(k<N) x[k]))",
        "0",
        {"scalar(N) != 0", "1 <= N"},
    ),
    "the mean of squares, less the square of the mean": (
        "1/N*(sum(i<N) (x[i] - 1/N*(sum(k<N) x[k]))*(x[i] - 1/N*(sum(k<N) x[k])))",
        "1/N*(sum(i<N) x[i]*x[i]) - (1/N*(sum(k<N) x[k]))**2",
        {"scalar(N) != 0", "1 <= N"},
    ),
    "independent sums are apart": ("sum(i<N,k<N) x[i]*w[k]", "(sum(i<N) x[i])*(sum(k<N) w[k])", set()),
    "a constant stands before its sum": ("sum(i<N) a*x[i]/b", "a/b*(sum(i<N) x[i])", set()),
    "an inverse of a product": ("c/(2*a*b)", "1/2*(1/a)*(1/b)*c", {"a != 0", "b != 0", "2*a*b != 0"}),
    "an inverse of an inverse": ("a/(1/b)", "a*b", {"b != 0", "1/b != 0"}),
    "what is inverted cancels under a sum": (
        "sum(i<N) x[i]*exp(w[i])/exp(w[i])",
        "sum(i<N) x[i]",
        {"forall(i<N) exp(w[i]) != 0"},
    ),
}


@pytest.mark.parametrize("name", HOLD)
def test_an_equation_that_holds_is_proved_from_what_it_needs(name: str) -> None:
    lhs, rhs, needs = HOLD[name]
    assert set(proved(lhs, rhs)) <= needs | {"0 <= N"}


def test_a_given_equation_is_used() -> None:
    assert "sum(i<N) w[i] = 1" in proved("sum(i<N) a*w[i]", "a", "sum(i<N) w[i] = 1")


def test_an_equation_given_for_every_index_is_used_at_the_sums_that_it_speaks_of() -> None:
    rows = "forall(b<B) sum(i<N) t[b,i] = 1"
    page = parse_program("y[b<B] = sum(i<N) t[b,i]*a  where t[B,N], B >= 1", holds)
    proof, every = Proof(), parse_term(rows, page, sort="P")
    known = [every, *(parse_term(text, page, sort="P") for text in ("0 <= m", "m < B"))]
    prove_by_facts(proof, parse_term("a*(sum(i<N) t[m,i])", page), parse_term("a", page), known)
    assert {plain(h, page) for h in replay(proof.certificate()).hypotheses} == {rows, "0 <= m", "m < B"}


@pytest.mark.parametrize(
    ("lhs", "rhs"),
    [
        ("sum(i<N) (x[i] - 1/N*(sum(k<N) w[k]))", "0"),  # another tensor's mean
        ("sum(i<N) x[i]*w[i]", "(sum(i<N) x[i])*(sum(i<N) w[i])"),  # the two share their index
        ("sum(i<N) a", "a"),
        ("sum(i<N) a*w[i]", "a"),  # without Σ w = 1
        ("1/(a + b)", "1/a + 1/b"),
        ("a/b", "a"),
        ("sum(i<N) x[i]/x[0]", "1"),
    ],
)
def test_an_equation_that_does_not_hold_is_not_proved(lhs: str, rhs: str) -> None:
    with pytest.raises(Stuck):
        proved(lhs, rhs)


def test_the_factored_form_is_equal_to_the_term() -> None:
    proof = Proof()
    t = term("sum(i<N,k<N,j<N, i < j) a*x[i]*w[k]*x[j]")
    factor_out(proof, t, PROGRAM.facts())
    theorem = replay(proof.certificate())
    assert theorem.lhs == t
    assert plain(theorem.rhs) == "a*(sum(i<N, j<N, i < j) x[i]*x[j])*sum(k<N) w[k]"


def test_a_sum_in_a_denominator_is_not_taken_apart() -> None:
    chain = Proof().chain(term("1/(a + b) + 1/a"))
    split_inverses(chain)
    cancel_inverses(chain)
    assert not chain.steps


def test_what_is_cancelled_must_not_be_zero() -> None:
    chain = Proof().chain(term("a*b*(1/a)"))
    cancel_inverses(chain)
    assert plain(chain.term) == "b"
    assert [plain(h, PROGRAM) for h in chain.theorem.hypotheses] == ["a != 0"]
