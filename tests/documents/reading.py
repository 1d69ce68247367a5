"""Reading formulas for the tests: forms as short text, and lines as they are in plain notation."""

from __future__ import annotations

from symgrad.documents.chains import Alone, Chains, Statement, Unread
from symgrad.documents.check import check_document
from symgrad.documents.clean import clean
from symgrad.documents.extract import pieces
from symgrad.documents.grammar import Parser
from symgrad.documents.macros import Macro, define, expand
from symgrad.documents.pieces import Formula, MacroText
from symgrad.documents.source import Source
from symgrad.documents.tokens import tokenize
from symgrad.documents.verdicts import Report
from symgrad.language.syntax import Node


def parse(text: str) -> Node:
    return Parser(clean(tokenize(text, [(0, len(text))]))).whole()


def chains(text: str, kind: str = "markdown") -> list[Statement | Unread | Alone]:
    """The lines of a document."""
    found = Chains()
    macros: dict[str, Macro] = {}
    for piece, cell in pieces(Source(text, None, kind)):
        if isinstance(piece, Formula):
            found.add(piece, cell, macros)
        elif isinstance(piece, MacroText):
            define(macros, cell.text, piece.start, piece.end)
    return found.lines


def expanded(macro: str, text: str) -> list[str]:
    """The texts of the tokens after expansion."""
    macros: dict[str, Macro] = {}
    for line in macro.splitlines():
        define(macros, line, 0, len(line))
    return [t.text for t in expand(tokenize(text, [(0, len(text))]), macros)]


def report(text: str, kind: str = "markdown") -> Report:
    return check_document(text, None, kind)


def verdicts(text: str, kind: str = "markdown") -> list[str]:
    return [line.verdict for line in report(text, kind).lines]


def plain(text: str) -> list[str]:
    """How the lines were read."""
    return [line.plain for line in report(text).lines]
