"""PROMETHEE II against published examples."""

from __future__ import annotations

import numpy as np
import pytest

from evaluators.decision.promethee import PreferenceFunction, promethee2
from evaluators.decision.ranking import ranks

# Brans, Vincke & Mareschal (1986), EJOR 24(2), 228-238, doi:10.1016/0377-2217(86)90044-5: hydroelectric plants in
# Italy, Belgium, Germany, Sweden, Austria and France on manpower, power, construction cost, maintenance cost, villages
# to evacuate and security; equal weights; one preference function of each kind.
PLANTS = [
    [80, 90, 600, 54, 8, 5],
    [65, 58, 200, 97, 1, 1],
    [83, 60, 400, 72, 4, 7],
    [40, 80, 1000, 75, 7, 10],
    [52, 72, 600, 20, 3, 8],
    [94, 96, 700, 36, 5, 6],
]
PLANT_DIRECTIONS = (-1, 1, -1, -1, -1, 1)
PLANT_PREFERENCES = (
    PreferenceFunction(kind="u_shape", q=10),
    PreferenceFunction(kind="v_shape", p=30),
    PreferenceFunction(kind="linear", q=50, p=500),
    PreferenceFunction(kind="level", q=10, p=60),
    PreferenceFunction(kind="usual"),
    PreferenceFunction(kind="gaussian", s=5),
)
PRINTED_PREFERENCE = [
    [0, 0.296, 0.250, 0.268, 0.100, 0.185],
    [0.462, 0, 0.389, 0.333, 0.296, 0.500],
    [0.236, 0.180, 0, 0.333, 0.056, 0.429],
    [0.399, 0.505, 0.305, 0, 0.223, 0.212],
    [0.444, 0.515, 0.487, 0.380, 0, 0.448],
    [0.286, 0.399, 0.250, 0.432, 0.133, 0],
]


def test_hydroelectric_plants_of_brans_vincke_and_mareschal():
    found = promethee2(PLANTS, np.ones(6), PLANT_DIRECTIONS, PLANT_PREFERENCES)
    assert found.preference == pytest.approx(np.array(PRINTED_PREFERENCE), abs=0.0012)
    assert found.net_flow * 5 == pytest.approx((-0.728, 0.085, -0.447, -0.102, 1.466, -0.274), abs=0.0025)
    assert tuple(ranks(found.net_flow)) == (6, 2, 5, 3, 1, 4)


def test_hydroelectric_plants_unrounded():
    """The printed flows are sums of rounded entries; these are the same sums before rounding."""
    found = promethee2(PLANTS, np.ones(6), PLANT_DIRECTIONS, PLANT_PREFERENCES)
    unrounded = (-0.14566, 0.01716, -0.08952, -0.02, 0.2929, -0.05487)
    assert found.net_flow == pytest.approx(unrounded, abs=1e-5)
    assert found.positive_flow - found.negative_flow == pytest.approx(unrounded, abs=1e-5)


def test_usual_criterion_of_zhao_peng_and_li():
    """Zhao, Peng & Li (2013), Procedia Computer Science 17, 181-188."""
    usual = [PreferenceFunction(kind="usual")] * 3
    found = promethee2([[4, 3, 2], [3, 2, 4], [5, 1, 3]], (0.5, 0.3, 0.2), (1, 1, 1), usual)
    assert found.net_flow == pytest.approx((0.1, -0.3, 0.2), abs=0.005)
    assert tuple(ranks(found.net_flow)) == (2, 3, 1)
