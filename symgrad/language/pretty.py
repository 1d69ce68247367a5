"""Terms in Unicode for the screen, in the notation of the exercises: ``Σ_{i,j} ∂L/∂Z[i,j]·K[m−i, n−j]``."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from symgrad.core.polynomial import equal
from symgrad.core.term import Int, Term, conjuncts, iadd, imul, le, lt
from symgrad.language.naming import bare, free_names, index_names

if TYPE_CHECKING:
    from symgrad.language.program import Program

OR, AND, NOT, COMPARE, SUM, BINDER, PRODUCT, POWER, ATOM = 10, 20, 30, 40, 50, 55, 60, 80, 100

_SIGNS = {"eq": "=", "ne": "≠", "lt": "<", "le": "≤", "seq": "=", "sne": "≠", "slt": "<", "sle": "≤", "divides": "|"}
_WITHIN = {"lt": "le", "slt": "sle"}
_WORDS = {"sum": "Σ", "max": "max", "argmax": "argmax", "unique": "unique maximiser"}
_SUPERSCRIPT = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
_SUBSCRIPT = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")

Text = tuple[str, int]
Ranges = Sequence[tuple[Term, Term]]


def pretty(t: Term, program: Program | None = None, ranges: bool = False) -> str:
    """The term as a person writes it; not meant to be read back.

    With a program, what its declarations say is left out: ranges that are the whole axis of a tensor, and the bracket
    of a read that is zero outside. ``ranges=True`` shows the ranges all the same.
    """
    return _Printer(t, program, ranges).text(t, [])[0]


def zero_outside(t: Term, program: Program | None) -> list[str]:
    """The tensors whose reads ``pretty`` shows without the bracket that makes them zero outside."""
    printer = _Printer(t, program)
    printer.text(t, [])
    return [_cotangent(name) for name in printer.hidden]


class _Printer:
    def __init__(self, root: Term, program: Program | None, ranges: bool = False) -> None:
        self.ranges = ranges
        self.avoid = free_names(root)
        self.axes: dict[str, Ranges] = {}
        self.zero: set[str] = set()
        self.hidden: dict[str, None] = {}  # whose guards were left out
        if program is not None:
            self._learn(program, root)

    def _learn(self, program: Program, root: Term) -> None:
        for tensor in [*program.tensors.values(), *program.cotangents.values()]:
            self.axes[tensor.name] = tensor.ranges
            if tensor.outside == "zero":
                self.zero.add(tensor.name)
        for layer in program.layers:
            self.axes[layer.name] = layer.shape
            if layer.outside == "zero":
                self.zero.add(layer.name)
        for name in root.free:  # a cotangent has the axes of its layer and is zero outside
            of = name.partition("/d")[2]
            if of in self.axes and name not in self.axes:
                self.axes[name] = self.axes[of]
                self.zero.add(name)

    def text(self, t: Term, names: list[str]) -> Text:
        """The text and how tightly it holds together; ``names`` are the enclosing indices, innermost last."""
        if t.hints:
            return self.binder(t, names)
        if t.op in _SIGNS:
            return self.comparisons((t,), names), COMPARE
        return _WRITERS[t.op](self, t, names)

    def at(self, t: Term, names: list[str], level: int) -> str:
        text, own = self.text(t, names)
        return text if own >= level else f"({text})"

    def listed(self, terms: Sequence[Term], names: list[str]) -> str:
        return ", ".join(self.text(a, names)[0] for a in terms)

    # ---- sums and products ----

    def sum(self, t: Term, names: list[str]) -> Text:
        plus, minus = ("+", "−") if t.op == "iadd" else (" + ", " − ")
        out = ""
        for a in t.args:
            text = self.at(a, names, SUM + 1)
            if text.startswith("−"):
                out += minus + text[1:] if out else text
            else:
                out += plus + text if out else text
        return out or "0", SUM if len(t.args) > 1 else PRODUCT

    def product(self, t: Term, names: list[str]) -> Text:
        rounded_up = as_ceiling(t)
        if rounded_up is not None:
            return self.ceiling(*rounded_up, names), ATOM
        factors = self.shown_factors(t.args)
        if not factors:
            return "1", ATOM
        if len(factors) == 1:
            return self.text(factors[0], names)
        sign = ""
        if factors[0].op in ("int", "num") and factors[0].data == -1 and factors[1].op not in ("int", "num"):
            sign, factors = "−", factors[1:]
        if sign and len(factors) == 1 and factors[0].op in ("mul", "imul"):
            text = self.text(factors[0], names)[0]
            return sign + (f"({text})" if text.startswith("−") else text), PRODUCT
        if factors[0].op == "int" and factors[0].data < -1 and not sign:
            sign, out = "−", str(-factors[0].data)  # a − 2·p rather than a + (−2)·p
        else:
            out = self.factor(factors[0], names, last=len(factors) == 1)
        for place, a in enumerate(factors[1:], 2):
            if a.op == "inv":
                out += "/" + self.at(a.args[0], names, POWER)
            elif a.op == "num" and a.data.numerator == 1 and a.data != 1:
                out += f"/{a.data.denominator}"
            else:
                out += "·" + self.factor(a, names, last=place == len(factors))
        return sign + out, PRODUCT

    def factor(self, t: Term, names: list[str], last: bool) -> str:
        if t.op == "num" and t.data >= 0:
            return self.number(t, names)[0]
        return self.at(t, names, BINDER if last and t.op in ("sum", "max") else PRODUCT + 1 if t.op != "num" else SUM)

    def shown_factors(self, factors: Sequence[Term]) -> list[Term]:
        """Without the brackets that a declaration `is zero outside` says already."""
        guards = self.guards(factors)
        return [f for f in factors if not (f.op == "bracket" and self.are_guards(f.args[0], guards))]

    def guards(self, factors: Sequence[Term]) -> list[tuple[str, Term]]:
        """What the reads among the factors demand of their indices to be inside."""
        out: list[tuple[str, Term]] = []
        for f in factors:
            name = f.data.name if f.op == "call" else f.data if f.op == "read" else ""
            if name in self.zero and len(self.axes[name]) == len(f.args):
                for (lo, hi), a in zip(self.axes[name], f.args, strict=True):
                    out += [(name, le(lo, a)), (name, lt(a, hi))]
        return out

    def are_guards(self, p: Term, guards: list[tuple[str, Term]]) -> bool:
        found = [next((name for name, g in guards if _same(q, g)), "") for q in conjuncts(p)]
        if not guards or not all(found):
            return False
        self.hidden.update(dict.fromkeys(found))
        return True

    def number(self, t: Term, _names: list[str]) -> Text:
        return str(t.data).replace("-", "−"), ATOM if t.data >= 0 and t.data.denominator == 1 else PRODUCT

    def inverse(self, t: Term, names: list[str]) -> Text:
        return "1/" + self.at(t.args[0], names, POWER), PRODUCT

    def power(self, t: Term, names: list[str]) -> Text:
        return self.at(t.args[0], names, ATOM) + str(t.data).translate(_SUPERSCRIPT), POWER

    def quotient(self, t: Term, names: list[str]) -> Text:
        return f"⌊{self.at(t.args[0], names, PRODUCT)}/{self.at(t.args[1], names, POWER)}⌋", ATOM

    def ceiling(self, a: Term, b: Term, names: list[str]) -> str:
        return f"⌈{self.at(a, names, PRODUCT)}/{self.at(b, names, POWER)}⌉"

    def remainder(self, t: Term, names: list[str]) -> Text:
        return f"{self.at(t.args[0], names, POWER)} mod {self.at(t.args[1], names, POWER)}", SUM

    # ---- reads and functions ----

    def access(self, t: Term, names: list[str]) -> Text:
        name = t.data if isinstance(t.data, str) else t.data.name
        return _cotangent(name) + self.indices(t.args, names), ATOM

    def indices(self, args: Sequence[Term], names: list[str]) -> str:
        if not args:
            return ""
        texts = [self.text(a, names)[0] for a in args]
        simple = all(a.op in ("var", "bound", "int") for a in args[1:])
        return f"[{(',' if simple else ', ').join(texts)}]"

    def function(self, t: Term, names: list[str]) -> Text:
        name, orders = t.data
        if name == "pow" and not any(orders):
            return f"{self.at(t.args[0], names, ATOM)}^{self.at(t.args[1], names, ATOM)}", POWER
        if name == "sqrt" and not any(orders):
            return f"√{self.at(t.args[0], names, ATOM)}", POWER
        if len(orders) == 1 and orders[0] < 4:
            name += "′" * orders[0]
        else:
            marks = "".join(f"∂{str(place).translate(_SUBSCRIPT)}" * order for place, order in enumerate(orders, 1))
            name = marks + name
        return f"{name}({self.listed(t.args, names)})", ATOM

    def cast(self, t: Term, names: list[str]) -> Text:
        return self.text(t.args[0], names)

    def extreme(self, t: Term, names: list[str]) -> Text:
        return f"{t.op[1:]}({self.listed(t.args, names)})", ATOM

    def bracket(self, t: Term, names: list[str]) -> Text:
        p = t.args[0]
        parts = conjuncts(p)
        deltas = [q for q in parts if q.op == "eq"]
        texts = ["δ" + self.indices(q.args, names) for q in deltas]
        texts += [f"[{q}]" for q in self.conjuncts([q for q in parts if q.op != "eq"], names)]
        if not texts:
            return "[true]", ATOM
        return "·".join(texts), ATOM if len(texts) == 1 else PRODUCT + 1

    def derivative(self, t: Term, names: list[str]) -> Text:
        of, *indices = t.args
        inner = self.text(of, names)[0]
        if of.op not in ("read", "call"):
            inner = f"({inner})"
        return f"∂{inner}/∂{_cotangent(t.data)}{self.indices(indices, names)}", PRODUCT + 1

    def literal(self, t: Term, names: list[str]) -> Text:
        return f"{_nested(*t.data)}{self.indices(t.args, names)}", ATOM

    # ---- propositions ----

    def comparisons(self, parts: Sequence[Term], names: list[str]) -> str:
        out = self.at(parts[0].args[0], names, SUM)
        for p in parts:
            out += f" {_SIGNS[p.op]} {self.at(p.args[1], names, SUM)}"
        return out

    def conjuncts(self, parts: Sequence[Term], names: list[str]) -> list[str]:
        """Texts of conjuncts, with ``lo ≤ a, a < hi`` as one chain."""
        out: list[str] = []
        place = 0
        while place < len(parts):
            p = parts[place]
            after = parts[place + 1] if place + 1 < len(parts) else None
            if after is not None and _WITHIN.get(after.op) == p.op and after.args[0] == p.args[1]:
                out.append(self.comparisons((p, after), names))
                place += 2
            else:
                out.append(self.at(p, names, NOT))
                place += 1
        return out

    def conjunction(self, t: Term, names: list[str]) -> Text:
        return " and ".join(self.conjuncts(t.args, names)) or "true", AND

    def disjunction(self, t: Term, names: list[str]) -> Text:
        return " or ".join(self.at(a, names, AND) for a in t.args) or "false", OR

    def equivalence(self, t: Term, names: list[str]) -> Text:
        return " ⇔ ".join(self.at(a, names, NOT) for a in t.args), OR - 1

    def negation(self, t: Term, names: list[str]) -> Text:
        return f"not {self.at(t.args[0], names, ATOM)}", NOT

    def smooth(self, t: Term, _names: list[str]) -> Text:
        name, order = t.data
        return f"{name} is {'' if order == 1 else f'{order} times '}differentiable", ATOM

    # ---- binders ----

    def binder(self, t: Term, names: list[str]) -> Text:
        n = len(t.hints)
        new = index_names(t.hints, {*self.avoid, *names}, ("δ",))
        inner = names + new
        items = [self.range(t, j, new, names) for j in range(n)]
        cond, body = t.args[-2:]
        factors = body.args if body.op == "mul" else (body,)
        if not self.are_guards(cond, self.guards(factors)):
            items += self.conjuncts(cond.args if cond.op == "and" else (() if cond.op == "true" else (cond,)), inner)
        head = (", " if any(len(i) > 1 for i in items) else ",").join(items)
        if t.op == "forall":
            return f"{self.at(body, inner, COMPARE)} for all {head}", NOT
        text = f"{_WORDS[t.op]}_{{{head}}} {self.at(body, inner, BINDER)}"
        if t.op == "argmax" and n > 1:
            return f"({text}){str(t.data + 1).translate(_SUBSCRIPT)}", ATOM
        return text, BINDER

    def range(self, t: Term, j: int, new: list[str], names: list[str]) -> str:
        lo, hi = t.args[2 * j], t.args[2 * j + 1]
        n = len(new)
        if self._is_whole_axis(t.args[-1], n - 1 - j, lo, hi):
            return new[j]
        low, sign, high = self.bounds(lo, hi, names + new[:j])
        return f"{low}{'≤' if low else ''}{new[j]}{sign}{high}"

    def bounds(self, lo: Term, hi: Term, names: list[str]) -> tuple[str, str, str]:
        """The texts of a range: no lower bound where it is 0; else ``≤`` and L for L + 1 as the upper one."""
        if lo.op == "int" and lo.data == 0:
            return "", "<", self.at(hi, names, SUM)
        last = less_one(hi)
        return self.at(lo, names, SUM), "<" if last is None else "≤", self.at(hi if last is None else last, names, SUM)

    def _is_whole_axis(self, t: Term, distance: int, lo: Term, hi: Term) -> bool:
        """Whether the index stands alone in an axis of a tensor in t, and ranges over that axis."""
        if self.ranges or t.loose <= distance or lo.loose or hi.loose or not self.axes:
            return False
        if t.op in ("read", "call"):
            axes = self.axes.get(t.data if t.op == "read" else t.data.name, ())
            for (low, high), a in zip(axes, t.args, strict=False):
                if a.op == "bound" and a.data == distance and equal(low, lo) and equal(high, hi):
                    return True
        inner = len(t.hints)
        return any(self._is_whole_axis(a, distance + inner, lo, hi) for a in t.args)


def less_one(t: Term) -> Term | None:
    """a, if the integer is written a + 1."""
    if t.op != "iadd" or t.args.count(Int(1)) != 1:
        return None
    rest = [a for a in t.args if a != Int(1)]
    return rest[0] if len(rest) == 1 else iadd(*rest)


def as_ceiling(t: Term) -> tuple[Term, Term] | None:
    """a and b, if t is ⌈a/b⌉, which is −⌊−a/b⌋."""
    if t.op != "imul" or len(t.args) != 2 or t.args[0] != Int(-1) or t.args[1].op != "floor":
        return None
    above, below = t.args[1].args
    if above.op != "imul" or above.args[0] != Int(-1):
        return None
    return (above.args[1] if len(above.args) == 2 else imul(*above.args[1:])), below


def _same(a: Term, b: Term) -> bool:
    return a.op == b.op and all(x.loose == y.loose and equal(x, y) for x, y in zip(a.args, b.args, strict=True))


def _cotangent(name: str) -> str:
    """``dL/dZ`` as ``∂L/∂Z``."""
    of, slash, by = name.partition("/d")
    return f"∂{of[1:]}/∂{by}" if slash and of[0] == "d" else name


def _nested(shape: tuple[int, ...], values: Sequence[object]) -> str:
    if not shape:
        return str(values[0]) if values else "?"
    step = len(values) // shape[0] if shape[0] else 0
    return f"[{', '.join(_nested(shape[1:], values[k * step : (k + 1) * step]) for k in range(shape[0]))}]"


_WRITERS: dict[str, Callable[[_Printer, Term, list[str]], Text]] = {
    "var": lambda _p, t, _names: (bare(t.data), ATOM),
    "bound": lambda _p, t, names: (names[-1 - t.data] if t.data < len(names) else f"#{t.data}", ATOM),
    "true": lambda _p, _t, _names: ("true", ATOM),
    "false": lambda _p, _t, _names: ("false", ATOM),
    "iadd": _Printer.sum,
    "add": _Printer.sum,
    "imul": _Printer.product,
    "mul": _Printer.product,
    "inv": _Printer.inverse,
    "int": _Printer.number,
    "num": _Printer.number,
    "pow": _Printer.power,
    "floor": _Printer.quotient,
    "mod": _Printer.remainder,
    "read": _Printer.access,
    "iread": _Printer.access,
    "call": _Printer.access,
    "fn": _Printer.function,
    "cast": _Printer.cast,
    "imin": _Printer.extreme,
    "imax": _Printer.extreme,
    "bracket": _Printer.bracket,
    "diff": _Printer.derivative,
    "literal": _Printer.literal,
    "and": _Printer.conjunction,
    "or": _Printer.disjunction,
    "iff": _Printer.equivalence,
    "not": _Printer.negation,
    "smooth": _Printer.smooth,
}
