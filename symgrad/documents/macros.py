"""The document's own commands: their definitions, and their expansion with every token where it was written."""

from __future__ import annotations

import re
from typing import NamedTuple

from symgrad.documents.tokens import COMMAND, MAX_TOKENS, OP, PARAMETER, Token, tokenize
from symgrad.errors import Problem

MAX_DEPTH = 40  # macros that use macros
_HEAD = re.compile(
    r"\\(?P<how>(?:re|provide)?newcommand|renewcommand|providecommand|DeclareRobustCommand|DeclareMathOperator|def|let)(?P<star>\*?)\s*"
    r"\{?\s*\\(?P<name>[A-Za-z@]+|.)\s*\}?\s*(?:\[(?P<count>\d)\]\s*)?(?:\[(?P<default>[^\]]*)\]\s*)?(?P<pattern>(?:\#\d)*)\s*=?\s*",
    re.DOTALL,
)


class Macro(NamedTuple):
    """``body`` with ``#1`` … as tokens; ``default`` is that of an optional first argument."""

    arguments: int
    default: list[Token] | None
    body: list[Token]


def define(macros: dict[str, Macro], text: str, start: int, end: int) -> None:
    """Add the definition in ``text[start:end]``. What is no such definition is left alone: its command is then unknown."""
    head = _HEAD.match(text, start, end)
    if head is None:
        return
    name, how = "\\" + head.group("name"), head.group("how")
    if how == "let":
        macros[name] = Macro(0, None, tokenize(text, [(head.end(), end)]))
        return
    body = (head.end() + 1, end - 1) if text[head.end() : head.end() + 1] == "{" else (head.end(), end)
    tokens = tokenize(text, [body])
    if how == "DeclareMathOperator":
        around = [Token(COMMAND, r"\operatorname", *body), Token(OP, "{", *body)]
        macros[name] = Macro(0, None, [*around, *tokens, Token(OP, "}", *body)])
        return
    count = int(head.group("count") or 0) or head.group("pattern").count("#")
    default = head.group("default")
    macros[name] = Macro(count, None if default is None else tokenize(default, [(0, len(default))]), tokens)


def expand(tokens: list[Token], macros: dict[str, Macro]) -> list[Token]:
    """The tokens with macros expanded. Raises Problem SG109 where that does not end.

    Tokens of a macro's body stand where the macro was called; those of its arguments where they were written."""
    if not macros or not any(t.text in macros for t in tokens if t.kind == COMMAND):
        return tokens
    out: list[Token] = []
    pending: list[tuple[Token, int]] = [(t, 0) for t in reversed(tokens)]
    budget = MAX_TOKENS
    while pending:
        token, depth = pending.pop()
        macro = macros.get(token.text) if token.kind == COMMAND else None
        if macro is None:
            out.append(token)
            continue
        body = _body(token, macro, pending)
        budget -= len(body) + 1
        if budget < 0 or depth >= MAX_DEPTH:
            raise Problem("SG109", f"the macro {token.text} does not end", start=token.start, end=token.end)
        pending += [(t, depth + 1) for t in reversed(body)]
    return out


def _body(call: Token, macro: Macro, pending: list[tuple[Token, int]]) -> list[Token]:
    arguments: list[list[Token]] = []
    for number in range(macro.arguments):
        if number == 0 and macro.default is not None:
            if pending and pending[-1][0].text == "[":
                arguments.append(_bracketed(call, pending))
            else:
                arguments.append(_at(macro.default, call))
        else:
            arguments.append(_argument(call, pending))
    out: list[Token] = []
    for token in macro.body:
        if token.kind == PARAMETER:
            number = int(token.text.lstrip("#"))
            out += arguments[number - 1] if 1 <= number <= len(arguments) else []
        else:
            out.append(Token(token.kind, token.text, call.start, call.end))
    return out


def _at(tokens: list[Token], call: Token) -> list[Token]:
    return [Token(t.kind, t.text, call.start, call.end) for t in tokens]


def _argument(call: Token, pending: list[tuple[Token, int]]) -> list[Token]:
    """One token, or what is in braces."""
    if not pending:
        raise Problem("SG101", f"{call.text} wants an argument, and nothing follows", start=call.start, end=call.end)
    token, _ = pending.pop()
    if token.text != "{":
        return [token]
    return _up_to(call, pending, "{", "}")


def _bracketed(call: Token, pending: list[tuple[Token, int]]) -> list[Token]:
    pending.pop()
    return _up_to(call, pending, "[", "]")


def _up_to(call: Token, pending: list[tuple[Token, int]], opening: str, closing: str) -> list[Token]:
    out: list[Token] = []
    depth = 1
    while pending:
        token, _ = pending.pop()
        depth += (token.text == opening) - (token.text == closing)
        if depth == 0:
            return out
        out.append(token)
    raise Problem("SG102", f"the argument of {call.text} is never closed", start=call.start, end=call.end)
