"""Several proofs at a time, in forked processes; what they return comes back in the order of the work."""

from __future__ import annotations

import copyreg
import gc
import multiprocessing
import os
from collections.abc import Callable, Iterator, Sequence
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
    with multiprocessing.get_context("fork").Pool(jobs) as pool:
        yield from pool.imap(_piece, range(len(work)))


def _piece(number: int) -> Any:
    return _work[number]()
