"""Sums, products and quotients: of numbers, entry by entry, and rows into columns."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from symgrad.documents.forms import Bracketed, Divided, Function, Juxtaposed, Over, Relation, Scripted
from symgrad.documents.indices import number
from symgrad.documents.lower.parentheses import as_factor, is_atom
from symgrad.documents.lower.values import ArrayValue, Value, problem
from symgrad.documents.scope import letters, linear, named
from symgrad.language.syntax import Access, Binder, Compare, Group, Iverson, Node, Number, Product, Sum

if TYPE_CHECKING:
    from symgrad.documents.lower.lowering import Lowering


def lower_sum(low: Lowering, node: Sum) -> Value:
    values = [low.value(t) for _, t in node.terms]
    arrays = [v for v in values if isinstance(v, ArrayValue)]
    if arrays and len(arrays) != len(values):
        scalars = [t for (_, t), v in zip(node.terms, values, strict=True) if not isinstance(v, ArrayValue)]
        low.scope.assume("a number added to an array is added to each entry")
        del scalars
    signs = [s for s, _ in node.terms]
    return low.mapped(lambda *xs: Sum(list(zip(signs, xs, strict=True))), values, node)


def lower_juxtaposed(low: Lowering, node: Juxtaposed) -> Value:
    parts: list[Node] = []
    for part in node.parts:
        if parts and isinstance(part, Bracketed) and part.kind in ("(", "[") and isinstance(parts[-1], (Bracketed, Function)):
            read = read_at(low, parts[-1], part)
            if read is not None:
                parts[-1] = read
                continue
        parts.append(part)
    if len(parts) == 1:
        return low.value(parts[0])
    refuse_mixed_number(parts)
    return multiplied(low, [("*", p) for p in parts], node)


def refuse_mixed_number(parts: list[Node]) -> None:
    """``1\\frac12``: one and a half, or a half?"""
    for whole, fraction in pairwise(parts):
        if isinstance(whole, Number) and isinstance(fraction, Over) and {type(fraction.top), type(fraction.bottom)} == {Number}:
            raise problem("SG123", "a number before a fraction: their sum, or their product?", fraction, "write + or \\cdot")


def read_at(low: Lowering, array: Node, bracket: Bracketed) -> Node | None:
    """``(f * g)(n)``: an entry, where an array is followed by letters that are indices."""
    names = [letters(i) for i in bracket.items]
    if not all(linear(i, False) for i in bracket.items) or not all(n & (low.scope.indices | low.scope.varying) for n in names):
        return None
    if not isinstance(low.value(array), ArrayValue):
        return None
    return Scripted(array, list(bracket.items), None, 0, array.start, bracket.end)


def lower_product(low: Lowering, node: Product) -> Value:
    return multiplied(low, node.factors, node)


def multiplied(low: Lowering, factors: list[tuple[str, Node]], node: Node) -> Value:
    flat: list[tuple[str, Node]] = []
    for op, factor in factors:
        if isinstance(factor, Divided):
            flat += [(op, factor.divisor), ("*", factor.rest)]
        elif isinstance(factor, Juxtaposed) and op == "*":
            flat += [("*", p) for p in factor.parts]
        else:
            flat.append((op, factor))
    values = [(op, low.value(f)) for op, f in flat]
    arrays = [v for _, v in values if isinstance(v, ArrayValue)]
    _no_row_beside_an_entry(low, flat, values, node)
    if len(arrays) <= 1:
        ops = [op for op, _ in values]
        return low.mapped(lambda *xs: Product(list(zip(ops, map(as_factor, xs), strict=True))), [v for _, v in values], node)
    return matrix_product(low, values, node)


def _no_row_beside_an_entry(
    low: Lowering, flat: list[tuple[str, Node]], values: list[tuple[str, Value]], node: Node
) -> None:  # fmt: skip
    """``wᵀ x_n``: x_n is a whole vector, and no entry of one."""
    for (_, factor), (_, value), (op, following) in zip(flat, values, values[1:], strict=False):
        found = named(factor, low.scope)
        row = isinstance(value, ArrayValue) and value.rank == 1 and found is not None and found.transposed
        if row and op == "*" and isinstance(following, Access):
            raise problem("SG126", f"a row beside one entry of {following.name}, which seems to be a vector", node)


def matrix_product(low: Lowering, values: list[tuple[str, Value]], node: Node) -> Value:
    """``A B x``: rows into columns; numbers among the factors multiply the whole."""
    if any(op == "/" and isinstance(v, ArrayValue) for op, v in values):
        raise problem("SG126", "an array is divided by", node)
    scalars = [(op, v) for op, v in values if not isinstance(v, ArrayValue)]
    arrays = [v for _, v in values if isinstance(v, ArrayValue)]
    whole = arrays[0]
    for following in arrays[1:]:
        if whole.rank == 0:
            raise problem("SG126", "a number and an array side by side come from a product here", node, "put the number in ( )")
        whole = rows_into_columns(low, whole, following, node)
    product: Value = whole.entry([]) if whole.rank == 0 else whole
    if not scalars:
        return product
    ops = [*(op for op, _ in scalars), "*"]
    if ops[0] == "/":
        raise problem("SG122", "this product is not read", node)
    return low.mapped(
        lambda *xs: Product(list(zip(ops, map(as_factor, xs), strict=True))), [*(v for _, v in scalars), product], node
    )


def rows_into_columns(low: Lowering, a: ArrayValue, b: ArrayValue, node: Node) -> ArrayValue:
    if a.rank > 2 or b.rank > 2 or a.rank + b.rank < 2:
        raise problem("SG126", "a product of these arrays is not read", node, "write the sum with Σ")
    if a.rank == 1 and b.rank == 1 and a.row == b.row:
        raise problem("SG126", "a product of two vectors can be inner or outer", node, "write a^T b, or a b^T")
    if (a.rank == 1 and b.rank == 2 and not a.row) or (a.rank == 2 and b.rank == 1 and b.row):
        raise problem("SG126", "a column times a matrix, or a matrix times a row", node)
    low.scope.assume("arrays side by side are multiplied as matrices")
    if a.rank == 1 and b.rank == 1 and not a.row:
        sizes_ = (a.sizes[0], b.sizes[0]) if a.sizes is not None and b.sizes is not None else None
        return ArrayValue(
            2, lambda at: Product([("*", as_factor(a.entry([at[0]]))), ("*", as_factor(b.entry([at[1]])))]), node.start, node.end,
            sizes_, (*a.names, *b.names),
        )  # fmt: skip

    def entry(indices: list[Node]) -> Node:
        if a.sizes is not None and b.sizes is not None and a.sizes[-1] <= 20:
            return written_product(a, b, indices, node)
        k = low.fresh_name(node)
        left = a.entry([*indices[: a.rank - 1], k])
        right = b.entry([k, *indices[a.rank - 1 :]])
        inner = a.sizes[-1] if a.sizes is not None else b.sizes[0] if b.sizes is not None else None
        head: Node = k if inner is None else Compare([k, number(inner, node)], ["<"])
        return Binder("sum", 1, [head], Product([("*", as_factor(left)), ("*", as_factor(right))]), node.start, node.start)

    sizes = None
    if a.sizes is not None and b.sizes is not None:
        if a.sizes[-1] != b.sizes[0]:
            raise problem("SG126", "the sizes of these arrays do not fit", node)
        sizes = (*a.sizes[:-1], *b.sizes[1:])
    names = (*a.names, *b.names)
    return ArrayValue(a.rank + b.rank - 2, entry, node.start, node.end, sizes, names, row=a.rank == 1 and b.rank == 2)


def written_product(a: ArrayValue, b: ArrayValue, indices: list[Node], node: Node) -> Node:
    """One entry of a product of arrays of numbers, term by term."""
    assert a.sizes is not None, "the sizes are known"
    terms: list[tuple[int, Node]] = []
    for k in range(a.sizes[-1]):
        at = number(k, node)
        left = a.entry([*indices[: a.rank - 1], at])
        right = b.entry([at, *indices[a.rank - 1 :]])
        terms.append((1, Product([("*", as_factor(left)), ("*", as_factor(right))])))
    return terms[0][1] if len(terms) == 1 else Sum(terms)


def lower_quotient(low: Lowering, top: Node, bottom: Node, node: Node) -> Value:
    below = low.value(bottom)
    if isinstance(below, ArrayValue):
        raise problem("SG126", "an array is divided by", bottom)
    above = low.value(top)
    return low.mapped(lambda x: Product([("*", as_factor(x)), ("/", as_factor(below))]), [above], node)


def lower_bracketed(low: Lowering, node: Bracketed) -> Value:
    if len(node.items) != 1:
        raise problem("SG122", "a list in brackets is not read here", node)
    item = node.items[0]
    if node.kind == "[" and isinstance(item, Relation):
        return Iverson(low.condition([item]), node.start, node.end)
    if node.kind == "\\{" and isinstance(item, Relation):
        raise problem("SG122", "a set is not read here", node)
    return low.map(lambda x: x if is_atom(x) else Group(x, node.start, node.end), [item], node)
