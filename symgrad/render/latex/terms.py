r"""Terms in LaTeX: ``\sum_{i,j} \frac{\partial L}{\partial Z_{i,j}}\,K_{m-i,\,n-j}``. The sibling of ``language.pretty``.

The text holds marks where a line may be broken; ``rows`` breaks there, ``seal`` takes them out.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

from symgrad.core.term import Term, conjuncts
from symgrad.language.naming import bare, index_names
from symgrad.language.pretty import _Printer as Pretty
from symgrad.language.pretty import as_ceiling
from symgrad.render.latex.measure import SCRIPT, width
from symgrad.render.latex.symbols import Symbols, cotangent_parts, operator

if TYPE_CHECKING:
    from symgrad.language.program import Program

OR, AND, NOT, COMPARE, SUM, BINDER, PRODUCT, TIGHT, POWER, ATOM = 10, 20, 30, 40, 50, 55, 60, 61, 80, 100

BEFORE_SIGN, BETWEEN_FACTORS, AFTER_HEAD, BEFORE_WORD, BEFORE_RELATION = "\ue000", "\ue001", "\ue002", "\ue003", "\ue004"
_SEALED = str.maketrans({BEFORE_SIGN: "", BETWEEN_FACTORS: r"\,", AFTER_HEAD: "", BEFORE_WORD: "", BEFORE_RELATION: ""})

_SIGNS = {
    "eq": "=", "ne": r"\ne", "lt": "<", "le": r"\le", "seq": "=", "sne": r"\ne", "slt": "<", "sle": r"\le", "divides": r"\mid",
}  # fmt: skip
_WITHIN = {"lt": "le", "slt": "sle"}  # lo ≤ a < hi
_OPERATORS = {"sum": r"\sum", "max": r"\max", "argmax": r"\operatorname*{arg\,max}", "unique": r"\operatorname*{arg\,max}"}
_LIMIT_ROOM = 8.0  # how wide a line under a sum may get
_SHORT = 8.0  # what is wider does not go into a fraction

Text = tuple[str, int]


def seal(text: str) -> str:
    """The formula on one line."""
    return text.replace(BETWEEN_FACTORS + r"\sum", r" \sum").translate(_SEALED)


def in_sentence(text: str) -> str:
    """The formula in a line of text, which may end between its factors."""
    return seal(text.replace(BETWEEN_FACTORS, r"\,\allowbreak "))


class Printer(Pretty):
    """Writes terms with the symbols of one page; what ``language.pretty`` leaves out for a program, this leaves out too."""

    def __init__(self, root: Term, program: Program | None, symbols: Symbols, ranges: bool = False) -> None:
        super().__init__(root, program, ranges)
        self.symbols = symbols
        self.inline = False  # in a script or between brackets: no fractions

    def text(self, t: Term, names: list[str]) -> Text:
        """The text and how tightly it holds together; ``names`` are the enclosing indices, innermost last."""
        if t.hints:
            return self.binder(t, names)
        if t.op in _SIGNS:
            return self.comparisons((t,), names), COMPARE
        return _WRITERS[t.op](self, t, names)

    def at(self, t: Term, names: list[str], level: int) -> str:
        text, own = self.text(t, names)
        return text if own >= level else self.enclosed(text)

    def enclosed(self, text: str, opening: str = "(", closing: str = ")") -> str:
        """The text in delimiters that are as high as it is."""
        big = "" if self.inline else _height(text)
        if not big:
            return opening + text + closing
        return f"\\{big}l{opening}{text}\\{big}r{closing}"

    @contextmanager
    def small(self) -> Iterator[None]:
        """Inside: everything on one line of text."""
        before, self.inline = self.inline, True
        yield
        self.inline = before

    def listed(self, terms: Sequence[Term], names: list[str]) -> str:
        return ", ".join(self.text(a, names)[0] for a in terms)

    # ---- sums and products ----

    def sum(self, t: Term, names: list[str]) -> Text:
        out = ""
        for a in t.args:
            text = self.at(a, names, SUM + 1)
            sign, text = ("-", text[1:]) if text.startswith("-") else ("+", text)
            tight = self.inline or t.op == "iadd"
            mark, gap = ("", "") if tight else (BEFORE_SIGN, " ")
            out = f"{out}{gap}{mark}{sign}{gap}{text}" if out else text if sign == "+" else "-" + text
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
        if _is_number(factors[0]) and factors[0].data == -1 and not _is_number(factors[1]):
            sign, factors = "-", factors[1:]
        if sign and len(factors) == 1 and factors[0].op in ("mul", "imul"):
            text = self.text(factors[0], names)[0]
            return sign + (self.enclosed(text) if text.startswith("-") else text), PRODUCT
        texts = (self.with_slashes if self.inline else self.with_fractions)(factors, names)
        return sign + self.juxtaposed(texts), PRODUCT

    def with_fractions(self, factors: Sequence[Term], names: list[str]) -> list[str]:
        """The texts of the factors; one that divides goes below the factor before it."""
        out: list[str] = []
        for place, a in enumerate(factors):
            below = self.denominator(a, names)
            above = self.numerator(factors[place - 1], names) if below and place else ""
            if not below:
                out.append(self.factor(a, names, last=place == len(factors) - 1))
            elif above:
                out[-1] = rf"\frac{{{above}}}{{{below}}}"
            else:
                out.append(rf"\frac{{1}}{{{below}}}")
        return out

    def numerator(self, t: Term, names: list[str]) -> str:
        """The factor as it stands above a fraction line; empty if it is better beside the fraction."""
        if t.hints or t.op == "bracket" or self.denominator(t, names):
            return ""
        text = seal(self.text(t, names)[0])
        return "" if r"\frac" in text or r"\sum" in text or width(text) > _SHORT else text

    def denominator(self, t: Term, names: list[str]) -> str:
        """What the factor divides by; empty if it is none that divides."""
        if t.op == "inv":
            return seal(self.text(t.args[0], names)[0])
        return str(t.data.denominator) if t.op == "num" and t.data.numerator == 1 and t.data != 1 else ""

    def with_slashes(self, factors: Sequence[Term], names: list[str]) -> list[str]:
        """The texts of the factors on one line; quotients are in parentheses where something follows."""
        out: list[str] = []
        for place, a in enumerate(factors):
            last = place == len(factors) - 1
            if a.op == "inv" and place:
                quotient = f"{out.pop()}/{self.at(a.args[0], names, POWER)}"
                out.append(quotient if last else f"({quotient})")
            elif _is_number(a) and a.data.denominator != 1 and not last:
                out.append(f"({self.number(a, names)[0]})")
            else:
                out.append(self.factor(a, names, last))
        return out

    def factor(self, t: Term, names: list[str], last: bool) -> str:
        if _is_number(t):
            return self.number(t, names)[0]
        return self.at(t, names, BINDER if last and t.op in ("sum", "max") else TIGHT)

    def juxtaposed(self, texts: Sequence[str]) -> str:
        out = texts[0]
        for text in texts[1:]:
            out = out + self.between(out, text) + (f"({text})" if text[0] == "-" else text)
        return out

    def between(self, left: str, right: str) -> str:
        """What stands between two factors."""
        if right[0].isdigit() or right[0] == "-":
            return r"\cdot "
        if _SYMBOL.match(right) and left.isdigit():
            return ""
        if _SYMBOL.fullmatch(right) and _SYMBOL.fullmatch(left):
            return " " if _ends_in_command(left) and right[0].isalpha() else ""
        return r"\," if self.inline or left.isdigit() else BETWEEN_FACTORS

    def number(self, t: Term, _names: list[str]) -> Text:
        value = t.data
        sign, above, below = "-" if value < 0 else "", abs(value.numerator), value.denominator
        if below == 1:
            return f"{sign}{above}", ATOM if value >= 0 else PRODUCT
        return (f"{sign}{above}/{below}", PRODUCT) if self.inline else (rf"{sign}\frac{{{above}}}{{{below}}}", PRODUCT)

    def inverse(self, t: Term, names: list[str]) -> Text:
        if self.inline:
            return "1/" + self.at(t.args[0], names, POWER), PRODUCT
        return rf"\frac{{1}}{{{seal(self.text(t.args[0], names)[0])}}}", TIGHT

    def power(self, t: Term, names: list[str]) -> Text:
        base, exponent = t.args[0], t.data
        if base.op == "inv" and not self.inline:
            return rf"\frac{{1}}{{{seal(self.at(base.args[0], names, ATOM))}^{{{exponent}}}}}", TIGHT
        if base.op == "fn" and base.data[0] in ("sin", "cos", "tan", "tanh") and not any(base.data[1]):
            inner = self.enclosed(self.listed(base.args, names))
            return f"{operator(base.data[0])}^{{{exponent}}}{inner}", POWER
        return f"{self.at(base, names, ATOM)}^{{{exponent}}}", POWER

    def quotient(self, t: Term, names: list[str]) -> Text:
        if self.inline:
            return rf"\lfloor {self.at(t.args[0], names, PRODUCT)}/{self.at(t.args[1], names, POWER)}\rfloor", ATOM
        above, below = (seal(self.text(a, names)[0]) for a in t.args)
        return rf"\Bigl\lfloor\frac{{{above}}}{{{below}}}\Bigr\rfloor", ATOM

    def ceiling(self, a: Term, b: Term, names: list[str]) -> str:
        if self.inline:
            return rf"\lceil {self.at(a, names, PRODUCT)}/{self.at(b, names, POWER)}\rceil"
        above, below = (seal(self.text(part, names)[0]) for part in (a, b))
        return rf"\Bigl\lceil\frac{{{above}}}{{{below}}}\Bigr\rceil"

    def remainder(self, t: Term, names: list[str]) -> Text:
        return rf"{self.at(t.args[0], names, POWER)} \bmod {self.at(t.args[1], names, POWER)}", SUM

    # ---- reads and functions ----

    def access(self, t: Term, names: list[str]) -> Text:
        name = t.data if isinstance(t.data, str) else t.data.name
        return self.entry(name, t.args, names)

    def entry(self, name: str, indices: Sequence[Term], names: list[str]) -> Text:
        """``Z_{i,j}``, or ``∂L/∂Z_{i,j}`` as a fraction."""
        parts = cotangent_parts(name)
        if parts is None:
            return self.symbols.of(name) + self.indices(indices, names), ATOM
        above, below = self.symbols.of(parts[0]), self.entry(parts[1], indices, names)[0]
        if self.inline:
            return rf"\partial {above}/\partial {below}", PRODUCT
        return rf"\frac{{\partial {above}}}{{\partial {below}}}", TIGHT

    def indices(self, args: Sequence[Term], names: list[str]) -> str:
        return f"_{{{self.index_list(args, names)}}}" if args else ""

    def index_list(self, args: Sequence[Term], names: list[str]) -> str:
        with self.small():
            texts = [self.text(a, names)[0] for a in args]
        return ("," if all(a.op in ("var", "bound", "int") for a in args) else r",\,").join(texts)

    def function(self, t: Term, names: list[str]) -> Text:
        name, orders = t.data
        if name == "pow" and not any(orders):
            with self.small():
                exponent = self.text(t.args[1], names)[0]
            return f"{self.at(t.args[0], names, ATOM)}^{{{exponent}}}", POWER
        if name == "sqrt" and not any(orders):
            return rf"\sqrt{{{seal(self.text(t.args[0], names)[0])}}}", POWER
        inner = self.enclosed(self.listed(t.args, names))
        if not any(orders):
            return operator(name) + inner, ATOM
        if len(orders) == 1 and orders[0] < 4:
            return operator(name) + "'" * orders[0] + inner, TIGHT
        marks = "".join(rf"\partial_{{{k}}}{_exponent(n)}" for k, n in enumerate(orders, 1) if n)
        return f"{marks} {operator(name)}{inner}", TIGHT

    def extreme(self, t: Term, names: list[str]) -> Text:
        return rf"\{t.op[1:]}" + self.enclosed(self.listed(t.args, names)), ATOM

    def bracket(self, t: Term, names: list[str]) -> Text:
        parts = conjuncts(t.args[0])
        deltas = [q for q in parts if q.op == "eq" and self.is_delta(q, names)]
        texts = [rf"\delta{self.indices(q.args, names)}" for q in deltas]
        for condition in self.iverson([q for q in parts if q not in deltas], names):
            texts.append(self.enclosed(rf"\,{condition}\,", "[", "]"))
        if not texts:
            return "1", ATOM
        return BETWEEN_FACTORS.join(texts), ATOM if len(texts) == 1 else TIGHT

    def iverson(self, parts: Sequence[Term], names: list[str]) -> list[str]:
        """The conditions of a bracket; those on integers on one line of text."""
        if any(a.sort != "I" for p in parts for a in p.args):
            return self.conjuncts(parts, names)
        with self.small():
            return self.conjuncts(parts, names)

    def is_delta(self, p: Term, names: list[str]) -> bool:
        """Whether an equation is short enough to be the indices of a δ."""
        with self.small():
            texts = [self.text(a, names)[0] for a in p.args]
        return all("_" not in text and r"\lfloor" not in text and width(text) < 7 for text in texts)

    def derivative(self, t: Term, names: list[str]) -> Text:
        of, *indices = t.args
        inner = self.text(of, names)[0]
        with self.small():
            by = self.entry(t.data, indices, names)[0]
        if self.inline:
            return rf"\partial {self.at(of, names, ATOM)}/\partial {by}", PRODUCT
        if of.op in ("read", "call", "fn") and r"\frac" not in inner and r"\sum" not in inner and width(inner) < _SHORT:
            return rf"\frac{{\partial {seal(inner)}}}{{\partial {by}}}", TIGHT
        return rf"\frac{{\partial}}{{\partial {by}}}{self.enclosed(inner)}", TIGHT

    def literal(self, t: Term, names: list[str]) -> Text:
        shape, values = t.data
        if len(shape) != 2 or self.inline:
            return _nested(shape, values) + self.indices(t.args, names), ATOM
        rows = [" & ".join(map(str, values[k : k + shape[1]])) for k in range(0, len(values), max(1, shape[1]))]
        return r"\begin{pmatrix}" + r" \\ ".join(rows) + r"\end{pmatrix}" + self.indices(t.args, names), ATOM

    # ---- propositions ----

    def comparisons(self, parts: Sequence[Term], names: list[str]) -> str:
        of_scalars = parts[0].op.startswith("s") and not self.inline
        mark = "" if self.inline else BEFORE_SIGN if of_scalars else BEFORE_RELATION
        out = self.at(parts[0].args[0], names, SUM)
        for p in parts:
            sign = r"\,|\," if p.op == "divides" and self.inline else _SIGNS[p.op]
            gap = " " if of_scalars or sign.startswith("\\") else ""
            out += f"{gap}{mark}{sign}{gap}" + self.at(p.args[1], names, SUM)
        return out

    def conjunction(self, t: Term, names: list[str]) -> Text:
        return f"{self.word} \\text{{ and }} ".join(self.conjuncts(t.args, names)) or r"\text{true}", AND

    def disjunction(self, t: Term, names: list[str]) -> Text:
        return f"{self.word} \\text{{ or }} ".join(self.at(a, names, AND) for a in t.args) or r"\text{false}", OR

    def equivalence(self, t: Term, names: list[str]) -> Text:
        return f" {self.word}\\Leftrightarrow ".join(self.at(a, names, NOT) for a in t.args), OR - 1

    @property
    def word(self) -> str:
        """The mark before a word that joins propositions."""
        return "" if self.inline else BEFORE_WORD

    def negation(self, t: Term, names: list[str]) -> Text:
        return rf"\text{{not }}{self.at(t.args[0], names, ATOM)}", NOT

    def smooth(self, t: Term, _names: list[str]) -> Text:
        name, order = t.data
        return rf"{operator(name)} \text{{ is {'' if order == 1 else f'{order} times '}differentiable}}", NOT

    # ---- binders ----

    def binder(self, t: Term, names: list[str]) -> Text:
        new = index_names(t.hints, {*self.avoid, *names})
        inner, body = names + new, t.args[-1]
        with self.small():
            ranges = [self.range(t, j, new, names) for j in range(len(new))]
            conditions = self.conditions(t, inner)
        if t.op == "forall":
            whole = r",\ ".join([*ranges, *conditions])
            return rf"{self.at(body, inner, COMPARE)}{self.word} \text{{ for all }} {whole}", NOT
        under = self.at(body, inner, BINDER)
        under = self.enclosed(under) if under.startswith("-") else under
        text = self.head(t.op, ranges, conditions) + AFTER_HEAD + " " + under
        if t.op == "argmax" and len(new) > 1:
            return f"{self.enclosed(text)}_{{{t.data + 1}}}", ATOM
        return text, BINDER

    def conditions(self, t: Term, inner: list[str]) -> list[str]:
        """The condition of a binder, as far as it is shown."""
        cond, body = t.args[-2:]
        if self.are_guards(cond, self.guards(body.args if body.op == "mul" else (body,))):
            return []
        return self.conjuncts(conjuncts(cond), inner)

    def head(self, op: str, ranges: Sequence[str], conditions: Sequence[str]) -> str:
        r"""``\sum_{k<P}\sum_{l<Q}``; conditions stand in lines of their own under the sum."""
        bounded = [r for r in ranges if "<" in r or r" \le " in r]
        whole = list(ranges[: len(ranges) - len(bounded)])
        if op == "sum" and not conditions and list(ranges) == whole + bounded:
            return "".join(rf"\sum_{{{r}}}" for r in ([",".join(whole)] if whole else []) + bounded)
        lines = _packed((r",\," if bounded else ",").join(ranges), conditions)
        below = lines[0] if len(lines) == 1 else r"\substack{" + r"\\ ".join(lines) + "}"
        return f"{_OPERATORS[op]}_{{{below}}}"

    def range(self, t: Term, j: int, new: list[str], names: list[str]) -> str:
        lo, hi = t.args[2 * j], t.args[2 * j + 1]
        index = self.symbols.of(new[j])
        if self._is_whole_axis(t.args[-1], len(new) - 1 - j, lo, hi):
            return index
        low, sign, high = self.bounds(lo, hi, names + new[:j])
        return (rf"{low} \le " if low else "") + index + (rf" \le {high}" if sign == "≤" else f"<{high}")


def _is_number(t: Term) -> bool:
    return t.op in ("int", "num")


_SYMBOL = re.compile(r"\d*(?:\\(?!mathit|frac|sqrt|sum|max|operatorname|partial|text|delta|bigl|Bigl)[A-Za-z]+ ?|[A-Za-z])+'*")


def _ends_in_command(text: str) -> bool:
    return re.search(r"\\[A-Za-z]+$", text) is not None


def _exponent(n: int) -> str:
    return f"^{{{n}}}" if n > 1 else ""


def _height(text: str) -> str:
    r"""``Big`` for what holds fractions or sums, ``big`` for what holds such delimiters itself, else nothing."""
    if r"\frac" in text or r"\sum" in text or r"\max_" in text or r"\operatorname*" in text:
        return "Big"
    return "big" if r"\big" in text or r"\sqrt" in text or "(" in text else ""


def _packed(ranges: str, conditions: Sequence[str]) -> list[str]:
    """Lines for below a sum: the ranges, then the conditions, several on a line where they are short."""
    out = [ranges]
    line = ""
    for condition in conditions:
        longer = rf"{line},\ {condition}" if line else condition
        if line and SCRIPT * width(longer) > _LIMIT_ROOM:
            out.append(line)
            longer = condition
        line = longer
    return [*out, line] if line else out


def _nested(shape: tuple[int, ...], values: Sequence[object]) -> str:
    if not shape:
        return str(values[0]) if values else "?"
    step = len(values) // shape[0] if shape[0] else 0
    parts = (_nested(shape[1:], values[k * step : (k + 1) * step]) for k in range(shape[0]))
    return "[" + r",\,".join(parts) + "]"


_WRITERS: dict[str, Callable[[Printer, Term, list[str]], Text]] = {
    "var": lambda p, t, _names: (p.symbols.of(bare(t.data)), ATOM),
    "bound": lambda p, t, names: (p.symbols.of(names[-1 - t.data]) if t.data < len(names) else rf"\#{t.data}", ATOM),
    "true": lambda _p, _t, _names: (r"\text{true}", ATOM),
    "false": lambda _p, _t, _names: (r"\text{false}", ATOM),
    "iadd": Printer.sum,
    "add": Printer.sum,
    "imul": Printer.product,
    "mul": Printer.product,
    "inv": Printer.inverse,
    "int": Printer.number,
    "num": Printer.number,
    "pow": Printer.power,
    "floor": Printer.quotient,
    "mod": Printer.remainder,
    "read": Printer.access,
    "iread": Printer.access,
    "call": Printer.access,
    "fn": Printer.function,
    "cast": lambda p, t, names: p.text(t.args[0], names),
    "imin": Printer.extreme,
    "imax": Printer.extreme,
    "bracket": Printer.bracket,
    "diff": Printer.derivative,
    "literal": Printer.literal,
    "and": Printer.conjunction,
    "or": Printer.disjunction,
    "iff": Printer.equivalence,
    "not": Printer.negation,
    "smooth": Printer.smooth,
}
