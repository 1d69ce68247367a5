"""Conditions beside a line, and words that restrict it: what is taken into account, and what keeps a line from being refuted."""
# ruff: noqa: E501 - a formula stands on one line, as it does in a document

from __future__ import annotations

import pytest

from tests.documents.reading import report, verdicts

SOFTMAX = r"$$y_i = \frac{e^{x_i}}{\sum_k e^{x_k}}$$ "
TWICE = r"$y_i = 2 x_i$, so "
WRONG = r"$$\frac{\partial y_i}{\partial x_i} = 3$$"


def last(text: str) -> tuple[str, str]:
    line = report(text).lines[-1]
    return line.verdict, line.code


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        (SOFTMAX + r"$$\frac{\partial y_i}{\partial x_j} = -y_i y_j \quad \text{for } i \ne j$$", "proved"),
        (SOFTMAX + r"$$\frac{\partial y_i}{\partial x_j} = y_i y_j \quad \text{for } i \ne j$$", "refuted"),
        (SOFTMAX + r"If $i = j$, then $$\frac{\partial y_i}{\partial x_j} = y_i (1 - y_i).$$", "proved"),
        (SOFTMAX + r"$$\frac{\partial y_i}{\partial x_j} = - y_i y_j$$ for $i \ne j$.", "proved"),
        (SOFTMAX + r"$$\frac{\partial y_i}{\partial x_j} = - y_i y_j$$", "refuted"),
        (r"Let $y_i = |x_i|$. Assume $x_i > 0$. Then $$\frac{\partial y_i}{\partial x_i} = 1$$", "proved"),
        (r"Let $y_i = |x_i|$ where $x_i$ is positive. Then $$\frac{\partial y_i}{\partial x_i} = 1$$", "proved"),
        (r"Let $y = |x|$. If $x > 0$, then $$y = x$$", "proved"),
    ],
)
def test_a_condition_in_a_formula_is_a_hypothesis(text: str, verdict: str) -> None:
    assert last(text)[0] == verdict


def test_the_hypothesis_of_a_line_is_part_of_what_is_proved() -> None:
    line = report(SOFTMAX + r"$$\frac{\partial y_i}{\partial x_j} = -y_i y_j$$ for $i \ne j$.").lines[-1]
    line = next(x for x in report(SOFTMAX + r"If $i \ne j$, $$\frac{\partial y_i}{\partial x_j} = -y_i y_j$$").lines if x.judged)
    assert line.judged is not None
    assert line.judged.document is not None
    assert "i ≠ j" in map(str, line.judged.document.hypotheses)


def test_each_case_has_its_own_condition() -> None:
    text = (
        SOFTMAX
        + r"- if $i = j$: $\frac{\partial y_i}{\partial x_j} = y_i (1 - y_i)$" + "\n"
        + r"- if $i \neq j$: $\frac{\partial y_i}{\partial x_j} = - y_i y_j$"
    )  # fmt: skip
    assert verdicts(text) == ["given", "given", "proved", "given", "proved"]


@pytest.mark.parametrize(
    "words",
    [
        "for interior pixels only.", "unless the kernel is flipped.", "except at the border.", "for positive inputs.", "up to a constant.",
        "if the stride is one.", "when nothing is padded.", "which is not true.", "approximately.", "away from the boundary.",
    ],
)  # fmt: skip
def test_a_line_that_words_restrict_is_not_refuted(words: str) -> None:
    assert last(TWICE + WRONG + " " + words) == ("undecided", "SG313")
    assert last(TWICE + WRONG + " as we saw.") == ("refuted", "SG201")
    assert last(TWICE + WRONG + " as we saw. Much later, something else holds " + words)[0] == "refuted"


@pytest.mark.parametrize(
    "before",
    [
        "A common mistake is",
        "Only for small steps",
        "It would be wrong to write",
        "If the image is large, then",
        "Almost everywhere",
    ],
)
def test_a_line_after_words_that_restrict_it_is_not_refuted(before: str) -> None:
    assert last(f"$y_i = 2 x_i$. {before} {WRONG}") == ("undecided", "SG313")


def test_a_footnote_restricts_its_line() -> None:
    assert last(r"$y_i = 2x_i$. $$\frac{\partial y_i}{\partial x_i} = 3 \footnote{except for $i = 0$}$$") == (
        "undecided",
        "SG313",
    )


def test_a_condition_of_one_sentence_keeps_its_names_in_the_others() -> None:
    text = SOFTMAX + r"If $i \ne j$ something holds. Much later we see $$\frac{\partial y_i}{\partial x_j} = y_i$$"
    assert last(text) == ("undecided", "SG314")


# ---- comparisons ----


@pytest.mark.parametrize(
    ("claim", "verdict"),
    [
        (r"y_i \ge 0", "proved"), ("y_i > 0", "refuted"), (r"0 \le y_i", "proved"), (r"\sum_i x_i^2 \ge 0", "proved"), (r"2 < 3", "proved"),
        (r"3 \le 2", "refuted"), (r"y_i \neq 0", "refuted"), (r"-y_i \le 0", "proved"),
    ],
)  # fmt: skip
def test_a_comparison_of_what_is_defined_is_a_claim(claim: str, verdict: str) -> None:
    line = report(f"$y_i = x_i^2$ $${claim}$$").lines[-1]
    assert line.verdict == verdict
    assert "[y" not in line.plain.split("=")[0][:1]


def test_a_comparison_inside_a_sentence_is_not_refuted() -> None:
    assert last("$y_i = x_i^2$, and as we know $y_i > 0$") == ("undecided", "SG312")


def test_the_links_of_a_chain_are_claims_of_their_own() -> None:
    assert verdicts(r"$$S = \sum_{i=1}^n x_i^2, \quad 0 \le S \le n$$") == ["given", "proved", "refuted"]


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        (r"\frac{22}{7} \approx 3.14", "proved"), (r"\frac{22}{7} \approx 3.16", "refuted"), (r"\frac23 \approx 0.66", "undecided"),
        (r"1024 \approx 1000", "undecided"), (r"\sqrt 2 \approx 1.52", "refuted"), (r"1/46125 \approx 2.168 \cdot 10^{-5}", "proved"),
        (r"x \approx y", "undecided"), (r"73{,}728 \approx 7.4 \cdot 10^4", "proved"),
    ],
)  # fmt: skip
def test_numbers_are_rounded_to_the_digits_that_are_written(text: str, verdict: str) -> None:
    assert last(f"$${text}$$")[0] == verdict
