"""Verdicts: right lines are proved, wrong ones refuted by values that differ, and nothing is dropped or guessed."""

from __future__ import annotations

import json
from fractions import Fraction

import pytest

from symgrad.checker.example import example
from symgrad.checker.judge import check
from symgrad.checker.verdicts import Judged
from symgrad.core.replay import load
from symgrad.language.pretty import pretty
from symgrad.refute.evaluate import differ, evaluate
from symgrad.render.checked_records import checked_record
from symgrad.render.instances import value_words
from tests.checker.lines import CHAIN, CONVOLUTION, RIGHT, WRONG, text


def only(source: str) -> Judged:
    steps = check(source).steps
    assert len(steps) == 1
    return steps[0]


@pytest.mark.parametrize(("definition", "line"), RIGHT)
def test_a_right_line_is_proved_by_a_certificate_that_the_core_accepts(definition: str, line: str) -> None:
    step = only(text(definition, line))
    assert (step.verdict, step.counterexample) == ("proved", None), (step.message, step.notes)
    assert step.document is not None
    assert step.document.certificate is not None
    assert step.question is not None
    theorem = load(json.dumps(step.document.certificate))
    assert (theorem.lhs, theorem.rhs) == (step.question.lhs, step.question.rhs)


@pytest.mark.parametrize(("definition", "line", "slip", "better"), WRONG)
def test_a_wrong_line_is_refuted_and_its_slip_named(definition: str, line: str, slip: str, better: str) -> None:
    step = only(text(definition, line))
    assert step.verdict == "refuted"
    found = step.counterexample
    assert found is not None
    left, right = (evaluate(t, found.instance.fresh()) for t in (found.lhs, found.rhs))
    assert differ(left, right)
    assert all(evaluate(h, found.instance.fresh()) for h in found.hypotheses)
    assert step.slip is not None
    assert (step.slip.name, step.slip.better, step.slip.proved) == (slip, better, True)


@pytest.mark.parametrize(("definition", "line", "slip", "better"), WRONG)
def test_a_suggestion_is_right(definition: str, line: str, slip: str, better: str) -> None:
    step = only(text(definition, line))
    assert step.slip is not None
    assert only(text(definition, step.slip.line)).verdict == "proved"


def test_the_line_of_the_design_has_a_smallest_counterexample() -> None:
    definition = "Z[i,j] = sum(k,l) V[i+k,j+l]*K[k,l]"
    step = only(f"{definition}; dL/dV[m,n] = sum(i,j) dL/dZ[i,j]*K[i-m,j-n]")
    shown = example(step)
    assert sorted(shown.shapes.values()) == [(1, 1), (1, 2), (1, 2)]
    assert shown.arrays == {"K": [[0, 1]], "dL/dZ": [[1]]}
    assert shown.integers == {"m": 0, "n": 1}
    assert step.counterexample is not None
    assert (step.counterexample.lhs_value, step.counterexample.rhs_value) == (1, 0)


def test_what_a_line_reads_outside_is_zero_by_an_assumption_that_is_told() -> None:
    assert only(text(CONVOLUTION, "dL/dV[m,n] = sum(i,j) dL/dZ[i,j]*K[m-i,n-j]")).assumptions == ["K is 0 outside its shape"]
    assert only(text(CONVOLUTION, "dL/dK[k,l] = sum(i,j) dL/dZ[i,j]*V[i+k,j+l]")).assumptions == []


def test_every_line_of_a_text_has_a_verdict_in_order() -> None:
    source = "\n".join(
        [
            CONVOLUTION,
            "dL/dV[m,n] = sum(k,l) dL/dZ[m-k,n-l]*K[k,l]",
            "dL/dK[k,l] = sum(i,j dL/dZ[i,j]*V[i+k,j+l]",
            "dL/dK[k,l] = sum(i,j) dL/dZ[i,j]*V[i-k,j-l]",
            "dL/dV[m,n] = sum(k,l) dL/dZ[m-k,n-l]*K[k,q]",
            "dL/dZ[i,j] = 1",
        ]
    )
    checked = check(source)
    assert [s.verdict for s in checked.steps] == ["proved", "not understood", "refuted", "not understood", "given"]
    assert [s.code for s in checked.steps] == ["", "SG102", "SG201", "SG103", ""]
    assert not checked.as_claimed
    assert checked.counts["not understood"] == 2


