"""Pooling: gradients, windows, LP pooling between maximum and sum, and ties."""

from fractions import Fraction

import pytest

from symgrad.core.term import Int, call
from symgrad.refute.evaluate import Instance, evaluate
from tests.library.statements import document_of, statement_and_hypotheses

STATEMENTS = {  # theorem -> what is proved, and under which hypotheses
    "average_pooling.dL_dx": (
        "sum(o<O) dL/dy[o]*(d(y[o])/dx[i]) = sum(k<K, 0 <= floor((i + p - k)/s) < O, s | i + p - k) dL/dy[floor((i + p "
        "- k)/s)]/K",
        ["1 <= s", "0 <= i", "i < N"],
    ),
    "average_pooling.dL_dx_2d": (
        "sum(i<I, j<J) dL/dy[i,j]*(d(y[i,j])/dx[m,n]) = sum(k<K, l<L, 0 <= floor((m + p - k)/s) < I, s | m + p - k, 0 "
        "<= floor((n + q - l)/t) < J, t | n + q - l) dL/dy[floor((m + p - k)/s),floor((n + q - l)/t)]/(K*L)",
        ["1 <= s", "1 <= t", "0 <= m", "m < H", "0 <= n", "n < W"],
    ),
    "average_pooling.dL_dx_not_counted": (
        "sum(o<O) dL/dy[o]*(d(y[o])/dx[i]) = sum(k<K, 0 <= floor((i + p - k)/s) < O, s | i + p - k) dL/dy[floor((i + p "
        "- k)/s)]/n[floor((i + p - k)/s)]",
        ["1 <= s", "0 <= i", "i < N"],
    ),
    "average_pooling.dL_dx_ceil": (
        "sum(o<O) dL/dy[o]*(d(y[o])/dx[i]) = sum(k<K, 0 <= floor((i + p - k)/s) < O, s | i + p - k) dL/dy[floor((i + p "
        "- k)/s)]/n[floor((i + p - k)/s)]",
        ["1 <= s", "0 <= i", "i < N"],
    ),
    "fractional_pooling.windows_are_not_empty": (
        "forall(i<O) (0 <= a[i] < a[i + 1] and a[i + 1] <= H)",
        ["forall(i<O) a[i] < a[i + 1]", "forall(i<O + 1) (0 <= a[i] < H + 1)"],
    ),
    "fractional_pooling.dL_dx": (
        "sum(i<O) dL/dy[i]*(d(y[i])/dx[m]) = sum(i<O, m = argmax(a[i]<=k<a[i + 1]) x[k]) dL/dy[i]",
        ["forall(i<O) (unique(a[i]<=k<a[i + 1]) x[k])"],
    ),
    "fractional_pooling.dL_dx_overlapping": (
        "sum(i<O) dL/dy[i]*(d(y[i])/dx[m]) = sum(i<O, m = argmax(a[i]<=k<a[i + 1] + 1) x[k]) dL/dy[i]",
        ["forall(i<O) (unique(a[i]<=k<a[i + 1] + 1) x[k])"],
    ),
    "fractional_pooling.windows_are_not_empty_2d": (
        "forall(i<I) (0 <= a[i] < a[i + 1] and a[i + 1] <= H) and forall(j<J) (0 <= b[j] < b[j + 1] and b[j + 1] <= W)",
        [
            "forall(i<I) a[i] < a[i + 1]",
            "forall(i<I + 1) (0 <= a[i] < H + 1)",
            "forall(j<J) b[j] < b[j + 1]",
            "forall(i<J + 1) (0 <= b[i] < W + 1)",
        ],
    ),
    "fractional_pooling.dL_dx_2d": (
        "sum(i<I, j<J) dL/dy[i,j]*(d(y[i,j])/dx[m,n]) = sum(i<I, j<J, argmax_1(a[i]<=k<a[i + 1], b[j]<=l<b[j + 1]) "
        "x[k,l] = m, argmax_2(a[i]<=k<a[i + 1], b[j]<=l<b[j + 1]) x[k,l] = n) dL/dy[i,j]",
        ["forall(i<I, j<J) (unique(a[i]<=k<a[i + 1], b[j]<=l<b[j + 1]) x[k,l])"],
    ),
    "fractional_pooling.dL_dx_2d_overlapping": (
        "sum(i<I, j<J) dL/dy[i,j]*(d(y[i,j])/dx[m,n]) = sum(i<I, j<J, argmax_1(a[i]<=k<a[i + 1] + 1, b[j]<=l<b[j + "
        "1] + 1) x[k,l] = m, argmax_2(a[i]<=k<a[i + 1] + 1, b[j]<=l<b[j + 1] + 1) x[k,l] = n) dL/dy[i,j]",
        ["forall(i<I, j<J) (unique(a[i]<=k<a[i + 1] + 1, b[j]<=l<b[j + 1] + 1) x[k,l])"],
    ),
    "max_pooling.dL_dx_2d": (
        "sum(i<I, j<J) dL/dy[i,j]*(d(y[i,j])/dx[m,n]) = sum(i<I, j<J, s*i + d*(argmax_1(k<K, l<L, 0 <= s*i + d*k - p "
        "< H, 0 <= t*j + e*l - q < W) x[s*i + d*k - p,t*j + e*l - q]) - p = m, t*j + e*(argmax_2(k<K, l<L, 0 <= s*i "
        "+ d*k - p < H, 0 <= t*j + e*l - q < W) x[s*i + d*k - p,t*j + e*l - q]) - q = n) dL/dy[i,j]",
        [
            "forall(i<I, j<J) (unique(k<K, l<L, 0 <= s*i + d*k - p < H, 0 <= t*j + e*l - q < W) x[s*i + d*k - p,t*j + e*l - q])",
            "0 <= m",
            "m < H",
            "0 <= n",
            "n < W",
        ],
    ),
    "max_pooling.output_size": (
        "s*i + d*(K - 1) < H + 2*p iff i < floor((H + 2*p - d*(K - 1) - 1)/s) + 1",
        ["1 <= s"],
    ),
    "lp_pooling.dL_dx": (
        "sum(o<O) dL/dy[o]*(d(y[o])/dx[i]) = sum(k<K, 0 <= floor((i - k)/s) < O, s | i - k) dL/dy[floor((i - "
        "k)/s)]*pow(sum(k'<K) pow(x[k' + i - k], p), 1/p - 1)*pow(x[i], p - 1)",
        ["1 <= s", "p != 0", "1 <= K", "forall(i<N) 0 < x[i]", "s*(O - 1) + K <= N"],
    ),
    "lp_pooling.dL_dx_2d": (
        "sum(i<I, j<J) dL/dy[i,j]*(d(y[i,j])/dx[m,n]) = sum(k<K, l<L, 0 <= floor((m - k)/s) < I, s | m - k, 0 <= "
        "floor((n - l)/t) < J, t | n - l) dL/dy[floor((m - k)/s),floor((n - l)/t)]*pow(sum(k'<K, l'<L) pow(x[k' + m "
        "- k,l' + n - l], p), 1/p - 1)*pow(x[m,n], p - 1)",
        [
            "1 <= s",
            "1 <= t",
            "p != 0",
            "1 <= K",
            "1 <= L",
            "forall(a<H, b<W) 0 < x[a,b]",
            "s*(I - 1) + K <= H",
            "t*(J - 1) + L <= W",
        ],
    ),
    "lp_pooling.sum_pooling": (
        "y[o] = K*average[o]",
        ["p = 1", "1 <= s", "s*(O - 1) + K <= N", "forall(i<N) 0 < x[i]", "0 <= o", "o < O", "1 <= K"],
    ),
    "lp_pooling.sum_pooling_2d": (
        "y[i,j] = K*L*average[i,j]",
        [
            "p = 1",
            "1 <= s",
            "1 <= t",
            "s*(I - 1) + K <= H",
            "t*(J - 1) + L <= W",
            "forall(a<H, b<W) 0 < x[a,b]",
            "0 <= i",
            "i < I",
            "0 <= j",
            "j < J",
            "1 <= K",
            "1 <= L",
        ],
    ),
    "lp_pooling.at_least_the_maximum": (
        "scalar(M) <= L",
        ["forall(k<K) 0 < x[k]", "0 < p", "1 <= K"],
    ),
    "lp_pooling.at_most_count_times": (
        "L <= pow(K, 1/p)*M",
        ["1 <= K", "forall(k<K) 0 < x[k]", "0 < p"],
    ),
    "lp_pooling.limit": (
        "scalar(M) <= L and scalar(L) <= U",
        ["forall(k<K) 0 < x[k]", "1 <= n", "n <= p", "1 <= K", "K <= 1 + n*ε", "0 < ε"],
    ),
    "ties.first": (
        "forall(k<K) 0 <= g[k] and sum(k<K) g[k] = 1 and f + sum(k<K) g[k]*(z[k] - x[k]) <= h",
        ["1 <= K"],
    ),
    "ties.last": (
        "forall(k<K) 0 <= g[k] and sum(k<K) g[k] = 1 and f + sum(k<K) g[k]*(z[k] - x[k]) <= h",
        ["1 <= K"],
    ),
    "ties.even_split": (
        "forall(k<K) 0 <= g[k] and sum(k<K) g[k] = 1 and f + sum(k<K) g[k]*(z[k] - x[k]) <= h",
        ["1 <= K"],
    ),
    "ties.layer_first": (
        "sum(o<O) dL/dy[o]*y[o] + sum(m<N) D[m]*(z[m] - x[m]) <= sum(o<O) dL/dy[o]*Y[o]",
        ["forall(o<O) 0 <= dL/dy[o]", "1 <= K", "1 <= s", "1 <= d", "s*(O - 1) + d*(K - 1) < N"],
    ),
    "ties.layer_last": (
        "sum(o<O) dL/dy[o]*y[o] + sum(m<N) D[m]*(z[m] - x[m]) <= sum(o<O) dL/dy[o]*Y[o]",
        ["forall(o<O) 0 <= dL/dy[o]", "1 <= K", "1 <= s", "1 <= d", "s*(O - 1) + d*(K - 1) < N"],
    ),
    "ties.layer_even_split": (
        "sum(o<O) dL/dy[o]*y[o] + sum(m<N) D[m]*(z[m] - x[m]) <= sum(o<O) dL/dy[o]*Y[o]",
        ["forall(o<O) 0 <= dL/dy[o]", "1 <= K", "1 <= s", "1 <= d", "s*(O - 1) + d*(K - 1) < N"],
    ),
}


