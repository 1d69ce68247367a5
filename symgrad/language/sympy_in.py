"""sympy expressions as terms, by position: what stands in an index or a limit is an integer, anything else a scalar.

``Sum(f, (k, a, b))`` sums over a ≤ k < b + 1. Where b + 1 < a, sympy follows Karr and the sum is not empty, but minus the
sum over the gap; so reading one assumes b + 1 ≥ a, which ``read_sympy`` reports unless it is known.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from fractions import Fraction
from typing import Any, NamedTuple

import sympy
from sympy.core.function import AppliedUndef
from sympy.matrices.expressions.matexpr import MatrixElement
from sympy.tensor.array import NDimArray

from symgrad.core.polynomial import normal_prop
from symgrad.core.term import (
    MAX_EXPONENT,
    SIGNATURE,
    TRUE,
    Definition,
    Domain,
    Int,
    Term,
    TermError,
    Var,
    add,
    bracket,
    call,
    cast,
    conj,
    diff,
    divides,
    eq,
    floor,
    fn,
    iadd,
    imul,
    inv,
    iread,
    le,
    lt,
    make,
    mod,
    mul,
    negate,
    num,
    power,
    read,
)
from symgrad.errors import Problem
from symgrad.language.elaborate import SHORTHANDS
from symgrad.language.pretty import pretty
from symgrad.language.sympy_forms import MINUS_INFINITY, ArgMax, MaxOver, Written, WrittenCondition, two_cases
from symgrad.language.sympy_sorts import integer_symbols, is_integer

Prove = Callable[[list[Term], Term], bool]


class Reading(NamedTuple):
    """A term, and what was assumed in order to read it: hypotheses, and the same in words."""

    term: Term
    hypotheses: tuple[Term, ...]
    assumptions: tuple[str, ...]


def from_sympy(e: Any, *, sort: str = "S", definitions: Mapping[str, Definition] | None = None) -> Term:
    """The sympy expression as a term of the sort "S" (scalar), "I" (integer) or "P" (condition).

    A symbol is an integer if sympy assumes so, or if it stands anywhere in an index or a limit; reads of what
    ``definitions`` names are reads of something defined. Raises Problem: SG110 for a name that is used in two senses, SG112
    for a Sum without limits, SG114 for what has no term (integrals, complex numbers, floats that are not short decimals).
    For the hypotheses that ``Sum`` brings use ``read_sympy``. Source: sympy's documentation of ``Sum``.

    >>> from sympy import IndexedBase, Sum, symbols
    >>> x, w, (i, k, K) = IndexedBase("x"), IndexedBase("w"), symbols("i k K")
    >>> from_sympy(Sum(w[k]*x[i + k], (k, 0, K - 1)))
    Σ{0 ≤ k < K} w[k]·x[i + k]
    """
    return read_sympy(e, sort=sort, definitions=definitions).term


def read_sympy(
    e: Any,
    *,
    sort: str = "S",
    definitions: Mapping[str, Definition] | None = None,
    facts: Sequence[Term] = (),
    prove: Prove | None = None,
    integers: Iterable[Any] = (),
) -> Reading:
    """As ``from_sympy``, with what is assumed of the lengths of sums; ``prove(facts, goal)`` tells what is known anyway.

    ``integers`` are further symbols that are integers.
    """
    e = sympy.sympify(e)
    reader = _Reader(definitions or {}, integer_symbols(e, sort == "I").union(integers), facts, prove)
    try:
        term = {"S": reader.scalar, "I": reader.integer, "P": reader.prop}[sort](e)
    except (TermError, RecursionError) as error:
        raise Problem("SG109", f"this cannot be a term: {error}", help="break it up into several definitions") from None
    return Reading(term, tuple(reader.hypotheses), tuple(reader.assumptions))


class _Bound(NamedTuple):
    """An index in scope: the variable that stands for it, its name, and its range."""

    variable: str
    name: str
    lo: Term
    hi: Term


class _Reader:
    def __init__(
        self, definitions: Mapping[str, Definition], integers: frozenset[Any], facts: Sequence[Term], prove: Prove | None
    ) -> None:
        self.definitions, self.integers, self.facts, self.prove = definitions, integers, list(facts), prove
        self.scope: dict[Any, _Bound] = {}  # in the order of binding
        self.count = 0
        self.hypotheses: dict[Term, None] = {}
        self.assumptions: dict[str, None] = {}

    # ---- integers ----

    def is_integer(self, e: Any) -> bool:
        return is_integer(e, {*self.integers, *self.scope})

    def integers_of(self, es: Sequence[Any]) -> tuple[Term, ...]:
        return tuple(map(self.integer, es))

    def integer(self, e: Any) -> Term:
        """The expression as an integer. Raises Problem where it cannot be one."""
        if e.is_Integer:
            return Int(int(e))
        if e.is_Symbol or isinstance(e, sympy.Idx):
            return self.variable(e)
        if isinstance(e, sympy.Indexed):
            return iread(name_of(e.base), *self.integers_of(e.indices))
        if isinstance(e, Written):
            return self.written(e, "I")
        if isinstance(e, (sympy.Add, sympy.Mul)):
            return (iadd if e.is_Add else imul)(*self.integers_of(e.args))
        if isinstance(e, sympy.Pow) and e.exp.is_Integer and 0 <= e.exp <= MAX_EXPONENT:
            return imul(*[self.integer(e.base)] * int(e.exp)) if e.exp > 0 else Int(1)
        if isinstance(e, (sympy.floor, sympy.ceiling)):
            return self.rounded(e)
        if isinstance(e, sympy.Mod):
            return mod(*self.integers_of(e.args))
        if isinstance(e, (sympy.Min, sympy.Max)):
            return self.extreme("imin" if isinstance(e, sympy.Min) else "imax", self.integers_of(e.args))
        if isinstance(e, ArgMax):
            return self.binder(e.args[0], "argmax", int(e.args[1]))
        if isinstance(e, sympy.UnevaluatedExpr):
            return self.integer(e.args[0])
        help_ = "an index is made of indices, sizes and whole numbers with + - *, floor, ceiling, Mod, Min and Max"
        raise Problem("SG110", f"{e} stands where an integer is needed", help=help_)

    def variable(self, e: Any) -> Term:
        label = e.label if isinstance(e, sympy.Idx) else e
        found = self.scope.get(e) or self.scope.get(label)
        return Var(found.variable if found else str(label))

    def rounded(self, e: Any) -> Term:
        """⌊a/b⌋ or ⌈a/b⌉; without a denominator, the integer itself."""
        top, bottom = _quotient(e.args[0])
        if bottom is None:
            return self.integer(top)
        a, b = self.integer(top), self.integer(bottom)
        return floor(a, b) if isinstance(e, sympy.floor) else imul(Int(-1), floor(imul(Int(-1), a), b))

    def extreme(self, op: str, parts: Sequence[Term]) -> Term:
        out = parts[0]
        for part in parts[1:]:
            out = make(op, None, (out, part))
        return out

    # ---- scalars ----

    def scalars(self, es: Sequence[Any]) -> tuple[Term, ...]:
        return tuple(map(self.scalar, es))

    def scalar(self, e: Any) -> Term:
        """The expression as a scalar. Raises Problem where it cannot be one."""
        if e.is_Number:
            return num(_fraction(e))
        if e.is_Symbol or isinstance(e, sympy.Idx):
            return cast(self.variable(e)) if self.is_integer(e) else self.access(str(e), ())
        if isinstance(e, (sympy.Indexed, MatrixElement)):
            return self.entry(e)
        if isinstance(e, (Written, sympy.UnevaluatedExpr)):
            return self.written(e, "S") if isinstance(e, Written) else self.scalar(e.args[0])
        if isinstance(e, (sympy.Add, sympy.Mul)):
            return (add if e.is_Add else mul)(*self.scalars(e.args))
        if isinstance(e, sympy.Pow):
            return self.power(e.base, e.exp)
        if isinstance(e, (sympy.Sum, MaxOver)):
            return self.binder(e, "sum" if isinstance(e, sympy.Sum) else "max")
        if isinstance(e, (sympy.Min, sympy.Max, sympy.Mod, sympy.floor, sympy.ceiling, ArgMax)):
            return cast(self.integer(e)) if self.is_integer(e) else self.largest(e)
        if isinstance(e, (sympy.Piecewise, sympy.KroneckerDelta)):
            return self.delta(e) if isinstance(e, sympy.KroneckerDelta) else self.cases(e)
        if isinstance(e, (sympy.Derivative, sympy.Subs)):
            return self.derivative(e) if isinstance(e, sympy.Derivative) else self.partial(e)
        return self.function(e)

    def access(self, name: str, indices: tuple[Term, ...]) -> Term:
        definition = self.definitions.get(name)
        return read(name, *indices) if definition is None else call(definition, *indices)

    def entry(self, e: Any) -> Term:
        if isinstance(e, MatrixElement):
            return self.access(str(e.parent), self.integers_of(e.indices))
        indices = self.integers_of(e.indices)
        if isinstance(e.base, NDimArray):
            return make("literal", _values(e.base), indices)
        name = name_of(e.base)
        return cast(iread(name, *indices)) if self.is_integer(e) else self.access(name, indices)

    def power(self, base: Any, exponent: Any) -> Term:
        if base == sympy.E:
            return fn("exp", (self.scalar(exponent),))
        value = self.scalar(base)
        if exponent == sympy.S.Half:
            return fn("sqrt", (value,))
        if not exponent.is_Integer:
            return fn("pow", (value, self.scalar(exponent)))
        if exponent < 0:
            return inv(value if exponent == -1 else power(value, -int(exponent)))
        return power(value, int(exponent))

    def delta(self, e: Any) -> Term:
        if len(e.args) > 2:
            raise Problem("SG114", "a KroneckerDelta with a range of its own", help="write KroneckerDelta(i, j)")
        return bracket(eq(*self.integers_of(e.args)))

    def cases(self, e: Any) -> Term:
        """Σ over the cases of [its condition, and none before]·value."""
        parts: list[Term] = []
        before: list[Term] = []
        last = e.args[-1]
        if last.cond != sympy.true:
            help_ = "give the last case the condition True: Piecewise((e, c), (0, True))"
            raise Problem("SG112", "a Piecewise whose cases leave out some values", help=help_)
        for value, condition in e.args:
            p = self.prop(condition)
            here = (*before, p) if p.op != "true" or not before else tuple(before)
            before.append(negate(p))
            if value == 0:
                continue
            guard = bracket(here[0] if len(here) == 1 else conj(here))
            parts.append(guard if value == 1 else mul(guard, self.scalar(value)))
        return parts[0] if len(parts) == 1 else add(*parts) if parts else num(0)

    def largest(self, e: Any) -> Term:
        """The largest or smallest of some scalars by brackets; of equal ones, the first."""
        if not isinstance(e, (sympy.Min, sympy.Max)):
            raise Problem("SG114", f"{e} is of a scalar", help="floor and Mod are for integers here")
        parts, is_max = self.scalars(e.args), isinstance(e, sympy.Max)
        out = []
        for j, part in enumerate(parts):
            before = [lt(a, part) if is_max else lt(part, a) for a in parts[:j]]
            after = [le(a, part) if is_max else le(part, a) for a in parts[j + 1 :]]
            out.append(mul(bracket(conj([*before, *after])), part))
        return add(*out)

    def function(self, e: Any) -> Term:
        name = str(e.func)
        if isinstance(e, AppliedUndef):
            return fn(name, self.scalars(e.args))
        if isinstance(e, (sympy.exp, sympy.sin, sympy.cos)) or (isinstance(e, sympy.log) and len(e.args) == 1):
            return fn(name, self.scalars(e.args))
        shorthand = SHORTHANDS.get(name.lower())
        if shorthand is not None and len(e.args) == 1:
            return shorthand(self.scalar(e.args[0]))
        if e == sympy.E:
            return fn("exp", (num(1),))
        help_ = "sums, products, powers, Sum, Piecewise, Max, exp, log, sqrt, sin, cos and Function('f') are understood"
        raise Problem("SG114", f"{name or type(e).__name__} has no meaning here: {e}", help=help_)

    # ---- derivatives ----

    def derivative(self, e: Any) -> Term:
        """∂…∂e/∂x[a]…, one ∂ for each variable and time, the first innermost."""
        out = self.scalar(e.expr)
        for by, times in e.variable_count:
            if not times.is_Integer:
                raise Problem("SG114", f"a derivative of symbolic order {times}", help="give a number")
            for _ in range(int(times)):
                out = self.by(out, by)
        return out

    def by(self, e: Term, by: Any) -> Term:
        if isinstance(by, (sympy.Indexed, MatrixElement)):
            name = name_of(by.base) if isinstance(by, sympy.Indexed) else str(by.parent)
            return diff(e, name, *self.integers_of(by.indices))
        if by.is_Symbol and not self.is_integer(by):
            return diff(e, str(by))
        raise Problem("SG110", f"a derivative by {by}", help="differentiate by an entry V[m, n] or a scalar symbol")

    def partial(self, e: Any) -> Term:
        """``Subs(Derivative(f(ξ), ξ), ξ, a)`` is f′(a)."""
        inner, places, points = e.args
        if isinstance(inner, sympy.Derivative):
            orders = dict(inner.variable_count)
            t = self.scalar(inner.expr)
            wanted = tuple(read(str(p)) for p in places)
            if t.op == "fn" and t.args == wanted and set(orders) <= set(places):
                counts = [int(orders.get(p, 0)) for p in places]
                return fn(t.data[0], self.scalars(points), counts)
            if t.op == "fn" and len(places) == 1 and set(orders) == set(places) and t.args.count(wanted[0]) == 1:
                return self.partial_at(t, wanted[0], int(orders[places[0]]), points[0])
        raise Problem("SG114", f"this substitution is no derivative of one function: {e}", help="apply .doit() first")

    def partial_at(self, t: Term, place: Term, times: int, point: Any) -> Term:
        """f^(0,n,0)(a, point, c), as sympy writes ∂f by one of several arguments."""
        here = t.args.index(place)
        if any(place.data in a.free for j, a in enumerate(t.args) if j != here):
            raise Problem("SG114", f"{place.data} stands in two arguments", help="apply .doit() first")
        args = [*t.args[:here], self.scalar(point), *t.args[here + 1 :]]
        return fn(t.data[0], args, [times if j == here else n for j, n in enumerate(t.data[1])])

    # ---- conditions ----

    def prop(self, e: Any) -> Term:
        """The expression as a condition. Raises Problem where it cannot be one."""
        if e in (sympy.true, sympy.false):
            return make(str(e).lower(), None, ())
        if isinstance(e, (sympy.And, sympy.Or)):
            return make("and" if isinstance(e, sympy.And) else "or", None, tuple(map(self.prop, e.args)))
        if isinstance(e, sympy.Not):
            return make("not", None, (self.prop(e.args[0]),))
        if isinstance(e, sympy.Equivalent) and len(e.args) == 2:
            return make("iff", None, tuple(map(self.prop, e.args)))
        if isinstance(e, sympy.Implies):
            return make("or", None, (negate(self.prop(e.args[0])), self.prop(e.args[1])))
        if isinstance(e, WrittenCondition):
            return self.written(e, "P")
        if isinstance(e, sympy.core.relational.Relational):
            return self.comparison(e)
        help_ = "a condition compares, as in Eq(i, 2*j), i < N, Eq(Mod(i, s), 0), with &, |, ~"
        raise Problem("SG101", f"{e} stands where a condition is needed", help=help_)

    def comparison(self, e: Any) -> Term:
        a, b = e.args
        if isinstance(e, (sympy.Gt, sympy.Ge)):
            a, b = b, a
        integer = self.is_integer(a) and self.is_integer(b)
        if isinstance(e, sympy.Eq) and integer:
            for left, right in ((a, b), (b, a)):
                if isinstance(left, sympy.Mod) and right == 0:
                    return divides(self.integer(left.args[1]), self.integer(left.args[0]))
        op = "eq" if isinstance(e, sympy.Eq) else "ne" if isinstance(e, sympy.Ne) else ""
        op = op or ("lt" if isinstance(e, (sympy.Lt, sympy.Gt)) else "le")
        read_side = self.integer if integer else self.scalar
        return make(op if integer else f"s{op}", None, (read_side(a), read_side(b)))

    # ---- binders ----

    def binder(self, e: Any, op: str, component: int | None = None) -> Term:
        """A Sum or MaxOver, its outermost index first."""
        limits = [tuple(limit) for limit in reversed(e.limits)]
        with self._scope(limits) as own:
            otherwise = sympy.S.Zero if op == "sum" else MINUS_INFINITY
            body, cond = two_cases(e.function, otherwise) or (e.function, sympy.true)
            condition = self.prop(cond)
            domain = Domain([b.variable for b in own], [(b.lo, b.hi) for b in own], condition)
            return domain.bind(op, self.scalar(body), [b.name for b in own], component)

    @contextmanager
    def _scope(self, limits: Sequence[tuple[Any, ...]]) -> Iterator[list[_Bound]]:
        outer = dict(self.scope)
        own = []
        for limit in limits:
            found = self._bind(limit)
            own.append(found)
            self.scope.pop(limit[0], None)  # an index of the same name is out of sight, and this one is the innermost
            self.scope[limit[0]] = found
        try:
            yield own
        finally:
            self.scope = outer

    def _bind(self, limit: tuple[Any, ...]) -> _Bound:
        if len(limit) != 3:
            raise Problem("SG112", f"the range of {limit[0]} is not given", help=f"write Sum(…, ({limit[0]}, 0, K - 1))")
        index, first, last = limit
        lo, hi = self.integer(first), self.after(last)
        self._assume_length(lo, hi, limit)
        name = str(index.label if isinstance(index, sympy.Idx) else index)
        return _Bound(self.fresh(name), name, lo, hi)

    def after(self, last: Any) -> Term:
        """The half-open end b + 1 of the inclusive limit b, with a number in b counted up in its place."""
        if last.is_Integer:
            return Int(int(last) + 1)
        if not isinstance(last, sympy.Add):
            return iadd(self.integer(last), Int(1))
        parts = list(last.args)
        place = next((j for j, a in enumerate(parts) if a.is_Integer), None)
        if place is None:
            parts.append(sympy.S.One)
        elif parts[place] == -1:
            del parts[place]
        else:
            parts[place] += 1
        terms = self.integers_of(parts)
        return terms[0] if len(terms) == 1 else iadd(*terms)

    def _assume_length(self, lo: Term, hi: Term, limit: tuple[Any, ...]) -> None:
        goal = le(lo, hi)
        known = normal_prop(goal)
        if known is False:
            help_ = "write the sum over the range that is meant; an empty one has b = a - 1"
            raise Problem("SG114", f"the range {limit} has a negative length: sympy subtracts such a sum", help=help_)
        ranges = [p for b in self.scope.values() for p in (le(b.lo, Var(b.variable)), lt(Var(b.variable), b.hi))]
        if known is True or goal in self.facts or (self.prove is not None and self.prove([*self.facts, *ranges], goal)):
            return
        for b in reversed(self.scope.values()):
            if b.variable in goal.free:
                goal = Domain([b.variable], [(b.lo, b.hi)], TRUE).bind("forall", goal, [b.name])
        self.hypotheses[goal] = None
        self.assumptions[f"{pretty(goal)}, as sympy gives a Sum of negative length another value"] = None

    def fresh(self, name: str) -> str:
        self.count += 1
        return f"{name}#{self.count}"

    # ---- what was kept as written ----

    def written(self, e: Any, sort: str) -> Term:
        signature = SIGNATURE[e.op]
        sorts = signature[1].replace("*", "") or "I"
        sorts += sorts[-1] * len(e.parts)
        read_part = {"S": self.scalar, "I": self.integer, "P": self.prop}
        args = tuple(read_part[s](p) for s, p in zip(sorts, e.parts, strict=False))
        t = make(e.op, _data(e.op, e.data), args)
        return cast(t) if sort == "S" and t.sort == "I" else t


def _data(op: str, data: tuple[Any, ...]) -> Any:
    if op == "fn":
        return data[0].name, tuple(map(int, data[1:]))
    if op == "num":
        return _fraction(data[0])
    if op == "literal":
        return _values(data[0])
    return None if not data else data[0].name if hasattr(data[0], "name") else int(data[0])


def _values(array: Any) -> tuple[tuple[int, ...], tuple[Fraction, ...]]:
    """Shape and entries of an array."""
    return tuple(map(int, array.shape)), tuple(_fraction(v) for v in sympy.flatten(array.tolist()))


def name_of(base: Any) -> str:
    """The name of a tensor."""
    return str(base.label) if isinstance(base, sympy.IndexedBase) else str(base)


def _quotient(e: Any) -> tuple[Any, Any]:
    """Numerator and denominator; None for a denominator of 1."""
    if isinstance(e, sympy.Mul) and len(e.args) == 2 and isinstance(e.args[1], sympy.Pow) and e.args[1].exp == -1:
        return e.args[0], e.args[1].base
    top, bottom = sympy.fraction(sympy.together(e))
    return (e, None) if bottom == 1 else (top, bottom)


def _fraction(value: Any) -> Fraction:
    """An exact number: a rational, or a float as its digits say."""
    if value.is_Rational:
        return Fraction(int(value.p), int(value.q))
    if value.is_Float:
        return Fraction(str(value))
    raise Problem("SG114", f"{value} is not a rational number", help="use a symbol, or sympy.Rational")
