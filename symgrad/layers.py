"""Layers on sympy's own objects: convolutions, pooling, and the operations in which claims about them are written.

Each function takes an ``IndexedBase`` with a shape (whole numbers or Symbols), or a ``Layer``, and returns a ``Layer``:
index it for a sympy expression, or hand it to ``symgrad.derive``.
"""

# ruff: noqa: N803  # images and kernels are capital letters in the papers that layers come from

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cached_property
from itertools import product
from typing import Any, NamedTuple

import sympy
from sympy import IndexedBase, Integer, Symbol, Tuple

from symgrad.core.polynomial import normal_prop
from symgrad.core.term import Term, bracket, conj, definitions, instantiate, make, map_args, mul, unfold
from symgrad.errors import Problem
from symgrad.language.naming import is_name
from symgrad.language.plain import plain
from symgrad.language.program import Program
from symgrad.language.sympy_forms import cases, evaluated
from symgrad.language.sympy_in import from_sympy, name_of
from symgrad.language.sympy_out import to_sympy
from symgrad.language.sympy_program import arranged

Size = Any  # an int, a Symbol, or a sympy expression of them
Sizes = Any  # a Size for all axes, or a sequence with one for each


class Layer:
    """An array in index notation, over sympy's own symbols.

    ``shape`` is a sympy ``Tuple``; ``layer[i, j]`` the sympy expression of an entry, ``text`` the definition in plain
    notation, ``program`` what ``derive`` uses, ``names`` the sympy object for each name in it.
    """

    def __init__(self, name: str, ranges: Sequence[tuple[Any, Any]], parts: _Parts) -> None:
        self.name, self.ranges = name, tuple(ranges)
        self.definitions, self.declared = parts.definitions, parts.declared
        self.conditions, self.names = parts.conditions, parts.names

    @property
    def shape(self) -> Any:
        """The sizes, as a sympy Tuple."""
        return Tuple(*(hi - lo if lo != 0 else hi for lo, hi in self.ranges))

    @property
    def rank(self) -> int:
        return len(self.ranges)

    @property
    def text(self) -> str:
        """The definition in plain notation, as ``symgrad derive`` takes it."""
        where = [f"{name}[{','.join(sizes)}]{outside}" for name, (sizes, outside) in self.declared.items()]
        where += self.conditions
        return "; ".join(self.definitions.values()) + (f"  where {', '.join(where)}" if where else "")

    @cached_property
    def program(self) -> Program:
        """The definition, read and checked."""
        from symgrad.engine.integers import holds
        from symgrad.language.reader import parse_program

        return parse_program(self.text, holds)

    def __getitem__(self, indices: Any) -> Any:
        """The entry at the indices, as a sympy expression; meant for indices in the shape. Raises IndexError for a
        wrong number of indices."""
        indices = tuple(indices) if isinstance(indices, (tuple, list, Tuple)) else (indices,)
        if len(indices) != self.rank:
            raise IndexError(f"{self.name} has {self.rank} indices, and {len(indices)} here")
        own = self.program.layer(self.name)
        assert own is not None
        from symgrad.engine.tidy import tidy

        return evaluated(_shown(tidy(_unfolded(own.at(*(_integer(i) for i in indices)))), self.names))

    def __iter__(self) -> Any:
        raise TypeError(f"{self.name} has symbolic sizes; index it")

    def __repr__(self) -> str:
        return f"<Layer {self.text}>"


class _Parts(NamedTuple):
    """What a layer's text is made of: definitions and declarations by name, side conditions, the sympy objects."""

    definitions: dict[str, str]
    declared: dict[str, tuple[tuple[str, ...], str]]
    conditions: dict[str, None]
    names: dict[str, Any]


# ---- convolution ----


