"""Runs ``coqc`` on exported scripts, each in bounded time and memory, and says of each whether it was accepted."""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from threading import Event, Thread, Timer
from time import perf_counter
from typing import Any, NamedTuple

from symgrad.rocq.facts import LAWS

ENTRY = "Prelude"  # what scripts require; it requires the rest of the library
OLDEST = (8, 16)
SECONDS = 60  # of a processor, after which a script is given up
PATIENCE = 20  # how many times that it may take by the clock, on a machine that is busy with other things
MEMORY = 10**9  # bytes that one coqc may hold at once: a script that takes more is rejected
ADDRESSES = 2 * MEMORY  # bytes of address space, most of it never touched; where a coqc that runs away is stopped
TOGETHER = 30  # theorems of which it is asked at once whether they rest on an axiom
ASSUMPTIONS = "Assumptions"  # the file that asks on what all exported theorems rest
CLOSED = "Closed under the global context"
HOW_TO_INSTALL = "on Debian and Ubuntu: apt-get install coq"


class Certified(NamedTuple):
    """What came of one theorem."""

    name: str  # "convolution.dL_dK"
    rocq: str  # accepted, rejected or not-run
    reason: str = ""  # why not accepted
    named: tuple[str, ...] = ()  # the laws of named functions that it rests on
    file: str = ""  # where the script was written
    seconds: float = 0.0  # that coqc took of a processor
    memory: int = 0  # bytes that it held at most

    @property
    def exported(self) -> bool:
        """Whether there is a script at all."""
        return bool(self.file)


class Coqc(NamedTuple):
    """The compiler that was found."""

    path: str
    version: str


def find_coqc() -> Coqc | None:
    """``coqc`` on the PATH, if it is new enough."""
    path = shutil.which("coqc")
    if path is None:
        return None
    try:
        said = subprocess.run([path, "--print-version"], capture_output=True, text=True, timeout=30, check=True).stdout
    except (OSError, subprocess.SubprocessError):
        return None
    version = re.match(r"(\d+)\.(\d+)[^\s]*", said)
    if version is None or (int(version[1]), int(version[2])) < OLDEST:
        return None
    return Coqc(path, version[0])


def certify(proofs: Mapping[str, Mapping[str, Any]], directory: Path, coqc: Coqc | None) -> Iterator[Certified]:
    """Export each certificate into the directory, beside the library, and have it checked; in the order given.

    Raises OSError where nothing can be written."""
    write_library(directory)
    library = compiled_library(coqc) if coqc is not None else directory
    taken = {*library_texts(), ASSUMPTIONS}
    jobs: dict[str, Certified | _Job] = {}
    with tempfile.TemporaryDirectory(prefix="symgrad-") as scratch, ThreadPoolExecutor(os.cpu_count() or 1) as pool:
        built = Path(scratch)
        # The largest first, lest one of them is alone on the machine at the end; coqc works while the others are exported.
        for name in sorted(proofs, key=lambda name: -len(proofs[name].get("nodes", ()))):
            jobs[name] = job = _exported(name, proofs[name], directory, taken)
            if isinstance(job, _Job) and coqc is not None:
                job.ran = pool.submit(_compiled, name, job.path, job.theorem, coqc, library, built)
        scripts = [(job.path.stem, job.theorem) for job in map(jobs.__getitem__, proofs) if isinstance(job, _Job)]
        (directory / f"{ASSUMPTIONS}.v").write_text(_asked_of(scripts), encoding="utf-8")
        names = list(proofs)
        for first in range(0, len(names), TOGETHER):
            group = names[first : first + TOGETHER]
            results = [_result(name, jobs[name]) for name in group]
            if coqc is None:
                yield from results
                continue
            theorems = {name: (j.path.stem, j.theorem) for name in group if isinstance(j := jobs[name], _Job)}
            yield from _without_axioms(results, theorems, coqc, library, built)


@dataclass
class _Job:
    """A script that was written, and what coqc will have said of it."""

    path: Path
    theorem: str
    ran: Future[Certified] | None = None


