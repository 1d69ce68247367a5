"""Hypothesis strategies shared by the tests: random terms, propositions, and applications of the core's rules."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from hypothesis import strategies as st

from symgrad.core.rules.sums import source_names
from symgrad.core.term import (
    TRUE,
    Int,
    Term,
    Var,
    add,
    bind,
    bracket,
    call,
    cast,
    conj,
    conjuncts,
    define,
    diff,
    disj,
    divides,
    eq,
    floor,
    fn,
    iadd,
    imul,
    inv,
    iread,
    isub,
    le,
    lt,
    make,
    mod,
    mul,
    ne,
    num,
    open_binder,
    power,
    read,
    substitute,
    total,
    unfold,
)

Draw = Callable[[st.SearchStrategy[Any]], Any]
Application = tuple[Term, tuple[Any, ...]]  # what a rule is applied to, and its parameters

SIZES = ("N", "M")
FREE = (*SIZES, "m", "n")
VECTORS = ("x", "w")

small = st.integers(-2, 3)


@st.composite
def integers(draw: Draw, names: Sequence[str] = FREE, depth: int = 2) -> Term:
    """Integer terms over the given symbols; every divisor is a positive literal."""
    kind = draw(st.sampled_from(("var", "var", "int", "add", "scale", "mul", "floor", "mod", "min", "max", "read")))
    if depth == 0 or kind == "var":
        return Var(draw(st.sampled_from(names)))
    if kind == "int":
        return Int(draw(small))
    a = draw(integers(names, depth - 1))
    match kind:
        case "scale":
            return imul(Int(draw(small)), a)
        case "floor" | "mod":
            return (floor if kind == "floor" else mod)(a, Int(draw(st.integers(1, 3))))
        case "read":
            return iread("tok", a)
    b = draw(integers(names, depth - 1))
    match kind:
        case "add":
            return iadd(a, b)
        case "mul":
            return imul(a, b)
    return make("imin" if kind == "min" else "imax", None, (a, b))


@st.composite
def propositions(draw: Draw, names: Sequence[str] = FREE, depth: int = 1) -> Term:
    """Conditions on integers."""
    kind = draw(st.sampled_from(("eq", "ne", "lt", "le", "divides", "and", "or", "not")))
    if depth == 0 or kind not in ("and", "or", "not"):
        a, b = draw(integers(names, 1)), draw(integers(names, 1))
        if kind == "divides":
            return divides(Int(draw(st.integers(1, 3))), a)
        return {"eq": eq, "ne": ne, "lt": lt}.get(kind, le)(a, b)
    p = draw(propositions(names, depth - 1))
    if kind == "not":
        return make("not", None, (p,))
    q = draw(propositions(names, depth - 1))
    return conj((p, q)) if kind == "and" else disj(p, q)


@st.composite
def ranges(draw: Draw, names: Sequence[str]) -> tuple[Term, Term]:
    """Half-open ranges, short, some empty, some of negative length."""
    lo = draw(st.sampled_from((Int(0), Int(0), Int(-1), Var(names[0]))))
    hi = draw(st.sampled_from((Int(0), Int(2), Int(3), *(iadd(Var(n), Int(1)) for n in names[:2]), Var(names[-1]))))
    return lo, hi


@st.composite
def scalars(draw: Draw, names: Sequence[str] = FREE, depth: int = 2) -> Term:
    """Scalar terms: ring operations, brackets, sums and unknown functions over tensors x and w, and a symbol c."""
    if depth == 0:
        return draw(leaves(names))
    kind = draw(st.sampled_from(("leaf", "add", "add", "mul", "mul", "pow", "bracket", "sum", "fn")))
    sub = scalars(names, depth - 1)
    match kind:
        case "leaf":
            return draw(leaves(names))
        case "add" | "mul":
            parts = draw(st.lists(sub, min_size=1, max_size=3))
            return (add if kind == "add" else mul)(*parts)
        case "pow":
            return power(draw(sub), draw(st.integers(0, 3)))
        case "bracket":
            return bracket(draw(propositions(names, 0)))
        case "fn":
            return fn("f", [draw(sub)], [draw(st.integers(0, 1))])
    return draw(sums(names, depth - 1, max_indices=1))


@st.composite
def leaves(draw: Draw, names: Sequence[str] = FREE) -> Term:
    kind = draw(st.sampled_from(("read", "read", "read", "num", "symbol", "cast")))
    match kind:
        case "read":
            return read(draw(st.sampled_from(VECTORS)), draw(integers(names, 1)))
        case "num":
            return num(draw(st.fractions(-2, 3, max_denominator=2)))
        case "symbol":
            return read("c")
    return cast(draw(integers(names, 1)))


def fresh(names: Sequence[str], count: int) -> list[str]:
    """Index names that are not among the names."""
    return [f"i{len(names) + j}" for j in range(count)]


@st.composite
def binders(
    draw: Draw,
    op: str,
    body: Callable[[list[str]], st.SearchStrategy[Term]],
    names: Sequence[str] = FREE,
    max_indices: int = 2,
    cond: bool = True,
) -> Term:
    """A binder with one or two indices, each range over the indices before it, mostly with a condition."""
    own = fresh(names, draw(st.integers(1, max_indices)))
    indices = []
    for j, name in enumerate(own):
        lo, hi = draw(ranges([*own[:j], *names]))
        indices.append((name, lo, hi))
    scope = [*own, *names]
    condition = draw(st.one_of(st.just(TRUE), propositions(scope, 1))) if cond else TRUE
    return bind(op, indices, draw(body(scope)), condition)


def sums(
    names: Sequence[str] = FREE,
    depth: int = 1,
    max_indices: int = 2,
    body: Callable[[list[str]], st.SearchStrategy[Term]] | None = None,
) -> st.SearchStrategy[Term]:
    return binders("sum", body or (lambda scope: scalars(scope, depth)), names, max_indices)


# ---- smooth terms, to differentiate ----


@st.composite
def smooth_terms(draw: Draw, names: Sequence[str] = FREE, depth: int = 2) -> Term:
    """Terms that depend on x, with everything whose derivative the core knows."""
    kinds = ("read", "add", "mul", "pow", "inv", "sum", "fn", "max", "bracket", "call")
    kind = draw(st.sampled_from(kinds)) if depth else "read"
    return draw(smooth_term_of(kind, names, depth))


@st.composite
def smooth_term_of(draw: Draw, kind: str, names: Sequence[str] = FREE, depth: int = 2) -> Term:
    """A term that depends on x, of the given kind."""
    sub = smooth_terms(names, max(depth - 1, 0))
    match kind:
        case "read":
            return read("x", draw(integers(names, 1)))
        case "add" | "mul":
            parts = [draw(sub), *draw(st.lists(st.one_of(sub, leaves(names)), min_size=0, max_size=2))]
            return (add if kind == "add" else mul)(*draw(st.permutations(parts)))
        case "pow":
            return power(draw(sub), draw(st.integers(0, 3)))
        case "inv":
            return inv(draw(sub))
        case "fn":
            if draw(st.booleans()):
                return fn("f", [draw(sub)], [draw(st.integers(0, 1))])
            return fn("g", [draw(sub), draw(st.one_of(sub, leaves(names)))])
        case "bracket":
            op = draw(st.sampled_from((eq, ne, lt, le)))
            return bracket(op(draw(sub), draw(st.one_of(sub, leaves(names)))))
        case "call":
            inner = draw(smooth_terms(("p", "N"), max(depth - 1, 0)))
            return call(define("y", ["p"], inner), draw(integers(names, 1)))
    return draw(binders(kind, lambda scope: smooth_terms(scope, depth - 1), names, 1 if kind == "max" else 2))


def derivatives(kind: str) -> st.SearchStrategy[Application]:
    """∂e/∂x[a] for a term e of that kind, with no parameters."""
    return st.builds(lambda e, a: (diff(e, "x", a), ()), smooth_term_of(kind), integers(("m",), 1))


# ---- applications of rules ----


def _plain(terms: st.SearchStrategy[Term]) -> st.SearchStrategy[Application]:
    return terms.map(lambda t: (t, ()))


@st.composite
def _product_with(draw: Draw, factor: st.SearchStrategy[Term]) -> Application:
    """A product with a factor of the given kind, and the place of that factor."""
    before, after = draw(st.lists(leaves(), max_size=2)), draw(st.lists(leaves(), max_size=2))
    return mul(*before, draw(factor), *after), (len(before),)


@st.composite
def _expandable(draw: Draw) -> Term:
    """A sum whose first range has a fixed length, and perhaps a second index in a range over the first."""
    lo = draw(st.one_of(st.just(Int(0)), integers(FREE, 1)))
    indices = [("i", lo, iadd(lo, Int(draw(st.integers(-1, 3)))))]
    if draw(st.booleans()):
        indices.append(("j", *draw(ranges(["i", *FREE]))))
    scope = [*(name for name, *_ in indices), *FREE]
    return bind("sum", indices, draw(scalars(scope, 1)), draw(st.one_of(st.just(TRUE), propositions(scope, 1))))


@st.composite
def _condition(draw: Draw) -> Application:
    t = draw(
        sums(
            body=lambda scope: st.builds(
                lambda p, q, e, f: mul(e, bracket(p), f, bracket(q)),
                propositions(scope),
                propositions(scope),
                leaves(scope),
                leaves(scope),
            )
        )
    )
    return t, (draw(st.sampled_from(((1,), (3,), (1, 3), (3, 1)))),)


@st.composite
def _guard(draw: Draw) -> Application:
    def body(scope: list[str]) -> st.SearchStrategy[Term]:
        return leaves(scope)

    t = draw(sums(body=body).filter(lambda t: t.args[-2] != TRUE))
    opened = _opened_condition(t)
    chosen = [c for c in opened if draw(st.booleans())]
    return t, (conj(chosen or opened),)


def _opened_condition(t: Term) -> list[Term]:
    """The conjuncts of a sum's condition over the rule's names of its indices; ``true`` if it has none."""
    domain, _ = open_binder(t, source_names(len(t.hints)))
    return list(conjuncts(domain.cond)) or [TRUE]


@st.composite
def _split(draw: Draw) -> Application:
    t = draw(sums())
    return t, (draw(propositions([*source_names(len(t.hints)), *FREE])),)


@st.composite
def _nest(draw: Draw) -> Application:
    t = draw(sums().filter(lambda t: len(t.hints) == 2))
    return t, (1,)


@st.composite
def _swap(draw: Draw) -> Application:
    t = draw(sums().filter(lambda t: len(t.hints) == 2))
    return t, (draw(st.sampled_from(((0, 1), (1, 0)))),)


@st.composite
def _shift(draw: Draw) -> Application:
    """reindex by i → σ·j + c, σ = ±1, with no obligation that needs a witness."""
    t = draw(sums(max_indices=1))
    domain, _ = open_binder(t, ["@a0"])
    (lo, hi), offset = domain.ranges[0], draw(integers(FREE, 1))
    i, j = Var("@a0"), Var("@b0")
    if draw(st.booleans()):
        there, back = iadd(j, offset), isub(i, offset)
        bounds = isub(lo, offset), isub(hi, offset)
    else:
        there, back = isub(offset, j), isub(offset, i)
        bounds = iadd(isub(offset, hi), Int(1)), iadd(isub(offset, lo), Int(1))
    cond = substitute(domain.cond, {"@a0": there})
    n = len(conjuncts(domain.cond)) + 3
    return t, ((("j",), (bounds,), cond), (there,), (back,), ((None,) * n, (None,) * n))


@st.composite
def _sift(draw: Draw) -> Application:
    """reindex to one point: Σ_{lo ≤ i < hi | i = e} f = [lo ≤ e ∧ e < hi]·f(e)."""
    lo, hi = draw(ranges(FREE))
    e = draw(integers(FREE, 1))
    t = total([("i", lo, hi)], draw(scalars(("i", *FREE), 1)), eq(Var("i"), e))
    facts = (le(lo, Var("@a0")), lt(Var("@a0"), hi), eq(Var("@a0"), e))
    # entry 3 is the negated goal; a = e turns it into the negation of a fact
    low = (facts, ("farkas", ((1, (0,)), (1, (3,))), ((-1, 2),)))
    high = (facts, ("farkas", ((1, (1,)), (1, (3,))), ((1, 2),)))
    cond = conj((le(lo, e), lt(e, hi)))
    if len(conjuncts(cond)) != 2:
        cond = make("and", None, (le(lo, e), lt(e, hi)))
    return t, (((), (), cond), (e,), (), ((low, high, None), (None, None, None)))


@st.composite
def _decided(draw: Draw, truth: bool) -> tuple[Term, Any]:
    """A proposition with a witness that it follows from (or contradicts) a hypothesis that is a multiple of it."""
    a, b = draw(integers(FREE, 1)), draw(integers(FREE, 1))
    slack = Int(draw(st.integers(0, 2)))
    p = le(a, b)
    if truth:
        return p, ((le(iadd(a, slack), b),), ("farkas", ((1, (0,)), (1, (1,))), ()))
    return p, ((p, lt(iadd(b, slack), a)), ("farkas", ((1, (0,)), (1, (1,))), ()))


@st.composite
def _same_prop(draw: Draw) -> tuple[Term, Term, Any, Any]:
    """a < b and a + 1 ≤ b, with witnesses both ways."""
    a, b = draw(integers(FREE, 1)), draw(integers(FREE, 1))
    p, q = lt(a, b), le(iadd(a, Int(1)), b)
    return p, q, ((p,), ("exact", 0)), ((q,), ("exact", 0))


@st.composite
def _ring(draw: Draw) -> Application:
    """A random rearrangement: distribute, commute, associate."""
    a, b, c = (draw(scalars(FREE, 1)) for _ in range(3))
    pairs = (
        (mul(a, add(b, c)), add(mul(c, a), mul(a, b))),
        (power(add(a, b), 2), add(power(a, 2), mul(num(2), b, a), power(b, 2))),
        (mul(a, mul(b, c)), mul(mul(c, b), a)),
        (add(a, mul(num(-1), add(a, b))), mul(num(-1), b)),
        (power(mul(a, b), 3), mul(power(b, 3), a, a, a)),
    )
    return draw(st.sampled_from(pairs).map(lambda pair: (pair[0], (pair[1],))))


@st.composite
def _index(draw: Draw) -> Application:
    """An integer rewritten by an equation that is assumed, or by ring laws alone."""
    a, b, c = (draw(integers(FREE, 1)) for _ in range(3))
    if draw(st.booleans()):
        return imul(a, iadd(b, c)), (iadd(imul(b, a), imul(c, a)), ((), ("combine", 1, ())))
    return imul(a, b), (imul(c, b), ((eq(a, c),), ("combine", 1, ((b, 0),))))


@st.composite
def _closed(draw: Draw) -> Application:
    """A closed numeric term."""
    values = tuple(draw(st.lists(st.fractions(-3, 3, max_denominator=3), min_size=3, max_size=3)))
    i = Var("i")
    literal = make("literal", ((3,), values), (draw(integers(("i",), 1).filter(lambda t: "tok" not in t.free)),))
    body = draw(st.sampled_from((literal, mul(literal, cast(i)), add(power(literal, 2), num("1/2")), bracket(lt(i, Int(1))))))
    return total([("i", Int(draw(small)), Int(draw(st.integers(0, 5))))], body, le(Int(draw(small)), i)), ()


@st.composite
def _call(draw: Draw) -> Term:
    return call(define("y", ["p"], draw(scalars(("p", "N"), 2))), draw(integers()))


def _folded(t: Term) -> Application:
    return unfold(t), (t,)


APPLICATIONS: dict[str, st.SearchStrategy[Application]] = {
    "unfold": _plain(_call()),
    "fold": _call().map(_folded),
    "hypothesis": st.builds(lambda a, b: (read("x", a), (eq(read("x", a), read("w", b)),)), integers(), integers()),
    "sum_add": _plain(sums(body=lambda s: st.lists(scalars(s, 1), max_size=3).map(lambda parts: add(*parts)))),
    "factor_in": _product_with(sums()),
    "distribute": _product_with(st.lists(scalars(FREE, 1), max_size=3).map(lambda parts: add(*parts))),
    "flatten": _plain(sums(body=lambda s: sums(s, max_indices=1), max_indices=1)),
    "nest": _nest(),
    "condition": _condition(),
    "guard": _guard(),
    "split": _split(),
    "empty": st.builds(
        lambda a, f: (
            total([("i", a, a)], f),
            (((le(a, Var("@a0")), lt(Var("@a0"), a)), ("farkas", ((1, (0,)), (1, (1,))), ())),),
        ),
        integers(),
        scalars(("i", *FREE), 1),
    ),
    "reindex": st.one_of(_shift(), _sift()),
    "expand": _plain(_expandable()),
    "swap_ranges": _swap(),
    "bracket_true": _decided(True).map(lambda pw: (bracket(pw[0]), (pw[1],))),
    "bracket_false": _decided(False).map(lambda pw: (bracket(pw[0]), (pw[1],))),
    "bracket_equal": _same_prop().map(lambda s: (bracket(s[0]), (s[1], s[2], s[3]))),
    "bracket_cases": st.builds(lambda t, p: (t, (p,)), scalars(), propositions()),
    "d_const": st.builds(lambda e, a: (diff(e, "z", a), ()), scalars(), integers()),
    "d_read": derivatives("read"),
    "d_add": derivatives("add"),
    "d_mul": derivatives("mul"),
    "d_pow": derivatives("pow"),
    "d_inv": derivatives("inv"),
    "d_sum": derivatives("sum"),
    "d_max": derivatives("max"),
    "d_bracket": derivatives("bracket"),
    "d_function": derivatives("fn"),
    "index": _index(),
    "equivalent": _same_prop().map(lambda s: (s[0], (s[1], s[2], s[3]))),
    "at_maximiser": _plain(binders("max", lambda s: scalars(s, 1))),
    "ring": _ring(),
    "count": _plain(
        st.builds(lambda r, c: total([("i", *r)], c), ranges(FREE), scalars(FREE, 1)),
    ),
    "evaluate": _closed(),
}
