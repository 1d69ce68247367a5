"""Judging claims: a quick search for a counterexample, a proof, a longer search; what none of them settles is undecided."""

from __future__ import annotations

from copy import copy
from typing import NamedTuple

from symgrad.checker.proving import prove
from symgrad.checker.question import Question, Unclear, question
from symgrad.checker.reading import Reading, Sides, read
from symgrad.checker.verdicts import Checked, Judged
from symgrad.core.term import Int, Term, le, lt
from symgrad.language.claims import Unread
from symgrad.language.pretty import pretty, zero_outside
from symgrad.language.program import Claim, Layer, Program, Tensor
from symgrad.proof.document import Document
from symgrad.refute.compile import Run
from symgrad.refute.counterexample import Counterexample
from symgrad.refute.draw import BUDGET, holds
from symgrad.refute.instance import Instance
from symgrad.refute.instances import compare
from symgrad.refute.search import find_counterexample, shrink

QUICK, LONG = 60, 1_500  # instances tried before and after looking for a proof
WITNESSES = 6  # instances in which a proved claim must hold, so that it is known to speak of something


class Finding(NamedTuple):
    """What was found about one question."""

    verdict: str
    document: Document | None = None
    counterexample: Counterexample | None = None
    code: str = ""
    message: str = ""
    notes: tuple[str, ...] = ()


def check(text: str, filename: str | None = None, *, explain: bool = True) -> Checked:
    """Judge every claim in the text. ``explain``: look for the slip behind a refuted claim, and for other readings.

    >>> [step.verdict for step in check("y[i] = sum(k) w[k]*x[i+k]; dL/dw[k] = sum(i) dL/dy[i]*x[i+k]").steps]
    ['proved']
    """
    reading = read(text, filename)
    if reading.program is None:
        assert reading.problem is not None, "a text without a program has a problem"
        _suggest_origin(reading)
        return Checked(text, filename, [_unread(text, u) for u in reading.unread], problem=reading.problem)
    program = reading.program
    steps = [_unread(text, u) for u in reading.unread]
    before: Judged | None = None
    for claim in program.claims:
        before = judge(program, claim, reading.sides[claim.span], before if claim.previous is not None else None)
        steps.append(before)
    steps.sort(key=lambda step: (step.start, step.end))
    checked = Checked(text, filename, steps, list(program.assumptions), program)
    if explain:
        _explain(checked, reading)
    return checked


def add_explanations(checked: Checked) -> None:
    """What ``explain`` adds, for a text that was judged without it."""
    reading = read(checked.source, checked.filename)
    if checked.program is not None and reading.program is not None:
        _explain(checked, reading)


def _suggest_origin(reading: Reading) -> None:
    """Definitions that leave their shapes may be meant with indices from 1: say so if that makes sense of them."""
    from symgrad.checker.readings import from_one

    assert reading.problem is not None, "there is a problem to comment"
    if reading.problem.code != "SG106":
        return
    other = from_one(reading.source)
    if other is None or other.program is None:
        return
    verdicts = [judge(other.program, c).verdict for c in other.program.claims if c.previous is None]
    then = f"; the lines are then {', '.join(verdicts)}" if verdicts else ""
    reading.problem.notes += (f"with indices that begin at 1, all reads stay inside{then}",)


def _explain(checked: Checked, reading: Reading) -> None:
    from symgrad.checker.readings import add_readings
    from symgrad.checker.slips import find_reading, find_slip

    for step in checked.steps:
        if step.verdict == "refuted":
            find_slip(step, reading)
        elif step.verdict == "not understood":
            find_reading(step, reading)
    add_readings(checked, reading)


def _unread(text: str, unread: Unread) -> Judged:
    problem, start, end = unread
    return Judged("not understood", text[start:end], start, end, problem.code, problem.message, problem=problem)


# ---- one claim ----


def judge(program: Program, claim: Claim, sides: Sides | None = None, before: Judged | None = None) -> Judged:
    """The verdict on a claim; in a chain ``a = b = c``, on its last step: c is compared with b."""
    start = sides.right.start if sides is not None and claim.previous is not None else claim.start
    step = Judged("undecided", claim.text, start, claim.end, claim=claim)
    step.assumptions = _assumed(program, claim)
    try:
        asked = question(program, claim)
    except Unclear as unclear:
        _unclear(step, unclear)
        return step
    link = None if before is None else _link(program, claim, asked, before)
    if link is None:
        _record(step, asked, settle(asked))
        if before is not None:
            step.notes.append("compared with the left side, since the line before is in other terms")
    else:
        _judge_link(step, asked, link, before)
    return step


def _record(step: Judged, asked: Question, found: Finding) -> None:
    step.question, step.document, step.counterexample = asked, found.document, found.counterexample
    step.verdict, step.code, step.message = found.verdict, found.code, found.message
    step.notes += found.notes


def _unclear(step: Judged, unclear: Unclear) -> None:
    step.message = unclear.reason if unclear.term is None else f"{unclear.reason}: {pretty(unclear.term)}"
    step.verdict, step.code = ("given", "") if unclear.given else ("undecided", "SG302")


def _link(program: Program, claim: Claim, asked: Question, before: Judged) -> Question | None:
    """The step from the line before to this one, if both are about the same things."""
    if before.question is None or before.claim is None or claim.previous is None:
        return None
    earlier = copy(claim)
    earlier.rhs = claim.previous
    try:
        other = question(program, earlier)
    except Unclear:
        return None
    if other.lhs != asked.lhs or other.tested[0] != asked.tested[0]:
        return None
    return asked._replace(lhs=other.rhs, tested=(other.tested[1], asked.tested[1]), target=None, heading=None)


