"""How long symgrad takes, beside what else there is, as ratios measured in one run: ``make bench``.

Each sample of a derivation runs in a forked child, so that all tables are empty while imports are done. ``--full`` adds n = 32.
"""

from __future__ import annotations

import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

SAMPLES = 15
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


def in_child(work: Callable[[], dict[str, float]]) -> dict[str, float]:
    """Run the work in a forked child and return what it measured."""
    read, write = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(read)
        os.write(write, json.dumps(work()).encode())
        os._exit(0)
    os.close(write)
    with os.fdopen(read) as stream:
        text = stream.read()
    os.waitpid(child, 0)
    return json.loads(text)


def median(work: Callable[[], dict[str, float]]) -> dict[str, float]:
    samples = [in_child(work) for _ in range(SAMPLES)]
    return {key: statistics.median(s[key] for s in samples) for key in samples[0]}


def derivation(text: str, wrt: list[str]) -> Callable[[], dict[str, float]]:
    """Reading, deriving with proof, and replaying; in milliseconds."""
    from symgrad.engine.derive import derive

    def work() -> dict[str, float]:
        start = time.perf_counter()
        documents = derive(text, wrt)
        total = time.perf_counter() - start
        assert all(d.verdict == "proved" for d in documents)
        replayed = sum(d.seconds["replay"] for d in documents)
        searched = sum(d.seconds["derive"] for d in documents)
        return {"total": 1e3 * total, "derived and proved": 1e3 * searched, "replayed": 1e3 * replayed}

    return work


def replaying(text: str, wrt: list[str]) -> Callable[[], dict[str, float]]:
    """Replay alone, on empty tables; in milliseconds."""
    from symgrad.core.replay import load
    from symgrad.engine.derive import derive

    texts = in_child(lambda: {str(k): json.dumps(d.certificate) for k, d in enumerate(derive(text, wrt))})  # type: ignore[misc, return-value]  # text through the same pipe

    def work() -> dict[str, float]:
        start = time.perf_counter()
        for certificate in texts.values():
            load(str(certificate))
        return {"replay": 1e3 * (time.perf_counter() - start)}

    return work


def entry_by_entry(n: int, ring: bool) -> float:
    """Both gradients of an n×n image and a 3×3 kernel, compared entry by entry with sympy; in seconds."""
    start = time.perf_counter()
    (_with_ring if ring else _with_expand)(n)
    return time.perf_counter() - start


def _with_expand(n: int) -> None:
    import sympy

    image = [[sympy.Symbol(f"v{i}_{j}") for j in range(n)] for i in range(n)]
    kernel = [[sympy.Symbol(f"k{i}_{j}") for j in range(3)] for i in range(3)]
    above = [[sympy.Symbol(f"g{i}_{j}") for j in range(n - 2)] for i in range(n - 2)]
    loss = sympy.expand(_loss(image, kernel, above, n))
    for m in range(n):
        for o in range(n):
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
    for m in range(n):
        for o in range(n):
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
    plain = median(derivation(PLAIN, ["K", "V"]))
    row("plain layer, ∂L/∂K and ∂L/∂V", f"{plain['total']:.1f} ms", "a peer without proof: 12 ms")
    row("   of it derived and proved", f"{plain['derived and proved']:.1f} ms")
    row("   of it replayed", f"{plain['replayed']:.1f} ms")
    row("   replay alone, on empty tables", f"{median(replaying(PLAIN, ['K', 'V']))['replay']:.1f} ms")
    general = median(derivation(GENERAL, ["w", "x", "b"]))["total"]
    row("general 2-D layer, ∂L/∂w, ∂L/∂x and ∂L/∂b", f"{general:.1f} ms", f"{general / plain['total']:.1f} × plain")
    first = 0.0
    for rank in (1, 2, 3, 4):
        total = median(derivation(ranked(rank), ["K", "V"]))["total"]
        first = first or total
        row(f"plain layer, {rank}-D", f"{total:.1f} ms", f"{total / first:.1f} × 1-D")
    return plain["total"] / 1e3


def against_sympy(ours: float, full: bool) -> None:
    print("\nThe same entry by entry with sympy, an n×n image and a 3×3 kernel (seconds; symgrad's proof covers every n)")
    for n in (4, 8, 16, 32) if full else (4, 8, 16):
        for ring in (True, False):
            took = entry_by_entry(n, ring)
            row(f"n = {n}, {'polys.ring' if ring else 'expand'}", f"{took:.3f} s", f"{took / ours:.1f} × symgrad")


def cold_starts() -> None:
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
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    row("largest memory of any of these", f"{peak:.0f} MB")


def main() -> None:
    cold_starts()
    print()
    against_sympy(derivations(), "--full" in sys.argv)


if __name__ == "__main__":
    main()
