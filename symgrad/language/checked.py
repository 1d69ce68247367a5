"""The reading of programs: every read of a tensor is inside its shape, or zero outside by declaration, or refused."""

from __future__ import annotations

from collections.abc import Callable

from symgrad.core.polynomial import Polynomial, constant, normal, normal_prop, plus
from symgrad.core.term import (
    Definition,
    Int,
    Term,
    Var,
    bracket,
    call,
    conj,
    conjuncts,
    diff,
    iadd,
    iread,
    le,
    lt,
    mul,
    open_binder,
    read,
    substitute,
)
from symgrad.errors import Problem
from symgrad.language.affine import NotAffine, extreme, mentions, sign_by, term
from symgrad.language.binders import Range
from symgrad.language.elaborate import SHORTHANDS, Elaborator
from symgrad.language.infer import plain_names
from symgrad.language.pretty import pretty
from symgrad.language.program import Tensor
from symgrad.language.senses import Senses
from symgrad.language.syntax import Access, Derivative, Gradient, Node, Turned, ungroup

Prove = Callable[[list[Term], Term], bool]


class Surroundings:
    """What a reading needs to know of the program around it.

    ``axes`` holds tensors, layers and cotangents alike; ``values`` what holds of all entries of an integer tensor;
    ``base`` the names that a derivative can be taken by.
    """

    __slots__ = ("assume", "axes", "base", "definitions", "facts", "prove", "values")

    def __init__(
        self,
        axes: dict[str, Tensor],
        definitions: dict[str, Definition],
        base: set[str],
        values: dict[str, list[Term]],
        facts: list[Term],
        prove: Prove,
        assume: Callable[[str], None],
    ) -> None:
        self.axes, self.definitions, self.base, self.values = axes, definitions, base, values
        self.facts, self.prove, self.assume = facts, prove, assume


