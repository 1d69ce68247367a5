"""The algebra of convolution: it is commutative, associative and distributive, a flip turns it into cross-correlation.

(a ∗ b)[n] = Σ_k a[k]·b[n−k], full, every sequence zero outside its range: the coefficients of a product of polynomials. For
images a polynomial has two variables. Two convolution layers in a row are one layer, whose kernel is the convolution of the two.
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

images = Page(
    "Full convolution of images",
    source=SOURCE,
    text="""
        y[m<A+C-1,n<B+D-1] = sum(k<A,l<B) a[k,l]*b[m-k,n-l]
        z[m<A+C-1,n<B+D-1] = sum(k<C,l<D) b[k,l]*a[m-k,n-l]
        where a[A,B] is zero outside, b[C,D] is zero outside
    """,
)

three_images = Page(
    "Full convolution of three images",
    source=SOURCE,
    text="""
        p[m<A+C-1,n<B+D-1] = sum(k<A,l<B) a[k,l]*b[m-k,n-l]
        q[m<C+E-1,n<D+F-1] = sum(k<C,l<D) b[k,l]*c[m-k,n-l]
        y[m<A+C+E-2,n<B+D+F-2] = sum(i<E,j<F) p[m-i,n-j]*c[i,j]
        z[m<A+C+E-2,n<B+D+F-2] = sum(k<A,l<B) a[k,l]*q[m-k,n-l]
        where b[C,D] is zero outside, c[E,F] is zero outside, p is zero outside, q is zero outside,
            A >= 1, B >= 1, C >= 1, D >= 1, E >= 1, F >= 1
    """,
)

plus_images = Page(
    "Full convolution of a sum of images",
    source=SOURCE,
    text="""
        p[m<A+C-1,n<B+D-1] = sum(k<A,l<B) a[k,l]*b[m-k,n-l]
        q[m<A+C-1,n<B+D-1] = sum(k<A,l<B) a[k,l]*c[m-k,n-l]
        y[m<A+C-1,n<B+D-1] = sum(k<A,l<B) a[k,l]*(b[m-k,n-l] + c[m-k,n-l])
        where b[C,D] is zero outside, c[C,D] is zero outside
    """,
)

turned = Page(
    "Cross-correlation and convolution of images",
    source=SOURCE,
    text="""
        rot[k<P,l<Q] = w[P-1-k,Q-1-l]
        corr[m<H+P-1,n<W+Q-1] = sum(k<P,l<Q) w[k,l]*x[m+k-(P-1),n+l-(Q-1)]
        conv[m<H+P-1,n<W+Q-1] = sum(k<P,l<Q) rot[k,l]*x[m-k,n-l]
        where x[H,W] is zero outside, w[P,Q]
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

image_stack = Page(
    "Two convolution layers in a row, 2-D",
    source="Simonyan, Zisserman: Very deep convolutional networks (2015), section 2.3",
    text="""
        h[f<F,a<A,b<B] = sum(e<E,k<P,l<Q) v[f,e,k,l]*x[e,s*a+k,r*b+l]
        y[c<C,i<I,j<J] = sum(f<F,m<M,n<N) w[c,f,m,n]*h[f,t*i+m,z*j+n]
        where x[E,s*(A-1)+P,r*(B-1)+Q], v[F,E,P,Q] is zero outside, w[C,F,M,N], t*(I-1)+M <= A, z*(J-1)+N <= B,
            s >= 1, t >= 1, r >= 1, z >= 1, P >= 1, Q >= 1, M >= 1, N >= 1
    """,
    also="u[c,e,p,q] = sum(f<F,m<M,n<N, 0 <= p-s*m < P, 0 <= q-r*n < Q) w[c,f,m,n]*v[f,e,p-s*m,q-r*n]",
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


@images.theorem()
def commutative_2d():
    """a ∗ b = b ∗ a for images."""
    return images.identity("y[m,n]").then("z[m,n]", "k → m − k, l → n − l")


@three_images.theorem()
def associative_2d():
    """(a ∗ b) ∗ c = a ∗ (b ∗ c) for images."""
    return three_images.identity("y[m,n]").then("z[m,n]", "i → m − k − i, j → n − l − j, swap the sums")


@plus_images.theorem()
def distributive_2d():
    """a ∗ (b + c) = a ∗ b + a ∗ c for images."""
    return plus_images.identity("y[m,n]").then("p[m,n] + q[m,n]", "Σ of a sum")


@turned.theorem()
def flip_2d():
    """w ⋆ x = rot180(w) ∗ x: cross-correlation is convolution with the kernel turned by 180°."""
    return turned.identity("corr[m,n]").then("conv[m,n]", "k → P − 1 − k, l → Q − 1 − l")


@stack.theorem()
def two_layers_are_one():
    """Two layers with strides s and t are one with stride s·t; its kernel u is the convolution of v with w dilated by s."""
    return stack.identity("y[c,o]").then(
        "sum(e<E,m<K+s*(L-1)) u[c,e,m]*x[e,s*t*o+m]", "m = s·l + k: output o reads x at s·t·o + s·l + k"
    )


@image_stack.theorem()
def two_layers_are_one_2d():
    """For images: strides s·t and r·z, and as kernel u the convolution of v with w dilated by s and r."""
    return image_stack.identity("y[c,i,j]").then(
        "sum(e<E,p<P+s*(M-1),q<Q+r*(N-1)) u[c,e,p,q]*x[e,s*t*i+p,r*z*j+q]", "p = s·m + k, q = r·n + l"
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
