"""From syntax to terms: each node by its position, as an integer, a scalar or a proposition.

``Elaborator`` reads everything as it stands, and is the exact inverse of the plain printer. ``infer.Survey`` and
``checked.Checked`` refine what a read of a tensor and a range that is left out mean.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from fractions import Fraction

from symgrad.core.polynomial import normal_prop
from symgrad.core.term import (
    FALSE,
    TRUE,
    Definition,
    Domain,
    Int,
    Term,
    TermError,
    Var,
    add,
    bracket,
    call,
    cast,
    diff,
    eq,
    floor,
    fn,
    iadd,
    imul,
    inv,
    iread,
    le,
    lt,
    make,
    mod,
    mul,
    ne,
    num,
    power,
    read,
    smooth,
)
from symgrad.errors import Problem
from symgrad.language.binders import Range, split_items
from symgrad.language.senses import KRONECKER, Senses
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
    Quotient,
    Sum,
    Truth,
    Turned,
    ungroup,
)

MAX_EXPONENT = 64
KNOWN_FUNCTIONS = frozenset({"exp", "log", "sqrt", "sin", "cos", "pow"})
SYNONYMS = {"ln": "log"}
_INTEGER_PROPS = frozenset({"eq", "ne", "lt", "le", "divides", "and", "or"})


class Index:
    """A bound index in scope: its name as written, the variable that stands for it, and its range."""

    __slots__ = ("hi", "kind", "lo", "name", "variable")

    def __init__(self, name: str, variable: str, lo: Term, hi: Term, kind: str) -> None:
        self.name, self.variable, self.lo, self.hi, self.kind = name, variable, lo, hi, kind


class Elaborator:
    """Reads syntax as terms under a growing scope and growing facts."""

    def __init__(self, source: str, senses: Senses, definitions: dict[str, Definition] | None = None) -> None:
        self.source, self.senses = source, senses
        self.definitions: dict[str, Definition] = definitions or {}
        self.scope: dict[str, Index] = {}
        self.facts: list[Term] = []
        self.count = 0  # of bound indices so far

    # ---- to be refined ----

    def tensor(self, node: Access, indices: tuple[Term, ...]) -> Term:
        """What a read of a tensor in the place of a scalar means."""
        definition = self.definitions.get(node.name)
        if definition is None:
            return read(node.name, *indices)
        if definition.arity != len(indices):
            message = f"{node.name} has {definition.arity} indices, and {len(indices)} here"
            raise self.problem("SG105", message, node)
        return call(definition, *indices)

    def turned(self, node: Turned, indices: tuple[Term, ...]) -> tuple[Term, ...]:  # noqa: ARG002  # for those that know the shape
        """At which indices ``rot180(K)[indices]`` reads K: that depends on K's shape."""
        raise self.problem("SG114", f"{node.how} needs the shape of {node.name}, which is not known here", node)

    def integer_tensor(self, node: Access, indices: tuple[Term, ...]) -> Term:
        return iread(node.name, *indices)

    def gradient(self, node: Gradient) -> Term:
        """What ``dL/dZ[indices]`` means inside an expression."""
        return read(node.name, *self.integers(node.indices or []))

    def derivative(self, node: Derivative) -> Term:
        return diff(self.scalar(node.of), node.wrt, *self.integers(node.indices))

    def missing_range(self, found: Range) -> tuple[Term, Term]:
        """The range of an index that was written without one."""
        message = f"the range of {found.name} is not given"
        raise self.problem("SG112", message, found, help=f"write {found.name}<K")

    def read_as(self, name: str) -> None:
        """A shorthand was written out."""

    def body_of_max(self, body: Node) -> tuple[list[Term], Term]:
        """The conditions that the body of a max brings, and the body."""
        return [], self.scalar(body)

    # ---- problems ----

    def problem(self, code: str, message: str, place: Node | Range, help: str | None = None) -> Problem:
        return Problem(code, message, source=self.source, start=place.start, end=place.end, help=help)

    def wrong_sort(self, message: str, node: Node, help: str) -> Problem:
        return self.problem("SG110", message, node, help)

    # ---- integers ----

    def integers(self, nodes: Iterable[Node]) -> tuple[Term, ...]:
        return tuple(self.integer(node) for node in nodes)

    def integer(self, node: Node) -> Term:
        """The node as an integer. Raises Problem where it cannot be one."""
        match node:
            case Number():
                if node.decimal or node.value.denominator != 1:
                    raise self.wrong_sort("an index is an integer", node, "use a whole number")
                return Int(int(node.value))
            case Name():
                return self.variable(node)
            case Group():
                return self.integer(node.inner)
            case Sum():
                return iadd(*(self.integer(t) if sign > 0 else self.negative_integer(t) for sign, t in node.terms))
            case Negative():
                return self.negative_integer(node.inner)
            case Product():
                return self.integer_product(node)
            case Quotient():
                return (floor if node.op == "//" else mod)(self.integer(node.left), self.integer(node.right))
            case Power():
                return imul(*[self.integer(node.base)] * self.exponent(node)) if self.exponent(node) else Int(1)
            case Access():
                indices = self.integers(node.indices)
                if node.name in self.definitions or self.senses.is_scalar_tensor(node.name):
                    help_ = f"if its entries are integers, declare it, as in `where {node.name} is integer`"
                    help_ = "use an integer" if node.name in self.definitions else help_
                    raise self.wrong_sort(f"{node.name} is a tensor of scalars, not an index", node, help_)
                return self.integer_tensor(node, indices)
            case Apply():
                return self.integer_function(node)
            case Binder() if node.op == "argmax":
                return self.binder(node)
        raise self.wrong_sort(
            "this stands where an integer is needed",
            node,
            "an index is made of indices, sizes and whole numbers with + - * // mod, floor(a/b), min and max",
        )

    def variable(self, node: Name) -> Term:
        """An index or size."""
        index = self.scope.get(node.name)
        return Var(index.variable if index else node.name)

    def negative_integer(self, node: Node) -> Term:
        """−node; a number in front takes the sign: −3·k is (−3)·k."""
        if isinstance(node, Number):
            return Int(-self.integer(node).data)
        if isinstance(node, Product) and isinstance(node.factors[0][1], Number):
            first, *rest = self.integer_product(node).args
            return imul(Int(-first.data), *rest)
        return imul(Int(-1), self.integer(node))

    def integer_product(self, node: Product) -> Term:
        for op, factor in node.factors:
            if op == "/":
                help_ = "write floor(a/b), which is a // b, or say [b | a] and use a // b"
                raise self.problem("SG110", "a quotient in an index need not be an integer", factor, help_)
        return imul(*(self.integer(f) for _, f in node.factors))

    def integer_function(self, node: Apply) -> Term:
        if node.orders is None:
            match node.name:
                case "floor":
                    return floor(*self.quotient(node))
                case "ceil":
                    top, bottom = self.quotient(node)
                    return imul(Int(-1), floor(imul(Int(-1), top), bottom))
                case "min" | "max" if len(node.args) >= 2:
                    return self._fold("i" + node.name, self.integers(node.args))
                case "abs" if len(node.args) == 1:
                    inner = self.integer(node.args[0])
                    return make("imax", None, (inner, self.negative_integer(node.args[0])))
                case "sum_of":
                    return iadd(*self.integers(node.args))
                case "product_of":
                    return imul(*self.integers(node.args))
                case "index" if len(node.args) == 1:
                    return self.integer(node.args[0])
        help_ = "integer functions are floor(a/b), ceil(a/b), min(a, b), max(a, b), abs(a)"
        raise self.wrong_sort(f"{node.name}(…) is not an integer", node, help_)

    def _fold(self, op: str, terms: tuple[Term, ...]) -> Term:
        out = terms[0]
        for t in terms[1:]:
            out = make(op, None, (out, t))
        return out

    def quotient(self, node: Apply) -> tuple[Term, Term]:
        """Numerator and denominator of ``floor(a/b)``."""
        inner = ungroup(node.args[0]) if len(node.args) == 1 else node
        minus = isinstance(inner, Negative) and isinstance(inner.inner, Product)
        product = inner.inner if isinstance(inner, Negative) else inner
        ops = [op for op, _ in product.factors] if isinstance(product, Product) else []
        if not isinstance(product, Product) or ops[-1] != "/" or "/" in ops[:-1]:
            help_ = f"write {node.name}((a + b)/c); add whole numbers outside of it"
            raise self.problem("SG114", f"{node.name} takes one quotient a/b of integers", node, help_)
        top = [f for _, f in product.factors[:-1]]
        above = top[0] if len(top) == 1 else Product([("*", f) for f in top])
        numerator = self.negative_integer(above) if minus else self.integer(above)
        return numerator, self.integer(product.factors[-1][1])

    # ---- scalars ----

    def scalars(self, nodes: Iterable[Node]) -> tuple[Term, ...]:
        return tuple(self.scalar(node) for node in nodes)

    def scalar(self, node: Node) -> Term:
        """The node as a scalar. Raises Problem where it cannot be one."""
        match node:
            case Number():
                return num(node.value)
            case Name():
                if node.name in self.scope or node.name in self.senses.integers:
                    return cast(self.variable(node))
                return self.tensor(Access(node.name, [], node.start, node.end, node.end), ())
            case Access():
                return self.access(node)
            case Group():
                return self.scalar(node.inner)
            case Sum():
                return add(*(self.scalar(t) if sign > 0 else self.negative_scalar(t) for sign, t in node.terms))
            case Negative():
                return self.negative_scalar(node.inner)
            case Product():
                return self.scalar_product(node)
            case Power():
                return self.scalar_power(node)
            case Iverson():
                return bracket(self.prop(node.condition))
            case Binder() if node.op in ("sum", "max", "min"):
                return self.binder(node)
            case Binder() if node.op == "argmax":
                return cast(self.binder(node))
            case Apply():
                return self.function(node)
            case Gradient():
                return self.gradient(node)
            case Derivative():
                return self.derivative(node)
            case Array():
                return self.array(node)
            case Quotient():
                return cast(self.integer(node))
        raise self.wrong_sort("this stands where a scalar is needed", node, "a condition becomes a scalar in [ ]")

    def access(self, node: Access) -> Term:
        if node.name in KRONECKER and self._is_kronecker(node):
            return bracket(eq(*self.integers(node.indices)))
        if node.name in self.senses.integer_tensors:
            return cast(self.integer_tensor(node, self.integers(node.indices)))
        indices = self.integers(node.indices)
        return self.tensor(node, self.turned(node, indices) if isinstance(node, Turned) else indices)

    def _is_kronecker(self, node: Access) -> bool:
        if node.name in self.senses.ranks or node.name in self.definitions:
            return False
        if len(node.indices) != 2:
            message = f"{node.name} is Kronecker's delta of two indices; a tensor of this name needs a declaration"
            raise self.problem("SG105", message, node)
        return True

    def negative_scalar(self, node: Node) -> Term:
        if isinstance(node, Number):
            return num(-node.value)
        if isinstance(node, Product) and isinstance(node.factors[0][1], Number):
            t = self.scalar_product(node)
            if t.op == "num":
                return num(-t.data)
            if t.op == "mul" and t.args[0].op == "num":
                return mul(num(-t.args[0].data), *t.args[1:])
            return mul(num(-1), t)
        return mul(num(-1), self.scalar(node))

    def scalar_product(self, node: Product) -> Term:
        """Factors as written; a number over a number is one rational."""
        marks = len(self.facts)
        values: dict[int, Term] = {}
        for place, (_, factor) in enumerate(node.factors):  # a bracket holds for the factors beside it
            if isinstance(ungroup(factor), Iverson):
                values[place] = self.scalar(factor)
                self.facts += self._integer_facts(values[place])
        factors: list[tuple[Term, bool]] = []  # and whether it is a number, as written
        for place, (op, factor) in enumerate(node.factors):
            value = values[place] if place in values else self.scalar(factor)
            if op == "/":
                self._divide(factors, value, factor)
            elif value.op == "mul" and isinstance(factor, (Access, Gradient)):
                factors += [(part, False) for part in value.args]
            else:
                factors.append((value, isinstance(factor, Number)))
        del self.facts[marks:]
        if len(factors) == 1:
            return factors[0][0]
        return mul(*(f for f, _ in factors))

    def _divide(self, factors: list[tuple[Term, bool]], value: Term, node: Node) -> None:
        last, is_number = factors[-1]
        if value.op == "num" and not isinstance(node, Apply):
            if value.data == 0:
                raise self.problem("SG101", "division by zero", node)
            if is_number:
                factors[-1] = (num(last.data / value.data), True)
            else:
                factors.append((num(1 / Fraction(value.data)), False))
        elif is_number and last.data == 1 and len(factors) == 1:
            factors[-1] = (inv(value), False)
        else:
            factors.append((inv(value), False))

    def _integer_facts(self, t: Term) -> list[Term]:
        """What the bracket t says of integers."""
        if t.op != "bracket":
            return []
        parts = t.args[0].args if t.args[0].op == "and" else (t.args[0],)
        return [p for p in parts if p.op in _INTEGER_PROPS]

    def scalar_power(self, node: Power) -> Term:
        exponent = ungroup(node.exponent)
        negative = isinstance(exponent, Negative)
        plain = exponent.inner if isinstance(exponent, Negative) else exponent
        if isinstance(plain, Number) and plain.value.denominator == 1 and not plain.decimal:
            base, n = self.scalar(node.base), self.exponent(node)
            if negative:
                return inv(base if n == 1 else power(base, n))
            return power(base, n)
        return fn("pow", (self.scalar(node.base), self.scalar(node.exponent)))

    def exponent(self, node: Power) -> int:
        """The natural number in the exponent, or the negative of it."""
        exponent = ungroup(node.exponent)
        if isinstance(exponent, Negative):
            exponent = exponent.inner
        elif not isinstance(exponent, Number) or exponent.value.denominator != 1:
            raise self.problem("SG114", "an integer can only be raised to a literal natural power", node.exponent)
        assert isinstance(exponent, Number)
        if exponent.value > MAX_EXPONENT:
            message = f"the exponent is larger than {MAX_EXPONENT}"
            raise self.problem("SG108", message, node.exponent, help="use a smaller power, or pow(x, p) with a symbol p")
        return int(exponent.value)

    def array(self, node: Array) -> Term:
        try:
            return make("literal", (node.shape, node.values), self.integers(node.indices))
        except TermError:
            raise self.problem("SG105", "shape, number of values and indices do not agree", node) from None

    # ---- functions ----

    def function(self, node: Apply) -> Term:
        """A named or unknown function, or a shorthand that is written out."""
        if node.orders is None:
            match node.name:
                case "cast":
                    return cast(self.integer(self._one(node)))
                case "inv":
                    return inv(self.scalar(self._one(node)))
                case "scalar":
                    return self.scalar(self._one(node))
                case "sum_of":
                    return add(*self.scalars(node.args))
                case "product_of":
                    return mul(*self.scalars(node.args))
                case "floor" | "ceil":
                    return cast(self.integer(node))
                case "index":
                    raise self.wrong_sort("index(…) is an integer", node, "write cast(index(…))")
                case "min" | "max":
                    return self._pointwise(node)
                case "pow" if len(node.args) == 2 and isinstance(ungroup(node.args[1]), Number):
                    return self.scalar_power(Power(node.args[0], node.args[1]))
            shorthand = SHORTHANDS.get(node.name)
            if shorthand is not None:
                self.read_as(node.name)
                return shorthand(self.scalar(self._one(node)))
            if node.name in OF_ARRAYS:
                message = f"{node.name} is no function of one number, and is not written out here"
                help_ = f"write {OF_ARRAYS[node.name]}; or give an unknown function another name"
                raise self.problem("SG114", message, node, help_)
        return self._function(node)

    def _function(self, node: Apply) -> Term:
        name, orders = node.name, node.orders
        if orders is None:
            bare = name.rstrip("'")
            orders = (len(name) - len(bare),) if bare != name else (0,) * len(node.args)
            if bare != name and (len(node.args) != 1 or bare in RESERVED_FUNCTIONS - {*SYNONYMS}):
                message = "a prime differentiates a named or unknown function of one argument"
                raise self.problem("SG114", message, node)
            name = SYNONYMS.get(bare, bare)
        if len(orders) != len(node.args):
            help_ = "write f{1,0}(a, b) for the partial derivative by the first argument"
            raise self.problem("SG105", f"{node.name} has {len(node.args)} arguments here", node, help_)
        if name in KNOWN_FUNCTIONS and len(node.args) != (2 if name == "pow" else 1):
            wanted = "2 arguments" if name == "pow" else "1 argument"
            raise self.problem("SG105", f"{name} takes {wanted}", node)
        return fn(name, self.scalars(node.args), orders)

    def _one(self, node: Apply) -> Node:
        if len(node.args) != 1:
            raise self.problem("SG105", f"{node.name} takes 1 argument, not {len(node.args)}", node)
        return node.args[0]

    def _pointwise(self, node: Apply) -> Term:
        """The larger or smaller of two scalars, by brackets."""
        if len(node.args) != 2:
            help_ = f"write {node.name}(a, {node.name}(b, c)), or {node.name}(k<K) x[k] over a range"
            raise self.problem("SG114", f"{node.name} of scalars takes two of them", node, help_)
        a, b = self.scalars(node.args)
        first, second = (le(b, a), lt(a, b)) if node.name == "max" else (le(a, b), lt(b, a))
        return add(mul(bracket(first), a), mul(bracket(second), b))

    # ---- propositions ----

    def prop(self, node: Node) -> Term:
        """The node as a proposition. Raises Problem where it cannot be one."""
        parts = self.conjuncts(node)
        return parts[0] if len(parts) == 1 else make("and", None, tuple(parts))

    def conjuncts(self, node: Node) -> list[Term]:
        """The conjuncts as written; what is in parentheses is one conjunct."""
        match node:
            case Junction() if node.op == "and":
                marks, out = len(self.facts), list[Term]()
                for part in node.parts:
                    new = self.conjuncts(part)
                    out += new
                    self.facts += [p for p in new if p.op in _INTEGER_PROPS]
                del self.facts[marks:]
                return out
            case Junction():
                return [make(node.op, None, tuple(self.prop(p) for p in node.parts))]
            case Compare():
                return self.comparisons(node)
            case Group():
                return [self.prop(node.inner)]
            case Not():
                return [make("not", None, (self.prop(node.inner),))]
            case Truth():
                return [TRUE if node.value else FALSE]
            case Binder() if node.op in ("forall", "unique"):
                return [self.binder(node)]
            case Apply() if node.orders is None and node.name in ("all_of", "any_of"):
                op = "and" if node.name == "all_of" else "or"
                return [make(op, None, tuple(self.prop(p) for p in node.args))]
            case Apply() if node.orders is None and node.name == "smooth":
                return [self.smoothness(node)]
        help_ = "a condition compares, as in [i = 2*j], [0 <= i < N], [s | i], with and, or, not"
        raise self.problem("SG101", "this stands where a condition is needed", node, help_)

    def comparisons(self, node: Compare) -> list[Term]:
        if node.ops == ["|"]:
            return [make("divides", None, self.integers(node.operands))]
        sort = self.senses.sort_of(node.operands, self.scope)
        values = [(self.integer if sort == "I" else self.scalar)(o) for o in node.operands]
        out = []
        for op, a, b in zip(node.ops, values, values[1:], strict=False):
            if op == "|":
                raise self.problem("SG101", "`|` cannot stand in a chain", node)
            out.append(COMPARE[op](a, b))
        return out

    def smoothness(self, node: Apply) -> Term:
        match node.args:
            case [Name() as f, Number() as order] if order.value.denominator == 1:
                return smooth(f.name, int(order.value))
        raise self.problem("SG101", "write smooth(f, 2): f is differentiable twice", node)

    # ---- binders ----

    def binder(self, node: Binder) -> Term:
        if node.op == "min":
            help_ = "write -(max(k<K) (-x[k]))"
            raise self.problem("SG114", "a minimum over a range is not among the terms", node, help_)
        ranges, conditions = split_items(node.items, self.scope, self.source)
        if not ranges:
            help_ = f"write {node.op}(k<K) … or {node.op}(lo<=k<hi) …: an index needs an upper end, or no range at all"
            raise self.problem("SG103", f"{node.op} binds no new index", node, help_)
        marks, indices = len(self.facts), [self.enter(r) for r in ranges]
        cond = [p for c in conditions for p in self.conjuncts_as_fact(c)]
        if node.op in ("max", "argmax", "unique"):
            more, body = self.body_of_max(node.body)
            cond += more
        else:
            body = self.prop(node.body) if node.op == "forall" else self.scalar(node.body)
        del self.facts[marks:]
        for index in indices:
            del self.scope[index.name]
        data = self._component(node, len(indices)) if node.op == "argmax" else None
        condition = cond[0] if len(cond) == 1 else make("and", None, tuple(cond)) if cond else TRUE
        domain = Domain([i.variable for i in indices], [(i.lo, i.hi) for i in indices], condition)
        return domain.bind(node.op, body, [i.name for i in indices], data)

    def conjuncts_as_fact(self, node: Node) -> list[Term]:
        out = self.conjuncts(node)
        self.facts += [p for p in out if p.op in _INTEGER_PROPS]
        return out

    def _component(self, node: Binder, count: int) -> int:
        if not 1 <= node.component <= count:
            raise self.problem("SG105", f"argmax_{node.component} of {count} indices", node)
        return node.component - 1

    def enter(self, found: Range, kind: str = "sum") -> Index:
        """Bring an index into scope, with the facts of its range."""
        if found.hi is None:
            lo, hi = self.missing_range(found)
        else:
            lo, hi = self.ends(found)
        return self.introduce(found.name, lo, hi, kind)

    def introduce(self, name: str, lo: Term, hi: Term, kind: str) -> Index:
        """Bring an index with a known range into scope."""
        index = Index(name, self.fresh(name, kind), lo, hi, kind)
        self.scope[name] = index
        self.facts += [le(lo, Var(index.variable)), lt(Var(index.variable), hi)]
        return index

    def ends(self, found: Range) -> tuple[Term, Term]:
        """The half-open range that was written."""
        lo = self.integer(found.lo) if found.lo is not None else Int(0)
        assert found.hi is not None
        hi = self.integer(found.hi)
        return (successor(lo) if found.lo_excluded else lo), (successor(hi) if found.hi_included else hi)

    def fresh(self, name: str, kind: str) -> str:
        """A variable for an index: its own for each binder, the name as written for a free index of a claim."""
        if kind == "claim":
            return name
        self.count += 1
        return f"{name}#{self.count}"

    def known(self, goal: Term) -> bool:
        """Whether the goal holds as it stands or is one of the facts."""
        wanted = normal_prop(goal)
        return wanted is True or any(f.op == goal.op and normal_prop(f) == wanted for f in self.facts)


