"""Definitions with right and wrong lines about them, for the tests of the checker."""

from __future__ import annotations

CONVOLUTION = "Z[i,j] = sum(k,l) V[i+k,j+l]*K[k,l] where K[P,Q], V[H,W]"
GENERAL = "y[o] = sum(k<K) w[k]*x[s*o+k-p] where x[N] is zero outside, w[K], s >= 1"
DILATED = "y[o] = sum(k<K) w[k]*x[s*o+d*k-p] where x[N] is zero outside, w[K], s >= 1, d >= 1"
CHANNELS = "y[n,c,i] = sum(d,k) w[c,d,k]*x[n,d,i+k] + b[c]"
CHAIN = "h[i] = sum(k) w[k]*x[i+k]; y[i] = f(h[i])"
SIGMOID = "h[i] = sum(k) w[k]*x[i+k]; y[i] = sigmoid(h[i])"
DENSE = "y[i] = sum(j) W[i,j]*x[j] + b[i]; L = sum(i) (y[i]-t[i])**2"
MATRICES = "C[i,j] = sum(k) A[i,k]*B[k,j]"
MAX = "y[o] = max(k<K) x[s*o+k] where s >= 1, K >= 1"
MEAN = "y[o] = sum(k<K) x[s*o+k]/K where x[N], s >= 1, K >= 1"
RESIDUAL = "y[i] = x[i] + sum(j) W[i,j]*x[j]"
SOFTMAX = "s = sum(j) exp(x[j]); p[i] = exp(x[i])/s"

