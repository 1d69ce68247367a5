"""No change to a certificate makes the core accept a false statement."""

from __future__ import annotations

import json
from random import Random
from typing import Any

import pytest

from symgrad.core.replay import LINES, decode_nodes, replay
from symgrad.core.term import TermError
from symgrad.core.theorem import Rejected, Theorem
from tests.core.certificates import CERTIFICATES
from tests.core.mutation import Certificate, change_claim, mutate
from tests.core.truth import assert_true

MUTANTS = 1000  # of each certificate, not all of them different
KEYS = ("tried", "within the schema", "well typed", "accepted", "of another statement", "seen true")
COUNTS = dict.fromkeys(KEYS, 0)
DONE: set[str] = set()


def within_schema(c: Certificate) -> bool:
    """Is the mutant what the format says: rows of nodes that refer to earlier rows, lines of known rules, a claim?"""
    nodes, lines = c["nodes"], c["lines"]
    rows = all(
        len(row) == 4
        and isinstance(row[0], str)
        and all(type(a) is int and 0 <= a < k for a in row[2])
        and all(isinstance(h, str) for h in row[3])
        for k, row in enumerate(nodes)
    )
    rules = bool(lines) and all(line and line[0] in LINES for line in lines)
    claimed = [c["claim"]["conclusion"], *c["claim"]["hypotheses"]]
    return rows and rules and all(int(ref[1:]) < len(nodes) for ref in [*_references(lines, "#"), *claimed])


def _references(value: Any, sign: str) -> list[str]:
    if isinstance(value, list):
        return [r for v in value for r in _references(v, sign)]
    return [value] if isinstance(value, str) and value[:1] == sign else []


def well_typed(c: Certificate) -> bool:
    try:
        decode_nodes(c["nodes"])
    except (TermError, Rejected):
        return False
    except Exception:  # noqa: BLE001  # e.g. a list where a name belongs
        return False
    return True


def accepted(mutant: Certificate) -> Theorem | None:
    """What replay returns; it may refuse a mutant in one way only."""
    try:
        return replay(mutant)
    except Rejected:
        return None


def try_mutants(certificate: Certificate, count: int, seed: int) -> dict[str, int]:
    """Mutate so often; whatever still replays must be true. Takes the certificate of any proof."""
    counts = dict.fromkeys(KEYS, 0)
    rng, original = Random(seed), replay(certificate)
    seen = {json.dumps(certificate)}
    for k in range(count):
        mutant = mutate(certificate, rng)
        text = json.dumps(mutant, default=repr)  # a rule may have taken a term for a name
        if text in seen:
            continue
        seen.add(text)
        counts["tried"] += 1
        if not within_schema(mutant):
            continue
        counts["within the schema"] += 1
        counts["well typed"] += well_typed(mutant)
        th = accepted(mutant)
        if th is None:
            continue
        counts["accepted"] += 1
        counts["of another statement"] += (th.hypotheses, th.conclusion) != (original.hypotheses, original.conclusion)
        try:
            counts["seen true"] += assert_true(th, seed + k, wanted=5, tries=25) > 0
        except AssertionError as e:
            raise AssertionError(f"{e}\n{json.dumps(mutant, ensure_ascii=False)}") from None
    return counts


@pytest.mark.parametrize("name", sorted(CERTIFICATES))
def test_what_still_replays_after_a_mutation_is_true(name: str) -> None:
    certificate = json.loads(json.dumps(CERTIFICATES[name]().certificate(name)))
    counts = try_mutants(certificate, MUTANTS, seed=len(name))
    assert counts["within the schema"] > counts["tried"] // 2
    DONE.add(name)
    for key, value in counts.items():
        COUNTS[key] += value


def test_at_least_two_thousand_well_typed_mutants_were_tried() -> None:
    if len(DONE) < len(CERTIFICATES):
        pytest.skip("only when the whole file is run")
    assert COUNTS["well typed"] >= 2000, COUNTS
    assert COUNTS["of another statement"] >= 200, COUNTS
    assert COUNTS["seen true"] >= COUNTS["accepted"] * 2 // 3, COUNTS


def test_every_kind_of_a_wrong_claim_is_refused() -> None:
    """The proof untouched, the claim another: accepted only if it says the same."""
    for name, make_proof in CERTIFICATES.items():
        original = json.loads(json.dumps(make_proof().certificate(name)))
        proved = replay(original)
        for seed in range(25):
            mutant = json.loads(json.dumps(original))
            change_claim(mutant, Random(seed))
            th = accepted(mutant)
            assert th is None or th.conclusion == proved.conclusion
            assert th is None or set(proved.hypotheses) <= set(th.hypotheses)
