"""Published cases of segment effects: heterogeneity, shrinkage, sign change, sign and size risk."""

from __future__ import annotations

import numpy as np
import pytest

from evaluators.campaigns.aggregates import Proportion
from evaluators.campaigns.heterogeneity import cochran_q, heterogeneity, interaction_f, sign_change_p
from evaluators.campaigns.multiplicity import holm
from evaluators.campaigns.segment_effects import SegmentEffect, SegmentPair, segment_effects
from evaluators.campaigns.segment_tests import compare_pair
from evaluators.campaigns.shrinkage import shrink
from evaluators.campaigns.sign_risk import sign_risk
from evaluators.campaigns.simpson import post_stratified

REL = 1e-6

# Colditz et al. (1994), JAMA 271:698-702, as dat.bcg of R's metafor: log risk ratio and its variance.
BCG = [
    (-0.8893113339, 0.325584765),
    (-1.585388657, 0.1945811214),
    (-1.348073148, 0.4153679654),
    (-1.44155119, 0.0200100319),
    (-0.2175473222, 0.05121017217),
    (-0.7861155858, 0.006905618456),
    (-1.620898224, 0.2230172476),
    (0.01195233352, 0.003961579298),
    (-0.4694176487, 0.05643421046),
    (-1.371344803, 0.07302479361),
    (-0.3393588283, 0.01241221397),
    (0.4459134006, 0.5325058452),
    (-0.01731394822, 0.07140465968),
]
BCG_SHRUNKEN = [
    -0.7993909732,
    -1.248573569,
    -0.9844290133,
    -1.397277187,
    -0.2881904295,
    -0.7845405242,
    -1.240611733,
    0.002754440277,
    -0.5072315485,
    -1.245635566,
    -0.3538419541,
    -0.2883644709,
    -0.1481913587,
]


def _effects(pairs):
    return [
        SegmentEffect(segment=str(place), customers=1, effect=effect, variance=variance)
        for place, (effect, variance) in enumerate(pairs)
    ]


def test_bcg_heterogeneity():
    """R 4.2.2, metafor 3.8.1, rma(method="FE")."""
    found = cochran_q(_effects(BCG))
    assert found.q == pytest.approx(152.2330081, rel=REL)
    assert found.degrees == 12
    assert found.p_value == pytest.approx(1.996764591e-26, rel=REL)
    assert found.i_squared == pytest.approx(0.9211734685, rel=REL)
    assert found.common == pytest.approx(-0.4302851637, rel=REL)
    assert found.common_error == pytest.approx(0.04049875171, rel=REL)


def test_bcg_shrinkage():
    """R 4.2.2, metafor 3.8.1, rma(method="DL"), blup and predict; its prediction interval is normal."""
    found = shrink(_effects(BCG), prediction="normal")
    assert found.between_variance == pytest.approx(0.3087602629, rel=REL)
    assert found.mean == pytest.approx(-0.7141172221, rel=REL)
    assert found.mean_error == pytest.approx(0.1787420895, rel=REL)
    assert (found.mean_interval.low, found.mean_interval.high) == pytest.approx((-1.06444528, -0.3637891641), rel=REL)
    assert (found.new_segment.low, found.new_segment.high) == pytest.approx((-1.858153753, 0.4299193086), rel=REL)
    assert [one.shrunken for one in found.effects] == pytest.approx(BCG_SHRUNKEN, rel=REL)


def test_eight_schools():
    """Rubin (1981), J. Educ. Stat. 6:377-401; R 4.2.2, metafor 3.8.1: Q below its degrees, so all are pooled."""
    estimates, errors = [28, 8, -3, 7, -1, 1, 18, 12], [15, 10, 16, 11, 9, 11, 10, 18]
    effects = _effects([(estimate, error**2) for estimate, error in zip(estimates, errors, strict=True)])
    found, shrunken = cochran_q(effects), shrink(effects)
    assert found.q == pytest.approx(4.707078864, rel=REL)
    assert found.p_value == pytest.approx(0.6956591666, rel=REL)
    assert found.i_squared == 0
    assert shrunken.between_variance == 0
    assert shrunken.mean == pytest.approx(7.685616725, rel=REL)
    assert shrunken.mean_error == pytest.approx(4.071919158, rel=REL)
    assert {one.shrunken for one in shrunken.effects} == {shrunken.mean}


