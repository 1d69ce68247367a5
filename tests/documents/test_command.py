"""``symgrad check FILE``: the formats, certificates, repairs and exit codes for documents."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from symgrad.cli import main

TEX = r"""\documentclass{article}
\newcommand{\pd}[2]{\frac{\partial #1}{\partial #2}}
\begin{document}
\section{Convolution}
$$Z_{i,j} = \sum_{k,l} V_{i+k,j+l} K_{k,l}$$
\begin{align}
\pd{L}{K_{mn}} &= \sum_{i,j} \pd{L}{Z_{ij}} V_{i+m,j+n}
\end{align}
\begin{align*}
\pd{L}{V_{mn}} &= \sum_{i,j} \pd{L}{Z_{ij}} K_{i-m,j-n}
\end{align*}
\end{document}
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    out = tmp_path / "notes.tex"
    out.write_text(TEX, encoding="utf-8")
    return out


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str]:
    code = main(["check", *arguments])
    return code, capsys.readouterr().out


def test_the_report_quotes_the_line_and_points_at_the_slip(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, out = run(capsys, str(path), "--output-format", "plain")
    assert code == 1
    assert r"10 | \pd{L}{V_{mn}} &= \sum_{i,j} \pd{L}{Z_{ij}} K_{i-m,j-n}" in out
    assert "should be 1, yours gives 0" in " ".join(out.split())
    assert "looks like: sign of an offset" in out
    quoted, carets = next((a, b) for a, b in zip(out.splitlines(), out.splitlines()[1:], strict=False) if "^^^" in b)
    assert quoted[carets.index("^") : carets.rindex("^") + 1] == "K_{i-m,j-n}"
    assert "3 lines in 3 formulas: 1 proved, 1 refuted, 1 given" in out


def test_the_report_says_how_much_was_read_and_decided_and_why_not(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    notes = tmp_path / "notes.md"
    notes.write_text("$$y_i = 2 x_i$$ $$dy_i/dx_i = 2$$ $$x_i^2 + z_i^2 = 1$$ $$y_i = \\hat{$$", encoding="utf-8")
    _, out = run(capsys, str(notes), "--output-format", "plain")
    assert "read 2 of 3 lines, decided 1; undecided: 1 SG" in out
    assert "not read: 1 SG" in out


def test_json_has_places_in_the_document(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, out = run(capsys, str(path), "--output-format", "json")
    answer = json.loads(out)
    steps = answer["files"][0]["steps"]
    assert (code, answer["schema"], answer["counts"]["refuted"]) == (1, 1, 1)
    assert [(s["line"], s["verdict"]) for s in steps] == [(5, "given"), (7, "proved"), (10, "refuted")]
    assert steps[2]["text"] == r"\pd{L}{V_{mn}} &= \sum_{i,j} \pd{L}{Z_{ij}} K_{i-m,j-n}"
    assert steps[2]["read_as"] == "dL/dV[m,n] = sum(i, j) dL/dZ[i,j]*K[i-m,j-n]"
    assert {"sizes", "indices", "values"} <= set(steps[2]["counterexample"])


def test_concise_and_github_have_one_line_for_each(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    _, out = run(capsys, str(path), "--output-format", "concise")
    assert [line.split(":")[1] for line in out.splitlines()] == ["5", "7", "10"]
    _, out = run(capsys, str(path), "--output-format", "github")
    assert out.startswith("::error file=")
    assert "line=10,endLine=10,col=1," in out


def test_certificates_are_accepted_by_the_core(path: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run(capsys, str(path), "--certificates", str(tmp_path / "proofs"))
    written = sorted((tmp_path / "proofs").iterdir())
    assert [p.name for p in written] == ["notes-7.json"]
    assert main(["replay", *map(str, written)]) == 0


def test_a_repair_is_shown_as_a_diff_and_written_when_told(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    _, out = run(capsys, str(path), "--diff", "--output-format", "concise")
    assert r"+\pd{L}{V_{mn}} &= \sum_{i,j} \pd{L}{Z_{ij}} K_{m-i,n-j}" in out
    assert path.read_text(encoding="utf-8") == TEX
    run(capsys, str(path), "--fix", "--output-format", "concise")
    code, _ = run(capsys, str(path))
    assert code == 0


def test_a_repair_of_a_notebook_changes_its_formula_and_no_other_byte(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    given = "Given $$Z_{i,j} = \\sum_{k,l} V_{i+k,j+l} K_{k,l}$$\n"
    claim = "é: $$\\frac{\\partial L}{\\partial K_{m,n}} = \\sum_{i,j} \\frac{\\partial L}{\\partial Z_{i,j}} V_{i-m,j+n}$$"
    cells = [{"cell_type": "markdown", "source": [given, claim]}, {"cell_type": "code", "source": "x  = 1"}]
    text = json.dumps({"cells": cells}, indent=3).replace("\n", "\r\n")
    notebook = tmp_path / "a.ipynb"
    notebook.write_bytes(text.encode())
    _, out = run(capsys, str(notebook), "--fix", "--output-format", "concise")
    assert r"V_{i+m,j+n}" in out
    assert notebook.read_bytes() == text.replace("V_{i-m,j+n}", "V_{i+m,j+n}").encode()
    assert run(capsys, str(notebook))[0] == 0


def test_files_pipes_and_plain_notation_can_be_mixed(path: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    notebook = tmp_path / "a.ipynb"
    cells = [{"cell_type": "markdown", "source": ["$y = x^2$ and\n", "$\\frac{dy}{dx} = 2x$"]}]
    notebook.write_text(json.dumps({"cells": cells}, indent=1), encoding="utf-8")
    code, out = run(capsys, str(path), str(notebook), "y = 2*x; dy/dx = 2", "--output-format", "json", "--jobs", "2")
    answer = json.loads(out)
    assert code == 1
    assert [f["counts"]["proved"] for f in answer["files"]] == [1, 1, 1]
    assert answer["files"][1]["steps"][1]["line"] == 7  # of the file, as an editor shows it


@pytest.mark.parametrize("text", ['{"cells": 5}', '{"cells": {"a": 1}}', "{}"])
def test_a_notebook_without_cells_is_reported(text: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    notebook = tmp_path / "a.ipynb"
    notebook.write_text(text, encoding="utf-8")
    assert main(["check", str(notebook)]) == 2
    assert "SG402" in capsys.readouterr().err


@pytest.mark.parametrize("width", [60, 80, 120])
def test_no_line_but_latex_is_wider_than_the_screen(path: Path, width: int, monkeypatch: pytest.MonkeyPatch, capsys) -> None:  # type: ignore[no-untyped-def]
    monkeypatch.setenv("COLUMNS", str(width))
    _, out = run(capsys, str(path), "--output-format", "plain")
    assert max(map(len, out.splitlines()[1:])) <= width  # a path is not broken


def test_a_document_without_scalar_calculus_needs_no_sympy(path: Path) -> None:
    command = [sys.executable, "-X", "importtime", "-m", "symgrad", "check", str(path), "--output-format", "concise"]
    found = subprocess.run(command, capture_output=True, text=True, check=False)
    assert " sympy" not in found.stderr
