"""The table of primitive rules, filled by the decorator ``rule``."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from symgrad.core.term import Term
from symgrad.core.theorem import Rejected, Theorem


class Rule(NamedTuple):
    """A primitive rule: its name, its family, and the function that applies it."""

    name: str
    family: str
    apply: Callable[..., Theorem]

    @property
    def law(self) -> str:
        return (self.apply.__doc__ or "").strip()


RULES: dict[str, Rule] = {}


def rule(family: str) -> Callable[[Callable[..., Theorem]], Callable[..., Theorem]]:
    """Enter the function into the table under its own name."""

    def enter(function: Callable[..., Theorem]) -> Callable[..., Theorem]:
        RULES[function.__name__] = Rule(function.__name__, family, function)
        return function

    return enter


def apply(name: str, t: Term, *parameters: Any) -> Theorem:
    """Apply the rule called ``name`` to t; raises Rejected if there is none or it does not accept."""
    found = RULES.get(name)
    if found is None:
        raise Rejected(name, "there is no such rule", (t,))
    return found.apply(t, *parameters)


def need(condition: bool, name: str, reason: str, *terms: Term) -> None:
    """Reject unless the condition holds."""
    if not condition:
        raise Rejected(name, reason, terms)
