"""Write a syntax tree in plain notation, and remember from where in the document each part of the text comes."""

from __future__ import annotations

from symgrad.language.syntax import (
    Access,
    Apply,
    Array,
    Binder,
    Compare,
    Derivative,
    Gradient,
    Group,
    Iverson,
    Junction,
    Name,
    Negative,
    Node,
    Not,
    Number,
    Power,
    Product,
    Quotient,
    Sum,
    Truth,
)

_SUM, _PRODUCT, _NEGATIVE, _POWER, _ATOM = 1, 2, 2, 4, 5


class Speller:
    """``text`` grows; ``places`` has (start, end in the text, start, end in the document) for each node."""

    def __init__(self) -> None:
        self.parts: list[str] = []
        self.length = 0
        self.tight = False  # inside indices, no blanks
        self.places: list[tuple[int, int, int, int]] = []

    @property
    def text(self) -> str:
        return "".join(self.parts)

    def put(self, text: str) -> None:
        self.parts.append(text)
        self.length += len(text)

    def node(self, node: Node, floor: int = 0) -> None:
        """Write the node, in parentheses where it binds looser than ``floor``."""
        begin = self.length
        wrap = _strength(node) < floor
        if wrap:
            self.put("(")
        self._write(node)
        if wrap:
            self.put(")")
        self.places.append((begin, self.length, node.start, node.end))

    def _list(self, nodes: list[Node]) -> None:
        for place, node in enumerate(nodes):
            if place:
                self.put(", ")
            self.node(node)

    def _indices(self, nodes: list[Node] | None) -> None:
        if nodes:
            self.put("[")
            tight, self.tight = self.tight, True
            for place, node in enumerate(nodes):
                if place:
                    self.put(",")
                self.node(node)
            self.tight = tight
            self.put("]")

    def _write(self, node: Node) -> None:
        match node:
            case Number():
                self.put(_number(node))
            case Name():
                self.put(node.name)
            case Access():
                self.put(node.name)
                self._indices(node.indices)
            case Gradient():
                self.put(f"d{node.of}/d{node.wrt}")
                self._indices(node.indices)
            case Derivative():
                self._derivative(node)
            case Apply():
                self.put(node.name)
                if node.orders is not None:
                    self.put("{" + ", ".join(map(str, node.orders)) + "}")
                self.put("(")
                self._list(node.args)
                self.put(")")
            case Array():
                values = ", ".join(map(str, node.values))
                self.put(f"literal{{{', '.join(map(str, node.shape))}; {values}}}")
                self._indices(node.indices)
            case Group():
                self.put("(")
                self.node(node.inner)
                self.put(")")
            case Sum():
                self._sum(node)
            case Product():
                self._product(node)
            case Quotient():
                self.node(node.left, _ATOM)
                self.put({"mod": " mod "}.get(node.op, node.op))
                self.node(node.right, _ATOM)
            case Negative():
                self.put("-")
                self.node(node.inner, _PRODUCT)
            case Power():
                self.node(node.base, _ATOM)
                self.put("**")
                self.node(node.exponent, _ATOM)
            case Iverson():
                self.put("[")
                self.node(node.condition)
                self.put("]")
            case Binder():
                self.put(node.op)
                self.put("(")
                self._list(node.items)
                self.put(") ")
                self.node(node.body, _PRODUCT)
            case _:
                self._condition(node)

    def _product(self, node: Product) -> None:
        for place, (op, factor) in enumerate(node.factors):
            if place or op == "/":
                self.put("*" if op == "*" else " / " if place else "1 / ")
            last = place == len(node.factors) - 1
            binder = isinstance(factor, Binder) and (not last or op == "/")
            self.node(factor, _ATOM if binder else _PRODUCT + 1)

    def _condition(self, node: Node) -> None:
        match node:
            case Compare():
                self._compare(node)
            case Junction():
                for place, part in enumerate(node.parts):
                    if place:
                        self.put(f" {node.op} ")
                    self.node(part, 0)
            case Not():
                self.put("not (")
                self.node(node.inner)
                self.put(")")
            case Truth():
                self.put("true" if node.value else "false")
            case _:
                raise TypeError(f"{type(node).__name__} has no spelling in plain notation")

    def _derivative(self, node: Derivative) -> None:
        if isinstance(node.of, Access):
            self.put("d")
            self.node(node.of)
        else:
            self.put("d(")
            self.node(node.of)
            self.put(")")
        self.put(f"/d{node.wrt}")
        self._indices(node.indices)

    def _sum(self, node: Sum) -> None:
        for place, (sign, term) in enumerate(node.terms):
            if place:
                self.put("+" if sign > 0 else "-") if self.tight else self.put(" + " if sign > 0 else " - ")
            elif sign < 0:
                self.put("-")
            open_ended = isinstance(term, (Negative, Sum)) or (isinstance(term, Quotient) and term.op == "mod")
            self.node(term, _ATOM if open_ended and place else _PRODUCT)

    def _compare(self, node: Compare) -> None:
        for place, operand in enumerate(node.operands):
            if place:
                self.put(f" {node.ops[place - 1]} ")
            self.node(operand, _SUM)


def _number(node: Number) -> str:
    if node.value.denominator == 1:
        return str(node.value.numerator)
    if node.decimal:
        text = format(node.value.numerator / node.value.denominator, "f").rstrip("0")
        from fractions import Fraction

        if text[-1] != "." and Fraction(text) == node.value:
            return text
    return f"({node.value.numerator}/{node.value.denominator})"


def _strength(node: Node) -> int:
    match node:
        case Compare() | Junction() | Not():
            return 0
        case Sum():
            return _SUM
        case Product() | Quotient() | Binder() | Negative():
            return _PRODUCT
        case Power():
            return _POWER
    return _ATOM


def spell(node: Node) -> str:
    """The node in plain notation."""
    speller = Speller()
    speller.node(node)
    return speller.text
