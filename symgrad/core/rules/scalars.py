"""Rules of the scalars: ring laws, facts of the field, maxima, counting and closed numbers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction

from symgrad.core.arith import Witness, arith
from symgrad.core.polynomial import MAX_BITS, difference, equal, normal, normal_prop, plus, times
from symgrad.core.rules.table import need, rule
from symgrad.core.term import (
    TRUE,
    Int,
    Term,
    add,
    cast,
    eq,
    fn,
    instantiate,
    inv,
    isub,
    le,
    lt,
    make,
    mul,
    ne,
    num,
    power,
)
from symgrad.core.theorem import Rejected, Theorem, axiom, domain_at

MAX_STEPS = 100_000


@rule("scalars")
def ring(t: Term, other: Term, equations: Sequence[tuple[Term, Theorem]] = ()) -> Theorem:
    """a = b by the laws of commutative rings; with cofactors, a − b = Σ cᵢ·(lᵢ − rᵢ) for theorems Γᵢ ⊢ lᵢ = rᵢ.

    Sound: both sides have the same normal form (``polynomial.normal``), the cofactors' multiples being zero."""
    need(t.sort == other.sort == "S" and not other.loose, "ring", "needs closed scalars", t, other)
    if not equations:
        need(equal(t, other), "ring", "the two sides have different normal forms", t, other)
        return axiom((), eq(t, other))
    rest = difference(t, other)
    hypotheses: list[Term] = []
    for cofactor, proved in equations:
        need(
            proved.is_equation() and proved.lhs.sort == "S" == cofactor.sort,
            "ring",
            "needs equations of scalars",
            cofactor,
        )
        rest = plus(rest, times(normal(cofactor), difference(proved.lhs, proved.rhs)), -1)
        hypotheses += proved.hypotheses
    need(not rest, "ring", "the cofactors do not close the gap", t, other)
    return axiom(hypotheses, eq(t, other))


def fact(name: str, *args: Term) -> Theorem:
    """A law of the field or of a known function, at the given scalars; see ``FACTS``.

    Sound: each is a textbook law of the real numbers, with the hypothesis that it needs."""
    need(all(a.sort == "S" and not a.loose for a in args), "fact", "needs closed scalars", *args)
    law = FACTS.get(name)
    if law is None or len(args) != law[1]:
        raise Rejected("fact", f"there is no fact {name!r} with {len(args)} arguments", args)
    return axiom(*law[2](*args))


# name -> (law as it reads, number of arguments, (hypotheses, conclusion))
FACTS: dict[str, tuple[str, int, Callable[..., tuple[tuple[Term, ...], Term]]]] = {
    "inverse": ("e ≠ 0 ⊢ e·(1/e) = 1", 1, lambda e: ((ne(e, num(0)),), eq(mul(e, inv(e)), num(1)))),
    "pythagoras": (
        "sin²u + cos²u = 1",
        1,
        lambda u: ((), eq(add(power(fn("sin", [u]), 2), power(fn("cos", [u]), 2)), num(1))),
    ),
    "square_of_root": ("0 ≤ u ⊢ (√u)² = u", 1, lambda u: ((le(num(0), u),), eq(power(fn("sqrt", [u]), 2), u))),
    "exp_sum": (
        "exp(u + v) = exp u·exp v",
        2,
        lambda u, v: ((), eq(fn("exp", [add(u, v)]), mul(fn("exp", [u]), fn("exp", [v])))),
    ),
    "exp_zero": ("exp 0 = 1", 0, lambda: ((), eq(fn("exp", [num(0)]), num(1)))),
    "log_exp": ("log(exp u) = u", 1, lambda u: ((), eq(fn("log", [fn("exp", [u])]), u))),
    "exp_log": ("0 < u ⊢ exp(log u) = u", 1, lambda u: ((lt(num(0), u),), eq(fn("exp", [fn("log", [u])]), u))),
    "pow_sum": (
        "0 < u ⊢ u^(p+q) = u^p·u^q",
        3,
        lambda u, p, q: ((lt(num(0), u),), eq(fn("pow", [u, add(p, q)]), mul(fn("pow", [u, p]), fn("pow", [u, q])))),
    ),
    "pow_one": ("0 < u ⊢ u^1 = u", 1, lambda u: ((lt(num(0), u),), eq(fn("pow", [u, num(1)]), u))),
    "pow_pow": (
        "0 < u ⊢ (u^p)^q = u^(p·q)",
        3,
        lambda u, p, q: ((lt(num(0), u),), eq(fn("pow", [fn("pow", [u, p]), q]), fn("pow", [u, mul(p, q)]))),
    ),
    "pow_product": (
        "0 < u, 0 < v ⊢ (u·v)^p = u^p·v^p",
        3,
        lambda u, v, p: (
            (lt(num(0), u), lt(num(0), v)),
            eq(fn("pow", [mul(u, v), p]), mul(fn("pow", [u, p]), fn("pow", [v, p]))),
        ),
    ),
    "pow_monotone": (
        "0 < u, u ≤ v, 0 ≤ p ⊢ u^p ≤ v^p",
        3,
        lambda u, v, p: ((lt(num(0), u), le(u, v), le(num(0), p)), le(fn("pow", [u, p]), fn("pow", [v, p]))),
    ),
}


