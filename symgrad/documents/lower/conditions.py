"""Relations as conditions, and cases."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from symgrad.documents.forms import Bracketed, Cases, Relation, Surrounded
from symgrad.documents.indices import number
from symgrad.documents.lower.parentheses import as_factor
from symgrad.documents.lower.values import Value, problem
from symgrad.documents.scope import letters, linear
from symgrad.language.syntax import Compare, Group, Iverson, Junction, Node, Not, Number, Product, Sum

if TYPE_CHECKING:
    from symgrad.documents.lower.lowering import Lowering


def lower_condition(low: Lowering, items: Sequence[Node]) -> Node:
    """Relations joined by "and"."""
    parts = [comparison(low, i) for i in items]
    return parts[0] if len(parts) == 1 else Junction("and", parts)


def comparison(low: Lowering, node: Node) -> Node:
    if isinstance(node, Bracketed) and node.kind in ("\\{", "(", "{"):
        return low.condition(node.items)
    if not isinstance(node, Relation):
        raise problem("SG123", "a condition is needed here", node)
    if any(op not in ("=", "!=", "<", "<=", ">", ">=", "|") for op in node.ops):
        raise problem("SG122", "this relation is not read in a condition", node)
    integer = all(linear(o) or (isinstance(o, Surrounded) and o.kind in ("floor", "ceil")) for o in node.operands) and any(
        letters(o) & low.scope.indices for o in node.operands
    )
    lower = low.index if integer else low.scalar
    return Compare([lower(o) for o in node.operands], list(node.ops))


def lower_cases(low: Lowering, node: Cases) -> Value:
    """Each value with its bracket; "otherwise" is what none of the conditions above holds for."""
    total: list[tuple[int, Node]] = []
    before: list[Node] = []
    for value, condition in node.rows:
        amount = low.scalar(value)
        own = None if condition is None else low.condition([condition])
        parts = [*(Not(b, node.start) for b in before), *([own] if own is not None else [])]
        if own is not None:
            before.append(own)
        if isinstance(amount, Number) and amount.value == 0:
            continue
        if not parts:
            total.append((1, amount))
            continue
        holds: Node = parts[0] if len(parts) == 1 else Junction("and", parts)
        bracket = Iverson(holds, value.start, value.end)
        total.append((1, Product([("*", bracket), ("*", as_factor(amount))])))
    if not total:
        return number(0, node)
    out = total[0][1] if len(total) == 1 else Sum(total)
    return Group(out, node.start, node.end)
