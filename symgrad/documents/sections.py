"""One section of a document: its symbols are given a meaning, its first equations define, and every other line is judged."""

from __future__ import annotations

import os
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field, replace
from fractions import Fraction
from functools import partial
from itertools import pairwise

from symgrad.documents import conditions, einstein, layers
from symgrad.documents.arrays import find_arrays
from symgrad.documents.chains import Alone, Right, Statement, Unread
from symgrad.documents.counts import count_terms
from symgrad.documents.forms import (
    Big,
    Bracketed,
    Call,
    Nabla,
    Operation,
    Partial,
    Raised,
    Relation,
    Root,
    Scripted,
    Surrounded,
    Symbol,
)
from symgrad.documents.indices import plus
from symgrad.documents.limits import LINE_SECONDS, TimeUp, time_limit
from symgrad.documents.lower import ArrayValue, Definition, Known, Lowering, problem
from symgrad.documents.lower.calls import is_itself
from symgrad.documents.notes import Declared
from symgrad.documents.prose import Sentence
from symgrad.documents.scope import Named, Scope, head_symbol, is_two, letters, named, survey
from symgrad.documents.spell import spell
from symgrad.documents.stars import meaning
from symgrad.documents.verdicts import Line
from symgrad.errors import Problem
from symgrad.language.syntax import Access, Derivative, Gradient, Name, Negative, Node, Number, walk

STARS = ("convolution", "correlation")
MAX_TRIALS = 14  # ways to give sizes to arrays before a line is left undecided


@dataclass
class Given:
    """A definition in plain syntax; ``form`` is what it was read from."""

    name: str
    left: Node
    right: Node
    names: set[str]
    start: int
    end: int
    starred: bool = False
    rotated: bool = False
    numeric: bool = False
    again: tuple[Statement, Named, Right] | None = None  # to read it once more under another reading


@dataclass
class Trial:
    """One reading of what the document leaves open."""

    star: str = ""
    about: str = "array"
    shifted: bool = False  # the result begins where the kernel first meets the image, or first lies inside it
    sizes: dict[str, tuple[str, ...]] = field(default_factory=dict)

    def words(self) -> list[str]:
        return [f"{name} is {'×'.join(sizes)}" for name, sizes in self.sizes.items()]


