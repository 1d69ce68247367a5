"""A problem as rustc shows one: what is wrong, the source line with carets, facts, and a change to make."""

from __future__ import annotations

from symgrad.errors import Place, Problem
from symgrad.render.breaking import break_words
from symgrad.render.lines import Line, line
from symgrad.render.signs import to_ascii
from symgrad.render.width import columns, visible

MARGIN_OF_EXCERPT = 12  # columns shown before the carets where a source line is too wide


def problem_lines(problem: Problem, width: int, unicode: bool = True) -> list[Line]:
    """The message, the excerpt, the notes and the help."""
    out = _message(problem, width)
    place = problem.place()
    if place is not None:
        out += _excerpt(problem, place, width)
    elif problem.filename:
        out.append(line(f" --> {visible(problem.filename)}", "faint"))
    for note in problem.notes:
        out += _labelled("note", note, width)
    if problem.help:
        out += _labelled("help", problem.help, width)
    return out if unicode else [tuple((to_ascii(text), style) for text, style in whole) for whole in out]


def _message(problem: Problem, width: int) -> list[Line]:
    label = f"error[{problem.code}]"
    pieces = _paragraphs(f"{label}: {problem.message}", width)
    return [((label, "bad"), (pieces[0][len(label) :], "title")), *(line(piece, "title", 2) for piece in pieces[1:])]


def _labelled(label: str, text: str, width: int) -> list[Line]:
    indent = len(label) + 2
    pieces = _paragraphs(text, width - indent)
    style = "good" if label == "help" else "hint"
    return [((f"{label}: ", style), (pieces[0], "plain")), *(line(piece, "plain", indent) for piece in pieces[1:])]  # type: ignore[list-item]


def _paragraphs(text: str, width: int) -> list[str]:
    return [piece for part in text.splitlines() or [""] for piece in break_words(visible(part), width)]


def _excerpt(problem: Problem, place: Place, width: int) -> list[Line]:
    """The source line under its number, with carets under the part that is meant."""
    source = problem.line()
    before = visible(source[: place.column - 1])
    upto = visible(source[: place.end_column - 1])
    start, size = columns(before), max(1, columns(upto) - columns(before))
    gutter = len(str(place.line))
    shown, start = _window(visible(source), start, size, width - gutter - 3)
    blank = " " * gutter
    out: list[Line] = []
    if problem.filename:
        out.append(line(f"{blank}--> {visible(problem.filename)}:{place.line}:{place.column}", "faint"))
    out += [
        line(f"{blank} |", "faint"),
        ((f"{place.line} | ", "faint"), (shown, "plain")),
        ((f"{blank} | ", "faint"), (" " * start + "^" * size, "bad")),
    ]
    return out


def _window(text: str, start: int, size: int, width: int) -> tuple[str, int]:
    """The part of a source line around the carets that fits, and where the carets start in it."""
    if columns(text) <= width or width < 2 * MARGIN_OF_EXCERPT:
        return text, start
    first = max(0, min(start - MARGIN_OF_EXCERPT, columns(text) - width))
    if start + size <= width - 3:
        first = 0
    cut = _from_column(text, first + 3) if first else text
    shift = columns(text) - columns(cut) - 3 if first else 0
    shown = "..." * bool(first) + cut
    if columns(shown) > width:
        shown = _upto_column(shown, max(width - 3, start - shift + size)) + "..."
    return shown, start - shift


def _from_column(text: str, column: int) -> str:
    k = 0
    while k < len(text) and columns(text[:k]) < column:
        k += 1
    return text[k:]


def _upto_column(text: str, column: int) -> str:
    k = len(text)
    while k and columns(text[:k]) > column:
        k -= 1
    return text[:k]
