"""Additive values, weighted sums and weighted products against published examples."""

from __future__ import annotations

import numpy as np
import pytest

from evaluators.decision.mavt import additive_scores, contributions
from evaluators.decision.ranking import leaders, ranks
from evaluators.decision.weights import swing_weights
from evaluators.decision.wpm import product_ratios

# Goodwin & Wright, Decision Analysis for Management Judgment (Wiley), SMART chapter, office location: values of
# offices A-G on closeness, visibility, image, size, comfort, parking.
OFFICES = [
    [100, 60, 100, 75, 0, 90],
    [20, 80, 10, 30, 100, 30],
    [80, 70, 0, 0, 10, 100],
    [70, 50, 30, 55, 30, 90],
    [40, 60, 90, 100, 60, 70],
    [0, 0, 70, 0, 80, 0],
    [60, 100, 20, 50, 50, 80],
]
SWINGS = (100, 80, 70, 30, 20, 10)
PRINTED_WEIGHTS = (0.32, 0.26, 0.23, 0.10, 0.06, 0.03)

# Triantaphyllou (2000), Multi-Criteria Decision Making Methods: A Comparative Study, Kluwer.
SMALL = [[25, 20, 15, 30], [10, 30, 20, 30], [30, 10, 30, 10]]
SMALL_WEIGHTS = (0.20, 0.15, 0.40, 0.25)


def test_swing_weights_of_goodwin_and_wright():
    assert swing_weights(SWINGS) == pytest.approx(PRINTED_WEIGHTS, abs=0.005)


def test_office_benefits_of_goodwin_and_wright():
    """The printed benefits rest on the rounded weights."""
    benefits = additive_scores(OFFICES, PRINTED_WEIGHTS)
    assert benefits == pytest.approx((80.8, 39.4, 47.4, 52.3, 64.8, 20.9, 60.2), abs=0.051)
    assert tuple(ranks(benefits)) == (1, 6, 5, 4, 2, 7, 3)
    assert contributions(OFFICES, PRINTED_WEIGHTS)[0] == pytest.approx((32, 15.6, 23, 7.5, 0, 2.7))


def test_weighted_sum_of_triantaphyllou_ties_at_the_top():
    scores = additive_scores(SMALL, SMALL_WEIGHTS)
    assert scores == pytest.approx((21.5, 22.0, 22.0), abs=1e-9)
    assert tuple(ranks(scores, ties="competition")) == (3, 1, 1)
    assert leaders(scores) == (1, 2)


def test_weighted_product_of_triantaphyllou():
    """Bridgman (1922), Miller & Starr (1969): ratios of products; another winner than the weighted sum's."""
    products = product_ratios(SMALL, SMALL_WEIGHTS, np.ones(4))
    assert products[0] / products[1] == pytest.approx(1.007, abs=0.0006)
    assert products[0] / products[2] == pytest.approx(1.067, abs=0.0006)
    assert products[1] / products[2] == pytest.approx(1.059, abs=0.0006)
    assert tuple(ranks(products)) == (1, 2, 3)
