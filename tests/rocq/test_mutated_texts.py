"""A script whose text was edited until it claims something false is rejected, at a step of a proof."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from tests.rocq.coqc import needs_coqc
from tests.rocq.mutated_scripts import answers, text_of
from tests.rocq.test_mutated_scripts import false_statements, lines_and_claim

# theorems whose last line states what the theorem states
NAMES = ("convolution.dL_dK", "transposed_convolution.dL_dx", "output_size.floor_mode", "published_matrix.gradient_of_any_kernel")
IN_THE_STATEMENT = ("guard", "order", "bound", "offset", "sign", "number")


def original(name: str) -> str:
    lines, claim = lines_and_claim(name)
    text = text_of(name, lines, claim)
    assert text is not None
    return text


def stated(text: str) -> str:
    """What the theorem of a script states."""
    found = re.search(r"^Theorem \S+ :(.*?)\nProof\.", text, re.MULTILINE | re.DOTALL)
    assert found is not None
    return found[1]


def with_statement_of_another(name: str) -> list[str]:
    """The script with a false statement in the place of the true one wherever that stands, the proof as it was."""
    lines, _ = lines_and_claim(name)
    text, out = original(name), []
    for m in false_statements(name, 0):
        if m.kind in IN_THE_STATEMENT and len(out) < 4:
            false = text_of(name, lines, m.statement)
            assert false is not None
            out.append(text.replace(stated(text), stated(false)))
    assert out
    assert text.count(stated(text)) == 2  # of the theorem and of the last lemma
    return out


# ∂L/∂K[m,n] = Σ_{i,j} ∂L/∂Z[i,j]·V[i+m, j+n], for Z[i,j] = Σ_{k,l} V[i+k, j+l]·K[k,l] and m < P: each edit makes it false.
EDITS: dict[str, Callable[[str], str]] = {
    "the kernel turned round in every statement": lambda text: text.replace("(i + m)", "(i + ((-1) * m))"),
    "the image transposed in every statement": lambda text: text.replace("[(i + m); (j + n)]", "[(j + n); (i + m)]"),
    "an offset in the last lines alone": lambda text: text.replace(stated(text), stated(text).replace("(j + n)", "(j + n + 1)")),
    "a guard of the hypotheses": lambda text: text.replace("(m < P)%Z ->", "(m <= P)%Z ->"),
    "the layer's definition": lambda text: _in_the_definition(text, "(i + k)", "(i + ((-1) * k))"),
    "the layer in every step of the proof": lambda text: text.replace("(i + k)", "(i + ((-1) * k))"),
    "the layer's sum, everywhere": lambda text: text.replace("(sum 0 P (fun k", "(sum 1 P (fun k"),
}


def _in_the_definition(text: str, old: str, new: str) -> str:
    return re.sub(r"^Definition .*$", lambda found: found[0].replace(old, new), text, flags=re.MULTILINE)


@needs_coqc
@pytest.mark.parametrize("name", NAMES)
def test_another_statement_over_the_same_proof_is_rejected(name: str) -> None:
    verdicts = [a.verdict for a in answers(with_statement_of_another(name))]
    assert verdicts == ["rejected"] * len(verdicts)


@needs_coqc
def test_edits_by_hand_are_rejected() -> None:
    text = original("convolution.dL_dK")
    edited = {what: edit(text) for what, edit in EDITS.items()}
    assert text not in edited.values()
    verdicts = {what: a.verdict for what, a in zip(edited, answers(list(edited.values())), strict=True)}
    assert verdicts == dict.fromkeys(EDITS, "rejected")


@needs_coqc
def test_a_script_that_is_not_gallina_is_no_rejection() -> None:
    text = original("convolution.dL_dK")
    broken = [text.replace(" forall ", " for all "), text.replace("Prelude", "Preludium"), text.replace("sum 0 P", "summe 0 P")]
    assert [a.verdict for a in answers(broken)] == ["broken"] * 3