RIGHT: list[tuple[str, str]] = [
    (CONVOLUTION, "dL/dV[m,n] = sum(i,j) dL/dZ[i,j]*K[m-i,n-j]"),
    (CONVOLUTION, "dL/dV[m,n] = sum(k,l) dL/dZ[m-k,n-l]*K[k,l]"),
    (CONVOLUTION, "dL/dV[m,n] = sum(k<P,l<Q) dL/dZ[m-P+1+k,n-Q+1+l]*K[P-1-k,Q-1-l]"),
    (CONVOLUTION, "dL/dV[m,n] = sum(k<P,l<Q) dL/dZ[m-(P-1-k),n-(Q-1-l)]*K[P-1-k,Q-1-l]"),
    (CONVOLUTION, "dL/dV[m,n] = sum(i,j,k,l) dL/dZ[i,j]*K[k,l]*[i+k=m]*[j+l=n]"),
    (CONVOLUTION, "dL/dV[m,n] = sum(k<P,l<Q) [0<=m-k<H-P+1 and 0<=n-l<W-Q+1]*dL/dZ[m-k,n-l]*K[k,l]"),
    (CONVOLUTION, "dL/dV[m,n] = sum(i<=m,j<=n) dL/dZ[i,j]*K[m-i,n-j]"),
    (CONVOLUTION, "dL/dV[m,n] = sum(i,j) dL/dZ[i,j]*dZ[i,j]/dV[m,n]"),
    (CONVOLUTION, "dL/dK[k,l] = sum(i,j) dL/dZ[i,j]*V[i+k,j+l]"),
    (CONVOLUTION, "dL/dK[k,l] = sum(m<H,n<W) dL/dZ[m-k,n-l]*V[m,n]"),
    (CONVOLUTION, "dZ[i,j]/dK[m,n] = V[i+m,j+n]"),
    (CONVOLUTION, "dZ[i,j]/dV[m,n] = K[m-i,n-j]"),
    (CONVOLUTION, "Z[i,j] = sum(l,k) K[k,l]*V[i+k,j+l]"),
    (GENERAL, "dL/dx[i] = sum(o) dL/dy[o]*w[i+p-s*o]"),
    (GENERAL, "dL/dx[i] = sum(k<K) [s | i+p-k]*dL/dy[(i+p-k)//s]*w[k]"),
    (GENERAL, "dL/dx[i] = sum(o,k<K) dL/dy[o]*w[k]*[i = s*o+k-p]"),
    (GENERAL, "dL/dw[k] = sum(o) dL/dy[o]*x[s*o+k-p]"),
    (DILATED, "dL/dx[i] = sum(o,k<K) dL/dy[o]*w[k]*[i = s*o+d*k-p]"),
    (DILATED, "dL/dx[i] = sum(k<K) [s | i+p-d*k]*dL/dy[(i+p-d*k)//s]*w[k]"),
    (DILATED, "dL/dx[i] = sum(o) [d | i+p-s*o]*dL/dy[o]*w[(i+p-s*o)//d]"),
    (DILATED, "dL/dw[k] = sum(o) dL/dy[o]*x[s*o+d*k-p]"),
    (CHANNELS, "dL/db[c] = sum(n,i) dL/dy[n,c,i]"),
    (CHANNELS, "dL/dw[c,d,k] = sum(n,i) dL/dy[n,c,i]*x[n,d,i+k]"),
    (CHANNELS, "dL/dx[n,d,i] = sum(c,k) dL/dy[n,c,i-k]*w[c,d,k]"),
    (CHAIN, "dL/dw[k] = sum(i) dL/dh[i]*x[i+k]"),
    (CHAIN, "dL/dh[i] = dL/dy[i]*f'(h[i])"),
    (CHAIN, "dL/dw[k] = sum(i) dL/dy[i]*f'(h[i])*x[i+k]"),
    (SIGMOID, "dL/dh[i] = dL/dy[i]*y[i]*(1-y[i])"),
    (DENSE, "dL/dW[i,j] = 2*(y[i]-t[i])*x[j]"),
    (DENSE, "dL/dW[i,j] = dL/dy[i]*x[j]"),
    (DENSE, "dL/dy[i] = 2*(y[i]-t[i])"),
    (MATRICES, "dL/dA[i,k] = sum(j) dL/dC[i,j]*B[k,j]"),
    (MATRICES, "dL/dB[k,j] = sum(i) A[i,k]*dL/dC[i,j]"),
    (MAX, "dL/dx[i] = sum(o) dL/dy[o]*[i = s*o + argmax(k<K) x[s*o+k]]"),
    (MEAN, "dL/dx[i] = sum(o,k<K) dL/dy[o]*[i=s*o+k]/K"),
    (RESIDUAL, "dL/dx[j] = dL/dy[j] + sum(i) W[i,j]*dL/dy[i]"),
    (SOFTMAX, "dp[i]/dx[j] = p[i]*([i=j] - p[j])"),
    ("y[i] = x[i]**3", "dy[i]/dx[j] = 3*x[i]**2*[i=j]"),
    ("y[i] = 1/x[i]", "dL/dx[i] = -dL/dy[i]/x[i]**2"),
    ("y[i,j] = x[j,i]", "dL/dx[a,b] = dL/dy[b,a]"),
    ("y[t] = x[tok[t]] where tok[T] in 0..V, x[V]", "dL/dx[v] = sum(t) dL/dy[t]*[tok[t] = v]"),
    ("y[i] = 2*x[i]; z[i] = y[i] + x[i]", "dL/dx[i] = 2*dL/dy[i] + dL/dz[i]"),
    ("y[i] = 2*x[i]; z[i] = y[i] + x[i]", "dL/dx[i] = (3/2)*dL/dy[i] + (3/2)*dL/dz[i]"),
]

