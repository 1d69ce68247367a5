"""What Rocq said of each theorem: lines for ``symgrad rocq``, and records."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from typing import Any

from symgrad.render.lines import BLANK, Line, Style, line
from symgrad.render.notation import Notation
from symgrad.render.width import columns, pad
from symgrad.rocq.facts import LAWS
from symgrad.rocq.run import HOW_TO_INSTALL, OLDEST, Certified, Coqc, counts, coverage, slowest

INDENT = 2
MOST = 10  # of the slowest scripts are listed
_SIGNS: dict[str, tuple[str, str, Style]] = {  # coverage -> sign, word, style
    "certified": ("✓", "certified", "good"),
    "certified under named hypotheses": ("✓", "certified", "good"),
    "rejected": ("✗", "rejected", "bad"),
    "not run": ("–", "not run", "unsure"),
    "not exported": ("✗", "not certified", "bad"),
}
_SAID = {"not exported": "not certified"}  # in the summary
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


def coverage_lines(results: Sequence[Certified], coqc: Coqc | None, directory: str, seconds: float, width: int) -> list[Line]:
    """The summary: how many theorems stand where, who checked them in what time, and where the scripts are."""
    total = counts(results)
    told = ", ".join(f"{n} {_SAID.get(words, words)}" for words, n in total.items() if n)
    good = total["certified"] + total["certified under named hypotheses"]
    out: list[Line] = [BLANK]
    if coqc is not None and len(results) > MOST:
        out += [*_slowest_lines(results, width), BLANK]
    out += _told(f"{len(results)} theorem{'s' * (len(results) != 1)}: {told}", 0, width, "plain")
    out += _not_certified(results, width) if len(results) > MOST else []
    if coqc is None:
        oldest = ".".join(map(str, OLDEST))
        out += [line(f"not run: there is no coqc {oldest} or newer here", "unsure"), line(HOW_TO_INSTALL, "unsure")]
    elif good:
        out += _told(f"checked by coqc {coqc.version} in {seconds:.0f} s; no axiom, nothing admitted", 0, width, "faint")
    if directory:
        out += _told(f"scripts and their library: {directory}", 0, width, "faint")
    return out


def _slowest_lines(results: Sequence[Certified], width: int) -> list[Line]:
    """Which scripts took coqc longest, and what they took of a processor and of memory."""
    listed = slowest(results, MOST)
    names = max((len(r.name) for r in listed), default=0)
    out: list[Line] = [line("slowest", "plain")] if listed else []
    for r in listed:
        told = f"{r.seconds:5.1f} s"
        if r.memory and INDENT + names + len(told) + 12 <= width:
            told += f"  {r.memory / 1e6:5.0f} MB"
        out.append(((" " * INDENT, "plain"), (pad(r.name, names), "name"), ("  " + told, "faint")))
    return out


def _not_certified(results: Sequence[Certified], width: int) -> list[Line]:
    """Each theorem that is not certified though there is a coqc, or no script, with the reason once more."""
    out: list[Line] = []
    for r in results:
        if coverage(r) in ("rejected", "not exported"):
            first = r.reason.partition("\n")[0]
            out += _told(f"{_SAID.get(coverage(r), coverage(r))}: {r.name}: {first}", INDENT, width, "bad")
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
        "megabytes": round(r.memory / 1e6),
    }


def summary_record(results: Sequence[Certified], coqc: Coqc | None, seconds: float) -> dict[str, Any]:
    """What stands beside ``theorems`` in the answer of ``symgrad rocq``."""
    return {
        "counts": counts(results),
        "coqc": coqc.version if coqc else None,
        "seconds": round(seconds, 1),
        "slowest": [{key: certified_record(r)[key] for key in ("name", "seconds", "megabytes")} for r in slowest(results, MOST)],
    }
