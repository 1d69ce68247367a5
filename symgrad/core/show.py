"""The core's own printer: what was proved, in words that come from the core alone.

Plain and faithful rather than pretty: everything that takes part in equality is printed, bound indices get names that are
used for nothing else in sight.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from symgrad.core.term import BINDERS, Definition, Term, binder_depths, definitions

if TYPE_CHECKING:
    from symgrad.core.theorem import Theorem

INFIX = {
    "iadd": " + ",
    "imul": "·",
    "add": " + ",
    "mul": "·",
    "eq": " = ",
    "ne": " ≠ ",
    "lt": " < ",
    "le": " ≤ ",
    "seq": " = ",
    "sne": " ≠ ",
    "slt": " < ",
    "sle": " ≤ ",
    "divides": " | ",
    "and": " ∧ ",
    "or": " ∨ ",
    "iff": " ⇔ ",
    "mod": " mod ",
}
LEVEL = {"iff": 0, "or": 1, "and": 2, "iadd": 5, "add": 5, "mod": 6, "imul": 6, "mul": 6}
SIGNS = {"sum": "Σ", "max": "max", "argmax": "argmax", "forall": "∀", "unique": "unique-maximiser"}


def show(t: Term, names: Sequence[str] = ()) -> str:
    """The term as text; ``names`` are those of the enclosing indices, innermost last."""
    return _show(t, list(names), 0)


def show_definition(d: Definition) -> str:
    names = _fresh(d.hints, d.body, [])
    head = f"{d.name}[{', '.join(names)}]" if names else d.name
    return f"{head} := {show(d.body, names)}"


def show_theorem(th: Theorem) -> str:
    """The statement whole: definitions, hypotheses, conclusion."""
    used = definitions(th.conclusion, *th.hypotheses)
    lines = [f"define  {show_definition(d)}" for d in used]
    lines += [f"assume  {show(h)}" for h in th.hypotheses]
    return "\n".join([*lines, f"then    {show(th.conclusion)}"])


def _show(t: Term, names: list[str], level: int) -> str:
    if t.op in INFIX:
        own = LEVEL.get(t.op, 4)
        text = INFIX[t.op].join(_show(a, names, own + 1) for a in t.args)
        if len(t.args) < 2:
            text = f"{t.op}({text})"
        elif own < level:
            text = f"({text})"
        return text
    if t.op in BINDERS:
        text = _binder(t, names)
        return f"({text})" if level > 0 else text
    return _other(t, names)


def _other(t: Term, names: list[str]) -> str:
    inside = ", ".join(_show(a, names, 0) for a in t.args)
    match t.op:
        case "int" | "num":
            return str(t.data) if t.data >= 0 and "/" not in str(t.data) else f"({t.data})"
        case "var":
            return str(t.data)
        case "bound":
            return names[-1 - t.data] if t.data < len(names) else f"?{t.data - len(names)}"
        case "read" | "iread":
            return f"{t.data}[{inside}]" if t.args else str(t.data)
        case "call":
            return f"{t.data.name}[{inside}]" if t.args else str(t.data.name)
        case "literal":
            return f"literal{t.data[0]}{tuple(map(str, t.data[1]))}[{inside}]"
        case "floor":
            return f"⌊{_show(t.args[0], names, 6)}/{_show(t.args[1], names, 7)}⌋"
        case "bracket":
            return f"[{inside}]"
        case "pow":
            base = _show(t.args[0], names, 7)
            return f"({base})^{t.data}" if t.args[0].op in ("pow", "diff") else f"{base}^{t.data}"
        case "inv":
            return f"inv({inside})"
        case "fn":
            name, alpha = t.data
            return f"{name}^({','.join(map(str, alpha))})({inside})" if any(alpha) else f"{name}({inside})"
        case "diff":
            index = ", ".join(_show(a, names, 0) for a in t.args[1:])
            return f"∂({_show(t.args[0], names, 0)})/∂{t.data}" + (f"[{index}]" if index else "")
        case "smooth":
            times = "" if t.data[1] == 1 else f"{t.data[1]} times "
            return f"{t.data[0]} is {times}differentiable"
        case "not":
            return f"¬({inside})"
    return f"{t.op}({inside})" if t.args else t.op


def _binder(t: Term, names: list[str]) -> str:
    fresh = _fresh(t.hints, t, names)
    n = len(fresh)
    scopes = [names + fresh[:d] for d in binder_depths(n)]
    parts = [_show(a, s, 5) for a, s in zip(t.args[: 2 * n], scopes, strict=False)]
    ranges = ", ".join(f"{lo} ≤ {name} < {hi}" for name, lo, hi in zip(fresh, parts[::2], parts[1::2], strict=True))
    cond, body = t.args[2 * n :]
    where = "" if cond.op == "true" else f" | {_show(cond, scopes[-1], 0)}"
    which = f"_{t.data + 1}" if t.op == "argmax" else ""
    return f"{SIGNS[t.op]}{which}{{{ranges}{where}}} {_show(body, scopes[-1], 6)}"


def _fresh(hints: Sequence[str], t: Term, names: Sequence[str]) -> list[str]:
    """Display names for the indices: the hints, primed until they clash with nothing in sight."""
    taken = set(t.free) | set(names)
    out: list[str] = []
    for hint in hints:
        name = hint or "i"
        while name in taken:
            name += "'"
        taken.add(name)
        out.append(name)
    return out
