"""What arith accepts follows from its hypotheses: by the evaluator, and with z3 as an adversary."""

from __future__ import annotations

from random import Random
from typing import Any

import pytest
import z3

from symgrad.core.arith import _NODES, Tree, arith
from symgrad.core.term import (
    FALSE,
    TRUE,
    Int,
    Term,
    TermError,
    Var,
    add,
    bind,
    bracket,
    cast,
    conj,
    disj,
    divides,
    eq,
    floor,
    iadd,
    imul,
    isub,
    le,
    lt,
    make,
    mod,
    mul,
    ne,
    num,
    read,
    sub,
    total,
)
from symgrad.core.theorem import Rejected
from tests.core.certificates import farkas
from tests.core.truth import assert_true

a, b, d, k, m, n, o, s, N = (Var(name) for name in "abdkmnosN")
c, u = read("c"), read("u")
ONE = Int(1)
GE1 = le(ONE, n)
UNIQUE = make("unique", None, bind("max", [("k", Int(0), N)], read("x", k)).args, ("k",))
WINNER = make("argmax", 0, UNIQUE.args, UNIQUE.hints)
LOW, HIGH = make("imin", None, (m, n)), make("imax", None, (m, n))

# node -> a goal that it proves, from hypotheses, by a tree that uses it
PROVED: dict[str, tuple[Term, tuple[Term, ...], Tree]] = {
    "trivial": (le(n, iadd(n, ONE)), (), ("trivial",)),
    "exact": (lt(Int(0), n), (GE1,), ("exact", 0)),
    "combine": (eq(imul(m, n), imul(n, k)), (eq(m, k),), ("combine", 1, ((n, 0),))),
    "farkas": (lt(Int(0), imul(n, n)), (GE1,), ("farkas", ((1, (0, 0)), (2, (0,)), (1, (1,))), ())),
    "all": (conj((lt(Int(0), n), le(n, n))), (GE1,), ("all", ("exact", 0), ("trivial",))),
    "any": (disj(lt(n, Int(0)), lt(Int(0), n)), (GE1,), ("any", 1, ("exact", 0))),
    "both": (eq(m, n), (le(m, n), le(n, m)), ("both", ("exact", 0), ("exact", 1))),
    "quotient": (divides(d, imul(d, k)), (), ("quotient", k, ("trivial",))),
    "absurd": (le(m, n), (lt(m, n),), ("absurd", farkas((0,), (1,)))),
    "split": (disj(lt(m, n), le(n, m)), (), ("split", lt(m, n), ("any", 0, ("exact", 0)), ("any", 1, ("exact", 0)))),
    "have": (le(m, iadd(n, ONE)), (lt(m, n),), ("have", le(m, n), farkas((0,), (1,)), farkas((1,), (2,)))),
    "rewrite": (le(read("x", n), c), (eq(m, n), le(read("x", m), c)), ("rewrite", 0, 1, ("exact", 2))),
    "cases": (lt(Int(0), imul(n, n)), (ne(n, Int(0)),),
              ("cases", 0, farkas((1, 1), (1,), (1,), (2,)), farkas((1, 1), (1,), (1,), (2,)))),
    "floor": (le(imul(b, floor(a, b)), a), (le(ONE, b),), ("floor", floor(a, b), ("exact", 0), ("exact", 1))),
    "extremum": (le(LOW, iadd(m, ONE)), (), ("extremum", LOW, farkas((0,), (3,)))),
    "argmax": (lt(WINNER, N), (UNIQUE,), ("argmax", 0, ("exact", 2))),
    "forall": (le(read("x", ONE), c), (bind("forall", [("k", Int(0), Int(3))], le(read("x", k), c)),),
               ("forall", 0, (ONE,), (("trivial",), ("trivial",)), ("exact", 1))),
    "cast": (lt(num(0), cast(n)), (GE1,), ("cast", 0, farkas((1,), (2,)))),
}  # fmt: skip

