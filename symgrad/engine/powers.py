"""Powers with a real exponent: u¹ = u, (u^p)^q = u^(p·q), and what a condition such as p = 1 makes of an exponent."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from symgrad.core.polynomial import equal
from symgrad.core.rules.scalars import FACTS
from symgrad.core.term import Term, num
from symgrad.engine.gradient import tidy_up
from symgrad.proof.calc import Chain

ONE = num(1)


def simplify_powers(chain: Chain, known: Sequence[Term]) -> None:
    """Simplify every power in the chain's term, under sums too; each needs that its base is positive."""
    for equation in known:
        if equation.op == "seq" and equation.args[0].op == "read" and equation.args[1].op == "num":
            for path in list(_places(chain.term, equation.args[0])):
                chain.do("hypothesis", path, equation)
    changed = True
    while changed:
        changed = any(_simplify(chain, path) for path in _powers(chain.term, ()))
    tidy_up(chain)


def _simplify(chain: Chain, path: tuple[int, ...]) -> bool:
    """One law at the power at ``path``; False if none fits."""
    base, exponent = chain.part(path).args
    if equal(exponent, ONE):
        if exponent != ONE:
            chain.do("ring", (*path, 1), ONE)
        chain.do("theorem", path, chain.proof.line("fact", "pow_one", base))
        return True
    if "pow_pow" in FACTS and base.op == "fn" and base.data[0] == "pow":
        chain.do("theorem", path, chain.proof.line("fact", "pow_pow", *base.args, exponent))
        return True
    return False


def _powers(t: Term, path: tuple[int, ...]) -> Iterator[tuple[int, ...]]:
    """The paths of the powers in t, innermost first."""
    for k, a in enumerate(t.args):
        yield from _powers(a, (*path, k))
    if t.op == "fn" and t.data == ("pow", (0, 0)):
        yield path


def _places(t: Term, part: Term, path: tuple[int, ...] = ()) -> Iterator[tuple[int, ...]]:
    """The paths at which a closed term occurs in t."""
    if t == part:
        yield path
        return
    for k, a in enumerate(t.args):
        if part.free <= a.free:
            yield from _places(a, part, (*path, k))
