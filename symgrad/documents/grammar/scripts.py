"""Subscripts, superscripts and primes, and the bracket behind a symbol."""

from __future__ import annotations

from typing import TYPE_CHECKING

from symgrad.documents.clean import GAP
from symgrad.documents.forms import Bracketed, Call, Raised, Scripted, Symbol, Words
from symgrad.documents.grammar.brackets import bracketed
from symgrad.documents.grammar.names import styled
from symgrad.documents.grammar.signs import OPENS, SCRIPT
from symgrad.documents.tokens import Token
from symgrad.language.syntax import Node, Number

if TYPE_CHECKING:
    from symgrad.documents.grammar.parser import Parser


def scripted(p: Parser, base: Node) -> Node:
    while True:
        role = p.roles[p.place]
        if role & SCRIPT:
            base = with_scripts(p, base)
        elif role & OPENS and bracket_follows(p, base):
            base = Call(base, bracketed(p))
        else:
            return base


def bracket_follows(p: Parser, base: Node) -> bool:
    if not p.at("(", "["):
        return p.next.text in (r"\{", r"\lbrace") and isinstance(base, Symbol) and base.style in ("word", "blackboard", "bold")
    if isinstance(base, Scripted) and isinstance(base.sup, Number) and not base.primes and p.next.text == "(":
        return False  # m^2 (…) is a product
    if isinstance(base, Call):
        return False  # f(x)(1 - f(x)) is a product
    return isinstance(base, (Symbol, Scripted))


def with_scripts(p: Parser, base: Node) -> Node:
    sub: list[Node] | None = None
    sup: Node | None = None
    primes = 0
    while p.roles[p.place] & SCRIPT:
        mark = p.take()
        if mark.text[0] == "'":
            primes += len(mark.text)
        elif mark.text == "_":
            if sub is not None:
                raise p.problem("a second subscript", mark, "separate the indices by a comma")
            sub = subscript(p, mark)
        else:
            found, marks = superscript(p, mark)
            primes += marks
            if found is not None and sup is not None:
                raise p.problem("a second superscript", mark, "put the first power in parentheses")
            sup = found if found is not None else sup
    end = p.end
    if isinstance(base, (Symbol, Call)) or sub is not None or primes:
        return Scripted(base, sub, sup, primes, base.start, end)
    return base if sup is None else Raised(base, sup, end)


def subscript(p: Parser, mark: Token) -> list[Node]:
    if not p.at("{"):
        return [p.argument(mark)]
    p.take()
    if p.at("}"):
        p.take()
        return []
    items = [subscript_item(p)]
    while p.at(",", ";", ".") or p.next.kind == GAP:
        if p.take().kind != GAP or p.at(","):
            p.skip_gaps()
        items.append(subscript_item(p))
    p.expect("}")
    return items


def subscript_item(p: Parser) -> Node:
    p.skip_gaps()
    if p.at("*", r"\cdot", ":", r"\ast", r"\bullet", "+", "-") and p.peek().text in ("}", ","):
        token = p.take()
        return Words(token.text, token.start, token.end)
    return p.relation()


def superscript(p: Parser, mark: Token) -> tuple[Node | None, int]:
    """The superscript, and how many primes it is made of."""
    if p.at(r"\prime"):
        p.take()
        return None, 1
    if p.at("*", "+", "-", r"\ast", r"\star", r"\dagger", r"\circ"):
        token = p.take()
        return Words(token.text, token.start, token.end), 0
    if not p.at("{"):
        if p.at(r"\top", r"\intercal", r"\mathsf", r"\mathrm", r"\tp"):
            return transposition(p), 0
        return p.argument(mark), 0
    marks = 0
    while p.peek(1 + marks).text == r"\prime":
        marks += 1
    if marks and p.peek(1 + marks).text == "}":
        for _ in range(marks + 2):
            p.take()
        return None, marks
    if p.peek(2).text == "}":
        token = p.peek()
        if token.text in ("*", "+", "-", r"\ast", r"\star", r"\dagger", r"\circ", r"\top", r"\intercal", "'", "''"):
            p.take()
            p.take()
            p.take()
            if token.text.startswith("'"):
                return None, len(token.text)
            return (Symbol("T", "top", token.start, token.end) if token.text in (r"\top", r"\intercal")
                    else Words(token.text, token.start, token.end)), 0  # fmt: skip
    return label(p), 0


def transposition(p: Parser) -> Node:
    token = p.next
    if token.text in (r"\top", r"\intercal", r"\tp"):
        p.take()
        return Symbol("T", "top", token.start, token.end)
    return styled(p, "sans")


def label(p: Parser) -> Node:
    """A superscript in braces: an exponent, or a label such as ``(l)`` or ``(l),T``."""
    opening = p.take()
    if p.at("}"):
        raise p.problem("this superscript is empty", opening)
    items = [circle(p) or p.relation()]
    while p.at(","):
        p.take()
        items.append(p.relation())
    end = p.expect("}").end
    return items[0] if len(items) == 1 else Bracketed("{", items, opening.start, end)


def circle(p: Parser) -> Node | None:
    if p.at(r"\circ"):
        token = p.take()
        return Words(token.text, token.start, token.end)
    return None
