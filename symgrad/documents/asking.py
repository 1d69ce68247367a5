"""Ask the checker about the lines of a chain, and settle what can be settled by saying more: sizes, what is zero outside."""

from __future__ import annotations

import re
from collections.abc import Iterator
from copy import copy
from dataclasses import dataclass, field, replace
from functools import lru_cache
from itertools import combinations, permutations
from time import process_time

from symgrad.checker.verdicts import Checked, Judged
from symgrad.documents import einstein
from symgrad.documents.chains import Statement
from symgrad.documents.cutting import Cut, crossed, cut, read_by
from symgrad.documents.definitions import remade
from symgrad.documents.givens import MAX_TRIALS, Given
from symgrad.documents.heads import names_in as names_of
from symgrad.documents.limits import TimeUp
from symgrad.documents.program import (
    Extra,
    Written,
    children,
    closure,
    heads,
    ranks_in,
    relevant,
    roots,
    write,
)
from symgrad.documents.reading import Reading, Side
from symgrad.documents.rewriting import rewrite
from symgrad.documents.sections import Section
from symgrad.documents.spell import spell
from symgrad.errors import Problem
from symgrad.language.syntax import (
    Access,
    Apply,
    Binder,
    Compare,
    Derivative,
    Gradient,
    Name,
    Node,
    Number,
    Power,
    Product,
    Sum,
    walk,
)

OUTSIDE = "it reads a layer outside of the shape that was inferred for it"
SECONDS = 20.0  # for one chain; what is not settled by then is undecided
_LEAVES = re.compile(r"^(\S+) can leave ")


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
    sizes: dict[str, tuple[str, ...]] = field(default_factory=dict)  # that had to be taken as equal


def answers(section: Section, statement: Statement, reading: Reading, continued: bool, started: float) -> list[Answer]:
    if not any(s.node is not None for s in reading.sides):
        return [unreadable(s) for s in reading.sides]
    try:
        givens = [remade(section, g, reading.trial) for g in relevant(section, reading, continued)]
    except Problem as failure:
        return [Answer("not understood", problem=failure, code=failure.code, message=failure.message) for _ in reading.sides]
    if crossed(reading, givens):
        found = [_with_cut(section, reading, givens, place, continued, started) for place in range(len(reading.sides))]
    else:
        found = _with_definitions(section, reading, givens, continued, started)
    del statement
    found = [_with_values(section, reading, givens, place, answer) for place, answer in enumerate(found)]
    found = [_under_conditions(section, reading, givens, place, answer) for place, answer in enumerate(found)]
    found = [_of_weights(section, reading, givens, place, answer) for place, answer in enumerate(found)]
    if reading.explain:
        _explain(found)
    return found


def _of_weights(section: Section, reading: Reading, givens: list[Given], place: int, answer: Answer) -> Answer:
    """Where the text speaks of one-hot labels or of a distribution: what is true if the labels sum to 1 is not refuted."""
    if answer.verdict != "refuted" or answer.judged is None or not section.weights:
        return answer
    defined = {g.name for g in section.givens}
    logs = [g for g in givens if any(isinstance(n, Apply) and n.name == "log" for n in walk(g.right))]
    labels = {n.name: len(n.indices) for g in logs for n in walk(g.right) if isinstance(n, Access) and n.name not in defined}
    said = [f"sum(i') {name}[i'] = 1" for name, rank in sorted(labels.items()) if rank == 1]
    if not labels:
        return answer
    if all(rank == 1 for rank in labels.values()):
        alone = replace(reading, sides=[reading.sides[place]], names=_spoken_in(reading, place))
        found = cut(alone, givens)
        again = ask(section, alone, found.givens, Extra(sizes=dict(reading.trial.sizes), conditions=said))[0]
        if again.verdict == "refuted":
            return answer
    reason = (
        f"the text says “{section.weights}”: false in general, and not decided where {' and '.join(sorted(labels))} sums to 1"
    )
    return Answer("undecided", code="SG325", message=reason, plain=answer.plain)


def _explain(found: list[Answer]) -> None:
    """Slips and other readings, looked for last: a verdict does not wait for them, and is not lost where they take too long."""
    try:
        for answer in found:
            if answer.verdict not in ("refuted", "not understood") or answer.judged is None or answer.checked is None:
                continue
            start, end = answer.judged.start, answer.judged.end
            step = next(s for s in _explained(answer.checked.source).steps if (s.start, s.end) == (start, end))
            answer.judged.slip, answer.judged.conventions = step.slip, step.conventions
    except TimeUp:
        for answer in found:
            answer.notes += ["the time for this line was over before its slip was found"] if answer.verdict == "refuted" else []


