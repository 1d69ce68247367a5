"""Induction on an integer, such as the depth of a stack: from P(start), and P(n + 1) from P(n), to P(limit).

In the step, sums of an equation give up their last summand and universal statements are taken at n and n + 1; the rest is
arithmetic. What holds up to a limit L only is proved in the form ``n ≤ L ⟹ P(n)``, written as the core can say it:
``∀ i ∈ [0, 1) with n ≤ L. P(n)``.
"""

from __future__ import annotations

from collections.abc import Sequence

from symgrad.core.polynomial import difference
from symgrad.core.replay import LineNumber
from symgrad.core.rules.sums import source_names, target_names
from symgrad.core.term import FALSE, TRUE, Domain, Int, Term, Var, conjuncts, iadd, isub, le, lt, make, open_binder, substitute
from symgrad.engine.integers import find, holds
from symgrad.engine.powers import power_equations
from symgrad.engine.propositions import Context, attempt, by_arithmetic, discharged, fresh_names, prove, statement
from symgrad.engine.sift import Stuck, obligations
from symgrad.engine.supposing import ONE_POINT
from symgrad.engine.tidy import tidy
from symgrad.proof.calc import Chain


def by_induction(context: Context, claim: Term, name: str, start: Term, limit: Term | None = None) -> LineNumber:
    """The line that proves the claim for every n = ``name`` ≥ start; with a limit ≥ start, the claim for n = limit.

    Nothing else that is known may mention n. Raises Stuck if base or step is not proved."""
    n, after = Var(name), iadd(Var(name), Int(1))
    first = _by_recursion(context, substitute(claim, {name: start}), name, ())
    if limit is None:
        step = _by_recursion(_with(context, claim, le(start, n)), substitute(claim, {name: after}), name, (n, after))
        return context.proof.line("induct", first, _whole(context, step, claim), name, start)
    guard = Domain((_index(context, claim),), ONE_POINT, le(n, limit))
    guarded = guard.bind("forall", claim)
    base = context.proof.line("generalise", first, guard.names, ONE_POINT, le(start, limit))
    step = _step_below(context, claim, name, start, limit, guarded)
    step = context.proof.line("generalise", step, guard.names, ONE_POINT, le(after, limit))
    always = context.proof.line("induct", base, _whole(context, step, guarded), name, start)
    at_limit = context.proof.line("instantiate", always, ((name, limit),))
    return discharged(context, context.proof.line("specialise", at_limit, (Int(0),)))


def _step_below(context: Context, claim: Term, name: str, start: Term, limit: Term, guarded: Term) -> LineNumber:
    """``n ≤ L ⟹ P(n)``, start ≤ n, n + 1 ≤ L ⊢ P(n + 1)."""
    proof, n, after = context.proof, Var(name), iadd(Var(name), Int(1))
    bounds = (le(start, n), le(after, limit))
    step = _by_recursion(_with(context, claim, *bounds), substitute(claim, {name: after}), name, (n, after))
    supposed = proof.line("specialise", proof.line("assume", guarded), (Int(0),))
    supposed = discharged(_with(context, guarded, *bounds), supposed)
    for k, part in enumerate(conjuncts(claim)):
        if part in proof.theorems[step].hypotheses:
            alone = proof.line("arith", part, ((claim,), ("exact", k)))
            step = proof.line("discharge", step, proof.line("discharge", alone, supposed))
    return step


def _with(context: Context, *known: Term) -> Context:
    """With more that is known, conjunctions part by part."""
    parts = [part for p in known for part in conjuncts(p)]
    return Context(context.proof, (*context.known, *parts), context.proved, context.depth)


def _whole(context: Context, step: LineNumber, supposed: Term) -> LineNumber:
    """The step with what it supposes among its hypotheses as one, used or not."""
    proof, hypotheses = context.proof, context.proof.theorems[step].hypotheses
    for k, part in enumerate(conjuncts(supposed) if supposed.op == "and" else ()):
        if part in hypotheses:
            step = proof.line("discharge", step, proof.line("arith", part, ((supposed,), ("exact", k))))
    return step if supposed in proof.theorems[step].hypotheses else proof.line("weaken", step, supposed)


def _index(context: Context, claim: Term) -> str:
    name, taken = "i", claim.free.union(*(fact.free for fact in context.facts()))
    while name in taken:
        name += "'"
    return name


# ---- base and step ----


def _by_recursion(context: Context, goal: Term, name: str, points: Sequence[Term]) -> LineNumber:
    """The goal from what is known, with universal statements taken at the points."""
    proof, instances = context.proof, [line for point in points for line in _instances(context, point)]
    said = [goal, *context.facts(), *(proof.theorems[n].conclusion for n in instances)]
    powers = power_equations(context, said)
    inner = Context(proof, context.known, (*context.proved, *instances, *powers), context.depth)
    lines = [_part(inner, part, name, points) for part in conjuncts(goal)]
    if len(lines) == 1:
        return lines[0]
    whole = proof.line("arith", goal, (conjuncts(goal), ("all", *(("exact", k) for k in range(len(lines))))))
    return discharged(Context(proof, inner.known, (*inner.proved, *lines), inner.depth), whole)


