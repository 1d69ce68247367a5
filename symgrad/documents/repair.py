"""The repairs of a document: each likely slip that was proved to be one, written in LaTeX where it stands, and checked again."""

from __future__ import annotations

import difflib
import json
import os

from symgrad.documents.check import check_document
from symgrad.documents.report import slip_place
from symgrad.documents.source import visible
from symgrad.documents.verdicts import Line, Report
from symgrad.errors import Problem
from symgrad.language.grammar import Parser
from symgrad.language.syntax import (
    Access,
    Binder,
    Compare,
    Gradient,
    Group,
    Iverson,
    Name,
    Negative,
    Node,
    Number,
    Power,
    Product,
    Sum,
)


def repair(report: Report, *, write: bool = False) -> str:
    """The repairs as a diff; with ``write`` they are written into the file. Raises Problem SG407."""
    text = repaired(report)
    name = report.source.filename or "text"
    before, after = report.source.text.splitlines(keepends=True), text.splitlines(keepends=True)
    diff = "".join(visible(line.rstrip("\n")) + "\n" for line in difflib.unified_diff(before, after, name, name))
    if write and text != report.source.text:
        if report.source.filename is None or not os.path.isfile(report.source.filename):
            raise Problem("SG407", "there is no file to write the repair into")
        beside = f"{report.source.filename}.{os.getpid()}.tmp"
        with open(beside, "w", encoding="utf-8", newline=_line_ends(report.source.filename)) as file:
            file.write(text)
        os.replace(beside, report.source.filename)
    return diff


def repaired(report: Report) -> str:
    """The text with each repair that makes its line proved when the document is checked again."""
    text = report.source.text
    for number in range(len(report.lines) - 1, -1, -1):
        changed = _changed(report, number, text)
        if changed is None:
            continue
        again = check_document(changed, report.source.filename, report.source.kind)
        if len(again.lines) == len(report.lines) and again.lines[number].verdict == "proved":
            text = changed
    return text


def _changed(report: Report, number: int, text: str) -> str | None:
    line = report.lines[number]
    place = slip_place(line)
    if place is None or line.judged is None or line.judged.slip is None or not line.judged.slip.proved:
        return None
    try:
        new = latex(line.judged.slip.better, report, line)
        if report.source.kind == "notebook":
            _decoded(text[place[0] : place[1]])  # a place that goes from one string into the next is left as it is
            new = json.dumps(new, ensure_ascii=text.isascii())[1:-1]
    except (Problem, KeyError, ValueError):
        return None
    return text[: place[0]] + new + text[place[1] :]


def _decoded(raw: str) -> str:
    """A part of a string in JSON as the text that it stands for. Raises ValueError if it is not within one string."""
    return str(json.loads(f'"{raw}"'))


def _line_ends(filename: str) -> str | None:
    """The ends of the file's lines, which reading made single: written as they were."""
    with open(filename, encoding="utf-8", newline="") as file:
        return "\r\n" if "\r\n" in file.read() else "\n"


def latex(plain: str, report: Report, line: Line) -> str:
    """A fragment of plain notation in LaTeX, with the names spelled as the document does. Raises KeyError for what has none."""
    return _Writer(report, line).node(Parser(plain).whole())


class _Writer:
    def __init__(self, report: Report, line: Line) -> None:
        self.names: dict[str, str] = {}
        source = report.source.text
        for start, end, low, high in line.places:
            written = _text_at(line, start, end)
            name = written.partition("[")[0]
            if name.isidentifier() and low < high:
                spelled = source[low:high]
                if report.source.kind == "notebook":
                    spelled = spelled.replace("\\\\", "\\")
                self.names.setdefault(name, spelled.partition("_")[0] if "[" in written else spelled)

    def name(self, name: str) -> str:
        if len(name) == 1 and name.isascii():
            return name
        return self.names[name]

    def indices(self, nodes: list[Node]) -> str:
        return "_{" + ",".join(map(self.node, nodes)) + "}"

    def node(self, node: Node) -> str:
        match node:
            case Number():
                return str(node.value)
            case Name():
                return self.name(node.name)
            case Access():
                return self.name(node.name) + self.indices(node.indices)
            case Gradient() if node.indices is not None:
                below = self.name(node.wrt) + self.indices(node.indices)
                return rf"\frac{{\partial {self.name(node.of)}}}{{\partial {below}}}"
            case Group():
                return f"({self.node(node.inner)})"
            case Negative():
                return f"-{self.node(node.inner)}"
            case Sum():
                return "".join(("" if k == 0 else "+" if s > 0 else "-") + self.node(t) for k, (s, t) in enumerate(node.terms))
            case Product() if all(op == "*" for op, _ in node.factors):
                return " ".join(self.node(f) for _, f in node.factors)
            case Power():
                return f"{self.node(node.base)}^{{{self.node(node.exponent)}}}"
            case Iverson():
                return f"[{self.node(node.condition)}]"
            case Compare() if node.ops == ["="]:
                return " = ".join(map(self.node, node.operands))
            case Binder() if node.op == "sum" and all(isinstance(i, Name) for i in node.items):
                return rf"\sum_{{{','.join(map(self.node, node.items))}}} {self.node(node.body)}"
        raise KeyError(type(node).__name__)


def _text_at(line: Line, start: int, end: int) -> str:
    """What stands at these places of the text that was checked, if it is in the line."""
    begin, stop = start - line.offset, end - line.offset
    return line.plain[begin:stop] if 0 <= begin <= stop <= len(line.plain) else ""
