"""One neuron x₁ in a convolution layer: which outputs read it, with which weight, and how the gradient comes back to it.

Mainz, 2D Vision and Deep Learning, assignment 9 (January 2020), exercise 3: a 3×3 filter w with padding, Y = X * w, and an
interior neuron x₁ = X[m,n]. Its neighbours y₁ … y₉ in Y and the weights w₁ … w₉, here ω, are both counted row by row. If `*`
is the cross-correlation, as in frameworks, y_i sees x₁ through w_{10−i}; if it is the convolution, through w_i.
"""

from symgrad import Page

SOURCE = "Mainz, 2D Vision and Deep Learning, assignment 9, exercise 3"
INTERIOR = ("1 <= m < H-1", "1 <= n < W-1")
NEIGHBOUR = (*INTERIOR, "1 <= i <= 9")
SHARED = """
    w'[k,l] = w[2-k,2-l]
    G[a,b] = [0 <= a < H and 0 <= b < W]*dL/dY[a,b]
    x[a,b] = [0 <= a < H and 0 <= b < W]*X[a,b]
    y[i,m,n] = Y[m-1+(i-1)//3, n-1+((i-1) mod 3)]
    ω[j] = w[(j-1)//3, (j-1) mod 3]
"""

correlation = Page(
    "A 3×3 filter with padding, as cross-correlation",
    source=SOURCE,
    text="Y[i<H,j<W] = sum(k<3,l<3) w[k,l]*X[i+k-1,j+l-1]  where X[H,W] is zero outside, w[3,3]",
    also=SHARED
    + """
    C[i,m,n] = sum(k<3, l<3, k != 2-(i-1)//3 or l != 2-((i-1) mod 3)) w[k,l]*x[m-2+(i-1)//3+k, n-2+((i-1) mod 3)+l]
    """,
)

convolution = Page(
    "A 3×3 filter with padding, as convolution",
    source=SOURCE,
    text="Y[i<H,j<W] = sum(k<3,l<3) w[k,l]*X[i-k+1,j-l+1]  where X[H,W] is zero outside, w[3,3]",
    also=SHARED
    + """
    C[i,m,n] = sum(k<3, l<3, k != (i-1)//3 or l != (i-1) mod 3) w[k,l]*x[m+(i-1)//3-k, n+((i-1) mod 3)-l]
    """,
)


@correlation.theorem()
def readers_of_an_interior_neuron():
    """Nine outputs read an interior neuron, each once."""
    readers = correlation.identity("sum(i<H,j<W) sum(k<3,l<3) [i+k-1 = m]*[j+l-1 = n]", given=INTERIOR)
    counted = readers.then("9", "one output for each k and l: i = m−k+1, j = n−l+1")
    return counted.draw_readers("X", (2, 2), "w", H=5, W=5)


@correlation.theorem()
def each_weight_once():
    """Through each weight exactly one output reads it."""
    return correlation.identity("sum(i<H,j<W) [i+k-1 = m]*[j+l-1 = n]", given=(*INTERIOR, "0 <= k < 3", "0 <= l < 3")).then(
        "1", "i = m−k+1, j = n−l+1"
    )


@correlation.theorem()
def each_neighbour_once():
    """Each of y₁ … y₉ reads it through exactly one weight."""
    return correlation.identity("sum(k<3,l<3) [m-1+(i-1)//3+k-1 = m]*[n-1+((i-1) mod 3)+l-1 = n]", given=NEIGHBOUR).then(
        "1", "k = 2 − ⌊(i−1)/3⌋, l = 2 − ((i−1) mod 3)"
    )


@correlation.theorem()
def readers_of_a_corner():
    """Four outputs read a corner."""
    readers = correlation.identity("sum(i<H,j<W) sum(k<3,l<3) [i+k-1 = 0]*[j+l-1 = 0]", given=("H >= 2", "W >= 2"))
    return readers.then("4", "k < 2 and l < 2 only").draw_readers("X", (0, 0), "w", H=3, W=3)


