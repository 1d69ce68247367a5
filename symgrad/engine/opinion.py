"""The second opinion: a proved statement against the independent evaluator, and against ``sympy.diff`` entry by entry.

Neither shares code with the rules of the core. A disagreement would mean that something trusted is wrong.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from itertools import product
from time import perf_counter
from typing import TYPE_CHECKING

from symgrad.core.term import Term, Var, le, lt
from symgrad.proof.document import Document, Gradient
from symgrad.refute.draw import Drawing
from symgrad.refute.evaluate import Value, differ, enclose, evaluate
from symgrad.refute.instances import Agreement, compare
from symgrad.refute.scalars import Enclosure, Inexact, TooLarge, Undefined
from symgrad.refute.symbols import symbols

if TYPE_CHECKING:
    from symgrad.refute.explicit import Explicit
    from symgrad.refute.instance import Instance

SYMPY_INSTANCES = 6  # explicit arrays are slow: a quarter of the instances, and no more than these, every entry of each
MORE_ROUNDS = 4
MOST_ENTRIES = 40  # entries of one array that are compared
MOST_SLOW_ENTRIES = 9  # those behind exp, an inverse and the like, at which sympy is slow
DIGITS = 20  # to which sympy and the formula are compared where a value is not rational


def second_opinion(document: Document, count: int = 24, seed: int = 0) -> None:
    """Evaluate both sides in ``count`` instances, and compare the right side with sympy's derivative of the loss.

    Fills in ``document.instances`` and ``document.entries``; a disagreement makes the verdict ``refuted``."""
    if document.verdict != "proved" or document.rhs is None:
        return
    started = perf_counter()
    _compare_all(document, count, seed)
    document.seconds["instances"] = perf_counter() - started


def _compare_all(document: Document, count: int, seed: int) -> None:
    document.instances = agreement = _compare(document, count, seed)
    if agreement.disagreement is not None:
        document.verdict = "refuted"
        return
    if document.gradient is not None:
        document.entries = _against_sympy(document, document.gradient, min(SYMPY_INSTANCES, -(-count // 4)), seed)
        if document.entries.disagreement is not None:
            document.verdict = "refuted"


def _compare(document: Document, count: int, seed: int) -> Agreement:
    """Compare, and go on with further instances while a condition was seen in one state only."""
    assert document.rhs is not None  # only what is proved is compared
    hypotheses = conditions(document)
    if _is_one_instance([*document.hypotheses, document.lhs, document.rhs]):
        return compare(hypotheses, document.lhs, document.rhs, 1, seed)
    total = compare(hypotheses, document.lhs, document.rhs, count, seed)
    for further in range(1, MORE_ROUNDS + 1):
        one_sided = total.guards.never_true or total.guards.never_false
        if total.disagreement is not None or not one_sided or not total.counted:
            break
        new = compare(hypotheses, document.lhs, document.rhs, count, seed + further)
        total = _together(total, new)
    return total


def _is_one_instance(terms: list[Term]) -> bool:
    """Whether nothing is free in the terms, so that all instances are the same: a worked example."""
    found = symbols(terms)
    return not (found.integers or found.tensors or found.integer_tensors or found.functions)


def conditions(document: Document) -> list[Term]:
    """The hypotheses of the theorem and what its page declares: instances are looked for where both hold."""
    declared = document.program.hypotheses if document.program is not None else []
    return list(dict.fromkeys((*document.hypotheses, *declared)))


def _together(a: Agreement, b: Agreement) -> Agreement:
    never_true = tuple(p for p in a.guards.never_true if p in b.guards.never_true)
    never_false = tuple(p for p in a.guards.never_false if p in b.guards.never_false)
    guards = replace(
        a.guards,
        never_true=never_true,
        never_false=never_false,
        seen_true=a.guards.total - len(never_true),
        seen_false=a.guards.total - len(never_false),
    )
    names = ("tried", "counted", "nonzero", "rejected", "undefined", "too_large", "surplus", "enclosed")
    sums = {n: getattr(a, n) + getattr(b, n) for n in names}
    return replace(a, **sums, guards=guards, disagreement=a.disagreement or b.disagreement)


class Entries:
    """How many entries of how many explicit arrays sympy was asked for, and the first that differs, in words; ``enclosed``
    of them were compared as enclosures."""

    __slots__ = ("arrays", "disagreement", "enclosed", "entries", "nonzero")

    def __init__(self) -> None:
        self.arrays = self.entries = self.nonzero = self.enclosed = 0
        self.disagreement: str | None = None


def _against_sympy(document: Document, gradient: Gradient, arrays: int, seed: int) -> Entries:
    from symgrad.refute.explicit import Explicit

    assert document.rhs is not None  # only what is proved is compared
    found, slow_left = Entries(), min(MOST_SLOW_ENTRIES, 2 * arrays)
    within = [p for i, (lo, hi) in zip(gradient.indices, gradient.ranges, strict=True) for p in _between(lo, i, hi)]
    drawing = Drawing([*conditions(document), *within], document.lhs, document.rhs, seed)
    for attempt in range(8 * arrays):
        if found.arrays >= arrays or not slow_left:
            break
        instance = drawing.draw(attempt, productive=attempt % 3 != 2)
        if instance is None:
            continue
        try:
            explicit = Explicit(gradient.loss, instance, (gradient.wrt,))
            entries = _box(gradient, instance)
            if explicit.is_slow:
                entries = entries[:slow_left]
            for index in entries:
                if not _is_meant(document, gradient, index, instance):
                    continue
                _compare_entry(document, gradient, explicit, index, instance, found)
        except (Undefined, Inexact, TooLarge):
            continue
        found.arrays += bool(entries)
        slow_left -= len(entries) if explicit.is_slow else 0
        if found.disagreement is not None:
            break
    return found


def _compare_entry(
    document: Document, gradient: Gradient, explicit: Explicit, index: tuple[int, ...], instance: Instance, found: Entries
) -> None:
    assert document.rhs is not None
    at = instance.fresh()
    at.integers.update(zip(gradient.indices, index, strict=True))
    expected, actual = _both_values(document.rhs, at, explicit, gradient.wrt, index)
    found.entries += 1
    found.nonzero += differ(actual, Fraction(0))
    found.enclosed += isinstance(actual, Enclosure)
    if differ(actual, expected) and found.disagreement is None:
        sizes = ", ".join(f"{n} = {v}" for n, v in at.integers.items())
        found.disagreement = f"{sizes}: sympy.diff gives {expected}, the formula {actual}"


def _both_values(rhs: Term, at: Instance, explicit: Explicit, wrt: str, index: tuple[int, ...]) -> tuple[Value, Value]:
    """Sympy's derivative and the formula; exactly, or where exp and the like come in, to ``DIGITS`` digits."""
    try:
        return explicit.gradient(wrt, index), evaluate(rhs, at)
    except Inexact:
        near = explicit.approximate(wrt, index, 2 * DIGITS)
        room = (1 + abs(near)) / Fraction(10) ** DIGITS
        return Enclosure(near - room, near + room), enclose(rhs, at, DIGITS)


def _is_meant(document: Document, gradient: Gradient, index: tuple[int, ...], instance: Instance) -> bool:
    """Whether the hypotheses that speak of the entry's indices hold for this one."""
    at = instance.fresh()
    at.integers.update(zip(gradient.indices, index, strict=True))
    about = [h for h in document.hypotheses if not h.free.isdisjoint(gradient.indices)]
    return all(evaluate(h, at) for h in about)


def _box(gradient: Gradient, instance: Instance) -> list[tuple[int, ...]]:
    """Every entry of the tensor, at most ``MOST_ENTRIES``."""
    ranges = [range(int(evaluate(lo, instance)), int(evaluate(hi, instance))) for lo, hi in gradient.ranges]
    out: list[tuple[int, ...]] = []
    for index in _tuples(ranges):
        if len(out) == MOST_ENTRIES:
            break
        out.append(index)
    return out


def _between(lo: Term, index: str, hi: Term) -> tuple[Term, Term]:
    return le(lo, Var(index)), lt(Var(index), hi)


def _tuples(ranges: list[range]) -> Iterator[tuple[int, ...]]:
    return product(*ranges)
