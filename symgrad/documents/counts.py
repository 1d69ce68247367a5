"""``1/N Σ_i x_i``: the N that a sum without limits is divided by is the number of its terms."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from symgrad.documents.forms import Big, Bracketed, Divided, Juxtaposed, Over, Relation, Scripted, Symbol
from symgrad.documents.scope import Scope, is_two
from symgrad.language.syntax import Node, Number, Product, walk


def count_terms(roots: Iterable[Node], scope: Scope, defined: set[str]) -> dict[int, Symbol]:
    """For the letters below such sums, by the identity of the letter in the tree, the symbol that counts their values."""
    out: dict[int, Symbol] = {}
    roots = list(roots)
    ended = _ends(roots)
    for root in roots:
        for node in walk(root):
            for sum_, divisor in _averages(node):
                letters = list(_letters(sum_))
                counts = [c for c in _factors(divisor) if _may_count(c, scope, defined)]
                if len(letters) == len(counts):
                    for letter, count in zip(letters, counts, strict=True):
                        others = ended.get(count.name, {letter.name})  # K of Σ_{k=0}^{K-1} counts the k
                        if id(letter) not in out and letter.name in others:
                            out[id(letter)] = count
                            scope.assume(f"Σ over {letter.name} has {count.name} terms, as it is divided by {count.name}")
    return out


def _ends(roots: Iterable[Node]) -> dict[str, set[str]]:
    """For each symbol in the upper end of a range, the letters that range up to it."""
    out: dict[str, set[str]] = {}
    for root in roots:
        for node in walk(root):
            for line in node.lines if isinstance(node, Big) else ():
                if isinstance(line, Relation) and isinstance(line.operands[0], Symbol):
                    end = node.upper if isinstance(node, Big) and node.upper is not None else line.operands[-1]
                    for symbol in walk(end):
                        if isinstance(symbol, Symbol):
                            out.setdefault(symbol.name, set()).add(line.operands[0].name)
    return out


def _averages(node: Node) -> Iterator[tuple[Big, Node]]:
    """A sum, and what it is divided by."""
    match node:
        case Juxtaposed():
            parts = node.parts
        case Product() if all(op == "*" for op, _ in node.factors):
            parts = [f for _, f in node.factors]
        case Over():
            for part in node.top.parts if isinstance(node.top, Juxtaposed) else [node.top]:
                if isinstance(part, Big):
                    yield part, node.bottom
            return
        case Divided():
            if isinstance(node.rest, Big):
                yield node.rest, node.divisor
            return
        case Big():
            for divisor in _divisors(node.body):
                yield node, divisor
            return
        case _:
            return
    divisors = [p.bottom for p in parts if isinstance(p, Over)]
    for part in parts:
        for divisor in divisors:
            if isinstance(part, Big):
                yield part, divisor


def _divisors(node: Node) -> Iterator[Node]:
    """What a product is divided by."""
    match node:
        case Over():
            yield node.bottom
        case Juxtaposed():
            for part in node.parts:
                if isinstance(part, Over):
                    yield part.bottom
        case Product():
            for op, factor in node.factors:
                if op == "/":
                    yield factor


def _letters(node: Big) -> Iterator[Symbol]:
    """The letters of a sum without limits, and of the sums that stand directly in it."""
    if node.op != "sum" or node.upper is not None:
        return
    for line in node.lines:
        for part in line.parts if isinstance(line, Juxtaposed) else line.items if isinstance(line, Bracketed) else [line]:
            if isinstance(part, Symbol):
                yield part
    if isinstance(node.body, Big):
        yield from _letters(node.body)


def _factors(node: Node) -> Iterator[Symbol]:
    """The symbols whose product a divisor is: ``2NM`` gives N and M, ``n²`` gives n twice."""
    match node:
        case Symbol():
            yield node
        case Scripted() if isinstance(node.base, Symbol) and node.sub is None and is_two(node.sup):
            yield node.base
            yield node.base
        case Juxtaposed():
            for part in node.parts:
                yield from _factors(part)
        case Product() if all(op == "*" for op, _ in node.factors):
            for _, factor in node.factors:
                yield from _factors(factor)
        case Bracketed() if len(node.items) == 1:
            yield from _factors(node.items[0])
        case Number():
            return


def _may_count(symbol: Symbol, scope: Scope, defined: set[str]) -> bool:
    name = scope.spelled(symbol)
    plain = len(symbol.name) == 1 and symbol.name.isalpha() and symbol.style in ("", "roman")
    free = not scope.uses[name] and not scope.rank(name) and name not in defined and symbol.name not in scope.calls
    return plain and free and symbol.name not in scope.varying | scope.bound | {"e"}
