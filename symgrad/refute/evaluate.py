"""Exact evaluation of closed terms in an instance, and rigorous enclosures where the value is not rational."""

from __future__ import annotations

from fractions import Fraction

from symgrad.core.term import Term
from symgrad.refute.compile import Run, program
from symgrad.refute.functions import Polynomial
from symgrad.refute.instance import Instance, Tensor
from symgrad.refute.scalars import Angle, Enclosure, Inexact, TooLarge, Undefined, ends, primal

__all__ = [
    "Angle",
    "Enclosure",
    "Inexact",
    "Instance",
    "Polynomial",
    "Tensor",
    "TooLarge",
    "Undefined",
    "differ",
    "enclose",
    "evaluate",
    "value_in",
]

BUDGET = 2_000_000  # nodes visited, a few tenths of a second

Value = Fraction | int | bool | Enclosure


def evaluate(term: Term, instance: Instance, *, budget: int = BUDGET) -> Fraction | int | bool:
    """The exact value of a closed term: a Fraction for a scalar, an int for an integer, a bool for a proposition.

    Undefined if the term has no specified value there, Inexact if the value is not rational, TooLarge if it takes
    more than ``budget`` nodes, LookupError for a free integer that the instance does not give.
    """
    value = value_in(term, Run(instance, budget))
    if isinstance(value, Enclosure):
        raise Inexact("an enclosure")
    return value


def enclose(term: Term, instance: Instance, digits: int = 30, *, budget: int = BUDGET) -> Enclosure:
    """A rational interval that contains the value of a scalar term, computed with that many digits.

    Undefined also where the enclosures are too wide to decide a comparison or to exclude a pole.
    """
    value = value_in(term, Run(instance, budget, digits))
    return value if isinstance(value, Enclosure) else Enclosure(Fraction(value), Fraction(value))


def value_in(term: Term, run: Run) -> Value:
    """The value of a term in a run: exact where it can be, an Enclosure otherwise (if the run has digits)."""
    try:
        value = primal(program(term)((), run))
    except RecursionError:
        raise TooLarge("the term is nested too deeply") from None
    if term.sort == "P":
        return bool(value)
    if isinstance(value, Fraction | int):
        return int(value) if term.sort == "I" else Fraction(value)
    return ends(value)


def differ(a: Value, b: Value) -> bool:
    """Whether two values are certainly different: unequal numbers, or intervals that are disjoint."""
    if isinstance(a, Enclosure) or isinstance(b, Enclosure):
        x = a if isinstance(a, Enclosure) else Enclosure(Fraction(a), Fraction(a))
        y = b if isinstance(b, Enclosure) else Enclosure(Fraction(b), Fraction(b))
        return x.hi < y.lo or y.hi < x.lo
    return a != b
