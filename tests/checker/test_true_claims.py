"""Claims that are true and take more than a change of indices: cases, short sums written out, laws of the field, closed forms."""

from __future__ import annotations

import pytest

from symgrad.checker.judge import check

SOFTMAX = "s[i] = exp(x[i])/(sum(j<N) exp(x[j])) where x[N]"
NORM = "m = sum(i<N) x[i]/N; v = sum(i<N) (x[i]-m)**2/N; y[i] = (x[i]-m)/sqrt(v+e) where x[N], N >= 1, e > 0"
RELU = "h[n,j] = relu(b[j] + sum(i) x[n,i]*W[i,j]); y[n,k] = sum(j) h[n,j]*U[j,k] where x[N,D]"
SCORES = "S[i,j] = sum(d<D) Q[i,d]*K[j,d]/sqrt(D)"
WEIGHTS = "P[i,j] = exp(S[i,j])/(sum(l) exp(S[i,l]))"
RMS = "r = sqrt(sum(i<N) x[i]**2/N + e); y[i] = g[i]*x[i]/r where x[N], g[N], e > 0, N >= 1"
SQUEEZE = "z[c] = sum(i<N) x[c,i]/N; y[c,i] = x[c,i]*sigmoid(z[c]) where x[C,N], N >= 1"
GROUPED = """y[c<G*C,o<O] = sum(e<E,k<K) w[c,e,k]*x[floor(c/C)*E+e,o+k]
where x[G*E,N] is zero outside, w[G*C,E,K], C >= 1, G >= 1, E >= 1"""
TRUE = [
    "y[o<M] = x[o//2] where x[N], M <= 2*N; dL/dx[m] = dL/dy[2*m] + dL/dy[2*m+1]",
    "y[o<M] = x[o//s] where x[N], M = s*N, s >= 1; dL/dx[m] = sum(k<s) dL/dy[s*m+k]",
    "y[o<O] = x[2*o] where x[N], 2*O <= N+1; dL/dx[m] = [m mod 2 = 0]*dL/dy[m//2]",
    "y[o<O] = x[2*o] + x[2*o+1] where x[N], 2*O = N; dL/dx[m] = dL/dy[m//2]",
    "y[o] = x[3*o] + x[3*o+1] + x[3*o+2]; dL/dx[m] = dL/dy[floor(m/3)]",
    "y[o<O] = sum(k<3) w[k]*x[o+k] where x[N], O+2 <= N; dL/dx[m] = w[0]*dL/dy[m] + w[1]*dL/dy[m-1] + w[2]*dL/dy[m-2]",
    "y[i] = sum(k<3) w[k]*x[i+k]; y[i] = w[0]*x[i] + w[1]*x[i+1] + w[2]*x[i+2]",
    "y[i] = sum(k<3) w[k]*x[i+k]; dL/dw[0] = sum(i) dL/dy[i]*x[i]",
    "y[i] = w[0]*x[i] + w[1]*x[i+1] + w[2]*x[i+2] where w[3]; dL/dw[k] = sum(i) dL/dy[i]*x[i+k]",
    "y[i<M] = sum(k<K) x[i*K+k] where x[M*K]; dL/dx[m] = dL/dy[m//K]",
    "y[i<M,j<K] = x[i*K+j] where x[M*K]; dL/dx[m] = dL/dy[m//K, m mod K]",
    "y[i] = relu(x[i]); dL/dx[m] = dL/dy[m]*[y[m] > 0]",
    "y[i] = softplus(x[i]); dL/dx[m] = dL/dy[m]*sigmoid(x[m])",
    "y[i] = silu(x[i]); dL/dx[m] = dL/dy[m]*(sigmoid(x[m]) + x[m]*sigmoid(x[m])*(1 - sigmoid(x[m])))",
    "m = sum(i<N) x[i]/N; L = sum(i<N) (x[i]-m)**2/N where x[N], N >= 1; dL/dx[n] = 2*(x[n]-m)/N",
    f"{SOFTMAX}; ds[i]/dx[m] = s[i]*([i=m] - s[m])",
    f"{SOFTMAX}; dL/dx[m] = s[m]*(dL/ds[m] - sum(i<N) dL/ds[i]*s[i])",
    f"{NORM}; dL/dx[n] = (dL/dy[n] - sum(i<N) dL/dy[i]/N - y[n]*sum(i<N) dL/dy[i]*y[i]/N)/sqrt(v+e)",
    "y[i] = x[i] where x[N]; sum(k<N) (2*k+1) = N**2",
    "y[i<N] = sum(k<K) w[k]*x[(i-k) mod N] where x[N], w[K], N >= 1; dL/dx[m] = sum(k<K) w[k]*dL/dy[(m+k) mod N]",
    "y[i<N] = x[(p-i) mod N] where x[N], N >= 1; dL/dx[m] = dL/dy[(p-m) mod N]",
    "y[i] = sum(k<=i) x[k] where x[N]; dL/dx[m] = sum(m<=i<N) dL/dy[i]",
    "y[t] = sum(u<=t) h[t-u]*x[u] where x[T], h[T]; dL/dh[m] = sum(m<=t<T) dL/dy[t]*x[t-m]",
    f"{RELU}; dL/dW[i,j] = sum(n,k) dL/dy[n,k]*U[j,k]*[h[n,j] > 0]*x[n,i]",
    f"{SCORES} where Q[N,D], K[M,D], D >= 1; dL/dQ[i,d] = sum(j) dL/dS[i,j]*K[j,d]/sqrt(D)",
    f"{SCORES}; {WEIGHTS} where Q[N,D], K[M,D], D >= 1; dL/dS[i,j] = P[i,j]*(dL/dP[i,j] - sum(l) dL/dP[i,l]*P[i,l])",
    f"{RMS}; dL/dx[m] = g[m]*dL/dy[m]/r - x[m]*(sum(i<N) dL/dy[i]*g[i]*x[i])/(N*r**3)",
    "y[t,e] = W[tok[t],e] where W[V,E], tok[T] in 0..V; dL/dW[v,e] = sum(t) [tok[t] = v]*dL/dy[t,e]",
    f"{SQUEEZE}; dL/dx[c,i] = dL/dy[c,i]*sigmoid(z[c]) + sigmoid(z[c])*(1-sigmoid(z[c]))*(sum(j<N) dL/dy[c,j]*x[c,j])/N",
    "w[i] = g*v[i]/sqrt(sum(j<N) v[j]**2) where v[N]; dL/dg = sum(i<N) dL/dw[i]*v[i]/sqrt(sum(j<N) v[j]**2)",
    f"{GROUPED}; dL/dw[c,e,k] = sum(o) dL/dy[c,o]*x[floor(c/C)*E+e,o+k]",
    "d = sum(i<N) (x[i]-y[i])**2; L = max(0, c - d) where x[N], y[N]; dL/dx[m] = -2*[d < c]*(x[m]-y[m])",
]


