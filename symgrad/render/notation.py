"""Terms as text: in the notation of mathematics where the screen can show it, else in ASCII that parses back."""

from __future__ import annotations

from typing import Any

from symgrad.core.term import Term
from symgrad.render.signs import to_ascii


class Notation:
    """How one page writes terms and words. ``program`` knows the author's names for definitions and shapes."""

    __slots__ = ("program", "unicode")

    def __init__(self, unicode: bool = True, program: Any = None) -> None:
        self.unicode, self.program = unicode, program

    def of(self, program: Any) -> Notation:
        """The same signs, with the names of another program."""
        return Notation(self.unicode, program)

    def term(self, t: Term) -> str:
        return pretty(t, self.program) if self.unicode else plain(t, self.program)

    def words(self, text: str) -> str:
        """Words that may hold mathematics, such as the reason beside a step."""
        return text if self.unicode else to_ascii(text)


def plain(t: Term, program: Any = None) -> str:
    """The term in plain notation, ASCII, that parses back."""
    try:
        from symgrad.language.plain import plain
    except ImportError:
        return _core(t, ascii_only=True)
    return plain(t, program)


def pretty(t: Term, program: Any = None) -> str:
    """The term in Unicode, for the screen."""
    try:
        from symgrad.language.plain import pretty
    except ImportError:
        return _core(t, ascii_only=False)
    return pretty(t, program)


def _core(t: Term, ascii_only: bool) -> str:
    from symgrad.core.show import show

    return to_ascii(show(t)) if ascii_only else show(t)
