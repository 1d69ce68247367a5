"""From forms to the syntax tree of plain notation, for one statement, once it is known what the symbols of the section are.

A whole array becomes an ``ArrayValue``: its entries at given indices. Raises Problem SG12x for what has no meaning yet.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from itertools import product
from typing import NamedTuple

from symgrad.documents.forms import (
    Big,
    Bracketed,
    Call,
    Cases,
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
from symgrad.documents.grammar import _Differential, _Divided
from symgrad.documents.indices import number, plus
from symgrad.documents.scope import FUNCTION_LETTERS, INDICATORS, Named, Scope, head_symbol, letters, linear, named, split_joined
from symgrad.errors import Problem
from symgrad.language.syntax import (
    Access,
    Apply,
    Array,
    Binder,
    Compare,
    Derivative,
    Gradient,
    Group,
    Iverson,
    Junction,
    Name,
    Negative,
    Node,
    Not,
    Number,
    Power,
    Product,
    Sum,
    walk,
)

KNOWN = frozenset({"sin", "cos", "tan", "exp", "log", "sqrt", "tanh", "relu", "sigmoid", "softplus", "abs"})
_NAMES = {"ln": "log", "lg": "log"}
_FRESH = ("m", "n", "u", "v", "a", "b", "c", "e", "g", "h")


class ArrayValue(NamedTuple):
    """An array: ``entry(indices)`` is one of its entries. ``sizes`` where they are known (numeric matrices)."""

    rank: int
    entry: Callable[[list[Node]], Node]
    start: int
    end: int
    sizes: tuple[int, ...] | None = None
    names: tuple[str, ...] = ()  # of the arrays that it is made of, for shapes
    reversed_of: ArrayValue | None = None  # what this is turned about the origin of
    row: bool = False  # a vector that lies: x^T
    extent: tuple[str, ...] = ()  # the names of its sizes, where its entries alone do not tell over what its indices range


Value = Node | ArrayValue


class Definition(NamedTuple):
    """What a symbol stands for: ``params`` are its letters, ``body`` the form."""

    params: tuple[str, ...]
    body: Node


class Known:
    """What has been said above in the section."""

    def __init__(self) -> None:
        self.ranks: dict[str, int] = {}  # of layers that are defined
        self.aliases: dict[str, Definition] = {}  # arrays that stand for a gradient
        self.functions: dict[str, Definition] = {}
        self.sizes: dict[str, tuple[str, ...]] = {}
        self.origins: dict[str, tuple[Node | int, ...]] = {}
        self.arrays: dict[str, Node] = {}  # arrays that stand for an expression
        self.bodies: dict[str, Definition] = {}  # of layers, to be put in where they are read at other indices
        self.matrices: dict[str, Node] = {}  # arrays of numbers that are given
        self.arguments: dict[str, tuple[str, ...]] = {}  # of unknown functions of scalars that are given


def problem(code: str, message: str, node: Node | ArrayValue, help: str | None = None) -> Problem:
    return Problem(code, message, start=node.start, end=node.end, help=help)


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
        self.result_sizes: Callable[[], Sequence[str]] | None = None

    # ---- scalars and arrays ----

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
                return self._symbol(node)
            case Call():
                return self._call(node)
            case Juxtaposed():
                return self._juxtaposed(node)
            case Product():
                return self._product(node)
            case Sum():
                return self._sum(node)
            case Negative():
                return self._map(lambda x: Negative(x, node.start), [node.inner], node)
            case Operation():
                return self._operation(node)
            case Over():
                return self._quotient(node.top, node.bottom, node)
            case Bracketed():
                return self._bracketed(node)
            case Partial():
                return self._partial(node)
            case Nabla():
                return self._nabla(node)
            case Big():
                return self._big(node)
            case Function():
                return self._function(node)
            case Raised():
                return self._raised(node)
            case Root():
                return self._root(node)
            case Surrounded():
                return self._surrounded(node)
            case Cases():
                return self._cases(node)
            case Matrix():
                return self._matrix(node)
            case Relation():
                raise problem("SG127", "a relation stands where a quantity is needed", node)
            case Dots():
                raise problem("SG122", "dots are not read here", node, "write the sum with Σ")
            case Words():
                raise problem("SG122", f"the words “{node.text}” are not read", node)
            case _Differential():
                raise problem("SG121", "`\\partial` alone is no derivative", node, "write \\frac{\\partial L}{\\partial w}")
        raise problem("SG122", "this is not read", node)

    def _map(self, make: Callable[..., Node], parts: list[Node], place: Node) -> Value:
        """Entry by entry, where some parts are arrays."""
        return self._mapped(make, [self.value(p) for p in parts], place)

    def _mapped(self, make: Callable[..., Node], values: list[Value], place: Node) -> Value:
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

    def _sum(self, node: Sum) -> Value:
        values = [self.value(t) for _, t in node.terms]
        arrays = [v for v in values if isinstance(v, ArrayValue)]
        if arrays and len(arrays) != len(values):
            scalars = [t for (_, t), v in zip(node.terms, values, strict=True) if not isinstance(v, ArrayValue)]
            self.scope.assume("a number added to an array is added to each entry")
            del scalars
        signs = [s for s, _ in node.terms]
        return self._mapped(lambda *xs: Sum(list(zip(signs, xs, strict=True))), values, node)

    # ---- names ----

    def _symbol(self, node: Symbol | Scripted) -> Value:
        if isinstance(node, Symbol) and node.name in self.env:
            return self.env[node.name]
        if isinstance(node, Scripted):
            special = self._special(node)
            if special is not None:
                return special
        found = named(node, self.scope)
        if found is None:
            if isinstance(node, Symbol):
                raise problem("SG125", f"{node.name} is a function elsewhere, and stands alone here", node)
            return self._scripted_expression(node)
        return self._named(found, node)

    def _special(self, node: Scripted) -> Value | None:
        """δ, indicators and e^x."""
        base = node.base
        if not isinstance(base, Symbol):
            return None
        if self.scope.is_kronecker(node) and node.sub is not None:
            items = self._index_list(node.sub, 2)
            if len(items) == 2:
                return Iverson(Compare([self.index(i) for i in items], ["="]), node.start, node.end)
        if base.name in INDICATORS and node.sub is not None and any(isinstance(s, (Relation, Bracketed)) for s in node.sub):
            return Iverson(self.condition(node.sub), node.start, node.end)
        if base.name == "e" and node.sub is None and node.sup is not None and self.is_euler():
            inner = node.sup.items[0] if isinstance(node.sup, Bracketed) and len(node.sup.items) == 1 else node.sup
            return self._map(lambda x: Apply("exp", None, [x], node.start, node.end, base.end), [inner], node)
        return None

    def is_euler(self) -> bool:
        """Whether e is the number: it is nothing else in the section."""
        scope = self.scope
        return not (scope.bare["e"] or scope.uses["e"] or "e" in scope.bound or "e" in scope.calls or "e" in scope.ranks)

    def _named(self, found: Named, node: Node) -> Value:
        name = found.name
        if found.indices is None and found.symbol.name in self.scope.functions:
            raise problem("SG125", f"{name} is a function elsewhere, and stands alone here", node)
        value = self._reference(found, node)
        if found.transposed:
            if not isinstance(value, ArrayValue):
                if isinstance(node, Scripted) and node.sub is None:
                    return self._power(value, Name("T", node.start, node.end), node)
                return value  # an entry, or a number
            value = _transpose(value)
        if found.power is not None:
            value = self._to_power(value, found.power, node)
        return value

    def _reference(self, found: Named, node: Node) -> Value:
        name = found.name
        rank = self.known.ranks.get(name, self.scope.rank(name))
        if name in self.known.matrices or name in self.known.arrays:
            return self._of_numbers(found, name, node)
        if found.indices is None and found.symbol.name in self.env and name == self.scope.spelled(found.symbol):
            return self.env[found.symbol.name]
        if found.indices is None:
            if rank == 0:
                return self._scalar_name(name, node)
            return self._whole(name, rank, node)
        if self.scope.only_constants(name) and name not in self.known.ranks:
            joined = "_".join(str(i.value) for i in found.indices if isinstance(i, Number))
            return Name(f"{name}_{joined}", node.start, node.end)
        items = self._index_list(found.indices, rank)
        if len(items) != rank:
            raise problem("SG105", f"{name} has {rank} indices elsewhere and {len(items)} here", node)
        return self._entry(name, [self.index(i) for i in items], node, found)

    def _of_numbers(self, found: Named, name: str, node: Node) -> Value:
        """An array of numbers or an array expression that is given above, or one of its entries."""
        form = self.known.matrices[name] if name in self.known.matrices else self.known.arrays[name]
        value = self.value(form)
        assert isinstance(value, ArrayValue), "an array was given"
        if found.indices is None:
            return value._replace(start=node.start, end=node.end)
        items = self._index_list(found.indices, value.rank)
        if len(items) != value.rank:
            raise problem("SG105", f"{name} has {value.rank} indices and {len(items)} stand here", node)
        return value.entry([plus(self.index(i), self._origin(name, k), -1) for k, i in enumerate(items)])

    def _scalar_name(self, name: str, node: Node) -> Value:
        alias = self.known.aliases.get(name)
        if alias is not None and not alias.params:
            return self._inlined(alias, [], node)
        return Name(name, node.start, node.end)

    def _whole(self, name: str, rank: int, node: Node) -> ArrayValue:
        def entry(indices: list[Node]) -> Node:
            return self._entry(name, indices, node, None, shifted=True)

        return ArrayValue(rank, entry, node.start, node.end, None, (name,))

    def _entry(self, name: str, indices: list[Node], node: Node, found: Named | None, shifted: bool = False) -> Node:
        """One entry; ``shifted``: the indices begin at 0 already."""
        alias = self.known.aliases.get(name)
        if alias is not None:
            value = self._inlined(
                alias, indices if not shifted else [plus(i, self._origin(name, k)) for k, i in enumerate(indices)], node
            )
            if isinstance(value, ArrayValue):
                raise problem("SG126", f"{name} stands for an array, and one entry is needed", node)
            return value
        moved = indices if shifted else [plus(i, self._origin(name, k), -1) for k, i in enumerate(indices)]
        body = self.known.bodies.get(name)
        if body is not None and self.inline and name not in self.inlining and (self.inline_all or self._is_elsewhere(moved)):
            return self._unfolded(name, body, indices, node, shifted)
        end = found.end if found is not None else node.end
        return Access(name, moved, node.start, end, node.start)

    def _is_elsewhere(self, indices: list[Node]) -> bool:
        """Whether a layer is read at more than plain letters: a definition holds at every index, beyond its own shape too."""
        return any(not isinstance(i, Name) for i in indices)

    def _unfolded(self, name: str, body: Definition, indices: list[Node], node: Node, shifted: bool) -> Node:
        at = indices if not shifted else [plus(i, self._origin(name, k)) for k, i in enumerate(indices)]
        self.inlining.add(name)
        before, self.env = (
            self.env,
            {**{k: v for k, v in self.env.items() if k not in self.bound}, **dict(zip(body.params, at, strict=True))},
        )
        bound, self.bound = self.bound, set()
        free, self.scope_free = (
            self.scope_free,
            {n.name for i in at for n in walk(i) if isinstance(n, Name)} | bound | self.scope_free,
        )
        try:
            value = self.value(body.body)
        finally:
            self.env, self.bound, self.scope_free = before, bound, free
            self.inlining.discard(name)
        if isinstance(value, ArrayValue):
            value = value.entry([plus(i, self._origin(name, k), -1) for k, i in enumerate(at)])
        return Group(value, node.start, node.end)

    def _inlined(self, alias: Definition, indices: list[Node], node: Node) -> Value:
        """What the alias stands for, with these indices."""
        before, self.env = self.env, {**self.env, **dict(zip(alias.params, indices, strict=True))}
        try:
            value = self.value(alias.body)
        finally:
            self.env = before
        return value if isinstance(value, ArrayValue) else Group(value, node.start, node.end)

    def _origin(self, name: str, axis: int) -> Node:
        origins = self.known.origins.get(name)
        nowhere = Number(Fraction(0), False, 0, 0)
        if origins is not None and axis < len(origins):
            value = origins[axis]
            return number(value, nowhere) if isinstance(value, int) else value
        return number(self.scope.origin or 0, nowhere)

    def _index_list(self, items: list[Node], rank: int) -> list[Node]:
        """The indices one by one: ``mn`` is two of them where the array has two."""
        if len(items) == rank:
            if not (len(items) == 1 and isinstance(items[0], Juxtaposed)):
                return items
            return items
        out: list[Node] = []
        for item in items:
            split = split_joined(item) if isinstance(item, Juxtaposed) else None
            if split is not None and len(items) + len(split) - 1 <= rank + len(items) - 1:
                out += split
            elif isinstance(item, Number) and item.value.denominator == 1 and len(items) == 1 and len(str(item.value)) == rank:
                digits = str(item.value)
                out += [Number(Fraction(d), False, item.start + k, item.start + k + 1) for k, d in enumerate(digits)]
            elif isinstance(item, Bracketed) and item.kind == "(" and len(item.items) > 1:
                out += item.items
            else:
                out.append(item)
        return out

    def index(self, node: Node) -> Node:
        """A form that stands in an index: an integer."""
        match node:
            case Number() | Symbol():
                return self.scalar(node)
            case Scripted():
                return self.scalar(node)
            case Sum():
                first = self.index(node.terms[0][1])
                for sign, term in node.terms[1:]:
                    first = plus(first, self.index(term), sign)
                first.start, first.end = node.start, node.end
                return first
            case Negative():
                inner = self.index(node.inner)
                zero = Number(Fraction(0), False, node.start, node.end)
                return plus(zero, inner, -1) if isinstance(inner, (Sum, Negative, Number)) else Negative(inner, node.start)
            case Bracketed() if node.kind in ("(", "{") and len(node.items) == 1:
                return self.index(node.items[0])
            case Juxtaposed():
                parts = [self.index(p) for p in node.parts]
                return Product([("*", _grouped(p)) for p in parts])
            case Product() if all(op == "*" for op, _ in node.factors):
                return Product([("*", _grouped(self.index(f))) for _, f in node.factors])
            case Operation() if node.op in ("x", "*"):
                return Product([("*", _grouped(self.index(f))) for f in (node.left, node.right)])
            case Surrounded() if node.kind in ("floor", "ceil"):
                return self._floor(node)
            case Over():
                message = "a quotient stands in an index: does it mean ⌊…⌋?"
                raise problem("SG128", message, node, "write \\lfloor … \\rfloor")
            case Product():
                raise problem("SG128", "a quotient stands in an index: does it mean ⌊…⌋?", node, "write \\lfloor … \\rfloor")
            case Big() if node.op in ("argmax",):
                return self.scalar(node)
            case Function() if node.name in ("max", "min", "floor", "ceil"):
                args = [self.index(a) for a in node.args]
                return Apply(node.name, None, args, node.start, node.end, node.name_end)
            case Call():
                return self.scalar(node)
        raise problem("SG122", "this is not read as an index", node)

    def _floor(self, node: Surrounded) -> Node:
        inner = node.items[0]
        if isinstance(inner, Over):
            inside: Node = Product([("*", _grouped(self.index(inner.top))), ("/", _grouped(self.index(inner.bottom)))])
        elif isinstance(inner, Product) and inner.factors[-1][0] == "/" and all(op == "*" for op, _ in inner.factors[:-1]):
            tops = [self.index(f) for _, f in inner.factors[:-1]]
            top = tops[0] if len(tops) == 1 else Product([("*", _grouped(t)) for t in tops])
            inside = Product([("*", _grouped(top)), ("/", _grouped(self.index(inner.factors[-1][1])))])
        elif isinstance(inner, Sum):
            return self._floor_of_sum(node, inner)
        else:
            inside = self.index(inner)
        inside.start, inside.end = node.start, node.end
        return Apply(node.kind, None, [inside], node.start, node.end, node.start)

    def _floor_of_sum(self, node: Surrounded, inner: Sum) -> Node:
        """⌊a/b + c⌋ with c a whole number: ⌊a/b⌋ + c."""
        fractions = [(s, t) for s, t in inner.terms if isinstance(t, (Over, Product))]
        others = [(s, t) for s, t in inner.terms if not isinstance(t, (Over, Product))]
        if len(fractions) != 1 or fractions[0][0] < 0:
            raise problem("SG122", "this is not read inside ⌊…⌋", node, "write one quotient inside")
        out: Node = self._floor(Surrounded(node.kind, [fractions[0][1]], node.start, node.end))
        for sign, term in others:
            out = plus(out, self.index(term), sign)
        return out

    def _scripted_expression(self, node: Scripted) -> Value:
        """Scripts on something that is no name: an array expression with indices, a power."""
        if node.sub is None and node.sup is not None and isinstance(node.base, Call) and not node.primes:
            symbol = head_symbol(node.base)
            if symbol is not None and named(node.base, self.scope) is None and self.call_sense(node.base, symbol) == "product":
                return self._multiplied([("*", node.base.head), ("*", Raised(node.base.args, node.sup, node.end))], node)
        if node.sub is None:
            if node.primes:
                raise problem("SG122", "a prime on this is not read", node)
            value = self.value(node.base)
            return value if node.sup is None else self._to_power(value, node.sup, node)
        if isinstance(node.base, Surrounded) and node.base.kind == "norm":
            return self._norm(node.base, node.sub, node.sup)
        value = self.value(node.base)
        if not isinstance(value, ArrayValue):
            raise problem("SG126", "indices on something that is no array", node)
        items = self._index_list(node.sub, value.rank)
        if len(items) != value.rank:
            raise problem("SG105", f"{value.rank} indices are needed, and {len(items)} stand here", node)
        base = number(self.scope.origin or 0, node)
        entry = value.entry([plus(self.index(i), base, -1) for i in items])
        return entry if node.sup is None else self._to_power(entry, node.sup, node)

    # ---- products ----

    def _juxtaposed(self, node: Juxtaposed) -> Value:
        parts: list[Node] = []
        for part in node.parts:
            if parts and isinstance(part, Bracketed) and part.kind == "(" and isinstance(parts[-1], (Bracketed, Function)):
                read = self._read_at(parts[-1], part)
                if read is not None:
                    parts[-1] = read
                    continue
            parts.append(part)
        if len(parts) == 1:
            return self.value(parts[0])
        return self._multiplied([("*", p) for p in parts], node)

    def _read_at(self, array: Node, bracket: Bracketed) -> Node | None:
        """``(f * g)(n)``: an entry, where an array is followed by letters that are indices."""
        names = [letters(i) for i in bracket.items]
        if not all(linear(i, False) for i in bracket.items) or not all(
            n & (self.scope.indices | self.scope.varying) for n in names
        ):
            return None
        if not isinstance(self.value(array), ArrayValue):
            return None
        return Scripted(array, list(bracket.items), None, 0, array.start, bracket.end)

    def is_itself(self, node: Call) -> bool:
        """Whether ``J(θ)`` is J, with what it depends on in brackets."""
        symbol = head_symbol(node)
        return symbol is not None and isinstance(node.head, Symbol) and self.call_sense(node, symbol) == "itself"

    def _product(self, node: Product) -> Value:
        return self._multiplied(node.factors, node)

    def _multiplied(self, factors: list[tuple[str, Node]], node: Node) -> Value:
        flat: list[tuple[str, Node]] = []
        for op, factor in factors:
            if isinstance(factor, _Divided):
                flat += [(op, factor.divisor), ("*", factor.rest)]
            elif isinstance(factor, Juxtaposed) and op == "*":
                flat += [("*", p) for p in factor.parts]
            else:
                flat.append((op, factor))
        values = [(op, self.value(f)) for op, f in flat]
        arrays = [v for _, v in values if isinstance(v, ArrayValue)]
        if len(arrays) <= 1:
            ops = [op for op, _ in values]
            return self._mapped(lambda *xs: Product(list(zip(ops, map(_factor, xs), strict=True))), [v for _, v in values], node)
        return self._matrix_product(values, node)

    def _matrix_product(self, values: list[tuple[str, Value]], node: Node) -> Value:
        """``A B x``: rows into columns; numbers among the factors multiply the whole."""
        if any(op == "/" and isinstance(v, ArrayValue) for op, v in values):
            raise problem("SG126", "an array is divided by", node)
        scalars = [(op, v) for op, v in values if not isinstance(v, ArrayValue)]
        arrays = [v for _, v in values if isinstance(v, ArrayValue)]
        whole: Value = arrays[0]
        for following in arrays[1:]:
            whole = self._rows_into_columns(whole, following, node) if isinstance(whole, ArrayValue) else following
        if isinstance(whole, ArrayValue) and whole.rank == 0:
            whole = whole.entry([])
        if len(arrays) > 2 and not isinstance(whole, ArrayValue):
            raise problem("SG126", "a product of three arrays that is a number is not read", node)
        if not scalars:
            return whole
        ops = [*(op for op, _ in scalars), "*"]
        if ops[0] == "/":
            raise problem("SG122", "this product is not read", node)
        return self._mapped(
            lambda *xs: Product(list(zip(ops, map(_factor, xs), strict=True))), [*(v for _, v in scalars), whole], node
        )

    def _rows_into_columns(self, a: ArrayValue, b: ArrayValue, node: Node) -> ArrayValue:
        if a.rank > 2 or b.rank > 2 or a.rank + b.rank < 2:
            raise problem("SG126", "a product of these arrays is not read", node, "write the sum with Σ")
        if a.rank == 1 and b.rank == 1 and a.row == b.row:
            raise problem("SG126", "a product of two vectors can be inner or outer", node, "write a^T b, or a b^T")
        if (a.rank == 1 and b.rank == 2 and not a.row) or (a.rank == 2 and b.rank == 1 and b.row):
            raise problem("SG126", "a column times a matrix, or a matrix times a row", node)
        self.scope.assume("arrays side by side are multiplied as matrices")
        if a.rank == 1 and b.rank == 1 and not a.row:
            sizes_ = (a.sizes[0], b.sizes[0]) if a.sizes is not None and b.sizes is not None else None
            return ArrayValue(
                2, lambda at: Product([("*", _factor(a.entry([at[0]]))), ("*", _factor(b.entry([at[1]])))]), node.start, node.end,
                sizes_, (*a.names, *b.names),
            )  # fmt: skip

        def entry(indices: list[Node]) -> Node:
            if a.sizes is not None and b.sizes is not None and a.sizes[-1] <= 20:
                return self._written_product(a, b, indices, node)
            k = self._fresh_name(node)
            left = a.entry([*indices[: a.rank - 1], k])
            right = b.entry([k, *indices[a.rank - 1 :]])
            inner = a.sizes[-1] if a.sizes is not None else b.sizes[0] if b.sizes is not None else None
            head: Node = k if inner is None else Compare([k, number(inner, node)], ["<"])
            return Binder("sum", 1, [head], Product([("*", _factor(left)), ("*", _factor(right))]), node.start, node.start)

        sizes = None
        if a.sizes is not None and b.sizes is not None:
            if a.sizes[-1] != b.sizes[0]:
                raise problem("SG126", "the sizes of these arrays do not fit", node)
            sizes = (*a.sizes[:-1], *b.sizes[1:])
        names = (*a.names, *b.names)
        return ArrayValue(a.rank + b.rank - 2, entry, node.start, node.end, sizes, names, row=a.rank == 1 and b.rank == 2)

    def _written_product(self, a: ArrayValue, b: ArrayValue, indices: list[Node], node: Node) -> Node:
        """One entry of a product of arrays of numbers, term by term."""
        assert a.sizes is not None, "the sizes are known"
        terms: list[tuple[int, Node]] = []
        for k in range(a.sizes[-1]):
            at = number(k, node)
            left = a.entry([*indices[: a.rank - 1], at])
            right = b.entry([at, *indices[a.rank - 1 :]])
            terms.append((1, Product([("*", _factor(left)), ("*", _factor(right))])))
        return terms[0][1] if len(terms) == 1 else Sum(terms)

    def _fresh_name(self, near: Node) -> Name:
        used = self.taken | self.scope.indices | self.scope.bound | set(self.scope.bare) | set(self.scope.uses)
        for number_ in range(1000):
            for letter in _FRESH:
                name = letter if number_ == 0 else f"{letter}{number_}"
                if name not in used:
                    self.taken.add(name)
                    return Name(name, near.start, near.start)
        raise AssertionError("there are names enough")

    def _operation(self, node: Operation) -> Value:
        left, right = self.value(node.left), self.value(node.right)
        if node.op in ("*", "star", "odot"):
            self._need_ranks(node, left, right)
        both = isinstance(left, ArrayValue) and isinstance(right, ArrayValue)
        if node.op in ("x", "*", "odot", "circ", "star", "otimes") and not both:
            if node.op == "circ" and not isinstance(left, ArrayValue) and not isinstance(right, ArrayValue):
                raise problem("SG122", "a composition is not read", node)
            return self._mapped(lambda x, y: Product([("*", _factor(x)), ("*", _factor(y))]), [left, right], node)
        assert isinstance(left, ArrayValue) or node.op == "oplus", "one of the sides is an array"
        if node.op in ("odot", "circ") and isinstance(left, ArrayValue) and isinstance(right, ArrayValue):
            return self._mapped(lambda x, y: Product([("*", _factor(x)), ("*", _factor(y))]), [left, right], node)
        if node.op in ("*", "star") and isinstance(left, ArrayValue) and isinstance(right, ArrayValue):
            return self._convolved(left, right, node)
        raise problem("SG122", f"what `{node.op}` means between these arrays is not known", node, "write it with indices and Σ")

    def _need_ranks(self, node: Operation, left: Value, right: Value) -> None:
        """Raise Problem SG133 where nothing tells whether a letter beside ``*`` is a number or an array."""
        for side, value in ((node.left, left), (node.right, right)):
            if isinstance(value, ArrayValue) or (
                node.op == "*" and isinstance(side, (Number, Negative)) and isinstance(value, Number)
            ):
                continue
            for name in (n.name for n in walk(value) if isinstance(n, Name)):
                known = (
                    name in self.scope.ranks or name in self.known.ranks or name in self.scope.indices or name in self.scope.bound
                )
                if not known:
                    message = f"is {name} a number or an array? nothing says what `*` means here"
                    raise problem("SG133", message, node, f"declare it: % symgrad: {name}[H,W], or: {name} is a number")

    def _convolved(self, a: ArrayValue, b: ArrayValue, node: Node) -> ArrayValue:
        """Convolution, or cross-correlation of a with b, each with an origin that ``about`` tells; zero outside."""
        if a.rank != b.rank:
            raise problem("SG126", "arrays with different numbers of indices are convolved", node)
        self.stars_met += 1
        sense = self.star or "convolution"
        rank = a.rank
        if a.sizes is not None and b.sizes is not None:
            return self._convolved_numbers(sense, a, b, node)

        def entry(indices: list[Node]) -> Node:
            taps: list[Node] = [self._fresh_name(node) for _ in range(rank)]
            over = next((v for v in (b, a) if _has_range(v, taps)), b)
            first, turned, heads = _ranged_entry(over, taps, node)
            if self.shifted:
                indices = self._shifted(indices, sense, b, node)
            at = []
            for i, t in zip(indices, taps, strict=True):
                tap = _minus(t) if turned else t
                if sense == "convolution":
                    at.append(plus(i, tap, -1))
                else:
                    at.append(plus(i, tap) if over is b else plus(tap, i, -1))
            other = a if over is b else b
            body = Product([("*", _factor(first)), ("*", _factor(other.entry(at)))])
            return Binder("sum", 1, heads, body, node.start, node.start)

        return ArrayValue(rank, entry, node.start, node.end, None, (*a.names, *b.names))

    def _shifted(self, indices: list[Node], sense: str, kernel: ArrayValue, node: Node) -> list[Node]:
        """Full cross-correlation begins P−1 earlier, valid convolution P−1 later, where P is the size of the kernel."""
        sizes = kernel.extent or (self.known.sizes.get(kernel.names[0], ()) if len(kernel.names) == 1 else ())
        if len(sizes) != len(indices):
            return indices
        one = number(1, node)
        ends = [plus(Name(size, node.start, node.start), one, -1) for size in sizes]
        sign = 1 if sense == "convolution" else -1
        return [plus(i, e, sign) for i, e in zip(indices, ends, strict=True)]

    def _convolved_numbers(self, sense: str, a: ArrayValue, b: ArrayValue, node: Node) -> ArrayValue:
        """Arrays of numbers: the part where the smaller one lies inside the larger."""
        assert a.sizes is not None, "the sizes are known"
        assert b.sizes is not None, "the sizes are known"
        sizes = tuple(x - y + 1 for x, y in zip(a.sizes, b.sizes, strict=True))
        kernel = b.sizes
        if min(sizes) < 1 or max(a.sizes) > 20:
            raise problem("SG126", "the kernel is larger than the image", node)

        def entry(indices: list[Node]) -> Node:
            terms: list[tuple[int, Node]] = []
            for taps in product(*map(range, kernel)):
                at = [number(k - 1 - t if sense == "convolution" else t, node) for k, t in zip(kernel, taps, strict=True)]
                here = [plus(i, number(t, node)) for i, t in zip(indices, taps, strict=True)]
                terms.append((1, Product([("*", _factor(a.entry(here))), ("*", _factor(b.entry(at)))])))
            return terms[0][1] if len(terms) == 1 else Sum(terms)

        return ArrayValue(a.rank, entry, node.start, node.end, sizes, (*a.names, *b.names))

    def _quotient(self, top: Node, bottom: Node, node: Node) -> Value:
        below = self.value(bottom)
        if isinstance(below, ArrayValue):
            raise problem("SG126", "an array is divided by", bottom)
        above = self.value(top)
        return self._mapped(lambda x: Product([("*", _factor(x)), ("/", _factor(below))]), [above], node)

    def _bracketed(self, node: Bracketed) -> Value:
        if len(node.items) != 1:
            raise problem("SG122", "a list in brackets is not read here", node)
        item = node.items[0]
        if node.kind == "[" and isinstance(item, Relation):
            return Iverson(self.condition([item]), node.start, node.end)
        if node.kind == "\\{" and isinstance(item, Relation):
            raise problem("SG122", "a set is not read here", node)
        return self._map(lambda x: x if _is_atom(x) else Group(x, node.start, node.end), [item], node)

    # ---- functions and powers ----

    def _call(self, node: Call) -> Value:
        special = self._indicator(node)
        if special is not None:
            return special
        found = named(node, self.scope)
        if found is not None:
            return self._named(found, node)
        symbol = head_symbol(node)
        if symbol is None:
            raise problem("SG122", "this is not read before a bracket", node.head)
        sense = self.call_sense(node, symbol)
        if sense == "function":
            return self._applied(node, symbol)
        if sense == "itself":
            return self.value(node.head)
        if sense == "product":
            return self._multiplied([("*", node.head), ("*", node.args)], node)
        help_ = f"declare it: % symgrad: {symbol.name} is a function, or write {symbol.name}\\cdot(…)"
        raise problem("SG125", f"is {symbol.name}(…) a function, a product, or an entry?", node, help_)

    def _indicator(self, node: Call) -> Node | None:
        head = node.head
        if isinstance(head, Symbol) and head.name in INDICATORS and any(isinstance(a, (Relation,)) for a in node.args.items):
            return Iverson(self.condition(node.args.items), node.start, node.end)
        return None

    def call_sense(self, node: Call, symbol: Symbol) -> str:
        """ "function", "product", "itself" (``E(o, y)`` for a loss E) or "" where that cannot be told."""
        name = symbol.name
        head = node.head
        if name in self.scope.functions or (isinstance(head, Scripted) and head.primes and name in self.scope.calls):
            return "function"
        plain = self.scope.spelled(symbol)
        if plain in self.known.functions:
            return "function"
        bare = self.scope.bare[plain] + (1 if self.scope.uses[plain] else 0)
        if name in ("E", "L", "J", "C", "Loss", "loss", "l") and symbol.style != "product":
            return "itself" if all(not isinstance(a, (Number, Sum)) for a in node.args.items) else ""
        if (
            bare
            and len(node.args.items) == 1
            and name not in FUNCTION_LETTERS
            and isinstance(node.args.items[0], (Sum, Negative))
        ):
            return "product"
        if name in FUNCTION_LETTERS and not bare:
            return "function"
        scripted = isinstance(head, Scripted) and head.sub is not None
        if (
            scripted
            and len(node.args.items) == 1
            and name not in FUNCTION_LETTERS
            and isinstance(node.args.items[0], (Sum, Negative))
        ):
            return "product"
        return ""

    def _applied(self, node: Call, symbol: Symbol) -> Value:
        head = node.head
        primes = head.primes if isinstance(head, Scripted) else 0
        sup = head.sup if isinstance(head, Scripted) else None
        name = self.scope.spelled(symbol)
        if isinstance(head, Scripted) and head.sub is not None:
            name += "_" + "_".join(str(getattr(s, "name", "x")) for s in head.sub)
        definition = self.known.functions.get(name)
        if definition is not None and not primes and sup is None and len(definition.params) == len(node.args.items):
            values = [self.value(a) for a in node.args.items]
            return self._mapped(lambda *xs: self._body_of(definition, list(xs), node), values, node)
        if definition is not None and primes:
            raise problem("SG122", f"the derivative of {name}, which is defined above, is not read at this place", node)
        spelled = name + "'" * primes
        out = self._map(lambda *xs: Apply(spelled, None, list(xs), node.start, node.end, head.end), list(node.args.items), node)
        return out if sup is None else self._to_power(out, sup, node)

    def _body_of(self, definition: Definition, values: list[Node], node: Node) -> Node:
        before, self.env = self.env, {**self.env, **dict(zip(definition.params, values, strict=True))}
        try:
            return Group(self.scalar(definition.body), node.start, node.end)
        finally:
            self.env = before

    def _function(self, node: Function) -> Value:
        name = _NAMES.get(node.name, node.name)
        if name == "rot":
            return self._rotated(node)
        if name in ("max", "min"):
            return self._largest(node, name)
        if name == "average" or name in ("conv", "corr", "pad", "flip?", "softmax", "diag", "vec", "trace", "sum"):
            raise problem("SG122", f"`{node.name}` is not read", node, "write it with indices and Σ")
        if name in ("floor", "ceil") and len(node.args) == 1:
            return self._floor(Surrounded(name, node.args, node.start, node.end))
        if name not in KNOWN or node.sub is not None or len(node.args) != 1:
            raise problem("SG122", f"`{node.name}` is not read here", node)
        spelled = name + "'" * node.primes
        out = self._map(lambda x: Apply(spelled, None, [x], node.start, node.end, node.name_end), node.args, node)
        if node.sup is not None:
            if isinstance(node.sup, Negative):
                raise problem("SG122", "an inverse function is not read", node)
            out = self._to_power(out, node.sup, node)
        return out

    def _rotated(self, node: Function) -> Value:
        """The array turned by 180°: about its own centre, or about the origin."""
        self.rotations_met += 1
        if len(node.args) != 1:
            raise problem("SG105", "a rotation takes one array", node)
        if node.sub is not None and not _is_half_turn(node.sub):
            raise problem("SG122", "a rotation by another angle is not read", node.sub)
        value = self.value(node.args[0])
        if not isinstance(value, ArrayValue):
            raise problem("SG126", "a number is rotated", node)
        if self.about == "origin":
            return value._replace(
                entry=lambda indices: value.entry([_minus(i) for i in indices]),
                start=node.start,
                end=node.end,
                extent=(),
                reversed_of=value,
            )
        sizes = self._sizes(value, node)

        def entry(indices: list[Node]) -> Node:
            one = number(1, node)
            ends = [plus(Name(s, node.start, node.end), one, -1) for s in sizes]
            return value.entry([plus(e, i, -1) for e, i in zip(ends, indices, strict=True)])

        return value._replace(entry=entry, start=node.start, end=node.end, extent=sizes, reversed_of=None)

    def _sizes(self, value: ArrayValue, node: Node) -> tuple[str, ...]:
        sizes = self.known.sizes.get(value.names[0]) if len(value.names) == 1 else None
        if sizes is None or len(sizes) != value.rank:
            raise problem("SG129", "the size of what is rotated is not known", node, "declare it: % symgrad: K[P,Q]")
        return sizes

    def _largest(self, node: Function, name: str) -> Value:
        if len(node.args) == 1:
            raise problem("SG122", f"`{name}` of one thing: over which indices is not said", node, f"write \\{name}_{{k}} …")
        if not node.args:
            raise problem("SG105", f"`{name}` of nothing", node)
        values = [self.scalar(a) for a in node.args]
        out = values[0]
        for value in values[1:]:
            out = Apply(name, None, [out, value], node.start, node.end, node.name_end)
        return out

    def _raised(self, node: Raised) -> Value:
        base = node.base
        if isinstance(base, Surrounded) and base.kind == "norm":
            return self._norm(base, None, node.exponent)
        if isinstance(base, Call):
            symbol = head_symbol(base)
            if symbol is not None and named(base, self.scope) is None and self.call_sense(base, symbol) == "product":
                return self._multiplied([("*", base.head), ("*", Raised(base.args, node.exponent, node.end))], node)
        return self._to_power(self.value(base), node.exponent, node)

    def _to_power(self, value: Value, exponent: Node, node: Node) -> Value:
        if isinstance(exponent, Symbol) and exponent.name == "T" and (exponent.style == "top" or isinstance(value, ArrayValue)):
            if not isinstance(value, ArrayValue):
                return value
            return _transpose(value)
        if isinstance(exponent, (Words, Dots)):
            raise problem("SG122", "this superscript is not read here", exponent)
        if isinstance(value, ArrayValue):
            if value.rank == 2 and not self._squares_entries(node):
                raise problem("SG126", "a power of an array: of each entry, or of the matrix?", node, "write the entries")
            self.scope.assume("a power of an array is taken entry by entry")
        return self._mapped(lambda x: self._power(x, None, node, exponent), [value], node)

    def _squares_entries(self, node: Node) -> bool:
        return isinstance(node, Raised) and isinstance(node.base, Bracketed)

    def _power(self, base: Node, exponent: Node | None, node: Node, form: Node | None = None) -> Node:
        if form is not None:
            exponent = self._exponent(form)
        assert exponent is not None, "there is an exponent"
        whole = isinstance(exponent, Number) or (isinstance(exponent, Negative) and isinstance(exponent.inner, Number))
        if whole:
            return Power(_atom(base), exponent)
        return Apply("pow", None, [base, exponent], node.start, node.end, node.start)

    def _exponent(self, form: Node) -> Node:
        inner = form.items[0] if isinstance(form, Bracketed) and len(form.items) == 1 and form.kind in ("{", "(") else form
        return self.scalar(inner)

    def _root(self, node: Root) -> Value:
        if node.degree is None:
            return self._map(lambda x: Apply("sqrt", None, [x], node.start, node.end, node.start), [node.inner], node)
        degree = self.scalar(node.degree)
        one = number(1, node)
        return self._map(
            lambda x: Apply("pow", None, [x, Product([("*", one), ("/", _factor(degree))])], node.start, node.end, node.start),
            [node.inner], node,
        )  # fmt: skip

    def _surrounded(self, node: Surrounded) -> Value:
        if node.kind == "abs" and len(node.items) == 1:
            return self._map(lambda x: Apply("abs", None, [x], node.start, node.end, node.start), node.items, node)
        if node.kind in ("floor", "ceil") and len(node.items) == 1:
            return self._floor(node)
        if node.kind == "norm":
            return self._norm(node, None, None)
        raise problem("SG122", "these brackets are not read", node)

    def _norm(self, node: Surrounded, sub: list[Node] | None, sup: Node | None) -> Value:
        """‖x‖² and ‖x‖₁: sums over all entries."""
        value = self.value(node.items[0])
        if not isinstance(value, ArrayValue):
            raise problem("SG126", "the norm of a number", node)
        kind = sub[0] if sub else None
        square = isinstance(sup, Number) and sup.value == 2
        euclid = kind is None or (isinstance(kind, Number) and kind.value == 2) or (isinstance(kind, Symbol) and kind.name == "F")
        names = [self._fresh_name(node) for _ in range(value.rank)]
        entry = value.entry(list(names))
        if euclid:
            body: Node = Power(_atom(entry), Number(Fraction(2), False, node.start, node.end))
        elif isinstance(kind, Number) and kind.value == 1 and sup is None:
            body = Apply("abs", None, [entry], node.start, node.end, node.start)
        else:
            raise problem("SG122", "this norm is not read", node)
        total = Binder("sum", 1, list(names), body, node.start, node.start)
        if sup is not None and not square:
            raise problem("SG122", "this power of a norm is not read", sup)
        if euclid and not square:
            return Apply("sqrt", None, [total], node.start, node.end, node.start)
        return Group(total, node.start, node.end)

    # ---- derivatives ----

    def _partial(self, node: Partial) -> Value:
        if node.of is None:
            raise problem("SG121", "this derivative is applied to nothing", node)
        if node.order != 1:
            raise problem("SG122", "a derivative of higher order is not read", node)
        wrt = named(node.wrt, self.scope)
        if wrt is None or wrt.power is not None or wrt.transposed:
            raise problem("SG121", "what is differentiated by is no symbol", node.wrt)
        return self._derivative(node.of, wrt, node)

    def _nabla(self, node: Nabla) -> Value:
        if node.wrt is None:
            raise problem("SG122", "by what `\\nabla` differentiates is not said", node, "write \\nabla_w")
        wrt = named(node.wrt, self.scope)
        if wrt is None:
            raise problem("SG121", "what is differentiated by is no symbol", node.wrt)
        return self._derivative(node.of, wrt, node)

    def _derivative(self, of: Node, wrt: Named, node: Node) -> Value:
        rank = self.known.ranks.get(wrt.name, self.scope.rank(wrt.name))
        name = wrt.name
        if wrt.indices is not None and self.scope.only_constants(name) and name not in self.known.ranks:
            name = f"{name}_" + "_".join(str(i.value) for i in wrt.indices if isinstance(i, Number))
            rank, wrt.indices = 0, None
        if name in self.known.aliases:
            raise problem("SG122", f"a derivative by {name}, which stands for something else, is not read", node)
        if wrt.indices is None:
            if rank == 0:
                return self._by(of, name, [], node)
            if self._rank_of(of) > 0:
                raise problem("SG126", "the derivative of an array by an array has all their indices", node, "write the entries")
            return ArrayValue(rank, lambda indices: self._entry_by(of, name, indices, node), node.start, node.end, None, (name,))
        items = self._index_list(wrt.indices, rank)
        if len(items) != rank:
            raise problem("SG105", f"{name} has {rank} indices elsewhere and {len(items)} here", node)
        indices = [plus(self.index(i), self._origin(name, k), -1) for k, i in enumerate(items)]
        return self._by(of, name, indices, node)

    def _rank_of(self, of: Node) -> int:
        try:
            value = self.value(of)
        except Problem:
            return 0
        return value.rank if isinstance(value, ArrayValue) else 0

    def _entry_by(self, of: Node, name: str, indices: list[Node], node: Node) -> Node:
        value = self._by(of, name, indices, node)
        assert not isinstance(value, ArrayValue), "the derivative of a number by an entry is a number"
        return value

    def _by(self, of: Node, name: str, indices: list[Node], node: Node) -> Value:
        """∂of/∂name[indices]."""
        if isinstance(of, Call):
            symbol = head_symbol(of)
            if symbol is not None and named(of, self.scope) is None and self.call_sense(of, symbol) == "itself":
                of = of.head
        found = named(of, self.scope) if isinstance(of, (Symbol, Scripted, Call)) else None
        if symbol_of(of) is not None and not indices:
            through = self._through_arguments(of, name, node)
            if through is not None:
                return through
        if found is not None and found.indices is None and found.power is None and not found.transposed:
            if found.name in self.known.aliases:
                raise problem("SG122", f"a derivative of {found.name}, which stands for something else, is not read", node)
            if self.known.ranks.get(found.name, self.scope.rank(found.name)) == 0 and found.symbol.name not in self.env:
                return Gradient(found.name, name, indices or None, node.start, node.end)
        if name in self.env:
            raise problem("SG122", "a derivative by this index is not read", node)
        value = self.value(of)
        return self._mapped(lambda x: Derivative(_ungrouped(x), name, indices, node.start, node.end), [value], node)

    def _through_arguments(self, of: Node, name: str, node: Node) -> Node | None:
        """∂f/∂r where f is an unknown function of x and y, which are given in terms of r."""
        symbol = symbol_of(of)
        if symbol is None or symbol.name not in self.known.arguments:
            return None
        arguments = self.known.arguments[symbol.name]
        spelled = self.scope.spelled(symbol)
        values: list[Node] = [Name(a, node.start, node.end) for a in arguments]
        if name in arguments:
            orders = tuple(int(a == name) for a in arguments)
            return Apply(spelled, orders, values, node.start, node.end, node.start)
        return Derivative(Apply(spelled, None, values, node.start, node.end, node.start), name, [], node.start, node.end)

    # ---- sums ----

    def _big(self, node: Big) -> Value:
        if node.op not in ("sum", "max", "min", "argmax"):
            raise problem("SG122", f"`{'∏' if node.op == 'prod' else node.op}` is not read", node)
        outer_env, outer_bound = dict(self.env), set(self.bound)
        items = self._limits(node)
        body = self.value(node.body)
        self._check_used(node, self.bound - outer_bound)
        self.env, self.bound = outer_env, outer_bound
        if node.op == "min":

            def smallest(x: Node) -> Node:
                largest = Binder("max", 1, items, Negative(_factor(x), node.start), node.start, node.head_end)
                return Negative(Group(largest, node.start, node.end), node.start)

            return self._mapped(smallest, [body], node)
        return self._mapped(lambda x: Binder(node.op, 1, items, x, node.start, node.head_end), [body], node)

    def _check_used(self, node: Big, new: set[str]) -> None:
        """A summand that does not depend on the index is a constant, or, more likely, has lost its indices."""
        inside = letters(node.body)
        missing = sorted(
            new - inside - {n for line in node.lines if isinstance(line, Relation) for n in letters(line) if len(new) > 1}
        )
        if missing and not isinstance(node.body, Number) and inside:
            message = f"what is summed does not depend on {missing[0]}: were its indices left out?"
            raise problem("SG131", message, node.body, "write the indices of the entries")

    def _limits(self, node: Big) -> list[Node]:
        """Ranges and conditions, in the order in which they stand."""
        if not node.lines:
            raise problem("SG123", "over what is summed is not said", node, "write the index below the sign")
        items: list[Node] = []
        upper = node.upper
        for line in node.lines:
            items += self._limit(line, upper, node)
            upper = None if isinstance(line, (Relation, Symbol)) else upper
        return items

    def _bind(self, symbol: Symbol, offset: Node | None = None) -> Name:
        """Bring a bound index into scope; as written it is the plain one plus ``offset``, so that all ranges begin at 0."""
        hides = symbol.name in self.bound or (
            symbol.name in self.scope_free and (symbol.name in self.scope.varying or bool(self.inlining))
        )
        name = Name(self.scope.spelled(symbol), symbol.start, symbol.end)
        self.env.pop(symbol.name, None)
        if hides:
            if not self.inlining:
                self.hidden.add(symbol.name)
            name = self._fresh_name(symbol)
            name.start, name.end = symbol.start, symbol.end
            self.env[symbol.name] = name
        if offset is not None and not (isinstance(offset, Number) and offset.value == 0):
            self.env[symbol.name] = plus(name, offset)
        self.bound.add(symbol.name)
        return name

    def _range_from(self, symbol: Symbol, low: Node, high: Node, op: str, first: str = "<=") -> Node:
        """``low ≤ k ≤ high`` (or ``<``) as ``k < …``, with k shifted to begin at 0."""
        one = number(1, symbol)
        size = plus(high, low, -1)
        if op == "<=":
            size = plus(size, one)
        if first == "<":
            low, size = plus(low, one), plus(size, one, -1)
        name = self._bind(symbol, low)
        return Compare([name, size], ["<"])

    def _limit(self, line: Node, upper: Node | None, node: Big) -> list[Node]:
        if isinstance(line, Symbol):
            if upper is not None:
                return [self._up_to(line, upper, node)]
            return [self._bind(line, number(self.scope.origin or 0, line))]
        if isinstance(line, Juxtaposed) and upper is None:
            return [n for p in line.parts for n in self._limit(p, None, node)]
        if isinstance(line, Bracketed) and upper is None and line.kind == "(":
            return [n for p in line.items for n in self._limit(p, None, node)]
        if not isinstance(line, Relation):
            raise problem("SG123", "this is not read as the range of a sum", line, "write k=0 below and K-1 above, or k<K")
        return self._ranged(line, upper)

    def _up_to(self, symbol: Symbol, upper: Node, node: Big) -> Node:
        """``Σ_i^n``: where it begins is not written."""
        origin = self.scope.origin or 0
        self.scope.assume(f"Σ over {symbol.name} up to n, without a lower limit, begins at {origin} and has n terms")
        low = number(origin, node)
        return self._range_from(symbol, low, plus(self.index(upper), low), "<")

    def _ranged(self, line: Relation, upper: Node | None) -> list[Node]:
        operands, ops = line.operands, line.ops
        first = operands[0]
        if ops == ["="] and upper is not None:
            if isinstance(first, Juxtaposed) and all(isinstance(p, Symbol) for p in first.parts):
                return [self._one_range(p, operands[1], upper) for p in first.parts]
            if isinstance(first, Symbol):
                return [self._one_range(first, operands[1], upper)]
        if ops in (["<=", "<="], ["<=", "<"], ["<", "<="], ["<", "<"]) and isinstance(operands[1], Symbol) and upper is None:
            low, high = self.index(operands[0]), self.index(operands[2])
            return [self._range_from(operands[1], low, high, ops[1], ops[0])]
        if ops == ["in"] and upper is None:
            return self._in_set(first, operands[1], line)
        if (
            upper is None
            and ops in (["<"], ["<="])
            and isinstance(first, Symbol)
            and first.name not in self.bound
            and not self._is_free(first)
        ):
            low = number(self.scope.origin or 0, line)
            return [self._range_from(first, low, self.index(operands[1]), ops[0])]
        if upper is None and all(op in ("=", "!=", "<", "<=", ">", ">=") for op in ops):
            return self._conditional(line)
        raise problem("SG123", "this is not read as the range of a sum", line, "write k=0 below and K-1 above, or k<K")

    def _is_free(self, symbol: Symbol) -> bool:
        return symbol.name in self.env

    def _one_range(self, symbol: Node, low: Node, high: Node) -> Node:
        assert isinstance(symbol, Symbol), "an index is a symbol"
        return self._range_from(symbol, self.index(low), self.index(high), "<=")

    def _in_set(self, first: Node, members: Node, line: Relation) -> list[Node]:
        if isinstance(first, Symbol) and isinstance(members, Bracketed) and members.kind == "\\{":
            items = members.items
            dots = [k for k, i in enumerate(items) if isinstance(i, Dots)]
            if len(dots) == 1 and dots[0] in (1, 2) and dots[0] == len(items) - 2:
                return [self._one_range(first, items[0], items[-1])]
        raise problem("SG123", "the set that is summed over is not known", line, "write the range of the index")

    def _conditional(self, line: Relation) -> list[Node]:
        """``Σ_{j ≠ i}``, ``Σ_{i+k=m}``: the letters that are new are bound, the rest is a condition."""
        new = [n for o in line.operands for n in _symbols(o) if n.name not in self.bound and n.name not in self.env]
        fresh: dict[str, Symbol] = {}
        for symbol in new:
            if symbol.name in self.scope.indices and symbol.name not in self.taken_letters:
                fresh.setdefault(symbol.name, symbol)
        names: list[Node] = [self._bind(s, number(self.scope.origin or 0, s)) for s in fresh.values()]
        return [*names, self.condition([line])]

    @property
    def taken_letters(self) -> set[str]:
        """Letters that are free in the statement."""
        return self.scope_free

    scope_free: set[str] = frozenset()  # type: ignore[assignment]

    # ---- conditions ----

    def condition(self, items: Sequence[Node]) -> Node:
        """Relations joined by "and"."""
        parts = [self._relation(i) for i in items]
        return parts[0] if len(parts) == 1 else Junction("and", parts)

    def _relation(self, node: Node) -> Node:
        if isinstance(node, Bracketed) and node.kind in ("\\{", "(", "{"):
            return self.condition(node.items)
        if not isinstance(node, Relation):
            raise problem("SG123", "a condition is needed here", node)
        if any(op not in ("=", "!=", "<", "<=", ">", ">=", "|") for op in node.ops):
            raise problem("SG122", "this relation is not read in a condition", node)
        integer = all(linear(o) or isinstance(o, Surrounded) for o in node.operands) and any(
            letters(o) & self.scope.indices for o in node.operands
        )
        lower = self.index if integer else self.scalar
        return Compare([lower(o) for o in node.operands], list(node.ops))

    def _cases(self, node: Cases) -> Value:
        """Each value with its bracket; "otherwise" is what none of the conditions above holds for."""
        total: list[tuple[int, Node]] = []
        before: list[Node] = []
        for value, condition in node.rows:
            amount = self.scalar(value)
            own = None if condition is None else self.condition([condition])
            parts = [*(Not(b, node.start) for b in before), *([own] if own is not None else [])]
            if own is not None:
                before.append(own)
            if isinstance(amount, Number) and amount.value == 0:
                continue
            if not parts:
                total.append((1, amount))
                continue
            holds: Node = parts[0] if len(parts) == 1 else Junction("and", parts)
            bracket = Iverson(holds, value.start, value.end)
            total.append((1, Product([("*", bracket), ("*", _factor(amount))])))
        if not total:
            return number(0, node)
        out = total[0][1] if len(total) == 1 else Sum(total)
        return Group(out, node.start, node.end)

    def _matrix(self, node: Matrix) -> Value:
        """A matrix of numbers."""
        width = len(node.rows[0]) if node.rows else 0
        if not width or any(len(row) != width for row in node.rows):
            raise problem("SG105", "the rows of this matrix have different lengths", node)
        values = [self._rational(cell) for row in node.rows for cell in row]
        shape = (len(node.rows), width)

        def entry(indices: list[Node]) -> Node:
            row, column = indices
            if isinstance(row, Number) and isinstance(column, Number):
                return _signed(values[int(row.value) * width + int(column.value)], node)
            return Array(shape, tuple(values), indices, node.start, node.end)

        return ArrayValue(2, entry, node.start, node.end, shape)

    def _rational(self, cell: Node) -> Fraction:
        match cell:
            case Number():
                return cell.value
            case Negative():
                return -self._rational(cell.inner)
            case Over():
                bottom = self._rational(cell.bottom)
                if bottom:
                    return self._rational(cell.top) / bottom
        raise problem("SG122", "only matrices of numbers are read", cell)


def _has_range(value: ArrayValue, taps: list[Node]) -> bool:
    """Whether the indices of the array range over its own axes, so that a sum over them needs no limits."""
    turned = value.reversed_of
    alone = _stands_alone(value.entry(taps), taps) or (turned is not None and _stands_alone(turned.entry(taps), taps))
    return alone or bool(value.extent)


def _ranged_entry(value: ArrayValue, taps: list[Node], node: Node) -> tuple[Node, bool, list[Node]]:
    """An entry at the taps, whether the taps count backwards in it, and the heads of a sum over them."""
    entry = value.entry(taps)
    if _stands_alone(entry, taps):
        return entry, False, list(taps)
    if value.reversed_of is not None and _stands_alone(value.reversed_of.entry(taps), taps):
        return value.reversed_of.entry(taps), True, list(taps)
    heads: list[Node] = list(taps)
    if value.extent:
        heads = [Compare([t, Name(size, node.start, node.start)], ["<"]) for t, size in zip(taps, value.extent, strict=True)]
    return entry, False, heads


def symbol_of(node: Node) -> Symbol | None:
    """The letter, where the node is one, or one with arguments behind it."""
    if isinstance(node, Call) and isinstance(node.head, Symbol):
        return node.head
    return node if isinstance(node, Symbol) else None


def _signed(value: Fraction, near: Node) -> Node:
    out = Number(abs(value), False, near.start, near.end)
    return out if value >= 0 else Group(Negative(out, near.start), near.start, near.end)


def _stands_alone(entry: Node, taps: list[Node]) -> bool:
    """Whether the entry is read at these very indices, so that their range is known."""
    indices = entry.indices if isinstance(entry, (Access, Gradient)) else None
    return indices is not None and len(indices) == len(taps) and all(x is y for x, y in zip(indices, taps, strict=True))


def _symbols(node: Node) -> list[Symbol]:
    return [n for n in walk(node) if isinstance(n, Symbol)]


def _transpose(value: ArrayValue) -> ArrayValue:
    if value.rank == 1:
        return value._replace(row=not value.row)
    sizes = value.sizes[::-1] if value.sizes else None
    return value._replace(
        entry=lambda indices: value.entry(indices[::-1]), sizes=sizes, extent=value.extent[::-1], reversed_of=None
    )


def _minus(node: Node) -> Node:
    return plus(Number(Fraction(0), False, node.start, node.end), node, -1)


def _is_half_turn(node: Node) -> bool:
    inner = node.items[0] if isinstance(node, Bracketed) and len(node.items) == 1 else node
    base = inner.base if isinstance(inner, Raised) else inner
    return (isinstance(base, Number) and base.value == 180) or (isinstance(base, Symbol) and base.name == "pi")


def _is_atom(node: Node) -> bool:
    return isinstance(node, (Name, Number, Access, Gradient, Apply, Group, Array, Iverson))


def _atom(node: Node) -> Node:
    return node if _is_atom(node) else Group(node, node.start, node.end)


def _factor(node: Node) -> Node:
    """The node as a factor: sums and the like in parentheses."""
    return Group(node, node.start, node.end) if isinstance(node, (Sum, Negative, Product, Binder, Compare)) else node


def _grouped(node: Node) -> Node:
    return Group(node, node.start, node.end) if isinstance(node, (Sum, Negative)) else node


def _ungrouped(node: Node) -> Node:
    while isinstance(node, Group):
        node = node.inner
    return node