# Hillstrom (2008), MineThatData E-Mail Analytics Challenge: visits by purchase of womens goods in the past year.
WOMENS_VISITS = [
    SegmentPair(segment="0", control=Proportion(962, 9638), variant=Proportion(1067, 9622)),
    SegmentPair(segment="1", control=Proportion(1300, 11668), variant=Proportion(2171, 11765)),
]
MENS_VISITS = [
    SegmentPair(segment="0", control=Proportion(962, 9638), variant=Proportion(1615, 9558)),
    SegmentPair(segment="1", control=Proportion(1300, 11668), variant=Proportion(2279, 11749)),
]


def test_hillstrom_womens_mail_by_earlier_purchase():
    """The same data; computed with numpy, segment variances with n - 1."""
    effects = segment_effects(WOMENS_VISITS)
    assert [one.effect for one in effects] == pytest.approx([0.01107846724, 0.07311454855], rel=1e-7)
    assert [one.variance**0.5 for one in effects] == pytest.approx([0.004423953711, 0.004612716027], rel=1e-7)
    found = cochran_q(effects)
    assert (found.q, found.degrees) == (pytest.approx(94.21334725, rel=1e-7), 1)
    assert found.p_value == pytest.approx(2.832840319e-22, rel=1e-7)
    assert found.i_squared == pytest.approx(0.9893857927, rel=1e-7)
    assert found.common == pytest.approx(0.04080123347, rel=1e-7)
    shrunken = shrink(effects)
    assert shrunken.between_variance == pytest.approx(0.001903813434, rel=1e-7)
    assert shrunken.mean == pytest.approx(0.04208275959, rel=1e-7)
    assert [one.shrunken for one in shrunken.effects] == pytest.approx([0.01139395085, 0.07277156832], rel=1e-7)
    mixed = post_stratified(WOMENS_VISITS)
    assert mixed.value == pytest.approx(0.04512834646, rel=1e-7)
    assert mixed.standard_error == pytest.approx(0.003223826994, rel=1e-7)


def test_hillstrom_womens_mail_segment_tests():
    """The same data; the p-values there are of the normal test with each arm's own variance (n - 1)."""
    from scipy.special import ndtr

    effects = segment_effects(WOMENS_VISITS)
    p_values = [float(2 * ndtr(-abs(one.effect) / one.variance**0.5)) for one in effects]
    assert p_values == pytest.approx([0.01227284514, 1.391336733e-56], rel=1e-6)
    assert holm(p_values).tolist() == pytest.approx([0.01227284514, 2.782673466e-56], rel=1e-6)
    scores = [compare_pair(pair, 0.95).p_value for pair in WOMENS_VISITS]
    assert scores[0] == pytest.approx(p_values[0], rel=0.01)  # the score test pools the arms
    assert scores[1] < 1e-50


def test_hillstrom_pooled_variances_say_the_same():
    """The default Q of the same data: 94 on visits, whichever variances."""
    found = heterogeneity(WOMENS_VISITS, rng=np.random.default_rng(1))
    assert (found.method, round(found.q)) == ("q_chi_square", 94)


def test_hillstrom_interaction_f():
    """The same data, Mens e-mail; R 4.2.2, anova(lm(visit ~ treated * womens))."""
    found = interaction_f(MENS_VISITS)
    assert found.p_value == pytest.approx(0.04882295279, rel=REL)
    assert found.degrees == (1, 42613 - 4)


@pytest.mark.parametrize(
    ("segments", "critical"),
    [(2, 2.71), (3, 4.23), (4, 5.43), (5, 6.50), (6, 7.48), (7, 8.41), (8, 9.29), (9, 10.15), (10, 10.99)],
)
def test_gail_simon_critical_values(segments, critical):
    """Gail & Simon (1985), Biometrics 41:361-372, table 1: the 5 % points, printed to two decimals."""
    assert sign_change_p(critical - 0.006, segments) > 0.05 > sign_change_p(critical + 0.006, segments)


@pytest.mark.parametrize(
    ("effect", "error", "power", "wrong", "exaggeration"),
    [(0.1, 3.28, 0.05, 0.46, 77), (1.0, 3.28, 0.06, 0.19, 7.8), (2.0, 8.1, 0.06, 0.24, 9.7)],
)
def test_gelman_carlin(effect, error, power, wrong, exaggeration):
    """Gelman & Carlin (2014), Perspect. Psychol. Sci. 9:641-651; their exaggeration is from 10,000 draws."""
    found = sign_risk(effect, error)
    assert (round(found.power, 2), round(found.wrong_sign, 2)) == (power, wrong)
    assert found.exaggeration == pytest.approx(exaggeration, rel=0.03)
