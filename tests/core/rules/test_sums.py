"""Rules of sums: what each gives, and the shapes that it takes."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st

from symgrad.core.rules import RULES, apply
from symgrad.core.rules.sums import source_names, target_names
from symgrad.core.term import (
    TRUE,
    Domain,
    Int,
    Term,
    TermError,
    Var,
    add,
    bind,
    bracket,
    conj,
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
    negate,
    num,
    open_binder,
    read,
    substitute,
    total,
)
from symgrad.core.theorem import Rejected, Theorem, rewrite
from tests.core.certificates import farkas, sift_proofs
from tests.core.truth import assert_true
from tests.strategies import propositions, sums

N, M, i, j, k, m, n, s = (Var(name) for name in "NMijkmns")
A0, A1, B0, B1 = Var("@a0"), Var("@a1"), Var("@b0"), Var("@b1")
c = read("c")
IN_D, IN_E = (le(Int(0), A0), lt(A0, N)), (le(Int(0), B0), lt(B0, N))


def x(*indices: Term) -> Term:
    return read("x", *indices)


def w(*indices: Term) -> Term:
    return read("w", *indices)


def below(name: str, hi: Term, body: Term, cond: Term = TRUE) -> Term:
    return total([(name, Int(0), hi)], body, cond)


def proved(name: str, t: Term, expected: Term, *parameters: Any) -> Theorem:
    """The rule gives that result without hypotheses, and it is true."""
    th = apply(name, t, *parameters)
    assert th.lhs == t
    assert th.rhs == expected
    assert_true(th)
    return th


def rejected(name: str, t: Term, *parameters: Any, reason: str = "") -> None:
    with pytest.raises((Rejected, TermError, TypeError, ValueError), match=reason or None):
        apply(name, t, *parameters)


def test_the_names_of_opened_indices_are_reserved() -> None:
    assert source_names(2) == ["@a0", "@a1"]
    assert target_names(2) == ["@b0", "@b1"]


@pytest.mark.parametrize("name", [rule.name for rule in RULES.values() if rule.family == "sums"])
def test_a_rule_of_sums_rejects_what_is_no_sum(name: str) -> None:
    parameters: dict[str, tuple[Any, ...]] = {
        "factor_in": (0,), "distribute": (0,), "nest": (1,), "condition": ((0,),), "guard": (TRUE,), "split": (TRUE,),
        "empty": (((), ("trivial",)),), "reindex": (((), (), TRUE), (), (), ((), ())), "swap_ranges": ((0,),),
    }  # fmt: skip
    for t in (c, num(0), bind("max", [("i", Int(0), N)], x(i)), mul(c, c)):
        rejected(name, t, *parameters.get(name, ()))


def test_sum_add_keeps_the_domain_of_every_part() -> None:
    cond = ne(i, m)
    proved("sum_add", below("i", N, add(x(i), w(i), c), cond), add(*(below("i", N, f, cond) for f in (x(i), w(i), c))))


def test_sum_add_of_no_terms_is_no_term() -> None:
    proved("sum_add", below("i", N, add()), add())


def test_expand_writes_the_summands_out_in_order() -> None:
    proved("expand", below("i", Int(3), x(i)), add(x(Int(0)), x(Int(1)), x(Int(2))))
    proved(
        "expand", total([("i", Int(-1), Int(1))], mul(x(i), w(i))), add(mul(x(Int(-1)), w(Int(-1))), mul(x(Int(0)), w(Int(0))))
    )


def test_expand_takes_a_range_of_fixed_length_anywhere() -> None:
    t = total([("i", isub(n, m), iadd(isub(n, m), Int(2)))], x(i))
    proved("expand", t, add(x(isub(n, m)), x(iadd(isub(n, m), Int(1)))))


def test_expand_of_one_summand_or_none_is_no_sum() -> None:
    proved("expand", total([("i", n, iadd(n, Int(1)))], x(i)), x(n))
    proved("expand", total([("i", n, n)], x(i)), num(0))
    proved("expand", total([("i", Int(3), Int(1))], x(i)), num(0))


def test_expand_keeps_the_condition_as_a_bracket() -> None:
    t = below("i", Int(2), mul(x(i), c), ne(i, m))
    proved("expand", t, add(mul(bracket(ne(Int(0), m)), x(Int(0)), c), mul(bracket(ne(Int(1), m)), x(Int(1)), c)))


def test_expand_fixes_the_first_index_in_the_ranges_and_condition_of_the_others() -> None:
    t = total([("i", Int(1), Int(3)), ("j", i, iadd(N, i)), ("k", j, i)], mul(x(i, k), w(j)), lt(iadd(i, j), m))
    parts = [total([("j", v, iadd(N, v)), ("k", j, v)], mul(x(v, k), w(j)), lt(iadd(v, j), m)) for v in (Int(1), Int(2))]
    proved("expand", t, add(*parts))


def test_expand_does_not_confuse_indices_of_inner_sums() -> None:
    t = below("i", Int(2), mul(x(i), below("j", i, mul(w(j), x(i, j)))))
    parts = [mul(x(v), below("j", v, mul(w(j), x(v, j)))) for v in (Int(0), Int(1))]
    proved("expand", t, add(*parts))


def test_expand_has_a_limit() -> None:
    rejected("expand", below("i", Int(100_000), x(i)), reason="too many")


def test_factor_in_keeps_the_order_of_factors() -> None:
    t = mul(c, below("i", N, mul(x(i), w(i))), read("u"))
    proved("factor_in", t, below("i", N, mul(c, x(i), w(i), read("u"))), 1)


def test_factor_in_does_not_capture_a_symbol_of_the_same_name() -> None:
    t = mul(w(i), below("i", N, x(i)))
    proved("factor_in", t, below("k", N, mul(w(i), x(k))), 1)


@pytest.mark.parametrize("place", [-1, 2, True, "0", None])
def test_factor_in_rejects_a_place_that_is_none(place: Any) -> None:
    rejected("factor_in", mul(below("i", N, x(i)), c), place)


def test_factor_in_rejects_a_factor_that_is_no_sum() -> None:
    rejected("factor_in", mul(c, below("i", N, x(i))), 0, reason="no sum")


def test_distribute_takes_one_factor_apart() -> None:
    t = mul(c, add(x(m), mul(w(m), c)), read("u"))
    proved("distribute", t, add(mul(c, x(m), read("u")), mul(c, w(m), c, read("u"))), 1)


def test_distribute_over_no_terms_is_zero() -> None:
    proved("distribute", mul(c, add()), add(), 1)


def test_flatten_lets_the_inner_range_depend_on_the_outer_index() -> None:
    t = below("i", N, total([("j", i, M)], mul(x(i), w(j)), ne(i, j)), lt(i, m))
    proved("flatten", t, total([("i", Int(0), N), ("j", i, M)], mul(x(i), w(j)), conj((lt(i, m), ne(i, j)))))


def test_flatten_of_equal_names_binds_each_index_to_its_sum() -> None:
    inner = total([("k", Int(0), M)], x(k, i))
    proved("flatten", below("i", N, inner), total([("i", Int(0), N), ("k", Int(0), M)], x(k, i)))


def test_nest_puts_each_condition_where_its_indices_are_bound() -> None:
    t = total([("i", Int(0), N), ("j", i, M)], mul(x(i), w(j)), conj((lt(i, m), ne(i, j), lt(m, n))))
    inner = total([("j", i, M)], mul(x(i), w(j)), ne(i, j))
    proved("nest", t, below("i", N, inner, conj((lt(i, m), lt(m, n)))), 1)


@pytest.mark.parametrize("place", [0, 2, -1, True, None])
def test_nest_rejects_a_sum_without_indices(place: Any) -> None:
    if place is True:
        place = 1.0
    rejected("nest", total([("i", Int(0), N), ("j", Int(0), M)], c), place)


def test_condition_takes_the_chosen_brackets() -> None:
    t = below("i", N, mul(bracket(lt(i, m)), x(i), bracket(ne(i, n))))
    proved("condition", t, below("i", N, mul(bracket(lt(i, m)), x(i)), ne(i, n)), (2,))
    proved("condition", t, below("i", N, x(i), conj((ne(i, n), lt(i, m)))), (2, 0))


def test_condition_of_a_bracket_alone_leaves_one() -> None:
    proved("condition", below("i", N, bracket(lt(i, m))), below("i", N, num(1), lt(i, m)), (0,))


@pytest.mark.parametrize("which", [(), (1,), (5,), (-1,), (True,), ("0",)])
def test_condition_rejects_factors_that_are_no_brackets(which: Any) -> None:
    rejected("condition", below("i", N, mul(bracket(lt(i, m)), x(i))), which)


def test_guard_takes_a_condition_out() -> None:
    t = below("i", N, x(i), conj((lt(i, m), ne(i, n))))
    proved("guard", t, below("i", N, mul(bracket(lt(i, m)), x(i)), ne(i, n)), lt(A0, m))
    proved("guard", t, below("i", N, mul(bracket(conj((lt(i, m), ne(i, n)))), x(i))), conj((lt(A0, m), ne(A0, n))))


def test_guard_rejects_an_empty_condition() -> None:
    rejected("guard", below("i", N, x(i)), TRUE)


def test_split_divides_the_domain() -> None:
    t = below("i", N, x(i), ne(i, n))
    parts = (below("i", N, x(i), conj((ne(i, n), q))) for q in (lt(i, m), le(m, i)))
    proved("split", t, add(*parts), lt(A0, m))


def test_split_may_be_by_something_without_the_index() -> None:
    t = below("i", N, x(i))
    p = divides(m, n)
    proved("split", t, add(below("i", N, x(i), p), below("i", N, x(i), negate(p))), p)


def test_split_rejects_what_is_no_closed_proposition() -> None:
    rejected("split", below("i", N, x(i)), m, reason="proposition")
    rejected("split", below("i", N, x(i)), lt(make("bound", 0, ()), m), reason="proposition")


def test_empty_needs_hypotheses_on_sizes_only() -> None:
    th = apply("empty", below("i", N, x(i)), ((le(Int(0), A0), lt(A0, N), le(N, Int(0))), farkas((0,), (1,), (2,))))
    assert th.hypotheses == (le(N, Int(0)),)
    assert_true(th)


def test_empty_generalises_a_hypothesis_on_the_index() -> None:
    th = apply("empty", below("i", N, x(i)), ((lt(A0, m), le(m, A0)), farkas((0,), (1,))))
    assert th.hypotheses == tuple(bind("forall", [("i", Int(0), N)], h) for h in (lt(i, m), le(m, i)))
    assert_true(th)


# ---- reindex and its instances ----


def test_reindex_shifts() -> None:
    t = total([("i", m, iadd(m, N))], x(i))
    th = apply("reindex", t, (("j",), ((Int(0), N),), TRUE), (iadd(m, B0),), (isub(A0, m),), ((None,) * 3, (None,) * 3))
    assert (th.hypotheses, th.rhs) == ((), below("j", N, x(iadd(m, j))))
    assert_true(th)


def test_reindex_reverses() -> None:
    flip = lambda e: isub(isub(N, Int(1)), e)  # noqa: E731  # the map, both ways
    proofs = ((None, None, None), (None, None, None))
    th = apply("reindex", below("i", N, x(i)), (("j",), ((Int(0), N),), TRUE), (flip(B0),), (flip(A0),), proofs)
    assert (th.hypotheses, th.rhs) == ((), below("j", N, x(flip(j))))
    assert_true(th)


def test_reindex_swaps_and_shears() -> None:
    t = total([("i", Int(0), N), ("j", Int(0), M)], mul(x(i), w(iadd(i, j))))
    target = ("k", "l"), ((Int(0), N), (B0, iadd(B0, M))), TRUE
    th = apply("reindex", t, target, (B0, isub(B1, B0)), (A0, iadd(A0, A1)), ((None,) * 6, (None,) * 6))
    expected = total([("k", Int(0), N), ("l", k, iadd(k, M))], mul(x(k), w(iadd(k, isub(Var("l"), k)))))
    assert (th.hypotheses, th.rhs) == ((), expected)
    assert_true(th)


def test_reindex_flattens_a_grid_by_quotient_and_remainder() -> None:
    """Σ_{i < 3N} x[i] = Σ_{j<N, l<3} x[3j + l]."""
    three = Int(3)
    q, r = floor(A0, three), mod(A0, three)
    facts = (le(Int(0), A0), lt(A0, imul(three, N)))
    fl = lambda tree: (facts, ("floor", q, ("trivial",), tree))  # noqa: E731  # entries 2 and 3 say what q is
    forth = (
        fl(farkas((0,), (3,), (4,), (4,), (4,))),
        fl(farkas((1,), (2,), (4,), (4,), (4,))),
        fl(farkas((2,), (4,))),
        fl(farkas((3,), (4,))),
        None,
    )
    new = (le(Int(0), B0), lt(B0, N), le(Int(0), B1), lt(B1, three))
    point = iadd(imul(three, B0), B1)
    p = floor(point, three)
    gl = lambda tree: (new, ("floor", p, ("trivial",), tree))  # noqa: E731
    # with entries 4: 3p ≤ 3j + l and 5: 3j + l < 3p + 3
    low = ("farkas", ((3, (6,)), (1, (3,)), (1, (4,))), ())
    high = ("farkas", ((3, (6,)), (1, (2,)), (1, (5,))), ())
    is_j = gl(("both", low, high))
    is_l = gl(("have", eq(p, B0), ("both", low, high), ("combine", 1, ((-3, 6),))))
    backward = (
        (new, ("farkas", ((3, (0,)), (1, (2,)), (1, (4,))), ())),
        (new, ("farkas", ((3, (1,)), (1, (3,)), (1, (4,))), ())),
        is_j,
        is_l,
    )
    target = ("j", "l"), ((Int(0), N), (Int(0), three)), TRUE
    th = apply("reindex", below("i", imul(three, N), x(i)), target, (point,), (q, r), (forth, backward))
    assert th.hypotheses == ()
    assert th.rhs == total([("j", Int(0), N), ("l", Int(0), three)], x(iadd(imul(three, j), Var("l"))))
    assert_true(th)


def test_sift_collapses_to_one_guarded_point() -> None:
    inside = conj((le(Int(0), m), lt(m, N)))
    t = below("i", N, mul(x(i), w(i)), eq(i, m))
    th = apply("reindex", t, ((), (), inside), (m,), (), sift_proofs(Int(0), N, m))
    assert (th.hypotheses, th.rhs) == ((), mul(bracket(inside), x(m), w(m)))
    assert_true(th)


def test_sift_without_a_condition_lists_what_it_needs() -> None:
    low, high = le(Int(0), m), lt(m, N)
    t = below("i", N, x(i), eq(i, m))
    proofs = (((eq(A0, m),), ("combine", -1, ((1, 0),))),), (((low,), ("exact", 0)), ((high,), ("exact", 0)), None)
    th = apply("reindex", t, ((), (), TRUE), (m,), (), proofs)
    assert (th.hypotheses, th.rhs) == ((low, high), x(m))
    assert_true(th)


def test_a_hypothesis_of_an_obligation_is_generalised_over_its_indices() -> None:
    """Σ_{i<N} x[t[i]] = Σ_{j<N} x[j] if t is its own inverse into the range, for all its indices."""

    def t(e: Term) -> Term:
        return make("iread", "t", (e,))

    def assumed(goal: Term) -> Any:
        return (goal,), ("exact", 0)

    forth = assumed(le(Int(0), t(A0))), assumed(lt(t(A0), N)), assumed(eq(t(t(A0)), A0))
    back = assumed(le(Int(0), t(B0))), assumed(lt(t(B0), N)), assumed(eq(t(t(B0)), B0))
    th = apply("reindex", below("i", N, x(t(i))), (("j",), ((Int(0), N),), TRUE), (t(B0),), (t(A0),), (forth, back))
    assert all(h.op == "forall" for h in th.hypotheses)
    assert len(th.hypotheses) == 3
    assert th.rhs == below("j", N, x(t(t(j))))
    assert_true(th, tries=400)


@pytest.mark.parametrize(
    ("there", "back", "proofs"),
    [
        ((), (A0,), ((None,) * 3, (None,) * 3)),
        ((B0, B0), (A0,), ((None,) * 3, (None,) * 3)),
        ((B0,), (), ((None,) * 3, (None,) * 3)),
        ((B0,), (A0,), ((None,) * 2, (None,) * 3)),
        ((B0,), (A0,), ((None,) * 4, (None,) * 3)),
        ((B0,), (A0,), ((None,) * 3,)),
        ((B0,), (A0,), ()),
        ((c,), (A0,), ((None,) * 3, (None,) * 3)),
        ((B0,), (c,), ((None,) * 3, (None,) * 3)),
    ],
)
def test_reindex_needs_its_maps_and_all_obligations(there: Any, back: Any, proofs: Any) -> None:
    with pytest.raises((Rejected, TermError, ValueError, IndexError)):
        apply("reindex", below("i", N, x(i)), (("j",), ((Int(0), N),), TRUE), there, back, proofs)


def test_an_obligation_is_plain_only_in_its_own_domain() -> None:
    th = apply("reindex", below("i", N, x(i)), (("j",), ((Int(0), N),), TRUE), (B0,), (A0,), ((None,) * 3, (None,) * 3))
    assert th.rhs == below("i", N, x(i))
    rejected(
        "reindex", below("i", N, x(i)), (("j",), ((Int(0), M),), TRUE), (B0,), (A0,), ((None,) * 3, (None,) * 3),
        reason="obligation",
    )  # fmt: skip


def test_swap_ranges_reorders_independent_ranges() -> None:
    t = total([("i", Int(0), N), ("j", Int(0), M), ("k", Int(0), j)], x(i, j, k), lt(i, k))
    expected = total([("j", Int(0), M), ("k", Int(0), j), ("i", Int(0), N)], x(i, j, k), lt(i, k))
    proved("swap_ranges", t, expected, (1, 2, 0))


def test_a_sum_is_rewritten_inside_another() -> None:
    t = below("i", N, mul(c, below("j", i, x(j))))
    th = rewrite(t, (3,), lambda part: apply("factor_in", part, 1))
    assert th.rhs == below("i", N, below("j", i, mul(c, x(j))))
    assert_true(th)


# ---- reindex with every obligation assumed ----


@st.composite
def assumed_reindexings(draw: Any) -> tuple[Term, Any, Any, Any, Any]:
    """Any domains and maps at all, each obligation its own hypothesis: then these must suffice."""
    t = draw(sums(("N", "m"), 1))
    names = source_names(len(t.hints))
    new = target_names(draw(st.integers(0, 2)))
    ends = [(Int(0), draw(st.sampled_from((N, Int(2), m, *map(Var, new[:k]))))) for k in range(len(new))]
    cond = draw(st.one_of(st.just(TRUE), propositions([*new, "m"], 0)))

    def near(own: list[str]) -> Any:
        plain = st.sampled_from([*map(Var, own), m, Int(0), Int(1)])
        return st.one_of(plain, st.builds(lambda a, b: draw(st.sampled_from((iadd, isub)))(a, b), plain, plain))

    there = tuple(draw(near(new)) for _ in names)
    back = tuple(draw(near(names)) for _ in new)
    old, _ = open_binder(t, names)
    to_old, to_new = dict(zip(names, there, strict=True)), dict(zip(new, back, strict=True))
    forth = [substitute(p, to_new) for p in Domain(new, ends, cond).facts()]
    forth += [eq(substitute(g, to_new), Var(a)) for a, g in to_old.items()]
    backward = [substitute(p, to_old) for p in old.facts()]
    backward += [eq(substitute(h, to_old), Var(b)) for b, h in to_new.items()]
    proofs = tuple(tuple(((goal,), ("exact", 0)) for goal in goals) for goals in (forth, backward))
    return t, (tuple(new), tuple(ends), cond), there, back, proofs


@settings(max_examples=500, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
@given(assumed_reindexings(), st.integers(0, 1 << 20))
def test_the_obligations_of_reindex_suffice(application: Any, seed: int) -> None:
    t, (names, ends, cond), *rest = application
    th = apply("reindex", t, (tuple(f"j{k}" for k in range(len(names))), ends, cond), *rest)
    event("met" if assert_true(th, seed, wanted=3, tries=40) else "not met")
