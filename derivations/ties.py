"""Max pooling at a tie: the derivative does not exist there, but every usual rule for ties gives a subgradient.

NYU, DS-GA 1008, assignment 2 (February 2019), question 2 (b), equation (1). A subgradient g of f(x) = max_k x_k at x is a vector
with f(x) + Σ g_j·(z_j − x_j) ≤ f(z) for every z. Frameworks let one of the tied entries win, the first or the last, or split
the cotangent evenly among them.
"""

from symgrad import Page

page = Page(
    "The maximum of a window, at a tie",
    source="NYU, DS-GA 1008, assignment 2, question 2 (b), equation (1)",
    text="f = max(k<K) x[k]  where x[K], K >= 1",
    also="""
        h = max(k<K) z[k]
        c = sum(j<K) [x[j] = f]
    """,
)

WINNER = ("0 <= w < K", "x[w] = f")


@page.theorem()
def one_winner():
    """If the entry w that wins is any of those that are the maximum, the first or the last, g_j = [j = w] is a subgradient."""
    claim = page.claim("f + sum(j<K) [j = w]*(z[j] - x[j]) <= h", given=WINNER)
    return (
        claim.have("sum(j<K) [j = w]*(z[j] - x[j]) = z[w] - x[w]", "collapse δ (j = w)")
        .have("z[w] <= h", "a maximum is at least each entry")
        .follows("x[w] = f")
    )


@page.theorem()
def even_split():
    """Split evenly among the c tied entries, g_j = [x_j = f]/c, it is a subgradient too."""
    claim = page.claim("f + sum(j<K) [x[j] = f]*(z[j] - x[j])/c <= h", given=WINNER)
    return (
        claim.have("0 < c", "w is one of the tied entries")
        .have("forall(j<K) z[j] <= h", "a maximum is at least each entry")
        .have("forall(j<K) [x[j] = f]*(z[j] - x[j]) <= [x[j] = f]*(h - f)", "where x[j] = f, z[j] − x[j] ≤ h − f", by=(2,))
        .have("sum(j<K) [x[j] = f]*(z[j] - x[j]) <= sum(j<K) [x[j] = f]*(h - f)", "term by term", by=(3,))
        .have("sum(j<K) [x[j] = f]*(h - f) = c*(h - f)", "factor out")
        .have("0 < 1/c", "c > 0", by=(1,))
        .have("1/c*(c*(h - f)) = h - f", "c ≠ 0", by=(1,))
        .have("1/c*sum(j<K) [x[j] = f]*(z[j] - x[j]) <= h - f", "divide by c", by=(4, 5, 6, 7))
        .have("sum(j<K) [x[j] = f]*(z[j] - x[j])/c = 1/c*sum(j<K) [x[j] = f]*(z[j] - x[j])", "factor out")
        .follows("add f", by=(8, 9))
    )
