"""How a checked document looks: line by line in the terminal, one line for each as other tools read it, or JSON."""

from __future__ import annotations

import re
from collections import Counter
from typing import Any

from symgrad.checker.verdicts import VERDICTS
from symgrad.documents.source import visible
from symgrad.documents.verdicts import Line, Report
from symgrad.errors import Problem
from symgrad.render.breaking import break_words
from symgrad.render.checked import message as counterexample_words
from symgrad.render.checked import step_lines
from symgrad.render.checked_records import judged_record
from symgrad.render.diagnostics import problem_lines
from symgrad.render.lines import BLANK, line
from symgrad.render.lines import Line as Shown
from symgrad.render.notation import Notation
from symgrad.render.records import error_record
from symgrad.render.signs import to_ascii
from symgrad.render.theorem import SIGNS
from symgrad.render.width import columns

INDENT = 2
_PLACE = re.compile(r"\s+line \d+")  # in the text that the checker saw


def report_lines(report: Report, notation: Notation, width: int, *, detail: bool = False) -> list[Shown]:
    """Every line of the document with its verdict, section by section, and how many there are of each."""
    out: list[Shown] = [line(visible(report.source.filename or "<text>"), "title")]
    section: str | None = None
    shared: list[str] = []
    for number, found in enumerate(report.lines):
        if found.section != section:
            section = found.section
            out += [BLANK, *_words(section, "heading", 0, notation, width)] if section else []
        if found.shared and found.shared is not shared:
            shared = found.shared
            out += [BLANK, *_words(f"read as  {'; '.join(shared)}", "faint", INDENT, notation, width, hang=9)]
        out += _line(report, number, notation, width, detail)
    for problem in report.warnings:
        out += [BLANK, *_warning(problem, width, notation.unicode)]
    out += [BLANK, *_words(summary(report), "faint", INDENT, notation, width)]
    if any(line.verdict in ("undecided", "not understood") for line in report.lines):
        out += _words(coverage(report), "faint", INDENT, notation, width, hang=2)
    return out


def summary(report: Report) -> str:
    """``12 lines: 8 proved, 1 refuted, 3 given``."""
    counts = ", ".join(f"{n} {verdict}" for verdict, n in report.counts.items() if n)
    lines = _lines(len(report.lines))
    formulas = "1 formula" if report.formulas == 1 else f"{report.formulas} formulas"
    return f"{lines} in {formulas}: {counts}" if report.lines else f"nothing to judge in {formulas}"


def coverage(report: Report) -> str:
    """How much was read and decided, and why the rest was not: ``read 9 of 12 lines, decided 7; undecided: 2 SG301; …``."""
    claims = [line for line in report.lines if line.verdict != "given"]
    unread = Counter(line.code for line in claims if line.verdict == "not understood")
    undecided = Counter(line.code for line in claims if line.verdict == "undecided")
    parts = [
        f"read {len(claims) - unread.total()} of {_lines(len(claims))}, decided {len(claims) - (unread + undecided).total()}"
    ]
    for word, reasons in (("undecided", undecided), ("not read", unread)):
        if reasons:
            parts.append(f"{word}: {', '.join(f'{count} {code}' for code, count in reasons.most_common())}")
    return "; ".join(parts)


def _lines(count: int) -> str:
    return "1 line" if count == 1 else f"{count} lines"


def _words(text: str, style: Any, indent: int, notation: Notation, width: int, hang: int = 0) -> list[Shown]:
    return [line(p, style, indent) for p in break_words(notation.words(visible(text)), width - indent, hang=hang)]


def _warning(problem: Problem, width: int, unicode: bool) -> list[Shown]:
    lines = problem_lines(problem, width, unicode)
    first = lines[0]
    return [((first[0][0].replace("error", "warning"), "hint"), *first[1:]), *lines[1:]]


def excerpt(report: Report, found: Line) -> str:
    """The line as it is written in the document, its white space made single."""
    start, end = extent(report.source.text, found.start, found.end)
    return visible(" ".join(report.source.text[start:end].split()))


def extent(text: str, start: int, end: int) -> tuple[int, int]:
    """The span with the ``\\left`` before it and the braces behind it that belong to it, without what only separates."""
    if text[max(0, start - 5) : start] == "\\left":
        start -= 5
    while start > 0 and text[start - 1] == "{" and text[start:end].count("}") > text[start:end].count("{"):
        start = max(start - 1, text.rfind("\\", 0, start))
    open_ = text[start:end].count("{") - text[start:end].count("}")
    while open_ > 0 and end < len(text) and text[end] not in "\n$":
        open_ += (text[end] == "{") - (text[end] == "}")
        end += 1
    while end > start and text[end - 1] in " \t\n&,.;":
        end -= 1
    return start, end


