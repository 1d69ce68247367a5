"""What a claim says: an equation between two terms, the facts that hold of its symbols, and by what to differentiate.

``∂L/∂V[m,n] = …`` is about a loss that is not defined: it is the vector-Jacobian product with the cotangent that the claim
reads. Where it reads the cotangent of an inner layer, that layer is taken for the output if everything from V to the loss
goes through it; else the inner cotangents are replaced by what they are in terms of the last one.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from symgrad.core.term import (
    Definition,
    Domain,
    Term,
    Var,
    add,
    call,
    definitions,
    diff,
    intern_definition,
    le,
    lt,
    make,
    map_args,
    mul,
    open_binder,
    read,
    substitute,
)
from symgrad.engine.derivation import Derivation, Target
from symgrad.engine.derive import describe
from symgrad.language.program import Claim, Layer, Program
from symgrad.proof.document import Document


class Unclear(Exception):
    """What the claim is about cannot be settled; the text says why, ``term`` what stopped it.

    ``given``: there is nothing to settle, the line says what something is."""

    def __init__(self, reason: str, term: Term | None = None, *, given: bool = False) -> None:
        super().__init__(reason)
        self.reason, self.term, self.given = reason, term, given


class Question(NamedTuple):
    """``lhs = rhs`` under ``known``. Values that make ``tested`` (two terms) differ refute the claim."""

    program: Program
    lhs: Term
    rhs: Term
    known: tuple[Term, ...]
    tested: tuple[Term, Term]
    target: Target | None = None
    heading: Term | None = None

    def with_right(self, rhs: Term) -> Question:
        """The same left side against another right side, for a claim that needs no translation."""
        return self._replace(rhs=rhs, tested=(self.tested[0], rhs))


def question(program: Program, claim: Claim) -> Question:
    """What the claim says. Raises Unclear."""
    known = (*program.facts(), *claim.hypotheses)
    if claim.kind != "gradient":
        assert claim.lhs is not None, "an equality has two sides"
        _need_one_cotangent(program, claim)
        return Question(program, claim.lhs, claim.rhs, known, (claim.lhs, claim.rhs))
    used = _cotangents(program, claim)
    _need_known_gradients(program, claim)
    if claim.lhs is not None and not used:
        target = _target(claim)
        return Question(program, claim.lhs, claim.rhs, known, (claim.lhs, claim.rhs), target, claim.lhs)
    return _of_the_loss(program, claim, used, known)


def _of_the_loss(program: Program, claim: Claim, used: list[Layer], known: tuple[Term, ...]) -> Question:
    """∂L/∂x with cotangents: by the chain rule through the layers that the claim names, or through the whole network."""
    heading = read(cotangent_of(claim, claim.wrt), *claim.indices)
    inner = program.layer(claim.wrt)
    if inner is not None and inner is program.layers[-1] and not used:
        raise Unclear(f"nothing says what the loss does with {inner.name}, so its gradient is taken as given", given=True)
    target = _target(claim)
    loss = _loss(program, claim)
    frozen = _freezing([inner.definition] if inner is not None else [])
    if loss is not None and inner is not None:
        if used:
            raise Unclear(f"{claim.output} is defined, and the right side is in terms of its other gradients")
        lhs, rhs = diff(frozen(call(loss.definition)), claim.wrt, *claim.indices), frozen(claim.rhs)
        return _thawed(Question(program, lhs, rhs, known, (lhs, rhs), target, heading), inner, claim.rhs)
    if claim.lhs is None and used:
        _need_the_only_way(program, claim, used)
    outputs = used or _only_output(program)
    if claim.lhs is not None or not _is_cut(program, outputs, claim.wrt):
        return _through_everything(program, claim, used, known, target, heading)
    parts = [vector_jacobian(layer, claim, frozen) for layer in outputs]
    lhs, rhs = parts[0] if len(parts) == 1 else add(*parts), frozen(claim.rhs)
    here = Question(program, lhs, rhs, known, (lhs, rhs), target, heading)
    return here if inner is None else _thawed(here, inner, claim.rhs)


def _only_output(program: Program) -> list[Layer]:
    """The one layer that no other reads: what the loss is a function of, if the claim does not say."""
    bodies = [layer.at(*map(Var, layer.indices)) for layer in program.layers]
    read_ = {d for body in bodies for d in definitions(body)}
    outputs = [layer for layer in program.layers if layer.definition not in read_]
    if len(outputs) != 1:
        names = " and ".join(layer.name for layer in outputs)
        raise Unclear(f"the line does not say by which of {names} the loss is reached")
    return outputs


def _gradients(program: Program, *terms: Term) -> set[str]:
    """The gradients ``dL/dZ`` that the terms read."""
    return {name for t in terms for name in t.free if name in program.cotangents}


def _need_known_gradients(program: Program, claim: Claim) -> None:
    """On the right side only gradients of layers, and of the loss on the left, can be taken as they are."""
    own = {cotangent_of(claim, layer.name) for layer in program.layers}
    other = sorted(_gradients(program, claim.rhs) - own)
    if other:
        raise Unclear(f"the right side is in terms of {other[0].replace('d', '∂')}, which is itself to be derived")


def _need_one_cotangent(program: Program, claim: Claim) -> None:
    """Two gradients of one loss depend on each other, so they are no arbitrary arrays."""
    assert claim.lhs is not None, "an equality has two sides"
    found = sorted(_gradients(program, claim.lhs, claim.rhs))
    of = [name.partition("/d")[2] for name in found]
    losses = [name.partition("/d")[0][1:] for name in found]
    if len(found) > 1 or any(program.layer(n) is None for n in of) or any(program.layer(n) for n in losses):
        raise Unclear("an equation between gradients is judged with one of them alone on the left side")


def _need_the_only_way(program: Program, claim: Claim, used: list[Layer]) -> None:
    """x reaches the loss through the layers whose cotangents the claim reads, and no other layer rests on x."""
    behind = {d for layer in used for d in (layer.definition, *definitions(layer.at(*map(Var, layer.indices))))}
    others = [layer for layer in program.layers if layer.definition not in behind]
    others = [o for o in others if not any(u.definition in _under(o) for u in used) and _rests_on(o, program, claim.wrt)]
    if others:
        also = " and ".join(layer.name for layer in others)
        verb, them = ("depends", "it") if len(others) == 1 else ("depend", "them")
        names = " and ".join(layer.name for layer in used)
        raise Unclear(
            f"{also} {verb} on {claim.wrt} as well, so the loss may depend on {claim.wrt} through {them} and not through "
            f"{names} only; leave out what the loss does not depend on"
        )


def _under(layer: Layer) -> list[Definition]:
    return definitions(layer.at(*map(Var, layer.indices)))


def _rests_on(layer: Layer, program: Program, name: str) -> bool:
    inner = program.layer(name)
    return name in layer.definition.free if inner is None else inner.definition in _under(layer)


def _through_everything(
    program: Program, claim: Claim, used: list[Layer], known: tuple[Term, ...], target: Target, heading: Term
) -> Question:
    """The derivative of the last layer, or of the loss itself, with every inner cotangent written out."""
    if program.layer(claim.wrt) is not None:
        raise Unclear(f"{claim.wrt} reaches the loss in more than one way that the claim speaks of")
    last = program.layers[-1]
    lhs = claim.lhs if claim.lhs is not None else vector_jacobian(last, claim, lambda t: t)
    rhs = claim.rhs
    for layer in used:
        if claim.lhs is not None or layer is not last:
            rhs = _written_out(program, claim, layer, rhs)
    return Question(program, lhs, rhs, known, (lhs, rhs), target, heading)


def cotangent_of(claim: Claim, name: str) -> str:
    """``dL/dV``, with the loss that the claim names."""
    return f"d{claim.output}/d{name}"


def _loss(program: Program, claim: Claim) -> Layer | None:
    """The layer that the claim differentiates as a loss, where the program defines it."""
    layer = program.layer(claim.output)
    return layer if layer is not None and not layer.indices else None


def _cotangents(program: Program, claim: Claim) -> list[Layer]:
    """The layers whose cotangents the claim's right side reads."""
    return [layer for layer in program.layers if cotangent_of(claim, layer.name) in claim.rhs.free]


