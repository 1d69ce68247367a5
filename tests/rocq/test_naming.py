"""Names that Gallina does not take, or that the prelude uses, export cleanly and stay apart."""

from __future__ import annotations

import pytest

from symgrad.core.replay import encode, make_line
from symgrad.core.term import Int, Term, Var, add, call, define, mul, num, read, total
from symgrad.rocq.naming import KEYWORDS, Names, legal, library_names
from symgrad.rocq.script import Script, comment, export
from tests.rocq.coqc import needs_coqc, refused

AWKWARD = [
    ("fun", "match"), ("sum", "bracket"), ("F", "D"), ("x", "x'"), ("θ", "theta"), ("dL/dZ", "dL_dZ"), ("conj", "proj1"),
    ("H1", "H2"), ("line_1", "i1"), ("one", "zero"), ("exp", "cast"), ("_a", "__"), ("point_", "hole_"), ("λ", "lambda"),
    ("Prop", "Type"), ("range", "when"), ("N", "Z"), ("in", "let"), ("x1", "x"), ("ring", "derivative"),
]  # fmt: skip


def _script(first: str, second: str) -> Script:
    """Σ_{i<size} (first[i]·second[i] + second[i]·first[i]) = Σ 2·first[i]·second[i], through a definition, with such names."""
    size, i = Var("size" if first != "size" else "n"), Var("i")
    a, b = read(first, i), read(second, i)
    y = define("y", ["p"], mul(read(first, Var("p")), read(second, Var("p"))))
    start = total([("i", Int(0), size)], add(call(y, i), mul(b, a)))
    steps: list[tuple[object, ...]] = [("unfold", (3, 0), (), None)]
    at = Var("@0")
    doubled: Term = mul(num(2), read(first, at), read(second, at))
    steps.append(("ring", (3,), (doubled,), None))
    line = ("chain", start, tuple(steps))
    th = make_line(*line)
    return export("awkward.names", encode([line], th, {}))


@needs_coqc
def test_awkward_names_are_accepted() -> None:
    assert refused({f"{a} and {b}": _script(a, b) for a, b in AWKWARD}) == {}


@pytest.mark.parametrize("pair", AWKWARD)
def test_two_symbols_never_share_a_name(pair: tuple[str, str]) -> None:
    names = Names(library_names())
    given = [names.symbol("read", s) for s in (*pair, *map(legal, pair))]
    assert len(set(given)) == len({*pair, *map(legal, pair)})
    assert not set(given) & (KEYWORDS | library_names())


def test_a_symbol_keeps_its_name() -> None:
    names = Names()
    assert names.symbol("read", "x") == names.symbol("read", "x")
    assert names.symbol("var", "x") != names.symbol("read", "x")


def test_what_was_renamed_is_told() -> None:
    assert "θ is theta" in _script("θ", "b").text


def test_a_comment_cannot_be_ended_or_begun_by_what_stands_in_it() -> None:
    text = "\n".join(comment('a *) Axiom b : False. (* "c', "(**) last"))
    assert text.count("*)") == 1
    assert text.count("(*") == 1
    assert '"' not in text