class Section:
    """Lines that share the meaning of their symbols."""

    def __init__(
        self, title: str, lines: list[Statement | Unread | Alone], declared: Declared, above: Section | None = None
    ) -> None:
        self.title, self.lines, self.declared, self.above = title, lines, declared, above
        self.scope = Scope()
        self.known = Known()
        self.givens: list[Given] = []
        self.out: list[Line] = []
        self.mixed = False
        self.einstein = False  # whether repeated indices are summed over
        self.repeated: list[Statement] = []  # definitions of a layer, said again for the one above
        # names that a condition in the text is about, here or below a heading above
        self.conditioned: set[str] = set(above.conditioned) if above is not None else set()
        self.local: list[tuple[Sentence, set[str]]] = []  # names that a condition of one sentence is about
        self.compared: list[Callable[[], None]] = []  # what judges the comparisons and the numbers that are rounded
        self.defines_star: list[Statement] = []
        self.unread: set[str] = set()  # names of which something is said that was not understood, or could not be used
        self.assumed: list[tuple[str, set[str]]] = []  # equations about inputs, in plain notation, and the names in them
        self.viable = {(star, about) for star in STARS for about in ("array", "origin")}  # readings under which all above is true

    # ---- what the symbols are ----

    def prepare(self) -> None:
        """Look at all uses of all symbols."""
        self.repeated = layers.above(self.lines)
        self.einstein = einstein.is_followed(self.lines)
        self.lines = [*self.lines, *self.repeated]
        if self.repeated:
            self.scope.assume("the layer above is defined as this one is")
        roots: list[Node] = []
        for line in self.lines:
            if isinstance(line, Statement):
                roots += [n for n in (line.left, *(r.node for r in line.rights), *line.conditions) if n is not None]
            elif isinstance(line, Alone) and not isinstance(line.node, Symbol):  # "where $σ$ is …" uses nothing
                roots.append(line.node)
        scope, declared = self.scope, self.declared
        for name in declared.functions:
            scope.functions.add(name)
        lefts = [line.left for line in self.lines if isinstance(line, Statement) and line.left is not None]
        survey(roots, scope, lefts)
        for name, (sizes, _) in declared.tensors.items():
            scope.ranks[name] = len(sizes)
            self.known.sizes[name] = sizes
            if name in scope.calls and name not in scope.functions and all(len(args) == len(sizes) for args in scope.calls[name]):
                scope.indexed_calls.add(name)
        for name in declared.scalars:
            scope.ranks[name] = 0
        scope.ranks.update(find_arrays(self.lines, scope))
        self._find_quantities()
        if not declared.tensors:
            scope.counts = count_terms(roots, scope, self._heads())
        scope.origin = declared.origin if declared.origin is not None else int(scope.one_based and not scope.zero_based)
        self.mixed = declared.origin is None and scope.one_based and scope.zero_based
        stars = [(s, meaning(s, scope)) for s in self.lines if isinstance(s, Statement)] if declared.star is None else []
        scope.star = declared.star
        for statement, sense in stars:
            if sense is not None and scope.stars.setdefault(*sense) == sense[1]:
                self.defines_star.append(statement)
        if scope.origin and scope.indices:
            scope.assume("indices begin at 1")
        self._origins(roots)
        self._find_aliases()
        self._find_functions()
        self._find_coordinates()

    def _find_quantities(self) -> None:
        """``f(x) = ‖Ax‖²``: f is no function of numbers, but a number that depends on the array x, wherever it stands."""
        scope = self.scope
        for line in self.lines:
            left = line.left if isinstance(line, Statement) and line.rights else None
            if not isinstance(line, Statement) or not isinstance(left, Call) or not isinstance(left.head, Symbol):
                continue
            args, name = left.args.items, left.head.name
            letters_ = [a.name for a in args if isinstance(a, Symbol)]
            arrays = [a for a in args if isinstance(a, Symbol) and scope.rank(scope.spelled(a))]
            everywhere = all([getattr(a, "name", "") for a in call] == letters_ for call in scope.calls[name])
            if arrays and len(letters_) == len(args) and everywhere and not is_pointwise(line.rights[0].node):
                scope.quantities.add(name)

    def _origins(self, roots: list[Node]) -> None:
        """Axes whose index is summed from somewhere else than the others begin: ``Σ_{u=-p}^{p} k(u)``."""
        lowering = Lowering(self.scope, self.known)
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
                if letters(low) & (self.scope.varying | self.scope.indices):
                    continue  # a window that moves, as in max_{2i ≤ m ≤ 2i+1} x_m
                try:
                    start = lowering.index(low)
                except Problem:
                    continue
                if isinstance(start, Negative):  # Σ_{i=2}^n may as well have lost its first summand
                    self._axes_of(big, letter.name, start)

    def _axes_of(self, big: Big, letter: str, start: Node) -> None:
        for node in walk(big.body):
            found = named(node, self.scope) if isinstance(node, (Scripted, Call)) else None
            if found is None or found.indices is None:
                continue
            for axis, item in enumerate(found.indices):
                if isinstance(item, Symbol) and item.name == letter:
                    before = list(self.known.origins.get(found.name, (self.scope.origin or 0,) * len(found.indices)))
                    if axis < len(before):
                        before[axis] = start
                        self.known.origins[found.name] = tuple(before)
                        self.scope.assume(f"the indices of {found.name} begin at {spell(start)}")

    def _find_aliases(self) -> None:
        """``δ_j = ∂L/∂z_j``: a name for a gradient is replaced by what it stands for."""
        for line in self.lines:
            if not isinstance(line, Statement) or line.left is None or not line.rights or line.conditions:
                continue
            right = line.rights[0]
            if right.op in ("=", ":=") and isinstance(right.node, Partial) and isinstance(line.left, (Scripted, Symbol)):
                found = named(line.left, self.scope)
                if found is None or found.power is not None or found.name in self.known.aliases:
                    continue
                params = _letters(found)
                if params is None or found.name in self._differentiated():
                    continue
                if found.symbol.name == "delta":
                    self.scope.ranks["delta"] = len(params)
                self.known.aliases[found.name] = Definition(params, right.node)
                self.known.ranks[found.name] = len(params)

    def _find_functions(self) -> None:
        """``σ(z) = …``: a function may be defined below the lines that speak of it."""
        for line in self.lines:
            if isinstance(line, Statement) and line.left is not None and line.rights and line.rights[0].op in ("=", ":="):
                head = self._function_head(line.left, line.rights[0].node) if not (line.said or line.conditions) else None
                if head is not None and head[0] not in self.known.functions:
                    self.known.functions[head[0]] = Definition(head[1], line.rights[0].node)

    def _find_coordinates(self) -> None:
        """``f(x, y)`` where x and y are given as functions of other scalars: f is an unknown function of them."""
        heads = {}
        for line in self.lines:
            if (
                isinstance(line, Statement)
                and isinstance(line.left, Symbol)
                and line.rights
                and not self.scope.rank(line.left.name)
            ):
                heads[line.left.name] = line.rights[0].node
        for name, calls in self.scope.calls.items():
            for args in calls:
                symbols = [a for a in args if isinstance(a, Symbol)]
                names = [a.name for a in symbols]
                if len(names) != len(args) or len(set(names)) != len(names) or name in heads:
                    continue
                below = {n.name for body in heads.values() for n in walk(body) if isinstance(n, Symbol)}
                if all(n in heads for n in names):
                    self.known.arguments[name] = tuple(map(self.scope.spelled, symbols))
                elif len(heads) == len(names) and set(names) <= below and name not in self.known.arguments:
                    spelled = [Symbol(h, "", 0, 0) for h in heads]
                    self.known.arguments[name] = tuple(map(self.scope.spelled, spelled))
                if name in self.known.arguments:
                    self.scope.assume(f"{name} is a function of {' and '.join(self.known.arguments[name])}")

    def _differentiated(self) -> set[str]:
        names: set[str] = set()
        for line in self.lines:
            if isinstance(line, Statement):
                for root in (line.left, *(r.node for r in line.rights)):
                    for node in walk(root) if root is not None else ():
                        if isinstance(node, Partial):
                            found = named(node.wrt, self.scope)
                            names |= {found.name} if found is not None else set()
        return names

    # ---- line after line ----

    def judge(self) -> list[Line]:
        """What is found about each line. Definitions are read first: a claim may rest on one that stands below it."""
        self.prepare()
        later: list[tuple[Statement, list[Right], bool]] = []
        for line in self.lines:
            if isinstance(line, Unread):
                self.out.append(_unread(line.problem, line.start, line.end, self.title, line.display))
            elif isinstance(line, Statement) and line.rights:
                known = len(self.out)
                claims = self._statement(line)
                if any(line is repeated for repeated in self.repeated):
                    del self.out[known:]  # it stands nowhere in the document
                else:
                    later += claims
        self._implied(later)
        for statement, rights, continued in later:
            self._claims(statement, rights, continued)
        for judge in self.compared:
            judge()
        order = sorted(self.out, key=lambda found: (found.start, found.end))
        numbers = {id(found): k for k, found in enumerate(order)}
        for found in order:
            found.root = numbers[id(self.out[found.root])] if found.root is not None else None
        return order

    def _statement(self, statement: Statement) -> list[tuple[Statement, list[Right], bool]]:
        """Record what the statement defines; the claims in it."""
        rights = statement.rights
        if statement.left is None:
            for right in rights:
                self._add("undecided", right, statement, code="SG311", message="the beginning of this chain was not understood")
            return []
        for right in [r for r in rights if r.doubt is not None]:
            self._problem(right.doubt or Problem("SG134", ""), right, statement)
            cut = rights.index(right)
            self._note_condition(statement)
            after = replace(statement, rights=rights[cut + 1 :], conditions=[])
            before = replace(statement, rights=rights[:cut])
            return [c for s in (before, after) if s.rights for c in self._statement(s)]
        if any(statement is s for s in self.defines_star):
            self._add("given", rights[0], statement, message="says what the star means")
            return [(replace(statement, rights=rights[1:]), rights[1:], True)] if rights[1:] else []
        if statement.said and not self._is_head(statement):
            self._add("given", rights[0], statement, message="a condition", plain=conditions.take(self, statement) or "")
            return []
        if conditions.is_condition(self, statement) and not self._is_head(statement):
            conditions.take(self, statement)
            return []
        odd = next((k for k, r in enumerate(rights) if r.op not in ("=", ":=")), None)
        if odd is not None:
            return self._other_relation(statement, odd)
        try:
            defined = self._definition(statement)
        except Problem as found:
            self._problem(found, rights[0], statement)
            self.unread |= self._head_names(statement)
            defined = 1
        rest = rights[defined:]
        return [(statement, rest, defined > 0)] if rest else []

    def _other_relation(self, statement: Statement, odd: int) -> list[tuple[Statement, list[Right], bool]]:
        """Only equalities are judged; a chain with ≈, ≤ or → is judged up to there."""
        before = replace(statement, rights=statement.rights[:odd])
        found = self._statement(before) if before.rights else []
        if all(r.op in conditions.ORDER | {"="} for r in statement.rights[odd:]):
            self.compared += [partial(conditions.judge_comparison, self, c) for c in conditions.comparisons(statement, odd)]
            return found
        if all(r.op in ("approx", "=") for r in statement.rights[odd:]):
            for right, half, unit in conditions.rounded(statement, odd):
                self.compared.append(partial(conditions.judge_rounded, self, right, half, unit, statement))
            return found
        if statement.rights[odd].op != "approx" and self._is_condition(statement):
            self._note_condition(statement)
            return found
        for right in statement.rights[odd:]:
            if right.op in ("in", "notin", "to", "|", "nmid"):
                continue  # says what a symbol is, claims nothing
            words = {"approx": "an approximation"}.get(
                right.op, "an inequality" if right.op in conditions.ORDER else "no equality"
            )
            message = f"{words} is not judged" if right.op != "=" else "this follows something that is not judged"
            self._add("undecided", right, statement, code="SG312", message=message)
        return found

    def _implied(self, later: list[tuple[Statement, list[Right], bool]]) -> None:
        """A layer that is nowhere defined, but written out under a derivative: ``∂y_{ij}/∂w`` and then ``∂/∂w (Σ …)``."""
        for statement, rights, _ in later:
            for above, below in pairwise(rights):
                found = _written_out(above.node, below.node)
                if found is None:
                    continue
                head, body = found
                name = named(head, self.scope)
                if (
                    name is None
                    or name.power is not None
                    or any(g.name == name.name for g in self.givens)
                    or name.name in self.known.aliases
                ):
                    continue
                params = _letters(name)
                if params:
                    with suppress(Problem):
                        self._imply(statement, name, body)

    def _imply(self, statement: Statement, found: Named, body: Node) -> None:
        lowering = self._lowering(Trial(star=self.scope.star or ""), statement)
        letters = [Name(self.scope.spelled(s), s.start, s.end) for s in _symbols_of(found)]
        for axis, (symbol, name) in enumerate(zip(_symbols_of(found), letters, strict=True)):
            lowering.env[symbol.name] = plus(name, lowering.origin(found.name, axis))
        value = lowering.value(body)
        if isinstance(value, ArrayValue):
            return
        left = Access(found.name, list(letters), found.start, found.end, found.start)
        self.known.ranks[found.name] = len(letters)
        self.givens.append(Given(found.name, left, value, _names(value), body.start, body.end))
        self.scope.assume(f"{spell(left)} = {spell(value)}, as it is written out under the derivative")

    def _is_condition(self, statement: Statement) -> bool:
        """``s ≥ 1``, ``i ≠ j``: says when something holds."""
        sides = [statement.left, *(r.node for r in statement.rights)]
        return all(
            s is not None and not isinstance(s, Partial) and not any(isinstance(n, (Big, Partial)) for n in walk(s))
            for s in sides
        )

    def _add(
        self, verdict: str, right: Right, statement: Statement, *, code: str = "", message: str = "", plain: str = ""
    ) -> Line:
        first = statement.rights and right.start == statement.rights[0].start
        start = statement.left.start if first and statement.left is not None else right.start
        line = Line(
            verdict,
            start,
            max(right.end, right.node.end),
            plain,
            code,
            message,
            self.title,
            statement.display,
            continues=not first,
        )
        self.out.append(line)
        return line

    def _problem(self, found: Problem, right: Right, statement: Statement) -> Line:
        line = self._add("not understood", right, statement, code=found.code, message=found.message)
        if found.start is None or found.end is None or found.end <= found.start:
            found.start, found.end = line.start, line.end
        line.problem = found
        return line

    # ---- definitions ----

    def _definition(self, statement: Statement) -> int:
        """Record what the statement defines; the number of right sides that are given (0 for a claim)."""
        left, right = statement.left, statement.rights[0]
        assert left is not None, "a definition has a left side"
        if self._values(statement):
            return len(statement.rights)
        if isinstance(left, Call) and is_itself(self._lowering(Trial(), statement), left):
            left = left.head  # J(θ) = … defines J
        function = self._function_head(left, right.node)
        if function is not None:
            name, params = function
            if name in self.known.functions and self.known.functions[name].body is not right.node:
                return 0
            self.known.functions[name] = Definition(params, right.node)
            self._add("given", right, statement, message=f"{name} is defined")
            return 1
        if not isinstance(left, (Symbol, Scripted, Call)):
            return 0
        found = named(left, self.scope)
        if found is None or found.transposed:
            return 0
        if found.power is not None:
            if not self._is_root(found, right):
                return 0
            right = replace(right, node=Root(right.node, None, right.node.start, right.node.end))
            self.scope.assume(f"{found.name} is not negative")
        if isinstance(left, Scripted) and self.scope.is_kronecker(left):
            return 0
        if found.name in self.known.aliases:
            alias = self.known.aliases[found.name]
            if alias.body is right.node:
                self._add("given", right, statement, message=f"{found.name} stands for this")
                return 1
            return 0
        before = next((g for g in self.givens if g.name == found.name), None)
        if before is not None and before.numeric and isinstance(right.node, Number) and len(statement.rights) == 1:
            return self._another_value(statement, before, right)
        if before is not None:
            return 0
        if statement.conditions and not self._harmless(statement) and not self._ranges_only(statement):
            raise problem("SG122", "a definition under a condition is not read", statement.conditions[0])
        if self.scope.only_constants(found.name) and found.indices is not None:
            return self._scalar_given(statement, right)
        own = _letters(found)
        if own is None:
            return 0 if found.name in self._heads() else self._taken_as_given(statement, right)
        if any(isinstance(n, (Partial, Nabla)) for n in walk(right.node)):
            return 0 if found.name in self._all_known() else self._taken_as_given(statement, right)
        self._given(statement, found, own, right)
        return 1

    def _head_names(self, statement: Statement) -> set[str]:
        """What the statement would have defined."""
        left = statement.left
        symbol = head_symbol(left) if isinstance(left, (Symbol, Scripted, Call)) else None
        found = named(left, self.scope) if isinstance(left, (Symbol, Scripted, Call)) else None
        names = {self.scope.spelled(symbol)} if symbol is not None else set()
        return names | ({found.name} if found is not None else set())

    def _is_head(self, statement: Statement) -> bool:
        """Whether the left side is a new symbol, which a condition would define."""
        left = statement.left
        if not isinstance(left, (Symbol, Scripted)) or any(r.op not in ("=", ":=") for r in statement.rights):
            return False
        found = named(left, self.scope)
        if found is None or found.power is not None or found.name in self._all_known() or _letters(found) is None:
            return False
        return isinstance(statement.rights[-1].node, Number) or found.indices is not None

    def _is_axis(self, statement: Statement) -> bool:
        """``0 ≤ m < P``: the index takes all values that it can take."""
        sides = [statement.left, *(r.node for r in statement.rights)]
        ops = [r.op for r in statement.rights]
        if len(sides) == 2:
            sides, ops = [Number(Fraction(0), False, 0, 0), *sides], ["<=", *ops]
        if len(sides) != 3 or ops[0] != "<=" or ops[1] not in ("<", "<="):
            return False
        low, index, high = sides
        inside = isinstance(index, Symbol) and index.name in self.scope.varying and isinstance(high, Symbol)
        return inside and isinstance(low, Number) and low.value == (0 if ops[1] == "<" else 1)

    def _note_condition(self, statement: Statement) -> None:
        """What a condition speaks of: a line about it cannot be refuted without it."""
        if self._is_axis(statement):
            return
        for root in (statement.left, *(r.node for r in statement.rights)):
            for node in walk(root) if root is not None else ():
                if isinstance(node, Symbol):
                    self.conditioned.add(self.scope.spelled(node))
                elif isinstance(node, Scripted):
                    found = named(node, self.scope)
                    self.conditioned |= {found.name} if found is not None else set()

    def _values(self, statement: Statement) -> bool:
        """``H = W = 224`` gives both their value."""
        sides = [statement.left, *(r.node for r in statement.rights[:-1])]
        last = statement.rights[-1].node
        symbols = [s for s in sides if isinstance(s, (Symbol, Scripted))]
        if len(sides) < 2 or len(symbols) != len(sides) or not isinstance(last, Number):
            return False
        found = [named(s, self.scope) for s in symbols]
        if any(
            f is None or f.power is not None or (f.indices is not None and not self.scope.only_constants(f.name)) for f in found
        ):
            return False
        if any(f is not None and (self.scope.rank(f.name) and f.indices is None) for f in found):
            return False
        for symbol in symbols:
            name = self._lowering(Trial(), statement).scalar(symbol)
            if isinstance(name, Name) and all(g.name != name.name for g in self.givens):
                self.givens.append(Given(name.name, name, last, set(), statement.start, statement.end, numeric=True))
        for right in statement.rights:
            self._add("given", right, statement, message="a value")
        return True

    def _taken_as_given(self, statement: Statement, right: Right) -> int:
        """An equation for a new symbol with derivatives in it: it says what the symbol is, and is used nowhere."""
        self._add("given", right, statement, message="says what a new symbol is; nothing is built on it")
        return 1

    def _heads(self) -> set[str]:
        """Names that some statement of the section defines."""
        out = set()
        for line in self.lines:
            if isinstance(line, Statement) and isinstance(line.left, (Symbol, Scripted, Call)):
                found = named(line.left, self.scope)
                if found is not None and found.power is None and _letters(found) is not None:
                    out.add(found.name)
        return out

    def _is_root(self, found: Named, right: Right) -> bool:
        """``σ² = …`` says what σ is, where nothing else does, and nothing on the right rests on σ."""
        if not is_two(found.power) or found.name in self._all_known() | self._heads():
            return False
        bodies: dict[str, Node] = {}
        for line in self.lines:
            if isinstance(line, Statement) and isinstance(line.left, (Symbol, Scripted, Call)) and line.rights:
                head = named(line.left, self.scope)
                if head is not None and head.power is None:
                    bodies.setdefault(head.name, line.rights[0].node)
        pending, seen = [right.node], set()
        while pending:
            for node in walk(pending.pop()):
                name = self.scope.spelled(node) if isinstance(node, Symbol) else ""
                if name == found.name:
                    return False
                if name in bodies and name not in seen:
                    seen.add(name)
                    pending.append(bodies[name])
        return True

    def _another_value(self, statement: Statement, before: Given, right: Right) -> int:
        """``p = 1`` once more, or another case."""
        assert isinstance(right.node, Number), "a value is a number"
        before.right = right.node
        self._add("given", right, statement, message=f"a value of {before.name}")
        return 1

    def _all_known(self) -> set[str]:
        return {g.name for g in self.givens}

    def _scalar_given(self, statement: Statement, right: Right) -> int:
        lowering = self._lowering(Trial(), statement)
        left = lowering.scalar(statement.left)  # type: ignore[arg-type]
        if not isinstance(left, Name) or any(g.name == left.name for g in self.givens):
            return 0
        value = lowering.value(right.node)
        if isinstance(value, ArrayValue):
            self._add("given", right, statement, message=f"{left.name} is given")
            return 1
        self._keep(Given(left.name, left, value, _names(value), statement.start, right.end), statement, right)
        return 1

    def _keep(self, given: Given, statement: Statement, right: Right) -> None:
        self.givens.append(given)
        self.unread.discard(given.name)
        given.numeric = isinstance(given.right, Number)
        line = self._add("given", right, statement, plain=f"{spell(given.left)} = {spell(given.right)}")
        line.message = "says what a new symbol is"

    def _function_head(self, left: Node, body: Node) -> tuple[str, tuple[str, ...]] | None:
        """``f(x) = …`` with plain letters: a function is defined."""
        if not isinstance(left, Call) or not isinstance(left.head, Symbol) or named(left, self.scope) is not None:
            return None
        if not all(isinstance(a, Symbol) for a in left.args.items) or left.head.name in ("E", "L", "J", "C"):
            return None
        params = tuple(a.name for a in left.args.items if isinstance(a, Symbol))
        arrays = [a for a in left.args.items if isinstance(a, Symbol) and self.scope.rank(self.scope.spelled(a))]
        if arrays and not is_pointwise(body):
            return None
        return (self.scope.spelled(left.head), params) if len(set(params)) == len(params) else None

    def _given(self, statement: Statement, found: Named, params: tuple[str, ...], right: Right) -> None:
        if found.indices is None and (self.scope.rank(found.name) or self._is_array(right.node)):
            if isinstance(right.node, Number):
                self._add("given", right, statement, message=f"a value of {found.name}")
                return
            self._given_whole(statement, found, right)
            return
        lowering = self._lowering(Trial(star=self.scope.star or ""), statement)
        letters = [Name(self.scope.spelled(s), s.start, s.end) for s in _symbols_of(found)]
        for axis, (symbol, name) in enumerate(zip(_symbols_of(found), letters, strict=True)):
            lowering.env[symbol.name] = plus(name, lowering.origin(found.name, axis))
        value = lowering.value(right.node)
        if right.op == ":=" and isinstance(value, Node) and found.name in _names(value):
            self._add("given", right, statement, message="an update: nothing is built on it")
            return
        if isinstance(value, Node):
            value = self.contracted(value, {n.name for n in letters})
        if isinstance(value, ArrayValue):
            if params:
                raise problem("SG126", "the left side is one entry, the right side a whole array", right.node)
            self._given_array(statement, found, value, lowering, right)
            return
        self.known.ranks[found.name] = len(params)
        left = (
            Access(found.name, list(letters), found.start, found.end, found.start)
            if letters
            else Name(found.name, found.start, found.end)
        )
        if params:
            self.known.bodies[found.name] = Definition(params, right.node)
        self._keep(
            Given(found.name, left, value, _names(value), statement.start, right.end, lowering.stars_met > 0), statement, right
        )

    def contracted(self, value: Node, free: set[str]) -> Node:
        """The right side with a Σ over its repeated indices, where the section writes none."""
        if not self.einstein:
            return value
        value, indices = einstein.summed(value, free)
        if indices:
            self.scope.assume("indices that stand twice in a product are summed over")
        return value

    def _is_array(self, node: Node) -> bool:
        """Whether the right side is a whole array, as far as its symbols tell."""
        try:
            lowering = self._lowering(
                Trial(self.scope.star or "", self.declared.about or "origin"), Statement(None, [], 0, 0, True)
            )
            return isinstance(lowering.value(node), ArrayValue)
        except Problem:
            return False

    def _given_whole(self, statement: Statement, found: Named, right: Right) -> None:
        about = self.declared.about or "origin"  # needs no size; other readings are tried with each claim
        lowering = self._lowering(Trial(self.scope.star or "", about), statement)
        value = lowering.value(right.node)
        if not isinstance(value, ArrayValue):
            raise problem("SG126", f"{found.name} is an array elsewhere, and is set to a number here", right.node)
        self._given_array(statement, found, value, lowering, right)

    def _given_array(self, statement: Statement, found: Named, value: ArrayValue, lowering: Lowering, right: Right) -> None:
        if value.sizes is not None and not value.names:
            self.known.matrices[found.name] = right.node
            self.known.ranks[found.name] = value.rank
            self._add("given", right, statement, message="says what a new symbol is")
            return
        self.known.ranks[found.name] = value.rank
        if lowering.rotations_met and not lowering.stars_met:  # what is turned is no layer: its indices may go below 0
            self.known.arrays[found.name] = right.node
            self._add("given", right, statement, message=f"{found.name} stands for this")
            return
        given = self._array_given(statement, found, value, lowering, right)
        self._keep(given, statement, right)

    def _array_given(self, statement: Statement, found: Named, value: ArrayValue, lowering: Lowering, right: Right) -> Given:
        letters: list[Node] = [lowering.fresh_name(found.symbol) for _ in range(value.rank)]
        body = value.entry(letters)
        left = Access(found.name, letters, found.start, found.end, found.start)
        open_ = lowering.stars_met > 0 or lowering.rotations_met > 0
        return Given(
            found.name, left, body, _names(body), statement.start, right.end, lowering.stars_met > 0, lowering.rotations_met > 0,
            again=(statement, found, right) if open_ else None,
        )  # fmt: skip

    def remade(self, given: Given, trial: Trial) -> Given:
        """The definition as it is under another reading of ``*`` and rot. Raises Problem."""
        if given.again is None:
            return given
        statement, found, right = given.again
        lowering = self._lowering(trial, statement)
        value = lowering.value(right.node)
        if not isinstance(value, ArrayValue):
            return given
        return self._array_given(statement, found, value, lowering, right)

    # ---- claims ----

    def plain_lowering(self) -> Lowering:
        """For what stands in no statement: a condition."""
        return self._lowering(Trial(), Statement(None, [], 0, 0, True))

    def _lowering(self, trial: Trial, statement: Statement) -> Lowering:
        known = Known()
        known.ranks, known.aliases, known.functions = self.known.ranks, self.known.aliases, self.known.functions
        known.arguments, known.matrices, known.arrays = self.known.arguments, self.known.matrices, self.known.arrays
        known.bodies = self.known.bodies
        known.origins, known.sizes = self.known.origins, {**self.known.sizes, **trial.sizes}
        lowering = Lowering(self.scope, known, trial.star or self.scope.star or "", trial.about)
        lowering.shifted = trial.shifted
        if statement.left is not None:
            bound = {
                n.name
                for b in walk(statement.left)
                if isinstance(b, Big)
                for line in b.lines
                for n in walk(line)
                if isinstance(n, Symbol)
            }
            lowering.scope_free = {n.name for n in walk(statement.left) if isinstance(n, Symbol)} - bound
        return lowering

    def _harmless(self, statement: Statement) -> bool:
        """Conditions that only say which values an index takes."""
        for condition in statement.conditions:
            if not isinstance(condition, Relation) or condition.ops[0] not in ("in",):
                if isinstance(condition, Symbol):
                    continue
                return False
            if not isinstance(condition.operands[0], Symbol):
                return False
        return True

    def _ranges_only(self, statement: Statement) -> bool:
        """``(i < H, 0 ≤ j < W)`` beside a definition: for which indices it is made."""
        for condition in statement.conditions:
            if not isinstance(condition, Relation) or any(op not in ("<", "<=") for op in condition.ops):
                return False
            if not any(isinstance(o, Symbol) and o.name in self.scope.varying for o in condition.operands):
                return False
        return True

    def _claims(self, statement: Statement, rights: list[Right], continued: bool) -> None:
        from symgrad.documents.judging import judge_claims

        known = len(self.out)
        try:
            with time_limit(LINE_SECONDS * len(rights)), conditions.under(self, statement):
                judge_claims(self, statement, rights, continued)
        except (TimeUp, MemoryError, RecursionError) as stopped:
            reasons = {TimeUp: f"{LINE_SECONDS:g} seconds for a line", MemoryError: "the memory"}
            what = f"a limit was reached: {reasons.get(type(stopped), 'the depth of nesting')}"
            self._stopped(statement, rights, known, "SG318", what)
        # A mistake in symgrad costs one line its verdict, not the document its report; which line, and what, is said.
        except Exception as mistake:
            if os.environ.get("SYMGRAD_DEBUG"):
                raise
            what = f"a mistake in symgrad stopped the judging ({type(mistake).__name__}: {mistake})"
            self._stopped(statement, rights, known, "SG323", what)
        conditions.guard(self, statement, self.out[known:])

    def _stopped(self, statement: Statement, rights: list[Right], known: int, code: str, message: str) -> None:
        """Nothing is said about the lines of this chain, but why."""
        del self.out[known:]
        for right in rights:
            self._add("undecided", right, statement, code=code, message=message)


