"""What the independent evaluator found: how many instances agree, or the one that does not, in words."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal, localcontext
from fractions import Fraction
from typing import Any

from symgrad.proof.document import Document

LONGEST_SHOWN = 4_000  # bits of a number whose digits are all shown
ENCLOSED = "rational enclosures"  # exp and the like have no exact values to compare
NO_INSTANCE = "no instance that was tried meets the hypotheses"
ALWAYS_ZERO = "wherever both sides have a value, they are 0"


def is_vacuous(document: Document) -> bool:
    """Whether instances were looked for and none says anything: none met the conditions, or both sides were always zero
    though the right side is not written as zero."""
    found = document.instances
    if found is None or not found.tried or (not found.counted and found.too_large):
        return False
    written_as_zero = document.rhs is not None and document.rhs.op == "num"
    return found.counted == 0 or (found.nonzero == 0 and not written_as_zero)


def disagreement_words(document: Document) -> str:
    """The instance or the entry that speaks against the theorem; empty if there is none."""
    if document.instances is not None and document.instances.disagreement is not None:
        return counterexample_words(document.instances.disagreement)
    if document.entries is not None and document.entries.disagreement is not None:
        return str(document.entries.disagreement)
    return ""


def agreement_words(document: Document) -> str:
    """How far the evaluator and sympy agree, such as "24 instances and 187 entries of sympy.diff agree"."""
    instances, entries = document.instances, document.entries
    if not instances.counted and instances.too_large:
        return "not compared: every instance is too large to be evaluated"
    count = _counted(instances.counted, "instance", "instances")
    zero = "" if instances.nonzero else ", where both sides are 0"
    with_entries = entries is not None and entries.entries
    enclosed = min(instances.enclosed, instances.counted) + (entries.enclosed if with_entries else 0)
    compared = instances.counted + (entries.entries if with_entries else 0)
    how = "" if not enclosed else f" ({ENCLOSED})" if enclosed == compared else f" ({enclosed} by {ENCLOSED})"
    if with_entries:
        also = f"{',' if zero else ''} and {_counted(entries.entries, 'entry', 'entries')}"
        return f"{count}{zero}{also} of sympy.diff agree{how}"
    return f"the independent evaluator agrees in {count}{zero}{how}"


def _counted(count: int, one: str, many: str) -> str:
    return f"{count} {one if count == 1 else many}"


def counterexample_words(found: Any) -> str:
    """The counterexample: sizes and indices, entries, and the two values that differ."""
    parts = [f"{name} = {value}" for name, value in (*found.sizes.items(), *found.indices.items())]
    parts += [entries_words(name, entries) for name, entries in (*found.values.items(), *found.integer_values.items())]
    parts += [f"{name} = {function}" for (name, _), function in found.functions.items()]
    sides = f"left side {value_words(found.lhs_value)}, right side {value_words(found.rhs_value)}"
    return f"{', '.join(filter(None, parts))}: {sides}" if parts else sides


def entries_words(name: str, entries: Mapping[tuple[int, ...], Any]) -> str:
    """The entries of a tensor: as nested lists where they fill a box from 0 on, else one by one."""
    if not entries:
        return ""
    if () in entries:
        return f"{name} = {value_words(entries[()])}"
    shape = tuple(1 + max(index[k] for index in entries) for k in range(len(next(iter(entries)))))
    size = 1
    for n in shape:
        size *= n
    if size == len(entries) and all(k >= 0 for index in entries for k in index):
        return f"{name} = {_nested(entries, shape, ())}"
    return ", ".join(f"{name}[{', '.join(map(str, index))}] = {value_words(v)}" for index, v in sorted(entries.items()))


def _nested(entries: Mapping[tuple[int, ...], Any], shape: tuple[int, ...], index: tuple[int, ...]) -> str:
    if len(index) == len(shape):
        return value_words(entries[index])
    return "[" + ", ".join(_nested(entries, shape, (*index, k)) for k in range(shape[len(index)])) + "]"


def value_words(value: Any) -> str:
    """A value: exact, or as the two numbers that it lies between."""
    if hasattr(value, "lo"):
        return f"between {_rounded(value.lo)} and {_rounded(value.hi)}"
    if hasattr(value, "cos"):
        return f"an angle with cosine {value.cos} and sine {value.sin}"
    exact = Fraction(value)
    bits = exact.numerator.bit_length() + exact.denominator.bit_length()
    return str(value) if bits <= LONGEST_SHOWN else f"about {_rounded(exact)}"


def value_record(value: Any) -> Any:
    """A value for JSON: its text; for an angle, the texts of its cosine and sine."""
    return {"cos": str(value.cos), "sin": str(value.sin)} if hasattr(value, "cos") else value_words(value)


def _rounded(value: Fraction) -> str:
    """Six digits, also of numbers beyond the range of floats."""
    if not value:
        return "0"
    with localcontext(prec=30):
        return f"{(Decimal(value.numerator) / Decimal(value.denominator)):.6g}"
