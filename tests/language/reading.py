"""What the tests of the language share: reading with the real prover, and expecting a problem at a place."""

from __future__ import annotations

import pytest

from symgrad.engine.integers import holds
from symgrad.errors import Problem
from symgrad.language.plain import plain
from symgrad.language.program import Program
from symgrad.language.reader import parse_program

CONVOLUTION = "Z[i,j] = sum(k,l) V[i+k,j+l]*K[k,l]"
STRIDED = "y[o<M] = sum(k<K) w[k]*x[s*o + k - p]  where x[N] is zero outside, w[K], s >= 1"


def program(text: str) -> Program:
    return parse_program(text, holds)


def body(text: str) -> str:
    """The last layer's body in plain notation, over its own index names."""
    from symgrad.core.term import Var

    result = program(text)
    layer = result.layers[-1]
    return plain(layer.at(*map(Var, layer.indices)), result)


def problem(text: str) -> Problem:
    """The problem that reading the text gives."""
    with pytest.raises(Problem) as caught:
        program(text)
    found = caught.value
    assert found.source == text
    if found.start is not None and found.end is not None:
        assert 0 <= found.start <= found.end <= len(text)
    return found


def blamed(found: Problem) -> str:
    """The part of the text that the carets stand under."""
    assert found.source is not None
    return found.source[found.start : found.end]
