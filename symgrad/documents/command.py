"""``symgrad check FILE…`` for documents: read, judge, print in the format that was asked for, write certificates."""

from __future__ import annotations

import argparse
import os
import re
from collections.abc import Callable, Sequence
from typing import Any

from symgrad.documents.check import check_document
from symgrad.documents.limits import memory_limit
from symgrad.documents.source import kind_of
from symgrad.documents.verdicts import Report
from symgrad.errors import Problem

Text = tuple[str, str | None]


def is_document(text: Text) -> bool:
    """Whether this is a document, not a text in plain notation."""
    return kind_of(text[1], text[0]) is not None


def check_texts(
    texts: Sequence[Text], options: argparse.Namespace, screen: Any, print_json: Callable[[dict[str, Any]], None]
) -> bool:
    """Judge documents and texts in plain notation; whether all is as claimed."""
    with memory_limit():
        reports = _all(texts, options)
    if options.output_format == "json":
        print_json(_answer(reports, options.detail))
    else:
        for number, report in enumerate(reports):
            screen.write(_lines(report, options, screen, number))
    if getattr(options, "certificates", None):
        for report in reports:
            if isinstance(report, Report):
                write_certificates(report, options.certificates)
    if getattr(options, "fix", False) or getattr(options, "diff", False):
        from symgrad.documents.repair import repair

        for report in reports:
            if isinstance(report, Report):
                repair(report, write=bool(getattr(options, "fix", False)))
    return all(report.as_claimed for report in reports)


def _all(texts: Sequence[Text], options: argparse.Namespace) -> list[Any]:
    jobs = min(getattr(options, "jobs", None) or 1, len(texts))
    declared = ", ".join(getattr(options, "declare", None) or [])
    if jobs > 1:
        from concurrent.futures import ProcessPoolExecutor

        with ProcessPoolExecutor(jobs) as pool:
            return list(pool.map(judge_text, texts, [declared] * len(texts)))
    return [judge_text(text, declared) for text in texts]


def judge_text(text: Text, declared: str = "") -> Any:
    """A Report for a document, else what the checker says of plain notation."""
    if is_document(text):
        return check_document(text[0], text[1], options=declared)
    from symgrad.checker.judge import check

    return check(*text)


def _lines(report: Any, options: argparse.Namespace, screen: Any, number: int) -> Any:
    from symgrad.render.checked import checked_lines
    from symgrad.render.checked import concise_lines as plain_concise
    from symgrad.render.checked import github_lines as plain_github
    from symgrad.render.lines import BLANK

    if isinstance(report, Report):
        from symgrad.documents.report import concise_lines, github_lines, report_lines

        if options.output_format == "concise":
            return concise_lines(report)
        if options.output_format == "github":
            return github_lines(report)
        lines = report_lines(report, screen.notation, screen.width, detail=options.detail)
    else:
        if options.output_format == "concise":
            return plain_concise(report)
        if options.output_format == "github":
            return plain_github(report)
        lines = checked_lines(report, screen.notation, screen.width, detail=options.detail)
    return [BLANK, *lines] if number else lines


def _answer(reports: list[Any], detail: bool) -> dict[str, Any]:
    from symgrad.documents.report import answer, report_record
    from symgrad.render.checked_records import checked_record

    return answer([report_record(r, detail) if isinstance(r, Report) else checked_record(r, detail) for r in reports])


def write_certificates(report: Report, directory: str) -> list[str]:
    """One file for each proved line: ``notes-12.json`` for line 12. Raises Problem SG407."""
    import json

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
