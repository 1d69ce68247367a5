"""The receptive field of a stack of layers: how much of the input one entry of the output depends on, and where it begins.

Bonn, Deep Learning for Visual Recognition, assignment 6 (January 2021), part b. Layer l (1 ≤ l ≤ L) has kernel k_l,
stride s_l, dilation d_l and padding p_l; r_l is how many entries of the l-th array the output depends on, so r_L = 1.
j_l = s_1·…·s_l, the jump, is how far apart in the input the neighbours of the l-th array are. The recursions are all
that the closed forms need.
"""

from symgrad import Page

SOURCE = "Bonn, Deep Learning for Visual Recognition, assignment 6, part b"

layer = Page(
    "What one layer reads",
    source=SOURCE,
    text="""
        y[i<M] = sum(t<k) w[t]*x[s*i+d*t-p]
        where x[N] is zero outside, w[k], s >= 1, d >= 1
    """,
)

two = Page(
    "What two layers read",
    source=SOURCE,
    text="""
        y[i<M] = sum(a<k) u[a]*x[s*i+d*a-p]
        z[o<O] = sum(b<m) v[b]*y[t*o+e*b-q]
        where x[N] is zero outside, y[M] is zero outside, u[k], v[m], s >= 1, t >= 1, d >= 1, e >= 1
    """,
)

stack = Page(
    "The receptive field of a stack of layers",
    source=SOURCE,
    text="""
        R = 1 + sum(1<=l<=L) (k[l]-1)*j[l-1]
        where k[1<=l<=L], s[1<=l<=L], r[0<=l<=L], j[0<=l<=L], L >= 0,
            r[l-1] = s[l]*r[l] + (k[l] - s[l]) for 1<=l<=L,
            j[0] = 1, j[l] = j[l-1]*s[l] for 1<=l<=L
    """,
)

ends = Page(
    "Where the receptive field of one entry begins and ends",
    source=SOURCE,
    text="""
        R = 1 + sum(1<=l<=L) d[l]*(k[l]-1)*j[l-1]
        A = j[L]*o - sum(1<=l<=L) p[l]*j[l-1]
        where k[1<=l<=L], s[1<=l<=L], d[1<=l<=L], p[1<=l<=L], a[0<=l<=L], b[0<=l<=L], j[0<=l<=L], L >= 0,
            a[L] = o, a[l-1] = s[l]*a[l] - p[l] for 1<=l<=L,
            b[L] = o, b[l-1] = s[l]*b[l] + d[l]*(k[l]-1) - p[l] for 1<=l<=L,
            j[0] = 1, j[l] = j[l-1]*s[l] for 1<=l<=L
    """,
)

paths = Page(
    "The entry of the input that a path through the stack reads",
    source=SOURCE,
    text="""
        R = 1 + sum(1<=l<=L) d[l]*(k[l]-1)*j[l-1]
        A = j[L]*o - sum(1<=l<=L) p[l]*j[l-1]
        where k[1<=l<=L], s[1<=l<=L], d[1<=l<=L], p[1<=l<=L], t[1<=l<=L], i[0<=l<=L], j[0<=l<=L], L >= 0,
            i[L] = o, i[l-1] = s[l]*i[l] + d[l]*t[l] - p[l] for 1<=l<=L,
            j[0] = 1, j[l] = j[l-1]*s[l] for 1<=l<=L
    """,
)

neighbours = Page(
    "Where the receptive fields of two neighbours begin",
    source=SOURCE,
    text="""
        J = j[L]
        where s[1<=l<=L], p[1<=l<=L], a[0<=l<=L], b[0<=l<=L], j[0<=l<=L], L >= 0,
            a[l-1] = s[l]*a[l] - p[l] for 1<=l<=L,
            b[L] = a[L] + 1, b[l-1] = s[l]*b[l] - p[l] for 1<=l<=L,
            j[0] = 1, j[l] = j[l-1]*s[l] for 1<=l<=L
    """,
)


