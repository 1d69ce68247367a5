"""Definitions are read as written; what was left out is inferred, recorded, and as the exercises mean it."""

from __future__ import annotations

import pytest

from symgrad.core.term import Int, Var, iadd, imul, instantiate, le
from symgrad.errors import Problem
from symgrad.language.plain import plain
from symgrad.language.program import Program
from tests.language.reading import CONVOLUTION, STRIDED, body, program


def shape(result: Program, name: str) -> str:
    layer = result.layer(name)
    assert layer is not None
    return ", ".join(f"{plain(lo)}..{plain(hi)}" for lo, hi in layer.shape)


def test_the_exercise_without_ranges_is_the_valid_correlation() -> None:
    result = program(CONVOLUTION)
    assert result.assumptions == ["V is H×W, K is P×Q, Z is (H−P+1)×(W−Q+1)", "sizes are natural numbers"]
    assert shape(result, "Z") == "0..H - P + 1, 0..W - Q + 1"
    assert body(CONVOLUTION) == "sum(k<P, l<Q) V[i + k,j + l]*K[k,l]"
    assert result.hypotheses == []
    assert [t.name for t in result.tensors.values() if t.inferred] == ["V", "K"]


def test_a_size_of_an_output_is_written_as_a_person_writes_it() -> None:
    (lo, hi), _ = program(CONVOLUTION).layers[0].shape
    assert lo == Int(0)
    assert hi == iadd(Var("H"), imul(Int(-1), Var("P")), Int(1))


def test_a_read_that_is_zero_outside_has_one_bracket_beside_it() -> None:
    guard = "[0 <= s*o + k - p < N]"
    assert body(STRIDED) == f"sum(k<K) w[k]*{guard}*x[s*o + k - p]"


def test_what_the_ranges_prove_is_left_out_of_the_bracket() -> None:
    text = "y[i<N] = sum(k<K) w[k]*x[i+k] where x[N] is zero outside"
    assert body(text) == "sum(k<K) w[k]*[i + k < N]*x[i + k]"


def test_a_bracket_of_the_author_is_not_repeated() -> None:
    text = "y[o<M] = sum(k<K) [0 <= o - k < N]*w[k]*x[o-k] where x[N] is zero outside"
    assert body(text) == "sum(k<K) [0 <= o - k < N]*w[k]*x[o - k]"


def test_a_condition_of_a_sum_keeps_a_read_inside() -> None:
    assert body("y[o<M] = sum(k<K, 0 <= o-k < N) w[k]*x[o-k] where x[N]") == ("sum(k<K, 0 <= o - k < N) w[k]*x[o - k]")


def test_a_max_takes_minus_infinity_outside_as_its_condition() -> None:
    text = "y[o<M] = max(k<K) x[s*o + k - p] where x[N] is -inf outside"
    assert body(text) == "max(k<K, 0 <= s*o + k - p < N) x[s*o + k - p]"


def test_a_stride_brings_an_output_size_and_the_hypothesis_that_the_last_window_fits() -> None:
    result = program("y[o] = sum(k) w[k]*x[s*o + k]")
    assert [plain(h) for h in result.hypotheses] == ["1 <= s", "s*(O - 1) + P <= N"]
    assert "s ≥ 1" in result.assumptions
    assert "s·(O−1)+P ≤ N" in result.assumptions


def test_a_stride_that_is_declared_positive_is_not_assumed_so() -> None:
    result = program("y[o] = sum(k) w[k]*x[s*o + k] where s >= 1")
    assert [plain(h) for h in result.hypotheses] == ["1 <= s", "s*(O - 1) + P <= N"]
    assert "s ≥ 1" not in result.assumptions


