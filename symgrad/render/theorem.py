"""A theorem with its proof as a page of lines: title, what is given, the numbered lines, hypotheses, verdict."""

from __future__ import annotations

import re

from symgrad.core.term import BINDERS, Term
from symgrad.proof.document import Document, Primitive, Step
from symgrad.render.breaking import break_reason, break_words
from symgrad.render.figure import figure_lines
from symgrad.render.formula import break_formula
from symgrad.render.hypotheses import in_words
from symgrad.render.instances import ALWAYS_ZERO, NO_INSTANCE, agreement_words, disagreement_words, is_vacuous
from symgrad.render.lines import BLANK, Line, Span, Style, line
from symgrad.render.notation import Notation
from symgrad.render.steps import Row, row_lines, shown_steps
from symgrad.render.width import columns, pad

INDENT = 2
SIGNS: dict[str, tuple[str, str, Style]] = {  # verdict -> sign, the same in ASCII, style
    "proved": ("✓", "+", "good"),
    "refuted": ("✗", "x", "bad"),
    "undecided": ("?", "?", "unsure"),
    "not understood": ("?", "?", "unsure"),
    "given": ("·", "-", "faint"),
}


def as_claimed(document: Document) -> bool:
    """Whether the verdict is the one that was expected, and no instance speaks against it."""
    if document.verdict != document.expected:
        return False
    return document.verdict != "proved" or not (disagreement_words(document) or is_vacuous(document))


def theorem_lines(
    document: Document, notation: Notation, width: int, *, detail: bool = False, previous: Document | None = None
) -> list[Line]:
    """The page; title and givens are left out where the theorem before it had the same."""
    notation = notation.of(document)
    out: list[Line] = []
    if previous is None or _introduction(previous) != _introduction(document):
        out += introduction_lines(document, notation, width)
    out += proof_lines(document, notation, width, detail)
    out += where_lines(document, notation, width)
    out += _remark_lines(document.remarks, notation, width)
    for figure in document.figures:
        out += figure_lines(figure, notation, width)
    out += [BLANK, *verdict_lines(document, notation, width)]
    return out


def _introduction(document: Document) -> tuple[str, str, list[str], list[str]]:
    return document.title, document.source, document.given, document.assumptions


# ---- the top of the page ----


def introduction_lines(document: Document, notation: Notation, width: int) -> list[Line]:
    """The title and its source, the definitions, and what was inferred while reading them."""
    out = [*title_lines(document.title, document.source, notation, width)]
    assumptions = ["; ".join(document.assumptions)] if document.assumptions else []
    labels = {"given": document.given, "with": notation.shorthand_lines(), "read as": assumptions}
    start = INDENT + max((len(label) for label, texts in labels.items() if texts), default=0) + 2
    for label, texts in labels.items():
        out += _labelled(label, texts, start, notation, width)
    return [*out, BLANK] if out else []


def title_lines(title: str, source: str, notation: Notation, width: int) -> list[Line]:
    """``Title · where it is from``, the source on its own line where both are too wide."""
    title, source = notation.words(title), notation.words(source)
    if not title:
        return []
    between = " · " if notation.unicode else " - "
    if not source or columns(title + between + source) <= width:
        return [((title, "title"), (between + source if source else "", "faint"))]
    titles = [line(piece, "title") for piece in break_words(title, width, hang=INDENT)]
    return titles + [line(piece, "faint", INDENT) for piece in break_words(source, width - INDENT)]


def _labelled(label: str, texts: list[str], start: int, notation: Notation, width: int) -> list[Line]:
    """Texts with a label before the first, all beginning in the same column."""
    out: list[Line] = []
    for text in texts:
        pieces = break_words if label == "read as" else break_formula
        for piece in pieces(notation.words(text), width - start):
            head = "" if out else " " * INDENT + label
            out.append(((head.ljust(start), "faint"), (piece, "math")))
    return out


# ---- the proof ----


