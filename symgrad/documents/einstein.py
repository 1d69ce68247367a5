"""Einstein's convention: in a section without any Σ, an index that stands twice in a product is summed over."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from symgrad.documents.chains import Alone, Statement, Unread
from symgrad.documents.forms import Big
from symgrad.language.syntax import (
    Access,
    Binder,
    Compare,
    Derivative,
    Gradient,
    Group,
    Iverson,
    Name,
    Negative,
    Node,
    Product,
    Sum,
    walk,
)


def is_followed(lines: Iterable[Statement | Unread | Alone]) -> bool:
    """Whether no line writes a sum, a maximum or a product over an index."""
    for line in lines:
        if isinstance(line, Statement):
            roots = [line.left, *(r.node for r in line.rights), *line.conditions]
            if any(isinstance(node, Big) for root in roots if root is not None for node in walk(root)):
                return False
    return True


def summed(node: Node, free: set[str]) -> tuple[Node, set[str]]:
    """The expression with Σ over each index that is not free and stands in two factors of a product; and those indices."""
    found: set[str] = set()
    return _summed(node, free, found), found


def _summed(node: Node, free: set[str], found: set[str]) -> Node:
    match node:
        case Sum():
            return Sum([(sign, _summed(term, free, found)) for sign, term in node.terms])
        case Negative():
            return Negative(_summed(node.inner, free, found), node.start)
        case Group():
            return Group(_summed(node.inner, free, found), node.start, node.end)
        case Product():
            return _of_product(node, free, found)
    return node


def _of_product(node: Product, free: set[str], found: set[str]) -> Node:
    counts = Counter(name for _, factor in node.factors for name in _indices(factor))
    repeated = [name for name, count in counts.items() if count > 1 and name not in free]
    if not repeated:
        return Product([(op, _summed(factor, free, found)) for op, factor in node.factors])
    found |= set(repeated)
    items: list[Node] = [Name(name, node.start, node.start) for name in repeated]
    inner = Product([(op, _summed(factor, free | set(repeated), found)) for op, factor in node.factors])
    return Group(Binder("sum", 1, items, inner, node.start, node.start), node.start, node.end)


def lost(left: Node, right: Node) -> set[str]:
    """Letters that stand twice in a product, or in one δ, on the left and nowhere on the right: ``δ_{ii} = n`` sums over i."""
    found: set[str] = set()
    for node in walk(left):
        if isinstance(node, Product):
            counts = Counter(name for _, factor in node.factors for name in _indices(factor) | _of_deltas(factor))
            found |= {name for name, count in counts.items() if count > 1}
        elif isinstance(node, Iverson) and isinstance(node.condition, Compare):
            names = Counter(n.name for side in node.condition.operands for n in walk(side) if isinstance(n, Name))
            found |= {name for name, count in names.items() if count > 1}
    return found - {n.name for n in walk(right) if isinstance(n, Name)}


def _of_deltas(factor: Node) -> set[str]:
    return {n.name for node in walk(factor) if isinstance(node, Iverson) for n in walk(node) if isinstance(n, Name)}


def _indices(factor: Node) -> set[str]:
    """Letters that are an index of their own, in arrays and derivatives; those that a sum binds are no longer open."""
    out: set[str] = set()
    for node in walk(factor):
        if isinstance(node, (Access, Gradient, Derivative)):
            out |= {i.name for i in node.indices or [] if isinstance(i, Name)}
            if isinstance(node, Derivative) and isinstance(node.of, Access):
                out |= {i.name for i in node.of.indices if isinstance(i, Name)}
    return out
