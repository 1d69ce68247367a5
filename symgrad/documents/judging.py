"""Judge the lines of one chain under each reading that is open, choose between the readings, and record what was found."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from time import process_time

from symgrad.checker.verdicts import Convention
from symgrad.documents.answer import SECONDS, Answer
from symgrad.documents.answering import answers
from symgrad.documents.asking import zero_outside
from symgrad.documents.chains import Right, Statement
from symgrad.documents.definitions import remade
from symgrad.documents.givens import STARS, Trial
from symgrad.documents.program import Extra, put_left, ranks_in, relevant, write
from symgrad.documents.reading import Reading, read_chain
from symgrad.documents.rewriting import at
from symgrad.documents.sections import Section
from symgrad.documents.spell import Speller, spell
from symgrad.documents.verdicts import Line
from symgrad.errors import Problem
from symgrad.language.syntax import Access, Binder, Derivative, Gradient, Name, Number, Power, Sum, walk


def judge_claims(section: Section, statement: Statement, rights: list[Right], continued: bool) -> None:
    """Add a line to the section for each right side."""
    started = process_time()
    readings: list[tuple[Reading, list[Answer]]] = []
    failure: Problem | None = None
    for trial in _trials(section):
        try:
            reading = read_chain(section, statement, rights, trial)
        except Problem as found:
            failure = failure or found
            continue
        related = relevant(section, reading, continued)
        reading.met_star = reading.met_star or any(g.starred for g in related)
        reading.met_rot = reading.met_rot or any(g.rotated for g in related)
        if readings and not _differs(reading, readings) and not any(g.again for g in related):
            continue
        if process_time() - started > SECONDS:
            break
        reading.explain = not (reading.met_star or reading.met_rot)
        readings.append((reading, answers(section, statement, reading, continued, started)))
        if reading.explain:
            break
    if not readings:
        assert failure is not None, "a chain that cannot be read has a problem"
        for right in rights:
            section.add_problem(_copy(failure), right, statement)
        return
    _record(section, statement, rights, readings)


def _copy(found: Problem) -> Problem:
    return Problem(found.code, found.message, start=found.start, end=found.end, notes=found.notes, help=found.help)


def _trials(section: Section) -> Iterator[Trial]:
    """The readings that the section leaves open, the likeliest first."""
    stars = [section.scope.star] if section.scope.star else list(STARS)
    abouts = [section.declared.about] if section.declared.about else ["array", "origin"]
    for star in stars:
        for about in abouts:
            yield Trial(star, about)
            yield Trial(star, about, shifted=True)


def _differs(reading: Reading, others: list[tuple[Reading, list[Answer]]]) -> bool:
    def key(r: Reading) -> list[str]:
        return [spell(s.node) if s.node is not None else "" for s in r.sides] + [spell(r.left)]

    return all(key(reading) != key(other) for other, _ in others)


def _record(section: Section, statement: Statement, rights: list[Right], readings: list[tuple[Reading, list[Answer]]]) -> None:
    chosen, reading, said = _choose(section, readings)
    before: Line | None = None
    for place, right in enumerate(rights):
        answer = chosen[place]
        line = _line(section, statement, right, answer)
        if line.code == "SG314" and place == 0:
            _assume(section, reading, line)
        if len(readings) > 1 and answer.verdict in ("proved", "refuted", "undecided"):
            _tables(line, place, readings, reading, said)
        if before is not None:
            _link(section, reading, place, before, line)
        before = line


def _assume(section: Section, reading: Reading, line: Line) -> None:
    """``Σ_i y_i = 1``: an equation with a number, about what is given and nothing else, is a condition of the lines below it."""
    node, left = reading.sides[0].node, reading.left
    inputs = set(ranks_in(replace(reading, sides=[]), []))
    alone = isinstance(left, (Name, Access, Power)) and not reading.variables
    if alone and len(inputs) == 1 and not inputs & {g.name for g in section.givens}:
        section.unread |= inputs  # ``r² = x² + y²`` says what r is, in a way that is of no use
    if not isinstance(node, Number) or not isinstance(left, (Binder, Sum, Access)) or not inputs:
        return
    if any(isinstance(n, (Gradient, Derivative)) for n in walk(left)) or inputs & {g.name for g in section.givens}:
        return
    bound = {n.name for b in walk(left) if isinstance(b, Binder) for item in b.items for n in walk(item) if isinstance(n, Name)}
    if any(
        n.name not in bound
        for a in walk(left)
        if isinstance(a, Access)
        for i in a.indices
        for n in walk(i)
        if isinstance(n, Name)
    ):
        return
    if inputs & section.unread:
        return  # they may have values, which were not understood
    if any("=" in text and said & inputs for text, said in section.assumed):
        return  # with one equation about them, another one is more likely to follow from it
    section.unread -= inputs
    names = {n.name for n in walk(left) if isinstance(n, Access) or (isinstance(n, Name) and n.name not in bound)}
    apart = at(left, {letter: Name(f"{letter}'", left.start, left.start) for letter in bound})  # from the letters of the lines
    section.assumed.append((f"{spell(apart)} = {spell(node)}", names))
    line.verdict, line.code, line.message = "given", "", "a condition of what follows"


def _choose(section: Section, readings: list[tuple[Reading, list[Answer]]]) -> tuple[list[Answer], Reading, str]:
    """The reading that makes most true; where another one makes something true that it does not, nothing is refuted."""
    if len(readings) == 1:
        return readings[0][1], readings[0][0], ""
    fitting = [r for r in readings if _key(r[0]) in section.viable] or readings
    reading, found = max(fitting, key=lambda r: sum(a.verdict == "proved" for a in r[1]))
    out: list[Answer] = []
    for place, answer in enumerate(found):
        verdicts = {a[place].verdict for _, a in readings}
        if answer.verdict == "refuted" and verdicts != {"refuted"}:
            true_here = any(a[place].verdict == "proved" for _, a in fitting)
            message = "true or false by what is meant: see the readings"
            if "proved" in verdicts and not true_here:
                message = "true only under a reading under which a line above is false"
            answer = replace(answer, verdict="undecided", code="SG315", judged=None, message=message)
        out.append(answer)
    proved = [place for place, answer in enumerate(found) if answer.verdict == "proved"]
    if proved:
        agreeing = [r for r, a in fitting if all(a[place].verdict == "proved" for place in proved)]
        section.viable = {key for key in section.viable if any(_agrees(key, r) for r in agreeing)}
    return out, reading, "preferred" if proved else ""


def _agrees(key: tuple[str, str], reading: Reading) -> bool:
    """Whether a reading of the section says the same as that of a line, of what the line speaks of."""
    star = not reading.met_star or key[0] == reading.trial.star
    return star and (not reading.met_rot or key[1] == reading.trial.about)


def _key(reading: Reading) -> tuple[str, str]:
    return reading.trial.star, reading.trial.about


def _words(reading: Reading) -> str:
    parts = []
    if reading.met_star:
        names = {("correlation", False): "cross-correlation", ("correlation", True): "full cross-correlation",
                 ("convolution", False): "convolution", ("convolution", True): "valid convolution"}  # fmt: skip
        parts.append(f"* is {names[reading.trial.star, reading.trial.shifted]}")
    if reading.met_rot:
        parts.append(f"rot turns about the {'origin' if reading.trial.about == 'origin' else 'centre of the array'}")
    return ", ".join(parts)


def _tables(line: Line, place: int, readings: list[tuple[Reading, list[Answer]]], own: Reading, said: str) -> None:
    verdicts = {a[place].verdict for _, a in readings}
    if len(verdicts) == 1:
        return
    for reading, found in readings:
        line.conventions.append(Convention("readings", _words(reading), found[place].verdict, own=reading is own))
    if said and line.verdict == "proved":
        line.assumptions.append(_words(own))


def _line(section: Section, statement: Statement, right: Right, answer: Answer) -> Line:
    if answer.verdict == "not understood" and answer.problem is not None:
        line = section.add_problem(_copy(answer.problem), right, statement)
        line.plain = answer.plain
        return line
    line = section.add(answer.verdict, right, statement, code=answer.code, message=answer.message, plain=answer.plain)
    line.judged, line.checked, line.offset, line.places = answer.judged, answer.checked, answer.offset, answer.places
    line.notes = list(answer.notes)
    line.assumptions += [a for a in answer.assumptions if not a.startswith("?")]
    if answer.judged is not None:
        line.assumptions += [a for a in answer.judged.assumptions if a not in line.assumptions]
        line.conventions += answer.judged.conventions
    return line


def _link(section: Section, reading: Reading, place: int, before: Line, line: Line) -> None:
    """What this line has to do with the one above it, where not both are right."""
    if before.verdict == "refuted" and line.verdict == "proved":
        line.notes.append("right by itself: it does not follow from the line above, which is wrong")
    elif before.verdict == "refuted" and line.verdict == "refuted":
        verdict = _compared(section, reading, place)
        if verdict == "proved":
            line.root = before.root if before.root is not None else section.out.index(before)
            line.notes.append("follows from the line above, and carries its slip on")
        elif verdict == "refuted":
            line.notes.append("does not follow from the line above: another slip")
    elif before.verdict == "proved" and line.verdict == "undecided" and line.code.startswith("SG30"):
        found = _compared(section, reading, place)
        if found == "proved":
            line.verdict, line.code, line.message = "proved", "", ""
            line.notes = ["follows from the line above, which is proved"]


def _compared(section: Section, reading: Reading, place: int) -> str:
    """The verdict on this line against the one above."""
    from symgrad.checker.judge import check

    here, above = reading.sides[place].node, reading.sides[place - 1].node
    if here is None or above is None:
        return ""
    both = replace(reading, sides=[reading.sides[place - 1], reading.sides[place]])
    extra = Extra(sizes=dict(reading.trial.sizes))
    givens = [remade(section, g, reading.trial) for g in relevant(section, both, False)]
    for _ in range(6):
        written = write(section, both, givens, extra)
        begin, end = written.claims[0]
        second = written.text[written.claims[1][0] : written.claims[1][1]]
        head = Speller()
        put_left(head, reading.left)
        tail = second[head.length + 3 :]
        text = f"{written.text[:end]} = {tail}\n"
        checked = check(text, explain=False)
        if not zero_outside(checked.problem, givens, extra.zero):
            break
    del begin
    steps = [s for s in checked.steps if s.claim is not None and s.claim.previous is not None]
    if not steps or not any("line before" in n for n in steps[-1].notes):
        return ""
    return steps[-1].verdict
