"""Shapes and ranges that were left out, inferred from how tensors are read; each is recorded, or a Problem says what is
missing.

An index that stands alone in an axis ranges over that axis. A tensor read at compound indices gets fresh sizes. An
output index then ranges over exactly those values for which every read is inside; with a stride, a fresh output size
comes with the hypothesis that the last window fits.
"""

from __future__ import annotations

from collections.abc import Callable

from symgrad.core.polynomial import Polynomial, constant, equal, normal, plus, times
from symgrad.core.term import Int, Term, Var, iadd, imul, le, lt, substitute
from symgrad.errors import Problem
from symgrad.language.affine import NotAffine, coefficient, extreme, mentions, sign_by, term
from symgrad.language.elaborate import Index
from symgrad.language.pretty import pretty
from symgrad.language.sizes import SizeNames
from symgrad.language.survey import Site, Survey

Axis = tuple[str, int]
Range = tuple[Term, Term]
Prove = Callable[[list[Term], Term], bool]


class Known:
    """What is known of tensors before a statement is read: ranges of axes, and which are zero outside."""

    __slots__ = ("facts", "free_outside", "ranges")

    def __init__(self, ranges: dict[str, tuple[Range, ...]], free_outside: set[str], facts: list[Term]) -> None:
        self.ranges, self.free_outside, self.facts = ranges, free_outside, facts


