"""Proving propositions: comparisons, equations, ∀, ⇔, ¬, from what is known and from lines that were proved before.

``prove`` chooses by the shape of the goal; arithmetic closes what it can, ``order`` knows sums, maxima and functions. Nothing
here is trusted: each line is made by the core.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import TypeAlias

from symgrad.core.polynomial import equal
from symgrad.core.replay import LineNumber
from symgrad.core.term import (
    FALSE,
    Int,
    Term,
    TermError,
    Var,
    cast,
    conj,
    conjuncts,
    eq,
    iadd,
    imul,
    make,
    map_args,
    num,
    open_binder,
    unfold,
)
from symgrad.core.theorem import Rejected
from symgrad.engine.counting import prove_counted
from symgrad.engine.equality import prove_equal, unfold_all
from symgrad.engine.gradient import differentiate, tidy_up
from symgrad.engine.integers import find, find_from
from symgrad.engine.scalar import close_by_facts
from symgrad.engine.sift import Stuck
from symgrad.engine.tables import equal_case_by_case, write_out
from symgrad.engine.writing import keep_brackets, keep_casts
from symgrad.language.naming import bare
from symgrad.proof.calc import Chain, Proof
from symgrad.proof.matching import match

MAX_DEPTH = 12  # of proofs within proofs


class Context:
    """What a proof may use: ``known`` may stay as hypotheses, ``proved`` are lines."""

    __slots__ = ("depth", "known", "proof", "proved")

    def __init__(self, proof: Proof, known: Sequence[Term], proved: Sequence[LineNumber] = (), depth: int = 0) -> None:
        self.proof, self.known, self.proved, self.depth = proof, tuple(known), tuple(proved), depth

    def facts(self) -> list[Term]:
        """Every proposition at hand."""
        return [*self.known, *(self.proof.theorems[n].conclusion for n in self.proved)]

    def deeper(self, known: Sequence[Term] = (), proved: Sequence[LineNumber] = ()) -> Context:
        """With more at hand, for a part of the goal; raises Stuck where that goes on for too long."""
        if self.depth >= MAX_DEPTH:
            raise Stuck("the proof became too deep", known[0] if known else FALSE)
        return Context(self.proof, (*self.known, *known), (*self.proved, *proved), self.depth + 1)


Strategy: TypeAlias = Callable[[Context, Term], "LineNumber | None"]


def prove(context: Context, goal: Term) -> LineNumber:
    """The line that proves the goal, its hypotheses among what is known; raises Stuck if no proof was found."""
    match goal.op:
        case "forall":
            return _for_all(context, goal)
        case "iff":
            return _equivalence(context, goal)
        case "not":
            return _negation(context, goal)
        case "and":
            return _conjunction(context, goal)
    shaped = (_by_cases, _by_definitions, equation) if goal.op == "seq" else (_by_cases, _at_hand, _order, _by_definitions)
    for strategy in (by_arithmetic, by_instance, *shaped):
        line = attempt(context, strategy, goal)
        if line is not None:
            return line
    raise Stuck("no proof was found of this", goal)


def attempt(context: Context, strategy: Strategy, goal: Term) -> LineNumber | None:
    """The line that the strategy finds; None, and no lines left behind, if it finds none."""
    mark = len(context.proof.lines)
    try:
        line = strategy(context, goal)
    except (Stuck, Rejected, TermError):
        line = None
    if line is None:
        del context.proof.lines[mark:], context.proof.theorems[mark:]
    return line


def by_arithmetic(context: Context, goal: Term) -> LineNumber | None:
    """The goal by a witness of ``core.arith`` from everything at hand."""
    keep_brackets(goal, *context.facts())
    keep_casts(goal, *context.facts())
    witness = find(context.facts(), goal)
    return None if witness is None else discharged(context, context.proof.line("arith", goal, witness))


def discharged(context: Context, line: LineNumber) -> LineNumber:
    """The line without the hypotheses that are proved, or can be; raises Stuck for one that is neither known nor proved."""
    proof = context.proof
    conclusions = {c: n for n in context.proved for c in (proof.theorems[n].conclusion, *conjuncts(proof.theorems[n].conclusion))}
    known = {c for k in context.known for c in (k, *conjuncts(k))}
    for h in proof.theorems[line].hypotheses:
        if h in known:
            continue
        if h in conclusions:
            line = proof.line("discharge", line, _part(context, h, conclusions[h]))
        else:
            line = proof.line("discharge", line, prove(context.deeper(), h))
    return line


def _part(context: Context, h: Term, line: LineNumber) -> LineNumber:
    """The line that proves h, which ``line`` proves alone or together with other propositions."""
    whole = context.proof.theorems[line].conclusion
    if whole == h:
        return line
    part = context.proof.line("arith", h, ((whole,), ("exact", conjuncts(whole).index(h))))
    return context.proof.line("discharge", part, line)


# ---- by the shape of the goal ----


def _for_all(context: Context, goal: Term) -> LineNumber:
    names = fresh_names(goal, *context.facts())
    domain, body = open_binder(goal, names)
    alike = [fact for fact in context.facts() if fact.op == "forall" and fact.args[:-1] == goal.args[:-1]]
    here = [context.proof.line("specialise", statement(context, fact), tuple(map(Var, names))) for fact in alike]
    line = prove(context.deeper(domain.facts(), here), body)
    return context.proof.line("generalise", line, names, domain.ranges, domain.cond)


def fresh_names(t: Term, *others: Term) -> list[str]:
    """Names for the indices of a binder that nothing else has, like the author's."""
    taken = set(t.free).union(*(o.free for o in others))
    out: list[str] = []
    for hint in t.hints:
        name = bare(hint) if hint and "@" not in hint else "i"
        while name in taken:
            name += "'"
        taken.add(name)
        out.append(name)
    return out


