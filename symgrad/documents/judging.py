"""Judge the lines of one chain: write them in plain notation under each reading that is open, ask the checker, compare."""

from __future__ import annotations

import re
from collections.abc import Iterator
from copy import copy
from dataclasses import dataclass, field, replace
from fractions import Fraction
from itertools import permutations, product
from time import perf_counter
from typing import TYPE_CHECKING

from symgrad.checker.verdicts import Checked, Convention, Judged
from symgrad.documents.chains import Right, Statement
from symgrad.documents.lower import ArrayValue, Lowering
from symgrad.documents.forms import Symbol
from symgrad.documents.scope import Named, named
from symgrad.documents.sections import MAX_TRIALS, STARS, Given, Section, Trial, _names, _symbols_of
from symgrad.documents.spell import Speller, spell
from symgrad.documents.verdicts import Line
from symgrad.errors import Problem
from symgrad.language.syntax import Access, Apply, Binder, Compare, Derivative, Gradient, Group, Name, Node, Number, Power, Product, Sum, walk

SECONDS = 20.0  # for one chain; what is not settled by then is undecided
_LEAVES = re.compile(r"^(\S+) can leave ")
_SIZE_NAMES = ("H", "W", "P", "Q", "M", "N", "R", "S", "U", "A", "B", "C", "D", "E")


@dataclass
class Side:
    """A right side in plain syntax, or why it has none."""

    right: Right
    node: Node | None
    problem: Problem | None = None
    mismatch: str = ""


@dataclass
class Reading:
    """A chain under one reading: its sides, the free letters, and what came of judging it."""

    trial: Trial
    left: Node
    sides: list[Side]
    names: set[str]
    met_star: bool
    met_rot: bool
    cells: list[tuple[tuple[int, ...], list[Node]]] = field(default_factory=list)  # of arrays of numbers: place, left, right sides


@dataclass
class Written:
    """A program with one claim to a line, and where they stand in it."""

    text: str
    places: list[tuple[int, int, int, int]]
    claims: list[tuple[int, int]]
    assumptions: list[str]
    words: set[str]  # of the definitions and declarations
    unknown: list[str]


@dataclass
class Answer:
    """What the checker says of one line under one reading."""

    verdict: str
    judged: Judged | None = None
    checked: Checked | None = None
    problem: Problem | None = None
    code: str = ""
    message: str = ""
    notes: list[str] = field(default_factory=list)
    assumptions: list[str] = field(default_factory=list)
    plain: str = ""
    offset: int = 0
    places: list[tuple[int, int, int, int]] = field(default_factory=list)


def judge_claims(section: Section, statement: Statement, rights: list[Right], continued: bool) -> None:
    """Add a line to the section for each right side."""
    started = perf_counter()
    readings: list[tuple[Reading, list[Answer]]] = []
    failure: Problem | None = None
    for trial in _trials(section):
        try:
            reading = _read(section, statement, rights, trial)
        except Problem as found:
            failure = failure or found
            continue
        if readings and not _differs(reading, readings):
            continue
        if perf_counter() - started > SECONDS:
            break
        readings.append((reading, _answers(section, statement, reading, continued, started)))
        if not (reading.met_star or reading.met_rot):
            break
    if not readings:
        assert failure is not None, "a chain that cannot be read has a problem"
        for right in rights:
            section._problem(_copy(failure), right, statement)
        return
    _record(section, statement, rights, readings)


def _copy(found: Problem) -> Problem:
    return Problem(found.code, found.message, start=found.start, end=found.end, notes=found.notes, help=found.help)


def _trials(section: Section) -> Iterator[Trial]:
    """The readings that the section leaves open, the likeliest first."""
    stars = [section.scope.star] if section.scope.star else list(STARS)
    abouts = [section.declared.about] if section.declared.about else ["array", "origin"]
    for star in stars:
        for about in abouts:
            yield Trial(star, about)


