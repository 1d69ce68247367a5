"""No line of the library is wider than the terminal."""

from copy import copy

import pytest

from symgrad.engine.library import entries
from symgrad.render.lines import text_of
from symgrad.render.notation import Notation
from symgrad.render.theorem import theorem_lines
from symgrad.render.width import columns

from .documents import Agreement


def too_wide(width: int, notation: Notation) -> list[str]:
    """The lines of all pages that are wider, each with the theorem that it belongs to."""
    out = []
    for entry in entries():
        document = copy(entry.document)
        document.instances = document.instances or Agreement(counted=120, tried=150)
        texts = map(text_of, theorem_lines(document, notation, width))
        out += [f"{document.name}: {text.strip()}" for text in texts if columns(text) > width]
    return out


@pytest.mark.parametrize("width", [60, 80, 120])
def test_no_line_of_the_library_is_wider_than_the_terminal(width: int) -> None:
    assert too_wide(width, Notation()) == []


@pytest.mark.parametrize("width", [60, 80])
def test_no_line_is_wider_in_ascii(width: int) -> None:
    assert too_wide(width, Notation(unicode=False)) == []
