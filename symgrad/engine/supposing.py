"""Propositions that are supposed: what leads to a contradiction is denied, and what follows either way holds.

P ⟹ Q is written as the core can say it, ∀ i ∈ [0, 1) with P. Q.
"""

from __future__ import annotations

from collections.abc import Sequence

from symgrad.core.arith import COMPARISONS, Tree
from symgrad.core.replay import LineNumber
from symgrad.core.term import FALSE, Int, Term, bracket, conjuncts, negate, num, unfold
from symgrad.engine.integers import find
from symgrad.engine.propositions import Context, attempt, by_arithmetic, definition_lines, discharged, instances
from symgrad.proof.calc import Proof

ZERO = num(0)
ONE_POINT = ((Int(0), Int(1)),)  # the range of the index that carries a supposition
MOST_BRACKETS = 3  # that are decided one after another
_COMPARISONS = frozenset({"seq", "sne", "slt", "sle"})


def implication(proof: Proof, line: LineNumber, supposed: Term) -> LineNumber:
    """Γ ⊢ P ⟹ Q, from Γ, P ⊢ Q."""
    theorem, name = proof.theorems[line], "i"
    taken = supposed.free.union(theorem.conclusion.free, *(h.free for h in theorem.hypotheses))
    while name in taken:
        name += "'"
    return proof.line("generalise", line, (name,), ONE_POINT, supposed)


def _applied(k: int, supposed: int, tree: Tree) -> Tree:
    """The witness node that takes Q from entry k, P ⟹ Q, where entry ``supposed`` is P, and goes on."""
    return ("forall", k, (Int(0),), (("trivial",), ("trivial",), ("exact", supposed)), tree)


def refuted(proof: Proof, line: LineNumber, supposed: Term) -> LineNumber:
    """¬P as ``negate`` writes it, such as b ≤ a for a < b, from Γ, P ⊢ false for a comparison P."""
    always = implication(proof, line, supposed)
    tree = ("absurd", _applied(0, 1, ("exact", 2)))
    never = proof.line("arith", negate(supposed), ((proof.theorems[always].conclusion,), tree))
    return proof.line("discharge", never, always)


def either_way(proof: Proof, yes: LineNumber, no: LineNumber, supposed: Term) -> LineNumber:
    """Γ ⊢ Q, from Γ, P ⊢ Q and Γ, ¬P ⊢ Q for a comparison P."""
    lines = implication(proof, yes, supposed), implication(proof, no, negate(supposed))
    tree = ("split", supposed, *(_applied(k, 2, ("exact", 3)) for k in range(2)))
    out = proof.line("arith", proof.theorems[yes].conclusion, (tuple(proof.theorems[n].conclusion for n in lines), tree))
    for line in lines:
        out = proof.line("discharge", out, line)
    return out


def by_cases(context: Context, goal: Term) -> LineNumber | None:
    """A comparison of scalars with [P] in it for a P that compares scalars: by arithmetic, P supposed and denied in turn."""
    brackets = list(dict.fromkeys(_brackets(goal)))
    if not 0 < len(brackets) <= MOST_BRACKETS:
        return None
    lines = [*definition_lines(context, goal), *instances(context, goal)]
    return _case(context.deeper(proved=lines), goal, brackets)


def _brackets(t: Term) -> list[Term]:
    """The closed brackets with comparisons of scalars in t and in what it is defined by, not those within sums."""
    if t.op == "bracket":
        return [t] if not t.loose and any(c.op in _COMPARISONS for c in conjuncts(t.args[0])) else []
    if t.op == "call" and not t.loose:
        return _brackets(unfold(t))
    return [b for a in t.args for b in _brackets(a)] if not t.hints else []


def _case(context: Context, goal: Term, brackets: Sequence[Term]) -> LineNumber | None:
    """The goal with the first bracket decided, and then the others; what decides it is supposed and denied, part by part."""
    if not brackets:
        line = attempt(context, by_arithmetic, goal)
        here = [] if line is not None else instances(context, goal)  # more of them, by what is supposed
        return by_arithmetic(context.deeper(proved=here), goal) if here else line
    first, *rest = brackets
    parts = conjuncts(first.args[0])
    values = [decided(context, part) for part in parts]
    known = [line for line in values if line is not None]
    if len(known) == len(parts) or any(context.proof.theorems[line].rhs == ZERO for line in known):
        return _case(context.deeper(proved=known), goal, rest)
    supposed = parts[values.index(None)]
    if supposed.op not in COMPARISONS:
        return None
    lines = []
    for p in (supposed, negate(supposed)):
        line = _case(context.deeper([p]), goal, brackets)
        if line is None:
            return None
        lines.append(line)
    return either_way(context.proof, lines[0], lines[1], supposed)


def decided(context: Context, p: Term) -> LineNumber | None:
    """[P] = 1 where P holds, [P] = 0 where it does not; None where neither is seen. Of indices only what is supposed is seen."""
    facts = context.facts()
    if p.op not in _COMPARISONS:
        facts = [fact for fact in facts if fact in (p, negate(p))]
        if not facts:
            return None
    for rule, witness in (("bracket_true", find(facts, p)), ("bracket_false", find([p, *facts], FALSE))):
        if witness is not None:
            chain = context.proof.chain(bracket(p))
            chain.do(rule, (), witness)
            return discharged(context, chain.close())
    return None
