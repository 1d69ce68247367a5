"""Mutants of seed documents: pieces deleted, doubled, moved and exchanged, tokens put in, texts cut off and nested."""
# ruff: noqa: E501 - a formula stands on one line, as it does in a document

from __future__ import annotations

import random
import re

_PIECE = re.compile(r"\\[A-Za-z]+|\\.|[A-Za-z]+|\d+|\s+|.", re.DOTALL)
_ODD = (
    "{", "}", "$", "$$", "\\(", "\\]", "\\\\", "&", "_", "^", "'", "(", ")", "[", "]", "|", "\\|", "=", "+", "-", "*", "/", ",", ";",
    "\\frac", "\\sum", "\\partial", "\\left", "\\right", "\\begin{align}", "\\end{align}", "\\begin{cases}", "\\end{bmatrix}",
    "\\text{", "\\over", "\\sqrt", "\\nabla", "\\max", "\\delta_{ij}", "_{", "^{", "#1", "%", "<!--", "-->", "\x00", "\x1b[31m", "\u202e",
    "\\newcommand{\\a}{\\a}", "\\def\\b#1{#1#1}", "é", "∂", "Σ", "\\unknown", "&amp;", "&#120;", "~", "\n\n", "> ", "`", "```",
    "\\input{x}", "\\mathbf", "\\hat", "\\cdot", "\\times", "\\ldots", "\\quad", "symgrad:", "1e9", "99999999999999999999", "\\lfloor",
)  # fmt: skip


def mutant(text: str, random_: random.Random) -> str:
    """One to four small changes."""
    for _ in range(random_.randint(1, 4)):
        pieces = _PIECE.findall(text)
        if not pieces:
            return random_.choice(_ODD)
        at = random_.randrange(len(pieces))
        to = random_.randrange(len(pieces))
        match random_.randrange(8):
            case 0:
                del pieces[at]
            case 1:
                pieces.insert(at, random_.choice(_ODD))
            case 2:
                pieces[at], pieces[to] = pieces[to], pieces[at]
            case 3:
                pieces.insert(to, pieces[at])
            case 4:
                pieces = pieces[:at] if random_.random() < 0.5 else pieces[at:]
            case 5:
                low, high = sorted((at, to))
                pieces[low:high] = pieces[low:high] * 2 if high - low < 40 else []
            case 6:
                opening, closing = random_.choice(
                    [("{", "}"), ("(", ")"), ("\\frac{", "}{2}"), ("\\left[", "\\right]"), ("$", "$"), ("|", "|")]
                )
                low, high = sorted((at, to))
                pieces[low:high] = [opening, *pieces[low:high], closing]
            case 7:
                pieces[at] = pieces[at] * random_.choice((2, 3, 70))
        text = "".join(pieces)[:20_000]
    return text
