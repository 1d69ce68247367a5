"""Relatives of the convolution layer: depthwise, grouped, causal.

Each is the same definition with other indices, so each has its gradients in the same way; and each is an ordinary
convolution with a kernel of a special form. With G groups, of C output and E input channels each, channel g·C + c of the
output is written y[n,g,c,…]; depthwise convolution with several outputs to a channel is E = 1.
"""

from symgrad import Page

HOWARD = "Howard et al.: MobileNets (2017), equation 3"
KRIZHEVSKY = "Krizhevsky, Sutskever, Hinton: ImageNet classification with deep convolutional neural networks (2012)"
OORD = "van den Oord et al.: WaveNet (2016), section 2.1"

depthwise = Page(
    "Depthwise convolution",
    source=HOWARD,
    text="""
        y[n<B,c<C,i<I,j<J] = b[c] + sum(k<P,l<Q) w[c,k,l]*x[n,c,s*i+d*k-p,t*j+g*l-q]
        where x[B,C,H,W] is zero outside, w[C,P,Q], b[C], s >= 1, t >= 1
    """,
    parameters={"stride": "s,t", "padding": "p,q", "dilation": "d,g"},
)

diagonal = Page(
    "Depthwise convolution as a convolution",
    source=HOWARD,
    text="""
        y[c<C,i<I,j<J] = sum(k<P,l<Q) w[c,k,l]*x[c,s*i+d*k-p,t*j+g*l-q]
        D[c<C,e<C,k<P,l<Q] = [e = c]*w[c,k,l]
        z[c<C,i<I,j<J] = sum(e<C,k<P,l<Q) D[c,e,k,l]*x[e,s*i+d*k-p,t*j+g*l-q]
        where x[C,H,W] is zero outside, w[C,P,Q], s >= 1, t >= 1
    """,
)

grouped = Page(
    "Grouped convolution",
    source=KRIZHEVSKY,
    text="""
        y[n<B,g<G,c<C,o<O] = b[g*C+c] + sum(e<E,k<K) w[g*C+c,e,k]*x[n,g*E+e,s*o+d*k-p]
        where x[B,G*E,N] is zero outside, w[G*C,E,K], b[G*C], s >= 1, C >= 1, E >= 1
    """,
    parameters={"stride": "s", "padding": "p", "dilation": "d", "groups": "G"},
)

grouped_plane = Page(
    "Grouped convolution, 2-D",
    source=KRIZHEVSKY,
    text="""
        y[n<B,h<G,c<C,i<I,j<J] = b[h*C+c] + sum(e<E,k<P,l<Q) w[h*C+c,e,k,l]*x[n,h*E+e,s*i+d*k-p,t*j+g*l-q]
        where x[B,G*E,H,W] is zero outside, w[G*C,E,P,Q], b[G*C], s >= 1, t >= 1, C >= 1, E >= 1
    """,
    parameters={"stride": "s,t", "padding": "p,q", "dilation": "d,g", "groups": "G"},
)

blocks = Page(
    "Grouped convolution as a convolution",
    source=KRIZHEVSKY,
    text="""
        y[h<G,c<C,i<I,j<J] = sum(e<E,k<P,l<Q) w[h*C+c,e,k,l]*x[h*E+e,s*i+d*k-p,t*j+g*l-q]
        D[h<G,c<C,e<G*E,k<P,l<Q] = [floor(e/E) = h]*w[h*C+c,e mod E,k,l]
        z[h<G,c<C,i<I,j<J] = sum(e<G*E,k<P,l<Q) D[h,c,e,k,l]*x[e,s*i+d*k-p,t*j+g*l-q]
        where x[G*E,H,W] is zero outside, w[G*C,E,P,Q], s >= 1, t >= 1, C >= 1, E >= 1
    """,
)

causal = Page(
    "Causal convolution, dilated",
    source=OORD,
    text="""
        y[n<B,c<C,t<T] = b[c] + sum(e<E,k<K) w[c,e,k]*x[n,e,t-d*(K-1-k)]
        where x[B,E,T] is zero outside, w[C,E,K], b[C], d >= 1
    """,
    parameters={"dilation": "d"},
)

shifted = Page(
    "Causal convolution as a convolution",
    source=OORD,
    text="""
        y[c<C,t<T] = sum(e<E,k<K) w[c,e,k]*x[e,t-d*(K-1-k)]
        z[c<C,o<T+d*(K-1)] = sum(e<E,k<K) w[c,e,k]*x[e,o+d*k-d*(K-1)]
        where x[E,T] is zero outside, w[C,E,K], d >= 1, K >= 1
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


@depthwise.theorem()
def depthwise_dL_db():
    """The cotangent summed over batch and positions."""
    return depthwise.gradient("b", "e")


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


@grouped_plane.theorem()
def grouped_dL_dx_2d():
    """∂L/∂x in two dimensions: the C output channels of the group ⌊e/E⌋, each with its transposed convolution."""
    return grouped_plane.gradient("x", "a,e,m,r")


@grouped_plane.theorem()
def grouped_dL_dw_2d():
    """∂L/∂w in two dimensions: channel c of the output with the E input channels of its group ⌊c/C⌋."""
    return grouped_plane.gradient("w", "c,e,m,r")


@grouped_plane.theorem()
def grouped_dL_db_2d():
    """The cotangent of output channel c, which is channel c mod C of its group, summed over batch and positions."""
    return grouped_plane.gradient("b", "c")


@blocks.theorem()
def grouped_is_block_diagonal():
    """A grouped convolution is a convolution whose kernel is zero between channels of different groups."""
    return blocks.identity("z[h,c,i,j]", given=["0 <= h < G"]).then("y[h,c,i,j]", "e → h·E + e")


@causal.theorem()
def the_future_has_no_part():
    """∂y_t/∂x_m = 0 for every m > t: no output depends on a later input."""
    return causal.jacobian("y", "n,c,t", "x", "a,f,m", given=["t < m"]).then("0", "t − d·(K − 1 − k) ≤ t < m")


@causal.theorem()
def causal_dL_dx():
    """The gradient looks ahead: x_m is in the outputs m, m + d, …, m + d·(K − 1)."""
    return causal.gradient("x", "a,f,m").then("sum(c<C,k<K, m+d*k < T) dL/dy[a,c,m+d*k]*w[c,f,K-1-k]", "k → K − 1 − k")


@causal.theorem()
def causal_dL_dw():
    """The gradient in the kernel: the input, as many steps ago as the tap looks back, correlated with the cotangent."""
    return causal.gradient("w", "a,f,m")


@causal.theorem()
def causal_dL_db():
    """The cotangent summed over batch and time."""
    return causal.gradient("b", "a")


@shifted.theorem()
def causal_is_padded_and_cut_off():
    """It is the convolution with padding d·(K − 1), of which the first T outputs are kept."""
    return shifted.identity("y[c,t]", given=["0 <= t < T"]).then("z[c,t]", "t − d·(K − 1 − k) = t + d·k − d·(K − 1)")
