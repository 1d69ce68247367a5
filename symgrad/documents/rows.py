"""The rows of an environment, and the parts of a row between commas, gaps and words."""

from __future__ import annotations

from symgrad.documents.clean import GAP, NOTHING, TEXT_TOKEN
from symgrad.documents.grammar.signs import is_word, relation_of
from symgrad.documents.grammar.words import FUNCTION_WORDS
from symgrad.documents.tokens import BEGIN, COMMAND, END_ENV, LETTER, NUMBER, OP, WORD, Token
from symgrad.documents.vocabulary import CLOSE, OPEN, RELATIONS

ALIGNED = frozenset(["align", "align*", "aligned", "alignat", "alignat*", "alignedat", "split", "flalign", "flalign*"])
ROWS = ALIGNED | frozenset(
    ["eqnarray", "eqnarray*", "gather", "gather*", "gathered", "multline", "multline*", "IEEEeqnarray", "IEEEeqnarray*"]
)
OUTER = frozenset(["equation", "equation*", "math", "displaymath", "dmath", "dmath*", "subequations"])
_STEPS = {"{": 1, "(": 1, "[": 1, **dict.fromkeys(OPEN, 1), "}": -1, ")": -1, "]": -1, **dict.fromkeys(CLOSE, -1)}
_SEPARATORS = frozenset(",;.") | {"\\" + name for name, sign in RELATIONS.items() if sign in ("=>", "iff")}
_ROW_SIGNS = frozenset({"&", r"\\", r"\cr", r"\newline"})


def rows(tokens: list[Token], environment: str) -> list[list[Token]]:
    """The rows, without ``&``; an environment of rows inside is opened up, rows that belong together are joined."""
    out: list[list[Token]] = []
    for row in _split(_opened(tokens), environment):
        for cell_row in row:
            leads, part = cell_row
            while part and part[0].kind == GAP:
                part = part[1:]
            if not part:
                continue
            if out and (_open_bracket(out[-1]) or _goes_on(out[-1], part, leads)):
                out[-1] = [*out[-1], *part]
            else:
                out.append(part)
    return out


def _opened(tokens: list[Token]) -> list[Token]:
    """Without the ``\\begin{split}`` and the like around rows, and the brace of a system of equations."""
    if not any(t.kind == BEGIN for t in tokens):
        return tokens
    out: list[Token] = []
    for place, token in enumerate(tokens):
        if token.kind in (BEGIN, END_ENV) and (token.text in ROWS or token.text in OUTER):
            continue
        following = tokens[place + 1] if place + 1 < len(tokens) else None
        if token.text == r"\{" and following is not None and following.kind == BEGIN and following.text in ROWS:
            continue
        out.append(token)
    return out


def _split(tokens: list[Token], environment: str) -> list[list[tuple[bool, list[Token]]]]:
    """Rows, each a list of statements with whether an ``&`` stood before it."""
    if not any(t.text in _ROW_SIGNS for t in tokens):
        return [[(False, tokens)]]
    out: list[list[tuple[bool, list[Token]]]] = []
    cells: list[list[Token]] = [[]]
    depth = 0
    inner = 0  # matrices and cases
    place = 0
    while place < len(tokens):
        token = tokens[place]
        place += 1
        depth += (token.text == "{" and token.kind == OP) - (token.text == "}" and token.kind == OP)
        inner += (token.kind == BEGIN) - (token.kind == END_ENV)
        if depth == 0 and inner == 0 and token.text == "&" and token.kind == OP:
            cells.append([])
        elif depth == 0 and inner == 0 and token.text in (r"\\", r"\cr", r"\newline") and token.kind == COMMAND:
            out.append(_columns(cells, environment))
            cells = [[]]
            place = _after_length(tokens, place)
        else:
            cells[-1].append(token)
    out.append(_columns(cells, environment))
    return out


def _after_length(tokens: list[Token], place: int) -> int:
    """After ``[2pt]`` behind ``\\\\``."""
    if place + 2 < len(tokens) and tokens[place].text == "[" and tokens[place + 1].kind in (NUMBER, OP):
        end = next((k for k in range(place, min(place + 6, len(tokens))) if tokens[k].text == "]"), None)
        inside = tokens[place + 1 : end] if end is not None else []
        unit = "".join(t.text for t in inside if t.kind in (LETTER, WORD))
        plain = all(t.kind in (LETTER, WORD, NUMBER) or t.text in "-." for t in inside)
        if end is not None and plain and unit in ("pt", "em", "ex", "mm", "cm", "in"):
            return end + 1
    return place


