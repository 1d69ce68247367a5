"""Polar coordinates: (∂f/∂r)² + (1/r²)·(∂f/∂θ)² = (∂f/∂x)² + (∂f/∂y)².

Mainz, 2D Vision and Deep Learning, assignment 9 (January 2020), exercise 1, with x = r·cos θ, y = r·sin θ and the chain rule.
It holds where r ≠ 0, for every differentiable f.
"""

from symgrad import Page

page = Page(
    "Polar coordinates",
    source="Mainz, 2D Vision and Deep Learning, assignment 9, exercise 1",
    text="x = r*cos(θ); y = r*sin(θ)",
)


@page.theorem(featured=True)
def gradient_norm():
    """The squared length of the gradient, in polar coordinates."""
    return (
        page.identity("(d(f(x,y))/dr)**2 + (1/r)**2*(d(f(x,y))/dθ)**2")
        .differentiate_all(["r", "θ"])
        .by_facts("f{1,0}(x,y)**2 + f{0,1}(x,y)**2", "sin²θ + cos²θ = 1, r·(1/r) = 1")
    )
