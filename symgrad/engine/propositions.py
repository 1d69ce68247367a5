"""Proving propositions: comparisons, equations, ∀, ⇔, ¬, from what is known and from lines that were proved before.

``prove`` chooses by the shape of the goal; arithmetic closes what it can, ``order`` knows sums, maxima and functions. Nothing
here is trusted: each line is made by the core.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeAlias

from symgrad.core.replay import LineNumber
from symgrad.core.term import FALSE, Term, TermError, conjuncts, map_args, open_binder, unfold
from symgrad.core.theorem import Rejected
from symgrad.engine.equality import prove_equal
from symgrad.engine.integers import find
from symgrad.engine.scalar import close_by_facts
from symgrad.engine.sift import Stuck
from symgrad.language.naming import bare
from symgrad.proof.calc import Proof
from symgrad.proof.matching import match

MAX_DEPTH = 8  # of proofs within proofs


class Context:
    """What a proof may use: ``known`` may stay as hypotheses, ``proved`` are lines."""

    __slots__ = ("depth", "known", "proof", "proved")

    def __init__(self, proof: Proof, known: Sequence[Term], proved: Sequence[LineNumber] = (), depth: int = 0) -> None:
        self.proof, self.known, self.proved, self.depth = proof, tuple(known), tuple(proved), depth

    def facts(self) -> list[Term]:
        """Every proposition at hand."""
        return [*self.known, *(self.proof.theorems[n].conclusion for n in self.proved)]

    def deeper(self, known: Sequence[Term] = (), proved: Sequence[LineNumber] = ()) -> Context:
        """With more at hand, for a part of the goal; raises Stuck where that goes on for too long."""
        if self.depth >= MAX_DEPTH:
            raise Stuck("the proof became too deep", known[0] if known else FALSE)
        return Context(self.proof, (*self.known, *known), (*self.proved, *proved), self.depth + 1)


Strategy: TypeAlias = Callable[[Context, Term], "LineNumber | None"]


def prove(context: Context, goal: Term) -> LineNumber:
    """The line that proves the goal, its hypotheses among what is known; raises Stuck if no proof was found."""
    match goal.op:
        case "forall":
            return _for_all(context, goal)
        case "iff":
            return _equivalence(context, goal)
        case "not":
            return _negation(context, goal)
        case "and":
            return _conjunction(context, goal)
    for strategy in (by_arithmetic, by_instance, _by_definitions, _equation, _order):
        line = attempt(context, strategy, goal)
        if line is not None:
            return line
    raise Stuck("no proof was found of this", goal)


def attempt(context: Context, strategy: Strategy, goal: Term) -> LineNumber | None:
    """The line that the strategy finds; None, and no lines left behind, if it finds none."""
    mark = len(context.proof.lines)
    try:
        line = strategy(context, goal)
    except (Stuck, Rejected, TermError):
        line = None
    if line is None:
        del context.proof.lines[mark:], context.proof.theorems[mark:]
    return line


def by_arithmetic(context: Context, goal: Term) -> LineNumber | None:
    """The goal by a witness of ``core.arith`` from everything at hand."""
    witness = find(context.facts(), goal)
    return None if witness is None else discharged(context, context.proof.line("arith", goal, witness))


def discharged(context: Context, line: LineNumber) -> LineNumber:
    """The line without the hypotheses that are proved, or can be; raises Stuck for one that is neither known nor proved."""
    proof = context.proof
    conclusions = {proof.theorems[n].conclusion: n for n in context.proved}
    for h in proof.theorems[line].hypotheses:
        if h in context.known:
            continue
        if h in conclusions:
            line = proof.line("discharge", line, conclusions[h])
        else:
            line = proof.line("discharge", line, prove(context.deeper(), h))
    return line


# ---- by the shape of the goal ----


def _for_all(context: Context, goal: Term) -> LineNumber:
    names = fresh_names(goal, *context.facts())
    domain, body = open_binder(goal, names)
    line = prove(context.deeper(domain.facts()), body)
    return context.proof.line("generalise", line, names, domain.ranges, domain.cond)


def fresh_names(t: Term, *others: Term) -> list[str]:
    """Names for the indices of a binder that nothing else has, like the author's."""
    taken = set(t.free).union(*(o.free for o in others))
    out: list[str] = []
    for hint in t.hints:
        name = bare(hint) if hint and "@" not in hint else "i"
        while name in taken:
            name += "'"
        taken.add(name)
        out.append(name)
    return out


