"""From a program to the gradients of its last layer: ``derive`` for text, ``gradient`` and ``jacobian`` for one theorem."""

from __future__ import annotations

from collections.abc import Sequence
from copy import copy

from symgrad.core.term import FALSE, Term, TermError, Var, call, define, definitions, diff, read
from symgrad.engine.argument import Argument
from symgrad.engine.derivation import Derivation, Target, cotangent, loss, target_of, vector_jacobian
from symgrad.engine.integers import holds
from symgrad.engine.recognise import recognise
from symgrad.errors import Problem
from symgrad.language.pretty import pretty
from symgrad.language.program import Layer, Program
from symgrad.language.reader import parse_program, parse_term
from symgrad.proof.document import Document, Gradient


def derive(text: str, wrt: Sequence[str], filename: str | None = None, instances: int = 0) -> list[Document]:
    """The gradient of the last layer that ``text`` defines, for each tensor named in ``wrt`` (all of them, if none is).

    With ``instances``, each is compared with the evaluator and sympy in that many. Raises Problem where the text or a name
    cannot be understood; what the engine cannot do is a document that says so."""
    try:
        program = parse_program(text, holds, filename)
        check_conditions(program)
        check_use(program)
        names = list(dict.fromkeys(wrt)) or [n for n, t in program.tensors.items() if not t.integer]
        for name in names or [""]:
            _check_name(program, name)
        documents = [finish(gradient(program, name)) for name in names]
    except TermError as e:
        raise Problem("SG109", f"the definition is too large: {e}", filename=filename, help="define its parts by names") from None
    if instances:
        from symgrad.engine.opinion import second_opinion

        for document in documents:
            second_opinion(document, instances)
    return documents


def check_conditions(program: Program) -> None:
    """Refuse claims, which a derivation would pass over, and conditions that contradict each other."""
    if program.claims:
        claim = program.claims[0]
        place = {"source": program.source, "start": claim.start, "end": claim.end, "filename": program.filename}
        message, help_ = "this is a claim, not a definition", "let `symgrad check` judge it"
        if claim.kind == "equality" and claim.lhs is not None and claim.lhs.op == "call":
            name = claim.lhs.data.name
            message = f"{name} is defined above, so a second line for {name} is a claim about it, not a definition"
            help_ = f"give this one another name, or let `symgrad check` judge whether {name} is also this"
        raise Problem("SG411", message, **place, help=help_)  # type: ignore[arg-type]  # the fields of Problem
    if holds(program.facts(), FALSE):
        conditions = ", ".join(map(pretty, program.hypotheses))
        raise Problem("SG412", f"no sizes and numbers meet these conditions: {conditions}", source=program.source)


def check_use(program: Program) -> None:
    """Refuse a layer on which the last one does not rest: the gradient of the last would pass it over."""
    last = program.layers[-1]
    used = {last.definition, *definitions(last.at(*map(Var, last.indices)))}
    for layer in program.layers:
        if layer.definition not in used:
            message = f"nothing reads {layer.name}: the gradient is that of {last.name}, which does not depend on it"
            place = {"source": program.source, "start": layer.start, "end": layer.end, "filename": program.filename}
            help_ = f"leave {layer.name} out, or use it in {last.name}; a loss of several outputs is one more definition"
            raise Problem("SG413", message, **place, help=help_)  # type: ignore[arg-type]  # the fields of Problem


def _check_name(program: Program, name: str) -> None:
    if name in program.tensors and not program.tensors[name].integer:
        return
    known = ", ".join(n for n, t in program.tensors.items() if not t.integer)
    if not known:
        raise Problem("SG405", "the definition reads no tensor, so there is nothing to differentiate by")
    raise Problem("SG405", f"there is no tensor {name} to differentiate by", help=f"the definition reads {known}")


def gradient(program: Program, wrt: str, indices: Sequence[str] = (), *, maximiser: bool = False, name: str = "") -> Derivation:
    """∂L/∂wrt[indices], derived from ∂L/∂y for the program's last layer y."""
    layer = program.layers[-1]
    target = target_of(program, wrt, indices)
    document = Document(name or f"d{layer.name}_d{wrt}", vector_jacobian(layer, target), None)
    document.heading = target.read(cotangent(wrt))
    document.gradient = Gradient(loss(layer), target.name, target.indices, target.ranges)
    return _started(document, program, target, maximiser)


def jacobian(
    program: Program,
    layer: Layer,
    at: Sequence[str],
    wrt: str,
    indices: Sequence[str],
    *,
    maximiser: bool = False,
    given: Sequence[Term] = (),
    name: str = "",
) -> Derivation:
    """∂y[at]/∂wrt[indices] for a layer y of the program, under further conditions."""
    target = target_of(program, wrt, indices)
    output = call(layer.definition, *map(Var, at))
    document = Document(name, diff(output, wrt, *map(Var, target.indices)), None)
    document.heading = document.lhs
    document.gradient = Gradient(output, target.name, target.indices, target.ranges)
    return _started(document, program, target, maximiser, given)


def _started(document: Document, program: Program, target: Target, maximiser: bool, given: Sequence[Term] = ()) -> Derivation:
    describe(document, program)
    derivation = Derivation(document, program, [*program.facts(), *target.facts(), *given])
    derivation.target = target
    return derivation.differentiate(target, maximiser=maximiser)


def describe(document: Document, program: Program) -> None:
    """Put the definitions and what was assumed while reading into the document."""
    document.program = program
    for layer in program.layers:
        head = read(layer.name, *map(Var, layer.indices))
        body = pretty(layer.at(*map(Var, layer.indices)), program, ranges=True)
        document.given.append(f"{pretty(head)} = {body}")
    document.assumptions += program.assumptions
    declared = [text for text in map(pretty, program.hypotheses) if text not in program.assumptions]  # what was inferred is said
    if declared:
        document.assumptions.append(f"given that {', '.join(declared)}")
    outside = [t.name for t in program.tensors.values() if t.outside == "zero"]
    outside += [layer.name for layer in program.layers if layer.outside == "zero"]
    if outside:
        document.assumptions.append(f"{', '.join(outside)} 0 outside")


def extend(program: Program, text: str) -> Program:
    """The program with further definitions, a line each, whose indices may be any integers."""
    out = copy(program)
    out.layers = list(program.layers)
    for line in filter(None, map(str.strip, text.splitlines())):
        head, _, body = line.partition("=")
        name, _, names = head.strip().rstrip("]").partition("[")
        indices = tuple(n.strip() for n in names.split(",") if n.strip())
        if name.strip() in {*program.symbols, *indices}:
            raise Problem("SG110", f"{name.strip()} is the name of something else", source=line)
        inside = copy(out)
        inside.parameters = [*out.parameters, *indices]  # an index is an integer wherever it stands
        definition = define(name.strip(), indices, parse_term(body, inside))
        out.layers.append(Layer(definition, (), "", 0, 0, line))
    return out


def finish(derivation: Derivation | Argument) -> Document:
    """Replay the proof; only then are the names of what was found looked for, and they change nothing."""
    document = derivation.finish()
    if document.verdict == "proved" and document.rhs is not None and not document.is_claim and document.rhs.op != "num":
        steps = [s for s in document.steps if not any(d in document.where for d in definitions(s.term))]
        known = derivation.known
        targets = frozenset(document.gradient.indices if document.gradient is not None else ())
        document.names = list(dict.fromkeys(name for step in steps for name in recognise(step.term, known, targets)))
    return document
