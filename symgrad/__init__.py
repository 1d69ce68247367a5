"""symgrad: derive, prove and check gradients of layers written in index notation."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from symgrad.page import Page

__all__ = ["Page"]

_HOME = {"Page": "symgrad.page"}  # public name -> module; imported when first used


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"module 'symgrad' has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(_HOME[name]), name)
