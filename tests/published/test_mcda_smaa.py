"""Published and exactly solvable SMAA-2 cases."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pytest

from evaluators.decision.acceptability import rank_acceptability
from evaluators.decision.sampling import OrdinalWeights, UniformWeights
from evaluators.decision.score_models import UncertainScores
from evaluators.decision.weights import roc_weights

DRAWS = 1_000_000
TOLERANCE = 0.003


def test_two_criteria_and_a_compromise():
    """Derived: u_A = w1, u_B = 1 - w1, u_C = 0.6; definitions of Lahdelma & Salminen (2001), Oper. Res. 49:444-454."""
    values = 100 * np.array([[1.0, 0.0], [0.0, 1.0], [0.6, 0.6]])
    found = rank_acceptability(UniformWeights(2), values, draws=DRAWS, seed=1)
    ranks = [[0.4, 0.1, 0.5], [0.4, 0.1, 0.5], [0.2, 0.8, 0.0]]
    assert found.rank_acceptability == pytest.approx(np.array(ranks), abs=TOLERANCE)
    central = [[0.8, 0.2], [0.2, 0.8], [0.5, 0.5]]
    assert np.array(found.central_weights) == pytest.approx(np.array(central), abs=TOLERANCE)
    assert found.confidence == (1, 1, 1)
    a, b, c = range(3)
    assert found.pairwise_winning[a, b] == pytest.approx(0.5, abs=TOLERANCE)
    assert found.pairwise_winning[a, c] == pytest.approx(0.4, abs=TOLERANCE)
    assert found.pairwise_winning[c, b] == pytest.approx(0.6, abs=TOLERANCE)


def test_three_specialists():
    """Derived: the largest of three uniform weights has mean 11/18; the other two share the rest by symmetry."""
    found = rank_acceptability(UniformWeights(3), 100 * np.eye(3), draws=DRAWS, seed=2)
    assert found.rank_acceptability == pytest.approx(np.full((3, 3), 1 / 3), abs=TOLERANCE)
    expected = [0.6111111111111112, 0.19444444444444445, 0.19444444444444445]
    for tool, weights in enumerate(found.central_weights):
        assert weights == pytest.approx(np.roll(expected, tool), abs=TOLERANCE)


def test_three_specialists_in_order():
    """Within an order the mean weights are the rank order centroid (Barron & Barrett 1996, Manage. Sci. 42:1515)."""
    order = OrdinalWeights((1, 2, 3))
    found = rank_acceptability(order, 100 * np.eye(3), draws=DRAWS, seed=3)
    assert found.rank_acceptability.tolist() == np.eye(3).tolist()
    mean = order.draw(DRAWS, np.random.default_rng(3)).mean(axis=0)
    assert mean == pytest.approx(np.array([0.6111111111111112, 0.2777777777777778, 0.1111111111111111]), abs=TOLERANCE)
    assert mean == pytest.approx(roc_weights([1, 2, 3]), abs=TOLERANCE)


@dataclass(frozen=True)
class BetaColumn:
    """Beta-distributed risks of two treatments, as values that keep all differences: 9 (9 + (hi - x) / (hi - lo))."""

    alphas: tuple[float, float]
    betas: tuple[float, float]
    low: float
    high: float

    def draw(self, count, rng):
        risk = rng.beta(self.alphas, self.betas, size=(count, 2))
        return 9 * (9 + (self.high - risk) / (self.high - self.low))


def test_thrombolytics_without_preferences():
    """Lynd & O'Brien (2004) as modelled by van Valkenhoef et al.; figures of 2,000,000 draws.

    The printed run of 10,000 draws (drugis/mcda-elicitation-web, R/test/thrombo.R) has first ranks 0.3381 0.6619
    and confidence factors 0.6389 0.8925.
    """
    columns = {
        0: BetaColumn((20, 8), (116, 121), 0.0, 0.25),
        1: BetaColumn((40, 32), (96, 97), 0.15, 0.40),
        2: BetaColumn((1, 5), (135, 124), 0.0, 0.10),
    }
    scores = UncertainScores.exact(np.zeros((2, 3)), shared=columns)
    found = rank_acceptability(UniformWeights(3), scores, draws=DRAWS, seed=4, confidence_draws=200_000)
    assert found.rank_acceptability[:, 0] == pytest.approx(np.array([0.3426, 0.6574]), abs=TOLERANCE)
    assert found.confidence == pytest.approx((0.6536, 0.8909), abs=0.006)
    central = [[0.1937, 0.2754, 0.5309], [0.4063, 0.3634, 0.2304]]
    assert np.array(found.central_weights) == pytest.approx(np.array(central), abs=0.004)
    printed = np.array([0.3381, 0.6619])
    deviation = np.sqrt(printed * (1 - printed) / 10_000)
    assert np.all(np.abs(found.rank_acceptability[:, 0] - printed) < 3 * deviation)
