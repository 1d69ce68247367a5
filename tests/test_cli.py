"""The command line: exit codes, JSON alone on standard output, and a sentence instead of a traceback."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from types import ModuleType
from typing import NamedTuple

import pytest

from symgrad.cli import main
from symgrad.core.replay import encode
from symgrad.core.term import Int, Var, le, mul, read
from symgrad.core.theorem import reflexivity
from symgrad.errors import Problem
from symgrad.proof.document import Document, Gradient, Step

ROOT = Path(__file__).resolve().parent.parent


class Entry(NamedTuple):
    name: str
    title: str = "A layer"
    source: str = "a course"
    featured: bool = True
    kind: str = "gradient"
    expected: str = "proved"


def document(name: str, verdict: str = "proved") -> Document:
    x = read("x", Var("i"))
    d = Document(name, mul(read("w"), x), mul(x, read("w")), read("dL/dx", Var("i")))
    d.title, d.source, d.verdict = "A layer", "a course", verdict
    d.steps = [Step(d.lhs, "chain rule"), Step(d.rhs, "swap the factors")]
    d.names, d.hypotheses = ["x scaled by w"], [le(Int(1), Var("s"))]
    d.certificate = {"format": "symgrad certificate", "version": 1}
    return d


def gradient(name: str) -> Document:
    d = document(f"dL_d{name}")
    d.gradient = Gradient(read("L"), name, ("i",), ((Int(0), Var("N")),))
    return d


@pytest.fixture
def engine(monkeypatch):
    """An engine that is not there: entries by name, and what proving each of them does."""
    outcomes: dict[str, Document | Exception] = {"layer.dw": document("layer.dw"), "layer.dx": document("layer.dx")}
    library, derive = ModuleType("symgrad.engine.library"), ModuleType("symgrad.engine.derive")

    def prove(entry, instances=24):
        outcome = outcomes[entry.name]
        if isinstance(outcome, BaseException):
            raise outcome
        return outcome

    def resolve(target):
        found = [Entry(name) for name in outcomes if name == target or name.startswith(target + ".")]
        if not found:
            raise Problem("SG405", f"there is no theorem called `{target}`", help="did you mean `layer.dx`?")
        return found

    def derive_text(text, wrt, filename=None, instances=0):
        if "=" not in text:
            raise Problem("SG101", "expected `=`", source=text, start=len(text), end=len(text), filename=filename)
        return [gradient(name) for name in wrt]

    library.entries = lambda: [Entry(name, featured=name == "layer.dx") for name in outcomes]
    library.prove, library.resolve, derive.derive = prove, resolve, derive_text
    monkeypatch.setitem(sys.modules, "symgrad.engine.library", library)
    monkeypatch.setitem(sys.modules, "symgrad.engine.derive", derive)
    monkeypatch.setenv("COLUMNS", "80")
    return outcomes


@pytest.fixture
def certificate(tmp_path):
    theorem = reflexivity(read("x", Var("i")))
    path = tmp_path / "same.json"
    path.write_text(json.dumps(encode([["reflexivity", theorem.lhs]], theorem, {"name": "same"})), encoding="utf-8")
    return path


def symgrad(*arguments: str, **options):
    """Run the command in a process of its own."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "COLUMNS": "80", **options.pop("env", {})}
    environment.pop("SYMGRAD_DEBUG", None)
    command = [sys.executable, "-m", "symgrad", *arguments]
    return subprocess.run(command, capture_output=True, text=True, env=environment, check=False, **options)


# ---- prove ----


def test_all_as_claimed_is_0(engine, capsys):
    assert main(["prove"]) == 0
    shown = capsys.readouterr().out
    assert "  ✓ proved    layer.dw" in shown
    assert "   1 = w·x[i]   chain rule\n   2 = x[i]·w   swap the factors\n" in shown
    assert "2 theorems: 2 proved" in shown


def test_a_target_is_shown_in_full(engine, capsys):
    assert main(["prove", "layer.dw"]) == 0
    shown = capsys.readouterr().out
    assert "swap the factors" in shown
    assert "for s ≥ 1" in shown


@pytest.mark.parametrize("verdict", ["refuted", "undecided", "not understood"])
def test_something_not_as_claimed_is_1(engine, verdict, capsys):
    engine["layer.dx"] = document("layer.dx", verdict)
    assert main(["prove"]) == 1
    assert f"{verdict}, though expected to be proved" in capsys.readouterr().out


def test_a_refutation_that_was_expected_is_0(engine):
    engine["layer.dx"] = document("layer.dx", "refuted")
    engine["layer.dx"].expected = "refuted"
    assert main(["prove"]) == 0


