"""Relative lift against independently computed figures."""

from __future__ import annotations

import pytest

from evaluators.campaigns.aggregates import Proportion, Summary
from evaluators.campaigns.lift import fieller_g, mean_lift, odds_ratio, proportion_lift, risk_ratio

BEFORE, AFTER = Proportion(48, 80), Proportion(56, 70)


def test_ratio_and_odds():
    """Counts of Newcombe (1998), example a; log and logit intervals by statsmodels 0.15.0."""
    ratio, odds = risk_ratio(BEFORE, AFTER), odds_ratio(BEFORE, AFTER)
    assert ratio.value == pytest.approx(1.333333333, abs=1e-8)
    assert (ratio.interval.low, ratio.interval.high) == pytest.approx((1.076626423, 1.651248511), abs=1e-6)
    assert odds.value == pytest.approx(2.666666667, abs=1e-8)
    assert (odds.interval.low, odds.interval.high) == pytest.approx((1.276217871, 5.572019696), abs=1e-6)


def test_score_interval_of_the_ratio():
    """Miettinen and Nurminen (1985), Stat. Med. 4:213-226; constrained likelihood maximised by brute force."""
    found = proportion_lift(BEFORE, AFTER)
    assert found.value == pytest.approx(1 / 3)
    assert (1 + found.interval.low, 1 + found.interval.high) == pytest.approx((1.07904712, 1.67214536), abs=1e-6)


MENS = Summary(21307, 1.422616511, 315.2117989)
NONE = Summary(21306, 0.6527893551, 134.2863719)


@pytest.mark.parametrize(
    ("method", "limits"),
    [
        ("delta", (0.5443057196, 1.814271821)),
        ("log", (0.6284471337, 1.916459151)),
        ("fieller", (0.6436904379, 1.977447361)),
    ],
)
def test_hillstrom_spend(method, limits):
    """Hillstrom (2008), Mens against No e-mail; Fieller (1954), J. R. Stat. Soc. B 16:175-185."""
    found = mean_lift(NONE, MENS, method=method)
    assert found.value == pytest.approx(1.17928877, rel=1e-7)
    assert found.standard_error == pytest.approx(0.3239768974, rel=1e-7)
    assert (found.interval.low, found.interval.high) == pytest.approx(limits, rel=1e-7)


def test_fieller_limits_solve_the_quadratic():
    """A limit r is where (m1 - r m0)^2 = z^2 (v1 + r^2 v0); g of the same data."""
    assert fieller_g(NONE) == pytest.approx(0.05681723197, rel=1e-7)
    around = mean_lift(NONE, MENS).interval
    for limit in (1 + around.low, 1 + around.high):
        gap = (MENS.mean - limit * NONE.mean) ** 2
        assert gap / (MENS.mean_variance + limit**2 * NONE.mean_variance) == pytest.approx(1.959963985**2, rel=1e-8)
