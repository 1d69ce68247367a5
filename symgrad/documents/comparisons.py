"""Claims that one thing is less than another, or rounded to some digits: they are judged as brackets, ``[a ≤ b] = 1``."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import TYPE_CHECKING

from symgrad.documents.chains import Right, Statement
from symgrad.documents.forms import (
    Bracketed,
    Operation,
    Raised,
    Relation,
    Surrounded,
    Symbol,
)
from symgrad.documents.scope import letters
from symgrad.documents.verdicts import Line
from symgrad.errors import Problem
from symgrad.language.syntax import Access, Name, Negative, Node, Number, Product, Sum, walk

if TYPE_CHECKING:
    from symgrad.documents.sections import Section
from symgrad.documents.conditions import sides_of


def comparisons(statement: Statement, first: int) -> list[Statement]:
    """``a ≤ b < c`` from a place on: each side against the one before it, as ``[a ≤ b] = 1``."""
    out: list[Statement] = []
    sides = sides_of(statement)
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
    section.claims(statement, statement.rights, False)
    for line in section.out[known:]:
        _as_comparison(line)
        if line.verdict == "refuted" and not statement.display and letters(statement.left or Symbol("", "", 0, 0)):
            line.verdict, line.code, line.judged = "undecided", "SG312", None
            line.message = "false in general: if it is a condition, say so, as in: for …"


def judge_rounded(section: Section, right: Right, half: Statement | None, unit: Statement | None, whole: Statement) -> None:
    """A number that is rounded to the digits that it has: right within half of the last digit, wrong beyond one of it."""
    if half is None or _is_open(section, half):
        section.add("undecided", right, whole, code="SG312", message="an approximation is judged between numbers only")
        return
    known = len(section.out)
    section.claims(half, half.rights, False)
    for line in section.out[known:]:
        _as_comparison(line)
        line.notes.append("judged as rounded to the digits that are written")
        if line.verdict != "refuted":
            continue
        verdict = "undecided"
        if unit is not None:
            section.claims(unit, unit.rights, False)
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
        if line.judged is not None:
            line.judged.text = line.plain


def rounded(statement: Statement, first: int) -> list[tuple[Right, Statement | None, Statement | None]]:
    """Each ``a ≈ 0.33`` from a place on: as ``|a − 0.33| ≤ 0.005``, which makes it right, and ``≤ 0.01``, or it is wrong.

    None where no side is a number with digits, and no second statement where there is no digit behind the point."""
    out: list[tuple[Right, Statement | None, Statement | None]] = []
    sides = sides_of(statement)
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
