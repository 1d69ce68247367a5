"""Judge a whole document: extract its formulas, read its lines section by section, and put the findings in order."""

from __future__ import annotations

from typing import TYPE_CHECKING

from symgrad.documents.blocks import Block, apart
from symgrad.documents.chains import Chains, Unread
from symgrad.documents.extract import pieces
from symgrad.documents.macros import Macro, define
from symgrad.documents.notes import Declared
from symgrad.documents.notes import declare as note
from symgrad.documents.pieces import Formula, Heading, MacroText, Note, NotRead
from symgrad.documents.prose import MATRICES
from symgrad.documents.sections import Section
from symgrad.documents.source import MAX_CHARACTERS, Source, kind_of
from symgrad.documents.verdicts import Report
from symgrad.errors import Problem

if TYPE_CHECKING:
    from symgrad.checker.verdicts import Checked


def check(text: str, filename: str | None = None, *, declare: str = "") -> Report | Checked:
    """Judge what somebody wrote: a document gives a Report, definitions and claims in plain notation give a Checked.

    ``declare`` says what a document leaves out, as in ``V[H,W] zero outside, * is correlation``. Both have ``counts`` and
    ``as_claimed``; ``lines`` of a Report and ``steps`` of a Checked have a ``verdict`` each. Raises Problem SG402 for a
    document that cannot be read.

    >>> check(r"$y = x^2$, so $\\frac{dy}{dx} = 3x$").counts["refuted"]
    1
    """
    if kind_of(filename, text) is not None:
        return check_document(text, filename, options=declare)
    from symgrad.checker.judge import check as check_plain

    return check_plain(text, filename)


def check_document(text: str, filename: str | None = None, kind: str | None = None, options: str = "") -> Report:
    """Judge every equality in the document. ``options``: a declaration that holds from the beginning on.

    >>> [line.verdict for line in check_document("$y_i = 2 x_i$ so $dy_i/dx_i = 2$.", "notes.md").lines][:1]
    ['given']
    """
    source = Source(text, filename, kind or kind_of(filename, text) or "markdown")
    if len(text) > MAX_CHARACTERS:
        raise Problem("SG402", f"a document of more than {MAX_CHARACTERS} characters", filename=filename)
    report = Report(source, [])
    sections = read_document(source, report, options)
    functions: set[str] = set()
    for section in sections:
        offset = len(report.lines)
        section.elsewhere = functions.copy()
        lines = section.judge()
        functions |= section.known.functions.keys()
        for line in lines:
            line.root = line.root + offset if line.root is not None else None
            if section.scope.assumptions and line.verdict in ("proved", "refuted", "undecided"):
                line.shared = section.scope.assumptions
        report.lines += lines
    for line in report.lines:
        if line.problem is not None:
            line.problem.source, line.problem.filename = text, filename
    for problem in report.warnings:
        problem.source, problem.filename = text, filename
    return report


def read_document(source: Source, report: Report, options: str = "") -> list[Section]:
    """The sections of a document, each with its lines and what is declared in it."""
    sections: list[Section] = []
    macros: dict[str, Macro] = {}
    general = Declared()
    if options:
        report.warnings += [Problem(p.code, p.message, help=p.help) for p in note(general, options, 0)]
    declared = general.copy()
    chains = Chains()
    blocks = [Block("")]

    def close() -> None:
        for line in [x for x in chains.lines if isinstance(x, Unread) and not _is_equality(x, source)]:
            chains.lines.remove(line)
            report.warnings.append(line.problem)
        blocks[-1].lines += chains.lines
        chains.lines.clear()

    def finish(title: str) -> None:
        close()
        chains.standing.clear()
        chains.fresh()
        above: Section | None = None
        for block in apart(blocks):
            above = Section(block.title, block.lines, declared, above)
            above.weights = chains.weights
            above.matrices = MATRICES.search(source.text) is not None
            sections.append(above)
        blocks[:] = [Block(title)]
        chains.weights = ""

    for piece, cell in pieces(source):
        match piece:
            case Formula():
                report.formulas += 1
                chains.add(piece, cell, macros)
            case MacroText():
                define(macros, cell.text, piece.start, piece.end)
            case Note():
                found = note(declared, cell.text[piece.start : piece.end], cell.at(piece.start))
                report.warnings += found
                if not sections and not chains.lines and not any(b.lines for b in blocks):
                    note(general, cell.text[piece.start : piece.end], 0)
            case Heading():
                if piece.fresh:
                    finish(piece.title[:70])
                    declared = general.copy()
                else:
                    close()
                    blocks.append(Block(piece.title[:70]))
            case NotRead():
                report.warnings.append(Problem("SG132", piece.message, start=cell.at(piece.start), end=cell.at(piece.end)))
    finish("")
    return sections


def _is_equality(line: Unread, source: Source) -> bool:
    """Whether something was claimed: a remark that cannot be read is no line."""
    return line.display or "=" in source.text[line.start : line.end]
