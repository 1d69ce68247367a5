"""What a verdict of the checker is worth: what hangs on something that nobody said is neither proved nor refuted."""

from __future__ import annotations

import re

from symgrad.checker.verdicts import Checked
from symgrad.documents.answer import Answer
from symgrad.documents.cutting import read_by
from symgrad.documents.program import (
    Written,
    roots,
)
from symgrad.documents.reading import Reading
from symgrad.documents.sections import Section
from symgrad.language.syntax import (
    Access,
    Apply,
    Binder,
    Derivative,
    Gradient,
    Name,
    Power,
    Product,
    Sum,
    walk,
)

OUTSIDE = "it reads a layer outside of the shape that was inferred for it"


def may_be_array(section: Section, name: str) -> bool:
    letter = name.rstrip("'").partition("_")[0]
    return (len(letter) == 1 and letter.isupper()) or name in section.scope.bold


def _differentiates(reading: Reading) -> bool:
    return any(isinstance(n, (Gradient, Derivative)) for root in roots(reading) for n in walk(root))


def _about_inputs(section: Section, reading: Reading) -> bool:
    """Whether the line speaks of arrays that are given, and of nothing that is defined."""
    names = {n.name for root in roots(reading) for n in walk(root) if isinstance(n, (Access, Name))}
    defined = {g.name for g in section.givens}
    read = set().union(*(g.names for g in section.givens)) if section.givens else set()
    return bool(names & read) and not names & defined


def _is_variable(reading: Reading, unknown: list[str]) -> bool:
    """``d/dx cos x = …`` is about every x, and so is ``f'(x) = …``."""
    left = reading.left
    if reading.variables and set(unknown) <= reading.variables:
        return True
    return isinstance(left, Derivative) and not isinstance(left.of, Access) and not left.indices and unknown == [left.wrt]


def _arrays_of(reading: Reading) -> set[str]:
    return {n.name for root in roots(reading) for n in walk(root) if isinstance(n, Access)}


def _sums_of_windows(section: Section, reading: Reading) -> set[str]:
    """Layers with a window, ``c_n = Σ_k a_k b_{n−k}``, that a line adds up over a sum without limits."""
    if _differentiates(reading):
        return set()
    windows = {
        g.name
        for g in section.givens
        if isinstance(g.left, Access)
        and any(isinstance(n, Access) and any(isinstance(i, Sum) for i in n.indices) for n in walk(g.right))
    }
    sums = [
        n for root in roots(reading) for n in walk(root) if isinstance(n, Binder) and any(isinstance(i, Name) for i in n.items)
    ]
    return windows & {n.name for b in sums for n in walk(b.body) if isinstance(n, Access)}


def _open_functions(reading: Reading) -> set[str]:
    """The functions that a line applies, by their letters."""
    return {n.name.rstrip("'") for root in roots(reading) for n in walk(root) if isinstance(n, Apply)}


def _functions_claimed(reading: Reading) -> set[str]:
    """Unknown functions of which the left side is made: ``f(1) = 3`` and ``f'(x) = 2x`` say what they are."""
    if any(isinstance(n, (Gradient, Derivative, Binder)) for n in walk(reading.left)):
        return set()
    return {n.name.rstrip("'") for n in walk(reading.left) if isinstance(n, Apply) and len(n.name.rstrip("'")) == 1}


