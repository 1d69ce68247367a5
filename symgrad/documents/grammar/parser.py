"""A Pratt parser from the tokens of a formula to forms: every token is consumed, or reported with its place.

From loose to tight: relations, ``+ -``, ``* ⊙ ⋆`` and their like, ``· × /`` and juxtaposition, scripts. A sum extends over
the product that follows it.
"""

from __future__ import annotations

from fractions import Fraction

from symgrad.documents.clean import GAP, NOTHING, TEXT_TOKEN
from symgrad.documents.forms import Bracketed, Divided, Dots, Juxtaposed, Operation, Partial, Relation, Symbol
from symgrad.documents.grammar.brackets import bars, bracketed, group, root, surrounded
from symgrad.documents.grammar.derivatives import bare_partial, fraction, nabla, slashed_derivative
from symgrad.documents.grammar.environments import environment
from symgrad.documents.grammar.functions import function
from symgrad.documents.grammar.names import accented, styled, word
from symgrad.documents.grammar.scripts import scripted
from symgrad.documents.grammar.signs import (
    ADDS,
    BEGINS,
    BEGINS_BAR,
    MULTIPLIES,
    OPENS,
    OPERATES,
    RELATES,
    SCRIPT,
    SKIPPED,
    relation_of,
)
from symgrad.documents.grammar.stream import Stream
from symgrad.documents.grammar.sums import big
from symgrad.documents.grammar.words import FRACTIONS, FUNCTION_WORDS
from symgrad.documents.tokens import BEGIN, COMMAND, LETTER, NUMBER, OP, STOP, WORD, Token
from symgrad.documents.vocabulary import (
    ACCENTS,
    BIG,
    DOTS,
    FUNCTIONS,
    GREEK,
    OPEN,
    OPERATORS,
    SPELLING,
    STYLES,
    SURROUND,
    UNSUPPORTED,
)
from symgrad.language.syntax import Negative, Node, Number, Product, Sum

MAX_DEPTH = 80


def with_times(factors: list[tuple[str, Node]]) -> Node:
    """``\\times`` between factors: a product of numbers, or the sizes of an array; kept as an operation."""
    left: Node | None = None
    run: list[tuple[str, Node]] = []
    for op, factor in [*factors, ("x", None)]:
        if op == "x" and run:
            part = run[0][1] if len(run) == 1 else Product(run)
            left = part if left is None else Operation("x", left, part)
            run = []
        if factor is not None:
            run.append(("*" if op == "x" else op, factor))
    assert left is not None, "there are factors"
    return left


def applied(parts: list[Node]) -> Node:
    """Factors side by side, with each ``∂/∂w`` applied to what follows it."""
    for place in range(len(parts) - 2, -1, -1):
        part = parts[place]
        if isinstance(part, Partial) and part.of is None:
            following = parts[place + 1]
            rest: list[Node] = [following] if isinstance(following, Bracketed) else parts[place + 1 :]
            of = rest[0] if len(rest) == 1 else Juxtaposed(rest)
            applied = Partial(of, part.wrt, part.order, part.start, of.end)
            parts = [*parts[:place], applied, *parts[place + 1 + len(rest) :]]
    return parts[0] if len(parts) == 1 else Juxtaposed(parts)


def number_of(text: str) -> Fraction:
    return Fraction(text) if "." in text else Fraction(int(text))


