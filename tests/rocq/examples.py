"""Scripts for single rules, lines and witnesses."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from symgrad.core.replay import make_line
from symgrad.core.term import Term
from symgrad.core.theorem import Theorem
from symgrad.rocq.script import Script, export_lines


def script_of(name: str, *lines: Sequence[Any]) -> Script:
    """The script of the lines, none of which refers to another."""
    made: list[tuple[str, Sequence[Any], Theorem]] = []
    for rule, *parameters in lines:
        made.append((rule, parameters, make_line(rule, *parameters)))
    return export_lines(name, made, made[-1][2])


def script_of_rule(name: str, rule: str, t: Term, *parameters: Any) -> Script:
    """The script of one step of a chain, at the top of the term."""
    return script_of(name, ("chain", t, ((rule, (), parameters, None),)))
