"""Notes as people write them, with the truth of each line worked out by hand: nothing right is refuted, nothing wrong proved.

t: a claim that is right. f: one that is wrong. g: says what something is. Capitals (T, F, G): so far not decided, or not read.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from symgrad.documents.check import check_document

NOTES = Path(__file__).parent / "notes"
TRUTH = {
    "attention.md": "gtggtttgggttttfggggt",
    "averages.md": "gtgtgtfgtgt",
    "batch_norm.md": "ggggtttt",
    "batch_norm_by_columns.md": "gtgttgggft",
    "conventions.md": "gttgttgTggTtttTgtgtgttGgt",
    "exercises.tex": "gtgtttfgggttttgttggttTttf",
    "functions.md": "gtfgtgttgtGGTgtfgttggt",
    "layers.md": "gTggtgtfgTgtfgtgtgt",
    "matrices.md": "gttFgtftgtfgtggttttggtfGg",
    "slips.md": "gggffffgfgfgggftgfttgtfgtfgtf",
    "softmax_layer.md": "gtggtgttfgggggt",
    "strided.tex": "gtttfg",
    "two_layers.md": "gggggttgtttf",
    "vectors.md": "gggtttgggggtgtttFgtgtgtgtgtgtgtgt",
}
VERDICT = {"t": "proved", "f": "refuted", "g": "given"}


@pytest.mark.parametrize("name", TRUTH)
def test_each_line_of_the_notes_is_judged_as_it_deserves(name: str) -> None:
    lines = check_document((NOTES / name).read_text(encoding="utf-8"), name).lines
    assert len(lines) == len(TRUTH[name])
    for line, truth in zip(lines, TRUTH[name], strict=True):
        if truth.islower():
            assert line.verdict == VERDICT[truth], line.plain
        else:
            assert line.verdict in ("undecided", "not understood"), line.plain