def _target(claim: Claim) -> Target:
    names = tuple(sorted({n for a in claim.indices for n in a.free if n in claim.names}))
    return Target(claim.wrt, names, ())


def vector_jacobian(layer: Layer, claim: Claim, frozen: Callable[[Term], Term]) -> Term:
    """Σ_o ∂L/∂y[o]·∂y[o]/∂x[…], its bound indices apart from those of the claim."""
    names = [f"@o{k}" for k in range(len(layer.indices))]
    indices = tuple(map(Var, names))
    inside = mul(
        read(cotangent_of(claim, layer.name), *indices),
        diff(frozen(call(layer.definition, *indices)), claim.wrt, *claim.indices),
    )
    return Domain(names, list(layer.shape)).bind("sum", inside, layer.indices) if names else inside


# ---- inner layers ----


def _freezing(fixed: Sequence[Definition]) -> Callable[[Term], Term]:
    """Reads of these definitions become reads of tensors of the same name, in other definitions too."""
    memo: dict[int, Definition] = {}

    def definition(d: Definition) -> Definition:
        if id(d) not in memo:
            body = term(d.body)
            memo[id(d)] = d if body is d.body else intern_definition(d.name, d.hints, body)
        return memo[id(d)]

    def term(t: Term) -> Term:
        if t.op == "call":
            args = tuple(map(term, t.args))
            return make("read", t.data.name, args) if t.data in fixed else make("call", definition(t.data), args)
        return map_args(t, lambda a, _: term(a), 0)

    return term if fixed else lambda t: t


