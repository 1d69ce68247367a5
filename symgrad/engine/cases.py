"""Equations shown with short sums written out."""

from __future__ import annotations

from collections.abc import Sequence

from symgrad.core.polynomial import equal
from symgrad.core.replay import LineNumber
from symgrad.core.term import Term
from symgrad.engine.equality import written_out
from symgrad.engine.sift import Stuck
from symgrad.engine.tables import write_out
from symgrad.proof.calc import Proof


def prove_by_cases(proof: Proof, lhs: Term, rhs: Term, known: Sequence[Term]) -> LineNumber:  # noqa: ARG001
    """The line lhs = rhs, where both are the same with all short sums written out; raises Stuck if they are not."""
    left, right = written_out(proof, lhs), written_out(proof, rhs)
    for side in (left, right):
        write_out(side)
    if not equal(left.term, right.term):
        raise Stuck("written out, the two sides differ", left.term)
    left.do("ring", (), right.term)
    first, second = left.close(), right.close()
    return proof.line("transitivity", first, proof.line("symmetry", second))
