"""TOPSIS against published examples."""

from __future__ import annotations

import pytest

from evaluators.decision.ranking import ranks
from evaluators.decision.topsis import topsis

# Hwang & Yoon (1981), Multiple Attribute Decision Making, Springer LNEMS 186: four fighter aircraft on speed, range,
# payload, cost (less is better), reliability, manoeuvrability.
FIGHTERS = [
    [2.0, 1500, 20000, 5.5, 5, 9],
    [2.5, 2700, 18000, 6.5, 3, 5],
    [1.8, 2000, 21000, 4.5, 7, 7],
    [2.2, 1800, 20000, 5.0, 5, 5],
]
FIGHTER_WEIGHTS = (0.2, 0.1, 0.1, 0.1, 0.2, 0.3)
FIGHTER_DIRECTIONS = (1, 1, 1, -1, 1, 1)


def test_fighters_of_hwang_and_yoon():
    found = topsis(FIGHTERS, FIGHTER_WEIGHTS, FIGHTER_DIRECTIONS)
    assert found.closeness == pytest.approx((0.643, 0.268, 0.613, 0.312), abs=0.0006)
    assert tuple(ranks(found.closeness)) == (1, 4, 2, 3)


def test_fighters_with_ranges_instead_of_vector_lengths():
    """The same tools score otherwise under min-max: the normalisation belongs beside any TOPSIS score."""
    found = topsis(FIGHTERS, FIGHTER_WEIGHTS, FIGHTER_DIRECTIONS, "minmax")
    assert found.closeness == pytest.approx((0.6127, 0.3660, 0.5306, 0.3517), abs=0.0001)


def test_four_alternatives_of_tzeng_and_huang():
    """Tzeng & Huang (2011), Multiple Attribute Decision Making, CRC Press."""
    found = topsis([[5, 8, 4], [7, 6, 8], [8, 8, 6], [7, 4, 6]], (0.3, 0.4, 0.3), (1, 1, 1))
    assert found.closeness == pytest.approx((0.5037, 0.6581, 0.7482, 0.3340), abs=0.0001)
    assert tuple(ranks(found.closeness)) == (3, 2, 1, 4)
