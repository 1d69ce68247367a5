"""Matrices that are written out, of numbers or of any scalars."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from symgrad.documents.forms import Matrix, Over
from symgrad.documents.indices import number
from symgrad.documents.lower.parentheses import as_factor, atom, signed
from symgrad.documents.lower.values import ArrayValue, Value, problem
from symgrad.language.syntax import Array, Compare, Group, Iverson, Junction, Negative, Node, Number, Product, Sum

if TYPE_CHECKING:
    from symgrad.documents.lower.lowering import Lowering


def lower_matrix(low: Lowering, node: Matrix) -> Value:
    """The matrix; its entries are numbers, or each a scalar of its own."""
    width = len(node.rows[0]) if node.rows else 0
    if not width or any(len(row) != width for row in node.rows):
        raise problem("SG105", "the rows of this matrix have different lengths", node)
    cells = [cell for row in node.rows for cell in row]
    shape = (len(node.rows), width)
    numbers = [rational(cell) for cell in cells]
    values = tuple(n for n in numbers if n is not None)
    entries = [] if len(values) == len(cells) else [atom(low.scalar(cell)) for cell in cells]

    def entry(indices: list[Node]) -> Node:
        row, column = indices
        if isinstance(row, Number) and isinstance(column, Number):
            place = int(row.value) * width + int(column.value)
            return entries[place] if entries else signed(values[place], node)
        if not entries:
            return Array(shape, values, indices, node.start, node.end)
        return _chosen(entries, width, row, column, node)

    return ArrayValue(2, entry, node.start, node.end, shape)


def _chosen(entries: list[Node], width: int, row: Node, column: Node, node: Matrix) -> Node:
    """The entry at symbolic indices: ``[i = 0 and j = 0]·a + …``."""
    terms: list[tuple[int, Node]] = []
    for place, value in enumerate(entries):
        at: list[Node] = [Compare([i, number(k, node)], ["="]) for i, k in ((row, place // width), (column, place % width))]
        bracket = Iverson(Junction("and", at), node.start, node.end)
        terms.append((1, Product([("*", bracket), ("*", as_factor(value))])))
    return Group(Sum(terms) if len(terms) > 1 else terms[0][1], node.start, node.end)


def rational(cell: Node) -> Fraction | None:
    """The number that stands in a cell; None for anything else."""
    match cell:
        case Number():
            return cell.value
        case Negative():
            inner = rational(cell.inner)
            return None if inner is None else -inner
        case Over():
            top, bottom = rational(cell.top), rational(cell.bottom)
            return top / bottom if top is not None and bottom else None
    return None
