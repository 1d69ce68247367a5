"""Writing out sums for sympy stops before it fills the memory."""

import pytest

from symgrad.core.term import Int, read, total
from symgrad.refute.evaluate import Instance, TooLarge
from symgrad.refute.explicit import Explicit


def test_a_sum_over_a_thousand_million_is_refused_at_once():
    with pytest.raises(TooLarge):
        Explicit(total([("k", Int(0), Int(10**9))], read("x")), Instance())