@correlation.theorem()
def affine():
    """y_i = w_{10−i}·x₁ + C_i, where C_i are the terms that read other neurons."""
    return (
        correlation.identity("y[i,m,n]", given=NEIGHBOUR)
        .then("w[2-(i-1)//3, 2-((i-1) mod 3)]*X[m,n] + C[i,m,n]", "the term that reads x₁, and the others")
        .by_cases("ω[10-i]*X[m,n] + C[i,m,n]", "⌊(9−i)/3⌋ = 2 − ⌊(i−1)/3⌋, (9−i) mod 3 = 2 − ((i−1) mod 3)")
    )


@correlation.theorem()
def rest_is_free():
    """C_i does not involve x₁."""
    return correlation.identity("d(C[i,m,n])/dX[m,n]").differentiate_all(["X"]).then("0", "the k and l with x₁ are left out")


@correlation.theorem()
def dv_dx():
    """∂v/∂x₁ = (w₉, w₈, …, w₁), for the vector v = (y₁, …, y₉)."""
    derivation = correlation.identity("d(y[i,m,n])/dX[m,n]", given=NEIGHBOUR).differentiate_all(["X"])
    return derivation.by_cases("ω[10-i]", "collapse δ")


@correlation.theorem()
def dL_dX():
    """∂L/∂X is the cross-correlation of ∂L/∂Y with the matched filter w′."""
    return correlation.gradient("X", "m,n").then("sum(k<3,l<3) w'[k,l]*G[m+k-1,n+l-1]", "k → 2−k, l → 2−l")


@correlation.theorem()
def dL_dX_mixed():
    """If `*` is the cross-correlation in Y = X * w but the convolution in the answer, the filter there is w itself, not w′."""
    return correlation.gradient("X", "m,n").then("sum(k<3,l<3) w[k,l]*G[m-k+1,n-l+1]", "G is ∂L/∂Y, zero outside")


@correlation.theorem()
def dL_dw():
    """∂L/∂w is the cross-correlation of X with ∂L/∂Y."""
    return correlation.gradient("w", "m,n")


@convolution.theorem()
def affine_flipped():
    """y_i = w_i·x₁ + C_i, where `*` means convolution."""
    return convolution.identity("y[i,m,n]", given=NEIGHBOUR).then(
        "ω[i]*X[m,n] + C[i,m,n]", "the term that reads x₁, and the others"
    )


@convolution.theorem()
def rest_is_free_flipped():
    """Nor does this C_i involve x₁."""
    return convolution.identity("d(C[i,m,n])/dX[m,n]").differentiate_all(["X"]).then("0", "the k and l with x₁ are left out")


@convolution.theorem()
def dv_dx_flipped():
    """∂v/∂x₁ = (w₁, w₂, …, w₉), where `*` means convolution."""
    derivation = convolution.identity("d(y[i,m,n])/dX[m,n]", given=NEIGHBOUR).differentiate_all(["X"])
    return derivation.then("ω[i]", "collapse δ").draw_readers("X", (2, 2), "w", H=5, W=5)


@convolution.theorem()
def dL_dX_flipped():
    """∂L/∂X is the convolution of ∂L/∂Y with the matched filter w′, where `*` means convolution throughout."""
    return convolution.gradient("X", "m,n").then("sum(k<3,l<3) w'[k,l]*G[m-k+1,n-l+1]", "k → 2−k, l → 2−l")


@convolution.theorem()
def dL_dX_flipped_mixed():
    """If `*` is the convolution in Y = X * w but the cross-correlation in the answer, the filter is w itself here too."""
    return convolution.gradient("X", "m,n").then("sum(k<3,l<3) w[k,l]*G[m+k-1,n+l-1]", "G is ∂L/∂Y, zero outside")


@convolution.theorem()
def dL_dw_flipped():
    """∂L/∂w where `*` means convolution."""
    return convolution.gradient("w", "m,n")
