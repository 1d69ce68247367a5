"""Equal normal forms, as proofs in Rocq: atoms are brought to one spelling, by congruence, and the rest is ``ring``.

It follows ``core.polynomial``: casts are pushed inwards, ``a mod b`` is ``a − b·⌊a/b⌋``, ``[P∧Q]`` is split, numeric inverses and
floors are computed, and parts of atoms are treated in the same way.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from typing import Any

from symgrad.core.arith import Tree, Witness
from symgrad.core.polynomial import Frozen, normal, normal_prop
from symgrad.core.rules import apply
from symgrad.core.term import (
    BINDERS,
    Int,
    Term,
    add,
    bracket,
    cast,
    conjuncts,
    floor,
    iadd,
    imul,
    isub,
    make,
    mul,
    num,
    open_binder,
    read,
    sub,
)
from symgrad.core.theorem import Theorem
from symgrad.rocq.context import Context, Tactics, block, enter
from symgrad.rocq.descend import Move, carry, condition_goal, parts_equal
from symgrad.rocq.write import NotCertified, binders, boolean, integer, reflected, scalar, symbols_of, write

MOST_EXPANDED = 12  # the highest power of a sum that ``core.polynomial`` multiplies out


def same(a: Term, b: Term, c: Context) -> Tactics:
    """Tactics for the goal ``a = b``, two integers or two scalars with the same normal form."""
    if a == b:
        return ["reflexivity."]
    spelling = Spelling(c, whole_brackets(a, b))
    left, right = spelling.of(a), spelling.of(b)
    lines: Tactics = []
    if left.proof:
        lines += [f"transitivity {text(left.term, c)}.", *block(left.proof)]
    if right.proof:
        lines += [f"symmetry; transitivity {text(right.term, c)}.", *block(right.proof), "symmetry."]
    if left.term == right.term:
        return [*lines, "reflexivity."]
    return [*lines, _ring(left.term, right.term, spelling, c)]


def text(t: Term, c: Context) -> str:
    return write(t, c.scope) + {"I": "%Z", "S": "%S", "P": ""}[t.sort]


def _ring(a: Term, b: Term, spelling: Spelling, c: Context) -> str:
    large = dict.fromkeys([*_large_powers(a), *_large_powers(b)])
    hidden = "".join(f"generalize {text(t, c)}; intro. " for t in large)
    return hidden + _ring_alone(a, b, spelling, c)


def large_power(t: Term) -> bool:
    """Whether this is a power of a sum that the core does not expand; neither should ``ring``."""
    return t.op == "pow" and t.data > MOST_EXPANDED and len(normal(t.args[0])) > 1


def _large_powers(t: Term) -> list[Term]:
    if large_power(t):
        return [t]
    return [found for a in t.args for found in _large_powers(a)] if t.op in ("add", "mul", "pow") else []


def _ring_alone(a: Term, b: Term, spelling: Spelling, c: Context) -> str:
    idempotent = [boolean(p, c.scope) for p in spelling.repeated_brackets(a, b)]
    if not idempotent:
        return "ring."
    return f"ring [{' '.join(f'(bracket_idempotent {p} : _ = _ :> F)' for p in idempotent)}]."


def whole_brackets(a: Term, b: Term) -> bool:
    """Whether the two are equal where no [P∧Q] is taken for [P]·[Q], which would only make them longer."""
    names: dict[Any, Term] = {}
    return normal(_with_names(a, names)) == normal(_with_names(b, names))


def _with_names(t: Term, names: dict[Any, Term]) -> Term:
    """The term with a name in place of each condition of several parts."""
    if t.op in ("add", "mul", "pow"):
        return make(t.op, t.data, tuple(_with_names(a, names) for a in t.args))
    if t.op == "bracket" and not isinstance(normal_prop(t.args[0]), bool):
        parts = frozenset(normal_prop(leaf) for leaf in _leaves(t.args[0], "and"))
        if len(parts) > 1:
            return bracket(names.setdefault(parts, make("seq", None, (read(f"@{len(names)}"), num(0)))))
    return t


class Spelled:
    """A term in the common spelling, and tactics for ``the original = term`` (none, if it was spelled so)."""

    __slots__ = ("proof", "term")

    def __init__(self, term: Term, proof: Tactics | None = None) -> None:
        self.term, self.proof = term, proof or []


class Spelling:
    """One spelling for each atom: the first that was met."""

    def __init__(self, c: Context, whole: bool = False) -> None:
        self.c, self.whole = c, whole  # whole: [P∧Q] stays as it is
        self._atoms: dict[Any, Term] = {}

    def of(self, t: Term) -> Spelled:
        """The term with its atoms in the common spelling, casts, remainders and brackets taken apart."""
        match t.op:
            case "int" | "num":
                return Spelled(t)
            case "iadd" | "imul" | "add" | "mul" | "pow":
                return self._atom(t) if large_power(t) else self._parts(t)
            case "mod":
                return self._remainder(t)
            case "cast":
                return self._cast(t)
            case "bracket":
                return self._bracket(t)
            case "imin" | "imax":
                return self._extremum(t)
        p = normal(t)
        if p.keys() <= {()}:
            return self._number(t, p.get((), 0))
        return self._atom(t)

    def _parts(self, t: Term) -> Spelled:
        """Each part spelled; the proof replaces them one after the other."""
        return self._replace(t, {k: s for k, a in enumerate(t.args) if (s := self.of(a)).proof})

    def _replace(self, t: Term, new: dict[int, Spelled]) -> Spelled:
        if not new:
            return Spelled(t)
        args = tuple(new[k].term if k in new else a for k, a in enumerate(t.args))
        after = make(t.op, t.data, args)
        return Spelled(after, parts_equal(t, after, {k: s.proof for k, s in new.items()}, self.c))

    def _number(self, t: Term, value: Any) -> Spelled:
        """A floor, an inverse, a sum or an argument-free thing whose normal form is a number."""
        if t.op == "floor":
            a, b = t.args
            da, db = normal(a).get((), 0), normal(b)[()]
            lines = [f"apply (floor_number {_int(da)} {_int(db)} {_int(value)}); [reflexivity | | ]."]
            return Spelled(Int(int(value)), lines + block(same(a, Int(int(da)), self.c)) + block(same(b, Int(int(db)), self.c)))
        if t.op == "inv":
            base = num(1 / Fraction(value))
            lines = [f"apply (inverse_number {scalar(base, self.c.scope)} {scalar(num(value), self.c.scope)})%S; [ring | ]."]
            return Spelled(num(value), lines + block(same(t.args[0], base, self.c)))
        if t.op == "sum":
            return Spelled(num(0), self.zero_sum(t))
        raise NotCertified(f"the value of {t.op}")

    def zero_sum(self, t: Term) -> Tactics:
        """A sum whose summand, or whose condition, is plainly zero."""
        domain, body = open_binder(t, [f"@{self.c.depth(t) + j}" for j in range(len(t.hints))])
        e = enter(domain, t.hints, self.c)
        lines = [f"apply sum_all_zero; intros {i} {r}." for i, r in zip(e.names, e.ranges, strict=True)]
        if not normal(body):
            if e.condition:
                lines.append("apply when_zero_body.")
            return lines + same(body, num(0), e.context)
        lines.append(f"apply when_false; apply not_true_is_false; intro {e.condition}.")
        lines.append(f"apply (proj1 {reflected(domain.cond)}) in {e.condition}.")
        return lines + refuted(domain.cond, e.condition, e.context)

    def _atom(self, t: Term) -> Spelled:
        key = next(iter(normal(t)))
        first = self._atoms.setdefault((t.sort, key), t)
        if first == t:
            return Spelled(t)
        return Spelled(first, atom_equal(t, first, self.c))

    def _extremum(self, t: Term) -> Spelled:
        """min(a, b) is min(b, a); where b − a is a number, it is one of them."""
        a, b = t.args
        difference = normal(isub(b, a))
        if difference.keys() <= {()}:
            value = difference.get((), 0)
            wins = a if (value >= 0) == (t.op == "imin") else b
            inner = self.of(wins)
            lines = [f"transitivity {text(wins, self.c)}."]
            name = self.c.fresh()
            fact = f"assert ({name} : ({integer(isub(b, a), self.c.scope)} = {_int(value)})%Z)."
            lines += block([fact, *block(same(isub(b, a), Int(int(value)), self.c)), f"clear - {name}; lia."])
            return Spelled(inner.term, lines + (inner.proof or ["reflexivity."]))
        key = next(iter(normal(t)))
        first = self._atoms.setdefault((t.sort, key), t)
        if first == t:
            return Spelled(t)
        if normal(first.args[0]) == normal(a):
            return Spelled(first, atom_equal(t, first, self.c))
        lemma = "Z.min_comm" if t.op == "imin" else "Z.max_comm"
        swapped = make(t.op, None, (b, a))
        return Spelled(first, [f"rewrite {lemma}.", *atom_equal(swapped, first, self.c)])

    def _remainder(self, t: Term) -> Spelled:
        a, b = t.args
        plain = isub(a, imul(b, floor(a, b)))
        inner = self.of(plain)
        return Spelled(
            inner.term, [f"transitivity {text(plain, self.c)}; [apply mod_floor | ].", *(inner.proof or ["reflexivity."])]
        )

    def _cast(self, t: Term) -> Spelled:
        inner = self.of(t.args[0])
        lines: Tactics = []
        if inner.proof:
            lines += [f"transitivity {text(cast(inner.term), self.c)}.", *block(["apply (f_equal cast).", *inner.proof])]
        pushed = _push_cast(inner.term)
        if pushed != cast(inner.term):
            lines += ["repeat first [rewrite cast_add | rewrite cast_mul]; reflexivity."]
        elif lines:
            lines += ["reflexivity."]
        return Spelled(pushed, lines)

    def _bracket(self, t: Term) -> Spelled:
        p = t.args[0]
        value = normal_prop(p)
        if value is True:
            return Spelled(num(1), [f"apply bracket_true; apply (proj2 {reflected(p)}).", *holds(p, self.c)])
        if value is False:
            lines = [f"apply bracket_false; apply not_true_is_false; intro HB; apply (proj1 {reflected(p)}) in HB."]
            return Spelled(num(0), lines + refuted(p, "HB", self.c))
        leaves: dict[Any, Term] = {}
        for leaf in _leaves(p, "and"):
            leaves.setdefault(normal_prop(leaf), leaf)
        if self.whole and len(leaves) > 1:
            first = self._atoms.setdefault(("P", frozenset(leaves)), p)
            return Spelled(bracket(first), self._equal_brackets(p, first) if first != p else None)
        parts = [self._atoms.setdefault(("P", key), leaf) for key, leaf in leaves.items()]
        whole = make("and", None, tuple(parts)) if len(parts) > 1 else parts[0]
        lines = []
        if whole != p:
            lines += [f"transitivity (bracket {boolean(whole, self.c.scope)} : F).", *block(self._equal_brackets(p, whole))]
        if len(parts) == 1:
            return Spelled(bracket(whole), [*lines, "reflexivity."] if lines else None)
        return Spelled(mul(*map(bracket, parts)), [*lines, "rewrite !bracket_and; reflexivity."])

    def _equal_brackets(self, p: Term, q: Term) -> Tactics:
        return ["apply bracket_equal.", *condition_goal(p, q, equivalent(p, q, self.c), self.c)]

    def repeated_brackets(self, *terms: Term) -> list[Term]:
        """The conditions of brackets that may meet themselves when the terms are multiplied out."""
        counts: dict[Term, int] = {}
        for t in terms:
            for p, n in _bracket_degrees(t).items():
                counts[p] = max(counts.get(p, 0), n)
        return [p for p, n in counts.items() if n > 1]


def _int(value: Any) -> str:
    return f"({int(value)})"


def _bracket_degrees(t: Term) -> dict[Term, int]:
    """The highest power to which each bracket may occur in the spelled term."""
    if t.op == "bracket":
        return {t.args[0]: 1}
    parts = [_bracket_degrees(a) for a in t.args] if t.op in ("add", "mul", "pow") else []
    out: dict[Term, int] = {}
    for part in parts:
        for p, n in part.items():
            n *= t.data if t.op == "pow" else 1
            out[p] = out.get(p, 0) + n if t.op == "mul" else max(out.get(p, 0), n)
    return out


def _push_cast(i: Term) -> Term:
    if i.op in ("iadd", "imul") and i.args:
        return (add if i.op == "iadd" else mul)(*map(_push_cast, i.args))
    return cast(i)


def _becomes(new: Term) -> Callable[[Term], Theorem]:
    """The step from a part to another with the same normal form, as the core makes it."""
    if new.sort == "S":
        return lambda t: apply("ring", t, new)
    if new.sort == "I":
        return lambda t: apply("index", t, new, ((), ("trivial",)))
    return lambda t: apply("equivalent", t, new, _respelled(t, new), _respelled(new, t))


def _respelled(p: Term, q: Term) -> Witness:
    """The witness of p ⊢ q, where the two have equal normal forms: each conjunct of q is a conjunct of p, or plainly true."""
    known = [normal_prop(c) for c in conjuncts(p)]
    return (p,), _part_by_part(q, known)


def _part_by_part(q: Term, known: list[Frozen]) -> Tree:
    if q.op == "and":
        return "all", *(_part_by_part(part, known) for part in q.args)
    form = normal_prop(q)
    return ("exact", known.index(form)) if form in known else ("trivial",)


def atom_equal(t: Term, other: Term, c: Context) -> Tactics:
    """Tactics for ``t = other``: the same thing with parts that have equal normal forms."""
    return _by_lemma(t, other, c) or _parts_in_turn(t, other, c)


def _by_lemma(t: Term, other: Term, c: Context) -> Tactics:
    """The equality from a lemma of its own, since it is often needed again; none where it depends on what is local."""
    if t.op not in ("sum", "inv", "fn") or any(v in c.scope.bound for v in t.free | other.free):
        return []
    writer, key = c.scope.writer, (t, other)
    symbols = symbols_of(t, other)
    if key not in writer.equalities:
        top = writer.top
        try:
            proof = _parts_in_turn(t, other, Context(top, {}, c.fresh))
        except NotCertified:  # it needs a hypothesis of the line
            writer.equalities[key] = None
            return []
        name = writer.equalities[key] = writer.names.fresh("same_normal_form")
        # the symbols stand before the colon: there may be none
        writer.lemmas += ["", f"Lemma {name}{binders(symbols, top)} : {write(t, top)}%S = {text(other, c.within(top))}."]
        writer.lemmas += ["Proof.", *(f"  {line}" for line in proof), "Qed."]
    known = writer.equalities[key]
    return [f"exact ({' '.join([known, *(c.scope.name(*s) for s in symbols)])})."] if known else []


def _parts_in_turn(t: Term, other: Term, c: Context) -> Tactics:
    lines: Tactics = []
    if t.op == "argmax" and t.data != other.data:
        raise NotCertified("two components of a maximiser")
    depth = c.depth(t, other)
    for k in range(len(t.args)):
        if t.hints:
            part, goal = _opened(t, k, depth), _opened(other, k, depth)
        else:
            part, goal = t.args[k], other.args[k]
        if part == goal:
            continue
        after = make(t.op, t.data, (*t.args[:k], other.args[k], *t.args[k + 1 :]), t.hints)
        steps = carry(t, [Move((k,), _becomes(goal), part_equal)], c, depth)
        lines += [f"transitivity {text(after, c)}.", *block(steps)]
        t = after
    return [*lines, "reflexivity."]


def _opened(t: Term, k: int, depth: int) -> Term:
    """Part k of a binder, its indices opened as ``descend`` opens them."""
    domain, body = open_binder(t, [f"@{depth + j}" for j in range(len(t.hints))])
    return [*(end for pair in domain.ranges for end in pair), domain.cond, body][k]


def part_equal(a: Term, b: Term, c: Context) -> Tactics:
    """Tactics for the equation of two parts of a term; conditions are booleans there."""
    return condition_goal(a, b, equivalent(a, b, c), c) if a.sort == "P" else same(a, b, c)


# ---- propositions ----


def _leaves(p: Term, op: str) -> list[Term]:
    """The parts of a conjunction (or disjunction) that are not plainly true (or false)."""
    if p.op == op:
        return [q for a in p.args for q in _leaves(a, op)]
    return [] if normal_prop(p) is (op == "and") else [p]


# what a comparison says of its gap
_SAYS = {"le": "0 <= z", "lt": "0 <= z", "eq": "z = 0", "ne": "z <> 0"}
_SAYS |= {"sle": "zero <= z", "slt": "zero < z", "seq": "z = zero", "sne": "z <> zero"}
_INTEGER = {"le": "int_le", "lt": "int_lt", "eq": "int_eq", "ne": "int_ne"}
_SCALAR = {"sle": "scalar_le", "slt": "scalar_lt", "seq": "scalar_eq", "sne": "scalar_ne"}


def gap(p: Term) -> Term:
    """The difference that a comparison says something of: ≥ 0, > 0, = 0 or ≠ 0."""
    a, b = p.args
    match p.op:
        case "le":
            return isub(b, a)
        case "lt":
            return iadd(b, imul(Int(-1), a), Int(-1))
        case "eq" | "ne":
            return isub(a, b)
        case "sle" | "slt":
            return sub(b, a)
    return sub(a, b)


def equivalent(p: Term, q: Term, c: Context) -> Tactics:
    """Tactics for ``p <-> q``, two propositions with the same normal form."""
    if p == q:
        return ["reflexivity."]
    value = normal_prop(p)
    if value is True:
        return ["split; intros _.", *block(holds(q, c)), *block(holds(p, c))]
    if value is False:
        name = c.fresh()
        return [f"split; intro {name}; exfalso.", *block(refuted(p, name, c)), *block(refuted(q, name, c))]
    names = {**_INTEGER, **_SCALAR}
    if p.op in names and q.op in names:
        return _compared(p, q, c)
    if p.op in ("and", "or") or q.op in ("and", "or"):
        return _junction(p, q, c)
    if p.op == q.op == "not":
        return ["apply not_iff_compat.", *equivalent(p.args[0], q.args[0], c)]
    if p.op == q.op == "divides":
        return _divides(p, q, c)
    if p.op in BINDERS or q.op in BINDERS:
        raise NotCertified(f"two spellings of a {p.op}")
    raise NotCertified(f"two spellings of {p!r}")


def _divides(p: Term, q: Term, c: Context) -> Tactics:
    lines = ["apply divides_same."]
    for a, b in zip(p.args, q.args, strict=True):
        lines += block(same(a, b, c))
    return lines


def _compared(p: Term, q: Term, c: Context) -> Tactics:
    a, b = gap(p), gap(q)
    names = {**_INTEGER, **_SCALAR}
    if normal(a) == normal(b):
        kind, sort = ("same_gap_z", "Z") if a.sort == "I" else ("same_gap", "F")
        says = f"(fun z : {sort} => {_SAYS[p.op]})%{'Z' if a.sort == 'I' else 'S'}"
        return [f"apply ({kind} {says} ({names[p.op]} _ _) ({names[q.op]} _ _)).", *same(a, b, c)]
    kind = "opposite_gap_z" if a.sort == "I" else "opposite_gap"
    sign = "eq" if p.op in ("eq", "seq") else "ne"
    minus = imul(Int(-1), b) if b.sort == "I" else mul(num(-1), b)
    return [f"apply ({kind}_{sign} ({names[p.op]} _ _) ({names[q.op]} _ _)).", *same(a, minus, c)]


def _junction(p: Term, q: Term, c: Context) -> Tactics:
    return ["split.", *block(_implies(p, q, c)), *block(_implies(q, p, c))]


def _implies(p: Term, q: Term, c: Context) -> Tactics:
    """``p -> q`` for junctions with the same parts up to normal form."""
    name = c.fresh()
    lines = [f"intro {name}."]
    if "or" in (p.op, q.op) and "and" not in (p.op, q.op):
        return lines + _cases_of(p, q, name, c)
    facts: list[tuple[Term, str]] = []
    pattern = _names_of(p, name, c, facts)
    if pattern != name:
        lines.append(f"destruct {name} as {pattern}.")
    return lines + _conclude(q, facts, c)


def _names_of(p: Term, name: str, c: Context, facts: list[tuple[Term, str]]) -> str:
    if p.op != "and":
        facts.append((p, name))
        return name
    out = ""
    for k, a in enumerate(p.args):
        part = _names_of(a, c.fresh(), c, facts)
        out = part if k == 0 else f"[{out} {part}]"
    return out or "_"


def _conclude(q: Term, facts: Sequence[tuple[Term, str]], c: Context) -> Tactics:
    if q.op == "and":
        if not q.args:
            return ["exact I."]
        *first, last = q.args
        if not first:
            return _conclude(last, facts, c)
        rest = make("and", None, tuple(first))
        return ["split.", *block(_conclude(rest, facts, c)), *block(_conclude(last, facts, c))]
    if normal_prop(q) is True:
        return holds(q, c)
    form = normal_prop(q)
    for p, name in facts:
        if normal_prop(p) == form:
            return [f"revert {name}; apply iff_to.", *equivalent(p, q, c)]
    raise NotCertified(f"no part of a junction is {q!r}")


def _cases_of(p: Term, q: Term, name: str, c: Context) -> Tactics:
    if p.op == "or":
        if not p.args:
            return [f"destruct {name}."]
        *first, last = p.args
        if not first:
            return _cases_of(last, q, name, c)
        rest = make("or", None, tuple(first))
        return [f"destruct {name} as [{name}|{name}].", *block(_cases_of(rest, q, name, c)), *block(_cases_of(last, q, name, c))]
    if normal_prop(p) is False:
        return ["exfalso.", *refuted(p, name, c)]
    return _choose(p, q, name, c)


def _choose(p: Term, q: Term, name: str, c: Context) -> Tactics:
    """Close q, a disjunction, by the part that is p."""
    if q.op != "or":
        return [f"revert {name}; apply iff_to.", *equivalent(p, q, c)]
    form = normal_prop(p)
    for k, a in enumerate(q.args):
        if a.op == "or" and any(normal_prop(x) == form for x in _leaves(a, "or")):
            return [*choose(k, len(q.args)), *_choose(p, a, name, c)]
        if normal_prop(a) == form:
            return [*choose(k, len(q.args)), f"revert {name}; apply iff_to.", *equivalent(p, a, c)]
    raise NotCertified(f"no part of a junction is {p!r}")


def choose(k: int, n: int) -> Tactics:
    """Tactics that pick part k of n in a disjunction that leans to the left."""
    return ["left."] * (n - 1 - k if k else n - 1) + (["right."] if k else [])


def holds(p: Term, c: Context) -> Tactics:
    """Tactics for p, which is true by its normal form."""
    match p.op:
        case "true":
            return ["exact I."]
        case "eq" | "seq":
            return same(p.args[0], p.args[1], c)
        case "le" | "lt" | "ne" | "sle" | "slt" | "sne":
            return _by_number(p, c)
        case "and":
            return _conclude(p, (), c)
        case "or":
            k = next(k for k, a in enumerate(p.args) if normal_prop(a) is True)
            return [*choose(k, len(p.args)), *holds(p.args[k], c)]
        case "not":
            name = c.fresh()
            return [f"intro {name}.", *refuted(p.args[0], name, c)]
        case "divides":
            d, e = (int(normal(x).get((), 0)) for x in p.args)
            lines = [f"apply (divides_number {_int(d)} {_int(e)} {_int(e // d if d else 0)}); [reflexivity | | ]."]
            return lines + block(same(p.args[0], Int(d), c)) + block(same(p.args[1], Int(e), c))
    raise NotCertified(f"that {p!r} is true by its normal form")


def _by_number(p: Term, c: Context) -> Tactics:
    """A comparison of two terms whose difference is a number."""
    difference = gap(p)
    value = normal(difference).get((), 0)
    if difference.sort == "I":
        return [
            f"apply (proj2 ({_INTEGER[p.op]} _ _)); apply (number_{p.op} {_int(value)}); [reflexivity | ].",
            *same(difference, Int(int(value)), c),
        ]
    lines = [f"apply (proj2 ({_SCALAR[p.op]} _ _)); apply (number_{p.op} {_ratio(value)}); [reflexivity | ]."]
    return lines + same(difference, num(Fraction(value)), c)


def _ratio(value: Any) -> str:
    value = Fraction(value)
    return f"({value.numerator} # {value.denominator})"


def refuted(p: Term, name: str, c: Context) -> Tactics:
    """Tactics for ``False`` from ``name : p``, which is false by its normal form."""
    match p.op:
        case "false":
            return [f"exact {name}."]
        case "and":
            k = next((k for k, a in enumerate(p.args) if normal_prop(a) is False), None)
            if k is None:
                raise NotCertified("a conjunction that is false")
            facts: list[tuple[Term, str]] = []
            pattern = _top_names(p, c, facts)
            return [f"destruct {name} as {pattern}." if pattern != name else "idtac.", *refuted(*facts[k], c)]
        case "or":
            if not p.args:
                return [f"exact {name}."]
            *first, last = p.args
            if not first:
                return refuted(last, name, c)
            rest = make("or", None, tuple(first))
            return [f"destruct {name} as [{name}|{name}].", *block(refuted(rest, name, c)), *block(refuted(last, name, c))]
        case "not":
            return [f"apply {name}.", *holds(p.args[0], c)]
        case "divides":
            d, e = (int(normal(x).get((), 0)) for x in p.args)
            lines = [f"revert {name}; apply (divides_not {_int(d)} {_int(e)}); [reflexivity | | ]."]
            return lines + block(same(p.args[0], Int(d), c)) + block(same(p.args[1], Int(e), c))
        case "le" | "lt" | "eq" | "ne" | "sle" | "slt" | "seq" | "sne":
            difference = gap(p)
            value = normal(difference).get((), 0)
            kinds, n = (_INTEGER, _int(value)) if difference.sort == "I" else (_SCALAR, _ratio(value))
            constant = Int(int(value)) if difference.sort == "I" else num(Fraction(value))
            lines = [
                f"apply (proj1 ({kinds[p.op]} _ _)) in {name}.",
                f"revert {name}; apply (number_not_{p.op} {n}); [reflexivity | ].",
            ]
            return lines + same(difference, constant, c)
    raise NotCertified(f"that {p!r} is false by its normal form")


def _top_names(p: Term, c: Context, facts: list[tuple[Term, str]]) -> str:
    out = ""
    for k, a in enumerate(p.args):
        part = c.fresh()
        facts.append((a, part))
        out = part if k == 0 else f"[{out} {part}]"
    return out
