"""Terms: interned, nameless under binders, equal up to the names of bound indices and nothing else.

Three sorts: ``I`` integers (indices, sizes), ``S`` scalars (a field of characteristic 0, ordered where order is used)
and ``P`` propositions. A tensor is a total function on integer tuples; that it is zero outside its shape is said by a
bracket beside the read, never by the read itself.

A *binder* (sum, max, argmax, forall, unique) has n indices; its arguments are ``lo₁, hi₁, …, loₙ, hiₙ, condition, body``.
The ranges are half-open, range j may mention the indices before it, condition and body may mention all. A bound index is
its distance to its binder (0 is the last index of the innermost binder), so renaming cannot capture. ``hints`` keep the
author's names for display; they take no part in equality.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from fractions import Fraction
from typing import Any

# op -> (sort, sorts of the arguments); a trailing * repeats the last sort any number of times, binders are listed apart
SIGNATURE: dict[str, tuple[str, str]] = {
    "int": ("I", ""),
    "var": ("I", ""),
    "bound": ("I", ""),
    "iadd": ("I", "I*"),
    "imul": ("I", "I*"),
    "floor": ("I", "II"),
    "mod": ("I", "II"),
    "imin": ("I", "II"),
    "imax": ("I", "II"),
    "iread": ("I", "I*"),
    "num": ("S", ""),
    "read": ("S", "I*"),
    "call": ("S", "I*"),
    "literal": ("S", "I*"),
    "cast": ("S", "I"),
    "add": ("S", "S*"),
    "mul": ("S", "S*"),
    "pow": ("S", "S"),
    "inv": ("S", "S"),
    "bracket": ("S", "P"),
    "fn": ("S", "S*"),
    "diff": ("S", "SI*"),
    "true": ("P", ""),
    "false": ("P", ""),
    "eq": ("P", "II"),
    "ne": ("P", "II"),
    "lt": ("P", "II"),
    "le": ("P", "II"),
    "divides": ("P", "II"),
    "seq": ("P", "SS"),
    "sne": ("P", "SS"),
    "slt": ("P", "SS"),
    "sle": ("P", "SS"),
    "and": ("P", "P*"),
    "or": ("P", "P*"),
    "not": ("P", "P"),
    "iff": ("P", "PP"),
    "smooth": ("P", ""),
}
BINDERS: dict[str, tuple[str, str]] = {  # op -> (sort, sort of the body)
    "sum": ("S", "S"),
    "max": ("S", "S"),
    "argmax": ("I", "S"),
    "forall": ("P", "P"),
    "unique": ("P", "S"),
}
NAMED = frozenset({"var", "iread", "read", "fn", "diff", "smooth"})  # ops whose data names a symbol

# letters of names, for a regular expression: none that looks like another
LETTERS = "A-Za-zΓΔΘΛΞΠΦΨΩαβγδεζηθικλμνξπρστυφχψω_"

MAX_DEPTH = 150  # deeper terms are refused, so no recursion here can run out of stack
MAX_EXPONENT = 300
MAX_SIZE = 200_000  # nodes counted as a tree, so sharing cannot hide an exponential


class TermError(Exception):
    """A term that is not well formed."""


class Term:
    """An immutable node. Make one with the functions below, never directly."""

    __slots__ = ("_key", "args", "data", "depth", "free", "hints", "loose", "normal", "op", "plain", "size", "sort")

    op: str
    sort: str  # I, S or P
    data: Any
    args: tuple[Term, ...]
    hints: tuple[str, ...]
    loose: int  # number of enclosing indices it still refers to; 0 for a closed term
    free: frozenset[str]  # symbols it depends on, through definitions too
    depth: int
    size: int
    normal: Any  # memo of polynomial.normal, on key nodes only
    plain: bool  # no hints in it: it is its own key

    _key: Term | None

    @property
    def key(self) -> Term:
        """The node with all hints removed: the same object for all renamings of a term; made when it is first asked for."""
        if self._key is None:
            self._key = make(self.op, self.data, tuple([a._key or a.key for a in self.args]), ("",) * len(self.hints))
        return self._key

    def __eq__(self, other: object) -> bool:
        return self is other or (isinstance(other, Term) and self.key is other.key)

    def __hash__(self) -> int:
        return id(self._key or self.key) >> 4

    def __repr__(self) -> str:
        from symgrad.core.show import show

        return show(self)


class Definition:
    """``name[p₁, …, pₙ] := body``; a macro, so a read of it depends on all that its body depends on."""

    __slots__ = ("arity", "body", "free", "hints", "name")

    def __init__(self, name: str, hints: tuple[str, ...], body: Term) -> None:
        if body.sort != "S":
            raise TermError(f"the body of {name} must be a scalar")
        if body.loose > len(hints):
            raise TermError(f"the body of {name} mentions an index that nothing binds")
        self.name, self.hints, self.arity, self.body = name, hints, len(hints), body
        self.free = body.free

    def __repr__(self) -> str:
        from symgrad.core.show import show_definition

        return show_definition(self)


_nodes: dict[tuple[Any, ...], Term] = {}
_definitions: dict[tuple[Any, ...], Definition] = {}
_variables: dict[str, Term] = {}
_numbers: dict[int | Fraction | str, Term] = {}
_NONE: frozenset[str] = frozenset()


def define(name: str, params: Sequence[str], body: Term) -> Definition:
    """Define ``name[params] := body``, where body mentions the parameters as ``var``."""
    return intern_definition(name, tuple(params), abstract(body, params))


def intern_definition(name: str, hints: tuple[str, ...], body: Term) -> Definition:
    """Return the one Definition with this name and body; the body's parameters are bound already."""
    if name in body.free:
        raise TermError(f"{name} is defined through itself")
    if body.sort != "S":
        raise TermError(f"the body of {name} must be a scalar")
    slot = (name, len(hints), id(body.key))
    found = _definitions.get(slot)
    if found is None:
        found = _definitions[slot] = Definition(name, hints, body)
    return found


