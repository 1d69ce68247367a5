"""A counterexample: an instance that meets the hypotheses and in which the two sides are different."""

from __future__ import annotations

from dataclasses import dataclass

from symgrad.core.term import Term
from symgrad.refute.compile import Run
from symgrad.refute.draw import BUDGET, DIGITS, Drawing
from symgrad.refute.evaluate import Value, differ, value_in
from symgrad.refute.functions import Polynomial
from symgrad.refute.instance import Entry, Index, Instance, Tensor
from symgrad.refute.scalars import Inexact, TooLarge, Undefined


@dataclass(frozen=True)
class Counterexample:
    """Values for which the claim is false.

    ``sizes`` and ``indices`` together give all free integers; ``values`` the entries of each tensor that the hypotheses or
    the sides read, ``integer_values`` those of integer tensors, and ``functions`` the polynomials that stand for unknown
    functions, by (name, arity). The values of the sides are rationals, or Enclosures that do not meet.
    """

    hypotheses: tuple[Term, ...]
    lhs: Term
    rhs: Term
    instance: Instance
    sizes: dict[str, int]
    indices: dict[str, int]
    values: dict[str, dict[Index, Entry]]
    integer_values: dict[str, dict[Index, Entry]]
    functions: dict[tuple[str, int], Polynomial]
    lhs_value: Value
    rhs_value: Value


def counterexample(drawing: Drawing, lhs: Term, rhs: Term, instance: Instance) -> Counterexample | None:
    """The counterexample that the instance is, seen afresh: hypotheses and sides are evaluated from scratch.

    None if a hypothesis does not hold, a side has no value, or the sides may be equal.
    """
    seen = instance.fresh()  # it notes the entries that the hypotheses read too
    if not drawing.met(seen):
        return None
    try:
        values = sides(lhs, rhs, Run(seen, BUDGET, DIGITS))
    except (Undefined, Inexact, TooLarge):
        return None
    if not differ(*values):
        return None
    roles = drawing.symbols.indices
    return Counterexample(
        hypotheses=tuple(drawing.hypotheses),
        lhs=lhs,
        rhs=rhs,
        instance=seen,
        sizes={n: seen.integers[n] for n in drawing.symbols.integers if n not in roles},
        indices={n: seen.integers[n] for n in drawing.symbols.integers if n in roles},
        values=_read(seen.tensors),
        integer_values=_read(seen.integer_tensors),
        functions=dict(seen.functions),
        lhs_value=values[0],
        rhs_value=values[1],
    )


def sides(lhs: Term, rhs: Term, run: Run) -> tuple[Value, Value]:
    """The values of both sides in a run; raises what the evaluation of either raises."""
    return value_in(lhs, run), value_in(rhs, run)


def _read(tensors: dict[str, Tensor]) -> dict[str, dict[Index, Entry]]:
    return {name: dict(sorted(tensor.items())) for name, tensor in sorted(tensors.items()) if tensor}