def _columns(cells: list[list[Token]], environment: str) -> list[tuple[bool, list[Token]]]:
    """Cells side by side: ``a &= b``, or several statements ``a &= b & c &= d``."""
    out: list[tuple[bool, list[Token]]] = []
    current: list[Token] = []
    leads = False
    for number, cell in enumerate(cells):
        separate = number >= 2 and number % 2 == 0 and not environment.startswith(("eqnarray", "IEEE"))
        if separate and cell and relation_of(cell[0]) is None and not _is_binary(cell[0]) and has_relation(current):
            out.append((leads, current))
            current, leads = [], False
        if separate and cell and (cell[0].kind == TEXT_TOKEN):
            current = [*current, Token(GAP, "&", cell[0].start, cell[0].start)]
        if separate and not cell and number + 1 < len(cells) and cells[number + 1] and has_relation(current):
            current = [*current, Token(GAP, "&", current[-1].end, current[-1].end)]
        if not current and cell and number > 0:
            leads = True
        current = [*current, *cell]
    out.append((leads, current))
    return out


def has_relation(tokens: list[Token]) -> bool:
    return any(relation_of(t) is not None for t in outside_brackets(tokens))


def outside_brackets(tokens: list[Token]) -> list[Token]:
    """The tokens that stand in no bracket."""
    out: list[Token] = []
    depth = 0
    for token in tokens:
        step = _step(token)
        if depth == 0 and step == 0:
            out.append(token)
        depth += step
    return out


def _step(token: Token) -> int:
    """1 for what opens a bracket or an environment, -1 for what closes one."""
    step = _STEPS.get(token.text)
    if step is None:
        return (token.kind == BEGIN) - (token.kind == END_ENV)
    return step if token.kind != TEXT_TOKEN else 0


def _open_bracket(tokens: list[Token]) -> bool:
    return sum(map(_step, tokens)) > 0


def _is_binary(token: Token) -> bool:
    return (token.kind == OP and token.text in "+-*/") or token.text in (r"\cdot", r"\times", r"\odot", r"\ast", r"\star")


def _goes_on(above: list[Token], row: list[Token], leads: bool) -> bool:
    """Whether a row is the rest of the line above."""
    last = above[-1]
    if _is_binary(last) or (relation_of(last) is not None and relation_of(row[0]) is None):
        return True
    if not _is_binary(row[0]):
        return False
    return leads or not has_relation(row) or row[0].text not in ("+", "-")


# ---- statements on one row ----


def segments(tokens: list[Token]) -> list[tuple[list[Token], str]]:
    """The parts between commas, gaps and words, each with the words before it."""
    out: list[tuple[list[Token], str]] = []
    current: list[Token] = []
    word = ""
    depth = 0
    for place, token in enumerate(tokens):
        step = _STEPS.get(token.text) if token.kind in (OP, COMMAND) else _step(token)
        if step:
            current.append(token)
            depth += step
        elif depth:
            current.append(token)
        elif _may_separate(token) and _separates(token, tokens[place + 1] if place + 1 < len(tokens) else None, current):
            if current:
                out.append((current, word))
                current, word = [], ""
            if token.kind == TEXT_TOKEN:
                word = f"{word} {token.text}".strip()
        elif token.kind != NOTHING:
            current.append(token)
    if current:
        out.append((_without_stop(current), word))
    return _values_kept([(t, w) for t, w in _lists_joined(out) if t])


def _without_stop(tokens: list[Token]) -> list[Token]:
    while tokens and tokens[-1].kind == OP and tokens[-1].text in (".", ",", ";", ":", "!", "?"):
        tokens = tokens[:-1]
    return tokens


def _may_separate(token: Token) -> bool:
    return token.kind in (GAP, TEXT_TOKEN) or token.text in _SEPARATORS