LEMMAS: dict[str, tuple[Term, tuple[Term, ...], Tree]] = {
    "the Galois law of the floor": (
        le(m, floor(a, b)), (le(ONE, b), le(imul(b, m), a)),
        # b·m ≤ a < b·(q + 1) and q < m make b·(m − q − 1) ≥ 0 absurd
        ("floor", floor(a, b), ("exact", 0), ("farkas", ((1, (0, 4)), (1, (1,)), (1, (3,)), (1, (4,))), ())),
    ),
    "a strided window ends inside": (
        lt(iadd(imul(s, o), k), iadd(imul(s, isub(m, ONE)), N)), (le(ONE, s), lt(o, m), lt(k, N)),
        farkas((0, 1), (1,), (2,), (3,)),
    ),
    "a remainder is below its divisor": (
        lt(mod(a, b), b), (le(ONE, b),), ("floor", floor(a, b), ("exact", 0), ("exact", 2)),
    ),
    "scalars keep their order under products": (
        le(num(0), mul(c, u)), (le(num(0), c), le(num(0), u)), farkas((0, 1), (2,)),
    ),
    "strict scalars contradict": (FALSE, (lt(c, u), lt(u, c)), farkas((0,), (1,))),
    "an integer that is not zero is no scalar that is": (ne(cast(n), num(0)), (ne(n, Int(0)),), ("cast", 0, ("exact", 1))),
    "a natural number from one on has an inverse": (
        ne(cast(n), num(0)), (GE1,), ("cast", 0, ("farkas", ((1, (1,)),), ((-1, 2),))),
    ),
    "integers are ordered as their casts": (
        le(m, n), (le(cast(m), cast(n)),), ("absurd", ("cast", 1, farkas((0,), (2,)))),
    ),
    "integers are equal if their casts are": (
        eq(m, n), (eq(cast(m), cast(n)),), ("absurd", ("cast", 1, ("cases", 2, farkas((3,), equations=((1, 0),)),
                                                                 farkas((3,), equations=((-1, 0),))))),
    ),
    "every divisor divides zero": (divides(n, Int(0)), (), ("quotient", Int(0), ("trivial",))),
    "zero divides zero alone": (eq(n, Int(0)), (divides(Int(0), n),), ("combine", 1, ((1, 0),))),
}  # fmt: skip


def test_every_node_has_an_example() -> None:
    assert set(PROVED) == set(_NODES)


@pytest.mark.parametrize("name", PROVED)
def test_a_node_proves_what_holds(name: str) -> None:
    goal, hypotheses, tree = PROVED[name]
    th = arith(goal, (hypotheses, tree))
    assert (th.conclusion, th.hypotheses) == (goal, hypotheses)
    assert_true(th, wanted=20, tries=200)


@pytest.mark.parametrize("name", LEMMAS)
def test_a_lemma_is_proved_and_holds(name: str) -> None:
    goal, hypotheses, tree = LEMMAS[name]
    assert_true(arith(goal, (hypotheses, tree)), wanted=20, tries=300)


@pytest.mark.parametrize("name", [*PROVED, *LEMMAS])
def test_the_same_witness_fails_without_its_hypotheses(name: str) -> None:
    goal, hypotheses, tree = (PROVED | LEMMAS)[name]
    if hypotheses:
        with pytest.raises((Rejected, TermError, ValueError)):
            arith(goal, ((), tree))


def test_all_hypotheses_of_the_witness_travel_with_the_theorem() -> None:
    th = arith(le(n, n), ((GE1, lt(m, k)), ("trivial",)))
    assert th.hypotheses == (GE1, lt(m, k))


def test_goal_and_hypotheses_must_be_propositions() -> None:
    for goal, hypotheses in ((n, ()), (TRUE, (n,)), (TRUE, (c,))):
        with pytest.raises(Rejected):
            arith(goal, (hypotheses, ("trivial",)))


def test_a_loose_index_is_in_no_theorem() -> None:
    loose = make("bound", 0, ())
    for goal, hypotheses in ((le(loose, loose), ()), (TRUE, (le(loose, n),))):
        with pytest.raises(Rejected):
            arith(goal, (hypotheses, ("trivial",)))


def test_a_loose_index_of_a_witness_is_not_the_index_of_a_sum() -> None:
    """⊢ Σ_{i<9} (min(i,5) − i) = 0 ∨ Σ_{i<9} (min(i,5) − 5) = 0 is false, though min(i,5) is i or 5 for each i."""
    i, loose = Var("i"), make("bound", 0, ())
    smaller = make("imin", None, (i, Int(5)))
    parts = [eq(total([("i", Int(0), Int(9))], make("cast", None, (isub(smaller, e),))), num(0)) for e in (i, Int(5))]
    claim = disj(*parts)
    equal = eq(make("imin", None, (loose, Int(5))), loose)
    denied = ("rewrite", 3, 4, ("absurd", ("exact", 5)))
    for tree in (
        ("extremum", equal.args[0], ("cases", 2, denied, denied)),
        ("split", equal, ("trivial",), ("trivial",)),
        ("have", eq(loose, loose), ("trivial",), ("trivial",)),
        ("floor", floor(loose, Int(2)), ("trivial",), ("trivial",)),
    ):
        with pytest.raises((Rejected, TermError), match="binds"):
            arith(claim, ((), tree))


