"""Separable kernels: w_kl = u_k·v_l in one channel, and the depthwise separable layer, w_cekl = u_ce·v_ekl.

The layer is the convolution layer with that kernel, but it is computed in two passes, each with fewer products; and what is
learned is u and v. Their gradients are what the gradient of the convolution layer in w, contracted with the other factor, is.
"""

from symgrad import Page

GONZALEZ = "Gonzalez, Woods: Digital Image Processing, section 3.4"
HOWARD = "Howard et al.: MobileNets (2017), section 3.1"

kernel = Page(
    "Separable kernel",
    source=GONZALEZ,
    text="""
        w[k<P,l<Q] = u[k]*v[l]
        y[i<I,j<J] = sum(k<P,l<Q) w[k,l]*x[s*i+d*k-p,t*j+g*l-q]
        where x[H,W] is zero outside, u[P], v[Q], s >= 1, t >= 1
    """,
    also="""
        D[k,l] = sum(i<I,j<J, 0 <= s*i+d*k-p < H, 0 <= t*j+g*l-q < W) dL/dy[i,j]*x[s*i+d*k-p,t*j+g*l-q]
    """,
    parameters={"stride": "s,t", "padding": "p,q", "dilation": "d,g"},
)

passes = Page(
    "A separable kernel in two passes",
    source=GONZALEZ,
    text="""
        w[k<P,l<Q] = u[k]*v[l]
        y[i<I,j<J] = sum(k<P,l<Q) w[k,l]*x[s*i+d*k-p,t*j+g*l-q]
        r[a<H,j<J] = sum(l<Q) v[l]*x[a,t*j+g*l-q]
        z[i<I,j<J] = sum(k<P) u[k]*r[s*i+d*k-p,j]
        where x[H,W] is zero outside, r is zero outside, u[P], v[Q], s >= 1, t >= 1
    """,
)

layer = Page(
    "Depthwise separable convolution",
    source=HOWARD,
    text="""
        h[n<B,e<E,i<I,j<J] = sum(k<P,l<Q) v[e,k,l]*x[n,e,s*i+d*k-p,t*j+g*l-q]
        y[n<B,c<C,i<I,j<J] = b[c] + sum(e<E) u[c,e]*h[n,e,i,j]
        where x[B,E,H,W] is zero outside, v[E,P,Q], u[C,E], b[C], s >= 1, t >= 1
    """,
    also="D[n,e,i,j] = sum(c<C) u[c,e]*dL/dy[n,c,i,j]",
    parameters={"stride": "s,t", "padding": "p,q", "dilation": "d,g"},
)

one = Page(
    "Depthwise separable convolution as one convolution",
    source=HOWARD,
    text="""
        h[e<E,i<I,j<J] = sum(k<P,l<Q) v[e,k,l]*x[e,s*i+d*k-p,t*j+g*l-q]
        y[c<C,i<I,j<J] = sum(e<E) u[c,e]*h[e,i,j]
        w[c<C,e<E,k<P,l<Q] = u[c,e]*v[e,k,l]
        z[c<C,i<I,j<J] = sum(e<E,k<P,l<Q) w[c,e,k,l]*x[e,s*i+d*k-p,t*j+g*l-q]
        where x[E,H,W] is zero outside, v[E,P,Q], u[C,E], s >= 1, t >= 1
    """,
)


@passes.theorem()
def two_passes():
    """A kernel w_kl = u_k·v_l is applied in two passes, rows first, with P + Q products in place of P·Q."""
    return passes.identity("y[i,j]", given=["0 <= i < I", "0 <= j < J"]).then("z[i,j]", "what is free of l stands before Σ_l")


@kernel.theorem()
def dL_dx():
    """∂L/∂x is that of the convolution layer, with w_kl = u_k·v_l."""
    return kernel.gradient("x", "m,n")


@kernel.theorem()
def dL_du():
    """∂L/∂u = ∂L/∂w·v, where ∂L/∂w = D is the gradient of the convolution layer in its kernel."""
    return kernel.gradient("u", "m").then("sum(l<Q) D[m,l]*v[l]", "D = ∂L/∂w")


@kernel.theorem()
def dL_dv():
    """∂L/∂v = (∂L/∂w)ᵀ·u."""
    return kernel.gradient("v", "m").then("sum(k<P) D[k,m]*u[k]", "D = ∂L/∂w")


@one.theorem()
def depthwise_separable_is_one_convolution():
    """A depthwise convolution and a 1×1 convolution are one convolution with the kernel w_cekl = u_ce·v_ekl."""
    return one.identity("y[c,i,j]").then("z[c,i,j]", "u_ce·Σ_kl = Σ_kl u_ce·…")


@layer.theorem()
def depthwise_separable_dL_dx():
    """Each channel by itself: the transposed convolution of D_e = Σ_c u_ce·∂L/∂y_c with v_e."""
    return layer.gradient("x", "a,f,m,r")


@layer.theorem()
def depthwise_separable_dL_du():
    """The 1×1 kernel: the cotangent times what the depthwise convolution gave, summed over batch and positions."""
    return layer.gradient("u", "a,f")


@layer.theorem()
def depthwise_separable_dL_dv():
    """The depthwise kernel: its input correlated with D = ∂L/∂h, summed over the batch."""
    return layer.gradient("v", "f,m,r").then(
        "sum(n<B,i<I,j<J, 0 <= s*i+d*m-p < H, 0 <= t*j+g*r-q < W) D[n,f,i,j]*x[n,f,s*i+d*m-p,t*j+g*r-q]", "D = ∂L/∂h"
    )


@layer.theorem()
def depthwise_separable_dL_db():
    """The cotangent summed over batch and positions."""
    return layer.gradient("b", "a")
