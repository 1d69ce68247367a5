"""The five exercises that the project began with, retyped: the verdicts of the reference, line by line, with the slips named.

A line is its number in the file and its verdict; "given" lines are left out.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from symgrad.documents.check import check_document
from symgrad.documents.verdicts import Line, Report

SOURCES = Path(__file__).parent / "sources"

P, R = "proved", "refuted"
EXPECTED: dict[str, dict[int, str]] = {
    "000.md": {
        7: P,  # the polar identity
        20: P, 22: P,  # nine outputs, and the input's gradient through them
        30: P,  # part 4, for either meaning of * used throughout
    },
    "001.md": {
        7: P, 9: P, 13: P,
        21: P, 29: P, 31: R,  # "again convolutions": one is a correlation, the other a convolution
    },
    "002.md": {
        7: P,
        13: R, 15: P,  # the formula without a floor, where the stride does not divide
        22: P,
        34: P, 36: P,
        38: R,  # a number set equal to a matrix
        40: "not understood",  # ∂C/∂A, which has four indices
        42: R, 44: P,  # the published 5 × 5 numbers, and the right ones
        48: P,
        52: P, 54: R,  # the maximum of (−3, 1), and of their absolute values
        58: P, 60: P, 62: P, 64: P,  # pooling with stride 1
    },
    "003.md": {
        12: R, 13: R, 14: P,
        19: P, 21: P, 23: P,  # sizes
        31: R, 33: P, 35: P, 37: P, 39: P, 41: P, 43: P,  # numbers of parameters and their ratios
        48: P, 49: P, 50: P, 51: P, 52: P, 53: P, 56: P,
        59: P, 60: P, 61: P, 62: P, 63: P, 66: P,
    },
    "004.md": {
        11: R, 13: R, 15: P, 17: R, 19: R,  # (1) to (5)
        29: R, 31: R, 33: P,  # (2) and (5) with sums and without rotation: the sign is wrong, with + it is right
        45: R, 47: R, 49: R, 51: R, 53: R,  # (7) to (11)
        61: R,  # "2 values"
        71: R, 73: R, 75: R, 77: R, 79: P,  # (12) to (15), and (13) mended
        85: R,  # the size without a floor
        91: P,  # (16) and (17)
        101: P, 103: R,  # (18), and with a stride too many
        109: P, 111: R, 113: P,  # pooling adds; it multiplies where the window is the stride
    },
}  # fmt: skip

SLIPS = {
    "003.md": {12: "one index for another", 13: "one index for another"},
    "004.md": {
        11: "target taken for the output", 17: "target taken for the output",
        29: "sign lost", 31: "sign lost",
        71: "target taken for the output", 73: "sign lost", 75: "target taken for the output",
    },
}  # fmt: skip
NUMBER_SET_EQUAL_TO_AN_ARRAY = {"002.md": [38], "004.md": [19, 53, 77]}  # the sum is missing


@cache
def judged(name: str) -> Report:
    return check_document((SOURCES / name).read_text(encoding="utf-8"), name)


def lines(name: str) -> dict[int, Line]:
    report = judged(name)
    return {report.source.place(line.start)[0]: line for line in report.lines if line.verdict != "given"}


@pytest.mark.parametrize("name", EXPECTED)
def test_the_verdicts_are_those_of_the_reference(name: str) -> None:
    assert {number: line.verdict for number, line in lines(name).items()} == EXPECTED[name]


@pytest.mark.parametrize(("name", "number", "slip"), [(n, k, s) for n, own in SLIPS.items() for k, s in own.items()])
def test_the_slip_is_named_and_its_repair_proved(name: str, number: int, slip: str) -> None:
    found = lines(name)[number].judged
    assert found is not None
    assert found.slip is not None
    assert (found.slip.name, found.slip.proved) == (slip, True)


@pytest.mark.parametrize(("name", "number"), [(n, k) for n, own in NUMBER_SET_EQUAL_TO_AN_ARRAY.items() for k in own])
def test_a_missing_sum_sets_a_number_equal_to_an_array(name: str, number: int) -> None:
    line = lines(name)[number]
    assert (line.code, line.message) == ("SG203", "a number is set equal to an array")


def test_the_slip_of_the_translation_is_carried_on_and_the_result_is_right() -> None:
    found = lines("003.md")
    assert found[13].root is not None
    assert judged("003.md").lines[found[13].root].start == found[12].start
    assert "right by itself" in found[14].notes[-1]


def test_the_last_chains_hold_for_convolution_and_rotation_about_the_origin() -> None:
    found = lines("003.md")
    for number in (53, 63):
        assert "* is convolution, rot turns about the origin" in found[number].assumptions


def test_an_entry_of_the_matrix_that_is_wrong_is_named() -> None:
    line = lines("002.md")[42]
    assert line.judged is not None
    assert line.judged.counterexample is not None
    assert line.judged.counterexample.indices == {"u": 3, "v": 0}
    assert (line.judged.counterexample.lhs_value, line.judged.counterexample.rhs_value) == (7, 4)
