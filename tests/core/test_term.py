"""Terms are equal up to the names of bound indices, and nothing is ever captured."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from symgrad.core.polynomial import equal
from symgrad.core.term import (
    MAX_DEPTH,
    TRUE,
    Definition,
    Int,
    Term,
    TermError,
    Var,
    add,
    bind,
    bracket,
    call,
    conj,
    conjuncts,
    define,
    definitions,
    diff,
    disj,
    divides,
    eq,
    fn,
    iadd,
    imul,
    instantiate,
    intern_definition,
    le,
    lt,
    make,
    mul,
    ne,
    negate,
    num,
    open_binder,
    power,
    read,
    replace,
    substitute,
    total,
    unfold,
)
from tests.core.truth import holds, instances
from tests.strategies import propositions, scalars, sums

N, m, n, i, j = (Var(name) for name in "Nmnij")


def x(*indices: Term) -> Term:
    return read("x", *indices)


def below(name: str, hi: Term, body: Term) -> Term:
    return total([(name, Int(0), hi)], body)


# ---- identity ----


def test_terms_are_equal_up_to_the_names_of_bound_indices() -> None:
    assert below("i", N, x(i)) == below("j", N, x(j))
    assert hash(below("i", N, x(i))) == hash(below("j", N, x(j)))


def test_names_of_free_symbols_distinguish() -> None:
    assert x(i) != x(j)
    assert below("i", N, x(j)) != below("j", N, x(j))


def test_order_and_nesting_distinguish() -> None:
    a, b = read("a"), read("b")
    assert add(a, b) != add(b, a)
    assert add(a, add(b, a)) != add(a, b, a)
    assert add(a) != a


def test_equal_terms_that_were_made_twice_are_one_object() -> None:
    assert add(read("a"), num(1)) is add(read("a"), num("2/2"))


@pytest.mark.parametrize("data", [True, 1.0, Fraction(1), "1", None])
def test_an_integer_is_never_something_that_only_equals_one(data: Any) -> None:
    """Whether Python's True or 1.0 finds the node of 1 or is refused, no node holds it."""
    Int(1)
    try:
        node = make("int", data, ())
    except TermError:
        return
    assert type(node.data) is int


@pytest.mark.parametrize(
    ("op", "data", "args"),
    [
        ("int", 0.5, ()),
        ("int", Fraction(1, 2), ()),
        ("num", 98765, ()),
        ("num", 0.123, ()),
        ("bound", -1, ()),
        ("bound", 0.5, ()),
        ("var", "", ()),
        ("var", 3, ()),
        ("pow", 2.5, (num(1),)),
        ("iadd", 1, ()),
    ],
)
def test_data_of_the_wrong_type_is_refused(op: str, data: Any, args: tuple[Term, ...]) -> None:
    with pytest.raises(TermError):
        make(op, data, args)


@pytest.mark.parametrize(
    ("op", "data", "args"),
    [
        ("add", None, (Int(1), num(1))),
        ("iadd", None, (num(1),)),
        ("read", "x", (num(1),)),
        ("eq", None, (Int(1), num(1))),
        ("eq", None, (Int(1),)),
        ("floor", None, (Int(1),)),
        ("bracket", None, (num(1),)),
        ("diff", "x", (Int(1),)),
        ("diff", "x", ()),
        ("pow", -1, (num(1),)),
        ("pow", 10**6, (num(1),)),
        ("fn", ("f", (0,)), (num(1), num(1))),
        ("fn", ("f", (-1,)), (num(1),)),
        ("literal", ((2,), (Fraction(1),)), (Int(0),)),
        ("sum", None, (Int(0), Int(1), TRUE, num(1))),
        ("nothing", None, ()),
    ],
)
def test_ill_sorted_nodes_are_refused(op: str, data: Any, args: tuple[Term, ...]) -> None:
    with pytest.raises(TermError):
        make(op, data, args)


@pytest.mark.parametrize("component", [-1, 1, None])
def test_argmax_has_a_component_for_each_index(component: int | None) -> None:
    with pytest.raises(TermError):
        bind("argmax", [("i", Int(0), N)], x(i), data=component)


def test_hints_must_be_text() -> None:
    t = below("i", N, x(i))
    for hint in (0, None, Int(1), ("i",)):
        with pytest.raises(TermError):
            make("sum", None, t.args, (hint,))  # type: ignore[arg-type]  # that is the point


# ---- binding ----


