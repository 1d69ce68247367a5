"""A Pratt parser from the tokens of a formula to forms: every token is consumed, or reported with its place.

From loose to tight: relations, ``+ -``, ``* ⊙ ⋆`` and their like, ``· × /`` and juxtaposition, scripts. A sum extends over
the product that follows it.
"""

from __future__ import annotations

from fractions import Fraction

from symgrad.documents.clean import GAP, TEXT_TOKEN
from symgrad.documents.forms import (
    Big,
    Bracketed,
    Call,
    Cases,
    Dots,
    Function,
    Juxtaposed,
    Matrix,
    Nabla,
    Operation,
    Over,
    Partial,
    Raised,
    Relation,
    Root,
    Scripted,
    Surrounded,
    Symbol,
    Words,
)
from symgrad.documents.tokens import BEGIN, COMMAND, END_ENV, LETTER, NUMBER, OP, STOP, WORD, Token
from symgrad.documents.vocabulary import (
    ACCENTS,
    BIG,
    CASES,
    CLOSE,
    DOTS,
    FUNCTIONS,
    GREEK,
    MATRICES,
    OPEN,
    OPERATORS,
    PRODUCTS,
    RELATIONS,
    SPELLING,
    STYLES,
    SURROUND,
    UNSUPPORTED,
)
from symgrad.errors import Problem
from symgrad.language.syntax import Negative, Node, Number, Product, Sum

MAX_DEPTH = 80
FRACTIONS = frozenset({r"\frac", r"\dfrac", r"\tfrac", r"\cfrac", r"\nicefrac", r"\sfrac", r"\flatfrac"})
FUNCTION_WORDS = {
    "rot180": "rot", "rotate": "rot", "rot": "rot", "rotate180": "rot", "flip": "rot", "flipped": "rot", "conv": "conv",
    "Conv": "conv", "corr": "corr", "relu": "relu", "ReLU": "relu", "softmax": "softmax", "sigmoid": "sigmoid", "tanh": "tanh",
    "exp": "exp", "log": "log", "ln": "log", "sin": "sin", "cos": "cos", "sqrt": "sqrt", "maximum": "max", "minimum": "min",
    "max": "max", "min": "min", "argmax": "argmax", "argmin": "argmin", "arg max": "argmax", "average": "average",
    "avg": "average",
    "mean": "average", "Mean": "average", "floor": "floor", "ceil": "ceil", "pad": "pad", "diag": "diag", "vec": "vec",
    "softplus": "softplus", "sum": "sum", "sign": "sign", "sgn": "sign", "tr": "trace", "Tr": "trace", "Softmax": "softmax",
    "fliplr": "flip?", "flipud": "flip?", "ROT180": "rot", "Rot180": "rot", "Rot": "rot", "tan": "tan", "Flip": "rot",
    "flip180": "rot",
    "Sigmoid": "sigmoid", "abs": "abs", "det": "det", "mod": "mod",
}  # fmt: skip
_SILENT = frozenset({GAP, "nothing"})
_AND = frozenset({"and", "or", "if", "otherwise", "else", "where", "for", "with", "when", "such that", "s.t.", "for all",
"in", "i.e.",
                  "so", "hence", "therefore", "thus", "since", "because", "by", "of", "the", "is", "as", "to", "we",
                  "let"})  # fmt: skip


