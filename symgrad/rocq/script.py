"""A certificate as a Rocq script: the statement, and its proof line by line, as the core made it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

from symgrad.core import replay as core
from symgrad.core.rules import apply
from symgrad.core.show import show_theorem
from symgrad.core.term import TRUE, Domain, Int, Term, Var, conjuncts, definitions, iadd, instantiate, le, open_binder, substitute
from symgrad.core.theorem import Theorem, domain_at, rewrite
from symgrad.rocq.context import Context, Entered, Fresh, Tactics, block, enter
from symgrad.rocq.descend import Move, carry, open_point
from symgrad.rocq.equality import refuted
from symgrad.rocq.facts import LAWS
from symgrad.rocq.naming import Names, legal, library_names
from symgrad.rocq.steps import Rules, is_point, points_of
from symgrad.rocq.witness import arith
from symgrad.rocq.write import (
    DUMMIES,
    TYPES,
    NotCertified,
    Symbol,
    Writer,
    binders,
    functions_of,
    integer,
    prop,
    reflected,
    symbols_of,
    values_of,
)

Line = tuple[str, Sequence[Any], Theorem]  # rule, parameters with theorems in place, what it proves


class Script(NamedTuple):
    """The text of a ``.v`` file and the name of its theorem."""

    text: str
    theorem: str


def lines_of(certificate: Mapping[str, Any]) -> tuple[list[Line], Theorem]:
    """The lines of a certificate, replayed by the core, and the theorem that it claims."""
    nodes = core.decode_nodes(certificate["nodes"])
    proved: list[Theorem] = []
    out: list[Line] = []
    for rule, *parameters in certificate["lines"]:
        decoded = [core.decode(p, nodes, proved) for p in parameters]
        proved.append(core.make_line(rule, *decoded))
        out.append((rule, decoded, proved[-1]))
    return out, core.replay(certificate)


def export(name: str, certificate: Mapping[str, Any]) -> Script:
    """The script for a certificate. Raises NotCertified where something has no form in Rocq."""
    return export_lines(name, *lines_of(certificate))


def export_lines(name: str, lines: Sequence[Line], claim: Theorem) -> Script:
    """The script for lines whose theorems were made by the core; the last of them proves the claim."""
    exporter = _Exporter(name, lines, claim)
    script = exporter.script()
    often = exporter.writer.often()
    return _Exporter(name, lines, claim, often).script() if often else script


_CUTS = frozenset({"discharge", "transitivity", "contradiction"})  # lines in which what an earlier theorem mentions may vanish


class _Exporter:
    def __init__(self, name: str, lines: Sequence[Line], claim: Theorem, often: Sequence[Term] = ()) -> None:
        self.lines, self.claim = lines, claim
        self.names = Names(library_names())
        self.theorem = self.names.fresh(legal(name.replace(".", "_")))
        self.title = name
        self.writer = Writer(self.names)
        self.symbols: list[list[Symbol]] = []  # of each line, also those that only its proof mentions
        self.numbers: dict[int, int] = {}  # id of a theorem -> its line
        self._register()
        self.declared = [self.writer.declaration(d) for d in definitions(*self.everything)]
        self.declared += [self.writer.abbreviate(t) for t in often]
        self.fresh = Fresh()
        self.rules = Rules(self.applied)

    def _register(self) -> None:
        """Give every symbol its name before anything is written."""
        everything: list[Term] = []
        for number, (rule, parameters, th) in enumerate(self.lines):
            terms = [th.conclusion, *th.hypotheses, *_terms_in(parameters), *self._intermediate(number)]
            for earlier in (p for p in parameters if rule in _CUTS and isinstance(p, Theorem)):
                terms += [earlier.conclusion, *earlier.hypotheses]
            own = symbols_of(th.conclusion, *th.hypotheses)
            more = [s for s in symbols_of(*terms) if s not in own and not s[1].startswith("@")]
            self.symbols.append([s for kind in TYPES for s in own + more if s[0] == kind])
            self.numbers[id(th)] = number
            everything += terms
        everything += [self.claim.conclusion, *self.claim.hypotheses]
        self.everything = everything
        for symbols in (*self.symbols, symbols_of(self.claim.conclusion, *self.claim.hypotheses)):
            for kind, symbol in symbols:
                self.names.symbol(kind, symbol)
        self.known, self.unknown, self.derivative = functions_of(*everything)
        self.known |= {"cos"} if "sin" in self.known else {"sin"} if "cos" in self.known else set()
        for symbol, _ in sorted(self.unknown):
            self.names.symbol("fn", symbol)
        for d in definitions(*everything):
            self.writer.definition(d)

    def _intermediate(self, number: int) -> list[Term]:
        rule, parameters, _ = self.lines[number]
        if rule != "chain":
            return []
        t, out = parameters[0], []
        for name, path, more, *_ in parameters[1]:
            t = rewrite(t, path, _step(name, more)).rhs
            out.append(t)
        return out

    # ---- the file ----

    def script(self) -> Script:
        body: list[str] = []
        for number, line in enumerate(self.lines):
            lemma = self._lemma(number, *line)
            body += [*self._equalities(), "", *lemma]
        body += ["", *self._final()]
        head = [
            "From Symgrad Require Import Prelude.",
            "",
            *comment(self.title, *show_theorem(self.claim).splitlines()),
            *self._renamed(),
            "",
            "Section Proof.",
            "Context {F : ordered_field}.",
            "Add Field scalar_field : (field_laws F)",
            "  (morphism (@ratio_morphism F), constants [ratio_constant], power_tac (@power_laws F) [power_exponent]).",
            *self._declarations(),
            "",
            *self.writer.literal_declarations,
            *self.declared,
        ]
        tail = ["", "End Proof.", "", f"Check {self.theorem}.", ""]
        return Script("\n".join(head + body + tail), self.theorem)

    def _equalities(self) -> list[str]:
        """The equalities that the line just written was the first to need."""
        lemmas = list(self.writer.lemmas)
        self.writer.lemmas.clear()
        return lemmas

    def _declarations(self) -> list[str]:
        lines = []
        if self.derivative:
            lines.append("Variable D : (tensor F -> F) -> tensor F -> list Z -> F.")
            lines.append("Hypothesis D_laws : partial_derivative D.")
        for name in sorted(self.known):
            arrow = "F -> F -> F" if name == "pow" else "F -> F"
            lines.append(f"Variable {name} : {arrow}.")
        for symbol, _ in sorted(self.unknown):
            lines.append(f"Variable {self.names.symbol('fn', symbol)} : list nat -> list F -> F.")
        for law in sorted(self.writer.laws):
            lines.append(f"Hypothesis {law}_law : {law} {' '.join(LAWS[law][0])}.")
        return lines

    def _renamed(self) -> list[str]:
        changed = self.names.changed()
        changed |= {d.name: name for name, d in self.writer.definitions.values() if d.name != name}
        if not changed:
            return []
        return comment("Names: " + ", ".join(f"{symbol} is {name}" for symbol, name in changed.items()))

    def statement(self, th: Theorem, symbols: Sequence[Symbol]) -> str:
        scope = self.writer.top
        quantified = binders(symbols, scope)
        parts = [*(prop(h, scope) + " ->" for h in th.hypotheses), prop(th.conclusion, scope)]
        return (f"forall{quantified}," if quantified else "") + "".join(f"\n  {part}" for part in parts)

    def _lemma(self, number: int, rule: str, parameters: Sequence[Any], th: Theorem) -> list[str]:
        names = {h: self.fresh() for h in th.hypotheses}
        context = Context(self.writer.top, names, self.fresh)
        symbols = self.symbols[number]
        introduced = " ".join([*(self.names.symbol(*s) for s in symbols), *names.values()])
        tactics = getattr(self, f"_{rule}", None)
        if tactics is None:
            raise NotCertified(f"no script for the line {rule}")
        steps = tactics(th, context, *parameters)
        lines = [f"(* line {number + 1}: {rule} *)", f"Lemma line_{number + 1} : {self.statement(th, symbols)}.", "Proof."]
        if introduced:
            lines.append(f"  intros {introduced}.")
        return [*lines, *(f"  {step}" for step in steps), "Qed."]

    def _final(self) -> list[str]:
        th = self.lines[-1][2]
        names = {h: self.fresh() for h in self.claim.hypotheses}
        context = Context(self.writer.top, names, self.fresh)
        symbols = symbols_of(self.claim.conclusion, *self.claim.hypotheses)
        introduced = " ".join([*(self.names.symbol(*s) for s in symbols), *names.values()])
        lines = [f"Theorem {self.theorem} : {self.statement(self.claim, symbols)}.", "Proof."]
        if introduced:
            lines.append(f"  intros {introduced}.")
        return [*lines, f"  exact {self.applied(th, context, symbols)}.", "Qed."]

    # ---- earlier theorems ----

    def applied(
        self, th: Theorem, c: Context, in_sight: Sequence[Symbol] | None = None, values: Mapping[str, str] | None = None,
        proofs: Mapping[Term, str] | None = None,
    ) -> str:  # fmt: skip
        """The proof term of an earlier line at a place: its symbols as they are there, its hypotheses supplied."""
        number = self.numbers[id(th)]
        own = set(symbols_of(th.conclusion, *th.hypotheses))
        arguments = []
        for kind, symbol in self.symbols[number]:
            if values and kind == "var" and symbol in values:
                arguments.append(values[symbol])
            elif (kind, symbol) in own:
                arguments.append(c.scope.name(kind, symbol))
            else:
                arguments.append(DUMMIES[kind])
        del in_sight
        hypotheses = [(proofs or {}).get(h) or c.proof(h) for h in th.hypotheses]
        return f"({' '.join([f'line_{number + 1}', *arguments, *hypotheses])})"

    # ---- the lines ----

    def _at_most_max(self, th: Theorem, c: Context, t: Term, values: Sequence[Term], proofs: Sequence[Any]) -> Tactics:
        lines, names, cond = self._point_facts(t, values, proofs, c)
        inside = self.fresh()
        listed = "; ".join(integer(v, c.scope) for v in values)
        lines += [f"assert ({inside} : In [{listed}]%Z {points_of(_domain(t), t.hints, c)})."]
        lines += block(is_point(values, names, cond, c))
        return [*lines, f"exact (at_most_max _ {values_of(t, c.scope)} _ {inside})."]

    def _max_at_most(
        self, th: Theorem, c: Context, t: Term, bound: Theorem, values: Sequence[Term], proofs: Sequence[Any]
    ) -> Tactics:
        lines, names, cond = self._point_facts(t, values, proofs, c)
        listed = "; ".join(integer(v, c.scope) for v in values)
        lines += [f"apply (max_at_most _ _ _ [{listed}]%Z).", *block(is_point(values, names, cond, c))]
        point = self.fresh()
        e = enter(_domain(t), t.hints, c)
        lines += [f"intros {self.fresh()} {point}.", *open_point(point, e)]
        return [*lines, f"exact {self._everywhere(bound, e, t)}."]

    def _sum_at_most(self, th: Theorem, c: Context, lower: Term, upper: Term, pointwise: Theorem) -> Tactics:
        e = enter(_domain(lower), lower.hints, c)
        lines = [f"apply sum_le; intros {i} {r}." for i, r in zip(e.names, e.ranges, strict=True)]
        if e.condition:
            lines += [f"apply when_le; intro {e.condition}.", *e.opened]
        return [*lines, f"exact {self._everywhere(pointwise, e, lower)}."]

    def _point_facts(self, t: Term, values: Sequence[Term], proofs: Sequence[Any], c: Context) -> tuple[Tactics, list[str], Term]:
        """Proofs that the values are a point of the domain of t, the names of the proofs, and the condition there."""
        lines: Tactics = []
        names = []
        for fact, proof in zip(domain_at(t, values)[0], proofs, strict=True):
            names.append(self.fresh())
            lines += [f"assert ({names[-1]} : {prop(fact, c.scope)}).", *block(arith(fact, proof, c))]
        return lines, names, instantiate(t.args[-2], values)

    def _everywhere(self, th: Theorem, e: Entered, t: Term) -> str:
        """A theorem ∀ i ∈ D. P(i), at the indices that were introduced for the domain of t."""
        arguments = [part for pair in zip(e.names, e.ranges, strict=True) for part in pair]
        domain = e.context.frames[-1].domain
        assert domain is not None
        arguments += [e.context.proof(p) for p in conjuncts(domain.cond)]
        return f"({self.applied(th, e.context)} {' '.join(arguments)})"

    def _chain(self, th: Theorem, c: Context, start: Term, steps: Sequence[Sequence[Any]]) -> Tactics:
        moves = [self._move(number, *step) for number, step in enumerate(steps)]
        if start.sort == "P":
            return _propositions(start, moves, c)
        return carry(start, moves, c)

    def _move(self, number: int, rule: str, path: Sequence[int], parameters: Sequence[Any], *_: Any) -> Move:
        place = f" at {'.'.join(map(str, path))}" if path else ""

        def leaf(part: Term, result: Term, c: Context) -> Tactics:
            return [f"(* {number + 1}: {rule}{place} *)", *self.rules.tactics(rule, part, result, parameters, c)]

        return Move(tuple(path), _step(rule, parameters), leaf)

    def _arith(self, th: Theorem, c: Context, goal: Term, witness: Any) -> Tactics:
        return arith(goal, witness, c)

    def _reflexivity(self, th: Theorem, c: Context, t: Term) -> Tactics:
        return ["reflexivity."]

    def _symmetry(self, th: Theorem, c: Context, first: Theorem) -> Tactics:
        return ["symmetry.", f"exact {self.applied(first, c)}."]

    def _transitivity(self, th: Theorem, c: Context, first: Theorem, second: Theorem) -> Tactics:
        lemma = "iff_trans" if first.lhs.sort == "P" else "eq_trans"
        return [f"exact ({lemma} {self.applied(first, c)} {self.applied(second, c)})."]

    def _assume(self, th: Theorem, c: Context, p: Term) -> Tactics:
        return [f"exact {c.proof(p)}."]

    def _weaken(self, th: Theorem, c: Context, first: Theorem, p: Term) -> Tactics:
        return [f"exact {self.applied(first, c)}."]

    def _discharge(self, th: Theorem, c: Context, first: Theorem, proof: Theorem) -> Tactics:
        return [f"exact {self.applied(first, c, proofs={proof.conclusion: self.applied(proof, c)})}."]

    def _contradiction(self, th: Theorem, c: Context, first: Theorem, p: Term) -> Tactics:
        denied, name = self.fresh(), self.fresh()
        conclusion = prop(first.conclusion, c.scope)
        lines = [f"intro {denied}.", f"assert ({name} : {conclusion})."]
        lines += [f"{{ exact {self.applied(first, c, proofs={p: denied})}. }}"]
        return lines + refuted(first.conclusion, name, c)

    def _generalise(
        self, th: Theorem, c: Context, first: Theorem, names: Sequence[str], ranges: Any, cond: Term = TRUE
    ) -> Tactics:
        domain = Domain(names, [(lo, hi) for lo, hi in ranges], cond)
        e = enter(domain, th.conclusion.hints, c)
        lines = [f"intros {i} {r}." for i, r in zip(e.names, e.ranges, strict=True)]
        facts = dict(e.context.frames[-1].facts)
        for p in conjuncts(cond):
            name = self.fresh()
            lines.append(f"intro {name}.")
            facts[p] = name
        inside = c.under(e.context.frames[-1]._replace(facts=facts), e.context.scope)
        values = dict(zip(names, e.names, strict=True))
        return [*lines, f"exact {self.applied(first, inside, values=values)}."]

    def _specialise(self, th: Theorem, c: Context, first: Theorem, values: Sequence[Term]) -> Tactics:
        facts, _ = domain_at(first.conclusion, values)
        n = len(values)
        arguments = []
        for j, v in enumerate(values):
            arguments += [f"{integer(v, c.scope)}%Z", f"(conj {c.proof(facts[2 * j])} {c.proof(facts[2 * j + 1])})"]
        arguments += [c.proof(fact) for fact in facts[2 * n :]]
        return [f"exact ({self.applied(first, c)} {' '.join(arguments)})."]

    def _instantiate(self, th: Theorem, c: Context, first: Theorem, pairs: Any) -> Tactics:
        given = dict(pairs)
        values = {name: f"{integer(v, c.scope)}%Z" for name, v in given.items()}
        proofs = {h: c.proof(substitute(h, given)) for h in first.hypotheses}
        return [f"exact {self.applied(first, c, values=values, proofs=proofs)}."]

    def _induct(self, th: Theorem, c: Context, base: Theorem, step: Theorem, name: str, start: Term) -> Tactics:
        n = self.names.apart(legal(name), c.scope.bound.values())
        at_least = le(start, Var(name))
        candidate = th.conclusion
        successor = substitute(candidate, {name: iadd(Var(name), Int(1))})
        if successor != step.conclusion:
            raise NotCertified("an induction whose step proves another claim")
        claim, lower = self.fresh(), self.fresh()
        own = c.scope.name("var", name)
        lines = [f"revert {c.proof(at_least)}; revert {own}."]
        claimed = prop(candidate, c.scope.with_names({name: own}))
        lines.append(f"apply (induct_from {integer(start, c.scope)} (fun {own} => {claimed}))%Z.")
        outer = Context(c.scope, {h: p for h, p in c.hypotheses.items() if h != at_least}, self.fresh)
        lines += block([f"exact {self.applied(base, outer, values={name: '0%Z'})}."])
        proofs = {candidate: claim, at_least: lower}
        inside = c.within(c.scope.with_names({name: n}))
        lines += block([f"intros {n} {lower} {claim}.", f"exact {self.applied(step, inside, proofs=proofs)}."])
        return lines

    def _fact(self, th: Theorem, c: Context, name: str, *args: Term) -> Tactics:
        from symgrad.rocq.facts import fact

        return fact(name, args, c)

    def _positive(self, th: Theorem, c: Context, name: str, *args: Term) -> Tactics:
        from symgrad.rocq.facts import positive

        return positive(name, args, c)


def _propositions(t: Term, moves: Sequence[Move], c: Context) -> Tactics:
    """A chain of propositions; below the top of each, they are booleans."""
    lines: Tactics = []
    for move in moves:
        after = move.result(t, 0)
        if move.path:
            steps = [f"apply (iff_of_bool {reflected(t)} {reflected(after)}).", *carry(t, [move], c)]
        else:
            steps = move.leaf(t, after, c.of_propositions())
        lines += [f"transitivity {prop(after, c.scope)}.", *block(steps)]
        t = after
    return [*lines, "reflexivity."]


def _step(rule: str, parameters: Sequence[Any]) -> Callable[[Term], Theorem]:
    return lambda part: apply(rule, part, *parameters)


def _domain(t: Term) -> Domain:
    """The domain of a binder at the top of a line, where no other index is open."""
    return open_binder(t, [f"@{j}" for j in range(len(t.hints))])[0]


def _terms_in(value: Any) -> list[Term]:
    if isinstance(value, Term):
        return [value]
    if isinstance(value, tuple | list):
        return [t for v in value for t in _terms_in(v)]
    return []


def comment(*lines: str) -> list[str]:
    """The lines as a comment; what would end it, or begin another or a string, is spelled apart."""
    safe = [line.replace("(*", "( *").replace("*)", "* )").replace('"', "''") for line in lines]
    return [("(* " if k == 0 else "   ") + text + (" *)" if k == len(safe) - 1 else "") for k, text in enumerate(safe)]
