"""Means, ratios and ranks against independently computed figures."""

from __future__ import annotations

import pytest

from evaluators.campaigns.aggregates import Moments, Summary
from evaluators.campaigns.means import compare_means
from evaluators.campaigns.rank_tests import mann_whitney
from evaluators.campaigns.ratios import compare_ratios, ratio_of_sums
from evaluators.campaigns.value_counts import ValueCounts

SLEEP_1 = [0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0.0, 2.0]
SLEEP_2 = [1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4]


def test_welch_on_sleep():
    """Student (1908), Biometrika 6:1-25, extra hours of sleep; R 4.2.2 t.test(extra ~ group) and SciPy 1.17.1."""
    first, second = Summary.from_sums(10, 7.5, 34.43), Summary.from_sums(10, 23.3, 90.37)
    found = compare_means(second, first)
    assert found.value / found.standard_error == pytest.approx(-1.860813467, abs=1e-7)
    assert found.p_value == pytest.approx(0.07939414019, abs=1e-7)
    assert (found.interval.low, found.interval.high) == pytest.approx((-3.365483231, 0.2054832307), abs=1e-7)


def test_mann_whitney_on_sleep():
    """Student's sleep data as value counts; SciPy 1.17.1 and R 4.2.2 wilcox.test, ties and continuity corrected."""
    found = mann_whitney(ValueCounts.of(SLEEP_2), ValueCounts.of(SLEEP_1))
    assert found.u == pytest.approx(25.5, abs=1e-8)
    assert found.superiority == pytest.approx(0.255, abs=1e-8)
    assert found.p_value == pytest.approx(0.06932757543, abs=1e-8)


def test_ratio_of_sums():
    """Deng, Knoblich and Lu (2018), KDD: the delta method on sums; checked with tea-tasting 1.14.0."""
    names = ("clicks", "mails")
    control = Moments.from_sums(names, 300, [160, 1497], [[224, 909], [909, 8505]])
    variant = Moments.from_sums(names, 320, [212, 1633], [[358, 1213], [1213, 9603]])
    found = compare_ratios(control, variant, *names)
    assert ratio_of_sums(control, *names).value == pytest.approx(0.1068804275, rel=1e-8)
    assert ratio_of_sums(variant, *names).value == pytest.approx(0.1298224127, rel=1e-8)
    assert found.value == pytest.approx(0.02294198522, rel=1e-8)
    assert found.standard_error == pytest.approx(0.01157019218, rel=1e-8)
    assert found.value / found.standard_error == pytest.approx(1.982852562, rel=1e-8)
    assert found.p_value == pytest.approx(0.04738390081, rel=1e-8)


SPEND = {  # customers, sum of spend and of its squares, in dollars
    "mens": Summary.from_sums(21307, 30311.69, 6759024.4973),
    "womens": Summary.from_sums(21387, 23038.11, 4911446.5763),
    "none": Summary.from_sums(21306, 13908.33, 2870050.3621),
}


@pytest.mark.parametrize(
    ("arm", "difference", "t", "p_value", "limits"),
    [
        ("mens", 0.7698271559, 5.300140358, 1.163814968e-07, (0.4851397326, 1.054514579)),
        ("womens", 0.4244122159, 3.256371576, 0.001129397102, (0.1689567899, 0.679867642)),
    ],
)
def test_hillstrom_spend(arm, difference, t, p_value, limits):
    """Hillstrom (2008), spend of two weeks, zeros kept; SciPy 1.17.1 and R 4.2.2 t.test."""
    found = compare_means(SPEND["none"], SPEND[arm])
    assert found.value == pytest.approx(difference, rel=1e-7)
    assert found.value / found.standard_error == pytest.approx(t, rel=1e-7)
    assert found.p_value == pytest.approx(p_value, rel=1e-7)
    assert (found.interval.low, found.interval.high) == pytest.approx(limits, rel=1e-7)
