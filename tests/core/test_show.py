"""The core's printer says what was proved: different statements look different, bound names clash with nothing."""

from __future__ import annotations

import pytest

from symgrad.core.show import show, show_definition, show_theorem
from symgrad.core.term import (
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
    disj,
    divides,
    eq,
    floor,
    fn,
    iadd,
    imul,
    inv,
    le,
    lt,
    make,
    mod,
    mul,
    num,
    power,
    read,
    smooth,
    total,
)
from symgrad.core.theorem import assume, reflexivity, weaken
from tests.core.certificates import CERTIFICATES

N, i, j, k, m, n = (Var(name) for name in "Nijkmn")
a, b, c = (read(name) for name in "abc")


def x(*indices: Term) -> Term:
    return read("x", *indices)


@pytest.mark.parametrize(
    ("t", "text"),
    [
        (mul(a, add(b, c)), "a·(b + c)"),
        (add(mul(a, b), c), "a·b + c"),
        (mul(a, mul(b, c)), "a·(b·c)"),
        (power(add(a, b), 2), "(a + b)^2"),
        (power(num(-1), 2), "(-1)^2"),
        (power(inv(a), 2), "inv(a)^2"),
        (num("1/2"), "(1/2)"),
        (floor(imul(m, n), iadd(m, n)), "⌊m·n/(m + n)⌋"),
        (mod(imul(m, n), k), "(m·n) mod k"),
        (imul(m, mod(n, k)), "m·(n mod k)"),
        (cast(n), "cast(n)"),
        (bracket(conj((lt(m, n), divides(Int(2), n)))), "[m < n ∧ 2 | n]"),
        (disj(conj((lt(m, n), lt(n, k))), le(k, m)), "m < n ∧ n < k ∨ k ≤ m"),
        (conj((disj(lt(m, n), lt(n, k)), le(k, m))), "(m < n ∨ n < k) ∧ k ≤ m"),
        (total([("i", Int(0), N)], mul(x(i), a)), "Σ{0 ≤ i < N} x[i]·a"),
        (mul(total([("i", Int(0), N)], x(i)), a), "(Σ{0 ≤ i < N} x[i])·a"),
        (total([("i", Int(0), N)], add(x(i), a)), "Σ{0 ≤ i < N} (x[i] + a)"),
        (total([("i", Int(0), N), ("j", i, N)], x(i, j), lt(i, j)), "Σ{0 ≤ i < N, i ≤ j < N | i < j} x[i, j]"),
        (fn("f", [a, b], [1, 0]), "f^(1,0)(a, b)"),
        (diff(mul(x(i), a), "x", j), "∂(x[i]·a)/∂x[j]"),
        (smooth("f", 2), "f is 2 times differentiable"),
        (bind("argmax", [("k", Int(0), N)], x(k), data=0), "argmax_1{0 ≤ k < N} x[k]"),
        (make("literal", ((2,), (num(1).data, num(2).data)), (i,)), "literal(2,)('1', '2')[i]"),
    ],
)
def test_a_term_reads_as_it_is_written(t: Term, text: str) -> None:
    assert show(t) == text


