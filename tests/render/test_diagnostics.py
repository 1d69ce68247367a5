"""Problems are shown with carets under the part of the source that is meant."""

import pytest

from symgrad.errors import Problem
from symgrad.render.diagnostics import problem_lines
from symgrad.render.lines import text_of
from symgrad.render.records import error_record


def shown(problem, width=80, unicode=True):
    return "\n".join(text_of(line) for line in problem_lines(problem, width, unicode))


def test_message_excerpt_note_and_help():
    source = "y[o] = sum(k) w[k]*x[o+q]"
    problem = Problem(
        "SG106",
        "nothing binds the index q",
        source=source,
        start=source.index("q"),
        end=source.index("q") + 1,
        filename="layer.txt",
        notes=("the sum binds k",),
        help="write `sum(k, q)`",
    )
    assert (
        shown(problem)
        == """\
error[SG106]: nothing binds the index q
 --> layer.txt:1:24
  |
1 | y[o] = sum(k) w[k]*x[o+q]
  |                        ^
note: the sum binds k
help: write `sum(k, q)`"""
    )


def test_without_a_file_there_is_no_arrow():
    assert "-->" not in shown(Problem("SG101", "no", source="a b", start=2, end=3))


def test_wide_characters_take_two_columns():
    text = shown(Problem("SG111", "no", source="層層 + ?", start=5, end=6))
    assert text.splitlines()[-1] == "  |        ^"


def test_combining_marks_take_none():
    assert shown(Problem("SG111", "no", source="x\u0302 ?", start=3, end=4)).splitlines()[-1] == "  |   ^"


def test_tabs_are_expanded():
    lines = shown(Problem("SG111", "no", source="\ta\tb", start=3, end=4)).splitlines()
    assert lines[-2:] == ["1 |     a   b", "  |         ^"]


def test_control_characters_do_not_reach_the_terminal():
    assert "\x1b" not in shown(Problem("SG111", "an \x1b[31m escape", source="a \x1b[31m b", start=2, end=3))


def test_a_part_over_several_lines_is_cut_at_the_first():
    text = shown(Problem("SG102", "no", source="a (b\nc", start=2, end=6))
    assert text.splitlines()[-2:] == ["1 | a (b", "  |   ^^"]


def test_the_end_of_the_text_gets_one_caret():
    assert shown(Problem("SG103", "no", source="y[o] =", start=6, end=6)).splitlines()[-1] == "  |       ^"


def test_a_place_beyond_the_text_is_its_end():
    assert shown(Problem("SG103", "no", source="y", start=9, end=12)).splitlines()[-1] == "  |  ^"


@pytest.mark.parametrize("start", [0, 40, 150, 298])
def test_a_source_line_that_is_too_wide_is_shown_around_the_carets(start):
    source = "".join(chr(97 + k % 26) for k in range(300))
    above, carets = shown(Problem("SG101", "no", source=source, start=start, end=start + 2), 60).splitlines()[-2:]
    assert len(above) <= 60
    assert above[carets.index("^") :][:2] == source[start : start + 2]


def test_ascii_only():
    assert shown(Problem("SG101", "expected ∂L/∂V", help="write Σ"), unicode=False).isascii()


def test_the_record_counts_from_one():
    record = error_record(Problem("SG101", "no", source="a\nbcd", start=3, end=5, filename="f"))
    assert (record["line"], record["column"], record["end_column"]) == (2, 2, 4)
