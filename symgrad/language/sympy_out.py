"""Terms as sympy expressions that read back as exactly the same terms: ``from_sympy(to_sympy(t)) == t``.

A half-open range ``lo ≤ k < hi`` is ``(k, lo, hi - 1)``, since the limits of a ``Sum`` are inclusive. A bracket is a
``KroneckerDelta`` or a ``Piecewise``, a read an ``Indexed``, a size or index a ``Symbol`` that is an integer, a scalar a
real ``Symbol``. What sympy would change on its way in, such as a sum of one summand, is kept in ``sympy_forms.Written``.

No sympy for: ``forall``, ``unique``, ``smooth``, and literal tensors that are empty or without an index.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import sympy
from sympy import S
from sympy.core.symbol import Str

from symgrad.core.term import SIGNATURE, Term
from symgrad.errors import Problem
from symgrad.language.naming import bare, free_names, index_names
from symgrad.language.sympy_forms import (
    MINUS_INFINITY,
    ArgMax,
    MaxOver,
    Written,
    WrittenCondition,
    cases,
    delta,
    in_order,
    total,
    two_cases,
    with_limits,
)
from symgrad.language.sympy_sorts import is_integer

Vocabulary = Mapping[str, Any]  # name -> the user's own Symbol or IndexedBase

NAMED_FUNCTIONS: dict[str, tuple[int, Callable[..., Any]]] = {
    "exp": (1, lambda a: sympy.exp(a, evaluate=False)),
    "log": (1, lambda a: sympy.log(a, evaluate=False)),
    "sin": (1, lambda a: sympy.sin(a, evaluate=False)),
    "cos": (1, lambda a: sympy.cos(a, evaluate=False)),
    "sqrt": (1, lambda a: sympy.Pow(a, S.Half, evaluate=False)),
    "pow": (2, lambda a, b: sympy.Pow(a, b, evaluate=False)),
}
RELATIONS: dict[str, Callable[..., Any]] = {
    "eq": sympy.Eq, "ne": sympy.Ne, "lt": sympy.StrictLessThan, "le": sympy.LessThan,
    "seq": sympy.Eq, "sne": sympy.Ne, "slt": sympy.StrictLessThan, "sle": sympy.LessThan,
}  # fmt: skip


def to_sympy(t: Term, names: Vocabulary | None = None) -> Any:
    """The term as a sympy expression (a Boolean, for a condition), nothing evaluated.

    ``names`` gives the sympy objects to use for some of the names. Bound indices are named so that they clash with
    nothing in the term. Raises Problem SG114 for what sympy cannot say: forall, unique, smooth, some literal tensors.
    Source: the table in the project's design, §6; sympy's documentation of ``Sum`` and ``Indexed``.

    >>> from symgrad.core.term import Int, Var, mul, read, total, iadd
    >>> i, k = Var("i"), Var("k")
    >>> to_sympy(total([("k", Int(0), Var("K"))], mul(read("w", k), read("x", iadd(i, k)))))
    Sum(w[k]*x[i + k], (k, 0, K - 1))
    """
    return _Writer(t, names or {}).write(t, [])


class _Writer:
    def __init__(self, root: Term, names: Vocabulary) -> None:
        self.names = names
        self.avoid = free_names(root)

    def write(self, t: Term, bound: list[Any]) -> Any:
        """``bound`` are the symbols of the enclosing indices, innermost last."""
        if t.hints:
            return self.binder(t, bound)
        match t.op:
            case "var":
                return self.integer_symbol(t.data)
            case "bound":
                return bound[-1 - t.data]
            case "read" | "call" | "iread":
                return self.access(t, bound)
            case "mul" if _is_guarded(t):
                return cases(self.write(t.args[1], bound), self.write(t.args[0].args[0], bound), S.Zero)
            case "diff":
                return self.derivative(t, bound)
            case "fn":
                return self.function(t, bound)
            case "literal":
                return self.literal(t, bound)
        return self.node(t, bound)

    def node(self, t: Term, bound: list[Any]) -> Any:
        """Any other node: as sympy says it, if that reads back as it was."""
        if t.op == "smooth":
            raise _unsayable("a function's being differentiable is not a condition of sympy's")
        parts = tuple(self.write(a, bound) for a in t.args)
        data = () if t.data is None else (_number(t.data),)
        found = standard(t.op, data, parts)
        return found if found is not None and _keeps(t, found, parts) else _written(t.op, data, parts)

    # ---- names ----

    def integer_symbol(self, name: str) -> Any:
        found = self.names.get(name)
        return found if isinstance(found, sympy.Symbol) else sympy.Symbol(bare(name), integer=True)

    def access(self, t: Term, bound: list[Any]) -> Any:
        name = t.data.name if t.op == "call" else t.data
        found = self.names.get(name)
        if not t.args:
            if t.op == "iread":
                return Written("iread", (Str(name),))
            return found if isinstance(found, sympy.Symbol) else sympy.Symbol(name, real=True)
        if not isinstance(found, sympy.IndexedBase):
            integer = {"integer": True} if t.op == "iread" else {}
            found = sympy.IndexedBase(sympy.Symbol(name, **integer))
        return sympy.Indexed(found, *(self.write(a, bound) for a in t.args))

    def literal(self, t: Term, bound: list[Any]) -> Any:
        shape, values = t.data
        if not values or not shape:
            raise _unsayable("sympy cannot index an array without entries or without indices")
        array = sympy.ImmutableDenseNDimArray([_number(v) for v in values], shape)
        indices = tuple(self.write(a, bound) for a in t.args)
        if all(a.is_number for a in indices):  # sympy would look the entry up, and refuses one outside
            return Written("literal", (array,), *indices)
        return sympy.Indexed(array, *indices)

    # ---- functions and derivatives ----

    def function(self, t: Term, bound: list[Any]) -> Any:
        name, orders = t.data
        parts = tuple(self.write(a, bound) for a in t.args)
        if any(orders):
            return partial(name, orders, parts)
        if name == "pow" and len(parts) == 2 and (parts[1].is_Integer or parts[1] == S.Half):
            return Written("fn", (Str(name), *map(sympy.Integer, orders)), *parts)
        return applied(name, parts)

    def derivative(self, t: Term, bound: list[Any]) -> Any:
        e = self.write(t.args[0], bound)
        indices = tuple(self.write(a, bound) for a in t.args[1:])
        found = self.names.get(t.data)
        if not indices:
            by = found if isinstance(found, sympy.Symbol) else sympy.Symbol(t.data, real=True)
        else:
            base = found if isinstance(found, sympy.IndexedBase) else sympy.IndexedBase(sympy.Symbol(t.data))
            by = sympy.Indexed(base, *indices)
        return derivative(e, by)

    # ---- binders ----

    def binder(self, t: Term, bound: list[Any]) -> Any:
        if t.op not in ("sum", "max", "argmax"):
            raise _unsayable(f"sympy has no condition that says {t.op}")
        names = index_names(t.hints, {*self.avoid, *(s.name for s in bound)})
        own = [sympy.Symbol(name, integer=True) for name in names]
        limits = []
        for j, index in enumerate(own):
            inside = bound + own[:j]
            lo, hi = (self.write(a, inside) for a in t.args[2 * j : 2 * j + 2])
            limits.append((index, lo, last_index(hi, t.args[2 * j + 1])))
        limits.reverse()
        cond, body = t.args[-2:]
        inside = bound + own
        if t.op == "sum":
            return total(self.summand(body, cond, inside), limits)
        value = self.write(body, inside)
        if cond.op != "true":
            value = cases(value, self.write(cond, inside), MINUS_INFINITY)
        maximum = with_limits(MaxOver, value, limits)
        return maximum if t.op == "max" else ArgMax(maximum, t.data)

    def summand(self, body: Term, cond: Term, bound: list[Any]) -> Any:
        """The body with its condition; a body that would read as a condition is kept apart from one."""
        if cond.op != "true":
            return cases(self.write(body, bound), self.write(cond, bound), S.Zero)
        if _is_guarded(body):
            return sympy.Mul(*(self.write(a, bound) for a in body.args), evaluate=False)
        value = self.write(body, bound)
        if two_cases(value, S.Zero) is not None:
            return Written("bracket", (), self.write(body.args[0], bound))
        return value


# ---- ordinary nodes ----


def standard(op: str, data: Sequence[Any], parts: tuple[Any, ...]) -> Any:
    """The node as sympy says it, unevaluated; None if sympy has no such node."""
    match op:
        case "int" | "num":
            return data[0]
        case "iadd" | "add":
            return sympy.Add(*parts, evaluate=False)
        case "imul" | "mul":
            return sympy.Mul(*parts, evaluate=False)
        case "floor":
            return sympy.floor(sympy.Mul(parts[0], _over(parts[1]), evaluate=False), evaluate=False)
        case "mod":
            return sympy.Mod(*parts, evaluate=False)
        case "imin" | "imax":
            return in_order(sympy.Min if op == "imin" else sympy.Max, parts)
        case "cast":
            return parts[0]
        case "pow":
            return sympy.Pow(parts[0], data[0], evaluate=False)
        case "inv":
            return _over(parts[0])
        case "bracket" if isinstance(parts[0], sympy.Eq) and is_integer(parts[0].lhs) and is_integer(parts[0].rhs):
            return delta(*parts[0].args)
        case "bracket":
            return cases(S.One, parts[0], S.Zero)
        case "fn":
            return applied(str(data[0]), parts) if not any(data[1:]) else None
    return _standard_condition(op, parts)


def _standard_condition(op: str, parts: tuple[Any, ...]) -> Any:
    match op:
        case "true" | "false":
            return sympy.true if op == "true" else sympy.false
        case "divides":
            return sympy.Eq(sympy.Mod(parts[1], parts[0], evaluate=False), S.Zero, evaluate=False)
        case "and" | "or":
            return in_order(sympy.And if op == "and" else sympy.Or, parts)
        case "not":
            return sympy.Not(parts[0], evaluate=False)
        case "iff":
            return sympy.Equivalent(*parts, evaluate=False)
    return RELATIONS[op](*parts, evaluate=False) if op in RELATIONS else None


def _keeps(t: Term, found: Any, parts: tuple[Any, ...]) -> bool:
    """Whether the node reads back as t."""
    match t.op:
        case "iadd" | "add":
            return isinstance(found, sympy.Add) and found.args == parts
        case "imul" | "mul":
            return isinstance(found, sympy.Mul) and found.args == parts
        case "cast":
            return t.args[0].op not in ("int", "iadd", "imul") and not isinstance(parts[0], Written)
        case "pow":
            return isinstance(found, sympy.Pow) and found.args[0] == parts[0]
        case "inv":
            return isinstance(found, sympy.Pow) and found.args == (parts[0], S.NegativeOne)
        case "imin" | "imax" | "iff" | "mod":
            return bool(found.args == parts)
        case "lt" | "le" | "ne":
            return bool(found.args == parts) and not _is_constant(parts)
        case "floor":
            return isinstance(found, sympy.floor)
        case "eq":
            is_remainder = S.Zero in parts and any(isinstance(p, sympy.Mod) for p in parts)
            return bool(found.args == parts) and not is_remainder and not _is_constant(parts)
        case "seq" | "sne" | "slt" | "sle":
            return bool(found.args == parts) and not all(map(is_integer, parts))
        case "bracket":
            return isinstance(found, sympy.Piecewise) or (t.args[0].op == "eq" and found.args == parts[0].args)
        case "divides" | "not":
            return isinstance(found, (sympy.Eq, sympy.Not))
    return True


def _is_constant(parts: Sequence[Any]) -> bool:
    """Whether only numbers are compared: sympy's own functions decide that, or stumble over it."""
    return not any(p.atoms(sympy.Symbol) for p in parts)


