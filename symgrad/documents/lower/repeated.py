"""Products ∏ over a range of numbers, written out: plain notation has none over a range of symbolic length."""

from __future__ import annotations

from typing import TYPE_CHECKING

from symgrad.documents.forms import Big, Bracketed, Dots, Relation, Symbol
from symgrad.documents.indices import number
from symgrad.documents.lower.parentheses import as_factor
from symgrad.documents.lower.values import Value, problem
from symgrad.documents.scope import letters
from symgrad.language.syntax import Group, Node, Number, Product

if TYPE_CHECKING:
    from symgrad.documents.lower.lowering import Lowering

MAX_FACTORS = 24


def lower_repeated(low: Lowering, node: Big) -> Value:
    """∏ with numbers below and above it. Raises Problem SG122 for any other."""
    symbol, numbers = _range(node)
    if symbol is None or len(numbers) > MAX_FACTORS:
        message = "a product ∏ is read over a range of numbers only"
        raise problem("SG122", message, node, "write it out, or as exp(Σ log …) where the factors are positive")
    if symbol.name not in letters(node.body) and letters(node.body):
        message = f"what is multiplied does not depend on {symbol.name}: were its indices left out?"
        raise problem("SG131", message, node.body, "write the indices of the entries")
    before = dict(low.env)
    factors: list[Node] = []
    for value in numbers:
        low.env[symbol.name] = number(value, symbol)
        factors.append(low.scalar(node.body))
    low.env = before
    if not factors:
        return number(1, node)
    if len(factors) == 1:
        return factors[0]
    return Group(Product([("*", as_factor(f)) for f in factors]), node.start, node.end)


def _range(node: Big) -> tuple[Symbol | None, list[int]]:
    """The index and its values, where they are numbers."""
    line = node.lines[0] if len(node.lines) == 1 else None
    if not isinstance(line, Relation) or not line.operands:
        return None, []
    first = line.operands[0]
    if line.ops == ["="] and isinstance(first, Symbol) and node.upper is not None:
        return first, _between(line.operands[1], node.upper)
    if line.ops in (["<=", "<="], ["<=", "<"]) and isinstance(line.operands[1], Symbol) and node.upper is None:
        numbers = _between(line.operands[0], line.operands[2])
        return line.operands[1], numbers if line.ops[1] == "<=" else numbers[:-1]
    if line.ops == ["in"] and isinstance(first, Symbol) and node.upper is None:
        return first, members(line.operands[1])
    return None, []


def _between(least: Node, most: Node) -> list[int]:
    ends = [n.value for n in (least, most) if isinstance(n, Number) and n.value.denominator == 1]
    return list(range(int(ends[0]), int(ends[1]) + 1)) if len(ends) == 2 and ends[1] - ends[0] < 1000 else [0] * (MAX_FACTORS + 1)


def members(node: Node) -> list[int]:
    """The numbers in ``\\{0, 2, 5\\}``; too many where they are no numbers, or dots stand among them."""
    items = node.items if isinstance(node, Bracketed) and node.kind == "\\{" else []
    found = [int(i.value) for i in items if isinstance(i, Number) and i.value.denominator == 1]
    if not items or len(found) != len(items) or any(isinstance(i, Dots) for i in items):
        return [0] * (MAX_FACTORS + 1)
    return found
