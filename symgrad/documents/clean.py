"""Take out of a formula what says nothing about the mathematics, and check that braces and environments are closed.

What is left: letters, commands with a meaning, ``text`` tokens, and ``gap`` tokens where a wide space stands.
"""

from __future__ import annotations

from symgrad.documents.tokens import BEGIN, COMMAND, END_ENV, LETTER, NUMBER, OP, WORD, Token
from symgrad.documents.vocabulary import ACCENTS, SILENT, SILENT_WITH_ARGUMENT, STYLES, TEXT, TRANSPARENT
from symgrad.errors import Problem

TEXT_TOKEN, GAP, NOTHING = "text", "gap", "nothing"
_GAPS = frozenset({r"\quad", r"\qquad", r"\hspace", r"\hspace*", r"\intertext", r"\hfill", r"\shortintertext"})
MAX_NESTING = 60


def clean(tokens: list[Token]) -> list[Token]:
    """The tokens that matter. Raises Problem SG102 for braces and environments that do not match, SG109 if nested too deeply."""
    partner = _partners(tokens)
    out: list[Token] = []
    _copy(tokens, partner, 0, len(tokens), out)
    return out


def _partners(tokens: list[Token]) -> dict[int, int]:
    """For each opening brace, the place of the closing one; environments are checked on the way."""
    partner: dict[int, int] = {}
    open_: list[int] = []
    for place, token in enumerate(tokens):
        if token.text == "{" or token.kind == BEGIN:
            open_.append(place)
            if len(open_) > MAX_NESTING:
                raise Problem("SG109", f"nested more than {MAX_NESTING} deep", start=token.start, end=token.end)
        elif token.text == "}" or token.kind == END_ENV:
            _close(tokens, open_, place, partner)
    if open_:
        token = tokens[open_[-1]]
        name = f"\\begin{{{token.text}}}" if token.kind == BEGIN else "`{`"
        raise Problem("SG102", f"{name} is never closed", start=token.start, end=token.end)
    return partner


def _close(tokens: list[Token], open_: list[int], place: int, partner: dict[int, int]) -> None:
    token = tokens[place]
    if not open_:
        name = f"\\end{{{token.text}}}" if token.kind == END_ENV else "`}`"
        raise Problem("SG102", f"{name} closes nothing", start=token.start, end=token.end)
    at = open_.pop()
    opening = tokens[at]
    matches = opening.text == token.text if token.kind == END_ENV else opening.kind != BEGIN
    if not matches or (token.kind == END_ENV) != (opening.kind == BEGIN):
        raise Problem("SG102", f"`{opening.text}` is closed by `{token.text}`", start=token.start, end=token.end)
    partner[at] = place


def _copy(tokens: list[Token], partner: dict[int, int], at: int, stop: int, out: list[Token]) -> None:
    while at < stop:
        token = tokens[at]
        at += 1
        if (
            token.text == "{"
            and partner.get(at - 1) == at
            and not (out and (out[-1].text in ("_", "^") or out[-1].kind == COMMAND))
        ):
            at += 1  # {} before a sign only makes a space
            continue
        if token.kind != COMMAND:
            out.append(token)
            continue
        name = token.text[1:]
        if token.text in _GAPS:
            after = _after_group(tokens, partner, at) if name not in ("quad", "qquad", "hfill") else at
            out.append(Token(GAP, _words(tokens[at:after]) or token.text, token.start, token.end))
            at = after
        elif name in ("left", "right", "middle"):
            at = _sized(tokens, at, name, out)
        elif name in TEXT or (name in ("mathrm", "mathit", "mathsf", "mathbf", "rm") and _is_word(tokens, partner, at)):
            at = _text(tokens, partner, at, token, out)
        elif name in TRANSPARENT:
            at = _one_of(tokens, partner, at, TRANSPARENT[name], out)
        elif name in SILENT_WITH_ARGUMENT:
            at += at < stop and tokens[at].text == "*"
            for _ in range(SILENT_WITH_ARGUMENT[name]):
                after = _after_group(tokens, partner, at)
                if name == "footnote":  # what it says may restrict the line
                    out.append(Token(NOTHING, _words(tokens[at:after]), token.start, token.end))
                at = after
        elif name not in SILENT:
            out.append(token)