def test_each_line_of_a_chain_is_compared_with_the_one_before() -> None:
    source = text(CONVOLUTION, "dL/dV[m,n] = sum(i,j) dL/dZ[i,j]*dZ[i,j]/dV[m,n]\n = sum(i,j) dL/dZ[i,j]*K[m-i,n-j]\n = 0")
    steps = check(source).steps
    assert [s.verdict for s in steps] == ["proved", "proved", "refuted"]
    assert all("compared with the line before" in s.notes for s in steps[1:])


def test_a_right_step_after_a_wrong_line_does_not_make_the_line_right() -> None:
    source = text(CONVOLUTION, "dL/dK[k,l] = 2*sum(i,j) dL/dZ[i,j]*V[i+k,j+l] = sum(i,j) 2*dL/dZ[i,j]*V[i+k,j+l]")
    first, second = check(source).steps
    assert (first.verdict, second.verdict) == ("refuted", "proved")
    assert any("the line before is refuted" in note for note in second.notes)


def test_a_step_between_gradients_of_two_layers_is_compared_with_the_left_side() -> None:
    steps = check(text(CHAIN, "dL/dw[k] = sum(i) dL/dh[i]*x[i+k] = sum(i) dL/dy[i]*f'(h[i])*x[i+k]")).steps
    assert [s.verdict for s in steps] == ["proved", "proved"]


def test_a_gradient_of_the_loss_on_the_right_is_no_arbitrary_array() -> None:
    step = only(text(CONVOLUTION, "dL/dV[m,n] = dL/dV[m,n]"))
    assert (step.verdict, step.code) == ("undecided", "SG302")
    assert only("y[i] = x[i]**2; z[i] = y[i]; 2*dL/dy[i] = 2*dL/dz[i]").verdict == "undecided"


def test_a_loss_of_two_layers_is_not_taken_for_one_of_them() -> None:
    layers = "y[i] = 2*x[i]; z[i] = 3*x[i]"
    assert only(f"{layers}; dL/dx[i] = 0").verdict == "undecided"
    step = only(f"{layers}; dL/dx[i] = 2*dL/dy[i]")
    assert step.verdict == "undecided"
    assert step.message.startswith("z depends on x as well")
    assert only("y[i] = 2*x[i]; z[i] = 3*u[i]; dL/dx[i] = 2*dL/dy[i]").verdict == "proved"
    assert only(f"{layers}; dL/dx[i] = 2*dL/dy[i] + 3*dL/dz[i]").verdict == "proved"


def test_a_path_past_an_inner_layer_counts() -> None:
    step = only("y[i] = 2*x[i]; z[i] = y[i] + x[i]; dL/dx[i] = 2*dL/dy[i]")
    assert step.verdict == "refuted"


def test_an_inner_layer_has_the_values_that_it_is_defined_to_have() -> None:
    assert only("h[i] = x[i]**2; y[i] = h[i]**2; dL/dh[i] = 2*x[i]**2*dL/dy[i]").verdict != "refuted"


def test_agreement_without_a_proof_is_undecided_and_says_what_is_missing() -> None:
    step = only("y[i] = max(k<2) x[2*i+k]; dL/dx[m] = dL/dy[m//2]*[x[m] = y[m//2]]")
    assert (step.verdict, step.code) == ("undecided", "SG301")
    assert any(note.startswith("tried: ") for note in step.notes)
    assert any(note.startswith("missing: ") for note in step.notes)


def test_a_line_that_speaks_of_nothing_is_not_proved() -> None:
    step = only("y[i] = x[i]; dL/dx[i] = dL/dy[i] where N >= 1, N <= 0, x[N]")
    assert (step.verdict, step.code) == ("undecided", "SG303")


def test_a_line_that_is_false_only_where_something_is_empty_says_so() -> None:
    step = only("s = sum(i) x[i]/N where x[N]; s = s + [N = 0]")
    assert (step.verdict, step.code) == ("refuted", "SG202")


