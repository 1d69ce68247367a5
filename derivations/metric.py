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
        xu = X{1,0,0}(u,v,w); xv = X{0,1,0}(u,v,w); xw = X{0,0,1}(u,v,w)
        yu = Y{1,0,0}(u,v,w); yv = Y{0,1,0}(u,v,w); yw = Y{0,0,1}(u,v,w)
        zu = Z{1,0,0}(u,v,w); zv = Z{0,1,0}(u,v,w); zw = Z{0,0,1}(u,v,w)
        ux = yv*zw - yw*zv; uy = zv*xw - zw*xv; uz = xv*yw - xw*yv
        vx = yw*zu - yu*zw; vy = zw*xu - zu*xw; vz = xw*yu - xu*yw
        wx = yu*zv - yv*zu; wy = zu*xv - zv*xu; wz = xu*yv - xv*yu
        D = xu*ux + xv*vx + xw*wx
        huu = ux**2 + uy**2 + uz**2
        hvv = vx**2 + vy**2 + vz**2
        hww = wx**2 + wy**2 + wz**2
        huv = ux*vx + uy*vy + uz*vz
        huw = ux*wx + uy*wy + uz*wz
        hvw = vx*wx + vy*wy + vz*wz
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
    """In space, the cofactors over D are the inverse of the Jacobian."""
    rows = [f"{a}u*u{b} + {a}v*v{b} + {a}w*w{b} = {'D' if a == b else '0'}" for a in "xyz" for b in "xyz"]
    return space.claim(" and ".join(rows)).follows("expansion of D by each row")


@space.theorem()
def space_gradient_norm():
    """In space, with g^{ij} = h_{ij}/D², the products of the cofactors, and D = det J ≠ 0."""
    fu, fv, fw = (f"d(f(x,y,z))/d{q}" for q in "uvw")
    squares = f"huu*({fu})**2 + hvv*({fv})**2 + hww*({fw})**2"
    return (
        space.identity(f"(1/D)**2*({squares} + 2*huv*{fu}*{fv} + 2*huw*{fu}*{fw} + 2*hvw*{fv}*{fw})")
        .differentiate_all(["u", "v", "w"])
        .by_facts("f{1,0,0}(x,y,z)**2 + f{0,1,0}(x,y,z)**2 + f{0,0,1}(x,y,z)**2", "D = x_u·u_x + x_v·v_x + x_w·w_x, D·(1/D) = 1")
    )