def _line(report: Report, number: int, notation: Notation, width: int, detail: bool) -> list[Shown]:
    found = report.lines[number]
    row, _ = report.source.place(found.start)
    text = excerpt(report, found)
    text = text if notation.unicode else to_ascii(text)
    if found.verdict == "given":
        return _given(found, row, text, notation, width)
    out: list[Shown] = [BLANK]
    out += _quoted(f"{row}", text, width)
    if found.problem is not None:
        return [*out, *problem_lines(found.problem, width, notation.unicode)]
    if found.judged is not None and found.checked is not None and found.verdict == found.judged.verdict:
        found.judged.notes, found.judged.conventions = found.notes, found.conventions
        found.judged.assumptions = found.assumptions
        own = Notation(notation.unicode, found.checked.program)
        out += _same_reading(step_lines(found.judged, found.checked, own, width, detail=detail), text)
        return out + _carets(report, found, width)
    return out + _verdict(found, notation, width)


def _quoted(label: str, text: str, width: int) -> list[Shown]:
    """The line of the document under its number, broken where it is too wide."""
    pieces = _latex_pieces(text, width - len(label) - 3)
    first: Shown = ((f"{label} | ", "faint"), (pieces[0], "heading"))
    return [first, *(((" " * len(label) + " | ", "faint"), (p, "heading")) for p in pieces[1:])]


def _latex_pieces(text: str, width: int) -> list[str]:
    """Broken at blanks; a word of LaTeX is never cut."""
    out: list[str] = []
    current = ""
    for word in text.split(" "):
        if current and columns(current) + 1 + columns(word) > width:
            out.append(current)
            current = "  " + word
        else:
            current = f"{current} {word}" if current else word
    return [*out, current]


def _given(found: Line, row: int, text: str, notation: Notation, width: int) -> list[Shown]:
    out: list[Shown] = [BLANK, *_quoted(f"{row}", text, width)]
    words = "given" + (f": {found.message}" if found.message and not found.message.startswith("says what a new") else "")
    if found.plain:
        words += f"   read as {found.plain}"
    return [*out, *_words(words, "plain", INDENT, notation, width, hang=2)]


def _same_reading(lines: list[Shown], text: str) -> list[Shown]:
    """What the checker says of the line as it was read."""
    del text
    if lines:
        first = tuple(span for span in lines[0] if not _PLACE.fullmatch(span[0]))
        lines = [
            (("  read as ", "faint"), *((t.lstrip() if k == 0 else t, "plain") for k, (t, _) in enumerate(first))),
            *lines[1:],
        ]
    return lines


def _verdict(found: Line, notation: Notation, width: int) -> list[Shown]:
    sign, ascii_sign, style = SIGNS[found.verdict]
    head = f"{sign if notation.unicode else ascii_sign} {found.verdict}"
    out: list[Shown] = []
    if found.plain:
        out += _words(f"read as {found.plain}", "faint", INDENT, notation, width, hang=2)
    pieces = break_words(notation.words(found.message), width - columns(head) - 3) if found.message else [""]
    out += [((head + ("   " if pieces[0] else ""), style), (pieces[0], "plain"))]
    out += [line(p, "plain", columns(head) + 3) for p in pieces[1:]]
    for note in [*found.assumptions, *found.notes]:
        out += _words(note, "plain", INDENT, notation, width, hang=2)
    if found.conventions:
        out += _table(found, notation, width)
    return out


def _table(found: Line, notation: Notation, width: int) -> list[Shown]:
    from symgrad.render.checked import _readings

    return _readings(found.conventions, notation, width)


# ---- where in the line the slip is ----


def slip_place(found: Line) -> tuple[int, int] | None:
    """The part of the document that the likely slip is in."""
    judged = found.judged
    if judged is None or judged.slip is None or not found.places:
        return None
    begin = found.plain.find(judged.slip.was)
    if begin < 0 or not judged.slip.was:
        return None
    start, end = found.offset + begin, found.offset + begin + len(judged.slip.was)
    inside = [
        p for p in found.places if p[0] <= start and end <= p[1] and p[2] < p[3] and found.start <= p[2] and p[3] <= found.end
    ]
    if not inside:
        return None
    best = min(inside, key=lambda p: p[1] - p[0])
    return best[2], best[3]