def _equivalence(context: Context, goal: Term) -> LineNumber:
    left, right = goal.args
    facts = context.facts()
    forth, back = find([left, *facts], right), find([right, *facts], left)
    if forth is None or back is None:
        raise Stuck("no proof was found of this", right if forth is None else left)
    chain = context.proof.chain(left)
    chain.do("equivalent", (), right, forth, back)
    return discharged(context, chain.close())


def _negation(context: Context, goal: Term) -> LineNumber:
    """¬H, as H leads to a contradiction."""
    supposed = goal.args[0]
    inner = Context(context.proof, (*context.known, supposed), context.proved, context.depth)
    line = by_arithmetic(inner, FALSE)
    if line is None:
        raise Stuck("no contradiction was found", supposed)
    return context.proof.line("contradiction", line, supposed)


def _conjunction(context: Context, goal: Term) -> LineNumber:
    parts = conjuncts(goal)
    lines = [prove(context.deeper(), part) for part in parts]
    return by_arithmetic(context.deeper(proved=lines), goal) or _stuck(goal)


def _equation(context: Context, goal: Term) -> LineNumber | None:
    """An equation of scalars: by changes of indices, or by laws of the field and of functions."""
    if goal.op != "seq":
        return None
    return attempt(context, _by_indices, goal) or attempt(context, _by_laws, goal)


def _by_indices(context: Context, goal: Term) -> LineNumber:
    facts = [p for p in context.facts() if p.op != "seq"]
    return discharged(context, prove_equal(context.proof, *goal.args, facts))


def _by_laws(context: Context, goal: Term) -> LineNumber:
    chain = context.proof.chain(goal.args[0])
    close_by_facts(chain, goal.args[1])
    return discharged(context, chain.close())


def _order(context: Context, goal: Term) -> LineNumber | None:
    if goal.op not in ("sle", "slt", "sne"):
        return None
    from symgrad.engine.order import prove_order

    return prove_order(context, goal)


# ---- instances and definitions ----


def by_instance(context: Context, goal: Term) -> LineNumber | None:
    """The goal from a universal statement, or from a part of one, at values that its form gives."""
    for fact in context.facts():
        for part in conjuncts(fact.args[-1]) if fact.op == "forall" else ():
            values = match(part, goal, len(fact.hints))
            line = None if values is None else attempt(context, _instance(fact, values), goal)
            if line is not None:
                return line
    return None


def _instance(fact: Term, values: Sequence[Term]) -> Strategy:
    def strategy(context: Context, goal: Term) -> LineNumber | None:
        line = discharged(context, context.proof.line("specialise", statement(context, fact), values))
        return line if context.proof.theorems[line].conclusion == goal else by_arithmetic(context.deeper(proved=[line]), goal)

    return strategy


def statement(context: Context, fact: Term) -> LineNumber:
    """The line that states a fact at hand."""
    for n in context.proved:
        if context.proof.theorems[n].conclusion == fact:
            return n
    return context.proof.line("assume", fact)


def _by_definitions(context: Context, goal: Term) -> LineNumber | None:
    """A comparison of scalars whose defined parts are written out."""
    lines: list[LineNumber] = []
    for t in _calls(goal, *context.facts()):
        chain = context.proof.chain(t)
        chain.do("unfold", ())
        lines.append(chain.close())
    if not lines or goal.op not in ("sle", "slt", "seq", "sne"):
        return None
    inner = context.deeper(proved=lines)
    line = attempt(inner, by_arithmetic, goal)
    written_out = unfolded(goal)
    if line is None and written_out != goal:
        line = by_arithmetic(inner.deeper(proved=[prove(inner, written_out)]), goal)
    return line


def _calls(*terms: Term) -> list[Term]:
    """The closed reads of something defined in the terms, and in what they are defined by."""
    out: dict[Term, None] = {}
    seen: set[Term] = set()
    todo = list(terms)
    while todo:
        t = todo.pop()
        if t in seen:
            continue
        seen.add(t)
        todo += t.args
        if t.op == "call" and not t.loose:
            out[t] = None
            todo.append(unfold(t))
    return list(out)


def unfolded(t: Term) -> Term:
    """The term with all definitions written out."""
    if t.op == "call":
        return unfolded(unfold(t)) if not t.loose else t
    return map_args(t, lambda a, _: unfolded(a), 0) if t.args else t


def _stuck(goal: Term) -> LineNumber:
    raise Stuck("no proof was found of this", goal)
