"""Fractional max pooling: windows between any increasing boundaries a[0] < a[1] < … < a[O], which may be drawn at random.

NYU, DS-GA 1008, assignment 2 (February 2019), question 2 (a), item 5 (torch.nn.FractionalMaxPool2d). The output size is one
less than the number of boundaries. As with any max pooling, each cotangent goes to the entry that was the maximum.
"""

from symgrad import Page

SOURCE = "NYU, DS-GA 1008, assignment 2, question 2 (a), item 5"

disjoint = Page(
    "Fractional max pooling",
    source=SOURCE,
    text="""
        y[i<O] = max(a[i] <= k < a[i+1]) x[k]
        where x[H], a[O+1] in 0..H+1, a[i] < a[i+1] for i<O
    """,
)

overlapping = Page(
    "Fractional max pooling, windows that overlap by one",
    source=SOURCE,
    text="""
        y[i<O] = max(a[i] <= k <= a[i+1]) x[k]
        where x[H], a[O+1] in 0..H, a[i] < a[i+1] for i<O
    """,
)

plane = Page(
    "Fractional max pooling of a plane",
    source=SOURCE,
    text="""
        y[i<I,j<J] = max(a[i] <= k < a[i+1], b[j] <= l < b[j+1]) x[k,l]
        where x[H,W], a[I+1] in 0..H+1, b[J+1] in 0..W+1, a[i] < a[i+1] for i<I, b[j] < b[j+1] for j<J
    """,
)

overlapping_plane = Page(
    "Fractional max pooling of a plane, windows that overlap by one",
    source=SOURCE,
    text="""
        y[i<I,j<J] = max(a[i] <= k <= a[i+1], b[j] <= l <= b[j+1]) x[k,l]
        where x[H,W], a[I+1] in 0..H, b[J+1] in 0..W, a[i] < a[i+1] for i<I, b[j] < b[j+1] for j<J
    """,
)


@disjoint.theorem()
def windows_are_not_empty():
    """Every window has an entry, and lies within the input."""
    return disjoint.claim("forall(i<O) (0 <= a[i] and a[i] < a[i+1] <= H)").follows(
        "the boundaries increase, and lie between 0 and H"
    )


@disjoint.theorem()
def dL_dx():
    """Each window hands its cotangent to its maximiser."""
    return disjoint.gradient("x", "m")


@overlapping.theorem()
def dL_dx_overlapping():
    """The same where neighbouring windows share an entry."""
    return overlapping.gradient("x", "m")


@plane.theorem()
def windows_are_not_empty_2d():
    """Every window of a plane has an entry, and lies within the input."""
    rows = "forall(i<I) (0 <= a[i] and a[i] < a[i+1] <= H)"
    columns = "forall(j<J) (0 <= b[j] and b[j] < b[j+1] <= W)"
    return plane.claim(f"({rows}) and ({columns})").follows("along each axis the boundaries increase, within the input")


@plane.theorem()
def dL_dx_2d():
    """Each window of a plane hands its cotangent to its maximiser."""
    return plane.gradient("x", "m,n", maximiser=True)


@overlapping_plane.theorem()
def dL_dx_2d_overlapping():
    """The same where neighbouring windows share a row or a column."""
    return overlapping_plane.gradient("x", "m,n", maximiser=True)
