"""Attacks that failed stay here as tests; those that succeeded are marked with what they found until it is mended."""

from __future__ import annotations

import random
from collections.abc import Iterator
from fractions import Fraction
from math import prod

import pytest

from symgrad import prove_equal
from symgrad.checker.judge import Checked, check
from symgrad.cli import main
from symgrad.core.arith import arith
from symgrad.core.rules import apply
from symgrad.core.term import (
    FALSE,
    TRUE,
    Int,
    Term,
    Var,
    bind,
    cast,
    divides,
    floor,
    iadd,
    imul,
    le,
    lt,
    make,
    mul,
    ne,
    num,
    read,
)
from symgrad.core.theorem import Rejected, assume, generalise
from symgrad.render.checked import message

SIZES = ("a", "b", "n")


def _value(t: Term, env: dict[str, int], bound: tuple[int, ...] = ()) -> Fraction | int | bool:
    """What a term of these tests means, by the definition of each operation alone."""
    at = [_value(a, env, bound) for a in t.args] if not t.hints else []
    match t.op:
        case "int" | "num":
            return t.data  # type: ignore[no-any-return]  # an int or a Fraction
        case "var":
            return env[t.data]
        case "bound":
            return bound[-1 - t.data]
        case "iadd" | "add":
            return sum(at)
        case "imul" | "mul":
            return prod(at)
        case "imin" | "imax":
            return min(at) if t.op == "imin" else max(at)
        case "floor":
            return int(at[0]) // int(at[1])
        case "cast":
            return at[0]
        case "bracket":
            return int(at[0])
        case "read":
            return Fraction((7 * int(at[0]) + 3) % 5 - 2)
        case "true":
            return True
        case "and":
            return all(at)
        case "ne" | "lt" | "le":
            return {"ne": at[0] != at[1], "lt": at[0] < at[1], "le": at[0] <= at[1]}[t.op]
        case "divides":
            return at[1] % at[0] == 0 if at[0] else at[1] == 0
        case "sum":
            return sum((_value(t.args[-1], env, i) for i in _points(t, env, bound)), Fraction(0))
    raise AssertionError(t.op)


def _points(t: Term, env: dict[str, int], bound: tuple[int, ...], j: int = 0) -> Iterator[tuple[int, ...]]:
    if j == len(t.hints):
        if _value(t.args[-2], env, bound):
            yield bound
        return
    lo, hi = (int(_value(a, env, bound)) for a in t.args[2 * j : 2 * j + 2])
    for i in range(lo, hi):
        yield from _points(t, env, (*bound, i), j + 1)


def _integer(rng: random.Random, depth: int, names: tuple[str, ...]) -> Term:
    if depth == 0 or rng.random() < 0.3:
        return Int(rng.randint(-3, 3)) if rng.random() < 0.5 else Var(rng.choice(names))
    a, b = _integer(rng, depth - 1, names), _integer(rng, depth - 1, names)
    op = rng.choice(["iadd", "imul", "imin", "imax", "floor"])
    if op == "floor":
        return floor(a, Int(rng.randint(1, 3)))
    return make(op, None, (a, iadd(a, Int(rng.randint(-2, 2))) if op in ("imin", "imax") and rng.random() < 0.4 else b))


def _condition(rng: random.Random, names: tuple[str, ...]) -> Term:
    a, b = _integer(rng, 1, names), _integer(rng, 1, names)
    return rng.choice([TRUE, lt(a, b), le(a, b), ne(a, b), divides(Int(rng.randint(-3, 3)), b)])


def _sum(rng: random.Random) -> Term:
    """A sum whose first range has a fixed length, the later ones may depend on it."""
    low = _integer(rng, 1, SIZES)
    ranges, names = [("i", low, iadd(low, Int(rng.randint(-1, 4))))], (*SIZES, "i")
    if rng.random() < 0.6:
        ranges.append(("j", _integer(rng, 1, names), _integer(rng, 1, names)))
        names = (*names, "j")
    body = mul(read("x", _integer(rng, 1, names)), cast(_integer(rng, 1, names)))
    return bind("sum", ranges, body, _condition(rng, names))


def _environments(rng: random.Random) -> Iterator[dict[str, int]]:
    for _ in range(4):
        yield {name: rng.randint(-3, 4) for name in SIZES}


def test_expand_keeps_the_value_of_random_sums() -> None:
    rng = random.Random(1)
    for _ in range(400):
        theorem = apply("expand", _sum(rng))
        for env in _environments(rng):
            assert _value(theorem.lhs, env) == _value(theorem.rhs, env), (theorem, env)


