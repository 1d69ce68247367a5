"""Powers, roots, absolute values and norms."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from symgrad.documents.forms import Bracketed, Call, Dots, Raised, Root, Surrounded, Symbol, Words
from symgrad.documents.indices import number
from symgrad.documents.lower.calls import call_sense
from symgrad.documents.lower.integers import lower_floor
from symgrad.documents.lower.parentheses import as_factor, atom
from symgrad.documents.lower.products import multiplied
from symgrad.documents.lower.values import ArrayValue, Value, problem, transpose
from symgrad.documents.scope import head_symbol, named
from symgrad.language.syntax import Apply, Binder, Group, Negative, Node, Number, Power, Product

if TYPE_CHECKING:
    from symgrad.documents.lower.lowering import Lowering


def lower_raised(low: Lowering, node: Raised) -> Value:
    base = node.base
    if isinstance(base, Surrounded) and base.kind == "norm":
        return norm(low, base, None, node.exponent)
    if isinstance(base, Call):
        symbol = head_symbol(base)
        if symbol is not None and named(base, low.scope) is None and call_sense(low, base, symbol) == "product":
            return multiplied(low, [("*", base.head), ("*", Raised(base.args, node.exponent, node.end))], node)
    return to_power(low, low.value(base), node.exponent, node)


def to_power(low: Lowering, value: Value, exponent: Node, node: Node) -> Value:
    if isinstance(exponent, Symbol) and exponent.name == "T" and (exponent.style == "top" or isinstance(value, ArrayValue)):
        if not isinstance(value, ArrayValue):
            return value
        return transpose(value)
    if isinstance(exponent, (Words, Dots)):
        raise problem("SG122", "this superscript is not read here", exponent)
    if isinstance(value, ArrayValue):
        if value.rank == 2 and not squares_entries(node):
            raise problem("SG126", "a power of an array: of each entry, or of the matrix?", node, "write the entries")
        low.scope.assume("a power of an array is taken entry by entry")
    return low.mapped(lambda x: raised_to(low, x, None, node, exponent), [value], node)


def squares_entries(node: Node) -> bool:
    return isinstance(node, Raised) and isinstance(node.base, Bracketed)


def raised_to(low: Lowering, base: Node, exponent: Node | None, node: Node, form: Node | None = None) -> Node:
    if form is not None:
        exponent = exponent_of(low, form)
    assert exponent is not None, "there is an exponent"
    whole = isinstance(exponent, Number) or (isinstance(exponent, Negative) and isinstance(exponent.inner, Number))
    if whole:
        return Power(atom(base), exponent)
    return Apply("pow", None, [base, exponent], node.start, node.end, node.start)


def exponent_of(low: Lowering, form: Node) -> Node:
    inner = form.items[0] if isinstance(form, Bracketed) and len(form.items) == 1 and form.kind in ("{", "(") else form
    return low.scalar(inner)


def lower_root(low: Lowering, node: Root) -> Value:
    if node.degree is None:
        return low.map(lambda x: Apply("sqrt", None, [x], node.start, node.end, node.start), [node.inner], node)
    degree = low.scalar(node.degree)
    one = number(1, node)
    return low.map(
        lambda x: Apply("pow", None, [x, Product([("*", one), ("/", as_factor(degree))])], node.start, node.end, node.start),
        [node.inner], node,
    )  # fmt: skip


def lower_surrounded(low: Lowering, node: Surrounded) -> Value:
    if node.kind == "abs" and len(node.items) == 1:
        return low.map(lambda x: Apply("abs", None, [x], node.start, node.end, node.start), node.items, node)
    if node.kind in ("floor", "ceil") and len(node.items) == 1:
        return lower_floor(low, node)
    if node.kind == "norm":
        return norm(low, node, None, None)
    raise problem("SG122", "these brackets are not read", node)


def norm(low: Lowering, node: Surrounded, sub: list[Node] | None, sup: Node | None) -> Value:
    """‖x‖² and ‖x‖₁: sums over all entries."""
    value = low.value(node.items[0])
    if not isinstance(value, ArrayValue):
        raise problem("SG126", "the norm of a number", node)
    kind = sub[0] if sub else None
    square = isinstance(sup, Number) and sup.value == 2
    euclid = kind is None or (isinstance(kind, Number) and kind.value == 2) or (isinstance(kind, Symbol) and kind.name == "F")
    names = [low.fresh_name(node) for _ in range(value.rank)]
    entry = value.entry(list(names))
    if euclid:
        body: Node = Power(atom(entry), Number(Fraction(2), False, node.start, node.end))
    elif isinstance(kind, Number) and kind.value == 1 and sup is None:
        body = Apply("abs", None, [entry], node.start, node.end, node.start)
    else:
        raise problem("SG122", "this norm is not read", node)
    total = Binder("sum", 1, list(names), body, node.start, node.start)
    if sup is not None and not square:
        raise problem("SG122", "this power of a norm is not read", sup)
    if euclid and not square:
        return Apply("sqrt", None, [total], node.start, node.end, node.start)
    return Group(total, node.start, node.end)
