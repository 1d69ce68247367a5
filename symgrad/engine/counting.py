"""Counting: a sum of ones over ranges and conditions becomes a product of sizes, such as the number of windows that fit."""

from __future__ import annotations

from collections.abc import Sequence

from symgrad.core.polynomial import difference, equal, normal, scale
from symgrad.core.replay import LineNumber
from symgrad.core.rules.sums import source_names, target_names
from symgrad.core.term import Domain, Int, Term, Var, conj, conjuncts, eq, floor, iadd, imul, isub, le, open_binder, substitute
from symgrad.engine.integers import find, holds
from symgrad.engine.sift import Stuck, obligations, sift
from symgrad.engine.tidy import integer
from symgrad.engine.writing import integer_term
from symgrad.proof.calc import Chain, Proof


def prove_counted(proof: Proof, lhs: Term, rhs: Term, known: Sequence[Term]) -> LineNumber:
    """The line that proves that lhs, a sum of ones over ranges and conditions, is rhs; raises Stuck if it was not counted so."""
    chain = proof.chain(lhs)
    count(chain, (), known)
    if not equal(chain.term, rhs):
        raise Stuck("the number of summands is another one", chain.term)
    chain.do("ring", (), rhs)
    return chain.close()


def count(chain: Chain, path: tuple[int, ...], known: Sequence[Term]) -> None:
    """The sum at ``path``, of a product of brackets and of factors without its indices, becomes that times its summands' number.

    Raises Stuck where the conditions leave no range, or one whose size is not seen to be a natural number."""
    body = chain.part((*path, len(chain.part(path).args) - 1))
    factors = body.args if body.op == "mul" else (body,)
    brackets = [k for k, f in enumerate(factors) if f.op == "bracket"]
    if brackets:
        chain.do("condition", path, brackets)
    sift(chain, path, known)
    if chain.part(path).op != "sum":
        return
    _conditions_as_ranges(chain, path, known)
    while len(chain.part(path).hints) > 1:
        chain.do("nest", path, len(chain.part(path).hints) - 1)
        inner = (*path, len(chain.part(path).args) - 1)
        _count_one(chain, inner, known)
    _count_one(chain, path, known)


def _count_one(chain: Chain, path: tuple[int, ...], known: Sequence[Term]) -> None:
    """Σ_{lo ≤ i < hi} c = c·(hi − lo), where lo ≤ hi."""
    lo, hi = chain.part(path).args[:2]
    facts = [*known, *chain.facts(path)]
    chain.do("count", path)
    size = (*path, 1, 0)
    length = integer(isub(hi, lo))
    witness = find(facts, le(lo, hi)) and find(facts, eq(chain.part(size), length))
    if witness is None:
        raise Stuck("it is not known that this range is no less than empty", le(lo, hi))
    chain.do("index", size, length, witness)


# ---- conditions as ranges ----


def _conditions_as_ranges(chain: Chain, path: tuple[int, ...], known: Sequence[Term]) -> None:
    """Bounds of the indices that conditions give take the place of wider ones; raises Stuck if a condition is left."""
    t = chain.part(path)
    old, _ = open_binder(t, source_names(len(t.hints)))
    conditions, facts = list(conjuncts(old.cond)), [*known, *chain.facts(path)]
    ranges = []
    for name, (lo, hi) in zip(old.names, old.ranges, strict=True):
        for c in list(conditions):
            bound = bound_by(c, name, [*facts, *old.facts()])
            if bound is None or not bound[1].free.isdisjoint(old.names[old.names.index(name) :]):
                continue
            lower, value = bound
            conditions.remove(c)
            if lower and not holds([*facts, *old.facts()[: 2 * old.names.index(name)]], le(value, lo)):
                lo = value
            elif not lower and not holds([*facts, *old.facts()[: 2 * old.names.index(name)]], le(hi, value)):
                hi = value
        ranges.append((lo, hi))
    if tuple(ranges) == old.ranges and not conjuncts(old.cond):
        return
    names = dict(zip(old.names, map(Var, target_names(len(old.names))), strict=True))
    new = Domain(
        target_names(len(old.names)),
        [(substitute(lo, names), substitute(hi, names)) for lo, hi in ranges],
        substitute(conj(conditions), names),
    )
    there, back = list(names.values()), list(map(Var, old.names))
    chain.do("reindex", path, (t.hints, new.ranges, new.cond), there, back, obligations(old, new, there, back, facts))
    if conditions:
        raise Stuck("this condition leaves no range to count", conditions[0])


def bound_by(c: Term, name: str, facts: Sequence[Term]) -> tuple[bool, Term] | None:
    """Whether the condition bounds the index from below, and its new end; None if it does not bound it alone."""
    if c.op not in ("le", "lt") or name not in c.free:
        return None
    p, atom = difference(c.args[1], c.args[0]), next(iter(normal(Var(name))))[0]
    slope = {tuple(a for a in m if a != atom): v for m, v in p.items() if atom in m}
    rest = integer_term({m: v for m, v in p.items() if atom not in m}, [c.args[0], c.args[1]])
    strict = Int(1 if c.op == "lt" else 0)
    if name in rest.free:
        return None
    if slope == {(): 1}:  # i + rest ≥ 0
        return True, integer(isub(strict, rest))
    if slope == {(): -1}:  # rest − i ≥ 0
        return False, integer(iadd(isub(rest, strict), Int(1)))
    for lower, by in ((True, integer_term(slope)), (False, integer_term(scale(slope, -1)))):
        if name not in by.free and holds(facts, le(Int(1), by)):  # rest + by·i ≥ 0, or rest − by·i ≥ 0
            quotient = floor(integer(isub(rest, strict)), by)
            return (True, integer(imul(Int(-1), quotient))) if lower else (False, iadd(quotient, Int(1)))
    return None
