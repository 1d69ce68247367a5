"""The convolution layer as frameworks have it: batch, channels, bias, stride, dilation and zero padding, on each axis its own.

The output may have any size: nothing is assumed of O, so input that no window covers (leftover) and windows that lie wholly in
the padding are included. ∂L/∂w has exactly the kernel's shape, ∂L/∂x exactly the input's. An axis more is an index more in
each of o, k and the reads; no step changes, and the proof is found in the same way.
"""

from symgrad import Page

SOURCE = "the layers conv1d, conv2d and conv3d of deep-learning frameworks"

one = Page(
    "Convolution layer, 1-D",
    source=SOURCE,
    text="""
        y[n<B,c<C,o<O] = b[c] + sum(e<E,k<K) w[c,e,k]*x[n,e,s*o+d*k-p]
        where x[B,E,N] is zero outside, w[C,E,K], b[C], s >= 1
    """,
    parameters={"stride": "s", "padding": "p", "dilation": "d"},
)

two = Page(
    "Convolution layer, 2-D",
    source=SOURCE,
    text="""
        y[n<B,c<C,i<I,j<J] = b[c] + sum(e<E,k<P,l<Q) w[c,e,k,l]*x[n,e,s*i+d*k-p,t*j+g*l-q]
        where x[B,E,H,W] is zero outside, w[C,E,P,Q], b[C], s >= 1, t >= 1
    """,
    parameters={"stride": "s,t", "padding": "p,q", "dilation": "d,g"},
)

three = Page(
    "Convolution layer, 3-D",
    source=SOURCE,
    text="""
        y[n<B,c<C,i<I,j<J,h<L]
            = b[c] + sum(e<E,k<P,l<Q,m<R) w[c,e,k,l,m]*x[n,e,s*i+d*k-p,t*j+g*l-q,u*h+f*m-r]
        where x[B,E,T,H,W] is zero outside, w[C,E,P,Q,R], b[C], s >= 1, t >= 1, u >= 1
    """,
    parameters={"stride": "s,t,u", "padding": "p,q,r", "dilation": "d,g,f"},
)


@one.theorem()
def dL_dx():
    """The transposed convolution: the taps k for which the stride divides i + p − d·k."""
    return one.gradient("x", "a,f,i")


@one.theorem()
def dL_dw():
    """The input correlated with the cotangent, dilated by the stride, summed over the batch."""
    return one.gradient("w", "a,f,m")


@one.theorem()
def dL_db():
    """The cotangent summed over batch and positions."""
    return one.gradient("b", "a")


@two.theorem()
def dL_dx_2d():
    """∂L/∂x in two dimensions: each axis has its own stride, dilation and padding."""
    return two.gradient("x", "a,f,m,r")


@two.theorem()
def dL_dw_2d():
    """∂L/∂w in two dimensions."""
    return two.gradient("w", "a,f,m,r")


@two.theorem()
def dL_db_2d():
    """∂L/∂b in two dimensions."""
    return two.gradient("b", "a")


@three.theorem()
def dL_dx_3d():
    """∂L/∂x in three dimensions: time, height and width each by themselves."""
    return three.gradient("x", "a,v,α,β,γ")


@three.theorem()
def dL_dw_3d():
    """∂L/∂w in three dimensions."""
    return three.gradient("w", "a,v,α,β,γ")


@three.theorem()
def dL_db_3d():
    """∂L/∂b in three dimensions."""
    return three.gradient("b", "a")
