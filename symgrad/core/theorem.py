"""Theorems: ``Γ ⊢ C``, made only by the rules of the core; here the logical rules, and rewriting inside a term.

A theorem holds for all values of its free symbols that meet its hypotheses Γ. A hypothesis is listed only if some step
used it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

from symgrad.core.polynomial import normal_prop
from symgrad.core.term import (
    EQUALITY,
    TRUE,
    Domain,
    Int,
    Term,
    Var,
    abstract,
    conj,
    conjuncts,
    eq,
    iadd,
    instantiate,
    le,
    lt,
    make,
    open_binder,
    substitute,
)


class Rejected(Exception):
    """A step that the core does not accept: the rule, why, where, and the terms concerned."""

    def __init__(self, rule: str, reason: str, terms: Sequence[Term] = (), path: Sequence[int] = ()) -> None:
        super().__init__(f"{rule}: {reason}")
        self.rule, self.reason, self.terms, self.path = rule, reason, tuple(terms), tuple(path)


_SEAL = object()


class Theorem:
    """``hypotheses ⊢ conclusion``. The constructor is the core's alone."""

    __slots__ = ("conclusion", "hypotheses")

    def __init__(self, seal: object, hypotheses: Iterable[Term], conclusion: Term) -> None:
        if seal is not _SEAL:
            raise Rejected("theorem", "only the rules of the core make theorems")
        self.hypotheses = tuple(dict.fromkeys(hypotheses))
        self.conclusion = conclusion
        if conclusion.loose or any(h.loose for h in self.hypotheses):
            raise Rejected("theorem", "an index that nothing binds", (conclusion,))

    @property
    def lhs(self) -> Term:
        return self.conclusion.args[0]

    @property
    def rhs(self) -> Term:
        return self.conclusion.args[1]

    def is_equation(self) -> bool:
        return self.conclusion.op in EQUALITY.values()

    def __repr__(self) -> str:
        return f"{', '.join(map(repr, self.hypotheses))} ⊢ {self.conclusion!r}"


def axiom(hypotheses: Iterable[Term], conclusion: Term) -> Theorem:
    """For the primitive rules only: each calls this with the conclusion that its law states."""
    return Theorem(_SEAL, hypotheses, conclusion)


# ---- logic ----


def reflexivity(t: Term) -> Theorem:
    """⊢ t = t."""
    return axiom((), eq(t, t))


def symmetry(th: Theorem) -> Theorem:
    """From Γ ⊢ a = b: Γ ⊢ b = a."""
    _need_equation("symmetry", th)
    return axiom(th.hypotheses, eq(th.rhs, th.lhs))


def transitivity(first: Theorem, second: Theorem) -> Theorem:
    """From Γ ⊢ a = b and Δ ⊢ b = c: Γ, Δ ⊢ a = c."""
    _need_equation("transitivity", first)
    _need_equation("transitivity", second)
    if first.rhs != second.lhs:
        raise Rejected("transitivity", "the second equation does not begin where the first ends", (first.rhs, second.lhs))
    return axiom(first.hypotheses + second.hypotheses, eq(first.lhs, second.rhs))


def assume(prop: Term) -> Theorem:
    """P ⊢ P."""
    _need_prop("assume", prop)
    return axiom((prop,), prop)


def discharge(th: Theorem, proof: Theorem) -> Theorem:
    """From Γ, H ⊢ C and Δ ⊢ H: Γ, Δ ⊢ C."""
    rest = [h for h in th.hypotheses if h != proof.conclusion]
    if len(rest) == len(th.hypotheses):
        raise Rejected("discharge", "what was proved is not among the hypotheses", (proof.conclusion,))
    return axiom((*rest, *proof.hypotheses), th.conclusion)


def weaken(th: Theorem, prop: Term) -> Theorem:
    """From Γ ⊢ C: Γ, P ⊢ C."""
    _need_prop("weaken", prop)
    return axiom((*th.hypotheses, prop), th.conclusion)


def contradiction(th: Theorem, prop: Term) -> Theorem:
    """From Γ, H ⊢ Q where Q is false in every field of characteristic 0 (0 = 1, 2 < 1): Γ ⊢ ¬H."""
    if normal_prop(th.conclusion) is not False:
        raise Rejected("contradiction", "the conclusion is not plainly false", (th.conclusion,))
    if prop not in th.hypotheses:
        raise Rejected("contradiction", "the hypothesis to deny was not used", (prop,))
    return axiom((h for h in th.hypotheses if h != prop), make("not", None, (prop,)))