# definition, line, the slip, and what would be right instead
WRONG: list[tuple[str, str, str, str]] = [
    (CONVOLUTION, "dL/dV[m,n] = sum(i,j) dL/dZ[i,j]*K[i-m,j-n]", "sign of an offset", "K[m-i, n-j]"),
    (CONVOLUTION, "dL/dV[m,n] = sum(i,j) dL/dZ[i,j]*K[m+i,n+j]", "sign of an offset", "K[m-i, n-j]"),
    (CONVOLUTION, "dL/dV[m,n] = sum(k,l) dL/dZ[m+k,n+l]*K[k,l]", "sign of an offset", "dL/dZ[m-k, n-l]"),
    (CONVOLUTION, "dL/dV[m,n] = sum(k,l) dL/dZ[m-l,n-k]*K[k,l]", "indices transposed", "dL/dZ[m-k, n-l]"),
    (CONVOLUTION, "dL/dV[m,n] = sum(k<P,l<Q) dL/dZ[m-k,n-l]*K[P-1-k,Q-1-l]",
     "kernel flipped where it should not be", "K[k, l]"),
    (CONVOLUTION, "dL/dV[m,n] = sum(k<P,l<Q) dL/dZ[m-P+1+k,n-Q+1+l]*K[k,l]", "kernel not flipped", "K[P-1-k, Q-1-l]"),
    (CONVOLUTION, "dL/dV[m,n] = sum(k<P,l<Q) dL/dZ[m-P+k,n-Q+l]*K[P-1-k,Q-1-l]",
     "offset by one", "dL/dZ[m-P+k+1, n-Q+l+1]"),
    (CONVOLUTION, "dL/dV[m,n] = sum(k<P-1,l<Q-1) dL/dZ[m-k,n-l]*K[k,l]", "K−1 for K in a range", "k<P,l<Q"),
    (CONVOLUTION, "dL/dK[k,l] = sum(i,j) dL/dZ[i,j]*V[i+l,j+k]", "indices transposed", "V[i+k, j+l]"),
    (CONVOLUTION, "dL/dK[k,l] = 2*sum(i,j) dL/dZ[i,j]*V[i+k,j+l]",
     "a factor too many", "sum(i,j) dL/dZ[i,j]*V[i+k,j+l]"),
    (CONVOLUTION, "dZ[i,j]/dK[m,n] = V[m,n]", "an offset lost", "V[m+i, n+j]"),
    (GENERAL, "dL/dx[i] = sum(o) dL/dy[o]*w[i+p-o]", "stride lost", "w[i+p-s*o]"),
    (GENERAL, "dL/dx[i] = sum(o) dL/dy[o]*w[i-s*o]", "padding lost", "w[i-s*o+p]"),
    (GENERAL, "dL/dx[i] = sum(k<K) dL/dy[(i+p-k)//s]*w[k]", "guard lost", "[s | i+p-k]*dL/dy[(i+p-k)//s]"),
    (GENERAL, "dL/dw[k] = sum(o) dL/dy[o]*x[o+k-p]", "stride lost", "x[s*o+k-p]"),
    (DILATED, "dL/dw[k] = sum(o) dL/dy[o]*x[s*o+k-p]", "dilation lost", "x[s*o+d*k-p]"),
    (CHANNELS, "dL/db[c] = sum(n) dL/dy[n,c,0]", "a sum lost", "sum(i) sum(n) dL/dy[n, c, i]"),
    (MAX, "dL/dx[i] = sum(o) dL/dy[o]*[i = o + argmax(k<K) x[s*o+k]]", "stride lost", "i = s*o+argmax(k<K) x[s*o+k]"),
    (CHAIN, "dL/dw[k] = sum(i) dL/dy[i]*x[i+k]", "derivative of the function lost", "dL/dy[i]*f'(h[i])"),
    (SIGMOID, "dL/dh[i] = dL/dy[i]*y[i]", "derivative of the function lost", "dL/dy[i]*(1-y[i])"),
    (DENSE, "dL/dW[i,j] = (y[i]-t[i])*x[j]", "factor lost", "2*(y[i]-t[i])*x[j]"),
    (DENSE, "dL/dy[i] = 2*(t[i]-y[i])", "sign lost", "-(2*(t[i]-y[i]))"),
    (MEAN, "dL/dx[i] = sum(o,k<K) dL/dy[o]*[i=s*o+k]", "factor lost", "(sum(o,k<K) dL/dy[o]*[i=s*o+k])/K"),
    (RESIDUAL, "dL/dx[j] = sum(i) W[i,j]*dL/dy[i]", "a term lost", "sum(i) W[i,j]*dL/dy[i] + dL/dy[j]"),
    (SOFTMAX, "dp[i]/dx[j] = p[i]*(1 - p[j])", "guard lost", "p[i]*([i = j] - p[j])"),
    ("y[i] = x[i]**3", "dL/dx[i] = 3*x[i]*dL/dy[i]", "exponent off by one", "x[i]**2"),
    ("y[i] = x[i]**3", "dy[i]/dx[j] = 3*x[i]**2", "guard lost", "3*x[i]**2*[i = j]"),
    ("y[i] = x[i]*z[i]", "dL/dx[i] = dL/dy[i]*x[i]", "the other operand used", "z[i]"),
]  # fmt: skip


def text(definition: str, line: str) -> str:
    return f"{definition}\n{line}"
