"""The page of ``symgrad prove`` without a target: featured proofs in full, one line for each other, sixty lines."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

from symgrad.errors import Problem
from symgrad.proof.document import Document
from symgrad.render.diagnostics import problem_lines
from symgrad.render.lines import BLANK, Line, Span, line
from symgrad.render.notation import Notation
from symgrad.render.theorem import as_claimed, summary_lines, theorem_lines

MOST_LINES = 60
WIDEST_NAME = 34  # of the column of names; a longer name pushes what follows it to the right
Outcome = Document | Problem


def overview(
    featured: Iterable[Callable[[], Outcome]],
    others: Iterable[Callable[[], Outcome]],
    names: list[str],
    suggestions: list[tuple[str, str]],
    notation: Notation,
    width: int,
    detail: bool = False,
) -> Iterator[list[Line]]:
    """Blocks of lines, each as soon as its theorem is proved. A featured proof that would make the page longer than
    ``MOST_LINES`` gets one line like the others; a theorem that is not as claimed always gets all that it needs."""
    name_width = min(WIDEST_NAME, max(map(len, names), default=0))
    rest = list(others)
    closing = next_lines(suggestions, width)
    room = MOST_LINES
    late: list[Outcome] = []
    outcomes: list[Outcome] = []
    previous: Document | None = None
    for prove in featured:
        outcome = prove()
        lines = full_lines(outcome, notation, width, detail=detail, previous=previous)
        lines.append(BLANK)
        outcomes.append(outcome)
        if not detail and len(lines) > room and _is_fine(outcome):
            room -= 1
            late.append(outcome)
            continue
        room -= len(lines)
        previous = outcome if isinstance(outcome, Document) else None
        yield lines
    for outcome in late:
        yield short_lines(outcome, notation, width, name_width)
    for prove in rest:
        outcomes.append(prove())
        yield short_lines(outcomes[-1], notation, width, name_width)
    yield [BLANK, *tally_lines(outcomes), *closing]


def _is_fine(outcome: Outcome) -> bool:
    return isinstance(outcome, Document) and as_claimed(outcome)


def full_lines(
    outcome: Outcome, notation: Notation, width: int, *, detail: bool = False, previous: Document | None = None
) -> list[Line]:
    """A theorem in full, or the problem that kept it from being proved."""
    if isinstance(outcome, Problem):
        return problem_lines(outcome, width, notation.unicode)
    return theorem_lines(outcome, notation, width, detail=detail, previous=previous)


def short_lines(outcome: Outcome, notation: Notation, width: int, name_width: int) -> list[Line]:
    """One line for a theorem that is as claimed."""
    if isinstance(outcome, Problem):
        return problem_lines(outcome, width, notation.unicode)
    return summary_lines(outcome, notation, width, name_width)


def tally_lines(outcomes: Sequence[Outcome]) -> list[Line]:
    """How many theorems there were, and how many of each verdict."""
    counts: dict[str, int] = {}
    for outcome in outcomes:
        verdict = outcome.verdict if isinstance(outcome, Document) else "not understood"
        expected = isinstance(outcome, Document) and verdict == outcome.expected
        key = verdict if verdict == "proved" else f"{verdict} as expected" if expected else verdict
        counts[key] = counts.get(key, 0) + 1
    odd = sum(not _is_fine(outcome) for outcome in outcomes)
    words = ", ".join(f"{count} {verdict}" for verdict, count in counts.items())
    end: Span = (f"; {odd} not as claimed", "bad") if odd else ("", "plain")
    return [((f"{len(outcomes)} theorems: {words}", "plain"), end)]


def next_lines(suggestions: list[tuple[str, str]], width: int) -> list[Line]:
    """What to try next: commands to copy, and what each does where there is room to say it."""
    start = 2 + max(len(command) for command, _ in suggestions) + 3
    out: list[Line] = [BLANK, line("Try next", "heading")]
    for command, does in suggestions:
        told = does if start + len(does) <= width else ""
        out.append((("  " + command.ljust(start - 2), "name"), (told, "faint")))
    return out
