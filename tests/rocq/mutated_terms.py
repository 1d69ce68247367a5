"""Statements with one guard, bound, sign, offset, order of indices, number, hypothesis or definition changed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from symgrad.core.term import (
    Definition,
    Int,
    Term,
    TermError,
    Var,
    conj,
    conjuncts,
    definitions,
    iadd,
    imul,
    intern_definition,
    isub,
    make,
    mul,
    num,
    open_binder,
)
from symgrad.core.theorem import Rejected, Theorem, axiom

KINDS = ("guard", "order", "hypothesis", "bound", "offset", "sign", "definition", "number")
GUARDS = {"le": "lt", "lt": "le", "eq": "ne", "ne": "eq", "sle": "slt", "slt": "sle", "seq": "sne", "sne": "seq"}
EXTREMA = {"imin": "imax", "imax": "imin", "max": "sum"}


class Change(NamedTuple):
    """What kind of change was made, and the term with it."""

    kind: str
    term: Term


class Mutant(NamedTuple):
    """What kind of change was made, and the statement with it."""

    kind: str
    statement: Theorem


# ---- terms ----


def changes(t: Term) -> Iterator[Change]:
    """The term with one change, for each place and each way in which that can be done."""
    yield from changes_at(t)
    for k, a in enumerate(t.args):
        for kind, changed in changes(a):
            yield from _made(kind, t, (*t.args[:k], changed, *t.args[k + 1 :]))


def changes_at(t: Term) -> Iterator[Change]:
    """The changes of the term itself, its parts left as they are."""
    if t.op in GUARDS:
        yield Change("guard", make(GUARDS[t.op], None, t.args))
    if t.op in EXTREMA:
        yield Change("guard", make(EXTREMA[t.op], None, t.args, t.hints))
    if t.op == "bracket":
        yield Change("guard", num(1))
    if t.op == "int" and t.data:
        yield Change("sign", Int(-t.data))
        yield Change("number", Int(t.data + 1))
    if t.op == "num" and t.data:
        yield Change("sign", num(-t.data))
        yield Change("number", num(t.data + 1))
    if t.op == "pow":
        yield from _made("number", t, t.args, t.data + 1)
    if t.op in ("iadd", "imul", "read", "call", "iread"):
        yield from _offsets(t)
    if t.op == "floor":
        yield from _made("offset", t, (iadd(t.args[0], Int(1)), t.args[1]))
    if t.op in ("add", "mul") and len(t.args) > 1:
        yield Change("sign", make(t.op, None, (mul(num(-1), t.args[0]), *t.args[1:])))
        yield Change("number", make(t.op, None, t.args[1:]))  # a term or a factor was forgotten
    if t.hints:
        yield from _domains(t)


def _offsets(t: Term) -> Iterator[Change]:
    """One index or term moved by one, or turned round; two neighbouring indices of a tensor in each other's place."""
    for k, a in enumerate(t.args):
        before, after = t.args[:k], t.args[k + 1 :]
        if t.op in ("read", "call", "iread"):
            yield from _made("offset", t, (*before, iadd(a, Int(1)), *after))
            if after:
                yield from _made("order", t, (*before, after[0], a, *after[1:]))
        if t.op in ("iadd", "imul") and a.op in ("bound", "var"):
            yield from _made("sign", t, (*before, imul(Int(-1), a), *after))


def _domains(t: Term) -> Iterator[Change]:
    """A binder with one end of a range moved, a part of its condition dropped, or an index running backwards in one read."""
    n = len(t.hints)
    for k in range(2 * n):
        for step in (-1, 1):
            yield from _made("bound", t, (*t.args[:k], iadd(t.args[k], Int(step)), *t.args[k + 1 :]))
    for dropped in conjuncts(t.args[2 * n]):
        rest = conj(c for c in conjuncts(t.args[2 * n]) if c != dropped)
        yield from _made("guard", t, (*t.args[: 2 * n], rest, t.args[-1]))
    if t.op == "sum":
        yield from _backwards(t)


def _backwards(t: Term) -> Iterator[Change]:
    """A kernel that is turned round: one tensor is read at hi − 1 − k where it was read at k."""
    names = [f"@flip{j}" for j in range(len(t.hints))]
    if not t.free.isdisjoint(names) or t.loose:
        return
    domain, body = open_binder(t, names)
    for name, (lo, hi) in zip(domain.names, domain.ranges, strict=True):
        for tensor in sorted(_read_at(body, Var(name))):
            turned = _turned(body, tensor, Var(name), isub(iadd(lo, hi, Int(-1)), Var(name)))
            yield Change("order", domain.bind(t.op, turned, t.hints))


def _read_at(t: Term, index: Term) -> set[str]:
    """The tensors that are read at just this index."""
    here = {t.data} if t.op == "read" and index in t.args else set()
    return here.union(*(_read_at(a, index) for a in t.args))


def _turned(t: Term, tensor: str, index: Term, instead: Term) -> Term:
    if t.op == "read" and t.data == tensor:
        return make("read", tensor, tuple(instead if a == index else a for a in t.args))
    return make(t.op, t.data, tuple(_turned(a, tensor, index, instead) for a in t.args), t.hints)


def _made(kind: str, t: Term, args: tuple[Term, ...], data: object = None) -> Iterator[Change]:
    """The term with other parts, if it is well formed."""
    try:
        yield Change(kind, make(t.op, t.data if data is None else data, args, t.hints))
    except TermError:
        return


# ---- statements ----


def mutants(th: Theorem) -> Iterator[Mutant]:
    """The statement with one change in its conclusion, in a hypothesis or in a definition, or without a hypothesis."""
    seen = {_key(th)}
    for kind, hypotheses, conclusion in _changed(th):
        try:
            mutant = Mutant(kind, axiom(hypotheses, conclusion))
        except (Rejected, TermError):
            continue
        if _key(mutant.statement) not in seen:
            seen.add(_key(mutant.statement))
            yield mutant


def _key(th: Theorem) -> tuple[frozenset[Term], Term]:
    return frozenset(th.hypotheses), th.conclusion


def _changed(th: Theorem) -> Iterator[tuple[str, Sequence[Term], Term]]:
    given = th.hypotheses
    for k, changed in enumerate(th.conclusion.args):
        for kind, part in changes(changed):
            c = th.conclusion
            for new in _made(kind, c, (*c.args[:k], part, *c.args[k + 1 :])):
                yield kind, given, new.term
    for k, h in enumerate(given):
        yield "hypothesis", (*given[:k], *given[k + 1 :]), th.conclusion
        for _, other in changes(h):
            yield "hypothesis", (*given[:k], other, *given[k + 1 :]), th.conclusion
    for d in definitions(th.conclusion, *given):
        for _, body in changes(d.body):
            try:
                new_definition = intern_definition(d.name, d.hints, body)
                stated = [with_definition(t, d, new_definition) for t in (*given, th.conclusion)]
            except TermError:
                continue
            yield "definition", stated[:-1], stated[-1]


def with_definition(t: Term, old: Definition, new: Definition) -> Term:
    """The term that says the same of another layer: every read of what ``old`` defines is one of what ``new`` defines."""
    args = tuple(with_definition(a, old, new) for a in t.args)
    if t.op != "call":
        return make(t.op, t.data, args, t.hints)
    d = t.data
    return make("call", new if d is old else intern_definition(d.name, d.hints, with_definition(d.body, old, new)), args)