def _exported(name: str, certificate: Mapping[str, Any], directory: Path, taken: set[str]) -> Certified | _Job:
    """The script of a certificate, written; or why there is none."""
    from symgrad.rocq.script import export
    from symgrad.rocq.write import NotCertified

    try:
        script = export(name, certificate)
    except NotCertified as e:
        return Certified(name, "not-run", str(e))
    # A mistake in the exporter certifies nothing, and says so; the other theorems are not its concern.
    except Exception as e:  # noqa: BLE001  # reported as not certified
        return Certified(name, "not-run", f"a mistake in the exporter ({type(e).__name__}: {e})")
    path = directory / f"{_free(script.theorem, taken)}.v"
    path.write_text(script.text, encoding="utf-8")
    return _Job(path, script.theorem)


def _result(name: str, job: Certified | _Job) -> Certified:
    if isinstance(job, Certified):
        return job
    return job.ran.result() if job.ran is not None else Certified(name, "not-run", file=str(job.path))


def _free(stem: str, taken: set[str]) -> str:
    name, number = stem, 1
    while name.lower() in {t.lower() for t in taken}:
        number += 1
        name = f"{stem}_{number}"
    taken.add(name)
    return name


def library_texts() -> dict[str, str]:
    """The files of the library by name, each after those that it requires."""
    out: dict[str, str] = {}

    def visit(name: str) -> None:
        text = files("symgrad.rocq").joinpath(f"{name}.v").read_text(encoding="utf-8")
        for line in re.findall(r"^From Symgrad Require (?:Export|Import) ([A-Za-z ]+)\.", text, re.MULTILINE):
            for required in line.split():
                if required not in out:
                    visit(required)
        out[name] = text

    visit(ENTRY)
    return out


def write_library(directory: Path) -> None:
    """The library beside the scripts, with what ``coq_makefile`` and editors need to find it."""
    directory.mkdir(parents=True, exist_ok=True)
    for name, text in library_texts().items():
        (directory / f"{name}.v").write_text(text, encoding="utf-8")
    (directory / "_CoqProject").write_text("-Q . Symgrad\n", encoding="utf-8")


def check(name: str, path: Path, theorem: str, coqc: Coqc, library: Path) -> Certified:
    """Have one script checked: it must compile, and its theorem must rest on no axiom."""
    with tempfile.TemporaryDirectory(prefix="symgrad-") as scratch:
        built = Path(scratch)
        result = _compiled(name, path, theorem, coqc, library, built)
        return _without_axioms([result], {name: (path.stem, theorem)}, coqc, library, built)[0]


def _compiled(name: str, path: Path, theorem: str, coqc: Coqc, library: Path, built: Path) -> Certified:
    """Have one script compiled into the directory ``built``; accepted, if its axioms (not yet known) allow that."""
    ran = run(coqc, path, library, built / f"{path.stem}.vo", built)
    result = Certified(name, "rejected", ran.wrong, (), str(path), ran.seconds, ran.memory)
    if ran.code:
        return result
    # every script ends with `Check` of its theorem
    if not re.search(rf"^{re.escape(theorem)}\s*:", ran.said, re.MULTILINE):
        return result._replace(reason="the theorem is not in the script")
    if ran.memory > MEMORY:
        return result._replace(reason=f"coqc took {ran.memory / 10**9:.1f} GB; {MEMORY / 10**9:.0f} GB is the most")
    named = tuple(law for law in LAWS if re.search(rf"\b{law}\b", ran.said))
    return result._replace(rocq="accepted", reason="", named=named)


