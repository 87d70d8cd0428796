"""Each document's result is worked out once, the newest are kept, and memory stays bounded."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from evaluators.documents import content_hash, revise
from services import results
from services.results import ResultCache


def test_same_document_same_result_object(document):
    first = results.result_of(document)
    again = results.result_of(type(document).model_validate_json(document.model_dump_json()))
    assert again is first
    assert results.known_result(content_hash(document)) is first
    assert results.result_of(revise(document, title="other")) is not first


def test_service_gives_the_engine_s_digits(document):
    from evaluators.tools.evaluate import evaluate

    assert results.result_of(document) == evaluate(document)


def test_live_result_takes_fewer_draws_and_never_more(document):
    many = revise(document, settings=document.settings.model_copy(update={"draws": 20_000}))
    assert results.live_result(many, 2_000).provenance.draws == 2_000
    assert results.live_result(document, 5_000).provenance.draws == 1_000


def test_oldest_results_are_forgotten():
    cache = ResultCache()
    for key in "abc":
        cache.get(key, lambda key=key: key, keep=2)
    assert [cache.known(key) for key in "abc"] == [None, "b", "c"]
    cache.known("b")
    cache.get("d", lambda: "d", keep=2)
    assert [cache.known(key) for key in "bcd"] == ["b", None, "d"], "what was asked for last stays"


def test_many_who_ask_at_once_wait_for_one_calculation():
    cache, counted, begin = ResultCache(), [], threading.Barrier(6)

    def ask(_):
        begin.wait()
        return cache.get("key", lambda: counted.append(1) or object(), keep=4)

    with ThreadPoolExecutor(6) as pool:
        found = list(pool.map(ask, range(6)))
    assert len(counted) == 1
    assert len({id(one) for one in found}) == 1


def test_a_calculation_that_fails_is_tried_again():
    cache = ResultCache()
    with pytest.raises(ZeroDivisionError):
        cache.get("key", lambda: 1 / 0, keep=4)
    assert cache.get("key", lambda: "found", keep=4) == "found"