def test_what_is_trivial_about_min_max_floor_and_divides_is_true() -> None:
    rng = random.Random(2)
    accepted = 0
    for _ in range(3000):
        p = _condition(rng, SIZES) if rng.random() < 0.5 else le(_integer(rng, 2, SIZES), _integer(rng, 2, SIZES))
        try:
            arith(p, ((), ("trivial",)))
        except Rejected:
            continue
        accepted += 1
        assert all(_value(p, env) for env in _environments(rng)), p
    assert accepted > 100


def test_no_integer_between_zero_and_one_is_not_said_of_scalars() -> None:
    a = cast(Var("a"))
    between = (lt(num(0), a), lt(a, num(1)))
    with pytest.raises(Rejected):
        arith(FALSE, (between, ("farkas", ((1, (0,)), (1, (1,))), ())))


def test_expand_refuses_lengths_that_are_not_numbers() -> None:
    n = Var("n")
    for hi in (n, floor(n, n), imul(n, n)):
        with pytest.raises(Rejected):
            apply("expand", bind("sum", [("i", Int(0), hi)], read("x", Var("i"))))


# ---- found, and mended ----


def _verdicts(text: str) -> list[str]:
    return [step.verdict for step in _checked(text).steps]


def _checked(text: str) -> Checked:
    return check(text, explain=False)


def test_an_iterator_of_entries_makes_no_inequality_strict() -> None:
    x = read("x")
    hypotheses = (le(num(0), x), le(x, num(0)))
    with pytest.raises(Rejected):
        arith(FALSE, (hypotheses, ("farkas", [(1, iter((0,))), (1, iter((1,)))], ())))


def test_an_iterator_of_names_generalises_no_hypothesis_away() -> None:
    p = le(num(0), read("x", Var("i")))
    with pytest.raises(Rejected):
        generalise(assume(p), iter(["i"]), [(Int(0), Var("n"))])  # type: ignore[arg-type]  # that is the attack


@pytest.mark.parametrize(
    "text",
    [
        "y = x/x; y = 1",
        "y = (x*z)/z; y = x",
        "y = 1/x; y*x = 1",
        "s = sum(i<N) x[i] where x[N], N>=1; p[i<N] = x[i]/s; sum(i<N) p[i] = 1",
    ],
)
def test_a_point_without_a_value_refutes_nothing(text: str) -> None:
    assert _verdicts(text)[-1] != "refuted"


def test_a_counterexample_that_is_shown_meets_the_conditions() -> None:
    step = _checked("y[i<N] = x[i] where x[N], N>=3, x[i]>0; y[i] = x[0]").steps[0]
    assert step.verdict == "refuted"
    assert ",0]" not in message(step)


def test_a_counterexample_with_a_negative_size_says_so() -> None:
    step = _checked("y[i<N] = i*x where x; sum(i<N) y[i] = x*N*(N-1)/2").steps[0]
    assert step.verdict != "refuted" or "N = -1" in message(step)


def test_a_layer_that_mentions_its_length_can_be_summed() -> None:
    assert _verdicts("y[i<N] = x[(i-1) mod N] where x[N]; sum(i<N) y[i] = sum(i<N) x[i]")[0] != "refuted"


def test_a_refutation_by_a_huge_value_can_be_shown() -> None:
    assert "right side 1" in message(_checked("y = exp(800*x); y = 1").steps[0])


def test_an_angle_is_shown_in_words() -> None:
    assert "Angle(" not in message(_checked("y = sin(x); y = cos(x)").steps[0])


@pytest.mark.parametrize(
    ("layer", "value"), [("y = exp(x)", "800"), ("y = exp(x)", "100000"), ("y = 1/exp(x)", "-100000"), ("y = x^p", "2")]
)
def test_evaluate_says_what_is_too_large(layer: str, value: str) -> None:
    assert main(["evaluate", layer, f"x={value}", *(["p=100000"] if "^p" in layer else [])]) != 101


@pytest.mark.parametrize(("layer", "value", "wrong"), [("y = sin(x)", "1e300", "= 0…"), ("y = sqrt(x)*sqrt(x)-x", "3", "e−31")])
def test_evaluate_shows_no_digits_that_are_not_known(
    layer: str, value: str, wrong: str, capsys: pytest.CaptureFixture[str]
) -> None:
    main(["evaluate", layer, f"x={value}"])
    assert wrong not in capsys.readouterr().out


def test_prove_equal_takes_conditions_beside_those_of_the_definitions() -> None:
    prove_equal("y[i]", "x[0]", ["M = 1"], definitions="y[i<N] = x[t[i]] where t[N] in 0..M, x[M]")
