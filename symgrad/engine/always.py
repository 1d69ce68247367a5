"""Hypotheses that always hold: ``1 + exp(−x) ≠ 0`` is proved and discharged, so that it need not be supposed."""

from __future__ import annotations

from collections.abc import Sequence

from symgrad.core.arith import Witness
from symgrad.core.polynomial import normal_prop
from symgrad.core.replay import LineNumber
from symgrad.core.term import Term
from symgrad.engine.integers import find
from symgrad.engine.propositions import Context, attempt, prove
from symgrad.proof.calc import Proof

_COMPARISONS = frozenset({"sne", "slt", "sle"})


def without_plain_hypotheses(proof: Proof, line: LineNumber, known: Sequence[Term]) -> LineNumber:
    """The theorem of the line without those hypotheses about scalars that can be proved from what is known."""
    proved: list[LineNumber] = []
    for h in sorted(proof.theorems[line].hypotheses, key=lambda h: _about(h).op == "sne"):  # e > 0 first: then e ≠ 0 is plain
        if _about(h).op not in _COMPARISONS or h in known:
            continue
        found = attempt(Context(proof, known, proved), prove, h)
        if found is not None:
            proved.append(found)
            line = proof.line("discharge", line, found)
    return without_repeated(proof, _without_implied(proof, line))


def _without_implied(proof: Proof, line: LineNumber) -> LineNumber:
    """The theorem without u ≠ 0, u ≥ 0 and √u ≠ 0 beside u > 0: what a comparison of the same scalars implies."""
    weakest_first = [h for op in ("sne", "sle", "slt") for h in proof.theorems[line].hypotheses if h.op == op]
    for h in weakest_first:
        stronger = [g for g in proof.theorems[line].hypotheses if g != h and g.op in ("slt", "sle") and g.free <= h.free]
        found = attempt(Context(proof, stronger), prove, h) if stronger else None
        if found is not None:
            line = proof.line("discharge", line, found)
    return line


def _about(h: Term) -> Term:
    """What a universal hypothesis says of each index."""
    return _about(h.args[-1]) if h.op == "forall" else h


def without_repeated(proof: Proof, line: LineNumber) -> LineNumber:
    """The theorem of the line without 0 ≤ E beside 1 ≤ E, and without x ≠ z beside z ≠ x: what another hypothesis about the
    same single integer implies, or says in other words."""
    for h in proof.theorems[line].hypotheses:
        others = [g for g in proof.theorems[line].hypotheses if g != h]
        same = [g for g in others if normal_prop(g) == normal_prop(h)]
        stronger = [g for g in others if g.free == h.free and g.op in ("le", "lt")] if h.op == "le" and len(h.free) == 1 else []
        witness: Witness | None = ((same[0],), ("exact", 0)) if same else find(stronger, h) if stronger else None
        if witness is not None:
            line = proof.line("discharge", line, proof.line("arith", h, witness))
    return line
