"""Whatever is not understood is refused with its code and its exact place, and never with anything but a Problem."""

from __future__ import annotations

import random
from collections.abc import Callable
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from symgrad.engine.integers import holds
from symgrad.errors import Problem
from symgrad.language.codes import EXPLANATIONS
from symgrad.language.reader import parse_program, parse_term
from symgrad.language.tokens import tokenize
from tests.language.reading import CONVOLUTION, STRIDED, blamed, problem, program

C = f"{CONVOLUTION}; "

BAD = [
    ("SG101", "y[i]", ""),
    ("SG101", "y[i] =", ""),
    ("SG101", "y[i] = x[i] +", ""),
    ("SG101", "y[i] = 2x[i]", "x"),
    ("SG101", "y[i] = x[i] w[i]", "w"),
    ("SG101", "y[i] = x[i] (3)", "("),
    ("SG101", "y[i] = x[i] wher x[N]", "wher"),
    ("SG101", "y[i] = x[i], z", ","),
    ("SG101", "y[i] = sum x[i]", "x"),
    ("SG101", "y[i] = sum() x[i]", "sum()"),
    ("SG101", "y[i] = sum(k<K)", ""),
    ("SG101", "y[i] = 1/sum(k) x[k]*x[i]", "sum(k)"),
    ("SG101", "y[i] = x[i]**x[i]**2", "x[i]**x[i]**2"),
    ("SG101", "y[i] = x[i mod 2 + 1]", "i mod 2"),
    ("SG101", "y[i] = x[-i mod 2]", "-i mod 2"),
    ("SG101", "y[i] = [i]*x[i]", "i"),
    ("SG101", "y[i] = x[i]/0", "0"),
    ("SG101", "y[i+1] = x[i]", "y[i+1]"),
    ("SG101", "y[i] = x[i] where x[N] is happy", "happy"),
    ("SG101", "y[i] = x[i] where x[N] is zero", ""),
    ("SG101", "y[i] = x[i] where 2 | N | M", "2 | N | M"),
    ("SG101", "y[i] = x[i] where N = 2 or N = 3", "or"),
    ("SG101", C + "∂L = 3", "∂L"),
    ("SG102", "y[i] = x[i", "["),
    ("SG102", "y[i] = x[i]]", "]"),
    ("SG102", "y[i] = (x[i]]", "]"),
    ("SG103", "y[i] = x[k]", "k"),
    ("SG103", "y[i] = sum(k) w[k]*x[i+l]", "l"),
    ("SG103", "y[i] = V[i+k]*K[k]", "k"),
    ("SG103", "y[i] = (sum(k) w[k])*x[i+k]", "k"),
    ("SG103", "y[i] = sum(k<l, l<K) x[k,l]", "l"),
    ("SG103", "y[i] = sum(0<k) x[k]", "sum(0<k) x[k]"),
    ("SG103", "y[i] = x[i] where q is zero outside", "q is zero outside"),
    ("SG103", C + "dL/dV[m,n] = dL/dY[m,n]", "dL/dY[m,n]"),
    ("SG103", C + "dL/dQ[m] = 0", "dL/dQ[m]"),
    ("SG103", C + "dL/dV[m,n] = G[m,n]", "G[m,n]"),
    ("SG103", C + "dL/dV[m,n] = dL / dZ[m,n]", "dL"),
    ("SG103", C + "dL/dV[m,n] = dL/dZ[m-k,n]", "k"),
    ("SG103", C + "dL/dV[m,n] = q*dL/dZ[m,n]", "q"),
    ("SG104", "y[i] = sum(i) x[i]", "i"),
    ("SG104", "y[i] = sum(k<K) sum(k<K) x[k]", "k"),
    ("SG104", "y[i] = sum(k<K, i<N) x[k]", "i"),
    ("SG104", "y[i,i] = x[i,i]", "i"),
    ("SG104", C + "dL/dV[m,n] = sum(m) dL/dZ[m,n]", "m"),
    ("SG105", "y[i] = x[i] + x[i,i]", "x"),
    ("SG105", "y[i] = exp(x[i], 2)", "exp(x[i], 2)"),
    ("SG105", "y[i<M] = x[i] where y[N]", "y[i<M]"),
    ("SG105", C + "dL/dV = 0", "dL/dV"),
    ("SG105", C + "dL/dV[m] = 0", "dL/dV[m]"),
    ("SG105", C + "dZ/dV[m,n] = 1", "dZ/dV[m,n]"),
    ("SG105", C + "dL/dV[m,n] = dL/dZ[m]", "dL/dZ[m]"),
    ("SG106", "y[i<M] = sum(k<K) w[k]*x[i+k] where x[N], w[K]", "i+k"),
    ("SG106", "y[i<M] = x[2*i] where x[N]", "2*i"),
    ("SG106", "z[i] = x[tok[i]] where tok[N] is integer, x[M]", "tok[i]"),
    ("SG106", "y[i] = x[i] where x[k+1] > 0 for k<N, x[N]", "k+1"),
    ("SG107", "y[i] = y[i-1]", "y[i-1]"),
    ("SG107", "a[i] = b[i]; b[i] = a[i]", "b[i]"),
    ("SG108", "y[i] = x[i]**1000", "1000"),
    ("SG108", "y[i] = x[i]^99999999999999999999", "99999999999999999999"),
    ("SG108", "y[i] = x[i]*" + "9" * 5000, "9" * 5000),
    ("SG109", "y[i] = " + "(" * 10_000 + "x[i]" + ")" * 10_000, "("),
    ("SG109", "y[i] = " + "-" * 5000 + "x[i]", "-"),
    ("SG109", "y = " + " ".join(f"sum(k{n}<2)" for n in range(5000)) + " 1", None),
    ("SG109", "y[i] = [" + "not " * 5000 + "i = 2]*x[i]", "not"),
    ("SG110", "y[i] = x[i] + b; z[b] = y[b]", "b"),
    ("SG110", "y[i] = x[x]", "x"),
    ("SG110", "y[i] = x[i/2]", "2"),
    ("SG110", "y[i] = x[1.5]", "1.5"),
    ("SG110", "y[i] = x[i] where x[N], x[M]", "x[M]"),
    ("SG110", "y[i] = f(x[i]) + f", "f"),
    ("SG110", "y[i] = floor(x[i]/2)*x[i]", "x[i]"),
    ("SG110", "y[i] = x[i]; z = i*y[0]", "i"),
    ("SG110", "y[k] = N[k]*x[k] where x[N]", "N"),
    ("SG111", "y[i] = x[i] @ w[i]", "@"),
    ("SG111", "y = \\sum_k x[k]", "\\"),
    ("SG112", "y[i,j] = x[i+j]", "i"),
    ("SG112", "y[i] = 3", "i"),
    ("SG112", "y[i] = x[i*i]", "i"),
    ("SG112", "y[i] = sum(k) x[2*k]", "k"),
    ("SG112", "y[i] = a[i] + b[i] where a[N], b[M]", "i"),
    ("SG112", "y[i] = x[i-a] + x[i-b] where a >= 0, b >= 0", "i"),
    ("SG112", "y[i] = sum(k, l<=k) A[k,l]*x[i]", "A[k,l]"),
    ("SG112", f"{CONVOLUTION} + U[i,j] where U[A,B]", "i"),
    ("SG113", "", ""),
    ("SG113", " \n # nothing\n", None),
    ("SG113", "where x[N]", None),
    ("SG114", "y[i] = min(k<K) x[k]", "min(k<K) x[k]"),
    ("SG114", "y[i] = max(x[i], 0, 1)", "max(x[i], 0, 1)"),
    ("SG114", "y[i] = x[floor(i/2 + 1)]", "floor(i/2 + 1)"),
    ("SG114", "y[i] = relu'(x[i])", "relu'(x[i])"),
    ("SG114", "y[o<M] = max(k<K) (x[o+k] + 1) where x[N] is -inf outside", "x[o+k]"),
    ("SG114", C + "y[i] = dL/dZ[i,i]", "dL/dZ[i,i]"),
    ("SG114", "y[i] = x[i]*dq/dr", "dq/dr"),
]


