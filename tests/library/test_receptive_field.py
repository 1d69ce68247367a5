"""Receptive fields and sizes of stacks: what is said, and under which conditions."""

import pytest

from tests.library.statement import statement

JUMPS = ["forall(1<=l<L + 1) j[l] = j[l - 1]*s[l]", "j[0] = 1"]


def test_the_closed_form_follows_from_the_recursion():
    said, given = statement("receptive_field.closed_form")
    assert said == "r[0] = R"
    assert set(given) == {*JUMPS, "r[L] = 1", "forall(1<=l<L + 1) r[l - 1] = s[l]*r[l] + (k[l] - s[l])", "0 <= L"}


def test_a_pooling_window_on_top_adds_its_size_less_one_times_all_strides():
    said, given = statement("receptive_field.pooling_adds")
    assert said == "r[0] = R + (q - 1)*j[L]"
    assert "r[L] = q" in given


def test_pooling_multiplies_the_receptive_field_just_where_window_and_stride_are_equal():
    assert statement("receptive_field.pooling_multiplies_iff") == ("s*r + (k - s) = s*r iff k = s", [])


def test_one_layer_reads_between_the_first_tap_of_the_first_and_the_last_tap_of_the_last_entry():
    said, given = statement("receptive_field.reach")
    assert said == "s*a - p <= s*i + d*t - p and s*i + d*t - p <= s*b + d*(k - 1) - p"
    assert set(given) == {"1 <= s", "1 <= d", "a <= i", "i <= b", "0 <= t", "t < k"}


def test_the_first_and_the_last_of_these_are_read_each_by_one_entry_through_one_tap():
    said, given = statement("receptive_field.first_is_read")
    assert said == "s*i + d*t - p = s*a - p iff (i = a and t = 0)"
    assert set(given) == {"1 <= s", "1 <= d", "a <= i", "0 <= t"}
    said, given = statement("receptive_field.last_is_read")
    assert said == "s*i + d*t - p = s*b + d*(k - 1) - p iff (i = b and t = k - 1)"
    assert set(given) == {"1 <= s", "1 <= d", "i <= b", "t < k"}


PATH = {"i[L] = o", "forall(1<=l<L + 1) i[l - 1] = s[l]*i[l] + d[l]*t[l] - p[l]", "0 <= L", *JUMPS}


@pytest.mark.parametrize(
    ("name", "position", "taps"),
    [("first_path", "A", "0"), ("last_path", "A + R - 1", "k[l] - 1")],
)
def test_the_paths_through_all_first_and_all_last_taps_read_both_ends_of_the_receptive_field(name, position, taps):
    said, given = statement(f"receptive_field.{name}")
    assert said == f"i[0] = {position}"
    assert set(given) == {*PATH, f"forall(1<=l<L + 1) t[l] = {taps}"}


@pytest.mark.parametrize(
    ("name", "bound", "taps"),
    [("no_path_before", "A <= i[0]", "0 <= t[l]"), ("no_path_behind", "i[0] <= A + R - 1", "t[l] <= k[l] - 1")],
)
def test_no_path_reads_anything_outside_of_the_receptive_field(name, bound, taps):
    said, given = statement(f"receptive_field.{name}")
    assert said == bound
    steps = {f"forall(1<=l<L + 1) {h}" for h in (taps, "1 <= s[l]", "1 <= d[l]")}
    assert set(given) == {*PATH, *steps}


def test_pooling_does_not_multiply_the_receptive_field_where_window_and_stride_differ():
    read = "(s*(a + r - 1) + (k - 1) - p) - (s*a - p) + 1"
    assert statement("receptive_field.pooling_does_not_multiply") == (f"not ({read} = s*r)", ["k != s"])
    said, given = statement("receptive_field.four_not_six")
    assert said == "1 + (3 - 1)*1 + (2 - 1)*1 = 4 and not (1 + (3 - 1)*1 + (2 - 1)*1 = 2*3)"
    assert given == []


def test_the_extent_of_what_one_layer_reads_is_the_recursion_and_dilation_stretches_the_kernel():
    assert statement("receptive_field.recursion") == ("(s*(a + r - 1) + (k - 1) - p) - (s*a - p) + 1 = s*r + (k - s)", [])
    assert statement("receptive_field.dilation")[0].endswith("= s*r + ((d*(k - 1) + 1) - s)")


def test_the_derivative_vanishes_outside_of_the_receptive_field():
    said, given = statement("receptive_field.nothing_before")
    assert said == "d(z[o])/dx[i] = 0"
    assert "i < s*(t*o - q) - p" in given
    said, given = statement("receptive_field.nothing_behind")
    assert said == "d(z[o])/dx[i] = 0"
    assert "s*(t*o + e*(m - 1) - q) + d*(k - 1) - p < i" in given


def test_padding_moves_the_receptive_field_and_does_not_change_its_extent():
    assert statement("receptive_field.start")[0] == "a[0] = A"
    said, _ = statement("receptive_field.extent")
    assert said == "b[0] - a[0] + 1 = R"
    assert "p[l]" not in said


def test_neighbours_begin_the_product_of_all_strides_apart():
    said, given = statement("receptive_field.jump")
    assert said == "b[0] - a[0] = J"
    assert "b[L] = a[L] + 1" in given


def test_two_layers_have_the_size_of_one():
    said, given = statement("stack_sizes.two_are_one")
    one = "floor((N + 2*(p + q*s) - (k + (m - 1)*s))/(s*t)) + 1"
    assert said == f"floor((floor((N + 2*p - k)/s) + 1 + 2*q - m)/t) + 1 = {one}"
    assert given == ["1 <= s", "1 <= t"]


def test_a_stack_has_the_size_of_one_layer():
    said, given = statement("stack_sizes.one_floor")
    assert said == "n[L] = floor((n[0] - 1 - c[L])/j[L]) + 1"
    assert "forall(1<=l<L + 1) 1 <= s[l]" in given
    assert statement("stack_sizes.taken_from_the_size")[0] == "scalar(c[L]) = C"
