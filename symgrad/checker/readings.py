"""The table of readings: under which conventions a line is true, each row judged by the same judge on the text as it
would be written under that convention.

A convention is applied by rewriting the text: the forward pass with its taps reversed, a floor as a ceiling, indices that
begin at 1. Only conventions that the text leaves room for have a row.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from symgrad.checker import extent, rotation
from symgrad.checker.judge import judge
from symgrad.checker.reading import Reading, read
from symgrad.checker.verdicts import Checked, Convention, Judged
from symgrad.engine.integers import holds
from symgrad.errors import Problem
from symgrad.language.grammar import TURNS, Parser
from symgrad.language.reader import parse_program
from symgrad.language.syntax import (
    Access,
    Apply,
    Binder,
    Compare,
    Declaration,
    Gradient,
    Group,
    Name,
    Negative,
    Node,
    Number,
    Product,
    Statement,
    Sum,
    Turned,
    ungroup,
    walk,
)

Change = tuple[int, int, str]  # replace source[start:end] by the text


class Rewritten(NamedTuple):
    """The text under another convention, one of the whole text or of the line that begins at ``line`` alone."""

    subject: str
    reading: str
    text: str
    line: int | None = None


def add_readings(checked: Checked, reading: Reading) -> None:
    """Fill in ``conventions`` for each claim that is refuted or undecided."""
    if reading.program is None:
        return
    open_ = [s for s in checked.steps if _is_open(s)]
    if not open_:
        return
    for own, others in _conventions(reading):
        verdicts = [_judged(reading, other) for other in others]
        for step in open_:
            if own.line not in (None, step.start):
                continue
            rows = [
                Convention(o.subject, o.reading, found[step.start].verdict)
                for o, found in zip(others, verdicts, strict=True)
                if step.start in found
            ]
            if rows and _relevant(own, step, rows):
                step.conventions += [Convention(own.subject, own.reading, step.verdict, own=True), *rows]
    for step in open_:
        step.conventions += _outside(step, reading)


def _is_open(step: Judged) -> bool:
    """Whether other readings matter; a further line of a chain stands and falls with the lines before it."""
    open_ = step.verdict in ("refuted", "undecided") and step.question is not None
    return open_ and step.claim is not None and step.claim.previous is None


def _relevant(own: Rewritten, step: Judged, rows: list[Convention]) -> bool:
    """Rows about the forward reading and about a turned kernel always say something; others, if the verdict is another one."""
    return own.subject in ("forward reading", *TURNS) or any(row.verdict != step.verdict for row in rows)


def from_one(text: str) -> Reading | None:
    """The text with indices that begin at 1, where that makes sense of definitions that otherwise make none."""
    try:
        statements = Parser(text).program()
    except Problem:
        return None
    for _, others in _origin(text, statements):
        again = read(others[0].text)
        if again.program is not None and not again.unread:
            return again
    return None


def _judged(reading: Reading, other: Rewritten) -> dict[int, Judged]:
    """The verdicts on the claims of the rewritten text, by where the claims begin in the text as it is."""
    again = read(other.text)
    if again.program is None:
        return {}
    before = [s.left.start for s in Parser(reading.source).program()]
    after = [s.left.start for s in Parser(other.text).program()]
    if len(before) != len(after):
        return {}
    place = dict(zip(after, before, strict=True))
    out: dict[int, Judged] = {}
    for claim in again.program.claims:
        if claim.previous is None:
            out[place[claim.start]] = judge(again.program, claim, None)
    return out


# ---- the conventions that a text leaves room for ----


def _conventions(reading: Reading) -> Iterator[tuple[Rewritten, list[Rewritten]]]:
    source = reading.source
    assert reading.program is not None, "readings are of a text that was read"
    try:
        parser = Parser(source)
        statements = parser.program()
    except Problem:
        return
    layers = {layer.start: layer for layer in reading.program.layers}
    for statement in statements:
        if statement.left.start in layers:
            yield from _forward(source, statement, reading)
            yield from _extent(source, statement, parser.where, reading)
        else:
            yield from _rotation(source, statement, reading)
    yield from _rounding(source, statements)
    yield from _origin(source, statements)


def _forward(source: str, statement: Statement, reading: Reading) -> Iterator[tuple[Rewritten, list[Rewritten]]]:
    """Correlation, convolution, and correlation with the kernel flipped, of a sum over taps."""
    found = _taps(statement.rights[0])
    if found is None:
        return
    kernel, image, taps = found
    text = source[image.start : image.end]
    names = ("correlation", "convolution") if _plus(image, taps) else ("convolution", "correlation")
    own = Rewritten("forward reading", f"{names[0]}  {text}", source)
    changes = [_reversed(source, index, taps) for index in image.indices]
    others: list[Rewritten] = []
    turned = _applied(text, [(a - image.start, b - image.start, t) for c in changes for a, b, t in c])
    if all(changes) and not _has_offset(image):
        rewritten = _applied(source, [c for many in changes for c in many])
        rewritten = _zero_outside(rewritten, image.name)
        others.append(Rewritten("forward reading", f"{names[1]}  {turned}", rewritten))
    found_flip = _flipped(kernel, taps, reading)
    if found_flip is not None:
        flipped, sizes = found_flip
        binder = next(n for n in walk(statement.rights[0]) if isinstance(n, Binder))
        ranges = [(i.start, i.end, f"{i.name}<{sizes[i.name]}") for i in binder.items if isinstance(i, Name) and i.name in sizes]
        rewritten = _applied(source, [(kernel.start, kernel.end, flipped), *ranges])
        others.append(Rewritten("forward reading", f"kernel flipped  {flipped}", rewritten))
    if others:
        yield own, others


def _extent(
    source: str, statement: Statement, where: Sequence[Node], reading: Reading
) -> Iterator[tuple[Rewritten, list[Rewritten]]]:
    """Valid, full and same, of a sum over taps whose windows all fit as it stands."""
    assert reading.program is not None, "readings are of a text that was read"
    found = _taps(statement.rights[0])
    if found is None or reading.program.tensors[found[1].name].outside:
        return
    kernel, image, taps = found
    axes = extent.axes(statement, kernel, image, taps, reading.program)
    if not axes:
        return
    declared, more = extent.declarations(where, kernel.name, image.name, reading.program)
    words = [extent.words(axes, statement.left.name, image.name, name) for name in ("valid", "full", "same")]  # type: ignore[attr-defined]  # a definition's left side has a name
    others = []
    for name, spelled in zip(("full", "same"), words[1:], strict=True):
        text = _applied(source, [*extent.changes(axes, name), *declared]) + more
        others.append(Rewritten("windows", spelled, text))
    yield Rewritten("windows", words[0], source), others


def _rotation(source: str, statement: Statement, reading: Reading) -> Iterator[tuple[Rewritten, list[Rewritten]]]:
    """rot180 of the array, or about the origin."""
    assert reading.program is not None, "readings are of a text that was read"
    found = rotation.turns(source, statement, reading.program)
    if not found:
        return
    turn = found[0]
    names = (f"of the array  {turn.of_the_array}", f"about the origin  {turn.about_the_origin}")
    subject = "rot180" if not isinstance(turn.node, Turned) else turn.node.how
    changed = rotation.changes(statement, found, reading.program, array=not turn.is_array)
    own, other = names if turn.is_array else names[::-1]
    line = statement.left.start
    yield Rewritten(subject, own, source, line), [Rewritten(subject, other, _applied(source, changed), line)]


def _zero_outside(text: str, name: str) -> str:
    """The text with the tensor declared zero outside, where it is declared at all or else at the end."""
    parser = Parser(text)
    parser.program()
    for item in parser.where:
        if isinstance(item, Declaration) and item.name == name:
            return text if item.outside else f"{text[: item.end]} is zero outside{text[item.end :]}"
    return f"{text}\nwhere {name} is zero outside"


def _taps(right: Node) -> tuple[Access, Access, set[str]] | None:
    """The kernel and the image of ``Σ_k K[k]·V[… + k]``, and the names of the taps."""
    inner = ungroup(right)
    if isinstance(inner, Sum) and len(inner.terms) == 2 and isinstance(inner.terms[0][1], Binder):
        inner = inner.terms[0][1]  # a bias
    if not isinstance(inner, Binder) or inner.op != "sum":
        return None
    taps = {n.name for item in inner.items for n in walk(item) if isinstance(n, Name)}
    product = ungroup(inner.body)
    if not isinstance(product, Product):
        return None
    reads = [f for op, f in product.factors if isinstance(f, Access) and op == "*"]
    if len(reads) != 2 or len(product.factors) != 2:
        return None
    for kernel, image in (reads, reads[::-1]):
        bare = {i.name for i in kernel.indices if isinstance(i, Name)} & taps
        if bare and all(isinstance(i, Name) for i in kernel.indices) and _added(image, bare):
            return kernel, image, bare
    return None


def _plus(image: Access, taps: set[str]) -> bool:
    """Whether the taps are added, not subtracted."""
    sums = [node for i in image.indices if isinstance(node := ungroup(i), Sum)]
    signs = [sign for node in sums for sign, t in node.terms if any(isinstance(n, Name) and n.name in taps for n in walk(t))]
    return all(sign > 0 for sign in signs)


def _added(image: Access, taps: set[str]) -> bool:
    """Whether the taps stand in the image's indices, each added to something."""
    inside = [i for i in image.indices if any(isinstance(n, Name) and n.name in taps for n in walk(i))]
    return bool(inside) and all(isinstance(ungroup(i), Sum) for i in inside)


