"""Dividing a polynomial by equations that have leading monomials, such as sin² of sin² + cos² = 1, with the cofactors."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction

from symgrad.core.polynomial import Monomial, Polynomial, plus, times

MOST_STEPS = 5000


def reduce(p: Polynomial, equations: Sequence[Polynomial], leads: Mapping[int, Monomial]) -> list[Polynomial] | None:
    """Cofactors with p = Σ cofactor·equation, by replacing leading monomials as long as there are any; None if something is
    left. ``leads`` has the leading monomial of some of the equations, by their place."""
    cofactors: list[Polynomial] = [{} for _ in equations]
    for _ in range(MOST_STEPS):
        found = next(((m, k, q) for m in p for k, lead in leads.items() if (q := _quotient(m, lead)) is not None), None)
        if found is None:
            break
        m, k, q = found
        factor: Polynomial = {q: Fraction(p[m]) / Fraction(equations[k][leads[k]])}
        cofactors[k] = plus(cofactors[k], factor)
        p = plus(p, times(factor, equations[k]), -1)
    return None if p else cofactors


def _quotient(m: Monomial, lead: Monomial) -> Monomial | None:
    """m divided by lead, if it is a multiple."""
    rest = list(m)
    for a in lead:
        if a not in rest:
            return None
        rest.remove(a)
    return tuple(rest)
