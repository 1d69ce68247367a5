"""The values a scalar can take: exact rationals, angles, enclosures, and duals that carry a derivative along.

An ``int`` or ``Fraction`` is *plain*: it does not change when the entry that is differentiated by changes a little.
Whatever may change is a ``Dual``, even where its slope is zero. So a plain 0 times anything is 0, a Dual 0 is not.
"""

from __future__ import annotations

import importlib
from fractions import Fraction
from functools import lru_cache
from typing import Any, NamedTuple

LONGEST = 100_000  # bits of a number; longer ones make evaluation hang

Plain = int | Fraction
Scalar = Any  # Plain | Angle | Ball | Dual: any two can be added and multiplied, which a union cannot tell the checker


class Undefined(Exception):
    """Nothing is said about this value, so no conclusion may be drawn from it."""


class Inexact(Exception):
    """The value exists but is not rational (or not known to be)."""


class TooLarge(Exception):
    """The evaluation needs more work than its budget allows."""


class Enclosure(NamedTuple):
    """A real number known to lie between two rationals, both ends included."""

    lo: Fraction
    hi: Fraction


class Angle:
    """An irrational angle, known by its cosine and sine only: it can be added to angles and taken an integer times."""

    __slots__ = ("cos", "sin")

    def __init__(self, cos: Plain, sin: Plain) -> None:
        if cos * cos + sin * sin != 1:
            raise ValueError("the cosine and sine of an angle must lie on the unit circle")
        self.cos, self.sin = cos, sin

    def __repr__(self) -> str:
        return f"Angle(cos={self.cos}, sin={self.sin})"

    def __add__(self, other: Scalar) -> Scalar:
        if isinstance(other, (Dual, Ball)):
            return NotImplemented
        if isinstance(other, Angle):
            return Angle(self.cos * other.cos - self.sin * other.sin, self.sin * other.cos + self.cos * other.sin)
        if other == 0:
            return self
        raise Inexact("an angle plus a number")

    __radd__ = __add__

    def __mul__(self, other: Scalar) -> Scalar:
        if isinstance(other, (Dual, Ball)):
            return NotImplemented
        if isinstance(other, Angle) or other != int(other) or abs(other) > 10_000:
            raise Inexact("an angle times something that is not a small integer")
        step = self if other >= 0 else Angle(self.cos, -self.sin)
        turned = Angle(1, 0)
        for bit in bin(abs(int(other)))[2:]:
            turned = _plus(turned, turned)
            turned = _plus(turned, step) if bit == "1" else turned
        return turned if other else 0

    __rmul__ = __mul__

    def __pow__(self, exponent: int) -> Scalar:
        if exponent == 1:
            return self
        raise Inexact("a power of an angle")


def _plus(a: Angle, b: Angle) -> Angle:
    return Angle(a.cos * b.cos - a.sin * b.sin, a.sin * b.cos + a.cos * b.sin)


class Ball:
    """A real number enclosed by a mpmath interval, rounded outwards by every operation."""

    __slots__ = ("context", "interval")

    def __init__(self, context: Any, interval: Any) -> None:
        self.context, self.interval = context, interval

    def __repr__(self) -> str:
        return f"Ball({self.interval})"

    def _other(self, other: Scalar) -> Any:
        return other.interval if isinstance(other, Ball) else interval(self.context, other)

    def __add__(self, other: Scalar) -> Scalar:
        if isinstance(other, (Dual, Angle)):
            return _not_with(other)
        return Ball(self.context, self.interval + self._other(other))

    __radd__ = __add__

    def __mul__(self, other: Scalar) -> Scalar:
        if isinstance(other, (Dual, Angle)):
            return _not_with(other)
        return Ball(self.context, self.interval * self._other(other))

    __rmul__ = __mul__

    def __pow__(self, exponent: int) -> Scalar:
        return Ball(self.context, self.interval**exponent) if exponent else 1

    def ends(self) -> Enclosure:
        """The ends of the interval, exactly; Undefined where it is unbounded or not a number."""
        lo, hi = self.interval._mpi_
        return Enclosure(_fraction(lo), _fraction(hi))


def _not_with(other: Scalar) -> Any:
    if isinstance(other, Angle):
        raise Inexact("an angle among enclosures")
    return NotImplemented


def _fraction(raw: tuple[int, int, int, int]) -> Fraction:
    sign, mantissa, exponent, _ = raw
    if not mantissa and exponent:
        raise Undefined("an unbounded enclosure")
    if abs(exponent) > LARGEST_EXPONENT:  # exp(exp(50)) has a value, but nobody wants to write it down
        raise TooLarge("an enclosure of a number too large or too small to be written out")
    size = Fraction(int(mantissa)) * Fraction(2) ** exponent
    return -size if sign else size


LARGEST_EXPONENT = 20_000  # in bits


@lru_cache(maxsize=8)
def ball_context(digits: int) -> Any:
    """An interval arithmetic of its own (mpmath's global one is left alone) with that many decimal digits."""
    context = importlib.import_module("mpmath.ctx_iv").MPIntervalContext()
    context.dps = digits
    return context