class Inference:
    """Solves one statement; then has ``ranges`` by the place of the index, ``shapes``, ``hypotheses`` and ``notes``."""

    def __init__(self, survey: Survey, known: Known, names: SizeNames, prove: Prove) -> None:
        self.survey, self.known, self.names = survey, known, names
        self.facts = list(known.facts)
        self.by_variable = {index.variable: index for index in survey.indices}
        self.missing = survey.missing
        self._prove = prove
        self.solved: dict[str, Range] = {}  # by variable
        self.sizes: dict[Axis, Term] = {}
        self.hypotheses: list[Term] = []
        self.notes: list[str] = []
        self.open = self._open_axes()
        self.parent: dict[object, object] = {}

    # ---- results ----

    @property
    def ranges(self) -> dict[int, Range]:
        """The range of each index that had none, by where its name stands."""
        return {self.missing[v].start: r for v, r in self.solved.items()}

    @property
    def shapes(self) -> dict[str, tuple[Term, ...]]:
        ranks: dict[str, int] = {}
        for name, axis in self.open:
            ranks[name] = max(ranks.get(name, 0), axis + 1)
        return {name: tuple(self.sizes[name, axis] for axis in range(rank)) for name, rank in ranks.items()}

    def solve(self) -> None:
        """Find all ranges and shapes. Raises Problem SG112 naming what cannot be inferred."""
        if not self.missing and not self.open:
            return
        self._sums()
        self._free_outputs()
        self._name_sizes()
        self._bounded_outputs()
        self._remaining_axes()

    # ---- problems and proofs ----

    def problem(self, message: str, variable: str, help: str | None = None, notes: tuple[str, ...] = ()) -> Problem:
        found = self.missing[variable]
        return Problem("SG112", message, source=self.survey.source, start=found.start, end=found.end, help=help, notes=notes)

    def axis_problem(self, message: str, axis: Axis, help: str) -> Problem:
        node = next(s.node for s in self.survey.sites if s.name == axis[0])
        return Problem("SG112", message, source=self.survey.source, start=node.start, end=node.end, help=help)

    def prove(self, goal: Term) -> bool:
        return self._prove([*self.facts, *self.hypotheses], goal)

    def same(self, a: Range, b: Range) -> bool:
        """Whether two ranges are provably the same."""
        return all(equal(x, y) or (self.prove(le(x, y)) and self.prove(le(y, x))) for x, y in zip(a, b, strict=True))

    # ---- axes ----

    def axis_range(self, axis: Axis) -> Range | None:
        known = self.known.ranges.get(axis[0])
        return known[axis[1]] if known is not None else None

    def _open_axes(self) -> dict[Axis, None]:
        """The axes whose size nobody declared, in the order of their appearance."""
        return {(s.name, a): None for s in self.survey.sites if s.name not in self.known.ranges for a in range(len(s.indices))}

    def alone(self, variable: str) -> list[Axis]:
        """The axes in which the index stands alone."""
        return list(dict.fromkeys((s.name, a) for s, a, t in self._indices() if t.op == "var" and t.data == variable))

    def _indices(self) -> list[tuple[Site, int, Term]]:
        return [(s, a, t) for s in self.survey.sites for a, t in enumerate(s.indices)]

    def compound(self, variable: str) -> list[tuple[Site, int, Term]]:
        """The reads in whose index the variable occurs, and not alone."""
        return [(s, a, t) for s, a, t in self._indices() if t.op != "var" and occurs(t, variable)]

    def is_compound(self, axis: Axis) -> bool:
        return any(t.op != "var" and t.free for s, a, t in self._indices() if (s.name, a) == axis)

    # ---- classes of things of the same size ----

    def find(self, thing: object) -> object:
        while thing in self.parent:
            thing = self.parent[thing]
        return thing

    def unite(self, a: object, b: object) -> None:
        a, b = self.find(a), self.find(b)
        if a != b:
            self.parent[b] = a

    def _sums(self) -> None:
        """Indices of sums without a range, and of sums with one in axes without a size."""
        for variable, index in self.by_variable.items():
            if variable in self.missing and index.kind != "output":
                axes = self.alone(variable)
                if not axes and self._from_mirrored(variable, index):
                    continue
                if not axes:
                    raise self._no_range(variable, index)
                self._from_known(variable, axes)
                for axis in axes:
                    if axis in self.open:
                        self.unite(axis, variable)

    def _from_mirrored(self, variable: str, index: Index) -> bool:
        """The range of an index that is read backwards along one known axis, K[−k] or K[P−1−k]: all of that axis."""
        found: list[Range] = []
        for site, axis, t in self._indices():
            inside = self.axis_range((site.name, axis))
            offset = plus(normal(t), normal(Var(variable)))
            alone = inside is not None and not any(occurs(t, v) for v in self.by_variable if v != variable)
            if inside is not None and alone and "/" not in site.name and not mentions(offset, variable):
                ends = [plus(plus(offset, normal(end), -1), constant(1)) for end in reversed(inside)]
                found.append((term(ends[0]), term(ends[1])))
        if not found or not all(self.same(found[0], r) for r in found):
            return False
        self.solved[variable] = found[0]
        self.notes.append(f"{index.name} ranges over {_interval(found[0], index.name)}")
        return True

    def _no_range(self, variable: str, index: Index) -> Problem:
        reads = self.compound(variable)
        message = f"{index.name} has no range, and stands alone in no axis of a tensor, which would give it one"
        if not reads:
            message = f"{index.name} has no range and no tensor is read at it"
        return self.problem(message, variable, f"give {index.name} a range, as in {index.name}<K")

    def _from_known(self, variable: str, axes: list[Axis]) -> None:
        """The range of an index that stands alone in an axis whose range is known."""
        for axis in axes:
            found = self.axis_range(axis)
            if found is None:
                continue
            before = self.solved.setdefault(variable, found)
            if not self.same(before, found):
                narrow = self._narrowest(variable, axes)
                if narrow is None:
                    raise self._two_ranges(variable, before, found)
                self.solved[variable] = narrow
                return

    def _narrowest(self, variable: str, axes: list[Axis]) -> Range | None:
        """The range within all others, if it is that of a factor that is zero outside: more summands would all be 0."""
        ranges = {axis: r for axis in axes if (r := self.axis_range(axis)) is not None}
        factors = self.survey.factors_under(self.missing[variable])
        for (name, _), (lo, hi) in ranges.items():
            if name in self.known.free_outside and name in factors:
                within = [le(a, lo) for a, _ in ranges.values()] + [le(hi, b) for _, b in ranges.values()]
                if all(self.prove(p) for p in within):
                    return lo, hi
        return None

    def _two_ranges(self, variable: str, a: Range, b: Range) -> Problem:
        name = self.by_variable[variable].name
        message = f"{name} could range over two axes of different size: {_interval(a, name)} and {_interval(b, name)}"
        return self.problem(message, variable, f"give {name} a range, as in {name}<K, or say that the sizes are equal")

    def _free_outputs(self) -> None:
        """Output indices that no compound read bounds."""
        for variable, index in self.by_variable.items():
            if variable not in self.missing or index.kind != "output":
                continue
            if self._bounding(variable) or self._bounds_ranges(variable):
                continue
            axes = self.alone(variable)
            self._from_known(variable, axes)
            free = [axis for axis in axes if axis in self.open]
            for axis in free:
                self.unite(axis, variable)
            if variable not in self.solved and not free:
                self._fresh_output(variable)

    def _bounding(self, variable: str) -> list[tuple[Site, int, Term]]:
        return [(s, a, t) for s, a, t in self.compound(variable) if s.name not in self.known.free_outside]

    def _bounds_ranges(self, variable: str) -> bool:
        """Whether some other index that is read at ranges up to this one: Σ_{k≤i} x[k]."""
        known = [(s, a, t) for s, a, t in self._indices() if s.name not in self.known.free_outside]
        return any(self._through_range(s, t, variable) and self._inside(s, a) is not None for s, a, t in known)

    def _through_range(self, site: Site, t: Term, variable: str) -> bool:
        """Whether t mentions an index whose range mentions this one."""
        return any(i.variable in t.free and variable in i.lo.free | i.hi.free for i in site.scope)

    def _fresh_output(self, variable: str) -> None:
        """A size of its own for an output index that every read tolerates."""
        name = self.by_variable[variable].name
        if not self.compound(variable):
            raise self.problem(f"nothing tells how far {name} ranges", variable, f"write {name}<N")
        size = self.names.output(name, self._several_outputs())
        self.solved[variable] = (Int(0), Var(size))
        self.notes.append(f"{name} ranges over 0 ≤ {name} < {size}, an output size of its own")

    def _several_outputs(self) -> bool:
        return sum(i.kind == "output" for i in self.survey.indices) > 1

    # ---- names for sizes ----

    def _name_sizes(self) -> None:
        for index in self.survey.indices:  # a range that was written gives its size to an axis without one
            if index.variable not in self.missing:
                for axis in self.alone(index.variable):
                    if axis in self.open:
                        self._give(axis, index)
        for root in dict.fromkeys(self.find(axis) for axis in self.open):
            self._spread(root)
        classes: dict[object, list[Axis]] = {}
        for axis in self.open:
            if axis not in self.sizes and (self.is_compound(axis) or self.find(axis) != axis or self._has_child(axis)):
                classes.setdefault(self.find(axis), []).append(axis)
        for root, size in self.names.choose(classes, self._taps(classes), self.is_compound, self._ranks()).items():
            for axis in classes[root]:
                self.sizes[axis] = Var(size)
            self._spread(root)

    def _has_child(self, axis: Axis) -> bool:
        return any(self.find(v) == self.find(axis) for v in self.missing)

    def _example(self, name: str) -> str:
        """How a declaration of the tensor looks: ``A[M,N]``."""
        return f"{name}[{','.join('NMPQRSTU'[: self._ranks()[name]][::-1])}]"

    def _ranks(self) -> dict[str, int]:
        return {s.name: len(s.indices) for s in self.survey.sites}

    def _taps(self, classes: dict[object, list[Axis]]) -> dict[object, str]:
        """For each class, the letter of an index in it, or "tap" if a compound read uses an index of a sum in it."""
        out: dict[object, str] = {}
        for variable in self.missing:
            root = self.find(variable)
            if root in classes:
                index = self.by_variable[variable]
                is_tap = index.kind != "output" and bool(self.compound(variable))
                out[root] = "tap" if is_tap or out.get(root) == "tap" else out.get(root, index.name)
        return out

    def _give(self, axis: Axis, index: Index) -> None:
        closed = index.hi.free.isdisjoint(self.by_variable) and index.lo == Int(0)
        size = self._resolved(index.hi)
        if not closed:
            help_ = f"declare the shape of {axis[0]}, as in `where {self._example(axis[0])}`"
            raise self.axis_problem(f"the size of {axis[0]} cannot be told from the range of {index.name}", axis, help_)
        before = self.sizes.setdefault(axis, size)
        if not equal(before, size):
            help_ = f"declare the shape of {axis[0]}"
            message = f"{axis[0]} is read over ranges of different sizes, {pretty(before)} and {pretty(size)}"
            raise self.axis_problem(message, axis, help_)

    def _spread(self, root: object) -> None:
        """Everything of one class has the size or range of any of its members."""
        axes = [axis for axis in self.open if self.find(axis) == root]
        variables = [v for v in self.missing if self.find(v) == root]
        found: Range | None = next((self.solved[v] for v in variables if v in self.solved), None)
        if found is None and any(axis in self.sizes for axis in axes):
            found = (Int(0), next(self.sizes[axis] for axis in axes if axis in self.sizes))
        if found is None:
            return
        for variable in variables:
            before = self.solved.setdefault(variable, found)
            if not self.same(before, found):
                raise self._two_ranges(variable, before, found)
        for axis in axes:
            if found[0] != Int(0):
                help_ = f"declare the shape of {axis[0]}, and give the index a range"
                raise self.axis_problem(f"an axis of {axis[0]} would not begin at 0", axis, help_)
            if not self.same((Int(0), self.sizes.setdefault(axis, found[1])), found):
                help_ = f"declare the shape of {axis[0]}"
                raise self.axis_problem(f"an axis of {axis[0]} is read over ranges of different sizes", axis, help_)

    def _resolved(self, t: Term) -> Term:
        """The term with the placeholders of ranges that were found filled in."""
        values = {f"?{self.missing[v].start}": hi for v, (_, hi) in self.solved.items()}
        return substitute(t, {n: v for n, v in values.items() if n in t.free})

    # ---- output indices bounded by reads ----

    def _bounded_outputs(self) -> None:
        for variable, index in self.by_variable.items():
            if variable in self.missing and variable not in self.solved:
                lows, highs, strides = self._bounds(variable, index)
                if strides:
                    self._strided(variable, index, highs, strides)
                elif highs:
                    self._whole_steps(variable, index, lows, highs)
                else:
                    self._fresh_output(variable)

    def _bounds(
        self, variable: str, index: Index
    ) -> tuple[list[Polynomial], list[Polynomial], list[tuple[Polynomial, Polynomial, Term]]]:
        """Lower and upper bounds of the index, and strides with the room that each leaves."""
        lows: list[Polynomial] = []
        highs: list[Polynomial] = []
        strides: list[tuple[Polynomial, Polynomial, Term]] = []
        for site, axis, t in self._indices():
            inside = self._inside(site, axis)
            if inside is None or site.name in self.known.free_outside:
                continue
            lo, hi = inside
            if not (occurs(t, variable) or self._through_range(site, t, variable)) or self._holds_anyway(site, t, lo, hi):
                continue
            (c, least), (d, most) = self._extremes(variable, index, site, t)
            for slope, bounds, bound in ((c, lows, plus(normal(lo), least, -1)), (d, highs, plus(normal(hi), most, -1))):
                if slope == constant(1):
                    bounds.append(bound)
            for slope, bounds, bound in ((d, lows, plus(most, normal(hi), -1)), (c, highs, plus(least, normal(lo), -1))):
                if slope == constant(-1):
                    bounds.append(plus(bound, constant(1)))
            if c == d and c not in (constant(1), constant(-1), {}):
                strides.append((c, plus(most, constant(1)), hi))
                self._check_stride(variable, index, c, plus(least, normal(lo), -1), t)
        return lows, highs, strides

    def _inside(self, site: Site, axis: int) -> Range | None:
        known = self.axis_range((site.name, axis))
        if known is not None:
            return known
        size = self.sizes.get((site.name, axis))
        return None if size is None else (Int(0), size)

    def _holds_anyway(self, site: Site, t: Term, lo: Term, hi: Term) -> bool:
        """Whether conditions around the read keep it inside, whatever the output index is."""
        ranges = {le(i.lo, Var(i.variable)) for i in site.scope} | {lt(Var(i.variable), i.hi) for i in site.scope}
        if all(f in ranges or f in self.facts for f in site.facts):
            return False
        facts = [*self.facts, *(self._resolved(f) for f in site.facts)]
        return self._prove(facts, le(lo, t)) and self._prove(facts, lt(t, hi))

    def _extremes(
        self, variable: str, index: Index, site: Site, t: Term
    ) -> tuple[tuple[Polynomial, Polynomial], tuple[Polynomial, Polynomial]]:
        """The least and the greatest value of t, each as the coefficient of the output index and the rest."""
        p = normal(t)
        others = [i for i in site.scope if i.variable != variable]
        for other in others:
            if other.kind == "output" and other.variable in self.missing and mentions(p, other.variable):
                message = f"{index.name} and {other.name} occur in one index together, and neither has a range"
                raise self.problem(message, variable, f"give both a range, as in {index.name}<M")
        try:
            coefficient(p, variable)
            scope = [self._with_range(i) for i in others]
            ends = [extreme(p, scope, sign_by(self._positive), largest) for largest in (False, True)]
            slopes = [coefficient(end, variable) for end in ends]
        except NotAffine as e:
            culprit = f" ({pretty(plain_names(e.term))})" if e.term is not None else ""
            message = f"the range of {index.name} cannot be inferred from the index {pretty(plain_names(t))}{culprit}"
            raise self.problem(message, variable, f"give {index.name} a range, as in {index.name}<M") from None
        rests = [plus(end, times(c, normal(Var(variable))), -1) for end, c in zip(ends, slopes, strict=True)]
        return (slopes[0], rests[0]), (slopes[1], rests[1])

    def _with_range(self, index: Index) -> Index:
        lo, hi = self.solved.get(index.variable, (index.lo, self._resolved(index.hi)))
        return Index(index.name, index.variable, lo, hi, index.kind)

    def _positive(self, goal: Term) -> bool:
        """A proof, or for a bare symbol such as a dilation, the assumption that it is at least 1."""
        if self.prove(goal):
            return True
        symbol = goal.args[1]
        if goal.args[0] != Int(0) or symbol.op != "var":
            return False
        self._assume(le(Int(1), symbol))
        return True

    def _assume(self, hypothesis: Term) -> None:
        if hypothesis not in self.hypotheses:
            self.hypotheses.append(hypothesis)
            self.notes.append(_condition(hypothesis))

    def _check_stride(self, variable: str, index: Index, c: Polynomial, room: Polynomial, t: Term) -> None:
        positive = le(Int(1), term(c))
        if not self.prove(positive):
            if term(c).op != "var":
                message = f"{index.name} is multiplied by {pretty(term(c))}, which need not be positive"
                raise self.problem(message, variable, f"give {index.name} a range")
            self._assume(positive)
        if not self.prove(le(Int(0), term(room))):
            message = f"the index {pretty(t)} can be negative at {index.name} = 0"
            missing = f"it would not be, were {_simplified(le(Int(0), term(room)))}"
            help_ = f"declare the tensor zero outside, or give {index.name} a range"
            raise self.problem(message, variable, help_, (missing,))

    def _strided(
        self, variable: str, index: Index, highs: list[Polynomial], strides: list[tuple[Polynomial, Polynomial, Term]]
    ) -> None:
        """A fresh output size, with hypotheses that the last read is inside."""
        size = Var(self.names.output(index.name, self._several_outputs()))
        last = plus(normal(size), constant(1), -1)
        for high in highs:
            self._assume(le(size, term(high)))
        for c, window, hi in strides:
            self._assume(le(_last_read(c, last, window), hi))
        self.solved[variable] = (Int(0), size)

    def _whole_steps(self, variable: str, index: Index, lows: list[Polynomial], highs: list[Polynomial]) -> None:
        lo = self._best([constant(0), *lows], lambda a, b: le(b, a), index, variable, "begin")
        hi = self._best(highs, lambda a, b: le(a, b), index, variable, "end")
        self.solved[variable] = (term(lo), term(hi))

    def _best(
        self,
        bounds: list[Polynomial],
        better: Callable[[Term, Term], Term],
        index: Index,
        variable: str,
        which: str,
    ) -> Polynomial:
        """The bound that implies all others."""
        different = [p for n, p in enumerate(bounds) if p not in bounds[:n]]
        for p in different:
            if all(q == p or self.prove(better(term(p), term(q))) for q in different):
                return p
        for p in different:
            wanted = [better(term(p), term(q)) for q in different if q != p]
            missing = [_at_least_one(goal) for goal in wanted if not self.prove(goal)]
            if None not in missing:
                for goal in missing:
                    self._assume(goal)  # type: ignore[arg-type]  # none of them is None
                return p
        shown = " and ".join(pretty(term(p)) for p in different)
        first, last = term(different[0]), term(different[-1])
        either = f"`{_simplified(better(first, last))}` or `{_simplified(better(last, first))}`"
        message = f"where the range of {index.name} {which}s is not clear: at {shown}"
        help_ = f"declare the shapes and one of {either} in `where`, or give {index.name} a range"
        raise self.problem(message, variable, help_)

    def _remaining_axes(self) -> None:
        """Axes read only at output indices whose range came from other reads, such as a bias."""
        for axis in self.open:
            if axis in self.sizes:
                continue
            ranges = [self.solved[v] for v in self.missing if v in self.solved and axis in self.alone(v)]
            if not ranges or any(lo != Int(0) or not self.same((lo, hi), ranges[0]) for lo, hi in ranges):
                name = axis[0]
                message = f"the size of axis {axis[1] + 1} of {name} cannot be inferred"
                raise self.axis_problem(message, axis, f"declare the shape of {name}, as in `where {self._example(name)}`")
            self.sizes[axis] = ranges[0][1]


