"""Propositions that are supposed: what leads to a contradiction is denied, and what follows either way holds.

P ⟹ Q is written as the core can say it, ∀ i ∈ [0, 1) with P. Q.
"""

from __future__ import annotations

from collections.abc import Sequence

from symgrad.core.arith import Tree
from symgrad.core.replay import LineNumber
from symgrad.core.term import FALSE, Int, Term, bracket, conjuncts, negate, unfold
from symgrad.engine.integers import find, find_from
from symgrad.engine.propositions import Context, attempt, by_arithmetic, definition_lines, discharged, instances
from symgrad.proof.calc import Proof

ONE_POINT = ((Int(0), Int(1)),)  # the range of the index that carries a supposition
MOST_CONDITIONS = 3  # that are supposed and denied
_COMPARISONS = frozenset({"seq", "sne", "slt", "sle"})


def implication(proof: Proof, line: LineNumber, supposed: Term) -> LineNumber:
    """Γ ⊢ P ⟹ Q, from Γ, P ⊢ Q."""
    theorem, name = proof.theorems[line], "i"
    taken = supposed.free.union(theorem.conclusion.free, *(h.free for h in theorem.hypotheses))
    while name in taken:
        name += "'"
    return proof.line("generalise", line, (name,), ONE_POINT, supposed)


def _applied(k: int, supposed: Sequence[int], tree: Tree) -> Tree:
    """The witness node that takes Q from entry k, P ⟹ Q, where these entries are the parts of P, and goes on."""
    return ("forall", k, (Int(0),), (("trivial",), ("trivial",), *(("exact", n) for n in supposed)), tree)


def refuted(proof: Proof, line: LineNumber, supposed: Term) -> LineNumber:
    """¬P as ``negate`` writes it, such as b ≤ a for a < b, from Γ, P ⊢ false for a comparison P."""
    always = implication(proof, line, supposed)
    tree = ("absurd", _applied(0, (1,), ("exact", 2)))
    never = proof.line("arith", negate(supposed), ((proof.theorems[always].conclusion,), tree))
    return proof.line("discharge", never, always)


def either_way(proof: Proof, yes: LineNumber, no: LineNumber, supposed: Term) -> LineNumber:
    """Γ ⊢ Q, from Γ, P ⊢ Q and Γ, ¬P ⊢ Q."""
    cases = [
        (implication(proof, yes, supposed), len(conjuncts(supposed))),
        (implication(proof, no, negate(supposed)), len(conjuncts(negate(supposed)))),
    ]
    trees = [_applied(k, range(2, 2 + parts), ("exact", 2 + parts)) for k, (_, parts) in enumerate(cases)]
    hypotheses = tuple(proof.theorems[line].conclusion for line, _ in cases)
    out = proof.line("arith", proof.theorems[yes].conclusion, (hypotheses, ("split", supposed, *trees)))
    for line, _ in cases:
        out = proof.line("discharge", out, line)
    return out


def by_cases(context: Context, goal: Term) -> LineNumber | None:
    """A comparison of scalars with [P] in it for a P that compares scalars: by arithmetic, P supposed and denied in turn."""
    conditions = list(dict.fromkeys(_conditions(goal)))
    if not 0 < len(conditions) <= MOST_CONDITIONS:
        return None
    lines = [*definition_lines(context, goal), *instances(context, goal)]
    return _case(context.deeper(proved=lines), goal, conditions)


def _conditions(t: Term) -> list[Term]:
    """The closed conditions on scalars in the brackets of t and of what it is defined by, not those within sums."""
    if t.op == "bracket":
        p = t.args[0]
        return [p] if not p.loose and any(c.op in _COMPARISONS for c in conjuncts(p)) else []
    if t.op == "call" and not t.loose:
        return _conditions(unfold(t))
    return [c for a in t.args for c in _conditions(a)] if not t.hints else []


def _case(context: Context, goal: Term, conditions: Sequence[Term]) -> LineNumber | None:
    if not conditions:
        line = attempt(context, by_arithmetic, goal)
        here = [] if line is not None else instances(context, goal)  # more of them, by what is supposed
        return by_arithmetic(context.deeper(proved=here), goal) if here else line
    first, *rest = conditions
    decided = decided_bracket(context, first)
    if decided is not None:
        return _case(context.deeper(proved=[decided]), goal, rest)
    lines = []
    for supposed in (first, negate(first)):
        inner = context.deeper(conjuncts(supposed))
        value = decided_bracket(inner, first)
        line = None if value is None else _case(inner.deeper(proved=[value]), goal, rest)
        if line is None:
            return None
        lines.append(line)
    return either_way(context.proof, lines[0], lines[1], first)


def decided_bracket(context: Context, condition: Term) -> LineNumber | None:
    """[P] = 1 where P holds, [P] = 0 where it does not; None where neither is seen."""
    facts = context.facts()
    for rule, witness in (("bracket_true", find(facts, condition)), ("bracket_false", find_from(condition, facts, FALSE))):
        if witness is not None:
            chain = context.proof.chain(bracket(condition))
            chain.do(rule, (), witness)
            return discharged(context, chain.close())
    return None
