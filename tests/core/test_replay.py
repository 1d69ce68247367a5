"""Replay accepts what was proved and nothing else, and refuses everything else in one way."""

from __future__ import annotations

import copy
import json
import subprocess
import sys
from typing import Any

import pytest

from symgrad.core.replay import FORMAT, LINES, VERSION, LineNumber, check_symbols, encode, load, make_line, replay
from symgrad.core.term import (
    FALSE,
    Int,
    Term,
    Var,
    add,
    bind,
    call,
    conj,
    define,
    diff,
    eq,
    fn,
    inv,
    le,
    lt,
    make,
    mul,
    ne,
    num,
    read,
    total,
)
from symgrad.core.theorem import Rejected, Theorem, assume, axiom, reflexivity, weaken
from tests.core.certificates import CERTIFICATES, Proof
from tests.core.truth import assert_true

N, i, k, m, n = (Var(name) for name in "Nikmn")
c, u = read("c"), read("u")


def written(name: str) -> dict[str, Any]:
    """The certificate as it comes back from a file."""
    certificate: dict[str, Any] = json.loads(json.dumps(CERTIFICATES[name]().certificate(name)))
    return certificate


def reflexive(t: Term) -> dict[str, Any]:
    return encode([("reflexivity", t)], reflexivity(t), {})


def refused(certificate: Any, reason: str = "") -> None:
    with pytest.raises(Rejected, match=reason or None):
        replay(certificate)


# ---- what is accepted ----


@pytest.mark.parametrize("name", sorted(CERTIFICATES))
def test_a_certificate_replays_to_what_was_proved(name: str) -> None:
    proved, again = CERTIFICATES[name]().last, replay(written(name))
    assert again.conclusion == proved.conclusion
    assert again.hypotheses == proved.hypotheses


@pytest.mark.parametrize("name", sorted(CERTIFICATES))
def test_what_a_certificate_proves_is_true(name: str) -> None:
    assert assert_true(replay(written(name)), wanted=10, tries=200) > 0


def test_every_kind_of_line_is_in_some_certificate() -> None:
    used = {line[0] for name in CERTIFICATES for line in written(name)["lines"]}
    assert used >= set(LINES) - {"reflexivity", "symmetry", "positive"}


def test_a_certificate_replays_in_a_process_that_has_the_core_alone() -> None:
    code = (
        "import sys; from symgrad.core.replay import load; from symgrad.core.show import show_theorem\n"
        "print(show_theorem(load(sys.stdin.read())))"
    )
    text = json.dumps(written("pooling"))
    done = subprocess.run([sys.executable, "-c", code], input=text, capture_output=True, text=True, check=True)
    assert "unique-maximiser" in done.stdout


def test_what_is_noted_beside_has_no_meaning() -> None:
    certificate = written("convolution")
    certificate["name"] = certificate["source"] = "1 = 0"
    certificate["lines"][0][2][0].append("a note")
    assert replay(certificate).conclusion == CERTIFICATES["convolution"]().last.conclusion


def test_a_claim_may_assume_more_than_the_proof_used() -> None:
    more = weaken(reflexivity(c), le(Int(1), n))
    th = replay(encode([("reflexivity", c)], more, {}))
    assert th.hypotheses == (le(Int(1), n),)


# ---- claims ----


def test_a_claim_may_not_assume_less_than_the_proof_used() -> None:
    for name in CERTIFICATES:
        certificate = written(name)
        for dropped in list(certificate["claim"]["hypotheses"]):
            less = copy.deepcopy(certificate)
            less["claim"]["hypotheses"].remove(dropped)
            refused(less, "does not state")


def test_the_claim_is_what_the_last_line_proves() -> None:
    th = reflexivity(u)
    refused(encode([("reflexivity", c)], th, {}), "not what is claimed")
    lines = [("reflexivity", u), ("reflexivity", c)]
    refused(encode(lines, th, {}), "not what is claimed")


def test_something_must_be_proved() -> None:
    certificate = reflexive(c)
    certificate["lines"] = []
    refused(certificate, "nothing is proved")


@pytest.mark.parametrize("name", ["@0", "@a0", "@b1"])
def test_a_claim_uses_no_name_that_is_reserved(name: str) -> None:
    for t in (read(name), read("x", Var(name)), fn(name, [c]), diff(c, name)):
        refused(reflexive(t), "reserved")


