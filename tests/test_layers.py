"""The layers on sympy's objects compute what numpy loops compute, and their gradients what sympy.diff gives."""

from __future__ import annotations

import doctest
import importlib
import itertools
import random

import pytest
import sympy
from sympy import Eq, IndexedBase, Max, Mod, Piecewise, Sum, Symbol, floor, symbols

from symgrad.errors import Problem
from symgrad.language.sympy_in import from_sympy
from symgrad.layers import (
    avg_pool1d,
    avg_pool2d,
    conv1d,
    conv2d,
    convolve,
    correlate,
    dilate,
    lp_pool2d,
    max_pool1d,
    max_pool2d,
    pad,
    rot180,
)
from symgrad.theorem import derive

H, W, P, Q, s, p, d = symbols("H W P Q s p d", integer=True)
i, j, k, l, m = symbols("i j k l m", integer=True)
V, K = IndexedBase("V", shape=(H, W)), IndexedBase("K", shape=(P, Q))
x, w = IndexedBase("x", shape=(H,)), IndexedBase("w", shape=(P,))
NUMBERS = random.Random(0)


def entries(rank: int, size: int = 12) -> dict[tuple[int, ...], int]:
    return {n: NUMBERS.randint(-9, 9) for n in itertools.product(range(-size, size), repeat=rank)}


class Zero:
    """An array, zero outside its shape."""

    def __init__(self, *shape: int) -> None:
        self.shape = shape
        self.values = {n: NUMBERS.randint(-9, 9) for n in itertools.product(*map(range, shape))}

    def __getitem__(self, index):
        return self.values.get(index if isinstance(index, tuple) else (index,), 0)

    def inside(self, *index: int) -> bool:
        return index in self.values


def number(layer, arrays, index, **sizes):
    """An entry of a layer at given arrays and sizes, by lambdify."""
    at = [sympy.Integer(n) for n in index]
    names = [n for n in layer.names if n not in arrays]
    function = sympy.lambdify([*(layer.names[n] for n in arrays), *(layer.names[n] for n in names)], layer[tuple(at)], "math")
    return function(*arrays.values(), *(sizes[n] for n in names))


def size_of(layer, **sizes):
    values = {layer.names[name]: sympy.Integer(v) for name, v in sizes.items() if name in layer.names}
    return tuple(int(n.xreplace(values).doit()) for n in layer.shape)


