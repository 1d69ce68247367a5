"""Finding witnesses: from what facts, and how, does an arithmetic goal follow? Nothing found here is trusted.

The search writes the witness trees of ``core.arith`` with propositions in place of entry numbers, so that what was used is
plain to see; ``_number`` puts the numbers in at the end. Facts that were not used do not appear in the witness.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import combinations_with_replacement
from math import gcd
from typing import Any, NamedTuple, TypeAlias

from symgrad.core.arith import CAST_FACTS, Tree, Witness, argmax_facts, cast_fact, extremum_facts, floor_facts, sign
from symgrad.core.polynomial import Polynomial, difference, normal, normal_prop, plus, scale, times
from symgrad.core.term import (
    FALSE,
    Int,
    Term,
    conjuncts,
    eq,
    floor,
    iadd,
    imul,
    instantiate,
    le,
    lt,
    negate,
    replace,
)
from symgrad.core.theorem import domain_at
from symgrad.engine.farkas import positive_combination
from symgrad.engine.writing import integer_term, scalar_term
from symgrad.proof.matching import match, match_all

MAX_ENRICH = 6  # how often a search may add facts about a floor, minimum or maximiser
MAX_FACTORS = {2: 24, 3: 13}  # bounds of which products of two, of three are tried
FEW = 12  # facts, of which more products are tried
MOST_COLUMNS = 40  # sets of facts whose columns are kept: they are asked for again at once, or not at all
PLAIN = -1  # in place of a number of case distinctions: no facts are added either
MAX_SPLITS = 2  # nested case distinctions

_integers_of: dict[Term, frozenset[str]] = {}
_mentioned_by: dict[Term, frozenset[str]] = {}
Wrapper = Callable[[Tree], Tree]  # adds a node that makes something known

_memo: dict[tuple[Any, ...], Witness | None] = {}
_lemmas: dict[tuple[Term, ...], Tree | None] = {}
_in_progress: set[Term] = set()  # quotients whose lemmas are being proved


def find(facts: Iterable[Term], goal: Term, lemmas: Sequence[Term] = ()) -> Witness | None:
    """A witness that the goal follows from some of the facts, or None if none was found.

    ``lemmas`` are equations v = t for integers v, worth proving first; what is not needed is not in the witness."""
    if normal_prop(goal) is True:
        return (), ("trivial",)
    known = tuple(dict.fromkeys(c for f in facts for c in conjuncts(f)))
    slot = (known, goal, *lemmas)
    if slot not in _memo:
        near = _relevant(goal, known)
        tree = _through_quotient(goal, near) if lemmas and goal.op == "eq" else None
        tree = tree or (_with_lemmas(goal, known, lemmas) if lemmas else _goal(goal, near, MAX_SPLITS))
        _memo[slot] = None if tree is None else _witness(tree, goal, known)
    return _memo[slot]


def find_from(supposed: Term, facts: Iterable[Term], goal: Term) -> Witness | None:
    """A witness that has ``supposed`` as one hypothesis, even where it is a conjunction; beside it some of the facts."""
    if supposed.op != "and":
        return find([supposed, *facts], goal)
    parts = conjuncts(supposed)
    known = tuple(dict.fromkeys((*parts, *(c for f in facts for c in conjuncts(f)))))
    tree = _goal(goal, _relevant(goal, known), MAX_SPLITS)
    if tree is None:
        return None
    used = set(_references(tree))
    others = tuple(f for f in known if f in used and f not in parts)
    return (supposed, *others), _number(tree, goal, (*parts, *others))


def _relevant(goal: Term, known: tuple[Term, ...]) -> tuple[Term, ...]:
    """The facts that are connected with the goal by what they mention in common: integers, and tensors if it is about scalars."""
    if goal.op == "false":
        return known
    reached, mentioned = set(goal.free), _integers if goal.op not in CAST_FACTS.values() else _mentioned
    rest = {k: mentioned(fact) for k, fact in enumerate(known)}
    kept = {k for k, fact in enumerate(known) if fact.op in ("forall", "unique")}
    grown = True
    while grown:
        near = {k for k, names in rest.items() if not names or not reached.isdisjoint(names)}
        grown = not near <= kept
        kept |= near
        for k in near:
            reached |= rest.pop(k)
    return tuple(fact for k, fact in enumerate(known) if k in kept)


def _integers(t: Term) -> frozenset[str]:
    """The integers that t mentions outside of sums, maximisers and the like."""
    found = _integers_of.get(t)
    if found is None:
        if t.op == "var":
            found = frozenset((t.data,))
        else:
            found = frozenset().union(*map(_integers, t.args)) if not t.hints else frozenset()
        _integers_of[t] = found
    return found


def _mentioned(t: Term) -> frozenset[str]:
    """The integers and tensors that t mentions outside of sums, maximisers and the like."""
    found = _mentioned_by.get(t)
    if found is None:
        own = (t.data,) if t.op in ("var", "read") else ()
        found = frozenset(own).union(*map(_mentioned, t.args)) if not t.hints else frozenset()
        _mentioned_by[t] = found
    return found


def _with_lemmas(goal: Term, known: tuple[Term, ...], lemmas: Sequence[Term]) -> Tree | None:
    """Prove the lemmas, equations v = t; put t for v in facts that mention v out of arithmetic's reach; then go on."""
    near = _relevant(goal, known)
    wrappers: list[tuple[Term, Wrapper]] = []  # what is added, and the node that adds it
    for lemma in lemmas:
        tree = _lemma(lemma, _relevant(lemma, known))
        if tree is None:
            continue
        wrappers.append((lemma, _have(lemma, tree)))
        for fact in [f for f in (*near, *(w[0] for w in wrappers)) if _hides(f, lemma.args[0].data)]:
            wrappers.append((replace(fact, *lemma.args), _rewriting(lemma, fact)))
    out = _goal(goal, (*near, *(added for added, _ in wrappers)), MAX_SPLITS)
    if out is None:
        return None
    for added, wrap in reversed(wrappers):
        if added in set(_references(out)):
            out = wrap(out)
    return out