def conv1d(
    x: Any, w: Any, stride: Sizes = 1, padding: Sizes = 0, dilation: Sizes = 1, flip: bool = False, name: str = "y"
) -> Layer:
    """The layer y[o] = Σ_k w[k]·x[s·o + d·k − p], x zero outside.

    Shapes: x (N), w (K) gives (⌊(N + 2p − d(K−1) − 1)/s⌋ + 1); with channels x (C, N) or (B, C, N), w (D, C, K).
    ``flip`` reads w[K−1−k] instead: a convolution in the sense of mathematics. Raises Problem SG105 for shapes that do not
    agree, SG114 for a stride or dilation below 1 or a negative padding. Source: the documentation of torch.nn.Conv1d.

    >>> from sympy import IndexedBase, symbols
    >>> N, K, o = symbols("N K o", integer=True)
    >>> y = conv1d(IndexedBase("x", shape=(N,)), IndexedBase("w", shape=(K,)))
    >>> y[o], y.shape
    (Sum(w[k]*x[k + o], (k, 0, K - 1)), (-K + N + 1,))
    """
    return _conv(1, x, w, stride, padding, dilation, flip, name)


def conv2d(
    V: Any, K: Any, stride: Sizes = 1, padding: Sizes = 0, dilation: Sizes = 1, flip: bool = False, name: str = "Z"
) -> Layer:
    """The layer Z[i,j] = Σ_kl K[k,l]·V[s·i + d·k − p, s·j + d·l − p], V zero outside.

    Shapes: V (H, W), K (P, Q) gives (⌊(H + 2p − d(P−1) − 1)/s⌋ + 1, likewise); with channels V (C, H, W) or
    (B, C, H, W), K (D, C, P, Q). Stride, padding and dilation are one number or one for each axis. ``flip`` rotates K by
    180°: a convolution in the sense of mathematics. Raises Problem SG105 for shapes that do not agree, SG114 for a stride or
    dilation below 1 or a negative padding. Source: the documentation of torch.nn.Conv2d.

    >>> from sympy import IndexedBase, symbols
    >>> i, j, H, W, s = symbols("i j H W s", integer=True)
    >>> Z = conv2d(IndexedBase("V", shape=(H, W)), IndexedBase("K", shape=(3, 3)), stride=s)
    >>> Z[i, j]
    Sum(K[k, l]*V[i*s + k, j*s + l], (l, 0, 2), (k, 0, 2))
    >>> Z.shape
    (floor((H - 3)/s) + 1, floor((W - 3)/s) + 1)
    """
    return _conv(2, V, K, stride, padding, dilation, flip, name)


def _conv(rank: int, x: Any, w: Any, stride: Sizes, padding: Sizes, dilation: Sizes, flip: bool, name: str) -> Layer:
    build = _Builder(name, x, w)
    axes = _Axes(rank, build, stride=stride, padding=padding, dilation=dilation)
    lead = build.rank(x) - rank
    if lead not in (0, 1, 2) or build.rank(w) != rank + (2 if lead else 0):
        help_ = f"{rank} axes each; with channels (C, …) or (B, C, …), and then a kernel (D, C, …)"
        raise Problem("SG105", f"{build.rank(x)} axes of the input and {build.rank(w)} of the kernel", help=help_)
    spatial, taps = build.shape(x)[lead:], build.shape(w)[-rank:]
    o, k = build.indices("ij", "o", rank), build.indices("klm", "k", rank)
    places = [a.place(i, t) for a, i, t in zip(axes.all, o, k, strict=True)]
    kernel = [_plus(size, Integer(-1), -t) if flip else t for size, t in zip(taps, k, strict=True)]
    outputs = [(i, a.output(n, t)) for i, a, n, t in zip(o, axes.all, spatial, taps, strict=True)]
    sums = list(zip(k, taps, strict=True))
    if lead:
        channels, filters = build.shape(x)[-rank - 1], build.shape(w)[0]
        if sympy.simplify(channels - build.shape(w)[1]) != 0:
            raise Problem("SG105", f"the input has {channels} channels, and the kernel {build.shape(w)[1]}")
        (d,), (c,) = build.indices("d", "d", 1), build.indices("c", "c", 1)
        places, kernel = [c, *places], [d, c, *kernel]
        outputs, sums = [(d, filters), *outputs], [(c, channels), *sums]
    if lead == 2:
        (b,) = build.indices("b", "b", 1)
        places, outputs = [b, *places], [(b, build.shape(x)[0]), *outputs]
    build.declare(x, " is zero outside" if axes.padded else "")
    build.declare(w)
    return build.layer(outputs, f"sum({_ranges(sums)}) {build.read(w, kernel)}*{build.read(x, places)}")


