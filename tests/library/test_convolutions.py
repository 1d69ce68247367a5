"""The convolution layer and its relatives: what is said, for all sizes, and under which conditions."""

import pytest

from tests.library.statement import statement

STRIDES = ["1 <= s", "1 <= t"]
TAPS_THAT_DIVIDE = (
    "0 <= floor((m + p - d*k)/s) < I, s | m + p - d*k, 0 <= floor((r + q - g*l)/t) < J, t | r + q - g*l",
    "floor((m + p - d*k)/s),floor((r + q - g*l)/t)",
)
READ_INSIDE = ("0 <= s*i + d*m - p < H, 0 <= t*j + g*r - q < W", "s*i + d*m - p,t*j + g*r - q")


def inside(**sizes):
    """The ranges of the indices of an entry."""
    return [c for index, size in sizes.items() for c in (f"0 <= {index}", f"{index} < {size}")]


# ---- three dimensions ----


def test_in_three_dimensions_the_gradient_in_the_input_takes_the_taps_that_each_stride_divides():
    said, given = statement("convolution_layer.dL_dx_3d")
    assert said == (
        "dL/dx[a,v,α,β,γ] = sum(c<C, k<P, l<Q, m<R, 0 <= floor((α + p - d*k)/s) < I, s | α + p - d*k, "
        "0 <= floor((β + q - g*l)/t) < J, t | β + q - g*l, 0 <= floor((γ + r - f*m)/u) < L, u | γ + r - f*m) "
        "dL/dy[a,c,floor((α + p - d*k)/s),floor((β + q - g*l)/t),floor((γ + r - f*m)/u)]*w[c,v,k,l,m]"
    )
    assert given == [*STRIDES, "1 <= u", *inside(a="B", v="E", α="T", β="H", γ="W")]


def test_in_three_dimensions_the_gradient_in_the_kernel_is_the_input_correlated_with_the_dilated_cotangent():
    said, given = statement("convolution_layer.dL_dw_3d")
    assert said == (
        "dL/dw[a,v,α,β,γ] = sum(n<B, i<I, j<J, h<L, 0 <= s*i + d*α - p < T, 0 <= t*j + g*β - q < H, "
        "0 <= u*h + f*γ - r < W) dL/dy[n,a,i,j,h]*x[n,v,s*i + d*α - p,t*j + g*β - q,u*h + f*γ - r]"
    )
    assert given == inside(a="C", v="E", α="P", β="Q", γ="R")
    assert statement("convolution_layer.dL_db_3d")[0] == "dL/db[a] = sum(n<B, i<I, j<J, h<L) dL/dy[n,a,i,j,h]"


# ---- transposed ----


def test_the_gradient_of_the_transposed_convolution_of_images_is_the_convolution():
    said, given = statement("transposed_convolution.dL_dx_2d")
    assert said == (
        "dL/dx[a,e,m,h] = sum(c<C, k<P, l<Q, 0 <= s*m + d*k - p < O, 0 <= t*h + g*l - q < R) "
        "dL/dy[a,c,s*m + d*k - p,t*h + g*l - q]*w[e,c,k,l]"
    )
    assert given == inside(a="B", e="F", m="H", h="W")
    said, _ = statement("transposed_convolution.dL_dw_2d")
    assert said == (
        "dL/dw[e,a,m,h] = sum(n<B, i<H, j<W, 0 <= s*i + d*m - p < O, 0 <= t*j + g*h - q < R) "
        "dL/dy[n,a,s*i + d*m - p,t*j + g*h - q]*x[n,e,i,j]"
    )
    assert statement("transposed_convolution.dL_db_2d")[0] == "dL/db[a] = sum(n<B, o<O, r<R) dL/dy[n,a,o,r]"


def test_the_transposed_convolution_of_images_is_the_adjoint():
    said, given = statement("transposed_convolution.adjoint_2d")
    assert said == "sum(f<F, i<H, j<W) conv[f,i,j]*u[f,i,j] = sum(c<C, o<O, r<R) v[c,o,r]*tconv[c,o,r]"
    assert given == []


# ---- depthwise and grouped ----


def test_in_a_depthwise_convolution_each_channel_is_by_itself():
    said, _ = statement("convolution_variants.depthwise_dL_dx")
    conditions, at = TAPS_THAT_DIVIDE
    assert said == f"dL/dx[a,e,m,r] = sum(k<P, l<Q, {conditions}) dL/dy[a,e,{at}]*w[e,k,l]"
    assert statement("convolution_variants.depthwise_dL_db")[0] == "dL/db[e] = sum(n<B, i<I, j<J) dL/dy[n,e,i,j]"


