"""What a where-clause says: shapes of tensors, values of integer tensors, side conditions, differentiable functions."""

from __future__ import annotations

from symgrad.core.term import Domain, Int, Term, Var, bind, conj, iread, le, lt, make, smooth
from symgrad.language.binders import split_items
from symgrad.language.elaborate import Elaborator
from symgrad.language.environment import Environment
from symgrad.language.pretty import pretty
from symgrad.language.program import Tensor
from symgrad.language.survey import Survey
from symgrad.language.syntax import Condition, Declaration, Smoothness


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
        ranges = tuple((Int(0), size) for size in reader.integers(d.sizes))
        env.axes[d.name] = Tensor(d.name, ranges, d.outside, integer=d.integer)
        if d.bounds is not None:
            lo, hi = reader.integers(d.bounds)
            _values(env, d.name, (lo, hi))


def _values(env: Environment, name: str, bounds: tuple[Term, Term]) -> None:
    """The hypothesis that all entries of an integer tensor are within bounds."""
    lo, hi = env.values[name] = bounds
    axes = env.axes[name]
    variables = [f"i#{n}" for n in range(axes.rank)]
    entry = iread(name, *map(Var, variables))
    body = conj([le(lo, entry), lt(entry, hi)])
    indices = [(v, low, high) for v, (low, high) in zip(variables, axes.ranges, strict=True)]
    env.result.hypotheses.append(bind("forall", indices, body) if indices else body)
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
    env.result.hypotheses.append(domain.bind("forall", body, [i.name for i in indices]))