def _equivalence(context: Context, goal: Term) -> LineNumber:
    left, right = goal.args
    facts = context.facts()
    forth, back = find_from(left, facts, right), find_from(right, facts, left)
    if forth is None or back is None:
        raise Stuck("no proof was found of this", right if forth is None else left)
    chain = context.proof.chain(left)
    chain.do("equivalent", (), right, forth, back)
    return discharged(context, chain.close())


def _negation(context: Context, goal: Term) -> LineNumber:
    """¬H, as H leads to a contradiction."""
    supposed = goal.args[0]
    inner = Context(context.proof, (*context.known, supposed), context.proved, context.depth)
    for strategy, about in ((by_arithmetic, FALSE), (_against_denial, supposed), (_contradiction_at_instances, supposed)):
        line = attempt(inner, strategy, about)
        if line is not None:
            return context.proof.line("contradiction", _supposed_as_one(context, line, supposed), supposed)
    raise Stuck("no contradiction was found", supposed)


def _supposed_as_one(context: Context, line: LineNumber, supposed: Term) -> LineNumber:
    """The line with what is supposed as one hypothesis, where it is a conjunction that was used part by part."""
    parts = [h for h in context.proof.theorems[line].hypotheses if h in conjuncts(supposed) and h != supposed]
    if parts:
        whole = context.proof.line("assume", supposed)
        for part in parts:
            line = context.proof.line("discharge", line, _part(context, part, whole))
    return line


def _against_denial(context: Context, supposed: Term) -> LineNumber | None:
    """1 = [P] + [¬P] = 2, where a fact at hand is ¬P and P follows from what is supposed and the others."""
    for denied in (fact for fact in context.facts() if fact.op == "not"):
        witness = find([supposed, *(fact for fact in context.facts() if fact != denied)], denied.args[0])
        if witness is not None:
            chain = context.proof.chain(num(1))
            chain.do("bracket_cases", (), denied.args[0])
            chain.do("bracket_true", (0, 0), witness)
            chain.do("bracket_true", (1, 0), ((denied,), ("exact", 0)))
            tidy_up(chain)
            return discharged(context, chain.close())
    return None


def _contradiction_at_instances(context: Context, supposed: Term) -> LineNumber | None:
    """A contradiction from what is supposed at the values that the reads in earlier lines give, its numbers evaluated."""
    about = conj(context.proof.theorems[n].conclusion for n in context.proved)
    lines = instances(context, about) if supposed.op == "forall" else []
    lines += [_number(context, t) for n in lines for t in _numbers(context.proof.theorems[n].conclusion)]
    return by_arithmetic(context.deeper(proved=lines), FALSE) if lines else None


