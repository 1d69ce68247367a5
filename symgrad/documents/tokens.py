"""Cut LaTeX mathematics into tokens with their places in the document; Unicode signs become the commands that they are."""

from __future__ import annotations

import re
import string
from collections.abc import Iterable

from symgrad.documents.pieces import Span
from symgrad.documents.vocabulary import UNICODE_LETTERS, words
from symgrad.errors import Problem

COMMAND, LETTER, WORD, NUMBER, OP, BEGIN, END_ENV, PARAMETER, STOP = (
    "command", "letter", "word", "number", "op", "begin", "end", "parameter", "stop",
)  # fmt: skip
MAX_TOKENS = 20_000  # of one formula, macros expanded
MAX_DIGITS = 400

# what people write in letters without \text around it
_WORDS = words(
    """
    rot180 rotate rot flip flipped conv corr correlate maximum minimum max min argmax argmin average mean sum avg count net
    out err acc mse MSE bias var std num new old act Loss loss relu ReLU softmax sigmoid tanh exp log sin cos sqrt floor ceil
    pad full valid same vec diag cost
    """
)
_PATTERN = re.compile(
    rf"""
    (?P<letter>[A-Za-z](?![A-Za-z]))
  | (?P<sign>[{{}}()\[\]_^,;+/|])
  | (?P<blank>[ \t\r\n\f\v\u00a0\u2000-\u200a\u202f\u3000]+ | %[^\n]*)
  | (?P<begin>\\begin\s*\{{(?P<opened>[A-Za-z]+\*?)\}})
  | (?P<end>\\end\s*\{{(?P<closed>[A-Za-z]+\*?)\}})
  | (?P<command>\\[A-Za-z@]+ | \\.)
  | (?P<number>[0-9]+(?:(?:\{{,\}}|\\,)[0-9]{{3}}(?![0-9]))*(?:\.[0-9]+)?)
  | (?P<entity>&(?:amp|lt|gt|nbsp|minus|times|sdot|middot|\#[0-9]{{1,6}}|\#x[0-9a-fA-F]{{1,6}});)
  | (?P<word>(?:{"|".join(sorted(_WORDS, key=len, reverse=True))})(?![A-Za-z]) | [a-z]{{3,}}(?=_) | [a-z]{{5,}}(?![A-Za-z]))
  | (?P<other>[^\W\d_]|[\u0391-\u03c9])
  | (?P<parameter>\#+[0-9])
  | (?P<op>\*\*|:=|==|!=|<=|>=|->|\.\.\.|'+|.)
    """,
    re.VERBOSE | re.DOTALL,
)
_SIGNS = {
    "∂": "partial", "∑": "sum", "∏": "prod", "∇": "nabla", "·": "cdot", "⋅": "cdot", "×": "times", "−": "-", "–": "-", "≤": "le",
    "≥": "ge", "≠": "ne", "∗": "ast", "⋆": "star", "★": "star", "⊙": "odot", "∘": "circ", "⊗": "otimes", "⊛": "circledast",
    "∈": "in", "∞": "infty", "⌊": "lfloor", "⌋": "rfloor", "⌈": "lceil", "⌉": "rceil", "√": "sqrt", "…": "ldots", "⋯": "cdots",
    "⋮": "vdots", "⋱": "ddots", "≈": "approx", "≡": "equiv", "→": "to", "⇒": "Rightarrow", "⇔": "Leftrightarrow", "∀": "forall",
    "′": "'", "″": "''", "‖": "|", "∥": "|", "⟨": "langle", "⟩": "rangle", "ℓ": "ell", "∧": "wedge", "∨": "vee", "±": "pm",
    "∝": "propto", "∼": "sim", "ᵀ": "^T", "⊤": "top", "ℒ": "mathcalL", "ℝ": "mathbbR", "∃": "exists", "÷": "div", "⊕": "oplus",
}  # fmt: skip
_KIND = {**dict.fromkeys(string.ascii_letters, LETTER), **dict.fromkeys("{}()[]_^=+-*/&,.;:|<>'!?", OP)}
_PLAIN_SIGNS = {"-", "'", "''"}
_ENTITIES = {
    "&amp;": "&",
    "&lt;": "<",
    "&gt;": ">",
    "&nbsp;": " ",
    "&minus;": "-",
    "&times;": "×",
    "&sdot;": "·",
    "&middot;": "·",
}
_EQUAL = {"==": "=", "->": r"\to", "...": r"\ldots", "<=": r"\le", ">=": r"\ge", "!=": r"\ne", "~": " ", "**": "^"}

_OPENING, _CLOSING = frozenset({"(", "[", "{", r"\{"}), frozenset({")", "]", "}", r"\}"})