@pytest.mark.parametrize(("code", "text", "place"), BAD, ids=[f"{c}-{n}" for n, (c, _, _) in enumerate(BAD)])
def test_a_bad_input_is_refused_at_its_place(code: str, text: str, place: str | None) -> None:
    found = problem(text)
    assert found.code == code, found.message
    if place is not None:
        assert blamed(found) == place


def test_every_code_is_explained_and_shown_by_a_bad_input() -> None:
    assert {code for code, _, _ in BAD} == set(EXPLANATIONS)
    for text in EXPLANATIONS.values():
        title, blank, *rest = text.split("\n")
        assert title.endswith(".")
        assert blank == ""
        assert any(line.startswith("    ") for line in rest)


def test_a_read_that_leaves_says_how_far_it_reaches_and_what_would_keep_it_inside() -> None:
    found = problem("y[i<M] = sum(k<K) w[k]*x[i+k] where x[N], w[K]")
    assert found.message == "x[i+k] can leave x: i+k can reach K+M−2"
    assert found.notes[-1] == "the read would be inside if K+M−2 < N"
    program("y[i<M] = sum(k<K) w[k]*x[i+k] where x[N], w[K], K + M - 2 < N")


def test_the_place_is_exact_in_a_later_line() -> None:
    text = "h[i] = x[i]\n\ny[i] = h[i] + + h[i]"
    assert text[: problem(text).start].count("\n") == 2


