"""What the checker says of one line under one reading."""

from __future__ import annotations

from dataclasses import dataclass, field

from symgrad.checker.verdicts import Checked, Judged
from symgrad.documents.reading import Side
from symgrad.errors import Problem

SECONDS = 20.0  # for one chain; what is not settled by then is undecided


@dataclass
class Answer:
    """What the checker says of one line under one reading."""

    verdict: str
    judged: Judged | None = None
    checked: Checked | None = None
    problem: Problem | None = None
    code: str = ""
    message: str = ""
    notes: list[str] = field(default_factory=list)
    assumptions: list[str] = field(default_factory=list)
    plain: str = ""
    offset: int = 0
    places: list[tuple[int, int, int, int]] = field(default_factory=list)
    sizes: dict[str, tuple[str, ...]] = field(default_factory=dict)  # that had to be taken as equal


def unreadable(side: Side) -> Answer | None:
    """Why a side has no meaning; None where it has one, or where nothing is known to be wrong with it."""
    if side.mismatch:
        verdict, code = ("refuted", "SG203") if side.certain else ("undecided", "SG316")
        return Answer(verdict, code=code, message=side.mismatch)
    if side.problem is not None:
        return Answer("not understood", problem=side.problem, code=side.problem.code, message=side.problem.message)
    return None


def no_answer(side: Side) -> Answer:
    """What is said of a side that could not be read."""
    return unreadable(side) or Answer("not understood", code="SG101", message="this could not be read")
