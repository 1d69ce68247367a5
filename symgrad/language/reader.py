"""Programs from text: definitions, declarations, side conditions and claims, with everything that was inferred."""

from __future__ import annotations

from collections.abc import Callable

from symgrad.core.term import Definition, Int, Term, TermError, Var, eq, le, lt, make, smooth
from symgrad.errors import Problem
from symgrad.language.binders import Range as Written
from symgrad.language.binders import split_items
from symgrad.language.checked import Checked, Prove, Surroundings
from symgrad.language.elaborate import KNOWN_FUNCTIONS, Elaborator, Index
from symgrad.language.grammar import Parser
from symgrad.language.infer import Inference, Known
from symgrad.language.pretty import pretty
from symgrad.language.program import Claim, Layer, Program, Tensor
from symgrad.language.senses import Senses
from symgrad.language.sizes import SizeNames
from symgrad.language.survey import Survey
from symgrad.language.syntax import (
    Access,
    Condition,
    Declaration,
    Derivative,
    Gradient,
    Name,
    Node,
    Smoothness,
    Statement,
)
from symgrad.language.tokens import GRADIENT, NAME

Range = tuple[Term, Term]


def parse_program(text: str, prove: Prove, filename: str | None = None) -> Program:
    """Read a program; ``prove(facts, goal)`` decides whether reads are inside their shapes.

    Raises Problem with an SG1xx code, and its exact place, for whatever is not understood.
    """
    with _Guard(text, filename):
        return _Reader(text, prove, filename).program()


def parse_term(text: str, program: Program | None = None, prove: Prove | None = None, sort: str = "S") -> Term:
    """Read one term of the sort "S" (scalar), "I" (integer) or "P" (condition).

    Without ``prove`` every read is taken as it stands, the exact inverse of ``plain``; with it, reads are checked against
    the shapes of the program as in a claim. Raises Problem.
    """
    with _Guard(text, None):
        node = Parser(text).whole()
        reader: Elaborator
        if prove is None or program is None:
            reader = Elaborator(text, _senses_of(text, program), _definitions(program))
        else:
            reader = _claim_reader(text, node, program, prove)
        return {"S": reader.scalar, "I": reader.integer, "P": reader.prop}[sort](node)


class _Guard:
    """Puts the source and file name on each Problem, and turns what the core refuses into one."""

    def __init__(self, source: str, filename: str | None) -> None:
        self.source, self.filename = source, filename

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        if isinstance(error, Problem):
            error.source, error.filename = self.source, self.filename
        elif isinstance(error, RecursionError):
            raise Problem("SG109", "nested too deeply", source=self.source, filename=self.filename) from None
        elif isinstance(error, TermError):
            message = f"this cannot be a term: {error}"
            raise Problem("SG109", message, source=self.source, filename=self.filename) from None


def _definitions(program: Program | None) -> dict[str, Definition]:
    return {layer.name: layer.definition for layer in program.layers} if program else {}


def _senses_of(text: str, program: Program | None) -> Senses:
    senses = Senses(text)
    nowhere = Name("", 0, 0)
    for tensor in program.tensors.values() if program else ():
        senses.ranks[tensor.name] = (tensor.rank, nowhere)
        if tensor.integer:
            senses.integer_tensors[tensor.name] = nowhere
    for name in [*program.sizes, *program.parameters] if program else ():
        senses.integers[name] = nowhere
    return senses


def _claim_reader(text: str, node: Node, program: Program, prove: Prove) -> Checked:
    reader = _Reader.of(text, program, prove)
    senses = reader.senses
    senses.scalar(node, frozenset())
    senses.decide()
    return reader.checked([node], [])


