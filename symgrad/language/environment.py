"""What is known while a program is read: names, shapes, facts, and what has been recorded so far."""

from __future__ import annotations

from symgrad.core.term import Int, Term, le
from symgrad.errors import Problem
from symgrad.language.binders import Range as Written
from symgrad.language.checked import Checked, Prove, Surroundings
from symgrad.language.elaborate import KNOWN_FUNCTIONS
from symgrad.language.infer import Inference, Known
from symgrad.language.pretty import pretty
from symgrad.language.program import Program, Tensor
from symgrad.language.senses import Senses
from symgrad.language.sizes import SizeNames
from symgrad.language.survey import Survey
from symgrad.language.syntax import Declaration, Gradient, Name, Node, walk

Range = tuple[Term, Term]

BETTER_WRITTEN = {  # functions of one number with a name of their own, and several meanings or no short formula
    "gelu": "u/2*(1 + tanh(c*(u + a*u**3))) or u/2*(1 + erf(u/sqrt(2)))",
    "elu": "[0 < u]*u + [u <= 0]*a*(exp(u) - 1)",
    "leaky_relu": "[0 < u]*u + [u <= 0]*a*u",
    "swish": "u*sigmoid(b*u)",
    "mish": "u*tanh(softplus(u))",
}


class Environment:
    """``axes`` has the ranges of tensors, layers and cotangents alike; ``values`` what holds of every entry of some."""

    def __init__(self, source: str, prove: Prove, filename: str | None = None) -> None:
        self.source, self.prove = source, prove
        self.result = Program(source, filename)
        self.senses = Senses(source)
        self.axes: dict[str, Tensor] = {}
        self.declared: dict[str, Declaration] = {}
        self.values: dict[str, list[Term]] = {}
        self.names = SizeNames(())
        self.parameters: set[str] = set()  # names that a declaration, condition or range mentions

    @classmethod
    def of(cls, source: str, program: Program, prove: Prove) -> Environment:
        """The environment at the end of a program, for another source."""
        env = cls(source, prove, program.filename)
        env.result, env.senses = program, senses_of(source, program)
        env.axes = {**program.tensors, **program.cotangents}
        for layer in program.layers:
            env.axes[layer.name] = Tensor(layer.name, layer.shape, layer.outside)
        return env

    def problem(self, code: str, message: str, place: Node | Written, help: str | None = None) -> Problem:
        return Problem(code, message, source=self.source, start=place.start, end=place.end, help=help)

    # ---- facts ----

    def facts(self) -> list[Term]:
        """What may be assumed everywhere: sizes are not negative, and the side conditions."""
        out: dict[Term, None] = {}
        for tensor in self.axes.values():
            if tensor.name not in self.result.cotangents and self.result.layer(tensor.name) is None:
                out.update({le(lo, hi): None for lo, hi in tensor.ranges if lo == Int(0) and hi.op != "int"})
        out.update(dict.fromkeys(self.result.hypotheses))
        return list(out)

    def use(self, name: str) -> None:
        """Record that the program reads this tensor."""
        if name not in self.result.tensors and self.result.layer(name) is None and "/" not in name:
            self.result.tensors[name] = self.axes[name]

    # ---- readings ----

    def around(self) -> Surroundings:
        definitions = {layer.name: layer.definition for layer in self.result.layers}
        base = set(self.result.tensors)
        facts, assume = self.facts(), self.result.assume
        return Surroundings(self.axes, definitions, base, self.values, facts, self.prove, assume)

    def checked(self, inference: Inference, senses: Senses | None = None) -> Checked:
        """A reader that knows the ranges that were inferred."""
        return Checked(self.source, senses or self.senses, self.around(), inference.ranges)

    def infer(self, survey: Survey) -> Inference:
        """Solve for the shapes and ranges that the survey found missing."""
        known = {name: t.ranges for name, t in self.axes.items()}
        tolerant = {name for name, t in self.axes.items() if t.outside}
        tolerant |= {name for name, d in self.declared.items() if d.outside}
        inference = Inference(survey, Known(known, tolerant, self.facts()), self.names, self.prove)
        inference.solve()
        return inference

    def require_known(self, survey: Survey) -> None:
        """Raise Problem SG103 for a read of something that nothing introduced, SG105 for one of another rank."""
        for site in survey.sites:
            if site.name not in self.axes:
                shape = f"[{','.join('NMPQRSTU'[: len(site.indices)][::-1])}]" if site.indices else ""
                help_ = f"declare it, as in `where {site.name}{shape}`, or correct the name"
                if site.name.startswith("d") and site.name[1:] in self.axes:
                    help_ = f"write a gradient without spaces around `/`: dL/{site.name}"
                message = f"{site.name} is not declared, and no definition above reads or defines it"
                raise self.problem("SG103", message, site.node, help_)
            rank = self.axes[site.name].rank
            if rank != len(site.indices):
                message = f"{site.name} has {rank} {'index' if rank == 1 else 'indices'}, and {len(site.indices)} here"
                raise self.problem("SG105", message, site.node)

    # ---- gradients ----

    def add_cotangents(self, *nodes: Node) -> None:
        """Give each ``dL/dZ`` in the nodes the axes of Z."""
        for root in nodes:
            for node in walk(root):
                if isinstance(node, Gradient) and node.wrt in self.axes and node.name not in self.axes:
                    self._check_output(node)
                    cotangent = Tensor(node.name, self.axes[node.wrt].ranges, "zero", inferred=True)
                    self.axes[node.name] = self.result.cotangents[node.name] = cotangent

    def _check_output(self, node: Gradient) -> None:
        of = self.axes.get(node.of)
        for spelled in ("d" + node.of, "d" + node.wrt):
            if spelled in self.axes:
                message = f"this reads as a gradient, but there is a tensor {spelled}"
                raise self.problem("SG110", message, node, "for a quotient put spaces around `/`")
        if of is not None and of.rank:
            indices = ",".join("ijklmn"[: of.rank])
            help_ = f"write d{node.of}[{indices}]/d{node.wrt}[…]"
            raise self.problem("SG105", f"{node.of} has {of.rank} indices, and none here", node, help_)
        if of is not None and self.result.layer(node.of) is None:
            raise self.problem("SG110", f"{node.of} is an input, and not something to be differentiated", node)

    # ---- words ----

    def describe_functions(self, t: Term) -> None:
        """Record the unknown functions of a term."""
        known = self.result.unknown_functions
        if t.op == "fn" and t.data[0] not in KNOWN_FUNCTIONS and t.data[0] not in known:
            known.append(t.data[0])
            meant = BETTER_WRITTEN.get(t.data[0])
            note = f"; the usual one is written {meant}" if meant else ""
            self.result.assume(f"{t.data[0]} is an unknown function{note}")
        for a in t.args:
            self.describe_functions(a)


def senses_of(source: str, program: Program | None) -> Senses:
    """The meanings of the names of a program, for another source."""
    senses = Senses(source)
    if program is None:
        return senses
    nowhere = Name("", 0, 0)
    for tensor in program.tensors.values():
        senses.ranks[tensor.name] = (tensor.rank, nowhere)
        if tensor.integer:
            senses.integer_tensors[tensor.name] = nowhere
        else:
            senses.scalar_reads.add(tensor.name)
    for layer in program.layers:
        senses.ranks[layer.name] = (len(layer.shape), nowhere)
        senses.scalar_reads.add(layer.name)
    for name in [*program.sizes, *program.parameters]:
        senses.integers[name] = nowhere
    return senses


def shape_text(ranges: tuple[Range, ...]) -> str:
    """``(H−P+1)×W`` for axes that begin at 0."""
    sizes = []
    for _, hi in ranges:
        text = pretty(hi)
        sizes.append(text if hi.op in ("var", "int") or len(ranges) == 1 else f"({text})")
    return "×".join(sizes)
