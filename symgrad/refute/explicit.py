"""Gradients by sympy: the sums written out with one symbol per entry, and differentiated by ``sympy.diff``.

Shares nothing with ``compile``: it walks the terms itself, and derivatives are sympy's.
"""

from __future__ import annotations

import importlib
from collections.abc import Collection, Iterable, Iterator, Sequence
from fractions import Fraction
from math import prod
from typing import Any

from symgrad.core.term import Term
from symgrad.refute.expanded import Expanded, Monomial, Number, product_of, sum_of
from symgrad.refute.functions import KNOWN, Polynomial
from symgrad.refute.instance import Entry, Index, Instance
from symgrad.refute.scalars import Angle, Inexact, TooLarge, Undefined

Env = tuple[int, ...]  # the values of the enclosing indices, innermost last
LARGEST = 200_000  # nodes that may be written out
LARGEST_WITH_FUNCTIONS = 100  # the same where exp, an inverse and the like come in: sympy is slow at these


def gradient_by_sympy(loss: Term, x: str, index: Index, instance: Instance) -> Fraction:
    """∂loss/∂x[index] in the instance; raises as ``Explicit.gradient``."""
    return Explicit(loss, instance).gradient(x, index)


class Explicit:
    """A closed scalar term written out as a sympy expression of the entries that it reads.

    Make one per instance and ask it for as many entries of the gradient as wanted: the expression is built once.
    ``by`` names the tensors that will be differentiated by: their entries are symbols, those of the others their numbers in
    the instance, which keeps the expression small. Without ``by``, every entry is a symbol. ``is_slow`` says whether
    exp, an inverse or the like depends on the symbols, at which sympy is slow.
    Undefined where the term has no value or is not seen to be differentiable (ties of max, equal sides of a scalar
    comparison); TooLarge if it has more than ``LARGEST`` nodes written out, or with ``by`` more than
    ``LARGEST_WITH_FUNCTIONS`` where it is slow.
    """

    def __init__(self, loss: Term, instance: Instance, by: Collection[str] | None = None) -> None:
        self.sympy: Any = importlib.import_module("sympy")
        self.instance = instance.fresh()
        self.by = None if by is None else {*by, *_differentiated(loss)}
        self.entries: dict[tuple[str, Index], Any] = {}  # the symbol of each entry that was read
        self.symbols: list[Any] = []  # those by number
        self.numbers_of: dict[Any, int] = {}  # the number of each symbol, and
        self.values: dict[int, Number] = {}  # its value; angles have neither
        self.numbers: dict[Any, Any] = {}  # symbol, or sine or cosine of it -> number
        self.calls: dict[Any, Any] = {}
        self.written, self.largest_size, self.is_slow = 0, LARGEST, False
        self.expression = self.scalar(loss, ())
        self.addends: dict[Any, list[Any]] = {}  # symbol -> the terms of the expression that mention it
        self._sort_addends()

    def _sort_addends(self) -> None:
        if isinstance(self.expression, Expanded):
            for m, c in self.expression.terms.items():
                for n in set(m):
                    self.addends.setdefault(self.symbols[n], []).append((m, c))
        elif not isinstance(self.expression, int | Fraction):
            for addend in self.sympy.Add.make_args(self.expression):
                for symbol in addend.free_symbols:
                    self.addends.setdefault(symbol, []).append(addend)

    def gradient(self, x: str, index: Index) -> Fraction:
        """∂/∂x[index], exactly. Undefined as for the class, Inexact if it is not rational."""
        value = self.slope(x, index)
        if not value.is_Rational:
            raise Inexact("the derivative is not rational")
        return Fraction(int(value.p), int(value.q))

    def approximate(self, x: str, index: Index, digits: int = 30) -> Fraction:
        """∂/∂x[index] to that many digits (as sympy's evalf promises them), where it is not rational."""
        value = self.slope(x, index).evalf(digits)
        if not value.is_Float and not value.is_Rational:
            raise Undefined("the derivative is no number")
        exact = self.sympy.Rational(value)
        return Fraction(int(exact.p), int(exact.q))

    def gradients(self, x: str, indices: Iterable[Index]) -> dict[Index, Fraction]:
        """∂/∂x[index] for each of the indices, such as all in the shape of x."""
        return {index: self.gradient(x, index) for index in indices}

    def slope(self, x: str, index: Index) -> Any:
        if self.by is not None and x not in self.by:
            raise ValueError(f"the entries of {x} are numbers here")
        symbol = self.entries.get((x, index))
        if symbol is None or symbol not in self.addends:
            return self.sympy.Integer(0)
        mentioning = self.addends[symbol]
        if isinstance(self.expression, Expanded):
            return self.slope_of_polynomial(dict(mentioning), symbol)
        return self.number(self.sympy.diff(self.sympy.Add(*mentioning), symbol))

    def slope_of_polynomial(self, terms: dict[Monomial, Number], symbol: Any) -> Any:
        """The value of the derivative, by ``sympy.diff`` of a ``sympy.Poly``: a hundred times as fast as of a sum."""
        entries = sorted({n for m in terms for n in m})
        powers = {tuple([m.count(n) for n in entries]): self.rational(c) for m, c in terms.items()}
        symbols = [self.symbols[n] for n in entries]
        polynomial = self.sympy.Poly.from_dict(powers, *symbols, domain=self.sympy.QQ)
        return self.sympy.diff(polynomial, symbol)(*[self.rational(self.values[n]) for n in entries])

    def number(self, expression: Any) -> Any:
        """The expression with the numbers of the instance put in."""
        value = self.symbolic(expression)
        if value.is_Rational:
            return value
        if any(isinstance(self.instance.tensors[name][i], Angle) for name, i in self.entries):
            value = self.sympy.expand_trig(value)
        value = value.xreplace(self.numbers)
        if value.has(self.sympy.zoo, self.sympy.nan, self.sympy.oo, self.sympy.I):
            raise Undefined("sympy finds no finite real value")
        if value.free_symbols:
            raise Inexact("an angle outside of a sine or cosine")
        return value

    # ---- scalars: numbers of Python as long as they are numbers, then sympy's expressions ----

    def scalar(self, t: Term, env: Env) -> Any:
        self.written += 1
        if self.written > self.largest_size:
            raise TooLarge("the expression is too large to write out")
        match t.op:
            case "num":
                return t.data
            case "cast":
                return self.integer(t.args[0], env)
            case "read":
                return self.entry(t.data, self.indices(t.args, env))
            case "call":
                return self.call(t, self.indices(t.args, env))
            case "literal":
                return self.literal(t, self.indices(t.args, env))
            case "add":
                return self.sum([self.scalar(a, env) for a in t.args])
            case "mul":
                return self.product(t, env)
            case "pow":
                return self.power(self.scalar(t.args[0], env), t.data)
            case "inv":
                return self.inverse(self.scalar(t.args[0], env))
            case "bracket":
                return int(self.holds(t.args[0], env))
            case "fn":
                return self.function(t, [self.scalar(a, env) for a in t.args])
            case "diff":
                entry = self.symbolic(self.entry(t.data, self.indices(t.args[1:], env)))
                return self.simplest(self.sympy.diff(self.symbolic(self.scalar(t.args[0], env)), entry))
            case "sum":
                return self.sum([self.scalar(t.args[-1], inner) for inner in self.domain(t, env)])
        if t.op == "max":
            return self.maximum(t, env)
        raise ValueError(f"{t.op} is not a scalar")

    def symbolic(self, value: Any) -> Any:
        """The value as sympy's own."""
        if isinstance(value, int | Fraction):
            return self.rational(value)
        if isinstance(value, Expanded):
            terms = [self.sympy.Mul(self.rational(c), *[self.symbols[n] for n in m]) for m, c in value.terms.items()]
            return self.sympy.Add(*terms)
        return value

    def simplest(self, value: Any) -> Any:
        """The value as a number of Python, if it is rational."""
        return Fraction(int(value.p), int(value.q)) if value.is_Rational else value

    def sum(self, parts: Sequence[Any]) -> Any:
        number = sum(p for p in parts if isinstance(p, int | Fraction))
        total = sum_of([p for p in parts if isinstance(p, Expanded)], number)
        rest = [p for p in parts if not isinstance(p, int | Fraction | Expanded)]
        return self.sympy.Add(*rest, self.symbolic(total)) if rest else total

    def times(self, parts: Sequence[Any]) -> Any:
        number: Number = 1
        for p in parts:
            if isinstance(p, int | Fraction):
                number *= p
        try:
            total = product_of([p for p in parts if isinstance(p, Expanded)], number)
        except TooLarge:
            return self.unexpanded(self.sympy.Mul(*map(self.symbolic, parts)))
        rest = [p for p in parts if not isinstance(p, int | Fraction | Expanded)]
        return self.sympy.Mul(*rest, self.symbolic(total)) if rest else total

    def power(self, value: Any, exponent: int) -> Any:
        if not isinstance(value, Expanded):
            return value**exponent
        try:
            return product_of([value] * exponent, 1)
        except TooLarge:
            return self.unexpanded(self.symbolic(value) ** exponent)

    def unexpanded(self, value: Any) -> Any:
        """What has too many terms to be multiplied out: only where every entry is a symbol, for it is slow."""
        if self.by is not None:
            raise TooLarge("the product has too many terms to multiply out")
        return value

    def inverse(self, value: Any) -> Any:
        if not isinstance(value, int | Fraction):
            return self.function_of_symbols(1 / self.symbolic(value))
        if not value:
            raise Undefined("the inverse of zero")
        return 1 / Fraction(value)

    def entry(self, name: str, index: Index) -> Any:
        """The entry: a number, or for what is differentiated by (and for angles) a symbol, multiplied out or sympy's own."""
        symbol = self.entries.get((name, index))
        if symbol is None:
            value = self.instance.tensors[name][index]
            if self.by is not None and name not in self.by and not isinstance(value, Angle):
                return value
            symbol = self.new_symbol(name, index, value)
        if isinstance(self.instance.tensors[name][index], Angle):
            return symbol
        return Expanded({(self.numbers_of[symbol],): 1})

    def new_symbol(self, name: str, index: Index, value: Entry) -> Any:
        symbol = self.sympy.Symbol(f"{name}[{', '.join(map(str, index))}]", real=True)
        self.entries[name, index] = symbol
        if isinstance(value, Angle):
            self.numbers[self.sympy.sin(symbol)] = self.rational(value.sin)
            self.numbers[self.sympy.cos(symbol)] = self.rational(value.cos)
            return symbol
        self.numbers[symbol] = self.rational(value)
        self.numbers_of[symbol] = number = len(self.symbols)
        self.symbols.append(symbol)
        self.values[number] = value
        return symbol

    def rational(self, value: Fraction | int) -> Any:
        if value.denominator == 1:
            return self.sympy.Integer(value.numerator)
        return self.sympy.Rational(value.numerator, value.denominator)

    def call(self, t: Term, index: Index) -> Any:
        key = (id(t.data), index)
        if key not in self.calls:
            self.calls[key] = self.scalar(t.data.body, index)
        return self.calls[key]

    def literal(self, t: Term, index: Index) -> Any:
        shape, values = t.data
        place = 0
        for i, n in zip(index, shape, strict=True):
            if i < 0 or i >= n:
                return 0
            place = place * n + i
        return values[place]

    def product(self, t: Term, env: Env) -> Any:
        """The product of the other factors if all brackets hold, else 0 whatever these are."""
        for a in t.args:
            if a.op == "bracket" and not self.holds(a.args[0], env):
                return 0
        return self.times([self.scalar(a, env) for a in t.args if a.op != "bracket"])

    def function(self, t: Term, args: list[Any]) -> Any:
        name, alpha = t.data
        if KNOWN.get(name) != len(args):
            return self.unknown(self.instance.function(name, len(args)), alpha, args)
        self.require_domain(name, alpha, args)
        places = [self.sympy.Dummy(real=True) for _ in args]
        body = places[0] ** places[1] if name == "pow" else getattr(self.sympy, name)(places[0])
        for place, times in zip(places, alpha, strict=True):
            body = self.sympy.diff(body, place, times) if times else body
        return self.function_of_symbols(self.simplest(body.xreplace(dict(zip(places, map(self.symbolic, args), strict=True)))))

    def function_of_symbols(self, value: Any) -> Any:
        """The value; if it is no number, less may be written out from here on."""
        if not isinstance(value, Fraction):
            self.is_slow = True
            self.largest_size = LARGEST if self.by is None else LARGEST_WITH_FUNCTIONS
        return value

    def unknown(self, polynomial: Polynomial, alpha: Index, args: list[Any]) -> Any:
        """The polynomial that stands for an unknown function, differentiated by sympy, at the arguments."""
        places = [self.sympy.Dummy() for _ in args]
        powers = {exponents: self.rational(c) for exponents, c in polynomial.coefficients.items()}
        body = self.sympy.Poly.from_dict(powers, *places, domain=self.sympy.QQ)
        for place, times in zip(places, alpha, strict=True):
            body = self.sympy.diff(body, (place, times)) if times else body
        return self.sum([self.times([self.simplest(c), *map(self.power, args, e)]) for e, c in body.terms()])

    def require_domain(self, name: str, alpha: Index, args: Sequence[Any]) -> None:
        if name in ("log", "sqrt", "pow"):
            sign = self.sign(args[0])
            if sign < 0 or (sign == 0 and (name != "sqrt" or any(alpha))):
                raise Undefined(f"{name} outside its domain")

    def maximum(self, t: Term, env: Env) -> Any:
        """sympy's Max of entries, or the largest of sums; a tie that could break either way is Undefined."""
        values = [self.scalar(t.args[-1], inner) for inner in self.domain(t, env)]
        if not values:
            raise Undefined("max over an empty domain")
        found = self.largest(values)
        best = values[found[0]]
        if len(found) > 1 and any(self.mentions_symbols(values[j]) for j in found):
            raise Undefined("max where it is attained twice")
        entries = [value.entry() if isinstance(value, Expanded) else None for value in values]
        if len(values) > 1 and None not in entries:
            return self.sympy.Max(*map(self.symbolic, values), evaluate=False)
        return best  # near here it is the maximum; sympy takes minutes to differentiate a Max of sums

    def mentions_symbols(self, value: Any) -> bool:
        return not isinstance(value, int | Fraction) and (isinstance(value, Expanded) or bool(value.free_symbols))

    def largest(self, values: Sequence[Any]) -> list[int]:
        """Where the largest of the values are."""
        found = [0]
        for j in range(1, len(values)):
            sign = self.sign(self.gap(values[j], values[found[0]]))
            found = [j] if sign > 0 else [*found, j] if sign == 0 else found
        return found

    def gap(self, a: Any, b: Any) -> Any:
        """a − b."""
        return self.sum([a, self.times([-1, b])])

    def sign(self, expression: Any) -> int:
        """-1, 0 or 1 by the sign that the expression has in the instance."""
        if isinstance(expression, Expanded):
            expression = expression.value(self.values)
        if isinstance(expression, int | Fraction):
            return (expression > 0) - (expression < 0)
        sign = self.sympy.sign(self.number(expression))
        if sign not in (-1, 0, 1):
            raise Inexact("a comparison that sympy does not decide")
        return int(sign)

    # ---- integers and propositions ----

    def indices(self, ts: Sequence[Term], env: Env) -> Index:
        return tuple([self.integer(t, env) for t in ts])

    def integer(self, t: Term, env: Env) -> int:
        match t.op:
            case "int":
                return int(t.data)
            case "var":
                return self.instance.integers[t.data]
            case "bound":
                return env[len(env) - 1 - int(t.data)]
            case "argmax":
                return self.argmax(t, env)
        values = self.indices(t.args, env)
        match t.op:
            case "iadd":
                return sum(values)
            case "imul":
                return prod(values)
            case "imin":
                return min(values)
            case "imax":
                return max(values)
            case "iread":
                entry = self.instance.integer_tensors[t.data][values]
                assert isinstance(entry, int)
                return entry
        over, under = values
        if under < 1:
            raise Undefined(f"{t.op} with divisor {under}")
        return over // under if t.op == "floor" else over % under

    def argmax(self, t: Term, env: Env) -> int:
        inners = list(self.domain(t, env))
        if not inners:
            raise Undefined("argmax over an empty domain")
        best = self.largest([self.scalar(t.args[-1], inner) for inner in inners])
        if len(best) > 1:
            raise Undefined("argmax where the maximum is attained twice")
        return inners[best[0]][len(env) + int(t.data)]

    def domain(self, t: Term, env: Env) -> Iterator[Env]:
        """The environments of a binder's body."""
        inners = [env]
        for j in range(len(t.hints)):
            lo, hi = t.args[2 * j], t.args[2 * j + 1]
            ranges = [(e, range(self.integer(lo, e), self.integer(hi, e))) for e in inners]
            if sum(len(r) for _, r in ranges) > LARGEST:  # counted before anything is written out
                raise TooLarge("the sum is too large to write out")
            inners = [(*e, i) for e, r in ranges for i in r]
        return (e for e in inners if self.holds(t.args[-2], e))

    def holds(self, p: Term, env: Env) -> bool:
        """Whether the proposition holds in the instance, and nearby."""
        match p.op:
            case "true" | "smooth":
                return True
            case "false":
                return False
            case "and":
                return all(self.holds(a, env) for a in p.args)
            case "or":
                return any(self.holds(a, env) for a in p.args)
            case "not":
                return not self.holds(p.args[0], env)
            case "forall":
                return all(self.holds(p.args[-1], inner) for inner in self.domain(p, env))
            case "unique":
                values = [self.scalar(p.args[-1], inner) for inner in self.domain(p, env)]
                return bool(values) and len(self.largest(values)) == 1
        if p.op in ("seq", "sne", "slt", "sle"):
            return self.compares(p, env)
        a, b = self.indices(p.args, env)
        return {"eq": a == b, "ne": a != b, "lt": a < b, "le": a <= b, "divides": b % a == 0 if a else b == 0}[p.op]

    def compares(self, p: Term, env: Env) -> bool:
        gap = self.gap(self.scalar(p.args[0], env), self.scalar(p.args[1], env))
        sign = self.sign(gap)
        if not sign and self.mentions_symbols(gap):
            raise Undefined("a derivative where two sides of a comparison are equal")
        return {"seq": sign == 0, "sne": sign != 0, "slt": sign < 0, "sle": sign <= 0}[p.op]


def _differentiated(*terms: Term) -> set[str]:
    """The names of the tensors that something in the terms is differentiated by."""
    found: set[str] = set()
    seen: set[Term] = set()
    todo = list(terms)
    while todo:
        t = todo.pop()
        if t in seen:
            continue
        seen.add(t)
        todo += t.args
        if t.op == "call":
            todo.append(t.data.body)
        elif t.op == "diff":
            found.add(t.data)
    return found
