"""A derivation in progress: from ∂ to the gather form, then on through further lines, each proved equal to the last."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from functools import update_wrapper
from time import perf_counter
from typing import Concatenate, NamedTuple, ParamSpec, Protocol, TypeVar

from symgrad.core.replay import LineNumber, replay
from symgrad.core.term import Term, TermError, Var, call, definitions, diff, le, lt, make, mul, num, read, substitute, total
from symgrad.core.theorem import Rejected
from symgrad.engine.always import without_plain_hypotheses
from symgrad.engine.cancelling import cancel_inverses
from symgrad.engine.collecting import collect
from symgrad.engine.contraction import prove_contracted
from symgrad.engine.counting import prove_counted
from symgrad.engine.distinction import prove_by_distinction
from symgrad.engine.factored import prove_by_facts
from symgrad.engine.gradient import Headlines, collapse, collapse_winners, differentiate, multiply_out, tidy_up
from symgrad.engine.propositions import prove_equal_somehow
from symgrad.engine.quotients import simplify_exact_quotients, simplify_quotients
from symgrad.engine.sift import Stuck
from symgrad.engine.vanishing import prove_vanishing
from symgrad.language.naming import bare
from symgrad.language.pretty import pretty
from symgrad.language.program import Layer, Program
from symgrad.language.reader import parse_term
from symgrad.proof.calc import Chain, OutOfTime, Proof
from symgrad.proof.document import Document, Primitive, Step
from symgrad.proof.shorthand import shorten, shorthands

P = ParamSpec("P")
LIMIT = 20  # seconds for one derivation
LONGEST_REASON = 60
TARGET_NAMES = ("m", "n", "p", "q", "u", "v", "a", "b", "c", "e", "g", "h")


class Target(NamedTuple):
    """By what is differentiated: the tensor, names for the indices of its entry, and their ranges."""

    name: str
    indices: tuple[str, ...]
    ranges: tuple[tuple[Term, Term], ...]

    def facts(self) -> list[Term]:
        out: list[Term] = []
        for i, (lo, hi) in zip(self.indices, self.ranges, strict=True):
            out += [le(lo, Var(i)), lt(Var(i), hi)]
        return out

    def read(self, cotangent: str = "") -> Term:
        return read(cotangent or self.name, *map(Var, self.indices))


class InProgress(Protocol):
    """What grows line by line, until the engine is stuck."""

    stuck: Stuck | None

    def _last(self) -> Term: ...


D = TypeVar("D", bound=InProgress)


def line(method: Callable[Concatenate[D, P], None]) -> Callable[Concatenate[D, P], D]:
    """A method that adds lines: it returns the derivation, and once the engine is stuck, nothing is added any more."""

    def guarded(self: D, /, *args: P.args, **kwargs: P.kwargs) -> D:
        if self.stuck is None:
            try:
                method(self, *args, **kwargs)
            except Stuck as stuck:
                self.stuck = stuck
            except OutOfTime:
                self.stuck = Stuck(f"the time limit of {LIMIT} seconds was reached", self._last())
            except (TermError, Rejected) as refused:
                self.stuck = Stuck(f"a step is not possible ({refused})", self._last())
        return self

    update_wrapper(guarded, method)
    return guarded


class Derivation:
    """A chain of lines ``start = … = …``; every method that adds a line returns the derivation itself."""

    def __init__(self, document: Document, program: Program, known: Sequence[Term]) -> None:
        self.document, self.program, self.known = document, program, list(known)
        self.scope = program  # in which the text of further lines is read
        self.proof = Proof(LIMIT)
        self.current: LineNumber | None = None
        self.stuck: Stuck | None = None
        self.target: Target | None = None
        self._started = perf_counter()

    @line
    def differentiate(self, target: Target, *, maximiser: bool = False) -> None:
        """Differentiate the left side and collapse the δs. ``maximiser``: say where the maximum is, not where it may be."""
        chain = self.proof.chain(self.document.lhs)
        lines = Headlines(chain)
        lines.add("chain rule" if self.document.lhs.op in ("sum", "mul") else "to be found")
        differentiate(chain, target.name)
        tidy_up(chain)
        lines.add("∂ of a max" if _mentions(chain.term, "argmax") else "∂ of a sum")
        if target.indices:
            self._collapse(chain, lines, target, maximiser)
        elif maximiser:
            self._collapse_winners(chain, lines)
        self.document.steps += lines.steps
        self._advance(chain.close())

    def _collapse(self, chain: Chain, lines: Headlines, target: Target, maximiser: bool) -> None:
        active = frozenset(target.indices)
        multiply_out(chain, (), active)
        solved = collapse(chain, (), active, self.known, maximiser)
        tidy_up(chain)
        simplify_quotients(chain, [*self.known, *chain.theorem.hypotheses])
        simplify_exact_quotients(chain, self.known)
        tidy_up(chain)
        known = shorthands(chain.theorem.hypotheses)
        values = ", ".join(f"{i} = {pretty(shorten(v, known))}" for i, v in solved.items())
        if len(values) > LONGEST_REASON:
            values = ", ".join(solved)
        lines.add(f"collapse δ ({values})" if values else "collapse δ")
        cancelled = cancel_inverses(chain, self.known)
        if cancelled:
            tidy_up(chain)
            lines.add(", ".join(f"{pretty(e)}·(1/{pretty(e)}) = 1" for e in cancelled))

    def _collapse_winners(self, chain: Chain, lines: Headlines) -> None:
        solved = collapse_winners(chain, self.known)
        tidy_up(chain)
        known = shorthands(chain.theorem.hypotheses)
        winners = {i: shorten(v, known) for i, v in solved.items()}
        lines.add(f"collapse δ ({', '.join(f'{i} = {v.data}' for i, v in winners.items() if v.op == 'iread')})")

    @line
    def otherwise(self, *, maximiser: bool = False, reason: str) -> None:
        """Derive the same left side in the other form, and conclude that the two forms are equal."""
        first, target = self.current, self.target
        assert target is not None, "there is another form of a gradient only"
        chain = self.proof.chain(self.document.lhs)
        differentiate(chain, target.name)
        tidy_up(chain)
        multiply_out(chain, (), frozenset(target.indices))
        collapse(chain, (), frozenset(target.indices), self.known, maximiser)
        tidy_up(chain)
        simplify_quotients(chain, [*self.known, *chain.theorem.hypotheses])
        tidy_up(chain)
        second = chain.close()
        if first is None:
            self._advance(second)
        else:
            between = self.proof.line("transitivity", self.proof.line("symmetry", first), second)
            self._advance(self.proof.line("transitivity", first, between))
        self.document.steps.append(Step(chain.term, reason, tuple(chain.primitives)))

    @line
    def differentiate_all(self, names: Sequence[str]) -> None:
        """Apply the chain rule for every ∂ by a scalar in the left side; with derivatives of derivatives, collect the result
        by the derivatives of the unknown functions."""
        chain = self.proof.chain(self.document.lhs)
        lines = Headlines(chain)
        lines.add("to be shown")
        for name in names:
            differentiate(chain, name)
            tidy_up(chain)
        twice = _mentions_twice(self.document.lhs)
        if twice:
            collect(chain)
        lines.add("chain rule, a·(1/a) = 1" if twice else "chain rule")
        self.document.steps += lines.steps
        self._advance(chain.close())

    @line
    def then(self, rhs: Term | str, reason: str) -> None:
        """One more line, proved equal to the last: by change of indices, or case by case where the ranges are numbers."""
        before, rhs = len(self.proof.lines), self._term(rhs)
        equation = prove_equal_somehow(self.proof, self._last(), rhs, self.known)
        self._join(equation, rhs, reason, before)

    @line
    def contracted(self, rhs: Term | str, reason: str) -> None:
        """One more line: sums such as Σ_i J[a,i]·K[i,b] become what equations among the conditions of the page say they are."""
        before, rhs = len(self.proof.lines), self._term(rhs)
        self._join(prove_contracted(self.proof, self._last(), rhs, self.known), rhs, reason, before)

    @line
    def by_cases(self, rhs: Term | str, reason: str) -> None:
        """One more line: short sums are written out, and conditions such as 2 | m supposed and denied in turn."""
        before, rhs = len(self.proof.lines), self._term(rhs)
        equation = prove_by_distinction(self.proof, self._last(), rhs, self.known)
        self._join(equation, rhs, reason, before)

    @line
    def by_facts(self, rhs: Term | str, reason: str) -> None:
        """One more line, by laws of the field and facts about inverses, angles and roots; sums are taken apart if need be."""
        before, rhs = len(self.proof.lines), self._term(rhs)
        equation = prove_by_facts(self.proof, self._last(), rhs, self.known)
        self._join(equation, rhs, reason, before)

    @line
    def counted(self, rhs: Term | str, reason: str) -> None:
        """One more line: the sum that the last line is, of ones over ranges and conditions, is as many as it has summands."""
        before, rhs = len(self.proof.lines), self._term(rhs)
        self._join(prove_counted(self.proof, self._last(), rhs, self.known), rhs, reason, before)

    @line
    def vanishes(self, reason: str) -> None:
        """One more line: 0, since no sum of the last line has a summand under what is known."""
        before = len(self.proof.lines)
        self._join(prove_vanishing(self.proof, self._last(), self.known), num(0), reason, before)

    def draw_readers(self, tensor: str, entry: tuple[int, ...], weight: str, **sizes: int) -> Derivation:
        """Add a figure: which outputs of the last layer read ``tensor[entry]``, and through which entry of ``weight``."""
        from symgrad.engine.index_map import figure_of_readers

        self.document.figures.append(figure_of_readers(self.program, sizes, tensor, entry, weight))
        return self

    def _join(self, equation: LineNumber, rhs: Term, reason: str, before: int) -> None:
        primitives = [
            Primitive(step[0], step[1], self.proof.theorems[k].rhs)
            for k, line in enumerate(self.proof.lines[before:], before)
            if line[0] == "chain"
            for step in line[2]
        ]
        self.document.steps.append(Step(rhs, reason, tuple(primitives)))
        self.give(rhs)
        joined = equation if self.current is None else self.proof.line("transitivity", self.current, equation)
        self._advance(joined)

    def give(self, t: Term) -> None:
        """Note the definitions that a line brings in."""
        known = {layer.definition for layer in self.program.layers}
        self.document.where += [d for d in definitions(t) if d not in known and d not in self.document.where]

    def _term(self, written: Term | str) -> Term:
        return parse_term(written, self.scope) if isinstance(written, str) else written

    def _last(self) -> Term:
        return self.document.lhs if self.current is None else self.proof.theorems[self.current].rhs

    def _advance(self, line: LineNumber) -> None:
        self.current = line

    def finish(self) -> Document:
        """Replay the certificate through the core; only that makes the verdict ``proved``."""
        document = self.document
        if self.stuck is not None:
            document.verdict, document.reason = "undecided", f"{self.stuck.reason}: {pretty(self.stuck.term)}"
            return document
        if self.current is not None:
            self.current = without_plain_hypotheses(self.proof, self.current, self.known)
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
        document.lhs, document.rhs = theorem.lhs, theorem.rhs
        document.hypotheses = list(theorem.hypotheses)
        document.verdict = "proved"
        return document


def vector_jacobian(layer: Layer, target: Target) -> Term:
    """Σ_o ∂L/∂y[o]·∂y[o]/∂x[i]: by the chain rule, ∂L/∂x[i]."""
    by = tuple(map(Var, target.indices))
    return _summed(layer, lambda y, o: mul(read(cotangent(layer.name), *o), diff(y, target.name, *by)))


def loss(layer: Layer) -> Term:
    """Σ_o ∂L/∂y[o]·y[o]: its gradient is the vector-Jacobian product, which sympy can be asked for."""
    return _summed(layer, lambda y, o: mul(read(cotangent(layer.name), *o), y))


def _summed(layer: Layer, inside: Callable[[Term, tuple[Term, ...]], Term]) -> Term:
    """Σ over the layer's indices of what ``inside`` makes of y[o] and o. The indices get names that nobody else can have
    given to anything, so that no index of the entry that is differentiated by is caught."""
    names = [f"{n}#output" for n in layer.indices]
    outputs = tuple(map(Var, names))
    term = inside(call(layer.definition, *outputs), outputs)
    if not names:
        return term
    own = dict(zip(layer.indices, outputs, strict=True))
    earlier = {v: own[bare(v)] for pair in layer.shape for t in pair for v in t.free if "#" in v and bare(v) in own}
    ranges = [(substitute(lo, earlier), substitute(hi, earlier)) for lo, hi in layer.shape]
    closed = total([(n, lo, hi) for n, (lo, hi) in zip(names, ranges, strict=True)], term)
    return make("sum", None, closed.args, tuple(layer.indices))


def cotangent(name: str) -> str:
    """The name of ∂L/∂name."""
    return f"dL/d{name}"


def target_of(program: Program, name: str, indices: Sequence[str] = ()) -> Target:
    """The tensor to differentiate by, its entry's indices named so that they clash with nothing."""
    tensor = program.tensors[name]
    taken = {*program.symbols, *(i for layer in program.layers for i in layer.indices)}
    free = [n for n in TARGET_NAMES if n not in taken] + [f"i{k}" for k in range(9)]
    return Target(name, tuple(indices) or tuple(free[: tensor.rank]), tensor.ranges)


def _mentions_twice(t: Term) -> bool:
    """Whether a derivative is differentiated."""
    return any(map(_mentions_twice, t.args)) or (t.op == "diff" and _mentions(t.args[0], "diff"))


def _mentions(t: Term, op: str) -> bool:
    return t.op == op or any(_mentions(a, op) for a in t.args)
