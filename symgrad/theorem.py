"""What a derivation gives a user: a theorem with its proof, to print, to compute with and to write up."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from symgrad.errors import Problem

if TYPE_CHECKING:
    from symgrad.core.term import Definition, Term
    from symgrad.proof.calc import Chain, Proof
    from symgrad.proof.document import Document


def derive(definition: Any, wrt: Any = (), *, instances: int = 0) -> dict[Any, Theorem]:
    """The gradient of what is defined, for each tensor in ``wrt`` (all of them, if none is named), keyed as given.

    ``definition`` is plain notation; or a ``symgrad.layers.Layer``; or sympy's ``Eq(Z[i, j], Sum(…))``, whose Z may have a
    shape; or an expression without free indices, such as a loss. ``wrt`` holds names, or sympy's own ``IndexedBase`` and
    ``Symbol``. Each gradient has the shape of its tensor. ``instances``: in how many random instances each is also compared
    with the evaluator and with sympy. Raises ``symgrad.errors.Problem`` for what cannot be understood; what cannot be derived
    has the verdict "undecided". Source: the chain rule, ∂L/∂x[i] = Σ_o ∂L/∂y[o]·∂y[o]/∂x[i].

    >>> dx = derive("y[o<O] = sum(k<K) w[k]*x[s*o+k-p]  where x[N] is zero outside, w[K], s >= 1", ["x"])["x"]
    >>> dx.verdict, dx.formula
    ('proved', 'sum(k<K, 0 <= floor((m + p - k)/s) < O, s | m + p - k) dL/dy[floor((m + p - k)/s)]*w[k]')
    """
    from symgrad.engine.derive import derive as derive_documents

    text, names, assumptions = _source(definition)
    keys = list(wrt) if isinstance(wrt, (list, tuple)) or hasattr(wrt, "__next__") else [wrt]
    wanted = {key if isinstance(key, str) else str(getattr(key, "label", key)): key for key in keys}
    documents = derive_documents(text, list(wanted), instances=instances)
    out = {}
    for document in documents:
        if document.gradient is not None:
            document.assumptions += assumptions
            name = document.gradient.wrt
            out[wanted.get(name, names.get(name, name))] = Theorem(document, names)
    return out


def _source(definition: Any) -> tuple[str, Mapping[str, Any], Sequence[str]]:
    """The definition as text, sympy's objects for the names in it, and what was assumed in order to read it."""
    if isinstance(definition, str):
        return definition, {}, ()
    from symgrad.layers import Layer

    if isinstance(definition, Layer):
        return definition.text, definition.names, ()
    from symgrad.engine.integers import holds
    from symgrad.language.sympy_program import source_of

    return source_of(definition, holds)


class Line(NamedTuple):
    """One line of a proof: the sympy expression, the reason beside it, and the expression in LaTeX."""

    expression: Any
    reason: str
    latex: str


