"""Normalisation: batch norm and layer norm, with mean and variance differentiated too.

Through the mean and the variance every entry depends on every other one of its column (or row), and the gradient in x has three
terms: the cotangent, less its mean, less its part along the normalised entries. What is divided by is positive: eps > 0.
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

images = Page(
    "Batch normalisation of images",
    source="Ioffe, Szegedy: Batch normalization (2015), section 3.2",
    text="""
        μ[c<C] = 1/(B*H*W)*(sum(n<B,i<H,j<W) x[n,c,i,j])
        v[c<C] = 1/(B*H*W)*(sum(n<B,i<H,j<W) (x[n,c,i,j] - μ[c])**2)
        z[n<B,c<C,i<H,j<W] = (x[n,c,i,j] - μ[c])/sqrt(v[c] + ε)
        y[n<B,c<C,i<H,j<W] = γ[c]*z[n,c,i,j] + β[c]
        where x[B,C,H,W], γ[C], β[C], B >= 1, H >= 1, W >= 1, ε > 0
    """,
    also="""
        G[c] = 1/(B*H*W)*(sum(n<B,i<H,j<W) dL/dy[n,c,i,j])
        P[c] = 1/(B*H*W)*(sum(n<B,i<H,j<W) dL/dy[n,c,i,j]*z[n,c,i,j])
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


@images.theorem()
def images_dL_dx():
    """For images, the same with means over the batch and both axes of the image: G of the cotangents, P of those along z."""
    return images.gradient("x", "m,e,a,b").by_facts(
        "γ[e]/sqrt(v[e] + ε)*(dL/dy[m,e,a,b] - G[e] - z[m,e,a,b]*P[e])", "Σ_nij (x_neij − μ_e) = 0"
    )


@images.theorem()
def images_dL_dγ():
    """The cotangent times the normalised entries, summed over the batch and the image."""
    return images.gradient("γ", "e")


@images.theorem()
def images_dL_dβ():
    """The cotangent summed over the batch and the image."""
    return images.gradient("β", "e")


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
