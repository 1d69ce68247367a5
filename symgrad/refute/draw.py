"""Random small instances of a theorem that meet its hypotheses."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction
from random import Random

from symgrad.core.term import Term, conjuncts
from symgrad.refute.compile import Run, program
from symgrad.refute.functions import KNOWN
from symgrad.refute.instance import Entry, Index, Instance, Tensor, code_of, mix, random_angles, random_entries
from symgrad.refute.integers import IntegerProblem
from symgrad.refute.recurrences import computed, recurrences
from symgrad.refute.scalars import Inexact, Plain, TooLarge, Undefined, tidy
from symgrad.refute.symbols import symbols
from symgrad.refute.systems import solved

DIGITS = 30  # of enclosures
BUDGET = 40_000  # nodes per instance
REPAIRS = 12  # how often the tensors that break a hypothesis are drawn anew

# value -> how unlikely it is to be tried early
_SIZES = {1: 1.0, 2: 1.0, 3: 1.3, 0: 2.2, 4: 2.0, 5: 4.0, 6: 6.0, -1: 8.0, -2: 12.0}
_INDICES = {0: 1.0, 1: 1.0, 2: 1.3, 3: 1.8, 4: 2.5, -1: 3.0, 5: 4.0, -2: 6.0, 7: 6.0}
_SPOTLIGHT = (0, 1, -1, 5, -2, 7)  # empty, single, before the start, larger than its fellows, far past the end


class Drawing:
    """The symbols and hypotheses of a theorem, ready to draw instances from; every draw is a function of the seed."""

    def __init__(self, hypotheses: Sequence[Term], lhs: Term, rhs: Term, seed: int) -> None:
        self.seed = seed
        self.hypotheses = [p for h in hypotheses for p in conjuncts(h)]
        self.symbols = symbols([*self.hypotheses, lhs, rhs])
        names = list(self.symbols.integers)
        integral = [h for h in self.hypotheses if _only_integers(h, frozenset(names))]
        self.integers = IntegerProblem(names, integral)
        self.others = [h for h in self.hypotheses if h not in set(integral)]
        inexact = any(KNOWN.get(name) == arity for name, arity in self.symbols.functions)
        self.usual = _USUAL_INEXACT if inexact else _USUAL
        self.recurrences = recurrences(self.others)
        self.liked: dict[str, list[str]] = {}  # the styles with which a tensor met the hypotheses

    def draw(self, attempt: int, *, productive: bool = False, tame: bool = False) -> Instance | None:
        """An instance that meets all hypotheses, or None if this attempt failed.

        ``productive`` avoids empty sizes and far indices, for sides that are not all zero; ``tame`` makes entries
        positive or different half of the time, for sides that often have no value.
        """
        rng = Random(mix(self.seed, attempt))
        values = self.integers.first(self.candidates(attempt, rng, productive))
        if values is None:
            return None
        return self.complete(values, rng, styles=_TAME if tame and attempt % 4 < 2 else ())

    def candidates(self, attempt: int, rng: Random, productive: bool) -> dict[str, list[int]]:
        """For each integer its possible values, in the order in which to try them."""
        found: dict[str, list[int]] = {}
        extra = {c + d: 9.0 for c in self.symbols.constants for d in (0, 1) if 0 <= c <= 20}
        for name in self.symbols.integers:
            table = _INDICES if name in self.symbols.indices else _SIZES
            penalties = {**extra, **table}
            if productive:
                penalties = {v: p if 0 < v + (table is _INDICES) <= 3 else 50 * p for v, p in penalties.items()}
            found[name] = sorted(penalties, key=lambda v: rng.random() * penalties[v])
        if not productive:
            for name, value in self.spotlight(attempt, rng):
                found[name] = [value, *(v for v in found[name] if v != value)]
        return found

    def spotlight(self, attempt: int, rng: Random) -> Iterator[tuple[str, int]]:
        """Integers to be given a value that is out of the ordinary: in every other attempt one in turn, and any."""
        names = list(self.symbols.integers)
        for name in names:
            if rng.random() < 0.1:
                yield name, rng.choice(_SPOTLIGHT)
        if names and attempt % 2:
            turn = attempt // 2
            yield names[turn % len(names)], _SPOTLIGHT[turn // len(names) % len(_SPOTLIGHT)]

    def complete(self, integers: dict[str, int], rng: Random, *, styles: Sequence[str] = ()) -> Instance | None:
        """Tensors for the integers such that all hypotheses hold; ``styles`` are tried first, if given."""
        instance = Instance(integers, seed=rng.getrandbits(60), angles=self.symbols.angles, order=max(1, self.symbols.order))
        chosen: dict[str, str] = {}
        for name in (*self.symbols.tensors, *self.symbols.integer_tensors):
            self.restyle(instance, name, rng, chosen, styles)
        for _ in range(REPAIRS):
            broken = self.broken(instance)
            if broken is None:
                for name, style in chosen.items():
                    self.liked.setdefault(name, []).append(style)
                return instance
            guilty = [n for n in (*self.symbols.tensors, *self.symbols.integer_tensors) if n in broken.free]
            if not guilty:
                return None
            try:
                if self.solve(instance, guilty) and self.broken(instance) is None:
                    return instance
            except TooLarge:  # entries drawn at random would not meet such a system either
                return None
            for name in guilty:
                self.restyle(instance, name, rng, chosen, ())
        return None

    def solve(self, instance: Instance, names: Sequence[str]) -> bool:
        """Solve what is linear in one of the tensors for its entries; False if nothing was solved."""
        for name in reversed([n for n in names if n in self.symbols.tensors and n not in self.symbols.angles]):
            entries = solved(self.others, name, instance, BUDGET)
            if entries is not None:
                instance.tensors[name] = Tensor(entries)
                return True
        return False

    def restyle(self, instance: Instance, name: str, rng: Random, chosen: dict[str, str], styles: Sequence[str]) -> None:
        """Give a tensor of the instance new random entries, but for those that recurrences give."""
        self.redraw(instance, name, rng, chosen, styles)
        if name in self.recurrences:
            tensors = instance.integer_tensors if name in self.symbols.integer_tensors else instance.tensors
            tensors[name] = Tensor(computed(self.recurrences[name], instance, tensors[name].draw, BUDGET))

    def redraw(self, instance: Instance, name: str, rng: Random, chosen: dict[str, str], styles: Sequence[str]) -> None:
        """Give a tensor of the instance new random entries."""
        seed = rng.getrandbits(60)
        if name in self.symbols.integer_tensors:
            instance.integer_tensors[name] = Tensor(_integer_entries(seed, name, instance.integers, rng))
            return
        if name in self.symbols.angles:
            instance.tensors[name] = Tensor(random_angles(seed, name))
            return
        liked = self.liked.get(name)
        if styles:
            style = rng.choice(styles)
        elif liked and rng.random() < 0.7:
            style = rng.choice(liked)
        else:
            style = rng.choice(self.usual if name not in chosen else tuple(STYLES))
        chosen[name] = style
        instance.tensors[name] = Tensor(STYLES[style](seed, name))

    def broken(self, instance: Instance) -> Term | None:
        """A hypothesis that does not hold in the instance, or cannot be seen to."""
        run = Run(instance, BUDGET, DIGITS)
        for h in self.others:
            if not holds(h, run) and not _solve(h, run):
                return h
        return None

    def met(self, instance: Instance) -> bool:
        """Whether all hypotheses hold in the instance, integer ones too."""
        run = Run(instance, BUDGET, DIGITS)
        return all(holds(h, run) for h in self.hypotheses)


def holds(h: Term, run: Run) -> bool:
    """Whether the proposition certainly holds."""
    try:
        return bool(program(h)((), run))
    except (Undefined, Inexact, TooLarge, RecursionError):
        return False


def _only_integers(h: Term, names: frozenset[str]) -> bool:
    found = symbols([h])
    return h.free <= names and not (found.tensors or found.integer_tensors or found.functions)


def _solve(h: Term, run: Run) -> bool:
    """Make an equation ``a = e`` hold by giving the scalar symbol a that value."""
    if h.op != "seq":
        return False
    for side, other in (h.args, h.args[::-1]):
        if side.op == "read" and not side.args and side.data not in other.free:
            try:
                value = program(other)((), run)
            except (Undefined, Inexact, TooLarge, RecursionError):
                return False
            if isinstance(value, int | Fraction):
                run.tensors[side.data] = Tensor(_always(value))
                run.memo.clear()
                return True
    return False


def _always(value: Plain) -> Callable[[Index], Entry]:
    return lambda _: value


def _style(pick: Callable[[int], Plain]) -> Callable[[int, str], Callable[[Index], Entry]]:
    def entries(seed: int, name: str) -> Callable[[Index], Entry]:
        code = code_of(name)
        return lambda index: pick(mix(seed, code, *index))

    return entries


# how the entries of a tensor are drawn: from 64 random bits each
STYLES: dict[str, Callable[[int, str], Callable[[Index], Entry]]] = {
    "mixed": random_entries,
    "small": _style(lambda bits: bits % 7 - 3),
    "nonzero": _style(lambda bits: (1 + (bits >> 1) % 49) * (1 if bits & 1 else -1)),
    "positive": _style(lambda bits: 1 + bits % 60),
    "unit": _style(lambda bits: tidy(Fraction(1 + bits % 96, 97))),
    "fine": _style(lambda bits: tidy(Fraction(bits % 389 - 194, 97))),
    "binary": _style(lambda bits: bits >> 7 & 1),
    "ones": _style(lambda _: 1),
    "negative": _style(lambda bits: -1 - bits % 60),
    "distinct": _style(lambda bits: bits % 20_001 - 10_000),
}
# without a reason to choose otherwise; enclosures of exp and the like see more where values are of like size
_USUAL = ("mixed", "mixed", "mixed", "small", "nonzero")
_USUAL_INEXACT = ("fine", "fine", "small", "unit", "mixed")
_TAME = ("unit", "positive", "distinct")


def _integer_entries(seed: int, name: str, integers: dict[str, int], rng: Random) -> Callable[[Index], int]:
    """Entries from 0 to below one of the sizes, so that they often are proper indices; or nearly so."""
    size = rng.choice([v for v in integers.values() if 0 < v <= 8] or [3])
    code, shift = code_of(name), rng.choice((0, 0, 0, 0, -1))
    if rng.random() < 0.3:  # one that is injective on short ranges
        step, start = rng.choice((1, -1)), rng.randrange(size)
        if step > 0 and start < 2:  # or increasing throughout, as boundaries are
            return lambda index: start + sum(index)
        return lambda index: (start + step * sum(index)) % size
    return lambda index: mix(seed, code, *index) % size + shift