def generalise(th: Theorem, names: Sequence[str], ranges: Sequence[tuple[Term, Term]], cond: Term = TRUE) -> Theorem:
    """From Γ, i ∈ D ⊢ P(i), with i free in nothing of Γ: Γ ⊢ ∀ i ∈ D. P(i)."""
    names, ranges = tuple(names), tuple(ranges)  # read more than once below
    domain = Domain(names, ranges, cond)
    if cond.loose or any(bound.loose for pair in ranges for bound in pair):
        raise Rejected("generalise", "the domain is not closed", (cond,))
    facts = set(domain.facts())
    rest = [h for h in th.hypotheses if h not in facts]
    for h in rest:
        if not h.free.isdisjoint(names):
            raise Rejected("generalise", "a hypothesis mentions the index", (h,))
    return axiom(rest, domain.bind("forall", th.conclusion))


def specialise(th: Theorem, values: Sequence[Term]) -> Theorem:
    """From Γ ⊢ ∀ i ∈ D. P(i): Γ, v ∈ D ⊢ P(v)."""
    t = th.conclusion
    if t.op != "forall":
        raise Rejected("specialise", "needs a universal statement", (t,))
    facts, body = domain_at(t, values)
    return axiom((*th.hypotheses, *facts), body)


def domain_at(t: Term, values: Sequence[Term]) -> tuple[list[Term], Term]:
    """The facts of a binder's domain, and its body, at the given values of its indices."""
    n = len(t.hints)
    if len(values) != n or any(v.sort != "I" or v.loose for v in values):
        raise Rejected("domain", "a closed integer is needed for each index", (t, *values))
    facts: list[Term] = []
    for j, v in enumerate(values):
        facts.append(le(instantiate(t.args[2 * j], values[:j]), v))
        facts.append(lt(v, instantiate(t.args[2 * j + 1], values[:j])))
    facts += conjuncts(instantiate(t.args[2 * n], values))
    return facts, instantiate(t.args[2 * n + 1], values)


def instantiate_symbols(th: Theorem, values: Mapping[str, Term]) -> Theorem:
    """From Γ ⊢ C: Γ[σ] ⊢ C[σ], for integers σ that respect every ∂ (nothing under ∂/∂x may come to depend on x)."""
    if any(v.sort != "I" or v.loose for v in values.values()):
        raise Rejected("instantiate", "an integer symbol takes a closed integer term")
    return axiom((substitute(h, values) for h in th.hypotheses), substitute(th.conclusion, values))


def induct(base: Theorem, step: Theorem, name: str, start: Term) -> Theorem:
    """From Γ ⊢ P(start) and Γ, start ≤ n, P(n) ⊢ P(n+1), n not free in Γ or start: Γ, start ≤ n ⊢ P(n)."""
    n = Var(name)
    at_least = le(start, n)
    successor = {name: iadd(n, Int(1))}
    if name in start.free:
        raise Rejected("induct", f"the start mentions {name}", (start,))
    claims = [h for h in step.hypotheses if substitute(h, successor) == step.conclusion]
    if not claims:
        raise Rejected("induct", "no hypothesis of the step gives its conclusion at the next n", (step.conclusion,))
    candidate = claims[0]
    if substitute(candidate, {name: start}) != base.conclusion:
        raise Rejected("induct", "the base is not the claim at the start", (base.conclusion, candidate))
    rest = [h for h in step.hypotheses if h not in (candidate, at_least)]
    for h in (*rest, *base.hypotheses):
        if name in h.free:
            raise Rejected("induct", f"a hypothesis mentions {name}", (h,))
    return axiom((*rest, *base.hypotheses, at_least), candidate)


def _need_equation(rule: str, th: Theorem) -> None:
    if not th.is_equation():
        raise Rejected(rule, "needs an equation", (th.conclusion,))


def _need_prop(rule: str, prop: Term) -> None:
    if prop.sort != "P" or prop.loose:
        raise Rejected(rule, "needs a closed proposition", (prop,))


# ---- rewriting inside a term ----


