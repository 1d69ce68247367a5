"""The lines of the library's theorems as people would hand them in, and the wrong transformations of each of them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import cache
from itertools import pairwise
from typing import NamedTuple

from symgrad.checker.judge import nothing_empty
from symgrad.core.term import (
    TRUE,
    Int,
    Term,
    Var,
    bracket,
    conj,
    conjuncts,
    definitions,
    iadd,
    imul,
    le,
    lt,
    make,
    mul,
    num,
    substitute,
)
from symgrad.engine.library import Entry
from symgrad.language.plain import plain
from symgrad.language.program import Layer, Tensor
from symgrad.proof.document import Document
from symgrad.render.latex.notation import Latex
from symgrad.render.latex.page import document as page
from symgrad.render.latex.terms import seal

_SIMPLE_SIZE = re.compile(r"[\w+*() -]+")
_SIMPLE_CONDITION = re.compile(r"[\w\s+*/()<>=!|-]+")
_PREAMBLE = r"\begin{document}"
_PROOF = r"\textbf{Theorem}"
_END = r"\end{document}"


class Sentence(NamedTuple):
    """One equation of a theorem's statement or proof."""

    document: Document
    left: Term
    right: Term


@cache
def sentences(entry: Entry) -> tuple[Sentence, ...]:
    """The equations among the lines of a theorem; a line that says ⇔, ≤ or "for all" is none."""
    document = entry.document
    if document.is_claim:
        parts = [p for step in document.steps for p in conjuncts(step.term)] + list(conjuncts(document.lhs))
        found = [Sentence(document, p.args[0], p.args[1]) for p in parts if p.op in ("eq", "seq")]
    elif document.lhs.sort == "P":
        found = []
    else:
        left = document.heading or document.lhs
        rights = [step.term for step in document.steps] + ([document.rhs] if document.rhs is not None else [])
        found = [Sentence(document, left, right) for right in rights if right != left]
    return tuple(dict.fromkeys(found))


# ---- as documents ----


def declarations(document: Document) -> str:
    """What a person who hands the page in would declare in a comment: shapes, what is zero outside, side conditions."""
    program = document.program
    own: list[Tensor | Layer] = [*program.tensors.values(), *program.layers]
    arrays = [text for array in own if (text := _shape(array)) is not None]
    conditions = [text for h in program.hypotheses if _SIMPLE_CONDITION.fullmatch(text := plain(h, program))]
    return f"% symgrad: {', '.join([*arrays, *conditions, 'indices from 0'])}\n"


def _shape(array: Tensor | Layer) -> str | None:
    ranges = array.ranges if isinstance(array, Tensor) else array.shape
    sizes = [plain(hi) for _, hi in ranges]
    if not sizes or any(lo != Int(0) for lo, _ in ranges) or not all(map(_SIMPLE_SIZE.fullmatch, sizes)):
        return None
    outside = {"zero": " zero outside", "-inf": " -inf outside"}.get(array.outside, "")
    return f"{array.name}[{','.join(sizes)}]{outside}"


def whole_page(document: Document) -> str:
    """The write-up with the declarations in a comment."""
    return page([document], "").replace(_PREAMBLE, f"{_PREAMBLE}\n{declarations(document)}", 1)


def with_line(text: str, sentence: Sentence, right: Term) -> str:
    """The write-up with one more line at its end."""
    latex = Latex.of(sentence.document)
    line = f"{seal(latex.term(sentence.left))} &= {seal(latex.term(right))}"
    return text.replace(_END, rf"\begin{{align*}} {line} \end{{align*}}" + "\n" + _END)


def as_latex(sentence: Sentence, right: Term) -> str:
    """The definitions as the write-up has them, and one line."""
    latex = Latex.of(sentence.document)
    head = whole_page(sentence.document).partition(_PROOF)[0]
    meanings = [rf"\[ {left} = {right} \]" for left, right in latex.meanings(sentence.document.where)]
    return with_line("\n".join([head, *meanings, _END]), sentence, right)