def test_a_bound_index_is_not_replaced() -> None:
    t = below("i", N, x(i))
    assert substitute(t, {"i": Int(5)}) is t


def test_substitution_does_not_capture() -> None:
    t = below("i", N, x(iadd(i, j)))
    assert substitute(t, {"j": i}) == below("k", N, x(iadd(Var("k"), i)))


def test_substitution_is_simultaneous() -> None:
    assert substitute(iadd(m, n), {"m": n, "n": m}) == iadd(n, m)


def test_a_binder_is_opened_with_fresh_names_only() -> None:
    t = below("i", N, x(iadd(i, j)))
    for names in (["j"], ["N"], ["x"], [], ["a", "b"]):
        with pytest.raises(TermError):
            open_binder(t, names)
    two = total([("i", Int(0), N), ("k", Int(0), i)], x(i))
    with pytest.raises(TermError):
        open_binder(two, ["a", "a"])


@settings(max_examples=80, deadline=None)
@given(sums())
def test_opening_and_closing_a_binder_gives_it_back(t: Term) -> None:
    domain, body = open_binder(t, [f"@{k}" for k in range(len(t.hints))])
    assert domain.bind("sum", body, t.hints) is t


def test_a_binder_needs_different_names() -> None:
    with pytest.raises(TermError):
        total([("i", Int(0), N), ("i", Int(0), N)], x(i))


def test_a_range_mentions_earlier_indices_only() -> None:
    for indices in ([("i", i, N)], [("i", Int(0), j), ("j", Int(0), N)]):
        with pytest.raises(TermError):
            total(indices, x(i))


def test_a_later_range_may_mention_an_earlier_index() -> None:
    t = total([("i", Int(0), N), ("j", i, iadd(i, Int(1)))], x(j))
    assert t.loose == 0
    assert t.free == {"N", "x"}


def test_an_index_that_nothing_binds_is_loose() -> None:
    assert make("bound", 0, ()).loose == 1
    with pytest.raises(TermError):
        instantiate(make("bound", 3, ()), [Int(1)])


# ---- derivatives bind ----


def test_nothing_that_depends_on_x_comes_under_a_derivative_by_x() -> None:
    winner = bind("argmax", [("k", Int(0), Int(2))], x(Var("k")), data=0)
    e = diff(mul(x(n), x(Int(0))), "x", Int(0))
    with pytest.raises(TermError, match="under"):
        substitute(e, {"n": winner})
    with pytest.raises(TermError, match="under"):
        instantiate(below("i", N, substitute(e, {"n": i})).args[-1], [winner])
    body = below("i", N, substitute(e, {"n": i}))
    with pytest.raises(TermError, match="under"):
        instantiate(body.args[-1], [make("iread", "x", (Int(0),))])


def test_the_entry_that_is_differentiated_by_may_depend_on_x() -> None:
    winner = bind("argmax", [("k", Int(0), Int(2))], x(Var("k")), data=0)
    assert substitute(diff(x(Int(0)), "x", n), {"n": winner}) == diff(x(Int(0)), "x", winner)


def test_a_derivative_depends_on_what_it_is_taken_by() -> None:
    assert "x" in diff(power(x(n), 2), "x", n).free
    assert "x" in diff(read("c"), "x", n).free


# ---- definitions ----


def test_a_definition_depends_on_what_its_body_depends_on() -> None:
    y = define("y", ["p"], below("k", N, mul(read("w", Var("k")), x(Var("p")))))
    assert {"w", "x", "N", "y"} <= call(y, n).free
    assert "p" not in call(y, n).free


def test_a_definition_is_not_defined_through_itself() -> None:
    y = define("y", [], x(n))
    for body in (read("y"), add(call(y), num(1)), fn("y", [num(1)])):
        with pytest.raises(TermError):
            define("y", [], body)


def test_a_definition_has_a_closed_scalar_body() -> None:
    with pytest.raises(TermError):
        intern_definition("y", (), make("read", "x", (make("bound", 0, ()),)))
    with pytest.raises(TermError):
        define("y", [], Int(1))
    with pytest.raises(TermError):
        Definition("y", (), Int(1))


def test_a_definition_is_read_with_its_own_number_of_indices() -> None:
    y = define("y", ["p"], x(Var("p")))
    for args in ((), (n, n)):
        with pytest.raises(TermError):
            call(y, *args)


def test_unfolding_does_not_capture() -> None:
    y = define("y", ["p"], below("k", N, x(iadd(Var("p"), Var("k")))))
    assert unfold(call(y, Var("k"))) == below("l", N, x(iadd(Var("k"), Var("l"))))