class Parser:
    """Reads the tokens of one expression or relation."""

    def __init__(self, tokens: list[Token]) -> None:
        end = tokens[-1].end if tokens else 0
        self.tokens = [*tokens, Token(STOP, "", end, end)]
        self.place = 0
        self.depth = 0
        self.below_over = False
        self.bars = 0  # how many |…| are open

    # ---- tokens ----

    @property
    def next(self) -> Token:
        return self.tokens[self.place]

    def peek(self, ahead: int = 1) -> Token:
        return self.tokens[min(self.place + ahead, len(self.tokens) - 1)]

    def take(self) -> Token:
        token = self.tokens[self.place]
        if token.kind != STOP:
            self.place += 1
        return token

    def at(self, *texts: str) -> bool:
        token = self.tokens[self.place]
        return token.text in texts and (token.kind == OP or token.kind == COMMAND)

    def skip_gaps(self) -> None:
        while self.tokens[self.place].kind in _SILENT:
            self.place += 1

    def problem(self, message: str, token: Node | Token, help: str | None = None, code: str = "SG121") -> Problem:
        return Problem(code, message, start=token.start, end=max(token.end, token.start), help=help)

    def unexpected(self, wanted: str) -> Problem:
        token = self.next
        here = {STOP: "the formula ends", GAP: "there is a gap"}.get(token.kind, f"`{token.text}` stands")
        word = token.text[1:] if token.kind == COMMAND else ""
        if word in UNSUPPORTED:
            return self.problem(f"`{token.text}` is {UNSUPPORTED[word]}", token, code="SG122")
        if token.kind == COMMAND and not _is_known(word):
            help_ = "define it with \\newcommand, or write it in amsmath"
            return self.problem(f"the command `{token.text}` is not known", token, help_, code="SG122")
        return self.problem(f"{wanted}, but here {here}", token)

    # ---- relations ----

    def whole(self) -> Node:
        """An expression or a relation that is all there is."""
        node = self.relation()
        if self.next.kind != STOP:
            raise self.unexpected("expected an operator or the end of the formula")
        return node

    def relation(self) -> Node:
        """``a = b ≤ c``, or an expression alone."""
        operands, ops, places = [self.expression()], list[str](), list[tuple[int, int]]()
        while True:
            self.skip_gaps()
            op = relation_of(self.next)
            if op is None or (op == "|" and self.bars):
                break
            token = self.take()
            places.append((token.start, token.end))
            ops.append(op)
            operands.append(self.expression())
        return Relation(operands, ops, places) if ops else operands[0]

    # ---- sums and products ----

    def expression(self) -> Node:
        """Terms with their signs."""
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise self.problem(f"nested more than {MAX_DEPTH} deep", self.next, code="SG109")
        self.skip_gaps()
        terms: list[tuple[int, Node]] = []
        if self.at("+"):
            self.take()
        first = self._term()
        terms.append((1, first))
        while True:
            gap = self.place
            self.skip_gaps()
            if not self.at("+", "-"):
                self.place = gap
                break
            sign = 1 if self.take().text == "+" else -1
            self.skip_gaps()
            if self.next.kind == OP and self.next.text in "+-":
                raise self.problem("two signs follow each other", self.next, "put the second one in parentheses")
            terms.append((sign, self._term()))
        self.depth -= 1
        return terms[0][1] if len(terms) == 1 else Sum(terms)

    def _term(self) -> Node:
        if self.at("-"):
            minus = self.take()
            self.skip_gaps()
            if self.at("-", "+"):
                raise self.problem("two signs follow each other", self.next, "put the second one in parentheses")
            return Negative(self._operation(), minus.start)
        return self._operation()

    def _operation(self) -> Node:
        left = self._product()
        while True:
            op = self._operator()
            if op is None:
                return left
            self.take()
            self.skip_gaps()
            if self.at("-"):
                minus = self.take()
                right: Node = Negative(self._product(), minus.start)
            else:
                right = self._product()
            left = Operation(op, left, right)

    def _operator(self) -> str | None:
        token = self.next
        if token.kind == OP:
            return OPERATORS.get(token.text)
        return OPERATORS.get(token.text[1:]) if token.kind == COMMAND else None

    def _product(self) -> Node:
        """Factors with ``·``, ``×`` or ``/`` between them, or side by side."""
        factors: list[tuple[str, Node]] = [("*", self._juxtaposed())]
        while True:
            token = self.next
            if token.kind == COMMAND and token.text[1:] in PRODUCTS:
                self.take()
                self.skip_gaps()
                if self.at("-"):
                    raise self.problem("a sign directly after a product", self.next, "put it in parentheses")
                factors.append(("*" if token.text != r"\times" else "x", self._juxtaposed()))
            elif (token.kind == OP and token.text == "/") or token.text == r"\div":
                self.take()
                factors.append(("/", self._divisor()))
            else:
                break
        if len(factors) == 1:
            return factors[0][1]
        times = [place for place, (op, _) in enumerate(factors) if op == "x"]
        if times:
            return _times(factors)
        return Product(factors)

    def _divisor(self) -> Node:
        """What stands directly after ``/``: one factor; what follows it without a sign would be read in two ways."""
        first = self._factor()
        if self._begins_factor() and not self._is_clear_after_division():
            message = "how far the quotient reaches is not clear"
            raise self.problem(message, self.next, "write \\frac{…}{…}, or parentheses", code="SG123")
        if self._begins_factor():
            rest = self._juxtaposed()
            return _Divided(first, rest)
        return first

    def _is_clear_after_division(self) -> bool:
        token = self.next
        return token.text in (r"\sum", r"\prod", r"\left", "(", "[") or token.text in FRACTIONS

    def _juxtaposed(self) -> Node:
        parts = [self._factor()]
        while self._begins_factor():
            parts.append(self._factor())
        return _applied(parts) if len(parts) > 1 else parts[0]

    def _begins_factor(self) -> bool:
        token = self.next
        if token.kind in (LETTER, NUMBER, WORD, BEGIN):
            return True
        if token.kind == TEXT_TOKEN:
            return token.text in FUNCTION_WORDS or (token.text.isidentifier() and token.text.lower() not in _AND)
        if token.kind == OP:
            return token.text in "([{" or (token.text == "|" and not self.bars)
        if token.kind != COMMAND:
            return False
        name = token.text[1:]
        if token.text in (r"\|", r"\Vert", r"\vert"):
            return not self.bars
        return (
            name in GREEK or name in STYLES or name in ACCENTS or name in BIG or name in FUNCTIONS or token.text in OPEN
            or name in DOTS or token.text in FRACTIONS
            or name in ("sqrt", "partial", "nabla", "top", "intercal", "operatorname", "mathbb", "bmod", "pmod", "binom",
                        "blacksquare", "Re", "Im", "mathop", "emptyset", "infty", "eth")
        )  # fmt: skip

    # ---- factors ----

    def _factor(self) -> Node:
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise self.problem(f"nested more than {MAX_DEPTH} deep", self.next, code="SG109")
        while self.next.kind == "nothing":
            self.take()
        node = self._scripts(self._atom())
        self.depth -= 1
        return node

    def _atom(self) -> Node:
        token = self.next
        if token.kind == NUMBER:
            self.take()
            return Number(Fraction(token.text), "." in token.text, token.start, token.end)
        if token.kind == LETTER:
            if token.text == "d":
                found = self._slashed_derivative()
                if found is not None:
                    return found
            self.take()
            return Symbol(token.text, "", token.start, token.end)
        if token.kind in (WORD, TEXT_TOKEN):
            return self._word()
        if token.kind == BEGIN:
            return self._environment()
        if token.kind == OP:
            if token.text in ("(", "["):
                return self._bracketed()
            if token.text == "{":
                return self._group()
            if token.text == "|":
                return self._bars("|", "abs")
        if token.kind == COMMAND:
            return self._command(token)
        raise self.unexpected("expected a symbol, a number, a sum or a bracket")

    def _command(self, token: Token) -> Node:
        name = token.text[1:]
        if name in GREEK:
            self.take()
            return Symbol(SPELLING.get(name, name), "", token.start, token.end)
        if name in STYLES or name == "mathbb":
            return self._styled(STYLES.get(name, "blackboard"))
        if name in ACCENTS:
            return self._accented(ACCENTS[name])
        if token.text in FRACTIONS:
            return self._fraction()
        if token.text in OPEN:
            return self._surrounded() if token.text in SURROUND else self._bracketed()
        if token.text in (r"\|", r"\Vert"):
            return self._bars(token.text, "norm")
        if token.text == r"\vert":
            return self._bars(token.text, "abs")
        if name in DOTS:
            self.take()
            return Dots(token.start, token.end)
        if name in ("argmax", "argmin") or (name == "arg" and self.peek().text in (r"\max", r"\min")):
            if name == "arg":
                self.take()
                name = "arg" + self.next.text[1:]
            return self._big(name)
        if name in BIG and name not in UNSUPPORTED:
            return self._big(BIG[name])
        if name in FUNCTIONS:
            self.take()
            return self._function(FUNCTION_WORDS.get(name, name), token)
        match name:
            case "sqrt":
                return self._root()
            case "partial":
                return self._bare_partial()
            case "nabla":
                return self._nabla()
            case "binom":
                raise self.problem("a binomial coefficient is not read", token, code="SG122")
        raise self.unexpected("expected a symbol, a number, a sum or a bracket")

    def _word(self) -> Node:
        token = self.take()
        text = token.text
        if text in FUNCTION_WORDS:
            known = FUNCTION_WORDS[text]
            if known in ("max", "min", "argmax", "argmin", "sum") and self.at("_"):
                self.place -= 1
                return self._big(known)
            return self._function(known, token)
        if text.isidentifier() and text.isascii():
            return Symbol(text, "word" if len(text) > 1 else "roman", token.start, token.end)
        return Words(text, token.start, token.end)

    def _styled(self, style: str) -> Node:
        command = self.take()
        if command.text in (r"\bf", r"\rm", r"\it", r"\cal", r"\sf", r"\boldmath"):
            return self._atom()  # a switch: what follows is in that style
        inner = self._group() if self.at("{") else self._atom()
        if isinstance(inner, Symbol):
            return Symbol(inner.name, style or inner.style, command.start, self.tokens[self.place - 1].end)
        if isinstance(inner, Number) and style in ("bold", "blackboard"):
            return Symbol(f"one_{inner.value}" if inner.value == 1 else f"zero_{inner.value}", style, command.start, inner.end)
        if isinstance(inner, Scripted) and isinstance(inner.base, Symbol):
            base = Symbol(inner.base.name, style or inner.base.style, inner.base.start, inner.base.end)
            return Scripted(base, inner.sub, inner.sup, inner.primes, command.start, self.tokens[self.place - 1].end)
        return inner

    def _accented(self, accent: str) -> Node:
        command = self.take()
        inner = self._group() if self.at("{") else self._atom()
        end = self.tokens[self.place - 1].end
        if isinstance(inner, Symbol):
            return Symbol(f"{inner.name}_{accent}", inner.style, command.start, end)
        if isinstance(inner, Scripted) and isinstance(inner.base, Symbol):
            base = Symbol(f"{inner.base.name}_{accent}", inner.base.style, inner.base.start, inner.base.end)
            return Scripted(base, inner.sub, inner.sup, inner.primes, command.start, end)
        raise self.problem(f"`{command.text}` over more than one symbol is not read", command, code="SG122")

    def _group(self) -> Node:
        """What is in braces: itself; with ``\\over``, a fraction."""
        opening = self.take()
        if self.at("}"):
            raise self.problem("these braces are empty", opening, "write what is missing")
        inner = self.relation()
        if self.at(r"\over"):
            self.take()
            before, self.below_over = self.below_over, True
            bottom = self.expression()
            self.below_over = before
            self._expect("}")
            return self._quotient_of(inner, bottom, opening.start, self.tokens[self.place - 1].end)
        self._expect("}")
        if isinstance(inner, (Symbol, Number, Scripted, Bracketed, Over, Matrix, Partial)):
            return inner
        return Bracketed("{", [inner], opening.start, self.tokens[self.place - 1].end)

    def _expect(self, text: str) -> Token:
        self.skip_gaps()
        if not self.at(text):
            raise self.unexpected(f"expected `{text}`")
        return self.take()

    def _bracketed(self) -> Bracketed:
        opening = self.take()
        closing = OPEN[opening.text]
        bars, self.bars = self.bars, 0
        items = self._items(opening, closing, ")" if closing == "]" else "]" if closing == ")" else closing)
        self.bars = bars
        kind = opening.text if opening.text in "([" else "{" if opening.text in (r"\{", r"\lbrace") else "["
        return Bracketed("\\{" if kind == "{" else kind, items, opening.start, self.tokens[self.place - 1].end)

    def _items(self, opening: Token, closing: str, wrong: str) -> list[Node]:
        items: list[Node] = []
        while True:
            self.skip_gaps()
            while self.at(r"\\", "&"):
                self.take()
            if self.next.kind == STOP:
                raise self.problem(f"`{opening.text}` is never closed", opening, f"add `{closing}`", code="SG102")
            if self.at(closing):
                self.take()
                return items
            if items:
                if not self.at(",", ";"):
                    if self.at(wrong):
                        raise self.problem(f"`{self.next.text}` closes what `{closing}` should close", self.next, code="SG102")
                    raise self.unexpected(f"expected `,` or `{closing}`")
                self.take()
                self.skip_gaps()
            items.append(self.relation())

    def _surrounded(self) -> Node:
        opening = self.take()
        closing = OPEN[opening.text]
        items = [self.relation()]
        while self.at(",", "|", r"\mid"):
            self.take()
            items.append(self.relation())
        end = self._expect(closing).end
        return Surrounded(SURROUND[opening.text], items, opening.start, end)

    def _bars(self, bar: str, kind: str) -> Node:
        opening = self.take()
        self.bars += 1
        inner = self.expression()
        self.bars -= 1
        if not self.at(bar):
            raise self.unexpected(f"expected `{bar}`")
        return Surrounded(kind, [inner], opening.start, self.take().end)

    def _root(self) -> Node:
        command = self.take()
        degree: Node | None = None
        if self.at("["):
            self.take()
            degree = self.expression()
            self._expect("]")
        inner = self._argument(command)
        return Root(inner, degree, command.start, self.tokens[self.place - 1].end)

    def _argument(self, command: Token) -> Node:
        """What a command applies to: a group, or one token."""
        self.skip_gaps()
        if self.at("{"):
            return self._group()
        token = self.next
        if token.kind == NUMBER and len(token.text) > 1:
            return self._digit()
        if token.kind in (STOP, GAP) or self.at("}", "&", r"\\"):
            raise self.problem(f"`{command.text}` wants an argument", command)
        return self._atom()

    def _digit(self) -> Node:
        """TeX takes one digit only: ``x_12`` is x with the index 1, times 2."""
        token = self.next
        self.tokens[self.place] = Token(NUMBER, token.text[1:].lstrip(".") or "0", token.start + 1, token.end)
        return Number(Fraction(token.text[0]), False, token.start, token.start + 1)

    # ---- derivatives ----

    def _fraction(self) -> Node:
        command = self.take()
        self.skip_gaps()
        found = self._derivative(command)
        if found is not None:
            return found
        top = self._argument(command)
        bottom = self._argument(command)
        return self._quotient_of(top, bottom, command.start, self.tokens[self.place - 1].end)

    def _quotient_of(self, top: Node, bottom: Node, start: int, end: int) -> Node:
        if isinstance(top, _Differential) and isinstance(bottom, _Differential):
            return _partial(top, bottom, start, end)
        return Over(_strip(top), _strip(bottom), start, end)

    def _derivative(self, command: Token) -> Node | None:
        """``\\frac{\\partial L}{\\partial w}`` or with d, if this is one."""
        if not self.at("{"):
            return None
        sign = self._sign_of_derivative(self.place + 1)
        below = self._matching(self.place)
        if sign is None or self.tokens[below + 1].text != "{" or self._sign_of_derivative(below + 2) != sign:
            return None
        self.take()
        top = self._differential("}")
        self._expect("}")
        self._expect("{")
        bottoms = [self._differential("}", below=True)]
        while self._sign_of_derivative(self.place) == sign:
            bottoms.append(self._differential("}", below=True))
        end = self._expect("}").end
        order = top.order
        if sum(b.order for b in bottoms) != order:
            message = f"the order above is {order}, and that below {sum(b.order for b in bottoms)}"
            raise self.problem(message, command, code="SG105")
        node = top.inner
        for bottom in reversed(bottoms):
            if bottom.inner is None:
                raise self.problem("by what is differentiated is missing", command)
            node = Partial(node, bottom.inner, bottom.order, command.start, end)
        assert isinstance(node, Partial), "there is at least one thing below"
        return node

    def _matching(self, at: int) -> int:
        depth = 0
        for place in range(at, len(self.tokens)):
            depth += (self.tokens[place].text == "{") - (self.tokens[place].text == "}")
            if depth == 0:
                return place
        return len(self.tokens) - 2

    def _sign_of_derivative(self, at: int) -> str | None:
        """``\\partial``, or d where it can only be a differential."""
        token = self.tokens[min(at, len(self.tokens) - 1)]
        if token.text in (r"\partial", r"\delta") and token.kind == COMMAND:
            following = self.tokens[min(at + 1, len(self.tokens) - 1)]
            return token.text if token.text == r"\partial" or following.text not in ("_", "^", "}") else None
        if token.kind == LETTER and token.text == "d":
            following = self.tokens[min(at + 1, len(self.tokens) - 1)]
            return "d" if following.text not in ("_", "'", "+", "-") else None
        if token.text == r"\mathrm" and self.tokens[min(at + 2, len(self.tokens) - 1)].text == "d":
            return "d"
        return None

    def _differential(self, closing: str, below: bool = False) -> _Differential:
        sign = self.take()
        if sign.text == r"\mathrm":
            self.take()
            self.take()
            self._expect("}")
        order = 1
        if self.at("^"):
            self.take()
            raised = self._argument(sign)
            if not isinstance(raised, Number) or raised.value.denominator != 1 or not 1 <= raised.value <= 8:
                raise self.problem("the order of a derivative is a number", raised, code="SG105")
            order = int(raised.value)
        if self.at(closing):
            return _Differential(None, order, sign.start, sign.end)
        if below:
            inner: Node = self._factor()
            while self.next.text != closing and self._sign_of_derivative(self.place) is None and self._begins_factor():
                inner = Juxtaposed([inner, self._factor()])
            if isinstance(inner, Scripted) and isinstance(inner.sup, Number) and inner.sup.value == 2:
                order = 2
                inner = Scripted(inner.base, inner.sub, None, inner.primes, inner.start, inner.end) if inner.sub else inner.base
        else:
            inner = self.expression()
        return _Differential(inner, order, sign.start, inner.end)

    def _bare_partial(self) -> Node:
        """``\\partial L / \\partial w`` or ``\\partial_w L``."""
        sign = self.take()
        if self.at("_"):
            self.take()
            wrt = self._argument(sign)
            return Partial(self._factor(), wrt, 1, sign.start, self.tokens[self.place - 1].end)
        if not self._begins_factor():
            raise self.unexpected("expected what is differentiated")
        of = self._factor()
        if self.at(r"\over") or (self.at("}") and self.below_over):
            return _Differential(of, 1, sign.start, of.end)
        if not self.at("/"):
            raise self.problem("`\\partial` alone is no derivative", sign, "write \\frac{\\partial L}{\\partial w}")
        self.take()
        if not self.at(r"\partial"):
            raise self.unexpected("expected `\\partial` after `/`")
        self.take()
        wrt = self._factor()
        return Partial(of, wrt, 1, sign.start, wrt.end)

    def _slashed_derivative(self) -> Node | None:
        """``dL/dw_{ij}``: a derivative on one line; None where d is a letter like others."""
        if not (self._is_name(self.peek()) and any(t.text == "/" for t in self.tokens[self.place : self.place + 40])):
            return None
        before, start = self.place, self.take().start
        try:
            of = self._factor()
        except Problem:
            of = None
        if of is not None and self.at("/") and self.peek().text == "d" and self._is_name(self.peek(2)):
            self.take()
            self.take()
            wrt = self._factor()
            return Partial(of, wrt, 1, start, wrt.end)
        self.place = before
        return None

    def _is_name(self, token: Token) -> bool:
        return token.kind in (LETTER, WORD) or (token.kind == COMMAND and (token.text[1:] in GREEK or token.text[1:] in STYLES))

    def _nabla(self) -> Node:
        sign = self.take()
        wrt: Node | None = None
        if self.at("_"):
            self.take()
            wrt = self._argument(sign)
        if self.at("^"):
            raise self.problem("a power of `\\nabla` is not read", sign, code="SG122")
        if self.at(r"\cdot", r"\times"):
            raise self.problem("a divergence or rotation is not read", sign, code="SG122")
        if not self._begins_factor():
            raise self.unexpected("expected what is differentiated")
        return Nabla(wrt, self._factor(), sign.start)

    # ---- sums and functions ----

    def _big(self, op: str) -> Node:
        token = self.take()
        lines: list[Node] = []
        upper: Node | None = None
        while self.at("_", "^"):
            below = self.take().text == "_"
            if below:
                lines = self._limits()
            else:
                upper = self._argument(token)
        head_end = self.tokens[self.place - 1].end
        self.skip_gaps()
        if op in ("max", "min") and not lines and upper is None and (self.at("(", "[") or self.next.text in (r"\{", r"\lbrace")):
            bracket = self._bracketed()
            return Function(op, bracket.items, None, None, 0, token.start, token.end, bracket.end)
        if not self._begins_factor() and not self.at("-"):
            raise self.unexpected(f"expected what follows `{token.text}`")
        body = self._term() if self.at("-") else self._operation()
        return Big(op, lines, upper, body, token.start, head_end)

    def _limits(self) -> list[Node]:
        """What stands below a sum: conditions and indices, separated by commas or in the lines of a substack."""
        if not self.at("{"):
            return [self._argument(self.next)]
        self.take()
        lines: list[Node] = []
        substack = False
        while not self.at("}"):
            if self.at(r"\substack"):
                self.take()
                self._expect("{")
                substack = True
                continue
            if self.next.kind == BEGIN and self.next.text == "subarray":
                raise self.problem("`subarray` is not read", self.next, "write \\substack{…}", code="SG122")
            lines.append(self.relation())
            if self.at(",", ";", ":", r"\\", ".", r"\mid", "|", r"\colon"):
                self.take()
            elif self.at("}") and substack:
                self.take()
                substack = False
            elif self.next.kind == TEXT_TOKEN:
                self.take()
            elif not self.at("}"):
                raise self.unexpected("expected `,` or `}` below the sum")
        self.take()
        return lines

    def _function(self, name: str, token: Token) -> Node:
        sub: Node | None = None
        sup: Node | None = None
        primes = 0
        while self.at("_", "^") or (self.next.kind == OP and self.next.text.startswith("'")):
            if self.next.text.startswith("'"):
                primes += len(self.take().text)
            elif self.take().text == "_":
                sub = self._argument(token)
            else:
                sup = self._argument(token)
        name_end = self.tokens[self.place - 1].end
        if self.at("(", "[") or self.next.text in (r"\{", r"\lbrace"):
            bracket = self._bracketed()
            return Function(name, bracket.items, sub, sup, primes, token.start, name_end, bracket.end)
        if name in ("average", "sum", "pad", "conv", "corr", "vec", "diag", "mod"):
            if name == "average":  # a label, as in Y_{avg}
                return Symbol(token.text, "word", token.start, token.end)
            raise self.unexpected(f"expected `(` after `{token.text}`")
        if not self._begins_factor():
            if name in ("max", "min", "rot", "softmax", "sigmoid", "relu", "argmax", "argmin", "floor", "ceil", "tanh"):
                return Symbol(token.text.lstrip("\\"), "word", token.start, token.end)
            raise self.unexpected(f"expected what `{token.text}` is taken of")
        inner = self._factor()
        if isinstance(inner, Number) and self.next.kind in (LETTER, COMMAND) and self._begins_factor():
            inner = Juxtaposed([inner, self._factor()])
        if self._reaches_on():
            message = f"how far `{token.text}` reaches is not clear"
            raise self.problem(message, self.next, "write parentheses", code="SG123")
        return Function(name, [inner], sub, sup, primes, token.start, name_end, inner.end)

    def _reaches_on(self) -> bool:
        """Whether a letter or number follows that could belong to the argument."""
        token = self.next
        return token.kind in (LETTER, NUMBER) or (token.kind == COMMAND and token.text[1:] in GREEK)

    # ---- scripts and brackets after a symbol ----

    def _scripts(self, base: Node) -> Node:
        while True:
            if self.at("_", "^") or (self.next.kind == OP and self.next.text.startswith("'")):
                base = self._with_scripts(base)
            elif self._bracket_follows(base):
                base = Call(base, self._bracketed())
            else:
                return base

    def _bracket_follows(self, base: Node) -> bool:
        if not self.at("(", "["):
            return (
                self.next.text in (r"\{", r"\lbrace")
                and isinstance(base, Symbol)
                and base.style in ("word", "blackboard", "bold")
            )
        if isinstance(base, Scripted) and isinstance(base.sup, Number) and not base.primes and self.next.text == "(":
            return False  # m^2 (…) is a product
        if isinstance(base, Call):
            return False  # f(x)(1 - f(x)) is a product
        return isinstance(base, (Symbol, Scripted))

    def _with_scripts(self, base: Node) -> Node:
        sub: list[Node] | None = None
        sup: Node | None = None
        primes = 0
        while True:
            if self.next.kind == OP and self.next.text.startswith("'"):
                primes += len(self.take().text)
            elif self.at("_"):
                mark = self.take()
                if sub is not None:
                    raise self.problem("a second subscript", mark, "separate the indices by a comma")
                sub = self._subscript(mark)
            elif self.at("^"):
                mark = self.take()
                found, marks = self._superscript(mark)
                primes += marks
                if found is not None and sup is not None:
                    raise self.problem("a second superscript", mark, "put the first power in parentheses")
                sup = found if found is not None else sup
            else:
                break
        end = self.tokens[self.place - 1].end
        if isinstance(base, (Symbol, Call)) or sub is not None or primes:
            return Scripted(base, sub, sup, primes, base.start, end)
        return base if sup is None else Raised(base, sup, end)

    def _subscript(self, mark: Token) -> list[Node]:
        if not self.at("{"):
            return [self._argument(mark)]
        self.take()
        if self.at("}"):
            self.take()
            return []
        items = [self._item()]
        while self.at(",", ";", ".") or self.next.kind == GAP:
            if self.take().kind != GAP or self.at(","):
                self.skip_gaps()
            items.append(self._item())
        self._expect("}")
        return items

    def _item(self) -> Node:
        self.skip_gaps()
        if self.at("*", r"\cdot", ":", r"\ast", r"\bullet", "+", "-") and self.peek().text in ("}", ","):
            token = self.take()
            return Words(token.text, token.start, token.end)
        return self.relation()

    def _superscript(self, mark: Token) -> tuple[Node | None, int]:
        """The superscript, and how many primes it is made of."""
        if self.at(r"\prime"):
            self.take()
            return None, 1
        if self.at("*", "+", "-", r"\ast", r"\star", r"\dagger", r"\circ"):
            token = self.take()
            return Words(token.text, token.start, token.end), 0
        if not self.at("{"):
            if self.at(r"\top", r"\intercal", r"\mathsf", r"\mathrm", r"\tp"):
                return self._top(), 0
            return self._argument(mark), 0
        marks = 0
        while self.peek(1 + marks).text == r"\prime":
            marks += 1
        if marks and self.peek(1 + marks).text == "}":
            for _ in range(marks + 2):
                self.take()
            return None, marks
        if self.peek(2).text == "}":
            token = self.peek()
            if token.text in ("*", "+", "-", r"\ast", r"\star", r"\dagger", r"\circ", r"\top", r"\intercal", "'", "''"):
                self.take()
                self.take()
                self.take()
                if token.text.startswith("'"):
                    return None, len(token.text)
                return (Symbol("T", "top", token.start, token.end) if token.text in (r"\top", r"\intercal")
                        else Words(token.text, token.start, token.end)), 0  # fmt: skip
        return self._label(), 0

    def _top(self) -> Node:
        token = self.next
        if token.text in (r"\top", r"\intercal", r"\tp"):
            self.take()
            return Symbol("T", "top", token.start, token.end)
        return self._styled("sans")

    def _label(self) -> Node:
        """A superscript in braces: an exponent, or a label such as ``(l)`` or ``(l),T``."""
        opening = self.take()
        if self.at("}"):
            raise self.problem("this superscript is empty", opening)
        items = [self._circle() or self.relation()]
        while self.at(","):
            self.take()
            items.append(self.relation())
        end = self._expect("}").end
        return items[0] if len(items) == 1 else Bracketed("{", items, opening.start, end)

    def _circle(self) -> Node | None:
        if self.at(r"\circ"):
            token = self.take()
            return Words(token.text, token.start, token.end)
        return None

    # ---- environments ----

    def _environment(self) -> Node:
        opening = self.take()
        if opening.text in CASES:
            return self._cases(opening)
        if opening.text not in MATRICES:
            raise self.problem(f"`{opening.text}` stands inside a formula", opening, code="SG122")
        if opening.text == "array" and self.at("{"):
            self.place = self._matching(self.place) + 1
        rows = self._rows(opening)
        if opening.text in ("vmatrix", "Vmatrix"):
            raise self.problem("a determinant is not read", opening, code="SG122")
        return Matrix(rows, opening.start, self.tokens[self.place - 1].end)

    def _rows(self, opening: Token) -> list[list[Node]]:
        rows: list[list[Node]] = [[]]
        while self.next.kind != END_ENV:
            self.skip_gaps()
            if self.at("&"):
                self.take()
                if self.at("&", r"\\") or self.next.kind == END_ENV:
                    raise self.problem("an entry of the matrix is missing", self.next)
            elif self.at(r"\\"):
                self.take()
                self._optional_length()
                rows.append([])
            elif self.at(r"\hline", ","):
                self.take()
            elif self.next.kind == STOP:
                raise self.problem("this matrix is never closed", opening, code="SG102")
            elif self.next.kind != END_ENV:
                rows[-1].append(self.relation())
        self.take()
        return [row for row in rows if row]

    def _optional_length(self) -> None:
        if self.at("[") and self.peek().kind == NUMBER and self.peek(2).kind in (LETTER, WORD):
            while not self.at("]") and self.next.kind != STOP:
                self.take()
            self.take()

    def _cases(self, opening: Token) -> Node:
        rows: list[tuple[Node, Node | None]] = []
        while self.next.kind != END_ENV:
            self.skip_gaps()
            value = self.expression()
            condition: Node | None = None
            while self.at("&", ",") or self.next.kind in (TEXT_TOKEN, GAP):
                if self._otherwise(self.take()):
                    break
            if not self.at(r"\\", ".", ",") and self.next.kind not in (END_ENV, GAP):
                condition = self._condition()
            while self.at(".", ",", ";") or self.next.kind in (TEXT_TOKEN, GAP):
                self.take()
            rows.append((value, condition))
            if self.at(r"\\"):
                self.take()
                self._optional_length()
            elif self.next.kind != END_ENV:
                raise self.unexpected("expected `\\\\` or the end of the cases")
        end = self.take().end
        return Cases(rows, opening.start, end)

    def _otherwise(self, token: Token) -> bool:
        return token.kind == TEXT_TOKEN and token.text.lower().strip(" .,") in ("otherwise", "else", "sonst", "elsewhere")

    def _condition(self) -> Node:
        """Relations joined by "and" or commas."""
        parts = [self.relation()]
        while (self.at(",", r"\land", r"\wedge") or (self.next.kind == TEXT_TOKEN and self.next.text.strip(", ") == "and")) and (
            self.peek().text not in (r"\\", "&") and self.peek().kind not in (END_ENV, STOP)
        ):
            self.take()
            self.skip_gaps()
            parts.append(self.relation())
        if self.next.kind == TEXT_TOKEN and self.next.text not in ("",):
            raise self.unexpected("expected the end of the condition")
        return parts[0] if len(parts) == 1 else Bracketed("\\{", parts, parts[0].start, parts[-1].end)


