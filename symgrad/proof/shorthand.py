"""Shorthands for display: a maximiser that a proof speaks of again and again is written ``k*[o]``.

Only the page uses them; the proof holds the maximiser itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from symgrad.core.term import Domain, Term, Var, instantiate, iread, make, open_binder
from symgrad.proof.matching import match_all


class Shorthand(NamedTuple):
    """The maximiser of a window, as a function of the output's indices: ``parts`` are the binder's arguments with the
    indices loose, ``names`` what its components are called."""

    indices: tuple[str, ...]
    parts: tuple[Term, ...]
    names: tuple[str, ...]
    hints: tuple[str, ...]

    def heads(self) -> list[Term]:
        """``k*[o]``, one for each component."""
        return [iread(name, *map(Var, self.indices)) for name in self.names]

    def meaning(self) -> Term:
        """The binder that the shorthand stands for, as the statement that its maximiser is unique."""
        return instantiate(make("unique", None, self.parts, self.hints), [Var(i) for i in self.indices])


def shorthands(terms: Iterable[Term]) -> list[Shorthand]:
    """One for each window whose unique maximiser the hypotheses name: ``∀ o ∈ D. unique(…)`` or ``unique(…)``."""
    out: list[Shorthand] = []
    for t in terms:
        inner = t.args[-1] if t.op == "forall" else t
        if inner.op == "unique":
            taken = {n for s in out for n in s.names}
            out.append(Shorthand(t.hints if t.op == "forall" else (), inner.args, _names(inner.hints, taken), inner.hints))
    return out


def _names(hints: Sequence[str], taken: set[str]) -> tuple[str, ...]:
    star = "*"
    while any(h + star in taken for h in hints):
        star += "*"
    return tuple(h + star for h in hints)


def shorten(t: Term, known: Sequence[Shorthand], depth: int = 0) -> Term:
    """The term with every maximiser that has a shorthand written by it; a term for display only."""
    if not known or not _mentions_maximiser(t):
        return t
    if t.op == "argmax":
        for s in known:
            values = match_all(s.parts, t.args, len(s.indices))
            if values is not None:
                return iread(s.names[t.data], *(shorten(v, known, depth) for v in values))
    if not t.hints:
        return make(t.op, t.data, tuple(shorten(a, known, depth) for a in t.args))
    n = len(t.hints)
    names = [f"@{depth + j}" for j in range(n)]
    domain, body = open_binder(t, names)
    ranges = [(shorten(lo, known, depth + n), shorten(hi, known, depth + n)) for lo, hi in domain.ranges]
    closed = Domain(names, ranges, shorten(domain.cond, known, depth + n))
    return closed.bind(t.op, shorten(body, known, depth + n), t.hints, t.data)


def _mentions_maximiser(t: Term) -> bool:
    return t.op == "argmax" or any(map(_mentions_maximiser, t.args))
