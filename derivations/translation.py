"""Translation equivariance: convolution commutes with translations on ℤ², inside a bounded image, and not across a stride.

ETH Zürich, Deep Learning, exercise series 5 (October 2018), solution 1. In the first line of the printed proof,
f(x−s−v, y−t−v) should be f(x−s−u, y−t−v); as printed the line is false, already for the image and the kernel of the
last theorem here. The second line carries the slip on; it does follow from the first, and is as false.
"""

from symgrad import Page

SOURCE = "ETH Zürich, Deep Learning, exercise series 5, solution 1"

plane = Page(
    "Translation equivariance in the plane",
    source=SOURCE,
    text="",
    also="""
        c[x,y] = sum(-p<=u<=p,-q<=v<=q) f[x-u,y-v]*k[u,v]
        g[x,y] = f[x-s,y-t]
        d[x,y] = sum(-p<=u<=p,-q<=v<=q) g[x-u,y-v]*k[u,v]
    """,
)


@plane.theorem()
def equivariance():
    """τ(f ∗ k) = (τf) ∗ k, for every translation τ by (s, t): c = f ∗ k translated is d = g ∗ k for g = τf."""
    return (
        plane.identity("c[x-s,y-t]")
        .then("sum(-p<=u<=p,-q<=v<=q) f[x-s-u,y-t-v]*k[u,v]", "definition of c")
        .then("sum(-p<=u<=p,-q<=v<=q) g[x-u,y-v]*k[u,v]", "f[x−s−u, y−t−v] = g[x−u, y−v]")
        .then("d[x,y]", "definition of d")
    )


bounded = Page(
    "Translation equivariance in a bounded image",
    source=SOURCE,
    text="""
        y[a,b] = sum(-p<=u<=p,-q<=v<=q) f[a-u,b-v]*k[u,v]
        where f[M,N] is zero outside, k[-p<=u<=p,-q<=v<=q], y[M,N]
    """,
    also="""
        cut[a,b] = [0 <= a < M and 0 <= b < N and 0 <= a-s < M and 0 <= b-t < N]*f[a-s,b-t]
        z[a,b] = sum(-p<=u<=p,-q<=v<=q) cut[a-u,b-v]*k[u,v]
    """,
)


@bounded.theorem()
def inside():
    """Where the window lies inside the image, the output of the translated image, cut off at its border, is the translated
    output, for every translation."""
    return bounded.identity("z[a,b]", given=["p <= a", "a < M-p", "q <= b", "b < N-q"]).then(
        "y[a-s,b-t]", "the window at (a, b) lies inside the image, so nothing that it reads was cut off"
    )


circular = Page(
    "Translation equivariance with circular padding",
    source=SOURCE,
    text="",
    also="""
        y[o] = sum(-p<=u<=p) f[(o-u) mod N]*k[u]
        g[i] = f[(i-t) mod N]
        z[o] = sum(-p<=u<=p) g[(o-u) mod N]*k[u]
    """,
)

strided = Page(
    "Translation equivariance and stride",
    source=SOURCE,
    text="",
    also="""
        y[o] = sum(u<K) k[u]*f[s*o+u]
        g[i] = f[i-s*t]
        z[o] = sum(u<K) k[u]*g[s*o+u]
    """,
)

breaking = Page(
    "A stride breaks translation equivariance",
    source=SOURCE,
    text="",
    also="""
        δ0[i] = [i = 0]
        δ1[i] = δ0[i-1]
        y[o] = sum(u<1) δ0[s*o+u]
        z[o] = sum(u<1) δ1[s*o+u]
    """,
)

border = Page(
    "A border breaks translation equivariance",
    source=SOURCE,
    text="",
    also="""
        f[i] = [i = 0]
        cut[i] = [0 <= i < 3]*f[i+1]
        y[i] = sum(-1<=u<=1) f[i-u]
        z[i] = sum(-1<=u<=1) cut[i-u]
    """,
)

printed = Page(
    "The first two lines of the printed proof",
    source=SOURCE,
    text="",
    also="""
        f[x,y] = [x = 0 and y = 0]
        k[u,v] = [u = 1 and v = 0]
        fk[x,y] = sum(-1<=u<=1,0<=v<=0) f[x-u,y-v]*k[u,v]
        line[x,y] = sum(-1<=u<=1,0<=v<=0) f[x-v,y-v]*k[u,v]
    """,
)

slip = Page(
    "The second line of the printed proof",
    source=SOURCE,
    text="",
    also="""
        g[x,y] = f[x-s,y-t]
        first[x,y] = sum(-p<=u<=p,-q<=v<=q) f[x-s-v,y-t-v]*k[u,v]
        second[x,y] = sum(-p<=u<=p,-q<=v<=q) g[x-v,y-v]*k[u,v]
    """,
)


@circular.theorem()
def around():
    """With circular padding, a translation round the circle commutes with the layer everywhere."""
    return circular.identity("z[o]", given=["N >= 1"]).then("y[(o-t) mod N]", "remainders of the same index by N")


@strided.theorem()
def multiples_of_the_stride():
    """With stride s, a translation of the input by s·t translates the output by t."""
    return strided.identity("z[o]").then("y[o-t]", "s·o + u − s·t = s·(o − t) + u")


@breaking.theorem()
def stride_breaks_equivariance():
    """With a stride s ≥ 2 a translation of the input by 1 is no translation of the output, by any t: input δ₀, kernel 1."""
    return (
        breaking.claim("not forall(0 <= o < 1) z[o+t] = y[o]", given=["s >= 2"])
        .have("t <= 0 or 1 <= t", "t is an integer")
        .denied_at("0", "z[t] = [s·t = 1] = 0, y[0] = 1")
    )


@border.theorem()
def border_breaks_equivariance():
    """At the border of an image it fails: of an image of 3 entries translated by −1, the first is cut off."""
    return border.claim("not forall(0 <= i < 3) z[i] = y[i+1]").denied_at("0", "z[0] = 0, y[1] = f[0] = 1")


@slip.theorem()
def second_line_follows_from_the_first():
    """Σ_uv f(x−s−v, y−t−v)·k(u,v) is Σ_uv (τf)(x−v, y−v)·k(u,v), whatever f and k are: both lines have the same slip."""
    return slip.identity("first[x,y]").then("second[x,y]", "f[x−s−v, y−t−v] = g[x−v, y−v]")


@printed.theorem()
def printed_line_is_false():
    """With f(x−s−v, y−t−v) both lines are false: f = δ₀, k(1,0) = 1, s = t = 0, where they are one, at (1, 0): 1 against 0."""
    return printed.claim("not forall(0 <= x < 2, 0 <= y < 1) fk[x,y] = line[x,y]").denied_at("1, 0", "fk[1,0] = 1, line[1,0] = 0")
