"""The number of segments: three plain groups are advised as three by every measure."""

from __future__ import annotations

import numpy as np
import pytest

from evaluators.errors import NotComputable
from evaluators.segmentations.models.choice_of_k import Effort, choose_k, kmeans_gap, smallest_within_one_error
from evaluators.segmentations.models.gaussian_mixture import fit_gaussian_mixture
from evaluators.segmentations.models.inputs import CategoryField
from evaluators.segmentations.models.k_prototypes import fit_k_prototypes
from evaluators.segmentations.models.kmeans import fit_kmeans
from evaluators.segmentations.models.search import Search

QUICK = Search(tries=4, limit=4)
EFFORT = Effort(pairs=4, splits=3)


def _groups(rows=180):
    rng = np.random.default_rng(0)
    centre = np.array([[0.0, 0.0], [7.0, 1.0], [2.0, 8.0]])[np.arange(rows) % 3]
    table = centre + rng.normal(size=(rows, 2))
    return {"x": table[:, 0], "y": table[:, 1], "kind": np.array(["a", "b", "c"], dtype=object)[np.arange(rows) % 3]}


def _means(columns, segments, rng):
    return fit_kmeans(columns, ["x", "y"], segments, rng=rng, search=QUICK)


def _mixture(columns, segments, rng):
    return fit_gaussian_mixture(columns, ["x", "y"], segments, rng=rng, search=QUICK)


def _mixed(columns, segments, rng):
    kind = CategoryField(name="kind")
    return fit_k_prototypes(columns, ["x", "y"], [kind], segments, rng=rng, search=QUICK)


def _advised(choice):
    return {advice.measure: advice.segments for advice in choice.advice}


def test_kmeans_with_gap():
    seen = []
    gap = kmeans_gap(_groups(), ["x", "y"], most=5, rng=np.random.default_rng(1), draws=8, tries=2)
    choice = choose_k(
        _means, _groups(), [5, 2, 3, 4, 1], rng=np.random.default_rng(2), effort=EFFORT, gap=gap, progress=seen.append
    )
    assert _advised(choice) == {"stability": 3, "prediction_strength": 3, "gap": 3}
    assert [point.segments for point in choice.points] == [1, 2, 3, 4, 5]
    sse = [point.sse for point in choice.points]
    assert sse == sorted(sse, reverse=True)
    assert sse[0] == pytest.approx(2 * 180)
    assert choice.points[0].stability is None
    assert choice.points[2].smallest == 60
    assert seen == sorted(seen)
    assert seen[-1] == 1.0
    assert len(seen) > 5 * (EFFORT.pairs + EFFORT.splits - 1), "each resampling tells, so that each can be stopped"


def test_resampled_customers_may_bear_fewer_starts():
    tries = []

    def again(columns, segments, rng):
        tries.append(segments)
        return _means(columns, segments, rng)

    plain = choose_k(_means, _groups(), [3], rng=np.random.default_rng(2), effort=EFFORT)
    lighter = choose_k(_means, _groups(), [3], rng=np.random.default_rng(2), effort=EFFORT, refit=again)
    assert len(tries) == 2 * (EFFORT.pairs + EFFORT.splits)
    assert lighter == plain


def test_mixture_without_resampling():
    choice = choose_k(_mixture, _groups(), [2, 3, 4], rng=np.random.default_rng(2), effort=Effort(pairs=0, splits=0))
    assert _advised(choice) == {"bic": 3, "icl": 3}


def test_mixed_fields():
    choice = choose_k(_mixed, _groups(), [2, 3], rng=np.random.default_rng(2), effort=EFFORT)
    assert _advised(choice) == {"stability": 3, "prediction_strength": 3}


def test_more_numbers_and_another_order_leave_a_number_as_it_was():
    groups = _groups()
    shuffle = np.random.default_rng(3).permutation(180)
    mixed = {name: values[shuffle] for name, values in groups.items()}
    alone = choose_k(_means, groups, [4], rng=np.random.default_rng(2), effort=EFFORT).points[0]
    among = choose_k(_means, mixed, [2, 4], rng=np.random.default_rng(2), effort=EFFORT).points[1]
    assert alone == among


def test_least_within_one_error():
    values = [(2, 1.0, 0.1), (3, 1.25, 0.1), (4, 1.3, 0.1), (5, None, None)]
    assert smallest_within_one_error(values, larger_is_better=True) == 3
    assert smallest_within_one_error([(k, v and -v, e) for k, v, e in values], larger_is_better=False) == 3
    assert smallest_within_one_error([(2, 3.0, None), (3, 3.0, None)], larger_is_better=True) == 2
    assert smallest_within_one_error([(2, None, None)], larger_is_better=True) is None


@pytest.mark.parametrize("ks", [[], [0, 2]])
def test_no_number_to_try(ks):
    with pytest.raises(NotComputable, match="segments_below_one"):
        choose_k(_means, _groups(), ks, rng=np.random.default_rng(0))
