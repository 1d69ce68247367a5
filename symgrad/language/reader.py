"""Programs and terms from text."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeGuard

from symgrad.core.term import Term, TermError
from symgrad.errors import Problem
from symgrad.language.binders import split_items
from symgrad.language.checked import Prove
from symgrad.language.claims import Unread, read_claims
from symgrad.language.conditions import add_condition, add_smoothness, declare
from symgrad.language.definitions import read_definition
from symgrad.language.elaborate import Elaborator
from symgrad.language.environment import Environment, senses_of
from symgrad.language.grammar import Parser
from symgrad.language.program import Program
from symgrad.language.senses import KRONECKER, Senses
from symgrad.language.sizes import SizeNames
from symgrad.language.survey import Survey
from symgrad.language.syntax import (
    Access,
    Binder,
    Compare,
    Condition,
    Declaration,
    Derivative,
    Gradient,
    Name,
    Node,
    Smoothness,
    Statement,
    walk,
)
from symgrad.language.tokens import GRADIENT, NAME


def parse_program(text: str, prove: Prove, filename: str | None = None, unread: list[Unread] | None = None) -> Program:
    """Read a program; ``prove(facts, goal)`` decides whether reads are inside their shapes.

    Raises Problem with an SG1xx code, and its exact place, for whatever is not understood. With a list ``unread``, claims
    that cannot be read go there instead, and what a claim reads outside of its shape is zero by assumption.
    """
    with _Guard(text, filename):
        return _Reader(text, prove, filename).program(unread)


def parse_term(text: str, program: Program | None = None, prove: Prove | None = None, sort: str = "S") -> Term:
    """Read one term of the sort "S" (scalar), "I" (integer) or "P" (condition).

    Without ``prove`` every read is taken as it stands, the exact inverse of ``plain``; with it, reads are checked
    against the shapes of the program as in a claim. Raises Problem.
    """
    with _Guard(text, program.filename if program else None):
        node = Parser(text).whole()
        if prove is None or program is None:
            definitions = {layer.name: layer.definition for layer in program.layers} if program else {}
            return _of_sort(Elaborator(text, senses_of(text, program), definitions), node, sort)
        env = Environment.of(text, program, prove)
        env.add_cotangents(node)
        survey = Survey(text, env.senses)
        _of_sort(survey, node, sort)
        env.require_known(survey)
        return _of_sort(env.checked(env.infer(survey)), node, sort)


def parse_terms(texts: Sequence[str], sorts: Sequence[str]) -> list[Term]:
    """Terms of one context without shapes: a name that is an integer in one of them is an integer in all. Raises Problem."""
    senses = Senses(texts[0])
    nodes = []
    for text, sort in zip(texts, sorts, strict=True):
        with _Guard(text, None):
            nodes.append(Parser(text).whole())
            senses.source = text
            (senses.condition if sort == "P" else senses.scalar)(nodes[-1], frozenset())
            senses.decide(guess=False)
    with _Guard(texts[-1], None):
        senses.decide()
    out = []
    for text, sort, node in zip(texts, sorts, nodes, strict=True):
        with _Guard(text, None):
            out.append(_of_sort(Elaborator(text, senses), node, sort))
    return out


def _of_sort(reader: Elaborator, node: Node, sort: str) -> Term:
    return {"S": reader.scalar, "I": reader.integer, "P": reader.prop}[sort](node)


def _reads_tensors(condition: Condition) -> bool:
    return any(isinstance(n, Access) for n in walk(condition))


class _Guard:
    """Puts source and file name on each Problem, and turns what the core refuses into one."""

    def __init__(self, source: str, filename: str | None) -> None:
        self.source, self.filename = source, filename

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        if isinstance(error, Problem):
            error.source, error.filename = self.source, self.filename
        elif isinstance(error, (RecursionError, TermError)):
            reason = "nested too deeply" if isinstance(error, RecursionError) else f"this cannot be a term: {error}"
            raise Problem(
                "SG109", reason, source=self.source, start=0, end=len(self.source), filename=self.filename,
                help="a definition counts with all that it uses, so names make it no smaller: write less, or shorten the chain",
            ) from None  # fmt: skip


class _Reader:
    """One pass over one program: names first, then declarations, definitions, conditions, claims."""

    def __init__(self, source: str, prove: Prove, filename: str | None) -> None:
        self.env = Environment(source, prove, filename)
        self.parser = Parser(source)

    def program(self, unread: list[Unread] | None = None) -> Program:
        env, source = self.env, self.env.source
        statements = self.parser.program()
        if not statements:
            raise Problem("SG113", "there is no definition to read", start=0, end=len(source),
                          help="write one, as in `y[i] = sum(k<K) w[k]*x[i+k]`")  # fmt: skip
        where = self.parser.where
        declarations = [item for item in where if isinstance(item, Declaration)]
        conditions = [item for item in where if isinstance(item, Condition)]
        definitions, claims = self._divide(statements)
        env.names = SizeNames(self._words(claims))
        self._note_senses(definitions, declarations, conditions)
        for statement in definitions:
            self._refuse_gradients(statement.rights[0])
        declare(env, declarations)
        early = [c for c in conditions if not self._reads(c)]
        for condition in early:
            add_condition(env, condition)
        for item in where:
            if isinstance(item, Smoothness):
                add_smoothness(env, item)
        for statement in definitions:
            read_definition(env, statement)
        for condition in conditions:
            if condition not in early:
                add_condition(env, condition)
        self._finish_declarations()
        self._describe()
        for name in env.result.sizes:  # those that were inferred too: a claim may speak of them
            env.senses.integers.setdefault(name, Name(name, 0, 0))
        for statement in claims:
            read_claims(env, statement, unread)
        return env.result

    def _reads(self, condition: Condition) -> bool:
        """Whether the condition is about tensors or scalars, whose shapes the definitions may have to tell."""
        names = {n.name for n in walk(condition) if isinstance(n, (Access, Name))} & self.env.senses.ranks.keys()
        return any(name not in self.env.senses.integer_tensors or name not in self.env.axes for name in names)

    def _words(self, claims: list[Statement]) -> set[str]:
        """All names outside of claims: no inferred size takes one of them. A claim may speak of an inferred size."""
        words: set[str] = set()
        spans = [(claim.left.start, claim.rights[-1].end) for claim in claims]
        for token in self.parser.tokens:
            if any(start <= token.start < end for start, end in spans):
                continue
            if token.kind == NAME:
                words.add(token.text.lstrip("∂"))
            elif token.kind == GRADIENT:
                words.update(token.text.split("/"))
        return words

    # ---- definitions and claims ----

    def _divide(self, statements: list[Statement]) -> tuple[list[Statement], list[Statement]]:
        """Definitions, and claims about what they define; ``y[i] = a = b`` is both."""
        defined: set[str] = set()
        definitions: list[Statement] = []
        claims: list[Statement] = []
        for statement in statements:
            left = statement.left
            if not self._is_head(left) or left.name in defined:
                if isinstance(left, Access) and left.name not in {*defined, *KRONECKER}:
                    message = "the left side of a definition is a name with plain indices, each its own"
                    raise self.env.problem("SG101", message, left, f"write {left.name}[i] = …, and shift the right side")
                claims.append(statement)
                continue
            if claims:
                message = f"{left.name} is not known here; definitions come before claims"
                raise self.env.problem("SG103", message, left, "move its definition up, or correct the name")
            defined.add(left.name)
            definitions.append(Statement(left, statement.rights[:1]))
            if statement.conditions and not statement.rights[1:]:
                message = f"{left.name} is defined here, for all its indices; only a claim has conditions"
                raise self.env.problem("SG101", message, statement.conditions[0], "use a bracket, as in [i != j]*x[i]")
            if statement.rights[1:]:
                claims.append(Statement(left, statement.rights[1:], statement.conditions))
        return definitions, claims

    def _refuse_gradients(self, right: Node) -> None:
        """Raise Problem SG114: what a gradient is of, and by what, is said in claims."""
        for node in walk(right):
            if isinstance(node, (Gradient, Derivative)):
                text = self.env.source[node.start : node.end]
                message = f"{text} reads as a derivative, which can stand in a claim only, not in a definition"
                raise self.env.problem("SG114", message, node, "for a quotient put spaces around `/`")

    def _is_head(self, left: Node) -> TypeGuard[Access | Name]:
        """Whether the left side has the form ``y[i<M, j]`` of a definition."""
        if isinstance(left, Name):
            return True
        if not isinstance(left, Access):
            return False
        if left.name in KRONECKER and len(left.indices) == 2:
            return False  # a claim about Kronecker's delta
        ranges, conditions = split_items(left.indices, (), self.env.source)
        return not conditions and len(ranges) == len(left.indices)

    # ---- names ----

    def _note_senses(self, definitions: list[Statement], declarations: list[Declaration], conditions: list[Condition]) -> None:
        senses = self.env.senses
        for d in declarations:
            if d.sizes is not None:
                senses.note_tensor(d.name, len(d.sizes), d, d.integer)
        for d in declarations:
            ends = [end for size in d.sizes or [] for end in self._ends(size)]
            senses.integers_in([*ends, *(d.bounds or ())], frozenset())
        statements = [s.rights[0] for s in definitions]
        read = {n.name for side in [*statements, *conditions] for n in walk(side) if isinstance(n, Access)}
        for d in declarations:
            if d.integer and d.sizes is None and d.name not in read:
                senses.note_integer(d)
                self.env.parameters.add(d.name)
        for statement in definitions:
            left = statement.left
            assert isinstance(left, (Access, Name))
            self._check_order(left, statement.rights[0])
            items = left.indices if isinstance(left, Access) else []
            scope = senses.binding(items, frozenset())
            senses.note_tensor(left.name, len(items), left)
            senses.scalar(statement.rights[0], scope)
        senses.decide(guess=False)
        for condition in sorted(conditions, key=_reads_tensors):  # what is said of an integer elsewhere makes it no index
            condition.ranges += self._entries(condition)
            senses.condition(condition.prop, senses.binding(condition.ranges, frozenset()))
            senses.decide(guess=not _reads_tensors(condition))
        senses.decide()
        senses.settle_scalars()
        senses.check_unbound()
        for node in [*declarations, *conditions, *(s.left for s in definitions), *self._ranges(definitions)]:
            self.env.parameters.update(n.name for n in walk(node) if isinstance(n, Name))

    def _ends(self, size: Node) -> list[Node]:
        """The size of an axis, or both ends of ``-k<=u<=k``."""
        written = split_items([size], (), self.env.source)[0] if isinstance(size, Compare) else []
        return [end for r in written for end in (r.lo, r.hi) if end is not None] if written else [size]

    def _entries(self, condition: Condition) -> list[Name]:
        """The indices in ``x[i] > 0`` that stand for every entry: names alone in an axis that nothing else binds or uses."""
        binders = [n for n in walk(condition.prop) if isinstance(n, Binder)]
        heads = [*condition.ranges, *(item for b in binders for item in b.items)]
        bound = {n.name for head in heads for n in walk(head) if isinstance(n, Name)}
        reads = [n for n in walk(condition.prop) if isinstance(n, Access) and n.name not in KRONECKER]
        names = [i for r in reads for i in r.indices if isinstance(i, Name) and i.name not in bound]
        new: dict[str, Name] = {}
        for i in names:
            if i.name not in self.env.senses.integers:
                new.setdefault(i.name, Name(i.name, i.start, i.end))
        return list(new.values())

    def _ranges(self, definitions: list[Statement]) -> list[Node]:
        """The items of all binders in the definitions."""
        nodes = [node for s in definitions for node in walk(s.rights[0])]
        return [item for node in nodes if isinstance(node, Binder) for item in node.items]

    def _check_order(self, left: Access | Name, right: Node) -> None:
        """Raise Problem SG107 where a definition rests on itself or comes too late."""
        for node in walk(right):
            if isinstance(node, (Access, Name)) and node.name == left.name:
                help_ = "a layer's output and input need different names"
                raise self.env.problem("SG107", f"{left.name} is defined through itself", node, help_)
        senses = self.env.senses
        read = senses.ranks.get(left.name, (0, senses.bare.get(left.name)))[1]
        if read is not None and not isinstance(read, Declaration):
            message = f"{left.name} is read above, before it is defined"
            help_ = "put its definition first; definitions that rest on each other have no meaning"
            raise self.env.problem("SG107", message, left, help_)

    def _finish_declarations(self) -> None:
        """Everything declared is part of the program, and has a shape."""
        env = self.env
        for d in env.declared.values():
            if d.name in env.senses.integers:
                continue
            if d.name not in env.axes:
                message = f"{d.name} is declared, but no definition reads it"
                raise env.problem("SG103", message, d, "correct the name, or give its shape")
            env.use(d.name)

    def _describe(self) -> None:
        """Say what the symbols are."""
        env, result = self.env, self.env.result
        in_shapes = {n: None for t in result.tensors.values() for _, hi in t.ranges for n in sorted(hi.free)}
        result.sizes = [n for n in in_shapes if n not in result.tensors]
        in_ranges = {n: None for layer in result.layers for _, hi in layer.shape for n in sorted(hi.free)}
        others = {n: None for n in [*env.senses.integers, *in_ranges] if n not in in_shapes}
        result.parameters = [n for n in others if n not in result.tensors]
        if result.sizes:
            result.assume("sizes are natural numbers")
        if result.parameters:
            verb = "is an integer" if len(result.parameters) == 1 else "are integers"
            *most, last = result.parameters
            result.assume(f"{', '.join(most)}{' and ' if most else ''}{last} {verb}")
        for h in result.hypotheses:
            env.describe_functions(h)
        known = {layer.name for layer in result.layers} | set(result.tensors)
        known |= {*result.sizes, *result.parameters, *result.unknown_functions}
        written = [token.text for token in self.parser.tokens if token.kind == NAME]
        result.symbols = list(dict.fromkeys([*(n for n in written if n in known), *result.sizes, *result.parameters]))
