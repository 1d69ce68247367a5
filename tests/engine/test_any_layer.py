"""Random layers: nearly all gradients are proved, none of them is wrong, the rest says what stopped the engine."""

from random import SystemRandom

import pytest

from symgrad import Page
from symgrad.engine.derive import derive
from symgrad.engine.opinion import second_opinion
from symgrad.errors import Problem
from tests.engine.layers import Generator

FIXED = range(45)
FRESH = [SystemRandom().randrange(10**9) for _ in range(60)]  # about 200 gradients


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


def test_an_index_that_is_named_like_an_output_is_not_caught():
    page = Page("capture", source="", text="y[o<N] = a*x[o] where x[N]")
    document = page.gradient("x", "o").finish()
    assert document.verdict == "proved"
    assert document.rhs.op != "sum"
    second_opinion(document, 24)
    assert document.verdict == "proved"


def test_an_output_range_may_depend_on_an_earlier_output():
    (document,) = derive("y[i<N, j<i] = x[i-j] where x[N]", ["x"], instances=24)
    assert document.verdict == "proved"
    assert document.instances.nonzero > 0


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("y = x^2; dL/dx = 3*dL/dy*x", "SG411"),
        ("y[i<N] = x[i]; y[0] = 3", "SG411"),
        ("y = x[4] where x[N], N >= 5, N <= 3", "SG412"),
        ("y = 2", "SG405"),
    ],
)
def test_what_would_be_passed_over_is_refused(text, code):
    with pytest.raises(Problem) as caught:
        derive(text, [])
    assert caught.value.code == code


@pytest.mark.parametrize(
    "text",
    [
        "y[i<N] = sum(k<K) w[k]*x[(i+k) mod N] where x[N], N >= 1",
        "y[i<N] = sum(k<K) w[k]*x[i*i+k] where x[M] is zero outside, w[K]",
        "y[t<T] = sum(k<K) w[k]*x[t-k] where x[T] is zero outside, w[K]",
        "y[t<T] = sum(k<K) w[k]*x[s*t-k] where x[N] is zero outside, w[K], s <= -1",
    ],
)
def test_a_name_that_does_not_fit_is_not_given(text):
    (document,) = derive(text, ["w"])
    assert document.verdict == "proved"
    assert document.names == []


def test_a_page_refuses_claims_and_contradictions_too():
    for text, code in (
        ("y[i<N] = 2*x[i] where x[N]; dL/dx[m] = 9*dL/dy[m]", "SG411"),
        ("y = x[4] where x[N], N >= 5, N <= 3", "SG412"),
    ):
        with pytest.raises(Problem) as caught:
            Page("refused", source="", text=text).gradient("x")
        assert caught.value.code == code
