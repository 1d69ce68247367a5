"""A figure as a TikZ picture: a grid of cells, each with its label above its note."""

from __future__ import annotations

import re

from symgrad.proof.document import Figure
from symgrad.render.latex.notation import Latex

PACKAGE = r"\usepackage{tikz}"
_SUBSCRIPT = re.compile(r"([A-Za-z]+)_(\d+)")


def tikz(figure: Figure, latex: Latex) -> str:
    """The picture and its caption, centred."""
    height, width = len(figure.rows), len(figure.rows[0])
    nodes = [
        rf"  \node[align=center] at ({j + 0.5},{height - i - 0.5}) {{${_math(c.label)}$\\${_math(c.note)}$}};"
        for i, row in enumerate(figure.rows)
        for j, c in enumerate(row)
        if c.label
    ]
    grid = rf"  \draw (0,0) grid ({width},{height});"
    picture = "\n".join([r"\begin{tikzpicture}[x=3.2em,y=2.8em]", grid, *nodes, r"\end{tikzpicture}"])
    return "\\begin{center}\n" + picture + "\\\\[3pt]\n" + latex.sentence(figure.caption) + "\n\\end{center}"


def _math(text: str) -> str:
    return _SUBSCRIPT.sub(r"\1_{\2}", text)
