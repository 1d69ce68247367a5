"""Rules that rewrite integers and conditions by arithmetic."""

from __future__ import annotations

from symgrad.core.arith import Witness, arith
from symgrad.core.rules.table import need, rule
from symgrad.core.term import Term, eq, make
from symgrad.core.theorem import Theorem, axiom, domain_at


@rule("integers")
def index(t: Term, other: Term, witness: Witness) -> Theorem:
    """From Γ ⊢ a = b: Γ ⊢ a = b, for integers, inside any term.

    Sound: arithmetic proves the equation."""
    need(t.sort == "I" and other.sort == "I", "index", "needs integers", t, other)
    return arith(eq(t, other), witness)


@rule("integers")
def equivalent(t: Term, other: Term, forth: Witness, back: Witness) -> Theorem:
    """From Γ, P ⊢ Q and Γ, Q ⊢ P: Γ ⊢ P ⇔ Q.

    Sound: by the meaning of equivalence."""
    need(t.sort == "P" and other.sort == "P", "equivalent", "needs propositions", t, other)
    left, right = arith(other, forth), arith(t, back)
    rest = [h for h in left.hypotheses if h != t] + [h for h in right.hypotheses if h != other]
    return axiom(rest, eq(t, other))


@rule("integers")
def at_maximiser(t: Term) -> Theorem:
    """the maximiser k* of e over D is unique ⊢ max_D e = e(k*).

    Sound: k* is where the maximum is taken."""
    need(t.op == "max", "at_maximiser", "this is no maximum", t)
    values = [make("argmax", j, t.args, t.hints) for j in range(len(t.hints))]
    return axiom((make("unique", None, t.args, t.hints),), eq(t, domain_at(t, values)[1]))
