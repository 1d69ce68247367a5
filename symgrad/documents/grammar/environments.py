"""Matrices and cases."""

from __future__ import annotations

from typing import TYPE_CHECKING

from symgrad.documents.clean import GAP, TEXT_TOKEN
from symgrad.documents.forms import Bracketed, Cases, Matrix
from symgrad.documents.tokens import END_ENV, LETTER, NUMBER, STOP, WORD, Token
from symgrad.documents.vocabulary import CASES, MATRICES
from symgrad.language.syntax import Node

if TYPE_CHECKING:
    from symgrad.documents.grammar.parser import Parser


def environment(p: Parser) -> Node:
    opening = p.take()
    if opening.text in CASES:
        return cases(p, opening)
    if opening.text not in MATRICES:
        raise p.problem(f"`{opening.text}` stands inside a formula", opening, code="SG122")
    if opening.text == "array" and p.at("{"):
        p.place = p.matching(p.place) + 1
    rows = matrix_rows(p, opening)
    if opening.text in ("vmatrix", "Vmatrix"):
        raise p.problem("a determinant is not read", opening, code="SG122")
    return Matrix(rows, opening.start, p.end)


def matrix_rows(p: Parser, opening: Token) -> list[list[Node]]:
    rows: list[list[Node]] = [[]]
    while p.next.kind != END_ENV:
        p.skip_gaps()
        if p.at("&"):
            p.take()
            if p.at("&", r"\\") or p.next.kind == END_ENV:
                raise p.problem("an entry of the matrix is missing", p.next)
        elif p.at(r"\\"):
            p.take()
            skip_length(p)
            rows.append([])
        elif p.at(r"\hline", ","):
            p.take()
        elif p.next.kind == STOP:
            raise p.problem("this matrix is never closed", opening, code="SG102")
        elif p.next.kind != END_ENV:
            rows[-1].append(p.relation())
    p.take()
    return [row for row in rows if row]


def skip_length(p: Parser) -> None:
    if p.at("[") and p.peek().kind == NUMBER and p.peek(2).kind in (LETTER, WORD):
        while not p.at("]") and p.next.kind != STOP:
            p.take()
        p.take()


def cases(p: Parser, opening: Token) -> Node:
    rows: list[tuple[Node, Node | None]] = []
    while p.next.kind != END_ENV:
        p.skip_gaps()
        value = p.expression()
        condition: Node | None = None
        while p.at("&", ",") or p.next.kind in (TEXT_TOKEN, GAP):
            if is_otherwise(p.take()):
                break
        if not p.at(r"\\", ".", ",") and p.next.kind not in (END_ENV, GAP):
            condition = case_condition(p)
        while p.at(".", ",", ";") or p.next.kind in (TEXT_TOKEN, GAP):
            p.take()
        rows.append((value, condition))
        if p.at(r"\\"):
            p.take()
            skip_length(p)
        elif p.next.kind != END_ENV:
            raise p.unexpected("expected `\\\\` or the end of the cases")
    end = p.take().end
    return Cases(rows, opening.start, end)


def is_otherwise(token: Token) -> bool:
    return token.kind == TEXT_TOKEN and token.text.lower().strip(" .,") in ("otherwise", "else", "sonst", "elsewhere")


def case_condition(p: Parser) -> Node:
    """Relations joined by "and" or commas."""
    parts = [p.relation()]
    while (p.at(",", r"\land", r"\wedge") or (p.next.kind == TEXT_TOKEN and p.next.text.strip(", ") == "and")) and (
        p.peek().text not in (r"\\", "&") and p.peek().kind not in (END_ENV, STOP)
    ):
        p.take()
        p.skip_gaps()
        parts.append(p.relation())
    if p.next.kind == TEXT_TOKEN and p.next.text not in ("",):
        raise p.unexpected("expected the end of the condition")
    return parts[0] if len(parts) == 1 else Bracketed("\\{", parts, parts[0].start, parts[-1].end)
