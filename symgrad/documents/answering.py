"""The answer to each line of a chain: what the checker says, asked again with what the text says beside the line."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache

from symgrad.checker.verdicts import Checked
from symgrad.documents.answer import Answer, no_answer, unreadable
from symgrad.documents.asking import ask, run_checker
from symgrad.documents.chains import Statement
from symgrad.documents.cutting import Cut, crossed, cut
from symgrad.documents.definitions import remade
from symgrad.documents.givens import Given
from symgrad.documents.heads import names_in as names_of
from symgrad.documents.limits import TimeUp
from symgrad.documents.program import (
    Extra,
    closure,
    relevant,
    roots,
)
from symgrad.documents.reading import Reading
from symgrad.documents.rewriting import rewrite
from symgrad.documents.sections import Section
from symgrad.documents.sizes import (
    fitting_inputs,
    fitting_layers,
    nothing_empty,
    of_equal_size,
    of_one_size,
    untied_sizes,
    with_sizes,
)
from symgrad.documents.spell import spell
from symgrad.documents.trust import may_be_array
from symgrad.errors import Problem
from symgrad.language.syntax import (
    Access,
    Apply,
    Derivative,
    Gradient,
    Name,
    Node,
    Product,
    walk,
)


def answers(section: Section, statement: Statement, reading: Reading, continued: bool, started: float) -> list[Answer]:
    if not any(s.node is not None for s in reading.sides):
        return [no_answer(s) for s in reading.sides]
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

    checked = run_checker(text)
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
        again.notes += [found.note] if found.note else []
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
    untied = untied_sizes(section, reading, givens)
    if untied:
        found = with_sizes(section, reading, givens, extra, untied, started)
        if found is not None:
            return found
        extra.conditions += [f"{name} >= 0" for name in untied]
    answers = ask(section, reading, givens, extra)
    answers = fitting_layers(section, reading, givens, extra, answers)
    answers = fitting_inputs(section, reading, givens, extra, answers)
    if any(a.code == "SG202" for a in answers):
        answers = nothing_empty(section, reading, givens, extra, answers)
    answers = [of_equal_size(section, reading, givens, extra, k, a) for k, a in enumerate(answers)]
    answers = [of_one_size(section, reading, givens, extra, k, a) for k, a in enumerate(answers)]
    answers = [_as_logistic(section, reading, givens, extra, k, a) for k, a in enumerate(answers)]
    for answer in answers:
        if answer.verdict in ("proved", "refuted"):
            answer.notes += [f"the {x} of the sum hides the {x} outside of it" for x in reading.hidden]
    return answers


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
    found = of_one_size(section, again, defined, extra, 0, ask(section, again, defined, extra)[0])
    if found.verdict == "proved":
        found.assumptions.append("σ is the logistic function")
        return found
    if found.verdict == "refuted":
        return answer
    return Answer(
        "undecided", code="SG322", message="false for an arbitrary function σ; what σ is, is not said", plain=answer.plain
    )


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
            if len(names) > 1 and wrt & set(names) and any(may_be_array(section, n) for n in names):
                both, first = " and ".join(dict.fromkeys(names)), names[0]
                return f"are {both} numbers or arrays? declare it, as in: % symgrad: {first}[M,N], or: {first} is a number"
    return None


def _cell_by_cell(section: Section, reading: Reading, givens: list[Given]) -> list[Answer]:
    """Arrays of numbers: every entry is a claim of its own, and the first that is wrong decides."""
    out: list[Answer] = []
    for place, side in enumerate(reading.sides):
        if side.node is None:
            out.append(no_answer(side))
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
