"""LP pooling, the p-th root of the sum of the p-th powers of a window: its gradient, and what it is for p = 1 and for large p.

NYU, DS-GA 1008, assignment 2 (February 2019), questions 2 (b) and (d), equations (3) to (5). The inputs are positive: with
inputs of either sign the printed formulas need |x|. The gradient holds for every real p ≠ 0. At p = 1 it is the number of
entries times their average. For every real p > 0 it lies between the maximum and the count^{1/p}-fold maximum, and so tends
to the maximum as count^{1/p} tends to 1.
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
    "LP pooling of one window, for a real number p > 0",
    source=SOURCE,
    text="""
        S = sum(k<K) x[k]**p;
        L = S**(1/p)  where x[K], K >= 1, p > 0, x[k] > 0 for k<K
    """,
    also="M = max(k<K) x[k]",
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


@window.theorem()
def at_least_the_maximum():
    """The maximum is at most LP."""
    return (
        window.claim("M <= L")
        .have("0 < 1/p", "p > 0")
        .have("forall(k<K) 0 < x[k]**p", "x > 0")
        .have("forall(k<K) x[k]**p <= sum(j<K) x[j]**p", "one term of a sum of positive terms")
        .have("forall(k<K) x[k]**p <= S", "S = Σ x^p")
        .have("forall(k<K) (x[k]**p)**(1/p) <= S**(1/p)", "u ≤ v gives u^q ≤ v^q, for q = 1/p")
        .have("forall(k<K) (x[k]**p)**(1/p) = x[k]", "p·(1/p) = 1")
        .have("forall(k<K) x[k] <= S**(1/p)", "lines 5 and 6", by=(5, 6))
        .have("forall(k<K) x[k] <= L", "L = S^{1/p}", by=(7,))
        .follows("every entry is at most L", by=(8,))
    )


def upper_bound(claim):
    """Lines 1 to 12: L ≤ K^{1/p}·M."""
    return (
        claim.have("0 < 1/p", "p > 0")
        .have("forall(k<K) x[k] <= M", "a maximum is at least each entry")
        .have("x[0] <= M", "line 2 at k = 0")
        .have("0 < x[0]", "x > 0")
        .have("0 < M", "lines 3 and 4")
        .have("forall(k<K) x[k]**p <= M**p", "u ≤ v gives u^p ≤ v^p")
        .have("sum(k<K) x[k]**p <= sum(k<K) M**p", "term by term")
        .have("sum(k<K) M**p = K*M**p", "K terms")
        .have("0 < S", "x > 0")
        .have("S <= K*M**p", "lines 7 and 8")
        .have("S**(1/p) <= (K*M**p)**(1/p)", "u ≤ v gives u^q ≤ v^q, for q = 1/p")
        .have("(K*M**p)**(1/p) = K**(1/p)*M", "(u·v)^q = u^q·v^q, p·(1/p) = 1")
    )


@window.theorem()
def at_most_count_times():
    """LP is at most the count^{1/p}-fold maximum."""
    return upper_bound(window.claim("L <= K**(1/p)*M")).follows("lines 11 and 12", by=(11, 12))


@window.theorem()
def limit():
    """Where count^{1/p} ≤ 1 + ε, as it is for every large p, LP is at most 1 + ε times the maximum: hence the limit."""
    claim = window.claim("L <= (1 + ε)*M", given=("cast(K)**(1/p) <= 1 + ε",))
    return upper_bound(claim).have("K**(1/p)*M <= (1 + ε)*M", "M > 0", by=(5,)).follows("lines 11 to 13", by=(11, 12, 13))
