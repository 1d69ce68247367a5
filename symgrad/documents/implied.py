"""A layer that is nowhere defined, but written out under a derivative."""

from __future__ import annotations

from contextlib import suppress
from itertools import pairwise
from typing import TYPE_CHECKING

from symgrad.documents.chains import Right, Statement
from symgrad.documents.forms import Big, Bracketed, Call, Partial, Scripted
from symgrad.documents.givens import Given, Trial
from symgrad.documents.heads import head_letters, head_symbols, names_in
from symgrad.documents.indices import plus
from symgrad.documents.lower import ArrayValue
from symgrad.documents.scope import Named, named
from symgrad.documents.spell import spell
from symgrad.errors import Problem
from symgrad.language.syntax import Access, Name, Node, walk

if TYPE_CHECKING:
    from symgrad.documents.sections import Section


def find_implied(section: Section, later: list[tuple[Statement, list[Right], bool]]) -> None:
    """A layer that is nowhere defined, but written out under a derivative: ``∂y_{ij}/∂w`` and then ``∂/∂w (Σ …)``."""
    for statement, rights, _ in later:
        for above, below in pairwise(rights):
            found = written_out(above.node, below.node)
            if found is None:
                continue
            head, body = found
            name = named(head, section.scope)
            if (
                name is None
                or name.power is not None
                or any(g.name == name.name for g in section.givens)
                or name.name in section.known.aliases
            ):
                continue
            params = head_letters(name)
            if params:
                with suppress(Problem):
                    imply(section, statement, name, body)


def imply(section: Section, statement: Statement, found: Named, body: Node) -> None:
    lowering = section.lowering(Trial(star=section.scope.star or ""), statement)
    letters = [Name(section.scope.spelled(s), s.start, s.end) for s in head_symbols(found)]
    for axis, (symbol, name) in enumerate(zip(head_symbols(found), letters, strict=True)):
        lowering.env[symbol.name] = plus(name, lowering.origin(found.name, axis))
    value = lowering.value(body)
    if isinstance(value, ArrayValue):
        return
    left = Access(found.name, list(letters), found.start, found.end, found.start)
    section.known.ranks[found.name] = len(letters)
    section.givens.append(Given(found.name, left, value, names_in(value), body.start, body.end))
    section.scope.assume(f"{spell(left)} = {spell(value)}, as it is written out under the derivative")


def written_out(above: Node, below: Node) -> tuple[Node, Node] | None:
    """``∂y_{ij}/∂w`` in a line, and ``∂/∂w (…)`` in the same place of the next."""
    first = [n for n in walk(above) if isinstance(n, Partial) and isinstance(n.of, (Scripted, Call))]
    second = [n for n in walk(below) if isinstance(n, Partial) and isinstance(n.of, (Bracketed, Big))]
    partials = [sum(isinstance(n, Partial) for n in walk(x)) for x in (above, below)]
    if len(second) != 1 or partials[0] != partials[1] or not first:
        return None
    body = second[0].of
    heads = [n.of for n in first if same_form(n.wrt, second[0].wrt)]
    if len(heads) != 1 or heads[0] is None or body is None:
        return None
    return heads[0], body


def same_form(a: object, b: object) -> bool:
    """Whether two forms are written the same."""
    if isinstance(a, Node) and isinstance(b, Node):
        slots = [s for s in a.__slots__ if s not in ("start", "end", "places", "head_end", "name_end")]
        return type(a) is type(b) and all(same_form(getattr(a, s), getattr(b, s)) for s in slots)
    if isinstance(a, (list, tuple)) and isinstance(b, (list, tuple)):
        return len(a) == len(b) and all(map(same_form, a, b))
    return bool(a == b)
