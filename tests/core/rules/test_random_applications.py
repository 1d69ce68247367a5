"""Every primitive rule, applied at random: wherever its hypotheses hold, both sides have the same value."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from symgrad.core.rules import RULES, apply
from symgrad.core.term import TermError
from symgrad.core.theorem import Rejected, reflexivity
from tests.core.truth import assert_true
from tests.strategies import APPLICATIONS, scalars


def test_every_rule_has_random_applications() -> None:
    assert set(APPLICATIONS) | {"theorem"} == set(RULES)


@pytest.mark.parametrize("name", sorted(APPLICATIONS))
def test_a_random_application_holds_on_random_instances(name: str) -> None:
    applied = 0

    @settings(max_examples=80, deadline=None, database=None, derandomize=True)
    @given(APPLICATIONS[name], st.integers(0, 1 << 30))
    def run(application, seed):  # type: ignore[no-untyped-def]  # hypothesis calls it
        nonlocal applied
        t, parameters = application
        try:
            th = apply(name, t, *parameters)
        except (Rejected, TermError):
            return
        applied += 1
        assert th.lhs == t
        assert_true(th, seed, wanted=6, tries=25)

    run()
    assert applied >= 40, f"{name} was applied only {applied} times"


@settings(max_examples=30, deadline=None, derandomize=True)
@given(scalars())
def test_the_theorem_rule_gives_back_what_was_proved(t) -> None:  # type: ignore[no-untyped-def]  # hypothesis calls it
    assert apply("theorem", t, reflexivity(t), True).conclusion == reflexivity(t).conclusion
