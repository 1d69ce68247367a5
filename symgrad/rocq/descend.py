"""Down a path to one part of a term, by congruence: what encloses the part gives facts about it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import groupby
from typing import NamedTuple

from symgrad.core.term import TRUE, Domain, Term, conjuncts, make, open_binder
from symgrad.core.theorem import Theorem, rewrite
from symgrad.rocq.context import Context, Entered, Frame, Tactics, block, enter, open_condition
from symgrad.rocq.write import HOLE, HOLE_TYPES, HOLES, boolean, integer, reflected, scalar, typed, values_of

Step = Callable[[Term], Theorem]
Leaf = Callable[[Term, Term, Context], Tactics]  # (part, result, context) -> tactics that close the goal part = result


class Move(NamedTuple):
    """A step of a chain: the part at ``path`` is rewritten by ``step``, and ``leaf`` proves that in Rocq."""

    path: tuple[int, ...]
    step: Step
    leaf: Leaf

    def result(self, t: Term, depth: int) -> Term:
        return rewrite(t, self.path, self.step, depth).rhs

    def below(self) -> Move:
        return Move(self.path[1:], self.step, self.leaf)


def carry(t: Term, moves: Sequence[Move], c: Context, depth: int = 0) -> Tactics:
    """Tactics for the goal ``t = t′``, where the moves lead from t to t′.

    The goal is an equation of integers, scalars or, for a condition, of booleans. Moves of different parts of a sum or product
    are made side by side; only a move of the whole is a step of ``transitivity``."""
    lines: Tactics = []
    segments = list(_segments(t, moves, depth))
    for number, (before, after, segment) in enumerate(segments):
        steps = _segment(before, after, segment, c, depth)
        lines += steps if number == len(segments) - 1 else [f"transitivity {write_any(after, c)}.", *block(steps)]
    return lines or ["reflexivity."]


def _segments(t: Term, moves: Sequence[Move], depth: int) -> Iterator[tuple[Term, Term, list[Move]]]:
    """The moves in groups that are made at once, each with the term before and after."""
    together: list[Move] = []
    start = t
    for move in moves:
        if together and not _joins(start, t, together, move, depth):
            yield start, t, together
            together, start = [], t
        together.append(move)
        t = move.result(t, depth)
    if together:
        yield start, t, together


def _joins(start: Term, t: Term, together: list[Move], move: Move, depth: int) -> bool:
    """Whether the move can be made beside those before it."""
    if not move.path or not together[0].path:
        return False
    if all(m.path[0] == move.path[0] for m in together):
        return True
    if t.hints or t.op == "diff":
        return False
    if t.op not in ("mul", "and"):
        return True
    moves = [*together, move]
    return not any(_needed_beside(start, [m for m in moves if m.path[0] == k], depth) for k in {m.path[0] for m in moves})


def _segment(before: Term, after: Term, moves: list[Move], c: Context, depth: int) -> Tactics:
    first = moves[0]
    if not first.path:
        return first.leaf(before, after, c)
    k = first.path[0]
    below = [m.below() for m in moves]
    if before.hints:
        return _under_binder(before, after, k, below, c, depth)
    if before.op == "diff" and k == 0:
        return _under_derivative(before, below, c, depth)
    beside = _needed_beside(before, moves, depth)
    if beside:
        return _beside(before, k, below, c, depth, beside)
    proofs = {}
    for j, group in groupby(sorted(moves, key=lambda m: m.path[0]), key=lambda m: m.path[0]):
        proofs[j] = carry(before.args[j], [m.below() for m in group], c, depth)
    return parts_equal(before, after, proofs, c)


# ---- positions without a binder ----

# n-ary operations, written as binary ones that lean to the left
BINARY = {"add": "add", "mul": "mul", "iadd": "Z.add", "imul": "Z.mul"}
WIDEST = 8  # parts that one lemma ``parts_2``, … replaces; a wider operation takes several


def parts_equal(t: Term, after: Term, proofs: dict[int, Tactics], c: Context) -> Tactics:
    """Tactics for ``t = after`` from tactics for the parts that differ."""
    lines: Tactics
    if t.op in BINARY:
        places = ["_" if k in proofs else "eq_refl" for k in range(len(t.args))]
        lines = [] if places == ["_"] else [f"refine {_side_by_side(BINARY[t.op], places)}."]
        *others, last = sorted(proofs)
        return [*lines, *(line for k in others for line in block(proofs[k])), *proofs[last]]
    lines = []
    *others, last = proofs
    for k in others:
        then = make(t.op, t.data, (*after.args[: k + 1], *t.args[k + 1 :]))
        lines += [f"transitivity {write_any(then, c)}.", *block([_context(t, k, c), *proofs[k]])]
        t = then
    return [*lines, _context(t, last, c), *proofs[last]]


def _side_by_side(operation: str, places: list[str]) -> str:
    """The proof term for an operation from proofs for its parts; the first of them that do not change stay together."""
    changed = places.index("_")
    if changed > 1:
        places = places[changed - 1 :]
    whole, rest = places[0], places[1:]
    while rest:
        together, rest = [whole, *rest[: WIDEST - 1]], rest[WIDEST - 1 :]
        whole = f"(parts_{len(together)} {operation} {' '.join(together)})"
    return whole


def _context(t: Term, k: int, c: Context) -> str:
    part = t.args[k]
    context = write_any(make(t.op, t.data, (*t.args[:k], HOLES[part.sort], *t.args[k + 1 :])), c)
    return f"apply (f_equal (fun {HOLE} : {HOLE_TYPES[part.sort]} => {context}))."


def write_any(t: Term, c: Context) -> str:
    """The term as a part of a term: a proposition as bool."""
    return {"I": integer, "S": typed, "P": boolean}[t.sort](t, c.scope) + {"I": "%Z", "S": "%S", "P": "%bool"}[t.sort]


def _needed_beside(t: Term, moves: Sequence[Move], depth: int) -> list[int]:
    """The brackets beside the part whose conditions the moves, all of that part, use."""
    if t.op not in ("mul", "and"):
        return []
    k, used, part = moves[0].path[0], set(), t.args[moves[0].path[0]]
    for m in moves:
        if m.path[0] == k:
            th = rewrite(part, m.path[1:], m.step, depth)
            used |= set(th.hypotheses)
            part = th.rhs
    found = []
    for j, a in enumerate(t.args):
        if not used or j == k or (t.op == "mul" and a.op != "bracket"):
            continue
        facts = set(conjuncts(a if t.op == "and" else a.args[0]))
        if facts & used:
            found.append(j)
            used -= facts
    return found


def _beside(t: Term, k: int, moves: Sequence[Move], c: Context, depth: int, brackets: Sequence[int]) -> Tactics:
    """Beside a bracket its condition may be assumed: where it fails, both products are zero."""
    lines: Tactics = []
    lemma, kind, zero = ("guarded", "F", "ring") if t.op == "mul" else ("guarded_and", "bool", "guarded_false")
    for j in brackets:
        place = t.args[j] if t.op == "and" else t.args[j].args[0]
        name = c.fresh()
        opened, facts = open_condition(name, place, c.fresh)
        function = f"(fun guard_ part_ : {kind} => {_with_two(t, j, k, c)})"
        lines.append(f"apply ({lemma} {boolean(place, c.scope)} {function}); [intro; {zero} | intro {name}].")
        lines += opened
        c = c.under(Frame(facts))
    return lines + carry(t.args[k], moves, c, depth)


def _with_two(t: Term, j: int, k: int, c: Context) -> str:
    """The product as a function of its factors j and k."""
    write = scalar if t.op == "mul" else boolean
    texts = ["guard_" if m == j else "part_" if m == k else write(a, c.scope) for m, a in enumerate(t.args)]
    return f"({' * '.join(texts)})%S" if t.op == "mul" else f"({' && '.join(texts)})%bool"


def _under_derivative(t: Term, moves: Sequence[Move], c: Context, depth: int) -> Tactics:
    """Equal functions of x have equal derivatives; nothing may be known of x."""
    name = c.scope.fresh_index(f"{c.scope.names.symbol('read', t.data)}_")
    inside = c.within(c.scope.with_names({f"read {t.data}": name}))
    return [f"apply (of_equal D D_laws); intro {name}.", *carry(t.args[0], moves, inside, depth)]


# ---- under a binder ----


def _under_binder(t: Term, after: Term, k: int, moves: Sequence[Move], c: Context, depth: int) -> Tactics:
    n = len(t.hints)
    domain, body = open_binder(t, [f"@{depth + j}" for j in range(n)])
    lower = depth + n
    if k == 2 * n + 1:
        entered, lines = enter_body(t.op, t.data, domain, t.hints, c)
        return lines + carry(body, moves, entered.context, lower)
    if k == 2 * n:
        return _condition(t, after, domain, moves, c, lower)
    entered, lines = _outer(t, domain, k // 2, c)
    lemma = {"sum": "sum", "forall": "everywhere"}.get(t.op, "range") + ("_to" if k % 2 else "_from")
    return [*lines, f"apply {lemma}.", *carry(domain.ranges[k // 2][k % 2], moves, entered.context, lower)]


def enter_body(op: str, data: int | None, domain: Domain, hints: Sequence[str], c: Context) -> tuple[Entered, Tactics]:
    """From ``Σ_D f = Σ_D g`` (or another binder) to ``f = g`` on D."""
    e = enter(domain, hints, c)
    if op in _EACH:
        lines = _one_by_one(op, e)
        if e.condition:
            lines.append(f"apply {'when_ext' if op == 'sum' else 'given_ext'}; intro {e.condition}.")
        return e, lines + e.opened
    point = c.fresh()
    head = f"apply (f_equal (fun {HOLE} => at_index {HOLE} {data})); " if op == "argmax" else ""
    lines = [f"{head}apply {'is_unique' if op == 'unique' else op}_ext.", f"intros {c.fresh()} {point}."]
    return e, [*lines, *open_point(point, e)]


_EACH = {"sum": "sum_ext", "forall": "everywhere_ext"}  # binders that are written index by index, not over points


def _one_by_one(op: str, e: Entered) -> Tactics:
    return [f"apply {_EACH[op]}; intros {i} {r}." for i, r in zip(e.names, e.ranges, strict=True)]


def open_point(point: str, e: Entered) -> Tactics:
    """Take apart the proof that something is a point of the domain; it becomes the list of the indices everywhere."""
    lines = [f"apply in_range in {point} as ({i} & {r} & {point})." for i, r in zip(e.names, e.ranges, strict=True)]
    condition = e.condition or "_"
    return [*lines, f"apply in_point in {point} as [{condition} ->].", "cbv beta iota.", *e.opened]


def _outer(t: Term, domain: Domain, count: int, c: Context) -> tuple[Entered, Tactics]:
    """Enter the first indices only, to reach a range; for max and argmax among the points."""
    e = enter(domain, t.hints, c, count, with_cond=False)
    if t.op in _EACH:
        return e, _one_by_one(t.op, e)
    return e, [_points_alone(t, c), *(f"apply range_ext; intros {i} {r}." for i, r in zip(e.names, e.ranges, strict=True))]


def _points_alone(t: Term, c: Context) -> str:
    function = values_of(t, c.scope)
    if t.op in ("max", "unique"):
        return f"apply (f_equal (fun {HOLE} => {'max_over' if t.op == 'max' else 'is_unique'} {HOLE} {function}))."
    return f"apply (f_equal (fun {HOLE} => at_index (argmax {HOLE} {function}) {t.data}))."


def _condition(t: Term, after: Term, domain: Domain, moves: Sequence[Move], c: Context, lower: int) -> Tactics:
    n = len(t.hints)
    e, lines = _outer(t, domain, n, c)
    old, new = domain.cond, after.args[2 * n]
    held, lemma = ("when", "when_true") if t.op == "sum" else ("implb", "given_true")
    if t.op not in _EACH:
        lines.append("apply point_equal.")
    elif new == TRUE:
        lines.append(f"apply {lemma}.")
    elif old == TRUE:
        lines.append(f"symmetry; apply {lemma}; symmetry.")
    else:
        lines.append(f"apply (f_equal (fun {HOLE} => {held} {HOLE} _)).")
    return lines + carry(domain.cond, moves, e.context, lower)


def condition_goal(p: Term, q: Term, iff: Sequence[str], c: Context) -> Tactics:
    """From tactics for ``p <-> q`` to tactics for the equation of the two as booleans, unless the former is the goal."""
    return list(iff) if c.propositions else [f"apply (bool_of_iff {reflected(p)} {reflected(q)}).", *iff]
