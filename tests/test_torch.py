"""Each gradient of the library is what PyTorch computes, forward and backward, in float64, where PyTorch has the operation.

The page's definition and the theorem's right side are evaluated by the independent evaluator, at rational inputs that are the
same numbers in float64; PyTorch computes its own operation and differentiates it. PyTorch is optional: the extra ``torch``.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable
from fractions import Fraction
from random import Random
from typing import Any, NamedTuple

import pytest

from symgrad.core.term import Var, call
from symgrad.engine.library import resolve
from symgrad.refute.evaluate import Enclosure, enclose, evaluate
from symgrad.refute.instance import Instance

torch = pytest.importorskip("torch", reason="PyTorch is not installed; it comes with the extra `torch`")
F = torch.nn.functional

CLOSE = 1e-11  # relative; float64 has 2e-16, and a few hundred operations are made


class Case(NamedTuple):
    """Theorems of one page, and PyTorch's operation: what it takes, in this order, and its output with the axes of the page."""

    file: str
    gradients: dict[str, str]  # tensor -> theorem
    takes: str
    sizes: dict[str, int]
    forward: Callable[..., Any]
    positive: tuple[str, ...] = ()
    normalised: tuple[str, ...] = ()  # tensors whose rows of four add up to 1


def conv1d(x: Any, w: Any, b: Any = None, *, s: int, p: int, d: int, **more: Any) -> Any:
    return F.conv1d(x, w, b, stride=s, padding=p, dilation=d, **more)


