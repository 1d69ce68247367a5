"""Order of scalars beyond arithmetic: sums term by term, maxima, and the signs of what a term is made of.

Each is one line of the core; what it needs is proved by ``propositions.prove``, and arithmetic puts the lines together.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from itertools import product

from symgrad.core.arith import Witness
from symgrad.core.replay import LineNumber
from symgrad.core.rules.sums import source_names
from symgrad.core.term import Domain, Int, Term, Var, conj, conjuncts, eq, le, lt, make, mul, ne, num, open_binder
from symgrad.core.theorem import domain_at
from symgrad.engine.counting import bound_by
from symgrad.engine.integers import find
from symgrad.engine.powers import power_equations
from symgrad.engine.propositions import Context, attempt, by_arithmetic, by_instance, discharged, fresh_names, instances, prove
from symgrad.engine.sift import sift
from symgrad.engine.tables import literal_ranges, tabulated
from symgrad.proof.matching import match

ZERO = num(0)


def prove_order(context: Context, goal: Term) -> LineNumber | None:
    """a ≤ b, a < b or a ≠ b for scalars, where arithmetic alone does not show it; None if no proof was found."""
    for strategy in _STRATEGIES[goal.op]:
        line = attempt(context, strategy, goal)
        if line is not None:
            return line
    return None


# ---- sums and maxima ----


def _sum_below(context: Context, goal: Term) -> LineNumber | None:
    """Σ_D f ≤ Σ_D g, term by term; 0 ≤ Σ_D g and Σ_D f ≤ 0 too."""
    lower, upper = goal.args
    if lower == ZERO and upper.op == "sum":
        lower = _like(upper, ZERO)
    elif upper == ZERO and lower.op == "sum":
        upper = _like(lower, ZERO)
    if lower.op != "sum" or upper.op != "sum" or lower.args[:-1] != upper.args[:-1]:
        return None
    names = fresh_names(upper, *context.facts(), lower)
    domain, big = open_binder(upper, names)
    _, small = open_binder(lower, names)
    inner = prove(context.deeper(domain.facts()), le(small, big))
    pointwise = context.proof.line("generalise", inner, names, domain.ranges, domain.cond)
    line = context.proof.line("sum_at_most", lower, upper, pointwise)
    if context.proof.theorems[line].conclusion == goal:
        return line
    return by_arithmetic(context.deeper(proved=[line]), goal)


def _power_below(context: Context, goal: Term) -> LineNumber | None:
    """u^p ≤ v^p for 0 < u ≤ v and p ≥ 0."""
    lower, upper = goal.args
    if not all(t.op == "fn" and t.data == ("pow", (0, 0)) for t in goal.args) or lower.args[1] != upper.args[1]:
        return None
    return discharged(context, context.proof.line("fact", "pow_monotone", lower.args[0], *upper.args))


def summand_below(context: Context, goal: Term) -> LineNumber | None:
    """f(k) ≤ Σ_D f for a k in D, where no summand is negative."""
    value, whole = goal.args
    values = match(whole.args[-1], value, len(whole.hints)) if whole.op == "sum" else None
    if values is None or _inside(context, whole, values) is None:
        return None
    divided = _split_off(context, whole, values)
    if divided is None:
        return None
    line, _, rest = divided
    return by_arithmetic(context.deeper(proved=[line, prove(context.deeper(), le(ZERO, rest))]), goal)


def _like(t: Term, body: Term) -> Term:
    """The binder t with another body."""
    domain, _ = open_binder(t, source_names(len(t.hints)))
    return domain.bind(t.op, body, t.hints)


def _below_max(context: Context, goal: Term) -> LineNumber | None:
    """e(k) ≤ max_D e, for a k in D."""
    value, top = goal.args
    if top.op != "max":
        return None
    values = match(top.args[-1], value, len(top.hints))
    if values is None:
        return None
    proofs = _inside(context, top, values)
    return None if proofs is None else discharged(context, context.proof.line("at_most_max", top, values, proofs))


def _max_below(context: Context, goal: Term) -> LineNumber | None:
    """max_D e ≤ b, as every e(k) ≤ b and D is not empty."""
    top, limit = goal.args
    if top.op != "max":
        return None
    point = point_inside(context, top)
    if point is None:
        return None
    names = fresh_names(top, *context.facts(), limit)
    domain, body = open_binder(top, names)
    inner = prove(context.deeper(domain.facts()), le(body, limit))
    bound = context.proof.line("generalise", inner, names, domain.ranges, domain.cond)
    return discharged(context, context.proof.line("max_at_most", top, bound, *point))


def point_inside(context: Context, binder: Term) -> tuple[list[Term], list[Witness]] | None:
    """A point of the binder's domain, with witnesses that it is one; None if none was found."""
    domain, _ = open_binder(binder, source_names(len(binder.hints)))
    for values in _points(domain, context):
        proofs = _inside(context, binder, values)
        if proofs is not None:
            return values, proofs
    return None


