"""An integer that stands as a factor or term is its number; conditions hold of every entry; what the tool prints reads back."""

from __future__ import annotations

import pytest

from symgrad.core.term import Var, bind, cast, inv, make, mul, read
from symgrad.language.plain import plain, pretty
from symgrad.language.reader import parse_term, parse_terms
from tests.language.reading import body, problem, program


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("y = sum(i<N) x[i]/N where x[N]", "sum(i<N) x[i]/N"),
        ("y = 1/N*sum(i<N) x[i] where x[N]", "inv(N)*sum(i<N) x[i]"),
        ("y[i] = 2*N*x[i] where x[N]", "2*N*x[i]"),
        ("y[o<O] = (K*K)*sum(k<K) x[o+k] where x[N] is zero outside", "(K*K)*sum(k<K) [o + k < N]*x[o + k]"),
        ("y = sum(i<N) i*x[i]", "sum(i<N) i*x[i]"),
        ("y[i] = tok[i]*x[tok[i]] where x[N], tok[N] in 0..N", "tok[i]*x[tok[i]]"),
        ("y[i] = x[i]*floor(N/2) where x[N]", "x[i]*floor(N/2)"),
        ("y[i] = (N mod 3)*x[i] where x[N]", "cast(N mod 3)*x[i]"),
        ("y = sum(t<T) sin(t/c**(2*t/T))*x[t]", "sum(t<T) sin(t/pow(c, 2*t/T))*x[t]"),
        ("v = sum(i) (x[i]-m)**2/(N-1) where x[N], N >= 2", "sum(i<N) (x[i] - m)**2/(N - 1)"),
    ],
)
def test_an_integer_as_a_factor_or_term_is_its_number(text: str, shown: str) -> None:
    assert body(text) == shown
    result = program(text)
    definition = result.layers[-1].definition
    if not definition.hints:
        assert parse_term(shown, result) == definition.body


def test_a_name_that_is_an_integer_nowhere_is_a_scalar() -> None:
    assert "a is a scalar" in program("y[i] = a*x[i] where x[N]").assumptions[0]
    assert "a is an integer" in program("y[i] = a*x[i] where x[N], a is integer").assumptions
    assert program("y[i] = a*x[i] where x[N], a is integer").parameters == ["a"]


def test_a_name_compared_with_an_index_is_an_integer() -> None:
    result = program("y = sum(k<K, k<n) x[k]/n")
    assert result.parameters == ["n"]
    assert plain(result.layers[0].definition.body, result) == "sum(k<K, k < n) x[k]/n"


def test_a_tensor_compared_with_an_index_has_integers_unless_it_is_read_as_a_scalar() -> None:
    assert program("y[t] = sum(k<K, k<len[t]) x[t,k]").tensors["len"].integer
    assert not program("y = sum(k<K, k < x[k]) x[k]").tensors["x"].integer
    assert body("y = sum(k<K, x[k]<5) x[k]") == "sum(k<K, x[k] < 5) x[k]"


def test_numbers_of_integers_read_back_with_a_program_and_without() -> None:
    result = program("y = sum(i<N) x[i]/N where x[N]")
    t = mul(inv(cast(Var("N"))), bind("sum", [("i", read_zero(), Var("N"))], cast(Var("i"))))
    assert plain(t, result) == "inv(N)*sum(i<N) i"
    assert parse_term(plain(t, result), result) == t
    assert plain(t) == "inv(cast(N))*sum(i<N) i"
    assert parse_term(plain(t)) == t


def read_zero() -> object:
    return make("int", 0, ())


def test_a_bare_index_in_an_unknown_function_is_still_taken_for_an_entry() -> None:
    assert problem("y[i] = x[i]*f(i)").code == "SG110"
    assert body("y[i] = x[i]*f(cast(i))") == "x[i]*f(cast(i))"


def test_terms_that_are_read_together_agree_on_what_is_an_integer() -> None:
    left, right = parse_terms(["sum(k<K) c", "K*c"], ["S", "S"])
    assert right == mul(cast(Var("K")), read("c"))
    assert left.op == "sum"


