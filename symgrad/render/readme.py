"""The generated parts of README.md: real output, line counts, the table of what is proved.

``python -m symgrad.render.readme`` writes them between their markers; a test holds the file to the code.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

WIDTH = 80


def proof_page() -> str:
    """How the page of ``make prove`` begins and ends, at 80 columns."""
    from symgrad.engine.library import entries, prove, resolve
    from symgrad.render.lines import text_of
    from symgrad.render.notation import Notation
    from symgrad.render.overview import tally_lines
    from symgrad.render.theorem import theorem_lines

    (entry,) = resolve("convolution.dL_dV")
    lines = theorem_lines(prove(entry), Notation(), WIDTH)
    tally = map(text_of, tally_lines([prove(entry, 0) for entry in entries()]))
    return _block("make prove", "\n".join([*map(text_of, lines), "", "[…]", "", *tally]))


def derived() -> str:
    """The gradient of a user's own layer."""
    from symgrad.engine.derive import derive
    from symgrad.render.lines import text_of
    from symgrad.render.notation import Notation
    from symgrad.render.theorem import theorem_lines

    text = "y[o<O] = sum(k<K) w[k]*x[s*o+d*k-p]  where x[N] is zero outside, w[K], s >= 1, d >= 1"
    (document,) = derive(text, ["x"], instances=24)
    lines = theorem_lines(document, Notation(), WIDTH)
    return _block(f'symgrad derive "{text}" --wrt x', "\n".join(text_of(line) for line in lines))


def checked() -> str:
    """A wrong claim, judged."""
    claim = "Z[i,j] = sum(k,l) V[i+k,j+l]*K[k,l]; dL/dV[m,n] = sum(i,j) dL/dZ[i,j]*K[i-m,j-n]"
    return _run("check", claim)


def document() -> str:
    """Notes in LaTeX, judged line by line."""
    return _run("check", "examples/notes.tex")


def fragment() -> str:
    """The proof as LaTeX to paste."""
    return _run("latex", "convolution.dL_dV", "--fragment")


def _run(*arguments: str) -> str:
    """What the command line prints at 80 columns."""
    environment = os.environ | {"COLUMNS": str(WIDTH), "PYTHONIOENCODING": "utf-8"}
    command = [sys.executable, "-m", "symgrad", *arguments]
    root = Path(__file__).parents[2]
    done = subprocess.run(command, capture_output=True, encoding="utf-8", env=environment, check=False, cwd=root)
    shown = " ".join(f'"{a}"' if " " in a else a for a in arguments)
    return _block(f"symgrad {shown}", done.stdout)


def trusted() -> str:
    """The files of the core with their line counts."""
    import symgrad.core

    root = Path(symgrad.core.__path__[0])
    rows = [
        (str(p.relative_to(root)), *_counted(p)) for p in sorted(root.rglob("*.py")) if p.name not in ("__init__.py", "page.py")
    ]
    table = ["| file of `symgrad/core/` | what it does | lines of code |", "|---|---|---:|"]
    table += [f"| `{name}` | {purpose} | {count} |" for name, purpose, count in rows]
    return "\n".join([*table, f"| **all** | | **{sum(count for *_, count in rows)}** |"])


def _counted(path: Path) -> tuple[str, int]:
    """The first line of the file's docstring, and its lines without blank ones, comments and docstrings."""
    text = path.read_text(encoding="utf-8")
    purpose = text.split('"""')[1].split("\n")[0].partition(":")[0].rstrip(".")
    code = re.sub(r'""".*?"""', "", text, flags=re.S)
    return purpose, sum(1 for line in code.splitlines() if line.strip() and not line.strip().startswith("#"))


def table() -> str:
    """Every theorem of the library, with what it says, its verdict and its source."""
    from symgrad.engine.library import entries, prove
    from symgrad.render.listing import markdown, row

    return markdown(row(entry, lambda e: prove(e, 0)) for entry in entries())


def _block(command: str, output: str) -> str:
    return f"```text\n$ {command}\n{output.rstrip()}\n```"


SECTIONS: dict[str, Callable[[], str]] = {
    "proof": proof_page,
    "derived": derived,
    "checked": checked,
    "document": document,
    "latex": fragment,
    "trusted": trusted,
    "table": table,
}


def filled(text: str) -> str:
    """The text with every section between ``<!-- begin NAME -->`` and ``<!-- end NAME -->`` made anew."""
    for name, make in SECTIONS.items():
        pattern = re.compile(f"(<!-- begin {name} -->\n).*?(<!-- end {name} -->)", re.S)
        body = make()
        text = pattern.sub(lambda m, body=body: f"{m[1]}{body}\n{m[2]}", text)  # type: ignore[misc]  # body is bound here
    return text


def main() -> None:
    readme = Path(__file__).parents[2] / "README.md"
    readme.write_text(filled(readme.read_text(encoding="utf-8")), encoding="utf-8")


if __name__ == "__main__":
    main()
