"""How many columns of a terminal a text takes, and what of it can be shown there at all."""

from __future__ import annotations

import unicodedata
from functools import lru_cache

TAB = 4  # columns from one tab stop to the next


def columns(text: str) -> int:
    """The columns that the text takes: wide characters take two, combining marks none.

    >>> columns("∂L/∂V"), columns("層"), columns("x\u0302")
    (5, 2, 1)
    """
    return len(text) if text.isascii() else sum(map(_columns, text))


@lru_cache(maxsize=4096)
def _columns(character: str) -> int:
    if unicodedata.category(character) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


def pad(text: str, width: int) -> str:
    """The text with blanks after it, up to the width."""
    return text + " " * (width - columns(text))


def visible(text: str) -> str:
    """One line of the user's text as it can be shown: tabs to tab stops, control characters as U+FFFD."""
    out = ""
    for character in text:
        if character == "\t":
            out += " " * (TAB - columns(out) % TAB)
        else:
            out += "\ufffd" if unicodedata.category(character) in ("Cc", "Cs", "Co") else character
    return out
