"""Tidying: the same term by ring laws, written as a person would leave it.

Zeros, ones and nested products go, equal index terms are collected; otherwise the author's order stays. The result is
checked by the core's ``ring`` like everything else.
"""

from __future__ import annotations

from collections import Counter
from fractions import Fraction
from math import prod

from symgrad.core.polynomial import normal
from symgrad.core.term import Int, Term, add, iadd, imul, make, map_args, mul, num
from symgrad.engine.writing import integer_term

_tidied: dict[Term, Term] = {}


def tidy(t: Term) -> Term:
    """The term tidied; equal to t by the core's ring."""
    return _TIDY.get(t.op, _inside)(t) if t.args else t


def _inside(t: Term) -> Term:
    return map_args(t, lambda a, _: tidy(a), 0)


def _sum_of_terms(t: Term) -> Term:
    parts: list[Term] = []
    for a in map(tidy, t.args):
        parts += a.args if a.op == "add" else [] if _is(a, 0) else [a]
    numbers = [p for p in parts if p.op == "num"]
    if len(numbers) > 1:
        parts = [p for p in parts if p.op != "num"] + [num(sum((n.data for n in numbers), Fraction(0)))]
    parts = _like_terms(parts)
    return add(*parts) if len(parts) > 1 else parts[0] if parts else num(0)


def _like_terms(parts: list[Term]) -> list[Term]:
    """The terms with those that differ in a number alone made one, where the first of them stands."""
    if len(set(map(_without_number, parts))) == len(parts):
        return parts
    collected: dict[frozenset[tuple[Term, int]], tuple[Fraction, Term]] = {}
    for p in parts:
        key, factor = _without_number(p), p.args[0].data if _has_number(p) else Fraction(1)
        before, first = collected.get(key, (Fraction(0), p))
        collected[key] = before + factor, first
    out = []
    for total, first in collected.values():
        rest = first.args[1:] if _has_number(first) else first.args if first.op == "mul" else (first,)
        if total:
            out.append(_product(mul(num(total), *rest)))
    return out


def _has_number(t: Term) -> bool:
    return t.op == "mul" and bool(t.args) and t.args[0].op == "num"


def _without_number(t: Term) -> frozenset[tuple[Term, int]]:
    """The factors of a product with how often each occurs, a number in front left out."""
    factors = (t.args[1:] if _has_number(t) else t.args) if t.op == "mul" else (t,)
    return frozenset(Counter(factors).items())


def _product(t: Term) -> Term:
    coefficient = Fraction(1)
    parts: list[Term] = []
    for a in map(tidy, t.args):
        for f in a.args if a.op == "mul" else (a,):
            if f.op == "num":
                coefficient *= f.data
            else:
                parts.append(f)
    if coefficient == 0:
        return num(0)
    if coefficient != 1 or not parts:
        parts.insert(0, num(coefficient))
    return mul(*parts) if len(parts) > 1 else parts[0]


def _power(t: Term) -> Term:
    base = tidy(t.args[0])
    if t.data == 0:
        return num(1)
    return base if t.data == 1 else make("pow", t.data, (base,))


def _sum(t: Term) -> Term:
    inner = _inside(t)
    return num(0) if _is(inner.args[-1], 0) else inner


def _cast(t: Term) -> Term:
    inner = tidy(t.args[0])
    return num(inner.data) if inner.op == "int" else make("cast", None, (inner,))


def _is(t: Term, value: int) -> bool:
    return t.op == "num" and t.data == value


def integer(t: Term) -> Term:
    """An integer term with like terms collected, in the order in which they were written."""
    found = _tidied.get(t)
    if found is None:
        found = _tidied[t] = _collect(t)
    return found


def _collect(t: Term) -> Term:
    t = _inside(t)
    if t.op not in ("iadd", "imul"):
        return t
    p = normal(t)
    if len(p) == _count(t):
        return _flat(t)
    return integer_term(p, like=[t], positive_first=False)


def _count(t: Term) -> int:
    """How many monomials t has when it is multiplied out and nothing cancels."""
    if t.op == "iadd":
        return sum(map(_count, t.args))
    return prod(map(_count, t.args)) if t.op == "imul" else len(normal(t))


def _flat(t: Term) -> Term:
    """Sums in sums and products in products opened."""
    if t.op == "iadd":
        parts = [b for a in map(_flat, t.args) for b in (a.args if a.op == "iadd" else (a,)) if normal(b)]
        return iadd(*parts) if len(parts) > 1 else parts[0] if parts else Int(0)
    if t.op == "imul" and len(t.args) == 2 and t.args[0] == Int(-1):
        return imul(Int(-1), _flat(t.args[1]))  # −(d·k), as a person writes it
    if t.op == "imul" and any(a.op == "imul" for a in t.args):
        return imul(*(b for a in map(_flat, t.args) for b in (a.args if a.op == "imul" else (a,))))
    return t


_TIDY = {
    "add": _sum_of_terms,
    "mul": _product,
    "pow": _power,
    "sum": _sum,
    "cast": _cast,
    "iadd": integer,
    "imul": integer,
}
