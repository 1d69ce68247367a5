"""Definitions with right and wrong lines about them, in the notations that people use; fixed before the checker first saw them."""
# ruff: noqa: E501 - a formula stands on one line, as it does in a document

from __future__ import annotations

from typing import NamedTuple


class Topic(NamedTuple):
    name: str
    given: str
    right: tuple[str, ...]
    wrong: tuple[str, ...]


TOPICS: tuple[Topic, ...] = (
    Topic("correlation, subscripts run together", r"$$Z_{ij} = \sum_{kl} V_{i+k,j+l} K_{kl}$$", (
        r"\frac{\partial L}{\partial K_{mn}} = \sum_{ij} \frac{\partial L}{\partial Z_{ij}} V_{i+m,j+n}",
        r"\frac{\partial L}{\partial V_{mn}} = \sum_{ij} \frac{\partial L}{\partial Z_{ij}} K_{m-i,n-j}",
        r"{\partial L \over \partial V_{mn}} = \sum_{kl} {\partial L \over \partial Z_{m-k,n-l}} K_{kl}",
    ), (
        r"\frac{\partial L}{\partial V_{mn}} = \sum_{ij} \frac{\partial L}{\partial Z_{ij}} K_{i-m,j-n}",
        r"\frac{\partial L}{\partial V_{mn}} = \sum_{ij} \frac{\partial L}{\partial Z_{ij}} K_{m+i,n+j}",
        r"\frac{\partial L}{\partial K_{mn}} = \sum_{ij} \frac{\partial L}{\partial Z_{ij}} V_{i-m,j-n}",
        r"\frac{\partial L}{\partial K_{mn}} = \sum_{ij} \frac{\partial L}{\partial Z_{ij}} V_{ij}",
        r"\frac{\partial L}{\partial K_{mn}} = \sum_{ij} \frac{\partial L}{\partial Z_{ij}} V_{i+n,j+m}",
        r"\frac{\partial L}{\partial V_{mn}} = \sum_{kl} \frac{\partial L}{\partial Z_{m+k,n+l}} K_{kl}",
    )),
    Topic("convolution with stride", r"<!-- symgrad: x[N] zero outside, w[K], s >= 1 -->" "\n" r"$$y_o = \sum_{k=0}^{K-1} w_k x_{s o + k - p}$$", (
        r"\frac{\partial L}{\partial w_k} = \sum_o \frac{\partial L}{\partial y_o} x_{s o + k - p}",
        r"\frac{\partial L}{\partial x_i} = \sum_o \frac{\partial L}{\partial y_o} w_{i + p - s o}",
    ), (
        r"\frac{\partial L}{\partial w_k} = \sum_o \frac{\partial L}{\partial y_o} x_{o + k - p}",
        r"\frac{\partial L}{\partial w_k} = \sum_o \frac{\partial L}{\partial y_o} x_{s o + k}",
        r"\frac{\partial L}{\partial x_i} = \sum_o \frac{\partial L}{\partial y_o} w_{i + p - o}",
        r"\frac{\partial L}{\partial x_i} = \sum_o \frac{\partial L}{\partial y_o} w_{i - p - s o}",
        r"\frac{\partial L}{\partial x_i} = \sum_o \frac{\partial L}{\partial y_o} w_{s o + p - i}",
    )),
    Topic("dense layer with parentheses", r"$$y(i) = \sum_{j} W(i,j) x(j) + b(i)$$", (
        r"\frac{\partial L}{\partial W(i,j)} = \frac{\partial L}{\partial y(i)} x(j)",
        r"\frac{\partial L}{\partial x(j)} = \sum_i W(i,j) \frac{\partial L}{\partial y(i)}",
    ), (
        r"\frac{\partial L}{\partial W(i,j)} = \sum_i \frac{\partial L}{\partial y(i)} x(j)",
        r"\frac{\partial L}{\partial x(j)} = \frac{\partial L}{\partial y(j)}",
        r"\frac{\partial L}{\partial b(i)} = x(i)",
    )),
    Topic("half the squared error", r"$$E = \tfrac{1}{2} \sum_i (y_i - t_i)^2$$", (
        r"\frac{\partial E}{\partial y_i} = y_i - t_i",
        r"\nabla_{t_i} E = t_i - y_i",
        r"\frac{\partial E}{\partial y_i} = -(t_i - y_i)",
    ), (
        r"\frac{\partial E}{\partial y_i} = 2(y_i - t_i)",
        r"\frac{\partial E}{\partial y_i} = t_i - y_i",
        r"\frac{\partial E}{\partial y_i} = \frac{1}{2}(y_i - t_i)",
        r"\frac{\partial E}{\partial y_i} = \sum_j (y_j - t_j)",
    )),
    Topic("activation", r"$$y_i = f(z_i)$$" "\n" r"$$z_i = \sum_j w_{ij} x_j$$", (
        r"\frac{\partial L}{\partial z_i} = \frac{\partial L}{\partial y_i} f'(z_i)",
        r"\frac{\partial y_i}{\partial w_{ij}} = f'(z_i) x_j",
    ), (
        r"\frac{\partial L}{\partial z_i} = \frac{\partial L}{\partial y_i} f(z_i)",
        r"\frac{\partial L}{\partial z_i} = f'(z_i)",
        r"\frac{\partial L}{\partial w_{ij}} = \frac{\partial L}{\partial y_i} x_j",
    )),
    Topic("matrix product", r"$$c_{ij} = \sum_{k} a_{ik} b_{kj}$$", (
        r"\frac{\partial L}{\partial a_{ik}} = \sum_j \frac{\partial L}{\partial c_{ij}} b_{kj}",
        r"\frac{\partial L}{\partial b} = a^\top \frac{\partial L}{\partial c}",
        r"\frac{\partial c_{ij}}{\partial a_{mn}} = \delta_{im} b_{nj}",
    ), (
        r"\frac{\partial L}{\partial a_{ik}} = \sum_j \frac{\partial L}{\partial c_{ij}} b_{jk}",
        r"\frac{\partial L}{\partial a} = \frac{\partial L}{\partial c} b",
        r"\frac{\partial L}{\partial b} = a \frac{\partial L}{\partial c}",
        r"\frac{\partial c_{ij}}{\partial a_{mn}} = b_{nj}",
        r"\frac{\partial c_{ij}}{\partial a_{mn}} = \delta_{im} b_{jn}",
    )),
    Topic("elementwise product", r"$$y_i = x_i z_i$$", (
        r"\frac{\partial L}{\partial x} = \frac{\partial L}{\partial y} \odot z",
        r"\frac{\partial y_i}{\partial x_j} = \delta_{ij} z_i",
    ), (
        r"\frac{\partial L}{\partial x} = \frac{\partial L}{\partial y} \odot x",
        r"\frac{\partial y_i}{\partial x_j} = z_i",
        r"\frac{\partial y_i}{\partial x_j} = \delta_{ij} x_i",
    )),
    Topic("log-likelihood", r"$$\ell = \sum_i t_i \log p_i$$", (
        r"\frac{\partial \ell}{\partial p_i} = \frac{t_i}{p_i}",
    ), (
        r"\frac{\partial \ell}{\partial p_i} = \frac{p_i}{t_i}",
        r"\frac{\partial \ell}{\partial p_i} = -\frac{t_i}{p_i}",
        r"\frac{\partial \ell}{\partial p_i} = t_i p_i",
    )),
    Topic("indices from 1", r"<!-- symgrad: x[N], w[K] -->" "\n" r"$$y_i = \sum_{k=1}^{K} w_k x_{i+k-1}$$", (
        r"\frac{\partial L}{\partial w_k} = \sum_i \frac{\partial L}{\partial y_i} x_{i+k-1}",
        r"\frac{\partial L}{\partial x_m} = \sum_{k=1}^{K} \frac{\partial L}{\partial y_{m-k+1}} w_k",
    ), (
        r"\frac{\partial L}{\partial w_k} = \sum_i \frac{\partial L}{\partial y_i} x_{i+k}",
        r"\frac{\partial L}{\partial w_k} = \sum_i \frac{\partial L}{\partial y_i} x_{i-k+1}",
        r"\frac{\partial L}{\partial x_m} = \sum_{k=1}^{K} \frac{\partial L}{\partial y_{m-k}} w_k",
        r"\frac{\partial L}{\partial x_m} = \sum_{k=1}^{K-1} \frac{\partial L}{\partial y_{m-k+1}} w_k",
    )),
    Topic("identities", "", (
        r"(a+b)^2 = a^2 + 2ab + b^2",
        r"\sum_i \sum_j u_i v_j = \left(\sum_i u_i\right) \left(\sum_j v_j\right)",
        r"\sum_{i=0}^{n-1} \sum_{j=0}^{n-1} m_{ij} = \sum_{j=0}^{n-1} \sum_{i=0}^{n-1} m_{ij}",
        r"\delta_{ij} = \delta_{ji}",
        r"2 + 3 \cdot 4 = 14",
        r"\frac{1}{2} + \frac{1}{3} = \frac{5}{6}",
        r"\lfloor 7/2 \rfloor = 3",
    ), (
        r"2 + 3 \cdot 4 = 20",
        r"\frac{1}{2} + \frac{1}{3} = \frac{2}{5}",
        r"\lceil 7/2 \rceil = 3",
        r"128 \cdot 128 \cdot 3 = 49150",
    )),
    Topic("numbers in matrices", "", (
        r"\begin{bmatrix} 1 & 2 \\ 3 & 4 \end{bmatrix} + \begin{bmatrix} 1 & 0 \\ 0 & 1 \end{bmatrix} = \begin{bmatrix} 2 & 2 \\ 3 & 5 \end{bmatrix}",
        r"\begin{bmatrix} 1 & 2 \\ 3 & 4 \end{bmatrix} \begin{bmatrix} 1 & 0 \\ 1 & 1 \end{bmatrix} = \begin{bmatrix} 3 & 2 \\ 7 & 4 \end{bmatrix}",
    ), (
        r"\begin{bmatrix} 1 & 2 \\ 3 & 4 \end{bmatrix} + \begin{bmatrix} 1 & 0 \\ 0 & 1 \end{bmatrix} = \begin{bmatrix} 2 & 2 \\ 3 & 4 \end{bmatrix}",
        r"\begin{bmatrix} 1 & 2 \\ 3 & 4 \end{bmatrix} \begin{bmatrix} 1 & 0 \\ 1 & 1 \end{bmatrix} = \begin{bmatrix} 3 & 2 \\ 7 & 5 \end{bmatrix}",
        r"\begin{bmatrix} 1 & 2 \\ 3 & 4 \end{bmatrix}^T = \begin{bmatrix} 1 & 2 \\ 3 & 4 \end{bmatrix}",
    )),
    Topic("max pooling", r"<!-- symgrad: K >= 1, s >= 1 -->" "\n" r"$$y_o = \max_{0 \le k < K} x_{s o + k}$$", (), (
        r"\frac{\partial L}{\partial x_i} = \sum_o \frac{\partial L}{\partial y_o}",
    )),
    Topic("cases", r"$$y_i = \begin{cases} x_i & \text{if } x_i > 0 \\ 0 & \text{otherwise} \end{cases}$$", (), (
        r"\frac{\partial L}{\partial x_i} = \frac{\partial L}{\partial y_i}",
    )),
    Topic("layer labels in brackets", r"$$z^{[l]}_i = \sum_j W^{[l]}_{ij} a^{[l-1]}_j + b^{[l]}_i$$", (
        r"\frac{\partial J}{\partial W^{[l]}_{ij}} = \frac{\partial J}{\partial z^{[l]}_i} a^{[l-1]}_j",
        r"\frac{\partial J}{\partial a^{[l-1]}_j} = \sum_i W^{[l]}_{ij} \frac{\partial J}{\partial z^{[l]}_i}",
    ), (
        r"\frac{\partial J}{\partial W^{[l]}_{ij}} = \frac{\partial J}{\partial z^{[l]}_j} a^{[l-1]}_i",
        r"\frac{\partial J}{\partial a^{[l-1]}_j} = \sum_i W^{[l]}_{ji} \frac{\partial J}{\partial z^{[l]}_i}",
        r"\frac{\partial J}{\partial b^{[l]}_i} = \sum_i \frac{\partial J}{\partial z^{[l]}_i}",
    )),
    Topic("errors as δ", r"""$$z_i = \sum_j w_{ij} x_j$$
$$\delta_i = \frac{\partial E}{\partial z_i}$$""", (
        r"\frac{\partial E}{\partial w_{ij}} = \delta_i x_j",
        r"\frac{\partial E}{\partial x_j} = \sum_i \delta_i w_{ij}",
    ), (
        r"\frac{\partial E}{\partial w_{ij}} = \delta_j x_i",
        r"\frac{\partial E}{\partial x_j} = \sum_i \delta_i w_{ji}",
        r"\frac{\partial E}{\partial x_j} = \delta_j",
    )),
    Topic("mean over a window", r"<!-- symgrad: x[N], K >= 1, s >= 1 -->" "\n" r"$$y_o = \frac{1}{K} \sum_{k=0}^{K-1} x_{s o + k}$$", (), (
        r"\frac{\partial L}{\partial x_i} = \frac{1}{K} \sum_o \frac{\partial L}{\partial y_o}",
        r"\frac{\partial y_o}{\partial x_i} = \frac{1}{K}",
    )),
    Topic("a bias for every row", r"$$y_{ik} = x_{ik} + b_k$$", (
        r"\frac{\partial L}{\partial b_k} = \sum_i \frac{\partial L}{\partial y_{ik}}",
    ), (
        r"\frac{\partial L}{\partial b_k} = \sum_k \frac{\partial L}{\partial y_{ik}}",
        r"\frac{\partial L}{\partial b_k} = \sum_i \frac{\partial L}{\partial y_{ik}} x_{ik}",
        r"\frac{\partial L}{\partial x_{ik}} = \sum_i \frac{\partial L}{\partial y_{ik}}",
    )),
    Topic("rectifier", r"$$y_i = \max(0, x_i)$$", (
        r"\frac{\partial L}{\partial x_i} = \frac{\partial L}{\partial y_i} \cdot \mathbb{1}[x_i > 0]",
    ), (
        r"\frac{\partial L}{\partial x_i} = \frac{\partial L}{\partial y_i} \cdot \mathbb{1}[x_i < 0]",
        r"\frac{\partial L}{\partial x_i} = \mathbb{1}[x_i > 0]",
        r"\frac{\partial L}{\partial x_i} = \frac{\partial L}{\partial y_i} x_i",
    )),
    Topic("bias behind an activation", r"$$u_{ij} = \sum_{k,l} W_{kl} X_{i+k,j+l} + b$$" "\n" r"$$z_{ij} = f(u_{ij})$$", (
        r"\frac{\partial L}{\partial b} = \sum_{i,j} \frac{\partial L}{\partial z_{ij}} f'(u_{ij})",
    ), (
        r"\frac{\partial L}{\partial b} = \sum_{i,j} \frac{\partial L}{\partial z_{ij}}",
        r"\frac{\partial L}{\partial b} = \sum_{i,j} f'(u_{ij})",
        r"\frac{\partial L}{\partial W_{kl}} = \sum_{i,j} \frac{\partial L}{\partial z_{ij}} X_{i+k,j+l}",
    )),
    Topic("dilated convolution", r"<!-- symgrad: x[N], w[K], d >= 1 -->" "\n" r"$$y_i = \sum_{k=0}^{K-1} w_k x_{i + d k}$$", (
        r"\frac{\partial L}{\partial w_k} = \sum_i \frac{\partial L}{\partial y_i} x_{i + d k}",
    ), (
        r"\frac{\partial L}{\partial w_k} = \sum_i \frac{\partial L}{\partial y_i} x_{i + k}",
        r"\frac{\partial L}{\partial w_k} = \sum_i \frac{\partial L}{\partial y_i} x_{d i + k}",
        r"\frac{\partial L}{\partial w_k} = \sum_i \frac{\partial L}{\partial y_i} x_{i + d k + 1}",
        r"\frac{\partial L}{\partial x_m} = \sum_k \frac{\partial L}{\partial y_{m + d k}} w_k",
    )),
    Topic("embedding", r"<!-- symgrad: E[V,D], h[N,V] -->" "\n" r"$$y_{nd} = \sum_v h_{nv} E_{vd}$$", (
        r"\frac{\partial L}{\partial E_{vd}} = \sum_n h_{nv} \frac{\partial L}{\partial y_{nd}}",
    ), (
        r"\frac{\partial L}{\partial E_{vd}} = \sum_n h_{vn} \frac{\partial L}{\partial y_{nd}}",
        r"\frac{\partial L}{\partial E_{vd}} = \sum_n \frac{\partial L}{\partial y_{nd}}",
        r"\frac{\partial L}{\partial h_{nv}} = \sum_n E_{vd} \frac{\partial L}{\partial y_{nd}}",
    )),
    Topic("ridge regression", r"<!-- symgrad: x[n,m], w[m], y[n] -->" "\n" r"$$J = \sum_i \left(y_i - \sum_j x_{ij} w_j\right)^2 + c \sum_j w_j^2$$", (
        r"\frac{\partial J}{\partial w_k} = -2 \sum_i \left(y_i - \sum_j x_{ij} w_j\right) x_{ik} + 2 c w_k",
    ), (
        r"\frac{\partial J}{\partial w_k} = 2 \sum_i \left(y_i - \sum_j x_{ij} w_j\right) x_{ik} + 2 c w_k",
        r"\frac{\partial J}{\partial w_k} = -2 \sum_i \left(y_i - \sum_j x_{ij} w_j\right) x_{ik} + c w_k",
        r"\frac{\partial J}{\partial w_k} = -2 \sum_i \left(y_i - \sum_j x_{ij} w_j\right) + 2 c w_k",
        r"\frac{\partial J}{\partial w_k} = -2 \sum_i \left(y_i - \sum_j x_{ij} w_j\right) x_{ik}",
    )),
    Topic("batch statistics", r"<!-- symgrad: x[N], N >= 1 -->" "\n" r"$$\mu = \frac{1}{N} \sum_i x_i$$" "\n" r"$$v = \frac{1}{N} \sum_i (x_i - \mu)^2$$", (
        r"\frac{\partial \mu}{\partial x_i} = \frac{1}{N}",
        r"\frac{\partial v}{\partial x_i} = \frac{2}{N} (x_i - \mu)",
    ), (
        r"\frac{\partial \mu}{\partial x_i} = 1",
        r"\frac{\partial v}{\partial x_i} = \frac{1}{N} (x_i - \mu)",
        r"\frac{\partial v}{\partial x_i} = 2 (x_i - \mu)",
        r"\frac{\partial v}{\partial x_i} = \frac{2}{N} x_i",
        r"\frac{\partial v}{\partial x_i} = \frac{2}{N} \sum_i (x_i - \mu)",
    )),
    Topic("bilinear form", r"$$q = \sum_i \sum_j u_i M_{ij} v_j$$", (
        r"\frac{\partial q}{\partial u_i} = \sum_j M_{ij} v_j",
        r"\frac{\partial q}{\partial M_{ij}} = u_i v_j",
    ), (
        r"\frac{\partial q}{\partial u_i} = \sum_j M_{ji} v_j",
        r"\frac{\partial q}{\partial v_j} = \sum_i M_{ij} v_j",
        r"\frac{\partial q}{\partial M_{ij}} = u_j v_i",
        r"\frac{\partial q}{\partial M_{ij}} = \sum_j u_i v_j",
    )),
    Topic("two uses of one weight", r"$$y_i = w^2 x_i + w$$", (
        r"\frac{\partial L}{\partial w} = \sum_i \frac{\partial L}{\partial y_i} (2 w x_i + 1)",
    ), (
        r"\frac{\partial L}{\partial w} = \sum_i \frac{\partial L}{\partial y_i} (2 w x_i)",
        r"\frac{\partial L}{\partial w} = \sum_i \frac{\partial L}{\partial y_i} (w x_i + 1)",
        r"\frac{\partial L}{\partial x_i} = 2 w \frac{\partial L}{\partial y_i}",
    )),
    Topic("sizes", "", (
        r"\lfloor (28 - 5) / 1 \rfloor + 1 = 24",
    ), (
        r"\lfloor (28 - 5) / 1 \rfloor = 24",
        r"\lfloor (227 - 11) / 4 \rfloor + 1 = 54",
        r"\frac{32 - 5 + 2 \cdot 2}{1} + 1 = 28",
        r"(3 \cdot 3 \cdot 64 + 1) \cdot 128 = 73728",
        r"1 + 2 \cdot (3 - 1) = 6",
        r"\lfloor (7 - 3) / 2 \rfloor + 1 = 2",
    )),
    Topic("linear layer in matrices", r"<!-- symgrad: X[N,D], W[D,M] -->" "\n" r"$$Y = X W$$", (), (
        r"\frac{\partial L}{\partial W} = \frac{\partial L}{\partial Y} X^\top",
        r"\frac{\partial L}{\partial W} = X \frac{\partial L}{\partial Y}",
        r"\frac{\partial L}{\partial X} = W^\top \frac{\partial L}{\partial Y}",
        r"\frac{\partial L}{\partial X} = \frac{\partial L}{\partial Y} W",
    )),
    Topic("sum of squares", r"$$L = \sum_i x_i^2$$", (), (
        r"\frac{\partial L}{\partial x_i} = x_i",
        r"\frac{\partial L}{\partial x_i} = 2",
        r"\frac{\partial L}{\partial x_i} = 2 x_i^2",
        r"\frac{\partial L}{\partial x_i} = 2 \sum_j x_j",
    )),
    Topic("product with an exponential", r"$$y = x e^x$$", (
        r"\frac{dy}{dx} = (1 + x) e^x",
    ), (
        r"\frac{dy}{dx} = e^x",
        r"\frac{dy}{dx} = x e^x",
        r"\frac{dy}{dx} = (1 - x) e^x",
    )),
    Topic("cube", r"$$y = x^3$$", (), (
        r"\frac{dy}{dx} = 3 x",
        r"\frac{dy}{dx} = x^2",
        r"\frac{dy}{dx} = 3 x^3",
        r"\frac{dy}{dx} = 2 x^2",
    )),
)  # fmt: skip
