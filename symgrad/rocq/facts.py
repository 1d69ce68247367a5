"""Laws of the field and of the named functions, as the lines ``fact`` and ``positive`` quote them."""

from __future__ import annotations

from collections.abc import Sequence

from symgrad.core.rules.scalars import FACTS
from symgrad.core.term import Term
from symgrad.rocq.context import Context, Tactics
from symgrad.rocq.write import NotCertified, scalar

# a law of the prelude, named as the fact is: the functions that it is about, and how it reads
LAWS: dict[str, tuple[tuple[str, ...], str]] = {
    "pythagoras": (("sin", "cos"), "sin² + cos² = 1"),
    "square_of_root": (("sqrt",), "(√u)² = u for u ≥ 0"),
    "exp_sum": (("exp",), "exp(u + v) = exp u·exp v"),
    "exp_zero": (("exp",), "exp 0 = 1"),
    "log_exp": (("log", "exp"), "log(exp u) = u"),
    "exp_log": (("log", "exp"), "exp(log u) = u for u > 0"),
    "pow_sum": (("pow",), "u^(p+q) = u^p·u^q for u > 0"),
    "pow_one": (("pow",), "u^1 = u for u > 0"),
    "pow_pow": (("pow",), "(u^p)^q = u^(p·q) for u > 0"),
    "pow_product": (("pow",), "(u·v)^p = u^p·v^p for u > 0, v > 0"),
    "pow_monotone": (("pow",), "u^p ≤ v^p for 0 < u ≤ v, p ≥ 0"),
    "exp_positive": (("exp",), "exp > 0"),
    "sqrt_positive": (("sqrt",), "√u > 0 for u > 0"),
    "pow_positive": (("pow",), "u^p > 0 for u > 0"),
    "exp_derivative": (("exp",), "exp′ = exp"),
    "log_derivative": (("log",), "log′ u = 1/u for u > 0"),
    "sqrt_derivative": (("sqrt",), "√′ u = 1/(2√u) for u > 0"),
    "sin_derivative": (("sin", "cos"), "sin′ = cos"),
    "cos_derivative": (("sin", "cos"), "cos′ = −sin"),
    "pow_derivative": (("pow",), "(u^p)′ = p·u^(p−1) for u > 0"),
}


def fact(name: str, args: Sequence[Term], c: Context) -> Tactics:
    """Tactics for an instance of a law."""
    hypotheses, _ = FACTS[name][2](*args)
    proofs = " ".join([*(f"{scalar(a, c.scope)}%S" for a in args), *(c.proof(h) for h in hypotheses)])
    if name == "inverse":
        return [f"exact (inv_r {proofs})."]
    return _law(name, proofs, c)


def positive(name: str, args: Sequence[Term], c: Context) -> Tactics:
    """Tactics for the sign of a value of a named function."""
    from symgrad.core.rules.scalars import positive as rule

    proofs = [c.proof(h) for h in rule(name, *args).hypotheses]
    return _law(f"{name}_positive", " ".join([*(f"{scalar(a, c.scope)}%S" for a in args), *proofs]), c)


def _law(name: str, arguments: str, c: Context) -> Tactics:
    if name not in LAWS:
        raise NotCertified(f"the law {name}")
    c.scope.writer.laws.add(name)
    return [f"exact ({name}_law {arguments})."]
