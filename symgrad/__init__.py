"""symgrad: derive, prove and check gradients of layers written in index notation."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from symgrad.checker.equal import Refutation, Undecided, prove_equal
    from symgrad.coordinates import change_coordinates
    from symgrad.documents.check import check
    from symgrad.language.sympy_in import from_sympy
    from symgrad.language.sympy_out import to_sympy
    from symgrad.layers import (
        Layer,
        avg_pool1d,
        avg_pool2d,
        conv1d,
        conv2d,
        convolve,
        correlate,
        dilate,
        lp_pool2d,
        max_pool1d,
        max_pool2d,
        pad,
        rot180,
    )
    from symgrad.page import Page
    from symgrad.theorem import Theorem, derive

__all__ = [
    "Layer",
    "Page",
    "Refutation",
    "Theorem",
    "Undecided",
    "avg_pool1d",
    "avg_pool2d",
    "change_coordinates",
    "check",
    "conv1d",
    "conv2d",
    "convolve",
    "correlate",
    "derive",
    "dilate",
    "from_sympy",
    "lp_pool2d",
    "max_pool1d",
    "max_pool2d",
    "pad",
    "prove_equal",
    "rot180",
    "to_sympy",
]

_HOME = {
    "Layer": "symgrad.layers",
    "Page": "symgrad.page",
    "Refutation": "symgrad.checker.equal",
    "Theorem": "symgrad.theorem",
    "Undecided": "symgrad.checker.equal",
    "avg_pool1d": "symgrad.layers",
    "avg_pool2d": "symgrad.layers",
    "change_coordinates": "symgrad.coordinates",
    "check": "symgrad.documents.check",
    "conv1d": "symgrad.layers",
    "conv2d": "symgrad.layers",
    "convolve": "symgrad.layers",
    "correlate": "symgrad.layers",
    "derive": "symgrad.theorem",
    "dilate": "symgrad.layers",
    "from_sympy": "symgrad.language.sympy_in",
    "lp_pool2d": "symgrad.layers",
    "max_pool1d": "symgrad.layers",
    "max_pool2d": "symgrad.layers",
    "pad": "symgrad.layers",
    "prove_equal": "symgrad.checker.equal",
    "rot180": "symgrad.layers",
    "to_sympy": "symgrad.language.sympy_out",
}  # public name -> module; imported when first used


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"module 'symgrad' has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(_HOME[name]), name)
