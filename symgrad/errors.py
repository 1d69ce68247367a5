"""One family of errors: what is wrong, where in the user's own text, and a way out; each with a stable code.

SG1xx: not understood. SG2xx: refuted. SG3xx: undecided. SG4xx: a certificate or file that cannot be used.
``symgrad explain CODE`` prints the entry of ``explanations``.
"""

from __future__ import annotations


class Problem(Exception):
    """Something to tell the user.

    ``start`` and ``end`` are offsets into ``source`` (end exclusive) of the part to put carets under; ``notes`` give facts,
    ``help`` says what would be right.
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
