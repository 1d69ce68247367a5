"""The likely slip behind a line that is wrong: a single repair of it that is proved right."""

from __future__ import annotations

from collections.abc import Iterator
from copy import copy
from time import perf_counter

from symgrad.checker.edits import Edit, edits
from symgrad.checker.proving import prove
from symgrad.checker.question import Question, Unclear, question
from symgrad.checker.reading import Reading, Sides
from symgrad.checker.verdicts import Judged, Slip
from symgrad.core.term import Term, eq
from symgrad.engine.integers import holds
from symgrad.errors import Problem
from symgrad.language.claims import Unread, read_claims
from symgrad.language.environment import Environment
from symgrad.language.grammar import Parser
from symgrad.language.program import Claim, Program
from symgrad.refute.draw import Drawing
from symgrad.refute.evaluate import Value, differ, value_in
from symgrad.refute.compile import Run
from symgrad.refute.instance import Instance
from symgrad.refute.instances import compare
from symgrad.refute.scalars import Inexact, TooLarge, Undefined

POOL = 14  # instances in which a repair has to agree before a proof of it is tried
BUDGET, DIGITS = 40_000, 20
SECONDS = 0.6  # for all repairs of one line
AGREE = 40  # instances behind a repair that is not proved


def find_slip(step: Judged, reading: Reading) -> None:
    """Fill in ``step.slip``: the first repair that is proved, else the first that agrees in all instances."""
    if step.question is None or step.claim is None or reading.program is None:
        return
    sides = reading.sides[step.claim.span]
    instances = _Instances(step.question)
    if step.counterexample is not None:
        instances.add(step.counterexample.instance)
    instances.fill()
    second: Slip | None = None
    started = perf_counter()
    for edit, claim in _repaired(step.claim, sides, reading.source, reading.program):
        if perf_counter() - started > SECONDS:
            break
        try:
            asked = _same_question(step, reading.program, claim)
        except Unclear:
            continue
        if asked is None or not instances.agree(asked.tested[1]):
            continue
        line = _line(sides, reading.source, edit)
        if prove(asked).verdict == "proved":
            step.slip = Slip(edit.slip, edit.was, edit.better, line, proved=True)
            return
        agreement = compare(asked.known, *asked.tested, AGREE)
        if second is None and agreement.disagreement is None and agreement.nonzero:
            second = Slip(edit.slip, edit.was, edit.better, line, proved=False, instances=agreement.counted)
    step.slip = second


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


def _repaired(claim: Claim, sides: Sides, source: str, program: Program) -> Iterator[tuple[Edit, Claim]]:
    """Each repair with the line read again."""
    seen: set[Term] = {claim.rhs}
    for edit in edits(source, sides.right, program):
        again = reread(program, _line(sides, source, edit))
        if again is None or again.rhs in seen or again.names != claim.names:
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
    from symgrad.core.term import Var

    return [Var(n) for n in (*asked.program.sizes, *asked.program.parameters)]


def _value(t: Term, instance: Instance) -> Value | None:
    try:
        return value_in(t, Run(instance.fresh(), BUDGET, DIGITS))
    except (Undefined, Inexact, TooLarge, LookupError):
        return None
