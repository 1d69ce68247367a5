"""The library: every theorem is proved, replayed, and agrees with the evaluator and sympy on hundreds of instances."""

import json

import pytest

from symgrad.core.replay import load
from symgrad.core.term import definitions, num
from symgrad.engine.library import entries, resolve
from symgrad.engine.opinion import second_opinion
from symgrad.errors import Problem
from tests.core.test_mutated_certificates import try_mutants

NAMES = [entry.name for entry in entries()]


GUARDS_TRUE_BY_HYPOTHESIS = {
    "translation.inside",  # the window lies inside the image, which is what its guards say
    "convolution_variants.causal_is_padded_and_cut_off",  # the outputs that are kept read nothing behind the end
}


def definition_names(document):
    return {d.name for d in definitions(document.lhs)}


def document_of(name):
    (entry,) = resolve(name)
    return entry.document


@pytest.mark.parametrize("name", NAMES)
def test_it_is_proved_and_its_certificate_replays_to_the_same_statement(name):
    document = document_of(name)
    assert document.verdict == document.expected == "proved"
    theorem = load(json.dumps(document.certificate))
    if document.is_claim:
        assert theorem.conclusion == document.lhs
    else:
        assert (theorem.lhs, theorem.rhs) == (document.lhs, document.rhs)
    assert list(theorem.hypotheses) == document.hypotheses


@pytest.mark.parametrize("name", NAMES)
def test_hundreds_of_instances_agree_and_every_guard_is_seen_both_ways(name):
    document = document_of(name)
    second_opinion(document, 240, seed=7)
    agreement = document.instances
    assert agreement.disagreement is None
    worked_example = not (document.lhs.free - definition_names(document))  # one instance is all there is
    counted = agreement.counted
    for seed in (8, 9):
        if not worked_example and counted < 60:  # a large layer uses up the allowed work sooner: draw again
            second_opinion(document, 240, seed=seed)
            assert document.instances.disagreement is None
            counted += document.instances.counted
    assert counted >= (1 if worked_example else 60)
    vanishes = document.rhs == num(0)
    assert vanishes or agreement.nonzero >= agreement.counted / 2
    if not worked_example:
        assert not agreement.guards.never_true
        assert vanishes or not agreement.guards.never_false or name in GUARDS_TRUE_BY_HYPOTHESIS
    if document.gradient is not None:
        assert document.entries.disagreement is None
        assert document.entries.nonzero > 0 or vanishes


def test_the_gradient_in_the_image_is_the_correlation_with_the_rotated_kernel():
    text = [str(step.term) for step in document_of("convolution.dL_dV").steps]
    assert "rotK" in text[-1]
    assert "padG" in text[-1]
    assert document_of("convolution.dL_dV").names[0] == "full convolution of ∂L/∂Z with K"


def test_without_overlap_the_sum_of_max_pooling_collapses_to_one_term():
    assert "Σ" not in str(document_of("max_pooling.dL_dx_apart").rhs)
    assert any(h.op == "forall" for h in document_of("max_pooling.dL_dx_apart").hypotheses)


def test_polar_coordinates_need_r_to_be_other_than_zero_and_f_to_be_differentiable():
    assert sorted(h.op for h in document_of("polar.gradient_norm").hypotheses) == ["smooth", "sne"]


def test_the_strategy_of_max_pooling_computes_the_gradient():
    """Forward: remember where; backward: add there. The same numbers as the formula that was proved."""
    from symgrad.refute.draw import Drawing
    from symgrad.refute.evaluate import evaluate

    document = document_of("max_pooling.dL_dX")
    drawing = Drawing(document.hypotheses, document.lhs, document.rhs, 3)
    compared = 0
    for attempt in range(200):
        instance = drawing.draw(attempt, productive=True)
        if instance is None:
            continue
        rows, columns = instance.integers["A"], instance.integers["B"]
        d_x: dict[tuple[int, int], object] = {}
        for i in range(rows):
            for j in range(columns):
                window = {(2 * i + k, 2 * j + m): instance.tensors["X"][2 * i + k, 2 * j + m] for k in (0, 1) for m in (0, 1)}
                where = max(window, key=window.__getitem__)
                d_x[where] = d_x.get(where, 0) + instance.tensors["dL/dY"][i, j]
        expected = d_x.get((instance.integers["m"], instance.integers["n"]), 0)
        assert evaluate(document.rhs, instance) == expected
        compared += expected != 0
    assert compared > 20


def test_an_unknown_name_is_answered_with_the_closest_ones():
    with pytest.raises(Problem) as caught:
        resolve("convolution.dL_dW")
    assert "convolution.dL_d" in caught.value.help


@pytest.mark.parametrize("name", NAMES)
def test_no_mutant_of_its_certificate_proves_anything_false(name):
    counts = try_mutants(document_of(name).certificate, 160, seed=5)
    assert counts["tried"] > 100