def plain_names(t: Term) -> Term:
    """The term with variables of bound indices under the names that were written."""
    return substitute(t, {v: Var(v.partition("#")[0]) for v in t.free if "#" in v})


def occurs(t: Term, variable: str) -> bool:
    """Whether the variable occurs in t, other than inside an integer tensor, whose entries have their own range."""
    if variable not in t.free or t.op == "iread":
        return False
    return t.op == "var" or any(occurs(a, variable) for a in t.args)


def _at_least_one(goal: Term) -> Term | None:
    """The goal, if it says of a size that it is at least 1."""
    p = plus(normal(goal.args[1]), normal(goal.args[0]), -1)
    size = term(plus(p, constant(1)))
    return le(Int(1), size) if size.op == "var" else None


def _last_read(c: Polynomial, last: Polynomial, window: Polynomial) -> Term:
    """``c·(size − 1) + window``, as a person writes it."""
    extra = term(window)
    parts = extra.args if extra.op == "iadd" else (extra,)
    return iadd(imul(term(c), term(last)), *(p for p in parts if p != Int(0)))


def _interval(r: Range, name: str) -> str:
    return f"{pretty(r[0])} ≤ {name} < {pretty(r[1])}"


def _condition(p: Term) -> str:
    """A hypothesis as a person writes it: s ≥ 1."""
    if p.op == "le" and p.args[0].op == "int":
        return f"{pretty(p.args[1])} ≥ {pretty(p.args[0])}"
    return pretty(p)


def _simplified(p: Term) -> str:
    """``a ≤ b`` with what is on both sides removed."""
    difference = plus(normal(p.args[1]), normal(p.args[0]), -1)
    above = {m: c for m, c in difference.items() if c > 0}
    below = {m: -c for m, c in difference.items() if c < 0}
    return f"{pretty(term(below))} ≤ {pretty(term(above))}"
