"""Letters, words, styles and accents."""

from __future__ import annotations

from typing import TYPE_CHECKING

from symgrad.documents.forms import Scripted, Symbol, Words
from symgrad.documents.grammar.brackets import group
from symgrad.documents.grammar.functions import function
from symgrad.documents.grammar.sums import big
from symgrad.documents.grammar.words import FUNCTION_WORDS
from symgrad.language.syntax import Node, Number

if TYPE_CHECKING:
    from symgrad.documents.grammar.parser import Parser


def word(p: Parser) -> Node:
    token = p.take()
    text = token.text
    if text in FUNCTION_WORDS:
        known = FUNCTION_WORDS[text]
        if known in ("max", "min", "argmax", "argmin", "sum") and p.at("_"):
            p.place -= 1
            return big(p, known)
        return function(p, known, token)
    if text.isidentifier() and text.isascii():
        return Symbol(text, "word" if len(text) > 1 else "roman", token.start, token.end)
    return Words(text, token.start, token.end)


def styled(p: Parser, style: str) -> Node:
    command = p.take()
    if command.text in (r"\bf", r"\rm", r"\it", r"\cal", r"\sf", r"\boldmath"):
        return p.atom()  # a switch: what follows is in that style
    inner = group(p) if p.at("{") else p.atom()
    if isinstance(inner, Symbol):
        return Symbol(inner.name, style or inner.style, command.start, p.end)
    if isinstance(inner, Number) and style in ("bold", "blackboard"):
        return Symbol(f"one_{inner.value}" if inner.value == 1 else f"zero_{inner.value}", style, command.start, inner.end)
    if isinstance(inner, Scripted) and isinstance(inner.base, Symbol):
        base = Symbol(inner.base.name, style or inner.base.style, inner.base.start, inner.base.end)
        return Scripted(base, inner.sub, inner.sup, inner.primes, command.start, p.end)
    return inner


def accented(p: Parser, accent: str) -> Node:
    command = p.take()
    inner = group(p) if p.at("{") else p.atom()
    end = p.end
    if isinstance(inner, Symbol):
        return Symbol(f"{inner.name}_{accent}", inner.style, command.start, end)
    if isinstance(inner, Scripted) and isinstance(inner.base, Symbol):
        base = Symbol(f"{inner.base.name}_{accent}", inner.base.style, inner.base.start, inner.base.end)
        return Scripted(base, inner.sub, inner.sup, inner.primes, command.start, end)
    raise p.problem(f"`{command.text}` over more than one symbol is not read", command, code="SG122")
