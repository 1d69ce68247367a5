"""Side conditions over the integers and order over the scalars, accepted by witness; nothing is searched for here.

A witness is ``(hypotheses, tree)``. The hypotheses become numbered *entries*; each node of the tree either adds entries
that follow from those at hand, splits into cases, or closes the goal. Every closing node is a polynomial identity that is
checked by multiplying out:

* ``("farkas", products, equations)``: the negated goal is added as an entry; positive multiples of products of entries that
  are ≥ 0, plus any multiples of entries that are = 0, add up to a negative number.
* ``("combine", scale, equations)``: scale·(a − b) is a combination of entries that are = 0, scale a non-zero integer.
* ``("exact", i)``: entry i is the goal, up to ``polynomial.normal_prop``; ``("trivial",)``: the goal is true by that form.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeAlias

from symgrad.core.polynomial import Polynomial, difference, normal, normal_prop, plus, scale, times
from symgrad.core.term import Int, Term, cast, conjuncts, eq, floor, iadd, imul, le, lt, make, negate, replace
from symgrad.core.theorem import Rejected, Theorem, axiom, domain_at

Tree: TypeAlias = tuple[Any, ...]
Witness: TypeAlias = tuple[tuple[Term, ...], Tree]
Sign: TypeAlias = tuple[str, Polynomial]  # ("ge" | "gt" | "eq", p): p ≥ 0, p > 0 or p = 0

CAST_FACTS = {"eq": "seq", "ne": "sne", "lt": "slt", "le": "sle"}  # a comparison of integers -> that of scalars
COMPARISONS = frozenset({"eq", "ne", "lt", "le", "seq", "sne", "slt", "sle"})


class Entries:
    """What is known at a node: propositions, and the sign that each says of a polynomial, if it does."""

    __slots__ = ("props", "signs")

    def __init__(self, props: tuple[Term, ...] = (), signs: tuple[Sign | None, ...] = ()) -> None:
        self.props, self.signs = props, signs

    def add(self, *props: Term) -> Entries:
        """With the conjuncts of the propositions as further entries."""
        new = tuple(c for p in props for c in conjuncts(p))
        if any(p.loose for p in new):
            raise _no("an index that nothing binds", *new)
        return Entries(self.props + new, self.signs + tuple(map(sign, new)))

    def prop(self, i: int, *ops: str) -> Term:
        p = self.props[_index(i, len(self.props))]
        if p.op not in ops:
            raise _no(f"entry {i} should be {' or '.join(ops)}", p)
        return p

    def sign(self, i: int, *kinds: str) -> Polynomial:
        entry = self.signs[_index(i, len(self.signs))]
        if entry is None or entry[0] not in kinds:
            raise _no(f"entry {i} does not say that something is {' or '.join(kinds)} 0", self.props[i])
        return entry[1]

    def is_strict(self, i: int) -> bool:
        entry = self.signs[i]
        return entry is not None and entry[0] == "gt"


_signs: dict[int, Sign | None] = {}


def sign(p: Term) -> Sign | None:
    """The sign condition that a comparison is; None for any other proposition."""
    slot = id(p._key or p.key)  # a node is never freed, so its id stays its own
    if slot not in _signs:
        _signs[slot] = _sign(p)
    return _signs[slot]


def _sign(p: Term) -> Sign | None:
    match p.op:
        case "le" | "sle":
            return "ge", difference(p.args[1], p.args[0])
        case "lt":
            return "ge", plus(difference(p.args[1], p.args[0]), {(): 1}, -1)
        case "slt":
            return "gt", difference(p.args[1], p.args[0])
        case "eq" | "seq":
            return "eq", difference(p.args[0], p.args[1])
        case "divides":  # d | e says e = d·⌊e/d⌋
            d, e = p.args
            return "eq", difference(e, imul(d, floor(e, d)))
    return None


def arith(goal: Term, witness: Witness) -> Theorem:
    """Γ ⊢ P, where the witness shows that P follows from Γ by arithmetic alone.

    Sound: each node of the witness is an instance of one of the laws in ``_NODES``."""
    hypotheses, tree = tuple(witness[0]), witness[1]
    if goal.sort != "P" or any(h.sort != "P" for h in hypotheses):
        raise Rejected("arith", "goal and hypotheses must be propositions", (goal,))
    prove(goal, tree, Entries().add(*hypotheses))
    return axiom(hypotheses, goal)


def prove(goal: Term, tree: Tree, known: Entries) -> None:
    """Return if the tree proves the goal from what is known, else raise Rejected."""
    node = _NODES.get(tree[0])
    if node is None:
        raise _no(f"there is no witness node {tree[0]!r}", goal)
    node(goal, known, *tree[1:])


# ---- nodes that close a goal ----


def _trivial(goal: Term, known: Entries) -> None:
    """P, true by its normal form."""
    if normal_prop(goal) is not True:
        raise _no("not true by its normal form", goal)


def _exact(goal: Term, known: Entries, i: int) -> None:
    """P, from P in another spelling."""
    if normal_prop(known.props[_index(i, len(known.props))]) != normal_prop(goal):
        raise _no(f"entry {i} is not the goal", goal, known.props[i])


def _combine(goal: Term, known: Entries, factor: int, equations: Any) -> None:
    """a = b, as factor·(a − b) = Σ mᵢ·eᵢ with every eᵢ = 0 and factor ≠ 0."""
    if goal.op not in ("eq", "seq") or type(factor) is not int or factor == 0:
        raise _no("only an equation can be combined from equations", goal)
    rest = plus(scale(difference(*goal.args), factor), _combination(goal.op == "seq", known, equations), -1)
    if rest:
        raise _no("the combination of equations is not the goal", goal)


def _farkas(goal: Term, known: Entries, products: Any, equations: Any) -> None:
    """P, since ¬P adds up to a contradiction: Σ cⱼ·∏pᵢ + Σ mᵢ·eᵢ < 0 with cⱼ > 0, pᵢ ≥ 0, eᵢ = 0."""
    if goal.op != "false":
        if goal.op not in COMPARISONS and goal.op != "divides":
            raise _no("only a comparison can be refuted", goal)
        known = known.add(negate(goal))
    scalars = any(s is not None and p.op[0] == "s" for p, s in zip(known.props, known.signs, strict=True))
    total = _combination(scalars, known, equations)
    strict = False
    for factor, entries in products:
        indices = tuple(entries)  # read more than once below
        if type(factor) is not int or factor <= 0 or not indices:
            raise _no("a multiple must be a positive integer of at least one entry", goal)
        product: Polynomial = {(): factor}
        for i in indices:
            product = times(product, known.sign(i, "ge", "gt"))
        strict = strict or all(known.is_strict(i) for i in indices)
        total = plus(total, product)
    if not total.keys() <= {()}:
        raise _no("the combination is not a number", goal)
    value = total.get((), 0)
    if not (value < 0 or (value == 0 and strict)):
        raise _no("the combination is not negative", goal)


def _combination(scalars: bool, known: Entries, equations: Any) -> Polynomial:
    out: Polynomial = {}
    for multiplier, i in equations:
        entry = known.sign(i, "eq")
        if type(multiplier) is int:
            out = plus(out, entry, multiplier)
        elif isinstance(multiplier, Term) and multiplier.sort == ("S" if scalars else "I"):
            out = plus(out, times(normal(multiplier), entry))
        else:
            raise _no("a multiplier must be an integer or a term of the entries' sort")
    return out


# ---- nodes that split a goal ----


def _all(goal: Term, known: Entries, *trees: Tree) -> None:
    """P ∧ Q, from P and Q."""
    parts = goal.args if goal.op == "and" else (goal,)
    for part, tree in zip(parts, trees, strict=True):
        prove(part, tree, known)


def _any(goal: Term, known: Entries, k: int, tree: Tree) -> None:
    """P ∨ Q, from one of them."""
    if goal.op != "or":
        raise _no("the goal is no disjunction", goal)
    prove(goal.args[_index(k, len(goal.args))], tree, known)


def _both(goal: Term, known: Entries, below: Tree, above: Tree) -> None:
    """a = b, from a ≤ b and b ≤ a."""
    if goal.op not in ("eq", "seq"):
        raise _no("the goal is no equation", goal)
    a, b = goal.args
    prove(le(a, b), below, known)
    prove(le(b, a), above, known)


def _quotient(goal: Term, known: Entries, quotient: Term, tree: Tree) -> None:
    """d | e, from e = d·q."""
    if goal.op != "divides":
        raise _no("the goal is no divisibility", goal)
    d, e = goal.args
    prove(eq(e, imul(d, quotient)), tree, known)


def _absurd(goal: Term, known: Entries, tree: Tree) -> None:
    """P, from ¬P leading to a contradiction."""
    prove(make("false", None, ()), tree, known.add(negate(goal)))


# ---- nodes that add what is known ----


def _split(goal: Term, known: Entries, prop: Term, yes: Tree, no: Tree) -> None:
    """P, from Q ⊢ P and ¬Q ⊢ P."""
    if prop.sort != "P":
        raise _no("only a proposition can be split on", prop)
    prove(goal, yes, known.add(prop))
    prove(goal, no, known.add(negate(prop)))


def _have(goal: Term, known: Entries, prop: Term, proof: Tree, tree: Tree) -> None:
    """P, from a lemma Q and Q ⊢ P."""
    prove(prop, proof, known)
    prove(goal, tree, known.add(prop))


def _rewrite(goal: Term, known: Entries, i: int, j: int, tree: Tree) -> None:
    """P, from a = b, Q(a) and Q(b) ⊢ P."""
    old, new = known.prop(i, "eq", "seq").args
    prove(goal, tree, known.add(replace(known.props[_index(j, len(known.props))], old, new)))


def _cases(goal: Term, known: Entries, i: int, *trees: Tree) -> None:
    """P, from each case of a disjunction; a ≠ b is a < b or b < a."""
    p = known.prop(i, "or", "ne", "sne")
    parts = p.args if p.op == "or" else (lt(p.args[0], p.args[1]), lt(p.args[1], p.args[0]))
    for part, tree in zip(parts, trees, strict=True):
        prove(goal, tree, known.add(part))


def _floor(goal: Term, known: Entries, quotient: Term, positive: Tree, tree: Tree) -> None:
    """0 ≤ a − b·⌊a/b⌋ < b, for b ≥ 1."""
    if quotient.op != "floor":
        raise _no("not a floor", quotient)
    prove(le(Int(1), quotient.args[1]), positive, known)
    prove(goal, tree, known.add(*floor_facts(quotient)))


def _extremum(goal: Term, known: Entries, term: Term, tree: Tree) -> None:
    """min(a, b) ≤ a, min(a, b) ≤ b, and it is one of them; likewise max."""
    if term.op not in ("imin", "imax"):
        raise _no("not a minimum or maximum", term)
    prove(goal, tree, known.add(*extremum_facts(term)))


def _argmax(goal: Term, known: Entries, i: int, tree: Tree) -> None:
    """A unique maximiser lies in the domain."""
    u = known.prop(i, "unique")
    prove(goal, tree, known.add(*argmax_facts(u)))


def _forall(goal: Term, known: Entries, i: int, values: Any, domain: Any, tree: Tree) -> None:
    """P(v), from ∀ i ∈ D. P(i) and v ∈ D."""
    statement = known.prop(i, "forall")
    facts, body = domain_at(statement, values)
    for fact, proof in zip(facts, domain, strict=True):
        prove(fact, proof, known)
    prove(goal, tree, known.add(body))


def _cast(goal: Term, known: Entries, i: int, tree: Tree) -> None:
    """P, from a < b (or ≤, =, ≠) for integers, and a < b for them as scalars ⊢ P."""
    p = known.prop(i, *CAST_FACTS)
    prove(goal, tree, known.add(cast_fact(p)))


def cast_fact(p: Term) -> Term:
    """The comparison of integers, of the same integers as scalars: ℤ is an ordered subring of the field."""
    return make(CAST_FACTS[p.op], None, tuple(map(cast, p.args)))


def floor_facts(quotient: Term) -> tuple[Term, ...]:
    """b·⌊a/b⌋ ≤ a < b·⌊a/b⌋ + b."""
    a, b = quotient.args
    return le(imul(b, quotient), a), lt(a, iadd(imul(b, quotient), b))


def extremum_facts(term: Term) -> tuple[Term, ...]:
    """What a minimum (or maximum) of two integers is."""
    a, b = term.args
    bounds = (le(term, a), le(term, b)) if term.op == "imin" else (le(a, term), le(b, term))
    return (*bounds, make("or", None, (eq(term, a), eq(term, b))))


def argmax_facts(u: Term) -> tuple[Term, ...]:
    """The components of the maximiser that ``u`` says is unique lie in the domain."""
    return tuple(domain_at(u, [make("argmax", j, u.args, u.hints) for j in range(len(u.hints))])[0])


_NODES: dict[str, Callable[..., None]] = {
    "trivial": _trivial,
    "exact": _exact,
    "combine": _combine,
    "farkas": _farkas,
    "all": _all,
    "any": _any,
    "both": _both,
    "quotient": _quotient,
    "absurd": _absurd,
    "split": _split,
    "rewrite": _rewrite,
    "have": _have,
    "cases": _cases,
    "floor": _floor,
    "extremum": _extremum,
    "argmax": _argmax,
    "forall": _forall,
    "cast": _cast,
}


def _index(i: Any, n: int) -> int:
    if type(i) is not int or not 0 <= i < n:
        raise _no(f"there is no entry {i!r}")
    return i


def _no(reason: str, *terms: Term) -> Rejected:
    return Rejected("arith", reason, terms)