@pytest.mark.parametrize(
    ("text", "hypotheses"),
    [
        ("y[i] = log(x[i]) where x[N], x[i] > 0", ["0 < x[i] for all i<N"]),
        ("y[i] = x[i]/w[i] where x[N], w[N], w[k] != 0", ["w[k] ≠ 0 for all k<N"]),
        ("y[n,c] = x[n,c]/sqrt(v[c]+eps) where v[C], v[c]+eps > 0", ["0 < v[c] + eps for all c<C"]),
        ("y[t,e] = W[tok[t],e] where W[V,E], tok[T], 0 <= tok[t] < V", ["(0 ≤ tok[t] < V) for all t<T"]),
        ("y = sum(i,j) A[i,j]*u[i]*u[j] where A[N,N], A[i,j] = A[j,i]", ["A[i,j] = A[j,i] for all i<N, j<N"]),
        ("y[i] = x[i] where x[N], x[q] > 0, 0 <= q, q < N", ["0 ≤ q", "q < N", "0 < x[q]"]),
        ("y[o<O] = x[o+p] where x[N], O+p <= N, p >= 0, p < N, x[p] > 0", ["0 ≤ p", "p < N", "0 < x[p]"]),
    ],
)
def test_a_condition_on_an_entry_is_one_on_every_entry(text: str, hypotheses: list[str]) -> None:
    assert [pretty(h) for h in program(text).hypotheses if "O" not in pretty(h)] == hypotheses


def test_an_index_of_a_condition_that_stands_alone_in_no_axis_is_refused() -> None:
    assert problem("y[i] = x[i] where x[N], x[2*j] > 0").code == "SG106"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("y[i] = x[i]²·√(x[i]² + 1)", "x[i]**2*sqrt(x[i]**2 + 1)"),
        ("y[i] = x[i]⁻¹ + √x[i]", "1/x[i] + sqrt(x[i])"),
        ("y[i] = f′(x[i])", "f'(x[i])"),
        ("y[i<M] = x[⌊i/2⌋]·δ[i,2] where x[N], M ≤ 2·N", "x[floor(i/2)]*[i = 2]"),
        ("y[o<O] = Σ_{max(0, p−o)≤k<min(K, N+p−o)} w[k]·x[o+k−p] where x[N], w[K], p ≥ 0",
         "sum(max(0, p - o)<=k<min(K, N + p - o)) w[k]*x[o + k - p]"),
    ],
)  # fmt: skip
def test_what_the_screen_shows_reads_back(text: str, shown: str) -> None:
    assert body(text) == shown


def test_how_far_a_root_reaches_has_to_be_said() -> None:
    assert problem("y[i] = √x[i]²").code == "SG101"


def test_known_functions_are_written_out_and_that_is_said() -> None:
    result = program("y[i] = relu(x[i]) + sigmoid(x[i]) + gelu(x[i])")
    assert result.assumptions[:2] == ["relu(u) = [0 < u]·u", "sigmoid(u) = 1/(1 + exp(−u))"]
    assert "the usual one is written u/2*" in result.assumptions[2]
    found = problem("y[i] = softmax(x[i])")
    assert (found.code, "sum(j<N) exp(x[j])" in (found.help or "")) == ("SG114", True)


def test_the_distance_of_two_indices_is_an_integer() -> None:
    assert body("y[i,j] = [abs(i-j) <= r]*x[i,j] where x[N,N], r is integer") == "[max(i - j, -(i - j)) <= r]*x[i,j]"


def test_a_power_with_another_exponent_than_a_number_compares_scalars() -> None:
    scope = program("y[i<K] = x[i]**q where x[K], q > 0")
    assert [a.sort for a in parse_term("0 < K**q", scope, sort="P").args] == ["S", "S"]
    assert [a.sort for a in parse_term("0 < K**2", scope, sort="P").args] == ["I", "I"]
