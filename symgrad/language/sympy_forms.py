"""Nodes that sympy lacks, and sympy's own nodes built exactly as they are written, with nothing evaluated or reordered.

sympy's constructors sort the conditions of ``And``, fold a ``Piecewise`` through a ``Sum`` and join nested sums; the
builders here give instances of the same classes with their arguments as they stand, so that reading them gives back the
term. Any operation of sympy's rebuilds them in its own form, which reads as an equal term.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sympy import And, Expr, Integer, KroneckerDelta, Max, Min, Or, Piecewise, Sum, Tuple, oo, true
from sympy.concrete.expr_with_limits import ExprWithLimits
from sympy.core.basic import Basic
from sympy.core.symbol import Str
from sympy.functions.elementary.piecewise import ExprCondPair
from sympy.logic.boolalg import Boolean

# ---- sympy's own classes, with the order of their arguments kept ----


class Conjunction(And):  # type: ignore[misc]  # sympy has no types
    """``And`` with its conditions in the order in which they were written."""

    def __new__(cls, *args: Any, **_options: Any) -> Any:
        return _in_order(cls, And, args)


class Disjunction(Or):  # type: ignore[misc]  # sympy has no types
    """``Or`` with its conditions in the order in which they were written."""

    def __new__(cls, *args: Any, **_options: Any) -> Any:
        return _in_order(cls, Or, args)


class Smaller(Min):  # type: ignore[misc]  # sympy has no types
    """``Min`` of two integers in the order in which they were written."""

    def __new__(cls, *args: Any, **_options: Any) -> Any:
        return _in_order(cls, Min, args)

    def _sympystr(self, printer: Any) -> str:
        return f"Min({printer.stringify(self.args, ', ')})"


class Larger(Max):  # type: ignore[misc]  # sympy has no types
    """``Max`` of two integers in the order in which they were written."""

    def __new__(cls, *args: Any, **_options: Any) -> Any:
        return _in_order(cls, Max, args)

    def _sympystr(self, printer: Any) -> str:
        return f"Max({printer.stringify(self.args, ', ')})"


def _in_order(cls: Any, standard: Any, args: Sequence[Any]) -> Any:
    """A node of the class; sympy's own where an argument became a constant that decides or drops out."""
    if any(a.is_Number or a in (True, False) for a in args) and len(args) > 1:
        value = standard(*args)
        if not isinstance(value, standard) or len(value.args) != len(args):
            return value
    return _ordered(cls, args)


def _ordered(cls: Any, args: Sequence[Any]) -> Any:
    node = Basic.__new__(cls, *args)
    node._argset = frozenset(args)
    return node


def in_order(standard: Any, args: Sequence[Any]) -> Any:
    """An And, Or, Min or Max whose ``args`` are these, in this order."""
    own = {And: Conjunction, Or: Disjunction, Min: Smaller, Max: Larger}[standard]
    if len(args) > 1:
        try:
            node = standard(*args, evaluate=False)
        except TypeError:  # sympy compares, and there is an argument that it cannot
            return _ordered(own, args)
        if isinstance(node, standard) and node.args == tuple(args):
            return node
    return _ordered(own, args)


def cases(value: Any, condition: Any, otherwise: Any) -> Any:
    """``Piecewise((value, condition), (otherwise, True))`` as it stands."""
    pairs = Tuple.__new__(ExprCondPair, value, condition), Tuple.__new__(ExprCondPair, otherwise, true)
    return Basic.__new__(Piecewise, *pairs)


def two_cases(e: Any, otherwise: Any) -> tuple[Any, Any] | None:
    """Value and condition of ``Piecewise((value, condition), (otherwise, True))``; None if e is nothing like it."""
    if not isinstance(e, Piecewise) or len(e.args) != 2:
        return None
    (value, condition), (last, rest) = e.args
    return (value, condition) if last == otherwise and rest == true else None


def delta(a: Any, b: Any) -> Any:
    """``KroneckerDelta(a, b)`` as it stands."""
    return KroneckerDelta(a, b, evaluate=False)


def with_limits(cls: Any, body: Any, limits: Sequence[tuple[Any, Any, Any]]) -> Any:
    """A ``Sum`` or ``MaxOver`` of the body, neither flattened nor folded; the last limit is the outermost."""
    node = Expr.__new__(cls)
    node._args = (body, *(Tuple(*limit) for limit in limits))
    node.is_commutative = True
    return node


def total(body: Any, limits: Sequence[tuple[Any, Any, Any]]) -> Any:
    """A ``Sum`` as it stands."""
    return with_limits(Sum, body, limits)


# ---- what sympy has no node for ----


