"""Every theorem of the library has a script, and the script says what it should; coqc is not needed for this."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import pytest

from symgrad.core.replay import replay
from symgrad.core.show import show_theorem
from symgrad.engine.library import entries
from symgrad.rocq.facts import LAWS
from symgrad.rocq.script import export

Exported = Mapping[str, tuple[Mapping[str, Any], str]]  # the certificate and the script of each theorem


@pytest.fixture(scope="module")
def exported() -> Exported:
    """The scripts of all proved theorems; where there is none, the text is what the export raised."""
    out = {}
    for entry in entries():
        certificate = entry.document.certificate
        if certificate is None:
            continue
        try:
            out[entry.name] = (certificate, export(entry.name, certificate).text)
        except Exception as e:  # noqa: BLE001  # all that fail are told, not only the first
            out[entry.name] = (certificate, f"{type(e).__name__}: {e}")
    return out


def test_every_theorem_of_the_library_has_a_script(exported: Exported) -> None:
    assert {name: text for name, (_, text) in exported.items() if not text.startswith("From Symgrad")} == {}
    assert len(exported) > 150


def test_the_statement_stands_above_every_script(exported: Exported) -> None:
    for name, (certificate, text) in exported.items():
        above = text.partition("(* ")[2].partition(" *)")[0].splitlines()
        shown = show_theorem(replay(certificate)).splitlines()
        assert [line.strip() for line in above] == [name, *(line.strip() for line in shown)]


def test_every_script_follows_its_certificate_and_names_the_rules(exported: Exported) -> None:
    for name, (certificate, text) in exported.items():
        lines = re.findall(r"\(\* line (\d+): (\w+) \*\)\n(.*?\nQed\.)", text, re.DOTALL)
        assert [(int(n), rule) for n, rule, _ in lines] == [(k, line[0]) for k, line in enumerate(certificate["lines"], 1)], name
        for (rule, *parameters), (_, _, proof) in zip(certificate["lines"], lines, strict=True):
            if rule == "chain":
                named = {int(n): step for n, step in re.findall(r"\(\* (\d+): (\w+)", proof)}
                assert named == {k: step[0] for k, step in enumerate(parameters[1], 1)}, name


def test_no_script_assumes_more_than_the_model_shows_to_hold(exported: Exported) -> None:
    """See ``Model.v``: all these laws, and all of ∂, hold at once."""
    allowed = {("D_laws", "partial_derivative"), *((f"{law}_law", law) for law in LAWS)}
    for name, (_, text) in exported.items():
        assert set(re.findall(r"^Hypothesis (\w+) : (\w+)", text, re.MULTILINE)) <= allowed, name
        kinds = re.findall(r"^(?:Variables?|Parameters?|Axioms?|Hypothes[ei]s|Conjecture|Context)\b", text, re.MULTILINE)
        assert set(kinds) <= {"Variable", "Hypothesis", "Context"}, name
        assert "Admitted" not in text
