"""``symgrad check``: what it prints in each format, and its exit codes."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from symgrad.cli import main
from tests.checker.lines import CONVOLUTION, text

WRONG = "Z[i,j] = sum(k,l) V[i+k,j+l]*K[k,l]; dL/dV[m,n] = sum(i,j) dL/dZ[i,j]*K[i-m,j-n]"
RIGHT = WRONG.replace("K[i-m,j-n]", "K[m-i,n-j]")


def shown(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str]:
    code = main(["check", *arguments])
    return code, capsys.readouterr().out


def test_a_refuted_line_shows_both_values_the_slip_and_the_readings(capsys: pytest.CaptureFixture[str]) -> None:
    code, out = shown(capsys, WRONG, "--output-format", "plain")
    assert code == 1
    flat = " ".join(out.split())
    assert "✗ refuted V 1×2, K 1×2, Z 1×1, K = [[0,1]], ∂L/∂Z = [[1]], m = 0, n = 1: should be 1, yours gives 0" in flat
    assert "looks like: sign of an offset; K[m-i, n-j] would be right" in flat
    assert "correlation V[i+k,j+l] false" in flat
    assert "convolution V[i-k,j-l] true" in flat


def test_a_proved_line_is_said_to_be_and_detail_has_the_proof(capsys: pytest.CaptureFixture[str]) -> None:
    code, out = shown(capsys, RIGHT, "--output-format", "plain")
    assert (code, "✓ proved" in out, "chain rule" in out) == (0, True, False)
    code, out = shown(capsys, RIGHT, "--output-format", "plain", "--detail")
    assert (code, "chain rule" in out) == (0, True)


def test_json_has_every_field_of_the_design(capsys: pytest.CaptureFixture[str]) -> None:
    code, out = shown(capsys, WRONG, "--output-format", "json")
    answer = json.loads(out)
    assert (code, answer["schema"], answer["counts"]["refuted"]) == (1, 1, 1)
    file = answer["files"][0]
    assert "V is H×W, K is P×Q, Z is (H−P+1)×(W−Q+1)" in file["assumptions"]
    step = file["steps"][0]
    assert (step["line"], step["column"], step["end_line"], step["end_column"]) == (1, 38, 1, len(WRONG) + 1)
    assert (step["verdict"], step["code"], step["slip"]) == ("refuted", "SG201", "sign of an offset")
    assert step["suggestion"]["text"] == "K[m-i, n-j]"
    assert {"sizes", "indices", "values", "lhs", "rhs"} <= set(step["counterexample"])
    assert {c["reading"]: c["verdict"] for c in step["conventions"]}["convolution  V[i-k,j-l]"] == "proved"
    assert step["lhs"] == "dL/dV[m,n]"
    assert step["rhs"].startswith("sum(i<H - P + 1, j<W - Q + 1)")


def test_a_file_is_read_and_places_are_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "hand.txt"
    path.write_text(text(CONVOLUTION, "dL/dK[k,l] = sum(i,j) dL/dZ[i,j]*V[i+k,j+l]\n  = 0\n"), encoding="utf-8")
    code, out = shown(capsys, str(path), "--output-format", "concise")
    lines = out.splitlines()
    assert code == 1
    assert lines[0] == f"{path}:2:1: proved"
    assert lines[1].startswith(f"{path}:3:5: SG201 refuted: ")
    code, out = shown(capsys, str(path), "--output-format", "github")
    assert out.startswith("::error file=")
    assert "line=3,endLine=3,col=5,endColumn=6,title=SG201 refuted::" in out


@pytest.mark.parametrize(("argument", "code"), [("no_such_file", 2), (CONVOLUTION, 1), ("y[i] = x[i", 1), (RIGHT, 0)])
def test_exit_codes(argument: str, code: int, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", argument]) == code


def test_a_line_with_indices_in_the_wrong_order_is_not_understood_and_repaired(capsys: pytest.CaptureFixture[str]) -> None:
    source = "C[i,j] = sum(k) A[i,k]*B[k,j]; dL/dA[i,k] = sum(j) dL/dC[i,j]*B[j,k]"
    code, out = shown(capsys, source, "--output-format", "json")
    step = json.loads(out)["files"][0]["steps"][0]
    assert (code, step["verdict"], step["slip"]) == (1, "not understood", "indices transposed")
    assert step["suggestion"]["text"] == "B[k, j]"


def test_ascii_is_written_where_nothing_else_can_be(capsys: pytest.CaptureFixture[str]) -> None:
    command = [sys.executable, "-m", "symgrad", "check", WRONG]
    found = subprocess.run(command, capture_output=True, env={"PYTHONIOENCODING": "ascii", "PYTHONPATH": "."}, check=False)
    assert found.stdout.isascii()
    assert b"x refuted" in found.stdout


def test_one_check_needs_no_sympy() -> None:
    command = [sys.executable, "-X", "importtime", "-m", "symgrad", "check", WRONG]
    found = subprocess.run(command, capture_output=True, text=True, check=False)
    assert " sympy" not in found.stderr
    assert "refuted" in found.stdout