def _judge_link(step: Judged, asked: Question, link: Question, before: Judged | None) -> None:
    assert before is not None, "a link is between two lines"
    found = settle(link)
    if found.verdict == "undecided" and before.verdict == "proved":
        found = settle(asked)  # the line before is the left side, so this settles the step too
        _record(step, asked, found)
        step.notes.append("compared with the left side, which is the line before")
        return
    _record(step, link, found)
    step.notes.append("compared with the line before")
    if before.verdict == "proved":
        return
    if found.verdict == "proved":
        step.notes.append(f"the line before is {before.verdict}, so the left side is not shown to be this")
    elif found.verdict == "refuted" and settle(asked).verdict == "proved":
        step.notes.append("against the left side, this line is proved")


def _assumed(program: Program, claim: Claim) -> list[str]:
    """What is taken to be zero outside of its shape by this claim, and not declared so."""
    lenient = copy(program)
    lenient.tensors = {n: _zero_outside(t) for n, t in program.tensors.items()}
    lenient.layers = [
        Layer(layer.definition, layer.shape, layer.outside or "zero", layer.start, layer.end, layer.text)
        for layer in program.layers
    ]
    declared = {t.name for t in program.tensors.values() if t.outside == "zero"}
    declared |= {layer.name for layer in program.layers if layer.outside == "zero"}
    names = [n for n in zero_outside(claim.rhs, lenient) if n not in declared]
    return [f"{name} is 0 outside its shape" for name in names]


def _zero_outside(tensor: Tensor) -> Tensor:
    return Tensor(tensor.name, tensor.ranges, tensor.outside or "zero", tensor.inferred, tensor.integer)


# ---- one question ----


def settle(asked: Question, long: int = LONG) -> Finding:
    """Refute, prove, or say what was tried."""
    found = refute(asked, QUICK)
    if found is not None:
        return _refuted(found, asked)
    document = prove(asked)
    if document.verdict == "proved":
        return _confirmed(asked, document)
    found = refute(asked, long)
    if found is not None:
        return _refuted(found, asked)
    return _undecided(asked, document, long)


def refute(asked: Question, effort: int) -> Counterexample | None:
    """A small counterexample, if possible one in which nothing is empty."""
    known = list(asked.known)
    for hypotheses in ([*known, *nothing_empty(asked.program)], known):
        found = find_counterexample(hypotheses, *asked.tested, effort=effort)
        if found is not None:
            negative = _negative(found, asked.program)
            if negative:  # better one where each of them is 0 or more, if there is any
                more = [*known, *(le(lo, hi) for lo, hi in negative)]
                found = find_counterexample(more, *asked.tested, effort=effort) or found
            return shrink(found)
    return None


def _negative(found: Counterexample, program: Program) -> list[tuple[Term, Term]]:
    """The axes of tensors and layers whose length is negative in the counterexample."""
    instance = Instance(found.instance.integers)
    return [(lo, hi) for lo, hi in _axes(program) if holds(lt(hi, lo), Run(instance, BUDGET))]


def nothing_empty(program: Program) -> list[Term]:
    """Each axis of each tensor and layer has an entry."""
    out = [_at_least_one(lo, hi) for lo, hi in _axes(program)]
    return list(dict.fromkeys(p for p in out if p.free))


def _axes(program: Program) -> list[tuple[Term, Term]]:
    """The ranges of the indices of all tensors and layers."""
    axes = [axis for t in program.tensors.values() for axis in t.ranges]
    return axes + [axis for layer in program.layers for axis in layer.shape]


def _at_least_one(lo: Term, hi: Term) -> Term:
    return le(Int(1), hi) if lo == Int(0) else lt(lo, hi)


def _refuted(found: Counterexample, asked: Question) -> Finding:
    empty = any(h not in found.hypotheses for h in nothing_empty(asked.program))
    size = "negative" if _negative(found, asked.program) else "0"
    only = (f"the line is false only where some size is {size}",) if empty else ()
    code = "SG202" if empty else "SG201"
    return Finding("refuted", counterexample=found, code=code, message="the two sides differ", notes=only)


def _confirmed(asked: Question, document: Document) -> Finding:
    """Proved, unless nothing meets the hypotheses, or (which would be a mistake in symgrad) values speak against it."""
    assert document.rhs is not None, "what is proved has two sides"
    agreement = compare([*asked.known, *document.hypotheses], document.lhs, document.rhs, WITNESSES)
    if agreement.disagreement is not None:
        message = "a proof was accepted, and values speak against it: please report this"
        return Finding("undecided", code="SG304", message=message)
    if agreement.counted == 0:
        message = "vacuous: nothing was found that meets the hypotheses, so the line speaks of nothing"
        return Finding("undecided", document, code="SG303", message=message)
    empty = nothing_empty(asked.program)
    if empty and not compare([*asked.known, *document.hypotheses, *empty], document.lhs, document.rhs, WITNESSES).counted:
        message = "nothing was found that meets the conditions without some size being 0, so the line says next to nothing"
        return Finding("undecided", document, code="SG303", message=message)
    return Finding("proved", document)


def _undecided(asked: Question, document: Document, tried: int) -> Finding:
    agreement = compare(asked.known, *asked.tested, 24)
    if agreement.counted == 0:
        message = "no values were found for which both sides are defined and the conditions hold"
        return Finding("undecided", document, code="SG303", message=message)
    notes = (
        f"tried: proofs by change of indices, laws of scalars and cases; {tried} instances without a counterexample "
        f"({agreement.counted} random ones agree, {agreement.nonzero} of them not 0)",
        f"missing: {document.reason}",
    )
    return Finding("undecided", document, code="SG301", message="neither proved nor refuted", notes=notes)
