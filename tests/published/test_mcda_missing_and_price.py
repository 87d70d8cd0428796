"""A missing score and a price interval, solved exactly: derived, with the arithmetic in the docstrings."""

from __future__ import annotations

import numpy as np
import pytest

from evaluators.decision.acceptability import rank_acceptability
from evaluators.decision.flips import score_flip
from evaluators.decision.mavt import additive_scores
from evaluators.decision.score_models import UncertainScores
from evaluators.decision.values import linear_scale


class StatedWeights:
    """Always the same weights."""

    def __init__(self, *weights):
        self.stated, self.size = np.array(weights), len(weights)

    def draw(self, count, rng):
        return np.tile(self.stated, (count, 1))


def test_missing_score_is_anything_on_the_scale():
    """A wins when 0.4 + 0.5 u > 0.575, so u > 0.35; u is uniform on 0..1."""
    values = 100 * np.array([[0.8, 0.5], [0.6, 0.55]])
    unknown = np.array([[False, True], [False, False]])
    low, high = np.where(unknown, 0.0, values), np.where(unknown, 100.0, values)
    scores = UncertainScores(low=low, mode=values, high=high, uniform=unknown)
    weights = StatedWeights(0.5, 0.5)
    found = rank_acceptability(weights, scores, draws=1_000_000, seed=1)
    assert found.rank_acceptability[0, 0] == pytest.approx(0.65, abs=0.003)
    assert additive_scores(low, weights.stated) == pytest.approx([40, 57.5])
    assert additive_scores(high, weights.stated) == pytest.approx([90, 57.5])
    filled = values.copy()
    filled[0, 1] = 55
    assert np.argmax(additive_scores(low, weights.stated)) == 1, "zero instead of unknown lets B win"
    assert np.argmax(additive_scores(filled, weights.stated)) == 0, "the other's score instead lets A win"
    assert score_flip(filled, weights.stated, 0, 1).to_value == pytest.approx(35)


def test_price_interval():
    """U_X - U_Y = 0.4 (50 - p) / 100 - 0.02 is positive when p < 45; p is uniform on 40..60."""
    price = linear_scale(100, 0)
    worst, best = price.values([60, 40])
    low = np.array([[worst, 60, 70], [price.value(50).value, 80, 50]])
    high = low.copy()
    high[0, 0] = best
    weights = StatedWeights(0.4, 0.35, 0.25)
    uniform = low < high
    scores = UncertainScores(low=low, mode=low, high=high, uniform=uniform)
    found = rank_acceptability(weights, scores, draws=1_000_000, seed=2)
    assert found.rank_acceptability[0, 0] == pytest.approx(0.25, abs=0.003)
    assert additive_scores(low, weights.stated) == pytest.approx([54.5, 60.5])
    assert additive_scores(high, weights.stated) == pytest.approx([62.5, 60.5])
    possible = {
        int(1 + (scores[1] > scores[0])) for scores in (additive_scores(t, weights.stated) for t in (low, high))
    }
    assert possible == {1, 2}
    flip = score_flip(low, weights.stated, 0, 0)
    assert price.inverse(flip.to_value) == pytest.approx(45)
