"""Proving a claim: derive the left side, prove the right side equal to it, replay the certificate."""

from __future__ import annotations

from symgrad.checker.question import Question, differentiated, started
from symgrad.core.term import Term, conjuncts
from symgrad.core.theorem import Rejected
from symgrad.engine.derivation import Derivation
from symgrad.engine.sift import Stuck
from symgrad.proof.document import Document

_OF_INTEGERS = frozenset({"eq", "ne", "lt", "le", "divides"})


def prove(asked: Question) -> Document:
    """The document of a proof that the core accepted, or, with verdict undecided, of how far the engine came."""
    first = _attempt(asked, by_facts=False)
    if first.verdict == "proved" or not _has_scalar_laws(asked.rhs):
        return first
    second = _attempt(asked, by_facts=True)
    return second if second.verdict == "proved" else first


def _attempt(asked: Question, *, by_facts: bool) -> Document:
    derivation = started(asked)
    derivation.document.expected = "proved"
    reason = "the claim"
    if by_facts:
        derivation.by_facts(asked.rhs, reason)
    elif differentiated(asked.rhs):
        _meet(derivation, asked, reason)
    else:
        derivation.then(asked.rhs, reason)
    document = _finished(derivation)
    if document.verdict == "proved" and not _says(document, asked):
        document.verdict, document.reason = "undecided", "what was proved is not what was claimed"
    return document


def _meet(derivation: Derivation, asked: Question, reason: str) -> None:
    """Differentiate the right side too, and prove the two results equal."""
    other = started(asked._replace(lhs=asked.rhs, target=None))
    other.stuck = None
    other.proof, other.current = derivation.proof, None
    other.differentiate_all(sorted(differentiated(asked.rhs)))
    if other.stuck is not None or other.current is None:
        derivation.stuck = derivation.stuck or other.stuck
        return
    between = other.current
    derivation.then(derivation.proof.theorems[between].rhs, "the claim, its ∂ worked out")
    if derivation.stuck is None and derivation.current is not None:
        back = derivation.proof.line("symmetry", between)
        derivation.current = derivation.proof.line("transitivity", derivation.current, back)


def _finished(derivation: Derivation) -> Document:
    """Replay; whatever the core or the engine refuses here leaves the claim undecided."""
    try:
        return derivation.finish()
    except (Rejected, Stuck) as e:
        document = derivation.document
        document.verdict, document.reason = "undecided", f"the core does not accept the proof: {e}"
        return document


def _says(document: Document, asked: Question) -> bool:
    """Whether the theorem is the claim, from facts that hold of its symbols: none about integers was added."""
    known = {c for k in asked.known for c in conjuncts(k)}
    added = [h for h in document.hypotheses if h not in known and _about_integers(h)]
    return document.lhs == asked.lhs and document.rhs == asked.rhs and not added


def _about_integers(h: Term) -> bool:
    if h.op in ("and", "or", "not"):
        return all(map(_about_integers, h.args))
    return h.op in _OF_INTEGERS


def _has_scalar_laws(t: Term) -> bool:
    """Whether laws of inverses, angles or roots could matter."""
    return t.op in ("inv", "fn") or any(map(_has_scalar_laws, t.args))
