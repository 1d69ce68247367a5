"""Entries written out on given numbers: ``1·1 + 2·0 + 3·2 + 4·1``, sums term by term, brackets decided, reads as values."""

from __future__ import annotations

from collections.abc import Sequence

from symgrad.core.term import Int, Term, open_binder, substitute
from symgrad.engine.enclosing import Unknown, number, value_of
from symgrad.engine.evaluation import Array, Evaluation
from symgrad.refute.evaluate import Enclosure, Value, evaluate
from symgrad.refute.instance import Instance
from symgrad.refute.scalars import Inexact, TooLarge, Undefined

MOST_SHOWN = 64  # entries whose products are shown
MOST_SUMMANDS = 400


def ends(value: Value) -> tuple[str, ...]:
    """The value as a fraction, or the two that it lies between."""
    return (str(value.lo), str(value.hi)) if isinstance(value, Enclosure) else (str(value),)


class _Expansion:
    """Writes a term with its numbers put in: sums over ranges term by term, brackets decided, reads as their values."""

    def __init__(self, instance: Instance) -> None:
        self.instance = instance
        self.summands = 0

    def value(self, t: Term) -> Value:
        return value_of(t, self.instance)

    def text(self, t: Term) -> str:
        """The term on one line."""
        if t.op == "add":
            return " + ".join(self.text(a) for a in t.args if self.value(a) != 0 or len(t.args) == 1) or "0"
        if t.op in ("sum", "max"):
            bodies = self._bodies(t)
            if t.op == "max":
                return f"max({', '.join(map(self.alone, bodies))})"
            return " + ".join(p for p in map(self.text, bodies) if p) or "0"
        if t.op == "mul":
            return self._product(t.args)
        return self._factor(t)

    def alone(self, t: Term) -> str:
        """The term where nothing stands beside it: then a value needs no parentheses."""
        text = self.text(t)
        bare = text[1:-1] if text.startswith("(") else text
        return bare if text != bare and bare == number(self.value(t)) else text

    def _bodies(self, t: Term) -> list[Term]:
        """The body at each point of the domain."""
        names = [f"@e{k}" for k in range(len(t.hints))]
        domain, body = open_binder(t, names)
        points: list[dict[str, Term]] = [{}]
        for name, (lo, hi) in zip(names, domain.ranges, strict=True):
            points = [{**p, name: Int(i)} for p in points for i in self._range(substitute(lo, p), substitute(hi, p))]
        points = [p for p in points if evaluate(substitute(domain.cond, p), self.instance)]
        self.summands += len(points)
        return [substitute(body, p) for p in points]

    def _range(self, lo: Term, hi: Term) -> range:
        return range(int(evaluate(lo, self.instance)), int(evaluate(hi, self.instance)))

    def _product(self, factors: Sequence[Term]) -> str:
        """Factors that are brackets are left out, or the whole product where one is 0."""
        out = ""
        for f in factors:
            if f.op == "bracket":
                if not self.value(f):
                    return ""
            elif f.op == "inv":
                out = f"{out or '1'}/{self._factor(f.args[0])}"
            else:
                out += ("·" if out else "") + self._factor(f)
        return out or "1"

    def _factor(self, t: Term) -> str:
        if t.op in ("add", "sum") and not (t.op == "sum" and len(self._bodies(t)) == 1):
            return f"({self.text(t)})"
        if t.op in ("max", "mul"):
            return self.text(t)
        if t.op == "inv":
            return f"1/{self._factor(t.args[0])}"
        if t.op == "pow":
            return f"{self._factor(t.args[0])}^{t.data}"
        if t.op == "fn":
            return f"{t.data[0]}({', '.join(map(self.alone, t.args))})"
        text = number(self.value(t))
        return f"({text})" if text.startswith("−") or "/" in text or " " in text else text


def expansions(evaluation: Evaluation, output: Array) -> list[str]:
    """Each entry as the sum of products that it is; empty where that is too long to be shown."""
    layer = evaluation.program.layer(output.name)
    assert layer is not None  # every output is a layer's
    out: list[str] = []
    for index in output.entries:
        expansion = _Expansion(evaluation.instance)
        shown = len(out) < MOST_SHOWN
        try:
            text = (expansion.alone(layer.at(*map(Int, index))) or "0") if shown else ""
        except (Undefined, TooLarge, Unknown, Inexact):  # a part of it has no value that could be shown; the whole has one
            text = ""
        out.append(text if expansion.summands <= MOST_SUMMANDS else "")
    return out
