"""The second opinion: a proved statement against the independent evaluator, and against ``sympy.diff`` entry by entry.

Neither shares code with the rules of the core. A disagreement would mean that something trusted is wrong.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product
from typing import TYPE_CHECKING

from symgrad.proof.document import Document, Gradient
from symgrad.refute.draw import Drawing
from symgrad.refute.evaluate import evaluate
from symgrad.refute.instances import compare
from symgrad.refute.scalars import Inexact, TooLarge, Undefined

if TYPE_CHECKING:
    from symgrad.refute.instance import Instance

SYMPY_INSTANCES = 6  # explicit arrays are slow: a share of the instances is enough for every entry of each
MOST_ENTRIES = 40  # entries of one array that are compared


def second_opinion(document: Document, count: int = 24, seed: int = 0) -> None:
    """Evaluate both sides in ``count`` instances, and compare the right side with sympy's derivative of the loss.

    Fills in ``document.instances`` and ``document.entries``; a disagreement makes the verdict ``refuted``."""
    if document.verdict != "proved" or document.rhs is None:
        return
    agreement = compare(document.hypotheses, document.lhs, document.rhs, count, seed)
    document.instances = agreement
    if agreement.disagreement is not None:
        document.verdict = "refuted"
        return
    if document.gradient is not None:
        document.entries = _against_sympy(document, document.gradient, seed)
        if document.entries.disagreement is not None:
            document.verdict = "refuted"


class Entries:
    """How many entries of how many explicit arrays sympy was asked for, and the first that differs, in words."""

    __slots__ = ("arrays", "disagreement", "entries", "nonzero")

    def __init__(self) -> None:
        self.arrays = self.entries = self.nonzero = 0
        self.disagreement: str | None = None


def _against_sympy(document: Document, gradient: Gradient, seed: int) -> Entries:
    from symgrad.refute.explicit import Explicit

    assert document.rhs is not None  # only what is proved is compared
    found = Entries()
    drawing = Drawing(document.hypotheses, document.lhs, document.rhs, seed)
    for attempt in range(8 * SYMPY_INSTANCES):
        if found.arrays >= SYMPY_INSTANCES:
            break
        instance = drawing.draw(attempt, productive=attempt % 3 != 2)
        if instance is None:
            continue
        try:
            explicit = Explicit(gradient.loss, instance)
            entries = _box(gradient, instance)
            for index in entries:
                _compare_entry(document, gradient, explicit.gradient(gradient.wrt, index), index, instance, found)
        except (Undefined, Inexact, TooLarge):
            continue
        found.arrays += bool(entries)
        if found.disagreement is not None:
            break
    return found


def _compare_entry(
    document: Document, gradient: Gradient, expected: object, index: tuple[int, ...], instance: Instance, found: Entries
) -> None:
    assert document.rhs is not None
    at = instance.fresh()
    at.integers.update(zip(gradient.indices, index, strict=True))
    actual = evaluate(document.rhs, at)
    found.entries += 1
    found.nonzero += actual != 0
    if actual != expected and found.disagreement is None:
        sizes = ", ".join(f"{n} = {v}" for n, v in at.integers.items())
        found.disagreement = f"{sizes}: sympy.diff gives {expected}, the formula {actual}"


def _box(gradient: Gradient, instance: Instance) -> list[tuple[int, ...]]:
    """Every entry of the tensor, at most ``MOST_ENTRIES``."""
    ranges = [range(int(evaluate(lo, instance)), int(evaluate(hi, instance))) for lo, hi in gradient.ranges]
    out: list[tuple[int, ...]] = []
    for index in _tuples(ranges):
        if len(out) == MOST_ENTRIES:
            break
        out.append(index)
    return out


def _tuples(ranges: list[range]) -> Iterator[tuple[int, ...]]:
    return product(*ranges)