def test_definitions_that_cannot_be_read_are_a_problem_of_the_text() -> None:
    checked = check("y[i] = sum(k) w[k]*x[i+k; dL/dw[k] = 0")
    assert checked.problem is not None
    assert not checked.as_claimed


def test_a_text_without_claims_is_not_as_claimed() -> None:
    checked = check(CONVOLUTION)
    assert checked.steps == []
    assert not checked.as_claimed


@pytest.mark.parametrize("claim", ["sum(i<N) (2*i+1) = s", "s = sum(i<N) (2*i+1)"])
def test_a_definition_that_mentions_the_length_is_written_out_before_an_induction(claim: str) -> None:
    assert only(f"s = N*N where x[N]; {claim}").verdict == "proved"


@pytest.mark.parametrize(
    ("line", "given"), [("y = x/x; y = 1", "x ≠ 0"), ("y = 1/x; y*x = 1", "x ≠ 0"), ("y = (x*z)/z; y = x", "z ≠ 0")]
)
def test_what_cancels_is_proved_where_it_has_a_value(line: str, given: str) -> None:
    step = only(line)
    assert step.verdict == "proved"
    assert step.document is not None
    assert [pretty(h) for h in step.document.hypotheses] == [given]


def test_lengths_that_are_negative_are_not_called_0() -> None:
    step = only("y[i<N] = i*x where x; sum(i<N) y[i] = x*N*(N-1)/2")
    assert (step.verdict, example(step).integers) == ("refuted", {"N": -1})
    assert step.notes == ["the line is false only where some size is negative"]


def test_no_slip_is_a_line_that_says_nothing() -> None:
    assert only("y[i<N] = relu(x[i]); y[i] = x[i]").slip is None


def test_an_array_that_only_a_condition_reads_is_shown() -> None:
    shown = example(only("y[i<N] = x[i] where x[N], t[N] in 0..3, t[i]>=2; y[i] = 0"))
    assert set(shown.arrays) == {"x", "t"}
    assert min(shown.arrays["t"]) >= 2


def test_a_claim_with_a_range_is_told_to_leave_it_out() -> None:
    step = only("y[i<N] = x[i] where x[N]; y[i<N] = x[i]")
    assert step.problem is not None
    assert (step.code, step.problem.help) == ("SG110", "leave the range out, for any entry")


def test_an_angle_is_a_record_of_its_cosine_and_sine() -> None:
    values = checked_record(check("y = sin(x); y = cos(x)"))["steps"][0]["counterexample"]["arrays"]
    assert values == {"x": {"cos": "1", "sin": "0"}}


def test_a_number_too_long_to_be_shown_is_rounded() -> None:
    assert value_words(10**5000) == "about 1.00000e+5000"
    assert value_words(Fraction(1, 3)) == "1/3"


@pytest.mark.parametrize(
    ("claim", "verdict"),
    [
        ("dy[i]/dx[j] = -y[i]*y[j] for i != j", "proved"), ("dy[i]/dx[j] = y[i]*(1 - y[i]) for i = j", "proved"),
        ("dy[i]/dx[j] = -y[i]*y[j]", "refuted"), ("dy[i]/dx[j] = y[i] for i != j", "refuted"),
    ],
)  # fmt: skip
def test_a_claim_is_judged_under_its_conditions(claim: str, verdict: str) -> None:
    assert only(f"y[i<N] = exp(x[i])/(sum(k<N) exp(x[k])); {claim}").verdict == verdict


@pytest.mark.parametrize(
    ("claim", "verdict"),
    [
        ("[y[i] >= 0] = 1", "proved"), ("[y[i] > 0] = 1", "refuted"), ("[y[i] <= sum(k<N) x[k]**2] = 1", "proved"),
        ("[sum(k<N) y[k] < 0] = 1", "refuted"),
    ],
)  # fmt: skip
def test_a_bracket_is_1_where_its_comparison_is_proved(claim: str, verdict: str) -> None:
    step = only(f"y[i<N] = x[i]**2; {claim}")
    assert step.verdict == verdict
    if step.document is not None and verdict == "proved":
        assert load(json.dumps(step.document.certificate))
