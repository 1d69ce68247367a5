"""Witnesses of ``arith`` as tactics: each node becomes the lemma that it is an instance of; nothing is searched for."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from typing import Any, NamedTuple

from symgrad.core.arith import Witness, argmax_facts, cast_fact, extremum_facts, floor_facts
from symgrad.core.polynomial import normal, normal_prop
from symgrad.core.term import (
    FALSE,
    Int,
    Term,
    add,
    cast,
    conjuncts,
    eq,
    floor,
    iadd,
    imul,
    isub,
    le,
    lt,
    make,
    map_args,
    mul,
    negate,
    num,
    sub,
)
from symgrad.core.theorem import domain_at
from symgrad.rocq.context import Context, Tactics, block, conjunction, take_apart
from symgrad.rocq.equality import choose, equivalent, gap, holds, same, text
from symgrad.rocq.write import HOLE, HOLES, NotCertified, boolean, integer, left_fold, prop, reflected

Tree = tuple[Any, ...]
Entry = tuple[Term, str]  # a proposition and the proof of it


def arith(goal: Term, witness: Witness, c: Context) -> Tactics:
    """Tactics for the goal, from the hypotheses of the witness, which the context must hold."""
    hypotheses, tree = witness
    lines: Tactics = []
    entries: list[Entry] = []
    for h in hypotheses:
        if h.op != "and":
            entries += [(p, c.proof(p)) for p in conjuncts(h)]
            continue
        name = c.fresh()
        pattern, parts = take_apart(name, h, c.fresh)
        lines.append(f"pose proof {c.proof(h)} as {pattern}.")
        entries += [(p, parts[p]) for p in conjuncts(h)]
    return lines + _prove(goal, tree, entries, c)


def _prove(goal: Term, tree: Tree, known: list[Entry], c: Context) -> Tactics:
    node = _NODES.get(tree[0])
    if node is None:
        raise NotCertified(f"no tactic for the witness node {tree[0]}")
    return node(goal, known, c, *tree[1:])


def _added(p: Term, known: list[Entry], c: Context) -> tuple[str, Tactics, list[Entry]]:
    """A name for a proof of p that is introduced, tactics that take it apart, and the entries with its conjuncts."""
    name = c.fresh()
    parts: dict[Term, str] = {}
    pattern, parts = take_apart(name, p, c.fresh)
    lines = [] if pattern == name else [f"destruct {name} as {pattern}."]
    return name, lines, known + [(q, parts[q]) for q in conjuncts(p)]


# ---- nodes that close a goal ----


def _trivial(goal: Term, known: list[Entry], c: Context) -> Tactics:
    return holds(goal, c)


def _exact(goal: Term, known: list[Entry], c: Context, i: int) -> Tactics:
    p, name = known[i]
    if p == goal:
        return [f"exact {name}."]
    if normal_prop(goal) is True:
        return holds(goal, c)
    return [f"apply (iff_left {name}).", *equivalent(p, goal, c)]


class Sum(NamedTuple):
    """A term that is ≥ 0 (or > 0, if strict), and the proof."""

    term: Term
    proof: str
    strict: bool = False


def gap_of(p: Term) -> Term:
    """The polynomial that a comparison says something of, as a term; ``e − d·⌊e/d⌋`` for d | e."""
    if p.op == "divides":
        d, e = p.args
        return isub(e, imul(d, floor(e, d)))
    return gap(p)


def _farkas(goal: Term, known: list[Entry], c: Context, products: Any, equations: Any) -> Tactics:
    lines: Tactics = []
    if goal.op != "false":
        name = c.fresh()
        lines = [f"apply {_DENIED[goal.op]}; intro {name}."]
        negation = negate(goal)
        known = [*known, (negation, name)]
    used = {i for _, indices in products for i in indices} | {i for _, i in equations}
    scalars = any(known[i][0].op[0] == "s" for i in used)
    parts = [_product(factor, [_sign(known[i], scalars) for i in indices], scalars) for factor, indices in products]
    parts += [_multiple(multiplier, known[i], scalars) for multiplier, i in equations]
    whole = parts[0]
    for part in parts[1:]:
        whole = _plus(whole, part, scalars)
    terms = [p.term for p in parts]
    total = (add if scalars else iadd)(*terms) if len(terms) > 1 else terms[0]
    value = normal(total)
    if not value.keys() <= {()}:
        raise NotCertified("a combination of integers and scalars")
    number = value.get((), 0)
    name = c.fresh()
    result = num(Fraction(number)) if scalars else Int(int(number))
    lines += [f"assert ({name} : ({_bare(text(total, c))} = {_bare(text(result, c))}){'%S' if scalars else '%Z'})."]
    lines += block(same(total, result, c))
    return [*lines, _contradiction(whole, name, Fraction(number), scalars)]


def _bare(written: str) -> str:
    return written.removesuffix("%S").removesuffix("%Z")


def _contradiction(whole: Sum, name: str, number: Fraction, scalars: bool) -> str:
    if not scalars:
        return f"exact (negative_z {whole.proof} {name} eq_refl)."
    if number < 0:
        proof = f"(lt_le _ _ {whole.proof})" if whole.strict else whole.proof
        return f"exact (negative ({number.numerator} # {number.denominator}) {proof} {name} eq_refl)."
    return f"exact (not_positive {whole.proof} {name})."


# the lemma that turns a goal into False under its negation
_DENIED = {
    "le": "by_denial_le", "lt": "by_denial_lt", "eq": "by_denial_eq", "ne": "by_denial_ne", "divides": "by_denial_divides",
    "sle": "by_denial_sle", "slt": "by_denial_slt", "seq": "by_denial_seq", "sne": "by_denial_sne",
}  # fmt: skip


def _sign(entry: Entry, scalars: bool) -> Sum:
    """An entry as a term that is ≥ 0 or > 0."""
    p, proof = entry
    match p.op:
        case "le":
            s = Sum(gap_of(p), f"(proj1 (int_le _ _) {proof})")
        case "lt":
            s = Sum(gap_of(p), f"(proj1 (int_lt _ _) {proof})")
        case "sle":
            return Sum(gap_of(p), f"(proj1 (scalar_le _ _) {proof})")
        case "slt":
            return Sum(gap_of(p), f"(proj1 (scalar_lt _ _) {proof})", True)
        case _:
            raise NotCertified(f"the sign of {p.op}")
    return Sum(cast(s.term), f"(cast_nonneg _ {s.proof})") if scalars else s


def _product(factor: int, factors: Sequence[Sum], scalars: bool) -> Sum:
    if scalars:
        out = Sum(num(factor), f"(number_positive ({factor} # 1) eq_refl)", True)
        for s in factors:
            if out.strict and s.strict:
                out = Sum(out.term, f"(pos_mul _ _ {out.proof} {s.proof})", True)
            else:
                out = Sum(out.term, f"(nonneg_mul _ _ {_weak(out)} {_weak(s)})")
        return Sum(mul(num(factor), *(s.term for s in factors)), out.proof, out.strict)
    proof = f"(Pos2Z.is_nonneg {factor})"
    for s in factors:
        proof = f"(Z.mul_nonneg_nonneg _ _ {proof} {s.proof})"
    return Sum(imul(Int(factor), *(s.term for s in factors)), proof)


def _weak(s: Sum) -> str:
    return f"(lt_le _ _ {s.proof})" if s.strict else s.proof


def _plus(a: Sum, b: Sum, scalars: bool) -> Sum:
    if not scalars:
        return Sum(a.term, f"(Z.add_nonneg_nonneg _ _ {a.proof} {b.proof})")
    if a.strict:
        return Sum(a.term, f"(pos_add _ _ {a.proof} {_weak(b)})", True)
    if b.strict:
        return Sum(a.term, f"(pos_add_r _ _ {a.proof} {b.proof})", True)
    return Sum(a.term, f"(nonneg_add _ _ {a.proof} {b.proof})")


def _zero(multiplier: int | Term, entry: Entry, scalars: bool) -> tuple[Term, str]:
    """A multiple of an equation, as a term that is = 0, and the proof."""
    p, proof = entry
    body = gap_of(p)
    match p.op:
        case "eq":
            proof = f"(proj1 (int_eq _ _) {proof})"
        case "divides":
            proof = f"(divides_gap _ _ {proof})"
        case "seq":
            proof = f"(proj1 (scalar_eq _ _) {proof})"
        case _:
            raise NotCertified(f"the multiple of {p.op}")
    if scalars and body.sort == "I":
        body, proof = cast(body), f"(cast_zero {proof})"
    if isinstance(multiplier, int):
        multiplier = num(multiplier) if scalars else Int(multiplier)
    elif scalars and multiplier.sort == "I":
        multiplier = cast(multiplier)
    return (mul if scalars else imul)(multiplier, body), f"({'zero_mul' if scalars else 'zero_mul_z'} _ {proof})"


def _multiple(multiplier: int | Term, entry: Entry, scalars: bool) -> Sum:
    term, proof = _zero(multiplier, entry, scalars)
    return Sum(term, f"({'zero_nonneg' if scalars else 'zero_nonneg_z'} {proof})")


def _combine(goal: Term, known: list[Entry], c: Context, factor: int, equations: Any) -> Tactics:
    scalars = goal.op == "seq"
    a, b = goal.args
    zeros = [_zero(m, known[i], scalars) for m, i in equations]
    if not zeros:
        return same(a, b, c)
    lemma = "zero_add" if scalars else "zero_add_z"
    proof = left_fold(lambda first, more: f"({lemma} {first} {more})", [proof for _, proof in zeros])
    terms = [t for t, _ in zeros]
    total = (add if scalars else iadd)(*terms) if len(terms) > 1 else terms[0]
    left = mul(num(factor), sub(a, b)) if scalars else imul(Int(factor), isub(a, b))
    name = c.fresh()
    scope = "%S" if scalars else "%Z"
    lines = [f"assert ({name} : ({_bare(text(left, c))} = {_bare(text(total, c))}){scope})."]
    lines += block(same(left, total, c))
    if scalars:
        return [*lines, f"exact (combined ({factor} # 1) {name} {proof} eq_refl)."]
    return [*lines, f"exact (combined_z {name} {proof} eq_refl)."]


# ---- nodes that split a goal ----


def _all(goal: Term, known: list[Entry], c: Context, *trees: Tree) -> Tactics:
    parts = goal.args if goal.op == "and" else (goal,)
    if not parts:
        return ["exact I."]
    lines: Tactics = []
    names = []
    for part, tree in zip(parts, trees, strict=True):
        names.append(c.fresh())
        lines += [f"assert ({names[-1]} : {prop(part, c.scope)}).", *block(_prove(part, tree, known, c))]
    return [*lines, f"exact {conjunction(names)}."]


def _any(goal: Term, known: list[Entry], c: Context, k: int, tree: Tree) -> Tactics:
    return [*choose(k, len(goal.args)), *_prove(goal.args[k], tree, known, c)]


def _both(goal: Term, known: list[Entry], c: Context, below: Tree, above: Tree) -> Tactics:
    a, b = goal.args
    lemma = "Z.le_antisymm" if goal.op == "eq" else "le_antisym"
    return [f"apply {lemma}.", *block(_prove(le(a, b), below, known, c)), *block(_prove(le(b, a), above, known, c))]


def _quotient(goal: Term, known: list[Entry], c: Context, quotient: Term, tree: Tree) -> Tactics:
    d, e = goal.args
    return [f"apply (divides_by {integer(quotient, c.scope)}).", *_prove(eq(e, imul(d, quotient)), tree, known, c)]


def _absurd(goal: Term, known: list[Entry], c: Context, tree: Tree) -> Tactics:
    negation = negate(goal)
    name, opened, entries = _added(negation, known, c)
    either = f"{prop(goal, c.scope)} \\/ {prop(negation, c.scope)}"
    lines = [f"destruct ({excluded(goal, c)} : {either}) as [{name}|{name}]; [exact {name} | exfalso]."]
    return lines + opened + _prove(FALSE, tree, entries, c)


# ---- nodes that add what is known ----


def _split(goal: Term, known: list[Entry], c: Context, p: Term, yes: Tree, no: Tree) -> Tactics:
    first, first_lines, first_entries = _added(p, known, c)
    second, second_lines, second_entries = _added(negate(p), known, c)
    lines = [f"destruct ({excluded(p, c)} : {prop(p, c.scope)} \\/ {prop(negate(p), c.scope)}) as [{first}|{second}]."]
    lines += block(first_lines + _prove(goal, yes, first_entries, c))
    return lines + block(second_lines + _prove(goal, no, second_entries, c))


def _have(goal: Term, known: list[Entry], c: Context, p: Term, proof: Tree, tree: Tree) -> Tactics:
    name, opened, entries = _added(p, known, c)
    lines = [f"assert ({name} : {prop(p, c.scope)}).", *block(_prove(p, proof, known, c))]
    return lines + opened + _prove(goal, tree, entries, c)


def _rewrite(goal: Term, known: list[Entry], c: Context, i: int, j: int, tree: Tree) -> Tactics:
    (equation, by), (p, proof) = known[i], known[j]
    old, new = equation.args
    after = replaced(p, old, new, new)
    hole = prop(replaced(p, old, new, HOLES[old.sort]), c.scope)
    name, opened, entries = _added(after, known, c)
    kind = "Z" if old.sort == "I" else "F"
    lines = [f"assert ({name} : {prop(after, c.scope)})."]
    lines += block([f"exact (eq_ind _ (fun {HOLE} : {kind} => {hole}) {proof} _ {by})."])
    return lines + opened + _prove(goal, tree, entries, c)


def replaced(t: Term, old: Term, equal: Term, new: Term) -> Term:
    """``core.term.replace`` of old by ``equal``, with ``new`` put at the places where that happens."""
    if t == old:
        return new
    if not old.free <= t.free or (t.op == "diff" and t.data in old.free | equal.free):
        return t
    return map_args(t, lambda a, _: replaced(a, old, equal, new), 0)


def _cases(goal: Term, known: list[Entry], c: Context, i: int, *trees: Tree) -> Tactics:
    p, proof = known[i]
    if p.op == "or":
        return _or_cases(goal, known, c, list(p.args), proof, list(trees))
    parts = [lt(p.args[0], p.args[1]), lt(p.args[1], p.args[0])]
    lemma = "Z.lt_gt_cases" if p.op == "ne" else "scalar_apart"
    return _or_cases(goal, known, c, parts, f"(proj1 ({lemma} _ _) {proof})", list(trees))


def _or_cases(goal: Term, known: list[Entry], c: Context, parts: list[Term], proof: str, trees: list[Tree]) -> Tactics:
    if not parts:
        return [f"destruct {proof}."]
    if len(parts) == 1:
        name, opened, entries = _added(parts[0], known, c)
        return [f"pose proof {proof} as {name}.", *opened, *_prove(goal, trees[0], entries, c)]
    rest, name = c.fresh(), c.fresh()
    name, opened, entries = _added(parts[-1], known, c)
    lines = [f"destruct {proof} as [{rest}|{name}]."]
    lines += block(_or_cases(goal, known, c, parts[:-1], rest, trees[:-1]))
    return lines + block(opened + _prove(goal, trees[-1], entries, c))


def _floor(goal: Term, known: list[Entry], c: Context, quotient: Term, positive: Tree, tree: Tree) -> Tactics:
    name, low, high = c.fresh(), c.fresh(), c.fresh()
    below, above = floor_facts(quotient)
    a, b = quotient.args
    lines = [f"assert ({name} : {prop(le(Int(1), b), c.scope)}).", *block(_prove(le(Int(1), b), positive, known, c))]
    lines.append(f"destruct (floor_bounds {integer(a, c.scope)} {integer(b, c.scope)} {name})%Z as [{low} {high}].")
    return lines + _prove(goal, tree, [*known, (below, low), (above, high)], c)


def _extremum(goal: Term, known: list[Entry], c: Context, term: Term, tree: Tree) -> Tactics:
    facts = extremum_facts(term)
    names = [c.fresh() for _ in facts]
    a, b = (integer(x, c.scope) for x in term.args)
    lines = [f"destruct ({term.op[1:]}_bounds {a} {b})%Z as [{names[0]} [{names[1]} {names[2]}]]."]
    return lines + _prove(goal, tree, known + list(zip(facts, names, strict=True)), c)


def _argmax(goal: Term, known: list[Entry], c: Context, i: int, tree: Tree) -> Tactics:
    u, proof = known[i]
    lines, entries = argmax_inside(u, proof, c)
    return lines + _prove(goal, tree, known + entries, c)


def argmax_inside(u: Term, proof: str, c: Context) -> tuple[Tactics, list[Entry]]:
    """The maximiser that ``proof : u`` says is unique lies in the domain: tactics, and the facts that they give."""
    facts = argmax_facts(u)
    names = [c.fresh() for _ in facts]
    n = len(u.hints)
    ranges = [f"[{names[2 * j]} {names[2 * j + 1]}]" for j in range(n)]
    conditions = names[2 * n :]
    cond = domain_at(u, [make("argmax", j, u.args, u.hints) for j in range(n)])[0][2 * n :]
    whole = make("and", None, tuple(cond)) if len(cond) != 1 else cond[0]
    statement = [prop(make("and", None, (facts[2 * j], facts[2 * j + 1])), c.scope) for j in range(n)]
    name = c.fresh()
    goal = " /\\ ".join([*statement, prop(whole, c.scope)])
    lines = [f"assert ({name} : {goal})."]
    lines += block(_argmax_proof(proof, whole, n, c))
    pattern = _left_pattern(conditions)
    lines.append(f"destruct {name} as {_right_pattern([*ranges, pattern])}.")
    return lines, list(zip(facts, names, strict=True))


def _right_pattern(parts: Sequence[str]) -> str:
    return parts[0] if len(parts) == 1 else f"[{parts[0]} {_right_pattern(parts[1:])}]"


def _left_pattern(names: Sequence[str]) -> str:
    if not names:
        return "_"
    text_ = names[0]
    for name in names[1:]:
        text_ = f"[{text_} {name}]"
    return text_


def _argmax_proof(proof: str, cond: Term, n: int, c: Context) -> Tactics:
    point, equal = c.fresh(), c.fresh()
    indices = [c.fresh("i") for _ in range(n)]
    ranges = [c.fresh() for _ in range(n)]
    truth = c.fresh()
    lines = [f"pose proof (proj1 (unique_argmax _ _ {proof})) as {point}."]
    lines += [f"apply in_range in {point} as ({i} & {r} & {point})." for i, r in zip(indices, ranges, strict=True)]
    lines += [f"apply in_point in {point} as [{truth} {equal}]."]
    lines += [f"rewrite {equal}; cbn [at_index nth]."]
    lines += [f"refine (conj {r} _)." for r in ranges]
    return [*lines, "exact I." if cond.op == "and" and not cond.args else f"exact (proj1 {reflected(cond)} {truth})."]


def _forall(goal: Term, known: list[Entry], c: Context, i: int, values: Any, domain: Any, tree: Tree) -> Tactics:
    statement, proof = known[i]
    facts, body = domain_at(statement, values)
    lines: Tactics = []
    names = []
    for fact, shown in zip(facts, domain, strict=True):
        names.append(c.fresh())
        lines += [f"assert ({names[-1]} : {prop(fact, c.scope)}).", *block(_prove(fact, shown, known, c))]
    n = len(values)
    arguments = []
    for j, v in enumerate(values):
        arguments += [f"{integer(v, c.scope)}%Z", f"(conj {names[2 * j]} {names[2 * j + 1]})"]
    arguments += names[2 * n :]
    name, opened, entries = _added(body, known, c)
    lines += [f"assert ({name} : {prop(body, c.scope)}).", f"{{ exact ({proof} {' '.join(arguments)}). }}"]
    return lines + opened + _prove(goal, tree, entries, c)


def _cast(goal: Term, known: list[Entry], c: Context, i: int, tree: Tree) -> Tactics:
    p, proof = known[i]
    lemma = {"eq": "cast_eq", "ne": "cast_ne", "lt": "proj1 (cast_lt _ _)", "le": "proj1 (cast_le _ _)"}[p.op]
    name = c.fresh()
    fact = cast_fact(p)
    lines = [f"assert ({name} : {prop(fact, c.scope)}).", f"{{ exact ({lemma} {proof}). }}"]
    return lines + _prove(goal, tree, [*known, (fact, name)], c)


_NODES: dict[str, Callable[..., Tactics]] = {
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


def excluded(p: Term, c: Context) -> str:
    """A proof term of ``p \\/ negate p``."""
    simple = {
        "le": "(Z.le_gt_cases _ _)", "lt": "(Z.lt_ge_cases _ _)", "eq": "(eq_or_not_z _ _)", "ne": "(ne_or_not_z _ _)",
        "sle": "(sle_or_not _ _)", "slt": "(slt_or_not _ _)", "seq": "(seq_or_not _ _)", "sne": "(sne_or_not _ _)",
        "true": "(or_introl I)", "false": "(or_intror I)", "divides": "(divides_or_not _ _)",
    }  # fmt: skip
    if p.op in simple:
        return simple[p.op]
    if p.op in ("and", "or"):
        parts = [excluded(q, c) for q in p.args]
        if not parts:
            return "(or_introl I)" if p.op == "and" else "(or_intror I)"
        whole = parts[0]
        for part in parts[1:]:
            whole = f"({p.op}_or_not {whole} {part})"
        return whole
    if p.op == "not":
        return f"(not_or_not {decided(p.args[0], c)})"
    return decided(p, c)


def decided(p: Term, c: Context) -> str:
    """A proof term of ``p \\/ ~ p``, for a proposition that a boolean decides."""
    return f"(reflected_or_not {boolean(p, c.scope)} {reflected(p)})"
