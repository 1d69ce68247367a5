"""symgrad: derive, prove and check gradients of layers written in index notation."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from symgrad.checker.equal import Refutation, Undecided, prove_equal
    from symgrad.checker.judge import check
    from symgrad.page import Page
    from symgrad.theorem import Theorem, derive

__all__ = ["Page", "Refutation", "Theorem", "Undecided", "check", "derive", "prove_equal"]

_HOME = {
    "Page": "symgrad.page",
    "Refutation": "symgrad.checker.equal",
    "Theorem": "symgrad.theorem",
    "Undecided": "symgrad.checker.equal",
    "check": "symgrad.checker.judge",
    "derive": "symgrad.theorem",
    "prove_equal": "symgrad.checker.equal",
}  # public name -> module; imported when first used


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"module 'symgrad' has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(_HOME[name]), name)