def rewrite(t: Term, path: Sequence[int], step: Callable[[Term], Theorem], depth: int = 0) -> Theorem:
    """Γ ⊢ t = t′, where ``step`` proves an equation for the part of t at ``path``.

    On the way down a binder's indices are opened as ``@depth``, ``@depth+1``, …; on the way up, what the binder's domain,
    or a bracket beside the part, lets one assume is discharged, and what is left is generalised.
    """
    after, hypotheses = _rewrite(t, path, step, depth)
    return axiom(hypotheses, eq(t, after))


def _rewrite(t: Term, path: Sequence[int], step: Callable[[Term], Theorem], depth: int) -> tuple[Term, tuple[Term, ...]]:
    """t′ and Γ with Γ ⊢ t = t′."""
    if not path:
        th = step(t)
        if not th.is_equation() or th.lhs != t:
            raise Rejected("rewrite", "the step does not prove an equation for this part", (t, th.conclusion))
        return th.rhs, th.hypotheses
    k = path[0]
    if not (type(k) is int and 0 <= k < len(t.args)):
        raise Rejected("rewrite", "there is no such part", (t,), path)
    if t.hints:
        return _rewrite_under_binder(t, path, step, depth)
    part, hypotheses = _rewrite(t.args[k], path[1:], step, depth)
    if hypotheses:
        hypotheses = _hypotheses_beside(t, k, hypotheses)
    return make(t.op, t.data, (*t.args[:k], part, *t.args[k + 1 :])), hypotheses


def _hypotheses_beside(t: Term, k: int, hypotheses: tuple[Term, ...]) -> tuple[Term, ...]:
    """What is left to assume of t when part k was rewritten: brackets beside it in a product need not be assumed."""
    if t.op == "diff" and k == 0:
        for h in hypotheses:
            if t.data in h.free:
                raise Rejected("rewrite", f"under ∂/∂{t.data} no hypothesis that depends on {t.data} may be used", (h,))
    if t.op not in ("mul", "and"):
        return hypotheses
    known: set[Term] = set()
    for j, a in enumerate(t.args):
        if j != k and (t.op == "and" or a.op == "bracket"):
            known.update(conjuncts(a if t.op == "and" else a.args[0]))
    return tuple(h for h in hypotheses if h not in known)


def _rewrite_under_binder(
    t: Term, path: Sequence[int], step: Callable[[Term], Theorem], depth: int
) -> tuple[Term, tuple[Term, ...]]:
    n, k = len(t.hints), path[0]
    names = tuple(f"@{depth + j}" for j in range(n))
    domain, body = open_binder(t, names)
    scope = min(k // 2, n)  # how many of the indices part k is under
    if k == 2 * n + 1:
        part = body
    elif k == 2 * n:
        part = domain.cond
    else:
        part = domain.ranges[k // 2][k % 2]
    new, hypotheses = _rewrite(part, path[1:], step, depth + n)
    if not new.free.isdisjoint(names[scope:]):
        raise Rejected("rewrite", "a part may mention the indices that it is under only", (new,))
    after = make(t.op, t.data, (*t.args[:k], abstract(new, names[:scope]), *t.args[k + 1 :]), t.hints)
    if not hypotheses:
        return after, hypotheses
    within = Domain(names[:scope], domain.ranges[:scope], domain.cond if k == 2 * n + 1 else TRUE)
    facts = set(within.facts())
    return after, tuple(close_over(h, within, t.hints) for h in hypotheses if h not in facts)


def close_over(h: Term, domain: Domain, hints: Sequence[str] = ()) -> Term:
    """∀ i ∈ D. h, over those indices alone that h needs; stronger to assume, never weaker."""
    if h.free.isdisjoint(domain.names):
        return h
    needed = set(h.free)
    for name, (lo, hi) in reversed(list(zip(domain.names, domain.ranges, strict=True))):
        if name in needed:
            needed |= lo.free | hi.free
    kept = [j for j, name in enumerate(domain.names) if name in needed]
    dropped = {name for j, name in enumerate(domain.names) if j not in kept}
    cond = conj(c for c in conjuncts(domain.cond) if c.free.isdisjoint(dropped))
    smaller = Domain([domain.names[j] for j in kept], [domain.ranges[j] for j in kept], cond)
    return smaller.bind("forall", h, [(hints or domain.names)[j] for j in kept])
