"""The compiled evaluation agrees with the plainest interpreter on random terms, also where they have no value."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from fractions import Fraction
from random import Random
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from symgrad.core.term import (
    FALSE,
    TRUE,
    Int,
    Term,
    TermError,
    Var,
    add,
    bind,
    bracket,
    call,
    cast,
    conj,
    define,
    disj,
    divides,
    eq,
    floor,
    iadd,
    imul,
    inv,
    iread,
    le,
    lt,
    make,
    mod,
    mul,
    ne,
    num,
    power,
    read,
)
from symgrad.refute.evaluate import Instance, TooLarge, Undefined, evaluate

Env = tuple[int, ...]
SEEDS = st.integers(0, 10**9)


class Terms:
    """Random terms over the integers n and m, the tensors x, t and at, and the indices that are bound around."""

    def __init__(self, seed: int) -> None:
        self.rng = Random(seed)
        self.count = 0

    def integer(self, bound: tuple[str, ...], depth: int) -> Term:
        leaves = [Int(self.rng.randint(-2, 3)), Var(self.rng.choice(("n", "m", *bound, *bound)))]
        if depth <= 0 or self.rng.random() < 0.4:
            return self.rng.choice(leaves)
        a, b = self.integer(bound, depth - 1), self.integer(bound, depth - 1)
        build = self.rng.choice([iadd, imul, floor, mod, minimum, lambda a, _: iread("at", a)])
        return build(a, b)

    def proposition(self, bound: tuple[str, ...], depth: int) -> Term:
        kind = self.rng.randrange(8)
        if depth > 0 and kind < 3:
            parts = [self.proposition(bound, depth - 1) for _ in range(2)]
            return (conj(parts), disj(*parts), make("not", None, (parts[0],)))[kind]
        if depth > 0 and kind == 3:
            return self.binder("forall", bound, depth, self.proposition)
        if depth > 0 and kind == 4:
            return self.rng.choice([lt, le, eq, ne])(self.scalar(bound, depth - 2), self.scalar(bound, depth - 2))
        a, b = self.integer(bound, depth - 1), self.integer(bound, depth - 1)
        return self.rng.choice([lt, le, le, eq, ne, divides])(a, b)

    def scalar(self, bound: tuple[str, ...], depth: int) -> Term:
        if depth <= 0:
            return self.rng.choice([num(self.rng.randint(-1, 2)), cast(self.integer(bound, 0)), self.entry(bound, 0)])
        kind = self.rng.randrange(10)
        parts = [self.scalar(bound, depth - 1) for _ in range(self.rng.randint(1, 3))]
        match kind:
            case 0 | 1:
                return mul(bracket(self.proposition(bound, depth - 1)), *parts)
            case 2:
                return add(*parts)
            case 3:
                return self.rng.choice([inv(parts[0]), power(parts[0], self.rng.randrange(3))])
            case 4:
                return self.entry(bound, depth)
            case 5:
                self.count += 1
                names = ("a", "b")[: self.rng.randint(1, 2)]
                d = define(f"d{self.count}", names, self.scalar(names, depth - 1))
                return call(d, *(self.integer(bound, 1) for _ in names))
            case 6:
                return self.binder("max", bound, depth, self.scalar)
        return self.binder("sum", bound, depth, self.scalar)

    def entry(self, bound: tuple[str, ...], depth: int) -> Term:
        return read("x", self.integer(bound, depth - 1), self.integer(bound, depth - 1))

    def binder(self, op: str, bound: tuple[str, ...], depth: int, body: Callable[[tuple[str, ...], int], Term]) -> Term:
        names = tuple(f"i{depth}{j}" for j in range(self.rng.randint(1, 3)))
        indices = []
        for j, name in enumerate(names):
            earlier = (*bound, *names[:j])
            indices.append((name, self.integer(earlier, 1), self.rng.choice([Int(2), self.integer(earlier, 1)])))
        inner = (*bound, *names)
        cond = self.proposition(inner, depth - 1) if self.rng.random() < 0.4 else TRUE
        inside = body(inner, depth - 1)
        if op == "sum" and self.rng.random() < 0.6:
            inside = mul(inside, bracket(self.proposition(inner, depth - 1)))
        return bind(op, indices, inside, cond)


def minimum(a: Term, b: Term) -> Term:
    return make("imin", None, (a, b))


def naive(t: Term, env: Env, instance: Instance) -> Any:
    def at(a: Term) -> Any:
        return naive(a, env, instance)

    match t.op:
        case "int" | "num":
            return t.data
        case "var":
            return instance.integers[t.data]
        case "bound":
            return env[-1 - t.data]
        case "true" | "false":
            return t is TRUE or t is not FALSE
        case "and":
            return decided([(at, a) for a in t.args], False)
        case "or":
            return decided([(at, a) for a in t.args], True)
        case "mul":
            return product(at, t.args)
        case "pow":
            return at(t.args[0]) ** t.data
        case "call":
            return naive(t.data.body, tuple(at(a) for a in t.args), instance)
    if t.hints:
        return naive_binder(t, env, instance)
    return naive_strict(t.op, t.data, tuple(at(a) for a in t.args), instance)


def naive_strict(op: str, data: Any, values: tuple[Any, ...], instance: Instance) -> Any:
    if op in ("floor", "mod") and values[1] < 1:
        raise Undefined
    if op == "inv" and values[0] == 0:
        raise Undefined
    simple: dict[str, Callable[[], Any]] = {
        "iadd": lambda: sum(values),
        "add": lambda: sum(values),
        "imul": lambda: values[0] * values[1],
        "imin": lambda: min(values),
        "floor": lambda: values[0] // values[1],
        "mod": lambda: values[0] % values[1],
        "iread": lambda: instance.integer_tensors[data][values],
        "read": lambda: instance.tensors[data][values],
        "cast": lambda: values[0],
        "inv": lambda: Fraction(1) / values[0],
        "bracket": lambda: int(values[0]),
        "not": lambda: not values[0],
        "divides": lambda: values[1] % values[0] == 0 if values[0] else values[1] == 0,
    }
    if op in simple:
        return simple[op]()
    a, b = values
    return {"eq": a == b, "ne": a != b, "lt": a < b, "le": a <= b}[op.removeprefix("s")]


def naive_binder(t: Term, env: Env, instance: Instance) -> Any:
    envs = [env]
    for j in range(len(t.hints)):
        lo, hi = t.args[2 * j : 2 * j + 2]
        envs = [(*e, i) for e in envs for i in range(naive(lo, e, instance), naive(hi, e, instance))]

    def at(e: Env) -> Callable[[Term], Any]:
        return lambda a: naive(a, e, instance)

    cond, body = t.args[-2:]
    if t.op == "sum":
        factors = body.args if body.op == "mul" else (body,)
        return sum(product(at(e), factors, (cond,)) for e in envs)
    if t.op == "forall":
        return decided([(lambda e: not decided([(at(e), cond), (negated(at(e)), body)], False), e) for e in envs], False)
    values = [at(e)(body) for e in envs if at(e)(cond)]
    if not values:
        raise Undefined
    return max(values)


def negated(at: Callable[[Term], Any]) -> Callable[[Term], Any]:
    return lambda a: not at(a)


def product(at: Callable[[Any], Any], factors: Iterable[Term], conditions: Iterable[Term] = ()) -> Any:
    """The product where the conditions hold, those of the brackets among the factors too; else 0, whatever has no value."""
    given = [*conditions, *(a.args[0] for a in factors if a.op == "bracket")]
    if not decided([(at, p) for p in given], False):
        return 0
    return math.prod(at(a) for a in factors if a.op != "bracket")


def decided(parts: Iterable[tuple[Callable[[Any], Any], Any]], by: bool) -> bool:
    unknown = False
    for at, a in parts:
        try:
            if at(a) is by:
                return by
        except Undefined:
            unknown = True
    if unknown:
        raise Undefined
    return not by


def outcome(evaluation: Callable[[], Any]) -> Any:
    try:
        return evaluation()
    except Undefined:
        return "undefined"


@settings(max_examples=300, deadline=None)
@given(SEEDS)
def test_the_compiled_value_is_the_naive_one(seed: int) -> None:
    terms = Terms(seed)
    try:
        t = terms.scalar((), 4)
    except TermError:
        return
    for n, m in ((0, 1), (2, -1), (3, 2)):
        instance = Instance({"n": n, "m": m}, seed=seed % 5)
        try:
            found = outcome(lambda i=instance: evaluate(t, i, budget=20_000))
        except TooLarge:
            continue
        expected = outcome(lambda i=instance: naive(t, (), i))
        # early guards may spare a range that has no value: then the sum is 0 whatever the range
        assert found == expected or (expected == "undefined" and may_skip_a_range(t)), (t, n, m)


def may_skip_a_range(t: Term) -> bool:
    return any(a.op in ("floor", "mod") for a in ranges(t))


def ranges(t: Term) -> Iterable[Term]:
    for a in t.args:
        yield from ranges(a)
    if t.op == "call":
        yield from ranges(t.data.body)
    if t.hints:
        for bound in t.args[:-2]:
            yield from [bound, *bound.args]
