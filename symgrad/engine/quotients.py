"""Simplifying quotients: ⌊(b·q + r)/b⌋ = q and (b·q + r) mod b = r, where 0 ≤ r < b follows from what is known,
and b·⌊a/b⌋ = a where b | a."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from symgrad.core.polynomial import normal, plus, times
from symgrad.core.term import Int, Term, divides, eq, floor, iadd, le, lt, mod
from symgrad.engine.integers import find, whole_part
from symgrad.engine.writing import integer_term
from symgrad.proof.calc import Chain

MOST = 12  # rewrites of one term


def simplify_quotients(chain: Chain, known: Sequence[Term], *, shifted: bool = False) -> None:
    """Rewrite every quotient and remainder in the chain's term that can be, innermost first. ``shifted``: also
    ⌊(b·q + r)/b⌋ = q + ⌊r/b⌋ and (b·q + r) mod b = r mod b, whatever r is, and b | b·q + r just where b | r."""
    for _ in range(MOST):
        if not any(_simplify_one(chain, path, known, shifted) for path in _paths(chain.term, (), ("floor", "mod"))):
            break
    for path in _paths(chain.term, (), ("divides",)) if shifted else ():
        _simplify_divisibility(chain, path, known)


def simplify_exact_quotients(chain: Chain, known: Sequence[Term]) -> None:
    """Rewrite every index with d·⌊e/d⌋ in it, where a condition around it says that d | e: that is e."""
    for path in list(_sums_of_indices(chain.term, ())):
        index, around = chain.part(path), chain.facts(path)
        for fact in around:
            new = _exact(index, *fact.args) if fact.op == "divides" else None
            witness = None if new is None else find([*known, *around], eq(index, new))
            if new is not None and witness is not None:
                chain.do("index", path, new, witness)
                break


def _exact(index: Term, d: Term, e: Term) -> Term | None:
    """The index with e in place of d·⌊e/d⌋; None if it has no such part."""
    product, p = times(normal(d), normal(floor(e, d))), normal(index)
    ((monomial, c),) = product.items() if len(product) == 1 else (((), 0),)
    if not c or p.get(monomial, 0) % c:
        return None
    factor = p.get(monomial, 0) // c
    return integer_term(plus(plus(p, normal(e), factor), product, -factor), [index, e]) if factor else None


def _sums_of_indices(t: Term, path: tuple[int, ...]) -> Iterator[tuple[int, ...]]:
    """The paths of the sums of integers in t that are no part of another integer."""
    if t.op == "iadd":
        yield path
    elif t.sort != "I":
        for k, a in enumerate(t.args):
            yield from _sums_of_indices(a, (*path, k))


def _paths(t: Term, path: tuple[int, ...], ops: tuple[str, ...]) -> Iterator[tuple[int, ...]]:
    for k, a in enumerate(t.args):
        yield from _paths(a, (*path, k), ops)
    if t.op in ops:
        yield path


def _simplify_divisibility(chain: Chain, path: Sequence[int], known: Sequence[Term]) -> None:
    t = chain.part(path)
    d, e = t.args
    whole, rest = whole_part(normal(e), normal(d))
    if not whole:
        return
    new, facts = divides(d, integer_term(rest, [e])), [*known, *chain.facts(path)]
    forth, back = find([*facts, t], new), find([*facts, new], t)
    if forth is not None and back is not None:
        chain.do("equivalent", path, new, forth, back)


def _simplify_one(chain: Chain, path: Sequence[int], known: Sequence[Term], shifted: bool) -> bool:
    t = chain.part(path)
    a, b = t.args
    whole, rest = whole_part(normal(a), normal(b))
    if not whole:
        return False
    facts = [*known, *chain.facts(path)]
    q, r = integer_term(whole, [a]), integer_term(rest, [a])
    positive, below = find(facts, le(Int(1), b)), find(facts, le(Int(0), r))
    above = None if below is None else find(facts, lt(r, b))
    if positive is None:
        return False
    used = list(positive[0])  # what the law follows from: with all the facts it is found as well, but not as soon
    if below is not None and above is not None:
        new = q if t.op == "floor" else r
        used += [*below[0], *above[0]]
    elif shifted:
        new = iadd(floor(r, b), q) if t.op == "floor" else mod(r, b)
    else:
        return False
    witness = find(used, eq(t, new)) or find(facts, eq(t, new))
    if witness is None:
        return False
    chain.do("index", path, new, witness)
    return True
