"""The command line. Every command imports what it needs when it runs, so that help and replay stay quick and small."""

from __future__ import annotations

import argparse
import errno
import gc
import os
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any, NoReturn, TextIO

from symgrad.errors import Problem

if TYPE_CHECKING:
    from symgrad.checker.verdicts import Checked
    from symgrad.engine.library import Entry
    from symgrad.proof.document import Document
    from symgrad.render.listing import Row
    from symgrad.render.screen import Screen
    from symgrad.rocq.run import Certified

INSTANCES, BRIEF_INSTANCES = 24, 4  # in which a theorem is tried: one that is shown in full, and one that gets a line

UNWRITABLE = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO, errno.EBADF, errno.EROFS)  # what standard output may run into

OK, NOT_AS_CLAIMED, USAGE, INTERNAL, INTERRUPTED, BROKEN_PIPE = 0, 1, 2, 101, 130, 141

WELCOME = """\
symgrad derives the gradients of layers written in index notation,
and proves them for all sizes, strides and paddings.

  symgrad prove convolution
  symgrad derive "y[o] = sum(k) w[k]*x[2*o + k]" --wrt w x
  symgrad check "y[o] = sum(k) w[k]*x[2*o + k]; dL/dw[k] = sum(o) dL/dy[o]*x[o + k]"

symgrad --help has the rest.
"""


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and return the exit code."""
    arguments = list(sys.argv[1:] if argv is None else argv)
    _replace_closed_streams()
    _never_fail_to_encode()
    gc.set_threshold(5_000, 10, 1_000)  # terms are kept for good, so collections of everything find nothing and take long
    try:
        code = _run(arguments)
        sys.stdout.flush()
    except BrokenPipeError:
        _discard(sys.stdout)
        return BROKEN_PIPE
    except KeyboardInterrupt:
        print("\ninterrupted", file=sys.stderr)
        return INTERRUPTED
    except OSError as e:
        return _report_unwritable(e)
    finally:
        gc.enable()
    return code


def _run(arguments: list[str]) -> int:
    try:
        return _dispatch(arguments)
    except Problem as problem:
        _report(problem, arguments)
        return exit_code(problem)
    except SystemExit as e:  # argparse, after it printed help
        return e.code if isinstance(e.code, int) else OK
    except (BrokenPipeError, KeyboardInterrupt):
        raise
    # Whatever else happens is a mistake in symgrad; the user gets a sentence, not a traceback.
    except Exception as e:
        if os.environ.get("SYMGRAD_DEBUG") or (isinstance(e, OSError) and e.errno in UNWRITABLE):
            raise
        _report(_internal(e), arguments)
        return INTERNAL


def _dispatch(arguments: list[str]) -> int:
    if not arguments:
        sys.stdout.write(WELCOME)
        return OK
    parser = _parser()
    _check_command(arguments[0])
    options = parser.parse_args(arguments)
    if options.version:
        print(f"symgrad {_version()}")
        return OK
    run: Callable[[argparse.Namespace], int] = options.run
    return run(options)


def exit_code(problem: Problem) -> int:
    """1 if something was judged and found wanting, 2 if there was no judging it."""
    return USAGE if problem.code.startswith("SG4") and problem.code not in ("SG404", "SG409") else NOT_AS_CLAIMED


# ---- the arguments ----


class _Parser(argparse.ArgumentParser):
    """Reports mistakes as all other problems are reported."""

    def error(self, message: str) -> NoReturn:
        raise Problem("SG410", message, help=f"`{self.prog} --help` prints the options")


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(
        prog="symgrad",
        description="Derive, prove and check gradients of neural-network layers written in index notation.",
        epilog="Exit codes: 0 all as claimed, 1 not, or nothing to judge, 2 usage or input/output, 101 internal error.",
        allow_abbrev=False,
    )
    parser.add_argument("--version", action="store_true", help="print the version and exit")
    parser.set_defaults(run=lambda _: parser.error("a command is needed"))
    commands = parser.add_subparsers(metavar="COMMAND", title="commands")
    for add in (_add_prove, _add_derive, _add_check, _add_evaluate, _add_latex, _add_replay, _add_rocq, _add_list, _add_explain):
        add(commands)
    return parser


def _command(commands: Any, name: str, run: Callable[[argparse.Namespace], int], does: str) -> argparse.ArgumentParser:
    parser: argparse.ArgumentParser = commands.add_parser(name, help=does, description=does, allow_abbrev=False)
    parser.set_defaults(run=run)
    return parser


def _add_prove(commands: Any) -> None:
    p = _command(commands, "prove", prove, "derive and prove theorems, replay the proofs and try instances")
    p.add_argument("targets", metavar="TARGET", nargs="*", help="a theorem, a derivation or a .py file; shown in full")
    p.add_argument("--all", action="store_true", help="show every theorem in full")
    p.add_argument("--detail", action="store_true", help="show every primitive step under its headline")
    help_ = f"how many instances to try for each theorem: {INSTANCES}, or {BRIEF_INSTANCES} if it gets one line, unless given"
    p.add_argument("--instances", metavar="N", type=_count, help=help_)
    p.add_argument("--certificates", metavar="DIR", help="write a certificate for each theorem into this directory")
    p.add_argument("--rocq", action="store_true", help="have coqc check each proof too, where there is one")
    _add_format(p)


def _add_derive(commands: Any) -> None:
    p = _command(commands, "derive", derive, "derive and prove the backward pass of a layer of your own")
    p.add_argument("definition", metavar="DEFINITION", help="the layer in plain notation, or - to read it from a pipe")
    help_ = "what to differentiate by; everything the layer reads, unless given"
    p.add_argument("--wrt", metavar="NAME", nargs="+", action="extend", default=[], help=help_)
    p.add_argument("--detail", action="store_true", help="show every primitive step under its headline")
    _add_format(p)


def _add_check(commands: Any) -> None:
    p = _command(commands, "check", check, "judge what somebody wrote: proved, refuted with a counterexample, or undecided")
    help_ = "definitions and claims, separated by `;`, or a file (.tex, .md, .rst, .txt, .ipynb), or - to read from a pipe"
    p.add_argument("texts", metavar="TEXT|FILE", nargs="+", help=help_)
    p.add_argument("--detail", action="store_true", help="show the proof of each claim that is proved")
    p.add_argument("--certificates", metavar="DIR", help="write a certificate for each proved line of a document")
    help_ = "what a document does not say, as in `V[H,W] zero outside, * is correlation`"
    p.add_argument("--declare", metavar="WHAT", action="append", help=help_)
    p.add_argument("--jobs", metavar="N", type=_count, help="how many documents to judge at a time")
    p.add_argument("--diff", action="store_true", help="show the proved repairs of a document as a diff")
    p.add_argument("--fix", action="store_true", help="write the proved repairs into the document")
    help_ = "rich in a terminal and plain elsewhere, unless given"
    p.add_argument("--output-format", choices=("rich", "plain", "json", "concise", "github"), help=help_)


def _add_evaluate(commands: Any) -> None:
    p = _command(commands, "evaluate", evaluate, "evaluate a definition on given numbers, with every product shown")
    p.add_argument("definition", metavar="DEFINITION", help="the layer in plain notation, or - to read it from a pipe")
    help_ = "`V=[[1,2],[3,4]]`, `s=2`, or `V=FILE` with the numbers in a file; a cotangent `dL/dZ=…` asks for the gradient"
    p.add_argument("values", metavar="NAME=NUMBERS", nargs="*", help=help_)
    p.add_argument("--wrt", metavar="NAME", nargs="+", action="extend", default=[], help="what to differentiate by, if not all")
    _add_format(p)


def _add_latex(commands: Any) -> None:
    p = _command(commands, "latex", latex, "write proofs up in LaTeX")
    p.add_argument("targets", metavar="TARGET", nargs="*", help="a theorem, a derivation or a .py file")
    p.add_argument("--derive", metavar="DEFINITION", help="a layer of your own instead, in plain notation")
    p.add_argument("--wrt", metavar="NAME", nargs="+", action="extend", default=[], help="what to differentiate it by")
    p.add_argument("-o", dest="output", metavar="FILE", help="write to this file instead of standard output")
    p.add_argument("--fragment", action="store_true", help="only the align* of each proof, to paste")


def _add_replay(commands: Any) -> None:
    p = _command(commands, "replay", replay, "check certificates with the proof core alone, and print what they prove")
    p.add_argument("certificates", metavar="CERT.json", nargs="+", help="a certificate, or - to read it from a pipe")


def _add_rocq(commands: Any) -> None:
    p = _command(commands, "rocq", rocq, "write the proofs as Rocq (Coq) scripts, and have coqc check them where there is one")
    p.add_argument("targets", metavar="TARGET", nargs="*", help="a theorem, a derivation or a .py file; without one, everything")
    p.add_argument("-o", dest="output", metavar="DIR", default="rocq", help="where the scripts are written; ./rocq, unless given")
    _add_format(p)


def _add_list(commands: Any) -> None:
    p = _command(commands, "list", list_theorems, "list the theorems there are, with verdict and source")
    p.add_argument("targets", metavar="TARGET", nargs="*", help="a theorem or file; without one, all are listed")
    p.add_argument("--prove", action="store_true", help="prove each now; otherwise the verdicts are as claimed")
    _add_format(p)


def _add_explain(commands: Any) -> None:
    p = _command(commands, "explain", explain, "explain the code of a message, or a rule of the proof core")
    p.add_argument("topic", metavar="CODE|RULE", nargs="?", help="such as SG403 or reindex; without it, all are listed")


def _add_format(parser: argparse.ArgumentParser) -> None:
    help_ = "rich in a terminal and plain elsewhere, unless given"
    parser.add_argument("--output-format", choices=("rich", "plain", "json"), help=help_)


def _count(text: str) -> int:
    if not text.isdecimal():
        raise argparse.ArgumentTypeError(f"{text!r} is no number of instances")
    return int(text)


def _check_command(word: str) -> None:
    """A word that is no command is reported with the nearest one."""
    names = ("prove", "derive", "check", "evaluate", "latex", "replay", "rocq", "list", "explain")
    if word in names or word.startswith("-"):
        return
    from difflib import get_close_matches

    near = get_close_matches(word, names, n=1, cutoff=0.4)
    help_ = f"did you mean `symgrad {near[0]}`?" if near else f"the commands are {', '.join(names)}"
    raise Problem("SG410", f"there is no command `{word}`", help=help_)


# ---- commands ----


def prove(options: argparse.Namespace) -> int:
    """Prove the targets, or everything; 0 if each theorem is as claimed."""
    brief = not options.targets and not options.all and options.output_format != "json"
    makers = [_Maker(entry, options, brief and not entry.featured) for entry in _resolve(options.targets)]
    if options.certificates:
        _make_directory(options.certificates)
    _share_out(makers)
    if options.output_format == "json":
        return _print_theorems(makers, options)
    if options.targets or options.all:
        _show_in_full(makers, options)
    else:
        _show_overview(makers, options)
    code = max(maker.exit_code() for maker in makers)
    return max(code, _certify_after(makers, options)) if options.rocq else code


class _Maker:
    """Proves one entry when called, once, and keeps what came of it; ``brief`` for one that gets a single line."""

    def __init__(self, entry: Entry, options: argparse.Namespace, brief: bool = False) -> None:
        self.entry, self.options = entry, options
        self.count = options.instances if options.instances is not None else BRIEF_INSTANCES if brief else INSTANCES
        self.brief = brief and not options.rocq
        self.arriving: Iterator[tuple[_Maker, Document | Problem]] = iter(())
        self.outcome: Document | Problem | None = None

    def __call__(self) -> Document | Problem:
        while self.outcome is None:
            maker, outcome = next(self.arriving, (self, None))
            maker.outcome = self.make() if outcome is None else outcome
        return self.outcome

    def make(self) -> Document | Problem:
        """The proof, or the problem that kept it from being made; for a single line, without its steps."""
        try:
            document = self._prove()
        except Problem as problem:
            return problem
        if self.brief:
            document.steps, document.certificate = [], None
        return document

    def _prove(self) -> Document:
        from symgrad.engine.library import prove as prove_entry

        document = prove_entry(self.entry, self.count)
        if self.options.certificates and document.certificate is not None:
            _write_certificate(document, self.options.certificates)
        return document

    def exit_code(self) -> int:
        from symgrad.render.theorem import as_claimed

        outcome = self()
        if isinstance(outcome, Problem):
            return exit_code(outcome)
        return OK if as_claimed(outcome) else NOT_AS_CLAIMED


def _share_out(makers: list[_Maker]) -> None:
    """Let several processes prove what the makers will be asked for, the featured theorems first."""
    from symgrad.engine.parallel import in_parallel

    gc.disable()  # what proofs make stays for good, and the process ends with them: looking through it costs a tenth of the time
    ordered = sorted(makers, key=lambda maker: not maker.entry.featured)
    arriving = zip(ordered, in_parallel([maker.make for maker in ordered]), strict=False)
    for maker in makers:
        maker.arriving = arriving


def _resolve(targets: list[str]) -> list[Entry]:
    from symgrad.engine.library import entries, resolve

    found = [entry for target in targets for entry in resolve(target)] if targets else entries()
    if not found:
        raise Problem("SG409", "there is nothing to prove", help="`symgrad list` prints the theorems there are")
    return list({entry.name: entry for entry in found}.values())


def _print_theorems(makers: list[_Maker], options: argparse.Namespace) -> int:
    from symgrad.render.records import error_record, theorem_record

    code = max(maker.exit_code() for maker in makers)
    checked = {r.name: r for r in _certified(makers, None)} if options.rocq else {}
    records = []
    for maker in makers:
        outcome = maker()
        if isinstance(outcome, Problem):
            error = error_record(outcome)
            records.append({"name": maker.entry.name, "verdict": "not understood", "error": error})
            continue
        records.append(theorem_record(outcome, options.detail))
        if options.rocq:
            records[-1]["rocq"] = checked[outcome.name].rocq if outcome.name in checked else "not-run"
    _print_json({"theorems": records})
    return max(code, _code_of(checked.values()))


def rocq(options: argparse.Namespace) -> int:
    """Write Rocq scripts of the proofs and have them checked; 0 unless one is rejected or could not be exported."""
    if options.output.endswith(".v"):
        message = f"`{options.output}` looks like a file, but the scripts need a directory, with their library beside them"
        raise Problem("SG410", message, help=f"`-o {options.output.removesuffix('.v') or 'rocq'}` makes one")
    options.instances, options.certificates = 0, None
    makers = [_Maker(entry, options) for entry in _resolve(options.targets)]
    _share_out(makers)
    code = max(maker.exit_code() for maker in makers)
    return max(code, _certify_after(makers, options, options.output))


def _certify_after(makers: list[_Maker], options: argparse.Namespace, directory: str | None = None) -> int:
    """Have the proofs checked by coqc and say of each what came of it."""
    from time import perf_counter

    from symgrad.render.certified import certified_lines, certified_record, coverage_lines, summary_record
    from symgrad.rocq.run import find_coqc

    results, begin = [], perf_counter()
    width = max((len(maker.entry.name) for maker in makers), default=0)
    screen = _screen(options)
    for result in _certified(makers, directory):
        results.append(result)
        if options.output_format != "json":
            screen.write(certified_lines(result, screen.notation, screen.width, width))
    if options.output_format == "json":
        summary = summary_record(results, find_coqc(), perf_counter() - begin)
        _print_json({"theorems": [certified_record(r) for r in results], **summary})
    else:
        screen.write(coverage_lines(results, find_coqc(), directory or "", perf_counter() - begin, screen.width))
    return _code_of(results)


def _certified(makers: list[_Maker], directory: str | None) -> Iterator[Certified]:
    """What came of each proof that there is; without a directory the scripts are thrown away."""
    from pathlib import Path
    from tempfile import TemporaryDirectory

    from symgrad.rocq.run import certify, find_coqc

    documents = [outcome for maker in makers if not isinstance(outcome := maker(), Problem)]
    proofs = {d.name: d.certificate for d in documents if d.certificate is not None}
    with TemporaryDirectory(prefix="symgrad-") as scratch:
        try:
            yield from certify(proofs, Path(directory or scratch), find_coqc())
        except OSError as e:
            raise Problem("SG407", f"the scripts cannot be written: {e.strerror}", filename=directory) from None


def _code_of(results: Iterable[Certified]) -> int:
    return NOT_AS_CLAIMED if any(r.rocq == "rejected" or not r.exported for r in results) else OK


def _show_in_full(makers: list[_Maker], options: argparse.Namespace) -> None:
    from symgrad.render.lines import BLANK
    from symgrad.render.overview import full_lines, tally_lines

    screen = _screen(options)
    previous: Document | None = None
    for number, maker in enumerate(makers):
        outcome = maker()
        lines = full_lines(outcome, screen.notation, screen.width, detail=options.detail, previous=previous)
        screen.write([BLANK, *lines] if number else lines)
        previous = None if isinstance(outcome, Problem) else outcome
    if len(makers) > 1:
        screen.write([BLANK, *tally_lines([maker() for maker in makers])])


def _show_overview(makers: list[_Maker], options: argparse.Namespace) -> None:
    from symgrad.render.overview import overview

    screen = _screen(options)
    featured = [maker for maker in makers if maker.entry.featured]
    others = [maker for maker in makers if not maker.entry.featured]
    names = [maker.entry.name for maker in makers]
    suggestions = _suggestions(min((maker.entry.name for maker in others or featured), key=len))
    for block in overview(featured, others, names, suggestions, screen.notation, screen.width, options.detail):
        screen.write(block)


def _suggestions(name: str) -> list[tuple[str, str]]:
    return [
        (f"symgrad prove {name}", "one theorem in full"),
        (f"symgrad prove {name} --detail", "every step of the core"),
        ('symgrad derive "y[o] = sum(k) w[k]*x[2*o+k]" --wrt w x', "your own layer"),
    ]


def derive(options: argparse.Namespace) -> int:
    """Derive and prove the gradients of the user's own layer."""
    from symgrad.engine.derive import derive as derive_text
    from symgrad.render.theorem import as_claimed

    text, filename = _definition(options.definition)
    documents = derive_text(text, _names(options.wrt), filename, instances=INSTANCES)
    if options.output_format == "json":
        from symgrad.render.records import gradient_record

        _print_json({"gradients": [gradient_record(document, options.detail) for document in documents]})
    else:
        _show_documents(documents, options)
    return OK if documents and all(map(as_claimed, documents)) else NOT_AS_CLAIMED


