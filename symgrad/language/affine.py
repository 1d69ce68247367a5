"""Index expressions as polynomials: coefficients, extreme values over ranges, and back to terms."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from symgrad.core.polynomial import Polynomial, atom_term, constant, normal, plus, times
from symgrad.core.term import Int, Term, Var, iadd, imul, le
from symgrad.language.elaborate import Index

Sign = Callable[[Polynomial], int]  # 1: never negative, −1: never positive, 0: not known


class NotAffine(Exception):
    """An index occurs in a floor, a product with another index, or with an unknown sign; ``term`` is the culprit."""

    def __init__(self, term: Term | None = None) -> None:
        super().__init__()
        self.term = term


def mentions(p: Polynomial, variable: str) -> bool:
    """Whether the variable occurs in the polynomial, inside its atoms too."""
    return any(variable in _atom(a).free for m in p for a in m)


def coefficient(p: Polynomial, variable: str) -> Polynomial:
    """What the variable is multiplied by. Raises NotAffine where it occurs in any other way."""
    out: Polynomial = {}
    for m, c in p.items():
        at = [place for place, a in enumerate(m) if variable in _atom(a).free]
        if not at:
            continue
        if len(at) > 1 or _atom(m[at[0]]).op != "var":
            raise NotAffine(_atom(m[at[0]]))
        out = plus(out, {(*m[: at[0]], *m[at[0] + 1 :]): c})
    return out


def replaced(p: Polynomial, variable: str, value: Polynomial) -> Polynomial:
    """p with the value in place of the variable, in which it is affine."""
    c = coefficient(p, variable)
    return plus(plus(p, times(c, normal(Var(variable))), -1), times(c, value))


def extreme(p: Polynomial, scope: Sequence[Index], sign: Sign, largest: bool) -> Polynomial:
    """The largest or smallest value while each index of the scope runs through its range, inner ones first."""
    for index in reversed(scope):
        if not mentions(p, index.variable):
            continue
        s = sign(coefficient(p, index.variable))
        if s == 0:
            raise NotAffine(term(coefficient(p, index.variable)))
        end = plus(normal(index.hi), constant(1), -1) if (s > 0) == largest else normal(index.lo)
        p = replaced(p, index.variable, end)
    return p


def sign_by(prove: Callable[[Term], bool]) -> Sign:
    """The sign of a coefficient, by its value or by proof."""

    def sign(p: Polynomial) -> int:
        if p.keys() <= {()}:
            c = p.get((), 0)
            return 1 if c >= 0 else -1
        if prove(le(Int(0), term(p))):
            return 1
        return -1 if prove(le(term(p), Int(0))) else 0

    return sign


def term(p: Polynomial) -> Term:
    """The polynomial as an integer term: positive parts, then negative ones, the number last."""
    parts = sorted((m for m in p if m), key=lambda m: p[m] < 0)
    terms = [_monomial(int(p[m]), [_atom(a) for a in m]) for m in parts]
    if p.get((), 0) or not terms:
        terms.append(Int(int(p.get((), 0))))
    return terms[0] if len(terms) == 1 else iadd(*terms)


def _monomial(c: int, atoms: list[Term]) -> Term:
    if c == 1:
        return atoms[0] if len(atoms) == 1 else imul(*atoms)
    if c == -1 and len(atoms) > 1:
        return imul(Int(-1), imul(*atoms))
    return imul(Int(c), *atoms)


def _atom(number: int) -> Term:
    found = atom_term(number)
    if found is None:
        raise NotAffine
    return found
