"""Which items of ``sum(k<K, l<=k, k+l<N)`` are ranges of new indices, and which are conditions."""

from __future__ import annotations

from collections.abc import Container

from symgrad.errors import Problem
from symgrad.language.syntax import Compare, Junction, Name, Node

_FLIPPED = {">": "<", ">=": "<="}


class Range:
    """A new index; ``lo`` and ``hi`` are None where they are left out, 0 and to be inferred."""

    __slots__ = ("end", "hi", "hi_included", "lo", "lo_excluded", "name", "start")

    def __init__(self, name: Name, lo: Node | None, lo_excluded: bool, hi: Node | None, hi_included: bool) -> None:
        self.name, self.start, self.end = name.name, name.start, name.end
        self.lo, self.lo_excluded, self.hi, self.hi_included = lo, lo_excluded, hi, hi_included


def split_items(items: list[Node], taken: Container[str], source: str) -> tuple[list[Range], list[Node]]:
    """The ranges and the conditions among the items; ``taken`` holds the names that are bound around them.

    Something in parentheses is always a condition. Raises Problem SG104 where a range binds a name that is bound
    already.
    """
    ranges: list[Range] = []
    conditions: list[Node] = []
    for item in _flat(items):
        found = _as_range(item, {r.name for r in ranges})
        if found is None:
            conditions.append(item)
        elif found.name in taken or (found.hi is None and any(r.name == found.name for r in ranges)):
            raise _bound_twice(found, item, source)
        else:
            ranges.append(found)
    return ranges, conditions


def _flat(items: list[Node]) -> list[Node]:
    """``k<K and l<L`` is the two items ``k<K, l<L``."""
    out: list[Node] = []
    for item in items:
        out += _flat(item.parts) if isinstance(item, Junction) and item.op == "and" else [item]
    return out


def _as_range(item: Node, new: Container[str]) -> Range | None:
    if isinstance(item, Name):
        return Range(item, None, False, None, False)
    if not isinstance(item, Compare):
        return None
    operands, ops = item.operands, item.ops
    if all(op in _FLIPPED for op in ops):
        operands, ops = operands[::-1], [_FLIPPED[op] for op in reversed(ops)]
    if any(op not in ("<", "<=") for op in ops) or len(ops) > 2:
        return None
    index = operands[-2]
    if not isinstance(index, Name) or index.name in new:
        return None
    if len(ops) == 1:
        return Range(index, None, False, operands[1], ops[0] == "<=")
    return Range(index, operands[0], ops[0] == "<", operands[2], ops[1] == "<=")


def _bound_twice(found: Range, item: Node, source: str) -> Problem:
    help_ = f"rename the inner {found.name}"
    if found.hi is not None:
        text = source[item.start : item.end]
        help_ += f"; if `{text}` is a condition on the outer one, write it in parentheses: ({text})"
    message = f"{found.name} is bound here a second time"
    return Problem("SG104", message, source=source, start=found.start, end=found.end, help=help_)