class _Reader:
    """One pass over one program."""

    def __init__(self, source: str, prove: Prove, filename: str | None) -> None:
        self.source, self.prove = source, prove
        self.result = Program(source, filename)
        self.senses = Senses(source)
        self.axes: dict[str, Tensor] = {}  # tensors, layers and cotangents
        self.declared: dict[str, Declaration] = {}
        self.values: dict[str, Range] = {}
        self.names = SizeNames(())

    @classmethod
    def of(cls, source: str, program: Program, prove: Prove) -> _Reader:
        """A reader that goes on where a program was read."""
        reader = cls(source, prove, program.filename)
        reader.result = program
        reader.senses = _senses_of(source, program)
        reader.axes = {**program.tensors, **program.cotangents}
        for layer in program.layers:
            reader.axes[layer.name] = Tensor(layer.name, layer.shape, layer.outside)
            reader._cotangent("L", layer.name)
        return reader

    def problem(self, code: str, message: str, place: Node | Written, help: str | None = None) -> Problem:
        return Problem(code, message, source=self.source, start=place.start, end=place.end, help=help)

    # ---- the whole ----

    def program(self) -> Program:
        parser = Parser(self.source)
        statements = parser.program()
        if not statements and not parser.where:
            raise Problem("SG113", "there is nothing to read", source=self.source, start=0, end=len(self.source),
                          help="write a definition, as in `y[i] = sum(k<K) w[k]*x[i+k]`")  # fmt: skip
        self._reserve_names(parser)
        declarations = [item for item in parser.where if isinstance(item, Declaration)]
        conditions = [item for item in parser.where if isinstance(item, Condition)]
        definitions, claims = self._divide(statements, declarations)
        self._note_senses(definitions, claims, declarations, conditions)
        self._declare(declarations)
        early = [c for c in conditions if not _reads(c.prop)]
        for condition in early:
            self._condition(condition)
        for item in parser.where:
            if isinstance(item, Smoothness):
                self._smoothness(item)
        for statement in definitions:
            self._definition(statement)
        for condition in conditions:
            if condition not in early:
                self._condition(condition)
        self._unused_declarations()
        self._describe_names()
        for statement in claims:
            self._claims(statement)
        return self.result

    def _reserve_names(self, parser: Parser) -> None:
        """No inferred size takes a name that occurs anywhere in the text."""
        seen: dict[str, None] = {}
        for token in parser.tokens:
            if token.kind == NAME:
                seen[token.text.lstrip("∂")] = None
            elif token.kind == GRADIENT:
                seen.update(dict.fromkeys(token.text.split("/")))
        self.names = SizeNames(seen)

    def _divide(
        self, statements: list[Statement], declarations: list[Declaration]
    ) -> tuple[list[Statement], list[Statement]]:
        """Definitions, and claims about what they define."""
        defined: dict[str, None] = {}
        definitions, claims = [], []
        for statement in statements:
            left = statement.left
            if isinstance(left, (Access, Name)) and left.name not in defined and self._is_head(left):
                if claims:
                    message = f"{left.name} is not known; a new definition comes before the claims"
                    raise self.problem("SG103", message, left, "move the definition up, or correct the name")
                defined[left.name] = None
                definitions.append(Statement(left, statement.rights[:1]))
                if len(statement.rights) > 1:
                    claims.append(Statement(statement.rights[0], statement.rights[1:]))
            else:
                claims.append(statement)
        return definitions, claims

    def _is_head(self, left: Access | Name) -> bool:
        """Whether the left side has the form ``y[i<M, j]``."""
        indices = left.indices if isinstance(left, Access) else []
        ranges, conditions = split_items(indices, (), self.source)
        return not conditions and len(ranges) == len(indices)

    def _note_senses(
        self,
        definitions: list[Statement],
        claims: list[Statement],
        declarations: list[Declaration],
        conditions: list[Condition],
    ) -> None:
        senses = self.senses
        for d in declarations:
            senses.note_tensor(d.name, len(d.sizes or []), d, d.integer) if d.sizes is not None else None
        for d in declarations:
            senses.integers_in([*(d.sizes or []), *(d.bounds or ())], frozenset())
        for statement in definitions:
            left = statement.left
            assert isinstance(left, (Access, Name))
            self._not_read_before(left, statement)
            indices = left.indices if isinstance(left, Access) else []
            scope = senses.binding(indices, frozenset())
            senses.note_tensor(left.name, len(indices), left)
            senses.scalar(statement.rights[0], scope)
        for condition in conditions:
            senses.condition(condition.prop, senses.binding(condition.ranges, frozenset()))
        senses.decide()
        senses.check_unbound()

    def _not_read_before(self, left: Access | Name, statement: Statement) -> None:
        read = self.senses.ranks.get(left.name)
        if read is not None and not isinstance(read[1], Declaration):
            message = f"{left.name} is used above, before it is defined"
            raise self.problem("SG107", message, left, "put the definition first; a cycle of definitions has no meaning")
        inside = _find(statement.rights[0], left.name)
        if inside is not None:
            message = f"{left.name} is defined through itself"
            raise self.problem("SG107", message, inside, "name the two differently: a layer has an output and an input")

    # ---- declarations and conditions ----

    def _declare(self, declarations: list[Declaration]) -> None:
        plain = Elaborator(self.source, self.senses)
        for d in declarations:
            if d.name in self.declared:
                raise self.problem("SG110", f"{d.name} is declared twice", d, "declare it once")
            self.declared[d.name] = d
            if d.sizes is None:
                continue
            ranges = tuple((Int(0), size) for size in plain.integers(d.sizes))
            integer = d.name in self.senses.integer_tensors
            if integer and d.outside:
                raise self.problem("SG114", f"{d.name} has integer values, and cannot be {d.outside} outside", d)
            self.axes[d.name] = Tensor(d.name, ranges, d.outside, integer=integer)
            if d.bounds is not None:
                self._values(d, plain)

    def _values(self, d: Declaration, plain: Elaborator) -> None:
        assert d.bounds is not None
        lo, hi = plain.integers(d.bounds)
        self.values[d.name] = lo, hi
        axes = self.axes[d.name]
        names = [f"i{n}" if n else "i" for n in range(axes.rank)]
        from symgrad.core.term import bind, conj, iread

        entry = iread(d.name, *map(Var, names))
        body = conj([le(lo, entry), lt(entry, hi)])
        indices = [(n, low, high) for n, (low, high) in zip(names, axes.ranges, strict=True)]
        self.result.hypotheses.append(bind("forall", indices, body) if indices else body)
        self.result.assume(f"the values of {d.name} are integers, {pretty(lo)} ≤ {d.name} < {pretty(hi)}")

    def _smoothness(self, item: Smoothness) -> None:
        self.result.hypotheses += [smooth(item.name, order) for order in range(1, item.order + 1)]

    def _condition(self, c: Condition) -> None:
        """A side condition, for all values of the indices after its ``for``."""
        reader = self.checked([c.prop], c.ranges)
        marks = len(reader.facts)
        ranges, conditions = split_items(c.ranges, (), self.source)
        indices = [reader.enter(r) for r in ranges]
        cond = [p for node in conditions for p in reader.conjuncts_as_fact(node)]
        parts = reader.conjuncts(c.prop)
        del reader.facts[marks:]
        if not indices:
            self.result.hypotheses += parts
            return
        from symgrad.core.term import Domain, conj

        domain = Domain([i.variable for i in indices], [(i.lo, i.hi) for i in indices], conj(cond))
        body = parts[0] if len(parts) == 1 else make("and", None, tuple(parts))
        self.result.hypotheses.append(domain.bind("forall", body, [i.name for i in indices]))

    def _unused_declarations(self) -> None:
        for d in self.declared.values():
            if d.sizes is None and d.name not in self.axes:
                if d.outside or d.integer:
                    message = f"{d.name} is declared, but no definition reads it"
                    raise self.problem("SG103", message, d, "correct the name, or give its shape")
                self.axes[d.name] = Tensor(d.name, ())
            if d.name not in self.result.tensors and self.result.layer(d.name) is None:
                self.result.tensors[d.name] = self.axes[d.name]

    # ---- readings ----

    def around(self, in_claim: bool) -> Surroundings:
        base = set(self.result.tensors)
        definitions = {layer.name: layer.definition for layer in self.result.layers}
        return Surroundings(
            self.axes, definitions, base, self.values, self._facts(), self.prove, self.result.assume, in_claim
        )

    def _facts(self) -> list[Term]:
        out = {le(lo, hi): None for t in self.axes.values() for lo, hi in t.ranges if lo == Int(0) and hi.op == "var"
               and self.result.layer(t.name) is None and "/" not in t.name}  # fmt: skip
        out.update(dict.fromkeys(self.result.hypotheses))
        return list(out)

    def checked(self, nodes: list[Node], items: list[Node], in_claim: bool = False) -> Checked:
        """A reader for nodes under the ranges of ``items``, whose missing ranges are inferred."""
        survey = Survey(self.source, self.senses)
        for r in split_items(items, (), self.source)[0]:
            survey.enter(r, "claim")
        for node in nodes:
            _survey(survey, node)
        if in_claim:
            self._cotangents(survey)
        ranges = self._infer(survey).ranges
        return Checked(self.source, self.senses, self.around(in_claim), ranges)

    def _infer(self, survey: Survey) -> Inference:
        known = {name: t.ranges for name, t in self.axes.items()}
        tolerant = {name for name, t in self.axes.items() if t.outside}
        tolerant |= {name for name, d in self.declared.items() if d.outside}
        inference = Inference(survey, Known(known, tolerant, self._facts()), self.names, self.prove)
        inference.solve()
        return inference

    # ---- definitions ----

    def _definition(self, statement: Statement) -> None:
        left, right = statement.left, statement.rights[0]
        assert isinstance(left, (Access, Name))
        items = left.indices if isinstance(left, Access) else []
        heads = split_items(items, (), self.source)[0]
        survey = Survey(self.source, self.senses)
        declared = self.axes.pop(left.name, None)
        outputs = [survey.enter(r, "output") for r in heads]
        survey.facts += [le(i.lo, Var(i.variable)) for i in outputs]
        survey.scalar(right)
        inference = self._given_output(survey, outputs, declared)
        self.result.hypotheses += inference.hypotheses
        inferred = self._new_tensors(inference, survey)
        reader = Checked(self.source, self.senses, self.around(False), inference.ranges)
        indices = [reader.enter(r, "output") for r in heads]
        body = reader.scalar(right)
        shape = tuple((i.lo, i.hi) for i in indices)
        self._check_shape(left, shape, declared)
        self._add_layer(left, statement, indices, body, shape, declared)
        if any(r.hi is None for r in heads) and declared is None:
            inferred.append(_shape_text(left.name, indices))
        if inferred:
            self.result.assume(", ".join(inferred))
        for note in inference.notes:
            self.result.assume(note)

    def _given_output(self, survey: Survey, outputs: list[Index], declared: Tensor | None) -> Inference:
        """The inference, with the declared shape of the output for its indices where there is one."""
        if declared is not None and declared.rank == len(outputs):
            known = {i.variable: r for i, r in zip(outputs, declared.ranges, strict=True) if i.variable in survey.missing}
            inference = self._inference_with(survey, known)
            return inference
        return self._infer(survey)

    def _inference_with(self, survey: Survey, solved: dict[str, Range]) -> Inference:
        from symgrad.core.term import substitute

        filled = {f"?{survey.missing[v].start}": hi for v, (_, hi) in solved.items()}
        for index in survey.indices:
            index.hi = substitute(index.hi, {n: t for n, t in filled.items() if n in index.hi.free})
        for site in survey.sites:
            site.facts = [substitute(f, {n: t for n, t in filled.items() if n in f.free}) for f in site.facts]
        gone = {v: survey.missing.pop(v) for v in solved}
        inference = self._infer(survey)
        survey.missing.update(gone)
        inference.solved.update(solved)
        return inference

    def _new_tensors(self, inference: Inference, survey: Survey) -> list[str]:
        """Record tensors that the statement reads for the first time; the words for shapes that were inferred."""
        words = []
        shapes = inference.shapes
        for site in survey.sites:
            name = site.name
            if name in self.axes or name.startswith("d") and "/" in name:
                self._use(name)
                continue
            d = self.declared.get(name)
            ranges = tuple((Int(0), size) for size in shapes.get(name, ()))
            integer = name in self.senses.integer_tensors
            tensor = Tensor(name, ranges, d.outside if d else "", inferred=bool(ranges), integer=integer)
            self.axes[name] = tensor
            self._use(name)
            if ranges:
                words.append(f"{name} is {shape_text([hi for _, hi in ranges])}")
            if integer:
                self.result.assume(f"the values of {name} are integers")
        return words

    def _use(self, name: str) -> None:
        if name not in self.result.tensors and self.result.layer(name) is None:
            self.result.tensors[name] = self.axes[name]

    def _check_shape(self, left: Access | Name, shape: tuple[Range, ...], declared: Tensor | None) -> None:
        if declared is None:
            return
        facts = self._facts()
        for (lo, hi), (low, high) in zip(shape, declared.ranges, strict=True):
            for a, b in ((lo, low), (hi, high)):
                if a != b and not self.prove(facts, eq(a, b)):
                    message = f"{left.name} is declared with size {pretty(high)}, and its index ranges up to {pretty(hi)}"
                    raise self.problem("SG105", message, left, "give the shape once")

    def _add_layer(
        self,
        left: Access | Name,
        statement: Statement,
        indices: list[Index],
        body: Term,
        shape: tuple[Range, ...],
        declared: Tensor | None,
    ) -> None:
        from symgrad.core.term import abstract, intern_definition

        hints = tuple(i.name for i in indices)
        definition = intern_definition(left.name, hints, abstract(body, [i.variable for i in indices]))
        d = self.declared.get(left.name)
        outside = d.outside if d else ""
        if outside == "-inf":
            raise self.problem("SG114", f"{left.name} is defined here, and cannot be -inf outside", left)
        text = self.source[statement.start : statement.end]
        self.result.layers.append(Layer(definition, shape, outside, statement.start, statement.end, text))
        self.axes[left.name] = Tensor(left.name, shape, outside)

    # ---- words about names ----

    def _describe_names(self) -> None:
        result = self.result
        in_shapes = {n: None for t in result.tensors.values() for _, hi in t.ranges for n in _order(hi)}
        result.sizes = list(in_shapes)
        others = [n for n in self.senses.integers if n not in in_shapes]
        others += [n for layer in result.layers for _, hi in layer.shape for n in sorted(hi.free)
                   if n not in in_shapes and n not in others]  # fmt: skip
        result.parameters = list(dict.fromkeys(others))
        if result.sizes:
            result.assume("sizes are natural numbers")
        if result.parameters:
            result.assume(f"{_listed(result.parameters)} {'is an integer' if len(others) == 1 else 'are integers'}")
        for layer in result.layers:
            self._functions(layer.definition.body)
        for h in result.hypotheses:
            self._functions(h)
        names = [layer.name for layer in result.layers] + list(result.tensors) + result.sizes + result.parameters
        result.symbols = list(dict.fromkeys([*names, *result.unknown_functions]))

    def _functions(self, t: Term) -> None:
        if t.op == "fn" and t.data[0] not in KNOWN_FUNCTIONS and t.data[0] not in self.result.unknown_functions:
            self.result.unknown_functions.append(t.data[0])
            self.result.assume(f"{t.data[0]} is an unknown function")
        for a in t.args:
            self._functions(a)

    # ---- claims ----

    def _claims(self, statement: Statement) -> None:
        previous: Term | None = None
        for right in statement.rights:
            claim = self._claim(statement, right)
            claim.previous = previous
            previous = claim.rhs
            self.result.claims.append(claim)

    def _claim(self, statement: Statement, right: Node) -> Claim:
        left = statement.left
        gradient = isinstance(left, (Gradient, Derivative))
        scope = self._claim_scope(left)
        self._claim_senses(left, right, scope)
        free = self._free_names(left, right, scope)
        survey = Survey(self.source, self.senses)
        for place in scope:
            self._enter(survey, place)
        for place in free:
            self._enter(survey, place)
        _survey(survey, left, head=True)
        survey.scalar(right)
        self._cotangents(survey)
        inference = self._infer(survey)
        reader = Checked(self.source, self.senses, self.around(True), inference.ranges)
        indices = [self._enter(reader, place, inference) for place in [*scope, *free]]
        reader.facts += self._head_facts(left, reader)
        hypotheses = tuple(reader.facts[len(self._facts()) :])
        lhs, details = self._head(left, reader) if gradient else (reader.scalar(left), {})
        rhs = reader.scalar(right)
        return Claim(
            "gradient" if gradient else "equality",
            lhs,
            rhs,
            names=tuple(i.variable for i in indices),
            hypotheses=hypotheses,
            start=statement.start,
            end=right.end,
            text=self.source[statement.start : right.end],
            **details,  # type: ignore[arg-type]
        )
