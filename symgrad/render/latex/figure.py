"""A figure as a grid of cells, each with its label above its note."""

from __future__ import annotations

import re

from symgrad.proof.document import Figure
from symgrad.render.latex.notation import Latex

PACKAGE = r"\IfFileExists{tikz.sty}{\usepackage{tikz}}{}"
_SUBSCRIPT = re.compile(r"([A-Za-z]+)_(\d+)")


def picture(figure: Figure, latex: Latex) -> str:
    """The picture and its caption, centred: a TikZ picture, or a table where TikZ is not installed."""
    drawn = "\n".join([r"\ifdefined\tikzpicture", _tikz(figure), r"\else", _table(figure), r"\fi"])
    return "\\begin{center}\n" + drawn + "\\\\[3pt]\n" + latex.sentence(figure.caption) + "\n\\end{center}"


def _tikz(figure: Figure) -> str:
    height, width = len(figure.rows), len(figure.rows[0])
    nodes = [
        rf"  \node[align=center] at ({j + 0.5},{height - i - 0.5}) {{${_math(c.label)}$\\${_math(c.note)}$}};"
        for i, row in enumerate(figure.rows)
        for j, c in enumerate(row)
        if c.label
    ]
    grid = rf"  \draw[xstep=1,ystep=1] (0,0) grid ({width},{height});"
    return "\n".join([r"\begin{tikzpicture}[x=3.2em,y=2.8em]", grid, *nodes, r"\end{tikzpicture}"])


def _table(figure: Figure) -> str:
    columns = "|" + "c|" * len(figure.rows[0])
    rows = [
        " & ".join(f"${_math(part)}$" if part else "" for part in parts) + r" \\"
        for row in figure.rows
        for parts in ([c.label for c in row], [c.note for c in row])
    ]
    ruled = "\n".join(row + (r" \hline" if k % 2 else "") for k, row in enumerate(rows))
    return rf"\begin{{tabular}}{{{columns}}} \hline" + f"\n{ruled}\n" + r"\end{tabular}"


def _math(text: str) -> str:
    return _SUBSCRIPT.sub(r"\1_{\2}", text)