@pytest.mark.parametrize(
    ("s", "t"),
    [
        (power(power(a, 2), 3), power(a, 6)),
        (power(diff(a, "a"), 2), diff(power(a, 2), "a")),
        (power(fn("f", [a], [1]), 2), fn("f", [power(a, 2)], [1])),
        (mul(a, add(b, c)), add(mul(a, b), c)),
        (add(a, add(b, c)), add(add(a, b), c)),
        (add(a), a),
        (add(), num(0)),
        (mul(total([("i", Int(0), N)], x(i)), x(j)), total([("i", Int(0), N)], mul(x(i), x(j)))),
        (floor(m, imul(n, k)), imul(floor(m, n), k)),
        (mod(imul(m, n), k), imul(m, mod(n, k))),
        (cast(n), read("n")),
        (num("1/2"), mul(num(1), inv(num(2)))),
        (conj((disj(lt(m, n), lt(n, k)), le(k, m))), disj(lt(m, n), conj((lt(n, k), le(k, m))))),
        (make("not", None, (conj((lt(m, n), lt(n, k))),)), conj((make("not", None, (lt(m, n),)), lt(n, k)))),
        (fn("f", [a]), fn("f", [a], [1])),
        (fn("f", [], []), read("f")),
        (diff(a, "x", m, n), diff(a, "x", m)),
        (bind("argmax", [("i", Int(0), N), ("k", Int(0), N)], x(i, k), data=0),
         bind("argmax", [("i", Int(0), N), ("k", Int(0), N)], x(i, k), data=1)),
        (make("iff", None, (make("iff", None, (lt(m, n), lt(n, k))), le(m, k))),
         make("iff", None, (lt(m, n), make("iff", None, (lt(n, k), le(m, k)))))),
    ],
)  # fmt: skip
def test_different_terms_look_different(s: Term, t: Term) -> None:
    assert show(s) != show(t)


def test_a_power_of_a_power_is_parenthesised() -> None:
    assert show(power(power(a, 2), 3)) == "(a^2)^3"


def test_the_name_of_a_bound_index_clashes_with_nothing_in_sight() -> None:
    captured = make("sum", None, total([("k", Int(0), N)], x(iadd(k, i))).args, ("i",))
    assert show(captured) == "Σ{0 ≤ i' < N} x[i' + i]"
    inner = make("sum", None, total([("l", Int(0), N)], x(Var("l"), i)).args, ("i",))
    assert show(total([("i", Int(0), N)], inner)) == "Σ{0 ≤ i < N} (Σ{0 ≤ i' < N} x[i', i])"
    named_as_a_tensor = make("sum", None, total([("k", Int(0), N)], x(k)).args, ("x",))
    assert show(named_as_a_tensor) == "Σ{0 ≤ x' < N} x[x']"


def test_two_indices_with_one_hint_get_two_names() -> None:
    t = total([("i", Int(0), N), ("j", Int(0), N)], x(i, j))
    assert show(make("sum", None, t.args, ("i", "i"))) == "Σ{0 ≤ i < N, 0 ≤ i' < N} x[i, i']"


def test_an_index_that_nothing_binds_is_shown_as_one() -> None:
    assert show(x(make("bound", 0, ()))) == "x[?0]"


def test_a_theorem_is_shown_whole() -> None:
    y = define("y", ["p"], total([("k", Int(0), N)], x(iadd(Var("p"), k))))
    z = define("z", [], mul(call(y, m), call(y, n)))
    th = weaken(reflexivity(call(z)), le(Int(1), n))
    assert show_theorem(th).splitlines() == [
        "define  y[p] := Σ{0 ≤ k < N} x[p + k]",
        "define  z := y[m]·y[n]",
        "assume  1 ≤ n",
        "then    z = z",
    ]


def test_definitions_that_only_a_hypothesis_uses_are_shown() -> None:
    y = define("y", [], x(m))
    assert "define  y := x[m]" in show_theorem(weaken(reflexivity(c), eq(call(y), num(0))))


def test_a_parameter_of_a_definition_clashes_with_nothing() -> None:
    y = define("y", ["p"], x(iadd(Var("p"), n)))
    renamed = type(y)("y", ("n",), y.body)
    assert show_definition(renamed) == "y[n'] := x[n' + n]"


def test_a_theorem_says_its_hypotheses_when_printed() -> None:
    assert repr(assume(eq(a, b))) == "a = b ⊢ a = b"


@pytest.mark.parametrize("name", sorted(CERTIFICATES))
def test_what_a_certificate_proves_can_be_shown(name: str) -> None:
    text = show_theorem(CERTIFICATES[name]().last)
    assert text.splitlines()[-1].startswith("then    ")
    assert "@" not in text
