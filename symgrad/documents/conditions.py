"""Conditions beside the lines of a section: which lines they hold for, and what stands beside a line and was not understood."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
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
from symgrad.documents.givens import has_several
from symgrad.documents.prose import CALLS_FOR_A_CONDITION, HERE, THROUGHOUT
from symgrad.documents.scope import letters, linear, named
from symgrad.documents.spell import spell
from symgrad.documents.verdicts import Line
from symgrad.errors import Problem
from symgrad.language.syntax import Access, Name, Node, Number, Sum, walk

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
        return all(linear(s, False) and letters(s) & section.scope.varying for s in sides_of(statement))
    alone = all(linear(s) or isinstance(s, (Symbol, Scripted)) for s in sides_of(statement))  # "a stride $s ≥ 1$"
    return bool(ops) and ops <= ORDER and alone and not _speaks_of_defined(section, statement)


def is_case(section: Section, statement: Statement) -> bool:
    """``for $k = 3$``, ``if $y_i = 1$``: in its sentence, what stands for any number otherwise is this one."""
    found = named(statement.left, section.scope) if isinstance(statement.left, (Symbol, Scripted)) else None
    if found is None or (statement.direct or statement.said) != HERE or any(r.op != "=" for r in statement.rights):
        return False
    spoken_of = {name for g in section.givens for name in (g.name, *g.names)}
    return isinstance(statement.rights[-1].node, Number) or found.name in spoken_of


def sides_of(statement: Statement) -> list[Node]:
    return [s for s in (statement.left, *(r.node for r in statement.rights)) if s is not None]


def _is_plain(statement: Statement) -> bool:
    """``s ≥ 1``, ``i ≠ j``: nothing is summed or differentiated."""
    return not any(isinstance(n, (Big, Partial, Nabla)) for s in sides_of(statement) for n in walk(s))


def _speaks_of_defined(section: Section, statement: Statement) -> bool:
    """Whether it can be a claim: something in it is defined, or computed."""
    if not any(letters(side) for side in sides_of(statement)):
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
    for side in sides_of(statement):
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
    if is_axis(section, statement):
        return ""
    relation = Relation(sides_of(statement), [r.op for r in statement.rights], [])
    denied = [w for w in statement.sentence.restrictions if not w.lower().startswith(CALLS_FOR_A_CONDITION)]  # "unless $i = j$"
    said = _read(section, relation) if not denied else None
    if said is None:
        statement.sentence.unread = True
        note_condition(section, statement)
        return None
    own_letters = _outside_indices(relation) if statement.said == THROUGHOUT else letters(relation)  # "assume $x_i > 0$"
    of_indices = bool(own_letters & (section.scope.varying | section.scope.indices))
    everywhere = (statement.said or statement.direct or THROUGHOUT) == THROUGHOUT
    if everywhere and not of_indices and "=" not in relation.ops:
        section.assumed.append(said)
    else:
        statement.sentence.conditions.append(said)
        section.local.append((statement.sentence, said[1]))
    return said[0]


def _outside_indices(node: Node) -> set[str]:
    """The letters that stand in no index of an entry."""
    inside = {id(n) for s in walk(node) if isinstance(s, Scripted) for i in s.sub or [] for n in walk(i)}
    return {n.name for n in walk(node) if isinstance(n, Symbol) and id(n) not in inside}


def _read(section: Section, form: Node) -> Said | None:
    if not isinstance(form, Relation) or any(op not in ORDER | {"=", "|"} for op in form.ops):
        return None
    try:
        node = section.plain_lowering().condition([form])
    except Problem:
        return None
    return spell(node), {n.name for n in walk(node) if isinstance(n, (Name, Access))}


def is_axis(section: Section, statement: Statement) -> bool:
    """``0 ≤ m < P``: the index takes all values that it can take."""
    sides = [statement.left, *(r.node for r in statement.rights)]
    ops = [r.op for r in statement.rights]
    if len(sides) == 2:
        sides, ops = [Number(Fraction(0), False, 0, 0), *sides], ["<=", *ops]
    if len(sides) != 3 or ops[0] != "<=" or ops[1] not in ("<", "<="):
        return False
    low, index, high = sides
    inside = isinstance(index, Symbol) and index.name in section.scope.varying and isinstance(high, Symbol)
    return inside and isinstance(low, Number) and low.value == (0 if ops[1] == "<" else 1)


def note_condition(section: Section, statement: Statement) -> None:
    """What a condition speaks of: a line about it cannot be refuted without it."""
    if is_axis(section, statement):
        return
    for root in (statement.left, *(r.node for r in statement.rights)):
        for node in walk(root) if root is not None else ():
            if isinstance(node, Symbol):
                section.conditioned.add(section.scope.spelled(node))
            elif isinstance(node, Scripted):
                found = named(node, section.scope)
                section.conditioned |= {found.name} if found is not None else set()


def claims_nothing(statement: Statement) -> bool:
    """``s ≥ 1``, ``i ≠ j``: says when something holds."""
    sides = [statement.left, *(r.node for r in statement.rights)]
    return all(
        s is not None and not isinstance(s, Partial) and not any(isinstance(n, (Big, Partial)) for n in walk(s)) for s in sides
    )


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
    return is_axis(section, Statement(first, [Right(op, node, 0, 0) for op, node in rights], 0, 0, True))


@contextmanager
def under(section: Section, statement: Statement) -> Iterator[None]:
    """While the lines of the statement are judged: what is said beside it is assumed, what is said elsewhere keeps its names."""
    assumed, conditioned = section.assumed, section.conditioned
    said, _ = own(section, statement)
    here = set().union(*(names for _, names in said)) if said else set()
    section.assumed = [*assumed, *said]
    spoken = {section.scope.spelled(n) for side in sides_of(statement) for n in walk(side) if isinstance(n, Symbol)}
    elsewhere = [names for sentence, names in section.local if sentence is not statement.sentence and names <= spoken]
    section.conditioned = conditioned | (set().union(*elsewhere) - here if elsewhere else set())
    try:
        yield
    finally:
        section.conditioned = conditioned
        section.assumed = [*assumed, *section.assumed[len(assumed) + len(said) :]]


def _rest_is_open(statement: Statement) -> bool:
    """``7 + 3 mod 5``: the rest of the sum, or of its last term."""
    sums = [n for side in sides_of(statement) for n in walk(side) if isinstance(n, Sum) and len(n.terms) > 1]
    return any(isinstance(s.terms[-1][1], Operation) and s.terms[-1][1].op == "mod" for s in sums)


def _case_is_open(section: Section, statement: Statement) -> str:
    """Why it is not clear which value a letter has here: "If $s = 4$, … . Here", "for $n = 1$ …, for $n = 2$ …"."""
    cases = [given for sentence, given in section.cases if sentence is statement.sentence]
    general = {given.name for given in section.givens if given.numeric}
    for given in cases:
        if has_several(cases, given.name) or (statement.carried and given.name in general):
            return f"it is not clear which value of {given.name} is meant here"
    passing = [name for name, start in section.passing.items() if start < statement.start and name not in {c.name for c in cases}]
    if passing:
        return f"it is not clear which value of {passing[0]} is meant here"
    return ""


def _base_is_open(statement: Statement) -> bool:
    """``log 100 = 2``: of which base, where there are numbers only."""
    found = [n for side in sides_of(statement) for n in walk(side)]
    bare = any(isinstance(n, Function) and n.name in ("log", "lg") and n.sub is None for n in found)
    return bare and not any(isinstance(n, Symbol) for n in found)


def guard(section: Section, statement: Statement, lines: list[Line]) -> None:
    """A line that something beside it restricts, in a way that was not understood, is not refuted."""
    said, complete = own(section, statement)
    reason = "" if complete else "the condition beside this line is not taken into account"
    words = [*statement.restrictions, *statement.sentence.restrictions]
    if said:
        words = [w for w in words if not w.lower().startswith(CALLS_FOR_A_CONDITION)]
    if words:
        reason = f"the text says “{words[0]}” beside this line, which is not taken into account"
    if statement.sentence.unread:
        reason = reason or "a condition in this sentence is not taken into account"
    reason = reason or _case_is_open(section, statement)
    if _base_is_open(statement):
        reason = "it is not said of which base the logarithm is meant"
    if _rest_is_open(statement):
        reason = "it is not clear whether mod is meant of the whole sum or of its last term"
    spoken = {g.name for g in section.givens} | {n for g in section.givens for n in g.names}
    letters_ = {section.scope.spelled(n) for side in sides_of(statement) for n in walk(side) if isinstance(n, Symbol)}
    for line in lines:
        if line.verdict != "refuted":
            continue
        if line.code == "SG203" and letters_ & section.unread:  # how many indices it has is a guess
            reason = reason or f"what is said of {min(letters_ & section.unread)} was not understood"
        known = spoken | set(re.findall(r"[^\W\d]\w*'*", line.plain))
        lost = [text for text, names in said if not names <= known]
        if reason or lost:
            line.verdict, line.code, line.judged, line.root = "undecided", "SG313", None, None
            line.message = reason or f"the condition {lost[0]} beside this line is not taken into account"
