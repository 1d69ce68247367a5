"""The rows of an ``align*``: formulas broken at operators where they are too wide, the reasons beside them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from symgrad.render.latex.measure import width, words_width
from symgrad.render.latex.terms import AFTER_HEAD, BEFORE_RELATION, BEFORE_SIGN, BEFORE_WORD, BETWEEN_FACTORS, seal
from symgrad.render.latex.words import wrap

GAP = 1.6  # between formulas and reasons, at least
HANG = 2.0  # how far continued lines are set in
RELATION = 1.4  # the sign of equality before each formula
_OWN_LINE = 6.0  # a left side that is wider may have a line of its own
_LINE, _REASON_LINE, _BELOW, _SIDE_LINE = 3.0, 1.2, 2.5, 2.0  # how much each hurts the reader
_OVERFLOW = 1000.0
_HURTS = {BEFORE_WORD: 0.0, BEFORE_SIGN: 0.5, BEFORE_RELATION: 2.0, BETWEEN_FACTORS: 2.0, AFTER_HEAD: 3.0}
_WITHIN_A_TERM = (BETWEEN_FACTORS, AFTER_HEAD)
_BEFORE_SUM, _TORN = 0.8, 2.5
_CONTINUED = {BEFORE_WORD: "", BEFORE_SIGN: "{}", BEFORE_RELATION: "{}", BETWEEN_FACTORS: r"{}\cdot ", AFTER_HEAD: ""}


class Row(NamedTuple):
    """One line of a proof: ``= formula``, and the reason in pieces between which it may be broken."""

    formula: str
    reason: tuple[str, ...] = ()


class _Broken(NamedTuple):
    """A row in lines: those of the formula, those of the reason, and whether the reason stands below the formula."""

    pieces: list[str]
    reason: list[str]
    below: bool


class _Layout(NamedTuple):
    cost: float
    apart: bool  # the left side on a line of its own
    rows: list[_Broken]


def align(side: str, rows: Sequence[Row], room: float, end: str = "", relation: str = "=") -> str:
    """``align*`` of a left side and what it equals; ``end`` is a sign at the right end of the last row.

    ``relation`` stands before each formula; where it is empty, the formulas are propositions, and there is no left side."""
    best = min(_layouts(side, rows, room), key=lambda layout: layout.cost)
    lines = _lines(side, room, best, relation)
    if end:
        lines[-1] += rf" \tag*{{${end}$}}"
    return "\\begin{align*}\n" + " \\\\\n".join(lines) + "\n\\end{align*}"


def broken(formula: str, room: float) -> list[str]:
    """The formula in lines, all but the first to be set in by ``HANG``."""
    if width(seal(formula)) <= room:
        return [seal(formula)]
    return _pieces(formula, _best_cuts(formula, room))


def equations(pairs: Sequence[tuple[str, str, str]], room: float) -> str:
    """Equations ``left = right``, and for which indices, broken where they are too wide."""
    wide = [width(seal(a)) + RELATION + min(width(seal(b)), _OWN_LINE) > room for a, b, _ in pairs]
    left = max((width(seal(a)) for (a, _, _), apart in zip(pairs, wide, strict=True) if not apart), default=0.0)
    lines = []
    for (a, b, beside), apart in zip(pairs, wide, strict=True):
        first, *rest = broken(b, room - (HANG if apart else left) - RELATION)
        head = [*_pieces_below(a, room), rf"&\quad = {first}"] if apart else [f"{seal(a)} &= {first}"]
        rows = [*head, *(rf"&\qquad {piece}" for piece in rest)]
        if beside and width(rest[-1] if rest else first) + HANG * bool(rest) + width(beside) + 2 <= room - left - RELATION:
            rows[-1] += rf" \qquad {beside}"
        elif beside:
            rows.append(rf"&\qquad\qquad {beside}")
        lines += rows
    return "\\begin{align*}\n" + " \\\\\n".join(lines) + "\n\\end{align*}"


def _pieces_below(formula: str, room: float) -> list[str]:
    """The formula on lines of its own."""
    first, *rest = broken(formula, room)
    return [f"&{first}", *(rf"&\qquad {piece}" for piece in rest)]


# ---- the layout ----


def _layouts(side: str, rows: Sequence[Row], room: float) -> list[_Layout]:
    """Ways to set the rows: how much room reasons get, and whether longer ones are broken or go below their formulas."""
    whole = [words_width(" ".join(row.reason)) for row in rows]
    widths = sorted({*whole, *(w for w in (9.0, 11.0, 13.0, 16.0) if w < max(whole, default=0.0))})
    out = []
    for apart in (False, True) if width(seal(side)) > _OWN_LINE else (False,):
        left = (1.0 if apart else width(seal(side))) + RELATION
        out += [_layout(rows, room - left, apart, reason, False) for reason in widths]
        out += [_layout(rows, room - left, apart, reason, True) for reason in (0.0, *whole)]
    return [layout._replace(cost=layout.cost + _side_cost(side, room, layout)) for layout in out]


def _side_cost(side: str, room: float, layout: _Layout) -> float:
    """How much the lines of a left side that stands apart hurt."""
    if not layout.apart:
        return 0.0
    space = room - _beside(layout)
    pieces = broken(side, space)
    over = sum(max(0.0, width(piece) + HANG * (k > 0) - space) for k, piece in enumerate(pieces))
    return _OVERFLOW * over + _LINE * (len(pieces) - 1)


def _beside(layout: _Layout) -> float:
    """The room that the reasons take beside the formulas."""
    return max((words_width(text) + GAP for row in layout.rows if not row.below for text in row.reason), default=0.0)


def _layout(rows: Sequence[Row], room: float, apart: bool, reason_room: float, long_below: bool) -> _Layout:
    """The rows with reasons of at most ``reason_room`` beside them, longer ones broken or below the formulas."""
    below = [long_below and words_width(" ".join(row.reason)) > reason_room for row in rows]
    beside = [wrap(row.reason, reason_room) for row, is_below in zip(rows, below, strict=True) if not is_below]
    column = max((words_width(line) for lines in beside for line in lines), default=0.0)
    space = room - (column + GAP if column else 0.0)
    out = []
    cost = _SIDE_LINE * apart + _OVERFLOW * max(0.0, column - room)
    for row, is_below in zip(rows, below, strict=True):
        one = _Broken(broken(row.formula, space), wrap(row.reason, space - HANG if is_below else reason_room), is_below)
        out.append(one)
        cost += _cost(one, space)
    return _Layout(cost, apart, out)


def _cost(row: _Broken, space: float) -> float:
    over = sum(max(0.0, width(piece) + HANG * (k > 0) - space) for k, piece in enumerate(row.pieces))
    over += sum(max(0.0, words_width(line) + HANG - space) for line in row.reason if row.below)
    lines = _LINE * (len(row.pieces) - 1) + _REASON_LINE * max(0, len(row.reason) - 1)
    return _OVERFLOW * over + lines + _BELOW * row.below


def _lines(side: str, room: float, layout: _Layout, relation: str = "=") -> list[str]:
    lines = _pieces_below(side, room - _beside(layout)) if layout.apart else []
    sign = f"{relation} " if relation else ""
    for place, (pieces, reason, below) in enumerate(layout.rows):
        head = rf"&\quad {sign}" if layout.apart else f"&{sign}" if place else f"{seal(side)} &{sign}"
        own = [head + pieces[0], *(r"&\qquad " + piece for piece in pieces[1:])]
        if reason and below:
            own += [rf"&\qquad\text{{{line}}}" for line in reason]
        elif reason:
            own[-1] += " && " + _stack(reason)
        lines += own
    return lines


def _stack(lines: Sequence[str]) -> str:
    if len(lines) == 1:
        return rf"\text{{{lines[0]}}}"
    return r"\begin{array}{@{}l@{}}" + r"\\ ".join(rf"\text{{{line}}}" for line in lines) + r"\end{array}"


# ---- breaking a formula ----


def _places(formula: str) -> dict[int, float]:
    """Where the formula may be broken, in no group, and how much it hurts there: more, the more brackets are open, and more
    within a term of a sum than between its terms."""
    out: dict[int, float] = {}
    depths: dict[int, int] = {}
    braces = brackets = heads = 0
    for k, character in enumerate(formula):
        escaped = k > 0 and formula[k - 1] == "\\"
        braces += (character == "{" and not escaped) - (character == "}" and not escaped)
        if braces == 0:
            brackets += (character in "([") - (character in ")]")
            heads += character == AFTER_HEAD
            if character in _HURTS:
                before_sum = formula.startswith(r"\sum", k + 1)
                within = 1.5 * max(0, heads - 1) if character in _WITHIN_A_TERM else 0.0
                out[k] = (_BEFORE_SUM if before_sum else _HURTS[character] + within) + 4.0 * brackets
                depths[k] = brackets
    sums = [depths[k] for k in out if formula[k] == BEFORE_SIGN]
    torn = [k for k in out if sums and formula[k] in _WITHIN_A_TERM and depths[k] >= min(sums)]
    return {**out, **{k: out[k] + _TORN for k in torn}}


def _pieces(formula: str, cuts: Sequence[int]) -> list[str]:
    ends = [*cuts, len(formula)]
    heads = ["", *(_CONTINUED[formula[cut]] for cut in cuts)]
    starts = [0, *(cut + 1 for cut in cuts)]
    return [head + seal(formula[a:b]).strip() for head, a, b in zip(heads, starts, ends, strict=True)]


def _best_cuts(formula: str, room: float) -> list[int]:
    """The cuts with the least overflow, then the fewest lines at the gentlest places, then the most even lines."""
    hurts = _places(formula)
    best: dict[int, tuple[float, list[int]]] = {len(formula): (0.0, [])}
    for start in (*sorted(hurts, reverse=True), -1):
        space = room if start < 0 else room - HANG
        options = []
        for end in [*(place for place in sorted(hurts) if place > start), len(formula)]:
            slack = space - width(seal(formula[start + 1 : end]).strip())
            rest, cuts = best[end]
            ragged = (0.4 if end == len(formula) else 0.8) * max(0.0, slack / space) ** 2
            cost = rest + hurts.get(start, 0.0) + _LINE + ragged + _OVERFLOW * max(0.0, -slack)
            options.append((cost, [start, *cuts] if start >= 0 else cuts))
            if slack < 0:
                break
        best[start] = min(options)
    return best[-1][1]
