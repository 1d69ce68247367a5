"""A chain under one reading of what is left open: its sides in plain syntax, or why they have none."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import product
from math import prod

from symgrad.documents.chains import Right, Statement
from symgrad.documents.definitions import contracted, is_pointwise
from symgrad.documents.forms import Call, Nabla, Partial, Scripted, Symbol
from symgrad.documents.givens import Trial
from symgrad.documents.heads import head_symbols, names_in
from symgrad.documents.lower import ArrayValue, Lowering
from symgrad.documents.scope import Named, named
from symgrad.documents.sections import Section
from symgrad.errors import Problem
from symgrad.language.syntax import (
    Access,
    Derivative,
    Gradient,
    Group,
    Name,
    Node,
    Number,
    Sum,
    walk,
)

_SIZE_NAMES = ("H", "W", "P", "Q", "M", "N", "R", "S", "U", "A", "B", "C", "D", "E")


@dataclass
class Side:
    """A right side in plain syntax, or why it has none."""

    right: Right
    node: Node | None
    problem: Problem | None = None
    mismatch: str = ""
    certain: bool = False  # the mismatch rests on indices that are written, not on a guess


@dataclass
class Reading:
    """A chain under one reading: its sides, the free letters, and what came of judging it."""

    trial: Trial
    left: Node
    sides: list[Side]
    names: set[str]
    met_star: bool
    met_rot: bool
    explain: bool = True
    variables: set[str] = field(default_factory=set)  # what an identity such as σ'(z) = … is about: all its values
    hidden: list[str] = field(default_factory=list)  # letters that a sum binds a second time
    cells: list[tuple[tuple[int, ...], list[Node]]] = field(
        default_factory=list
    )  # of arrays of numbers: place, left, right sides


def read_chain(section: Section, statement: Statement, rights: list[Right], trial: Trial) -> Reading:
    """The chain in plain syntax. Raises Problem where its left side cannot be read."""
    lowering = section.lowering(trial, statement)
    lowering.inline = True
    _give_sizes(section, statement, rights, lowering, trial)
    assert statement.left is not None, "a claim has a left side"
    _shift_heads(section, statement.left, lowering)
    variables = _take_as_numbers(section, statement, rights, lowering)
    left = lowering.value(statement.left)
    lowering.inline_all = not any(_is_derivative(section, n) for n in _nodes([statement.left, *(r.node for r in rights)]))
    letters: list[Node] = []
    values: list[tuple[Right, object]] = []
    for right in rights:
        try:
            values.append((right, lowering.value(right.node)))
        except Problem as found:
            values.append((right, found))
    arrays = [v for _, v in values if isinstance(v, ArrayValue)]
    rank = left.rank if isinstance(left, ArrayValue) else 0
    if isinstance(left, ArrayValue):
        letters = [lowering.fresh_name(statement.left) for _ in range(rank)]
    free = {n.name for n in walk(left) if isinstance(n, Name)} if isinstance(left, Node) else set()
    values = [(r, contracted(section, v, free) if isinstance(v, Node) else v) for r, v in values]
    sides: list[Side] = []
    for right, value in values:
        side = _side(right, value, rank, letters, lowering)
        side.certain = side.certain and not isinstance(statement.left, Call) and (rank > 0 or _is_surely_number(section, left))
        sides.append(side)
    entry = left.entry(letters) if isinstance(left, ArrayValue) else left
    while isinstance(entry, Group):
        entry = entry.inner
    names = set().union(names_in(entry), *(names_in(s.node) for s in sides if s.node is not None))
    rotated = any(getattr(n, "name", "") == "rot" for r in rights for n in walk(r.node))
    cells = _cells(left, values, sides) if arrays or isinstance(left, ArrayValue) else []
    return Reading(trial, entry, sides, names, lowering.stars_met > 0, rotated, True, variables, sorted(lowering.hidden), cells)


def _take_as_numbers(section: Section, statement: Statement, rights: list[Right], lowering: Lowering) -> set[str]:
    """``σ'(z) = σ(z)(1 − σ(z))`` is about every number z, whatever arrays are called so elsewhere; the names of such letters."""
    left = statement.left
    if not isinstance(left, Call) or not isinstance(left.head, Scripted) or not left.head.primes:
        return set()
    if not all(is_pointwise(n) for n in (left, *(r.node for r in rights))):
        return set()
    defined = {g.name for g in section.givens}
    out: set[str] = set()
    for arg in left.args.items:
        if isinstance(arg, Symbol):
            name = section.scope.spelled(arg)
            name = f"{name}_" if name in defined else name
            lowering.env[arg.name] = Name(name, arg.start, arg.end)
            out.add(name)
    return out


