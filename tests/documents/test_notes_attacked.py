"""Documents that once had a wrong verdict, each made as small as it goes: nothing right is refuted, nothing wrong proved."""

from __future__ import annotations

import pytest

from symgrad.documents.check import check_document

SOFTMAX = r"$p_i = \frac{e^{z_i}}{\sum_k e^{z_k}}$ and $L = -\sum_i y_i \log p_i$."


def verdicts(text: str) -> list[str]:
    return [line.verdict for line in check_document(text, "notes.md").lines]


# ---- values ----


def test_a_value_in_a_condition_holds_in_its_sentence_only() -> None:
    found = verdicts("If $n = 2$, we get $n^2 = 4$. In general $n^2 = 4$.")
    assert found == ["given", "proved", "undecided"]


def test_a_value_after_unless_is_never_put_in() -> None:
    assert "proved" not in verdicts("Then $x^2 = 2x$ unless $x = 0$. Hence $xy = 0$.")


def test_a_letter_has_the_value_that_stands_above_the_line() -> None:
    found = verdicts("Let $a = 3$. Then $a^2 = 9$.\n\nLet $a = 4$. Then $a^2 = 16$ and $a^2 = 9$.")
    assert found == ["given", "proved", "given", "proved", "refuted"]


def test_the_value_of_a_case_goes_before_the_value_of_the_section() -> None:
    found = verdicts("The area is $v = s^2$ where $s = 3$. Then $v = 9$. If $s = 4$ then $v = 16$.")
    assert found == ["given", "given", "proved", "given", "proved"]


def test_a_condition_is_no_claim_and_counts_together_with_a_value() -> None:
    text = r"""$$o = \left\lfloor\frac{n+2p-k}{s}\right\rfloor + 1$$
For $s=1$ and $p = \frac{k-1}2$ we have $o = n$. For $s=1$, $p=0$: $o = n - k + 1$. For $s=1$, $p=k-1$: $o = n+k-1$."""
    assert "refuted" not in verdicts(text)


def test_a_fact_after_since_is_a_definition_and_no_case() -> None:
    text = (
        r"Since $a = \tanh(z)$ and $z = wx$, $\frac{\partial a}{\partial w} = (1-a^2)x$, $\frac{\partial a}{\partial w} = 1-a^2$."
    )
    assert verdicts(text) == ["given", "given", "proved", "refuted"]


def test_an_equation_that_may_follow_from_a_condition_is_not_taken_for_another_condition() -> None:
    assert verdicts("Suppose $p + q = 1$. Then $p^2 + q^2 = 1$, and $pq = 0$.")[2:] != ["proved"]


# ---- functions ----


def test_nothing_is_refuted_about_a_function_that_is_defined_under_another_heading() -> None:
    assert "refuted" not in verdicts("# Example\nLet $f(x) = x^2$.\n# Solution\n$f'(3) = 6$, $f'(x) = 2x$.")


def test_what_is_said_of_an_unknown_function_is_not_refuted() -> None:
    assert "refuted" not in verdicts("We know $f(1) = 3$ and $f(2) = 5$. So $f(1) + f(2) = 8$.")


def test_a_function_that_is_given_case_by_case_in_words_is_not_its_first_case() -> None:
    text = "ELU: $f(x) = x$ if $x>0$ and $f(x) = e^x-1$ otherwise. For $x<0$, $f'(x) = e^x$. For $x<0$, $f'(x) = 1$."
    assert not {"proved", "refuted"} & set(verdicts(text))


@pytest.mark.parametrize(
    ("function", "right", "wrong"),
    [
        (r"\ln x", r"\frac1x", "x"),
        (r"\log(1+e^x)", r"\frac{1}{1+e^{-x}}", r"(1+e^x)e^x"),
        (r"\log(1+x^2)", r"\frac{2x}{1+x^2}", r"2x(1+x^2)"),
    ],
)
def test_the_derivative_of_a_logarithm_divides(function: str, right: str, wrong: str) -> None:
    found = verdicts(f"Let $f(x) = {function}$. $f'(x) = {right}$. $f'(x) = {wrong}$.")
    assert found == ["given", "proved", "refuted"]


def test_e_before_a_bracket_is_the_number() -> None:
    text = r"""$\ell = \log\sum_i e^{x_i}$ and $q_{ij} = e^{x_i}(\delta_{ij} - e^{x_j})$.
So $\frac{\partial\ell}{\partial x_i} = e^{x_i-\ell}$."""
    assert verdicts(text) == ["given", "given", "proved"]


def test_nothing_is_refuted_where_e_is_an_error_and_a_base() -> None:
    text = r"The error is $e = y - t$. The weight is $w = e^{-x}$, $\frac{dw}{dx} = -w$."
    assert "refuted" not in verdicts(text)


# ---- arrays ----


def test_an_entry_of_the_transpose_has_its_indices_exchanged() -> None:
    gradient = r"\frac{\partial L}{\partial x_j} = \sum_i"
    text = rf"""$y_i = \sum_j W_{{ij}} x_j$. ${gradient} W^T_{{ji}}\frac{{\partial L}}{{\partial y_i}}$,
${gradient} (W^T)_{{ji}}\frac{{\partial L}}{{\partial y_i}}$, ${gradient} W^T_{{ij}}\frac{{\partial L}}{{\partial y_i}}$."""
    assert verdicts(text) == ["given", "proved", "proved", "refuted"]