def positive(name: str, *args: Term) -> Theorem:
    """0 < exp u; 0 < u ⊢ 0 < √u; 0 < u ⊢ 0 < u^p.

    Sound: textbook laws of the real numbers."""
    need(all(a.sort == "S" and not a.loose for a in args) and bool(args), "positive", "needs closed scalars", *args)
    if name == "exp" and len(args) == 1:
        return axiom((), lt(num(0), fn("exp", args)))
    if (name, len(args)) in (("sqrt", 1), ("pow", 2)):
        return axiom((lt(num(0), args[0]),), lt(num(0), fn(name, args)))
    raise Rejected("positive", f"nothing is known of the sign of {name}", args)


@rule("scalars")
def count(t: Term) -> Theorem:
    """Σ_{lo ≤ i < hi} c = c·max(0, hi − lo), if c does not mention i.

    Sound: there are max(0, hi − lo) summands, all equal."""
    need(t.op == "sum" and len(t.hints) == 1 and t.args[2] == TRUE, "count", "needs a sum over one range", t)
    lo, hi, _, c = t.args
    need(c.loose == 0, "count", "the summand mentions the index", c)
    return axiom((), eq(t, mul(c, cast(make("imax", None, (Int(0), isub(hi, lo)))))))


@rule("scalars")
def evaluate(t: Term) -> Theorem:
    """A closed numeric term = its value.

    Sound: exact arithmetic, by the meaning of each operation; refused wherever a value is left open."""
    return axiom((), eq(t, num(_value(t, [], [MAX_STEPS]))))


def _value(t: Term, bound: list[int], steps: list[int]) -> Fraction:
    steps[0] -= 1
    need(steps[0] > 0, "evaluate", "too many steps", t)
    match t.op:
        case "num":
            return Fraction(t.data)
        case "cast":
            return Fraction(_integer(t.args[0], bound))
        case "add":
            return sum((_value(a, bound, steps) for a in t.args), Fraction(0))
        case "mul":
            out = Fraction(1)
            for a in t.args:
                out *= _value(a, bound, steps)
            return out
        case "pow":
            base = _value(t.args[0], bound, steps)
            size = (base.numerator.bit_length() + base.denominator.bit_length()) * t.data
            need(size <= MAX_BITS, "evaluate", "the number is too large", t)
            return base ** int(t.data)
        case "bracket":
            return Fraction(_truth(t.args[0], bound))
        case "literal":
            return _entry(t, [_integer(a, bound) for a in t.args])
        case "sum":
            return _total(t, bound, steps)
        case "inv":
            value = _value(t.args[0], bound, steps)
            need(value != 0, "evaluate", "the inverse of zero", t)
            return 1 / value
    raise Rejected("evaluate", "this has no value that is fixed", (t,))


