"""Tensors whose entries hypotheses give: ``∀ l. r[l−1] = s[l]·r[l] + …`` is met by computing r's entries, not by drawing them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from typing import NamedTuple

from symgrad.core.term import Term, conjuncts
from symgrad.refute.compile import Run, program
from symgrad.refute.instance import Entry, Index, Instance
from symgrad.refute.scalars import Inexact, TooLarge, Undefined


class Recurrence(NamedTuple):
    """``name[indices] = value`` in the domain of ``around``, a ∀ over ``arity`` indices; None around a plain equation."""

    name: str
    indices: tuple[Term, ...]
    value: Term
    around: Term | None
    arity: int

    def solve(self, index: Index, run: Run) -> list[int] | None:
        """The values of the bound indices at which this gives the entry; None if it does not give it."""
        values = [0] * self.arity
        for term, wanted in zip(self.indices, index, strict=True):
            for depth in _bound(term):
                values[self.arity - 1 - depth] = wanted - int(program(term, self.arity)([0] * self.arity, run))
        if any(program(t, self.arity)(values, run) != i for t, i in zip(self.indices, index, strict=True)):
            return None
        return values if self._holds_for(values, run) else None

    def _holds_for(self, values: Sequence[int], run: Run) -> bool:
        if self.around is None:
            return True
        for j, v in enumerate(values):
            lo, hi = self.around.args[2 * j : 2 * j + 2]
            if not program(lo, j)(values[:j], run) <= v < program(hi, j)(values[:j], run):
                return False
        return bool(program(self.around.args[-2], self.arity)(values, run))


def recurrences(hypotheses: Sequence[Term]) -> dict[str, list[Recurrence]]:
    """For each tensor that equations among the hypotheses give, these equations."""
    out: dict[str, list[Recurrence]] = {}
    for h in hypotheses:
        around, count = (h, len(h.hints)) if h.op == "forall" else (None, 0)
        for p in conjuncts(h.args[-1]) if h.op == "forall" else (h,):
            for side, value in (p.args, p.args[::-1]) if p.op in ("seq", "eq") else ():
                if side.op in ("read", "iread") and side.args and all(len(_bound(i)) <= 1 for i in side.args):
                    out.setdefault(side.data, []).append(Recurrence(side.data, side.args, value, around, count))
                    break
    return out


def computed(
    given: Sequence[Recurrence], instance: Instance, draw: Callable[[Index], Entry], budget: int
) -> Callable[[Index], Entry]:
    """The entries of a tensor: by the recurrences where they give one, else as drawn."""
    pending: set[Index] = set()

    def entry(index: Index) -> Entry:
        if index in pending:  # entries that depend on each other in a circle
            return draw(index)
        pending.add(index)
        try:
            value = _given(given, index, Run(instance, budget))
        except (Undefined, Inexact, TooLarge, RecursionError):
            value = None
        finally:
            pending.discard(index)
        return draw(index) if value is None else value

    return entry


def _given(given: Sequence[Recurrence], index: Index, run: Run) -> Entry | None:
    for recurrence in given:
        values = recurrence.solve(index, run)
        if values is not None:
            value = program(recurrence.value, recurrence.arity)(values, run)
            return value if isinstance(value, int | Fraction) else None
    return None


def _bound(t: Term) -> set[int]:
    """The bound indices of the statement around that an index term mentions."""
    return {t.data} if t.op == "bound" else set().union(*map(_bound, t.args)) if t.loose else set()
