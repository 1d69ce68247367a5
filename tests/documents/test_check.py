"""Whole documents: what is given and what is claimed, meanings by section, chains with slips, readings, limits."""
# ruff: noqa: E501 - a formula stands on one line, as it does in a document

from __future__ import annotations

import pytest

from symgrad import check
from symgrad.documents import judging
from symgrad.documents.limits import TimeUp
from symgrad.documents.verdicts import Report
from tests.documents.reading import report, verdicts

Z = "$$Z_{ij} = \\sum_{k,l} V_{i+k,j+l} K_{k,l}$$\n"


def test_an_input_that_is_summed_over_has_the_size_of_the_sum_in_whatever_order_it_is_read() -> None:
    layer, error = r"$$y_i = \sum_{k=0}^{2} w_k x_{i+k}$$", r"$$E = \frac1N \sum_{i=0}^{N-1} (x_i - t_i)^2$$"
    right, wrong = (
        r"$$\frac{\partial E}{\partial x_j} = \frac2N (x_j - t_j)$$",
        r"$$\frac{\partial E}{\partial x_j} = \frac1N (x_j - t_j)$$",
    )
    for text in (layer + error, error + layer):
        assert verdicts(text + right + wrong)[2:] == ["proved", "refuted"]


def test_what_follows_a_formula_that_is_not_understood_is_judged() -> None:
    for between in (" ", "\n", "\n\n"):
        assert verdicts(rf"$\foo = 2${between}$3 = 6$") == ["not understood", "refuted"]
    assert verdicts("$\\sum_i$\n\n$3 = 6$")[-1] == "refuted"


def test_a_chain_with_a_slip_that_is_carried_on_and_a_right_end() -> None:
    text = (
        Z
        + r"""
\begin{align}
\frac{\partial L}{\partial V_{mn}} &= \sum_{i,j} \frac{\partial L}{\partial Z_{ij}} K_{i-m,j-n} \\
 &= \sum_{a,b} \frac{\partial L}{\partial Z_{ab}} K_{a-m,b-n} \\
 &= \sum_{k,l} \frac{\partial L}{\partial Z_{m-k,n-l}} K_{k,l}
\end{align}"""
    )
    found = report(text)
    assert [line.verdict for line in found.lines] == ["given", "refuted", "refuted", "proved"]
    first, second, third = found.lines[1:]
    assert (first.root, second.root, third.root) == (None, 1, None)
    assert "carries its slip on" in second.notes[-1]
    assert "right by itself" in third.notes[-1]
    assert first.judged is not None
    assert first.judged.slip is not None
    assert first.judged.slip.name == "sign of an offset"


def test_symbols_have_new_meanings_in_each_exercise_and_not_under_each_heading() -> None:
    one, two = "$$y_i = 2 x_i$$", r"$$\frac{\partial L}{\partial x_i} = 2 \frac{\partial L}{\partial y_i}$$"
    assert verdicts(f"# Forward\n{one}\n# Backward\n{two}") == ["given", "proved"]
    assert verdicts(f"## Exercise 1\n{one}\n## Exercise 2\n$$y_i = 3 x_i$$\n{two}") == ["given", "given", "refuted"]


def test_a_definition_may_stand_below_the_claim() -> None:
    assert verdicts(r"$\frac{\partial L}{\partial x_i} = 2 \frac{\partial L}{\partial y_i}$ since $y_i = 2x_i$") == [
        "proved",
        "given",
    ]


def test_an_implied_layer_is_taken_from_the_line_that_writes_it_out() -> None:
    text = r"""$$\begin{split} \frac{\partial L}{\partial w_u} &= \sum_i \frac{\partial L}{\partial y_i} \frac{\partial y_i}{\partial w_u} \\
&= \sum_i \frac{\partial L}{\partial y_i} \frac{\partial}{\partial w_u} \left(\sum_s x_{i-s} w_s\right) \\
&= \sum_i \frac{\partial L}{\partial y_i} x_{i-u} \end{split}$$"""
    found = report(text)
    assert [line.verdict for line in found.lines] == ["proved"] * 3
    assert "written out under the derivative" in found.lines[0].shared[0]


