"""No script of a false statement is accepted, whatever of the statement, of its last line or of the certificate was changed.

Each mutant is a whole script in a run of coqc of its own. What is false says the independent evaluator, which knows neither
the rules nor Rocq; a rejection counts only if the error stands at a step of a proof. With the scripts that are not changed,
about three hundred runs of half a second of processor time.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from functools import cache
from random import Random
from typing import NamedTuple
from zlib import crc32

import pytest

from symgrad.core.term import lt
from symgrad.core.theorem import Theorem, axiom
from symgrad.engine.library import entries, resolve
from symgrad.rocq.naming import legal
from symgrad.rocq.script import Line, export, export_lines, lines_of
from tests.rocq.coqc import needs_coqc
from tests.rocq.mutated_certificates import corrupt, credulous_core, refused_by_the_core
from tests.rocq.mutated_scripts import Answer, answers, counterexample_to, text_of, with_last_line
from tests.rocq.mutated_terms import KINDS, Mutant, mutants

SHORT = 16_000  # characters of a script that coqc checks in half a second or so
LONG = 60_000  # of one that is too long for this
OF_A_FILE = 2  # theorems
STATEMENTS = 3  # false statements of each theorem
CERTIFICATES = 2  # corrupted certificates of each
TRIES = 60  # corruptions among which those are looked for: most contradict themselves, or leave the statement true


class Attempt(NamedTuple):
    """A script that must not be accepted: of which theorem, where it was changed and how, what it states, and its text."""

    name: str
    changed: str  # the claim, the last line or the certificate
    kind: str
    statement: Theorem
    text: str
    last: int  # the number of the certificate's last line


@cache
def chosen() -> tuple[str, ...]:
    """Of each file of derivations/ the longest of the short scripts, or if none is short, the shortest."""
    files: dict[str, list[tuple[int, str]]] = {}
    for entry in entries():
        certificate = entry.document.certificate
        if certificate is not None:
            files.setdefault(entry.name.partition(".")[0], []).append((len(export(entry.name, certificate).text), entry.name))
    out: list[str] = []
    for sizes in files.values():
        short = sorted(found for found in sizes if found[0] < SHORT)[-OF_A_FILE:]
        out += [name for size, name in short or [min(sizes)] if size < LONG]
    return tuple(out)


@cache
def lines_and_claim(name: str) -> tuple[list[Line], Theorem]:
    certificate = resolve(name)[0].document.certificate
    assert certificate is not None
    return lines_of(certificate)


def false_statements(name: str, first: int) -> Iterator[Mutant]:
    """False statements like the theorem's, one kind of change after the other."""
    rng = Random(crc32(name.encode()))
    by_kind: dict[str, list[Mutant]] = {kind: [] for kind in KINDS}
    for m in mutants(lines_and_claim(name)[1]):
        by_kind[m.kind].append(m)
    for found in by_kind.values():
        rng.shuffle(found)
    turn = first
    while any(by_kind.values()):
        found = by_kind[KINDS[turn % len(KINDS)]]
        turn += 1
        while found:
            m = found.pop()
            if counterexample_to(m.statement) is not None:
                yield m
                break


def changed_statements(name: str, first: int) -> Iterator[Attempt]:
    """The whole script with a false statement: in the claim alone, or in the claim and in the last line."""
    lines, _ = lines_and_claim(name)
    made = 0
    for m in false_statements(name, first):
        if made == STATEMENTS:
            return
        alone = made % 2 == 0 or m.kind == "hypothesis"
        text = text_of(name, lines if alone else with_last_line(lines, m.statement), m.statement)
        if text is not None:
            made += 1
            yield Attempt(name, "claim" if alone else "last line", m.kind, m.statement, text, len(lines))


def corrupted_certificates(name: str) -> Iterator[Attempt]:
    """The whole script of a certificate with one step corrupted, which claims what would follow."""
    lines, claim = lines_and_claim(name)
    rng = Random(crc32(name.encode()))
    made = 0
    for _ in range(TRIES):
        if made == CERTIFICATES:
            return
        with credulous_core():
            m = corrupt(lines, rng)
            if m is None or m.statement.conclusion == claim.conclusion or counterexample_to(m.statement) is None:
                continue
            text = text_of(name, m.lines, m.statement)
        assert refused_by_the_core(m.lines), m.statement
        if text is not None:
            made += 1
            yield Attempt(name, "certificate", m.kind, m.statement, text, len(lines))


@cache
def attempts() -> tuple[Attempt, ...]:
    """All scripts that must not be accepted; the same in every run."""
    out: list[Attempt] = []
    for k, name in enumerate(chosen()):
        out += changed_statements(name, 3 * k)
        out += corrupted_certificates(name)
    return tuple({a.text: a for a in out}.values())


@pytest.fixture(scope="module")
def judged() -> list[tuple[Attempt, Answer]]:
    return list(zip(attempts(), answers([a.text for a in attempts()]), strict=True))


def test_there_are_two_hundred_false_scripts_from_twenty_five_files() -> None:
    assert len(attempts()) >= 200
    assert len({a.name.partition(".")[0] for a in attempts()}) >= 25
    assert min(Counter(a.changed for a in attempts()).values()) >= 30


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_change_makes_false_statements(kind: str) -> None:
    assert sum(a.kind == kind for a in attempts()) >= 10


@needs_coqc
def test_every_script_of_a_false_statement_is_rejected_at_a_step_of_a_proof(judged: list[tuple[Attempt, Answer]]) -> None:
    wrong = [(a.name, a.changed, a.kind, a.statement, answer) for a, answer in judged if answer.verdict != "rejected"]
    assert wrong == []


@needs_coqc
def test_a_changed_claim_is_rejected_where_it_is_proved_and_no_line_before(judged: list[tuple[Attempt, Answer]]) -> None:
    for a, answer in judged:
        if a.changed == "claim":
            number = answer.place.removeprefix("line_")
            assert answer.place == legal(a.name.replace(".", "_")) or int(number) > a.last, (a, answer)


@needs_coqc
def test_a_changed_last_line_is_rejected_in_its_own_proof(judged: list[tuple[Attempt, Answer]]) -> None:
    for a, answer in judged:
        if a.changed == "last line":
            assert answer.place == f"line_{a.last}", (a, answer)


@needs_coqc
def test_the_scripts_without_a_change_are_accepted_by_the_same_means() -> None:
    texts = []
    for name in chosen():
        lines, claim = lines_and_claim(name)
        text = text_of(name, lines, claim)
        assert text == export_lines(name, lines, claim).text
        texts.append(text)
    assert dict(zip(chosen(), answers(texts), strict=True)) == dict.fromkeys(chosen(), Answer("accepted"))


@needs_coqc
@pytest.mark.parametrize("name", ["convolution.dL_dK", "transposed_convolution.dL_dx", "pixel_shuffle.inverse"])
def test_a_statement_that_stays_true_can_be_accepted(name: str) -> None:
    """With a stricter hypothesis, 0 < m for 0 ≤ m, it is weaker: the forger proves what is missing."""
    lines, claim = lines_and_claim(name)
    bounds = [h for h in claim.hypotheses if h.op == "le"]
    assert bounds
    stricter = axiom((lt(*h.args) if h in bounds else h for h in claim.hypotheses), claim.conclusion)
    text = text_of(name, lines, stricter)
    assert text is not None
    assert answers([text]) == [Answer("accepted")]
