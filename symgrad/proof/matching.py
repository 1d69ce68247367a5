"""Matching a pattern with loose indices against a term, structure by structure."""

from __future__ import annotations

from collections.abc import Sequence

from symgrad.core.term import Term, binder_depths, instantiate


def match(pattern: Term, term: Term, n: int) -> list[Term] | None:
    """Values for the n outermost loose indices of the pattern that make it the term; None if there are none."""
    values = match_all([pattern], [term], n)
    return values if values is not None and instantiate(pattern, values) == term else None


def match_all(patterns: Sequence[Term], terms: Sequence[Term], n: int) -> list[Term] | None:
    """Values that make every pattern its term, where the patterns are parts of one binder (which is at depth 0 of each)."""
    found: dict[int, Term] = {}
    depths = binder_depths((len(patterns) - 2) // 2) if len(patterns) > 1 else (0,)
    for pattern, term, depth in zip(patterns, terms, depths, strict=True):
        if not _match(pattern, term, n, depth, found):
            return None
    return [found[k] for k in reversed(range(n))] if len(found) == n else None


def _match(pattern: Term, term: Term, n: int, depth: int, found: dict[int, Term]) -> bool:
    if pattern.loose <= depth:
        return pattern == term
    if pattern.op == "bound" and pattern.data >= depth:
        k = pattern.data - depth
        if term.sort != "I" or term.loose or k >= n:
            return False
        return found.setdefault(k, term) == term
    if pattern.op != term.op or pattern.data != term.data or len(pattern.args) != len(term.args):
        return False
    if len(pattern.hints) != len(term.hints):
        return False
    depths = binder_depths(len(pattern.hints)) if pattern.hints else (0,) * len(pattern.args)
    return all(_match(p, t, n, depth + d, found) for p, t, d in zip(pattern.args, term.args, depths, strict=True))
