"""How judged claims look: the line, the verdict, the counterexample in the user's symbols, the slip, the readings."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from symgrad.checker.example import Example, example
from symgrad.checker.verdicts import Checked, Convention, Judged
from symgrad.errors import Problem
from symgrad.render.breaking import break_words
from symgrad.render.diagnostics import problem_lines
from symgrad.render.formula import break_formula
from symgrad.render.hypotheses import in_words
from symgrad.render.instances import value_words
from symgrad.render.lines import BLANK, Line, Style, line
from symgrad.render.notation import Notation
from symgrad.render.signs import to_ascii
from symgrad.render.theorem import SIGNS, speaks_of_sizes, theorem_lines
from symgrad.render.width import columns, pad, visible

INDENT = 2
TRUTH = {"proved": "true", "refuted": "false", "undecided": "undecided", "not understood": "no meaning", "given": "given"}
TRUTH_STYLE: dict[str, Style] = {"proved": "good", "refuted": "bad"}


def checked_lines(checked: Checked, notation: Notation, width: int, *, detail: bool = False) -> list[Line]:
    """All judged claims of a text, and how many there are of each verdict where there are several."""
    notation = Notation(notation.unicode, checked.program)
    out: list[Line] = []
    if checked.filename:
        out += [line(visible(checked.filename), "title")]
    out += _read_as(checked, notation, width)
    for step in checked.steps:
        out += [BLANK] if out else []
        out += step_lines(step, checked, notation, width, detail=detail)
    if checked.problem is not None:
        out += [*([BLANK] if out else []), *problem_lines(checked.problem, width, notation.unicode)]
    if len(checked.steps) > 1:
        out += [BLANK, line(", ".join(f"{n} {verdict}" for verdict, n in checked.counts.items() if n), "faint", INDENT)]
    proofs = sum(step.verdict == "proved" and step.document is not None for step in checked.steps)
    if proofs and not detail:
        out.append(line(f"--detail shows the proof{'s' if proofs > 1 else ''}", "faint", INDENT))
    return out


def _read_as(checked: Checked, notation: Notation, width: int) -> list[Line]:
    """What was inferred while reading; what single lines assume beside that is said with them."""
    own = {a.partition(" ")[0] for step in checked.steps for a in step.assumptions}
    shared = [a for a in checked.assumptions if not (a.endswith(" is zero outside") and _shown(a.split(" ")[0]) in own)]
    if not shared:
        return []
    pieces = break_words(notation.words("; ".join(shared)), width - INDENT - 9)
    return [((" " * INDENT + ("" if k else "read as").ljust(9), "faint"), (p, "plain")) for k, p in enumerate(pieces)]


def _shown(name: str) -> str:
    return name.replace("dL/d", "∂L/∂")


def step_lines(step: Judged, checked: Checked, notation: Notation, width: int, *, detail: bool = False) -> list[Line]:
    """One claim: the line as it was written, and what was found."""
    out = [*_claim_lines(step, checked, notation, width)]
    if step.verdict == "not understood" and step.problem is not None:
        out += problem_lines(step.problem, width, notation.unicode)
    else:
        out += _verdict_lines(step, notation, width)
    if step.verdict == "proved" and step.document is not None and not detail:
        used = in_words(step.document.hypotheses, notation.of(step.document))
        out += _indented(used, notation, width) if used else []
    for note in step.notes:
        out += _indented(note, notation, width)
    if step.slip is not None:
        out += _slip_lines(step, notation, width)
    if step.verdict != "not understood":
        out += _readings(step.conventions, notation, width)
    if detail and step.verdict == "proved" and step.document is not None:
        out += [BLANK, *theorem_lines(step.document, notation, width)]
    return out


def _claim_lines(step: Judged, checked: Checked, notation: Notation, width: int) -> list[Line]:
    if step.verdict == "not understood":
        return []  # the problem quotes it
    text = visible(" ".join(step.text.split()))
    if step.claim is not None and step.claim.previous is not None:
        text = f"… = {visible(' '.join(checked.source[step.start : step.end].split()))}"
    if not notation.unicode:
        text = to_ascii(text)
    place = f"   line {_place(step, checked)[0]}" if "\n" in checked.source.strip() else ""
    pieces = break_formula(text, width - INDENT - columns(place))
    out: list[Line] = [((" " * INDENT + pieces[0], "heading"), (place, "faint"))]
    return out + [line(piece, "heading", 2 * INDENT) for piece in pieces[1:]]


def _verdict_lines(step: Judged, notation: Notation, width: int) -> list[Line]:
    sign, ascii_sign, style = SIGNS[step.verdict]
    head = f"{sign if notation.unicode else ascii_sign} {step.verdict}"
    words = _words(step)
    if not words:
        return [line(head, style)]
    start = columns(head) + 3
    pieces = break_words(notation.words(words), width - start)
    return [((head + "   ", style), (pieces[0], "plain")), *(line(piece, "plain", start) for piece in pieces[1:])]


def _words(step: Judged) -> str:
    if step.verdict == "refuted":
        return message(step)
    assumed = f"where {' and '.join(step.assumptions)}" if step.assumptions else ""
    if step.verdict == "proved":
        everywhere = "for all sizes" if step.document is not None and speaks_of_sizes(step.document) else ""
        return ", ".join(filter(None, (everywhere, assumed)))
    return step.message


def _indented(text: str, notation: Notation, width: int) -> list[Line]:
    return [line(p, "plain", INDENT) for p in break_words(notation.words(text), width - INDENT, hang=2)]


# ---- the counterexample ----


def message(step: Judged) -> str:
    """The verdict in one sentence; for a refuted claim, the counterexample."""
    if step.counterexample is None:
        return step.message
    found = step.counterexample
    left, right = value_words(found.lhs_value), value_words(found.rhs_value)
    if found.lhs.op == "bracket" and (found.lhs_value, found.rhs_value) == (0, 1):
        sides = "it does not hold"  # a comparison that was claimed
    elif step.question is not None and step.question.target is not None:
        sides = f"should be {left}, yours gives {right}"
    elif step.claim is not None and step.claim.previous is not None:
        sides = f"the line before gives {left}, this one {right}"
    else:
        sides = f"the left side is {left}, the right side {right}"
    values = ", ".join(_example_words(example(step), found.functions))
    return f"{values}: {sides}" if values else sides


def _example_words(shown: Example, functions: dict[tuple[str, int], Any]) -> Iterable[str]:
    for name, shape in shown.shapes.items():
        yield f"{_shown(name)} {'×'.join(map(str, shape))}" if len(shape) > 1 else f"{_shown(name)} of length {shape[0]}"
    for name, array in shown.arrays.items():
        yield f"{_shown(name)} = {_array_words(array)}"
    for name, entries in shown.entries.items():
        for index, value in sorted(entries.items()):
            yield f"{_shown(name)}[{','.join(map(str, index))}] = {value_words(value)}"
    for (name, _), polynomial in functions.items():
        yield function_words(name, polynomial.coefficients)
    for name, number in shown.integers.items():
        yield f"{name} = {number}"


def function_words(name: str, coefficients: Mapping[tuple[int, ...], Any]) -> str:
    """``f(a,b) = 2·a²·b + 1``."""
    arity = max((len(e) for e in coefficients), default=1)
    letters = "abcdefgh"[:arity] if arity > 1 else "t"
    terms = []
    for exponents, coefficient in coefficients.items():
        powers = [x + (f"^{e}" if e > 1 else "") for x, e in zip(letters, exponents, strict=False) if e]
        if coefficient:
            number = [] if coefficient == 1 and powers else [value_words(coefficient)]
            terms.append("·".join([*number, *powers]))
    return f"{name}({','.join(letters)}) = {' + '.join(terms) or '0'}"


def _array_words(array: Any) -> str:
    return "[" + ",".join(map(_array_words, array)) + "]" if isinstance(array, list) else value_words(array)


# ---- the slip and the readings ----


def _slip_lines(step: Judged, notation: Notation, width: int) -> list[Line]:
    assert step.slip is not None, "there is a slip to show"
    slip = step.slip
    if slip.proved:
        words = f"{slip.name}; {slip.better} would be right"
    else:
        words = f"{slip.name}; {slip.better} agrees in {slip.instances} instances, but was not proved"
    pieces = break_words(notation.words(f"looks like: {words}"), width - INDENT, hang=2)
    label = len("looks like:")
    first: Line = ((" " * INDENT + pieces[0][:label], "hint"), (pieces[0][label:], "plain"))
    return [first, *(line(piece, "plain", INDENT) for piece in pieces[1:])]


def _readings(conventions: list[Convention], notation: Notation, width: int) -> list[Line]:
    """The table: a subject as its head, its readings below, and what the line is under each."""
    if not conventions:
        return []
    rows = [(notation.words(c.reading), c) for c in conventions]
    room = width - INDENT - 12
    column = max(min(room, max(columns(text) for text, _ in rows)), max(columns(c.subject) for c in conventions)) + 2
    out: list[Line] = []
    subject = ""
    for text, row in rows:
        if row.subject != subject:
            out.append(line(pad(row.subject, column) + ("" if subject else "your line"), "faint", INDENT))
            subject = row.subject
        pieces = break_words(text, column - 2)
        truth = TRUTH[row.verdict]
        out.append(((" " * INDENT + pad(pieces[0], column), "plain"), (truth, TRUTH_STYLE.get(row.verdict, "unsure"))))
        out += [line(piece, "plain", INDENT + 2) for piece in pieces[1:]]
    return out


# ---- one line for a claim, as other tools read it ----


def concise_lines(checked: Checked) -> list[Line]:
    """``file:line:column: CODE verdict: message``."""
    out = []
    for step in checked.steps:
        row, column, _, _ = _place(step, checked)
        code = f"{step.code} " if step.code else ""
        words = _one_line(step)
        out.append(line(f"{checked.filename or '<text>'}:{row}:{column}: {code}{step.verdict}{': ' if words else ''}{words}"))
    return out + [line(f"{checked.filename or '<text>'}: {p}") for p in _problem_words(checked.problem)]


def github_lines(checked: Checked) -> list[Line]:
    """Workflow commands of GitHub Actions: an error for what is refuted or not understood, a warning for undecided."""
    out = []
    for step in checked.steps:
        if step.verdict in ("proved", "given"):
            continue
        level = "warning" if step.verdict == "undecided" else "error"
        row, column, end_row, end_column = _place(step, checked)
        file = f"file={_escaped(checked.filename, True)}," if checked.filename else ""
        place = f"{file}line={row},endLine={end_row},col={column},endColumn={end_column},title={step.code} {step.verdict}"
        out.append(line(f"::{level} {place}::{_escaped(_one_line(step))}"))
    for words in _problem_words(checked.problem):
        file = f" file={_escaped(checked.filename, True)}" if checked.filename else ""
        out.append(line(f"::error{file}::{_escaped(words)}"))
    return out


def _one_line(step: Judged) -> str:
    words = message(step) if step.verdict in ("refuted", "undecided", "not understood", "given") else ""
    if step.slip is not None and step.slip.proved:
        words += f" (looks like: {step.slip.name}; {step.slip.better} would be right)"
    return words


def _problem_words(problem: Problem | None) -> list[str]:
    return [] if problem is None else [f"{problem.code} not understood: {problem.message}"]


def _escaped(text: str | None, in_property: bool = False) -> str:
    """As a workflow command wants it."""
    out = (text or "").replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")
    return out.replace(":", "%3A").replace(",", "%2C") if in_property else out


def _place(step: Judged, checked: Checked) -> tuple[int, int, int, int]:
    return place(checked.source, step.start, step.end)


def place(source: str, start: int, end: int) -> tuple[int, int, int, int]:
    """Line and column, from 1, of the start and of the end (exclusive) of a part of the source."""
    return (*_at(source, start), *_at(source, end))


def _at(source: str, offset: int) -> tuple[int, int]:
    begin = source.rfind("\n", 0, offset) + 1
    return source.count("\n", 0, offset) + 1, offset - begin + 1