@pytest.mark.parametrize("name", STATEMENTS)
def test_what_is_proved_is_what_the_page_claims(name):
    assert statement_and_hypotheses(name) == STATEMENTS[name]


def test_the_limit_of_lp_pooling_rests_on_no_hypothesis_about_roots_or_powers():
    statement, hypotheses = statement_and_hypotheses("lp_pooling.limit")
    assert statement == "scalar(M) <= L and scalar(L) <= U"
    assert set(hypotheses) == {"forall(k<K) 0 < x[k]", "1 <= K", "0 < ε", "1 <= n", "n <= p", "K <= 1 + n*ε"}


def test_both_bounds_of_lp_pooling_hold_for_every_real_p_above_zero_and_positive_entries():
    for name in ("at_least_the_maximum", "at_most_count_times"):
        hypotheses = statement_and_hypotheses(f"lp_pooling.{name}")[1]
        assert set(hypotheses) == {"1 <= K", "forall(k<K) 0 < x[k]", "0 < p"}


def test_the_gradient_of_lp_pooling_is_free_of_p_times_one_over_p():
    for name in ("dL_dx", "dL_dx_2d"):
        statement, hypotheses = statement_and_hypotheses(f"lp_pooling.{name}")
        assert "/p*" not in statement.partition(" = ")[2]
        assert "p != 0" in hypotheses


