"""The write-ups of the library's theorems, handed in as documents: no true line is ever refuted, no false one ever proved.

The suite takes one wrong transformation of each theorem; ``python -m tests.documents.test_library`` tries all of them.
"""

from __future__ import annotations

import sys
import zlib
from collections import Counter
from collections.abc import Iterator
from typing import NamedTuple

import pytest

from symgrad.checker.judge import check
from symgrad.checker.verdicts import Judged
from symgrad.core.term import Term
from symgrad.engine.library import Entry, entries
from symgrad.refute.compile import Run
from symgrad.refute.counterexample import counterexample
from symgrad.refute.draw import BUDGET, DIGITS, Drawing
from symgrad.refute.evaluate import differ, value_in
from symgrad.refute.search import find_counterexample
from tests.documents.library import (
    Sentence,
    as_latex,
    as_plain,
    excerpt,
    in_range,
    mutants,
    not_empty,
    sentences,
    supposes_only_sizes,
    whole_page,
    with_line,
    zero_outside,
)
from tests.documents.reading import report

ENTRIES = entries()
EFFORT = 200


class Verdict(NamedTuple):
    """What is said of a line, and what was assumed for it."""

    verdict: str
    judged: Judged | None
    assumptions: list[str]


def in_latex(sentence: Sentence, right: Term) -> Verdict:
    lines = report(as_latex(sentence, right), "tex").lines
    line = lines[-1]
    return Verdict(line.verdict, line.judged, line.assumptions)


def in_plain(sentence: Sentence, right: Term) -> Verdict:
    checked = check(as_plain(sentence, right), explain=False)
    if checked.problem is not None or not checked.steps:
        return Verdict("not understood", None, [])
    step = checked.steps[-1]
    return Verdict(step.verdict, step, step.assumptions)


def proved_as_it_stands(sentence: Sentence) -> list[object]:
    """The notations in which the line, as it is, is read and proved."""
    return [write for write in (in_latex, in_plain) if write(sentence, sentence.right).verdict == "proved"]


def left_side(sentence: Sentence) -> Term:
    document = sentence.document
    return document.lhs if sentence.left == document.heading else sentence.left


def hypotheses(sentence: Sentence) -> list[Term]:
    return [*sentence.document.program.facts(), *sentence.document.hypotheses, *in_range(sentence)]


def hangs_on_a_shape_that_nobody_tells(sentence: Sentence, found: Verdict) -> bool:
    """A claim about a layer where it is not defined, or about an array without a shape, has no value to compare with."""
    told = {*sentence.document.program.tensors}
    return any(
        a.endswith("is 0 outside its shape") and a.partition(" ")[0] not in told for a in found.assumptions if "/" not in a
    )


def assert_sound(sentence: Sentence, right: Term, found: Verdict) -> None:
    """``proved`` only without a counterexample, ``refuted`` only with one that is false when it is evaluated again."""
    if hangs_on_a_shape_that_nobody_tells(sentence, found):
        return
    left, read_as = left_side(sentence), zero_outside(right, sentence.document)
    known = hypotheses(sentence)
    if found.verdict == "proved":
        assert find_counterexample([*known, *not_empty(sentence)], left, read_as, effort=EFFORT) is None
    if found.verdict == "refuted":
        assert found.judged is not None
        assert found.judged.counterexample is not None
        own = found.judged.counterexample
        assert differ(*(value_in(t, Run(own.instance.fresh(), BUDGET, DIGITS)) for t in (own.lhs, own.rhs)))
        instance = own.instance.fresh()
        seen = find_counterexample(known, left, read_as, effort=EFFORT)
        assert seen or counterexample(Drawing(known, left, read_as, 0), left, read_as, instance)


def sample(entry: Entry) -> tuple[Sentence, Term] | None:
    """One wrong transformation of what the theorem says, another one for each theorem."""
    for sentence in sentences(entry)[-1:]:
        changed = list(mutants(sentence))
        if changed:
            return sentence, changed[zlib.crc32(entry.name.encode()) % len(changed)][1]
    return None


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda e: e.name)
def test_a_true_line_is_not_refuted_and_a_wrong_transformation_of_it_not_proved(entry: Entry) -> None:
    chosen = sample(entry)
    if chosen is None:
        pytest.skip("what it says is no equation")
    sentence, mutant = chosen
    if entry.document.is_claim and not supposes_only_sizes(sentence):
        pytest.skip("its conditions stand in sentences: the complete run takes the whole write-up")
    text = with_line(excerpt(sentence), sentence, mutant)
    *_, true, wrong = report(text, "tex").lines
    assert true.verdict != "refuted"
    assert_sound(sentence, mutant, Verdict(wrong.verdict, wrong.judged, wrong.assumptions))


# ---- the complete run ----


def attempts(entry: Entry) -> Iterator[tuple[str, str, Sentence, Term, Verdict]]:
    """Each line of a theorem with each of its wrong transformations, in each notation in which it is read."""
    for sentence in sentences(entry):
        for write in proved_as_it_stands(sentence):
            for name, mutant in mutants(sentence):
                yield write.__name__, name, sentence, mutant, write(sentence, mutant)  # type: ignore[operator,attr-defined]


def complete_run(names: list[str]) -> bool:
    """Try everything, print what was found; whether all is sound."""
    counts: Counter[tuple[str, str]] = Counter()
    sound = True
    for entry in ENTRIES:
        if names and not any(name in entry.name for name in names):
            continue
        for line in report(whole_page(entry.document), "tex").lines:
            counts["as they stand", line.verdict] += 1
            if line.verdict == "refuted":
                sound = False
                print(f"{entry.name}: a true line is refuted: {line.plain}")
        for how, name, sentence, mutant, found in attempts(entry):
            counts[how, found.verdict] += 1
            try:
                assert_sound(sentence, mutant, found)
            except AssertionError:
                sound = False
                print(f"{entry.name}: {name} is {found.verdict} {how}: {mutant}")
        print(entry.name, sum(counts.values()))
    for (how, verdict), count in sorted(counts.items()):
        print(f"{how}: {count} {verdict}")
    return sound


if __name__ == "__main__":
    sys.exit(0 if complete_run(sys.argv[1:]) else 1)
