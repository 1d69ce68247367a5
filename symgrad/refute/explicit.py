"""Gradients by sympy: the sums written out with one symbol per entry, and differentiated by ``sympy.diff``.

Shares nothing with ``compile``: it walks the terms itself, and derivatives are sympy's.
"""

from __future__ import annotations

import importlib
from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction
from typing import Any

from symgrad.core.term import Term
from symgrad.refute.functions import KNOWN, Polynomial
from symgrad.refute.instance import Index, Instance
from symgrad.refute.scalars import Angle, Inexact, TooLarge, Undefined

Env = tuple[int, ...]  # the values of the enclosing indices, innermost last
LARGEST = 200_000  # nodes that may be written out


def gradient_by_sympy(loss: Term, x: str, index: Index, instance: Instance) -> Fraction:
    """∂loss/∂x[index] in the instance; raises as ``Explicit.gradient``."""
    return Explicit(loss, instance).gradient(x, index)


class Explicit:
    """A closed scalar term written out as a sympy expression of the entries that it reads.

    Make one per instance and ask it for as many entries of the gradient as wanted: the expression is built once.
    Undefined where the term has no value or is not seen to be differentiable (ties of max, equal sides of a scalar
    comparison); TooLarge if it has more than ``LARGEST`` nodes written out.
    """

    def __init__(self, loss: Term, instance: Instance) -> None:
        self.sympy: Any = importlib.import_module("sympy")
        self.instance = instance.fresh()
        self.entries: dict[tuple[str, Index], Any] = {}  # the symbol of each entry that was read
        self.numbers: dict[Any, Any] = {}  # symbol, or sine or cosine of it -> number
        self.calls: dict[Any, Any] = {}
        self.written = 0
        self.expression = self.scalar(loss, ())

    def gradient(self, x: str, index: Index) -> Fraction:
        """∂/∂x[index], exactly. Undefined as for the class, Inexact if it is not rational."""
        value = self.slope(x, index)
        if not value.is_Rational:
            raise Inexact(f"the derivative is {value}")
        return Fraction(int(value.p), int(value.q))

    def approximate(self, x: str, index: Index, digits: int = 30) -> Fraction:
        """∂/∂x[index] to that many digits (as sympy's evalf promises them), where it is not rational."""
        value = self.slope(x, index).evalf(digits)
        if not value.is_Float and not value.is_Rational:
            raise Undefined(f"the derivative is {value}")
        exact = self.sympy.Rational(value)
        return Fraction(int(exact.p), int(exact.q))

    def gradients(self, x: str, indices: Iterable[Index]) -> dict[Index, Fraction]:
        """∂/∂x[index] for each of the indices, such as all in the shape of x."""
        return {index: self.gradient(x, index) for index in indices}

    def slope(self, x: str, index: Index) -> Any:
        symbol = self.entries.get((x, index))
        if symbol is None:
            return self.sympy.Integer(0)
        return self.number(self.sympy.diff(self.expression, symbol))

    def number(self, expression: Any) -> Any:
        """The expression with the numbers of the instance put in."""
        value = expression
        if any(isinstance(self.instance.tensors[name][i], Angle) for name, i in self.entries):
            value = self.sympy.expand_trig(value)
        value = self.sympy.sympify(value).xreplace(self.numbers)
        if value.has(self.sympy.zoo, self.sympy.nan, self.sympy.oo, self.sympy.I):
            raise Undefined("sympy finds no finite real value")
        if value.free_symbols:
            raise Inexact("an angle outside of a sine or cosine")
        return value

    # ---- scalars ----

    def scalar(self, t: Term, env: Env) -> Any:
        self.written += 1
        if self.written > LARGEST:
            raise TooLarge("the expression is too large to write out")
        sympy = self.sympy
        match t.op:
            case "num":
                return sympy.Rational(t.data.numerator, t.data.denominator)
            case "cast":
                return sympy.Integer(self.integer(t.args[0], env))
            case "read":
                return self.entry(t.data, self.indices(t.args, env))
            case "call":
                return self.call(t, self.indices(t.args, env))
            case "literal":
                return self.literal(t, self.indices(t.args, env))
            case "add":
                return sympy.Add(*[self.scalar(a, env) for a in t.args])
            case "mul":
                return self.product(t, env)
            case "pow":
                return self.scalar(t.args[0], env) ** t.data
            case "inv":
                return 1 / self.scalar(t.args[0], env)
            case "bracket":
                return sympy.Integer(int(self.holds(t.args[0], env)))
            case "fn":
                return self.function(t, [self.scalar(a, env) for a in t.args])
            case "diff":
                entry = self.entry(t.data, self.indices(t.args[1:], env))
                return sympy.diff(self.scalar(t.args[0], env), entry)
            case "sum":
                return sympy.Add(*[self.scalar(t.args[-1], inner) for inner in self.domain(t, env)])
        if t.op == "max":
            return self.maximum(t, env)
        raise ValueError(f"{t.op} is not a scalar")

    def entry(self, name: str, index: Index) -> Any:
        symbol = self.entries.get((name, index))
        if symbol is None:
            symbol = self.sympy.Symbol(f"{name}[{', '.join(map(str, index))}]", real=True)
            self.entries[name, index] = symbol
            value = self.instance.tensors[name][index]
            if isinstance(value, Angle):
                self.numbers[self.sympy.sin(symbol)] = self.rational(value.sin)
                self.numbers[self.sympy.cos(symbol)] = self.rational(value.cos)
            else:
                self.numbers[symbol] = self.rational(value)
        return symbol

    def rational(self, value: Fraction | int) -> Any:
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
                return self.sympy.Integer(0)
            place = place * n + i
        return self.rational(values[place])

    def product(self, t: Term, env: Env) -> Any:
        """The product of the other factors if all brackets hold, else 0 whatever these are."""
        for a in t.args:
            if a.op == "bracket" and not self.holds(a.args[0], env):
                return self.sympy.Integer(0)
        return self.sympy.Mul(*[self.scalar(a, env) for a in t.args if a.op != "bracket"])

    def function(self, t: Term, args: list[Any]) -> Any:
        name, alpha = t.data
        places = [self.sympy.Dummy(real=True) for _ in args]
        if KNOWN.get(name) == len(args):
            self.require_domain(name, alpha, args)
            body = places[0] ** places[1] if name == "pow" else getattr(self.sympy, name)(places[0])
        else:
            body = self.polynomial(self.instance.function(name, len(args)), places)
        for place, times in zip(places, alpha, strict=True):
            body = self.sympy.diff(body, place, times) if times else body
        return body.xreplace(dict(zip(places, args, strict=True)))

    def polynomial(self, polynomial: Polynomial, places: Sequence[Any]) -> Any:
        terms = []
        for exponents, coefficient in polynomial.coefficients.items():
            powers = [place**e for place, e in zip(places, exponents, strict=True)]
            terms.append(self.sympy.Mul(self.rational(coefficient), *powers))
        return self.sympy.Add(*terms)

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
        best = values[self.largest(values)[0]]
        for value in values:
            if (value.free_symbols or best.free_symbols) and value is not best and not self.sign(value - best):
                raise Undefined("max where it is attained twice")
        if sum(value is best for value in values) > 1 and best.free_symbols:
            raise Undefined("max where it is attained twice")
        if len(values) > 1 and all(value.is_Symbol for value in values):
            return self.sympy.Max(*values, evaluate=False)
        return best  # near here it is the maximum; sympy takes minutes to differentiate a Max of sums

    def largest(self, values: Sequence[Any]) -> list[int]:
        """Where the largest of the values are."""
        found = [0]
        for j in range(1, len(values)):
            sign = self.sign(values[j] - values[found[0]])
            found = [j] if sign > 0 else [*found, j] if sign == 0 else found
        return found

    def sign(self, expression: Any) -> int:
        """-1, 0 or 1 by the sign that the expression has in the instance."""
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
                return int(self.sympy.prod(values))
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
        gap = self.scalar(p.args[0], env) - self.scalar(p.args[1], env)
        sign = self.sign(gap)
        if not sign and gap.free_symbols:
            raise Undefined("a derivative where two sides of a comparison are equal")
        return {"seq": sign == 0, "sne": sign != 0, "slt": sign < 0, "sle": sign <= 0}[p.op]
