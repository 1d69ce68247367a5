"""What is known at a place of a proof script: the names in sight, and a proof term for each fact that may be used there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from symgrad.core.term import TRUE, Domain, Term, conjuncts
from symgrad.core.theorem import close_over
from symgrad.rocq.write import NotCertified, Scope, reflected

Tactics = list[str]


class Frame(NamedTuple):
    """What one binder, or one bracket, on the way to the place adds to what is known there."""

    facts: Mapping[Term, str]
    domain: Domain | None = None  # a bracket has none
    hints: Sequence[str] = ()
    ranges: Sequence[str] = ()  # for each index, the proof that it is in its range


class Context:
    """Names and facts at a place. Contexts are never changed; ``under`` makes a larger one."""

    __slots__ = ("frames", "fresh", "hypotheses", "propositions", "scope")

    def __init__(
        self,
        scope: Scope,
        hypotheses: Mapping[Term, str],
        fresh: Fresh,
        frames: tuple[Frame, ...] = (),
        propositions: bool = False,
    ) -> None:
        self.scope, self.hypotheses, self.fresh, self.frames = scope, hypotheses, fresh, frames
        self.propositions = propositions  # an equivalence is to be proved as such, not as an equation of booleans

    def under(self, frame: Frame, scope: Scope | None = None) -> Context:
        return Context(scope or self.scope, self.hypotheses, self.fresh, (*self.frames, frame))

    def within(self, scope: Scope) -> Context:
        return Context(scope, self.hypotheses, self.fresh, self.frames)

    def of_propositions(self) -> Context:
        return Context(self.scope, self.hypotheses, self.fresh, self.frames, True)

    def depth(self, *terms: Term) -> int:
        """The first number from which on no index is opened as @number, here or in the terms."""
        names = set(self.scope.bound).union(*(t.free for t in terms))
        return max((int(name[1:]) for name in names if name[:1] == "@" and name[1:].isdecimal()), default=-1) + 1

    def proof(self, h: Term) -> str:
        """A proof term for a fact: it is at hand, or a statement for all indices of the enclosing binders is."""
        return _proof(h, self.frames, self.hypotheses)


class Fresh:
    """Numbers the names of hypotheses, H1, H2, …, which ``Names`` gives to no symbol."""

    __slots__ = ("_count",)

    def __init__(self) -> None:
        self._count = 0

    def __call__(self, stem: str = "H") -> str:
        self._count += 1
        return f"{stem}{self._count}"


def _proof(h: Term, frames: tuple[Frame, ...], hypotheses: Mapping[Term, str]) -> str:
    if h.op == "true":
        return "I"
    if not frames:
        if h in hypotheses:
            return hypotheses[h]
        raise NotCertified(f"the fact {h!r} is not at hand")
    *outer, frame = frames
    if h in frame.facts:
        return frame.facts[h]
    if frame.domain is None or h.free.isdisjoint(frame.domain.names):
        return _proof(h, tuple(outer), hypotheses)
    general = _proof(close_over(h, frame.domain, frame.hints), tuple(outer), hypotheses)
    needed = _needed(h, frame.domain)
    ranges = [r for name, r in zip(frame.domain.names, frame.ranges, strict=True) if name in needed]
    names = [r for name, r in zip(frame.domain.names, _index_names(frame), strict=True) if name in needed]
    dropped = {name for name in frame.domain.names if name not in needed}
    conditions = [c for c in conjuncts(frame.domain.cond) if c.free.isdisjoint(dropped)]
    arguments = [part for pair in zip(names, ranges, strict=True) for part in pair]
    arguments += [frame.facts[c] for c in dict.fromkeys(conditions)]
    return f"({general} {' '.join(arguments)})"


def _index_names(frame: Frame) -> list[str]:
    """``_`` for each index: its range says which it is."""
    return ["_"] * len(frame.ranges)


def _needed(h: Term, domain: Domain) -> set[str]:
    """The indices of the domain that ``close_over`` keeps."""
    needed = set(h.free)
    for name, (lo, hi) in reversed(list(zip(domain.names, domain.ranges, strict=True))):
        if name in needed:
            needed |= lo.free | hi.free
    return needed


class Entered(NamedTuple):
    """A domain whose indices were introduced: the context inside, and the names given."""

    context: Context
    names: list[str]  # of the indices
    ranges: list[str]  # of the proofs that they are in their ranges
    condition: str  # of the proof of the condition, which ``opened`` takes apart
    opened: Tactics


def enter(domain: Domain, hints: Sequence[str], c: Context, scope_size: int | None = None, with_cond: bool = True) -> Entered:
    """Introduce the first ``scope_size`` indices of the domain (all, unless given) and its condition."""
    size = len(domain.names) if scope_size is None else scope_size
    scope, names, ranges = c.scope, [], []
    facts: dict[Term, str] = {}
    inside = Domain(domain.names[:size], domain.ranges[:size], domain.cond if with_cond else TRUE)
    plain = Domain(inside.names, inside.ranges).facts()
    for j, (variable, hint) in enumerate(zip(inside.names, hints, strict=False)):
        name = scope.fresh_index(hint)
        scope = scope.with_names({variable: name})
        proof = c.fresh()
        names.append(name)
        ranges.append(proof)
        facts[plain[2 * j]] = f"(proj1 {proof})"
        facts[plain[2 * j + 1]] = f"(proj2 {proof})"
    condition = ""
    opened: Tactics = []
    if inside.cond != TRUE:
        condition = c.fresh()
        opened, more = open_condition(condition, inside.cond, c.fresh)
        facts = {**more, **facts}
    frame = Frame(facts, inside, list(hints)[:size], ranges)
    return Entered(c.under(frame, scope), names, ranges, condition, opened)


def open_condition(name: str, cond: Term, fresh: Fresh) -> tuple[Tactics, dict[Term, str]]:
    """Turn ``name : b = true`` into facts, one for each conjunct of the condition."""
    pattern, facts = take_apart(name, cond, fresh)
    lines = [f"apply (proj1 {reflected(cond)}) in {name}."]
    if pattern != name:
        lines.append(f"destruct {name} as {pattern}.")
    return lines, facts


def take_apart(name: str, p: Term, fresh: Fresh) -> tuple[str, dict[Term, str]]:
    """A destruct pattern for a proof of p and the names of the proofs of its conjuncts."""
    facts: dict[Term, str] = {}
    return _pattern(name, p, fresh, facts), facts


def _pattern(name: str, p: Term, fresh: Fresh, facts: dict[Term, str]) -> str:
    if p.op != "and":
        facts.setdefault(p, name)
        return name
    if not p.args:
        return "_"
    text = ""
    for k, q in enumerate(p.args):
        part = _pattern(fresh() if q.op != "and" else name, q, fresh, facts)
        text = part if k == 0 else f"[{text} {part}]"
    return text


def block(lines: Sequence[str]) -> Tactics:
    """The tactics as the proof of one goal."""
    if len(lines) == 1:
        return [f"{{ {lines[0]} }}"]
    return [f"{{ {lines[0]}", *(f"  {line}" for line in lines[1:]), "}"]


def conjunction(parts: Sequence[str]) -> str:
    """A proof of a conjunction that leans to the left."""
    if not parts:
        return "I"
    text = parts[0]
    for part in parts[1:]:
        text = f"(conj {text} {part})"
    return text
