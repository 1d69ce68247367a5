"""Change parts of a syntax tree: the tree itself is left as it is."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from copy import copy

from symgrad.language.syntax import Name, Node


def rewrite(node: Node, change: Callable[[Node], Node | None]) -> Node:
    """The tree with each node replaced for which ``change`` has another one; that is then changed within.

    >>> from symgrad.language.syntax import Name, Sum
    >>> double = Sum([(1, Name("a", 0, 1)), (1, Name("a", 4, 5))])
    >>> new = rewrite(double, lambda n: Name("b", 0, 1) if isinstance(n, Name) and n.name == "a" else None)
    >>> [term.name for _, term in new.terms], [term.name for _, term in double.terms]
    (['b', 'b'], ['a', 'a'])
    """
    new = change(node)
    out = copy(node if new is None else new)
    for slot in out.__slots__:
        value = getattr(out, slot)
        if isinstance(value, Node):
            setattr(out, slot, rewrite(value, change))
        elif isinstance(value, list):
            setattr(out, slot, [_part(v, change) for v in value])
    return out


def _part(value: object, change: Callable[[Node], Node | None]) -> object:
    if isinstance(value, Node):
        return rewrite(value, change)
    return tuple(_part(v, change) for v in value) if isinstance(value, tuple) else value


def at(body: Node, values: Mapping[str, Node]) -> Node:
    """The expression with other things for some letters, all at once."""
    marked = rewrite(body, lambda n: Name(f"{n.name}@", n.start, n.end) if isinstance(n, Name) and n.name in values else None)
    return rewrite(
        marked, lambda n: values.get(n.name.removesuffix("@")) if isinstance(n, Name) and n.name.endswith("@") else None
    )


def placed(node: Node, place: Node) -> Node:
    """A copy that stands where ``place`` does in the source."""
    out = copy(node)
    out.start, out.end = place.start, place.end
    return out
