"""A worked convolution and max pooling, with the numbers of a published solution; and why its gradient is that of no kernel.

NYU, DS-GA 1008, assignment 2 (February 2019), questions 1 (c), 1 (d) and 2 (c). The image A and the kernel K are pictures there;
these two give the printed output C. In (d) a gradient for ∂E/∂C = 1 everywhere is printed that does not belong to this kernel,
nor to any other.
"""

from symgrad import Page

IMAGE = "literal{[[4,5,2,2,1],[3,3,2,2,4],[4,3,4,1,1],[5,1,4,1,2],[5,1,3,1,4]]}"
KERNEL = "literal{[[4,3,3],[5,5,5],[2,4,3]]}"
OUTPUT = "literal{[[109,92,72],[108,85,74],[110,74,79]]}"
POOLED = "literal{[[109,92],[110,85]]}"
GRADIENT = "literal{[[4,7,10,6,3],[9,17,25,16,8],[11,23,34,23,11],[7,16,24,17,8],[2,6,9,7,3]]}"
PRINTED = "literal{[[4,7,10,6,3],[9,17,25,16,8],[11,23,34,22,11],[4,12,18,12,6],[2,6,9,6,3]]}"

forward = Page(
    "A convolution by hand",
    source="NYU, DS-GA 1008, assignment 2, question 1 (c)",
    text=f"""
        A[a<5,b<5] = {IMAGE}[a,b];
        K[k<3,l<3] = {KERNEL}[k,l];
        C[i<3,j<3] = sum(k<3,l<3) A[i+k,j+l]*K[k,l]
    """,
)

ones = Page(
    "The gradient for a cotangent of ones",
    source="NYU, DS-GA 1008, assignment 2, question 1 (d)",
    text=f"""
        K[k<3,l<3] = {KERNEL}[k,l];
        C[i<3,j<3] = sum(k<3,l<3) A[i+k,j+l]*K[k,l];
        E = sum(i<3,j<3) C[i,j]  where A[5,5]
    """,
)

any_kernel = Page(
    "The gradient for a cotangent of ones, for any 3×3 kernel",
    source="NYU, DS-GA 1008, assignment 2, question 1 (d)",
    text="""
        C[i<3,j<3] = sum(k<3,l<3) A[i+k,j+l]*K[k,l];
        E = sum(i<3,j<3) C[i,j]  where A[5,5], K[3,3]
    """,
)

pooling = Page(
    "Max pooling by hand, window 2×2",
    source="NYU, DS-GA 1008, assignment 2, question 2 (c)",
    text=f"C[i<3,j<3] = {OUTPUT}[i,j]; Y[i<2,j<2] = max(k<2,l<2) C[i+k,j+l]",
)


@forward.theorem()
def output():
    """C is as printed, as cross-correlation."""
    return forward.identity("C[i,j]", given=("0 <= i < 3", "0 <= j < 3")).then(f"{OUTPUT}[i,j]", "nine sums of nine products")


@ones.theorem()
def gradient_for_ones():
    """The gradient for ones, with this kernel; it differs from what is printed in seven places."""
    gradient = ones.identity("d(E)/dA[m,n]", given=("0 <= m < 5", "0 <= n < 5"))
    weights = gradient.differentiate_all(["A"]).then("sum(k<3,l<3, 0<=m-k<3, 0<=n-l<3) K[k,l]", "i = m−k, j = n−l")
    return weights.then(f"{GRADIENT}[m,n]", "the sum of the weights on each entry")


@any_kernel.theorem()
def gradient_of_any_kernel():
    """∂E/∂A[m,n] is the sum of the kernel's entries that meet A[m,n]."""
    return any_kernel.gradient("A", "m,n")


@any_kernel.theorem()
def no_kernel():
    """No kernel has the printed matrix as its gradient: a₄₁ = a₃₁ − a₁₁ for every kernel, but 4 ≠ 11 − 4."""
    claim = any_kernel.claim(f"not forall(m<5,n<5) d(E)/dA[m,n] = {PRINTED}[m,n]")
    same_column = "d(E)/dA[3,0] = d(E)/dA[2,0] - d(E)/dA[0,0]"
    return claim.have(same_column, "the sum of K[1,0] and K[2,0] in both").follows("4 ≠ 11 − 4")


@pooling.theorem()
def pooled():
    """2×2 max pooling of C with stride 1 is as printed."""
    return pooling.identity("Y[i,j]", given=("0 <= i < 2", "0 <= j < 2")).then(
        f"{POOLED}[i,j]", "the largest of four, four times"
    )


@pooling.theorem()
def four_windows_fit():
    """With stride 1 two windows fit along each axis, four in all."""
    claim = pooling.claim("i + 2 <= 3 and j + 2 <= 3 iff i < 2 and j < 2")
    return claim.follows("a window ends 2 behind its first entry")


@pooling.theorem()
def a_single_window_fits():
    """With stride 2 a single window fits, the first, so what is printed cannot be meant."""
    claim = pooling.claim("2*i + 2 <= 3 and 2*j + 2 <= 3 iff i = 0 and j = 0", given=["0 <= i", "0 <= j"])
    return claim.follows("2·1 + 2 > 3")


@pooling.theorem()
def pooled_with_stride_2():
    """With stride 2 the one output is 109."""
    return pooling.identity("max(k<2,l<2) C[2*0+k,2*0+l]").then("109", "the largest of four")
