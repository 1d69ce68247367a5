"""Matching a pattern with loose indices against a term, structure by structure."""

from __future__ import annotations

from symgrad.core.term import Term, binder_depths, instantiate


def match(pattern: Term, term: Term, n: int, found: dict[int, Term] | None = None) -> list[Term] | None:
    """Values for the n outermost loose indices of the pattern that make it the term; None if there are none.

    ``found`` collects them by index (0 is the last of the values)."""
    found = {} if found is None else found
    if not _match(pattern, term, n, 0, found) or len(found) < n:
        return None
    values = [found[k] for k in reversed(range(n))]
    return values if instantiate(pattern, values) == term else None


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
