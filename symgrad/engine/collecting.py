"""Collecting a scalar by the derivatives of unknown functions, Σ f^{α}·coefficient, as one writes a change of coordinates.

An inverse beside what it inverts is cancelled on the way, by the fact e·(1/e) = 1; the core multiplies it out.
"""

from __future__ import annotations

from symgrad.core.polynomial import Monomial, Polynomial, atom_term, normal, plus
from symgrad.core.rules.derivative import RESERVED
from symgrad.core.term import Term, add, mul, num, power
from symgrad.engine.scalar import close_by_facts
from symgrad.proof.calc import Chain

_ORDER = {"read": 0, "call": 0, "fn": 1, "inv": 2}  # of factors: r, then sin(θ), then 1/r


def collect(chain: Chain) -> None:
    """Multiply the chain's term out and collect it by its products of values and derivatives of unknown functions."""
    close_by_facts(chain, collected(chain.term))


def collected(t: Term) -> Term:
    """The term collected: higher derivatives first, what has no unknown function last."""
    groups: dict[Monomial, Polynomial] = {}
    for m, c in normal(t).items():
        unknown = tuple(a for a in m if _is_unknown(a))
        known = _cancelled(tuple(a for a in m if not _is_unknown(a)))
        groups[unknown] = plus(groups.get(unknown, {}), {known: c})
    parts = [_part(m, groups[m]) for m in sorted(groups, key=_rank) if groups[m]]
    return add(*parts) if len(parts) > 1 else parts[0] if parts else num(0)


def _cancelled(m: Monomial) -> Monomial:
    """The monomial without each inverse that has what it inverts, a single atom, beside it."""
    rest = list(m)
    for a in m:
        t = atom_term(a)
        inverted = normal(t.args[0]) if t is not None and t.op == "inv" else {}
        alone = next(iter(inverted)) if len(inverted) == 1 else ()
        if inverted == {alone: 1} and len(alone) == 1 and alone[0] in rest and a in rest:
            rest.remove(a)
            rest.remove(alone[0])
    return tuple(rest)


def _part(unknown: Monomial, coefficient: Polynomial) -> Term:
    """``f^{α}·coefficient``, without a coefficient of 1."""
    terms = [_product(m, c) for m, c in sorted(coefficient.items(), key=lambda item: len(item[0]))]
    whole = add(*terms) if len(terms) > 1 else terms[0]
    if not unknown:
        return whole
    factor = _product(unknown, 1)
    if coefficient == {(): 1}:
        return factor
    return mul(*_factors(factor), *(_factors(whole) if whole.op == "mul" else (whole,)))


def _product(m: Monomial, coefficient: object) -> Term:
    """The monomial with powers, its factors in the usual order."""
    atoms = sorted(dict.fromkeys(m), key=lambda a: (_ORDER.get(_term(a).op, 3), a))
    factors = [_term(a) if m.count(a) == 1 else power(_term(a), m.count(a)) for a in atoms]
    if coefficient != 1 or not factors:
        factors.insert(0, num(coefficient))  # type: ignore[arg-type]  # a number of a polynomial
    return mul(*factors) if len(factors) > 1 else factors[0]


def _factors(t: Term) -> tuple[Term, ...]:
    return t.args if t.op == "mul" else (t,)


def _term(atom: int) -> Term:
    t = atom_term(atom)
    assert t is not None  # the atoms of scalars have a term, but for casts, which no change of coordinates holds
    return t


def _is_unknown(atom: int) -> bool:
    t = atom_term(atom)
    return t is not None and t.op == "fn" and t.data[0] not in RESERVED


def _rank(m: Monomial) -> tuple[int, list[tuple[int, ...]]]:
    orders = [_term(a).data[1] for a in m]
    return -max(map(sum, orders), default=-1), sorted(tuple(-k for k in alpha) for alpha in orders)
