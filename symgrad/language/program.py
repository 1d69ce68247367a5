"""What reading a program gives: its tensors, layers, side conditions, assumptions and claims."""

from __future__ import annotations

from symgrad.core.term import Definition, Int, Term, call, le, unfold


class Tensor:
    """A declared or inferred tensor; axis j has the indices ``ranges[j]`` = (lo, hi), half-open.

    ``outside`` says what a read outside means: "" (not allowed), "zero" or "-inf".
    """

    __slots__ = ("inferred", "integer", "name", "outside", "ranges")

    def __init__(
        self,
        name: str,
        ranges: tuple[tuple[Term, Term], ...],
        outside: str = "",
        inferred: bool = False,
        integer: bool = False,
    ) -> None:
        self.name, self.ranges, self.outside = name, ranges, outside
        self.inferred, self.integer = inferred, integer

    @property
    def shape(self) -> tuple[Term, ...]:
        """The upper ends of the axes; the sizes, where the axes begin at 0."""
        return tuple(hi for _, hi in self.ranges)

    @property
    def rank(self) -> int:
        return len(self.ranges)


class Layer:
    """``name[indices] := …``, meant for indices in ``shape``, pairs (lo, hi)."""

    __slots__ = ("definition", "end", "indices", "name", "outside", "shape", "start", "text")

    def __init__(
        self,
        definition: Definition,
        shape: tuple[tuple[Term, Term], ...],
        outside: str,
        start: int,
        end: int,
        text: str,
    ) -> None:
        self.definition, self.name, self.indices = definition, definition.name, definition.hints
        self.shape, self.outside, self.start, self.end, self.text = shape, outside, start, end, text

    @property
    def span(self) -> tuple[int, int]:
        return self.start, self.end

    def at(self, *indices: Term) -> Term:
        """The body with these for its indices."""
        return unfold(call(self.definition, *indices))


class Claim:
    """A line to be judged: ``lhs = rhs`` for all values of ``names`` under ``hypotheses``.

    For kind "gradient", ``lhs`` is None where the output is a loss that the program does not define: the claim is then
    about the vector-Jacobian product with the cotangent, an arbitrary ``dL/dZ``. In a chain ``a = b = c`` the second
    claim has ``previous`` b.
    """

    __slots__ = (
        "end", "hypotheses", "indices", "kind", "lhs", "names", "output", "output_indices", "previous", "rhs", "start",
        "text", "wrt",
    )  # fmt: skip

    def __init__(
        self,
        kind: str,
        lhs: Term | None,
        rhs: Term,
        *,
        output: str = "",
        output_indices: tuple[Term, ...] = (),
        wrt: str = "",
        indices: tuple[Term, ...] = (),
        names: tuple[str, ...] = (),
        hypotheses: tuple[Term, ...] = (),
        previous: Term | None = None,
        start: int = 0,
        end: int = 0,
        text: str = "",
    ) -> None:
        self.kind, self.lhs, self.rhs, self.previous = kind, lhs, rhs, previous
        self.output, self.output_indices, self.wrt, self.indices = output, output_indices, wrt, indices
        self.names, self.hypotheses, self.start, self.end, self.text = names, hypotheses, start, end, text

    @property
    def span(self) -> tuple[int, int]:
        return self.start, self.end


class Program:
    """A program as it was understood, with everything that was inferred in ``assumptions``.

    ``sizes`` are the symbols in tensor shapes (natural numbers), ``parameters`` the other integer symbols;
    ``symbols`` is every name in the order of its first appearance. ``cotangents`` holds ``dL/dZ`` for each one that a
    claim reads.
    """

    __slots__ = (
        "assumptions", "claims", "cotangents", "filename", "hypotheses", "layers", "parameters", "sizes", "source",
        "symbols", "tensors", "unknown_functions",
    )  # fmt: skip

    def __init__(self, source: str = "", filename: str | None = None) -> None:
        self.source, self.filename = source, filename
        self.tensors: dict[str, Tensor] = {}
        self.cotangents: dict[str, Tensor] = {}
        self.layers: list[Layer] = []
        self.hypotheses: list[Term] = []
        self.assumptions: list[str] = []
        self.claims: list[Claim] = []
        self.unknown_functions: list[str] = []
        self.sizes: list[str] = []
        self.parameters: list[str] = []
        self.symbols: list[str] = []

    def layer(self, name: str) -> Layer | None:
        """The layer of this name, if there is one."""
        return next((layer for layer in self.layers if layer.name == name), None)

    def facts(self) -> list[Term]:
        """What may be assumed everywhere: sizes of tensors are not negative, and the declared side conditions."""
        out: dict[Term, None] = {}
        for tensor in self.tensors.values():
            for lo, hi in tensor.ranges:
                if lo == Int(0) and hi.op != "int":
                    out[le(lo, hi)] = None
        out.update(dict.fromkeys(self.hypotheses))
        return list(out)

    def assume(self, text: str) -> None:
        """Record an assumption once."""
        if text not in self.assumptions:
            self.assumptions.append(text)
