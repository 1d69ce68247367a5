"""The syntax tree of plain notation: what was written and where, before anything is known of the names.

Parentheses are kept (``Group``), because ``(a + b) + c`` and ``a + b + c`` are different terms. Whether an expression
is an integer or a scalar is not known here: its position decides later.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction


class Node:
    """A part of the source, from ``start`` up to ``end``."""

    __slots__ = ("end", "start")
    start: int
    end: int


class Number(Node):
    __slots__ = ("decimal", "value")

    def __init__(self, value: Fraction, decimal: bool, start: int, end: int) -> None:
        self.value, self.decimal, self.start, self.end = value, decimal, start, end


class Name(Node):
    """A name without indices: an index, a size or a scalar."""

    __slots__ = ("name",)

    def __init__(self, name: str, start: int, end: int) -> None:
        self.name, self.start, self.end = name, start, end


class Access(Node):
    """``name[indices]``; ``name_end`` is where the name ends."""

    __slots__ = ("indices", "name", "name_end")

    def __init__(self, name: str, indices: list[Node], start: int, end: int, name_end: int) -> None:
        self.name, self.indices, self.start, self.end, self.name_end = name, indices, start, end, name_end


class Turned(Access):
    """``rot180(K)[indices]`` or ``flip(K)[indices]``; ``how`` is the word."""

    __slots__ = ("how",)

    def __init__(self, how: str, name: str, indices: list[Node], start: int, end: int, name_end: int) -> None:
        super().__init__(name, indices, start, end, name_end)
        self.how = how


class Gradient(Node):
    """``dL/dZ[indices]``; indices is None where no brackets follow."""

    __slots__ = ("indices", "of", "wrt")

    def __init__(self, of: str, wrt: str, indices: list[Node] | None, start: int, end: int) -> None:
        self.of, self.wrt, self.indices, self.start, self.end = of, wrt, indices, start, end

    @property
    def name(self) -> str:
        return f"d{self.of}/d{self.wrt}"


class Derivative(Node):
    """``d(e)/dV[indices]`` or ``dZ[i]/dV[indices]``; ``written`` says how its two parts were spelled."""

    __slots__ = ("indices", "of", "written", "wrt")

    def __init__(
        self, of: Node, wrt: str, indices: list[Node], start: int, end: int, written: tuple[str, str] = ("", "")
    ) -> None:
        self.of, self.wrt, self.indices, self.start, self.end = of, wrt, indices, start, end
        self.written = written


class Apply(Node):
    """``f(args)``, or ``f{orders}(args)`` for a partial derivative of f."""

    __slots__ = ("args", "name", "name_end", "orders")

    def __init__(self, name: str, orders: tuple[int, ...] | None, args: list[Node], start: int, end: int, name_end: int) -> None:
        self.name, self.orders, self.args = name, orders, args
        self.start, self.end, self.name_end = start, end, name_end


class Array(Node):
    """``literal{shape; values}[indices]``."""

    __slots__ = ("indices", "shape", "values")

    def __init__(self, shape: tuple[int, ...], values: tuple[Fraction, ...], indices: list[Node], start: int, end: int) -> None:
        self.shape, self.values, self.indices, self.start, self.end = shape, values, indices, start, end


class Group(Node):
    """Something in parentheses."""

    __slots__ = ("inner",)

    def __init__(self, inner: Node, start: int, end: int) -> None:
        self.inner, self.start, self.end = inner, start, end


class Sum(Node):
    """Terms with their signs, +1 or −1."""

    __slots__ = ("terms",)

    def __init__(self, terms: list[tuple[int, Node]]) -> None:
        self.terms, self.start, self.end = terms, terms[0][1].start, terms[-1][1].end


class Product(Node):
    """Factors, each after ``*`` or ``/``; the first is after ``*``."""

    __slots__ = ("factors",)

    def __init__(self, factors: list[tuple[str, Node]]) -> None:
        self.factors, self.start, self.end = factors, factors[0][1].start, factors[-1][1].end


class Quotient(Node):
    """``left op right`` where op is ``//``, ``%`` or ``mod``."""

    __slots__ = ("left", "op", "right")

    def __init__(self, op: str, left: Node, right: Node) -> None:
        self.op, self.left, self.right, self.start, self.end = op, left, right, left.start, right.end


