"""What is cut out of a document: formulas, headings, declarations and macro definitions, each with its place."""

from __future__ import annotations

from typing import NamedTuple

Span = tuple[int, int]

MATH_ENVIRONMENTS = frozenset(
    [
        "math",
        "displaymath",
        "equation",
        "equation*",
        "align",
        "align*",
        "alignat",
        "alignat*",
        "flalign",
        "flalign*",
        "eqnarray",
        "eqnarray*",
        "gather",
        "gather*",
        "multline",
        "multline*",
        "split",
        "aligned",
        "gathered",
        "alignedat",
        "dmath",
        "dmath*",
        "IEEEeqnarray",
        "IEEEeqnarray*",
        "subequations",
    ]
)


class Formula(NamedTuple):
    """A piece of mathematics: ``spans`` are the parts of the source it stands in, without what marks a quotation.

    ``display``: it stands on a line of its own. ``environment`` is the name of the environment that it is the body of."""

    spans: tuple[Span, ...]
    display: bool
    environment: str = ""

    @property
    def start(self) -> int:
        return self.spans[0][0]

    @property
    def end(self) -> int:
        return self.spans[-1][1]


class Heading(NamedTuple):
    """``fresh``: symbols get new meanings here (an exercise), not only a new heading."""

    title: str
    start: int
    end: int
    fresh: bool


class Note(NamedTuple):
    """``% symgrad: …`` or ``<!-- symgrad: … -->``: the span of what is said."""

    start: int
    end: int


class MacroText(NamedTuple):
    """A ``\\newcommand``, ``\\def`` or ``\\DeclareMathOperator``, with its span; read by ``macros``."""

    start: int
    end: int


class NotRead(NamedTuple):
    """Something in the document that is not read, and why."""

    message: str
    start: int
    end: int


Piece = Formula | Heading | Note | MacroText | NotRead