def test_rewriting_leaves_derivatives_alone() -> None:
    x0 = read("x", Int(0))
    one = eq(make("diff", "x", (x0, Int(0))), num(1))
    with pytest.raises(Rejected):
        arith(eq(make("diff", "x", (num(0), Int(0))), num(1)), ((eq(x0, num(0)), one), ("rewrite", 0, 1, ("exact", 2))))
    by_c = eq(make("diff", "x", (mul(x0, c), Int(0))), c)
    th = arith(eq(make("diff", "x", (mul(x0, u), Int(0))), u), ((eq(c, u), by_c), ("rewrite", 0, 1, ("exact", 2))))
    assert_true(th, tries=200)


def test_nothing_is_known_of_a_floor_by_zero_or_less() -> None:
    for divisor in (Int(0), Int(-2), n):
        q = floor(a, divisor)
        for goal in (le(imul(divisor, q), a), le(Int(0), mod(a, divisor))):
            with pytest.raises(Rejected):
                arith(goal, ((), ("floor", q, ("trivial",), ("exact", 0))))
            with pytest.raises(Rejected):
                arith(goal, ((), ("trivial",)))


def test_a_maximiser_that_is_not_unique_is_nowhere() -> None:
    with pytest.raises(Rejected):
        arith(lt(WINNER, N), ((lt(Int(0), N),), ("argmax", 0, ("exact", 2))))
    with pytest.raises(Rejected):
        arith(lt(WINNER, N), ((), ("trivial",)))


@pytest.mark.parametrize("op", ["eq", "ne", "lt", "le"])
def test_a_comparison_of_integers_holds_for_them_as_scalars(op: str) -> None:
    weak = {"eq": "seq", "ne": "sne", "lt": "slt", "le": "sle"}
    given = make(op, None, (iadd(m, k), n))
    goal = make(weak[op], None, (add(cast(m), cast(k)), cast(n)))
    assert_true(arith(goal, ((given,), ("cast", 0, ("exact", 1)))), wanted=20, tries=300)


def test_brackets_are_no_numbers_to_compare_without_cases() -> None:
    with pytest.raises(Rejected):
        arith(le(bracket(lt(m, n)), num(0)), ((lt(n, m),), farkas((0,), (1,))))


# ---- z3, with random small witnesses ----

NAMES = ("a", "b", "m")


def _linear(rng: Random) -> Term:
    parts = [imul(Int(rng.randint(-2, 2)), Var(rng.choice(NAMES))) for _ in range(rng.randint(1, 2))]
    if rng.random() < 0.25:
        parts.append(floor(Var(rng.choice(NAMES)), Int(rng.randint(1, 3))))
    if rng.random() < 0.2:
        parts.append(make(rng.choice(("imin", "imax")), None, (Var(rng.choice(NAMES)), Int(rng.randint(-1, 2)))))
    return iadd(*parts, Int(rng.randint(-2, 2)))


def _nonnegative(h: Term) -> Term:
    """What the hypothesis a ≤ b or a < b says is ≥ 0."""
    gap = isub(h.args[1], h.args[0])
    return gap if h.op == "le" else isub(gap, ONE)


def _valid(rng: Random) -> tuple[Term, tuple[Term, ...], list[Any]]:
    """A goal that a Farkas witness proves: 0 ≤ Σ c·∏ hᵢ + Σ m·e + slack."""
    hypotheses = [rng.choice((le, lt))(_linear(rng), _linear(rng)) for _ in range(rng.randint(1, 3))]
    equation = eq(_linear(rng), _linear(rng)) if rng.random() < 0.4 else None
    products, parts = [], []
    for _ in range(rng.randint(1, 2)):
        factor, chosen = rng.randint(1, 2), [rng.randrange(len(hypotheses)) for _ in range(rng.randint(1, 2))]
        products.append([factor, chosen])
        parts.append(imul(Int(factor), *(_nonnegative(hypotheses[i]) for i in chosen)))
    equations: list[Any] = []
    if equation is not None:
        multiplier = rng.choice((1, -1, 2, Var("m")))
        equations.append([multiplier, len(hypotheses)])
        term = multiplier if isinstance(multiplier, Term) else Int(multiplier)
        parts.append(imul(term, isub(*equation.args)))
        hypotheses.append(equation)
    products.append([1, [len(hypotheses)]])
    goal = le(Int(0), iadd(*parts, Int(rng.randint(0, 1))))
    return goal, tuple(hypotheses), ["farkas", products, equations]