def _numbers(t: Term) -> list[Term]:
    """The closed entries of literal tensors in t."""
    own = [t] if t.op == "literal" and not t.free and not t.loose else []
    return own + [n for a in t.args for n in _numbers(a)]


def _number(context: Context, t: Term) -> LineNumber:
    chain = context.proof.chain(t)
    chain.do("evaluate", ())
    return chain.close()


def _conjunction(context: Context, goal: Term) -> LineNumber:
    parts = conjuncts(goal)
    lines = [prove(context.deeper(), part) for part in parts]
    return by_arithmetic(context.deeper(proved=lines), goal) or _stuck(goal)


def equation(context: Context, goal: Term) -> LineNumber | None:
    """An equation of scalars: by changes of indices, or by laws of the field and of functions."""
    if goal.op != "seq":
        return None
    for strategy in (_by_integers, _by_counting, _by_indices, _by_powers, _by_writing_out, _case_by_case, _by_laws):
        line = attempt(context, strategy, goal)
        if line is not None:
            return line
    return None


def _by_integers(context: Context, goal: Term) -> LineNumber | None:
    """An equation of scalars that are integers, by arithmetic of these."""
    left, right = map(_as_integer, goal.args)
    witness = None if left is None or right is None else find(context.facts(), eq(left, right))
    if left is None or right is None or witness is None:
        return None
    chain = context.proof.chain(goal.args[0])
    chain.do("ring", (), cast(left))
    chain.do("index", (0,), right, witness)
    chain.do("ring", (), goal.args[1])
    return discharged(context, chain.close())


def _as_integer(t: Term) -> Term | None:
    """The integer that a scalar is, if it is made of integers by sums and products."""
    if t.op == "cast":
        return t.args[0]
    if t.op == "num":
        return Int(int(t.data)) if t.data == int(t.data) else None
    parts = [_as_integer(a) for a in t.args] if t.op in ("add", "mul") else []
    found = [p for p in parts if p is not None]
    return None if not found or len(found) < len(parts) else iadd(*found) if t.op == "add" else imul(*found)


def _by_counting(context: Context, goal: Term) -> LineNumber | None:
    """A sum whose summands are all the same is that many times one of them."""
    left, right = goal.args
    if left.op != "sum" or left.args[-1].loose:
        return None
    return discharged(context, prove_counted(context.proof, left, right, [p for p in context.facts() if p.op != "seq"]))


def _by_indices(context: Context, goal: Term) -> LineNumber:
    facts = [p for p in context.facts() if p.op != "seq"]
    left, right = (differentiated(context.proof, side) for side in goal.args)
    inner = prove_equal(context.proof, left.term, right.term, facts)
    return discharged(context, _between(context.proof, left, inner, right))


def _by_powers(context: Context, goal: Term) -> LineNumber | None:
    """By u^(a+b) = u^a·u^b; or by changes of indices, once powers are simplified: as they are written, or with what is defined
    written out."""
    if not any(map(_has_power, goal.args)):
        return None
    for strategy in (_by_sums_of_exponents, partial(_with_simple_powers, written_out=False)):
        line = attempt(context, strategy, goal)
        if line is not None:
            return line
    return _with_simple_powers(context, goal, written_out=True)


def _by_sums_of_exponents(context: Context, goal: Term) -> LineNumber | None:
    """By u^(a+b) = u^a·u^b."""
    from symgrad.engine.powers import power_equations

    lines = power_equations(context, [goal])
    return by_arithmetic(context.deeper(proved=lines), goal) if lines else None


def _with_simple_powers(context: Context, goal: Term, written_out: bool) -> LineNumber:
    from symgrad.engine.powers import simplify_powers

    left, right = (differentiated(context.proof, side) for side in goal.args)
    for side in (left, right):
        if written_out:
            unfold_all(side)
        simplify_powers(side, context.known)
    inner = prove_equal(context.proof, left.term, right.term, [p for p in context.facts() if p.op != "seq"])
    return discharged(context, _between(context.proof, left, inner, right))


def _has_power(t: Term) -> bool:
    return (t.op == "fn" and t.data[0] == "pow") or any(map(_has_power, (unfold(t), *t.args) if t.op == "call" else t.args))


