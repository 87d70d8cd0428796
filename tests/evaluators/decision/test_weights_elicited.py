"""Weights from points and rank orders, and their variation."""

from __future__ import annotations

from itertools import permutations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaluators.decision.weights import (
    dirichlet_concentration,
    normalised,
    rank_reciprocal_weights,
    rank_sum_weights,
    roc_weights,
    swing_weights,
)
from evaluators.errors import EvaluationError, NotComputable

NAN, INF = float("nan"), float("inf")
RANK_METHODS = [roc_weights, rank_sum_weights, rank_reciprocal_weights]


# points


@pytest.mark.parametrize(
    ("points", "code", "index", "value"),
    [
        ([1, -2, 3], "weight_negative", 1, -2),
        ([1, 2, INF], "weight_not_a_number", 2, INF),
        ([1, -INF], "weight_not_a_number", 1, -INF),
    ],
)
def test_points_that_are_no_weights(points, code, index, value):
    for method in (normalised, swing_weights):
        with pytest.raises(EvaluationError) as refused:
            method(points, names=["price", "ease", "support"])
        assert refused.value.code == code
        assert refused.value.facts == {"index": index, "name": ["price", "ease", "support"][index], "value": value}


def test_nan_is_no_weight():
    with pytest.raises(EvaluationError) as refused:
        normalised([1, NAN])
    assert refused.value.code == "weight_not_a_number"
    assert (refused.value.facts["index"], refused.value.facts["name"]) == (1, None)


@pytest.mark.parametrize(("points", "code"), [([0, 0, 0], "weights_all_zero"), ([], "no_criteria")])
def test_points_without_any_weight(points, code):
    with pytest.raises(NotComputable) as refused:
        normalised(points)
    assert refused.value.code == code


@pytest.mark.parametrize("points", [[1e308, 1e308], [5e-324, 5e-324], [3e-310, 3e-310]])
def test_extreme_points_neither_overflow_nor_vanish(points):
    assert normalised(points).tolist() == [0.5, 0.5]


LEAST_SCALED = 1e-290  # the largest of the points, so that scaling down does not leave the range of numbers


@given(
    st.lists(st.floats(0, 1e6), min_size=1, max_size=12).filter(lambda points: max(points) > LEAST_SCALED),
    st.floats(1e-6, 1e6),
)
def test_scaling_points_changes_nothing(points, factor):
    weights = normalised(points)
    assert weights.sum() == pytest.approx(1, abs=1e-12)
    assert normalised(np.array(points) * factor) == pytest.approx(weights, abs=1e-12)


# rank orders


@pytest.mark.parametrize("method", RANK_METHODS)
def test_ties_share_the_mean_of_their_positions(method):
    free = method([1, 2, 3, 4])
    tied = method([1, 2, 2, 4])
    assert tied == pytest.approx([free[0], (free[1] + free[2]) / 2, (free[1] + free[2]) / 2, free[3]])
    assert method([5, 5, 5]) == pytest.approx([1 / 3] * 3)


@pytest.mark.parametrize("method", RANK_METHODS)
def test_only_the_order_of_ranks_counts(method):
    assert method([1, 2.5, 2.5, 4]) == pytest.approx(method([1, 2, 2, 3]), abs=1e-15)
    for order in permutations(range(4)):
        assert method(order) == pytest.approx(method([1, 2, 3, 4])[list(order)], abs=1e-15)


@pytest.mark.parametrize("method", RANK_METHODS)
def test_ranks_at_the_edges(method):
    assert method([1]).tolist() == [1]
    with pytest.raises(NotComputable) as empty:
        method([])
    assert empty.value.code == "no_criteria"
    with pytest.raises(EvaluationError) as wrong:
        method([1, NAN])
    assert (wrong.value.code, wrong.value.facts["index"]) == ("rank_not_a_number", 1)


def test_rank_order_centroid_is_the_mean_of_all_weights_in_that_order():
    drawn = -np.sort(-np.random.default_rng(5).dirichlet(np.ones(4), size=40_000), axis=1)
    assert roc_weights([1, 2, 3, 4]) == pytest.approx(drawn.mean(axis=0), abs=4 * drawn.std(axis=0).max() / 200)


# variation


@pytest.mark.parametrize(("n", "variation"), [(6, 0.1), (6, 0.25), (6, 0.5), (2, 0.5), (2, 0.99), (12, 1.0)])
def test_a_dirichlet_of_that_concentration_varies_as_told(n, variation):
    """Var w_j = w0 (1 - w0) / (k + 1) at w0 = 1/n."""
    concentration = dirichlet_concentration(n, variation)
    spread = np.sqrt((1 / n) * (1 - 1 / n) / (concentration + 1))
    assert spread * n == pytest.approx(variation, rel=1e-9)


@pytest.mark.parametrize(("n", "variation"), [(2, 1), (2, 1.5), (6, 0), (6, -0.1), (6, NAN), (6, INF), (1, 0)])
def test_no_dirichlet_varies_so(n, variation):
    with pytest.raises(EvaluationError) as refused:
        dirichlet_concentration(n, variation)
    assert refused.value.code == "weight_variation_invalid"


def test_variation_of_one_criterion_or_none():
    assert dirichlet_concentration(1, 0.25) == 1
    with pytest.raises(NotComputable):
        dirichlet_concentration(0, 0.25)