def _differs(reading: Reading, others: list[tuple[Reading, list[Answer]]]) -> bool:
    def key(r: Reading) -> list[str]:
        return [spell(s.node) if s.node is not None else "" for s in r.sides] + [spell(r.left)]

    return all(key(reading) != key(other) for other, _ in others)


# ---- reading ----


def _read(section: Section, statement: Statement, rights: list[Right], trial: Trial) -> Reading:
    """The chain in plain syntax. Raises Problem where its left side cannot be read."""
    lowering = section._lowering(trial, statement)
    _give_sizes(section, statement, rights, lowering, trial)
    assert statement.left is not None, "a claim has a left side"
    _shift_heads(section, statement.left, lowering)
    left = lowering.value(statement.left)
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
        letters = [lowering._fresh_name(statement.left) for _ in range(rank)]
    sides: list[Side] = []
    for right, value in values:
        sides.append(_side(right, value, rank, letters, lowering))
    entry = left.entry(letters) if isinstance(left, ArrayValue) else left
    names = set().union(_names(entry), *(_names(s.node) for s in sides if s.node is not None))
    rotated = any(getattr(n, "name", "") == "rot" for r in rights for n in walk(r.node))
    cells = _cells(left, values, sides) if arrays else []
    return Reading(trial, entry, sides, names, lowering.stars_met > 0, rotated, cells)


def _cells(left: object, values: list[tuple[Right, object]], sides: list[Side]) -> list[tuple[tuple[int, ...], list[Node]]]:
    """Entry by entry, where all sides are arrays of numbers of one size; other sizes are a mismatch."""
    everything = [left, *(v for _, v in values)]
    sizes = [v.sizes for v in everything if isinstance(v, ArrayValue)]
    if not isinstance(left, ArrayValue) or left.sizes is None or left.names or any(s is None for s in sizes):
        return []
    for (_, value), side in zip(values, sides, strict=True):
        if isinstance(value, ArrayValue) and value.sizes != left.sizes and side.node is not None:
            side.node, side.mismatch = None, "these arrays have different sizes"
    if max(left.sizes) > 20 or len(left.sizes) > 2:
        return []
    out: list[tuple[tuple[int, ...], list[Node]]] = []
    for at in product(*map(range, left.sizes)):
        indices: list[Node] = [Number(Fraction(i), False, left.start, left.start) for i in at]
        row = [v.entry(indices) if isinstance(v, ArrayValue) and v.sizes == left.sizes else Number(Fraction(0), False, 0, 0) for v in everything]
        out.append((at, row))
    return out


def _side(right: Right, value: object, rank: int, letters: list[Node], lowering: Lowering) -> Side:
    if isinstance(value, Problem):
        return Side(right, None, value)
    if isinstance(value, ArrayValue):
        if rank == 0:
            return Side(right, None, mismatch="a number is set equal to an array")
        if value.rank != rank:
            message = f"an array with {rank} indices is set equal to one with {value.rank}"
            return Side(right, None, mismatch=message)
        try:
            return Side(right, value.entry(letters))
        except Problem as found:
            return Side(right, None, found)
    del lowering
    assert isinstance(value, Node), "a scalar is a node"
    if rank and not (isinstance(value, Number) and value.value == 0):
        return Side(right, None, mismatch="an array is set equal to a number")
    return Side(right, value)


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

    symbols = _symbols_of(found)
    if len(symbols) != section.known.ranks.get(found.name, section.scope.rank(found.name)):
        _solve_heads(section, found, lowering)
        return
    for axis, symbol in enumerate(symbols):
        if symbol.name not in lowering.env:
            origin = lowering._origin(found.name, axis)
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
        letters = [t for sign, t in item.terms if sign > 0 and isinstance(t, Symbol) and t.name in section.scope.indices | section.scope.varying]
        fresh = [t for t in letters if everywhere.count(t.name) == 1 and t.name not in lowering.env]
        if not fresh or not isinstance(item.terms[0][1], Symbol) or item.terms[0][1] is not fresh[0]:
            continue
        symbol = fresh[0]
        name = Name(section.scope.spelled(symbol), symbol.start, symbol.end)
        value: Node = plus(name, lowering._origin(found.name, axis))
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
    for right in rights:
        for node in walk(right.node):
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


