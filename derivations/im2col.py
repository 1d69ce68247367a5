"""im2col: the convolution layer as one matrix product, forwards and backwards.

Column o of the matrix U holds what window o reads, row r = e·K + k is channel e at tap k; the kernel becomes the matrix M.
"""

from symgrad import Page

SOURCE = "Chellapilla, Puri, Simard: High performance convolutional neural networks for document processing (2006)"

both = Page(
    "Convolution as a matrix product",
    source=SOURCE,
    text="""
        y[c<C,o<O] = sum(e<E,k<K) w[c,e,k]*x[e,s*o+d*k-p]
        M[c<C,r<E*K] = w[c,floor(r/K),r mod K]
        U[r<E*K,o<O] = x[floor(r/K),s*o+d*(r mod K)-p]
        z[c<C,o<O] = sum(r<E*K) M[c,r]*U[r,o]
        where x[E,N] is zero outside, w[C,E,K], s >= 1, K >= 1
    """,
)

columns = Page(
    "im2col",
    source=SOURCE,
    text="""
        U[r<E*K,o<O] = x[floor(r/K),s*o+d*(r mod K)-p]
        where x[E,N] is zero outside, s >= 1, K >= 1
    """,
)

multiply = Page(
    "Matrix product",
    source="Goodfellow, Bengio, Courville: Deep Learning (2016), section 6.5.6",
    text="z[c<C,o<O] = sum(r<R) M[c,r]*U[r,o]  where M[C,R], U[R,O]",
)


@both.theorem()
def convolution_is_a_matrix_product():
    """y = M·U: a sum over e and k is a sum over r = K·e + k."""
    return both.identity("y[c,o]").then("z[c,o]", "r = K·e + k")


@multiply.theorem()
def dL_dM():
    """∂L/∂M = ∂L/∂z·Uᵀ, which is the gradient in the kernel."""
    return multiply.gradient("M", "a,q")


@multiply.theorem()
def dL_dU():
    """∂L/∂U = Mᵀ·∂L/∂z."""
    return multiply.gradient("U", "q,a")


@columns.theorem()
def col2im():
    """The adjoint of im2col, called col2im: each entry collects the gradients of all its copies."""
    return columns.gradient("x", "e,i")
