"""Claims to be judged: ``dL/dV[m,n] = …`` and equalities between what the program defines."""

from __future__ import annotations

from typing import NamedTuple

from symgrad.core.term import Int, Term, Var, call, diff, le, lt
from symgrad.errors import Problem
from symgrad.language.binders import Range, split_items
from symgrad.language.checked import Checked
from symgrad.language.elaborate import Elaborator
from symgrad.language.environment import Environment
from symgrad.language.infer import Inference
from symgrad.language.pretty import pretty
from symgrad.language.program import Claim
from symgrad.language.senses import Senses
from symgrad.language.survey import Survey
from symgrad.language.syntax import Access, Compare, Derivative, Gradient, Name, Node, Statement


class Unread(NamedTuple):
    """A claim that cannot be read: why, and its span."""

    problem: Problem
    start: int
    end: int


Free = list[tuple[str, tuple[Term, Term] | None]]  # the free indices of a claim, and their ranges


def read_claims(env: Environment, statement: Statement, unread: list[Unread] | None = None) -> None:
    """Add a claim for each right side. Raises Problem, or puts it into ``unread`` if that is given.

    With ``unread``, a claim may also read a tensor outside its shape, as zero there: it is judged under that assumption."""
    if unread is None:
        _read_all(env, statement, None)
        return
    try:
        _read_all(env, statement, unread)
    except Problem as problem:
        unread.append(Unread(problem, statement.left.start, statement.rights[-1].end))


def _read_all(env: Environment, statement: Statement, unread: list[Unread] | None) -> None:
    env.add_cotangents(statement.left, *statement.rights, *statement.conditions)
    previous: Term | None = None
    for right in statement.rights:
        try:
            claim = _read(env, statement, right, lenient=unread is not None)
        except Problem as problem:
            if unread is None:
                raise
            unread.append(Unread(problem, statement.left.start, right.end))
            previous = None
            continue
        claim.previous, previous = previous, claim.rhs
        env.result.claims.append(claim)
        env.describe_functions(claim.rhs)


def _read(env: Environment, statement: Statement, right: Node, *, lenient: bool) -> Claim:
    left = statement.left
    _need_one_entry(env, left)
    axes = _head_axes(env, left)
    free = _free_indices(env, left, right, axes)
    senses = env.senses.copy()
    senses.integers.update((name, left) for name, ends in free if ends is None)
    inference, free = _infer(env, senses, left, [right, *statement.conditions], axes, free)
    for note in inference.notes:
        env.result.assume(note)
    reader = env.checked(inference, senses)
    reader.lenient = lenient
    base = len(reader.facts)
    names = _enter(reader, free)
    indices = tuple(reader.integer(_index(node)) for node, _ in axes)
    for (node, (lo, hi)), a in zip(axes, indices, strict=True):
        _assume_inside(env, reader, node, [le(lo, a), lt(a, hi)])
    conditions = [p for node in statement.conditions for p in reader.conjuncts_as_fact(node)]
    facts = reader.facts[base:]
    hypotheses = (*facts, *(p for p in conditions if p not in facts))
    claim = _gradient(env, left, indices) if isinstance(left, (Gradient, Derivative)) else None
    if claim is None:
        claim = Claim("equality", reader.scalar(left), reader.scalar(right))
    else:
        claim.rhs = reader.scalar(right)
    claim.names, claim.hypotheses = names, hypotheses
    claim.start, claim.end = left.start, right.end
    claim.text = env.source[left.start : left.end].strip() + " = " + env.source[right.start : right.end].strip()
    return claim


def _need_one_entry(env: Environment, left: Node) -> None:
    """A layer is defined once, with the range of its indices; a claim about it speaks of any one entry."""
    ranged = next((i for i in left.indices if isinstance(i, Compare)), None) if isinstance(left, Access) else None
    if isinstance(left, Access) and ranged is not None:
        message = f"{left.name} is defined above, so this is a claim about one entry of it, whose index has no range"
        raise env.problem("SG110", message, ranged, "leave the range out, for any entry")


def _assume_inside(env: Environment, reader: Checked, node: Node, inside: list[Term]) -> None:
    """A claim is about an entry that exists; a range that the author gave must be inside the axis."""
    missing = [p for p in inside if not reader.known(p)]
    if isinstance(node, Compare) and not all(env.prove(reader.facts, p) for p in missing):
        message = f"the range goes beyond the axis: nothing shows that {pretty(missing[0])}"
        raise env.problem("SG106", message, node, "leave the range out, for the whole axis")
    reader.facts += missing


# ---- the left side ----


def _head_axes(env: Environment, left: Node) -> list[tuple[Node, tuple[Term, Term]]]:
    """The indices on the left side with the ranges of the axes they stand in."""
    match left:
        case Gradient():
            _require_known(env, left.wrt, left)
            return _paired(env, left, left.wrt, left.indices or [])
        case Derivative():
            if not isinstance(left.of, Access):
                return _paired(env, left, left.wrt, left.indices)
            _require_known(env, left.of.name, left)
            return [*_paired(env, left, left.of.name, left.of.indices), *_paired(env, left, left.wrt, left.indices)]
        case Access() if left.name in env.axes:
            return _paired(env, left, left.name, left.indices)
    return []


def _require_known(env: Environment, name: str, place: Node) -> None:
    if name not in env.axes:
        message = f"there is no tensor or layer {name} to differentiate"
        raise env.problem("SG103", message, place, "claims come after the definitions they are about")


