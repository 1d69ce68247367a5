"""Break a formula that is too wide: before an operator that stands in no bracket, or after the head of a sum; if that is not
enough, between the terms of a sum in parentheses.

A formula is never wrapped anywhere else and never cropped: what has no such place is left too wide.
"""

from __future__ import annotations

import re

from symgrad.render.width import columns

HANG = 2  # continuation lines are indented by this much
_OPENING, _CLOSING = "([{⌊⌈", ")]}⌋⌉"
_LINE = 3  # how much a further line hurts the reader, and each place where a formula may be broken:
_LOOSE = (
    (re.compile(r"(?<=[,;]) | (?=where )"), 0),
    (re.compile(r" (?=(?:=|≤|<|≥|>|<=|>=) )"), 0),
    (re.compile(r" (?=[+−-] )"), 1),
)
_TERM = re.compile(r" (?=[+−-] )")
_FACTOR = re.compile(r" (?=[·*] )|(?<=[^\s*·])(?=·(?! ))|(?<=[^\s*·])(?=\*(?![\s*]))")
_AFTER_HEAD = re.compile(r"(?<=[)}\]]) (?=[^\s+−\-·*=<>≤≥/|%])")  # of a sum: Σ_{k<P} or sum(k<P)
_HURTS, _HURTS_INSIDE = 3, 5
_SIGN_AHEAD = re.compile(r" (?=[+−-] )")


def break_formula(text: str, width: int, hang: int = HANG) -> list[str]:
    """The lines of the formula, all but the first indented by ``hang``.

    >>> break_formula("Σ_{i,j} G[i,j] · K[m−i, n−j]", 16)
    ['Σ_{i,j} G[i,j]', '  · K[m−i, n−j]']
    """
    out: list[str] = []
    for piece in _fill(text, _loose_places(text), width, hang):
        indent = len(piece) - len(piece.lstrip(" "))
        for factor in _fill(piece.lstrip(" "), _factor_places(piece.lstrip(" ")), width - indent, hang):
            deeper = indent + len(factor) - len(factor.lstrip(" "))
            inner = _fill(factor.lstrip(" "), _places_in_parentheses(factor.lstrip(" ")), width - deeper, hang + HANG)
            out += [" " * deeper + part for part in inner]
    return out


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


_NEXT_ROW = re.compile(r"\], \[")  # between the rows of a matrix of numbers


def _loose_places(text: str) -> dict[int, int]:
    """Where a line may end between the terms of a sum or the sides of an equation, and how much it hurts there."""
    rows = {m.end() - 2: _HURTS for m in _NEXT_ROW.finditer(text)}
    return {**rows, **{place: penalty for pattern, penalty in _LOOSE for place in _matches(pattern, text)}}


def _places_in_parentheses(text: str) -> dict[int, int]:
    """Where a line may end between the terms of a sum in round parentheses, the outermost best."""
    depths = _depths_of_parentheses(text)
    found = {m.start(): depths[m.start()] for m in _TERM.finditer(text)}
    return {place: _HURTS * depth for place, depth in found.items() if depth > 0}


def _depths_of_parentheses(text: str) -> list[int]:
    """In how many parentheses each character stands; −1 if another kind of bracket is open."""
    open_, out = "", []
    for character in text:
        if character in _CLOSING:
            open_ = open_[:-1]
        out.append(len(open_) if set(open_) <= {"("} else -1)
        if character in _OPENING:
            open_ += character
    return out


def _factor_places(text: str) -> dict[int, int]:
    """Where a line may end between the factors of one term, best not within the innermost sum."""
    factors, heads = _matches(_FACTOR, text), _matches(_AFTER_HEAD, text)
    inner = min((place for place in heads if factors and place > factors[0]), default=len(text))
    return {place: _HURTS if place < inner else _HURTS_INSIDE for place in (*factors, *heads)}


def _inner_places(text: str) -> dict[int, int]:
    """Where a line may end before a sign within parentheses: the more of them are open, the more it hurts."""
    places: dict[int, int] = {}
    open_ = ""
    for k, character in enumerate(text):
        if character in _CLOSING:
            open_ = open_[:-1]
        elif character in _OPENING:
            open_ += character
        elif k and set(open_) == {"("} and _SIGN_AHEAD.match(text, k):
            places[k] = _HURTS_INSIDE * len(open_)
    return places


def _matches(pattern: re.Pattern[str], text: str) -> list[int]:
    """Where the pattern is found in no bracket."""
    brackets = _brackets(text)
    return [m.start() for m in pattern.finditer(text) if m.start() > 0 and not brackets[m.start()]]


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
