"""Pixel shuffle: r² channels become one channel of r times the height and width. It moves entries and computes nothing.

So it is a permutation: its inverse, its adjoint and its gradient are the same map back.
"""

from symgrad import Page

SOURCE = "Shi et al.: Real-time single image and video super-resolution using a sub-pixel convolutional network (2016)"

page = Page(
    "Pixel shuffle",
    source=SOURCE,
    text="""
        y[c<C,i<r*H,j<r*W] = x[r*r*c + r*(i mod r) + (j mod r),floor(i/r),floor(j/r)]
        where x[C*r*r,H,W], r >= 1
    """,
)

split = Page(
    "Pixel shuffle, with the channels of a block as two indices",
    source=SOURCE,
    text="""
        y[c<C,i<r*H,j<r*W] = x[c,i mod r,j mod r,floor(i/r),floor(j/r)]
        u[c<C,a<r,b<r,i<H,j<W] = g[c,r*i+a,r*j+b]
        z[c<C,a<r,b<r,i<H,j<W] = y[c,r*i+a,r*j+b]
        where x[C,r,r,H,W], g[C,r*H,r*W], r >= 1
    """,
)


@page.theorem()
def dL_dx():
    """Each entry gets the gradient of the one place that it was moved to."""
    return page.gradient("x", "m,u,v")


@split.theorem()
def inverse():
    """Unshuffling brings every entry back."""
    return split.identity("z[c,a,b,i,j]", given=["0 <= a < r", "0 <= b < r"]).then("x[c,a,b,i,j]", "(r·i + a) mod r = a")


@split.theorem()
def adjoint():
    """⟨g, shuffle x⟩ = ⟨unshuffle g, x⟩: the inverse is the adjoint, as for every permutation."""
    return split.identity("sum(c<C,i<r*H,j<r*W) g[c,i,j]*y[c,i,j]").then(
        "sum(c<C,a<r,b<r,i<H,j<W) u[c,a,b,i,j]*x[c,a,b,i,j]", "i → r·i + a, j → r·j + b"
    )