def _paired(env: Environment, place: Node, name: str, indices: list[Node]) -> list[tuple[Node, tuple[Term, Term]]]:
    _require_known(env, name, place)
    axes = env.axes[name]
    if axes.rank != len(indices):
        spelled = f"{name} has {axes.rank} {'index' if axes.rank == 1 else 'indices'}, and {len(indices) or 'none'} here"
        help_ = None if indices else f"write the claim for one entry, as in d…/d{name}[{','.join('mnuv'[: axes.rank])}]"
        raise env.problem("SG105", spelled, place, help_)
    return list(zip(indices, axes.ranges, strict=True))


def _index(node: Node) -> Node:
    """The index of ``m`` or ``m<H``."""
    if isinstance(node, Compare):
        return node.operands[-2] if node.ops[-1] in ("<", "<=") else node
    return node


def _gradient(env: Environment, left: Gradient | Derivative, indices: tuple[Term, ...]) -> Claim:
    nothing = Int(0)
    rank = env.axes[left.wrt].rank
    own, wrt_indices = indices[: len(indices) - rank], indices[len(indices) - rank :]
    lhs: Term | None = None
    output = left.of if isinstance(left, Gradient) else left.of.name if isinstance(left.of, Access) else ""
    layer = env.result.layer(output)
    if left.wrt in env.result.tensors and layer is not None:
        lhs = diff(call(layer.definition, *own), left.wrt, *wrt_indices)
    elif isinstance(left, Derivative):
        what = f"{output} is not defined" if layer is None else f"{left.wrt} is not an input of the program"
        message = f"{what}, so the derivative on the left has no meaning yet"
        raise env.problem("SG114", message, left, "claim dL/dV[m,n] for an input V, or d…/dV of a layer")
    claim = Claim("gradient", lhs, nothing)
    claim.output, claim.wrt, claim.output_indices, claim.indices = output, left.wrt, own, wrt_indices
    return claim


# ---- free indices ----


def _free_indices(env: Environment, left: Node, right: Node, axes: list[tuple[Node, tuple[Term, Term]]]) -> Free:
    """The free indices of a claim: those on the left with the range of their axis, and any others."""
    senses = env.senses.copy()
    free: dict[str, tuple[Term, Term] | None] = {}
    for node, ends in axes:
        if isinstance(node, Name) and node.name not in env.senses.integers:
            free.setdefault(node.name, ends)
            senses.note_bound(node.name, node)
        elif isinstance(node, Compare):
            found = _written(env, node)
            free.setdefault(found.name, _ends(env, found, ends))
            senses.note_bound(found.name, node)
    scope = frozenset(free)
    _walk_head(senses, left, scope)
    senses.scalar(right, scope)
    senses.decide()
    _check_names(env, senses)
    for name, node in senses.integers.items():
        if name not in env.senses.integers:
            if isinstance(left, (Gradient, Derivative)) or (isinstance(left, Access) and left.name in env.axes):
                message = f"nothing binds {name} here: it is neither on the left side nor in a sum"
                raise env.problem("SG103", message, node, f"write sum({name}<N) …, or correct the name")
            free[name] = None
    return list(free.items())


def _check_names(env: Environment, senses: Senses) -> None:
    for name, node in senses.bound.items():
        if name in env.senses.integers:
            message = f"{name} is bound here, and a size or parameter elsewhere"
            raise env.problem("SG110", message, node, f"rename the index {name}")


def _written(env: Environment, node: Compare) -> Range:
    ranges, _ = split_items([node], (), env.source)
    if not ranges:
        raise env.problem("SG101", "expected an index or a range, as in m<H", node)
    return ranges[0]


def _ends(env: Environment, found: Range, axis: tuple[Term, Term]) -> tuple[Term, Term]:
    return axis if found.hi is None else Elaborator(env.source, env.senses).ends(found)


def _walk_head(senses: Senses, left: Node, scope: frozenset[str]) -> None:
    match left:
        case Gradient():
            senses.integers_in([_index(n) for n in left.indices or []], scope)
        case Derivative() if isinstance(left.of, Access):
            senses.integers_in([_index(n) for n in [*left.of.indices, *left.indices]], scope)
        case Access():
            senses.integers_in([_index(n) for n in left.indices], scope)
        case _:
            senses.scalar(left, scope)


def _infer(
    env: Environment, senses: Senses, left: Node, others: list[Node], axes: list[tuple[Node, tuple[Term, Term]]], free: Free
) -> tuple[Inference, Free]:
    """Ranges of the sums that have none, and of free indices that stand alone in an axis."""
    survey = Survey(env.source, senses)
    for name, ends in free:
        survey.introduce(name, *(ends or (Int(0), Var(f"?{name}"))), kind="claim")
    if not axes:
        survey.scalar(left)
    right, *conditions = others
    survey.scalar(right)
    for condition in conditions:
        survey.prop(condition)
    env.require_known(survey)
    found: Free = []
    for name, ends in free:
        found.append((name, ends or _alone(env, survey, name, right)))
    return env.infer(survey), found


def _alone(env: Environment, survey: Survey, name: str, place: Node) -> tuple[Term, Term] | None:
    """The range of a free index that stands alone in an axis; None if it is in no index of a tensor at all."""
    in_reads = False
    for site in survey.sites:
        for axis, t in enumerate(site.indices):
            in_reads = in_reads or name in t.free
            if t == Var(name) and site.name in env.axes:
                return env.axes[site.name].ranges[axis]
    if in_reads:
        message = f"the range of the free index {name} cannot be told"
        raise env.problem("SG112", message, place, f"state the claim for an entry, as in y[{name}] = …")
    env.result.assume(f"{name} is any integer")
    return None


def _enter(reader: Checked, free: Free) -> tuple[str, ...]:
    names = []
    for name, ends in free:
        if ends is not None:
            reader.introduce(name, *ends, kind="claim")
        names.append(name)
    return tuple(names)
