"""Deriving a gradient: differentiate by structure, multiply out what carries a δ, collapse the δ.

Every step is made by the core through a ``Chain``; this module only decides which.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeAlias

from symgrad.core.term import Term, conjuncts
from symgrad.core.theorem import Rejected
from symgrad.engine.digits import split_digits
from symgrad.engine.sift import Stuck, sift
from symgrad.engine.tidy import tidy
from symgrad.proof.calc import Chain
from symgrad.proof.document import Step

_RULE = {
    "read": "d_read",
    "add": "d_add",
    "mul": "d_mul",
    "pow": "d_pow",
    "inv": "d_inv",
    "sum": "d_sum",
    "max": "d_max",
    "bracket": "d_bracket",
    "fn": "d_function",
}


class Headlines:
    """Groups the primitive steps of a chain under the lines that a person would write."""

    def __init__(self, chain: Chain) -> None:
        self.chain = chain
        self.steps: list[Step] = []
        self._done = 0

    def add(self, reason: str) -> None:
        """The term as it stands is a line; what was done since the last one is its justification."""
        primitives = tuple(self.chain.primitives[self._done :])
        self._done = len(self.chain.primitives)
        if not self.steps or self.steps[-1].term != self.chain.term:
            self.steps.append(Step(self.chain.term, reason, primitives))
        elif primitives:
            last = self.steps[-1]
            self.steps[-1] = last._replace(primitives=last.primitives + primitives)


def differentiate(chain: Chain, x: str) -> None:
    """Apply the rules of the derivative until no ∂/∂x is left, inner ones first; raises Stuck with the sub-term that no rule
    fits. A derivative by another symbol within ∂/∂x is worked out as well, since no rule differentiates it as it stands."""
    path = _find_derivative(chain.term, x)
    while path is not None:
        by, e = chain.part(path).data, chain.part(path).args[0]
        if by not in e.free:
            chain.do("d_const", path)
        elif e.op == "call":
            _try(chain, e, "unfold", (*path, 0))
        elif e.op in _RULE:
            _try(chain, e, _RULE[e.op], path)
        else:
            raise Stuck(f"no rule gives the derivative of this by {by}", e)
        path = _find_derivative(chain.term, x)


def _try(chain: Chain, e: Term, rule: str, path: Sequence[int]) -> None:
    try:
        chain.do(rule, path)
    except Rejected as rejected:
        raise Stuck(rejected.reason, rejected.terms[0] if rejected.terms else e) from None


def _find_derivative(t: Term, x: str) -> tuple[int, ...] | None:
    """The path of the first ∂/∂x, or of the innermost ∂ that it differentiates; None if there is none."""
    if x not in t.free:
        return None
    if t.op == "diff" and t.data == x:
        return _innermost(t) or ()
    for k, a in enumerate(t.args):
        inner = _find_derivative(a, x)
        if inner is not None:
            return (k, *inner)
    return None


def _innermost(t: Term) -> tuple[int, ...] | None:
    """The path of a ∂ that differentiates no other ∂, or None."""
    for k, a in enumerate(t.args):
        inner = _innermost(a)
        if inner is not None:
            return (k, *inner)
    return () if t.op == "diff" else None


def tidy_up(chain: Chain, path: Sequence[int] = ()) -> None:
    """Tidy the part at ``path``, as one ring step."""
    before = chain.part(path)
    after = tidy(before)
    if after != before:
        chain.do("ring", path, after)


Active: TypeAlias = frozenset[str] | None  # the names that a δ mentions; None to multiply out everything


def multiply_out(chain: Chain, path: tuple[int, ...], active: Active) -> None:
    """Bring the part at ``path`` to a sum of Σ over products, as far as it carries a δ (mentions an ``active`` name)."""
    t = chain.part(path)
    if t.op == "add":
        for k in range(len(t.args)):
            multiply_out(chain, (*path, k), active)
    elif t.op == "sum":
        _sum(chain, path, active)
    elif t.op == "mul" and _product(chain, path, active):
        multiply_out(chain, path, active)


def _sum(chain: Chain, path: tuple[int, ...], active: Active) -> None:
    while True:
        t = chain.part(path)
        inside = (*path, len(t.args) - 1)
        body = chain.part(inside)
        if body.op == "add" and _carries(body, active):
            chain.do("sum_add", path)
            multiply_out(chain, path, active)
            return
        if body.op == "sum" and _carries(body, active):
            chain.do("flatten", path)
        elif not (body.op == "mul" and _product(chain, inside, active)):
            return


def _product(chain: Chain, path: tuple[int, ...], active: Active) -> bool:
    """Move one sum out of a product; True if something was done."""
    t = chain.part(path)
    for k, f in enumerate(t.args):
        if not _carries(f, active):
            continue
        if f.op == "sum":
            chain.do("factor_in", path, k)
            return True
        if f.op == "add":
            chain.do("distribute", path, k)
            return True
        if f.op == "mul":
            tidy_up(chain, path)
            return True
    return False


def _carries(t: Term, active: Active) -> bool:
    return active is None or not t.free.isdisjoint(active)


def collapse(
    chain: Chain, path: tuple[int, ...], active: Active, known: Sequence[Term], maximiser: bool = False
) -> dict[str, Term]:
    """Collapse the δs in each Σ of the part at ``path``; returns what the indices became."""
    t = chain.part(path)
    out: dict[str, Term] = {}
    if t.op == "add":
        for k in range(len(t.args)):
            out |= collapse(chain, (*path, k), active, known, maximiser)
    elif t.op == "sum":
        body = chain.part((*path, len(t.args) - 1))
        parts = body.args if body.op == "mul" else (body,)
        which = [k for k, f in enumerate(parts) if f.op == "bracket" and about_indices(f.args[0])]
        if which:
            chain.do("condition", path, which)
        split_digits(chain, path, [*known, *chain.theorem.hypotheses])
        out |= sift(chain, path, [*known, *chain.theorem.hypotheses], active or frozenset(), maximiser)
    return out


def collapse_winners(chain: Chain, known: Sequence[Term]) -> dict[str, Term]:
    """Collapse every Σ whose indices are those of a maximiser, wherever it stands; returns what the indices became."""
    out: dict[str, Term] = {}
    for path in reversed(_winners(chain.term, ())):
        out |= sift(chain, path, [*known, *chain.theorem.hypotheses], maximiser=True)
    return out


def _winners(t: Term, path: tuple[int, ...]) -> list[tuple[int, ...]]:
    """The paths of the sums over the indices at which a maximum is taken, outer ones first."""
    own = [path] if t.op == "sum" and any(a.op == "argmax" for c in conjuncts(t.args[-2]) for a in c.args) else []
    return own + [p for k, a in enumerate(t.args) for p in _winners(a, (*path, k))]


def about_indices(p: Term) -> bool:
    """A condition on indices, as opposed to one that compares scalars."""
    if p.op in ("and", "or", "not"):
        return all(map(about_indices, p.args))
    return p.op in ("eq", "ne", "lt", "le", "divides", "true", "false")