def test_nothing_to_judge_is_1(engine, capsys):
    engine.clear()
    assert main(["prove"]) == 1
    assert "error[SG409]" in capsys.readouterr().err


def test_a_problem_with_one_theorem_does_not_hide_the_others(engine, capsys):
    engine["layer.dx"] = Problem("SG104", "there is no tensor q")
    assert main(["prove"]) == 1
    shown = capsys.readouterr().out
    assert "error[SG104]: there is no tensor q" in shown
    assert "layer.dw" in shown


def test_the_page_without_a_target_has_at_most_sixty_lines(engine, capsys):
    for k in range(30):
        engine[f"layer.d{k}"] = document(f"layer.d{k}")
    assert main(["prove"]) == 0
    assert len(capsys.readouterr().out.splitlines()) <= 60


def test_an_unknown_target_is_2(engine, capsys):
    assert main(["prove", "layr"]) == 2
    assert "help: did you mean `layer.dx`?" in capsys.readouterr().err


def test_certificates_are_written(engine, tmp_path):
    assert main(["prove", "--certificates", str(tmp_path / "new")]) == 0
    assert sorted(path.name for path in (tmp_path / "new").iterdir()) == ["layer.dw.json", "layer.dx.json"]


def test_a_directory_that_cannot_be_made_is_a_problem(engine, tmp_path, capsys):
    (tmp_path / "file").write_text("")
    assert main(["prove", "layer.dx", "--certificates", str(tmp_path / "file")]) == 2
    assert "error[SG407]" in capsys.readouterr().err


def test_a_certificate_that_cannot_be_written_is_a_problem(engine, tmp_path, capsys):
    (tmp_path / "layer.dx.json").mkdir()
    assert main(["prove", "layer.dx", "--certificates", str(tmp_path)]) == 2
    assert "error[SG407]" in capsys.readouterr().out


# ---- JSON ----


def test_prove_prints_json_alone(engine, capsys):
    assert main(["prove", "layer.dx", "--output-format", "json"]) == 0
    captured = capsys.readouterr()
    answer = json.loads(captured.out)
    assert captured.err == ""
    assert answer["schema"] == 1
    (theorem,) = answer["theorems"]
    fields = {
        "name",
        "source",
        "statement",
        "latex",
        "hypotheses",
        "verdict",
        "expected",
        "steps",
        "instances",
        "seconds",
    }
    assert fields <= set(theorem)
    assert theorem["statement"] == "w*x[i] = x[i]*w"
    assert [set(step) for step in theorem["steps"]] == [{"text", "latex", "rule", "note"}] * 2


def test_derive_prints_json_alone(engine, capsys):
    assert main(["derive", "y[i] = w*x[i]", "--wrt", "w,x", "--output-format=json"]) == 0
    gradients = json.loads(capsys.readouterr().out)["gradients"]
    assert [gradient["wrt"] for gradient in gradients] == ["w", "x"]
    assert {"wrt", "formula", "latex", "recognised", "verdict", "hypotheses", "steps"} <= set(gradients[0])


def test_an_error_in_json_has_its_place(engine, capsys):
    assert main(["derive", "nonsense", "--wrt", "x", "--output-format", "json"]) == 1
    captured = capsys.readouterr()
    answer = json.loads(captured.out)
    assert captured.err == ""
    error = {"code": "SG101", "message": "expected `=`", "file": None, "line": 1, "column": 9, "end_column": 9}
    assert answer == {"schema": 1, "error": {**error, "notes": [], "help": None}}


def test_a_wrong_option_in_json_is_json(capsys):
    assert main(["prove", "--no-such", "--output-format", "json"]) == 2
    assert json.loads(capsys.readouterr().out)["error"]["code"] == "SG410"


def test_list_in_json(engine, capsys):
    assert main(["list", "--output-format", "json"]) == 0
    rows = json.loads(capsys.readouterr().out)["theorems"]
    assert [row["name"] for row in rows] == ["layer.dw", "layer.dx"]
    assert [(row["expected"], row["verdict"], row["source"]) for row in rows] == [("proved", None, "a course")] * 2
    assert main(["list", "--prove", "--output-format", "json"]) == 0
    assert [row["verdict"] for row in json.loads(capsys.readouterr().out)["theorems"]] == ["proved", "proved"]


# ---- derive, list, explain ----


def test_derive_shows_each_gradient(engine, capsys):
    assert main(["derive", "y[i] = w*x[i]", "--wrt", "w", "x"]) == 0
    assert capsys.readouterr().out.count("✓ proved") == 2


