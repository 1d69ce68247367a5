"""Normal forms: when two terms are equal by the laws of commutative rings alone.

``normal`` turns a term into a polynomial over *atoms*; two terms with the same polynomial are equal for all values of
their symbols. What is used, and nothing else: the commutative ring laws of integers and of scalars, ``cast`` is a ring
homomorphism, ``a mod b`` is ``a − b·⌊a/b⌋``, ``[P∧Q] = [P]·[Q]`` and ``[P]² = [P]``, comparisons (and min and max) depend
only on the difference of their sides, numbers have their quotients and divisors, a sum of zeros is zero, and equal parts make
equal atoms. An inverse is never cancelled.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from fractions import Fraction
from typing import TypeAlias

from symgrad.core.term import BINDERS, Term, TermError, floor

Monomial: TypeAlias = tuple[int, ...]  # atom numbers, ascending, repeated for powers
Number: TypeAlias = int | Fraction
Polynomial: TypeAlias = dict[Monomial, Number]  # no zero coefficients; never changed once made
Frozen: TypeAlias = Hashable

MAX_TERMS = 4000
MAX_BITS = 20_000  # of a number in a power

_numbers: dict[Hashable, int] = {}  # what an atom is -> its number
_idempotent: set[int] = set()  # the atoms that are brackets
_representative: dict[int, Term] = {}  # a term for each atom, for messages and searches


def atom(what: Hashable, idempotent: bool = False, term: Term | None = None) -> Polynomial:
    """The polynomial that is this atom alone."""
    number = _numbers.get(what)
    if number is None:
        number = _numbers[what] = len(_numbers)
        if idempotent:
            _idempotent.add(number)
    if term is not None:
        _representative.setdefault(number, term)
    return {(number,): 1}


def atom_term(number: int) -> Term | None:
    """A term that this atom stands for, where one was recorded."""
    return _representative.get(number)


def constant(value: Number) -> Polynomial:
    return {(): value} if value else {}


def frozen(p: Polynomial) -> Frozen:
    return frozenset(p.items())


def plus(p: Polynomial, q: Polynomial, factor: Number = 1) -> Polynomial:
    """p + factor·q."""
    out = dict(p)
    for m, c in q.items():
        c = out.get(m, 0) + factor * c
        if c:
            out[m] = c
        else:
            out.pop(m, None)
    return out


def scale(p: Polynomial, factor: Number) -> Polynomial:
    return {m: c * factor for m, c in p.items()} if factor else {}


def times(p: Polynomial, q: Polynomial) -> Polynomial:
    """p·q."""
    if len(p) * len(q) > MAX_TERMS * 8:
        raise TermError("too large to expand")
    out: Polynomial = {}
    for m, c in p.items():
        for n, d in q.items():
            mn = merge(m, n)
            e = out.get(mn, 0) + c * d
            if e:
                out[mn] = e
            else:
                out.pop(mn, None)
    if len(out) > MAX_TERMS:
        raise TermError("too large to expand")
    return out


def merge(m: Monomial, n: Monomial) -> Monomial:
    """The product of two monomials; a bracket's square is the bracket."""
    if not m:
        return n
    if not n:
        return m
    both = tuple(sorted(m + n))
    if _idempotent.isdisjoint(both):
        return both
    return tuple(a for k, a in enumerate(both) if not (k and both[k - 1] == a and a in _idempotent))


def equal(a: Term, b: Term) -> bool:
    """Are the two equal by these laws? False means only that the laws do not show it."""
    return a == b or (a.sort == b.sort and normal(a) == normal(b))


def difference(a: Term, b: Term) -> Polynomial:
    return plus(normal(a), normal(b), -1)


def normal(t: Term) -> Polynomial:
    """The polynomial of an integer or a scalar."""
    key = t._key or t.key
    if key.normal is None:
        key.normal = _NORMAL[key.op](key)
    return key.normal  # type: ignore[no-any-return]  # the slot also serves propositions


def normal_prop(p: Term) -> Frozen:
    """A proposition's normal form: True, False, or something hashable that equivalent spellings share."""
    key = p._key or p.key
    if key.normal is None:
        key.normal = _prop(key)
    return key.normal  # type: ignore[no-any-return]


def part(t: Term) -> Frozen:
    """The normal form of any term, hashable."""
    return normal_prop(t) if t.sort == "P" else frozen(normal(t))


def _sum_up(t: Term) -> Polynomial:
    out: Polynomial = {}
    for a in t.args:
        out = plus(out, normal(a))
    return out


def _multiply(t: Term) -> Polynomial:
    out: Polynomial = {(): 1}
    for a in t.args:
        out = times(out, normal(a))
    return out


def _power(t: Term) -> Polynomial:
    base, out = normal(t.args[0]), constant(1)
    if sum(_bits(c) for c in base.values()) * t.data > MAX_BITS:
        raise TermError("too large to expand")
    if len(base) > 1 and t.data > 12:
        return atom(("pow", t.data, frozen(base)), term=t)
    for _ in range(t.data):
        out = times(out, base)
    return out


