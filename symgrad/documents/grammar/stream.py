"""The tokens of a formula one after the other, and what to say of one that does not fit."""

from __future__ import annotations

from symgrad.documents.clean import GAP
from symgrad.documents.grammar.signs import SKIPPED, is_known, role_of
from symgrad.documents.tokens import COMMAND, OP, STOP, Token
from symgrad.documents.vocabulary import UNSUPPORTED
from symgrad.errors import Problem
from symgrad.language.syntax import Node


class Stream:
    """The tokens with the place that has been reached."""

    def __init__(self, tokens: list[Token]) -> None:
        end = tokens[-1].end if tokens else 0
        self.tokens = [*tokens, Token(STOP, "", end, end)]
        self.roles = [*map(role_of, self.tokens)]
        self.place = 0
        self.depth = 0
        self.below_over = False
        self.bars = 0  # how many |…| are open
        self.limits = 0  # within how many limits of sums this is

    @property
    def next(self) -> Token:
        return self.tokens[self.place]

    @property
    def end(self) -> int:
        """Where the token that was taken last ends."""
        return self.tokens[self.place - 1].end

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
        while self.roles[self.place] & SKIPPED:
            self.place += 1

    def problem(self, message: str, token: Node | Token, help: str | None = None, code: str = "SG121") -> Problem:
        return Problem(code, message, start=token.start, end=max(token.end, token.start), help=help)

    def unexpected(self, wanted: str) -> Problem:
        token = self.next
        here = {STOP: "the formula ends", GAP: "there is a gap"}.get(token.kind, f"`{token.text}` stands")
        word = token.text[1:] if token.kind == COMMAND else token.text
        if word in UNSUPPORTED:
            return self.problem(f"`{token.text}` is {UNSUPPORTED[word]}", token, code="SG122")
        if token.kind == COMMAND and not is_known(word):
            help_ = "define it with \\newcommand, or write it in amsmath"
            return self.problem(f"the command `{token.text}` is not known", token, help_, code="SG122")
        return self.problem(f"{wanted}, but here {here}", token)

    def expect(self, text: str) -> Token:
        self.skip_gaps()
        if not self.at(text):
            raise self.unexpected(f"expected `{text}`")
        return self.take()

    def matching(self, at: int) -> int:
        depth = 0
        for place in range(at, len(self.tokens)):
            depth += (self.tokens[place].text == "{") - (self.tokens[place].text == "}")
            if depth == 0:
                return place
        return len(self.tokens) - 2
