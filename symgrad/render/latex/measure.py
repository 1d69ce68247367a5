"""How wide LaTeX comes out, in quads of the surrounding font: from the metrics of Computer Modern, for what we write."""

from __future__ import annotations

import re
from functools import lru_cache

SCRIPT = 0.8  # how wide scripts are against the text that they stand at; small fonts are wider than their size
DISPLAY, TEXT, SCRIPTS = 0, 1, 2  # styles: limits stand above and below, beside; no spaces around signs

_TOKEN = re.compile(r"\\[A-Za-z]+\*?|\\.|.", re.DOTALL)
_LETTERS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
_ITALIC = (  # cmmi10, in thousandths
    "529 429 433 520 466 490 477 576 345 412 521 298 878 600 485 503 446 451 469 361 572 485 716 572 490 465 "
    "750 759 715 828 738 643 786 831 440 555 849 681 970 803 763 642 791 759 613 584 683 583 944 828 581 683"
)
_ROMAN = (  # cmr10
    "500 556 444 556 444 306 500 556 278 306 528 278 833 556 500 556 528 392 394 389 556 528 722 528 528 444 "
    "750 708 722 764 681 653 785 750 361 514 778 625 917 750 778 681 778 736 556 722 750 750 1028 750 750 611"
)
_MATH: dict[str, float] = {
    **{letter: int(w) / 1000 for letter, w in zip(_LETTERS, _ITALIC.split(), strict=True)},
    **dict.fromkeys("()[]", 0.389), **dict.fromkeys("0123456789", 0.5),
    "/": 0.5, "'": 0.28, "*": 0.5, " ": 0, "|": 0.278, "!": 0.278, ".": 0.278, "`": 0.278, ",": 0.445, ";": 0.445, ":": 0.834,
    r"\,": 0.167, r"\;": 0.278, r"\:": 0.222, r"\ ": 0.333, r"\!": -0.167, r"\quad": 1, r"\qquad": 2, r"\infty": 1,
    r"\partial": 0.56, r"\lfloor": 0.444, r"\rfloor": 0.444, r"\lceil": 0.444, r"\rceil": 0.444, r"\delta": 0.48,
    r"\Rightarrow": 1.56, r"\sum": 1.61, r"\prod": 1.45, r"\dots": 1.2, r"\neg": 0.667, r"\square": 0.78, r"\mid": 0.834,
    r"\bmod": 2.6, r"\ldots": 1.2, r"\displaystyle": 0,
}  # fmt: skip
_TEXT: dict[str, float] = {
    **{letter: int(w) / 1000 for letter, w in zip(_LETTERS, _ROMAN.split(), strict=True)},
    **dict.fromkeys(".,:;'`!i", 0.278), **dict.fromkeys("()-", 0.389), " ": 0.333, "~": 0.333,
}  # fmt: skip
_RELATIONS = frozenset(
    {"=", "<", ">", r"\le", r"\ge", r"\ne", r"\mid", r"\to", r"\in", r"\Leftrightarrow", r"\mapsto", r"\approx"}
)
_BINARY = frozenset({"+", "-", r"\times", r"\cdot", r"\land", r"\lor"})
_SIGN_WIDTH = {r"\cdot": 0.278, r"\mid": 0.278, r"\to": 1.0, r"\Leftrightarrow": 1.0, r"\mapsto": 1.0}
_BIG = {r"\bigl": 0.458, r"\bigr": 0.458, r"\Bigl": 0.597, r"\Bigr": 0.597, r"\biggl": 0.736, r"\biggr": 0.736}
_NO_OPERANDS = frozenset({" ", "(", "[", ",", r"\bigl", r"\Bigl", r"\lfloor"})  # a sign after them is no binary one
_LIMITS = frozenset({r"\sum", r"\prod", r"\max", r"\min", r"\operatorname*"})
_WORDS = frozenset({r"\text", r"\mathit", r"\mathrm", r"\operatorname", r"\operatorname*", r"\texttt"})


@lru_cache(maxsize=4096)
def width(latex: str) -> float:
    """The width of mathematics in display style."""
    latex = _MATRIX.sub(lambda found: "0" * round(2 * _matrix_width(found[1])), latex)  # a digit is half a quad wide
    return _Measure(_TOKEN.findall(latex)).row(DISPLAY)


