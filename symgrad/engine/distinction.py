"""Proving two scalars equal case by case: short sums are written out, and conditions decided one after another.

The two sides are brought to sums of products. Where they still differ, a condition in one of them (``2 | m``, ``m < N``) is
supposed and denied in turn, until within each case the sides are plainly the same: the law is ``a = [P]·a + [¬P]·a``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from symgrad.core.polynomial import atom_term, difference, equal, normal, normal_prop, plus
from symgrad.core.replay import LineNumber
from symgrad.core.rules.sums import source_names
from symgrad.core.term import (
    FALSE,
    Int,
    Term,
    TermError,
    bracket,
    conjuncts,
    eq,
    floor,
    map_args,
    mod,
    mul,
    negate,
    open_binder,
    substitute,
)
from symgrad.core.theorem import Rejected
from symgrad.engine.equality import expand, match_parts
from symgrad.engine.gradient import collapse, multiply_out, tidy_up
from symgrad.engine.integers import find
from symgrad.engine.quotients import simplify_quotients
from symgrad.engine.sift import Stuck
from symgrad.engine.tidy import integer
from symgrad.engine.writing import integer_term
from symgrad.proof.calc import Chain, Proof

LONGEST = 8  # summands of a sum that is written out
MOST_WRITTEN_OUT = 12  # such sums in one term
MOST_CASES = 24
LARGEST_DIVISOR = 6  # of which the remainders are gone through
ROUNDS = 3  # of simplification within one case

_OF_INTEGERS = frozenset({"eq", "ne", "lt", "le", "divides"})
_OF_SCALARS = frozenset({"seq", "sne", "slt", "sle"})
_INDEXED = frozenset({"read", "call", "iread", "literal"})
Path = tuple[int, ...]


def prove_by_distinction(proof: Proof, lhs: Term, rhs: Term, known: Sequence[Term]) -> LineNumber:
    """The line that proves lhs = rhs; raises Stuck if no proof was found."""
    mark = len(proof.lines)
    try:  # with the sums as they are, in a single case
        left, right = proof.chain(lhs), proof.chain(rhs)
        expand(left, known)
        expand(right, known)
        line = _OneCase(proof, list(known), []).prove(left.term, right.term)
        if not set(proof.theorems[line].hypotheses) <= {part for fact in known for part in conjuncts(fact)}:
            raise Stuck("this needs more than is known", lhs)
    except (Stuck, Rejected, TermError):
        del proof.lines[mark:], proof.theorems[mark:]
        left, right = _written_out(proof, lhs, known), _written_out(proof, rhs, known)
        line = _Cases(proof).prove(left.term, right.term, list(known), [])
    line = proof.line("transitivity", left.close(), line)
    return proof.line("transitivity", line, proof.line("symmetry", right.close()))


# ---- sums of a few summands ----


def _written_out(proof: Proof, t: Term, known: Sequence[Term]) -> Chain:
    chain = proof.chain(t)
    expand(chain, known)
    for _ in range(MOST_WRITTEN_OUT):
        if not any(_write_out(chain, path) for path in _paths(chain.term, lambda p: p.op == "sum")):
            break
    tidy_up(chain)
    multiply_out(chain, (), None)
    tidy_up(chain)
    apart = _apart(chain.term)
    if apart != chain.term:
        chain.do("ring", (), apart)
        tidy_up(chain)
    return chain


def _apart(t: Term) -> Term:
    """The term with [P and Q] written as [P]·[Q], so that each may be decided beside the others."""
    if t.op == "bracket" and t.args[0].op == "and" and t.args[0].args:
        return mul(*map(bracket, conjuncts(t.args[0])))
    return map_args(t, lambda a, _: _apart(a), 0) if t.sort == "S" and t.args else t


def _write_out(chain: Chain, path: Path) -> bool:
    """Write out a sum over one of its indices, if that has a few values."""
    t = chain.part(path)
    domain, _ = open_binder(t, source_names(len(t.hints)))
    for j, (lo, hi) in enumerate(domain.ranges):
        length = difference(hi, lo)
        if length.keys() <= {()} and length.get((), 0) <= LONGEST and (lo.free | hi.free).isdisjoint(domain.names[:j]):
            try:
                if j:
                    chain.do("swap_ranges", path, [j, *(k for k in range(len(t.hints)) if k != j)])
                chain.do("expand", path)
            except Rejected:
                continue
            return True
    return False


# ---- one case after another ----


class _Cases:
    """A proof by cases in progress; ``left`` is how many cases may still be looked at."""

    def __init__(self, proof: Proof) -> None:
        self.proof, self.left = proof, MOST_CASES

    def prove(self, a: Term, b: Term, known: list[Term], supposed: list[Term]) -> LineNumber:
        """The line that proves a = b from what is known and supposed."""
        self.left -= 1
        mark = len(self.proof.lines)
        try:
            return _OneCase(self.proof, known, supposed).prove(a, b)
        except (Stuck, Rejected, TermError):
            del self.proof.lines[mark:], self.proof.theorems[mark:]
        facts = [*known, *supposed]
        prop = next((p for p in _distinctions(a, b, facts) if _is_open(p, facts)), None)
        if prop is None or self.left < 2:
            raise Stuck("no change of indices and no distinction of cases was found that makes the two sides the same", a)
        yes = self.prove(a, b, known, [*supposed, prop])
        no = self.prove(a, b, known, [*supposed, *conjuncts(negate(prop))])
        left, right = self.proof.chain(a), self.proof.chain(b)
        for chain in (left, right):
            chain.do("bracket_cases", (), prop)
        left.do("theorem", (0, 1), yes)
        left.do("theorem", (1, 1), no)
        return self.proof.line("transitivity", left.close(), self.proof.line("symmetry", right.close()))


def _is_open(prop: Term, facts: list[Term]) -> bool:
    return find(facts, prop) is None and find([*facts, *conjuncts(prop)], FALSE) is None


def _distinctions(a: Term, b: Term, facts: list[Term]) -> Iterator[Term]:
    """Conditions that the terms make, equations first; for divisibility by a small number, the next remainder to try."""
    conditions = _conditions(a, b)
    yield from (c for c in conditions if c.op == "eq" and not _quotients(c))
    for numerator, divisor in _quotients(a, b):
        remainder = mod(_without_number(numerator), Int(divisor))
        denied = {f.args[1] for f in facts if f.op == "ne" and f.args[0] == remainder}
        yield from (eq(remainder, Int(r)) for r in range(divisor) if Int(r) not in denied)
    yield from (c for c in conditions if c.op in _OF_INTEGERS - {"divides"})
    yield from reversed([c for c in conditions if c.op in _OF_SCALARS])


def _conditions(*terms: Term) -> dict[Term, None]:
    """The closed conditions of the brackets and sums in the terms."""
    out: dict[Term, None] = {}
    for t in terms:
        for path in _paths(t, lambda p: p.op in ("bracket", "sum")):
            part = _at(t, path)
            found = conjuncts(part.args[0] if part.op == "bracket" else part.args[-2])
            out.update(dict.fromkeys(c for c in found if not c.loose))
    return out


def _quotients(*terms: Term) -> dict[tuple[Term, int], None]:
    """What is divided by a small number in the terms, as a quotient, a remainder, or a condition; closed ones only."""
    out: dict[tuple[Term, int], None] = {}
    for t in terms:
        for path in _paths(t, lambda p: p.op in ("floor", "mod", "divides")):
            part = _at(t, path)
            e, d = part.args if part.op != "divides" else part.args[::-1]
            if not part.loose and d.op == "int" and 2 <= d.data <= LARGEST_DIVISOR and e.free:
                out[e, d.data] = None
    return out


def _without_number(e: Term) -> Term:
    p = normal(e)
    return integer_term({m: c for m, c in p.items() if m}, [e])


class _OneCase:
    """The proof within one case: ``facts`` hold there, and ``lemmas`` are facts with the lines that prove them."""

    def __init__(self, proof: Proof, known: list[Term], supposed: list[Term]) -> None:
        self.proof, self.supposed = proof, supposed
        self.facts = [*known, *supposed]
        self.lemmas: dict[Term, LineNumber] = {}

    def prove(self, a: Term, b: Term) -> LineNumber:
        self.find_equations(a, b)
        self.find_quotients(a, b)
        left, right = self.proof.chain(a), self.proof.chain(b)
        self.simplify(left)
        self.simplify(right)
        if not equal(left.term, right.term):
            self.align(left, right.term)
            match_parts(left, right.term, self.facts)
        if left.term != right.term:
            if not equal(left.term, right.term):
                raise Stuck("the two sides differ", left.term)
            left.do("ring", (), right.term)
        line = self.proof.line("transitivity", left.close(), self.proof.line("symmetry", right.close()))
        for lemma, proved in reversed(self.lemmas.items()):
            if lemma in self.proof.theorems[line].hypotheses:
                line = self.proof.line("discharge", line, proved)
        return line

    # ---- what holds in this case ----

    def find_equations(self, *terms: Term) -> None:
        """Which of the equations that the terms have for a condition follow in this case."""
        self.supposed = [*self.supposed, *(c for c in _conditions(*terms) if c.op == "eq" and self.lemma(c))]

    def find_quotients(self, *terms: Term) -> None:
        """Lemmas on remainders and quotients of what is divided in the terms, where this case decides them."""
        for e, d in _quotients(*terms):
            base = _without_number(e)
            remainder = next((r for r in range(d) if self.lemma(eq(mod(base, Int(d)), Int(r)))), None)
            if remainder is None:
                continue
            number = int(normal(e).get((), 0)) + remainder
            quotient = plus(normal(floor(base, Int(d))), {(): number // d} if number // d else {})
            self.lemma(eq(floor(e, Int(d)), integer_term(quotient)))

    def lemma(self, prop: Term) -> bool:
        """Whether the proposition holds here; if it is not at hand, it is from now on."""
        if prop in self.facts or normal_prop(prop) is True:
            return prop in self.facts
        witness = find(self.facts, prop)
        if witness is None:
            return False
        self.lemmas[prop] = self.proof.line("arith", prop, witness)
        self.facts.append(prop)
        return True

    # ---- simplification ----

    def simplify(self, chain: Chain) -> None:
        """Decide brackets, put what is supposed equal, collapse and leave out sums, tidy."""
        for _ in range(ROUNDS):
            before = chain.term
            self.put_equals(chain)
            self.unnest(chain)
            for path in reversed(list(_paths(chain.term, lambda p: p.op == "bracket"))):
                self.decide(chain, path)
            tidy_up(chain)
            collapse(chain, (), None, self.facts)
            for path in reversed(list(_paths(chain.term, lambda p: p.op == "sum"))):
                self.leave_out(chain, path)
            simplify_quotients(chain, self.facts)
            tidy_up(chain)
            if chain.term == before:
                return

    def unnest(self, chain: Chain) -> None:
        """Brackets within the conditions of brackets: [0 < [P]·u] is [P]·[0 < u] + [¬P]·[0 < 0]."""
        for path in reversed(list(_paths(chain.term, lambda p: p.op == "bracket"))):
            prop = chain.part(path).args[0]
            inner = next((_at(prop, p) for p in _paths(prop, lambda t: t.op == "bracket")), None)
            if inner is not None and not inner.loose and not self.is_known(inner.args[0], chain.facts(path)):
                chain.do("bracket_cases", path, inner.args[0])

    def is_known(self, prop: Term, around: list[Term]) -> bool:
        """Whether the facts tell if the proposition holds."""
        facts = [*self.facts, *around]
        return find(facts, prop) is not None or find([*facts, *conjuncts(prop)], FALSE) is not None

    def decide(self, chain: Chain, path: Path) -> None:
        """The bracket at ``path`` by its value, where this case and what stands around it tell that."""
        prop = chain.part(path).args[0]
        if prop.op not in _OF_INTEGERS | _OF_SCALARS:
            return
        facts = [*self.facts, *chain.facts(path)]
        witness = find(facts, prop)
        if witness is not None:
            chain.do("bracket_true", path, witness)
            return
        witness = find([*facts, prop], FALSE)
        if witness is not None:
            chain.do("bracket_false", path, witness)

    def leave_out(self, chain: Chain, path: Path) -> None:
        """The sum at ``path``, if it is empty."""
        t = chain.part(path)
        domain, _ = open_binder(t, source_names(len(t.hints)))
        witness = find([*self.facts, *chain.facts(path), *domain.facts()], FALSE)
        if witness is not None:
            chain.do("empty", path, witness)

    def put_equals(self, chain: Chain) -> None:
        """Put its value for each symbol that this case supposes to be equal to something."""
        for fact in self.supposed:
            solved = _solved(fact) if fact.op == "eq" else None
            if solved is not None:
                name, value = solved
                for path in reversed(list(_integers_with(chain.term, name))):
                    old = chain.part(path)
                    new = integer(substitute(old, {name: value}))
                    witness = find([fact], eq(old, new))
                    if witness is not None and new != old:
                        chain.do("index", path, new, witness)

    def align(self, chain: Chain, target: Term) -> None:
        """Write the chain's closed indices and conditions as the target does, where they are the same in this case."""
        wanted = [_at(target, p) for p in _paths(target, lambda t: t.op in _INDEXED or t.op == "bracket")]
        for path in reversed(list(_paths(chain.term, lambda t: t.op in _INDEXED or t.op == "bracket"))):
            own = chain.part(path)
            if own.loose or any(_same(own, t) for t in wanted):
                continue
            any(self.rewrite_as(chain, path, own, t) for t in wanted if not t.loose and (t.op, t.data) == (own.op, own.data))

    def rewrite_as(self, chain: Chain, path: Path, own: Term, t: Term) -> bool:
        """Rewrite a read or a bracket as another one that is the same here; False if it is not."""
        if own.op == "bracket":
            forth = find([*self.facts, own.args[0]], t.args[0])
            back = None if forth is None else find([*self.facts, t.args[0]], own.args[0])
            if forth is not None and back is not None:
                chain.do("bracket_equal", path, t.args[0], forth, back)
            return back is not None
        witnesses = [find(self.facts, eq(a, b)) for a, b in zip(own.args, t.args, strict=True)]
        if None in witnesses:
            return False
        for k, (a, b, w) in enumerate(zip(own.args, t.args, witnesses, strict=True)):
            if a != b:
                chain.do("index", (*path, k), b, w)
        return True