def make(op: str, data: Any, args: tuple[Term, ...], hints: tuple[str, ...] = ()) -> Term:
    """Return the node, checked for sorts. All terms come through here."""
    slot = (op, data, hints, *map(id, args))
    node = _nodes.get(slot)
    if node is None:
        node = _nodes[slot] = _new(op, data, args, hints)
    return node


def _new(op: str, data: Any, args: tuple[Term, ...], hints: tuple[str, ...]) -> Term:
    sort, wanted = _checked(op, data, args, hints)
    sorts, depth, size, loose, free, plain = "", 0, 1, 0, _NONE, not any(hints)
    for a in args:
        sorts += a.sort
        size += a.size
        if a.depth > depth:
            depth = a.depth
        if a.loose > loose:
            loose = a.loose
        if a.free is not free and not a.free <= free:
            free = free | a.free if free else a.free
        if not a.plain:
            plain = False
    if sorts != wanted:
        raise TermError(f"{op} takes arguments of sorts {wanted or 'none'}, not {sorts}")
    if op == "call":
        depth = max(depth, data.body.depth)
        size += data.body.size
        free = free | data.free | {data.name}
    elif op in NAMED:
        free = free | {data if isinstance(data, str) else data[0]}
    if depth >= MAX_DEPTH or size > MAX_SIZE:
        raise TermError("the term is too large")
    if hints:
        loose = max(0, *(a.loose - d for a, d in zip(args, binder_depths(len(hints)), strict=True)))
    elif op == "bound":
        loose = data + 1
    node = Term.__new__(Term)
    node.op, node.data, node.args, node.hints, node.sort, node.normal = op, data, args, hints, sort, None
    node.depth, node.size, node.loose, node.free, node.plain = depth + 1, size, loose, free, plain
    node._key = node if plain else None
    return node


