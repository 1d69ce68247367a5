"""All uses of all symbols in a section: which are indices, arrays and functions, and how many indices an array has."""

from __future__ import annotations

from collections.abc import Iterable

from symgrad.documents.forms import (
    Big,
    Call,
    Juxtaposed,
    Relation,
    Scripted,
    Symbol,
)
from symgrad.documents.scope import (
    FUNCTION_LETTERS,
    Named,
    Scope,
    Use,
    head_symbol,
    is_two,
    letters,
    linear,
    named,
    split_joined,
    squared,
)
from symgrad.language.syntax import Node, Number, walk


def survey(nodes: Iterable[Node], scope: Scope, lefts: Iterable[Node] = ()) -> None:
    """Take note of every use of every symbol in the nodes; ``lefts`` are the left sides among them."""
    roots, lefts = list(nodes), list(lefts)
    everything = [n for root in roots for n in walk(root)]
    _note_varying(everything, [n for left in lefts for n in walk(left)], scope)
    for node in everything:
        if isinstance(node, Symbol):
            scope.styles[node.name].add("cal" if node.style == "cal" else "")
            if node.style == "bold" or node.name in ("one_1", "zero_0"):
                scope.bold.add(scope.spelled(node))
        elif isinstance(node, Big):
            _note_limits(node, scope)
    for node in everything:
        if isinstance(node, Scripted) and isinstance(node.base, Symbol):
            scope.superscripts[node.base.name].append(node.sup)
    _note_calls(everything, scope)
    for name in scope.indexed_calls | scope.square:
        scope.varying |= {x for args in scope.calls[name] for a in args for x in letters(a) if len(x) == 1}
    for root in roots:
        _note_uses(root, scope)
    _note_squares(lefts, scope)


def _note_squares(lefts: list[Node], scope: Scope) -> None:
    """``σ² = …`` where σ never stands without its square: the square is a quantity of its own."""
    for left in lefts:
        found = named(left, scope) if isinstance(left, (Scripted, Call)) else None
        if found is None or found.power is None or found.name in scope.squares:
            continue
        if all(is_two(power) for power in scope.powers[found.name]):
            scope.squares.add(found.name)
            new = squared(found.name)
            scope.uses[new] = scope.uses.pop(found.name, [])
            scope.bare[new] = scope.powered.pop(found.name, 0)


def _note_varying(everything: list[Node], lefts: list[Node], scope: Scope) -> None:
    """Letters that stand in an index beside others, in i+k, or in a lone index on a left side."""
    for node in everything:
        if isinstance(node, Scripted) and node.sub is not None:
            several = len(node.sub) > 1 or not isinstance(node.sub[0] if node.sub else None, Symbol)
            if several:
                for item in node.sub:
                    if linear(item, False):
                        scope.varying |= {x for x in letters(item) if len(x) == 1}
    for node in lefts:
        if isinstance(node, Scripted) and node.sub is not None:
            alone = {i.name for i in node.sub if isinstance(i, Symbol) and i.style == "" and len(i.name) == 1}
            scope.varying |= alone
            scope.alone |= alone


def _note_limits(node: Big, scope: Scope) -> None:
    for line in node.lines:
        first = line.operands[0] if isinstance(line, Relation) else line
        for part in first.parts if isinstance(first, Juxtaposed) else [first]:
            if isinstance(part, Symbol):
                scope.bound.add(part.name)
        if isinstance(line, Relation) and len(line.operands) == 3 and isinstance(line.operands[1], Symbol):
            scope.bound.add(line.operands[1].name)
            first_ = line.operands[0]
            if line.ops[0] == "<=" and isinstance(first_, Number):
                scope.one_based = scope.one_based or first_.value == 1
                scope.zero_based = scope.zero_based or first_.value == 0
        if isinstance(line, Relation) and line.ops == ["="] and isinstance(line.operands[1], Number):
            scope.one_based = scope.one_based or line.operands[1].value == 1
            scope.zero_based = scope.zero_based or line.operands[1].value == 0
        if isinstance(line, Relation) and line.ops == ["="] and not isinstance(first, Symbol):
            scope.bound.update(n.name for n in walk(first) if isinstance(n, Symbol) and linear(first))


