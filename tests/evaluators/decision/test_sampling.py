"""Weights drawn at random."""

from __future__ import annotations

import numpy as np
import pytest

from evaluators.decision.sampling import (
    DirichletWeights,
    HierarchyWeights,
    IntervalWeights,
    OrdinalWeights,
    UniformWeights,
    streams,
)
from evaluators.decision.weights import dirichlet_concentration, roc_weights
from evaluators.errors import EvaluationError, NotComputable

DRAWS = 40_000
HIERARCHY = HierarchyWeights(
    UniformWeights(2), (DirichletWeights((1, 3), 40), OrdinalWeights((2, 1, 2))), ((3, 0), (1, 2, 4))
)
SAMPLERS = [
    UniformWeights(1),
    UniformWeights(5),
    DirichletWeights((0.5, 0.0, 0.3, 0.2), 15.0),
    DirichletWeights((1.0,), 1.0),
    OrdinalWeights((1, 2, 2, 4)),
    IntervalWeights((0.1, 0.0, 0.2), (0.5, 0.6, 0.4)),
    IntervalWeights((0.0,), (1.0,)),
    HIERARCHY,
]


def _rng(seed=1):
    return np.random.default_rng(seed)


@pytest.mark.parametrize("sampler", SAMPLERS, ids=repr)
def test_rows_are_weights(sampler):
    drawn = sampler.draw(1_000, _rng())
    assert drawn.shape == (1_000, sampler.size)
    assert np.all(drawn >= 0)
    assert drawn.sum(axis=1) == pytest.approx(np.ones(1_000), abs=1e-12)


@pytest.mark.parametrize("sampler", SAMPLERS, ids=repr)
def test_rows_do_not_depend_on_how_many_are_asked_for_at_once(sampler):
    rng = _rng()
    parts = [sampler.draw(count, rng) for count in (1, 0, 299, 700)]
    assert np.array_equal(np.concatenate(parts), sampler.draw(1_000, _rng()))


def test_uniform_moments():
    drawn = UniformWeights(4).draw(DRAWS, _rng())
    assert drawn.mean(axis=0) == pytest.approx(np.full(4, 1 / 4), abs=0.005)
    assert drawn.var(axis=0) == pytest.approx(np.full(4, 3 / 80), abs=0.001)


def test_dirichlet_keeps_means_zeros_and_the_variation_asked_for():
    stated = np.array([0.25, 0.25, 0.25, 0.25])
    drawn = DirichletWeights(tuple(stated), dirichlet_concentration(4, 0.25)).draw(DRAWS, _rng())
    assert drawn.mean(axis=0) == pytest.approx(stated, abs=0.002)
    assert drawn.std(axis=0) / stated == pytest.approx(np.full(4, 0.25), abs=0.005)
    with_zero = DirichletWeights((2.0, 0.0, 6.0), 30).draw(DRAWS, _rng())
    assert not with_zero[:, 1].any()
    assert with_zero.mean(axis=0) == pytest.approx(np.array([0.25, 0, 0.75]), abs=0.003)


@pytest.mark.parametrize("ranks", [(1, 2, 3), (3, 1, 2, 4), (1, 2, 2, 4), (1, 1, 1)])
def test_ordinal_respects_the_order_and_has_the_centroid_as_mean(ranks):
    drawn = OrdinalWeights(ranks).draw(DRAWS, _rng())
    for better in range(len(ranks)):
        for worse in range(len(ranks)):
            if ranks[better] < ranks[worse]:
                assert np.all(drawn[:, better] >= drawn[:, worse])
    assert drawn.mean(axis=0) == pytest.approx(roc_weights(ranks), abs=0.004)


def test_tied_ranks_stay_unordered():
    drawn = OrdinalWeights((1, 2, 2)).draw(DRAWS, _rng())
    assert np.mean(drawn[:, 1] > drawn[:, 2]) == pytest.approx(0.5, abs=0.01)


@pytest.mark.parametrize(
    ("low", "high"),
    [((0.1, 0.0, 0.2, 0.05), (0.5, 0.6, 0.4, 0.9)), ((0.0, 0.0, 0.3), (0.1, 1.0, 1.0)), ((0, 0, 0, 0, 0), (1,) * 5)],
)
def test_interval_draws_are_uniform_within_the_limits(low, high):
    """The oracle throws away all uniform weights that break a limit."""
    candidates = UniformWeights(len(low)).draw(600_000, _rng(7))
    kept = candidates[np.all((candidates >= low) & (candidates <= high), axis=1)]
    assert len(kept) > 2_000
    drawn = IntervalWeights(low, high).draw(len(kept), _rng())
    assert np.all((drawn >= np.array(low) - 1e-12) & (drawn <= np.array(high) + 1e-12))
    error = np.sqrt(2 * kept.var(axis=0) / len(kept))
    assert np.all(np.abs(drawn.mean(axis=0) - kept.mean(axis=0)) < 4.5 * error)
    for share in (0.1, 0.5, 0.9):
        points = np.quantile(kept, share, axis=0)
        assert (drawn <= points).mean(axis=0) == pytest.approx(share, abs=4.5 * np.sqrt(0.5 / len(kept)))
    assert np.corrcoef(drawn.T) == pytest.approx(np.corrcoef(kept.T), abs=6 / np.sqrt(len(kept)))


def test_interval_with_one_point():
    drawn = IntervalWeights((0.2, 0.8), (0.2, 0.8)).draw(5, _rng())
    assert drawn == pytest.approx(np.tile([0.2, 0.8], (5, 1)))


def test_interval_refuses_limits_that_nothing_meets():
    with pytest.raises(NotComputable) as caught:
        IntervalWeights((0.6, 0.5), (0.7, 0.7))
    assert caught.value.code == "weight_limits_empty"
    assert caught.value.facts["low"] == pytest.approx(1.1)
    with pytest.raises(NotComputable):
        IntervalWeights((0.0, 0.0), (0.4, 0.5))
    with pytest.raises(EvaluationError) as caught:
        IntervalWeights((0.0, 0.5), (0.4, 0.3))
    assert caught.value.facts["criterion"] == 1


def test_hierarchy_multiplies_two_levels():
    drawn = HIERARCHY.draw(DRAWS, _rng())
    first, second = drawn[:, [3, 0]], drawn[:, [1, 2, 4]]
    assert first.sum(axis=1).mean() == pytest.approx(0.5, abs=0.01)
    assert (first / first.sum(axis=1, keepdims=True)).mean(axis=0) == pytest.approx(np.array([0.25, 0.75]), abs=0.005)
    assert np.all(second[:, 1] >= second[:, 0])
    assert np.all(second[:, 1] >= second[:, 2])


def test_hierarchy_needs_each_criterion_once():
    with pytest.raises(ValueError, match="each criterion one group"):
        HierarchyWeights(UniformWeights(2), (UniformWeights(1), UniformWeights(1)), ((0,), (0,)))


def test_degenerate_samplers_are_refused():
    for make in (lambda: UniformWeights(0), lambda: OrdinalWeights(()), lambda: IntervalWeights((), ())):
        with pytest.raises(NotComputable):
            make()
    with pytest.raises(EvaluationError, match="concentration_too_small"):
        DirichletWeights((1.0, 1.0), 0.01)
    with pytest.raises(EvaluationError, match="weights_all_zero"):
        DirichletWeights((0.0, 0.0), 5.0)


def test_streams_are_independent_and_repeatable():
    one, again = streams(5, ("a", "b")), streams(5, ("a", "b"))
    assert one["a"].random() == again["a"].random()
    assert one["a"].random() != one["b"].random()
