"""Break a formula that is too wide: before an operator that stands in no bracket, or after the head of a sum.

A formula is never wrapped anywhere else and never cropped: what has no such place is left too wide.
"""

from __future__ import annotations

import re

from symgrad.render.width import columns

HANG = 2  # continuation lines are indented by this much
_OPENING, _CLOSING = "([{⌊⌈", ")]}⌋⌉"
_PLACES = (  # where a formula may be broken, and how much it hurts the reader there
    (re.compile(r"(?<=[,;]) | (?=where )"), 0),
    (re.compile(r" (?=(?:=|≤|<|≥|>|<=|>=) )"), 0),
    (re.compile(r" (?=[+−-] )"), 1),
    (re.compile(r"(?<=[)}\]]) (?=[^\s+−\-·*=<>≤≥/|%])"), 2),  # after Σ_{k<P} or sum(k<P)
    (re.compile(r" (?=[·*] )"), 3),
    (re.compile(r"(?<=[^\s*·])(?=·(?! ))|(?<=[^\s*·])(?=\*(?![\s*]))"), 4),
)


def break_formula(text: str, width: int, hang: int = HANG) -> list[str]:
    """The lines of the formula, all but the first indented by ``hang``.

    >>> break_formula("Σ_{i,j} G[i,j] · K[m−i, n−j]", 16)
    ['Σ_{i,j} G[i,j]', '  · K[m−i, n−j]']
    """
    if columns(text) <= width:
        return [text]
    return _fill(text, _places(text), width, hang)


def break_words(text: str, width: int, hang: int = 0) -> list[str]:
    """The lines of a sentence, broken between words; what stands in backquotes or around ``=`` is kept whole.

    >>> break_words("collapse δ (i = m−k, j = n−l)", 20, hang=2)
    ['collapse δ', '  (i = m−k, j = n−l)']
    """
    if columns(text) <= width:
        return [text]
    quoted = [m.span() for m in _QUOTED.finditer(text)]
    depths = _depths(text)
    between = (m.start() for m in _BETWEEN_WORDS.finditer(text))
    free = [place for place in between if not any(a < place < b for a, b in quoted)]
    return _fill(text, {place: min(1, depths[place]) for place in free}, width, hang)


_QUOTED = re.compile(r"`[^`]*`")
_TIES = "=<>≤≥≠+*/·−∈⊢∧∨⇔→|:-"  # signs that a line neither ends nor begins with
_BETWEEN_WORDS = re.compile(rf"(?<![{_TIES}]) (?![{_TIES}])")


def _fill(text: str, places: dict[int, int], width: int, hang: int) -> list[str]:
    cuts = _best_cuts(text, sorted(places), places, width, hang)
    pieces = [text[a:b].strip() for a, b in zip([0, *cuts], [*cuts, len(text)], strict=True)]
    return [pieces[0], *(" " * hang + piece for piece in pieces[1:])]


def _places(text: str) -> dict[int, int]:
    """The offsets at which the text may be broken, each with its penalty."""
    depths = _depths(text)
    found: dict[int, int] = {}
    for pattern, penalty in _PLACES:
        for match in pattern.finditer(text):
            if depths[match.start()] == 0 and match.start() > 0:
                found.setdefault(match.start(), penalty)
    return found


def _depths(text: str) -> list[int]:
    """How many brackets are open before each character."""
    depth, out = 0, []
    for character in text:
        depth -= character in _CLOSING
        out.append(depth)
        depth += character in _OPENING
    return out


def _best_cuts(text: str, places: list[int], penalties: dict[int, int], width: int, hang: int) -> list[int]:
    """The cuts with the least overflow, then the fewest lines, then at the gentlest places, then the most even."""
    best: dict[int, tuple[tuple[int, int, int, int], list[int]]] = {len(text): ((0, 0, 0, 0), [])}
    for start in (*reversed(places), 0):
        room = width if start == 0 else width - hang
        options = []
        for end in [*(place for place in places if place > start), len(text)]:
            slack = room - columns(text[start:end].strip())
            (over, lines, pain, raggedness), cuts = best[end]
            ragged = 0 if end == len(text) else max(0, slack) ** 2
            cost = (over + max(0, -slack), lines + 1, pain + penalties.get(start, 0), raggedness + ragged)
            options.append((cost, [start, *cuts] if start else cuts))
            if slack < 0:  # longer pieces only overflow more
                break
        best[start] = min(options)
    return best[0][1]
