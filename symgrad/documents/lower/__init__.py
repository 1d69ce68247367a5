"""From forms to the syntax tree of plain notation."""

from symgrad.documents.lower.lowering import Lowering
from symgrad.documents.lower.values import ArrayValue, Definition, Known, problem

__all__ = ["ArrayValue", "Definition", "Known", "Lowering", "problem"]
