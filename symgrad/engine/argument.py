"""An argument in progress: a proposition to be shown, and the lines that lead to it, each a proposition that follows from
what is known and from the lines before it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from time import perf_counter

from symgrad.core.replay import LineNumber, load
from symgrad.core.term import TRUE, Term
from symgrad.core.theorem import Rejected
from symgrad.engine.derivation import LIMIT, line
from symgrad.engine.propositions import Context, prove
from symgrad.engine.sift import Stuck
from symgrad.language.pretty import pretty
from symgrad.language.program import Program
from symgrad.language.reader import parse_term
from symgrad.proof.calc import Proof
from symgrad.proof.document import Document, Primitive, Step


class Argument:
    """Lines that are propositions; every method that adds one returns the argument itself."""

    def __init__(self, document: Document, program: Program, known: Sequence[Term]) -> None:
        self.document, self.program, self.known = document, program, list(known)
        self.scope = program  # in which the text of further lines is read
        self.proof = Proof(LIMIT)
        self.proved: list[LineNumber] = []
        self.stuck: Stuck | None = None
        self._started = perf_counter()
        document.is_claim = True

    @line
    def have(self, claim: Term | str, reason: str) -> None:
        """One more line, proved from what is known and the lines before it."""
        goal = parse_term(claim, self.scope, sort="P") if isinstance(claim, str) else claim
        before = len(self.proof.lines)
        self.proved.append(prove(Context(self.proof, self.known, self.proved), goal))
        primitives = [
            Primitive(str(entry[0]), (), self.proof.theorems[k].conclusion)
            for k, entry in enumerate(self.proof.lines[before:], before)
        ]
        self.document.steps.append(Step(goal, reason, tuple(primitives)))

    def follows(self, reason: str) -> Argument:
        """The last line: what was to be shown."""
        return self.have(self.document.lhs, reason)

    def _last(self) -> Term:
        return self.proof.theorem.conclusion if self.proof.lines else self.document.lhs

    def finish(self) -> Document:
        """Replay the certificate through the core; only that makes the verdict ``proved``."""
        document = self.document
        done = bool(self.proved) and self.proof.theorem.conclusion == document.lhs
        if self.stuck is None and not done:
            self.stuck = Stuck("the lines do not end with what was to be shown", document.lhs)
        if self.stuck is not None:
            document.verdict, document.reason = "undecided", f"{self.stuck.reason}: {pretty(self.stuck.term)}"
            return document
        started = perf_counter()
        document.seconds["derive"] = started - self._started
        text = json.dumps(self.proof.certificate(name=document.name, source=document.source))
        try:
            theorem = load(text)
        except Rejected as refused:
            document.verdict, document.reason = "undecided", f"the proof core does not accept the proof: {refused.reason}"
            return document
        document.seconds["replay"] = perf_counter() - started
        document.certificate = json.loads(text)
        document.lhs, document.rhs = theorem.conclusion, TRUE
        document.hypotheses = list(theorem.hypotheses)
        document.verdict = "proved"
        return document
