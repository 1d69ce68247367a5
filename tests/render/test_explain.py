"""Every code and rule is explained, every rule by an example that the rule itself made."""

import re
from pathlib import Path

import pytest

import symgrad
from symgrad import codes
from symgrad.core.rules import RULES
from symgrad.errors import Problem
from symgrad.render.examples import EXAMPLES, example
from symgrad.render.explain import explain, explanations, overview
from symgrad.render.lines import text_of
from symgrad.render.notation import Notation


def test_every_rule_has_an_example():
    assert set(EXAMPLES) == set(RULES)


@pytest.mark.parametrize("name", sorted(RULES))
def test_the_example_is_what_the_rule_proves(name):
    assert example(name) is not None
    shown = [text_of(line) for line in explain(name, Notation(), 80)]
    assert "  Example" in shown


@pytest.mark.parametrize("code", sorted(explanations()))
def test_every_code_is_explained(code):
    assert len(explain(code, Notation(), 80)) > 3
    assert explain(code.lower(), Notation(), 80) == explain(code, Notation(), 80)


def test_the_codes_here_are_those_of_files_and_targets():
    assert all(code.startswith(("SG2", "SG3", "SG4")) for code in codes.EXPLANATIONS)


def test_every_code_that_the_sources_use_is_explained():
    sources = Path(symgrad.__file__).parent.rglob("*.py")
    used = {code for path in sources for code in re.findall(r'"(SG[1-9]\d\d)"', path.read_text(encoding="utf-8"))}
    assert used <= set(explanations())


def test_an_unknown_topic_suggests_the_nearest():
    with pytest.raises(Problem) as caught:
        explain("rindex", Notation(), 80)
    assert "`reindex`" in (caught.value.help or "")


def test_the_overview_lists_them_all():
    shown = "\n".join(text_of(line) for line in overview(Notation(), 80))
    assert all(name in shown for name in [*RULES, *explanations()])