def _nodes(roots: list[Node]) -> Iterator[Node]:
    for root in roots:
        yield from walk(root)


def _is_derivative(section: Section, node: Node) -> bool:
    """A derivative, or a name that stands for one."""
    if isinstance(node, (Partial, Nabla)):
        return True
    found = named(node, section.scope) if isinstance(node, (Scripted, Symbol)) and section.known.aliases else None
    return found is not None and found.name in section.known.aliases


def _cells(left: object, values: list[tuple[Right, object]], sides: list[Side]) -> list[tuple[tuple[int, ...], list[Node]]]:
    """Entry by entry, where all sides are arrays of numbers of one size; other sizes are a mismatch."""
    everything = [left, *(v for _, v in values)]
    sizes = [v.sizes for v in everything if isinstance(v, ArrayValue)]
    if not isinstance(left, ArrayValue) or left.sizes is None or left.names or any(s is None for s in sizes):
        return []
    for (_, value), side in zip(values, sides, strict=True):
        if isinstance(value, ArrayValue) and value.sizes != left.sizes and side.node is not None:
            side.node, side.mismatch = None, "these arrays have different sizes"
        if side.mismatch and _entries(value) not in (None, prod(left.sizes)):
            side.certain = True  # numbers are written on both sides, and not equally many
    if max(left.sizes) > 20 or len(left.sizes) > 2:
        return []
    out: list[tuple[tuple[int, ...], list[Node]]] = []
    for at in product(*map(range, left.sizes)):
        indices: list[Node] = [Number(Fraction(i), False, left.start, left.start) for i in at]
        row = [
            v.entry(indices) if isinstance(v, ArrayValue) and v.sizes == left.sizes else Number(Fraction(0), False, 0, 0)
            for v in everything
        ]
        if isinstance(row[0], Name):  # a name on the left would be defined
            row[0] = Group(row[0], row[0].start, row[0].end)
        out.append((at, row))
    return out


def _entries(value: object) -> int | None:
    """How many numbers these are; nothing is said of a row that is set equal to a column."""
    if isinstance(value, ArrayValue) and value.sizes is not None and not value.names:
        return prod(value.sizes)
    return 1 if isinstance(value, Number) else None


def _side(right: Right, value: object, rank: int, letters: list[Node], lowering: Lowering) -> Side:
    if isinstance(value, Problem):
        return Side(right, None, value)
    if isinstance(value, ArrayValue):
        certain = value.sizes is not None or all(_is_surely_array(n, lowering) for n in value.names)
        certain = certain and not _has_ones(right.node)
        if rank == 0:
            certain = certain and _entries(value) != 1  # a matrix of one entry may be meant as that entry
            return Side(right, None, mismatch="a number is set equal to an array", certain=certain)
        if value.rank != rank:
            message = f"an array with {rank} indices is set equal to one with {value.rank}"
            return Side(right, None, mismatch=message, certain=certain)
        try:
            return Side(right, value.entry(letters))
        except Problem as found:
            return Side(right, None, found)
    del lowering
    assert isinstance(value, Node), "a scalar is a node"
    if rank and not (isinstance(value, Number) and value.value == 0):
        return Side(right, None, mismatch="an array is set equal to a number")
    return Side(right, value)


def _has_ones(node: Node) -> bool:
    """Whether there is a vector of ones in it, or of zeros, which has no indices to tell."""
    return any(isinstance(n, Symbol) and n.name in ("one_1", "zero_0") for n in walk(node))


