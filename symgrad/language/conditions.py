"""What a where-clause says: shapes of tensors, values of integer tensors, side conditions, differentiable functions."""

from __future__ import annotations

from symgrad.core.term import Domain, Int, Term, Var, conj, iadd, iread, le, lt, make, smooth
from symgrad.language.binders import split_items
from symgrad.language.elaborate import Elaborator, Index
from symgrad.language.environment import Environment
from symgrad.language.naming import bare
from symgrad.language.pretty import pretty
from symgrad.language.program import Tensor
from symgrad.language.survey import Site, Survey
from symgrad.language.syntax import Compare, Condition, Declaration, Node, Smoothness


def declare(env: Environment, declarations: list[Declaration]) -> None:
    """Record the declared shapes. Raises Problem SG110 for a tensor that is declared twice."""
    reader = Elaborator(env.source, env.senses)
    for d in declarations:
        if d.name in env.declared:
            raise env.problem("SG110", f"{d.name} is declared twice", d, "declare it once")
        env.declared[d.name] = d
        if d.integer and d.outside:
            raise env.problem("SG114", f"{d.name} has integer values, and is read inside its shape only", d)
        if d.sizes is None:
            continue
        ranges = tuple(_axis(reader, size) for size in d.sizes)
        integer = d.integer or d.name in env.senses.integer_tensors
        env.axes[d.name] = Tensor(d.name, ranges, d.outside, integer=integer)
        if integer and d.bounds is None:
            env.result.assume(f"the values of {d.name} are integers")
        if d.bounds is not None:
            lo, hi = reader.integers(d.bounds)
            _values(env, d.name, (lo, hi))


def _axis(reader: Elaborator, size: Node) -> tuple[Term, Term]:
    """The indices of an axis: from 0 for ``N``, between both ends for ``-k<=u<=k``."""
    if not isinstance(size, Compare):
        return Int(0), reader.integer(size)
    written = split_items([size], (), reader.source)[0]
    if not written or written[0].lo is None or written[0].hi is None:
        raise reader.problem("SG101", "an axis has a size, or an index between two ends", size, "write w[N] or w[-k<=u<=k]")
    lo, hi = reader.integers((written[0].lo, written[0].hi))
    return (iadd(lo, Int(1)) if written[0].lo_excluded else lo), (iadd(hi, Int(1)) if written[0].hi_included else hi)


def _values(env: Environment, name: str, bounds: tuple[Term, Term]) -> None:
    """The hypothesis that all entries of an integer tensor are within bounds."""
    lo, hi = bounds
    axes = env.axes[name]
    variables = [f"i#{n}" for n in range(axes.rank)]
    entry = iread(name, *map(Var, variables))
    body = conj([le(lo, entry), lt(entry, hi)])
    indices = [(v, low, high) for v, (low, high) in zip(variables, axes.ranges, strict=True)]
    hints = [chr(ord("i") + place) for place in range(len(indices))]
    domain = Domain(variables, [(low, high) for _, low, high in indices])
    env.values.setdefault(name, []).append(domain.bind("forall", body, hints) if indices else body)
    env.result.hypotheses += env.values[name]
    env.result.assume(f"the values of {name} are integers, {pretty(lo)} ≤ {name} < {pretty(hi)}")


def add_smoothness(env: Environment, item: Smoothness) -> None:
    """``f is differentiable`` once, or as often as is ever used."""
    env.result.hypotheses += [smooth(item.name, order) for order in range(1, item.order + 1)]


def add_condition(env: Environment, c: Condition) -> None:
    """A side condition, for all values of the indices after its ``for``."""
    ranges, conditions = split_items(c.ranges, (), env.source)
    survey = Survey(env.source, env.senses)
    for r in ranges:
        survey.enter(r)
    for node in [*conditions, c.prop]:
        survey.prop(node)
    env.require_known(survey)
    reader = env.checked(env.infer(survey))
    indices = [reader.enter(r) for r in ranges]
    cond = [p for node in conditions for p in reader.conjuncts_as_fact(node)]
    parts = reader.conjuncts(c.prop)
    for site in survey.sites:
        env.use(site.name)
    if not indices:
        env.result.hypotheses += [p for p in parts if p not in env.result.hypotheses]
        return
    domain = Domain([i.variable for i in indices], [(i.lo, i.hi) for i in indices], conj(cond))
    body = parts[0] if len(parts) == 1 else make("and", None, tuple(parts))
    hypothesis = domain.bind("forall", body, [i.name for i in indices])
    env.result.hypotheses.append(hypothesis)
    for site in survey.sites:
        if not cond and _is_every_entry(env, site, indices):
            env.values.setdefault(site.name, []).append(hypothesis)


def _is_every_entry(env: Environment, site: Site, indices: list[Index]) -> bool:
    """Whether the site reads each entry of an integer tensor while the indices run through their ranges."""
    if site.name not in env.senses.integer_tensors or len(site.indices) != len(indices):
        return False
    ranges = env.axes[site.name].ranges
    pairs = zip(site.indices, indices, ranges, strict=True)
    return all(a.op == "var" and (i.name, i.lo, i.hi) == (bare(a.data), *ends) for a, i, ends in pairs)
