"""What Rocq said of each theorem: lines for ``symgrad rocq``, and records."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from typing import Any

from symgrad.render.lines import BLANK, Line, Style, line
from symgrad.render.notation import Notation
from symgrad.render.width import columns, pad
from symgrad.rocq.facts import LAWS
from symgrad.rocq.run import HOW_TO_INSTALL, Certified, Coqc, counts, coverage

INDENT = 2
_SIGNS: dict[str, tuple[str, str, Style]] = {  # coverage -> sign, word, style
    "certified": ("✓", "certified", "good"),
    "certified under named hypotheses": ("✓", "certified", "good"),
    "rejected": ("✗", "rejected", "bad"),
    "not run": ("–", "not run", "unsure"),
    "not exported": ("✗", "not certified", "bad"),
}
_WORDS = max(len(word) for _, word, _ in _SIGNS.values())


def certified_lines(r: Certified, notation: Notation, width: int, name_width: int) -> list[Line]:
    """One theorem: the verdict, its name and the time; below it what it rests on, or what is wrong."""
    sign, word, style = _SIGNS[coverage(r)]
    sign = notation.words(sign)
    head = pad(f"{sign} {word}", _WORDS + columns(sign) + 1)
    time = f"{r.seconds:5.1f} s" if r.seconds else ""
    name = pad(r.name, name_width)
    if INDENT + columns(head) + 2 + columns(name) + 2 + len(time) > width:
        time = ""
    out: list[Line] = [((" " * INDENT, "plain"), (head, style), ("  " + name, "name"), ("  " + time, "faint"))]
    indent = INDENT + columns(head) + 2
    if r.named:
        laws = [notation.words(LAWS[law][1]) for law in r.named]
        out += _items("given ", laws, indent, width, "faint")
    if r.reason:
        out += _told(notation.words(r.reason), indent, width, "plain")
    return out


def _items(head: str, items: Sequence[str], indent: int, width: int, style: Style) -> list[Line]:
    """A list of formulae, broken between them only."""
    pieces, text = [], head
    for k, item in enumerate(items):
        part = item + (", " if k < len(items) - 1 else "")
        if text != head and indent + columns(text + part.rstrip()) > width:
            pieces.append(text)
            text = " " * len(head)
        text += part
    return [line(piece.rstrip(), style, indent) for piece in (*pieces, text)]


def _told(text: str, indent: int, width: int, style: Style) -> list[Line]:
    """Words, broken between them, under a theorem; the lines of a message stay apart."""
    room = max(width - indent, 20)
    pieces = [piece for part in text.splitlines() for piece in (textwrap.wrap(part, room, break_long_words=False) or [""])]
    return [line(piece, style, indent) for piece in pieces]


def coverage_lines(results: Sequence[Certified], coqc: Coqc | None, directory: str, width: int) -> list[Line]:
    """The summary: how many theorems stand where, who checked them, and where the scripts are."""
    total = counts(results)
    told = ", ".join(f"{n} {words}" for words, n in total.items() if n)
    good = total["certified"] + total["certified under named hypotheses"]
    out: list[Line] = [BLANK]
    out += _told(f"{len(results)} theorem{'s' * (len(results) != 1)}: {told}", 0, width, "plain")
    if coqc is None:
        out += _told(f"not run: there is no coqc here. {HOW_TO_INSTALL}", 0, width, "unsure")
    elif good:
        out += _told(f"checked by coqc {coqc.version}; no axiom, nothing admitted", 0, width, "faint")
    if directory:
        out += _told(f"scripts and their library: {directory}", 0, width, "faint")
    return out


def certified_record(r: Certified) -> dict[str, Any]:
    """One of ``theorems`` in the answer of ``symgrad rocq``."""
    return {
        "name": r.name,
        "rocq": r.rocq,
        "coverage": coverage(r),
        "named_hypotheses": list(r.named),
        "reason": r.reason or None,
        "file": r.file or None,
        "seconds": round(r.seconds, 3),
    }