def test_two_letters_in_an_index_are_no_product_where_each_is_an_index_of_its_own() -> None:
    text = r"""The cost is $J(w) = \frac{1}{2N} \sum_{n=1}^N (w^T x_n - t_n)^2$.
$$\frac{\partial J}{\partial w_j} = \frac1N \sum_{n=1}^N (w^T x_n - t_n) x_{nj}$$"""
    assert not {"proved", "refuted"} & set(verdicts(text))


def test_types_are_not_refuted_where_the_definition_was_not_understood() -> None:
    text = r"Let $x$ be a row vector and $y = xW + b$. Then $\frac{\partial L}{\partial x} = \frac{\partial L}{\partial y}W^T$."
    assert "refuted" not in verdicts(text)
    text = r"$y_n = w^T x_n$, $L = \sum_n (y_n - t_n)^2$. $\frac{\partial y_n}{\partial x_n} = w$."
    assert "refuted" not in verdicts(text)


def test_a_capital_letter_beside_a_vector_is_not_surely_a_number() -> None:
    text = r"$a = W_1x$ and $L = \|a-t\|^2$. $\frac{\partial L}{\partial W_1} = \frac{\partial L}{\partial a}x^T$."
    assert "refuted" not in verdicts(text)


def test_a_matrix_that_is_said_to_be_symmetric_stays_so() -> None:
    found = verdicts(r"Let $A$ be symmetric and $f(x) = x^TAx$. $\nabla f(x) = 2Ax$.")
    assert found == ["given", "undecided"]


def test_a_layer_with_a_window_is_not_added_up_over_a_shape_that_nobody_gave() -> None:
    assert "refuted" not in verdicts(r"$c_n = \sum_ka_kb_{n-k}$. $\sum_nc_n = \sum_ka_k\sum_mb_m$.")


# ---- sums ----


@pytest.mark.parametrize(
    "claim", [r"\delta_{ii} = 1", r"\delta_{ij}\delta_{jk} = \delta_{ik}", r"\frac{\partial (x_ix_i)}{\partial x_k} = 2x_k"]
)
def test_an_index_twice_on_the_left_alone_may_be_summed_over(claim: str) -> None:
    found = verdicts(rf"Repeated indices are summed. $f = x_iA_{{ij}}x_j$. Then ${claim}$.")
    assert not {"proved", "refuted"} & set(found[1:])


def test_the_sign_before_mod_belongs_to_what_is_divided() -> None:
    assert verdicts(r"$-7 \bmod 3 = 2$, $-7 \bmod 3 = -1$, $-1 \bmod 5 = 4$.") == ["proved", "refuted", "proved"]


def test_mod_behind_a_sum_may_be_meant_of_all_of_it() -> None:
    assert verdicts(r"$7 + 3 \bmod 5 = 0$.") == ["undecided"]


# ---- what the words say ----


@pytest.mark.parametrize(
    "words",
    ["The labels $y$ are one-hot. {} So {}", "{} As the $y_i$ sum to one, {}", "{} We get {} This holds as $y$ is one-hot."],
)
def test_one_hot_labels_are_taken_into_account_wherever_it_is_said(words: str) -> None:
    right = r"$\frac{\partial L}{\partial z_i} = p_i - y_i$."
    assert "refuted" not in verdicts(words.format(SOFTMAX, right))
    wrong = r"$\frac{\partial L}{\partial z_i} = y_i - p_i$."
    assert verdicts(words.format(SOFTMAX, wrong))[-1] == "refuted"


# ---- derivatives by what is defined ----


def test_a_mean_is_no_free_input_beside_what_it_is_the_mean_of() -> None:
    text = r"""$\mu = \frac1n\sum_{i=1}^nx_i$, $\sigma = \sqrt{\frac1n\sum_{i=1}^n(x_i-\mu)^2}$, $z_i = \frac{x_i-\mu}{\sigma}$.
$$\frac{\partial z_i}{\partial \mu} = -\frac1\sigma$$"""
    assert verdicts(text)[-1] == "undecided"


def test_a_condition_that_is_not_read_keeps_its_sentence_from_being_refuted() -> None:
    text = r"""If $W = I$ then $y = Wx$ gives $y = x$.
In general $\frac{\partial L}{\partial x} = W^T\frac{\partial L}{\partial y}$."""
    assert verdicts(text) == ["given", "given", "undecided", "proved"]


def test_a_prime_on_something_defined_defines_nothing() -> None:
    assert not {"proved", "refuted"} & set(verdicts("$f(x) = x^3$, $f' = x^2$, $f' = 3x^2$."))
    assert not {"proved", "refuted"} & set(verdicts("$y = x^2$. $y' = 3x$. $y' = 2x$."))
    assert verdicts(r"$w' = w - \eta g$. $\frac{\partial w'}{\partial w} = 1$.") == ["given", "proved"]
