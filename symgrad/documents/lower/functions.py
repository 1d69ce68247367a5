"""Functions: named ones, and letters before a bracket."""

from __future__ import annotations

from typing import TYPE_CHECKING

from symgrad.documents.calculus import derived_function
from symgrad.documents.forms import Call, Function, Relation, Scripted, Surrounded, Symbol
from symgrad.documents.lower.calls import call_sense
from symgrad.documents.lower.convolutions import rotated
from symgrad.documents.lower.integers import lower_floor
from symgrad.documents.lower.names import lower_named
from symgrad.documents.lower.powers import to_power
from symgrad.documents.lower.products import multiplied
from symgrad.documents.lower.values import ArrayValue, Definition, Value, problem
from symgrad.documents.rewriting import at, placed, rewrite
from symgrad.documents.scope import INDICATORS, head_symbol, named
from symgrad.language.syntax import Apply, Binder, Group, Iverson, Name, Negative, Node, Product

if TYPE_CHECKING:
    from symgrad.documents.lower.lowering import Lowering

KNOWN = frozenset({"sin", "cos", "tan", "exp", "log", "sqrt", "tanh", "relu", "sigmoid", "softplus", "abs"})
_NAMES = {"ln": "log", "lg": "log", "sgn": "sign", "csch": "cosech"}
ELEMENTARY = {
    "sinh": "(exp(t_) - exp(-t_)) / 2", "cosh": "(exp(t_) + exp(-t_)) / 2", "sech": "2 / (exp(t_) + exp(-t_))",
    "cosech": "2 / (exp(t_) - exp(-t_))", "coth": "(exp(t_) + exp(-t_)) / (exp(t_) - exp(-t_))", "sec": "1 / cos(t_)",
    "csc": "1 / sin(t_)", "cot": "cos(t_) / sin(t_)", "sign": "[t_ > 0] - [t_ < 0]",
}  # fmt: skip


def lower_call(low: Lowering, node: Call) -> Value:
    special = indicator(low, node)
    if special is not None:
        return special
    if node.args.kind == "[" and any(isinstance(a, Relation) for a in node.args.items):
        return multiplied(low, [("*", node.head), ("*", node.args)], node)  # w_k [i < N]
    found = named(node, low.scope)
    if found is not None:
        return lower_named(low, found, node)
    symbol = head_symbol(node)
    if symbol is None:
        raise problem("SG122", "this is not read before a bracket", node.head)
    sense = call_sense(low, node, symbol)
    if sense == "function":
        return applied(low, node, symbol)
    if sense == "itself":
        return low.value(node.head)
    if sense == "product":
        return multiplied(low, [("*", node.head), ("*", node.args)], node)
    help_ = f"declare it: % symgrad: {symbol.name} is a function, or write {symbol.name}\\cdot(…)"
    raise problem("SG125", f"is {symbol.name}(…) a function, a product, or an entry?", node, help_)


def derived_body(low: Lowering, definition: Definition, primes: int, node: Node) -> tuple[str, Node] | None:
    """A letter, and f′ of it; None where f is not made of numbers alone or has no derivative that can be derived."""
    if len(definition.params) != 1:
        return None
    letter = "t_"
    body = body_of(low, definition, [Name(letter, node.start, node.start)], node)
    for _ in range(primes):
        found = derived_function(body, letter)
        if found is None:
            return None
        body = found
    return letter, body


def indicator(low: Lowering, node: Call) -> Node | None:
    head = node.head
    if isinstance(head, Symbol) and head.name in INDICATORS and any(isinstance(a, (Relation,)) for a in node.args.items):
        return Iverson(low.condition(node.args.items), node.start, node.end)
    return None


def applied(low: Lowering, node: Call, symbol: Symbol) -> Value:
    head = node.head
    primes = head.primes if isinstance(head, Scripted) else 0
    sup = head.sup if isinstance(head, Scripted) else None
    name = low.scope.spelled(symbol)
    if isinstance(head, Scripted) and head.sub is not None:
        name += "_" + "_".join(str(getattr(s, "name", "x")) for s in head.sub)
    definition = low.known.functions.get(name)
    if definition is not None and not primes and sup is None and len(definition.params) == len(node.args.items):
        values = [low.value(a) for a in node.args.items]
        return low.mapped(lambda *xs: body_of(low, definition, list(xs), node), values, node)
    if definition is not None and primes:
        body = derived_body(low, definition, primes, node) if sup is None and len(node.args.items) == 1 else None
        if body is None:
            raise problem("SG122", f"the derivative of {name}, which is defined above, is not read at this place", node)
        letter, found = body
        return low.mapped(lambda x: Group(at(found, {letter: x}), node.start, node.end), [low.value(node.args.items[0])], node)
    spelled = name + "'" * primes
    out = low.map(lambda *xs: Apply(spelled, None, list(xs), node.start, node.end, head.end), list(node.args.items), node)
    return out if sup is None else to_power(low, out, sup, node)


