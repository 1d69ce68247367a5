"""The algebra of convolution: it is commutative, associative and distributive, a flip turns it into cross-correlation.

(a ∗ b)[n] = Σ_k a[k]·b[n−k], full, every sequence zero outside its range: the coefficients of a product of polynomials. Two
convolution layers in a row are one layer, whose kernel is the convolution of the two.
"""

from symgrad import Page

SOURCE = "Oppenheim, Schafer: Discrete-Time Signal Processing, section 2.4"

product = Page(
    "Full convolution",
    source=SOURCE,
    text="""
        y[n<A+B-1] = sum(k<A) a[k]*b[n-k]
        z[n<A+B-1] = sum(k<B) b[k]*a[n-k]
        where a[A] is zero outside, b[B] is zero outside
    """,
)

three = Page(
    "Full convolution of three sequences",
    source=SOURCE,
    text="""
        p[n<A+B-1] = sum(k<A) a[k]*b[n-k]
        q[n<B+C-1] = sum(k<B) b[k]*c[n-k]
        y[n<A+B+C-2] = sum(l<C) p[n-l]*c[l]
        z[n<A+B+C-2] = sum(k<A) a[k]*q[n-k]
        where b[B] is zero outside, c[C] is zero outside, p is zero outside, q is zero outside, A >= 1, B >= 1, C >= 1
    """,
)

plus = Page(
    "Full convolution of a sum",
    source=SOURCE,
    text="""
        p[n<A+B-1] = sum(k<A) a[k]*b[n-k]
        q[n<A+B-1] = sum(k<A) a[k]*c[n-k]
        y[n<A+B-1] = sum(k<A) a[k]*(b[n-k] + c[n-k])
        where b[B] is zero outside, c[B] is zero outside
    """,
)

flipped = Page(
    "Cross-correlation and convolution",
    source=SOURCE,
    text="""
        flip[k<K] = w[K-1-k]
        corr[n<N+K-1] = sum(k<K) w[k]*x[n+k-(K-1)]
        conv[n<N+K-1] = sum(k<K) flip[k]*x[n-k]
        where x[N] is zero outside, w[K]
    """,
)

stack = Page(
    "Two convolution layers in a row",
    source="Simonyan, Zisserman: Very deep convolutional networks (2015), section 2.3",
    text="""
        h[f<F,i<I] = sum(e<E,k<K) v[f,e,k]*x[e,s*i+k]
        y[c<C,o<O] = sum(f<F,l<L) w[c,f,l]*h[f,t*o+l]
        where x[E,s*(I-1)+K], v[F,E,K] is zero outside, w[C,F,L], t*(O-1)+L <= I, s >= 1, t >= 1, K >= 1, L >= 1
    """,
    also="u[c,e,m] = sum(f<F,l<L, 0 <= m-s*l < K) w[c,f,l]*v[f,e,m-s*l]",
)


paths = Page(
    "Several paths from x to L",
    source="Goodfellow, Bengio, Courville: Deep Learning (2016), section 6.5.2",
    text="""
        u[i<I] = sum(n<N) A[i,n]*x[n]
        v[i<I] = sum(n<N) B[i,n]*x[n]
        y[i<I] = F(u[i], v[i])
        where F is differentiable
    """,
    also="""
        g[i] = dL/dy[i]*F{1,0}(u[i], v[i])
        h[i] = dL/dy[i]*F{0,1}(u[i], v[i])
    """,
)

skip = Page(
    "Skip connection",
    source="He et al.: Deep residual learning for image recognition (2016), equation 1",
    text="""
        h[i<N] = sum(k<K) w[k]*x[i+k-p]
        y[i<N] = x[i] + f(h[i])
        where x[N] is zero outside, w[K], f is differentiable
    """,
    also="g[i] = [0 <= i < N]*dL/dy[i]*f{1}(h[i])",
)

shared = Page(
    "One weight in two places",
    source="Rumelhart, Hinton, Williams: Learning representations by back-propagating errors (1986)",
    text="""
        v[i<N] = sum(k<N) w[i,k]*x[k]
        h[i<N] = f(v[i])
        u[i<N] = sum(k<N) w[i,k]*h[k]
        y[i<N] = f(u[i])
        where x[N], w[N,N], f is differentiable
    """,
    also="""
        g[i] = dL/dy[i]*f{1}(u[i])
        e[i] = (sum(j<N) g[j]*w[j,i])*f{1}(v[i])
    """,
)


@product.theorem()
def commutative():
    """a ∗ b = b ∗ a: signal and kernel play the same part."""
    return product.identity("y[n]").then("z[n]", "k → n − k")


@three.theorem()
def associative():
    """(a ∗ b) ∗ c = a ∗ (b ∗ c)."""
    return three.identity("y[n]").then("z[n]", "l → n − k − l, swap the sums")


@plus.theorem()
def distributive():
    """a ∗ (b + c) = a ∗ b + a ∗ c."""
    return plus.identity("y[n]").then("p[n] + q[n]", "Σ of a sum")


@flipped.theorem()
def flip():
    """w ⋆ x = flip(w) ∗ x: cross-correlation is convolution with the reversed kernel."""
    return flipped.identity("corr[n]").then("conv[n]", "k → K − 1 − k")


@stack.theorem()
def two_layers_are_one():
    """Two layers with strides s and t are one with stride s·t; its kernel u is the convolution of v with w dilated by s."""
    return stack.identity("y[c,o]").then(
        "sum(e<E,m<K+s*(L-1)) u[c,e,m]*x[e,s*t*o+m]", "m = s·l + k: output o reads x at s·t·o + s·l + k"
    )


@paths.theorem()
def sum_over_paths():
    """∂L/∂x is ∂L/∂u·∂u/∂x + ∂L/∂v·∂v/∂x: what reaches L in two ways gets a gradient along each, for any y = F(u, v)."""
    return paths.gradient("x", "m").then("sum(i<I) g[i]*A[i,m] + sum(i<I) h[i]*B[i,m]", "g = ∂L/∂u, h = ∂L/∂v")


@skip.theorem()
def skip_connection_dL_dx():
    """The skip hands the cotangent on as it is; the layer beside it adds its own gradient."""
    return skip.gradient("x", "m").then("dL/dy[m] + sum(k<K) g[m+p-k]*w[k]", "g = ∂L/∂h")


@shared.theorem()
def shared_weight_dL_dw():
    """A weight that is used twice gets the sum of the gradients of its two uses."""
    return shared.gradient("w", "m,n").then("g[m]*h[n] + e[m]*x[n]", "g = ∂L/∂u, e = ∂L/∂v")
