"""Sizes that nobody wrote: those that the lines speak of, that make shapes fit, or under which a line is judged after all."""

from __future__ import annotations

import re
from collections.abc import Iterator
from copy import copy
from dataclasses import replace
from itertools import combinations, permutations
from time import process_time

from symgrad.documents.answer import SECONDS, Answer
from symgrad.documents.asking import ask
from symgrad.documents.givens import MAX_TRIALS, Given
from symgrad.documents.program import (
    Extra,
    children,
    heads,
    ranks_in,
    roots,
    write,
)
from symgrad.documents.reading import Reading
from symgrad.documents.sections import Section
from symgrad.documents.spell import spell
from symgrad.documents.trust import OUTSIDE
from symgrad.language.syntax import (
    Access,
    Binder,
    Compare,
    Derivative,
    Gradient,
    Name,
    Node,
    Number,
    walk,
)


def fitting_layers(section: Section, reading: Reading, givens: list[Given], extra: Extra, answers: list[Answer]) -> list[Answer]:
    """A layer that is summed over i < n is meant to have the size n; else it would be read outside of its shape."""
    said = {a for answer in answers if answer.judged is not None for a in answer.judged.assumptions}
    said |= {f"{name} is 0 outside its shape" for name in extra.zero}
    layers = {g.name: len(g.left.indices) for g in givens if isinstance(g.left, Access)}
    sizes: dict[str, tuple[str, ...]] = {}
    for name, rank in layers.items():
        if f"{name} is 0 outside its shape" in said and name not in extra.sizes and name not in section.declared.tensors:
            found = _summed_over(name, [*(g.right for g in givens), *roots(reading)])
            if found is not None and len(found) == rank:
                sizes[name] = found
    if not sizes:
        return answers
    zero = [name for name in extra.zero if name not in sizes]
    again = ask(section, reading, givens, Extra(zero, {**extra.sizes, **sizes}, list(extra.conditions)))
    if any(a.verdict == "not understood" and b.verdict != "not understood" for a, b in zip(again, answers, strict=True)):
        return answers
    for answer in again:
        answer.assumptions += [f"{name} is {'×'.join(own)}" for name, own in sizes.items()]
    extra.sizes.update(sizes)
    extra.zero[:] = zero
    return again


def fitting_inputs(section: Section, reading: Reading, givens: list[Given], extra: Extra, answers: list[Answer]) -> list[Answer]:
    """An input that is summed over i < n is meant to have the size n, however far another layer reads it.

    What was refuted, with the input 0 outside of another shape, is asked again with this one.
    """
    given = {g.name for g in givens} | set(extra.sizes) | set(section.declared.tensors)
    nodes = [*(g.right for g in givens), *roots(reading)]
    found = {name: _summed_over(name, nodes) for name in extra.zero if name not in given}
    sizes = {name: own for name, own in found.items() if own is not None}
    if not sizes or not any(a.verdict == "refuted" for a in answers):
        return answers
    zero = [name for name in extra.zero if name not in sizes]
    again = ask(section, reading, givens, Extra(zero, {**extra.sizes, **sizes}, list(extra.conditions)))
    out: list[Answer] = []
    for old, new in zip(answers, again, strict=True):
        if old.verdict == "refuted" and new.verdict in ("proved", "undecided"):
            new.assumptions += [f"{name} is {'×'.join(own)}" for name, own in sizes.items()]
            out.append(new)
        else:
            out.append(old)
    return out


def _summed_over(name: str, nodes: list[Node]) -> tuple[str, ...] | None:
    """The ends of the ranges over which an array is read at plain indices; None where there are none, or several."""
    found: set[tuple[str, ...]] = set()

    def visit(node: Node, ends: dict[str, str]) -> None:
        if isinstance(node, Binder):
            ends = dict(ends)
            for item in node.items:
                for head in heads(item):
                    ends.pop(head.name, None)
                    if isinstance(item, Compare) and isinstance(item.operands[1], (Name, Number)):
                        ends[head.name] = spell(item.operands[1])
        if isinstance(node, Access) and node.name == name and all(isinstance(i, Name) and i.name in ends for i in node.indices):
            found.add(tuple(ends[i.name] for i in node.indices if isinstance(i, Name)))
        for slot in node.__slots__:
            for child in children(getattr(node, slot)):
                visit(child, ends)

    for node in nodes:
        visit(node, {})
    return found.pop() if len(found) == 1 else None


