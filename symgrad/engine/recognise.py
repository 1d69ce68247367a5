"""Names for what was found: cross-correlation, convolution, full, valid, transposed. After the proof, and without any weight.

A term is named when it is a single sum over products of two tensors of which one is read at the bare indices of the sum
(the kernel) and the other, axis by axis, at ``a·k + m`` or ``m − a·k`` or ``⌊(m − a·k)/s⌋``.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from symgrad.core.polynomial import Polynomial, atom_term, normal
from symgrad.core.rules.sums import factors
from symgrad.core.term import Domain, Int, Term, Var, conjuncts, le, open_binder
from symgrad.engine.integers import holds
from symgrad.engine.writing import integer_term
from symgrad.language.pretty import pretty


class Axis(NamedTuple):
    """How the image's index on one axis depends on the kernel's: sign, step, and by what it is divided."""

    sign: int
    step: str
    stride: str
    shifted: bool  # by an offset, such as a padding


def recognise(t: Term, known: Sequence[Term], targets: frozenset[str]) -> list[str]:
    """The names of a term, the plainest first; none if it is nothing known. ``known``: what may be
    assumed of strides; ``targets``: the indices of the entry that was differentiated by."""
    if t.op != "sum":
        return []
    names = [f"@{k}" for k in range(len(t.hints))]
    domain, body = open_binder(t, names)
    reads = [f for f in factors(body) if f.op in ("read", "call")]
    if len(reads) != 2 or any(f.op not in ("read", "call", "num") for f in factors(body)):
        return []
    for kernel, image in (reads, reads[::-1]):
        axes = _axes(kernel, image, names, known, targets)
        if axes is not None:
            return _names(_name(image), _name(kernel), axes, _is_guarded(domain, image))
    return []


def _axes(kernel: Term, image: Term, names: list[str], known: Sequence[Term], targets: frozenset[str]) -> list[Axis] | None:
    if len(kernel.args) != len(image.args) or {a.data for a in kernel.args if a.op == "var"} != set(names):
        return None
    if any(a.op != "var" for a in kernel.args):
        return None
    axes = [_axis(k.data, i, names, known, targets) for k, i in zip(kernel.args, image.args, strict=True)]
    return None if None in axes else [a for a in axes if a is not None]


def _axis(k: str, index: Term, names: list[str], known: Sequence[Term], targets: frozenset[str]) -> Axis | None:
    """index = ±step·k + i + offset, or ⌊that/stride⌋, with i one of the targets; None if it is anything else."""
    stride = Int(1)
    if index.op == "floor":
        index, stride = index.args
    p = normal(index)
    own = _atom(k)
    coefficient: Polynomial = {tuple(a for a in m if a != own): c for m, c in p.items() if own in m}
    rest = {m: c for m, c in p.items() if own not in m}
    if (
        len(coefficient) != 1
        or any(m.count(own) > 1 for m in p)
        or any(t is None or t.op != "var" for m in p for t in map(atom_term, m))
    ):
        return None
    target = {m: c for m, c in rest.items() if any(_atom(n) in m for n in targets)}
    if any(_atom(n) in m for n in names if n != k for m in p):
        return None
    if list(target.values()) != [1] or len(next(iter(target))) != 1:
        return None
    sign = 1 if next(iter(coefficient.values())) > 0 else -1
    step = integer_term({m: c if c > 0 else -c for m, c in coefficient.items()})
    if not (holds(known, le(Int(1), step)) and holds(known, le(Int(1), stride))):
        return None
    return Axis(sign, pretty(step), pretty(stride), rest != target)


def _atom(name: str) -> int:
    return next(iter(normal(Var(name))))[0]


def _is_guarded(domain: Domain, image: Term) -> bool:
    """Is the image read as zero outside: is each of its indices bounded below and above by a condition?"""
    conditions = conjuncts(domain.cond)
    low = {c.args[1] for c in conditions if c.op == "le"}
    high = {c.args[0] for c in conditions if c.op == "lt"}
    return all(i in low and i in high for i in image.args)


def _names(image: str, kernel: str, axes: list[Axis], guarded: bool) -> list[str]:
    signs, steps, strides = ({getattr(a, f) for a in axes} for f in ("sign", "step", "stride"))
    if len(signs) != 1:
        return []
    flipped = signs == {-1}
    if strides != {"1"}:
        return [_transposed(image, kernel, axes)] if flipped else []
    by = "" if steps == {"1"} else f", step {' × '.join(dict.fromkeys(a.step for a in axes))}"
    if flipped:
        full = "" if not guarded else "zero-padded " if any(a.shifted for a in axes) else "full "
        return [
            f"{full}convolution of {image} with {kernel}{by}",
            f"{full}cross-correlation of {image} with rot180({kernel}){by}",
        ]
    if by:
        return [f"cross-correlation of {image} with {kernel} dilated by {by[7:]}"]
    return [f"{'zero-padded ' if guarded else ''}cross-correlation of {image} with {kernel}"]


def _transposed(image: str, kernel: str, axes: list[Axis]) -> str:
    stride = " × ".join(dict.fromkeys(a.stride for a in axes))
    step = " × ".join(dict.fromkeys(a.step for a in axes))
    dilated = "" if step == "1" else f" dilated by {step}"
    return f"transposed convolution: {image} dilated by {stride} (zeros between its entries), convolved with {kernel}{dilated}"


def _name(t: Term) -> str:
    name = t.data if t.op == "read" else t.data.name
    return str(name).replace("dL/d", "∂L/∂")