class Negative(Node):
    __slots__ = ("inner",)

    def __init__(self, inner: Node, start: int) -> None:
        self.inner, self.start, self.end = inner, start, inner.end


class Power(Node):
    __slots__ = ("base", "exponent")

    def __init__(self, base: Node, exponent: Node) -> None:
        self.base, self.exponent, self.start, self.end = base, exponent, base.start, exponent.end


class Iverson(Node):
    """``[condition]``."""

    __slots__ = ("condition",)

    def __init__(self, condition: Node, start: int, end: int) -> None:
        self.condition, self.start, self.end = condition, start, end


class Compare(Node):
    """A chain ``a <= b < c``; ``|`` is among the operators."""

    __slots__ = ("operands", "ops")

    def __init__(self, operands: list[Node], ops: list[str]) -> None:
        self.operands, self.ops, self.start, self.end = operands, ops, operands[0].start, operands[-1].end


class Junction(Node):
    """``and`` or ``or`` of two parts or more, or ``iff`` of two."""

    __slots__ = ("op", "parts")

    def __init__(self, op: str, parts: list[Node]) -> None:
        self.op, self.parts, self.start, self.end = op, parts, parts[0].start, parts[-1].end


class Not(Node):
    __slots__ = ("inner",)

    def __init__(self, inner: Node, start: int) -> None:
        self.inner, self.start, self.end = inner, start, inner.end


class Truth(Node):
    __slots__ = ("value",)

    def __init__(self, value: bool, start: int, end: int) -> None:
        self.value, self.start, self.end = value, start, end


class Binder(Node):
    """``op(items) body``: which items are ranges and which are conditions depends on what is bound already."""

    __slots__ = ("body", "component", "head_end", "items", "op")

    def __init__(self, op: str, component: int, items: list[Node], body: Node, start: int, head_end: int) -> None:
        self.op, self.component, self.items, self.body = op, component, items, body
        self.start, self.head_end, self.end = start, head_end, body.end


class Declaration(Node):
    """``name[sizes] is zero outside``, ``… is integer``, ``… in lo..hi``."""

    __slots__ = ("bounds", "integer", "name", "outside", "sizes")

    def __init__(
        self,
        name: str,
        sizes: list[Node] | None,
        outside: str,
        integer: bool,
        bounds: tuple[Node, Node] | None,
        start: int,
        end: int,
    ) -> None:
        self.name, self.sizes, self.outside, self.integer, self.bounds = name, sizes, outside, integer, bounds
        self.start, self.end = start, end


class Smoothness(Node):
    """``f is differentiable``: the orders up to which it is."""

    __slots__ = ("name", "order")

    def __init__(self, name: str, order: int, start: int, end: int) -> None:
        self.name, self.order, self.start, self.end = name, order, start, end


class Condition(Node):
    """A side condition, with the ranges that follow its ``for``."""

    __slots__ = ("prop", "ranges")

    def __init__(self, prop: Node, ranges: list[Node]) -> None:
        self.prop, self.ranges, self.start = prop, ranges, prop.start
        self.end = ranges[-1].end if ranges else prop.end


class Statement(Node):
    """``left = rights[0] = rights[1] …``, and for a claim the conditions after its ``for``."""

    __slots__ = ("conditions", "left", "rights")

    def __init__(self, left: Node, rights: list[Node], conditions: list[Node] | None = None) -> None:
        self.left, self.rights, self.start, self.end = left, rights, left.start, rights[-1].end
        self.conditions = conditions or []


def ungroup(node: Node) -> Node:
    """The node without the parentheses around it."""
    while isinstance(node, Group):
        node = node.inner
    return node


def walk(node: Node) -> Iterator[Node]:
    """The node and everything in it."""
    pending = [node]
    while pending:
        node = pending.pop()
        yield node
        for slot in _slots(type(node)):
            pending += reversed(list(_nodes(getattr(node, slot))))


def _slots(kind: type[Node]) -> tuple[str, ...]:
    """The parts of this kind of node, those that it has from another kind included."""
    return tuple(slot for cls in kind.__mro__ for slot in getattr(cls, "__slots__", ()))


def _nodes(value: object) -> Iterator[Node]:
    if isinstance(value, Node):
        yield value
    elif isinstance(value, (list, tuple)):
        for part in value:
            yield from _nodes(part)