def _wrapped(rng: Random, goal: Term, hypotheses: tuple[Term, ...], tree: list[Any]) -> list[Any]:
    """The witness inside another node, so that entries are numbered anew; often wrongly so."""
    match rng.randrange(4):
        case 0:
            return ["split", lt(_linear(rng), _linear(rng)), tree, tree]
        case 1:
            return ["floor", floor(Var("a"), Int(rng.randint(0, 2))), ["trivial"], tree]
        case 2:
            return ["absurd", tree]
    return ["have", rng.choice(hypotheses), ["exact", rng.randrange(len(hypotheses))], tree]


def _tampered(rng: Random, tree: Any) -> Any:
    """The witness with one number changed, dropped or repeated."""
    if isinstance(tree, list) and tree:
        copy = list(tree)
        i = rng.randrange(len(copy))
        if isinstance(copy[i], list) and rng.random() < 0.85:
            copy[i] = _tampered(rng, copy[i])
        elif type(copy[i]) is int:
            copy[i] += rng.choice((-1, 1))
        elif not isinstance(copy[i], str | Term) and rng.random() < 0.5:
            copy.pop(i)
        return copy
    return tree


def _frozen(value: Any) -> Any:
    return tuple(map(_frozen, value)) if isinstance(value, list) else value


class Translation:
    """Terms in z3's language; of ⌊a/b⌋ no more is said than the core may know."""

    def __init__(self) -> None:
        self.facts: list[Any] = []
        self.floors: dict[Term, Any] = {}

    def integer(self, t: Term) -> Any:
        args = [self.integer(x) for x in t.args]
        match t.op:
            case "int":
                return z3.IntVal(t.data)
            case "var":
                return z3.Int(t.data)
            case "iadd":
                return z3.Sum(args)
            case "imul":
                return z3.Product(args)
            case "imin":
                return z3.If(args[0] <= args[1], args[0], args[1])
            case "imax":
                return z3.If(args[0] >= args[1], args[0], args[1])
        assert t.op == "floor"
        if t not in self.floors:
            q = self.floors[t] = z3.Int(f"floor{len(self.floors)}")
            self.facts.append(z3.Implies(args[1] >= 1, z3.And(args[1] * q <= args[0], args[0] < args[1] * q + args[1])))
        return self.floors[t]

    def proposition(self, p: Term) -> Any:
        x, y = (self.integer(t) for t in p.args)
        return {"eq": x == y, "ne": x != y, "lt": x < y, "le": x <= y}[p.op]


def refuted_by_z3(goal: Term, hypotheses: tuple[Term, ...]) -> bool:
    solver, translation = z3.Solver(), Translation()
    solver.set("timeout", 100)
    solver.add(*(translation.proposition(h) for h in hypotheses), z3.Not(translation.proposition(goal)))
    solver.add(*translation.facts)
    return bool(solver.check() == z3.sat)


def test_z3_refutes_what_is_false() -> None:
    assert refuted_by_z3(le(a, b), (le(b, a),))
    assert refuted_by_z3(le(imul(b, floor(a, b)), a), ())
    assert not refuted_by_z3(le(imul(b, floor(a, b)), a), (le(ONE, b),))


def test_z3_refutes_nothing_that_arith_accepts() -> None:
    rng = Random(20240)
    accepted = refused = 0
    for _ in range(1500):
        goal, hypotheses, tree = _valid(rng)
        if rng.random() < 0.3:
            goal = le(goal.args[0], isub(goal.args[1], ONE))
        if rng.random() < 0.25:
            tree = _wrapped(rng, goal, hypotheses, tree)
        if rng.random() < 0.4:
            tree = _tampered(rng, tree)
        try:
            arith(goal, (hypotheses, _frozen(tree)))
        except (Rejected, TermError, ValueError, TypeError, AttributeError):
            refused += 1
            continue
        accepted += 1
        if accepted <= 200:
            assert not refuted_by_z3(goal, hypotheses), (hypotheses, goal, tree)
    assert accepted >= 300
    assert refused >= 300


def test_instances_refute_nothing_that_arith_accepts() -> None:
    rng = Random(7)
    accepted = 0
    for seed in range(1200):
        goal, hypotheses, tree = _valid(rng)
        if rng.random() < 0.5:
            tree = _tampered(rng, tree)
        try:
            th = arith(goal, (hypotheses, _frozen(tree)))
        except (Rejected, TermError, ValueError, TypeError, AttributeError):
            continue
        accepted += 1
        assert_true(th, seed, wanted=4, tries=16)
    assert accepted >= 300


def test_scalars_are_ordered_as_a_field() -> None:
    square = mul(sub(c, u), sub(c, u))
    th = arith(le(num(0), add(square, num(1))), ((le(num(0), square),), farkas((0,), (1,))))
    assert_true(th)
