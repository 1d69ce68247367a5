"""Find the pieces of a document, in the order in which they stand. One pass of one pattern for each kind of document."""

from __future__ import annotations

import re
from collections.abc import Iterator

from symgrad.documents.notebook import Cell, cells
from symgrad.documents.pieces import MATH_ENVIRONMENTS, Formula, Heading, MacroText, Note, NotRead, Piece, Span
from symgrad.documents.source import Source

_NAMES = "|".join(re.escape(name) for name in sorted(MATH_ENVIRONMENTS, key=len, reverse=True))
_EXERCISE = r"(?:Exercise|Question|Problem|Solution|Task|Assignment|Aufgabe|Übung|Exercice|Lösung)"
_SECTION = r"\\(?:part|chapter|(?:sub)*section|paragraph)\*?\s*(?:\[[^\]\n]*\])?\{(?P<title>[^}\n]*)\}"
_DEFINE = r"(?:re|provide)?newcommand|renewcommand|providecommand|DeclareMathOperator|DeclareRobustCommand"
_MACRO = rf"\\(?:{_DEFINE})\*?\s*(?=[\\{{])|\\def\s*(?=\\)|\\let\s*(?=\\)"
_MATH = rf"""
    (?P<skip>\\\\(?![(\[]) | \\\$ | \\% )
  | (?P<environment>\\begin\s*\{{(?P<name>{_NAMES})\}})
  | (?P<dollars>\$\$)
  | (?P<dollar>\$)
  | (?P<bracket>\\\\?\[)
  | (?P<round>\\\\?\()
  | (?P<macro>{_MACRO})
"""
_TEX = re.compile(
    rf"""
    (?P<linebreak>\\\\)
  | (?P<comment>%[^\n]*)
  | (?P<verbatim>\\begin\s*\{{(?P<verb>verbatim\*?|lstlisting|minted|comment|filecontents\*?)\}}
        | \\verb\*?(?P<bar>[^A-Za-z*\s]) )
  | (?P<heading>{_SECTION} | \\begin\s*\{{(?P<block>exercise|problem|question|solution|task)\*?\}}
        | ^[ \t]*(?:\\(?:item|noindent|textbf\{{|paragraph\{{)\s*)*(?P<exercise>{_EXERCISE}\s+[\dIVX]+[^\n]*))
  | (?P<input>\\(?:input|include|subfile|import)\s*\{{(?P<file>[^}}\n]*)\}})
  | {_MATH}
    """,
    re.VERBOSE | re.MULTILINE,
)
_MARKDOWN = re.compile(
    rf"""
    (?P<fence>^(?P<quote>[ \t]*(?:>[ \t]?)*)(?P<ticks>`{{3,}}|~{{3,}})[ \t]*\{{?(?P<language>[^\n`]*)$)
  | (?P<html><!--)
  | (?P<comment>^[ \t]*%[ \t]*symgrad:[^\n]*)
  | (?P<code>`+)
  | (?P<heading>^[ \t]*(?:>[ \t]?)*(?:\#{{1,6}}[ \t]+(?P<title>[^\n]*)
        | (?:[*_]{{1,3}})?(?P<exercise>{_EXERCISE}\s+[\dIVX]+[^\n]*)))
  | {_MATH}
    """,
    re.VERBOSE | re.MULTILINE,
)
_RST = re.compile(
    r"""
    (?P<directive>^(?P<indent>[ \t]*)\.\.[ \t]+math::[ \t]*(?P<first>[^\n]*)$)
  | (?P<other>^(?P<inset>[ \t]*)\.\.[ \t]+(?:code|code-block|sourcecode|literalinclude|raw|parsed-literal)::[^\n]*$)
  | (?P<note>^[ \t]*\.\.[ \t]+symgrad:[ \t]*(?P<said>[^\n]*)$)
  | (?P<role>:math:`(?P<body>[^`]*)`)
  | (?P<code>``[^`\n]*``)
  | (?P<heading>^(?P<title>[^\s\n][^\n]*)\n(?P<line>[=\-~^"'\#*+.:_])(?P=line){2,}[ \t]*$)
    """,
    re.VERBOSE | re.MULTILINE,
)
_STOPS, _RST_STOPS = re.compile(r"[\\$`<%\n]"), re.compile(r"[:`\n]")
_IS_EXERCISE = re.compile(rf"\W*{_EXERCISE}\b", re.IGNORECASE)
_NOTE = re.compile(r"\s*symgrad:[ \t]*")