def _show_documents(documents: list[Document], options: argparse.Namespace) -> None:
    from symgrad.render.lines import BLANK
    from symgrad.render.theorem import theorem_lines

    screen = _screen(options)
    previous: Document | None = None
    for document in documents:
        lines = theorem_lines(document, screen.notation, screen.width, detail=options.detail, previous=previous)
        screen.write([BLANK, *lines] if previous else lines)
        previous = document


def check(options: argparse.Namespace) -> int:
    """Judge every claim in the texts; 0 if there are some and all are proved."""
    from symgrad.checker.judge import check as check_text
    from symgrad.documents.source import kind_of

    texts = [_text(argument) for argument in options.texts]
    if any(kind_of(filename, text) for text, filename in texts) or options.certificates:
        from symgrad.documents.command import check_texts

        return OK if check_texts(texts, options, _screen(options), _print_json) else NOT_AS_CLAIMED
    results = [check_text(text, filename) for text, filename in texts]
    if options.output_format == "json":
        from symgrad.render.checked_records import check_answer

        _print_json(check_answer(results, options.detail))
    else:
        _show_checked(results, options)
    for result in results:
        if not result.steps and result.problem is None:
            help_ = "write a claim after the definition, as in dL/dw[k] = …"
            _report(Problem("SG409", "there is no claim to judge", filename=result.filename, help=help_), [])
    return OK if all(result.as_claimed for result in results) else NOT_AS_CLAIMED