@pytest.mark.parametrize(
    "t",
    [
        add(read("x"), read("x", n)),
        mul(read("n"), read("x", n)),
        mul(fn("f", [c]), read("f")),
        mul(fn("f", [c]), fn("f", [c, c])),
        mul(read("x", make("iread", "t", (n,))), read("t", n)),
        mul(read("x", make("iread", "x", (n,))), c),
        diff(read("x", n), "x"),
        diff(call(define("y", [], read("x", n))), "y"),
        mul(call(define("y", [], read("x", n))), fn("y", [c])),
        mul(call(define("y", [], read("x", n))), call(define("y", [], read("w", n)))),
        mul(call(define("y", [], read("x", n))), call(define("y", ["p"], read("x", n)), n)),
        mul(call(define("y", [], read("x", n))), read("x")),
        call(define("y", [], mul(read("x", n), read("x")))),
    ],
)
def test_a_name_stands_for_one_thing(t: Term) -> None:
    refused(reflexive(t), "two things")


def test_hypotheses_count_when_names_are_checked() -> None:
    with pytest.raises(Rejected, match="two things"):
        check_symbols(eq(c, c), le(Int(0), Var("c")))


@pytest.mark.parametrize(
    "name",
    [
        "0",
        "0 = 1",
        "x[0]",
        "a b",
        "0\nthen    0 = 1",
        "a\u2028b",
        "x]",
        "(",
        "a + b",
        "1",
        "",
        " ",
        "\u200b",
        "a·b",
        "¬p",
        "0 ∨ x",
    ],
)
def test_a_name_that_could_be_taken_for_a_statement_is_refused(name: str) -> None:
    certificate = reflexive(read("victim", n))
    text = json.dumps(certificate).replace('"victim"', json.dumps(name))
    refused(json.loads(text))


@pytest.mark.parametrize("hint", ["0 < 1} 7 = 8 ∧ {x", "i, j", "1", "\n", "i]"])
def test_a_hint_that_could_be_taken_for_a_statement_is_refused(hint: str) -> None:
    certificate = reflexive(total([("victim", Int(0), n)], read("x", Var("victim"))))
    refused(json.loads(json.dumps(certificate).replace('"victim"', json.dumps(hint))))


@pytest.mark.parametrize("hint", [0, None, 1.5, [], {}])
def test_names_of_indices_are_text(hint: Any) -> None:
    certificate = reflexive(total([("i", Int(0), n)], read("x", i)))
    for row in certificate["nodes"]:
        if row[0] == "sum":
            row[3] = [hint]
    refused(certificate)


def test_a_rule_takes_no_term_for_the_name_of_an_index() -> None:
    true = make("true", None, ())
    t = total([("i", Int(0), n)], read("x", i))
    target = ((c,), ((Int(0), n),), true)
    maps = (Var("@b0"),), (Var("@a0"),), ((None,) * 3, (None,) * 3)
    lines = [("chain", t, (("reindex", (), (target, *maps), None),))]
    refused(encode(lines, reflexivity(t), {}))


# ---- nonsense ----


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "null",
        "[]",
        "1",
        '"x"',
        "{}",
        '{"format": "symgrad certificate"}',
        "[" * 100_000,
        '{"format": 1e999}',
        "NaN",
    ],
)
def test_text_that_is_no_certificate_is_refused(text: str) -> None:
    with pytest.raises(Rejected):
        load(text)


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("format", "other"),
        ("version", VERSION + 1),
        ("version", None),
        ("nodes", None),
        ("nodes", {}),
        ("nodes", [1]),
        ("nodes", [["int", 1, [], []]] * 3 + [["int"]]),
        ("lines", None),
        ("lines", [[]]),
        ("lines", [["nothing", "#0"]]),
        ("lines", [["axiom", [], "#0"]]),
        ("lines", [["theorem", "#0"]]),
        ("lines", [[["reflexivity"], "#0"]]),
        ("lines", [["reflexivity", "#99"]]),
        ("lines", [["reflexivity", "#-1"]]),
        ("lines", [["symmetry", "@0"]]),
        ("lines", [["symmetry", "@-1"]]),
        ("lines", [["reflexivity", 1.5]]),
        ("lines", [["reflexivity", {}]]),
        ("lines", [["reflexivity"]]),
        ("lines", [["assume", "#0"]]),
        ("claim", None),
        ("claim", {"conclusion": "#0", "hypotheses": []}),
        ("claim", {"conclusion": "#99", "hypotheses": []}),
        ("claim", {"conclusion": "@0", "hypotheses": []}),
        ("claim", {"conclusion": 0, "hypotheses": []}),
    ],
)
def test_a_part_that_is_nonsense_is_refused(key: str, value: Any) -> None:
    certificate = reflexive(mul(c, u))
    certificate[key] = value
    refused(certificate)


