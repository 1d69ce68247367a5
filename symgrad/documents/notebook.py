"""The Markdown cells of a notebook, with the place of every character in the raw file."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any, NamedTuple

from symgrad.errors import Problem

_STRING = re.compile(r'"(?:[^"\\]|\\.)*"', re.DOTALL)
_CHARACTER = re.compile(r"\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|\\u[0-9a-fA-F]{4}|\\.|.", re.DOTALL)


class Cell(NamedTuple):
    """``raw[k]`` is where character k of the text begins in the file; one more entry for the end. None: it is the file."""

    text: str
    raw: list[int] | None

    def at(self, offset: int) -> int:
        """The place in the file of a place in the text."""
        return offset if self.raw is None else self.raw[max(0, min(offset, len(self.raw) - 1))]


def cells(text: str) -> Iterator[Cell]:
    """The Markdown cells. Raises Problem SG402 if this is no notebook.

    The strings of the file are met in the same order by the JSON reader and by a scan for strings, which tells their places.
    """
    try:
        whole = json.loads(text, object_pairs_hook=_Pairs)
    except (ValueError, RecursionError):
        raise Problem("SG402", "this is not a notebook: it is not JSON") from None
    places = (found.start() for found in _STRING.finditer(text))
    marked = _mark(whole, places)
    if not isinstance(marked, _Pairs):
        raise Problem("SG402", "this is not a notebook: it has no cells")
    found = _value(marked, "cells")
    if type(found) is not list:  # an object is a list, too, of pairs
        raise Problem("SG402", "this is not a notebook: it has no list of cells")
    for cell in found:
        if isinstance(cell, _Pairs) and getattr(_value(cell, "cell_type"), "text", None) == "markdown":
            source = _value(cell, "source")
            lines = source if type(source) is list else [source]
            yield _joined(text, [line for line in lines if isinstance(line, _Place)])


class _Pairs(list[Any]):
    """An object of JSON with its keys in order, none of them lost."""


class _Place(NamedTuple):
    text: str
    start: int


def _mark(node: Any, places: Iterator[int]) -> Any:
    """The same structure with each string beside its place, met in the order of the file."""
    if isinstance(node, str):
        return _Place(node, next(places))
    if isinstance(node, _Pairs):
        return _Pairs([(_mark(key, places), _mark(value, places)) for key, value in node])
    if isinstance(node, list):
        return [_mark(value, places) for value in node]
    return node


def _value(pairs: _Pairs, key: str) -> Any:
    return next((value for name, value in pairs if name.text == key), None)


def _joined(text: str, lines: list[_Place]) -> Cell:
    out: list[str] = []
    raw: list[int] = []
    end = 0
    for line in lines:
        literal = _STRING.match(text, line.start)
        assert literal is not None, "a string begins here"
        end = literal.end() - 1
        places = [found.start() for found in _CHARACTER.finditer(text, line.start + 1, end)]
        if len(places) != len(line.text):  # a lone half of a surrogate pair
            places = (places + [end] * len(line.text))[: len(line.text)]
        out.append(line.text)
        raw += places
    return Cell("".join(out), [*raw, end])
