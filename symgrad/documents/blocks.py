"""Headings that begin afresh: what stands below one speaks of nothing that was defined above it, so its symbols are its own."""

from __future__ import annotations

from dataclasses import dataclass, field

from symgrad.documents.chains import Alone, Statement, Unread
from symgrad.documents.forms import Call, Partial, Scripted, Symbol
from symgrad.language.syntax import Node, walk

Lines = list[Statement | Unread | Alone]


@dataclass
class Block:
    """The lines below one heading."""

    title: str
    lines: Lines = field(default_factory=list)


def apart(blocks: list[Block]) -> list[Block]:
    """The blocks, each joined to the one above unless it defines all that it speaks of by itself."""
    out: list[Block] = []
    above: set[str] = set()
    for block in blocks:
        own = _defined(block.lines)
        if out and not (own and not (_spoken(block.lines) - own) & above):
            out[-1].lines += block.lines
            above |= own
        elif block.lines:
            out.append(Block(block.title, list(block.lines)))
            above = own
    return out


def _defined(lines: Lines) -> set[str]:
    """The letters that stand alone, with their indices, on the left of an equation."""
    out: set[str] = set()
    for line in lines:
        if isinstance(line, Statement) and line.left is not None and line.rights and line.rights[0].op in ("=", ":="):
            letter = _letter(line.left)
            out |= {letter} if letter else set()
    return out


def _letter(node: Node) -> str:
    while isinstance(node, (Call, Scripted)):
        node = node.head if isinstance(node, Call) else node.base
    return node.name if isinstance(node, Symbol) else ""


def _spoken(lines: Lines) -> set[str]:
    """All letters, but not those that only say of what a derivative is taken: the L of ``∂L/∂x``."""
    out: set[str] = set()
    for line in lines:
        roots: list[Node | None] = []
        if isinstance(line, Statement):
            roots = [line.left, *(r.node for r in line.rights), *line.conditions]
        elif isinstance(line, Alone):
            roots = [line.node]
        nodes = [node for root in roots if root is not None for node in walk(root)]
        losses = {id(n.of) for n in nodes if isinstance(n, Partial) and isinstance(n.of, Symbol)}
        out |= {node.name for node in nodes if isinstance(node, Symbol) and id(node) not in losses}
    return out