@pytest.mark.parametrize(
    "row",
    [
        ["add", None, [0, 99], []],
        ["add", None, [-1], []],
        ["add", None, [True], []],
        ["add", None, [0.0], []],
        ["add", [1], [0], []],
        ["int", "1", [], []],
        ["int", 1.5, [], []],
        ["num", 1, [], []],
        ["num", "1/0", [], []],
        ["num", "x", [], []],
        ["num", "9" * 10_000, [], []],
        ["fn", ["f", [0, 0]], [0], []],
        ["fn", [["f"], [0]], [0], []],
        ["fn", "f", [0], []],
        ["literal", [[2], ["1"]], [0], []],
        ["sum", None, [0, 0, 0, 0], ["i"]],
        ["definition", "y", [0, 0], []],
        ["definition", "", [0], []],
        ["call", 99, [], []],
        ["call", 0, [], []],
        ["read", "x", [0], []],
        ["nothing", None, [], []],
        ["add", None, [0], ["i"]],
        "add",
        None,
    ],
)
def test_a_row_that_is_no_node_is_refused(row: Any) -> None:
    certificate = reflexive(c)
    certificate["nodes"].append(row)
    refused(certificate)


def test_a_loose_index_is_no_parameter() -> None:
    certificate = reflexive(total([("i", Int(0), n)], read("x", i)))
    loose = next(k for k, row in enumerate(certificate["nodes"]) if row[0] == "read")
    certificate["lines"].insert(0, ["reflexivity", f"#{loose}"])
    refused(certificate, "no closed term")


def test_a_theorem_of_a_later_line_is_not_known_yet() -> None:
    certificate = written("odd_numbers")
    certificate["lines"] = certificate["lines"][::-1]
    refused(certificate)


def test_a_stored_result_is_compared() -> None:
    t = mul(c, u)
    right = [("chain", t, (("ring", (), (mul(u, c),), mul(u, c)),))]
    wrong = [("chain", t, (("ring", (), (mul(u, c),), mul(c, u)),))]
    th = make_line(*right[0])
    assert replay(encode(right, th, {})).conclusion == th.conclusion
    refused(encode(wrong, th, {}), "another result")


def test_a_definition_is_not_changed_between_proof_and_claim() -> None:
    y, other = define("y", [], read("x", n)), define("y", [], read("w", n))
    th = make_line("chain", call(y), (("unfold", (), (), None),))
    certificate = encode([("chain", call(y), (("unfold", (), (), None),))], th, {})
    forged = encode([("chain", call(y), (("unfold", (), (), None),))], axiom((), eq(call(other), read("x", n))), {})
    assert replay(certificate).conclusion == th.conclusion
    refused(forged)


def test_two_meanings_of_a_name_do_not_meet_in_a_proof() -> None:
    """Lines may use other definitions of y on the way; a chain through them does not say that they are equal."""
    y, other = define("y", [], read("x", n)), define("y", [], read("w", n))
    proof = Proof()
    first = proof.chain(call(y), ("unfold", ()))
    second = proof.chain(call(other), ("unfold", ()))
    with pytest.raises(Rejected):
        proof.line("transitivity", proof.line("symmetry", first), second)


# ---- too much ----


def test_a_certificate_that_doubles_again_and_again_is_refused() -> None:
    certificate = reflexive(c)
    rows = certificate["nodes"]
    rows.append(["mul", None, [0, 0], []])
    for _ in range(100):
        rows.append(["mul", None, [len(rows) - 1, len(rows) - 1], []])
    refused(certificate, "too large")


def test_a_certificate_that_nests_without_end_is_refused() -> None:
    certificate = reflexive(c)
    rows = certificate["nodes"]
    rows.append(["add", None, [0], []])
    for _ in range(5000):
        rows.append(["add", None, [len(rows) - 1], []])
    refused(certificate, "too large")


