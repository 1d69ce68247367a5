"""A few complete certificates, built by hand, to replay and to mutate."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from symgrad.core.replay import LineNumber, encode, make_line
from symgrad.core.term import (
    FALSE,
    Int,
    Term,
    Var,
    add,
    bind,
    bracket,
    call,
    cast,
    conj,
    define,
    diff,
    divides,
    eq,
    floor,
    fn,
    iadd,
    imul,
    inv,
    isub,
    le,
    lt,
    make,
    mod,
    mul,
    ne,
    num,
    power,
    read,
    total,
)
from symgrad.core.theorem import Theorem

TRIVIAL = (), ("trivial",)
A0, B0 = Var("@a0"), Var("@b0")


class Proof:
    """Lines as they are proved, to be written as a certificate."""

    def __init__(self) -> None:
        self.lines: list[Sequence[Any]] = []
        self.theorems: list[Theorem] = []

    def line(self, rule: str, *parameters: Any) -> LineNumber:
        """Prove a line; parameters may refer to earlier ones."""
        self.theorems.append(make_line(rule, *self._resolved(parameters)))
        self.lines.append((rule, *parameters))
        return LineNumber(len(self.lines) - 1)

    def chain(self, start: Term, *steps: tuple[Any, ...]) -> LineNumber:
        """A chain of steps ``(rule, path, *parameters)``."""
        return self.line("chain", start, tuple((rule, path, parameters, None) for rule, path, *parameters in steps))

    def _resolved(self, value: Any) -> Any:
        if isinstance(value, LineNumber):
            return self.theorems[value]
        return tuple(map(self._resolved, value)) if isinstance(value, tuple | list) else value

    @property
    def last(self) -> Theorem:
        return self.theorems[-1]

    def certificate(self, name: str = "") -> dict[str, Any]:
        return encode(self.lines, self.last, {"name": name} if name else {})


def farkas(*products: tuple[int, ...], equations: tuple[tuple[Any, int], ...] = ()) -> tuple[Any, ...]:
    """A closing node whose products all have factor 1."""
    return ("farkas", tuple((1, indices) for indices in products), equations)


def sift_proofs(lo: Term, hi: Term, point: Term, i: Term = A0) -> tuple[Any, Any]:
    """The obligations of ``reindex`` for Σ_{lo ≤ i < hi | i = point}, to the condition lo ≤ point ∧ point < hi."""
    facts = (le(lo, i), lt(i, hi), eq(i, point))
    low = (facts, farkas((0,), (3,), equations=((-1, 2),)))
    high = (facts, farkas((1,), (3,), equations=((1, 2),)))
    return (low, high, None), (None, None, None)


def convolution() -> Proof:
    """∂L/∂w of y[o] = Σ_k w[k]·x[s·o + k]: Σ_o ȳ[o]·∂y[o]/∂w[j] = Σ_o [0 ≤ j < K]·ȳ[o]·x[s·o + j]."""
    size, j, o, k, s = Var("K"), Var("j"), Var("o"), Var("k"), Var("s")
    tap = read("x", iadd(imul(s, Var("p")), k))
    y = define("y", ["p"], total([("k", Int(0), size)], mul(read("w", k), tap)))
    start = total([("o", Int(0), Var("M"))], mul(read("g", o), diff(call(y, o), "w", j)))
    inside = conj((le(Int(0), j), lt(j, size)))
    at = Var("@0")  # the name under which the chain opens o
    product = mul(read("g", at), bracket(inside), read("x", iadd(imul(s, at), j)))
    proof = Proof()
    proof.chain(
        start,
        ("unfold", (3, 1, 0)),
        ("d_sum", (3, 1)),
        ("d_mul", (3, 1, 3)),
        ("d_read", (3, 1, 3, 0)),
        ("condition", (3, 1), (0,)),
        ("reindex", (3, 1), ((), (), inside), (j,), (), sift_proofs(Int(0), size, j)),
        ("ring", (3,), mul(bracket(inside), read("g", at), read("x", iadd(imul(s, at), j)))),
        ("ring", (3,), product),
    )
    return proof


def window() -> Proof:
    """1 ≤ s, o < M, k < K ⊢ s·o + k < s·(M − 1) + K: a witness with a product of two hypotheses."""
    s, o, k, m, size = (Var(n) for n in ("s", "o", "k", "M", "K"))
    proof = Proof()
    goal = lt(iadd(imul(s, o), k), iadd(imul(s, isub(m, Int(1))), size))
    proof.line("arith", goal, ((le(Int(1), s), lt(o, m), lt(k, size)), farkas((0, 1), (1,), (2,), (3,))))
    return proof


def nested_floor() -> Proof:
    """1 ≤ b ⊢ 0 ≤ a mod b, and b | a − a mod b by its quotient."""
    a, b = Var("a"), Var("b")
    proof = Proof()
    at_least = le(Int(1), b)
    low = ("floor", floor(a, b), ("exact", 0), farkas((1,), (3,)))
    part = ("quotient", floor(a, b), ("combine", 1, ()))
    goal = conj((le(Int(0), mod(a, b)), divides(b, isub(a, mod(a, b)))))
    proof.line("arith", goal, ((at_least,), ("all", low, part)))
    return proof


def odd_numbers() -> Proof:
    """0 ≤ n ⊢ Σ_{i<n} (2·i + 1) = n², by induction."""
    n, i = Var("n"), Var("i")
    odd = lambda t: add(mul(num(2), cast(t)), num(1))  # noqa: E731  # a term with a hole
    square = power(cast(n), 2)
    claim = eq(total([("i", Int(0), n)], odd(i)), square)
    proof = Proof()
    nothing = (le(Int(0), A0), lt(A0, Int(0))), farkas((0,), (1,))
    empty = proof.chain(total([("i", Int(0), Int(0))], odd(i)), ("empty", (), nothing))
    zero = proof.chain(num(0), ("ring", (), power(cast(Int(0)), 2)))
    base = proof.line("transitivity", empty, zero)
    after = iadd(n, Int(1))
    # i < n + 1 splits into i < n and i = n
    facts = (le(Int(0), A0), lt(A0, after), lt(A0, n))
    within = (le(Int(0), B0), lt(B0, n)), farkas((1,), (2,))
    shorter = (None, (facts, ("exact", 2)), None), (None, within, None, None)
    last_facts = (le(Int(0), A0), lt(A0, after), le(n, A0))
    at_n = (last_facts, ("both", farkas((2,), (3,)), farkas((1,), (3,))))
    point = ((at_n,), (((le(Int(0), n),), ("exact", 0)), None, None))
    step = proof.chain(
        total([("i", Int(0), after)], odd(i)),
        ("split", (), lt(A0, n)),
        ("reindex", (0,), (("i",), ((Int(0), n),), make("true", None, ())), (B0,), (A0,), shorter),
        ("reindex", (1,), ((), (), make("true", None, ())), (n,), (), point),
        ("hypothesis", (0,), claim),
        ("ring", (), power(cast(after), 2)),
    )
    proof.line("induct", base, step, "n", Int(0))
    return proof


def pooling() -> Proof:
    """∂(max_k x[k])/∂x[j] = [0 ≤ j < K]·[j = k*], for a unique maximiser k*."""
    size, j, k = Var("K"), Var("j"), Var("k")
    top = bind("max", [("k", Int(0), size)], read("x", k))
    winner = make("argmax", 0, top.args, top.hints)
    proof = Proof()
    facts = (le(Int(0), A0), lt(A0, size), eq(A0, winner), eq(A0, j))
    cond = conj((le(Int(0), j), lt(j, size), eq(j, winner)))
    low = (facts, farkas((0,), (4,), equations=((-1, 3),)))
    high = (facts, farkas((1,), (4,), equations=((1, 3),)))
    same = (facts, ("combine", 1, ((1, 2), (-1, 3))))
    proof.chain(
        diff(top, "x", j),
        ("d_max", ()),
        ("d_read", (3,)),
        ("condition", (), (0,)),
        ("reindex", (), ((), (), cond), (j,), (), ((low, high, same, None), (None,) * 4)),
    )
    return proof


def bounded_maximum() -> Proof:
    """∀ k. x[k] ≤ c ⊢ max_{k<3} x[k] ≤ c, and Σ_{k<3} x[k] ≤ Σ_{k<3} c."""
    k = Var("k")
    names, bounds = ("k",), ((Int(0), Int(3)),)
    bound = le(read("x", k), read("c"))
    every = bind("forall", [("k", Int(0), Int(3))], bound)
    top = bind("max", [("k", Int(0), Int(3))], read("x", k))
    proof = Proof()
    given = proof.line("assume", every)
    one = proof.line("specialise", given, (k,))
    again = proof.line("generalise", one, names, bounds, make("true", None, ()))
    proof.line("max_at_most", top, again, (Int(1),), (TRIVIAL, TRIVIAL))
    proof.line("at_most_max", top, (Int(2),), (TRIVIAL, TRIVIAL))
    lower, upper = (total([("k", Int(0), Int(3))], f) for f in (read("x", k), read("c")))
    proof.line("sum_at_most", lower, upper, again)
    return proof


def quotient_of_products() -> Proof:
    """c ≠ 0 ⊢ (c·x[m])·inv(c) = x[m], and the ∂ of 1/u by the chain rule."""
    c, x = read("c"), read("x", Var("m"))
    proof = Proof()
    cancel = proof.line("fact", "inverse", c)
    start = mul(mul(c, x), inv(c))
    proof.line("chain", start, (("ring", (), (x, ((x, cancel),)), None),))
    return proof


def chain_rule() -> Proof:
    """∂f(x[0]·x[m], 1/c)/∂x[0] with f unknown, ∂ of a quotient and of a logarithm under their hypotheses."""
    m = Var("m")
    e = add(fn("f", [mul(read("x", Int(0)), read("x", m)), inv(read("c"))]), fn("log", [read("x", m)]), inv(read("x", m)))
    proof = Proof()
    proof.chain(
        diff(e, "x", Int(0)),
        ("d_add", ()),
        ("d_function", (0,)),
        ("d_mul", (0, 1)),
        ("d_read", (0, 1, 0, 0)),
        ("d_read", (0, 1, 1, 1)),
        ("bracket_true", (0, 1, 0, 0), TRIVIAL),
        ("d_function", (1,)),
        ("d_read", (1, 1)),
        ("d_inv", (2,)),
        ("d_read", (2, 2)),
    )
    return proof


def rearranged_sums() -> Proof:
    """Σ_{i<N} Σ_{j<i} x[i]·w[j]: flattened, reordered, guarded, split and put together again."""
    i, j, n = Var("i"), Var("j"), Var("N")
    start = total([("i", Int(0), n)], mul(read("x", i), total([("j", Int(0), n)], read("w", j), lt(j, i))))
    proof = Proof()
    other = proof.chain(total([("j", Int(0), n)], read("w", j)), ("reindex", (), _reversal(n)[0], *_reversal(n)[1:]))
    proof.chain(
        start,
        ("factor_in", (3,), 1),
        ("flatten", ()),
        ("swap_ranges", (), (1, 0)),
        ("guard", (), lt(A0, Var("@a1"))),
        ("condition", (), (0,)),
        ("nest", (), 1),
        ("split", (), le(A0, Var("m"))),
        ("bracket_cases", (0, 3, 3), divides(Int(2), Var("@1"))),
    )
    proof.chain(mul(num(2), total([("j", Int(0), n)], read("w", j))), ("theorem", (1,), other), ("factor_in", (), 1))
    return proof


def _reversal(n: Term) -> tuple[Any, ...]:
    """reindex by i → n − 1 − i."""
    true = make("true", None, ())
    there, back = isub(isub(n, Int(1)), B0), isub(isub(n, Int(1)), A0)
    facts, new = (le(Int(0), A0), lt(A0, n)), (le(Int(0), B0), lt(B0, n))
    flip_low, flip_high = farkas((1,), (2,)), farkas((0,), (2,))
    forth = ((facts, flip_low), (facts, flip_high), None)
    backwards = ((new, flip_low), (new, flip_high), None)
    return (("j",), ((Int(0), n),), true), (there,), (back,), (forth, backwards)


def denial() -> Proof:
    """n < 1 ⊢ ¬(1 ≤ n), through a contradiction; then weakened."""
    n = Var("n")
    proof = Proof()
    both = proof.line("arith", FALSE, ((le(Int(1), n), lt(n, Int(1))), farkas((0,), (1,))))
    proof.line("contradiction", both, le(Int(1), n))
    return proof


def discharged() -> Proof:
    """2 ≤ n ⊢ n ≠ 0 as scalars' inverse would need it: cut, instantiate, discharge."""
    n = Var("n")
    proof = Proof()
    square = proof.line("arith", lt(Int(0), imul(n, n)), ((le(Int(1), n),), farkas((0, 0), (0,), (0,), (1,))))
    one = proof.line("arith", le(Int(1), n), ((le(Int(2), n),), farkas((0,), (1,))))
    cut = proof.line("discharge", square, one)
    proof.line("instantiate", cut, (("n", iadd(Var("k"), Int(2))),))
    return proof


