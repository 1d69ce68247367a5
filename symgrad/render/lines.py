"""Lines of styled text: what every part of a page is made of, before it is known where it will be shown."""

from __future__ import annotations

from typing import Literal, TypeAlias

Style: TypeAlias = Literal[
    "plain", "title", "heading", "math", "number", "reason", "name", "faint", "good", "bad", "unsure", "hint"
]
Span: TypeAlias = tuple[str, Style]
Line: TypeAlias = tuple[Span, ...]

BLANK: Line = ()


def line(text: str, style: Style = "plain", indent: int = 0) -> Line:
    """A line in one style."""
    return ((" " * indent + text, style),)


def text_of(whole: Line) -> str:
    """The line without its styles."""
    return "".join(text for text, _ in whole).rstrip()
