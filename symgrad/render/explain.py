"""What a code or a rule means, as lines: ``symgrad explain``."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from symgrad import codes
from symgrad.errors import Problem
from symgrad.language.codes import EXPLANATIONS
from symgrad.render.breaking import break_words
from symgrad.render.formula import break_formula
from symgrad.render.hypotheses import in_words
from symgrad.render.lines import BLANK, Line, line
from symgrad.render.notation import Notation

INDENT = 2
MEASURE = 88  # longer lines of prose are hard to read


def explanations() -> dict[str, str]:
    """All codes with their explanations, in order."""
    return dict(sorted({**EXPLANATIONS, **codes.DOCUMENTS, **codes.EXPLANATIONS}.items()))


def laws() -> dict[str, tuple[str, str]]:
    """The primitive rules, and the kinds of certificate lines: name -> (family, law)."""
    from symgrad.core.replay import LINES
    from symgrad.core.rules import RULES
    from symgrad.core.theorem import instantiate_symbols

    found = {r.name: (f"a primitive rule of the proof core ({r.family})", _law(r.apply)) for r in RULES.values()}
    for name, make in {**LINES, "instantiate": instantiate_symbols}.items():
        found.setdefault(name, ("a line of a certificate", _law(make)))
    return found


def _law(rule: Callable[..., Any]) -> str:
    """The docstring of the rule, which states its law."""
    from inspect import cleandoc

    return cleandoc(rule.__doc__ or "").replace("``", "`")


def explain(topic: str, notation: Notation, width: int) -> list[Line]:
    """The explanation of a code (``SG403``) or a rule (``reindex``); raises Problem SG408."""
    code = topic.upper()
    if code in explanations():
        return [*_heading(code, "a message", notation), *_prose(explanations()[code], notation, width)]
    if topic in laws():
        family, law = laws()[topic]
        lines = [*_heading(topic, family, notation), *_prose(law, notation, width)]
        return lines + _example(topic, notation, width)
    raise unknown(topic)


def overview(notation: Notation, width: int) -> list[Line]:
    """All codes and rules, each with the first sentence of its explanation."""
    out: list[Line] = [line("Messages", "title")]
    out += _table({code: text.split("\n")[0] for code, text in explanations().items()}, notation, width)
    out += [BLANK, line("Rules of the proof core", "title")]
    first = {name: " ".join(law.split("\n\n")[0].split()) for name, (_, law) in laws().items()}
    out += _table(first, notation, min(width, MEASURE))
    return out


def unknown(topic: str) -> Problem:
    """There is no such code or rule; the nearest names are suggested."""
    from difflib import get_close_matches

    near = get_close_matches(topic, [*laws(), *explanations()], n=3, cutoff=0.5)
    near += get_close_matches(topic.upper(), explanations(), n=3, cutoff=0.7)
    names = ", ".join(f"`{name}`" for name in dict.fromkeys(near))
    return Problem(
        "SG408",
        f"there is no code or rule called `{topic}`",
        help=f"did you mean {names}?" if names else "`symgrad explain` lists all codes and rules",
    )


def _heading(name: str, kind: str, notation: Notation) -> list[Line]:
    between = " · " if notation.unicode else " - "
    return [((name, "title"), (between + kind, "faint")), BLANK]


def _prose(text: str, notation: Notation, width: int) -> list[Line]:
    """Paragraphs filled to the width; lines that are indented by four blanks are kept as they are."""
    out: list[Line] = []
    for paragraph in text.split("\n\n"):
        if paragraph.startswith("    "):
            out += [line(notation.words(code), "name") for code in paragraph.splitlines()]
        else:
            filled = " ".join(notation.words(paragraph).split())
            out += [line(piece, "plain", INDENT) for piece in break_words(filled, min(width, MEASURE) - INDENT)]
        out.append(BLANK)
    return out[:-1]


def _example(rule: str, notation: Notation, width: int) -> list[Line]:
    from symgrad.render.examples import example

    proved = example(rule)
    if proved is None:
        return []
    text = notation.term(proved.conclusion)
    pieces = break_formula(text, width - 2 * INDENT)
    used = in_words(proved.hypotheses, notation)
    lines = [line(piece, "math", 2 * INDENT) for piece in pieces]
    return [BLANK, line("Example", "heading", INDENT), *lines, *([line(used, "plain", 2 * INDENT)] if used else [])]


def _table(rows: dict[str, str], notation: Notation, width: int) -> list[Line]:
    """Names in one column, their words in the other."""
    start = INDENT + max(map(len, rows), default=0) + 2
    out: list[Line] = []
    for name, text in rows.items():
        pieces = break_words(notation.words(text), width - start)
        out.append(((" " * INDENT + name.ljust(start - INDENT), "name"), (pieces[0], "plain")))
        out += [line(piece, "plain", start) for piece in pieces[1:]]
    return out
