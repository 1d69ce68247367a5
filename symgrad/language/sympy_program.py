"""What a sympy user hands to ``derive``, as the text of a definition: ``Eq(Z[i, j], Sum(…))``, or a scalar expression."""

from __future__ import annotations

from typing import Any, NamedTuple

import sympy
from sympy import IndexedBase

from symgrad.core.term import Domain, Int, Term, Var, le, lt, make, map_args
from symgrad.errors import Problem
from symgrad.language.naming import is_name
from symgrad.language.plain import plain
from symgrad.language.reader import parse_term
from symgrad.language.sympy_in import Prove, from_sympy, name_of, read_sympy
from symgrad.language.sympy_sorts import integer_symbols


class Source(NamedTuple):
    """The text of a definition, the sympy object for each name in it, and what was assumed in order to read it."""

    text: str
    names: dict[str, Any]
    assumptions: tuple[str, ...]


def source_of(definition: Any, prove: Prove | None = None) -> Source:
    """The definition of a sympy ``Eq`` whose left side is an entry of the output, or of an expression without free indices.

    Shapes of the ``IndexedBase`` are declared where they have one and inferred else; Symbols that are positive or not
    negative integers bring that as a condition. ``prove(facts, goal)`` tells which sums are known not to have a negative
    length. Raises Problem: SG101 for another left side, SG110 for a name that means two things, SG111 for one that cannot be
    written in plain notation, SG112 for free indices without a left side.

    >>> from sympy import Eq, IndexedBase, Sum, symbols
    >>> i, k, N, K = symbols("i k N K", integer=True)
    >>> x, y = IndexedBase("x", shape=(N,)), IndexedBase("y")
    >>> source_of(Eq(y[i], Sum(x[i + k]**2, (k, 0, K - 1)))).text
    'y[i] = sum(k<K) x[i + k]**2  where x[N], 0 <= K'
    """
    e = sympy.sympify(definition)
    head, body = (e.lhs, e.rhs) if isinstance(e, sympy.Eq) else (None, e)
    names = _names(e)
    signs, ranges = _signs(names), _ranges(head)
    sizes = [le(Int(0), from_sympy(size, sort="I")) for size in _sizes(e)]
    inside = [p for i, (lo, hi) in ranges.items() for p in (le(lo, Var(i)), *([lt(Var(i), hi)] if hi is not None else []))]
    integers = integer_symbols(e) | {s for size in _sizes(e) for s in size.free_symbols}
    reading = read_sympy(body, facts=[*sizes, *signs, *inside], prove=prove, integers=integers)
    where = [f"{base.label}[{', '.join(map(_size, base.shape))}]" for base in _tensors(body, names) if base.shape is not None]
    where += [plain(arranged(p)) for p in (*signs, *(_for_all(h, ranges) for h in reading.hypotheses))]
    text = f"{_head(head, body, names)} = {_written(_renamed(arranged(reading.term), frozenset(ranges)))}"
    return Source(text + (f"  where {', '.join(where)}" if where else ""), names, reading.assumptions)


def _written(t: Term) -> str:
    """The term in plain notation. Raises Problem SG111 where a name in it means something else there."""
    text = plain(t)
    if parse_term(text) != t:
        help_ = "rename what is called delta, or like a word of the notation"
        raise Problem("SG111", f"plain notation reads this otherwise: {text}", help=help_)
    return text


def arranged(t: Term) -> Term:
    """Sums in the order of a person, H − P + 1, where sympy has 1 + H − P: what is subtracted, then numbers, come last."""
    t = map_args(t, lambda a, _: arranged(a), 0)
    if t.op in ("iadd", "add") and len(t.args) > 1:
        return make(t.op, None, tuple(sorted(t.args, key=lambda a: (a.op in ("int", "num"), _is_negative(a)))))
    if t.op in ("imul", "mul") and len(t.args) > 2 and t.args[0].op in ("int", "num") and t.args[0].data == -1:
        return make(t.op, None, (t.args[0], make(t.op, None, t.args[1:])))
    return t


def _is_negative(t: Term) -> bool:
    first = t.args[0] if t.op in ("imul", "mul") and t.args else t
    return first.op in ("int", "num") and first.data < 0


def _renamed(t: Term, taken: frozenset[str]) -> Term:
    """The same term, its bound indices under names that are not taken."""
    hints = tuple(h + "'" if h in taken else h for h in t.hints)
    return make(t.op, t.data, tuple(_renamed(a, taken) for a in t.args), hints) if t.args else t


