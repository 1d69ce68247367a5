"""Terms as text: in the notation of mathematics where the screen can show it, else in ASCII that parses back."""

from __future__ import annotations

from typing import Any

from symgrad.core.term import Term
from symgrad.language.plain import plain, pretty
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
        return pretty(t, self.program) if self.unicode else to_ascii(plain(t, self.program))

    def words(self, text: str) -> str:
        """Words that may hold mathematics, such as the reason beside a step."""
        return text if self.unicode else to_ascii(text)
