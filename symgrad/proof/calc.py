"""Building proofs: every step is made by the core as it is written down, so a wrong one fails at once.

A ``Proof`` collects lines, a ``Chain`` the steps of one rewriting; ``Proof.certificate`` is what ``core.replay`` reads.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from time import process_time
from typing import Any

from symgrad.core.replay import LineNumber, encode, make_line
from symgrad.core.rules import apply
from symgrad.core.term import Term, conjuncts, open_binder
from symgrad.core.theorem import Theorem, reflexivity, rewrite, transitivity
from symgrad.proof.document import Primitive


class OutOfTime(Exception):
    """A proof took longer than it was given."""


class Proof:
    """The lines of a certificate under construction; ``seconds`` is how long that may take."""

    __slots__ = ("deadline", "lines", "theorems")

    def __init__(self, seconds: float = float("inf")) -> None:
        self.deadline = process_time() + seconds
        self.lines: list[tuple[Any, ...]] = []
        self.theorems: list[Theorem] = []

    def line(self, rule: str, *parameters: Any) -> LineNumber:
        """Make a theorem by a rule that works on theorems; returns the number by which to refer to it."""
        return self._add((rule, *parameters), make_line(rule, *self.resolve(parameters)))

    def chain(self, start: Term) -> Chain:
        """Begin to rewrite ``start``."""
        return Chain(self, start)

    def _add(self, line: tuple[Any, ...], theorem: Theorem) -> LineNumber:
        self.lines.append(line)
        self.theorems.append(theorem)
        return LineNumber(len(self.lines) - 1)

    def resolve(self, value: Any) -> Any:
        """Parameters with theorems in place of their numbers."""
        if isinstance(value, LineNumber):
            return self.theorems[value]
        if isinstance(value, tuple | list):
            return tuple(map(self.resolve, value))
        return value

    @property
    def theorem(self) -> Theorem:
        """What the last line proves."""
        return self.theorems[-1]

    def certificate(self, **about: Any) -> dict[str, Any]:
        """The certificate of the last line's theorem, as JSON data: the lines that it rests on, each once."""
        return encode(condensed(self.lines), self.theorem, about)


def condensed(lines: Sequence[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
    """The lines that the last one rests on, in their order; of those that are the same, the first."""
    if len(lines) == 1:
        return list(lines)
    first: dict[tuple[Any, ...], int] = {}
    same: list[int] = []  # for each line, the first that is the same
    renumbered: list[tuple[Any, ...]] = []
    for k, line in enumerate(lines):
        renumbered.append(_with_numbers(line, same))
        same.append(first.setdefault(renumbered[-1], k))
    needed: set[int] = set()
    todo = [same[-1]]
    while todo:
        k = todo.pop()
        if k not in needed:
            needed.add(k)
            todo += _numbers_in(renumbered[k])
    kept = sorted(needed)
    places = dict(zip(kept, range(len(kept)), strict=True))
    return [_with_numbers(renumbered[k], places) for k in kept]


def _with_numbers(value: Any, numbers: Sequence[int] | Mapping[int, int]) -> Any:
    """A parameter with other line numbers in it, lists made tuples."""
    if isinstance(value, LineNumber):
        return LineNumber(numbers[value])
    return tuple(_with_numbers(v, numbers) for v in value) if isinstance(value, tuple | list) else value


def _numbers_in(value: Any) -> list[LineNumber]:
    if isinstance(value, LineNumber):
        return [value]
    return [n for v in value for n in _numbers_in(v)] if isinstance(value, tuple | list) else []


class Chain:
    """A term and the steps that led to it."""

    __slots__ = ("primitives", "proof", "steps", "theorem")

    def __init__(self, proof: Proof, start: Term) -> None:
        self.proof = proof
        self.theorem = reflexivity(start)
        self.steps: list[tuple[Any, ...]] = []
        self.primitives: list[Primitive] = []

    @property
    def term(self) -> Term:
        return self.theorem.rhs

    def do(self, rule: str, path: Sequence[int], *parameters: Any) -> None:
        """Rewrite the part at ``path`` by ``rule``; raises Rejected if the core does not accept it."""
        if process_time() > self.proof.deadline:
            raise OutOfTime(rule)
        resolved = self.proof.resolve(parameters)
        step = rewrite(self.term, path, lambda part: apply(rule, part, *resolved))
        self.theorem = transitivity(self.theorem, step)
        stored = self.term if rule in ("ring", "theorem") else None
        self.steps.append((rule, tuple(path), parameters, stored))
        self.primitives.append(Primitive(rule, tuple(path), self.term))

    def part(self, path: Sequence[int]) -> Term:
        """The part at ``path``, with enclosing indices opened as the core opens them."""
        return locate(self.term, path)[0]

    def facts(self, path: Sequence[int]) -> list[Term]:
        """What the enclosing domains and neighbouring brackets let one assume at ``path``."""
        return locate(self.term, path)[1]

    def close(self) -> LineNumber:
        """Finish: the chain becomes a line of the proof."""
        line = ("chain", self.theorem.lhs, tuple(self.steps))
        return self.proof._add(line, self.theorem)


def locate(t: Term, path: Sequence[int]) -> tuple[Term, list[Term]]:
    """The part of t at ``path`` and the facts that ``core.theorem.rewrite`` will discharge there."""
    facts: list[Term] = []
    depth = 0
    for k in path:
        if t.hints:
            n = len(t.hints)
            domain, body = open_binder(t, [f"@{depth + j}" for j in range(n)])
            depth += n
            parts = [*(bound for pair in domain.ranges for bound in pair), domain.cond, body]
            scope = domain.facts()
            facts += scope if k == 2 * n + 1 else scope[: 2 * min(k // 2, n)]
            t = parts[k]
            continue
        if t.op in ("mul", "and"):
            for j, a in enumerate(t.args):
                if j != k and (t.op == "and" or a.op == "bracket"):
                    facts += conjuncts(a if t.op == "and" else a.args[0])
        t = t.args[k]
    return t, facts
