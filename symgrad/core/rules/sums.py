"""Rules of finite sums over half-open ranges with a condition."""

from __future__ import annotations

from collections.abc import Sequence

from symgrad.core.arith import Witness, arith
from symgrad.core.polynomial import difference, normal_prop
from symgrad.core.rules.table import need, rule
from symgrad.core.term import (
    FALSE,
    TRUE,
    Domain,
    Int,
    Term,
    Var,
    add,
    binder_depths,
    bracket,
    conj,
    conjuncts,
    eq,
    iadd,
    instantiate,
    make,
    mul,
    negate,
    num,
    open_binder,
    substitute,
)
from symgrad.core.theorem import Rejected, Theorem, axiom, close_over

MAX_EXPANDED = 200  # summands that a sum is written out to


def source_names(n: int) -> list[str]:
    """The names under which a rule opens the indices of the sum that it is applied to."""
    return [f"@a{j}" for j in range(n)]


def target_names(n: int) -> list[str]:
    """The names that the parameters of ``reindex`` use for the indices of the new sum."""
    return [f"@b{j}" for j in range(n)]


def _open(t: Term, name: str) -> tuple[Domain, Term]:
    need(t.op == "sum", name, "this is no sum", t)
    return open_binder(t, source_names(len(t.hints)))


def factors(t: Term) -> tuple[Term, ...]:
    """The factors of a product; anything else is its own only factor."""
    return t.args if t.op == "mul" else (t,)


def product(parts: Sequence[Term]) -> Term:
    """The product of the parts, without a wrapper round a single one."""
    return parts[0] if len(parts) == 1 else mul(*parts) if parts else num(1)


@rule("sums")
def sum_add(t: Term) -> Theorem:
    """Σ_D (f + g + …) = Σ_D f + Σ_D g + ….

    Sound: finite sums commute with addition."""
    domain, body = _open(t, "sum_add")
    need(body.op == "add", "sum_add", "the summand is no sum of terms", t)
    return axiom((), eq(t, add(*(domain.bind("sum", f, t.hints) for f in body.args))))


@rule("sums")
def factor_in(t: Term, k: int) -> Theorem:
    """a·(Σ_D f)·b = Σ_D a·f·b.

    Sound: multiplication distributes over finite sums; a and b cannot mention the index."""
    need(t.op == "mul" and type(k) is int and 0 <= k < len(t.args), "factor_in", "no factor at this place", t)
    inner = t.args[k]
    domain, body = _open(inner, "factor_in")
    new = mul(*t.args[:k], *factors(body), *t.args[k + 1 :])
    need(t.free.isdisjoint(domain.names), "factor_in", "a factor mentions a reserved index", t)
    return axiom((), eq(t, domain.bind("sum", new, inner.hints)))


@rule("sums")
def distribute(t: Term, k: int) -> Theorem:
    """a·(f + g + …)·b = a·f·b + a·g·b + ….

    Sound: the distributive law."""
    need(t.op == "mul" and type(k) is int and 0 <= k < len(t.args), "distribute", "no factor at this place", t)
    need(t.args[k].op == "add", "distribute", "this factor is no sum of terms", t.args[k])
    parts = [product((*t.args[:k], *factors(f), *t.args[k + 1 :])) for f in t.args[k].args]
    return axiom((), eq(t, add(*parts)))


@rule("sums")
def flatten(t: Term) -> Theorem:
    """Σ_D Σ_E f = Σ_{D,E} f.

    Sound: a sum of sums is the sum over the pairs; E may depend on the index of D."""
    outer, body = _open(t, "flatten")
    need(body.op == "sum", "flatten", "the summand is no sum", t)
    n, m = len(outer.names), len(body.hints)
    inner, f = open_binder(body, source_names(n + m)[n:])
    both = Domain(outer.names + inner.names, outer.ranges + inner.ranges, conj((outer.cond, inner.cond)))
    return axiom((), eq(t, both.bind("sum", f, t.hints + body.hints)))


@rule("sums")
def nest(t: Term, k: int) -> Theorem:
    """Σ_{D,E} f = Σ_D Σ_E f, D the first k indices.

    Sound: flatten, read from right to left; a condition goes to the outermost sum that binds all its indices."""
    domain, f = _open(t, "nest")
    n = len(domain.names)
    need(type(k) is int and 0 < k < n, "nest", "both sums need an index", t)
    late = set(domain.names[k:])
    outer_cond = conj(c for c in conjuncts(domain.cond) if c.free.isdisjoint(late))
    inner_cond = conj(c for c in conjuncts(domain.cond) if not c.free.isdisjoint(late))
    inner = Domain(domain.names[k:], domain.ranges[k:], inner_cond).bind("sum", f, t.hints[k:])
    return axiom((), eq(t, Domain(domain.names[:k], domain.ranges[:k], outer_cond).bind("sum", inner, t.hints[:k])))


