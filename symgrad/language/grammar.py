"""A Pratt parser from tokens to syntax trees and statements: every token is consumed or reported.

From loose to tight: ``iff``, ``or``, ``and``, ``not``, comparisons and ``|``, ``+ -``, ``* / // % mod``, ``**``. A
minus in front of a product belongs to the whole product. A binder extends over the product that follows it.
"""

from __future__ import annotations

from fractions import Fraction

from symgrad.errors import Problem
from symgrad.language.syntax import (
    Access,
    Apply,
    Array,
    Binder,
    Compare,
    Condition,
    Declaration,
    Derivative,
    Gradient,
    Group,
    Iverson,
    Junction,
    Name,
    Negative,
    Node,
    Not,
    Number,
    Power,
    Product,
    Quotient,
    Smoothness,
    Statement,
    Sum,
    Truth,
    Turned,
)
from symgrad.language.tokens import END, GRADIENT, MAX_NESTING, NAME, NEWLINE, NUMBER, OP, Token, tokenize

COMPARISONS = frozenset({"<", "<=", ">", ">=", "=", "!=", "|"})
BINDERS = frozenset({"sum", "max", "min", "argmax", "forall", "unique"})
TURNS = frozenset({"rot180", "flip"})
KEYWORDS = BINDERS | {"where", "and", "or", "not", "for", "is", "in", "mod", "true", "false", "literal", "inf", "iff"}

_IFF, _OR, _AND, _NOT, _COMPARE, _ADD, _MULTIPLY, _POWER = 5, 10, 20, 30, 40, 50, 60, 80
_STRENGTH = (
    {"iff": _IFF, "or": _OR, "and": _AND, "+": _ADD, "-": _ADD, "**": _POWER}
    | dict.fromkeys(COMPARISONS, _COMPARE)
    | dict.fromkeys(("*", "/", "//", "%", "mod"), _MULTIPLY)
)
_LINE_GOES_ON_AFTER = frozenset(_STRENGTH) | {",", "where", "not", "for", "is", "in", ".."}
_LINE_GOES_ON_WITH = frozenset(_STRENGTH) | {",", "where", "for", "is", "in"}
_ORDERS = {"differentiable": 1, "twice": 2, "smooth": 4}


