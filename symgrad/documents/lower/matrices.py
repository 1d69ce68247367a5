"""Matrices of numbers."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from symgrad.documents.forms import Matrix, Over
from symgrad.documents.lower.parentheses import signed
from symgrad.documents.lower.values import ArrayValue, Value, problem
from symgrad.language.syntax import Array, Negative, Node, Number

if TYPE_CHECKING:
    from symgrad.documents.lower.lowering import Lowering


def lower_matrix(low: Lowering, node: Matrix) -> Value:
    """A matrix of numbers."""
    width = len(node.rows[0]) if node.rows else 0
    if not width or any(len(row) != width for row in node.rows):
        raise problem("SG105", "the rows of this matrix have different lengths", node)
    values = [rational(low, cell) for row in node.rows for cell in row]
    shape = (len(node.rows), width)

    def entry(indices: list[Node]) -> Node:
        row, column = indices
        if isinstance(row, Number) and isinstance(column, Number):
            return signed(values[int(row.value) * width + int(column.value)], node)
        return Array(shape, tuple(values), indices, node.start, node.end)

    return ArrayValue(2, entry, node.start, node.end, shape)


def rational(low: Lowering, cell: Node) -> Fraction:
    match cell:
        case Number():
            return cell.value
        case Negative():
            return -rational(low, cell.inner)
        case Over():
            bottom = rational(low, cell.bottom)
            if bottom:
                return rational(low, cell.top) / bottom
    raise problem("SG122", "only matrices of numbers are read", cell)