def _part(context: Context, goal: Term, name: str, points: Sequence[Term]) -> LineNumber:
    """A goal that is no conjunction; of a comparison of scalars, the sums that end with n shortened first."""
    if goal.op == "forall":
        return _part_everywhere(context, goal, name, points)
    if goal.op not in ("seq", "sle", "slt"):
        return prove(context, goal)
    proof = context.proof
    left, right = (_shortened(context, side, name) for side in goal.args)
    middle = make(goal.op, None, (proof.theorems[left].rhs, proof.theorems[right].rhs))
    ways = ((_equations_only(context), by_arithmetic), (context, by_arithmetic), (context, prove))
    line = next((found for known, way in ways if (found := attempt(known, way, middle)) is not None), None)
    if line is None:
        raise Stuck("base or step of the induction was not proved", middle)
    if goal.op == "seq":
        line = proof.line("transitivity", proof.line("transitivity", left, line), proof.line("symmetry", right))
        return discharged(context, line)
    return prove(context.deeper(proved=[left, right, line]), goal) if goal != middle else line


def _part_everywhere(context: Context, goal: Term, name: str, points: Sequence[Term]) -> LineNumber:
    """A universal goal: its body for fresh indices, from universal statements taken at these, or at these and the points."""
    names = fresh_names(goal, *context.facts())
    domain, body = open_binder(goal, names)
    inner, here = _with(context, *domain.facts()), tuple(map(Var, names))
    lines = [line for values in (here, *((*here, point) for point in points)) for line in _instances(inner, *values)]
    line = _part(Context(inner.proof, inner.known, (*inner.proved, *lines), inner.depth), body, name, ())
    return context.proof.line("generalise", discharged(inner, line), names, domain.ranges, domain.cond)


def _equations_only(context: Context) -> Context:
    """What is known by equations, which is all that most recursions need."""
    known = [p for p in context.known if p.op in ("eq", "seq")]
    proved = [line for line in context.proved if context.proof.theorems[line].conclusion.op in ("eq", "seq")]
    return Context(context.proof, known, proved, context.depth)


def _instances(context: Context, *values: Term) -> list[LineNumber]:
    """Every universal statement about as many indices, at these values, where they are in its range."""
    out: list[LineNumber] = []
    for fact in context.facts():
        if fact.op == "forall" and len(fact.hints) == len(values):
            line = attempt(context, lambda c, f: discharged(c, c.proof.line("specialise", statement(c, f), values)), fact)
            out += [] if line is None else [line]
    return out


def _shortened(context: Context, t: Term, name: str) -> LineNumber:
    """t = t with empty sums left out and sums that end with n without their last summand."""
    chain = context.proof.chain(t)
    for path in reversed(_sums(t, ())):
        domain, _ = open_binder(chain.part(path), source_names(1))
        lo, hi = domain.ranges[0]
        if holds(context.facts(), le(hi, lo)):
            chain.do("empty", path, find([*context.facts(), *domain.facts()], FALSE))
        elif difference(hi, lo) == {(): 1}:
            chain.do("expand", path)
        elif name in hi.free:
            _split_last(chain, path, domain, tidy(isub(hi, Int(1))), context.facts())
    return chain.close()


def _sums(t: Term, path: tuple[int, ...]) -> list[tuple[int, ...]]:
    """The paths of the sums over one index that stand in no binder."""
    if t.hints:
        return [path] if t.op == "sum" and len(t.hints) == 1 else []
    return [p for k, a in enumerate(t.args) for p in _sums(a, (*path, k))]


def _split_last(chain: Chain, path: tuple[int, ...], domain: Domain, last: Term, facts: Sequence[Term]) -> None:
    """Σ_{lo ≤ i < last + 1} f = Σ_{lo ≤ i < last} f + f(last)."""
    (old,), (new,) = source_names(1), target_names(1)
    (lo, hi), hints = domain.ranges[0], chain.part(path).hints
    if domain.cond != TRUE or not holds(facts, le(lo, last)):
        raise Stuck("the last summand cannot be told from the others", chain.part(path))
    chain.do("split", path, lt(Var(old), last))
    below = Domain([old], [(lo, hi)], lt(Var(old), last))
    shorter = Domain([new], [(lo, last)], TRUE)
    proofs = obligations(below, shorter, [Var(new)], [Var(old)], facts)
    chain.do("reindex", (*path, 0), (hints, shorter.ranges, TRUE), [Var(new)], [Var(old)], proofs)
    at_end = Domain([old], [(lo, hi)], le(last, Var(old)))
    proofs = obligations(at_end, Domain([], [], TRUE), [last], [], facts)
    chain.do("reindex", (*path, 1), ((), (), TRUE), [last], [], proofs)
