"""LaTeX in, plain notation out: what each construct is read as, with places, and what is refused."""
# ruff: noqa: E501 - a formula stands on one line, as it does in a document

from __future__ import annotations

import pytest

from symgrad.documents.chains import Statement, Unread
from symgrad.errors import Problem
from symgrad.language.syntax import Node, walk
from tests.documents.reading import chains, expanded, parse, plain, report

Z = r"$$Z_{ij} = \sum_{k,l} V_{i+k,j+l} K_{k,l}$$ "


@pytest.mark.parametrize(
    ("latex", "read"),
    [
        (r"Z_{ij} = \sum_{k,l} V_{i+k,j+l} K_{k,l}", "Z[i,j] = sum(k, l) V[i+k,j+l]*K[k,l]"),
        (r"Z(i,j) = \sum_k\sum_l V(i+k,j+l) K(k,l)", "Z[i,j] = sum(k) sum(l) V[i+k,j+l]*K[k,l]"),
        (r"Z[i,j] = \sum_{kl} V[i+k,j+l] K[k,l]", "Z[i,j] = sum(k, l) V[i+k,j+l]*K[k,l]"),
        (r"y_i = \sum_{k=0}^{K-1} w_k x_{i+k}", "y[i] = sum(k < K) w[k]*x[i+k]"),
        (r"y_i = \sum_{k=1}^{K} w_k x_{i+k-1}", "y[i] = sum(k < K) w[k]*x[i+k]"),
        (r"y_i = \sum_{k=-p}^{p} w_k x_{i-k}", "y[i] = sum(k < p + p + 1) w[k]*x[i-k+p]"),
        (r"y_i = \sum_{0 \le k < K} w_k x_{i+k}", "y[i] = sum(k < K) w[k]*x[i+k]"),
        (r"y_i = \sum_{k \ne i} w_k", "y[i] = sum(k, k != i) w[k]"),
        (r"y_m = \sum_{i,k: i+k=m} a_i b_k", "y[m] = sum(i, k, i + k = m) a[i]*b[k]"),
        (r"y_i = \max_{0\le k<K} x_{si+k}", "y[i] = max(k < K) x[s*i+k]"),
        (r"y_i = \frac{1}{n} \sum_j x_{ij}", "y[i] = (1 / n)*(sum(j < n) x[i,j])"),
        (r"y_i = {x_i \over n}", "y[i] = x[i] / n"),
        (r"y_i = \lfloor n/2 \rfloor x_i", "y[i] = floor(n / 2)*x[i]"),
        (r"y^{(l)}_i = w^{(l)}_i y^{(l-1)}_i", "y_l[i] = w_l[i]*y_lm1[i]"),
        (r"y^l_i = w^{[l]}_i y^{l-1}_i", "y_l[i] = w_l[i]*y_lm1[i]"),
        (r"\hat{y}_i = \mathbf{w}_i \bar x_i", "y_hat[i] = w[i]*x_bar[i]"),
        (r"y'_i = x_i^2", "y'[i] = x[i]**2"),
        (r"y_i = e^{-x_i}", "y[i] = exp(-x[i])"),
        (r"y_i = \sin^2 x_i \cos x_i", "y[i] = sin(x[i])**2*cos(x[i])"),
        (r"y_i = \sqrt{x_i} + |x_i|", "y[i] = sqrt(x[i]) + abs(x[i])"),
        (r"y_i = \begin{cases} x_i & x_i > 0 \\ 0 & \text{otherwise} \end{cases}", "y[i] = ([x[i] > 0]*x[i])"),
        (r"y_{ij} = \delta_{ij} x_i", "y[i,j] = [i = j]*x[i]"),
        (r"y_i = \sum_j \mathbb{1}[i = j] x_j", "y[i] = sum(j) [i = j]*x[j]"),
        (r"y_i = m^2 (a+b)^2 x_i", "y[i] = m**2*(a + b)**2*x[i]"),
        (r"y_i = 2 \cdot x_i / 3", "y[i] = 2*x[i] / 3"),
        (r"Y_i &amp;= \displaystyle x_i \tag{3} \label{a}", "Y[i] = x[i]"),
        (r"α_i = β_i·x_i", "α[i] = β[i]*x[i]"),
    ],
)
def test_a_definition_is_read_as(latex: str, read: str) -> None:
    assert plain(f"$${latex}$$") == [read]


