"""What the symbols of one section are, found out from all their uses in it: indices, arrays and their rank, functions, labels."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field

from symgrad.documents.forms import (
    Bracketed,
    Call,
    Function,
    Juxtaposed,
    Relation,
    Scripted,
    Symbol,
    Words,
)
from symgrad.documents.vocabulary import LETTERS, words
from symgrad.language.syntax import Negative, Node, Number, Product, Sum, walk

_SHOWN = {**LETTERS, "Sigma": "Sigma", "Upsilon": "Upsilon", "imath": "i", "jmath": "j"}  # Σ is a sum in plain notation
_MARKS = {"*": "star", r"\ast": "star", r"\star": "star", "+": "plus", "-": "minus", r"\dagger": "dagger", r"\circ": "deg"}
# words of plain notation and names of functions there, which no symbol may be called
_TAKEN = words(
    """
    sum max min argmax forall unique where and or not for is in mod true false literal inf iff d cast inv scalar index floor
    ceil smooth sum_of product_of all_of any_of relu abs sigmoid softplus tanh tan ln exp log sqrt sin cos pow delta δ
    """
)
FUNCTION_LETTERS = frozenset({"f", "g", "h", "sigma", "phi", "psi", "rho", "varphi", "F", "G", "Phi", "T", "S"})
INDICATORS = frozenset({"one_1", "I", "mathbb1", "chi"})


@dataclass
class Use:
    """How a name is used somewhere: ``items`` is the number of its indices, ``letters`` those of a lone ``K_{mn}``."""

    items: int
    joined: bool = False
    constant: bool = False


@dataclass
class Scope:
    """Filled by ``survey``; names are those of the letter with its accents (``spelled`` makes plain names of them)."""

    bound: set[str] = field(default_factory=set)
    indices: set[str] = field(default_factory=set)
    uses: dict[str, list[Use]] = field(default_factory=lambda: defaultdict(list))
    bare: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    powered: dict[str, int] = field(default_factory=lambda: defaultdict(int))  # bare, with a power
    varying: set[str] = field(default_factory=set)  # letters that are an index somewhere: bound, on a left side, in i+k
    alone: set[str] = field(default_factory=set)  # letters that are an index by themselves somewhere
    calls: dict[str, list[list[Node]]] = field(default_factory=lambda: defaultdict(list))
    square: set[str] = field(default_factory=set)  # names with indices in square brackets
    superscripts: dict[str, list[Node | None]] = field(default_factory=lambda: defaultdict(list))
    bold: set[str] = field(default_factory=set)  # names that are written bold somewhere
    styles: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    indexed_calls: set[str] = field(default_factory=set)
    functions: set[str] = field(default_factory=set)
    quantities: set[str] = field(default_factory=set)  # f of f(x) = …, where x is an array: a number that depends on x
    powers: dict[str, list[Node | None]] = field(default_factory=lambda: defaultdict(list))  # of each use of a name
    squares: set[str] = field(default_factory=set)  # names such as σ of which only the square is spoken of
    ranks: dict[str, int] = field(default_factory=dict)  # of names that are declared
    counts: dict[int, Symbol] = field(default_factory=dict)  # how many values a letter below a sum takes, by its identity
    star: str | None = None  # what * is said to mean
    stars: dict[str, str] = field(default_factory=dict)  # what an equation says that * or ⋆ means
    origin: int | None = None  # what indices are said to begin with
    assumptions: list[str] = field(default_factory=list)
    zero_based: bool = False
    one_based: bool = False

    def assume(self, text: str) -> None:
        if text not in self.assumptions:
            self.assumptions.append(text)

    # ---- names ----

    def spelled(self, symbol: Symbol, label: str = "", primes: int = 0) -> str:
        """The plain name of a symbol."""
        base, _, accents = symbol.name.partition("_")
        name = _SHOWN.get(base, base)
        if accents and base not in ("one", "zero"):
            name += "_" + accents
        elif accents:
            name = base + accents
        if symbol.style == "cal" and len(self.styles[symbol.name] & {"cal", ""}) == 2:
            name += "_cal"
        if label:
            name += "_" + label
        if name in _TAKEN or (len(name) > 1 and name[0] == "d" and name[1] != "_"):
            name += "_"
        return name + "'" * primes

    def is_kronecker(self, node: Scripted) -> bool:
        """``δ_{ij}`` where δ is nothing else."""
        if not (isinstance(node.base, Symbol) and node.base.name == "delta" and node.sup is None and not node.primes):
            return False
        if any(u.items not in (2,) for u in self.uses["delta"]) or self.bare["delta"] or "delta" in self.calls:
            return False
        return all(s is None for s in self.superscripts["delta"]) and "delta" not in self.ranks

    def rank(self, key: str) -> int:
        """How many indices a name has."""
        if key in self.ranks:
            return self.ranks[key]
        counts = {u.items for u in self.uses[key] if not u.constant}
        loose = {u.items for u in self.uses[key] if not u.constant and not u.joined}
        return max(loose or counts or {0})

    def only_constants(self, key: str) -> bool:
        """``x_1, x_2``: names with numbers, no entries of an array."""
        return key not in self.ranks and bool(self.uses[key]) and all(u.constant for u in self.uses[key])


def key_of(symbol: Symbol, scope: Scope, label: str = "", primes: int = 0) -> str:
    return scope.spelled(symbol, label, primes)


def is_two(power: Node | None) -> bool:
    return isinstance(power, Number) and power.value == 2


def squared(name: str) -> str:
    """The name of a quantity that is only ever written as the square of a symbol."""
    return f"{name}_squared"


def linear(node: Node, scripts: bool = True) -> bool:
    """Whether the node is made of letters and numbers alone, as an index is; ``scripts``: letters may have indices."""
    match node:
        case Symbol() | Number():
            return True
        case Sum():
            return all(linear(t, scripts) for _, t in node.terms)
        case Negative():
            return linear(node.inner, scripts)
        case Juxtaposed():
            return all(linear(p, scripts) for p in node.parts)
        case Product():
            return all(linear(p, scripts) and op == "*" for op, p in node.factors)
        case Bracketed():
            return node.kind in ("(", "{") and len(node.items) == 1 and linear(node.items[0], scripts)
        case Scripted() if scripts:
            return (
                isinstance(node.base, Symbol) and node.sup is None and node.sub is not None and all(linear(s) for s in node.sub)
            )
    return False


def letters(node: Node) -> set[str]:
    return {n.name for n in walk(node) if isinstance(n, Symbol)}


def head_symbol(node: Node) -> Symbol | None:
    while isinstance(node, (Call, Scripted)):
        node = node.head if isinstance(node, Call) else node.base
    return node if isinstance(node, Symbol) else None


def split_joined(node: Node) -> list[Node] | None:
    """``mn`` as two indices; None for a product such as ``2i`` or ``sk``…, where a number stands first."""
    if not isinstance(node, Juxtaposed):
        return None
    parts: list[Node] = []
    if all(isinstance(p, Bracketed) and p.kind == "(" and len(p.items) == 1 for p in node.parts):
        return [p.items[0] for p in node.parts if isinstance(p, Bracketed)]  # (i+a)(j+b)
    for part in node.parts:
        if (
            (isinstance(part, Number) and part is not node.parts[0] and part.value.denominator == 1)
            or (isinstance(part, Symbol) and part.style != "word")
            or (isinstance(part, Scripted) and part.sub is None and part.sup is None and isinstance(part.base, Symbol))
        ):
            parts.append(part)
        else:
            return None
    return parts


@dataclass
class Named:
    """A symbol with what its scripts and brackets say. ``indices`` is None where it has none."""

    name: str
    symbol: Symbol
    indices: list[Node] | None
    power: Node | None
    transposed: bool
    start: int
    end: int
    label: str = ""


def named(node: Node, scope: Scope) -> Named | None:
    """A symbol, its scripts, and the indices in brackets behind it; None if this is a function or a product."""
    if isinstance(node, Call):
        inner = node.head
        symbol = head_symbol(node)
        if symbol is None or not (node.args.kind == "[" or symbol.name in scope.indexed_calls):
            return None
        if node.args.kind == "[" and any(isinstance(a, Relation) for a in node.args.items):
            return None
        found = named(inner, scope)
        if found is None or found.power is not None or found.transposed:
            return None
        found.indices = [*(found.indices or []), *node.args.items]
        found.end = node.end
        return found
    if isinstance(node, Symbol):
        if node.name in scope.calls and node.name in scope.functions:
            return None
        return Named(scope.spelled(node), node, None, None, False, node.start, node.end)
    if not isinstance(node, Scripted):
        return None
    if isinstance(node.base, Call):
        found = named(node.base, scope)
        if found is None or node.sub is not None:
            return None
        found.power, found.end = node.sup, node.end
        return found
    if not isinstance(node.base, Symbol):
        return None
    symbol = node.base
    labels, indices = _subscripts(node, scope)
    power, transposed = node.sup, False
    above = _label_above(symbol, node.sup, scope)
    if above is not None:
        kind, value = above
        power = None
        if kind == "transpose":
            transposed = True
        elif kind == "index":
            indices = [*value, *(indices or [])]  # type: ignore[misc]
        else:
            labels.append(str(value))
    label = "_".join(labels)
    numbered = indices is not None and all(isinstance(i, Number) for i in indices)
    if indices is not None and not numbered and symbol.name in scope.bound and not label and not node.primes:
        label = "array"  # k is an index and an array as well
    name = scope.spelled(symbol, label, node.primes)
    if name in scope.squares and is_two(power):
        name, power = squared(name), None
    return Named(name, symbol, indices, power, transposed, node.start, node.end, label)


def _subscripts(node: Scripted, scope: Scope) -> tuple[list[str], list[Node] | None]:
    """Labels, and indices."""
    if node.sub is None:
        return [], None
    labels: list[str] = []
    indices: list[Node] = []
    for item in node.sub:
        if isinstance(item, Words):
            labels.append(_MARKS.get(item.text, _identifier(item.text)))
        elif isinstance(item, Symbol) and (item.style in ("word", "roman") or _is_label(item, scope)):
            labels.append(_identifier(scope.spelled(item)))
        elif isinstance(item, Function):
            labels.append(item.name)
        else:
            indices.append(item)
    return labels, indices or None


def _is_label(item: Symbol, scope: Scope) -> bool:
    """``W_x``: x is itself a quantity, and no index."""
    if item.name in scope.bound or item.name in scope.varying:
        return False
    return (
        item.name.isupper() or item.name not in ("i", "j", "k", "l", "m", "n", "o", "p", "q", "t") or bool(scope.uses[item.name])
    )


def _label_above(symbol: Symbol, sup: Node | None, scope: Scope) -> tuple[str, object] | None:
    """What a superscript is, if it is no power: ("label", text), ("index", nodes) or ("transpose", None)."""
    if sup is None:
        return None
    if isinstance(sup, Symbol) and sup.name == "T" and (sup.style in ("top", "sans", "roman", "") and "T" not in scope.bound):
        return "transpose", None
    if isinstance(sup, Words):
        return "label", _MARKS.get(sup.text, _identifier(sup.text))
    if isinstance(sup, Symbol) and sup.style in ("word", "roman"):
        return "label", _identifier(sup.name)
    if isinstance(sup, Bracketed) and sup.kind in ("(", "[") and len(sup.items) == 1 and linear(sup.items[0]):
        return _bracket_above(sup, scope)
    if isinstance(sup, Bracketed) and sup.kind in ("(", "[") and len(sup.items) == 1 and isinstance(sup.items[0], Words):
        return "label", _identifier(sup.items[0].text)
    names = letters(sup)
    if names and names <= {"l", "L"} and linear(sup) and not names & scope.bound:
        return "label", _spelled_label(sup)
    if isinstance(sup, Symbol) and _always(symbol, sup, scope):
        return "label", _spelled_label(sup)
    return None


def _always(symbol: Symbol, sup: Symbol, scope: Scope) -> bool:
    """Whether the symbol never stands without this letter above it, and the letter is nothing else."""
    found = scope.superscripts[symbol.name]
    same = all(isinstance(s, Symbol) and s.name == sup.name for s in found)
    return same and len(found) >= 2 and sup.name not in scope.uses and not scope.bare[sup.name] and symbol.name not in scope.bound


def _bracket_above(sup: Bracketed, scope: Scope) -> tuple[str, object]:
    item = sup.items[0]
    if letters(item) & scope.bound:
        return "index", list(sup.items)
    return "label", _spelled_label(item)


def _spelled_label(node: Node) -> str:
    """``l-1`` as ``lm1``."""
    match node:
        case Symbol():
            return _identifier(_SHOWN.get(node.name, node.name))
        case Number():
            return str(node.value).replace("/", "_")
        case Sum():
            out = ""
            for place, (sign, term) in enumerate(node.terms):
                out += ("" if place == 0 and sign > 0 else "p" if sign > 0 else "m") + _spelled_label(term)
            return out
        case Bracketed() if node.items:
            return _spelled_label(node.items[0])
        case Juxtaposed():
            return "".join(map(_spelled_label, node.parts))
        case Negative():
            return "m" + _spelled_label(node.inner)
        case Scripted():
            return _spelled_label(node.base) + "".join(map(_spelled_label, node.sub or []))
    return "x"


def _identifier(text: str) -> str:
    return "".join(c if c.isalnum() and (c.isascii() or c in _SHOWN.values()) else "_" for c in text).strip("_") or "x"
