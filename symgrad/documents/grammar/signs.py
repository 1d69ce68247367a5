"""What a token can be where it stands: a relation, a sign between terms or factors, the beginning of a factor."""

from __future__ import annotations

from collections.abc import Iterable

from symgrad.documents.clean import GAP, NOTHING, TEXT_TOKEN
from symgrad.documents.grammar.words import CONNECTIVES, FRACTIONS, FUNCTION_WORDS
from symgrad.documents.tokens import BEGIN, COMMAND, LETTER, NUMBER, OP, WORD, Token
from symgrad.documents.vocabulary import ACCENTS, BIG, CLOSE, DOTS, FUNCTIONS, GREEK, OPEN, OPERATORS, PRODUCTS, RELATIONS, STYLES

# the roles of a token, to be added up
RELATES, ADDS, OPERATES, MULTIPLIES, BEGINS, BEGINS_BAR, SCRIPT, OPENS, SKIPPED = (1 << k for k in range(9))


def relation_of(token: Token) -> str | None:
    """The relation that a token is a sign of."""
    if token.kind == OP:
        return RELATIONS.get(token.text)
    return RELATIONS.get(token.text[1:]) if token.kind == COMMAND else None


def role_of(token: Token) -> int:
    """The roles that a token can play, as a sum of those above."""
    kind, text = token.kind, token.text
    if kind in (OP, COMMAND):
        return _ROLES.get(text, 0) if text[0] != "'" or kind == COMMAND else SCRIPT
    if kind in (LETTER, NUMBER, WORD, BEGIN):
        return BEGINS
    if kind == TEXT_TOKEN:
        return BEGINS if is_word(text) else 0
    return SKIPPED if kind in (GAP, NOTHING) else 0


def is_word(text: str) -> bool:
    """Whether a word is a name or a function, and does not join formulas."""
    return text in FUNCTION_WORDS or (text.isidentifier() and text.lower() not in CONNECTIVES)


def is_known(name: str) -> bool:
    return name in _KNOWN


_FACTORS = (
    GREEK | FUNCTIONS | DOTS | STYLES.keys() | ACCENTS.keys() | BIG.keys()
    | {"sqrt", "partial", "nabla", "top", "intercal", "operatorname", "mathbb", "pmod", "binom", "blacksquare", "Re",
       "Im", "mathop", "emptyset", "infty", "eth"}
)  # fmt: skip
_KNOWN = (
    GREEK | FUNCTIONS | DOTS | PRODUCTS | STYLES.keys() | ACCENTS.keys() | BIG.keys() | RELATIONS.keys() | OPERATORS.keys()
    | {text[1:] for text in {*OPEN, *CLOSE, *FRACTIONS}}
    | {"sqrt", "partial", "nabla", "top", "prime", "over", "substack", "\\", "|", "{", "}", "operatorname", "div", "bmod", "pmod",
       "mod", "text", "vert", "Vert", "lvert", "rvert", "binom", "intercal"}
)  # fmt: skip


def _roles() -> dict[str, int]:
    out: dict[str, int] = {}

    def give(role: int, signs: Iterable[str], commands: Iterable[str]) -> None:
        for text in (*signs, *("\\" + name for name in commands)):
            out[text] = out.get(text, 0) | role

    give(RELATES, [s for s in RELATIONS if not s.isalpha()], RELATIONS)
    give(ADDS, "+-", ())
    give(OPERATES, "*", OPERATORS)
    give(MULTIPLIES, "/", {*PRODUCTS, "div"})
    give(BEGINS, {*"([{", *OPEN, *FRACTIONS}, _FACTORS)
    give(BEGINS_BAR, "|", ("|", "Vert", "vert"))
    give(SCRIPT, "_^", ())
    give(OPENS, "([", ("{", "lbrace"))
    return out


_ROLES = _roles()