@pytest.mark.parametrize("text", TRUE)
def test_it_is_proved(text: str) -> None:
    steps = check(text).steps
    assert [step.verdict for step in steps] == ["proved"], steps[0].message


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        (TRUE[0], "dL/dx[m] = dL/dy[2*m] + dL/dy[2*m-1]"),
        (TRUE[3], "dL/dx[m] = dL/dy[2*m]"),
        (TRUE[6], "y[i] = w[0]*x[i] + w[1]*x[i+1] + w[2]*x[i+1]"),
        (TRUE[11], "dL/dx[m] = dL/dy[m]*[y[m] >= 0]"),
        (TRUE[15], "ds[i]/dx[m] = s[i]*([i=m] - s[i])"),
        (TRUE[17], "dL/dx[n] = (dL/dy[n] - sum(i<N) dL/dy[i]/N)/sqrt(v+e)"),
        (TRUE[18], "sum(k<N) (2*k+1) = N**2 + N"),
        (TRUE[19], "dL/dx[m] = sum(k<K) w[k]*dL/dy[(m-k) mod N]"),
        (TRUE[20], "dL/dx[m] = dL/dy[(p+m) mod N]"),
        (TRUE[21], "dL/dx[m] = sum(i<=m) dL/dy[i]"),
        (TRUE[23], "dL/dW[i,j] = sum(n,k) dL/dy[n,k]*U[j,k]*[h[n,j] >= 0]*x[n,i]"),
        (TRUE[24], "dL/dQ[i,d] = sum(j) dL/dS[i,j]*K[j,d]"),
        (TRUE[26], "dL/dx[m] = g[m]*dL/dy[m]/r - x[m]*(sum(i<N) dL/dy[i]*g[i]*x[i])/(N*r**2)"),
        (TRUE[28], "dL/dx[c,i] = dL/dy[c,i]*sigmoid(z[c])"),
    ],
)
def test_a_wrong_variant_of_it_is_refuted(right: str, wrong: str) -> None:
    definitions = right.rpartition(";")[0]
    assert [step.verdict for step in check(f"{definitions}; {wrong}").steps] == ["refuted"]


def test_a_stride_the_wrong_way_round_is_named() -> None:
    (step,) = check("y[o<O] = x[2*o] + x[2*o+1] where x[N], 2*O = N; dL/dx[m] = dL/dy[2*m]").steps
    assert step.slip is not None
    assert (step.slip.name, step.slip.better, step.slip.proved) == ("stride the wrong way round", "dL/dy[m//2]", True)
