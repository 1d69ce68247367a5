"""What vanishes: sums without a summand and brackets that fail, since their conditions contradict what is known."""

from __future__ import annotations

from collections.abc import Sequence

from symgrad.core.replay import LineNumber
from symgrad.core.rules.sums import source_names
from symgrad.core.term import FALSE, Term, num, open_binder
from symgrad.engine.computing import decide_brackets
from symgrad.engine.gradient import tidy_up
from symgrad.engine.integers import find
from symgrad.engine.sift import Stuck
from symgrad.proof.calc import Proof


def prove_vanishing(proof: Proof, lhs: Term, known: Sequence[Term]) -> LineNumber:
    """The line that proves lhs = 0, each term being such a sum or having such a bracket; raises Stuck where that is not seen."""
    chain = proof.chain(lhs)
    for path in reversed(_sums(lhs, ())):
        domain, _ = open_binder(chain.part(path), source_names(len(chain.part(path).hints)))
        witness = find([*known, *chain.facts(path), *domain.facts()], FALSE)
        if witness is not None:
            chain.do("empty", path, witness)
    tidy_up(chain)
    decide_brackets(chain, known)
    if chain.term != num(0):
        raise Stuck("it was not seen that this vanishes", chain.term)
    return chain.close()


def _sums(t: Term, path: tuple[int, ...]) -> list[tuple[int, ...]]:
    """The paths of the sums that stand in no other."""
    if t.op == "sum":
        return [path]
    return [p for k, a in enumerate(t.args if not t.hints else ()) for p in _sums(a, (*path, k))]
