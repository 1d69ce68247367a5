"""Sums and maxima: their ranges begin at 0 in plain notation, whatever they begin at in the document."""

from __future__ import annotations

from typing import TYPE_CHECKING

from symgrad.documents.forms import Big, Bracketed, Dots, Juxtaposed, Relation, Scripted, Symbol
from symgrad.documents.indices import number, plus
from symgrad.documents.lower.parentheses import as_factor
from symgrad.documents.lower.repeated import MAX_FACTORS, lower_repeated, members
from symgrad.documents.lower.values import Value, problem
from symgrad.documents.scope import letters
from symgrad.language.syntax import Binder, Compare, Group, Junction, Name, Negative, Node, Number, walk

if TYPE_CHECKING:
    from symgrad.documents.lower.lowering import Lowering


def lower_big(low: Lowering, node: Big) -> Value:
    if node.op == "prod":
        return lower_repeated(low, node)
    if node.op not in ("sum", "max", "min", "argmax"):
        raise problem("SG122", f"`{node.op}` is not read", node)
    outer_env, outer_bound = dict(low.env), set(low.bound)
    items = limits(low, node)
    body = low.value(node.body)
    check_used(node, low.bound - outer_bound)
    low.env, low.bound = outer_env, outer_bound
    if node.op == "min":

        def smallest(x: Node) -> Node:
            largest = Binder("max", 1, items, Negative(as_factor(x), node.start), node.start, node.head_end)
            return Negative(Group(largest, node.start, node.end), node.start)

        return low.mapped(smallest, [body], node)
    return low.mapped(lambda x: Binder(node.op, 1, items, x, node.start, node.head_end), [body], node)


def check_used(node: Big, new: set[str]) -> None:
    """A summand that does not depend on the index is a constant, or, more likely, has lost its indices."""
    inside = letters(node.body)
    missing = sorted(
        new - inside - {n for line in node.lines if isinstance(line, Relation) for n in letters(line) if len(new) > 1}
    )
    if missing and not isinstance(node.body, Number) and inside:
        message = f"what is summed does not depend on {missing[0]}: were its indices left out?"
        raise problem("SG131", message, node.body, "write the indices of the entries")


def limits(low: Lowering, node: Big) -> list[Node]:
    """Ranges and conditions, in the order in which they stand."""
    if not node.lines:
        raise problem("SG123", "over what is summed is not said", node, "write the index below the sign")
    items: list[Node] = []
    listed: set[str] = set()
    upper = node.upper
    for line in node.lines:
        both = _both(low, line, node) if upper is None else None
        if both is not None:
            items += [*(bind(low, symbol, number(low.scope.origin or 0, symbol)) for symbol in both), low.condition([line])]
            continue
        if upper is None and listed and isinstance(line, Relation) and listed & letters(line):
            items.append(low.condition([line]))  # in Σ_{j,k : sj+k=i} no other letter is bound
            continue
        items += limit(low, line, upper, node)
        listed |= {line.name} if isinstance(line, Symbol) else set()
        upper = None if isinstance(line, (Relation, Symbol)) else upper
    return items


def bind(low: Lowering, symbol: Symbol, offset: Node | None = None) -> Name:
    """Bring a bound index into scope; as written it is the plain one plus ``offset``, so that all ranges begin at 0."""
    hides = symbol.name in low.bound or (
        symbol.name in low.scope_free and (symbol.name in low.scope.varying or bool(low.inlining))
    )
    name = Name(low.scope.spelled(symbol), symbol.start, symbol.end)
    low.env.pop(symbol.name, None)
    if hides:
        if not low.inlining:
            low.hidden.add(symbol.name)
        name = low.fresh_name(symbol)
        name.start, name.end = symbol.start, symbol.end
        low.env[symbol.name] = name
    if offset is not None and not (isinstance(offset, Number) and offset.value == 0):
        low.env[symbol.name] = plus(name, offset)
    low.bound.add(symbol.name)
    return name


def range_from(low: Lowering, symbol: Symbol, least: Node, high: Node, op: str, first: str = "<=") -> Node:
    """``least ≤ k ≤ high`` (or ``<``) as ``k < …``, with k shifted to begin at 0."""
    one = number(1, symbol)
    size = plus(high, least, -1)
    if op == "<=":
        size = plus(size, one)
    if first == "<":
        least, size = plus(least, one), plus(size, one, -1)
    name = bind(low, symbol, least)
    return Compare([name, size], ["<"])


def limit(low: Lowering, line: Node, upper: Node | None, node: Big) -> list[Node]:
    if isinstance(line, Scripted) and line.primes and line.sub is None and line.sup is None and isinstance(line.base, Symbol):
        line = Symbol(line.base.name + "'" * line.primes, line.base.style, line.start, line.end)
    if isinstance(line, Symbol):
        if upper is not None:
            return [up_to(low, line, upper, node)]
        count = low.scope.counts.get(id(line))
        if count is not None:
            return [range_from(low, line, number(low.scope.origin or 0, line), counted(low, count), "<")]
        return [bind(low, line, number(low.scope.origin or 0, line))]
    if isinstance(line, Juxtaposed) and upper is None:
        return [n for p in line.parts for n in limit(low, p, None, node)]
    if isinstance(line, Bracketed) and upper is None and line.kind == "(":
        return [n for p in line.items for n in limit(low, p, None, node)]
    if not isinstance(line, Relation):
        raise problem("SG123", "this is not read as the range of a sum", line, "write k=0 below and K-1 above, or k<K")
    return ranged(low, line, upper)