def proof_lines(document: Document, notation: Notation, width: int, detail: bool) -> list[Line]:
    """The heading (what is derived) and the numbered lines."""
    heading = notation.term(document.heading or document.lhs)
    first, *more = break_formula(heading, width - INDENT)
    head: list[Span] = [(" " * INDENT, "plain"), (first, "heading")]
    if document.title and columns(heading) + columns(document.name) + 2 * INDENT + 1 <= width:
        head.append(("   " + document.name, "faint"))
    claim = document.lhs if document.is_claim else None
    rows = [_row(str(n), step, notation, width, detail, claim) for n, step in shown_steps(document)]
    if not rows and document.rhs is not None and not document.is_claim:
        rows = [Row("", notation.term(document.rhs))]
    rows = [row._replace(relation=notation.words(document.relation)) for row in rows]
    rows += [Row("", notation.words(name), is_name=True) for name in document.names]
    rest = [line(piece, "heading", INDENT) for piece in more]
    return [tuple(head), *rest, *row_lines(rows, width, "—" if notation.unicode else "--")]


def where_lines(document: Document, notation: Notation, width: int) -> list[Line]:
    """The definitions that a later line brought in, and what the formulas above leave unsaid."""
    texts = [notation.definition(d) for d in document.where]
    declared = document.program.tensors if document.program is not None else ()
    outside = [n for n in dict.fromkeys(n for s in document.steps for n in notation.outside(s.term)) if n not in declared]
    if outside:
        texts.append(
            f"{' and '.join(outside)} is 0 outside its shape"
            if len(outside) == 1
            else f"{' and '.join(outside)} are 0 outside their shapes"
        )
    return _labelled("where", texts, INDENT + 7, notation, width)


def _row(label: str, step: Step, notation: Notation, width: int, detail: bool, claim: Term | None = None) -> Row:
    formula = "the claim" if step.term == claim else notation.term(step.term)
    below = [line for p in step.primitives for line in _primitive_lines(p, notation, width)] if detail else []
    return Row(label, formula, notation.words(step.reason), tuple(below))


def _primitive_lines(primitive: Primitive, notation: Notation, width: int) -> list[Line]:
    """One step of the core: its rule, where it was applied, and the whole term after it, nothing left out."""
    indent = 9
    place = "at " + ".".join(map(str, primitive.path)) if primitive.path else "at the top"
    pieces = break_formula(notation.in_full().term(primitive.term), width - indent - 2)
    return [
        ((" " * indent, "plain"), (primitive.rule, "name"), (f" {place}", "faint")),
        ((" " * indent + "= ", "faint"), (pieces[0], "faint")),
        *(line(piece, "faint", indent + 2) for piece in pieces[1:]),
    ]


def _remark_lines(remarks: list[str], notation: Notation, width: int) -> list[Line]:
    """Short texts under the proof, their lines as they are; one that is too wide goes on under its last column."""
    texts = [text for remark in remarks for text in notation.words(remark).splitlines()]
    pieces = [piece for text in texts for piece in _in_columns(text, width - INDENT)]
    return [BLANK, *(line(piece, "plain", INDENT) for piece in pieces)] if pieces else []


_COLUMNS = re.compile(r"(?:.*\S)?\s{2,}")


def _in_columns(text: str, width: int) -> list[str]:
    """The text in lines; two blanks or more stand before a column."""
    found = _COLUMNS.match(text)
    if columns(text) <= width or found is None:
        return break_words(text, width)
    head, rest = found[0], text[found.end() :]
    first, *more = break_words(rest, width - columns(head))
    return [head + first, *(" " * columns(head) + piece for piece in more)]


# ---- the verdict ----


def verdict_lines(document: Document, notation: Notation, width: int) -> list[Line]:
    """The hypotheses that were used, the verdict, and what the independent evaluator says."""
    out: list[Line] = []
    used = in_words(document.hypotheses, notation)
    if used:
        out += [line(piece, "plain", INDENT) for piece in break_reason(used, width - INDENT, hang=2)]
    parts = [_verdict(document, notation)]
    against = disagreement_words(document)
    if document.instances is not None and document.verdict == "proved" and not against and document.instances.tried:
        parts.append(_agreement(document, notation))
    out += _side_by_side(parts, width)
    if document.reason and document.verdict != "proved":
        out += _sentence(document.reason, notation, width)
    if against:
        out += _sentence(f"counterexample: {against}", notation, width)
    return out


