"""Farkas combinations: non-negative weights under which polynomials add up to a negative number, by exact simplex.

Each monomial counts as a variable of its own, so products of constraints are simply further columns.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from math import gcd, lcm

from symgrad.core.polynomial import Monomial, Number, Polynomial

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


class _Row:
    """One equation of the tableau, Σ entry·w = right in integers. ``basic`` is the column solved for, None for the row's
    artificial variable, whose coefficient is ``scale``."""

    __slots__ = ("basic", "entries", "right", "scale")

    def __init__(self, entries: dict[int, Number], right: int) -> None:
        self.scale = lcm(*(c.denominator for c in entries.values()))
        self.entries = {k: int(c * self.scale) for k, c in entries.items()}
        self.right = right * self.scale
        self.basic: int | None = None

    def eliminate(self, column: int, pivot: _Row) -> None:
        """Take so much of the pivot row away that the column's entry is 0."""
        c, p = self.entries[column], pivot.entries[column]
        g = gcd(c, p)
        c, p = c // g, p // g
        entries = {k: v * p for k, v in self.entries.items()} if p != 1 else self.entries
        for k, v in pivot.entries.items():
            value = entries.get(k, 0) - c * v
            if value:
                entries[k] = value
            else:
                entries.pop(k, None)
        self.entries, self.right, self.scale = entries, self.right * p - c * pivot.right, self.scale * p
        if p != 1:
            self.reduce()

    def reduce(self) -> None:
        """Divide by what all have in common, so that the integers stay small."""
        g = gcd(self.right, *self.entries.values(), *(() if self.basic is not None else (self.scale,)))
        if g > 1:
            self.entries = {k: v // g for k, v in self.entries.items()}
            self.right //= g
            self.scale //= g


def _simplex(columns: Sequence[Polynomial], live: list[int]) -> dict[int, Fraction] | None:
    """Phase one of the simplex method: Σ w·column = −1 with w ≥ 0, one artificial variable a row, Bland's rule."""
    by_monomial: dict[Monomial, dict[int, Number]] = {}
    for k in live:
        for m, c in columns[k].items():
            by_monomial.setdefault(m, {})[k] = c if m else -c  # the row of the numbers is negated: its right side is 1
    rows = [_Row(entries, int(not m)) for m, entries in sorted(by_monomial.items(), key=_last_the_numbers)]
    for _ in range(MAX_PIVOTS):
        entering = _entering(rows)
        if entering is None:
            break
        leaving = _leaving(rows, entering)
        if leaving is None:
            return None
        for row in rows:
            if row is not leaving and entering in row.entries:
                row.eliminate(entering, leaving)
        leaving.basic = entering
    if any(row.basic is None and row.right for row in rows):
        return None
    return {row.basic: Fraction(row.right, row.entries[row.basic]) for row in rows if row.basic is not None and row.right}


def _last_the_numbers(item: tuple[Monomial, object]) -> tuple[bool, Monomial]:
    return not item[0], item[0]


def _entering(rows: list[_Row]) -> int | None:
    """The first column that makes the artificial variables smaller in sum; None if none does."""
    artificial = [row for row in rows if row.basic is None]
    common = lcm(*(row.scale for row in artificial))
    cost: dict[int, int] = {}
    for row in artificial:
        factor = common // row.scale
        for k, c in row.entries.items():
            cost[k] = cost.get(k, 0) + c * factor
    return min((k for k, c in cost.items() if c > 0), default=None)


def _leaving(rows: list[_Row], entering: int) -> _Row | None:
    """The row that bounds the entering column first; of several, an artificial one, or that of the first column."""
    best, best_basic, right, entry = None, 0, 0, 1
    for row in rows:
        c = row.entries.get(entering, 0)
        if c > 0:
            basic = -1 if row.basic is None else row.basic
            gap = row.right * entry - right * c
            if best is None or gap < 0 or (gap == 0 and basic < best_basic):
                best, best_basic, right, entry = row, basic, row.right, c
    return best
