"""What coqc does not accept is reported as such, and a script is never taken for accepted that was not checked."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from symgrad.cli import main
from symgrad.render.certified import coverage_lines, summary_record
from symgrad.rocq import run, script
from symgrad.rocq.run import Certified, Coqc, certify, coverage, find_coqc
from tests.core.certificates import CERTIFICATES
from tests.rocq.coqc import needs_coqc

WINDOW = CERTIFICATES["window"]().certificate("window")


def test_without_coqc_the_scripts_are_written_and_not_run(tmp_path: Path) -> None:
    (result,) = certify({"window": WINDOW}, tmp_path, None)
    assert (result.rocq, coverage(result)) == ("not-run", "not run")
    assert Path(result.file).read_text(encoding="utf-8").startswith("From Symgrad")
    assert (tmp_path / "Prelude.v").exists()
    assert (tmp_path / "_CoqProject").exists()


def test_what_cannot_be_exported_is_reported_with_the_reason(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr("symgrad.rocq.script._Exporter._arith")
    (result,) = certify({"window": WINDOW}, tmp_path, find_coqc())
    assert coverage(result) == "not exported"
    assert "arith" in result.reason


@needs_coqc
def test_a_proof_is_accepted(tmp_path: Path) -> None:
    (result,) = certify({"window": WINDOW}, tmp_path, find_coqc())
    assert (result.rocq, result.named, result.reason) == ("accepted", (), "")
    assert 0 < result.seconds < 5
    assert 10**7 < result.memory < 10**9


@needs_coqc
@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (lambda text: text.replace("(s * (M", "(2 * (M"), "not a valid ring equation"),
        (lambda text: text.replace("Proof.\n", "Proof. Admitted. Goal True.\nProof.\n", 1), ""),
        (lambda text: text.replace("Context {F", "Axiom cheat : forall P : Prop, P.\nContext {F").replace(
            "  exact (line_1", "  exact (cheat _). Qed. Goal True. exact (line_1"), ""),
    ],
)  # fmt: skip
def test_a_wrong_script_is_rejected(tmp_path: Path, change, reason: str) -> None:
    coqc = find_coqc()
    assert coqc is not None
    (result,) = certify({"window": WINDOW}, tmp_path, coqc)
    path = Path(result.file)
    path.write_text(change(path.read_text(encoding="utf-8")), encoding="utf-8")
    again = run.check("window", path, "window", coqc, run.compiled_library(coqc))
    assert again.rocq == "rejected"
    assert reason in again.reason


@needs_coqc
def test_an_axiom_under_one_theorem_does_not_hide_the_others(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    export = script.export

    def cheating(name: str, certificate) -> script.Script:
        made = export(name, certificate)
        axiom = "Axiom cheat : forall P : Prop, P.\nContext {F"
        proof = "  exact (cheat _). Qed. Goal True. Proof. exact I. Qed.\nEnd Proof."
        head, _, tail = made.text.replace("Context {F", axiom).rpartition("  exact (line_")
        return made._replace(text=head + proof + tail.partition("End Proof.")[2]) if name == "second" else made

    monkeypatch.setattr("symgrad.rocq.script.export", cheating)
    results = list(certify({"first": WINDOW, "second": WINDOW, "third": WINDOW}, tmp_path, find_coqc()))
    assert [r.rocq for r in results] == ["accepted", "rejected", "accepted"]
    assert results[1].reason == "the theorem rests on an axiom"


@needs_coqc
def test_a_script_that_takes_too_much_memory_is_rejected(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(run, "MEMORY", 10**7)
    (result,) = certify({"window": WINDOW}, tmp_path, find_coqc())
    assert result.rocq == "rejected"
    assert "GB" in result.reason
    assert 10**7 < result.memory < 10**9


@needs_coqc
def test_a_coqc_that_runs_away_is_stopped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    coqc = find_coqc()
    assert coqc is not None
    library = run.compiled_library(coqc)
    endless = tmp_path / "endless.v"
    endless.write_text("Goal True. repeat pose proof I.\n", encoding="utf-8")
    monkeypatch.setattr(run, "SECONDS", 1)
    assert "longer than 1 s" in run.run(coqc, endless, library, tmp_path / "endless.vo").wrong


def test_the_summary_says_who_was_slow_and_what_is_not_certified() -> None:
    results = [Certified(f"page.theorem_{k}", "accepted", "", (), "a.v", k / 4, 400 * 10**6) for k in range(1, 13)]
    results.append(Certified("page.odd", "not-run", "no tactic for the rule of thumb"))
    for width in (60, 80, 120):
        text = ["".join(part for part, _ in line) for line in coverage_lines(results, Coqc("coqc", "8.16.1"), "out", 61.0, width)]
        assert max(map(len, text)) <= width
        assert text[1] == "slowest"
        assert text[2].split() == ["page.theorem_12", "3.0", "s", "400", "MB"]
        assert [line for line in text if "theorem_3 " in line]
        assert not [line for line in text if "theorem_2 " in line]
        assert "13 theorems: 12 certified, 1 not certified" in text
        assert "  not certified: page.odd: no tactic for the rule of thumb" in text
        assert "in 61 s" in " ".join(text)
    assert summary_record(results, None, 61.0)["slowest"][0] == {"name": "page.theorem_12", "seconds": 3.0, "megabytes": 400}


def test_the_words_of_the_coverage() -> None:
    assert coverage(Certified("a", "accepted", file="a.v")) == "certified"
    assert coverage(Certified("a", "accepted", "", ("exp_sum",), "a.v")) == "certified under named hypotheses"
    assert coverage(Certified("a", "rejected", "no", file="a.v")) == "rejected"


def test_the_command_without_coqc(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr("symgrad.rocq.run.find_coqc", lambda: None)
    assert main(["rocq", "convolution.dL_dK", "-o", str(tmp_path / "out"), "--output-format", "plain"]) == 0
    said = capsys.readouterr().out
    assert "not run" in said
    assert "apt-get install coq" in said
    assert (tmp_path / "out" / "convolution_dL_dK.v").exists()


@needs_coqc
def test_prove_says_what_rocq_says(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["prove", "convolution.dL_dK", "--rocq", "--instances", "0", "--output-format", "json"]) == 0
    assert json.loads(capsys.readouterr().out)["theorems"][0]["rocq"] == "accepted"