def test_deep_parameters_are_refused() -> None:
    certificate = reflexive(c)
    deep: Any = []
    for _ in range(5000):
        deep = [deep]
    certificate["lines"][0][1] = deep
    refused(certificate)


def test_a_power_tower_is_refused() -> None:
    t = num(3)
    for _ in range(6):
        t = make("pow", 300, (t,))
    for step in (("evaluate", (), (), None), ("ring", (), (num(0),), None)):
        refused(encode([("chain", t, (step,))], reflexivity(t), {}), "too large")


def test_a_long_loop_is_refused() -> None:
    t = total([("i", Int(0), Int(90_000)), ("k", Int(0), Int(90_000))], num(1), lt(i, Int(0)))
    refused(encode([("chain", t, (("evaluate", (), (), None),))], reflexivity(t), {}), "too many")


# ---- traps by name ----


def x(index: Term) -> Term:
    return read("x", index)


def chained(start: Term, end: Term, hypotheses: tuple[Term, ...], *steps: tuple[Any, ...]) -> dict[str, Any]:
    """A certificate for ``hypotheses ⊢ start = end`` by these steps, proved or not."""
    lines = [("chain", start, tuple((rule, path, parameters, None) for rule, path, *parameters in steps))]
    return encode(lines, axiom(hypotheses, eq(start, end)), {})


def test_trap_a_derivative_binds_its_tensor() -> None:
    """x[0] = 0 does not give 1 = ∂x[0]/∂x[0] = ∂0/∂x[0] = 0."""
    x0 = x(Int(0))
    h = eq(x0, num(0))
    refused(chained(diff(x0, "x", Int(0)), num(0), (h,), ("hypothesis", (0,), h), ("d_const", ())), "under ∂/∂x")


def test_trap_a_derivative_binds_its_tensor_through_a_definition() -> None:
    y = call(define("y", [], x(Int(0))))
    h = eq(y, num(0))
    refused(chained(diff(y, "x", Int(0)), num(0), (h,), ("hypothesis", (0,), h), ("d_const", ())), "under ∂/∂x")


def test_trap_a_derivative_binds_its_tensor_through_a_lemma() -> None:
    x0 = x(Int(0))
    h = eq(x0, num(0))
    lines = [
        ("assume", h),
        ("chain", diff(x0, "x", Int(0)), (("theorem", (0,), (LineNumber(0),), None), ("d_const", (), (), None))),
    ]
    refused(encode(lines, axiom((h,), eq(diff(x0, "x", Int(0)), num(0))), {}), "under ∂/∂x")


def test_trap_a_maximiser_is_nothing_unless_it_is_unique() -> None:
    top = bind("max", [("k", Int(0), N)], x(k))
    winner = make("argmax", 0, top.args, ("k",))
    unique = make("unique", None, top.args, ("k",))
    statement = chained(top, x(winner), (unique,), ("at_maximiser", ()))
    assert replay(statement).hypotheses == (unique,)
    statement["claim"]["hypotheses"] = []
    refused(statement, "does not state")
    refused(encode([("arith", lt(winner, N), ((), ("argmax", 0, ("exact", 1))))], axiom((), lt(winner, N)), {}))


def test_trap_a_maximum_has_no_derivative_at_a_tie() -> None:
    top = bind("max", [("k", Int(0), N)], x(k))
    th = make_line("chain", diff(top, "x", n), (("d_max", (), (), None),))
    assert th.hypotheses == (make("unique", None, top.args, ("k",)),)


def test_trap_the_root_of_zero_has_no_derivative() -> None:
    """√x·√x = x near no point, but not at 0; Leibniz there would give 1 = 0."""
    root = fn("sqrt", [c])
    th = make_line("chain", diff(mul(root, root), "c"), (("d_mul", (), (), None),))
    assert th.hypotheses == (lt(num(0), c),)
    zero = make_line("chain", diff(root, "c"), (("d_function", (), (), None),))
    assert zero.hypotheses == (lt(num(0), c),)


def test_trap_an_inverse_is_not_cancelled_by_ring() -> None:
    refused(chained(mul(c, inv(c)), num(1), (), ("ring", (), num(1))), "normal forms")
    refused(chained(mul(num(0), inv(num(0))), num(1), (), ("ring", (), num(1))), "normal forms")
    fact = make_line("fact", "inverse", num(0))
    assert fact.hypotheses == (ne(num(0), num(0)),)


