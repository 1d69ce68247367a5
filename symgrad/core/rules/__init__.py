"""The primitive rules: each takes a part of a term and its parameters, and proves ``Γ ⊢ part = result``.

A rule is a function whose docstring is its law, then a line ``Sound:`` that says why. ``RULES`` lists them by name and family;
``docs/rules.md`` is generated from it.
"""

from symgrad.core.rules import brackets, derivative, equality, integers, scalars, sums
from symgrad.core.rules.table import RULES, Rule, apply

__all__ = ["RULES", "Rule", "apply", "brackets", "derivative", "equality", "integers", "scalars", "sums"]