def _show_checked(results: list[Checked], options: argparse.Namespace) -> None:
    from symgrad.render.checked import checked_lines, concise_lines, github_lines
    from symgrad.render.lines import BLANK

    one_line = {"concise": concise_lines, "github": github_lines}.get(options.output_format)
    screen = _screen(options)
    for number, result in enumerate(results):
        if one_line is not None:
            screen.write(one_line(result))
        else:
            lines = checked_lines(result, screen.notation, screen.width, detail=options.detail)
            screen.write([BLANK, *lines] if number else lines)


def _text(argument: str) -> tuple[str, str | None]:
    """The text to judge: that of a file that exists, of a pipe, or the argument itself if it can be a claim."""
    if argument == "-":
        return _read("-"), "<stdin>"
    if "\n" not in argument and os.path.exists(argument):
        return _read(argument), argument
    if "=" in argument:
        return argument, None
    raise Problem("SG401", f"there is no file `{argument}`", help="a definition or claim in quotation marks has an `=`")


def evaluate(options: argparse.Namespace) -> int:
    """Evaluate the user's own definition on the user's own numbers."""
    from symgrad.engine.evaluation import evaluate_text, read_given

    text, filename = _definition(options.definition)
    behind = [argument for argument in options.wrt if "=" in argument]  # values that stand behind --wrt
    values = [read_given(argument, *_numbers(argument)) for argument in [*options.values, *behind]]
    wrt = _names([argument for argument in options.wrt if argument not in behind])
    evaluation = evaluate_text(text, values, wrt, filename)
    from symgrad.render.evaluated import evaluated_lines, evaluated_record

    if options.output_format == "json":
        _print_json(evaluated_record(evaluation))
    else:
        screen = _screen(options)
        screen.write(evaluated_lines(evaluation, screen.notation, screen.width))
    return OK


