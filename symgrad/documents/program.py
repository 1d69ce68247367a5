"""Write a chain as a program in plain notation: the definitions that it rests on, what was declared, one claim to a line."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace

from symgrad.documents.givens import Given
from symgrad.documents.heads import names_in
from symgrad.documents.reading import Reading
from symgrad.documents.rewriting import rewrite
from symgrad.documents.sections import Section
from symgrad.documents.spell import Speller, spell
from symgrad.language.syntax import (
    Access,
    Apply,
    Binder,
    Compare,
    Derivative,
    Gradient,
    Group,
    Iverson,
    Name,
    Node,
    Number,
    Power,
    Product,
    walk,
)

_WORD = re.compile(r"[^\W\d]\w*'*")


@dataclass
class Written:
    """A program with one claim to a line, and where they stand in it."""

    text: str
    places: list[tuple[int, int, int, int]]
    claims: list[tuple[int, int]]
    assumptions: list[str]
    words: set[str]  # of the definitions and declarations
    unknown: list[str]


def relevant(section: Section, reading: Reading, continued: bool) -> list[Given]:
    """The definitions that the chain speaks of, each after those that it rests on."""
    by_name = {g.name: g for g in section.givens}
    numeric = any(isinstance(s.node, Number) for s in reading.sides) and not any(
        isinstance(n, (Gradient, Derivative)) for n in walk(reading.left)
    )
    wanted = {n for n in reading.names if n in by_name}
    for node in [n for root in roots(reading) for n in walk(root)]:
        if isinstance(node, (Gradient, Derivative)):
            wanted |= _known_by_then(reading, [g for g in section.givens if node.wrt in closure(g, by_name)], wanted)
    del continued
    needed = set(wanted)
    for name in wanted:
        needed |= closure(by_name[name], by_name) & set(by_name)
    order: list[Given] = []

    def place(given: Given, above: frozenset[str]) -> None:
        if given in order or given.name in above:
            return
        for other in sorted(given.names & needed):
            place(by_name[other], above | {given.name})
        order.append(given)

    for given in section.givens:
        if given.name in needed and (numeric or not given.numeric or given.name in reading.names):
            place(given, frozenset())
    return [g for g in order if numeric or not g.numeric or g.name in reading.names]


def _known_by_then(reading: Reading, layers: list[Given], spoken: set[str]) -> set[str]:
    """The layers that read what a line is differentiated by; those below the line do not count where one above it is named."""
    at = min(s.right.start for s in reading.sides)
    above = {g.name for g in layers if g.start <= at or g.name in spoken}
    return above if above & spoken else {g.name for g in layers}


def roots(reading: Reading) -> list[Node]:
    return [reading.left, *(s.node for s in reading.sides if s.node is not None)]


def closure(given: Given, by_name: dict[str, Given]) -> set[str]:
    """Everything that a definition rests on, itself included."""
    seen: set[str] = {given.name}
    pending = [given]
    while pending:
        for name in pending.pop().names:
            if name not in seen:
                seen.add(name)
                if name in by_name:
                    pending.append(by_name[name])
    return seen


@dataclass
class Extra:
    """What is added to the program: arrays that are zero outside, sizes of arrays, conditions."""

    zero: list[str] = field(default_factory=list)
    sizes: dict[str, tuple[str, ...]] = field(default_factory=dict)
    conditions: list[str] = field(default_factory=list)


def _with_numbers(givens: list[Given]) -> list[Given]:
    """The definitions with the numbers that are given put in, for a claim about a number."""
    values = {g.name: g.right for g in givens if g.numeric}
    return [replace(g, right=rewrite(g.right, _values(values))) for g in givens if not g.numeric]


def _values(values: dict[str, Node]) -> Callable[[Node], Node | None]:
    return lambda node: values.get(node.name) if isinstance(node, Name) else None


def write(section: Section, reading: Reading, givens: list[Given], extra: Extra) -> Written:
    zero, sizes = extra.zero, extra.sizes
    if any(g.numeric for g in givens):
        values = {g.name: g.right for g in givens if g.numeric}
        if not (isinstance(reading.left, Name) and reading.left.name in values):
            sides = [replace(x, node=rewrite(x.node, _values(values))) if x.node is not None else x for x in reading.sides]
            reading = replace(reading, left=rewrite(reading.left, _values(values)), sides=sides)
        givens = _with_numbers(givens)
    sizes = {**_literal_sizes([*(g.right for g in givens), *roots(reading)], {g.name for g in givens}), **sizes}
    speller = Speller()
    defined = {g.name for g in givens}
    for given in givens:
        begin = speller.length
        speller.node(given.left)
        speller.put(" = ")
        speller.node(given.right)
        speller.places.append((begin, speller.length, given.start, given.end))
        speller.put("\n")
    read_ = set().union(*(names_in(g.right) | names_in(g.left) for g in givens)) if givens else set()
    ranks = ranks_in(reading, givens)
    unknown = [n for n in sorted(ranks) if n not in read_ and n not in defined and not _is_loss(n, reading)]
    where = _where(section, read_ | set(unknown), defined, zero, sizes, ranks, unknown, _spoken(reading, speller.text))
    free, parameters = _free_letters(roots(reading)), _parameters(givens)
    own = [c for c in extra.conditions if (free - parameters) & set(_WORD.findall(c))]
    where += [c for c in extra.conditions if c not in own]
    where += _not_negative(reading, givens, read_ | set(unknown) | integers_in(reading) | set(_WORD.findall(speller.text)))
    where += _not_zero(reading, givens, read_ | set(unknown) | set(_WORD.findall(speller.text)))
    if where:
        speller.put(f"where {', '.join(where)}\n")
    said = [*(f"{spell(g.left)} {spell(g.right)}" for g in givens), *section.declared.conditions]
    shapes = [*extra.sizes.values(), *(t[0] for t in section.declared.tensors.values())]
    words = set(_WORD.findall(" ".join([*said, *(x for own in shapes for x in own)])))
    claims: list[tuple[int, int]] = []
    for side in reading.sides:
        if side.node is None:
            claims.append((-1, -1))
            continue
        begin = speller.length
        put_left(speller, reading.left)
        speller.put(" = ")
        speller.node(side.node)
        claims.append((begin, speller.length))
        speller.put(f" for {', '.join(own)}\n" if own else "\n")
    return Written(speller.text, speller.places, claims, [], words, unknown)


def _literal_sizes(nodes: list[Node], defined: set[str]) -> dict[str, tuple[str, ...]]:
    """The sizes of arrays that are read at numbers only, x_1 x_2 x_3: as far as they are read."""
    reads: dict[str, list[list[Node]]] = {}
    for root in nodes:
        for node in walk(root):
            if isinstance(node, Access):
                reads.setdefault(node.name, []).append(node.indices)
            elif isinstance(node, (Gradient, Derivative)) and node.indices:
                reads.setdefault(node.wrt, []).append(node.indices)
    out: dict[str, tuple[str, ...]] = {}
    for name, all_ in reads.items():
        if name not in defined and all(isinstance(i, Number) and i.value.denominator == 1 for own in all_ for i in own):
            columns = zip(*all_, strict=True)
            out[name] = tuple(str(max(int(i.value) for i in column if isinstance(i, Number)) + 1) for column in columns)
    return out


def _parameters(givens: list[Given]) -> set[str]:
    """The letters in indices of definitions that neither a sum nor the left side binds."""
    heads_ = {n.name for g in givens for n in walk(g.left) if isinstance(n, Name)}
    return _free_letters([g.right for g in givens]) - heads_


def _free_letters(nodes: list[Node]) -> set[str]:
    """The letters in the indices of entries that no sum around them binds."""
    out: set[str] = set()

    def visit(node: Node, bound: frozenset[str]) -> None:
        if isinstance(node, Binder):
            bound |= {n.name for item in node.items for n in heads(item)}
        if isinstance(node, (Access, Gradient, Derivative)):
            out.update(n.name for i in node.indices or [] for n in walk(i) if isinstance(n, Name) and n.name not in bound)
        for slot in node.__slots__:
            for child in children(getattr(node, slot)):
                visit(child, bound)

    for node in nodes:
        visit(node, frozenset())
    return out


def _spoken(reading: Reading, text: str) -> set[str]:
    """All names in the definitions and in the lines."""
    names = {n.name for root in roots(reading) for n in walk(root) if isinstance(n, (Name, Access))}
    return names | set(_WORD.findall(text))


def put_left(speller: Speller, left: Node) -> None:
    """The left side; the derivative of an expression is an expression like others, and stands in parentheses."""
    wrap = isinstance(left, Derivative) and not isinstance(left.of, Access)
    if wrap:
        speller.put("(")
    speller.node(left)
    if wrap:
        speller.put(")")


def _is_loss(name: str, reading: Reading) -> bool:
    """Whether a name only says of what a gradient is."""
    for root in roots(reading):
        for node in walk(root):
            if isinstance(node, (Name, Access)) and node.name == name:
                return False
            if isinstance(node, (Gradient, Derivative)) and node.wrt == name:
                return False
    return True


def ranks_in(reading: Reading, givens: list[Given]) -> dict[str, int]:
    """The tensors and scalars that the claims read, with their ranks; integers among indices and limits are none."""
    out: dict[str, int] = {}
    del givens

    def visit(node: Node, integer: bool, scope: frozenset[str]) -> None:
        match node:
            case Name():
                if not integer and node.name not in scope:
                    out.setdefault(node.name, 0)
            case Access():
                out[node.name] = len(node.indices)
                for i in node.indices:
                    visit(i, True, scope)
            case Gradient():
                out.setdefault(node.wrt, len(node.indices or []))
                for i in node.indices or []:
                    visit(i, True, scope)
            case Derivative():
                out.setdefault(node.wrt, len(node.indices))
                visit(node.of, False, scope)
                for i in node.indices:
                    visit(i, True, scope)
            case Binder():
                names = frozenset(n.name for item in node.items for n in heads(item))
                for item in node.items:
                    visit(item, True, scope | names)
                visit(node.body, integer, scope | names)
            case Compare():
                for o in node.operands:
                    visit(o, not claimed, scope)
            case _:
                array = type(node).__name__ == "Array"
                for slot in node.__slots__:
                    for child in children(getattr(node, slot)):
                        visit(child, integer or array, scope)

    claimed = isinstance(reading.left, Iverson)  # a comparison that is claimed may be one of scalars
    for root in roots(reading):
        visit(root, False, frozenset())
    integers = integers_in(reading)
    return {n: r for n, r in out.items() if r or n not in integers}


def integers_in(reading: Reading) -> set[str]:
    """Names that stand in an index or in the range of a sum."""
    out: set[str] = set()
    for root in roots(reading):
        for node in walk(root):
            if isinstance(node, (Access, Gradient, Derivative)):
                out |= {n.name for i in node.indices or [] for n in walk(i) if isinstance(n, Name)}
            elif isinstance(node, Binder):
                out |= {n.name for item in node.items for n in walk(item) if isinstance(n, Name)}
    return out


def heads(item: Node) -> list[Name]:
    if isinstance(item, Name):
        return [item]
    if isinstance(item, Compare) and item.ops == ["<"] and isinstance(item.operands[0], Name):
        return [item.operands[0]]
    return []


def children(value: object) -> list[Node]:
    if isinstance(value, Node):
        return [value]
    if isinstance(value, (list, tuple)):
        return [n for v in value for n in children(v)]
    return []


def _where(
    section: Section, read_: set[str], defined: set[str], zero: list[str], sizes: dict[str, tuple[str, ...]], ranks: dict[str,
    int],
    unknown: list[str],
    words: set[str],
) -> list[str]:  # fmt: skip
    declared = section.declared
    out: list[str] = []
    for name in sorted(read_):
        own = declared.tensors.get(name)
        shape = own[0] if own is not None else sizes.get(name)
        outside = (own[1] if own is not None else "") or declared.outside.get(name, "") or ("zero" if name in zero else "")
        if name in defined and not outside and shape is None:
            continue
        text = name
        if shape is not None:
            text += f"[{','.join(shape)}]"
        elif name in unknown:
            rank = ranks.get(name, 0)
            text += f"[{','.join(f'{name}_{k}' for k in range(1, rank + 1))}]"
        if outside:
            text += f" is {'-inf' if outside == '-inf' else 'zero'} outside"
        if text != name:
            out.append(text)
    names = set(_WORD.findall(" ".join(out))) | read_ | defined | words
    out += [c for c in declared.conditions if set(_WORD.findall(c)) <= names]
    return out


def _not_zero(reading: Reading, givens: list[Given], known: set[str]) -> list[str]:
    """What is divided by is not zero, wherever that is a matter of numbers and sizes, not of entries."""
    found: dict[str, None] = {}
    for root in [*(g.right for g in givens), *roots(reading)]:
        for node in walk(root):
            if not isinstance(node, Product):
                continue
            for op, factor in node.factors:
                names = [n for n in walk(factor) if isinstance(n, Name)]
                plain = not any(isinstance(n, (Access, Binder, Gradient, Derivative, Apply)) for n in walk(factor))
                if op == "/" and names and plain and all(n.name in known for n in names) and not _bound_in(root, names):
                    found[f"{spell(_base(factor))} != 0"] = None
    return list(found)


def _not_negative(reading: Reading, givens: list[Given], known: set[str]) -> list[str]:
    """No sum has a negative number of terms: n in Σ_{i=1}^n is a natural number."""
    found: dict[str, None] = {}
    for root in [*(g.right for g in givens), *roots(reading)]:
        for node in walk(root):
            for item in node.items if isinstance(node, Binder) else ():
                if not (isinstance(item, Compare) and item.ops == ["<"]):
                    continue
                names = [n for n in walk(item.operands[1]) if isinstance(n, Name)]
                plain = not any(isinstance(n, (Access, Binder, Apply)) for n in walk(item.operands[1]))
                if names and plain and all(n.name in known for n in names) and not _bound_in(root, names):
                    found[f"{spell(item.operands[1])} >= 0"] = None
    return list(found)


def _base(node: Node) -> Node:
    """x of x², which is zero where x² is."""
    while isinstance(node, (Group, Power)):
        node = node.inner if isinstance(node, Group) else node.base
    return node


def _bound_in(root: Node, names: list[Name]) -> bool:
    bound = {h.name for b in walk(root) if isinstance(b, Binder) for item in b.items for h in heads(item)}
    indices = {
        n.name
        for a in walk(root)
        if isinstance(a, (Access, Gradient, Derivative))
        for i in a.indices or []
        for n in walk(i)
        if isinstance(n, Name)
    }
    return any(n.name in bound | indices for n in names)