def _points(domain: Domain, context: Context) -> Iterator[list[Term]]:
    """Points that may lie in the domain: those that what was supposed last, an equation, is about; the first of its ranges, and
    the first that meets its conditions; integers that the facts speak of."""
    firsts = [lo for lo, _ in domain.ranges]
    supposed = context.known[-1] if context.known else domain.cond
    told = list(dict.fromkeys(t for fact in context.facts() if fact.op in ("le", "lt") for t in fact.args if t.op == "var"))
    likely = [t for t in reversed(told) if supposed.op == "seq" and t.free <= supposed.free]
    if len(firsts) == 1:
        yield from ([t] for t in likely)
    if all(lo.free.isdisjoint(domain.names) for lo in firsts):
        yield firsts
        if conjuncts(domain.cond):
            yield [_first_within(domain, k, context) for k in range(len(firsts))]
    if len(firsts) == 1:
        yield from ([t] for t in told if t not in likely)


def _first_within(domain: Domain, k: int, context: Context) -> Term:
    """The least value of the index that its range and the conditions on it alone allow."""
    name, first = domain.names[k], domain.ranges[k][0]
    for condition in conjuncts(domain.cond):
        found = bound_by(condition, name, context.facts())
        if found is not None and found[0] and found[1].free.isdisjoint(domain.names):
            first = make("imax", None, (first, found[1]))
    return first


def _inside(context: Context, binder: Term, values: Sequence[Term]) -> list[Witness] | None:
    """Witnesses that the point lies in the binder's domain."""
    witnesses = [find(context.facts(), fact) for fact in domain_at(binder, values)[0]]
    found = [w for w in witnesses if w is not None]
    return found if len(found) == len(witnesses) else None


def _by_a_winner(context: Context, goal: Term) -> LineNumber | None:
    from symgrad.engine.attaining import by_a_winner

    return by_a_winner(context, goal)


def _attained(context: Context, goal: Term) -> LineNumber | None:
    """A number at most a maximum of numbers: one of them is as large."""
    value, top = goal.args
    if value.op != "num" or top.op != "max" or top.free:
        return None
    domain, body = open_binder(top, fresh_names(top))
    for point in product(*(range(lo, hi) for _, lo, hi in literal_ranges([body], domain.facts()))):
        values = [Int(v) for v in point]
        chain = context.proof.chain(domain_at(top, values)[1])
        chain.do("evaluate", ())
        if chain.term.data >= value.data:
            entry = chain.close()
            below = prove(context.deeper(), le(context.proof.theorems[entry].lhs, top))
            return by_arithmetic(context.deeper(proved=[entry, below]), goal)
    return None


