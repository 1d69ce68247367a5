"""Certificates: read one, make every step again with the primitive rules, and return what was proved.

A certificate is JSON: a table of ``nodes`` (terms and definitions, each built from earlier ones), ``lines`` (each makes one
theorem from earlier ones by a rule) and the ``claim``. In a line's parameters ``"#n"`` is node n and ``"@n"`` the theorem of
line n. A ``chain`` line rewrites a term step by step: each step names a rule, a path (children counted in written order),
parameters, the result if it is stored, and a note that nothing here looks at.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Sequence
from fractions import Fraction
from typing import Any

from symgrad.core.arith import arith
from symgrad.core.rules import apply
from symgrad.core.rules.scalars import at_most_max, fact, max_at_most, positive, sum_at_most
from symgrad.core.term import LETTERS, NAMED, Definition, Term, TermError, definitions, eq, intern_definition, make
from symgrad.core.theorem import (
    Rejected,
    Theorem,
    assume,
    axiom,
    contradiction,
    discharge,
    generalise,
    induct,
    instantiate_symbols,
    reflexivity,
    rewrite,
    specialise,
    symmetry,
    transitivity,
    weaken,
)

FORMAT = "symgrad certificate"
VERSION = 1
MAX_NODES = 100_000
# x, x', θ, dL/dZ: no letter that looks like another, nothing that looks like more than a name. The core's own names for
# opened indices begin with @.
_NAME = f"[{LETTERS}][{LETTERS}0-9]*'*"
NAME = re.compile(f"@[A-Za-z0-9]+|{_NAME}|d{_NAME}/d{_NAME}")


def chain(start: Term, steps: Sequence[Sequence[Any]]) -> Theorem:
    """Γ ⊢ start = end, by rewriting step after step; each step is (rule, path, parameters, result or None)."""
    hypotheses: dict[Term, None] = {}
    t = start
    for number, (rule, path, parameters, result, *_) in enumerate(steps):
        t = _chain_step(t, number, rule, path, parameters, result, hypotheses)
    return axiom(hypotheses, eq(start, t))  # transitivity, applied all at once


def _chain_step(
    t: Term, number: int, rule: str, path: Sequence[int], parameters: Sequence[Any], result: Any, out: dict[Term, None]
) -> Term:
    try:
        th = rewrite(t, path, lambda part: apply(rule, part, *parameters))
    except Rejected as e:
        raise Rejected(e.rule, f"step {number + 1}: {e.reason}", e.terms, path) from None
    if result is not None and th.rhs != result:
        raise Rejected(rule, f"step {number + 1}: the rule gives another result", (th.rhs, result), path)
    out.update(dict.fromkeys(th.hypotheses))
    return th.rhs


def _instantiate(th: Theorem, pairs: Sequence[tuple[str, Term]]) -> Theorem:
    return instantiate_symbols(th, dict(pairs))


LINES: dict[str, Callable[..., Theorem]] = {
    "chain": chain,
    "arith": arith,
    "reflexivity": reflexivity,
    "symmetry": symmetry,
    "transitivity": transitivity,
    "assume": assume,
    "discharge": discharge,
    "weaken": weaken,
    "contradiction": contradiction,
    "generalise": generalise,
    "specialise": specialise,
    "instantiate": _instantiate,
    "induct": induct,
    "fact": fact,
    "positive": positive,
    "at_most_max": at_most_max,
    "max_at_most": max_at_most,
    "sum_at_most": sum_at_most,
}


def make_line(rule: str, *parameters: Any) -> Theorem:
    """The theorem that a line makes."""
    if rule not in LINES:
        raise Rejected(rule, "there is no such rule")
    return LINES[rule](*parameters)


def load(text: str) -> Theorem:
    """Replay the certificate in ``text``; raises Rejected, whatever is wrong with it."""
    try:
        data = json.loads(text)
    except (ValueError, RecursionError) as e:
        raise Rejected("certificate", f"this is no JSON: {e}") from None
    return replay(data)


def replay(data: Any) -> Theorem:
    """Replay a decoded certificate; raises Rejected, whatever is wrong with it."""
    number = "the header"
    try:
        _check_header(data)
        number = "the table of nodes"
        nodes = decode_nodes(data["nodes"])
        proved: list[Theorem] = []
        for k, (rule, *parameters) in enumerate(data["lines"]):
            number = f"line {k + 1}"
            proved.append(make_line(rule, *(decode(p, nodes, proved) for p in parameters)))
        number = "the claim"
        return _check_claim(data["claim"], nodes, proved)
    except Rejected as e:
        raise Rejected(e.rule, f"{number}: {e.reason}", e.terms, e.path) from None
    except RecursionError:
        raise Rejected("certificate", f"{number}: nested too deeply") from None
    # A certificate may hold anything; whatever Python makes of nonsense, the answer is that it is not accepted.
    except Exception as e:  # noqa: BLE001  # rejecting is always sound
        raise Rejected("certificate", f"{number}: not a well-formed certificate ({e})") from None


def _check_header(data: Any) -> None:
    if not isinstance(data, dict) or data.get("format") != FORMAT:
        raise Rejected("certificate", f"this is no {FORMAT}")
    if data.get("version") != VERSION:
        raise Rejected("certificate", f"version {data.get('version')!r}; this core reads version {VERSION}")
    if not data["lines"] or len(data["nodes"]) > MAX_NODES:
        raise Rejected("certificate", "nothing is proved, or the table is too large")


def _check_claim(claim: Any, nodes: list[Term | Definition], proved: list[Theorem]) -> Theorem:
    th = proved[-1]
    conclusion = _term(claim["conclusion"], nodes)
    hypotheses = [_term(h, nodes) for h in claim["hypotheses"]]
    if th.conclusion != conclusion:
        raise Rejected("claim", "what was proved is not what is claimed", (th.conclusion, conclusion))
    for h in th.hypotheses:
        if h not in hypotheses:
            raise Rejected("claim", "the proof uses a hypothesis that the claim does not state", (h,))
    check_symbols(conclusion, *hypotheses)
    return axiom(hypotheses, conclusion)  # weakened; with the claim's own names of indices, which were checked


def check_symbols(*terms: Term) -> None:
    """Each name stands for one thing: one kind and arity, and one definition; no name is reserved for the core."""
    kinds: dict[str, tuple[Any, ...]] = {}
    bodies = definitions(*terms)
    for d in bodies:
        _one_kind(kinds, d.name, ("defined", id(d)))
    seen: set[int] = set()
    stack = [*terms, *(d.body for d in bodies)]
    while stack:
        t = stack.pop()
        if id(t) in seen:
            continue
        seen.add(id(t))
        stack += t.args
        if t.op in ("var", "iread", "read"):
            _one_kind(kinds, t.data, (t.op, len(t.args)))
        elif t.op == "diff":
            _one_kind(kinds, t.data, ("read", len(t.args) - 1))
        elif t.op == "fn":
            _one_kind(kinds, t.data[0], ("fn", len(t.args)))


def _one_kind(kinds: dict[str, tuple[Any, ...]], name: str, kind: tuple[Any, ...]) -> None:
    if name.startswith("@"):
        raise Rejected("claim", f"the name {name} is reserved")
    if kinds.setdefault(name, kind) != kind:
        raise Rejected("claim", f"the name {name} stands for two things")


# ---- reading ----


def decode_nodes(rows: Any) -> list[Term | Definition]:
    nodes: list[Term | Definition] = []
    for k, row in enumerate(rows):
        try:
            nodes.append(_decode_node(row, nodes))
        except TermError as e:
            raise Rejected("certificate", f"node {k}: {e}") from None
    return nodes


def _decode_node(row: Any, nodes: list[Term | Definition]) -> Term | Definition:
    op, data, args, hints = row
    for name in (*hints, *_names(op, data)):
        if type(name) is not str or (name and not NAME.fullmatch(name)):
            raise TermError(f"{name!r} is no name")
    if op == "definition":
        body = _at(args[0], nodes)
        if len(args) != 1 or type(data) is not str or not data or not isinstance(body, Term) or body.loose > len(hints):
            raise TermError("not a definition")
        return intern_definition(data, tuple(hints), body)
    parts = tuple(_at(a, nodes) for a in args)
    if not all(isinstance(a, Term) for a in parts):
        raise TermError("a definition is no argument")
    return make(op, _decode_data(op, data, nodes), parts, tuple(hints))  # type: ignore[arg-type]  # checked just above


def _names(op: str, data: Any) -> tuple[Any, ...]:
    """The symbol that a node names, which must look like one: what is printed must not be mistaken for something else."""
    if op in NAMED:
        return (data if isinstance(data, str) else data[0],)
    return (data,) if op == "definition" else ()


def _decode_data(op: str, data: Any, nodes: list[Term | Definition]) -> Any:
    match op:
        case "num":
            return _fraction(data)
        case "fn":
            return (data[0], tuple(data[1]))
        case "smooth":
            return tuple(data)
        case "call":
            return _at(data, nodes)
        case "literal":
            return (tuple(data[0]), tuple(map(_fraction, data[1])))
    if isinstance(data, list | dict):
        raise TermError(f"{op} does not take {data!r}")
    return data


def _fraction(text: Any) -> Fraction:
    if type(text) is not str:
        raise TermError("a number must be written as text")
    top, _, bottom = text.partition("/")
    return Fraction(int(top), int(bottom or "1"))


def _at(index: Any, nodes: list[Term | Definition]) -> Term | Definition:
    if type(index) is not int or not 0 <= index < len(nodes):
        raise TermError(f"there is no node {index!r} before this one")
    return nodes[index]


def _term(reference: Any, nodes: list[Term | Definition]) -> Term:
    found = decode(reference, nodes, [])
    if not isinstance(found, Term) or found.loose:
        raise Rejected("certificate", f"{reference!r} is no closed term")
    return found


def decode(value: Any, nodes: list[Term | Definition], proved: list[Theorem]) -> Any:
    """A parameter: terms and theorems put in place of their references, lists made tuples."""
    if isinstance(value, list):
        return tuple(decode(v, nodes, proved) for v in value)
    if isinstance(value, str) and value[:1] in ("#", "@"):
        index = int(value[1:])
        if not 0 <= index < len(nodes if value[0] == "#" else proved):
            raise Rejected("certificate", f"there is no {value} before this line")
        found: Any = nodes[index] if value[0] == "#" else proved[index]
        if isinstance(found, Term) and found.loose:
            raise Rejected("certificate", f"{value} is no closed term")
        return found
    if isinstance(value, dict | float):
        raise Rejected("certificate", f"{value!r} is no parameter")
    return value


# ---- writing ----


def encode(lines: Sequence[Sequence[Any]], theorem: Theorem, about: dict[str, Any]) -> dict[str, Any]:
    """The certificate of a theorem that ``lines`` prove; line parameters may hold terms, and theorems of earlier lines as
    ``LineNumber``. ``about`` is copied in front (name, source) and has no meaning here."""
    table: dict[int, int] = {}
    rows: list[Any] = []
    body = [_encode(line, table, rows) for line in lines]
    claim = {
        "hypotheses": [_encode(h, table, rows) for h in theorem.hypotheses],
        "conclusion": _encode(theorem.conclusion, table, rows),
    }
    return {"format": FORMAT, "version": VERSION, **about, "nodes": rows, "lines": body, "claim": claim}


class LineNumber(int):
    """A reference to the theorem of an earlier line."""


def _encode(value: Any, table: dict[int, int], rows: list[Any]) -> Any:
    if isinstance(value, Term):
        return f"#{_node(value, table, rows)}"
    if isinstance(value, LineNumber):
        return f"@{int(value)}"
    if isinstance(value, tuple | list):
        return [_encode(v, table, rows) for v in value]
    return value


def _node(t: Term | Definition, table: dict[int, int], rows: list[Any]) -> int:
    found = table.get(id(t))
    if found is not None:
        return found
    if isinstance(t, Definition):
        row = ["definition", t.name, [_node(t.body, table, rows)], list(t.hints)]
    else:
        args = [_node(a, table, rows) for a in t.args]
        row = [t.op, _encode_data(t, table, rows), args, list(t.hints)]
    rows.append(row)
    table[id(t)] = len(rows) - 1
    return len(rows) - 1


def _encode_data(t: Term, table: dict[int, int], rows: list[Any]) -> Any:
    match t.op:
        case "num":
            return str(t.data)
        case "fn":
            return [t.data[0], list(t.data[1])]
        case "smooth":
            return list(t.data)
        case "call":
            return _node(t.data, table, rows)
        case "literal":
            return [list(t.data[0]), [str(v) for v in t.data[1]]]
    return t.data
