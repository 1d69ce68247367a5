"""Terms written out for given sizes: every sum expanded by exact evaluation of its ranges, the entries left as symbols.

Never by ``Sum.doit``, which loses divisibility. A maximiser, which depends on the entries, becomes a ``Piecewise`` for
each place where it may be; all are zero where it is not unique.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from itertools import product
from typing import Any

import sympy

from symgrad.core.term import Term
from symgrad.errors import Problem
from symgrad.language.sympy_out import RELATIONS, Vocabulary, applied, partial

Env = tuple[int, ...]  # the values of the enclosing indices, innermost last
Choice = dict[tuple[Any, ...], Env]  # where each maximiser that was met is taken to be
LARGEST = 200_000  # nodes that may be written out


class _Choose(Exception):
    """A maximiser was met whose place depends on the entries."""

    def __init__(self, key: tuple[Any, ...], options: list[tuple[Env, Any]]) -> None:
        super().__init__()
        self.key, self.options = key, options


def entry(t: Term, integers: Mapping[str, int], names: Vocabulary | None = None) -> Any:
    """The scalar term as an explicit sympy expression of entries ``V[1, 2]``, all its free integers given.

    Raises Problem SG108 where it would be too large to write out, SG114 for what cannot be, such as an entry of an integer
    tensor; LookupError for a free integer that is not given. Source: the meaning of the terms, as in ``refute.explicit``.

    >>> from symgrad.core.term import Int, Var, mul, read, total
    >>> k = Var("k")
    >>> entry(total([("k", Int(0), Var("K"))], mul(read("w", k), read("x", k))), {"K": 2})
    w[0]*x[0] + w[1]*x[1]
    """
    return _Explicit(integers, names or {}).cases(t, (), {})


def holds_at(p: Term, integers: Mapping[str, int]) -> bool | None:
    """Whether a condition on integers holds; None if it is about entries or a function."""
    if p.op == "smooth" or not set(p.free) <= set(integers):
        return None
    try:
        value = _Explicit(integers, {}).prop(p, (), {})
    except Problem:
        return None
    return None if value not in (sympy.true, sympy.false) else bool(value)


def integer_at(t: Term, integers: Mapping[str, int]) -> int:
    """The value of an integer term."""
    return _Explicit(integers, {}).integer(t, (), {})


class _Explicit:
    def __init__(self, integers: Mapping[str, int], names: Vocabulary) -> None:
        self.integers, self.names, self.written = integers, names, 0
        self.bases: dict[str, Any] = {}

    def cases(self, t: Term, env: Env, choice: Choice) -> Any:
        """The scalar, by cases where a maximiser in it is not known."""
        try:
            return self.scalar(t, env, choice)
        except _Choose as met:
            values = [(self.cases(t, env, {**choice, met.key: place}), c) for place, c in met.options]
            if all(value == values[0][0] for value, _ in values):
                return values[0][0]
            return sympy.Add(*(sympy.Piecewise((value, c), (0, True)) for value, c in values if value != 0))

    # ---- scalars ----

    def scalar(self, t: Term, env: Env, choice: Choice) -> Any:
        self.written += 1
        if self.written > LARGEST:
            raise Problem("SG108", "the expression is too large to write out", help="give smaller sizes")
        match t.op:
            case "num":
                return sympy.Rational(t.data.numerator, t.data.denominator)
            case "cast":
                return sympy.Integer(self.integer(t.args[0], env, choice))
            case "read" | "literal":
                return self.entry(t, tuple(self.integer(a, env, choice) for a in t.args))
            case "call":
                return self.cases(t.data.body, tuple(self.integer(a, env, choice) for a in t.args), {})
            case "add":
                return sympy.Add(*(self.cases(a, env, choice) for a in t.args))
            case "mul":
                return self.product(t, env, choice)
            case "pow":
                return self.scalar(t.args[0], env, choice) ** t.data
            case "inv":
                return 1 / self.scalar(t.args[0], env, choice)
            case "bracket":
                return _indicator(self.prop(t.args[0], env, choice))
            case "fn":
                parts = tuple(self.scalar(a, env, choice) for a in t.args)
                return partial(t.data[0], t.data[1], parts) if any(t.data[1]) else applied(t.data[0], parts).doit()
            case "sum":
                return sympy.Add(*(self.summand(t, inner, guard, choice) for inner, guard in self.domain(t, env, choice)))
            case "max":
                return self.maximum(t, env, choice)
        raise Problem("SG114", f"{t.op} cannot be written out entry by entry")

    def summand(self, t: Term, env: Env, guard: Any, choice: Choice) -> Any:
        try:
            value = self.scalar(t.args[-1], env, choice)
        except _Choose:
            value = self.cases(t.args[-1], env, choice)
        return value if guard == sympy.true else sympy.Piecewise((value, guard), (0, True))

    def entry(self, t: Term, index: Env) -> Any:
        if t.op == "literal":
            return _of_literal(t, index)
        if t.data not in self.bases:
            found = self.names.get(t.data)
            if not index:
                self.bases[t.data] = found if isinstance(found, sympy.Symbol) else sympy.Symbol(t.data, real=True)
            else:
                self.bases[t.data] = found if isinstance(found, sympy.IndexedBase) else sympy.IndexedBase(sympy.Symbol(t.data))
        base = self.bases[t.data]
        return sympy.Indexed(base, *index) if index else base

    def product(self, t: Term, env: Env, choice: Choice) -> Any:
        """The product of the other factors where all brackets hold, else 0 whatever these are."""
        guards = [self.prop(a.args[0], env, choice) for a in t.args if a.op == "bracket"]
        if any(g == sympy.false for g in guards):
            return sympy.S.Zero
        guard = sympy.And(*guards)
        value = sympy.Mul(*(self.scalar(a, env, choice) for a in t.args if a.op != "bracket"))
        return value if guard == sympy.true else sympy.Piecewise((value, guard), (0, True))

    def maximum(self, t: Term, env: Env, choice: Choice) -> Any:
        values = [(self.scalar(t.args[-1], inner, choice), guard) for inner, guard in self.domain(t, env, choice)]
        if not values:
            raise Problem("SG114", "a maximum over nothing has no value", help="give larger sizes")
        return sympy.Max(*(v if g == sympy.true else sympy.Piecewise((v, g), (-sympy.oo, True)) for v, g in values))

    # ---- integers and conditions ----

    def integer(self, t: Term, env: Env, choice: Choice) -> int:
        match t.op:
            case "int":
                return int(t.data)
            case "var":
                return self.integers[t.data]
            case "bound":
                return env[len(env) - 1 - int(t.data)]
            case "argmax":
                return self.maximiser(t, env, choice)
            case "iread":
                raise Problem("SG114", f"the entries of {t.data} are indices, and not given")
        values = [self.integer(a, env, choice) for a in t.args]
        match t.op:
            case "iadd":
                return sum(values)
            case "imul":
                return int(sympy.prod(values))
            case "imin" | "imax":
                return (min if t.op == "imin" else max)(values)
        if values[1] < 1:
            raise Problem("SG114", f"a quotient by {values[1]}", help="give divisors, such as strides, of at least 1")
        return values[0] // values[1] if t.op == "floor" else values[0] % values[1]

    def maximiser(self, t: Term, env: Env, choice: Choice) -> int:
        """The component of the index at which the maximum is attained, as the cases have chosen."""
        n = len(t.hints)
        places = [(inner[len(env) :], self.scalar(t.args[-1], inner, choice)) for inner, _ in self.domain(t, env, choice)]
        if not places:
            raise Problem("SG114", "a maximum over nothing has no maximiser", help="give larger sizes")
        key = (n, tuple(places))
        if len(places) > 1 and key not in choice:
            options = []
            for place, value in places:
                conditions = [sympy.StrictGreaterThan(value, other) for where, other in places if where != place]
                options.append((place, sympy.And(*conditions)))
            raise _Choose(key, options)
        return (choice[key] if len(places) > 1 else places[0][0])[int(t.data)]

    def domain(self, t: Term, env: Env, choice: Choice) -> Iterator[tuple[Env, Any]]:
        """The environments of a binder's body, and under which condition on the entries each counts."""
        inners = [env]
        for j in range(len(t.hints)):
            lo, hi = t.args[2 * j], t.args[2 * j + 1]
            inners = [(*e, i) for e in inners for i in range(self.integer(lo, e, choice), self.integer(hi, e, choice))]
            if len(inners) > LARGEST:
                raise Problem("SG108", "the sum is too large to write out", help="give smaller sizes")
        for inner in inners:
            guard = self.condition(t.args[-2], inner, choice)
            if guard != sympy.false:
                yield inner, guard

    def condition(self, p: Term, env: Env, choice: Choice) -> Any:
        """The condition, by cases where a maximiser in it is not known."""
        try:
            return self.prop(p, env, choice)
        except _Choose as met:
            parts = [sympy.And(c, self.condition(p, env, {**choice, met.key: place})) for place, c in met.options]
            return sympy.Or(*parts)

    def prop(self, p: Term, env: Env, choice: Choice) -> Any:
        """True or False where only integers are compared; else a condition on the entries."""
        match p.op:
            case "true" | "false":
                return sympy.true if p.op == "true" else sympy.false
            case "and" | "or":
                return self.junction(p, env, choice)
            case "not":
                return sympy.Not(self.prop(p.args[0], env, choice))
            case "iff":
                return sympy.Equivalent(*(self.prop(a, env, choice) for a in p.args))
            case "forall":
                return sympy.And(*(self.prop(p.args[-1], inner, choice) for inner, _ in self.domain(p, env, choice)))
            case "seq" | "sne" | "slt" | "sle":
                return RELATIONS[p.op](*(self.scalar(a, env, choice) for a in p.args))
            case "unique" | "smooth":
                raise Problem("SG114", f"{p.op} cannot be written out entry by entry")
        a, b = (self.integer(x, env, choice) for x in p.args)
        if p.op == "divides":
            return sympy.true if (b % a == 0 if a else b == 0) else sympy.false
        return sympy.true if {"eq": a == b, "ne": a != b, "lt": a < b, "le": a <= b}[p.op] else sympy.false

    def junction(self, p: Term, env: Env, choice: Choice) -> Any:
        """What is decided by integers first, so that nothing is asked of maximisers that do not exist."""
        ends = sympy.false if p.op == "and" else sympy.true
        parts = []
        for a in sorted(p.args, key=_mentions_maximiser):
            value = self.prop(a, env, choice)
            if value == ends:
                return ends
            parts.append(value)
        return (sympy.And if p.op == "and" else sympy.Or)(*parts)


def _mentions_maximiser(t: Term) -> bool:
    return t.op == "argmax" or any(map(_mentions_maximiser, t.args))


def _indicator(p: Any) -> Any:
    if p in (sympy.true, sympy.false):
        return sympy.Integer(int(p == sympy.true))
    return sympy.Piecewise((1, p), (0, True))


def _of_literal(t: Term, index: Env) -> Any:
    """The entry of a literal tensor, zero outside."""
    shape, values = t.data
    place = 0
    for i, n in zip(index, shape, strict=True):
        if not 0 <= i < n:
            return sympy.S.Zero
        place = place * n + i
    value: Fraction = values[place]
    return sympy.Rational(value.numerator, value.denominator)


def box(ranges: list[range]) -> Iterator[Env]:
    """Every index of an array."""
    return product(*ranges)
