"""One neuron x₁ in a convolution layer: which outputs read it, with which weight, and how the gradient comes back to it.

Mainz, 2D Vision and Deep Learning, assignment 9 (January 2020), exercise 3: a 3×3 filter w with padding, Y = X * w, and an
interior neuron x₁ = X[m,n]. With y₁ … y₉ and w₁ … w₉ both counted row by row, y_i sees x₁ through w_{10−i} if `*` is the
cross-correlation, as in frameworks, and through w_i if it is the convolution with the filter flipped.
"""

from symgrad import Page

SOURCE = "Mainz, 2D Vision and Deep Learning, assignment 9, exercise 3"
INTERIOR = ("1 <= m < H-1", "1 <= n < W-1")
MATCHED = """
    w'[k,l] = w[2-k,2-l]
    G[a,b] = [0 <= a < H and 0 <= b < W]*dL/dY[a,b]
"""

correlation = Page(
    "A 3×3 filter with padding, as cross-correlation",
    source=SOURCE,
    text="Y[i<H,j<W] = sum(k<3,l<3) w[k,l]*X[i+k-1,j+l-1]  where X[H,W] is zero outside, w[3,3]",
    also=MATCHED
    + """
    x[a,b] = [0 <= a < H and 0 <= b < W]*X[a,b]
    C[k,l,m,n] = sum(a<3, b<3, a != k or b != l) w[a,b]*x[m-k+a,n-l+b]
    v[a,m,n] = Y[m-1+a//3, n-1+(a mod 3)]
    """,
)

convolution = Page(
    "A 3×3 filter with padding, as convolution",
    source=SOURCE,
    text="Y[i<H,j<W] = sum(k<3,l<3) w[k,l]*X[i-k+1,j-l+1]  where X[H,W] is zero outside, w[3,3]",
    also=MATCHED,
)


@correlation.theorem()
def readers_of_an_interior_neuron():
    """Nine outputs read an interior neuron, each once."""
    readers = correlation.identity("sum(i<H,j<W) sum(k<3,l<3) [i+k-1 = m]*[j+l-1 = n]", given=INTERIOR)
    counted = readers.then("9", "one output for each k and l: i = m−k+1, j = n−l+1")
    return counted.draw_readers("X", (2, 2), "w", H=5, W=5)


@correlation.theorem()
def readers_of_a_corner():
    """Four outputs read a corner."""
    readers = correlation.identity("sum(i<H,j<W) sum(k<3,l<3) [i+k-1 = 0]*[j+l-1 = 0]", given=("H >= 2", "W >= 2"))
    return readers.then("4", "k < 2 and l < 2 only").draw_readers("X", (0, 0), "w", H=3, W=3)


@correlation.theorem()
def affine():
    """Each of the nine is its weight times x₁, plus terms C that read other neurons."""
    inside = (*INTERIOR, "0 <= k < 3", "0 <= l < 3")
    return correlation.identity("Y[m+1-k,n+1-l]", given=inside).then("w[k,l]*X[m,n] + C[k,l,m,n]", "the term with a = k, b = l")


@correlation.theorem()
def rest_is_free():
    """The rest C does not involve x₁."""
    return correlation.identity("d(C[k,l,m,n])/dX[m,n]").differentiate_all(["X"]).then("0", "(a, b) = (k, l) is left out")


@correlation.theorem()
def dv_dx():
    """∂v/∂x₁ = (w₉, w₈, …, w₁), for the vector v = (y₁, …, y₉) of the neighbours of x₁ = X[m,n]."""
    derivation = correlation.identity("d(v[a,m,n])/dX[m,n]", given=(*INTERIOR, "0 <= a < 9"))
    return derivation.differentiate_all(["X"]).then("w[2-a//3, 2-(a mod 3)]", "collapse δ")


@correlation.theorem()
def dL_dX():
    """∂L/∂X is the cross-correlation of ∂L/∂Y with the matched filter w′."""
    return correlation.gradient("X", "m,n").then("sum(k<3,l<3) w'[k,l]*G[m+k-1,n+l-1]", "k → 2−k, l → 2−l")


@correlation.theorem()
def dL_dw():
    """∂L/∂w is the cross-correlation of X with ∂L/∂Y."""
    return correlation.gradient("w", "m,n")


@convolution.theorem()
def dL_dX_flipped():
    """∂L/∂X is the convolution of ∂L/∂Y with the matched filter w′, where `*` means convolution throughout."""
    return convolution.gradient("X", "m,n").then("sum(k<3,l<3) w'[k,l]*G[m-k+1,n-l+1]", "k → 2−k, l → 2−l")


@convolution.theorem()
def dL_dw_flipped():
    """∂L/∂w where `*` means convolution."""
    return convolution.gradient("w", "m,n")
