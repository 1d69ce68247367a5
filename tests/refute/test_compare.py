"""Comparison of two sides in random instances, and counterexamples to wrong gradients."""

from __future__ import annotations

import ast
import inspect
from fractions import Fraction
from pathlib import Path

import pytest

import symgrad.refute
from symgrad.core.term import (
    Int,
    Term,
    Var,
    add,
    bind,
    bracket,
    call,
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
    iread,
    isub,
    le,
    lt,
    mul,
    ne,
    num,
    read,
    sub,
    total,
)
from symgrad.refute.counterexample import Counterexample
from symgrad.refute.draw import Drawing
from symgrad.refute.instances import Agreement, compare
from symgrad.refute.scalars import Angle, Enclosure
from symgrad.refute.search import find_counterexample, shrink

Claim = tuple[list[Term], Term, Term]
ZERO, ONE = Int(0), Int(1)
i, j, k, m, n, o, q, s, p = map(Var, "ijkmnoqsp")
H, K, N, OUT = map(Var, "HKNO")


def within(index: Term, size: Term) -> list[Term]:
    return [le(ZERO, index), lt(index, size)]


def conv(offset: Term, *, guarded: bool = True, weight: Term | None = None) -> Claim:
    """∂/∂x[m] of a padded strided convolution, claimed to read w at the offset."""
    at = iadd(imul(s, o), k, imul(Int(-1), p))
    y = define("y", ["o"], total([("k", ZERO, K)], mul(read("w", k), bracket(conj(within(at, H))), read("x", at))))
    lhs = diff(total([("o", ZERO, OUT)], mul(read("r", o), call(y, o))), "x", m)
    guard = [bracket(conj(within(offset, K)))] if guarded else []
    rhs = total([("o", ZERO, OUT)], mul(read("r", o), *guard, read("w", offset if weight is None else weight)))
    return [le(ONE, s), le(ZERO, p), *within(m, H)], lhs, rhs


RIGHT = iadd(m, p, imul(Int(-1), s, o))
WRONG = {
    "the sign of the offset": conv(iadd(imul(s, o), p, imul(Int(-1), m))),
    "the sign of the padding": conv(iadd(m, imul(Int(-1), p), imul(Int(-1), s, o))),
    "the kernel not flipped": conv(RIGHT, weight=iadd(K, Int(-1), imul(Int(-1), RIGHT))),
    "the guard lost": conv(RIGHT, guarded=False),
    "the stride forgotten": conv(iadd(m, p, imul(Int(-1), o))),
}


def conv2d() -> Claim:
    y = define(
        "y2",
        ["o", "q"],
        total(
            [("k", ZERO, K), ("l", ZERO, Var("L"))],
            mul(read("w", k, Var("l")), read("x", iadd(o, k), iadd(q, Var("l")))),
        ),
    )
    loss = total([("o", ZERO, OUT), ("q", ZERO, Var("Q"))], mul(read("r", o, q), call(y, o, q)))
    a, b = isub(i, o), isub(j, q)
    guard = bracket(conj([*within(a, K), *within(b, Var("L"))]))
    rhs = total([("o", ZERO, OUT), ("q", ZERO, Var("Q"))], mul(read("r", o, q), guard, read("w", a, b)))
    return [le(ZERO, i), le(ZERO, j)], diff(loss, "x", i, j), rhs


def softmax(*, wrong: bool = False) -> Claim:
    y = define("s", ["i"], mul(fn("exp", [read("x", i)]), inv(total([("j", ZERO, N)], fn("exp", [read("x", j)])))))
    mean = total([("i", ZERO, N)], mul(read("r", i), call(y, i)))
    rhs = mul(call(y, m), read("r", m)) if wrong else mul(call(y, m), sub(read("r", m), mean))
    return within(m, N), diff(mean, "x", m), rhs


def max_pool() -> Claim:
    window = [("k", ZERO, K)]
    cell = read("x", iadd(imul(s, o), k))
    peak = bind("argmax", window, cell, data=0)
    lhs = diff(total([("o", ZERO, OUT)], mul(read("r", o), bind("max", window, cell))), "x", m)
    rhs = total([("o", ZERO, OUT)], mul(read("r", o), bracket(eq(iadd(imul(s, o), peak), m))))
    return [le(ONE, s), le(ONE, K), bind("forall", [("o", ZERO, OUT)], bind("unique", window, cell))], lhs, rhs


