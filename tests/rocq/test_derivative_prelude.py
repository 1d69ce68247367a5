"""The Rocq theory of ordered fields and ∂ compiles, rests on no axiom, proves the core's rules and refuses what is not one."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from importlib.resources import files
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings

from symgrad.core.rules import apply
from symgrad.core.term import Term, TermError, add, definitions, eq, num
from symgrad.core.theorem import Rejected, Theorem, axiom
from symgrad.rocq.naming import Names, library_names
from symgrad.rocq.write import Writer, binders, functions_of, prop, symbols_of
from tests.strategies import APPLICATIONS

coqc = shutil.which("coqc")
pytestmark = pytest.mark.skipif(coqc is None, reason="coqc is not installed")

THEORY = ("Base", "Field", "Small", "Derivative")
SOURCES = Path(str(files("symgrad.rocq")))
HERE = Path(__file__).parent
# commands that leave something unproved or switch a check of the kernel off
UNSOUND = re.compile(
    r"\b(Axioms?|Admitted|admit|Parameters?|Conjecture|Unset\s+(Guard|Positivity|Universe)\s+Checking|bypass_check|type-in-type)\b"
)
# the axioms of the standard library's real numbers, and choice, for Model.v alone
REALS = {
    "sig_not_dec",
    "sig_forall_dec",
    "functional_extensionality_dep",
    "constructive_indefinite_description",
    "classic",
}


def without_comments(text: str) -> str:
    """The text with its comments, which may be nested, left out."""
    kept, depth = [], 0
    for part in re.split(r"(\(\*|\*\))", text):
        if part == "(*":
            depth += 1
        elif part == "*)":
            depth -= 1
        elif depth == 0:
            kept.append(part)
    return "".join(kept)


def run(where: Path, name: str) -> str:
    """What coqc prints for ``name.v``; the test fails if coqc refuses it."""
    done = subprocess.run(
        [str(coqc), "-q", "-Q", ".", "Symgrad", f"{name}.v"],
        cwd=where, capture_output=True, text=True, timeout=100, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def declared(name: str, kinds: str) -> list[str]:
    text = without_comments((SOURCES / f"{name}.v").read_text(encoding="utf-8"))
    return re.findall(rf"^\s*(?:{kinds})\s+([A-Za-z_][\w']*)", text, re.MULTILINE)


@pytest.fixture(scope="module")
def compiled(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, float]]:
    """A folder with the compiled theory, and the seconds of work that each file took."""
    where = tmp_path_factory.mktemp("theory")
    seconds = {}
    for name in THEORY:
        shutil.copy(SOURCES / f"{name}.v", where)
        start = os.times().children_user
        run(where, name)
        seconds[name] = os.times().children_user - start
    return where, seconds


def written(where: Path, name: str, lines: list[str]) -> str:
    (where / f"{name}.v").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return run(where, name)


def test_nothing_is_assumed_in_the_sources() -> None:
    for name in (*THEORY, "Model"):
        assert UNSOUND.search(without_comments((SOURCES / f"{name}.v").read_text(encoding="utf-8"))) is None, name


def test_the_theory_compiles_soon(compiled: tuple[Path, dict[str, float]]) -> None:
    assert max(compiled[1].values()) < 4, compiled[1]


def test_every_lemma_is_closed_under_the_global_context(compiled: tuple[Path, dict[str, float]]) -> None:
    lemmas = [lemma for name in THEORY for lemma in declared(name, "Lemma|Theorem")]
    assert len(lemmas) > 200
    together = ["From Symgrad Require Import Derivative.", "Definition everything := ("]
    together += [f"  @{lemma}{',' if lemma != lemmas[-1] else ').'}" for lemma in lemmas]
    printed = written(compiled[0], "everything", [*together, "Print Assumptions everything."])
    assert printed.split() == ["Closed", "under", "the", "global", "context"]


def test_each_rule_is_proved_by_the_tactic(compiled: tuple[Path, dict[str, float]]) -> None:
    shutil.copy(HERE / "examples.v", compiled[0])
    assert "Closed under the global context" in run(compiled[0], "examples")


def test_what_is_no_rule_is_refused(compiled: tuple[Path, dict[str, float]]) -> None:
    text = (HERE / "refusals.v").read_text(encoding="utf-8")
    assert text.count("Fail") == text.count("Goal") + 1
    shutil.copy(HERE / "refusals.v", compiled[0])
    run(compiled[0], "refusals")


def test_the_hypotheses_hold_together_and_the_rationals_need_no_axiom(compiled: tuple[Path, dict[str, float]]) -> None:
    where = compiled[0]
    shutil.copy(SOURCES / "Model.v", where)
    run(where, "Model")
    free = ["rationals", *(n for n in declared("Model", "Lemma") if not n.startswith(("reals", "chosen")))]
    asked = ["From Symgrad Require Import Derivative Model.", *(f"Print Assumptions {n}." for n in free)]
    assert written(where, "free", asked).split("\n").count("Closed under the global context") == len(free)
    for name in ("all_hypotheses_hold", "unspecified", "tie_unspecified"):
        printed = written(where, name, ["From Symgrad Require Import Model.", f"Print Assumptions {name}."])
        named = re.findall(r"^(?:\w+\.)*(\w+)\s*(?::|$)", printed, re.MULTILINE)
        assert named[0] == "Axioms"
        assert set(named[1:]) <= REALS, printed


def test_every_law_of_a_named_function_is_in_the_model() -> None:
    """A law that a theorem may assume is one of those that ``all_hypotheses_hold`` shows together."""
    text = without_comments((SOURCES / "Derivative.v").read_text(encoding="utf-8"))
    laws = re.search(r"^Section Laws\.(.*?)^End Laws\.", text, re.MULTILINE | re.DOTALL)
    shown = (SOURCES / "Model.v").read_text(encoding="utf-8")
    model = re.search(r"^Theorem all_hypotheses_hold :(.*?)^Proof\.", shown, re.MULTILINE | re.DOTALL)
    assert laws is not None
    assert model is not None
    names = re.findall(r"Definition (\w+)", laws[1])
    assert len(names) >= 17
    assert [n for n in names if not re.search(rf"\b{n}\b", model[1])] == []


# ---- the core's own rules, on random terms ----

RULES = sorted(name for name in APPLICATIONS if name.startswith("d_"))


def random_theorems(rule: str, count: int) -> list[Theorem]:
    """What the rule proves of random terms; every run gives the same ones."""
    found: list[Theorem] = []

    @settings(max_examples=4 * count, deadline=None, database=None, derandomize=True, suppress_health_check=list(HealthCheck))
    @given(APPLICATIONS[rule])
    def collect(application):  # type: ignore[no-untyped-def]  # hypothesis calls it
        t, parameters = application
        try:
            th = apply(rule, t, *parameters)
        except (Rejected, TermError):
            return
        if th not in found:
            found.append(th)

    collect()
    return found[-count:]  # the later ones are larger


def goals(theorems: list[Theorem], tactic: str) -> list[str]:
    """A script that states each theorem and applies the tactic to it."""
    names = Names(library_names() | {"D", "D_laws"})
    writer = Writer(names)
    terms: list[Term] = [t for th in theorems for t in (th.conclusion, *th.hypotheses)]
    for symbol in symbols_of(*terms):
        names.symbol(*symbol)
    unknown = sorted({names.symbol("fn", f) for f, _ in functions_of(*terms)[1]})
    for d in definitions(*terms):
        writer.definition(d)
    lines = ["From Symgrad Require Import Derivative.", "Section Random.", "Context {F : ordered_field}."]
    lines += ["Add Field scalar_field : (field_laws F)"]
    lines += ["  (morphism (@ratio_morphism F), constants [ratio_constant], power_tac (@power_laws F) [power_exponent])."]
    lines += ["Variables (D : (tensor F -> F) -> tensor F -> list Z -> F) (D_laws : partial_derivative D)."]
    lines += [f"Variable {f} : list nat -> list F -> F." for f in unknown]
    lines += [writer.declaration(d) for d in definitions(*terms)]
    for th in theorems:
        parts = [prop(p, writer.top) for p in (*th.hypotheses, th.conclusion)]
        symbols = symbols_of(th.conclusion, *th.hypotheses)
        lines.append(f"Goal forall{binders(symbols, writer.top)}, {' -> '.join(parts)}. Proof. intros. {tactic}")
    return [*lines, "End Random."]


def test_rocq_proves_what_the_rules_of_the_core_prove(compiled: tuple[Path, dict[str, float]]) -> None:
    theorems = [th for rule in RULES for th in random_theorems(rule, 12)]
    assert len(theorems) >= 10 * len(RULES)
    assert sum(bool(th.hypotheses) for th in theorems) >= 30
    written(compiled[0], "rules", goals(theorems, "derivative. Qed."))


def test_rocq_refuses_the_rules_with_another_result(compiled: tuple[Path, dict[str, float]]) -> None:
    theorems = [th for rule in RULES for th in random_theorems(rule, 6)]
    changed = [axiom(th.hypotheses, eq(th.lhs, add(th.rhs, num(1)))) for th in theorems]
    written(compiled[0], "changed", goals(changed, "Fail derivative. Abort."))
