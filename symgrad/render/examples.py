"""An example of each primitive rule, made by applying the rule: it cannot claim what the rule does not do."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from symgrad.core.rules import apply
from symgrad.core.rules.sums import source_names, target_names
from symgrad.core.term import (
    TRUE,
    Int,
    Term,
    Var,
    add,
    bind,
    bracket,
    call,
    conj,
    define,
    diff,
    eq,
    fn,
    iadd,
    imul,
    inv,
    isub,
    le,
    lt,
    mul,
    num,
    power,
    read,
    total,
)
from symgrad.core.theorem import Theorem, reflexivity

Example = tuple[Term, tuple[Any, ...]]  # the term, and the rule's parameters after it

_i, _j, _m, _a, _N, _M = (Var(name) for name in "ijmaNM")
_zero, _one = Int(0), Int(1)
_x, _u, _v, _c = read("x", _i), read("u", _i), read("v", _i), read("c")
_TRIVIAL = ((), ("trivial",))


def example(name: str) -> Theorem | None:
    """What the rule proves in its example; None if it has none."""
    make = EXAMPLES.get(name)
    if make is None:
        return None
    t, parameters = make()
    return apply(name, t, *parameters)


def _sum(body: Term, cond: Term = TRUE) -> Term:
    return total([("i", _zero, _N)], body, cond)


def _double(body: Term) -> Term:
    return total([("i", _zero, _N), ("j", _zero, _M)], body)


def _layer() -> Any:
    return define("y", ["i"], mul(read("w"), _x))


def _d(e: Term) -> Term:
    return diff(e, "x", _m)


def _bracket_true() -> Example:
    return bracket(le(_zero, _N)), (((le(_one, _N),), ("farkas", [(1, (0,)), (1, (1,))], [])),)


def _bracket_false() -> Example:
    inside = conj([le(_N, _i), lt(_i, _N)])
    return bracket(inside), (((inside,), ("farkas", [(1, (0,)), (1, (1,))], [])),)


def _bracket_equal() -> Example:
    before, after = eq(iadd(_i, _a), _m), eq(_i, isub(_m, _a))
    return bracket(before), (after, _from(before), _from(after))


def _equivalent() -> Example:
    before, after = eq(iadd(_i, _a), _m), eq(_i, isub(_m, _a))
    return before, (after, _from(before), _from(after))


def _from(p: Term) -> Any:
    """The witness that an equation follows from p, the same equation in another spelling."""
    return (p,), ("exact", 0)


def _reindex() -> Example:
    (old,), (new,) = (Var(name) for name in source_names(1)), (Var(name) for name in target_names(1))
    target = (("j",), ((_one, iadd(_N, _one)),), TRUE)
    plain_to_see = (None, None, None)
    return _sum(_x), (target, (iadd(new, Int(-1)),), (iadd(old, _one),), (plain_to_see, plain_to_see))


def _empty() -> Example:
    (i,) = (Var(name) for name in source_names(1))
    return total([("i", _N, _N)], _x), (((le(_N, i), lt(i, _N)), ("farkas", [(1, (0,)), (1, (1,))], [])),)


def _biggest() -> Term:
    return bind("max", [("i", _zero, _N)], _x)


EXAMPLES: dict[str, Callable[[], Example]] = {
    "unfold": lambda: (call(_layer(), _m), ()),
    "fold": lambda: (mul(read("w"), read("x", _m)), (call(_layer(), _m),)),
    "sum_add": lambda: (_sum(add(_u, _v)), ()),
    "factor_in": lambda: (mul(_c, _sum(_x)), (1,)),
    "distribute": lambda: (mul(_c, add(_u, _v)), (1,)),
    "flatten": lambda: (_sum(total([("j", _zero, _M)], read("x", _i, _j))), ()),
    "nest": lambda: (_double(read("x", _i, _j)), (1,)),
    "condition": lambda: (_sum(mul(bracket(lt(_i, _M)), _x)), ((0,),)),
    "guard": lambda: (_sum(_x, lt(_i, _M)), (lt(Var(source_names(1)[0]), _M),)),
    "split": lambda: (_sum(_x), (lt(Var(source_names(1)[0]), _M),)),
    "expand": lambda: (total([("i", _zero, Int(3))], _x), ()),
    "empty": _empty,
    "reindex": _reindex,
    "swap_ranges": lambda: (_double(read("x", _i, _j)), ((1, 0),)),
    "bracket_true": _bracket_true,
    "bracket_false": _bracket_false,
    "bracket_equal": _bracket_equal,
    "bracket_cases": lambda: (_x, (lt(_i, _N),)),
    "d_const": lambda: (_d(_u), ()),
    "d_read": lambda: (_d(_x), ()),
    "d_add": lambda: (_d(add(_x, _u, read("x", _j))), ()),
    "d_mul": lambda: (_d(mul(_u, _x)), ()),
    "d_pow": lambda: (_d(power(_x, 3)), ()),
    "d_inv": lambda: (_d(inv(_x)), ()),
    "d_sum": lambda: (_d(_sum(mul(_u, _x))), ()),
    "d_max": lambda: (_d(_biggest()), ()),
    "d_bracket": lambda: (_d(bracket(lt(num(0), _x))), ()),
    "d_function": lambda: (_d(fn("sin", [_x])), ()),
    "hypothesis": lambda: (_c, (eq(_c, num(0)),)),
    "theorem": lambda: (_c, (reflexivity(_c),)),
    "index": lambda: (iadd(_i, _i), (imul(Int(2), _i), _TRIVIAL)),
    "equivalent": _equivalent,
    "at_maximiser": lambda: (_biggest(), ()),
    "ring": lambda: (mul(_u, add(_v, _c)), (add(mul(_c, _u), mul(_u, _v)),)),
    "count": lambda: (total([("i", _M, _N)], _c), ()),
    "evaluate": lambda: (total([("i", _zero, Int(4))], num(2)), ()),
}
