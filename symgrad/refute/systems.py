"""Hypotheses that are linear in a tensor, such as ``Σ_i J[a,i]·K[i,b] = [a = b]``, are met by solving them for its entries."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction

from symgrad.core.term import Term
from symgrad.refute.compile import Run, program
from symgrad.refute.instance import Entry, Index, Instance, Tensor
from symgrad.refute.scalars import Inexact, TooLarge, Undefined

MOST_UNKNOWNS = 12

Row = tuple[dict[Index, Fraction], Fraction]  # coefficients and the constant of an affine form that is to be 0


def solved(hypotheses: Sequence[Term], name: str, instance: Instance, budget: int) -> Callable[[Index], Entry] | None:
    """Entries of the tensor that meet the equations of scalars that mention it, others as drawn; None if there are none or
    they are not linear in it, or no solution was found. TooLarge if the system is."""
    about = [h for h in hypotheses if name in h.free and _equation(h) is not None]
    drawn = instance.tensors[name]
    unknowns: set[Index] = set()
    try:
        rows = [row for h in about for row in _rows(h, name, instance, budget, unknowns)]
    except (Undefined, Inexact, RecursionError):
        return None
    finally:
        instance.tensors[name] = drawn
    solution = _solve(rows, sorted(unknowns)) if unknowns else None
    draw = drawn.draw
    return None if solution is None else lambda index: solution[index] if index in solution else draw(index)


def _equation(h: Term) -> Term | None:
    body = h.args[-1] if h.op == "forall" else h
    return body if body.op == "seq" else None


def _rows(h: Term, name: str, instance: Instance, budget: int, unknowns: set[Index]) -> list[Row]:
    """Each instance of the equation as an affine form in the entries of the tensor, which are added to the unknowns."""
    equation, count = _equation(h), len(h.hints)
    assert equation is not None  # asked before
    out: list[Row] = []
    for at in _domain(h, instance, budget) if count else [()]:
        constant, tensor = _gap(equation, count, at, name, {}, instance, budget)
        unknowns.update(tensor)
        if len(unknowns) > MOST_UNKNOWNS:
            raise TooLarge("a system of too many equations")
        slopes = {i: _gap(equation, count, at, name, {i: 1}, instance, budget)[0] - constant for i in tensor}
        out.append((slopes, constant))
    return out


def _gap(
    equation: Term, count: int, at: Index, name: str, given: dict[Index, Entry], instance: Instance, budget: int
) -> tuple[Fraction, Tensor]:
    """Left side minus right side with these entries, others 0; and the entries that were read."""
    tensor = instance.tensors[name] = Tensor(lambda index: given.get(index, 0))
    run = Run(instance, budget)
    left, right = (program(side, count)(list(at), run) for side in equation.args)
    return Fraction(left) - Fraction(right), tensor


def _domain(h: Term, instance: Instance, budget: int) -> list[tuple[int, ...]]:
    """The values of the indices of a ∀, all ranges closed but for earlier indices."""
    run, count = Run(instance, budget), len(h.hints)
    out: list[tuple[int, ...]] = [()]
    for j in range(count):
        lo, hi = (program(t, j) for t in h.args[2 * j : 2 * j + 2])
        out = [(*at, v) for at in out for v in range(lo(list(at), run), hi(list(at), run))]
    return [at for at in out if program(h.args[-2], count)(list(at), run)]


def _solve(rows: Sequence[Row], unknowns: Sequence[Index]) -> dict[Index, Fraction] | None:
    """A solution by elimination, free unknowns 0; None if there is none."""
    matrix = [[*(coefficients.get(u, Fraction(0)) for u in unknowns), -constant] for coefficients, constant in rows]
    pivots: list[int] = []
    for column in range(len(unknowns)):
        row = next((r for r in range(len(pivots), len(matrix)) if matrix[r][column]), None)
        if row is None:
            continue
        top = len(pivots)
        matrix[top], matrix[row] = matrix[row], matrix[top]
        matrix[top] = [x / matrix[top][column] for x in matrix[top]]
        for r, line in enumerate(matrix):
            if r != top and line[column]:
                matrix[r] = [x - line[column] * y for x, y in zip(line, matrix[top], strict=True)]
        pivots.append(column)
    if any(line[-1] for line in matrix[len(pivots) :]):
        return None
    values = dict.fromkeys(unknowns, Fraction(0))
    values.update({unknowns[column]: matrix[r][-1] for r, column in enumerate(pivots)})
    return values