def _same(a: Term, b: Term) -> bool:
    """Whether two reads or brackets are plainly the same."""
    if b.loose or (a.op, a.data, len(a.args)) != (b.op, b.data, len(b.args)):
        return False
    if a.op == "bracket":
        return normal_prop(a.args[0]) == normal_prop(b.args[0])
    return all(equal(x, y) for x, y in zip(a.args, b.args, strict=True))


def _solved(equation: Term) -> tuple[str, Term] | None:
    """A symbol and its value, where the equation says so."""
    p = difference(*equation.args)
    for m, c in p.items():
        t = atom_term(m[0]) if len(m) == 1 and abs(c) == 1 else None
        if t is None or t.op != "var":
            continue
        value = integer_term({n: -d * c for n, d in p.items() if n != m})
        if t.data not in value.free:
            return t.data, value
    return None


# ---- places in a term ----


def _paths(t: Term, wanted: Callable[[Term], bool], path: Path = (), *, outermost: bool = False) -> Iterator[Path]:
    """The paths of the parts that are wanted, outer ones first; under a wanted part too, unless ``outermost``."""
    found = wanted(t)
    if found:
        yield path
    if not (found and outermost):
        for k, a in enumerate(t.args):
            yield from _paths(a, wanted, (*path, k), outermost=outermost)


def _integers_with(t: Term, name: str) -> Iterator[Path]:
    """The paths of the outermost integers that mention a symbol."""
    return _paths(t, lambda part: part.sort == "I" and name in part.free, outermost=True)


def _at(t: Term, path: Path) -> Term:
    for k in path:
        t = t.args[k]
    return t
