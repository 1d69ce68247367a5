"""A document: its text, its kind, and places in it; what could upset a terminal is shown as a sign."""

from __future__ import annotations

import os
import re
from bisect import bisect_right
from dataclasses import dataclass, field

KINDS = {".tex": "tex", ".md": "markdown", ".markdown": "markdown", ".txt": "markdown", ".rst": "rst", ".ipynb": "notebook"}
MAX_CHARACTERS = 4_000_000  # of one document
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]")
_LOOKS_LIKE_A_DOCUMENT = re.compile(r"\$|\\\(|\\\[|\\begin\s*\{|^```+\s*math|^\.\. math::", re.MULTILINE)


@dataclass
class Source:
    """``text`` is what was read, unchanged: all places are offsets into it (in a notebook, into the raw JSON)."""

    text: str
    filename: str | None
    kind: str
    _starts: list[int] = field(default_factory=list)

    def place(self, offset: int) -> tuple[int, int]:
        """Line and column, both from 1.

        >>> Source("ab\\ncd", None, "tex").place(4)
        (2, 2)
        """
        if not self._starts:
            self._starts = [0, *(m.end() for m in re.finditer(r"\n", self.text))]
        row = bisect_right(self._starts, max(0, min(offset, len(self.text)))) - 1
        return row + 1, offset - self._starts[row] + 1


def kind_of(filename: str | None, text: str) -> str | None:
    """Which kind of document this is; None for a text in plain notation.

    >>> kind_of("notes.tex", "")
    'tex'
    >>> kind_of("claims.txt", "y[i] = 2*x[i]") is None
    True
    """
    suffix = os.path.splitext(filename or "")[1].lower()
    kind = KINDS.get(suffix)
    if suffix in (".tex", ".md", ".markdown", ".rst", ".ipynb"):
        return kind
    if not _LOOKS_LIKE_A_DOCUMENT.search(text):
        return None
    return "tex" if re.search(r"\\documentclass|\\begin\s*\{document\}", text) else "markdown"


def visible(text: str) -> str:
    """The text with control characters replaced by a sign, for showing it.

    >>> visible("a\\x1b[31mb")
    'a\\ufffd[31mb'
    """
    return _CONTROL.sub("\ufffd", text)
