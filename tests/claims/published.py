"""Claims as others published them, retyped: what each line is was fixed before the checker first saw it.

Each entry has a name, where it is from, the text, and the truth of its lines in order: "given" says what something is, "right" and
"wrong" are claims, "open" hangs on something that the text does not say. A right line may be proved or undecided or not
understood, never refuted; a wrong one never proved; an open one neither.
"""
# ruff: noqa: E501 - a formula stands on one line, as it does in a document

from __future__ import annotations

from typing import NamedTuple


class Published(NamedTuple):
    name: str
    source: str
    text: str
    truth: tuple[str, ...]


G, R, W, O = "given", "right", "wrong", "open"

JEFKINE = "J. Kafunah, Backpropagation in Convolutional Neural Networks, jefkine.com 2016"
LOLIOT = "loliot.net, Convolution 2D"
NIELSEN = "M. Nielsen, Neural Networks and Deep Learning, chapter 2"
TUEBINGEN = "Tübingen, Deep Neural Networks, assignment 11"
ETH = "ETH Zürich, Deep Learning, series 5"
BONN = "Bonn, Deep Learning for Visual Recognition, assignment 6"
STACK = "datascience.stackexchange.com, question 102089"
DUMOULIN = "V. Dumoulin, F. Visin, A guide to convolution arithmetic for deep learning"
GOODFELLOW = "I. Goodfellow, Y. Bengio, A. Courville, Deep Learning"
BISHOP = "C. Bishop, Pattern Recognition and Machine Learning"
BATCH = "S. Ioffe, C. Szegedy, Batch Normalization"
D2L = "A. Zhang et al., Dive into Deep Learning"
CS231N = "Stanford CS231n, notes"
SOLAI = "P. Solai, Convolutions and Backpropagations"
BOUVRIE = "J. Bouvrie, Notes on Convolutional Neural Networks"
MATRIX = "K. Petersen, M. Pedersen, The Matrix Cookbook"

CORRELATION = r"$$z^l_{i,j} = \sum_m \sum_n w^l_{m,n} a^{l-1}_{i+m,j+n} + b^l$$"

