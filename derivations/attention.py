"""Attention: O = softmax(Q·Kᵀ/√D)·V, with the gradients in the queries, the keys and the values.

With A the attention weights, ∂L/∂A = ∂L/∂O·Vᵀ; the softmax of each row turns that into ∂L/∂S; and S is a product.
"""

from symgrad import Page

page = Page(
    "Scaled dot-product attention",
    source="Vaswani et al.: Attention is all you need (2017), equation 1",
    text="""
        S[i<N,j<M] = 1/sqrt(D)*(sum(d<D) Q[i,d]*K[j,d])
        A[i<N,j<M] = exp(S[i,j])/(sum(k<M) exp(S[i,k]))
        O[i<N,e<E] = sum(j<M) A[i,j]*V[j,e]
        where Q[N,D], K[M,D], V[M,E]
    """,
    also="""
        gA[i,j] = sum(e<E) dL/dO[i,e]*V[j,e]
        gS[i,j] = A[i,j]*(gA[i,j] - sum(k<M) A[i,k]*gA[i,k])
    """,
)


@page.theorem()
def dL_dV():
    """∂L/∂V = Aᵀ·∂L/∂O."""
    return page.gradient("V", "j,e")


@page.theorem()
def dL_dQ():
    """∂L/∂Q = ∂L/∂S·K/√D, where ∂L/∂S = A·(∂L/∂A − Σ_k A_ik·∂L/∂A_ik)."""
    return page.gradient("Q", "i,d").then("1/sqrt(D)*(sum(j<M) gS[i,j]*K[j,d])", "∂ of the softmax of row i")


@page.theorem()
def dL_dK():
    """∂L/∂K = (∂L/∂S)ᵀ·Q/√D."""
    return page.gradient("K", "j,d").then("1/sqrt(D)*(sum(i<N) gS[i,j]*Q[i,d])", "∂ of the softmax of each row")