def tied_conditions() -> Proof:
    """A bracket decided by the condition of its sum, and ∂ of a bracket on scalars: max(0, x) by brackets."""
    m = Var("m")
    relu = mul(bracket(lt(num(0), read("x", m))), read("x", m))
    proof = Proof()
    proof.chain(
        diff(relu, "x", m),
        ("d_mul", ()),
        ("d_bracket", (0, 0)),
        ("d_read", (1, 1)),
        ("bracket_true", (1, 1), ((), ("trivial",))),
        ("ring", (), bracket(lt(num(0), read("x", m)))),
    )
    return proof


def counted() -> Proof:
    """Σ_{i<n} c = c·max(0, n) and, for 0 ≤ n, = c·n; with closed numbers evaluated."""
    n = Var("n")
    top = make("imax", None, (Int(0), isub(n, Int(0))))
    proof = Proof()
    known = (le(Int(0), n),)
    zero = ("both", farkas((0,), (5,), equations=((-1, 4),)), farkas((2,), (5,)))
    whole = ("extremum", top, ("cases", 3, zero, ("combine", 1, ((1, 4),))))
    proof.chain(
        mul(total([("i", Int(0), n)], read("c")), total([("i", Int(0), Int(4))], cast(Var("i")))),
        ("count", (0,)),
        ("index", (0, 1, 0), n, (known, whole)),
        ("evaluate", (1,)),
    )
    return proof


