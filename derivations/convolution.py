"""Convolution: the gradients of Z_ij = Σ_kl V_{i+k,j+l}·K_{k,l} in the kernel K and in the image V.

Tübingen, Deep Neural Networks, assignment 11 (January 2020), question 2: "Show that the resulting formulae are again
convolutions." What is printed there is, strictly, a cross-correlation. The definition is taken as it is printed, without ranges.
"""

from symgrad import Page

page = Page(
    "Convolution",
    source="Tübingen, Deep Neural Networks, assignment 11, question 2",
    text="Z[i,j] = sum(k,l) V[i+k,j+l]*K[k,l]",
    also="""
        rotK[k,l] = K[P-1-k,Q-1-l]
        padG[a,b] = [0 <= a-(P-1) < H-P+1 and 0 <= b-(Q-1) < W-Q+1]*dL/dZ[a-(P-1),b-(Q-1)]
    """,
)


@page.theorem()
def dZ_dK():
    """One entry of the kernel meets exactly one entry of the image: ∂Z_ij/∂K_mn = V_{i+m,j+n}."""
    return page.jacobian("Z", "i,j", "K", "m,n")


@page.theorem()
def dZ_dV():
    """∂Z_ij/∂V_mn is the kernel's entry at the distance of the two, zero outside the kernel."""
    return page.jacobian("Z", "i,j", "V", "m,n")


@page.theorem()
def dL_dK():
    """∂L/∂K is the cross-correlation of V with ∂L/∂Z."""
    return page.gradient("K", "m,n")


@page.theorem(featured=True)
def dL_dV():
    """∂L/∂V is the full convolution of ∂L/∂Z with K, that is, the correlation of the padded ∂L/∂Z with rot180(K)."""
    return page.gradient("V", "m,n").then(
        "sum(k<P,l<Q) padG[m+k,n+l]*rotK[k,l]",
        "k → P−1−k, l → Q−1−l",
    )
