"""The hypotheses of a theorem in words: "for s ≥ 1, where the maximiser of each window is unique"."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from symgrad.core.term import Int, Term, TermError, negate, open_binder
from symgrad.render.notation import Notation

_FLIPPED = {"le": "≥", "sle": "≥", "lt": ">", "slt": ">", "ne": "≠", "sne": "≠", "eq": "=", "seq": "="}
_TIMES = {1: "differentiable", 2: "twice differentiable"}


def in_words(hypotheses: Iterable[Term], notation: Notation) -> str:
    """All hypotheses as one phrase; empty if there are none."""
    comparisons: dict[str, None] = {}
    facts: dict[str, None] = {}
    for h, upper in _with_upper_bounds(_strongest(list(hypotheses))):
        if upper is not None:
            comparisons[_between(h, upper, notation)] = None
        else:
            (comparisons if h.op in _COMPARISONS else facts)[phrase(h, notation)] = None
    parts = []
    if comparisons:
        parts.append("for " + listed(list(comparisons)))
    if facts:
        parts.append("where " + listed(list(facts)))
    return ", ".join(parts)


def _strongest(hypotheses: list[Term]) -> list[Term]:
    """Without "differentiable" where "twice differentiable" stands too."""
    orders: dict[str, int] = {}
    for h in hypotheses:
        if h.op == "smooth":
            orders[h.data[0]] = max(h.data[1], orders.get(h.data[0], 0))
    return [h for h in hypotheses if h.op != "smooth" or h.data[1] == orders[h.data[0]]]


_COMPARISONS = frozenset({"eq", "ne", "lt", "le", "seq", "sne", "slt", "sle", "divides"})


def _with_upper_bounds(hypotheses: list[Term]) -> list[tuple[Term, Term | None]]:
    """Each hypothesis in order; ``a ≤ i`` together with ``i < b`` or ``i ≤ b`` where there is one."""
    out: list[tuple[Term, Term | None]] = []
    used: set[Term] = set()
    for h in hypotheses:
        if h in used:
            continue
        bounds = (p for p in hypotheses if p.op in ("lt", "le") and p != h and p not in used and p.args[0] == h.args[-1])
        upper = next(bounds, None) if h.op == "le" and h.args[1].op == "var" else None
        used |= {h} | ({upper} if upper is not None else set())
        out.append((h, upper))
    return out


def _between(lower: Term, upper: Term, notation: Notation) -> str:
    """``0 ≤ m < P``."""
    low, middle, high = (notation.term(t) for t in (*lower.args, upper.args[1]))
    sign = "<" if upper.op == "lt" else "≤"
    return notation.words(f"{low} ≤ {middle} {sign} ") + high


def listed(parts: Sequence[str]) -> str:
    """``a, b and c``."""
    return " and ".join(filter(None, [", ".join(parts[:-1]), parts[-1]])) if parts else ""


def phrase(h: Term, notation: Notation) -> str:
    """One hypothesis in words."""
    match h.op:
        case "le" | "lt" | "sle" | "slt" | "ne" | "sne" | "eq" | "seq":
            return _comparison(h, notation)
        case "unique":
            return "the maximiser is unique"
        case "forall":
            return _for_each(h, notation)
        case "smooth":
            name, order = h.data
            return f"{name} is {_TIMES.get(order, f'{order} times differentiable')}"
        case "and" | "or":
            return f" {h.op} ".join(phrase(p, notation) for p in h.args)
        case "not":
            denied = negate(h.args[0])
            return f"not ({phrase(h.args[0], notation)})" if denied.op == "not" else phrase(denied, notation)
    return notation.term(h)


def _comparison(h: Term, notation: Notation) -> str:
    """A comparison, with a number always on the right: s ≥ 1 rather than 1 ≤ s."""
    left, right = h.args
    if left.op in ("int", "num") and right.op not in ("int", "num"):
        return f"{notation.term(right)} {notation.words(_FLIPPED[h.op])} {notation.term(left)}"
    return notation.term(h)


def _for_each(h: Term, notation: Notation) -> str:
    if h.args[-1].op == "unique":
        return "the maximiser of each window is unique"
    names = _display_names(h)
    try:
        domain, body = open_binder(h, names)
    except TermError:  # a name that is not fresh after all
        return notation.term(h)
    ranges = []
    for name, (lo, hi) in zip(domain.names, domain.ranges, strict=True):
        start = "" if lo == Int(0) else f"{notation.term(lo)} {notation.words('≤')} "
        ranges.append(f"{start}{name} < {notation.term(hi)}")
    condition = "" if domain.cond.op == "true" else f" with {phrase(domain.cond, notation)}"
    return f"{phrase(body, notation)} for each {', '.join(ranges)}{condition}"


def _display_names(h: Term) -> list[str]:
    """The author's names of the indices, primed until nothing else has them."""
    taken, out = set(h.free), []
    for hint in h.hints:
        name = hint if hint and "@" not in hint else "i"
        while name in taken:
            name += "'"
        taken.add(name)
        out.append(name)
    return out
