"""LP pooling, the p-th root of the sum of the p-th powers of a window: its gradient, and what it is for p = 1 and for large p.

NYU, DS-GA 1008, assignment 2 (February 2019), questions 2 (b) and (d), equations (3) to (5), for a real p and positive inputs; with
inputs of either sign the printed formulas need |x|. At p = 1 it is the number of entries times their average. It lies between
the maximum and the count^{1/p}-fold maximum, which tend to the same limit as p grows.
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
    also="""
        average[o] = sum(k<K) x[s*o+k]/K
    """,
)


@strided.theorem()
def dL_dx():
    """Each window's cotangent, times the window's sum of powers to the 1/p − 1, times x to the p − 1."""
    return strided.gradient("x", "i")


@strided.theorem()
def sum_pooling():
    """At p = 1 it is the number of entries times their average."""
    total = strided.identity("y[o]", given=("p = 1", "0 <= o < O")).then("sum(k<K) x[s*o+k]", "p = 1, u¹ = u")
    return total.by_facts("K*average[o]", "K·(1/K) = 1")
