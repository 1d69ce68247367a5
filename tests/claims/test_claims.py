"""The claims: no wrong one is ever proved, no right one ever refuted, and nearly all are decided."""

from __future__ import annotations

import pytest

from symgrad.documents.check import check_document
from tests.claims.handmade import TOPICS
from tests.claims.published import PUBLISHED, Published
from tests.claims.restated import RESTATED

WANTED = {"right": "proved", "wrong": "refuted", "given": "given"}
OPEN = {  # decided by a reader, not by symgrad
    "bias without its sum", "softmax with cross-entropy", "batch normalisation, shift with the input",
    "definition of tanh with half of its argument", "one output too many derivatives",
    "the other layer's tanh", "a matrix from two columns, not transposed",
    "size with the 1 in the denominator", "extent of a dilated kernel",
}  # fmt: skip
OPEN_LINES = {
    r"\frac{\partial L}{\partial K_{mn}} = \sum_{ij} \frac{\partial L}{\partial Z_{ij}} V_{ij}",
    r"\frac{\partial L}{\partial b_k} = \sum_k \frac{\partial L}{\partial y_{ik}}",
    r"\frac{\partial L}{\partial h_{nv}} = \sum_n E_{vd} \frac{\partial L}{\partial y_{nd}}",
}


def lines(text: str) -> list[str]:
    return [line.verdict for line in check_document(text, "claim.md").lines]


def assert_sound(truth: str, verdict: str) -> None:
    assert (truth, verdict) not in {("right", "refuted"), ("wrong", "proved"), ("open", "proved"), ("open", "refuted")}


@pytest.mark.parametrize("claim", [*PUBLISHED, *RESTATED], ids=lambda p: p.name)
def test_a_published_claim(claim: Published) -> None:
    found = lines(claim.text)
    assert len(found) == len(claim.truth)
    for truth, verdict in zip(claim.truth, found, strict=True):
        assert_sound(truth, verdict)
        if claim.name not in OPEN:
            assert verdict == WANTED[truth]


CASES = [
    (t.name, t.given, truth, line) for t in TOPICS for truth, all_ in (("right", t.right), ("wrong", t.wrong)) for line in all_
]


@pytest.mark.parametrize(("name", "given", "truth", "line"), CASES)
def test_a_claim_in_peoples_notation(name: str, given: str, truth: str, line: str) -> None:
    verdict = lines(f"{given}\n$${line}$$")[-1]
    assert_sound(truth, verdict)
    if line not in OPEN_LINES:
        assert verdict == WANTED[truth]


def test_there_are_enough_of_them_and_half_are_wrong() -> None:
    others = [truth for p in (*PUBLISHED, *RESTATED) for truth in p.truth if truth != "given"]
    truths = others + [case[2] for case in CASES]
    assert len(PUBLISHED) >= 60
    assert len(RESTATED) >= 60
    assert len(others) >= 60
    assert len(truths) >= 120
    assert 2 * truths.count("wrong") >= len(truths)