def is_pointwise(body: Node) -> bool:
    """Whether a body is made of numbers only: its letters are parameters, whatever arrays are called by them elsewhere."""
    for node in walk(body):
        if isinstance(node, (Big, Partial, Nabla, Operation)) or (
            isinstance(node, Surrounded) and node.kind in ("norm", "angle")
        ):
            return False
        if isinstance(node, Scripted) and node.sub is not None:
            return False
        above = node.sup if isinstance(node, Scripted) else node.exponent if isinstance(node, Raised) else None
        if isinstance(above, Symbol) and above.name in ("T", "top"):
            return False
    return True


def _written_out(above: Node, below: Node) -> tuple[Node, Node] | None:
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


def _letters(found: Named) -> tuple[str, ...] | None:
    """The letters of a head ``Z_{ij}``, each its own; None where it is no head."""
    if found.indices is None:
        return ()
    symbols = _symbols_of(found)
    names = tuple(s.name for s in symbols)
    from symgrad.documents.scope import split_joined

    flat = [p for i in found.indices for p in (split_joined(i) or [i])]
    if len(symbols) != len(flat) or len(set(names)) != len(names):
        return None
    return names


def _symbols_of(found: Named) -> list[Symbol]:
    from symgrad.documents.scope import split_joined

    out: list[Symbol] = []
    for item in found.indices or []:
        for part in split_joined(item) or [item]:
            if isinstance(part, Bracketed) and part.kind == "(" and all(isinstance(i, Symbol) for i in part.items):
                out += [i for i in part.items if isinstance(i, Symbol)]
            elif isinstance(part, Symbol):
                out.append(part)
    return out


def _names(node: Node) -> set[str]:
    """The tensors, layers and scalars that a plain node reads."""
    out: set[str] = set()
    for n in walk(node):
        if isinstance(n, (Access, Name)):
            out.add(n.name)
        elif isinstance(n, (Gradient, Derivative)):
            out.add(n.wrt)
            if isinstance(n, Gradient):
                out.add(n.of)
    return out


def _unread(found: Problem, start: int, end: int, title: str, display: bool) -> Line:
    line = Line("not understood", start, end, "", found.code, found.message, title, display, problem=found)
    if found.start is None or found.end is None or found.end <= found.start:
        found.start, found.end = start, end
    return line