# ---- writing the program ----


def _relevant(section: Section, reading: Reading, continued: bool) -> list[Given]:
    """The definitions that the chain speaks of, each after those that it rests on."""
    by_name = {g.name: g for g in section.givens}
    numeric = any(isinstance(s.node, Number) for s in reading.sides) and not any(
        isinstance(n, (Gradient, Derivative)) for n in walk(reading.left)
    )
    wanted = {n for n in reading.names if n in by_name}
    for node in [n for root in _roots(reading) for n in walk(root)]:
        if isinstance(node, (Gradient, Derivative)):
            wanted |= {g.name for g in section.givens if node.wrt in _closure(g, by_name)}
    del continued
    needed = set(wanted)
    for name in wanted:
        needed |= _closure(by_name[name], by_name) & set(by_name)
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


def _roots(reading: Reading) -> list[Node]:
    return [reading.left, *(s.node for s in reading.sides if s.node is not None)]


def _closure(given: Given, by_name: dict[str, Given]) -> set[str]:
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
    return [replace(g, right=_put_in(g.right, values)) for g in givens if not g.numeric]


def _put_in(node: Node, values: dict[str, Node]) -> Node:
    if isinstance(node, Name) and node.name in values:
        return values[node.name]
    out = copy(node)
    for slot in node.__slots__:
        value = getattr(node, slot)
        if isinstance(value, Node):
            setattr(out, slot, _put_in(value, values))
        elif isinstance(value, list):
            setattr(out, slot, [_put_in_part(v, values) for v in value])
    return out


def _put_in_part(value: object, values: dict[str, Node]) -> object:
    if isinstance(value, Node):
        return _put_in(value, values)
    return tuple(_put_in_part(v, values) for v in value) if isinstance(value, tuple) else value


def _write(section: Section, reading: Reading, givens: list[Given], extra: Extra) -> Written:
    zero, sizes = extra.zero, extra.sizes
    if any(g.numeric for g in givens):
        givens = _with_numbers(givens)
    speller = Speller()
    words: set[str] = set()
    defined = {g.name for g in givens}
    for given in givens:
        begin = speller.length
        speller.node(given.left)
        speller.put(" = ")
        speller.node(given.right)
        speller.places.append((begin, speller.length, given.start, given.end))
        speller.put("\n")
    read_ = set().union(*(_names(g.right) | _names(g.left) for g in givens)) if givens else set()
    ranks = _ranks(reading, givens)
    unknown = [n for n in sorted(ranks) if n not in read_ and n not in defined and not _is_loss(n, reading)]
    where = _where(section, read_ | set(unknown), defined, zero, sizes, ranks, unknown)
    where += extra.conditions
    where += _not_zero(reading, givens, read_ | set(unknown) | set(re.findall(r"[^\W\d]\w*'*", speller.text)))
    if where:
        speller.put(f"where {', '.join(where)}\n")
    words = set(re.findall(r"[^\W\d]\w*'*", speller.text)) - set(re.findall(r"[^\W\d]\w*", " ".join(extra.conditions)))
    words |= set(re.findall(r"[^\W\d]\w*'*", " ".join(spell(g.right) for g in givens)))
    words |= {w for own in [*extra.sizes.values(), *(t[0] for t in section.declared.tensors.values())] for x in own for w in re.findall(r"\w+", x)}
    words |= set(re.findall(r"[^\W\d]\w*", " ".join(section.declared.conditions)))
    claims: list[tuple[int, int]] = []
    for side in reading.sides:
        if side.node is None:
            claims.append((-1, -1))
            continue
        begin = speller.length
        _put_left(speller, reading.left)
        speller.put(" = ")
        speller.node(side.node)
        claims.append((begin, speller.length))
        speller.put("\n")
    return Written(speller.text, speller.places, claims, [], words, unknown)


