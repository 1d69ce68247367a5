"""A page of mathematics: a definition in index notation and the theorems about it, each a function that derives it.

A file in ``derivations/`` states a ``Page`` and decorates its theorems; nothing is read or proved before it is asked for.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from symgrad.core.term import Term
    from symgrad.engine.argument import Argument
    from symgrad.engine.derivation import Derivation
    from symgrad.language.program import Program
    from symgrad.proof.document import Document
    from symgrad.theorem import Theorem


class Page:
    """Definitions and where they come from.

    ``text`` is plain notation, as ``symgrad derive`` takes it. ``also`` defines further things that theorems speak of, such
    as a rotated kernel; it may use everything in ``text`` and the cotangent ``dL/dy`` of the last layer y. ``parameters`` says
    which symbols of the text are what users call the stride, padding and so on, one for each axis: ``{"stride": "s,t"}``.
    """

    def __init__(
        self, title: str, *, source: str, text: str, also: str = "", parameters: Mapping[str, str] | None = None
    ) -> None:
        self.title, self.source, self.text, self.also = title, source, text, also
        self.parameters = {word: _split(symbols) for word, symbols in (parameters or {}).items()}

    @cached_property
    def program(self) -> Program:
        """The definitions, read."""
        from symgrad.engine.derive import check_conditions, extend
        from symgrad.engine.integers import holds
        from symgrad.language.program import Program
        from symgrad.language.reader import parse_program
        from symgrad.language.special_values import free_integers

        program = parse_program(self.text, holds) if self.text else Program()
        if not self.text:  # a page about arrays on all of ℤⁿ: its integers are those that ``also`` mentions
            bodies = [layer.definition.body for layer in extend(program, self.also).layers]
            program.parameters = sorted({n for body in bodies for n in free_integers(body)})
        check_conditions(program)
        for word, symbols in self.parameters.items():
            unknown = [n for n in symbols if n not in (*program.sizes, *program.parameters)]
            assert not unknown, f"{self.title} has no {unknown} to be the {word}"
        return program

    @cached_property
    def scope(self) -> Program:
        """The definitions with those of ``also``."""
        from symgrad.engine.derive import extend

        return extend(self.program, self.also)

    def theorem(
        self, *, featured: bool = False, remarks: Sequence[str] = ()
    ) -> Callable[[Callable[[], Derivation | Argument]], TheoremFunction]:
        """Make a function that returns a derivation into a theorem of this page."""
        return lambda function: TheoremFunction(self, function, featured, tuple(remarks))

    # ---- ways to begin a derivation ----

    def gradient(self, wrt: str, indices: str = "", *, maximiser: bool = False) -> Derivation:
        """∂L/∂wrt[indices] for the last layer; ``indices`` such as "m,n" (chosen if left out)."""
        from symgrad.engine.derive import gradient

        return self._scoped(gradient(self.program, wrt, _split(indices), maximiser=maximiser))

    def jacobian(
        self, output: str, at: str, wrt: str, indices: str, *, maximiser: bool = False, given: Sequence[str] = ()
    ) -> Derivation:
        """∂output[at]/∂wrt[indices]; ``given`` are further conditions for it."""
        from symgrad.engine.derive import jacobian

        layer = self.program.layer(output)
        assert layer is not None, f"{self.title} defines no {output}"
        conditions = self._conditions(given)
        indices_of = (_split(at), wrt, _split(indices))
        return self._scoped(jacobian(self.program, layer, *indices_of, maximiser=maximiser, given=conditions))

    def identity(self, lhs: str, *, given: Sequence[str] = ()) -> Derivation:
        """A chain of equations that begins with a term of the page's symbols; ``given`` are further conditions for it."""
        from symgrad.engine.derivation import Derivation
        from symgrad.engine.derive import describe
        from symgrad.proof.document import Document

        document = Document("", self.term(lhs), None)
        describe(document, self.program)
        return self._scoped(Derivation(document, self.program, [*self.program.facts(), *self._conditions(given)]))

    def claim(self, text: str, *, given: Sequence[str] = ()) -> Argument:
        """An argument for a proposition of the page's symbols, such as ``a <= b``, ``P iff Q`` or ``not forall(…) …``.

        ``given`` are further conditions that it may use."""
        from symgrad.engine.argument import Argument
        from symgrad.engine.derive import describe
        from symgrad.proof.document import Document

        document = Document("", self.condition(text), None)
        describe(document, self.program)
        argument = Argument(document, self.program, [*self.program.facts(), *self._conditions(given)])
        argument.scope = self.scope
        argument.give(document.lhs)
        return argument

    def _scoped(self, derivation: Derivation) -> Derivation:
        derivation.scope = self.scope
        derivation.give(derivation.document.lhs)
        return derivation

    def term(self, text: str) -> Term:
        """A term in the page's symbols."""
        from symgrad.language.reader import parse_term

        return parse_term(text, self.scope)

    def _conditions(self, given: Sequence[str]) -> list[Term]:
        from symgrad.core.term import conjuncts

        return [c for text in given for c in conjuncts(self.condition(text))]

    def condition(self, text: str) -> Term:
        """A proposition in the page's symbols."""
        from symgrad.language.reader import parse_term

        return parse_term(text, self.scope, sort="P")


def _split(names: str) -> tuple[str, ...]:
    return tuple(n.strip() for n in names.split(",") if n.strip())


class TheoremFunction:
    """A theorem of a page. Call it for the ``Theorem``: derived, proved and replayed once."""

    kind = "theorem"
    expected = "proved"  # the verdict that it is stated with

    def __init__(
        self, page: Page, function: Callable[[], Derivation | Argument], featured: bool, remarks: tuple[str, ...]
    ) -> None:
        self.page, self.function, self.featured, self.remarks = page, function, featured, remarks
        self.__name__, self.__doc__ = function.__name__, function.__doc__
        self.name = f"{function.__module__.rpartition('.')[2]}.{function.__name__}"
        self.title, self.source = page.title, page.source

    @cached_property
    def document(self) -> Document:
        """The theorem with its proof; verdict undecided, with the reason, if the engine found none."""
        from symgrad.engine.derive import finish

        derivation = self.function()
        document = derivation.document
        document.name, document.title, document.source = self.name, self.title, self.source
        document.remarks += self.remarks
        return finish(derivation)

    def __call__(self, **values: Any) -> Theorem:
        """The theorem, or its special case: ``dL_dx(s=2, p=0)`` for values of sizes and parameters of the page.

        Where the page says which symbols those are, also ``dL_dx(stride=2)`` for all axes and ``dL_dx(stride=(2, 1))``
        for each. Raises ``symgrad.errors.Problem`` SG103 for a name that the page does not have."""
        from symgrad.theorem import Theorem

        theorem = Theorem(self.document, words=self.page.parameters)
        return theorem.specialise(values) if values else theorem
