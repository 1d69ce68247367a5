"""Normalisation: batch norm and layer norm, with mean and variance differentiated too.

Through the mean and the variance every entry depends on every other one of its column (or row), and the gradient in x has three
terms: the cotangent, less its mean, less its part along the normalised entries. What is divided by is positive: ε > 0. A row
is whatever has its own C (or D) entries: an element of the batch, or for images each pixel of each of them, a token for text.
"""

from symgrad import Page

batch = Page(
    "Batch normalisation",
    source="Ioffe, Szegedy: Batch normalization (2015), section 3",
    text="""
        μ[c<C] = 1/B*(sum(n<B) x[n,c])
        v[c<C] = 1/B*(sum(n<B) (x[n,c] - μ[c])**2)
        z[n<B,c<C] = (x[n,c] - μ[c])/sqrt(v[c] + ε)
        y[n<B,c<C] = γ[c]*z[n,c] + β[c]
        where x[B,C], γ[C], β[C], B >= 1, ε > 0
    """,
)

layer = Page(
    "Layer normalisation",
    source="Ba, Kiros, Hinton: Layer normalization (2016)",
    text="""
        μ[n<B] = 1/D*(sum(i<D) x[n,i])
        v[n<B] = 1/D*(sum(i<D) (x[n,i] - μ[n])**2)
        z[n<B,i<D] = (x[n,i] - μ[n])/sqrt(v[n] + ε)
        y[n<B,i<D] = γ[i]*z[n,i] + β[i]
        where x[B,D], γ[D], β[D], D >= 1, ε > 0
    """,
    also="g[n,i] = dL/dy[n,i]*γ[i]",
)

rms = Page(
    "Root-mean-square normalisation",
    source="Zhang, Sennrich: Root mean square layer normalization (2019)",
    text="""
        v[n<B] = 1/D*(sum(i<D) x[n,i]**2)
        z[n<B,i<D] = x[n,i]/sqrt(v[n] + ε)
        y[n<B,i<D] = γ[i]*z[n,i]
        where x[B,D], γ[D], D >= 1, ε > 0
    """,
    also="g[n,i] = dL/dy[n,i]*γ[i]",
)


@batch.theorem()
def batch_dL_dx():
    """The three-term formula: the cotangent, less its mean, less its part along z, over the batch; times γ/σ."""
    return batch.gradient("x", "m,e").by_facts(
        "γ[e]/sqrt(v[e] + ε)*(dL/dy[m,e] - 1/B*(sum(n<B) dL/dy[n,e]) - z[m,e]*(1/B)*(sum(n<B) dL/dy[n,e]*z[n,e]))",
        "Σ_n (x_ne − μ_e) = 0",
    )


@batch.theorem()
def batch_dL_dγ():
    """The cotangent times the normalised entries, summed over the batch."""
    return batch.gradient("γ", "e")


@batch.theorem()
def batch_dL_dβ():
    """The cotangent summed over the batch."""
    return batch.gradient("β", "e")


@layer.theorem()
def layer_dL_dx():
    """The same three terms over the features, γ now inside: with g = ∂L/∂y·γ."""
    return layer.gradient("x", "m,j").by_facts(
        "1/sqrt(v[m] + ε)*(g[m,j] - 1/D*(sum(i<D) g[m,i]) - z[m,j]*(1/D)*(sum(i<D) g[m,i]*z[m,i]))",
        "Σ_i (x_mi − μ_m) = 0",
    )


@layer.theorem()
def layer_dL_dγ():
    """The cotangent times the normalised entries, summed over the rows."""
    return layer.gradient("γ", "j")


@layer.theorem()
def layer_dL_dβ():
    """The cotangent summed over the rows."""
    return layer.gradient("β", "j")


@rms.theorem()
def rms_dL_dx():
    """Without a mean, two terms are left."""
    return rms.gradient("x", "m,j").by_facts(
        "1/sqrt(v[m] + ε)*(g[m,j] - z[m,j]*(1/D)*(sum(i<D) g[m,i]*z[m,i]))",
        "1/(2·√u) = (1/2)·1/√u",
    )


@rms.theorem()
def rms_dL_dγ():
    """The cotangent times the normalised entries, summed over the rows."""
    return rms.gradient("γ", "j")