def _put_left(speller: Speller, left: Node) -> None:
    """The left side; the derivative of an expression is an expression like others, and stands in parentheses."""
    wrap = isinstance(left, Derivative) and not isinstance(left.of, Access)
    if wrap:
        speller.put("(")
    speller.node(left)
    if wrap:
        speller.put(")")


def _is_loss(name: str, reading: Reading) -> bool:
    """Whether a name only says of what a gradient is."""
    for root in _roots(reading):
        for node in walk(root):
            if isinstance(node, (Name, Access)) and node.name == name:
                return False
            if isinstance(node, (Gradient, Derivative)) and node.wrt == name:
                return False
    return True


def _ranks(reading: Reading, givens: list[Given]) -> dict[str, int]:
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
                names = frozenset(n.name for item in node.items for n in _heads(item))
                for item in node.items:
                    visit(item, True, scope | names)
                visit(node.body, integer, scope | names)
            case Compare():
                for o in node.operands:
                    visit(o, True, scope)
            case _:
                array = type(node).__name__ == "Array"
                for slot in node.__slots__:
                    for child in _children(getattr(node, slot)):
                        visit(child, integer or array, scope)

    for root in _roots(reading):
        visit(root, False, frozenset())
    return out


def _heads(item: Node) -> list[Name]:
    if isinstance(item, Name):
        return [item]
    if isinstance(item, Compare):
        return [o for o in item.operands if isinstance(o, Name)]
    return []


def _children(value: object) -> list[Node]:
    if isinstance(value, Node):
        return [value]
    if isinstance(value, (list, tuple)):
        return [n for v in value for n in _children(v)]
    return []