def test_a_nonsense_definition_is_shown_with_carets(engine, capsys):
    assert main(["derive", "nonsense", "--wrt", "x"]) == 1
    assert "1 | nonsense\n  |         ^" in capsys.readouterr().err


def test_list_names_them_all_with_their_source_and_proves_nothing(engine, capsys):
    engine["layer.dw"] = AssertionError("nothing is to be proved")
    assert main(["list"]) == 0
    out = capsys.readouterr().out
    assert "proved     dw" in out
    assert "layer · a course" in out
    assert "✓" not in out
    assert "as the files claim" in out


def test_list_can_prove_each_row(engine, capsys):
    assert main(["list", "--prove"]) == 0
    out = capsys.readouterr().out
    assert "✓ proved   dw" in out
    assert "2 theorems: 2 proved" in out


def test_list_says_which_row_is_not_as_claimed(engine, capsys):
    engine["layer.dx"] = document("layer.dx", "undecided")
    assert main(["list", "--prove"]) == 1
    out = capsys.readouterr().out
    assert "? undecided   dx" in out
    assert "1 not as claimed" in out


def test_list_takes_targets(engine, capsys):
    assert main(["list", "layer.dx"]) == 0
    assert "dw" not in capsys.readouterr().out
    assert main(["list", "no_such"]) == 2


@pytest.mark.parametrize("topic", ["SG403", "sg403", "reindex", "d_max"])
def test_explain(topic, capsys):
    assert main(["explain", topic]) == 0
    assert capsys.readouterr().out


def test_explain_an_unknown_code_is_2(capsys):
    assert main(["explain", "SG999"]) == 2
    assert "error[SG408]" in capsys.readouterr().err


# ---- usage ----


def test_alone_it_gives_three_examples(capsys):
    assert main([]) == 0
    shown = capsys.readouterr().out
    assert shown.count("\n  symgrad ") == 3
    assert "usage" not in shown


@pytest.mark.parametrize("arguments", [["prov"], ["--no-such"], ["derive"], ["prove", "--instances", "-1"]])
def test_wrong_usage_is_2_and_one_sentence(arguments, capsys):
    assert main(arguments) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err.startswith("error[SG410]: ")


def test_help_is_0(capsys):
    assert main(["prove", "--help"]) == 0
    assert "--certificates" in capsys.readouterr().out


def test_an_internal_error_is_101_and_no_traceback(engine, monkeypatch, capsys):
    monkeypatch.delenv("SYMGRAD_DEBUG", raising=False)
    engine["layer.dx"] = ZeroDivisionError("division by zero")
    assert main(["prove", "layer.dx"]) == 101
    message = capsys.readouterr().err
    assert "Traceback" not in message
    assert "please report it" in " ".join(message.split())


def test_the_traceback_is_there_for_who_asks(engine, monkeypatch):
    monkeypatch.setenv("SYMGRAD_DEBUG", "1")
    engine["layer.dx"] = ZeroDivisionError("division by zero")
    with pytest.raises(ZeroDivisionError):
        main(["prove", "layer.dx"])


def test_an_interrupt_is_130(engine):
    engine["layer.dx"] = KeyboardInterrupt()
    assert main(["prove", "layer.dx"]) == 130


# ---- replay ----


def test_replay_prints_what_was_proved(certificate, capsys):
    assert main(["replay", str(certificate)]) == 0
    assert "  then    x[i] = x[i]" in capsys.readouterr().out


def test_replay_reads_a_pipe(certificate):
    assert "then" in symgrad("replay", "-", input=certificate.read_text(encoding="utf-8")).stdout


def test_replay_imports_the_core_alone(certificate):
    program = (
        "import sys, symgrad.cli\n"
        "assert symgrad.cli.main(['replay', sys.argv[1]]) == 0\n"
        "print(sorted(n for n in sys.modules if n.partition('.')[0] in ('symgrad', 'sympy', 'rich', 'derivations')))"
    )
    command = [sys.executable, "-c", program, str(certificate)]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    run = subprocess.run(command, capture_output=True, text=True, env=environment, check=True)
    modules = eval(run.stdout.splitlines()[-1])
    assert {m for m in modules if not m.startswith("symgrad.core")} == {"symgrad", "symgrad.cli", "symgrad.errors"}


def test_a_missing_file_is_2(capsys):
    assert main(["replay", "no-such.json"]) == 2
    assert "error[SG401]: there is no file `no-such.json`" in capsys.readouterr().err


