"""The five exercises that the project began with, retyped: the verdicts of the reference, line by line, with the slips named.

A line is its number in the file and its verdict; "given" lines are left out.
"""
# ruff: noqa: E501 - a formula stands on one line, as it does in a document

from __future__ import annotations

from pathlib import Path

import pytest

from symgrad.documents.check import check_document
from symgrad.documents.verdicts import Report

SOURCES = Path(__file__).parent / "sources"

EXPECTED: dict[str, list[tuple[int, str]]] = {
    "000.md": [(7, "proved"), (16, "proved")],
    "001.md": [(7, "proved"), (9, "proved"), (13, "proved")],
    "002.md": [
        (7, "proved"), (14, "proved"), (26, "proved"), (28, "refuted"), (30, "refuted"), (34, "proved"), (38, "proved"),
    ],
    "003.md": [
        (12, "refuted"), (13, "refuted"), (14, "proved"), (19, "proved"), (24, "proved"), (25, "proved"), (26, "proved"),
        (27, "proved"), (28, "proved"), (29, "proved"), (32, "proved"), (35, "proved"), (36, "proved"), (37, "proved"), (38, "proved"),
    ],
    "004.md": [(11, "refuted"), (13, "refuted"), (15, "proved"), (17, "refuted"), (19, "refuted")],
}  # fmt: skip


def judged(name: str) -> Report:
    return check_document((SOURCES / name).read_text(encoding="utf-8"), name)


def found(report: Report) -> list[tuple[int, str]]:
    return [(report.source.place(line.start)[0], line.verdict) for line in report.lines if line.verdict != "given"]


@pytest.mark.parametrize("name", EXPECTED)
def test_the_verdicts_are_those_of_the_reference(name: str) -> None:
    assert found(judged(name)) == EXPECTED[name]


def test_the_slip_of_the_translation_is_carried_on_and_the_result_is_right() -> None:
    first, second, third = [line for line in judged("003.md").lines if line.verdict != "given"][:3]
    assert second.root is not None
    assert judged("003.md").lines[second.root].start == first.start
    assert "right by itself" in third.notes[-1]


def test_the_last_chains_hold_for_convolution_and_rotation_about_the_origin() -> None:
    lines = judged("003.md").lines
    assert {"* is convolution, rot turns about the origin"} <= set(lines[-1].assumptions)


def test_the_matrix_of_the_gradient_has_its_first_wrong_entry_named() -> None:
    line = next(line for line in judged("002.md").lines if line.judged is not None and line.verdict == "refuted")
    assert line.judged is not None
    assert line.judged.counterexample is not None