class Checked(Elaborator):
    """Reads with shapes known; ``ranges`` holds those that were inferred, by the place of the index."""

    def __init__(self, source: str, senses: Senses, around: Surroundings, ranges: dict[int, tuple[Term, Term]]) -> None:
        super().__init__(source, senses, around.definitions)
        self.around, self.ranges = around, ranges
        self.facts = list(around.facts)
        self.lenient = False  # what leaves its shape is read as zero there, and that is recorded

    # ---- ranges ----

    def missing_range(self, found: Range) -> tuple[Term, Term]:
        return self.ranges[found.start] if found.start in self.ranges else super().missing_range(found)

    # ---- reads ----

    def tensor(self, node: Access, indices: tuple[Term, ...]) -> Term:
        axes = self.shape(node)
        value = self.entry(node.name, indices)
        guards = self.guards(axes, indices)
        if not guards:
            return value
        if axes.outside == "" and self.lenient:
            self.around.assume(f"{node.name} is zero outside")
        if axes.outside == "zero" or (axes.outside == "" and self.lenient):
            return mul(bracket(conj(guards)), value)
        if axes.outside == "-inf":
            message = f"{node.name} is -inf outside, so it can only be read as the whole body of a max"
            raise self.problem("SG114", message, node, f"write max(k<K) {self._text(node)}")
        raise self.leaves(node, axes, indices, guards)

    def turned(self, node: Turned, indices: tuple[Term, ...]) -> tuple[Term, ...]:
        """About the middle of the array: ``lo + hi − 1 − k``; rot180 of more than two axes turns the last two."""
        axes = self.shape(node)
        first = max(0, axes.rank - 2)
        if node.how == "flip" and first:
            message = f"which of the {axes.rank} axes of {node.name} flip turns is not clear"
            raise self.problem("SG114", message, node, f"write it out, as in {node.name}[c, K-1-k]")
        pairs = list(zip(axes.ranges, indices, strict=True))
        new = [_from_end(lo, hi, a) for (lo, hi), a in pairs[first:]]
        names = [chr(ord("k") + j) for j in range(axes.rank)]
        ends = [pretty(_from_end(lo, hi, Var(n))) for n, (lo, hi) in zip(names, axes.ranges, strict=True)]
        shown = [*names[:first], *ends[first:]]
        self.around.assume(f"{node.how}({node.name})[{','.join(names)}] is {node.name}[{', '.join(shown)}]")
        return (*indices[:first], *new)

    def entry(self, name: str, indices: tuple[Term, ...]) -> Term:
        definition = self.around.definitions.get(name)
        return call(definition, *indices) if definition is not None else read(name, *indices)

    def shape(self, node: Access | Gradient) -> Tensor:
        found = self.around.axes.get(node.name)
        indices = node.indices or []
        if found is None:
            message = f"{node.name} is not declared, and no definition above reads or defines it"
            raise self.problem("SG103", message, node, f"declare it, as in `where {node.name}[N]`")
        if found.rank != len(indices):
            message = f"{node.name} has {found.rank} {'index' if found.rank == 1 else 'indices'}, and {len(indices)} here"
            raise self.problem("SG105", message, node)
        return found

    def integer_tensor(self, node: Access, indices: tuple[Term, ...]) -> Term:
        axes = self.shape(node)
        guards = self.guards(axes, indices)
        if guards:
            raise self.leaves(node, axes, indices, guards)
        value = iread(node.name, *indices)
        for hypothesis in self.around.values.get(node.name, ()):
            self.facts += conjuncts(_at(hypothesis, indices))
        return value

    def guards(self, axes: Tensor, indices: tuple[Term, ...]) -> list[Term]:
        """The conditions for the indices to be inside that do not follow from the facts."""
        wanted = [g for (lo, hi), a in zip(axes.ranges, indices, strict=True) for g in (le(lo, a), lt(a, hi))]
        return [g for g in wanted if not self.known(g) and not self.around.prove(self.facts, g)]

    def leaves(self, node: Access | Gradient, axes: Tensor, indices: tuple[Term, ...], guards: list[Term]) -> Problem:
        """SG106: which index can leave, how far it reaches, and what would keep it inside."""
        axis = next(j for j, a in enumerate(indices) if {le(axes.ranges[j][0], a), lt(a, axes.ranges[j][1])} & set(guards))
        lo, hi = axes.ranges[axis]
        index, text = (node.indices or [])[axis], self._text(node)
        above = lt(indices[axis], hi) in guards
        spelled = self._text(index)
        reach = self._reach(indices[axis], above)
        side = f"{'below' if above else 'at least'} {pretty(hi if above else lo)}"
        message = f"{text} can leave {node.name}: nothing shows that {spelled} is {side}"
        notes: tuple[str, ...] = ()
        if reach is not None:
            bound = pretty(plain_names(term(reach)))
            message = f"{text} can leave {node.name}: {spelled} can reach {bound}"
            notes = (f"axis {axis + 1} of {node.name} has the indices {pretty(lo)} ≤ index < {pretty(hi)}",)
            if normal_prop(lt(term(reach), hi) if above else le(lo, term(reach))) is not False:
                needed = f"{bound} < {pretty(hi)}" if above else f"{pretty(lo)} ≤ {bound}"
                notes += (f"the read would be inside if {needed}",)
        declare = f"declare `{node.name}[{self._shape(node.name)}] is zero outside`"
        help_ = f"{declare}, give the index a smaller range, or state the missing condition in `where`"
        if isinstance(index, Access) and indices[axis].op == "iread":
            where = f"{index.name}[{self._shape(index.name)}] in {pretty(lo)}..{pretty(hi)}"
            help_ = f"say where the values of {index.name} lie: `{where}`"
        problem = self.problem("SG106", message, index, help_)
        problem.notes = notes
        return problem

    def _shape(self, name: str) -> str:
        known = self.around.axes.get(name)
        return ",".join(pretty(hi) for _, hi in known.ranges) if known is not None else "N"

    def _reach(self, index: Term, above: bool) -> Polynomial | None:
        p = normal(index)
        scope = [i for i in self.scope.values() if mentions(p, i.variable)]
        try:
            found = extreme(p, scope, sign_by(lambda goal: self.around.prove(self.facts, goal)), above)
        except NotAffine:
            return None
        return found

    def _text(self, node: Node) -> str:
        return self.source[node.start : node.end]

    def read_as(self, name: str) -> None:
        u = read("u")
        self.around.assume(f"{name}(u) = {pretty(SHORTHANDS[name](u))}")

    def body_of_max(self, body: Node) -> tuple[list[Term], Term]:
        inner = ungroup(body)
        if isinstance(inner, Access) and inner.name in self.around.axes:
            axes = self.around.axes[inner.name]
            if axes.outside == "-inf":
                indices = self.integers(inner.indices)
                self.shape(inner)
                return self.guards(axes, indices), self.entry(inner.name, indices)
        return super().body_of_max(body)

    # ---- derivatives ----

    def gradient(self, node: Gradient) -> Term:
        if node.wrt not in self.around.axes or node.name not in self.around.axes:
            spaced = f"d{node.of} / d{node.wrt}"
            message = f"{node.name} reads as a gradient, and there is no tensor or layer {node.wrt}"
            raise self.problem("SG103", message, node, f"for a quotient put spaces around `/`: {spaced}")
        indices = self.integers(node.indices or [])
        axes = self.shape(node)
        guards = self.guards(axes, indices)
        if not guards:
            return read(node.name, *indices)
        self.around.assume(f"{node.name} is zero outside")
        return mul(bracket(conj(guards)), read(node.name, *indices))

    def derivative(self, node: Derivative) -> Term:
        for spelled in node.written:
            if spelled in self.around.axes:
                message = f"this reads as a derivative, but there is a tensor {spelled}"
                raise self.problem("SG110", message, node, "for a quotient put spaces around `/`")
        if node.wrt not in self.around.base:
            message = f"{node.wrt} is not an input of the program"
            if node.wrt in self.around.axes:
                message = f"{node.wrt} is defined by the program: a derivative can be taken by its inputs only"
            raise self.problem("SG114", message, node)
        axes = self.around.axes[node.wrt]
        if axes.rank != len(node.indices):
            message = f"{node.wrt} has {axes.rank} indices, and {len(node.indices)} here"
            raise self.problem("SG105", message, node)
        of = self.scalar(node.of)
        indices = self.integers(node.indices)
        guards = self.guards(axes, indices)
        if guards and axes.outside != "zero":
            raise self.leaves(Access(node.wrt, node.indices, node.start, node.end, node.end), axes, indices, guards)
        derivative = diff(of, node.wrt, *indices)
        return mul(bracket(conj(guards)), derivative) if guards else derivative


def _from_end(lo: Term, hi: Term, index: Term) -> Term:
    """The index counted from the other end of its axis: ``P−1−k``."""
    end = term(plus(plus(normal(lo), normal(hi)), constant(1), -1))
    back = term(plus({}, normal(index), -1))
    parts = [p for t in (end, back) for p in (t.args if t.op == "iadd" else (t,)) if p != Int(0)]
    return iadd(*parts) if len(parts) > 1 else parts[0] if parts else Int(0)


def _at(hypothesis: Term, indices: tuple[Term, ...]) -> Term:
    """What ``∀ i. P`` says of these indices."""
    if not hypothesis.hints:
        return hypothesis
    names = [f"@v{k}" for k in range(len(indices))]
    return substitute(open_binder(hypothesis, names)[1], dict(zip(names, indices, strict=True)))
