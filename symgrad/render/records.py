"""Documents and problems as JSON records, ``"schema": 1``.

Mathematics is in plain notation, which parses back; beside it, ``latex`` is for display, with nothing left out.
"""

from __future__ import annotations

from typing import Any

from symgrad.errors import Problem
from symgrad.language.plain import plain
from symgrad.proof.document import Document, Step
from symgrad.render.instances import value_record, value_words
from symgrad.render.latex.notation import formula

SCHEMA = 1
Record = dict[str, Any]


def theorem_record(document: Document, detail: bool = False) -> Record:
    """One of ``theorems`` in the answer of ``prove``."""
    program = document.program
    alone = document.rhs is None or document.is_claim
    sides = [document.lhs] if alone or document.rhs is None else [document.lhs, document.rhs]
    signs = {"⇔": (" iff ", r" \Leftrightarrow ")}.get(document.relation, (" = ", " = "))
    return {
        "name": document.name,
        "title": document.title,
        "source": document.source,
        "statement": signs[0].join(plain(side, program) for side in sides),
        "latex": signs[1].join(map(formula, sides)),
        "recognised": list(document.names),
        **_judgement(document, detail),
    }


def gradient_record(document: Document, detail: bool = False) -> Record:
    """One of ``gradients`` in the answer of ``derive``."""
    return {
        "wrt": None if document.gradient is None else document.gradient.wrt,
        "formula": None if document.rhs is None else plain(document.rhs, document.program),
        "latex": None if document.rhs is None else formula(document.rhs),
        "recognised": list(document.names),
        **_judgement(document, detail),
    }


def _judgement(document: Document, detail: bool) -> Record:
    program = document.program
    return {
        "given": list(document.given),
        "assumptions": list(document.assumptions),
        "hypotheses": [plain(h, program) for h in document.hypotheses],
        "verdict": document.verdict,
        "expected": document.expected,
        "reason": document.reason or None,
        "figures": [{"caption": f.caption, "rows": [[list(cell) for cell in row] for row in f.rows]} for f in document.figures],
        "steps": [step_record(step, program, detail) for step in document.steps],
        "instances": instances_record(document.instances),
        "entries": entries_record(document.entries),
        "seconds": {stage: round(t, 6) for stage, t in document.seconds.items()},
    }


def step_record(step: Step, program: Any, detail: bool = False) -> Record:
    """A line of the proof: ``note`` is the reason beside it, ``rule`` the primitive rule where there is only one."""
    rules = list(dict.fromkeys(p.rule for p in step.primitives))
    record: Record = {
        "text": plain(step.term, program),
        "latex": formula(step.term),
        "rule": rules[0] if len(rules) == 1 else None,
        "note": step.reason,
    }
    if detail:
        record["primitives"] = [{"rule": p.rule, "path": list(p.path), "text": plain(p.term, program)} for p in step.primitives]
    return record


def instances_record(agreement: Any) -> Record | None:
    """What the independent evaluator found."""
    if agreement is None:
        return None
    counts = ("tried", "counted", "nonzero", "enclosed", "rejected", "undefined")
    found = agreement.disagreement
    return {
        **{name: getattr(agreement, name) for name in counts},
        "disagreement": None if found is None else counterexample_record(found),
    }


def entries_record(entries: Any) -> Record | None:
    """How many entries of explicit arrays were compared with sympy.diff."""
    if entries is None:
        return None
    return {name: getattr(entries, name) for name in ("arrays", "entries", "nonzero", "enclosed", "disagreement")}


def counterexample_record(found: Any) -> Record:
    """Values for which the two sides differ; rationals are text."""
    return {
        "sizes": dict(found.sizes),
        "indices": dict(found.indices),
        "values": {
            name: [{"index": list(index), "value": value_record(v)} for index, v in entries.items()]
            for name, entries in (*found.values.items(), *found.integer_values.items())
        },
        "lhs": value_words(found.lhs_value),
        "rhs": value_words(found.rhs_value),
    }


def error_record(problem: Problem) -> Record:
    """The answer to a command that could not be carried out."""
    place = problem.place()
    return {
        "code": problem.code,
        "message": problem.message,
        "file": problem.filename,
        "line": place and place.line,
        "column": place and place.column,
        "end_column": place and place.end_column,
        "notes": list(problem.notes),
        "help": problem.help,
    }
