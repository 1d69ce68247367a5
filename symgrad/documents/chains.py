"""From formulas to lines: rows of environments, several equalities on a line, rows and blocks that go on with the one above.

A ``Statement`` is a chain ``left = right = right …``; each right side is a line to be judged. What could not be read is an
``Unread`` with its problem, and the lines around it are kept.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from fractions import Fraction

from symgrad.documents import prose
from symgrad.documents.clean import GAP, NOTHING, TEXT_TOKEN, clean
from symgrad.documents.forms import Bracketed, Relation, Scripted, Symbol
from symgrad.documents.grammar import Parser
from symgrad.documents.grammar.signs import relation_of
from symgrad.documents.macros import Macro, expand
from symgrad.documents.notebook import Cell
from symgrad.documents.pieces import Formula
from symgrad.documents.prose import Sentence
from symgrad.documents.rows import has_relation, is_tag, rows, segments
from symgrad.documents.tokens import Token, tokenize
from symgrad.errors import Problem
from symgrad.language.syntax import Node, Number

CONDITION_WORDS = frozenset(
    ["for", "if", "when", "whenever", "for all", "with", "such that", "s.t.", "provided", "assuming", "for every", "for each",
     "for any", "provided that"]
)  # fmt: skip
_BEGINS_CONDITION = ("for ", "if ", "when ")


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
    said: str = ""  # "if $s = 1$": no claim, but a condition of its sentence, or of all that is said
    direct: str = ""  # "for $p ≥ 1$": a condition if it is an inequality
    sentence: Sentence = field(default_factory=Sentence)
    restrictions: list[str] = field(default_factory=list)  # words beside it that say that it does not hold everywhere
    carried: bool = False  # whether a full stop is between it and the beginning of its sentence: "If … . Hence"


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


_EMPTY_LINE, _WHOLE = re.compile(r"\n[ \t]*\n"), re.compile(r"[^=\s]\s*=\s*[^=\s]")
_MAPPING = re.compile(r"^\s*\\?[A-Za-z]\w*\s*(?::|\\colon)(?!=)[^=<>]*(?:\\to|\\rightarrow|\\mapsto)\b[^=<>]*$")


class Chains:
    """Collects the lines of a document, formula by formula; ``lines`` has them in order."""

    def __init__(self) -> None:
        self.lines: list[Line] = []
        self.open: Statement | None = None  # what a leading = goes on with
        self.broken = False
        self.cell: Cell | None = None
        self.ended = 0  # where the last formula ended
        self.stopped = True  # whether it ended with a full stop
        self.sentence: Sentence | None = None
        self.partial: Formula | None = None  # the last formula, if it could not be read
        self.weights = ""  # words that say that something sums to 1
        self.standing: list[str] = []  # words of assumptions that hold for all that follows
        self.said, self.direct = "", ""  # whether the words before the formula make a condition of it
        self.carried = False  # whether the sentence goes on with the one before

    def fresh(self) -> None:
        """A new section: nothing goes on with what stood before."""
        self.open, self.broken = None, False
        self._finish_sentence()
        self.partial = None

    def add(self, formula: Formula, cell: Cell, macros: dict[str, Macro]) -> None:
        """Read one formula."""
        formula = self._rest_of_the_last(formula, cell)
        first = len(self.lines)
        if _MAPPING.search("".join(cell.text[begin:end] for begin, end in formula.spans)):
            return  # f : A → B claims nothing
        self._words_before(formula, cell)
        self.standing += filter(None, [prose.symmetric("".join(cell.text[begin:end] for begin, end in formula.spans))])
        try:
            tokens = clean(expand(tokenize(cell.text, formula.spans), macros))
        except Problem as problem:
            self._unread(problem, formula.start, formula.end, formula.display)
        else:
            for row in rows(tokens, formula.environment):
                self._row(row, formula)
        self._words_after(formula, cell, first)
        alone = len(self.lines) == first + 1 and isinstance(self.lines[-1], Unread)
        self.partial = formula if alone and not formula.display else None
        if cell.raw is not None:
            for line in self.lines[first:]:
                _moved(line, cell)

    def _rest_of_the_last(self, formula: Formula, cell: Cell) -> Formula:
        """``$\\sum_i$ $t_i = 1$`` is one formula, which was set in two: neither is read without the other."""
        before = self.partial
        if before is None or formula.display or cell is not self.cell:
            return formula
        between = cell.text[self.ended : formula.start]
        if between.strip(" \t\n$\\()`") or _EMPTY_LINE.search(between):
            return formula
        if _WHOLE.search(cell.text[before.start : before.end]):
            return formula  # an equation of its own: what follows it is judged, whatever is wrong there
        self.lines.pop()
        return Formula((*before.spans, *formula.spans), False)

    # ---- the words around a formula ----

    def _words_before(self, formula: Formula, cell: Cell) -> None:
        """Which sentence the formula is in, and whether it is a condition."""
        if cell is not self.cell:
            self._finish_sentence()
            self.cell, self.ended = cell, 0
        first, *later = prose.parts(cell.text[max(self.ended, formula.start - 2_000) : formula.start], self.stopped)
        if self.sentence is not None:
            self._note_unit(cell)
        if later or self.sentence is None:
            if self.sentence is not None:
                self.sentence.note(first)
            self.sentence, self.said = Sentence(), ""
        self.weights = self.weights or next((w for part in (first, *later) if (w := prose.weights(part))), "")
        self.standing += filter(None, map(prose.standing, (first, *later)))
        here = later[-1] if later else first
        self.carried = (self.carried and not later) or prose.carries_on(here)
        self.sentence.note(here)
        self.said = prose.condition(here, self.said) if not formula.display else ""
        self.direct = prose.directly(here, "" if later else self.direct) if not formula.display else ""
        if self.said and prose.is_choice(here):
            self.sentence.restrictions.append("or")

    def _note_unit(self, cell: Cell) -> None:
        """A number that has a unit is not compared with one that may have another."""
        found = prose.unit(cell.text[self.ended : self.ended + 40])
        if found and self.sentence is not None:
            self.sentence.restrictions.append(found)

    def _finish_sentence(self) -> None:
        """Take note of what stands behind the last formula."""
        if self.cell is not None and self.sentence is not None:
            self._note_unit(self.cell)
            self.weights = self.weights or prose.weights(self.cell.text[self.ended : self.ended + 400])
            self.sentence.note(prose.parts(self.cell.text[self.ended : self.ended + 400], self.stopped)[0])
        self.sentence, self.stopped, self.said, self.carried = None, True, "", False

    def _words_after(self, formula: Formula, cell: Cell, first: int) -> None:
        """Conditions in words: "$x$ is positive", "$s$ divides $n$"."""
        before_it = cell.text[max(self.ended, formula.start - 200) : formula.start]
        divides = not formula.display and prose.divides(before_it)
        self.ended = formula.end
        self.stopped = cell.text[formula.start : formula.end].rstrip().endswith((".", "!"))
        if not formula.display and len(self.lines) > first + 1:
            self._share(first)
        if formula.display or len(self.lines) != first + 1:
            return
        found = self.lines[-1]
        before = self.lines[-2] if first else None
        divisor = before.node if isinstance(before, Alone) else before.left if isinstance(before, Statement) else None
        sign = prose.sign_said(cell.text[formula.end : formula.end + 80])
        if isinstance(found, Alone) and divides and divisor is not None:
            self.lines[-1] = self._said(divisor, Right("|", found.node, found.start, found.end))
        elif isinstance(found, Alone) and sign is not None:
            zero = Number(Fraction(0), False, found.end, found.end)
            self.lines[-1] = self._said(found.node, Right(sign, zero, found.start, found.end))
        elif not isinstance(found, Statement) and self.sentence is not None and prose.is_case(before_it):
            self.sentence.restrictions.append("if")

    def _share(self, first: int) -> None:
        """``$x, y ≥ 0$``: the relation is that of each letter."""
        *letters, last = self.lines[first:]
        if not isinstance(last, Statement) or not (last.said or last.direct) or len(last.rights) != 1:
            return
        for place, line in enumerate(letters, first):
            if not (isinstance(line, Alone) and isinstance(line.node, (Symbol, Scripted))):
                return
            self.lines[place] = replace(last, left=line.node, start=line.start, conditions=[])

    def _said(self, left: Node, right: Right) -> Statement:
        return Statement(left, [right], left.start, right.end, False, said=prose.HERE, sentence=self.sentence or Sentence())

    # ---- rows ----

    def _row(self, row: list[Token], formula: Formula) -> None:
        condition, known = "", len(self.lines)
        noted = Sentence()
        for token in row:
            if token.kind in (TEXT_TOKEN, GAP, NOTHING):
                noted.note(token.text)
                unit = prose.unit(token.text) if token.kind == TEXT_TOKEN else ""
                noted.restrictions += [unit] if unit else []
        for segment, word in segments(row):
            lowered = word.lower().strip(" ,.:;")
            if _is_condition_word(lowered):
                condition = lowered
            elif lowered:
                condition = ""
            if segment:
                self._segment(segment, formula, condition)
        if row[-1].kind == TEXT_TOKEN and _is_condition_word(row[-1].text.lower()):
            noted.restrictions.append(row[-1].text)  # "if the stride is one"
        new = [x for x in self.lines[known:] if isinstance(x, Statement)]
        for line in new or ([self.open] if self.open is not None else []):
            line.restrictions += [*noted.restrictions, *self.standing]

    def _segment(self, tokens: list[Token], formula: Formula, condition: str) -> None:
        start, end = min(t.start for t in tokens), max(t.end for t in tokens)
        if is_tag(tokens):
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
            self._unread(problem, start, end, formula.display, relation=formula.display or has_relation(tokens))
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
        statement = Statement(
            node.operands[0],
            rights,
            start,
            end,
            formula.display,
            said=self.said,
            direct=self.direct,
            sentence=self.sentence or Sentence(),
            carried=self.carried,
        )
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
            self.lines.append(Statement(None, rights, start, end, formula.display, sentence=self.sentence or Sentence()))
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
        rest = replace(statement, rights=[], end=statement.start, conditions=[], condition_words=[])
        self.lines.append(rest)
        return rest


def _is_condition_word(word: str) -> bool:
    return word in CONDITION_WORDS or word.startswith(_BEGINS_CONDITION) or word.split(" ")[-1] in ("if", "for", "when")


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
