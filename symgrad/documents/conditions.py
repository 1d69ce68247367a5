"""Conditions beside the lines of a section: which lines they hold for, and what stands beside a line and was not understood."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from fractions import Fraction
from typing import TYPE_CHECKING

from symgrad.documents.chains import Right, Statement
from symgrad.documents.forms import (
    Big,
    Bracketed,
    Call,
    Dots,
    Function,
    Nabla,
    Operation,
    Partial,
    Raised,
    Relation,
    Scripted,
    Surrounded,
    Symbol,
)
from symgrad.documents.prose import CALLS_FOR_A_CONDITION, THROUGHOUT
from symgrad.documents.scope import letters, linear, named
from symgrad.documents.spell import spell
from symgrad.documents.verdicts import Line
from symgrad.errors import Problem
from symgrad.language.syntax import Access, Name, Negative, Node, Number, Product, Sum, walk

if TYPE_CHECKING:
    from symgrad.documents.sections import Section

ORDER = frozenset({"<", "<=", ">", ">=", "!="})
Said = tuple[str, set[str]]  # a condition in plain notation, and the names in it


def is_condition(section: Section, statement: Statement) -> bool:
    """Whether a statement is said or meant as a condition, and claims nothing."""
    if statement.said:
        return True
    ops = {r.op for r in statement.rights}
    if not _is_plain(statement):
        return False
    if statement.direct and ops <= ORDER | {"|", "nmid"}:
        return True
    if statement.direct and ops == {"="}:
        return all(linear(s, False) and letters(s) & section.scope.varying for s in _sides(statement))
    alone = all(linear(s) or isinstance(s, (Symbol, Scripted)) for s in _sides(statement))  # "a stride $s ≥ 1$"
    return bool(ops) and ops <= ORDER and alone and not _speaks_of_defined(section, statement)


def _sides(statement: Statement) -> list[Node]:
    return [s for s in (statement.left, *(r.node for r in statement.rights)) if s is not None]


def _is_plain(statement: Statement) -> bool:
    """``s ≥ 1``, ``i ≠ j``: nothing is summed or differentiated."""
    return not any(isinstance(n, (Big, Partial, Nabla)) for s in _sides(statement) for n in walk(s))


def _speaks_of_defined(section: Section, statement: Statement) -> bool:
    """Whether it can be a claim: something in it is defined, or computed."""
    if not any(letters(side) for side in _sides(statement)):
        return True
    heads = {g.name for g in section.givens} | section.known.functions.keys()
    for line in section.lines:
        if (
            isinstance(line, Statement)
            and line.left is not None
            and line.rights
            and line.rights[0].op in ("=", ":=")
            and not line.said
        ):
            found = named(line.left, section.scope) if isinstance(line.left, (Symbol, Scripted, Call)) else None
            heads |= {found.name} if found is not None else set()
    for side in _sides(statement):
        for node in walk(side):
            if isinstance(node, (Big, Partial, Nabla, Function)) or (isinstance(node, Surrounded) and node.kind == "norm"):
                return True
            found = named(node, section.scope) if isinstance(node, (Symbol, Scripted, Call)) else None
            if found is not None and found.name in heads:
                return True
    return False


# ---- reading conditions ----


def take(section: Section, statement: Statement) -> str | None:
    """Take a condition as one of its sentence or of all that is said; what it is in plain notation, or None if it is not read."""
    if section._is_axis(statement):
        return ""
    relation = Relation(_sides(statement), [r.op for r in statement.rights], [])
    denied = [w for w in statement.sentence.restrictions if not w.lower().startswith(CALLS_FOR_A_CONDITION)]  # "unless $i = j$"
    said = _read(section, relation) if not denied else None
    if said is None:
        section._note_condition(statement)
        return None
    of_indices = bool(letters(relation) & (section.scope.varying | section.scope.indices))
    everywhere = (statement.said or statement.direct or THROUGHOUT) == THROUGHOUT
    if everywhere and not of_indices and "=" not in relation.ops:
        section.assumed.append(said)
    else:
        statement.sentence.conditions.append(said)
        section.local.append((statement.sentence, said[1]))
    return said[0]


def _read(section: Section, form: Node) -> Said | None:
    if not isinstance(form, Relation) or any(op not in ORDER | {"=", "|"} for op in form.ops):
        return None
    try:
        node = section.plain_lowering().condition([form])
    except Problem:
        return None
    return spell(node), {n.name for n in walk(node) if isinstance(n, (Name, Access))}


def own(section: Section, statement: Statement) -> tuple[list[Said], bool]:
    """The conditions of a line, and whether all that stands beside it was read."""
    out: list[Said] = list(statement.sentence.conditions)
    complete = True
    for form in statement.conditions:
        if isinstance(form, Symbol) or _is_everything(form):
            continue  # which values an index takes
        parts = form.items if isinstance(form, Bracketed) else [form]
        for part in parts:
            if isinstance(part, Relation) and _is_range(section, part):
                continue
            said = _read(section, part)
            complete = complete and said is not None
            out += [said] if said is not None else []
    return out, complete


def _is_everything(form: Node) -> bool:
    """``i ∈ ℕ``, ``x ∈ ℝⁿ``, ``i ∈ {0, …, n−1}``: nothing that an index or a number is not anyway."""
    if not isinstance(form, Relation) or form.ops != ["in"] or not isinstance(form.operands[0], Symbol):
        return False
    members = form.operands[1]
    while isinstance(members, (Scripted, Raised)):
        members = members.base
    if isinstance(members, Bracketed):
        return members.kind == "\\{" and any(isinstance(i, Dots) for i in members.items)
    return isinstance(members, Symbol) and members.style == "blackboard"


def _is_range(section: Section, relation: Relation) -> bool:
    """``0 ≤ i < H``: the index takes all values that it can take."""
    first, rights = relation.operands[0], list(zip(relation.ops, relation.operands[1:], strict=True))
    return section._is_axis(Statement(first, [Right(op, node, 0, 0) for op, node in rights], 0, 0, True))


@contextmanager
def under(section: Section, statement: Statement) -> Iterator[None]:
    """While the lines of the statement are judged: what is said beside it is assumed, what is said elsewhere keeps its names."""
    assumed, conditioned = section.assumed, section.conditioned
    said, _ = own(section, statement)
    here = set().union(*(names for _, names in said)) if said else set()
    section.assumed = [*assumed, *said]
    elsewhere = [names for sentence, names in section.local if sentence is not statement.sentence]
    section.conditioned = conditioned | (set().union(*elsewhere) - here if elsewhere else set())
    try:
        yield
    finally:
        section.conditioned = conditioned
        section.assumed = [*assumed, *section.assumed[len(assumed) + len(said) :]]


def guard(section: Section, statement: Statement, lines: list[Line]) -> None:
    """A line that something beside it restricts, in a way that was not understood, is not refuted."""
    said, complete = own(section, statement)
    reason = "" if complete else "the condition beside this line is not taken into account"
    words = [*statement.restrictions, *statement.sentence.restrictions]
    if said:
        words = [w for w in words if not w.lower().startswith(CALLS_FOR_A_CONDITION)]
    if words:
        reason = f"the text says “{words[0]}” beside this line, which is not taken into account"
    spoken = {g.name for g in section.givens} | {n for g in section.givens for n in g.names}
    for line in lines:
        if line.verdict != "refuted":
            continue
        known = spoken | set(re.findall(r"[^\W\d]\w*'*", line.plain))
        lost = [text for text, names in said if not names <= known]
        if reason or lost:
            line.verdict, line.code, line.judged, line.root = "undecided", "SG313", None, None
            line.message = reason or f"the condition {lost[0]} beside this line is not taken into account"


# ---- comparisons as claims ----


def comparisons(statement: Statement, first: int) -> list[Statement]:
    """``a ≤ b < c`` from a place on: each side against the one before it, as ``[a ≤ b] = 1``."""
    out: list[Statement] = []
    sides = _sides(statement)
    for place in range(first, len(statement.rights)):
        right = statement.rights[place]
        before = sides[place]
        relation = Relation([before, right.node], [right.op], [(before.end, right.node.start)])
        one = Number(Fraction(1), False, right.node.end, right.node.end)
        out.append(
            replace(
                statement,
                left=Bracketed("[", [relation], before.start, right.node.end),
                rights=[Right("=", one, before.start, right.end)],
                start=before.start,
                end=right.end,
            )
        )
    return out


def judge_comparison(section: Section, statement: Statement) -> None:
    """One inside a text is refuted only where it stands by itself."""
    known = len(section.out)
    section._claims(statement, statement.rights, False)
    for line in section.out[known:]:
        _as_comparison(line)
        if line.verdict == "refuted" and not statement.display and letters(statement.left or Symbol("", "", 0, 0)):
            line.verdict, line.code, line.judged = "undecided", "SG312", None
            line.message = "false in general: if it is a condition, say so, as in: for …"


def judge_rounded(section: Section, right: Right, half: Statement | None, unit: Statement | None, whole: Statement) -> None:
    """A number that is rounded to the digits that it has: right within half of the last digit, wrong beyond one of it."""
    if half is None or _is_open(section, half):
        section._add("undecided", right, whole, code="SG312", message="an approximation is judged between numbers only")
        return
    known = len(section.out)
    section._claims(half, half.rights, False)
    for line in section.out[known:]:
        _as_comparison(line)
        line.notes.append("judged as rounded to the digits that are written")
        if line.verdict != "refuted":
            continue
        verdict = "undecided"
        if unit is not None:
            section._claims(unit, unit.rights, False)
            verdict = section.out.pop().verdict
        if verdict != "refuted":
            line.verdict, line.code, line.judged = "undecided", "SG312", None
            line.message = "not what rounding to these digits gives"


def _is_open(section: Section, statement: Statement) -> bool:
    """Whether letters stand in it that have no value."""
    values: set[str] = set()
    for given in section.givens:
        values |= {given.name} if given.numeric or given.names <= values else set()
    try:
        node = section.plain_lowering().scalar(statement.left) if statement.left is not None else None
    except Problem:
        return True
    return node is not None and any(isinstance(n, (Name, Access)) and n.name not in values for n in walk(node))


def _as_comparison(line: Line) -> None:
    """A comparison that was judged as a bracket is shown as it is."""
    if line.plain.startswith("[") and line.plain.endswith("] = 1"):
        line.plain, line.offset = line.plain[1:-5], line.offset + 1


# ---- numbers that are rounded ----


def rounded(statement: Statement, first: int) -> list[tuple[Right, Statement | None, Statement | None]]:
    """Each ``a ≈ 0.33`` from a place on: as ``|a − 0.33| ≤ 0.005``, which makes it right, and ``≤ 0.01``, without which it is wrong.

    None where no side is a number with digits, and no second statement where there is no digit behind the point."""
    out: list[tuple[Right, Statement | None, Statement | None]] = []
    sides = _sides(statement)
    for place in range(first, len(statement.rights)):
        right, before = statement.rights[place], sides[place]
        unit = _last_digit(right.node) or _last_digit(before) if right.op == "approx" else None
        if unit is None:
            out.append((right, None, None))
            continue
        half = _within(statement, before, right, unit / 2)
        out.append((right, half, _within(statement, before, right, unit) if unit < 1 else None))
    return out


def _within(statement: Statement, before: Node, right: Right, distance: Fraction) -> Statement:
    difference = Surrounded("abs", [Sum([(1, before), (-1, right.node)])], before.start, right.node.end)
    bound = Number(distance, False, right.node.end, right.node.end)
    return comparisons(replace(statement, left=difference, rights=[replace(right, op="<=", node=bound)]), 0)[0]


def _last_digit(node: Node) -> Fraction | None:
    """What the last digit counts: 1/100 for 3.14, 10⁻⁷ for 2.17·10⁻⁵; None for what is no number."""
    match node:
        case Number() if node.decimal:
            digits = node.end - node.start - len(str(int(node.value))) - 1
            return Fraction(1, 10**digits) if 0 < digits <= 30 and (node.value * 10**digits).denominator == 1 else None
        case Number():
            return Fraction(1) if node.value.denominator == 1 else None
        case Negative():
            return _last_digit(node.inner)
        case Product() | Operation():
            return _scientific(node)
    return None


def _scientific(node: Product | Operation) -> Fraction | None:
    factors = [f for op, f in node.factors if op == "*"] if isinstance(node, Product) else [node.left, node.right]
    if len(factors) != 2 or not isinstance(factors[0], Number) or not isinstance(factors[1], Raised):
        return None
    base, exponent = factors[1].base, factors[1].exponent
    inner = exponent.items[0] if isinstance(exponent, Bracketed) and len(exponent.items) == 1 else exponent
    power = (
        -inner.inner.value if isinstance(inner, Negative) and isinstance(inner.inner, Number) else getattr(inner, "value", None)
    )
    unit = _last_digit(factors[0])
    if not (isinstance(base, Number) and base.value == 10) or power is None or unit is None or abs(power) > 40:
        return None
    return unit * Fraction(10) ** int(power)
