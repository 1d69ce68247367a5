"""Which outputs read an entry of a tensor, computed from the index map of a layer at given sizes; drawn as a grid."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import product

from symgrad.core.term import Int, Term, open_binder, substitute
from symgrad.language.program import Layer, Program
from symgrad.proof.document import Cell, Figure
from symgrad.refute.evaluate import evaluate
from symgrad.refute.instance import Instance

Index = tuple[int, ...]


def readers(layer: Layer, sizes: Mapping[str, int], tensor: str, entry: Index, weight: str) -> dict[Index, list[Index]]:
    """For each output of the layer, the entries of ``weight`` that multiply ``tensor[entry]`` there, if any."""
    world = Instance(dict(sizes))
    ranges = [_range(lo, hi, world) for lo, hi in layer.shape]
    out: dict[Index, list[Index]] = {}
    for index in product(*ranges):
        body = substitute(layer.at(*map(Int, index)), {n: Int(v) for n, v in sizes.items()})
        out[index] = list(_taps(body, world, tensor, entry, weight))
    return out


def _taps(t: Term, world: Instance, tensor: str, entry: Index, weight: str) -> list[Index]:
    if t.op == "sum":
        return [tap for body in _summands(t, world) for tap in _taps(body, world, tensor, entry, weight)]
    if t.op == "add":
        return [tap for a in t.args for tap in _taps(a, world, tensor, entry, weight)]
    factors = t.args if t.op == "mul" else (t,)
    if any(f.op == "bracket" and not evaluate(f, world) for f in factors):
        return []
    at = {f.data: tuple(int(evaluate(i, world)) for i in f.args) for f in factors if f.op == "read"}
    return [at[weight]] if at.get(tensor) == entry and weight in at else []


def _summands(t: Term, world: Instance) -> list[Term]:
    names = [f"@i{k}" for k in range(len(t.hints))]
    domain, body = open_binder(t, names)
    points: list[dict[str, Term]] = [{}]
    for name, (lo, hi) in zip(names, domain.ranges, strict=True):
        points = [{**p, name: Int(i)} for p in points for i in _range(substitute(lo, p), substitute(hi, p), world)]
    return [substitute(body, p) for p in points if evaluate(substitute(domain.cond, p), world)]


def _range(lo: Term, hi: Term, world: Instance) -> range:
    return range(int(evaluate(lo, world)), int(evaluate(hi, world)))


def figure_of_readers(program: Program, sizes: Mapping[str, int], tensor: str, entry: Index, weight: str) -> Figure:
    """The plane of outputs of the last layer, those that read ``tensor[entry]`` numbered row by row, each with the number of
    its weight, also counted row by row."""
    layer, world = program.layers[-1], Instance(dict(sizes))
    shape = [len(_range(lo, hi, world)) for lo, hi in program.tensors[weight].ranges]
    found = readers(layer, sizes, tensor, entry, weight)
    numbers = {index: k for k, index in enumerate((i for i, taps in found.items() if taps), 1)}
    rows, columns = (1 + max(i[axis] for i in found) for axis in (0, 1))
    cells = tuple(
        tuple(_cell(layer.name, weight, numbers.get((i, j)), found[i, j], shape) for j in range(columns)) for i in range(rows)
    )
    told = ", ".join(f"{n} = {v}" for n, v in sizes.items())
    where = f"{tensor}[{','.join(map(str, entry))}]"
    return Figure(f"the outputs that read x₁ = {where}, and its weight in each, for {told}", cells)


def _cell(output: str, weight: str, number: int | None, taps: Sequence[Index], shape: Sequence[int]) -> Cell:
    if number is None:
        return Cell("", "")
    return Cell(f"{output.lower()}_{number}", " + ".join(f"{weight}_{_raster(tap, shape)}" for tap in taps))


def _raster(index: Index, shape: Sequence[int]) -> int:
    """The number of an entry, counted row by row from 1."""
    number = 0
    for i, n in zip(index, shape, strict=True):
        number = number * n + i
    return number + 1