class Theorem:
    """A statement with its proof. ``verdict`` is "proved" only after the core replayed the certificate."""

    __slots__ = ("_sympy_names", "_words", "document")

    def __init__(
        self,
        document: Document,
        sympy_names: Mapping[str, Any] | None = None,
        words: Mapping[str, tuple[str, ...]] | None = None,
    ) -> None:
        self.document, self._sympy_names = document, dict(sympy_names or {})
        self._words = dict(words or {})  # "stride" -> the symbols that are the strides, an axis each

    @property
    def name(self) -> str:
        return self.document.name

    @property
    def verdict(self) -> str:
        """proved, refuted or undecided; ``document.reason`` says why not proved."""
        return self.document.verdict

    @property
    def formula(self) -> str:
        """The right side in plain notation, as ``derive`` reads it."""
        from symgrad.language.plain import plain

        rhs = self.document.rhs
        return "" if rhs is None else plain(rhs, self.document.program)

    @property
    def names(self) -> list[str]:
        """What the right side is known as: "full convolution of ∂L/∂Z with K"."""
        return list(self.document.names)

    @property
    def hypotheses(self) -> list[str]:
        """The hypotheses that the proof used, in plain notation."""
        from symgrad.language.plain import plain

        return [plain(h, self.document.program) for h in self.document.hypotheses]

    @property
    def certificate(self) -> Mapping[str, Any] | None:
        """The proof as JSON data, for ``symgrad replay``; None unless proved."""
        return self.document.certificate

    def latex(self, fragment: bool = False) -> str:
        """The proof as a document for pdflatex; as an ``align*`` to paste, if ``fragment``."""
        from symgrad.render.latex.page import document, fragments

        return fragments([self.document]) if fragment else document([self.document])

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, str]:  # noqa: ARG002
        """How a notebook shows it: typeset where it can, else as in a terminal."""
        return {"text/plain": str(self), "text/latex": self.latex(fragment=True)}

    # ---- in sympy's hands ----

    def to_sympy(self, names: Mapping[str, Any] | None = None) -> Any:
        """The statement as sympy's ``Eq``, nothing evaluated; its left side is an entry of ``IndexedBase("dL/dV")``.

        ``names`` gives the IndexedBase or Symbol to use for some names, such as one for "dL/dZ" that ``lambdify`` can print.
        The hypotheses are not in it: see ``hypotheses``. Raises Problem SG301 if nothing was found.

        >>> dx = derive("y[i] = sum(k<2) w[k]*x[i + k]", ["w"])["w"]
        >>> dx.to_sympy()
        Eq(dL/dw[m], Sum(dL/dy[i]*x[i + m], (i, 0, N - 2)))
        """
        import sympy

        return sympy.Eq(
            self._sympy(self.document.heading or self.document.lhs, names), self._sympy(self._rhs(), names), evaluate=False
        )

    def _sympy(self, t: Term, names: Mapping[str, Any] | None = None) -> Any:
        from symgrad.language.sympy_out import to_sympy

        return to_sympy(_without_scalars(t), {**self._sympy_names, **(names or {})})

    def _rhs(self) -> Term:
        if self.document.rhs is None:
            raise Problem("SG301", f"{self.name} is {self.verdict}: {self.document.reason}")
        return self.document.rhs

    @property
    def steps(self) -> list[Line]:
        """The lines of the proof: sympy expression, reason, LaTeX."""
        from symgrad.render.latex.notation import Latex

        notation = Latex.of(self.document)
        return [Line(self._sympy(s.term), s.reason, notation.in_line(s.term)) for s in self.document.steps]

    def at(self, values: Mapping[str, Any] | None = None, /, **more: Any) -> Any:
        """The gradient at given sizes: an ``ImmutableDenseNDimArray`` of its entries, all sums written out exactly.

        Sizes and parameters are given by name, as in ``at(H=5, W=5, P=3, Q=3)``; a theorem of the library also takes words
        such as ``stride=2``, and ``stride=(2, 1)`` for each axis. If some are left open, or a value is no
        number, this is ``specialise``. Hypotheses about entries, such as a unique maximiser, are still supposed. Raises
        Problem: SG103 for a name that the theorem does not have, SG108 for arrays too large to write out, SG114 for a
        value that a hypothesis excludes.

        >>> dw = derive("y[i] = sum(k<K) w[k]*x[i + k]", ["w"])["w"]
        >>> dw.at(N=3, K=2)
        [dL/dy[0]*x[0] + dL/dy[1]*x[1], dL/dy[0]*x[1] + dL/dy[1]*x[2]]
        """
        given = self._values({**(values or {}), **more})
        if any(v.op != "int" for v in given.values()) or set(self._integers()) - set(given):
            return self.specialise(values, **more)
        return _array(self.document, {n: int(v.data) for n, v in given.items()}, self._sympy_names)

    def _integers(self) -> list[str]:
        """The sizes and parameters that the statement depends on."""
        from symgrad.language.special_values import free_integers

        document = self.document
        indices = set() if document.gradient is None else set(document.gradient.indices)
        ranges = () if document.gradient is None else (e for pair in document.gradient.ranges for e in pair)
        found = {n for t in (self._rhs(), document.lhs, *ranges, *document.hypotheses) for n in free_integers(t)}
        return sorted(found - indices)

    def specialise(self, values: Mapping[str, Any] | None = None, /, **more: Any) -> Theorem:
        """The special case for given values of sizes and parameters, proved by instantiating this theorem and replayed.

        Values are whole numbers, or sympy expressions of sizes. Raises Problem: SG103 for a name that the theorem does not
        have, SG114 for a value that a hypothesis excludes, SG301 if this is not proved.

        >>> dx = derive("y[o<O] = sum(k<K) w[k]*x[s*o+k]  where x[N] is zero outside, w[K], s >= 1", ["x"])["x"]
        >>> dx.specialise(s=2).formula
        'sum(k<K, 0 <= floor((m - k)/2) < O, 2 | m - k) dL/dy[floor((m - k)/2)]*w[k]'
        """
        given = self._values({**(values or {}), **more})
        self._rhs()
        return Theorem(_special_case(self.document, given), self._sympy_names, self._words) if given else self

    def _values(self, given: Mapping[str, Any]) -> dict[str, Term]:
        return _values(self.document, _by_symbol(self.document, given, self._words))

    def __repr__(self) -> str:
        return f"<Theorem {self.name}: {self.verdict}>"

    def __str__(self) -> str:
        from symgrad.render.lines import text_of
        from symgrad.render.notation import Notation
        from symgrad.render.theorem import theorem_lines

        return "\n".join(text_of(line) for line in theorem_lines(self.document, Notation(), 100))


