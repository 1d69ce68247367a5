"""Entries of arrays: their indices one by one, and layers that are put in where they are read."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from symgrad.documents.forms import Bracketed, Juxtaposed
from symgrad.documents.indices import plus
from symgrad.documents.lower.values import ArrayValue, Definition, Value, problem
from symgrad.documents.scope import Named, split_joined
from symgrad.language.syntax import Access, Group, Name, Node, Number, walk

if TYPE_CHECKING:
    from symgrad.documents.lower.lowering import Lowering


def whole(low: Lowering, name: str, rank: int, node: Node) -> ArrayValue:
    def entry(indices: list[Node]) -> Node:
        return entry_of(low, name, indices, node, None, shifted=True)

    return ArrayValue(rank, entry, node.start, node.end, None, (name,))


def entry_of(low: Lowering, name: str, indices: list[Node], node: Node, found: Named | None, shifted: bool = False) -> Node:
    """One entry; ``shifted``: the indices begin at 0 already."""
    alias = low.known.aliases.get(name)
    if alias is not None:
        value = inlined(
            low, alias, indices if not shifted else [plus(i, low.origin(name, k)) for k, i in enumerate(indices)], node
        )
        if isinstance(value, ArrayValue):
            raise problem("SG126", f"{name} stands for an array, and one entry is needed", node)
        return value
    moved = indices if shifted else [plus(i, low.origin(name, k), -1) for k, i in enumerate(indices)]
    body = low.known.bodies.get(name)
    if body is not None and low.inline and name not in low.inlining and (low.inline_all or is_elsewhere(moved)):
        return unfolded(low, name, body, indices, node, shifted)
    end = found.end if found is not None else node.end
    return Access(name, moved, node.start, end, node.start)


def is_elsewhere(indices: list[Node]) -> bool:
    """Whether a layer is read at more than plain letters: a definition holds at every index, beyond its own shape too."""
    return any(not isinstance(i, Name) for i in indices)


def unfolded(low: Lowering, name: str, body: Definition, indices: list[Node], node: Node, shifted: bool) -> Node:
    at = indices if not shifted else [plus(i, low.origin(name, k)) for k, i in enumerate(indices)]
    low.inlining.add(name)
    before, low.env = (
        low.env,
        {**{k: v for k, v in low.env.items() if k not in low.bound}, **dict(zip(body.params, at, strict=True))},
    )
    bound, low.bound = low.bound, set()
    free, low.scope_free = (
        low.scope_free,
        {n.name for i in at for n in walk(i) if isinstance(n, Name)} | bound | low.scope_free,
    )
    try:
        value = low.value(body.body)
    finally:
        low.env, low.bound, low.scope_free = before, bound, free
        low.inlining.discard(name)
    if isinstance(value, ArrayValue):
        value = value.entry([plus(i, low.origin(name, k), -1) for k, i in enumerate(at)])
    return Group(value, node.start, node.end)


def inlined(low: Lowering, alias: Definition, indices: list[Node], node: Node) -> Value:
    """What the alias stands for, with these indices."""
    before, low.env = low.env, {**low.env, **dict(zip(alias.params, indices, strict=True))}
    try:
        value = low.value(alias.body)
    finally:
        low.env = before
    return value if isinstance(value, ArrayValue) else Group(value, node.start, node.end)


def index_list(items: list[Node], rank: int) -> list[Node]:
    """The indices one by one: ``mn`` is two of them where the array has two."""
    if len(items) == rank:
        if not (len(items) == 1 and isinstance(items[0], Juxtaposed)):
            return items
        return items
    out: list[Node] = []
    for item in items:
        split = split_joined(item) if isinstance(item, Juxtaposed) else None
        if split is not None and len(items) + len(split) - 1 <= rank + len(items) - 1:
            out += split
        elif isinstance(item, Number) and item.value.denominator == 1 and len(items) == 1 and len(str(item.value)) == rank:
            digits = str(item.value)
            out += [Number(Fraction(d), False, item.start + k, item.start + k + 1) for k, d in enumerate(digits)]
        elif isinstance(item, Bracketed) and item.kind == "(" and len(item.items) > 1:
            out += item.items
        else:
            out.append(item)
    return out
