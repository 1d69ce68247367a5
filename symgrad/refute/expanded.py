"""Polynomials in the entries of tensors, multiplied out: what sums over explicit arrays come to before sympy sees them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fractions import Fraction
from typing import TypeAlias

from symgrad.refute.scalars import TooLarge

Number: TypeAlias = int | Fraction
Monomial: TypeAlias = tuple[int, ...]  # numbers of entries, ascending, repeated for powers

MOST_TERMS = 400  # that are multiplied out at once


class Expanded:
    """Σ coefficient·∏ entries, with no coefficient 0; entries are known by number. Never changed once made."""

    __slots__ = ("terms",)

    def __init__(self, terms: dict[Monomial, Number]) -> None:
        self.terms = terms

    def entry(self) -> int | None:
        """The number of the entry that this is, if it is one."""
        (monomial,) = self.terms if len(self.terms) == 1 else ((),)
        return monomial[0] if len(monomial) == 1 and self.terms[monomial] == 1 else None

    def value(self, entries: Mapping[int, Number]) -> Number:
        """Its value for these values of the entries."""
        out: Number = 0
        for monomial, coefficient in self.terms.items():
            for n in monomial:
                coefficient *= entries[n]
            out += coefficient
        return out


def sum_of(parts: Iterable[Expanded], number: Number) -> Expanded | Number:
    """The sum of the parts and a number."""
    terms: dict[Monomial, Number] = {(): number}
    for part in parts:
        for m, c in part.terms.items():
            terms[m] = terms.get(m, 0) + c
    terms = {m: c for m, c in terms.items() if c}
    return Expanded(terms) if terms.keys() - {()} else terms.get((), 0)


def product_of(parts: Iterable[Expanded], number: Number) -> Expanded | Number:
    """The product of the parts and a number; raises TooLarge if it would have too many terms."""
    if not number:
        return 0
    terms: dict[Monomial, Number] = {(): number}
    for part in parts:
        if len(terms) * len(part.terms) > MOST_TERMS:
            raise TooLarge("the product has too many terms to multiply out")
        before, terms = terms, {}
        for m, c in before.items():
            for n, d in part.terms.items():
                mn = tuple(sorted(m + n)) if m and n else m or n
                terms[mn] = terms.get(mn, 0) + c * d
        terms = {m: c for m, c in terms.items() if c}
    return Expanded(terms) if terms.keys() - {()} else terms.get((), 0)
