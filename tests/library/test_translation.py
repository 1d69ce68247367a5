"""Translation equivariance, sizes and numbers of parameters: what is said, and under which conditions."""

import pytest

from tests.library.statement import statement


def test_convolution_commutes_with_every_translation_of_the_plane():
    assert statement("translation.equivariance") == ("c[x - s,y - t] = d[x,y]", [])


def test_in_a_bounded_image_it_does_so_where_the_window_lies_inside():
    assert statement("translation.inside") == ("z[a,b] = y[a - s,b - t]", ["p <= a", "a < M - p", "q <= b", "b < N - q"])


def test_with_circular_padding_it_does_so_everywhere():
    assert statement("translation.around") == ("z[o] = y[(o - t) mod N]", ["1 <= N"])


def test_with_a_stride_multiples_of_it_become_translations():
    assert statement("translation.multiples_of_the_stride") == ("z[o] = y[o - t]", [])


def test_a_stride_of_two_or_more_breaks_equivariance_for_every_translation_of_the_output():
    assert statement("translation.stride_breaks_equivariance") == ("not (forall(o<1) z[o + t] = y[o])", ["2 <= s"])


def test_a_border_breaks_equivariance():
    assert statement("translation.border_breaks_equivariance") == ("not (forall(i<3) z[i] = y[i + 1])", [])


def test_the_printed_first_line_is_false():
    assert statement("translation.printed_line_is_false") == ("not (forall(x<2, y<1) fk[x,y] = line[x,y])", [])


def test_the_printed_second_line_follows_from_the_first():
    assert statement("translation.second_line_follows_from_the_first") == ("first[x,y] = second[x,y]", [])


def test_the_windows_inside_an_image_are_a_grid_smaller_by_twice_the_border():
    said, given = statement("sizes_and_parameters.windows_inside")
    assert said == "(0 <= a - p and a + p < m and 0 <= b - q and b + q < n) iff (p <= a < m - p and q <= b < n - q)"
    assert given == []


@pytest.mark.parametrize(
    ("name", "number"),
    [
        ("valid_size", "(m - 2*p)*(n - 2*q)"),
        ("same_size", "m*n"),
        ("outputs", "3*K*(m - p + 1)**2"),
        ("shared", "K*p**2"),
        ("locally_connected", "3*K*p**2*(m - p + 1)**2"),
        ("fully_connected", "9*K*m**2*(m - p + 1)**2"),
        ("ratio_to_local", "1/(3*(m - p + 1)**2)"),
        ("ratio_to_full", "p**2/(9*m**2*(m - p + 1)**2)"),
        ("usual_outputs", "K*(m - p + 1)**2"),
        ("usual_shared", "3*K*p**2"),
        ("usual_locally_connected", "3*K*p**2*(m - p + 1)**2"),
        ("usual_fully_connected", "3*K*m**2*(m - p + 1)**2"),
        ("usual_ratio_to_local", "1/(m - p + 1)**2"),
        ("usual_ratio_to_full", "p**2/(m**2*(m - p + 1)**2)"),
    ],
)
def test_the_number_is_counted(name, number):
    said, _ = statement(f"sizes_and_parameters.{name}")
    assert (
        said.replace("cast(K)", "K")
        .replace("cast(m)", "m")
        .replace("cast(n)", "n")
        .replace("cast(p)", "p")
        .replace("cast(q)", "q")
        .endswith(f" = {number}")
    )


@pytest.mark.parametrize(
    ("name", "decimals"), [("ratios_in_numbers", (21675, 11025)), ("usual_ratios_in_numbers", (65035, 99235))]
)
def test_the_ratios_in_numbers_need_no_condition(name, decimals):
    said, given = statement(f"sizes_and_parameters.{name}")
    assert all(f"{d}/" in said for d in decimals)
    assert given == []


def test_both_gradients_are_convolutions_with_an_array_rotated_about_the_origin():
    said, given = statement("centred_kernel.dL_dw")
    assert said == "dL/dw[u,v] = sum(i<M, j<N) rotx[u - i,v - j]*dL/dy[i,j]"
    assert given == ["-k <= u", "u < k + 1", "-k <= v", "v < k + 1"]
    said, _ = statement("centred_kernel.dL_dx")
    assert said == "dL/dx[m,n] = sum(i<M, j<N) rotw[m - i,n - j]*dL/dy[i,j]"
    said, _ = statement("centred_kernel.dL_dw_in_place")
    assert said == "dL/dw[u,v] = sum(i<M, j<N) flipx[u + M - 1 - i,v + N - 1 - j]*dL/dy[i,j]"
