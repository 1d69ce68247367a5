"""Terms as text: in the notation of mathematics where the screen can show it, else in ASCII that parses back."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from symgrad.core.term import Definition, Term, Var, call, unfold
from symgrad.language.plain import plain
from symgrad.language.pretty import pretty, zero_outside
from symgrad.proof.document import Document
from symgrad.proof.shorthand import Shorthand, shorten, shorthands
from symgrad.render.signs import to_ascii


class Notation:
    """How one page writes terms and words. ``program`` knows the author's names for definitions and shapes."""

    __slots__ = ("program", "shorthands", "unicode")

    def __init__(self, unicode: bool = True, program: Any = None, shorthands: Sequence[Shorthand] = ()) -> None:
        self.unicode, self.program, self.shorthands = unicode, program, shorthands

    def of(self, document: Document) -> Notation:
        """The same signs, with the names of a document: those of its program, and those of its maximisers."""
        return Notation(self.unicode, document.program, shorthands(document.hypotheses) if self.unicode else ())

    def in_full(self) -> Notation:
        """The same signs, with nothing left out or shortened."""
        return Notation(self.unicode)

    def term(self, t: Term) -> str:
        if not self.unicode:
            return to_ascii(plain(t, self.program))
        return pretty(shorten(t, self.shorthands), self.program)

    def outside(self, t: Term) -> list[str]:
        """The tensors that the term as shown takes to be zero outside their shapes."""
        return zero_outside(shorten(t, self.shorthands), self.program) if self.unicode else []

    def definition(self, d: Definition) -> str:
        """``rotK[k,l] = K[P−1−k, Q−1−l]``."""
        indices = tuple(map(Var, d.hints))
        return f"{self.term(call(d, *indices))} = {self.term(unfold(call(d, *indices)))}"

    def shorthand_lines(self) -> list[str]:
        """What each shorthand means: ``k*[o] = argmax_{k<K} x[…]``."""
        return [f"{', '.join(map(pretty, s.heads()))} = {_meaning(s)}" for s in self.shorthands]

    def words(self, text: str) -> str:
        """Words that may hold mathematics, such as the reason beside a step."""
        return text if self.unicode else to_ascii(text)


def _meaning(s: Shorthand) -> str:
    return pretty(s.meaning()).replace("unique maximiser", "argmax")