def thawing(layer: Layer) -> Callable[[Term], Term]:
    """Reads of a tensor become reads of the layer of that name."""

    def term(t: Term) -> Term:
        if t.op == "read" and t.data == layer.name:
            return make("call", layer.definition, tuple(map(term, t.args)))
        return map_args(t, lambda a, _: term(a), 0)

    return term


def _is_cut(program: Program, outputs: list[Layer], name: str) -> bool:
    """Whether all that x does to the loss goes through exactly one of these layers.

    Layers that rest on none of them and on which none of them rests are other things that the text speaks of."""
    frozen = _freezing([layer.definition for layer in outputs])
    inner = program.layer(name)
    for layer in program.layers:
        body = layer.at(*map(Var, layer.indices))
        if not any(o.definition in definitions(body) for o in outputs):
            continue
        rest = frozen(body)
        if layer in outputs or name in rest.free or (inner is not None and inner.definition in definitions(rest)):
            return False
    return True


def _thawed(asked: Question, inner: Layer, rhs: Term) -> Question:
    """For values to refute the claim, the inner layer has to be what it is defined to be."""
    derived = derived_term(asked)
    return asked._replace(tested=(thawing(inner)(derived), rhs))


def derived_term(asked: Question) -> Term:
    """The left side without derivatives, as the engine found it. Raises Unclear."""
    derivation = started(asked)
    if derivation.stuck is not None:
        raise Unclear(derivation.stuck.reason, derivation.stuck.term)
    return derivation.proof.theorem.rhs


def begun(asked: Question) -> Derivation:
    """A derivation that has the left side and no line yet."""
    document = Document("claim", asked.lhs, None, asked.heading)
    describe(document, asked.program)
    return Derivation(document, asked.program, asked.known)


def started(asked: Question) -> Derivation:
    """A derivation that begins with the left side, differentiated."""
    derivation = begun(asked)
    if asked.target is None:
        names = sorted(differentiated(asked.lhs))
        return derivation.differentiate_all(names) if names else derivation
    derivation.target = asked.target
    return derivation.differentiate(asked.target)


def differentiated(t: Term) -> set[str]:
    """The names by which t differentiates."""
    own = {t.data} if t.op == "diff" else set()
    return own.union(*map(differentiated, t.args))


def _written_out(program: Program, claim: Claim, layer: Layer, rhs: Term) -> Term:
    """The right side with ∂L/∂h replaced by what it is."""
    names = [f"@h{k}" for k in range(len(layer.indices))]
    inside = tuple(f for n, (lo, hi) in zip(names, layer.shape, strict=True) for f in _within(Var(n), lo, hi))
    about = Claim("gradient", None, read(claim.output), output=claim.output, wrt=layer.name)
    about.indices, about.names, about.hypotheses = tuple(map(Var, names)), tuple(names), inside
    frozen = _freezing([layer.definition])
    last = program.layers[-1]
    lhs = vector_jacobian(last, about, frozen)
    if claim.lhs is not None:  # the loss is the last thing defined: its own cotangent is 1
        lhs = diff(frozen(call(claim.lhs.args[0].data)), layer.name, *about.indices)
    asked = Question(program, lhs, lhs, (*program.facts(), *inside), (lhs, lhs), _target(about))
    found = thawing(layer)(derived_term(asked))
    name = cotangent_of(claim, layer.name)

    return replace_reads(rhs, name, lambda indices: substitute(found, dict(zip(names, indices, strict=True))))


def replace_reads(t: Term, name: str, value: Callable[[tuple[Term, ...]], Term], depth: int = 0) -> Term:
    """The term with every read of a tensor replaced by a term in its indices."""
    if name not in t.free:
        return t
    if t.op == "read" and t.data == name:
        return value(t.args)
    if not t.hints:
        return make(t.op, t.data, tuple(replace_reads(a, name, value, depth) for a in t.args))
    names = [f"@w{depth + k}" for k in range(len(t.hints))]
    domain, body = open_binder(t, names)
    depth += len(names)
    cond = replace_reads(domain.cond, name, value, depth)
    opened = Domain(names, domain.ranges, cond)
    return opened.bind(t.op, replace_reads(body, name, value, depth), t.hints, t.data)


def _within(a: Term, lo: Term, hi: Term) -> tuple[Term, Term]:
    return le(lo, a), lt(a, hi)
