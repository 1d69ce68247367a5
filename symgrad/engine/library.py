"""The library: every theorem in ``derivations/``, found by name, by file, or by path."""

from __future__ import annotations

import importlib
import importlib.util
import pkgutil
import sys
from difflib import get_close_matches
from pathlib import Path
from types import ModuleType

from symgrad.errors import Problem
from symgrad.page import TheoremFunction
from symgrad.proof.document import Document

Entry = TheoremFunction


def entries() -> list[Entry]:
    """Every theorem of the library, in the order of files and of lines."""
    import derivations

    names = sorted(m.name for m in pkgutil.iter_modules(derivations.__path__))
    return [e for name in names for e in _theorems(importlib.import_module(f"derivations.{name}"))]


def _theorems(module: ModuleType) -> list[Entry]:
    return [value for value in vars(module).values() if isinstance(value, TheoremFunction)]


def resolve(target: str) -> list[Entry]:
    """The theorems that a target names: ``convolution.dL_dV``, ``convolution``, or the path of a derivation file.

    Raises Problem, with the closest names, if there is none."""
    if target.endswith(".py") or "/" in target:
        return _from_file(Path(target))
    everything = entries()
    found = [e for e in everything if e.name == target or e.name.partition(".")[0] == target]
    if found:
        return found
    names = [e.name for e in everything] + sorted({e.name.partition(".")[0] for e in everything})
    close = get_close_matches(target, names, 3, 0.4)
    hint = f"did you mean {' or '.join(close)}?" if close else "`symgrad list` shows all names"
    raise Problem("SG405", f"there is no theorem or file called {target}", help=hint)


def _from_file(path: Path) -> list[Entry]:
    if not path.is_file():
        raise Problem(
            "SG401", f"there is no file {path}", help="give the path of a derivation file, or a name from `symgrad list`"
        )
    spec = importlib.util.spec_from_file_location(path.stem, path)
    if spec is None or spec.loader is None:
        raise Problem("SG406", f"{path} is no Python file")
    module = importlib.util.module_from_spec(spec)
    sys.modules[path.stem] = module
    try:
        spec.loader.exec_module(module)
    except SystemExit as e:  # else this command would end there, silently and with a code of the file's choosing
        raise Problem("SG406", f"{path} ends the program: SystemExit({e.code!r})", filename=str(path)) from e
    except Exception as e:  # the user's own file: whatever is wrong with it is for its author to hear
        raise Problem("SG406", f"{path} cannot be run: {type(e).__name__}: {e}", filename=str(path)) from e
    found = _theorems(module)
    if not found:
        raise Problem("SG406", f"{path} states no theorem", help="decorate a function with @page.theorem()")
    return found


def prove(entry: Entry, instances: int = 24) -> Document:
    """Derive, prove, replay, and compare with the evaluator and sympy in that many instances (0 for none)."""
    try:
        document = entry.document
    except SystemExit as e:
        raise Problem("SG406", f"{entry.name} ends the program: SystemExit({e.code!r})") from e
    if instances:
        from symgrad.engine.opinion import second_opinion

        second_opinion(document, instances)
    return document
