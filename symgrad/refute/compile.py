"""Terms compiled to Python closures that evaluate them, node by node, without rewriting anything.

A closure takes an environment (a list with the value of each enclosing index, outermost first) and a ``Run``. The body
of a definition has an environment of its own, which begins with its parameters. A derivative gives its body a *seed*:
the entry that is perturbed. Reads know when they are compiled which derivatives they may be under, so reads outside of
any derivative cost nothing extra.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction
from functools import lru_cache
from typing import Any

from symgrad.core.term import BINDERS, Term, conjuncts
from symgrad.refute.functions import KNOWN, apply
from symgrad.refute.instance import Index, Instance
from symgrad.refute.scalars import (
    LONGEST,
    Dual,
    Inexact,
    Scalar,
    TooLarge,
    Undefined,
    length,
    order,
    power,
    reciprocal,
    slope,
    tidy,
)

Env = list[int]
Code = Callable[[Env, "Run"], Any]
Active = tuple[tuple[int, str], ...]  # (tag, tensor) of each derivative around, outermost first
Level = Callable[[Env, "Run"], Iterator[None]]


class Run:
    """One evaluation (or several, of one instance): the values, the work left, the guards seen, the calls known."""

    __slots__ = (
        "budget",
        "digits",
        "functions",
        "instance",
        "integer_tensors",
        "integers",
        "memo",
        "seeds",
        "seen",
        "tensors",
    )

    def __init__(self, instance: Instance, budget: int, digits: int | None = None) -> None:
        self.instance, self.budget, self.digits = instance, budget, digits
        self.integers, self.tensors = instance.integers, instance.tensors
        self.integer_tensors, self.functions = instance.integer_tensors, instance.function
        self.memo: dict[Any, Scalar] = {}
        self.seeds: dict[int, Index] = {}
        self.seen: set[int] = set()  # n where guard n was true, ~n where it was false

    def spend(self, work: int) -> None:
        self.budget -= work
        if self.budget < 0:
            raise TooLarge("the evaluation needs more work than allowed")


class Program:
    """A closed term (or the body of a definition with its parameters), compiled."""

    __slots__ = ("code", "height", "work")

    def __init__(self, term: Term, arity: int, active: Active) -> None:
        compiler = _Compiler(active)
        self.work = cost(term)
        self.code = compiler.term(term, arity)
        self.height = max(arity, compiler.height)

    def __call__(self, args: Sequence[int], run: Run) -> Any:
        run.spend(self.work)
        return self.code([*args, *(0,) * (self.height - len(args))], run)


_programs: dict[tuple[Term, int, Active], Program] = {}
_guards: dict[tuple[Term, int], int] = {}
_guard_terms: list[Term] = []


def program(term: Term, arity: int = 0, active: Active = ()) -> Program:
    """The compiled form of a term, compiled once."""
    active = tuple(a for a in active if a[1] in term.free)
    key = (term.key, arity, active)
    found = _programs.get(key)
    if found is None:
        found = _programs[key] = Program(term, arity, active)
    return found


def guard_number(owner: Term, position: int, guard: Term) -> int:
    """The number under which a run notes a guard: a conjunct of a bracket or of the condition of a binder."""
    key = (owner.key, position)
    found = _guards.get(key)
    if found is None:
        found = _guards[key] = len(_guard_terms)
        _guard_terms.append(guard)
    return found


def guards(*terms: Term) -> dict[int, Term]:
    """All guards of the terms and of the definitions that they rest on, by number."""
    found: dict[int, Term] = {}
    seen: set[Term] = set()
    todo = list(terms)
    while todo:
        t = todo.pop()
        if t in seen:
            continue
        seen.add(t)
        todo += t.args
        if t.op == "call":
            todo.append(t.data.body)
        for j, p in enumerate(conjuncts(guard_of(t)) if t.op == "bracket" or t.hints else ()):
            found[guard_number(t, j, p)] = p
    return found


def guard_of(t: Term) -> Term:
    """The proposition of a bracket, or the condition of a binder."""
    return t.args[0] if t.op == "bracket" else t.args[-2]


def cost(t: Term) -> int:
    """The nodes visited to evaluate t once, apart from the work inside binders and definitions."""
    return 1 + sum(cost(a) for a in (t.args[:-2] if t.hints else t.args))


class _Compiler:
    def __init__(self, active: Active) -> None:
        self.active = active
        self.height = 0

    def term(self, t: Term, depth: int) -> Code:
        """Code for t under that many enclosing indices."""
        return _OPS[t.op](self, t, depth)

    def terms(self, ts: Sequence[Term], depth: int) -> tuple[Code, ...]:
        return tuple(map(self.term, ts, (depth,) * len(ts)))

    # ---- leaves ----

    def constant(self, t: Term, _depth: int) -> Code:
        value = tidy(t.data) if isinstance(t.data, Fraction) else t.data
        return lambda _env, _run: value

    def true(self, _t: Term, _depth: int) -> Code:
        return lambda _env, _run: True

    def false(self, _t: Term, _depth: int) -> Code:
        return lambda _env, _run: False

    def variable(self, t: Term, _depth: int) -> Code:
        name = t.data

        def variable(_env: Env, run: Run) -> int:
            try:
                return run.integers[name]
            except KeyError:
                raise LookupError(f"the instance gives no value for {name}") from None

        return variable

    def bound(self, t: Term, depth: int) -> Code:
        slot = depth - 1 - t.data
        if slot < 0:
            raise ValueError("only closed terms can be evaluated")
        return lambda env, _run: env[slot]

    # ---- arithmetic ----

    def sum_of(self, t: Term, depth: int) -> Code:
        parts = self.terms(t.args, depth)
        if len(parts) == 2:
            a, b = parts
            return lambda env, run: a(env, run) + b(env, run)

        def sum_of(env: Env, run: Run) -> Any:
            total = 0
            for part in parts:
                total = total + part(env, run)
            return total

        return sum_of

    def integer_product(self, t: Term, depth: int) -> Code:
        parts = self.terms(t.args, depth)
        if len(parts) == 2:
            a, b = parts
            return lambda env, run: a(env, run) * b(env, run)

        def integer_product(env: Env, run: Run) -> int:
            total = 1
            for part in parts:
                total *= part(env, run)
            return total

        return integer_product

    def quotient(self, t: Term, depth: int) -> Code:
        a, b = self.terms(t.args, depth)
        divide = operator.floordiv if t.op == "floor" else operator.mod

        def quotient(env: Env, run: Run) -> int:
            divisor = b(env, run)
            if divisor < 1:
                raise Undefined(f"{t.op} with divisor {divisor}")
            return int(divide(a(env, run), divisor))

        return quotient

    def extreme(self, t: Term, depth: int) -> Code:
        a, b = self.terms(t.args, depth)
        pick = min if t.op == "imin" else max
        return lambda env, run: pick(a(env, run), b(env, run))

    def cast(self, t: Term, depth: int) -> Code:
        return self.term(t.args[0], depth)

    def product(self, t: Term, depth: int) -> Code:
        """A product; a bracket that is 0 wins over factors that have no value, another factor that is 0 does not."""
        brackets, factors = _brackets_first(t.args)
        return self.factors(self.terms(brackets, depth), factors, depth)

    def factors(self, guards: tuple[Code, ...], ts: Sequence[Term], depth: int) -> Code:
        """The product of ts where all guards hold, cheap factors first; 0 elsewhere."""
        doubtful = self.terms([t for t in ts if not _has_value(t)], depth)
        certain = self.terms([t for t in ts if _has_value(t)], depth)
        return _product(guards, doubtful, certain)

    def power(self, t: Term, depth: int) -> Code:
        base, exponent = self.term(t.args[0], depth), t.data
        return lambda env, run: power(base(env, run), exponent)

    def inverse(self, t: Term, depth: int) -> Code:
        base = self.term(t.args[0], depth)
        return lambda env, run: reciprocal(base(env, run))

    # ---- symbols ----

    def integer_read(self, t: Term, depth: int) -> Code:
        name, indices = t.data, self.terms(t.args, depth)
        return lambda env, run: run.integer_tensors[name][tuple([i(env, run) for i in indices])]

    def read(self, t: Term, depth: int) -> Code:
        name = t.data
        at = self.indices(t.args, depth)
        tags = tuple(tag for tag, x in self.active if x == name)
        if not tags:
            return lambda env, run: run.tensors[name][at(env, run)]

        def read(env: Env, run: Run) -> Scalar:
            index = at(env, run)
            value: Scalar = run.tensors[name][index]
            for tag in tags:
                if run.seeds[tag] == index:
                    value = Dual(tag, value, 1)
            return value

        return read

    def indices(self, ts: Sequence[Term], depth: int) -> Callable[[Env, Run], Index]:
        """Code for a tuple of integers."""
        codes = self.terms(ts, depth)
        match codes:
            case (a,):
                return lambda env, run: (a(env, run),)
            case (a, b):
                return lambda env, run: (a(env, run), b(env, run))
            case (a, b, c):
                return lambda env, run: (a(env, run), b(env, run), c(env, run))
            case (a, b, c, d):
                return lambda env, run: (a(env, run), b(env, run), c(env, run), d(env, run))
        return lambda env, run: tuple([code(env, run) for code in codes])

    def call(self, t: Term, depth: int) -> Code:
        at = self.indices(t.args, depth)
        body = program(t.data.body, t.data.arity, self.active)
        tags = tuple(tag for tag, x in self.active if x in t.data.body.free)

        def call(env: Env, run: Run) -> Scalar:
            index = at(env, run)
            key = (body, index, *(run.seeds[tag] for tag in tags))
            value = run.memo.get(key)
            if value is None:
                value = run.memo[key] = body(index, run)
                if length(value) > LONGEST:
                    raise TooLarge("a number is too long")
            return value

        return call

    def literal(self, t: Term, depth: int) -> Code:
        shape, values = t.data
        at = self.indices(t.args, depth)

        def literal(env: Env, run: Run) -> Scalar:
            flat = 0
            for i, n in zip(at(env, run), shape, strict=True):
                if not 0 <= i < n:
                    return 0
                flat = flat * n + i
            return tidy(values[flat])

        return literal

    def function(self, t: Term, depth: int) -> Code:
        (name, alpha), args = t.data, self.terms(t.args, depth)
        return lambda env, run: apply(name, alpha, [a(env, run) for a in args], run.functions, run.digits)

    def derivative(self, t: Term, depth: int) -> Code:
        at = self.indices(t.args[1:], depth)
        tag = max((a[0] for a in self.active), default=-1) + 1
        inner = _Compiler((*self.active, (tag, t.data)))
        body = inner.term(t.args[0], depth)
        self.height = max(self.height, inner.height)

        def derivative(env: Env, run: Run) -> Scalar:
            seed, before = at(env, run), run.seeds.get(tag)
            run.seeds[tag] = seed
            try:
                return slope(body(env, run), tag)
            finally:  # a definition may use the tag of a derivative around it that it does not depend on
                if before is not None:
                    run.seeds[tag] = before

        return derivative

    # ---- propositions ----

    def bracket(self, t: Term, depth: int) -> Code:
        condition = _all(self.guards(t, depth))
        return lambda env, run: 1 if condition(env, run) else 0

    def guards(self, owner: Term, depth: int) -> tuple[Code, ...]:
        """The conjuncts of a bracket or condition, each noting whether it held."""
        parts = conjuncts(guard_of(owner))
        return tuple(_noted(self.term(p, depth), guard_number(owner, j, p)) for j, p in enumerate(parts))

    def comparison(self, t: Term, depth: int) -> Code:
        a, b = self.terms(t.args, depth)
        match t.op:
            case "eq":
                return lambda env, run: a(env, run) == b(env, run)
            case "ne":
                return lambda env, run: a(env, run) != b(env, run)
            case "lt":
                return lambda env, run: a(env, run) < b(env, run)
            case "le":
                return lambda env, run: a(env, run) <= b(env, run)
            case "seq":
                return lambda env, run: order(a(env, run), b(env, run)) == 0
            case "sne":
                return lambda env, run: order(a(env, run), b(env, run)) != 0
            case "slt":
                return lambda env, run: order(a(env, run), b(env, run)) < 0
        return lambda env, run: order(a(env, run), b(env, run)) <= 0

    def divides(self, t: Term, depth: int) -> Code:
        a, b = self.terms(t.args, depth)

        def divides(env: Env, run: Run) -> bool:
            d, e = a(env, run), b(env, run)
            return bool(e % d == 0 if d else e == 0)

        return divides

    def conjunction(self, t: Term, depth: int) -> Code:
        return _all(self.terms(t.args, depth))

    def disjunction(self, t: Term, depth: int) -> Code:
        return _any(self.terms(t.args, depth))

    def negation(self, t: Term, depth: int) -> Code:
        part = self.term(t.args[0], depth)
        return lambda env, run: not part(env, run)

    def equivalence(self, t: Term, depth: int) -> Code:
        a, b = self.terms(t.args, depth)
        return lambda env, run: bool(a(env, run)) == bool(b(env, run))

    # ---- binders ----

    def sum(self, t: Term, depth: int) -> Code:
        """Nested loops; each guard that certainly has a value is tested at the outermost loop that it fits in."""
        n = len(t.hints)
        inner = depth + n
        self.height = max(self.height, inner)
        early: list[list[Code]] = [[] for _ in range(n + 1)]
        late: list[Code] = []
        factors = t.args[-1].args if t.args[-1].op == "mul" else (t.args[-1],)
        for owner in (t, *(f for f in factors if f.op == "bracket")):
            for p, code in zip(conjuncts(guard_of(owner)), self.guards(owner, inner), strict=True):
                if _total(p):
                    early[max(0, n - _nearest(p, n))].append(code)
                else:
                    late.append(code)
        body = self.factors(tuple(late), _brackets_first(factors)[1], inner)
        work = cost(t.args[-1]) + cost(t.args[-2])
        for j in reversed(range(n)):
            lo, hi = self.terms(t.args[2 * j : 2 * j + 2], depth + j)
            body = _loop(depth + j, lo, hi, tuple(early[j + 1]), body, work)
            work = cost(t.args[2 * j]) + cost(t.args[2 * j + 1])
        return _guarded(tuple(early[0]), body)

    def domain(self, t: Term, depth: int) -> Level:
        """A generator that visits all index tuples of a binder in its ranges, the condition not yet looked at."""
        n = len(t.hints)
        self.height = max(self.height, depth + n)
        work = cost(t.args[-1]) + cost(t.args[-2])
        visit: Level = _once
        for j in reversed(range(n)):
            lo, hi = self.terms(t.args[2 * j : 2 * j + 2], depth + j)
            visit = _level(depth + j, lo, hi, visit, work)
        return visit

    def maximum(self, t: Term, depth: int) -> Code:
        """max, argmax and unique: one pass that keeps the largest value, where it is and how often."""
        inner, op = depth + len(t.hints), t.op
        place = depth + (t.data or 0)
        domain = self.domain(t, depth)
        condition, body = _all(self.guards(t, inner)), self.term(t.args[-1], inner)

        def maximum(env: Env, run: Run) -> Any:
            best = _Best()
            for _ in domain(env, run):
                if condition(env, run):
                    best.offer(body(env, run), env[place])
            return best.answer(op)

        return maximum

    def forall(self, t: Term, depth: int) -> Code:
        inner = depth + len(t.hints)
        domain = self.domain(t, depth)
        refuted = _all((*self.guards(t, inner), _not(self.term(t.args[-1], inner))))

        def forall(env: Env, run: Run) -> bool:
            unknown: Exception | None = None
            for _ in domain(env, run):
                try:
                    if refuted(env, run):
                        return False
                except (Undefined, Inexact) as problem:
                    unknown = problem
            if unknown is not None:
                raise unknown
            return True

        return forall


class _Best:
    """The largest of the values offered so far."""

    __slots__ = ("empty", "moves", "tied", "value", "where")

    def __init__(self) -> None:
        self.empty, self.tied, self.moves, self.value, self.where = True, False, False, 0, 0

    def offer(self, value: Scalar, where: int) -> None:
        moves = isinstance(value, Dual)
        rank = 1 if self.empty else _rank(value, self.value)
        if rank > 0:
            self.empty, self.tied, self.moves, self.value, self.where = False, False, moves, value, where
        elif rank == 0:
            self.tied, self.moves = True, self.moves or moves

    def answer(self, op: str) -> Any:
        if self.empty and op != "unique":
            raise Undefined(f"{op} over an empty domain")
        if self.tied and self.moves:
            raise Undefined(f"a derivative where {op} is attained twice")
        if op == "max":
            return self.value
        if op == "unique":
            return not self.empty and not self.tied
        if self.tied:
            raise Undefined("argmax where the maximum is attained twice")
        return self.where


def _rank(a: Scalar, b: Scalar) -> int:
    """The order of two values now, whatever happens nearby."""
    while isinstance(a, Dual):
        a = a.value
    while isinstance(b, Dual):
        b = b.value
    return order(a, b)


def _once(_env: Env, _run: Run) -> Iterator[None]:
    yield None


def _level(slot: int, lo: Code, hi: Code, visit: Level, work: int) -> Level:
    def level(env: Env, run: Run) -> Iterator[None]:
        first, last = lo(env, run), hi(env, run)
        run.spend((last - first) * work if last > first else 1)
        for i in range(first, last):
            env[slot] = i
            yield from visit(env, run)

    return level


def _loop(slot: int, lo: Code, hi: Code, tests: tuple[Code, ...], body: Code, work: int) -> Code:
    """The sum of the body over one index, where all tests hold."""

    def loop(env: Env, run: Run) -> Scalar:
        first, last = lo(env, run), hi(env, run)
        run.spend((last - first) * work if last > first else 1)
        total: Scalar = 0
        for i in range(first, last):
            env[slot] = i
            for test in tests:
                if not test(env, run):
                    break
            else:
                total = total + body(env, run)
        return total

    return loop


def _guarded(tests: tuple[Code, ...], body: Code) -> Code:
    if not tests:
        return body

    def guarded(env: Env, run: Run) -> Scalar:
        for test in tests:
            if not test(env, run):
                return 0
        return body(env, run)

    return guarded


def _noted(code: Code, number: int) -> Code:
    def noted(env: Env, run: Run) -> bool:
        if code(env, run):
            run.seen.add(number)
            return True
        run.seen.add(~number)
        return False

    return noted


def _product(guards: tuple[Code, ...], doubtful: tuple[Code, ...], certain: tuple[Code, ...]) -> Code:
    """The product where all guards hold, else 0. Nothing hides a doubtful factor that turns out to have no value; once all
    of them are known, a 0 spares the work for the factors that certainly have one."""
    if not guards and len(doubtful) + len(certain) == 1:
        (only,) = doubtful or certain
        return lambda env, run: only(env, run) * 1

    def product(env: Env, run: Run) -> Scalar:
        total: Scalar = 1
        for factor in doubtful:
            total = factor(env, run) * total
        for factor in certain:
            if not total:
                return 0
            total = factor(env, run) * total
        return total

    return _guarded((_all(guards),), product) if guards else product


def _all(parts: tuple[Code, ...]) -> Code:
    """Whether all parts hold; one that does not wins over others that have no value."""
    if len(parts) == 1:
        return parts[0]

    def all_of(env: Env, run: Run) -> bool:
        for j, part in enumerate(parts):
            try:
                if not part(env, run):
                    return False
            except (Undefined, Inexact):
                if _settled(parts[j + 1 :], False, env, run):
                    return False
                raise
        return True

    return all_of


def _any(parts: tuple[Code, ...]) -> Code:
    def any_of(env: Env, run: Run) -> bool:
        for j, part in enumerate(parts):
            try:
                if part(env, run):
                    return True
            except (Undefined, Inexact):
                if _settled(parts[j + 1 :], True, env, run):
                    return True
                raise
        return False

    return any_of


def _settled(parts: Sequence[Code], by: bool, env: Env, run: Run) -> bool:
    """Whether one of the parts that have a value settles the matter."""
    for part in parts:
        try:
            if bool(part(env, run)) is by:
                return True
        except (Undefined, Inexact):
            continue
    return False


def _not(part: Code) -> Code:
    return lambda env, run: not part(env, run)


def _brackets_first(ts: Sequence[Term]) -> tuple[list[Term], list[Term]]:
    """The brackets among the factors of a product, and the others; the cheap ones first."""
    ordered = sorted(ts, key=_eagerness)
    return [t for t in ordered if t.op == "bracket"], [t for t in ordered if t.op != "bracket"]


def _eagerness(t: Term) -> tuple[int, int]:
    """The order in which the factors of a product are best evaluated."""
    if t.op == "bracket":
        return (0, t.size)
    heavy = t.op in BINDERS or t.op in ("call", "diff", "fn")
    return (2 if heavy else 1, t.size)


_TOTAL = frozenset({"int", "var", "bound", "iadd", "imul", "imin", "imax", "true", "false", "eq", "ne", "lt", "le"})
_TOTAL_IF_PARTS_ARE = _TOTAL | {"iread", "divides", "and", "or", "not"}


def _total(t: Term) -> bool:
    """Whether t has a value whatever its symbols are."""
    if t.op in ("floor", "mod"):
        return _total(t.args[0]) and t.args[1].op == "int" and t.args[1].data >= 1
    return t.op in _TOTAL_IF_PARTS_ARE and all(map(_total, t.args))


_WITH_VALUE = _TOTAL_IF_PARTS_ARE | {"num", "add", "mul", "pow", "cast", "read", "literal", "bracket", "sum", "call", "fn"}


@lru_cache(maxsize=100_000)
def _has_value(t: Term) -> bool:
    """Whether t has a value whatever its symbols are: nothing in it is divided by, compared with or left to a known function."""
    if t.op in ("floor", "mod"):
        return _total(t)
    if t.op not in _WITH_VALUE or (t.op == "fn" and KNOWN.get(t.data[0]) == len(t.args)):
        return False
    return all(map(_has_value, (*t.args, *([t.data.body] if t.op == "call" else []))))


def _nearest(t: Term, none: int) -> int:
    """The smallest bound index in a term without binders, at most ``none``."""
    if t.op == "bound":
        return min(int(t.data), none)
    return min((_nearest(a, none) for a in t.args), default=none)


_OPS: dict[str, Callable[[_Compiler, Term, int], Code]] = {
    "int": _Compiler.constant,
    "num": _Compiler.constant,
    "var": _Compiler.variable,
    "bound": _Compiler.bound,
    "iadd": _Compiler.sum_of,
    "add": _Compiler.sum_of,
    "imul": _Compiler.integer_product,
    "floor": _Compiler.quotient,
    "mod": _Compiler.quotient,
    "imin": _Compiler.extreme,
    "imax": _Compiler.extreme,
    "iread": _Compiler.integer_read,
    "read": _Compiler.read,
    "call": _Compiler.call,
    "literal": _Compiler.literal,
    "cast": _Compiler.cast,
    "mul": _Compiler.product,
    "pow": _Compiler.power,
    "inv": _Compiler.inverse,
    "bracket": _Compiler.bracket,
    "fn": _Compiler.function,
    "diff": _Compiler.derivative,
    "true": _Compiler.true,
    "false": _Compiler.false,
    "smooth": _Compiler.true,
    "eq": _Compiler.comparison,
    "ne": _Compiler.comparison,
    "lt": _Compiler.comparison,
    "le": _Compiler.comparison,
    "seq": _Compiler.comparison,
    "sne": _Compiler.comparison,
    "slt": _Compiler.comparison,
    "sle": _Compiler.comparison,
    "divides": _Compiler.divides,
    "and": _Compiler.conjunction,
    "or": _Compiler.disjunction,
    "not": _Compiler.negation,
    "iff": _Compiler.equivalence,
    "sum": _Compiler.sum,
    "max": _Compiler.maximum,
    "argmax": _Compiler.maximum,
    "unique": _Compiler.maximum,
    "forall": _Compiler.forall,
}
