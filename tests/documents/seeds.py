"""Seed documents for fuzzing: every class of token and every construct that is read, in each kind of document."""
# ruff: noqa: E501 - a formula stands on one line, as it does in a document

from __future__ import annotations

from tests.claims.handmade import TOPICS
from tests.claims.published import PUBLISHED

CONSTRUCTS: tuple[str, ...] = (
    r"$x_{ij}$ $x_{i,j}$ $x(i,j)$ $x[i,j]$ $x'_{i}$ $\hat x_i$ $\bar{x}_i$ $\tilde x$ $\mathbf{x}_i$ $\mathsf{X}_{ij}$ $\mathcal{L}$",
    r"$w^l_{mn} = 1$, $w^{(l)}_{mn}$, $w^{[l]}$, $w^{l-1}$, $w^{(l+1)T}$, $W^\top$, $W^{\mathsf T}$, $W^T$",
    r"$$\sum_{i=0}^{n-1} \sum\limits_{j<m} \sum_{k} \sum_{k,l} \sum_{kl} x_{ijkl} = \sum_{\substack{i=0 \\ i \ne j}}^{n} y_i$$",
    r"$$\sum_{i: i+k=m} a_i b_k = \sum_{i+k=m} a_i b_k = \sum_{i \in \{0,\ldots,n-1\}} c_i = \sum_{j \neq i} d_j$$",
    r"$$\frac{\partial L}{\partial w} = \partial L/\partial w = {\partial L \over \partial w} = \frac{dL}{dw} = \frac{\mathrm{d} L}{\mathrm{d} w}$$",
    r"$$\frac{\partial}{\partial w_{ij}} \left( \sum_k w_{ik} x_k \right) = \dfrac{\partial^2 L}{\partial x \partial y} = \nabla_w E = \partial_w E$$",
    r"$\delta_{ij} = \delta_{i,j} = [i = j] = \mathbb{1}[i=j] = \mathbf{1}_{i=j} = 1_{\{i=j\}}$",
    r"$$f(x) = \begin{cases} x & \text{if } x > 0 \\ 0 & \text{otherwise} \end{cases}$$",
    r"$\lfloor \frac{n+2p-k}{s} \rfloor + 1 = \left\lceil a/b \right\rceil = \lfloor a / b \rfloor$",
    r"$$A = \begin{bmatrix} 1 & -2 \\ \frac12 & 3.5 \end{bmatrix} = \begin{pmatrix} a & b \\ c & d \end{pmatrix} = \left(\begin{array}{cc} 1 & 2 \\ 3 & 4 \end{array}\right)$$",
    r"$$y = \max_{0 \le k < K} x_k = \max(a, b) = \min_k x_k = \operatorname*{argmax}_k x_k = \arg\max_k x_k$$",
    r"$$Z = X * K = X \ast K = X \star K = X \circledast K = X \odot K = X \otimes K = X \circ K$$",
    r"$$\text{rot}_{180^\circ}(w) = \mathrm{rot180}(w) = \operatorname{flip}(w) = rot180(w) = \text{rot}_{180^\circ} \left\{ w \right\}$$",
    r"$\|x\|^2 = \|x\|_2^2 = \lVert x \rVert_1 = |x| = \left| x \right| = \left\| x \right\|_F$",
    r"$\sin^2\theta + \cos^2 \theta = 1$, $\log x_i$, $\exp(-x)$, $\ln(x)$, $\tanh x$, $\sqrt{x}$, $\sqrt[p]{x}$, $e^{-x}$",
    r"$\sigma'(z) = \sigma(z)(1 - \sigma(z))$, $f'(x_i)$, $f^{\prime}(x)$, $f''(x)$",
    "$$\n\\begin{align}\na &= b \\\\\n  &= c + d \\\\\n  &\\quad + e \\nonumber \\\\[2pt]\n  &= f \\label{eq:1} \\tag{3}\n\\end{align}\n$$",
    "\\begin{eqnarray}\na &=& b \\\\\n&=& c\n\\end{eqnarray}\n\\begin{gather*}\nx = 1 \\\\ y = 2\n\\end{gather*}\n\\begin{multline}\na = b \\\\ + c\n\\end{multline}",
    "\\[ a = \\begin{split} b &= c \\\\ &= d \\end{split} \\] and \\( e = f \\) then $$= g$$",
    "```math\na_i = \\sum_j b_{ij}\n```\n> $$\n> c = d\n> $$\n",
    "a &amp;= b $x &lt; y$ $$\\begin{aligned} a &amp;= b \\\\ &amp;= c \\end{aligned}$$",
    "\\newcommand{\\pd}[2]{\\frac{\\partial #1}{\\partial #2}}\n\\def\\R{\\mathbb{R}}\n\\DeclareMathOperator{\\rot}{rot}\n$\\pd{L}{w_i} = 2 \\rot(w)$",
    "<!-- symgrad: V[H,W] zero outside, K[P,Q], * is correlation, indices from 1, s >= 1, f is a function -->\n$V_{ij} = 1$",
    "$\\boxed{a = b} \\displaystyle \\, c \\; = \\! d \\quad \\text{where } e = f$, $\\color{red} x = \\textcolor{blue}{y}$, $\\underbrace{a+b}_{\\text{sum}} = c$",
    "$2 \\times 3 = 6$, $128 \\times 128 \\times 3$, $3 \\cdot 4 / 2 = 6$, $1/2 + 1/3 = 5/6$, $0.5 = \\frac{1}{2}$, $2.168 \\cdot 10^{-5}$",
    "$x \\approx y$, $x \\le y$, $x \\to \\infty$, $x \\in \\mathbb{R}^{n \\times m}$, $\\forall i \\in \\{1, \\dots, n\\}$, $x \\neq y$",
    "$∂L/∂w = Σ_i x_i·y_i$, $α·β ≤ γ$, $⌊a/b⌋$, $Aᵀ B$, $x′ − y$",
    "$a = \\left( b + \\left[ c - \\left\\{ d \\right\\} \\right] \\right)^{2}$, $\\bigl( x \\bigr)_{ij}$, $(A B)_{ij} = \\sum_k A_{ik} B_{kj}$",
    "# Heading\n## Exercise 1\n$x = 1$\n## Exercise 2\n$x = 2$\nSetext\n======\n$x = 3$",
    r"If $i \ne j$, then $y_i = 0$; for $s \ge 1$ where $s$ divides $N - K$ and $x, y > 0$ or $z$ is positive. Assume $x \ge 0$: unless $a = b$.",
    r"$$0 \le y_i < 1, \quad y_i \neq 0 \text{ for } i \ne j$$ $2 \approx 2.00$, $x \approx 3.1 \cdot 10^{-2}$, $73{,}728 > 1\,000$ $S \le n \footnote{only here}$",
    r"$$\prod_{k=1}^{3} x_k = x_1 x_2 x_3 = \prod_{i \in \{0, 2\}} i = \prod_{0 \le k < n} k$$ $\sum_{i<j} a_{ij} = \sum_{(i,j) \in S} a_{ij} = \sum_{k \in \{1,2,3\}} b_k$",
    r"$$(f*g)[n] = \sum_k f[k] g[n-k]$$ $(f \star g)_{ij} = \sum_{kl} f_{i+k,j+l} g_{kl}$ $w \leftarrow w - \eta w$ $n! = 5\%$ $\lim_{x \to 0} x$",
    r"\begin{align} a &= b \intertext{and only then} c &= \begin{pmatrix} \cos t & x_i \\ -y & 1/2 \end{pmatrix} \begin{bmatrix} a \\ b \end{bmatrix} \end{align}",
    "$ $ $$ $$ \\( \\) $a = $ $= b$ $_x$ $x_$ $x^$ ${}$ $\\frac{}{}$ $\\sum$ $\\unknown{x} = 1$ $\\left( x$ $x \\right)$",
)  # fmt: skip
RST = "Title\n=====\n\n.. math::\n   :label: eq\n\n   a = b \\\\\n     = c\n\nInline :math:`x = y` text.\n\n.. code-block:: python\n\n   x = 1\n\n.. symgrad: V[H,W]\n"
NOTEBOOK = '{"cells": [{"cell_type": "markdown", "metadata": {}, "source": ["# A\\n", "$$y_i = 2 x_i$$\\n", "é \\u00e9 $a = b$"]}, {"cell_type": "code", "source": ["x = 1"], "outputs": []}], "nbformat": 4}'
TEX = "\\documentclass{article}\n% symgrad: x[N]\n\\begin{document}\n\\section{S}\n\\input{../../etc/passwd}\n\\verb|$x$| \\begin{verbatim}$y$\\end{verbatim}\n\\begin{exercise} $z = 1$ \\end{exercise}\n\\begin{equation}\\label{a} y = x + 1 \\end{equation}\n\\end{document}"


def seeds() -> list[tuple[str, str]]:
    """(kind, text) for each seed."""
    out = [("markdown", text) for text in CONSTRUCTS]
    out += [("markdown", p.text) for p in PUBLISHED]
    out += [("markdown", f"{t.given}\n$$\n{c}\n$$") for t in TOPICS for c in (*t.right[:1], *t.wrong[:1])]
    out += [("tex", text) for text in CONSTRUCTS[:12]]
    return [*out, ("rst", RST), ("notebook", NOTEBOOK), ("tex", TEX)]