def _by_writing_out(context: Context, goal: Term) -> LineNumber | None:
    """Both sides with all sums over literal ranges written out."""
    left, right = (differentiated(context.proof, side) for side in goal.args)
    for side in (left, right):
        unfold_all(side)
        write_out(side)
    if not equal(left.term, right.term):
        return None
    left.do("ring", (), right.term)
    return discharged(context, _between(context.proof, left, None, right))


def _case_by_case(context: Context, goal: Term) -> LineNumber:
    left, right = (differentiated(context.proof, side) for side in goal.args)
    inner = equal_case_by_case(context.proof, left.term, right.term, context.facts())
    return discharged(context, _between(context.proof, left, inner, right))


def differentiated(proof: Proof, t: Term) -> Chain:
    """A chain from t to t without derivatives."""
    chain = proof.chain(t)
    for name in sorted(_differentiated_by(t)):
        differentiate(chain, name)
        tidy_up(chain)
    return chain


def _differentiated_by(t: Term) -> set[str]:
    own = {t.data} if t.op == "diff" else set()
    return own.union(*map(_differentiated_by, t.args))


def _between(proof: Proof, left: Chain, inner: LineNumber | None, right: Chain) -> LineNumber:
    """left's start = right's start, from left's end = right's end."""
    first, last = left.close(), proof.line("symmetry", right.close())
    middle = first if inner is None else proof.line("transitivity", first, inner)
    return proof.line("transitivity", middle, last)


def _by_laws(context: Context, goal: Term) -> LineNumber:
    chain = context.proof.chain(goal.args[0])
    close_by_facts(chain, goal.args[1])
    return discharged(context, chain.close())


def _by_cases(context: Context, goal: Term) -> LineNumber | None:
    from symgrad.engine.supposing import by_cases

    return by_cases(context, goal)


def _order(context: Context, goal: Term) -> LineNumber | None:
    if goal.op not in ("sle", "slt", "sne"):
        return None
    from symgrad.engine.order import prove_order

    return prove_order(context, goal)


def prove_equal_somehow(proof: Proof, lhs: Term, rhs: Term, known: Sequence[Term]) -> LineNumber:
    """The line lhs = rhs, by any of these ways; raises Stuck, with what stopped the change of indices, if all fail."""
    mark = len(proof.lines)
    try:
        return prove_equal(proof, lhs, rhs, known)
    except Stuck as stuck:
        del proof.lines[mark:], proof.theorems[mark:]
        line = attempt(Context(proof, known), equation, eq(lhs, rhs)) if lhs.sort == "S" else None
        if line is None:
            raise stuck from None
        return line


# ---- instances and definitions ----


def by_instance(context: Context, goal: Term) -> LineNumber | None:
    """The goal from a universal statement, or from a part of one, at values that the goal's form or its reads give."""
    for fact in context.facts():
        if fact.op == "forall":
            for values in _values(fact, goal):
                line = attempt(context, _instance(fact, values), goal)
                if line is not None:
                    return line
    return None


def _values(fact: Term, goal: Term) -> Iterator[Sequence[Term]]:
    """Values of the indices of a universal statement: such that a part of it is the goal, or a read of it one of the goal's."""
    n = len(fact.hints)
    pairs = [(part, goal) for part in conjuncts(fact.args[-1])]
    pairs += [
        (r, t) for r in _reads(fact.args[-1]) if r.loose for t in _reads(goal) if not t.loose and (r.op, r.data) == (t.op, t.data)
    ]
    found: dict[tuple[Term, ...], None] = {}
    for pattern, term in pairs:
        values = match(pattern, term, n)
        if values is not None:
            found[tuple(values)] = None
    yield from found


def _reads(t: Term) -> list[Term]:
    """The reads, sums and maxima in t, not those under binders within it."""
    own = [t] if t.op in ("read", "iread", "call", "diff", "sum", "max") else []
    return own + [r for a in t.args for r in _reads(a)] if not t.hints else []


def instances(context: Context, goal: Term) -> list[LineNumber]:
    """Universal statements at values that the reads of the goal give."""
    lines: list[LineNumber] = []
    for fact in context.facts():
        for values in _values(fact, goal) if fact.op == "forall" else ():
            line = attempt(context, partial(at_values, values=values), fact)
            if line is not None:
                lines.append(line)
    return lines