def _words(tokens: list[Token]) -> str:
    """The words in a group, as they stand."""
    out = ""
    for previous, token in zip([None, *tokens], tokens, strict=False):
        out += (" " if previous is not None and token.start > previous.end else "") + token.text.strip("{}$")
    return out.strip()


def _after_group(tokens: list[Token], partner: dict[int, int], at: int) -> int:
    if at < len(tokens) and tokens[at].text == "[":  # an optional argument
        while at < len(tokens) and tokens[at].text != "]":
            at += 1
        at += 1
    if at in partner and tokens[at].text == "{":
        return partner[at] + 1
    return min(at + 1, len(tokens)) if at < len(tokens) and tokens[at].kind in (LETTER, NUMBER) else at


def _one_of(tokens: list[Token], partner: dict[int, int], at: int, which: tuple[int, int], out: list[Token]) -> int:
    """Only one of the arguments of a command counts."""
    wanted, count = which
    for number in range(count):
        if at < len(tokens) and tokens[at].text == "[":
            while at < len(tokens) and tokens[at].text != "]":
                at += 1
            at += 1
        after = _after_group(tokens, partner, at)
        if number == wanted:
            _copy(tokens, partner, at, after, out)
        at = after
    if at < len(tokens) and tokens[at].text in ("_", "^") and count == 1 and wanted == 0 and _is_brace_label(tokens, at):
        at = _after_group(tokens, partner, at + 1)
    return at


def _is_brace_label(tokens: list[Token], at: int) -> bool:
    """``\\underbrace{…}_{\\text{…}}``: a label below a brace."""
    return (
        at + 2 < len(tokens)
        and tokens[at + 1].text == "{"
        and tokens[at + 2].text in (r"\text", r"\textrm", r"\mathrm", r"\mbox")
    )


def _sized(tokens: list[Token], at: int, name: str, out: list[Token]) -> int:
    """``\\left(`` is a bracket; ``\\left.`` is none, and a bar after ``\\right`` is said to be one that closes."""
    if at < len(tokens) and tokens[at].text == ".":
        out.append(Token(NOTHING, name, tokens[at].start, tokens[at].end))
        return at + 1
    if at < len(tokens) and tokens[at].text in ("|", r"\|", r"\vert", r"\Vert"):
        double = tokens[at].text in (r"\|", r"\Vert")
        side = {"left": "l", "right": "r"}.get(name, "")
        out.append(Token(COMMAND, "\\" + side + ("Vert" if double else "vert"), tokens[at].start, tokens[at].end))
        return at + 1
    return at


def _is_word(tokens: list[Token], partner: dict[int, int], at: int) -> bool:
    """Whether several letters follow in braces: a word, not a letter in another style."""
    if at not in partner or tokens[at].text != "{":
        return False
    inside = tokens[at + 1 : partner[at]]
    letters = [t for t in inside if t.kind in (LETTER, WORD)]
    return len("".join(t.text for t in letters)) > 1 and all(
        t.kind in (LETTER, WORD, NUMBER) or t.text in ("-", "_", r"\ ", r"\_", ".") for t in inside
    )


def _text(tokens: list[Token], partner: dict[int, int], at: int, command: Token, out: list[Token]) -> int:
    if at not in partner or tokens[at].text != "{":
        return at
    inside = tokens[at + 1 : partner[at]]
    if any(t.text == "$" for t in inside):
        inside = [t for t in inside if t.text != "$"]
    words = ""
    for previous, token in zip([None, *inside], inside, strict=False):
        words += (" " if previous is not None and token.start > previous.end else "") + token.text
    start = inside[0].start if inside else command.start
    end = inside[-1].end if inside else tokens[partner[at]].end
    math = [t for t in inside if t.kind in (COMMAND,) or t.text in ("_", "^")]
    if math and command.text != r"\text" and not any(t.text[1:] in STYLES or t.text[1:] in ACCENTS for t in math):
        words = words.replace("\\", "")
    out.append(Token(TEXT_TOKEN, words.strip(), start, end))
    return partner[at] + 1


def is_operator_sign(token: Token) -> bool:
    """Whether a line that begins with this goes on with the line before."""
    return (token.kind == OP and token.text in "+-*/") or token.text in (r"\cdot", r"\times", r"\odot", r"\ast", r"\star")
