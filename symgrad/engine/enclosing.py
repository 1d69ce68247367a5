"""The value of a term on given numbers: exact where it is rational, else enclosed so narrowly that digits can be shown."""

from __future__ import annotations

from decimal import MAX_EMAX, MIN_EMIN, ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_EVEN, Context, Decimal
from fractions import Fraction

from symgrad.core.term import Term
from symgrad.refute.evaluate import Enclosure, Value, enclose, evaluate
from symgrad.refute.instance import Instance
from symgrad.refute.scalars import Inexact, TooLarge, Undefined

DIGITS = 12  # of a number that is not known exactly
FEW_DIGITS = 6  # of the two numbers that one lies between whose digits are not known
PRECISIONS = (30, 90, 360)  # decimal digits to compute with, one after another, until DIGITS of them are known
MOST_BITS = 14_000  # of a numerator or denominator: Python writes numbers out of up to 4300 digits


class Unknown(Exception):
    """There may be a value, but no computation told it."""


def value_of(term: Term, instance: Instance) -> Value:
    """The exact value if it is rational, else two rationals that it lies between, whose first DIGITS digits agree if more
    precision can bring that about. Raises Undefined, TooLarge (also where it would take thousands of digits) or Unknown."""
    try:
        value: Value = evaluate(term, instance)
    except Inexact:
        value = _enclosed(term, instance)
    for end in value if isinstance(value, Enclosure) else (Fraction(value),):
        if max(end.numerator.bit_length(), end.denominator.bit_length()) > MOST_BITS:
            raise TooLarge("it has thousands of digits")
    return value


def _enclosed(term: Term, instance: Instance) -> Value:
    found, reason = None, ""
    for precision in PRECISIONS:
        try:
            found = enclose(term, instance, precision)
        except (Undefined, Inexact) as e:  # more precision may decide a comparison, or keep a denominator from 0
            reason = str(e)
            continue
        if found.lo == found.hi:
            return found.lo
        if _agreed(found) is not None:
            break
    if found is None:
        raise Unknown(reason)
    return found


def number(value: Value) -> str:
    """``−3``, ``1/3``; a value that is not known exactly rounded to DIGITS digits, with ``…`` behind them, as in
    ``1.41421356237…`` and ``2.72637457212…e347``, or as ``between −1e−360 and 2e−360`` where the digits are not known.

    >>> number(Enclosure(Fraction(1, 3), Fraction(1, 3) + Fraction(1, 10**20)))
    '0.333333333333…'
    >>> number(Enclosure(Fraction(-1, 3), Fraction(1, 10**20)))
    'between −0.333334 and 1e−20'
    """
    if not isinstance(value, Enclosure):
        text = str(value)
    elif (agreed := _agreed(value)) is not None:
        text = _decimal(agreed, "…")
    else:
        lo, hi = _rounded(value.lo, FEW_DIGITS, ROUND_FLOOR), _rounded(value.hi, FEW_DIGITS, ROUND_CEILING)
        text = f"between {_decimal(lo)} and {_decimal(hi)}"
    return text.replace("-", "−")


def has_digits(value: Value) -> bool:
    """Whether a value is shown by digits with ``…`` behind them."""
    return isinstance(value, Enclosure) and _agreed(value) is not None


def _agreed(value: Enclosure) -> Decimal | None:
    """What both ends are when rounded, if that is the same."""
    lo, hi = (_rounded(end, DIGITS, ROUND_HALF_EVEN) for end in value)
    return lo if lo == hi else None


def _rounded(x: Fraction, digits: int, rounding: str) -> Decimal:
    context = Context(prec=digits, rounding=rounding, Emax=MAX_EMAX, Emin=MIN_EMIN)
    return context.divide(Decimal(x.numerator), Decimal(x.denominator))


def _decimal(x: Decimal, behind: str = "") -> str:
    """Without trailing zeros, and without an exponent where it is short."""
    places = x.adjusted()
    if not x or -5 <= places < DIGITS:
        text = f"{x:f}"
        return (text.rstrip("0").rstrip(".") if "." in text else text) + behind
    sign, digits, _ = x.as_tuple()
    mantissa = "".join(map(str, digits)).rstrip("0")
    return f"{'-' * sign}{mantissa[0]}{'.' * (len(mantissa) > 1)}{mantissa[1:]}{behind}e{places}"
