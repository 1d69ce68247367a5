"""Lines in colour: the only module that knows rich. Text is never read as markup, wrapped or cropped."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TextIO

from rich.console import Console
from rich.text import Text

from symgrad.render.lines import Line, Style

COLOURS: dict[Style, str] = {
    "plain": "",
    "title": "bold",
    "heading": "bold",
    "math": "",
    "number": "dim",
    "reason": "cyan",
    "name": "cyan",
    "faint": "dim",
    "good": "green",
    "bad": "bold red",
    "unsure": "yellow",
    "hint": "blue",
}


def console(stream: TextIO, width: int) -> Console:
    """A console that leaves every character as it is."""
    return Console(file=stream, width=width, markup=False, emoji=False, highlight=False)


def write(lines: Iterable[Line], to: Console) -> None:
    """Print the lines as they are, each style in its colour."""
    for whole in lines:
        text = Text(no_wrap=True, overflow="ignore", end="")
        for part, style in whole:
            text.append(part, COLOURS[style])
        text.rstrip()
        to.print(text, soft_wrap=True, crop=False)
