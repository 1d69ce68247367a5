"""Adaptive average pooling: windows that are not empty, lie within the input and cover it; and the gradient."""

import pytest

from tests.library.statement import statement

BEGIN, END = "floor(i*H/O)", "-floor((-(i + 1)*H)/O)"


def containing(m, size, count):
    """That entry m is in window ⌊m·count/size⌋, as it is said."""
    i = f"floor({m}*{count}/{size})"
    return f"0 <= {i} < {count} and floor({i}*{size}/{count}) <= {m} < -floor((-({i} + 1)*{size})/{count})"


def test_no_window_is_empty_and_none_leaves_the_input():
    assert statement("adaptive_pooling.windows_are_not_empty") == (f"{BEGIN} < {END}", ["1 <= O", "1 <= H"])
    said, given = statement("adaptive_pooling.windows_fit")
    assert said == f"forall(i<O) (0 <= {BEGIN} and {END} <= H)"
    assert given == ["0 <= H", "1 <= O"]


def test_every_entry_is_in_a_window():
    said, given = statement("adaptive_pooling.windows_cover")
    assert said == containing("m", "H", "O")
    assert set(given) == {"1 <= O", "1 <= H", "0 <= m", "m < H"}


def test_the_windows_begin_and_end_where_the_input_does_and_leave_no_gap():
    assert statement("adaptive_pooling.windows_span") == ("floor(0*H/O) = 0 and -floor((-O*H)/O) = H", ["1 <= O"])
    assert statement("adaptive_pooling.windows_leave_no_gap")[0] == "floor((i + 1)*H/O) <= -floor((-(i + 1)*H)/O)"


def test_each_window_that_an_entry_is_in_passes_on_its_cotangent_over_its_size():
    said, given = statement("adaptive_pooling.dL_dx")
    assert said.endswith(f" = sum(i<O, {BEGIN} <= m, (m < {END})) dL/dy[i]/(cast({END}) - {BEGIN})")
    assert given == []


def test_in_a_plane_every_entry_is_in_a_window_and_no_average_divides_by_zero():
    said, given = statement("adaptive_pooling.plane_windows_cover")
    assert said == f"{containing('m', 'H', 'O')} and {containing('n', 'W', 'P')}"
    assert set(given) == {"1 <= O", "1 <= H", "1 <= P", "1 <= W", "0 <= m", "m < H", "0 <= n", "n < W"}
    assert statement("adaptive_pooling.plane_divisor_is_positive") == ("0 < c[i,j]", ["1 <= O", "1 <= P", "1 <= H", "1 <= W"])


@pytest.mark.parametrize("condition", [f"{BEGIN} <= m", f"(m < {END})", "floor(j*W/P) <= n", "(n < -floor((-(j + 1)*W)/P))"])
def test_in_a_plane_the_windows_that_an_entry_is_in_pass_on_their_cotangents(condition):
    said, given = statement("adaptive_pooling.plane_dL_dx")
    assert condition in said
    assert said.endswith(") dL/dy[i,j]/c[i,j]")
    assert given == []
