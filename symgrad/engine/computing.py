"""Computing: definitions written out, sums over literal ranges added up, brackets decided, down to a number if possible."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from symgrad.core.polynomial import difference
from symgrad.core.rules.sums import source_names
from symgrad.core.term import FALSE, Term, bracket, map_args, mul, open_binder
from symgrad.engine.gradient import tidy_up
from symgrad.engine.integers import find
from symgrad.proof.calc import Chain

MOST_SUMMANDS = 200  # of one index, as the core's rule ``expand`` allows


def compute(chain: Chain, known: Sequence[Term] = ()) -> None:
    """Bring the chain's term to a number, as far as what is known decides it."""
    for find_part, step in ((_call, _unfold), (_literal_sum, _expand)):
        path = find_part(chain.term)
        while path is not None:
            step(chain, path)
            path = find_part(chain.term)
    tidy_up(chain)
    decide_brackets(chain, known)


def _first(t: Term, wanted: Callable[[Term], bool]) -> tuple[int, ...] | None:
    """The path of the outermost such part that no binder binds."""
    if wanted(t):
        return ()
    for k, a in enumerate(t.args if not t.hints else ()):
        inner = _first(a, wanted)
        if inner is not None:
            return (k, *inner)
    return None


def _call(t: Term) -> tuple[int, ...] | None:
    """The path of a read of something defined, in binders too."""
    if t.op == "call":
        return ()
    return next(((k, *inner) for k, a in enumerate(t.args) if (inner := _call(a)) is not None), None)


def _unfold(chain: Chain, path: tuple[int, ...]) -> None:
    chain.do("unfold", path)


def _literal_sum(t: Term) -> tuple[int, ...] | None:
    return _first(t, _is_literal_sum)


def _is_literal_sum(t: Term) -> bool:
    if t.op != "sum":
        return False
    lo, hi = open_binder(t, source_names(len(t.hints)))[0].ranges[0]
    count = difference(hi, lo)
    return count.keys() <= {()} and count.get((), 0) <= MOST_SUMMANDS


def _expand(chain: Chain, path: tuple[int, ...]) -> None:
    chain.do("expand", path)


def _brackets_apart(t: Term) -> Term:
    """[P ∧ Q] written [P]·[Q], outside of binders."""
    if t.op == "bracket" and t.args[0].op == "and":
        return mul(*map(bracket, t.args[0].args))
    return map_args(t, lambda a, _: _brackets_apart(a), 0) if t.args and not t.hints else t


def decide_brackets(chain: Chain, known: Sequence[Term]) -> None:
    """Each bracket outside of binders that holds or fails by what is known becomes 1 or 0."""
    apart = _brackets_apart(chain.term)
    if apart != chain.term:
        chain.do("ring", (), apart)
    open_: set[Term] = set()
    path = _first(chain.term, lambda t: t.op == "bracket")
    while path is not None:
        b = chain.part(path)
        true = find(known, b.args[0])
        false = None if true is not None else find([*known, b.args[0]], FALSE)
        if true is not None:
            chain.do("bracket_true", path, true)
        elif false is not None:
            chain.do("bracket_false", path, false)
        else:
            open_.add(b)
        path = _first(chain.term, lambda t: t.op == "bracket" and t not in open_)
    tidy_up(chain)
