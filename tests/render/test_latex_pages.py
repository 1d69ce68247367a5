"""Documents and fragments: what they say, and that what the user wrote stays text."""

from copy import copy

import pytest

from symgrad import derive
from symgrad.cli import main
from symgrad.engine.library import entries, resolve
from symgrad.render.latex.page import document, fragments
from symgrad.render.latex.symbols import Symbols, code, escape
from symgrad.render.latex.words import Writer
from tests.render.documents import refuted
from tests.render.latex_source import is_balanced

DL_DV = r"""\begin{align*}
\frac{\partial L}{\partial V_{m,n}} &= \sum_{i,j} \frac{\partial L}{\partial Z_{i,j}}\,\frac{\partial Z_{i,j}}{\partial V_{m,n}} && \text{chain rule} \\
&= \sum_{i,j} \frac{\partial L}{\partial Z_{i,j}} \sum_{k,l} \delta_{i+k,\,m}\,\delta_{j+l,\,n}\,K_{k,l} && \text{$\partial$ of a sum} \\
&= \sum_{k,l} \frac{\partial L}{\partial Z_{m-k,\,n-l}}\,K_{k,l} && \text{collapse $\delta$ ($i = m-k$, $j = n-l$)} \\
&= \sum_{k<P}\sum_{l<Q} \mathit{padG}_{m+k,\,n+l}\,\mathit{rotK}_{k,l} && \text{$k \to P-1-k$, $l \to Q-1-l$}
\end{align*}
\begin{sloppypar}
Here $\mathit{padG}_{a,b} = \partial L/\partial Z_{a-(P-1),\,b-(Q-1)}$ and $\mathit{rotK}_{k,l} = K_{P-1-k,\,Q-1-l}$. $\partial L/\partial Z$ is read as zero outside its shape.
\end{sloppypar}
"""  # noqa: E501

POOLING = r"""\begin{align*}
\frac{\partial L}{\partial x_{i}} &= \sum_{o} \frac{\partial L}{\partial y_{o}}\,\frac{\partial y_{o}}{\partial x_{i}} && \text{chain rule} \\
&= \sum_{o} \frac{\partial L}{\partial y_{o}} \sum_{\substack{k<K\\ 0 \le so+k-p<N\\ k=k^{*}_{o}}} \delta_{so+k-p,\,i} && \text{$\partial$ of a max} \\
"""  # noqa: E501


def theorem(name):
    (entry,) = resolve(name)
    return entry()


def test_a_fragment_is_the_align_of_the_proof_and_what_it_rests_on():
    assert theorem("convolution.dL_dV").latex(fragment=True) == DL_DV


def test_maximisers_have_shorthands_and_the_fragment_says_what_they_are():
    fragment = theorem("max_pooling.dL_dx").latex(fragment=True)
    assert fragment.startswith(POOLING)
    assert "where the maximiser of each window is unique. Here $k^{*}_{o} = " in fragment


def test_the_theorem_is_a_sentence():
    source = theorem("convolution.dL_dK").latex()
    assert (
        r"\textbf{Theorem} (\texttt{convolution.dL\_dK})\textbf{.} For all sizes $H$, $P$, $W$ and $Q$, "
        r"all integers $m$ and $n$, all arrays $\partial L/\partial Z$, $V$ and $K$, if $0 \le m < P$ and $0 \le n < Q$, then"
    ) in source
    assert r"The right side is the cross-correlation of $V$ with $\partial L/\partial Z$." in source


def test_the_fragment_of_a_claim_states_it():
    fragment = theorem("output_size.floor_mode").latex(fragment=True)
    assert r"\Leftrightarrow" in fragment
    assert "the claim" not in fragment


def test_a_long_display_may_be_divided_between_pages():
    found = copy(theorem("lp_pooling.limit").document)
    found.steps = [*found.steps, *found.steps]
    assert r"\allowdisplaybreaks" in fragments([found])


def test_facts_are_conditions_too():
    source = theorem("polar.gradient_norm").latex()
    assert r"For all scalars $r$ and $\theta$, every function $f$, if $r \ne 0$, and if $f$ is differentiable, then" in source
    assert "to be shown" not in source  # the left side is not repeated


def test_only_amsmath_and_amssymb_are_used():
    packages = [line for line in theorem("convolution.dL_dV").latex().splitlines() if "usepackage" in line]
    assert packages == [r"\usepackage{amsmath,amssymb}"]


def test_a_file_gives_one_document_with_a_section_for_each_theorem():
    documents = [entry.document for entry in resolve("convolution")]
    source = document(documents)
    assert source.count(r"\section*") == len(documents)
    assert source.count(r"\begin{document}") == 1
    assert source.count("Let\n") == 1  # the definitions are not repeated


def test_a_line_has_a_number_where_a_remark_speaks_of_it():
    source = theorem("max_pooling.dL_dX").latex()
    assert r"\text{(1) chain rule}" in source
    assert "(1)" not in theorem("convolution.dL_dV").latex()


@pytest.mark.parametrize("entry", entries(), ids=lambda e: e.name)
def test_every_document_of_the_library_is_well_formed(entry):
    assert is_balanced(document([entry.document]))
    assert is_balanced(fragments([entry.document]))


def test_what_is_not_proved_is_no_theorem():
    source = document([refuted()])
    assert "Theorem" not in source
    assert r"\textbf{Claim}" in source
    assert r"\textbf{Not proved} (refuted)" in source
    assert "proof core" not in source
    assert r"\square" not in source