def _checked(op: str, data: Any, args: tuple[Term, ...], hints: tuple[str, ...]) -> tuple[str, str]:
    """The sort of the node and the sorts that its arguments must have, a letter each."""
    count = len(args)
    if op in BINDERS:
        if not hints or count != 2 * len(hints) + 2:
            raise TermError(f"{op} needs a range for each index, a condition and a body")
        if not all(type(h) is str for h in hints):
            raise TermError("the names of indices must be text")
        sort, body = BINDERS[op]
        wanted = "I" * (count - 2) + "P" + body
        good = type(data) is int and 0 <= data < len(hints) if op == "argmax" else data is None
    elif op not in SIGNATURE or hints:
        raise TermError(f"there is no term {op!r}" if op not in SIGNATURE else f"{op} binds no index")
    else:
        sort, first, repeated = _SORTS[op]
        wanted = first + repeated * (count - len(first))
        good = _DATA[op](data, args) if op in _DATA else data is None
    if not good:
        raise TermError(f"{op} does not take {data!r}")
    return sort, wanted


# op -> (sort, sorts of the first arguments, sort of any number of further ones)
_SORTS = {op: (sort, args[:-2], args[-2]) if args.endswith("*") else (sort, args, "") for op, (sort, args) in SIGNATURE.items()}


def _is_name(data: Any, _args: tuple[Term, ...]) -> bool:
    return type(data) is str and data != ""


def _good_function(data: Any, args: tuple[Term, ...]) -> bool:
    return (
        type(data) is tuple
        and len(data) == 2
        and type(data[0]) is str
        and type(data[1]) is tuple
        and len(data[1]) == len(args)
        and all(type(a) is int and a >= 0 for a in data[1])
    )


def _good_smooth(data: Any, _args: tuple[Term, ...]) -> bool:
    return type(data) is tuple and len(data) == 2 and type(data[0]) is str and type(data[1]) is int


def _good_literal(data: Any, args: tuple[Term, ...]) -> bool:
    if type(data) is not tuple or len(data) != 2:
        return False
    shape, values = data
    count = 1
    for n in shape:
        if type(n) is not int or n < 0:
            return False
        count *= n
    return len(shape) == len(args) and len(values) == count and all(type(v) is Fraction for v in values)


# what the data of a node must be; None for all others
_DATA: dict[str, Callable[[Any, tuple[Term, ...]], bool]] = {
    "int": lambda data, _: type(data) is int,
    "bound": lambda data, _: type(data) is int and data >= 0,
    "num": lambda data, _: type(data) is Fraction,
    "var": _is_name,
    "iread": _is_name,
    "read": _is_name,
    "diff": _is_name,
    "pow": lambda data, _: type(data) is int and 0 <= data <= MAX_EXPONENT,
    "call": lambda data, args: isinstance(data, Definition) and data.arity == len(args),
    "fn": _good_function,
    "smooth": _good_smooth,
    "literal": _good_literal,
}


def binder_depths(n: int) -> tuple[int, ...]:
    """How many of its own n indices each argument of a binder is under."""
    return _DEPTHS[n] if n < len(_DEPTHS) else _depths(n)


def _depths(n: int) -> tuple[int, ...]:
    return (*(j for j in range(n) for _ in (0, 1)), n, n)


_DEPTHS = [_depths(n) for n in range(9)]


# ---- integers ----


def Int(value: int) -> Term:
    return make("int", value, ())


def Var(name: str) -> Term:
    """A free integer: a size, a stride, an index."""
    found = _variables.get(name)
    if found is None:
        found = _variables[name] = make("var", name, ())
    return found


def iadd(*terms: Term) -> Term:
    return make("iadd", None, terms)


def imul(*terms: Term) -> Term:
    return make("imul", None, terms)


def isub(a: Term, b: Term) -> Term:
    return iadd(a, imul(Int(-1), b))


def floor(a: Term, b: Term) -> Term:
    """⌊a/b⌋; nothing is known of it unless b ≥ 1."""
    return make("floor", None, (a, b))