def _ranges(head: Any) -> dict[str, tuple[Term, Term | None]]:
    """The indices on the left side, with the end of each range where the output has a shape."""
    if not isinstance(head, sympy.Indexed):
        return {}
    sizes = head.base.shape or [None] * len(head.indices)
    ends = [None if n is None else from_sympy(n, sort="I") for n in sizes]
    return {str(i): (Int(0), hi) for i, hi in zip(head.indices, ends, strict=True)}


def _for_all(h: Term, ranges: dict[str, tuple[Term, Term | None]]) -> Term:
    """The hypothesis for all values of the output's indices in it."""
    used = [i for i in ranges if i in h.free]
    pairs = []
    for i in used:
        lo, hi = ranges[i]
        if hi is None:
            message = f"the sum is meant where {plain(h)}, and the range of {i} is not known"
            raise Problem("SG112", message, help='give the output a shape: IndexedBase("y", shape=(M,))')
        pairs.append((lo, hi))
    return Domain(used, pairs).bind("forall", h) if used else h


def _sizes(e: Any) -> list[Any]:
    return list(dict.fromkeys(size for base in e.atoms(IndexedBase) for size in base.shape or ()))


def _names(e: Any) -> dict[str, Any]:
    """Each name and the sympy object that it stands for. Raises Problem where it stands for two."""
    found: dict[str, Any] = {}
    tensors = e.atoms(IndexedBase)
    labels = {base.label for base in tensors}
    sizes = {s for size in _sizes(e) for s in size.free_symbols}
    indices = {i.label for i in e.atoms(sympy.Idx)}
    free = {s for s in (e.free_symbols | sizes) - labels if s.is_Symbol}
    for thing in sorted((*tensors, *free, *indices), key=sympy.default_sort_key):
        name = name_of(thing)
        if not is_name(name):
            raise Problem("SG111", f"{name} cannot be written in plain notation", help="rename it: letters, digits and _")
        if found.setdefault(name, thing) != thing:
            raise Problem("SG110", f"two different things are called {name}", help="rename one of them")
    return found


def _signs(names: dict[str, Any]) -> list[Term]:
    """What sympy was told of the signs of integer symbols."""
    out: list[Term] = []
    for thing in names.values():
        if thing.is_Symbol and thing.is_integer and thing.is_nonnegative:
            least = sympy.Integer(1 if thing.is_positive else 0)
            out.append(from_sympy(sympy.GreaterThan(thing, least, evaluate=False), sort="P"))
    return out


def _tensors(body: Any, names: dict[str, Any]) -> list[Any]:
    read = body.atoms(IndexedBase)
    return [thing for thing in names.values() if thing in read]


def _size(size: Any) -> str:
    return plain(arranged(from_sympy(size, sort="I")))


def _head(head: Any, body: Any, names: dict[str, Any]) -> str:
    """``Z[i<A, j<B]``, with ranges where Z has a shape."""
    if head is None:
        return _scalar_head(body, names)
    if head.is_Symbol:
        return str(head)
    if not isinstance(head, sympy.Indexed) or not all(i.is_Symbol or isinstance(i, sympy.Idx) for i in head.indices):
        raise Problem("SG101", f"{head} is no left side of a definition", help="write Eq(Z[i, j], …) with plain indices")
    sizes = head.base.shape or [None] * len(head.indices)
    indices = [str(i) if n is None else f"{i}<{_size(n)}" for i, n in zip(head.indices, sizes, strict=True)]
    return f"{name_of(head.base)}[{', '.join(indices)}]"


def _scalar_head(body: Any, names: dict[str, Any]) -> str:
    sizes = {s for size in _sizes(body) for s in size.free_symbols}
    limits = {s for e in body.atoms(sympy.Sum) for limit in e.limits for end in limit[1:] for s in end.free_symbols}
    free = [s for s in integer_symbols(body) & body.free_symbols if s.is_Symbol and s not in sizes | limits]
    if free:
        index = min(free, key=str)
        help_ = f"say what is defined: Eq(IndexedBase('y')[{index}], …)"
        raise Problem("SG112", f"{index} may be an index of the output, or a parameter", help=help_)
    return next(n for n in ("y", "z", "loss", "output") if n not in names)