def powers() -> Proof:
    """0 < u ⊢ 0 < √u, as a hypothesis for d_function, and exp(u + v) = exp u·exp v rewritten inside a product."""
    u, v = read("u"), read("v")
    proof = Proof()
    law = proof.line("fact", "exp_sum", u, v)
    proof.chain(mul(read("c"), fn("exp", [add(u, v)])), ("theorem", (1,), law))
    proof.line("weaken", LineNumber(1), ne(u, num(0)))
    return proof


def mean_of_equals() -> Proof:
    """1 ≤ n ⊢ (1/n)·n·Σ_{i<3 | i ≠ 1} x[i] = x[0] + x[2]: the order of integers as scalars, and a sum written out."""
    n, i = Var("n"), Var("i")
    proof = Proof()
    cancel = proof.line("fact", "inverse", cast(n))
    nonzero = proof.line("arith", ne(cast(n), num(0)), ((le(Int(1), n),), ("cast", 0, farkas((1,), equations=((-1, 2),)))))
    cancel = proof.line("discharge", cancel, nonzero)
    ends = total([("i", Int(0), Int(3))], read("x", i), ne(i, Int(1)))
    first, last = read("x", Int(0)), read("x", Int(2))
    proof.chain(
        mul(inv(cast(n)), cast(n), ends),
        ("expand", (2,)),
        ("ring", (), add(first, last), ((add(first, last), cancel),)),
    )
    return proof


CERTIFICATES: dict[str, Callable[[], Proof]] = {
    f.__name__: f
    for f in (
        convolution,
        window,
        nested_floor,
        odd_numbers,
        pooling,
        bounded_maximum,
        quotient_of_products,
        chain_rule,
        rearranged_sums,
        denial,
        discharged,
        tied_conditions,
        counted,
        powers,
        mean_of_equals,
    )
}