def assert_convincing(found: Agreement, count: int = 24) -> None:
    assert found.disagreement is None
    assert found.counted == count
    assert 2 * found.nonzero >= count


@pytest.mark.parametrize("claim", [conv(RIGHT), conv2d(), softmax(), max_pool()], ids=["conv", "2d", "softmax", "pool"])
@pytest.mark.parametrize("seed", [0, 1])
def test_right_gradients_agree_in_instances_that_are_mostly_not_zero(claim: Claim, seed: int) -> None:
    assert_convincing(compare(*claim, seed=seed))


def test_all_guards_of_a_convolution_are_seen_true_and_false() -> None:
    guards = compare(*conv(RIGHT)).guards
    assert (guards.total, guards.seen_true, guards.seen_false) == (4, 4, 4)
    assert guards.never_true == guards.never_false == ()


def test_a_guard_that_never_decides_is_reported() -> None:
    idle, dead = le(ZERO, k), lt(k, ZERO)
    side = total([("k", ZERO, K)], mul(bracket(idle), read("x", k), sub(num(1), bracket(dead))))
    guards = compare([], side, side).guards
    assert (guards.never_false, guards.never_true) == ((idle_in(side, 0),), (idle_in(side, 1),))


def idle_in(side: Term, which: int) -> Term:
    found = []
    todo = [side]
    while todo:
        t = todo.pop(0)
        found += [t.args[0]] if t.op == "bracket" else []
        todo += t.args
    return found[which]


def test_equal_seeds_give_equal_comparisons() -> None:
    first, again = compare(*WRONG["the guard lost"], seed=7), compare(*WRONG["the guard lost"], seed=7)
    assert first.tried == again.tried
    assert first.disagreement is not None
    assert again.disagreement is not None
    assert first.disagreement.values == again.disagreement.values


@pytest.mark.parametrize("name", WRONG)
def test_a_wrong_convolution_gradient_is_found_and_shrunk(name: str) -> None:
    claim = WRONG[name]
    by_comparison, by_search = compare(*claim).disagreement, find_counterexample(*claim)
    for found in (by_comparison, by_search):
        assert found is not None
        assert_tiny(shrink(found))


def assert_tiny(found: Counterexample) -> None:
    assert found.lhs_value != found.rhs_value
    assert all(0 <= v <= 2 for v in found.sizes.values()), found.sizes
    assert all(0 <= v <= 1 for v in found.indices.values()), found.indices
    assert all(v in (0, 1) for cells in found.values.values() for v in cells.values()), found.values
    assert set(found.sizes) == {"s", "p", "H", "K", "O"}
    assert set(found.indices) == {"m"}


def test_a_wrong_2d_convolution_gradient_is_found() -> None:
    hypotheses, lhs, _ = conv2d()
    transposed = total([("o", ZERO, OUT), ("q", ZERO, Var("Q"))], rhs_with_swapped_kernel())
    found = compare(hypotheses, lhs, transposed).disagreement
    assert found is not None
    assert sum(shrink(found).sizes.values()) <= 6


def rhs_with_swapped_kernel() -> Term:
    a, b = isub(i, o), isub(j, q)
    return mul(read("r", o, q), bracket(conj([*within(a, K), *within(b, Var("L"))])), read("w", b, a))


def test_a_wrong_softmax_gradient_is_found_by_disjoint_enclosures() -> None:
    found = find_counterexample(*softmax(wrong=True))
    assert found is not None
    small = shrink(found)
    assert small.sizes["N"] <= 2
    assert isinstance(small.lhs_value, Enclosure | Fraction)


def test_hypotheses_that_cannot_be_met_are_reported() -> None:
    found = compare([lt(n, m), lt(m, n)], read("x", n), read("x", m))
    assert (found.counted, found.disagreement) == (0, None)
    assert found.rejected == found.tried > 0


def test_a_side_without_a_value_is_never_a_counterexample() -> None:
    nowhere = inv(num(0))
    found = compare([], nowhere, num(1))
    assert (found.counted, found.disagreement) == (0, None)
    assert find_counterexample([], nowhere, num(1), effort=50) is None


