"""What was found about claims: one ``Judged`` for each line, and ``Checked`` for a text."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from symgrad.errors import Problem

if TYPE_CHECKING:
    from symgrad.checker.question import Question
    from symgrad.language.program import Claim, Program
    from symgrad.proof.document import Document
    from symgrad.refute.counterexample import Counterexample

VERDICTS = ("proved", "refuted", "undecided", "not understood", "given")


@dataclass(frozen=True)
class Slip:
    """A change to the claim that makes it right. ``was`` and ``better`` are fragments of the line, ``line`` the whole of it.

    ``proved``: the repaired line was proved. Otherwise it only agreed with the right answer in ``instances``."""

    name: str
    was: str
    better: str
    line: str
    proved: bool
    instances: int = 0


@dataclass(frozen=True)
class Convention:
    """One way to read the text, and what the line is under it."""

    subject: str  # "forward reading", "cotangent outside its shape", …
    reading: str  # "convolution  V[i-k, j-l]"
    verdict: str
    own: bool = False  # this is how the text was read


@dataclass
class Judged:
    """One claim with its verdict, and all that goes with it. ``start`` and ``end`` are offsets into the source."""

    verdict: str
    text: str
    start: int
    end: int
    code: str = ""
    message: str = ""
    claim: Claim | None = None
    question: Question | None = None
    document: Document | None = None
    counterexample: Counterexample | None = None
    conventions: list[Convention] = field(default_factory=list)
    slip: Slip | None = None
    problem: Problem | None = None
    assumptions: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


@dataclass
class Checked:
    """A text with its judged claims. ``problem`` is set where the definitions themselves could not be read."""

    source: str
    filename: str | None
    steps: list[Judged]
    assumptions: list[str] = field(default_factory=list)
    program: Program | None = None
    problem: Problem | None = None

    @property
    def counts(self) -> dict[str, int]:
        """How many claims have each verdict."""
        found = Counter(step.verdict for step in self.steps)
        return {verdict: found[verdict] for verdict in VERDICTS}

    @property
    def as_claimed(self) -> bool:
        """Whether there was something to judge, and all of it was proved or given."""
        return bool(self.steps) and all(step.verdict in ("proved", "given") for step in self.steps)
