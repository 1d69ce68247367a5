"""Attention: O = softmax(Q·Kᵀ/√D)·V, with the gradients in the queries, the keys and the values.

There are B of them, one for each head of each element of a batch. With A the attention weights, g = ∂L/∂A is ∂L/∂O·Vᵀ; the
softmax of each row turns that into h = ∂L/∂S; and S is a product.
"""

from symgrad import Page

page = Page(
    "Scaled dot-product attention",
    source="Vaswani et al.: Attention is all you need (2017), equation 1",
    text="""
        S[b<B,i<N,j<M] = 1/sqrt(D)*(sum(d<D) Q[b,i,d]*K[b,j,d])
        A[b<B,i<N,j<M] = exp(S[b,i,j])/(sum(k<M) exp(S[b,i,k]))
        O[b<B,i<N,e<E] = sum(j<M) A[b,i,j]*V[b,j,e]
        where Q[B,N,D], K[B,M,D], V[B,M,E], M >= 1
    """,
    also="""
        g[b,i,j] = sum(e<E) dL/dO[b,i,e]*V[b,j,e]
        h[b,i,j] = A[b,i,j]*(g[b,i,j] - sum(k<M) A[b,i,k]*g[b,i,k])
    """,
)


@page.theorem()
def dL_dV():
    """∂L/∂V = Aᵀ·∂L/∂O."""
    return page.gradient("V", "b,j,e")


@page.theorem()
def dL_dQ():
    """∂L/∂Q = h·K/√D, where h = ∂L/∂S and h_ij = A_ij·(g_ij − Σ_k A_ik·g_ik), g = ∂L/∂A."""
    return page.gradient("Q", "b,i,d").then("1/sqrt(D)*(sum(j<M) h[b,i,j]*K[b,j,d])", "∂ of the softmax of row i")


@page.theorem()
def dL_dK():
    """∂L/∂K = hᵀ·Q/√D."""
    return page.gradient("K", "b,j,d").then("1/sqrt(D)*(sum(i<N) h[b,i,j]*Q[b,i,d])", "∂ of the softmax of each row")
