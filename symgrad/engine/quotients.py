"""Simplifying quotients: ⌊(b·q + r)/b⌋ = q and (b·q + r) mod b = r, where 0 ≤ r < b follows from what is known."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from symgrad.core.polynomial import normal
from symgrad.core.term import Int, Term, eq, le, lt
from symgrad.engine.integers import find, holds, whole_part
from symgrad.engine.writing import integer_term
from symgrad.proof.calc import Chain

MOST = 12  # rewrites of one term


def simplify_quotients(chain: Chain, known: Sequence[Term]) -> None:
    """Rewrite every quotient and remainder in the chain's term that can be, innermost first."""
    for _ in range(MOST):
        if not any(_simplify_one(chain, path, known) for path in _quotients(chain.term, ())):
            return


def _quotients(t: Term, path: tuple[int, ...]) -> Iterator[tuple[int, ...]]:
    for k, a in enumerate(t.args):
        yield from _quotients(a, (*path, k))
    if t.op in ("floor", "mod"):
        yield path


def _simplify_one(chain: Chain, path: tuple[int, ...], known: Sequence[Term]) -> bool:
    t = chain.part(path)
    a, b = t.args
    whole, rest = whole_part(normal(a), normal(b))
    if not whole:
        return False
    facts = [*known, *chain.facts(path)]
    q, r = integer_term(whole, [a]), integer_term(rest, [a])
    if not (holds(facts, le(Int(1), b)) and holds(facts, le(Int(0), r)) and holds(facts, lt(r, b))):
        return False
    new = q if t.op == "floor" else r
    witness = find(facts, eq(t, new))
    if witness is None:
        return False
    chain.do("index", path, new, witness)
    return True

