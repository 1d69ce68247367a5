"""The backward rules of the operations of a small autograd framework."""

import pytest

from tests.library.statements import statement_and_hypotheses

STATEMENTS = {  # theorem -> what is proved, and under which hypotheses
    "backward_rules.reduce_mean": (
        "dL/dy*(d(y)/dx[m]) = dL/dy/N",
        ["0 <= m", "m < N"],
    ),
    "backward_rules.reduce_mean_axis": (
        "sum(i<M) dL/dy[i]*(d(y[i])/dx[m,n]) = dL/dy[m]/N",
        ["0 <= m", "m < M", "0 <= n", "n < N"],
    ),
    "backward_rules.add_whole": (
        "sum(i<M, j<N) dL/dy[i,j]*(d(y[i,j])/da[m,n]) = dL/dy[m,n]",
        ["0 <= m", "m < M", "0 <= n", "n < N"],
    ),
    "backward_rules.add_broadcast": (
        "sum(i<M, j<N) dL/dy[i,j]*(d(y[i,j])/db[n]) = sum(i<M) dL/dy[i,n]",
        ["0 <= n", "n < N"],
    ),
    "backward_rules.mul_whole": (
        "sum(i<M, j<N) dL/dy[i,j]*(d(y[i,j])/da[m,n]) = dL/dy[m,n]*b[m]",
        ["0 <= m", "m < M", "0 <= n", "n < N"],
    ),
    "backward_rules.mul_broadcast": (
        "sum(i<M, j<N) dL/dy[i,j]*(d(y[i,j])/db[m]) = sum(j<N) dL/dy[m,j]*a[m,j]",
        ["0 <= m", "m < M"],
    ),
    "backward_rules.mul_both_first": (
        "sum(i<M, j<N) dL/dy[i,j]*(d(y[i,j])/da[m]) = sum(j<N) dL/dy[m,j]*b[j]",
        ["0 <= m", "m < M"],
    ),
    "backward_rules.mul_both_second": (
        "sum(i<M, j<N) dL/dy[i,j]*(d(y[i,j])/db[n]) = sum(i<M) dL/dy[i,n]*a[i]",
        ["0 <= n", "n < N"],
    ),
    "backward_rules.add_number": (
        "sum(i<M, j<N) dL/dy[i,j]*(d(y[i,j])/db) = sum(i<M, j<N) dL/dy[i,j]",
        [],
    ),
    "backward_rules.matmul_left": (
        "sum(b<B, i<M, j<N) dL/dY[b,i,j]*(d(Y[b,i,j])/dA[a,m,n]) = sum(j<N) dL/dY[a,m,j]*W[n,j]",
        ["0 <= a", "a < B", "0 <= m", "m < M", "0 <= n", "n < K"],
    ),
    "backward_rules.matmul_right": (
        "sum(b<B, i<M, j<N) dL/dY[b,i,j]*(d(Y[b,i,j])/dW[m,n]) = sum(b<B, i<M) dL/dY[b,i,n]*A[b,i,m]",
        ["0 <= n", "n < N", "0 <= m", "m < K"],
    ),
    "backward_rules.relu": (
        "sum(i<N) dL/dy[i]*(d(y[i])/dx[m]) = dL/dy[m]*[0 < x[m]]",
        ["forall(i<N) 0 != x[i]", "0 <= m", "m < N"],
    ),
    "backward_rules.sigmoid": (
        "sum(i<N) dL/dy[i]*(d(y[i])/dx[m]) = dL/dy[m]*y[m]*(1 - y[m])",
        ["0 <= m", "m < N"],
    ),
    "backward_rules.neg": (
        "sum(i<N) dL/dy[i]*(d(y[i])/dx[m]) = -dL/dy[m]",
        ["0 <= m", "m < N"],
    ),
    "backward_rules.sqrt": (
        "sum(i<N) dL/dy[i]*(d(y[i])/dx[m]) = dL/dy[m]/(2*y[m])",
        ["forall(i<N) 0 < x[i]", "0 <= m", "m < N"],
    ),
    "backward_rules.mean_squared_error_target": (
        "dL/dE*(d(E)/dy[m]) = -2*dL/dE*(o[m] - y[m])/N",
        ["0 <= m", "m < N"],
    ),
    "backward_rules.mean_squared_error": (
        "dL/dE*(d(E)/do[m]) = 2*dL/dE*(o[m] - y[m])/N",
        ["0 <= m", "m < N"],
    ),
}


@pytest.mark.parametrize("name", STATEMENTS)
def test_what_is_proved_is_what_the_page_claims(name):
    assert statement_and_hypotheses(name) == STATEMENTS[name]


def test_a_sigmoid_needs_no_hypothesis_about_its_denominator():
    assert not any("!=" in h for h in statement_and_hypotheses("backward_rules.sigmoid")[1])


def test_nothing_is_claimed_of_relu_at_zero():
    assert "forall(i<N) 0 != x[i]" in statement_and_hypotheses("backward_rules.relu")[1]
