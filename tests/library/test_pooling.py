"""Pooling: gradients, windows, LP pooling between maximum and sum, and ties."""

import pytest

from tests.library.statements import statement_and_hypotheses

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
        ["forall(i<O + 1) (0 <= a[i] < H + 1)", "forall(i<O) a[i] < a[i + 1]"],
    ),
    "fractional_pooling.dL_dx": (
        "sum(i<O) dL/dy[i]*(d(y[i])/dx[m]) = sum(i<O, m = argmax(a[i]<=k<a[i + 1]) x[k]) dL/dy[i]",
        ["forall(i<O) (unique(a[i]<=k<a[i + 1]) x[k])"],
    ),
    "fractional_pooling.dL_dx_overlapping": (
        "sum(i<O) dL/dy[i]*(d(y[i])/dx[m]) = sum(i<O, m = argmax(a[i]<=k<a[i + 1] + 1) x[k]) dL/dy[i]",
        ["forall(i<O) (unique(a[i]<=k<a[i + 1] + 1) x[k])"],
    ),
    "lp_pooling.dL_dx": (
        "sum(o<O) dL/dy[o]*(d(y[o])/dx[i]) = sum(k<K, 0 <= floor((i - k)/s) < O, s | i - k) dL/dy[floor((i - "
        "k)/s)]/p*pow(sum(k'<K) pow(x[s*floor((i - k)/s) + k'], p), 1/p - 1)*p*pow(x[s*floor((i - k)/s) + k], p - 1)",
        ["1 <= s", "1 <= K", "forall(i<N) 0 < x[i]", "s*(O - 1) + K <= N"],
    ),
    "lp_pooling.sum_pooling": (
        "y[o] = K*average[o]",
        ["p = 1", "1 <= s", "s*(O - 1) + K <= N", "forall(i<N) 0 < x[i]", "0 <= o", "o < O", "1 <= K"],
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
        "scalar(L) <= (1 + ε)*M",
        ["1 <= K", "forall(k<K) 0 < x[k]", "0 < p", "pow(K, 1/p) <= 1 + ε"],
    ),
    "ties.one_winner": (
        "f + sum(j<K) [j = w]*(z[j] - x[j]) <= h",
        ["x[w] = f", "0 <= w", "w < K"],
    ),
    "ties.even_split": (
        "f + sum(j<K) [x[j] = f]*(z[j] - x[j])/c <= h",
        ["0 <= w", "w < K", "x[w] = f"],
    ),
}


@pytest.mark.parametrize("name", STATEMENTS)
def test_what_is_proved_is_what_the_page_claims(name):
    assert statement_and_hypotheses(name) == STATEMENTS[name]


def test_the_limit_of_lp_pooling_rests_on_one_named_hypothesis():
    hypotheses = statement_and_hypotheses("lp_pooling.limit")[1]
    assert [h for h in hypotheses if "ε" in h] == ["pow(K, 1/p) <= 1 + ε"]


def test_both_bounds_of_lp_pooling_hold_for_every_real_p_above_zero_and_positive_entries():
    for name in ("at_least_the_maximum", "at_most_count_times"):
        hypotheses = statement_and_hypotheses(f"lp_pooling.{name}")[1]
        assert set(hypotheses) == {"1 <= K", "forall(k<K) 0 < x[k]", "0 < p"}
