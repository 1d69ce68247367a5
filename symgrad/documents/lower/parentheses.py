"""Parentheses where plain notation needs them."""

from __future__ import annotations

from fractions import Fraction

from symgrad.documents.indices import plus
from symgrad.language.syntax import (
    Access,
    Apply,
    Array,
    Binder,
    Compare,
    Gradient,
    Group,
    Iverson,
    Name,
    Negative,
    Node,
    Number,
    Product,
    Sum,
)


def signed(value: Fraction, near: Node) -> Node:
    out = Number(abs(value), False, near.start, near.end)
    return out if value >= 0 else Group(Negative(out, near.start), near.start, near.end)


def minus(node: Node) -> Node:
    return plus(Number(Fraction(0), False, node.start, node.end), node, -1)


def is_atom(node: Node) -> bool:
    return isinstance(node, (Name, Number, Access, Gradient, Apply, Group, Array, Iverson))


def atom(node: Node) -> Node:
    return node if is_atom(node) else Group(node, node.start, node.end)


def as_factor(node: Node) -> Node:
    """The node as a factor: sums and the like in parentheses."""
    return Group(node, node.start, node.end) if isinstance(node, (Sum, Negative, Product, Binder, Compare)) else node


def grouped(node: Node) -> Node:
    return Group(node, node.start, node.end) if isinstance(node, (Sum, Negative)) else node


def ungrouped(node: Node) -> Node:
    while isinstance(node, Group):
        node = node.inner
    return node
