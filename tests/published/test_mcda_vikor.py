"""VIKOR against its authors' examples."""

from __future__ import annotations

import numpy as np
import pytest

from evaluators.decision.ranking import ranks
from evaluators.decision.vikor import vikor

# Opricovic & Tzeng (2004), EJOR 156(2), 445-455, doi:10.1016/S0377-2217(03)00020-1, Tables 1-3: risk (less is better)
# and altitude; the second table is the first in other units with other zeros.
MOUNTAIN = [[1, 3000], [2, 3750], [5, 4500]]
MOUNTAIN_OTHER_UNITS = [[6, 2.0], [7, 2.75], [10, 3.5]]

# Opricovic & Tzeng (2007), EJOR 178(2), 514-529, hydropower: profit, cost, energy, peak energy, homes relocated,
# reservoir area, villages, environment grade; equal weights (W1).
HYDROPOWER = [
    [4184.3, 2914.0, 407.2, 251.0, 195, 244, 15, 2.41],
    [5211.9, 3630.0, 501.7, 308.3, 282, 346, 21, 1.41],
    [5021.3, 3920.5, 504.0, 278.6, 12, 56, 3, 4.42],
    [5566.1, 3957.9, 559.5, 335.3, 167, 268, 16, 3.36],
    [5060.5, 3293.5, 514.1, 284.2, 69, 90, 7, 4.04],
    [4317.9, 2925.9, 432.8, 239.3, 12, 55, 3, 4.36],
]
HYDROPOWER_DIRECTIONS = (1, -1, 1, 1, -1, -1, -1, 1)


@pytest.mark.parametrize("table", [MOUNTAIN, MOUNTAIN_OTHER_UNITS])
def test_mountain_climbing_whatever_the_units(table):
    found = vikor(table, (0.5, 0.5), (-1, 1), 0.5)
    assert found.total_regret == pytest.approx((0.5, 0.375, 0.5), abs=1e-9)
    assert found.largest_regret == pytest.approx((0.5, 0.25, 0.5), abs=1e-9)
    assert found.compromise_index == pytest.approx((1, 0, 1), abs=1e-9)
    assert found.acceptable_advantage
    assert found.acceptable_stability
    assert found.compromise == (1,)


def test_hydropower_with_equal_weights():
    found = vikor(HYDROPOWER, np.full(8, 0.125), HYDROPOWER_DIRECTIONS, 0.5)
    assert found.total_regret == pytest.approx((0.692, 0.7, 0.29, 0.423, 0.28, 0.346), abs=0.0011)
    assert found.largest_regret == pytest.approx((0.125, 0.125, 0.121, 0.125, 0.067, 0.125), abs=0.0011)
    assert found.compromise_index == pytest.approx((0.991, 1, 0.473, 0.67, 0, 0.578), abs=0.0011)
    assert tuple(ranks(found.compromise_index, higher_is_better=False)) == (5, 6, 2, 4, 1, 3)
    assert (found.acceptable_advantage, found.acceptable_stability) == (True, True)
    assert found.compromise == (4,)