def _without_scalars(t: Term) -> Term:
    """The term with defined scalars written out: sympy must see on what x = r·cos t depends."""
    from symgrad.core.term import map_args, unfold

    if t.op == "call" and not t.args:
        return _without_scalars(unfold(t))
    return map_args(t, lambda a, _: _without_scalars(a), 0) if t.args else t


# ---- special values ----


def _by_symbol(document: Document, given: Mapping[str, Any], words: Mapping[str, tuple[str, ...]]) -> dict[str, Any]:
    """The values with words such as ``stride`` replaced by the symbols of each axis."""
    out: dict[str, Any] = {}
    known = [*document.program.sizes, *document.program.parameters]
    for name, value in given.items():
        symbols = words.get(str(name), (str(name),))
        several = isinstance(value, (tuple, list))
        if several and (str(name) not in words or len(value) != len(symbols)):
            count, s = ("one", "") if len(symbols) == 1 else (str(len(symbols)), "s")
            axes = "one axis" if len(symbols) == 1 else f"{count} axes"
            raise Problem("SG105", f"{name} = {tuple(value)}: {document.name} has {axes}", help=f"give {count} number{s}")
        if not set(symbols) <= set(known):
            raise _no_such_symbol(document, str(name), known, words)
        for symbol, each in zip(symbols, value if several else [value] * len(symbols), strict=True):
            if symbol in out:
                raise Problem("SG110", f"{symbol} is given twice", help=f"give it by the word or by the symbol {symbol}, once")
            out[symbol] = each
    return out


def _no_such_symbol(document: Document, name: str, known: Sequence[str], words: Mapping[str, tuple[str, ...]]) -> Problem:
    meant = [f"{word} ({', '.join(symbols)})" for word, symbols in words.items() if set(symbols) & set(known)]
    help_ = f"its sizes and parameters are {', '.join(known)}" if known else "it has no sizes and parameters"
    return Problem("SG103", f"{document.name} has no {name}", help=f"{help_}; also {', '.join(meant)}" if meant else help_)


def _values(document: Document, given: Mapping[str, Any]) -> dict[str, Term]:
    """The values as terms. Raises Problem for a size below 0."""
    import sympy

    from symgrad.language.sympy_in import from_sympy

    out = {name: from_sympy(sympy.sympify(value), sort="I") for name, value in given.items()}
    for name in document.program.sizes:
        if name in out and out[name].op == "int" and out[name].data < 0:
            raise Problem("SG114", f"{name} = {out[name].data}", help="a size is a natural number")
    return out


def _array(document: Document, integers: Mapping[str, int], names: Mapping[str, Any]) -> Any:
    """Every entry of the right side, or the right side itself if it is of no tensor."""
    import sympy

    from symgrad.language.plain import plain
    from symgrad.language.sympy_entries import box, entry, holds_at, integer_at

    assert document.rhs is not None  # asked before
    for h in document.hypotheses:
        if holds_at(h, integers) is False:
            raise Problem("SG114", f"the hypothesis {plain(h, document.program)} does not hold there")
    gradient = document.gradient
    if gradient is None or not gradient.indices:
        return entry(document.rhs, integers, names)
    ranges = [range(integer_at(lo, integers), integer_at(hi, integers)) for lo, hi in gradient.ranges]
    entries = [
        entry(document.rhs, {**integers, **dict(zip(gradient.indices, index, strict=True))}, names) for index in box(ranges)
    ]
    return sympy.ImmutableDenseNDimArray(entries, tuple(map(len, ranges)))


