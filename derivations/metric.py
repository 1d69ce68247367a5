"""The squared gradient in any coordinates: ∇f·∇f = Σ_ij g^{ij}·f_i·f_j.

Beside Mainz, 2D Vision and Deep Learning, assignment 9 (January 2020), exercise 1. In two and in three dimensions f is any
differentiable function of coordinates that are any differentiable functions of new ones, and the chain rule is part of the
proof. A function of n variables cannot be written here for an n that is not a number, so in n dimensions the chain rule
is what df is defined by: with the Jacobian J_{a,i} = ∂x_a/∂q_i and F_a = ∂f/∂x_a, it is ∂f/∂q_i = df_i = Σ_a F_a·J_{a,i};
and K is supposed to be the inverse of J. The metric is g_{ij} = Σ_a J_{a,i}·J_{a,j}, and g^{ij} = Σ_a K_{i,a}·K_{j,a} is its
inverse. Where the coordinates are orthogonal, only the terms i = j are left. In two and three dimensions the inverse is
written out.
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

space = Page(
    "Any coordinates of space",
    source=SOURCE,
    text="""
        x = X(u,v,w)
        y = Y(u,v,w)
        z = Z(u,v,w)
        p1 = X{1,0,0}(u,v,w); p2 = X{0,1,0}(u,v,w); p3 = X{0,0,1}(u,v,w)
        q1 = Y{1,0,0}(u,v,w); q2 = Y{0,1,0}(u,v,w); q3 = Y{0,0,1}(u,v,w)
        r1 = Z{1,0,0}(u,v,w); r2 = Z{0,1,0}(u,v,w); r3 = Z{0,0,1}(u,v,w)
        a1 = q2*r3 - q3*r2; b1 = r2*p3 - r3*p2; c1 = p2*q3 - p3*q2
        a2 = q3*r1 - q1*r3; b2 = r3*p1 - r1*p3; c2 = p3*q1 - p1*q3
        a3 = q1*r2 - q2*r1; b3 = r1*p2 - r2*p1; c3 = p1*q2 - p2*q1
        D = p1*a1 + p2*a2 + p3*a3
        h11 = a1**2 + b1**2 + c1**2
        h22 = a2**2 + b2**2 + c2**2
        h33 = a3**2 + b3**2 + c3**2
        h12 = a1*a2 + b1*b2 + c1*c2
        h13 = a1*a3 + b1*b3 + c1*c3
        h23 = a2*a3 + b2*b3 + c2*c3
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


@space.theorem()
def space_inverse():
    """In space, the cofactors a_i, b_i and c_i over D = det J are the inverse of the Jacobian."""
    rows = [
        f"{p}1*{a}1 + {p}2*{a}2 + {p}3*{a}3 = {'D' if k == j else '0'}" for k, p in enumerate("pqr") for j, a in enumerate("abc")
    ]
    return space.claim(" and ".join(rows)).follows("expansion of D by each row")


@space.theorem()
def space_gradient_norm():
    """In space, with g^{ij} = h_{ij}/D², products of cofactors over D², and D = det J ≠ 0."""
    fu, fv, fw = (f"d(f(x,y,z))/d{q}" for q in "uvw")
    squares = f"h11*({fu})**2 + h22*({fv})**2 + h33*({fw})**2"
    return (
        space.identity(f"(1/D)**2*({squares} + 2*h12*{fu}*{fv} + 2*h13*{fu}*{fw} + 2*h23*{fv}*{fw})")
        .differentiate_all(["u", "v", "w"])
        .by_facts("f{1,0,0}(x,y,z)**2 + f{0,1,0}(x,y,z)**2 + f{0,0,1}(x,y,z)**2", "D = p1·a1 + p2·a2 + p3·a3, D·(1/D) = 1")
    )
