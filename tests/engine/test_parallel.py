"""Work that is shared out among processes gives what it gives one after another."""

import os
import signal

import pytest

from symgrad.core.term import Var, iadd, read, total
from symgrad.engine import parallel
from symgrad.engine.parallel import FEWEST, in_parallel


@pytest.fixture(params=[1, 2], ids=["one process", "two processes"])
def processors(request, monkeypatch):
    monkeypatch.setattr(parallel, "processors", lambda: request.param)
    return request.param


def work(count):
    return [lambda k=k: (k, os.getpid()) for k in range(count)]


def test_the_results_come_in_the_order_of_the_work(processors):
    assert [k for k, _ in in_parallel(work(3 * FEWEST))] == list(range(3 * FEWEST))


def test_little_work_stays_in_this_process(processors):
    assert {pid for _, pid in in_parallel(work(FEWEST - 1))} == {os.getpid()}


def test_an_interrupt_is_heard_by_the_process_that_started_the_others_only(processors):
    before = signal.pthread_sigmask(signal.SIG_BLOCK, ())
    masks = in_parallel([lambda: signal.pthread_sigmask(signal.SIG_BLOCK, ())] * FEWEST)
    assert all((signal.SIGINT in mask) == (processors > 1) for mask in masks)
    assert signal.pthread_sigmask(signal.SIG_BLOCK, ()) == before


def test_a_term_comes_back_as_the_same_term(processors):
    def term(k):
        return total([("i", Var("a"), Var(f"N{k}"))], read("x", iadd(Var("i"), Var("m"))))

    returned = list(in_parallel([lambda k=k: term(k) for k in range(FEWEST)]))
    assert all(t is term(k) for k, t in enumerate(returned))


def test_an_exception_is_raised_where_its_result_is_due(processors):
    def fails():
        raise ValueError("no")

    results = in_parallel([lambda: 1, fails, *work(FEWEST)])
    assert next(results) == 1
    with pytest.raises(ValueError, match="no"):
        next(results)
