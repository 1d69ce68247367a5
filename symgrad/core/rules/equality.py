"""Rules of equality: definitions, hypotheses and theorems proved before."""

from __future__ import annotations

from symgrad.core.rules.table import need, rule
from symgrad.core.term import EQUALITY, Term, eq
from symgrad.core.term import unfold as unfold_term
from symgrad.core.theorem import Theorem, assume, axiom, symmetry


@rule("equality")
def unfold(t: Term) -> Theorem:
    """y[a] = body(a), where y[p] := body(p).

    Sound: a definition is an abbreviation. Refused where body(a) would change what a derivative inside it holds fixed."""
    need(t.op == "call", "unfold", "this is no read of something defined", t)
    return axiom((), eq(t, unfold_term(t)))


@rule("equality")
def fold(t: Term, call: Term) -> Theorem:
    """body(a) = y[a], where y[p] := body(p).

    Sound: unfold, read from right to left."""
    need(call.op == "call" and unfold_term(call) == t, "fold", "this is not the body of the definition", t, call)
    return axiom((), eq(t, call))


@rule("equality")
def hypothesis(t: Term, equation: Term) -> Theorem:
    """a = b ⊢ a = b.

    Sound: the equation becomes a hypothesis of the theorem, unless the place where it is used provides it."""
    need(
        equation.op in EQUALITY.values() and equation.args[0] == t,
        "hypothesis",
        "no equation for this part",
        t,
        equation,
    )
    return assume(equation)


@rule("equality")
def theorem(t: Term, proved: Theorem, backwards: bool = False) -> Theorem:
    """Γ ⊢ a = b, proved before; or Γ ⊢ b = a.

    Sound: it is a theorem; its hypotheses travel along."""
    need(isinstance(proved, Theorem) and proved.is_equation(), "theorem", "needs an equation that was proved", t)
    th = symmetry(proved) if backwards else proved
    need(th.lhs == t, "theorem", "the theorem is not about this part", t, th.lhs)
    return th
