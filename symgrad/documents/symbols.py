"""What the symbols of a section are, beyond how they are used: names for gradients, functions, where indices begin."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from symgrad.documents.chains import Statement
from symgrad.documents.conditions import ORDER
from symgrad.documents.definitions import function_head, is_pointwise
from symgrad.documents.forms import Big, Call, Partial, Relation, Scripted, Symbol
from symgrad.documents.heads import head_letters
from symgrad.documents.lower import Definition, Lowering
from symgrad.documents.prose import Sentence
from symgrad.documents.scope import letters, named
from symgrad.documents.spell import spell
from symgrad.errors import Problem
from symgrad.language.syntax import Negative, Node, Number, walk

if TYPE_CHECKING:
    from symgrad.documents.sections import Section


def find_quantities(section: Section) -> None:
    """``f(x) = ‖Ax‖²``: f is no function of numbers, but a number that depends on the array x, wherever it stands."""
    scope = section.scope
    for line in section.lines:
        left = line.left if isinstance(line, Statement) and line.rights else None
        if not isinstance(line, Statement) or not isinstance(left, Call) or not isinstance(left.head, Symbol):
            continue
        args, name = left.args.items, left.head.name
        letters_ = [a.name for a in args if isinstance(a, Symbol)]
        arrays = [a for a in args if isinstance(a, Symbol) and scope.rank(scope.spelled(a))]
        everywhere = all([getattr(a, "name", "") for a in call] == letters_ for call in scope.calls[name])
        if arrays and len(letters_) == len(args) and everywhere and not is_pointwise(line.rights[0].node):
            scope.quantities.add(name)


def find_origins(section: Section, roots: list[Node]) -> None:
    """Axes whose index is summed from somewhere else than the others begin: ``Σ_{u=-p}^{p} k(u)``."""
    lowering = Lowering(section.scope, section.known)
    for big in (n for root in roots for n in walk(root) if isinstance(n, Big)):
        for line in big.lines:
            if not isinstance(line, Relation):
                continue
            if line.ops == ["="] and big.upper is not None:
                letter, low = line.operands[0], line.operands[1]
            elif len(line.operands) == 3 and line.ops[0] == "<=" and line.ops[1] in ("<=", "<"):
                low, letter = line.operands[0], line.operands[1]
            else:
                continue
            if not isinstance(letter, Symbol) or (isinstance(low, Number) and low.value in (0, 1)):
                continue
            if letters(low) & (section.scope.varying | section.scope.indices):
                continue  # a window that moves, as in max_{2i ≤ m ≤ 2i+1} x_m
            try:
                start = lowering.index(low)
            except Problem:
                continue
            if isinstance(start, Negative):  # Σ_{i=2}^n may as well have lost its first summand
                note_axes(section, big, letter.name, start)


def note_axes(section: Section, big: Big, letter: str, start: Node) -> None:
    for node in walk(big.body):
        found = named(node, section.scope) if isinstance(node, (Scripted, Call)) else None
        if found is None or found.indices is None:
            continue
        for axis, item in enumerate(found.indices):
            if isinstance(item, Symbol) and item.name == letter:
                before = list(section.known.origins.get(found.name, (section.scope.origin or 0,) * len(found.indices)))
                if axis < len(before) and isinstance(before[axis], int):  # the first sum says it, not a later one
                    before[axis] = start
                    section.known.origins[found.name] = tuple(before)
                    section.scope.assume(f"the indices of {found.name} begin at {spell(start)}")


def find_aliases(section: Section) -> None:
    """``δ_j = ∂L/∂z_j``: a name for a gradient is replaced by what it stands for."""
    for line in section.lines:
        if not isinstance(line, Statement) or line.left is None or not line.rights or line.conditions:
            continue
        right = line.rights[0]
        if right.op in ("=", ":=") and isinstance(right.node, Partial) and isinstance(line.left, (Scripted, Symbol)):
            found = named(line.left, section.scope)
            if found is None or found.power is not None or found.name in section.known.aliases:
                continue
            params = head_letters(found)
            if params is None or found.name in differentiated_names(section):
                continue
            if found.symbol.name == "delta":
                section.scope.ranks["delta"] = len(params)
            section.known.aliases[found.name] = Definition(params, right.node)
            section.known.ranks[found.name] = len(params)


def find_functions(section: Section) -> None:
    """``σ(z) = …``: a function may be defined below the lines that speak of it."""
    pieces: list[tuple[str, Sentence]] = []
    for line in section.lines:
        if isinstance(line, Statement) and line.left is not None and line.rights and line.rights[0].op in ("=", ":="):
            head = function_head(section, line.left, line.rights[0].node)
            if head is not None:
                pieces.append((head[0], line.sentence))
            if head is not None and head[0] not in section.known.functions and not (line.said or line.conditions):
                section.known.functions[head[0]] = Definition(head[1], line.rights[0].node)
    for name, sentence in pieces:
        if pieces.count((name, sentence)) > 1 and is_by_cases(section, sentence):
            section.known.functions.pop(name, None)
            section.pieces.add(name)


def is_by_cases(section: Section, sentence: Sentence) -> bool:
    """``f(x) = x`` if x > 0 and ``f(x) = 0`` otherwise: two definitions in a sentence, each for a part of the numbers."""
    if any(re.match("if|when|else|otherwise", word, re.IGNORECASE) for word in sentence.restrictions):
        return True
    own = [line for line in section.lines if isinstance(line, Statement) and line.sentence is sentence]
    return any(line.conditions or ((line.said or line.direct) and line.rights[0].op in ORDER) for line in own if line.rights)


def find_coordinates(section: Section) -> None:
    """``f(x, y)`` where x and y are given as functions of other scalars: f is an unknown function of them."""
    heads = {}
    for line in section.lines:
        if (
            isinstance(line, Statement)
            and isinstance(line.left, Symbol)
            and line.rights
            and not section.scope.rank(line.left.name)
        ):
            heads[line.left.name] = line.rights[0].node
    for name, calls in section.scope.calls.items():
        for args in calls:
            symbols = [a for a in args if isinstance(a, Symbol)]
            names = [a.name for a in symbols]
            if len(names) != len(args) or len(set(names)) != len(names) or name in heads:
                continue
            below = {n.name for body in heads.values() for n in walk(body) if isinstance(n, Symbol)}
            if all(n in heads for n in names):
                section.known.arguments[name] = tuple(map(section.scope.spelled, symbols))
            elif len(heads) == len(names) and set(names) <= below and name not in section.known.arguments:
                spelled = [Symbol(h, "", 0, 0) for h in heads]
                section.known.arguments[name] = tuple(map(section.scope.spelled, spelled))
            if name in section.known.arguments:
                section.scope.assume(f"{name} is a function of {' and '.join(section.known.arguments[name])}")


def differentiated_names(section: Section) -> set[str]:
    names: set[str] = set()
    for line in section.lines:
        if isinstance(line, Statement):
            for root in (line.left, *(r.node for r in line.rights)):
                for node in walk(root) if root is not None else ():
                    if isinstance(node, Partial):
                        found = named(node.wrt, section.scope)
                        names |= {found.name} if found is not None else set()
    return names
