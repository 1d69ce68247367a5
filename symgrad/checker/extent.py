"""The readings of a correlation or convolution as valid, full or same: which windows there are, and what is beyond the border."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from symgrad.core.term import Int
from symgrad.language.plain import plain
from symgrad.language.program import Program
from symgrad.language.syntax import Access, Declaration, Name, Node, Statement, Sum, ungroup

Change = tuple[int, int, str]  # replace source[start:end] by the text


class Axis(NamedTuple):
    """One axis along which a kernel of size ``taps`` runs over an image of size ``size``: ``sign`` is that of the tap."""

    output: Name
    read_at: Node
    tap: str
    sign: int
    size: str
    taps: str  # how many of them


def axes(statement: Statement, kernel: Access, image: Access, taps: set[str], program: Program) -> list[Axis]:
    """The axes of a definition with bare indices whose image is read at ``i + k`` or ``i - k``; none if one is otherwise."""
    left = statement.left
    tensors = [program.tensors.get(n.name) for n in (kernel, image)]
    if not isinstance(left, Access) or any(t is None or any(lo != Int(0) for lo, _ in t.ranges) for t in tensors):
        return []
    outputs = {i.name: i for i in left.indices if isinstance(i, Name)}
    widths = {i.name: plain(hi) for i, hi in zip(kernel.indices, tensors[0].shape, strict=True) if isinstance(i, Name)}  # type: ignore[union-attr]  # not None, as asked above
    found = [
        axis
        for index, hi in zip(image.indices, tensors[1].shape, strict=True)  # type: ignore[union-attr]  # as above
        if (axis := _axis(index, plain(hi), outputs, widths, taps)) is not None
    ]
    return found if len(found) == len(taps) else []


def _axis(index: Node, size: str, outputs: dict[str, Name], widths: dict[str, str], taps: set[str]) -> Axis | None:
    node = ungroup(index)
    if not isinstance(node, Sum) or len(node.terms) != 2:
        return None
    signs = {part.name: sign for sign, part in node.terms if isinstance(part, Name)}
    tap = next((n for n in signs if n in taps), None)
    output = next((n for n in signs if n in outputs), None)
    if tap is None or output is None or signs[output] != 1:
        return None
    return Axis(outputs[output], index, tap, signs[tap], size, widths[tap])


def changes(found: Sequence[Axis], reading: str) -> list[Change]:
    """The definition with every window that meets the image ("full"), or with as many windows as the image has entries."""
    out: list[Change] = []
    for a in found:
        i, start, end = a.output.name, a.output.start, a.output.end
        out.append((start, end, f"{i}<{a.size}" if reading == "same" else f"{i}<{a.size}+{_factor(a.taps)}-1"))
        out.append((a.read_at.start, a.read_at.end, _index(a, reading)))
    return out


def _index(a: Axis, reading: str) -> str:
    """Where the image is read: from the first window that meets it, or with the middle tap on the entry itself."""
    i, window = a.output.name, _factor(a.taps)
    centre = f"floor(({a.taps}-1)/2)"
    if a.sign > 0:
        return f"{i}+{a.tap}-{centre if reading == 'same' else f'({a.taps}-1)' if a.taps != window else f'({window}-1)'}"
    return f"{i}-{a.tap}+{centre}" if reading == "same" else f"{i}-{a.tap}"


def words(found: Sequence[Axis], output: str, image: str, reading: str) -> str:
    """``full  V[i+k-(P-1)], Z is N+P−1, V 0 outside``."""
    minus, plus = ("−", "+") if reading == "valid" else ("+", "−")
    sizes = [a.size if reading == "same" else f"{a.size}{minus}{_factor(a.taps)}{plus}1" for a in found]
    shape = "×".join(f"({s})" if len(sizes) > 1 and not s.isalnum() else s for s in sizes)
    if reading == "valid":
        return f"valid  {output} is {shape}"
    indices = ",".join(_index(a, reading) for a in found)
    return f"{reading}  {output} is {shape}, of {image}[{indices}]"


def _factor(size: str) -> str:
    return size if size.isalnum() else f"({size})"


def declarations(where: Sequence[object], kernel: str, image: str, program: Program) -> tuple[list[Change], str]:
    """Changes that declare the image zero outside and the kernel's shape, and what is to be added at the end for it."""
    out: list[Change] = []
    missing = []
    for name in (image, kernel):
        given = next((d for d in where if isinstance(d, Declaration) and d.name == name), None)
        outside = " is zero outside" if name == image else ""
        if given is None or given.sizes is None:
            shape = ",".join(plain(hi) for hi in program.tensors[name].shape)
            missing.append(f"{name}[{shape}]{outside}")
        elif outside and not given.outside:
            out.append((given.end, given.end, outside))
    return out, f"\nwhere {', '.join(missing)}" if missing else ""