def _case_by_case(context: Context, goal: Term) -> LineNumber | None:
    """a ≤ b for numbers at integers in small ranges: both sides as tables, and Σ [values] = 1 with every [values] ≥ 0."""
    ranges = literal_ranges(goal.args, context.facts())
    if not ranges:
        return None
    lines = [tabulated(context.proof, t, ranges, context.facts()) for t in (*goal.args, num(1))]
    lines = [discharged(context, line) for line in lines]
    return _by_signs_of(context, goal, lines)


def _by_signs_of(context: Context, goal: Term, lines: list[LineNumber]) -> LineNumber | None:
    """By arithmetic with these equations, and the signs of the parts of their right sides."""
    parts = [context.proof.theorems[line].rhs for line in lines]
    return by_arithmetic(context.deeper(proved=[*lines, *_signs(context, parts)]), goal)


# ---- signs ----


def _by_signs(context: Context, goal: Term) -> LineNumber | None:
    """By arithmetic, with the signs of the parts of the goal, what its brackets say, and universal statements at its reads."""
    at_reads = instances(context, goal)
    said = [goal, *(context.proof.theorems[n].conclusion for n in at_reads), *context.facts()]
    more = [*at_reads, *power_equations(context, said)]
    sides = [side for n in more for side in context.proof.theorems[n].conclusion.args if side.sort == "S"]
    inner = context.deeper(proved=more)
    lines = [*more, *_signs(inner, [*goal.args, *sides]), *_bracket_equations(context, goal.args)]
    return by_arithmetic(context.deeper(proved=lines), goal) if lines else None


def _signs(context: Context, terms: Sequence[Term]) -> list[LineNumber]:
    """Lines 0 < f(u), 0 < 1/u, 0 ≤ Σ for what the terms are made of, as far as they can be proved, innermost first."""
    lines: list[LineNumber] = []
    for t in _parts_of(terms):
        line = attempt(context.deeper(proved=lines), _SIGN[t.op], t) if t.op in _SIGN else None
        if line is not None:
            lines.append(line)
    return lines


def _bracket_equations(context: Context, terms: Sequence[Term]) -> list[LineNumber]:
    """[a = b]·a = [a = b]·b for the brackets in the terms."""
    lines: list[LineNumber] = []
    for t in _parts_of(terms):
        for p in conjuncts(t.args[0]) if t.op == "bracket" else ():
            if p.op == "seq":
                chain = context.proof.chain(mul(t, p.args[0]))
                chain.do("hypothesis", (1,), p)
                lines.append(chain.close())
    return lines


def _parts_of(terms: Sequence[Term]) -> list[Term]:
    """The closed scalars that sums, products and functions in the terms are made of, innermost first."""
    out: dict[Term, None] = {}

    def visit(t: Term) -> None:
        if t.sort == "S" and not t.loose:
            if not t.hints:
                for a in t.args:
                    visit(a)
            out.setdefault(t)

    for t in terms:
        visit(t)
    return list(out)


def _function_sign(context: Context, t: Term) -> LineNumber | None:
    """0 < exp u, and 0 < √u, 0 < u^p for u > 0."""
    if t.data[0] not in ("exp", "sqrt", "pow") or any(t.data[1]):
        return None
    return discharged(context, context.proof.line("positive", t.data[0], *t.args))


def _inverse_sign(context: Context, t: Term) -> LineNumber | None:
    """0 < 1/u for u > 0."""
    u = t.args[0]
    sign = prove(context.deeper(), lt(ZERO, u))
    other = by_arithmetic(context.deeper(proved=[sign]), ne(u, ZERO))
    if other is None:
        return None
    law = context.proof.line("discharge", context.proof.line("fact", "inverse", u), other)
    return by_arithmetic(context.deeper(proved=[sign, law]), lt(ZERO, t))


def _sum_sign(context: Context, t: Term) -> LineNumber | None:
    """0 < Σ f, if the domain is not empty and every f > 0; else 0 ≤ Σ f."""
    return attempt(context, _positive_sum, t) or _sum_below(context, le(ZERO, t))


