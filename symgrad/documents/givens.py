"""A definition in plain syntax, and one reading of what a document leaves open."""

from __future__ import annotations

from dataclasses import dataclass, field

from symgrad.documents.chains import Right, Statement
from symgrad.documents.scope import Named
from symgrad.language.syntax import Node

STARS = ("convolution", "correlation")
MAX_TRIALS = 14  # ways to give sizes to arrays before a line is left undecided


@dataclass
class Given:
    """A definition in plain syntax; ``form`` is what it was read from."""

    name: str
    left: Node
    right: Node
    names: set[str]
    start: int
    end: int
    starred: bool = False
    rotated: bool = False
    numeric: bool = False
    again: tuple[Statement, Named, Right] | None = None  # to read it once more under another reading


@dataclass
class Trial:
    """One reading of what the document leaves open."""

    star: str = ""
    about: str = "array"
    shifted: bool = False  # the result begins where the kernel first meets the image, or first lies inside it
    sizes: dict[str, tuple[str, ...]] = field(default_factory=dict)

    def words(self) -> list[str]:
        return [f"{name} is {'×'.join(sizes)}" for name, sizes in self.sizes.items()]
