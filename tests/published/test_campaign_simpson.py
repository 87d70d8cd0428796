"""Published cases where mixing segments turns the sign."""

from __future__ import annotations

import pytest

from evaluators.campaigns.aggregates import Proportion
from evaluators.campaigns.mantel_haenszel import stratified_odds
from evaluators.campaigns.segment_effects import SegmentPair, segment_effects
from evaluators.campaigns.simpson import pooled, simpson_guard

REL = 1e-6

# Admitted and rejected men and women of six departments.
BERKELEY_MEN = [(512, 313), (353, 207), (120, 205), (138, 279), (53, 138), (22, 351)]
BERKELEY_WOMEN = [(89, 19), (17, 8), (202, 391), (131, 244), (94, 299), (24, 317)]
BERKELEY = [
    SegmentPair(segment=name, control=Proportion(women[0], sum(women)), variant=Proportion(men[0], sum(men)))
    for name, men, women in zip("ABCDEF", BERKELEY_MEN, BERKELEY_WOMEN, strict=True)
]
# Successes of open surgery (variant) and percutaneous nephrolithotomy (control), by size of the stone.
STONES = [
    SegmentPair(segment="small", variant=Proportion(81, 87), control=Proportion(234, 270)),
    SegmentPair(segment="large", variant=Proportion(192, 263), control=Proportion(55, 80)),
]


def test_berkeley_odds():
    """Bickel, Hammel & O'Connell (1975), Science 187:398-404; R 4.2.2 mantelhaen.test, statsmodels 0.15.0."""
    found = stratified_odds(BERKELEY)
    assert found.crude == pytest.approx(1.841080037, rel=REL)
    assert found.common == pytest.approx(0.9046968283, rel=REL)
    assert (found.interval.low, found.interval.high) == pytest.approx((0.7719073618, 1.060329764), rel=REL)
    assert (found.chi_square, found.p_value) == pytest.approx((1.52460666, 0.2169236971), rel=REL)
    assert (found.breslow_day, found.breslow_day_p) == pytest.approx((18.82551371, 0.00207139035), rel=REL)
    assert found.breslow_day_degrees == 5


def test_berkeley_guard():
    """The same source: men ahead in all, women ahead within departments."""
    found = simpson_guard(BERKELEY)
    men, women = pooled([pair.variant for pair in BERKELEY]), pooled([pair.control for pair in BERKELEY])
    assert (men.share, women.share) == pytest.approx((0.4451876626, 0.3035422343), rel=REL)
    assert found.crude == pytest.approx(0.4451876626 - 0.3035422343, rel=REL)
    assert found.post_stratified.value < 0
    assert found.sign_differs
    assert found.warning
    assert found.shares_p < 1e-100


def test_kidney_stones():
    """Charig et al. (1986), BMJ 292:879-882; R 4.2.2 mantelhaen.test, statsmodels 0.15.0."""
    found, odds = simpson_guard(STONES), stratified_odds(STONES)
    assert found.crude == pytest.approx(0.78 - 0.8257142857, rel=REL)
    effects = [one.effect for one in segment_effects(STONES)]
    assert effects == pytest.approx([0.06436781609, 0.04253802281], rel=REL)
    assert found.post_stratified.value == pytest.approx(0.05367121739, rel=REL)
    assert found.sign_differs
    assert found.warning
    assert odds.common == pytest.approx(1.446846625, rel=REL)
    assert (odds.interval.low, odds.interval.high) == pytest.approx((0.9157934135, 2.28584867), rel=REL)
    assert (odds.chi_square, odds.p_value) == pytest.approx((2.433855516, 0.1187405297), rel=REL)
