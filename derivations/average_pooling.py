"""Average pooling: every entry of a window gets the same share of the window's cotangent.

NYU, DS-GA 1008, assignment 2 (February 2019), question 2 (b), equation (2), for any window, stride and padding. What the
average divides by: the size of the window, padding counted; the number of its entries within the input; or, where the last
window may reach beyond the padding ("ceil mode"), the number of its entries within the padded input. Nothing is assumed of
the number O of outputs; `output_size` says how many there are in each mode.
"""

from symgrad import Page

SOURCE = "NYU, DS-GA 1008, assignment 2, question 2 (b), equation (2)"

counted = Page(
    "Average pooling, padding counted",
    source=SOURCE,
    text="y[o<O] = sum(k<K) x[s*o+k-p]/K  where x[N] is zero outside, s >= 1, K >= 1",
)

plane = Page(
    "Average pooling of a plane, padding counted",
    source=SOURCE,
    text="""
        y[i<I,j<J] = sum(k<K,l<L) x[s*i+k-p,t*j+l-q]/(K*L)
        where x[H,W] is zero outside, s >= 1, t >= 1, K >= 1, L >= 1
    """,
)

not_counted = Page(
    "Average pooling, padding not counted",
    source=SOURCE,
    text="""
        n[o<O] = sum(k<K) [0 <= s*o+k-p < N]
        y[o<O] = sum(k<K) x[s*o+k-p]/n[o]  where x[N] is zero outside, s >= 1
    """,
)

ceil = Page(
    "Average pooling in ceil mode, padding counted",
    source=SOURCE,
    text="""
        n[o<O] = sum(k<K) [s*o+k < N+2*p]
        y[o<O] = sum(k<K) x[s*o+k-p]/n[o]  where x[N] is zero outside, s >= 1
    """,
)


@counted.theorem()
def dL_dx():
    """The cotangents of the windows that an entry is in, over the size of the window."""
    return counted.gradient("x", "i")


@plane.theorem()
def dL_dx_2d():
    """The same in two dimensions."""
    return plane.gradient("x", "m,n")


@not_counted.theorem()
def dL_dx_not_counted():
    """Each window's cotangent over the number of its entries within the input."""
    return not_counted.gradient("x", "i")


@ceil.theorem()
def dL_dx_ceil():
    """Each window's cotangent over the number of its entries within the padded input."""
    return ceil.gradient("x", "i")
