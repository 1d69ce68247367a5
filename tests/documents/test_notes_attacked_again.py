"""Documents of the second attack that had a wrong verdict, each as small as it goes: matrices, layers, intermediates."""

from __future__ import annotations

import pytest

from symgrad.documents.check import check_document


def verdicts(text: str) -> list[str]:
    return [line.verdict for line in check_document(text, "notes.md").lines]


# ---- matrices ----


@pytest.mark.parametrize(
    "said",
    [
        r"For symmetric $Q$, let $f(x) = \frac12x^TQx$.",
        r"Let $f(x) = \frac12x^TQx$ with $Q$ symmetric.",
        r"Let $f(x) = \frac12x^TQx$ for a positive definite $Q$.",
        r"Let $f(x) = \frac12x^TQx$ with $Q\succ0$.",
        r"Let $f(x) = \frac12x^TQx$ with $Q^T=Q$.",
        r"Let $Q$ be the kernel matrix, $f(x) = \frac12x^TQx$.",
    ],
)
def test_a_quadratic_form_with_a_matrix_of_a_symmetric_kind_is_not_refuted(said: str) -> None:
    assert verdicts(said + r" $\nabla f(x) = Qx$.")[-1] == "undecided"


@pytest.mark.parametrize(
    "said",
    [
        "Let $A$ and $B$ be square matrices.",
        "Consider the linear maps $A$ and $B$.",
        r"Let $A, B \in \mathbb R^{n\times n}$.",
    ],
)
@pytest.mark.parametrize("claim", ["AB = BA", "(A+B)^2 = A^2 + 2AB + B^2", "(AB)^{-1} = A^{-1}B^{-1}", r"\frac{AB}{B} = A"])
def test_what_is_true_of_numbers_only_is_not_proved_of_matrices(said: str, claim: str) -> None:
    assert "proved" not in verdicts(f"{said} Then ${claim}$.")


def test_bold_letters_do_not_commute() -> None:
    assert verdicts(r"$\mathbf A\mathbf B = \mathbf B\mathbf A$.") == ["undecided"]


@pytest.mark.parametrize("ones", [r"\mathbf 1", r"\mathbb 1", r"\mathbf 1_N", "e", "u"])
def test_a_bias_that_is_added_to_each_row_is_no_product_of_a_number(ones: str) -> None:
    found = verdicts(rf"$Y = XW + {ones} b^T$. $\frac{{\partial L}}{{\partial b}} = \frac{{\partial L}}{{\partial Y}} {ones}$.")
    assert "proved" not in found


def test_a_bias_of_a_batch_of_rows_is_not_proved_to_have_the_gradient_of_one_row() -> None:
    text = r"Let $Y = XW + b$ with an example in each row. $\frac{\partial L}{\partial b} = \frac{\partial L}{\partial Y}$."
    assert "proved" not in verdicts(text)


@pytest.mark.parametrize(
    "claim", [r"\frac{\partial L}{\partial W} = \mathbf 1x^T", r"\frac{\partial L}{\partial x} = W^T\mathbf 1"]
)
def test_a_vector_of_ones_is_not_refuted_for_having_no_indices(claim: str) -> None:
    assert "refuted" not in verdicts(rf"$L = \sum_i a_i$ with $a = Wx$. ${claim}$.")


def test_a_d_before_a_letter_may_be_a_differential_where_d_is_a_number_too() -> None:
    text = r"$S = \frac{QK^T}{\sqrt d}$, $P = \operatorname{softmax}(S)$. $dQ = \frac1{\sqrt d}dS\,K$."
    assert "refuted" not in verdicts(text)


# ---- intermediates ----


def test_nothing_is_refuted_about_the_derivative_of_a_loss_that_was_not_understood() -> None:
    text = r"""$z^{(1)} = W^{(1)}x + b^{(1)}$, $L = \frac12\|z^{(1)}-y\|^2$. Let $\delta^{(1)} = z^{(1)}-y$.
$\frac{\partial L}{\partial b^{(1)}} = \delta^{(1)}$."""
    assert "refuted" not in verdicts(text)


NORMALISED = r"""$\mu = \frac1m\sum_{i=1}^m x_i$, $v = \frac1m\sum_{i=1}^m(x_i-\mu)^2$, $\hat x_i = (x_i-\mu)/\sqrt{v+\epsilon}$,
$y_i = \gamma\hat x_i+\beta$. """


@pytest.mark.parametrize(
    "claim",
    [
        r"\frac{\partial L}{\partial\mu} = -\frac{1}{\sqrt{v+\epsilon}}\sum_{i=1}^m\frac{\partial L}{\partial\hat x_i}",
        r"\frac{\partial L}{\partial x_i} = \frac{\partial L}{\partial\hat x_i}\frac1{\sqrt{v+\epsilon}}"
        r"+\frac{\partial L}{\partial v}\frac{2(x_i-\mu)}m+\frac1m\frac{\partial L}{\partial\mu}",
    ],
)
def test_a_mean_has_no_value_apart_from_what_it_is_the_mean_of(claim: str) -> None:
    assert verdicts(NORMALISED + f"$${claim}$$")[-1] != "refuted"


def test_a_slip_behind_an_intermediate_is_still_refuted() -> None:
    text = r"$z = wx + b$, $a = \tanh(z)$. $\frac{\partial L}{\partial z} = \frac{\partial L}{\partial a}(1-a)$."
    assert verdicts(text)[-1] == "refuted"
    wrong = r"$$\frac{\partial L}{\partial\gamma} = \sum_{i=1}^m\frac{\partial L}{\partial y_i}x_i$$"
    assert verdicts(NORMALISED + wrong)[-1] == "refuted"
