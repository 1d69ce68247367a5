"""LP pooling, the p-th root of the sum of the p-th powers of a window: its gradient, and what it is for p = 1 and for large p.

NYU, DS-GA 1008, assignment 2 (February 2019), questions 2 (b) and (d), equations (3) to (5). The inputs are positive: with
inputs of either sign the printed formulas need |x|. The gradient holds for every real p ≠ 0. At p = 1 it is the number of
entries times their average. For every whole number p ≥ 1 it lies between the maximum and the count^{1/p}-fold maximum, and so
tends to the maximum as count^{1/p} tends to 1.
"""

from symgrad import Page

SOURCE = "NYU, DS-GA 1008, assignment 2, question 2 (b) and (d), equations (3) to (5)"

strided = Page(
    "LP pooling",
    source=SOURCE,
    text="""
        y[o<O] = (sum(k<K) x[s*o+k]**p)**(1/p)
        where x[N], s >= 1, K >= 1, s*(O-1) + K <= N, p != 0, x[i] > 0 for i<N
    """,
    also="average[o] = sum(k<K) x[s*o+k]/K",
)

window = Page(
    "LP pooling of one window, for a whole number p and q = 1/p",
    source=SOURCE,
    text="""
        S = sum(k<K) x[k]**cast(p);
        L = S**q  where x[K], K >= 1, p >= 1, cast(p)*q = 1, x[k] > 0 for k<K
    """,
    also="""
        M = max(k<K) x[k]
        U = cast(K)**q*M
    """,
)


@strided.theorem()
def dL_dx():
    """Each window's cotangent, times the window's sum of powers to the 1/p − 1, times x to the p − 1."""
    return strided.gradient("x", "i")


@strided.theorem()
def sum_pooling():
    """At p = 1 it is the number of entries times their average."""
    total = strided.identity("y[o]", given=("p = 1", "0 <= o < O")).then("sum(k<K) x[s*o+k]", "p = 1, u^1 = u")
    return total.by_facts("K*average[o]", "K·(1/K) = 1")


def power_of_the_root(claim):
    """Lines 1 to 6: the p-th power of L is S."""
    return (
        claim.have("0 < S", "x > 0")
        .have("0 < L", "S > 0")
        .by_induction("L**cast(n) = S**(cast(n)*q)", "u^(a+b) = u^a·u^b", on="n", start=1, upto="p", by=(1, 2))
        .have("S**(cast(p)*q) = S", "p·q = 1", by=(1,))
        .have("L**cast(p) = S**(cast(p)*q)", "n = p", by=(3,))
        .have("L**cast(p) = S", "lines 4 and 5", by=(4, 5))
    )


def upper_bound(claim):
    """Lines 1 to 26: L ≤ U."""
    return (
        power_of_the_root(claim)
        .have("x[0] <= max(k<K) x[k]", "a maximum is at least each entry", by=(1,))
        .have("0 < x[0]", "x > 0", by=(1,))
        .have("0 < M", "lines 7 and 8", by=(7, 8))
        .have("0 < cast(K)**q", "K ≥ 1", by=(1,))
        .have("0 < U", "U = K^q·M", by=(9, 10))
        .by_induction(
            "U**cast(n) = cast(K)**(cast(n)*q)*M**cast(n)", "u^(a+b) = u^a·u^b", on="n", start=1, upto="p", by=(9, 10, 11)
        )
        .have("cast(K)**(cast(p)*q) = cast(K)", "p·q = 1", by=(1,))
        .have("U**cast(p) = K*M**cast(p)", "n = p", by=(12, 13))
        .have("forall(k<K) x[k] <= M", "a maximum is at least each entry", by=(1,))
        .by_induction("forall(k<K) x[k]**cast(n) <= M**cast(n)", "u ≤ v", on="n", start=1, upto="p", by=(9, 15))
        .have("sum(k<K) x[k]**cast(p) <= sum(k<K) M**cast(p)", "term by term", by=(16,))
        .have("sum(k<K) M**cast(p) = K*M**cast(p)", "K terms", by=(1,))
        .have("S <= U**cast(p)", "lines 14, 17 and 18", by=(14, 17, 18))
        .have("0 < U**cast(n)", "U > 0", by=(11,))
        .have("0 <= (cast(n)*U**cast(n))*(L-U)**2", "a square", by=(20,))
        .by_induction(
            "cast(n)*U**cast(n)*(L-U) + U*U**cast(n) <= U*L**cast(n)",
            "the tangent lies below the power",
            on="n",
            start=1,
            upto="p",
            by=(2, 11, 21),
        )
        .have("0 < U**cast(p)", "U > 0", by=(11,))
        .have("0 < cast(p)*U**cast(p)", "p ≥ 1", by=(23,))
        .have("cast(p)*U**cast(p)*(L-U) <= 0", "U·L^p = U·S ≤ U·U^p", by=(6, 11, 19, 22))
        .have("L <= U", "divide by p·U^p", by=(24, 25))
    )


@window.theorem()
def at_least_the_maximum():
    """The maximum is at most LP."""
    claim = window.claim("M <= L", given=("1 <= n",))
    return (
        power_of_the_root(claim)
        .have("0 < L**cast(n)", "L > 0", by=(2,))
        .have("forall(k<K) 0 <= (x[k]-L)**2", "a square", by=(2,))
        .have("forall(k<K) 0 <= (cast(n)*L**cast(n))*(x[k]-L)**2", "lines 7 and 8", by=(7, 8))
        .by_induction(
            "forall(k<K) cast(n)*L**cast(n)*(x[k]-L) + L*L**cast(n) <= L*x[k]**cast(n)",
            "the tangent lies below the power",
            on="n",
            start=1,
            upto="p",
            by=(2, 9),
        )
        .have("0 < cast(p)*S", "S > 0", by=(1,))
        .have("forall(k<K) 0 <= x[k]**cast(p)", "x > 0", by=(1,))
        .have("forall(k<K) x[k]**cast(p) <= sum(j<K) x[j]**cast(p)", "one term of a sum of positive terms", by=(12,))
        .have("forall(k<K) x[k]**cast(p) <= S", "S = Σ x^p", by=(13,))
        .have("forall(k<K) L*x[k]**cast(p) <= L*S", "L > 0", by=(2, 14))
        .have("forall(k<K) cast(p)*S*(x[k] - L) <= 0", "lines 6, 10 and 15", by=(6, 10, 15))
        .have("forall(k<K) x[k] <= L", "divide by p·S", by=(11, 16))
        .follows("every entry is at most L", by=(17,))
    )


@window.theorem()
def at_most_count_times():
    """LP is at most the count^{1/p}-fold maximum."""
    return upper_bound(window.claim("L <= U", given=("1 <= n",))).follows("line 26", by=(26,))


@window.theorem()
def limit():
    """Where count^{1/p} ≤ 1 + ε, as it is for every large p, LP is at most 1 + ε times the maximum: hence the limit."""
    claim = window.claim("L <= (1 + ε)*M", given=("1 <= n", "cast(K)**q <= 1 + ε"))
    return upper_bound(claim).have("U <= (1 + ε)*M", "U = K^q·M", by=(9,)).follows("lines 26 and 27", by=(26, 27))