def pieces(source: Source) -> Iterator[tuple[Piece, Cell]]:
    """All pieces of the document, as they come, each with the text that its places are in. What is not closed is a NotRead.

    >>> [type(p).__name__ for p, _ in pieces(Source("# Notes\\nLet $y = 2x$.", None, "markdown"))]
    ['Heading', 'Formula']
    """
    if source.kind == "notebook":
        for cell in cells(source.text):
            for piece in _walk(cell.text, _MARKDOWN):
                yield piece, cell
        return
    whole = Cell(source.text, None)
    found = _rst(source.text) if source.kind == "rst" else _walk(source.text, _TEX if source.kind == "tex" else _MARKDOWN)
    for piece in found:
        yield piece, whole


def _walk(text: str, pattern: re.Pattern[str]) -> Iterator[Piece]:
    at = 0
    while True:
        found = _search(pattern, _STOPS, text, at)
        if found is None:
            return
        out, at = _HANDLERS[found.lastgroup or ""](text, found)
        yield from out


def _search(pattern: re.Pattern[str], stops: re.Pattern[str], text: str, at: int) -> re.Match[str] | None:
    """The first match from here on; one can begin only at a sign or at the beginning of a line, so that prose is passed over."""
    if at == 0 or text[at - 1 : at] == "\n":
        found = pattern.match(text, at)
        if found is not None:
            return found
    for stop in stops.finditer(text, at):
        found = pattern.match(text, stop.end() if stop.group() == "\n" else stop.start())
        if found is not None:
            return found
    return None


Result = tuple[list[Piece], int]  # pieces, and where to go on


def _skip(text: str, found: re.Match[str]) -> Result:  # noqa: ARG001 - all handlers take the same
    return [], found.end()


def _comment(text: str, found: re.Match[str]) -> Result:
    start = found.start() + text[found.start() : found.end()].index("%") + 1
    said = _NOTE.match(text, start, found.end())
    return ([Note(said.end(), found.end())] if said else []), found.end()


def _html(text: str, found: re.Match[str]) -> Result:
    end = text.find("-->", found.end())
    if end < 0:
        return [NotRead("this comment is never closed", found.start(), found.end())], found.end()
    said = _NOTE.match(text, found.end(), end)
    return ([Note(said.end(), end)] if said else []), end + 3


def _verbatim(text: str, found: re.Match[str]) -> Result:
    closing = found.group("bar") or f"\\end{{{found.group('verb')}}}"
    end = text.find(closing, found.end())
    return [], len(text) if end < 0 else end + len(closing)


def _code(text: str, found: re.Match[str]) -> Result:
    """Code between backticks; GitHub writes formulas as $`…`$, which the dollar has taken already."""
    end = text.find(found.group(), found.end())
    paragraph = text.find("\n\n", found.end())
    return [], found.end() if end < 0 or 0 <= paragraph < end else end + len(found.group())


def _fence(text: str, found: re.Match[str]) -> Result:
    ticks, quote = found.group("ticks"), found.group("quote")
    closing = re.compile(rf"^[ \t]*(?:>[ \t]?)*{re.escape(ticks[0])}{{{len(ticks)},}}[ \t]*$", re.MULTILINE).search(
        text, found.end()
    )
    end, after = (closing.start(), closing.end()) if closing else (len(text), len(text))
    if found.group("language").strip(" }").split(" ")[0] not in ("math", "latex-math"):
        return [], after
    return [Formula(_unquoted(text, found.end(), end, ">" in quote), True)], after


def _heading(text: str, found: re.Match[str]) -> Result:  # noqa: ARG001 - all handlers take the same
    groups = found.groupdict()
    title = groups.get("title") or groups.get("exercise") or groups.get("block") or ""
    fresh = groups.get("title") is None or bool(_IS_EXERCISE.match(title))
    start = found.start() + len(found.group()) - len(found.group().lstrip())
    end = found.end()
    if groups.get("title") is None and groups.get("exercise"):  # the rest of the line may hold formulas
        end = found.start("exercise") + len(re.match(rf"{_EXERCISE}\s+[\dIVX]+", groups["exercise"]).group())  # type: ignore[union-attr]
    return [Heading(" ".join(title.strip(" #*_").split()), start, found.end(), fresh)], end