@pytest.mark.parametrize(
    "spelling",
    [
        r"\frac{\partial L}{\partial K_{mn}}", r"\partial L / \partial K_{mn}", r"{\partial L \over \partial K_{mn}}",
        r"\frac{dL}{dK_{mn}}", r"dL/dK_{mn}", r"\frac{\mathrm{d}L}{\mathrm{d}K_{mn}}", r"\nabla_{K_{mn}} L", r"\partial_{K_{mn}} L",
        r"\dfrac{\partial \mathcal{L}}{\partial \mathsf{K}_{m,n}}", r"\frac{\partial}{\partial K_{mn}} L",
    ],
)  # fmt: skip
def test_every_spelling_of_a_gradient(spelling: str) -> None:
    right = r"\sum_{ij} \frac{\partial L}{\partial Z_{ij}} V_{i+m,j+n}".replace(
        "L}", r"\mathcal{L}}" if "cal" in spelling else "L}"
    )
    found = report(f"{Z}$${spelling} = {right}$$").lines[1]
    assert (found.verdict, found.plain) == ("proved", "dL/dK[m,n] = sum(i, j) dL/dZ[i,j]*V[i+m,j+n]")


@pytest.mark.parametrize(
    ("latex", "code", "at"),
    [
        (r"x = \int y", "SG122", r"\int"), (r"x = \unknown{y}", "SG122", r"\unknown"), (r"x = 1/2y", "SG123", "y"),
        (r"x = \log a b", "SG123", "b"), (r"y_i = x_{i/2}", "SG128", "i/2"), (r"x = \frac{1}", "SG121", r"\frac"),
        (r"x = (y", "SG102", "("), (r"x = {y", "SG102", "{"), (r"x = \sum_i y", "SG131", "y"), ("x = a - - b", "SG121", "-"),
        (r"x = \begin{bmatrix} 1 & 2 \\ 3 \end{bmatrix}", "SG105", r"\begin{bmatrix} 1 & 2 \\ 3 \end{bmatrix}"),
    ],
)  # fmt: skip
def test_what_is_not_understood_has_its_exact_place(latex: str, code: str, at: str) -> None:
    text = f"$${latex}$$"
    (line,) = report(text).lines
    assert (line.verdict, line.code) == ("not understood", code)
    assert line.problem is not None
    assert text[line.problem.start : line.problem.end] == at


def test_macros_are_expanded_with_the_places_of_their_arguments() -> None:
    assert expanded(r"\newcommand{\pd}[2]{\frac{\partial #1}{\partial #2}}", r"\pd{L}{w}")[:4] == [
        r"\frac",
        "{",
        r"\partial",
        "L",
    ]
    assert expanded(r"\def\sq#1{#1^2}", r"\sq x") == ["x", "^", "2"]
    assert expanded(r"\newcommand{\n}[2][k]{#1 #2}", r"\n{a} \n[b]{c}") == ["k", "a", "b", "c"]
    with pytest.raises(Problem, match="does not end"):
        expanded(r"\newcommand{\a}{\a\a}", r"\a")
    text = "\\newcommand{\\pd}[2]{\\frac{\\partial #1}{\\partial #2}}\n" + Z + r"$\pd{L}{K_{mn}} = \pd{L}{Z_{q}}$"
    found = report(text).lines[-1]
    assert found.problem is not None
    assert text[found.problem.start : found.problem.end] == r"\pd"


