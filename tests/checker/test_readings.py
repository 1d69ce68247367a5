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


FORWARD = "Z[i,j] = sum(k,l) V[i+k,j+l]*K[k,l]"


def test_a_turned_kernel_has_both_readings_whatever_the_line_says() -> None:
    found = rows(f"{FORWARD}; dL/dV[m,n] = sum(k,l) dL/dZ[m+k,n+l]*rot180(K)[k,l]")
    assert found["of the array  K[P-1-k,Q-1-l]"] == "refuted"
    assert found["about the origin  K[-k,-l]"] == "proved"
    found = rows("Z[i] = sum(k) V[i+k]*K[k]; dL/dV[m] = sum(k) dL/dZ[m-P+1+k]*K[-k]")
    assert found["about the origin  K[-k]"] == "refuted"
    assert found["of the array  K[P-1-k]"] == "proved"


def test_the_reading_of_a_turned_kernel_is_that_of_its_own_line() -> None:
    steps = check("Z[i] = sum(k) V[i+k]*K[k]; dL/dV[m] = sum(k) dL/dZ[m+k]*flip(K)[k]; dL/dV[m] = sum(k) dL/dZ[m+k]*K[k]").steps
    assert [any(c.subject == "flip" for c in step.conventions) for step in steps] == [True, False]


def test_a_line_that_is_right_where_every_window_counts_is_told_to_be() -> None:
    found = rows(f"{FORWARD}; dL/dV[m,n] = sum(k<P,l<Q) dL/dZ[m-k+P-1,n-l+Q-1]*K[k,l]")
    assert found["valid  Z is (H−P+1)×(W−Q+1)"] == "refuted"
    assert found["full  Z is (H+P−1)×(W+Q−1), of V[i+k-(P-1),j+l-(Q-1)]"] == "proved"
    assert found["same  Z is H×W, of V[i+k-floor((P-1)/2),j+l-floor((Q-1)/2)]"] == "refuted"


def test_a_line_that_is_right_for_a_centred_window_is_told_to_be() -> None:
    found = rows("Z[i] = sum(k) V[i+k]*K[k]; dL/dV[m] = sum(k<P) dL/dZ[m-k+floor((P-1)/2)]*K[k]")
    assert found["same  Z is N, of V[i+k-floor((P-1)/2)]"] == "proved"


def test_windows_are_not_spoken_of_where_they_make_no_difference() -> None:
    found = rows(f"{FORWARD}; dL/dK[m,n] = 2*sum(i,j) dL/dZ[i,j]*V[i+m,j+n]")
    assert not any(reading.startswith("full") for reading in found)
