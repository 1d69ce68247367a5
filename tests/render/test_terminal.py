"""Colour: text is printed as it is, whatever it looks like to rich."""

import io

import pytest

from symgrad.render.lines import line, text_of
from symgrad.render.screen import Screen
from symgrad.render.terminal import console, write
from symgrad.render.theorem import theorem_lines

from .documents import Spelled, convolution


class Terminal(io.StringIO):
    encoding = "utf-8"

    def isatty(self):
        return True


def printed(lines, width=60):
    stream = Terminal()
    write(lines, console(stream, width))
    return stream.getvalue()


@pytest.mark.parametrize("text", ["x[i] + [bold]", "[i]", "[/i]", "[red]x[/red]", ":smile: [link=a]", "\\[i]"])
def test_what_looks_like_markup_is_kept(text):
    assert printed([line(text)]) == text + "\n"


@pytest.mark.parametrize("width", [20, 60, 80, 120])
def test_no_line_is_wrapped_or_cropped(width):
    long = "Σ_{i,j} " + "x[i, j]·" * 40 + "y"
    assert printed([line(long)], width) == long + "\n"


@pytest.mark.parametrize("width", [60, 80, 120])
def test_colour_changes_no_character(width, monkeypatch):
    monkeypatch.setenv("NO_COLOR", "1")
    lines = theorem_lines(convolution(), Spelled(), width)
    import re

    shown = re.sub(r"\x1b\[[0-9;]*m", "", printed(lines, width))
    assert shown == "".join(text_of(whole) + "\n" for whole in lines)


@pytest.mark.parametrize(("name", "value"), [("NO_COLOR", "1"), ("TERM", "dumb")])
def test_no_colour_where_none_is_wanted(name, value, monkeypatch):
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setenv(name, value)
    stream = Terminal()
    Screen(stream).write([line("✓ proved", "good")])
    assert stream.getvalue() == "✓ proved\n"


def test_colour_in_a_terminal(monkeypatch):
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.delenv("NO_COLOR", raising=False)
    stream = Terminal()
    Screen(stream).write([line("✓ proved", "good")])
    assert "\x1b[" in stream.getvalue()


def test_a_stream_that_knows_only_ascii_gets_ascii():
    stream = Terminal()
    stream.encoding = "ascii"
    assert not Screen(stream, "plain").unicode