def mod(a: Term, b: Term) -> Term:
    """a − b·⌊a/b⌋; nothing is known of it unless b ≥ 1."""
    return make("mod", None, (a, b))


def iread(name: str, *indices: Term) -> Term:
    """An entry of an integer-valued tensor."""
    return make("iread", name, indices)


# ---- scalars ----


def num(value: int | Fraction | str) -> Term:
    found = _numbers.get(value)
    if found is None:
        found = _numbers[value] = make("num", Fraction(value), ())
    return found


def read(name: str, *indices: Term) -> Term:
    """``name[indices]``; without indices, a scalar symbol."""
    return make("read", name, indices)


def call(definition: Definition, *indices: Term) -> Term:
    return make("call", definition, indices)


def cast(i: Term) -> Term:
    """The integer as a scalar."""
    return make("cast", None, (i,))


def add(*terms: Term) -> Term:
    return make("add", None, terms)


def mul(*terms: Term) -> Term:
    return make("mul", None, terms)


def sub(a: Term, b: Term) -> Term:
    return add(a, mul(num(-1), b))


def power(base: Term, exponent: int) -> Term:
    return make("pow", exponent, (base,))


def inv(e: Term) -> Term:
    return make("inv", None, (e,))


def bracket(p: Term) -> Term:
    """[p]: 1 where p holds, else 0."""
    return make("bracket", None, (p,))


def fn(name: str, args: Sequence[Term], alpha: Sequence[int] | None = None) -> Term:
    """``f^α(args)``: α counts how often f is differentiated in each argument."""
    return make("fn", (name, tuple(alpha) if alpha is not None else (0,) * len(args)), tuple(args))


def diff(e: Term, x: str, *indices: Term) -> Term:
    """∂e/∂x[indices]: binds x in e; unspecified where e is not differentiable."""
    return make("diff", x, (e, *indices))


# ---- propositions ----

TRUE = make("true", None, ())
FALSE = make("false", None, ())


EQUALITY = {"I": "eq", "S": "seq", "P": "iff"}


def eq(a: Term, b: Term) -> Term:
    """Equality, of integers, scalars or propositions by the sort of a."""
    return make(EQUALITY[a.sort], None, (a, b))


def ne(a: Term, b: Term) -> Term:
    return make("ne" if a.sort == "I" else "sne", None, (a, b))


def lt(a: Term, b: Term) -> Term:
    return make("lt" if a.sort == "I" else "slt", None, (a, b))


def le(a: Term, b: Term) -> Term:
    return make("le" if a.sort == "I" else "sle", None, (a, b))


def divides(d: Term, e: Term) -> Term:
    """d | e."""
    return make("divides", None, (d, e))


def conj(props: Iterable[Term]) -> Term:
    """The conjunction, flat, without ``true`` and repetitions."""
    parts: dict[Term, None] = {}
    for p in props:
        parts.update(dict.fromkeys(conjuncts(p)))
    if not parts:
        return TRUE
    return next(iter(parts)) if len(parts) == 1 else make("and", None, tuple(parts))


def conjuncts(p: Term) -> tuple[Term, ...]:
    if p.op == "true":
        return ()
    if p.op == "and":
        return tuple(q for a in p.args for q in conjuncts(a))
    return (p,)


def disj(*props: Term) -> Term:
    return make("or", None, props)


def negate(p: Term) -> Term:
    """The negation, pushed inwards as far as comparisons allow."""
    a = p.args
    match p.op:
        case "true":
            return FALSE
        case "false":
            return TRUE
        case "not":
            return a[0]
        case "eq":
            return ne(*a)
        case "ne":
            return eq(*a)
        case "seq":
            return ne(*a)
        case "sne":
            return eq(*a)
        case "lt" | "slt":
            return le(a[1], a[0])
        case "le" | "sle":
            return lt(a[1], a[0])
        case "and":
            return make("or", None, tuple(map(negate, a)))
        case "or":
            return make("and", None, tuple(map(negate, a)))
    return make("not", None, (p,))


