"""Operations between arrays: ``*`` as convolution or correlation, ``⊙`` entry by entry, and arrays that are turned."""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING

from symgrad.documents.forms import Bracketed, Function, Operation, Raised, Symbol
from symgrad.documents.indices import number, plus
from symgrad.documents.lower.parentheses import as_factor, minus
from symgrad.documents.lower.values import ArrayValue, Value, has_range, problem, ranged_entry
from symgrad.language.syntax import Binder, Name, Negative, Node, Number, Product, Sum, walk

if TYPE_CHECKING:
    from symgrad.documents.lower.lowering import Lowering


def lower_operation(low: Lowering, node: Operation) -> Value:
    if node.op == "mod":
        return low.index(node)
    left, right = low.value(node.left), low.value(node.right)
    if node.op in ("*", "star", "odot"):
        need_ranks(low, node, left, right)
    both = isinstance(left, ArrayValue) and isinstance(right, ArrayValue)
    if node.op in ("x", "*", "odot", "circ", "star", "otimes") and not both:
        if node.op == "circ" and not isinstance(left, ArrayValue) and not isinstance(right, ArrayValue):
            raise problem("SG122", "a composition is not read", node)
        return low.mapped(lambda x, y: Product([("*", as_factor(x)), ("*", as_factor(y))]), [left, right], node)
    assert isinstance(left, ArrayValue) or node.op == "oplus", "one of the sides is an array"
    if node.op in ("odot", "circ") and isinstance(left, ArrayValue) and isinstance(right, ArrayValue):
        return low.mapped(lambda x, y: Product([("*", as_factor(x)), ("*", as_factor(y))]), [left, right], node)
    if node.op in ("*", "star") and isinstance(left, ArrayValue) and isinstance(right, ArrayValue):
        return convolved(low, left, right, node)
    raise problem("SG122", f"what `{node.op}` means between these arrays is not known", node, "write it with indices and Σ")


def need_ranks(low: Lowering, node: Operation, left: Value, right: Value) -> None:
    """Raise Problem SG133 where nothing tells whether a letter beside ``*`` is a number or an array."""
    for side, value in ((node.left, left), (node.right, right)):
        if isinstance(value, ArrayValue) or (
            node.op == "*" and isinstance(side, (Number, Negative)) and isinstance(value, Number)
        ):
            continue
        for name in (n.name for n in walk(value) if isinstance(n, Name)):
            known = name in low.scope.ranks or name in low.known.ranks or name in low.scope.indices or name in low.scope.bound
            if not known:
                message = f"is {name} a number or an array? nothing says what `*` means here"
                raise problem("SG133", message, node, f"declare it: % symgrad: {name}[H,W], or: {name} is a number")


def convolved(low: Lowering, a: ArrayValue, b: ArrayValue, node: Node) -> ArrayValue:
    """Convolution, or cross-correlation of a with b, each with an origin that ``about`` tells; zero outside."""
    if a.rank != b.rank:
        raise problem("SG126", "arrays with different numbers of indices are convolved", node)
    said = low.scope.stars.get(node.op) if isinstance(node, Operation) else None
    low.stars_met += said is None
    sense = said or low.star or "convolution"
    rank = a.rank
    if a.sizes is not None and b.sizes is not None:
        return convolved_numbers(sense, a, b, node)

    def entry(indices: list[Node]) -> Node:
        taps: list[Node] = [low.fresh_name(node) for _ in range(rank)]
        over = next((v for v in (b, a) if has_range(v, taps)), b)
        first, turned, heads = ranged_entry(over, taps, node)
        if low.shifted:
            indices = shifted_indices(low, indices, sense, b, node)
        at = []
        for i, t in zip(indices, taps, strict=True):
            tap = minus(t) if turned else t
            if sense == "convolution":
                at.append(plus(i, tap, -1))
            else:
                at.append(plus(i, tap) if over is b else plus(tap, i, -1))
        other = a if over is b else b
        body = Product([("*", as_factor(first)), ("*", as_factor(other.entry(at)))])
        return Binder("sum", 1, heads, body, node.start, node.start)

    return ArrayValue(rank, entry, node.start, node.end, None, (*a.names, *b.names))


