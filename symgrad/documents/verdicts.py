"""What was found about a document: one ``Line`` for each right side of each equality, and ``Report`` for the document."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from symgrad.checker.verdicts import VERDICTS, Convention, Judged
from symgrad.errors import Problem

if TYPE_CHECKING:
    from symgrad.checker.verdicts import Checked
    from symgrad.documents.source import Source


@dataclass
class Line:
    """One line of the document. ``start`` and ``end`` are offsets into the source; ``plain`` is how it was read.

    ``judged`` and ``checked`` are what the checker found about ``plain``, a text of its own."""

    verdict: str
    start: int
    end: int
    plain: str = ""
    code: str = ""
    message: str = ""
    section: str = ""
    display: bool = True
    judged: Judged | None = None
    checked: Checked | None = None
    offset: int = 0  # where ``plain`` begins in the text that was checked
    places: list[tuple[int, int, int, int]] = field(default_factory=list)  # (start, end) in that text, (start, end) here
    problem: Problem | None = None
    assumptions: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    shared: list[str] = field(default_factory=list)  # what was assumed about the whole section
    conventions: list[Convention] = field(default_factory=list)
    continues: bool = False  # a further line of a chain
    root: int | None = None  # the line (by its number in the report) whose slip this one carries on


@dataclass
class Report:
    """A document with its lines; ``warnings`` is what was not read, and why."""

    source: Source
    lines: list[Line]
    warnings: list[Problem] = field(default_factory=list)
    formulas: int = 0

    @property
    def counts(self) -> dict[str, int]:
        """How many lines have each verdict."""
        found = Counter(line.verdict for line in self.lines)
        return {verdict: found[verdict] for verdict in VERDICTS}

    @property
    def as_claimed(self) -> bool:
        """Whether there was something to judge, and all of it was proved or given."""
        return bool(self.lines) and all(line.verdict in ("proved", "given") for line in self.lines)
