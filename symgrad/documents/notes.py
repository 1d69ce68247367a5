"""Declarations in comments that the rendered document does not show: ``% symgrad: V[H,W] zero outside, * is correlation``."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from symgrad.errors import Problem

_TENSOR = re.compile(r"([^\W\d_]\w*'*)\s*\[([^\]]*)\]\s*(?:(?:is\s+)?(zero|0|-inf)\s+outside)?")
_STAR = re.compile(r"(?:\*|\\ast|\\star|convolution|conv)\s*(?:is|means|=)\s*(?:a |the )?(?:cross[- ])?(correlation|convolution)")
_ORIGIN = re.compile(r"(?:indices|indexing|counting)\s*(?:begin|begins|start|starts)?\s*(?:from|at)\s*([01])|([01])-based")
_SENSE = re.compile(r"([^\W\d_]\w*'*)\s+is\s+(?:a |an )?(function|scalar|number|tensor|array|zero outside|0 outside)")
_ROT = re.compile(r"rot(?:180)?\s+(?:is\s+)?about\s+(?:the\s+)?(origin|array|cent(?:re|er))")
_IGNORE = re.compile(r"ignore|off|skip")
_EXPECT = re.compile(r"expect\s+(.*)")


@dataclass
class Declared:
    """What the notes of a section say. ``tensors``: name → (sizes, what is outside); ``conditions`` in plain notation."""

    tensors: dict[str, tuple[tuple[str, ...], str]] = field(default_factory=dict)
    outside: dict[str, str] = field(default_factory=dict)
    functions: set[str] = field(default_factory=set)
    scalars: set[str] = field(default_factory=set)
    conditions: list[str] = field(default_factory=list)
    star: str | None = None
    about: str | None = None
    origin: int | None = None

    def copy(self) -> Declared:
        return Declared(
            dict(self.tensors), dict(self.outside), set(self.functions), set(self.scalars), list(self.conditions),
            self.star, self.about, self.origin,
        )  # fmt: skip


def declare(declared: Declared, text: str, start: int) -> list[Problem]:
    """Add what a note says; a Problem SG130 for each part that is not understood."""
    problems: list[Problem] = []
    for part, at in _parts(text):
        if not _one(declared, part):
            message = f"this declaration is not understood: {part}"
            help_ = "as in V[H,W] zero outside; K[P,Q]; * is correlation; indices from 1; f is a function; s >= 1"
            problems.append(Problem("SG130", message, start=start + at, end=start + at + len(part), help=help_))
    return problems


def _parts(text: str) -> list[tuple[str, int]]:
    """The parts between commas that stand in no bracket."""
    out: list[tuple[str, int]] = []
    depth, begin = 0, 0
    for place, character in enumerate(text + ","):
        depth += (character in "([{") - (character in ")]}")
        if character in ",;" and depth <= 0:
            part = text[begin:place]
            if part.strip():
                out.append((part.strip(), begin + len(part) - len(part.lstrip())))
            begin = place + 1
    return out


def _one(declared: Declared, part: str) -> bool:
    part = part.strip().rstrip(".")
    if found := _STAR.fullmatch(part):
        declared.star = found[1]
    elif found := _ORIGIN.fullmatch(part):
        declared.origin = int(found[1] or found[2])
    elif found := _ROT.fullmatch(part):
        declared.about = "origin" if found[1] == "origin" else "array"
    elif found := _SENSE.fullmatch(part):
        _sense(declared, found[1], found[2])
    elif found := _TENSOR.fullmatch(part):
        sizes = tuple(s.strip() for s in found[2].split(",") if s.strip())
        outside = {"0": "zero", "zero": "zero", "-inf": "-inf", None: ""}[found[3]]
        if not sizes or any(not re.fullmatch(r"[\w+*() -]+", s) for s in sizes):
            return False
        declared.tensors[found[1]] = (sizes, outside)
    elif re.fullmatch(r"[\w\s+*/()<>=!|-]+", part) and re.search(r"<|>|=|\|", part) and len(part) < 200:
        declared.conditions.append(part)
    else:
        return False
    return True


def _sense(declared: Declared, name: str, sense: str) -> None:
    if sense == "function":
        declared.functions.add(name)
    elif sense in ("scalar", "number"):
        declared.scalars.add(name)
    elif sense.endswith("outside"):
        declared.outside[name] = "zero"