def test_the_problem_carries_the_file_name() -> None:
    with pytest.raises(Problem) as caught:
        parse_program("y[i] =", holds, "layer.txt")
    assert caught.value.filename == "layer.txt"


def test_a_hundred_parentheses_are_read() -> None:
    assert program("y[i] = " + "(" * 99 + "x[i]" + ")" * 99).layers[0].definition.body.op == "read"


def test_nested_constructs_up_to_the_limit_never_exhaust_the_stack() -> None:
    for opening, closing in [("exp(", ")"), ("[0 < ", "]"), ("(1 + 2*", ")"), ("-(", ")"), ("sum(k<2) (1 + ", ")")]:
        text = "y[i] = " + opening * 99 + "x[i]" + closing * 99
        found = refusal(lambda text=text: program(text))
        assert found is None or found.code in ("SG104", "SG109")


GOOD = [
    CONVOLUTION,
    STRIDED,
    f"{CONVOLUTION}; dL/dV[m,n] = sum(k,l) dL/dZ[m-k,n-l]*K[k,l]; dZ[i,j]/dK[m,n] = V[i+m,j+n]",
    "y[o<M] = max(k<K, 0 <= s*o+k-p < N) x[s*o+k-p] where x[N], s >= 1",
    "y[t,d] = E[tok[t],d]/cast(T) where tok[T] in 0..V, E[V,D], 2 | T, E[v,d] > 0 for v<V, d<D",
    "h[i] = f(x[i])**2 - 3*relu(x[i]); y = -sum(i, [i mod 2 = 0] = 1) h[i] where f is smooth",
    "y[i<M] = Σ_{k≤i} x[⌊k/2⌋]·[i ≠ k and not 2 | i] where x[M]",
]


def refusal(read: Callable[[], object]) -> Problem | None:
    """The problem that reading gives, if it does; anything else that is raised fails the test."""
    try:
        read()
    except Problem as found:
        return found
    return None


def pieces(text: str) -> list[str]:
    tokens = tokenize(text)
    return [text[a.start : b.start] for a, b in pairwise(tokens)]


@pytest.mark.parametrize("text", GOOD[:5])
def test_good_programs_are_read(text: str) -> None:
    assert program(text).layers


@pytest.mark.parametrize("text", GOOD)
@pytest.mark.parametrize("seed", range(6))
def test_a_damaged_program_gives_a_problem_or_a_program(text: str, seed: int) -> None:
    chance = random.Random(seed)
    original = pieces(text)
    for _ in range(40):
        parts = list(original)
        for _ in range(chance.choice([1, 1, 2, 4])):
            place = chance.randrange(len(parts))
            match chance.randrange(4):
                case 0:
                    del parts[place]
                case 1:
                    parts.insert(place, parts[place])
                case 2:
                    other = chance.randrange(len(parts))
                    parts[place], parts[other] = parts[other], parts[place]
                case 3:
                    parts[place] = chance.choice(original)
        damaged = "".join(parts)
        found = refusal(lambda damaged=damaged: parse_program(damaged, lambda _facts, _goal: False))
        if found is not None:
            assert found.code in EXPLANATIONS
            assert found.start is not None
            assert found.end is not None
            assert 0 <= found.start <= found.end <= len(damaged)


@settings(max_examples=300, deadline=None)
@given(st.text(alphabet=st.sampled_from("xyki0123.+-*/<>=()[]{},;| \n'dL∂Σ⌊⌋δ_^~"), max_size=40))
def test_any_characters_give_a_problem_or_a_term(text: str) -> None:
    for read in (lambda: parse_program(text, holds), lambda: parse_term(text)):
        found = refusal(read)
        assert found is None or found.code in EXPLANATIONS


def test_a_sum_whose_index_has_two_ranges_is_refused_unless_more_summands_are_zero() -> None:
    found = problem("y[i] = sum(k<3) w[k]*x[i+k]; dL/dw[0] = sum(i) (dL/dy[i] + x[i])")
    assert (found.code, blamed(found)) == ("SG112", "i")
