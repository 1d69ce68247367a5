"""Break a formula that is too wide, as a person would write it: at the loosest sign that helps, under what it continues.

A line ends after a comma or the head of a sum, or before a sign; never within a name, a number or an index such as
``s·o+k−p``. Within brackets, lines begin in one column; factors stand further to the right than the terms they belong to.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from symgrad.render.width import columns

HANG = 2  # continuation lines are indented by this much
_OPENING, _CLOSING = "([{⌊⌈", ")]}⌋⌉"
_LIST, _WORD, _RELATION, _SUM, _PRODUCT, _QUOTIENT = range(6)  # what signs join, the loosest first

_PATTERNS = (  # where a line may end, what is joined there, and how much it hurts the reader
    (re.compile(r"(?<=[,;]) | (?=where )"), _LIST, 0.0),
    (re.compile(r"(?<=,)(?=[^\s,])"), _LIST, 4.0),
    (re.compile(r" (?=(?:⇔|iff|or|and|for all) )"), _WORD, 0.0),
    (re.compile(r" (?=(?:=|≤|<|≥|>|≠|<=|>=|!=|\|) )"), _RELATION, 0.0),
    (re.compile(r" (?=[+−-] )"), _SUM, 1.0),
    (re.compile(r" (?=[·*] )|(?<=[^\s*·])(?=·(?! ))|(?<=[^\s*·])(?=\*(?![\s*,)\]]))(?<!\w(?=\*\[))"), _PRODUCT, 3.0),
    (re.compile(r"(?<=[)}\]]) (?=[^\s+−\-·*=<>≤≥≠⇔/|%])"), _PRODUCT, 2.5),  # after the head of a sum
    (re.compile(r"(?<=[^\s/])(?=/[√\w]*\()"), _QUOTIENT, 4.0),
)
_LINE = 3.0  # how much a further line hurts
_TORN = 3.1  # and what stands in one line with something on several
_NESTED = 2.0  # and a break in a sum within a sum
_BEFORE_SUM = 1.0  # how much less a break before a sum hurts,
_SHORT, _SHORT_HEAD = 16, 2.0  # and how much more one after a head of so many columns
_WITHIN = {"(": 3.0, "{": 2.0, "[": 8.0, "⌊": 8.0, "⌈": 8.0}  # and each bracket around a break
_APPLIED = 5.0  # more if the parenthesis is that of a function
_DEEPEST = 60.0  # what is nested more deeply is not broken
_HEAD = re.compile(r"(?<!\w)(?:sum|max|argmax|unique|forall)\Z")

Cost = tuple[int, float, int]  # overflow, what hurts, raggedness


class _Mark(NamedTuple):
    """A place where a line may end; from ``end`` on the next line goes on."""

    start: int
    end: int
    kind: int
    hurts: float


class _Group(NamedTuple):
    """Brackets and what is in them."""

    opening: str
    inner: _Node
    closing: str


class _Leaf(NamedTuple):
    """What holds together: text, and groups that may be broken within."""

    parts: tuple[str | _Group, ...]
    flat: str  # the text on one line


class _Part(NamedTuple):
    """One of several; ``joint`` stands before it in the same line, nothing of it or its sign in a new one."""

    joint: str
    sign: str
    node: _Node
    hurts: float


class _Joined(NamedTuple):
    """What signs of one kind join."""

    parts: tuple[_Part, ...]
    flat: str
    kind: int


_Node = _Leaf | _Joined


class _Laid(NamedTuple):
    """Text in lines, each after the first with its own indent, and the column where the last one ends."""

    cost: Cost
    lines: tuple[str, ...]
    end: int
    torn: bool = False  # whether what was laid last is on several lines


def break_formula(text: str, width: int) -> list[str]:
    """The lines of the formula, none wider than the width if that can be.

    >>> break_formula("Σ_{i,j} G[i,j] · K[m−i, n−j]", 16)
    ['Σ_{i,j} G[i,j]', '  · K[m−i, n−j]']
    >>> break_formula("Σ_{k, 0 ≤ m−k, m−k < M} ∂L/∂y[m−k]·w[k]", 20)
    ['Σ_{k, 0 ≤ m−k,', '   m−k < M}', '  ∂L/∂y[m−k]·w[k]']
    """
    if columns(text) <= width:
        return [text]
    return list(_Layout(width).lay(_Reader(text).node(0, len(text), 0.0), 0, 0, HANG).lines)


# ---- reading ----


class _Reader:
    """Finds the structure of a formula from its brackets and signs."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.closing, self.depth = _brackets(text)
        self.marks: dict[int, list[_Mark]] = {}
        found: dict[int, _Mark] = {}
        for pattern, kind, hurts in _PATTERNS:
            for m in pattern.finditer(text):
                if m.start():
                    found.setdefault(m.end(), _Mark(m.start(), m.end(), kind, hurts))
        for mark in sorted(found.values()):
            self.marks.setdefault(self.depth[mark.start], []).append(mark)

    def node(self, start: int, end: int, hurts: float) -> _Node:
        """The structure of a part of the text; ``hurts`` is what a break in it hurts more than outside."""
        depth = self.depth[start] if start < len(self.text) else 0
        inside = [m for m in self.marks.get(depth, ()) if start < m.start and m.end < end]
        if not inside:
            return self.leaf(start, end, hurts)
        kind = min(m.kind for m in inside)
        marks = [m for m in inside if m.kind == kind]
        starts, ends = [start, *(m.end for m in marks)], [*(m.start for m in marks), end]
        parts: list[_Part] = []
        for place, (a, b) in enumerate(zip(starts, ends, strict=True)):
            joint = self.text[marks[place - 1].start : a] if place else ""
            own = marks[place - 1].hurts + hurts if place else 0.0
            nested = kind == _PRODUCT and 0 < place < len(marks) and self.is_head(marks[place]) and hurts < _DEEPEST
            own -= _BEFORE_SUM * nested
            own += _SHORT_HEAD * (place > 0 and self.is_head(marks[place - 1]) and a - starts[place - 1] <= _SHORT)
            deeper = hurts + _NESTED * nested
            parts.append(self.part(joint, a, end if nested else b, own, deeper))
            if nested:
                break
        return _Joined(tuple(parts), self.text[start:end], kind)

    def is_head(self, mark: _Mark) -> bool:
        """Whether what ends here is the head of a sum."""
        return mark.end == mark.start + 1 and mark.kind == _PRODUCT and self.text[mark.end] not in "·*"

    def part(self, joint: str, start: int, end: int, hurts: float, deeper: float) -> _Part:
        """A part with the sign that it begins with."""
        found = _SIGN.match(self.text, start, end)
        sign = found[0] if found else ""
        return _Part(joint, sign, self.node(start + len(sign), end, deeper), hurts)

    def leaf(self, start: int, end: int, hurts: float) -> _Leaf:
        parts: list[str | _Group] = []
        place = begin = start
        while place < end:
            close = self.closing.get(place, end)
            if close >= end or close == place + 1 or hurts > _DEEPEST:
                place += 1
                continue
            parts.append(self.text[begin:place])
            inner = self.node(place + 1, close, hurts + self.within(place))
            parts.append(_Group(self.text[place], inner, self.text[close]))
            place = begin = close + 1
        return _Leaf((*parts, self.text[begin:end]), self.text[start:end])

    def within(self, opening: int) -> float:
        """How much more a break in this bracket hurts."""
        before = self.text[max(0, opening - 8) : opening]
        applied = self.text[opening] == "(" and before[-1:].isalnum() and not _HEAD.search(before)
        return _WITHIN[self.text[opening]] + _APPLIED * applied