def as_plain(sentence: Sentence, right: Term) -> str:
    """The program of the theorem, and one line."""
    program = sentence.document.program
    return f"{program.source.rstrip().rstrip(';')}\n{plain(sentence.left, program)} = {plain(right, program)}\n"


def excerpt(sentence: Sentence) -> str:
    """As little of the write-up as says all that is supposed: the definitions, or the whole where there are more hypotheses."""
    if supposes_only_sizes(sentence):
        return as_latex(sentence, sentence.right)
    return with_line(whole_page(sentence.document), sentence, sentence.right)


def supposes_only_sizes(sentence: Sentence) -> bool:
    """Whether declarations say all of the theorem's hypotheses: none is about entries of arrays."""
    document = sentence.document
    declared = {h for h in document.program.hypotheses if _SIMPLE_CONDITION.fullmatch(plain(h, document.program))}
    said = {*document.program.facts(), *declared, *in_range(sentence)}
    return set(document.program.hypotheses) <= declared and set(document.hypotheses) <= said


# ---- wrong transformations ----

Change = Callable[[Term], Iterator[tuple[str, Term]]]


def mutants(sentence: Sentence) -> Iterator[tuple[str, Term]]:
    """Each wrong transformation of the right side at each place, with its name; some of them change nothing in value."""
    seen = {sentence.right}
    for name, mutant in _everywhere(sentence.right):
        if mutant not in seen:
            seen.add(mutant)
            yield name, mutant
    right = sentence.right
    if right.sort == "S":
        yield "sign of the whole", mul(num(-1), right)
        yield "factor of the whole", mul(num(2), right)
    indices = [a.data for a in sentence.left.args if a.op == "var"]
    for a, b in pairwise(indices):
        if any(not {a, b}.isdisjoint(d.free) for d in definitions(right)):
            continue  # a size of that name stands in a definition
        exchanged = substitute(right, {a: Var(b), b: Var(a)})
        if exchanged not in seen:
            yield "free indices exchanged", exchanged


def _everywhere(t: Term) -> Iterator[tuple[str, Term]]:
    yield from _here(t)
    for k, part in enumerate(t.args):
        for name, changed in _everywhere(part):
            yield name, make(t.op, t.data, (*t.args[:k], changed, *t.args[k + 1 :]), t.hints)


def _here(t: Term) -> Iterator[tuple[str, Term]]:
    for change in _CHANGES.get(t.op, ()):
        yield from change(t)


def _reads(t: Term) -> Iterator[tuple[str, Term]]:
    for k, index in enumerate(t.args):
        for step in (1, -1):
            yield "index shift", _with(t, k, iadd(index, Int(step)))
    for k in range(len(t.args) - 1):
        yield "indices exchanged", _with(_with(t, k, t.args[k + 1]), k + 1, t.args[k])


def _sums(t: Term) -> Iterator[tuple[str, Term]]:
    """The sign of a summand, and a summand dropped."""
    minus, product = (Int(-1), imul) if t.sort == "I" else (num(-1), mul)
    for k, part in enumerate(t.args):
        yield "sign", _with(t, k, product(minus, part))
        rest = (*t.args[:k], *t.args[k + 1 :])
        if rest:
            yield "summand dropped", rest[0] if len(rest) == 1 else make(t.op, t.data, rest)


def _products(t: Term) -> Iterator[tuple[str, Term]]:
    for k, part in enumerate(t.args):
        rest = (*t.args[:k], *t.args[k + 1 :])
        name = "guard dropped" if part.op == "bracket" else "stride lost" if t.sort == "I" else "factor dropped"
        if rest:
            yield name, rest[0] if len(rest) == 1 else make(t.op, t.data, rest)