@lru_cache(maxsize=512)
def _explained(text: str) -> Checked:
    from symgrad.checker.judge import add_explanations

    checked = _checked(text)
    add_explanations(checked)
    return checked


def _with_values(section: Section, reading: Reading, givens: list[Given], place: int, answer: Answer) -> Answer:
    """``r_2 = 1`` below ``r_1 = s r_2``: what is false in general may be true with the numbers that are given."""
    if answer.verdict != "refuted":
        return answer
    by_name = {g.name: g for g in section.givens}
    rest = set().union(*(closure(g, by_name) for g in givens)) if givens else set()
    values = [g for g in section.givens if g.numeric and g not in givens and g.name in rest]
    if not values:
        return answer
    alone = replace(reading, sides=[reading.sides[place]], names=_spoken_in(reading, place))
    again = ask(section, alone, [*values, *givens], Extra(sizes=dict(reading.trial.sizes)))[0]
    if again.verdict in ("proved", "refuted"):
        again.assumptions += [f"{g.name} is {spell(g.right)}" for g in values]
        return again
    said = " and ".join(f"{g.name} = {spell(g.right)}" for g in values)
    return Answer("undecided", code="SG325", message=f"false in general; where {said} it is not decided", plain=answer.plain)


def _with_cut(
    section: Section, reading: Reading, givens: list[Given], place: int, continued: bool, started: float
) -> Answer:  # fmt: skip
    """A line with a derivative by something that is defined above."""
    alone = replace(reading, sides=[reading.sides[place]], names=_spoken_in(reading, place))
    found = cut(alone, givens)
    if found.impossible:
        answer = Answer("undecided", code="SG324", message=found.impossible)
    else:
        answer = _with_definitions(section, alone, found.givens, continued or place > 0, started)[0]
    if answer.verdict in ("proved", "refuted") and not (answer.verdict == "refuted" and found.doubt):
        answer.notes += [found.note] if found.note else []
        return answer
    if answer.verdict in ("refuted", "undecided"):
        return _written_out(section, alone, givens, found, answer, started)
    return answer


def _written_out(section: Section, reading: Reading, givens: list[Given], found: Cut, answer: Answer, started: float) -> Answer:
    """The line with ``∂L/∂z`` replaced by what it is for this L; the line as it stands is what the answer is about."""
    from symgrad.documents.deriving import written_out

    inputs = frozenset(found.inputs)
    explicit = written_out(section, reading, [g for g in givens if g.name not in inputs], inputs)
    reason = found.impossible or found.doubt or answer.message
    doubtful = Answer(
        answer.verdict if answer.verdict == "undecided" else "undecided", code="SG324", message=reason, plain=answer.plain
    )
    if explicit is None or found.input_doubt:
        return doubtful
    rest = [g for g in givens if g.name not in inputs]
    if answer.sizes:
        again = ask(section, explicit, rest, Extra(sizes={**reading.trial.sizes, **answer.sizes}))[0]
    else:
        again = _with_definitions(section, explicit, rest, True, started)[0]
    if again.verdict not in ("proved", "refuted"):
        return doubtful
    if again.verdict == "proved" or answer.judged is None or again.judged is None:
        again.plain, again.offset, again.places = answer.plain or again.plain, answer.offset, answer.places
        return again
    answer.judged.counterexample = again.judged.counterexample  # with the values that ∂L/∂z has for this L
    return answer


def _spoken_in(reading: Reading, place: int) -> set[str]:
    node = reading.sides[place].node
    return names_of(reading.left) | (names_of(node) if node is not None else set())


def _under_conditions(section: Section, reading: Reading, givens: list[Given], place: int, answer: Answer) -> Answer:
    """What is false in general may be true where the equations hold that were said of the inputs, as ``Σ y_i = 1``."""
    if not section.assumed or (answer.verdict != "refuted" and answer.code not in ("SG314", "SG324")):
        return answer
    alone = replace(reading, sides=[reading.sides[place]], names=_spoken_in(reading, place))
    found = cut(alone, givens)
    known = {n for g in found.givens for n in (*g.names, g.name)} | alone.names
    said = [text for text, names in section.assumed if names <= known]
    if not said:
        return answer
    values = [g for g in section.givens if g.numeric and g.name in known and g not in found.givens]
    again = ask(section, alone, [*values, *found.givens], Extra(sizes=dict(reading.trial.sizes), conditions=said))[0]
    if again.verdict == "proved" or (again.verdict == "refuted" and not found.doubt):
        again.assumptions = [a for a in again.assumptions if a not in said]
        return again
    reason = f"false in general; where {' and '.join(said)} it is not decided"
    return Answer("undecided", code="SG325", message=reason, plain=answer.plain)


