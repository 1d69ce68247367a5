"""Softmax and cross-entropy: p_i = exp x_i / Σ_k exp x_k, and the gradient p − t that makes them one layer.

The Jacobian is that of one row; the layers take a batch of B rows, and the loss is averaged over them.
"""

from symgrad import Page

SOURCE = "Bishop: Pattern Recognition and Machine Learning (2006), section 4.3.4"

softmax = Page(
    "Softmax",
    source=SOURCE,
    text="p[i<N] = exp(x[i])/(sum(k<N) exp(x[k]))  where x[N]",
)

rows = Page(
    "Softmax of each row",
    source=SOURCE,
    text="p[n<B,i<N] = exp(x[n,i])/(sum(k<N) exp(x[n,k]))  where x[B,N]",
)

logarithm = Page(
    "Log-softmax of each row",
    source=SOURCE,
    text="y[n<B,i<N] = x[n,i] - log(sum(k<N) exp(x[n,k]))  where x[B,N]",
    also="p[n,j] = exp(x[n,j])/(sum(k<N) exp(x[n,k]))",
)

mixed = Page(
    "Softmax and cross-entropy, averaged over a batch",
    source=SOURCE,
    text="""
        p[n<B,i<N] = exp(x[n,i])/(sum(k<N) exp(x[n,k]))
        E = -1/B*(sum(n<B,i<N) t[n,i]*log(p[n,i]))
        where x[B,N], t[B,N], B >= 1, sum(i<N) t[n,i] = 1 for n<B
    """,
)

labelled = Page(
    "Softmax and cross-entropy with labels, averaged over a batch",
    source=SOURCE,
    text="""
        p[n<B,i<N] = exp(x[n,i])/(sum(k<N) exp(x[n,k]))
        E = -1/B*(sum(n<B) log(p[n,c[n]]))
        where x[B,N], c[B] in 0..N, B >= 1
    """,
)


@softmax.theorem()
def dp_dx():
    """∂p_i/∂x_j = p_i·(δ_ij − p_j)."""
    return softmax.jacobian("p", "i", "x", "j").then("p[i]*([i = j] - p[j])", "p_i = exp x_i/Σ_k exp x_k")


@rows.theorem()
def dL_dx():
    """∂L/∂x_j = p_j·(g_j − Σ_i g_i·p_i) in each row, where g = ∂L/∂p."""
    return rows.gradient("x", "m,j").then("p[m,j]*(dL/dp[m,j] - sum(i<N) dL/dp[m,i]*p[m,i])", "p_j = exp x_j/Σ_k exp x_k")


@logarithm.theorem()
def log_softmax_dL_dx():
    """∂L/∂x_j = g_j − p_j·Σ_i g_i in each row, where g = ∂L/∂y."""
    return logarithm.gradient("x", "m,j").then("dL/dy[m,j] - p[m,j]*(sum(i<N) dL/dy[m,i])", "p_j = exp x_j/Σ_k exp x_k")


@mixed.theorem()
def cross_entropy_dE_dx():
    """∂E/∂x_nj = (p_nj − t_nj)/B, for targets that add up to 1 in each row."""
    return mixed.gradient("x", "m,j").by_facts("dL/dE/B*(p[m,j] - t[m,j])", "Σ_i t_ni = 1, p_ni·(1/p_ni) = 1")


@labelled.theorem()
def labels_dE_dx():
    """∂E/∂x_nj = (p_nj − [j = c_n])/B, for a label c_n in each row of a batch of B."""
    return labelled.gradient("x", "m,j").by_facts("dL/dE/B*(p[m,j] - [j = c[m]])", "p_nc·(1/p_nc) = 1")