def _binders(t: Term) -> Iterator[tuple[str, Term]]:
    """Bounds one more or one less, conditions dropped, and a sum cut down to its first summand."""
    n = len(t.hints)
    for k in range(n):
        lo, hi = t.args[2 * k], t.args[2 * k + 1]
        for step in (1, -1):
            yield "upper bound", _with(t, 2 * k + 1, iadd(hi, Int(step)))
        yield "lower bound", _with(t, 2 * k, iadd(lo, Int(1)))
        if t.op == "sum":
            yield "sum dropped", _with(t, 2 * k + 1, iadd(lo, Int(1)))
    condition = t.args[-2]
    parts = conjuncts(condition)
    for k in range(len(parts)):
        rest = [p for j, p in enumerate(parts) if j != k]
        kept = TRUE if not rest else rest[0] if len(rest) == 1 else make("and", None, tuple(rest))
        yield "condition dropped", _with(t, 2 * n, kept)


def _numbers(t: Term) -> Iterator[tuple[str, Term]]:
    yield "numeral", num(t.data + 1)


def _integers(t: Term) -> Iterator[tuple[str, Term]]:
    if t.data not in (0, 1, -1):
        yield "numeral", Int(t.data + 1)


def _powers(t: Term) -> Iterator[tuple[str, Term]]:
    yield "exponent", make("pow", t.data + 1, t.args)


def _divisions(t: Term) -> Iterator[tuple[str, Term]]:
    yield "division lost", t.args[0]


def _comparisons(t: Term) -> Iterator[tuple[str, Term]]:
    yield "strict or not", make({"lt": "le", "le": "lt", "slt": "sle", "sle": "slt"}[t.op], t.data, t.args)


def _with(t: Term, k: int, part: Term) -> Term:
    return make(t.op, t.data, (*t.args[:k], part, *t.args[k + 1 :]), t.hints)


_CHANGES: dict[str, tuple[Change, ...]] = {
    "read": (_reads,),
    "call": (_reads,),
    "iread": (_reads,),
    "diff": (),
    "add": (_sums,),
    "iadd": (_sums,),
    "mul": (_products,),
    "imul": (_products,),
    "sum": (_binders,),
    "max": (_binders,),
    "argmax": (_binders,),
    "num": (_numbers,),
    "int": (_integers,),
    "pow": (_powers,),
    "inv": (_divisions,),
    "floor": (_divisions,),
    "lt": (_comparisons,),
    "le": (_comparisons,),
    "slt": (_comparisons,),
    "sle": (_comparisons,),
}


# ---- what a line means to its reader ----


def zero_outside(t: Term, document: Document) -> Term:
    """The line with every read outside of its array's shape as 0, which is how the checker reads it, and says so."""
    parts = tuple(zero_outside(part, document) for part in t.args)
    out = make(t.op, t.data, parts, t.hints)
    ranges = _ranges(t.data if t.op == "read" else t.data.name, document) if t.op in ("read", "call") else ()
    inside = [p for index, (lo, hi) in zip(parts, ranges, strict=False) for p in (le(lo, index), lt(index, hi))]
    return mul(bracket(conj(inside)), out) if inside else out


def in_range(sentence: Sentence) -> list[Term]:
    """The indices on the left side stay inside of the shapes of what they are indices of."""
    document = sentence.document
    out: list[Term] = []

    def visit(t: Term) -> None:
        name = t.data if isinstance(t.data, str) else getattr(t.data, "name", "")
        indices = t.args[1:] if t.op == "diff" else t.args if t.op in ("read", "call") else ()
        own = name.partition("/d")[2] if t.op == "read" and "/d" in name else name
        ranges = _ranges(own, document) or _ranges(name, document)
        out.extend(p for i, (lo, hi) in zip(indices, ranges, strict=False) if i.op == "var" for p in (le(lo, i), lt(i, hi)))
        for part in t.args:
            visit(part)

    visit(sentence.left)
    return out


def not_empty(sentence: Sentence) -> list[Term]:
    """Every axis of every array has an entry: nobody speaks of empty arrays, and the checker says where it matters."""
    return nothing_empty(sentence.document.program)


def _ranges(name: str, document: Document) -> tuple[tuple[Term, Term], ...]:
    tensor = document.program.tensors.get(name)
    layer = document.program.layer(name.partition("/d")[2]) or document.program.layer(name)
    return tensor.ranges if tensor is not None else layer.shape if layer is not None else ()
