"""Small random changes to a decoded certificate, of the kind that an error or a forger would make."""

from __future__ import annotations

import copy
from collections.abc import Callable
from random import Random
from typing import Any

from symgrad.core import replay
from symgrad.core.theorem import Theorem

Certificate = dict[str, Any]

# ops that take the same sorts, so that a mutant stays well typed
LIKE = (
    ("add", "mul"),
    ("iadd", "imul"),
    ("floor", "mod", "imin", "imax", "iadd", "imul"),
    ("eq", "ne", "lt", "le", "divides"),
    ("seq", "sne", "slt", "sle"),
    ("and", "or"),
    ("sum", "max"),
    ("forall", "unique"),
    ("num", "read"),
    ("int", "var"),
    ("true", "false"),
    ("var", "iread"),
)
TREES = (
    *("trivial", "exact", "farkas", "combine", "all", "any", "both", "quotient", "absurd", "split", "have", "rewrite"),
    *("cases", "floor", "extremum", "argmax", "forall", "cast"),
)


def mutate(certificate: Certificate, rng: Random) -> Certificate:
    """A copy with one to three random changes."""
    mutant = copy.deepcopy(certificate)
    for _ in range(rng.choice((1, 1, 1, 2, 2, 3))):
        rng.choice(MUTATIONS)(mutant, rng)
    return mutant


# ---- the table of nodes ----


def _some_row(c: Certificate, rng: Random, ops: set[str] | None = None) -> list[Any] | None:
    rows = [row for row in c["nodes"] if ops is None or row[0] in ops]
    return rng.choice(rows) if rows else None


def change_op(c: Certificate, rng: Random) -> None:
    row = _some_row(c, rng, {op for group in LIKE for op in group})
    if row is not None:
        group = rng.choice([g for g in LIKE if row[0] in g])
        row[0] = rng.choice(group)
        if row[0] == "num" and not isinstance(row[1], str):
            row[1] = "2"


def change_data(c: Certificate, rng: Random) -> None:
    row = _some_row(c, rng, {"int", "bound", "num", "var", "read", "iread", "pow", "diff", "fn", "argmax", "call"})
    if row is None:
        return
    data = row[1]
    if type(data) is int:
        row[1] = data + rng.choice((-2, -1, 1, 2))
    elif row[0] == "num":
        row[1] = rng.choice(("0", "1", "-1", "2", "-2", "1/2", f"-{data}" if data[0] != "-" else data[1:]))
    elif row[0] == "fn":
        other = _some_row(c, rng, {"fn"})
        if rng.random() < 0.5 and data[1]:
            data[1][rng.randrange(len(data[1]))] += rng.choice((-1, 1))
        elif other is not None:
            data[0] = rng.choice((other[1][0], "exp", "log", "sqrt", "g"))
    else:
        names = [r[1] for r in c["nodes"] if isinstance(r[1], str) and r[0] in ("var", "read", "iread", "diff")]
        row[1] = rng.choice(names or [data])


def change_reference(c: Certificate, rng: Random) -> None:
    k = rng.randrange(len(c["nodes"]))
    args = c["nodes"][k][2]
    if args:
        same_op = [j for j in range(k) if c["nodes"][j][0] == c["nodes"][args[0]][0]]
        args[rng.randrange(len(args))] = rng.choice(same_op) if same_op and rng.random() < 0.5 else rng.randrange(k)


def swap_references(c: Certificate, rng: Random) -> None:
    row = _some_row(c, rng)
    if row is not None and len(row[2]) > 1:
        i, j = rng.sample(range(len(row[2])), 2)
        row[2][i], row[2][j] = row[2][j], row[2][i]


def change_arity(c: Certificate, rng: Random) -> None:
    row = _some_row(c, rng, {"add", "mul", "iadd", "imul", "and", "or", "read"})
    if row is not None and row[2]:
        if rng.random() < 0.5:
            row[2].pop(rng.randrange(len(row[2])))
        else:
            row[2].insert(rng.randrange(len(row[2]) + 1), rng.choice(row[2]))


# ---- parameters of lines ----


def _leaves(value: Any, into: list[tuple[list[Any], int]]) -> list[tuple[list[Any], int]]:
    """Every place of a nested list that holds no list."""
    for k, v in enumerate(value):
        if isinstance(v, list):
            _leaves(v, into)
        else:
            into.append((value, k))
    return into


def _lists(value: Any, into: list[list[Any]]) -> list[list[Any]]:
    for v in value:
        if isinstance(v, list):
            into.append(v)
            _lists(v, into)
    return into


def _some_line(c: Certificate, rng: Random) -> list[Any]:
    line: list[Any] = rng.choice(c["lines"])
    return line


def change_leaf(c: Certificate, rng: Random) -> None:
    """One number, name or reference among the parameters: of a path, a witness, a map, a range."""
    holder, k = rng.choice(_leaves(_some_line(c, rng), []))
    value = holder[k]
    if type(value) is int:
        holder[k] = value + rng.choice((-2, -1, 1, 2))
    elif isinstance(value, str) and value.startswith("#"):
        holder[k] = f"#{rng.randrange(len(c['nodes']))}"
    elif isinstance(value, str) and value.startswith("@"):
        holder[k] = f"@{rng.randrange(len(c['lines']))}"
    elif value in TREES:
        holder[k] = rng.choice(TREES)
    else:
        others = _leaves(c["lines"], [])
        holder[k] = rng.choice([h[j] for h, j in others if type(h[j]) is type(value)] or [value])


