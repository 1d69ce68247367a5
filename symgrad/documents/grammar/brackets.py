"""Groups, brackets, bars and roots."""

from __future__ import annotations

from typing import TYPE_CHECKING

from symgrad.documents.forms import Bracketed, Matrix, Over, Partial, Root, Scripted, Surrounded, Symbol
from symgrad.documents.grammar.derivatives import quotient_of
from symgrad.documents.tokens import STOP, Token
from symgrad.documents.vocabulary import OPEN, SURROUND
from symgrad.language.syntax import Node, Number

if TYPE_CHECKING:
    from symgrad.documents.grammar.parser import Parser


def group(p: Parser) -> Node:
    """What is in braces: itself; with ``\\over``, a fraction."""
    opening = p.take()
    if p.at("}"):
        raise p.problem("these braces are empty", opening, "write what is missing")
    inner = p.relation()
    if p.at(r"\over"):
        p.take()
        before, p.below_over = p.below_over, True
        bottom = p.expression()
        p.below_over = before
        p.expect("}")
        return quotient_of(inner, bottom, opening.start, p.end)
    p.expect("}")
    if isinstance(inner, (Symbol, Number, Scripted, Bracketed, Over, Matrix, Partial)):
        return inner
    return Bracketed("{", [inner], opening.start, p.end)


def bracketed(p: Parser) -> Bracketed:
    opening = p.take()
    closing = OPEN[opening.text]
    bars, p.bars = p.bars, 0
    items = items_until(p, opening, closing, ")" if closing == "]" else "]" if closing == ")" else closing)
    p.bars = bars
    kind = opening.text if opening.text in "([" else "{" if opening.text in (r"\{", r"\lbrace") else "["
    return Bracketed("\\{" if kind == "{" else kind, items, opening.start, p.end)


def items_until(p: Parser, opening: Token, closing: str, wrong: str) -> list[Node]:
    items: list[Node] = []
    while True:
        p.skip_gaps()
        while p.at(r"\\", "&"):
            p.take()
        if p.next.kind == STOP:
            raise p.problem(f"`{opening.text}` is never closed", opening, f"add `{closing}`", code="SG102")
        if p.at(closing):
            p.take()
            return items
        if items:
            if not p.at(",", ";"):
                if p.at(wrong):
                    raise p.problem(f"`{p.next.text}` closes what `{closing}` should close", p.next, code="SG102")
                raise p.unexpected(f"expected `,` or `{closing}`")
            p.take()
            p.skip_gaps()
        items.append(p.relation())


def surrounded(p: Parser) -> Node:
    opening = p.take()
    closing = OPEN[opening.text]
    items = [p.relation()]
    while p.at(",", "|", r"\mid"):
        p.take()
        items.append(p.relation())
    end = p.expect(closing).end
    return Surrounded(SURROUND[opening.text], items, opening.start, end)


def bars(p: Parser, bar: str, kind: str) -> Node:
    opening = p.take()
    p.bars += 1
    inner = p.expression()
    p.bars -= 1
    if not p.at(bar):
        raise p.unexpected(f"expected `{bar}`")
    return Surrounded(kind, [inner], opening.start, p.take().end)


def root(p: Parser) -> Node:
    command = p.take()
    degree: Node | None = None
    if p.at("["):
        p.take()
        degree = p.expression()
        p.expect("]")
    inner = p.argument(command)
    return Root(inner, degree, command.start, p.end)
