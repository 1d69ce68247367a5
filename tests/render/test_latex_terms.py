"""Terms in LaTeX: the notation of mathematics, whatever the names are, and always well formed."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from symgrad.core.term import (
    Int,
    Var,
    add,
    bind,
    bracket,
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
    isub,
    le,
    lt,
    mod,
    mul,
    ne,
    num,
    power,
    read,
    total,
)
from symgrad.render.latex.notation import Latex, formula
from symgrad.render.latex.symbols import Symbols
from symgrad.render.latex.terms import seal
from tests.render.latex_source import is_balanced
from tests.strategies import APPLICATIONS, propositions, scalars

I, J, K, M, N, S = map(Var, "ijkmns")
H = read("h")


@pytest.mark.parametrize(
    ("term", "expected"),
    [
        (read("V", iadd(I, K), iadd(J, M)), r"V_{i+k,\,j+m}"),
        (read("K", M, N), "K_{m,n}"),
        (read("dL/dZ", I, J), r"\frac{\partial L}{\partial Z_{i,j}}"),
        (diff(read("Z", I), "K", M), r"\frac{\partial Z_{i}}{\partial K_{m}}"),
        (diff(add(H, read("x", I)), "x", M), r"\frac{\partial}{\partial x_{m}}(h + x_{i})"),
        (total([("k", Int(0), N)], read("x", K)), r"\sum_{k<n} x_{k}"),
        (total([("k", Int(1), N), ("j", Int(0), M)], read("x", K)), r"\sum_{1 \le k<n}\sum_{j<m} x_{k}"),
        (total([("k", Int(1), iadd(N, Int(1))), ("j", Int(0), M)], read("x", K)), r"\sum_{1 \le k \le n}\sum_{j<m} x_{k}"),
        (total([("k", Int(0), N)], H, divides(S, K)), r"\sum_{\substack{k<n\\ s \,|\, k}} h"),
        (bind("max", [("k", Int(0), N)], read("x", K)), r"\max_{k<n} x_{k}"),
        (bracket(eq(iadd(I, K), M)), r"\delta_{i+k,\,m}"),
        (bracket(conj([le(Int(0), M), lt(M, N)])), r"[\,0 \le m<n\,]"),
        (bracket(eq(floor(M, S), K)), r"[\,\lfloor m/s\rfloor=k\,]"),
        (bracket(ne(M, N)), r"[\,m \ne n\,]"),
        (cast(floor(M, S)), r"\Bigl\lfloor\frac{m}{s}\Bigr\rfloor"),
        (cast(mod(M, S)), r"m \bmod s"),
        (cast(imul(Int(2), I)), "2i"),
        (cast(isub(I, K)), "i-k"),
        (cast(imul(S, iadd(I, Int(1)))), r"s\,(i+1)"),
        (mul(read("x", I), inv(H)), r"\frac{x_{i}}{h}"),
        (mul(H, num("1/3")), r"\frac{h}{3}"),
        (mul(H, num(2)), r"h\cdot 2"),
        (mul(num(-1), H, read("x", I)), r"-h\,x_{i}"),
        (power(inv(read("r")), 2), r"\frac{1}{r^{2}}"),
        (power(add(H, read("r")), 2), "(h + r)^{2}"),
        (power(fn("sin", [H]), 2), r"\sin^{2}(h)"),
        (power(fn("sqrt", [H]), 2), r"\bigl(\sqrt{h}\bigr)^{2}"),
        (power(read("dL/dy", I), 2), r"\Bigl(\frac{\partial L}{\partial y_{i}}\Bigr)^{2}"),
        (fn("f", [H, read("y")], (1, 0)), r"\partial_{1} f(h, y)"),
        (fn("f", [H], (2,)), "f''(h)"),
        (fn("pow", [H, num("1/2")]), "h^{1/2}"),
        (fn("exp", [mul(num(-1), H)]), r"\exp(-h)"),
        (iread("k*", I), "k^{*}_{i}"),
        (read("x", iread("tok", I)), r"x_{\mathit{tok}_{i}}"),
        (total([("k", Int(0), N)], mul(num(-1), read("x", K))), r"\sum_{k<n} (-x_{k})"),
        (mul(total([("k", Int(0), N)], read("x", K)), H), r"\Bigl(\sum_{k<n} x_{k}\Bigr)\,h"),
    ],
)
def test_notation(term, expected):
    assert formula(term) == expected


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("x", "x"),
        ("θ", r"\theta"),
        ("theta", r"\theta"),
        ("x1", "x_{1}"),
        ("alpha_1", r"\alpha_{1}"),
        ("h_prev", r"h_{\mathrm{prev}}"),
        ("rotK", r"\mathit{rotK}"),
        ("k'", "k'"),
        ("k**", "k^{**}"),
        ("W1", r"\mathit{W1}"),  # an array: its indices go where the digit would
        ("h_out", r"\mathit{h\_out}"),
    ],
)
def test_names(name, expected):
    assert Symbols(arrays=["W1", "h_out"]).of(name) == expected


@pytest.mark.parametrize(("one", "other"), [("x1", "x_1"), ("θ", "theta"), ("eps", "epsilon"), ("x1", "x"), ("Delta", "Δ")])
def test_two_names_never_look_the_same(one, other):
    symbols = Symbols(known=[one, other])
    assert symbols.of(one) != symbols.of(other)


def test_a_digit_is_no_subscript_beside_entries_of_the_same_letter():
    assert formula(mul(read("x1"), read("x", Int(1)))) == r"\mathit{x1}\,x_{1}"


def test_a_bound_index_is_primed_where_a_free_one_has_its_name():
    assert formula(mul(read("y", K), total([("k", Int(0), N)], read("x", K)))) == r"y_{k} \sum_{k'<n} x_{k'}"


@given(st.one_of(scalars(depth=3), propositions(depth=2), *(a.map(lambda pair: pair[0]) for a in APPLICATIONS.values())))
@settings(deadline=None, max_examples=300)
def test_every_term_is_well_formed(term):
    written = formula(term)
    assert is_balanced(written)
    assert written.isascii()


@given(scalars(depth=3))
@settings(deadline=None, max_examples=100)
def test_no_mark_survives(term):
    assert all(ord(c) < 0xE000 for c in seal(Latex([term]).term(term)))
