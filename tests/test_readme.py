"""The README says what is true now."""

import doctest
import re
from pathlib import Path

from symgrad.render.readme import SECTIONS, filled

README = Path(__file__).parents[1] / "README.md"


def test_the_generated_parts_are_what_the_code_gives():
    text = README.read_text(encoding="utf-8")
    assert all(f"<!-- begin {name} -->" in text for name in SECTIONS)
    assert filled(text) == text, "run python -m symgrad.render.readme"


def test_the_examples_run_as_they_are_shown():
    results = doctest.testfile(str(README), module_relative=False, encoding="utf-8")
    assert results.attempted >= 7
    assert results.failed == 0


def test_every_command_that_is_named_exists():
    from symgrad.cli import main

    for command in set(re.findall(r"^\| `symgrad (\w+)", README.read_text(encoding="utf-8"), re.M)):
        assert main([command, "--help"]) == 0
