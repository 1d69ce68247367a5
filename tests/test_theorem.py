"""A theorem in a user's hands: as sympy, as an explicit array, at special values, in steps; and by change of coordinates."""

from __future__ import annotations

import itertools
import json
from pathlib import Path

import pytest
import sympy
from sympy import Eq, Function, IndexedBase, Sum, cos, exp, sin, symbols

import derivations.convolution as convolution
import derivations.convolution_layer as convolution_layer
import derivations.max_pooling as max_pooling
from symgrad.coordinates import change_coordinates
from symgrad.core.replay import load
from symgrad.engine.opinion import second_opinion
from symgrad.errors import Problem
from symgrad.language.sympy_in import from_sympy
from symgrad.layers import conv2d, max_pool1d, max_pool2d
from symgrad.theorem import Theorem, derive

ROOT = Path(__file__).parents[1]
H, W, P, Q, s, p, d = symbols("H W P Q s p d", integer=True)
i, j, k, l, N = symbols("i j k l N", integer=True)
V, K = IndexedBase("V", shape=(H, W)), IndexedBase("K", shape=(P, Q))
x, y = IndexedBase("x", shape=(N,)), IndexedBase("y")
SIZES = {"H": 4, "W": 4, "P": 2, "Q": 3}


@pytest.fixture(scope="module")
def plain() -> dict[object, Theorem]:
    return derive(conv2d(V, K), wrt=[K, V])


@pytest.fixture(scope="module")
def general() -> Theorem:
    return derive(conv2d(V, K, stride=s, padding=p, dilation=d), wrt=V)[V]


def explicit_gradient(layer, tensor, shape, **values):
    """∂L/∂tensor by sympy.diff of L = Σ dL/dZ·Z, every sum of numeric length written out."""
    cotangent = IndexedBase(f"dL/d{layer.name}")
    at = {symbol: value for name, symbol in layer.names.items() if (value := values.get(name)) is not None}
    at = {symbol: sympy.Integer(value) for symbol, value in at.items()}
    sizes = [int(n.xreplace(at).doit()) for n in layer.shape]
    loss = sympy.S.Zero
    for index in itertools.product(*map(range, sizes)):
        entry = layer[tuple(map(sympy.Integer, index))].xreplace(at).doit()
        loss += cotangent[index] * entry
    tensor = tensor.xreplace(at)
    return [sympy.diff(loss.expand(), tensor[index]) for index in itertools.product(*map(range, shape))]


# ---- derive ----


def test_gradients_are_keyed_by_what_was_given(plain: dict[object, Theorem]) -> None:
    assert list(plain) == [K, V]
    assert list(derive(conv2d(V, K), wrt=["V"])) == ["V"]
    assert set(derive(conv2d(V, K))) == {K, V}
    assert set(derive("y[i] = sum(k<3) w[k]*x[i + k]")) == {"w", "x"}


def test_an_equation_of_sympy_is_derived_with_its_own_symbols() -> None:
    w = IndexedBase("w", shape=(P,))
    theorems = derive(Eq(y[i], Sum(w[k] * x[i + k], (k, 0, P - 1))), wrt=[w, x])
    assert {t.verdict for t in theorems.values()} == {"proved"}
    assert w in theorems[x].to_sympy().atoms(IndexedBase)


def test_a_loss_needs_no_left_side() -> None:
    theorem = derive(Sum(x[i] ** 2, (i, 0, N - 1)), wrt=x)[x]
    assert theorem.formula == "2*dL/dy*x[m]"


def test_the_length_that_a_sum_was_assumed_to_have_is_told() -> None:
    w = IndexedBase("w")
    theorem = derive(Eq(y[i], Sum(w[k] * x[i + k], (k, 0, P - 1))), wrt=w)[w]
    assert any("0 ≤ P" in a for a in theorem.document.assumptions)


def test_a_tensor_that_is_not_there_is_refused() -> None:
    with pytest.raises(Problem) as caught:
        derive(conv2d(V, K), wrt=[x])
    assert caught.value.code == "SG405"


# ---- to_sympy and steps ----


def test_the_statement_is_an_equation_that_reads_back_as_the_theorem(plain: dict[object, Theorem]) -> None:
    equation = plain[V].to_sympy()
    assert isinstance(equation, Eq)
    assert str(equation.lhs) == "dL/dV[m, n]"
    assert from_sympy(equation.rhs) == plain[V].document.rhs


def test_the_steps_are_the_lines_of_the_proof(plain: dict[object, Theorem]) -> None:
    steps = plain[V].steps
    assert [line.reason.split(" (")[0] for line in steps] == ["chain rule", "∂ of a sum", "collapse δ"]
    assert steps[-1].expression == plain[V].to_sympy().rhs
    assert "\\sum" in steps[0].latex


