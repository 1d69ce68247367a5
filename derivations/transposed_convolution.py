"""Transposed convolution: the adjoint of the convolution layer, with its gradients, its size and the output padding.

Each input entry adds its kernel, times itself, to the output at a distance of one stride from the next. Frameworks index the
kernel w[f,c,k], f being a channel of the input: as in the convolution layer that this one is the adjoint of. In two dimensions
each axis has its own stride, dilation, padding and output padding, so that the theorems on sizes hold for each.
"""

from symgrad import Page

SOURCE = "Dumoulin, Visin: A guide to convolution arithmetic for deep learning (2016), chapter 4"

layer = Page(
    "Transposed convolution",
    source=SOURCE,
    text="""
        y[n<B,c<C,o<O] = b[c] + sum(f<F,k<K,i<N, s*i+d*k-p = o) w[f,c,k]*x[n,f,i]
        where x[B,F,N], w[F,C,K], b[C], s >= 1
    """,
    parameters={"stride": "s", "padding": "p", "dilation": "d"},
)

pair = Page(
    "Convolution and transposed convolution",
    source=SOURCE,
    text="""
        conv[f<F,i<N] = sum(c<C,k<K) w[f,c,k]*v[c,s*i+d*k-p]
        tconv[c<C,o<O] = sum(f<F,k<K,i<N, s*i+d*k-p = o) w[f,c,k]*u[f,i]
        where v[C,O] is zero outside, u[F,N], w[F,C,K], s >= 1
    """,
)

plane = Page(
    "Transposed convolution, 2-D",
    source=SOURCE,
    text="""
        y[n<B,c<C,o<O,r<R] = b[c] + sum(f<F,k<P,l<Q,i<H,j<W, s*i+d*k-p = o, t*j+g*l-q = r) w[f,c,k,l]*x[n,f,i,j]
        where x[B,F,H,W], w[F,C,P,Q], b[C], s >= 1, t >= 1
    """,
    parameters={"stride": "s,t", "padding": "p,q", "dilation": "d,g"},
)

plane_pair = Page(
    "Convolution and transposed convolution, 2-D",
    source=SOURCE,
    text="""
        conv[f<F,i<H,j<W] = sum(c<C,k<P,l<Q) w[f,c,k,l]*v[c,s*i+d*k-p,t*j+g*l-q]
        tconv[c<C,o<O,r<R] = sum(f<F,k<P,l<Q,i<H,j<W, s*i+d*k-p = o, t*j+g*l-q = r) w[f,c,k,l]*u[f,i,j]
        where v[C,O,R] is zero outside, u[F,H,W], w[F,C,P,Q], s >= 1, t >= 1
    """,
)

dilated = Page(
    "Transposed convolution as a convolution",
    source=SOURCE,
    text="""
        tconv[o<O] = sum(k<K,i<N, s*i+d*k-p = o) w[k]*u[i]
        D[j<s*(N-1)+1] = [s | j]*u[floor(j/s)]
        conv[o<O] = sum(k<K) w[k]*D[o+p-d*k]
        where u[N], D is zero outside, w[K], s >= 1, N >= 1
    """,
)

sizes = Page(
    "The size of a transposed convolution",
    source=SOURCE,
    text="y[o<O] = sum(k<K) w[k]*x[s*o+d*k-p]  where x[N] is zero outside, w[K], s >= 1, a is integer, 0 <= a, a < s",
)


@layer.theorem()
def dL_dx():
    """The gradient in the input is the convolution layer itself, with stride, dilation and padding."""
    return layer.gradient("x", "a,e,m")


@layer.theorem()
def dL_dw():
    """The gradient in the kernel: the cotangent, in steps of the stride, correlated with the input."""
    return layer.gradient("w", "e,a,m")


@layer.theorem()
def dL_db():
    """The cotangent summed over batch and positions."""
    return layer.gradient("b", "a")


@pair.theorem()
def adjoint():
    """⟨conv v, u⟩ = ⟨v, tconv u⟩: the transposed convolution is the adjoint of the convolution."""
    return pair.identity("sum(f<F,i<N) conv[f,i]*u[f,i]").then(
        "sum(c<C,o<O) v[c,o]*tconv[c,o]", "swap the sums, o = s·i + d·k − p"
    )


@plane.theorem()
def dL_dx_2d():
    """∂L/∂x in two dimensions: the convolution layer itself."""
    return plane.gradient("x", "a,e,m,h")


@plane.theorem()
def dL_dw_2d():
    """∂L/∂w in two dimensions."""
    return plane.gradient("w", "e,a,m,h")


@plane.theorem()
def dL_db_2d():
    """∂L/∂b in two dimensions."""
    return plane.gradient("b", "a")


@plane_pair.theorem()
def adjoint_2d():
    """⟨conv v, u⟩ = ⟨v, tconv u⟩ in two dimensions."""
    return plane_pair.identity("sum(f<F,i<H,j<W) conv[f,i,j]*u[f,i,j]").then(
        "sum(c<C,o<O,r<R) v[c,o,r]*tconv[c,o,r]", "swap the sums, o = s·i + d·k − p, r = t·j + g·l − q"
    )


@dilated.theorem()
def dilate_then_convolve():
    """The same as a convolution, of stride 1, of the input with s − 1 zeros between its entries."""
    return dilated.identity("tconv[o]").then("conv[o]", "i = j/s for each j that s divides")


@sizes.theorem()
def output_size():
    """With output padding a, 0 ≤ a < s, the size (O − 1)·s − 2p + d·(K − 1) + 1 + a is one that the convolution maps to O."""
    return sizes.claim("floor(((O-1)*s - 2*p + d*(K-1) + 1 + a + 2*p - d*(K-1) - 1)/s) + 1 = O").follows(
        "⌊((O − 1)·s + a)/s⌋ = O − 1"
    )


@sizes.theorem()
def output_padding():
    """There is no other: if the convolution maps N to O, the output padding is what the last window leaves over."""
    return sizes.claim(
        "N = (O-1)*s - 2*p + d*(K-1) + 1 + ((N + 2*p - d*(K-1) - 1) mod s)",
        given=["O = floor((N + 2*p - d*(K-1) - 1)/s) + 1"],
    ).follows("a = s·⌊a/s⌋ + (a mod s)")