_TWO_SIZES = re.compile(r"could range over two axes of different size: 0 ≤ (\w+) < (\w+) and 0 ≤ \1 < (\w+)$")


def of_equal_size(section: Section, reading: Reading, givens: list[Given], extra: Extra, place: int, answer: Answer) -> Answer:
    """A line whose sizes do not fit, judged where they are equal: wrong there is wrong; right there is right only there."""
    equal: dict[str, str] = {}
    needed: list[str] = []
    while (found := _TWO_SIZES.search(answer.message) if answer.code == "SG112" else None) is not None:
        one, other = found.group(2), found.group(3)
        program = answer.checked.program if answer.checked is not None else None
        if program is None or other in equal or len(needed) > 3:
            return answer
        equal = {**{name: one if size == other else size for name, size in equal.items()}, other: one}
        needed.append(f"{one} = {other}")
        sizes = {
            tensor.name: tuple(equal.get(str(hi.data), str(hi.data)) for _, hi in tensor.ranges)
            for tensor in program.tensors.values()
            if tensor.name not in section.declared.tensors and tensor.rank and all(hi.op == "var" for _, hi in tensor.ranges)
        }
        alone = replace(reading, sides=[reading.sides[place]])
        more = Extra(list(extra.zero), {**extra.sizes, **sizes}, list(extra.conditions))
        answer = ask(_with_equal_sizes(section, equal), alone, givens, more)[0]
        answer.sizes = sizes
    if needed and answer.verdict == "refuted":
        answer.notes.append(f"the sizes do not fit unless {' and '.join(needed)}; even then the line is wrong")
    elif needed and answer.verdict == "proved":
        message = f"right only where {' and '.join(needed)}: else the sizes do not fit"
        return Answer("undecided", code="SG320", message=message, plain=answer.plain)
    return answer


def of_one_size(section: Section, reading: Reading, givens: list[Given], extra: Extra, place: int, answer: Answer) -> Answer:
    """A line that reads a layer outside of its shape, judged where all sizes are one: what is wrong there is wrong."""
    program = answer.checked.program if answer.checked is not None else None
    if answer.code != "SG314" or not answer.message.startswith(OUTSIDE) or program is None or section.declared.tensors:
        return answer
    free = next(name for name in ("N", "M", "H", "T", "size") if name not in program.parameters)
    sizes = {t.name: (free,) * t.rank for t in program.tensors.values() if t.rank and all(hi.op == "var" for _, hi in t.ranges)}
    alone = replace(reading, sides=[reading.sides[place]])
    found = ask(section, alone, givens, Extra(list(extra.zero), {**extra.sizes, **sizes}, list(extra.conditions)))[0]
    if found.verdict != "refuted":
        return answer
    found.notes.append("wrong even where all sizes are equal")
    return found


def _with_equal_sizes(section: Section, equal: dict[str, str]) -> Section:
    """The section with one name for sizes that are to be equal."""
    out = copy(section)
    out.declared = section.declared.copy()
    for name, (sizes, outside) in section.declared.tensors.items():
        out.declared.tensors[name] = tuple(equal.get(size, size) for size in sizes), outside
    return out


def untied_sizes(section: Section, reading: Reading, givens: list[Given]) -> list[str]:
    """Integers that the lines speak of, and that neither bind nor any definition or declaration mentions."""
    written = write(section, reading, givens, Extra(sizes=dict(reading.trial.sizes)))
    free = {n.name for n in walk(reading.left) if isinstance(n, Name)}
    out: dict[str, None] = {}

    def visit(node: Node, integer: bool, scope: frozenset[str]) -> None:
        match node:
            case Name():
                if integer and node.name not in scope and node.name not in free and node.name not in written.words:
                    out[node.name] = None
            case Binder():
                inner = scope | {n.name for item in node.items for n in heads(item)}
                for item in node.items:
                    visit(item, True, inner)
                visit(node.body, integer, inner)
            case Access() | Gradient() | Derivative():
                if isinstance(node, Derivative):
                    visit(node.of, False, scope)
                for i in node.indices or []:
                    visit(i, True, scope)
            case _:
                for slot in node.__slots__:
                    for child in children(getattr(node, slot)):
                        visit(child, integer, scope)

    for side in reading.sides:
        if side.node is not None:
            visit(side.node, False, frozenset())
    return list(out)


