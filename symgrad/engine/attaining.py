"""A maximum is attained: what any entry that is the maximum would show holds, though nobody says which entry it is.

Let f = max_D e, with a point in D. If every e(k) were below f, then S = Σ_D 1/(f − e(k)) would be positive and no summand more
than S, so every e(k) ≤ f − 1/S, and f ≤ f − 1/S. Hence a goal may be proved with a fresh k in D and e(k) = f supposed.
"""

from __future__ import annotations

from functools import partial

from symgrad.core.arith import Witness
from symgrad.core.replay import LineNumber
from symgrad.core.term import (
    FALSE,
    Term,
    Var,
    add,
    eq,
    inv,
    le,
    lt,
    mul,
    negate,
    num,
    open_binder,
    unfold,
)
from symgrad.engine.integers import find
from symgrad.engine.order import ZERO, point_inside, summand_below
from symgrad.engine.propositions import Context, attempt, by_arithmetic, discharged, fresh_names, prove
from symgrad.engine.sift import Stuck
from symgrad.engine.supposing import refuted
from symgrad.proof.calc import Proof


def by_a_winner(context: Context, goal: Term) -> LineNumber | None:
    """A comparison of scalars with a sum that speaks of a maximum, from a fresh entry that is the maximum."""
    for top in _maxima_in_sums(goal, False):
        if any(fact.op == "seq" and top in fact.args for fact in context.facts()):
            continue  # an entry that is this maximum is at hand already
        line = attempt(context, partial(_with_a_winner, top=top), goal)
        if line is not None:
            return line
    return None


def _maxima_in_sums(t: Term, within: bool) -> list[Term]:
    """The closed maxima that sums in t speak of."""
    t = unfold(t) if t.op == "call" else t
    within = within or t.op == "sum"
    own = [t] if t.op == "max" and within and not t.loose else []
    return list(dict.fromkeys(own + [m for a in t.args for m in _maxima_in_sums(a, within)]))


def _with_a_winner(context: Context, goal: Term, top: Term) -> LineNumber | None:
    """Γ ⊢ P, from Γ, k ∈ D, e(k) = max_D e ⊢ P: were ¬P, no e(k) would be the maximum."""
    point = point_inside(context, top)
    if point is None:
        return None
    proof, supposed = context.proof, negate(goal)
    names = fresh_names(top, goal, *context.facts())
    domain, entry = open_binder(top, names)
    wins, inside = eq(entry, top), domain.facts()
    shown = prove(context.deeper([*inside, wins]), goal)
    if wins not in proof.theorems[shown].hypotheses:
        return None
    both = proof.line("arith", FALSE, find([goal, supposed], FALSE))
    loses = refuted(proof, proof.line("discharge", both, shown), wins)
    below = prove(context.deeper(inside), le(entry, top))
    everywhere = proof.line("generalise", _by(proof, lt(entry, top), loses, below), names, domain.ranges, domain.cond)
    return refuted(proof, _no_entry_wins(context.deeper([supposed]), top, everywhere, point), supposed)


def _no_entry_wins(context: Context, top: Term, below: LineNumber, point: tuple[list[Term], list[Witness]]) -> LineNumber:
    """false, from ∀ k ∈ D. e(k) < max_D e, for a point of D."""
    proof, names = context.proof, fresh_names(top, *context.facts())
    domain, entry = open_binder(top, names)
    inside, gap = context.deeper(domain.facts()), _minus(top, entry)

    def for_all(line: LineNumber) -> LineNumber:
        return proof.line("generalise", line, names, domain.ranges, domain.cond)

    at = discharged(inside, proof.line("specialise", below, tuple(map(Var, names))))
    law, share = _inverse(proof, gap, _by(proof, lt(ZERO, gap), at))
    shares = for_all(_by(proof, le(ZERO, inv(gap)), share))
    total = domain.bind("sum", inv(gap), top.hints)
    part = _proved(summand_below(inside.deeper(proved=[shares]), le(inv(gap), total)), total)
    ratio = _by(proof, le(num(1), mul(gap, total)), at, law, part)
    whole = for_all(_by(proof, lt(ZERO, total), share, part))
    whole = discharged(context, proof.line("specialise", whole, tuple(point[0])))
    whole_law, whole_share = _inverse(proof, total, whole)
    bounds = for_all(_by(proof, le(entry, _minus(top, inv(total))), ratio, whole, whole_law))
    highest = discharged(context, proof.line("max_at_most", top, bounds, *point))
    return _by(proof, FALSE, highest, whole_share)


def _minus(a: Term, b: Term) -> Term:
    return add(a, mul(num(-1), b))


def _inverse(proof: Proof, u: Term, sign: LineNumber) -> tuple[LineNumber, LineNumber]:
    """u·(1/u) = 1 and 0 < 1/u, from 0 < u."""
    law = discharged(Context(proof, (), [sign]), proof.line("fact", "inverse", u))
    return law, _by(proof, lt(ZERO, inv(u)), sign, law)


def _by(proof: Proof, goal: Term, *lines: LineNumber) -> LineNumber:
    """The goal, from these lines alone by arithmetic."""
    return _proved(by_arithmetic(Context(proof, (), lines), goal), goal)


def _proved(line: LineNumber | None, goal: Term) -> LineNumber:
    if line is None:
        raise Stuck("no proof was found of this", goal)
    return line
