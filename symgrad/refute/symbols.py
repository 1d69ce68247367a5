"""The free symbols of a theorem: their kinds and arities, and what they are used for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from symgrad.core.term import Term


@dataclass
class Symbols:
    """What must be given a value before the terms can be evaluated.

    ``integers`` is in order of appearance; those also in ``indices`` are used as an index of a tensor. ``functions``
    maps (name, arity) to the highest order in which it is differentiated, ``order`` is the highest of all. ``angles``
    are the tensors that occur only within sines and cosines, linearly. ``constants`` are the integers written out.
    """

    integers: dict[str, None] = field(default_factory=dict)
    indices: set[str] = field(default_factory=set)
    tensors: dict[str, int] = field(default_factory=dict)
    integer_tensors: dict[str, int] = field(default_factory=dict)
    functions: dict[tuple[str, int], int] = field(default_factory=dict)
    angles: set[str] = field(default_factory=set)
    constants: set[int] = field(default_factory=set)
    order: int = 0


def symbols(terms: Sequence[Term]) -> Symbols:
    """All free symbols of closed terms, also those within definitions and under binders."""
    walk = _Walk()
    for t in terms:
        walk.visit(t, trig=False, diffs=0)
    found = walk.found
    found.indices = (walk.seeded | (walk.indexing - walk.ends)) & set(found.integers)
    found.angles = walk.trig - walk.linear
    found.order = max(found.functions.values(), default=0)
    return found


class _Walk:
    def __init__(self) -> None:
        self.found = Symbols()
        self.seen: set[tuple[Term, bool, int]] = set()
        self.trig: set[str] = set()  # read within a sine or cosine
        self.linear: set[str] = set()  # read anywhere else
        self.seeded: set[str] = set()  # says by which entry to differentiate
        self.indexing: set[str] = set()  # an index all by itself
        self.ends: set[str] = set()  # an end of a range all by itself

    def visit(self, t: Term, *, trig: bool, diffs: int) -> None:
        if (t, trig, diffs) in self.seen:
            return
        self.seen.add((t, trig, diffs))
        self._note(t, trig, diffs)
        trig = (t.op == "fn" and t.data[0] in ("sin", "cos")) or (trig and _keeps_angles(t))
        diffs += t.op == "diff"
        for a in t.args:
            self.visit(a, trig=trig, diffs=diffs)
        if t.op == "call":
            self.visit(t.data.body, trig=trig, diffs=diffs)

    def _note(self, t: Term, trig: bool, diffs: int) -> None:
        found = self.found
        match t.op:
            case "int":
                found.constants.add(t.data)
            case "var":
                found.integers[t.data] = None
            case "read":
                found.tensors[t.data] = len(t.args)
                (self.trig if trig else self.linear).add(t.data)
            case "iread":
                found.integer_tensors[t.data] = len(t.args)
            case "diff":
                found.tensors[t.data] = len(t.args) - 1
                self.seeded |= {a.data for a in t.args[1:] if a.op == "var"}
            case "fn":
                key = (t.data[0], len(t.args))
                found.functions[key] = max(found.functions.get(key, 0), sum(t.data[1]) + diffs)
        if t.op in ("read", "iread", "call"):
            self.indexing |= {a.data for a in t.args if a.op == "var"}
        elif t.hints:
            self.ends |= {a.data for a in t.args[:-2] if a.op == "var"}


def _keeps_angles(t: Term) -> bool:
    """Whether t is an integer combination of angles if the reads in it are angles."""
    if t.op == "mul":
        return sum(1 for a in t.args if a.op not in ("num", "cast", "bracket")) <= 1
    return t.op in ("add", "sum", "call", "cast", "bracket")
