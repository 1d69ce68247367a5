"""Extraction: every piece of mathematics with its exact place, in every kind of document, and nothing that is not there."""
# ruff: noqa: E501 - a formula stands on one line, as it does in a document

from __future__ import annotations

import json

import pytest

from symgrad.documents.extract import pieces
from symgrad.documents.pieces import Formula, Heading, MacroText, Note, NotRead
from symgrad.documents.source import Source, kind_of, visible


def formulas(text: str, kind: str = "markdown") -> list[str]:
    out = []
    for piece, cell in pieces(Source(text, None, kind)):
        if isinstance(piece, Formula):
            out.append("".join(cell.text[a:b] for a, b in piece.spans))
    return out


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("a $x = 1$ b", ["x = 1"]),
        ("a $$x = 1$$ b", ["x = 1"]),
        (r"a \(x = 1\) b \[y = 2\]", ["x = 1", "y = 2"]),
        ("```math\nx = 1\n```\n```python\n$y$\n```", ["\nx = 1\n"]),
        (r"\begin{align}a &= b\end{align} \begin{equation*} c \end{equation*}", ["a &= b", " c "]),
        ("it costs 5$ or 6$ a day", []),
        ("it costs $5 and $6", []),
        (r"escaped \$x\$ and $y$", ["y"]),
        ("`$x$` and ``$y$`` and $z$", ["z"]),
        ("> $$\n> x\n> $$", ["\nx\n"]),
        ("$`x`$", ["x"]),
        ("an open $x and no more\n\nparagraph $y$", ["y"]),
        ("$$a$$\n$$b$$", ["a", "b"]),
        ("<!-- $x$ --> $y$", ["y"]),
    ],
)
def test_markdown(text: str, found: list[str]) -> None:
    assert formulas(text) == found


def test_tex_skips_comments_and_verbatim_text() -> None:
    text = "% $a$\n\\verb|$b$| \\begin{verbatim}$c$\\end{verbatim} \\begin{lstlisting}$d$\\end{lstlisting} $e$ 5\\% $f$"
    assert formulas(text, "tex") == ["e", "f"]


def test_rst_has_directives_and_roles_and_no_code() -> None:
    text = "T\n=\n\n.. math::\n   :label: x\n\n   a = b \\\\\n   c = d\n\ntext :math:`e` \n\n.. code-block:: python\n\n   $f$\n"
    assert formulas(text, "rst") == ["   a = b \\\\\n   c = d", "e"]


def test_an_empty_line_separates_the_equations_of_a_directive_but_not_of_an_environment() -> None:
    assert formulas(".. math::\n\n   a = b\n\n   c = d\n", "rst") == ["   a = b", "   c = d"]
    inner = "   \\begin{aligned}\n   a &= b\n\n   &= c\n   \\end{aligned}"
    assert formulas(f".. math::\n\n{inner}\n", "rst") == [inner.replace("\n\n", "")]


def test_in_tex_a_formula_may_begin_with_a_space() -> None:
    assert formulas("$ 1 + 1 = 3$ and $2 = 2 $", "tex") == [" 1 + 1 = 3", "2 = 2 "]
    assert formulas("costs 5 $ a day, or 6$ a day", "markdown") == []


def test_places_in_a_notebook_are_those_of_the_file() -> None:
    cells = [{"cell_type": "markdown", "source": ["é \u20ac\n", "so $x = 1$"]}, {"cell_type": "code", "source": ["$y$"]}]
    for ascii_ in (True, False):
        raw = json.dumps({"cells": cells, "nbformat": 4}, indent=1, ensure_ascii=ascii_)
        (piece, cell), *rest = [(p, c) for p, c in pieces(Source(raw, "a.ipynb", "notebook")) if isinstance(p, Formula)]
        assert rest == []
        assert raw[cell.at(piece.start) : cell.at(piece.end)] == "x = 1"


def test_headings_notes_macros_and_what_is_not_read() -> None:
    text = "\\section{A}\n% symgrad: x[N]\n\\newcommand{\\a}[1]{b #1}\n\\input{../secret}\n\\begin{exercise} $x$ \\end{exercise}"
    found = [piece for piece, _ in pieces(Source(text, None, "tex"))]
    assert [type(p) for p in found] == [Heading, Note, MacroText, NotRead, Heading, Formula]
    note = found[1]
    assert text[note.start : note.end] == "x[N]"
    assert [p.fresh for p in found if isinstance(p, Heading)] == [False, True]


@pytest.mark.parametrize(
    ("name", "text", "kind"),
    [
        ("a.tex", "", "tex"), ("a.MD", "", "markdown"), ("a.rst", "", "rst"), ("a.ipynb", "", "notebook"),
        ("a.txt", "$x$", "markdown"), ("a.txt", "y = 2*x", None), (None, "\\documentclass{a} $x$", "tex"), (None, "y[i] = x[i]", None),
    ],
)  # fmt: skip
def test_the_kind_of_a_document(name: str | None, text: str, kind: str | None) -> None:
    assert kind_of(name, text) == kind


def test_control_characters_are_not_shown() -> None:
    assert visible("a\x1b[31m\u202eb\x00") == "a\ufffd[31m\ufffdb\ufffd"
