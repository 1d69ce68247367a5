"""One family of errors: what is wrong, where in the user's own text, and a way out; each with a stable code.

SG1xx: not understood. SG2xx: refuted. SG3xx: undecided. SG4xx: a certificate or file that cannot be used.
``symgrad explain CODE`` prints the entry of ``explanations``.
"""

from __future__ import annotations

from typing import NamedTuple


class Place(NamedTuple):
    """A part of one line of the source, counted from 1; ``end_column`` is exclusive."""

    line: int
    column: int
    end_column: int


class Problem(Exception):
    """Something to tell the user.

    ``start`` and ``end`` are offsets into ``source`` (end exclusive) of the part to put carets under; ``notes`` give
    facts, ``help`` says what would be right.
    """

    def __init__(
        self,
        code: str,
        message: str,
        *,
        source: str | None = None,
        start: int | None = None,
        end: int | None = None,
        filename: str | None = None,
        notes: tuple[str, ...] = (),
        help: str | None = None,
    ) -> None:
        super().__init__(f"{code}: {message}")
        self.code, self.message = code, message
        self.source, self.start, self.end, self.filename = source, start, end, filename
        self.notes, self.help = notes, help

    def place(self) -> Place | None:
        """Where in the source; a part over several lines is cut at the end of its first."""
        if self.source is None or self.start is None:
            return None
        start = min(self.start, len(self.source))
        begin = self.source.rfind("\n", 0, start) + 1
        stop = self.source.find("\n", start)
        stop = len(self.source) if stop < 0 else stop
        end = max(start, min(self.end if self.end is not None else start + 1, stop))
        return Place(self.source.count("\n", 0, start) + 1, start - begin + 1, end - begin + 1)

    def line(self) -> str:
        """The line of the source that ``place`` is in."""
        place = self.place()
        return "" if place is None or self.source is None else self.source.split("\n")[place.line - 1]