def test_trap_an_empty_range_has_no_maximum() -> None:
    nothing = bind("max", [("k", Int(0), Int(0))], x(k))
    for rule, *parameters in (
        ("at_most_max", nothing, (Int(0),), (((), ("trivial",)), ((), ("trivial",)))),
        ("max_at_most", nothing, generalised(), (Int(0),), (((), ("trivial",)), ((), ("trivial",)))),
    ):
        with pytest.raises(Rejected, match="normal form"):
            make_line(rule, *parameters)


def generalised() -> Theorem:
    """⊢ ∀ 0 ≤ k < 0. x[k] ≤ c, which says nothing."""
    contradiction = (le(Int(0), k), lt(k, Int(0))), ("absurd", ("farkas", ((1, (0,)), (1, (1,))), ()))
    return make_line("generalise", make_line("arith", le(x(k), c), contradiction), ("k",), ((Int(0), Int(0)),))


def test_trap_an_empty_range_sums_to_zero_whatever_the_summand() -> None:
    facts = (le(Int(0), Var("@a0")), lt(Var("@a0"), Int(0))), ("farkas", ((1, (0,)), (1, (1,))), ())
    th = make_line("chain", total([("k", Int(0), Int(0))], inv(num(0))), (("empty", (), (facts,), None),))
    assert th.conclusion == eq(th.lhs, num(0))


def test_trap_a_range_of_negative_length_is_empty() -> None:
    th = make_line("chain", total([("k", Int(3), Int(0))], c), (("count", (), (), None),))
    assert "imax(0, " in repr(th.rhs)
    assert_true(th)
    closed = make_line("chain", total([("k", Int(3), Int(0))], num(1)), (("evaluate", (), (), None),))
    assert closed.rhs == num(0)


def test_trap_a_sum_keeps_its_lost_divisibility() -> None:
    """Σ_k [2k = m]·x[k] is not x[⌊m/2⌋] for odd m."""
    t = total([("k", Int(0), N)], x(k), eq(make("imul", None, (Int(2), k)), m))
    half = make("floor", None, (m, Int(2)))
    cond = conj((le(Int(0), m), lt(m, make("imul", None, (Int(2), N)))))
    step = ("reindex", (), ((), (), cond), (half,), (), ((None, None, None), (None, None, None)))
    refused(chained(t, mul(make("bracket", None, (cond,)), x(half)), (), step), "obligation")


def test_trap_nothing_is_false() -> None:
    refused(encode([("arith", FALSE, ((), ("trivial",)))], axiom((), FALSE), {}))
    refused(encode([("assume", FALSE)], axiom((), FALSE), {}), "does not state")


def test_the_format_has_a_name_and_a_version() -> None:
    certificate = reflexive(c)
    assert (certificate["format"], certificate["version"]) == (FORMAT, VERSION)
    assert assume(eq(c, u)).hypotheses == (eq(c, u),)


@pytest.mark.parametrize("name", ["exp(c)", "inv(c)", "a/b", "cast(n)", "f(x)"])
def test_a_symbol_does_not_look_like_a_function_value_or_a_quotient(name: str) -> None:
    """⊢ ∂(exp(c))/∂c = 0 is no lie about a symbol called exp(c), but it is one about what is read."""
    from symgrad.core.show import show

    try:
        replay(reflexive(read(name)))
    except Rejected:
        return
    assert show(read(name)) != name


def test_the_names_of_indices_that_are_shown_are_those_of_the_claim() -> None:
    """A rule may be given any text as the name of a new index; what is printed was checked with the claim."""
    from symgrad.core.show import show_theorem

    start, end = (total([(name, Int(0), n)], x(Var(name))) for name in ("i", "j"))
    maps = (Var("@b0"),), (Var("@a0"),), ((None,) * 3, (None,) * 3)
    target = ("0 < 1} 7 = 8\nthen    0 = 1 {k",), ((Int(0), n),), make("true", None, ())
    certificate = chained(start, end, (), ("reindex", (), target, *maps))
    try:
        th = replay(json.loads(json.dumps(certificate)))
    except Rejected:
        return
    assert show_theorem(th) == "then    (Σ{0 ≤ i < n} x[i]) = (Σ{0 ≤ j < n} x[j])"


def test_a_letter_does_not_look_like_another() -> None:
    refused(reflexive(read("\u0445")))  # a Cyrillic x