# ---- pooling ----


def max_pool1d(x: Any, window: Sizes, stride: Sizes = None, padding: Sizes = 0, name: str = "y") -> Layer:
    """The layer y[o] = max_k x[s·o + k − p], x being −∞ outside; the stride is the window if left out.

    Shapes: x (N) gives (⌊(N + 2p − K)/s⌋ + 1); axes in front, such as channels, are kept. Raises Problem SG105 for an input
    with too few axes, SG114 for a window or stride below 1. Source: the documentation of torch.nn.MaxPool1d.

    >>> from sympy import IndexedBase, Symbol
    >>> max_pool1d(IndexedBase("x", shape=(Symbol("N"),)), 2)[Symbol("o")]
    Max(x[2*o + 1], x[2*o])
    """
    return _pool("max", 1, x, window, stride, padding, name)


def max_pool2d(X: Any, window: Sizes, stride: Sizes = None, padding: Sizes = 0, name: str = "Y") -> Layer:
    """The layer Y[i,j] = max_kl X[s·i + k − p, s·j + l − p], X being −∞ outside; the stride is the window if left out.

    Shapes: X (H, W) gives (⌊(H + 2p − P)/s⌋ + 1, likewise); axes in front, such as channels, are kept. An entry is sympy's
    ``Max`` for a numeric window, a ``MaxOver`` for a symbolic one. Raises Problem SG105 for an input with too few axes,
    SG114 for a window or stride below 1. Source: the documentation of torch.nn.MaxPool2d.

    >>> from sympy import IndexedBase, symbols
    >>> i, j, H, W, P = symbols("i j H W P", integer=True)
    >>> max_pool2d(IndexedBase("X", shape=(H, W)), P, stride=2)[i, j]
    MaxOver(X[2*i + k, 2*j + l], (l, 0, P - 1), (k, 0, P - 1))
    """
    return _pool("max", 2, X, window, stride, padding, name)


def avg_pool1d(x: Any, window: Sizes, stride: Sizes = None, padding: Sizes = 0, name: str = "y") -> Layer:
    """The layer y[o] = 1/K·Σ_k x[s·o + k − p], x zero outside; the padding counts in the divisor.

    Shapes and errors as ``max_pool1d``. Source: the documentation of torch.nn.AvgPool1d (count_include_pad).

    >>> from sympy import IndexedBase, Symbol
    >>> avg_pool1d(IndexedBase("x", shape=(Symbol("N"),)), 3)[Symbol("o")]
    Sum(x[k + 3*o], (k, 0, 2))/3
    """
    return _pool("avg", 1, x, window, stride, padding, name)


def avg_pool2d(X: Any, window: Sizes, stride: Sizes = None, padding: Sizes = 0, name: str = "Y") -> Layer:
    """The layer Y[i,j] = 1/(P·Q)·Σ_kl X[s·i + k − p, s·j + l − p], X zero outside; the padding counts in the divisor.

    Shapes and errors as ``max_pool2d``. Source: the documentation of torch.nn.AvgPool2d (count_include_pad).

    >>> from sympy import IndexedBase, symbols
    >>> i, j, H, W = symbols("i j H W", integer=True)
    >>> avg_pool2d(IndexedBase("X", shape=(H, W)), 2).shape
    (floor((H - 2)/2) + 1, floor((W - 2)/2) + 1)
    """
    return _pool("avg", 2, X, window, stride, padding, name)


