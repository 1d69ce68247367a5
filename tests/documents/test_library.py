"""The write-ups of proved theorems, read back as documents: no line of them is ever refuted, and wrong variants never proved."""

from __future__ import annotations

import pytest

from symgrad.cli import main
from tests.documents.reading import report

THEOREMS = (
    "convolution.dZ_dK",
    "convolution.dZ_dV",
    "convolution.dL_dK",
    "convolution.dL_dV",
    "softmax.dL_dx",
    "polar.gradient_norm",
)


def page(name: str, capsys: pytest.CaptureFixture[str]) -> str:
    main(["latex", name])
    return capsys.readouterr().out


@pytest.mark.parametrize("name", THEOREMS)
def test_no_line_of_a_proof_is_refuted(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    lines = report(page(name, capsys), "tex").lines
    assert [line.plain for line in lines if line.verdict == "refuted"] == []


@pytest.mark.parametrize(
    ("name", "was", "wrong"),
    [
        ("convolution.dL_dK", r"V_{i+m,\,j+n}", r"V_{i-m,\,j+n}"), ("convolution.dL_dK", r"V_{i+m,\,j+n}", r"V_{i+n,\,j+m}"),
        ("convolution.dL_dK", r"V_{i+m,\,j+n}", r"V_{i+m+1,\,j+n}"), ("convolution.dL_dK", r"V_{i+m,\,j+n}", r"2 V_{i+m,\,j+n}"),
        ("convolution.dL_dK", r"V_{i+m,\,j+n}", r"(V_{i+m,\,j+n} + 1)"),
    ],
)  # fmt: skip
def test_a_wrong_variant_of_a_theorem_is_refuted(name: str, was: str, wrong: str, capsys: pytest.CaptureFixture[str]) -> None:
    text = page(name, capsys)
    assert was in text
    found = [line.verdict for line in report(text.replace(was, wrong), "tex").lines]
    right = [line.verdict for line in report(text, "tex").lines]
    assert found.count("refuted") >= 1
    assert right.count("proved") > found.count("proved")
