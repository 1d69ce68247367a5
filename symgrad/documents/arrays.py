"""Letters that are matrices or vectors although they never have indices: transposed, in a norm, or beside such letters."""

from __future__ import annotations

from collections.abc import Iterable

from symgrad.documents.chains import Alone, Statement, Unread
from symgrad.documents.forms import (
    Bracketed,
    Call,
    Function,
    Juxtaposed,
    Operation,
    Partial,
    Raised,
    Scripted,
    Surrounded,
    Symbol,
)
from symgrad.documents.lower.functions import KNOWN
from symgrad.documents.scope import FUNCTION_LETTERS, Scope, named
from symgrad.language.syntax import Negative, Node, Product, Sum, walk

LOSSES = frozenset({"L", "E", "J", "C"})
MATRIX, VECTOR = 2, 1


def find_arrays(lines: Iterable[Statement | Unread | Alone], scope: Scope) -> dict[str, int]:
    """The ranks of such letters, from those that are surely arrays to those beside them; nothing without a sure one.

    What is found is an assumption of the section."""
    statements = [line for line in lines if isinstance(line, Statement) and line.left is not None]
    roots = [n for s in statements for n in (s.left, *(r.node for r in s.rights)) if n is not None]
    found = _Found(scope)
    for root in roots:
        found.collect(root)
    for root in roots:
        found.sure(root)
    while found.new:
        found.new = False
        for root in roots:
            for node in walk(root):
                found.beside(node)
        for statement in statements:
            found.equal(statement)
    found.say()
    return found.ranks