@rule("sums")
def condition(t: Term, which: Sequence[int]) -> Theorem:
    """Σ_{D | P} [Q]·f = Σ_{D | P ∧ Q} f, for the brackets among the factors that ``which`` numbers.

    Sound: a summand with [Q] = 0 contributes nothing, one with [Q] = 1 contributes f."""
    domain, body = _open(t, "condition")
    parts = factors(body)
    chosen = [k for k in which if type(k) is int and 0 <= k < len(parts) and parts[k].op == "bracket"]
    need(bool(chosen) and len(chosen) == len(which), "condition", "these factors are not brackets", t)
    rest = product([a for k, a in enumerate(parts) if k not in chosen])
    cond = conj((domain.cond, *(parts[k].args[0] for k in chosen)))
    return axiom((), eq(t, Domain(domain.names, domain.ranges, cond).bind("sum", rest, t.hints)))


@rule("sums")
def guard(t: Term, prop: Term) -> Theorem:
    """Σ_{D | P ∧ Q} f = Σ_{D | P} [Q]·f.

    Sound: condition, read from right to left, for the conjuncts named (over the rule's names of the indices)."""
    domain, body = _open(t, "guard")
    named = conjuncts(prop)
    kept = [c for c in conjuncts(domain.cond) if c not in named]
    need(
        bool(named) and all(c in conjuncts(domain.cond) for c in named),
        "guard",
        "this is not a condition of the sum",
        t,
    )
    new = mul(bracket(conj(named)), *factors(body))
    return axiom((), eq(t, Domain(domain.names, domain.ranges, conj(kept)).bind("sum", new, t.hints)))


@rule("sums")
def split(t: Term, prop: Term) -> Theorem:
    """Σ_{D | P} f = Σ_{D | P ∧ Q} f + Σ_{D | P ∧ ¬Q} f.

    Sound: the two conditions divide D into disjoint parts."""
    domain, body = _open(t, "split")
    need(prop.sort == "P" and not prop.loose, "split", "needs a closed proposition", prop)
    yes, no = (Domain(domain.names, domain.ranges, conj((domain.cond, q))) for q in (prop, negate(prop)))
    return axiom((), eq(t, add(yes.bind("sum", body, t.hints), no.bind("sum", body, t.hints))))


@rule("sums")
def expand(t: Term) -> Theorem:
    """Σ_{lo ≤ i < hi, E} f(i) = Σ_E f(lo) + Σ_E f(lo+1) + … + Σ_E f(hi−1), where hi − lo is a number; without E and with a
    condition P, the part of v is [P(v)]·f(v).

    Sound: the first index takes the values lo, …, hi − 1, and each once."""
    need(t.op == "sum", "expand", "this is no sum", t)
    lo, hi = t.args[:2]
    length = difference(hi, lo)
    need(length.keys() <= {()}, "expand", "the number of summands is not fixed", t)
    count = max(0, int(length.get((), 0)))
    need(count <= MAX_EXPANDED, "expand", "too many summands", t)
    parts = [_summand(t, _later(lo, j)) for j in range(count)]
    return axiom((), eq(t, add(*parts) if count > 1 else parts[0] if parts else num(0)))


def _later(lo: Term, j: int) -> Term:
    """lo + j."""
    return Int(lo.data + j) if lo.op == "int" else iadd(lo, Int(j)) if j else lo


def _summand(t: Term, value: Term) -> Term:
    """The sum t with its first index fixed."""
    n = len(t.hints)
    rest = [instantiate(a, (value,), d - 1) for a, d in zip(t.args[2:], binder_depths(n)[2:], strict=True)]
    if n > 1:
        return make("sum", None, tuple(rest), t.hints[1:])
    cond, f = rest
    return product([*(() if cond == TRUE else (bracket(cond),)), *factors(f)])


@rule("sums")
def empty(t: Term, witness: Witness) -> Theorem:
    """From Γ, i ∈ D ⊢ false: Γ ⊢ Σ_D f = 0.

    Sound: the sum has no summand."""
    domain, _ = _open(t, "empty")
    facts = set(domain.facts())
    rest = [close_over(h, domain, t.hints) for h in arith(FALSE, witness).hypotheses if h not in facts]
    return axiom(rest, eq(t, num(0)))


