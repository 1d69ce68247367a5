"""Judged claims as JSON records, ``"schema": 1``: one of ``files`` for each text."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Any

from symgrad.checker.example import example
from symgrad.checker.verdicts import VERDICTS, Checked, Judged
from symgrad.language.plain import plain
from symgrad.render.checked import function_words, message, place
from symgrad.render.instances import value_record
from symgrad.render.records import Record, counterexample_record, error_record, step_record


def check_answer(files: Iterable[Checked], detail: bool = False) -> Record:
    """The answer of ``check``."""
    records = list(files)
    total: Counter[str] = Counter()
    for checked in records:
        total.update(checked.counts)
    return {
        "files": [checked_record(checked, detail) for checked in records],
        "counts": {verdict: total[verdict] for verdict in VERDICTS},
    }


def checked_record(checked: Checked, detail: bool = False) -> Record:
    """One of ``files``."""
    return {
        "file": checked.filename,
        "assumptions": list(checked.assumptions),
        "steps": [judged_record(step, checked, detail) for step in checked.steps],
        "counts": checked.counts,
        "error": None if checked.problem is None else error_record(checked.problem),
    }


def judged_record(step: Judged, checked: Checked, detail: bool = False) -> Record:
    """One of ``steps``."""
    row, column, end_row, end_column = place(checked.source, step.start, step.end)
    slip = step.slip
    record: Record = {
        "line": row,
        "column": column,
        "end_line": end_row,
        "end_column": end_column,
        "text": step.text,
        "verdict": step.verdict,
        "code": step.code or None,
        "lhs": _side(step, 0),
        "rhs": _side(step, 1),
        "message": message(step) or None,
        "notes": list(step.notes),
        "assumptions": list(step.assumptions),
        "counterexample": None if step.counterexample is None else _counterexample(step),
        "conventions": [
            {"subject": c.subject, "reading": c.reading, "verdict": c.verdict, "own": c.own} for c in step.conventions
        ],
        "slip": None if slip is None else slip.name,
        "suggestion": None if slip is None or not slip.proved else {"was": slip.was, "text": slip.better, "line": slip.line},
        "hypotheses": [] if step.document is None else [plain(h, checked.program) for h in step.document.hypotheses],
    }
    if detail and step.document is not None:
        record["proof"] = [step_record(s, checked.program, detail) for s in step.document.steps]
    return record


def _side(step: Judged, which: int) -> str | None:
    """A side of the claim as it was understood, in plain notation."""
    if step.question is None:
        return None
    asked = step.question
    t = (asked.heading or asked.lhs) if which == 0 else asked.rhs
    return plain(t, asked.program)


def _counterexample(step: Judged) -> Record:
    """Sizes, indices, both values, and the arrays as nested lists where they are small; numbers are text."""
    found = step.counterexample
    assert found is not None, "there is a counterexample to tell"
    shown = example(step)
    arrays = {name: _texts(array) for name, array in shown.arrays.items()}
    functions = {name: function_words(name, p.coefficients) for (name, _), p in found.functions.items()}
    shapes = {name: list(shape) for name, shape in shown.shapes.items()}
    return {**counterexample_record(found), "shapes": shapes, "arrays": arrays, "functions": functions}


def _texts(array: Any) -> Any:
    return [_texts(a) for a in array] if isinstance(array, list) else value_record(array)