class _Found:
    """Ranks found so far; ``new``: some were found since the last look."""

    def __init__(self, scope: Scope) -> None:
        self.scope = scope
        self.ranks: dict[str, int] = {}
        self.new = False
        self.labelled: dict[str, set[str]] = {}  # the names of one letter, W_1 and W_2, which have the same rank

    def collect(self, root: Node) -> None:
        for node in walk(root):
            name = self.letter(node) if isinstance(node, (Symbol, Scripted)) else ""
            found = named(node, self.scope) if name else None
            if found is not None:
                self.labelled.setdefault(found.symbol.name, set()).add(name)

    def note(self, node: Node, rank: int) -> None:
        """A letter has this many indices, under every label."""
        name = self.letter(node)
        if not name or name in self.ranks:
            return
        family = next((names for names in self.labelled.values() if name in names), {name})
        self.ranks.update(dict.fromkeys(family - set(self.ranks), rank))
        self.new = True

    def say(self) -> None:
        """Print the assumption, each letter once whatever its labels."""
        for rank, one, several in ((MATRIX, "a matrix", "matrices"), (VECTOR, "a vector", "vectors")):
            names = [n for n, family in sorted(self.labelled.items()) if any(self.ranks.get(f) == rank for f in family)]
            spelled = [self.scope.spelled(Symbol(n, "", 0, 0)) for n in names]
            if len(spelled) == 1:
                self.scope.assume(f"{spelled[0]} is {one}")
            elif spelled:
                self.scope.assume(f"{', '.join(spelled[:-1])} and {spelled[-1]} are {several}")

    def letter(self, node: Node) -> str:
        """The name of a letter that may be a whole array; "" for anything else."""
        while isinstance(node, Bracketed) and node.kind == "(" and len(node.items) == 1:
            node = node.items[0]
        found = named(node, self.scope) if isinstance(node, (Symbol, Scripted)) else None
        if found is None or found.indices is not None or found.power is not None:
            return ""
        scope, name = self.scope, found.name
        if name in scope.ranks or scope.uses[name] or found.symbol.name in scope.bound | scope.functions | LOSSES | {"e", "pi"}:
            return ""
        return name

    def is_capital(self, node: Node) -> bool:
        found = named(node, self.scope) if isinstance(node, (Symbol, Scripted)) else None
        return found is not None and found.symbol.name[:1].isupper()

    def is_latin(self, node: Node) -> bool:
        found = named(node, self.scope) if isinstance(node, (Symbol, Scripted)) else None
        return found is not None and len(found.symbol.name.partition("_")[0]) == 1

    def natural(self, node: Node) -> int:
        return MATRIX if self.is_capital(node) else VECTOR

    def sure(self, root: Node) -> None:
        """Transposed, or inside a norm."""
        for node in walk(root):
            if isinstance(node, Scripted):
                found = named(node, self.scope)
                if found is not None and found.transposed:
                    self.note(node, self.natural(node))
            elif isinstance(node, Raised) and isinstance(node.exponent, Symbol) and node.exponent.name in ("T", "top"):
                inner = node.base.items[0] if isinstance(node.base, Bracketed) and len(node.base.items) == 1 else node.base
                self.note(inner, self.natural(inner))
            elif isinstance(node, Operation) and node.op == "odot":
                for side in (node.left, node.right):
                    if self.is_latin(side):
                        self.note(side, self.natural(side))
            elif isinstance(node, Surrounded) and node.kind == "norm":
                for item in node.items:
                    self.note(item, self.natural(item))

    def rank(self, node: Node) -> int | None:
        """How many indices an expression has, as far as that is known."""
        match node:
            case Symbol() | Scripted():
                name = self.letter(node)
                if not name:
                    return None
                return self.ranks.get(name)
            case Partial() if isinstance(node.of, Symbol) and node.of.name in LOSSES:
                return self.rank(node.wrt)
            case Bracketed() if len(node.items) == 1:
                return self.rank(node.items[0])
            case Negative():
                return self.rank(node.inner)
            case Function() if len(node.args) == 1 and node.name in KNOWN:
                return self.rank(node.args[0])
            case Call() if len(node.args.items) == 1 and isinstance(node.head, Symbol) and node.head.name in FUNCTION_LETTERS:
                return self.rank(node.args.items[0])
            case Sum():
                return next((r for r in (self.rank(t) for _, t in node.terms) if r), None)
            case Operation():
                return self.rank(node.left) or self.rank(node.right)
            case Juxtaposed():
                return self._of_product(node.parts)
            case Product() if all(op == "*" for op, _ in node.factors):
                return self._of_product([f for _, f in node.factors])
            case Raised():
                return self.rank(node.base)
        return None

    def _of_product(self, parts: list[Node]) -> int | None:
        """``x^T A x`` is a number, ``x y^T`` a matrix: a transposed vector is a row."""
        arrays = [(rank, part) for part in parts for rank in [self.rank(part)] if rank]
        if not arrays:
            return None
        (first, head), (last, tail) = arrays[0], arrays[-1]
        if len(arrays) == 1:
            return None if self.is_row(head) else first
        rows = 1 if first == MATRIX or not self.is_row(head) else 0
        columns = 1 if last == MATRIX or self.is_row(tail) else 0
        return rows + columns

    def is_row(self, node: Node) -> bool:
        if isinstance(node, Raised):
            return isinstance(node.exponent, Symbol) and node.exponent.name in ("T", "top") and self.rank(node) == VECTOR
        found = named(node, self.scope) if isinstance(node, Scripted) else None
        return found is not None and found.transposed and self.rank(node) == VECTOR

    def beside(self, node: Node) -> None:
        """Letters in a product with an array, or in a sum with one."""
        if isinstance(node, Juxtaposed):
            for left, right in zip(node.parts, node.parts[1:], strict=False):
                if self.rank(left) == MATRIX and self.is_latin(right):
                    self.note(right, self.natural(right))
                if self.is_row(left) and self.is_latin(right):
                    self.note(right, self.natural(right))
                if self.rank(right) and self.is_capital(left):
                    self.note(left, MATRIX)
        elif isinstance(node, Sum):
            rank = self.rank(node)
            for _, term in node.terms:
                if rank and self.is_latin(term):  # b in XW + b is a vector, added to each row
                    self.note(term, rank if self.is_capital(term) or rank == VECTOR else VECTOR)
        elif isinstance(node, Operation):
            rank = self.rank(node.left) or self.rank(node.right)
            for side in (node.left, node.right):
                if rank and self.is_latin(side):
                    self.note(side, rank)

    def equal(self, statement: Statement) -> None:
        """Both sides of an equation have the same rank; a product that is one letter is what its case says."""
        sides = [statement.left, *(r.node for r in statement.rights if r.op in ("=", ":="))]
        known = next((r for r in (self.rank(s) for s in sides if s is not None) if r), None)
        for side in sides:
            if side is None or not known:
                continue
            if isinstance(side, Partial) and side.wrt is not None and self.is_latin(side.wrt):
                self.note(side.wrt, self.natural(side.wrt))
            elif self.is_latin(side) and (self.is_capital(side) or known == VECTOR):
                self.note(side, known)
