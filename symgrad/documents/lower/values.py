"""What a form is lowered to: a scalar of plain notation, or a whole array; and what has been said above it."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from symgrad.errors import Problem
from symgrad.language.syntax import Access, Compare, Gradient, Name, Node


class ArrayValue(NamedTuple):
    """An array: ``entry(indices)`` is one of its entries. ``sizes`` where they are known (numeric matrices)."""

    rank: int
    entry: Callable[[list[Node]], Node]
    start: int
    end: int
    sizes: tuple[int, ...] | None = None
    names: tuple[str, ...] = ()  # of the arrays that it is made of, for shapes
    reversed_of: ArrayValue | None = None  # what this is turned about the origin of
    row: bool = False  # a vector that lies: x^T
    extent: tuple[str, ...] = ()  # the names of its sizes, where its entries alone do not tell over what its indices range


Value = Node | ArrayValue


class Definition(NamedTuple):
    """What a symbol stands for: ``params`` are its letters, ``body`` the form."""

    params: tuple[str, ...]
    body: Node


class Known:
    """What has been said above in the section."""

    def __init__(self) -> None:
        self.ranks: dict[str, int] = {}  # of layers that are defined
        self.aliases: dict[str, Definition] = {}  # arrays that stand for a gradient
        self.functions: dict[str, Definition] = {}
        self.sizes: dict[str, tuple[str, ...]] = {}
        self.origins: dict[str, tuple[Node | int, ...]] = {}
        self.arrays: dict[str, Node] = {}  # arrays that stand for an expression
        self.bodies: dict[str, Definition] = {}  # of layers, to be put in where they are read at other indices
        self.matrices: dict[str, Node] = {}  # arrays of numbers that are given
        self.arguments: dict[str, tuple[str, ...]] = {}  # of unknown functions of scalars that are given


def problem(code: str, message: str, node: Node | ArrayValue, help: str | None = None) -> Problem:
    return Problem(code, message, start=node.start, end=node.end, help=help)


def transpose(value: ArrayValue) -> ArrayValue:
    if value.rank == 1:
        return value._replace(row=not value.row)
    sizes = value.sizes[::-1] if value.sizes else None
    return value._replace(
        entry=lambda indices: value.entry(indices[::-1]), sizes=sizes, extent=value.extent[::-1], reversed_of=None
    )


def has_range(value: ArrayValue, taps: list[Node]) -> bool:
    """Whether the indices of the array range over its own axes, so that a sum over them needs no limits."""
    turned = value.reversed_of
    alone = stands_alone(value.entry(taps), taps) or (turned is not None and stands_alone(turned.entry(taps), taps))
    return alone or bool(value.extent)


def ranged_entry(value: ArrayValue, taps: list[Node], node: Node) -> tuple[Node, bool, list[Node]]:
    """An entry at the taps, whether the taps count backwards in it, and the heads of a sum over them."""
    entry = value.entry(taps)
    if stands_alone(entry, taps):
        return entry, False, list(taps)
    if value.reversed_of is not None and stands_alone(value.reversed_of.entry(taps), taps):
        return value.reversed_of.entry(taps), True, list(taps)
    heads: list[Node] = list(taps)
    if value.extent:
        heads = [Compare([t, Name(size, node.start, node.start)], ["<"]) for t, size in zip(taps, value.extent, strict=True)]
    return entry, False, heads


def stands_alone(entry: Node, taps: list[Node]) -> bool:
    """Whether the entry is read at these very indices, so that their range is known."""
    indices = entry.indices if isinstance(entry, (Access, Gradient)) else None
    return indices is not None and len(indices) == len(taps) and all(x is y for x, y in zip(indices, taps, strict=True))