def _input(text: str, found: re.Match[str]) -> Result:  # noqa: ARG001 - all handlers take the same
    return [NotRead(f"the file {found.group('file')} is not read: check it by itself", found.start(), found.end())], found.end()


def _macro(text: str, found: re.Match[str]) -> Result:
    """Up to the end of the definition: the last of the groups that follow each other."""
    end = _definition_end(text, found.end(), found.group())
    return [MacroText(found.start(), end)], end


def _definition_end(text: str, at: int, word: str) -> int:
    if word.startswith("\\let"):
        found = re.compile(r"\\(?:[A-Za-z]+|.)\s*=?\s*\\?(?:[A-Za-z]+|.)").match(text, at)
        return found.end() if found else at
    name = re.compile(r"\s*\{?\s*\\(?:[A-Za-z@]+|.)\s*\}?").match(text, at)
    if name is None:
        return at
    at = name.end()
    options = re.compile(r"\s*(?:\[[^\]]*\]\s*)*(?:\#\d)*\s*").match(text, at)
    at = options.end() if options else at
    return _group_end(text, at) if text[at : at + 1] == "{" else at


def _group_end(text: str, at: int) -> int:
    """Where the group that begins here ends; at the end of the paragraph if it does not."""
    depth = 0
    for found in re.compile(r"\\.|[{}]|\n[ \t]*\n", re.DOTALL).finditer(text, at):
        if found.group()[0] == "\n":
            return found.start()
        depth += (found.group() == "{") - (found.group() == "}")
        if depth == 0 and found.group() == "}":
            return found.end()
    return len(text)


# ---- formulas ----

_END_OF_DOLLAR = re.compile(r"\\.|\$|\n[ \t]*\n", re.DOTALL)


def _dollar(text: str, found: re.Match[str]) -> Result:
    at = found.end()
    # "costs 5 $ a day": pandoc's rule; in TeX every dollar that is not escaped begins or ends a formula
    spaced = found.re is not _TEX and text[at : at + 1] in ("", " ", "\t", "\n")
    if spaced and not re.compile(r"[ \t]+\\?[A-Za-z\\({\[|0-9-][^$\n]*[ \t]\$").match(text, at):
        return [], at
    for close in _END_OF_DOLLAR.finditer(text, at):
        if close.group() == "$":
            inner = (at, close.start())
            if text[at] == "`" and text[close.start() - 1] == "`" and close.start() - at > 1:
                inner = (at + 1, close.start() - 1)
            if text[close.end() : close.end() + 1].isdigit() or not text[slice(*inner)].strip():
                return [], at
            return [Formula((inner,), False)], close.end()
        if close.group()[0] == "\n":
            break
    return [], at


def _dollars(text: str, found: re.Match[str]) -> Result:
    return _until(text, found, "$$")


def _bracket(text: str, found: re.Match[str]) -> Result:
    return _until(text, found, found.group().replace("[", "]"))


def _round(text: str, found: re.Match[str]) -> Result:
    out, at = _until(text, found, found.group().replace("(", ")"), display=False)
    return out, at


def _until(text: str, found: re.Match[str], closing: str, display: bool = True) -> Result:
    end = text.find(closing, found.end())
    while end > 0 and closing[0] == "\\" and _escaped(text, end):
        end = text.find(closing, end + 1)
    gap = re.compile(r"\n[ \t]*\n").search(text, found.end(), end if end >= 0 else len(text))
    if end < 0 or (gap and not display):
        message = f"`{found.group()}` is never closed"
        return [NotRead(message, found.start(), found.end())], found.end()
    if gap and (len(text[gap.end() : end].strip()) > 2_000 or "\n#" in text[gap.start() : end]):
        return [NotRead(f"`{found.group()}` is not closed in its paragraph", found.start(), found.end())], gap.end()
    quoted = bool(re.search(r"^[ \t]*>[^\n]*$", text[text.rfind("\n", 0, found.start()) + 1 : found.start() + 1]))
    spans = _unquoted(text, found.end(), end, quoted)
    return ([Formula(spans, display)] if text[found.end() : end].strip() else []), end + len(closing)


def _escaped(text: str, at: int) -> bool:
    """Whether the backslash here is the second of two."""
    count = 0
    while text[at - count - 1] == "\\":
        count += 1
    return count % 2 == 1


