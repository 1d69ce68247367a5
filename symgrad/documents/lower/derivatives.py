"""Derivatives: of numbers and entries, by numbers, entries and whole arrays."""

from __future__ import annotations

from typing import TYPE_CHECKING

from symgrad.documents.forms import Call, Nabla, Partial, Scripted, Symbol
from symgrad.documents.indices import plus
from symgrad.documents.lower.calls import call_sense
from symgrad.documents.lower.entries import index_list
from symgrad.documents.lower.parentheses import ungrouped
from symgrad.documents.lower.values import ArrayValue, Value, problem
from symgrad.documents.scope import Named, head_symbol, named
from symgrad.errors import Problem
from symgrad.language.syntax import Apply, Derivative, Gradient, Name, Node, Number

if TYPE_CHECKING:
    from symgrad.documents.lower.lowering import Lowering


def lower_partial(low: Lowering, node: Partial) -> Value:
    if node.of is None:
        raise problem("SG121", "this derivative is applied to nothing", node)
    if node.order != 1:
        raise problem("SG122", "a derivative of higher order is not read", node)
    wrt = named(node.wrt, low.scope)
    if wrt is None or wrt.power is not None or wrt.transposed:
        raise problem("SG121", "what is differentiated by is no symbol", node.wrt)
    return derivative(low, node.of, wrt, node)


def lower_nabla(low: Lowering, node: Nabla) -> Value:
    by = node.wrt or _argument(low, node.of)
    if by is None:
        raise problem("SG122", "by what `\\nabla` differentiates is not said", node, "write \\nabla_w")
    wrt = named(by, low.scope)
    if wrt is None:
        raise problem("SG121", "what is differentiated by is no symbol", by)
    return derivative(low, node.of, wrt, node)


def _argument(low: Lowering, of: Node) -> Node | None:
    """The x of ``∇f(x)``, or of ``∇f`` where f is written f(x) and never of anything else."""
    symbol = head_symbol(of) if isinstance(of, (Call, Symbol)) else None
    calls = low.scope.calls[symbol.name] if symbol is not None and symbol.name in low.scope.calls else []
    names = {args[0].name for args in calls if len(args) == 1 and isinstance(args[0], Symbol)}
    if len(names) != 1 or any(len(args) != 1 or not isinstance(args[0], Symbol) for args in calls):
        return None
    return calls[0][0]


def derivative(low: Lowering, of: Node, wrt: Named, node: Node) -> Value:
    rank = low.known.ranks.get(wrt.name, low.scope.rank(wrt.name))
    name = wrt.name
    if wrt.indices is not None and low.scope.only_constants(name) and not low.known.ranks.get(name):
        name = f"{name}_" + "_".join(str(i.value) for i in wrt.indices if isinstance(i, Number))
        rank, wrt.indices = 0, None
    if name in low.known.aliases:
        raise problem("SG122", f"a derivative by {name}, which stands for something else, is not read", node)
    if wrt.indices is None:
        if rank == 0:
            return differentiated(low, of, name, [], node)
        if rank_of(low, of) > 0:
            raise problem("SG126", "the derivative of an array by an array has all their indices", node, "write the entries")
        return ArrayValue(rank, lambda indices: entry_by(low, of, name, indices, node), node.start, node.end, None, (name,))
    items = index_list(wrt.indices, rank)
    if len(items) != rank:
        raise problem("SG105", f"{name} has {rank} indices elsewhere and {len(items)} here", node)
    indices = [plus(low.index(i), low.origin(name, k), -1) for k, i in enumerate(items)]
    return differentiated(low, of, name, indices, node)


def rank_of(low: Lowering, of: Node) -> int:
    try:
        value = low.value(of)
    except Problem:
        return 0
    return value.rank if isinstance(value, ArrayValue) else 0


def entry_by(low: Lowering, of: Node, name: str, indices: list[Node], node: Node) -> Node:
    value = differentiated(low, of, name, indices, node)
    assert not isinstance(value, ArrayValue), "the derivative of a number by an entry is a number"
    return value


def differentiated(low: Lowering, of: Node, name: str, indices: list[Node], node: Node) -> Value:
    """∂of/∂name[indices]."""
    if isinstance(of, Call):
        symbol = head_symbol(of)
        if symbol is not None and named(of, low.scope) is None and call_sense(low, of, symbol) == "itself":
            of = of.head
    found = named(of, low.scope) if isinstance(of, (Symbol, Scripted, Call)) else None
    if symbol_of(of) is not None and not indices:
        through = through_arguments(low, of, name, node)
        if through is not None:
            return through
    function = low.known.functions.get(low.scope.spelled(of)) if isinstance(of, Symbol) else None
    if function is not None and len(function.params) == 1 and not indices and name == function.params[0]:
        body = low.scalar(function.body)  # df/dx where f(x) = …
        return Derivative(ungrouped(body), name, [], node.start, node.end)
    if found is not None and found.indices is None and found.power is None and not found.transposed:
        if found.name in low.known.aliases:
            raise problem("SG122", f"a derivative of {found.name}, which stands for something else, is not read", node)
        if low.known.ranks.get(found.name, low.scope.rank(found.name)) == 0 and found.symbol.name not in low.env:
            return Gradient(found.name, name, indices or None, node.start, node.end)
    if name in low.env:
        raise problem("SG122", "a derivative by this index is not read", node)
    value = low.value(of)
    if isinstance(value, Name) and found is not None and found.indices is not None:  # R_1, a number of its own
        return Gradient(value.name, name, indices or None, node.start, node.end)
    return low.mapped(lambda x: Derivative(ungrouped(x), name, indices, node.start, node.end), [value], node)


def through_arguments(low: Lowering, of: Node, name: str, node: Node) -> Node | None:
    """∂f/∂r where f is an unknown function of x and y, which are given in terms of r."""
    symbol = symbol_of(of)
    if symbol is None or symbol.name not in low.known.arguments:
        return None
    arguments = low.known.arguments[symbol.name]
    spelled = low.scope.spelled(symbol)
    values: list[Node] = [Name(a, node.start, node.end) for a in arguments]
    if name in arguments:
        orders = tuple(int(a == name) for a in arguments)
        return Apply(spelled, orders, values, node.start, node.end, node.start)
    return Derivative(Apply(spelled, None, values, node.start, node.end, node.start), name, [], node.start, node.end)


def symbol_of(node: Node) -> Symbol | None:
    """The letter, where the node is one, or one with arguments behind it."""
    if isinstance(node, Call) and isinstance(node.head, Symbol):
        return node.head
    return node if isinstance(node, Symbol) else None
