"""Linear and bilinear upsampling with half-pixel centres (`align_corners=False`): a matrix, its weights, its transpose.

Entry m of the input and sample i of the output are intervals of one line, s samples to an entry. The centre of sample i, in
entries from the centre of entry 0, is q_i = (i + 1/2)/s − 1/2. It lies between the centres of the entries ⌊q_i⌋ and ⌊q_i⌋ + 1,
where ⌊q_i⌋ = ⌊(2i + 1 − s)/(2s)⌋, and the sample is their mean with the weights 1 − r_i and r_i, r_i = q_i − ⌊q_i⌋ being what is
left over, ((2i + 1 − s) mod 2s)/(2s). Before the first centre and behind the last, both entries are the first, or the last: q_i
is clamped. So y = A·x for a matrix A with these weights in row i. In an image a sample is the mean of its four neighbours, and
there is such a matrix for each axis, whichever rule chooses the neighbours and weights along it.
"""

from symgrad import Page

SOURCE = "the layer upsample of deep-learning frameworks, with align_corners=False"

LEFT, RIGHT = "max(floor((2*i+1-s)/(2*s)),0)", "min(floor((2*i+1-s)/(2*s))+1,N-1)"

line = Page(
    "Linear upsampling with half-pixel centres",
    source=SOURCE,
    text=f"""
        r[i<s*N] = ((2*i+1-s) mod (2*s))/(2*s)
        y[i<s*N] = (1-r[i])*x[{LEFT}] + r[i]*x[{RIGHT}]
        where x[N], s >= 1
    """,
    also=f"""
        A[i,m] = (1-r[i])*[{LEFT} = m] + r[i]*[{RIGHT} = m]
        q[i] = (i+1/2)/s - 1/2
        T[i,m] = [floor((2*i+1-s)/(2*s)) = m]*(1-(q[i]-m)) + [floor((2*i+1-s)/(2*s)) = m-1]*(1+(q[i]-m))
    """,
)

any_size = Page(
    "Linear interpolation from N entries to M samples",
    source=SOURCE,
    text="""
        r[i<M] = ((2*i*N+N-M) mod (2*M))/(2*M)
        y[i<M] = (1-r[i])*x[max(floor((2*i*N+N-M)/(2*M)),0)] + r[i]*x[min(floor((2*i*N+N-M)/(2*M))+1,N-1)]
        where x[N], M >= 1, N >= 1
    """,
    also="""
        A[i,m] = (1-r[i])*[max(floor((2*i*N+N-M)/(2*M)),0) = m] + r[i]*[min(floor((2*i*N+N-M)/(2*M))+1,N-1) = m]
    """,
)

ABOVE, BELOW = "max(floor((2*i+1-s)/(2*s)),0)", "min(floor((2*i+1-s)/(2*s))+1,H-1)"
BEFORE, BEHIND = "max(floor((2*j+1-t)/(2*t)),0)", "min(floor((2*j+1-t)/(2*t))+1,W-1)"

plane = Page(
    "Bilinear upsampling with half-pixel centres",
    source=SOURCE,
    text=f"""
        u[i<s*H] = ((2*i+1-s) mod (2*s))/(2*s)
        v[j<t*W] = ((2*j+1-t) mod (2*t))/(2*t)
        y[i<s*H,j<t*W] = (1-u[i])*(1-v[j])*x[{ABOVE},{BEFORE}] + (1-u[i])*v[j]*x[{ABOVE},{BEHIND}]
            + u[i]*(1-v[j])*x[{BELOW},{BEFORE}] + u[i]*v[j]*x[{BELOW},{BEHIND}]
        where x[H,W], s >= 1, t >= 1
    """,
)

four = Page(
    "A mean of four neighbours, whichever they are",
    source=SOURCE,
    text="""
        y[i<I,j<J] = (1-u[i])*(1-v[j])*x[a[i],c[j]] + (1-u[i])*v[j]*x[a[i],d[j]]
            + u[i]*(1-v[j])*x[b[i],c[j]] + u[i]*v[j]*x[b[i],d[j]]
        where x[H,W], u[I], v[J], a[I] in 0..H, b[I] in 0..H, c[J] in 0..W, d[J] in 0..W
    """,
    also="""
        A[i,m] = (1-u[i])*[a[i] = m] + u[i]*[b[i] = m]
        B[j,n] = (1-v[j])*[c[j] = n] + v[j]*[d[j] = n]
    """,
)


@line.theorem()
def weights_are_parts_of_the_distance():
    """r_i = q_i − ⌊q_i⌋."""
    return line.identity("r[i]").by_facts("q[i] - floor((2*i+1-s)/(2*s))", "a mod b = a − b·⌊a/b⌋")


@line.theorem()
def weights_add_up_to_one():
    """The weights of each sample add up to 1, so that what is constant stays as it is."""
    return line.identity("sum(m<N) A[i,m]", given=["0 <= i < s*N"]).then("1", "1 − r_i + r_i")


@line.theorem()
def weights_are_a_triangle():
    """At every entry but the first and the last, the weight is 1 − |q_i − m| if m − 1 ≤ q_i < m + 1, and 0 elsewhere."""
    behind, before = "[floor((2*i+1-s)/(2*s)) = m]", "[floor((2*i+1-s)/(2*s)) = m-1]"
    return (
        line.identity("A[i,m]", given=["0 < m < N-1"])
        .by_cases(f"{behind}*(1-r[i]) + {before}*r[i]", "max(a, 0) = m > 0 just where a = m; as with min")
        .by_facts(
            f"{behind}*(1-(q[i]-floor((2*i+1-s)/(2*s)))) + {before}*(q[i]-floor((2*i+1-s)/(2*s)))",
            "r_i = q_i − ⌊q_i⌋",
        )
        .by_cases("T[i,m]", "⌊q_i⌋ = m, ⌊q_i⌋ = m − 1")
    )


@line.theorem()
def linear_is_a_matrix():
    """y = A·x."""
    return line.identity("y[i]", given=["0 <= i < s*N"]).then("sum(m<N) A[i,m]*x[m]", "each weight at its entry")


@line.theorem()
def linear_dL_dx():
    """∂L/∂x = Aᵀ·∂L/∂y: each entry collects the cotangents of the samples that it has a part in, with their weights."""
    return line.gradient("x", "m").then("sum(i<s*N) A[i,m]*dL/dy[i]", "[… = m] as a factor")


@any_size.theorem()
def any_size_dL_dx():
    """The same for any number M of samples, where q_i = (i + 1/2)·N/M − 1/2."""
    return any_size.gradient("x", "m").then("sum(i<M) A[i,m]*dL/dy[i]", "[… = m] as a factor")


@plane.theorem()
def bilinear_dL_dx():
    """Each entry collects the cotangents of the samples of which it is one of the four neighbours, each with its weight."""
    return plane.gradient("x", "m,n")


@four.theorem()
def bilinear_is_two_matrices():
    """Y = A·X·Bᵀ: the mean of four neighbours is taken along one axis, then along the other."""
    return four.identity("y[i,j]", given=["0 <= i < I", "0 <= j < J"]).then(
        "sum(m<H,n<W) A[i,m]*B[j,n]*x[m,n]", "each weight at its entry"
    )


@four.theorem()
def bilinear_dL_dx_is_two_matrices():
    """∂L/∂X = Aᵀ·∂L/∂Y·B."""
    return four.gradient("x", "m,n").then("sum(i<I,j<J) A[i,m]*B[j,n]*dL/dy[i,j]", "[… = m] and [… = n] as factors")