@layer.theorem()
def reach():
    """What the entries a … b of the output read lies between s·a − p and s·b + d·(k − 1) − p."""
    return layer.claim(
        "s*a - p <= s*i + d*t - p and s*i + d*t - p <= s*b + d*(k-1) - p",
        given=["a <= i", "i <= b", "0 <= t", "t < k"],
    ).follows("s ≥ 1, d ≥ 1")


@layer.theorem()
def first_is_read():
    """The first of these is read, by the first of the entries through the first tap, and by no other."""
    claim = layer.claim("s*i + d*t - p = s*a - p iff i = a and t = 0", given=["a <= i", "0 <= t"])
    return claim.follows("s·(i − a) + d·t = 0, both terms ≥ 0")


@layer.theorem()
def last_is_read():
    """The last is read, by the last of the entries through the last tap, and by no other."""
    claim = layer.claim("s*i + d*t - p = s*b + d*(k-1) - p iff i = b and t = k - 1", given=["i <= b", "t < k"])
    return claim.follows("s·(b − i) + d·(k − 1 − t) = 0, both terms ≥ 0")


@layer.theorem()
def recursion():
    """r entries side by side read s·r + (k − s) entries: the recursion (16), (17), without dilation."""
    return layer.claim("(s*(a+r-1) + (k-1) - p) - (s*a - p) + 1 = s*r + (k - s)").follows("the last minus the first, plus 1")


@layer.theorem()
def dilation():
    """With dilation d, a kernel of k taps reads as far as one of d·(k − 1) + 1."""
    return layer.claim("(s*(a+r-1) + d*(k-1) - p) - (s*a - p) + 1 = s*r + ((d*(k-1) + 1) - s)").follows(
        "the last minus the first, plus 1"
    )


@layer.theorem()
def pooling_multiplies_iff():
    """The recursion multiplies the receptive field by the stride exactly where the window is as large as the stride."""
    return layer.claim("s*r + (k - s) = s*r iff k = s").follows("k − s = 0")


@layer.theorem()
def pooling_does_not_multiply():
    """Where they differ, as for windows of 3 that are 2 apart, r entries do not read s·r."""
    read = "(s*(a+r-1) + (k-1) - p) - (s*a - p) + 1"
    return layer.claim(f"not {read} = s*r", given=["k != s"]).follows("the last minus the first, plus 1, is s·r + (k − s)")


@layer.theorem()
def four_not_six():
    """A 3×3 convolution and 2×2 pooling with stride 2 on top of it: 1 + 2·1 + 1·1 is 4, and not 2·3."""
    return layer.claim("1 + (3-1)*1 + (2-1)*1 = 4 and not 1 + (3-1)*1 + (2-1)*1 = 2*3").follows("4 ≠ 6")


@two.theorem()
def nothing_before():
    """∂z/∂x is 0 before the receptive field: the first entry that is read is s·(t·o − q) − p."""
    return two.jacobian("z", "o", "x", "i", given=["i < s*(t*o-q) - p"]).vanishes("b ≥ 0, a ≥ 0")


@two.theorem()
def nothing_behind():
    """∂z/∂x is 0 behind it: the last entry that is read is s·(t·o + e·(m − 1) − q) + d·(k − 1) − p."""
    return two.jacobian("z", "o", "x", "i", given=["s*(t*o+e*(m-1)-q) + d*(k-1) - p < i"]).vanishes("b ≤ m − 1, a ≤ k − 1")


@stack.theorem()
def closed_form():
    """The receptive field of L layers is 1 + Σ_l (k_l − 1)·s_1·…·s_{l−1}: equation (18) from the recursion (17)."""
    return (
        stack.claim("r[0] = R", given=["r[L] = 1"])
        .by_induction(
            "r[0] = j[n]*r[n] - j[n] + 1 + sum(1<=l<=n) (k[l]-1)*j[l-1]",
            "by induction on n, from the recursion for r[n]",
            on="n",
            upto="L",
        )
        .follows("n = L")
    )


@stack.theorem()
def pooling_adds():
    """A pooling window of q on top of the stack adds (q − 1)·s_1·…·s_L to the receptive field."""
    return (
        stack.claim("r[0] = R + (q-1)*j[L]", given=["r[L] = q"])
        .by_induction(
            "r[0] = j[n]*r[n] - j[n] + 1 + sum(1<=l<=n) (k[l]-1)*j[l-1]",
            "by induction on n, from the recursion for r[n]",
            on="n",
            upto="L",
        )
        .follows("n = L")
    )


