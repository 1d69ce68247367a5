"""Writing polynomials as terms, in an order and with products as a person wrote them."""

from __future__ import annotations

from collections.abc import Sequence

from symgrad.core.polynomial import Monomial, Polynomial, atom, atom_term, normal, normal_prop
from symgrad.core.term import Int, Term, add, bracket, cast, conjuncts, iadd, imul, mul, num


def integer_term(p: Polynomial, like: Sequence[Term] = (), positive_first: bool = True) -> Term:
    """The integer polynomial as a term; monomials that occur in ``like`` are spelled and ordered as there."""
    written = spelled(like)
    order = {m: k for k, m in enumerate(written)}
    keys = sorted(p, key=lambda m: (not m, positive_first and p[m] < 0, order.get(m, len(order)), m))
    parts = [_integer_monomial(m, int(p[m]), written) for m in keys]
    return parts[0] if len(parts) == 1 else iadd(*parts) if parts else Int(0)


def _integer_monomial(m: Monomial, coefficient: int, written: dict[Monomial, tuple[Term, ...]]) -> Term:
    factors = list(written.get(m) or map(_atom, m))
    if coefficient == -1 and len(factors) > 1:
        return imul(Int(-1), imul(*factors))  # −(d·k), as a person writes it
    if coefficient != 1 or not factors:
        factors.insert(0, Int(coefficient))
    return factors[0] if len(factors) == 1 else imul(*factors)


def spelled(terms: Sequence[Term]) -> dict[Monomial, tuple[Term, ...]]:
    """The monomials of integer terms in the order of their first occurrence, with the factors as they were written."""
    out: dict[Monomial, tuple[Term, ...]] = {}
    for t in terms:
        _spell(t, out)
    return out


def _spell(t: Term, out: dict[Monomial, tuple[Term, ...]]) -> None:
    if t.op == "iadd":
        for a in t.args:
            _spell(a, out)
        return
    factors = _factors(t)
    p = normal(imul(*factors)) if len(factors) > 1 else normal(factors[0]) if factors else {(): 1}
    if len(p) == 1:
        out.setdefault(next(iter(p)), factors)
    for f in factors:  # sums inside a product: their parts are worth knowing too
        if f.op == "iadd":
            _spell(f, out)


def _factors(t: Term) -> tuple[Term, ...]:
    """The factors of a product without its numbers, nested products opened."""
    if t.op == "imul":
        return tuple(f for a in t.args for f in _factors(a))
    return () if t.op == "int" else (t,)


def scalar_term(p: Polynomial) -> Term:
    """The scalar polynomial as a term."""
    parts = []
    for m, c in p.items():
        factors = [num(c)] if c != 1 or not m else []
        factors += map(_atom, m)
        parts.append(factors[0] if len(factors) == 1 else mul(*factors))
    return parts[0] if len(parts) == 1 else add(*parts) if parts else num(0)


def keep_brackets(*terms: Term) -> None:
    """Let polynomials in the brackets of the terms be written: the core keeps no term for what it splits [P ∧ Q] into."""
    todo, seen = list(terms), set[Term]()
    while todo:
        t = todo.pop()
        if t in seen:
            continue
        seen.add(t)
        todo += t.args
        for p in conjuncts(t.args[0]) if t.op == "bracket" and not t.loose else ():
            atom(("bracket", normal_prop(p)), idempotent=True, term=bracket(p))


def keep_casts(*terms: Term) -> None:
    """Let polynomials in the casts of the terms be written: the core keeps no term for what it splits cast(a + b) into."""
    todo, seen = list(terms), set[Term]()
    while todo:
        t = todo.pop()
        if t in seen:
            continue
        seen.add(t)
        todo += t.args
        for a in {a for m in normal(t.args[0]) for a in m} if t.op == "cast" and not t.loose else ():
            atom(("cast", a), term=cast(_atom(a)))


def _atom(number: int) -> Term:
    term = atom_term(number)
    if term is None:
        raise LookupError(f"no term was kept for atom {number}")
    return term
