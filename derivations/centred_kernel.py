"""A kernel indexed −k … k: both gradients of the convolution layer are convolutions with an array rotated about the origin.

ETH Zürich, Deep Learning, exercise series 5 (October 2018), solution 3. The layer is linear, what lies outside an array is zero,
and * is the convolution (a∗b)_{u,v} = Σ_ij a_{u−i,v−j}·b_{i,j}. Rotated about the origin, an array has its entry (a, b) at
(−a, −b); the array that is flipped in place is the same one read at a shifted index, as the last theorem says.
"""

from symgrad import Page

page = Page(
    "Convolution with a kernel indexed −k … k",
    source="ETH Zürich, Deep Learning, exercise series 5, solution 3",
    text="""
        y[i<M,j<N] = sum(-k<=s<=k,-k<=t<=k) x[i-s,j-t]*w[s,t]
        where x[M,N] is zero outside, w[-k<=s<=k,-k<=t<=k], k >= 0
    """,
    also="""
        rotx[a,b] = [0 <= -a < M and 0 <= -b < N]*x[-a,-b]
        rotw[a,b] = [-k <= -a <= k and -k <= -b <= k]*w[-a,-b]
        flipx[a,b] = [0 <= a < M and 0 <= b < N]*x[M-1-a,N-1-b]
    """,
)


@page.theorem()
def dL_dw():
    """∂L/∂w = rot180(x) ∗ ∂L/∂y, with x rotated about the origin."""
    return page.gradient("w", "u,v").then("sum(i<M,j<N) rotx[u-i,v-j]*dL/dy[i,j]", "x[i−u, j−v] = rotx[u−i, v−j]")


@page.theorem()
def dL_dx():
    """∂L/∂x = rot180(w) ∗ ∂L/∂y, with w rotated about the origin and zero outside ±k."""
    return (
        page.gradient("x", "m,n")
        .then("sum(i<M,j<N) dL/dy[i,j]*[-k <= i-m <= k and -k <= j-n <= k]*w[i-m,j-n]", "s = i − m, t = j − n")
        .then("sum(i<M,j<N) rotw[m-i,n-j]*dL/dy[i,j]", "w[i−m, j−n] = rotw[m−i, n−j]")
    )


@page.theorem()
def dL_dw_in_place():
    """With x flipped in place, ∂L/∂w is the convolution read at (u + M − 1, v + N − 1)."""
    return page.gradient("w", "u,v").then(
        "sum(i<M,j<N) flipx[u+M-1-i,v+N-1-j]*dL/dy[i,j]", "x[i−u, j−v] = flipx[u+M−1−i, v+N−1−j]"
    )
