"""Small arithmetic on indices in the syntax tree: sums are flattened and their numbers added, so that shifts stay readable."""

from __future__ import annotations

from fractions import Fraction

from symgrad.language.syntax import Access, Group, Name, Negative, Node, Number, Product, Sum


def number(value: int, near: Node) -> Node:
    node = Number(Fraction(abs(value)), False, near.start, near.end)
    return node if value >= 0 else Negative(node, near.start)


def plus(a: Node, b: Node, sign: int = 1) -> Node:
    """a + b or a − b, with numbers added up and terms that cancel left out.

    >>> from symgrad.documents.spell import spell
    >>> i, one = Name("i", 0, 1), Number(Fraction(1), False, 0, 1)
    >>> spell(plus(plus(i, one), one, -1))
    'i'
    """
    terms = [*_terms(a, 1), *_terms(b, sign)]
    constant = Fraction(0)
    kept: list[tuple[int, Node]] = []
    for s, t in terms:
        if isinstance(t, Number):
            constant += s * t.value
            continue
        opposite = next((k for k, (r, u) in enumerate(kept) if r == -s and same(t, u)), None)
        if opposite is None:
            kept.append((s, t))
        else:
            del kept[opposite]
    near = a
    if constant or not kept:
        kept.append((1 if constant >= 0 else -1, Number(abs(constant), False, near.start, near.end)))
    if kept[0][0] < 0:
        first = next((k for k, (s, t) in enumerate(kept) if s > 0 and not isinstance(t, Number)), None)
        if first is not None:
            kept.insert(0, kept.pop(first))
    head: Node = kept[0][1] if kept[0][0] > 0 else Negative(kept[0][1], near.start)
    out: Node = head if len(kept) == 1 else Sum([(1, head), *kept[1:]])
    out.start, out.end = near.start, near.end
    return out


def _terms(node: Node, sign: int) -> list[tuple[int, Node]]:
    if isinstance(node, Group):
        return _terms(node.inner, sign)
    if isinstance(node, Negative):
        return _terms(node.inner, -sign)
    if isinstance(node, Sum):
        return [t for s, part in node.terms for t in _terms(part, sign * s)]
    return [(sign, node)]


def same(a: Node, b: Node) -> bool:
    """Whether two index expressions are written the same."""
    if type(a) is not type(b):
        return False
    match a, b:
        case Name(), Name():
            return a.name == b.name
        case Number(), Number():
            return a.value == b.value
        case Product(), Product():
            return len(a.factors) == len(b.factors) and all(
                x[0] == y[0] and same(x[1], y[1]) for x, y in zip(a.factors, b.factors, strict=True)
            )
        case Access(), Access():
            return a.name == b.name and len(a.indices) == len(b.indices) and all(map(same, a.indices, b.indices))
        case Group(), Group():
            return same(a.inner, b.inner)
        case Negative(), Negative():
            return same(a.inner, b.inner)
    return False
