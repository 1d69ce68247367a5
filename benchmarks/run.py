"""How long symgrad takes, beside what else there is, as ratios measured in one run: ``make bench``.

Each sample of a derivation is taken in a process of its own, so that all tables are empty; its imports are done before the
clock starts.
"""

from __future__ import annotations

import gc
import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from symgrad.engine.library import Entry

SAMPLES = 15
INSTANCES = 4  # as many as `symgrad prove` tries where a theorem gets one line
PATIENCE = 30  # seconds, after which a way of sympy's is stopped
PLAIN = "Z[i,j] = sum(k,l) V[i+k,j+l]*K[k,l]"
GENERAL = (
    "y[n<B,c<C,i<I,j<J] = b[c] + sum(e<E,k<P,l<Q) w[c,e,k,l]*x[n,e,s*i+d*k-p,t*j+g*l-q] "
    "where x[B,E,H,W] is zero outside, w[C,E,P,Q], b[C], s >= 1, t >= 1"
)
AXES = "ijuv", "klab", "PQRS", "HWDT"


def ranked(rank: int) -> str:
    """The plain layer with that many axes."""
    outputs, taps, sizes, image = (a[:rank] for a in AXES)
    reads = ",".join(f"{o}+{k}" for o, k in zip(outputs, taps, strict=True))
    ranges = ",".join(f"{o}<{n}-{p}+1" for o, n, p in zip(outputs, image, sizes, strict=True))
    summed = ",".join(f"{k}<{p}" for k, p in zip(taps, sizes, strict=True))
    return f"Z[{ranges}] = sum({summed}) V[{reads}]*K[{','.join(taps)}] where V[{','.join(image)}], K[{','.join(sizes)}]"


def median(*sample: str) -> dict[str, float]:
    """Medians over fresh processes that each take one sample."""
    samples = [taken(*sample) for _ in range(SAMPLES)]
    return {key: statistics.median(s[key] for s in samples) for key in samples[0]}


def taken(*sample: str, limit: float | None = None) -> dict[str, float]:
    """What a fresh process measures; ``sample`` is the name of a measurement and its arguments, ``limit`` in seconds."""
    command = [sys.executable, __file__, "--sample", *sample]
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, timeout=limit)
    found: dict[str, float] = json.loads(done.stdout)
    return found


def derivation(text: str, *wrt: str) -> dict[str, float]:
    """Reading, deriving with proof, and replaying; in milliseconds."""
    import symgrad.engine.recognise  # noqa: F401  # so that it is imported before the clock starts
    from symgrad.engine.derive import derive

    start = time.perf_counter()
    documents = derive(text, wrt)
    total = time.perf_counter() - start
    assert all(d.verdict == "proved" for d in documents)
    replayed = sum(d.seconds["replay"] for d in documents)
    searched = sum(d.seconds["derive"] for d in documents)
    return {"total": 1e3 * total, "derived and proved": 1e3 * searched, "replayed": 1e3 * replayed}


def replaying(*paths: str) -> dict[str, float]:
    """Replay alone, of certificates in files; in milliseconds."""
    from symgrad.core.replay import load

    texts = [Path(path).read_text(encoding="utf-8") for path in paths]
    start = time.perf_counter()
    for text in texts:
        load(text)
    return {"replay": 1e3 * (time.perf_counter() - start)}


def replayed_alone(text: str, wrt: list[str]) -> float:
    """The median of replay on empty tables, in milliseconds."""
    from symgrad.engine.derive import derive

    with tempfile.TemporaryDirectory() as folder:
        paths = [Path(folder) / f"{name}.json" for name in wrt]
        for path, document in zip(paths, derive(text, wrt), strict=True):
            path.write_text(json.dumps(document.certificate), encoding="utf-8")
        return median("replaying", *map(str, paths))["replay"]


def in_child(work: Callable[[], dict[str, float]]) -> dict[str, float]:
    """What the work measures in a forked child, whose tables are those of this process: quicker than a fresh one, but each
    page of memory is copied when it is first used, which costs a few milliseconds. Empty if the work fails."""
    read, write = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            os.close(read)
            os.write(write, json.dumps(work()).encode())
        except Exception as e:  # noqa: BLE001  # what is wrong with a theorem is not for the benchmark to say
            print(f"{type(e).__name__}: {e}", file=sys.stderr)
        finally:
            os._exit(0)
    os.close(write)
    with os.fdopen(read) as stream:
        text = stream.read()
    os.waitpid(child, 0)
    found: dict[str, float] = json.loads(text or "{}")
    return found


def theorem(entry: Entry) -> dict[str, float]:
    """One theorem of the library with its lemmas, derived, proved and replayed, and then its instances; in milliseconds."""
    from symgrad.engine.library import prove

    start = time.perf_counter()
    verdict = entry.document.verdict
    proved = time.perf_counter() - start
    assert verdict == "proved", f"{entry.name} is {verdict}"
    prove(entry, INSTANCES)
    return {"proved": 1e3 * proved, "instances": 1e3 * (time.perf_counter() - start - proved)}