def _verdict(document: Document, notation: Notation) -> Span:
    verdict, expected = document.verdict, document.expected
    sign, style = _sign(document, notation)
    words = verdict
    if verdict == "proved" and speaks_of_sizes(document):
        words = "proved for all sizes"
    if verdict == "undecided" and expected == "proved" and not document.source:
        words += ": no proof was found"  # nobody stated it, so it was not expected to be anything
    elif verdict != expected:
        words += f", though expected to be {expected}"
    elif verdict != "proved":
        words += ", as expected"
    if document.certificate is not None and disagreement_words(document):
        words += "; the proof core accepts a proof of it all the same: please report this"
    return f"{sign} {words}", style


def _sign(document: Document, notation: Notation) -> Span:
    sign, ascii_sign, style = SIGNS[document.verdict]
    if document.verdict == "proved" and not as_claimed(document):
        style = "bad"
    elif document.verdict != "proved" and as_claimed(document):
        style = "faint"
    return (sign if notation.unicode else ascii_sign), style


def _agreement(document: Document, notation: Notation) -> Span:
    if is_vacuous(document):
        return f"? vacuous: {NO_INSTANCE if not document.instances.counted else ALWAYS_ZERO}", "unsure"
    if not document.instances.counted:
        return f"? {agreement_words(document)}", "unsure"
    sign, ascii_sign, style = SIGNS["proved"]
    return f"{sign if notation.unicode else ascii_sign} {agreement_words(document)}", style


def _side_by_side(parts: list[Span], width: int) -> list[Line]:
    """The parts on one line if they fit, else each on its own."""
    if INDENT + sum(columns(text) + 4 for text, _ in parts) - 4 > width:
        hang = INDENT  # under the words, behind the sign
        return [line(p, style, INDENT) for text, style in parts for p in break_words(text, width - INDENT, hang)]
    spans: list[Span] = []
    for text, style in parts:
        spans += [("    " if spans else " " * INDENT, "plain"), (text, style)]
    return [tuple(spans)]


def _sentence(text: str, notation: Notation, width: int) -> list[Line]:
    indent = INDENT + 2
    return [line(piece, "plain", indent) for piece in break_words(notation.words(text), width - indent, hang=2)]


def speaks_of_sizes(document: Document) -> bool:
    """Whether the theorem mentions any index or size, so that "for all sizes" means something."""
    seen: set[int] = set()
    stack: list[Term] = [t for t in (document.lhs, document.rhs) if t is not None]
    while stack:
        t = stack.pop()
        if id(t) in seen:
            continue
        seen.add(id(t))
        if t.op == "var" or t.op in BINDERS:
            return True
        stack += t.args
        if t.op == "call":
            stack.append(t.data.body)
    return False


# ---- one line for a theorem ----


def summary_lines(document: Document, notation: Notation, width: int, name_width: int) -> list[Line]:
    """Verdict, name and, where it fits, what is proved; below it, why it is not as claimed."""
    notation = notation.of(document)
    sign, style = _sign(document, notation)
    verdict = pad(f"{sign} {document.verdict}", 9)
    start = INDENT + columns(verdict) + 3
    *above, last = _name_lines(document.name, width - start)
    name = pad(last, name_width)
    room = width - start - columns(name) - 3
    statement = next((text for text in _statements(document, notation) if columns(text) <= room), "")
    out: list[Line] = [line(text, "name", start) for text in (*above, name)]
    out[0] = ((" " * INDENT, "plain"), (verdict, style), ("   " + (above or [name])[0], "name"))
    out[-1] = (*out[-1], ("   " + statement, "math"))
    if not as_claimed(document):
        out += verdict_lines(document, notation, width)
    return out


def _name_lines(name: str, room: int) -> list[str]:
    """The name; the file and the rest of it apart where it is too wide."""
    file, dot, rest = name.partition(".")
    return [name] if columns(name) <= room or not rest else [file + dot, INDENT * " " + rest]


def _statements(document: Document, notation: Notation) -> list[str]:
    """What is proved, from the fullest way to say it to the shortest."""
    left = notation.term(document.heading or document.lhs)
    if document.is_claim:
        return [left]
    right = [notation.words(name) for name in document.names]
    if document.rhs is not None:
        right.append(notation.term(document.rhs))
    return [*(f"{left} {notation.words(document.relation)} {text}" for text in right), left]
