"""Denying a universal statement: at one point it would make two numbers equal that are not."""

from __future__ import annotations

from collections.abc import Sequence

from symgrad.core.replay import LineNumber
from symgrad.core.term import Term
from symgrad.engine.computing import compute
from symgrad.engine.propositions import Context, discharged
from symgrad.engine.sift import Stuck


def denied_at(context: Context, goal: Term, values: Sequence[Term]) -> LineNumber:
    """The line ``¬∀ i ∈ D. a(i) = b(i)``, for values of i in D at which a and b are different numbers.

    Raises Stuck where the values are not seen to be in D, or the two sides not to be numbers that differ."""
    supposed = goal.args[0]
    if goal.op != "not" or supposed.op != "forall" or supposed.args[-1].op != "seq" or len(values) != len(supposed.hints):
        raise Stuck("only ¬∀ of an equation is denied at a point, with a value for each index", goal)
    proof = context.proof
    at_point = proof.line("specialise", proof.line("assume", supposed), tuple(values))
    inner = Context(proof, (*context.known, supposed), context.proved, context.depth)
    sides = []
    for side in proof.theorems[at_point].conclusion.args:
        chain = proof.chain(side)
        compute(chain, context.facts())
        sides.append(chain.close())
    left, right = sides
    both = proof.line("transitivity", proof.line("symmetry", left), proof.line("transitivity", at_point, right))
    if {a.op for a in proof.theorems[both].conclusion.args} != {"num"} or proof.theorems[both].lhs == proof.theorems[both].rhs:
        raise Stuck("there the two sides are not numbers that differ", proof.theorems[both].conclusion)
    return proof.line("contradiction", discharged(inner, both), supposed)