_MATRIX = re.compile(r"\\begin\{pmatrix\}(.*?)\\end\{pmatrix\}", re.DOTALL)


def _matrix_width(entries: str) -> float:
    """The width of a matrix: its columns, a quad between them, and its parentheses."""
    rows = [[width(cell) for cell in row.split("&")] for row in entries.split(r"\\")]
    widest: list[float] = [max(column) for column in zip(*rows, strict=True)]
    return sum(widest) + len(rows[0]) - 1 + 1.5


def words_width(latex: str) -> float:
    """The width of words that may hold ``$mathematics$``."""
    parts = re.split(r"(?<!\\)\$", latex)
    return sum(width(part) if k % 2 else _plain_width(part) for k, part in enumerate(parts))


def _plain_width(text: str) -> float:
    return sum(0.5 if len(token) > 1 else _TEXT.get(token, 0.5) for token in _TOKEN.findall(text) if token not in "{}")


class _Measure:
    """Reads the tokens once, from left to right."""

    def __init__(self, tokens: list[str]) -> None:
        self.tokens, self.place = tokens, 0

    def next(self) -> str:
        token = self.tokens[self.place] if self.place < len(self.tokens) else ""
        self.place += 1
        return token

    def peek(self) -> str:
        return self.tokens[self.place] if self.place < len(self.tokens) else ""

    def row(self, style: int) -> float:
        """The width up to the end of the group."""
        total, operand = 0.0, False  # whether something stands on the left of a binary sign
        while self.peek() not in ("", "}"):
            token = self.next()
            if token in _RELATIONS or token in _BINARY:
                total += self.sign(token, operand, style)
                operand = False
            else:
                total += self.with_scripts(token, style)
                operand = token not in _NO_OPERANDS or (operand and token == " ")
        return total

    def sign(self, token: str, operand: bool, style: int) -> float:
        around = 0.0 if style == SCRIPTS else 0.556 if token in _RELATIONS else 0.445 if operand else 0.0
        return _SIGN_WIDTH.get(token, 0.778) + around

    def with_scripts(self, token: str, style: int) -> float:
        base = self.atom(token, style)
        above = below = 0.0
        while self.peek() in ("_", "^"):
            above_now = self.next() == "^"
            size = SCRIPT * self.argument(SCRIPTS)
            above, below = (size, below) if above_now else (above, size)
        if token in _LIMITS and style == DISPLAY:
            return max(base, above, below) + 0.167
        return base + max(above, below) + (0.05 if above or below else 0.0)

    def argument(self, style: int) -> float:
        token = self.next()
        if token != "{":
            return self.atom(token, style)
        total = self.row(style)
        self.next()
        return total

    def atom(self, token: str, style: int) -> float:
        if token == "{":
            self.place -= 1
            return self.argument(style)
        if token == r"\frac":
            inner = TEXT if style == DISPLAY else style
            return 0.24 + max(self.argument(inner), self.argument(inner))
        if token == r"\sqrt":
            return 0.88 + self.argument(style)
        if token == r"\substack":
            return max(_Measure(_TOKEN.findall(line)).row(SCRIPTS) for line in self.group().split(r"\\"))
        if token in _WORDS:
            return words_width(self.group()) + (0.0 if token == r"\mathit" else 0.167)
        if token in _BIG:
            self.next()
            return _BIG[token]
        if token.startswith("\\") and token not in _MATH:
            return _plain_width(token[1:]) + 0.167 if token[1:] in _UPRIGHT else 0.66
        return _MATH.get(token, 0.55)

    def group(self) -> str:
        """The text of the group that follows."""
        if self.peek() != "{":
            return self.next()
        start, depth = self.place + 1, 0
        while True:
            token = self.next()
            depth += (token == "{") - (token == "}")
            if depth == 0 or not token:
                return "".join(self.tokens[start : self.place - 1])


_UPRIGHT = frozenset({"exp", "log", "sin", "cos", "tan", "tanh", "min", "max", "sqrt"})
