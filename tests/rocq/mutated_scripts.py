"""Whole scripts whose statement is not what the certificate proves, and what coqc makes of them."""

from __future__ import annotations

import re
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from symgrad.core.term import TRUE
from symgrad.core.theorem import Theorem, axiom
from symgrad.refute.counterexample import Counterexample
from symgrad.refute.search import find_counterexample
from symgrad.rocq import script as exporter
from symgrad.rocq import steps
from symgrad.rocq.run import find_coqc
from symgrad.rocq.script import Line, export_lines
from symgrad.rocq.write import NotCertified, symbols_of
from tests.rocq.coqc import compile_text

EFFORT = 60  # instances in which a counterexample is looked for
# What a forger would write where the certificate has no proof.
FORGED = ["first [assumption | reflexivity | lia | ring | solve [intuition (first [assumption | lia])]]."]
NOT_A_PROOF_STEP = (
    *("Syntax error", "not found in the current environment", "Cannot find", "Cannot load", "Unable to locate"),
    *("Anomaly", "Stack overflow", "Out of memory", "took longer", "Timeout", "exit code", "already exists", "Illegal begin"),
)


class Answer(NamedTuple):
    """What coqc said: accepted, rejected (at a step of the proof of ``place``), or broken for any other reason."""

    verdict: str
    place: str = ""
    message: str = ""


# ---- falsehood, by the evaluator ----


def counterexample_to(th: Theorem) -> Counterexample | None:
    """Values for which the independent evaluator finds the statement false; it knows neither rules nor Rocq."""
    c = th.conclusion
    left, right = c.args if c.op in ("eq", "seq") else (c, TRUE)
    try:
        return find_counterexample(th.hypotheses, left, right, effort=EFFORT)
    except (ArithmeticError, LookupError, ValueError):
        return None  # the evaluator does not take it, so nothing is claimed of it


# ---- scripts ----


@contextmanager
def forging() -> Iterator[None]:
    """Within this context the exporter writes a forger's tactic where the certificate gives it no proof to write."""

    def written(method: Any) -> Any:
        def write(*parameters: Any) -> Any:
            try:
                return method(*parameters)
            except (NotCertified, ArithmeticError, AttributeError, LookupError, TypeError, ValueError):
                return FORGED

        return write

    with pytest.MonkeyPatch.context() as patch:
        for module in (exporter, steps):
            patch.setattr(module, "arith", written(module.arith))
        patch.setattr(steps.Reindexed, "_plain", written(steps.Reindexed._plain))
        patch.setattr(steps.Rules, "tactics", written(steps.Rules.tactics))
        yield


def text_of(name: str, lines: Sequence[Line], statement: Theorem) -> str | None:
    """The script that claims the statement of these lines; None where not even a forger could write one.

    A statement that lost a symbol of what the lines prove has none: coqc would only say that it does not know the name."""
    last = lines[-1][2]
    if not set(symbols_of(last.conclusion, *last.hypotheses)) <= set(symbols_of(statement.conclusion, *statement.hypotheses)):
        return None
    try:
        with forging():
            return export_lines(name, [*lines, *_missing(lines, statement)], statement).text
    except NotCertified:
        return None


def _missing(lines: Sequence[Line], statement: Theorem) -> Iterator[Line]:
    """Further lines that say of each hypothesis which the statement no longer has that it follows from the others."""
    last = lines[-1][2]
    given = statement.hypotheses
    for h in last.hypotheses:
        if h not in given:
            follows = axiom(given, h)
            yield "arith", (h, (given, ("forged",))), follows  # a witness that there is not, so the forger writes the proof
            rest = [g for g in last.hypotheses if g != h]
            without = axiom((*rest, *given), last.conclusion)
            yield "discharge", (last, follows), without
            last = without


def with_last_line(lines: Sequence[Line], statement: Theorem) -> list[Line]:
    """The lines, the last of which claims the statement's conclusion too; its proof is the one that it had."""
    rule, parameters, th = lines[-1]
    return [*lines[:-1], (rule, parameters, axiom(th.hypotheses, statement.conclusion))]


# ---- coqc ----


def answers(texts: Sequence[str]) -> list[Answer]:
    """What coqc says of each text, each in a run of its own, two at a time."""
    coqc = find_coqc()
    assert coqc is not None
    scratch = Path(tempfile.mkdtemp(prefix="symgrad-test-"))
    try:
        with ThreadPoolExecutor(2) as pool:
            said = pool.map(lambda k: compile_text(coqc, scratch, f"mutant {k}", texts[k]), range(len(texts)))
            return [answer(text, code, wrong) for text, (code, _, wrong) in zip(texts, said, strict=True)]
    finally:
        shutil.rmtree(scratch)


def answer(text: str, code: int, wrong: str) -> Answer:
    """Accepted; rejected, if an error stands at a step of a proof; broken otherwise: no syntax error or time-out rejects."""
    if code == 0:
        return Answer("accepted")
    error = re.search(r'^File "[^"]*", line (\d+), characters [^\n]*\nError:(.*)', wrong, re.MULTILINE | re.DOTALL)
    if error is None or any(said in wrong for said in NOT_A_PROOF_STEP):
        return Answer("broken", "", wrong)
    place = _proof_at(text, int(error[1]))
    return Answer("rejected" if place else "broken", place, " ".join(error[2].split()))


def _proof_at(text: str, line: int) -> str:
    """The name of the lemma or theorem in whose proof the line is; nothing if it is in no proof."""
    before = "\n".join(text.splitlines()[: line - 1])
    begun = list(re.finditer(r"^(?:Lemma|Theorem) (\S+)", before, re.MULTILINE))
    if not begun:
        return ""
    since = before[begun[-1].end() :]
    return begun[-1][1] if re.search(r"^Proof\.", since, re.MULTILINE) and "\nQed." not in since else ""
