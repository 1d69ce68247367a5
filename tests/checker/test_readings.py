"""The table of readings: each row is what the judge finds for the text under that convention."""

from __future__ import annotations

from symgrad.checker.judge import check
from tests.checker.lines import CONVOLUTION, MATRICES, text


def rows(source: str) -> dict[str, str]:
    return {c.reading: c.verdict for c in check(source).steps[0].conventions}


def test_a_sign_that_is_right_for_a_convolution_is_told_to_be() -> None:
    found = rows("Z[i,j] = sum(k,l) V[i+k,j+l]*K[k,l]; dL/dV[m,n] = sum(i,j) dL/dZ[i,j]*K[i-m,j-n]")
    assert found["correlation  V[i+k,j+l]"] == "refuted"
    assert found["convolution  V[i-k,j-l]"] == "proved"


def test_a_line_that_is_right_for_a_flipped_kernel_is_told_to_be() -> None:
    found = rows(text(CONVOLUTION, "dL/dV[m,n] = sum(k<P,l<Q) dL/dZ[m-k,n-l]*K[P-1-k,Q-1-l]"))
    assert found["kernel flipped  K[P-1-k, Q-1-l]"] == "proved"
    assert found["convolution  V[i-k,j-l]"] == "refuted"


def test_a_convolution_is_not_called_a_correlation() -> None:
    found = rows("z[i] = sum(j) a[i-j]*b[j] where a[N] is zero outside; dL/db[j] = sum(i) dL/dz[i]*a[i+j]")
    assert found == {"convolution  a[i-j]": "refuted", "correlation  a[i+j]": "proved"} | {
        k: v for k, v in found.items() if k.startswith("kernel flipped")
    }


def test_a_line_in_indices_from_one_is_told_to_be() -> None:
    found = rows("Z[i] = sum(k) V[i+k]*K[k] where K[P]; dL/dV[m] = sum(k<P) dL/dZ[m-P-1+k]*K[P+1-k]")
    assert (found["0"], found["1"]) == ("refuted", "proved")


def test_rounding_the_other_way_is_a_row_where_it_matters() -> None:
    definition = "y[i<M] = x[floor((i+1)/2)] where x[N], 2*N >= M + 1"
    found = rows(f"{definition}; y[i] = x[floor(i/2)]")
    assert "ceil" not in found or found["ceil"] != found["floor"]


def test_what_has_no_such_shape_has_no_such_row() -> None:
    assert rows(text(MATRICES, "dL/dA[i,k] = 2*sum(j) dL/dC[i,j]*B[k,j]")) == {}


def test_a_proved_line_needs_no_table() -> None:
    assert rows(text(CONVOLUTION, "dL/dV[m,n] = sum(k,l) dL/dZ[m-k,n-l]*K[k,l]")) == {}