def _lemma(lemma: Term, known: tuple[Term, ...]) -> Tree | None:
    """The proof of a lemma, searched for once however many goals it is for."""
    slot = (lemma, *known)
    if slot not in _lemmas:
        _lemmas[slot] = _goal(lemma, known, MAX_SPLITS)
    return _lemmas[slot]


def _have(lemma: Term, proof: Tree) -> Wrapper:
    return lambda tree: ("have", lemma, proof, tree)


def _rewriting(lemma: Term, fact: Term) -> Wrapper:
    return lambda tree: ("rewrite", lemma, fact, tree)


def _hides(t: Term, name: str) -> bool:
    """Does t mention the integer inside something that arithmetic takes as a whole?"""
    if name not in t.free or t.op in ("forall", "unique"):
        return False
    return t.op in ("floor", "mod", "argmax", "iread", "divides", "imin", "imax") or any(_hides(a, name) for a in t.args)


def holds(facts: Iterable[Term], goal: Term) -> bool:
    """Was a witness found?"""
    return find(facts, goal) is not None


def _witness(tree: Tree, goal: Term, known: tuple[Term, ...]) -> Witness:
    used = set(_references(tree))
    hypotheses = tuple(f for f in known if f in used)
    return hypotheses, _number(tree, goal, hypotheses)


# ---- by the shape of the goal ----


def _goal(goal: Term, known: tuple[Term, ...], splits: int) -> Tree | None:
    form = normal_prop(goal)
    if form is True:
        return ("trivial",)
    for fact in known:
        if fact == goal or normal_prop(fact) == form:
            return ("exact", fact)
    match goal.op:
        case "and":
            trees = [_goal(part, known, splits) for part in goal.args]
            return None if None in trees else ("all", *trees)
        case "or":
            return _disjunction(goal, known, splits)
        case "divides":
            return _divides(goal, known, splits)
        case "eq" | "seq":
            return _equation(goal, known, splits)
        case "ne" | "sne" | "lt" | "le" | "slt" | "sle" | "false":
            instance = _by_instance(goal, known) if splits != PLAIN else None
            return instance or _refute(goal, known, splits)
    return _by_instance(goal, known)


def _disjunction(goal: Term, known: tuple[Term, ...], splits: int) -> Tree | None:
    for k, part in enumerate(goal.args):
        tree = _goal(part, known, 0)
        if tree is not None:
            return ("any", k, tree)
    negated = conjuncts(negate(goal))
    tree = _refute(FALSE, known + negated, splits)
    return None if tree is None else ("absurd", tree)


