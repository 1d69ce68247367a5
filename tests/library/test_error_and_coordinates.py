"""The mean squared error through convolution and pooling, and curvilinear coordinates: what is said, and when."""

import pytest

from tests.library.statement import statement

MEAN = "2/cast(A*B)"
WINNER = "argmax_{}(m<2, n<2) o[2*i + m,2*j + n]"


@pytest.mark.parametrize(("name", "read"), [("dE_dw", "x[i + u,j + v]"), ("dE_dw_strided", "x[γ*i + u,γ*j + v]")])
def test_the_kernel_gets_the_input_correlated_with_twice_the_mean_error(name, read):
    said, given = statement(f"error_through_convolution.{name}")
    assert said.removesuffix(read).endswith("*(o[i,j] - y[i,j])*")
    assert "= sum(i<A, j<B) 2/" in said
    assert given == ["0 <= u", "u < P", "0 <= v", "v < Q"]


def test_through_pooling_only_the_input_under_the_winner_counts():
    said, given = statement("error_through_convolution.dE_dw_pooled")
    assert said.endswith(f"x[2*i + {WINNER.format(1)} + u,2*j + {WINNER.format(2)} + v]")
    assert "forall(i<A, j<B) (unique(m<2, n<2) o[2*i + m,2*j + n])" in given


def test_the_target_gets_minus_twice_the_mean_error_entry_by_entry():
    said, given = statement("error_through_convolution.dE_dy")
    assert said == f"d(E)/dy[u,v] = -{MEAN}*(o[u,v] - y[u,v])"
    assert given == ["0 <= u", "u < A", "0 <= v", "v < B"]


@pytest.mark.parametrize(("name", "output"), [("dE_db", "o"), ("dE_db_strided", "o"), ("dE_db_pooled", "z")])
def test_the_bias_gets_a_number(name, output):
    said, _ = statement(f"error_through_convolution.{name}")
    assert said.endswith(f"*sum(i<A, j<B) 2*({output}[i,j] - y[i,j])")


@pytest.mark.parametrize(
    ("name", "old", "conditions"),
    [
        ("polar_laplacian", "(x, y)", {"r != 0"}),
        ("cylindrical_laplacian", "(x, y, z)", {"ρ != 0"}),
        ("spherical_laplacian", "(x, y, z)", {"r != 0", "sin(θ) != 0"}),
    ],
)
def test_the_laplacian_needs_f_twice_differentiable_and_proper_coordinates(name, old, conditions):
    said, given = statement(f"curvilinear.{name}")
    n = old.count(",") + 1
    orders = [",".join(str(2 * (j == k)) for j in range(n)) for k in range(n)]
    assert said.endswith(" = " + " + ".join(f"f{{{order}}}{old}" for order in orders))
    assert set(given) == {"smooth(f, 1)", "smooth(f, 2)", *conditions}


@pytest.mark.parametrize(
    ("name", "conditions"),
    [("cylindrical_gradient_norm", {"ρ != 0"}), ("spherical_gradient_norm", {"r != 0", "sin(θ) != 0"})],
)
def test_the_squared_gradient_needs_f_differentiable_and_proper_coordinates(name, conditions):
    said, given = statement(f"curvilinear.{name}")
    assert said.endswith(" = f{1,0,0}(x, y, z)**2 + f{0,1,0}(x, y, z)**2 + f{0,0,1}(x, y, z)**2")
    assert set(given) == {"smooth(f, 1)", *conditions}


def test_in_every_dimension_the_inverse_metric_gives_the_squared_gradient():
    said, given = statement("metric.gradient_norm")
    assert said == "sum(i<n, j<n) ginv[i,j]*df[i]*df[j] = sum(a<n) F[a]**2"
    assert given == ["forall(a<n, b<n) sum(i<n) J[a,i]*K[i,b] = [a = b]"]
    assert statement("metric.inverse_metric")[0] == "sum(j<n) ginv[i,j]*g[j,k] = [i = k]"


def test_in_the_plane_any_coordinates_will_do_whose_jacobian_does_not_vanish():
    said, given = statement("metric.plane_gradient_norm")
    assert said.endswith(" = f{1,0}(x, y)**2 + f{0,1}(x, y)**2")
    assert "X{1,0}(u, v)*Y{0,1}(u, v) - X{0,1}(u, v)*Y{1,0}(u, v) != 0" in given


def test_in_space_any_coordinates_will_do_whose_jacobian_does_not_vanish():
    said, given = statement("metric.space_gradient_norm")
    assert said.endswith(" = f{1,0,0}(x, y, z)**2 + f{0,1,0}(x, y, z)**2 + f{0,0,1}(x, y, z)**2")
    assert "d(f(x, y, z))/du" in said
    smooth, *determinant = sorted(given, key=lambda h: not h.startswith("smooth"))[3:]
    assert smooth == "smooth(Z, 1)"
    assert [h.endswith(" != 0") for h in determinant] == [True]


def test_in_space_the_cofactors_over_the_determinant_are_the_inverse_of_the_jacobian():
    said, given = statement("metric.space_inverse")
    assert said.count(" = D") == 3
    assert said.count(" = 0") == 6
    assert given == []
