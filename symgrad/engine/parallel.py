"""Several proofs at a time, in forked processes; what they return comes back in the order of the work."""

from __future__ import annotations

import copyreg
import gc
import multiprocessing
import os
import pickle
import signal
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from typing import Any, TypeVar

from symgrad.core.term import Definition, Term, intern_definition, make

T = TypeVar("T")
FEWEST = 12  # pieces of work; below that, starting processes costs more than it saves
MOST_PROCESSES = 8

_work: Sequence[Callable[[], Any]] = ()  # what the processes were forked to do


def in_parallel(work: Sequence[Callable[[], T]]) -> Iterator[T]:
    """The results of the work, each as soon as it and those before it are there; one after another where there is one
    processor, little work, or no fork. An exception that a piece of work raises is raised where its result is due."""
    jobs = min(processors(), MOST_PROCESSES)
    if jobs < 2 or len(work) < FEWEST or "fork" not in multiprocessing.get_all_start_methods():
        for piece in work:
            yield piece()
        return
    yield from _forked(work, jobs)


def processors() -> int:
    """How many processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _forked(work: Sequence[Callable[[], T]], jobs: int) -> Iterator[T]:
    global _work
    # terms are sent as what they are made of, and made again by the core, which checks them
    copyreg.pickle(Term, lambda t: (make, (t.op, t.data, t.args, t.hints)))
    copyreg.pickle(Definition, lambda d: (intern_definition, (d.name, d.hints, d.body)))
    _work = work
    gc.freeze()  # what is there already is not looked through again, in no process
    executor = ProcessPoolExecutor(jobs, mp_context=multiprocessing.get_context("fork"))
    # Ctrl-C reaches every process; only this one is to hear it, and it ends the others
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        results = [executor.submit(_piece, number) for number in range(len(work))]
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
    try:
        for result in results:
            yield pickle.loads(result.result())
    finally:
        executor.shutdown(wait=False, cancel_futures=True)


def _piece(number: int) -> bytes:
    """What one piece of work gives, as bytes: the executor receives them in a thread of its own, and terms may be made in
    one thread only."""
    return pickle.dumps(_work[number]())
