"""Common denominators: a polynomial in inverses is brought over the product of what they invert, by e·(1/e) = 1."""

from __future__ import annotations

from collections.abc import Mapping

from symgrad.core.polynomial import Polynomial, normal, plus, times
from symgrad.core.term import Term, inv


def inverse_atom(e: Term) -> tuple[int, Polynomial] | None:
    """The atom of 1/e, and e as a polynomial; None where 1/e is a number."""
    p = normal(inv(e))
    return (next(iter(p))[0], normal(e)) if p.keys() and () not in p else None


def over_common_denominator(p: Polynomial, inverses: Mapping[int, Polynomial]) -> tuple[Polynomial, dict[int, Polynomial]]:
    """A multiple of all the inverses that p mentions, and cofactors: p = the multiple + Σ cofactor·(e·i − 1).

    ``inverses`` has the atoms i of inverses, each with what it inverts, e; one within another must come after it."""
    cofactors: dict[int, Polynomial] = {}
    for i, e in inverses.items():
        degree = max((m.count(i) for m in p), default=0)
        unit = times(e, {(i,): 1})
        lifted: Polynomial = {}
        for m, c in p.items():
            term: Polynomial = {m: c}
            for _ in range(degree - m.count(i)):
                # term = term·e·i − term·(e·i − 1)
                cofactors[i] = plus(cofactors.get(i, {}), term, -1)
                term = times(term, unit)
            lifted = plus(lifted, term)
        p = lifted
    return p, cofactors
