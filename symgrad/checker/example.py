"""A counterexample in the user's own symbols: the shapes, the arrays that matter, and the other integers."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product
from typing import Any, NamedTuple

from symgrad.checker.question import Unclear, derived_term
from symgrad.checker.verdicts import Judged
from symgrad.core.term import Term
from symgrad.refute.counterexample import Counterexample
from symgrad.refute.evaluate import Instance, evaluate
from symgrad.refute.scalars import Inexact, TooLarge, Undefined

MOST_ENTRIES = 64  # of an array that is shown as nested lists

Nested = Any  # an entry, or a list of nested ones


class Example(NamedTuple):
    """``shapes`` of everything that the claim is about; ``arrays`` as nested lists, ``entries`` one by one where an array
    does not begin at 0 or is large; ``integers`` are those that no shape tells, the indices last."""

    shapes: dict[str, tuple[int, ...]]
    arrays: dict[str, Nested]
    entries: dict[str, dict[tuple[int, ...], Any]]
    integers: dict[str, int]


def example(step: Judged) -> Example:
    """The counterexample of a refuted claim."""
    found, asked = step.counterexample, step.question
    assert found is not None, "only a refuted claim has a counterexample"
    assert asked is not None, "a refuted claim asked something"
    boxes = {name: box for name, ranges in _ranges(step) if (box := _box(ranges, found)) is not None}
    arrays: dict[str, Nested] = {}
    entries: dict[str, dict[tuple[int, ...], Any]] = {}
    for name in _mattering(step):
        values = found.values.get(name) or found.integer_values.get(name) or {}
        box = boxes.get(name)
        inside = box is not None and all(0 <= i < n for index in values for i, n in zip(index, box, strict=True))
        if box is not None and inside and len(list(product(*map(range, box)))) <= MOST_ENTRIES:
            arrays[name] = _nested(values, box)
        elif values:
            entries[name] = values
    shapes = {n: box for n, box in boxes.items() if box and not n.startswith("d") and not _is_visible(arrays.get(n), box)}
    told = {hi.data for name, ranges in _ranges(step) if name in shapes or name in arrays for _, hi in ranges if hi.op == "var"}
    integers = {n: v for n, v in found.sizes.items() if n not in told} | found.indices
    return Example(shapes, arrays, entries, integers)


def _ranges(step: Judged) -> Iterator[tuple[str, tuple[tuple[Term, Term], ...]]]:
    """Tensors, layers and cotangents that the claim is about, with their axes."""
    asked = step.question
    assert asked is not None, "the claim asked something"
    program, about = asked.program, asked.tested[0].free | asked.tested[1].free | asked.lhs.free | _conditioned(step)
    for name, tensor in program.tensors.items():
        if name in about:
            yield name, tensor.ranges
    for layer in program.layers:
        if layer.name in about or any(n.endswith(f"/d{layer.name}") for n in about):
            yield layer.name, layer.shape
    for name in sorted(about):
        of = program.layer(name.partition("/d")[2])
        if of is not None:
            yield name, of.shape


def _box(ranges: tuple[tuple[Term, Term], ...], found: Counterexample) -> tuple[int, ...] | None:
    """The sizes of axes that begin at 0; None if one begins elsewhere or its size is negative."""
    instance = Instance(found.instance.integers)
    out = []
    for lo, hi in ranges:
        try:
            ends = evaluate(lo, instance), evaluate(hi, instance)
        except (LookupError, Undefined, Inexact, TooLarge):
            return None
        if ends[0] != 0:
            return None
        if ends[1] < 0:  # then its symbols are shown as they are
            return None
        out.append(int(ends[1]))
    return tuple(out)


def _mattering(step: Judged) -> list[str]:
    """The tensors on which the sides depend once derivatives are worked out, and those that conditions are about."""
    found, asked = step.counterexample, step.question
    assert found is not None, "only a refuted claim has a counterexample"
    assert asked is not None, "a refuted claim asked something"
    read = [*found.values, *found.integer_values]
    try:
        left = derived_term(asked) if asked.target is not None else asked.tested[0]
    except Unclear:
        return read
    return [n for n in read if n in left.free | asked.tested[1].free | _conditioned(step)]


def _conditioned(step: Judged) -> frozenset[str]:
    """The tensors that were read to see that the conditions hold."""
    found = step.counterexample
    assert found is not None, "only a refuted claim has a counterexample"
    named = frozenset[str]().union(*(h.free for h in found.hypotheses))
    return named & frozenset((*found.values, *found.integer_values))


def _nested(values: dict[tuple[int, ...], Any], box: tuple[int, ...], index: tuple[int, ...] = ()) -> Nested:
    if len(index) == len(box):
        return values.get(index, 0)
    return [_nested(values, box, (*index, k)) for k in range(box[len(index)])]


def _is_visible(array: Nested, box: tuple[int, ...]) -> bool:
    """Whether the array that is shown tells the shape already: a single axis does."""
    return array is not None and len(box) == 1
