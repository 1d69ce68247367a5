"""The document: what terminal, LaTeX and JSON render. One object, made from one proof."""

from __future__ import annotations

from typing import Any, NamedTuple

from symgrad.core.term import Definition, Term


class Primitive(NamedTuple):
    """One step of the core under a headline: the rule, where it was applied, and the whole term after it."""

    rule: str
    path: tuple[int, ...]
    term: Term


class Step(NamedTuple):
    """One line of the proof as a person would write it: ``= term``, the reason beside it, and what it rests on."""

    term: Term
    reason: str  # "chain rule", "∂ of a sum", "collapse δ (i = m−k, j = n−l)"
    primitives: tuple[Primitive, ...] = ()


class Gradient(NamedTuple):
    """What the left side is a gradient of: ∂loss/∂wrt[indices], for indices in the ranges; for the comparison with sympy."""

    loss: Term
    wrt: str
    indices: tuple[str, ...]
    ranges: tuple[tuple[Term, Term], ...]


class Cell(NamedTuple):
    """A cell of a figure: a label such as ``y_1`` and a note such as ``w_9`` below it; both empty where there is nothing."""

    label: str
    note: str


class Figure(NamedTuple):
    """A grid of labelled cells, row by row, and what it shows."""

    caption: str
    rows: tuple[tuple[Cell, ...], ...]


class Document:
    """A theorem with its proof, as it is shown.

    ``verdict`` is one of proved, refuted, undecided, not understood, given; ``expected`` is what the derivation file says it
    should be. ``names`` are the names that were recognised in the right side (after the proof). ``given`` are the lines that
    introduce definitions and shapes, ``assumptions`` what was inferred or assumed while reading. ``certificate`` is None
    unless proved.
    """

    __slots__ = (
        "assumptions",
        "certificate",
        "entries",
        "expected",
        "figures",
        "given",
        "gradient",
        "heading",
        "hypotheses",
        "instances",
        "is_claim",
        "lhs",
        "name",
        "names",
        "program",
        "reason",
        "remarks",
        "rhs",
        "seconds",
        "source",
        "steps",
        "title",
        "verdict",
        "where",
    )

    def __init__(self, name: str, lhs: Term, rhs: Term | None, heading: Term | None = None) -> None:
        self.name = name  # "convolution.dL_dV"
        self.title = ""  # "Convolution"
        self.source = ""  # "Tübingen, Deep Neural Networks, assignment 11, question 2"
        self.heading = heading  # what is derived, e.g. the read ∂L/∂V[m,n]
        self.lhs = lhs  # what is proved equal to rhs, e.g. Σ ∂L/∂Z·∂Z/∂V
        self.rhs = rhs
        self.is_claim = False  # lhs is a proposition, to be shown as it stands: rhs is ⊤, and the lines are propositions too
        self.gradient: Gradient | None = None
        self.hypotheses: list[Term] = []
        self.given: list[str] = []
        self.assumptions: list[str] = []
        self.steps: list[Step] = []
        self.names: list[str] = []
        self.where: list[Definition] = []  # definitions that a later line brought in
        self.figures: list[Figure] = []  # drawings under the proof, computed from the definitions
        self.remarks: list[str] = []  # short text under the proof, such as a strategy in pseudocode
        self.verdict = "undecided"
        self.expected = "proved"
        self.reason = ""  # why not proved, with the sub-term that stopped it
        self.instances: Any = None  # the agreement with the independent evaluator, symgrad.refute.instances.Agreement
        self.entries: Any = None  # the comparison with sympy.diff on explicit arrays, symgrad.engine.opinion.Entries
        self.certificate: dict[str, Any] | None = None
        self.program: Any = None  # symgrad.language.program.Program
        self.seconds: dict[str, float] = {}  # derive, prove, replay, instances

    @property
    def relation(self) -> str:
        """How the lines are related to the left side: "=" or "⇔", or "" where each line is a proposition by itself."""
        return "" if self.is_claim else "⇔" if self.lhs.sort == "P" else "="
