"""Integer assignments that meet integer hypotheses: one at random, or all in order of their total size."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from symgrad.core.term import Term
from symgrad.refute.compile import Program, Run, program
from symgrad.refute.instance import Instance
from symgrad.refute.scalars import Inexact, TooLarge, Undefined

LARGEST = 12  # no integer that a hypothesis suggests is tried beyond this, or sums become too long


class IntegerProblem:
    """Integers by name, and hypotheses on nothing but them; each is tested as soon as all its integers are chosen."""

    def __init__(self, names: Sequence[str], hypotheses: Sequence[Term]) -> None:
        self.names = _good_order(names, hypotheses)
        self.tests: list[list[Program]] = [[] for _ in self.names]
        self.suggestions: list[list[tuple[Program, int]]] = [[] for _ in self.names]
        self.closed = [program(h) for h in hypotheses if not h.free]
        place = {name: j for j, name in enumerate(self.names)}
        for h in hypotheses:
            if h.free:
                self.tests[max(place[name] for name in h.free)].append(program(h))
            for name, value, offset in _suggested(h):
                if all(place[other] < place[name] for other in value.free):
                    self.suggestions[place[name]].append((program(value), offset))

    def first(self, candidates: Mapping[str, Sequence[int]], limit: int = 400) -> dict[str, int] | None:
        """The first assignment found with the candidates tried in their order; None after ``limit`` trials."""
        return next(_Search(self, candidates, limit).solutions(None), None)

    def by_total(self, candidates: Mapping[str, Sequence[int]], total: int, limit: int) -> Iterator[dict[str, int]]:
        """All assignments from the candidates whose ``weight``s add up to total."""
        return _Search(self, candidates, limit).solutions(total)


def weight(value: int) -> int:
    """How large a value counts: a negative one more than a positive one."""
    return value if value >= 0 else 1 - 2 * value


class _Search:
    def __init__(self, problem: IntegerProblem, candidates: Mapping[str, Sequence[int]], limit: int) -> None:
        self.problem, self.candidates, self.limit = problem, candidates, limit
        self.run = Run(Instance(), 1)
        self.values = self.run.integers

    def solutions(self, total: int | None) -> Iterator[dict[str, int]]:
        if all(self.holds(test) for test in self.problem.closed):
            yield from self.extend(0, total)

    def extend(self, step: int, left: int | None) -> Iterator[dict[str, int]]:
        if step == len(self.problem.names):
            if not left:
                yield dict(self.values)
            return
        name = self.problem.names[step]
        for value in self.choices(step, name):
            if left is not None and weight(value) > left:
                continue
            self.limit -= 1
            if self.limit < 0:
                return
            self.values[name] = value
            if all(self.holds(test) for test in self.problem.tests[step]):
                yield from self.extend(step + 1, None if left is None else left - weight(value))
        self.values.pop(name, None)

    def choices(self, step: int, name: str) -> Sequence[int]:
        suggested = []
        for suggestion, offset in self.problem.suggestions[step]:
            value = self.value(suggestion)
            if value is not None and abs(value + offset) <= LARGEST:
                suggested.append(value + offset)
        if not suggested:
            return self.candidates[name]
        known = self.candidates[name]
        return [*known, *(v for v in dict.fromkeys(suggested) if v not in known)]

    def holds(self, test: Program) -> bool:
        value = self.value(test)
        return value is not None and bool(value)

    def value(self, code: Program) -> int | None:
        self.run.budget = 5_000
        self.run.memo.clear()
        try:
            value: int = code((), self.run)
        except (Undefined, Inexact, TooLarge):
            return None
        return value


_COMPARISONS = {"eq": (0, 0), "le": (0, 0), "lt": (-1, 1)}  # op -> what a tight left side, right side is off by


def _suggested(h: Term) -> Iterator[tuple[str, Term, int]]:
    """(name, term, offset) where name = term + offset makes the comparison h just hold."""
    if h.op in _COMPARISONS:
        (a, b), (left, right) = h.args, _COMPARISONS[h.op]
        if a.op == "var" and a.data not in b.free:
            yield a.data, b, left
        if b.op == "var" and b.data not in a.free:
            yield b.data, a, right


def _good_order(names: Sequence[str], hypotheses: Sequence[Term]) -> list[str]:
    """An order in which hypotheses can be tested early, and an integer alone on a side comes after the other side."""
    after = {name: [v.free for h in hypotheses for n, v, _ in _suggested(h) if n == name] for name in names}
    order: list[str] = []
    left = list(names)
    while left:
        chosen = set(order)

        def badness(name: str, chosen: set[str] = chosen) -> tuple[int, int, int]:
            waiting = sum(1 for free in after[name] if len(free - chosen) > 1)
            missing = [len(h.free - chosen) for h in hypotheses if name in h.free]
            return (waiting, min(missing, default=99), -len(missing))

        best = min(left, key=badness)
        order.append(best)
        left.remove(best)
    return order