def _environment(text: str, found: re.Match[str]) -> Result:
    """A mathematical environment, with those of the same name inside it."""
    name = found.group("name")
    depth = 1
    for other in re.compile(rf"\\(begin|end)\s*\{{{re.escape(name)}\}}").finditer(text, found.end()):
        depth += 1 if other.group(1) == "begin" else -1
        if depth == 0:
            quoted = text[text.rfind("\n", 0, found.start()) + 1 : found.start()].lstrip().startswith(">")
            if name == "subequations":
                return [], found.end()
            return [Formula(_unquoted(text, found.end(), other.start(), quoted), True, name)], other.end()
    return [NotRead(f"\\begin{{{name}}} is never closed", found.start(), found.end())], found.end()


def _unquoted(text: str, start: int, end: int, quoted: bool) -> tuple[Span, ...]:
    """The span, or its lines without the ``>`` of a quotation."""
    if not quoted:
        return ((start, end),)
    spans: list[Span] = []
    at = start
    for line in re.finditer(r"\n[ \t]*(?:>[ \t]?)+", text[start:end]):
        spans.append((at, start + line.start() + 1))
        at = start + line.end()
    spans.append((at, end))
    return tuple(s for s in spans if s[0] < s[1]) or ((start, end),)


# ---- reStructuredText ----


def _rst(text: str) -> Iterator[Piece]:
    at = 0
    while True:
        found = _search(_RST, _RST_STOPS, text, at)
        if found is None:
            return
        at = found.end()
        if found.group("directive") is not None:
            spans, at = _block(text, found.end(), len(found.group("indent")), found.span("first"))
            yield from (Formula(paragraph, True) for paragraph in _paragraphs(text, spans))
        elif found.group("other") is not None:
            _, at = _block(text, found.end(), len(found.group("inset")), None)
        elif found.group("note") is not None:
            yield Note(*found.span("said"))
        elif found.group("role") is not None:
            yield Formula((found.span("body"),), False)
        elif found.group("heading") is not None:
            title = found.group("title")
            yield Heading(title.strip(), found.start(), found.end("title"), bool(_IS_EXERCISE.match(title)))


def _block(text: str, at: int, indent: int, first: Span | None) -> tuple[tuple[Span, ...], int]:
    """The indented lines after a directive; options such as ``:label:`` are no part of it."""
    spans = [first] if first is not None and first[0] < first[1] else []
    begin: int | None = None
    end = at
    for line in re.compile(r"\n([^\n]*)").finditer(text, at):
        words = line.group(1)
        if words.strip():
            if len(words) - len(words.lstrip()) <= indent:
                break
            if begin is not None or not re.match(r"\s*:[a-z-]+:", words):
                begin = line.start(1) if begin is None else begin
            end = line.end()
        elif begin is None:
            end = line.end()
    if begin is not None:
        spans.append((begin, end))
    return tuple(spans), end


_PARAGRAPH = re.compile(r"[^\n]*\S[^\n]*(?:\n[^\n]*\S[^\n]*)*")


def _paragraphs(text: str, spans: tuple[Span, ...]) -> Iterator[tuple[Span, ...]]:
    """The equations of a directive: an empty line separates them, but not within an environment."""
    parts: list[Span] = []
    for begin, end in spans:
        for found in _PARAGRAPH.finditer(text, begin, end):
            if parts and not _ends(text, parts, found.start()):
                parts.append(found.span())
            else:
                if parts:
                    yield tuple(parts)
                parts = [found.span()]
    if parts:
        yield tuple(parts)


def _ends(text: str, parts: list[Span], at: int) -> bool:
    """Whether an equation ends before this place: behind an empty line, with all its environments closed."""
    said = "".join(text[a:b] for a, b in parts)
    empty = re.search(r"\n[ \t]*\n", text[parts[-1][1] : at]) is not None
    return empty and said.count("\\begin") <= said.count("\\end")


_HANDLERS = {
    "linebreak": _skip, "comment": _comment, "verbatim": _verbatim, "fence": _fence, "html": _html, "code": _code,
    "heading": _heading,
    "input": _input, "skip": _skip, "environment": _environment, "dollars": _dollars, "dollar": _dollar,
    "bracket": _bracket, "round": _round, "macro": _macro,
}  # fmt: skip
