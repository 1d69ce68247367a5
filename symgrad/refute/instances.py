"""Comparison of the two sides of a claim in random small instances that meet its hypotheses."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from symgrad.core.term import Term
from symgrad.refute.compile import Run, guards
from symgrad.refute.counterexample import Counterexample, counterexample, sides
from symgrad.refute.draw import BUDGET, DIGITS, Drawing
from symgrad.refute.evaluate import Value, differ
from symgrad.refute.scalars import Enclosure, Inexact, TooLarge, Undefined

PATIENCE = 40  # attempts per wanted instance, before compare gives up
PATIENCE_WITH_ZEROS = 8  # the same, while no instance had a side that is not zero
WORK = 4_000_000  # nodes visited by one comparison, about a second


@dataclass(frozen=True)
class Guards:
    """How often the brackets and conditions of the two sides decided anything, each conjunct counted by itself.

    ``never_true`` and ``never_false`` are conjuncts that were seen so in no instance in which the sides were compared;
    they may mention bound indices.
    """

    total: int
    seen_true: int
    seen_false: int
    never_true: tuple[Term, ...]
    never_false: tuple[Term, ...]


@dataclass(frozen=True)
class Agreement:
    """What a comparison found.

    ``tried`` attempts to draw an instance; in ``rejected`` of them the hypotheses were not met, in ``undefined`` a side
    had no value that could be compared, ``too_large`` would have cost too much, and in ``surplus`` both sides were zero
    when enough such were counted already. The rest is ``counted``; in ``nonzero`` of these a side is
    not zero. ``enclosed`` of them could only be compared as disjoint or overlapping enclosures, not exactly.
    """

    tried: int
    counted: int
    nonzero: int
    rejected: int
    undefined: int
    too_large: int
    surplus: int
    enclosed: int
    guards: Guards
    disagreement: Counterexample | None


class _Tally:
    def __init__(self) -> None:
        self.tried = self.zeros = self.nonzero = self.rejected = 0
        self.undefined = self.too_large = self.surplus = self.enclosed = 0
        self.seen: set[int] = set()

    def differs(self, lhs: Term, rhs: Term, run: Run, most_zeros: int) -> bool:
        """Evaluate both sides, note what came of it, and say whether they differ."""
        try:
            values = sides(lhs, rhs, run)
        except TooLarge:
            self.too_large += 1
            return False
        except (Undefined, Inexact):
            self.undefined += 1
            return False
        if all(map(_precise, values)):
            self.count(run, values, most_zeros)
        else:
            self.undefined += 1
        return differ(*values)

    def count(self, run: Run, values: tuple[Value, Value], most_zeros: int) -> None:
        """Note an instance in which both sides have a value."""
        self.seen |= run.seen
        if any(map(_nonzero, values)):
            self.nonzero += 1
        elif self.zeros < most_zeros:
            self.zeros += 1
        else:
            self.surplus += 1
            return
        self.enclosed += any(isinstance(v, Enclosure) for v in values)


def compare(hypotheses: Sequence[Term], lhs: Term, rhs: Term, count: int = 24, seed: int = 0) -> Agreement:
    """Evaluate both sides in ``count`` random instances that meet the hypotheses, until they disagree.

    At most a third of the counted instances have both sides zero, unless no better ones can be found. A result with
    ``counted == 0`` says nothing about the claim: its hypotheses were never met, or a side never had a value.
    """
    drawing = Drawing(hypotheses, lhs, rhs, seed)
    tally = _Tally()
    disagreement = None
    work = WORK
    most_zeros = count // 3
    while work > 0 and tally.tried < count * (PATIENCE if tally.nonzero else PATIENCE_WITH_ZEROS):
        productive = tally.zeros >= most_zeros and tally.tried % 2 == 0
        instance = drawing.draw(tally.tried, productive=productive, tame=tally.undefined > tally.nonzero)
        tally.tried += 1
        work -= 1_000
        if instance is None:
            tally.rejected += 1
            continue
        run = Run(instance, BUDGET, DIGITS)
        if tally.differs(lhs, rhs, run, most_zeros):
            disagreement = counterexample(drawing, lhs, rhs, instance)
        work -= BUDGET - run.budget
        if disagreement is not None or tally.zeros + tally.nonzero >= count:
            break
    return _agreement(tally, count, lhs, rhs, disagreement)


def _agreement(tally: _Tally, count: int, lhs: Term, rhs: Term, disagreement: Counterexample | None) -> Agreement:
    missing = min(count - tally.zeros - tally.nonzero, tally.surplus) if disagreement is None else 0
    zeros = tally.zeros + missing
    if tally.nonzero:  # half of what counts is to be other than zero: further zeros were compared, but are not counted
        zeros = min(zeros, tally.nonzero)
    found = guards(lhs, rhs)
    return Agreement(
        tried=tally.tried,
        counted=zeros + tally.nonzero,
        nonzero=tally.nonzero,
        rejected=tally.rejected,
        undefined=tally.undefined,
        too_large=tally.too_large,
        surplus=tally.surplus + tally.zeros - zeros,
        enclosed=tally.enclosed,
        guards=Guards(
            total=len(found),
            seen_true=sum(number in tally.seen for number in found),
            seen_false=sum(~number in tally.seen for number in found),
            never_true=tuple(p for number, p in found.items() if number not in tally.seen),
            never_false=tuple(p for number, p in found.items() if ~number not in tally.seen),
        ),
        disagreement=disagreement,
    )


def _nonzero(value: Value) -> bool:
    if isinstance(value, Enclosure):
        return not value.lo <= Fraction(0) <= value.hi
    return bool(value)


def _precise(value: Value) -> bool:
    """Whether an enclosure is so narrow that it would notice a difference."""
    return not isinstance(value, Enclosure) or (value.hi - value.lo) * 10**12 <= 1 + abs(value.lo)
