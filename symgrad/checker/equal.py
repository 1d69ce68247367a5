"""``prove_equal``: two terms in plain notation, proved equal for all sizes, told apart by values, or undecided."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from symgrad.checker.judge import Finding, settle
from symgrad.checker.question import Question, Unclear, question
from symgrad.checker.reading import read
from symgrad.core.term import Term
from symgrad.errors import Problem
from symgrad.language.pretty import pretty
from symgrad.language.program import Program
from symgrad.language.reader import parse_term, parse_terms
from symgrad.theorem import Theorem


@dataclass(frozen=True)
class Refutation:
    """Values for which the two sides differ: sizes and other integers, indices, the entries that matter, both values."""

    sizes: Mapping[str, int]
    indices: Mapping[str, int]
    values: Mapping[str, Mapping[tuple[int, ...], Any]]
    lhs: Fraction | Any
    rhs: Fraction | Any


@dataclass(frozen=True)
class Undecided:
    """Neither proved nor refuted; ``reason`` says what was tried and what is missing."""

    reason: str


def prove_equal(lhs: Any, rhs: Any, assuming: Sequence[Any] = (), definitions: str = "") -> Theorem | Refutation | Undecided:
    """Whether ``lhs = rhs`` for all values of their symbols that meet the conditions in ``assuming``: each side and condition
    a text or an object of sympy, a side also an int or Fraction.

    With ``definitions`` (plain notation, as ``symgrad check`` takes it), ``assuming`` may also declare shapes, reads are
    checked against them, and ``lhs`` may be a gradient. Without, tensors have an entry at every integer, and every sum
    needs its range. Raises ``symgrad.errors.Problem`` where something cannot be read, TypeError for an argument of another
    type, and nothing else.

    >>> prove_equal("sum(k<K) w[k]*x[i+k]", "sum(k<K) w[K-1-k]*x[i+K-1-k]").verdict
    'proved'
    >>> prove_equal("x[i]", "x[-i]").indices
    {'i': 1}
    """
    lhs, rhs = _side("lhs", lhs), _side("rhs", rhs)
    _check_types(assuming, definitions)
    try:
        if not all(isinstance(side, str) for side in (lhs, rhs, *assuming)):
            if definitions.strip():
                raise TypeError("with definitions, lhs, rhs and assuming are texts, not objects of sympy")
            asked = _of_sympy(lhs, rhs, assuming)
        else:
            asked = _defined(lhs, rhs, assuming, definitions) if definitions.strip() else _bare(lhs, rhs, assuming)
    except Unclear as unclear:
        stopped = "" if unclear.term is None else f": {pretty(unclear.term)}"
        return Undecided(unclear.reason + stopped)
    return _result(settle(asked))


def _side(name: str, side: Any) -> Any:
    """The side, a number as text."""
    if isinstance(side, int | Fraction) and not isinstance(side, bool):
        return str(side)
    if not _is_readable(side):
        raise TypeError(f"{name} must be a text, an object of sympy, an int or a Fraction, not {type(side).__name__}")
    return side


def _check_types(assuming: Any, definitions: Any) -> None:
    if isinstance(assuming, str) or not isinstance(assuming, Sequence):
        raise TypeError(f'assuming must be a list of conditions, such as ["N >= 1"], not {type(assuming).__name__}')
    for condition in assuming:
        if not _is_readable(condition):
            raise TypeError(f"a condition must be a text or an object of sympy, not {type(condition).__name__}")
    if not isinstance(definitions, str):
        raise TypeError(f"definitions must be a text, not {type(definitions).__name__}")


def _is_readable(e: Any) -> bool:
    """A text or an object of sympy; who has one of those has imported sympy."""
    sympy = sys.modules.get("sympy")
    return isinstance(e, str) or (sympy is not None and isinstance(e, sympy.Basic))


def _result(found: Finding) -> Theorem | Refutation | Undecided:
    if found.verdict == "proved" and found.document is not None:
        return Theorem(found.document)
    if found.counterexample is not None:
        c = found.counterexample
        return Refutation(c.sizes, c.indices, {**c.values, **c.integer_values}, c.lhs_value, c.rhs_value)
    return Undecided("; ".join([found.message, *found.notes]))


def _bare(lhs: str, rhs: str, assuming: Sequence[str]) -> Question:
    """Terms over tensors that have no shapes."""
    left, right, *known = parse_terms([lhs, rhs, *assuming], ["S", "S", *("P" for _ in assuming)])
    return Question(Program(f"{lhs} = {rhs}"), left, right, tuple(known), (left, right))


def _of_sympy(lhs: Any, rhs: Any, assuming: Sequence[Any]) -> Question:
    """sympy's objects (or text among them); that the length of a ``Sum`` is not negative is assumed, by its convention."""
    from symgrad.language.sympy_in import read_sympy
    from symgrad.language.sympy_sorts import integer_symbols

    given = [e for e in (lhs, rhs, *assuming) if not isinstance(e, str)]
    integers = frozenset[Any]().union(*(integer_symbols(e, False) for e in given))
    program = Program(f"{lhs} = {rhs}")
    known: list[Term] = []

    def term(e: Any, sort: str) -> Term:
        if isinstance(e, str):
            return parse_term(e, sort=sort)
        reading = read_sympy(e, sort=sort, integers=integers)
        known.extend(reading.hypotheses)
        for assumption in reading.assumptions:
            program.assume(assumption)
        return reading.term

    left, right = term(lhs, "S"), term(rhs, "S")
    known += [term(condition, "P") for condition in assuming]
    return Question(program, left, right, tuple(dict.fromkeys(known)), (left, right))


def _defined(lhs: str, rhs: str, assuming: Sequence[str], definitions: str) -> Question:
    """A claim about what the definitions define."""
    where = f"\n; where {', '.join(assuming)}" if assuming else ""  # a clause of its own, whatever the definitions end with
    reading = read(f"{definitions.rstrip().rstrip(';')}{where}\n{lhs} = {rhs}")
    problem = reading.problem or next((u.problem for u in reading.unread), None)
    if problem is not None:
        raise problem
    assert reading.program is not None, "a text without a problem has a program"
    if not reading.program.claims:
        message = f"`{lhs}` is not defined above, so this reads as its definition"
        raise Problem("SG103", message, help="define it, or compare terms that are known")
    return question(reading.program, reading.program.claims[-1])
