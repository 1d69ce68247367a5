"""Search for a counterexample among the smallest instances first, and shrinking of one that was found."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from random import Random

from symgrad.core.term import Term
from symgrad.refute.counterexample import Counterexample, counterexample
from symgrad.refute.draw import Drawing
from symgrad.refute.functions import Alpha, Polynomial
from symgrad.refute.instance import Entry, Index, Instance, Tensor, mix
from symgrad.refute.integers import weight
from symgrad.refute.scalars import Angle, Plain

SMALL = (0, 1, 2, 3, 4, -1, 5, -2)  # the integers that are enumerated
LOOKS = 4_000  # evaluations that shrinking may take

State = dict[str, dict[Index, Entry]]


def find_counterexample(
    hypotheses: Sequence[Term], lhs: Term, rhs: Term, *, effort: int = 2_000, seed: int = 0
) -> Counterexample | None:
    """The first counterexample among about ``effort`` instances, or None.

    The first half are the smallest integers in order of their total, with entries all 1, then 0 and 1, then random; the
    others are random altogether. An instance in which a side has no value is never a counterexample.
    """
    drawing = Drawing(hypotheses, lhs, rhs, seed)
    for instance in _instances(drawing, effort):
        found = None if instance is None else counterexample(drawing, lhs, rhs, instance)
        if found is not None:
            return found
    return None


def _instances(drawing: Drawing, effort: int) -> Iterator[Instance | None]:
    left = effort
    for integers in _smallest(drawing, 60, 20 * effort):
        for turn, style in enumerate(("ones", "binary", "mixed", "distinct")):
            yield drawing.complete(integers, Random(mix(drawing.seed, turn, *integers.values())), styles=(style,))
        left -= 4
        if left <= effort // 2:
            break
    for attempt in range(left):
        yield drawing.draw(attempt, productive=attempt % 2 == 0, tame=attempt % 8 >= 4)


def _smallest(drawing: Drawing, below: int, limit: int) -> Iterator[dict[str, int]]:
    """Integers that meet the integer hypotheses, those with the smallest total first, up to a total below ``below``."""
    candidates = dict.fromkeys(drawing.symbols.integers, SMALL)
    for total in range(below if candidates else 1):
        yield from drawing.integers.by_total(candidates, total, limit)


def shrink(found: Counterexample) -> Counterexample:
    """A counterexample to the same claim with integers, entries and functions as small as can be found.

    Every step is evaluated from scratch, hypotheses included.
    """
    shrinking = _Shrinking(found)
    shrinking.total()
    shrinking.integers()
    shrinking.entries()
    shrinking.functions()
    return shrinking.best


class _Shrinking:
    def __init__(self, found: Counterexample) -> None:
        self.best = found
        self.drawing = Drawing(found.hypotheses, found.lhs, found.rhs, found.instance.seed)
        self.looks = LOOKS

    def accept(self, instance: Instance | None) -> bool:
        """Take the instance if it is a counterexample too."""
        self.looks -= 1
        if instance is None or self.looks < 0:
            return False
        better = counterexample(self.drawing, self.best.lhs, self.best.rhs, instance)
        if better is None:
            return False
        self.best = better
        return True

    def total(self) -> None:
        """Look for integers of smaller total, with the entries there are, or others."""
        entries = self.best.instance
        for integers in _smallest(self.drawing, _total(self.best), 20_000):
            if self.looks < LOOKS // 2:
                return
            if self.accept(_with(entries, integers)):
                return
            for style in ("ones", "distinct"):
                rng = Random(mix(self.drawing.seed, *integers.values()))
                if self.accept(self.drawing.complete(integers, rng, styles=(style,))):
                    return

    def integers(self) -> None:
        """Make integers smaller, one at a time or two together."""
        changed = True
        while changed and self.looks > 0:
            changed = any(self.accept(_with(self.best.instance, smaller)) for smaller in self._smaller_integers())

    def _smaller_integers(self) -> Iterator[dict[str, int]]:
        values = dict(self.best.instance.integers)
        steps = {name: _smaller(v) for name, v in values.items()}
        for name, choices in steps.items():
            for v in choices:
                yield {**values, name: v}
        for a in steps:
            for b in steps:
                if a < b and steps[a] and steps[b]:
                    yield {**values, a: steps[a][-1], b: steps[b][-1]}

    def entries(self) -> None:
        """Make entries 0 or 1 where possible, whole tensors first, or else smaller."""
        self.accept(self._given())
        for name in self.drawing.symbols.tensors:
            for value in (0, 1):
                cells = self.best.values.get(name, {})
                if cells and name not in self.drawing.symbols.angles:
                    self.accept(self._given({name: dict.fromkeys(cells, value)}))
        changed = True
        while changed and self.looks > 0:
            changed = any(self.accept(instance) for instance in self._smaller_entries())

    def _smaller_entries(self) -> Iterator[Instance]:
        for integral, tensors in enumerate((self.best.values, self.best.integer_values)):
            for name, cells in tensors.items():
                for index, value in cells.items():
                    for smaller in _simpler(value):
                        if not integral or isinstance(smaller, int):
                            yield self._given({name: {**cells, index: smaller}})

    def _given(self, changes: Mapping[str, dict[Index, Entry]] | None = None) -> Instance:
        """The best instance with only the entries that were read, 0 elsewhere, and some tensors changed."""
        changes = changes or {}
        best, symbols = self.best, self.drawing.symbols
        instance = best.instance.fresh()
        for name in symbols.tensors:
            instance.tensors[name] = _tensor(changes.get(name, best.values.get(name, {})))
        for name in symbols.integer_tensors:
            instance.integer_tensors[name] = _tensor(changes.get(name, best.integer_values.get(name, {})))
        return instance

    def functions(self) -> None:
        """Drop terms of the polynomials that stand for functions, and make their coefficients 1."""
        changed = True
        while changed and self.looks > 0:
            changed = any(self.accept(instance) for instance in self._simpler_functions())

    def _simpler_functions(self) -> Iterator[Instance]:
        for key, polynomial in self.best.functions.items():
            terms = polynomial.coefficients
            for exponents, coefficient in terms.items():
                for smaller in _simpler(coefficient):
                    if not isinstance(smaller, Angle):
                        instance = self.best.instance.fresh()
                        instance.functions[key] = _changed(polynomial, exponents, smaller)
                        yield instance


def _total(found: Counterexample) -> int:
    return sum(map(weight, found.instance.integers.values()))


def _with(instance: Instance, integers: dict[str, int]) -> Instance:
    other = instance.fresh()
    other.integers = dict(integers)
    return other


def _tensor(entries: Mapping[Index, Entry]) -> Tensor:
    return Tensor(lambda index: entries.get(index, 0))


def _changed(polynomial: Polynomial, exponents: Alpha, coefficient: Plain) -> Polynomial:
    return Polynomial(polynomial.arity, {**polynomial.coefficients, exponents: coefficient})


def _smaller(value: int) -> list[int]:
    """Integers that are simpler than value, the simplest first."""
    halfway = value // 2 if value > 0 else -(-value // 2)
    return [v for v in dict.fromkeys((0, 1, halfway, value - 1 if value > 0 else value + 1)) if weight(v) < weight(value)]


def _simpler(value: Entry) -> list[Entry]:
    """Entries that are simpler than value, the simplest first."""
    if isinstance(value, Angle):
        return [a for a in (Angle(1, 0), Angle(0, 1)) if _rank(a) < _rank(value)]
    nearby = (0, 1, 2, -1, int(value), int(value / 2), int(value) - 1 if value > 0 else int(value) + 1)
    return [v for v in dict.fromkeys(nearby) if _rank(v) < _rank(value)]


def _rank(value: Entry) -> tuple[int, Fraction]:
    """The order of simplicity: few digits first, then small ones."""
    if isinstance(value, Angle):
        return (int(value.sin != 0) + (value.cos not in (0, 1)), Fraction(0))
    size = Fraction(value)
    return (size.denominator, 2 * abs(size) + (size < 0))
