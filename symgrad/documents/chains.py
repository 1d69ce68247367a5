"""From formulas to lines: rows of environments, several equalities on a line, rows and blocks that go on with the one above.

A ``Statement`` is a chain ``left = right = right …``; each right side is a line to be judged. What could not be read is an
``Unread`` with its problem, and the lines around it are kept.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from symgrad.documents.clean import GAP, NOTHING, TEXT_TOKEN, clean
from symgrad.documents.forms import Bracketed, Relation
from symgrad.documents.grammar import Parser
from symgrad.documents.grammar.signs import is_word, relation_of
from symgrad.documents.grammar.words import FUNCTION_WORDS
from symgrad.documents.macros import Macro, expand
from symgrad.documents.notebook import Cell
from symgrad.documents.pieces import Formula
from symgrad.documents.tokens import BEGIN, COMMAND, END_ENV, LETTER, NUMBER, OP, WORD, Token, tokenize
from symgrad.documents.vocabulary import CLOSE, OPEN, RELATIONS
from symgrad.errors import Problem
from symgrad.language.syntax import Node

ALIGNED = frozenset(["align", "align*", "aligned", "alignat", "alignat*", "alignedat", "split", "flalign", "flalign*"])
ROWS = ALIGNED | frozenset(
    ["eqnarray", "eqnarray*", "gather", "gather*", "gathered", "multline", "multline*", "IEEEeqnarray", "IEEEeqnarray*"]
)
OUTER = frozenset(["equation", "equation*", "math", "displaymath", "dmath", "dmath*", "subequations"])
CONDITION_WORDS = frozenset({"for", "if", "when", "whenever", "for all", "with", "such that", "s.t.", "provided", "iff",
"unless", "assuming",
                             "for every", "for each", "only if", "for any", "provided that"})  # fmt: skip
_AND_ALSO = re.compile(r"^(?:\$|\\\))?[\s,;~]*(?:and|or|und|et)?[\s,;~]*(?:\$|\\\()?$")
_HYPOTHESIS = re.compile(
    r"\b(?:if|when|whenever|where|wherever|assum\w*|suppos\w*|provided|unless|such that|only for|holds for|as long as|under|"
    r"requires?)\b"
    r"[^.;:$\\]{0,40}\$?(?:\\\()?$",
    re.IGNORECASE,
)
_STEPS = {"{": 1, "(": 1, "[": 1, **dict.fromkeys(OPEN, 1), "}": -1, ")": -1, "]": -1, **dict.fromkeys(CLOSE, -1)}
_SEPARATORS = frozenset(",;.") | {"\\" + name for name, sign in RELATIONS.items() if sign in ("=>", "iff")}
_ROW_SIGNS = frozenset({"&", r"\\", r"\cr", r"\newline"})


@dataclass
class Right:
    """One right side: the relation before it (``=``, ``:=``, ``approx``, ``<=`` …), and its span."""

    op: str
    node: Node
    start: int
    end: int
    doubt: Problem | None = None  # why this may not be the whole of it


@dataclass
class Statement:
    """``left`` is None for a chain whose beginning could not be read."""

    left: Node | None
    rights: list[Right]
    start: int
    end: int
    display: bool
    conditions: list[Node] = field(default_factory=list)
    condition_words: list[str] = field(default_factory=list)
    hypothesis: bool = False  # "if $s = 1$": no claim, but a condition


@dataclass
class Unread:
    """A part of a formula that is not understood. ``in_chain``: what follows must not be compared with what stood before."""

    problem: Problem
    start: int
    end: int
    display: bool = True


@dataclass
class Alone:
    """An expression without a relation: no line, but it tells how symbols are used."""

    node: Node
    start: int
    end: int


Line = Statement | Unread | Alone


_MAPPING = re.compile(r"^\s*\\?[A-Za-z]\w*\s*(?::|\\colon)(?!=)[^=<>]*(?:\\to|\\rightarrow|\\mapsto)[^=<>]*$")


class Chains:
    """Collects the lines of a document, formula by formula; ``lines`` has them in order."""

    def __init__(self) -> None:
        self.lines: list[Line] = []
        self.open: Statement | None = None  # what a leading = goes on with
        self.broken = False
        self.ended = 0  # where the last formula ended
        self.hypothesis = False  # the words before the formula say that it is a condition

    def fresh(self) -> None:
        """A new section: nothing goes on with what stood before."""
        self.open, self.broken = None, False

    def add(self, formula: Formula, cell: Cell, macros: dict[str, Macro]) -> None:
        """Read one formula."""
        first = len(self.lines)
        if _MAPPING.search("".join(cell.text[a:b] for a, b in formula.spans)):
            return  # f : A → B claims nothing
        try:
            tokens = clean(expand(tokenize(cell.text, formula.spans), macros))
        except Problem as problem:
            self._unread(problem, formula.start, formula.end, formula.display)
        else:
            prose = cell.text[max(0, formula.start - 60) : formula.start]
            linked = self.hypothesis and bool(_AND_ALSO.match(cell.text[self.ended : formula.start]))
            self.hypothesis = not formula.display and (linked or bool(_HYPOTHESIS.search(prose)))
            self.ended = formula.end
            for row in rows(tokens, formula.environment):
                self._row(row, formula)
        if cell.raw is not None:
            for line in self.lines[first:]:
                _moved(line, cell)

    # ---- rows ----

    def _row(self, row: list[Token], formula: Formula) -> None:
        condition = ""
        for segment, word in segments(row):
            lowered = word.lower().strip(" ,.:;")
            if (
                lowered in CONDITION_WORDS
                or lowered.startswith(("for ", "if ", "when "))
                or lowered.split(" ")[-1] in ("if", "for", "when")
            ):
                condition = lowered
            elif lowered:
                condition = ""
            if segment:
                self._segment(segment, formula, condition)

    def _segment(self, tokens: list[Token], formula: Formula, condition: str) -> None:
        start, end = min(t.start for t in tokens), max(t.end for t in tokens)
        if _is_tag(tokens):
            return
        relation = relation_of(tokens[0])
        if relation is not None:
            self._goes_on(relation, tokens, start, end, formula)
            return
        if tokens[0].text in (r"\forall", r"\exists"):
            tokens, condition = tokens[1:], "for all"
            if not tokens:
                return
        try:
            node = Parser(tokens).whole()
        except Problem as problem:
            self._unread(problem, start, end, formula.display, relation=formula.display or _has_relation(tokens))
            return
        if condition and self.open is not None and self.lines and self.lines[-1] is self.open:
            self.open.conditions.append(node)
            self.open.condition_words.append(condition)
            return
        if not isinstance(node, Relation):
            above = self.lines[-1] if self.lines else None
            if isinstance(node, Bracketed) and _conditions(node) and isinstance(above, Statement) and above is self.open:
                above.conditions += node.items  # (i < H, j < W)
                above.condition_words += ["for"] * len(node.items)
                return
            if (
                formula.display
                and isinstance(above, Statement)
                and above is self.open
                and above.rights
                and above.start >= formula.start
            ):
                words = "this row has no relation: it may belong to the line above, which is not judged without it"
                above.rights[-1].doubt = Problem("SG134", words, start=start, end=end)
            self.lines.append(Alone(node, start, end))
            return
        self._statement(node, start, end, formula)

    def _statement(self, node: Relation, start: int, end: int, formula: Formula) -> None:
        rights = _rights(node, 1, end)
        statement = Statement(node.operands[0], rights, start, end, formula.display, hypothesis=self.hypothesis)
        self.lines.append(statement)
        self.open, self.broken = statement, False

    def _goes_on(self, relation: str, tokens: list[Token], start: int, end: int, formula: Formula) -> None:
        """``= b = c`` under a line that began with ``a``."""
        if len(tokens) == 1:
            return  # the sign was repeated at the end of the line, and the next one has it again
        sign = tokens[0]
        try:
            node = Parser(tokens[1:]).whole()
        except Problem as problem:
            self._unread(problem, start, end, formula.display, goes_on=True)
            return
        operands = node.operands if isinstance(node, Relation) else [node]
        ops = [relation, *(node.ops if isinstance(node, Relation) else [])]
        places = [(sign.start, sign.end), *(node.places if isinstance(node, Relation) else [])]
        together = Relation([operands[0], *operands], ops, places)
        rights = _rights(together, 1, end)
        if self.open is None:
            if not self.broken:
                words = "nothing stands above that this line could go on with"
                self._unread(Problem("SG124", words, start=start, end=end), start, end, formula.display)
                return
            self.lines.append(Statement(None, rights, start, end, formula.display))
            return
        self.open.rights += rights
        self.open.end = end

    def _unread(
        self, problem: Problem, start: int, end: int, display: bool, *, relation: bool = True, goes_on: bool = False
    ) -> None:
        """``goes_on``: it began with a relation, so the chain it is in has the beginning that it had; else it was another one."""
        self.lines.append(Unread(problem, start, end, display))
        if problem.code != "SG124" and relation:
            self.broken = True
            self.open = self._cut(self.open) if self.open is not None and goes_on else None

    def _cut(self, statement: Statement) -> Statement:
        """The chain goes on after what could not be read, from its beginning."""
        rest = Statement(statement.left, [], statement.start, statement.start, statement.display)
        self.lines.append(rest)
        return rest


def _conditions(node: Bracketed) -> bool:
    return bool(node.items) and all(isinstance(item, Relation) for item in node.items)


def _rights(node: Relation, first: int, end: int) -> list[Right]:
    out: list[Right] = []
    for place in range(first, len(node.operands)):
        operand = node.operands[place]
        out.append(Right(node.ops[place - 1], operand, operand.start, operand.end))
    for place, right in enumerate(out):
        following = node.places[first + place] if first + place < len(node.places) else None
        right.end = max(right.end, end if following is None else following[0])
    return out


def _moved(line: Line, cell: Cell) -> None:
    """Places in the cell become places in the file."""
    seen: set[int] = set()

    def move(node: object) -> None:
        if isinstance(node, (list, tuple)):
            for part in node:
                move(part)
        elif isinstance(node, (Node, Right)) and id(node) not in seen:
            seen.add(id(node))
            if isinstance(node, Right):
                move(node.node)
            else:
                for slot in node.__slots__:
                    value = getattr(node, slot, None)
                    if slot in ("head_end", "name_end") and isinstance(value, int):
                        setattr(node, slot, cell.at(value))
                    move(value)
            node.start, node.end = cell.at(node.start), cell.at(node.end)

    if isinstance(line, Statement):
        move(line.left)
        move(line.rights)
        move(line.conditions)
    elif isinstance(line, Alone):
        move(line.node)
    elif line.problem.start is not None:
        line.problem.start, line.problem.end = cell.at(line.problem.start), cell.at(line.problem.end or line.problem.start)
    line.start, line.end = cell.at(line.start), cell.at(line.end)


# ---- rows of an environment ----


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
        unit = [t for t in tokens[place:end] if t.kind in (LETTER, WORD)] if end is not None else []
        if end is not None and "".join(t.text for t in unit) in ("pt", "em", "ex", "mm", "cm", "in"):
            return end + 1
    return place


def _columns(cells: list[list[Token]], environment: str) -> list[tuple[bool, list[Token]]]:
    """Cells side by side: ``a &= b``, or several statements ``a &= b & c &= d``."""
    out: list[tuple[bool, list[Token]]] = []
    current: list[Token] = []
    leads = False
    for number, cell in enumerate(cells):
        separate = number >= 2 and number % 2 == 0 and not environment.startswith(("eqnarray", "IEEE"))
        if separate and cell and relation_of(cell[0]) is None and not _is_binary(cell[0]) and _has_relation(current):
            out.append((leads, current))
            current, leads = [], False
        if separate and cell and (cell[0].kind == TEXT_TOKEN):
            current = [*current, Token(GAP, "&", cell[0].start, cell[0].start)]
        if separate and not cell and number + 1 < len(cells) and cells[number + 1] and _has_relation(current):
            current = [*current, Token(GAP, "&", current[-1].end, current[-1].end)]
        if not current and cell and number > 0:
            leads = True
        current = [*current, *cell]
    out.append((leads, current))
    return out


def _has_relation(tokens: list[Token]) -> bool:
    return any(relation_of(t) is not None for t in _outside(tokens))


def _outside(tokens: list[Token]) -> list[Token]:
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
    return leads or not _has_relation(row) or row[0].text not in ("+", "-")


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
    return [(t, w) for t, w in _lists_joined(out) if t]


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
        if dots is not None and _has_relation(tokens) and all(_is_list_item(t) and not w for t, w in between):
            last = min(dots + 1, len(parts) - 1)
            out.append((_range(tokens, [t for t, _ in parts[at + 1 : last + 1]]), word or "for"))
            at = last + 1
        else:
            out.append((tokens, word))
            at += 1
    return out


def _is_dots(tokens: list[Token]) -> bool:
    return len(tokens) == 1 and tokens[0].kind == COMMAND and tokens[0].text[1:] in ("ldots", "dots", "cdots", "dotsc")


def _range(first: list[Token], rest: list[list[Token]]) -> list[Token]:
    place = next(k for k, t in enumerate(first) if relation_of(t) is not None)
    sign = first[place]
    out = [
        *first[:place],
        Token(COMMAND, r"\in", sign.start, sign.end),
        Token(COMMAND, r"\{", sign.start, sign.end),
        *first[place + 1 :],
    ]
    for item in rest:
        out += [Token(OP, ",", item[0].start, item[0].start), *item]
    return [*out, Token(COMMAND, r"\}", out[-1].end, out[-1].end)]


def _is_list_item(tokens: list[Token]) -> bool:
    return len(tokens) <= 12 and not _has_relation(tokens)


def _is_tag(tokens: list[Token]) -> bool:
    """``(3)`` or ``(3a)`` behind a gap: the number of an equation."""
    texts = [t.text for t in tokens]
    if len(texts) < 3 or texts[0] not in "([" or texts[-1] not in ")]":
        return False
    return len(texts) <= 5 and all(t.kind in (NUMBER, LETTER, OP) for t in tokens) and tokens[1].kind == NUMBER
