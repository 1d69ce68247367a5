"""A definition on numbers that the user gives: every entry of the output with its products, and the gradient for a cotangent.

The numbers are exact, by the evaluator of ``symgrad.refute``; the gradient is evaluated from the formula that was proved, and
compared with the evaluator's own derivative.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from difflib import get_close_matches
from fractions import Fraction
from itertools import product
from typing import NamedTuple

from symgrad.core.polynomial import difference, normal
from symgrad.core.term import Int, Term, TermError, Var, call, substitute
from symgrad.engine.derivation import cotangent
from symgrad.engine.derive import check_conditions, finish, gradient
from symgrad.engine.enclosing import Unknown, value_of
from symgrad.engine.integers import holds
from symgrad.errors import Problem
from symgrad.language.numbers import Numbers, read_numbers
from symgrad.language.pretty import pretty
from symgrad.language.program import Layer, Program
from symgrad.language.reader import parse_program
from symgrad.proof.document import Document
from symgrad.refute.evaluate import Value, differ, evaluate
from symgrad.refute.instance import Instance
from symgrad.refute.scalars import Inexact, TooLarge, Undefined

Index = tuple[int, ...]
MOST_ENTRIES = 10_000


class Given(NamedTuple):
    """A value from the command line, ``V=[[1, 2], [3, 4]]``; ``source`` is the text it is read from, for messages."""

    name: str
    numbers: Numbers
    source: str
    start: int
    filename: str | None


class Array(NamedTuple):
    """The entries of an output or a gradient, by index; ``ranges`` are the indices of each axis."""

    name: str
    ranges: tuple[range, ...]
    entries: dict[Index, Value]


class GradientArray(NamedTuple):
    """The gradient in one tensor: the proved formula, and its value at each entry."""

    document: Document
    array: Array


class Evaluation(NamedTuple):
    """What came out: the program, the world that it was evaluated in, the outputs, and the gradients."""

    program: Program
    instance: Instance
    given: list[Given]
    outputs: list[Array]
    gradients: list[GradientArray]


def read_given(argument: str, text: str | None = None, filename: str | None = None) -> Given:
    """``NAME=NUMBERS``; with ``text``, that of a file, the numbers are there. Raises Problem SG420."""
    name, _, data = argument.partition("=")
    if text is not None:
        return Given(name.strip(), read_numbers(text, 0, filename), text, 0, filename)
    start = len(argument) - len(data)
    return Given(name.strip(), read_numbers(argument, start), argument, start, None)


def evaluate_text(text: str, values: Sequence[Given], wrt: Sequence[str] = (), filename: str | None = None) -> Evaluation:
    """Evaluate every definition, and the gradient by each tensor of ``wrt`` (all, if none is named) where a cotangent is
    given as ``dL/dy``. Raises Problem: SG1xx for the definition, SG421 for sizes that do not fit, SG422 for a value that is
    missing or that nothing asks for, SG423 where there is no value or no derivative."""
    program = parse_program(text, holds, filename)
    check_conditions(program)
    if program.unknown_functions:
        raise Problem("SG423", f"nothing is known of the function {program.unknown_functions[0]}", source=text, filename=filename)
    world = _World(program, values)
    if wrt and world.cotangent not in world.values:
        message = f"a gradient is asked for, but no value of {world.cotangent} is given"
        raise Problem("SG422", message, help=f"add it, in the shape of {program.layers[-1].name}")
    outputs = [world.layer(layer) for layer in program.layers]
    gradients = [world.gradient(name) for name in world.differentiated(wrt)] if world.cotangent in world.values else []
    return Evaluation(program, world.instance, list(values), outputs, gradients)


class _World:
    """The given values, checked against what the program says of them."""

    def __init__(self, program: Program, values: Sequence[Given]) -> None:
        self.program = program
        self.values = {v.name: v for v in values}
        self.cotangent = cotangent(program.layers[-1].name)
        self.instance = Instance()
        self._check_names(values)
        self._set_integers()
        self._check_conditions(self.instance.integers.keys())
        self._solve_sizes()
        self._fit_outputs()
        self._need_integers()
        for name, tensor in program.tensors.items():
            self._set_tensor(name, tensor.ranges, tensor.integer)
        self._check_conditions()
        if self.cotangent in self.values:
            self._set_tensor(self.cotangent, program.layers[-1].shape, integer=False)

    # ---- which values there are ----

    def _check_names(self, values: Sequence[Given]) -> None:
        tensors, integers = list(self.program.tensors), [*self.program.sizes, *self.program.parameters]
        known = list(dict.fromkeys([*tensors, self.cotangent, *integers]))
        for number, v in enumerate(values):
            if any(v.name == earlier.name for earlier in values[:number]):
                raise self._about_name(v, f"{v.name} is given twice", "leave one of the two out")
            if v.name not in known:
                close = get_close_matches(v.name, known, 1)
                help_ = f"did you mean {close[0]}?" if close else f"values can be given for {', '.join(known)}"
                raise self._about_name(v, f"the definition has no {v.name}", help_)
        missing = [n for n in tensors if n not in self.values]
        if missing:
            example = f"{missing[0]}={self._example(missing[0])}"
            raise Problem("SG422", f"no value is given for {', '.join(missing)}", help=f"add it, as in `{example}`")

    def _about_name(self, v: Given, message: str, help_: str) -> Problem:
        """A problem with which value this is; its name stands before the numbers, where it is not in a file."""
        place = {"source": v.source, "start": 0, "end": len(v.name)} if v.filename is None else {}
        return Problem("SG422", message, **place, help=help_)  # type: ignore[arg-type]  # the fields of Problem

    def _example(self, name: str) -> str:
        tensor = self.program.tensors.get(name)
        rank = tensor.rank if tensor is not None else 0
        text = "1"
        for _ in range(rank):
            text = f"[{text}, 2]" if text == "1" else f"[{text}, {text}]"
        return text

    def _set_integers(self) -> None:
        for name in (*self.program.parameters, *self.program.sizes):
            v = self.values.get(name)
            if v is None:
                continue
            if v.numbers.shape or v.numbers.entries[0].denominator != 1:
                raise self._problem(v, f"{name} is a whole number")
            self.instance.integers[name] = int(v.numbers.entries[0])

    def _problem(self, v: Given, message: str, help_: str | None = None) -> Problem:
        end = len(v.source.rstrip()) if v.filename is None else min(len(v.source), v.start + 1)
        return Problem("SG421", message, source=v.source, start=v.start, end=end, filename=v.filename, help=help_)

    # ---- sizes ----

    def _solve_sizes(self) -> None:
        """Each size from an axis that has it for its length; the other axes must then agree."""
        for _ in self.program.tensors:
            for name, tensor in self.program.tensors.items():
                shape = self.values[name].numbers.shape
                if len(shape) != tensor.rank:
                    axes = "axis" if tensor.rank == 1 else "axes"
                    message = f"{name} has {tensor.rank} {axes}, but this has {len(shape)}"
                    raise self._problem(self.values[name], message, f"write it as in `{name}={self._example(name)}`")
                for (lo, hi), length in zip(tensor.ranges, shape, strict=True):
                    self._solve(lo, hi, length)

    def _solve(self, lo: Term, hi: Term, length: int) -> None:
        """hi − lo = length, for the one size in it that is not known yet."""
        known = {n: Int(v) for n, v in self.instance.integers.items()}
        p = difference(substitute(hi, known), substitute(lo, known))
        unknown = [n for n in sorted(lo.free | hi.free) if n not in known]
        if len(unknown) != 1:
            return
        size = next(iter(normal(Var(unknown[0]))))
        if p.keys() <= {size, ()} and p.get(size):
            value = Fraction(length - p.get((), 0)) / Fraction(p[size])
            if value.denominator == 1:
                self.instance.integers[unknown[0]] = int(value)

    def _fit_outputs(self) -> None:
        """A number of outputs that is not given is the largest that the conditions allow."""
        for layer in self.program.layers:
            for _, hi in layer.shape:
                if hi.op == "var" and hi.data not in self.instance.integers:
                    self._fit(hi.data)

    def _fit(self, name: str) -> None:
        about = [c for c in self.program.facts() if name in c.free]
        if any(c.free - {name} - self.instance.integers.keys() for c in about):
            return
        for count in range(MOST_ENTRIES):
            at = self.instance.fresh()
            at.integers[name] = count + 1
            if not all(evaluate(c, at) for c in about):
                self.instance.integers[name] = count
                return

    def _need_integers(self) -> None:
        unknown = [n for n in (*self.program.sizes, *self.program.parameters) if n not in self.instance.integers]
        if unknown:
            message = f"no value is given for {', '.join(unknown)}, and the shapes do not tell"
            raise Problem("SG422", message, help=f"add it, as in `{unknown[0]}=1`")

    def _range(self, lo: Term, hi: Term) -> range:
        return range(int(evaluate(lo, self.instance)), int(evaluate(hi, self.instance)))

    def _set_tensor(self, name: str, ranges: Sequence[tuple[Term, Term]], integer: bool) -> None:
        v = self.values[name]
        axes = [self._range(lo, hi) for lo, hi in ranges]
        wanted = tuple(map(len, axes))
        if v.numbers.shape != wanted:
            has, needs = map(_size, (v.numbers.shape, wanted))
            help_ = f"{pretty_name(name)} needs to be {needs}, as {self._sizes()}"
            raise self._problem(v, f"{pretty_name(name)} is {has}, which does not fit", help_)
        entries = dict(zip(product(*axes), v.numbers.entries, strict=True))
        if not integer:
            self.instance.tensors[name] = Instance(tensors={name: entries}).tensors[name]
            return
        wrong = next((e for e in entries.values() if e.denominator != 1), None)
        if wrong is not None:
            raise self._problem(v, f"{name} has whole numbers for entries, and {wrong} is none")
        whole = {i: int(e) for i, e in entries.items()}
        self.instance.integer_tensors[name] = Instance(integer_tensors={name: whole}).integer_tensors[name]

    def _check_conditions(self, known: Collection[str] | None = None) -> None:
        """Refuse numbers that do not meet what is given; with ``known``, look at conditions on these integers only."""
        for condition in self.program.facts():
            if known is not None and not condition.free <= set(known):
                continue
            try:
                met = condition.op == "smooth" or evaluate(condition, self.instance)
            except (Inexact, Undefined, TooLarge):
                continue
            if not met:
                message = f"with these numbers it does not hold that {pretty(condition)}"
                raise Problem("SG421", message, notes=(self._sizes(),))

    def _sizes(self) -> str:
        return ", ".join(f"{n} = {k}" for n, k in sorted(self.instance.integers.items())) or "the shapes say"

    # ---- values ----

    def layer(self, layer: Layer) -> Array:
        """Every entry of a layer."""
        ranges = tuple(self._range(lo, hi) for lo, hi in layer.shape)
        if not all(ranges):
            message = f"{layer.name} has no entries: it would be {_size(tuple(map(len, ranges)))}"
            raise Problem(
                "SG421",
                message,
                source=self.program.source,
                start=layer.start,
                end=layer.end,
                filename=self.program.filename,
                notes=(self._sizes(),),
                help="give larger inputs, or a smaller window",
            )
        return self._array(layer.name, ranges, {i: call(layer.definition, *map(Int, i)) for i in _box(layer.name, ranges)})

    def _array(self, name: str, ranges: tuple[range, ...], terms: Mapping[Index, Term]) -> Array:
        entries: dict[Index, Value] = {}
        for index, t in terms.items():
            where = f"{pretty_name(name)}[{', '.join(map(str, index))}]" if index else pretty_name(name)
            entries[index] = self._value(t, where)
        return Array(name, ranges, entries)

    def _value(self, t: Term, where: str) -> Value:
        """Exact where it is rational, else between two rationals."""
        return _value(t, self.instance, where)

    # ---- gradients ----

    def differentiated(self, wrt: Sequence[str]) -> list[str]:
        names = [n for n, t in self.program.tensors.items() if not t.integer]
        for name in wrt:
            if name not in names:
                help_ = f"the definition reads {', '.join(names)}"
                raise Problem("SG422", f"there is no tensor {name} to differentiate by", help=help_)
        return list(dict.fromkeys(wrt)) or names

    def gradient(self, name: str) -> GradientArray:
        """∂L/∂name by the proved formula, compared with the evaluator's own derivative."""
        try:
            document = finish(gradient(self.program, name))
        except TermError as e:
            raise Problem("SG109", f"no gradient in {name} is found: {e}") from None
        if document.verdict != "proved" or document.rhs is None:
            raise Problem("SG423", f"no formula was found for the gradient in {name}: {document.reason}")
        assert document.gradient is not None  # a gradient has one
        ranges = tuple(self._range(lo, hi) for lo, hi in document.gradient.ranges)
        entries: dict[Index, Value] = {}
        for index in _box(name, ranges):
            at = self.instance.fresh()
            at.integers.update(zip(document.gradient.indices, index, strict=True))
            self._check_differentiable(document, at, name)
            entries[index] = _agreeing(document, at, name)
        return GradientArray(document, Array(cotangent(name), ranges, entries))

    def _check_differentiable(self, document: Document, at: Instance, name: str) -> None:
        for h in document.hypotheses:
            if h.op != "smooth" and not _value(h, at, f"the condition {pretty(h)}"):
                raise Problem("SG423", f"here the gradient in {name} need not exist: {pretty(h)} does not hold")


