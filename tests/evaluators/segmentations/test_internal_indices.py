"""Compactness: against scikit-learn, sampling with an honest error, and rows that leave figures undefined."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn import metrics

from evaluators.errors import NotComputable
from evaluators.segmentations.components import principal_components
from evaluators.segmentations.internal_indices import (
    internal_indices,
    silhouette,
    simplified_silhouette,
    squares_within,
)
from tests.evaluators.segmentations.made_up import clear_segments, no_segments

RNG = np.random.default_rng


def _overlapping(customers, seed=0):
    rng = RNG(seed)
    labels = rng.choice(4, customers, p=[0.6, 0.25, 0.1, 0.05])
    return rng.normal(size=(4, 5))[labels] * 1.5 + rng.normal(size=(customers, 5)), labels


@pytest.mark.parametrize("seed", range(5))
def test_equals_scikit_learn(seed):
    values, labels = _overlapping(300, seed)
    found = internal_indices(values, labels)
    assert found.calinski_harabasz == pytest.approx(metrics.calinski_harabasz_score(values, labels))
    assert found.davies_bouldin == pytest.approx(metrics.davies_bouldin_score(values, labels))
    widths = metrics.silhouette_samples(values, labels)
    width = silhouette(values, labels, rng=RNG(0))
    assert width.mean == pytest.approx(widths.mean())
    assert width.by_segment == pytest.approx([widths[labels == one].mean() for one in range(4)])


def test_squares_add_up():
    values, labels = _overlapping(200)
    found = internal_indices(values, labels)
    assert found.squares_within == pytest.approx(squares_within(values, labels))
    whole = squares_within(values, np.zeros(200, dtype=int))
    assert found.squares_within + found.squares_between == pytest.approx(whole)


def test_a_sample_is_near_and_knows_how_near():
    values, labels = _overlapping(3000)
    exact = silhouette(values, labels, rng=RNG(0)).mean
    sampled = [silhouette(values, labels, rng=RNG(seed), sample=600) for seed in range(25)]
    means = np.array([one.mean for one in sampled])
    spread = means.std(ddof=1)
    assert abs(means.mean() - exact) < 3 * spread / 5 + 0.003
    told = np.sqrt(np.mean([one.error**2 for one in sampled]))
    assert 0.5 * spread < told < 2 * spread
    assert not sampled[0].exact
    assert 600 <= sampled[0].customers <= 700


def test_a_sample_depends_neither_on_the_order_of_the_file_nor_on_names():
    values, labels = _overlapping(1000)
    order, names = RNG(1).permutation(1000), np.array([2, 3, 1, 0])
    here = silhouette(values, labels, rng=RNG(0), sample=200)
    there = silhouette(values[order], names[labels][order], rng=RNG(0), sample=200)
    assert not here.exact
    assert there.mean == pytest.approx(here.mean)
    assert there.error == pytest.approx(here.error)


def test_small_segments_are_in_the_sample():
    values, labels = _overlapping(2000)
    labels[:40] = 4
    found = silhouette(values, labels, rng=RNG(0), sample=100)
    assert None not in found.by_segment
    assert found.customers >= 5 * 30


def test_the_simplified_silhouette_is_another_quantity():
    values, labels = _overlapping(400)
    assert simplified_silhouette(values, labels).mean > silhouette(values, labels, rng=RNG(0)).mean + 0.02


def test_relabelling_changes_nothing_and_unassigned_are_left_out():
    values, labels = clear_segments()
    renamed = np.where(labels == 0, 7, labels)
    here, there = internal_indices(values, labels), internal_indices(values, renamed)
    assert there.davies_bouldin == pytest.approx(here.davies_bouldin)
    width = silhouette(values, renamed, rng=RNG(0))
    assert width.by_segment[0] is None
    assert width.mean == pytest.approx(silhouette(values, labels, rng=RNG(0)).mean)
    far = np.vstack([values, [[1e6, 1e6]]])
    assert internal_indices(far, np.append(labels, -1)) == here


def test_figures_that_are_not_defined():
    same = internal_indices(np.zeros((4, 2)), [0, 0, 1, 1])
    assert same.calinski_harabasz is None
    assert same.davies_bouldin is None
    alone = internal_indices(np.arange(6.0).reshape(3, 2), [0, 1, 2])
    assert alone.calinski_harabasz is None
    assert silhouette(np.arange(6.0).reshape(3, 2), [0, 1, 2], rng=RNG(0)).mean == 0.0
    assert silhouette(np.zeros((4, 2)), [0, 0, 1, 1], rng=RNG(0)).mean == 0.0
    assert simplified_silhouette(np.zeros((4, 2)), [0, 0, 1, 1]).mean == 0.0


@pytest.mark.parametrize("index", [internal_indices, simplified_silhouette])
def test_one_segment_is_too_few(index):
    with pytest.raises(NotComputable) as caught:
        index(no_segments(), np.zeros(90, dtype=int))
    assert caught.value.code == "segments_only_one"


def test_missing_values_are_refused():
    with pytest.raises(ValueError, match="finite"):
        internal_indices([[np.nan], [1.0]], [0, 1])


def test_components_of_equal_rows():
    with pytest.raises(NotComputable) as caught:
        principal_components(np.ones((5, 3)))
    assert caught.value.code == "components_no_spread"


def test_components_are_orthogonal_and_signed():
    found = principal_components(_overlapping(50)[0])
    loadings = np.array(found.loadings)
    assert loadings @ loadings.T == pytest.approx(np.eye(5), abs=1e-12)
    assert (loadings[np.arange(5), np.abs(loadings).argmax(axis=1)] > 0).all()
    assert sum(found.shares) == pytest.approx(1.0)
