"""Counterexamples and agreements in words."""

from fractions import Fraction

import pytest

from symgrad.core.term import Var, add, le, mul, num, read
from symgrad.engine.library import prove, resolve
from symgrad.refute.instances import compare
from symgrad.render.instances import agreement_words, counterexample_words, entries_words, value_words
from symgrad.render.lines import text_of
from symgrad.render.records import theorem_record
from symgrad.render.theorem import as_claimed, verdict_lines

from .documents import Agreement, Spelled, convolution


class Entries:
    """As much of symgrad.engine.opinion.Entries as is shown."""

    arrays, entries, nonzero, enclosed, disagreement = 6, 187, 90, 0, None


@pytest.mark.parametrize(
    ("entries", "words"),
    [
        ({(): Fraction(1, 2)}, "x = 1/2"),
        ({(0,): 1, (1,): -2}, "x = [1, -2]"),
        ({(0, 0): 1, (0, 1): 2, (1, 0): 3, (1, 1): 4}, "x = [[1, 2], [3, 4]]"),
        ({(3,): 1}, "x[3] = 1"),
        ({(-1,): 1, (0,): 2}, "x[-1] = 1, x[0] = 2"),
        ({(0, 0): 1, (1, 1): 4}, "x[0, 0] = 1, x[1, 1] = 4"),
        ({}, ""),
    ],
)
def test_entries_are_an_array_where_they_fill_one(entries, words):
    assert entries_words("x", entries) == words


def test_a_value_that_is_not_rational_lies_between_two():
    found = compare([], read("a"), read("a")).disagreement
    assert found is None
    enclosure = type("Enclosure", (), {"lo": Fraction(1, 3), "hi": Fraction(1, 2)})()
    assert value_words(enclosure) == "between 0.333333 and 0.5"


def test_a_real_counterexample_is_shown_with_both_values():
    i = Var("i")
    found = compare([], read("x", i), add(read("x", i), num(1))).disagreement
    assert found is not None
    words = counterexample_words(found)
    assert "left side " in words
    assert "right side " in words


def test_agreement_by_rational_enclosures_is_labelled_so():
    document = convolution()
    document.instances.enclosed = 24
    assert agreement_words(document) == "the independent evaluator agrees in 24 instances (rational enclosures)"
    document.entries = Entries()
    assert agreement_words(document).endswith("187 entries of sympy.diff agree (24 by rational enclosures)")
    document.entries.enclosed = 187
    assert agreement_words(document).endswith("of sympy.diff agree (rational enclosures)")


def test_softmax_agrees_by_enclosures_and_its_record_says_so():
    (entry,) = resolve("softmax.dL_dx")
    document = prove(entry, 4)
    record = theorem_record(document)
    assert record["instances"]["enclosed"] == record["instances"]["counted"]
    assert record["entries"]["enclosed"] == record["entries"]["entries"]
    assert "(rational enclosures)" in agreement_words(document)


def test_what_is_rational_is_compared_exactly():
    (entry,) = resolve("convolution.dL_dK")
    document = prove(entry, 4)
    assert document.instances.enclosed == document.entries.enclosed == 0
    assert "enclosures" not in agreement_words(document)


def test_how_many_agree():
    document = convolution()
    assert agreement_words(document) == "the independent evaluator agrees in 24 instances"
    document.instances = Agreement(counted=1)
    assert agreement_words(document) == "the independent evaluator agrees in 1 instance"
    document.entries = Entries()
    assert agreement_words(document) == "1 instance and 187 entries of sympy.diff agree"


def test_a_disagreement_is_never_as_claimed():
    document = convolution()
    i = Var("i")
    found = compare([le(i, i)], read("x", i), mul(num(2), read("x", i))).disagreement
    document.instances = Agreement(disagreement=found)
    assert not as_claimed(document)
    shown = " ".join(text_of(line).strip() for line in verdict_lines(document, Spelled(), 80))
    assert "please report this" in shown
    assert "counterexample: " in shown
    assert theorem_record(document)["instances"]["disagreement"]["lhs"]


def test_the_record_of_a_real_agreement_has_the_counts():
    document = convolution()
    x = read("x", Var("i"))
    document.instances = compare([], mul(num(2), x), add(x, x))
    record = theorem_record(document)["instances"]
    assert record["counted"] == 24
    assert record["disagreement"] is None