def _numbers(argument: str) -> tuple[str | None, str | None]:
    """The text and name of the file that holds the numbers of ``NAME=FILE``, if they are in a file."""
    name, equals, data = argument.partition("=")
    if not equals or not name.strip():
        raise Problem("SG410", f"`{argument}` gives no value to a name", help="write it as in `V=[[1,2],[3,4]]`")
    from symgrad.language.numbers import is_number

    path = data.strip()
    looks_like_one = path.endswith((".txt", ".csv", ".json")) or path.startswith(("/", "./", "../"))
    is_file = path[:1] not in ("[", "") and not is_number(path) and (looks_like_one or os.path.exists(path))
    return (_read(path), path) if is_file else (None, None)


def latex(options: argparse.Namespace) -> int:
    """Write proofs up as a LaTeX document, or as fragments to paste."""
    from symgrad.render.latex.page import document, fragments
    from symgrad.render.theorem import as_claimed

    documents = _documents_to_write(options)
    stems = {os.path.basename(target).removesuffix(".py") for target in options.targets}
    title = stems.pop().replace("_", " ").capitalize() if len(stems) == 1 else ""
    text = fragments(documents) if options.fragment else document(documents, title)
    if options.output is None:
        sys.stdout.write(text)
    else:
        _write_whole(options.output, text)
    return OK if documents and all(map(as_claimed, documents)) else NOT_AS_CLAIMED