@ends.theorem()
def start():
    """The receptive field of entry o begins at j_L·o − Σ_l p_l·j_{l−1}."""
    return (
        ends.claim("a[0] = A")
        .by_induction(
            "a[0] = j[n]*a[n] - sum(1<=l<=n) p[l]*j[l-1]", "by induction on n, from the recursion for a[n]", on="n", upto="L"
        )
        .follows("n = L")
    )


@ends.theorem()
def extent():
    """It has 1 + Σ_l d_l·(k_l − 1)·j_{l−1} entries, whatever the padding and o."""
    return (
        ends.claim("b[0] - a[0] + 1 = R")
        .by_induction(
            "b[0] - a[0] = j[n]*(b[n] - a[n]) + sum(1<=l<=n) d[l]*(k[l]-1)*j[l-1]",
            "by induction on n, from the recursions for a[n] and b[n]",
            on="n",
            upto="L",
        )
        .follows("n = L, a[L] = b[L]")
    )


POSITION = "by induction on n, from the recursions for i[n] and j[n]"


@paths.theorem()
def first_path():
    """The path through all first taps, t_l = 0, reads the first entry of the receptive field, A."""
    claim = paths.claim("i[0] = A", given=["forall(1<=l<=L) t[l] = 0"])
    return claim.by_induction("i[0] = j[n]*i[n] - sum(1<=l<=n) p[l]*j[l-1]", POSITION, on="n", upto="L").follows("n = L")


@paths.theorem()
def last_path():
    """The path through all last taps, t_l = k_l − 1, reads the last entry, A + R − 1."""
    claim = paths.claim("i[0] = A + R - 1", given=["forall(1<=l<=L) t[l] = k[l] - 1"])
    line = "i[0] = j[n]*i[n] + sum(1<=l<=n) d[l]*(k[l]-1)*j[l-1] - sum(1<=l<=n) p[l]*j[l-1]"
    return claim.by_induction(line, POSITION, on="n", upto="L").follows("n = L")


@paths.theorem()
def no_path_before():
    """No path reads an entry before A."""
    given = ["forall(1<=l<=L) 0 <= t[l]", "forall(1<=l<=L) 1 <= s[l]", "forall(1<=l<=L) 1 <= d[l]"]
    line = "0 <= j[n] and j[n]*i[n] - sum(1<=l<=n) p[l]*j[l-1] <= i[0]"
    claim = paths.claim("A <= i[0]", given=given).have("forall(1<=l<=L) 0 <= d[l]*t[l]", "d_l ≥ 1, t_l ≥ 0")
    return claim.by_induction(line, POSITION, on="n", upto="L").follows("n = L")


@paths.theorem()
def no_path_behind():
    """No path reads an entry behind A + R − 1."""
    given = ["forall(1<=l<=L) t[l] <= k[l] - 1", "forall(1<=l<=L) 1 <= s[l]", "forall(1<=l<=L) 1 <= d[l]"]
    line = "0 <= j[n] and i[0] <= j[n]*i[n] + sum(1<=l<=n) d[l]*(k[l]-1)*j[l-1] - sum(1<=l<=n) p[l]*j[l-1]"
    claim = paths.claim("i[0] <= A + R - 1", given=given)
    claim = claim.have("forall(1<=l<=L) d[l]*t[l] <= d[l]*(k[l]-1)", "d_l ≥ 1, t_l ≤ k_l − 1")
    return claim.by_induction(line, POSITION, on="n", upto="L").follows("n = L")


@neighbours.theorem()
def jump():
    """The receptive fields of entries o and o + 1 begin s_1·…·s_L entries apart."""
    return (
        neighbours.claim("b[0] - a[0] = J")
        .by_induction(
            "b[0] - a[0] = j[n]*(b[n] - a[n])", "by induction on n, from the recursions for a[n] and b[n]", on="n", upto="L"
        )
        .follows("n = L, b[L] − a[L] = 1")
    )
