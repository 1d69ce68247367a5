"""Single repairs of a line: small changes of its text, each with the name of the slip that it would undo.

A repair is the inverse of a slip: if the repaired line is right, the line that was written is a right one with that slip
applied to it. Only the right side is changed; where and by what is decided on the syntax tree.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from itertools import combinations, permutations
from typing import NamedTuple

from symgrad.core.term import Term, Var, open_binder
from symgrad.errors import Problem
from symgrad.language.elaborate import KNOWN_FUNCTIONS
from symgrad.language.grammar import Parser
from symgrad.language.plain import plain
from symgrad.language.pretty import pretty
from symgrad.language.program import Layer, Program
from symgrad.language.syntax import (
    Access,
    Apply,
    Binder,
    Compare,
    Derivative,
    Gradient,
    Group,
    Iverson,
    Name,
    Negative,
    Node,
    Number,
    Power,
    Product,
    Quotient,
    Sum,
    ungroup,
    walk,
)

Read = Access | Gradient


class Edit(NamedTuple):
    """Replace ``source[start:end]`` by ``text``. What is shown to the reader are ``was`` and ``better``."""

    slip: str
    start: int
    end: int
    text: str
    was: str
    better: str


def edits(source: str, left: Node, right: Node, program: Program, answer: Term | None = None) -> Iterator[Edit]:
    """All single repairs, the likeliest first. ``answer`` is the right side as it was derived, if it was."""
    repairs = _Repairs(source, left, right, program)
    for kind in (
        repairs.through_a_target,
        repairs.indices,
        repairs.transposed,
        repairs.numerals,
        repairs.sums_too_many,
        repairs.factors,
        repairs.guards,
        repairs.reads_divided,
        repairs.reads_multiplied,
        repairs.functions,
        repairs.operands,
        repairs.ranges,
        repairs.sums,
        repairs.conditions,
        repairs.signs,
        repairs.offsets,
    ):
        yield from kind()
    if answer is not None:
        yield from repairs.from_the_answer(answer)


class _Repairs:
    def __init__(self, source: str, left: Node, right: Node, program: Program) -> None:
        self.source, self.left, self.right, self.program = source, left, right, program
        self.reads = [n for n in walk(right) if isinstance(n, Access | Gradient) and n.indices]
        self.scales = _scales(program)

    def text(self, node: Node) -> str:
        return self.source[node.start : node.end]

    # ---- what is read where ----

    def through_a_target(self) -> Iterator[Edit]:
        """``∂E/∂o·∂o/∂w`` for ``∂E/∂y·∂y/∂w``, where nothing computes y, the target that the output o is compared with."""
        nodes = [n for n in walk(self.right) if isinstance(n, Gradient | Derivative | Access)]
        for name in dict.fromkeys(n.wrt for n in nodes if isinstance(n, Gradient | Derivative)):
            tensor = self.program.tensors.get(name)
            for layer in self.program.layers:
                if tensor is not None and len(layer.indices) == tensor.rank > 0:
                    better = self._renamed(name, layer.name)
                    yield Edit(
                        "target taken for the output", self.right.start, self.right.end, better, self.text(self.right), better
                    )

    def _renamed(self, old: str, new: str) -> str:
        """The right side with another array in every read and derivative of this one."""
        text = re.sub(rf"(?<![^\W\d_])(d?){re.escape(old)}(?![\w'])", rf"\g<1>{new}", self.text(self.right))
        return re.sub(rf"\bd\((\w+)\)(\s*/\s*d{re.escape(new)}\b)", r"d\1\2", text)

    def indices(self) -> Iterator[Edit]:
        """Other indices for one read: signs, order, origin, flips, strides."""
        for read in self.reads:
            parts = [_terms(i) for i in read.indices or []]
            for name, changed in self._other_indices(read, parts):
                yield self._reread(name, read, [_written(p, self.text) for p in changed])

    def transposed(self) -> Iterator[Edit]:
        """Two indices of the left side exchanged throughout the right side."""
        lists = [n.indices for n in walk(self.left) if isinstance(n, Access | Gradient | Derivative) and n.indices]
        names = [i.name for indices in lists for i in indices if isinstance(i, Name)]
        text, begin = self.text(self.right), self.right.start
        for a, b in combinations(dict.fromkeys(names), 2):
            other = {a: b, b: a}
            better = text
            for n in sorted(walk(self.right), key=lambda n: -n.start):
                if isinstance(n, Name) and n.name in other:
                    better = better[: n.start - begin] + other[n.name] + better[n.end - begin :]
            if better != text:
                yield Edit("indices transposed", begin, self.right.end, better, text, better)

    def _other_indices(self, read: Read, parts: list[_Terms]) -> Iterator[tuple[str, list[_Terms]]]:
        gradient = isinstance(read, Gradient)
        yield from _on_axes("sign of an offset", parts, _negated)
        for which in range(max(map(len, parts))):
            yield from _on_axes("sign of an offset", parts, partial(_turned, which=which))
        axes = self._sizes(read.name)
        if axes:
            name = "cotangent read from the wrong end" if gradient else _of_flip(parts)
            yield from _with_sizes(name, parts, axes, lambda p, size: [(1, size), (-1, "1"), *_negated(p)])
            yield from _with_sizes("K for K−1", parts, axes, lambda p, size: _replaced(p, size, [(-1, "1")]))
            yield from _with_sizes("K−1 for K", parts, axes, lambda p, size: _replaced(p, size, [(1, "1")]))
        for order in list(permutations(parts))[1:6]:
            yield "indices transposed", list(order)
        for a, b in combinations(dict.fromkeys(_names(parts)), 2):
            yield "indices transposed", [_exchanged(p, a, b) for p in parts]
        for step in (1, -1):
            yield from _on_axes("offset by one", parts, partial(_plus_part, part=(step, "1")))
        for scale, what in self.scales.items():
            for which in range(max(map(len, parts))):
                yield from _on_axes(f"{what} lost", parts, partial(_scaled, which=which, scale=scale))
        for which in range(max(map(len, parts))):
            yield from _on_axes("a factor of an index too many", parts, partial(_unscaled, which=which))
        for offset in self._offsets():
            for sign in (1, -1):
                yield from _on_axes("padding lost", parts, partial(_plus_part, part=(sign, offset)))
        wrong = "cotangent read at the wrong index" if gradient else "read at the wrong index"
        for which in range(max(map(len, parts))):
            yield from _on_axes(wrong, parts, partial(_without, which=which))
        for k, which, name in self._other_letters(read, parts):
            sign, _ = parts[k][which]
            yield (
                "one index for another",
                [[*p[:which], (sign, name), *p[which + 1 :]] if j == k else p for j, p in enumerate(parts)],
            )

    def _other_letters(self, read: Read, parts: list[_Terms]) -> Iterator[tuple[int, int, str]]:
        """The axis, the part of its index, and another letter that is summed over around the read."""
        around = [b for b in walk(self.right) if isinstance(b, Binder) and b.start <= read.start and read.end <= b.end]
        letters = dict.fromkeys(h for b in around for h in _heads(b))
        for k, p in enumerate(parts):
            for which, (_, part) in enumerate(p):
                if isinstance(part, Name) and part.name in letters:
                    yield from ((k, which, letter) for letter in letters if letter != part.name)

    def _sizes(self, name: str) -> list[str]:
        tensor = self.program.tensors.get(name) or self.program.cotangents.get(name)
        layer = self.program.layer(name)
        ranges = tensor.ranges if tensor is not None else layer.shape if layer is not None else ()
        return [pretty(hi).replace("−", "-").replace("·", "*") for _, hi in ranges]

    def _offsets(self) -> list[str]:
        """Integer symbols that are neither sizes nor multiply an index: paddings."""
        return [n for n in self.program.parameters if n not in self.scales]

    def _reread(self, slip: str, read: Read, indices: Sequence[str]) -> Edit:
        head = self.source[read.start : (read.indices or [read])[0].start].rstrip("[ ")
        better = f"{head}[{', '.join(indices)}]"
        return Edit(slip, read.start, read.end, better, self.text(read), better)

    def reads_divided(self) -> Iterator[Edit]:
        """``y[i-k]`` for ``y[(i-k)//s]`` where s divides it, in one axis or all."""
        for read in self.reads:
            texts = [self.text(i) for i in read.indices or []]
            for scale in self.scales:
                for axes in _subsets(len(texts)):
                    new = [f"({t})//{scale}" if k in axes else t for k, t in enumerate(texts)]
                    guard = "".join(f"[{scale} | {t}]*" for k, t in enumerate(texts) if k in axes)
                    edit = self._reread("stride lost", read, new)
                    yield edit._replace(text=guard + edit.text, better=guard + edit.text)

    def reads_multiplied(self) -> Iterator[Edit]:
        """``y[s*m]`` for ``y[m//s]``: the stride the wrong way round, in one axis or all."""
        for read in self.reads:
            texts = [self.text(i) for i in read.indices or []]
            divided = {k: t for k, i in enumerate(read.indices or []) if (t := self._divided(i)) is not None}
            for axes in dict.fromkeys([tuple(divided), *((k,) for k in divided)]):
                if axes:
                    new = [divided[k] if k in axes else t for k, t in enumerate(texts)]
                    yield self._reread("stride the wrong way round", read, new)

    def _divided(self, index: Node) -> str | None:
        """``m//s`` for ``s*m``."""
        node = ungroup(index)
        if not isinstance(node, Product) or len(node.factors) != 2 or node.factors[1][0] != "*":
            return None
        factor, name = (f for _, f in node.factors)
        return f"{self.text(name)}//{self.text(factor)}" if isinstance(factor, Name | Number) and isinstance(name, Name) else None

    def operands(self) -> Iterator[Edit]:
        """Another tensor with as many indices, but for what the left side is: that is always right, and says nothing."""
        own = self.left.name if isinstance(self.left, Access) else None
        ranks = {n: t.rank for n, t in self.program.tensors.items()} | {
            layer.name: len(layer.shape) for layer in self.program.layers
        }
        for read in self.reads:
            for name, rank in ranks.items():
                if isinstance(read, Access) and rank == len(read.indices) and name not in (read.name, own):
                    better = name + self.source[read.name_end : read.end]
                    yield Edit("the other operand used", read.start, read.end, better, self.text(read), better)

    # ---- factors ----

    def numerals(self) -> Iterator[Edit]:
        """Another number for one that is a factor, a divisor or an exponent."""
        for number in [n for n in walk(self.right) if isinstance(n, Number) and 1 < n.value <= 16 and n.value.denominator == 1]:
            for value in (number.value - 1, number.value + 1, number.value * 2, number.value / 2):
                if value.denominator == 1 and value > 1:  # without a 2 there is a factor less
                    yield Edit("wrong numeral", number.start, number.end, str(value), self.text(number), str(value))

    def factors(self) -> Iterator[Edit]:
        """A factor more, or one less."""
        yield self._whole("sign lost", "-", "")
        for number in ("2", "3", "4"):
            yield self._whole("factor lost", f"{number}*", "")
        for product in (n for n in walk(self.right) if isinstance(n, Product)):
            yield from self._without_one(product)
            for k, (_, factor) in enumerate(product.factors):
                yield from self._powers(product, k, factor)
        if isinstance(self.right, Negative):
            better = self.text(self.right.inner)
            yield Edit("a sign too many", self.right.start, self.right.end, better, self.text(self.right), better)
        for number in ("2", "3"):
            yield self._whole("factor lost", "", f"/{number}")
        for symbol in [*self.program.sizes, *self.program.parameters]:
            yield self._whole("factor lost", "", f"/{symbol}")
            yield self._whole("factor lost", f"{symbol}*", "")

    def _whole(self, slip: str, before: str, after: str) -> Edit:
        """Something in front of or behind the whole right side."""
        text = self.text(self.right)
        inner = text if isinstance(self.right, Access | Gradient | Group | Name | Product) and before != "-" else f"({text})"
        better = before + inner + after
        return Edit(slip, self.right.start, self.right.end, better, text, better)

    def _without_one(self, product: Product) -> Iterator[Edit]:
        for k, (op, factor) in enumerate(product.factors):
            rest = [f for j, f in enumerate(product.factors) if j != k]
            if not rest or (k == 0 and rest[0][0] == "/"):
                continue
            better = "".join((o if j else "") + self.text(f) for j, (o, f) in enumerate(rest))
            name = "a guard too many" if isinstance(factor, Iverson) else "a factor too many"
            if isinstance(factor, Number) or op == "/" or len(rest) > 0:
                yield Edit(name, product.start, product.end, better, self.text(product), better)

    def _powers(self, product: Product, k: int, factor: Node) -> Iterator[Edit]:
        if isinstance(factor, Power):
            better = f"{self.text(factor.base)}**({self.text(factor.exponent)} - 1)"
            base = self.text(factor.base)
            exponent = factor.exponent
            if isinstance(exponent, Number) and exponent.value > 1:
                for e in (exponent.value - 1, exponent.value + 1):
                    better = base if e == 1 else f"{base}**{e}"
                    yield Edit("exponent off by one", factor.start, factor.end, better, self.text(factor), better)
        elif isinstance(factor, Access | Name) and k < len(product.factors):
            better = f"{self.text(factor)}**2"
            yield Edit("exponent off by one", factor.start, factor.end, better, self.text(factor), better)

    def signs(self) -> Iterator[Edit]:
        """The sign of one term of a sum of scalars."""
        for node in (n for n in walk(self.right) if isinstance(n, Sum)):
            for k in range(len(node.terms)):
                terms = [(-s if j == k else s, t) for j, (s, t) in enumerate(node.terms)]
                better = _written([(s, self.text(t)) for s, t in terms], str)
                yield Edit("sign lost", node.start, node.end, better, self.text(node), better)

    # ---- sums and brackets ----

    def ranges(self) -> Iterator[Edit]:
        """The ends of the ranges of a sum, one more or one less: one of them, or all."""
        for binder in (n for n in walk(self.right) if isinstance(n, Binder)):
            heads = _heads(binder)
            items = [n for n in binder.items if isinstance(n, Compare) and n.ops[-1] in ("<", "<=") and _ranges_over(n, heads)]
            for axes in reversed(_subsets(len(items))) if items else []:
                for step, name in ((" + 1", "K−1 for K"), (" - 1", "K for K−1")):
                    first, last = items[axes[0]], items[axes[-1]]
                    better = ""
                    for k in range(axes[0], axes[-1] + 1):
                        end = items[k].operands[-1]
                        better += "," * bool(better) + self.source[items[k].start : end.start] + _plus(self.text(end), step)
                    was = self.source[first.start : last.end]
                    yield Edit(f"{name} in a range", first.start, last.end, better, was, better)

    def sums(self) -> Iterator[Edit]:
        """A sum around the whole: over an index that nothing binds, or that a number stands for."""
        text = self.text(self.right)
        bound = {n.name for n in walk(self.left) if isinstance(n, Name)}
        names = dict.fromkeys(n.name for r in self.reads for i in r.indices or [] for n in walk(i) if isinstance(n, Name))
        items = [i for b in walk(self.right) if isinstance(b, Binder) for i in b.items]
        summed = {n.name for i in items for n in walk(i) if isinstance(n, Name)}
        open_ = [n for n in names if n not in (*bound, *summed, *self.program.sizes, *self.program.parameters)]
        for several in dict.fromkeys([tuple(open_), *((n,) for n in open_)]):
            if several:
                head = f"sum({','.join(several)}) "
                better = head + (f"({text})" if isinstance(self.right, Sum) else text)
                yield Edit("a sum lost", self.right.start, self.right.end, better, text, better)
        taken = {n.name for n in walk(self.right) if isinstance(n, Name)} | bound | set(names)
        fresh = next(n for n in "ijklmnabceghqrtuv" if n not in taken)
        for read in self.reads:
            for k, index in enumerate(read.indices or []):
                if isinstance(index, Number):
                    indices = [fresh if j == k else self.text(i) for j, i in enumerate(read.indices or [])]
                    inner = self._reread("", read, indices).text
                    begin, end = read.start - self.right.start, read.end - self.right.start
                    better = f"sum({fresh}) {text[:begin]}{inner}{text[end:]}"
                    yield Edit("a sum lost", self.right.start, self.right.end, better, text, better)

    def sums_too_many(self) -> Iterator[Edit]:
        """One index that is summed over, and should be one of the left side."""
        own = dict.fromkeys(n.name for n in walk(self.left) if isinstance(n, Name))
        for binder in (n for n in walk(self.right) if isinstance(n, Binder) and n.op == "sum"):
            for head in _heads(binder):
                items = [i for i in binder.items if head not in _head_names(i)]
                kept = f"sum({', '.join(map(self.text, items))}) " if items else ""
                for letter in own:
                    better = kept + self._with_letter(binder, head, letter)
                    yield Edit("a sum too many", binder.start, binder.end, f"({better})", self.text(binder), better)

    def _with_letter(self, binder: Binder, old: str, new: str) -> str:
        """The body of a sum with another letter for one of its indices."""
        text, begin = self.text(binder.body), binder.body.start
        for n in sorted(walk(binder.body), key=lambda n: -n.start):
            if isinstance(n, Name) and n.name == old:
                text = text[: n.start - begin] + new + text[n.end - begin :]
        return text

    def functions(self) -> Iterator[Edit]:
        """The derivative of the function that a layer applies, beside the cotangent of that layer."""
        for read in (r for r in self.reads if isinstance(r, Gradient)):
            layer = self.program.layer(read.wrt)
            for factor in [] if layer is None else _slopes(layer, [self.text(i) for i in read.indices or []]):
                better = f"{self.text(read)}*{factor}"
                yield Edit("derivative of the function lost", read.start, read.end, better, self.text(read), better)

    def offsets(self) -> Iterator[Edit]:
        """An index of the left side that is missing in a read, on every axis or one."""
        lists = [n.indices for n in walk(self.left) if isinstance(n, Access | Gradient | Derivative) and n.indices]
        for names in ([self.text(n) for n in nodes] for nodes in lists):
            for read in self.reads:
                if len(names) != len(read.indices or []):
                    continue
                for sign in (1, -1):
                    for axes in _subsets(len(names)):
                        parts = [_terms(i) for i in read.indices or []]
                        new = [[*p, (sign, names[k])] if k in axes else p for k, p in enumerate(parts)]
                        yield self._reread("an offset lost", read, [_written(p, self.text) for p in new])

    # ---- what the right answer has ----

    def from_the_answer(self, answer: Term) -> Iterator[Edit]:
        """A term or a condition that the right answer has, and the line has not."""
        text = self.text(self.right)
        start, end = self.right.start, self.right.end
        if answer.op == "add":
            for part in answer.args:
                added = plain(part, self.program)
                better = text + (f" - {added[1:]}" if added.startswith("-") else f" + {added}")
                yield Edit("a term lost", start, end, better, text, better)
        conditions = {plain(c, self.program) for c in _conditions(answer)}
        for condition in sorted(conditions):
            yield self._whole("guard lost", "", f"*[{condition}]")
            for one in (n for n in walk(self.right) if isinstance(n, Number) and n.value == 1):
                better = f"[{condition}]"
                whole = text[: one.start - start] + better + text[one.end - start :]
                yield Edit("guard lost", one.start, one.end, better, text, whole)

    def guards(self) -> Iterator[Edit]:
        """The condition that a division comes out even."""
        for node in walk(self.right):
            parts = _division(node)
            if parts is None:
                continue
            left, right = (self.text(_inside(p)) for p in parts)
            for read in self.reads:
                if read.start <= node.start and node.end <= read.end:
                    better = f"[{right} | {left}]*{self.text(read)}"
                    yield Edit("guard lost", read.start, read.end, better, self.text(read), better)

    def conditions(self) -> Iterator[Edit]:
        """A comparison that is strict where it should not be, or the other way round; indices in it with another sign."""
        other = {"<": "<=", "<=": "<", ">": ">=", ">=": ">"}
        for node in (n for n in walk(self.right) if isinstance(n, Compare)):
            for k, op in enumerate(node.ops):
                a, b = node.operands[k], node.operands[k + 1]
                between = self.source[a.end : b.start]
                if op in other and op in between:
                    better = self.text(a) + between.replace(op, other[op]) + self.text(b)
                    yield Edit("strict or not strict", a.start, b.end, better, self.text(node), better)
            for operand in node.operands:
                yield from self._in_condition(node, operand)

    def _in_condition(self, node: Compare, operand: Node) -> Iterator[Edit]:
        parts = _terms(operand)
        changes: list[tuple[str, _Terms | None]] = [("sign of an offset", _turned(parts, k)) for k in range(len(parts))]
        for scale, what in self.scales.items():
            changes += [(f"{what} lost", _scaled(parts, k, scale)) for k in range(len(parts))]
        changes += [("offset by one", [*parts, (s, "1")]) for s in (1, -1)]
        changes += [("padding lost", [*parts, (s, o)]) for o in self._offsets() for s in (1, -1)]
        for name, changed in changes:
            if changed is not None:
                better = _written(changed, self.text)
                whole = self.source[node.start : operand.start] + better + self.source[operand.end : node.end]
                yield Edit(name, operand.start, operand.end, better, self.text(node), whole)


# ---- indices as sums of signed parts ----

_Terms = list[tuple[int, "Node | str"]]


def _terms(node: Node) -> _Terms:
    """The signed parts of an index: ``m - i`` is +m, −i."""
    if isinstance(node, Sum):
        return [(s * t, part) for s, inner in node.terms for t, part in _terms(inner)]
    if isinstance(node, Negative):
        return [(-s, part) for s, part in _terms(node.inner)]
    if isinstance(node, Group):
        return _terms(node.inner)
    return [(1, node)]


def _written(parts: Sequence[tuple[int, Node | str]], text: Callable[[Node], str]) -> str:
    """The parts as text, a positive one first where there is one."""
    spelled = [(s, p if isinstance(p, str) else text(p)) for s, p in parts]
    spelled = _collected(spelled)
    spelled.sort(key=lambda part: part[0] < 0) if spelled and spelled[0][0] < 0 else None
    out = ""
    for sign, part in spelled:
        out += (" - " if sign < 0 else " + ") + part if out else ("-" if sign < 0 else "") + part
    return out.replace(" - ", "-").replace(" + ", "+") or "0"


def _collected(parts: list[tuple[int, str]]) -> list[tuple[int, str]]:
    """Without parts that cancel."""
    out: list[tuple[int, str]] = []
    for sign, part in parts:
        if (-sign, part) in out:
            out.remove((-sign, part))
        else:
            out.append((sign, part))
    return out


def _negated(parts: _Terms) -> _Terms:
    return [(-s, p) for s, p in parts]


def _turned(parts: _Terms, which: int) -> _Terms | None:
    """One part with the other sign."""
    if which >= len(parts) or (len(parts) == 1):
        return None
    return [(-s if k == which else s, p) for k, (s, p) in enumerate(parts)]


def _plus_part(parts: _Terms, part: tuple[int, Node | str]) -> _Terms:
    return [*parts, part]


def _without(parts: _Terms, which: int) -> _Terms | None:
    return parts[:which] + parts[which + 1 :] if len(parts) > 1 else None


def _scaled(parts: _Terms, which: int, scale: str) -> _Terms | None:
    """One part, a bare name, times a stride."""
    if which >= len(parts) or not isinstance(parts[which][1], Name):
        return None
    name = parts[which][1]
    assert isinstance(name, Name), "only names are scaled"
    return [(s, f"{scale}*{name.name}" if k == which else p) for k, (s, p) in enumerate(parts)]


def _unscaled(parts: _Terms, which: int) -> _Terms | None:
    """One part, a product, without its first factor."""
    part = parts[which][1] if which < len(parts) else None
    if not isinstance(part, Product) or len(part.factors) != 2 or not isinstance(part.factors[1][1], Name):
        return None
    return [(s, part.factors[1][1] if k == which else p) for k, (s, p) in enumerate(parts)]


def _replaced(parts: _Terms, size: str, extra: _Terms) -> _Terms | None:
    """The index with something added, if it mentions the size."""
    found = next((s for s, p in parts if isinstance(p, Name) and p.name == size), None)
    return None if found is None else [*parts, *((s * found, p) for s, p in extra)]


def _on_axes(name: str, parts: list[_Terms], change: Callable[[_Terms], _Terms | None]) -> Iterator[tuple[str, list[_Terms]]]:
    """The change made on all axes where it can be made, and on each alone."""
    changed = [change(p) for p in parts]
    able = [k for k, c in enumerate(changed) if c is not None]
    for axes in dict.fromkeys([tuple(able), *((k,) for k in able)]):
        if axes:
            yield name, [changed[k] if k in axes else p for k, p in enumerate(parts)]  # type: ignore[misc]  # the axes listed are those with a change


def _with_sizes(
    name: str, parts: list[_Terms], sizes: Sequence[str], change: Callable[[_Terms, str], _Terms | None]
) -> Iterator[tuple[str, list[_Terms]]]:
    """The same for a change that needs the size of the axis."""
    changed = [change(p, f"({s})" if not s.isalnum() else s) for p, s in zip(parts, sizes, strict=True)]
    able = [k for k, c in enumerate(changed) if c is not None]
    for axes in dict.fromkeys([tuple(able), *((k,) for k in able)]):
        if axes:
            yield name, [changed[k] if k in axes else p for k, p in enumerate(parts)]  # type: ignore[misc]  # the axes listed are those with a change


def _subsets(n: int) -> list[tuple[int, ...]]:
    """All axes, and each alone."""
    return list(dict.fromkeys([tuple(range(n)), *((k,) for k in range(n))]))


def _heads(binder: Binder) -> list[str]:
    """The letters that a sum ranges over, in order."""
    return [name for item in binder.items for name in _head_names(item)]


def _head_names(item: Node) -> list[str]:
    """The letter of ``i``, ``i<N`` or ``0<=i<N`` in the head of a sum."""
    if isinstance(item, Name):
        return [item.name]
    if isinstance(item, Compare) and set(item.ops) <= {"<", "<="}:
        middle = item.operands[-2]
        return [middle.name] if isinstance(middle, Name) else []
    return []


def _ranges_over(item: Compare, heads: list[str]) -> bool:
    """Whether a comparison in the head of a sum is the range of one of its letters, not a condition on them."""
    return any(name in heads for name in _head_names(item))


def _division(node: Node) -> tuple[Node, Node] | None:
    """``a // b`` or ``floor(a/b)``: a and b."""
    if isinstance(node, Quotient) and node.op == "//":
        return node.left, node.right
    if isinstance(node, Apply) and node.name == "floor" and len(node.args) == 1:
        inner = _inside(node.args[0])
        if isinstance(inner, Product) and len(inner.factors) == 2 and inner.factors[1][0] == "/":
            return inner.factors[0][1], inner.factors[1][1]
    return None


def _inside(node: Node) -> Node:
    return node.inner if isinstance(node, Group) else node


def _of_flip(parts: list[_Terms]) -> str:
    """Whether the kernel that is read is flipped: some index is subtracted from a number or a size."""
    flipped = any(s < 0 and isinstance(p, Name) and len(p.name) == 1 and p.name.islower() for part in parts for s, p in part)
    return "kernel flipped where it should not be" if flipped else "kernel not flipped"


def _names(parts: list[_Terms]) -> Iterator[str]:
    return (n.name for part in parts for _, p in part if isinstance(p, Node) for n in walk(p) if isinstance(n, Name))


def _exchanged(parts: _Terms, a: str, b: str) -> _Terms:
    """Two bare names exchanged."""
    other = {a: b, b: a}
    return [(s, other[p.name] if isinstance(p, Name) and p.name in other else p) for s, p in parts]


_SLOPES = {
    "sigmoid": ("{y}*(1-{y})", "(1-{y})", "{y}"),
    "tanh": ("(1-{y}**2)",),
    "exp": ("{y}",),
    "relu": ("[{x} > 0]",),
    "sin": ("cos({x})",),
    "cos": ("(-sin({x}))",),
}


def _slopes(layer: Layer, indices: list[str]) -> list[str]:
    """The derivative of the function that ``y[i] = f(h[i])`` applies, at these indices, and factors of it."""
    try:
        right = Parser(layer.text).program()[0].rights[0]
    except Problem:
        return []
    if not isinstance(right, Apply) or len(right.args) != 1 or right.orders is not None:
        return []
    values = {n: v if v.isalnum() else f"({v})" for n, v in zip(layer.indices, indices, strict=True)}
    argument = layer.text[right.args[0].start : right.args[0].end]
    inner = re.sub(r"[^\W\d]\w*", lambda m: values.get(m[0], m[0]), argument)
    own = f"{layer.name}[{', '.join(indices)}]"
    unknown = () if right.name in KNOWN_FUNCTIONS else (f"{right.name}'({{x}})",)
    return [pattern.format(x=inner, y=own) for pattern in _SLOPES.get(right.name, unknown)]


def _conditions(t: Term) -> Iterator[Term]:
    """The conditions in brackets that mention nothing bound."""
    if t.op == "bracket" and not t.args[0].loose:
        yield t.args[0]
    for a in t.args:
        yield from _conditions(a)


def _plus(text: str, step: str) -> str:
    """``P - 1`` and ``+ 1`` is ``P``."""
    squeezed = text.replace(" ", "")
    opposite = "-1" if "+" in step else "+1"
    return squeezed[: -len(opposite)] if squeezed.endswith(opposite) else squeezed + step.replace(" ", "")


def _scales(program: Program) -> dict[str, str]:
    """What multiplies an index in the definitions: symbols and numbers, each with what it is called."""
    found: dict[str, str] = {}
    for layer in program.layers:
        for node, of_output in _multiples(layer):
            found.setdefault(node, "stride" if of_output else "dilation")
    return found


def _multiples(layer: Layer) -> Iterator[tuple[str, bool]]:
    """Each factor of an index in the layer's body, and whether the index is one of the output's."""

    def visit(t: Term, depth: int) -> Iterator[tuple[str, bool]]:
        if t.op == "imul" and len(t.args) == 2 and t.args[1].op == "var" and t.args[1].data.startswith("@"):
            factor = str(t.args[0].data)
            if t.args[0].op in ("var", "int") and not factor.startswith(("@", "-")):
                yield factor, t.args[1].data.startswith("@p")
        if t.hints:
            own = [f"@q{depth + k}" for k in range(len(t.hints))]
            yield from visit(open_binder(t, own)[1], depth + len(own))
            return
        for a in t.args:
            yield from visit(a, depth)

    return visit(layer.at(*(Var(f"@p{k}") for k in range(len(layer.indices)))), 0)
