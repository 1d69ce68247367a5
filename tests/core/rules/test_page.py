"""docs/rules.md is what the code says."""

from __future__ import annotations

from pathlib import Path

from symgrad.core.replay import LINES
from symgrad.core.rules import RULES
from symgrad.core.rules.page import EXAMPLES, page

PAGE = Path(__file__).resolve().parents[3] / "docs" / "rules.md"


def test_the_page_is_up_to_date() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(), "run python -m symgrad.core.rules.page"


def test_every_rule_says_its_law_why_it_is_sound_and_gives_an_example() -> None:
    assert set(EXAMPLES) == set(RULES)
    for rule in RULES.values():
        law, _, why = rule.law.partition("Sound:")
        assert law.strip(), rule.name
        assert why.strip(), rule.name


def test_every_rule_and_line_has_an_entry() -> None:
    text = page()
    for name in [*RULES, *LINES]:
        assert f"\n### {name}\n" in text
