"""Derivatives by what is itself defined, ``∂L/∂z`` with ``z = Wx + b``: the program is cut there, and z is an input."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from symgrad.documents.givens import Given
from symgrad.documents.program import closure, heads, ranks_in, roots
from symgrad.documents.reading import Reading
from symgrad.language.syntax import (
    Access,
    Binder,
    Derivative,
    Gradient,
    Group,
    Name,
    Negative,
    Node,
    Product,
    Sum,
    walk,
)


@dataclass
class Cut:
    """The definitions that are left for one line; ``doubt`` is why a refutation would say nothing about the line as it stands."""

    givens: list[Given]
    note: str = ""
    doubt: str = ""
    impossible: str = ""
    inputs: list[str] = field(default_factory=list)
    input_doubt: bool = False  # whether it is the values of the inputs that are in doubt


def crossed(reading: Reading, givens: list[Given]) -> bool:
    """Whether the chain speaks of a derivative of something defined by something defined."""
    by_name = {g.name: g for g in givens}
    return any(_is_inner(node, by_name) for node in _derivatives(reading))


def cut(reading: Reading, givens: list[Given]) -> Cut:
    """How one line is judged: with z an input where all derivatives are by z, else with whatever lies after z arbitrary."""
    by_name = {g.name: g for g in givens}
    nodes = list(_derivatives(reading))
    inner = {n.wrt for n in nodes if _is_inner(n, by_name)}
    if not inner:
        return Cut(givens)
    top = next(
        (z for z in sorted(inner) if all(z in closure(by_name[w], by_name) for w in {n.wrt for n in nodes} & set(by_name))), ""
    )
    if top and not {n.wrt for n in nodes} - set(by_name):
        found = _at_input(reading, givens, by_name[top])
        rest = cut(reading, found.givens)
        doubt = found.doubt or rest.doubt
        return Cut(rest.givens, rest.note or found.note, doubt, rest.impossible, found.inputs + rest.inputs, bool(found.doubt))
    return _arbitrary_after(reading, givens, nodes, inner)


def _at_input(reading: Reading, givens: list[Given], z: Given) -> Cut:
    """All derivatives are by z: its definition is left out."""
    by_name = {g.name: g for g in givens}
    above = closure(z, by_name) - {z.name}
    left = {g.name: g for g in givens if g is not z}
    wanted = {n for n in reading.names if n in left}
    needed = set().union(*(closure(left[n], left) for n in wanted)) if wanted else set()
    doubt = ""
    shared = sorted(set(ranks_in(reading, givens)) & above)
    if shared:
        doubt = f"{z.name} depends on {' and '.join(shared)}, which is not taken into account"
    elif not _takes_every_value(z):
        doubt = f"it is not clear which values {z.name} takes"
    kept = [g for g in givens if g is not z and g.name in needed]
    own = {name for g in givens if g.name in {z.name, *above} for name in read_by(g)} - set(by_name)
    if not doubt and own and own <= {name for g in kept for name in read_by(g)}:
        doubt = f"{z.name} depends on {' and '.join(sorted(own))}, as what is left of the line does"
    return Cut(kept, f"the derivative is by {z.name}, which is an input here", doubt, inputs=[z.name])


def _arbitrary_after(reading: Reading, givens: list[Given], nodes: list[Gradient | Derivative], inner: set[str]) -> Cut:
    """Derivatives by z and by what z depends on: right for whatever comes after z, or not decided."""
    by_name = {g.name: g for g in givens}
    after = {g.name for g in givens if closure(g, by_name) & inner} - inner
    losses = {n.of for n in nodes if isinstance(n, Gradient)}
    spoken = {n.name for root in roots(reading) for n in walk(root) if isinstance(n, (Name, Access))}
    spoken |= {n.of.name for n in nodes if isinstance(n, Derivative) and isinstance(n.of, (Name, Access))}
    middle = " and ".join(sorted(inner))
    if spoken & after or not losses & after:
        return Cut(givens, impossible=f"{middle} is defined above: derivatives by it and by what it depends on are not mixed")
    loss = " and ".join(sorted(losses & after))
    kept = [g for g in givens if g.name not in after]
    doubt = f"false for an arbitrary {loss}; for this one it is not decided"
    return Cut(kept, f"holds for whatever {loss} makes of {middle}", doubt)


def _derivatives(reading: Reading) -> Iterator[Gradient | Derivative]:
    for root in roots(reading):
        for node in walk(root):
            if isinstance(node, (Gradient, Derivative)):
                yield node


def _is_inner(node: Gradient | Derivative, by_name: dict[str, Given]) -> bool:
    if node.wrt not in by_name:
        return False
    if isinstance(node, Gradient):
        return node.of in by_name
    names = {n.name for n in walk(node.of) if isinstance(n, (Name, Access))}
    return any(name in by_name for name in names)


def read_by(given: Given) -> set[str]:
    """The arrays that a definition reads; its numbers, if it reads none."""
    bound = {h.name for b in walk(given.right) if isinstance(b, Binder) for item in b.items for h in heads(item)}
    arrays = {n.name for n in walk(given.right) if isinstance(n, Access)}
    return arrays or {n.name for n in walk(given.right) if isinstance(n, Name)} - bound


def _takes_every_value(given: Given) -> bool:
    """Whether each entry is linear in an input of its own, as in ``z_i = Σ_j W_ij x_j + b_i``: then all values occur."""
    own = {i.name for i in given.left.indices if isinstance(i, Name)} if isinstance(given.left, Access) else set()
    everywhere = [n.name for n in walk(given.right) if isinstance(n, (Access, Name))]
    return any(
        everywhere.count(leaf.name) == 1
        and (own <= {i.name for i in leaf.indices if isinstance(i, Name)} if isinstance(leaf, Access) else not own)
        for leaf in _linear(given.right)
    )


def _linear(node: Node) -> Iterator[Access | Name]:
    """The places in which an expression is linear."""
    match node:
        case Access() | Name():
            yield node
        case Group():
            yield from _linear(node.inner)
        case Negative():
            yield from _linear(node.inner)
        case Sum():
            for _, term in node.terms:
                yield from _linear(term)
        case Product():
            for op, factor in node.factors:
                if op == "*":
                    yield from _linear(factor)
        case Binder() if node.op == "sum" and all(heads(item) for item in node.items):
            bound = {n.name for item in node.items for n in walk(item) if isinstance(n, Name)}
            for leaf in _linear(node.body):
                if leaf.name not in bound:
                    yield leaf
