"""Inverses of products: 1/(a·b) = 1/a·1/b and 1/(1/a) = a, and a·(1/a) = 1 in a product; also under a Σ.

Each is one ``ring`` step of the core with the facts e·(1/e) = 1; that the parts are not zero becomes a hypothesis.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction

from symgrad.core.polynomial import Monomial, atom_term, normal
from symgrad.core.replay import LineNumber
from symgrad.core.term import Term, inv, mul, num
from symgrad.engine.tidy import tidy
from symgrad.proof.calc import Chain, Proof

MOST = 60  # rewrites of one term


def split_inverses(chain: Chain) -> None:
    """Rewrite every inverse of a product in the chain's term, innermost first."""
    for _ in range(MOST):
        if not any(_split(chain, path) for path in _paths(chain.term, "inv", ())):
            return


def cancel_inverses(chain: Chain) -> None:
    """Leave out a·(1/a) in every product of the chain's term."""
    for _ in range(MOST):
        if not any(_cancel(chain, path) for path in _paths(chain.term, "mul", ())):
            return


def _paths(t: Term, op: str, path: tuple[int, ...]) -> Iterator[tuple[int, ...]]:
    for k, a in enumerate(t.args):
        if a.sort != "I":
            yield from _paths(a, op, (*path, k))
    if t.op == op:
        yield path


def _split(chain: Chain, path: Sequence[int]) -> bool:
    """1/(c·a·b·…) = 1/c·1/a·1/b·… at ``path``; False if what is inverted is no product."""
    t = chain.part(path)
    e = t.args[0]
    p = normal(e)
    if len(p) != 1:
        return False
    ((m, c),) = p.items()
    parts = _terms(m)
    if parts is None or (len(parts) < 2 and c == 1 and not any(f.op == "inv" for f in parts)):
        return False
    inverses = [_inverse(f) for f in parts]
    new = tidy(mul(num(1 / Fraction(c)), *inverses))
    # 1/e − ∏1/f/c = ∏1/f/c·(e·1/e − 1) − 1/e·(∏f·1/f − 1), and the last product one factor at a time
    used: list[tuple[Term, LineNumber]] = [(new, _fact(chain.proof, e))]
    before: list[Term] = []
    for f, g in zip(parts, inverses, strict=True):
        used.append((mul(num(-1), t, *before), _fact(chain.proof, g if f.op == "inv" else f)))
        before += [f, g]
    chain.do("ring", path, new, tuple(used))
    return True


def _cancel(chain: Chain, path: Sequence[int]) -> bool:
    """Drop one a·(1/a) from the product at ``path``; False if there is none."""
    t = chain.part(path)
    p = normal(t)
    if len(p) != 1:
        return False
    ((m, c),) = p.items()
    for atom in m:
        f = atom_term(atom)
        if f is None or f.op != "inv" or len(normal(f.args[0])) != 1:
            continue
        ((inverted, factor),) = normal(f.args[0]).items()
        rest = list(m)
        rest.remove(atom)
        if factor != 1 or len(inverted) != 1 or inverted[0] not in rest:
            continue
        rest.remove(inverted[0])
        kept = _kept(t, rest, c)
        if kept is not None:
            chain.do("ring", path, kept, ((kept, _fact(chain.proof, f.args[0])),))
            return True
    return False


def _kept(t: Term, rest: list[int], c: int | Fraction) -> Term | None:
    """The monomial as a term, its factors in the order in which t has them."""
    parts = [] if c == 1 and rest else [num(c)]
    left = list(rest)
    for f in t.args:
        p = normal(f)
        atoms = next(iter(p)) if len(p) == 1 else ()
        if len(atoms) == 1 and p == {atoms: 1} and atoms[0] in left:
            left.remove(atoms[0])
            parts.append(f)
    more = _terms(tuple(left))
    if more is None:
        return None
    return mul(*parts, *more) if len(parts) + len(more) > 1 else (parts + more)[0]


def _terms(m: Monomial) -> list[Term] | None:
    """The factors of a monomial; None if one of them has no term of its own."""
    terms = [atom_term(a) for a in m]
    return None if None in terms else [t for t in terms if t is not None]


def _inverse(f: Term) -> Term:
    return f.args[0] if f.op == "inv" else inv(f)


def _fact(proof: Proof, e: Term) -> LineNumber:
    """e ≠ 0 ⊢ e·(1/e) = 1."""
    return proof.line("fact", "inverse", e)
