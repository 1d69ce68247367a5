"""Numbers that a user gives: exact, with the place of whatever is no number."""

from fractions import Fraction

import pytest

from symgrad.errors import Problem
from symgrad.language.numbers import read_numbers


@pytest.mark.parametrize(
    ("text", "shape", "entries"),
    [
        ("3", (), [3]),
        ("-0.5", (), [Fraction(-1, 2)]),
        ("[1, 2, 3]", (3,), [1, 2, 3]),
        ("[[1, 2], [3, 1/3]]", (2, 2), [1, 2, 3, Fraction(1, 3)]),
        ("[[[1], [2]]]", (1, 2, 1), [1, 2]),
        ("1 2\n3 4", (2, 2), [1, 2, 3, 4]),
        ("1, 2.5\n", (2,), [1, Fraction(5, 2)]),
        ("1e-2", (), [Fraction(1, 100)]),
    ],
)
def test_lists_and_lines_are_read_exactly(text, shape, entries):
    numbers = read_numbers(text)
    assert (numbers.shape, list(numbers.entries)) == (shape, entries)


@pytest.mark.parametrize(
    ("text", "underlined", "says"),
    [
        ("[[1, 2], [3]]", "[3]", "a row of 1, but the first is a row of 2"),
        ("[1, x]", "x", "no number"),
        ("[1, 2", "2", "expected `,` or `]`"),
        ("[1 2]", "2", "expected `,` or `]`"),
        ("1 2\n3\n", "3", "a row of 1"),
        ("[1/0]", "1/0", "divides by zero"),
        ("[1] 2", "2", "after the end"),
        ("nan", "nan", "no number"),
        ("", "", "no number here"),
    ],
)
def test_what_is_no_array_is_reported_with_its_place(text, underlined, says):
    with pytest.raises(Problem) as caught:
        read_numbers(text)
    problem = caught.value
    assert problem.code == "SG420"
    assert says in problem.message
    assert text[problem.start : problem.end] == underlined
    assert problem.help