def _reversed(source: str, index: Node, taps: set[str]) -> list[Change]:
    """The signs of the parts that mention a tap turned: ``i+k`` is ``i-k``."""
    node = ungroup(index)
    if not isinstance(node, Sum):
        return [(index.end, index.end, "")]
    parts = [(s, t, any(isinstance(n, Name) and n.name in taps for n in walk(t))) for s, t in node.terms]
    out = ""
    for sign, part, is_tap in sorted(parts, key=lambda p: p[2]):
        sign = -sign if is_tap else sign
        out += ("+" if sign > 0 and out else "-" if sign < 0 else "") + source[part.start : part.end]
    return [(index.start, index.end, out)]


def _has_offset(image: Access) -> bool:
    """A padding or constant in an index: reversing the taps about it would be a guess."""
    for index in image.indices:
        node = ungroup(index)
        if isinstance(node, Sum) and len(node.terms) > 2:
            return True
    return False


def _flipped(kernel: Access, taps: set[str], reading: Reading) -> tuple[str, dict[str, str]] | None:
    """``K[P-1-k, Q-1-l]``, for the axes of the kernel that are taps, and the size of each of these axes."""
    assert reading.program is not None, "readings are of a text that was read"
    tensor = reading.program.tensors.get(kernel.name)
    if tensor is None or any(hi.op not in ("var", "int") for _, hi in tensor.ranges):
        return None
    names = [i.name for i in kernel.indices if isinstance(i, Name)]
    sizes = {n: str(hi.data) for n, (_, hi) in zip(names, tensor.ranges, strict=True) if n in taps}
    indices = [f"{sizes[n]}-1-{n}" if n in sizes else n for n in names]
    return f"{kernel.name}[{', '.join(indices)}]", sizes


