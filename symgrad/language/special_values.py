"""Terms, definitions and programs at special values of their integer symbols: the stride 2, no padding.

A definition that mentions such a symbol becomes another definition of the same name, so reads of it are exchanged too.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from copy import copy
from math import prod

from symgrad.core.term import Definition, Int, Term, intern_definition, make, map_args
from symgrad.language.program import Layer, Program, Tensor


class Special:
    """The exchange of integer symbols for integer terms."""

    def __init__(self, values: Mapping[str, Term]) -> None:
        self.values = dict(values)
        self._definitions: dict[int, Definition] = {}

    def term(self, t: Term) -> Term:
        """The term at the special values, also within its definitions."""
        if t.op == "call":
            args = tuple(self.term(a) for a in t.args)
            return make("call", self.definition(t.data), args)
        if t.op == "var":
            return self.values.get(t.data, t)
        if t.free.isdisjoint(self.values):
            return t
        new = map_args(t, lambda a, _: self.term(a), 0)
        return collected(new) if new.op in ("iadd", "imul") else new

    def is_new(self, d: Definition) -> bool:
        """Whether this exchange has made the definition."""
        return any(d is found for found in self._definitions.values())

    def definition(self, d: Definition) -> Definition:
        """The definition at the special values."""
        if d.free.isdisjoint(self.values):
            return d
        found = self._definitions.get(id(d))
        if found is None:
            found = self._definitions[id(d)] = intern_definition(d.name, d.hints, self.term(d.body))
        return found

    def terms(self, ts: list[Term]) -> list[Term]:
        return [self.term(t) for t in ts]

    def ranges(self, pairs: tuple[tuple[Term, Term], ...]) -> tuple[tuple[Term, Term], ...]:
        return tuple((self.term(lo), self.term(hi)) for lo, hi in pairs)

    def program(self, program: Program) -> Program:
        """The program at the special values; what was given a value is a symbol no more."""
        out = copy(program)
        out.tensors = {name: self._tensor(t) for name, t in program.tensors.items()}
        out.cotangents = {name: self._tensor(t) for name, t in program.cotangents.items()}
        out.layers = [self._layer(layer) for layer in program.layers]
        out.hypotheses = self.terms(program.hypotheses)
        out.claims = []
        out.sizes = [n for n in program.sizes if n not in self.values]
        out.parameters = [n for n in program.parameters if n not in self.values]
        old, new = are_integers(program.parameters), are_integers(out.parameters)
        out.assumptions = [a for a in (new if a == old else a for a in program.assumptions) if a]
        out.symbols = [n for n in program.symbols if n not in self.values]
        return out

    def _tensor(self, t: Tensor) -> Tensor:
        return Tensor(t.name, self.ranges(t.ranges), t.outside, t.inferred, t.integer)

    def _layer(self, layer: Layer) -> Layer:
        definition, shape = self.definition(layer.definition), self.ranges(layer.shape)
        return Layer(definition, shape, layer.outside, layer.start, layer.end, layer.text)


def collected(t: Term) -> Term:
    """A sum or product of integers with the numbers in it made one, without 0 or 1; the order of the rest stays."""
    inner = [b for a in t.args for b in (a.args if a.op == t.op else (a,))]
    numbers = [a.data for a in inner if a.op == "int"]
    rest = [a for a in inner if a.op != "int"]
    if t.op == "imul":
        value = prod(numbers)
        if value == -1 and len(rest) > 1:
            rest = [make("imul", None, tuple(rest))]  # −(d·k), as a person writes it
        parts = [Int(0)] if value == 0 else [*([Int(value)] if value != 1 or not rest else []), *rest]
    else:
        value = sum(numbers)
        number = [Int(value)] if value != 0 or not rest else []
        parts = [*number, *rest] if inner and inner[0].op == "int" else [*rest, *number]
    return make(t.op, None, tuple(parts)) if len(parts) > 1 else parts[0]


def are_integers(names: Sequence[str]) -> str:
    """ "p and s are integers", as reading a program says it."""
    *most, last = names or [""]
    verb = "is an integer" if len(names) == 1 else "are integers"
    return f"{', '.join(most)}{' and ' if most else ''}{last} {verb}" if names else ""


def free_integers(t: Term, seen: set[int] | None = None) -> set[str]:
    """The integer symbols of a term, also within its definitions."""
    seen = set() if seen is None else seen
    if id(t) in seen:
        return set()
    seen.add(id(t))
    found = {t.data} if t.op == "var" else set()
    for a in (*t.args, *((t.data.body,) if t.op == "call" else ())):
        found |= free_integers(a, seen)
    return found