def test_unfolding_respects_what_a_derivative_holds_fixed() -> None:
    y = define("y", ["p"], diff(mul(x(Var("p")), x(Int(0))), "x", Int(0)))
    winner = bind("argmax", [("k", Int(0), Int(2))], x(Var("k")), data=0)
    with pytest.raises(TermError, match="under"):
        unfold(call(y, winner))


def test_a_symbol_inside_a_definition_is_neither_bound_nor_replaced() -> None:
    y = define("y", [], x(n))
    with pytest.raises(TermError):
        substitute(call(y), {"n": Int(1)})
    with pytest.raises(TermError):
        below("n", N, call(y))


def test_definitions_come_before_those_that_use_them() -> None:
    y = define("y", [], x(n))
    z = define("z", [], mul(call(y), call(y)))
    assert definitions(call(z)) == [y, z]


# ---- propositions ----


@settings(max_examples=150, deadline=None)
@given(propositions(depth=2), st.integers(0, 1 << 20))
def test_a_negation_is_true_where_the_proposition_is_not(p: Term, seed: int) -> None:
    for _, instance in zip(range(6), instances(seed, p), strict=False):
        assert holds(p, instance) is not holds(negate(p), instance)


@settings(max_examples=100, deadline=None)
@given(st.lists(propositions(), max_size=4), st.integers(0, 1 << 20))
def test_a_conjunction_is_true_where_all_parts_are(parts: list[Term], seed: int) -> None:
    p = conj(parts)
    for _, instance in zip(range(6), instances(seed, p, *parts), strict=False):
        assert holds(p, instance) is all(holds(q, instance) for q in parts)
        assert all(holds(q, instance) for q in conjuncts(p)) is holds(p, instance)


def test_negations_are_pushed_inwards() -> None:
    assert negate(lt(m, n)) == le(n, m)
    assert negate(eq(m, n)) == ne(m, n)
    assert negate(conj((lt(m, n), eq(m, n)))) == disj(le(n, m), ne(m, n))
    assert negate(negate(divides(m, n))) == divides(m, n)


# ---- replacing equals ----


def test_equals_are_not_replaced_under_a_derivative_that_either_depends_on() -> None:
    t = add(x(Int(0)), diff(mul(x(Int(0)), read("c")), "x", Int(0)), diff(mul(x(Int(0)), read("c")), "c"))
    zero = replace(t, x(Int(0)), num(0))
    assert zero == add(num(0), t.args[1], diff(mul(num(0), read("c")), "c"))
    assert replace(read("c"), read("c"), x(n)) == x(n)
    inside = diff(read("c"), "x", n)
    assert replace(inside, read("c"), x(n)) is inside


# ---- limits ----


def deep(levels: int) -> Term:
    t = x(n)
    for _ in range(levels):
        t = add(t)
    return t


def doubled(times: int, double: Callable[[Term, int], Term]) -> Term:
    t = x(n)
    for k in range(times):
        t = double(t, k)
    return t


def test_the_deepest_term_can_be_used_everywhere() -> None:
    """No recursion of the core runs out of stack on a term that it admits."""
    t = deep(MAX_DEPTH - 3)
    assert substitute(t, {"n": Int(1)}) != t
    assert below("n", N, t).free == {"N", "x"}
    assert open_binder(below("n", N, t), ["a"])[1] == substitute(t, {"n": Var("a")})
    assert len(repr(t)) > MAX_DEPTH
    assert equal(t, x(n))


def test_a_deeper_term_is_refused() -> None:
    with pytest.raises(TermError, match="too large"):
        deep(MAX_DEPTH + 1)


def test_sharing_does_not_hide_an_exponential() -> None:
    with pytest.raises(TermError, match="too large"):
        doubled(MAX_DEPTH - 2, lambda t, _: mul(t, t))


def test_definitions_do_not_hide_an_exponential() -> None:
    with pytest.raises(TermError, match="too large"):
        doubled(MAX_DEPTH - 2, lambda t, k: mul(*[call(define(f"y{k}", [], t))] * 2))


@settings(max_examples=60, deadline=None)
@given(scalars())
def test_a_term_without_names_is_its_key(t: Term) -> None:
    assert t.key.key is t.key
    assert t == t.key
    assert not any(t.key.hints)


def test_bracket_takes_a_proposition() -> None:
    assert bracket(lt(imul(m, n), N)).sort == "S"