def _documents_to_write(options: argparse.Namespace) -> list[Document]:
    if (options.derive is None) == (not options.targets):
        help_ = "`symgrad latex convolution.dL_dV`, or `symgrad latex --derive DEFINITION --wrt NAME`"
        raise Problem("SG410", "either a target or --derive is needed", help=help_)
    if options.derive is None:
        from symgrad.engine.library import prove as prove_entry

        return [prove_entry(entry) for entry in _resolve(options.targets)]
    from symgrad.engine.derive import derive as derive_text

    text, filename = _definition(options.derive)
    return derive_text(text, _names(options.wrt), filename, instances=INSTANCES)


def replay(options: argparse.Namespace) -> int:
    """Check certificates. Imports the proof core and nothing else of symgrad, unless there is a problem to show."""
    from symgrad.core.replay import load
    from symgrad.core.show import show_theorem
    from symgrad.core.theorem import Rejected

    code = OK
    for path in options.certificates:
        try:
            statement = show_theorem(load(_read(path)))
        except Rejected as rejected:
            code = max(code, _reject(_rejected(rejected, path)))
        except Problem as problem:
            code = max(code, _reject(problem))
        else:
            print(_encodable(f"{path}: accepted by the proof core"))
            print(_encodable("\n".join("  " + line for line in statement.splitlines())))
    return code