PUBLISHED: tuple[Published, ...] = (
    Published("kernel of a correlation", JEFKINE, CORRELATION + r"""
$$\begin{align}
\frac{\partial E}{\partial w^l_{m',n'}} &= \sum_i \sum_j \frac{\partial E}{\partial z^l_{i,j}} \frac{\partial z^l_{i,j}}{\partial w^l_{m',n'}} \\
&= \sum_i \sum_j \frac{\partial E}{\partial z^l_{i,j}} a^{l-1}_{i+m',j+n'}
\end{align}$$""", (G, R, R)),
    Published("input of a correlation", LOLIOT, CORRELATION + r"""
$$\frac{\partial Loss}{\partial a^{l-1}_{i,j}} = \sum_x \sum_y \frac{\partial Loss}{\partial z^{l}_{x,y}} w^{l}_{i-x,j-y}
= \sum_m \sum_n \frac{\partial Loss}{\partial z^{l}_{i-m,j-n}} w^{l}_{m,n}$$""", (G, R, R)),
    Published("bias of a correlation", LOLIOT, CORRELATION + r"""
$$\frac{\partial E}{\partial b^l} = \sum_i \sum_j \frac{\partial E}{\partial z^l_{i,j}}$$""", (G, R)),
    Published("bias without its sum", BONN, CORRELATION + r"""
$$\frac{\partial E}{\partial b^l} = \frac{\partial E}{\partial z^l_{i,j}}$$""", (G, W)),
    Published("Kronecker's delta", TUEBINGEN, r"$\delta_{a,b} = \delta_{a-b,0}$", (R,)),
    Published("question 2, kernel", TUEBINGEN, r"""
$$\mathsf{Z}_{ij} = \sum_{k,l} \mathsf{V}_{i+k,j+l} \mathsf{K}_{k,l}$$
$$\frac{\partial \mathcal{L}}{\partial \mathsf{K}_{mn}} = \sum_{i,j} \frac{\partial \mathcal{L}}{\partial Z_{ij}} V_{i+m,j+n}$$""", (G, R)),
    Published("question 2, image", TUEBINGEN, r"""
$$\mathsf{Z}_{ij} = \sum_{k,l} \mathsf{V}_{i+k,j+l} \mathsf{K}_{k,l}$$
$$\frac{\partial \mathcal{L}}{\partial \mathsf{V}_{mn}} = \sum_{k,l} \frac{\partial \mathcal{L}}{\partial Z_{m-k,n-l}} K_{k,l}$$""", (G, R)),
    Published("question 2, one entry by one entry", TUEBINGEN, r"""
$$\mathsf{Z}_{ij} = \sum_{k,l} \mathsf{V}_{i+k,j+l} \mathsf{K}_{k,l}$$
$\frac{\partial Z_{ij}}{\partial K_{mn}} = V_{i+m,j+n}$ and $\frac{\partial Z_{ij}}{\partial V_{mn}} = K_{m-i,n-j}$""", (G, R, R)),
    Published("series 5, third solution, kernel", ETH, r"""
$$y^{(l)}_{i,j} = \sum_s \sum_t y^{(l-1)}_{i-s,j-t} w_{s,t}$$
$$\begin{split}
\frac{\partial L}{\partial w_{u,v}} &= \sum_{i} \sum_{j} \frac{\partial L}{\partial y_{i,j}^{(l)}} \frac{\partial y_{i,j}^{(l)}}{\partial w_{u,v}} \\
&= \sum_{i} \sum_{j} \frac{\partial L}{\partial y_{i,j}^{(l)}} y_{i-u,j-v}^{(l-1)} \\
&= \sum_{i} \sum_{j} \frac{\partial L}{\partial y_{i,j}^{(l)}} y_{-(u-i),-(v-j)}^{(l-1)}
\end{split}$$""", (G, R, R, R)),
    Published("series 5, third solution, input", ETH, r"""
$$y^{(l)}_{i,j} = \sum_s \sum_t y^{(l-1)}_{i-s,j-t} w_{s,t}$$
$$\frac{\partial L}{\partial y^{(l-1)}_{m,n}} = \sum_{i} \sum_{j} \frac{\partial L}{\partial y_{i,j}^{(l)}} w_{i-m,j-n}$$""", (G, R)),
    Published("series 5, first solution", ETH, r"""
<!-- symgrad: f[M,N] zero outside, k[P,Q], p >= 0 -->
$$c_{x,y} = \sum_{u} \sum_{v} f_{x-u,y-v} k_{u,v}$$
$$c_{x-s,y-t} = \sum_{u} \sum_{v} f_{x-s-v,y-t-v} k_{u,v}$$""", (G, W)),
    Published("mean squared error by the output", BONN, r"""
$$E = \frac{1}{n^2} \sum_{i=1}^n \sum_{j=1}^n (o_{ij} - y_{ij})^2$$
$$\frac{\partial E}{\partial o_{ij}} = \frac{2(o_{ij} - y_{ij})}{n^2}$$
$$\frac{\partial E}{\partial y_{ij}} = \frac{-2(o_{ij} - y_{ij})}{n^2}$$""", (G, R, R)),
    Published("mean squared error with the sign of the target", BONN, r"""
$$E = \frac{1}{n^2} \sum_{i=1}^n \sum_{j=1}^n (o_{ij} - y_{ij})^2$$
$$\frac{\partial E}{\partial o_{ij}} = \frac{-2(o_{ij} - y_{ij})}{n^2}$$""", (G, W)),
    Published("through the target", BONN, r"""
$$o_{ij} = \sum_{k,l} w_{kl} x_{i+k,j+l} + b$$
$$E = \sum_{i,j} (o_{ij} - y_{ij})^2$$
$$\frac{\partial E}{\partial b} = \sum_{i,j} -2(o_{ij}-y_{ij})$$
$$\frac{\partial E}{\partial b} = \sum_{i,j} 2(o_{ij}-y_{ij})$$""", (G, G, W, R)),
    Published("receptive field, two layers", BONN, r"$r_1 = s_2 \times r_2 + (k_2 - s_2)$", (G,)),
    Published("a convolution with stride, from 1", STACK, r"""
<!-- symgrad: indices from 1 -->
$$O_{f,i} = \sum_{c,r} W_{f,c,r} X_{c,(i-1)s+r} + b_f$$
$$\frac{\partial L}{\partial W_{f,c,r}} = \sum_{i} \frac{\partial L}{\partial O_{f,i}} X_{c,(i-1)s+r}$$""", (G, R)),
    Published("softmax", BISHOP, r"""
$$y_k = \frac{\exp(a_k)}{\sum_j \exp(a_j)}$$
$$\frac{\partial y_k}{\partial a_j} = y_k (\delta_{kj} - y_j)$$""", (G, R)),
    Published("softmax without the delta", CS231N, r"""
$$p_k = \frac{e^{f_k}}{\sum_j e^{f_j}}$$
$$\frac{\partial p_k}{\partial f_j} = p_k (1 - p_j)$$""", (G, W)),
    Published("softmax with cross-entropy", CS231N, r"""
$$p_k = \frac{e^{f_k}}{\sum_j e^{f_j}}$$
$$\sum_k p_k = 1$$""", (G, R)),
    Published("logistic function", BISHOP, r"""
$$s = \frac{1}{1+e^{-a}}$$
$$\frac{d s}{d a} = s(1 - s)$$""", (G, R)),
    Published("logistic function with a plus", D2L, r"""
$$s = \frac{1}{1+e^{-a}}$$
$$\frac{d s}{d a} = s(1 + s)$$""", (G, W)),
    Published("hyperbolic tangent", D2L, r"""
$$t = \tanh(x)$$
$$\frac{dt}{dx} = 1 - \tanh^2(x)$$""", (G, R)),
    Published("linear layer, weights", CS231N, r"""
$$y_{ij} = \sum_k x_{ik} w_{kj}$$
$$\frac{\partial L}{\partial w_{kj}} = \sum_i x_{ik} \frac{\partial L}{\partial y_{ij}}$$
$$\frac{\partial L}{\partial x_{ik}} = \sum_j \frac{\partial L}{\partial y_{ij}} w_{kj}$$""", (G, R, R)),
    Published("linear layer, as matrices", CS231N, r"""
$$y_{ij} = \sum_k x_{ik} w_{kj}$$
$$\frac{\partial L}{\partial w} = x^T \frac{\partial L}{\partial y}$$
$$\frac{\partial L}{\partial x} = \frac{\partial L}{\partial y} w^T$$""", (G, R, R)),
    Published("linear layer, transposed the wrong way", CS231N, r"""
$$y_{ij} = \sum_k x_{ik} w_{kj}$$
$$\frac{\partial L}{\partial w} = \frac{\partial L}{\partial y} x^T$$""", (G, W)),
    Published("four equations, BP2", NIELSEN, r"""
$$z^{l+1}_k = \sum_j w^{l+1}_{kj} \sigma(z^l_j) + b^{l+1}_k$$
$$\frac{\partial C}{\partial z^l_j} = \sum_k w^{l+1}_{kj} \frac{\partial C}{\partial z^{l+1}_k} \sigma'(z^l_j)$$""", (G, R)),
    Published("four equations, BP2, transposed", NIELSEN, r"""
$$z^{l+1}_k = \sum_j w^{l+1}_{kj} \sigma(z^l_j) + b^{l+1}_k$$
$$\frac{\partial C}{\partial z^l_j} = \sum_k w^{l+1}_{jk} \frac{\partial C}{\partial z^{l+1}_k} \sigma'(z^l_j)$$""", (G, W)),
    Published("four equations, BP3 and BP4", NIELSEN, r"""
$$z_j = \sum_k w_{jk} a_k + b_j$$
$$\frac{\partial C}{\partial b_j} = \frac{\partial C}{\partial z_j}$$
$$\frac{\partial C}{\partial w_{jk}} = a_k \frac{\partial C}{\partial z_j}$$""", (G, R, R)),
    Published("quadratic cost", NIELSEN, r"""
$$C = \frac{1}{2} \sum_j (y_j - a_j)^2$$
$$\frac{\partial C}{\partial a_j} = (a_j - y_j)$$""", (G, R)),
    Published("quadratic cost, sign", JEFKINE, r"""
$$E = \frac{1}{2} \sum_p (t_p - y_p)^2$$
$$\frac{\partial E}{\partial y_p} = t_p - y_p$$""", (G, W)),
    Published("average pooling", D2L, r"""
<!-- symgrad: x[N,M], k >= 1 -->
$$y_{i,j} = \frac{1}{k^2} \sum_{m=0}^{k-1} \sum_{n=0}^{k-1} x_{k i + m, k j + n}$$
$$\frac{\partial y_{i,j}}{\partial x_{ki, kj}} = \frac{1}{k^2}$$""", (G, R)),
    Published("tied weights, squared", GOODFELLOW, r"""
$$J = \sum_i w_i^2$$
$$\frac{\partial J}{\partial w_i} = 2 w_i$$""", (G, R)),
    Published("weight decay", GOODFELLOW, r"""
$$J = \frac{\lambda}{2} \sum_i w_i^2$$
$$\frac{\partial J}{\partial w_i} = \lambda w_i$$""", (G, R)),
    Published("weight decay without its half", GOODFELLOW, r"""
$$J = \lambda \sum_i w_i^2$$
$$\frac{\partial J}{\partial w_i} = \lambda w_i$$""", (G, W)),
    Published("quadratic form", MATRIX, r"""
$$f = \sum_i \sum_j x_i a_{ij} x_j$$
$$\frac{\partial f}{\partial x_k} = \sum_j (a_{kj} + a_{jk}) x_j$$""", (G, R)),
    Published("quadratic form, half of it", MATRIX, r"""
$$f = \sum_i \sum_j x_i a_{ij} x_j$$
$$\frac{\partial f}{\partial x_k} = 2 \sum_j a_{kj} x_j$$""", (G, W)),
    Published("trace of a product", MATRIX, r"""
$$t = \sum_i \sum_j a_{ij} b_{ji}$$
$$\frac{\partial t}{\partial a_{mn}} = b_{nm}$$""", (G, R)),
    Published("convolution written with brackets", D2L, r"""
$$Y[i,j] = \sum_{a,b} X[i+a, j+b] K[a,b]$$
$$\frac{\partial L}{\partial K[a,b]} = \sum_{i,j} \frac{\partial L}{\partial Y[i,j]} X[i+a,j+b]$$""", (G, R)),
    Published("convolution written with parentheses", GOODFELLOW, r"""
$$S(i,j) = \sum_m \sum_n I(i+m, j+n) K(m,n)$$
$$\frac{\partial L}{\partial K(m,n)} = \sum_i \sum_j \frac{\partial L}{\partial S(i,j)} I(i+m,j+n)$$""", (G, R)),
    Published("is convolution commutative", GOODFELLOW, r"""
<!-- symgrad: I[H,W] zero outside, K[P,Q] zero outside -->
$$S_{i,j} = \sum_m \sum_n I_{m,n} K_{i-m,j-n}$$
$$S_{i,j} = \sum_m \sum_n I_{i-m,j-n} K_{m,n}$$""", (G, R)),
    Published("correlation is not commutative", GOODFELLOW, r"""
<!-- symgrad: I[H,W] zero outside, K[P,Q] zero outside -->
$$S_{i,j} = \sum_m \sum_n I_{i+m,j+n} K_{m,n}$$
$$S_{i,j} = \sum_m \sum_n I_{m,n} K_{i+m,j+n}$$""", (G, W)),
    Published("rotated kernel about the array", SOLAI, r"""
<!-- symgrad: F[P,Q], X[H,W], * is correlation, rot about array -->
$$O_{i,j} = \sum_{m,n} X_{i+m,j+n} F_{m,n}$$
$$\frac{\partial L}{\partial F} = X * \frac{\partial L}{\partial O}$$""", (G, R)),
    Published("kernel by convolution", SOLAI, r"""
<!-- symgrad: F[P,Q], X[H,W], * is convolution -->
$$O_{i,j} = \sum_{m,n} X_{i+m,j+n} F_{m,n}$$
$$\frac{\partial L}{\partial F} = X * \frac{\partial L}{\partial O}$$""", (G, W)),
    Published("gradient of the sum of a max", BOUVRIE, r"""
$$u_j = \sum_i x_i k_{ij} + b_j$$
$$\frac{\partial E}{\partial b_j} = \frac{\partial E}{\partial u_j}$$""", (G, R)),
    Published("batch normalisation, scale and shift", BATCH, r"""
$$y_i = \gamma \hat{x}_i + \beta$$
$$\frac{\partial \ell}{\partial \gamma} = \sum_{i=1}^{m} \frac{\partial \ell}{\partial y_i} \cdot \hat{x}_i$$
$$\frac{\partial \ell}{\partial \beta} = \sum_{i=1}^{m} \frac{\partial \ell}{\partial y_i}$$
$$\frac{\partial \ell}{\partial \hat{x}_i} = \frac{\partial \ell}{\partial y_i} \cdot \gamma$$""", (G, R, R, R)),
    Published("batch normalisation, shift with the input", BATCH, r"""
$$y_i = \gamma \hat{x}_i + \beta$$
$$\frac{\partial \ell}{\partial \beta} = \sum_{i=1}^{m} \frac{\partial \ell}{\partial y_i} \hat{x}_i$$""", (G, W)),
    Published("mean of a batch", BATCH, r"""
<!-- symgrad: x[m], indices from 1, m >= 1 -->
$$\mu = \frac{1}{m} \sum_{i=1}^{m} x_i$$
$$\frac{\partial \mu}{\partial x_i} = \frac{1}{m}$$""", (G, R)),
    Published("output size", DUMOULIN, r"$o = \left\lfloor \frac{i + 2p - k}{s} \right\rfloor + 1$", (G,)),
    Published("output size, an example", DUMOULIN, r"""
$o = \left\lfloor \frac{i + 2p - k}{s} \right\rfloor + 1$. For $i = 5$, $k = 3$, $s = 2$, $p = 1$ we get $o = 3$.""", (G, G, G, G, G, R)),
    Published("output size, a wrong example", DUMOULIN, r"""
$o = \left\lfloor \frac{i + 2p - k}{s} \right\rfloor + 1$. For $i = 6$, $k = 3$, $s = 2$, $p = 0$ we get $o = 3$.""", (G, G, G, G, G, W)),
    Published("polar coordinates", "Mainz, 2D Vision and Deep Learning, assignment 9", r"""
Let $x = r \cos\theta$, $y = r \sin\theta$ and $f(x, y)$ be a function. Then
$$\left(\frac{\partial f}{\partial r}\right)^2 + \frac{1}{r^2} \left(\frac{\partial f}{\partial \theta}\right)^2
 = \left(\frac{\partial f}{\partial x}\right)^2 + \left(\frac{\partial f}{\partial y}\right)^2$$""", (G, G, R)),
    Published("polar coordinates without 1/r²", "Mainz, 2D Vision and Deep Learning, assignment 9", r"""
Let $x = r \cos\theta$, $y = r \sin\theta$ and $f(x, y)$ be a function. Then
$$\left(\frac{\partial f}{\partial r}\right)^2 + \left(\frac{\partial f}{\partial \theta}\right)^2
 = \left(\frac{\partial f}{\partial x}\right)^2 + \left(\frac{\partial f}{\partial y}\right)^2$$""", (G, G, W)),
    Published("scalar recurrent unit", GOODFELLOW, r"""
$$a_i = b_i + \sum_j W_{ij} h_j + \sum_k U_{ik} x_k$$
$$\frac{\partial L}{\partial h_j} = \sum_i W_{ij} \frac{\partial L}{\partial a_i}$$
$$\frac{\partial L}{\partial U_{ik}} = \frac{\partial L}{\partial a_i} x_k$$""", (G, R, R)),
    Published("attention scores", "A. Vaswani et al., Attention Is All You Need", r"""
$$s_{ij} = \sum_k q_{ik} k_{jk}$$
$$\frac{\partial L}{\partial q_{ik}} = \sum_j \frac{\partial L}{\partial s_{ij}} k_{jk}$$""", (G, R)),
    Published("attention scores, keys and queries exchanged", "A. Vaswani et al., Attention Is All You Need", r"""
$$s_{ij} = \sum_c q_{ic} k_{jc}$$
$$\frac{\partial L}{\partial q_{ic}} = \sum_j \frac{\partial L}{\partial s_{ji}} k_{jc}$$""", (G, W)),
    Published("channels", STACK, r"""
$$O_{f,i,j} = \sum_{c,r,t} W_{f,c,r,t} X_{c,i+r,j+t} + b_f$$
$$\frac{\partial L}{\partial X_{c,p,q}} = \sum_{f,r,t} \frac{\partial L}{\partial O_{f,p-r,q-t}} W_{f,c,r,t}$$
$$\frac{\partial L}{\partial b_f} = \sum_{i,j} \frac{\partial L}{\partial O_{f,i,j}}$$""", (G, R, R)),
    Published("channels without their sum", STACK, r"""
$$O_{f,i,j} = \sum_{c,r,t} W_{f,c,r,t} X_{c,i+r,j+t} + b_f$$
$$\frac{\partial L}{\partial b_f} = \sum_{i} \frac{\partial L}{\partial O_{f,i,0}}$$""", (G, W)),
    Published("residual block", "K. He et al., Deep Residual Learning", r"""
$$y_i = x_i + \sum_j W_{ij} x_j$$
$$\frac{\partial L}{\partial x_j} = \frac{\partial L}{\partial y_j} + \sum_i \frac{\partial L}{\partial y_i} W_{ij}$$""", (G, R)),
    Published("residual block without the shortcut", "K. He et al., Deep Residual Learning", r"""
$$y_i = x_i + \sum_j W_{ij} x_j$$
$$\frac{\partial L}{\partial x_j} = \sum_i \frac{\partial L}{\partial y_i} W_{ij}$$""", (G, W)),
    Published("depthwise convolution", D2L, r"""
$$z_{c,i,j} = \sum_{u,v} k_{c,u,v} x_{c,i+u,j+v}$$
$$\frac{\partial L}{\partial k_{c,u,v}} = \sum_{i,j} \frac{\partial L}{\partial z_{c,i,j}} x_{c,i+u,j+v}$$""", (G, R)),
    Published("pointwise convolution", D2L, r"""
$$y_{o,i,j} = \sum_c p_{o,c} z_{c,i,j}$$
$$\frac{\partial L}{\partial z_{c,i,j}} = \sum_{o} \frac{\partial L}{\partial y_{o,i,j}} p_{o,c}$$""", (G, R)),
    Published("pixels of one window", "github.com/pikazlou/ml-nn-aux", r"""
$$y_{i,j} = \sum_{m,n} w_{m,n} x_{i+m,j+n} + b$$
$$\frac{\partial L}{\partial b} = \sum_{i,j} \frac{\partial L}{\partial y_{i,j}}$$""", (G, R)),
)  # fmt: skip