def _carets(report: Report, found: Line, width: int) -> list[Shown]:
    """The source line with carets under the part that differs."""
    place = slip_place(found)
    if place is None:
        return []
    problem = Problem("", "", source=report.source.text, start=place[0], end=place[1])
    return problem_lines(problem, width)[1:]


# ---- one line for a line, as other tools read it ----


def one_line(found: Line) -> str:
    """The verdict's reason in one line."""
    words = found.message
    if found.judged is not None and found.verdict == found.judged.verdict == "refuted":
        words = counterexample_words(found.judged)
    if found.judged is not None and found.judged.slip is not None and found.judged.slip.proved:
        words += f" (looks like: {found.judged.slip.name}; {found.judged.slip.better} would be right)"
    if found.root is not None:
        words += " (carries on the slip of the line above)"
    return visible(" ".join(words.split()))


def concise_lines(report: Report) -> list[Shown]:
    """``file:line:column: CODE verdict: message``."""
    name = visible(report.source.filename or "<text>")
    out: list[Shown] = []
    for found in report.lines:
        row, column = report.source.place(found.start)
        words = one_line(found)
        code = f"{found.code} " if found.code else ""
        out.append(line(f"{name}:{row}:{column}: {code}{found.verdict}{': ' if words else ''}{words}"))
    for problem in report.warnings:
        row, column = report.source.place(problem.start or 0)
        out.append(line(f"{name}:{row}:{column}: {problem.code} warning: {visible(problem.message)}"))
    return out


def github_lines(report: Report) -> list[Shown]:
    """Workflow commands: an error for what is refuted or not understood, a warning for undecided and for what is not read."""
    out: list[Shown] = []
    for found in report.lines:
        if found.verdict in ("proved", "given"):
            continue
        level = "warning" if found.verdict == "undecided" else "error"
        out.append(_command(report, level, found.start, found.end, f"{found.code} {found.verdict}".strip(), one_line(found)))
    for problem in report.warnings:
        start = problem.start or 0
        out.append(_command(report, "warning", start, problem.end or start, f"{problem.code} warning", problem.message))
    return out


def _command(report: Report, level: str, start: int, end: int, title: str, words: str) -> Shown:
    (row, column), (end_row, end_column) = report.source.place(start), report.source.place(end)
    name = report.source.filename
    file = f"file={_escaped(name).replace(':', '%3A').replace(',', '%2C')}," if name else ""
    place = f"{file}line={row},endLine={end_row},col={column},endColumn={end_column},title={title}"
    return line(f"::{level} {place}::{_escaped(visible(words))}")


def _escaped(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


# ---- JSON ----


def report_record(report: Report, detail: bool = False) -> dict[str, Any]:
    """One of ``files`` in the answer of ``check``."""
    return {
        "file": report.source.filename,
        "assumptions": list(dict.fromkeys(a for found in report.lines for a in found.shared)),
        "steps": [_record(report, found, detail) for found in report.lines],
        "counts": report.counts,
        "warnings": [error_record(problem) for problem in report.warnings],
        "error": None,
    }


def _record(report: Report, found: Line, detail: bool) -> dict[str, Any]:
    record: dict[str, Any] = {
        "lhs": None, "rhs": None, "counterexample": None, "slip": None, "suggestion": None, "hypotheses": [],
    }  # fmt: skip
    if found.judged is not None and found.checked is not None:
        record = judged_record(found.judged, found.checked, detail)
    (row, column), (end_row, end_column) = report.source.place(found.start), report.source.place(found.end)
    conventions = [{"subject": c.subject, "reading": c.reading, "verdict": c.verdict, "own": c.own} for c in found.conventions]
    return {
        **record,
        "line": row, "column": column, "end_line": end_row, "end_column": end_column,
        "text": report.source.text[found.start : found.end],
        "read_as": found.plain or None,
        "section": found.section or None,
        "verdict": found.verdict,
        "code": found.code or None,
        "message": one_line(found) or None,
        "notes": list(found.notes),
        "assumptions": list(found.assumptions),
        "conventions": conventions,
        "carries_on": found.root,
        "problem": None if found.problem is None else error_record(found.problem),
    }  # fmt: skip


def answer(records: list[dict[str, Any]]) -> dict[str, Any]:
    """The answer of ``check`` for several files."""
    return {
        "files": records,
        "counts": {verdict: sum(r["counts"].get(verdict, 0) for r in records) for verdict in VERDICTS},
    }
