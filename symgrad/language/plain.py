"""Terms in plain ASCII notation that reads back as exactly the same term."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from symgrad.core.term import Term
from symgrad.language.elaborate import RESERVED_FUNCTIONS
from symgrad.language.naming import bare, free_names, index_names, is_name
from symgrad.language.pretty import pretty
from symgrad.language.senses import NAMED_FUNCTIONS

if TYPE_CHECKING:
    from symgrad.language.program import Program

__all__ = ["plain", "pretty"]

# how tightly a text holds together: what binds looser than its place needs is put in parentheses
IFF, OR, AND, FORALL, COMPARE, MOD, SUM, NEGATIVE, BINDER, PRODUCT, POWER, ATOM = (
    5,
    10,
    20,
    35,
    40,
    45,
    50,
    52,
    55,
    60,
    80,
    100,
)

SIGNS = {"eq": "=", "ne": "!=", "lt": "<", "le": "<=", "divides": "|"} | {
    "seq": "=", "sne": "!=", "slt": "<", "sle": "<=",
}  # fmt: skip
_WITHIN = {"lt": "le", "slt": "sle"}  # lo <= a < hi
_LITTLE = {
    "iadd": "sum_of",
    "add": "sum_of",
    "imul": "product_of",
    "mul": "product_of",
    "and": "all_of",
    "or": "any_of",
}

Text = tuple[str, int]


def plain(t: Term, program: Program | None = None) -> str:
    """The term as text; ``parse_term(plain(t, program), program, sort=t.sort) == t``.

    With a program, its integer tensors and scalars need no mark in comparisons.
    """
    return _Printer(t, program).text(t, [])[0]


class _Printer:
    def __init__(self, root: Term, program: Program | None) -> None:
        self.avoid = free_names(root)
        tensors = program.tensors if program else {}
        self.integers = {name for name, tensor in tensors.items() if tensor.integer}
        self.symbols = {*program.sizes, *program.parameters} if program else set[str]()
        self.scalars = {name for name, tensor in tensors.items() if not tensor.ranges}

    def text(self, t: Term, names: list[str]) -> Text:
        """The text and how tightly it holds together; ``names`` are the enclosing indices, innermost last."""
        if t.hints:
            return self.binder(t, names)
        writer = _WRITERS.get(t.op)
        if writer is not None:
            return writer(self, t, names)
        if t.op in SIGNS:
            return self.comparison([t], names), COMPARE
        return _LEAVES[t.op](t, names), ATOM

    def at(self, t: Term, names: list[str], level: int) -> str:
        """The text, in parentheses if it holds together less tightly than the level."""
        text, own = self.text(t, names)
        return text if own >= level else f"({text})"

    def listed(self, terms: tuple[Term, ...], names: list[str]) -> str:
        return ", ".join(self.text(a, names)[0] for a in terms)

    # ---- sums and products ----

    def sum(self, t: Term, names: list[str]) -> Text:
        if len(t.args) < 2:
            return f"sum_of({self.listed(t.args, names)})", ATOM
        out = self.at(t.args[0], names, SUM + 1)
        for a in t.args[1:]:
            text, level = self.text(a, names)
            if level == NEGATIVE:
                out += f" - {text[1:]}"
            else:
                out += f" + {text if level > SUM else f'({text})'}"
        return out, SUM

    def product(self, t: Term, names: list[str]) -> Text:
        if len(t.args) < 2:
            return f"product_of({self.listed(t.args, names)})", ATOM
        first, rest = t.args[0], t.args[1:]
        if first.op in ("int", "num") and first.data < 0:
            if first.data == -1 and len(rest) == 1:
                level = ATOM + 1 if _takes_sign(rest[0]) else BINDER
                return "-" + self.at(rest[0], names, level), NEGATIVE
            return self.factors(t, f"{first.data}", names), NEGATIVE
        text = f"{first.data}" if first.op in ("int", "num") else self.first_factor(first, names)
        return self.factors(t, text, names), PRODUCT

    def first_factor(self, t: Term, names: list[str]) -> str:
        if t.op == "inv":
            return f"inv({self.text(t.args[0], names)[0]})"
        return self.at(t, names, POWER)

    def factors(self, t: Term, out: str, names: list[str]) -> str:
        """The text ``out`` of the first factor and then all others."""
        for place, a in enumerate(t.args[1:], 1):
            before = t.args[place - 1]
            if a.op == "inv" and a.args[0].op != "num" and not (place == 1 and before.op == "num" and abs(before.data) == 1):
                out = over(out, self.at(a.args[0], names, POWER))
            elif a.op == "num" and a.data.numerator == 1 and a.data != 1 and before.op != "num":
                out += f"/{a.data.denominator}"
            elif a.op in ("int", "num"):
                out += f"*{a.data}" if a.data >= 0 else f"*({a.data})"
            elif place == len(t.args) - 1 and a.op == "sum":
                out += f"*{self.text(a, names)[0]}"
            else:
                out += f"*{self.first_factor(a, names)}"
        return out

    def inverse(self, t: Term, names: list[str]) -> Text:
        if t.args[0].op == "num":
            return f"inv({t.args[0].data})", ATOM
        return f"1/{self.at(t.args[0], names, POWER)}", PRODUCT

    def number(self, t: Term, _names: list[str]) -> Text:
        if t.data < 0:
            return f"{t.data}", NEGATIVE
        return f"{t.data}", ATOM if t.data.denominator == 1 else PRODUCT

    def power(self, t: Term, names: list[str]) -> Text:
        return f"{self.at(t.args[0], names, ATOM)}**{t.data}", POWER

    def quotient(self, t: Term, names: list[str]) -> Text:
        top, level = self.text(t.args[0], names)
        if level < PRODUCT:
            top = f"({top})"
        return f"floor({over(top, self.at(t.args[1], names, POWER))})", ATOM

    def remainder(self, t: Term, names: list[str]) -> Text:
        return f"{self.at(t.args[0], names, POWER)} mod {self.at(t.args[1], names, POWER)}", MOD

    # ---- reads and functions ----

    def access(self, t: Term, names: list[str]) -> Text:
        name = t.data if isinstance(t.data, str) else t.data.name
        if not t.args and t.op != "iread":
            return name, ATOM
        return f"{name}[{','.join(self.text(a, names)[0] for a in t.args)}]", ATOM

    def function(self, t: Term, names: list[str]) -> Text:
        name, orders = t.data
        natural = name == "pow" and len(t.args) == 2 and t.args[1].op == "num" and t.args[1].data.denominator == 1
        if name in RESERVED_FUNCTIONS or name.endswith("'") or (natural and t.args[1].data >= 0):
            name += f"{{{','.join(map(str, orders))}}}"
        elif any(orders):
            name += "'" * orders[0] if len(orders) == 1 and orders[0] < 4 else f"{{{','.join(map(str, orders))}}}"
        if name in NAMED_FUNCTIONS:
            return f"{name}({self.listed(t.args, names)})", ATOM
        texts = [self.applied(a, names)[0] if _is_index(a) else self.text(a, names)[0] for a in t.args]
        return f"{name}({', '.join(texts)})", ATOM  # K(k) would be taken for an entry of K

    def cast(self, t: Term, names: list[str]) -> Text:
        """``N``, where the reader sees that it is an integer, else ``cast(N)``."""
        if self.is_plainly_integer(t.args[0], len(names)):
            return self.text(t.args[0], names)
        return self.applied(t, names)

    def is_plainly_integer(self, i: Term, bound: int) -> bool:
        """Whether the text of i, in the place of a scalar, is read as the number i."""
        match i.op:
            case "var":
                return i.data in self.symbols
            case "bound":
                return bool(i.data < bound)
            case "iread":
                return i.data in self.integers
        return i.op == "floor"

    def applied(self, t: Term, names: list[str]) -> Text:
        """``cast(n)``, ``min(a, b)``, ``max(a, b)``."""
        return f"{t.op.removeprefix('i')}({self.listed(t.args, names)})", ATOM

    def bracket(self, t: Term, names: list[str]) -> Text:
        return f"[{self.text(t.args[0], names)[0]}]", ATOM

    def derivative(self, t: Term, names: list[str]) -> Text:
        wrt = t.data if is_name(t.data) else f"({t.data})"
        indices = f"[{','.join(self.text(a, names)[0] for a in t.args[1:])}]" if len(t.args) > 1 else ""
        return f"d({self.text(t.args[0], names)[0]})/d{wrt}{indices}", PRODUCT

    def literal(self, t: Term, names: list[str]) -> Text:
        shape, values = t.data
        entries = f"{','.join(map(str, shape))}; {', '.join(map(str, values))}"
        return f"literal{{{entries}}}[{self.listed(t.args, names)}]", ATOM

    # ---- propositions ----

    def comparison(self, chain: list[Term], names: list[str]) -> str:
        """One comparison, or two that share their middle."""
        operands = [chain[0].args[0], *(p.args[1] for p in chain)]
        texts = [self.at(a, names, MOD) for a in operands]
        mark = self.mark(chain[0], operands, len(names))
        if mark:
            place = next((n for n, a in enumerate(operands) if a.op not in ("int", "num")), 0)
            texts[place] = f"{mark}({self.text(operands[place], names)[0]})"
        out = texts[0]
        for p, text in zip(chain, texts[1:], strict=True):
            out += f" {SIGNS[p.op]} {text}"
        return out

    def mark(self, p: Term, operands: list[Term], bound: int) -> str:
        """The word that is needed for the reader to see what is compared."""
        if p.op == "divides":
            return ""
        seems_scalar = any(self.seems_scalar(a, bound) for a in operands)
        if p.args[0].sort == "S":
            return "" if seems_scalar else "scalar"
        return "index" if seems_scalar else ""

    def seems_scalar(self, t: Term, bound: int) -> bool:
        """Whether the text of t shows that it is a scalar, by the rules of ``senses``."""
        match t.op:
            case "add" | "mul" | "iadd" | "imul" | "imin" | "imax" | "pow":
                return any(self.seems_scalar(a, bound) for a in t.args)
            case "cast":
                return not self.is_plainly_integer(t.args[0], bound)
            case "num":
                return bool(t.data.denominator != 1)
            case "read" | "var":
                return bool(t.args) or t.data in self.scalars or "/" in t.data
            case "call":
                return bool(t.args)
            case "iread":
                return t.data not in self.integers
        return t.sort == "S"

    def conjuncts(self, parts: tuple[Term, ...], names: list[str], own: int | None = None) -> list[str]:
        """Texts of conjuncts, with ``lo <= a, a < hi`` as one chain.

        In the head of a binder, ``own`` counts its indices: a comparison that would read as a range of another index
        is put in parentheses.
        """
        out: list[str] = []
        place = 0
        while place < len(parts):
            p = parts[place]
            after = parts[place + 1] if place + 1 < len(parts) else None
            pair = after is not None and _WITHIN.get(after.op) == p.op and after.args[0] == p.args[1]
            if pair and after is not None and not (own is not None and _is_foreign(p.args[1], own)):
                out.append(self.comparison([p, after], names))
                place += 2
                continue
            text = self.at(p, names, FORALL)
            range_like = own is not None and p.op in ("lt", "le", "slt", "sle") and _is_foreign(p.args[0], own)
            out.append(f"({text})" if range_like else text)
            place += 1
        return out

    def junction(self, t: Term, names: list[str]) -> Text:
        if len(t.args) < 2:
            return f"{_LITTLE[t.op]}({self.listed(t.args, names)})", ATOM
        if t.op == "and":
            return " and ".join(self.conjuncts(t.args, names)), AND
        return " or ".join(self.at(a, names, AND) for a in t.args), OR

    def equivalence(self, t: Term, names: list[str]) -> Text:
        return f"{self.at(t.args[0], names, FORALL)} iff {self.at(t.args[1], names, FORALL)}", IFF

    def negation(self, t: Term, names: list[str]) -> Text:
        return f"not {self.at(t.args[0], names, ATOM)}", FORALL

    # ---- binders ----

    def binder(self, t: Term, names: list[str]) -> Text:
        n = len(t.hints)
        new = index_names(t.hints, {*self.avoid, *names})
        items = []
        for j, name in enumerate(new):
            lo, hi = (self.at(a, names + new[:j], MOD) for a in t.args[2 * j : 2 * j + 2])
            items.append(f"{name}<{hi}" if t.args[2 * j].op == "int" and t.args[2 * j].data == 0 else f"{lo}<={name}<{hi}")
        cond, body = t.args[-2:]
        inner = names + new
        if cond.op != "true":
            parts = cond.args if cond.op == "and" and len(cond.args) > 1 else (cond,)
            items += self.conjuncts(parts, inner, n)
        head = f"argmax_{t.data + 1}" if t.op == "argmax" and n > 1 else t.op
        if t.op == "forall":
            return f"forall({', '.join(items)}) {self.at(body, inner, COMPARE)}", FORALL
        return f"{head}({', '.join(items)}) {self.at(body, inner, BINDER)}", FORALL if t.op == "unique" else BINDER


def over(top: str, bottom: str) -> str:
    """``top/bottom``, spaced where it would else read as a derivative dL/dV."""
    return f"{top} / {bottom}" if bottom[0] == "d" else f"{top}/{bottom}"


def _is_index(t: Term) -> bool:
    """Whether t is the number of a bound index."""
    return t.op == "cast" and t.args[0].op == "bound"


def _takes_sign(t: Term) -> bool:
    """Whether a minus in front of the text of t would go to a number in it."""
    return t.op in ("int", "num") or (t.op in ("mul", "imul") and len(t.args) > 1 and t.args[0].op in ("int", "num"))


def _is_foreign(t: Term, own: int) -> bool:
    """Whether t is a bare name other than the indices of the binder itself."""
    if t.op == "cast":
        return _is_foreign(t.args[0], own)
    return t.op == "var" or (t.op == "bound" and t.data >= own) or (t.op in ("read", "call") and not t.args)


_LEAVES: dict[str, Callable[[Term, list[str]], str]] = {
    "var": lambda t, _: bare(t.data),
    "bound": lambda t, names: names[-1 - t.data],
    "true": lambda _t, _: "true",
    "false": lambda _t, _: "false",
    "smooth": lambda t, _: f"smooth({t.data[0]}, {t.data[1]})",
}
_WRITERS: dict[str, Callable[[_Printer, Term, list[str]], Text]] = {
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
    "imin": _Printer.applied,
    "imax": _Printer.applied,
    "bracket": _Printer.bracket,
    "diff": _Printer.derivative,
    "literal": _Printer.literal,
    "and": _Printer.junction,
    "or": _Printer.junction,
    "iff": _Printer.equivalence,
    "not": _Printer.negation,
}
