"""The squared gradient in any coordinates: ∇f·∇f = Σ_ij g^{ij}·f_i·f_j, in every dimension.

Beside Mainz, 2D Vision and Deep Learning, assignment 9 (January 2020), exercise 1. J_{a,i} = ∂x_a/∂q_i is the
Jacobian, K its inverse, F_a = ∂f/∂x_a; by the chain rule ∂f/∂q_i = df_i = Σ_a F_a·J_{a,i}. The metric is g_{ij} = Σ_a
J_{a,i}·J_{a,j}, and g^{ij} = Σ_a K_{i,a}·K_{j,a} is its inverse. Where the coordinates are orthogonal, only the terms
i = j are left; in two dimensions the inverse is written out.
"""

from symgrad import Page

SOURCE = "beside Mainz, 2D Vision and Deep Learning, assignment 9, exercise 1"

anyhow = Page(
    "The metric in n dimensions",
    source=SOURCE,
    text="""
        df[i<n] = sum(a<n) F[a]*J[a,i]
        g[i<n,j<n] = sum(a<n) J[a,i]*J[a,j]
        ginv[i<n,j<n] = sum(a<n) K[i,a]*K[j,a]
        where F[n], J[n,n], K[n,n],
            sum(i<n) J[a,i]*K[i,b] = [a = b] for a<n, b<n,
            sum(a<n) K[i,a]*J[a,j] = [i = j] for i<n, j<n
    """,
)

plane = Page(
    "Any coordinates of the plane",
    source=SOURCE,
    text="""
        x = X(u,v)
        y = Y(u,v)
        D = X{1,0}(u,v)*Y{0,1}(u,v) - X{0,1}(u,v)*Y{1,0}(u,v)
        g11 = X{1,0}(u,v)**2 + Y{1,0}(u,v)**2
        g12 = X{1,0}(u,v)*X{0,1}(u,v) + Y{1,0}(u,v)*Y{0,1}(u,v)
        g22 = X{0,1}(u,v)**2 + Y{0,1}(u,v)**2
    """,
)


@anyhow.theorem()
def inverse_metric():
    """Σ_j g^{ij}·g_{jk} = δ_{ik}."""
    return anyhow.identity("sum(j<n) ginv[i,j]*g[j,k]", given=["0 <= i", "i < n", "0 <= k", "k < n"]).contracted(
        "[i = k]", "J·K = 1, K·J = 1"
    )


@anyhow.theorem()
def gradient_norm():
    """Σ_ij g^{ij}·f_i·f_j = Σ_a (∂f/∂x_a)²."""
    return anyhow.identity("sum(i<n,j<n) ginv[i,j]*df[i]*df[j]").contracted("sum(a<n) F[a]**2", "J·K = 1")


@plane.theorem()
def plane_gradient_norm():
    """In the plane, with D = x_u·y_v − x_v·y_u ≠ 0."""
    return (
        plane.identity("(1/D)**2*(g22*(d(f(x,y))/du)**2 - 2*g12*d(f(x,y))/du*d(f(x,y))/dv + g11*(d(f(x,y))/dv)**2)")
        .differentiate_all(["u", "v"])
        .by_facts("f{1,0}(x,y)**2 + f{0,1}(x,y)**2", "D = x_u·y_v − x_v·y_u, D·(1/D) = 1")
    )
