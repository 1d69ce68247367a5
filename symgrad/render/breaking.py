"""Break sentences that may hold mathematics: beside words, after commas and before parentheses, never within a formula."""

from __future__ import annotations

import re

from symgrad.render.formula import break_formula
from symgrad.render.width import columns

_OPENING, _CLOSING = "([{⌊⌈", ")]}⌋⌉"
_LINE = 3  # how much a further line hurts the reader


def break_words(text: str, width: int, hang: int = 0) -> list[str]:
    """The lines of a sentence that may hold mathematics: broken beside words, after commas and before parentheses.

    >>> break_words("collapse δ (i = m−k, j = n−l)", 20, hang=2)
    ['collapse δ', '  (i = m−k, j = n−l)']
    """
    brackets = _brackets(text)
    places = {}
    for k in (m.start() for m in re.finditer(" ", text)):
        inside = brackets[k].strip("(")  # "(" opens a parenthesis of words, all else stands for mathematics
        if not inside and _beside_words(text, k):
            places[k] = 4 * min(1, len(brackets[k]))
    return _fill(text, places, width, hang)


def break_reason(text: str, width: int, hang: int = 0) -> list[str]:
    """As ``break_words``; a formula in it that is too wide by itself is broken too."""
    out: list[str] = []
    for piece in break_words(text, width, hang):
        if columns(piece) > width and out and columns(out[-1].strip()) <= _SHORT_WORD:  # "for" and the like do not stand alone
            piece = f"{out.pop()} {piece.lstrip(' ')}"
        indent = len(piece) - len(piece.lstrip(" "))
        out += [" " * indent + part for part in break_formula(piece.lstrip(" "), width - indent)]
    return out


_SHORT_WORD = 6


def _beside_words(text: str, blank: int) -> bool:
    """Whether a line may end at this blank: after a comma, before a parenthesis, or next to a word."""
    before, after = text[:blank].rpartition(" ")[2], text[blank + 1 :].partition(" ")[0]
    if after[:1].isdigit() and before[-1:] not in _STOPS:
        return False  # exercise 1
    follows_word = before[-1:] in _STOPS or _is_word(before)
    if _SIGN.fullmatch(before) or _SIGN.fullmatch(after):
        return follows_word and len(before) > 1  # "a" may be a symbol
    return follows_word or after.startswith("(") or _is_word(after)


def _is_word(part: str) -> bool:
    return _WORD.fullmatch(part.strip("(),;:.")) is not None


_STOPS = (",", ";", ":", ".", "`")
_SIGN = re.compile(r"[=<>≤≥≠+*/·−∈⊢∧∨⇔→|:-]+")
_SHORT_WORDS = "a|an|all|and|are|as|at|by|for|has|if|in|is|it|its|no|not|of|on|one|or|the|then|to|was"
_WORD = re.compile(rf"`[^`]*`[,;:.]?|[^\W\d_]{{4,}}|(?:{_SHORT_WORDS})", re.IGNORECASE)


def _fill(text: str, places: dict[int, int], width: int, hang: int) -> list[str]:
    """The text cut at some of the places, all lines but the first indented."""
    if columns(text) <= width:
        return [text]
    cuts = _best_cuts(text, sorted(places), places, width, hang)
    pieces = [text[a:b].strip() for a, b in zip([0, *cuts], [*cuts, len(text)], strict=True)]
    return [pieces[0], *(" " * hang + piece for piece in pieces[1:])]


def _brackets(text: str) -> list[str]:
    """The brackets that are open before each character: ``(`` one after a blank, ``[`` any other, a backquote."""
    open_, out = "", []
    for k, character in enumerate(text):
        if character == "`":
            open_ = open_[:-1] if open_.endswith("`") else open_ + "`"
        elif character in _CLOSING:
            open_ = open_[:-1]
        out.append(open_)
        if character in _OPENING:
            open_ += "(" if character == "(" and text[k - 1 : k] in ("", " ") else "["
    return out


def _best_cuts(text: str, places: list[int], penalties: dict[int, int], width: int, hang: int) -> list[int]:
    """The cuts with the least overflow, then the fewest lines at the gentlest places, then the most even."""
    best: dict[int, tuple[tuple[int, int, int], list[int]]] = {len(text): ((0, 0, 0), [])}
    for start in (*reversed(places), 0):
        room = width if start == 0 else width - hang
        options = []
        for end in [*(place for place in places if place > start), len(text)]:
            slack = room - columns(text[start:end].strip())
            (over, pain, raggedness), cuts = best[end]
            ragged = 0 if end == len(text) else max(0, slack) ** 2
            cost = (over + max(0, -slack), pain + _LINE + penalties.get(start, 0), raggedness + ragged)
            options.append((cost, [start, *cuts] if start else cuts))
            if slack < 0:  # longer pieces only overflow more
                break
        best[start] = min(options)
    return best[0][1]
