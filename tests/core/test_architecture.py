"""The core imports the standard library and itself, and so can be read and replayed alone."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

CORE = Path(__file__).resolve().parents[2] / "symgrad" / "core"
FILES = sorted(CORE.rglob("*.py"))
# not needed to accept a proof, and slow or dangerous to have there
UNWANTED = frozenset({"dataclasses", "pickle", "importlib", "subprocess", "socket", "ctypes", "inspect", "os"})


def imports(path: Path) -> Iterator[str]:
    """The modules that a file imports, anywhere in it."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: a relative import"
            assert node.module is not None
            yield node.module


def ours(name: str) -> bool:
    return name == "symgrad.core" or name.startswith("symgrad.core.")


@pytest.mark.parametrize("path", FILES, ids=lambda p: str(p.relative_to(CORE)))
def test_a_file_of_the_core_imports_the_standard_library_and_the_core_alone(path: Path) -> None:
    for name in imports(path):
        assert ours(name) or name.split(".")[0] in sys.stdlib_module_names, f"{path} imports {name}"


@pytest.mark.parametrize("path", FILES, ids=lambda p: str(p.relative_to(CORE)))
def test_a_trusted_file_runs_no_code_from_data(path: Path) -> None:
    if path.name == "page.py":
        return
    assert UNWANTED.isdisjoint(name.split(".")[0] for name in imports(path))
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            assert node.func.id not in ("eval", "exec", "compile", "__import__", "setattr"), f"{path}: {node.func.id}"


def test_nothing_trusted_imports_the_page() -> None:
    for path in FILES:
        assert path.name == "page.py" or "symgrad.core.rules.page" not in set(imports(path))


def test_only_the_rules_of_the_core_call_axiom() -> None:
    for path in (CORE.parent).rglob("*.py"):
        if CORE not in path.parents:
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.ImportFrom) and node.module == "symgrad.core.theorem":
                    taken = {alias.name for alias in node.names}
                    assert taken.isdisjoint({"axiom", "_SEAL"}), f"{path} imports {taken}"
                if isinstance(node, ast.Attribute):
                    assert node.attr not in ("axiom", "_SEAL"), f"{path}: {node.attr}"


def test_replaying_loads_nothing_outside_the_core() -> None:
    code = (
        "import sys; import symgrad.core.replay, symgrad.core.show\n"
        "print([m for m in sys.modules if m.startswith('symgrad.') and not m.startswith('symgrad.core')"
        " or m.split('.')[0] in ('sympy', 'rich', 'dataclasses')])"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=CORE.parents[1], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
