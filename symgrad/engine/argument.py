"""An argument in progress: a proposition to be shown, and the lines that lead to it, each a proposition that follows from
what is known and from the lines before it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from time import perf_counter

from symgrad.core.replay import LineNumber, replay
from symgrad.core.term import TRUE, Int, Term, definitions
from symgrad.core.theorem import Rejected
from symgrad.engine.always import without_repeated
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
    def have(self, claim: Term | str, reason: str, *, by: Sequence[int] = ()) -> None:
        """One more line, proved from what is known and the lines before it; ``by`` are the numbers of those that matter, from
        1, where not all do."""
        goal = parse_term(claim, self.scope, sort="P") if isinstance(claim, str) else claim
        self.give(goal)
        before = len(self.proof.lines)
        self.proved.append(prove(Context(self.proof, self.known, self._lines(by)), goal))
        self.document.steps.append(Step(goal, reason, self._primitives(before)))

    @line
    def by_induction(
        self, claim: Term | str, reason: str, *, on: str, start: int = 0, upto: str = "", by: Sequence[int] = ()
    ) -> None:
        """A line ``P(n)`` for every n ≥ start (up to the integer ``upto``, if given), by induction on n = ``on``.

        Later lines may use it for n itself, or for n = ``upto``."""
        from symgrad.engine.induction import by_induction

        goal = parse_term(claim, self.scope, sort="P") if isinstance(claim, str) else claim
        limit = parse_term(upto, self.scope, sort="I") if upto else None
        before = len(self.proof.lines)
        context = Context(self.proof, self.known, self._lines(by))
        self.proved.append(by_induction(context, goal, on, Int(start), limit))
        self.document.steps.append(Step(goal, reason, self._primitives(before)))

    @line
    def denied_at(self, values: str, reason: str) -> None:
        """The last line, ``not forall(…) a = b``: at these values of the indices, such as "1, 0", the two sides are numbers
        that differ."""
        from symgrad.engine.denial import denied_at

        before = len(self.proof.lines)
        at = [parse_term(value, self.scope, sort="I") for value in values.split(",")]
        context = Context(self.proof, self.known, self.proved)
        self.proved.append(denied_at(context, self.document.lhs, at))
        self.document.steps.append(Step(self.document.lhs, reason, self._primitives(before)))

    def _lines(self, numbers: Sequence[int]) -> list[LineNumber]:
        """The lines of these numbers; all, if none is given."""
        return [self.proved[number - 1] for number in numbers] or self.proved

    def _primitives(self, before: int) -> tuple[Primitive, ...]:
        """The lines of the proof from this one on."""
        lines = enumerate(self.proof.lines[before:], before)
        return tuple(Primitive(str(entry[0]), (), self.proof.theorems[k].conclusion) for k, entry in lines)

    def give(self, t: Term) -> None:
        """Note the definitions that a line brings in."""
        known = {layer.definition for layer in self.program.layers}
        self.document.where += [d for d in definitions(t) if d not in known and d not in self.document.where]

    def follows(self, reason: str, *, by: Sequence[int] = ()) -> Argument:
        """The last line: what was to be shown."""
        return self.have(self.document.lhs, reason, by=by)

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
        without_repeated(self.proof, self.proved[-1])
        started = perf_counter()
        document.seconds["derive"] = started - self._started
        certificate = json.loads(json.dumps(self.proof.certificate(name=document.name, source=document.source)))
        try:
            theorem = replay(certificate)
        except Rejected as refused:
            document.verdict, document.reason = "undecided", f"the proof core does not accept the proof: {refused.reason}"
            return document
        document.seconds["replay"] = perf_counter() - started
        document.certificate = certificate
        document.lhs, document.rhs = theorem.conclusion, TRUE
        document.hypotheses = list(theorem.hypotheses)
        document.verdict = "proved"
        return document
