"""Rules of the Iverson bracket."""

from __future__ import annotations

from symgrad.core.arith import Witness, arith
from symgrad.core.rules.table import need, rule
from symgrad.core.term import FALSE, Term, add, bracket, eq, mul, negate, num
from symgrad.core.theorem import Theorem, axiom


def _without(th: Theorem, *facts: Term) -> list[Term]:
    return [h for h in th.hypotheses if h not in facts]


@rule("brackets")
def bracket_true(t: Term, witness: Witness) -> Theorem:
    """From Γ ⊢ P: Γ ⊢ [P] = 1.

    Sound: by the meaning of the bracket."""
    need(t.op == "bracket", "bracket_true", "this is no bracket", t)
    return axiom(arith(t.args[0], witness).hypotheses, eq(t, num(1)))


@rule("brackets")
def bracket_false(t: Term, witness: Witness) -> Theorem:
    """From Γ, P ⊢ false: Γ ⊢ [P] = 0.

    Sound: by the meaning of the bracket."""
    need(t.op == "bracket", "bracket_false", "this is no bracket", t)
    return axiom(_without(arith(FALSE, witness), t.args[0]), eq(t, num(0)))


@rule("brackets")
def bracket_equal(t: Term, other: Term, forth: Witness, back: Witness) -> Theorem:
    """From Γ, P ⊢ Q and Γ, Q ⊢ P: Γ ⊢ [P] = [Q].

    Sound: P and Q hold together."""
    need(t.op == "bracket", "bracket_equal", "this is no bracket", t)
    p = t.args[0]
    left, right = arith(other, forth), arith(p, back)
    return axiom(_without(left, p) + _without(right, other), eq(t, bracket(other)))


@rule("brackets")
def bracket_cases(t: Term, prop: Term) -> Theorem:
    """a = [P]·a + [¬P]·a.

    Sound: exactly one of P and ¬P holds."""
    need(prop.sort == "P" and t.sort == "S", "bracket_cases", "needs a scalar and a proposition", t)
    return axiom((), eq(t, add(mul(bracket(prop), t), mul(bracket(negate(prop)), t))))
