"""The table of theorems: each row with its verdict and source, on screens of any width and in the README."""

from __future__ import annotations

from typing import NamedTuple

from symgrad.errors import Problem
from symgrad.render.lines import text_of
from symgrad.render.listing import closing_lines, listing, markdown, row
from symgrad.render.notation import Notation
from symgrad.render.width import columns


class Entry(NamedTuple):
    name: str
    source: str
    says: str
    expected: str = "proved"

    @property
    def __doc__(self) -> str:
        return self.says


ENTRIES = [
    Entry("softmax.dL_dx", "a textbook", "∂L/∂x_j = p_j·(g_j − Σ_i g_i·p_i)."),
    Entry("softmax.dE_dx", "a textbook", "p − t."),
    Entry("softmax.shift", "a paper", "Adding a constant changes nothing."),
    Entry("attention.dL_dV", "a paper", "∂L/∂V = Aᵀ·∂L/∂O."),
]


def shown(width: int) -> list[str]:
    return [text_of(line) for lines, _ in listing(ENTRIES, Notation(), width) for line in lines]


def test_every_row_has_a_verdict_and_stands_under_its_source() -> None:
    assert shown(80) == [
        "softmax · a textbook",
        "    proved     dL_dx   ∂L/∂x_j = p_j·(g_j − Σ_i g_i·p_i).",
        "    proved     dE_dx   p − t.",
        "  a paper",
        "    proved     shift   Adding a constant changes nothing.",
        "",
        "attention · a paper",
        "    proved     dL_dV   ∂L/∂V = Aᵀ·∂L/∂O.",
    ]


def test_what_a_theorem_says_goes_on_in_its_column_or_below_its_name() -> None:
    assert "    proved     shift   Adding a constant changes" in shown(54)
    assert "                       nothing." in shown(54)
    narrow = shown(40)
    name = narrow.index("    proved     shift")
    assert narrow[name + 1 : name + 3] == ["                  Adding a constant", "                  changes nothing."]


def test_nothing_is_cropped_on_a_narrow_screen() -> None:
    for width in (40, 60, 80, 120):
        lines = shown(width)
        assert all(columns(line) <= width for line in lines)
        assert all(any(entry.name.partition(".")[2] in line for line in lines) for entry in ENTRIES)
        said = " ".join(" ".join(lines).split())
        assert all(entry.says in said for entry in ENTRIES[1:])


def test_a_verdict_that_was_not_proved_is_said_to_be_claimed() -> None:
    assert row(ENTRIES[0]).fine is None
    assert "as the files claim" in text_of(closing_lines([row(e) for e in ENTRIES])[1])


def test_a_theorem_that_cannot_be_read_is_not_fine() -> None:
    def prove(_: object) -> Problem:
        return Problem("SG101", "expected `=`")

    found = row(ENTRIES[0], prove)
    assert (found.verdict, found.fine) == ("not understood", False)
    assert text_of(closing_lines([found])[1]) == "1 theorems: 1 not understood, in 0.0 s; 1 not as claimed"


def test_the_readme_has_a_row_for_each_file_and_source() -> None:
    assert markdown(map(row, ENTRIES)).split("\n")[2:] == [
        "| `softmax` | `dL_dx`, `dE_dx` | 2 proved | a textbook |",
        "| `softmax` | `shift` | 1 proved | a paper |",
        "| `attention` | `dL_dV` | 1 proved | a paper |",
    ]