class Token:
    """``text`` is the command with its backslash, the letter, the number or the sign; ``start``, ``end`` its place."""

    __slots__ = ("end", "kind", "start", "text")

    def __init__(self, kind: str, text: str, start: int, end: int) -> None:
        self.kind, self.text, self.start, self.end = kind, text, start, end

    def __repr__(self) -> str:
        return f"{self.kind}:{self.text}"


def tokenize(text: str, spans: Iterable[Span]) -> list[Token]:
    """The tokens of a formula. Raises Problem SG108 for a number of too many digits, SG109 for a formula that is too long.

    >>> tokenize(r"x_{ij}·\\frac12", [(0, 15)])
    [letter:x, op:_, op:{, letter:i, letter:j, op:}, command:\\cdot, command:\\frac, number:12]
    """
    out: list[Token] = []
    for start, end in spans:
        for found in _PATTERN.finditer(text, start, end):
            kind, word = found.lastgroup or "", found.group()
            known = _KIND.get(word)
            if known is not None:
                out.append(Token(known, word, found.start(), found.end()))
            elif kind in ("command", "word", "parameter"):
                out.append(Token(kind, word, found.start(), found.end()))
            elif kind != "blank":
                _add(out, kind, word, found)
        if len(out) > MAX_TOKENS:
            raise Problem("SG109", f"a formula of more than {MAX_TOKENS} tokens", start=start, end=end)
    return _with_factorials(out)


def _with_factorials(tokens: list[Token]) -> list[Token]:
    """``3!=6`` is set as 3! = 6; only within brackets, as in a condition ``[i!=j]``, is ``!=`` what programmers mean by it."""
    if not any(_is_ascii_unequal(t) for t in tokens):
        return tokens
    out: list[Token] = []
    depth = 0
    for token in tokens:
        depth += (token.text in _OPENING) - (token.text in _CLOSING)
        if depth <= 0 and _is_ascii_unequal(token):
            out += [Token(OP, "!", token.start, token.start + 1), Token(OP, "=", token.end - 1, token.end)]
        else:
            out.append(token)
    return out


def _is_ascii_unequal(token: Token) -> bool:
    return token.text == r"\ne" and token.end - token.start == len("!=")


def _add(out: list[Token], kind: str, word: str, found: re.Match[str]) -> None:
    """The token, or the tokens, of what is no letter or sign of ASCII."""
    start, end = found.span()
    if kind == "number":
        if len(word) > MAX_DIGITS:
            raise Problem("SG108", f"a number of {len(word)} digits; at most {MAX_DIGITS} are read", start=start, end=end)
        out.append(Token(NUMBER, re.sub(r"[^0-9.]", "", word), start, end))  # 73{,}728
    elif kind == "other":
        _letter(out, word, start, end)
    elif kind == "op":
        _sign(out, word, start, end)
    elif kind in ("begin", "opened"):
        out.append(Token(BEGIN, found.group("opened"), start, end))
    elif kind in ("end", "closed"):
        out.append(Token(END_ENV, found.group("closed"), start, end))
    else:
        _entity(out, word, start, end)


def _letter(out: list[Token], word: str, start: int, end: int) -> None:
    if word in UNICODE_LETTERS:
        out.append(Token(COMMAND, "\\" + UNICODE_LETTERS[word], start, end))
    elif word in _SIGNS:
        _sign(out, word, start, end)
    else:
        out.append(Token(LETTER, word, start, end))


def _sign(out: list[Token], word: str, start: int, end: int) -> None:
    if word in _EQUAL:
        word = _EQUAL[word]
    name = _SIGNS.get(word)
    if name is None:
        if word != " ":
            out.append(Token(COMMAND if word[0] == "\\" and len(word) > 1 else OP, word, start, end))
    elif name in _PLAIN_SIGNS or name == "|":
        out.append(Token(OP, name, start, end))
    elif name == "^T":
        out += [Token(OP, "^", start, end), Token(LETTER, "T", start, end)]
    elif name.startswith("mathcal"):
        out += [Token(COMMAND, r"\mathcal", start, end), Token(LETTER, name[-1], start, end)]
    elif name.startswith("mathbb"):
        out += [Token(COMMAND, r"\mathbb", start, end), Token(LETTER, name[-1], start, end)]
    else:
        out.append(Token(COMMAND, "\\" + name, start, end))


def _entity(out: list[Token], word: str, start: int, end: int) -> None:
    if word.startswith("&#"):
        code = int(word[3:-1], 16) if word[2] in "xX" else int(word[2:-1])
        character = chr(code) if 32 <= code < 0x110000 else "\ufffd"
    else:
        character = _ENTITIES[word]
    if not character.isspace():
        _letter(out, character, start, end) if character.isalpha() else _sign(out, character, start, end)
