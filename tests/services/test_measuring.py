"""Measuring beside the pages: joined by all who want the same, stopped at once, kept only when whole."""

from __future__ import annotations

import threading
import time
from contextlib import contextmanager

import pytest

from evaluators.documents import revise
from evaluators.errors import EvaluationError
from evaluators.segmentations import evaluate
from services import datasets, evaluations, measured, measuring, results, segmentations
from tests.kept_shop import shop_evaluation

PATIENCE = 60


@pytest.fixture(autouse=True)
def _nothing_under_way():
    measured.forget()
    yield
    measuring.stop_all()
    measured.forget()
    segmentations.forget_customers()


@contextmanager
def held(monkeypatch):
    """Let measuring begin, and go on only step by step: ``next`` lets it tell of one step more."""
    steps, begun = threading.Semaphore(0), threading.Event()
    whole = evaluate.evaluate

    def slow(document, customers, *, progress):
        begun.set()
        for step in range(100):
            steps.acquire()
            progress(step / 100)
            if step == 3:
                return whole(document, customers)
        raise AssertionError("it was never stopped")

    with monkeypatch.context() as patch:
        patch.setattr(evaluate, "evaluate", slow)
        yield steps, begun
        steps.release(100)


def state_of(work, state):
    """Wait until work stands so; the workers are threads."""
    for _ in range(PATIENCE * 100):
        if work.state == state:
            return True
        time.sleep(0.01)
    return False


def test_it_goes_on_while_the_weights_change_and_is_kept(monkeypatch):
    document = shop_evaluation()
    with held(monkeypatch) as (steps, begun):
        work = measuring.start("one", document)
        assert begun.wait(PATIENCE)
        moved = revise(document, title="Toinen nimi")
        assert measuring.under_way("one", moved) is work
        assert measuring.start("one", moved) is work, "the same work is not done twice"
        assert measuring.under_way("two", document) is None
        steps.release(4)
        assert work.wait(PATIENCE)
    assert 0 < work.share < 1
    assert work.fault is None
    assert measuring.under_way("one", document) is None
    assert segmentations.is_measured(moved)
    assert results.result_of(moved).candidates


def test_stopping_ends_the_work_and_keeps_nothing(monkeypatch):
    document = shop_evaluation()
    with held(monkeypatch) as (steps, begun):
        work = measuring.start("one", document)
        assert begun.wait(PATIENCE)
        assert work.state == "working"
        work.stop()
        assert work.state == "stopping"
        steps.release()
        assert work.wait(PATIENCE)
    assert (work.state, work.fault) == (None, None)
    assert measuring.fault_of("one", document) is None
    assert not segmentations.is_measured(document)
    again = measuring.start("one", document)
    assert again is not work
    assert again.wait(PATIENCE)
    assert segmentations.is_measured(document)


def test_another_state_of_the_same_evaluation_takes_its_place(monkeypatch):
    document = shop_evaluation()
    other = revise(document, candidates=document.candidates[:2])
    with held(monkeypatch) as (steps, begun):
        first = measuring.start("one", document)
        assert begun.wait(PATIENCE)
        second = measuring.start("one", other)
        assert (first.state, second.state) == ("stopping", "waiting")
        assert measuring.under_way("one", document) is None
        assert measuring.under_way("one", other) is second
        steps.release()
        assert first.wait(PATIENCE)
        assert state_of(second, "working")
        steps.release(4)
        assert second.wait(PATIENCE)
    assert segmentations.is_measured(other)
    assert not segmentations.is_measured(document)


def test_what_waits_for_its_turn_is_taken_out_at_once(monkeypatch):
    document = shop_evaluation()
    with held(monkeypatch) as (_, begun):
        measuring.start("one", document)
        assert begun.wait(PATIENCE)
        waiting = measuring.start("two", revise(document, candidates=document.candidates[:1]))
        assert waiting.state == "waiting"
        waiting.stop()
        assert waiting.state is None
        assert measuring.fault_of("two", revise(document, candidates=document.candidates[:1])) is None
        measuring.stop_all()


def test_a_fault_is_told_until_something_changes():
    document = shop_evaluation()
    datasets.delete(datasets.listed()[0].id)
    work = measuring.start("one", document)
    assert work.wait(PATIENCE)
    for _ in range(2):
        fault = measuring.fault_of("one", document)
        assert isinstance(fault, EvaluationError)
        assert fault.code == "dataset_unknown"
    assert measuring.fault_of("one", revise(document, candidates=document.candidates[:1])) is None
    assert measuring.start("one", document) is not work, "it can be tried again"


def test_a_fault_of_the_program_is_not_swallowed(monkeypatch):
    def broken(document, customers, *, progress):
        raise ZeroDivisionError

    monkeypatch.setattr(evaluate, "evaluate", broken)
    document = shop_evaluation()
    work = measuring.start("one", document)
    assert work.wait(PATIENCE)
    with pytest.raises(ZeroDivisionError):
        measuring.fault_of("one", document)
    assert measuring.fault_of("one", document) is None


def test_the_estimate_grows_with_the_work():
    document = shop_evaluation()
    seconds = measuring.estimated_seconds(document)
    assert 0 < seconds < 30
    table = document.data.customers
    many = table.model_copy(update={"file": table.file.model_copy(update={"rows": 100_000})})
    larger = revise(document, data=document.data.model_copy(update={"customers": many}))
    assert measuring.estimated_seconds(larger) > seconds
    fewer = revise(document, candidates=document.candidates[:1])
    assert measuring.estimated_seconds(fewer) < seconds
    assert measuring.estimated_seconds(revise(document, data={}, candidates=[])) > 0


def test_an_example_is_measured_from_the_moment_it_is_opened(monkeypatch):
    with held(monkeypatch):
        opened = measuring.open_example("pet-shop", "fi")
        document = evaluations.open_evaluation(opened).document
        work = measuring.under_way(opened, document)
        assert work is not None
        work.stop()
    assert work.wait(PATIENCE)
    tools = measuring.open_example("three-tools", "fi")
    assert evaluations.open_evaluation(tools).document.kind == "tool-evaluation"
