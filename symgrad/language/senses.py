"""What each name means in a whole program, from where it stands: integer, scalar, tensor, function or bound index.

A bare name in the place of an index or size is an integer, and its number where it stands as a factor or term too; a name
that stands nowhere but there is a scalar. Comparisons are decided last, by the other uses of the names in them.
"""

from __future__ import annotations

from collections.abc import Collection

from symgrad.errors import Problem
from symgrad.language.binders import split_items
from symgrad.language.syntax import (
    Access,
    Apply,
    Array,
    Binder,
    Compare,
    Declaration,
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
    ungroup,
    walk,
)

INTEGER_FUNCTIONS = frozenset({"floor", "ceil"})
EITHER_FUNCTIONS = frozenset({"min", "max", "abs", "sum_of", "product_of"})
NAMED_FUNCTIONS = frozenset({"exp", "log", "ln", "sqrt", "sin", "cos", "tan", "pow", "inv", "abs", "sinh", "cosh", "tanh"})
KRONECKER = frozenset({"delta", "δ"})

Scope = frozenset[str]


class Senses:
    """The meanings of names found so far, each with the node that showed it."""

    def __init__(self, source: str) -> None:
        self.source = source
        self.ranks: dict[str, tuple[int, Node]] = {}  # tensors and scalars
        self.integer_tensors: dict[str, Node] = {}
        self.integers: dict[str, Node] = {}  # sizes and parameters: names that nothing binds
        self.functions: dict[str, Node] = {}
        self.bound: dict[str, Node] = {}
        self.bare: dict[str, Node] = {}  # names as factors or terms: scalars, unless they turn out to be integers
        self.scalar_reads: set[str] = set()  # tensors that stand as a factor or term somewhere
        self.undecided: list[tuple[Compare, Scope]] = []

    def copy(self) -> Senses:
        """The same meanings, for a text that may add to them."""
        out = Senses(self.source)
        out.ranks, out.functions, out.integers = dict(self.ranks), dict(self.functions), dict(self.integers)
        out.integer_tensors, out.scalar_reads = dict(self.integer_tensors), self.ranks.keys() - self.integer_tensors.keys()
        return out

    # ---- what a comparison compares ----

    def sort_of(self, operands: list[Node], bound: Collection[str]) -> str:
        """``I`` or ``S``: whether a comparison of these is one of integers or of scalars."""
        shown = self._shown(operands, bound)
        return "S" if "S" in shown or "s" in shown else "I"

    def _shown(self, operands: list[Node], bound: Collection[str]) -> str:
        """The evidence of all operands, or what a mark says."""
        plain = [ungroup(o) for o in operands]
        for o in plain:
            if isinstance(o, Apply) and o.name in ("index", "scalar") and o.orders is None:
                return "I" if o.name == "index" else "S"
        return "".join(self._evidence(o, bound) for o in plain)

    def _evidence(self, node: Node, bound: Collection[str]) -> str:
        """A word with the letters of the sorts that the node shows itself to have; s is a scalar for want of a better reason."""
        match node:
            case Number():
                return "S" if node.decimal else ""
            case Name():
                if node.name in bound or node.name in self.integers:
                    return "I"
                return "S" if node.name in self.ranks else "s" if node.name in self.bare else ""
            case Access():
                return "I" if node.name in self.integer_tensors else "S" if node.name in self.scalar_reads else "s"
            case Group() | Negative():
                return self._evidence(node.inner, bound)
            case Sum():
                return "".join(self._evidence(t, bound) for _, t in node.terms)
            case Product():
                divided = "S" if any(op == "/" for op, _ in node.factors) else ""
                return divided + "".join(self._evidence(f, bound) for _, f in node.factors)
            case Power():
                return self._evidence(node.base, bound) if _is_whole(node.exponent) else "S"
            case Quotient():
                return "I"
            case Binder():
                return "I" if node.op == "argmax" else "S"
            case Apply():
                if node.name in INTEGER_FUNCTIONS and node.orders is None:
                    return "I"
                if node.name in EITHER_FUNCTIONS and node.orders is None:
                    return "".join(self._evidence(a, bound) for a in node.args)
        return "S"

    def is_scalar_tensor(self, name: str) -> bool:
        """Whether the name is known, and not as an integer or a tensor of integers."""
        return name in self.ranks and name not in self.integer_tensors

    # ---- notes ----

    def problem(self, code: str, message: str, node: Node, **more: str | None) -> Problem:
        end = getattr(node, "name_end", node.end)
        return Problem(code, message, source=self.source, start=node.start, end=end, help=more.get("help"))

    def note_tensor(self, name: str, rank: int, node: Node, integer: bool = False) -> None:
        """Record a read; raises Problem SG105 for another rank, SG110 for another sense."""
        if name in self.integers or name in self.functions:
            raise self._two_senses(name, node, "a tensor" if rank else "a scalar")
        if name in self.bound:
            raise self._two_senses(name, node, "a tensor" if rank else "a scalar")
        known = self.ranks.get(name)
        if known is not None and known[0] != rank:
            raise self._wrong_rank(name, rank, known[0], node)
        self.ranks.setdefault(name, (rank, node))
        if integer:
            self.integer_tensors.setdefault(name, node)

    def _wrong_rank(self, name: str, rank: int, known: int, node: Node) -> Problem:
        axes = f"{known} index" if known == 1 else f"{known} indices"
        message = f"{name} has {axes} elsewhere and {rank or 'none'} here"
        if known == 0:
            message = f"{name} is a scalar elsewhere and has {rank} indices here"
        return self.problem("SG105", message, node)

    def note_integer(self, node: Name | Declaration) -> None:
        name = node.name
        if name in self.ranks or name in self.functions:
            raise self._two_senses(name, node, "an integer")
        self.integers.setdefault(name, node)

    def note_bound(self, name: str, node: Node) -> None:
        if name in self.ranks or name in self.functions:
            raise self._two_senses(name, node, "a bound index")
        self.bound.setdefault(name, node)

    def note_function(self, node: Apply) -> None:
        if node.name in self.ranks or node.name in self.integers or node.name in self.bound:
            raise self._two_senses(node.name, node, "a function")
        self.functions.setdefault(node.name, node)

    def _two_senses(self, name: str, node: Node, sense: str) -> Problem:
        if name in self.ranks:
            other = "a tensor" if self.ranks[name][0] else "a scalar"
        elif name in self.functions:
            other = "a function"
        else:
            other = "a bound index" if name in self.bound else "an integer"
        help_ = f"rename one of the two {name}"
        if {sense, other} == {"a scalar", "an integer"}:
            help_ += f"; if one number is meant, declare it, as in `where {name} is integer`"
        return self.problem("SG110", f"{name} is {sense} here and {other} elsewhere", node, help=help_)

    # ---- walks ----

    def scalar(self, node: Node, scope: Scope) -> None:
        match node:
            case Name():
                if node.name not in scope:
                    self.bare.setdefault(node.name, node)
            case Access():
                self._access(node, scope, integer=False)
            case Quotient():
                self.integer(node, scope)
            case Gradient():
                self.integers_in(node.indices or [], scope)
            case Derivative():
                self.scalar(node.of, scope)
                self.integers_in(node.indices, scope)
            case Array():
                self.integers_in(node.indices, scope)
            case Group() | Negative():
                self.scalar(node.inner, scope)
            case Sum():
                for _, term in node.terms:
                    self.scalar(term, scope)
            case Product():
                for _, factor in node.factors:
                    self.scalar(factor, scope)
            case Power():
                self.scalar(node.base, scope)
                self.scalar(node.exponent, scope)
            case Iverson():
                self.condition(node.condition, scope)
            case Apply():
                self._apply(node, scope)
            case Binder():
                self.binder(node, scope)

    def _access(self, node: Access, scope: Scope, integer: bool) -> None:
        if node.name in KRONECKER and node.name not in self.ranks and len(node.indices) == 2 and not integer:
            self.integers_in(node.indices, scope)
            return
        self.note_tensor(node.name, len(node.indices), node, integer)
        if not integer:
            self.scalar_reads.add(node.name)
        self.integers_in(node.indices, scope)

    def _apply(self, node: Apply, scope: Scope) -> None:
        if node.name == "cast":
            self.integers_in(node.args, scope)
            return
        if node.name in INTEGER_FUNCTIONS:
            self._rounded(node, scope)
            return
        if node.name not in EITHER_FUNCTIONS:
            self.note_function(node)
            if node.name not in NAMED_FUNCTIONS:
                self._not_a_tensor(node, scope)
        for arg in node.args:
            self.scalar(arg, scope)

    def _rounded(self, node: Apply, scope: Scope) -> None:
        """A floor or ceiling as a number: what is read in it has to be known as an integer by something else."""
        for inner in (n for arg in node.args for n in walk(arg)):
            if isinstance(inner, Access):
                self._access(inner, scope, integer=False)
                self.scalar_reads.discard(inner.name)
            elif isinstance(inner, Name) and inner.name not in scope:
                self.note_integer(inner)

    def _not_a_tensor(self, node: Apply, scope: Scope) -> None:
        """Raise Problem SG110 for ``K(k,l)``: the arguments of a function are scalars."""
        for arg in node.args:
            if (isinstance(arg, Name) and arg.name in scope) or (isinstance(arg, Sum) and self._is_index(arg, scope)):
                args = ",".join(self.source[a.start : a.end] for a in node.args)
                message = f"{node.name}(…) is a function of scalars, but is given an index"
                help_ = f"the entries of a tensor are written {node.name}[{args}]; an index as a number is cast(…)"
                raise self.problem("SG110", message, node, help=help_)

    def _is_index(self, node: Sum, scope: Scope) -> bool:
        return all(isinstance(t, Number) or (isinstance(t, Name) and t.name in scope) for _, t in node.terms)

    def integers_in(self, nodes: list[Node], scope: Scope) -> None:
        for node in nodes:
            self.integer(node, scope)

    def integer(self, node: Node, scope: Scope) -> None:
        match node:
            case Name():
                if node.name not in scope:
                    self.note_integer(node)
            case Access():
                self._access(node, scope, integer=True)
            case Group() | Negative():
                self.integer(node.inner, scope)
            case Sum():
                self.integers_in([t for _, t in node.terms], scope)
            case Product():
                self.integers_in([f for _, f in node.factors], scope)
            case Quotient():
                self.integers_in([node.left, node.right], scope)
            case Power():
                self.integer(node.base, scope)
            case Apply():
                self.integers_in(node.args, scope)
            case Binder():
                self.binder(node, scope)

    def condition(self, node: Node, scope: Scope) -> None:
        match node:
            case Compare():
                self.undecided.append((node, scope))
            case Group() | Not():
                self.condition(node.inner, scope)
            case Junction():
                for part in node.parts:
                    self.condition(part, scope)
            case Binder():
                self.binder(node, scope)
            case Apply() if node.name in ("all_of", "any_of"):
                for arg in node.args:
                    self.condition(arg, scope)

    def binder(self, node: Binder, scope: Scope) -> None:
        inner = self.binding(node.items, scope)
        (self.condition if node.op == "forall" else self.scalar)(node.body, inner)

    def binding(self, items: list[Node], scope: Scope) -> Scope:
        """Walk the ranges and conditions of a binder; the scope of its body."""
        ranges, conditions = split_items(items, scope, self.source)
        inner = scope
        for r in ranges:
            self.integers_in([bound for bound in (r.lo, r.hi) if bound is not None], inner)
            self.note_bound(r.name, Name(r.name, r.start, r.end))
            inner = inner | {r.name}
        for condition in conditions:
            self.condition(condition, inner)
        return inner

    def decide(self, *, guess: bool = True) -> None:
        """Walk the comparisons that were put off: first those of something known, whose other names are then known too.

        Without ``guess``, those that tell nothing of themselves are put off further."""
        while self.undecided:
            pending = self.undecided
            for enough in ("S", "I", "s") if guess else ("S", "I"):
                ready = [(node, scope) for node, scope in pending if enough in self._of_comparison(node, scope)]
                if ready:
                    break
            else:
                ready = pending
            if ready is pending and not guess:
                return
            self.undecided = [p for p in pending if p not in ready]
            for node, scope in ready:
                self._compare(node, scope)

    def _of_comparison(self, node: Compare, scope: Scope) -> str:
        """The evidence in a comparison; | is of integers."""
        return "I" if node.ops == ["|"] else self._shown(node.operands, scope)

    def settle_scalars(self) -> None:
        """Names that stood as factors or terms, and are no integers, are scalars. Raises Problem SG110 for what is neither."""
        for name, node in self.bare.items():
            if name not in self.integers:
                self.note_tensor(name, 0, node)

    def _compare(self, node: Compare, scope: Scope) -> None:
        shown = self._of_comparison(node, scope)
        sort = "I" if "S" not in shown and ("I" in shown or "s" not in shown) else "S"
        for operand in node.operands:
            operand = self._unmarked(operand)
            (self.integer if sort == "I" else self.scalar)(operand, scope)

    def _unmarked(self, node: Node) -> Node:
        inner = ungroup(node)
        if isinstance(inner, Apply) and inner.name in ("index", "scalar") and len(inner.args) == 1:
            return inner.args[0]
        return node

    def check_unbound(self) -> None:
        """Raise Problem SG103 for a name that is bound in one place and free in another."""
        for name, node in self.integers.items():
            if name in self.bound:
                message = f"nothing binds {name} here"
                other = self.bound[name]
                line = self.source.count("\n", 0, other.start) + 1
                column = other.start - (self.source.rfind("\n", 0, other.start) + 1) + 1
                help_ = f"{name} is an index at line {line}, column {column}, and only there; put this inside, or rename it"
                raise self.problem("SG103", message, node, help=help_)


def _is_whole(exponent: Node) -> bool:
    """Whether an exponent is an integer that is written down: all others are of scalars."""
    plain = ungroup(exponent)
    plain = ungroup(plain.inner) if isinstance(plain, Negative) else plain
    return isinstance(plain, Number) and plain.value.denominator == 1