def _reject(problem: Problem) -> int:
    """Report what is wrong with one certificate, and go on to the next."""
    _report(problem, [])
    return exit_code(problem)


def _rejected(rejected: Any, path: str) -> Problem:
    notes = tuple(f"`{term!r}`" for term in rejected.terms[:2])
    if rejected.rule == "certificate":
        help_ = "`symgrad prove --certificates DIR` writes certificates"
        return Problem("SG403", f"this is not a certificate: {rejected.reason}", filename=path, notes=notes, help=help_)
    message = f"the core does not accept this proof ({rejected.rule}): {rejected.reason}"
    return Problem("SG404", message, filename=path, notes=notes, help=f"`symgrad explain {rejected.rule}` has the law")


def list_theorems(options: argparse.Namespace) -> int:
    """List the theorems there are, with what each says, its verdict and its source; prove them only if asked."""
    from symgrad.render.listing import closing_lines, listing, row

    found = _resolve(options.targets)
    options.instances, options.certificates = 0, None
    prover = (lambda entry: _Maker(entry, options)()) if options.prove else None
    rows = []
    if options.output_format == "json":
        rows = [row(entry, prover) for entry in found]
        _print_json({"theorems": [_listed(entry, r) for entry, r in zip(found, rows, strict=True)]})
    else:
        screen = _screen(options)
        for lines, some in listing(found, screen.notation, screen.width, prover):
            screen.write(lines)
            rows += some
        screen.write(closing_lines(rows))
    return NOT_AS_CLAIMED if any(r.fine is False for r in rows) else OK


