"""An evaluation on given numbers: each entry with its products and sum, the outputs, and the gradients."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from symgrad.core.term import Int, Term, open_binder, substitute
from symgrad.engine.evaluation import Array, Evaluation, pretty_name
from symgrad.refute.evaluate import Enclosure, Value, enclose, evaluate
from symgrad.refute.instance import Instance
from symgrad.refute.scalars import Inexact
from symgrad.render.breaking import break_formula, break_words
from symgrad.render.lines import BLANK, Line, line
from symgrad.render.notation import Notation
from symgrad.render.theorem import introduction_lines
from symgrad.render.width import columns

INDENT = 2
MOST_SHOWN = 64  # entries whose products are shown
MOST_SUMMANDS = 400
DIGITS = 12


# ---- numbers as text ----


def number(value: Value) -> str:
    """``−3``, ``1/3``; a value that is not rational to so many digits, with ``…`` behind."""
    if isinstance(value, Enclosure):
        return f"{float((value.lo + value.hi) / 2):.{DIGITS}g}…".replace("-", "−")
    return str(value).replace("-", "−")


class _Expansion:
    """Writes a term with its numbers put in: sums over ranges term by term, brackets decided, reads as their values."""

    def __init__(self, instance: Instance) -> None:
        self.instance = instance
        self.summands = 0

    def value(self, t: Term) -> Value:
        try:
            return evaluate(t, self.instance)
        except Inexact:
            return enclose(t, self.instance)

    def text(self, t: Term) -> str:
        """The term on one line."""
        if t.op == "add":
            return " + ".join(self.text(a) for a in t.args if self.value(a) != 0 or len(t.args) == 1) or "0"
        if t.op in ("sum", "max"):
            parts = [self.text(body) for body in self._bodies(t)]
            return (" + ".join(p for p in parts if p) or "0") if t.op == "sum" else f"max({', '.join(parts)})"
        if t.op == "mul":
            return self._product(t.args)
        return self._factor(t)

    def _bodies(self, t: Term) -> list[Term]:
        """The body at each point of the domain."""
        names = [f"@e{k}" for k in range(len(t.hints))]
        domain, body = open_binder(t, names)
        points: list[dict[str, Term]] = [{}]
        for name, (lo, hi) in zip(names, domain.ranges, strict=True):
            points = [{**p, name: Int(i)} for p in points for i in self._range(substitute(lo, p), substitute(hi, p))]
        points = [p for p in points if evaluate(substitute(domain.cond, p), self.instance)]
        self.summands += len(points)
        return [substitute(body, p) for p in points]

    def _range(self, lo: Term, hi: Term) -> range:
        return range(int(evaluate(lo, self.instance)), int(evaluate(hi, self.instance)))

    def _product(self, factors: Sequence[Term]) -> str:
        """Factors that are brackets are left out, or the whole product where one is 0."""
        out = ""
        for f in factors:
            if f.op == "bracket":
                if not evaluate(f, self.instance):
                    return ""
            elif f.op == "inv":
                out = f"{out or '1'}/{self._factor(f.args[0])}"
            else:
                out += ("·" if out else "") + self._factor(f)
        return out or "1"

    def _factor(self, t: Term) -> str:
        if t.op in ("add", "sum") and not (t.op == "sum" and len(self._bodies(t)) == 1):
            return f"({self.text(t)})"
        if t.op in ("max", "mul"):
            return self.text(t)
        if t.op == "inv":
            return f"1/{self._factor(t.args[0])}"
        if t.op == "pow":
            return f"{self._factor(t.args[0])}^{t.data}"
        if t.op == "fn":
            return f"{t.data[0]}({', '.join(map(self.text, t.args))})"
        text = number(self.value(t))
        return f"({text})" if text.startswith("−") or "/" in text else text


def expansions(evaluation: Evaluation, output: Array) -> list[str]:
    """Each entry as the sum of products that it is; empty where that is too long to be shown."""
    layer = evaluation.program.layer(output.name)
    assert layer is not None  # every output is a layer's
    out: list[str] = []
    for index in output.entries:
        expansion = _Expansion(evaluation.instance)
        shown = len(out) < MOST_SHOWN
        text = expansion.text(layer.at(*map(Int, index))) if shown else ""
        out.append(text if expansion.summands <= MOST_SUMMANDS else "")
    return out


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
    if _is_enclosed(evaluation):
        text = "A number with … behind it is not rational: it was enclosed between two fractions."
        out += [line(piece, "faint", INDENT) for piece in break_words(notation.words(text), width - INDENT)]
    return out[:-1] if out and out[-1] == BLANK else out


def _is_enclosed(evaluation: Evaluation) -> bool:
    arrays = [*evaluation.outputs, *(g.array for g in evaluation.gradients)]
    return any(isinstance(v, Enclosure) for a in arrays for v in a.entries.values())


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


def _value(v: Value) -> str | list[str]:
    return [str(v.lo), str(v.hi)] if isinstance(v, Enclosure) else str(Fraction(v))


def _list(entries: Sequence[str], shape: Sequence[int]) -> Any:
    if not shape:
        return entries[0]
    step = len(entries) // shape[0] if shape[0] else 0
    return [_list(entries[k * step : (k + 1) * step], shape[1:]) for k in range(shape[0])]