def shifted_indices(low: Lowering, indices: list[Node], sense: str, kernel: ArrayValue, node: Node) -> list[Node]:
    """Full cross-correlation begins P−1 earlier, valid convolution P−1 later, where P is the size of the kernel."""
    sizes = kernel.extent or (low.known.sizes.get(kernel.names[0], ()) if len(kernel.names) == 1 else ())
    if len(sizes) != len(indices):
        return indices
    one = number(1, node)
    ends = [plus(Name(size, node.start, node.start), one, -1) for size in sizes]
    sign = 1 if sense == "convolution" else -1
    return [plus(i, e, sign) for i, e in zip(indices, ends, strict=True)]


def convolved_numbers(sense: str, a: ArrayValue, b: ArrayValue, node: Node) -> ArrayValue:
    """Arrays of numbers: the part where the smaller one lies inside the larger."""
    assert a.sizes is not None, "the sizes are known"
    assert b.sizes is not None, "the sizes are known"
    sizes = tuple(x - y + 1 for x, y in zip(a.sizes, b.sizes, strict=True))
    kernel = b.sizes
    if min(sizes) < 1 or max(a.sizes) > 20:
        raise problem("SG126", "the kernel is larger than the image", node)

    def entry(indices: list[Node]) -> Node:
        terms: list[tuple[int, Node]] = []
        for taps in product(*map(range, kernel)):
            at = [number(k - 1 - t if sense == "convolution" else t, node) for k, t in zip(kernel, taps, strict=True)]
            here = [plus(i, number(t, node)) for i, t in zip(indices, taps, strict=True)]
            terms.append((1, Product([("*", as_factor(a.entry(here))), ("*", as_factor(b.entry(at)))])))
        return terms[0][1] if len(terms) == 1 else Sum(terms)

    return ArrayValue(a.rank, entry, node.start, node.end, sizes, (*a.names, *b.names))


def rotated(low: Lowering, node: Function) -> Value:
    """The array turned by 180°: about its own centre, or about the origin."""
    low.rotations_met += 1
    if len(node.args) != 1:
        raise problem("SG105", "a rotation takes one array", node)
    if node.sub is not None and not is_half_turn(node.sub):
        raise problem("SG122", "a rotation by another angle is not read", node.sub)
    value = low.value(node.args[0])
    if not isinstance(value, ArrayValue):
        raise problem("SG126", "a number is rotated", node)
    if low.about == "origin":
        return value._replace(
            entry=lambda indices: value.entry([minus(i) for i in indices]),
            start=node.start,
            end=node.end,
            extent=(),
            reversed_of=value,
        )
    sizes = sizes_of(low, value, node)

    def entry(indices: list[Node]) -> Node:
        one = number(1, node)
        ends = [plus(Name(s, node.start, node.end), one, -1) for s in sizes]
        return value.entry([plus(e, i, -1) for e, i in zip(ends, indices, strict=True)])

    return value._replace(entry=entry, start=node.start, end=node.end, extent=sizes, reversed_of=None)


def sizes_of(low: Lowering, value: ArrayValue, node: Node) -> tuple[str, ...]:
    sizes = low.known.sizes.get(value.names[0]) if len(value.names) == 1 else None
    if sizes is None or len(sizes) != value.rank:
        raise problem("SG129", "the size of what is rotated is not known", node, "declare it: % symgrad: K[P,Q]")
    return sizes


def is_half_turn(node: Node) -> bool:
    inner = node.items[0] if isinstance(node, Bracketed) and len(node.items) == 1 else node
    base = inner.base if isinstance(inner, Raised) else inner
    return (isinstance(base, Number) and base.value == 180) or (isinstance(base, Symbol) and base.name == "pi")
