"""One section of a document: its symbols are given a meaning, its first equations define, and every other line is judged."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import replace
from functools import partial

from symgrad.documents import comparisons, conditions, einstein, layers
from symgrad.documents.arrays import find_arrays
from symgrad.documents.chains import Alone, Right, Statement, Unread
from symgrad.documents.counts import count_terms
from symgrad.documents.definitions import are_indices, define, define_case, defined_in_a_case, head_names, is_head, is_value_again
from symgrad.documents.forms import Big, Call, Scripted, Symbol
from symgrad.documents.givens import STARS, Given, Trial, values_at
from symgrad.documents.heads import head_letters
from symgrad.documents.implied import find_implied
from symgrad.documents.limits import LINE_SECONDS, TimeUp, time_limit
from symgrad.documents.lower import Known, Lowering
from symgrad.documents.notes import Declared
from symgrad.documents.prose import THROUGHOUT, Sentence
from symgrad.documents.scope import Scope, named
from symgrad.documents.stars import meaning
from symgrad.documents.survey import survey
from symgrad.documents.symbols import find_aliases, find_coordinates, find_functions, find_origins, find_quantities
from symgrad.documents.verdicts import Line
from symgrad.errors import Problem
from symgrad.language.syntax import Node, walk


def _unread(found: Problem, start: int, end: int, title: str, display: bool) -> Line:
    line = Line("not understood", start, end, "", found.code, found.message, title, display, problem=found)
    if found.start is None or found.end is None or found.end <= found.start:
        found.start, found.end = start, end
    return line


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
        self.weights = ""  # words in the text that say that something sums to 1
        self.matrices = False  # whether the document speaks of matrices
        self.pieces: set[str] = set()  # functions that are defined case by case, in words
        self.elsewhere: set[str] = set()  # functions that are defined in the sections above
        self.cases: list[tuple[Sentence, Given]] = []  # values that a letter has in one sentence
        self.passing: dict[str, int] = {}  # letters that got another value in passing, and where
        self.compared: list[Callable[[], None]] = []  # what judges the comparisons and the numbers that are rounded
        self.defines_star: list[Statement] = []
        self.unread: set[str] = set()  # names of which something is said that was not understood, or could not be used
        self.assumed: list[tuple[str, set[str]]] = []  # equations about inputs, in plain notation, and the names in them
        self.viable = {(star, about) for star in STARS for about in ("array", "origin")}  # readings under which all above is true

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
            calls = scope.calls.get(name, [])
            if calls and name not in scope.functions and all(are_indices(args, len(sizes)) for args in calls):
                scope.indexed_calls.add(name)
        for name in declared.scalars:
            scope.ranks[name] = 0
        scope.ranks.update(find_arrays(self.lines, scope))
        find_quantities(self)
        if not declared.tensors:
            scope.counts = count_terms(roots, scope, self.heads())
        scope.origin = declared.origin if declared.origin is not None else int(scope.one_based and not scope.zero_based)
        self.mixed = declared.origin is None and scope.one_based and scope.zero_based
        stars = [(s, meaning(s, scope)) for s in self.lines if isinstance(s, Statement)] if declared.star is None else []
        scope.star = declared.star
        for statement, sense in stars:
            if sense is not None and scope.stars.setdefault(*sense) == sense[1]:
                self.defines_star.append(statement)
        if scope.origin and scope.indices:
            scope.assume("indices begin at 1")
        find_origins(self, roots)
        find_aliases(self)
        find_functions(self)
        find_coordinates(self)

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
        find_implied(self, later)
        for statement, rights, continued in later:
            self.claims(statement, rights, continued)
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
                self.add("undecided", right, statement, code="SG311", message="the beginning of this chain was not understood")
            return []
        for right in [r for r in rights if r.doubt is not None]:
            self.add_problem(right.doubt or Problem("SG134", ""), right, statement)
            cut = rights.index(right)
            conditions.note_condition(self, statement)
            after = replace(statement, rights=rights[cut + 1 :], conditions=[])
            before = replace(statement, rights=rights[:cut])
            return [c for s in (before, after) if s.rights for c in self._statement(s)]
        if any(statement is s for s in self.defines_star):
            self.add("given", rights[0], statement, message="says what the star means")
            return [(replace(statement, rights=rights[1:]), rights[1:], True)] if rights[1:] else []
        if conditions.is_case(self, statement) and define_case(self, statement):
            return []
        again = statement.said == THROUGHOUT and is_value_again(self, statement)  # "now suppose $x = 4$"
        if (statement.said and not again and not is_head(self, statement)) or conditions.is_case(self, statement):
            self.add("given", rights[0], statement, message="a condition", plain=conditions.take(self, statement) or "")
            return []
        if not again and conditions.is_condition(self, statement) and not is_head(self, statement):
            conditions.take(self, statement)
            return []
        odd = next((k for k, r in enumerate(rights) if r.op not in ("=", ":=")), None)
        if odd is not None:
            return self._other_relation(statement, odd)
        try:
            defined = define(self, statement)
        except Problem as found:
            self.add_problem(found, rights[0], statement)
            self.unread |= head_names(self, statement)
            defined = 1
        if defined and defined_in_a_case(self, statement):
            self.unread |= head_names(self, statement)  # what it is in general is said elsewhere
        rest = rights[defined:]
        return [(statement, rest, defined > 0)] if rest else []

    def _other_relation(self, statement: Statement, odd: int) -> list[tuple[Statement, list[Right], bool]]:
        """Only equalities are judged; a chain with ≈, ≤ or → is judged up to there."""
        before = replace(statement, rights=statement.rights[:odd])
        found = self._statement(before) if before.rights else []
        if all(r.op in conditions.ORDER | {"="} for r in statement.rights[odd:]):
            self.compared += [partial(comparisons.judge_comparison, self, c) for c in comparisons.comparisons(statement, odd)]
            return found
        if all(r.op in ("approx", "=") for r in statement.rights[odd:]):
            for right, half, unit in comparisons.rounded(statement, odd):
                self.compared.append(partial(comparisons.judge_rounded, self, right, half, unit, statement))
            return found
        if statement.rights[odd].op != "approx" and conditions.claims_nothing(statement):
            conditions.note_condition(self, statement)
            return found
        for right in statement.rights[odd:]:
            if right.op in ("in", "notin", "to", "|", "nmid"):
                continue  # says what a symbol is, claims nothing
            words = {"approx": "an approximation"}.get(
                right.op, "an inequality" if right.op in conditions.ORDER else "no equality"
            )
            message = f"{words} is not judged" if right.op != "=" else "this follows something that is not judged"
            self.add("undecided", right, statement, code="SG312", message=message)
        return found

    def add(
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

    def add_problem(self, found: Problem, right: Right, statement: Statement) -> Line:
        line = self.add("not understood", right, statement, code=found.code, message=found.message)
        if found.start is None or found.end is None or found.end <= found.start:
            found.start, found.end = line.start, line.end
        line.problem = found
        return line

    def heads(self) -> set[str]:
        """Names that some statement of the section defines."""
        out = set()
        for line in self.lines:
            if isinstance(line, Statement) and isinstance(line.left, (Symbol, Scripted, Call)):
                found = named(line.left, self.scope)
                if found is not None and found.power is None and head_letters(found) is not None:
                    out.add(found.name)
        return out

    def all_known(self) -> set[str]:
        return {g.name for g in self.givens}

    def plain_lowering(self) -> Lowering:
        """For what stands in no statement: a condition."""
        return self.lowering(Trial(), Statement(None, [], 0, 0, True))

    def lowering(self, trial: Trial, statement: Statement) -> Lowering:
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

    def claims(self, statement: Statement, rights: list[Right], continued: bool) -> None:
        from symgrad.documents.judging import judge_claims

        known = len(self.out)
        try:
            limit = time_limit(LINE_SECONDS * len(rights))
            with limit, conditions.under(self, statement), values_at(self, statement):
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
            self.add("undecided", right, statement, code=code, message=message)
