"""Restart adequacy: how often the best was found, and the search going on where it was not."""

from __future__ import annotations

import numpy as np
import pytest

from evaluators.notes import Severity
from evaluators.segmentations.restarts import best_of_restarts, restart_adequacy

RNG = np.random.default_rng


def test_tries_near_the_best_are_counted():
    found = restart_adequacy([100.0, 100.09, 100.11, 120.0, 100.0])
    assert (found.best, found.worst, found.found, found.tries) == (100.0, 120.0, 3, 5)
    assert found.adequate
    assert not found.notes


def test_a_lucky_try_is_blocking():
    found = restart_adequacy([1.0, 2.0, 2.0, 2.0])
    assert not found.adequate
    (note,) = found.notes
    assert (note.code, note.severity) == ("restarts_too_few", Severity.BLOCKING)
    assert note.facts == {"found": 1, "tries": 4}


def test_objectives_below_zero_and_at_zero():
    assert restart_adequacy([-7111.1, -7111.0, -7000.0]).found == 2
    assert restart_adequacy([0.0, 0.0, 1e-9]).found == 2


def test_the_search_stops_when_the_best_is_found_again():
    calls = []
    found = best_of_restarts(lambda rng: (1.0, calls.append(1)), rng=RNG(0), tries=5, limit=50)
    assert found.adequacy.tries == len(calls) == 5


def test_the_search_goes_on_to_the_limit():
    told = []
    found = best_of_restarts(
        lambda rng: (rng.uniform(1, 100), "it"), rng=RNG(0), tries=4, limit=9, progress=told.append
    )
    assert found.adequacy.tries == 9
    assert not found.adequacy.adequate
    assert told[-1] == 1.0
    assert found.solution == "it"


def test_the_best_solution_is_returned_and_repeats():
    def attempt(rng):
        value = float(rng.uniform())
        return value, value

    here, there = (best_of_restarts(attempt, rng=RNG(3), tries=20, limit=20) for _ in range(2))
    assert here == there
    assert here.solution == here.adequacy.best


def test_no_objective_is_refused():
    with pytest.raises(ValueError, match="finite"):
        restart_adequacy([])
    with pytest.raises(ValueError, match="finite"):
        restart_adequacy([1.0, np.nan])