def test_other_symbols_can_be_put_in_so_that_lambdify_can_print_them(plain: dict[object, Theorem]) -> None:
    g = IndexedBase("g")
    rhs = plain[V].to_sympy({"dL/dZ": g}).rhs
    m, n = symbols("m n", integer=True)
    function = sympy.lambdify([g, K, m, n, H, W, P, Q], rhs)
    ones = dict.fromkeys(itertools.product(range(4), repeat=2), 1)
    assert function(ones, ones, 1, 1, 4, 4, 2, 2) == 4
    assert function(ones, ones, 0, 0, 4, 4, 2, 2) == 1


# ---- arrays ----


def test_the_explicit_array_is_what_sympy_differentiates(plain: dict[object, Theorem]) -> None:
    layer = conv2d(V, K)
    for tensor, shape in ((V, (4, 4)), (K, (2, 3))):
        array = plain[tensor].at(**SIZES)
        assert isinstance(array, sympy.ImmutableDenseNDimArray)
        assert array.shape == shape
        found = array.xreplace({symbol: sympy.Integer(SIZES[str(symbol)]) for symbol in (H, W, P, Q)})
        expected = explicit_gradient(layer, tensor, shape, **SIZES)
        assert [sympy.expand(a - b) for a, b in zip(sympy.flatten(found.tolist()), expected, strict=True)] == [0] * len(expected)


def test_a_stride_does_not_lose_divisibility(general: Theorem) -> None:
    values = {**SIZES, "s": 2, "p": 1, "d": 1}
    expected = explicit_gradient(conv2d(V, K, stride=2, padding=1), V, (4, 4), **values)
    sizes = {symbol: sympy.Integer(SIZES[str(symbol)]) for symbol in (H, W, P, Q)}
    found = sympy.flatten(general.at(**values).xreplace(sizes).tolist())
    assert [sympy.expand(a - b) for a, b in zip(found, expected, strict=True)] == [0] * 16


def test_the_array_of_max_pooling_says_where_each_maximum_is() -> None:
    theorem = derive(max_pool2d(V, 2), wrt=V)[V]
    array = theorem.at(H=2, W=2)
    a = V[0, 0]
    others = [V[0, 1], V[1, 0], V[1, 1]]
    assert array[0, 0] == sympy.Piecewise((IndexedBase("dL/dY")[0, 0], sympy.And(*(a > b for b in others))), (0, True))


def test_overlapping_windows_of_max_pooling_are_added() -> None:
    theorem = derive(max_pool1d(x, 2, stride=1), wrt=x)[x]
    values = {x[0]: 1, x[1]: 3, x[2]: 2}
    array = theorem.at(N=3).xreplace({key: sympy.Integer(v) for key, v in values.items()})
    g = IndexedBase("dL/dy")
    assert list(array) == [0, g[0] + g[1], 0]


def test_a_softmax_can_be_written_out() -> None:
    theorem = derive(Eq(y[i], exp(x[i]) / Sum(exp(x[k]), (k, 0, N - 1))), wrt=x)[x]
    array = theorem.at(N=2)
    g, e = IndexedBase("dL/dy"), [exp(x[0]), exp(x[1])]
    expected = sympy.diff(sum(g[n] * e[n] for n in range(2)) / sum(e), x[0])
    assert sympy.simplify(array[0] - expected) == 0


# ---- special values ----


@pytest.mark.parametrize("values", [{"s": 2}, {"s": 1, "p": 0, "d": 1}, {"P": 3, "Q": 3, "s": 2}, {"H": 5, "W": 5}, {"d": 3}])
def test_a_special_case_is_proved_and_agrees_with_instances(general: Theorem, values: dict[str, int]) -> None:
    theorem = general.at(**values)
    assert theorem.verdict == "proved"
    assert theorem.certificate is not None
    replayed = load(json.dumps(theorem.certificate))
    assert (replayed.lhs, replayed.rhs) == (theorem.document.lhs, theorem.document.rhs)
    second_opinion(theorem.document, 24)
    assert theorem.verdict == "proved"
    assert theorem.document.instances.counted >= 24


def test_stride_one_brings_back_the_plain_formula(general: Theorem, plain: dict[object, Theorem]) -> None:
    assert general.at(s=1, p=0, d=1).formula == plain[V].formula


def test_a_special_case_of_a_special_case_is_the_same(general: Theorem) -> None:
    assert general.at(s=2).at(p=0, d=1).formula == general.at(s=2, p=0, d=1).formula


def test_a_size_can_be_another_symbol(general: Theorem) -> None:
    assert general.at(Q=P, d=1).verdict == "proved"
    assert "Q" not in general.at(Q=P).formula


