"""Cut plain notation into tokens, each with its place; Unicode spellings become the ASCII ones."""

from __future__ import annotations

import re

from symgrad.core.term import LETTERS
from symgrad.errors import Problem

MAX_NESTING = 100  # brackets within brackets, binders within binders
MAX_DIGITS = 400  # of one number

NAME, NUMBER, GRADIENT, OP, NEWLINE, END = "name", "number", "gradient", "op", "newline", "end"

_WORD = rf"[{LETTERS}0-9]*['′]*"
_LETTER = f"[{LETTERS}]"  # Σ is the sum, not a letter
_BODY = rf"(?:{_LETTER}{_WORD})"
_PATTERN = re.compile(
    rf"""
    (?P<blank>[ \t\r\f\u00a0\u2009\u202f]+|\#[^\n]*)
  | (?P<newline>\n)
  | (?P<gradient>(?:d|∂)(?P<of>{_BODY})/(?:d|∂)(?P<wrt>{_BODY}))
  | (?P<binder>[Σ∑]_?|(?:sum|max|min|argmax(?:_[0-9]+)?)_(?=\{{))
  | (?P<number>[0-9]+(?:\.[0-9]+)?)
  | (?P<power>⁻?[⁰¹²³⁴⁵⁶⁷⁸⁹]+)
  | (?P<name>(?:∂{_BODY}?|{_BODY}))
  | (?P<op>\*\*|//|<=|>=|!=|==|\.\.|[-+*/^%<>=|,;()\[\]{{}}·×∙⋅∗−–≤≥≠⌊⌋⌈⌉∞∧∨¬∣∀√⇔])
    """,
    re.VERBOSE,
)
_ASCII = {
    "·": "*", "×": "*", "∙": "*", "⋅": "*", "∗": "*", "−": "-", "–": "-", "≤": "<=", "≥": ">=", "≠": "!=",
    "==": "=", "^": "**", "∣": "|",
}  # fmt: skip
_WORDS = {"∞": "inf", "∧": "and", "∨": "or", "¬": "not", "∀": "forall", "⇔": "iff"}
_SUPERSCRIPT = str.maketrans("⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "-0123456789")
_OPENING = {"(": ")", "[": "]", "{": "}", "⌊": "⌋", "⌈": "⌉"}
_CLOSING = {closing: opening for opening, closing in _OPENING.items()}


class Token:
    """A piece of the source: ``source[start:end]``, with its ASCII spelling in ``text``."""

    __slots__ = ("end", "kind", "start", "text")

    def __init__(self, kind: str, text: str, start: int, end: int) -> None:
        self.kind, self.text, self.start, self.end = kind, text, start, end

    def __repr__(self) -> str:
        return f"{self.kind}:{self.text!r}"


def tokenize(source: str) -> list[Token]:
    """All tokens of the source, ending with one of kind END.

    Raises Problem SG111 (unknown character), SG102 (unbalanced bracket), SG109 (nested too deeply), SG108 (a number
    with too many digits).
    """
    tokens: list[Token] = []
    place = 0
    while place < len(source):
        found = _PATTERN.match(source, place)
        if found is None:
            raise _unknown_character(source, place)
        kind = found.lastgroup or ""
        if kind == "power":
            tokens += _power(found, source)
        elif kind != "blank":
            tokens.append(_token(kind, found, source))
        place = found.end()
    tokens.append(Token(END, "", len(source), len(source)))
    _match_brackets(tokens, source)
    return tokens


def _token(kind: str, found: re.Match[str], source: str) -> Token:
    text, start, end = found.group(), found.start(), found.end()
    match kind:
        case "newline":
            return Token(NEWLINE, "\n", start, end)
        case "binder":
            return Token(NAME, "sum" if text[0] in "Σ∑" else text[:-1], start, end)
        case "number":
            return _number(text, start, end, source)
        case "op" if text in _WORDS:
            return Token(NAME, _WORDS[text], start, end)
        case "op":
            return Token(OP, _ASCII.get(text, text), start, end)
    if found.group("gradient"):
        return Token(GRADIENT, f"{found.group('of')}/{found.group('wrt')}".replace("′", "'"), start, end)
    return Token(NAME, text.replace("′", "'"), start, end)


def _power(found: re.Match[str], source: str) -> list[Token]:
    """``²`` is ``**2``, and ``⁻¹`` is ``**-1``."""
    start, end = found.start(), found.end()
    text = found.group().translate(_SUPERSCRIPT)
    sign = [Token(OP, "-", start, start + 1)] if text[0] == "-" else []
    return [Token(OP, "**", start, start), *sign, _number(text.lstrip("-"), start + len(sign), end, source)]


def _number(text: str, start: int, end: int, source: str) -> Token:
    if len(text) > MAX_DIGITS:
        message = f"a number of {len(text)} digits; at most {MAX_DIGITS} are read"
        raise Problem("SG108", message, source=source, start=start, end=end)
    return Token(NUMBER, text, start, end)


def _unknown_character(source: str, place: int) -> Problem:
    character = source[place]
    hints = {
        "@": "no name contains @",
        "\\": "LaTeX is not plain notation: write sum(k<K), <=, *, floor(a/b)",
        '"': "names are written without quotation marks",
        "&": "write `and`",
        "!": "write `not`, or `!=` for unequal",
        "'": "a prime follows a name, as in x'",
        ".": "a number has digits on both sides of the point, as in 0.5",
        ":": "write `where` before declarations, and k<K for the range of k",
    }
    return Problem(
        "SG111",
        f"the character {character!r} (U+{ord(character):04X}) means nothing here",
        source=source,
        start=place,
        end=place + 1,
        help=hints.get(character),
    )


def _match_brackets(tokens: list[Token], source: str) -> None:
    open_: list[Token] = []
    for token in tokens:
        if token.kind != OP:
            continue
        if token.text in _OPENING:
            open_.append(token)
            if len(open_) > MAX_NESTING:
                message = f"brackets are nested more than {MAX_NESTING} deep"
                raise Problem("SG109", message, source=source, start=token.start, end=token.end)
        elif token.text in _CLOSING:
            _close(open_, token, source)
    if open_:
        token = open_[-1]
        message = f"`{token.text}` is never closed"
        help_ = f"add `{_OPENING[token.text]}`"
        raise Problem("SG102", message, source=source, start=token.start, end=token.end, help=help_)


def _close(open_: list[Token], token: Token, source: str) -> None:
    if not open_:
        message = f"`{token.text}` closes nothing"
        raise Problem("SG102", message, source=source, start=token.start, end=token.end)
    opening = open_.pop()
    if _OPENING[opening.text] != token.text:
        message = f"`{opening.text}` is closed by `{token.text}`"
        place = source.count("\n", 0, opening.start) + 1
        column = opening.start - (source.rfind("\n", 0, opening.start) + 1) + 1
        raise Problem(
            "SG102",
            message,
            source=source,
            start=token.start,
            end=token.end,
            notes=(f"`{opening.text}` was opened in line {place}, column {column}",),
            help=f"write `{_OPENING[opening.text]}` here",
        )