def _with_definitions(
    section: Section, reading: Reading, givens: list[Given], continued: bool, started: float
) -> list[Answer]:  # fmt: skip
    _derive_scalars(reading, givens)
    doubt = _scalars_in_doubt(section, reading, givens)
    if doubt is not None:
        return [unreadable(s) or Answer("undecided", code="SG321", message=doubt) for s in reading.sides]
    nothing = _nothing_known(reading, givens)
    if nothing:
        late = Answer("undecided", code="SG317", message=nothing.removesuffix(", so this is taken as given"))
        first = Answer("given", message=nothing)
        return [unreadable(s) or (late if k or continued else first) for k, s in enumerate(reading.sides)]
    if reading.cells:
        return _cell_by_cell(section, reading, givens)
    extra = Extra(sizes=dict(reading.trial.sizes))
    untied = _untied(section, reading, givens)
    if untied:
        found = _with_sizes(section, reading, givens, extra, untied, started)
        if found is not None:
            return found
        extra.conditions += [f"{name} >= 0" for name in untied]
    answers = ask(section, reading, givens, extra)
    answers = _fitting_layers(section, reading, givens, extra, answers)
    answers = _fitting_inputs(section, reading, givens, extra, answers)
    if any(a.code == "SG202" for a in answers):
        answers = _nothing_empty(section, reading, givens, extra, answers)
    answers = [_of_equal_size(section, reading, givens, extra, k, a) for k, a in enumerate(answers)]
    answers = [_of_one_size(section, reading, givens, extra, k, a) for k, a in enumerate(answers)]
    answers = [_as_logistic(section, reading, givens, extra, k, a) for k, a in enumerate(answers)]
    for answer in answers:
        if answer.verdict in ("proved", "refuted"):
            answer.notes += [f"the {x} of the sum hides the {x} outside of it" for x in reading.hidden]
    return answers


def _fitting_layers(section: Section, reading: Reading, givens: list[Given], extra: Extra, answers: list[Answer]) -> list[Answer]:
    """A layer that is summed over i < n is meant to have the size n; else it would be read outside of its shape."""
    said = {a for answer in answers if answer.judged is not None for a in answer.judged.assumptions}
    said |= {f"{name} is 0 outside its shape" for name in extra.zero}
    layers = {g.name: len(g.left.indices) for g in givens if isinstance(g.left, Access)}
    sizes: dict[str, tuple[str, ...]] = {}
    for name, rank in layers.items():
        if f"{name} is 0 outside its shape" in said and name not in extra.sizes and name not in section.declared.tensors:
            found = _summed_over(name, [*(g.right for g in givens), *roots(reading)])
            if found is not None and len(found) == rank:
                sizes[name] = found
    if not sizes:
        return answers
    zero = [name for name in extra.zero if name not in sizes]
    again = ask(section, reading, givens, Extra(zero, {**extra.sizes, **sizes}, list(extra.conditions)))
    if any(a.verdict == "not understood" and b.verdict != "not understood" for a, b in zip(again, answers, strict=True)):
        return answers
    for answer in again:
        answer.assumptions += [f"{name} is {'×'.join(own)}" for name, own in sizes.items()]
    extra.sizes.update(sizes)
    extra.zero[:] = zero
    return again


def _fitting_inputs(section: Section, reading: Reading, givens: list[Given], extra: Extra, answers: list[Answer]) -> list[Answer]:
    """An input that is summed over i < n is meant to have the size n, however far another layer reads it.

    What was refuted, with the input 0 outside of another shape, is asked again with this one.
    """
    given = {g.name for g in givens} | set(extra.sizes) | set(section.declared.tensors)
    nodes = [*(g.right for g in givens), *roots(reading)]
    found = {name: _summed_over(name, nodes) for name in extra.zero if name not in given}
    sizes = {name: own for name, own in found.items() if own is not None}
    if not sizes or not any(a.verdict == "refuted" for a in answers):
        return answers
    zero = [name for name in extra.zero if name not in sizes]
    again = ask(section, reading, givens, Extra(zero, {**extra.sizes, **sizes}, list(extra.conditions)))
    out: list[Answer] = []
    for old, new in zip(answers, again, strict=True):
        if old.verdict == "refuted" and new.verdict in ("proved", "undecided"):
            new.assumptions += [f"{name} is {'×'.join(own)}" for name, own in sizes.items()]
            out.append(new)
        else:
            out.append(old)
    return out


