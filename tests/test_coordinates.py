"""The Laplacian of a change of coordinates: proved, with its conditions, and undecided where nothing is known."""

from __future__ import annotations

import json
from typing import Any

import pytest
import sympy
from sympy import Function, cos, cosh, exp, sin, sinh, symbols

from symgrad.coordinates import change_coordinates
from symgrad.core.replay import load
from symgrad.engine.opinion import second_opinion
from symgrad.errors import Problem

X, Y, Z, r, t, p, u, v = symbols("X Y Z r t p u v")
f = Function("f")
POLAR = {X: r * cos(t), Y: r * sin(t)}
MAPS: dict[str, tuple[dict[Any, Any], set[str]]] = {
    "polar": (POLAR, {"r != 0"}),
    "cylindrical": ({**POLAR, Z: Z}, {"r != 0"}),
    "spherical": ({X: r * sin(t) * cos(p), Y: r * sin(t) * sin(p), Z: r * cos(t)}, {"r != 0", "sin(t) != 0"}),
    "parabolic": ({X: (u**2 - v**2) / 2, Y: u * v}, {"u**2 + v**2 != 0"}),
    "log-polar": ({X: exp(u) * cos(v), Y: exp(u) * sin(v)}, set()),
    "scaled": ({X: 3 * u, Y: -5 * v}, set()),
}


@pytest.mark.parametrize("name", MAPS)
def test_the_laplacian_of_orthogonal_coordinates_is_proved(name: str) -> None:
    substitution, conditions = MAPS[name]
    theorem = change_coordinates(f, substitution).laplacian
    assert theorem.verdict == "proved"
    assert set(theorem.hypotheses) == {"smooth(f, 1)", "smooth(f, 2)", *conditions}
    assert load(json.dumps(theorem.certificate))
    second_opinion(theorem.document, 24)
    assert theorem.document.instances.disagreement is None
    assert theorem.document.instances.counted >= 12


def test_elliptic_coordinates_are_written_with_exponentials_and_proved() -> None:
    change = change_coordinates(f, {X: cosh(u) * cos(v), Y: sinh(u) * sin(v)})
    for theorem in (change.gradient_norm, change.laplacian):
        assert theorem.verdict == "proved"
        assert len([h for h in theorem.hypotheses if "exp" in h]) == 1  # cosh²u·sin²v + sinh²u·cos²v ≠ 0


def test_sympy_agrees_with_the_polar_laplacian_of_a_concrete_function() -> None:
    equation = change_coordinates(f, POLAR).laplacian.to_sympy()
    concrete = equation.replace(f, lambda a, b: a**3 * b + b**2).doit()
    assert sympy.simplify(concrete.lhs - concrete.rhs) == 0


def test_an_inverse_that_depends_on_what_is_differentiated_by_leaves_the_laplacian_undecided() -> None:
    inversion = {X: u / (u**2 + v**2), Y: v / (u**2 + v**2)}
    change = change_coordinates(f, inversion)
    assert change.gradient_norm.verdict == "proved"
    assert change.laplacian.verdict == "undecided"
    assert "u² + v² ≠ 0" in change.laplacian.document.reason


def test_the_laplacian_of_coordinates_that_are_not_orthogonal_is_refused() -> None:
    with pytest.raises(Problem) as caught:
        change_coordinates(f, {X: u + v, Y: v}).laplacian  # noqa: B018  # the property is what raises
    assert caught.value.code == "SG114"
