"""Reading a text whose claims may be unreadable: those are set aside, each with its problem, and the others are judged."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from itertools import pairwise
from typing import NamedTuple

from symgrad.engine.integers import holds
from symgrad.errors import Problem
from symgrad.language.claims import Unread
from symgrad.language.grammar import Parser
from symgrad.language.program import Program
from symgrad.language.reader import parse_program
from symgrad.language.syntax import Node

_GRADIENT = re.compile(r"\s*(?:(?:d|∂)[^\W\d]\w*'*(?:\[[^;=\n]*?\])?\s*/\s*(?:d|∂)[^\W\d]|(?:d|∂)\s*\()")
_HEAD = re.compile(r"\s*([^\W\d]\w*'*)\s*(?:\[[^\]]*\])?\s*=")
_GOES_ON_AFTER = re.compile(r"(?:[-+*/^%<>=|,(\[{·×−≤≥≠]|\bwhere|\band|\bor|\bfor|\bis|\bin)\s*(?:#[^\n]*)?$")
_GOES_ON_WITH = re.compile(r"\s*(?:[-+*/^%<>=|,)\]}·×−≤≥≠]|where\b|and\b|or\b|for\b|is\b|in\b)")


class Sides(NamedTuple):
    """The parts of a claim in the syntax tree; ``before`` is the right side of the line before, in a chain."""

    left: Node
    right: Node
    before: Node | None


@dataclass
class Reading:
    """A program, where the sides of its claims stand, and what could not be read."""

    source: str
    program: Program | None
    unread: list[Unread] = field(default_factory=list)
    problem: Problem | None = None
    sides: dict[tuple[int, int], Sides] = field(default_factory=dict)


def read(text: str, filename: str | None = None) -> Reading:
    """Read definitions and claims. A problem in the definitions leaves ``program`` None."""
    set_aside: list[Unread] = []
    shown = text
    while True:
        unread: list[Unread] = []
        try:
            program = parse_program(shown, holds, filename, unread)
        except Problem as problem:
            problem.source, problem.filename = text, filename
            span = _claim_at(shown, problem)
            if span is None:
                return Reading(text, None, set_aside, problem)
            set_aside.append(Unread(problem, *span))
            shown = shown[: span[0]] + re.sub(r"[^\n]", " ", shown[slice(*span)]) + shown[span[1] :]
            continue
        for one in unread:
            one.problem.source, one.problem.filename = text, filename
        return Reading(text, program, sorted([*set_aside, *unread], key=lambda u: u.start), None, _sides(shown))


def _sides(text: str) -> dict[tuple[int, int], Sides]:
    found: dict[tuple[int, int], Sides] = {}
    for statement in Parser(text).program():
        before: Node | None = None
        for right in statement.rights:
            found[statement.left.start, right.end] = Sides(statement.left, right, before)
            before = right
    return found


def _claim_at(text: str, problem: Problem) -> tuple[int, int] | None:
    """The span of the claim that the problem is in; None if it is in no claim."""
    if problem.start is None:
        return None
    heads: set[str] = set()
    for start, end in _segments(text):
        piece = text[start:end]
        head = _HEAD.match(piece)
        is_claim = bool(_GRADIENT.match(piece)) or (head is not None and head[1] in heads)
        if start <= problem.start <= end and piece.strip() and is_claim:
            lead = len(piece) - len(piece.lstrip())
            return start + lead, start + len(piece.rstrip())
        if head is not None:
            heads.add(head[1])
    return None


def _segments(text: str) -> list[tuple[int, int]]:
    """The statements, as far as semicolons and line ends tell; the where-clause of a statement is none of it."""
    cuts = [0]
    for found in re.finditer(r";|\n|\bwhere\b", text):
        at = found.start()
        if found[0] == "\n" and (_GOES_ON_AFTER.search(text[:at]) or _GOES_ON_WITH.match(text[at:])):
            continue
        cuts += [at, found.end()] if found[0] != "where" else [at, at]
    cuts.append(len(text))
    return [(a, b) for a, b in pairwise(cuts) if text[a:b].strip("; \n")]