def successor(t: Term) -> Term:
    """t + 1, simplified where t ends in a number."""
    if t.op == "int":
        return Int(t.data + 1)
    if t.op == "iadd" and t.args and t.args[-1].op == "int":
        last, rest = t.args[-1].data + 1, t.args[:-1]
        if last:
            return iadd(*rest, Int(last))
        return rest[0] if len(rest) == 1 else iadd(*rest)
    return iadd(*t.args, Int(1)) if t.op == "iadd" else iadd(t, Int(1))


COMPARE: dict[str, Callable[[Term, Term], Term]] = {
    "=": eq,
    "!=": ne,
    "<": lt,
    "<=": le,
    ">": lambda a, b: lt(b, a),
    ">=": lambda a, b: le(b, a),
}


def _exp(u: Term) -> Term:
    return fn("exp", (u,))


def _minus(u: Term) -> Term:
    return mul(num(-1), u)


def _tanh(u: Term) -> Term:
    return mul(add(_exp(u), _minus(_exp(_minus(u)))), inv(add(_exp(u), _exp(_minus(u)))))


def _sigmoid(u: Term) -> Term:
    return inv(add(num(1), _exp(_minus(u))))


def _hyperbolic(sign: Callable[[Term], Term]) -> Callable[[Term], Term]:
    return lambda u: mul(num("1/2"), add(_exp(u), sign(_exp(_minus(u)))))