def body_of(low: Lowering, definition: Definition, values: list[Node], node: Node) -> Node:
    before, low.env = low.env, {**low.env, **dict(zip(definition.params, values, strict=True))}
    try:
        return Group(low.scalar(definition.body), node.start, node.end)
    finally:
        low.env = before


def lower_function(low: Lowering, node: Function) -> Value:
    name = _NAMES.get(node.name, node.name)
    if name == "rot":
        return rotated(low, node)
    if name in ("max", "min"):
        return largest(low, node, name)
    if name in ("softmax", "trace", "tr") and len(node.args) == 1 and not node.primes and node.sup is None and node.sub is None:
        value = low.value(node.args[0])
        if isinstance(value, ArrayValue) and value.sizes is None:
            return softmax(low, value, node) if name == "softmax" else trace(low, value, node)
    if name == "average" or name in ("conv", "corr", "pad", "flip?", "softmax", "diag", "vec", "trace", "sum"):
        raise problem("SG122", f"`{node.name}` is not read", node, "write it with indices and Σ")
    if name in ("floor", "ceil") and len(node.args) == 1:
        return lower_floor(low, Surrounded(name, node.args, node.start, node.end))
    if (name not in KNOWN and name not in ELEMENTARY) or node.sub is not None or len(node.args) != 1:
        raise problem("SG122", f"`{node.name}` is not read here", node)
    body = elementary(name, Name("t_", node.start, node.start), node)
    for _ in range(node.primes):
        further = derived_function(body, "t_")
        if further is None:
            raise problem("SG122", f"the derivative of `{node.name}` is not read here", node)
        body = further
    if name in KNOWN and not node.primes:
        out = low.map(lambda x: Apply(name, None, [x], node.start, node.end, node.name_end), node.args, node)
    else:
        out = low.map(lambda x: Group(at(body, {"t_": x}), node.start, node.end), node.args, node)
    if node.sup is not None:
        if isinstance(node.sup, Negative):
            raise problem("SG122", "an inverse function is not read", node)
        out = to_power(low, out, node.sup, node)
    return out


def elementary(name: str, x: Node, node: Node) -> Node:
    """A function of calculus by those that plain notation has."""
    from symgrad.language.grammar import Parser

    text = ELEMENTARY.get(name, f"{name}(t_)")
    return rewrite(at(Parser(text).whole(), {"t_": x}), lambda n: placed(n, node) if n.start != node.start else None)


def softmax(low: Lowering, value: ArrayValue, node: Function) -> Value:
    """exp of each entry, divided by their sum along the last axis."""
    if value.rank == 0:
        raise problem("SG126", "softmax of a number", node)
    if value.rank > 1:
        low.scope.assume("softmax is taken along the last index")

    def power(x: Node) -> Node:
        return Apply("exp", None, [x], node.start, node.end, node.start)

    def entry(indices: list[Node]) -> Node:
        k = low.fresh_name(node)
        total = Binder("sum", 1, [k], power(value.entry([*indices[:-1], k])), node.start, node.start)
        return Product([("*", power(value.entry(indices))), ("/", Group(total, node.start, node.end))])

    return value._replace(entry=entry, names=value.names, reversed_of=None, row=False)


def trace(low: Lowering, value: ArrayValue, node: Function) -> Value:
    """The sum of the diagonal."""
    if value.rank != 2:
        raise problem("SG126", "the trace of what is no matrix", node)
    k = low.fresh_name(node)
    return Binder("sum", 1, [k], value.entry([k, k]), node.start, node.start)


def largest(low: Lowering, node: Function, name: str) -> Value:
    if len(node.args) == 1:
        raise problem("SG122", f"`{name}` of one thing: over which indices is not said", node, f"write \\{name}_{{k}} …")
    if not node.args:
        raise problem("SG105", f"`{name}` of nothing", node)
    values = [low.scalar(a) for a in node.args]
    out = values[0]
    for value in values[1:]:
        out = Apply(name, None, [out, value], node.start, node.end, node.name_end)
    return out