def _summed_over(name: str, nodes: list[Node]) -> tuple[str, ...] | None:
    """The ends of the ranges over which an array is read at plain indices; None where there are none, or several."""
    found: set[tuple[str, ...]] = set()

    def visit(node: Node, ends: dict[str, str]) -> None:
        if isinstance(node, Binder):
            ends = dict(ends)
            for item in node.items:
                for head in heads(item):
                    ends.pop(head.name, None)
                    if isinstance(item, Compare) and isinstance(item.operands[1], (Name, Number)):
                        ends[head.name] = spell(item.operands[1])
        if isinstance(node, Access) and node.name == name and all(isinstance(i, Name) and i.name in ends for i in node.indices):
            found.add(tuple(ends[i.name] for i in node.indices if isinstance(i, Name)))
        for slot in node.__slots__:
            for child in children(getattr(node, slot)):
                visit(child, ends)

    for node in nodes:
        visit(node, {})
    return found.pop() if len(found) == 1 else None


def _as_logistic(section: Section, reading: Reading, givens: list[Given], extra: Extra, place: int, answer: Answer) -> Answer:
    """σ without a definition is nearly always the logistic function: a line that is right for that one is right."""
    everything = [n for root in [*roots(reading), *(g.right for g in givens)] for n in walk(root)]
    uses = [n for n in everything if isinstance(n, Apply) and n.name.startswith("σ")]
    if answer.verdict != "refuted" or not uses or "σ" in section.known.functions or any(n.name != "σ" for n in uses):
        return answer

    def change(node: Node) -> Node | None:
        if isinstance(node, Apply) and node.name == "σ" and node.orders is None:
            return Apply("sigmoid", None, node.args, node.start, node.end, node.name_end)
        return None

    def logistic(node: Node) -> Node:
        return rewrite(node, change)

    side = reading.sides[place]
    assert side.node is not None, "what was judged was read"
    again = replace(reading, left=logistic(reading.left), sides=[replace(side, node=logistic(side.node))])
    defined = [replace(g, right=logistic(g.right)) for g in givens]
    found = _of_one_size(section, again, defined, extra, 0, ask(section, again, defined, extra)[0])
    if found.verdict == "proved":
        found.assumptions.append("σ is the logistic function")
        return found
    if found.verdict == "refuted":
        return answer
    return Answer(
        "undecided", code="SG322", message="false for an arbitrary function σ; what σ is, is not said", plain=answer.plain
    )


_TWO_SIZES = re.compile(r"could range over two axes of different size: 0 ≤ (\w+) < (\w+) and 0 ≤ \1 < (\w+)$")


def _of_equal_size(section: Section, reading: Reading, givens: list[Given], extra: Extra, place: int, answer: Answer) -> Answer:
    """A line whose sizes do not fit, judged where they are equal: wrong there is wrong; right there is right only there."""
    equal: dict[str, str] = {}
    needed: list[str] = []
    while (found := _TWO_SIZES.search(answer.message) if answer.code == "SG112" else None) is not None:
        one, other = found.group(2), found.group(3)
        program = answer.checked.program if answer.checked is not None else None
        if program is None or other in equal or len(needed) > 3:
            return answer
        equal = {**{name: one if size == other else size for name, size in equal.items()}, other: one}
        needed.append(f"{one} = {other}")
        sizes = {
            tensor.name: tuple(equal.get(str(hi.data), str(hi.data)) for _, hi in tensor.ranges)
            for tensor in program.tensors.values()
            if tensor.name not in section.declared.tensors and tensor.rank and all(hi.op == "var" for _, hi in tensor.ranges)
        }
        alone = replace(reading, sides=[reading.sides[place]])
        more = Extra(list(extra.zero), {**extra.sizes, **sizes}, list(extra.conditions))
        answer = ask(_with_equal_sizes(section, equal), alone, givens, more)[0]
        answer.sizes = sizes
    if needed and answer.verdict == "refuted":
        answer.notes.append(f"the sizes do not fit unless {' and '.join(needed)}; even then the line is wrong")
    elif needed and answer.verdict == "proved":
        message = f"right only where {' and '.join(needed)}: else the sizes do not fit"
        return Answer("undecided", code="SG320", message=message, plain=answer.plain)
    return answer


