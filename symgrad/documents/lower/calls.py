"""What a letter before a bracket is: a function, a factor, an array, or a quantity with what it depends on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from symgrad.documents.forms import Call, Scripted, Symbol
from symgrad.documents.scope import FUNCTION_LETTERS, head_symbol, linear, named
from symgrad.language.syntax import Negative, Number, Sum

if TYPE_CHECKING:
    from symgrad.documents.lower.lowering import Lowering


def call_sense(low: Lowering, node: Call, symbol: Symbol) -> str:
    """ "function", "product", "itself" (``E(o, y)`` for a loss E) or "" where that cannot be told."""
    name = symbol.name
    head = node.head
    if name in low.scope.quantities:
        return "itself"
    if name in low.scope.functions or (isinstance(head, Scripted) and head.primes and name in low.scope.calls):
        return "function"
    plain = low.scope.spelled(symbol)
    if plain in low.known.functions:
        return "function"
    found = named(head, low.scope) if isinstance(head, Scripted) else None
    if len(node.args.items) == 1 and found is not None and (found.name in low.known.aliases or low.scope.ranks.get(found.name)):
        return "product"  # δ^l (a^{l-1})^T: an array before a bracket
    if name == "e" and isinstance(head, Scripted) and head.sub is None and head.sup is not None:
        return "product"
    bare = low.scope.bare[plain] + (1 if low.scope.uses[plain] else 0)
    if name in ("E", "L", "J", "C", "Loss", "loss", "l") and symbol.style != "product":
        return "itself" if all(not isinstance(a, (Number, Sum)) for a in node.args.items) else ""
    if bare and len(node.args.items) == 1 and name not in FUNCTION_LETTERS and isinstance(node.args.items[0], (Sum, Negative)):
        return "product"
    if name in FUNCTION_LETTERS and not bare:
        return "function"
    scripted = isinstance(head, Scripted) and head.sub is not None
    if (
        scripted
        and len(node.args.items) == 1
        and name not in FUNCTION_LETTERS
        and (isinstance(node.args.items[0], (Sum, Negative)) or not linear(node.args.items[0], False))
    ):
        return "product"
    return ""


def is_itself(low: Lowering, node: Call) -> bool:
    """Whether ``J(θ)`` is J, with what it depends on in brackets."""
    symbol = head_symbol(node)
    return symbol is not None and isinstance(node.head, Symbol) and call_sense(low, node, symbol) == "itself"
