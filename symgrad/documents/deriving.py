"""``∂L/∂z`` written out: the derivative by something that is itself defined, as an expression in it, derived by the engine."""

from __future__ import annotations

from dataclasses import replace

from symgrad.documents.calculus import without_cotangent
from symgrad.documents.givens import Given
from symgrad.documents.program import Extra, closure, heads, roots, write
from symgrad.documents.reading import Reading
from symgrad.documents.rewriting import at, rewrite
from symgrad.documents.sections import Section
from symgrad.language.syntax import Binder, Compare, Derivative, Gradient, Group, Name, Node, walk


def written_out(section: Section, reading: Reading, givens: list[Given], kept: frozenset[str]) -> Reading | None:
    """The chain with each derivative by a definition, but for those in ``kept``, replaced by what it is; None if that fails."""
    by_name = {g.name: g for g in givens}
    found: dict[tuple[str, str], tuple[list[str], Node]] = {}
    for root in roots(reading):
        for node in walk(root):
            pair = _pair(node)
            if pair is None or pair in found or pair[1] not in by_name or pair[1] in kept or pair[0] not in by_name:
                continue
            body = _derived(section, reading, givens, *pair)
            if body is None:
                return None
            found[pair] = body
    if not found:
        return None

    def change(node: Node) -> Node | None:
        pair = _pair(node)
        if pair not in found or not isinstance(node, (Gradient, Derivative)):
            return None
        letters, body = found[pair]
        return Group(at(body, dict(zip(letters, node.indices or [], strict=True))), node.start, node.end)

    sides = [s if s.node is None else replace(s, node=rewrite(s.node, change)) for s in reading.sides]
    return replace(reading, sides=sides, explain=False)


def _pair(node: Node) -> tuple[str, str] | None:
    """Of what, and by what; None for anything but the derivative of a number by a name."""
    if isinstance(node, Gradient):
        return node.of, node.wrt
    if isinstance(node, Derivative) and isinstance(node.of, Name):
        return node.of.name, node.wrt
    return None


def _derived(section: Section, reading: Reading, givens: list[Given], of: str, wrt: str) -> tuple[list[str], Node] | None:
    """Letters for the indices of ∂of/∂wrt, and its value in them, from the program in which ``wrt`` is an input.

    Its hypotheses are not carried along: where one fails, ``of`` has no derivative and the left side no value."""
    from symgrad.checker.derived import derived
    from symgrad.language.grammar import Parser

    by_name = {g.name: g for g in givens if g.name != wrt}
    needed = closure(by_name[of], by_name)
    below = [g for g in givens if g.name in needed and g.name != wrt]
    left = Name(of, 0, 0)
    alone = replace(reading, left=left, sides=[], names={of}, cells=[])
    text = write(section, alone, below, Extra(sizes=dict(reading.trial.sizes))).text
    found = derived(text, wrt)
    if found is None:
        return None
    letters, body = list(found.indices), Parser(found.formula).whole()
    spoken = {n.name for g in below for n in walk(g.right) if isinstance(n, Name)}
    return letters, _own_letters(without_cotangent(body, of), wrt, spoken)


def _own_letters(body: Node, wrt: str, spoken: set[str]) -> Node:
    """Bound letters that nothing else is called by; ranges are left out where the definitions do not name their ends."""

    def change(node: Node) -> Node | None:
        if not isinstance(node, Binder):
            return None
        names = {h.name: Name(f"{h.name}_{wrt}", h.start, h.end) for item in node.items for h in heads(item)}
        items = [at(_without_end(item, spoken), names) for item in node.items]
        return Binder(node.op, node.component, items, at(node.body, names), node.start, node.head_end)

    return rewrite(body, change)


def _without_end(item: Node, spoken: set[str]) -> Node:
    if isinstance(item, Compare) and heads(item) and isinstance(item.operands[1], Name) and item.operands[1].name not in spoken:
        return item.operands[0]
    return item
