"""An evaluation on given numbers: each entry with its products and sum, the outputs, and the gradients."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from symgrad.core.term import Int, Term
from symgrad.engine.enclosing import DIGITS, has_digits, number
from symgrad.engine.evaluation import Array, Evaluation, pretty_name
from symgrad.engine.expansion import ends, expansions
from symgrad.render.breaking import break_words
from symgrad.render.formula import break_formula
from symgrad.render.lines import BLANK, Line, line
from symgrad.render.notation import Notation
from symgrad.render.theorem import introduction_lines
from symgrad.render.width import columns

INDENT = 2


# ---- on the screen ----


def evaluated_lines(evaluation: Evaluation, notation: Notation, width: int) -> list[Line]:
    """The whole answer."""
    from symgrad.engine.derive import describe
    from symgrad.proof.document import Document

    last = evaluation.program.layers[-1]
    page = Document("", last.at(*(Int(0) for _ in last.indices)), None)
    describe(page, evaluation.program)
    notation = notation.of(page)
    integers = [f"{n} = {v}" for n, v in sorted(evaluation.instance.integers.items())]
    page.assumptions += [", ".join(integers)] if integers else []
    out = introduction_lines(page, notation, width)
    for output in evaluation.outputs:
        out += [*_output_lines(evaluation, output, notation, width), BLANK]
    for gradient in evaluation.gradients:
        heading, rhs = gradient.document.heading, gradient.document.rhs
        assert rhs is not None  # it was proved
        formula = f"{notation.term(heading or rhs)} = {notation.term(rhs)}"
        out += [line(piece, "math", INDENT) for piece in break_formula(formula, width - INDENT)]
        out.append(line(notation.words("✓ proved for all sizes"), "good", INDENT))
        out += [*_array_lines(gradient.array, notation, width), BLANK]
    if _shows_digits(evaluation):
        text = f"A number with … is rounded to {DIGITS} digits: it was enclosed between two fractions."
        out += [line(piece, "faint", INDENT) for piece in break_words(notation.words(text), width - INDENT)]
    return out[:-1] if out and out[-1] == BLANK else out


def _shows_digits(evaluation: Evaluation) -> bool:
    arrays = [*evaluation.outputs, *(g.array for g in evaluation.gradients)]
    return any(has_digits(v) for a in arrays for v in a.entries.values())


def _output_lines(evaluation: Evaluation, output: Array, notation: Notation, width: int) -> list[Line]:
    out: list[Line] = []
    texts = expansions(evaluation, output)
    for (index, value), text in zip(output.entries.items(), texts, strict=True):
        head = f"{output.name}[{','.join(map(str, index))}]" if index else output.name
        if text and text != number(value):
            out += _equation(head, [text, number(value)], notation, width)
    left_out = sum(not text for text in texts)
    if left_out:
        out.append(line(notation.words(f"(the products of {left_out} of {len(texts)} entries are not shown)"), "faint", INDENT))
    return [*out, *([BLANK] if out else []), *_array_lines(output, notation, width)]


def _equation(head: str, sides: Sequence[str], notation: Notation, width: int) -> list[Line]:
    """``Z[0,0] = 1·2 + 3·4 = 14``, the value on a line of its own where it does not fit."""
    start = INDENT + columns(head) + 3
    whole = " = ".join(map(notation.words, sides))
    lines = [whole] if start + columns(whole) <= width else []
    if not lines:
        for k, side in enumerate(sides):
            pieces = break_formula(notation.words(side), width - start)
            lines += [("= " if k else "") + pieces[0], *pieces[1:]]
    first = line(f"{head} = {lines[0]}", "math", INDENT)
    rest = [line(text, "math", start - 2 if text.startswith("= ") else start) for text in lines[1:]]
    return [first, *rest]


def _array_lines(array: Array, notation: Notation, width: int) -> list[Line]:
    """A matrix in columns where it fits, else its rows one after the other."""
    head = f"{notation.words(pretty_name(array.name))} = "
    shape = tuple(map(len, array.ranges))
    cells = [notation.words(number(v)) for v in array.entries.values()]
    if not shape or 0 in shape:
        return [line(head + (cells[0] if not shape else f"nothing: its shape is {'×'.join(map(str, shape))}"), "heading", INDENT)]
    room = width - INDENT - columns(head)
    if len(shape) == 2:
        rows = _columns([cells[k : k + shape[1]] for k in range(0, len(cells), shape[1])])
        if columns(rows[0]) <= room:
            indent = INDENT + columns(head)
            return [line(head + rows[0], "heading", INDENT), *(line(row, "heading", indent) for row in rows[1:])]
    pieces = break_words(_nested(cells, shape), room)
    indent = INDENT + columns(head)
    return [line(head + pieces[0], "heading", INDENT), *(line(piece, "heading", indent) for piece in pieces[1:])]


def _columns(rows: list[list[str]]) -> list[str]:
    widths = [max(columns(row[k]) for row in rows) for k in range(len(rows[0]))]
    return ["[ " + "  ".join(" " * (w - columns(c)) + c for c, w in zip(row, widths, strict=True)) + " ]" for row in rows]


def _nested(cells: Sequence[str], shape: Sequence[int]) -> str:
    if not shape:
        return cells[0]
    step = len(cells) // shape[0]
    return "[" + ", ".join(_nested(cells[k * step : (k + 1) * step], shape[1:]) for k in range(shape[0])) + "]"


# ---- as JSON ----


def evaluated_record(evaluation: Evaluation) -> dict[str, Any]:
    """The answer of ``evaluate``: numbers are text, exact fractions or, where not rational, the two that they lie between."""
    return {
        "given": {v.name: _list([str(e) for e in v.numbers.entries], v.numbers.shape) for v in evaluation.given},
        "sizes": dict(sorted(evaluation.instance.integers.items())),
        "assumptions": list(evaluation.program.assumptions),
        "outputs": [_output_record(evaluation, output) for output in evaluation.outputs],
        "gradients": [
            {
                "wrt": g.document.gradient.wrt if g.document.gradient is not None else None,
                "formula": _plain(g.document.rhs, evaluation),
                "verdict": g.document.verdict,
                "entries": [{"index": list(i), "value": _value(v)} for i, v in g.array.entries.items()],
            }
            for g in evaluation.gradients
        ],
    }


def _plain(t: Term | None, evaluation: Evaluation) -> str | None:
    from symgrad.language.plain import plain

    return None if t is None else plain(t, evaluation.program)


def _output_record(evaluation: Evaluation, output: Array) -> dict[str, Any]:
    pairs = zip(output.entries.items(), expansions(evaluation, output), strict=True)
    entries = [{"index": list(i), "products": text or None, "value": _value(v)} for (i, v), text in pairs]
    return {"name": output.name, "shape": [len(r) for r in output.ranges], "entries": entries}


def _value(v: Any) -> str | list[str]:
    found = ends(v)
    return list(found) if len(found) > 1 else found[0]


def _list(entries: Sequence[str], shape: Sequence[int]) -> Any:
    if not shape:
        return entries[0]
    step = len(entries) // shape[0] if shape[0] else 0
    return [_list(entries[k * step : (k + 1) * step], shape[1:]) for k in range(shape[0])]
