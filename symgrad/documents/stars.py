"""``(f * g)[n] = Σ_k f[k] g[n−k]``: an equation that says what ``*`` means."""

from __future__ import annotations

from symgrad.documents.chains import Statement
from symgrad.documents.forms import Big, Bracketed, Call, Juxtaposed, Operation, Relation, Scripted, Symbol
from symgrad.documents.scope import Named, Scope, letters, named
from symgrad.language.syntax import Negative, Node, Product, Sum


def meaning(statement: Statement, scope: Scope) -> tuple[str, str] | None:
    """The sign, ``*`` or ``⋆``, and "convolution" or "correlation", if the statement defines the sign as one of them."""
    found = _starred(statement.left)
    if found is None or not statement.rights or statement.rights[0].op not in ("=", ":="):
        return None
    operation, places = found
    operands = operation.left, operation.right
    body, bound = _summed(statement.rights[0].node)
    reads = [named(f, scope) for f in _factors(body)]
    names = [named(o, scope) for o in operands]
    if len(reads) != 2 or any(r is None or r.indices is None for r in reads) or any(n is None for n in names):
        return None
    image = next((r for r in reads if r is not None and names[0] is not None and r.name == names[0].name), None)
    kernel = next((r for r in reads if r is not None and names[1] is not None and r.name == names[1].name), None)
    if image is None or kernel is None or image is kernel:
        return None
    senses = {_sense(a, b, place, bound) for a, b, place in _axes(image, kernel, places)}
    return (operation.op, senses.pop()) if len(senses) == 1 and senses != {""} else None


def _starred(left: Node | None) -> tuple[Operation, list[Node]] | None:
    """The operation and the indices of ``(f * g)[n]`` or ``(f * g)_{ij}``."""
    places: list[Node] | None = None
    base: Node | None = None
    if isinstance(left, Juxtaposed) and len(left.parts) == 2 and isinstance(left.parts[1], Bracketed):
        base, places = left.parts[0], left.parts[1].items
    elif isinstance(left, Call):
        base, places = left.head, left.args.items
    elif isinstance(left, Scripted) and left.sup is None and not left.primes:
        base, places = left.base, left.sub
    inner = base.items[0] if isinstance(base, Bracketed) and base.kind == "(" and len(base.items) == 1 else None
    if isinstance(inner, Operation) and inner.op in ("*", "star") and places:
        return inner, [p for i in places for p in (i.parts if isinstance(i, Juxtaposed) else [i])]
    return None


def _summed(node: Node) -> tuple[Node, set[str]]:
    """What is summed, and the letters that are bound."""
    bound: set[str] = set()
    while isinstance(node, Big) and node.op == "sum":
        for line in node.lines:
            bound |= letters(line.operands[0] if isinstance(line, Relation) and len(line.operands) == 2 else line)
        node = node.body
    return node, bound


def _factors(node: Node) -> list[Node]:
    if isinstance(node, Juxtaposed):
        return list(node.parts)
    return [f for _, f in node.factors] if isinstance(node, Product) else []


def _axes(image: Named, kernel: Named, places: list[Node]) -> list[tuple[Node, Node, Node]]:
    a, b = (_split(r.indices or []) for r in (image, kernel))
    return list(zip(a, b, places, strict=True)) if len(a) == len(b) == len(places) else [(places[0], places[0], places[0])]


def _split(items: list[Node]) -> list[Node]:
    return [p for i in items for p in (i.parts if isinstance(i, Juxtaposed) else [i])]


def _sense(image: Node, kernel: Node, place: Node, bound: set[str]) -> str:
    """What one axis says: f[k] g[n−k] and f[n−k] g[k] are a convolution, f[n+k] g[k] is a correlation."""
    if not isinstance(place, Symbol):
        return ""
    for one, other, sign in ((image, kernel, 0), (kernel, image, 1)):
        if not isinstance(one, Symbol) or one.name not in bound:
            continue
        terms = _terms(other)
        if terms == {place.name: 1, one.name: -1}:
            return "convolution"
        if terms == {place.name: 1, one.name: 1} and sign == 1:
            return "correlation"
    return ""


def _terms(node: Node) -> dict[str, int]:
    """n − k as {n: 1, k: −1}; empty for anything else."""
    out: dict[str, int] = {}
    for sign, term in node.terms if isinstance(node, Sum) else [(1, node)]:
        while isinstance(term, Negative):
            sign, term = -sign, term.inner
        if not isinstance(term, Symbol) or term.name in out:
            return {}
        out[term.name] = sign
    return out