class Parser(Stream):
    """Reads the tokens of one expression or relation."""

    def whole(self) -> Node:
        """An expression or a relation that is all there is."""
        node = self.relation()
        if self.next.kind != STOP:
            raise self.unexpected("expected an operator or the end of the formula")
        return node

    def relation(self) -> Node:
        """``a = b ≤ c``, or an expression alone."""
        lone = self._lone()
        if lone is not None:
            return lone
        operands, ops, places = [self.expression()], list[str](), list[tuple[int, int]]()
        while True:
            self.skip_gaps()
            op = relation_of(self.next) if self.roles[self.place] & RELATES else None
            if op is None or (op == "|" and self.bars):
                break
            token = self.take()
            places.append((token.start, token.end))
            ops.append(op)
            operands.append(self.expression())
        return Relation(operands, ops, places) if ops else operands[0]

    def _lone(self) -> Node | None:
        """A letter or a number that nothing follows, as most indices are: no need to look at what it could begin."""
        token = self.tokens[self.place]
        if token.kind not in (LETTER, NUMBER) or self.roles[self.place + 1]:
            return None
        self.place += 1
        if token.kind == LETTER:
            return Symbol(token.text, "", token.start, token.end)
        return Number(number_of(token.text), "." in token.text, token.start, token.end)

    def expression(self) -> Node:
        """Terms with their signs."""
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise self.problem(f"nested more than {MAX_DEPTH} deep", self.next, code="SG109")
        self.skip_gaps()
        terms: list[tuple[int, Node]] = []
        if self.at("+"):
            self.take()
        first = self.term()
        terms.append((1, first))
        while True:
            gap = self.place
            self.skip_gaps()
            if not self.roles[self.place] & ADDS:
                self.place = gap
                break
            sign = 1 if self.take().text == "+" else -1
            self.skip_gaps()
            if self.roles[self.place] & ADDS:
                raise self.problem("two signs follow each other", self.next, "put the second one in parentheses")
            terms.append((sign, self.term()))
        self.depth -= 1
        return terms[0][1] if len(terms) == 1 else Sum(terms)

    def term(self) -> Node:
        if self.roles[self.place] & ADDS and self.at("-"):
            minus = self.take()
            self.skip_gaps()
            if self.roles[self.place] & ADDS:
                raise self.problem("two signs follow each other", self.next, "put the second one in parentheses")
            inner = self.operation()
            if isinstance(inner, Operation) and inner.op == "mod":
                return Operation("mod", Negative(inner.left, minus.start), inner.right)  # −7 mod 3 is 2
            return Negative(inner, minus.start)
        return self.operation()

    def operation(self) -> Node:
        left = self._product()
        while self.roles[self.place] & OPERATES:
            op = OPERATORS[self.take().text.lstrip("\\")]
            self.skip_gaps()
            if self.at("-"):
                minus = self.take()
                right: Node = Negative(self._product(), minus.start)
            else:
                right = self._product()
            left = Operation(op, left, right)
        return left

    def _product(self) -> Node:
        """Factors with ``·``, ``×`` or ``/`` between them, or side by side."""
        first = self._juxtaposed()
        if not self.roles[self.place] & MULTIPLIES:
            return first
        factors: list[tuple[str, Node]] = [("*", first)]
        while self.roles[self.place] & MULTIPLIES:
            sign = self.take().text
            if sign in ("/", r"\div"):
                factors.append(("/", self._divisor()))
                continue
            self.skip_gaps()
            if self.at("-"):
                raise self.problem("a sign directly after a product", self.next, "put it in parentheses")
            factors.append(("*" if sign != r"\times" else "x", self._juxtaposed()))
        return with_times(factors) if any(op == "x" for op, _ in factors) else Product(factors)

    def _divisor(self) -> Node:
        """What stands directly after ``/``: one factor; what follows it without a sign would be read in two ways."""
        first = self.factor()
        if self.begins_factor() and not self._is_clear_after_division():
            message = "how far the quotient reaches is not clear"
            raise self.problem(message, self.next, "write \\frac{…}{…}, or parentheses", code="SG123")
        if self.begins_factor():
            rest = self._juxtaposed()
            return Divided(first, rest)
        return first

    def _is_clear_after_division(self) -> bool:
        token = self.next
        return token.text in (r"\sum", r"\prod", r"\left", "(", "[") or token.text in FRACTIONS

    def _juxtaposed(self) -> Node:
        first = self.factor()
        if not self.begins_factor():
            return first
        parts = [first]
        while self.begins_factor():
            parts.append(self.factor())
        return applied(parts)

    def begins_factor(self) -> bool:
        role = self.roles[self.place]
        if not role & BEGINS_BAR:
            return bool(role & BEGINS)
        return not self.bars and not (self.limits and self._divides())

    def _divides(self) -> bool:
        """Whether the bar below a sum is the one of ``s | i - k``: no other one stands in its line to close it."""
        for token in self.tokens[self.place + 1 :]:
            if token.text == self.next.text:
                return False
            if token.text in ("\\\\", "}", ",", ";"):
                break
        return True

    def factor(self) -> Node:
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise self.problem(f"nested more than {MAX_DEPTH} deep", self.next, code="SG109")
        while self.roles[self.place] & SKIPPED and self.next.kind == NOTHING:
            self.take()
        node = self.atom()
        if self.roles[self.place] & (SCRIPT | OPENS):
            node = scripted(self, node)
        self.depth -= 1
        return node

    def atom(self) -> Node:
        token = self.next
        if token.kind == NUMBER:
            self.take()
            return Number(number_of(token.text), "." in token.text, token.start, token.end)
        if token.kind == LETTER:
            if token.text == "d":
                found = slashed_derivative(self)
                if found is not None:
                    return found
            self.take()
            return Symbol(token.text, "", token.start, token.end)
        if token.kind in (WORD, TEXT_TOKEN):
            return word(self)
        if token.kind == BEGIN:
            return environment(self)
        if token.kind == OP:
            if token.text in ("(", "["):
                return bracketed(self)
            if token.text == "{":
                return group(self)
            if token.text == "|":
                return bars(self, "|", "abs")
        if token.kind == COMMAND:
            return self._command(token)
        raise self.unexpected("expected a symbol, a number, a sum or a bracket")

    def _command(self, token: Token) -> Node:
        name = token.text[1:]
        if name in GREEK:
            self.take()
            return Symbol(SPELLING.get(name, name), "", token.start, token.end)
        if name in STYLES or name == "mathbb":
            return styled(self, STYLES.get(name, "blackboard"))
        if name in ACCENTS:
            return accented(self, ACCENTS[name])
        if token.text in FRACTIONS:
            return fraction(self)
        if token.text in OPEN:
            return surrounded(self) if token.text in SURROUND else bracketed(self)
        if token.text in (r"\|", r"\Vert"):
            return bars(self, token.text, "norm")
        if token.text == r"\vert":
            return bars(self, token.text, "abs")
        if name in DOTS:
            self.take()
            return Dots(token.start, token.end)
        if name in ("argmax", "argmin") or (name == "arg" and self.peek().text in (r"\max", r"\min")):
            if name == "arg":
                self.take()
                name = "arg" + self.next.text[1:]
            return big(self, name)
        if name in BIG and name not in UNSUPPORTED:
            return big(self, BIG[name])
        if name in FUNCTIONS and name not in UNSUPPORTED:
            self.take()
            return function(self, FUNCTION_WORDS.get(name, name), token)
        match name:
            case "sqrt":
                return root(self)
            case "partial":
                return bare_partial(self)
            case "nabla":
                return nabla(self)
            case "binom":
                raise self.problem("a binomial coefficient is not read", token, code="SG122")
        raise self.unexpected("expected a symbol, a number, a sum or a bracket")

    def argument(self, command: Token) -> Node:
        """What a command applies to: a group, or one token."""
        self.skip_gaps()
        if self.at("{"):
            return group(self)
        token = self.next
        if token.kind == NUMBER and len(token.text) > 1:
            return self._digit()
        if token.kind in (STOP, GAP) or self.at("}", "&", r"\\"):
            raise self.problem(f"`{command.text}` wants an argument", command)
        return self.atom()

    def _digit(self) -> Node:
        """TeX takes one digit only: ``x_12`` is x with the index 1, times 2."""
        token = self.next
        self.tokens[self.place] = Token(NUMBER, token.text[1:].lstrip(".") or "0", token.start + 1, token.end)
        return Number(Fraction(token.text[0]), False, token.start, token.start + 1)
