"""Prediction strength: by its definition pair by pair, and on customers with and without segments."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest

from evaluators.errors import NotComputable
from evaluators.segmentations.partitions import fixed_order
from evaluators.segmentations.prediction_strength import PredictionStrength, largest_predicted, prediction_strength
from evaluators.segmentations.stability import matrix_refit
from tests.evaluators.segmentations.made_up import clear_segments, lloyd, no_segments

RNG = np.random.default_rng


def _strength(values, clusters, seed=0, **options):
    return prediction_strength(matrix_refit(values, lloyd(clusters)), len(values), rng=RNG(seed), splits=6, **options)


def _pair_by_pair(own, other):
    shares = []
    for segment in np.unique(own):
        pairs = list(combinations(np.flatnonzero(own == segment), 2))
        shares += [np.mean([other[a] == other[b] for a, b in pairs])] if pairs else []
    return min(shares)


def test_equals_the_definition():
    """Tibshirani and Walther (2005), equation 2.1, with labels that are fixed in advance."""
    labels = RNG(3).integers(0, 3, size=(2, 40))
    calls = []

    def refit(rows, rng):
        calls.append(rows)
        return labels[(len(calls) - 1) % 2]

    found = prediction_strength(refit, 40, rng=RNG(0), splits=3)
    for split, value in enumerate(found.values):
        first, second = calls[2 * split : 2 * split + 2]
        assert sorted([*first, *second]) == list(range(40))
        turns = [_pair_by_pair(labels[0][first], labels[1][first]), _pair_by_pair(labels[1][second], labels[0][second])]
        assert value == pytest.approx(np.mean(turns))


def test_three_clear_segments_are_predicted_and_four_are_not():
    values, _ = clear_segments()
    strengths = {clusters: _strength(values, clusters) for clusters in (2, 3, 4)}
    assert strengths[3].mean == pytest.approx(1.0)
    assert strengths[4].mean < 0.8
    assert largest_predicted(strengths) == 3


def test_evenly_spread_customers_are_one_segment():
    values = no_segments()
    assert largest_predicted({clusters: _strength(values, clusters) for clusters in (3, 4)}) == 1


def test_the_error_counts_in_favour():
    strengths = {2: PredictionStrength(values=(0.7, 0.86), mean=0.78, error=0.08)}
    assert largest_predicted(strengths) == 2
    assert largest_predicted(strengths, threshold=0.9) == 1


def test_order_of_the_file_changes_nothing():
    values = no_segments()
    shuffled = values[RNG(1).permutation(len(values))]
    assert _strength(values, 3, order=fixed_order(values)) == _strength(shuffled, 3, order=fixed_order(shuffled))


def test_segments_without_pairs_are_passed_over():
    found = prediction_strength(lambda rows, rng: np.arange(6), 6, rng=RNG(0), splits=2)
    assert found == PredictionStrength(values=(), mean=None, error=None)


def test_three_customers_are_too_few():
    with pytest.raises(NotComputable) as caught:
        _strength(np.zeros((3, 1)), 1)
    assert caught.value.code == "stability_few_customers"