class Parser:
    """Reads one source; ``where`` collects the items of all its where-clauses."""

    def __init__(self, source: str) -> None:
        self.source = source
        self.tokens = _join_lines(tokenize(source))
        self.place = 0
        self.depth = 0
        self.where: list[Declaration | Smoothness | Condition] = []

    # ---- tokens ----

    @property
    def next(self) -> Token:
        return self.tokens[self.place]

    def peek(self, ahead: int = 1) -> Token:
        return self.tokens[min(self.place + ahead, len(self.tokens) - 1)]

    def take(self) -> Token:
        token = self.tokens[self.place]
        if token.kind != END:
            self.place += 1
        return token

    def at(self, *texts: str) -> bool:
        token = self.tokens[self.place]
        return token.text in texts and token.kind in (OP, NAME)

    def expect(self, text: str, after: str) -> Token:
        if not self.at(text):
            raise self.unexpected(f"expected `{text}` {after}")
        return self.take()

    def problem(self, code: str, message: str, start: int, end: int, help: str | None = None) -> Problem:
        return Problem(code, message, source=self.source, start=start, end=end, help=help)

    def unexpected(self, wanted: str) -> Problem:
        """SG101 at the next token."""
        token, help_ = self.next, None
        found = {END: "the text ends", NEWLINE: "the line ends"}.get(token.kind, f"`{self._spelled(token)}` stands")
        if self.place and _begins_operand(token) and _ends_operand(self.tokens[self.place - 1]):
            help_ = "write `*` between factors, `;` between definitions"
        return self.problem("SG101", f"{wanted}, but here {found}", token.start, token.end, help_)

    def _spelled(self, token: Token) -> str:
        return self.source[token.start : token.end]

    # ---- statements ----

    def program(self) -> list[Statement]:
        """All statements; what their where-clauses say is in ``where``."""
        out: list[Statement] = []
        while True:
            while self.at(";") or self.next.kind == NEWLINE:
                self.take()
            if self.next.kind == END:
                return out
            if not self.at("where"):
                out.append(self.statement())
            if self.at("where"):
                self.take()
                self.where_clause()
            if not (self.at(";") or self.next.kind in (NEWLINE, END)):
                raise self.unexpected("expected `;`, `where` or the end of the line")

    def statement(self) -> Statement:
        left = self.expression(_COMPARE)
        if not self.at("="):
            raise self.unexpected("expected `=` after the left side")
        rights: list[Node] = []
        while self.at("="):
            self.take()
            rights.append(self.expression(_COMPARE))
        conditions: list[Node] = []
        while self.at("for" if not conditions else ","):
            self.take()
            self.take_all()
            conditions.append(self.expression(_AND))
        return Statement(left, rights, conditions)

    def where_clause(self) -> None:
        while True:
            self.where.append(self.where_item())
            if not self.at(",", "and"):
                return
            self.take()
            if self.next.kind == END:
                raise self.unexpected("expected a declaration or a condition")

    def where_item(self) -> Declaration | Smoothness | Condition:
        """``x[N] is zero outside``, ``f is smooth`` or ``s >= 1 for k<K``."""
        start = self.next.start
        node = self.expression(_AND)
        if self.at("or"):
            raise self.problem("SG101", "an `or` in a where-clause needs parentheses", self.next.start, self.next.end)
        if isinstance(node, (Name, Access)) and not self.at("for"):
            return self.declaration(node, start)
        ranges: list[Node] = []
        if self.at("for"):
            self.take()
            self.take_all()
            ranges = [self.expression(_AND)]
            while self.at(",") and self._is_range_ahead():
                self.take()
                ranges.append(self.expression(_AND))
        return Condition(node, ranges)

    def take_all(self) -> None:
        """``for all k<K`` is ``for k<K``."""
        if self.next.kind == NAME and self.next.text in ("all", "every") and self.peek().kind == NAME:
            self.take()

    def _is_range_ahead(self) -> bool:
        """Whether ``, k<K`` goes on with ranges; only a name directly before < can be one."""
        return self.peek().kind == NAME and self.peek(2).text in ("<", "<=") and len(self.peek().text) == 1

    def declaration(self, node: Name | Access, start: int) -> Declaration | Smoothness:
        sizes = node.indices if isinstance(node, Access) else None
        outside, integer, bounds = "", False, None
        while self.at("is", "in"):
            if self.take().text == "in":
                low = self.expression(_COMPARE)
                self.expect("..", "in a range of values, as in `tok[T] in 0..V`")
                integer, bounds = True, (low, self.expression(_COMPARE))
                continue
            order = self._order(node)
            if order:
                return Smoothness(node.name, order, start, self.tokens[self.place - 1].end)
            quality = self.quality()
            outside, integer = (outside, True) if quality == "integer" else (quality, integer)
        return Declaration(node.name, sizes, outside, integer, bounds, start, self.tokens[self.place - 1].end)

    def _order(self, node: Name | Access) -> int:
        """How often a function is said to be differentiable; 0 where something else is said."""
        if not isinstance(node, Name) or self.next.text not in _ORDERS:
            return 0
        word = self.take().text
        if word == "twice":
            self.expect("differentiable", "after `twice`")
        return _ORDERS[word]

    def quality(self) -> str:
        """``zero``, ``-inf`` or ``integer``."""
        if self.at("integer"):
            self.take()
            return "integer"
        if self.at("-") and self.peek().text == "inf":
            self.take()
            self.take()
            self.expect("outside", "after `is -inf`")
            return "-inf"
        if self.at("zero") or (self.next.kind == NUMBER and self.next.text == "0"):
            self.take()
            self.expect("outside", "after `is zero`")
            return "zero"
        raise self.unexpected("expected `zero outside`, `-inf outside`, `integer`, `smooth` or `differentiable`")

    # ---- expressions ----

    def whole(self) -> Node:
        """One expression that is the whole source."""
        node = self.expression(0)
        while self.next.kind == NEWLINE:
            self.take()
        if self.next.kind != END:
            raise self.unexpected("expected an operator or the end")
        return node

    def expression(self, floor: int) -> Node:
        """An expression of operators that bind tighter than ``floor``."""
        left = self.prefix(floor)
        while True:
            token = self.next
            strength = _STRENGTH.get(token.text, 0) if token.kind in (OP, NAME) else 0
            if strength <= floor:
                return left
            if strength == _MULTIPLY:
                factors = [("*", left)]
                while self.at("*", "/", "//", "%", "mod"):
                    op = self.take()
                    self._add_factor(factors, op, self.expression(_MULTIPLY))
                left = self._product(factors)
            elif strength == _ADD:
                terms = [(1, left)]
                while self.at("+", "-"):
                    sign = 1 if self.take().text == "+" else -1
                    terms.append((sign, self.expression(_ADD)))
                for _, term in terms:
                    self._refuse_mod(term)
                left = Sum(terms)
            elif strength == _COMPARE:
                operands, ops = [left], []
                while self.at(*COMPARISONS):
                    ops.append(self.take().text)
                    operands.append(self.expression(_COMPARE))
                left = self._comparison(operands, ops)
            elif strength == _POWER:
                self.take()
                left = self._power(left, self.expression(_POWER - 1))
            else:
                op_text, parts = token.text, [left]
                while self.at(op_text):
                    self.take()
                    parts.append(self.expression(strength))
                if op_text == "iff" and len(parts) > 2:
                    start, end = left.start, parts[-1].end
                    raise self.problem("SG101", "a chain of `iff` needs parentheses", start, end)
                left = Junction(op_text, parts)

    def _add_factor(self, factors: list[tuple[str, Node]], op: Token, right: Node) -> None:
        if op.text in ("*", "/"):
            if op.text == "/" and isinstance(right, Binder):
                help_ = f"write parentheses around the {right.op}: how far it extends is not clear after `/`"
                raise self.problem("SG101", f"a {right.op} directly after `/`", right.start, right.head_end, help_)
            factors.append((op.text, right))
            return
        left = Quotient(op.text, self._product(factors), right)
        factors[:] = [("*", left)]

    def _product(self, factors: list[tuple[str, Node]]) -> Node:
        if len(factors) == 1:
            return factors[0][1]
        for _, factor in factors:
            self._refuse_mod(factor)
        return Product(list(factors))

    def _refuse_mod(self, node: Node) -> None:
        """Authors disagree on how far the word mod reaches."""
        if isinstance(node, Quotient) and node.op == "mod":
            message = "how far `mod` reaches is not clear here"
            help_ = "write parentheses: (a + b) mod s, or a + (b mod s)"
            raise self.problem("SG101", message, node.start, node.end, help_)

    def _comparison(self, operands: list[Node], ops: list[str]) -> Compare:
        if "|" in ops and len(ops) > 1:
            start, end = operands[0].start, operands[-1].end
            raise self.problem("SG101", "`|` (divides) cannot stand in a chain of comparisons", start, end)
        return Compare(operands, ops)

    def _power(self, base: Node, exponent: Node) -> Power:
        if isinstance(exponent, Power):
            help_ = "write (a**b)**c or a**(b**c)"
            raise self.problem("SG101", "a power of a power needs parentheses", base.start, exponent.end, help_)
        return Power(base, exponent)

    def prefix(self, floor: int) -> Node:
        """What an expression can begin with."""
        while self.next.kind == NEWLINE:
            self.take()
        self.depth += 1
        if self.depth > MAX_NESTING + 1:
            token = self.next
            raise self.problem("SG109", f"nested more than {MAX_NESTING} deep", token.start, token.end)
        node = self._prefix(floor)
        self.depth -= 1
        return node

    def _prefix(self, floor: int) -> Node:
        token = self.next
        if token.kind == NUMBER:
            self.take()
            return Number(Fraction(token.text), "." in token.text, token.start, token.end)
        if token.kind == GRADIENT:
            return self._gradient()
        if token.kind == NAME:
            return self._named(token)
        if token.kind == OP:
            match token.text:
                case "(":
                    return self._group()
                case "[":
                    self.take()
                    condition = self.expression(0)
                    return Iverson(condition, token.start, self.expect("]", "after the condition").end)
                case "-":
                    return self._negative(floor)
                case "⌊" | "⌈":
                    self.take()
                    inner = self.expression(0)
                    name, closing = ("floor", "⌋") if token.text == "⌊" else ("ceil", "⌉")
                    end = self.expect(closing, "after the quotient").end
                    return Apply(name, None, [inner], token.start, end, token.end)
                case "√":
                    return self._root()
        raise self.unexpected("expected a number, a name, a sum, `(` or `[`")

    def _root(self) -> Node:
        """``√x[i]`` or ``√(a + b)``."""
        sign = self.take()
        inner = self.prefix(_POWER)
        if self.at("**"):
            message = "how far `√` reaches is not clear"
            raise self.problem("SG101", message, sign.start, self.peek().end, "write √(x**2) or (√x)**2")
        return Apply("sqrt", None, [inner.inner if isinstance(inner, Group) else inner], sign.start, inner.end, sign.end)

    def _group(self) -> Node:
        start = self.take().start
        inner = self.expression(0)
        end = self.expect(")", "to close the parenthesis").end
        if isinstance(inner, Gradient) and inner.indices is None and self.at("["):
            indices, end = self._indices()
            return Gradient(inner.of, inner.wrt, indices, start, end)
        return Group(inner, start, end)

    def _negative(self, floor: int) -> Node:
        minus = self.take()
        inner = self.expression(_ADD if floor <= _ADD else max(floor, _MULTIPLY))
        if isinstance(inner, Quotient):
            help_ = "write (-a) mod b or -(a mod b), as you mean it"
            raise self.problem("SG101", "a minus before a quotient needs parentheses", minus.start, inner.end, help_)
        return Negative(inner, minus.start)

    def _gradient(self) -> Node:
        token = self.take()
        of, wrt = token.text.split("/")
        if not self.at("["):
            return Gradient(of, wrt, None, token.start, token.end)
        indices, end = self._indices()
        return Gradient(of, wrt, indices, token.start, end)

    def _indices(self) -> tuple[list[Node], int]:
        self.take()
        return self._list("]")

    def _list(self, closing: str) -> tuple[list[Node], int]:
        """Expressions separated by commas up to the closing bracket, and where that ends."""
        out: list[Node] = []
        while not self.at(closing):
            if out:
                self.expect(",", f"or `{closing}`")
            out.append(self.expression(0))
        return out, self.take().end

    # ---- what begins with a name ----

    def _named(self, token: Token) -> Node:
        following = self.peek().text if self.peek().kind == OP else ""
        if token.text.rstrip("_0123456789") in BINDERS and self._binder_follows(token, following):
            return self._binder()
        match token.text:
            case "not":
                self.take()
                return Not(self.expression(_NOT), token.start)
            case "true" | "false":
                self.take()
                return Truth(token.text == "true", token.start, token.end)
            case "literal":
                return self._array()
            case "d" | "∂" if following == "(":
                return self._derivative_of_expression()
        if token.text in BINDERS:
            self.take()
            raise self.unexpected(f"expected the indices of {token.text} in parentheses, as in {token.text}(k<K)")
        if token.text in KEYWORDS:
            raise self.unexpected("expected an expression")
        if token.text.startswith("∂") and following != "[":
            help_ = "write ∂L/∂V[m,n], without spaces around `/`, or ∂Z[i]/∂V[m]"
            raise self.problem("SG101", "`∂` is not followed by a derivative", token.start, token.end, help_)
        self.take()
        if following == "[":
            return self._access(token)
        if token.text in TURNS and following == "(":
            return self._turned(token)
        if following in ("(", "{"):
            return self._apply(token)
        return Name(token.text, token.start, token.end)

    def _access(self, token: Token) -> Node:
        indices, end = self._indices()
        access = Access(token.text, indices, token.start, end, token.end)
        wrt = self.peek()
        is_quotient = self.at("/") and wrt.kind == NAME and len(wrt.text) > 1
        if token.text.startswith("∂"):
            if not (is_quotient and wrt.text.startswith("∂")):
                raise self.unexpected(f"expected `/∂…` after {token.text}[…]")
        elif not (is_quotient and token.text[0] == "d" and len(token.text) > 1 and wrt.text.startswith("d")):
            return access
        elif not end == self.next.start == wrt.start - 1:
            return access  # with spaces around `/`, a quotient of tensors whose names begin with d
        of = Access(token.text[1:], indices, token.start, end, token.end)
        return self._derivative(of, token.start, (token.text, wrt.text))

    def _derivative_of_expression(self) -> Node:
        start = self.take().start
        self.take()
        of = self.expression(0)
        self.expect(")", "to close d(…)")
        if not self.at("/"):
            raise self.unexpected("expected `/dV[…]` after `d(…)`")
        return self._derivative(of, start, ("", ""))

    def _derivative(self, of: Node, start: int, written: tuple[str, str]) -> Node:
        """After ``/``: ``dV[m,n]``, or ``d(name)[m,n]`` for names that are spelled with a slash."""
        self.take()
        token = self.take()
        if token.kind == NAME and token.text in ("d", "∂") and self.at("("):
            self.take()
            inner = self.take()
            name = "d" + inner.text.replace("/", "/d") if inner.kind == GRADIENT else inner.text
            if inner.kind not in (NAME, GRADIENT):
                raise self.problem("SG101", "expected a name in d(…)", inner.start, inner.end)
            end = self.expect(")", "after the name").end
        elif token.kind == NAME and token.text[0] in "d∂" and len(token.text) > 1:
            name, end = token.text[1:], token.end
        else:
            message = "expected `dV[…]`: what the derivative is taken by"
            raise self.problem("SG101", message, token.start, token.end)
        indices: list[Node] = []
        if self.at("["):
            indices, end = self._indices()
        return Derivative(of, name, indices, start, end, written)

    def _turned(self, token: Token) -> Node:
        """``rot180(K)[k,l]``; as a function of a scalar, ``rot180(…)`` means nothing."""
        self.take()
        inner = self.take()
        if inner.kind != NAME or not self.at(")"):
            message = f"{token.text} turns a tensor that has a name"
            help_ = f"write {token.text}(K)[k,l], or define what is to be turned first"
            raise self.problem("SG101", message, token.start, inner.end, help_)
        end = self.take().end
        if not self.at("["):
            raise self.unexpected(f"expected the indices after {token.text}({inner.text}), as in {token.text}({inner.text})[k,l]")
        indices, close = self._indices()
        return Turned(token.text, inner.text, indices, token.start, close, end)

    def _apply(self, token: Token) -> Node:
        orders: tuple[int, ...] | None = None
        if self.at("{"):
            self.take()
            numbers, _ = self._list("}")
            orders = tuple(self._natural(n) for n in numbers)
            if not self.at("("):
                raise self.unexpected(f"expected `(` after {token.text}{{…}}")
        self.take()
        args, end = self._list(")")
        return Apply(token.text, orders, args, token.start, end, token.end)

    def _natural(self, node: Node) -> int:
        if isinstance(node, Number) and node.value.denominator == 1:
            return int(node.value)
        raise self.problem("SG101", "expected a natural number", node.start, node.end)

    def _array(self) -> Node:
        start = self.take().start
        self.expect("{", "after `literal`")
        shape, entries = self._rows() if self.at("[") else self._flat()
        if not self.at("["):
            raise self.unexpected("expected `[` and the indices after `literal{…}`")
        indices, end = self._indices()
        return Array(shape, tuple(map(self._rational, entries)), indices, start, end)

    def _flat(self) -> tuple[tuple[int, ...], list[Node]]:
        """``2,2; 1, 2, 3, 4}``: the shape, and the entries row by row."""
        shape: list[int] = []
        while not self.at(";"):
            if shape:
                self.expect(",", "or `;` in the shape")
            shape.append(self._natural(self.expression(0)))
        self.take()
        return tuple(shape), self._list("}")[0]

    def _rows(self) -> tuple[tuple[int, ...], list[Node]]:
        """``[[1, 2], [3, 4]]}``: the entries as nested lists."""
        found = self._nested()
        self.expect("}", "after the entries")
        return found

    def _nested(self) -> tuple[tuple[int, ...], list[Node]]:
        start = self.take().start
        if not self.at("["):
            entries, _ = self._list("]")
            return (len(entries),), entries
        parts = [self._nested()]
        while self.at(","):
            self.take()
            parts.append(self._nested())
        end = self.expect("]", "after the rows").end
        if len({shape for shape, _ in parts}) > 1:
            raise self.problem("SG105", "the rows have different lengths", start, end)
        return (len(parts), *parts[0][0]), [entry for _, entries in parts for entry in entries]

    def _rational(self, node: Node) -> Fraction:
        match node:
            case Number():
                return node.value
            case Negative():
                return -self._rational(node.inner)
            case Product(factors=[("*", Number() as top), ("/", Number() as bottom)]) if bottom.value:
                return top.value / bottom.value
        raise self.problem("SG101", "expected a rational number", node.start, node.end)

    # ---- binders ----

    def _binder_follows(self, token: Token, following: str) -> bool:
        if following in ("(", "{"):
            return True
        return self.source[token.start] in "Σ∑" and self.peek().kind == NAME

    def _binder(self) -> Node:
        token = self.take()
        op, _, component = token.text.partition("_")
        if not self.at("(", "{"):
            name = self.take()
            items: list[Node] = [Name(name.text, name.start, name.end)]
            head_end = name.end
        else:
            closing = ")" if self.take().text == "(" else "}"
            items, head_end = self._list(closing)
            if closing == "}" and self.at("**"):
                items, head_end = self._upper_limit(items)
        if op in ("max", "min") and not self._is_range_list(items):
            return Apply(op, None, items, token.start, head_end, token.end)
        if not items:
            raise self.problem("SG101", f"{op} has no index", token.start, head_end, f"write {op}(k<K) …")
        body = self.expression(_COMPARE if op == "forall" else _ADD)
        if op == "forall":
            body = self._forall_body(body)
        return Binder(op, int(component or 1), items, body, token.start, head_end)

    def _forall_body(self, left: Node) -> Node:
        """A comparison, or something already complete, such as a condition in parentheses."""
        operands, ops = [left], []
        while self.at(*COMPARISONS):
            ops.append(self.take().text)
            operands.append(self.expression(_COMPARE))
        return self._comparison(operands, ops) if ops else left

    def _upper_limit(self, items: list[Node]) -> tuple[list[Node], int]:
        """``Σ_{k=a}^{b}``: both limits are included."""
        hat = self.take()
        if len(items) != 1 or not isinstance(items[0], Compare) or items[0].ops != ["="]:
            message = "an upper limit belongs to a sum over one index from a lower limit, as in Σ_{k=0}^{K-1}"
            raise self.problem("SG101", message, hat.start, hat.end)
        if self.at("{"):
            self.take()
            high = self.expression(0)
            end = self.expect("}", "after the upper limit").end
        else:
            high = self.expression(_POWER)
            end = high.end
        name, low = items[0].operands
        return [Compare([low, name, high], ["<=", "<="])], end

    def _is_range_list(self, items: list[Node]) -> bool:
        """Whether ``max(items)`` binds indices; otherwise it is the larger of two values."""
        if any(isinstance(item, (Compare, Junction, Not)) for item in items):
            return True
        return all(isinstance(item, Name) for item in items) and _begins_operand(self.next)


