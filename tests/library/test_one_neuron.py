"""One neuron in a convolution layer: its readers, its weights, and how the gradient comes back."""

import pytest

from symgrad.render.figure import figure_lines
from symgrad.render.latex import page
from symgrad.render.lines import text_of
from symgrad.render.notation import Notation
from tests.library.statements import document_of, statement_and_hypotheses

STATEMENTS = {  # theorem -> what is proved, and under which hypotheses
    "one_neuron.readers_of_an_interior_neuron": (
        "sum(i<H, j<W) sum(k<3, l<3) [i + k - 1 = m]*[j + l - 1 = n] = 9",
        ["1 <= m", "m < H - 1", "1 <= n", "n < W - 1"],
    ),
    "one_neuron.readers_of_a_corner": (
        "sum(i<H, j<W) sum(k<3, l<3) [i + k - 1 = 0]*[j + l - 1 = 0] = 4",
        ["2 <= H", "2 <= W"],
    ),
    "one_neuron.affine": (
        "Y[m + 1 - k,n + 1 - l] = w[k,l]*X[m,n] + C[k,l,m,n]",
        ["0 <= k", "k < 3", "0 <= l", "l < 3", "1 <= m", "m < H - 1", "1 <= n", "n < W - 1"],
    ),
    "one_neuron.rest_is_free": (
        "d(C[k,l,m,n])/dX[m,n] = 0",
        [],
    ),
    "one_neuron.dv_dx": (
        "d(v[a,m,n])/dX[m,n] = w[2 - floor(a/3),2 - (a mod 3)]",
        ["a < 9", "0 <= a", "1 <= m", "m < H - 1", "1 <= n", "n < W - 1"],
    ),
    "one_neuron.dL_dX": (
        "sum(i<H, j<W) dL/dY[i,j]*(d(Y[i,j])/dX[m,n]) = sum(k<3, l<3) w'[k,l]*G[m + k - 1,n + l - 1]",
        ["0 <= m", "m < H", "0 <= n", "n < W"],
    ),
    "one_neuron.dL_dw": (
        "sum(i<H, j<W) dL/dY[i,j]*(d(Y[i,j])/dw[m,n]) = sum(i<H, j<W, 0 <= i + m - 1 < H, 0 <= j + n - 1 < W) "
        "dL/dY[i,j]*X[i + m - 1,j + n - 1]",
        ["0 <= m", "m < 3", "0 <= n", "n < 3"],
    ),
    "one_neuron.dL_dX_flipped": (
        "sum(i<H, j<W) dL/dY[i,j]*(d(Y[i,j])/dX[m,n]) = sum(k<3, l<3) w'[k,l]*G[m - k + 1,n - l + 1]",
        ["0 <= m", "m < H", "0 <= n", "n < W"],
    ),
    "one_neuron.dL_dw_flipped": (
        "sum(i<H, j<W) dL/dY[i,j]*(d(Y[i,j])/dw[m,n]) = sum(i<H, j<W, 0 <= i - m + 1 < H, 0 <= j - n + 1 < W) "
        "dL/dY[i,j]*X[i - m + 1,j - n + 1]",
        ["0 <= m", "m < 3", "0 <= n", "n < 3"],
    ),
}


@pytest.mark.parametrize("name", STATEMENTS)
def test_what_is_proved_is_what_the_page_claims(name):
    assert statement_and_hypotheses(name) == STATEMENTS[name]


def weights(name):
    (figure,) = document_of(name).figures
    return {cell.label: cell.note for row in figure.rows for cell in row if cell.label}


def test_an_interior_neuron_is_read_by_nine_outputs_with_the_weights_in_reverse():
    assert weights("one_neuron.readers_of_an_interior_neuron") == {f"y_{i}": f"w_{10 - i}" for i in range(1, 10)}


def test_a_corner_is_read_by_four_outputs():
    assert weights("one_neuron.readers_of_a_corner") == {"y_1": "w_5", "y_2": "w_4", "y_3": "w_2", "y_4": "w_1"}


@pytest.mark.parametrize(("unicode", "first"), [(True, "│ y₁ │ y₂ │    │"), (False, "| y1 | y2 |    |")])
def test_the_figure_is_a_grid_of_labelled_cells(unicode, first):
    (figure,) = document_of("one_neuron.readers_of_a_corner").figures
    lines = [text_of(line).strip() for line in figure_lines(figure, Notation(unicode), 60)]
    assert first in lines
    assert all(len(line) <= 60 for line in lines)


def test_the_figure_is_a_tikz_picture_and_only_then_tikz_is_loaded():
    with_figure = page.document([document_of("one_neuron.readers_of_a_corner")])
    assert r"\IfFileExists{tikz.sty}{\usepackage{tikz}}{}" in with_figure
    assert r"\node[align=center] at (0.5,2.5) {$y_{1}$\\$w_{5}$};" in with_figure
    assert "tikz" not in page.document([document_of("one_neuron.dL_dw")])
