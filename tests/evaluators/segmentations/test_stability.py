"""Stability of solutions and segments: clear segments come back, evenly spread customers do not."""

from __future__ import annotations

import numpy as np
import pytest

from evaluators.errors import NotComputable
from evaluators.segmentations.partitions import fixed_order
from evaluators.segmentations.segment_stability import across_solutions, jaccard_stability, weakest, within_solution
from evaluators.segmentations.stability import (
    bootstrap_labels,
    global_stability,
    matrix_refit,
    stable_by_construction,
)
from tests.evaluators.segmentations.made_up import clear_segments, lloyd, no_segments

RNG = np.random.default_rng


def _samples(values, clusters=3, seed=0, pairs=8, **options):
    return bootstrap_labels(matrix_refit(values, lloyd(clusters)), len(values), rng=RNG(seed), pairs=pairs, **options)


def test_clear_segments_come_back():
    values, labels = clear_segments()
    samples = _samples(values)
    assert global_stability(samples).mean == pytest.approx(1.0)
    assert [one.mean for one in within_solution(labels, samples)] == pytest.approx([1.0] * 3)
    assert [one.mean for one in jaccard_stability(labels, samples)] == pytest.approx([1.0] * 3)


def test_evenly_spread_customers_do_not():
    values = no_segments()
    found = global_stability(_samples(values, clusters=4))
    assert found.mean < 0.9
    assert found.error > 0
    assert found.quartiles[0] <= found.quartiles[1] <= found.quartiles[2]


def test_error_is_that_of_a_mean():
    found = global_stability(_samples(no_segments(), clusters=4))
    assert found.error == pytest.approx(np.std(found.values, ddof=1) / np.sqrt(8))
    assert global_stability(_samples(no_segments(), pairs=1)).error is None


def test_order_of_the_file_changes_nothing():
    values = no_segments()
    shuffled = RNG(1).permutation(len(values))
    here = _samples(values, order=fixed_order(values))
    there = _samples(values[shuffled], order=fixed_order(values[shuffled]))
    assert global_stability(here) == global_stability(there)
    assert (here.labels[:, :, shuffled] == there.labels).all()
    assert (here.drawn[:, :, shuffled] == there.drawn).all()


def test_more_pairs_keep_the_first_ones():
    values = no_segments()
    few, many = global_stability(_samples(values, pairs=3)), global_stability(_samples(values, pairs=5))
    assert many.values[:3] == few.values


def test_names_of_segments_do_not_matter():
    values, labels = clear_segments(spread=3.0)
    samples = _samples(values)
    here, there = within_solution(labels, samples), within_solution((labels + 1) % 3, samples)
    assert sorted(one.mean for one in here) == pytest.approx(sorted(one.mean for one in there))
    assert weakest(here).mean == weakest(there).mean


def test_within_solution_by_hand():
    """Two pairs of labels of six customers; largest Jaccard shares worked out by hand."""
    samples = _samples(np.zeros((6, 1)), clusters=1, pairs=1)
    samples.labels[0] = [[0, 0, 1, 1, 1, 1], [0, 0, 0, 1, 1, -1]]
    found = within_solution([0, 0, 0, 1, 1, 1], samples)
    assert [one.mean for one in found] == pytest.approx([(2 / 3 + 1) / 2, (3 / 4 + 2 / 3) / 2])


def test_jaccard_passes_over_samples_without_the_segment():
    samples = _samples(np.zeros((4, 1)), clusters=1, pairs=1)
    samples.labels[0] = [[0, 0, 1, 1], [0, 0, 0, 0]]
    samples.drawn[0] = [[True, True, True, False], [False, False, False, True]]
    first, second = jaccard_stability([0, 0, 1, 1], samples)
    assert first.values == (1.0,)
    assert second.values == (1.0, 1.0)


def test_a_sample_that_finds_nothing_counts_as_chance():
    samples = _samples(np.zeros((4, 1)), clusters=1, pairs=2)
    samples.labels[0] = -1
    samples.labels[1] = [0, 0, 1, 1]
    assert global_stability(samples).values == (0.0, 1.0)
    assert [one.values for one in within_solution([0, 0, 1, 1], samples)] == [(0.0, 1.0)] * 2


def test_across_solutions_ends():
    smaller = np.array([0, 0, 0, 1, 1, 1, 1])
    found = across_solutions(smaller, np.array([0, 0, 0, 1, 1, 2, 2]))
    assert [one.stability for one in found.segments] == pytest.approx([1.0, 1.0, 1.0])
    mixed = across_solutions(smaller, np.array([0, 0, 1, 1, 2, 2, 2]))
    assert [one.stability for one in mixed.segments] == pytest.approx([1.0, 0.0, 1.0])
    assert mixed.mean == pytest.approx(5 / 7)


def test_across_solutions_needs_three_segments():
    with pytest.raises(NotComputable) as caught:
        across_solutions([0, 0, 0], [0, 0, 1])
    assert caught.value.code == "stability_across_two"


def test_rules_are_stable_by_construction():
    found = stable_by_construction()
    assert found.mean is None
    assert [note.code for note in found.notes] == ["stable_by_construction"]


def test_progress_is_told_and_may_stop():
    told = []
    _samples(no_segments(), pairs=4, progress=told.append)
    assert told == [0.25, 0.5, 0.75, 1.0]

    def stop(share):
        raise InterruptedError

    with pytest.raises(InterruptedError):
        _samples(no_segments(), progress=stop)


def test_one_customer_has_no_stability():
    with pytest.raises(NotComputable) as caught:
        _samples(np.zeros((1, 2)), clusters=1)
    assert caught.value.code == "stability_few_customers"