def _begins_operand(token: Token) -> bool:
    if token.kind == NAME:
        return token.text not in KEYWORDS or token.text in BINDERS
    return token.kind in (NUMBER, GRADIENT) or (token.kind == OP and token.text in ("(", "[", "⌊", "⌈", "√"))


def _ends_operand(token: Token) -> bool:
    if token.kind == NAME:
        return token.text not in KEYWORDS
    return token.kind in (NUMBER, GRADIENT) or (token.kind == OP and token.text in (")", "]", "⌋", "⌉"))


def _join_lines(tokens: list[Token]) -> list[Token]:
    """Without the line ends inside brackets and where the line before or after shows that it goes on."""
    out: list[Token] = []
    depth = 0
    for place, token in enumerate(tokens):
        if token.kind == NEWLINE:
            following = _next_word(tokens, place)
            if depth or not out or out[-1].kind == NEWLINE or out[-1].text in _LINE_GOES_ON_AFTER | {";"}:
                continue
            if following.text in _LINE_GOES_ON_WITH or following.kind == END:
                continue
        elif token.kind == OP:
            depth += (token.text in "([{⌊⌈") - (token.text in ")]}⌋⌉")
        out.append(token)
    return out


def _next_word(tokens: list[Token], place: int) -> Token:
    while tokens[place].kind == NEWLINE:
        place += 1
    return tokens[place]
