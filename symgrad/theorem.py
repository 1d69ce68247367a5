"""What a derivation gives a user: a theorem with its proof, to print, to compute with and to write up."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from symgrad.proof.document import Document


def derive(text: str, wrt: Sequence[str] = (), *, instances: int = 0) -> dict[str, Theorem]:
    """The gradient of the last layer that ``text`` defines, for each tensor in ``wrt`` (all of them, if none is named).

    ``instances``: in how many random instances each is also compared with the evaluator and with sympy.
    Raises ``symgrad.errors.Problem`` where the text cannot be understood.

    >>> dx = derive("y[o<O] = sum(k<K) w[k]*x[s*o+k-p]  where x[N] is zero outside, w[K], s >= 1", ["x"])["x"]
    >>> dx.verdict, dx.formula
    ('proved', 'sum(k<K, 0 <= floor((i + p - k)/s) < O, s | i + p - k) dL/dy[floor((i + p - k)/s)]*w[k]')
    """
    from symgrad.engine.derive import derive as derive_documents

    documents = derive_documents(text, wrt, instances=instances)
    return {d.gradient.wrt: Theorem(d) for d in documents if d.gradient is not None}


class Theorem:
    """A statement with its proof. ``verdict`` is "proved" only after the core replayed the certificate."""

    __slots__ = ("document",)

    def __init__(self, document: Document) -> None:
        self.document = document

    @property
    def name(self) -> str:
        return self.document.name

    @property
    def verdict(self) -> str:
        """proved, refuted or undecided; ``document.reason`` says why not proved."""
        return self.document.verdict

    @property
    def formula(self) -> str:
        """The right side in plain notation, as ``derive`` reads it."""
        from symgrad.language.plain import plain

        rhs = self.document.rhs
        return "" if rhs is None else plain(rhs, self.document.program)

    @property
    def names(self) -> list[str]:
        """What the right side is known as: "full convolution of ∂L/∂Z with K"."""
        return list(self.document.names)

    @property
    def hypotheses(self) -> list[str]:
        """The hypotheses that the proof used, in plain notation."""
        from symgrad.language.plain import plain

        return [plain(h, self.document.program) for h in self.document.hypotheses]

    @property
    def certificate(self) -> Mapping[str, Any] | None:
        """The proof as JSON data, for ``symgrad replay``; None unless proved."""
        return self.document.certificate

    def __repr__(self) -> str:
        return f"<Theorem {self.name}: {self.verdict}>"

    def __str__(self) -> str:
        from symgrad.render.lines import text_of
        from symgrad.render.notation import Notation
        from symgrad.render.theorem import theorem_lines

        return "\n".join(text_of(line) for line in theorem_lines(self.document, Notation(), 100))
