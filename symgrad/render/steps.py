"""The numbered lines of a proof: formulas on the left, the reasons in one column on the right where they fit."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from symgrad.proof.document import Document, Step
from symgrad.render.breaking import break_reason, break_words
from symgrad.render.formula import HANG, break_formula
from symgrad.render.lines import Line, line
from symgrad.render.width import columns

MARGIN = 3  # blanks before the number of a step
GAP = 3  # blanks at least between a formula and its reason


class Row(NamedTuple):
    """One line of the proof; ``label`` is its number, empty for a further name of the same thing."""

    label: str
    formula: str
    reason: str = ""
    below: tuple[Line, ...] = ()
    relation: str = "="  # before the formula; a claim has none
    is_name: bool = False  # words rather than a formula


def shown_steps(document: Document) -> list[tuple[int, Step]]:
    """The lines of a proof with their numbers, without those that only repeat the heading or the line before; all of them
    where a remark or a reason speaks of lines by their numbers."""
    steps = document.steps
    if len(steps) > 1 and not document.is_claim and not speaks_of_lines(document):
        above = [document.heading or document.lhs, *(step.term for step in steps)]
        steps = [step for step, before in zip(steps, above, strict=False) if step.term != before] or steps[:1]
    return list(enumerate(steps, 1))


def speaks_of_lines(document: Document) -> bool:
    """Whether a remark or a reason refers to a line of the proof, which then needs its number."""
    return reasons_speak_of_lines(document) or any(map(_LINE.search, document.remarks))


def reasons_speak_of_lines(document: Document) -> bool:
    """Whether a reason refers to a line of the proof."""
    return any(_LINE.search(step.reason) for step in document.steps)


_LINE = re.compile(r"\blines? \d")


def row_lines(rows: Sequence[Row], width: int, dash: str = "—") -> list[Line]:
    """The rows as lines. Mathematics is broken at operators only, and never cropped."""
    digits = max((len(row.label) for row in rows), default=1)
    start = MARGIN + digits + max((columns(_sign(row)) for row in rows), default=3)
    broken = [_broken(row, width - start) for row in rows]
    column = _reason_column(rows, broken, start, width)
    out: list[Line] = []
    for row, pieces in zip(rows, broken, strict=True):
        lines: list[Line] = [(*_head(row, digits), (pieces[0], "math"))]
        lines += [line(piece, "math", start) for piece in pieces[1:]]
        if row.reason:
            _add_reason(lines, row.reason, start + columns(pieces[-1]), start, column, width, dash)
        out += [*lines, *row.below]
    return out


def _broken(row: Row, width: int) -> list[str]:
    return break_words(row.formula, width, HANG) if row.is_name else break_formula(row.formula, width)


def _head(row: Row, digits: int) -> Line:
    return ((" " * MARGIN + row.label.rjust(digits), "number"), (_sign(row), "plain"))


def _sign(row: Row) -> str:
    return f" {row.relation} ".rjust(3)


def _reason_column(rows: Sequence[Row], broken: Sequence[list[str]], start: int, width: int) -> int | None:
    """The column that lets most reasons stand beside their formula; None if too few do."""
    ends = [(start + columns(p[-1]) + GAP, columns(row.reason)) for row, p in zip(rows, broken, strict=True) if row.reason]
    if not ends:
        return None

    def beside(column: int) -> int:
        return sum(end <= column and column + size <= width for end, size in ends)

    column = max(sorted({end for end, _ in ends}), key=beside)
    all_fit = all(column + size <= width for _, size in ends)
    return column if 2 * beside(column) + all_fit > len(ends) else None


def _add_reason(lines: list[Line], reason: str, end: int, start: int, column: int | None, width: int, dash: str) -> None:
    """Put the reason beside the last line of its formula, else below it in the same column, else indented below.

    A reason that is too long for the column begins further left."""
    place = 0 if column is None else min(column, width - columns(reason))
    if column is None and end + GAP + columns(reason) <= width:
        place = end + GAP
    if end + GAP <= place:
        lines[-1] = (*lines[-1], (" " * (place - end) + reason, "reason"))
    elif column is not None and 2 * place >= width:
        lines.append(line(reason, "reason", place))
    else:
        indent = start + HANG
        pieces = break_reason(f"{dash} {reason}", width - indent, hang=len(dash) + 1)
        lines += [line(piece, "reason", indent) for piece in pieces]
