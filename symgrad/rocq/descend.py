"""Down a path to one part of a term, by congruence: what encloses the part gives facts about it."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from symgrad.core.term import TRUE, Domain, Term, conjuncts, make, open_binder
from symgrad.core.theorem import Theorem, rewrite
from symgrad.rocq.context import Context, Entered, Frame, Tactics, block, enter, open_condition
from symgrad.rocq.write import HOLE, HOLE_TYPES, HOLES, NotCertified, boolean, integer, reflected, scalar, typed, values_of

Step = Callable[[Term], Theorem]
Leaf = Callable[[Term, Term, Context], Tactics]  # (part, result, context) -> tactics that close the goal part = result


def descend(t: Term, path: Sequence[int], step: Step, leaf: Leaf, c: Context, depth: int = 0) -> Tactics:
    """Tactics for the goal ``t = t′``, where ``step`` rewrites the part at the path and ``leaf`` proves that in Rocq.

    The goal is an equation of integers, scalars or, for a condition, of booleans."""
    if not path:
        return leaf(t, step(t).rhs, c)
    k = path[0]
    if t.hints:
        return _under_binder(t, path, step, leaf, c, depth)
    if t.op == "diff" and k == 0:
        return _under_derivative(t, path, step, leaf, c, depth)
    beside = _needed_beside(t, path, step, depth)
    if beside:
        return _beside(t, path, step, leaf, c, depth, beside)
    return _plain(t, path, step, leaf, c, depth)


# ---- positions without a binder ----


def _plain(t: Term, path: Sequence[int], step: Step, leaf: Leaf, c: Context, depth: int) -> Tactics:
    """One level down, where nothing is bound and nothing is learnt on the way."""
    k = path[0]
    part = t.args[k]
    return [*only_part(t, k, c), *descend(part, path[1:], step, leaf, c, depth)]


# n-ary operations, written as binary ones that lean to the left
BINARY = {"add": "add", "mul": "mul", "iadd": "Z.add", "imul": "Z.mul"}


def only_part(t: Term, k: int, c: Context) -> Tactics:
    """Tactics that leave, of the goal ``t = t′`` with t and t′ different in part k alone, the equation of that part."""
    n = len(t.args)
    if t.op in BINARY:
        first = [f"apply (f_equal2 {BINARY[t.op]}); [ | reflexivity]."] * (n - 1 - k if k else n - 1)
        return first + ([f"apply (f_equal2 {BINARY[t.op]}); [reflexivity | ]."] if k else [])
    part = t.args[k]
    context = write_any(make(t.op, t.data, (*t.args[:k], HOLES[part.sort], *t.args[k + 1 :]), t.hints), c)
    return [f"apply (f_equal (fun {HOLE} : {HOLE_TYPES[part.sort]} => {context}))."]


def parts_equal(t: Term, proofs: dict[int, Tactics], c: Context) -> Tactics:
    """Tactics for ``t = t′`` from tactics for the parts that differ."""
    if t.op not in BINARY:
        ((k, lines),) = proofs.items()
        return [*only_part(t, k, c), *lines]
    return _parts_up_to(t, len(t.args) - 1, proofs)


def _parts_up_to(t: Term, last: int, proofs: dict[int, Tactics]) -> Tactics:
    if last == 0:
        return proofs.get(0, ["reflexivity."])
    here, before = proofs.get(last), any(k < last for k in proofs)
    head = f"apply (f_equal2 {BINARY[t.op]})"
    if here is None:
        return [f"{head}; [ | reflexivity].", *_parts_up_to(t, last - 1, proofs)]
    if not before:
        return [f"{head}; [reflexivity | ].", *here]
    return [f"{head}.", *block(_parts_up_to(t, last - 1, proofs)), *block(here)]


def write_any(t: Term, c: Context) -> str:
    """The term as a part of a term: a proposition as bool."""
    return {"I": integer, "S": typed, "P": boolean}[t.sort](t, c.scope) + {"I": "%Z", "S": "%S", "P": "%bool"}[t.sort]


def _needed_beside(t: Term, path: Sequence[int], step: Step, depth: int) -> list[int]:
    """The brackets beside the part whose conditions the step uses."""
    if t.op not in ("mul", "and"):
        return []
    used = set(rewrite(t.args[path[0]], path[1:], step, depth).hypotheses)
    if not used:
        return []
    found = []
    for j, a in enumerate(t.args):
        if j == path[0] or (t.op == "mul" and a.op != "bracket"):
            continue
        facts = set(conjuncts(a if t.op == "and" else a.args[0]))
        if facts & used:
            found.append(j)
            used -= facts
    return found


def _beside(
    t: Term, path: Sequence[int], step: Step, leaf: Leaf, c: Context, depth: int, brackets: Sequence[int]
) -> Tactics:
    """Beside a bracket its condition may be assumed: where it fails, both products are zero."""
    lines: Tactics = []
    k = path[0]
    for j in brackets:
        place = t.args[j] if t.op == "and" else t.args[j].args[0]
        guard, part = "guard_", "part_"
        text = _with_two(t, j, k, guard, part, c)
        lemma = "guarded" if t.op == "mul" else "guarded_and"
        kind = "F" if t.op == "mul" else "bool"
        name = c.fresh()
        opened, facts = open_condition(name, place, c.fresh)
        lines.append(f"apply ({lemma} {boolean(place, c.scope)} (fun {guard} {part} : {kind} => {text}));")
        zero = "ring" if t.op == "mul" else "guarded_false"
        lines[-1] = lines[-1][:-1] + f"; [intro; {zero} | intro {name}]."
        lines += opened
        c = c.under(Frame(facts))
    return lines + descend(t.args[k], path[1:], step, leaf, c, depth)


def _with_two(t: Term, j: int, k: int, guard: str, part: str, c: Context) -> str:
    """The product as a function of its factors j and k."""
    texts = []
    for m, a in enumerate(t.args):
        texts.append(guard if m == j else part if m == k else scalar(a, c.scope) if t.op == "mul" else boolean(a, c.scope))
    sign, scope = ("*", "%S") if t.op == "mul" else ("&&", "%bool")
    return f"({f' {sign} '.join(texts)}){scope}"


def _under_derivative(t: Term, path: Sequence[int], step: Step, leaf: Leaf, c: Context, depth: int) -> Tactics:
    """Equal functions of x have equal derivatives; nothing may be known of x."""
    name = c.scope.fresh_index(f"{c.scope.names.symbol('read', t.data)}_")
    inside = c.within(c.scope.with_names({f"read {t.data}": name}))
    return [f"apply (of_equal D D_laws); intro {name}.", *descend(t.args[0], path[1:], step, leaf, inside, depth)]


# ---- under a binder ----


def _under_binder(t: Term, path: Sequence[int], step: Step, leaf: Leaf, c: Context, depth: int) -> Tactics:
    n, k = len(t.hints), path[0]
    names = [f"@{depth + j}" for j in range(n)]
    domain, body = open_binder(t, names)
    lower = depth + n
    if t.op not in ("sum", "max", "argmax"):
        raise NotCertified(f"rewriting inside of {t.op}")
    if k == 2 * n + 1:
        entered, lines = enter_body(t.op, t.data, domain, t.hints, c)
        return lines + descend(body, path[1:], step, leaf, entered.context, lower)
    after = rewrite(t, path, step, depth).rhs
    if k == 2 * n:
        return _condition(t, after, domain, path, step, leaf, c, lower)
    entered, lines = _outer(t, domain, k // 2, c)
    lemma = ("sum_" if t.op == "sum" else "range_") + ("to" if k % 2 else "from")
    return [*lines, f"apply {lemma}.", *descend(domain.ranges[k // 2][k % 2], path[1:], step, leaf, entered.context, lower)]


def enter_body(op: str, data: int | None, domain: Domain, hints: Sequence[str], c: Context) -> tuple[Entered, Tactics]:
    """From ``Σ_D f = Σ_D g`` (or max, or argmax) to ``f = g`` on D."""
    e = enter(domain, hints, c)
    if op == "sum":
        lines = [f"apply sum_ext; intros {i} {r}." for i, r in zip(e.names, e.ranges, strict=True)]
        if e.condition:
            lines.append(f"apply when_ext; intro {e.condition}.")
        return e, lines + e.opened
    point = c.fresh()
    lines = [f"apply (f_equal (fun {HOLE} => at_index {HOLE} {data})); apply argmax_ext." if op == "argmax" else "apply max_ext."]
    lines.append(f"intros ? {point}.")
    return e, [*lines, *open_point(point, e)]


def open_point(point: str, e: Entered) -> Tactics:
    """Take apart the proof that something is a point of the domain; it becomes the list of the indices everywhere."""
    lines = [f"apply in_range in {point} as ({i} & {r} & {point})." for i, r in zip(e.names, e.ranges, strict=True)]
    condition = e.condition or "_"
    return [*lines, f"apply in_point in {point} as [{condition} ->].", "cbv beta iota.", *e.opened]


def _outer(t: Term, domain: Domain, count: int, c: Context) -> tuple[Entered, Tactics]:
    """Enter the first indices only, to reach a range; for max and argmax among the points."""
    e = enter(domain, t.hints, c, count, with_cond=False)
    if t.op == "sum":
        return e, [f"apply sum_ext; intros {i} {r}." for i, r in zip(e.names, e.ranges, strict=True)]
    return e, [_points_alone(t, c), *(f"apply range_ext; intros {i} {r}." for i, r in zip(e.names, e.ranges, strict=True))]


def _points_alone(t: Term, c: Context) -> str:
    function = values_of(t, c.scope)
    if t.op == "max":
        return f"apply (f_equal (fun {HOLE} => max_over {HOLE} {function}))."
    return f"apply (f_equal (fun {HOLE} => at_index (argmax {HOLE} {function}) {t.data}))."


def _condition(
    t: Term, after: Term, domain: Domain, path: Sequence[int], step: Step, leaf: Leaf, c: Context, lower: int
) -> Tactics:
    n = len(t.hints)
    e, lines = _outer(t, domain, n, c)
    old, new = domain.cond, after.args[2 * n]
    if t.op != "sum":
        lines.append("apply point_equal.")
    elif new == TRUE:
        lines.append("apply when_true.")
    elif old == TRUE:
        lines.append("symmetry; apply when_true; symmetry.")
    else:
        lines.append(f"apply (f_equal (fun {HOLE} => when {HOLE} _)).")
    return lines + descend(domain.cond, path[1:], step, leaf, e.context, lower)


def condition_goal(p: Term, q: Term, iff: Sequence[str], c: Context) -> Tactics:
    """From tactics for ``p <-> q`` to tactics for the equation of the two as booleans, unless the former is the goal."""
    return list(iff) if c.propositions else [f"apply (bool_of_iff {reflected(p)} {reflected(q)}).", *iff]


__all__ = ["block", "condition_goal", "descend", "enter_body", "open_point"]
