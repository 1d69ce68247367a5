"""The primitive rules as tactics: each closes ``part = result`` by the lemma of the prelude that states its law."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from symgrad.core.arith import Witness
from symgrad.core.polynomial import normal_prop
from symgrad.core.rules.sums import factors, source_names, target_names
from symgrad.core.term import (
    FALSE,
    TRUE,
    Domain,
    Term,
    Var,
    add,
    conjuncts,
    eq,
    make,
    mul,
    negate,
    open_binder,
    sub,
    substitute,
)
from symgrad.core.theorem import Theorem
from symgrad.rocq.context import Context, Entered, Tactics, block, conjunction, enter
from symgrad.rocq.descend import condition_goal
from symgrad.rocq.equality import equivalent, holds, same, text
from symgrad.rocq.witness import arith
from symgrad.rocq.write import HOLE, NotCertified, Scope, boolean, function_of, integer, prop, reflected, scalar

Apply = Callable[[Theorem, Context], str]  # the proof term of a theorem that was proved before, its hypotheses supplied


_FROM_INSIDE = ("sum_add", "expand", "flatten", "nest", "at_maximiser")  # they look for sums and maxima as they are


class Rules:
    """Tactics for the rules; ``apply`` gives the proof term of an earlier theorem at a place."""

    def __init__(self, apply: Apply) -> None:
        self.apply = apply

    def tactics(self, rule: str, t: Term, result: Term, parameters: Sequence[Any], c: Context) -> Tactics:
        """Close the goal ``t = result`` that the rule proves with these parameters."""
        if rule.startswith("d_"):
            from symgrad.rocq.derivative import derivative

            return derivative(rule, t, c)
        method = getattr(self, f"_{rule}", None)
        if method is None:
            raise NotCertified(f"no tactic for the rule {rule}")
        lines: Tactics = method(t, result, c, *parameters)
        return [*c.scope.writer.written_out(), *lines] if rule in _FROM_INSIDE else lines

    # ---- equality ----

    def _unfold(self, t: Term, result: Term, c: Context) -> Tactics:
        return ["reflexivity."]

    def _fold(self, t: Term, result: Term, c: Context, call: Term) -> Tactics:
        return ["reflexivity."]

    def _hypothesis(self, t: Term, result: Term, c: Context, equation: Term) -> Tactics:
        lines = [f"exact {c.proof(equation)}."]
        return condition_goal(t, result, lines, c) if t.sort == "P" else lines

    def _theorem(self, t: Term, result: Term, c: Context, proved: Theorem, backwards: bool = False) -> Tactics:
        lines = [f"exact {self.apply(proved, c)}."]
        if t.sort == "P":
            return condition_goal(t, result, ["symmetry.", *lines] if backwards else lines, c)
        return ["symmetry.", *lines] if backwards else lines

    # ---- sums ----

    def _sum_add(self, t: Term, result: Term, c: Context) -> Tactics:
        count = len(result.args)
        if count == 0:
            return _all_zero(t, c, lambda _: ["reflexivity."])
        if count == 1:
            return ["reflexivity."]
        lines = ["symmetry."]
        for _ in t.hints:
            lines.append(f"{'repeat ' if count > 2 else ''}rewrite <- sum_add; apply sum_ext; intros ? _.")
        if t.args[-2] != TRUE:
            lines.append(f"{'repeat ' if count > 2 else ''}rewrite <- when_add.")
        return [*lines, "reflexivity."]

    def _factor_in(self, t: Term, result: Term, c: Context, k: int) -> Tactics:
        return _into(t, k, c, lambda *_: ["ring."])

    def _distribute(self, t: Term, result: Term, c: Context, k: int) -> Tactics:
        return ["ring."]

    def _flatten(self, t: Term, result: Term, c: Context) -> Tactics:
        e, lines = _inside(t, c)
        inner = e.body
        if t.args[-2] == TRUE:
            return lines + _same_condition(inner)
        lines += ["rewrite when_sum; apply sum_ext; intros ? _."] * len(inner.hints)
        if inner.args[-2] != TRUE:
            lines.append("rewrite when_when.")
        return [*lines, "apply when_equal; [same_condition | reflexivity]."]

    def _nest(self, t: Term, result: Term, c: Context, k: int) -> Tactics:
        return ["symmetry.", *self._flatten(result, t, c)]

    def _condition(self, t: Term, result: Term, c: Context, which: Sequence[int]) -> Tactics:
        e, lines = _inside(t, c)
        if t.args[-2] == TRUE:
            lines.append("transitivity (when true " + scalar(e.body, e.context.scope) + " : F)%S; [reflexivity | ].")
        lines += _pull_brackets(factors(e.body), list(which), e.context)
        return lines

    def _guard(self, t: Term, result: Term, c: Context, p: Term) -> Tactics:
        return ["symmetry.", *self._condition(result, t, c, (0,))]

    def _split(self, t: Term, result: Term, c: Context, p: Term) -> Tactics:
        yes, no = result.args
        e, lines = _inside(t, c, "apply sum_split; intros {0} {1}.")
        inside = e.context.scope
        names = source_names(len(t.hints))
        conditions = [open_binder(x, names)[0].cond for x in (t, yes, no)]
        texts = [boolean(x, inside) for x in conditions]
        q, r = boolean(p, inside), boolean(negate(p), inside)
        values = [_whenever(text_, scalar(e.body, inside)) for text_ in texts]
        lines.append(f"change ({values[0]} = {values[1]} + {values[2]} :> F)%S.")
        lines.append(f"apply (when_parts {texts[0]} {q} {r}); [{_negation(p)} | same_condition | same_condition].")
        return lines

    def _empty(self, t: Term, result: Term, c: Context, witness: Witness) -> Tactics:
        return _all_zero(t, c, None, witness)

    def _expand(self, t: Term, result: Term, c: Context) -> Tactics:
        from symgrad.rocq.expand import expand

        return expand(t, c)

    def _reindex(
        self, t: Term, result: Term, c: Context, target: Any, there: Sequence[Term], back: Sequence[Term], proofs: Any
    ) -> Tactics:
        hints, ranges, cond = target
        domain, f = open_binder(t, source_names(len(t.hints)))
        new = Domain(target_names(len(hints)), [(lo, hi) for lo, hi in ranges], cond)
        return Reindexed(domain, t.hints, f, new, hints, list(there), list(back), proofs, c).tactics(bool(hints))

    def _swap_ranges(self, t: Term, result: Term, c: Context, order: Sequence[int]) -> Tactics:
        n = len(t.hints)
        domain, f = open_binder(t, source_names(n))
        names = target_names(n)
        to_new = {domain.names[k]: Var(names[j]) for j, k in enumerate(order)}
        new = Domain(
            names,
            [tuple(substitute(x, to_new) for x in domain.ranges[k]) for k in order],  # type: ignore[misc]  # pairs
            substitute(domain.cond, to_new),
        )
        there = [to_new[name] for name in domain.names]
        back = [Var(domain.names[k]) for k in order]
        many = [None] * (2 * n + len(conjuncts(domain.cond)) + n)
        hints = [t.hints[k] for k in order]
        return Reindexed(domain, t.hints, f, new, hints, there, back, (many, many), c).tactics(True)

    # ---- brackets ----

    def _bracket_true(self, t: Term, result: Term, c: Context, witness: Witness) -> Tactics:
        p = t.args[0]
        return [f"apply bracket_true; apply (proj2 {reflected(p)}).", *arith(p, witness, c)]

    def _bracket_false(self, t: Term, result: Term, c: Context, witness: Witness) -> Tactics:
        p = t.args[0]
        name, inside, opened = _assume(p, c)
        lines = [f"apply bracket_false; apply not_true_is_false; intro {name}; apply (proj1 {reflected(p)}) in {name}."]
        return lines + opened + arith(FALSE, witness, inside)

    def _bracket_equal(self, t: Term, result: Term, c: Context, other: Term, forth: Witness, back: Witness) -> Tactics:
        p = t.args[0]
        return ["apply bracket_equal.", *condition_goal(p, other, _both_ways(p, other, forth, back, c), c)]

    def _bracket_cases(self, t: Term, result: Term, c: Context, p: Term) -> Tactics:
        return [f"apply (bracket_parts _ _ _ {_negation(p, '')})."]

    # ---- integers ----

    def _index(self, t: Term, result: Term, c: Context, other: Term, witness: Witness) -> Tactics:
        return arith(eq(t, other), witness, c)

    def _equivalent(self, t: Term, result: Term, c: Context, other: Term, forth: Witness, back: Witness) -> Tactics:
        return condition_goal(t, other, _both_ways(t, other, forth, back, c), c)

    def _at_maximiser(self, t: Term, result: Term, c: Context) -> Tactics:
        u = make("unique", None, t.args, t.hints)
        return maximum_at(u, c.proof(u), c)

    # ---- scalars ----

    def _ring(self, t: Term, result: Term, c: Context, other: Term, equations: Sequence[tuple[Term, Theorem]] = ()) -> Tactics:
        if not equations:
            return same(t, other, c)
        terms, proofs = [], []
        for cofactor, proved in equations:
            terms.append(mul(cofactor, sub(proved.lhs, proved.rhs)))
            proofs.append(f"(zero_mul _ (proj1 (scalar_eq _ _) {self.apply(proved, c)}))")
        total = add(*terms) if len(terms) > 1 else terms[0]
        proof = proofs[0]
        for more in proofs[1:]:
            proof = f"(zero_add {proof} {more})"
        lines = [f"apply (from_gap (c := {text(total, c)})); [ | exact {proof}]."]
        return lines + same(sub(t, other), total, c)

    def _count(self, t: Term, result: Term, c: Context) -> Tactics:
        return [f"apply count; apply (f_equal (fun {HOLE} => Z.max 0 {HOLE})); ring."]

    def _evaluate(self, t: Term, result: Term, c: Context) -> Tactics:
        return ["evaluate."]


# ---- what several rules need ----


class _Body:
    __slots__ = ("body", "context", "entered")

    def __init__(self, body: Term, entered: Entered) -> None:
        self.body, self.entered, self.context = body, entered, entered.context


def _inside(t: Term, c: Context, head: str = "apply sum_ext; intros {0} {1}.") -> tuple[_Body, Tactics]:
    """Enter the ranges of a sum, both sides of the goal having the same; the condition stays."""
    domain, body = open_binder(t, source_names(len(t.hints)))
    e = enter(domain, t.hints, c)
    return _Body(body, e), [head.format(i, r) for i, r in zip(e.names, e.ranges, strict=True)]


def _whenever(condition: str, value: str) -> str:
    return f"when {condition} {value}"


def _same_condition(inner: Term) -> Tactics:
    """The inner sum of a flattened one without an outer condition: the same ranges; the condition may be in another order."""
    if inner.args[-2] == TRUE or len(conjuncts(inner.args[-2])) == 1:
        return ["reflexivity."]
    lines = ["apply sum_ext; intros ? _." for _ in inner.hints]
    return [*lines, "apply when_equal; [same_condition | reflexivity]."]


def _all_zero(t: Term, c: Context, body: Callable[[Context], Tactics] | None, witness: Witness | None = None) -> Tactics:
    """Tactics for ``Σ_D f = 0``: the body is zero, or the domain has no point."""
    domain, _ = open_binder(t, source_names(len(t.hints)))
    e = enter(domain, t.hints, c)
    lines = [f"apply sum_all_zero; intros {i} {r}." for i, r in zip(e.names, e.ranges, strict=True)]
    if body is not None:
        if e.condition:
            lines.append("apply when_zero_body.")
        return lines + body(e.context)
    if e.condition:
        lines.append(f"apply when_false; apply not_true_is_false; intro {e.condition}.")
        lines += e.opened
    else:
        lines.append("exfalso.")
    return lines + arith(FALSE, witness, e.context)  # type: ignore[arg-type]  # one of the two is given


def _into(t: Term, k: int, c: Context, end: Callable[..., Tactics]) -> Tactics:
    """Carry the factors beside sum k of a product into it."""
    inner = t.args[k]
    parts = [HOLE if j == k else scalar(a, c.scope) for j, a in enumerate(t.args)]
    context = f"(fun {HOLE} : F => ({' * '.join(parts)}))%S"
    linear = c.fresh()
    lines = [f"assert ({linear} : linear {context}) by linear_product."]
    lines += [f"apply (linear_sum {linear}); intros ? _." for _ in inner.hints]
    if inner.args[-2] != TRUE:
        lines.append(f"apply (linear_when {linear}).")
    return lines + end()


def _pull_brackets(parts: Sequence[Term], which: list[int], c: Context) -> Tactics:
    """From ``when c (product) = when c′ (rest)``, where the brackets that ``which`` numbers went into c′."""
    lines = [f"etransitivity; [apply when_ext; intros _; {_pulled(parts, which, c)} | ]."]
    lines.append("rewrite ?when_when; apply when_equal_; [same_condition | try ring].")
    return lines


def _pulled(parts: Sequence[Term], which: list[int], c: Context) -> str:
    """A tactic that turns a product with brackets into ``when b₁ (when b₂ …)`` of what it is where they are 1."""
    texts = [scalar(a, c.scope) for a in parts]
    out = []
    for k in which:
        shown = [HOLE if j == k else x for j, x in enumerate(texts)]
        out.append(f"etransitivity; [apply (pull_bracket (fun {HOLE} : F => ({' * '.join(shown)})%S)); linear_product | ]")
        out.append("apply when_ext; intros _")
        texts[k] = "one"
    return "; ".join(out) + "; reflexivity"


def _negation(p: Term, by: str = "exact ") -> str:
    """A proof term of ``boolean (negate p) = negb (boolean p)``."""
    return f"{by}{_negated(p)}"


def _negated(p: Term) -> str:
    match p.op:
        case "true" | "false" | "eq" | "seq" | "divides" | "iff" | "forall" | "unique":
            return "eq_refl"
        case "ne" | "sne" | "not":
            return "(eq_sym (negb_involutive _))"
        case "le":
            return "(Z.ltb_antisym _ _)"
        case "lt":
            return "(Z.leb_antisym _ _)"
        case "sle":
            return "eq_refl"
        case "slt":
            return "(eq_sym (negb_involutive _))"
        case "and" | "or":
            parts = [_negated(q) for q in p.args]
            if not parts:
                return "eq_refl"
            whole = parts[0]
            for part in parts[1:]:
                whole = f"({p.op}_negated {whole} {part})"
            return whole
    raise NotCertified(f"the negation of a {p.op} as a condition")


def _assume(p: Term, c: Context) -> tuple[str, Context, Tactics]:
    """A name for a proof of p to be introduced, the context with it, and tactics that take it apart.

    The rules know p whole, as one hypothesis; its conjuncts are entries of a witness."""
    from symgrad.rocq.context import Frame, take_apart

    name = c.fresh()
    _, facts = take_apart(name, p, c.fresh)
    known = dict(facts)
    lines: Tactics = []
    if p.op == "and":
        pattern, known = take_apart(c.fresh(), p, c.fresh)
        lines = [f"pose proof {name} as {pattern}."]
    return name, c.under(Frame({**known, p: name})), lines


def _both_ways(p: Term, q: Term, forth: Witness, back: Witness, c: Context) -> Tactics:
    first, inside_first, opened_first = _assume(p, c)
    second, inside_second, opened_second = _assume(q, c)
    lines = ["split.", *block([f"intro {first}.", *opened_first, *arith(q, forth, inside_first)])]
    return lines + block([f"intro {second}.", *opened_second, *arith(p, back, inside_second)])


def maximum_at(u: Term, proof: str, c: Context) -> Tactics:
    """Tactics for ``max_D e = e(k*)``, where ``proof`` says that k* is unique."""
    n = len(u.hints)
    point, equal = c.fresh(), c.fresh()
    indices = [c.fresh("i") for _ in range(n)]
    out = [f"rewrite (at_maximiser _ _ {proof})."]
    out.append(f"pose proof (proj1 (unique_argmax _ _ {proof})) as {point}.")
    out += [f"apply in_range in {point} as ({i} & _ & {point})." for i in indices]
    out.append(f"apply in_point in {point} as [_ {equal}].")
    return [*out, f"rewrite !{equal}; reflexivity."]


# ---- reindex ----


class Reindexed:
    """Σ_{i ∈ D} f(i) = Σ_{j ∈ E} f(g(j)), over the points of D and of E."""

    def __init__(
        self, domain: Domain, hints: Sequence[str], f: Term, new: Domain, new_hints: Sequence[str],
        there: list[Term], back: list[Term], proofs: Any, c: Context,
    ) -> None:  # fmt: skip
        self.domain, self.hints, self.f, self.new, self.new_hints = domain, hints, f, new, new_hints
        self.there, self.back, self.proofs, self.c = there, back, proofs, c
        self.to_old = dict(zip(domain.names, there, strict=True))
        self.to_new = dict(zip(new.names, back, strict=True))

    def tactics(self, is_sum: bool) -> Tactics:
        old_points, old_values, old_map = self._side(self.domain, self.hints, self.f, self.back)
        moved = substitute(self.f, self.to_old)
        new_points, new_values, new_map = self._side(self.new, self.new_hints, moved, self.there)
        lines = [f"transitivity (total {old_points} {old_values} : F); [as_total | ]."]
        lines += [f"transitivity (total {new_points} {new_values} : F); [ | {'symmetry; as_total' if is_sum else 'one_point'}]."]
        lines += [f"apply (total_reindex _ _ _ _ {new_map} {old_map}); [distinct_points | distinct_points | | | ]."]
        forward = [substitute(fact, self.to_new) for fact in self.new.facts()]
        forward += [eq(substitute(g, self.to_new), Var(i)) for i, g in self.to_old.items()]
        backward = [substitute(fact, self.to_old) for fact in self.domain.facts()]
        backward += [eq(substitute(h, self.to_old), Var(j)) for j, h in self.to_new.items()]
        lines += block(self._obligations(self.domain, self.hints, forward, self.proofs[0], self.new, self.back))
        lines += block(self._obligations(self.new, self.new_hints, backward, self.proofs[1], self.domain, self.there))
        return lines + block(self._values())

    def _side(self, domain: Domain, hints: Sequence[str], f: Term, image: list[Term]) -> tuple[str, str, str]:
        """The points of a domain, f on them, and the map out of it."""
        e = enter(domain, hints, self.c)
        scope = e.context.scope
        return (
            points_of(domain, hints, self.c),
            function_of(e.names, scalar(f, scope)),
            _map(e.names, [integer(i, scope) for i in image]),
        )

    def _obligations(
        self, domain: Domain, hints: Sequence[str], goals: list[Term], proofs: Any, into: Domain, image: list[Term]
    ) -> Tactics:
        point = self.c.fresh()
        e = enter(domain, hints, self.c)
        lines = [f"intros {self.c.fresh()} {point}.", *_opened_point(point, e)]
        names: list[str] = []
        for goal, proof in zip(goals, proofs, strict=True):
            shown = _fact_of(goal, domain, e.context)
            if proof is None and shown is not None:
                names.append(shown)
                continue
            names.append(self.c.fresh())
            steps = self._plain(goal, domain, e.context) if proof is None else arith(goal, proof, e.context)
            lines += [f"assert ({names[-1]} : {prop(goal, e.context.scope)}).", *block(steps)]
        returns = names[len(names) - len(domain.names) :]
        cond = substitute(into.cond, dict(zip(into.names, image, strict=True)))
        lines += ["split.", *block(is_point(image, names[: len(names) - len(domain.names)], cond, e.context))]
        proof_term = "eq_refl"
        for name in reversed(returns):
            proof_term = f"(f_equal2 cons {name} {proof_term})"
        return [*lines, f"exact {proof_term}."]

    def _plain(self, goal: Term, domain: Domain, c: Context) -> Tactics:
        """An obligation that is plain to see: true by its normal form, or a fact of the domain in another spelling."""
        form = normal_prop(goal)
        if form is True:
            return holds(goal, c)
        for fact in domain.facts():
            if normal_prop(fact) == form:
                return [f"apply (iff_left {c.proof(fact)}).", *equivalent(fact, goal, c)]
        raise NotCertified("an obligation of reindex")

    def _values(self) -> Tactics:
        """f at g(j) is what the new sum has at j."""
        point = self.c.fresh()
        e = enter(self.new, self.new_hints, self.c)
        lines = [f"intros {self.c.fresh()} {point}."]
        lines += [f"apply in_range in {point} as ({i} & _ & {point})." for i in e.names]
        return [*lines, f"apply in_point in {point} as [_ ->].", "reflexivity."]


def is_point(values: Sequence[Term], proofs: Sequence[str], cond: Term, c: Context) -> Tactics:
    """Tactics for ``In [v₁; …] (range … (point …))``, from the proofs of both ends of each range and of the condition's parts."""
    n = len(values)
    lines = []
    for j, v in enumerate(values):
        found = f"exists {integer(v, c.scope)}%Z; split; [exact (conj {proofs[2 * j]} {proofs[2 * j + 1]}) | ]"
        lines.append(f"apply (proj2 (in_range _ _ _ _)); {found}.")
    truth = "eq_refl" if cond == TRUE else f"(proj2 {reflected(cond)} {_nested(cond, proofs[2 * n :])})"
    return [*lines, f"apply (proj2 (in_point _ _ _)); split; [exact {truth} | reflexivity]."]


