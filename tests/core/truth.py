"""Is a theorem true? Decided by the independent evaluator on random instances, never by the core's own rules."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import islice
from random import Random
from typing import NamedTuple

from symgrad.core.term import Term, definitions
from symgrad.core.theorem import Theorem
from symgrad.refute.evaluate import Inexact, Instance, TooLarge, Undefined, differ, enclose, evaluate
from symgrad.refute.instance import Index, code_of, mix

BUDGET = 20_000


class Verdict(NamedTuple):
    """On how many instances the hypotheses were met and the conclusion had a value, and one where it was false."""

    met: int
    counterexample: Instance | None


class Judged(NamedTuple):
    """A statement, whether or not it is a theorem."""

    hypotheses: tuple[Term, ...]
    conclusion: Term


def names_of(op: str, *terms: Term) -> set[str]:
    """The symbols of one kind, in the terms and in the definitions that they rest on."""
    names: set[str] = set()
    seen: set[int] = set()
    stack = [*terms, *(d.body for d in definitions(*terms))]
    while stack:
        t = stack.pop()
        if id(t) not in seen:
            seen.add(id(t))
            stack += t.args
            if t.op == op:
                names.add(t.data)
    return names


def instances(seed: int, *terms: Term) -> Iterator[Instance]:
    """Random instances without end: small integers; entries spread wide, or from −1, 0, 1, so that they often tie."""
    integers, reads = sorted(names_of("var", *terms)), sorted(names_of("read", *terms))
    rng = Random(seed)
    while True:
        low, high = rng.choice(((0, 3), (-2, 4), (1, 5), (-1, 1), (-6, 12)))
        values = {name: rng.randint(low, high) for name in integers}
        draw = rng.randrange(1 << 30)
        if rng.random() < 0.5:
            yield Instance(values, seed=draw, order=2)
        else:
            yield Instance(values, {name: _narrow(draw, name) for name in reads}, seed=draw, order=2)


def _narrow(seed: int, name: str) -> Callable[[Index], int]:
    code = code_of(name)

    def draw(index: Index) -> int:
        return mix(seed, code, *index) % 3 - 1

    return draw


def holds(p: Term, instance: Instance) -> bool | None:
    """The truth of a proposition there; None where it has none, or none that can be computed."""
    try:
        if p.op == "iff":
            a, b = (holds(q, instance) for q in p.args)
            return None if a is None or b is None else a == b
        return bool(evaluate(p, instance, budget=BUDGET))
    except Inexact:
        return _holds_nearly(p, instance)
    except (Undefined, TooLarge):
        return None


def _holds_nearly(p: Term, instance: Instance) -> bool | None:
    """By enclosures: False where those of two sides exclude it; True where they exclude its negation, or nothing."""
    if p.op not in ("seq", "slt", "sle"):
        return None
    try:
        a, b = (enclose(side, instance, budget=BUDGET) for side in p.args)
    except (Undefined, TooLarge, Inexact):
        return None
    if p.op == "seq" or not differ(a, b):
        return not differ(a, b)
    return a.hi < b.lo


def judge(statement: Theorem | Judged, seed: int = 0, wanted: int = 12, tries: int = 60) -> Verdict:
    """Try the statement on random instances until so many met its hypotheses, or one refutes it."""
    terms = (*statement.hypotheses, statement.conclusion)
    met = 0
    for instance in islice(instances(seed, *terms), tries):
        if met >= wanted:
            break
        if not all(holds(h, instance) for h in statement.hypotheses):
            continue
        truth = holds(statement.conclusion, instance)
        if truth is False:
            return Verdict(met, instance)
        met += truth is True
    return Verdict(met, None)


def assert_true(statement: Theorem | Judged, seed: int = 0, wanted: int = 12, tries: int = 60) -> int:
    """Fail with the counterexample, if there is one; return on how many instances the statement was seen to hold."""
    verdict = judge(statement, seed, wanted, tries)
    if verdict.counterexample is not None:
        values = verdict.counterexample
        raise AssertionError(
            f"false: {statement.hypotheses} ⊢ {statement.conclusion}\nintegers {values.integers}\n"
            f"entries {values.tensors} {values.integer_tensors}"
        )
    return verdict.met


def is_false(hypotheses: tuple[Term, ...], conclusion: Term) -> bool:
    """Has the statement a counterexample among many random instances?"""
    return judge(Judged(hypotheses, conclusion), wanted=4000, tries=4000).counterexample is not None
