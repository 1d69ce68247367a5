"""Definitions ``y[o<M] = …``: first a survey, then what is missing is inferred, then the reading that counts."""

from __future__ import annotations

from symgrad.core.polynomial import atom_term, normal
from symgrad.core.term import Int, Term, abstract, eq, intern_definition, le, substitute
from symgrad.errors import Problem
from symgrad.language.binders import Range, split_items
from symgrad.language.elaborate import Index
from symgrad.language.environment import Environment, shape_text
from symgrad.language.infer import Inference
from symgrad.language.pretty import pretty
from symgrad.language.program import Layer, Tensor
from symgrad.language.survey import Survey
from symgrad.language.syntax import Access, Name, Statement


def read_definition(env: Environment, statement: Statement) -> None:
    """Add a layer to the program. Raises Problem."""
    left, right = statement.left, statement.rights[0]
    assert isinstance(left, (Access, Name))
    heads = split_items(left.indices if isinstance(left, Access) else [], (), env.source)[0]
    declared = env.axes.pop(left.name, None)
    survey = Survey(env.source, env.senses)
    outputs = [survey.enter(r, "output") for r in heads]
    survey.scalar(right)
    _check_bound(env, survey)
    given = _declared_ranges(heads, outputs, declared)
    inference = _solve(env, survey, given)
    inferred = _new_tensors(env, survey, inference)
    reader = env.checked(inference)
    indices = [reader.enter(r, "output") for r in heads]
    body = reader.scalar(right)
    shape = tuple((i.lo, i.hi) for i in indices)
    if declared is not None:
        _check_shape(env, left, shape, declared)
    _add_layer(env, left, statement, indices, body)
    if any(i.variable in survey.missing and i.variable not in given for i in outputs):
        inferred.append(_extent(left.name, indices))
    if inferred:
        env.result.assume(", ".join(inferred))
    for note in inference.notes:
        env.result.assume(note)


def _check_bound(env: Environment, survey: Survey) -> None:
    """Raise Problem SG103 for a name added to an index that nothing binds and nothing else mentions.

    It could only be a parameter, and then nothing would keep the read inside its shape.
    """
    for site in survey.sites:
        if site.name in env.declared and env.declared[site.name].outside:
            continue
        for t in (t for t in site.indices if t.op != "mod"):  # a remainder is inside whatever is divided
            for m in normal(t):
                atom = atom_term(m[0]) if len(m) == 1 else None
                unknown = atom is not None and atom.op == "var" and atom.data not in env.parameters
                if unknown and atom is not None and atom.data in env.senses.integers:
                    raise _unbound(env, atom.data, site.name)


def _unbound(env: Environment, name: str, tensor: str) -> Problem:
    help_ = f"write sum({name}) …; if {name} is a parameter, declare {tensor} zero outside or say where {name} is"
    return env.problem("SG103", f"nothing binds {name}", env.senses.integers[name], f"{help_}, as in `where {name} >= 0`")


def _extent(name: str, indices: list[Index]) -> str:
    """``Z is (H−P+1)×W``, or where an axis does not begin at 0, between which indices it is defined."""
    if all(i.lo == Int(0) for i in indices):
        return f"{name} is {shape_text(tuple((i.lo, i.hi) for i in indices))}"
    ranges = " and ".join(f"{pretty(i.lo)} ≤ {i.name} < {pretty(i.hi)}" for i in indices)
    return f"{name} is defined for {ranges}"


def _declared_ranges(heads: list[Range], outputs: list[Index], declared: Tensor | None) -> dict[str, tuple[Term, Term]]:
    """Ranges of output indices that a declaration of the output's shape gives."""
    if declared is None or declared.rank != len(outputs):
        return {}
    pairs = zip(heads, outputs, declared.ranges, strict=True)
    return {index.variable: r for head, index, r in pairs if head.hi is None}


def _solve(env: Environment, survey: Survey, given: dict[str, tuple[Term, Term]]) -> Inference:
    """Infer what is missing, with the given ranges filled in first."""
    missing = survey.missing
    if given:
        values = {f"?{missing[v].start}": hi for v, (_, hi) in given.items()}
        for index in survey.indices:
            index.hi = _filled(index.hi, values)
        for site in survey.sites:
            site.facts = [_filled(f, values) for f in site.facts]
        survey.missing = {v: r for v, r in missing.items() if v not in given}
    inference = env.infer(survey)
    env.result.hypotheses += inference.hypotheses
    survey.missing = inference.missing = missing
    inference.solved.update(given)
    return inference


def _filled(t: Term, values: dict[str, Term]) -> Term:
    return substitute(t, {n: v for n, v in values.items() if n in t.free})


def _new_tensors(env: Environment, survey: Survey, inference: Inference) -> list[str]:
    """Record tensors that are read for the first time; the words for shapes that were inferred."""
    words = []
    shapes = inference.shapes
    for site in survey.sites:
        name = site.name
        if name not in env.axes and "/" not in name:
            d = env.declared.get(name)
            ranges = tuple((Int(0), size) for size in shapes.get(name, ()))
            integer = name in env.senses.integer_tensors
            env.axes[name] = Tensor(name, ranges, d.outside if d else "", bool(ranges), integer)
            if ranges:
                words.append(f"{name} is {shape_text(ranges)}")
            elif not site.indices and d is None:
                words.append(f"{name} is a scalar")
            if integer:
                env.result.assume(f"the values of {name} are integers")
        if name in env.axes:
            env.use(name)
    return words


def _check_shape(env: Environment, left: Access | Name, shape: tuple[tuple[Term, Term], ...], declared: Tensor) -> None:
    facts = env.facts()
    for (lo, hi), (low, high) in zip(shape, declared.ranges, strict=True):
        for a, b in ((lo, low), (hi, high)):
            if a != b and not env.prove(facts, eq(a, b)) and not (env.prove(facts, le(a, b)) and env.prove(facts, le(b, a))):
                message = f"{left.name} is declared with size {pretty(high)}, and its index ranges up to {pretty(hi)}"
                raise env.problem("SG105", message, left, "give the shape once")


def _add_layer(env: Environment, left: Access | Name, statement: Statement, indices: list[Index], body: Term) -> None:
    hints = tuple(i.name for i in indices)
    definition = intern_definition(left.name, hints, abstract(body, [i.variable for i in indices]))
    d = env.declared.get(left.name)
    outside = d.outside if d else ""
    if outside == "-inf" or (d and d.integer):
        raise env.problem("SG114", f"{left.name} is defined here: it can only be declared zero outside", left)
    shape = tuple((i.lo, i.hi) for i in indices)
    text = env.source[statement.start : statement.end]
    env.result.layers.append(Layer(definition, shape, outside, statement.start, statement.end, text))
    env.axes[left.name] = Tensor(left.name, shape, outside)
    env.describe_functions(body)
