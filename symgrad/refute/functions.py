"""Functions of scalars with all their partial derivatives: the known ones, and random polynomials for unknown ones."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from itertools import product
from random import Random

from symgrad.refute.scalars import (
    Angle,
    Ball,
    Dual,
    Inexact,
    Plain,
    Scalar,
    Undefined,
    ball_context,
    ends,
    interval,
    power,
    reciprocal,
    tidy,
)

KNOWN: dict[str, int] = {"exp": 1, "log": 1, "sqrt": 1, "sin": 1, "cos": 1, "pow": 2}  # name -> number of arguments

Alpha = tuple[int, ...]


class Polynomial:
    """A polynomial in n arguments, as exponents -> coefficient."""

    __slots__ = ("_derivatives", "arity", "coefficients")

    def __init__(self, arity: int, coefficients: Mapping[Alpha, Plain]) -> None:
        self.arity = arity
        self.coefficients = {e: c for e, c in coefficients.items() if c}
        self._derivatives: dict[Alpha, Polynomial] = {}

    def __repr__(self) -> str:
        return f"Polynomial({self.arity}, {self.coefficients})"

    def __call__(self, args: Sequence[Scalar]) -> Scalar:
        total: Scalar = 0
        for exponents, coefficient in self.coefficients.items():
            term: Scalar = coefficient
            for value, exponent in zip(args, exponents, strict=True):
                if exponent:
                    term = term * power(value, exponent)
            total = total + term
        return total

    def derivative(self, alpha: Alpha) -> Polynomial:
        """∂^alpha of it."""
        if not any(alpha):
            return self
        found = self._derivatives.get(alpha)
        if found is None:
            lowered: dict[Alpha, Plain] = {}
            for exponents, coefficient in self.coefficients.items():
                if all(e >= a for e, a in zip(exponents, alpha, strict=True)):
                    factor = math.prod(math.perm(e, a) for e, a in zip(exponents, alpha, strict=True))
                    lowered[tuple(e - a for e, a in zip(exponents, alpha, strict=True))] = coefficient * factor
            found = self._derivatives[alpha] = Polynomial(self.arity, lowered)
        return found


def random_polynomial(arity: int, seed: int, order: int = 1) -> Polynomial:
    """A polynomial whose derivatives up to ``order`` are (almost surely) neither constant nor all alike."""
    rng = Random(seed)
    degree = order + 2 if arity <= 2 else order + 1
    exponents = [e for e in product(range(degree + 1), repeat=arity) if sum(e) <= degree] if arity <= 4 else []
    if len(exponents) > 12:
        exponents = rng.sample(exponents, 12)
    # one pure and one mixed power per argument, so every argument and every pair of neighbours matters
    exponents += [tuple(order + 1 if j == i else int(j == i + 1) for j in range(arity)) for i in range(arity)]
    return Polynomial(arity, {e: _coefficient(rng) for e in dict.fromkeys(exponents)})


def _coefficient(rng: Random) -> Plain:
    value = rng.choice((-3, -2, -1, 1, 2, 3))
    return value if rng.random() < 0.85 else tidy(Fraction(value, rng.choice((2, 3))))


def apply(
    name: str, alpha: Alpha, args: Sequence[Scalar], unknown: Callable[[str, int], Polynomial], digits: int | None
) -> Scalar:
    """``name^alpha(args)``, carrying derivatives along by the chain rule.

    ``digits`` is the precision of enclosures, or None: then Inexact is raised where the value is not rational.
    Undefined outside the domain of a known function.
    """
    if KNOWN.get(name) != len(args):
        return unknown(name, len(args)).derivative(alpha)(args)
    tag = max((a.tag for a in args if isinstance(a, Dual)), default=None)
    if tag is None:
        return _known(name, alpha, args, digits)
    flat = [a.value if isinstance(a, Dual) and a.tag == tag else a for a in args]
    slope: Scalar = 0
    for i, a in enumerate(args):
        if isinstance(a, Dual) and a.tag == tag:
            raised = tuple(k + (i == j) for j, k in enumerate(alpha))
            slope = slope + apply(name, raised, flat, unknown, digits) * a.slope
    return Dual(tag, apply(name, alpha, flat, unknown, digits), slope)


def _known(name: str, alpha: Alpha, args: Sequence[Scalar], digits: int | None) -> Scalar:
    x = args[0]
    match name:
        case "exp":
            return _exp(x, digits)
        case "log":
            return _log(x, alpha[0], digits)
        case "sqrt":
            return _sqrt(x, alpha[0], digits)
        case "sin":
            return _circular(x, alpha[0], digits)
        case "cos":
            return _circular(x, alpha[0] + 1, digits)
    return _pow_derivative(x, args[1], alpha[0], alpha[1], digits)


def _exp(x: Scalar, digits: int | None) -> Scalar:
    if isinstance(x, (int, Fraction)) and x == 0:
        return 1
    return _enclosed("exp", x, digits)


def _log(x: Scalar, k: int, digits: int | None) -> Scalar:
    _require_positive(x, "log")
    if k:
        return (-1) ** (k - 1) * math.factorial(k - 1) * reciprocal(x) ** k
    if isinstance(x, (int, Fraction)) and x == 1:
        return 0
    return _enclosed("log", x, digits)


def _sqrt(x: Scalar, k: int, digits: int | None) -> Scalar:
    if not k and isinstance(x, (int, Fraction)) and x == 0:
        return 0
    _require_positive(x, "sqrt")
    root = _root(x, 2) if isinstance(x, (int, Fraction)) else None
    if root is None:
        root = _enclosed("sqrt", x, digits)
    if not k:
        return root
    return tidy(_falling(Fraction(1, 2), k)) * root * reciprocal(x) ** k


def _circular(x: Scalar, quarter: int, digits: int | None) -> Scalar:
    """The sine of x plus that many quarter turns."""
    name = "cos" if quarter % 2 else "sin"
    sign = -1 if quarter % 4 >= 2 else 1
    if isinstance(x, Angle):
        return sign * (x.cos if quarter % 2 else x.sin)
    if isinstance(x, (int, Fraction)) and x == 0:
        return sign * (quarter % 2)
    return sign * _enclosed(name, x, digits)


def _pow_derivative(a: Scalar, b: Scalar, p: int, q: int, digits: int | None) -> Scalar:
    """∂ᵖ/∂aᵖ of log(a)^q · a^b, for a > 0; the power of a non-positive number is left undefined."""
    if not p:
        logs = _log(a, 0, digits) ** q if q else 1
        return logs * _pow(a, b, digits)
    by_log = q * _pow_derivative(a, b + -1, p - 1, q - 1, digits) if q else 0
    return by_log + b * _pow_derivative(a, b + -1, p - 1, q, digits)


def _pow(a: Scalar, b: Scalar, digits: int | None) -> Scalar:
    _require_positive(a, "pow")
    if isinstance(b, (int, Fraction)) and -1000 <= b <= 1000:
        if b == int(b):
            return a ** int(b) if b >= 0 else reciprocal(a) ** -int(b)
        if isinstance(a, (int, Fraction)):
            root = _root(a, b.denominator)
            if root is not None:
                return _pow(root, b.numerator, digits)
    return _exp(b * _log(a, 0, digits), digits)


def _require_positive(x: Scalar, name: str) -> None:
    if ends(x).lo <= 0:
        raise Undefined(f"{name} outside its domain")


def _falling(x: Fraction, k: int) -> Fraction:
    return math.prod((x - j for j in range(k)), start=Fraction(1))


def _root(x: Plain, n: int) -> Plain | None:
    """The n-th root of a positive rational where it is rational."""
    x = Fraction(x)
    over, under = _integer_root(x.numerator, n), _integer_root(x.denominator, n)
    return None if over is None or under is None else tidy(Fraction(over, under))


def _integer_root(x: int, n: int) -> int | None:
    if n == 2:
        root = math.isqrt(x)
    else:
        lo, hi = 0, 1 << (x.bit_length() // n + 1)
        while lo < hi:
            middle = (lo + hi + 1) // 2
            lo, hi = (middle, hi) if middle**n <= x else (lo, middle - 1)
        root = lo
    return root if root**n == x else None


def _enclosed(name: str, x: Scalar, digits: int | None) -> Scalar:
    if digits is None or isinstance(x, Angle):
        large = isinstance(x, int | Fraction) and max(Fraction(x).as_integer_ratio(), key=abs).bit_length() > 4096
        raise Inexact(f"{name} of {'a number with a thousand digits or more' if large else x}")
    if name == "exp" and ends(x).hi > 5000:
        raise Undefined("an exponential that is too large to enclose")
    context = ball_context(digits)
    return Ball(context, getattr(context, name)(interval(context, x)))
