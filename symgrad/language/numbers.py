"""Numbers that a user gives: nested lists such as ``[[1, 2], [3, 1/2]]``, or lines of numbers as in a file of values.

Whole numbers, decimals (``0.5`` is exactly 1/2) and quotients; every number is an exact fraction.
"""

from __future__ import annotations

import re
from fractions import Fraction
from typing import NamedTuple

from symgrad.errors import Problem

_NUMBER = re.compile(r"[+-]?(\d+/\d+|(\d+\.?\d*|\.\d+)([eE][+-]?\d{1,4})?)")
_TOKEN = re.compile(r"\s*(?P<token>[\[\],;]|[^\s\[\],;]+)")
_LONG_EXPONENT = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)[eE][+-]?\d{5,}")
_DEEPEST = 32  # lists within lists
_LISTS = "a number is written 3, -0.5 or 1/3; a matrix [[1, 2], [3, 4]]"


class Numbers(NamedTuple):
    """An array: its shape, () for a single number, and its entries row by row."""

    shape: tuple[int, ...]
    entries: tuple[Fraction, ...]


class _Part(NamedTuple):
    """A number or a list in the text, and where it stands."""

    shape: tuple[int, ...]
    entries: tuple[Fraction, ...]
    start: int
    end: int


def read_numbers(source: str, start: int = 0, filename: str | None = None) -> Numbers:
    """The array that ``source`` holds from ``start`` on. Raises Problem SG420 where something is no number, a bracket is
    missing, or rows have different lengths, with its place.

    >>> read_numbers("[[1, 2], [0.5, -1/3]]")
    Numbers(shape=(2, 2), entries=(Fraction(1, 1), Fraction(2, 1), Fraction(1, 2), Fraction(-1, 3)))
    >>> read_numbers("1 2\\n3 4").shape
    (2, 2)
    """
    reader = _Reader(source, start, filename)
    part = reader.part() if reader.next in ("[", None) else reader.lines()
    if reader.next is not None:
        raise reader.problem(f"`{reader.next}` stands after the end of the numbers", *reader.place)
    return Numbers(part.shape, part.entries)


def is_number(text: str) -> bool:
    """Whether the text is a single number.

    >>> is_number("-1/2"), is_number("a/b")
    (True, False)
    """
    return _NUMBER.fullmatch(text.replace("−", "-")) is not None


class _Reader:
    def __init__(self, source: str, start: int, filename: str | None) -> None:
        self.source, self.filename = source, filename
        self.next: str | None = None
        self.depth = 0
        self.place = (start, start)
        self.take()

    def take(self) -> None:
        """Go on to the next token."""
        found = _TOKEN.match(self.source, self.place[1])
        end = len(self.source.rstrip())
        self.next = found["token"] if found else None
        self.place = found.span("token") if found else (max(0, end - 1), end)

    def problem(self, message: str, start: int, end: int, help_: str = _LISTS) -> Problem:
        return Problem("SG420", message, source=self.source, start=start, end=end, filename=self.filename, help=help_)

    def part(self) -> _Part:
        """A number, or a list of parts of one shape."""
        start, end = self.place
        if self.next is None:
            raise self.problem("there is no number here", start, end)
        if self.next != "[":
            return self.number()
        if self.depth == _DEEPEST:
            raise self.problem(f"lists are nested more than {_DEEPEST} deep", start, end)
        parts: list[_Part] = []
        self.depth += 1
        self.take()
        while self.next != "]":
            if parts:
                self._comma()
            parts.append(self.part())
        self.depth -= 1
        end = self.place[1]
        self.take()
        return self._together(parts, start, end)

    def _comma(self) -> None:
        if self.next not in (",", ";"):
            what = "the end of the text" if self.next is None else f"`{self.next}`"
            raise self.problem(f"expected `,` or `]`, but here is {what}", *self.place)
        self.take()

    def number(self) -> _Part:
        start, end = self.place
        text = (self.next or "").replace("−", "-")
        if _LONG_EXPONENT.fullmatch(text):
            raise self.problem(f"the exponent of `{self.next}` is too large", start, end, "it may have up to 4 digits")
        if not _NUMBER.fullmatch(text):
            raise self.problem(f"`{self.next}` is no number", start, end)
        try:
            value = Fraction(text)
        except ZeroDivisionError:
            raise self.problem(f"`{self.next}` divides by zero", start, end) from None
        self.take()
        return _Part((), (value,), start, end)

    def lines(self) -> _Part:
        """A row of numbers on each line, with blanks or commas between them; a single number is no list."""
        rows: list[_Part] = []
        while self.next is not None:
            line = self.source.count("\n", 0, self.place[0])
            row: list[_Part] = []
            while self.next is not None and self.source.count("\n", 0, self.place[0]) == line:
                row.append(self.number())
                if self.next in (",", ";"):
                    self.take()
            rows.append(self._together(row, row[0].start, row[-1].end))
        whole = self._together(rows, rows[0].start, rows[-1].end)
        if len(whole.entries) == 1:
            return whole._replace(shape=())
        return whole if len(rows) > 1 else rows[0]

    def _together(self, parts: list[_Part], start: int, end: int) -> _Part:
        for p in parts[1:]:
            if p.shape != parts[0].shape:
                message = f"this is {_size(p.shape)}, but the first is {_size(parts[0].shape)}"
                raise self.problem(message, p.start, p.end, "all rows need the same length")
        inner = parts[0].shape if parts else ()
        return _Part((len(parts), *inner), tuple(v for p in parts for v in p.entries), start, end)


def _size(shape: tuple[int, ...]) -> str:
    if not shape:
        return "a number"
    return f"a row of {shape[0]}" if len(shape) == 1 else "×".join(map(str, shape))