def lp_pool2d(X: Any, window: Sizes, norm: int = 2, stride: Sizes = None, name: str = "Y") -> Layer:
    """The layer Y[i,j] = (Σ_kl X[s·i + k, s·j + l]^p)^(1/p) for a natural number p ≥ 1; no absolute values are taken.

    Shapes and errors as ``max_pool2d``; its gradient is for windows in which the sum is positive. Source: the
    documentation of torch.nn.LPPool2d.

    >>> from sympy import IndexedBase, symbols
    >>> i, j, H, W = symbols("i j H W", integer=True)
    >>> lp_pool2d(IndexedBase("X", shape=(H, W)), 2)[i, j]
    sqrt(Sum(X[2*i + k, 2*j + l]**2, (l, 0, 1), (k, 0, 1)))
    """
    if int(norm) != norm or norm < 1:
        raise Problem("SG114", f"the norm {norm}", help="give a whole number of at least 1")
    return _pool(f"lp{int(norm)}", 2, X, window, stride, 0, name)


def _pool(kind: str, rank: int, x: Any, window: Sizes, stride: Sizes, padding: Sizes, name: str) -> Layer:
    build = _Builder(name, x)
    stride = window if stride is None else stride
    axes = _Axes(rank, build, stride=stride, padding=padding, window=window)
    lead = build.rank(x) - rank
    if lead < 0:
        raise Problem("SG105", f"the input has {build.rank(x)} axes, and the window {rank}")
    front = build.indices("bcde", "b", lead)
    o, k = build.indices("ij", "o", rank), build.indices("klm", "k", rank)
    places = [*front, *(a.place(i, t) for a, i, t in zip(axes.all, o, k, strict=True))]
    shape = build.shape(x)
    outputs = [(i, a.output(n, a.window)) for i, a, n in zip(o, axes.all, shape[lead:], strict=True)]
    outside = (" is -inf outside" if kind == "max" else " is zero outside") if axes.padded else ""
    build.declare(x, outside)
    ranges = _ranges([(t, a.window) for t, a in zip(k, axes.all, strict=True)])
    entry = build.read(x, places)
    area = sympy.Mul(*(a.window for a in axes.all))
    count = str(area) if area.is_Integer else f"({'*'.join(_say(a.window) for a in axes.all)})"
    norm = kind.removeprefix("lp")
    body = {
        "max": f"max({ranges}) {entry}",
        "avg": f"1/{count}*sum({ranges}) {entry}",
        "lp1": f"sum({ranges}) {entry}",
        "lp2": f"sqrt(sum({ranges}) {entry}**2)",
    }.get(kind, f"(sum({ranges}) {entry}**{norm})**(1/{norm})")
    return build.layer([*zip(front, shape[:lead], strict=True), *outputs], body)


# ---- operations ----


def correlate(x: Any, w: Any, mode: str = "valid", name: str = "C") -> Layer:
    """The cross-correlation C[i] = Σ_k w[k]·x[i + a + k] in any number of axes; the kernel is not flipped.

    ``mode`` is "valid" (a = 0, size N − K + 1), "full" (a = 1 − K, size N + K − 1) or "same" (the middle N of "full"), x
    zero outside. Where an operand does not begin at 0, as after ``rot180(…, about="origin")``, a = 0 and the indices are
    those for which it has entries. Raises Problem SG105 where the numbers of axes differ, SG114 for another mode. Source:
    scipy.signal.correlate2d.

    >>> from sympy import IndexedBase, symbols
    >>> i, N, K = symbols("i N K", integer=True)
    >>> correlate(IndexedBase("x", shape=(N,)), IndexedBase("w", shape=(K,)))[i]
    Sum(w[k]*x[i + k], (k, 0, K - 1))
    """
    return _slide(x, w, mode, name, sign=1)


def convolve(x: Any, w: Any, mode: str = "full", name: str = "C") -> Layer:
    """The convolution C[i] = Σ_k w[k]·x[i + a − k] in any number of axes: the kernel is flipped.

    ``mode`` is "full" (a = 0, size N + K − 1), "valid" (a = K − 1, size N − K + 1) or "same" (the middle N of "full"), x
    zero outside. Operands that do not begin at 0 and errors as in ``correlate``. Source: scipy.signal.convolve2d.

    >>> from sympy import IndexedBase, symbols
    >>> i, N, K = symbols("i N K", integer=True)
    >>> convolve(IndexedBase("x", shape=(N,)), IndexedBase("w", shape=(K,)), "valid")[i]
    Sum(w[k]*x[K + i - k - 1], (k, 0, K - 1))
    """
    return _slide(x, w, mode, name, sign=-1)


