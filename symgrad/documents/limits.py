"""Limits on time and memory: a document comes from a stranger, and one line of it must not hold up the others."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

LINE_SECONDS = 10.0  # of computing, for one line; a chain has as much for each of its lines
DOCUMENT_SECONDS = 300.0
MEMORY = 3_000_000_000  # bytes, where the system can limit them


class TimeUp(BaseException):
    """The time for a line is over. No Exception: nothing on the way may take it for a failure of its own."""


@contextmanager
def time_limit(seconds: float) -> Iterator[None]:
    """Raise TimeUp inside after so many seconds of computing (a busy machine takes none of them away), and again after as many
    more for what goes on nevertheless; without a timer (in a thread, or on Windows) nothing is limited."""
    if not hasattr(signal, "setitimer") or threading.current_thread() is not threading.main_thread():
        yield
        return

    def stop(number: int, frame: FrameType | None) -> None:  # noqa: ARG001 - a handler takes both
        raise TimeUp

    before = signal.signal(signal.SIGPROF, stop)
    signal.setitimer(signal.ITIMER_PROF, max(0.001, seconds), max(0.001, seconds))
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)


@contextmanager
def memory_limit(size: int = MEMORY) -> Iterator[None]:
    """Limit the address space of the process while documents are judged; what exceeds it raises MemoryError."""
    try:
        import resource
    except ImportError:  # Windows
        yield
        return
    soft, hard = resource.getrlimit(resource.RLIMIT_AS)
    wanted = size if hard == resource.RLIM_INFINITY else min(size, hard)
    if soft == resource.RLIM_INFINITY or soft > wanted:
        resource.setrlimit(resource.RLIMIT_AS, (wanted, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_AS, (soft, hard))
