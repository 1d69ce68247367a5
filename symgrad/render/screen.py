"""Where lines go: how wide it is, which signs it can show and whether in colour, decided once."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterable
from typing import Any, TextIO

from symgrad.render.lines import Line, text_of
from symgrad.render.notation import Notation
from symgrad.render.signs import encodes_all_signs

NARROWEST = 20  # below this, lines are laid out for this width and overflow


class Screen:
    """A stream to write lines to. Rich is imported only where there is colour to be had."""

    __slots__ = ("_console", "_stream", "unicode", "width")

    def __init__(self, stream: TextIO, output_format: str | None = None) -> None:
        self._stream = stream
        self.unicode = encodes_all_signs(stream.encoding)
        self.width = max(NARROWEST, shutil.get_terminal_size((80, 24)).columns)
        self._console: Any = None
        if output_format == "rich" or (output_format is None and _takes_colour(stream)):
            from symgrad.render.terminal import console

            self._console = console(stream, self.width)

    @property
    def notation(self) -> Notation:
        return Notation(self.unicode)

    def write(self, lines: Iterable[Line]) -> None:
        """Write the lines at once, so that they are seen while the next proof is made."""
        if self._console is None:
            for whole in lines:
                self._stream.write(text_of(whole) + "\n")
        else:
            from symgrad.render.terminal import write

            write(lines, self._console)
        self._stream.flush()


def _takes_colour(stream: TextIO) -> bool:
    return stream.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"