def _slide(x: Any, w: Any, mode: str, name: str, sign: int) -> Layer:
    build = _Builder(name, x, w)
    rank = build.rank(x)
    if build.rank(w) != rank:
        raise Problem("SG105", f"{rank} axes and {build.rank(w)} axes", help="both need the same number of axes")
    if mode not in ("valid", "full", "same"):
        raise Problem("SG114", f"the mode {mode!r}", help="modes are valid, full and same")
    o, k = build.indices("ij", "o", rank), build.indices("klm", "k", rank)
    from_zero = all(lo == 0 for lo, _ in (*build.ranges(x), *build.ranges(w)))
    outputs, places = [], []
    for i, t, (lo, hi), (first, end) in zip(o, k, build.ranges(x), build.ranges(w), strict=True):
        begin, stop = _extent(mode, sign, (lo, hi), (first, end))
        shift = begin if from_zero else Integer(0)
        outputs.append((i, begin - shift, stop - shift))
        places.append(_plus(i, shift, sign * t))
    build.declare(x, " is zero outside" if mode != "valid" else "")
    build.declare(w)
    ranges = ", ".join(_range(t, *r) for t, r in zip(k, build.ranges(w), strict=True))
    return build.layer_over(outputs, f"sum({ranges}) {build.read(w, k)}*{build.read(x, places)}")


def _extent(mode: str, sign: int, x: tuple[Any, Any], w: tuple[Any, Any]) -> tuple[Any, Any]:
    """For which f the sum over k of x[f ± k]·w[k] is taken, half-open."""
    (lo, hi), (first, end) = x, w
    low, high = (first, end - 1) if sign < 0 else (1 - end, -first)  # the smallest and largest shift of x
    if mode == "full":
        return lo + low, hi + high
    if mode == "valid":
        return lo + high, hi + low
    begin = lo + low + _floor(high - low, Integer(2))
    return begin, begin + hi - lo


def rot180(A: Any, about: str = "array", name: str | None = None) -> Layer:
    """A rotated by 180°, that is, reversed in every axis.

    ``about="array"``: R[k,l] = A[P−1−k, Q−1−l], of the shape of A. ``about="origin"``: R[k,l] = A[−k,−l], for −P < k ≤ 0
    and −Q < l ≤ 0. The two are shifts of each other, and not the same. Raises Problem SG114 for another ``about``.
    Source: numpy.rot90; the kernel of a convolution.

    >>> from sympy import IndexedBase, symbols
    >>> k, l, P, Q = symbols("k l P Q", integer=True)
    >>> K = IndexedBase("K", shape=(P, Q))
    >>> rot180(K)[k, l], rot180(K, about="origin")[k, l]
    (K[P - k - 1, Q - l - 1], K[-k, -l])
    """
    if about not in ("array", "origin"):
        raise Problem("SG114", f"a rotation about {about!r}", help='about="array" or about="origin"')
    build = _Builder(name or f"rot{_name(A)}", A)
    k = build.indices("kl", "k", build.rank(A))
    outputs, places = [], []
    for t, (lo, hi) in zip(k, build.ranges(A), strict=True):
        turn = lo + hi - 1 if about == "array" else Integer(0)
        outputs.append((t, turn - hi + 1, turn - lo + 1))
        places.append(_plus(turn, -t))
    build.declare(A)
    return build.layer_over(outputs, build.read(A, places))


