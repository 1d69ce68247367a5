"""Mutants of the seeds: no crash, no hang, no token lost; places stay inside the document."""

from __future__ import annotations

import random

import pytest

from symgrad.documents import answer, answering, judging, sizes
from symgrad.documents.check import check_document
from symgrad.documents.clean import GAP, TEXT_TOKEN, clean
from symgrad.documents.limits import time_limit
from symgrad.documents.program import write
from symgrad.documents.rows import rows, segments
from symgrad.documents.tokens import BEGIN, COMMAND, END_ENV, tokenize
from symgrad.errors import Problem
from tests.documents.mutants import mutant
from tests.documents.seeds import CONSTRUCTS, seeds

MUTANTS = 1500  # 200,000 were tried once


def _without_judging(section, reading, givens, extra):  # type: ignore[no-untyped-def]
    """Everything but the checker itself."""
    write(section, reading, givens, extra)
    return [answer.unreadable(s) or answer.Answer("undecided", code="SG301") for s in reading.sides]


def test_there_are_a_hundred_seeds() -> None:
    assert len(seeds()) >= 100


def test_no_mutant_makes_a_crash_or_a_hang(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (answering, sizes):
        monkeypatch.setattr(module, "ask", _without_judging)
    monkeypatch.setattr(judging, "_compared", lambda *_: "")
    chance, all_seeds = random.Random(7), seeds()
    for _ in range(MUTANTS):
        kind, seed = chance.choice(all_seeds)
        text = mutant(seed, chance)
        with time_limit(5):
            try:
                found = check_document(text, None, kind)
            except Problem:
                if kind != "notebook":  # a notebook may be no JSON any more
                    raise
                continue
        for line in found.lines:
            assert 0 <= line.start <= line.end <= len(text), text
        for problem in [*found.warnings, *(line.problem for line in found.lines if line.problem is not None)]:
            assert 0 <= (problem.start or 0) <= (problem.end or 0) <= len(text), text


def test_no_token_is_lost_between_a_formula_and_its_lines() -> None:
    """What is no separator, tag or ``&`` of a formula is in exactly one segment of one row."""
    chance = random.Random(11)
    texts = [t for seed in CONSTRUCTS for t in seed.split("$") if t.strip()]
    for _ in range(400):
        text = mutant(chance.choice(texts), chance)
        try:
            tokens = clean(tokenize(text, [(0, len(text))]))
        except Problem:
            continue
        kept = [t for row in rows(tokens, "align") for segment, _ in segments(row) for t in segment]
        assert len({id(t) for t in kept}) == len(kept)
        missing = {id(t) for t in tokens} - {id(t) for t in kept}
        for token in tokens:
            if id(token) in missing:
                assert _separates(token), (token, text)


def _separates(token) -> bool:  # type: ignore[no-untyped-def]
    if token.kind in (GAP, TEXT_TOKEN, BEGIN, END_ENV, "nothing"):
        return True
    if token.kind == COMMAND:
        return token.text in (r"\\", r"\cr", r"\{", r"\newline") or token.text[1:] in _IMPLIES
    return token.text in "&,;.:!?[]" or token.kind in ("number", "letter", "word")  # a length after \\


_IMPLIES = {"implies", "Rightarrow", "Longrightarrow", "iff", "Leftrightarrow", "Longleftrightarrow", "impliedby", "Leftarrow",
            "leftrightarrow", "ldots", "dots", "cdots", "dotsc"}  # fmt: skip
