"""Max pooling: the cotangent goes to the entry that was the maximum of its window.

Mainz, 2D Vision and Deep Learning, assignment 9 (January 2020), exercise 2: "Describe a strategy to compute ∂Loss/∂X for a max
pooling layer with filter size 2×2 and stride 2." Where two entries of a window are the maximum, the derivative does not
exist; the theorems suppose that the maximiser of each window is unique.
"""

from symgrad import Page

SOURCE = "Mainz, 2D Vision and Deep Learning, assignment 9, exercise 2"

two_by_two = Page(
    "Max pooling, window 2×2, stride 2",
    source=SOURCE,
    text="Y[i<A,j<B] = max(k<2,l<2) X[2*i+k,2*j+l]  where X[H,W], 2*A <= H, 2*B <= W",
)

strided = Page(
    "Max pooling, any window and stride, padded with −∞",
    source=SOURCE,
    text="y[o<O] = max(k<K) x[s*o+k-p]  where x[N] is -inf outside, s >= 1",
    parameters={"stride": "s", "padding": "p"},
)

dilated = Page(
    "Max pooling of a plane, any window, stride and dilation, padded with −∞",
    source=SOURCE,
    text="""
        y[i<I,j<J] = max(k<K,l<L) x[s*i+d*k-p,t*j+e*l-q]
        where x[H,W] is -inf outside, s >= 1, t >= 1
    """,
    parameters={"stride": "s,t", "dilation": "d,e", "padding": "p,q"},
)

apart = Page(
    "Max pooling, windows that do not overlap",
    source=SOURCE,
    text="y[o<O] = max(k<K) x[s*o+k-p]  where x[N] is -inf outside, s >= 1, K <= s",
    parameters={"stride": "s", "padding": "p"},
)

STRATEGY = (
    "strategy  forward:   for each window, remember where its maximum was",
    "          backward:  dX = 0; for each window, add its dY to dX there (line 3)",
)


@two_by_two.theorem(featured=True, remarks=STRATEGY)
def dL_dX():
    """Each window hands its cotangent to its maximiser; an entry is in one window only."""
    return two_by_two.gradient("X", "m,n", maximiser=True).otherwise(reason="each entry is in one window only")


@strided.theorem(remarks=STRATEGY)
def dL_dx():
    """Overlapping windows accumulate: Σ over the windows that the entry wins."""
    return strided.gradient("x", "i", maximiser=True).otherwise(reason="window by window, o = (i + p − k)/s")


@dilated.theorem(remarks=STRATEGY)
def dL_dx_2d():
    """The same in two dimensions, whatever stride and dilation are along each axis."""
    return dilated.gradient("x", "m,n", maximiser=True)


@dilated.theorem()
def output_size():
    """Window i lies within the padded input just where i < ⌊(H + 2p − d·(K − 1) − 1)/s⌋ + 1; the other axis is the same."""
    return dilated.claim("s*i + d*(K-1) < H + 2*p iff i < floor((H + 2*p - d*(K-1) - 1)/s) + 1").follows(
        "⌊a/s⌋ is the largest q with s·q ≤ a"
    )


@apart.theorem()
def dL_dx_apart():
    """Without overlap (K ≤ s) the sum collapses to one term."""
    return apart.gradient("x", "i")