def _is_surely_number(section: Section, left: object) -> bool:
    """Whether a left side without free axes is one by what is written, not because its symbol never had indices."""
    if isinstance(left, (Number, Access)):
        return True
    if isinstance(left, (Gradient, Derivative)):
        if not left.indices and left.wrt[:1].isupper() and left.wrt not in section.declared.scalars:
            return False  # W_1 x may be a matrix times a vector
        return bool(left.indices) or any(
            isinstance(n, Name) and n.name == left.wrt for g in section.givens for n in walk(g.right)
        )
    return isinstance(left, Name) and any(g.name == left.name and isinstance(g.left, Name) for g in section.givens)


def _is_surely_array(name: str, lowering: Lowering) -> bool:
    uses = lowering.scope.uses[name]
    return (
        name in lowering.known.matrices
        or name in lowering.scope.ranks
        or any((not u.constant and not u.joined) or u.items > 1 for u in uses)
    )


def _shift_heads(section: Section, left: Node, lowering: Lowering) -> None:
    """Free letters on the left stand for indices that begin where their axis does."""
    for node in walk(left):
        found = named(node, section.scope) if type(node).__name__ in ("Scripted", "Call") else None
        if found is None or found.indices is None or section.scope.only_constants(found.name):
            continue
        if type(node).__name__ == "Scripted" and section.scope.is_kronecker(node):  # type: ignore[arg-type]
            continue
        _shift(section, found, lowering)


def _shift(section: Section, found: Named, lowering: Lowering) -> None:
    from symgrad.documents.indices import plus

    symbols = head_symbols(found)
    if len(symbols) != section.known.ranks.get(found.name, section.scope.rank(found.name)):
        _solve_heads(section, found, lowering)
        return
    for axis, symbol in enumerate(symbols):
        if symbol.name not in lowering.env:
            origin = lowering.origin(found.name, axis)
            name = Name(section.scope.spelled(symbol), symbol.start, symbol.end)
            if not (isinstance(origin, Number) and origin.value == 0):
                lowering.env[symbol.name] = plus(name, origin)


def _solve_heads(section: Section, found: Named, lowering: Lowering) -> None:
    """``c_{x-s}`` on the left: with x for x − s the line is about an entry of c."""
    from symgrad.documents.indices import plus

    items = found.indices or []
    everywhere = [n.name for i in items for n in walk(i) if isinstance(n, Symbol)]
    for axis, item in enumerate(items):
        if not isinstance(item, Sum):
            continue
        letters = [
            t
            for sign, t in item.terms
            if sign > 0 and isinstance(t, Symbol) and t.name in section.scope.indices | section.scope.varying
        ]
        fresh = [t for t in letters if everywhere.count(t.name) == 1 and t.name not in lowering.env]
        if not fresh or not isinstance(item.terms[0][1], Symbol) or item.terms[0][1] is not fresh[0]:
            continue
        symbol = fresh[0]
        name = Name(section.scope.spelled(symbol), symbol.start, symbol.end)
        value: Node = plus(name, lowering.origin(found.name, axis))
        for sign, term in item.terms:
            if term is not symbol:
                value = plus(value, lowering.index(term), -sign)
        lowering.env[symbol.name] = value


def _give_sizes(section: Section, statement: Statement, rights: list[Right], lowering: Lowering, trial: Trial) -> None:
    """Names for the sizes of what is turned by 180°, if nobody gave them."""
    if trial.about != "array":
        return
    used = section.scope.indices | section.scope.bound | set(section.scope.bare) | set(section.scope.uses)
    free = [n for n in _SIZE_NAMES if n not in used]
    places = [right.node for right in rights] + [g.again[2].node for g in section.givens if g.again is not None]
    places += list(section.known.arrays.values())
    for place in places:
        for node in walk(place):
            if getattr(node, "name", "") == "rot" and getattr(node, "args", None):
                found = named(node.args[0], section.scope)  # type: ignore[attr-defined]
                if found is None or found.name in lowering.known.sizes:
                    continue
                rank = section.known.ranks.get(found.name, section.scope.rank(found.name))
                if rank and any(g.name == found.name for g in section.givens):
                    continue
                if 0 < rank <= len(free):
                    sizes, free = tuple(free[:rank]), free[rank:]
                    lowering.known.sizes[found.name] = trial.sizes[found.name] = sizes
    del statement