def counted(low: Lowering, count: Symbol) -> Node:
    """The end of a range of so many values, from where indices begin."""
    return plus(low.index(count), number(low.scope.origin or 0, count))


def up_to(low: Lowering, symbol: Symbol, upper: Node, node: Big) -> Node:
    """``Σ_i^n``: where it begins is not written."""
    origin = low.scope.origin or 0
    low.scope.assume(f"Σ over {symbol.name} up to n, without a lower limit, begins at {origin} and has n terms")
    least = number(origin, node)
    return range_from(low, symbol, least, plus(low.index(upper), least), "<")


def ranged(low: Lowering, line: Relation, upper: Node | None) -> list[Node]:
    operands, ops = line.operands, line.ops
    first = operands[0]
    if ops == ["="] and upper is not None:
        if isinstance(first, Juxtaposed) and all(isinstance(p, Symbol) for p in first.parts):
            return [one_range(low, p, operands[1], upper) for p in first.parts]
        if isinstance(first, Symbol):
            return [one_range(low, first, operands[1], upper)]
    if ops in (["<=", "<="], ["<=", "<"], ["<", "<="], ["<", "<"]) and isinstance(operands[1], Symbol) and upper is None:
        least, high = low.index(operands[0]), low.index(operands[2])
        return [range_from(low, operands[1], least, high, ops[1], ops[0])]
    if ops == ["in"] and upper is None:
        return in_set(low, first, operands[1], line)
    if (
        upper is None
        and ops in (["<"], ["<="])
        and isinstance(first, Symbol)
        and first.name not in low.bound
        and not is_free(low, first)
    ):
        least = number(low.scope.origin or 0, line)
        return [range_from(low, first, least, low.index(operands[1]), ops[0])]
    if upper is None and all(op in ("=", "!=", "<", "<=", ">", ">=", "|") for op in ops):
        return conditional(low, line)
    raise problem("SG123", "this is not read as the range of a sum", line, "write k=0 below and K-1 above, or k<K")


def is_free(low: Lowering, symbol: Symbol) -> bool:
    return symbol.name in low.env


def one_range(low: Lowering, symbol: Node, least: Node, high: Node) -> Node:
    assert isinstance(symbol, Symbol), "an index is a symbol"
    return range_from(low, symbol, low.index(least), low.index(high), "<=")


def _both(low: Lowering, line: Node, node: Big) -> tuple[Symbol, Symbol] | None:
    """i and j of ``Σ_{i<j} a_{ij}``, where j is an index of what is summed and nothing else binds it."""
    if not isinstance(line, Relation) or line.ops not in (["<"], ["<="], [">"], [">="]):
        return None
    first, second = line.operands
    taken = low.bound | low.env.keys() | low.scope_free
    if not (isinstance(first, Symbol) and isinstance(second, Symbol)) or {first.name, second.name} & taken:
        return None
    inside = {x for n in walk(node.body) if isinstance(n, Scripted) for s in n.sub or [] for x in letters(s)}
    return (first, second) if second.name in low.scope.varying & inside else None


def in_set(low: Lowering, first: Node, members_: Node, line: Relation) -> list[Node]:
    if isinstance(first, Symbol) and isinstance(members_, Bracketed) and members_.kind == "\\{":
        items = members_.items
        dots = [k for k, i in enumerate(items) if isinstance(i, Dots)]
        if len(dots) == 1 and dots[0] in (1, 2) and dots[0] == len(items) - 2:
            return [one_range(low, first, items[0], items[-1])]
        found = members(members_)
        if 0 < len(found) <= MAX_FACTORS and min(found) >= 0:
            head = one_range(low, first, items[found.index(min(found))], items[found.index(max(found))])
            each: list[Node] = [Compare([low.index(first), number(k, line)], ["="]) for k in sorted(set(found))]
            return [head, each[0] if len(each) == 1 else Junction("or", each)]
    raise problem("SG123", "the set that is summed over is not known", line, "write the range of the index")


def conditional(low: Lowering, line: Relation) -> list[Node]:
    """``Σ_{j ≠ i}``, ``Σ_{i+k=m}``: the letters that are new are bound, the rest is a condition."""
    new = [n for o in line.operands for n in symbols_in(o) if n.name not in low.bound and n.name not in low.env]
    fresh: dict[str, Symbol] = {}
    for symbol in new:
        if symbol.name in low.scope.indices and symbol.name not in low.scope_free:
            fresh.setdefault(symbol.name, symbol)
    names: list[Node] = [bind(low, s, number(low.scope.origin or 0, s)) for s in fresh.values()]
    return [*names, low.condition([line])]


def symbols_in(node: Node) -> list[Symbol]:
    return [n for n in walk(node) if isinstance(n, Symbol)]
