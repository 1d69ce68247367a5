"""Wrong transformations of right lines are never proved, and transformations that change nothing never refuted."""

from __future__ import annotations

import pytest

from symgrad.checker.edits import edits
from symgrad.checker.judge import settle
from symgrad.checker.question import Unclear, question
from symgrad.checker.reading import read
from symgrad.checker.slips import reread
from symgrad.refute.instances import compare
from tests.checker.lines import RIGHT, text

STRIDE = 9  # every so many mutants of a line: all of them take minutes
INSTANCES = 60


@pytest.mark.parametrize(("number", "definition", "line"), [(n, *pair) for n, pair in enumerate(RIGHT)])
def test_no_mutant_is_judged_against_its_values(number: int, definition: str, line: str) -> None:
    source = text(definition, line)
    reading = read(source)
    program = reading.program
    assert program is not None
    sides = reading.sides[program.claims[0].span]
    judged = 0
    for edit in list(edits(source, sides.left, sides.right, program))[number % STRIDE :: STRIDE]:
        right = source[sides.right.start : edit.start] + edit.text + source[edit.end : sides.right.end]
        claim = reread(program, f"{source[sides.left.start : sides.left.end]} = {right}")
        if claim is None:
            continue
        try:
            asked = question(program, claim)
        except Unclear:
            continue
        verdict = settle(asked, long=60).verdict
        agreement = compare(asked.known, *asked.tested, INSTANCES, seed=7)
        assert not (verdict == "proved" and agreement.disagreement), right
        assert not (verdict == "refuted" and _is_the_line(claim.rhs, program.claims[0].rhs)), right
        judged += 1
    assert judged


def _is_the_line(a: object, b: object) -> bool:
    return a == b
