"""The worked convolution and pooling, and the published matrix that is the gradient of no kernel."""

import pytest

from tests.library.statements import statement_and_hypotheses

STATEMENTS = {  # theorem -> what is proved, and under which hypotheses
    "published_matrix.output": (
        "C[i,j] = literal{3,3; 109, 92, 72, 108, 85, 74, 110, 74, 79}[i, j]",
        ["0 <= i", "i < 3", "0 <= j", "j < 3"],
    ),
    "published_matrix.gradient_for_ones": (
        "d(E)/dA[m,n] = literal{5,5; 4, 7, 10, 6, 3, 9, 17, 25, 16, 8, 11, 23, 34, 23, 11, 7, 16, 24, 17, 8, 2, 6, 9, "
        "7, 3}[m, n]",
        ["0 <= m", "m < 5", "0 <= n", "n < 5"],
    ),
    "published_matrix.gradient_of_any_kernel": (
        "dL/dE*(d(E)/dA[m,n]) = sum(k<3, l<3, 0 <= m - k < 3, 0 <= n - l < 3) dL/dE*K[k,l]",
        [],
    ),
    "published_matrix.no_kernel": (
        "not (forall(m<5, n<5) d(E)/dA[m,n] = literal{5,5; 4, 7, 10, 6, 3, 9, 17, 25, 16, 8, 11, 23, 34, 22, 11, 4, "
        "12, 18, 12, 6, 2, 6, 9, 6, 3}[m, n])",
        [],
    ),
    "published_matrix.pooled": (
        "Y[i,j] = literal{2,2; 109, 92, 110, 85}[i, j]",
        ["0 <= i", "i < 2", "0 <= j", "j < 2"],
    ),
    "published_matrix.four_windows_fit": (
        "(i + 2 <= 3 and j + 2 <= 3) iff (i < 2 and j < 2)",
        [],
    ),
    "published_matrix.a_single_window_fits": (
        "(2*i + 2 <= 3 and 2*j + 2 <= 3) iff (i = 0 and j = 0)",
        ["0 <= i", "0 <= j"],
    ),
    "published_matrix.pooled_with_stride_2": (
        "max(k<2, l<2) C[2*0 + k,2*0 + l] = 109",
        [],
    ),
}


@pytest.mark.parametrize("name", STATEMENTS)
def test_what_is_proved_is_what_the_page_claims(name):
    assert statement_and_hypotheses(name) == STATEMENTS[name]


def test_that_no_kernel_gives_the_published_matrix_supposes_nothing():
    statement, hypotheses = statement_and_hypotheses("published_matrix.no_kernel")
    assert statement.startswith("not (forall(m<5, n<5) d(E)/dA[m,n] = literal{5,5; ")
    assert hypotheses == []