def test_the_readings_of_a_star_are_shown_and_one_is_kept() -> None:
    text = (
        Z
        + r"""<!-- symgrad: V[H,W], K[P,Q] -->
$$\frac{\partial L}{\partial K} = V * \frac{\partial L}{\partial Z}$$
$$\frac{\partial L}{\partial V} = \frac{\partial L}{\partial Z} * K$$"""
    )
    first, second = report(text).lines[1:]
    assert first.verdict == "proved"
    assert "* is cross-correlation" in first.assumptions
    assert {c.reading: c.verdict for c in first.conventions} == {
        "* is convolution": "refuted",
        "* is cross-correlation": "proved",
    }
    assert second.verdict == "undecided"  # it needs the other reading
    assert "under a reading under which a line above is false" in second.message


def test_what_nobody_said_is_not_refuted() -> None:
    line = r"$$\frac{\partial L}{\partial K_{mn}} = \sum_{i=0}^{A-3}\sum_{j=0}^{B-3} \frac{\partial L}{\partial Z_{ij}} V_{i+m,j+n}$$"
    assert verdicts(Z + line)[-1] == "undecided"
    assert verdicts(Z + r"$$\frac{\partial L}{\partial K_{mn}} = \lambda$$")[-1] in ("undecided", "not understood")
    assert verdicts("$y = A x$ so $dL/dx = A^T dL/dy$")[-1] != "refuted"
    assert verdicts("$x^2 + y^2 = r^2$") == ["undecided"]


def test_sizes_that_only_a_line_speaks_of_are_found() -> None:
    text = (
        Z
        + r"$$\frac{\partial L}{\partial K_{mn}} = \sum_{i=0}^{H-k_1} \sum_{j=0}^{W-k_2} \frac{\partial L}{\partial Z_{ij}} V_{i+m,j+n}$$"
    )
    line = report(text).lines[-1]
    assert line.verdict == "proved"
    assert "K is k_1×k_2" in line.assumptions
    assert "V is H×W" in line.assumptions


def test_a_number_is_no_array() -> None:
    text = "$$o_{ij} = x_{ij} + b$$ $$E = \\sum_{ij} o_{ij}^2$$ $$\\frac{\\partial E}{\\partial b} = 2o$$"
    line = report(text).lines[-1]
    assert (line.verdict, line.code) == ("refuted", "SG203")


def test_a_layer_holds_at_every_index() -> None:
    text = "<!-- symgrad: f[N] zero outside, k[P] -->\n$$c_x = \\sum_u f_{x-u} k_u$$ and $g_x = f_{x-s}$.\n$$c_{x-s} = \\sum_u g_{x-u} k_u$$"
    assert verdicts(text) == ["given", "given", "proved"]


def test_declarations_that_are_not_understood_are_reported() -> None:
    found = report("<!-- symgrad: V is a banana -->\n" + Z)
    assert [problem.code for problem in found.warnings] == ["SG130"]


def test_nothing_is_read_through_input_and_nothing_is_run(tmp_path: pytest.TempPathFactory) -> None:
    found = report("\\input{/etc/passwd} $x = \\write18{ls}$", "tex")
    assert [problem.code for problem in found.warnings] == ["SG132"]
    assert [line.verdict for line in found.lines] == ["not understood"]


def test_a_limit_makes_a_line_undecided(monkeypatch: pytest.MonkeyPatch) -> None:
    def stop(*_: object) -> None:
        raise TimeUp

    monkeypatch.setattr(judging, "judge_claims", stop)
    found = report("$y_i = 2x_i$ $$\\frac{\\partial y_i}{\\partial x_i} = 2$$")
    assert [(line.verdict, line.code) for line in found.lines] == [("given", ""), ("undecided", "SG318")]


@pytest.mark.parametrize(
    "text", ["(" * 5000, "$" + "{" * 5000 + "$", "$" + r"\frac{" * 3000 + "$", "$x" + "'" * 9000 + "=1$", "$$" * 999]
)
def test_deep_nesting_and_long_runs_are_harmless(text: str) -> None:
    assert isinstance(report(text), Report)


def test_check_takes_documents_and_plain_notation() -> None:
    assert check("$y = x^2$ and $\\frac{dy}{dx} = 3x$").counts["refuted"] == 1
    assert check("y = x**2; dy/dx = 2*x").counts["proved"] == 1
    assert check("$$Y = X * w$$ $$y_1 = 2$$", declare="X[H,W], w[P,Q], * is correlation").lines[0].verdict == "given"


