"""A figure as a grid of labelled cells, for a terminal."""

from __future__ import annotations

import re

from symgrad.proof.document import Figure
from symgrad.render.breaking import break_words
from symgrad.render.lines import BLANK, Line, line
from symgrad.render.notation import Notation
from symgrad.render.width import columns, pad

INDENT = 2
_SUBSCRIPT = re.compile(r"_(\d+)")
_DIGITS = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")
_BOX = {True: ("┌┬┐", "├┼┤", "└┴┘", "─", "│"), False: ("+++", "+++", "+++", "-", "|")}


def figure_lines(figure: Figure, notation: Notation, width: int) -> list[Line]:
    """The caption, and below it the grid: each cell with its label above its note."""
    out: list[Line] = [BLANK]
    out += [line(piece, "faint", INDENT) for piece in break_words(notation.words(figure.caption), width - INDENT)]
    texts = [[(label(c.label, notation), label(c.note, notation)) for c in row] for row in figure.rows]
    cell = max(columns(text) for row in texts for pair in row for text in pair)
    top, middle, bottom, dash, bar = _BOX[notation.unicode]
    count = len(figure.rows[0])
    for k, row in enumerate(texts):
        out.append(_rule(top if k == 0 else middle, dash, cell, count))
        out += [line(bar + bar.join(f" {pad(pair[part], cell)} " for pair in row) + bar, "math", INDENT) for part in (0, 1)]
    out.append(_rule(bottom, dash, cell, count))
    return out


def _rule(ends: str, dash: str, cell: int, count: int) -> Line:
    return line(ends[0] + ends[1].join([dash * (cell + 2)] * count) + ends[2], "faint", INDENT)


def label(text: str, notation: Notation) -> str:
    """``y₁`` for ``y_1``, where the screen can show it."""
    return _SUBSCRIPT.sub(lambda m: m[1].translate(_DIGITS), text) if notation.unicode else _SUBSCRIPT.sub(r"\1", text)
