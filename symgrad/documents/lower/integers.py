"""Forms that stand in an index: integers, and ⌊…⌋."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from symgrad.documents.forms import Big, Bracketed, Call, Function, Juxtaposed, Operation, Over, Scripted, Surrounded, Symbol
from symgrad.documents.indices import plus
from symgrad.documents.lower.parentheses import grouped
from symgrad.documents.lower.values import problem
from symgrad.language.syntax import Apply, Group, Negative, Node, Number, Product, Quotient, Sum

if TYPE_CHECKING:
    from symgrad.documents.lower.lowering import Lowering


def lower_index(low: Lowering, node: Node) -> Node:
    """A form that stands in an index: an integer."""
    match node:
        case Number() | Symbol():
            return low.scalar(node)
        case Scripted():
            return low.scalar(node)
        case Sum():
            first = low.index(node.terms[0][1])
            for sign, term in node.terms[1:]:
                first = plus(first, low.index(term), sign)
            first.start, first.end = node.start, node.end
            return first
        case Negative():
            inner = low.index(node.inner)
            zero = Number(Fraction(0), False, node.start, node.end)
            return plus(zero, inner, -1) if isinstance(inner, (Sum, Negative, Number)) else Negative(inner, node.start)
        case Bracketed() if node.kind in ("(", "{") and len(node.items) == 1:
            return low.index(node.items[0])
        case Juxtaposed():
            parts = [low.index(p) for p in node.parts]
            return Product([("*", grouped(p)) for p in parts])
        case Product() if all(op == "*" for op, _ in node.factors):
            return Product([("*", grouped(low.index(f))) for _, f in node.factors])
        case Operation() if node.op in ("x", "*"):
            return Product([("*", grouped(low.index(f))) for f in (node.left, node.right)])
        case Operation() if node.op == "mod":
            return Group(Quotient("%", grouped(low.index(node.left)), grouped(low.index(node.right))), node.start, node.end)
        case Surrounded() if node.kind in ("floor", "ceil"):
            return lower_floor(low, node)
        case Over():
            message = "a quotient stands in an index: does it mean ⌊…⌋?"
            raise problem("SG128", message, node, "write \\lfloor … \\rfloor")
        case Product():
            raise problem("SG128", "a quotient stands in an index: does it mean ⌊…⌋?", node, "write \\lfloor … \\rfloor")
        case Big() if node.op in ("argmax",):
            return low.scalar(node)
        case Function() if node.name in ("max", "min", "floor", "ceil"):
            args = [low.index(a) for a in node.args]
            return Apply(node.name, None, args, node.start, node.end, node.name_end)
        case Call():
            return low.scalar(node)
    raise problem("SG122", "this is not read as an index", node)


def lower_floor(low: Lowering, node: Surrounded) -> Node:
    inner = node.items[0]
    if isinstance(inner, Over):
        inside: Node = Product([("*", grouped(low.index(inner.top))), ("/", grouped(low.index(inner.bottom)))])
    elif isinstance(inner, Product) and inner.factors[-1][0] == "/" and all(op == "*" for op, _ in inner.factors[:-1]):
        tops = [low.index(f) for _, f in inner.factors[:-1]]
        top = tops[0] if len(tops) == 1 else Product([("*", grouped(t)) for t in tops])
        inside = Product([("*", grouped(top)), ("/", grouped(low.index(inner.factors[-1][1])))])
    elif isinstance(inner, Sum):
        return floor_of_sum(low, node, inner)
    else:
        inside = low.index(inner)
    inside.start, inside.end = node.start, node.end
    return Apply(node.kind, None, [inside], node.start, node.end, node.start)


def floor_of_sum(low: Lowering, node: Surrounded, inner: Sum) -> Node:
    """⌊a/b + c⌋ with c a whole number: ⌊a/b⌋ + c."""
    fractions = [(s, t) for s, t in inner.terms if isinstance(t, (Over, Product))]
    others = [(s, t) for s, t in inner.terms if not isinstance(t, (Over, Product))]
    if len(fractions) != 1 or fractions[0][0] < 0:
        raise problem("SG122", "this is not read inside ⌊…⌋", node, "write one quotient inside")
    out: Node = lower_floor(low, Surrounded(node.kind, [fractions[0][1]], node.start, node.end))
    for sign, term in others:
        out = plus(out, low.index(term), sign)
    return out