def test_sides_that_are_always_zero_are_counted_without_long_search() -> None:
    zero = total([("k", ZERO, K)], sub(read("x", k), read("x", k)))
    found = compare([], zero, num(0))
    assert (found.counted, found.nonzero, found.disagreement) == (24, 0, None)


def test_a_difference_at_the_edge_of_a_size_is_found() -> None:
    claims = {
        "only at size 0": ([], num(1), bracket(ne(n, ZERO))),
        "only at size 1": ([le(ZERO, n)], bracket(ne(n, ONE)), num(1)),
        "only below 0": ([], num(1), bracket(le(ZERO, m))),
        "kernel larger than input": ([le(ONE, H), le(ONE, K)], num(1), bracket(le(K, H))),
        "stride larger than kernel": ([le(ONE, s), le(ONE, K)], num(1), bracket(le(s, K))),
        "past the end": ([le(ZERO, m), le(ONE, n)], read("x", m), mul(bracket(lt(m, n)), read("x", m))),
    }
    for name, claim in claims.items():
        assert compare(*claim).disagreement is not None, name


TYPICAL = {
    "output size": [eq(OUT, iadd(floor(isub(H, K), s), ONE)), le(ONE, s), le(K, H), le(ONE, K)],
    "fits": [le(iadd(imul(s, isub(OUT, ONE)), K), H), le(ONE, s), le(ONE, OUT), le(ONE, K)],
    "groups": [eq(Var("C"), imul(Var("G"), Var("D"))), le(ONE, Var("G")), le(ONE, Var("D"))],
    "divisible": [divides(s, H), le(Int(2), s), le(ONE, H)],
    "large": [le(Int(7), H), eq(H, imul(Int(2), K))],
    "nonzero scalar": [ne(read("r"), num(0))],
    "between": [lt(num(0), read("a")), lt(read("a"), num(1)), lt(num(0), read("b"))],
    "positive entries": [bind("forall", [("k", ZERO, Int(5))], lt(num(0), read("x", k)))],
    "proper indices": [bind("forall", [("k", ZERO, Int(4))], conj(within(iread("at", k), n))), le(ONE, n)],
    "defined scalar": [eq(read("a"), add(read("b"), num(1)))],
}


@pytest.mark.parametrize("name", TYPICAL)
def test_typical_hypotheses_are_met_most_of_the_time(name: str) -> None:
    hypotheses = TYPICAL[name]
    drawing = Drawing(hypotheses, num(0), num(0), 5)
    drawn = [drawing.draw(attempt) for attempt in range(40)]
    good = [instance for instance in drawn if instance is not None]
    assert len(good) >= 30
    assert all(drawing.met(instance.fresh()) for instance in good)


def test_tensors_that_are_read_in_sines_only_are_angles() -> None:
    angle = mul(num(2), read("t", k))
    lhs = diff(total([("k", ZERO, K)], mul(read("x", k), fn("sin", [angle]))), "t", m)
    rhs = mul(num(2), read("x", m), fn("cos", [mul(num(2), read("t", m))]))
    found = compare(within(m, K), lhs, rhs)
    assert_convincing(found)
    assert found.enclosed == 0
    wrong = compare(within(m, K), lhs, mul(num(-1), rhs)).disagreement
    assert wrong is not None
    assert isinstance(wrong.values["t"][(wrong.indices["m"],)], Angle)


def test_the_derivative_of_an_unknown_function_is_compared_exactly() -> None:
    lhs = diff(total([("k", ZERO, K)], fn("f", [mul(read("w"), read("x", k))])), "x", m)
    right = mul(read("w"), fn("f", [mul(read("w"), read("x", m))], [1]))
    assert_convincing(compare(within(m, K), lhs, right))
    wrong = find_counterexample(within(m, K), lhs, fn("f", [mul(read("w"), read("x", m))], [1]))
    assert wrong is not None
    assert ("f", 1) in shrink(wrong).functions


def test_nothing_but_terms_and_errors_is_shared_with_the_rest_of_symgrad() -> None:
    folder = Path(inspect.getfile(symgrad.refute)).parent
    for path in folder.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            names = [a.name for a in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            for name in names:
                if name.startswith("symgrad"):
                    assert name.startswith(("symgrad.refute", "symgrad.core.term", "symgrad.errors")), (path, name)