def _separates(token: Token, following: Token | None, current: list[Token]) -> bool:
    if token.kind == GAP:
        if following is None or not current:
            return True
        return not (relation_of(following) or _is_binary(following) or relation_of(current[-1]) or _is_binary(current[-1]))
    if token.kind == TEXT_TOKEN:
        name = is_word(token.text)
        if name and following is not None and following.kind == TEXT_TOKEN:
            return False
        return not name or (
            bool(current) and relation_of(current[-1]) is None and not _is_binary(current[-1]) and _sentence(token, following)
        )
    if token.kind == OP and token.text in (",", ";"):
        return True
    if token.kind == OP and token.text == "." and (following is None or following.kind in (GAP, TEXT_TOKEN)):
        return True
    relation = relation_of(token)
    return relation in ("=>", "iff")


def _sentence(token: Token, following: Token | None) -> bool:
    """Whether a word behind a formula is a remark on it, not a name in it."""
    return token.text not in FUNCTION_WORDS and (following is None or following.kind in (TEXT_TOKEN, GAP))


def _lists_joined(parts: list[tuple[list[Token], str]]) -> list[tuple[list[Token], str]]:
    """``i = 0, 1, \\ldots, n`` is one range: i is in {0, 1, …, n}."""
    out: list[tuple[list[Token], str]] = []
    at = 0
    while at < len(parts):
        tokens, word = parts[at]
        dots = next((k for k in range(at + 1, min(at + 5, len(parts))) if _is_dots(parts[k][0])), None)
        between = parts[at + 1 : dots] if dots is not None else []
        if dots is not None and _sets_equal(tokens) and all(_is_list_item(t) and not w for t, w in between):
            last = min(dots + 1, len(parts) - 1)
            out.append((_range(tokens, [t for t, _ in parts[at + 1 : last + 1]]), word or "for"))
            at = last + 1
        else:
            out.append((tokens, word))
            at += 1
    return out


def _values_kept(parts: list[tuple[list[Token], str]]) -> list[tuple[list[Token], str]]:
    """``x = 1, 4, 9`` is no ``x = 1``, and ``x = 0,5`` and ``48,120`` are no lists: all of it is one part, which is not read."""
    out: list[tuple[list[Token], str]] = []
    for tokens, word in parts:
        above = out[-1][0] if out else []
        if above and not word and tokens[0].kind == NUMBER and above[-1].kind == NUMBER and has_relation(above):
            tight = tokens[0].start == above[-1].end + 1
            if tight or all(t.kind == NUMBER for t in tokens):
                comma = Token(OP, ",", above[-1].end, above[-1].end + 1)
                out[-1] = ([*above, comma, *tokens], out[-1][1])
                continue
        out.append((tokens, word))
    return out


def _sets_equal(tokens: list[Token]) -> bool:
    """Whether the only relation is ``=`` or ``∈``, as in the beginning of a list of values."""
    return [op for t in outside_brackets(tokens) if (op := relation_of(t)) is not None] in (["="], ["in"])


def _is_dots(tokens: list[Token]) -> bool:
    return len(tokens) == 1 and tokens[0].kind == COMMAND and tokens[0].text[1:] in ("ldots", "dots", "cdots", "dotsc")


def _range(first: list[Token], rest: list[list[Token]]) -> list[Token]:
    place = next(k for k, t in enumerate(first) if relation_of(t) is not None)
    sign = first[place]
    out = [
        *first[:place],
        sign if relation_of(sign) == "in" else Token(COMMAND, r"\in", sign.start, sign.end),
        Token(COMMAND, r"\{", sign.start, sign.end),
        *first[place + 1 :],
    ]
    for item in rest:
        out += [Token(OP, ",", item[0].start, item[0].start), *item]
    return [*out, Token(COMMAND, r"\}", out[-1].end, out[-1].end)]


def _is_list_item(tokens: list[Token]) -> bool:
    return len(tokens) <= 12 and not has_relation(tokens)


def is_tag(tokens: list[Token]) -> bool:
    """``(3)`` or ``(3a)`` behind a gap: the number of an equation."""
    texts = [t.text for t in tokens]
    if len(texts) < 3 or texts[0] not in "([" or texts[-1] not in ")]":
        return False
    return len(texts) <= 5 and all(t.kind in (NUMBER, LETTER, OP) for t in tokens) and tokens[1].kind == NUMBER