def test_in_a_grouped_convolution_an_input_channel_hears_from_the_outputs_of_its_group():
    said, given = statement("convolution_variants.grouped_dL_dx_2d")
    conditions, at = TAPS_THAT_DIVIDE
    assert said == (
        f"dL/dx[a,e,m,r] = sum(c<C, k<P, l<Q, {conditions}) dL/dy[a,floor(e/E),c,{at}]*w[floor(e/E)*C + c,e mod E,k,l]"
    )
    assert given == [*STRIDES, "1 <= E", *inside(a="B", e="G*E", m="H", r="W")]


def test_in_a_grouped_convolution_an_output_channel_meets_the_inputs_of_its_group():
    said, given = statement("convolution_variants.grouped_dL_dw_2d")
    conditions, at = READ_INSIDE
    assert said == (
        f"dL/dw[c,e,m,r] = sum(n<B, i<I, j<J, {conditions}) dL/dy[n,floor(c/C),c mod C,i,j]*x[n,floor(c/C)*E + e,{at}]"
    )
    assert given == ["1 <= C", *inside(c="G*C", e="E", m="P", r="Q")]
    said, _ = statement("convolution_variants.grouped_dL_db_2d")
    assert said == "dL/db[c] = sum(n<B, i<I, j<J) dL/dy[n,floor(c/C),c mod C,i,j]"


# ---- causal ----


def test_no_output_of_a_causal_convolution_depends_on_a_later_input():
    said, given = statement("convolution_variants.the_future_has_no_part")
    assert said == "d(y[n,c,t])/dx[a,f,m] = 0"
    assert given == ["1 <= d", "t < m", "0 <= f", "f < E", "0 <= m"]


def test_the_gradients_of_a_causal_convolution_look_ahead_and_back_in_steps_of_the_dilation():
    said, _ = statement("convolution_variants.causal_dL_dx")
    assert said == "dL/dx[a,f,m] = sum(c<C, k<K, m + d*k < T) dL/dy[a,c,m + d*k]*w[c,f,K - 1 - k]"
    said, _ = statement("convolution_variants.causal_dL_dw")
    assert said == "dL/dw[a,f,m] = sum(n<B, t<T, 0 <= t - d*(K - 1 - m)) dL/dy[n,a,t]*x[n,f,t - d*(K - 1 - m)]"
    assert statement("convolution_variants.causal_dL_db")[0] == "dL/db[a] = sum(n<B, t<T) dL/dy[n,a,t]"


def test_a_causal_convolution_is_a_padded_one_cut_off():
    assert statement("convolution_variants.causal_is_padded_and_cut_off") == ("y[c,t] = z[c,t]", ["1 <= d", "t < T"])


# ---- separable ----


def test_the_gradient_in_a_factor_of_a_kernel_is_that_of_the_kernel_times_the_other_factor():
    assert statement("separable_convolution.two_passes") == ("y[i,j] = z[i,j]", [])
    assert statement("separable_convolution.dL_du") == ("dL/du[m] = sum(l<Q) D[m,l]*v[l]", inside(m="P"))
    assert statement("separable_convolution.dL_dv") == ("dL/dv[m] = sum(k<P) D[k,m]*u[k]", inside(m="Q"))


def test_a_depthwise_separable_layer_is_one_convolution_and_has_a_gradient_for_each_factor():
    name = "separable_convolution.depthwise_separable"
    assert statement(f"{name}_is_one_convolution") == ("y[c,i,j] = z[c,i,j]", [])
    assert statement(f"{name}_dL_du")[0] == "dL/du[a,f] = sum(n<B, i<I, j<J) dL/dy[n,a,i,j]*h[n,f,i,j]"
    conditions, at = READ_INSIDE
    assert statement(f"{name}_dL_dv")[0] == (f"dL/dv[f,m,r] = sum(n<B, i<I, j<J, {conditions}) D[n,f,i,j]*x[n,f,{at}]")
    conditions, at = TAPS_THAT_DIVIDE
    assert statement(f"{name}_dL_dx")[0] == (f"dL/dx[a,f,m,r] = sum(c<C, k<P, l<Q, {conditions}) dL/dy[a,c,{at}]*u[c,f]*v[f,k,l]")


# ---- im2col ----


def test_the_convolution_of_images_is_a_matrix_product_forwards():
    said, given = statement("im2col.convolution_is_a_matrix_product_2d")
    assert said == "y[c,i,j] = z[c,i*J + j]"
    assert sorted(given) == ["0 <= j", "1 <= J", "1 <= P", "1 <= Q", "j < J"]