def _divides(goal: Term, known: tuple[Term, ...], splits: int) -> Tree | None:
    d, e = goal.args
    for quotient in _quotients(normal(d), normal(e), known):
        tree = _equation(eq(e, imul(d, quotient)), known, splits)
        if tree is not None:
            return ("quotient", quotient, tree)
    return None


def _quotients(d: Polynomial, e: Polynomial, known: tuple[Term, ...]) -> Iterator[Term]:
    """Candidates for e/d: e itself divided, or e after adding or subtracting what a fact says is zero."""
    zero = [s[1] for s in map(sign, known) if s is not None and s[0] == "eq"]
    for candidate in [e, *(plus(e, z, f) for z in zero for f in (-1, 1))]:
        quotient = divide(candidate, d)
        if quotient is not None:
            yield integer_term(quotient)


def divide(p: Polynomial, d: Polynomial) -> Polynomial | None:
    """p/d for a d of one monomial, if every term of p is a multiple of it."""
    if len(d) != 1:
        return None
    ((factor, c),) = d.items()
    out: Polynomial = {}
    for m, a in p.items():
        rest = list(m)
        for x in factor:
            if x not in rest:
                return None
            rest.remove(x)
        if a % c:
            return None
        out[tuple(rest)] = a // c
    return out


def _equation(goal: Term, known: tuple[Term, ...], splits: int) -> Tree | None:
    goal_polynomial = difference(*goal.args)
    pivots = _pivots(known, scalars=goal.op == "seq")
    rest, used = _reduce(goal_polynomial, pivots)
    if not rest:
        return ("combine", 1, _multipliers(used, goal.op == "seq", 1))
    through = _through_quotient(goal, known) if goal.op == "eq" else None
    if through is not None:
        return through
    common = gcd(*map(int, goal_polynomial.values())) if goal.op == "eq" else 1
    if common > 1:  # c·p = 0 because p = 0, for which the bounds need be less tight
        lemma = eq(integer_term({m: c // common for m, c in goal_polynomial.items()}), Int(0))
        tree = _equation(lemma, known, splits)
        return None if tree is None else ("have", lemma, tree, ("combine", 1, ((common, lemma),)))
    below = _refute(le(*goal.args), known, splits)
    if below is None:
        return None
    above = _refute(le(goal.args[1], goal.args[0]), known, splits)
    return None if above is None else ("both", below, above)


def _through_quotient(goal: Term, known: tuple[Term, ...]) -> Tree | None:
    """An equation in which ⌊a/b⌋ occurs, by lemmas ⌊a/b⌋ = q, where a = b·q + r with 0 ≤ r < b; the innermost first."""
    wrappers: list[Wrapper] = []
    for t in _special((goal,)):
        if t.op != "floor" or (t in goal.args and not wrappers):
            continue
        found = None if t in goal.args else _quotient_lemma(t, known)
        if found is not None:
            known = (*known, found[0])
            wrappers.append(_have(*found))
    if not wrappers:
        return None
    rest, used = _reduce(difference(*goal.args), _pivots(known, scalars=False))
    tree: Tree = ("combine", 1, _multipliers(used, False, 1))
    if rest:
        found = _quotient_lemma(goal.args[0], known) if goal.args[0].op == "floor" else None
        if found is None or normal_prop(found[0]) != normal_prop(goal):
            return None
        tree = _have(*found)(("exact", found[0]))
    for wrap in reversed(wrappers):
        tree = wrap(tree)
    return tree


def _quotient_lemma(quotient: Term, known: tuple[Term, ...]) -> tuple[Term, Tree] | None:
    """⌊a/b⌋ = q and its proof, if the facts show a = b·q + r with 0 ≤ r < b."""
    if quotient in _in_progress:
        return None  # this is asked for by its own proof
    _in_progress.add(quotient)
    try:
        return _lemma_on_quotient(quotient, known)
    finally:
        _in_progress.discard(quotient)


def _lemma_on_quotient(quotient: Term, known: tuple[Term, ...]) -> tuple[Term, Tree] | None:
    a, b = quotient.args
    for whole, rest, equation in _wholes(normal(a), normal(b), known):
        r = integer_term(rest, [a])
        lemma, bounds = eq(quotient, integer_term(whole, [a])), (le(Int(0), r), lt(r, b))
        below, above = (_goal(bound, _relevant(bound, known), PLAIN) for bound in bounds)
        if below is None or above is None:
            continue
        near = [f for f in known if f.free <= b.free]
        tree = _goal(lemma, (*equation, *bounds, *near), 0)
        if tree is not None:
            return lemma, _have(bounds[0], below)(_have(bounds[1], above)(tree))
    return _shifted_lemma(quotient, known)


def _shifted_lemma(quotient: Term, known: tuple[Term, ...]) -> tuple[Term, Tree] | None:
    """⌊(b·q + r)/b⌋ = ⌊r/b⌋ + q and its proof, if b ≥ 1."""
    a, b = quotient.args
    whole, rest = whole_part(normal(a), normal(b))
    if not whole:
        return None
    lemma = eq(quotient, iadd(floor(integer_term(rest, [a]), b), integer_term(whole, [a])))
    tree = _goal(lemma, tuple(f for f in known if f.free <= b.free), 0)
    return None if tree is None else (lemma, tree)


def _wholes(a: Polynomial, b: Polynomial, known: tuple[Term, ...]) -> Iterator[tuple[Polynomial, Polynomial, tuple[Term, ...]]]:
    """a = b·whole + rest by what b divides; for a itself, or with an equation of the facts (given too) added to it."""
    whole, rest = whole_part(a, b)
    if whole:
        yield whole, rest, ()
    for fact in known:
        s = sign(fact)
        for factor in (-1, 1) if s is not None and s[0] == "eq" and fact.op == "eq" else ():
            whole, rest = whole_part(plus(a, s[1], factor), b)  # type: ignore[index]  # s is not None here
            cancelled = len(a) + len(s[1]) - len(whole) - len(rest)  # type: ignore[index]  # as above
            if whole and cancelled >= 2:
                yield whole, rest, (fact,)


def whole_part(a: Polynomial, b: Polynomial) -> tuple[Polynomial, Polynomial]:
    """a = b·whole + rest, taking monomial by monomial what b divides."""
    whole: Polynomial = {}
    rest: Polynomial = {}
    for m, c in a.items():
        q = divide({m: c}, b)
        if q is None:
            rest[m] = c
        else:
            whole.update(q)
    return whole, rest


def _by_instance(goal: Term, known: tuple[Term, ...]) -> Tree | None:
    """A goal that is an instance of a universal fact, or of a part of one."""
    for fact in known:
        for part in conjuncts(fact.args[-1]) if fact.op == "forall" else ():
            values = match(part, goal, len(fact.hints))
            inside = None if values is None else _instance(fact, values, known)
            if values is not None and inside is not None:
                return ("forall", fact, tuple(values), inside, ("exact", goal))
    return None


def _instance(fact: Term, values: Sequence[Term], known: tuple[Term, ...]) -> tuple[Tree, ...] | None:
    """Proofs that the values are in the domain of a universal fact."""
    inside: list[Tree] = []
    for g in domain_at(fact, values)[0]:
        tree = _goal(g, _relevant(g, known), PLAIN)
        if tree is None:
            return None
        inside.append(tree)
    return tuple(inside)


# ---- refuting the negation ----


def _refute(goal: Term, known: tuple[Term, ...], splits: int) -> Tree | None:
    negated = () if goal.op == "false" else conjuncts(negate(goal))
    facts = tuple(dict.fromkeys(known + negated))
    tree = _combine_facts(facts)
    if tree is not None:
        return tree
    known, wrappers = _enrich(known, negated) if splits != PLAIN else (known, [])
    facts = tuple(dict.fromkeys(known + negated))
    casts = _casts(facts) if splits != PLAIN else {}
    known = tuple(dict.fromkeys((*known, *casts)))
    facts = tuple(dict.fromkeys(known + negated))
    if wrappers or casts:
        tree = _combine_facts(facts)
    if tree is None:
        tree = _combine_facts(facts, products=2) or _combine_facts(facts, products=3)
    if tree is None and (wrappers or (splits != PLAIN and len(facts) <= FEW)):
        tree = _combine_facts(facts, products=2, near=True)
    if tree is None and splits > 0:
        tree = _by_cases(goal, known, splits)
    if tree is not None:
        used = set(_references(tree)) if casts else set()
        chosen = [casts[f] for f in casts if f in used]
        for fact in chosen:
            tree = ("cast", fact, tree)
        for wrap in reversed(wrappers):
            tree = wrap(tree)
        if not set(known).issuperset(chosen):
            tree = ("absurd", tree)  # what was cast is the goal's negation
    return tree


def _casts(facts: tuple[Term, ...]) -> dict[Term, Term]:
    """The comparisons of integers among the facts as comparisons of scalars, if scalar facts speak of integers at all."""
    if not any(f.op in CAST_FACTS.values() and _mentions_cast(f) for f in facts):
        return {}
    new = {cast_fact(f): f for f in facts if f.op in CAST_FACTS}
    return {scalars: f for scalars, f in new.items() if scalars not in facts}


def _mentions_cast(t: Term) -> bool:
    return t.op == "cast" or any(map(_mentions_cast, t.args))


def _enrich(known: tuple[Term, ...], negated: tuple[Term, ...]) -> tuple[tuple[Term, ...], list[Wrapper]]:
    """Add what is known of the floors, minima, maxima and maximisers that the facts mention, those of the goal first."""
    wrappers: list[Wrapper] = []
    done: set[Term] = set()
    while len(wrappers) < MAX_ENRICH:
        new = [t for t in _special((*negated, *known)) if t not in done]
        if not new:
            break
        done.add(new[0])
        found = _about(new[0], known)
        if found is not None:
            scaled = new[0].op == "floor" and _is_scaled(new[0], (*negated, *known))
            known = tuple(dict.fromkeys((*known, *found[0])))
            wrappers.append(found[1])
            for lemma, proof in _bounds_of_floor(new[0], known) if scaled else ():
                known = (*known, lemma)
                wrappers.append(_have_if_used(lemma, proof))
    return known, wrappers


def _is_scaled(quotient: Term, facts: tuple[Term, ...]) -> bool:
    """Whether a fact multiplies the quotient by something other than its divisor: then its bounds are needed as such."""
    atom = next(iter(normal(quotient)), ())[:1]
    divisor = {a for m in normal(quotient.args[1]) for a in m}
    signs = [s for s in map(sign, facts) if s is not None]
    return bool(atom) and any(atom[0] in m and not set(m) - {atom[0]} <= divisor for s in signs for m in s[1] if len(m) > 1)


def _bounds_of_floor(quotient: Term, known: tuple[Term, ...]) -> Iterator[tuple[Term, Tree]]:
    """0 ≤ ⌊a/b⌋ where 0 ≤ a, and ⌊a/b⌋ < q where a < q·b, each with its proof."""
    a, b = quotient.args
    ends = [divide(normal(f.args[1]), normal(b)) for f in known if f.op == "lt" and f.args[0] == a]
    for lemma in (le(Int(0), quotient), *(lt(quotient, integer_term(q)) for q in ends if q is not None)):
        proof = _goal(lemma, _relevant(lemma, known), PLAIN)
        if proof is not None:
            yield lemma, proof


def _have_if_used(lemma: Term, proof: Tree) -> Wrapper:
    return lambda tree: ("have", lemma, proof, tree) if lemma in set(_references(tree)) else tree


def _about(term: Term, known: tuple[Term, ...]) -> tuple[tuple[Term, ...], Wrapper] | None:
    """Facts about a floor, minimum, maximum or maximiser, and the witness node that adds them."""
    if term.op == "floor":
        positive = _goal(le(Int(1), term.args[1]), _relevant(le(Int(1), term.args[1]), known), PLAIN)
        return None if positive is None else (floor_facts(term), lambda tree: ("floor", term, positive, tree))
    if term.op in ("imin", "imax"):
        return extremum_facts(term), lambda tree: ("extremum", term, tree)
    return _about_maximiser(term, known)


def _about_maximiser(term: Term, known: tuple[Term, ...]) -> tuple[tuple[Term, ...], Wrapper] | None:
    for fact in known:
        if fact.op == "unique" and fact.args == term.args:
            return argmax_facts(fact), lambda tree, u=fact: ("argmax", u, tree)
        if fact.op != "forall" or fact.args[-1].op != "unique":
            continue
        pattern = fact.args[-1]
        values = match_all(pattern.args, term.args, len(fact.hints))
        if values is None or (body := instantiate(pattern, values)).args != term.args:
            continue
        inside = _instance(fact, values, known)
        if inside is not None:
            return argmax_facts(body), _instance_wrapper(fact, values, inside, body)
    return None


def _instance_wrapper(fact: Term, values: Sequence[Term], inside: tuple[Tree, ...], body: Term) -> Wrapper:
    return lambda tree: ("forall", fact, tuple(values), inside, ("argmax", body, tree))


def _special(facts: Iterable[Term]) -> list[Term]:
    """The closed floors, minima, maxima and maximisers that the facts mention, innermost first."""
    out: dict[Term, None] = {}
    seen: set[int] = set()

    def visit(t: Term) -> None:
        if id(t) in seen:
            return
        seen.add(id(t))
        for a in t.args:
            visit(a)
        if t.op == "mod":
            visit(floor(*t.args))
        if t.op in ("floor", "imin", "imax", "argmax") and not t.loose:
            out.setdefault(t)

    for f in facts:
        if f.op not in ("forall", "unique"):
            visit(f)
            if f.op == "divides":
                visit(floor(f.args[1], f.args[0]))
    return list(out)


def _by_cases(goal: Term, known: tuple[Term, ...], splits: int) -> Tree | None:
    for fact in known:
        if fact.op not in ("or", "ne", "sne"):
            continue
        parts = fact.args if fact.op == "or" else (lt(*fact.args), lt(fact.args[1], fact.args[0]))
        rest = tuple(f for f in known if f != fact)
        trees = [_refute(goal, rest + conjuncts(part), splits - 1) for part in parts]
        if None not in trees:
            return ("cases", fact, *trees)
    return None


class Pivot(NamedTuple):
    """An equation solved for an atom: atom = value, where factor·(atom − value) = Σ multiplier·equation."""

    atom: int
    value: Polynomial
    factor: int
    combination: dict[Term, Polynomial]


class Column(NamedTuple):
    """Facts whose product is ≥ 0, or one equation (``sign`` 1) or its negative (−1), and what that says of polynomials."""

    facts: tuple[Term, ...]
    polynomial: Polynomial
    sign: int = 0


# pivots, bounds, equations, and products of so many bounds, once they are asked for
Columns: TypeAlias = tuple[list[Pivot], list[Column], list[Column], dict[tuple[int, bool], list[Column]]]

_columns_of: dict[tuple[Term, ...], Columns] = {}
_contradictions: dict[tuple[tuple[Term, ...], int, bool], Tree | None] = {}  # found among integers, beside scalars


def _columns(facts: tuple[Term, ...]) -> Columns:
    """Equations are eliminated where an atom can be; what is left of the others, and of the bounds, are the columns."""
    pivots = _pivots(facts, scalars=None)
    bounds: list[Column] = []
    equations: list[Column] = []  # those by which no atom could be eliminated
    for fact in facts:
        s = sign(fact)
        if s is None:
            continue
        p, _ = _reduce(s[1], pivots)
        if s[0] == "eq":
            equations += [Column((fact,), p, 1), Column((fact,), scale(p, -1), -1)] if p else []
        elif p or s[0] == "gt":
            bounds.append(Column((fact,), p))
    return pivots, bounds, equations, {}


def _combine_facts(facts: tuple[Term, ...], products: int = 1, near: bool = False) -> Tree | None:
    """A Farkas combination of the facts that is negative, as a tree: of those about scalars, or of those about integers, as
    nothing of the one kind cancels anything of the other. ``near``: the products are also of facts that share an integer with
    those that mention a product."""
    scalars = tuple(f for f in facts if f.op in CAST_FACTS.values())
    if not scalars:
        return _combine_alike(facts, products, near)
    integers = tuple(f for f in facts if f.op in CAST_FACTS or f.op == "divides")
    slot = (integers, products, near)
    tree = _combine_alike(scalars, products, near)
    if tree is None and slot not in _contradictions:
        _contradictions[slot] = _combine_alike(integers, products, near)
    return tree or _contradictions[slot]


def _combine_alike(facts: tuple[Term, ...], products: int, near: bool) -> Tree | None:
    """The same for facts about scalars alone or about integers alone; equations are eliminated first."""
    found = _columns_of.get(facts)
    if found is None:
        if len(_columns_of) >= MOST_COLUMNS:
            _columns_of.clear()
        found = _columns_of[facts] = _columns(facts)
    pivots, bounds, equations, multiplied = found
    if products == 3 and all(len(m) < 3 for c in bounds for m in c.polynomial):
        return None  # a product of three could cancel nothing
    columns = [*bounds, *equations]
    for count in range(2, products + 1):
        if (count, near) not in multiplied:
            multiplied[count, near] = _products(bounds, equations, count, near)
        columns += multiplied[count, near]
    weights = positive_combination([c.polynomial for c in columns]) or _strict_combination(columns)
    if weights is None:
        return None
    return _farkas([(w, columns[k]) for k, w in weights.items()], pivots)


_NUMBER = (-1,)  # in place of the constant term, where it must vanish like every other


def _strict_combination(columns: list[Column]) -> dict[int, int] | None:
    """Weights with Σ w·column = 0, one of them for something that is known to be > 0, not only ≥ 0."""
    strict = [not c.sign and all(f.op == "slt" for f in c.facts) for c in columns]
    if not any(strict):
        return None
    marked: list[Polynomial] = []
    for c, is_strict in zip(columns, strict, strict=True):
        moved: Polynomial = {m or _NUMBER: v for m, v in c.polynomial.items()}
        marked.append({**moved, (): -1} if is_strict else moved)
    return positive_combination(marked)


def _products(bounds: list[Column], equations: list[Column], count: int, near: bool) -> list[Column]:
    """Products of that many bounds. Each must mention an atom that occurs in a product somewhere, or nothing could cancel."""
    curved = {a for c in (*bounds, *equations) for m in c.polynomial if len(m) > 1 for a in m}
    if near:
        curved |= {a for c in bounds if not curved.isdisjoint(_atoms(c)) for a in _atoms(c)}
    useful = [c for c in bounds if any(a in curved for m in c.polynomial for a in m)][-MAX_FACTORS[count] :]
    out = []
    for chosen in combinations_with_replacement(useful, count):
        product = chosen[0].polynomial
        for c in chosen[1:]:
            product = times(product, c.polynomial)
        out.append(Column(tuple([f for c in chosen for f in c.facts]), product))
    return out


def _atoms(column: Column) -> set[int]:
    return {a for m in column.polynomial for a in m}


def _farkas(chosen: list[tuple[int, Column]], pivots: list[Pivot]) -> Tree:
    total: Polynomial = {}
    products: list[tuple[int, tuple[Term, ...]]] = []
    equations: list[tuple[Any, Term]] = []
    for weight, column in chosen:
        product: Polynomial = {(): weight * (column.sign or 1)}
        for part in column.facts:
            s = sign(part)
            assert s is not None  # only signs were chosen
            product = times(product, s[1])
        total = plus(total, product)
        if column.sign:
            equations.append((weight * column.sign, column.facts[0]))
        else:
            products.append((weight, column.facts))
    _, used = _reduce(total, pivots)
    scalars = any(f.op[0] == "s" for _, column in chosen for f in column.facts)
    return ("farkas", tuple(products), (*equations, *_multipliers(used, scalars, -1)))


# ---- equations ----


def _pivots(facts: Iterable[Term], scalars: bool | None) -> list[Pivot]:
    out: list[Pivot] = []
    for fact in facts:
        s = sign(fact)
        if s is None or s[0] != "eq" or (scalars is not None and scalars != (fact.op == "seq")):
            continue
        p, used = _reduce(s[1], out)
        combination = {f: {m: -c for m, c in q.items()} for f, q in used.items()}
        combination[fact] = plus(combination.get(fact, {}), {(): 1})
        for m, c in p.items():
            if len(m) == 1 and abs(c) == 1 and sum(m[0] in n for n in p) == 1:
                value = {n: -d * c for n, d in p.items() if n != m}
                out.append(Pivot(m[0], value, int(c), combination))
                break
    return out


def _reduce(p: Polynomial, pivots: list[Pivot]) -> tuple[Polynomial, dict[Term, Polynomial]]:
    """p with the solved atoms replaced, and multipliers with p = result + Σ multiplier·equation."""
    used: dict[Term, Polynomial] = {}
    for pivot in pivots:
        while any(pivot.atom in m for m in p):
            quotient = {_remove(m, pivot.atom): c for m, c in p.items() if pivot.atom in m}
            rest = {m: c for m, c in p.items() if pivot.atom not in m}
            p = plus(rest, times(quotient, pivot.value))
            for f, multiplier in pivot.combination.items():
                used[f] = plus(used.get(f, {}), times(quotient, multiplier), pivot.factor)
    return p, used


def _remove(m: tuple[int, ...], a: int) -> tuple[int, ...]:
    k = m.index(a)
    return m[:k] + m[k + 1 :]


def _multipliers(used: dict[Term, Polynomial], scalars: bool, factor: int) -> tuple[tuple[Any, Term], ...]:
    out: list[tuple[Any, Term]] = []
    for fact, p in used.items():
        if not p:
            continue
        if p.keys() == {()} and isinstance(p[()], int):
            out.append((p[()] * factor, fact))
        else:
            scaled = {m: c * factor for m, c in p.items()}
            out.append((scalar_term(scaled) if scalars else integer_term(scaled), fact))
    return tuple(out)


# ---- numbering ----


def _references(tree: Any) -> Iterator[Term]:
    if isinstance(tree, Term):
        yield tree
    elif isinstance(tree, tuple):
        for part in tree:
            yield from _references(part)


def _number(tree: Tree, goal: Term, props: tuple[Term, ...]) -> Tree:
    """The tree with entry numbers for propositions; ``props`` are the entries at hand, in the core's order."""
    kind, *rest = tree
    at = {p: k for k, p in reversed(list(enumerate(props)))}
    match kind:
        case "trivial":
            return tree
        case "exact":
            return ("exact", at[rest[0]])
        case "combine":
            return ("combine", rest[0], tuple((m, at[f]) for m, f in rest[1]))
        case "farkas":
            if goal.op != "false":
                at = {p: k for k, p in reversed(list(enumerate(props + conjuncts(negate(goal)))))}
            products = tuple((w, tuple(at[f] for f in parts)) for w, parts in rest[0])
            return ("farkas", products, tuple((m, at[f]) for m, f in rest[1]))
        case "all":
            return ("all", *(_number(t, g, props) for t, g in zip(rest, goal.args, strict=True)))
        case "any":
            return ("any", rest[0], _number(rest[1], goal.args[rest[0]], props))
        case "both":
            a, b = goal.args
            return ("both", _number(rest[0], le(a, b), props), _number(rest[1], le(b, a), props))
        case "quotient":
            d, e = goal.args
            return ("quotient", rest[0], _number(rest[1], eq(e, imul(d, rest[0])), props))
        case "absurd":
            return ("absurd", _number(rest[0], FALSE, props + conjuncts(negate(goal))))
        case "floor":
            positive = _number(rest[1], le(Int(1), rest[0].args[1]), props)
            return ("floor", rest[0], positive, _number(rest[2], goal, _with(props, *floor_facts(rest[0]))))
        case "extremum":
            return ("extremum", rest[0], _number(rest[1], goal, _with(props, *extremum_facts(rest[0]))))
        case "cast":
            return ("cast", at[rest[0]], _number(rest[1], goal, _with(props, cast_fact(rest[0]))))
        case "rewrite":
            new = replace(rest[1], *rest[0].args)
            return ("rewrite", at[rest[0]], at[rest[1]], _number(rest[2], goal, _with(props, new)))
        case "have":
            lemma, proof, inner = rest
            return ("have", lemma, _number(proof, lemma, props), _number(inner, goal, _with(props, lemma)))
        case "argmax":
            return ("argmax", at[rest[0]], _number(rest[1], goal, _with(props, *argmax_facts(rest[0]))))
        case "cases":
            fact = rest[0]
            parts = fact.args if fact.op == "or" else (lt(*fact.args), lt(fact.args[1], fact.args[0]))
            trees = (_number(t, goal, _with(props, p)) for t, p in zip(rest[1:], parts, strict=True))
            return ("cases", at[fact], *trees)
        case "forall":
            fact, values, inside, inner = rest
            facts, body = domain_at(fact, values)
            proofs = tuple(_number(t, g, props) for t, g in zip(inside, facts, strict=True))
            return ("forall", at[fact], values, proofs, _number(inner, goal, _with(props, body)))
    raise AssertionError(kind)


def _with(props: tuple[Term, ...], *new: Term) -> tuple[Term, ...]:
    return props + tuple(c for p in new for c in conjuncts(p))