def change_list(c: Certificate, rng: Random) -> None:
    """Drop, repeat or swap elements of a list among the parameters: hypotheses, obligations, cofactors, steps."""
    lists = [v for v in _lists(_some_line(c, rng), []) if v]
    if not lists:
        return
    chosen = rng.choice(lists)
    k = rng.randrange(len(chosen))
    match rng.randrange(3):
        case 0:
            chosen.pop(k)
        case 1:
            chosen.insert(k, copy.deepcopy(chosen[k]))
        case 2:
            j = rng.randrange(len(chosen))
            chosen[k], chosen[j] = chosen[j], chosen[k]


def drop_witness(c: Certificate, rng: Random) -> None:
    """Say of an obligation that it is plain to see, or give it the witness of another."""
    witnesses = [v for v in _lists(_some_line(c, rng), []) if v and isinstance(v[0], list) and len(v) == 2]
    if witnesses:
        victim = rng.choice(witnesses)
        donor = copy.deepcopy(rng.choice(witnesses))
        victim[:] = donor


def change_lines(c: Certificate, rng: Random) -> None:
    """Repeat, delete or swap whole lines; references keep their numbers."""
    lines = c["lines"]
    k, j = rng.randrange(len(lines)), rng.randrange(len(lines))
    match rng.randrange(3):
        case 0:
            lines.insert(j, copy.deepcopy(lines[k]))
        case 1:
            lines.pop(k)
        case 2:
            lines[k], lines[j] = lines[j], lines[k]
    if not lines:
        lines.append(["reflexivity", c["claim"]["conclusion"]])


# ---- the claim ----


def _copied(c: Certificate, k: int, rng: Random, depth: int = 0) -> int:
    """A copy of node k with one random descendant changed; the proof keeps the original."""
    row = copy.deepcopy(c["nodes"][k])
    if row[2] and (rng.random() < 0.85 or depth == 0):
        j = rng.randrange(len(row[2]))
        row[2][j] = _copied(c, row[2][j], rng, depth + 1)
    elif type(row[1]) is int and row[0] != "call":
        row[1] += rng.choice((-1, 1))
    elif row[0] == "num":
        row[1] = rng.choice(("0", "1", "-1", "2"))
    elif row[0] in ("var", "read"):
        row[1] = rng.choice([r[1] for r in c["nodes"] if r[0] == row[0]])
    c["nodes"].append(row)
    return len(c["nodes"]) - 1


def change_claim(c: Certificate, rng: Random) -> None:
    """The claim alone: a sign, an offset, a bound of its conclusion, or of a hypothesis."""
    claim = c["claim"]
    hypotheses = claim["hypotheses"]
    if hypotheses and rng.random() < 0.3:
        k = rng.randrange(len(hypotheses))
        hypotheses[k] = f"#{_copied(c, int(hypotheses[k][1:]), rng)}"
    else:
        claim["conclusion"] = f"#{_copied(c, int(claim['conclusion'][1:]), rng)}"


def drop_hypothesis(c: Certificate, rng: Random) -> None:
    hypotheses = c["claim"]["hypotheses"]
    if hypotheses:
        hypotheses.pop(rng.randrange(len(hypotheses)))
    else:
        change_claim(c, rng)


def follow_lines(c: Certificate, rng: Random) -> None:
    """Change a node and let the claim follow: every place shares the node, so proof and claim change together."""
    row = _some_row(c, rng, {"int", "num", "var", "sum", "eq", "le", "lt", "bound", "pow", "seq", "sne"})
    if row is None:
        return
    (change_op if rng.random() < 0.4 else change_data)({**c, "nodes": [row, *c["nodes"]]}, rng)


def claim_what_is_proved(c: Certificate, rng: Random) -> None:
    """Change the proof, then claim whatever it proves now: only the rules themselves can stop this."""
    rng.choice((change_op, change_data, change_reference, change_leaf, change_list, drop_witness))(c, rng)
    c["claim"] = _own_claim(c) or c["claim"]


def _own_claim(c: Certificate) -> dict[str, Any] | None:
    """The claim that the lines prove as they are now; None if they prove nothing."""
    try:
        nodes = replay.decode_nodes(c["nodes"])
        proved: list[Theorem] = []
        for rule, *parameters in c["lines"]:
            proved.append(replay.make_line(rule, *(replay.decode(p, nodes, proved) for p in parameters)))
    except Exception:  # noqa: BLE001  # a mutant may be any nonsense
        return None
    rows, table = c["nodes"], {}  # type: ignore[var-annotated]  # node numbers by id
    return {
        "hypotheses": [replay._encode(h, table, rows) for h in proved[-1].hypotheses],
        "conclusion": replay._encode(proved[-1].conclusion, table, rows),
    }


MUTATIONS: tuple[Callable[[Certificate, Random], None], ...] = (
    change_op,
    change_data,
    change_data,
    change_reference,
    swap_references,
    change_arity,
    change_leaf,
    change_leaf,
    change_list,
    drop_witness,
    change_lines,
    drop_hypothesis,
    follow_lines,
    change_claim,
    claim_what_is_proved,
    claim_what_is_proved,
    claim_what_is_proved,
)