def test_the_convolution_of_images_is_a_matrix_product_backwards():
    said, _ = statement("im2col.dL_dw_2d")
    assert said == "dL/dw[a,e,k,l] = sum(o<O) dL/dz[a,o]*U[Q*(P*e + k) + l,o]"
    conditions = "0 <= floor((m + p - d*r)/s) < I, s | m + p - d*r, 0 <= floor((n + q - g*r')/t) < J, t | n + q - g*r'"
    row, column = "Q*(P*e + r) + r'", "floor((m + p - d*r)/s),floor((n + q - g*r')/t)"
    said, _ = statement("im2col.dL_dx_2d")
    assert said == f"dL/dx[e,m,n] = sum(c<C, r<P, r'<Q, {conditions}) dL/dz[c,{column}]*M[c,{row}]"
    said, _ = statement("im2col.col2im_2d")
    assert said == f"dL/dx[e,m,n] = sum(r<P, r'<Q, {conditions}) dL/dU[{row},{column}]"


# ---- upsampling with half-pixel centres ----


def test_a_sample_is_a_mean_with_the_parts_of_its_distance_as_weights():
    said, _ = statement("upsampling_at_centres.weights_are_parts_of_the_distance")
    assert said == "r[i] = q[i] - floor((2*i + 1 - s)/(2*s))"
    assert statement("upsampling_at_centres.weights_add_up_to_one")[0] == "sum(m<N) A[i,m] = 1"
    said, given = statement("upsampling_at_centres.weights_are_a_triangle")
    assert said == "A[i,m] = T[i,m]"
    assert sorted(given) == ["0 < m", "1 <= s", "m < N - 1"]


@pytest.mark.parametrize(
    ("name", "formula"),
    [
        ("linear_is_a_matrix", "y[i] = sum(m<N) A[i,m]*x[m]"),
        ("linear_dL_dx", "dL/dx[m] = sum(i<s*N) A[i,m]*dL/dy[i]"),
        ("any_size_dL_dx", "dL/dx[m] = sum(i<M) A[i,m]*dL/dy[i]"),
        ("bilinear_is_two_matrices", "y[i,j] = sum(m<H, n<W) A[i,m]*B[j,n]*x[m,n]"),
        ("bilinear_dL_dx_is_two_matrices", "dL/dx[m,n] = sum(i<I, j<J) A[i,m]*B[j,n]*dL/dy[i,j]"),
    ],
)
def test_upsampling_is_a_matrix_for_each_axis_and_its_gradient_the_transposed_ones(name, formula):
    assert statement(f"upsampling_at_centres.{name}")[0] == formula


def test_the_bilinear_gradient_collects_the_samples_that_have_an_entry_among_their_four_neighbours():
    above, below = "max(floor((2*i + 1 - s)/(2*s)), 0) = m", "min(floor((2*i + 1 - s)/(2*s)) + 1, H - 1) = m"
    left, right = "max(floor((2*j + 1 - t)/(2*t)), 0) = n", "min(floor((2*j + 1 - t)/(2*t)) + 1, W - 1) = n"
    weights = {(above, left): "(1 - u[i])*(1 - v[j])", (above, right): "(1 - u[i])*v[j]"}
    weights |= {(below, left): "u[i]*(1 - v[j])", (below, right): "u[i]*v[j]"}
    sums = [f"sum(i<s*H, j<t*W, {row}, {column}) dL/dy[i,j]*{w}" for (row, column), w in weights.items()]
    assert statement("upsampling_at_centres.bilinear_dL_dx") == (f"dL/dx[m,n] = {' + '.join(sums)}", [])


# ---- algebra ----


@pytest.mark.parametrize(
    ("name", "law"),
    [
        ("commutative_2d", "y[m,n] = z[m,n]"),
        ("associative_2d", "y[m,n] = z[m,n]"),
        ("distributive_2d", "y[m,n] = p[m,n] + q[m,n]"),
        ("flip_2d", "corr[m,n] = conv[m,n]"),
    ],
)
def test_the_laws_of_convolution_hold_for_images_without_a_condition(name, law):
    assert statement(f"convolution_algebra.{name}") == (law, [])


def test_two_layers_in_a_row_are_one_for_images():
    said, given = statement("convolution_algebra.two_layers_are_one_2d")
    assert said == "y[c,i,j] = sum(e<E, p<P + s*(M - 1), q<Q + r*(N - 1)) u[c,e,p,q]*x[e,s*t*i + p,r*z*j + q]"
    assert given == ["1 <= s", "1 <= r"]
