"""The table of theorems: what each says, its verdict and its source; on the screen and for the README.

Without proving anything the verdict is the one that the derivation file claims, and is headed so.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import groupby
from typing import TYPE_CHECKING, NamedTuple

from symgrad.errors import Problem
from symgrad.proof.document import Document
from symgrad.render.breaking import break_reason, break_words
from symgrad.render.lines import BLANK, Line, Span, line
from symgrad.render.notation import Notation
from symgrad.render.theorem import SIGNS, as_claimed, title_lines
from symgrad.render.width import columns, pad

if TYPE_CHECKING:
    from symgrad.engine.library import Entry

INDENT = 4
VERDICT_WIDTH = 8
WIDEST_NAME = 26  # of the column of names; what a longer one says stands below it
LEAST_ROOM = 30  # columns beside the names; with less, all that they say stands below them
GAP = "   "
Prove = Callable[["Entry"], "Document | Problem"]


class Row(NamedTuple):
    """One theorem of the table. ``seconds`` and ``fine`` (whether it is as claimed) are None where it was not proved."""

    name: str
    says: str
    verdict: str
    source: str
    seconds: float | None = None
    fine: bool | None = None


def row(entry: Entry, prove: Prove | None = None) -> Row:
    """The row of an entry: its verdict as claimed or, with ``prove``, as found."""
    says = (entry.__doc__ or "").strip().split("\n")[0]
    if prove is None:
        return Row(entry.name, says, entry.expected, entry.source)
    outcome = prove(entry)
    if isinstance(outcome, Problem):
        return Row(entry.name, says, "not understood", entry.source, None, False)
    return Row(entry.name, says, outcome.verdict, entry.source, sum(outcome.seconds.values()), as_claimed(outcome))


def listing(
    entries: Sequence[Entry], notation: Notation, width: int, prove: Prove | None = None
) -> Iterator[tuple[list[Line], list[Row]]]:
    """The lines of each group of entries with the same file and source, and its rows, as soon as they are known."""
    above = ""
    for (file, source), group in groupby(entries, key=lambda entry: (entry.name.partition(".")[0], entry.source)):
        rows = [row(entry, prove) for entry in group]
        names = min(WIDEST_NAME, max(columns(_short(r.name)) for r in rows))
        lines = title_lines(file, source, notation, width)
        if file == above:
            lines = [line(piece, "faint", 2) for piece in break_words(notation.words(source), width - 2)]
        lines += [text for r in rows for text in _row_lines(r, names, notation, width)]
        yield [BLANK, *lines] if above and file != above else lines, rows
        above = file


def _row_lines(r: Row, names: int, notation: Notation, width: int) -> list[Line]:
    """``verdict   name   what it says``; that goes on in its column, or below the name where there is no room beside it."""
    shown, style = _verdict(r, notation)
    verdict, name = " " * INDENT + pad(shown, VERDICT_WIDTH), GAP + _short(r.name)
    start = columns(verdict) + columns(GAP) + names + columns(GAP)
    head: Line = ((verdict, style), (name, "name"))
    if not r.says:
        return [head]
    beside = width - start >= LEAST_ROOM
    indent = start if beside else columns(verdict) + 2 * columns(GAP)
    first, *more = break_reason(notation.words(r.says), width - indent)
    if not beside or columns(verdict + name + GAP) > start:
        return [head, *(line(piece, "faint", indent) for piece in (first, *more))]
    gap = " " * (start - columns(verdict + name))
    return [(*head, (gap + first, "faint")), *(line(piece, "faint", start) for piece in more)]


def _verdict(r: Row, notation: Notation) -> Span:
    """The verdict with its sign, or as it is claimed."""
    if r.fine is None:
        return r.verdict, "faint"
    sign, ascii_sign, style = SIGNS.get(r.verdict, ("?", "?", "unsure"))
    return f"{sign if notation.unicode else ascii_sign} {r.verdict}", style if r.fine else "bad"


def _short(name: str) -> str:
    """The name of a theorem within its file."""
    return name.partition(".")[2] or name


def closing_lines(rows: Sequence[Row]) -> list[Line]:
    """How many theorems there are, and whether the verdicts were proved or are as claimed."""
    if any(r.fine is None for r in rows):
        how = "verdicts as the files claim them"
        hints = ["`symgrad list --prove` proves each now"] + [f"`symgrad prove {r.name}` shows one" for r in rows[:1]]
        return [BLANK, line(f"{len(rows)} theorems; {how}"), *(line(hint, "faint") for hint in hints)]
    words = _tally(rows)
    odd = sum(not r.fine for r in rows)
    seconds = sum(r.seconds or 0 for r in rows)
    return [
        BLANK,
        ((f"{len(rows)} theorems: {words}, in {seconds:.1f} s", "plain"), (f"; {odd} not as claimed" if odd else "", "bad")),
    ]


def markdown(rows: Iterable[Row]) -> str:
    """The table for the README: a row for each file and source, with the theorems and how many have which verdict."""
    out = ["| file | theorems | verdict | source |", "|---|---|---|---|"]
    for (file, source), group in groupby(rows, key=lambda r: (r.name.partition(".")[0], r.source)):
        some = list(group)
        names = ", ".join(f"`{r.name.partition('.')[2]}`" for r in some)
        out.append(f"| `{file}` | {names} | {_tally(some)} | {_cell(source)} |")
    return "\n".join(out)


def _tally(rows: Sequence[Row]) -> str:
    counts = {v: sum(r.verdict == v for r in rows) for v in dict.fromkeys(r.verdict for r in rows)}
    return ", ".join(f"{count} {verdict}" for verdict, count in counts.items())


def _cell(text: str) -> str:
    return text.replace("|", "\\|")
