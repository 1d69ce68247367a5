"""Rules of the partial derivative ∂e/∂x[a], which binds x in e.

Every rule that takes a derivative apart has the obligation that the parts are differentiable in x at the point in question;
``differentiable`` decides it by structure and returns the hypotheses that it needs: strict ones, such as e ≠ 0 for an
inverse, or that a maximiser is unique. A rule lists them among the hypotheses of its theorem.
"""

from __future__ import annotations

from collections.abc import Callable

from symgrad.core.rules.table import need, rule
from symgrad.core.term import (
    Domain,
    Term,
    Var,
    add,
    bracket,
    conj,
    eq,
    fn,
    inv,
    lt,
    make,
    mul,
    ne,
    num,
    open_binder,
    power,
    smooth,
    sub,
    unfold,
)
from symgrad.core.theorem import Rejected, Theorem, axiom, close_over

# derivative of a known function of one argument u, and the strict hypotheses under which it is differentiable
KNOWN: dict[str, tuple[Callable[[Term], Term], Callable[[Term], tuple[Term, ...]]]] = {
    "exp": (lambda u: fn("exp", [u]), lambda _: ()),
    "log": (lambda u: inv(u), lambda u: (lt(num(0), u),)),
    "sqrt": (lambda u: inv(mul(num(2), fn("sqrt", [u]))), lambda u: (lt(num(0), u),)),
    "sin": (lambda u: fn("cos", [u]), lambda _: ()),
    "cos": (lambda u: mul(num(-1), fn("sin", [u])), lambda _: ()),
}
RESERVED = frozenset({*KNOWN, "pow"})  # names that are never an unknown function


def differentiable(e: Term, x: str, depth: int = 0) -> list[Term]:
    """The hypotheses under which e is differentiable in the entries of x; raises Rejected if its structure does not tell."""
    if x not in e.free:
        return []
    match e.op:
        case "read":
            _need_fixed(e.args, x)
            return []
        case "add" | "mul" | "pow":
            return [h for a in e.args for h in differentiable(a, x, depth)]
        case "call":
            return differentiable(unfold(e), x, depth)
        case "inv":
            return [ne(e.args[0], num(0)), *differentiable(e.args[0], x, depth)]
        case "fn":
            return _differentiable_function(e, x, depth)
        case "sum":
            return _differentiable_inside(e, x, depth)
        case "max":
            return [make("unique", None, e.args, e.hints), *_differentiable_inside(e, x, depth)]
        case "bracket":
            return _locally_constant(e.args[0], x, depth)
    raise Rejected("differentiable", f"nothing is known of the derivative of this part by {x}", (e,))


def _need_fixed(terms: tuple[Term, ...], x: str) -> None:
    for i in terms:
        need(x not in i.free, "differentiable", f"an index, range or condition depends on {x}", i)


def _differentiable_inside(e: Term, x: str, depth: int) -> list[Term]:
    _need_fixed(e.args[:-1], x)
    names = [f"@d{depth + j}" for j in range(len(e.hints))]
    domain, body = open_binder(e, names)
    facts = set(domain.facts())
    return [close_over(h, domain, e.hints) for h in differentiable(body, x, depth + len(names)) if h not in facts]


def _differentiable_function(e: Term, x: str, depth: int) -> list[Term]:
    name, alpha = e.data
    inner = [h for a in e.args for h in differentiable(a, x, depth)]
    if name in KNOWN and len(e.args) == 1:
        need(not any(alpha), "differentiable", f"write the derivative of {name} as a term", e)
        return [*KNOWN[name][1](e.args[0]), *inner]
    if name == "pow" and len(e.args) == 2:
        need(not any(alpha) and x not in e.args[1].free, "differentiable", f"the exponent depends on {x}", e)
        return [lt(num(0), e.args[0]), *inner]
    need(name not in RESERVED, "differentiable", f"{name} does not take these arguments", e)
    return [smooth(name, sum(alpha) + 1), *inner]


def _locally_constant(p: Term, x: str, depth: int) -> list[Term]:
    """The hypotheses under which a condition keeps its truth near the point: no comparison of scalars is a tie."""
    if x not in p.free:
        return []
    if p.op in ("and", "or", "not"):
        return [h for a in p.args for h in _locally_constant(a, x, depth)]
    need(p.op in ("seq", "sne", "slt", "sle"), "differentiable", f"a condition depends on {x} through an index", p)
    a, b = p.args
    return [ne(a, b), *differentiable(a, x, depth), *differentiable(b, x, depth)]


def _open(t: Term, name: str, *ops: str) -> Term:
    need(t.op == "diff", name, "this is no derivative", t)
    e = t.args[0]
    need(not ops or e.op in ops, name, f"what is differentiated is not of the kind {', '.join(ops)}", e)
    return e


def _d(e: Term, t: Term) -> Term:
    """∂e by what t differentiates by."""
    return make("diff", t.data, (e, *t.args[1:]))


def _open_inside(e: Term, t: Term) -> tuple[Domain, Term]:
    """The domain and body of the binder e that t differentiates."""
    names = [f"@a{j}" for j in range(len(e.hints))]
    need(t.free.isdisjoint(names), "derivative", "a reserved index is in use", t)
    return open_binder(e, names)


@rule("derivative")
def d_const(t: Term) -> Theorem:
    """∂e/∂x[a] = 0, if e does not depend on x.

    Sound: e is constant in x."""
    e = _open(t, "d_const")
    need(t.data not in e.free, "d_const", f"this depends on {t.data}", e)
    return axiom((), eq(t, num(0)))