def weights(rule, x):
    """The weights g that a rule for ties gives the entries of a window, by the evaluator."""
    document = document_of(f"ties.{rule}")
    (g,) = [d for d in document.where if d.name == "g"]
    instance = Instance(integers={"K": len(x)}, tensors={"x": {(k,): Fraction(v) for k, v in enumerate(x)}})
    return [evaluate(call(g, Int(k)), instance) for k in range(len(x))]


def test_the_rules_for_ties_are_what_their_names_say():
    assert weights("first", [3, 5, 1, 5, 5]) == [0, 1, 0, 0, 0]
    assert weights("last", [3, 5, 1, 5, 5]) == [0, 0, 0, 0, 1]
    assert weights("even_split", [3, 5, 1, 5, 5]) == [0, Fraction(1, 3), 0, Fraction(1, 3), Fraction(1, 3)]


@pytest.mark.parametrize("rule", ["first", "last", "even_split"])
def test_without_a_tie_every_rule_gives_the_one_winner_everything(rule):
    assert weights(rule, [2, 7, 1]) == [0, 1, 0]
    assert weights(rule, [4]) == [1]


@pytest.mark.parametrize("rule", ["first", "last", "even_split"])
def test_a_rule_for_ties_supposes_only_that_the_window_is_not_empty(rule):
    assert statement_and_hypotheses(f"ties.{rule}")[1] == ["1 <= K"]


@pytest.mark.parametrize("rule", ["first", "last", "even_split"])
def test_the_layer_shares_the_rule_of_its_windows_whatever_stride_and_dilation_are(rule):
    own = {d.name: d for d in document_of(f"ties.layer_{rule}").where}
    names = {d.name for d in document_of(f"ties.{rule}").where} - {"h", "f"}
    assert names <= set(own)
    hypotheses = set(statement_and_hypotheses(f"ties.layer_{rule}")[1])
    assert hypotheses == {"forall(o<O) 0 <= dL/dy[o]", "1 <= K", "1 <= s", "1 <= d", "s*(O - 1) + d*(K - 1) < N"}
