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
    "≈": r"\approx ", "⇒": r"\Rightarrow ", "mod": r"\bmod ", "∗": "* ",
}  # fmt: skip
_SINGLE = {"∂": r"\partial ", "∞": r"\infty ", "Σ": r"\textstyle\sum ", "√": r"\surd ", "∇": r"\nabla ", "ℕ": r"\mathbb{N}"}
_OPENING = {"(": "(", "[": "[", "⌊": r"\lfloor ", "⌈": r"\lceil ", "{": r"\{"}
_CLOSING = {")": ")", "]": "]", "⌋": r"\rfloor ", "⌉": r"\rceil ", "}": r"\}"}
_FUNCTIONS = frozenset({"sin", "cos", "tan", "tanh", "exp", "log", "max", "min", "argmax", "rot180", "relu", "sigmoid", "sqrt"})
_SMALL = {
    "ᵀ": r"^{\mathsf{T}}",
    **dict(zip("⁰¹²³⁴⁵⁶⁷⁸⁹", ("^{" + d + "}" for d in "0123456789"), strict=True)),
    **dict(zip("₀₁₂₃₄₅₆₇₈₉", ("_{" + d + "}" for d in "0123456789"), strict=True)),
}
_LETTER = r"[^\W\d_ᵀ⁰¹²³⁴⁵⁶⁷⁸⁹₀₁₂₃₄₅₆₇₈₉]"
_INDEXED = re.compile(r"(?P<base>[^\W\d_])_(?P<indices>[a-z]{1,3}['′]*|[0-9])")  # x_ne, as it is written by hand
_SUM = re.compile(r"Σ_?(?P<indices>[a-z]{0,3})")
_UPRIGHT = frozenset({"max", "min", "out", "in"})  # indices that are words
_TOKEN = re.compile(
    rf"\s+|{_LETTER}{{2,}}(?:-{_LETTER}{{2,}})+|(?:_|{_LETTER})(?:{_LETTER}|[0-9_])*['′]*\*{{0,2}}|[0-9]+-?[A-Z]\b|[0-9]+|.",
    re.DOTALL,
)
_CAMEL = re.compile("[a-zα-ω][A-ZΑ-Ω]")
_AROUND = frozenset("[(,)]")
_GROUPED = {("^", "("): "^", ("^", "{"): "^", ("√", "("): r"\sqrt", ("Σ_", "{"): r"\textstyle\sum_"}  # what a bracket belongs to
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
            bracket = tokens[place].text if place < len(tokens) else ""
            if token.kind == "symbol" and bracket == "[":
                end = _closing(tokens, place)
                out += f"{self.symbols.of(token.text)}_{{{self.indices(tokens[place + 1 : end], atoms)}}}"
                place = end + 1
            elif (token.text, bracket) in _GROUPED:
                end = _closing(tokens, place)
                out += f"{_GROUPED[token.text, bracket]}{{{self.formula(tokens[place + 1 : end], atoms).strip()}}}"
                place = end + 1
            elif token.text == "√" and bracket and tokens[place].kind in ("symbol", "number"):
                out += rf"\sqrt{{{self.token(tokens[place], atoms).strip()}}}"
                place += 1
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
        if _SUM.fullmatch(text) and text not in self.symbols.known:
            return "mark"
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
            argument = texts[place + 2] if touching == " " and place + 2 < len(texts) else ""
            if argument and (len(argument) == 1 or _INDEXED.fullmatch(argument)) and argument[0].isalpha():
                return argument not in ("a", "A", "I")
            return touching == "(" or touching in _SMALL or (touching.isalpha() and not touching.isascii())
        if _INDEXED.fullmatch(text):
            return True
        beside = {_beside(texts, place, -1), _beside(texts, place, 1)} & _KINDS.keys()
        if touching == "[" or texts[place - 1 : place] == ["∂"] or touching in _SMALL:
            return True
        if len(re.sub("[0-9'′*_]", "", text)) == 1:
            in_formula = any(_KINDS[b] == "sign" for b in beside)
            if "".join(texts[place - 1 : place])[-1:] in _AROUND and touching[:1] in _AROUND:
                return True  # an index, as in J[a,i]
            starts = place == 0 and len(texts) > 1  # "A convolution by hand"
            return text not in ("a", "A", "I") or in_formula or self.is_listed(text, _beside(texts, place, 1), starts)
        if text in self.symbols.known and (not text.isalpha() or _beside(texts, place, 1) in ("is", "are")):
            return True
        is_word = text.isalpha() and text.islower() and text.isascii() and len(text) > 3  # "both terms ≥ 0"
        if _CAMEL.search(text) and (text in self.symbols.known or len(text) <= 3):
            return True  # dY, but not ReLU
        return bool(beside & _NAMED_BESIDE) and not is_word

    def is_listed(self, text: str, after: str, starts: bool) -> bool:
        """Whether a letter that may be a word is a symbol of this page, as in "a is a scalar"."""
        return text in self.symbols.known and ((text != "a" and not starts) or after in (",", "and", "is", "are"))

    def token(self, token: Token, atoms: Mapping[int, str]) -> str:
        match token.kind:
            case "space":
                return " "
            case "mark" if _SUM.fullmatch(token.text):
                return self.indexed(r"\textstyle\sum", token.text.lstrip("Σ_"))
            case "symbol":
                symbol = operator(token.text) if token.text in _FUNCTIONS else self.symbol(token.text)
                return symbol + (" " if symbol[-1].isalpha() and "\\" in symbol else "")
            case "atom":
                return atoms[ord(token.text) - ATOMS]
            case "word":
                return rf"\text{{ {escape(token.text)} }}"
        known = {**_SIGNS, **_SINGLE, **_OPENING, **_CLOSING, **_SMALL, ",": r",\,"}
        return known.get(token.text) or escape(token.text)

    def symbol(self, text: str) -> str:
        """The symbol of a name; ``x_ne`` is an entry of x where nothing is called so."""
        found = None if text in self.symbols.known else _INDEXED.fullmatch(text)
        return self.symbols.of(text) if found is None else self.indexed(self.symbols.of(found["base"]), found["indices"])

    def indexed(self, base: str, indices: str) -> str:
        """The base with letters as its indices."""
        if not indices:
            return base + " "
        below = rf"\mathrm{{{indices}}}" if indices in _UPRIGHT else "".join(indices)
        return f"{base}_{{{below}}} "


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
            end, operand_needed = place, _awaits(tokens, place - 1)
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


def _awaits(tokens: Sequence[Token], place: int) -> bool:
    """Whether what stands here is incomplete without what follows: a root, a sum, a function before a blank."""
    token, after = tokens[place], tokens[place + 1 : place + 2]
    if token.kind == "mark":
        return token.text[0] in "√Σ"
    return token.text in _FUNCTIONS and [t.kind for t in after] == ["space"]


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
