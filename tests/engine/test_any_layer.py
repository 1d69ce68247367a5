"""Random layers: nearly all gradients are proved, none of them is wrong, the rest says what stopped the engine."""

from random import SystemRandom

import pytest

from symgrad.engine.derive import derive
from symgrad.engine.opinion import second_opinion
from tests.engine.layers import Generator

FIXED = range(28)
FRESH = [SystemRandom().randrange(10**9) for _ in range(12)]


def gradients(seed):
    text, _ = Generator(seed).layer()
    for document in derive(text, []):
        second_opinion(document, 12)
        yield text, document


@pytest.mark.parametrize("seeds", [FIXED, FRESH], ids=["fixed", "fresh"])
def test_nearly_all_gradients_are_proved_and_none_is_wrong(seeds):
    proved = total = 0
    for seed in seeds:
        for text, document in gradients(seed):
            total += 1
            assert document.verdict != "refuted", (seed, document.name, text)
            proved += document.verdict == "proved"
            assert document.verdict == "proved" or document.reason, (seed, document.name, text)
    assert proved >= 0.95 * total


def test_what_cannot_be_derived_is_named_with_the_part_that_stopped_it():
    (document,) = derive("y[o<O] = x[o]*cast(floor(o/2)) + [x[o] > 1]*x[o] where x[N], O <= N", ["x"])
    assert document.verdict == "proved"
    (document,) = derive("y = sum(k<K) f(x[k], pow(2, x[k])) where x[K]", ["x"])
    assert document.verdict == "undecided"
    assert "x[k]" in document.reason or "pow" in document.reason or "2" in document.reason