def _entry(t: Term, indices: list[int]) -> Fraction:
    """The entry of a literal tensor, zero outside."""
    shape, values = t.data
    offset = 0
    for n, i in zip(shape, indices, strict=True):
        if not 0 <= i < n:
            return Fraction(0)
        offset = offset * n + i
    return Fraction(values[offset])


def _total(t: Term, bound: list[int], steps: list[int], j: int = 0) -> Fraction:
    n = len(t.hints)
    steps[0] -= 1
    need(steps[0] > 0, "evaluate", "too many steps", t)
    if j == n:
        return _value(t.args[-1], bound, steps) if _truth(t.args[-2], bound) else Fraction(0)
    lo, hi = _integer(t.args[2 * j], bound), _integer(t.args[2 * j + 1], bound)
    need(hi - lo <= steps[0], "evaluate", "too many steps", t)
    return sum((_total(t, [*bound, i], steps, j + 1) for i in range(lo, hi)), Fraction(0))


def _integer(t: Term, bound: list[int]) -> int:
    values = [Int(v) for v in bound]
    p = normal(instantiate(t, values) if t.loose else t)
    need(p.keys() <= {()}, "evaluate", "an index that has no fixed value", t)
    return int(p.get((), 0))


def _truth(p: Term, bound: list[int]) -> bool:
    form = normal_prop(instantiate(p, [Int(v) for v in bound]) if p.loose else p)
    need(form is True or form is False, "evaluate", "a condition that has no fixed truth", p)
    return form is True


# ---- order ----


def at_most_max(t: Term, values: Sequence[Term], proofs: Sequence[Witness]) -> Theorem:
    """From Γ ⊢ k ∈ D: Γ ⊢ e(k) ≤ max_D e.

    Sound: D is finite and not empty, and the maximum is at least each of its values."""
    need(t.op == "max" and len(values) == len(t.hints), "at_most_max", "needs a maximum and a value for each index", t)
    facts, body = domain_at(t, values)
    hypotheses: list[Term] = []
    for fact_, proof in zip(facts, proofs, strict=True):
        hypotheses += arith(fact_, proof).hypotheses
    return axiom(hypotheses, le(body, t))


def max_at_most(t: Term, bound: Theorem, values: Sequence[Term], proofs: Sequence[Witness]) -> Theorem:
    """From Γ ⊢ ∀ i ∈ D. e(i) ≤ b and Δ ⊢ k ∈ D: Γ, Δ ⊢ max_D e ≤ b.

    Sound: D is not empty, and every value is at most b."""
    need(t.op == "max" and bound.conclusion.op == "forall", "max_at_most", "needs a maximum and a bound for all", t)
    given, limit = bound.conclusion.args[-1], bound.conclusion.args[-1].args[-1]
    need(
        given.op == "sle" and bound.conclusion.args[:-1] == t.args[:-1],
        "max_at_most",
        "the bound is for another domain",
        t,
    )
    need(given.args[0] == t.args[-1] and not limit.loose, "max_at_most", "the bound is for other values", given)
    hypotheses = list(bound.hypotheses)
    for fact_, proof in zip(domain_at(t, values)[0], proofs, strict=True):
        hypotheses += arith(fact_, proof).hypotheses
    return axiom(hypotheses, le(t, limit))


def sum_at_most(lower: Term, upper: Term, pointwise: Theorem) -> Theorem:
    """From Γ ⊢ ∀ i ∈ D. f(i) ≤ g(i): Γ ⊢ Σ_D f ≤ Σ_D g.

    Sound: finite sums are monotone."""
    p = pointwise.conclusion
    need(
        lower.op == upper.op == "sum" and p.op == "forall" and p.args[-1].op == "sle",
        "sum_at_most",
        "needs sums and a bound",
    )
    need(lower.args[:-1] == upper.args[:-1] == p.args[:-1], "sum_at_most", "the domains differ", lower, upper)
    need(p.args[-1].args == (lower.args[-1], upper.args[-1]), "sum_at_most", "the bound is for other summands", p)
    return axiom(pointwise.hypotheses, le(lower, upper))