def dilate(A: Any, step: Sizes, name: str | None = None) -> Layer:
    """A with step − 1 zeros put between its entries: D[i] = A[i/step] where step divides i, else 0.

    Shapes: (N, …) gives (step·(N − 1) + 1, …). ``step`` is one number or one for each axis. Raises Problem SG114 for a step
    below 1. Source: Dumoulin and Visin, A guide to convolution arithmetic, 2016.

    >>> from sympy import IndexedBase, symbols
    >>> i, N = symbols("i N", integer=True)
    >>> dilate(IndexedBase("g", shape=(N,)), 2)[i]
    Piecewise((g[floor(i/2)], Eq(Mod(i, 2), 0)), (0, True))
    """
    build = _Builder(name or f"dil{_name(A)}", A)
    rank = build.rank(A)
    steps = build.numbers(step, rank, 1, "step")
    i = build.indices("ij", "i", rank)
    outputs = [(t, s * (n - 1) + 1) for t, s, n in zip(i, steps, build.shape(A), strict=True)]
    places = [_floor(t, s) for t, s in zip(i, steps, strict=True)]
    guards = [f"{_say(s)} | {t}" for t, s in zip(i, steps, strict=True) if s != 1]
    build.declare(A)
    guard = f"[{' and '.join(guards)}]*" if guards else ""
    return build.layer(outputs, guard + build.read(A, places))


def pad(A: Any, before: Sizes, after: Sizes = None, name: str | None = None) -> Layer:
    """A with zeros around it: B[i] = A[i − before], zero outside A; ``after`` is as many as ``before`` if left out.

    Shapes: (N, …) gives (N + before + after, …). Each is one number or one for each axis. Raises Problem SG114 for a
    negative number. Source: numpy.pad.

    >>> from sympy import IndexedBase, symbols
    >>> i, N = symbols("i N", integer=True)
    >>> pad(IndexedBase("x", shape=(N,)), 1)[i]
    Piecewise((x[i - 1], (i >= 1) & (N > i - 1)), (0, True))
    """
    build = _Builder(name or f"pad{_name(A)}", A)
    rank = build.rank(A)
    front = build.numbers(before, rank, 0, "padding")
    back = build.numbers(before if after is None else after, rank, 0, "padding")
    i = build.indices("ij", "i", rank)
    outputs = [(t, n + a + b) for t, n, a, b in zip(i, build.shape(A), front, back, strict=True)]
    build.declare(A, " is zero outside")
    return build.layer(outputs, build.read(A, [_plus(t, -a) for t, a in zip(i, front, strict=True)]))


# ---- building the text ----


class _Axis(NamedTuple):
    """How a window moves along one axis."""

    stride: Any
    padding: Any
    dilation: Any
    window: Any

    def place(self, o: Any, k: Any) -> Any:
        return _plus(_times(self.stride, o), _times(self.dilation, k), -self.padding)

    def output(self, size: Any, taps: Any) -> Any:
        """⌊(N + 2p − d(K−1) − 1)/s⌋ + 1."""
        last = size + 2 * self.padding - self.dilation * (taps - 1) - 1
        return last + 1 if self.stride == 1 else _floor(last, self.stride) + 1


class _Axes:
    def __init__(
        self, rank: int, build: _Builder, *, stride: Sizes = 1, padding: Sizes = 0, dilation: Sizes = 1, window: Sizes = 1
    ) -> None:
        columns = (
            build.numbers(stride, rank, 1, "stride"),
            build.numbers(padding, rank, 0, "padding"),
            build.numbers(dilation, rank, 1, "dilation"),
            build.numbers(window, rank, 1, "window"),
        )
        self.all = [_Axis(*row) for row in zip(*columns, strict=True)]

    @property
    def padded(self) -> bool:
        return any(a.padding != 0 for a in self.all)