def entry_by_entry(size: str, way: str) -> dict[str, float]:
    """∂L/∂V of an n×n image and a 3×3 kernel, every entry compared with sympy; in seconds."""
    import sympy  # noqa: F401  # so that it is imported before the clock starts

    start = time.perf_counter()
    (_with_ring if way == "polys.ring" else _with_expand)(int(size))
    return {"seconds": time.perf_counter() - start}


def _with_expand(n: int) -> None:
    import sympy

    image = [[sympy.Symbol(f"v{i}_{j}") for j in range(n)] for i in range(n)]
    kernel = [[sympy.Symbol(f"k{i}_{j}") for j in range(3)] for i in range(3)]
    above = [[sympy.Symbol(f"g{i}_{j}") for j in range(n - 2)] for i in range(n - 2)]
    loss = sympy.expand(_loss(image, kernel, above, n))
    for m, o in product(range(n), repeat=2):
        assert sympy.expand(sympy.diff(loss, image[m][o]) - _full(above, kernel, m, o, n)) == 0


def _with_ring(n: int) -> None:
    import sympy
    from sympy.polys.rings import ring

    names = [f"v{i}_{j}" for i in range(n) for j in range(n)] + [f"k{i}_{j}" for i in range(3) for j in range(3)]
    names += [f"g{i}_{j}" for i in range(n - 2) for j in range(n - 2)]
    _, *symbols = ring(names, sympy.ZZ)
    image = [[symbols[i * n + j] for j in range(n)] for i in range(n)]
    kernel = [[symbols[n * n + 3 * i + j] for j in range(3)] for i in range(3)]
    above = [[symbols[n * n + 9 + (n - 2) * i + j] for j in range(n - 2)] for i in range(n - 2)]
    loss = _loss(image, kernel, above, n)
    for m, o in product(range(n), repeat=2):
        assert loss.diff(image[m][o]) == _full(above, kernel, m, o, n)


def _loss(image: list, kernel: list, above: list, n: int):  # type: ignore[no-untyped-def, type-arg]  # sympy has no types
    r = range(n - 2)
    return sum(above[i][j] * image[i + k][j + m] * kernel[k][m] for i in r for j in r for k in range(3) for m in range(3))


def _full(above: list, kernel: list, m: int, o: int, n: int):  # type: ignore[no-untyped-def, type-arg]  # sympy has no types
    taps = [(k, q) for k in range(3) for q in range(3) if 0 <= m - k < n - 2 and 0 <= o - q < n - 2]
    return sum(above[m - k][o - q] * kernel[k][q] for k, q in taps)


