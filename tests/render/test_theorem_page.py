"""The page of a theorem, at fixed widths."""

import pytest

from symgrad.core.term import Int, Var, divides, le, lt, ne, num, read, smooth
from symgrad.proof.document import Step
from symgrad.render.formula import break_formula
from symgrad.render.hypotheses import in_words
from symgrad.render.lines import text_of
from symgrad.render.theorem import as_claimed, summary_lines, theorem_lines
from symgrad.render.width import columns

from .documents import Agreement, Spelled, convolution, pooling, refuted

AT_80 = """\
Convolution · Tübingen, Deep Neural Networks, assignment 11, question 2
  given  Z[i,j] = Σ_{k<P} Σ_{l<Q} V[i+k, j+l]·K[k,l]
         V is H×W, K is P×Q, Z is (H−P+1)×(W−Q+1)

  ∂L/∂V[m,n]   convolution.dL_dV
   1 = Σ_{i,j} ∂L/∂Z[i,j] · ∂Z[i,j]/∂V[m,n]   chain rule
   2 = Σ_{i,j} ∂L/∂Z[i,j] · Σ_{k,l} K[k,l]·δ[i+k,m]·δ[j+l,n]
                                              ∂ of a sum
   3 = Σ_{k,l} ∂L/∂Z[m−k, n−l]·K[k,l]         collapse δ (i = m−k, j = n−l)
   4 = Σ_{k,l} ∂L/∂Z[m+k−P+1, n+l−Q+1]·K[P−1−k, Q−1−l]
                                              k → P−1−k, l → Q−1−l
     = full correlation of ∂L/∂Z with rot180(K)
     = full convolution of ∂L/∂Z with K

  for P ≥ 1 and Q ≥ 1
  ✓ proved for all sizes    ✓ the independent evaluator agrees in 24 instances
"""

AT_120 = """\
Convolution · Tübingen, Deep Neural Networks, assignment 11, question 2
  given  Z[i,j] = Σ_{k<P} Σ_{l<Q} V[i+k, j+l]·K[k,l]
         V is H×W, K is P×Q, Z is (H−P+1)×(W−Q+1)

  ∂L/∂V[m,n]   convolution.dL_dV
   1 = Σ_{i,j} ∂L/∂Z[i,j] · ∂Z[i,j]/∂V[m,n]                    chain rule
   2 = Σ_{i,j} ∂L/∂Z[i,j] · Σ_{k,l} K[k,l]·δ[i+k,m]·δ[j+l,n]   ∂ of a sum
   3 = Σ_{k,l} ∂L/∂Z[m−k, n−l]·K[k,l]                          collapse δ (i = m−k, j = n−l)
   4 = Σ_{k,l} ∂L/∂Z[m+k−P+1, n+l−Q+1]·K[P−1−k, Q−1−l]         k → P−1−k, l → Q−1−l
     = full correlation of ∂L/∂Z with rot180(K)
     = full convolution of ∂L/∂Z with K

  for P ≥ 1 and Q ≥ 1
  ✓ proved for all sizes    ✓ the independent evaluator agrees in 24 instances
"""

AT_60 = """\
Convolution
  Tübingen, Deep Neural Networks, assignment 11, question 2
  given  Z[i,j] = Σ_{k<P} Σ_{l<Q} V[i+k, j+l]·K[k,l]
         V is H×W, K is P×Q, Z is (H−P+1)×(W−Q+1)

  ∂L/∂V[m,n]   convolution.dL_dV
   1 = Σ_{i,j} ∂L/∂Z[i,j] · ∂Z[i,j]/∂V[m,n]   chain rule
   2 = Σ_{i,j} ∂L/∂Z[i,j] · Σ_{k,l} K[k,l]·δ[i+k,m]·δ[j+l,n]
         — ∂ of a sum
   3 = Σ_{k,l} ∂L/∂Z[m−k, n−l]·K[k,l]
         — collapse δ (i = m−k, j = n−l)
   4 = Σ_{k,l} ∂L/∂Z[m+k−P+1, n+l−Q+1]·K[P−1−k, Q−1−l]
         — k → P−1−k, l → Q−1−l
     = full correlation of ∂L/∂Z with rot180(K)
     = full convolution of ∂L/∂Z with K

  for P ≥ 1 and Q ≥ 1
  ✓ proved for all sizes
  ✓ the independent evaluator agrees in 24 instances
"""

UNICODE, ASCII = Spelled(unicode=True), Spelled(unicode=False)


def page(document, width=80, notation=UNICODE, **options):
    return "".join(text_of(line) + "\n" for line in theorem_lines(document, notation, width, **options))


