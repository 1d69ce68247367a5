"""Upsampling by whole factors: nearest neighbour and bilinear. Both are transposed convolutions with a fixed kernel.

The bilinear map keeps the corners (`align_corners`): s·(N − 1) + 1 samples from N, so that sample i lies between the
entries ⌊i/s⌋ and ⌊i/s⌋ + 1, at i mod s parts out of s. In two dimensions it is applied along each axis in turn. The other
map of frameworks, with half-pixel centres, is in `upsampling_at_centres`.
"""

from symgrad import Page

SOURCE = "Long, Shelhamer, Darrell: Fully convolutional networks for semantic segmentation (2015), section 3.3"

nearest = Page(
    "Nearest-neighbour upsampling",
    source=SOURCE,
    text="""
        y[i<s*H,j<t*W] = x[floor(i/s),floor(j/t)]
        where x[H,W], s >= 1, t >= 1
    """,
)

copies = Page(
    "Nearest-neighbour upsampling as a transposed convolution",
    source=SOURCE,
    text="""
        y[i<s*H,j<t*W] = x[floor(i/s),floor(j/t)]
        z[i<s*H,j<t*W] = sum(k<s,l<t,a<H,b<W, s*a+k = i, t*b+l = j) x[a,b]
        where x[H,W], s >= 1, t >= 1
    """,
)

linear = Page(
    "Linear upsampling",
    source=SOURCE,
    text="""
        y[i<s*(N-1)+1] = (s - (i mod s))/s*x[floor(i/s)] + (i mod s)/s*x[floor(i/s)+1]
        where x[N] is zero outside, s >= 1
    """,
)

tent = Page(
    "Linear upsampling as a transposed convolution",
    source=SOURCE,
    text="""
        y[i<s*(N-1)+1] = (s - (i mod s))/s*x[floor(i/s)] + (i mod s)/s*x[floor(i/s)+1]
        z[i<s*(N-1)+1] = sum(k<s,a<N, s*a+k = i) (s-k)/s*x[a] + sum(k<s,a<N, s*(a-1)+k = i) k/s*x[a]
        where x[N] is zero outside, s >= 1
    """,
)

bilinear = Page(
    "Bilinear upsampling",
    source=SOURCE,
    text="""
        h[i<s*(H-1)+1,b<W] = (s - (i mod s))/s*x[floor(i/s),b] + (i mod s)/s*x[floor(i/s)+1,b]
        y[i<s*(H-1)+1,j<t*(W-1)+1] = (t - (j mod t))/t*h[i,floor(j/t)] + (j mod t)/t*h[i,floor(j/t)+1]
        where x[H,W] is zero outside, h is zero outside, s >= 1, t >= 1
    """,
)

corners = Page(
    "Bilinear upsampling by its four neighbours",
    source=SOURCE,
    text="""
        y[i<s*(H-1)+1,j<t*(W-1)+1] = (s - (i mod s))/s*(t - (j mod t))/t*x[floor(i/s),floor(j/t)]
            + (s - (i mod s))/s*(j mod t)/t*x[floor(i/s),floor(j/t)+1]
            + (i mod s)/s*(t - (j mod t))/t*x[floor(i/s)+1,floor(j/t)]
            + (i mod s)/s*(j mod t)/t*x[floor(i/s)+1,floor(j/t)+1]
        h[i<s*(H-1)+1,b<W] = (s - (i mod s))/s*x[floor(i/s),b] + (i mod s)/s*x[floor(i/s)+1,b]
        z[i<s*(H-1)+1,j<t*(W-1)+1] = (t - (j mod t))/t*h[i,floor(j/t)] + (j mod t)/t*h[i,floor(j/t)+1]
        where x[H,W] is zero outside, h is zero outside, s >= 1, t >= 1
    """,
)


@nearest.theorem()
def nearest_dL_dx():
    """Each entry collects the gradients of its s × t copies."""
    return nearest.gradient("x", "m,n")


@copies.theorem()
def nearest_is_transposed_convolution():
    """Nearest-neighbour upsampling is the transposed convolution, of stride s × t, with a kernel s × t of ones."""
    return copies.identity("z[i,j]", given=["0 <= i < s*H", "0 <= j < t*W"]).then("y[i,j]", "a = ⌊i/s⌋, b = ⌊j/t⌋")


@linear.theorem()
def linear_dL_dx():
    """The cotangent correlated, in steps of s, with the triangle (s − |k|)/s, −s < k < s."""
    return linear.gradient("x", "m").then(
        "sum(k<s, s*m+k < s*(N-1)+1) (s-k)/s*dL/dy[s*m+k] + sum(k<s, 0 <= s*(m-1)+k) k/s*dL/dy[s*(m-1)+k]",
        "(s·m + k) mod s = k",
    )


@tent.theorem()
def linear_is_transposed_convolution():
    """Linear upsampling is the transposed convolution, of stride s, with the triangle: its falling half, and its rising half."""
    return tent.identity("z[i]", given=["0 <= i < s*(N-1)+1"]).by_facts("y[i]", "a = ⌊i/s⌋, a = ⌊i/s⌋ + 1")


@corners.theorem()
def bilinear_is_two_passes():
    """The four neighbours, each weighted by the rectangle opposite to it: along one axis, then along the other."""
    return corners.identity("y[i,j]", given=["0 <= i < s*(H-1)+1", "0 <= j < t*(W-1)+1"]).then("z[i,j]", "multiply out")


@bilinear.theorem()
def bilinear_dL_dx():
    """The cotangent correlated with the product of two triangles."""
    return bilinear.gradient("x", "m,n")