def _of_one_size(section: Section, reading: Reading, givens: list[Given], extra: Extra, place: int, answer: Answer) -> Answer:
    """A line that reads a layer outside of its shape, judged where all sizes are one: what is wrong there is wrong."""
    program = answer.checked.program if answer.checked is not None else None
    if answer.code != "SG314" or not answer.message.startswith(OUTSIDE) or program is None or section.declared.tensors:
        return answer
    free = next(name for name in ("N", "M", "H", "T", "size") if name not in program.parameters)
    sizes = {t.name: (free,) * t.rank for t in program.tensors.values() if t.rank and all(hi.op == "var" for _, hi in t.ranges)}
    alone = replace(reading, sides=[reading.sides[place]])
    found = ask(section, alone, givens, Extra(list(extra.zero), {**extra.sizes, **sizes}, list(extra.conditions)))[0]
    if found.verdict != "refuted":
        return answer
    found.notes.append("wrong even where all sizes are equal")
    return found


def _with_equal_sizes(section: Section, equal: dict[str, str]) -> Section:
    """The section with one name for sizes that are to be equal."""
    out = copy(section)
    out.declared = section.declared.copy()
    for name, (sizes, outside) in section.declared.tensors.items():
        out.declared.tensors[name] = tuple(equal.get(size, size) for size in sizes), outside
    return out


def _derive_scalars(reading: Reading, givens: list[Given]) -> None:
    """∂z/∂x on a right side, where z is defined by x: its derivative, not a gradient to be found."""
    scalars = {g.name for g in givens if isinstance(g.left, Name)}

    def derived(node: Node) -> Node | None:
        if isinstance(node, Gradient) and node.of in scalars and node.wrt not in scalars:
            return Derivative(Name(node.of, node.start, node.end), node.wrt, node.indices or [], node.start, node.end)
        return None

    for side in reading.sides:
        if side.node is not None:
            side.node = rewrite(side.node, derived)


def _scalars_in_doubt(section: Section, reading: Reading, givens: list[Given]) -> str | None:
    """``y = A x`` with capital or bold letters, differentiated: numbers, or a matrix and a vector? Nothing tells."""
    wrt = {n.wrt for root in roots(reading) for n in walk(root) if isinstance(n, (Gradient, Derivative)) and not n.indices}
    for given in givens:
        for node in walk(given.right):
            if not isinstance(node, Product):
                continue
            names = [f.name for _, f in node.factors if isinstance(f, Name) and f.name not in section.declared.scalars]
            if len(names) > 1 and wrt & set(names) and any(_may_be_array(section, n) for n in names):
                both, first = " and ".join(dict.fromkeys(names)), names[0]
                return f"are {both} numbers or arrays? declare it, as in: % symgrad: {first}[M,N], or: {first} is a number"
    return None


def _may_be_array(section: Section, name: str) -> bool:
    letter = name.rstrip("'").partition("_")[0]
    return (len(letter) == 1 and letter.isupper()) or name in section.scope.bold


def _untied(section: Section, reading: Reading, givens: list[Given]) -> list[str]:
    """Integers that the lines speak of, and that neither bind nor any definition or declaration mentions."""
    written = write(section, reading, givens, Extra(sizes=dict(reading.trial.sizes)))
    free = {n.name for n in walk(reading.left) if isinstance(n, Name)}
    out: dict[str, None] = {}

    def visit(node: Node, integer: bool, scope: frozenset[str]) -> None:
        match node:
            case Name():
                if integer and node.name not in scope and node.name not in free and node.name not in written.words:
                    out[node.name] = None
            case Binder():
                inner = scope | {n.name for item in node.items for n in heads(item)}
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
                    for child in children(getattr(node, slot)):
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
            out.append(unreadable(side))
            continue
        found: Answer | None = None
        for at, cell in reading.cells:
            one = replace(reading, left=cell[0], sides=[replace(side, node=cell[1 + place])], cells=[])
            answer = ask(section, one, givens, Extra())[0]
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
        if (
            tensor.rank
            and all(hi.op in ("var", "int") for _, hi in tensor.ranges)
            and tensor.name not in section.declared.tensors
        ):
            more.sizes[tensor.name] = tuple(str(hi.data) for _, hi in tensor.ranges)
        names |= {hi.data: None for _, hi in tensor.ranges if hi.op == "var"}
    more.conditions += [f"{name} >= 1" for name in names]
    found = ask(section, reading, givens, more)
    for place, answer in enumerate(found):
        answer.assumptions.append("no size is 0")
        if answers[place].code != "SG202":
            found[place] = answers[place]
        elif (answer.verdict == "refuted" and answer.code == "SG202") or answer.verdict == "not understood":
            found[place] = Answer(
                "undecided", code="SG319", message="false where some size is 0; otherwise not decided", plain=answers[place].plain
            )
    return found


