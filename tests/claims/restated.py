"""Claims found in public texts: notes, forum threads, documentation, and the issues that report their mistakes.

Each is restated: the claim is the author's, with his mistake where he made one, and so is the kind of notation; the typing
is ours, and definitions that the text takes for granted are written out. ``source`` is where it stands. What each line is was
worked out by hand before the checker first saw it; the words are those of ``published``.
"""
# ruff: noqa: E501 - a formula stands on one line, as it does in a document

from __future__ import annotations

from tests.claims.published import G, Published, R, W

ISSUE = "https://github.com/{}/issues/{}"
PULL = "https://github.com/{}/pull/{}"

LOGISTIC = r"$\sigma(x) = \frac{1}{1 + e^{-x}}$"
SOFTMAX = r"$$p_j = \frac{e^{o_j}}{\sum_k e^{o_k}}$$"
LOG_LOSS = SOFTMAX + "\n" + r"$$L = -\sum_j y_j \log p_j$$"
LINE_FIT = "<!-- symgrad: x[m], y[m], m >= 1 -->\n" + r"$$J = \frac{1}{m} \sum_{i} (\theta_0 + \theta_1 x_i - y_i)^2$$"
BATCH = r"""<!-- symgrad: N >= 1 -->
$$y_{i,j} = \gamma_j \hat{x}_{i,j} + \beta_j$$"""


def issue(repository: str, number: int) -> str:
    return ISSUE.format(repository, number)


def pull(repository: str, number: int) -> str:
    return PULL.format(repository, number)


