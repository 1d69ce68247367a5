"""The proof: its lines as an ``align*`` with the reasons beside them, by itself or to paste, and the remarks below it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from symgrad.proof.document import Document
from symgrad.render.hypotheses import in_words, listed
from symgrad.render.instances import disagreement_words
from symgrad.render.latex.given import capital, outside
from symgrad.render.latex.measure import width, words_width
from symgrad.render.latex.notation import Latex, Spoken
from symgrad.render.latex.rows import Row, align, equations
from symgrad.render.latex.statement import is_proved
from symgrad.render.latex.symbols import escape
from symgrad.render.steps import reasons_speak_of_lines, shown_steps

FRAGMENT_ROOM = 34.5  # quads in a line of LaTeX's article class, 10 pt
_DISPLAYED = 24.0  # quads of the meaning of a name that is too wide for a line of text
_LONG = 16  # lines of a display that are not kept on one page
_INSEPARABLE = 9.0  # quads of a formula in a sentence that may stand out at the end of a line


def proof(document: Document, latex: Latex, room: float, end: str = "", numbered: bool = False, stated: bool = True) -> str:
    """The lines of the proof as an ``align*``; ``end`` stands at its end. ``stated``: a claim was stated before its proof."""
    heading = document.heading or document.lhs
    rows = []
    for number, step in shown_steps(document):
        label = [f"({number})"] if numbered else []
        claim = stated and document.is_claim and step.term == document.lhs
        rows.append(Row(r"\text{the claim}" if claim else latex.term(step.term), (*label, *latex.words.pieces(step.reason))))
    if document.is_claim:
        return align("", rows, room, end, relation="") if rows else ""
    if not rows and document.rhs is not None:
        rows = [Row(latex.term(document.rhs))]
    return align(latex.term(heading), rows, room, end, relation(document)) if rows else ""


def relation(document: Document) -> str:
    """The sign between the lines of a proof."""
    return {"⇔": r"\Leftrightarrow"}.get(document.relation, document.relation)


def fragment(document: Document, room: float = FRAGMENT_ROOM) -> str:
    """The proof as an ``align*`` to paste, and below it the sentence that says when it holds and what its names mean."""
    latex = Latex.of(document)
    lines = proof(document, latex, room, numbered=reasons_speak_of_lines(document), stated=False)
    spoken = Spoken(latex)
    conditions = in_words(document.hypotheses, spoken)
    sentences = [f"This holds {latex.words.latex(conditions, spoken.atoms)}."] if conditions else []
    meanings = latex.meanings(document.where)
    display = _where(document, latex, room) if any(width(right) > _DISPLAYED for _, right in meanings) else ""
    if meanings and not display:
        sentences.append(f"Here {listed([f'${left} = {right}$' for left, right in meanings])}.")
    sentences += outside(latex)
    if not is_proved(document):
        sentences.append(f"({capital(escape(document.verdict))}.)")
    return "\n".join(filter(None, [_divisible(lines), display, _breakable(sentences)]))


def _where(document: Document, latex: Latex, room: float) -> str:
    """What shorthands and definitions stand for, on display."""
    pairs = [*map(latex.shorthand, latex.shorthands), *map(latex.definition, document.where)]
    return "Here\n" + equations([(left, right, "") for left, right in pairs], room)


def _divisible(lines: str) -> str:
    """A long display that a page may end in, also where the document does not allow it for all."""
    if lines.count("\n") <= _LONG:
        return lines
    return f"\\begingroup\\allowdisplaybreaks\n{lines}\n\\endgroup"


def _breakable(sentences: Sequence[str]) -> str:
    """The sentences as one text; with a formula in it that no line end can divide, its spaces may stretch."""
    text = " ".join(sentences)
    formulas = text.split("$")[1::2]
    # in a sentence, the range of an argmax is written beside it
    if max(map(width, formulas), default=0.0) <= _INSEPARABLE and r"\operatorname*" not in text:
        return text
    return f"\\begin{{sloppypar}}\n{text}\n\\end{{sloppypar}}"


def remarks(document: Document, latex: Latex, room: float) -> list[str]:
    """Remarks under the proof; columns that were made with blanks become columns of a table."""
    lines = [line for remark in document.remarks for line in remark.splitlines() if line.strip()]
    cells = [[latex.sentence(cell) for cell in re.split(r"\s{2,}", line.rstrip())] for line in lines]
    columns = max(map(len, cells), default=0)
    widths = [max((words_width(row[k]) for row in cells if len(row) > k), default=0.0) for k in range(columns - 1)]
    rest = room - sum(widths) - len(widths) - 1
    if columns < 2 or rest < room / 3:
        return [" ".join(" ".join(row) for row in cells)] if cells else []
    spec = "@{}" + r"l@{\quad}" * (columns - 1) + rf"p{{{rest:.0f}em}}@{{}}"
    rows = " \\\\\n".join(" & ".join(row) for row in cells)
    return [rf"\begin{{tabular}}{{{spec}}}" + f"\n{rows}\n" + r"\end{tabular}"]


def judgement(document: Document, latex: Latex) -> list[str]:
    """Why what is not proved is not; nothing where it is."""
    if is_proved(document):
        return []
    because = f": {latex.sentence(document.reason)}" if document.reason else ""
    against = disagreement_words(document)
    because += f". Counterexample: {escape(against)}" if against else ""
    return [rf"\textbf{{Not proved}} ({escape(document.verdict)}){because}."]