class MaxOver(ExprWithLimits):  # type: ignore[misc]  # sympy has no types
    """The maximum of an expression over ranges of indices with inclusive limits, as ``Sum`` has them.

    A condition on the indices is written ``Piecewise((e, condition), (-oo, True))``. ``doit`` gives sympy's ``Max`` where
    the limits are numbers. ``lambdify`` knows it.

    >>> from sympy import IndexedBase, symbols
    >>> k, x = symbols("k", integer=True), IndexedBase("x")
    >>> MaxOver(x[k], (k, 0, 1)).doit()
    Max(x[0], x[1])
    """

    def __new__(cls, body: Any, *limits: Any, **_options: Any) -> Any:
        return with_limits(cls, body, [tuple(limit) for limit in limits])

    def doit(self, **hints: Any) -> Any:
        body, outermost = self.function, self.limits[-1]
        index, lo, hi = (part.doit(**hints) for part in outermost)
        if not (lo.is_Integer and hi.is_Integer):
            return self
        inner = self.func(body, *self.limits[:-1]) if len(self.limits) > 1 else body
        return Max(*(inner.xreplace({index: Integer(v)}).doit(**hints) for v in range(int(lo), int(hi) + 1)))

    def _latex(self, printer: Any) -> str:
        ranges = ",\\ ".join(
            f"{printer._print(lo)} \\le {printer._print(i)} \\le {printer._print(hi)}" for i, lo, hi in self.ranges
        )
        return f"\\max_{{{ranges}}} {printer._print(self.function)}"

    @property
    def ranges(self) -> list[Any]:
        """The limits, the outermost first."""
        return list(reversed(self.limits))

    def _pythoncode(self, printer: Any) -> str:
        loops = " ".join(
            f"for {printer._print(i)} in range({printer._print(lo)}, {printer._print(hi)} + 1)" for i, lo, hi in self.ranges
        )
        return f"max(({printer._print(self.function)} {loops}))"

    _lambdacode = _numpycode = _mpmathcode = _pythoncode


class ArgMax(Expr):  # type: ignore[misc]  # sympy has no types
    """Where a ``MaxOver`` is attained: the index of its ``component``-th range, the outermost counted 0."""

    is_integer = True

    def __new__(cls, maximum: Any, component: Any = 0, **_options: Any) -> Any:
        return Expr.__new__(cls, maximum, Integer(component))

    def _latex(self, printer: Any) -> str:
        text = printer._print(self.args[0]).replace("\\max", "\\operatorname{argmax}", 1)
        return text if len(self.args[0].limits) == 1 else f"\\left({text}\\right)_{{{self.args[1] + 1}}}"


class _Written:
    """How a term was written, where sympy would write another term the same way: the operation, its data, its parts."""

    args: tuple[Any, ...]

    @property
    def op(self) -> str:
        return str(self.args[0].name)

    @property
    def data(self) -> tuple[Any, ...]:
        return tuple(self.args[1])

    @property
    def parts(self) -> tuple[Any, ...]:
        return self.args[2:]

    def doit(self, **hints: Any) -> Any:
        """The same in sympy's own words, where it has some."""
        found = self._standard(tuple(map(evaluated, self.parts)))
        if found is None:
            return self
        return evaluated(found) if hints.get("deep") is False else found.doit(**hints)

    def _standard(self, parts: tuple[Any, ...]) -> Any:
        from symgrad.language.sympy_out import standard

        return standard(self.op, self.data, parts)

    def _printed(self, printer: Any) -> str:
        found = self._standard(self.parts)
        if found is None:
            return f"{self.op}({', '.join(str(printer._print(a)) for a in (*self.data, *self.parts))})"
        return f"({printer._print(found)})"

    _sympystr = _pythoncode = _lambdacode = _numpycode = _mpmathcode = _printed

    def _latex(self, printer: Any) -> str:
        found = self._standard(self.parts)
        return self._printed(printer) if found is None else f"\\left({printer._print(found)}\\right)"


class Written(_Written, Expr):  # type: ignore[misc]  # sympy has no types
    """An expression that is kept as it was written, such as a sum of one summand; ``doit`` makes it sympy's own."""

    def __new__(cls, op: Any, data: Any = (), *parts: Any, **_options: Any) -> Any:
        return Expr.__new__(cls, op if isinstance(op, Str) else Str(op), Tuple(*data), *parts)


class WrittenCondition(_Written, Boolean):  # type: ignore[misc]  # sympy has no types
    """A condition that is kept as it was written; ``doit`` makes it sympy's own."""

    def __new__(cls, op: Any, data: Any = (), *parts: Any, **_options: Any) -> Any:
        return Basic.__new__(cls, op if isinstance(op, Str) else Str(op), Tuple(*data), *parts)


MINUS_INFINITY = -oo

_STANDARD = {Conjunction: And, Disjunction: Or, Smaller: Min, Larger: Max}


def evaluated(e: Any) -> Any:
    """The expression as sympy's own constructors make it from the leaves up, and so equal to what a user would type."""
    if not e.args:
        return e
    if isinstance(e, _Written):
        return e.doit(deep=False)
    return _STANDARD.get(e.func, e.func)(*map(evaluated, e.args))
