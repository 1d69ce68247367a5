"""Documents made by hand: what the engine would make, without the engine."""

from __future__ import annotations

from symgrad.core.term import Int, Term, Var, bind, le, read
from symgrad.proof.document import Document, Primitive, Step
from symgrad.render.notation import Notation


class Spelled(Notation):
    """Shows a term made by ``text`` as that text, whatever the language makes of it."""

    def of(self, program: object) -> Spelled:  # noqa: ARG002
        return self

    def term(self, t: Term) -> str:
        return self.words(t.data) if t.op == "read" and not t.args else super().term(t)


def text(words: str) -> Term:
    """A term that is shown as these words."""
    return read(words)


class Agreement:
    """As much of symgrad.refute.instances.Agreement as is shown."""

    def __init__(self, counted: int = 24, tried: int = 30, disagreement: object = None) -> None:
        self.counted = self.nonzero = counted
        self.tried, self.disagreement = tried, disagreement
        self.rejected, self.undefined, self.too_large, self.enclosed = tried - counted, 0, 0, 0


def convolution() -> Document:
    """The example of the design: ∂L/∂V of a cross-correlation."""
    n, m = Var("n"), Var("m")
    lhs = text("Σ_{i,j} ∂L/∂Z[i,j] · ∂Z[i,j]/∂V[m,n]")
    d = Document("convolution.dL_dV", lhs, read("full", m, n), text("∂L/∂V[m,n]"))
    d.title, d.source = "Convolution", "Tübingen, Deep Neural Networks, assignment 11, question 2"
    d.given = ["Z[i,j] = Σ_{k<P} Σ_{l<Q} V[i+k, j+l]·K[k,l]", "V is H×W, K is P×Q, Z is (H−P+1)×(W−Q+1)"]
    expand = Primitive("d_sum", (0, 5), text("Σ_{i,j} ∂L/∂Z[i,j] · Σ_{k,l} ∂(V[i+k, j+l]·K[k,l])/∂V[m,n]"))
    d.steps = [
        Step(lhs, "chain rule"),
        Step(text("Σ_{i,j} ∂L/∂Z[i,j] · Σ_{k,l} K[k,l]·δ[i+k,m]·δ[j+l,n]"), "∂ of a sum", (expand,)),
        Step(text("Σ_{k,l} ∂L/∂Z[m−k, n−l]·K[k,l]"), "collapse δ (i = m−k, j = n−l)"),
        Step(text("Σ_{k,l} ∂L/∂Z[m+k−P+1, n+l−Q+1]·K[P−1−k, Q−1−l]"), "k → P−1−k, l → Q−1−l"),
    ]
    d.names = ["full correlation of ∂L/∂Z with rot180(K)", "full convolution of ∂L/∂Z with K"]
    d.hypotheses = [le(Int(1), Var("P")), le(Int(1), Var("Q"))]
    d.verdict, d.instances = "proved", Agreement()
    d.certificate = {"format": "symgrad certificate"}
    d.seconds = {"derive": 0.012, "replay": 0.003}
    return d


def pooling() -> Document:
    """A theorem under a hypothesis that is not about sizes."""
    window = [("k", Int(0), Var("p"))]
    unique = bind("forall", [("o", Int(0), Var("M"))], bind("unique", window, read("x", Var("k"))))
    d = Document("pooling.max", text("∂L/∂x[i]"), text("Σ_o ∂L/∂y[o]·[i = s·o + argmax_k x[s·o + k]]"))
    d.hypotheses = [le(Int(1), Var("s")), unique]
    d.verdict = "proved"
    return d


def refuted(expected: str = "proved") -> Document:
    """A claim that is false."""
    d = Document("exercise.line3", text("f(x−s−u)"), text("f(x−s−v)"))
    d.verdict, d.expected, d.reason = "refuted", expected, "the two sides differ already for one entry"
    return d
