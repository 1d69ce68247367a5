"""Sifting: a sum in which equations fix some of the indices becomes a sum over the others.

``Σ_{o<O, k<K | s·o + k − p = i} f(o, k)`` becomes ``Σ_{k<K | s divides i + p − k, …} f(⌊(i + p − k)/s⌋, k)``: one ``reindex`` of
the core, whose maps and obligations are found here. An equation that nothing here can solve stays a condition.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import gcd

from symgrad.core.arith import Witness
from symgrad.core.polynomial import Polynomial, atom_term, difference, normal, normal_prop, plus, scale
from symgrad.core.rules.sums import source_names, target_names
from symgrad.core.term import (
    Domain,
    Int,
    Term,
    Var,
    conj,
    conjuncts,
    divides,
    eq,
    floor,
    iadd,
    imul,
    isub,
    le,
    lt,
    mod,
    open_binder,
    substitute,
)
from symgrad.engine.integers import divide, find, holds
from symgrad.engine.tidy import integer, tidy
from symgrad.engine.writing import integer_term
from symgrad.language.naming import free_names, index_names
from symgrad.proof.calc import Chain


class Stuck(Exception):
    """The engine cannot go on; ``term`` is what stopped it."""

    def __init__(self, reason: str, term: Term) -> None:
        super().__init__(reason)
        self.reason, self.term = reason, term


class Solution:
    """Which indices of a sum are replaced by what, and what must then hold."""

    __slots__ = ("back", "conditions", "hints", "ranges", "values")

    def __init__(self, domain: Domain, hints: Sequence[str]) -> None:
        self.values: dict[str, Term] = {}  # eliminated index -> term in the remaining ones
        self.conditions: list[Term] = list(conjuncts(domain.cond))
        self.ranges = dict(zip(domain.names, domain.ranges, strict=True))
        self.hints = dict(zip(domain.names, hints, strict=True))
        self.back: dict[str, Term] = {}  # new index -> term in the old ones

    def replace(self, name: str, value: Term, *conditions: Term, solved: Term | None = None) -> None:
        """Eliminate an index: its range becomes a condition on its value; the equation that gave the value is done with."""
        lo, hi = self.ranges.pop(name)
        kept = [c for c in self.conditions if c is not solved]
        one = {name: value}
        self.values = {n: _index(substitute(v, one)) for n, v in self.values.items()} | {name: value}
        new = [tidy(substitute(c, one)) for c in (*kept, le(lo, Var(name)), lt(Var(name), hi), *conditions)]
        self.conditions = [c for c in new if normal_prop(c) is not True]
        self.ranges = {n: (substitute(a, one), substitute(b, one)) for n, (a, b) in self.ranges.items()}


def _index(t: Term) -> Term:
    return integer(t) if t.op in ("iadd", "imul") else tidy(t)


def sift(
    chain: Chain, path: Sequence[int], known: Sequence[Term], active: frozenset[str] = frozenset(), maximiser: bool = False
) -> dict[str, Term]:
    """Solve the equations among the conditions of the sum at ``path`` and reindex it by one step of the core.

    ``known`` may be assumed anywhere. Equations that mention an ``active`` name are solved first. Returns
    what each eliminated index became (by its hint), for the reason beside the step; empty if there was nothing to do."""
    before, t = chain.term, chain.part(path)
    domain, _ = open_binder(t, source_names(len(t.hints)))
    around = [*known, *chain.facts(path)]
    solution = Solution(domain, t.hints)
    _solve(solution, around, active, maximiser)
    conditions = _needed(solution, around)
    if not solution.values and len(conditions) == len(conjuncts(domain.cond)):
        return {}
    _reindex(chain, path, domain, solution, conditions, around)
    names = dict(zip(solution.hints, index_names(list(solution.hints.values()), free_names(before)), strict=True))
    shown = {n: Var(names[n]) for n, hint in solution.hints.items() if hint}
    return {names[n]: substitute(v, shown) for n, v in solution.values.items()}


# ---- solving ----


def _solve(solution: Solution, around: list[Term], active: frozenset[str], maximiser: bool) -> None:
    """Solve equations until none is left that can be: those that mention an active name first. That a maximiser is
    taken stays a condition, or, if ``maximiser`` is set, is what is solved before anything else."""
    for about_maximiser, wanted in ((True, frozenset[str]()), (False, active), (False, frozenset[str]())):
        progress = maximiser or not about_maximiser
        while progress:
            equations = _equations(solution, wanted, about_maximiser)
            progress = any(_solve_one(solution, c, around) for c in equations)


def _equations(solution: Solution, wanted: frozenset[str], about_maximiser: bool) -> list[Term]:
    out = [c for c in solution.conditions if c.op == "eq"]
    out = [c for c in out if any(map(_mentions_maximiser, c.args)) == about_maximiser]
    return [c for c in out if not wanted or not c.free.isdisjoint(wanted)]


def _mentions_maximiser(t: Term) -> bool:
    return t.op == "argmax" or any(map(_mentions_maximiser, t.args))


def _solve_one(solution: Solution, equation: Term, around: list[Term]) -> bool:
    candidates = [n for n in solution.ranges if n in equation.free and not _mentioned_in_ranges(solution, n)]
    return any(_remainder(solution, n, equation, around) for n in candidates) or any(
        solve(solution, n, equation, around) for n in candidates for solve in (_linear, _quotient, _circular)
    )


def _mentioned_in_ranges(solution: Solution, name: str) -> bool:
    """A range of another index depends on this one; after substitution it may depend on later ones, so leave it."""
    return any(name in a.free or name in b.free for n, (a, b) in solution.ranges.items() if n != name)


def _linear(solution: Solution, name: str, equation: Term, around: list[Term]) -> bool:
    """c·name + rest = 0, with c a number or free of the indices: name = −rest/c."""
    p, like = difference(*equation.args), [equation.args[1], equation.args[0]]
    atom = _atom(name)
    coefficient = {_without(m, atom): c for m, c in p.items() if atom in m}
    rest = {m: c for m, c in p.items() if atom not in m}
    if any(atom in m for m in coefficient):
        return False
    c, total = integer_term(coefficient, like), integer_term(scale(rest, -1), like)
    if name in total.free or not c.free.isdisjoint(solution.ranges):
        return False
    if coefficient in ({(): 1}, {(): -1}):
        solution.replace(name, integer_term(scale(rest, -coefficient[()]), like), solved=equation)
        return True
    facts = _facts(solution, around)
    if not holds(facts, le(Int(1), c)):
        c, total = integer_term(scale(coefficient, -1), like), integer_term(rest, like)
        if not holds(facts, le(Int(1), c)):
            return False
    solution.replace(name, floor(total, c), divides(c, total), solved=equation)
    return True


def _remainder(solution: Solution, name: str, equation: Term, around: list[Term]) -> bool:
    """c·q + name = a with 0 ≤ name < c, for a q of other indices: name is a mod c, and q is ⌊a/c⌋."""
    p, like = difference(*equation.args), [equation.args[1], equation.args[0]]
    sign = p.get((_atom(name),))
    if sign not in (1, -1) or sum(_atom(name) in m for m in p) != 1:
        return False
    others = {_atom(n) for n in solution.ranges if n != name}
    inner = {m: v * sign for m, v in p.items() if not others.isdisjoint(m)}
    common = _common_factor(inner, others)
    if common is None:
        return False
    lo, hi = solution.ranges[name]
    c, facts = integer_term(common, like), _facts(solution, around)
    if not (holds(facts, le(Int(1), c)) and holds(facts, le(Int(0), lo)) and holds(facts, le(hi, c))):
        return False
    a = integer_term({m: -v * sign for m, v in p.items() if m != (_atom(name),) and m not in inner}, like)
    quotient = divide(inner, common)
    assert quotient is not None  # the factor is common to all monomials
    solution.replace(name, mod(a, c), eq(integer_term(quotient, like), floor(a, c)), solved=equation)
    return True


def _common_factor(p: Polynomial, indices: set[int]) -> Polynomial | None:
    """The largest factor of every monomial that is free of the indices; None unless every monomial has exactly one index."""
    if not p or any(sum(a in indices for a in m) != 1 for m in p):
        return None
    common: list[int] | None = None
    for m in p:
        rest = [a for a in m if a not in indices]
        common = rest if common is None else [a for k, a in enumerate(common) if rest.count(a) > common[:k].count(a)]
    number = gcd(*map(int, p.values()))
    if not common and number == 1:
        return None
    return {tuple(common or ()): number if next(iter(p.values())) > 0 else -number}


def _quotient(solution: Solution, name: str, equation: Term, around: list[Term]) -> bool:
    """⌊(name + e)/c⌋ = i: name = c·i − e + r with 0 ≤ r < c; the remainder r is the new index."""
    p, like = difference(*equation.args), [equation.args[1], equation.args[0]]
    for m, sign in p.items():
        t = atom_term(m[0]) if len(m) == 1 and abs(sign) == 1 else None
        if t is None or t.op != "floor" or name not in t.free or sum(m[0] in n for n in p) != 1:
            continue
        target = integer_term({n: -v * sign for n, v in p.items() if n != m}, like)
        base = _start(name, t, target)
        if base is None or not t.args[1].free.isdisjoint(solution.ranges):
            continue
        if holds(_facts(solution, around), le(Int(1), t.args[1])):
            fresh = name + "r"
            solution.hints[fresh] = solution.hints[name]
            solution.back[fresh] = _index(isub(Var(name), base))
            solution.ranges[fresh] = (Int(0), t.args[1])
            solution.replace(name, _index(iadd(base, Var(fresh))), solved=equation)
            return True
    return False


def _circular(solution: Solution, name: str, equation: Term, around: list[Term]) -> bool:
    """(e ± name) mod c = a with 0 ≤ name < c: name is ±(a − e) mod c, for an a with 0 ≤ a < c."""
    for t, a in (equation.args, equation.args[::-1]):
        p, m = (normal(t.args[0]), (_atom(name),)) if t.op == "mod" else ({}, ())
        if p.get(m) not in (1, -1) or name in a.free or not t.args[1].free.isdisjoint(solution.ranges):
            continue
        rest = {n: v for n, v in p.items() if n != m}
        c, total = t.args[1], integer_term(scale(plus(normal(a), rest, -1), p[m]), [a, t.args[0]])
        (lo, hi), facts = solution.ranges[name], _facts(solution, around)
        if name in total.free or not all(holds(facts, g) for g in (le(Int(1), c), le(Int(0), lo), le(hi, c))):
            continue
        solution.replace(name, mod(total, c), le(Int(0), a), lt(a, c), solved=equation)
        return True
    return False


def _start(name: str, quotient: Term, target: Term) -> Term | None:
    """c·target − e, where the quotient is ⌊(name + e)/c⌋ and nothing else mentions the name."""
    inner, c = normal(quotient.args[0]), quotient.args[1]
    m = (_atom(name),)
    offset = integer_term({n: v for n, v in inner.items() if n != m}, [quotient.args[0]])
    if inner.get(m) != 1 or any(name in t.free for t in (offset, target, c)):
        return None
    return _index(isub(imul(c, target), offset))


def _atom(name: str) -> int:
    """The number of the atom that is this index."""
    return next(iter(normal(Var(name))))[0]


def _without(m: tuple[int, ...], atom: int) -> tuple[int, ...]:
    out = list(m)
    if atom in out:
        out.remove(atom)
    return tuple(out)


def _facts(solution: Solution, around: list[Term]) -> list[Term]:
    """What holds of the remaining indices."""
    out = list(around)
    for name, (lo, hi) in solution.ranges.items():
        out += [le(lo, Var(name)), lt(Var(name), hi)]
    return out


def _needed(solution: Solution, around: list[Term]) -> list[Term]:
    """The conditions without those that follow from the others, the ranges and what is known."""
    kept = list(dict.fromkeys(c for c in solution.conditions if normal_prop(c) is not True))
    facts = _facts(solution, around)
    for c in list(kept):
        rest = [d for d in kept if d is not c]
        if holds(facts + rest, c):
            kept = rest
    return kept


# ---- the step ----


def _reindex(
    chain: Chain,
    path: Sequence[int],
    old: Domain,
    solution: Solution,
    conditions: list[Term],
    around: list[Term],
) -> None:
    remaining = list(solution.ranges)
    names = dict(zip(remaining, map(Var, target_names(len(remaining))), strict=True))
    ranges = [tuple(substitute(b, names) for b in solution.ranges[n]) for n in remaining]
    cond = substitute(conj(conditions), names)
    there = [substitute(solution.values.get(n, Var(n)), names) for n in old.names]
    back = [solution.back.get(n, Var(n)) for n in remaining]
    new = Domain(target_names(len(remaining)), [(lo, hi) for lo, hi in ranges], cond)
    proofs = obligations(old, new, there, back, around)
    hints = [solution.hints[n] for n in remaining]
    chain.do("reindex", path, (hints, ranges, cond), there, back, proofs)


def obligations(
    old: Domain, new: Domain, there: Sequence[Term], back: Sequence[Term], around: Sequence[Term]
) -> tuple[list[Witness | None], list[Witness | None]]:
    """Witnesses for the obligations of ``reindex``; raises Stuck if one is not found."""
    to_old = dict(zip(old.names, there, strict=True))
    to_new = dict(zip(new.names, back, strict=True))
    inverse = [eq(substitute(g, to_new), Var(i)) for i, g in to_old.items()]
    forward = [substitute(c, to_new) for c in new.facts()] + inverse
    backward = [substitute(c, to_old) for c in old.facts()]
    backward += [eq(substitute(h, to_old), Var(j)) for j, h in to_new.items()]
    lemmas = [eq(v, g) for g, v in (e.args for e in inverse) if g != v]
    return (
        [_prove(goal, old, around, lemmas) for goal in forward],
        [_prove(goal, new, around, []) for goal in backward],
    )


def _prove(goal: Term, domain: Domain, around: Sequence[Term], lemmas: list[Term]) -> Witness | None:
    facts = domain.facts()
    if goal in facts or normal_prop(goal) is True or normal_prop(goal) in {normal_prop(f) for f in facts}:
        return None
    if not _is_opaque(goal) and (plain := find([f for f in (*facts, *around) if not _is_opaque(f)], goal)):
        return plain  # conditions with quotients, of which there may be many, have no part in it
    lemmas = [e for e in lemmas if eq(e.args[1], e.args[0]) != goal]
    orders: list[list[Term]] = [lemmas, []] if _is_opaque(goal) and lemmas else [[], lemmas] if lemmas else [[]]
    witness: Witness | None = None
    for first in orders:
        witness = witness or find([*facts, *around], goal, first)
    if witness is None:
        raise Stuck("no proof was found that the change of indices is a bijection", goal)
    return witness


def _is_opaque(t: Term) -> bool:
    """Does t hold something that arithmetic takes as a whole?"""
    return t.op in ("floor", "mod", "argmax", "iread", "imin", "imax") or any(map(_is_opaque, t.args))