def _listed(entry: Entry, r: Row) -> dict[str, Any]:
    """A row in JSON; the verdict is null where nothing was proved."""
    verdict = None if r.fine is None else r.verdict
    about = {"name": r.name, "title": entry.title, "says": r.says, "source": r.source}
    return {**about, "featured": entry.featured, "kind": entry.kind, "expected": entry.expected, "verdict": verdict}


def explain(options: argparse.Namespace) -> int:
    """Explain a code or a rule, or list them all."""
    from symgrad.render import explain as pages

    screen = _screen(options)
    if options.topic is None:
        screen.write(pages.overview(screen.notation, screen.width))
    else:
        screen.write(pages.explain(options.topic, screen.notation, screen.width))
    return OK


# ---- input and output ----


def _screen(options: argparse.Namespace) -> Screen:
    from symgrad.render.screen import Screen

    return Screen(sys.stdout, getattr(options, "output_format", None))


def _definition(argument: str) -> tuple[str, str | None]:
    """The text of a definition, and the name of where it is from if that is worth telling."""
    return (_read("-"), "<stdin>") if argument == "-" else (argument, None)


def _names(lists: list[str]) -> list[str]:
    """Names that are separated by blanks or commas."""
    return [name for names in lists for name in names.replace(",", " ").split()]


def _read(path: str) -> str:
    """The text of a file, ``-`` for standard input; raises Problem SG401 or SG402."""
    try:
        if path == "-":
            if sys.stdin is None:
                raise Problem("SG402", "standard input is closed")
            return sys.stdin.buffer.read().decode("utf-8")
        with open(path, encoding="utf-8") as file:
            return file.read()
    except FileNotFoundError:
        raise Problem("SG401", f"there is no file `{path}`", help="the path is taken from where you are") from None
    except UnicodeDecodeError as e:
        raise Problem("SG402", "this is not text in UTF-8", filename=path, notes=(f"byte {e.start} is wrong",)) from None
    except (OSError, ValueError) as e:
        reason = getattr(e, "strerror", None) or str(e)
        raise Problem("SG402", f"the file cannot be read: {reason}", filename=path) from None