def _note_calls(nodes: list[Node], scope: Scope) -> None:
    """Which names are given indices in brackets, by a letter that some sum binds, or that other arrays have for an index."""
    known = set(scope.bound)
    for node in nodes:
        if isinstance(node, Scripted) and node.sub and isinstance(node.base, Symbol):
            for item in node.sub:
                if linear(item):
                    known |= {name for name in letters(item) if len(name) == 1 and name.islower()}
        if isinstance(node, Call) and isinstance(head_symbol(node), Symbol):
            symbol = head_symbol(node)
            assert symbol is not None, "it was just seen"
            if symbol.name == "e" and isinstance(node.head, Scripted) and node.head.sup is not None:
                continue  # e^x (1 + x) is a product
            scope.calls[symbol.name].append(node.args.items)
            if node.args.kind == "[" and all(linear(a, False) for a in node.args.items):
                scope.square.add(symbol.name)
                known |= {name for a in node.args.items for name in letters(a) if len(name) == 1 and name.islower()}
    scope.indices = known
    changed = True
    while changed:
        changed = False
        for name, calls in scope.calls.items():
            if name in scope.indexed_calls or any(not linear(a, False) for args in calls for a in args) or not all(calls):
                continue
            used = [letters(a) for args in calls for a in args]
            if any(s & scope.bound for s in used) or name in scope.square or _by_company(name, calls, scope):
                scope.indexed_calls.add(name)
                scope.indices |= {x for s in used for x in s if len(x) == 1 and x.islower()}
                scope.bound |= (
                    {x for s in used for x in s if len(x) == 1 and x.islower()} if name not in FUNCTION_LETTERS else set()
                )
                changed = True


def _by_company(name: str, calls: list[list[Node]], scope: Scope) -> bool:
    """Two arguments or more, each an index elsewhere: K(m, n)."""
    return all(
        len(args) >= 2 and all(letters(a) <= scope.indices and letters(a) for a in args) for args in calls
    ) and name not in ("E", "L", "J")


def _note_uses(root: Node, scope: Scope) -> None:
    pending: list[Node] = [root]
    while pending:
        node = pending.pop()
        if isinstance(node, Call) and head_symbol(node) is not None:
            found = named(node, scope)
            if found is not None:
                _note(found, scope)
                pending += found.indices or []
                continue
            pending += [*node.args.items]
            if isinstance(node.head, (Scripted, Call)):
                pending.append(node.head)
            continue
        if isinstance(node, (Scripted, Symbol)):
            found = named(node, scope)
            if found is not None:
                _note(found, scope)
                pending += found.indices or []
                if found.power is not None:
                    pending.append(found.power)
                continue
        for slot in node.__slots__:
            pending += _children(getattr(node, slot, None))


def _children(value: object) -> list[Node]:
    if isinstance(value, Node):
        return [value]
    if isinstance(value, (list, tuple)):
        return [n for v in value for n in _children(v)]
    return []


def _note(found: Named, scope: Scope) -> None:
    scope.powers[found.name].append(found.power)
    if found.indices is None:
        (scope.bare if found.power is None else scope.powered)[found.name] += 1
        return
    items = found.indices
    joined = len(items) == 1 and isinstance(items[0], Juxtaposed)
    count = len(items)
    if joined:
        split = split_joined(items[0])
        count = len(split) if split is not None else 1
    constant = all(isinstance(i, Number) for i in items)
    if constant and len(items) == 1 and isinstance(items[0], Number) and items[0].value >= 10:
        joined, count = True, len(str(items[0].value))
    scope.uses[found.name].append(Use(count, joined, constant))
