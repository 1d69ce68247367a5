"""Every rule, line and node of a witness is exported, and coqc accepts the script."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, Phase, given, seed, settings

from symgrad import Page
from symgrad.core.arith import _NODES
from symgrad.core.replay import LINES
from symgrad.core.rules import RULES
from symgrad.core.rules.page import EXAMPLES, LINE_EXAMPLES
from symgrad.core.term import TermError
from symgrad.core.theorem import Rejected
from symgrad.rocq import script as exporter
from symgrad.rocq.script import Script, export
from symgrad.rocq.witness import _NODES as TACTICS
from tests.core.certificates import CERTIFICATES
from tests.core.test_arith import LEMMAS, PROVED
from tests.rocq.coqc import needs_coqc, refused
from tests.rocq.examples import script_of, script_of_rule
from tests.strategies import APPLICATIONS

ELSEWHERE = {"theorem", "generalise", "instantiate"}  # they need a theorem that another line made: see CERTIFICATES
EACH = 6  # random applications of each rule


def test_every_node_of_a_witness_has_a_tactic() -> None:
    assert set(TACTICS) == set(_NODES)


def test_every_line_has_a_script() -> None:
    assert all(hasattr(exporter._Exporter, f"_{line}") for line in LINES)


@needs_coqc
def test_an_example_of_every_rule_is_accepted() -> None:
    scripts = {r: script_of_rule(f"rule_{r}", r, *e) for r, e in EXAMPLES.items() if r not in ELSEWHERE}
    assert refused(scripts) == {}


@needs_coqc
def test_an_example_of_every_line_is_accepted() -> None:
    scripts = {r: script_of(f"line_of_{r}", (r, *p)) for r, p in LINE_EXAMPLES.items() if r not in ELSEWHERE}
    assert refused(scripts) == {}


@needs_coqc
def test_an_example_of_every_node_of_a_witness_is_accepted() -> None:
    proved = {**PROVED, **LEMMAS}
    scripts = {
        n: script_of(f"node_{k}", ("arith", goal, (given_, tree))) for k, (n, (goal, given_, tree)) in enumerate(proved.items())
    }
    assert refused(scripts) == {}


@needs_coqc
def test_whole_certificates_are_accepted() -> None:
    assert refused({name: export(name, make().certificate(name)) for name, make in CERTIFICATES.items()}) == {}


def _random(rule: str) -> dict[str, Script]:
    scripts: dict[str, Script] = {}

    @seed(11)
    @settings(max_examples=EACH, deadline=None, database=None, phases=[Phase.generate], suppress_health_check=list(HealthCheck))
    @given(APPLICATIONS[rule])
    def collect(application) -> None:
        t, parameters = application
        name = f"{rule}_{len(scripts)}"
        try:
            scripts[name] = script_of_rule(name, rule, t, *parameters)
        except (Rejected, TermError):
            return  # not an application that the core accepts

    collect()
    return scripts


@needs_coqc
def test_random_applications_of_every_rule_are_accepted() -> None:
    assert set(APPLICATIONS) | {"theorem"} == set(RULES)
    scripts = {name: s for rule in APPLICATIONS for name, s in _random(rule).items()}
    assert len(scripts) > 4 * len(APPLICATIONS)
    assert refused(scripts) == {}


@pytest.mark.parametrize("name", CERTIFICATES)
def test_the_statement_stands_above_the_script_as_the_core_prints_it(name: str) -> None:
    text = export(name, CERTIFICATES[name]().certificate(name)).text
    assert "then    " in text.partition("*)")[0]
    assert "Admitted" not in text
    assert "Axiom" not in text


@needs_coqc
def test_a_line_may_cut_what_an_earlier_one_mentions() -> None:
    page = Page("", source="", text="y = cast(a)*cast(b)")
    claim = page.claim("2*floor(a/2) <= a").have("2*floor(a/2) <= a and 2*floor(b/2) <= b", "by the meaning of ⌊ ⌋")
    document = claim.follows("the first of the two").finish()
    assert document.verdict == "proved"
    assert refused({"cut": export("cut", document.certificate)}) == {}