def _positive_sum(context: Context, t: Term) -> LineNumber | None:
    """0 < Σ f: the summand at one point of the domain is positive, and the rest of the sum is not negative."""
    domain, _ = open_binder(t, source_names(len(t.hints)))
    for values in _points(domain, context):
        line = attempt(context, partial(_positive_at, values=values), t)
        if line is not None:
            return line
    return None


def _positive_at(context: Context, t: Term, values: Sequence[Term]) -> LineNumber | None:
    if _inside(context, t, values) is None or attempt(context.deeper(), prove, lt(ZERO, domain_at(t, values)[1])) is None:
        return None
    divided = _split_off(context, t, values)
    if divided is None:
        return None
    line, first, rest = divided
    one, others = prove(context.deeper(), lt(ZERO, first)), prove(context.deeper(), le(ZERO, rest))
    return by_arithmetic(context.deeper(proved=[line, one, others]), lt(ZERO, t))


def _split_off(context: Context, t: Term, values: Sequence[Term]) -> tuple[LineNumber, Term, Term] | None:
    """Σ_D f = f(values) + Σ_{D, other} f: the line, and its two parts."""
    names = source_names(len(t.hints))
    chain = context.proof.chain(t)
    at = conj([eq(Var(n), v) for n, v in zip(names, values, strict=True)])
    chain.do("split", (), at)
    sift(chain, (0,), context.facts())
    first, rest = chain.part((0,)), chain.part((1,))
    if first.op == "sum" or rest.op != "sum":
        return None
    return discharged(context, chain.close()), first, rest


def _read_sign(context: Context, t: Term) -> LineNumber | None:
    """0 < x[i] or 0 ≤ x[i], where a universal statement says so."""
    if not any(fact.op == "forall" for fact in context.facts()):
        return None
    return attempt(context, by_instance, lt(ZERO, t)) or attempt(context, by_instance, le(ZERO, t))


def _power_sign(context: Context, t: Term) -> LineNumber | None:
    """0 ≤ u², whether u ≥ 0 or u < 0."""
    if t.data != 2:
        return attempt(context, by_arithmetic, lt(ZERO, t)) or by_arithmetic(context, le(ZERO, t))
    u = t.args[0]
    square = ("farkas", ((1, (0, 0)), (1, (1,))), ())
    return context.proof.line("arith", le(ZERO, t), ((), ("split", le(ZERO, u), square, square)))


def _bracket_sign(context: Context, t: Term) -> LineNumber | None:
    """0 < [P] where P holds; else 0 ≤ [P], since −[P] > 0 would make [P]² = [P] positive."""
    witness = find(context.facts(), t.args[0])
    if witness is None:
        return context.proof.line("arith", le(ZERO, t), ((), ("farkas", ((1, (0, 0)), (1, (0,))), ())))
    chain = context.proof.chain(t)
    chain.do("bracket_true", (), witness)
    one = discharged(context, chain.close())
    return by_arithmetic(context.deeper(proved=[one]), lt(ZERO, t))


_SIGN: dict[str, Callable[[Context, Term], LineNumber | None]] = {
    "fn": _function_sign,
    "read": _read_sign,
    "inv": _inverse_sign,
    "sum": _sum_sign,
    "pow": _power_sign,
    "bracket": _bracket_sign,
}


def _by_sign_of_difference(context: Context, goal: Term) -> LineNumber | None:
    """a ≠ b, as a < b or b < a."""
    a, b = goal.args
    for smaller, larger in ((b, a), (a, b)):
        line = attempt(context.deeper(), prove, lt(smaller, larger))
        if line is not None:
            return by_arithmetic(context.deeper(proved=[line]), goal)
    return None


_STRATEGIES: dict[str, tuple[Callable[[Context, Term], LineNumber | None], ...]] = {
    "sle": (_sum_below, _power_below, summand_below, _below_max, _max_below, _attained, _by_signs, _case_by_case),
    "slt": (_by_signs, _by_a_winner),
    "sne": (_by_sign_of_difference,),
}