def one_image(operation: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """An operation on a batch of images with channels, as one on a single image."""
    return lambda x: operation(x[None, None])[0, 0]


def batch_norm_of_images(x: Any, γ: Any, β: Any, ε: Any) -> Any:
    """A row is a pixel of one of two images of 3×2 pixels."""
    images = x.reshape(2, 3, 2, 2).permute(0, 3, 1, 2)
    return F.batch_norm(images, None, None, γ, β, training=True, eps=ε.item()).permute(0, 2, 3, 1).reshape(12, 2)


STRIDED = {"B": 2, "E": 2, "C": 3, "N": 9, "K": 3, "O": 4, "s": 2, "p": 1, "d": 1}
PLANE = {"B": 1, "H": 6, "W": 5, "P": 3, "Q": 2, "I": 3, "J": 7, "s": 2, "t": 1, "p": 1, "q": 2, "d": 1, "g": 2}
VOLUME = {"I": 2, "J": 2, "L": 3, "s": 2, "t": 1, "u": 2, "p": 1, "q": 0, "r": 2, "d": 1, "g": 1, "f": 2}
CASES = [
    Case(
        "convolution",
        {"V": "dL_dV", "K": "dL_dK"},
        "V K",
        {"H": 5, "W": 4, "P": 3, "Q": 2},
        lambda v, k: F.conv2d(v[None, None], k[None, None])[0, 0],
    ),
    Case(
        "convolution_layer",
        {"x": "dL_dx", "w": "dL_dw", "b": "dL_db"},
        "x w b",
        {**STRIDED, "N": 10, "d": 2},  # with leftover
        lambda x, w, b: conv1d(x, w, b, s=2, p=1, d=2),
    ),
    Case(
        "convolution_layer",
        {"x": "dL_dx_2d", "w": "dL_dw_2d", "b": "dL_db_2d"},
        "x w b",
        {"B": 1, "E": 2, "C": 2, "H": 6, "W": 5, "P": 3, "Q": 2, "I": 3, "J": 7, "s": 2, "t": 1, "p": 1, "q": 2, "d": 1, "g": 2},
        lambda x, w, b: F.conv2d(x, w, b, stride=(2, 1), padding=(1, 2), dilation=(1, 2)),
    ),
    Case(
        "transposed_convolution",
        {"x": "dL_dx", "w": "dL_dw", "b": "dL_db"},
        "x w b",
        {"B": 2, "C": 3, "F": 2, "K": 3, "N": 4, "s": 3, "p": 1, "d": 2, "O": 14},  # (4 − 1)·3 − 2 + 2·2 + 1 + 2
        lambda x, w, b: F.conv_transpose1d(x, w, b, stride=3, padding=1, dilation=2, output_padding=2),
    ),
    Case(
        "convolution_layer",
        {"x": "dL_dx_3d", "w": "dL_dw_3d", "b": "dL_db_3d"},
        "x w b",
        {"B": 1, "E": 2, "C": 2, "T": 3, "H": 4, "W": 3, "P": 2, "Q": 3, "R": 2, **VOLUME},
        lambda x, w, b: F.conv3d(x, w, b, stride=(2, 1, 2), padding=(1, 0, 2), dilation=(1, 1, 2)),
    ),
    Case(
        "transposed_convolution",
        {"x": "dL_dx_2d", "w": "dL_dw_2d", "b": "dL_db_2d"},
        "x w b",
        {"B": 2, "C": 2, "F": 2, "H": 3, "W": 2, "P": 2, "Q": 3, "O": 6, "R": 7, "s": 2, "t": 3, "p": 0, "q": 1, "d": 1, "g": 2},
        lambda x, w, b: F.conv_transpose2d(x, w, b, stride=(2, 3), padding=(0, 1), dilation=(1, 2), output_padding=(0, 1)),
    ),
    Case(
        "convolution_variants",
        {"x": "depthwise_dL_dx", "w": "depthwise_dL_dw", "b": "depthwise_dL_db"},
        "x w b",
        {"C": 3, **PLANE},
        lambda x, w, b: F.conv2d(x, w[:, None], b, stride=(2, 1), padding=(1, 2), dilation=(1, 2), groups=3),
    ),
    Case(
        "convolution_variants",
        {"x": "grouped_dL_dx", "w": "grouped_dL_dw"},
        "x w b",
        {"B": 2, "G": 2, "C": 3, "E": 2, "N": 9, "K": 3, "O": 5, "s": 2, "p": 1, "d": 1},
        lambda x, w, b: conv1d(x, w, b, s=2, p=1, d=1, groups=2).unflatten(1, (2, 3)),
    ),
    Case(
        "convolution_variants",
        {"x": "grouped_dL_dx_2d", "w": "grouped_dL_dw_2d", "b": "grouped_dL_db_2d"},
        "x w b",
        {"G": 2, "C": 2, "E": 2, **PLANE},
        lambda x, w, b: F.conv2d(x, w, b, stride=(2, 1), padding=(1, 2), dilation=(1, 2), groups=2).unflatten(1, (2, 2)),
    ),
    Case(
        "convolution_variants",
        {"x": "causal_dL_dx", "w": "causal_dL_dw", "b": "causal_dL_db"},
        "x w b",
        {"B": 2, "C": 2, "E": 2, "T": 7, "K": 3, "d": 2},
        lambda x, w, b: F.conv1d(F.pad(x, (4, 0)), w, b, dilation=2),
    ),
    Case(
        "separable_convolution",
        {"x": "dL_dx", "u": "dL_du", "v": "dL_dv"},
        "x u v",
        PLANE,
        lambda x, u, v: F.conv2d(x[None, None], torch.outer(u, v)[None, None], stride=(2, 1), padding=(1, 2), dilation=(1, 2))[
            0, 0
        ],
    ),
    Case(
        "separable_convolution",
        {tensor: f"depthwise_separable_dL_d{tensor}" for tensor in "xuvb"},
        "x u v b",
        {"E": 2, "C": 3, **PLANE},
        lambda x, u, v, b: F.conv2d(
            F.conv2d(x, v[:, None], stride=(2, 1), padding=(1, 2), dilation=(1, 2), groups=2), u[:, :, None, None], b
        ),
    ),
    Case(
        "im2col",
        {"x": "col2im"},
        "x",
        {"E": 2, "K": 3, "N": 8, "O": 4, "s": 2, "d": 1, "p": 1},
        lambda x: F.unfold(x[None, :, None], (1, 3), padding=(0, 1), stride=(1, 2))[0],
    ),
    Case(
        "im2col",
        {"x": "col2im_2d"},
        "x",
        {"E": 2, **PLANE},
        lambda x: F.unfold(x[None], (3, 2), padding=(1, 2), stride=(2, 1), dilation=(1, 2))[0].unflatten(1, (3, 7)),
    ),
    Case(
        "im2col",
        {"x": "dL_dx_2d"},
        "x M",
        {"E": 2, "C": 2, **PLANE},
        lambda x, m: (m @ F.unfold(x[None], (3, 2), padding=(1, 2), stride=(2, 1), dilation=(1, 2))[0]).unflatten(1, (3, 7)),
    ),
    Case(
        "im2col",
        {"w": "dL_dw_2d"},
        "w U",
        {"C": 2, "E": 2, "P": 3, "Q": 2, "O": 4},
        lambda w, u: w.flatten(1) @ u,
    ),
    Case("im2col", {"M": "dL_dM", "U": "dL_dU"}, "M U", {"C": 2, "R": 3, "O": 4}, torch.matmul),
    Case("pixel_shuffle", {"x": "dL_dx"}, "x", {"C": 2, "r": 3, "H": 2, "W": 3}, lambda x: F.pixel_shuffle(x, 3)),
    Case(
        "upsampling",
        {"x": "nearest_dL_dx"},
        "x",
        {"H": 3, "W": 2, "s": 2, "t": 3},
        one_image(lambda x: F.interpolate(x, scale_factor=(2, 3), mode="nearest")),
    ),
    Case(
        "upsampling",
        {"x": "linear_dL_dx"},
        "x",
        {"N": 4, "s": 3},
        lambda x: F.interpolate(x[None, None], size=10, mode="linear", align_corners=True)[0, 0],
    ),
    Case(
        "upsampling",
        {"x": "bilinear_dL_dx"},
        "x",
        {"H": 3, "W": 2, "s": 2, "t": 3},
        one_image(lambda x: F.interpolate(x, size=(5, 4), mode="bilinear", align_corners=True)),
    ),
    *(
        Case(
            "upsampling_at_centres",
            {"x": "linear_dL_dx"},
            "x",
            {"N": 4, "s": factor},
            lambda x, factor=factor: F.interpolate(x[None, None], scale_factor=factor, mode="linear")[0, 0],
        )
        for factor in (1, 2, 3)
    ),
    *(
        Case(
            "upsampling_at_centres",
            {"x": "any_size_dL_dx"},
            "x",
            {"N": 5, "M": size},
            lambda x, size=size: F.interpolate(x[None, None], size=size, mode="linear")[0, 0],
        )
        for size in (3, 5, 8)
    ),
    Case(
        "upsampling_at_centres",
        {"x": "bilinear_dL_dx"},
        "x",
        {"H": 3, "W": 2, "s": 2, "t": 3},
        one_image(lambda x: F.interpolate(x, scale_factor=(2, 3), mode="bilinear")),
    ),
    Case("max_pooling", {"X": "dL_dX"}, "X", {"A": 2, "B": 3, "H": 5, "W": 6}, one_image(lambda x: F.max_pool2d(x, 2))),
    Case(
        "max_pooling",
        {"x": "dL_dx"},
        "x",
        {"N": 9, "K": 3, "O": 5, "s": 2, "p": 1},
        lambda x: F.max_pool1d(x[None, None], 3, stride=2, padding=1)[0, 0],
    ),
    Case(
        "average_pooling",
        {"x": "dL_dx"},
        "x",
        {"N": 9, "K": 3, "O": 5, "s": 2, "p": 1},
        lambda x: F.avg_pool1d(x[None, None], 3, stride=2, padding=1)[0, 0],
    ),
    Case(
        "average_pooling",
        {"x": "dL_dx_2d"},
        "x",
        {"H": 5, "W": 6, "K": 3, "L": 2, "I": 3, "J": 7, "s": 2, "t": 1, "p": 1, "q": 1},
        one_image(lambda x: F.avg_pool2d(x, (3, 2), stride=(2, 1), padding=1)),
    ),
    Case(
        "average_pooling",
        {"x": "dL_dx_not_counted"},
        "x",
        {"N": 9, "K": 3, "O": 5, "s": 2, "p": 1},
        lambda x: F.avg_pool1d(x[None, None], 3, stride=2, padding=1, count_include_pad=False)[0, 0],
    ),
    Case(
        "average_pooling",
        {"x": "dL_dx_ceil"},
        "x",
        {"N": 8, "K": 3, "O": 5, "s": 2, "p": 1},
        lambda x: F.avg_pool1d(x[None, None], 3, stride=2, padding=1, ceil_mode=True)[0, 0],
    ),
    Case(
        "average_pooling",
        {"x": "dL_dx_ceil"},
        "x",
        {"N": 5, "K": 2, "O": 3, "s": 2, "p": 1},  # a fourth window would begin in the padding behind the input
        lambda x: F.avg_pool1d(x[None, None], 2, stride=2, padding=1, ceil_mode=True)[0, 0],
    ),
    Case("adaptive_pooling", {"x": "dL_dx"}, "x", {"H": 10, "O": 4}, lambda x: F.adaptive_avg_pool1d(x[None, None], 4)[0, 0]),
    Case(
        "adaptive_pooling",
        {"x": "plane_dL_dx"},
        "x",
        {"H": 7, "W": 5, "O": 3, "P": 4},
        one_image(lambda x: F.adaptive_avg_pool2d(x, (3, 4))),
    ),
    Case("softmax", {"x": "dL_dx"}, "x", {"B": 2, "N": 4}, lambda x: F.softmax(x, 1)),
    Case("softmax", {"x": "log_softmax_dL_dx"}, "x", {"B": 2, "N": 4}, lambda x: F.log_softmax(x, 1)),
    Case("softmax", {"x": "cross_entropy_dE_dx"}, "x t", {"B": 2, "N": 4}, F.cross_entropy, normalised=("t",)),
    Case("softmax", {"x": "labels_dE_dx"}, "x c", {"B": 3, "N": 4}, F.cross_entropy),
    Case(
        "normalisation",
        {"x": "batch_dL_dx", "γ": "batch_dL_dγ", "β": "batch_dL_dβ"},
        "x γ β ε",
        {"B": 4, "C": 2},
        lambda x, γ, β, ε: F.batch_norm(x, None, None, γ, β, training=True, eps=ε.item()),
    ),
    Case(
        "normalisation",
        {"x": "batch_dL_dx", "γ": "batch_dL_dγ", "β": "batch_dL_dβ"},
        "x γ β ε",
        {"B": 12, "C": 2},
        batch_norm_of_images,
    ),
    Case(
        "normalisation",
        {"x": "layer_dL_dx", "γ": "layer_dL_dγ", "β": "layer_dL_dβ"},
        "x γ β ε",
        {"B": 2, "D": 4},
        lambda x, γ, β, ε: F.layer_norm(x, (4,), γ, β, eps=ε.item()),
    ),
    Case(
        "normalisation",
        {"x": "rms_dL_dx", "γ": "rms_dL_dγ"},
        "x γ ε",
        {"B": 2, "D": 4},
        lambda x, γ, ε: F.rms_norm(x, (4,), γ, eps=ε.item()),
    ),
    Case("embedding", {"E": "dL_dE"}, "E tok", {"V": 4, "D": 2, "T": 6}, lambda table, tok: F.embedding(tok, table)),
    Case(
        "attention",
        {"Q": "dL_dQ", "K": "dL_dK", "V": "dL_dV"},
        "Q K V",
        {"N": 2, "M": 3, "D": 2, "E": 2},
        F.scaled_dot_product_attention,
    ),
    Case("backward_rules", {"x": "reduce_mean"}, "x", {"N": 5}, torch.mean),
    Case("backward_rules", {"x": "reduce_mean_axis"}, "x", {"M": 3, "N": 4}, lambda x: x.mean(1)),
    Case("backward_rules", {"a": "add_whole", "b": "add_broadcast"}, "a b", {"M": 3, "N": 4}, torch.add),
    Case("backward_rules", {"a": "mul_whole", "b": "mul_broadcast"}, "a b", {"M": 3, "N": 4}, lambda a, b: a * b[:, None]),
    Case("backward_rules", {"a": "mul_both_first", "b": "mul_both_second"}, "a b", {"M": 3, "N": 4}, torch.outer),
    Case("backward_rules", {"b": "add_number"}, "a b", {"M": 3, "N": 4}, torch.add),
    Case("backward_rules", {"A": "matmul_left", "W": "matmul_right"}, "A W", {"B": 2, "M": 3, "K": 2, "N": 4}, torch.matmul),
    Case("backward_rules", {"x": "relu"}, "x", {"N": 6}, F.relu),
    Case("backward_rules", {"x": "sigmoid"}, "x", {"N": 4}, torch.sigmoid),
    Case("backward_rules", {"x": "neg"}, "x", {"N": 4}, torch.neg),
    Case("backward_rules", {"x": "sqrt"}, "x", {"N": 4}, torch.sqrt, positive=("x",)),
    Case("backward_rules", {"o": "mean_squared_error", "y": "mean_squared_error_target"}, "o y", {"N": 5}, F.mse_loss),
    Case(
        "error_through_convolution",
        {"w": "dE_dw", "b": "dE_db", "y": "dE_dy"},
        "x w b y",
        {"A": 3, "B": 2, "P": 2, "Q": 3},
        lambda x, w, b, y: F.mse_loss(F.conv2d(x[None, None], w[None, None], b[None])[0, 0], y),
    ),
    Case(
        "error_through_convolution",
        {"w": "dE_dw_strided", "b": "dE_db_strided"},
        "x w b y",
        {"A": 3, "B": 2, "P": 2, "Q": 3, "H": 7, "W": 6, "γ": 2},  # with leftover
        lambda x, w, b, y: F.mse_loss(F.conv2d(x[None, None], w[None, None], b[None], stride=2)[0, 0], y),
    ),
    Case(
        "error_through_convolution",
        {"w": "dE_dw_pooled", "b": "dE_db_pooled"},
        "x w b y",
        {"A": 2, "B": 2, "M": 5, "N": 4, "P": 2, "Q": 3},  # with leftover
        lambda x, w, b, y: F.mse_loss(F.max_pool2d(F.conv2d(x[None, None], w[None, None], b[None]), 2)[0, 0], y),
    ),
]
ROWS = [(case, tensor) for case in CASES for tensor in case.gradients]


def name_of(row: tuple[Case, str]) -> str:
    case, tensor = row
    return f"{case.file}.{case.gradients[tensor]}"


class World:
    """The tensors of a case: the same numbers for the evaluator and for PyTorch."""

    def __init__(self, case: Case, name: str) -> None:
        (entry,) = resolve(name)
        self.document, self.program = entry.document, entry.page.program
        self.layer, self.random = self.program.layers[-1], Random(name)
        self.sizes = Instance(case.sizes)
        self.tensors: dict[str, dict[tuple[int, ...], Fraction]] = {}
        self.integers: dict[str, dict[tuple[int, ...], int]] = {}
        self.inputs: dict[str, Any] = {}
        for tensor in self.program.tensors.values():
            self.add(tensor, case)
        self.indices = self.box(self.layer.shape)
        shape = [self.value(hi) for _, hi in self.layer.shape]
        # a theorem about ∂E/∂w for a loss E has no cotangent in it: it is 1
        of_loss = f"dL/d{self.layer.name}" not in self.document.lhs.free
        self.cotangent = {(): Fraction(1)} if of_loss else self.draw(self.indices, positive=False)
        self.g = torch.tensor([float(self.cotangent[i]) for i in self.indices], dtype=torch.float64).reshape(shape)

    def value(self, term: Any) -> int:
        return int(evaluate(term, self.sizes))

    def box(self, ranges: Any) -> list[tuple[int, ...]]:
        return list(itertools.product(*(range(self.value(lo), self.value(hi)) for lo, hi in ranges)))

    def draw(self, indices: list[tuple[int, ...]], positive: bool) -> dict[tuple[int, ...], Fraction]:
        """Different multiples of 1/8, so that no maximum is a tie and every number is one in float64."""
        start = 1 if positive else -len(indices)
        numbers = self.random.sample(range(start, start + 2 * len(indices) + 1), len(indices))
        return {index: Fraction(2 * n + 1, 16) for index, n in zip(indices, numbers, strict=True)}

    def add(self, tensor: Any, case: Case) -> None:
        indices, shape = self.box(tensor.ranges), [self.value(hi) for _, hi in tensor.ranges]
        if tensor.integer:
            most = case.sizes[{"tok": "V", "c": "N"}[tensor.name]]
            chosen = {index: self.random.randrange(most) for index in indices}
            self.integers[tensor.name] = chosen
            self.inputs[tensor.name] = torch.tensor(list(chosen.values())).reshape(shape)
            return
        entries = self.draw(indices, tensor.name in case.positive or not shape)
        if tensor.name in case.normalised:
            eighths = itertools.cycle([1, 2, 3, 2])  # of 8 in each row of four
            entries = {index: Fraction(n, 8) for index, n in zip(indices, eighths, strict=False)}
        self.tensors[tensor.name] = entries
        values = [float(v) for v in entries.values()]
        self.inputs[tensor.name] = torch.tensor(values, dtype=torch.float64).reshape(shape).requires_grad_()

    def at(self, names: tuple[str, ...], index: tuple[int, ...]) -> Instance:
        tensors = {**self.tensors, f"dL/d{self.layer.name}": self.cotangent}
        return Instance({**self.sizes.integers, **dict(zip(names, index, strict=True))}, tensors, self.integers)


def near(term: Any, instance: Instance) -> float:
    value = enclose(term, instance, 30)
    assert isinstance(value, Enclosure)
    return float((value.lo + value.hi) / 2)


@pytest.mark.parametrize("row", ROWS, ids=name_of)
def test_pytorch_computes_the_same(row: tuple[Case, str]) -> None:
    case, wrt = row
    world = World(case, name_of(row))
    output = case.forward(*(world.inputs[name] for name in case.takes.split()))
    assert output.shape == world.g.shape
    names = world.layer.indices
    for index in world.indices:
        expected = near(call(world.layer.definition, *map(Var, names)), world.at(names, index))
        assert output[index].item() == pytest.approx(expected, rel=CLOSE, abs=CLOSE), f"forward at {index}"
    (found,) = torch.autograd.grad(output, world.inputs[wrt], world.g)
    gradient = world.document.gradient
    assert gradient is not None
    assert gradient.wrt == wrt
    for index in world.box(gradient.ranges):
        expected = near(world.document.rhs, world.at(gradient.indices, index))
        assert found[index].item() == pytest.approx(expected, rel=CLOSE, abs=CLOSE), f"∂L/∂{wrt} at {index}"


def test_every_case_is_a_theorem_of_the_library() -> None:
    for row in ROWS:
        assert [entry.name for entry in resolve(name_of(row))] == [name_of(row)]
