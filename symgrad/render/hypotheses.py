"""The hypotheses of a theorem in words: "for s ≥ 1, where the maximiser of each window is unique"."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from symgrad.core.term import Int, Term, TermError, Var, eq, lt, ne, negate, open_binder
from symgrad.language.pretty import less_one
from symgrad.render.notation import Notation

_FLIPPED = {"le": "≥", "sle": "≥", "lt": ">", "slt": ">", "ne": "≠", "sne": "≠", "eq": "=", "seq": "="}
_TIMES = {1: "differentiable", 2: "twice differentiable"}


def in_words(hypotheses: Iterable[Term], notation: Notation) -> str:
    """All hypotheses as one phrase; empty if there are none."""
    comparisons: dict[str, None] = {}
    facts: dict[tuple[str, str], None] = {}
    tidied = _tidied(list(hypotheses), notation)
    for h, upper in _with_upper_bounds(tidied):
        if h.op == "smooth":
            facts[_smooth(h.data[1], [p.data[0] for p in tidied if p.op == "smooth" and p.data[1] == h.data[1]]), ""] = None
        elif upper is not None:
            comparisons[_between(h, upper, notation)] = None
        elif h.op in _COMPARISONS:
            comparisons[phrase(h, notation)] = None
        else:
            facts[_fact(h, notation)] = None
    parts = []
    if comparisons:
        parts.append("for " + listed(list(comparisons)))
    if facts:
        parts.append("where " + _facts(list(facts)))
    return ", ".join(parts)


def _facts(facts: list[tuple[str, str]]) -> str:
    """``a and b for each i < N``: for which indices is said once where it is the same for all."""
    domains = {domain for _, domain in facts}
    if len(domains) == 1:
        return listed([body for body, _ in facts]) + "".join(domains)
    return listed([body + domain for body, domain in facts])


def _smooth(order: int, names: list[str]) -> str:
    """``f is differentiable``, ``f and g are twice differentiable``."""
    return f"{listed(names)} {'is' if len(names) == 1 else 'are'} {_TIMES.get(order, f'{order} times differentiable')}"


def _fact(h: Term, notation: Notation) -> tuple[str, str]:
    """A hypothesis in words, and for which indices."""
    return _for_each(h, notation) if h.op == "forall" else (phrase(h, notation), "")


def _tidied(hypotheses: list[Term], notation: Notation) -> list[Term]:
    """What says the same in fewer words: nothing twice, nothing that another one implies, no size that is at least 0."""
    sizes = notation.program.sizes if notation.program is not None else ()
    orders: dict[str, int] = {}
    lowest: dict[Term, int] = {Var(name): 0 for name in sizes}
    for h in hypotheses:
        if h.op == "smooth":
            orders[h.data[0]] = max(h.data[1], orders.get(h.data[0], 0))
        elif (bound := _number_below(h)) is not None:
            lowest[h.args[1]] = max(bound, lowest.get(h.args[1], bound))
    out: dict[Term, None] = {}
    bounded = {Var(name): 0 for name in sizes}  # by how much each is said to be bounded from below
    for h in hypotheses:
        bound = _number_below(h)
        said = bound is not None and (bound < lowest[h.args[1]] or bounded.get(h.args[1]) == bound)
        said = said or (bound is not None and bound <= 0 and _is_natural(h.args[1], lowest))
        if bound is not None:
            bounded[h.args[1]] = max(bound, bounded.get(h.args[1], bound))
        weaker = h.op == "smooth" and h.data[1] < orders[h.data[0]]
        if not (said or weaker or (h.op in _SYMMETRIC and _turned(h) in out)):
            out[h] = None
    return list(out)


def _is_natural(t: Term, lowest: dict[Term, int]) -> bool:
    """Whether t is a sum or product of what is at least 0."""
    if t.op not in ("iadd", "imul"):
        return False
    parts = [a for a in t.args if not (a.op == "int" and a.data >= 0)]
    return all(lowest.get(a, -1) >= 0 if a.op == "var" else _is_natural(a, lowest) for a in parts)


def _number_below(h: Term) -> int | None:
    """The number that h says an integer is at least."""
    if h.op not in ("le", "lt") or h.args[0].op != "int" or h.args[1].op == "int":
        return None
    return int(h.args[0].data) + (h.op == "lt")


_SYMMETRIC = frozenset({"eq", "ne", "seq", "sne"})


def _turned(h: Term) -> Term:
    return (eq if h.op in ("eq", "seq") else ne)(h.args[1], h.args[0])


_COMPARISONS = frozenset({"eq", "ne", "lt", "le", "seq", "sne", "slt", "sle", "divides"})


def _with_upper_bounds(hypotheses: list[Term]) -> list[tuple[Term, Term | None]]:
    """Each hypothesis in order; ``a ≤ i`` together with ``i < b`` or ``i ≤ b`` where there is one."""
    out: list[tuple[Term, Term | None]] = []
    used: set[Term] = set()
    for h in hypotheses:
        if h in used:
            continue
        lower, upper = _pair(h, [p for p in hypotheses if p is not h and p not in used])
        used |= {lower} | ({upper} if upper is not None else set())
        out.append((lower, upper))
    return out


def _pair(h: Term, others: list[Term]) -> tuple[Term, Term | None]:
    """h and what bounds the same from the other side, the lower bound first; h alone if there is nothing."""
    if h.op == "le" and h.args[1].op in _BOUNDED:
        upper = next((p for p in others if p.op in ("lt", "le") and p.args[0] == h.args[1]), None)
        if upper is not None:
            return h, upper
    if h.op in ("lt", "le") and h.args[0].op in _BOUNDED:
        lower = next((p for p in others if p.op == "le" and p.args[1] == h.args[0] and p.args[0].op == "int"), None)
        bounds_again = any(p.op in ("lt", "le") and p.args[0] == h.args[0] for p in others)
        if lower is not None and not bounds_again:
            return lower, h
    return h, None


_BOUNDED = frozenset({"var", "bound", "iread"})


def _between(lower: Term, upper: Term, notation: Notation) -> str:
    """``0 ≤ m < P``."""
    low, middle = (notation.term(t) for t in lower.args)
    return notation.words(f"{low} ≤ {middle} ") + _at_most(upper, notation)


def _at_most(upper: Term, notation: Notation) -> str:
    """``< P``, or ``≤ P`` for ``< P+1``."""
    above = upper.args[1]
    less = less_one(above) if upper.op == "lt" else above
    return notation.words("< " if less is None else "≤ ") + notation.term(above if less is None else less)


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
            return "".join(_for_each(h, notation))
        case "smooth":
            name, order = h.data
            return _smooth(order, [name])
        case "and":
            pairs = _with_upper_bounds(list(h.args))
            return " and ".join(phrase(p, notation) if q is None else _between(p, q, notation) for p, q in pairs)
        case "or":
            return " or ".join(phrase(p, notation) for p in h.args)
        case "not":
            denied = negate(h.args[0])
            return f"not ({phrase(h.args[0], notation)})" if denied.op == "not" else phrase(denied, notation)
    return notation.term(h)


def _comparison(h: Term, notation: Notation) -> str:
    """A comparison, with a number always on the right: s ≥ 1 rather than 1 ≤ s."""
    left, right = h.args
    if left.op in ("int", "num") and right.op not in ("int", "num"):
        return f"{notation.term(right)} {notation.words(_FLIPPED[h.op])} {notation.term(left)}"
    if h.op == "lt" and less_one(right) is not None:
        return f"{notation.term(left)} {_at_most(h, notation)}"
    return notation.term(h)


def _for_each(h: Term, notation: Notation) -> tuple[str, str]:
    """What holds, and ``for each i < N``."""
    if h.args[-1].op == "unique":
        return "the maximiser of each window is unique", ""
    names = _display_names(h)
    try:
        domain, body = open_binder(h, names)
    except TermError:  # a name that is not fresh after all
        return notation.term(h), ""
    ranges = []
    for name, (lo, hi) in zip(domain.names, domain.ranges, strict=True):
        start = "" if lo == Int(0) else f"{notation.term(lo)} {notation.words('≤')} "
        ranges.append(f"{start}{name} {_at_most(lt(Var(name), hi), notation)}")
    condition = "" if domain.cond.op == "true" else f" with {phrase(domain.cond, notation)}"
    return phrase(body, notation), f" for each {', '.join(ranges)}{condition}"


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
