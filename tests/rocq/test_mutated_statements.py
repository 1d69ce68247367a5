"""A statement that became false is rejected: the exported proof does not prove it, whatever was changed in it."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from symgrad.core.term import Int, Term, TermError, iadd, make, num
from symgrad.core.theorem import Theorem, axiom
from symgrad.engine.library import entries
from symgrad.refute.search import find_counterexample
from symgrad.rocq.run import find_coqc
from symgrad.rocq.script import _Exporter, lines_of
from symgrad.rocq.write import symbols_of
from tests.rocq.coqc import compile_text, needs_coqc

FILES = ("convolution", "convolution_layer", "average_pooling", "max_pooling", "upsampling", "pixel_shuffle")
MOST = 26  # mutants of one theorem
OTHER = {"le": "lt", "lt": "le", "eq": "ne", "ne": "eq", "imin": "imax", "imax": "imin", "seq": "sne"}


def mutants_of(t: Term) -> Iterator[Term]:
    """The term with one guard, bound, sign, offset or order of indices changed, for each place where that can be done."""
    if t.op in OTHER and t.op != "seq":
        yield make(OTHER[t.op], None, t.args)  # a guard
    if t.op == "int" and t.data:
        yield Int(t.data + 1)  # an offset, a bound
        yield Int(-t.data)  # a sign
    if t.op == "read" and len(t.args) > 1:
        yield make("read", t.data, (*t.args[1:], t.args[0]))  # a transposed tensor
    if t.op == "read" and t.args:
        yield make("read", t.data, (iadd(t.args[0], Int(1)), *t.args[1:]))  # an offset
    if t.op == "bracket":
        yield num(1)  # a dropped guard
    if t.op == "sum":
        yield make("sum", None, (t.args[0], iadd(t.args[1], Int(1)), *t.args[2:]), t.hints)  # a bound
    for k, a in enumerate(t.args):
        for changed in mutants_of(a):
            yield make(t.op, t.data, (*t.args[:k], changed, *t.args[k + 1 :]), t.hints)


def false_statements(th: Theorem) -> list[Theorem]:
    """Statements like the theorem's that the independent evaluator shows to be false."""
    out: list[Theorem] = []
    lhs, rhs = th.conclusion.args
    candidates = [(th.hypotheses, lhs, changed) for changed in mutants_of(rhs)]
    candidates += [(tuple(h for h in th.hypotheses if h is not dropped), lhs, rhs) for dropped in th.hypotheses]
    spread = candidates[:: max(1, len(candidates) // (2 * MOST))]
    for hypotheses, left, right in [*spread, *candidates[-len(th.hypotheses) :]]:
        if len(out) == MOST:
            break
        try:
            claim = make(th.conclusion.op, None, (left, right))
            if find_counterexample(hypotheses, left, right, effort=150) is not None:
                out.append(axiom(hypotheses, claim))
        except (TermError, ArithmeticError, ValueError, KeyError):
            continue
    return out


def script_with(name: str, certificate: dict, false: list[Theorem]) -> str:
    """The script of a theorem, and after it each false statement with the proof of the true one, which must fail."""
    lines, claim = lines_of(certificate)
    exporter = _Exporter(name, lines, claim)
    for th in false:
        for kind, symbol in symbols_of(th.conclusion, *th.hypotheses):
            exporter.names.symbol(kind, symbol)
    text = exporter.script().text
    attempts = []
    number = len(lines)
    for th in false:
        symbols = exporter.symbols[-1]
        proof = f"first [eapply line_{number}; eassumption | ring | lia | congruence | eauto 3]"
        attempts.append(f"Goal {exporter.statement(th, symbols)}.\nProof. intros. Fail (solve [{proof}]). Abort.\n")
    head, end, tail = text.partition("\nEnd Proof.")
    return head + "\n" + "\n".join(attempts) + end + tail


@needs_coqc
def test_every_false_statement_is_rejected() -> None:
    coqc = find_coqc()
    assert coqc is not None
    chosen = [e for e in entries() if e.name.partition(".")[0] in FILES]
    work: list[tuple[str, str, int]] = []
    for entry in chosen:
        certificate = entry.document.certificate
        if certificate is None:
            continue
        _, claim = lines_of(certificate)
        if claim.conclusion.op != "seq":
            continue
        false = false_statements(claim)
        work.append((entry.name, script_with(entry.name, certificate, false), len(false)))
    assert sum(n for _, _, n in work) >= 200
    scratch = Path(tempfile.mkdtemp(prefix="symgrad-test-"))
    try:
        with ThreadPoolExecutor(2) as pool:
            answers = list(pool.map(lambda w: compile_text(coqc, scratch, w[0], w[1]), work))
    finally:
        shutil.rmtree(scratch)
    for (name, _, _), (code, _, wrong) in zip(work, answers, strict=True):
        assert code == 0, (name, wrong)


@needs_coqc
def test_the_true_statement_is_not_rejected_in_the_same_way() -> None:
    coqc = find_coqc()
    assert coqc is not None
    entry = next(e for e in entries() if e.name == "convolution.dL_dK")
    certificate = entry.document.certificate
    assert certificate is not None
    with tempfile.TemporaryDirectory() as scratch:
        text = script_with(entry.name, certificate, [lines_of(certificate)[1]])
        code, _, wrong = compile_text(coqc, Path(scratch), entry.name, text)
    assert code != 0
    assert "has not failed" in wrong


@pytest.mark.parametrize("op", ["le", "lt"])
def test_a_guard_has_a_mutant(op: str) -> None:
    t = make(op, None, (Int(0), Int(1)))
    assert make(OTHER[op], None, t.args) in list(mutants_of(t))
