"""``symgrad check FILE…`` for documents: read, judge, print in the format that was asked for, write certificates and repairs."""

from __future__ import annotations

import argparse
import json
import os
import re
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from symgrad.documents.check import check
from symgrad.documents.limits import memory_limit
from symgrad.documents.source import kind_of
from symgrad.documents.verdicts import Report
from symgrad.errors import Problem

Text = tuple[str, str | None]


@dataclass
class Settings:
    """What the user asked for; can be sent to another process."""

    output_format: str | None
    detail: bool
    declared: str
    certificates: str | None
    repair: str  # "", "diff" or "fix"
    unicode: bool
    width: int


@dataclass
class Outcome:
    """What came of one text, ready to be shown."""

    as_claimed: bool = False
    lines: list[Any] = field(default_factory=list)
    record: dict[str, Any] = field(default_factory=dict)
    diff: str = ""
    problem: tuple[str, str, str | None, str | None] | None = None


def is_document(text: Text) -> bool:
    """Whether this is a document, not a text in plain notation."""
    return kind_of(text[1], text[0]) is not None


def check_texts(
    texts: Sequence[Text], options: argparse.Namespace, screen: Any, print_json: Callable[[dict[str, Any]], None]
) -> bool:
    """Judge documents and texts in plain notation; whether all is as claimed. Raises Problem for what cannot be read."""
    repair = "fix" if options.fix else "diff" if options.diff else ""
    declared = ", ".join(options.declare or [])
    settings = Settings(
        options.output_format, options.detail, declared, options.certificates, repair, screen.notation.unicode, screen.width
    )
    with memory_limit():
        outcomes = _all(texts, settings, options.jobs or 1)
    for outcome in outcomes:
        if outcome.problem is not None:
            code, message, filename, help_ = outcome.problem
            raise Problem(code, message, filename=filename, help=help_)
    if options.output_format == "json":
        from symgrad.documents.report import answer

        print_json(answer([outcome.record for outcome in outcomes]))
    else:
        for number, outcome in enumerate(outcomes):
            one_line = options.output_format in ("concise", "github")
            screen.write([(), *outcome.lines] if number and not one_line else outcome.lines)
    sys.stdout.write("".join(outcome.diff for outcome in outcomes))
    return all(outcome.as_claimed for outcome in outcomes)


def _all(texts: Sequence[Text], settings: Settings, jobs: int) -> list[Outcome]:
    jobs = min(jobs, len(texts))
    if jobs < 2:
        return [judged(text, settings) for text in texts]
    from concurrent.futures import ProcessPoolExecutor

    with ProcessPoolExecutor(jobs) as pool:
        return list(pool.map(judged, texts, [settings] * len(texts)))


def judged(text: Text, settings: Settings) -> Outcome:
    """Judge one text and prepare what is to be shown of it."""
    try:
        report = check(*text, declare=settings.declared)
        out = Outcome(report.as_claimed)
        if settings.output_format == "json":
            out.record = _record(report, settings)
        else:
            out.lines = _lines(report, settings)
        if isinstance(report, Report):
            if settings.certificates:
                write_certificates(report, settings.certificates)
            if settings.repair:
                from symgrad.documents.repair import repair

                out.diff = repair(report, write=settings.repair == "fix")
    except Problem as problem:
        return Outcome(problem=(problem.code, problem.message, problem.filename or text[1], problem.help))
    return out


def _lines(report: Any, settings: Settings) -> list[Any]:
    from symgrad.documents import report as documents
    from symgrad.render import checked as plain
    from symgrad.render.notation import Notation

    is_report = isinstance(report, Report)
    if settings.output_format == "concise":
        return list(documents.concise_lines(report) if is_report else plain.concise_lines(report))
    if settings.output_format == "github":
        return list(documents.github_lines(report) if is_report else plain.github_lines(report))
    show = documents.report_lines if is_report else plain.checked_lines
    return list(show(report, Notation(settings.unicode), settings.width, detail=settings.detail))


def _record(report: Any, settings: Settings) -> dict[str, Any]:
    from symgrad.documents.report import report_record
    from symgrad.render.checked_records import checked_record

    return report_record(report, settings.detail) if isinstance(report, Report) else checked_record(report, settings.detail)


def write_certificates(report: Report, directory: str) -> list[str]:
    """One file for each proved line: ``notes-12.json`` for line 12. Raises Problem SG407."""
    stem = re.sub(r"[^\w.-]", "_", os.path.basename(report.source.filename or "text")).rpartition(".")[0] or "text"
    written: list[str] = []
    try:
        os.makedirs(directory, exist_ok=True)
        for found in report.lines:
            document = found.judged.document if found.judged is not None else None
            if found.verdict != "proved" or document is None or document.certificate is None:
                continue
            row, column = report.source.place(found.start)
            path = os.path.join(directory, f"{stem}-{row}.json")
            if path in written:
                path = os.path.join(directory, f"{stem}-{row}-{column}.json")
            with open(path, "w", encoding="utf-8") as file:
                file.write(json.dumps(document.certificate, separators=(",", ":")) + "\n")
            written.append(path)
    except OSError as e:
        raise Problem("SG407", f"the certificate cannot be written: {e.strerror}", filename=directory) from None
    return written
