"""Dunnett by quadrature: other implementations, what must always hold, and the family's error by simulation."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy import stats
from scipy.special import ndtr

from evaluators.campaigns.aggregates import Summary
from evaluators.campaigns.dunnett import critical_t, dunnett, largest_t_exceeds
from evaluators.errors import NotComputable


def _arms(rng, sizes, deviations, shift=0.0):
    return [
        rng.normal(shift * place, deviation, size)
        for place, (size, deviation) in enumerate(zip(sizes, deviations, strict=True))
    ]


def test_scipy_simulates_the_same():
    """SciPy 1.17 integrates by randomised lattice points: agreement to its error."""
    rng = np.random.default_rng(5)
    for sizes in ((12, 8, 9), (30, 10, 10, 25), (6, 20, 20, 20, 20)):
        rows = _arms(rng, sizes, [1.0] * len(sizes), shift=0.3)
        ours = dunnett(Summary.of(rows[0]), [Summary.of(row) for row in rows[1:]], variances="pooled")
        theirs = stats.dunnett(*rows[1:], control=rows[0], rng=np.random.default_rng(1))
        limits = theirs.confidence_interval()
        assert [one.p_value for one in ours] == pytest.approx(theirs.pvalue, abs=2e-3)
        assert [one.interval.low for one in ours] == pytest.approx(limits.low, abs=5e-3)
        assert [one.interval.high for one in ours] == pytest.approx(limits.high, abs=5e-3)


@pytest.mark.parametrize("degrees", [1.0, 1.4, 3.0, 17.5, 4e5, math.inf])
@pytest.mark.parametrize("value", [0.7, 2.0, 3.5])
def test_uncorrelated_and_identical_comparisons_are_known(degrees, value):
    """Loadings 1: the comparisons are one. Loadings 0 and known deviation: they are independent."""
    alone = 2 * stats.t.sf(value, degrees) if degrees < math.inf else 2 * stats.norm.sf(value)
    found = largest_t_exceeds(value, [1.0, 1.0, 1.0], degrees)
    assert alone * (1 - 1e-9) <= found <= alone * 1.03
    if degrees == math.inf:
        assert largest_t_exceeds(value, [0.0, 0.0, 0.0]) == pytest.approx(1 - (1 - alone) ** 3, abs=1e-12)


def test_a_plain_grid_gives_the_same():
    """The same probability by the trapezoid rule over both integrals."""
    loadings, degrees, value = np.array([0.3, 0.7, 0.9]), 7.0, 2.3
    z, s = np.linspace(-8, 8, 641), np.linspace(0, 4, 801)[:, None]
    own = np.sqrt(1 - loadings**2)
    inside = np.ones((len(s), len(z)))
    for b, width in zip(loadings, own, strict=True):
        inside *= ndtr((value * s - b * z) / width) - ndtr((-value * s - b * z) / width)
    scale = stats.chi.pdf(s * math.sqrt(degrees), degrees) * math.sqrt(degrees)
    expected = 1 - float((inside * stats.norm.pdf(z) * scale).sum() * (z[1] - z[0]) * (s[1, 0] - s[0, 0]))
    assert largest_t_exceeds(value, loadings, degrees) == pytest.approx(expected, abs=1e-8)


def test_one_variant_is_welch_or_student():
    rng = np.random.default_rng(8)
    control, variant = _arms(rng, (15, 40), (1.0, 3.0), shift=0.4)
    for variances, equal in (("separate", False), ("pooled", True)):
        (found,) = dunnett(Summary.of(control), [Summary.of(variant)], variances=variances)
        oracle = stats.ttest_ind(variant, control, equal_var=equal)
        assert found.p_value == pytest.approx(oracle.pvalue, rel=1e-9)
        limits = oracle.confidence_interval()
        assert (found.interval.low, found.interval.high) == pytest.approx((limits.low, limits.high), rel=1e-9)


@pytest.mark.parametrize("variances", ["separate", "pooled"])
def test_p_value_and_interval_never_disagree(variances):
    rng = np.random.default_rng(9)
    for _ in range(20):
        rows = _arms(rng, rng.integers(3, 30, 4), rng.uniform(0.5, 2, 4), shift=rng.normal(0, 0.5))
        for one in dunnett(Summary.of(rows[0]), [Summary.of(row) for row in rows[1:]], variances=variances):
            assert (one.p_value < 0.05) == (one.interval.low > 0 or one.interval.high < 0)


@pytest.mark.parametrize("variances", ["separate", "pooled"])
def test_turning_the_metric_around_flips_signs_only(variances):
    arms = [Summary(50, 1.0, 4.0), Summary(30, 1.8, 5.0), Summary(70, 0.2, 3.0)]
    turned = [Summary(arm.n, -arm.mean, arm.variance) for arm in arms]
    for one, other in zip(
        dunnett(arms[0], arms[1:], variances=variances),
        dunnett(turned[0], turned[1:], variances=variances),
        strict=True,
    ):
        assert other.value == -one.value
        assert other.p_value == one.p_value
        assert (other.interval.low, other.interval.high) == (-one.interval.high, -one.interval.low)


def test_adjusted_lies_between_single_and_bonferroni():
    for degrees in (1.3, 4.0, 60.0, math.inf):
        for value in (0.0, 0.5, 2.0, 5.0, 60.0):
            single = 2 * stats.t.sf(value, degrees) if degrees < math.inf else 2 * stats.norm.sf(value)
            assert single * (1 - 1e-6) <= largest_t_exceeds(value, [0.6, 0.7, 0.8], degrees) <= 3 * single + 1e-15


def test_critical_value_turns_the_probability_around():
    for loadings in ([0.99, 0.1, 0.5], [0.7] * 10, [0.7]):
        for degrees in (1.0, 6.0, math.inf):
            limit = critical_t(0.95, loadings, degrees)
            assert largest_t_exceeds(limit, loadings, degrees) == pytest.approx(0.05, abs=1e-8)


def test_arms_that_cannot_be_compared():
    with pytest.raises(NotComputable, match="no_variation"):
        dunnett(Summary(5, 1.0, 0.0), [Summary(5, 2.0, 0.0)])
    with pytest.raises(NotComputable, match="no_variation"):
        dunnett(Summary(5, 1.0, 0.0), [Summary(5, 2.0, 0.0)], variances="pooled")
    with pytest.raises(NotComputable, match="too_few_customers"):
        dunnett(Summary(5, 1.0, 1.0), [Summary(1, 2.0, 0.0)])
    with pytest.raises(NotComputable, match="too_few_customers"):
        dunnett(Summary(1, 1.0, 0.0), [Summary(1, 2.0, 0.0)], variances="pooled")
    with pytest.raises(NotComputable, match="too_few_customers"):
        dunnett(Summary(0, 0.0, 0.0), [Summary(9, 2.0, 1.0)], variances="pooled")
    assert dunnett(Summary(5, 1.0, 1.0), []) == ()


def test_family_error_by_simulation():
    """Three variants without effect, unequal arms and variances: at most 5 %, Monte-Carlo error 1 point."""
    rng = np.random.default_rng(31)
    runs, sizes, deviations = 500, (60, 20, 30, 40), (1.0, 2.0, 1.5, 0.7)
    alarms = 0
    for _ in range(runs):
        control, *variants = (Summary.of(row) for row in _arms(rng, sizes, deviations))
        errors = [math.sqrt(control.mean_variance + one.mean_variance) for one in variants]
        if max(abs(one.mean - control.mean) / error for one, error in zip(variants, errors, strict=True)) > 1.96:
            alarms += min(found.p_value for found in dunnett(control, variants)) < 0.05
    assert alarms / runs == pytest.approx(0.05, abs=0.025)
