"""Put a chain to the checker as a program in plain notation, and settle what the program does not say for itself."""

from __future__ import annotations

import re
from copy import copy
from functools import lru_cache

from symgrad.checker.verdicts import Checked
from symgrad.documents import einstein
from symgrad.documents.answer import Answer, no_answer
from symgrad.documents.givens import Given
from symgrad.documents.program import (
    Extra,
    Written,
    write,
)
from symgrad.documents.reading import Reading, Side
from symgrad.documents.sections import Section
from symgrad.documents.trust import distrust
from symgrad.errors import Problem
from symgrad.language.syntax import (
    Access,
    Name,
    Number,
    Product,
    walk,
)

_LEAVES = re.compile(r"^(\S+) can leave ")


def ask(section: Section, reading: Reading, givens: list[Given], extra: Extra) -> list[Answer]:
    for _ in range(6):
        written = write(section, reading, givens, extra)
        checked = run_checker(written.text)
        more = (
            zero_outside(checked.problem, givens, extra.zero)
            or _parameter(checked.problem, givens, extra)
            or _length(section, checked.problem, givens, extra)
        )
        if not more:
            break
    return [
        _answer(section, reading, side, written, place, checked, extra)
        for side, place in zip(reading.sides, written.claims, strict=True)
    ]


def zero_outside(found: Problem | None, givens: list[Given], zero: list[str]) -> bool:
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
    new = [
        n.name
        for g in givens
        for n in walk(g.right)
        if isinstance(n, Access) and any(not isinstance(i, (Name, Number)) for i in n.indices)
    ]
    new = [n for n in dict.fromkeys(new) if n not in zero and n not in defined]
    zero += new
    return bool(new)


@lru_cache(maxsize=512)
def run_checker(text: str) -> Checked:
    """What the checker says of a program; documents repeat themselves."""
    from symgrad.checker.judge import check

    return check(text, explain=False)


_ENDLESS = re.compile(r"^(?:the range of (\w+) cannot be inferred|nothing tells how far (\w+) ranges)")


def _length(section: Section, found: Problem | None, givens: list[Given], extra: Extra) -> bool:
    """A layer with an index that nothing limits, as in ``y_t = Σ_k w_k x_{t-dk}``, has a length of its own."""
    endless = _ENDLESS.match(found.message) if found is not None and found.code == "SG112" else None
    if endless is None:
        return False
    for given in givens:
        letters = [i.name for i in given.left.indices if isinstance(i, Name)] if isinstance(given.left, Access) else []
        if (
            (endless.group(1) or endless.group(2)) in letters
            and given.name not in extra.sizes
            and given.name not in section.declared.tensors
        ):
            extra.sizes[given.name] = tuple(f"{given.name}_{k + 1}" for k in range(len(letters)))
            return True
    return False


_UNBOUND = re.compile(r"^nothing binds (\w+'*)$")


def _parameter(found: Problem | None, givens: list[Given], extra: Extra) -> bool:
    """A letter in the index of a definition that nothing binds: a stride where it multiplies an index, else an offset."""
    name = _UNBOUND.match(found.message) if found is not None and found.code == "SG103" else None
    if name is None:
        return False
    letter = name.group(1)
    products = [n for g in givens for n in walk(g.right) if isinstance(n, Product)]
    stride = any(isinstance(f, Name) and f.name == letter for n in products for _, f in n.factors)
    condition = f"{letter} >= {1 if stride else 0}"
    if condition in extra.conditions:
        return False
    extra.conditions.append(condition)
    return True


def _answer(
    section: Section, reading: Reading, side: Side, written: Written, place: tuple[int, int], checked: Checked, extra: Extra
) -> Answer:
    if side.node is None:
        return no_answer(side)
    plain = written.text[place[0] : place[1]]
    assumed = [f"{name} is 0 outside its shape" for name in extra.zero] + list(extra.conditions)
    if checked.problem is not None:
        found = _placed(checked.problem, written.places, side)
        return Answer("not understood", problem=found, code=found.code, message=found.message, plain=plain, checked=checked)
    judged = next((s for s in checked.steps if place[0] <= s.start < place[1] or place[0] <= s.end <= place[1]), None)
    if judged is None:
        return Answer("undecided", code="SG311", message="nothing was found about this line", plain=plain)
    judged = copy(judged)  # what was found about the same text elsewhere is not to be touched
    out = Answer(
        judged.verdict,
        judged,
        checked,
        None,
        judged.code,
        judged.message,
        list(judged.notes),
        assumed,
        plain,
        place[0],
        written.places,
    )
    if judged.problem is not None:
        out.problem = _placed(judged.problem, written.places, side)
    if judged.verdict != "not understood":
        distrust(section, out, written, checked, reading)
    summed = einstein.lost(reading.left, side.node) if section.einstein else set()
    if summed and out.verdict in ("proved", "refuted"):
        out.verdict, out.code, out.judged = "undecided", "SG314", None
        out.message = f"{min(summed)} stands twice on the left and not on the right: it is not clear whether it is summed over"
    return out


def _placed(found: Problem, places: list[tuple[int, int, int, int]], side: Side) -> Problem:
    """The problem at the place in the document that the part of the plain text comes from."""
    start, end = side.right.start, side.right.end
    if found.start is not None:
        fitting = [p for p in places if p[0] <= found.start < p[1] and p[2] < p[3]]
        if fitting:
            _, _, start, end = min(fitting, key=lambda p: p[1] - p[0])
    return Problem(found.code, found.message, start=start, end=end, notes=found.notes, help=found.help)