def _without_axioms(
    results: Sequence[Certified], theorems: Mapping[str, tuple[str, str]], coqc: Coqc, library: Path, built: Path
) -> list[Certified]:
    """The results, where an accepted theorem that rests on an axiom becomes a rejected one; theorems by file and name.

    ``Print Assumptions`` walks through everything below a theorem, most of which is the standard library: of many
    theorems it is asked at once, and of each alone only where the answer is not that all are closed."""
    accepted = [theorems[r.name] for r in results if r.rocq == "accepted"]
    if not accepted or _closed(accepted, coqc, library, built):
        return list(results)
    if len(results) == 1:
        return [results[0]._replace(rocq="rejected", reason="the theorem rests on an axiom", named=())]
    return [alone for r in results for alone in _without_axioms([r], theorems, coqc, library, built)]


def _closed(theorems: Sequence[tuple[str, str]], coqc: Coqc, library: Path, built: Path) -> bool:
    """Whether coqc says that these theorems of compiled files rest on no axiom, neither on an unchecked definition."""
    text = _asked_of(theorems)
    name = "assumptions_" + hashlib.sha256(text.encode()).hexdigest()[:16]
    source = built / f"{name}.v"
    source.write_text(text, encoding="utf-8")
    ran = run(coqc, source, library, built / f"{name}.vo", built)
    return ran.code == 0 and ran.said.strip() == CLOSED


def _asked_of(theorems: Sequence[tuple[str, str]]) -> str:
    """A file that asks on what the theorems of compiled files rest, each given by its file and its name."""
    required = "".join(f"From Symgrad Require {stem}.\n" for stem, _ in theorems)
    return required + assumptions([(f"Symgrad.{stem}", theorem) for stem, theorem in theorems])


def assumptions(theorems: Sequence[tuple[str, str]]) -> str:
    """Sentences that ask at once on what theorems rest, each given by its module and its name."""
    used = "".join(f"  let _ := @{module}.{theorem} in\n" for module, theorem in theorems)
    return f"Definition all_theorems : True :=\n{used}  I.\nPrint Assumptions all_theorems.\n"


class Ran(NamedTuple):
    """What one coqc did."""

    code: int
    said: str
    wrong: str  # what it complained of, if the code is not 0
    seconds: float  # of a processor, where the system tells; else by the clock
    memory: int  # bytes that it held at most; 0 where the system does not tell


def run(coqc: Coqc, path: Path, library: Path, output: Path, built: Path | None = None) -> Ran:
    """Have coqc compile one file, in bounded time and memory."""
    places = [part for place in (library, built) if place for part in ("-Q", str(place), "Symgrad")]
    command = [coqc.path, "-q", "-noglob", *places, "-o", str(output), str(path)]
    begin = perf_counter()
    # what it says goes to files: only ``wait4`` tells the memory of one process, and it does not read pipes meanwhile
    with tempfile.TemporaryFile("w+", encoding="utf-8") as said, tempfile.TemporaryFile("w+", encoding="utf-8") as wrong:
        limit = _limit if _limits() else None
        with subprocess.Popen(command, stdout=said, stderr=wrong, preexec_fn=limit, env=_environment()) as process:
            timer = Timer(PATIENCE * SECONDS, process.kill)
            timer.start()
            seconds, memory = _waited(process)
            timer.cancel()
        elapsed = perf_counter() - begin
        told = [(file.seek(0), file.read())[1] for file in (said, wrong)]
    code = process.returncode
    reason = told[1].strip() or f"coqc ended with exit code {code}"
    if code and ((seconds or 0.0) > SECONDS - 0.5 or elapsed >= PATIENCE * SECONDS):
        reason = f"coqc took longer than {SECONDS} s"
    elif code and re.search(r"out of memory", told[1], re.IGNORECASE):
        reason = f"coqc ran out of memory; {MEMORY / 10**9:.0f} GB is the most"
    return Ran(code, told[0], reason, elapsed if seconds is None else seconds, memory)


def _environment() -> dict[str, str]:
    """coqc's own memory settings suit long files; most scripts are short, and take a third less with a small first heap."""
    return {"OCAMLRUNPARAM": "s=256k,o=2000", **os.environ}


def _limits() -> bool:
    """Whether the system has limits for a process, and tells what it used."""
    return hasattr(os, "wait4")


