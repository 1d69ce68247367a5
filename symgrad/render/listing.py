"""The theorems there are, under the titles and sources that they come from: ``symgrad list``."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from symgrad.render.lines import BLANK, Line
from symgrad.render.notation import Notation
from symgrad.render.theorem import title_lines

if TYPE_CHECKING:
    from symgrad.engine.library import Entry


def listing_lines(entries: Sequence[Entry], notation: Notation, width: int) -> list[Line]:
    """The names, each under its title; consecutive entries with the same title share it."""
    out: list[Line] = []
    above: tuple[str, str] | None = None
    for entry in entries:
        if (entry.title, entry.source) != above:
            above = (entry.title, entry.source)
            out += [BLANK] if out else []
            out += title_lines(entry.title, entry.source, notation, width)
        out.append((("  " + entry.name, "name"), ("   featured" if entry.featured else "", "faint")))
    return out