@rule("sums")
def reindex(
    t: Term,
    target: tuple[Sequence[str], Sequence[tuple[Term, Term]], Term],
    there: Sequence[Term],
    back: Sequence[Term],
    proofs: Sequence[Sequence[Witness | None]],
) -> Theorem:
    """Σ_{i ∈ D} f(i) = Σ_{j ∈ E} f(g(j)), for g : E → D and h : D → E inverse to each other. E without indices is the one
    point on which its condition P holds: then Σ_{i ∈ D} f(i) = [P]·f(g).

    Obligations: Γ, i ∈ D ⊢ h(i) ∈ E and g(h(i)) = i; Γ, j ∈ E ⊢ g(j) ∈ D and h(g(j)) = j.

    Sound: g is a bijection from E to D, so both sums have the same summands. Swapping, sifting, reversing, shifting, changing
    a range and dropping an index that an equation fixes are instances."""
    domain, f = _open(t, "reindex")
    hints, ranges, cond = target
    new = Domain(target_names(len(hints)), [(lo, hi) for lo, hi in ranges], cond)
    _check_target(t, new)
    need(len(there) == len(domain.names) and len(back) == len(hints), "reindex", "a map has the wrong number of parts", t)
    to_old = dict(zip(domain.names, there, strict=True))
    to_new = dict(zip(new.names, back, strict=True))
    _check_maps(domain, new, to_old, to_new)
    forward = [substitute(c, to_new) for c in new.facts()]
    forward += [eq(substitute(g, to_new), Var(i)) for i, g in to_old.items()]
    backward = [substitute(c, to_old) for c in domain.facts()]
    backward += [eq(substitute(h, to_old), Var(j)) for j, h in to_new.items()]
    hypotheses = _obligations(forward, domain, t.hints, proofs[0]) + _obligations(backward, new, hints, proofs[1])
    moved = substitute(f, to_old)
    if hints:
        return axiom(hypotheses, eq(t, new.bind("sum", moved, hints)))
    parts = ([] if cond == TRUE else [bracket(cond)]) + list(factors(moved))
    return axiom(hypotheses, eq(t, product(parts)))


def _check_target(t: Term, new: Domain) -> None:
    """The new domain's parts are closed but for the indices that they may mention."""
    for j, (lo, hi) in enumerate(new.ranges):
        later = set(new.names[j:])
        for bound in (lo, hi):
            need(bound.sort == "I" and not bound.loose, "reindex", "a range needs two integers", bound)
            need(bound.free.isdisjoint(later), "reindex", "a range mentions a later index", bound)
    need(new.cond.sort == "P" and not new.cond.loose, "reindex", "the condition is no proposition", new.cond)
    need(t.free.isdisjoint(new.names), "reindex", "the sum mentions a reserved index", t)


def _check_maps(old: Domain, new: Domain, to_old: dict[str, Term], to_new: dict[str, Term]) -> None:
    for maps, own in ((to_old, old), (to_new, new)):
        for m in maps.values():
            need(m.sort == "I" and not m.loose, "reindex", "a map needs integers", m)
            need(m.free.isdisjoint(own.names), "reindex", "a map mentions what it should replace", m)
    for lo, hi in new.ranges:
        need(
            lo.free.isdisjoint(old.names) and hi.free.isdisjoint(old.names),
            "reindex",
            "a range mentions an old index",
            lo,
            hi,
        )
    need(new.cond.free.isdisjoint(old.names), "reindex", "the condition mentions an old index", new.cond)


def _obligations(goals: list[Term], domain: Domain, hints: Sequence[str], proofs: Sequence[Witness | None]) -> list[Term]:
    """Γ, where Γ and the facts of the domain prove every goal; None stands for one that is plain to see."""
    facts = domain.facts()
    known, normal_facts = set(facts), None
    out: list[Term] = []
    for goal, proof in zip(goals, proofs, strict=True):
        if proof is not None:
            out += [h for h in arith(goal, proof).hypotheses if h not in known]
            continue
        if goal in known:
            continue
        if normal_facts is None:
            normal_facts = {normal_prop(fact) for fact in facts}
        form = normal_prop(goal)
        if form is not True and form not in normal_facts:
            raise Rejected("reindex", "an obligation is not plain to see and has no witness", (goal,))
    return [close_over(h, domain, hints) for h in out]


@rule("sums")
def swap_ranges(t: Term, order: Sequence[int]) -> Theorem:
    """Σ_{i ∈ A, j ∈ B, …} f = Σ_{j ∈ B, i ∈ A, …} f, for any order in which every range still follows what it mentions.

    Sound: reindex by a permutation."""
    domain, f = _open(t, "swap_ranges")
    need(sorted(order) == list(range(len(domain.names))), "swap_ranges", "not a permutation of the indices", t)
    names = [domain.names[k] for k in order]
    ranges = [domain.ranges[k] for k in order]
    for j, (lo, hi) in enumerate(ranges):
        later = set(names[j:])
        need(
            lo.free.isdisjoint(later) and hi.free.isdisjoint(later),
            "swap_ranges",
            "a range mentions a later index",
            lo,
            hi,
        )
    return axiom((), eq(t, Domain(names, ranges, domain.cond).bind("sum", f, [t.hints[k] for k in order])))