class _Differential(Node):
    """``∂^order inner``: one half of a derivative."""

    __slots__ = ("inner", "order")

    def __init__(self, inner: Node | None, order: int, start: int, end: int) -> None:
        self.inner, self.order, self.start, self.end = inner, order, start, end


def _partial(top: _Differential, bottom: _Differential, start: int, end: int) -> Node:
    if bottom.inner is None:
        raise Problem("SG121", "by what is differentiated is missing", start=start, end=end)
    return Partial(top.inner, bottom.inner, bottom.order, start, end)


class _Divided(Node):
    """What follows ``/``, and factors that follow that: ``1/n \\sum …`` is (1/n)·Σ …."""

    __slots__ = ("divisor", "rest")

    def __init__(self, divisor: Node, rest: Node) -> None:
        self.divisor, self.rest, self.start, self.end = divisor, rest, divisor.start, rest.end


def _times(factors: list[tuple[str, Node]]) -> Node:
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


def _strip(node: Node) -> Node:
    """Without the braces of an argument."""
    return node.items[0] if isinstance(node, Bracketed) and node.kind == "{" and len(node.items) == 1 else node


def _applied(parts: list[Node]) -> Node:
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


def relation_of(token: Token) -> str | None:
    """The relation that a token is a sign of."""
    if token.kind == OP:
        return RELATIONS.get(token.text)
    return RELATIONS.get(token.text[1:]) if token.kind == COMMAND else None


def _is_known(name: str) -> bool:
    return (
        name in GREEK or name in STYLES or name in ACCENTS or name in BIG or name in FUNCTIONS or name in RELATIONS
        or name in DOTS
        or name in OPERATORS or name in PRODUCTS or "\\" + name in OPEN or "\\" + name in CLOSE or "\\" + name in FRACTIONS
        or name in ("sqrt", "partial", "nabla", "top", "prime", "over", "substack", "\\", "|", "{", "}", "operatorname", "div",
                    "bmod", "pmod", "mod", "text", "vert", "Vert", "lvert", "rvert", "binom", "intercal")
    )  # fmt: skip