def smooth(function: str, order: int) -> Term:
    """The unknown function is differentiable ``order`` times."""
    return make("smooth", (function, order), ())


# ---- binders ----


def bind(op: str, indices: Sequence[tuple[str, Term, Term]], body: Term, cond: Term = TRUE, data: int | None = None) -> Term:
    """A binder over ``(name, lo, hi)``; ranges, condition and body mention the indices as ``var``."""
    return Domain([name for name, _, _ in indices], [(lo, hi) for _, lo, hi in indices], cond).bind(op, body, (), data)


def total(indices: Sequence[tuple[str, Term, Term]], body: Term, cond: Term = TRUE) -> Term:
    """Σ over the indices of the body, where cond."""
    return bind("sum", indices, body, cond)


class Domain:
    """What a binder ranges over, opened: indices as free ``var``, their ranges and the condition on them."""

    __slots__ = ("_facts", "cond", "names", "ranges")

    def __init__(self, names: Sequence[str], ranges: Sequence[tuple[Term, Term]], cond: Term = TRUE) -> None:
        self.names, self.ranges, self.cond = tuple(names), tuple(ranges), cond
        self._facts: tuple[Term, ...] | None = None

    def facts(self) -> list[Term]:
        """What may be assumed of the indices: both ends of each range, and each conjunct of the condition."""
        if self._facts is None:
            out: list[Term] = []
            for name, (lo, hi) in zip(self.names, self.ranges, strict=True):
                out += [le(lo, Var(name)), lt(Var(name), hi)]
            self._facts = (*out, *conjuncts(self.cond))
        return list(self._facts)

    def bind(self, op: str, body: Term, hints: Sequence[str] = (), data: int | None = None) -> Term:
        """Close the domain over body again, displayed with the hints."""
        names = self.names
        if len(set(names)) != len(names):
            raise TermError("the indices of a binder need different names")
        args: list[Term] = []
        for j, (lo, hi) in enumerate(self.ranges):
            if not (lo.free.isdisjoint(names[j:]) and hi.free.isdisjoint(names[j:])):
                raise TermError("a range may mention earlier indices only")
            args += (abstract(lo, names[:j]), abstract(hi, names[:j]))
        args += (abstract(self.cond, names), abstract(body, names))
        return make(op, data, tuple(args), tuple(hints) or names)


_opened: dict[tuple[int, tuple[str, ...]], tuple[Domain, Term]] = {}


def open_binder(t: Term, names: Sequence[str]) -> tuple[Domain, Term]:
    """The domain and body of a binder with the given names, which must be fresh for it."""
    slot = (id(t), tuple(names))  # a node is never freed, so its id stays its own
    found = _opened.get(slot)
    if found is None:
        found = _opened[slot] = _open(t, slot[1])
    return found


def _open(t: Term, names: tuple[str, ...]) -> tuple[Domain, Term]:
    n = len(t.hints)
    if len(names) != n or not t.free.isdisjoint(names) or len(set(names)) != n:
        raise TermError("a binder must be opened with as many fresh names as it has indices")
    values = [Var(name) for name in names]
    ranges = [(instantiate(t.args[2 * j], values[:j]), instantiate(t.args[2 * j + 1], values[:j])) for j in range(n)]
    return Domain(names, ranges, instantiate(t.args[2 * n], values)), instantiate(t.args[2 * n + 1], values)


def map_args(t: Term, f: Callable[[Term, int], Term], depth: int) -> Term:
    """Rebuild t with f applied to each argument and the binder depth that it is at."""
    if t.hints:
        return _with_args(t, [f(a, depth + d) for a, d in zip(t.args, binder_depths(len(t.hints)), strict=True)])
    return _with_args(t, [f(a, depth) for a in t.args])


def _with_args(t: Term, args: list[Term]) -> Term:
    for a, b in zip(args, t.args, strict=True):
        if a is not b:
            return make(t.op, t.data, tuple(args), t.hints)
    return t