def cold(arguments: list[str]) -> float:
    """Median seconds of a fresh Python process."""

    def once() -> float:
        start = time.perf_counter()
        subprocess.run([sys.executable, *arguments], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        return time.perf_counter() - start

    return statistics.median(once() for _ in range(7))


def row(name: str, value: str, note: str = "") -> None:
    print(f"  {name:<58} {value:>12}   {note}".rstrip(), flush=True)


def derivations() -> float:
    print("Derived, proved and replayed, all sizes symbolic, imports done, empty tables (median, milliseconds)")
    plain = median("derivation", PLAIN, "K", "V")
    row("plain layer, ∂L/∂K and ∂L/∂V", f"{plain['total']:.1f} ms", "a peer without proof: 12 ms")
    row("   of it derived and proved", f"{plain['derived and proved']:.1f} ms")
    row("   of it replayed", f"{plain['replayed']:.1f} ms")
    row("   replay alone, on empty tables", f"{replayed_alone(PLAIN, ['K', 'V']):.1f} ms")
    general = median("derivation", GENERAL, "w", "x", "b")["total"]
    row("general 2-D layer, ∂L/∂w, ∂L/∂x and ∂L/∂b", f"{general:.1f} ms", f"{general / plain['total']:.1f} × plain")
    first = 0.0
    for rank in (1, 2, 3, 4):
        total = median("derivation", ranked(rank), "K", "V")["total"]
        first = first or total
        row(f"plain layer, {rank}-D", f"{total:.1f} ms", f"{total / first:.1f} × 1-D")
    return plain["total"] / 1e3


def library() -> None:
    """The slowest theorems, each with its lemmas in a process of its own."""
    import sympy  # noqa: F401  # some theorems use it; that is not their cost

    from symgrad.engine import opinion, recognise  # noqa: F401  # as above
    from symgrad.engine.library import entries

    wanted = [entry for entry in entries() if entry.expected == "proved"]
    print(f"\nThe ten slowest of {len(wanted)} theorems, each with its lemmas on empty tables (milliseconds)")
    gc.freeze()  # what is there now is not collected in the children, which would copy all of it
    times: dict[str, dict[str, float]] = {}
    for entry in wanted:
        measured = in_child(partial(theorem, entry))
        if measured:
            times[entry.name] = measured
        else:
            row(entry.name, "not proved")
    for name in sorted(times, key=lambda name: -times[name]["proved"])[:10]:
        row(name, f"{times[name]['proved']:.0f} ms", f"and {INSTANCES} instances {times[name]['instances']:.0f} ms")
    mean = {key: statistics.mean(t[key] for t in times.values()) for key in ("proved", "instances")}
    row("mean", f"{mean['proved']:.0f} ms", f"and {INSTANCES} instances {mean['instances']:.0f} ms")


def against_sympy(ours: float) -> None:
    print("\n∂L/∂V entry by entry with sympy, an n×n image and a 3×3 kernel (seconds; symgrad's proof covers every n, and ∂L/∂K)")
    for n in (4, 8, 16, 32):
        for way in ("polys.ring", "expand"):
            try:
                took = taken("entry_by_entry", str(n), way, limit=PATIENCE)["seconds"]
                row(f"n = {n}, {way}", f"{took:.3f} s", f"{took / ours:.0f} × symgrad")
            except subprocess.TimeoutExpired:
                row(f"n = {n}, {way}", f"> {PATIENCE} s", f"stopped; more than {PATIENCE / ours:.0f} × symgrad")


def cold_starts() -> None:
    from symgrad.engine.library import entries

    print("\nCold, a fresh process each (median, seconds)")
    bare = cold(["-c", "pass"])
    sympy = cold(["-c", "import sympy"])
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run(
            [sys.executable, "-m", "symgrad", "prove", "convolution.dL_dV", "--instances", "0", "--certificates", folder],
            check=True,
            stdout=subprocess.DEVNULL,
        )
        certificate = next(Path(folder).glob("*.json"))
        commands = {
            "symgrad --help": ["-m", "symgrad", "--help"],
            "symgrad replay": ["-m", "symgrad", "replay", str(certificate)],
            "symgrad prove --instances 0": ["-m", "symgrad", "prove", "--instances", "0"],
            "symgrad prove": ["-m", "symgrad", "prove"],
        }
        row("python -c pass", f"{bare:.3f} s")
        row("python -c 'import sympy'", f"{sympy:.3f} s")
        for name, arguments in commands.items():
            took = cold(arguments)
            row(name, f"{took:.3f} s", f"{took / sympy:.2f} × import sympy")
    row("symgrad prove, the library's theorems", f"{len(entries())}")
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    row("largest memory of any of these", f"{peak:.0f} MB")


NOTES = r"""
## Exercise {number}

The layer below reads its input at the positions that the kernel covers, as we saw in the lecture; nothing is padded, and its
weights are shared by all positions. With the chain rule we find the gradient with respect to the kernel:

$$Z_{{ij}} = {number} \sum_{{k,l}} V_{{i+k,j+l}} K_{{k,l}}$$

\begin{{align}}
\frac{{\partial L}}{{\partial K_{{mn}}}}
&= \sum_{{i,j}} \frac{{\partial L}}{{\partial Z_{{ij}}}} \frac{{\partial Z_{{ij}}}}{{\partial K_{{mn}}}} \\
&= {number} \sum_{{i,j}} \frac{{\partial L}}{{\partial Z_{{ij}}}} V_{{i+m,j+n}}
\end{{align}}
"""


def reading() -> dict[str, float]:
    """Lines of notes that are read in a second, without being judged."""
    from symgrad.documents.check import read_document
    from symgrad.documents.source import Source
    from symgrad.documents.verdicts import Report

    text = "".join(NOTES.format(number=n) for n in range(1, 201))
    source = Source(text, "notes.md", "markdown")
    start = time.process_time()
    read_document(source, Report(source, []))
    return {"lines": text.count("\n") / (time.process_time() - start)}


def documents() -> None:
    print("\nDocuments")
    row("reading alone, lines in a second of processor time", f"{median('reading')['lines']:,.0f}", "at least 20,000 wanted")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "notes.md"
        path.write_text("".join(NOTES.format(number=n) for n in range(1, 16)), encoding="utf-8")
        took, sympy = cold(["-m", "symgrad", "check", str(path)]), cold(["-c", "import sympy"])
        row("check, 200 lines with index algebra alone, cold", f"{took:.3f} s", f"{took / sympy:.2f} × import sympy")


def main() -> None:
    cold_starts()
    documents()
    print()
    against_sympy(derivations())
    library()


MEASUREMENTS: dict[str, Callable[..., dict[str, float]]] = {
    "derivation": derivation,
    "reading": reading,
    "replaying": replaying,
    "entry_by_entry": entry_by_entry,
}

if __name__ == "__main__":
    if sys.argv[1:2] == ["--sample"]:
        print(json.dumps(MEASUREMENTS[sys.argv[2]](*sys.argv[3:])))
    else:
        main()
