"""∀ and uniqueness as conditions, steps inside of them, and what else no theorem of the library needs yet, are certified."""

from __future__ import annotations

from typing import Any

import pytest

from symgrad.core.term import (
    Int,
    Term,
    Var,
    add,
    bind,
    bracket,
    cast,
    conj,
    iadd,
    imul,
    isub,
    le,
    lt,
    mul,
    ne,
    num,
    power,
    read,
    smooth,
    total,
)
from symgrad.rocq.script import Script
from symgrad.rocq.write import NotCertified
from tests.rocq.coqc import needs_coqc, refused
from tests.rocq.examples import script_of, script_of_rule

i, j, m, n = Var("i"), Var("j"), Var("m"), Var("n")
c = read("c")
BELOW = bind("forall", [("i", Int(0), n)], le(read("x", i), c))
INSIDE = bind(
    "forall",
    [("i", Int(0), n), ("j", i, iadd(m, Int(0)))],
    lt(read("y", i, iadd(j, i)), c),
    conj([ne(i, j), lt(Int(0), j), le(i, m)]),
)
SINGLE = bind("unique", [("i", Int(0), n), ("j", Int(0), m)], read("y", i, j), lt(i, j))
SPLIT = bind("forall", [("i", Int(0), n)], conj([le(read("x", i), c), lt(i, m)]))
EASY: Any = ((), ("trivial",))


def _step(name: str, t: Term, rule: str, path: tuple[int, ...], *parameters: Any) -> Script:
    return script_of(name, ("chain", t, ((rule, path, parameters, None),)))


def _both(p: Term, q: Term) -> tuple[Term, Any, Any]:
    return q, ((p,), ("exact", 0)), ((q,), ("exact", 0))


@needs_coqc
def test_a_bracket_of_a_binder_is_certified() -> None:
    scripts = {
        op: script_of_rule(f"bracket_of_{op}", "bracket_cases", read("z", n), p)
        for op, p in (("forall", BELOW), ("forall_given", INSIDE), ("unique", SINGLE), ("both", conj([SPLIT, SINGLE])))
    }
    twice = mul(bracket(BELOW), bracket(SINGLE), bracket(BELOW))
    scripts["ring"] = script_of_rule("ring_with_binders", "ring", twice, mul(bracket(SINGLE), bracket(BELOW)))
    scripts["condition"] = script_of_rule(
        "condition_with_binders",
        "split",
        total([("k", Int(0), n)], read("x", Var("k"))),
        bind("forall", [("i", Int(0), n)], ne(i, Var("@a0"))),
    )
    assert refused(scripts) == {}


@needs_coqc
def test_steps_inside_a_binder_are_certified() -> None:
    at, up = Var("@0"), Var("@1")
    wide = iadd(n, Int(1), Int(-1))
    scripts = {
        "body": _step("body", BELOW, "ring", (2 + 1, 1), add(c, num(0))),
        "body_given": _step("body_given", INSIDE, "ring", (5, 0), mul(num(1), read("y", at, iadd(up, at)))),
        "end": _step("end", BELOW, "index", (1,), wide, EASY),
        "lower_end": _step("lower_end", INSIDE, "index", (2,), iadd(at, Int(0)), EASY),
        "condition": _step("condition", INSIDE, "equivalent", (4, 2), *_both(le(at, m), le(imul(Int(1), at), m))),
        "unique_body": _step("unique_body", SINGLE, "ring", (5,), mul(num(1), read("y", at, up))),
        "unique_end": _step("unique_end", SINGLE, "index", (1,), wide, EASY),
        "unique_condition": _step("unique_condition", SINGLE, "equivalent", (4,), *_both(lt(at, up), lt(Int(0), isub(up, at)))),
        "under_a_sum": _step("under_a_sum", total([("k", Int(0), n)], bracket(BELOW)), "ring", (3, 0, 3, 1), add(c, num(0))),
    }
    assert refused(scripts) == {}


@needs_coqc
def test_an_order_fact_for_all_indices_is_used_at_a_point_of_a_denial() -> None:
    x = read("x", m)
    inside = (("exact", 1), ("exact", 2))
    at_m = ("forall", 0, (m,), inside, ("farkas", ((1, (3,)), (1, (4,))), ()))
    given = (BELOW, le(Int(0), m), lt(m, n))
    scripts = {"plain": script_of("denied", ("arith", le(x, c), (given, ("absurd", at_m))))}
    limit = bind("forall", [("i", Int(0), n)], le(read("x", i), cast(i)), lt(i, m))
    at_n = ("forall", 0, (Int(0),), (("trivial",), ("exact", 1), ("exact", 2)), ("farkas", ((1, (3,)), (1, (4,))), ()))
    given = (limit, lt(Int(0), n), lt(Int(0), m))
    scripts["given"] = script_of("denied_given", ("arith", le(read("x", Int(0)), num(0)), (given, ("absurd", at_n))))
    assert refused(scripts) == {}


@needs_coqc
def test_a_large_power_of_a_sum_is_certified_and_not_expanded() -> None:
    large = power(add(read("x", n), c), 40)
    other = power(add(c, read("x", n)), 40)
    t = add(mul(large, num(2), c), num(1))
    assert refused({"power": script_of_rule("power", "ring", t, add(num(1), mul(c, other), mul(large, c)))}) == {}


def test_that_a_function_is_smooth_is_no_condition() -> None:
    with pytest.raises(NotCertified, match="smooth"):
        script_of_rule("smoothness", "bracket_cases", c, smooth("f", 1))