@pytest.mark.parametrize("size", [0, 1, 40, 200])
def test_a_truncated_certificate_is_2(certificate, size, capsys):
    certificate.write_text(certificate.read_text(encoding="utf-8")[:size], encoding="utf-8")
    assert main(["replay", str(certificate)]) == 2
    assert "error[SG403]" in capsys.readouterr().err


@pytest.mark.parametrize("content", [b"\xff\xfe", b"[]", b"{}", b'"text"', b"[" * 5000])
def test_any_other_content_is_2(tmp_path, content, capsys):
    path = tmp_path / "other.json"
    path.write_bytes(content)
    assert main(["replay", str(path)]) == 2
    assert "Traceback" not in capsys.readouterr().err


def test_a_directory_is_2(tmp_path, capsys):
    assert main(["replay", str(tmp_path)]) == 2
    assert "error[SG402]" in capsys.readouterr().err


def test_a_false_certificate_is_1_and_names_the_rule(certificate, capsys):
    data = json.loads(certificate.read_text(encoding="utf-8"))
    data["lines"] = [["symmetry", "@0"]]
    data["lines"].insert(0, ["assume", data["claim"]["conclusion"]])
    certificate.write_text(json.dumps(data), encoding="utf-8")
    assert main(["replay", str(certificate)]) == 1
    assert "error[SG404]" in capsys.readouterr().err


def test_a_bad_certificate_does_not_hide_a_good_one(certificate, capsys):
    assert main(["replay", "no-such.json", str(certificate)]) == 2
    assert "x[i] = x[i]" in capsys.readouterr().out


# ---- the process ----


def test_help_imports_neither_rich_nor_sympy():
    program = (
        "import sys, symgrad.cli\n"
        "symgrad.cli.main(['--help'])\n"
        "sys.exit(any(name in sys.modules for name in ('rich', 'sympy', 'dataclasses', 'symgrad.core')))"
    )
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    run = subprocess.run([sys.executable, "-c", program], env=environment, check=False, capture_output=True)
    assert run.returncode == 0


def test_a_closed_pipe_is_quiet():
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    command = f"{sys.executable} -m symgrad explain | head -n 1"
    run = subprocess.run(["bash", "-c", command], env=environment, capture_output=True, text=True, check=False)
    assert run.stderr == ""


def test_an_ascii_terminal_gets_ascii():
    run = symgrad("explain", "reindex", env={"PYTHONIOENCODING": "ascii"})
    assert run.returncode == 0
    assert run.stdout.isascii()


@pytest.mark.parametrize("closed", [">&-", "2>&-", ">&- 2>&-", "<&-"])
def test_a_closed_stream_is_no_mistake(closed: str) -> None:
    run = _in_shell(f"evaluate y=x x=1 {closed}")
    assert (run.returncode, run.stderr) == (0, "")


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="there is no /dev/full here")
def test_an_output_that_is_full_is_reported() -> None:
    run = _in_shell("evaluate y=x x=1 >/dev/full")
    assert run.returncode == 2
    assert "SG407" in run.stderr
    assert _in_shell("evaluate y=x x=1 >/dev/full 2>/dev/full").returncode == 2


def _in_shell(command: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    whole = f"{sys.executable} -m symgrad {command}"
    return subprocess.run(["bash", "-c", whole], env=environment, capture_output=True, text=True, check=False)


def test_rocq_does_not_make_a_directory_called_like_a_script(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["rocq", "convolution", "-o", str(tmp_path / "x.v")]) == 2
    assert "SG410" in capsys.readouterr().err
    assert not list(tmp_path.iterdir())


def test_a_derivation_that_ends_the_program_is_reported(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "ends.py"
    path.write_text("import sys\nsys.exit(3)\n", encoding="utf-8")
    assert main(["prove", str(path)]) == 2
    assert "SG406" in (err := capsys.readouterr().err)
    assert "ends.py" in err


def test_a_proved_claim_says_where_its_proof_is(capsys):
    text = "y[o] = sum(k) w[k]*x[2*o+k]; dL/dw[k] = sum(o) dL/dy[o]*x[2*o+k]"
    assert main(["check", text]) == 0
    assert capsys.readouterr().out.endswith("  --detail shows the proof\n")
    assert main(["check", text, "--detail"]) == 0
    assert "--detail" not in capsys.readouterr().out


def test_a_refuted_claim_promises_no_proof(capsys):
    assert main(["check", "y[o] = sum(k) w[k]*x[2*o+k]; dL/dw[k] = sum(o) dL/dy[o]*x[o+k]"]) == 1
    assert "--detail" not in capsys.readouterr().out
