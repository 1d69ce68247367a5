"""How one page writes its terms: the symbols of its names, what its program leaves unsaid, its shorthands."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from symgrad.core.term import Definition, Term, Var, call, unfold
from symgrad.proof.document import Document
from symgrad.proof.shorthand import Shorthand, shorten, shorthands
from symgrad.render.latex.symbols import Symbols, cotangent_parts
from symgrad.render.latex.terms import Printer, in_sentence, seal
from symgrad.render.latex.words import ATOMS, Writer
from symgrad.render.notation import Notation


class Latex:
    """Writes the terms and the sentences of one document."""

    def __init__(self, terms: Iterable[Term], program: Any = None, known: Iterable[Shorthand] = ()) -> None:
        self.program, self.shorthands = program, tuple(known)
        arrays, names = _names(terms)
        if program is not None:
            arrays |= {t.name for t in program.tensors.values() if t.ranges}
            arrays |= {layer.name for layer in program.layers if layer.indices}
            names |= set(program.symbols)
        self.symbols = Symbols(arrays, names)
        self.words = Writer(self.symbols)
        self._outside: dict[str, bool] = {}  # what terms take to be zero outside, and whether that was told

    @classmethod
    def of(cls, document: Document) -> Latex:
        """The notation of a document: its program's names, and shorthands for its maximisers."""
        return cls(_terms(document), document.program, shorthands(document.hypotheses))

    def term(self, t: Term, *, ranges: bool = False) -> str:
        """The term with marks where a line may end; what it leaves unsaid is remembered."""
        printer = Printer(shorten(t, self.shorthands), self.program, self.symbols, ranges)
        text = printer.text(shorten(t, self.shorthands), [])[0]
        self._outside.update({name: False for name in printer.hidden if name not in self._outside})
        return text

    def in_line(self, t: Term) -> str:
        """The term on one line of text, as in a heading."""
        printer = Printer(shorten(t, self.shorthands), self.program, self.symbols)
        with printer.small():
            return seal(printer.text(shorten(t, self.shorthands), [])[0])

    def outside(self) -> list[str]:
        """The tensors that the terms written since the last call take to be zero outside, and no term before, as formulas."""
        new = [name for name, told in self._outside.items() if not told]
        self._outside.update(dict.fromkeys(new, True))
        return [self.name(name) for name in new]

    def told(self, names: Iterable[str]) -> None:
        """Remember that a sentence said of these tensors that they are zero outside."""
        self._outside.update(dict.fromkeys(names, True))

    def name(self, name: str) -> str:
        """A name that stands alone: ``\\partial L/\\partial Z`` for a cotangent."""
        parts = cotangent_parts(name)
        if parts is None:
            return self.symbols.of(name)
        return rf"\partial {self.symbols.of(parts[0])}/\partial {self.symbols.of(parts[1])}"

    def definition(self, d: Definition) -> tuple[str, str]:
        """Both sides of a definition."""
        head = call(d, *map(Var, d.hints))
        return self.term(head), self.term(unfold(head), ranges=True)

    def shorthand(self, s: Shorthand) -> tuple[str, str]:
        """What a shorthand means: ``k*_o`` and ``arg max …``."""
        heads = [Printer(h, self.program, self.symbols).text(h, [])[0] for h in s.heads()]
        left = heads[0] if len(heads) == 1 else f"({', '.join(heads)})"
        meaning = s.meaning()
        return left, Printer(meaning, self.program, self.symbols, ranges=True).text(meaning, [])[0]

    def meanings(self, where: Iterable[Definition]) -> list[tuple[str, str]]:
        """What shorthands and definitions stand for, on one line of text."""
        out = [(seal(left), seal(right)) for left, right in map(self.shorthand, self.shorthands)]
        for d in where:
            head = call(d, *map(Var, d.hints))
            self.term(unfold(head))  # for what it leaves unsaid
            out.append((self.in_line(head), self.in_line(unfold(head))))
        return out

    def sentence(self, text: str) -> str:
        """Words that may hold mathematics."""
        return self.words.latex(text)


def formula(t: Term) -> str:
    """The term by itself, with nothing left out or shortened."""
    return seal(Latex([t]).term(t, ranges=True))


class Spoken(Notation):
    """The notation in which hypotheses are put into words: each term is one character, its LaTeX is in ``atoms``."""

    __slots__ = ("atoms", "latex")

    def __init__(self, latex: Latex) -> None:
        super().__init__(unicode=True, program=latex.program)
        self.latex = latex
        self.atoms: list[str] = []

    def term(self, t: Term) -> str:
        self.atoms.append(in_sentence(self.latex.term(t)))
        return chr(ATOMS + len(self.atoms) - 1)


def _terms(document: Document) -> list[Term]:
    steps = [step.term for step in document.steps]
    sides = [t for t in (document.heading, document.lhs, document.rhs) if t is not None]
    return [*sides, *steps, *document.hypotheses, *(d.body for d in document.where)]


def _names(terms: Iterable[Term]) -> tuple[set[str], set[str]]:
    """The names that take indices, and all names, of the terms and of what they are defined by."""
    arrays: set[str] = set()
    names: set[str] = set()
    stack = list(terms)
    seen: set[int] = set()
    while stack:
        t = stack.pop()
        if id(t) in seen:
            continue
        seen.add(id(t))
        stack += t.args
        names |= t.free
        name = t.data.name if t.op == "call" else t.data if t.op in ("read", "iread", "diff") else ""
        if name and len(t.args) > (t.op == "diff"):
            arrays.add((cotangent_parts(name) or (name, name))[1])
        if t.op == "call":
            stack.append(t.data.body)
    return arrays, names