def _special_case(document: Document, values: Mapping[str, Term]) -> Document:
    """The document at special values, its theorem an instance of the one that was proved; replayed."""
    from copy import copy

    from symgrad.core.term import TRUE
    from symgrad.engine.derive import describe
    from symgrad.language.plain import plain
    from symgrad.language.special_values import Special
    from symgrad.proof.document import Gradient, Step

    special, out = Special(values), copy(document)
    out.program = special.program(document.program)
    equations = [f"{name} = {plain(value)}" for name, value in values.items()]
    out.given, out.assumptions = [], []
    describe(out, out.program)
    told = [*out.assumptions, *document.program.assumptions]
    out.assumptions += [*(a for a in document.assumptions if a not in told), *equations]
    out.heading = None if document.heading is None else special.term(document.heading)
    if document.gradient is not None:
        loss, wrt, indices, ranges = document.gradient
        out.gradient = Gradient(special.term(loss), wrt, indices, special.ranges(ranges))
    out.where = [special.definition(d) for d in document.where]
    out.instances, out.entries, out.seconds = None, None, {}
    theorem, out.certificate = _instance(document, special)
    out.lhs, out.rhs = (theorem.conclusion, TRUE) if document.is_claim else (theorem.lhs, theorem.rhs)
    out.hypotheses = list(theorem.hypotheses)
    out.steps = [Step(special.term(step.term), step.reason) for step in document.steps]
    last = out.lhs if document.is_claim else out.rhs
    if last is not None and out.steps and out.steps[-1].term != last:
        out.steps.append(Step(last, ", ".join(equations)))
    out.names = _names(out)
    return out


def _names(document: Document) -> list[str]:
    """What the lines are known as; the definitions that a line brought in are names enough."""
    from symgrad.core.term import definitions
    from symgrad.engine.derivation import Target
    from symgrad.engine.recognise import recognise

    g = document.gradient
    target = Target(g.wrt, g.indices, g.ranges) if g is not None else Target("", (), ())
    known = [*document.program.facts(), *target.facts()]
    own = [step.term for step in document.steps if not any(d in document.where for d in definitions(step.term))]
    return list(dict.fromkeys(name for t in own for name in recognise(t, known, frozenset(target.indices))))


def _instance(document: Document, special: Any) -> tuple[Any, dict[str, Any]]:
    """The instance of the document's theorem, and its certificate: that of the theorem with a few lines more."""
    from symgrad.core.replay import LineNumber, encode, replay
    from symgrad.core.term import TermError
    from symgrad.core.theorem import Rejected
    from symgrad.proof.calc import Proof

    old = document.certificate
    if old is None:
        raise Problem("SG301", f"{document.name} is {document.verdict}: {document.reason}")
    general, proof = replay(old), Proof()
    before = len(old["lines"])
    proof.lines, proof.theorems = [()] * before, [general] * before
    try:
        _instantiate(proof, LineNumber(before - 1), general, special)
    except (TermError, Rejected) as error:
        raise Problem("SG301", f"the core does not put these values in: {error}") from None
    about = {k: v for k, v in old.items() if k not in ("format", "version", "nodes", "lines", "claim")}
    certificate = _appended(old, encode(proof.lines[before:], proof.theorem, about))
    return replay(certificate), certificate


def _instantiate(proof: Proof, line: Any, general: Any, special: Any) -> None:
    """Lines from Γ ⊢ a = b to Γ[σ] ⊢ a[σ] = b[σ], definitions included, and then to a simpler right side."""
    values = special.values
    if not general.is_equation() or general.lhs.sort != "S":  # a claim that is no equation of scalars
        line = proof.line("instantiate", line, tuple(values.items()))
        _restated(proof, _discharged(proof, line), [special.term(h) for h in general.hypotheses])
        return

    def mentions(d: Definition) -> bool:
        return not d.free.isdisjoint(values)

    left = proof.line("symmetry", _unfolded(proof, general.lhs, mentions))
    line = proof.line("transitivity", left, line)
    line = proof.line("transitivity", line, _unfolded(proof, general.rhs, mentions))
    line = proof.line("instantiate", line, tuple(values.items()))
    sides = proof.theorems[line]
    left = _unfolded(proof, special.term(general.lhs), special.is_new, sides.lhs)
    right = _unfolded(proof, special.term(general.rhs), special.is_new, sides.rhs)
    line = proof.line("transitivity", proof.line("transitivity", left, line), proof.line("symmetry", right))
    line = _restated(proof, _discharged(proof, line), [special.term(h) for h in general.hypotheses])
    chain = proof.chain(special.term(general.rhs))
    _simplify(chain, list(proof.theorems[line].hypotheses))
    if chain.steps:
        line = proof.line("transitivity", line, chain.close())
        _discharged(proof, line)


