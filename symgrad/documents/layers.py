"""Definitions of a general layer l, said again for the layer above it where the lines speak of that one as well."""

from __future__ import annotations

from copy import copy
from fractions import Fraction

from symgrad.documents.chains import Alone, Right, Statement, Unread
from symgrad.documents.forms import Bracketed, Scripted, Symbol
from symgrad.language.syntax import Node, Number, Sum, walk

LABELS = ("l", "L", "ell")
Lines = list[Statement | Unread | Alone]


def above(lines: Lines) -> list[Statement]:
    """The definitions with l + 1 for l, if l + 1 stands above some symbol and nothing defines it."""
    for label in LABELS:
        shifts = {shift for line in lines for root in _roots(line) for shift in _shifts(root, label)}
        if not {0, 1} <= shifts:
            continue
        own: dict[str, Statement] = {}
        for line in lines:
            if isinstance(line, Statement) and isinstance(line.left, Scripted) and _defines_layer(line, line.left, label):
                own.setdefault(getattr(line.left.base, "name", ""), line)
        if own and not any(_shift_of(line.left, label) == 1 for line in lines if isinstance(line, Statement)):
            return [_moved(line, label) for line in own.values()]
    return []


def _roots(line: Statement | Unread | Alone) -> list[Node]:
    if isinstance(line, Statement):
        return [n for n in (line.left, *(r.node for r in line.rights)) if n is not None]
    return [line.node] if isinstance(line, Alone) else []


def _shifts(root: Node, label: str) -> set[int]:
    found = {_shift_of(node, label) for node in walk(root) if isinstance(node, Scripted)}
    return {s for s in found if s is not None}


def _shift_of(node: Node | None, label: str) -> int | None:
    """0 for ``a^l``, 1 for ``a^{(l+1)}``; None where the superscript is something else."""
    above_ = node.sup if isinstance(node, Scripted) else None
    while isinstance(above_, Bracketed) and len(above_.items) == 1:
        above_ = above_.items[0]
    if isinstance(above_, Symbol):
        return 0 if above_.name == label else None
    if not isinstance(above_, Sum) or len(above_.terms) != 2:
        return None
    (sign, first), (other, second) = above_.terms
    if sign > 0 and isinstance(first, Symbol) and first.name == label and isinstance(second, Number):
        return other * int(second.value)
    return None


def _defines_layer(line: Statement, left: Scripted, label: str) -> bool:
    """``z^l = …``: the first right side is about this layer and the one below."""
    return (
        _shift_of(left, label) == 0
        and bool(line.rights)
        and line.rights[0].op in ("=", ":=")
        and isinstance(left.base, Symbol)
        and max((s for r in line.rights[:1] for s in _shifts(r.node, label)), default=0) <= 0
    )


def _moved(line: Statement, label: str) -> Statement:
    right = line.rights[0]
    assert line.left is not None, "a definition has a left side"
    new = Right(right.op, _raised(right.node, label), right.start, right.end, right.doubt)
    return Statement(_raised(line.left, label), [new], line.start, line.end, line.display)


def _raised(node: Node, label: str) -> Node:
    """The expression with l + 1 for l wherever it is a label."""
    shift = _shift_of(node, label)
    out = copy(node)
    if isinstance(out, Scripted) and shift is not None:
        out.sup = _label(out.sup, label, shift + 1)
    for slot in out.__slots__:
        if slot != "sup" or shift is None:
            setattr(out, slot, _raised_part(getattr(out, slot), label))
    return out


def _raised_part(value: object, label: str) -> object:
    if isinstance(value, Node):
        return _raised(value, label)
    if isinstance(value, list):
        return [_raised_part(v, label) for v in value]
    return tuple(_raised_part(v, label) for v in value) if isinstance(value, tuple) else value


def _label(above_: Node | None, label: str, shift: int) -> Node:
    assert above_ is not None, "a label was found"
    if isinstance(above_, Bracketed):
        out = copy(above_)
        out.items = [_label(above_.items[0], label, shift)]
        return out
    letter = Symbol(label, "", above_.start, above_.end)
    if shift == 0:
        return letter
    return Sum([(1, letter), (1 if shift > 0 else -1, Number(Fraction(abs(shift)), False, above_.start, above_.end))])
