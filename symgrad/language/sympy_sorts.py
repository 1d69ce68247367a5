"""Which sympy expressions are integers here: what indices, sizes and whole numbers are made of."""

from __future__ import annotations

from collections.abc import Container
from typing import Any

import sympy
from sympy.concrete.expr_with_limits import ExprWithLimits

from symgrad.core.term import SIGNATURE
from symgrad.language.sympy_forms import ArgMax, Written


def is_integer(e: Any, known: Container[Any] = ()) -> bool:
    """Whether the expression is made of integers; ``known`` holds symbols and tensors that are, whatever sympy assumes."""
    if e.is_Symbol or isinstance(e, sympy.Idx):
        return bool(e.is_integer) or e in known
    if isinstance(e, sympy.Indexed):
        return bool(e.base.is_integer) or e.base in known
    if isinstance(e, Written):
        return SIGNATURE[e.op][0] == "I"
    if isinstance(e, (sympy.floor, sympy.ceiling, ArgMax)) or e.is_Integer:
        return True
    if isinstance(e, sympy.Pow):
        return bool(e.exp.is_Integer and e.exp >= 0) and is_integer(e.base, known)
    if isinstance(e, (sympy.Add, sympy.Mul, sympy.Min, sympy.Max, sympy.Mod)):
        return all(is_integer(a, known) for a in e.args)
    return False


def integer_symbols(e: Any, whole: bool = False) -> frozenset[Any]:
    """The symbols and tensors that stand in an index, a limit or a remainder anywhere in e, and so are integers.

    With ``whole``, e itself stands in such a place.
    """
    found: set[Any] = set()
    _mark(e, whole, found)
    return frozenset(found)


def _mark(e: Any, inside: bool, found: set[Any]) -> None:
    if inside and (e.is_Symbol or isinstance(e, sympy.Idx)):
        found.add(e)
    if isinstance(e, sympy.Indexed):
        if inside:
            found.add(e.base)
        for a in e.indices:
            _mark(a, True, found)
    elif isinstance(e, (sympy.Mod, sympy.floor, sympy.ceiling, sympy.KroneckerDelta)):
        for a in e.args:
            _mark(a, True, found)
    elif isinstance(e, ExprWithLimits):
        _mark(e.function, False, found)
        for limit in e.limits:
            for a in limit:
                _mark(a, True, found)
    elif not isinstance(e, sympy.Idx):
        for a in e.args:
            if isinstance(a, sympy.Basic):
                _mark(a, inside, found)
