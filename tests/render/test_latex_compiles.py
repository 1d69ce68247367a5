"""What is written compiles with pdflatex, and nothing sticks out of the page."""

import re
import shutil
import subprocess

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from symgrad.engine.derive import derive
from symgrad.engine.library import entries
from symgrad.render.latex.measure import width
from symgrad.render.latex.notation import formula
from symgrad.render.latex.page import document, fragments
from tests.render.documents import refuted
from tests.strategies import propositions, scalars

pytestmark = pytest.mark.skipif(shutil.which("pdflatex") is None, reason="pdflatex is not installed")

LAYERS = {
    "convolution": (
        "y[n<B,c<C,i<I,j<J] = b[c] + sum(e<E,k<P,l<Q) w[c,e,k,l]*x[n,e,s*i+d*k-p,t*j+u*l-q]"
        "  where x[B,E,H,W] is zero outside, w[C,E,P,Q], b[C], s >= 1, t >= 1"
    ),
    "network": "h[i<M] = f(sum(j<N) W1[i,j]*x[j] + b1[i]); y[i<K] = sum(j<M) W2[i,j]*h[j]",
    "pooling": "y[i<A,j<B] = max(k<P,l<Q) x[s*i+k-p,s*j+l-p]  where x[H,W] is -inf outside, s >= 1",
    "softmax": "y[i<N] = exp(x[i])/(sum(j<N) exp(x[j]))  where x[N]",
    "relu": "h[i<M] = relu(sum(j<N) W[i,j]*x[j]); y[i<K] = sum(j<M) U[i,j]*h[j]",
    "norm": "y[i<N] = x[i]**2/sqrt(sum(j<N) x[j]**2 + eps)  where eps > 0",
    "names": "theta_out[i<N] = sin(alpha*x1[i] + phi0)**2*cos(x_2[i])/3  where x1[N], x_2[N]",
}
PASTED = (
    "\\documentclass{{article}}\\usepackage{{amsmath,amssymb}}\\begin{{document}}\nText before.\n{}\nText after.\\end{{document}}"
)


def has_tikz():
    """Whether TikZ is installed beside pdflatex."""
    found = shutil.which("kpsewhich")
    return found is not None and subprocess.run([found, "tikz.sty"], capture_output=True, check=False).returncode == 0


def compiled(source, directory):
    """The log, once it compiled."""
    (directory / "page.tex").write_text(source, encoding="utf-8")
    command = ["pdflatex", "-interaction=nonstopmode", "-halt-on-error", "page.tex"]
    run = subprocess.run(command, cwd=directory, capture_output=True, timeout=100, check=False)
    log = (directory / "page.log").read_text(encoding="utf-8", errors="replace")
    assert run.returncode == 0, log[log.find("\n!") :][:800]
    return log


def overfull(log):
    """What is more than a point too wide."""
    return [box for box in re.findall(r"Overfull \\hbox \(([0-9.]+)pt[^\n]*", log) if float(box) > 1]


@pytest.mark.parametrize("entry", entries(), ids=lambda e: e.name)
def test_every_theorem_of_the_library(entry, tmp_path):
    assert not overfull(compiled(document([entry.document]), tmp_path))


def test_the_whole_library_in_one_document(tmp_path):
    assert not overfull(compiled(document([entry.document for entry in entries()], "Everything"), tmp_path))


def test_every_fragment_can_be_pasted(tmp_path):
    pasted = fragments([entry.document for entry in entries()])
    assert not overfull(compiled(PASTED.format(pasted), tmp_path))


@pytest.mark.skipif(not has_tikz(), reason="TikZ is not installed (texlive-pictures)")
def test_each_figure_is_drawn_with_tikz(tmp_path):
    drawn = [entry.document for entry in entries() if entry.document.figures]
    assert drawn
    for found in drawn:
        log = compiled(document([found]), tmp_path)
        assert "tikz.sty" in log
        assert not overfull(log)


def test_a_figure_is_a_table_where_there_is_no_tikz(tmp_path):
    (entry,) = (entry for entry in entries() if entry.name == "one_neuron.readers_of_a_corner")
    source = document([entry.document]).replace("tikz.sty", "no-such.sty")
    log = compiled(source, tmp_path)
    assert "tikz.sty" not in log
    assert not overfull(log)


@pytest.mark.parametrize("name", LAYERS)
def test_layers_of_ones_own(name, tmp_path):
    documents = derive(LAYERS[name], [])
    assert not overfull(compiled(document(documents), tmp_path))
    assert not overfull(compiled(PASTED.format(fragments(documents)), tmp_path))


def test_hostile_words(tmp_path):
    found = refuted()
    hostile = "100% of a_b & {c} \\input{x} $y$ ~ ^ # 層 “q” <z> | \\"
    found.title, found.source, found.reason, found.remarks = hostile, hostile, hostile, [hostile + "  " + hostile]
    compiled(document([found]), tmp_path)


def _terms(count):
    """Random terms, the same each time."""
    out = []

    @given(st.one_of(scalars(depth=3), propositions(depth=2)))
    @settings(
        max_examples=count,
        derandomize=True,
        database=None,
        phases=[Phase.generate],
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
    def collect(term):
        out.append(term)

    collect()
    return out


def test_random_terms_compile_and_are_as_wide_as_was_thought(tmp_path):
    formulas = [formula(term) for term in _terms(150)]
    boxes = "".join(f"\\setbox0\\hbox{{$\\displaystyle {f}$}}\\typeout{{width \\the\\wd0}}\n" for f in formulas)
    log = compiled(PASTED.format(boxes), tmp_path)
    measured = [float(w) / 10 for w in re.findall(r"^width ([0-9.]+)pt", log, re.MULTILINE)]
    assert len(measured) == len(formulas)
    for one, real in zip(formulas, measured, strict=True):
        assert abs(width(one) - real) <= 1 + 0.12 * real, one
