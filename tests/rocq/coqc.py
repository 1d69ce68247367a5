"""Has scripts checked by coqc, many at a time, and says which are refused."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from symgrad.rocq.run import CLOSED, Coqc, assumptions, check, compiled_library, find_coqc, run
from symgrad.rocq.script import Script

HEAD = "From Symgrad Require Import Prelude.\n"
BATCH = 25  # scripts in one file; starting coqc costs more than most of them

needs_coqc = pytest.mark.skipif(find_coqc() is None, reason="coqc 8.16 or newer is not installed")


def refused(scripts: Mapping[str, Script]) -> dict[str, str]:
    """What coqc said of each script that it does not accept."""
    coqc = find_coqc()
    assert coqc is not None
    names = list(scripts)
    batches = [names[k : k + BATCH] for k in range(0, len(names), BATCH)]
    scratch = Path(tempfile.mkdtemp(prefix="symgrad-test-"))
    try:
        with ThreadPoolExecutor(2) as pool:
            answers = pool.map(lambda b: _batch(coqc, scratch, b, scripts), batches)
            return {name: why for answer in answers for name, why in answer.items()}
    finally:
        shutil.rmtree(scratch)


def _batch(coqc: Coqc, scratch: Path, names: list[str], scripts: Mapping[str, Script]) -> dict[str, str]:
    modules = [f"Module M{k}.\n{scripts[name].text.removeprefix(HEAD)}\nEnd M{k}.\n" for k, name in enumerate(names)]
    asked = assumptions([(f"M{k}", scripts[name].theorem) for k, name in enumerate(names)])
    code, said, _ = compile_text(coqc, scratch, names[0], HEAD + "".join(modules) + asked)
    if code == 0 and said.rstrip().endswith(CLOSED):
        return {}
    out = {}
    for name in names:
        path = scratch / f"{scripts[name].theorem}.v"
        path.write_text(scripts[name].text, encoding="utf-8")
        result = check(name, path, scripts[name].theorem, coqc, compiled_library(coqc))
        if result.rocq != "accepted":
            out[name] = result.reason
    return out


def compile_text(coqc: Coqc, scratch: Path, name: str, text: str) -> tuple[int, str, str]:
    """Exit code, output and messages of coqc for a text."""
    path = scratch / f"batch_{abs(hash(name))}.v"
    path.write_text(text, encoding="utf-8")
    ran = run(coqc, path, compiled_library(coqc), path.with_suffix(".vo"))
    return ran.code, ran.said, ran.wrong
