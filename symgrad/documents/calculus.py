"""The derivative of a function of one number that a document defines, as the engine derives and proves it."""

from __future__ import annotations

from fractions import Fraction

from symgrad.documents.rewriting import rewrite
from symgrad.documents.spell import spell
from symgrad.language.syntax import Access, Apply, Binder, Gradient, Iverson, Name, Node, Number, Product, walk


def derived_function(body: Node, letter: str) -> Node | None:
    """``f′`` in the letter, for ``f(letter) = body``; None where the body speaks of arrays or no derivative is found.

    >>> from symgrad.language.grammar import Parser
    >>> spell(derived_function(Parser("t_**3").whole(), "t_"))
    '3*t_**2'
    """
    from symgrad.checker.derived import derived
    from symgrad.language.grammar import Parser

    if any(isinstance(n, (Access, Binder, Gradient)) for n in walk(body)):
        return None
    if letter not in {n.name for n in walk(body) if isinstance(n, Name)}:
        return Number(Fraction(0), False, body.start, body.end)
    found = derived(f"f_ = {spell(body)}", letter)
    if found is None or (found.hypotheses and _has_corners(body)):
        return None
    return without_cotangent(Parser(found.formula).whole(), "f_")


def _has_corners(body: Node) -> bool:
    """Whether the derivative may be missing at points where its formula has a value."""
    return any(isinstance(n, Iverson) or (isinstance(n, Apply) and n.name in ("max", "min", "relu", "abs")) for n in walk(body))


def without_cotangent(body: Node, of: str) -> Node:
    """``dL/dL`` is 1."""

    def change(node: Node) -> Node | None:
        if isinstance(node, Product) and any(_is_own(f, of) for _, f in node.factors):
            kept = [(op, f) for op, f in node.factors if not _is_own(f, of)]
            if kept and kept[0][0] == "/":
                kept = [("*", Number(Fraction(1), False, node.start, node.start)), *kept]  # 1/x is left of dL/dL / x
            return (kept[0][1] if len(kept) == 1 else Product(kept)) if kept else None
        return Number(Fraction(1), False, node.start, node.end) if _is_own(node, of) else None

    return rewrite(body, change)


def _is_own(node: Node, of: str) -> bool:
    return isinstance(node, Gradient) and node.wrt == of
