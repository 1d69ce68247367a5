"""What a theorem starts from: the definitions as displays, shapes and what was assumed as sentences."""

from __future__ import annotations

import re
from collections.abc import Sequence

from symgrad.core.term import Var, call
from symgrad.language.program import Layer
from symgrad.proof.document import Document
from symgrad.render.hypotheses import listed
from symgrad.render.latex.notation import Latex
from symgrad.render.latex.rows import equations
from symgrad.render.latex.symbols import cotangent_parts
from symgrad.render.latex.terms import seal

_OUTSIDE = re.compile(r"[\w, ]+ 0 outside")


def given(document: Document, latex: Latex, room: float) -> list[str]:
    """The definitions as displays, and what was read into them as a sentence."""
    definitions = _definitions(document, latex, room)
    return ["Let\n" + "\n".join(definitions), *_read_as(document, latex)] if definitions else _read_as(document, latex)


def _definitions(document: Document, latex: Latex, room: float) -> list[str]:
    if document.program is None:
        return [rf"\[ \text{{{latex.sentence(text)}}} \]" for text in document.given]
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


def _read_as(document: Document, latex: Latex) -> list[str]:
    """Shapes, and what was inferred or assumed, as one paragraph."""
    shapes = _shapes(document, latex)
    sentences = [f"Here {listed(shapes)}."] if shapes else []
    kept = [text for text in document.assumptions if not _OUTSIDE.fullmatch(text)]
    if kept:
        sentences.append(capital(latex.sentence("; ".join(kept))) + ".")
    if document.program is not None:
        named = [t.name for t in (*document.program.tensors.values(), *document.program.layers) if t.outside == "zero"]
        latex.told(named)
        sentences += [_zero_outside([f"${latex.name(n)}$" for n in named])] if named else []
    return [" ".join(sentences)] if sentences else []


def capital(sentence: str) -> str:
    """The sentence with a capital letter, if it begins with a word."""
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


def outside(latex: Latex) -> list[str]:
    """The sentence about what the formulas since the last one take to be zero outside."""
    names = latex.outside()
    return [_zero_outside([f"${name}$" for name in names])] if names else []