def _limit() -> None:
    """Runs in the new process."""
    import resource

    resource.setrlimit(resource.RLIMIT_AS, (ADDRESSES, ADDRESSES))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS + 1))


def _waited(process: subprocess.Popen[bytes]) -> tuple[float | None, int]:
    """Wait for the process: the seconds that it took of a processor, and the bytes that it held at most.

    A new process begins as a copy of this one, and what that held counts as its own. Where this one holds more than a coqc
    may, the system's answer says nothing about coqc, and its memory is looked at while it runs."""
    if not _limits():
        process.wait()
        return None, 0
    import resource

    unit = 1 if sys.platform == "darwin" else 1024
    own = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit
    seen, ended = [0], Event()
    if own >= MEMORY:
        Thread(target=_watch, args=(process.pid, seen, ended), daemon=True).start()
    _, status, used = os.wait4(process.pid, 0)
    ended.set()
    process.returncode = os.waitstatus_to_exitcode(status)
    most = used.ru_maxrss * unit
    return used.ru_utime + used.ru_stime, most if most > own or own < MEMORY else seen[0]


def _watch(pid: int, seen: list[int], ended: Event) -> None:
    """Note the most that a process has held, twenty times a second, where the system shows it."""
    while not ended.wait(0.05):
        try:
            status = Path(f"/proc/{pid}/status").read_text(encoding="utf-8")
        except OSError:
            return
        found = re.search(r"^VmHWM:\s+(\d+) kB$", status, re.MULTILINE)
        if found is not None:
            seen[0] = max(seen[0], int(found.group(1)) * 1024)


def compiled_library(coqc: Coqc) -> Path:
    """The compiled library: made once for each version of it and of coqc, and kept in the user's cache.

    Raises RuntimeError if coqc does not accept it."""
    texts = library_texts()
    digest = hashlib.sha256(repr((coqc, texts)).encode()).hexdigest()[:16]
    cache = _cache()
    kept = cache / f"rocq-{digest}"
    if (kept / f"{ENTRY}.vo").exists():
        return kept
    fresh = Path(tempfile.mkdtemp(prefix="rocq-", dir=cache))
    for name, text in texts.items():
        source = fresh / f"{name}.v"
        source.write_text(text, encoding="utf-8")
        ran = run(coqc, source, fresh, fresh / f"{name}.vo")
        if ran.code:
            shutil.rmtree(fresh, ignore_errors=True)
            raise RuntimeError(f"the library {name}.v is not accepted: {ran.wrong}")
    try:
        fresh.rename(kept)
    except OSError:  # another process was first
        shutil.rmtree(fresh, ignore_errors=True)
    return kept


def _cache() -> Path:
    """Where compiled files may be kept; a new temporary directory if there is no such place."""
    home = os.environ.get("XDG_CACHE_HOME") or os.path.join(os.path.expanduser("~"), ".cache")
    cache = Path(home) / "symgrad"
    try:
        cache.mkdir(parents=True, exist_ok=True)
    except OSError:
        return Path(tempfile.mkdtemp(prefix="symgrad-"))
    return cache if os.access(cache, os.W_OK) else Path(tempfile.mkdtemp(prefix="symgrad-"))


def counts(results: Sequence[Certified]) -> dict[str, int]:
    """How many theorems are certified, certified under named hypotheses, and so on."""
    out = dict.fromkeys(("certified", "certified under named hypotheses", "rejected", "not run", "not exported"), 0)
    for r in results:
        out[coverage(r)] += 1
    return out


def slowest(results: Sequence[Certified], most: int = 10) -> list[Certified]:
    """The theorems whose scripts took coqc longest, the longest first."""
    return sorted((r for r in results if r.seconds), key=lambda r: -r.seconds)[:most]


def coverage(r: Certified) -> str:
    """Where a theorem stands: the words of the coverage table."""
    if r.rocq == "accepted":
        return "certified under named hypotheses" if r.named else "certified"
    if r.rocq == "rejected":
        return "rejected"
    return "not run" if r.exported else "not exported"
