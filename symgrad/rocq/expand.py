"""The rule ``expand``: a sum over a fixed number of values, written out."""

from __future__ import annotations

from symgrad.core.polynomial import normal
from symgrad.core.term import TRUE, Int, Term, iadd, isub
from symgrad.rocq.context import Context, Tactics, block
from symgrad.rocq.equality import same
from symgrad.rocq.write import integer


def expand(t: Term, c: Context) -> Tactics:
    """Tactics for ``Σ_{lo ≤ i < hi, E} f(i) = Σ_E f(lo) + … + Σ_E f(hi−1)``."""
    lo, hi = t.args[:2]
    length = isub(hi, lo)
    value = int(normal(length).get((), 0))
    count = max(0, value)
    name = c.fresh()
    values = [Int(lo.data + j) if lo.op == "int" else iadd(lo, Int(j)) if j else lo for j in range(count)]
    listed = "; ".join(integer(v, c.scope) for v in values)
    lines = [f"assert ({name} : ({integer(length, c.scope)} = {value})%Z).", *block(same(length, Int(value), c))]
    lines.append(f"rewrite (sum_listed _ _ [{listed}]%Z) by (listed {name}); clear {name}; cbn [listed_sum fold_left].")
    plain = len(t.hints) > 1 or t.args[-2] == TRUE
    return [*lines, "reflexivity." if plain else "rewrite ?when_bracket; ring."]