def interval(context: Any, value: Scalar) -> Any:
    """The value as an interval of the context."""
    if isinstance(value, Fraction):
        return context.mpf(value.numerator) / context.mpf(value.denominator)
    if isinstance(value, int):
        return context.mpf(value)
    if isinstance(value, Ball):
        return value.interval
    raise Inexact("an angle among enclosures")


class Dual:
    """``value + slope·ε`` with ε² = 0; an ε of its own for each tag, and inner derivatives have the larger tags."""

    __slots__ = ("slope", "tag", "value")

    def __init__(self, tag: int, value: Scalar, slope: Scalar) -> None:
        self.tag, self.value, self.slope = tag, value, slope

    def __repr__(self) -> str:
        return f"Dual({self.tag}, {self.value}, {self.slope})"

    def __add__(self, other: Scalar) -> Dual:
        if isinstance(other, Dual):
            if other.tag == self.tag:
                return Dual(self.tag, self.value + other.value, self.slope + other.slope)
            if other.tag > self.tag:
                return Dual(other.tag, self + other.value, other.slope)
        return Dual(self.tag, self.value + other, self.slope)

    __radd__ = __add__

    def __mul__(self, other: Scalar) -> Dual:
        if isinstance(other, Dual):
            if other.tag == self.tag:
                slope = self.value * other.slope + self.slope * other.value
                return Dual(self.tag, self.value * other.value, slope)
            if other.tag > self.tag:
                return Dual(other.tag, self * other.value, self * other.slope)
        return Dual(self.tag, self.value * other, self.slope * other)

    __rmul__ = __mul__

    def __pow__(self, exponent: int) -> Scalar:
        if exponent == 0:
            return 1
        if exponent == 1:
            return self
        return Dual(self.tag, self.value**exponent, exponent * self.value ** (exponent - 1) * self.slope)


def slope(value: Scalar, tag: int) -> Scalar:
    """The derivative that the value carries for the tag; 0 where it does not depend on it."""
    return value.slope if isinstance(value, Dual) and value.tag == tag else 0


def primal(value: Scalar) -> Scalar:
    """The value without any derivative."""
    while isinstance(value, Dual):
        value = value.value
    return value


def reciprocal(value: Scalar) -> Scalar:
    """1/value; Undefined at 0 (or where 0 cannot be excluded)."""
    if isinstance(value, int):
        if not value:
            raise Undefined("the inverse of 0")
        return value if value in (1, -1) else Fraction(1, value)
    if isinstance(value, Fraction):
        if not value:
            raise Undefined("the inverse of 0")
        return tidy(1 / value)
    if isinstance(value, Dual):
        inverse = reciprocal(value.value)
        return Dual(value.tag, inverse, -1 * (inverse * inverse) * value.slope)
    if isinstance(value, Ball):
        lo, hi = value.ends()
        if lo <= 0 <= hi:
            raise Undefined("the inverse of what may be 0")
        return Ball(value.context, 1 / value.interval)
    raise Inexact("the inverse of an angle")


def power(base: Scalar, exponent: int) -> Scalar:
    """base**exponent; TooLarge where the result would be longer than ``LONGEST`` bits."""
    if not exponent:
        return 1
    bits = length(base)
    if bits and bits * exponent > LONGEST:
        raise TooLarge("a number is too long")
    return base**exponent


def length(value: Scalar) -> int:
    """The bits of a rational value, more or less; 0 for others."""
    value = primal(value)
    if isinstance(value, int):
        return value.bit_length()
    if isinstance(value, Fraction):
        return value.numerator.bit_length() + value.denominator.bit_length()
    return 0


def tidy(value: Fraction) -> Plain:
    """The same number, as an int where it is one: ints are much faster."""
    return value.numerator if value.denominator == 1 else value


def order(a: Scalar, b: Scalar) -> int:
    """-1, 0 or 1 as a < b, a = b or a > b, and it stays so nearby; else Undefined."""
    moves = isinstance(a, Dual) or isinstance(b, Dual)
    a, b = primal(a), primal(b)
    if isinstance(a, Angle) or isinstance(b, Angle):
        raise Inexact("the order of an angle")
    if isinstance(a, Ball) or isinstance(b, Ball):
        return _order_apart(ends(a), ends(b))
    if a == b:
        if moves:
            raise Undefined("a derivative where two sides of a comparison are equal")
        return 0
    return -1 if a < b else 1


def _order_apart(a: Enclosure, b: Enclosure) -> int:
    if a.hi < b.lo:
        return -1
    if b.hi < a.lo:
        return 1
    raise Undefined("the order of two enclosures that overlap")


def ends(value: Scalar) -> Enclosure:
    """The smallest known interval around a value without derivative."""
    if isinstance(value, Ball):
        return value.ends()
    if isinstance(value, (int, Fraction)):
        return Enclosure(Fraction(value), Fraction(value))
    raise Inexact("an angle or a derivative is not a number")
