"""The likely slip behind a line that is wrong: a single repair of it that is proved right."""

from __future__ import annotations

from collections.abc import Iterator
from copy import copy
from time import process_time

from symgrad.checker.edits import Edit, edits
from symgrad.checker.proving import prove
from symgrad.checker.question import Question, Unclear, derived_term, question
from symgrad.checker.reading import Reading, Sides
from symgrad.checker.verdicts import Judged, Slip
from symgrad.core.term import Term, Var, eq
from symgrad.engine.integers import holds
from symgrad.errors import Problem
from symgrad.language.claims import Unread, read_claims
from symgrad.language.environment import Environment
from symgrad.language.grammar import Parser
from symgrad.language.program import Claim, Program
from symgrad.refute.compile import Run
from symgrad.refute.draw import Drawing
from symgrad.refute.evaluate import Value, differ, value_in
from symgrad.refute.instance import Instance
from symgrad.refute.instances import compare
from symgrad.refute.scalars import Inexact, TooLarge, Undefined
from symgrad.refute.search import find_counterexample

POOL = 14  # instances in which a repair has to agree before a proof of it is tried
BUDGET, DIGITS = 40_000, 20
SECONDS = 0.6  # of computing, for all repairs of one line
QUICK = 24  # instances that a repaired line has to survive before a proof is tried
AGREE = 40  # instances behind a repair that is not proved


def find_slip(step: Judged, reading: Reading) -> None:
    """Fill in ``step.slip``: the first repair that is proved, else the first that agrees in all instances."""
    if step.question is None or step.claim is None or reading.program is None or not _speaks_of_something(step.question):
        return
    sides = reading.sides[step.claim.span]
    instances = _Instances(step.question)
    if step.counterexample is not None:
        instances.add(step.counterexample.instance)
    instances.fill()
    second: Slip | None = None
    answer = _answer(step.question)
    for edit, claim in _repaired(sides, reading.source, reading.program, step.claim, answer):
        try:
            asked = _same_question(step, reading.program, claim)
        except Unclear:
            continue
        if asked is None or not instances.agree(asked.tested[1]):
            continue
        slip = _tried(edit, asked, _line(sides, reading.source, edit))
        if slip is not None and slip.proved:
            step.slip = slip
            return
        second = second or slip
    step.slip = second


def find_reading(step: Judged, reading: Reading) -> None:
    """For a line that cannot be read because of its indices: a repair that can, and is proved."""
    sides = reading.sides.get((step.start, step.end))
    if sides is None or reading.program is None or step.code not in ("SG103", "SG105", "SG112"):
        return
    for edit, claim in _repaired(sides, reading.source, reading.program, None, None):
        try:
            asked = question(reading.program, claim)
        except Unclear:
            continue
        if find_counterexample(asked.known, *asked.tested, effort=QUICK) is not None:
            continue
        slip = _tried(edit, asked, _line(sides, reading.source, edit))
        if slip is not None and slip.proved:
            step.slip = slip
            return


def _speaks_of_something(asked: Question) -> bool:
    """Whether there is a symbol in the line: between numbers, anything could be the slip."""
    return bool(asked.lhs.free | asked.rhs.free)


def _tried(edit: Edit, asked: Question, line: str) -> Slip | None:
    """The slip, if the repaired line is proved or agrees in many instances."""
    if prove(asked).verdict == "proved":
        return Slip(edit.slip, edit.was, edit.better, line, proved=True)
    agreement = compare(asked.known, *asked.tested, AGREE)
    if agreement.disagreement is None and agreement.nonzero:
        return Slip(edit.slip, edit.was, edit.better, line, proved=False, instances=agreement.counted)
    return None


def _answer(asked: Question) -> Term | None:
    """The right side as the engine derives it, for claims about a derivative."""
    if asked.target is None:
        return None
    try:
        return derived_term(asked)
    except Unclear:
        return None


def _same_question(step: Judged, program: Program, claim: Claim) -> Question | None:
    """The question that the repaired line asks, if its left side is that of the line."""
    before = step.question
    assert before is not None, "a refuted line asks something"
    asked = question(program, claim)
    if before.target is None and before.heading is None:  # a link of a chain, or an equality: the left side stays
        return before._replace(rhs=asked.rhs, tested=(before.tested[0], asked.tested[1]))
    same = asked.lhs == before.lhs and asked.tested[0] == before.tested[0]
    return asked if same else None


def _line(sides: Sides, source: str, edit: Edit) -> str:
    right = source[sides.right.start : edit.start] + edit.text + source[edit.end : sides.right.end]
    return f"{source[sides.left.start : sides.left.end]} = {right}"


def _repaired(
    sides: Sides, source: str, program: Program, claim: Claim | None, answer: Term | None
) -> Iterator[tuple[Edit, Claim]]:
    """Each repair with the line read again, for as long as there is time."""
    seen: set[Term] = set() if claim is None else {claim.rhs}
    started = process_time()
    for edit in edits(source, sides.left, sides.right, program, answer):
        if process_time() - started > SECONDS:
            return
        again = reread(program, _line(sides, source, edit))
        if again is None or again.rhs in seen or (claim is not None and again.names != claim.names):
            continue
        seen.add(again.rhs)
        yield edit, again


def reread(program: Program, line: str) -> Claim | None:
    """A line as a claim about the program; None if it cannot be read."""
    scope = copy(program)
    scope.claims, scope.assumptions = [], list(program.assumptions)
    scope.cotangents, scope.tensors = dict(program.cotangents), dict(program.tensors)
    unread: list[Unread] = []
    try:
        statements = Parser(line).program()
        read_claims(Environment.of(line, scope, holds), statements[0], unread)
    except Problem:
        return None
    return scope.claims[0] if len(scope.claims) == 1 and not unread else None


class _Instances:
    """Instances with the value of the left side in each."""

    def __init__(self, asked: Question) -> None:
        self.left = asked.tested[0]
        everything = [*asked.known, *(eq(t, t) for t in _integers(asked))]
        self.drawing = Drawing(everything, *asked.tested, 0)
        self.found: list[tuple[Instance, Value]] = []

    def add(self, instance: Instance) -> None:
        value = _value(self.left, instance)
        if value is not None:
            self.found.append((instance, value))

    def fill(self) -> None:
        """Draw instances, half of them such that not much is empty."""
        for attempt in range(6 * POOL):
            if len(self.found) >= POOL:
                return
            instance = self.drawing.draw(attempt, productive=attempt % 3 != 0)
            if instance is not None:
                self.add(instance)

    def agree(self, right: Term) -> bool:
        """Whether the right side has the value of the left one wherever it has a value, and somewhere it has."""
        seen = 0
        for instance, value in self.found:
            other = _value(right, instance)
            if other is not None:
                if differ(value, other):
                    return False
                seen += 1
        return seen > 0


def _integers(asked: Question) -> list[Term]:
    return [Var(n) for n in (*asked.program.sizes, *asked.program.parameters)]


def _value(t: Term, instance: Instance) -> Value | None:
    try:
        return value_in(t, Run(instance.fresh(), BUDGET, DIGITS))
    except (Undefined, Inexact, TooLarge, LookupError):
        return None