def test_the_functions_of_derivations_take_special_values() -> None:
    assert convolution.dL_dV().formula != convolution.dL_dV(P=3, Q=3).formula
    special = max_pooling.dL_dx(s=2, p=0)
    assert special.verdict == "proved"
    assert "s" not in special.to_sympy().rhs.free_symbols
    assert convolution.dL_dV.document.verdict == "proved"


def test_a_page_that_says_which_symbols_are_the_strides_takes_the_word() -> None:
    plain, square = convolution_layer.dL_dx, convolution_layer.dL_dx_2d
    assert plain(stride=2).formula == plain(s=2).formula
    assert square(stride=2).formula == square(s=2, t=2).formula
    assert square(stride=(2, 1), padding=0).formula == square(s=2, t=1, p=0, q=0).formula
    assert square().at(dilation=1).formula == square(d=1, g=1).formula


@pytest.mark.parametrize(
    ("values", "code", "says"),
    [
        ({"strid": 2}, "SG103", "also stride (s), padding (p), dilation (d)"),
        ({"stride": (2, 1)}, "SG105", "give one number"),
        ({"stride": 2, "s": 2}, "SG110", "once"),
    ],
)
def test_a_wrong_word_is_refused_with_what_there_is(values: dict[str, object], code: str, says: str) -> None:
    with pytest.raises(Problem) as caught:
        convolution_layer.dL_dx(**values)
    assert caught.value.code == code
    assert says in (caught.value.help or "")


@pytest.mark.parametrize(("values", "code"), [({"zz": 1}, "SG103"), ({"s": 0}, "SG114"), ({"H": -1}, "SG114")])
def test_a_value_that_cannot_be_is_refused(general: Theorem, values: dict[str, int], code: str) -> None:
    with pytest.raises(Problem) as caught:
        general.at(**values)
    assert caught.value.code == code


def test_an_array_is_refused_where_a_hypothesis_fails(general: Theorem) -> None:
    with pytest.raises(Problem):
        general.at(**SIZES, s=0, p=1, d=1)


# ---- coordinates ----

r, t, u, v, phi = symbols("r t u v phi")
X, Y, Z = symbols("x y z")
CHANGES = {
    "polar": {X: r * cos(t), Y: r * sin(t)},
    "cylindrical": {X: r * cos(t), Y: r * sin(t), Z: u},
    "spherical": {X: r * sin(t) * cos(phi), Y: r * sin(t) * sin(phi), Z: r * cos(t)},
    "parabolic": {X: (u**2 - v**2) / 2, Y: u * v},
    "logarithmic": {X: exp(u) * cos(v), Y: exp(u) * sin(v)},
    "scaled": {X: 2 * u, Y: 3 * v},
}


@pytest.mark.parametrize("name", CHANGES)
def test_the_squared_gradient_in_orthogonal_coordinates_is_proved(name: str) -> None:
    change = change_coordinates(Function("f"), CHANGES[name])
    assert change.metric.is_diagonal()
    theorem = change.gradient_norm
    assert theorem.verdict == "proved"
    assert load(json.dumps(theorem.certificate))


def test_spherical_coordinates_need_the_axis_left_out() -> None:
    assert set(change_coordinates(Function("f"), CHANGES["spherical"]).gradient_norm.hypotheses) == {
        "smooth(f, 1)",
        "r != 0",
        "sin(t) != 0",
    }


def test_sympy_agrees_with_polar_coordinates_for_a_concrete_function() -> None:
    equation = change_coordinates(Function("f")(X, Y), CHANGES["polar"]).gradient_norm.to_sympy()
    concrete = equation.replace(Function("f"), lambda a, b: a**2 * b + b).doit()
    assert sympy.simplify(concrete.lhs - concrete.rhs) == 0


def test_coordinates_that_are_not_orthogonal_are_refused() -> None:
    with pytest.raises(Problem) as caught:
        change_coordinates(Function("f"), {X: u + v, Y: v}).gradient_norm  # noqa: B018
    assert caught.value.code == "SG114"


def test_the_numbers_of_coordinates_must_agree() -> None:
    with pytest.raises(Problem) as caught:
        change_coordinates(Function("f"), {X: u + v})
    assert caught.value.code == "SG105"


# ---- the notebook ----


def test_the_notebook_runs() -> None:
    notebook = json.loads((ROOT / "examples" / "first_steps.ipynb").read_text(encoding="utf-8"))
    assert notebook["nbformat"] == 4
    cells = [c for c in notebook["cells"] if c["cell_type"] == "code"]
    assert len(cells) >= 6
    scope: dict[str, object] = {"display": lambda *_: None}
    for cell in cells:
        exec(compile("".join(cell["source"]), "first_steps.ipynb", "exec"), scope)
