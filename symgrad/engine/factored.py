"""Scalars as polynomials in sums: what does not depend on an index stands before its Σ, independent sums are apart.

In this form two sides that agree by laws of the field, and not by a change of indices alone, differ by a polynomial that
facts about inverses, roots and given equations make zero: ``Σ_n (x_n − (1/N)·Σ_k x_k) = 0`` is N·(1/N) = 1.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from symgrad.core.polynomial import atom_term, difference
from symgrad.core.replay import LineNumber
from symgrad.core.rules.sums import factors
from symgrad.core.term import Domain, Int, Term, add, conj, conjuncts, eq, iadd, imul, le, mul, num, open_binder
from symgrad.engine.equality import expand, match_parts, written_out
from symgrad.engine.gradient import multiply_out, tidy_up
from symgrad.engine.integers import find
from symgrad.engine.inverses import cancel_inverses, split_inverses
from symgrad.engine.propositions import Context, at_values, attempt
from symgrad.engine.scalar import close_by_facts
from symgrad.engine.sift import Stuck
from symgrad.engine.tidy import tidy
from symgrad.proof.calc import Chain, Proof
from symgrad.proof.matching import match


def prove_by_facts(proof: Proof, lhs: Term, rhs: Term, known: Sequence[Term]) -> LineNumber:
    """The line that proves lhs = rhs by laws of the field, of sums, and facts; raises Stuck if it is not found."""
    ways = [_in_one_step, _in_field]
    if any(t is not None and t.op == "sum" for m in difference(lhs, rhs) for t in map(atom_term, m)):
        ways.reverse()
    mark = len(proof.lines)
    try:
        return ways[0](proof, lhs, rhs, known)
    except Stuck:
        del proof.lines[mark:], proof.theorems[mark:]
        return ways[1](proof, lhs, rhs, known)


def _in_one_step(proof: Proof, lhs: Term, rhs: Term, known: Sequence[Term]) -> LineNumber:
    """By one ``ring`` step, definitions written out."""
    right, left = written_out(proof, rhs), written_out(proof, lhs)
    close_by_facts(left, right.term, _equations(proof, known, left.term, right.term))
    first, second = left.close(), right.close()
    return proof.line("transitivity", first, proof.line("symmetry", second))


def _in_field(proof: Proof, lhs: Term, rhs: Term, known: Sequence[Term]) -> LineNumber:
    """By one ``ring`` step between the factored forms."""
    first, second = factor_out(proof, lhs, known), factor_out(proof, rhs, known)
    chain, target = proof.chain(proof.theorems[first].rhs), proof.theorems[second].rhs
    close_by_facts(chain, target, _equations(proof, known, chain.term, target))
    middle = proof.line("transitivity", first, chain.close())
    return proof.line("transitivity", middle, proof.line("symmetry", second))


def _equations(proof: Proof, known: Sequence[Term], *terms: Term) -> list[LineNumber]:
    """What is known by equations; one for every index, such as Σ_i t[b,i] = 1, at the sums of the terms that it speaks of."""
    out = [proof.line("assume", h) for h in known if h.op == "seq"]
    sums = dict.fromkeys(s for t in terms for s in _closed_sums(t))
    for h in (h for h in known if h.op == "forall" and h.args[-1].op == "seq"):
        for values in filter(None, (match(h.args[-1].args[0], s, len(h.hints)) for s in sums)):
            line = attempt(Context(proof, known), partial(at_values, values=values), h)
            out += [] if line is None else [line]
    return out


def _closed_sums(t: Term) -> list[Term]:
    if t.op == "sum":
        return [] if t.loose else [t]
    return [s for a in t.args for s in _closed_sums(a)] if not t.hints else []


def factor_out(proof: Proof, t: Term, known: Sequence[Term]) -> LineNumber:
    """The line that proves t equal to its factored form."""
    chain = proof.chain(t)
    expand(chain, known)
    split_inverses(chain)
    expand(chain, known)
    cancel_inverses(chain)
    target = factored(chain.term)
    back = proof.chain(target)
    multiply_out(back, (), None)
    tidy_up(back)
    match_parts(back, chain.term, known)
    if back.term != chain.term:
        back.do("ring", (), chain.term)
    line = proof.line("transitivity", chain.close(), proof.line("symmetry", back.close()))
    counted = proof.chain(target)
    _count(counted, known)
    return proof.line("transitivity", line, counted.close())


def factored(t: Term) -> Term:
    """A sum of Σ over products with every factor as far out as it can be."""
    if t.op == "add":
        return add(*map(factored, t.args))
    if t.op != "sum":
        return t
    names = [f"@f{k}" for k in range(len(t.hints))]
    domain, body = open_binder(t, names)
    groups = _groups(domain, body)
    outside = [f for f in factors(body) if f.free.isdisjoint(names)]
    parts = outside + [_part(domain, t.hints, group, body) for group in groups]
    return tidy(mul(*parts)) if len(parts) > 1 else parts[0]


def _groups(domain: Domain, body: Term) -> list[list[str]]:
    """The indices, apart where no factor, condition or range connects them."""
    links = [f.free for f in (*factors(body), *conjuncts(domain.cond))]
    links += [lo.free | hi.free | {n} for n, (lo, hi) in zip(domain.names, domain.ranges, strict=True)]
    groups = [{n} for n in domain.names]
    for link in links:
        touched = [g for g in groups if not g.isdisjoint(link)]
        if len(touched) > 1:
            groups = [g for g in groups if g not in touched] + [set().union(*touched)]
    order = {n: k for k, n in enumerate(domain.names)}
    return sorted((sorted(g, key=order.__getitem__) for g in groups), key=lambda g: order[g[0]])


def _part(domain: Domain, hints: Sequence[str], group: list[str], body: Term) -> Term:
    """The Σ over a group of indices, of the factors and under the conditions that mention them."""
    own = [k for k, n in enumerate(domain.names) if n in group]
    inside = [f for f in factors(body) if not f.free.isdisjoint(group)]
    cond = conj(c for c in conjuncts(domain.cond) if not c.free.isdisjoint(group))
    smaller = Domain(group, [domain.ranges[k] for k in own], cond)
    product = mul(*inside) if len(inside) > 1 else inside[0] if inside else num(1)
    return smaller.bind("sum", product, [hints[k] for k in own])


def _count(chain: Chain, known: Sequence[Term]) -> None:
    """Σ_{lo ≤ i < hi} 1 = hi − lo, where lo ≤ hi is known."""
    for path in _ones(chain.term, ()):
        lo, hi = chain.part(path).args[:2]
        length = tidy(iadd(hi, imul(Int(-1), lo)))
        witness = find(known, le(lo, hi))
        if witness is None:
            continue
        chain.do("count", path)
        at = (*path, 1, 0) if chain.part(path).op == "mul" else (*path, 0)
        extremum = find(known, eq(chain.part(at), length))
        if extremum is None:
            raise Stuck("the length of a range was not found", chain.part(at))
        chain.do("index", at, length, extremum)
    tidy_up(chain)


def _ones(t: Term, path: tuple[int, ...]) -> list[tuple[int, ...]]:
    """The paths of sums of ones over one index without a condition, outside of other sums."""
    if t.op == "sum":
        return [path] if len(t.hints) == 1 and t.args[2].op == "true" and t.args[3] == num(1) else []
    return [p for k, a in enumerate(t.args) if a.sort == "S" for p in _ones(a, (*path, k))]