def at_values(context: Context, fact: Term, values: Sequence[Term]) -> LineNumber:
    """The line that states a universal fact at these values of its indices."""
    return discharged(context, context.proof.line("specialise", statement(context, fact), values))


def _instance(fact: Term, values: Sequence[Term]) -> Strategy:
    def strategy(context: Context, goal: Term) -> LineNumber | None:
        line = at_values(context, fact, values)
        return line if context.proof.theorems[line].conclusion == goal else by_arithmetic(context.deeper(proved=[line]), goal)

    return strategy


def statement(context: Context, fact: Term) -> LineNumber:
    """The line that states a fact at hand."""
    for n in context.proved:
        if context.proof.theorems[n].conclusion == fact:
            return n
    return context.proof.line("assume", fact)


def _at_hand(context: Context, goal: Term) -> LineNumber | None:
    """By arithmetic, with universal statements at the goal's reads and with the definitions of what is defined."""
    if goal.op not in ("sle", "slt", "sne"):
        return None
    lines = [*instances(context, goal), *definition_lines(context, goal)]
    return by_arithmetic(context.deeper(proved=lines), goal) if lines else None


def definition_lines(context: Context, goal: Term) -> list[LineNumber]:
    """y[i] = its body, for the closed reads of something defined."""
    lines: list[LineNumber] = []
    for t in calls(goal, *context.facts()):
        chain = context.proof.chain(t)
        chain.do("unfold", ())
        lines.append(chain.close())
    return lines


def _by_definitions(context: Context, goal: Term) -> LineNumber | None:
    """A comparison of scalars whose defined parts are written out."""
    lines = definition_lines(context, goal)
    if not lines or goal.op not in ("sle", "slt", "seq", "sne"):
        return None
    inner = context.deeper(proved=lines)
    line = attempt(inner, by_arithmetic, goal)
    for written_out in dict.fromkeys((unfolded_once(goal), unfolded(goal))):
        if line is None and written_out != goal:
            proved = attempt(inner, prove, written_out)
            line = None if proved is None else by_arithmetic(inner.deeper(proved=[proved]), goal)
    return attempt(context, _written_out_within, goal) if line is None else line


def _written_out_within(context: Context, goal: Term) -> LineNumber | None:
    """A comparison of scalars with what is defined written out within sums too."""
    if not any(t.op == "call" for side in goal.args for t in _under_binders(side)):
        return None
    chains = [context.proof.chain(side) for side in goal.args]
    for chain in chains:
        unfold_all(chain)
    lines = [chain.close() for chain in chains]
    proved = prove(context.deeper(), make(goal.op, goal.data, tuple(chain.term for chain in chains)))
    return by_arithmetic(context.deeper(proved=[*lines, proved]), goal)


def _under_binders(t: Term) -> list[Term]:
    """The parts of the sums and maxima in t, and of those that it is defined by, that are no terms of their own."""
    t = unfold(t) if t.op == "call" and not t.loose else t
    return ([t] if t.loose else []) + [part for a in t.args for part in _under_binders(a)]


def calls(*terms: Term) -> list[Term]:
    """The closed reads of something defined in the terms, and in what they are defined by."""
    out: dict[Term, None] = {}
    seen: set[Term] = set()
    todo = list(terms)
    while todo:
        t = todo.pop()
        if t in seen:
            continue
        seen.add(t)
        todo += t.args
        if t.op == "call" and not t.loose:
            out[t] = None
            todo.append(unfold(t))
    return list(out)


def unfolded_once(t: Term) -> Term:
    """The term with its definitions written out, and not those that they are made of."""
    if t.op == "call":
        return unfold(t) if not t.loose else t
    return map_args(t, lambda a, _: unfolded_once(a), 0) if t.args else t


def unfolded(t: Term) -> Term:
    """The term with all definitions written out."""
    if t.op == "call":
        return unfolded(unfold(t)) if not t.loose else t
    return map_args(t, lambda a, _: unfolded(a), 0) if t.args else t


def _stuck(goal: Term) -> LineNumber:
    raise Stuck("no proof was found of this", goal)
