"""Contraction by given equations: in a sum of products, Σ_i J[a,i]·K[i,b] becomes what a hypothesis says, such as δ[a,b]."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import permutations
from typing import NamedTuple

from symgrad.core.replay import LineNumber
from symgrad.core.rules.sums import factors, product
from symgrad.core.term import Domain, Term, mul, open_binder
from symgrad.engine.equality import expand, prove_equal
from symgrad.proof.calc import Chain, Proof
from symgrad.proof.matching import match

MOST_FACTORS = 3  # that an equation contracts


def prove_contracted(proof: Proof, lhs: Term, rhs: Term, known: Sequence[Term]) -> LineNumber:
    """The line that proves lhs = rhs by contractions and changes of indices; raises Stuck if no proof was found."""
    chain = proof.chain(lhs)
    contract(chain, known)
    rest = prove_equal(proof, chain.term, rhs, known)
    return proof.line("transitivity", chain.close(), rest)


def contract(chain: Chain, known: Sequence[Term]) -> None:
    """Bring the chain's term to sums over products, and contract these by the equations among what is known."""
    expand(chain, known)
    equations = [h for h in known if _is_contraction(h)]
    while any(_contract_once(chain, path, h) for h in equations for path in _sums(chain.term)):
        expand(chain, known)


def _is_contraction(h: Term) -> bool:
    """``∀ a, b. Σ_i … = …``"""
    body = h.args[-1] if h.op == "forall" else h
    return body.op == "seq" and body.args[0].op == "sum" and len(body.args[0].hints) == 1


def _sums(t: Term) -> list[tuple[int, ...]]:
    parts = enumerate(t.args) if t.op == "add" else ()
    return [()] if t.op == "sum" else [(k,) for k, a in parts if a.op == "sum"]


class _Found(NamedTuple):
    """The place of the index that is contracted; its factors in the equation's order; the values of the equation's indices."""

    place: int
    own: tuple[Term, ...]
    values: list[Term]


def _contract_once(chain: Chain, path: tuple[int, ...], h: Term) -> bool:
    """One contraction of the sum at ``path``, which stands in no binder; False, and nothing done, if there is none."""
    found = _find(chain, path, h)
    if found is None:
        return False
    n = len(chain.part(path).hints)
    if found.place != n - 1:
        chain.do("swap_ranges", path, [k for k in range(n) if k != found.place] + [found.place])
        found = _find(chain, path, h, n - 1)
        assert found is not None  # only the order of the indices has changed
    body = chain.part((*path, 2 * n + 1))
    others = [f for f in factors(body) if f not in found.own]
    sum_ = _over_index(chain.part(path), found)
    inner = path
    if n > 1:
        chain.do("nest", path, n - 1)
        inner = (*path, 2 * n - 1)
    if others:
        taken_out = chain.proof.chain(mul(*others, sum_))
        taken_out.do("factor_in", (), len(others))
        taken_out.do("ring", (), chain.part(inner))
        chain.do("theorem", inner, taken_out.close(), True)
    else:
        chain.do("ring", inner, sum_)
    line = chain.proof.line("assume", h)
    if h.op == "forall":
        line = chain.proof.line("specialise", line, tuple(found.values))
    chain.do("theorem", (*inner, len(others)) if others else inner, line)
    return True


def _find(chain: Chain, path: tuple[int, ...], h: Term, only: int | None = None) -> _Found | None:
    t = chain.part(path)
    names = _names(t)
    domain, body = open_binder(t, names)
    count, equation = (len(h.hints), h.args[-1]) if h.op == "forall" else (0, h)
    for k in range(len(names)) if only is None else (only,):
        own = [f for f in factors(body) if names[k] in f.free]
        later = [bound for pair in domain.ranges for bound in pair]
        if len(own) > MOST_FACTORS or any(names[k] in u.free for u in (domain.cond, *later)):
            continue
        for order in permutations(own):
            values = match(equation.args[0], _over_index(t, _Found(k, order, [])), count)
            if values is not None:
                return _Found(k, order, values)
    return None


def _over_index(t: Term, found: _Found) -> Term:
    """The Σ over the one index, of its factors."""
    domain, _ = open_binder(t, _names(t))
    one = Domain([domain.names[found.place]], [domain.ranges[found.place]])
    return one.bind("sum", product(found.own), [t.hints[found.place]])


def _names(t: Term) -> list[str]:
    """The names under which a path opens the indices of a sum that stands in no other binder."""
    return [f"@{k}" for k in range(len(t.hints))]