def nothing_empty(section: Section, reading: Reading, givens: list[Given], extra: Extra, answers: list[Answer]) -> list[Answer]:
    """A line that is false only where a size is 0 is judged again with no size 0: nobody speaks of empty arrays."""
    checked = next(a.checked for a in answers if a.code == "SG202")
    program = checked.program if checked is not None else None
    tensors = program.tensors if program is not None else {}
    more = Extra(list(extra.zero), dict(extra.sizes), list(extra.conditions))
    names: dict[str, None] = {}
    for tensor in tensors.values():
        if (
            tensor.rank
            and all(hi.op in ("var", "int") for _, hi in tensor.ranges)
            and tensor.name not in section.declared.tensors
        ):
            more.sizes[tensor.name] = tuple(str(hi.data) for _, hi in tensor.ranges)
        names |= {hi.data: None for _, hi in tensor.ranges if hi.op == "var"}
    more.conditions += [f"{name} >= 1" for name in names]
    found = ask(section, reading, givens, more)
    for place, answer in enumerate(found):
        answer.assumptions.append("no size is 0")
        if answers[place].code != "SG202":
            found[place] = answers[place]
        elif (answer.verdict == "refuted" and answer.code == "SG202") or answer.verdict == "not understood":
            found[place] = Answer(
                "undecided", code="SG319", message="false where some size is 0; otherwise not decided", plain=answers[place].plain
            )
    return found


def with_sizes(
    section: Section, reading: Reading, givens: list[Given], extra: Extra, untied: list[str], started: float
) -> list[Answer] | None:  # fmt: skip
    """Give the arrays without a declared size the sizes that the lines speak of; kept if that makes every line true."""
    ranks = {**_ranks_of(givens), **ranks_in(reading, givens)}
    open_ = [n for n in ranks if ranks[n] and n not in section.declared.tensors and n not in extra.sizes]
    for number, sizes in enumerate(_assignments(sorted(open_, key=lambda n: any(g.name == n for g in givens)), ranks, untied)):
        if number >= MAX_TRIALS or process_time() - started > SECONDS:
            return None
        found = ask(section, reading, givens, Extra(list(extra.zero), {**extra.sizes, **sizes}, list(extra.conditions)))
        if all(a.verdict == "proved" for a in found):
            for a in found:
                a.assumptions = [*a.assumptions, *(f"{name} is {'×'.join(chosen)}" for name, chosen in sizes.items())]
            return found
    return None


def _assignments(names: list[str], ranks: dict[str, int], untied: list[str]) -> Iterator[dict[str, tuple[str, ...]]]:
    """Ways to give one array all of these sizes, or two arrays all of them between them, in the order in which they stand."""
    for name in names:
        if len(untied) == 1 and ranks[name] > 1:
            yield {name: (untied[0],) * ranks[name]}
    for name in names:
        if ranks[name] == len(untied):
            for chosen in permutations(untied):
                yield {name: chosen}
    for one, other in permutations(names, 2):
        if ranks[one] + ranks[other] == len(untied):
            for first in combinations(untied, ranks[one]):
                yield {one: first, other: tuple(u for u in untied if u not in first)}
    for name in names:
        if ranks[name] < len(untied):
            for chosen in permutations(untied, ranks[name]):
                yield {name: chosen}


def _ranks_of(givens: list[Given]) -> dict[str, int]:
    out: dict[str, int] = {}
    for given in givens:
        for root in (given.left, given.right):
            for node in walk(root):
                if isinstance(node, Access):
                    out[node.name] = len(node.indices)
    return out
