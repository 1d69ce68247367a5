"""A page of mathematics: a definition in index notation and the theorems about it, each a function that derives it.

A file in ``derivations/`` states a ``Page`` and decorates its theorems; nothing is read or proved before it is asked for.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
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
    as a rotated kernel; it may use everything in ``text`` and the cotangent ``dL/dy`` of the last layer y.
    """

    def __init__(self, title: str, *, source: str, text: str, also: str = "") -> None:
        self.title, self.source, self.text, self.also = title, source, text, also

    @cached_property
    def program(self) -> Program:
        """The definitions, read."""
        from symgrad.engine.derive import check_conditions
        from symgrad.engine.integers import holds
        from symgrad.language.reader import parse_program

        program = parse_program(self.text, holds)
        check_conditions(program)
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

    def jacobian(self, output: str, at: str, wrt: str, indices: str, *, maximiser: bool = False) -> Derivation:
        """∂output[at]/∂wrt[indices]."""
        from symgrad.engine.derive import jacobian

        layer = self.program.layer(output)
        assert layer is not None, f"{self.title} defines no {output}"
        return self._scoped(jacobian(self.program, layer, _split(at), wrt, _split(indices), maximiser=maximiser))

    def identity(self, lhs: str) -> Derivation:
        """A chain of equations that begins with a term of the page's symbols."""
        from symgrad.engine.derivation import Derivation
        from symgrad.engine.derive import describe
        from symgrad.proof.document import Document

        document = Document("", self.term(lhs), None)
        describe(document, self.program)
        return self._scoped(Derivation(document, self.program, self.program.facts()))

    def claim(self, text: str, *, given: Sequence[str] = ()) -> Argument:
        """An argument for a proposition of the page's symbols, such as ``a <= b``, ``P iff Q`` or ``not forall(…) …``.

        ``given`` are further conditions that it may use."""
        from symgrad.engine.argument import Argument
        from symgrad.engine.derive import describe
        from symgrad.language.reader import parse_term
        from symgrad.proof.document import Document

        goal, *conditions = (parse_term(each, self.scope, sort="P") for each in (text, *given))
        document = Document("", goal, None)
        describe(document, self.program)
        argument = Argument(document, self.program, [*self.program.facts(), *conditions])
        argument.scope = self.scope
        return argument

    def _scoped(self, derivation: Derivation) -> Derivation:
        derivation.scope = self.scope
        return derivation

    def term(self, text: str) -> Term:
        """A term in the page's symbols."""
        from symgrad.language.reader import parse_term

        return parse_term(text, self.scope)


def _split(names: str) -> tuple[str, ...]:
    return tuple(n.strip() for n in names.split(",") if n.strip())


class TheoremFunction:
    """A theorem of a page. Call it for the ``Theorem``: derived, proved and replayed once."""

    kind = "theorem"

    def __init__(self, page: Page, function: Callable[[], Derivation | Argument], featured: bool, remarks: tuple[str, ...]) -> None:
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
        """The theorem, or its special case: ``dL_dx(s=2, p=0)`` for values of sizes and parameters of the page."""
        from symgrad.theorem import Theorem

        theorem = Theorem(self.document)
        return theorem.specialise(values) if values else theorem