def test_several_symbols_may_be_given_one_value() -> None:
    assert verdicts("With $H = W = 224$ we get $H/32 = 7$ and $W/32 = 8$.") == ["given", "given", "proved", "refuted"]


def test_a_condition_in_the_text_is_no_claim_and_keeps_a_line_from_being_refuted() -> None:
    assert verdicts("Let $y = |x|$. If $x > 0$, then $$y = x$$") == ["given", "given", "proved"]
    assert verdicts("Let $y = |x|$. If $x$ is large, then $$y = x$$") == ["given", "undecided"]
    assert verdicts("$$Y_i = X_i$$ Suppose $X_0 = 0$. $$\\frac{\\partial Y_i}{\\partial X_i} = 1$$")[1:] == ["given", "proved"]


def test_a_layer_that_is_summed_over_a_range_has_that_size() -> None:
    text = "$$o_i = \\sum_k w_k x_{i+k}$$ $$E = \\sum_{i=0}^{n-1} (o_i - y_i)^2$$ $$\\frac{\\partial E}{\\partial w_k} = \\sum_{i=0}^{n-1} o_i x_{i+k}$$"
    line = report(text).lines[-1]
    assert line.verdict == "refuted"
    assert "o is n" in line.assumptions


def test_conditions_that_are_joined_by_and_are_all_conditions() -> None:
    text = "$$p_i = x_i$$ If $x_0 = 1$ and $\\sum_i x_i = 1$, then $$p_i = 0$$"
    assert verdicts(text) == ["given", "given", "given", "undecided"]


@pytest.mark.parametrize(
    ("given", "line", "slip", "better"),
    [
        ("$$E = \\sum_i (y_i - t_i)^2$$", r"\frac{\partial E}{\partial y_i} = 3 (y_i - t_i)", "wrong numeral", "2"),
        (
            "$$E = \\sum_i (y_i - t_i)^2$$", r"\frac{\partial E}{\partial y_i} = \sum_j 2 (y_j - t_j)",
            "a sum too many", "2*(y[i] - t[i])",
        ),
        (
            "<!-- symgrad: x[N], w[K] -->\n$$y_i = \\sum_{k=0}^{K-1} w_k x_{i+k}$$",
            r"\frac{\partial L}{\partial x_m} = \sum_{k=0}^{K-2} \frac{\partial L}{\partial y_{m-k}} w_k",
            "K−1 for K in a range", "k < K",
        ),
        (
            "$$o_i = w x_i$$ $$E = \\sum_i (o_i - y_i)^2$$",
            r"\frac{\partial E}{\partial w} = \sum_i \frac{\partial E}{\partial y_i} \frac{\partial y_i}{\partial w}",
            "target taken for the output", "sum(i) dE/do[i]*do[i]/dw",
        ),
    ],
)  # fmt: skip
def test_the_slip_is_named_and_its_smallest_repair_shown(given: str, line: str, slip: str, better: str) -> None:
    found = report(f"{given}\n$${line}$$").lines[-1]
    assert found.verdict == "refuted"
    assert found.judged is not None
    assert found.judged.slip is not None
    assert (found.judged.slip.name, found.judged.slip.better, found.judged.slip.proved) == (slip, better, True)


def test_what_was_given_as_a_number_is_that_number_in_what_rests_on_it() -> None:
    text = "$$r_2 = 1$$ $$r_1 = s_2 r_2 + (k_2 - s_2)$$ $$r_1 = k_2$$ $$r_1 = s_2$$"
    assert verdicts(text) == ["given", "given", "proved", "refuted"]


def test_a_sum_that_begins_late_moves_no_axis() -> None:
    line = r"$$\frac{\partial L}{\partial x_m} = \sum_{2 \le i < M} \frac{\partial L}{\partial y_i} \delta_{i,m}$$"
    assert verdicts("<!-- symgrad: x[M], y[M] -->\n$$y_i = x_i$$\n" + line)[-1] == "refuted"


def test_a_sum_with_a_negative_number_of_terms_proves_nothing() -> None:
    line = r"$$\frac{\partial L}{\partial x_m} = \sum_{0 \le i < -M} \frac{\partial L}{\partial y_i} \delta_{i,m}$$"
    assert verdicts("<!-- symgrad: x[M], y[M] -->\n$$y_i = x_i$$\n" + line)[-1] in ("undecided", "refuted")
