"""The end of a page: by what the proofs were accepted, and the commands that make and replay them again."""

from __future__ import annotations

import shlex
from collections.abc import Sequence

from symgrad.proof.document import Document
from symgrad.render.latex.statement import is_proved
from symgrad.render.latex.symbols import code
from symgrad.render.theorem import speaks_of_sizes


def closing(documents: Sequence[Document]) -> list[str]:
    """By what the proofs were accepted, and how to make and replay them again."""
    proved = [d for d in documents if is_proved(d)]
    if not proved:
        return []
    proofs = "The proof was" if len(proved) == 1 else "Each proof was"
    sizes = " made for all sizes at once and" if any(map(speaks_of_sizes, proved)) else ""
    commands = _commands(proved)
    if not commands:
        return [f"{proofs}{sizes} accepted, step by step, by the proof core of symgrad."]
    again = "To make and replay it again:" if len(proved) == 1 else "To make and replay them again:"
    quoted = r"\begin{quote}\small\raggedright " + "\\\\\n".join(map(code, commands)) + r"\end{quote}"
    return [f"{proofs}{sizes} accepted, step by step, by the proof core of symgrad. {again}\n{quoted}"]


def _commands(documents: Sequence[Document]) -> list[str]:
    """The commands that make the proofs and replay them."""
    out: dict[str, None] = {}
    derived: dict[str, list[str]] = {}  # source -> what was differentiated by
    for d in documents:
        stem = d.name.partition(".")[0]
        target, certificates = (d.name, f"{d.name}.json") if len(documents) == 1 else (stem, f"{stem}.*.json")
        if d.title or "." in d.name:
            out[f"symgrad prove {target} --certificates proofs"] = None
            out[f"symgrad replay proofs/{certificates}"] = None
        elif d.program is not None and d.gradient is not None:
            derived.setdefault(d.program.source, []).append(d.gradient.wrt)
    return [*out, *(f"symgrad derive {shlex.quote(text)} --wrt {' '.join(names)}" for text, names in derived.items())]
