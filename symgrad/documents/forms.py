"""What a formula says before anything is known of its symbols.

Where plain notation has a node for it, that node is used (Number, Sum, Negative, Compare, …). The forms here are for what
LaTeX leaves open: juxtaposition, scripts, brackets after a name, ``*``, and things that whole arrays go into.
"""

from __future__ import annotations

from collections.abc import Sequence

from symgrad.language.syntax import Node


class Symbol(Node):
    """A letter with its accents: ``\\hat{w}`` has the name "w_hat". ``style`` is "cal", "bold", …, "word" or ""."""

    __slots__ = ("name", "style")

    def __init__(self, name: str, style: str, start: int, end: int) -> None:
        self.name, self.style, self.start, self.end = name, style, start, end


class Scripted(Node):
    """``base`` with subscripts (its items separated by commas), superscript and primes; each may be missing."""

    __slots__ = ("base", "primes", "sub", "sup")

    def __init__(self, base: Node, sub: list[Node] | None, sup: Node | None, primes: int, start: int, end: int) -> None:
        self.base, self.sub, self.sup, self.primes, self.start, self.end = base, sub, sup, primes, start, end


class Bracketed(Node):
    """``(a, b)``, ``[a, b]``, ``\\{a, b\\}``; ``kind`` is the opening bracket."""

    __slots__ = ("items", "kind")

    def __init__(self, kind: str, items: list[Node], start: int, end: int) -> None:
        self.kind, self.items, self.start, self.end = kind, items, start, end


class Call(Node):
    """A name directly followed by a bracket: a function, the indices of an array, or a product."""

    __slots__ = ("args", "head")

    def __init__(self, head: Node, args: Bracketed) -> None:
        self.head, self.args, self.start, self.end = head, args, head.start, args.end


class Juxtaposed(Node):
    """Factors side by side without a sign."""

    __slots__ = ("parts",)

    def __init__(self, parts: list[Node]) -> None:
        self.parts, self.start, self.end = parts, parts[0].start, parts[-1].end


class Operation(Node):
    """``left op right`` for ``*``, ``\\star``, ``\\odot``, …: what is meant depends on what the sides are."""

    __slots__ = ("left", "op", "right")

    def __init__(self, op: str, left: Node, right: Node) -> None:
        self.op, self.left, self.right, self.start, self.end = op, left, right, left.start, right.end


class Over(Node):
    __slots__ = ("bottom", "top")

    def __init__(self, top: Node, bottom: Node, start: int, end: int) -> None:
        self.top, self.bottom, self.start, self.end = top, bottom, start, end


class Divided(Node):
    """What follows ``/``, and factors that follow that: ``1/n \\sum …`` is (1/n)·Σ …."""

    __slots__ = ("divisor", "rest")

    def __init__(self, divisor: Node, rest: Node) -> None:
        self.divisor, self.rest, self.start, self.end = divisor, rest, divisor.start, rest.end


class Partial(Node):
    """``∂of/∂wrt`` of the given order; ``of`` is None for the operator ``∂/∂wrt`` before something."""

    __slots__ = ("of", "order", "wrt")

    def __init__(self, of: Node | None, wrt: Node, order: int, start: int, end: int) -> None:
        self.of, self.wrt, self.order, self.start, self.end = of, wrt, order, start, end


class Differential(Node):
    """``∂^order inner``: one half of a derivative."""

    __slots__ = ("inner", "order")

    def __init__(self, inner: Node | None, order: int, start: int, end: int) -> None:
        self.inner, self.order, self.start, self.end = inner, order, start, end


class Nabla(Node):
    """``\\nabla_w E``; ``wrt`` is None where nothing stands below the sign."""

    __slots__ = ("of", "wrt")

    def __init__(self, wrt: Node | None, of: Node, start: int) -> None:
        self.wrt, self.of, self.start, self.end = wrt, of, start, of.end


class Big(Node):
    """``\\sum``, ``\\prod``, ``\\max``, … with what stands below and above it; ``lines`` are those of a substack."""

    __slots__ = ("body", "head_end", "lines", "op", "upper")

    def __init__(self, op: str, lines: list[Node], upper: Node | None, body: Node, start: int, head_end: int) -> None:
        self.op, self.lines, self.upper, self.body, self.start = op, lines, upper, body, start
        self.head_end, self.end = head_end, body.end


class Function(Node):
    """A named function with its arguments: ``\\sin x``, ``\\text{rot}_{180^\\circ}(w)``."""

    __slots__ = ("args", "name", "name_end", "primes", "sub", "sup")

    def __init__(
        self, name: str, args: list[Node], sub: Node | None, sup: Node | None, primes: int, start: int, name_end: int, end: int
    ) -> None:
        self.name, self.args, self.sub, self.sup, self.primes = name, args, sub, sup, primes
        self.start, self.name_end, self.end = start, name_end, end


class Matrix(Node):
    __slots__ = ("rows",)

    def __init__(self, rows: list[list[Node]], start: int, end: int) -> None:
        self.rows, self.start, self.end = rows, start, end


class Cases(Node):
    """Values with their conditions; the condition is None for "otherwise"."""

    __slots__ = ("rows",)

    def __init__(self, rows: list[tuple[Node, Node | None]], start: int, end: int) -> None:
        self.rows, self.start, self.end = rows, start, end


class Surrounded(Node):
    """``|x|``, ``\\|x\\|``, ``⌊x⌋``, ``⌈x⌉``, ``⟨x⟩``; ``kind`` is "abs", "norm", "floor", "ceil" or "angle"."""

    __slots__ = ("items", "kind")

    def __init__(self, kind: str, items: list[Node], start: int, end: int) -> None:
        self.kind, self.items, self.start, self.end = kind, items, start, end


class Root(Node):
    __slots__ = ("degree", "inner")

    def __init__(self, inner: Node, degree: Node | None, start: int, end: int) -> None:
        self.inner, self.degree, self.start, self.end = inner, degree, start, end


class Raised(Node):
    """A power of something that is no symbol: ``(a+b)^2``, ``A^T`` of a product."""

    __slots__ = ("base", "exponent")

    def __init__(self, base: Node, exponent: Node, end: int) -> None:
        self.base, self.exponent, self.start, self.end = base, exponent, base.start, end


class Dots(Node):
    """``\\ldots``."""

    __slots__ = ()

    def __init__(self, start: int, end: int) -> None:
        self.start, self.end = start, end


class Words(Node):
    """``\\text{…}`` that is no name."""

    __slots__ = ("text",)

    def __init__(self, text: str, start: int, end: int) -> None:
        self.text, self.start, self.end = text, start, end


class Relation(Node):
    """``a = b ≤ c …``: a line as it is written. ``places`` are those of the signs."""

    __slots__ = ("operands", "ops", "places")

    def __init__(self, operands: Sequence[Node], ops: list[str], places: list[tuple[int, int]]) -> None:
        self.operands, self.ops, self.places = list(operands), ops, places
        self.start, self.end = operands[0].start, operands[-1].end
