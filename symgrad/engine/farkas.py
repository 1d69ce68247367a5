"""Farkas combinations: non-negative weights under which polynomials add up to a negative number, by exact simplex.

Each monomial counts as a variable of its own, so products of constraints are simply further columns.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from math import lcm

from symgrad.core.polynomial import Monomial, Polynomial

MAX_PIVOTS = 400


def positive_combination(columns: Sequence[Polynomial]) -> dict[int, int] | None:
    """Weights w ≥ 0 (by column, zero left out) with Σ w·column a negative number; None if there are none."""
    if not any(p.get((), 0) < 0 for p in columns):
        return None
    live = _presolve(columns)
    if not any(columns[k].get((), 0) < 0 for k in live):
        return None
    weights = _simplex(columns, sorted(live))
    if weights is None:
        return None
    scale = lcm(*(Fraction(w).denominator for w in weights.values()))
    return {k: int(w * scale) for k, w in weights.items()}


def _presolve(columns: Sequence[Polynomial]) -> set[int]:
    """The columns that can have a positive weight: a monomial that occurs with one sign only rules out those it is in."""
    live = {k for k, p in enumerate(columns) if p}
    signs: dict[Monomial, list[int]] = {}  # how many live columns have it with a coefficient > 0, and < 0
    holders: dict[Monomial, list[int]] = {}
    for k in live:
        for m, c in columns[k].items():
            if m not in signs:
                signs[m], holders[m] = [0, 0], []
            signs[m][c < 0] += 1
            holders[m].append(k)
    signs.pop((), None)
    queue = [m for m, (up, down) in signs.items() if not up or not down]
    while queue:
        for k in holders[queue.pop()]:
            if k not in live:
                continue
            live.remove(k)
            for m, c in columns[k].items():
                if m:
                    counts = signs[m]
                    counts[c < 0] -= 1
                    if counts[c < 0] == 0 and counts[c > 0]:
                        queue.append(m)
    return live


def _simplex(columns: Sequence[Polynomial], live: list[int]) -> dict[int, Fraction] | None:
    """Phase one of the simplex method: Σ w·column = −1 with w ≥ 0, one artificial variable a row, Bland's rule."""
    monomials = sorted({m for k in live for m in columns[k] if m})
    row_of = {m: r for r, m in enumerate(monomials)}
    last = len(monomials)
    # rows hold {column: coefficient}; the constant row is negated so that its right side is 1
    rows: list[dict[int, Fraction | int]] = [{} for _ in range(last + 1)]
    for k in live:
        for m, c in columns[k].items():
            if m:
                rows[row_of[m]][k] = c
            else:
                rows[last][k] = -c
    right: list[Fraction | int] = [*([0] * last), 1]
    basis: list[int | None] = [None] * (last + 1)  # None: the row's artificial variable
    for _ in range(MAX_PIVOTS):
        cost: dict[int, Fraction | int] = {}
        for r, b in enumerate(basis):
            if b is None:
                for k, c in rows[r].items():
                    cost[k] = cost.get(k, 0) + c
        entering = min((k for k, c in cost.items() if c > 0), default=None)
        if entering is None:
            break
        leaving = _leaving(rows, right, basis, entering)
        if leaving is None:
            return None
        _pivot(rows, right, leaving, entering)
        basis[leaving] = entering
    if any(b is None and right[r] != 0 for r, b in enumerate(basis)):
        return None
    return {b: Fraction(right[r]) for r, b in enumerate(basis) if b is not None and right[r] != 0}


def _leaving(
    rows: list[dict[int, Fraction | int]], right: list[Fraction | int], basis: list[int | None], entering: int
) -> int | None:
    best: tuple[Fraction, int, int] | None = None
    for r, row in enumerate(rows):
        c = row.get(entering, 0)
        if c > 0:
            b = basis[r]
            candidate = (Fraction(right[r]) / c, -1 if b is None else b, r)
            if best is None or candidate < best:
                best = candidate
    return None if best is None else best[2]


def _pivot(rows: list[dict[int, Fraction | int]], right: list[Fraction | int], r: int, k: int) -> None:
    divisor = rows[r][k]
    if divisor != 1:
        rows[r] = {j: _divide(c, divisor) for j, c in rows[r].items()}
        right[r] = _divide(right[r], divisor)
    pivot_row = rows[r]
    for other, row in enumerate(rows):
        c = row.get(k, 0) if other != r else 0
        if not c:
            continue
        for j, d in pivot_row.items():
            value = row.get(j, 0) - c * d
            if value:
                row[j] = value
            else:
                row.pop(j, None)
        right[other] = right[other] - c * right[r]


def _divide(a: Fraction | int, b: Fraction | int) -> Fraction | int:
    """a/b, an int where it is one: ints are ten times as fast."""
    q = Fraction(a) / b
    return q.numerator if q.denominator == 1 else q