def _where(
    section: Section, read_: set[str], defined: set[str], zero: list[str], sizes: dict[str, tuple[str, ...]], ranks: dict[str, int],
    unknown: list[str],
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
    names = set(re.findall(r"[^\W\d]\w*'*", " ".join(out))) | read_ | defined
    for condition in declared.conditions:
        if set(re.findall(r"[^\W\d]\w*'*", condition)) <= names | section.scope.indices | _all_words(section):
            out.append(condition)
    return out


def _not_zero(reading: Reading, givens: list[Given], known: set[str]) -> list[str]:
    """What is divided by is not zero, wherever that is a matter of numbers and sizes, not of entries."""
    found: dict[str, None] = {}
    for root in [*(g.right for g in givens), *_roots(reading)]:
        for node in walk(root):
            if not isinstance(node, Product):
                continue
            for op, factor in node.factors:
                names = [n for n in walk(factor) if isinstance(n, Name)]
                plain = not any(isinstance(n, (Access, Binder, Gradient, Derivative, Apply)) for n in walk(factor))
                if op == "/" and names and plain and all(n.name in known for n in names) and not _bound_in(root, names):
                    found[f"{spell(_base(factor))} != 0"] = None
    return list(found)


def _base(node: Node) -> Node:
    """x of x², which is zero where x² is."""
    while isinstance(node, (Group, Power)):
        node = node.inner if isinstance(node, Group) else node.base
    return node


def _bound_in(root: Node, names: list[Name]) -> bool:
    bound = {h.name for b in walk(root) if isinstance(b, Binder) for item in b.items for h in _heads(item)}
    indices = {n.name for a in walk(root) if isinstance(a, (Access, Gradient, Derivative)) for i in a.indices or [] for n in walk(i) if isinstance(n, Name)}
    return any(n.name in bound | indices for n in names)


def _all_words(section: Section) -> set[str]:
    return {n.name for g in section.givens for n in walk(g.right) if isinstance(n, Name)}


# ---- asking the checker ----


def _answers(section: Section, statement: Statement, reading: Reading, continued: bool, started: float) -> list[Answer]:
    if not any(s.node is not None for s in reading.sides):
        return [_unreadable(s) for s in reading.sides]
    givens = _relevant(section, reading, continued)
    nothing = _nothing_known(section, reading, givens)
    if nothing:
        late = Answer("undecided", code="SG317", message=nothing.removesuffix(", so this is taken as given"))
        first = Answer("given", message=nothing)
        return [_unreadable(s) or (late if k or continued else first) for k, s in enumerate(reading.sides)]
    if reading.cells:
        return _cell_by_cell(section, reading, givens)
    extra = Extra(sizes=dict(reading.trial.sizes))
    untied = _untied(section, reading, givens)
    if untied:
        found = _with_sizes(section, reading, givens, extra, untied, started)
        if found is not None:
            return found
        extra.conditions += [f"{name} >= 0" for name in untied]
    answers = _asked(section, reading, givens, extra)
    if any(a.code == "SG202" for a in answers):
        answers = _nothing_empty(section, reading, givens, extra, answers)
    del statement
    return answers


def _untied(section: Section, reading: Reading, givens: list[Given]) -> list[str]:
    """Integers that the lines speak of, and that neither bind nor any definition or declaration mentions."""
    written = _write(section, reading, givens, Extra(sizes=dict(reading.trial.sizes)))
    free = {n.name for n in walk(reading.left) if isinstance(n, Name)}
    out: dict[str, None] = {}

    def visit(node: Node, integer: bool, scope: frozenset[str]) -> None:
        match node:
            case Name():
                if integer and node.name not in scope and node.name not in free and node.name not in written.words:
                    out[node.name] = None
            case Binder():
                inner = scope | {n.name for item in node.items for n in _heads(item)}
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
                    for child in _children(getattr(node, slot)):
                        visit(child, integer, scope)

    for side in reading.sides:
        if side.node is not None:
            visit(side.node, False, frozenset())
    return list(out)


def _cell_by_cell(section: Section, reading: Reading, givens: list[Given]) -> list[Answer]:
    """Arrays of numbers: every entry is a claim of its own, and the first that is wrong decides."""
    out: list[Answer] = []
    for place, side in enumerate(reading.sides):
        if side.node is None:
            out.append(_unreadable(side))
            continue
        found: Answer | None = None
        for at, cell in reading.cells:
            one = replace(reading, left=cell[0], sides=[replace(side, node=cell[1 + place])], cells=[])
            answer = _asked(section, one, givens, Extra())[0]
            if found is None or answer.verdict != "proved":
                found = answer
            if answer.verdict != "proved":
                answer.notes.append(f"at row {at[0] + 1}, column {at[1] + 1}" if len(at) == 2 else f"at entry {at[0] + 1}")
                break
        assert found is not None, "an array has entries"
        out.append(found)
    return out


def _nothing_empty(section: Section, reading: Reading, givens: list[Given], extra: Extra, answers: list[Answer]) -> list[Answer]:
    """A line that is false only where a size is 0 is judged again with no size 0: nobody speaks of empty arrays."""
    checked = next(a.checked for a in answers if a.code == "SG202")
    program = checked.program if checked is not None else None
    tensors = program.tensors if program is not None else {}
    more = Extra(list(extra.zero), dict(extra.sizes), list(extra.conditions))
    names: dict[str, None] = {}
    for tensor in tensors.values():
        if tensor.rank and all(hi.op in ("var", "int") for _, hi in tensor.ranges) and tensor.name not in section.declared.tensors:
            more.sizes[tensor.name] = tuple(str(hi.data) for _, hi in tensor.ranges)
        names |= {hi.data: None for _, hi in tensor.ranges if hi.op == "var"}
    more.conditions += [f"{name} >= 1" for name in names]
    found = _asked(section, reading, givens, more)
    for place, answer in enumerate(found):
        answer.assumptions.append("no size is 0")
        if answers[place].code != "SG202":
            found[place] = answers[place]
        elif answer.verdict == "refuted" and answer.code == "SG202" or answer.verdict == "not understood":
            found[place] = Answer("undecided", code="SG319", message="false where some size is 0; otherwise not decided", plain=answers[place].plain)
    return found


def _unreadable(side: Side) -> Answer:
    if side.mismatch:
        return Answer("mismatch", message=side.mismatch)
    if side.problem is not None:
        return Answer("not understood", problem=side.problem, code=side.problem.code, message=side.problem.message)
    return None  # type: ignore[return-value]


def _nothing_known(section: Section, reading: Reading, givens: list[Given]) -> str:
    """Why the first line is taken as given: it is the first that is said about something."""
    left = reading.left
    if not isinstance(left, (Gradient, Derivative)):
        return ""
    if isinstance(left, Derivative) and not isinstance(left.of, Access):
        return ""
    of = left.of if isinstance(left, Gradient) else left.of.name
    by_name = {g.name: g for g in givens}
    if of in by_name and (left.wrt in _closure(by_name[of], by_name)):
        return ""
    if isinstance(left, Gradient) and of not in by_name and any(left.wrt in _closure(g, by_name) - {g.name} for g in givens):
        return ""
    return f"nothing above says how {of} depends on {left.wrt}, so this is taken as given"


def _asked(section: Section, reading: Reading, givens: list[Given], extra: Extra) -> list[Answer]:
    from symgrad.checker.judge import check

    for _ in range(6):
        written = _write(section, reading, givens, extra)
        checked = check(written.text)
        if not _zero_outside(checked.problem, givens, extra.zero):
            break
    return [_answer(section, side, written, place, checked, extra.zero) for side, place in zip(reading.sides, written.claims, strict=True)]


def _zero_outside(found: Problem | None, givens: list[Given], zero: list[str]) -> bool:
    """Add to ``zero`` the arrays that have to be zero outside for the definitions to make sense; whether there are any."""
    if found is None:
        return False
    leaves = _LEAVES.match(found.message) if found.code == "SG106" else None
    if leaves is not None and "/" not in leaves.group(1) and leaves.group(1) not in zero:
        zero.append(leaves.group(1).partition("[")[0])
        return True
    if found.code != "SG112" or not found.message.startswith("where the range of"):
        return False
    defined = {g.name for g in givens}
    new = [n.name for g in givens for n in walk(g.right) if isinstance(n, Access) and any(not isinstance(i, (Name, Number)) for i in n.indices)]
    new = [n for n in dict.fromkeys(new) if n not in zero and n not in defined]
    zero += new
    return bool(new)


def _answer(section: Section, side: Side, written: Written, place: tuple[int, int], checked: Checked, zero: list[str]) -> Answer:
    if side.node is None:
        return _unreadable(side)
    plain = written.text[place[0] : place[1]]
    assumed = [f"{name} is 0 outside its shape" for name in zero]
    if checked.problem is not None:
        found = _placed(checked.problem, written.places, side)
        return Answer("not understood", problem=found, code=found.code, message=found.message, plain=plain, checked=checked)
    judged = next((s for s in checked.steps if place[0] <= s.start < place[1] or place[0] <= s.end <= place[1]), None)
    if judged is None:
        return Answer("undecided", code="SG311", message="nothing was found about this line", plain=plain)
    out = Answer(judged.verdict, judged, checked, None, judged.code, judged.message, list(judged.notes), assumed, plain, place[0], written.places)
    if judged.problem is not None:
        out.problem = _placed(judged.problem, written.places, side)
    if judged.verdict != "not understood":
        _distrust(section, out, written, checked)
    return out


def _distrust(section: Section, out: Answer, written: Written, checked: Checked) -> None:
    """What hangs on something that nobody said cannot be refuted."""
    words = set(re.findall(r"[^\W\d]\w*'*", out.plain))
    program = checked.program
    integers = [*program.parameters, *program.sizes] if program is not None else []
    untied = [n for n in integers if n in words and n not in written.words]
    if out.verdict != "refuted":
        return
    reason = ""
    if untied:
        reason = f"nothing says what {' and '.join(untied)} {'is' if len(untied) == 1 else 'are'}"
    elif any(name in words for name in written.unknown):
        name = next(n for n in written.unknown if n in words)
        reason = f"{name} is nowhere defined"
    elif section.mixed:
        reason = "some sums begin at 0 and some at 1, so it is not clear from where indices count"
    if reason:
        out.verdict, out.code, out.judged = "undecided", "SG314", None
        out.message = f"{reason}; as it stands the line is not true in general"


def _placed(found: Problem, places: list[tuple[int, int, int, int]], side: Side) -> Problem:
    """The problem at the place in the document that the part of the plain text comes from."""
    start, end = side.right.start, side.right.end
    if found.start is not None:
        fitting = [p for p in places if p[0] <= found.start < p[1] and p[2] < p[3]]
        if fitting:
            _, _, start, end = min(fitting, key=lambda p: p[1] - p[0])
    return Problem(found.code, found.message, start=start, end=end, notes=found.notes, help=found.help)


def _with_sizes(
    section: Section, reading: Reading, givens: list[Given], extra: Extra, untied: list[str], started: float
) -> list[Answer] | None:  # fmt: skip
    """Give the arrays without a declared size the sizes that the lines speak of; kept if that makes every line true."""
    ranks = {**_ranks_of(givens), **_ranks(reading, givens)}
    open_ = [n for n in ranks if ranks[n] and n not in section.declared.tensors and n not in extra.sizes]
    tried = 0
    for name in sorted(open_, key=lambda n: any(g.name == n for g in givens)):
        for chosen in permutations(untied, ranks[name]):
            tried += 1
            if tried > MAX_TRIALS or perf_counter() - started > SECONDS:
                return None
            found = _asked(section, reading, givens, Extra(list(extra.zero), {**extra.sizes, name: chosen}, list(extra.conditions)))
            if all(a.verdict == "proved" for a in found):
                for a in found:
                    a.assumptions = [*a.assumptions, f"{name} is {'×'.join(chosen)}"]
                return found
    return None


def _ranks_of(givens: list[Given]) -> dict[str, int]:
    out: dict[str, int] = {}
    for given in givens:
        for root in (given.left, given.right):
            for node in walk(root):
                if isinstance(node, Access):
                    out[node.name] = len(node.indices)
    return out


# ---- recording ----


def _record(section: Section, statement: Statement, rights: list[Right], readings: list[tuple[Reading, list[Answer]]]) -> None:
    chosen, reading, said = _choose(section, readings)
    before: Line | None = None
    numbers: list[int] = []
    for place, right in enumerate(rights):
        answer = chosen[place]
        line = _line(section, statement, right, answer)
        if len(readings) > 1 and answer.verdict in ("proved", "refuted", "undecided"):
            _tables(line, place, readings, reading, said)
        numbers.append(len(section.out) - 1)
        if before is not None:
            _link(section, reading, place, before, line, chosen)
        before = line


def _choose(section: Section, readings: list[tuple[Reading, list[Answer]]]) -> tuple[list[Answer], Reading, str]:
    """The reading that makes most true; where another one makes something true that it does not, nothing is refuted."""
    best = max(readings, key=lambda r: sum(a.verdict == "proved" for a in r[1]))
    reading, answers = best
    if len(readings) == 1:
        return answers, reading, ""
    said = ""
    out: list[Answer] = []
    for place, answer in enumerate(answers):
        verdicts = {a[place].verdict for _, a in readings}
        if answer.verdict == "refuted" and verdicts - {"refuted"} - {"not understood"}:
            answer = replace(answer, verdict="undecided", code="SG315", judged=None, message="true or false by what is meant: see the readings")
        elif answer.verdict == "refuted" and "not understood" in verdicts and len(verdicts) > 1:
            pass
        out.append(answer)
    if any(a.verdict == "proved" for a in answers):
        said = "preferred"
    return out, reading, said


def _words(reading: Reading) -> str:
    parts = []
    if reading.met_star:
        parts.append(f"* is {'cross-correlation' if reading.trial.star == 'correlation' else 'convolution'}")
    if reading.met_rot:
        parts.append(f"rot turns about the {'origin' if reading.trial.about == 'origin' else 'centre of the array'}")
    return ", ".join(parts)


def _tables(line: Line, place: int, readings: list[tuple[Reading, list[Answer]]], own: Reading, said: str) -> None:
    verdicts = {a[place].verdict for _, a in readings}
    if len(verdicts) == 1:
        return
    for reading, answers in readings:
        line.conventions.append(Convention("readings", _words(reading), answers[place].verdict, own=reading is own))
    if said and line.verdict == "proved":
        line.assumptions.append(_words(own))


def _line(section: Section, statement: Statement, right: Right, answer: Answer) -> Line:
    if answer.verdict == "not understood" and answer.problem is not None:
        line = section._problem(_copy(answer.problem), right, statement)
        line.plain = answer.plain
        return line
    if answer.verdict == "mismatch":
        return section._add("undecided", right, statement, code="SG316", message=answer.message)
    line = section._add(answer.verdict, right, statement, code=answer.code, message=answer.message, plain=answer.plain)
    line.judged, line.checked, line.offset, line.places = answer.judged, answer.checked, answer.offset, answer.places
    line.notes = list(answer.notes)
    line.assumptions += [a for a in answer.assumptions if not a.startswith("?")]
    if answer.judged is not None:
        line.assumptions += [a for a in answer.judged.assumptions if a not in line.assumptions]
        line.conventions += answer.judged.conventions
    return line


def _link(section: Section, reading: Reading, place: int, before: Line, line: Line, chosen: list[Answer]) -> None:
    """What this line has to do with the one above it, where not both are right."""
    if before.verdict == "refuted" and line.verdict == "proved":
        line.notes.append("right by itself: it does not follow from the line above, which is wrong")
    elif before.verdict == "refuted" and line.verdict == "refuted":
        verdict = _compared(section, reading, place)
        if verdict == "proved":
            line.root = before.root if before.root is not None else section.out.index(before)
            line.notes.append("follows from the line above, and carries its slip on")
        elif verdict == "refuted":
            line.notes.append("does not follow from the line above: another slip")
    elif before.verdict == "proved" and line.verdict == "undecided" and line.code.startswith("SG30"):
        found = _compared(section, reading, place)
        if found == "proved":
            line.verdict, line.code, line.message = "proved", "", ""
            line.notes = ["follows from the line above, which is proved"]
    del chosen


def _compared(section: Section, reading: Reading, place: int) -> str:
    """The verdict on this line against the one above."""
    from symgrad.checker.judge import check

    here, above = reading.sides[place].node, reading.sides[place - 1].node
    if here is None or above is None:
        return ""
    both = replace(reading, sides=[reading.sides[place - 1], reading.sides[place]])
    extra = Extra(sizes=dict(reading.trial.sizes))
    givens = _relevant(section, both, False)
    for _ in range(6):
        written = _write(section, both, givens, extra)
        begin, end = written.claims[0]
        second = written.text[written.claims[1][0] : written.claims[1][1]]
        head = Speller()
        _put_left(head, reading.left)
        tail = second[head.length + 3 :]
        text = f"{written.text[:end]} = {tail}\n"
        checked = check(text, explain=False)
        if not _zero_outside(checked.problem, givens, extra.zero):
            break
    del begin
    steps = [s for s in checked.steps if s.claim is not None and s.claim.previous is not None]
    if not steps or not any("line before" in n for n in steps[-1].notes):
        return ""
    return steps[-1].verdict