class _Builder:
    """Collects what the text of a layer over some operands needs."""

    def __init__(self, name: str, *operands: Any) -> None:
        self.name = name
        self.definitions: dict[str, str] = {}
        self.declared: dict[str, tuple[tuple[str, ...], str]] = {}
        self.conditions: dict[str, None] = {}
        self.names: dict[str, Any] = {}
        for operand in operands:
            self._take(operand)
        if name in self.names or name in self.definitions or not is_name(name):
            raise Problem("SG110", f"{name} is the name of something else here", help=f'give another: name="{name}2"')
        self.taken = {name, *self.names, *self.definitions}

    def _take(self, operand: Any) -> None:
        if isinstance(operand, Layer):
            for name, line in operand.definitions.items():
                if self.definitions.setdefault(name, line) != line:
                    help_ = "give one of them another name: name=…"
                    raise Problem("SG110", f"two different things are called {name}", help=help_)
            for name, (sizes, outside) in operand.declared.items():
                self._declare(name, sizes, outside)
            self.conditions.update(operand.conditions)
            self.names.update(operand.names)
            return
        if not isinstance(operand, IndexedBase) or operand.shape is None:
            help_ = 'write IndexedBase("V", shape=(H, W))'
            raise Problem("SG105", f"{operand} is no IndexedBase with a shape", help=help_)
        self.names[_name(operand)] = operand
        for size in operand.shape:
            self._symbols(size)

    def _symbols(self, e: Any) -> None:
        for symbol in sympy.sympify(e).free_symbols:
            if self.names.setdefault(str(symbol), symbol) != symbol:
                raise Problem("SG110", f"two different symbols are called {symbol}")

    def shape(self, operand: Any) -> list[Any]:
        return [hi - lo if lo != 0 else hi for lo, hi in self.ranges(operand)]

    def ranges(self, operand: Any) -> list[tuple[Any, Any]]:
        if isinstance(operand, Layer):
            return list(operand.ranges)
        return [(Integer(0), sympy.sympify(n)) for n in operand.shape]

    def rank(self, operand: Any) -> int:
        return len(operand.ranges) if isinstance(operand, Layer) else len(operand.shape)

    def numbers(self, value: Sizes, rank: int, least: int, what: str) -> list[Any]:
        """One number for each axis, a hypothesis for each that is not a literal."""
        values = list(value) if isinstance(value, (tuple, list, Tuple)) else [value] * rank
        if len(values) != rank:
            raise Problem("SG105", f"{len(values)} numbers for the {what} of {rank} axes")
        out = [sympy.sympify(v) for v in values]
        for v in out:
            if v.is_number and not (v.is_Integer and v >= least):
                raise Problem("SG114", f"a {what} of {v}", help=f"give a whole number of at least {least}, or a Symbol")
            if not v.is_number:
                self._symbols(v)
                self.conditions[f"{_say(v)} >= {least}"] = None
        self.taken = {self.name, *self.names, *self.definitions}
        return out

    def indices(self, letters: str, stem: str, count: int) -> list[Any]:
        """Names for indices that nothing else has."""
        candidates: Iterable[str] = [*([stem] if count == 1 else letters), *letters, *(f"{stem}{n}" for n in range(99))]
        found = [c for c in dict.fromkeys(candidates) if c not in self.taken][:count]
        self.taken.update(found)
        return [Symbol(c, integer=True) for c in found]

    def read(self, operand: Any, indices: Sequence[Any]) -> str:
        return f"{_name(operand)}[{','.join(map(_say, indices))}]"

    def declare(self, operand: Any, outside: str = "") -> None:
        """Put the shape of the operand into the where-clause, and what a read outside means."""
        if isinstance(operand, Layer) and not outside:
            return
        if any(lo != 0 for lo, _ in self.ranges(operand)):
            raise Problem("SG114", f"{_name(operand)} does not begin at 0, and is read outside of its shape")
        self._declare(_name(operand), tuple(map(_say, self.shape(operand))), outside)

    def _declare(self, name: str, sizes: tuple[str, ...], outside: str) -> None:
        _, before = self.declared.get(name, (sizes, ""))
        if outside and before and outside != before:
            raise Problem("SG110", f"{name}{before} and{outside} at once", help="pad a copy: pad(…)")
        self.declared[name] = (sizes, outside or before)

    def layer(self, outputs: Sequence[tuple[Any, Any]], body: str) -> Layer:
        return self.layer_over([(i, Integer(0), hi) for i, hi in outputs], body)

    def layer_over(self, outputs: Sequence[tuple[Any, Any, Any]], body: str) -> Layer:
        """The layer of this name over indices with half-open ranges."""
        head = ", ".join(_range(*output) for output in outputs)
        self.definitions[self.name] = f"{self.name}[{head}] = {body}"
        parts = _Parts(self.definitions, self.declared, self.conditions, self.names)
        return Layer(self.name, [(lo, hi) for _, lo, hi in outputs], parts)


