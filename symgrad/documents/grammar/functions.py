"""Named functions and what they are taken of."""

from __future__ import annotations

from typing import TYPE_CHECKING

from symgrad.documents.forms import Function, Juxtaposed, Scripted, Symbol
from symgrad.documents.grammar.brackets import bracketed
from symgrad.documents.tokens import COMMAND, LETTER, NUMBER, OP, Token
from symgrad.documents.vocabulary import GREEK
from symgrad.language.syntax import Node, Number

if TYPE_CHECKING:
    from symgrad.documents.grammar.parser import Parser


def function(p: Parser, name: str, token: Token) -> Node:
    sub: Node | None = None
    sup: Node | None = None
    primes = 0
    while p.at("_", "^") or (p.next.kind == OP and p.next.text.startswith("'")):
        if p.next.text.startswith("'"):
            primes += len(p.take().text)
        elif p.take().text == "_":
            sub = p.argument(token)
        else:
            sup = p.argument(token)
    name_end = p.end
    if p.at("(", "[") or p.next.text in (r"\{", r"\lbrace"):
        bracket = bracketed(p)
        return Function(name, bracket.items, sub, sup, primes, token.start, name_end, bracket.end)
    if name in ("average", "sum", "pad", "conv", "corr", "vec", "diag", "mod"):
        if name in ("conv", "corr", "pad") and sub is not None and sup is None:  # the name of an array
            symbol = Symbol(token.text, "word", token.start, token.end)
            return Scripted(symbol, [sub], None, primes, token.start, name_end)
        if name == "average":  # a label, as in Y_{avg}
            return Symbol(token.text, "word", token.start, token.end)
        raise p.unexpected(f"expected `(` after `{token.text}`")
    if not p.begins_factor():
        if name in ("max", "min", "rot", "softmax", "sigmoid", "relu", "argmax", "argmin", "floor", "ceil", "tanh"):
            return Symbol(token.text.lstrip("\\"), "word", token.start, token.end)
        raise p.unexpected(f"expected what `{token.text}` is taken of")
    inner = p.factor()
    if isinstance(inner, Number) and p.next.kind in (LETTER, COMMAND) and p.begins_factor():
        inner = Juxtaposed([inner, p.factor()])
    if reaches_on(p):
        message = f"how far `{token.text}` reaches is not clear"
        raise p.problem(message, p.next, "write parentheses", code="SG123")
    return Function(name, [inner], sub, sup, primes, token.start, name_end, inner.end)


def reaches_on(p: Parser) -> bool:
    """Whether a letter or number follows that could belong to the argument."""
    token = p.next
    return token.kind in (LETTER, NUMBER) or (token.kind == COMMAND and token.text[1:] in GREEK)
