"""Sums, maxima and their like, with what stands below and above the sign."""

from __future__ import annotations

from typing import TYPE_CHECKING

from symgrad.documents.clean import TEXT_TOKEN
from symgrad.documents.forms import Big, Function
from symgrad.documents.grammar.brackets import bracketed
from symgrad.documents.tokens import BEGIN
from symgrad.language.syntax import Node

if TYPE_CHECKING:
    from symgrad.documents.grammar.parser import Parser


def big(p: Parser, op: str) -> Node:
    token = p.take()
    lines: list[Node] = []
    upper: Node | None = None
    while p.at("_", "^"):
        below = p.take().text == "_"
        if below:
            lines = limits_below(p)
        else:
            upper = p.argument(token)
    head_end = p.end
    p.skip_gaps()
    if op in ("max", "min") and not lines and upper is None and (p.at("(", "[") or p.next.text in (r"\{", r"\lbrace")):
        bracket = bracketed(p)
        return Function(op, bracket.items, None, None, 0, token.start, token.end, bracket.end)
    if not p.begins_factor() and not p.at("-"):
        raise p.unexpected(f"expected what follows `{token.text}`")
    body = p.term() if p.at("-") else p.operation()
    return Big(op, lines, upper, body, token.start, head_end)


def limits_below(p: Parser) -> list[Node]:
    """What stands below a sum: conditions and indices, separated by commas or in the lines of a substack."""
    if not p.at("{"):
        return [p.argument(p.next)]
    p.take()
    p.limits += 1
    lines = _lines_below(p)
    p.limits -= 1
    return lines


def _lines_below(p: Parser) -> list[Node]:
    lines: list[Node] = []
    substack = False
    while not p.at("}"):
        if p.at(r"\substack"):
            p.take()
            p.expect("{")
            substack = True
            continue
        if p.next.kind == BEGIN and p.next.text == "subarray":
            raise p.problem("`subarray` is not read", p.next, "write \\substack{…}", code="SG122")
        lines.append(p.relation())
        if p.at(",", ";", ":", r"\\", ".", r"\mid", "|", r"\colon"):
            p.take()
        elif p.at("}") and substack:
            p.take()
            substack = False
        elif p.next.kind == TEXT_TOKEN:
            p.take()
        elif not p.at("}"):
            raise p.unexpected("expected `,` or `}` below the sum")
    p.take()
    return lines
