"""Proving a claim: derive the left side, prove the right side equal to it, replay the certificate."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial

from symgrad.checker.question import Question, begun, differentiated, started
from symgrad.core.rules.sums import source_names, target_names
from symgrad.core.term import (
    Domain,
    Int,
    Term,
    TermError,
    Var,
    conjuncts,
    definitions,
    eq,
    inv,
    mul,
    num,
    open_binder,
    substitute,
)
from symgrad.core.theorem import Rejected
from symgrad.engine.derivation import Derivation
from symgrad.engine.gradient import Headlines, collapse, differentiate, multiply_out, tidy_up
from symgrad.engine.induction import by_induction
from symgrad.engine.propositions import Context
from symgrad.engine.propositions import prove as prove_proposition
from symgrad.engine.scalar import close_by_facts
from symgrad.engine.sift import Stuck, obligations
from symgrad.proof.calc import Chain
from symgrad.proof.document import Document, Step

_OF_INTEGERS = frozenset({"eq", "ne", "lt", "le", "divides"})


def prove(asked: Question) -> Document:
    """The document of a proof that the core accepted, or, with verdict undecided, of how far the engine came first."""
    documents: list[Document] = []
    for attempt in _attempts(asked):
        document = attempt(asked)
        if document.verdict == "proved":
            return document
        documents.append(document)
    return documents[0]


def _attempts(asked: Question) -> Iterator[Callable[[Question], Document]]:
    """Ways to prove it: the left side in the form in which the engine writes it, then in other forms."""
    if differentiated(asked.rhs):
        yield _by_differentiating_both
        return
    if asked.lhs.op == "bracket" and asked.rhs == num(1):
        yield _by_proposition
    yield lambda q: _towards(started(q), q)
    if asked.target is not None and asked.target.indices:
        yield lambda q: _towards(other_form(q, turned=True), q)
        if _mentions(asked.rhs, "argmax"):
            yield lambda q: _towards(other_form(q, maximiser=True), q)
            yield lambda q: _towards(other_form(q, turned=True, maximiser=True), q)
    yield _by_facts
    yield _by_cases
    if _has_scalar_laws(asked.rhs) or _has_scalar_laws(asked.lhs):
        yield _by_scalar_laws
    if asked.target is None and asked.lhs.op == "sum":
        yield _by_counting
    for name in _lengths(asked):
        yield partial(_by_induction, name=name)


def _towards(derivation: Derivation, asked: Question) -> Document:
    derivation.then(asked.rhs, "the claim")
    return _finished(derivation, asked)


def _by_facts(asked: Question) -> Document:
    derivation = started(asked)
    derivation.by_facts(asked.rhs, "the claim, by laws of scalars")
    return _finished(derivation, asked)


def _by_proposition(asked: Question) -> Document:
    """``[P] = 1`` from P, which is proved as a proposition: a comparison that is claimed."""
    derivation = begun(asked)
    proof, proposition = derivation.proof, asked.lhs.args[0]
    try:
        line = prove_proposition(Context(proof, asked.known), proposition)
        chain = proof.chain(asked.lhs)
        chain.do("bracket_true", (), ((proposition,), ("exact", 0)))
        derivation.current = proof.line("discharge", chain.close(), line)
    except (Stuck, Rejected, TermError) as e:
        derivation.stuck = e if isinstance(e, Stuck) else Stuck("the comparison was not proved", asked.lhs)
    derivation.document.steps.append(Step(asked.lhs, "to be shown"))
    if derivation.stuck is None:
        derivation.document.steps.append(Step(asked.rhs, "the comparison holds"))
    return _finished(derivation, asked)


def _by_counting(asked: Question) -> Document:
    derivation = begun(asked)
    derivation.document.steps.append(Step(asked.lhs, "to be shown"))
    derivation.counted(asked.rhs, "the number of summands")
    return _finished(derivation, asked)


def _by_cases(asked: Question) -> Document:
    derivation = started(asked)
    derivation.by_cases(asked.rhs, "the claim, case by case")
    return _finished(derivation, asked)


def _lengths(asked: Question) -> list[str]:
    """The symbols up to which a sum ranges: induction on one of them may prove a closed form."""
    if asked.target is not None or differentiated(asked.lhs):
        return []
    ends = [t.args[1] for side in (asked.lhs, asked.rhs) for t in _sums_in(side) if len(t.hints) == 1 and not t.args[1].loose]
    return list(dict.fromkeys(n for end in ends for n in sorted(end.free)))


def _sums_in(t: Term) -> list[Term]:
    return [*([t] if t.op == "sum" else []), *(s for a in t.args for s in _sums_in(a))]


def _by_induction(asked: Question, name: str) -> Document:
    """Both sides for sums of one summand more, from the sides as they are but for definitions that mention the length."""
    derivation = begun(asked)
    left, right = derivation.proof.chain(asked.lhs), derivation.proof.chain(asked.rhs)
    below = name + "'"
    while below in asked.lhs.free | asked.rhs.free:
        below += "'"
    n = {name: Var(below)}
    known = [k for k in asked.known if name not in k.free]
    start = next(
        (k.args[0] for k in asked.known if k.op == "le" and k.args[1] == Var(name) and name not in k.args[0].free), Int(0)
    )
    try:
        for chain in (left, right):
            unfold_all(chain, name)
        claim = eq(substitute(left.term, n), substitute(right.term, n))
        context = Context(derivation.proof, known)
        line = by_induction(context, claim, below, start)
        line = derivation.proof.line("instantiate", line, ((below, Var(name)),))
        derivation.current = derivation.proof.line("transitivity", left.close(), line) if left.primitives else line
        if right.primitives:
            back = derivation.proof.line("symmetry", right.close())
            derivation.current = derivation.proof.line("transitivity", derivation.current, back)
    except (Stuck, Rejected, TermError) as e:
        derivation.stuck = e if isinstance(e, Stuck) else Stuck(f"no induction on {name} was found", asked.lhs)
        return _finished(derivation, asked)
    derivation.document.steps.append(Step(asked.lhs, "to be shown"))
    derivation.document.steps.append(Step(asked.rhs, f"induction on {name}"))
    return _finished(derivation, asked)


def _by_scalar_laws(asked: Question) -> Document:
    """Both sides with their definitions unfolded, equal by laws of inverses, angles and roots."""
    derivation = started(asked)
    if derivation.stuck is not None:
        return _finished(derivation, asked)
    proof = derivation.proof
    right = proof.chain(asked.rhs)
    left = proof.chain(asked.lhs if derivation.current is None else proof.theorems[derivation.current].rhs)
    try:
        for chain in (right, left):
            unfold_all(chain)
            split_inverses(chain)
        close_by_facts(left, right.term)
    except (Stuck, Rejected) as e:
        derivation.stuck = e if isinstance(e, Stuck) else Stuck(e.reason, left.term)
        return _finished(derivation, asked)
    derivation.document.steps.append(Step(asked.rhs, "the claim, by laws of scalars", tuple(left.primitives)))
    second, first = right.close(), left.close()
    joined = proof.line("transitivity", first, proof.line("symmetry", second))
    derivation.current = joined if derivation.current is None else proof.line("transitivity", derivation.current, joined)
    return _finished(derivation, asked)


def unfold_all(chain: Chain, about: str | None = None) -> None:
    """Write out every definition, or those that mention a name."""
    path = _call(chain.term, about)
    while path is not None:
        chain.do("unfold", path)
        path = _call(chain.term, about)


def split_inverses(chain: Chain) -> None:
    """1/(a·b) as 1/a·1/b and 1/aⁿ as (1/a)ⁿ, outside of sums: what is nothing but powers of few inverses is easy to compare."""
    path = _compound_inverse(chain.term)
    while path is not None:
        whole = chain.part(path)
        e = whole.args[0]
        parts = list(e.args) if e.op == "mul" else [e.args[0]] * e.data
        fact = chain.proof.line
        target = mul(*map(inv, parts))
        # with F: e·(1/e) = 1 and Fᵢ: aᵢ·(1/aᵢ) = 1,  1/e − Π 1/aᵢ = Π(1/aᵢ)·F − Σᵢ (1/e)·Π_{j<i} aⱼ·(1/aⱼ)·Fᵢ
        cofactors = [(target, fact("fact", "inverse", e))]
        done: list[Term] = [num(-1), whole]
        for a in parts:
            cofactors.append((mul(*done), fact("fact", "inverse", a)))
            done += [a, inv(a)]
        chain.do("ring", path, target, tuple(cofactors))
        path = _compound_inverse(chain.term)


def _compound_inverse(t: Term) -> tuple[int, ...] | None:
    if t.op == "inv" and (t.args[0].op == "mul" or (t.args[0].op == "pow" and t.args[0].data > 0)) and len(t.args[0].args):
        return ()
    if t.hints:
        return None
    for k, a in enumerate(t.args):
        inner = _compound_inverse(a)
        if inner is not None:
            return (k, *inner)
    return None


def _call(t: Term, about: str | None) -> tuple[int, ...] | None:
    if t.op == "call" and (about is None or about in t.data.free):
        return ()
    for k, a in enumerate(t.args):
        inner = _call(a, about)
        if inner is not None:
            return (k, *inner)
    return None


def _by_differentiating_both(asked: Question) -> Document:
    derivation = started(asked)
    _meet(derivation, asked)
    return _finished(derivation, asked)


def other_form(asked: Question, *, turned: bool = False, maximiser: bool = False) -> Derivation:
    """The left side differentiated, with its δs solved for the last indices first (``turned``), or for the maximiser."""
    assert asked.target is not None, "only a derivative has another form"
    derivation = begun(asked)
    chain = derivation.proof.chain(asked.lhs)
    lines = Headlines(chain)
    lines.add("chain rule" if asked.lhs.op in ("sum", "mul", "add") else "to be found")
    active = frozenset(asked.target.indices)
    try:
        differentiate(chain, asked.target.name)
        tidy_up(chain)
        lines.add("∂ of a sum")
        multiply_out(chain, (), active)
        if turned:
            for path in _sums(chain.term):
                _turn(chain, path)
        collapse(chain, (), active, asked.known, maximiser)
        tidy_up(chain)
        lines.add("collapse δ")
    except (Stuck, Rejected) as e:
        derivation.stuck = e if isinstance(e, Stuck) else Stuck(e.reason, chain.term)
        return derivation
    derivation.document.steps += lines.steps
    derivation.current = chain.close()
    return derivation


def _sums(t: Term) -> list[tuple[int, ...]]:
    """The paths of the sums that t is a sum of."""
    if t.op == "add":
        return [(k, *path) for k, a in enumerate(t.args) for path in _sums(a)]
    return [()] if t.op == "sum" else []


def _turn(chain: Chain, path: tuple[int, ...]) -> None:
    """The sum with its indices in the opposite order, where no range depends on another index."""
    t = chain.part(path)
    old, _ = open_binder(t, source_names(len(t.hints)))
    if any(not b.free.isdisjoint(old.names) for pair in old.ranges for b in pair):
        return
    names = target_names(len(t.hints))
    there, back = [Var(n) for n in reversed(names)], [Var(n) for n in reversed(old.names)]
    cond = substitute(old.cond, dict(zip(old.names, there, strict=True)))
    new = Domain(names, old.ranges[::-1], cond)
    proofs = obligations(old, new, there, back, [])
    chain.do("reindex", path, (t.hints[::-1], new.ranges, cond), there, back, proofs)


def _meet(derivation: Derivation, asked: Question) -> None:
    """Differentiate the right side too, and prove the two results equal."""
    other = begun(asked._replace(lhs=asked.rhs))
    other.proof = derivation.proof
    other.differentiate_all(sorted(differentiated(asked.rhs)))
    if other.stuck is not None or other.current is None:
        derivation.stuck = derivation.stuck or other.stuck
        return
    between = other.current
    derivation.then(derivation.proof.theorems[between].rhs, "the claim, its ∂ worked out")
    if derivation.stuck is None and derivation.current is not None:
        back = derivation.proof.line("symmetry", between)
        derivation.current = derivation.proof.line("transitivity", derivation.current, back)


def _finished(derivation: Derivation, asked: Question) -> Document:
    """Replay; whatever the core or the engine refuses here leaves the claim undecided."""
    document = derivation.document
    try:
        document = derivation.finish()
    except (Rejected, Stuck) as e:
        document.verdict, document.reason = "undecided", f"the core does not accept the proof: {e}"
    if document.verdict == "proved" and not _says(document, asked):
        document.verdict, document.reason = "undecided", "what was proved is not what was claimed"
    return document


def _says(document: Document, asked: Question) -> bool:
    """Whether the theorem is the claim, from facts that hold of its symbols: none about integers was added."""
    known = {c for k in asked.known for c in conjuncts(k)}
    added = [h for h in document.hypotheses if h not in known and _about_integers(h)]
    return document.lhs == asked.lhs and document.rhs == asked.rhs and not added


def _about_integers(h: Term) -> bool:
    if h.op in ("and", "or", "not"):
        return all(map(_about_integers, h.args))
    return h.op in _OF_INTEGERS


def _has_scalar_laws(t: Term) -> bool:
    """Whether laws of inverses, angles or roots could matter."""
    return any(map(_has_law, (t, *(d.body for d in definitions(t)))))


def _has_law(t: Term) -> bool:
    return t.op == "inv" or (t.op == "fn" and t.data[0] in ("sin", "cos", "sqrt")) or any(map(_has_law, t.args))


def _mentions(t: Term, op: str) -> bool:
    return t.op == op or any(_mentions(a, op) for a in t.args)
