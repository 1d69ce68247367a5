"""Attention: O = softmax(Q·Kᵀ/√D)·V, with the gradients in the queries, the keys and the values.

With A the attention weights, g = ∂L/∂A is ∂L/∂O·Vᵀ; the softmax of each row turns that into h = ∂L/∂S; and S is a product.
This is one head for one element of a batch; the others have their own Q, K and V, and go through it each for itself.
"""

from symgrad import Page

page = Page(
    "Scaled dot-product attention",
    source="Vaswani et al.: Attention is all you need (2017), equation 1",
    text="""
        S[i<N,j<M] = 1/sqrt(D)*(sum(d<D) Q[i,d]*K[j,d])
        A[i<N,j<M] = exp(S[i,j])/(sum(k<M) exp(S[i,k]))
        O[i<N,e<E] = sum(j<M) A[i,j]*V[j,e]
        where Q[N,D], K[M,D], V[M,E], M >= 1
    """,
    also="""
        g[i,j] = sum(e<E) dL/dO[i,e]*V[j,e]
        h[i,j] = A[i,j]*(g[i,j] - sum(k<M) A[i,k]*g[i,k])
    """,
)


@page.theorem()
def dL_dV():
    """∂L/∂V = Aᵀ·∂L/∂O."""
    return page.gradient("V", "j,e")


@page.theorem()
def dL_dQ():
    """∂L/∂Q = h·K/√D, where h = ∂L/∂S and h_ij = A_ij·(g_ij − Σ_k A_ik·g_ik), g = ∂L/∂A."""
    return page.gradient("Q", "i,d").then("1/sqrt(D)*(sum(j<M) h[i,j]*K[j,d])", "∂ of the softmax of row i")


@page.theorem()
def dL_dK():
    """∂L/∂K = hᵀ·Q/√D."""
    return page.gradient("K", "j,d").then("1/sqrt(D)*(sum(i<N) h[i,j]*Q[i,d])", "∂ of the softmax of each row")
