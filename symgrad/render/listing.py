"""The table of theorems: what each says, its verdict and its source; on the screen and for the README.

Without proving anything the verdict is the one that the derivation file claims, and is headed so.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import groupby
from typing import TYPE_CHECKING, NamedTuple

from symgrad.errors import Problem
from symgrad.proof.document import Document
from symgrad.render.breaking import break_words
from symgrad.render.lines import BLANK, Line, line
from symgrad.render.notation import Notation
from symgrad.render.theorem import SIGNS, as_claimed, title_lines
from symgrad.render.width import columns, pad

if TYPE_CHECKING:
    from symgrad.engine.library import Entry

VERDICT_WIDTH = 11
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
        names = max(columns(r.name) for r in rows)
        lines = title_lines(file, source, notation, width)
        if file == above:
            lines = [line(piece, "faint", 2) for piece in break_words(notation.words(source), width - 2)]
        lines += [_row_line(r, names, notation, width) for r in rows]
        yield [BLANK, *lines] if above and file != above else lines, rows
        above = file


def _row_line(r: Row, names: int, notation: Notation, width: int) -> Line:
    """``verdict   name   what it says``, the last where it fits."""
    sign, ascii_sign, style = SIGNS.get(r.verdict, ("?", "?", "unsure"))
    if r.fine is None:
        shown, style = r.verdict, "faint"
    else:
        shown = f"{sign if notation.unicode else ascii_sign} {r.verdict}"
        style = style if r.fine else "bad"
    start = "    " + pad(shown, VERDICT_WIDTH) + GAP + pad(r.name, names) + GAP
    says = notation.words(r.says)
    says = says if columns(start + says) <= width else ""
    return (("    " + pad(shown, VERDICT_WIDTH), style), (GAP + pad(r.name, names), "name"), (GAP + says, "faint"))


def closing_lines(rows: Sequence[Row]) -> list[Line]:
    """How many theorems there are, and whether the verdicts were proved or are as claimed."""
    if any(r.fine is None for r in rows):
        how = "verdicts as the files claim them"
        return [BLANK, line(f"{len(rows)} theorems; {how}"), line("`symgrad list --prove` proves each now", "faint")]
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