_SIGN = re.compile(r"(?:⇔|iff|or|and|for all|=|≤|<|≥|>|≠|<=|>=|!=|\||\+|−|-|·|\*) |·|\*|/")


def _brackets(text: str) -> tuple[dict[int, int], list[int]]:
    """Where each bracket that is closed ends, and how many are open before each character."""
    closing: dict[int, int] = {}
    open_: list[int] = []
    for place, character in enumerate(text):
        if character in _OPENING:
            open_.append(place)
        elif character in _CLOSING and open_:
            closing[open_.pop()] = place
    depth, out = 0, []
    ends = set(closing.values())
    for place in range(len(text)):
        depth -= place in ends
        out.append(depth)
        depth += place in closing
    return closing, out


# ---- laying out ----


class _Layout:
    """Finds the lines that hurt least."""

    def __init__(self, width: int) -> None:
        self.width = width
        self.known: dict[tuple[int, int, int, int], _Laid] = {}
        self.wide = lru_cache(maxsize=None)(columns)  # as long as this formula is laid out

    def lay(self, node: _Node, column: int, tail: int, hang: int) -> _Laid:
        """The node from a column on; ``tail`` columns follow in its last line, and lines go on at ``hang``."""
        key = id(node), column, tail, hang
        if key not in self.known:
            end = column + self.wide(node.flat)
            over = max(0, end + tail - self.width)
            best = _Laid((over, 0.0, 0), (node.flat,), end)
            if over:
                broken = self.leaf(node, column, tail) if isinstance(node, _Leaf) else self.joined(node, column, tail, hang)
                best = min(best, broken, key=lambda laid: laid.cost)
            self.known[key] = best
        return self.known[key]

    def leaf(self, leaf: _Leaf, column: int, tail: int) -> _Laid:
        """What holds together, broken in its first groups or in its last ones."""
        first = self.groups(leaf, column, tail, rest_whole=True)
        if len(leaf.parts) <= 3 or first.cost == (0, 0.0, 0):
            return first
        return min(first, self.groups(leaf, column, tail, rest_whole=False), key=lambda laid: laid.cost)

    def groups(self, leaf: _Leaf, column: int, tail: int, *, rest_whole: bool) -> _Laid:
        """``rest_whole``: the groups are broken such that all that follows them has room in their last lines."""
        laid = _Laid((0, 0.0, 0), ("",), column)
        for place, part in enumerate(leaf.parts):
            if isinstance(part, str):
                laid = _beside(laid, _Laid((0, 0.0, 0), (part,), laid.end + self.wide(part)))
                continue
            follows = 1 + self.follows(leaf.parts[place + 1 :], tail, rest_whole)
            start = laid.end + 1
            hang = start + (HANG if _is_product(part.inner) else 0)
            inner = self.lay(part.inner, start, follows, hang)
            lines = (part.opening + inner.lines[0], *inner.lines[1:])
            laid = _beside(laid, _Laid(inner.cost, (*lines[:-1], lines[-1] + part.closing), inner.end + 1))
        over = max(0, laid.end + tail - self.width)
        return laid._replace(cost=_sum(laid.cost, (over, 0.0, 0)))

    def follows(self, parts: tuple[str | _Group, ...], tail: int, whole: bool) -> int:
        """How many columns follow a group in its last line: all the rest, or what stands before the next group."""
        if whole or len(parts) == 1:
            return tail + sum(self.wide(p) if isinstance(p, str) else self.wide(p.inner.flat) + 2 for p in parts)
        return self.wide(parts[0]) + 1 if isinstance(parts[0], str) else 1

    def joined(self, node: _Joined, column: int, tail: int, hang: int) -> _Laid:
        """The parts, each in the line of the one before or in a new one."""
        found = [_Laid((0, 0.0, 0), ("",), column)]
        for place, part in enumerate(node.parts):
            follows = tail if place == len(node.parts) - 1 else 1 if node.kind == _LIST else 0
            may_tear = not place or node.kind == _RELATION
            options = [self.same_line(node.kind, part, before, follows, hang, may_tear) for before in found]
            options += [self.new_line(node.kind, part, before, follows, hang) for before in found if place]
            found = _worth_going_on(options)
        return min(found, key=lambda laid: laid.cost)

    def same_line(self, kind: int, part: _Part, before: _Laid, tail: int, hang: int, may_tear: bool) -> _Laid:
        joint = part.joint + part.sign
        after = self.below(kind, part.node, before.end + self.wide(joint), tail, hang)
        torn = 0 if may_tear else before.torn + (len(after.lines) > 1)
        cost = _sum(after.cost, (0, (_TORN + part.hurts) * torn, 0))
        return _beside(before, after._replace(cost=cost, lines=(joint + after.lines[0], *after.lines[1:])))

    def new_line(self, kind: int, part: _Part, before: _Laid, tail: int, hang: int) -> _Laid:
        after = self.below(kind, part.node, hang + self.wide(part.sign), tail, hang)
        first = " " * hang + part.sign + after.lines[0]
        slack = max(0, self.width - before.end) ** 2
        cost = _sum(before.cost, _sum(after.cost, (0, _LINE + part.hurts, slack)))
        lines = (*before.lines[:-1], before.lines[-1].rstrip(), first, *after.lines[1:])
        return _Laid(cost, lines, after.end, len(after.lines) > 1)

    def below(self, kind: int, node: _Node, column: int, tail: int, hang: int) -> _Laid:
        """A part of what signs of that kind join, from a column on."""
        if _is_product(node):
            return self.lay(node, column, tail, (hang if kind >= _SUM else column) + HANG)
        return self.lay(node, column, tail, column if column >= hang else hang + HANG)


def _worth_going_on(options: list[_Laid]) -> list[_Laid]:
    """Without those that end further to the right than another that hurts no more."""
    out: list[_Laid] = []
    for laid in sorted(options, key=lambda laid: (laid.end, laid.cost)):
        if not out or laid.cost < out[-1].cost:
            out.append(laid)
    return out


def _is_product(node: _Node) -> bool:
    return isinstance(node, _Joined) and node.kind >= _PRODUCT


def _beside(before: _Laid, after: _Laid) -> _Laid:
    lines = (*before.lines[:-1], before.lines[-1] + after.lines[0], *after.lines[1:])
    return _Laid(_sum(before.cost, after.cost), lines, after.end, len(after.lines) > 1)


def _sum(a: Cost, b: Cost) -> Cost:
    return a[0] + b[0], a[1] + b[1], a[2] + b[2]
