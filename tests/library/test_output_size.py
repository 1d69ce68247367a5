"""Output sizes: in floor and ceil mode, when the printed formula is right, and which last window frameworks leave out."""

from tests.library.statement import statement

CEILING = "-floor((-(I - K + 2*p))/s) + 1"


def test_floor_mode_counts_the_windows_that_fit():
    said, given = statement("output_size.floor_mode")
    assert said == "s*o + K <= I + 2*p iff o < floor((I - K + 2*p)/s) + 1"
    assert given == ["1 <= s"]


def test_ceil_mode_counts_the_windows_that_cover_the_input():
    said, given = statement("output_size.ceil_mode")
    assert said == f"I + 2*p <= s*(O - 1) + K iff {CEILING} <= O"
    assert given == ["1 <= s"]


def test_an_integer_is_as_printed_just_where_the_stride_divides_and_then_it_is_that_of_floor_mode():
    said, given = statement("output_size.as_printed")
    assert said == "s*(O - 1) = I - K + 2*p iff (s | I - K + 2*p and O = floor((I - K + 2*p)/s) + 1)"
    assert given == ["1 <= s"]


def test_where_the_division_leaves_a_remainder_no_integer_is_as_printed():
    said, given = statement("output_size.no_size_as_printed")
    assert said == "not (s*(O - 1) = I - K + 2*p)"
    assert set(given) == {"1 <= s", "1 <= (I - K + 2*p) mod s"}


def test_no_integer_is_as_printed_for_an_input_of_six_a_kernel_of_three_and_stride_two():
    assert statement("output_size.not_always_as_printed") == ("not (O = (6 - 3 + 2*0)/2 + 1)", [])
    assert statement("output_size.two_outputs") == ("floor((6 - 3 + 2*0)/2) + 1 = 2", [])


def test_an_input_of_five_and_a_kernel_of_three_give_three_outputs():
    assert statement("output_size.three_by_three") == ("floor((5 - 3 + 2*0)/1) + 1 = 3", [])


def test_the_last_window_counts_just_where_it_begins_before_the_input_ends():
    assert statement("output_size.last_window_kept") == (
        "(o < O and s*o - p < I) iff o < O",
        ["1 <= s", "s*(O - 1) - p < I"],
    )
    said, given = statement("output_size.last_window_dropped")
    assert said == "(o < O and s*o - p < I) iff o < O - 1"
    assert set(given) == {"1 <= s", f"O = {CEILING}", "I <= s*(O - 1) - p", "p <= K"}


def test_the_size_in_ceil_mode_is_the_smaller_of_two():
    said, given = statement("output_size.size_in_ceil_mode")
    begins = "-floor((-(I + p))/s)"
    assert said == f"(o < {CEILING} and s*o - p < I) iff o < min({CEILING}, {begins})"
    assert given == ["1 <= s"]
