"""The theorem as a sentence: for which sizes, indices, arrays and functions, under which conditions, what equals what."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from symgrad.core.term import Term
from symgrad.proof.document import Document
from symgrad.render.hypotheses import in_words, listed
from symgrad.render.instances import disagreement_words
from symgrad.render.latex.given import outside
from symgrad.render.latex.notation import Latex, Spoken
from symgrad.render.latex.rows import broken, equations
from symgrad.render.latex.symbols import cotangent_parts, escape
from symgrad.render.latex.terms import BEFORE_WORD, seal

_WORDS = re.compile(r"(?:for (?P<comparisons>.*?))?(?:(?:^|, )where (?P<facts>.*))?", re.DOTALL)


def statement(document: Document, latex: Latex, room: float) -> list[str]:
    """``Theorem. For all sizes …, if …: left = right``, and what the right side is made of."""
    title = "Theorem" if is_proved(document) else "Claim"
    head = rf"\textbf{{{title}}}{_label(document)}\textbf{{.}} {_for_all(document, latex)}"
    if document.rhs is None:
        return [rf"\textbf{{Claim}}{_label(document)}\textbf{{.}} No formula was found for ${latex.in_line(document.lhs)}$."]
    if document.is_claim or document.relation != "=":
        return [head + "\n" + _proposition(document, latex, room), *_where(document, latex, room), *outside(latex)]
    left = latex.term(document.heading or document.lhs)
    out = [head + "\n" + equations([(left, latex.term(document.rhs), "")], room), *_where(document, latex, room)]
    names = [latex.sentence(name) for name in document.names]
    out += outside(latex)
    return [*out, f"The right side is the {names[0]}{''.join(f', or the {other}' for other in names[1:])}."] if names else out


def _proposition(document: Document, latex: Latex, room: float) -> str:
    """The statement on display where it is no equation."""
    sides = [document.lhs] if document.is_claim or document.rhs is None else [document.lhs, document.rhs]
    first, *rest = broken(f" {BEFORE_WORD}\\Leftrightarrow ".join(map(latex.term, sides)), room - 4)
    return "\\begin{align*}\n" + " \\\\\n".join([f"&{first}", *(rf"&\qquad {piece}" for piece in rest)]) + "\n\\end{align*}"


def _label(document: Document) -> str:
    return rf" (\texttt{{{escape(document.name)}}})" if document.title else ""


def is_proved(document: Document) -> bool:
    """Whether it may be called a theorem: the core accepts it, and no instance speaks against it."""
    return document.verdict == "proved" and not disagreement_words(document)


def _for_all(document: Document, latex: Latex) -> str:
    """``For all sizes H, W and all integers m, n, if 0 ≤ m < H:``."""
    kinds = [_all_of(kind, names) for kind, names in _quantified(document, latex)]
    spoken = Spoken(latex)
    words = _WORDS.fullmatch(in_words(document.hypotheses, spoken))
    conditions = [part for part in (words["comparisons"], words["facts"]) if part] if words else []
    condition = latex.words.latex(", and if ".join(conditions), spoken.atoms)
    ready = f", if {condition}, then" if condition else ","
    return f"For {', '.join(kinds)}{ready}" if kinds else f"If {condition}, then" if condition else ""


def _all_of(kind: str, names: Sequence[str]) -> str:
    """``all sizes H and W``, ``every integer m``."""
    if len(names) == 1:
        return f"every {kind[:-1]} ${names[0]}$"
    return f"all {kind} {listed([f'${name}$' for name in names])}"


def _quantified(document: Document, latex: Latex) -> list[tuple[str, list[str]]]:
    """What the theorem is about: sizes, integers, arrays, scalars, functions; each in the order of appearance."""
    program = document.program
    found = _free(t for t in (document.lhs, document.rhs, *document.hypotheses) if t is not None)
    sizes = set(program.sizes) if program is not None else set()
    kinds: dict[str, list[str]] = {"sizes": [], "integers": [], "scalars": [], "arrays": [], "functions": []}
    for kind, name in found:
        kinds["sizes" if kind == "integers" and name in sizes else kind].append(latex.name(name))
    return [(kind, names) for kind, names in kinds.items() if names]


def _free(terms: Iterable[Term]) -> list[tuple[str, str]]:
    """The kinds and names of all symbols that no definition and no derivative binds."""
    out: dict[tuple[str, str], None] = {}
    stack = list(terms)[::-1]
    seen: set[int] = set()
    while stack:
        t = stack.pop()
        if id(t) in seen:
            continue
        seen.add(id(t))
        kind = _kind(t)
        if kind:
            name = t.data[0] if t.op in ("fn", "smooth") else t.data.partition("#")[0]
            out[kind, name] = None
        stack += t.args[::-1]
        if t.op == "call":
            stack.append(t.data.body)
    return list(out)


def _kind(t: Term) -> str:
    match t.op:
        case "var":
            return "integers"
        case "read":
            parts = cotangent_parts(t.data)
            return "arrays" if t.args else "" if parts and parts[1] == "" else "scalars"
        case "iread":
            return "arrays"
        case "fn" if t.data[0] not in ("exp", "log", "sqrt", "sin", "cos", "pow"):
            return "functions"
    return ""


def _where(document: Document, latex: Latex, room: float) -> list[str]:
    """The definitions that a later line brought in."""
    pairs = [(seal(left), right, "") for left, right in map(latex.definition, document.where)]
    return ["where\n" + equations(pairs, room)] if pairs else []
