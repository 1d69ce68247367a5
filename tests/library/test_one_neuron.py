"""One neuron in a convolution layer: its readers, its weights, and how the gradient comes back."""

import pytest

from symgrad.core.term import Var
from symgrad.engine.library import resolve
from symgrad.language.plain import plain
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
    "one_neuron.each_weight_once": (
        "sum(i<H, j<W) [i + k - 1 = m]*[j + l - 1 = n] = 1",
        ["1 <= m", "k < 3", "m < H - 1", "0 <= k", "1 <= n", "l < 3", "n < W - 1", "0 <= l"],
    ),
    "one_neuron.each_neighbour_once": (
        "sum(k<3, l<3) [m - 1 + floor((i - 1)/3) + k - 1 = m]*[n - 1 + ((i - 1) mod 3) + l - 1 = n] = 1",
        ["i <= 9", "1 <= i"],
    ),
    "one_neuron.affine": (
        "y[i,m,n] = ω[10 - i]*X[m,n] + C[i,m,n]",
        ["i <= 9", "1 <= i", "1 <= m", "m < H - 1", "1 <= n", "n < W - 1"],
    ),
    "one_neuron.affine_flipped": (
        "y[i,m,n] = ω[i]*X[m,n] + C[i,m,n]",
        ["1 <= i", "i <= 9", "1 <= m", "m < H - 1", "1 <= n", "n < W - 1"],
    ),
    "one_neuron.rest_is_free": ("d(C[i,m,n])/dX[m,n] = 0", []),
    "one_neuron.rest_is_free_flipped": ("d(C[i,m,n])/dX[m,n] = 0", []),
    "one_neuron.dv_dx": (
        "d(y[i,m,n])/dX[m,n] = ω[10 - i]",
        ["i <= 9", "1 <= i", "1 <= m", "m < H - 1", "1 <= n", "n < W - 1"],
    ),
    "one_neuron.dv_dx_flipped": (
        "d(y[i,m,n])/dX[m,n] = ω[i]",
        ["1 <= i", "i <= 9", "1 <= m", "m < H - 1", "1 <= n", "n < W - 1"],
    ),
    "one_neuron.dL_dX_mixed": (
        "sum(i<H, j<W) dL/dY[i,j]*(d(Y[i,j])/dX[m,n]) = sum(k<3, l<3) w[k,l]*G[m - k + 1,n - l + 1]",
        ["0 <= m", "m < H", "0 <= n", "n < W"],
    ),
    "one_neuron.dL_dX_flipped_mixed": (
        "sum(i<H, j<W) dL/dY[i,j]*(d(Y[i,j])/dX[m,n]) = sum(k<3, l<3) w[k,l]*G[m + k - 1,n + l - 1]",
        ["0 <= m", "m < H", "0 <= n", "n < W"],
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


def definition(name, called):
    """How the page of a theorem defines something beside the layer."""
    (entry,) = resolve(name)
    layer = entry.page.scope.layer(called)
    return plain(layer.at(*map(Var, layer.indices)))


@pytest.mark.parametrize("name", ["one_neuron.affine", "one_neuron.affine_flipped"])
def test_the_neighbours_and_the_weights_are_labelled_row_by_row(name):
    assert definition(name, "ω") == "w[floor((j - 1)/3),(j - 1) mod 3]"
    assert definition(name, "y") == "Y[m - 1 + floor((i - 1)/3),n - 1 + ((i - 1) mod 3)]"


def test_where_convolution_is_meant_the_weights_are_in_order():
    assert weights("one_neuron.dv_dx_flipped") == {f"y_{i}": f"w_{i}" for i in range(1, 10)}


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