def _fact_of(goal: Term, domain: Domain, c: Context) -> str | None:
    return c.proof(goal) if goal in domain.facts() else None


def _opened_point(point: str, e: Entered) -> Tactics:
    lines = [f"apply in_range in {point} as ({i} & {r} & {point})." for i, r in zip(e.names, e.ranges, strict=True)]
    return [*lines, f"apply in_point in {point} as [{e.condition or '_'} ->].", *e.opened]


def _nested(cond: Term, proofs: Sequence[str]) -> str:
    """The proof of a condition from those of its conjuncts, in the order of ``conjuncts``."""
    left = list(proofs)

    def build(p: Term) -> str:
        if p.op == "true":
            return "I"
        if p.op != "and":
            return left.pop(0)
        return conjunction([build(q) for q in p.args])

    return build(cond)


def _map(names: Sequence[str], values: Sequence[str]) -> str:
    if not names:
        return f"(fun _ => [{'; '.join(values)}]%Z)"
    return f"(fun point_ => match point_ with [{'; '.join(names)}] => [{'; '.join(values)}]%Z | _ => [] end)"


def points_of(domain: Domain, hints: Sequence[str], c: Context) -> str:
    """The points of a domain as a list."""
    scope: Scope = c.scope
    names, ends = [], []
    for variable, hint, (lo, hi) in zip(domain.names, hints, domain.ranges, strict=True):
        ends.append((integer(lo, scope), integer(hi, scope)))
        name = scope.fresh_index(hint)
        names.append(name)
        scope = scope.with_names({variable: name})
    listed = f"(point {boolean(domain.cond, scope)} [{'; '.join(names)}])"
    for name, end in reversed(list(zip(names, ends, strict=True))):
        listed = f"(range {end[0]} {end[1]} (fun {name} => {listed}))"
    return listed