def _bits(c: Number) -> int:
    f = Fraction(c)
    return f.numerator.bit_length() + f.denominator.bit_length()


def _floor(t: Term) -> Polynomial:
    a, b = (normal(x) for x in t.args)
    if a.keys() <= {()} and b.keys() <= {()} and b.get((), 0) >= 1:
        return constant(int(a.get((), 0)) // int(b[()]))
    return atom(("floor", frozen(a), frozen(b)), term=t)


def _mod(t: Term) -> Polynomial:
    a, b = t.args
    return plus(normal(a), times(normal(b), normal(floor(a, b))), -1)


def _cast(t: Term) -> Polynomial:
    out: Polynomial = {}
    for m, c in normal(t.args[0]).items():
        product = constant(Fraction(c))
        for a in m:
            product = times(product, atom(("cast", a)))
        out = plus(out, product)
    return out


def _inverse(t: Term) -> Polynomial:
    p = normal(t.args[0])
    if p.keys() == {()}:
        return constant(1 / Fraction(p[()]))
    return atom(("inv", frozen(p)), term=t)


def _bracket(t: Term) -> Polynomial:
    p = normal_prop(t.args[0])
    if p is True or p is False:
        return constant(int(p))
    out = constant(1)
    for q in p[1] if isinstance(p, tuple) and p[0] == "and" else (p,):
        out = times(out, atom(("bracket", q), idempotent=True))
    return out


def _sum(t: Term) -> Polynomial:
    if not normal(t.args[-1]) or normal_prop(t.args[-2]) is False:
        return {}
    return _parts(t)


def _parts(t: Term) -> Polynomial:
    """An atom of the node's name, data, and normal parts."""
    return atom((t.op, t.data, tuple(map(part, t.args))), term=t)


def _extremum(t: Term) -> Polynomial:
    a, b = (normal(x) for x in t.args)
    gap = plus(b, a, -1)
    if gap.keys() <= {()}:
        return a if (gap.get((), 0) >= 0) == (t.op == "imin") else b
    return atom((t.op, frozenset((frozen(a), frozen(b)))), term=t)


_ATOMS = ("var", "bound", "iread", "argmax", "read", "call", "literal", "fn", "max", "diff")
_NORMAL: dict[str, Callable[[Term], Polynomial]] = {
    **dict.fromkeys(_ATOMS, _parts),
    "int": lambda t: constant(t.data),
    "num": lambda t: constant(t.data),
    "iadd": _sum_up,
    "add": _sum_up,
    "imul": _multiply,
    "mul": _multiply,
    "pow": _power,
    "floor": _floor,
    "mod": _mod,
    "imin": _extremum,
    "imax": _extremum,
    "cast": _cast,
    "inv": _inverse,
    "bracket": _bracket,
    "sum": _sum,
}


def _prop(p: Term) -> Frozen:
    a = p.args
    match p.op:
        case "true" | "false":
            return p.op == "true"
        case "le" | "sle":
            return _compare("ge", p.op, difference(a[1], a[0]), lambda c: c >= 0)
        case "lt":
            return _compare("ge", "le", plus(difference(a[1], a[0]), {(): 1}, -1), lambda c: c >= 0)
        case "slt":
            return _compare("gt", p.op, difference(a[1], a[0]), lambda c: c > 0)
        case "eq" | "seq":
            return _compare("eq", p.op, _signed(difference(a[0], a[1])), lambda c: c == 0)
        case "ne" | "sne":
            return _compare("ne", p.op, _signed(difference(a[0], a[1])), lambda c: c != 0)
        case "and" | "or":
            return _junction(p, unit=p.op == "and")
        case "not":
            inner = normal_prop(a[0])
            return (not inner) if isinstance(inner, bool) else ("not", inner)
        case "divides":
            d, e = (normal(x) for x in a)
            if d.keys() | e.keys() <= {()}:
                return _divides(int(d.get((), 0)), int(e.get((), 0)))
            return (p.op, p.data, (frozen(d), frozen(e)))
    if p.op in BINDERS or p.op in ("smooth", "iff"):
        return (p.op, p.data, tuple(map(part, a)))
    raise TermError(f"{p.op} is not a proposition")


def _divides(d: int, e: int) -> bool:
    return e % d == 0 if d else e == 0


def _compare(name: str, op: str, p: Polynomial, holds: Callable[[Number], bool]) -> Frozen:
    if p.keys() <= {()}:
        return holds(p.get((), 0))
    return (name, op[0] == "s", frozen(p))


def _signed(p: Polynomial) -> Polynomial:
    """p or −p, whichever has a positive leading coefficient, so that a = b and b = a agree."""
    return scale(p, -1) if p and p[max(p)] < 0 else p


def _junction(p: Term, unit: bool) -> Frozen:
    parts: set[Frozen] = set()
    for a in p.args:
        q = normal_prop(a)
        if isinstance(q, tuple) and q[0] == p.op:
            parts |= q[1]
        elif q is (not unit):
            return not unit
        elif q is not unit:
            parts.add(q)
    if len(parts) <= 1:
        return parts.pop() if parts else unit
    return (p.op, frozenset(parts))