RESTATED: tuple[Published, ...] = (
    # ---- functions of one variable ----
    Published("derivative of the logistic function, a minus for a product", issue("sausheong/gonn", 8), LOGISTIC + r"""
$$\sigma'(x) = \sigma(x) - (1 - \sigma(x))$$""", (G, W)),
    Published("derivative of the logistic function", issue("sausheong/gonn", 8), LOGISTIC + r"""
$$\frac{d}{dx} \sigma(x) = \sigma(x) (1 - \sigma(x))$$""", (G, R)),
    Published("derivative of the logistic function in its argument", issue("BoltzmannEntropy/interviews.ai", 4), r"""
$$y = \frac{1}{1 + e^{-x}}$$
$$\frac{dy}{dx} = x (1 - x)$$
$$\frac{dy}{dx} = y (1 - y)$$""", (G, W, R)),
    Published("derivative of tanh without its 1", issue("scutan90/DeepLearning-500-questions", 544), r"""
$$f(x) = \tanh(x)$$
$$f'(x) = -(\tanh(x))^2$$
$$f'(x) = 1 - (\tanh(x))^2$$""", (G, W, R)),
    Published("derivative of tanh with a plus", issue("nicodjimenez/lstm", 41), r"""
$$y = \tanh(x)$$
$$\frac{dy}{dx} = 1 + \tanh^2(x)$$""", (G, W)),
    Published("derivative of tanh by its value", issue("nicodjimenez/lstm", 41), r"""
$$y_i = \tanh(x_i)$$
$$\frac{\partial y_i}{\partial x_i} = 1 - y_i^2$$""", (G, R)),
    Published("definition of tanh with half of its argument", issue("HIPS/autograd", 317), r"""
$$\tanh(x) = \frac{1 - e^{-x}}{1 + e^{-x}}$$
$$\tanh(x) = \frac{1 - e^{-2x}}{1 + e^{-2x}}$$""", (W, R)),
    # ---- squared errors ----
    Published("squared error without its 2", issue("SethHWeidman/DLFS_code", 9), r"""
$$L = (y - p)^2$$
$$\frac{\partial L}{\partial p} = -(y - p)$$
$$\frac{\partial L}{\partial p} = -2 (y - p)$$""", (G, W, R)),
    Published("squared error of an output, times the output", issue("makeyourownneuralnetwork/makeyourownneuralnetwork", 77), r"""
$$E = \sum_k (t_k - o_k)^2$$
$$\frac{\partial E}{\partial o_k} = 2 (t_k - o_k) \cdot o_k$$
$$\frac{\partial E}{\partial o_k} = -2 (t_k - o_k)$$""", (G, W, R)),
    Published("slope of a fitted line, sign", "https://math.stackexchange.com/questions/3152235", LINE_FIT + r"""
$$\frac{dJ}{d\theta_1} = \frac{-2}{m} \sum_{i} x_i (\theta_0 + \theta_1 x_i - y_i)$$
$$\frac{dJ}{d\theta_1} = \frac{2}{m} \sum_{i} x_i (\theta_0 + \theta_1 x_i - y_i)$$""", (G, W, R)),
    Published("intercept of a fitted line, sign", "https://math.stackexchange.com/questions/3152235", LINE_FIT + r"""
$$\frac{dJ}{d\theta_0} = \frac{-2}{m} \sum_{i} (\theta_0 + \theta_1 x_i - y_i)$$
$$\frac{dJ}{d\theta_0} = \frac{2}{m} \sum_{i} (\theta_0 + \theta_1 x_i - y_i)$$""", (G, W, R)),
    Published("fitted line, residuals the other way round", "https://math.stackexchange.com/questions/3152235", r"""
<!-- symgrad: x[m], y[m], m >= 1 -->
$$J = \frac{1}{m} \sum_{i} [y_i - \theta_0 - \theta_1 x_i]^2$$
$$\frac{\partial J}{\partial \theta_0} = \frac{2}{m} \sum_{i} [y_i - \theta_0 - \theta_1 x_i] \cdot [-1]$$
$$\frac{\partial J}{\partial \theta_1} = \frac{2}{m} \sum_{i} [y_i - \theta_0 - \theta_1 x_i] \cdot [-x_i]$$""", (G, R, R)),
    Published("mean squared error, half", "https://stats.stackexchange.com/questions/303446", r"""
<!-- symgrad: y[n], n >= 1 -->
$$M = \frac{1}{2n} \sum_{i} (\hat{y}_i - y_i)^2$$
$$\frac{\partial M}{\partial \hat{y}_i} = \frac{1}{n} (\hat{y}_i - y_i)$$""", (G, R)),
    Published("linear model, sample and feature exchanged", "https://stats.stackexchange.com/questions/303446", r"""
<!-- symgrad: x[n,d], w[d], y[n], n >= 1 -->
$$\hat{y}_j = \sum_i x_{ji} w_i$$
$$M = \frac{1}{2n} \sum_j (\hat{y}_j - y_j)^2$$
$$\frac{\partial M}{\partial w_i} = \frac{1}{n} \sum_j (\hat{y}_j - y_j) x_{ij}$$""", (G, G, W)),
    Published("linear model", "https://stats.stackexchange.com/questions/303446", r"""
<!-- symgrad: x[n,d], w[d], y[n], n >= 1 -->
$$\hat{y}_j = \sum_i x_{ji} w_i$$
$$M = \frac{1}{2n} \sum_j (\hat{y}_j - y_j)^2$$
$$\frac{\partial M}{\partial w_i} = \frac{1}{n} \sum_j (\hat{y}_j - y_j) x_{ji}$$""", (G, G, R)),
    # ---- softmax and logarithmic loss ----
    Published("loss by the probabilities", "https://stats.stackexchange.com/questions/235528", r"""
$$E = -\sum_j t_j \log o_j$$
$$\frac{\partial E}{\partial o_j} = \frac{-t_j}{o_j}$$""", (G, R)),
    Published("softmax by its own logit", "https://stats.stackexchange.com/questions/235528", r"""
$$o_j = \frac{e^{z_j}}{\sum_k e^{z_k}}$$
$$\frac{\partial o_j}{\partial z_j} = o_j (1 - o_j)$$""", (G, R)),
    Published("softmax by any logit", "https://www.barryhan.net/usaaio/theory.html", r"""
$$s_i = \frac{e^{z_i}}{\sum_k e^{z_k}}$$
$$\frac{\partial s_i}{\partial z_j} = s_i (\delta_{ij} - s_j)$$""", (G, R)),
    Published("softmax with a sum that lost its probability", "https://mathzsolution.com/derivative-of-softmax-loss-function/", LOG_LOSS + r"""
$$\frac{\partial L}{\partial o_i} = \left( \sum_k p_k y_k \right) - y_i$$""", (G, G, W)),
    Published("softmax with any targets", "https://mathzsolution.com/derivative-of-softmax-loss-function/", LOG_LOSS + r"""
$$\frac{\partial L}{\partial o_i} = p_i \left( \sum_k y_k \right) - y_i$$""", (G, G, R)),
    Published("softmax, an entry of the Jacobian without its diagonal", "https://mathzsolution.com/derivative-of-softmax-loss-function/", SOFTMAX + r"""
$$\frac{\partial p_j}{\partial o_i} = -p_i p_j$$""", (G, W)),
    # ---- layers of neurons ----
    Published("the other layer's tanh", pull("dennybritz/nn-from-scratch", 3), r"""
$$z_j = \sum_i x_i W_{ij}$$
$$a_j = \tanh(z_j)$$
$$u_k = \sum_j a_j V_{jk}$$
$$\frac{\partial L}{\partial z_j} = (1 - \tanh^2(u_j)) \sum_k \frac{\partial L}{\partial u_k} V_{jk}$$""", (G, G, G, W)),
    Published("its own layer's tanh", pull("dennybritz/nn-from-scratch", 3), r"""
$$z_j = \sum_i x_i W_{ij}$$
$$a_j = \tanh(z_j)$$
$$u_k = \sum_j a_j V_{jk}$$
$$\frac{\partial L}{\partial z_j} = (1 - \tanh^2(z_j)) \sum_k \frac{\partial L}{\partial u_k} V_{jk}$$""", (G, G, G, R)),
    Published("hidden error without the derivative of the activation", issue("makeyourownneuralnetwork/makeyourownneuralnetwork", 88), LOGISTIC + r"""
$$a_j = \sigma(z_j)$$
$$y_k = \sum_j w_{kj} a_j$$
$$\frac{\partial L}{\partial z_j} = \sum_k w_{kj} \frac{\partial L}{\partial y_k}$$""", (G, G, G, W)),
    Published("deltas without the derivative of the activation", pull("ujjwalkarn/Machine-Learning-Tutorials", 16), r"""
$$y_j = f(e_j)$$
$$e_k = \sum_j w_{jk} x_j$$
$$\frac{\partial L}{\partial x_j} = \sum_k w_{jk} \frac{\partial L}{\partial y_k}$$""", (G, G, W)),
    Published("deltas with the derivative of the activation", pull("ujjwalkarn/Machine-Learning-Tutorials", 16), r"""
$$y_j = f(e_j)$$
$$e_k = \sum_j w_{jk} x_j$$
$$\frac{\partial L}{\partial x_j} = \sum_k w_{jk} f'(e_k) \frac{\partial L}{\partial y_k}$$""", (G, G, R)),
    Published("the adjoint of the value for that of its argument", issue("SciML/SciMLBook", 164), r"""
$$v_i = f(r_i)$$
$$r_i = \sum_j W_{ij} u_j$$
$$\frac{\partial L}{\partial u_j} = \sum_i W_{ij} \frac{\partial L}{\partial v_i}$$
$$\frac{\partial L}{\partial u_j} = \sum_i W_{ij} \frac{\partial L}{\partial r_i}$$""", (G, G, W, R)),
    Published("weights of the next layer with their indices exchanged", "https://compphysics.github.io/MachineLearning/doc/pub/week42", r"""
$$z^{l+1}_j = \sum_i w^{l+1}_{ij} a^l_i + b^{l+1}_j$$
$$\frac{\partial C}{\partial a^l_j} = \sum_k \frac{\partial C}{\partial z^{l+1}_k} w^{l+1}_{kj}$$""", (G, W)),
    Published("one output too many derivatives", "https://stats.stackexchange.com, Help using backprop formulas from a deep learning book", LOGISTIC + r"""
$$u_j = \sum_i v_{ji} x_i$$
$$h_j = \sigma(u_j)$$
$$z = \sum_j w_j h_j$$
$$C = \frac{1}{2} (\sigma(z) - y)^2$$
$$\frac{\partial C}{\partial w_j} = h_j (\sigma(z) - y) \sigma'(z)$$
$$\frac{\partial C}{\partial w_j} = h_j (\sigma(z) - y) \sigma'(z) \sigma'(u_j)$$""", (G, G, G, G, G, R, W)),
    Published("input by the input", issue("cs231n/cs231n.github.io", 229), r"""
<!-- symgrad: x[N,D], w[D,M] -->
$$y = x w$$
$$\frac{\partial L}{\partial x} = \frac{\partial L}{\partial y} x^T$$""", (G, W)),
    Published("input by the weights", issue("cs231n/cs231n.github.io", 229), r"""
<!-- symgrad: x[N,D], w[D,M] -->
$$y = x w$$
$$\frac{\partial L}{\partial x} = \frac{\partial L}{\partial y} w^T$$
$$\frac{\partial L}{\partial w} = x^T \frac{\partial L}{\partial y}$$""", (G, R, R)),
    Published("a matrix from two columns, not transposed", issue("fengdu78/deeplearning_ai_books", 21), r"""
<!-- symgrad: W[M,N], a[N] -->
$$z = W a$$
$$\frac{\partial L}{\partial W} = \frac{\partial L}{\partial z} \cdot a$$""", (G, W)),
    Published("a matrix from two columns", issue("fengdu78/deeplearning_ai_books", 21), r"""
<!-- symgrad: W[M,N], a[N] -->
$$z = W a$$
$$\frac{\partial L}{\partial W} = \frac{\partial L}{\partial z} a^T$$""", (G, R)),
    Published("a product with a vector by the vector", "https://community.deeplearning.ai, Derive backpropagation in CNN", r"""
$$z_i = \sum_j A_{ij} x_j$$
$$\frac{\partial z_i}{\partial x_j} = A_{ij}$$""", (G, R)),
    Published("a product of matrices by one of them", "https://community.deeplearning.ai, Derive backpropagation in CNN", r"""
$$Z_{ij} = \sum_k A_{ik} X_{kj}$$
$$\frac{\partial Z_{ij}}{\partial X_{mn}} = A_{im}$$""", (G, W)),
    # ---- normalisation ----
    Published("scale and shift", "https://yueyiming2009.github.io/ai-learning/batchnorm-gradient.html", BATCH + r"""
$$\frac{\partial L}{\partial \beta_j} = \sum_i \frac{\partial L}{\partial y_{i,j}}$$
$$\frac{\partial L}{\partial \gamma_j} = \sum_i \frac{\partial L}{\partial y_{i,j}} \hat{x}_{i,j}$$
$$\frac{\partial L}{\partial \hat{x}_{i,j}} = \frac{\partial L}{\partial y_{i,j}} \gamma_j$$""", (G, R, R, R)),
    Published("an affine map by its argument", "https://brettkoonce.github.io/lean4-mlir/blueprint/chap-bn.html", r"""
$$y_j = \gamma v_j + \beta$$
$$\frac{\partial y_j}{\partial v_i} = \gamma \delta_{ij}$$""", (G, R)),
    Published("centring by its argument", "https://brettkoonce.github.io/lean4-mlir/blueprint/chap-bn.html", r"""
<!-- symgrad: x[n], n >= 1 -->
$$\mu = \frac{1}{n} \sum_k x_k$$
$$c_j = x_j - \mu$$
$$\frac{\partial c_j}{\partial x_i} = \delta_{ij} - \frac{1}{n}$$""", (G, G, R)),
    # ---- convolution and pooling ----
    Published("row of a one-dimensional filter", "http://www.marmaralectures.com/convolutional-neural-nets/", r"""
<!-- symgrad: a[L], w[W] -->
$$z_i = \sum_{m=0}^{W-1} w_m a_{i+m} + b$$
$$\frac{\partial C}{\partial a_i} = \sum_m \frac{\partial C}{\partial z_m} w_{i-m}$$""", (G, R)),
    Published("there and back", pull("Theano/Theano", 4068), r"""
$$(i + 2p - k + 1) + (k - 1) - 2p = i$$""", (R,)),
    # ---- sizes ----
    Published("size with the 1 in the denominator", issue("albertpumarola/deep-learning-notes", 1), r"""
$$\frac{W - F + 2P}{S} + 1 = \frac{W - F + 2P}{S + 1}$$""", (W,)),
    Published("extent of a dilated kernel", issue("vlfeat/matconvnet", 1010), r"""
$$d (k - 1) + 1 = k (d - 1) + 1$$""", (W,)),
    Published("size by hand, without parentheses", issue("karpathy/convnetjs", 43), r"""
$$(32 - 5) + (2 \cdot 2) / 1 + 1 = 15.5$$
$$(32 - 5) + (2 \cdot 2) / 1 + 1 = 32$$""", (W, R)),
    Published("size without a floor", issue("rasbt/machine-learning-book", 72), r"""
$$\frac{10 + 2 \times 2 - 3}{2} + 1 = 6$$
$$\left\lfloor \frac{10 + 2 \times 2 - 3}{2} \right\rfloor + 1 = 6$$
$$\left\lfloor \frac{10 + 2 \times 2 - 5}{1} \right\rfloor + 1 = 10$$""", (W, R, R)),
    Published("size of a small image", "https://jovianlin.io/calculate-the-output-size-of-conv-layer/", r"""
$$\left\lfloor \frac{7 + 0 - 3}{2} + 1 \right\rfloor = 3$$""", (R,)),
    Published("size with stride 2, rounded down", pull("d2l-ai/d2l-zh", 1345), r"""
$$\lfloor (5 - 3 + 2) / 2 \rfloor = 1$$
$$\lfloor (5 - 3 + 2) / 2 \rfloor = 2$$""", (W, R)),
    Published("size of a pool, rounded up or down", issue("BVLC/caffe", 4781), r"""
$$\lfloor (224 - 7 + 2 \cdot 3) / 2 \rfloor + 1 = 112$$
$$\lfloor (112 - 3) / 2 \rfloor + 1 = 55$$
$$\lfloor (112 - 3) / 2 \rfloor + 1 = 56$$
$$\lceil (112 - 3) / 2 \rceil + 1 = 56$$""", (R, R, W, R)),
    Published("size of a pool, 1 inside or outside", issue("BVLC/caffe", 988), r"""
$$\lceil (4 + 2 \cdot 0 - 3) / 2 \rceil + 1 = \lceil (4 + 2 \cdot 0 - 3 + 1) / 2 \rceil$$""", (W,)),
    Published("size of a pool of 22", issue("ARM-software/ComputeLibrary", 82), r"""
$$\lceil (22 + 2 \cdot 0 - 3) / 2 \rceil + 1 = 11$$
$$\lfloor (22 + 2 \cdot 0 - 3) / 2 \rfloor + 1 = 11$$""", (R, W)),
    Published("size of a pool of 64", issue("ethereon/netscope", 25), r"""
$$\lceil (64 + 2 - 3) / 2 \rceil + 1 = 33$$
$$\lfloor (64 + 2 - 3) / 2 \rfloor + 1 = 33$$""", (R, W)),
    Published("size of a pool of 8", issue("onnx/onnx", 4045), r"""
$$\lceil (8 - 1) / 3 + 1 \rceil = 4$$
$$\lceil (8 - 1) / 3 + 1 \rceil = 3$$""", (R, W)),
    Published("size with stride 3", pull("PaddlePaddle/docs", 7664), r"""
$$\frac{32 + 3 - 1}{3} = 10.66$$
$$\frac{32 + 2 - 1}{2} = 16.5$$
$$\lceil 32 / 3 \rceil = 11$$""", (W, R, R)),
    Published("transposed size without dilation", issue("pytorch/pytorch", 14099), r"""
$$(10 - 1) \cdot 1 - 2 \cdot 0 + 2 \cdot (3 - 1) + 0 + 1 = 12$$
$$(10 - 1) \cdot 1 - 2 \cdot 0 + 2 \cdot (3 - 1) + 0 + 1 = 14$$""", (W, R)),
    Published("transposed size with dilation", issue("microsoft/onnxruntime", 2518), r"""
$$2 \cdot (50 - 1) + 0 + ((3 - 1) \cdot 3 + 1) - 4 - 4 = 95$$
$$2 \cdot (50 - 1) + 0 + ((3 - 1) \cdot 3 + 1) - 4 - 4 = 97$$""", (W, R)),
    Published("transposed size with a kernel of 4", issue("pytorch/pytorch", 172560), r"""
$$(128 - 1) \times 4 - 0 + 1 = 509$$
$$(128 - 1) \times 4 - 0 + (4 - 1) + 1 = 509$$""", (R, W)),
    # ---- numbers of parameters, receptive fields ----
    Published("parameters of twenty filters", issue("udacity/sdc-issue-reports", 471), r"""
$$(8 \cdot 8 \cdot 3 + 1) \cdot 20 = 3860$$
$$(8 \cdot 8 \cdot 3 + 1) \cdot 20 = 3880$$""", (R, W)),
    Published("parameters of two layers", issue("carpentries-lab/deep-learning-intro", 577), r"""
$$50 \cdot 3 \cdot 3 \cdot 3 + 50 = 1400$$
$$50 \cdot 3 \cdot 3 \cdot 50 + 50 = 22550$$
$$50 \cdot 3 \cdot 3 \cdot 50 + 50 = 1400$$""", (R, R, W)),
    Published("parameters of three filters", issue("danhalligan/ISLRv2-solutions", 16), r"""
$$5 \cdot 5 \cdot 3 + 3 = 78$$
$$(32 \cdot 32 + 1) \cdot 32 \cdot 32 \cdot 3 = 3148800$$
$$(32 \cdot 32) \cdot 32 \cdot 32 \cdot 3 = 3148800$$""", (R, R, W)),
    Published("receptive field, layer by layer", "https://shawnleezx.github.io/blog/2017/02/11/calculating-receptive-field-of-cnn/", r"""
$$1 + (3 - 1) = 3$$
$$3 + (2 - 1) \times 1 = 4$$
$$4 + (3 - 1) \times 1 \times 2 = 8$$
$$8 + (2 - 1) \times 1 \times 2 \times 1 = 10$$
$$10 + (3 - 1) \times 1 \times 2 \times 1 \times 2 = 18$$
$$26 + (2 - 1) \times 1 \times 2 \times 1 \times 2 \times 1 \times 1 = 30$$""", (R,) * 6),
    Published("receptive field with the last stride only", "https://shawnleezx.github.io/blog/2017/02/11/calculating-receptive-field-of-cnn/", r"""
$$10 + (3 - 1) \times 2 = 18$$""", (W,)),
)  # fmt: skip
