"""Sizes of a stack of layers: the floors of the layers are one floor, that of a layer with the stack's receptive field and jump.

Bonn, Deep Learning for Visual Recognition, assignment 6 (January 2021), part b: each layer has size n_l = ⌊(n_{l−1} +
2p_l − k_l)/s_l⌋ + 1. Two layers are one with kernel k + (m − 1)·s, stride s·t and padding p + q·s, and so on by
induction: c_l is what l layers take from the size, the receptive field without one less the padding at both ends.
"""

from symgrad import Page

SOURCE = "Bonn, Deep Learning for Visual Recognition, assignment 6, part b"

two = Page(
    "Sizes of two layers",
    source=SOURCE,
    text="""
        y[i<M] = sum(a<k) u[a]*x[s*i+a-p]
        z[j<O] = sum(b<m) v[b]*y[t*j+b-q]
        where x[N] is zero outside, y[M] is zero outside, u[k], v[m], s >= 1, t >= 1
    """,
)

stack = Page(
    "Sizes of a stack of L layers",
    source=SOURCE,
    text="""
        C = sum(1<=l<=L) cast((k[l] - 1 - 2*p[l])*j[l-1])
        where k[1<=l<=L] is integer, p[1<=l<=L] is integer, s[1<=l<=L] is integer,
            n[0<=l<=L] is integer, j[0<=l<=L] is integer, c[0<=l<=L] is integer, L >= 0,
            s[l] >= 1 for 1<=l<=L,
            n[l] = floor((n[l-1] + 2*p[l] - k[l])/s[l]) + 1 for 1<=l<=L,
            j[0] = 1, j[l] = j[l-1]*s[l] for 1<=l<=L,
            c[0] = 0, c[l] = c[l-1] + (k[l] - 1 - 2*p[l])*j[l-1] for 1<=l<=L
    """,
)


@two.theorem()
def two_are_one():
    """Two layers have the size of one with kernel k + (m − 1)·s, stride s·t and padding p + q·s."""
    return two.claim(
        "floor((floor((N + 2*p - k)/s) + 1 + 2*q - m)/t) + 1 = floor((N + 2*(p + q*s) - (k + (m-1)*s))/(s*t)) + 1"
    ).follows("⌊(⌊a/s⌋ + c)/t⌋ = ⌊(a + c·s)/(s·t)⌋")


@stack.theorem()
def taken_from_the_size():
    """c_L = Σ_l (k_l − 1 − 2p_l)·j_{l−1}: the receptive field without one, less the padding at both ends."""
    return (
        stack.claim("cast(c[L]) = C")
        .by_induction(
            "cast(c[m]) = sum(1<=l<=m) cast((k[l] - 1 - 2*p[l])*j[l-1])",
            "by induction on m, from the recursion for c[m]",
            on="m",
            upto="L",
        )
        .follows("m = L")
    )


@stack.theorem()
def one_floor():
    """n_L = ⌊(n_0 − 1 − c_L)/j_L⌋ + 1: the floors of all layers are one floor."""
    return (
        stack.claim("n[L] = floor((n[0] - 1 - c[L])/j[L]) + 1")
        .by_induction(
            "1 <= j[m] and n[m] = floor((n[0] - 1 - c[m])/j[m]) + 1",
            "by induction on m, as for two layers",
            on="m",
            upto="L",
        )
        .follows("m = L")
    )
