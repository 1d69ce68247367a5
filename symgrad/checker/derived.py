"""A gradient as plain text, derived and proved by the engine: what a document means by ``∂L/∂z`` or ``f′``."""

from __future__ import annotations

from typing import NamedTuple

from symgrad.errors import Problem


class Derived(NamedTuple):
    """``formula`` in the letters ``indices``, with the cotangent of the last layer in it; the ``hypotheses`` in plain text."""

    indices: tuple[str, ...]
    formula: str
    hypotheses: tuple[str, ...]


def derived(text: str, wrt: str) -> Derived | None:
    """The gradient of the last layer of a program by one tensor; None where none is derived or the text is not understood.

    >>> derived("y = x**3", "x").formula
    '3*dL/dy*x**2'
    """
    from symgrad.engine.derive import derive
    from symgrad.language.plain import plain

    try:
        document = derive(text, [wrt])[0]
    except Problem:
        return None
    if document.verdict != "proved" or document.rhs is None or document.gradient is None:
        return None
    hypotheses = tuple(plain(h, document.program) for h in document.hypotheses)
    return Derived(tuple(document.gradient.indices), plain(document.rhs, document.program), hypotheses)
