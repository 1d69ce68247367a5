"""The mean squared error behind a convolution layer: ∂E/∂w and ∂E/∂b, also with a stride, and with max pooling in between.

Bonn, Deep Learning for Visual Recognition, assignment 6 (January 2021), part a. The chain goes through the layer's output, never
through the target y, which depends on neither w nor b; the mean is over the A·B entries of what is compared with y; ∂E/∂b is a
number. The layer correlates (no flip), so no array is rotated. With a stride or pooling, entries at the end may be left over.
"""

from symgrad import Page

SOURCE = "Bonn, Deep Learning for Visual Recognition, assignment 6, part a"

plain = Page(
    "Mean squared error through a convolution with bias",
    source=SOURCE,
    text="""
        o[i<A,j<B] = b + sum(k<P,l<Q) w[k,l]*x[i+k,j+l]
        E = 1/cast(A*B)*sum(i<A,j<B) (o[i,j] - y[i,j])**2
        where x[A+P-1,B+Q-1], w[P,Q], y[A,B], P >= 1, Q >= 1
    """,
)

strided = Page(
    "Mean squared error through a convolution with stride γ",
    source=SOURCE,
    text="""
        o[i<A,j<B] = b + sum(k<P,l<Q) w[k,l]*x[γ*i+k,γ*j+l]
        E = 1/cast(A*B)*sum(i<A,j<B) (o[i,j] - y[i,j])**2
        where x[H,W], w[P,Q], y[A,B], P >= 1, Q >= 1, γ >= 1, γ*(A-1) + P <= H, γ*(B-1) + Q <= W
    """,
)

pooled = Page(
    "Mean squared error through a convolution and 2×2 max pooling",
    source=SOURCE,
    text="""
        o[i<M,j<N] = b + sum(k<P,l<Q) w[k,l]*x[i+k,j+l]
        z[i<A,j<B] = max(m<2,n<2) o[2*i+m,2*j+n]
        E = 1/cast(A*B)*sum(i<A,j<B) (z[i,j] - y[i,j])**2
        where x[M+P-1,N+Q-1], w[P,Q], y[A,B], P >= 1, Q >= 1, 2*A <= M, 2*B <= N
    """,
)


@plain.theorem()
def dE_dw():
    """∂E/∂w: the input correlated with twice the mean error."""
    return plain.jacobian("E", "", "w", "u,v")


@plain.theorem()
def dE_db():
    """∂E/∂b is a number: twice the mean error, summed."""
    return plain.jacobian("E", "", "b", "")


@plain.theorem()
def dE_dy():
    """∂E/∂y, entry by entry, is minus twice the mean error, as is printed in (3)."""
    return plain.jacobian("E", "", "y", "u,v")


@strided.theorem()
def dE_dw_strided():
    """With stride γ the input is read γ times as far apart."""
    return strided.jacobian("E", "", "w", "u,v")


@strided.theorem()
def dE_db_strided():
    """With stride γ, ∂E/∂b is a number all the same."""
    return strided.jacobian("E", "", "b", "")


@pooled.theorem()
def dE_dw_pooled():
    """Through max pooling, only the input under the winner of each window counts."""
    return pooled.jacobian("E", "", "w", "u,v", maximiser=True)


@pooled.theorem()
def dE_db_pooled():
    """Through max pooling, every window passes its error on to the bias."""
    return pooled.jacobian("E", "", "b", "", maximiser=True)
