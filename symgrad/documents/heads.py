"""The left side of a definition: its letters; and the names that a right side speaks of."""

from __future__ import annotations

from symgrad.documents.forms import Bracketed, Symbol
from symgrad.documents.scope import Named, split_joined
from symgrad.language.syntax import Access, Derivative, Gradient, Name, Node, walk


def head_letters(found: Named) -> tuple[str, ...] | None:
    """The letters of a head ``Z_{ij}``, each its own; None where it is no head."""
    if found.indices is None:
        return ()
    symbols = head_symbols(found)
    names = tuple(s.name for s in symbols)
    flat = [p for i in found.indices for p in (split_joined(i) or [i])]
    if len(symbols) != len(flat) or len(set(names)) != len(names):
        return None
    return names


def head_symbols(found: Named) -> list[Symbol]:
    out: list[Symbol] = []
    for item in found.indices or []:
        for part in split_joined(item) or [item]:
            if isinstance(part, Bracketed) and part.kind == "(" and all(isinstance(i, Symbol) for i in part.items):
                out += [i for i in part.items if isinstance(i, Symbol)]
            elif isinstance(part, Symbol):
                out.append(part)
    return out


def names_in(node: Node) -> set[str]:
    """The tensors, layers and scalars that a plain node reads."""
    out: set[str] = set()
    for n in walk(node):
        if isinstance(n, (Access, Name)):
            out.add(n.name)
        elif isinstance(n, (Gradient, Derivative)):
            out.add(n.wrt)
            if isinstance(n, Gradient):
                out.add(n.of)
    return out
