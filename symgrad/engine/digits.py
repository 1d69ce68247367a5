"""Division with remainder: a sum over i that reads ⌊i/r⌋ or i mod r becomes a sum over quotient and remainder.

``Σ_{i < r·q} f(⌊i/r⌋, i mod r)`` is ``Σ_{a < q, b < r} f(a, b)``: one ``reindex`` of the core with i = r·a + b.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from symgrad.core.polynomial import normal
from symgrad.core.rules.sums import source_names, target_names
from symgrad.core.term import Domain, Int, Term, Var, floor, iadd, imul, le, mod, open_binder, substitute
from symgrad.engine.integers import divide, holds
from symgrad.engine.quotients import simplify_quotients
from symgrad.engine.sift import obligations
from symgrad.engine.tidy import tidy
from symgrad.engine.writing import integer_term
from symgrad.proof.calc import Chain

MOST = 8  # indices of one sum that are divided


def split_digits(chain: Chain, path: Sequence[int], known: Sequence[Term]) -> bool:
    """Divide every index of the sum at ``path`` that can be; True if something was done."""
    done = False
    for _ in range(MOST):
        around = [*known, *chain.facts(path)]
        if not _split_one(chain, path, around):
            break
        simplify_quotients(chain, around)
        done = True
    return done


def _split_one(chain: Chain, path: Sequence[int], around: Sequence[Term]) -> bool:
    t = chain.part(path)
    old, body = open_binder(t, source_names(len(t.hints)))
    for k, (name, (lo, hi)) in enumerate(zip(old.names, old.ranges, strict=True)):
        for r in _divisors((old.cond, body), name, old.names):
            count = divide(normal(hi), normal(r))
            if lo == Int(0) and count is not None and holds(around, le(Int(1), r)):
                _divide(chain, path, old, k, r, integer_term(count, [hi]), around)
                return True
    return False


def _divisors(terms: Sequence[Term], name: str, indices: Sequence[str]) -> Iterator[Term]:
    """Every r free of the indices of which the terms mention ⌊(name + r·…)/r⌋ or that modulo r."""
    seen: set[Term] = set()
    stack = list(terms)
    while stack:
        t = stack.pop()
        if t in seen or name not in t.free:
            continue
        seen.add(t)
        stack += t.args
        if t.op in ("floor", "mod") and t.args[1].free.isdisjoint(indices) and _is_digit(name, *t.args):
            yield t.args[1]


def _is_digit(name: str, e: Term, r: Term) -> bool:
    """e = name + r·…, for a closed r."""
    if r.loose or e.loose:
        return False
    index, p = next(iter(normal(Var(name)))), normal(e)
    return p.get(index) == 1 and divide({m: c for m, c in p.items() if m != index}, normal(r)) is not None


def _divide(chain: Chain, path: Sequence[int], old: Domain, k: int, r: Term, count: Term, around: Sequence[Term]) -> None:
    """Reindex by i = r·a + b for index k of the sum."""
    t = chain.part(path)
    names = target_names(len(old.names) + 1)
    a, b = Var(names[k]), Var(names[k + 1])
    there = [*map(Var, names[:k]), iadd(imul(r, a), b), *map(Var, names[k + 2 :])]
    i = Var(old.names[k])
    back = [*map(Var, old.names[:k]), floor(i, r), mod(i, r), *map(Var, old.names[k + 1 :])]
    moved = dict(zip(old.names, there, strict=True))
    ranges = [(substitute(lo, moved), substitute(hi, moved)) for lo, hi in old.ranges]
    ranges[k : k + 1] = [(Int(0), count), (Int(0), r)]
    new = Domain(names, ranges, tidy(substitute(old.cond, moved)))
    hints = [*t.hints[: k + 1], t.hints[k], *t.hints[k + 1 :]]
    chain.do("reindex", path, (hints, ranges, new.cond), there, back, obligations(old, new, there, back, around))
