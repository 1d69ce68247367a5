"""Fractions, and derivatives in every spelling."""

from __future__ import annotations

from typing import TYPE_CHECKING

from symgrad.documents.forms import Bracketed, Differential, Juxtaposed, Nabla, Over, Partial, Scripted
from symgrad.documents.tokens import COMMAND, LETTER, WORD, Token
from symgrad.documents.vocabulary import GREEK, STYLES
from symgrad.errors import Problem
from symgrad.language.syntax import Node, Number

if TYPE_CHECKING:
    from symgrad.documents.grammar.parser import Parser


def fraction(p: Parser) -> Node:
    command = p.take()
    p.skip_gaps()
    found = derivative(p, command)
    if found is not None:
        return found
    top = p.argument(command)
    bottom = p.argument(command)
    return quotient_of(top, bottom, command.start, p.end)


def quotient_of(top: Node, bottom: Node, start: int, end: int) -> Node:
    if isinstance(top, Differential) and isinstance(bottom, Differential):
        return partial_of(top, bottom, start, end)
    return Over(without_braces(top), without_braces(bottom), start, end)


def derivative(p: Parser, command: Token) -> Node | None:
    """``\\frac{\\partial L}{\\partial w}`` or with d, if this is one."""
    if not p.at("{"):
        return None
    sign = sign_of_derivative(p, p.place + 1)
    below = p.matching(p.place)
    if sign is None or p.tokens[below + 1].text != "{" or sign_of_derivative(p, below + 2) != sign:
        return None
    p.take()
    top = differential(p, "}")
    p.expect("}")
    p.expect("{")
    bottoms = [differential(p, "}", below=True)]
    while sign_of_derivative(p, p.place) == sign:
        bottoms.append(differential(p, "}", below=True))
    end = p.expect("}").end
    order = top.order
    if sum(b.order for b in bottoms) != order:
        message = f"the order above is {order}, and that below {sum(b.order for b in bottoms)}"
        raise p.problem(message, command, code="SG105")
    node = top.inner
    for bottom in reversed(bottoms):
        if bottom.inner is None:
            raise p.problem("by what is differentiated is missing", command)
        node = Partial(node, bottom.inner, bottom.order, command.start, end)
    assert isinstance(node, Partial), "there is at least one thing below"
    return node


def sign_of_derivative(p: Parser, at: int) -> str | None:
    """``\\partial``, or d where it can only be a differential."""
    token = p.tokens[min(at, len(p.tokens) - 1)]
    if token.text in (r"\partial", r"\delta") and token.kind == COMMAND:
        following = p.tokens[min(at + 1, len(p.tokens) - 1)]
        return token.text if token.text == r"\partial" or following.text not in ("_", "^", "}") else None
    if token.kind == LETTER and token.text == "d":
        following = p.tokens[min(at + 1, len(p.tokens) - 1)]
        return "d" if following.text not in ("_", "'", "+", "-") else None
    if token.text == r"\mathrm":
        first, second = [*(t.text for t in p.tokens[at + 1 : at + 3]), "", ""][:2]
        return "d" if first == "d" or (first, second) == ("{", "d") else None
    return None


def differential(p: Parser, closing: str, below: bool = False) -> Differential:
    sign = p.take()
    if sign.text == r"\mathrm" and p.take().text == "{":  # else it is \mathrm d
        p.take()
        p.expect("}")
    order = 1
    if p.at("^"):
        p.take()
        raised = p.argument(sign)
        if not isinstance(raised, Number) or raised.value.denominator != 1 or not 1 <= raised.value <= 8:
            raise p.problem("the order of a derivative is a number", raised, code="SG105")
        order = int(raised.value)
    if p.at(closing):
        return Differential(None, order, sign.start, sign.end)
    if below:
        inner: Node = p.factor()
        while p.next.text != closing and sign_of_derivative(p, p.place) is None and p.begins_factor():
            inner = Juxtaposed([inner, p.factor()])
        if isinstance(inner, Scripted) and isinstance(inner.sup, Number) and inner.sup.value == 2:
            order = 2
            inner = Scripted(inner.base, inner.sub, None, inner.primes, inner.start, inner.end) if inner.sub else inner.base
    else:
        inner = p.expression()
    return Differential(inner, order, sign.start, inner.end)


def bare_partial(p: Parser) -> Node:
    """``\\partial L / \\partial w`` or ``\\partial_w L``."""
    sign = p.take()
    if p.at("_"):
        p.take()
        wrt = p.argument(sign)
        return Partial(p.factor(), wrt, 1, sign.start, p.end)
    if not p.begins_factor():
        raise p.unexpected("expected what is differentiated")
    of = p.factor()
    if p.at(r"\over") or (p.at("}") and p.below_over):
        return Differential(of, 1, sign.start, of.end)
    if not p.at("/"):
        raise p.problem("`\\partial` alone is no derivative", sign, "write \\frac{\\partial L}{\\partial w}")
    p.take()
    if not p.at(r"\partial"):
        raise p.unexpected("expected `\\partial` after `/`")
    p.take()
    wrt = p.factor()
    return Partial(of, wrt, 1, sign.start, wrt.end)


def slashed_derivative(p: Parser) -> Node | None:
    """``dL/dw_{ij}``: a derivative on one line; None where d is a letter like others."""
    if not (is_name(p.peek()) and any(t.text == "/" for t in p.tokens[p.place : p.place + 40])):
        return None
    before, start = p.place, p.take().start
    try:
        of = p.factor()
    except Problem:
        of = None
    if of is not None and p.at("/") and p.peek().text == "d" and is_name(p.peek(2)):
        p.take()
        p.take()
        wrt = p.factor()
        return Partial(of, wrt, 1, start, wrt.end)
    p.place = before
    return None


def is_name(token: Token) -> bool:
    return token.kind in (LETTER, WORD) or (token.kind == COMMAND and (token.text[1:] in GREEK or token.text[1:] in STYLES))


def nabla(p: Parser) -> Node:
    sign = p.take()
    wrt: Node | None = None
    if p.at("_"):
        p.take()
        wrt = p.argument(sign)
    if p.at("^"):
        raise p.problem("a power of `\\nabla` is not read", sign, code="SG122")
    if p.at(r"\cdot", r"\times"):
        raise p.problem("a divergence or rotation is not read", sign, code="SG122")
    if not p.begins_factor():
        raise p.unexpected("expected what is differentiated")
    return Nabla(wrt, p.factor(), sign.start)


def partial_of(top: Differential, bottom: Differential, start: int, end: int) -> Node:
    if bottom.inner is None:
        raise Problem("SG121", "by what is differentiated is missing", start=start, end=end)
    return Partial(top.inner, bottom.inner, bottom.order, start, end)


def without_braces(node: Node) -> Node:
    """Without the braces of an argument."""
    return node.items[0] if isinstance(node, Bracketed) and node.kind == "{" and len(node.items) == 1 else node
