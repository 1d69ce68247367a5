"""Softmax and cross-entropy: p_i = exp x_i / Σ_k exp x_k, and the gradient p − t that makes them one layer."""

from symgrad import Page

SOURCE = "Bishop: Pattern Recognition and Machine Learning (2006), section 4.3.4"

softmax = Page(
    "Softmax",
    source=SOURCE,
    text="p[i<N] = exp(x[i])/(sum(k<N) exp(x[k]))  where x[N]",
)

logarithm = Page(
    "Log-softmax",
    source=SOURCE,
    text="y[i<N] = x[i] - log(sum(k<N) exp(x[k]))  where x[N]",
    also="p[j] = exp(x[j])/(sum(k<N) exp(x[k]))",
)

mixed = Page(
    "Softmax and cross-entropy",
    source=SOURCE,
    text="""
        p[i<N] = exp(x[i])/(sum(k<N) exp(x[k]))
        E = -sum(i<N) t[i]*log(p[i])
        where x[N], t[N], sum(i<N) t[i] = 1
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


@softmax.theorem()
def dL_dx():
    """∂L/∂x_j = p_j·(g_j − Σ_i g_i·p_i), where g = ∂L/∂p."""
    return softmax.gradient("x", "j").then("p[j]*(dL/dp[j] - sum(i<N) dL/dp[i]*p[i])", "p_j = exp x_j/Σ_k exp x_k")


@logarithm.theorem()
def log_softmax_dL_dx():
    """∂L/∂x_j = g_j − p_j·Σ_i g_i, where g = ∂L/∂y."""
    return logarithm.gradient("x", "j").then("dL/dy[j] - p[j]*(sum(i<N) dL/dy[i])", "p_j = exp x_j/Σ_k exp x_k")


@mixed.theorem()
def cross_entropy_dE_dx():
    """∂E/∂x_j = p_j − t_j, for targets that add up to 1."""
    return mixed.gradient("x", "j").by_facts("dL/dE*(p[j] - t[j])", "Σ_i t_i = 1, p_i·(1/p_i) = 1")


@labelled.theorem()
def labels_dE_dx():
    """∂E/∂x_nj = (p_nj − [j = c_n])/B, for a label c_n in each row of a batch of B."""
    return labelled.gradient("x", "m,j").by_facts("dL/dE/B*(p[m,j] - [j = c[m]])", "p_nc·(1/p_nc) = 1")
