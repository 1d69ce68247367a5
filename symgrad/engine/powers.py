"""Powers with a real exponent: 1^p = 1, u¹ = u, (u^p)^q = u^(p·q), (u·v)^p = u^p·v^p, and what a condition such
as p = 1 makes of an exponent."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial

from symgrad.core.polynomial import equal
from symgrad.core.replay import LineNumber
from symgrad.core.term import Term, add, eq, fn, inv, mul, num, unfold
from symgrad.engine.gradient import tidy_up
from symgrad.engine.propositions import Context, attempt, by_arithmetic, calls, discharged
from symgrad.engine.sift import Stuck
from symgrad.proof.calc import Chain, Proof, locate

ONE = num(1)


def simplify_powers(chain: Chain, known: Sequence[Term]) -> None:
    """Simplify every power in the chain's term, under sums too; each needs that its base is positive."""
    for equation in known:
        if equation.op == "seq" and equation.args[1].op == "num":
            for path in list(_places(chain.term, equation.args[0])):
                chain.do("hypothesis", path, equation)
    changed = True
    while changed:
        changed = any(_simplify(chain, path) for path in _powers(chain.term, ()))
    tidy_up(chain)


def power_equations(context: Context, terms: Sequence[Term]) -> list[LineNumber]:
    """u^(a+b) = u^a·u^b, u^(a+1) = u^a·u and u^1 = u for the powers among the terms, as lines for arithmetic."""
    exponents: dict[Term, dict[Term, None]] = {}
    for t in (*terms, *map(unfold, calls(*terms))):
        for path in _powers(t, ()):
            part = locate(t, path)[0]
            if not any(name.startswith("@") for name in part.free):
                exponents.setdefault(part.args[0], {})[part.args[1]] = None
    lines: list[LineNumber] = []
    for base, found in exponents.items():
        for e, a, b in _splittings(list(found)):
            line = attempt(context, partial(_taken_apart, e=e, a=a, b=b), base)
            if line is not None:
                lines.append(line)
    return lines


def _splittings(exponents: Sequence[Term]) -> Iterator[tuple[Term, Term | None, Term]]:
    """(e, a, b) with e = a + b among the exponents, where b may be 1; (e, None, 1) for an exponent that is 1."""
    for e in exponents:
        if equal(e, ONE):
            yield e, None, ONE
        for a in exponents:
            rest = [b for b in (ONE, *exponents) if equal(e, add(a, b))]
            if rest and e != a:
                yield e, a, rest[0]


def _taken_apart(context: Context, u: Term, e: Term, a: Term | None, b: Term) -> LineNumber:
    """u^e = u^a·u^b for e = a + b, or u^e = u^b where there is no a; u^1 is u."""
    chain = context.proof.chain(fn("pow", [u, e]))
    path: tuple[int, ...] = ()
    if a is not None:
        chain.do("ring", (1,), add(a, b))
        chain.do("theorem", (), context.proof.line("fact", "pow_sum", u, a, b))
        path = (1,)
    elif e != b:
        chain.do("ring", (1,), b)
    if b == ONE:
        chain.do("theorem", path, context.proof.line("fact", "pow_one", u))
    return discharged(context, chain.close())


def _simplify(chain: Chain, path: tuple[int, ...]) -> bool:
    """One law at the power at ``path``; False if none fits."""
    base, exponent = chain.part(path).args
    if base == ONE:
        chain.do("theorem", path, _power_of_one(chain.proof, exponent))
        return True
    if equal(exponent, ONE):
        if exponent != ONE:
            chain.do("ring", (*path, 1), ONE)
        chain.do("theorem", path, chain.proof.line("fact", "pow_one", base))
        return True
    if exponent.op == "mul" and _cancelled(chain, (*path, 1)):
        return True
    if base.op == "fn" and base.data == ("pow", (0, 0)):
        chain.do("theorem", path, chain.proof.line("fact", "pow_pow", *base.args, exponent))
        return True
    if base.op == "mul":
        first, rest = base.args[0], base.args[1] if len(base.args) == 2 else mul(*base.args[1:])
        if base != mul(first, rest):
            chain.do("ring", (*path, 0), mul(first, rest))
        chain.do("theorem", path, chain.proof.line("fact", "pow_product", first, rest, exponent))
        return True
    return False


def _power_of_one(proof: Proof, exponent: Term) -> LineNumber:
    """1^p = 1: it is its own square, and positive."""
    square, power = proof.chain(fn("pow", [ONE, exponent])), fn("pow", [ONE, exponent])
    square.do("ring", (0,), mul(ONE, ONE))
    square.do("theorem", (), proof.line("fact", "pow_product", ONE, ONE, exponent))
    nothing = Context(proof, ())
    lines = [discharged(nothing, line) for line in (square.close(), proof.line("positive", "pow", ONE, exponent))]
    one = by_arithmetic(Context(proof, (), lines), eq(power, ONE))
    if one is None:
        raise Stuck("no proof was found of this", eq(power, ONE))
    return one


def _cancelled(chain: Chain, path: tuple[int, ...]) -> bool:
    """1 for an exponent that is e·(1/e)."""
    exponent = chain.part(path)
    for a in exponent.args:
        if a.op == "inv" and equal(exponent, whole := mul(a.args[0], inv(a.args[0]))):
            if exponent != whole:
                chain.do("ring", path, whole)
            chain.do("theorem", path, chain.proof.line("fact", "inverse", a.args[0]))
            return True
    return False


def _powers(t: Term, path: tuple[int, ...]) -> Iterator[tuple[int, ...]]:
    """The paths of the powers in t, innermost first."""
    for k, a in enumerate(t.args):
        yield from _powers(a, (*path, k))
    if t.op == "fn" and t.data == ("pow", (0, 0)):
        yield path


def _places(t: Term, part: Term, path: tuple[int, ...] = ()) -> Iterator[tuple[int, ...]]:
    """The paths at which a closed term occurs in t."""
    if t == part:
        yield path
        return
    for k, a in enumerate(t.args):
        if part.free <= a.free:
            yield from _places(a, part, (*path, k))
