"""Finding witnesses: what is found is accepted by the core, what is false is never found, side conditions of layers are."""

import random

import pytest
import z3

from symgrad.core.arith import arith
from symgrad.core.term import Int, Var, cast, divides, eq, floor, iadd, imul, isub, le, lt, make, mod, mul, ne, num, sub
from symgrad.engine.integers import find, holds

i, j, k, m, o, s, d, p, K, N, O, a, b = map(Var, ("i", "j", "k", "m", "o", "s", "d", "p", "K", "N", "O", "a", "b"))
lo, hi = Var("lo"), Var("hi")
TAP = [le(Int(0), k), lt(k, K)]
OUT = [le(Int(0), o), lt(o, O)]
LEFT = isub(iadd(m, p), imul(d, k))  # what the stride must divide

FOLLOWS = {
    "an index in front": ([*TAP, eq(iadd(i, k), m)], lt(isub(m, i), K)),
    "divisibility from the equation": ([eq(isub(iadd(imul(s, o), imul(d, k)), p), m)], divides(s, LEFT)),
    "the quotient": ([le(Int(1), s), eq(isub(iadd(imul(s, o), imul(d, k)), p), m)], eq(floor(LEFT, s), o)),
    "back from divisibility": ([divides(s, LEFT)], eq(isub(iadd(imul(s, floor(LEFT, s)), imul(d, k)), p), m)),
    "a strided window": (
        [le(Int(1), s), *OUT, *TAP, le(iadd(imul(s, isub(O, Int(1))), K), N)],
        lt(iadd(imul(s, o), k), N),
    ),
    "Galois": ([le(Int(1), s), le(i, floor(N, s))], le(imul(s, i), N)),
    "Galois back": ([le(Int(1), s), le(imul(s, i), N)], le(i, floor(N, s))),
    "nested floor": ([le(Int(1), a), le(Int(1), b)], eq(floor(floor(N, a), b), floor(N, imul(a, b)))),
    "a remainder is small": ([le(Int(1), s)], lt(mod(m, s), s)),
    "one window": (
        [le(K, s), *TAP, le(Int(0), j), lt(j, K), eq(iadd(imul(s, i), k), iadd(imul(s, o), j))],
        eq(i, o),
    ),
    "a minimum": ([lt(i, make("imin", None, (K, N)))], lt(i, K)),
    "inequality from order": ([lt(i, j)], ne(i, j)),
    "a size is positive as a scalar": ([le(Int(1), N)], lt(num(0), cast(N))),
    "a size is no zero scalar": ([lt(Int(0), N)], ne(cast(N), num(0))),
    "what is not zero is no zero scalar": ([ne(N, Int(0))], ne(cast(N), num(0))),
    "a product of sizes as a scalar": ([le(Int(1), N), le(Int(1), K)], lt(num(0), mul(cast(N), cast(K)))),
    "equal sizes are equal scalars": ([eq(N, K)], eq(cast(N), cast(K))),
    "order of scalars is order of sizes": ([le(cast(N), cast(K))], le(N, K)),
    "a window's count": ([le(lo, hi)], le(num(0), sub(cast(hi), cast(lo)))),
    "a quotient as a scalar": ([le(Int(1), s)], le(mul(cast(s), cast(floor(N, s))), cast(N))),
}


@pytest.mark.parametrize("name", FOLLOWS)
def test_a_witness_is_found_and_the_core_accepts_it(name):
    facts, goal = FOLLOWS[name]
    witness = find(facts, goal)
    assert witness is not None
    theorem = arith(goal, witness)
    assert set(theorem.hypotheses) <= set(facts)


@pytest.mark.parametrize("name", FOLLOWS)
def test_without_its_facts_it_is_not_found(name):
    _, goal = FOLLOWS[name]
    assert not holds([], goal)


def test_nothing_that_z3_refutes_is_found():
    """Random small systems; z3 is the adversary."""
    rng = random.Random(11)
    names = [Var(n) for n in "uvwxy"]
    found = 0
    for _ in range(400):
        facts = [_random_comparison(rng, names) for _ in range(rng.randint(1, 5))]
        goal = _random_comparison(rng, names)
        witness = find(facts, goal)
        if witness is None:
            continue
        found += 1
        theorem = arith(goal, witness)
        solver = z3.Solver()
        solver.add(*map(_z3, theorem.hypotheses), z3.Not(_z3(goal)))
        solver.set("timeout", 2000)
        assert solver.check() != z3.sat, (theorem.hypotheses, goal)
    assert found > 30


def _random_comparison(rng, names):
    def side():
        parts = [imul(Int(rng.randint(-2, 2)), rng.choice(names)) for _ in range(rng.randint(1, 2))]
        return iadd(*parts, Int(rng.randint(-2, 2)))

    return rng.choice((le, lt, eq, le, lt))(side(), side())


def _z3(t):
    args = [_z3(x) for x in t.args]
    match t.op:
        case "int":
            return z3.IntVal(t.data)
        case "var":
            return z3.Int(t.data)
        case "iadd":
            return z3.Sum(args)
        case "imul":
            return z3.Product(args)
        case "le":
            return args[0] <= args[1]
        case "lt":
            return args[0] < args[1]
        case "eq":
            return args[0] == args[1]
    raise AssertionError(t.op)
