"""A hypothesis strategy for well-formed terms of every kind, odd names and shapes included."""

from __future__ import annotations

from fractions import Fraction

from hypothesis import strategies as st

from symgrad.core import term as build
from symgrad.core.term import Int, Term, Var, make, num

INTEGERS = st.sampled_from(["N", "H", "s", "p", "i", "j", "k", "dk", "k'"])
HINTS = st.sampled_from(["i", "j", "k", "k'", "", "sum", "k#2", "d", "x"])
TENSORS = st.sampled_from(["x", "V", "w_1", "x'", "dL/dZ", "dV", "β"])
FUNCTIONS = st.sampled_from(["f", "g", "relu", "ln", "cast", "f'", "d", "f", "exp'"])
RATIONALS = st.fractions(min_value=-5, max_value=5, max_denominator=6)

OPS = {
    "I": ("iadd", "imul", "floor", "mod", "imin", "imax", "iread", "argmax"),
    "S": (
        "add", "mul", "mul", "pow", "inv", "bracket", "read", "read", "cast", "fn", "named", "real", "sum", "max",
        "diff", "literal",
    ),
    "P": (
        "eq", "ne", "lt", "le", "divides", "seq", "sne", "slt", "sle", "chain", "and", "or", "not", "iff", "forall",
        "unique",
    ),
}  # fmt: skip


@st.composite
def terms(draw: st.DrawFn, sort: str, depth: int = 3) -> Term:
    """A term of the sort with at most so many levels."""
    return _term(draw, sort, depth, 0)


def _term(draw: st.DrawFn, sort: str, depth: int, bound: int) -> Term:
    if depth == 0 or draw(st.integers(0, 5)) == 0:
        return _leaf(draw, sort, bound)
    return _node(draw, draw(st.sampled_from(OPS[sort])), depth - 1, bound)


def _leaf(draw: st.DrawFn, sort: str, bound: int) -> Term:
    if sort == "I":
        if bound and draw(st.booleans()):
            return make("bound", draw(st.integers(0, bound - 1)), ())
        return Int(draw(st.integers(-3, 12))) if draw(st.booleans()) else Var(draw(INTEGERS))
    if sort == "S":
        return num(draw(RATIONALS)) if draw(st.booleans()) else build.read(draw(TENSORS))
    return draw(st.sampled_from([build.TRUE, build.FALSE, build.smooth("f", 2)]))


def _node(draw: st.DrawFn, op: str, depth: int, bound: int) -> Term:
    def some(sort: str, least: int = 0, most: int = 3) -> tuple[Term, ...]:
        count = draw(st.integers(least, most))
        return tuple(_term(draw, sort, depth, bound) for _ in range(count))

    match op:
        case "floor" | "mod" | "imin" | "imax" | "eq" | "ne" | "lt" | "le" | "divides":
            return make(op, None, some("I", 2, 2))
        case "seq" | "sne" | "slt" | "sle":
            return make(op, None, some("S", 2, 2))
        case "iadd" | "imul":
            return make(op, None, some("I"))
        case "add" | "mul":
            return make(op, None, some("S", 0, 4))
        case "and" | "or":
            return make(op, None, some("P"))
        case "not" | "iff":
            return make(op, None, some("P", 1 + (op == "iff"), 1 + (op == "iff")))
        case "chain":
            a, b, c = some("I", 3, 3)
            return make("and", None, (build.le(a, b), build.lt(b, c)))
        case "iread":
            return make(op, draw(st.sampled_from(["tok", "idx"])), some("I"))
        case "read":
            return make(op, draw(TENSORS), some("I"))
        case "pow":
            return make(op, draw(st.integers(0, 5)), some("S", 1, 1))
        case "inv":
            return make(op, None, some("S", 1, 1))
        case "bracket":
            return make(op, None, some("P", 1, 1))
        case "cast":
            return make(op, None, some("I", 1, 1))
        case "fn":
            args = some("S", 0, 2)
            return build.fn(draw(FUNCTIONS), args, [draw(st.integers(0, 2)) for _ in args])
        case "named":
            return build.fn(draw(st.sampled_from(["exp", "log", "sqrt"])), some("S", 1, 1), (draw(st.integers(0, 5)),))
        case "real":
            return build.fn("pow", some("S", 2, 2), (draw(st.integers(0, 1)), 0))
        case "diff":
            return make(op, draw(TENSORS), (*some("S", 1, 1), *some("I")))
        case "literal":
            return make(op, ((2,), (Fraction(draw(RATIONALS)), Fraction(1))), some("I", 1, 1))
    return _binder(draw, op, depth, bound)


def _binder(draw: st.DrawFn, op: str, depth: int, bound: int) -> Term:
    n = draw(st.integers(1, 3))
    args: list[Term] = []
    for j in range(n):
        low = Int(0) if draw(st.booleans()) else _term(draw, "I", depth, bound + j)
        args += [low, _term(draw, "I", depth, bound + j)]
    args.append(_term(draw, "P", depth, bound + n) if draw(st.booleans()) else build.TRUE)
    args.append(_term(draw, "P" if op == "forall" else "S", depth, bound + n))
    hints = tuple(draw(HINTS) for _ in range(n))
    return make(op, draw(st.integers(0, n - 1)) if op == "argmax" else None, tuple(args), hints)
