"""What an answer would be worth."""

from __future__ import annotations

import numpy as np
import pytest

from evaluators.decision.information import (
    NO_MATTER,
    cells_worth,
    evpi,
    evppi,
    expected_regret,
    sample_utilities,
)
from evaluators.decision.sampling import UniformWeights
from evaluators.decision.score_models import UncertainScores

N = 20_000


class StatedWeights:
    """Always the same weights."""

    def __init__(self, *weights):
        self.stated, self.size = np.array(weights), len(weights)

    def draw(self, count, rng):
        return np.tile(self.stated, (count, 1))


def _unknown_cell():
    """A is 80 and unknown, B is 60 and 55, weights one half each: A's score is 40 + u/2, B's 57.5."""
    values = np.array([[80.0, 50.0], [60.0, 55.0]])
    unknown = np.array([[False, True], [False, False]])
    return UncertainScores(
        low=np.where(unknown, 0.0, values), mode=values, high=np.where(unknown, 100.0, values), uniform=unknown
    )


def test_one_unknown_by_hand():
    """E max(40 + u/2, 57.5) - 65 = 3.0625 for u uniform on 0..100; the only unknown, so it is all information."""
    sample = sample_utilities(StatedWeights(0.5, 0.5), _unknown_cell(), draws=N, seed=1)
    assert sample.cells == ((0, 1),)
    assert sample.utilities[:, 0] == pytest.approx(40 + sample.values[:, 0] / 2)
    assert evpi(sample.utilities) == pytest.approx(3.0625, abs=0.15)
    (cell,) = cells_worth(sample)
    assert cell.worth == pytest.approx(evpi(sample.utilities), abs=0.02)
    assert (cell.tool, cell.criterion, cell.can_change) == (0, 1, True)


def test_linear_gaussian_by_hand():
    """U_A = u + e against a sure 1: the worth of u is s (phi(z) - z (1 - Phi(z))) at z = 1/s; e does not count."""
    from scipy.stats import norm

    rng = np.random.default_rng(2)
    u = rng.normal(0, 3, N)
    utilities = np.column_stack([u + rng.normal(0, 10, N), np.ones(N)])
    z = 1 / 3
    assert evppi(utilities, u) == pytest.approx(3 * (norm.pdf(z) - z * norm.sf(z)), abs=0.1)


def test_a_bent_relation_is_followed():
    """U = |u| has no slope, but knowing u is worth E max(|u|, 0.5) - 0.5 = 0.125."""
    u = np.random.default_rng(3).uniform(-1, 1, N)
    assert evppi(np.column_stack([np.abs(u), np.full(N, 0.5)]), u) == pytest.approx(0.125, abs=0.01)


def test_unrelated_unknowns_are_worth_nothing():
    """Fits that chance makes must not look like information, even for a close race of many tools."""
    rng = np.random.default_rng(4)
    utilities = rng.normal(50, 15, (N, 12))
    worths = [evppi(utilities, rng.uniform(0, 100, N)) for _ in range(30)]
    assert np.mean(np.array(worths) > NO_MATTER) <= 0.1
    assert np.median(worths) == 0


def test_what_cannot_change_the_choice_is_worth_nothing():
    rng = np.random.default_rng(5)
    u = rng.uniform(0, 10, N)
    assert evppi(np.column_stack([u, 50 + rng.normal(0, 1, N)]), u) == pytest.approx(0, abs=1e-9)


def test_worth_is_at_most_that_of_knowing_everything():
    values = np.random.default_rng(6).uniform(20, 80, (5, 4))
    scores = UncertainScores(low=values - 20, mode=values, high=values + 20, uniform=np.zeros((5, 4), dtype=bool))
    sample = sample_utilities(UniformWeights(4), scores, draws=N, seed=3)
    worths = [cell.worth for cell in cells_worth(sample)]
    assert len(worths) == 20
    assert worths == sorted(worths, reverse=True)
    assert 0 <= worths[0] <= evpi(sample.utilities)


def test_worth_equals_the_conditional_means():
    """For independent cells E(U_i | u) moves with the mean weight times u, so the worth is known but for sampling."""
    values = np.array([[60.0, 40.0, 55.0], [50.0, 50.0, 50.0], [45.0, 58.0, 49.0]])
    unknown = np.zeros((3, 3), dtype=bool)
    unknown[0, 0] = unknown[1, 2] = True
    scores = UncertainScores(
        low=np.where(unknown, 0.0, values), mode=values, high=np.where(unknown, 100.0, values), uniform=unknown
    )
    found = {
        (cell.tool, cell.criterion): cell.worth
        for cell in cells_worth(sample_utilities(UniformWeights(3), scores, draws=100_000, seed=4))
    }
    u = np.linspace(0.005, 99.995, 10_000)
    middle = np.where(unknown, 50.0, values).mean(axis=1)
    for (tool, _criterion), worth in found.items():
        knowing = np.tile(middle[:, None], (1, len(u)))
        knowing[tool] += (u - 50) / 3
        assert worth == pytest.approx(knowing.max(axis=0).mean() - middle.max(), abs=0.15)


def test_regret_by_hand():
    utilities = [[10, 0], [0, 30]]
    assert expected_regret(utilities).tolist() == [15, 5]
    assert evpi(utilities) == 5


def test_degenerate_samples():
    assert evppi(np.full((100, 3), 50.0), np.linspace(0, 1, 100)) == 0
    assert evppi(np.random.default_rng(1).random((100, 1)), np.linspace(0, 1, 100)) == pytest.approx(0, abs=1e-12)
    assert evppi(np.random.default_rng(1).random((100, 2)), np.full(100, 7.0)) == 0
    sample = sample_utilities(UniformWeights(2), [[50, 60], [40, 70]], draws=100, seed=1)
    assert sample.cells == ()
    assert cells_worth(sample) == ()


def test_only_the_cells_asked_for_are_kept_and_shared_ones_are_found():
    class Common:
        def draw(self, count, rng):
            return np.repeat(rng.uniform(0, 100, (count, 1)), 2, axis=1)

    scores = UncertainScores.exact([[50, 0], [60, 0]], shared={1: Common()})
    sample = sample_utilities(UniformWeights(2), scores, draws=500, seed=1)
    assert sample.cells == ((0, 1), (1, 1))
    assert np.array_equal(sample.values[:, 0], sample.values[:, 1])
    assert sample_utilities(UniformWeights(2), scores, draws=500, seed=1, cells=[(1, 1)]).values.shape == (500, 1)