def instantiate(t: Term, values: Sequence[Term], depth: int = 0) -> Term:
    """Replace the outermost loose indices by closed values, the last value standing for index 0."""
    if t.loose <= depth:
        return t
    if t.op == "bound":
        k = t.data - depth
        if k >= len(values):
            raise TermError("an index that nothing binds")
        value: Term = values[len(values) - 1 - k]
        return value
    if t.op == "diff":
        _guard_derivative(t, values)
    if not t.hints:
        args = [a if a.loose <= depth else instantiate(a, values, depth) for a in t.args]
    else:
        args = [instantiate(a, values, depth + d) for a, d in zip(t.args, binder_depths(len(t.hints)), strict=True)]
    return make(t.op, t.data, tuple(args), t.hints)


def _guard_derivative(t: Term, values: Sequence[Term]) -> None:
    """∂e/∂x fixes what e mentions beside x: nothing that depends on x may be put in its place."""
    if t.op == "diff" and any(t.data in v.free for v in values):
        raise TermError(f"under ∂/∂{t.data}, nothing may be replaced by a term that depends on {t.data}")


_abstracted: dict[tuple[int, tuple[str, ...], int], Term] = {}


def abstract(t: Term, names: Sequence[str], depth: int = 0) -> Term:
    """Replace the free integers by bound indices; the converse of instantiate."""
    if t.free.isdisjoint(names):
        return t
    slot = (id(t), tuple(names), depth)  # a node is never freed, so its id stays its own
    found = _abstracted.get(slot)
    if found is None:
        found = _abstracted[slot] = _abstract(t, slot[1], depth)
    return found


def _abstract(t: Term, names: tuple[str, ...], depth: int) -> Term:
    if t.op == "var":
        return make("bound", depth + len(names) - 1 - names.index(t.data), ())
    if t.op == "call" and not t.data.free.isdisjoint(names):
        raise TermError(f"the definition of {t.data.name} mentions an index that is being bound")
    if not t.hints:
        args = [a if a.free.isdisjoint(names) else abstract(a, names, depth) for a in t.args]
    else:
        args = [abstract(a, names, depth + d) for a, d in zip(t.args, binder_depths(len(t.hints)), strict=True)]
    return make(t.op, t.data, tuple(args), t.hints)


def substitute(t: Term, values: Mapping[str, Term]) -> Term:
    """Replace free integers by closed integer terms, definitions untouched (they must not mention them)."""
    if t.free.isdisjoint(values):
        return t
    if t.op == "var":
        return values[t.data]
    if t.op == "call" and not t.data.free.isdisjoint(values):
        raise TermError(f"the definition of {t.data.name} mentions a symbol that is being replaced; unfold it first")
    if t.op == "diff":
        _guard_derivative(t, [v for name, v in values.items() if name in t.args[0].free])
    return make(t.op, t.data, tuple([a if a.free.isdisjoint(values) else substitute(a, values) for a in t.args]), t.hints)


def replace(t: Term, old: Term, new: Term) -> Term:
    """Replace every occurrence of a closed term by another, equal one; nothing under a ∂/∂x that either depends on."""
    if t == old:
        return new
    if not old.free <= t.free or (t.op == "diff" and t.data in old.free | new.free):
        return t
    return _with_args(t, [replace(a, old, new) for a in t.args])


def unfold(t: Term) -> Term:
    """The body of the definition that t calls, at t's indices."""
    if t.op != "call":
        raise TermError("only a read of something defined can be unfolded")
    return instantiate(t.data.body, t.args)


def definitions(*terms: Term) -> list[Definition]:
    """All definitions the terms rest on, each before those that use it."""
    found: dict[int, Definition] = {}
    seen: set[int] = set()

    def visit(t: Term) -> None:
        if id(t) in seen:
            return
        seen.add(id(t))
        for a in t.args:
            visit(a)
        if t.op == "call" and id(t.data) not in found:
            visit(t.data.body)
            found[id(t.data)] = t.data

    for t in terms:
        visit(t)
    return list(found.values())
