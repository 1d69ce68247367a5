"""Which sympy expressions are integers here: what indices, sizes and whole numbers are made of."""

from __future__ import annotations

from collections.abc import Container
from typing import Any

import sympy

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