@pytest.mark.parametrize(("width", "expected"), [(60, AT_60), (80, AT_80), (120, AT_120)])
def test_the_example_of_the_design(width, expected):
    assert page(convolution(), width) == expected


@pytest.mark.parametrize("width", range(20, 130))
def test_every_formula_is_whole_at_every_width(width):
    shown = page(convolution(), width)
    for step in convolution().steps:
        for piece in break_formula(step.term.data, width - 7):
            assert piece in shown


@pytest.mark.parametrize("width", [60, 80, 120])
def test_no_line_is_wider_than_the_screen_where_breaking_helps(width):
    assert all(columns(line) <= width for line in page(convolution(), width).splitlines())


def test_ascii_is_ascii():
    assert page(convolution(), notation=ASCII).isascii()
    assert "dL/dV[m,n]" in page(convolution(), notation=ASCII)


def test_detail_shows_every_primitive_step_with_its_rule_and_place():
    shown = page(convolution(), 120, detail=True)
    assert "d_sum at 0.5" in shown
    assert "∂(V[i+k, j+l]·K[k,l])/∂V[m,n]" in shown
    assert "d_sum" not in page(convolution(), 120)


def test_the_second_theorem_of_a_file_does_not_repeat_the_introduction():
    assert "given" not in page(convolution(), previous=convolution())


def test_hypotheses_are_words():
    assert "for s ≥ 1, where the maximiser of each window is unique\n" in page(pooling())


@pytest.mark.parametrize(
    ("hypothesis", "words"),
    [
        (le(Int(1), Var("s")), "for s ≥ 1"),
        (lt(num(0), read("u")), "for u > 0"),
        (ne(read("r"), num(0)), "for r ≠ 0"),
        (le(Var("K"), Var("N")), "for K ≤ N"),
        (divides(Var("s"), Var("N")), "for s | N"),
        (smooth("f", 1), "where f is differentiable"),
        (smooth("f", 2), "where f is twice differentiable"),
    ],
)
def test_each_kind_of_hypothesis(hypothesis, words):
    assert in_words([hypothesis], UNICODE) == words


def test_a_refutation_that_was_expected_is_as_claimed():
    assert as_claimed(refuted("refuted"))
    assert "✗ refuted, as expected" in page(refuted("refuted"))


def test_a_refutation_that_was_not_expected_says_so():
    assert not as_claimed(refuted())
    assert "✗ refuted, though expected to be proved" in page(refuted())


def test_a_theorem_that_no_instance_meets_is_vacuous():
    document = convolution()
    document.instances = Agreement(counted=0)
    assert not as_claimed(document)
    assert "vacuous" in page(document)


def test_a_summary_is_one_line_if_all_is_as_claimed():
    lines = [text_of(line) for line in summary_lines(convolution(), UNICODE, 80, 18)]
    assert lines == ["  ✓ proved    convolution.dL_dV    ∂L/∂V[m,n] = full convolution of ∂L/∂Z with K"]


def test_a_summary_whose_name_is_too_wide_divides_it_behind_the_file():
    document = convolution()
    document.name = "convolution_variants.the_future_has_no_part"
    lines = [text_of(line) for line in summary_lines(document, UNICODE, 40, 18)]
    assert lines == ["  ✓ proved    convolution_variants.", "                the_future_has_no_part"]


def test_a_first_line_that_repeats_the_heading_is_left_out():
    document = convolution()
    document.heading = None
    assert document.steps[0].term == document.lhs
    shown = page(document)
    assert "chain rule" not in shown
    assert "1 = Σ_{i,j} ∂L/∂Z[i,j] · Σ_{k,l} K[k,l]·δ[i+k,m]" in shown


def test_a_line_that_repeats_the_one_before_is_left_out():
    document = convolution()
    document.steps.append(Step(document.steps[-1].term, "the claim"))
    assert "the claim" not in page(document)


def test_every_line_stays_where_a_remark_speaks_of_lines():
    document = convolution()
    document.heading, document.remarks = None, ["see line 3"]
    assert "chain rule" in page(document)


def test_a_remark_that_is_too_wide_goes_on_in_its_last_column():
    document = convolution()
    document.remarks = ["strategy  forward:  for each window, remember where its maximum was"]
    lines = [text_of(line) for line in theorem_lines(document, UNICODE, 50)]
    assert "  strategy  forward:  for each window, remember" in lines
    assert "                      where its maximum was" in lines


def test_a_summary_of_what_is_not_as_claimed_says_why():
    lines = [text_of(line) for line in summary_lines(refuted(), UNICODE, 80, 18)]
    assert "    the two sides differ already for one entry" in lines
