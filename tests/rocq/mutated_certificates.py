"""Certificates with one step corrupted, and what they would prove if the core checked nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from random import Random
from typing import Any, NamedTuple

import pytest

from symgrad.core import replay
from symgrad.core.arith import Witness
from symgrad.core.rules import brackets, derivative, equality, integers, scalars, sums
from symgrad.core.term import Domain, Term, TermError, eq, make
from symgrad.core.theorem import Rejected, Theorem, axiom, close_over
from symgrad.rocq.script import Line
from tests.rocq.mutated_terms import changes_at


class Corrupted(NamedTuple):
    """The lines with the corruption in them, which rule it is a step of, and what kind of change it is."""

    kind: str
    rule: str
    lines: list[Line]

    @property
    def statement(self) -> Theorem:
        """The claim, kept consistent with the corruption: what the last line says now."""
        return self.lines[-1][2]


# ---- a core that believes everything ----


@contextmanager
def credulous_core() -> Iterator[None]:
    """Within this context the rules compute what they conclude, and check nothing."""
    with pytest.MonkeyPatch.context() as patch:
        for module in (brackets, derivative, equality, integers, scalars, sums):
            patch.setattr(module, "need", lambda *_: None)
        for module in (brackets, integers, scalars, sums):
            patch.setattr(module, "arith", _believed)
        for line, believed in _LINES.items():
            patch.setitem(replay.LINES, line, believed)
        patch.setattr(sums, "_obligations", _believed_obligations)
        yield


def _believed(goal: Term, witness: Witness) -> Theorem:
    return axiom(tuple(witness[0]), goal)


def _believed_transitivity(first: Theorem, second: Theorem) -> Theorem:
    return axiom(first.hypotheses + second.hypotheses, eq(first.lhs, second.rhs))


def _believed_discharge(th: Theorem, proof: Theorem) -> Theorem:
    return axiom((*(h for h in th.hypotheses if h != proof.conclusion), *proof.hypotheses), th.conclusion)


_LINES: dict[str, Callable[..., Theorem]] = {
    "arith": _believed,
    "transitivity": _believed_transitivity,
    "discharge": _believed_discharge,
}


def _believed_obligations(
    _goals: Sequence[Term], domain: Domain, hints: Sequence[str], proofs: Sequence[Witness | None]
) -> list[Term]:
    facts = domain.facts()
    used = [h for proof in proofs if proof is not None for h in proof[0]]
    return [close_over(h, domain, hints) for h in used if h not in facts]


# ---- corruption ----


def corrupt(lines: Sequence[Line], rng: Random) -> Corrupted | None:
    """The proof with one part of a term changed in one step and in all that follows; None where the steps no longer fit.

    The rules make it, as they are: one that proves anything false is made within ``credulous_core`` only."""
    number = rng.choice((len(lines) - 1, rng.randrange(len(lines))))
    rule, parameters, _ = lines[number]
    step = -1  # the whole line, what it starts from included
    if rule == "chain" and parameters[1] and rng.random() < 0.7:
        step = rng.randrange(len(parameters[1]))
        rule = parameters[1][step][0]
    place = parameters if step < 0 else parameters[1][step]
    choices = [(old, change) for old in parts_of(place) for change in changes_at(old)]
    if not choices:
        return None
    old, (kind, new) = rng.choice(choices)
    there = Replacement({old: new})
    made: dict[int, Theorem] = {}
    out: list[Line] = []
    try:
        for k, (name, given, th) in enumerate(lines):
            changed = tuple(given) if k < number else tuple(there(p) for p in given)
            if k == number and step >= 0:
                changed = (given[0], (*given[1][:step], *(there(s) for s in given[1][step:])), *given[2:])
            changed = _with_theorems(changed, made)
            made[id(th)] = replay.make_line(name, *changed)
            out.append((name, changed, made[id(th)]))
    except (Rejected, TermError, ArithmeticError, AttributeError, LookupError, TypeError, ValueError):
        return None  # the steps no longer fit each other, so there is nothing to write
    return Corrupted(kind, rule, out)


def parts_of(value: Any) -> list[Term]:
    """Every part of every term among the parameters, each once."""
    found: dict[Term, None] = {}
    stack = [value]
    while stack:
        v = stack.pop()
        if isinstance(v, Term):
            if v in found:
                continue
            found[v] = None
            stack += reversed(v.args)
        elif isinstance(v, tuple | list):
            stack += reversed(v)
    return list(found)


class Replacement:
    """Puts one term in another's place, everywhere in parameters."""

    def __init__(self, pairs: Mapping[Term, Term]) -> None:
        self.pairs = dict(pairs)

    def __call__(self, value: Any) -> Any:
        if isinstance(value, Term):
            return self.term(value)
        if isinstance(value, tuple | list):
            return tuple(self(v) for v in value)
        return value

    def term(self, t: Term) -> Term:
        if t not in self.pairs:
            self.pairs[t] = make(t.op, t.data, tuple(self.term(a) for a in t.args), t.hints)
        return self.pairs[t]


def _with_theorems(value: Any, made: Mapping[int, Theorem]) -> Any:
    """The parameters with what earlier lines say now in the place of what they said."""
    if isinstance(value, Theorem):
        return made[id(value)]
    if isinstance(value, tuple | list):
        return tuple(_with_theorems(v, made) for v in value)
    return value


def refused_by_the_core(lines: Sequence[Line]) -> bool:
    """Whether the core, as it is, refuses one of the lines."""
    try:
        for rule, parameters, _ in lines:
            replay.make_line(rule, *parameters)
    except (Rejected, TermError, ArithmeticError, AttributeError, LookupError, TypeError, ValueError):
        return True
    return False
