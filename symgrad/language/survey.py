"""A first reading of a statement that collects where tensors are read and which ranges are missing."""

from __future__ import annotations

from symgrad.core.term import Int, Term, Var, read
from symgrad.language.binders import Range
from symgrad.language.elaborate import Elaborator, Index
from symgrad.language.syntax import Access, Binder, Gradient, Node, Product, Turned, ungroup


class Site:
    """A read of a tensor: at which indices, inside which binders, under which facts."""

    __slots__ = ("facts", "indices", "name", "node", "scope")

    def __init__(
        self, name: str, node: Access | Gradient, indices: tuple[Term, ...], scope: list[Index], facts: list[Term]
    ) -> None:
        self.name, self.node, self.indices, self.scope, self.facts = name, node, indices, scope, facts


class Survey(Elaborator):
    """Reads as they stand; a missing range is filled by a placeholder."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.sites: list[Site] = []
        self.indices: list[Index] = []
        self._bodies: dict[int, Node] = {}  # of the sums over indices without a range, by the place of the index
        self.missing: dict[str, Range] = {}  # variable of the index -> where it stands without a range

    def note(self, node: Access | Gradient, indices: tuple[Term, ...]) -> None:
        self.sites.append(Site(node.name, node, indices, list(self.scope.values()), list(self.facts)))

    def tensor(self, node: Access, indices: tuple[Term, ...]) -> Term:
        self.note(node, indices)
        return read(node.name, *indices)

    def turned(self, node: Turned, indices: tuple[Term, ...]) -> tuple[Term, ...]:  # noqa: ARG002  # a turn keeps the axes
        return indices

    def integer_tensor(self, node: Access, indices: tuple[Term, ...]) -> Term:
        self.note(node, indices)
        return super().integer_tensor(node, indices)

    def gradient(self, node: Gradient) -> Term:
        indices = self.integers(node.indices or [])
        self.note(node, indices)
        return read(node.name, *indices)

    def missing_range(self, found: Range) -> tuple[Term, Term]:
        return Int(0), Var(f"?{found.start}")

    def binder(self, node: Binder) -> Term:
        self._bodies.update({item.start: node.body for item in node.items})
        return super().binder(node)

    def factors_under(self, found: Range) -> set[str]:
        """The tensors that are factors of the whole body of the sum over this index."""
        body = ungroup(self._bodies[found.start]) if found.start in self._bodies else None
        parts = [f for op, f in body.factors if op == "*"] if isinstance(body, Product) else [body]
        return {f.name for f in map(ungroup, filter(None, parts)) if isinstance(f, Access | Gradient)}

    def enter(self, found: Range, kind: str = "sum") -> Index:
        index = super().enter(found, kind)
        if found.hi is None:
            self.missing[index.variable] = found
        self.indices.append(index)
        return index
