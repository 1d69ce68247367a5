"""Proving two scalars equal: both are brought to sums over products, and these are matched by changes of indices."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import permutations, product

from symgrad.core.polynomial import Polynomial, difference, equal, normal, normal_prop, plus, times
from symgrad.core.replay import LineNumber
from symgrad.core.rules.sums import factors, source_names, target_names
from symgrad.core.term import (
    FALSE,
    Domain,
    Term,
    Var,
    bracket,
    conj,
    conjuncts,
    le,
    lt,
    map_args,
    mul,
    negate,
    num,
    open_binder,
    substitute,
)
from symgrad.core.theorem import Rejected
from symgrad.engine.gradient import about_indices, collapse, multiply_out, tidy_up
from symgrad.engine.integers import find
from symgrad.engine.quotients import simplify_quotients
from symgrad.engine.sift import Stuck, obligations
from symgrad.engine.tidy import tidy
from symgrad.engine.writing import integer_term
from symgrad.proof.calc import Chain, Proof

MAX_ALIGNMENTS = 40


def prove_equal(proof: Proof, lhs: Term, rhs: Term, known: Sequence[Term]) -> LineNumber:
    """The line that proves lhs = rhs; raises Stuck if no proof was found."""
    right = proof.chain(rhs)
    expand(right, known)
    target = right.term
    second = right.close()
    left = proof.chain(lhs)
    expand(left, known)
    match_parts(left, target, known)
    if left.term != target:
        if not equal(left.term, target):
            drop_empty(left, target, known)
        if not equal(left.term, target):
            raise Stuck("no change of indices was found that makes the two sides the same", left.term)
        left.do("ring", (), target)
    first = left.close()
    return proof.line("transitivity", first, proof.line("symmetry", second))


def expand(chain: Chain, known: Sequence[Term]) -> None:
    """Unfold every definition, multiply out, collapse what equations fix, simplify quotients, tidy."""
    unfold_all(chain)
    tidy_up(chain)
    apart = _index_conditions_apart(chain.term)
    if apart != chain.term:
        chain.do("ring", (), apart)
    multiply_out(chain, (), None)
    tidy_up(chain)
    collapse(chain, (), None, known)
    simplify_quotients(chain, [*known, *chain.theorem.hypotheses], shifted=True)
    tidy_up(chain)
    evaluate_numbers(chain)


def _index_conditions_apart(t: Term) -> Term:
    """The term with [P and Q] written as [P]·[Q], for P about indices and Q about scalars: then P may become a condition."""
    if t.op == "bracket" and t.args[0].op == "and":
        kinds = [[p for p in conjuncts(t.args[0]) if about_indices(p) == kind] for kind in (True, False)]
        return mul(*(bracket(conj(parts)) for parts in kinds)) if all(kinds) else t
    return map_args(t, lambda a, _: _index_conditions_apart(a), 0) if t.sort == "S" and t.args else t


def evaluate_numbers(chain: Chain) -> None:
    """Put its value for each sum of plain numbers, such as Σ_{k<3} 1."""
    before = chain.term
    for k, part in enumerate(_parts(before)):
        path = (k,) if before.op == "add" else ()
        for j, factor in enumerate(factors(part)):
            if factor.op == "sum" and not factor.free:
                chain.do("evaluate", (*path, j) if part.op == "mul" else path)
    if chain.term != before:
        tidy_up(chain)


def written_out(proof: Proof, t: Term) -> Chain:
    """A chain from t to t with every definition unfolded."""
    chain = proof.chain(t)
    unfold_all(chain)
    return chain


def unfold_all(chain: Chain) -> None:
    """Unfold every definition."""
    path = _find_call(chain.term)
    while path is not None:
        chain.do("unfold", path)
        path = _find_call(chain.term)


def _find_call(t: Term) -> tuple[int, ...] | None:
    if t.op == "call":
        return ()
    for k, a in enumerate(t.args):
        inner = _find_call(a)
        if inner is not None:
            return (k, *inner)
    return None


# ---- matching the terms of two sums ----


def _parts(t: Term) -> tuple[Term, ...]:
    return t.args if t.op == "add" else (t,)


def match_parts(chain: Chain, target: Term, known: Sequence[Term]) -> None:
    """Rewrite each Σ of the chain's term into one of the target's that is still free."""
    free = list(_parts(target))
    for k, part in enumerate(_parts(chain.term)):
        same = next((f for f in free if equal(part, f)), None)
        if same is not None:
            free.remove(same)
            continue
        path = (k,) if chain.term.op == "add" else ()
        for candidate in free:
            if _as_sum(chain, path, candidate, known):
                free.remove(candidate)
                break
            if _split_off(chain, path, candidate, known) or _one_summand_off(chain, path, candidate, known):
                match_parts(chain, target, known)
                return


def drop_empty(chain: Chain, target: Term, known: Sequence[Term]) -> None:
    """Leave out what the target does not have and is zero, since its conditions contradict each other."""
    wanted = _parts(target)
    for k, part in enumerate(_parts(chain.term)):
        if not any(equal(part, w) for w in wanted):
            _vanish(chain, (k,) if chain.term.op == "add" else (), known)
    tidy_up(chain)


def _vanish(chain: Chain, path: tuple[int, ...], known: Sequence[Term]) -> None:
    t = chain.part(path)
    if t.op == "sum":
        domain, _ = open_binder(t, source_names(len(t.hints)))
        witness = find([*known, *chain.facts(path), *domain.facts()], FALSE)
        if witness is not None:
            chain.do("empty", path, witness)
        return
    apart = [bracket(c) for f in factors(t) if f.op == "bracket" for c in conjuncts(f.args[0])]
    rest = [f for f in factors(t) if f.op != "bracket"]
    facts = [*known, *chain.facts(path), *(b.args[0] for b in apart)]
    witness = find(facts, FALSE) if apart else None
    if witness is not None:
        chain.do("ring", path, mul(*apart, *rest, num(1)))
        own = next((k for k, b in enumerate(apart) if b.args[0] in witness[0]), 0)
        chain.do("bracket_false", (*path, own), witness)


def _split_off(chain: Chain, path: tuple[int, ...], target: Term, known: Sequence[Term]) -> bool:
    """Split the sum at ``path`` if the target is a part of it: the same summands where further conditions hold."""
    t = chain.part(path)
    if t.op != "sum" or target.op != "sum" or len(t.hints) != len(target.hints):
        return False
    (old, f), (new, g) = (open_binder(s, source_names(len(t.hints))) for s in (t, target))
    wanted = {normal_prop(c) for c in conjuncts(old.cond)}
    further = [c for c in conjuncts(new.cond) if normal_prop(c) not in wanted]
    if not further or len(conjuncts(new.cond)) - len(further) != len(wanted) or old.ranges != new.ranges or not equal(f, g):
        return False
    chain.do("split", path, conj(further))
    collapse(chain, (*path, 1), None, known)
    tidy_up(chain)
    return True


def _one_summand_off(chain: Chain, path: tuple[int, ...], target: Term, known: Sequence[Term]) -> bool:
    """Split the first or the last summand off the sum at ``path`` if the target is the rest of it."""
    t = chain.part(path)
    if t.op != "sum" or target.op != "sum" or len(t.hints) != 1 or t.args[2:] != target.args[2:]:
        return False
    (lo, hi), (lower, upper) = t.args[:2], target.args[:2]
    (name,) = source_names(1)
    if equal(lo, lower) and difference(hi, upper) == {(): 1}:
        rest, point = lt(Var(name), upper), upper
    elif equal(hi, upper) and difference(lower, lo) == {(): 1}:
        rest, point = le(lower, Var(name)), lo
    else:
        return False
    facts, point = [*known, *chain.facts(path)], tidy(point)
    old, _ = open_binder(t, (name,))
    (new,) = target_names(1)
    shorter = Domain([new], [(lower, upper)], substitute(old.cond, {name: Var(new)}))
    alone = Domain([], [], substitute(old.cond, {name: point}))
    try:
        kept = obligations(Domain([name], old.ranges, conj([old.cond, rest])), shorter, [Var(new)], [Var(name)], facts)
        other = Domain([name], old.ranges, conj([old.cond, negate(rest)]))
        lone = obligations(other, alone, [point], [], facts)
    except Stuck:
        return False
    chain.do("split", path, rest)
    chain.do("reindex", (*path, 0), (t.hints, shorter.ranges, shorter.cond), [Var(new)], [Var(name)], kept)
    chain.do("reindex", (*path, 1), ((), (), alone.cond), [point], [], lone)
    tidy_up(chain)
    return True


def _as_sum(chain: Chain, path: tuple[int, ...], target: Term, known: Sequence[Term]) -> bool:
    """Reindex the sum at ``path`` so that it becomes the target; False (and nothing done) if no way was found."""
    t = chain.part(path)
    if t.op != "sum" or target.op != "sum" or len(t.hints) != len(target.hints):
        return False
    old, f = open_binder(t, source_names(len(t.hints)))
    new, g = open_binder(target, target_names(len(target.hints)))
    for there in _alignments(f, g, old.names, new.names, old.cond, new.cond):
        back = _invert(there, old.names, new.names)
        if back is None or not equal(tidy(substitute(f, dict(zip(old.names, there, strict=True)))), g):
            continue
        try:
            proofs = obligations(old, new, there, back, [*known, *chain.facts(path)])
            chain.do("reindex", path, (target.hints, new.ranges, new.cond), there, back, proofs)
        except (Stuck, Rejected):
            continue
        return True
    return False


def _alignments(f: Term, g: Term, old: Sequence[str], new: Sequence[str], old_cond: Term, new_cond: Term) -> Iterator[list[Term]]:
    """Candidates for the old indices in terms of the new ones, from factors that should become the same."""
    seen: set[tuple[Term, ...]] = set()
    for pairs in _pairings(_heads(f, old_cond), _heads(g, new_cond)):
        equations = [difference(a, b) for left, right in pairs for a, b in zip(left, right, strict=True)]
        solved = _solve(equations, old)
        if solved is not None and tuple(solved) not in seen:
            seen.add(tuple(solved))
            yield solved
    if len(old) == len(new):
        for order in permutations(new):
            there = [Var(n) for n in order]
            if tuple(there) not in seen:
                yield there


def _heads(f: Term, cond: Term) -> dict[tuple[str, object], list[tuple[Term, ...]]]:
    """The index tuples of the reads among the factors (and equations among the conditions), by what is read."""
    out: dict[tuple[str, object], list[tuple[Term, ...]]] = {}

    def visit(t: Term) -> None:
        if t.op in ("read", "call", "iread", "literal") and t.args:
            out.setdefault((t.op, t.data), []).append(t.args)
        elif not t.hints and t.op != "bracket":
            for a in t.args:
                visit(a)

    for factor in factors(f):
        visit(factor)
    for c in conjuncts(cond):
        if c.op == "eq":
            out.setdefault((c.op, None), []).append(c.args)
    return out


def _pairings(
    left: dict[tuple[str, object], list[tuple[Term, ...]]], right: dict[tuple[str, object], list[tuple[Term, ...]]]
) -> Iterator[list[tuple[tuple[Term, ...], tuple[Term, ...]]]]:
    """Ways to pair the reads of the same tensor; the most constrained heads first."""
    common = [h for h in left if h in right and h[0] != "eq" and len(left[h]) == len(right[h])]
    choices = [[list(zip(left[h], order, strict=True)) for order in permutations(right[h])] for h in common]
    for count, choice in enumerate(product(*choices)):
        if count >= MAX_ALIGNMENTS:
            return
        yield [pair for pairs in choice for pair in pairs]


def _solve(equations: list[Polynomial], names: Sequence[str]) -> list[Term] | None:
    """The names, each as a term free of all of them, from linear equations with a coefficient ±1 to solve for."""
    atoms = {next(iter(normal(Var(n))))[0]: n for n in names}
    values: dict[int, Polynomial] = {}
    for p in equations:
        for a, v in values.items():
            p = _put(p, a, v)
        for m, c in p.items():
            if len(m) == 1 and m[0] in atoms and abs(c) == 1 and sum(m[0] in n for n in p) == 1:
                value = {n: -d * c for n, d in p.items() if n != m}
                values = {a: _put(v, m[0], value) for a, v in values.items()} | {m[0]: value}
                break
    if len(values) < len(atoms):
        return None
    terms = {atoms[a]: integer_term(v) for a, v in values.items()}
    return None if any(not t.free.isdisjoint(names) for t in terms.values()) else [terms[n] for n in names]


def _put(p: Polynomial, atom: int, value: Polynomial) -> Polynomial:
    """The polynomial with a polynomial in place of an atom."""
    while any(atom in m for m in p):
        rest = {m: c for m, c in p.items() if atom not in m}
        inner: Polynomial = {}
        for m, c in p.items():
            if atom in m:
                k = m.index(atom)
                inner = plus(inner, {m[:k] + m[k + 1 :]: c})
        p = plus(rest, times(inner, value))
    return p


def _invert(there: Sequence[Term], old: Sequence[str], new: Sequence[str]) -> list[Term] | None:
    """The new indices in terms of the old ones."""
    return _solve([difference(g, Var(i)) for g, i in zip(there, old, strict=True)], new)