def unreadable(side: Side) -> Answer:
    if side.mismatch:
        verdict, code = ("refuted", "SG203") if side.certain else ("undecided", "SG316")
        return Answer(verdict, code=code, message=side.mismatch)
    if side.problem is not None:
        return Answer("not understood", problem=side.problem, code=side.problem.code, message=side.problem.message)
    return None  # type: ignore[return-value]


def _nothing_known(reading: Reading, givens: list[Given]) -> str:
    """Why the first line is taken as given: it is the first that is said about something."""
    left = reading.left
    if not isinstance(left, (Gradient, Derivative)):
        return ""
    if isinstance(left, Gradient):
        of = left.of
    elif isinstance(left.of, Access):
        of = left.of.name
    else:
        return ""
    by_name = {g.name: g for g in givens}
    if of in by_name and (left.wrt in closure(by_name[of], by_name)):
        return ""
    if isinstance(left, Gradient) and of not in by_name and any(left.wrt in closure(g, by_name) - {g.name} for g in givens):
        return ""
    return f"nothing above says how {of} depends on {left.wrt}, so this is taken as given"


def ask(section: Section, reading: Reading, givens: list[Given], extra: Extra) -> list[Answer]:
    for _ in range(6):
        written = write(section, reading, givens, extra)
        checked = _checked(written.text)
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
def _checked(text: str) -> Checked:
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
        return unreadable(side)
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
        _distrust(section, out, written, checked, reading)
    summed = einstein.lost(reading.left, side.node) if section.einstein else set()
    if summed and out.verdict in ("proved", "refuted"):
        out.verdict, out.code, out.judged = "undecided", "SG314", None
        out.message = f"{min(summed)} stands twice on the left and not on the right: it is not clear whether it is summed over"
    return out


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


def _distrust(section: Section, out: Answer, written: Written, checked: Checked, reading: Reading) -> None:
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
        arrays = {n for n in names if _may_be_array(section, n)} - {g.name for g in section.givens if g.numeric}
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
    ranks = {**_ranks_of(givens), **ranks_in(reading, givens)}
    open_ = [n for n in ranks if ranks[n] and n not in section.declared.tensors and n not in extra.sizes]
    for number, sizes in enumerate(_assignments(sorted(open_, key=lambda n: any(g.name == n for g in givens)), ranks, untied)):
        if number >= MAX_TRIALS or process_time() - started > SECONDS:
            return None
        found = ask(section, reading, givens, Extra(list(extra.zero), {**extra.sizes, **sizes}, list(extra.conditions)))
        if all(a.verdict == "proved" for a in found):
            for a in found:
                a.assumptions = [*a.assumptions, *(f"{name} is {'×'.join(chosen)}" for name, chosen in sizes.items())]
            return found
    return None


def _assignments(names: list[str], ranks: dict[str, int], untied: list[str]) -> Iterator[dict[str, tuple[str, ...]]]:
    """Ways to give one array all of these sizes, or two arrays all of them between them, in the order in which they stand."""
    for name in names:
        if len(untied) == 1 and ranks[name] > 1:
            yield {name: (untied[0],) * ranks[name]}
    for name in names:
        if ranks[name] == len(untied):
            for chosen in permutations(untied):
                yield {name: chosen}
    for one, other in permutations(names, 2):
        if ranks[one] + ranks[other] == len(untied):
            for first in combinations(untied, ranks[one]):
                yield {one: first, other: tuple(u for u in untied if u not in first)}
    for name in names:
        if ranks[name] < len(untied):
            for chosen in permutations(untied, ranks[name]):
                yield {name: chosen}


def _ranks_of(givens: list[Given]) -> dict[str, int]:
    out: dict[str, int] = {}
    for given in givens:
        for root in (given.left, given.right):
            for node in walk(root):
                if isinstance(node, Access):
                    out[node.name] = len(node.indices)
    return out