# ---- floor or ceiling, 0 or 1 ----


def _rounding(source: str, statements: list[Statement]) -> Iterator[tuple[Rewritten, list[Rewritten]]]:
    """Every floor in the text as a ceiling."""
    changes: list[Change] = []
    for node in (n for s in statements for side in (s.left, *s.rights) for n in walk(side)):
        if isinstance(node, Apply) and node.name == "floor":
            changes.append((node.start, node.name_end, "ceil"))
    if changes:
        own = Rewritten("rounding", "floor", source)
        yield own, [Rewritten("rounding", "ceil", _applied(source, changes))]


def _origin(source: str, statements: list[Statement]) -> Iterator[tuple[Rewritten, list[Rewritten]]]:
    """Indices that begin at 1, for a text whose indices speak of sizes or numbers: elsewhere it makes no difference."""
    reads = [n for s in statements for side in (s.left, *s.rights) for n in walk(side) if isinstance(n, Access | Gradient)]
    changes: list[Change] = []
    absolute = False
    for read_ in reads:
        for index in read_.indices or []:
            if isinstance(index, Compare):
                return
            weight, plain = _weight(index)
            if weight is None:
                return
            absolute = absolute or not plain
            if weight != 1:
                shift = weight - 1
                changes.append((index.end, index.end, f"{shift:+d}"))
    binders = [n for s in statements for side in s.rights for n in walk(side) if isinstance(n, Binder)]
    if not absolute or any(not isinstance(i, Name | Compare) for b in binders for i in b.items):
        return
    own = Rewritten("origin of the indices", "0", source)
    yield own, [Rewritten("origin of the indices", "1", _applied(source, changes))]


def _weight(node: Node) -> tuple[int | None, bool]:
    """How often indices (names of one small letter) are added in an index, and whether nothing else is in it."""
    node = ungroup(node) if isinstance(node, Group) else node
    if isinstance(node, Name):
        is_index = len(node.name) == 1 and node.name.islower()
        return int(is_index), is_index
    if isinstance(node, Number):
        return 0, False
    if isinstance(node, Negative):
        weight, plain = _weight(node.inner)
        return (None if weight is None else -weight), plain
    if isinstance(node, Sum):
        total, all_plain = 0, True
        for sign, part in node.terms:
            weight, plain = _weight(part)
            if weight is None:
                return None, False
            total, all_plain = total + sign * weight, all_plain and plain
        return total, all_plain
    return None, False


# ---- zero outside ----


def _outside(step: Judged, reading: Reading) -> list[Convention]:
    """What is taken to be zero outside its shape, without being declared so: without that the line has no meaning."""
    if not step.assumptions:
        return []
    try:
        parse_program(reading.source, holds)
    except Problem as problem:
        if problem.code == "SG106" and problem.start is not None and step.start <= problem.start < step.end:
            name = problem.message.partition(" can leave ")[2].partition(":")[0]
            own = Convention("outside the shape", f"{name} is 0 outside its shape", step.verdict, own=True)
            return [own, Convention("outside the shape", f"{name} has nothing outside", "not understood")]
    return []  # a cotangent is zero outside: what is not there does nothing to the loss


def _applied(text: str, changes: list[Change]) -> str:
    for start, end, new in sorted(changes, reverse=True):
        text = text[:start] + new + text[end:]
    return text
