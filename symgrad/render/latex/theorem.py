"""One theorem in LaTeX: what is given, the statement as a sentence, the proof as an ``align*``, and how it can be replayed."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterable, Sequence

from symgrad.core.term import Term, Var, call
from symgrad.language.program import Layer
from symgrad.proof.document import Document
from symgrad.render.hypotheses import in_words, listed
from symgrad.render.instances import disagreement_words
from symgrad.render.latex.measure import width, words_width
from symgrad.render.latex.notation import Latex, Spoken
from symgrad.render.latex.rows import HANG, RELATION, Row, align, broken
from symgrad.render.latex.symbols import code, cotangent_parts, escape
from symgrad.render.latex.terms import seal
from symgrad.render.theorem import speaks_of_sizes

FRAGMENT_ROOM = 34.5  # quads in a line of LaTeX's article class, 10 pt
_WORDS = re.compile(r"(?:for (?P<comparisons>.*?))?(?:(?:^|, )where (?P<facts>.*))?", re.DOTALL)
_OUTSIDE = re.compile(r"[\w, ]+ 0 outside")


# ---- what is given ----


def given(document: Document, latex: Latex, room: float) -> list[str]:
    """The definitions as displays, and what was read into them as a sentence."""
    definitions = _definitions(document, latex, room)
    return ["Let\n" + "\n".join(definitions), *_read_as(document, latex)] if definitions else _read_as(document, latex)


def _definitions(document: Document, latex: Latex, room: float) -> list[str]:
    if document.program is None:
        return [rf"\[ {_whole_formula(latex.sentence(text))} \]" for text in document.given]
    pairs = []
    for layer in document.program.layers:
        head = call(layer.definition, *map(Var, layer.indices))
        body = latex.term(layer.at(*map(Var, layer.indices)), ranges=True)
        pairs.append((seal(latex.term(head)), body, _domain(layer, document, latex)))
    pairs += [(*latex.shorthand(s), "") for s in latex.shorthands]
    return [equations(pairs, room)] if pairs else []


def _domain(layer: Layer, document: Document, latex: Latex) -> str:
    """For which indices a layer is defined, where no other sentence says it."""
    said = any(re.search(rf"\b{re.escape(layer.name)} is ", text) for text in document.assumptions)
    if said or len(layer.shape) != len(layer.indices):
        return ""
    bounds = []
    for index, (low, high) in zip(layer.indices, layer.shape, strict=True):
        start = "" if low.op == "int" and low.data == 0 else rf"{seal(latex.term(low))} \le "
        bounds.append(f"{start}{latex.symbols.of(index)}<{seal(latex.term(high))}")
    return "(" + r",\ ".join(bounds) + ")" if bounds else ""


def equations(pairs: Sequence[tuple[str, str, str]], room: float) -> str:
    """Equations ``left = right``, and for which indices, broken where they are too wide."""
    left = max(width(seal(a)) for a, _, _ in pairs)
    lines = []
    for a, b, beside in pairs:
        first, *rest = broken(b, room - left - RELATION)
        rows = [f"{seal(a)} &= {first}", *(rf"&\qquad {piece}" for piece in rest)]
        if beside and width(rest[-1] if rest else first) + HANG * bool(rest) + width(beside) + 2 <= room - left - RELATION:
            rows[-1] += rf" \qquad {beside}"
        elif beside:
            rows.append(rf"&\qquad\qquad {beside}")
        lines += rows
    return "\\begin{align*}\n" + " \\\\\n".join(lines) + "\n\\end{align*}"


def _whole_formula(sentence: str) -> str:
    return rf"\text{{{sentence}}}"


def _read_as(document: Document, latex: Latex) -> list[str]:
    """Shapes, and what was inferred or assumed, as one paragraph."""
    shapes = _shapes(document, latex)
    sentences = [f"Here {listed(shapes)}."] if shapes else []
    kept = [text for text in document.assumptions if not _OUTSIDE.fullmatch(text)]
    if kept:
        sentences.append(_capital(latex.sentence("; ".join(kept))) + ".")
    if document.program is not None:
        named = [t.name for t in (*document.program.tensors.values(), *document.program.layers) if t.outside == "zero"]
        latex.told(named)
        sentences += [_zero_outside([f"${latex.name(n)}$" for n in named])] if named else []
    return [" ".join(sentences)] if sentences else []


def _capital(sentence: str) -> str:
    return sentence[:1].upper() + sentence[1:]


def _shapes(document: Document, latex: Latex) -> list[str]:
    """The shapes that the author declared."""
    if document.program is None:
        return []
    out = []
    for tensor in document.program.tensors.values():
        if tensor.inferred or not tensor.ranges or any(lo.op != "int" or lo.data for lo, _ in tensor.ranges):
            continue
        sizes = [latex.term(n) if n.op in ("var", "int") else f"({latex.term(n)})" for n in tensor.shape]
        shape = r" \times ".join(seal(size) for size in sizes)
        what = f"has the shape ${shape}$" if len(sizes) > 1 else f"has ${seal(latex.term(tensor.shape[0]))}$ entries"
        out.append(f"${latex.name(tensor.name)}$ {what}")
    return out


def _zero_outside(names: Sequence[str]) -> str:
    if len(names) == 1:
        return f"{names[0]} is read as zero outside its shape."
    return f"{listed(names)} are read as zero outside their shapes."


def meaning(document: Document, latex: Latex) -> str:
    """What the left side stands for where it is the gradient of a loss; else nothing."""
    if document.program is None or document.gradient is None or document.heading in (None, document.lhs):
        return ""
    upstream = next((name for name in document.lhs.free if cotangent_parts(name)), "")
    if not upstream:
        return ""
    loss = latex.symbols.of((cotangent_parts(upstream) or ("L", ""))[0])
    return (
        f"${latex.name(upstream)}$ may be any array; every other derivative of ${loss}$ stands for what the chain rule makes "
        "of it, which is the first line of its proof."
    )


# ---- the statement ----


def statement(document: Document, latex: Latex, room: float) -> list[str]:
    """``Theorem. For all sizes …, if …: left = right``, and what the right side is made of."""
    title = "Theorem" if is_proved(document) else "Claim"
    head = rf"\textbf{{{title}}}{_label(document)}\textbf{{.}} {_for_all(document, latex)}"
    if document.rhs is None:
        return [f"{head} what is ${seal(latex.term(document.heading or document.lhs))}$?"]
    left = seal(latex.term(document.heading or document.lhs))
    out = [head + "\n" + equations([(left, latex.term(document.rhs), "")], room), *_where(document, latex, room)]
    names = [latex.sentence(name) for name in document.names]
    out += outside(latex)
    return [*out, f"The right side is the {names[0]}{''.join(f', or the {other}' for other in names[1:])}."] if names else out


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


# ---- the proof ----


def proof(document: Document, latex: Latex, room: float, end: str = "", numbered: bool = False) -> str:
    """The lines of the proof as an ``align*``; ``end`` stands at its end."""
    heading = document.heading or document.lhs
    rows = []
    for number, step in enumerate(document.steps, 1):
        if number == 1 and step.term == heading and len(document.steps) > 1:
            continue  # the left side itself, "to be found"
        label = [f"({number})"] if numbered else []
        rows.append(Row(latex.term(step.term), (*label, *latex.words.pieces(step.reason))))
    if not rows and document.rhs is not None:
        rows = [Row(latex.term(document.rhs))]
    return align(latex.term(heading), rows, room, end) if rows else ""


def speaks_of_lines(document: Document) -> bool:
    """Whether a remark refers to a line of the proof, which then needs its number."""
    return any(re.search(r"\blines? \d", remark) for remark in document.remarks)


def outside(latex: Latex) -> list[str]:
    """The sentence about what the formulas since the last one take to be zero outside."""
    names = latex.outside()
    return [_zero_outside([f"${name}$" for name in names])] if names else []


def remarks(document: Document, latex: Latex, room: float) -> list[str]:
    """Remarks under the proof; columns that were made with blanks become columns of a table."""
    lines = [line for remark in document.remarks for line in remark.splitlines() if line.strip()]
    cells = [[latex.sentence(cell) for cell in re.split(r"\s{2,}", line.rstrip())] for line in lines]
    columns = max(map(len, cells), default=0)
    widths = [max((words_width(row[k]) for row in cells if len(row) > k), default=0.0) for k in range(columns - 1)]
    rest = room - sum(widths) - len(widths) - 1
    if columns < 2 or rest < room / 3:
        return [" ".join(" ".join(row) for row in cells)] if cells else []
    spec = "@{}" + r"l@{\quad}" * (columns - 1) + rf"p{{{rest:.0f}em}}@{{}}"
    rows = " \\\\\n".join(" & ".join(row) for row in cells)
    return [rf"\begin{{tabular}}{{{spec}}}" + f"\n{rows}\n" + r"\end{tabular}"]


def judgement(document: Document, latex: Latex) -> list[str]:
    """Why what is not proved is not; nothing where it is."""
    if is_proved(document):
        return []
    because = f": {latex.sentence(document.reason)}" if document.reason else ""
    against = disagreement_words(document)
    because += f". Counterexample: {escape(against)}" if against else ""
    return [rf"\textbf{{Not proved}} ({escape(document.verdict)}){because}."]


# ---- the end of the page ----


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


# ---- to paste ----


def fragment(document: Document, room: float = FRAGMENT_ROOM) -> str:
    """The proof as an ``align*`` to paste, and below it the sentence that says when it holds and what its names mean."""
    latex = Latex.of(document)
    lines = proof(document, latex, room)
    spoken = Spoken(latex)
    conditions = in_words(document.hypotheses, spoken)
    sentences = [f"This holds {latex.words.latex(conditions, spoken.atoms)}."] if conditions else []
    meanings = [f"${left} = {right}$" for left, right in latex.meanings(document.where)]
    sentences += [f"Here {listed(meanings)}."] if meanings else []
    sentences += outside(latex)
    if not is_proved(document):
        sentences.append(f"({_capital(escape(document.verdict))}.)")
    return "\n".join(filter(None, [lines, " ".join(sentences)]))
