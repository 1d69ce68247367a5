"""The readings of a kernel that a claim turns by 180°: as the array that it is, ``K[P-1-k]``, or about the origin, ``K[-k]``."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from symgrad.core.polynomial import constant, normal, plus
from symgrad.core.term import Int, Term
from symgrad.language.affine import term
from symgrad.language.plain import plain
from symgrad.language.program import Program
from symgrad.language.syntax import Access, Binder, Name, Negative, Node, Statement, Turned, ungroup, walk

Change = tuple[int, int, str]  # replace source[start:end] by the text


class Turn(NamedTuple):
    """A read of a turned kernel: how it is written out under either reading, and under which it stands in the text."""

    node: Access
    of_the_array: str
    about_the_origin: str
    is_array: bool


def turns(source: str, statement: Statement, program: Program) -> list[Turn]:
    """The reads on the right sides of a claim that are turned by name, or by the sign of every index."""
    found: list[Turn] = []
    for node in (n for right in statement.rights for n in walk(right)):
        if isinstance(node, Access) and node.name in program.tensors and (isinstance(node, Turned) or _all_negative(node)):
            turn = _turn(source, node, program)
            if turn is not None:
                found.append(turn)
    return found


def _all_negative(node: Access) -> bool:
    return bool(node.indices) and all(isinstance(ungroup(i), Negative) for i in node.indices)


def _turn(source: str, node: Access, program: Program) -> Turn | None:
    ranges = program.tensors[node.name].ranges
    if len(ranges) != len(node.indices) or any(lo != Int(0) for lo, _ in ranges):
        return None
    first = max(0, len(ranges) - 2) if isinstance(node, Turned) else 0
    texts = [source[i.start : i.end] for i in node.indices]
    plus_signs = [_positive(source, i, node) for i in node.indices]
    ends = [plain(_last(hi)).replace(" ", "") for _, hi in ranges]
    array = [t if j < first else f"{end}-{p}" for j, (t, end, p) in enumerate(zip(texts, ends, plus_signs, strict=True))]
    origin = [t if j < first else f"-{p}" for j, (t, p) in enumerate(zip(texts, plus_signs, strict=True))]
    spelled = [f"{node.name}[{','.join(indices)}]" for indices in (array, origin)]
    return Turn(node, spelled[0], spelled[1], isinstance(node, Turned))


def _positive(source: str, index: Node, node: Access) -> str:
    """The index before it is turned, in parentheses unless it is a name."""
    inner = _unturned(index, node)
    text = source[inner.start : inner.end]
    return text if isinstance(inner, Name) else f"({text})"


def _unturned(index: Node, node: Access) -> Node:
    """The index of ``rot180(K)[k]`` or of ``K[-k]``, without its sign."""
    inner = index if isinstance(node, Turned) else ungroup(index)
    return inner.inner if isinstance(inner, Negative) and not isinstance(node, Turned) else inner


def _last(hi: Term) -> Term:
    return term(plus(normal(hi), constant(1), -1))


def changes(statement: Statement, found: Sequence[Turn], program: Program, *, array: bool) -> list[Change]:
    """The claim with every turned kernel read so, its sums over taps without a range changed with it."""
    out: list[Change] = [(t.node.start, t.node.end, t.of_the_array if array else t.about_the_origin) for t in found]
    taps: dict[str, str] = {}
    for t in found:
        for i, (_, hi) in zip(t.node.indices, program.tensors[t.node.name].ranges, strict=True):
            inner = _unturned(i, t.node)
            if isinstance(inner, Name):
                taps[inner.name] = plain(hi)
    for binder in (n for right in statement.rights for n in walk(right) if isinstance(n, Binder)):
        for item in binder.items:
            if isinstance(item, Name) and item.name in taps:
                size = taps[item.name]
                end = size if size.isalnum() else f"({size})"
                out.append((item.start, item.end, f"{item.name}<{size}" if array else f"-{end}<{item.name}<=0"))
    return out