@pytest.mark.parametrize("flip", [False, True])
@pytest.mark.parametrize(("stride", "padding", "dilation"), [(1, 0, 1), (2, 1, 1), (1, 2, 2), (3, 0, 2)])
def test_a_convolution_with_symbolic_stride_is_what_loops_compute(stride: int, padding: int, dilation: int, flip: bool) -> None:
    layer = conv2d(V, K, stride=s, padding=p, dilation=d, flip=flip)
    sizes = {"H": 7, "W": 6, "P": 3, "Q": 2, "s": stride, "p": padding, "d": dilation}
    image, kernel = Zero(7, 6), Zero(3, 2)
    shape = size_of(layer, **sizes)
    assert shape == tuple((n + 2 * padding - dilation * (t - 1) - 1) // stride + 1 for n, t in ((7, 3), (6, 2)))
    for a, b in itertools.product(*map(range, shape)):
        expected = sum(
            kernel[(2 - c, 1 - e) if flip else (c, e)]
            * image[stride * a + dilation * c - padding, stride * b + dilation * e - padding]
            for c in range(3)
            for e in range(2)
        )
        assert number(layer, {"V": image, "K": kernel}, (a, b), **sizes) == expected


def test_pooling_is_what_loops_compute() -> None:
    image = Zero(7, 6)
    sizes = {"H": 7, "W": 6}
    largest = max_pool2d(V, 3, stride=2, padding=1)
    mean = avg_pool2d(V, (2, 3))
    norm = lp_pool2d(V, 2)
    for a, b in itertools.product(*map(range, size_of(largest, **sizes))):
        window = [image[2 * a + c, 2 * b + e] for c in (-1, 0, 1) for e in (-1, 0, 1) if image.inside(2 * a + c, 2 * b + e)]
        assert number(largest, {"V": image}, (a, b), **sizes) == max(window)
    assert size_of(mean, **sizes) == (3, 2)
    for a, b in itertools.product(*map(range, size_of(mean, **sizes))):
        window = [image[2 * a + c, 3 * b + e] for c in range(2) for e in range(3)]
        assert number(mean, {"V": image}, (a, b), **sizes) == pytest.approx(sum(window) / 6)
    a, b = 1, 2
    assert number(norm, {"V": image}, (a, b), **sizes) ** 2 == pytest.approx(
        sum(image[2 * a + c, 2 * b + e] ** 2 for c in range(2) for e in range(2))
    )


def test_a_symbolic_window_of_max_pooling_can_be_computed_with() -> None:
    layer, row = max_pool1d(x, P, stride=s, padding=p), Zero(7)
    sizes = {"H": 7, "P": 3, "s": 2, "p": 1}
    for o in range(size_of(layer, **sizes)[0]):
        expected = max(row[2 * o + c - 1] for c in range(3) if row.inside(2 * o + c - 1))
        assert number(layer, {"x": row}, (o,), **sizes) == expected


@pytest.mark.parametrize(("mode", "first", "size"), [("valid", 0, 4), ("full", -2, 8), ("same", -1, 6)])
def test_correlation_and_convolution_are_those_of_scipy(mode: str, first: int, size: int) -> None:
    row, taps, sizes = Zero(6), Zero(3), {"H": 6, "P": 3}
    straight, flipped = correlate(x, w, mode), convolve(x, w, mode)
    assert size_of(straight, **sizes) == size_of(flipped, **sizes) == (size,)
    for o in range(size):
        arrays = {"x": row, "w": taps}
        assert number(straight, arrays, (o,), **sizes) == sum(taps[c] * row[o + first + c] for c in range(3))
        assert number(flipped, arrays, (o,), **sizes) == sum(taps[2 - c] * row[o + first + c] for c in range(3))


def test_the_two_rotations_differ_by_a_shift() -> None:
    array, origin = rot180(K), rot180(K, about="origin")
    assert array[i, j] == K[P - 1 - i, Q - 1 - j]
    assert origin[i, j] == K[-i, -j]
    assert origin.shape == array.shape == (P, Q)
    assert origin.ranges[0] == (1 - P, 1)
    assert convolve(V, K, "full")[i, j].limits == correlate(V, rot180(K), "full")[i, j].limits


def test_dilation_and_padding_put_zeros() -> None:
    row, sizes = Zero(3), {"H": 3, "s": 2, "p": 1}
    spread, padded = dilate(x, s), pad(x, p, 2)
    assert [number(spread, {"x": row}, (n,), **sizes) for n in range(5)] == [row[0], 0, row[1], 0, row[2]]
    assert [number(padded, {"x": row}, (n,), **sizes) for n in range(6)] == [0, row[0], row[1], row[2], 0, 0]


def test_channels_and_a_batch_are_summed_and_kept() -> None:
    b, c, e = symbols("B C D", integer=True)
    layer = conv2d(IndexedBase("V", shape=(b, c, H, W)), IndexedBase("K", shape=(e, c, P, Q)), stride=s)
    assert layer.shape[:2] == (b, e)
    assert len(layer[0, 1, i, j].limits) == 3
    assert conv1d(IndexedBase("x", shape=(c, H)), IndexedBase("w", shape=(e, c, P))).shape == (e, H - P + 1)


@pytest.mark.parametrize(
    "layer",
    [
        conv1d(x, w, stride=s, padding=p, dilation=d),
        conv2d(V, K, flip=True),
        conv2d(V, K, stride=(s, 2), padding=(0, p)),
        max_pool1d(x, P, stride=s, padding=p),
        max_pool2d(V, 2),
        avg_pool1d(x, P),
        avg_pool2d(V, 2, stride=s),
        lp_pool2d(V, 2, norm=3),
        correlate(pad(V, P - 1, 0, name="B"), rot180(K)),
        convolve(dilate(x, s), w),
    ],
    ids=lambda layer: layer.text,
)
def test_its_gradients_are_proved_and_agree_with_sympy(layer) -> None:
    tensors = [t for t in layer.names.values() if isinstance(t, IndexedBase)]
    theorems = derive(layer, wrt=tensors, instances=8)
    assert list(theorems) == tensors
    for theorem in theorems.values():
        assert theorem.verdict == "proved"
        assert theorem.document.instances.disagreement is None
        assert theorem.document.entries.disagreement is None


@pytest.mark.parametrize("layer", [conv2d(V, K), conv2d(V, K, stride=s, padding=p), avg_pool2d(V, P), rot180(K), pad(V, 1)])
def test_an_entry_reads_back_as_the_definition_says(layer) -> None:
    from symgrad.refute.evaluate import Instance, evaluate

    own = layer.program.layers[-1]
    t = from_sympy(layer[i, j])
    for seed in range(12):
        instance = Instance({"i": 1, "j": 2, "H": 6, "W": 5, "P": 2, "Q": 3, "s": 2, "p": 1}, seed=seed)
        call = own.at(*(from_sympy(n, sort="I") for n in (i, j)))
        assert evaluate(t, instance.fresh()) == evaluate(call, instance.fresh())


@pytest.mark.parametrize(
    ("make", "code"),
    [
        (lambda: conv2d(V, w), "SG105"),
        (lambda: conv2d(IndexedBase("V"), K), "SG105"),
        (lambda: conv2d(V, K, stride=0), "SG114"),
        (lambda: conv2d(V, K, padding=-1), "SG114"),
        (lambda: conv2d(V, K, name="V"), "SG110"),
        (lambda: max_pool2d(x, 2), "SG105"),
        (lambda: max_pool2d(V, sympy.Rational(1, 2)), "SG114"),
        (lambda: lp_pool2d(V, 2, norm=0), "SG114"),
        (lambda: correlate(V, K, "half"), "SG114"),
        (lambda: correlate(V, w), "SG105"),
        (lambda: rot180(K, about="centre"), "SG114"),
        (lambda: correlate(pad(x, 1), pad(x, 2)), "SG110"),
        (lambda: conv1d(IndexedBase("x", shape=(Symbol("N", real=True),)), IndexedBase("w", shape=(Symbol("N"),))), "SG110"),
    ],
)
def test_what_makes_no_layer_is_refused_with_a_way_out(make, code: str) -> None:
    with pytest.raises(Problem) as caught:
        make()
    assert caught.value.code == code


def test_an_entry_is_the_expression_that_a_user_would_type() -> None:
    assert conv2d(V, K)[i, j] == Sum(K[k, l] * V[i + k, j + l], (l, 0, Q - 1), (k, 0, P - 1))
    assert max_pool1d(x, 2)[i] == Max(x[2 * i], x[2 * i + 1])
    assert pad(x, 1)[i] == Piecewise((x[i - 1], (i - 1 >= 0) & (i - 1 < H)), (0, True))
    assert dilate(x, s)[i] == Piecewise((x[floor(i / s)], Eq(Mod(i, s), 0)), (0, True))


def test_a_wrong_number_of_indices_is_an_index_error() -> None:
    with pytest.raises(IndexError):
        conv2d(V, K)[i]
    with pytest.raises(TypeError):
        list(conv2d(V, K))


@pytest.mark.parametrize(
    "module",
    [
        "symgrad.layers",
        "symgrad.theorem",
        "symgrad.coordinates",
        "symgrad.language.sympy_in",
        "symgrad.language.sympy_out",
        "symgrad.language.sympy_forms",
        "symgrad.language.sympy_entries",
        "symgrad.language.sympy_program",
    ],
)
def test_the_examples_in_the_documentation_are_true(module: str) -> None:
    result = doctest.testmod(importlib.import_module(module))
    assert result.attempted
    assert not result.failed
