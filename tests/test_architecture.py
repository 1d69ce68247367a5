"""The arrows of the layout: who may import whom, and where sympy and rich may appear at all."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "symgrad"

ALLOWED = {  # part of the package -> parts that it may import
    "core": set(),
    "errors": set(),
    "proof": {"core"},
    "language": {"core", "errors"},
    "refute": {"core", "errors"},
    "engine": {"core", "errors", "proof", "language", "refute", "page"},
    "rocq": {"core"},
    "render": {"core", "errors", "proof", "language", "codes", "engine", "checker", "rocq", "theorem"},
    "documents": {"errors", "language", "checker", "render"},
    "checker": {"core", "errors", "proof", "language", "refute", "engine", "theorem", "render"},
}
SYMPY = {"engine", "refute", "language", "layers", "theorem", "coordinates", "checker"}


def files():
    return sorted(PACKAGE.rglob("*.py"))


def imports(path):
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from ((alias.name, node) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.level == 0:
            yield node.module, node


def part(path):
    relative = path.relative_to(PACKAGE)
    return relative.parts[0].removesuffix(".py")


@pytest.mark.parametrize("path", files(), ids=lambda p: str(p.relative_to(PACKAGE)))
def test_it_imports_only_what_the_layout_allows(path):
    own = part(path)
    for module, _ in imports(path):
        head, _, rest = module.partition(".")
        if head == "symgrad" and own in ALLOWED and rest:
            assert rest.split(".")[0] in ALLOWED[own] | {own}, module
        if head == "rich":
            assert path.name == "terminal.py", "rich is in render/terminal.py alone"
        if head == "sympy":
            assert own in SYMPY, module


def test_the_core_needs_the_standard_library_alone():
    for path in (PACKAGE / "core").rglob("*.py"):
        for module, _ in imports(path):
            head = module.partition(".")[0]
            assert head in sys.stdlib_module_names or module.startswith("symgrad.core"), (path, module)


def test_refutation_shares_nothing_with_the_rules():
    for path in (PACKAGE / "refute").rglob("*.py"):
        for module, _ in imports(path):
            if module.startswith("symgrad.core"):
                assert module == "symgrad.core.term", (path, module)


def test_derivations_import_symgrad_only():
    for path in (ROOT / "derivations").glob("*.py"):
        assert {module for module, _ in imports(path)} <= {"symgrad"}, path


@pytest.mark.parametrize("statement", ["import symgrad", "from symgrad import derive", "import symgrad.engine.library"])
def test_importing_symgrad_imports_neither_sympy_nor_rich(statement):
    code = f"{statement}; import sys; sys.exit(any(m in sys.modules for m in ('sympy', 'rich')))"
    assert subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=False).returncode == 0
