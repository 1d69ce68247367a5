"""The rules of ∂ as tactics: what a rule supposes is put at hand, then ``derivative`` of the prelude follows the structure."""

from __future__ import annotations

from symgrad.core.rules import apply
from symgrad.core.term import Term, unfold
from symgrad.rocq.context import Context, Tactics
from symgrad.rocq.write import KNOWN_FUNCTIONS, prop


def derivative(rule: str, t: Term, c: Context) -> Tactics:
    """Tactics for ``D e x a = result``, as the rule states it; its obligations must be in the context."""
    lines: Tactics = []
    c.scope.writer.laws.update(f"{name}_derivative" for name in sorted(known_inside(t.args[0], t.data)))
    for h in apply(rule, t).hypotheses:
        name = c.fresh()
        lines.append(f"assert ({name} : {prop(h, c.scope)}) by exact {c.proof(h)}.")
    return [*lines, *c.scope.writer.written_out(" in *"), "derivative."]


def known_inside(e: Term, x: str) -> set[str]:
    """The named functions in e, through definitions, of something that depends on x."""
    if x not in e.free:
        return set()
    if e.op == "call":
        return known_inside(unfold(e), x)
    found = {e.data[0]} if e.op == "fn" and e.data[0] in KNOWN_FUNCTIONS else set()
    return found.union(*(known_inside(a, x) for a in e.args))