def test_a_notebook_gets_text_and_latex():
    found = derive("y[o] = sum(k) w[k]*x[o+k]", ["w"])["w"]
    bundle = found._repr_mimebundle_()
    assert bundle == {"text/plain": str(found), "text/latex": found.latex(fragment=True)}


# ---- the user's words ----

HOSTILE = r"100% of a_b & {c} \input{x} $y$ ~ ^ # 層 “q” <z> |"


def test_no_character_of_the_user_is_a_command():
    escaped = escape(HOSTILE)
    assert r"\input" not in escaped
    assert is_balanced(escaped)
    assert escape("%&#_$") == r"\%\&\#\_\$"
    assert escape("Tübingen") == "Tübingen"
    assert escape("層") == "[U+5C64]"


def test_titles_and_sources_are_text():
    found = refuted()
    found.title, found.source, found.reason, found.remarks = HOSTILE, r"\end{document}", HOSTILE, [HOSTILE]
    source = document([found])
    assert source.count(r"\end{document}") == 1
    assert r"\input" not in source
    assert is_balanced(source)


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("∂ of a sum", r"$\partial$ of a sum"),
        ("collapse δ (k = k*[i,j], l = l*[i,j])", r"collapse $\delta$ ($k = k^{*}_{i,j}$, $l = l^{*}_{i,j}$)"),
        ("collapse δ (o = ⌊(i+p−d·k)/s⌋)", r"collapse $\delta$ ($o = \lfloor (i+p-dk)/s\rfloor$)"),
        ("k → P−1−k, l → Q−1−l", r"$k \to P-1-k$, $l \to Q-1-l$"),
        ("sin²θ + cos²θ = 1, r·(1/r) = 1", r"$\sin ^{2}\theta + \cos ^{2}\theta = 1$, $r\cdot (1/r) = 1$"),
        ("cross-correlation with rot180(K)", r"cross-correlation with $\operatorname{rot180}(K)$"),
        ("transposed convolution: ∂L/∂y dilated by 2", r"transposed convolution: $\partial L/\partial y$ dilated by 2"),
        ("V is H×W, Z is (H−P+1)×(W−Q+1)", r"$V$ is $H\times W$, $Z$ is $(H-P+1)\times (W-Q+1)$"),
        ("dilated by s (zeros between its entries)", "dilated by $s$ (zeros between its entries)"),
        ("each entry is in one window only", "each entry is in one window only"),
        ("padded with −∞", r"padded with $-\infty$"),
        ("A and a are integers", "$A$ and $a$ are integers"),
        ("A convolution by hand", "A convolution by hand"),
        ("u^(a+b) = u^a·u^b", "$u^{a+b} = u^au^b$"),
        ("S^(1/p) = √u", r"$S^{1/p} = \sqrt{u}$"),
        ("Σ_n (x_ne − μ_e) = 0", r"$\textstyle\sum_{n} (x_{ne} - \mu_{e} ) = 0$"),
        ("p_i = exp x_i/Σ_k exp x_k", r"$p_{i} = \exp x_{i} /\textstyle\sum_{k} \exp x_{k}$"),
        ("given that Σ_{i<N} t[i] = 1", r"given that $\textstyle\sum_{i<N}$ $t_{i} = 1$"),
        ("δ[a,b] = 1", r"$\delta_{a,b} = 1$"),
        ("relu(u) = [0 < u]·u", r"$\operatorname{relu}(u) = [0 < u]\cdot u$"),
        ("ReLU and MatMul", "ReLU and MatMul"),
        ("both terms ≥ 0", r"both terms $\ge$ 0"),
        ("N = Mᵀ·v", r"$N = M^{\mathsf{T}}\cdot v$"),
    ],
)  # fmt: skip
def test_sentences_with_mathematics(words, expected):
    assert Writer(Symbols(known=["A", "a"])).latex(words) == expected


def test_commands_can_be_copied():
    assert code("symgrad derive 'y[i] = x_1' --wrt x") == (
        r"\texttt{symgrad derive \char39{}y[i]\allowbreak{} =\allowbreak{} x\char95{}1\char39{} --wrt x}"
    )


# ---- the command ----


def test_the_command_writes_a_document(capsys):
    assert main(["latex", "convolution.dL_dV"]) == 0
    out = capsys.readouterr().out
    assert out.startswith(r"\documentclass")
    assert out.endswith("\\end{document}\n")


def test_the_command_writes_a_fragment_into_a_file(tmp_path, capsys):
    path = tmp_path / "proof.tex"
    assert main(["latex", "convolution.dL_dV", "--fragment", "-o", str(path)]) == 0
    assert capsys.readouterr().out == ""
    assert path.read_text(encoding="utf-8") == DL_DV
    assert [p.name for p in tmp_path.iterdir()] == ["proof.tex"]


def test_the_command_writes_up_a_layer_of_ones_own(capsys):
    assert main(["latex", "--derive", "y[o] = sum(k) w[k]*x[2*o+k]", "--wrt", "w,x"]) == 0
    out = capsys.readouterr().out
    assert r"The gradients of $y$" in out
    assert r"--wrt w x" in out


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        ([], 2),
        (["convolution", "--derive", "y[i] = x[i]"], 2),
        (["no_such_thing"], 2),
        (["convolution.dL_dV", "-o", "/no/such/directory/x.tex"], 2),
        (["--derive", "y[i] = = x[i]"], 1),
    ],
)
def test_what_cannot_be_written_is_a_problem(arguments, code, capsys):
    assert main(["latex", *arguments]) == code
    captured = capsys.readouterr()
    assert captured.out == ""
    assert "error[" in captured.err