@rule("derivative")
def d_read(t: Term) -> Theorem:
    """∂x[b]/∂x[a] = [b = a], if b does not depend on x; ∂x/∂x = 1 for a scalar.

    Sound: x[b] is a coordinate. If b depended on x, changing x could also change which coordinate it is."""
    e = _open(t, "d_read", "read")
    need(e.data == t.data, "d_read", "another tensor is read", e)
    need(len(e.args) == len(t.args) - 1, "d_read", "the ranks differ", e, t)
    _need_fixed(e.args, t.data)
    if not e.args:
        return axiom((), eq(t, num(1)))
    return axiom((), eq(t, bracket(conj(eq(b, a) for b, a in zip(e.args, t.args[1:], strict=True)))))


@rule("derivative")
def d_add(t: Term) -> Theorem:
    """∂(e + f + …)/∂x[a] = ∂e/∂x[a] + ∂f/∂x[a] + …; terms without x fall away.

    Sound: for differentiable terms, the derivative is additive."""
    e, x = _open(t, "d_add", "add"), t.data
    parts = [_d(f, t) for f in e.args if x in f.free]
    result = add(*parts) if len(parts) > 1 else parts[0] if parts else num(0)
    return axiom(differentiable(e, x), eq(t, result))


@rule("derivative")
def d_mul(t: Term) -> Theorem:
    """∂(e·f·…)/∂x[a] = ∂e/∂x[a]·f·… + e·∂f/∂x[a]·… + …; terms whose differentiated factor has no x fall away.

    Sound: the product rule, for differentiable factors. Without that obligation √x·√x at 0 would be a counterexample."""
    e, x = _open(t, "d_mul", "mul"), t.data
    parts = [mul(*(_d(g, t) if j == k else g for j, g in enumerate(e.args))) for k, f in enumerate(e.args) if x in f.free]
    result = add(*parts) if len(parts) > 1 else parts[0] if parts else num(0)
    return axiom(differentiable(e, x), eq(t, result))


@rule("derivative")
def d_pow(t: Term) -> Theorem:
    """∂(eⁿ)/∂x[a] = n·eⁿ⁻¹·∂e/∂x[a], for a literal natural n.

    Sound: the product rule, n times, for a differentiable e."""
    e = _open(t, "d_pow", "pow")
    n, base = e.data, e.args[0]
    result = num(0) if n == 0 else mul(num(n), power(base, n - 1), _d(base, t))
    return axiom(differentiable(e, t.data), eq(t, result))


@rule("derivative")
def d_inv(t: Term) -> Theorem:
    """e ≠ 0 ⊢ ∂(1/e)/∂x[a] = −(1/e)²·∂e/∂x[a].

    Sound: the quotient rule, for a differentiable e that is not zero here."""
    e = _open(t, "d_inv", "inv")
    result = mul(num(-1), power(e, 2), _d(e.args[0], t))
    return axiom(differentiable(e, t.data), eq(t, result))


@rule("derivative")
def d_sum(t: Term) -> Theorem:
    """∂(Σ_D f)/∂x[a] = Σ_D ∂f/∂x[a], if D does not depend on x.

    Sound: a finite sum of differentiable terms; x cannot change which terms there are."""
    e = _open(t, "d_sum", "sum")
    domain, body = _open_inside(e, t)
    return axiom(differentiable(e, t.data), eq(t, domain.bind("sum", _d(body, t), e.hints)))


@rule("derivative")
def d_max(t: Term) -> Theorem:
    """the maximiser k* of e over D is unique ⊢ ∂(max_D e)/∂x[a] = Σ_{k ∈ D | k = k*} ∂e(k)/∂x[a], if D does not depend on x.

    Sound: near the point the same k* wins, strictly, since every e(k) is continuous; so the maximum is e(k*) there. At a tie
    nothing is said."""
    e = _open(t, "d_max", "max")
    domain, body = _open_inside(e, t)
    chosen = [make("argmax", j, e.args, e.hints) for j in range(len(e.hints))]
    at_winner = conj((domain.cond, *(eq(Var(n), c) for n, c in zip(domain.names, chosen, strict=True))))
    within = Domain(domain.names, domain.ranges, at_winner)
    return axiom(differentiable(e, t.data), eq(t, within.bind("sum", _d(body, t), e.hints)))


@rule("derivative")
def d_bracket(t: Term) -> Theorem:
    """a ≠ b, … ⊢ ∂[P(a, b, …)]/∂x[a] = 0, where P compares scalars, none of them at a tie.

    Sound: strict comparisons of continuous terms keep their truth near the point, so the bracket is constant there."""
    e = _open(t, "d_bracket", "bracket")
    return axiom(differentiable(e, t.data), eq(t, num(0)))


@rule("derivative")
def d_function(t: Term) -> Theorem:
    """∂f(u, v, …)/∂x[a] = f^(1,0,…)(u, v, …)·∂u/∂x[a] + f^(0,1,…)(u, v, …)·∂v/∂x[a] + …, terms without x left out, for an
    unknown function f that is differentiable often enough; exp′ = exp, log′ = 1/u and √′ = 1/(2√u) for u > 0, sin′ = cos,
    cos′ = −sin, (uᵖ)′ = p·uᵖ⁻¹ for u > 0.

    Sound: the chain rule."""
    e, x = _open(t, "d_function", "fn"), t.data
    obligations = differentiable(e, x)
    parts = [mul(_partial(e, k), _d(u, t)) for k, u in enumerate(e.args) if x in u.free]
    result = add(*parts) if len(parts) > 1 else parts[0] if parts else num(0)
    return axiom(obligations, eq(t, result))


def _partial(e: Term, k: int) -> Term:
    name, alpha = e.data
    if name in KNOWN:
        return KNOWN[name][0](e.args[0])
    if name == "pow":
        return mul(e.args[1], fn("pow", [e.args[0], sub(e.args[1], num(1))]))
    return fn(name, e.args, [a + (j == k) for j, a in enumerate(alpha)])