@pytest.mark.parametrize(
    ("text", "assumption"),
    [
        ("y[i] = exp(x[i])/(sum(j) exp(x[j]))", "x is N, y is N"),
        ("y[i] = x[i+1] - 2*x[i] + x[i-1]", "x is N, y is defined for 1 ≤ i < N−1"),
        ("C[i,k] = sum(j) A[i,j]*B[j,k] + b[k]", "A is M×N, B is N×P, b is P, C is M×P"),
        (f"{CONVOLUTION} + B[i,j]", "V is H×W, K is P×Q, B is (H−P+1)×(W−Q+1), Z is (H−P+1)×(W−Q+1)"),
        (
            "Z[n,f,i,j] = sum(c,k,l) V[n,c,i+k,j+l]*K[f,c,k,l] + b[f]",
            "V is N×C×H×W, K is F×C×P×Q, b is F, Z is N×F×(H−P+1)×(W−Q+1)",
        ),
        ("y[i] = sum(k) w[k]*x[i-k] where w[P], P >= 1", "x is N, y is defined for P−1 ≤ i < N"),
        ("y[i] = x[N-1-i] where x[N]", "y is N"),
        ("y[i,j] = max(k<2,l<2) x[2*i+k,2*j+l]", "x is H×W, y is I×J"),
        ("y[i] = sum(k) w[k]*x[i+k-p] where x is zero outside", "w is P, x is N, y is O"),
    ],
)
def test_shapes_are_inferred_and_recorded(text: str, assumption: str) -> None:
    assert program(text).assumptions[0] == assumption


def test_an_inferred_size_takes_no_name_that_is_in_use() -> None:
    result = program("Z[i,j] = sum(k,l) H[i+k,j+l]*P[k,l]")
    assert result.assumptions[0] == "H is H1×W, P is Q×R, Z is (H1−Q+1)×(W−R+1)"


def test_the_layers_of_a_network_use_each_other() -> None:
    result = program("h[i] = sum(k) w[k]*x[i+k]\ny[i] = relu(h[i])\nL = sum(i) (y[i] - t[i])**2 / 2")
    assert [layer.name for layer in result.layers] == ["h", "y", "L"]
    assert [shape(result, name) for name in ("h", "y", "L")] == ["0..N - P + 1", "0..N - P + 1", ""]
    assert result.layers[2].definition.body.args[-1].args[0].args[0].args[0].data is result.layers[1].definition


def test_a_layer_can_be_declared_zero_outside() -> None:
    assert body("h[i] = x[i]; y[i] = h[i-1] + h[i] where h is zero outside") == "[0 <= i - 1]*h[i - 1] + h[i]"


def test_a_definition_may_go_over_several_lines_with_remarks() -> None:
    text = """y[i<M] = sum(k<K) w[k]*x[i+k]   # the layer
       + b
       where x[N],
             w[K]
       and M + K - 1 <= N               # the last window fits
    z[i] = y[i]**2"""
    result = program(text)
    assert [layer.name for layer in result.layers] == ["y", "z"]
    assert result.hypotheses == [le(iadd(Var("M"), Var("K"), Int(-1)), Var("N"))]


def test_the_declared_shape_of_an_output_is_the_range_of_its_indices() -> None:
    assert shape(program("y[o] = sum(k<K) w[k]*x[o-k] where x is zero outside, y[M]"), "y") == "0..M"


def test_an_integer_tensor_indexes_another() -> None:
    result = program("y[t,d] = E[tok[t],d] where tok[T] in 0..V, E[V,D]")
    assert shape(result, "y") == "0..T, 0..D"
    assert result.tensors["tok"].integer
    assert "the values of tok are integers, 0 ≤ tok < V" in result.assumptions


def test_unknown_functions_and_parameters_are_recorded() -> None:
    result = program("y[o<M] = f(x[s*o - p]) where x[N] is zero outside, f is differentiable")
    assert result.unknown_functions == ["f"]
    assert "f is an unknown function" in result.assumptions
    assert "M, s and p are integers" in result.assumptions
    assert [plain(h) for h in result.hypotheses] == ["smooth(f, 1)"]


def test_side_conditions_are_about_integers_or_scalars_by_what_their_names_are() -> None:
    result = program("y[i] = a*x[i] where a > 0, x[N], 2 | N, x[k] != 0 for k<N, N >= 1")
    assert [plain(h, result) for h in result.hypotheses] == ["2 | N", "1 <= N", "0 < a", "forall(k<N) x[k] != 0"]


@pytest.mark.parametrize(
    ("unicode", "ascii"),
    [
        ("Z[i,j] = Σ_{k,l} V[i+k,j+l]·K[k,l]", "Z[i,j] = sum(k,l) V[i+k,j+l]*K[k,l]"),
        ("y = Σ_{k=0}^{K−1} x[k] where x[K]", "y = sum(0<=k<=K-1) x[k] where x[K]"),
        ("y[i<N] = x[⌊i/2⌋]×δ[i,3] where x[N], N ≥ 4", "y[i<N] = x[floor(i/2)]*[i = 3] where x[N], N >= 4"),
        ("y = Σ_k x[k]", "y = sum(k) x[k]"),
    ],
)
def test_unicode_and_ascii_are_the_same(unicode: str, ascii: str) -> None:
    assert body(unicode) == body(ascii)


