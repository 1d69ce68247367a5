"""Sentences that hold mathematics in Unicode, such as ``collapse δ (i = m−k, j = n−l)``, as LaTeX.

Words stay words; what looks like mathematics (single letters, entries, whatever stands beside a sign) becomes mathematics.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from symgrad.render.latex.measure import words_width
from symgrad.render.latex.symbols import Symbols, escape, operator

_SIGNS = {
    "=": "=", "≠": r"\ne ", "<": "<", "≤": r"\le ", ">": ">", "≥": r"\ge ", "+": "+", "−": "-", "±": r"\pm ", "·": r"\cdot ",
    "×": r"\times ", "/": "/", "→": r"\to ", "⇔": r"\Leftrightarrow ", "∈": r"\in ", "|": r"\mid ", "∣": r"\mid ", "^": "^",
    "≈": r"\approx ", "⇒": r"\Rightarrow ", "mod": r"\bmod ",
}  # fmt: skip
_SINGLE = {"∂": r"\partial ", "∞": r"\infty ", "Σ": r"\textstyle\sum ", "√": r"\surd ", "∇": r"\nabla ", "ℕ": r"\mathbb{N}"}
_OPENING = {"(": "(", "[": "[", "⌊": r"\lfloor ", "⌈": r"\lceil ", "{": r"\{"}
_CLOSING = {")": ")", "]": "]", "⌋": r"\rfloor ", "⌉": r"\rceil ", "}": r"\}"}
_FUNCTIONS = frozenset({"sin", "cos", "tan", "tanh", "exp", "log", "max", "min", "argmax", "rot180"})
_SMALL = {
    **dict(zip("⁰¹²³⁴⁵⁶⁷⁸⁹", ("^{" + d + "}" for d in "0123456789"), strict=True)),
    **dict(zip("₀₁₂₃₄₅₆₇₈₉", ("_{" + d + "}" for d in "0123456789"), strict=True)),
}
_LETTER = r"[^\W\d_⁰¹²³⁴⁵⁶⁷⁸⁹₀₁₂₃₄₅₆₇₈₉]"
_TOKEN = re.compile(
    rf"\s+|{_LETTER}{{2,}}(?:-{_LETTER}{{2,}})+|(?:_|{_LETTER})(?:{_LETTER}|[0-9_])*['′]*\*{{0,2}}|[0-9]+-?[A-Z]\b|[0-9]+|.",
    re.DOTALL,
)
_KINDS: dict[str, str] = {
    **dict.fromkeys(_SIGNS, "sign"), **dict.fromkeys(_OPENING, "open"), **dict.fromkeys(_CLOSING, "close"),
    **dict.fromkeys(_SINGLE, "mark"), **dict.fromkeys(_SMALL, "mark"),
}  # fmt: skip
_NAMED_BESIDE = frozenset("=≠<≤>≥→·×∈")  # beside these, a name of several letters is no word
ATOMS = 0xE100  # characters from here on stand for mathematics that is given beside the text


class Token(NamedTuple):
    """A piece of a sentence: ``kind`` is space, word, symbol, mark, sign, number, open, close, atom or stop."""

    kind: str
    text: str


class Writer:
    """Turns sentences into LaTeX with the symbols of a page."""

    def __init__(self, symbols: Symbols) -> None:
        self.symbols = symbols

    def latex(self, sentence: str, atoms: Sequence[str] = ()) -> str:
        """The sentence; a character ``chr(ATOMS + k)`` in it stands for the k-th of the atoms, which are LaTeX."""
        return " ".join(self.pieces(sentence, atoms))

    def pieces(self, sentence: str, atoms: Sequence[str] = ()) -> list[str]:
        """The sentence cut wherever a line may end."""
        tokens = self.tokens(sentence)
        table = dict(enumerate(atoms))
        out, text, place = [], "", 0
        while place < len(tokens):
            end = _formula_end(tokens, place)
            if end > place:
                text += f"${self.formula(tokens[place:end], table).strip()}$"
                place = end
            elif tokens[place].kind == "space":
                out.append(text)
                text, place = "", place + 1
            else:
                text += escape(tokens[place].text)
                place += 1
        return [piece for piece in (*out, text) if piece]

    def formula(self, tokens: Sequence[Token], atoms: Mapping[int, str]) -> str:
        """A run of mathematics."""
        out, place = "", 0
        while place < len(tokens):
            token = tokens[place]
            place += 1
            if token.kind == "symbol" and place < len(tokens) and tokens[place].text == "[":
                end = _closing(tokens, place)
                out += f"{self.symbols.of(token.text)}_{{{self.indices(tokens[place + 1 : end], atoms)}}}"
                place = end + 1
            elif token.text != "·" or not _is_understood(tokens, place - 1):
                out += self.token(token, atoms)
        return re.sub(" {2,}", " ", out)

    def indices(self, tokens: Sequence[Token], atoms: Mapping[int, str]) -> str:
        text = self.formula(tokens, atoms).strip()
        return text if any(t.kind == "sign" for t in tokens) else text.replace(r",\,", ",").replace(", ", ",")

    def tokens(self, sentence: str) -> list[Token]:
        """The sentence in pieces, each with what it is."""
        texts = _TOKEN.findall(sentence)
        return [Token(self.kind(texts, place), text) for place, text in enumerate(texts)]

    def kind(self, texts: Sequence[str], place: int) -> str:
        text = texts[place]
        if (text[0].isalpha() or (len(text) > 1 and text[0] == "_")) and text not in _KINDS:
            return "symbol" if self.is_symbol(texts, place) else "word"
        if ATOMS <= ord(text[0]) < 0xF000:
            return "atom"
        known = "space" if text.isspace() else "number" if text.isdecimal() else "stop"
        return _KINDS.get(text, known)

    def is_symbol(self, texts: Sequence[str], place: int) -> bool:
        """Whether letters are a name in mathematics rather than a word."""
        text, touching = texts[place], texts[place + 1] if place + 1 < len(texts) else ""
        if "-" in text or not re.fullmatch("[A-Za-zͰ-Ͽ0-9_'′*]+", text):
            return False
        if text in _FUNCTIONS:
            return touching == "(" or touching in _SMALL or (touching.isalpha() and not touching.isascii())
        beside = {_beside(texts, place, -1), _beside(texts, place, 1)} & _KINDS.keys()
        if touching == "[" or texts[place - 1 : place] == ["∂"] or touching in _SMALL:
            return True
        if len(re.sub("[0-9'′*_]", "", text)) == 1:
            in_formula = any(_KINDS[b] == "sign" for b in beside)
            return text not in ("a", "A", "I") or in_formula or self.is_listed(text, _beside(texts, place, 1))
        if text in self.symbols.known and (not text.isalpha() or _beside(texts, place, 1) in ("is", "are")):
            return True
        return bool(beside & _NAMED_BESIDE) or re.search("[a-zα-ω][A-ZΑ-Ω]", text) is not None

    def is_listed(self, text: str, after: str) -> bool:
        """Whether a letter that may be a word is a symbol of this page, as in "a is a scalar"."""
        return text in self.symbols.known and (text != "a" or after in (",", "and", "is", "are"))

    def token(self, token: Token, atoms: Mapping[int, str]) -> str:
        match token.kind:
            case "space":
                return " "
            case "symbol":
                symbol = operator(token.text) if token.text in _FUNCTIONS else self.symbols.of(token.text)
                return symbol + (" " if symbol[-1].isalpha() and "\\" in symbol else "")
            case "atom":
                return atoms[ord(token.text) - ATOMS]
            case "word":
                return rf"\text{{ {escape(token.text)} }}"
        known = {**_SIGNS, **_SINGLE, **_OPENING, **_CLOSING, **_SMALL, ",": r",\,"}
        return known.get(token.text) or escape(token.text)


def wrap(pieces: Sequence[str], room: float) -> list[str]:
    """The pieces in lines that are not wider than the room, as far as their pieces are not."""
    out: list[str] = []
    for piece in pieces:
        longer = f"{out[-1]} {piece}" if out else piece
        if out and words_width(longer) <= room:
            out[-1] = longer
        else:
            out.append(piece)
    return out


# ---- what is mathematics ----


def _beside(texts: Sequence[str], place: int, step: int) -> str:
    place += step
    while 0 <= place < len(texts) and texts[place].isspace():
        place += step
    return texts[place] if 0 <= place < len(texts) else ""


def _formula_end(tokens: Sequence[Token], start: int) -> int:
    """Where the formula that begins at ``start`` ends; ``start`` itself if none does."""
    place = end = start
    operand_needed = True
    while place < len(tokens):
        kind = tokens[place].kind
        if kind in ("symbol", "number", "atom", "mark"):
            place += 1
            end, operand_needed = place, kind == "mark" and tokens[place - 1].text in "√Σ"
        elif kind == "open" and (operand_needed or tokens[place - 1].kind in ("symbol", "atom", "close", "mark")):
            close = _closing(tokens, place)
            if close >= len(tokens) or not _all_formula(tokens[place + 1 : close]):
                break
            if place == start and not _goes_on(tokens, close):
                break
            place = end = close + 1
            operand_needed = False
        elif kind == "sign" and (not operand_needed or tokens[place].text == "−"):
            place, operand_needed = place + 1, True
        elif kind == "space" and place > start and (operand_needed or _is_sign(tokens, place + 1)):
            place += 1
        else:
            break
    only_numbers = all(t.kind in ("number", "space") for t in tokens[start:end])
    return start if only_numbers else end


def _is_understood(tokens: Sequence[Token], place: int) -> bool:
    """Whether the sign of multiplication at this place is left out: between letters, or a number and a letter."""
    before, after = tokens[place - 1 : place], tokens[place + 1 : place + 2]
    short = [t for t in (*before, *after) if len(t.text) == 1]
    return len(short) == 2 and short[0].kind in ("symbol", "number") and short[1].kind == "symbol"


def _is_sign(tokens: Sequence[Token], place: int) -> bool:
    return place < len(tokens) and tokens[place].kind == "sign"


def _goes_on(tokens: Sequence[Token], close: int) -> bool:
    """Whether mathematics goes on after a parenthesis, or the parenthesis is a bracket of mathematics anyway."""
    after = close + 1
    while after < len(tokens) and tokens[after].kind == "space":
        after += 1
    return tokens[close].text != ")" or _is_sign(tokens, after) or (after < len(tokens) and tokens[after].text in _SMALL)


def _all_formula(tokens: Sequence[Token]) -> bool:
    return all(t.kind != "word" and (t.kind != "stop" or t.text in ",") for t in tokens)


def _closing(tokens: Sequence[Token], place: int) -> int:
    """The place of the bracket that closes the one here; the end if there is none."""
    depth = 0
    for k in range(place, len(tokens)):
        depth += (tokens[k].kind == "open") - (tokens[k].kind == "close")
        if depth == 0:
            return k
    return len(tokens)
