"""From forms to the syntax tree of plain notation, for one statement, once it is known what the symbols of the section are.

A whole array becomes an ``ArrayValue``: its entries at given indices. Raises Problem SG12x for what has no meaning yet.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction

from symgrad.documents.forms import (
    Big,
    Bracketed,
    Call,
    Cases,
    Differential,
    Dots,
    Function,
    Juxtaposed,
    Matrix,
    Nabla,
    Operation,
    Over,
    Partial,
    Raised,
    Relation,
    Root,
    Scripted,
    Surrounded,
    Symbol,
    Words,
)
from symgrad.documents.indices import number
from symgrad.documents.lower.conditions import lower_cases, lower_condition
from symgrad.documents.lower.convolutions import lower_operation
from symgrad.documents.lower.derivatives import lower_nabla, lower_partial
from symgrad.documents.lower.functions import lower_call, lower_function
from symgrad.documents.lower.integers import lower_index
from symgrad.documents.lower.matrices import lower_matrix
from symgrad.documents.lower.names import lower_symbol
from symgrad.documents.lower.powers import lower_raised, lower_root, lower_surrounded
from symgrad.documents.lower.products import lower_bracketed, lower_juxtaposed, lower_product, lower_quotient, lower_sum
from symgrad.documents.lower.sums import lower_big
from symgrad.documents.lower.values import ArrayValue, Known, Value, problem
from symgrad.documents.scope import Scope
from symgrad.language.syntax import Name, Negative, Node, Number, Product, Sum

_FRESH = ("m", "n", "u", "v", "a", "b", "c", "e", "g", "h")


class Lowering:
    """Lowers the forms of one statement. ``env`` replaces letters (the shifts of indices that begin at 1, parameters)."""

    def __init__(self, scope: Scope, known: Known, star: str = "", about: str = "array") -> None:
        self.scope, self.known, self.star, self.about = scope, known, star, about
        self.env: dict[str, Node] = {}
        self.bound: set[str] = set()
        self.taken: set[str] = set()
        self.stars_met = 0
        self.rotations_met = 0
        self.inline = False
        self.inline_all = False
        self.shifted = False
        self.inlining: set[str] = set()
        self.hidden: set[str] = set()  # letters that a sum binds although they stand for something else around it
        self.depth = 0
        self.scope_free: set[str] = set()  # letters that are free in the statement

    def scalar(self, node: Node) -> Node:
        """The form as a scalar. Raises Problem SG126 for an array."""
        value = self.value(node)
        if isinstance(value, ArrayValue):
            raise problem("SG126", "this is a whole array, where a number is needed", node, "write one of its entries")
        return value

    def value(self, node: Node) -> Value:
        self.depth += 1
        if self.depth > 150:
            raise problem("SG109", "nested too deeply", node)
        try:
            return self._value(node)
        finally:
            self.depth -= 1

    def _value(self, node: Node) -> Value:
        match node:
            case Number():
                return node
            case Symbol() | Scripted():
                return lower_symbol(self, node)
            case Call():
                return lower_call(self, node)
            case Juxtaposed():
                return lower_juxtaposed(self, node)
            case Product():
                return lower_product(self, node)
            case Sum():
                return lower_sum(self, node)
            case Negative():
                return self.map(lambda x: Negative(x, node.start), [node.inner], node)
            case Operation():
                return lower_operation(self, node)
            case Over():
                return lower_quotient(self, node.top, node.bottom, node)
            case Bracketed():
                return lower_bracketed(self, node)
            case Partial():
                return lower_partial(self, node)
            case Nabla():
                return lower_nabla(self, node)
            case Big():
                return lower_big(self, node)
            case Function():
                return lower_function(self, node)
            case Raised():
                return lower_raised(self, node)
            case Root():
                return lower_root(self, node)
            case Surrounded():
                return lower_surrounded(self, node)
            case Cases():
                return lower_cases(self, node)
            case Matrix():
                return lower_matrix(self, node)
            case Relation():
                raise problem("SG127", "a relation stands where a quantity is needed", node)
            case Dots():
                raise problem("SG122", "dots are not read here", node, "write the sum with Σ")
            case Words():
                raise problem("SG122", f"the words “{node.text}” are not read", node)
            case Differential():
                raise problem("SG121", "`\\partial` alone is no derivative", node, "write \\frac{\\partial L}{\\partial w}")
        raise problem("SG122", "this is not read", node)

    def map(self, make: Callable[..., Node], parts: list[Node], place: Node) -> Value:
        """Entry by entry, where some parts are arrays."""
        return self.mapped(make, [self.value(p) for p in parts], place)

    def mapped(self, make: Callable[..., Node], values: list[Value], place: Node) -> Value:
        arrays = [v for v in values if isinstance(v, ArrayValue)]
        if not arrays:
            return make(*values)
        rank = arrays[0].rank
        if any(a.rank != rank for a in arrays):
            raise problem("SG126", "arrays with different numbers of indices go together here", place)
        names = tuple(n for a in arrays for n in a.names)
        if len({a.sizes for a in arrays if a.sizes is not None}) > 1:
            raise problem("SG126", "arrays of different sizes go together here", place)
        sizes = next((a.sizes for a in arrays if a.sizes is not None), None)

        def entry(indices: list[Node]) -> Node:
            return make(*(v.entry(indices) if isinstance(v, ArrayValue) else v for v in values))

        return ArrayValue(rank, entry, place.start, place.end, sizes, names)

    def origin(self, name: str, axis: int) -> Node:
        origins = self.known.origins.get(name)
        nowhere = Number(Fraction(0), False, 0, 0)
        if origins is not None and axis < len(origins):
            value = origins[axis]
            return number(value, nowhere) if isinstance(value, int) else value
        return number(self.scope.origin or 0, nowhere)

    def index(self, node: Node) -> Node:
        """A form that stands in an index: an integer."""
        return lower_index(self, node)

    def fresh_name(self, near: Node) -> Name:
        used = self.taken | self.scope.indices | self.scope.bound | set(self.scope.bare) | set(self.scope.uses)
        for number_ in range(1000):
            for letter in _FRESH:
                name = letter if number_ == 0 else f"{letter}{number_}"
                if name not in used:
                    self.taken.add(name)
                    return Name(name, near.start, near.start)
        raise AssertionError("there are names enough")

    def condition(self, items: Sequence[Node]) -> Node:
        """Relations joined by "and"."""
        return lower_condition(self, items)
