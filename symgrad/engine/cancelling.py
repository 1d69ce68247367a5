"""Cancelling e against 1/e in a product, where e ≠ 0 is known: p·(1/p)·x becomes x."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from symgrad.core.term import Term, mul, ne, num
from symgrad.engine.integers import holds
from symgrad.engine.propositions import Context, discharged
from symgrad.proof.calc import Chain

ZERO = num(0)


def cancel_inverses(chain: Chain, known: Sequence[Term]) -> list[Term]:
    """Cancel in every product of the chain's term; returns what was cancelled."""
    out: dict[Term, None] = {}
    found = _first(chain.term, (), known)
    while found is not None:
        path, places, e = found
        law = discharged(Context(chain.proof, known), chain.proof.line("fact", "inverse", e))
        others = [f for k, f in enumerate(chain.part(path).args) if k not in places]
        rest = mul(*others) if len(others) > 1 else (others or [num(1)])[0]
        chain.do("ring", path, rest, ((rest, law),))
        out[e] = None
        found = _first(chain.term, (), known)
    return list(out)


def _first(t: Term, path: tuple[int, ...], known: Sequence[Term]) -> tuple[tuple[int, ...], tuple[int, int], Term] | None:
    """The path of the first product with factors e and 1/e, their places, and e."""
    for places, e in _pairs(t) if t.op == "mul" else ():
        if holds(known, ne(e, ZERO)):
            return path, places, e
    for k, a in enumerate(t.args):
        found = _first(a, (*path, k), known) if a.sort == "S" else None
        if found is not None:
            return found
    return None


def _pairs(t: Term) -> Iterator[tuple[tuple[int, int], Term]]:
    """The places of factors e and 1/e of a product, for an e that mentions no index that is bound outside."""
    for k, f in enumerate(t.args):
        if f.op == "inv" and not f.loose:
            yield from (((j, k), e) for j, e in enumerate(t.args) if e == f.args[0])
