"""im2col: the convolution layer as one matrix product, forwards and backwards.

Column o of the matrix U holds what window o reads, row r = e·K + k is channel e at tap k; the kernel becomes the matrix M. For
images, column o = i·J + j is the window at (i, j), and row r = (e·P + k)·Q + l is channel e at the tap (k, l); on the way back
the columns are written (i, j).
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

ROW = "floor(r/(P*Q))", "floor(r/Q) mod P", "r mod Q"  # channel and tap

images = Page(
    "Convolution as a matrix product, 2-D",
    source=SOURCE,
    text=f"""
        y[c<C,i<I,j<J] = sum(e<E,k<P,l<Q) w[c,e,k,l]*x[e,s*i+d*k-p,t*j+g*l-q]
        M[c<C,r<E*P*Q] = w[c,{",".join(ROW)}]
        U[r<E*P*Q,o<I*J] = x[{ROW[0]},s*floor(o/J)+d*({ROW[1]})-p,t*(o mod J)+g*({ROW[2]})-q]
        z[c<C,o<I*J] = sum(r<E*P*Q) M[c,r]*U[r,o]
        where x[E,H,W] is zero outside, w[C,E,P,Q], s >= 1, t >= 1, P >= 1, Q >= 1, J >= 1
    """,
)

windows = Page(
    "The windows as a matrix, 2-D",
    source=SOURCE,
    text=f"""
        U[r<E*P*Q,i<I,j<J] = x[{ROW[0]},s*i+d*({ROW[1]})-p,t*j+g*({ROW[2]})-q]
        z[c<C,i<I,j<J] = sum(r<E*P*Q) M[c,r]*U[r,i,j]
        where x[E,H,W] is zero outside, M[C,E*P*Q], s >= 1, t >= 1, P >= 1, Q >= 1
    """,
)

kernels = Page(
    "The kernel as a matrix, 2-D",
    source=SOURCE,
    text=f"""
        M[c<C,r<E*P*Q] = w[c,{",".join(ROW)}]
        z[c<C,o<O] = sum(r<E*P*Q) M[c,r]*U[r,o]
        where w[C,E,P,Q], U[E*P*Q,O], P >= 1, Q >= 1
    """,
)

image_columns = Page(
    "im2col, 2-D",
    source=SOURCE,
    text=f"""
        U[r<E*P*Q,i<I,j<J] = x[{ROW[0]},s*i+d*({ROW[1]})-p,t*j+g*({ROW[2]})-q]
        where x[E,H,W] is zero outside, s >= 1, t >= 1, P >= 1, Q >= 1
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


@images.theorem()
def convolution_is_a_matrix_product_2d():
    """y = M·U for images."""
    return images.identity("y[c,i,j]", given=["0 <= i < I", "0 <= j < J"]).then("z[c,i*J+j]", "r = (e·P + k)·Q + l, o = i·J + j")


@kernels.theorem()
def dL_dw_2d():
    """∂L/∂w is the matrix product ∂L/∂z·Uᵀ, read at row (e·P + k)·Q + l."""
    return kernels.gradient("w", "a,e,k,l")


@windows.theorem()
def dL_dx_2d():
    """∂L/∂x is col2im of the matrix Mᵀ·∂L/∂z: the sum over c is that product, the rest is as in col2im."""
    return windows.gradient("x", "e,m,n")


@image_columns.theorem()
def col2im_2d():
    """col2im for images: each entry collects the gradients of all its copies."""
    return image_columns.gradient("x", "e,m,n")
