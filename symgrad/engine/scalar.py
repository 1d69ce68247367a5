"""Scalar identities modulo facts: cofactors are found by division, by sympy's if need be, and the core multiplies them out.

From the atoms of both sides the facts are chosen that could matter (1/e, sin and cos of the same angle, roots); the
difference of the sides must lie in the ideal that they generate.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction
from typing import Any

from symgrad.core.polynomial import Monomial, Polynomial, difference, normal, plus
from symgrad.core.replay import LineNumber
from symgrad.core.term import Term, add, fn, inv, mul, num
from symgrad.engine.denominators import inverse_atom, over_common_denominator
from symgrad.engine.reduction import reduce
from symgrad.engine.sift import Stuck
from symgrad.engine.writing import keep_brackets, keep_casts, scalar_term
from symgrad.proof.calc import Chain, Proof


def close_by_facts(chain: Chain, target: Term, given: Sequence[LineNumber] = ()) -> None:
    """One ``ring`` step from the chain's term to the target, with whatever facts it needs, of those ``given`` (equations) and
    those about inverses, angles and roots; raises Stuck if none suffice."""
    gap = difference(chain.term, target)
    if not gap:
        if chain.term != target:
            chain.do("ring", (), target)
        return
    keep_casts(chain.term, target)
    keep_brackets(chain.term, target)
    known = {f: difference(*chain.proof.theorems[f].conclusion.args) for f in (*given, *_facts(chain.proof, chain.term, target))}
    facts = [f for f, p in known.items() if p]
    equations = [known[f] for f in facts]
    leads = {k: lead for k, f in enumerate(facts) if (lead := _lead(chain.proof, f, equations[k])) is not None}
    cofactors = _over_denominators(gap, chain.proof, facts, equations, leads)
    cofactors = cofactors or reduce(gap, equations, leads) or _cofactors(gap, equations)
    if cofactors is None:
        raise Stuck("the two sides differ by something that no known law makes zero", target)
    try:
        used = [(scalar_term(c), f) for c, f in zip(cofactors, facts, strict=True) if c]
    except LookupError:  # an atom that only stands inside a sum has no term of its own
        raise Stuck("the cofactors that close it cannot be written down", target) from None
    chain.do("ring", (), target, tuple(used))


def _over_denominators(
    gap: Polynomial,
    proof: Proof,
    facts: list[LineNumber],
    equations: list[Polynomial],
    leads: dict[int, Monomial],
) -> list[Polynomial] | None:
    """Cofactors by way of a common denominator, for a gap that has inverses; None if that does not close it."""
    inverses: dict[int, Polynomial] = {}
    place: dict[int, int] = {}
    inverted = [(k, proof.theorems[f].lhs.args[1]) for k, f in enumerate(facts) if proof.lines[f][:2] == ("fact", "inverse")]
    for k, inverse in sorted(inverted, key=lambda pair: -pair[1].depth):
        found = inverse_atom(inverse.args[0])
        if found is not None:
            inverses[found[0]], place[found[0]] = found[1], k
    if not inverses:
        return None
    rest, by_inverse = over_common_denominator(gap, inverses)
    out = reduce(rest, equations, leads)
    if out is None:
        others = [k for k in range(len(equations)) if k not in place.values()]
        more = _cofactors(rest, [equations[k] for k in others])
        if more is None:
            return None
        out = [more[others.index(k)] if k in others else {} for k in range(len(equations))]
    for atom, cofactor in by_inverse.items():
        out[place[atom]] = cofactor
    return out


def _lead(proof: Proof, fact: LineNumber, equation: Polynomial) -> Monomial | None:
    """The monomial that a fact replaces: sin² of an angle, the square of a root, exp u·exp(−u); None for others."""
    left = proof.theorems[fact].lhs
    if proof.lines[fact][:2] == ("fact", "pythagoras"):
        left = left.args[0]
    elif proof.lines[fact][:2] != ("fact", "square_of_root") and proof.lines[fact][0] != "chain":
        return None
    lead = next(iter(normal(left)), ())
    return lead if lead in equation else None


def _facts(proof: Proof, *terms: Term) -> list[LineNumber]:
    """The facts about the inverses, angles and roots that the terms mention, as lines of the proof."""
    wanted: dict[tuple[str, Term], None] = {}
    for t in _subterms(terms):
        if t.loose:
            continue
        if t.op == "inv":
            wanted[("inverse", t.args[0])] = None
        elif t.op == "fn" and t.data[0] in ("sin", "cos"):
            wanted[("pythagoras", t.args[0])] = None
        elif t.op == "fn" and t.data[0] == "sqrt":
            wanted[("square_of_root", t.args[0])] = None
    exponents = list(dict.fromkeys(t.args[0] for t in _subterms(terms) if not t.loose and t.op == "fn" and t.data[0] == "exp"))
    opposite = [(u, v) for k, u in enumerate(exponents) for v in exponents[:k] if not normal(add(u, v))]
    facts = [proof.line("fact", name, argument) for name, argument in wanted]
    facts += [_product_is_one(proof, u, v) for u, v in opposite]
    return facts + [_without_logarithm(proof, u, k) for u in exponents for k, _ in enumerate(_summands(u)) if _is_logarithm(u, k)]


def _summands(u: Term) -> tuple[Term, ...]:
    return u.args if u.op == "add" else (u,)


def _is_logarithm(u: Term, k: int) -> bool:
    """Whether a summand of u is log b or −log b."""
    t = _summands(u)[k]
    t = t.args[1] if t.op == "mul" and len(t.args) == 2 and t.args[0] == num(-1) else t
    return t.op == "fn" and t.data == ("log", (0,))


def _without_logarithm(proof: Proof, u: Term, k: int) -> LineNumber:
    """exp(r + log b) = b·exp r, or exp(r − log b) = exp r·(1/b), for the summand ±log b of u."""
    summand = _summands(u)[k]
    others = [t for j, t in enumerate(_summands(u)) if j != k]
    rest = add(*others) if len(others) > 1 else (others or [num(0)])[0]
    b = (summand if summand.op == "fn" else summand.args[1]).args[0]
    power, log, law = fn("exp", [u]), fn("log", [b]), proof.line("fact", "exp_log", b)
    if u == log:
        return law
    chain = proof.chain(power if summand.op == "fn" else mul(power, b))
    if summand.op == "fn":
        chain.do("ring", (0,), add(rest, log))
        chain.do("theorem", (), proof.line("fact", "exp_sum", rest, log))
        chain.do("theorem", (1,), law)
        return chain.close()
    chain.do("theorem", (1,), law, True)
    chain.do("theorem", (), proof.line("fact", "exp_sum", u, log), True)
    chain.do("ring", (0,), rest)
    if not others:
        chain.do("theorem", (), proof.line("fact", "exp_zero"))
    exp_rest = chain.term
    whole, inverse = chain.close(), proof.line("fact", "inverse", b)
    divided = proof.chain(power)
    divided.do("ring", (), mul(exp_rest, inv(b)), ((inv(b), whole), (mul(num(-1), power), inverse)))
    return divided.close()


def _product_is_one(proof: Proof, u: Term, v: Term) -> LineNumber:
    """exp u·exp v = 1, for u + v = 0."""
    product = proof.chain(mul(fn("exp", [u]), fn("exp", [v])))
    product.do("theorem", (), proof.line("fact", "exp_sum", u, v), True)
    product.do("ring", (), fn("exp", [num(0)]))
    product.do("theorem", (), proof.line("fact", "exp_zero"))
    return product.close()


def _subterms(terms: Iterable[Term]) -> list[Term]:
    seen: dict[Term, None] = {}
    stack = list(terms)
    while stack:
        t = stack.pop()
        if t not in seen:
            seen[t] = None
            stack += t.args
    return list(seen)


def _cofactors(gap: Polynomial, equations: list[Polynomial]) -> list[Polynomial] | None:
    """Polynomials c with gap = Σ c·equation, by sympy's division; None if there is a remainder."""
    import sympy

    atoms = sorted({a for p in (gap, *equations) for m in p for a in m})
    symbols = {a: sympy.Symbol(f"a{a}") for a in atoms}

    def expression(p: Polynomial) -> Any:
        terms = (sympy.Rational(*Fraction(c).as_integer_ratio()) * sympy.Mul(*(symbols[a] for a in m)) for m, c in p.items())
        return sympy.Add(*terms)

    divisors = [expression(p) for p in equations]
    if not divisors or not atoms:
        return None
    for order, first_to_last in (("grevlex", 1), ("lex", 1), ("lex", -1)):
        ordered = list(symbols.values())[::first_to_last]
        quotients, rest = sympy.reduced(expression(gap), divisors, *ordered, order=order)
        if rest == 0:
            return [_polynomial(q, symbols) for q in quotients]
    return None


def _polynomial(q: Any, symbols: dict[int, Any]) -> Polynomial:
    import sympy

    out: Polynomial = {}
    numbers = list(symbols)
    for exponents, c in sympy.Poly(q, *symbols.values()).terms():
        m = tuple(sorted(a for a, e in zip(numbers, exponents, strict=True) for _ in range(e)))
        out = plus(out, {m: Fraction(int(c.p), int(c.q))} if c else {})
    return out