def _unfolded(proof: Proof, t: Term, which: Callable[[Definition], bool], target: Term | None = None) -> Any:
    """t = t with these definitions unfolded, written as ``target`` is."""
    chain = proof.chain(t)
    path = _call(t, which)
    while path is not None:
        chain.do("unfold", path)
        path = _call(chain.term, which)
    if target is not None and chain.term != target:
        chain.do("ring", (), target)
    return chain.close()


def _call(t: Term, which: Callable[[Definition], bool]) -> tuple[int, ...] | None:
    """The path of the first read of one of these definitions."""
    if t.op == "call" and which(t.data):
        return ()
    for k, a in enumerate(t.args):
        inner = _call(a, which)
        if inner is not None:
            return (k, *inner)
    return None


def _discharged(proof: Proof, line: Any) -> Any:
    """The theorem without the hypotheses that are plain facts of arithmetic; Problem for one that is plainly false."""
    from symgrad.core.polynomial import normal_prop
    from symgrad.engine.integers import find
    from symgrad.language.plain import plain

    for h in proof.theorems[line].hypotheses:
        if normal_prop(h) is False:
            raise Problem("SG114", f"a hypothesis excludes these values: it becomes {plain(h)}")
        witness = find([], h) if h.op in ("eq", "ne", "lt", "le", "divides") else None
        if witness is not None:
            line = proof.line("discharge", line, proof.line("arith", h, witness))
    return line


def _restated(proof: Proof, line: Any, hypotheses: list[Term]) -> Any:
    """The theorem with its hypotheses as they would be written, where the two are plainly the same."""
    from symgrad.core.theorem import Rejected

    for h in proof.theorems[line].hypotheses:
        for better in hypotheses:
            if better == h:
                break
            try:
                line = proof.line("discharge", line, proof.line("arith", h, ((better,), ("exact", 0))))
            except Rejected:
                continue
            break
    return line


def _simplify(chain: Chain, known: list[Term]) -> None:
    """Tidy, reduce quotients, and leave out conditions of sums that always hold."""
    from symgrad.engine.gradient import tidy_up
    from symgrad.engine.quotients import simplify_quotients

    tidy_up(chain)
    simplify_quotients(chain, known)
    for path in reversed(_conditional_sums(chain.term, ())):
        _drop_true(chain, path, known)
    tidy_up(chain)


def _conditional_sums(t: Term, path: tuple[int, ...]) -> list[tuple[int, ...]]:
    own = [path] if t.op == "sum" and t.args[-2].op != "true" else []
    return own + [p for k, a in enumerate(t.args) for p in _conditional_sums(a, (*path, k))]


def _drop_true(chain: Chain, path: tuple[int, ...], known: list[Term]) -> None:
    """Leave out the conditions of the sum at ``path`` that follow from its ranges."""
    from symgrad.core.rules.sums import source_names
    from symgrad.core.term import conj, conjuncts, open_binder
    from symgrad.engine.integers import find, holds

    domain, _ = open_binder(chain.part(path), source_names(len(chain.part(path).hints)))
    facts = [*known, *chain.facts(path), *domain.facts()[: 2 * len(domain.names)]]
    always = [c for c in conjuncts(domain.cond) if holds(facts, c)]
    if not always:
        return
    chain.do("guard", path, conj(always))
    body = (*path, len(chain.part(path).args) - 1)
    bracket = (*body, 0)
    witness = find([*known, *chain.facts(bracket)], chain.part(bracket).args[0])
    if witness is not None:
        chain.do("bracket_true", bracket, witness)


def _appended(old: Mapping[str, Any], new: dict[str, Any]) -> dict[str, Any]:
    """The old certificate with the lines of the new one after its own, and the claim of the new one."""
    shift = len(old["nodes"])

    def moved(value: Any) -> Any:
        if isinstance(value, list):
            return [moved(v) for v in value]
        return f"#{int(value[1:]) + shift}" if isinstance(value, str) and value.startswith("#") else value

    nodes = [
        [op, data + shift if op == "call" else data, [a + shift for a in args], hints] for op, data, args, hints in new["nodes"]
    ]
    claim = {key: moved(value) for key, value in new["claim"].items()}
    return {**new, "nodes": [*old["nodes"], *nodes], "lines": [*old["lines"], *map(moved, new["lines"])], "claim": claim}
