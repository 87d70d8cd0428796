"""Labels, their tables and agreement: against scikit-learn, and what must always hold."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from sklearn import metrics

from evaluators.errors import NotComputable
from evaluators.segmentations.partitions import (
    adjusted_rand,
    agreement,
    at_least_two,
    checked_labels,
    contingency,
    fixed_order,
)

LABELS = arrays(np.int64, 30, elements=st.integers(0, 4))


@settings(max_examples=60, deadline=None)
@given(LABELS, LABELS)
def test_agreement_equals_scikit_learn(first, second):
    found = agreement(first, second)
    assert found.adjusted_rand == pytest.approx(metrics.adjusted_rand_score(first, second), abs=1e-9)
    assert found.rand == pytest.approx(metrics.rand_score(first, second), abs=1e-9)
    assert found.mutual_information == pytest.approx(metrics.mutual_info_score(first, second), abs=1e-9)
    assert found.adjusted_information == pytest.approx(metrics.adjusted_mutual_info_score(first, second), abs=1e-6)
    if np.ptp(first) or np.ptp(second):
        expected = metrics.normalized_mutual_info_score(first, second)
        assert found.normalised_information == pytest.approx(expected, abs=1e-9)


@settings(max_examples=30, deadline=None)
@given(LABELS, LABELS, st.permutations(range(5)))
def test_names_of_segments_do_not_matter(first, second, names):
    here, there = agreement(first, second), agreement(np.array(names)[first], second)
    assert there.adjusted_rand == pytest.approx(here.adjusted_rand)
    assert there.adjusted_information == pytest.approx(here.adjusted_information)


def test_customers_without_a_segment_are_left_out():
    found = agreement([0, 0, 1, 1, -1, 0], [1, 1, 0, 0, 0, -1])
    assert (found.rows, found.left_out) == (4, 2)
    assert found.adjusted_rand == 1.0


def test_nobody_in_common():
    with pytest.raises(NotComputable) as caught:
        agreement([0, -1], [-1, 0])
    assert caught.value.code == "segments_no_customers"


def test_random_partitions_agree_as_by_chance():
    draws = [np.random.default_rng(seed).integers(0, 4, size=(2, 500)) for seed in range(40)]
    values = [adjusted_rand(contingency(first, second)) for first, second in draws]
    assert abs(np.mean(values)) < 3 * np.std(values) / np.sqrt(40)


def test_a_million_customers_do_not_overflow():
    labels = np.arange(1_000_000) % 8
    assert adjusted_rand(contingency(labels, (labels + 3) % 8)) == pytest.approx(1.0)


@pytest.mark.parametrize("labels", [[0.5, 1.0], [[0, 1]], [-2, 0]])
def test_labels_that_are_none(labels):
    with pytest.raises(ValueError, match="labels must be"):
        checked_labels(labels)


def test_too_few_segments():
    with pytest.raises(NotComputable) as caught:
        at_least_two(np.array([0, 0, -1]))
    assert caught.value.code == "segments_only_one"
    with pytest.raises(NotComputable) as caught:
        checked_labels([-1, -1])
    assert caught.value.code == "segments_no_customers"
    assert checked_labels([-1, -1], empty=True).tolist() == [-1, -1]


def test_fixed_order_forgets_the_order_of_the_file():
    rng = np.random.default_rng(0)
    table = rng.integers(0, 3, size=(50, 4)).astype(float)
    shuffled = table[rng.permutation(50)]
    assert (table[fixed_order(table)] == shuffled[fixed_order(shuffled)]).all()
