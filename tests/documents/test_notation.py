"""Notation beyond sums of entries: products, sets, matrices of symbols, equations that say what a sign means, updates."""
# ruff: noqa: E501 - a formula stands on one line, as it does in a document

from __future__ import annotations

import pytest

from tests.documents.reading import report, verdicts


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (r"$$p = \prod_{k=1}^{3} x_k$$ $$p = x_1 x_2 x_3$$", ["given", "proved"]),
        (r"$$\prod_{k=1}^{4} k = 24$$ $$\prod_{k=1}^{4} k = 23$$", ["proved", "refuted"]),
        (r"$$q = \prod_{i=1}^n x_i$$", ["not understood"]),
        (r"$$s = \sum_{k \in \{0, 2\}} x_k$$ $$\frac{\partial s}{\partial x_2} = 1$$ $$\frac{\partial s}{\partial x_1} = 1$$", ["given", "proved", "refuted"]),
        (r"$$e = \sum_{i<j} a_{ij}$$ $$\frac{\partial e}{\partial a_{mn}} = [m < n]$$", ["given", "proved"]),
        (r"$$e = \sum_{(i,j)\in S} a_{ij}$$", ["not understood"]),
        (r"$$\begin{bmatrix} 1 & 2 \\ 3 & 4 \end{bmatrix} \begin{bmatrix} x \\ y \end{bmatrix} = \begin{bmatrix} x + 2y \\ 3x + 4y \end{bmatrix}$$", ["proved"]),
        (r"$$R = \begin{pmatrix} \cos t & -\sin t \\ \sin t & \cos t \end{pmatrix}$$ $$R R^T = \begin{pmatrix} 1 & 0 \\ 0 & 1 \end{pmatrix}$$", ["given", "proved"]),
        (r"$$A = \begin{pmatrix} a & b \\ c & d \end{pmatrix}$$ $$A^T = \begin{pmatrix} a & c \\ b & d \end{pmatrix}$$", ["given", "proved"]),
        (r"$$F = \int_0^1 x dx$$ $$\lim_{x \to 0} x = 0$$ $$5! = 120$$", ["not understood"] * 3),
        (r"$$y = x^2$$ $$\frac{\mathrm d y}{\mathrm d x} = 2x$$ $$\frac{\mathrm{d} y}{\mathrm d x} = 3x$$", ["given", "proved", "refuted"]),
        (r"$$\begin{pmatrix} 1 & 2 \\ 3 & 4 \end{pmatrix} = 5$$ $$5 = \begin{pmatrix} 1 & 2 \end{pmatrix}$$", ["refuted", "refuted"]),
        (r"$$\begin{pmatrix} 1 & 2 \end{pmatrix} = \begin{pmatrix} 1 & 2 & 3 \end{pmatrix}$$ $$\begin{pmatrix} 0 & 0 \end{pmatrix} = 0$$", ["refuted", "proved"]),
        (r"$$3!=2$$ $$z_i = \sum_{j!=i} x_j$$ $$\frac{\partial z_i}{\partial x_j} = [i != j]$$", ["not understood", "given", "proved"]),
        (r"$$5 = \begin{pmatrix} 5 \end{pmatrix}$$ $$\begin{pmatrix} 1 & 2 \end{pmatrix} = \begin{pmatrix} 1 \\ 2 \end{pmatrix}$$", ["undecided"] * 2),
        (r"$y = \sigma(z)$ with $\sigma(z) = \frac{1}{1 + e^{-z}}$. $$\frac{dy}{dz} = y (1 - y)$$", ["given", "given", "proved"]),
    ],
)  # fmt: skip
def test_what_is_read(text: str, expected: list[str]) -> None:
    assert verdicts(text) == expected


@pytest.mark.parametrize(
    ("definition", "right", "wrong"),
    [
        (r"(f*g)[n] = \sum_k f[k] g[n-k]", "f_{n-m}", "f_{n+m}"), (r"(f*g)_n = \sum_k f_{n-k} g_k", "f_{n-m}", "f_{n+m}"),
        (r"(f \star g)(n) = \sum_k f(n+k) g(k)", "f_{n+m}", "f_{n-m}"),
    ],
)  # fmt: skip
def test_an_equation_says_what_the_star_means(definition: str, right: str, wrong: str) -> None:
    sign = r"\star" if "star" in definition else "*"
    text = f"$${definition}$$ $$y = f {sign} g$$ "
    claim = r"$$\frac{\partial y_n}{\partial g_m} = %s$$"
    assert verdicts(text + claim % right + claim % wrong) == ["given", "given", "proved", "refuted"]


def test_two_signs_may_have_two_meanings() -> None:
    text = r"$(x \star w)_i = \sum_k x_{i+k} w_k$, $(x * w)_i = \sum_k x_{i-k} w_k$. $$y = x * w$$ $$\frac{\partial y_i}{\partial w_k} = x_{i-k}$$"
    assert verdicts(text) == ["given", "given", "given", "proved"]


def test_an_update_defines_nothing() -> None:
    text = r"$y_i = w x_i$. $w \leftarrow w - \eta w$. $$\frac{\partial y_i}{\partial w} = x_i$$"
    assert verdicts(text) == ["given", "given", "proved"]


def test_what_is_not_read_is_named() -> None:
    found = {
        line.message for line in report(r"$$F = \int x$$ $$\lim_{x\to 0} x = 0$$ $$q = \prod_{i=1}^n x_i$$ $$n! = 1$$").lines
    }
    assert any("integral" in m for m in found)
    assert any("limit" in m for m in found)
    assert any("range of numbers only" in m for m in found)
    assert any("factorial" in m for m in found)