def _make_directory(directory: str) -> None:
    try:
        os.makedirs(directory, exist_ok=True)
    except OSError as e:
        raise Problem("SG407", f"the directory cannot be made: {e.strerror}", filename=directory) from None


def _write_certificate(document: Document, directory: str) -> None:
    import json

    path = os.path.join(directory, f"{document.name}.json")
    try:
        with open(path, "w", encoding="utf-8") as file:
            file.write(json.dumps(document.certificate, separators=(",", ":")) + "\n")
    except OSError as e:
        raise Problem("SG407", f"the certificate cannot be written: {e.strerror}", filename=path) from None


def _write_whole(path: str, text: str) -> None:
    """Write the file whole or not at all."""
    beside = f"{path}.{os.getpid()}.tmp"
    try:
        with open(beside, "w", encoding="utf-8") as file:
            file.write(text)
        os.replace(beside, path)
    except (OSError, ValueError) as e:
        if os.path.exists(beside):
            os.remove(beside)
        reason = getattr(e, "strerror", None) or str(e)
        raise Problem("SG407", f"the file cannot be written: {reason}", filename=path) from None


def _print_json(answer: dict[str, Any]) -> None:
    import json

    print(json.dumps({"schema": 1, **answer}, indent=2))


def _encodable(text: str) -> str:
    """The text as standard output can show it: the core's printer writes mathematics, some terminals only ASCII."""
    try:
        text.encode(sys.stdout.encoding or "ascii")
    except UnicodeError:
        from symgrad.render.signs import to_ascii

        return to_ascii(text)
    return text


def _replace_closed_streams() -> None:
    """Where the caller closed an output (``>&-``), what is written to it is thrown away."""
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:
            setattr(sys, name, open(os.devnull, "w", encoding="utf-8"))  # noqa: SIM115  # open as long as the program runs


def _discard(stream: TextIO) -> None:
    """Throw away what is still to be written to a stream that takes no more, lest Python complains when it ends."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


def _report_unwritable(error: OSError) -> int:
    """Standard output could not be written to; on standard error, even where JSON was asked for."""
    if error.errno not in UNWRITABLE:
        raise error
    _discard(sys.stdout)
    try:
        _report(Problem("SG407", f"the output cannot be written: {error.strerror}"), [])
    except OSError:  # nor can standard error; the exit code is all there is to tell
        _discard(sys.stderr)
    return USAGE


def _never_fail_to_encode() -> None:
    """A character that a stream cannot encode is written as its escape."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(errors="backslashreplace")


# ---- problems ----


def _report(problem: Problem, arguments: list[str]) -> None:
    """Tell the user: as JSON on standard output where JSON was asked for, else on standard error."""
    if _wants_json(arguments):
        from symgrad.render.records import error_record

        _print_json({"error": error_record(problem)})
        return
    from symgrad.render.diagnostics import problem_lines
    from symgrad.render.screen import Screen

    sys.stdout.flush()
    screen = Screen(sys.stderr)
    screen.write(problem_lines(problem, screen.width, screen.unicode))


def _wants_json(arguments: list[str]) -> bool:
    """Whether JSON was asked for, by arguments that may not be understood otherwise."""
    pairs = zip(arguments, [*arguments[1:], ""], strict=False)
    return any(a == "--output-format=json" or (a, b) == ("--output-format", "json") for a, b in pairs)


def _internal(error: Exception) -> Problem:
    return Problem(
        "internal",
        f"a mistake in symgrad itself ({type(error).__name__}: {error})",
        notes=("nothing is said about your input",),
        help="please report it with the command that you ran and what `SYMGRAD_DEBUG=1` before it prints",
    )


def _version() -> str:
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version("symgrad")
    except PackageNotFoundError:
        return "(not installed)"


if __name__ == "__main__":
    sys.exit(main())