def _name(operand: Any) -> str:
    return operand.name if isinstance(operand, Layer) else name_of(operand)


def _say(e: Any) -> str:
    """An integer in plain notation."""
    return plain(arranged(_integer(e)))


def _integer(e: Any) -> Term:
    return from_sympy(sympy.sympify(e), sort="I")


def _range(index: Any, lo: Any, hi: Any) -> str:
    return f"{index}<{_say(hi)}" if lo == 0 else f"{_say(lo)}<={index}<{_say(hi)}"


def _ranges(pairs: Iterable[tuple[Any, Any]]) -> str:
    return ", ".join(_range(i, Integer(0), n) for i, n in pairs)


def _floor(a: Any, b: Any) -> Any:
    """⌊a/b⌋ as it is written, if it is not a number."""
    if b == 1:
        return a
    if a.is_Integer and b.is_Integer:
        return a // b
    return sympy.floor(sympy.Mul(a, sympy.Pow(b, -1, evaluate=False), evaluate=False), evaluate=False)


def _plus(*parts: Any) -> Any:
    """The sum in this order, without zeros."""
    terms = [t for p in parts for t in (p.args if p.is_Add else (p,)) if t != 0]
    return sympy.Add(*terms, evaluate=False)


def _times(a: Any, b: Any) -> Any:
    """The product in this order, without a one."""
    return b if a == 1 else sympy.Mul(a, b, evaluate=False)


# ---- showing an entry ----


def _unfolded(t: Term) -> Term:
    """The term with every definition written out."""
    while True:
        called = definitions(t)
        if not called:
            return t
        t = _unfold_calls(t)


def _unfold_calls(t: Term) -> Term:
    return unfold(t) if t.op == "call" else map_args(t, lambda a, _: _unfold_calls(a), 0)


def _guarded(t: Term) -> Term:
    """The term with brackets as conditions of what they multiply, so that nothing is read outside of its shape."""
    t = map_args(t, lambda a, _: _guarded(a), 0)
    if t.op == "mul":
        guards = [a.args[0] for a in t.args if a.op == "bracket"]
        rest = [a for a in t.args if a.op != "bracket"]
        if guards and rest:
            return mul(bracket(conj(guards)), rest[0] if len(rest) == 1 else mul(*rest))
    if t.op == "sum" and t.args[-1].op == "mul" and t.args[-1].args[0].op == "bracket" and len(t.args[-1].args) == 2:
        guard, body = t.args[-1].args
        return make("sum", None, (*t.args[:-2], conj((t.args[-2], guard.args[0])), body), t.hints)
    return t


def _shown(t: Term, names: dict[str, Any]) -> Any:
    """The term as a sympy expression, a maximum over a window of known size as sympy's Max."""
    ranges = _numeric(t) if t.op == "max" else None
    if ranges is None:
        return to_sympy(_guarded(t), names)
    from symgrad.engine.tidy import tidy

    values = []
    for point in product(*ranges):
        at = [_integer(Integer(v)) for v in point]
        cond, body = (tidy(instantiate(part, at)) for part in t.args[-2:])
        if normal_prop(cond) is False:
            continue
        value = to_sympy(body, names)
        is_sure = normal_prop(cond) is True
        values.append(value if is_sure else cases(value, to_sympy(cond, names), -sympy.oo))
    return sympy.Max(*values, evaluate=False) if values else to_sympy(t, names)


def _numeric(t: Term) -> list[range] | None:
    """The ranges of a binder, if all of them are numbers."""
    ends = t.args[:-2]
    if any(e.op != "int" for e in ends):
        return None
    return [range(lo.data, hi.data) for lo, hi in zip(ends[::2], ends[1::2], strict=True)]
