"""A standalone document of one or more theorems: title, source, and for each what is given, the theorem and its proof."""

from __future__ import annotations

from collections.abc import Sequence

from symgrad.proof.document import Document
from symgrad.render.latex.closing import closing
from symgrad.render.latex.figure import PACKAGE, picture
from symgrad.render.latex.given import given, meaning, outside
from symgrad.render.latex.measure import width, words_width
from symgrad.render.latex.notation import Latex
from symgrad.render.latex.proof import fragment, judgement, proof, remarks
from symgrad.render.latex.statement import is_proved, statement
from symgrad.render.latex.symbols import escape
from symgrad.render.steps import speaks_of_lines

ROOM = 41.0  # quads in a line: 455 pt at 11 pt, less a little
_HEADING_ROOM = 16.0
_TITLE_ROOM = 22.0  # with the title before the formula

PREAMBLE = r"""\documentclass[11pt,a4paper]{article}
\usepackage{amsmath,amssymb}
\setlength{\textwidth}{455pt}
\setlength{\oddsidemargin}{-1pt}
\setlength{\textheight}{660pt}
\setlength{\topmargin}{-30pt}
\setlength{\parindent}{0pt}
\setlength{\parskip}{5pt plus 2pt}
\setlength{\emergencystretch}{3em}
\allowdisplaybreaks
"""


def document(documents: Sequence[Document], title: str = "") -> str:
    """The LaTeX source of a document that pdflatex compiles; ``title`` is for theorems of several pages."""
    titles = list(dict.fromkeys(d.title for d in documents if d.title))
    whole = titles[0] if len(titles) == 1 else title or "; ".join(titles)
    parts = [_head(escape(whole) if titles else _gradients(documents), documents)]
    previous: Document | None = None
    for d in documents:
        parts += section(d, previous, alone=len(documents) == 1, titled=len(titles) > 1)
        previous = d
    parts += [r"\medskip" + "\n" + text for text in closing(documents)]
    preamble = PREAMBLE + (PACKAGE + "\n" if any(d.figures for d in documents) else "")
    return "\n\n".join([preamble + "\\begin{document}", *parts, "\\end{document}"]) + "\n"


def fragments(documents: Sequence[Document]) -> str:
    """The proofs as ``align*`` to paste into a document of one's own."""
    return "\n\n".join(fragment(d) for d in documents) + "\n"


def _head(title: str, documents: Sequence[Document]) -> str:
    sources = [escape(source) for source in dict.fromkeys(d.source for d in documents if d.source)]
    lines = "\\\\\n".join([rf"{{\Large\bfseries\boldmath {title}}}", *sources])
    return "\\begin{center}\n" + lines.replace(r"\\", r"\\[4pt]", 1) + "\n\\end{center}"


def _gradients(documents: Sequence[Document]) -> str:
    """A title for a layer that has none."""
    layers = [d.program.layers[-1].name for d in documents if d.program is not None and d.program.layers]
    return f"The gradients of ${Latex.of(documents[0]).name(layers[0])}$" if layers else "Gradients"


def section(d: Document, previous: Document | None, alone: bool, titled: bool) -> list[str]:
    """One theorem; what is given is left out where the theorem before it had the same."""
    latex = Latex.of(d)
    out = [] if alone else [_heading(d, previous, latex, titled)]
    if previous is None or (d.title, d.given, d.assumptions) != (previous.title, previous.given, previous.assumptions):
        out += given(d, latex, ROOM)
    means = meaning(d, latex)
    if means and (previous is None or means != meaning(previous, Latex.of(previous))):
        out.append(means)
    out += statement(d, latex, ROOM)
    return [*out, *_proof(d, latex), *remarks(d, latex, ROOM), *(picture(f, latex) for f in d.figures), *judgement(d, latex)]


def _proof(d: Document, latex: Latex) -> list[str]:
    proved = is_proved(d)
    rows = proof(d, latex, ROOM, end=r"\square" if proved else "", numbered=speaks_of_lines(d))
    if not rows:
        return []
    begin = r"\emph{Proof.}" if proved else r"\emph{Derivation.}"
    return ["\n".join([begin, rows, *outside(latex)])]


def _heading(d: Document, previous: Document | None, latex: Latex, titled: bool) -> str:
    """The title where it is new, and what is derived where that is short."""
    side = latex.in_line(d.heading or d.lhs)
    new = titled and (previous is None or previous.title != d.title)
    beside = words_width(escape(d.title)) if new else 0.0
    formula = f"${side}$" if width(side) + beside < (_TITLE_ROOM if new else _HEADING_ROOM) else ""
    parts = [escape(d.title) if new or not formula else "", formula]
    return rf"\section*{{\boldmath {': '.join(filter(None, parts)) or escape(d.name)}}}"