def _agreeing(document: Document, at: Instance, name: str) -> Value:
    """The value of the proved formula, and that of the derivative, which must be the same."""
    assert document.rhs is not None  # it was proved
    value = _value(document.rhs, at, f"the gradient in {name}")
    try:
        expected = evaluate(document.lhs, at)
    except (Inexact, TooLarge):  # then the evaluator says nothing; the formula is proved
        return value
    except Undefined as e:
        raise Problem("SG423", f"there is no gradient in {name} here: {e}") from None
    if differ(value, expected):
        raise AssertionError(f"the proved formula for the gradient in {name} and the derivative differ")
    return value


def _value(t: Term, at: Instance, where: str) -> Value:
    """Exact where it is rational, else between two rationals; ``where`` names it if there is none."""
    try:
        return value_of(t, at)
    except Undefined as e:
        raise Problem("SG423", f"{where} has no value: {e}") from None
    except (Unknown, Inexact) as e:
        raise Problem("SG423", f"{where} cannot be computed: {e}") from None
    except TooLarge as e:
        raise Problem("SG108", f"{where} cannot be written out: {e}") from None


def _size(shape: tuple[int, ...]) -> str:
    """``2×3``, or how a vector or a number is called."""
    return "×".join(map(str, shape)) if len(shape) > 1 else f"of length {shape[0]}" if shape else "a single number"


def pretty_name(name: str) -> str:
    """``∂L/∂Z`` for a cotangent."""
    return name.replace("dL/d", "∂L/∂")


def _box(name: str, ranges: Sequence[range]) -> list[Index]:
    count = 1
    for r in ranges:
        count *= len(r)
    if count > MOST_ENTRIES:
        raise Problem("SG108", f"{pretty_name(name)} has {count} entries, more than {MOST_ENTRIES}")
    return list(product(*ranges))
