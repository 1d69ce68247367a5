"""A definition in plain syntax, the values of a letter, and one reading of what a document leaves open."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from symgrad.documents.chains import Right, Statement
from symgrad.documents.scope import Named
from symgrad.language.syntax import Node

if TYPE_CHECKING:
    from symgrad.documents.sections import Section

STARS = ("convolution", "correlation")
MAX_TRIALS = 14  # ways to give sizes to arrays before a line is left undecided


@dataclass
class Given:
    """A definition in plain syntax; ``form`` is what it was read from."""

    name: str
    left: Node
    right: Node
    names: set[str]
    start: int
    end: int
    starred: bool = False
    rotated: bool = False
    numeric: bool = False
    values: list[tuple[int, Node]] = field(default_factory=list)  # where a number is given a value more than once
    again: tuple[Statement, Named, Right] | None = None  # to read it once more under another reading


def cases_at(section: Section, statement: Statement) -> list[Given]:
    """The values that its sentence says: of several for a letter the last one above, none if they may stand behind the claims."""
    found = [given for sentence, given in section.cases if sentence is statement.sentence]
    several = {given.name for given in found if has_several(found, given.name)}
    out = {given.name: given for given in found if given.name not in several}
    places = [given.start for given in found if given.name in several]
    beside = [line.start for line in section.lines if isinstance(line, Statement) and line.sentence is statement.sentence]
    if places and min(places) == min(beside, default=0):
        out |= {given.name: given for given in found if given.name in several and given.start <= statement.start}
    return list(out.values())


def has_several(cases: list[Given], name: str) -> bool:
    """``for $n = 1$ it is …, for $n = 2$ it is …``."""
    return sum(given.name == name for given in cases) > 1


@contextmanager
def values_at(section: Section, statement: Statement) -> Iterator[None]:
    """While a line is judged: a letter has the last value that it is given above the line, or that its sentence says."""
    givens, start = section.givens, statement.start
    cases = cases_at(section, statement)
    here = {given.name for sentence, given in section.cases if sentence is statement.sentence}
    section.givens = [*cases, *(given for given in givens if given.name not in here)]
    before = [(given, given.right) for given in givens if given.values]
    for given, _ in before:
        above = [value for at, value in given.values if at <= start]
        given.right = above[-1] if above else given.values[0][1]
    try:
        yield
    finally:
        section.givens = givens
        for given, right in before:
            given.right = right


@dataclass
class Trial:
    """One reading of what the document leaves open."""

    star: str = ""
    about: str = "array"
    shifted: bool = False  # the result begins where the kernel first meets the image, or first lies inside it
    sizes: dict[str, tuple[str, ...]] = field(default_factory=dict)

    def words(self) -> list[str]:
        return [f"{name} is {'×'.join(sizes)}" for name, sizes in self.sizes.items()]
