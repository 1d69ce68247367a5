"""Documents about values, units and words that once had a wrong verdict: nothing right is refuted, nothing wrong proved."""

from __future__ import annotations

import pytest

from symgrad.documents.check import check_document


def verdicts(text: str) -> list[str]:
    return [line.verdict for line in check_document(text, "notes.md").lines]


# ---- which value a letter has ----


@pytest.mark.parametrize("words", ["Here", "So here", "Hence"])
def test_a_case_may_be_over_in_the_sentence_that_goes_on_with_it(words: str) -> None:
    found = verdicts(f"The area is $v = s^2$ where $s = 3$. If $s = 4$ then $v = 16$. {words} $v = 9$.")
    assert found[:-1] == ["given", "given", "given", "proved"]
    assert found[-1] != "refuted"


def test_each_value_of_a_sentence_holds_for_what_stands_behind_it() -> None:
    text = r"For $n = 1$ the sum is $\sum_{k=1}^n k = 1$, for $n = 2$ it is $\sum_{k=1}^n k = 3$."
    assert verdicts(text) == ["given", "proved", "given", "proved"]


def test_values_behind_the_claims_are_not_exchanged() -> None:
    found = verdicts("Let $n = 5$ and $v = n^2$. We get $v = 1$ for $n = 1$ and $v = 4$ for $n = 2$, and $v = 1$ for $n = 3$.")
    assert not {"proved", "refuted"} & set(found)


def test_what_is_supposed_anew_goes_before_what_was_supposed() -> None:
    found = verdicts("$y = x^2$. Suppose $x = 3$. Then $y = 9$. Now suppose $x = 4$. Then $y = 16$.")
    assert found == ["given", "given", "proved", "given", "proved"]


@pytest.mark.parametrize("passing", ["Compare $k = 5$:", "Using $k = 5$ instead gives", "With $k = 5$ instead,"])
def test_a_value_in_passing_may_be_over_in_the_next_sentence(passing: str) -> None:
    assert "refuted" not in verdicts(f"Let $k = 3$. {passing} $k^2 = 25$. Our choice gives $k^2 = 9$.")


def test_what_is_defined_in_a_case_is_not_so_in_general() -> None:
    assert "refuted" not in verdicts("For $p = 1$, $o = n$ where $o = n + 2p - 2$. With $p = 0$: $o = n - 2$.")


def test_entries_with_values_are_not_passed_over_in_a_sum() -> None:
    text = r"Let $x_1 = 2$, $x_2 = 3$, $w_1 = 1$, $w_2 = -1$. $z = \sum_{i=1}^2 w_i x_i = -1$."
    assert "refuted" not in verdicts(text)


# ---- numbers ----


@pytest.mark.parametrize("claim", [r"400 \cdot 120 + 120 = 48,120", r"\frac12 = 0,5", r"1 + 1 = 2,5", "2 = 1, 2"])
def test_a_number_is_not_cut_at_a_comma(claim: str) -> None:
    assert not {"proved", "refuted"} & set(verdicts(f"${claim}$."))


def test_a_list_of_values_is_not_its_first_value() -> None:
    assert not {"proved", "refuted"} & set(verdicts("For $n = 1, 2$, $n^2 = 1$."))


def test_a_number_in_another_unit_is_not_refuted() -> None:
    assert "refuted" not in verdicts(r"$M = 4n$, $n = 1000$. $M = 4\,\text{kB}$. $M = 4$ kB.")
    assert "refuted" not in verdicts(r"$t = 3600\,\text{s} = 1\,\text{h}$.")
    assert "refuted" not in verdicts("The width is $w = 2$ m, the height $h = 50$ cm. The area is $w h = 1$ m².")
    assert verdicts("$M = 4n$, $n = 1000$. $M = 4$.")[-1] == "refuted"


def test_the_base_of_a_logarithm_of_numbers_may_be_ten() -> None:
    found = verdicts(r"$\log 100 = 2$, $\lg 100 = 2$, $\log 2 \approx 0.301$, $\ln 100 = 2$, $\ln 2 \approx 0.301$.")
    assert found == ["undecided", "undecided", "undecided", "refuted", "refuted"]


def test_a_negative_value_is_exchanged_for_another_one() -> None:
    text = "$z = wx$. With $w = -1$, $x = 2$: $z = -2$. With $w = 1$: $z = 2$. With $w = -3$: $z = -6$, $z = 6$."
    assert verdicts(text) == ["given", "given", "given", "proved", "given", "proved", "given", "proved", "refuted"]