def _written(op: str, data: tuple[Any, ...], parts: tuple[Any, ...]) -> Any:
    return (WrittenCondition if SIGNATURE[op][0] == "P" else Written)(op, data, *parts)


def _over(e: Any) -> Any:
    return sympy.Pow(e, S.NegativeOne, evaluate=False)


def _is_guarded(t: Term) -> bool:
    """``[P]·e``, which sympy says as one Piecewise; δ stays a factor."""
    if t.op != "mul" or len(t.args) != 2 or t.args[0].op != "bracket":
        return False
    return t.args[0].args[0].op not in ("eq", "seq") and not (t.args[1].op == "num" and t.args[1].data == 1)


def last_index(hi: Any, written: Term) -> Any:
    """The inclusive limit ``hi - 1``, in a form from which ``hi`` can be told."""
    if hi.is_Integer:
        return hi - 1
    fallback = sympy.Add(hi, S.NegativeOne, evaluate=False)
    if written.op != "iadd" or not isinstance(hi, sympy.Add):
        return fallback
    numbers = [j for j, a in enumerate(hi.args) if a.is_Integer]
    if len(numbers) != 1 or hi.args[numbers[0]] == 0 or any(a.is_Add for a in hi.args):
        return fallback
    (j,) = numbers
    if hi.args[j] == 1:
        rest = hi.args[:j]
        return sympy.Add(*rest, evaluate=False) if j == len(hi.args) - 1 else fallback
    return sympy.Add(*hi.args[:j], hi.args[j] - 1, *hi.args[j + 1 :], evaluate=False)


def applied(name: str, parts: tuple[Any, ...]) -> Any:
    """A named or unknown function of sympy expressions."""
    arity, build = NAMED_FUNCTIONS.get(name, (-1, None))
    return build(*parts) if build is not None and arity == len(parts) else sympy.Function(name)(*parts)


def partial(name: str, orders: Sequence[int], parts: tuple[Any, ...]) -> Any:
    """``f^α(parts)``, as ``Subs`` of a ``Derivative``."""
    places = tuple(sympy.Symbol(f"xi_{j + 1}", real=True) for j in range(len(parts)))
    counts = [(place, n) for place, n in zip(places, orders, strict=True) if n]
    return sympy.Subs(sympy.Derivative(applied(name, places), *counts, evaluate=False), places, parts)


def derivative(e: Any, by: Any) -> Any:
    """∂e/∂by, unevaluated, also where sympy sees that it is zero."""
    return sympy.Expr.__new__(sympy.Derivative, e, sympy.Tuple(by, S.One))


def _number(value: Any) -> Any:
    return sympy.Integer(value) if isinstance(value, int) else sympy.Rational(value.numerator, value.denominator)


def _unsayable(reason: str) -> Problem:
    return Problem("SG114", reason, help="use its plain notation, `symgrad.language.plain`")
