"""What the library proves of the layers that people use is what their textbooks print, for all sizes.

Each row is a theorem, its left side and its right side in plain notation, and what it needs beside the ranges of its indices.
"""

from __future__ import annotations

import pytest

from symgrad.engine.library import resolve
from symgrad.language.plain import plain

SOFTMAX = {
    "softmax.dp_dx": ("p[i]*([i = j] - p[j])", []),
    "softmax.dL_dx": ("p[m,j]*(dL/dp[m,j] - sum(i<N) dL/dp[m,i]*p[m,i])", []),
    "softmax.log_softmax_dL_dx": ("dL/dy[m,j] - p[m,j]*sum(i<N) dL/dy[m,i]", []),
    "softmax.cross_entropy_dE_dx": ("dL/dE/B*(p[m,j] - t[m,j])", ["forall(n<B) sum(i<N) t[n,i] = 1"]),
    "softmax.labels_dE_dx": ("dL/dE/B*(p[m,j] - [j = c[m]])", []),
}
NORMALISATION = {
    "normalisation.batch_dL_dx": (
        "γ[e]/sqrt(v[e] + ε)*(dL/dy[m,e] - inv(B)*sum(n<B) dL/dy[n,e] - z[m,e]/B*sum(n<B) dL/dy[n,e]*z[n,e])",
        ["1 <= B", "0 < ε"],
    ),
    "normalisation.batch_dL_dγ": ("sum(n<B) dL/dy[n,e]*z[n,e]", []),
    "normalisation.batch_dL_dβ": ("sum(n<B) dL/dy[n,e]", []),
    "normalisation.layer_dL_dx": (
        "inv(sqrt(v[m] + ε))*(g[m,j] - inv(D)*sum(i<D) g[m,i] - z[m,j]/D*sum(i<D) g[m,i]*z[m,i])",
        ["1 <= D", "0 < ε"],
    ),
    "normalisation.layer_dL_dγ": ("sum(n<B) dL/dy[n,j]*z[n,j]", []),
    "normalisation.layer_dL_dβ": ("sum(n<B) dL/dy[n,j]", []),
    "normalisation.rms_dL_dγ": ("sum(n<B) dL/dy[n,j]*z[n,j]", []),
    "normalisation.rms_dL_dx": ("inv(sqrt(v[m] + ε))*(g[m,j] - z[m,j]/D*sum(i<D) g[m,i]*z[m,i])", ["0 < ε", "1 <= D"]),
}
ATTENTION_AND_EMBEDDING = {
    "attention.dL_dV": ("sum(i<N) dL/dO[i,e]*A[i,j]", []),
    "attention.dL_dQ": ("inv(sqrt(D))*sum(j<M) h[i,j]*K[j,d]", ["1 <= M"]),
    "attention.dL_dK": ("inv(sqrt(D))*sum(i<N) h[i,j]*Q[i,d]", ["1 <= M"]),
    "embedding.dL_dE": ("sum(t<T, tok[t] = v) dL/dy[t,d]", []),
    "embedding.embedding_is_a_matrix_product": ("y[t,d]", ["forall(i<T) (0 <= tok[i] < V)"]),
}
TRANSPOSED = {
    "transposed_convolution.dL_dx": ("sum(c<C, k<K, 0 <= s*m + d*k - p < O) dL/dy[a,c,s*m + d*k - p]*w[e,c,k]", []),
    "transposed_convolution.dL_dw": ("sum(n<B, i<N, 0 <= s*i + d*m - p < O) dL/dy[n,a,s*i + d*m - p]*x[n,e,i]", []),
    "transposed_convolution.dL_db": ("sum(n<B, o<O) dL/dy[n,a,o]", []),
    "transposed_convolution.adjoint": ("sum(c<C, o<O) v[c,o]*tconv[c,o]", []),
    "transposed_convolution.dilate_then_convolve": ("conv[o]", ["1 <= s"]),
}
VARIANTS = {
    "convolution_variants.depthwise_dL_dw": (
        "sum(n<B, i<I, j<J, 0 <= s*i + d*m - p < H, 0 <= t*j + g*r - q < W) dL/dy[n,e,i,j]*x[n,e,s*i + d*m - p,t*j + g*r - q]",
        [],
    ),
    "convolution_variants.depthwise_is_diagonal": ("y[c,i,j]", []),
    "convolution_variants.grouped_dL_dw": (
        "sum(n<B, o<O, 0 <= s*o + d*m - p < N) dL/dy[n,floor(c/C),c mod C,o]*x[n,floor(c/C)*E + e,s*o + d*m - p]",
        ["1 <= C"],
    ),
    "convolution_variants.grouped_is_block_diagonal": ("y[h,c,i,j]", ["1 <= E"]),
    "im2col.convolution_is_a_matrix_product": ("z[c,o]", ["1 <= K"]),
    "im2col.dL_dM": ("sum(o<O) dL/dz[a,o]*U[q,o]", []),
    "im2col.dL_dU": ("sum(c<C) dL/dz[c,a]*M[c,q]", []),
    "im2col.col2im": (
        "sum(r<K, 0 <= floor((i + p - d*r)/s) < O, s | i + p - d*r) dL/dU[K*e + r,floor((i + p - d*r)/s)]",
        ["1 <= K", "1 <= s"],
    ),
}
RESIZING = {
    "pixel_shuffle.dL_dx": ("dL/dy[floor(floor(m/r)/r),r*u + (floor(m/r) mod r),r*v + (m mod r)]", ["1 <= r"]),
    "pixel_shuffle.inverse": ("x[c,a,b,i,j]", ["1 <= r"]),
    "pixel_shuffle.adjoint": ("sum(c<C, a<r, b<r, i<H, j<W) u[c,a,b,i,j]*x[c,a,b,i,j]", ["1 <= r"]),
    "upsampling.nearest_dL_dx": ("sum(i<s, j<t) dL/dy[s*m + i,t*n + j]", ["1 <= s", "1 <= t"]),
    "upsampling.nearest_is_transposed_convolution": ("y[i,j]", ["1 <= s", "1 <= t"]),
    "upsampling.linear_dL_dx": (
        "sum(k<s, s*m + k < s*(N - 1) + 1) (s - k)/s*dL/dy[s*m + k] + sum(k<s, 0 <= s*(m - 1) + k) k/s*dL/dy[s*(m - 1) + k]",
        ["1 <= s"],
    ),
    "upsampling.linear_is_transposed_convolution": ("y[i]", ["1 <= s"]),
    "upsampling.bilinear_is_two_passes": ("z[i,j]", []),
}
ALGEBRA = {
    "convolution_algebra.commutative": ("z[n]", []),
    "convolution_algebra.associative": ("z[n]", []),
    "convolution_algebra.distributive": ("p[n] + q[n]", []),
    "convolution_algebra.flip": ("conv[n]", []),
    "convolution_algebra.two_layers_are_one": ("sum(e<E, m<K + s*(L - 1)) u[c,e,m]*x[e,s*t*o + m]", ["1 <= s"]),
    "convolution_algebra.sum_over_paths": ("sum(i<I) g[i]*A[i,m] + sum(i<I) h[i]*B[i,m]", ["smooth(F, 1)"]),
    "convolution_algebra.skip_connection_dL_dx": ("dL/dy[m] + sum(k<K) g[m + p - k]*w[k]", ["smooth(f, 1)"]),
    "convolution_algebra.shared_weight_dL_dw": ("g[m]*h[n] + e[m]*x[n]", ["smooth(f, 1)"]),
}
ROWS = SOFTMAX | NORMALISATION | ATTENTION_AND_EMBEDDING | TRANSPOSED | VARIANTS | RESIZING | ALGEBRA
LEFT = {
    "transposed_convolution.adjoint": "sum(f<F, i<N) conv[f,i]*u[f,i]",
    "convolution_algebra.commutative": "y[n]",
    "convolution_algebra.associative": "y[n]",
    "convolution_algebra.flip": "corr[n]",
    "convolution_algebra.two_layers_are_one": "y[c,o]",
    "embedding.embedding_is_a_matrix_product": "z[t,d]",
}
CLAIMS = {
    "transposed_convolution.output_size": "floor(((O - 1)*s - 2*p + d*(K - 1) + 1 + a + 2*p - d*(K - 1) - 1)/s) + 1 = O",
    "transposed_convolution.output_padding": "N = (O - 1)*s - 2*p + d*(K - 1) + 1 + ((N + 2*p - d*(K - 1) - 1) mod s)",
}


@pytest.mark.parametrize("name", ROWS)
def test_the_formula_of_the_textbook_is_proved(name: str) -> None:
    (entry,) = resolve(name)
    theorem = entry()
    formula, needs = ROWS[name]
    assert theorem.verdict == "proved"
    assert theorem.formula == formula
    hypotheses = {plain(h, theorem.document.program): h for h in theorem.document.hypotheses}
    assert set(needs) <= set(hypotheses)
    assert {h.op for text, h in hypotheses.items() if text not in needs} <= {"le", "lt"}  # the ranges of indices


@pytest.mark.parametrize("name", LEFT)
def test_the_left_side_is_what_it_is_said_to_be(name: str) -> None:
    (entry,) = resolve(name)
    assert plain(entry.document.lhs, entry.document.program) == LEFT[name]


@pytest.mark.parametrize("name", CLAIMS)
def test_the_size_of_a_transposed_convolution_is_proved(name: str) -> None:
    (entry,) = resolve(name)
    assert entry.document.verdict == "proved"
    assert plain(entry.document.lhs, entry.document.program) == CLAIMS[name]