def test_every_node_stands_inside_its_formula() -> None:
    text = (
        r"\frac{\partial L}{\partial w_{u,v}} = \sum_{i=0}^{n-1} \left( a_i + \begin{bmatrix} 1 & 2 \end{bmatrix}^T \right)_{kl}"
    )
    for node in walk(parse(text)):
        assert isinstance(node, Node)
        assert 0 <= node.start <= node.end <= len(text)


# ---- chains ----


def rights(text: str) -> list[int]:
    return [len(line.rights) for line in chains(text) if isinstance(line, Statement)]


@pytest.mark.parametrize(
    ("text", "count"),
    [
        (r"$$a = b = c$$", [2]),
        ("\\begin{align} a &= b \\\\ &= c \\\\ &= d \\end{align}", [3]),
        ("\\begin{align} a &= b \\\\ &\\quad + c \\\\ &= d \\end{align}", [2]),
        ("\\begin{eqnarray} a &=& b \\\\ &=& c \\end{eqnarray}", [2]),
        ("$$\\begin{split} a &= b \\\\ &= c \\end{split}$$", [2]),
        ("$$a = b$$ so $$= c$$ and $$= d$$", [3]),
        (r"$$a = b, \quad c = d$$", [1, 1]),
        (r"$$a = b \quad (3)$$", [1]),
        (r"$$a = b \qquad \text{for } i = 0, 1, \ldots, n-1$$", [1]),
        ("\\begin{align} a &= b & c &= d \\\\ e &= f && \\text{reason} \\end{align}", [1, 1, 1]),
        ("\\begin{gather} a = b \\\\ c = d \\end{gather}", [1, 1]),
        ("\\begin{align} a = &b \\\\ &+ c \\end{align}", [1]),
        ("\\begin{align} a &= \\left( b \\right. \\\\ &\\left. + c \\right) \\end{align}", [1]),
        (r"$a = b \Rightarrow c = d$", [1, 1]),
    ],
)
def test_rows_are_joined_to_chains(text: str, count: list[int]) -> None:
    assert rights(text) == count


def test_a_line_that_cannot_be_read_does_not_hide_the_others() -> None:
    lines = chains("\\begin{align} a &= b \\\\ &= \\int c \\\\ &= d \\end{align}")
    assert [type(line) for line in lines] == [Statement, Unread, Statement]


def test_a_line_under_a_condition_is_not_judged_without_it() -> None:
    line = report(Z + r"$$\frac{\partial Z_{ij}}{\partial K_{mn}} = 0 \quad \text{if } i = m$$").lines[-1]
    assert (line.verdict, line.code) == ("refuted", "SG201")
    line = report(Z + r"$$\frac{\partial Z_{ij}}{\partial K_{mn}} = 0 \quad \text{if } i \in S$$").lines[-1]
    assert (line.verdict, line.code) == ("undecided", "SG313")


def test_rows_after_a_statement_that_cannot_be_read_do_not_go_on_with_another_one() -> None:
    text = "\\begin{align} x_a &= X_a \\\\ C &= \\int x \\\\ &= 0 \\end{align}"
    found = report(text).lines
    assert [(line.verdict, line.code) for line in found] == [("given", ""), ("not understood", "SG122"), ("undecided", "SG311")]


def test_a_row_that_may_belong_to_the_line_above_takes_its_verdict_away() -> None:
    text = Z + "\\begin{align} \\frac{\\partial Z_{ij}}{\\partial K_{mn}} &= V_{i+m,j+n} \\\\ & V_{ij} \\end{align}"
    assert (report(text).lines[1].verdict, report(text).lines[1].code) == ("not understood", "SG134")


def test_braces_with_nothing_in_them_do_not_hide_a_sign() -> None:
    text = "\\begin{align} y_i &= a_i \\\\ &\\qquad {} - b_i \\end{align}"
    assert plain(text) == ["y[i] = a[i] - b[i]"]