def distrust(section: Section, out: Answer, written: Written, checked: Checked, reading: Reading) -> None:
    """What hangs on something that nobody said cannot be refuted."""
    words = set(re.findall(r"[^\W\d]\w*'*", out.plain))
    program = checked.program
    integers = [*program.parameters, *program.sizes] if program is not None else []
    untied = [n for n in integers if n in words and n not in written.words]
    declared = section.declared.scalars | set(re.findall(r"[^\W\d]\w*'*", " ".join(section.declared.conditions)))
    unknown = [n for n in written.unknown if n not in declared]  # what is declared stands for any number
    derived = {n.of for root in roots(reading) for n in walk(root) if isinstance(n, Gradient)}
    lost = section.unread & (set(re.findall(r"[^\W\d]\w*'*", written.text)) | derived)
    if out.verdict == "proved" and lost and _differentiates(reading):
        out.verdict, out.code, out.judged = "undecided", "SG314", None
        out.message = f"the derivative may go through {min(lost)}, of which something is said that was not understood"
    if (
        out.verdict == "proved"
        and (both := _may_not_commute(section, reading, written) - set(integers))
        and (len(both) > 1 or both & section.scope.bold)
    ):
        out.verdict, out.code, out.judged = "undecided", "SG321", None
        out.message = f"are {' and '.join(sorted(both))} numbers or matrices? for numbers the line is right"
    if out.verdict != "refuted":
        return
    reason = ""
    if untied:
        reason = f"nothing says what {' and '.join(untied)} {'is' if len(untied) == 1 else 'are'}"
    elif any(name in words for name in unknown) and not _is_variable(reading, unknown):
        name = next(n for n in unknown if n in words)
        reason = f"{name} is nowhere defined"
    elif lost:
        reason = f"what is said of {min(lost)} was not understood"
    elif held := _held_apart(section, out):
        reason = f"{held} is taken for an input although it is given by others"
    elif isinstance(reading.left, Product) and any(isinstance(f, Name) and f.name == "d_" for _, f in reading.left.factors):
        reason = "the d on the left may be a differential"
    elif any(name in words for name in section.conditioned):
        name = next(n for n in sorted(section.conditioned) if n in words)
        reason = f"the text has a condition on {name}, which is not taken into account"
    elif far := _sums_of_windows(section, reading):
        reason = f"how far the indices of {min(far)} reach is not said"
    elif re.search(r"\bpow\(e\b", written.text):
        reason = "e is something else in this section, and may be meant as the number here"
    elif strange := _arrays_of(reading) & section.known.functions.keys() - {g.name for g in section.givens}:
        reason = f"{min(strange)} is a function, and what the array of this name is, is not said"
    elif strange := _open_functions(reading) & section.elsewhere:
        reason = f"what {min(strange)} is, is said below another heading"
    elif strange := _functions_claimed(reading):
        reason = f"it says something about {min(strange)}, which is nowhere defined"
    elif not _differentiates(reading) and not reading.variables and _about_inputs(section, reading):
        reason = "it says something about what is given"
    elif any(
        f"{g.name} is 0 outside its shape" in [*out.assumptions, *(out.judged.assumptions if out.judged is not None else [])]
        for g in section.givens
    ):
        reason = OUTSIDE
    elif said := _said_in_the_text(section) & set(program.tensors if program is not None else ()):
        reason = f"the text says something about {min(said)} that is not taken into account"
    elif section.mixed and re.search(r"\w\[", out.plain):
        reason = "some sums begin at 0 and some at 1, so it is not clear from where indices count"
    if reason:
        out.verdict, out.code, out.judged = "undecided", "SG314", None
        out.message = f"{reason}; as it stands the line is not true in general"


def _may_not_commute(section: Section, reading: Reading, written: Written) -> set[str]:
    """Letters without indices in one product or power that are read as numbers and may be matrices, ``A B = B A``."""
    nodes = [*roots(reading), *(g.right for g in section.givens if g.name in re.findall(r"[^\W\d]\w*'*", written.text))]
    for node in (n for root in nodes for n in walk(root) if isinstance(n, (Product, Power))):
        names = {n.name for n in walk(node) if isinstance(n, Name)} - section.declared.scalars
        arrays = {n for n in names if may_be_array(section, n)} - {g.name for g in section.givens if g.numeric}
        bold = arrays & section.scope.bold
        matrices = section.matrices or _differentiates(reading)
        if (len(arrays) > 1 and (bold or matrices)) or (bold and any(isinstance(n, Access) for n in walk(node))):
            return arrays
    return set()


def _held_apart(section: Section, out: Answer) -> str:
    """A defined name that has a value of its own in the counterexample although all that defines it has one, too."""
    found = out.judged.counterexample if out.judged is not None else None
    values = set(found.values) if found is not None else set()
    by_name = {g.name: g for g in section.givens if not g.numeric}

    def settled(name: str, depth: int = 0) -> bool:
        read = read_by(by_name[name])
        return depth < 9 and bool(read) and all(r in values or (r in by_name and settled(r, depth + 1)) for r in read)

    return next((name for name in sorted(values & set(by_name)) if settled(name)), "")


def _said_in_the_text(section: Section) -> set[str]:
    """What the sentences above state equations about that are not true in general: conditions, it seems."""
    stated = [line for line in section.out if line.code == "SG314" and not line.display]
    return {name for line in stated for name in re.findall(r"[^\W\d]\w*'*", line.plain)}