@pytest.mark.parametrize(
    ("text", "meaning"),
    [
        ("sum(k<K) w[k]*c + b", "(sum(k<K) w[k]*c) + b"),
        ("sum(k<K) (w[k] + c)", "sum(k<K) (w[k] + c)"),
        ("-c**2", "-(c**2)"),
        ("c - 3*b", "c + (-3)*b"),
        ("c/2", "(1/2)*c"),
        ("c/b/a", "c*inv(b)*inv(a)"),
        ("1/b", "inv(b)"),
        ("b**-2", "inv(b**2)"),
        ("0.25*b", "1/4*b"),
        ("relu(b)", "[b > 0]*b"),
        ("sigmoid(b)", "inv(1 + exp(-b))"),
        ("max(a, b)", "[a >= b]*a + [a < b]*b"),
        ("ln(b)", "log(b)"),
        ("sqrt(b)", "sqrt{0}(b)"),
        ("b**(1/2)", "pow(b, 1/2)"),
    ],
)
def test_precedence_and_shorthands(text: str, meaning: str) -> None:
    def value(rhs: str) -> object:
        from symgrad.core.polynomial import normal

        return normal(program(f"y = {rhs} + 0*(a + b + c)  where w[K]").layers[0].definition.body)

    assert value(text) == value(meaning)


@pytest.mark.parametrize(
    ("index", "meaning"),
    [
        ("2*i // 3", "floor(2*i/3)"),
        ("2*i // 3 * 4", "floor(2*i/3)*4"),
        ("2*(i // 3)", "2*floor(i/3)"),
        ("(i + 1) mod 2", "i + 1 mod 2"),
        ("i % 2 + 1", "i mod 2 + 1"),
        ("⌊(i+1)/2⌋", "floor((i + 1)/2)"),
        ("ceil(i/2)", "-floor((-i)/2)"),
        ("min(i, 3, N)", "min(min(i, 3), N)"),
        ("i**2", "i*i"),
        ("N - 1 - 2*i", "N - 1 - 2*i"),
    ],
)
def test_integers_in_an_index(index: str, meaning: str) -> None:
    found = program(f"y[i<M] = x[{index}] where x[N] is zero outside").layers[0].definition.body
    read = found.args[-1] if found.op == "mul" else found
    term = instantiate(read.args[0], [Var("i")])
    assert plain(term).replace("(i + 1) mod 2", "i + 1 mod 2").replace("(i mod 2)", "i mod 2") == meaning


def test_the_facts_of_a_program_are_its_sizes_and_conditions() -> None:
    assert {plain(f) for f in program(STRIDED).facts()} == {"0 <= K", "0 <= N", "1 <= s"}


def test_an_axis_may_be_declared_between_two_ends() -> None:
    result = program("y[i<M] = sum(-k<=s<=k) x[i-s]*w[s]  where x[M] is zero outside, w[-k<=s<=k], k >= 0")
    assert [(plain(lo), plain(hi)) for lo, hi in result.tensors["w"].ranges] == [("-k", "k + 1")]


def test_an_axis_with_one_end_is_refused() -> None:
    with pytest.raises(Problem, match="two ends"):
        program("y[i<M] = x[i]*w[i]  where x[M], w[i<=M]")


def test_a_convolution_without_ranges_begins_where_the_first_window_fits_and_has_a_tap() -> None:
    result = program("y[i] = sum(k) w[k]*x[i-k]")
    assert shape(result, "y") == "P - 1..N"
    assert "P ≥ 1" in result.assumptions


def test_a_sum_up_to_the_output_index_gives_the_output_its_range() -> None:
    assert shape(program("y[i] = sum(k<=i) x[k] where x[N]"), "y") == "0..N"
    assert shape(program("y[t] = sum(u<=t) a[t,u]*x[u] where a[T,T], x[T]"), "y") == "0..T"


def test_a_sum_beside_a_cotangent_ranges_over_the_smaller_axis() -> None:
    forward = "y[i] = sum(k<3) w[k]*x[i+k]"
    result = program(f"{forward}; dL/dw[0] = sum(i) dL/dy[i]*x[i]")
    assert plain(result.claims[0].rhs, result) == "sum(i<N - 2) dL/dy[i]*x[i]"
