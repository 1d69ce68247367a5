"""LP pooling, the p-th root of the sum of the p-th powers of a window: its gradient, and what it is for p = 1 and for large p.

NYU, DS-GA 1008, assignment 2 (February 2019), questions 2 (b) and (d), equations (3) to (5). The inputs are positive: with
inputs of either sign the printed formulas need |x|. The gradient holds for every real p ≠ 0. At p = 1 LP is the number of
entries times their average. For every real p > 0 it lies between the maximum and the count^{1/p}-fold maximum, and it tends
to the maximum: for every ε > 0 it is at most 1 + ε times the maximum from p = n on, for any n ≥ (count − 1)/ε.
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
    parameters={"stride": "s"},
)

plane = Page(
    "LP pooling of a plane",
    source=SOURCE,
    text="""
        y[i<I,j<J] = (sum(k<K,l<L) x[s*i+k,t*j+l]**p)**(1/p)
        where x[H,W], s >= 1, t >= 1, K >= 1, L >= 1, s*(I-1) + K <= H, t*(J-1) + L <= W, p != 0, x[a,b] > 0 for a<H, b<W
    """,
    also="average[i,j] = sum(k<K,l<L) x[s*i+k,t*j+l]/(K*L)",
    parameters={"stride": "s,t"},
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

large = Page(
    "LP pooling of one window, for a large real number p",
    source=SOURCE,
    text="""
        S = sum(k<K) x[k]**p;
        L = S**(1/p);
        M = max(k<K) x[k];
        U = (1 + ε)*M
        where x[K], K >= 1, x[k] > 0 for k<K, ε > 0, n >= 1, cast(K) <= 1 + n*ε, p >= cast(n)
    """,
)


@strided.theorem()
def dL_dx():
    """Each window's cotangent, times the window's sum of powers to the 1/p − 1, times x to the p − 1."""
    return strided.gradient("x", "i")


@plane.theorem()
def dL_dx_2d():
    """The same in two dimensions."""
    return plane.gradient("x", "m,n")


@strided.theorem()
def sum_pooling():
    """At p = 1 it is the number of entries times their average."""
    total = strided.identity("y[o]", given=("p = 1", "0 <= o < O")).then("sum(k<K) x[s*o+k]", "p = 1, u^1 = u")
    return total.by_facts("K*average[o]", "K·(1/K) = 1")


@plane.theorem()
def sum_pooling_2d():
    """The same in two dimensions."""
    total = plane.identity("y[i,j]", given=("p = 1", "0 <= i < I", "0 <= j < J"))
    total = total.then("sum(k<K,l<L) x[s*i+k,t*j+l]", "p = 1, u^1 = u")
    return total.by_facts("K*L*average[i,j]", "K·L·(1/(K·L)) = 1")


def lower_bound(claim):
    """Lines 1 to 7: M ≤ L."""
    return (
        claim.have("0 < 1/p", "p > 0")
        .have("forall(k<K) 0 < x[k]**p", "x > 0")
        .have("forall(k<K) x[k]**p <= S", "one term of a sum of positive terms")
        .have("forall(k<K) (x[k]**p)**(1/p) <= S**(1/p)", "u ≤ v gives u^q ≤ v^q, for q = 1/p", by=(1, 2, 3))
        .have("forall(k<K) (x[k]**p)**(1/p) = x[k]", "p·(1/p) = 1")
        .have("forall(k<K) x[k] <= L", "lines 4 and 5, L = S^{1/p}", by=(4, 5))
        .have("M <= L", "every entry is at most L", by=(6,))
    )


def upper_bound(claim, before=0):
    """Eleven lines, after as many before them: L ≤ K^{1/p}·M; the fourth is 0 < M."""
    n = before
    return (
        claim.have("forall(k<K) x[k] <= M", "a maximum is at least each entry")
        .have("x[0] <= M", f"line {n + 1} at k = 0")
        .have("0 < x[0]", "x > 0")
        .have("0 < M", f"lines {n + 2} and {n + 3}")
        .have("forall(k<K) x[k]**p <= M**p", "u ≤ v gives u^p ≤ v^p")
        .have("sum(k<K) x[k]**p <= sum(k<K) M**p", "term by term")
        .have("sum(k<K) M**p = K*M**p", "K terms")
        .have("0 < S", "x > 0")
        .have("S <= K*M**p", f"lines {n + 6} and {n + 7}", by=(n + 6, n + 7))
        .have("S**(1/p) <= (K*M**p)**(1/p)", "u ≤ v gives u^q ≤ v^q, for q = 1/p", by=(n + 8, n + 9))
        .have("(K*M**p)**(1/p) = K**(1/p)*M", "(u·v)^q = u^q·v^q, p·(1/p) = 1", by=(n + 4,))
    )


def root_of_count(claim, n):
    """Lines n + 1 to n + 11: K^{1/p} ≤ 1 + ε, by Bernoulli's inequality, for p ≥ n with K ≤ 1 + n·ε."""
    return (
        claim.have("forall(m<n) 0 <= cast(m)*ε**2", "m ≥ 0", by=(1,))
        .by_induction(
            "1 + cast(m)*ε <= (1+ε)**cast(m)",
            "Bernoulli, by induction on m",
            on="m",
            start=1,
            upto="n",
            by=(n + 1,),
        )
        .have("scalar(1)**(p-n) <= (1+ε)**(p-n)", "u ≤ v gives u^q ≤ v^q, for q = p − n", by=(1,))
        .have("scalar(1)**(p-n) = 1", "1^q = 1", by=(1,))
        .have("(1+ε)**p = (1+ε)**cast(n)*(1+ε)**(p-n)", "u^(a+b) = u^a·u^b", by=(1,))
        .have("0 < (1+ε)**cast(n)", "1 + ε > 0", by=(1,))
        .have("(1+ε)**cast(n) <= (1+ε)**p", f"lines {n + 3} to {n + 6}", by=(n + 3, n + 4, n + 5, n + 6))
        .have("cast(K) <= (1+ε)**p", f"K ≤ 1 + n·ε, lines {n + 2} and {n + 7}", by=(n + 2, n + 7))
        .have("cast(K)**(1/p) <= ((1+ε)**p)**(1/p)", "u ≤ v gives u^q ≤ v^q, for q = 1/p", by=(1, n + 8))
        .have("((1+ε)**p)**(1/p) = 1+ε", "p·(1/p) = 1", by=(1,))
        .have("cast(K)**(1/p) <= 1+ε", f"lines {n + 9} and {n + 10}", by=(n + 9, n + 10))
    )


@window.theorem()
def at_least_the_maximum():
    """The maximum is at most LP."""
    return lower_bound(window.claim("M <= L"))


@window.theorem()
def at_most_count_times():
    """LP is at most the count^{1/p}-fold maximum."""
    claim = window.claim("L <= K**(1/p)*M").have("0 < 1/p", "p > 0")
    return upper_bound(claim, 1).follows("lines 11 and 12", by=(11, 12))


@large.theorem()
def limit():
    """For every ε > 0 and every real p ≥ n, where n·ε ≥ count − 1, LP is within a factor 1 + ε of the maximum."""
    claim = root_of_count(upper_bound(lower_bound(large.claim("M <= L and L <= U")), 7), 18)
    return (
        claim.have("K**(1/p)*M <= (1 + ε)*M", "M > 0", by=(11, 29))
        .have("L <= U", "lines 17, 18 and 30", by=(17, 18, 30))
        .follows("lines 7 and 31", by=(7, 31))
    )
