"""A symbol with its scripts: a number, an entry, a whole array, or what it stands for."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from symgrad.documents.forms import Bracketed, Call, Juxtaposed, Raised, Relation, Scripted, Surrounded, Symbol
from symgrad.documents.indices import number, plus
from symgrad.documents.lower.calls import call_sense
from symgrad.documents.lower.entries import entry_of, index_list, inlined, whole
from symgrad.documents.lower.powers import norm, raised_to, to_power
from symgrad.documents.lower.products import multiplied
from symgrad.documents.lower.values import ArrayValue, Value, problem, transpose
from symgrad.documents.scope import INDICATORS, Named, head_symbol, named, split_joined
from symgrad.language.syntax import Apply, Compare, Iverson, Name, Node, Number

if TYPE_CHECKING:
    from symgrad.documents.lower.lowering import Lowering


def lower_symbol(low: Lowering, node: Symbol | Scripted) -> Value:
    if isinstance(node, Symbol) and node.name in low.env:
        return low.env[node.name]
    if isinstance(node, Scripted):
        special = special_symbol(low, node)
        if special is not None:
            return special
    found = named(node, low.scope)
    if found is None:
        if isinstance(node, Symbol):
            raise problem("SG125", f"{node.name} is a function elsewhere, and stands alone here", node)
        return scripted_expression(low, node)
    return lower_named(low, found, node)


def special_symbol(low: Lowering, node: Scripted) -> Value | None:
    """δ, indicators and e^x."""
    base = node.base
    if not isinstance(base, Symbol):
        return None
    if low.scope.is_kronecker(node) and node.sub is not None:
        items = index_list(node.sub, 2)
        if len(items) == 2:
            return Iverson(Compare([low.index(i) for i in items], ["="]), node.start, node.end)
    if base.name in INDICATORS and node.sub is not None and any(isinstance(s, (Relation, Bracketed)) for s in node.sub):
        return Iverson(low.condition(node.sub), node.start, node.end)
    if base.name == "e" and node.sub is None and node.sup is not None and is_euler(low):
        inner = node.sup.items[0] if isinstance(node.sup, Bracketed) and len(node.sup.items) == 1 else node.sup
        return low.map(lambda x: Apply("exp", None, [x], node.start, node.end, base.end), [inner], node)
    return None


def is_euler(low: Lowering) -> bool:
    """Whether e is the number: it is nothing else in the section."""
    scope = low.scope
    return not (scope.bare["e"] or scope.uses["e"] or "e" in scope.bound or "e" in scope.calls or "e" in scope.ranks)


def lower_named(low: Lowering, found: Named, node: Node) -> Value:
    name = found.name
    if found.indices is None and found.symbol.name in low.scope.functions:
        raise problem("SG125", f"{name} is a function elsewhere, and stands alone here", node)
    turned = _entry_of_transpose(low, found, node) if found.transposed and found.indices is not None else None
    if turned is not None:
        return lower_named(low, turned, node)
    value = reference(low, found, node)
    if found.transposed:
        if not isinstance(value, ArrayValue):
            if isinstance(node, Scripted) and node.sub is None:
                return raised_to(low, value, Name("T", node.start, node.end), node)
            return value  # an entry, or a number
        value = transpose(value)
    if found.power is not None:
        value = to_power(low, value, found.power, node)
    return value


def _entry_of_transpose(low: Lowering, found: Named, node: Node) -> Named | None:
    """``Wᵀ_{ji}`` is the entry W_{ij}, however the two scripts are typed; None where it has less than two indices."""
    rank = low.known.ranks.get(found.name, low.scope.rank(found.name))
    items = index_list(found.indices or [], rank)
    if len(items) > 2:
        raise problem("SG126", "which of these indices the transpose exchanges is not known", node)
    return replace(found, indices=items[::-1], transposed=False) if len(items) == 2 else None


def reference(low: Lowering, found: Named, node: Node) -> Value:
    name = found.name
    rank = low.known.ranks.get(name, low.scope.rank(name))
    if name in low.known.matrices or name in low.known.arrays:
        return of_numbers(low, found, name, node)
    primed = found.symbol.name + "'" * (len(name) - len(name.rstrip("'")))
    if found.indices is None and primed in low.env and name.rstrip("'") == low.scope.spelled(found.symbol):
        return low.env[primed]
    if found.indices is None and found.symbol.name in low.env and name == low.scope.spelled(found.symbol):
        return low.env[found.symbol.name]
    if found.indices is None:
        if rank == 0:
            return scalar_name(low, name, node)
        return whole(low, name, rank, node)
    if low.scope.only_constants(name) and not low.known.ranks.get(name):
        joined = "_".join(str(i.value) for i in found.indices if isinstance(i, Number))
        return Name(f"{name}_{joined}", node.start, node.end)
    items = index_list(found.indices, rank)
    if len(items) != rank or any(_is_two_letters(low, i) for i in items):
        count = len(items) if len(items) != rank else rank + 1
        raise problem("SG105", f"{name} has {rank} indices elsewhere and {count} here", node)
    return entry_of(low, name, [low.index(i) for i in items], node, found)


def _is_two_letters(low: Lowering, item: Node) -> bool:
    """``nj`` where n and j are indices by themselves elsewhere: two indices, and hardly their product."""
    parts = split_joined(item) if isinstance(item, Juxtaposed) else None
    return parts is not None and all(isinstance(p, Symbol) and p.name in low.scope.alone | low.scope.bound for p in parts)


def of_numbers(low: Lowering, found: Named, name: str, node: Node) -> Value:
    """An array of numbers or an array expression that is given above, or one of its entries."""
    form = low.known.matrices[name] if name in low.known.matrices else low.known.arrays[name]
    value = low.value(form)
    assert isinstance(value, ArrayValue), "an array was given"
    if found.indices is None:
        return value._replace(start=node.start, end=node.end)
    items = index_list(found.indices, value.rank)
    if len(items) != value.rank:
        raise problem("SG105", f"{name} has {value.rank} indices and {len(items)} stand here", node)
    return value.entry([plus(low.index(i), low.origin(name, k), -1) for k, i in enumerate(items)])


def scalar_name(low: Lowering, name: str, node: Node) -> Value:
    alias = low.known.aliases.get(name)
    if alias is not None and not alias.params:
        return inlined(low, alias, [], node)
    return Name(name, node.start, node.end)


def scripted_expression(low: Lowering, node: Scripted) -> Value:
    """Scripts on something that is no name: an array expression with indices, a power."""
    if node.sub is None and node.sup is not None and isinstance(node.base, Call) and not node.primes:
        symbol = head_symbol(node.base)
        if symbol is not None and named(node.base, low.scope) is None and call_sense(low, node.base, symbol) == "product":
            return multiplied(low, [("*", node.base.head), ("*", Raised(node.base.args, node.sup, node.end))], node)
    if node.sub is None:
        if node.primes:
            raise problem("SG122", "a prime on this is not read", node)
        value = low.value(node.base)
        return value if node.sup is None else to_power(low, value, node.sup, node)
    if isinstance(node.base, Surrounded) and node.base.kind == "norm":
        return norm(low, node.base, node.sub, node.sup)
    value = low.value(node.base)
    if not isinstance(value, ArrayValue):
        raise problem("SG126", "indices on something that is no array", node)
    items = index_list(node.sub, value.rank)
    if len(items) != value.rank:
        raise problem("SG105", f"{value.rank} indices are needed, and {len(items)} stand here", node)
    base = number(low.scope.origin or 0, node)
    entry = value.entry([plus(low.index(i), base, -1) for i in items])
    return entry if node.sup is None else to_power(low, entry, node.sup, node)
