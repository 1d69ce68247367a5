"""Theorems are made by the rules alone; rewriting inside a term assumes no more than the place provides."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from symgrad.core.arith import arith
from symgrad.core.rules import apply
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
    conj,
    conjuncts,
    diff,
    eq,
    iadd,
    le,
    lt,
    make,
    mul,
    ne,
    num,
    open_binder,
    read,
    total,
)
from symgrad.core.theorem import (
    Rejected,
    Theorem,
    assume,
    contradiction,
    discharge,
    generalise,
    induct,
    instantiate_symbols,
    reflexivity,
    rewrite,
    specialise,
    symmetry,
    transitivity,
    weaken,
)
from tests.core.truth import assert_true, is_false
from tests.strategies import FREE, integers, propositions, scalars

N, M, i, j, k, m, n = (Var(name) for name in "NMijkmn")
c, u = read("c"), read("u")
AT = Var("@0")  # the name under which rewriting opens an outermost index


def x(index: Term) -> Term:
    return read("x", index)


def assuming(equation: Term) -> Callable[[Term], Theorem]:
    return lambda part: apply("hypothesis", part, equation)


# ---- the one way to make a theorem ----


def test_nobody_else_makes_a_theorem() -> None:
    with pytest.raises(Rejected, match="only the rules"):
        Theorem(object(), (), FALSE)
    with pytest.raises(Rejected, match="only the rules"):
        Theorem(None, (), FALSE)


def test_no_theorem_mentions_an_index_that_nothing_binds() -> None:
    loose = make("bound", 0, ())
    with pytest.raises(Rejected):
        reflexivity(x(loose))
    with pytest.raises(Rejected):
        assume(le(loose, n))
    with pytest.raises(Rejected):
        weaken(reflexivity(c), le(loose, n))


# ---- logic ----


def test_reflexivity_symmetry_and_transitivity() -> None:
    first, second = assume(eq(c, u)), assume(eq(u, num(0)))
    assert reflexivity(c).conclusion == eq(c, c)
    assert symmetry(first).conclusion == eq(u, c)
    th = transitivity(first, second)
    assert (th.hypotheses, th.conclusion) == ((eq(c, u), eq(u, num(0))), eq(c, num(0)))


def test_equations_alone_are_reversed_and_joined() -> None:
    for bad in (assume(le(c, u)), assume(ne(m, n))):
        with pytest.raises(Rejected):
            symmetry(bad)
        with pytest.raises(Rejected):
            transitivity(bad, bad)


def test_a_proof_of_a_hypothesis_discharges_it_and_leaves_its_own() -> None:
    weak, strong = (
        arith(le(Int(0), n), ((le(Int(1), n),), ("farkas", ((1, (0,)), (1, (1,))), ()))),
        assume(le(Int(1), n)),
    )
    th = discharge(weaken(reflexivity(c), le(Int(0), n)), weak)
    assert th.hypotheses == strong.hypotheses


def test_a_contradiction_denies_a_hypothesis_that_was_used() -> None:
    both = arith(FALSE, ((le(Int(1), n), lt(n, Int(1))), ("farkas", ((1, (0,)), (1, (1,))), ())))
    th = contradiction(both, le(Int(1), n))
    assert th.hypotheses == (lt(n, Int(1)),)
    assert_true(th)
    with pytest.raises(Rejected, match="not used"):
        contradiction(both, eq(m, Int(0)))


def test_generalising_discharges_the_domain_of_the_index() -> None:
    th = generalise(arith(lt(Int(0), i), ((le(Int(1), i),), ("exact", 0))), ["i"], [(Int(1), N)])
    assert th.hypotheses == ()
    assert_true(th)


def test_what_holds_for_all_holds_for_one_in_the_domain() -> None:
    every = bind("forall", [("i", Int(0), N), ("j", i, N)], le(x(i), x(j)), ne(i, j))
    th = specialise(assume(every), (m, n))
    assert th.hypotheses == (every, le(Int(0), m), lt(m, N), le(m, n), lt(n, N), ne(m, n))
    assert th.conclusion == le(x(m), x(n))


def test_a_universal_statement_is_specialised_by_a_closed_integer_for_each_index() -> None:
    every = assume(bind("forall", [("i", Int(0), N)], le(x(i), c)))
    for values in ((), (m, n), (num(1),), (make("bound", 0, ()),)):
        with pytest.raises(Rejected):
            specialise(every, values)
    with pytest.raises(Rejected):
        specialise(assume(le(m, n)), (m,))


def test_instantiating_changes_hypotheses_and_conclusion() -> None:
    th = instantiate_symbols(assume(le(m, n)), {"m": n, "n": iadd(m, n)})
    assert (th.hypotheses, th.conclusion) == ((le(n, iadd(m, n)),), le(n, iadd(m, n)))
    for bad in (num(1), make("bound", 0, ())):
        with pytest.raises(Rejected):
            instantiate_symbols(assume(le(m, n)), {"m": bad})


def test_a_term_that_depends_on_x_is_instantiated_under_no_derivative_by_x() -> None:
    th = apply("d_mul", diff(mul(x(n), x(Int(0))), "x", Int(0)))
    winner = bind("argmax", [("k", Int(0), Int(2))], x(k), data=0)
    with pytest.raises(TermError, match="under"):
        instantiate_symbols(th, {"n": winner})


def test_induction_gives_the_claim_from_the_start_on() -> None:
    p = le(m, iadd(n, Int(1)))
    after = le(m, iadd(iadd(n, Int(1)), Int(1)))
    base = arith(le(m, iadd(m, Int(1))), ((), ("trivial",)))
    th = induct(base, arith(after, ((p,), ("farkas", ((1, (0,)), (1, (1,))), ()))), "n", m)
    assert (th.hypotheses, th.conclusion) == ((le(m, n),), p)
    with pytest.raises(Rejected, match="start mentions"):
        induct(reflexivity(c), assume(p), "n", iadd(n, Int(1)))


def test_induction_takes_the_claim_that_n_is_at_least_the_start() -> None:
    p, after = le(m, n), le(m, iadd(n, Int(1)))
    step = arith(after, ((p,), ("farkas", ((1, (0,)), (1, (1,))), ())))
    th = induct(arith(le(m, m), ((), ("trivial",))), step, "n", m)
    assert (th.hypotheses, th.conclusion) == ((p,), p)


# ---- rewriting ----


def test_a_step_must_prove_an_equation_for_its_part() -> None:
    for step in (lambda _: assume(le(c, u)), lambda _: reflexivity(u), lambda _: symmetry(assume(eq(c, u)))):
        with pytest.raises(Rejected, match="does not prove"):
            rewrite(add(c, num(1)), (0,), step)


@pytest.mark.parametrize("path", [(2,), (-1,), (0, 0), (True,), ("0",), (0.0,)])
def test_a_path_leads_to_a_part(path: tuple[Any, ...]) -> None:
    with pytest.raises(Rejected):
        rewrite(add(c, num(1)), path, reflexivity)


def test_a_hypothesis_on_an_index_becomes_one_for_all_indices() -> None:
    t = total([("i", Int(0), N)], x(i))
    th = rewrite(t, (3,), assuming(eq(x(AT), num(0))))
    assert th.hypotheses == (bind("forall", [("i", Int(0), N)], eq(x(i), num(0))),)
    assert th.rhs == total([("i", Int(0), N)], num(0))
    assert is_false((), th.conclusion)


def test_the_domain_of_an_index_need_not_be_assumed() -> None:
    t = total([("i", Int(0), N)], x(i), eq(i, m))
    th = rewrite(t, (3,), lambda part: apply("theorem", part, arith_read()))
    assert th.hypotheses == ()
    assert th.rhs == total([("i", Int(0), N)], x(m), eq(i, m))


def arith_read() -> Theorem:
    """@0 = m ⊢ x[@0] = x[m]."""
    return rewrite(x(AT), (0,), assuming(eq(AT, m)))


def test_a_condition_does_not_help_to_rewrite_itself() -> None:
    t = total([("i", Int(0), N)], x(i), eq(i, m))
    th = rewrite(t, (2, 0), assuming(eq(AT, m)))
    assert th.hypotheses == (bind("forall", [("i", Int(0), N)], eq(i, m)),)
    assert is_false((), th.conclusion)


def test_a_range_is_rewritten_under_the_earlier_indices_alone() -> None:
    t = total([("i", Int(0), N), ("j", Int(0), i)], x(j), lt(i, m))
    th = rewrite(t, (3,), assuming(eq(AT, M)))
    assert th.hypotheses == (bind("forall", [("i", Int(0), N)], eq(i, M)),)
    kept = rewrite(t, (3,), lambda part: weaken(reflexivity(part), lt(AT, m)))
    assert kept.hypotheses == (bind("forall", [("i", Int(0), N)], lt(i, m)),)
    free = rewrite(t, (3,), lambda part: weaken(reflexivity(part), lt(AT, N)))
    assert free.hypotheses == ()


def test_an_index_that_a_hypothesis_does_not_need_is_not_generalised_over() -> None:
    t = total([("i", Int(0), N), ("j", Int(0), M)], mul(x(i), read("w", j)), lt(i, j))
    th = rewrite(t, (5, 0), assuming(eq(x(AT), num(0))))
    assert th.hypotheses == (bind("forall", [("i", Int(0), N)], eq(x(i), num(0))),)
    assert_true(th)


def test_an_index_that_a_needed_range_mentions_is_kept() -> None:
    t = total([("i", Int(0), N), ("j", Int(0), i)], read("w", j))
    th = rewrite(t, (5,), assuming(eq(read("w", Var("@1")), num(0))))
    assert th.hypotheses == (bind("forall", [("i", Int(0), N), ("j", Int(0), i)], eq(read("w", j), num(0))),)


def test_a_bracket_beside_the_part_need_not_be_assumed() -> None:
    t = mul(bracket(eq(c, num(0))), c)
    th = rewrite(t, (1,), assuming(eq(c, num(0))))
    assert th.hypotheses == ()
    assert_true(th)


@pytest.mark.parametrize(
    ("t", "path"),
    [
        (add(bracket(eq(c, num(0))), c), (1,)),
        (mul(bracket(eq(c, num(0))), add(c, u), c).args[1], (0,)),
        (mul(bracket(make("or", None, (eq(c, num(0)), eq(u, num(0))))), c), (1,)),
        (mul(bracket(make("not", None, (eq(c, num(0)),))), c), (1,)),
        (make("or", None, (eq(c, num(0)), eq(c, u))), (1, 0)),
        (make("iff", None, (eq(c, num(0)), eq(c, u))), (1, 0)),
    ],
)
def test_no_other_neighbour_lets_one_assume_anything(t: Term, path: tuple[int, ...]) -> None:
    th = rewrite(t, path, assuming(eq(c, num(0))))
    assert th.hypotheses == (eq(c, num(0)),)


def test_two_brackets_do_not_discharge_each_other_at_once() -> None:
    """[P]·[Q] may become [P]·1 under P ⊢ Q; then [P] has nothing beside it that says P."""
    p = eq(c, num(0))
    t = mul(bracket(p), bracket(p))
    once = rewrite(t, (1,), lambda part: apply("bracket_true", part, ((p,), ("exact", 0))))
    twice = rewrite(once.rhs, (0,), lambda part: apply("bracket_true", part, ((p,), ("exact", 0))))
    assert once.hypotheses == ()
    assert twice.hypotheses == (p,)


def test_parts_of_a_conjunction_help_each_other() -> None:
    t = conj((eq(c, num(0)), lt(c, u)))
    th = rewrite(t, (1, 0), assuming(eq(c, num(0))))
    assert th.hypotheses == ()
    assert_true(th)


def test_no_hypothesis_on_x_is_used_under_a_derivative_by_x() -> None:
    x0 = x(Int(0))
    t = diff(mul(x0, u), "x", Int(0))
    with pytest.raises(Rejected, match="under ∂/∂x"):
        rewrite(t, (0, 0), assuming(eq(x0, num(0))))
    with pytest.raises(Rejected, match="under ∂/∂x"):
        rewrite(t, (0, 0), lambda part: weaken(reflexivity(part), le(num(0), x(n))))
    with pytest.raises(Rejected, match="under ∂/∂x"):
        rewrite(t, (0,), lambda part: weaken(reflexivity(part), make("unique", None, WINNER, ("k",))))
    th = rewrite(t, (0, 1), assuming(eq(u, num(2))))
    assert th.hypotheses == (eq(u, num(2)),)
    assert_true(th)


WINNER = bind("max", [("k", Int(0), Int(2))], x(k)).args


def test_the_index_of_a_derivative_may_be_rewritten_under_a_hypothesis_on_x() -> None:
    winner = make("argmax", 0, WINNER, ("k",))
    th = rewrite(diff(x(Int(0)), "x", winner), (1,), assuming(eq(winner, Int(0))))
    assert th.hypotheses == (eq(winner, Int(0)),)


def test_a_bracket_inside_a_derivative_helps_inside_it_and_not_outside() -> None:
    x0 = x(Int(0))
    beside = mul(bracket(eq(x0, num(0))), x0)
    inside = rewrite(diff(beside, "x", Int(0)), (0, 1), assuming(eq(x0, num(0))))
    assert inside.hypotheses == ()
    with pytest.raises(Rejected):
        rewrite(mul(bracket(eq(x0, num(0))), diff(x0, "x", Int(0))), (1, 0), assuming(eq(x0, num(0))))


def test_an_index_in_use_is_not_opened_again() -> None:
    with pytest.raises(TermError):
        rewrite(total([("i", Int(0), N)], mul(x(i), x(AT))), (3,), reflexivity)


# ---- at random ----


def parts(t: Term, path: tuple[int, ...] = (), depth: int = 0) -> list[tuple[tuple[int, ...], Term]]:
    """Every scalar and integer part that rewriting can reach, opened as it opens them."""
    found = [(path, t)] if t.sort != "P" else []
    if t.hints:
        n = len(t.hints)
        domain, body = open_binder(t, [f"@{depth + j}" for j in range(n)])
        children = [*(end for pair in domain.ranges for end in pair), domain.cond, body]
        depth += n
    else:
        children = list(t.args)
    for number, child in enumerate(children):
        found += parts(child, (*path, number), depth)
    return found


def in_scope(part: Term) -> list[str]:
    return [*(name for name in sorted(part.free) if name.startswith("@")), *FREE]


@settings(max_examples=250, deadline=None, derandomize=True)
@given(scalars(depth=3), st.data())
def test_rewriting_a_random_part_by_a_random_hypothesis_is_sound(t: Term, data: st.DataObject) -> None:
    path, part = data.draw(st.sampled_from(parts(t)))
    other = data.draw((integers if part.sort == "I" else scalars)(in_scope(part), 1))
    th = rewrite(t, path, assuming(eq(part, other)))
    assert_true(th, data.draw(st.integers(0, 1 << 20)), wanted=4, tries=40)


@settings(max_examples=250, deadline=None, derandomize=True)
@given(scalars(depth=3), st.data())
def test_splitting_a_random_part_by_a_random_condition_is_sound(t: Term, data: st.DataObject) -> None:
    path, part = data.draw(st.sampled_from([(p, s) for p, s in parts(t) if s.sort == "S"]))
    condition = data.draw(propositions(in_scope(part), 1))
    th = rewrite(t, path, lambda s: apply("bracket_cases", s, condition))
    assert th.hypotheses == ()
    assert_true(th, data.draw(st.integers(0, 1 << 20)), wanted=4, tries=12)


@settings(max_examples=200, deadline=None, derandomize=True)
@given(scalars(depth=2), st.data())
def test_what_the_place_provides_may_be_used_there(t: Term, data: st.DataObject) -> None:
    """Any number of hypotheses on the indices, discharged or generalised: what is left suffices."""
    path, part = data.draw(st.sampled_from(parts(t)))
    names = in_scope(part)
    p = data.draw(propositions(names, 1))
    other = mul(bracket(p), part) if part.sort == "S" else None
    if other is None:
        return
    th = rewrite(t, path, lambda s: apply("theorem", s, assumed_bracket(p, s)))
    assert th.conclusion.args[0] == t
    assert_true(th, data.draw(st.integers(0, 1 << 20)), wanted=4, tries=40)


def assumed_bracket(p: Term, s: Term) -> Theorem:
    """P ⊢ s = [P]·s."""
    exact = [("exact", k) for k in range(len(conjuncts(p)))]
    one = apply("bracket_true", bracket(p), ((p,), ("all", *exact) if p.op == "and" else exact[0]))
    return symmetry(transitivity(rewrite(mul(bracket(p), s), (0,), lambda _: one), apply("ring", mul(num(1), s), s)))


def test_true_is_no_condition() -> None:
    assert total([("i", Int(0), N)], x(i), TRUE) == total([("i", Int(0), N)], x(i))
