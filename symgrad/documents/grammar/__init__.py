"""From the tokens of a formula to forms."""

from symgrad.documents.grammar.parser import Parser

__all__ = ["Parser"]