SHORTHANDS: dict[str, Callable[[Term], Term]] = {  # written out, so that nothing need be known of them
    "relu": lambda u: mul(bracket(lt(num(0), u)), u),
    "abs": lambda u: add(mul(bracket(lt(num(0), u)), u), _minus(mul(bracket(lt(u, num(0))), u))),
    "sign": lambda u: add(bracket(lt(num(0), u)), _minus(bracket(lt(u, num(0))))),
    "sigmoid": _sigmoid,
    "silu": lambda u: mul(u, _sigmoid(u)),
    "softplus": lambda u: fn("log", (add(num(1), _exp(u)),)),
    "tanh": _tanh,
    "sinh": _hyperbolic(_minus),
    "cosh": _hyperbolic(lambda u: u),
    "tan": lambda u: mul(fn("sin", (u,)), inv(fn("cos", (u,)))),
}
OF_ARRAYS = {  # names of things that are no functions of one number, and how to write them
    "softmax": "exp(x[i])/(sum(j<N) exp(x[j]))",
    "log_softmax": "x[i] - log(sum(j<N) exp(x[j]))",
    "logsumexp": "log(sum(i<N) exp(x[i]))",
    "mean": "sum(i<N) x[i]/N",
    "norm": "sqrt(sum(i<N) x[i]**2)",
    "layernorm": "its mean and variance as definitions of their own",
    "batchnorm": "its mean and variance as definitions of their own",
    "dropout": "m[i]*x[i] with a mask m",
    "transpose": "x[j,i]",
    "dot": "sum(i<N) x[i]*y[i]",
    "matmul": "sum(k<K) A[i,k]*B[k,j]",
    "conv": "sum(k<K) w[k]*x[i+k]",
}
# names that are read as something else: an unknown function called so is written cast{0}(x)
RESERVED_FUNCTIONS = frozenset({"cast", "inv", "scalar", "index", "floor", "ceil", "min", "max", "smooth", "d"}).union(
    ("sum_of", "product_of", "all_of", "any_of"), SHORTHANDS, SYNONYMS
)
