"""Curvilinear coordinates: the squared gradient and the Laplacian in polar, cylindrical and spherical coordinates.

Mainz, 2D Vision and Deep Learning, assignment 9 (January 2020), exercise 1 has the gradient in polar coordinates; these are its
neighbours, each for every f that is differentiable twice, away from the points where the coordinates are no coordinates.
"""

from symgrad import Page

SOURCE = "beside Mainz, 2D Vision and Deep Learning, assignment 9, exercise 1"
CIRCLE = "sin² + cos² = 1"
FACTS = "sin² + cos² = 1, a·(1/a) = 1"

polar = Page("Polar coordinates", source=SOURCE, text="x = r*cos(θ); y = r*sin(θ)")

cylindrical = Page("Cylindrical coordinates", source=SOURCE, text="x = ρ*cos(φ); y = ρ*sin(φ)")

spherical = Page(
    "Spherical coordinates",
    source=SOURCE,
    text="x = r*sin(θ)*cos(φ); y = r*sin(θ)*sin(φ); z = r*cos(θ)",
)


@polar.theorem()
def polar_laplacian():
    """The Laplacian in polar coordinates."""
    return (
        polar.identity("d(d(f(x,y))/dr)/dr + (1/r)*d(f(x,y))/dr + (1/r)**2*d(d(f(x,y))/dθ)/dθ")
        .differentiate_all(["r", "θ"])
        .by_facts("f{2,0}(x,y) + f{0,2}(x,y)", CIRCLE)
    )


@cylindrical.theorem()
def cylindrical_gradient_norm():
    """The squared length of the gradient in cylindrical coordinates."""
    return (
        cylindrical.identity("(d(f(x,y,z))/dρ)**2 + (1/ρ)**2*(d(f(x,y,z))/dφ)**2 + (d(f(x,y,z))/dz)**2")
        .differentiate_all(["ρ", "φ", "z"])
        .by_facts("f{1,0,0}(x,y,z)**2 + f{0,1,0}(x,y,z)**2 + f{0,0,1}(x,y,z)**2", FACTS)
    )


@cylindrical.theorem()
def cylindrical_laplacian():
    """The Laplacian in cylindrical coordinates."""
    return (
        cylindrical.identity("(1/ρ)*d(ρ*d(f(x,y,z))/dρ)/dρ + (1/ρ)**2*d(d(f(x,y,z))/dφ)/dφ + d(d(f(x,y,z))/dz)/dz")
        .differentiate_all(["ρ", "φ", "z"])
        .by_facts("f{2,0,0}(x,y,z) + f{0,2,0}(x,y,z) + f{0,0,2}(x,y,z)", CIRCLE)
    )


@spherical.theorem()
def spherical_gradient_norm():
    """The squared length of the gradient in spherical coordinates, θ from the axis."""
    return (
        spherical.identity("(d(f(x,y,z))/dr)**2 + (1/r)**2*(d(f(x,y,z))/dθ)**2 + (1/r)**2*inv(sin(θ))**2*(d(f(x,y,z))/dφ)**2")
        .differentiate_all(["r", "θ", "φ"])
        .by_facts("f{1,0,0}(x,y,z)**2 + f{0,1,0}(x,y,z)**2 + f{0,0,1}(x,y,z)**2", FACTS)
    )


@spherical.theorem()
def spherical_laplacian():
    """The Laplacian in spherical coordinates, θ from the axis."""
    return (
        spherical.identity(
            "(1/r)**2*d(r**2*d(f(x,y,z))/dr)/dr + (1/r)**2*inv(sin(θ))*d(sin(θ)*d(f(x,y,z))/dθ)/dθ"
            " + (1/r)**2*inv(sin(θ))**2*d(d(f(x,y,z))/dφ)/dφ"
        )
        .differentiate_all(["r", "θ", "φ"])
        .by_facts("f{2,0,0}(x,y,z) + f{0,2,0}(x,y,z) + f{0,0,2}(x,y,z)", CIRCLE)
    )
