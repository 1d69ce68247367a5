"""Statements over small literal ranges, such as the entries of a 3×3 matrix of numbers, case by case.

For 0 ≤ i < 3, t(i) = Σ_{a<3, a=i} t(a) = [0 = i]·t(0) + [1 = i]·t(1) + [2 = i]·t(2): the sum is sifted on the one hand, and
written out on the other. Two terms with the same values are then equal by ring laws.
"""

from __future__ import annotations

from collections.abc import Sequence

from symgrad.core.polynomial import equal, normal
from symgrad.core.replay import LineNumber
from symgrad.core.term import Int, Term, Var, conj, eq, le, make, num, substitute, total
from symgrad.engine.equality import unfold_all
from symgrad.engine.gradient import tidy_up
from symgrad.engine.sift import Stuck, sift
from symgrad.proof.calc import Chain, Proof
from symgrad.refute.evaluate import evaluate
from symgrad.refute.instance import Instance

MOST_CASES = 64
Range = tuple[str, int, int]


def literal_ranges(terms: Sequence[Term], known: Sequence[Term]) -> list[Range]:
    """The integers that the terms mention, with the numbers between which the facts say they lie."""
    out: list[Range] = []
    cases = 1
    for name in sorted(frozenset[str]().union(*(t.free for t in terms))):
        low = [_number(f.args[0]) for f in known if f.op == "le" and f.args[1] == Var(name)]
        high = [_number(f.args[1]) for f in known if f.op == "lt" and f.args[0] == Var(name)]
        lows, highs = [v for v in low if v is not None], [v for v in high if v is not None]
        if lows and highs:
            out.append((name, max(lows), min(highs)))
            cases *= max(0, min(highs) - max(lows))
    return out if 0 < cases <= MOST_CASES else []


def _number(t: Term) -> int | None:
    p = normal(t)
    return int(p.get((), 0)) if p.keys() <= {()} else None


def equal_case_by_case(proof: Proof, lhs: Term, rhs: Term, known: Sequence[Term]) -> LineNumber:
    """The line lhs = rhs, for integers in small literal ranges; raises Stuck if the two differ somewhere."""
    ranges = literal_ranges([lhs, rhs], known)
    if not ranges:
        raise Stuck("no index has a small range of numbers", lhs)
    left, right = (tabulated(proof, side, ranges, known) for side in (lhs, rhs))
    a, b = proof.theorems[left].rhs, proof.theorems[right].rhs
    if not equal(a, b):
        raise Stuck("the two sides have different values", lhs)
    chain = proof.chain(a)
    if a != b:
        chain.do("ring", (), b)
    between = proof.line("transitivity", left, chain.close())
    return proof.line("transitivity", between, proof.line("symmetry", right))


def tabulated(proof: Proof, t: Term, ranges: Sequence[Range], known: Sequence[Term]) -> LineNumber:
    """The line t = Σ [values = indices]·(t at the values), each summand written out."""
    start = proof.chain(t)
    unfold_all(start)
    body = start.term
    names = [f"{name}#case" for name, _, _ in ranges]
    at = {name: Var(n) for n, (name, _, _) in zip(names, ranges, strict=True)}
    here = conj(eq(n, Var(name)) for name, n in at.items())
    bounds = [(n, Int(lo), Int(hi)) for n, (_, lo, hi) in zip(names, ranges, strict=True)]
    closed = total(bounds, substitute(body, at), here)
    whole = make("sum", None, closed.args, tuple(name for name, _, _ in ranges))
    back = proof.chain(whole)
    sift(back, (), known)
    if back.term != body:
        back.do("ring", (), body)
    table = proof.chain(whole)
    for _ in ranges:
        _expand_first(table)
    write_out(table)
    first = proof.line("transitivity", start.close(), proof.line("symmetry", back.close()))
    return proof.line("transitivity", first, table.close())


def _expand_first(chain: Chain) -> None:
    """Write out every sum at the top by its first index."""
    t = chain.term
    for k, part in enumerate(t.args if t.op == "add" else (t,)):
        if part.op == "sum":
            chain.do("expand", (k,) if t.op == "add" else ())
    tidy_up(chain)


def write_out(chain: Chain) -> None:
    """Evaluate what is a number, write out what is a sum over a literal range, and tidy."""
    path = _next(chain.term)
    while path is not None:
        part = chain.part(path)
        if part.op == "max":
            chain.do("theorem", path, maximum_of_numbers(chain.proof, part))
        else:
            chain.do("evaluate" if not part.free else "expand", path)
        path = _next(chain.term)
    tidy_up(chain)


def maximum_of_numbers(proof: Proof, t: Term) -> LineNumber:
    """The line max = number, for a maximum of numbers over literal ranges: it is at most the number, and attains it."""
    from symgrad.engine.propositions import Context, prove

    value = num(evaluate(t, Instance()))
    context = Context(proof, ())
    bounds = [prove(context, le(t, value)), prove(context, le(value, t))]
    equation = eq(t, value)
    hypotheses = tuple(proof.theorems[n].conclusion for n in bounds)
    line = proof.line("arith", equation, (hypotheses, ("both", ("exact", 0), ("exact", 1))))
    for bound in bounds:
        line = proof.line("discharge", line, bound)
    return line


def _next(t: Term) -> tuple[int, ...] | None:
    """The path of the first closed scalar that is a number, or a sum over a literal range."""
    if t.sort != "S" or t.loose:
        return None
    if not t.free and t.op != "num" and (_is_plain(t) or t.op == "max"):
        return ()
    if t.op == "sum" and _number(t.args[0]) is not None and _number(t.args[1]) is not None:
        return ()
    if t.hints:
        return None
    for k, a in enumerate(t.args):
        inner = _next(a)
        if inner is not None:
            return (k, *inner)
    return None


def _is_plain(t: Term) -> bool:
    """Whether the core can evaluate it."""
    return t.op not in ("max", "fn", "diff", "call", "read", "argmax") and all(map(_is_plain, t.args))
