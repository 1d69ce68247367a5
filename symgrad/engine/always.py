"""Hypotheses that always hold: ``1 + exp(−x) ≠ 0`` is proved and discharged, so that it need not be supposed."""

from __future__ import annotations

from collections.abc import Sequence

from symgrad.core.replay import LineNumber
from symgrad.core.term import Term
from symgrad.engine.propositions import Context, attempt, prove
from symgrad.proof.calc import Proof

_COMPARISONS = frozenset({"sne", "slt", "sle"})


def without_plain_hypotheses(proof: Proof, line: LineNumber, known: Sequence[Term]) -> LineNumber:
    """The theorem of the line without those hypotheses about scalars that can be proved from what is known."""
    for h in proof.theorems[line].hypotheses:
        about = h
        while about.op == "forall":
            about = about.args[-1]
        if about.op not in _COMPARISONS or h in known:
            continue
        found = attempt(Context(proof, known), prove, h)
        if found is not None:
            line = proof.line("discharge", line, found)
    return line
