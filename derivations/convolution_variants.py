"""Relatives of the convolution layer: depthwise, grouped, three-dimensional, causal, separable.

Each is the same definition with other indices, so each has its gradients in the same way; and each is an ordinary
convolution with a kernel of a special form.
"""

from symgrad import Page

depthwise = Page(
    "Depthwise convolution",
    source="Howard et al.: MobileNets (2017), equation 3",
    text="""
        y[n<B,c<C,i<I,j<J] = sum(k<P,l<Q) w[c,k,l]*x[n,c,s*i+d*k-p,t*j+g*l-q]
        where x[B,C,H,W] is zero outside, w[C,P,Q], s >= 1, t >= 1
    """,
)

diagonal = Page(
    "Depthwise convolution as a convolution",
    source="Howard et al.: MobileNets (2017), equation 3",
    text="""
        y[c<C,i<I,j<J] = sum(k<P,l<Q) w[c,k,l]*x[c,s*i+d*k-p,t*j+g*l-q]
        D[c<C,e<C,k<P,l<Q] = [e = c]*w[c,k,l]
        z[c<C,i<I,j<J] = sum(e<C,k<P,l<Q) D[c,e,k,l]*x[e,s*i+d*k-p,t*j+g*l-q]
        where x[C,H,W] is zero outside, w[C,P,Q], s >= 1, t >= 1
    """,
)

grouped = Page(
    "Grouped convolution",
    source="Krizhevsky, Sutskever, Hinton: ImageNet classification with deep convolutional neural networks (2012)",
    text="""
        y[n<B,g<G,c<C,o<O] = sum(e<E,k<K) w[g*C+c,e,k]*x[n,g*E+e,s*o+d*k-p]
        where x[B,G*E,N] is zero outside, w[G*C,E,K], s >= 1, C >= 1, E >= 1
    """,
)

blocks = Page(
    "Grouped convolution as a convolution",
    source="Krizhevsky, Sutskever, Hinton: ImageNet classification with deep convolutional neural networks (2012)",
    text="""
        y[g<G,c<C,o<O] = sum(e<E,k<K) w[g*C+c,e,k]*x[g*E+e,s*o+d*k-p]
        D[g<G,c<C,e<G*E,k<K] = [floor(e/E) = g]*w[g*C+c,e mod E,k]
        z[g<G,c<C,o<O] = sum(e<G*E,k<K) D[g,c,e,k]*x[e,s*o+d*k-p]
        where x[G*E,N] is zero outside, w[G*C,E,K], s >= 1, C >= 1, E >= 1
    """,
)

volume = Page(
    "Convolution layer, 3-D, one output channel",
    source="Tran et al.: Learning spatiotemporal features with 3D convolutional networks (2015)",
    text="""
        y[h<I,i<J,j<L] = sum(e<E,k<P,l<Q,m<R) w[e,k,l,m]*x[e,s*h+k-p,s*i+l-p,s*j+m-p]
        where x[E,T,H,W] is zero outside, w[E,P,Q,R], s >= 1
    """,
)

causal = Page(
    "Causal convolution",
    source="van den Oord et al.: WaveNet (2016), section 2.1",
    text="y[t<T] = sum(k<K) w[k]*x[t-d*(K-1-k)]  where x[T] is zero outside, w[K], d >= 1",
)

separable = Page(
    "Separable kernel",
    source="Gonzalez, Woods: Digital Image Processing, section 3.4",
    text="""
        w[k<P,l<Q] = a[k]*b[l]
        y[i<I,j<J] = sum(k<P,l<Q) w[k,l]*x[i+k,j+l]
        r[i<I+P-1,j<J] = sum(l<Q) b[l]*x[i,j+l]
        z[i<I,j<J] = sum(k<P) a[k]*r[i+k,j]
        where x[I+P-1,J+Q-1], a[P], b[Q]
    """,
)

pointwise = Page(
    "Depthwise separable convolution",
    source="Howard et al.: MobileNets (2017), section 3.1",
    text="""
        h[e<E,o<O] = sum(k<K) a[e,k]*x[e,s*o+d*k-p]
        y[c<C,o<O] = sum(e<E) b[c,e]*h[e,o]
        w[c<C,e<E,k<K] = b[c,e]*a[e,k]
        z[c<C,o<O] = sum(e<E,k<K) w[c,e,k]*x[e,s*o+d*k-p]
        where x[E,N] is zero outside, a[E,K], b[C,E], s >= 1
    """,
)


@depthwise.theorem()
def depthwise_dL_dx():
    """Each channel by itself: the transposed convolution of its cotangent."""
    return depthwise.gradient("x", "a,e,m,r")


@depthwise.theorem()
def depthwise_dL_dw():
    """Each channel by itself: its input correlated with its cotangent, summed over the batch."""
    return depthwise.gradient("w", "e,m,r")


@diagonal.theorem()
def depthwise_is_diagonal():
    """A depthwise convolution is a convolution whose kernel is zero between different channels."""
    return diagonal.identity("z[c,i,j]", given=["0 <= c < C"]).then("y[c,i,j]", "e = c")


@grouped.theorem()
def grouped_dL_dx():
    """Input channel e is in group ⌊e/E⌋, and gets its gradient from the C output channels of that group."""
    return grouped.gradient("x", "a,e,m")


@grouped.theorem()
def grouped_dL_dw():
    """Output channel c is in group ⌊c/C⌋, and meets the E input channels of that group only."""
    return grouped.gradient("w", "c,e,m")


@blocks.theorem()
def grouped_is_block_diagonal():
    """A grouped convolution is a convolution whose kernel is zero between channels of different groups."""
    return blocks.identity("z[g,c,o]", given=["0 <= g < G"]).then("y[g,c,o]", "e → g·E + e")


@volume.theorem()
def dL_dx_3d():
    """∂L/∂x in three dimensions: an index more, and no step more."""
    return volume.gradient("x", "f,u,v,r")


@volume.theorem()
def dL_dw_3d():
    """∂L/∂w in three dimensions."""
    return volume.gradient("w", "f,u,v,r")


@causal.theorem()
def the_future_has_no_part():
    """∂y_t/∂x_m = 0 for every m > t: no output depends on a later input."""
    return causal.jacobian("y", "t", "x", "m", given=["t < m"]).then("0", "t − d·(K − 1 − k) ≤ t < m")


@causal.theorem()
def causal_dL_dx():
    """The gradient looks ahead: x_m is in the outputs m, m + d, …, m + d·(K − 1)."""
    return causal.gradient("x", "m").then("sum(k<K, m+d*k < T) dL/dy[m+d*k]*w[K-1-k]", "k → K − 1 − k")


@causal.theorem()
def causal_dL_dw():
    """The gradient in the kernel."""
    return causal.gradient("w", "m")


@separable.theorem()
def separable_is_two_passes():
    """A kernel w_kl = a_k·b_l is applied in two passes, rows first, with P + Q products in place of P·Q."""
    return separable.identity("y[i,j]").then("z[i,j]", "what is free of l stands before Σ_l")


@pointwise.theorem()
def depthwise_separable_is_one_convolution():
    """A depthwise convolution and a 1×1 convolution are one convolution with the kernel w_cek = b_ce·a_ek."""
    return pointwise.identity("y[c,o]").then("z[c,o]", "b_ce·Σ_k = Σ_k b_ce·…")
