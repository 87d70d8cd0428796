"""Means and ratios: Welch against SciPy, ratios of sums against tea-tasting."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from evaluators.campaigns.aggregates import Moments, Summary, difference_error
from evaluators.campaigns.means import compare_means, satterthwaite, t_estimate
from evaluators.campaigns.ratios import compare_ratios, ratio_lift, ratio_of_sums
from evaluators.errors import NotComputable
from tests.evaluators.campaigns.campaign_arms import assert_finite

NAMES = ("revenue", "orders")
values = st.lists(st.integers(-100, 1000), min_size=2, max_size=30).filter(lambda seen: len(set(seen)) > 1)


def orders(n, seed, lift=1.0):
    rng = np.random.default_rng(seed)
    count = rng.poisson(0.7, n)
    return np.column_stack([count * rng.lognormal(2, 0.6, n) * lift, count])


@settings(deadline=None)
@given(values, values, st.sampled_from([0.8, 0.95, 0.999]))
def test_welch_against_scipy(a, b, confidence):
    expected = stats.ttest_ind(b, a, equal_var=False)
    around = expected.confidence_interval(confidence)
    found = compare_means(Summary.of(a), Summary.of(b), confidence=confidence)
    assert found.p_value == pytest.approx(expected.pvalue, rel=1e-8)
    assert (found.interval.low, found.interval.high) == pytest.approx((around.low, around.high), rel=1e-7, abs=1e-7)
    assert found.standard_error == pytest.approx(difference_error(Summary.of(a), Summary.of(b)))


@settings(deadline=None)
@given(values, values)
def test_swapping_the_arms_flips_signs_only(a, b):
    there, back = compare_means(Summary.of(a), Summary.of(b)), compare_means(Summary.of(b), Summary.of(a))
    assert there.value == -back.value
    assert (there.standard_error, there.p_value) == pytest.approx((back.standard_error, back.p_value))
    assert (there.interval.low, there.interval.high) == pytest.approx((-back.interval.high, -back.interval.low))


@settings(deadline=None)
@given(values, values)
def test_twice_the_customers_halve_the_variance(a, b):
    """Exactly half but for the divisor: each arm's variance is times (2n - 2) / (2n - 1)."""
    for seen in (a, b):
        n = len(seen)
        one, two = Summary.of(seen).mean_variance, Summary.of(seen + seen).mean_variance
        assert two == pytest.approx(one / 2 * (2 * n - 2) / (2 * n - 1))


@pytest.mark.parametrize("degrees", [0.6, 1, 2.5, 17.77, 400, 5e4, 4e7])
def test_t_limits_and_tails_against_scipy(degrees):
    law = stats.t(degrees)
    for confidence in (0.5, 0.95, 0.9999):
        found = t_estimate(3.0, 1.5, degrees, "welch", confidence=confidence)
        assert found.interval.high == pytest.approx(3 + 1.5 * law.ppf((1 + confidence) / 2), rel=1e-8)
        assert found.p_value == pytest.approx(2 * law.sf(2), rel=1e-9)
    with pytest.raises(ValueError, match="confidence"):
        t_estimate(3.0, 1.5, degrees, "welch", confidence=0.0)


def test_values_that_differ_by_rounding_only_are_no_spread():
    """Ten times 0.1 and seven times 0.1 have means that differ in the last digit."""
    arms = Summary.of([0.1] * 10), Summary.of([0.1] * 7)
    assert arms[0].mean != arms[1].mean
    with pytest.raises(NotComputable, match="no_variation"):
        compare_means(*arms)


def test_one_constant_arm_is_compared_by_the_other_ones_spread():
    found = compare_means(Summary(50, 0.0, 0.0), Summary.of([0.0, 0.0, 3.0, 5.0]))
    assert found.p_value == pytest.approx(stats.ttest_1samp([0, 0, 3, 5], 0).pvalue)


@pytest.mark.parametrize("n", [0, 1])
def test_too_few_customers(n):
    few, many = Summary(n, 0.0, 0.0), Summary(9, 1.0, 2.0)
    for arms in ((few, many), (many, few)):
        with pytest.raises(NotComputable, match="too_few_customers") as fault:
            compare_means(*arms)
        assert fault.value.facts == {"customers": n, "minimum": 2}


def test_satterthwaite_lies_between_the_smallest_and_the_sum():
    assert satterthwaite([2.0, 2.0], [9, 9]) == pytest.approx(18)
    assert satterthwaite([1e-200, 0.0], [9, 4]) == pytest.approx(9), "tiny squares do not vanish"
    assert satterthwaite([1.0, 3.0], [4, 7]) == pytest.approx(16 / (1 / 4 + 9 / 7))


def test_ratios_against_tea_tasting():
    """tea-tasting 1.14.0, RatioOfMeans on rows with normal quantiles."""
    import pyarrow as pa
    import tea_tasting as tt

    arms = orders(800, 1), orders(700, 2, 1.2)
    rows = np.concatenate(arms)
    frame = pa.table({"variant": [0] * 800 + [1] * 700, "revenue": rows[:, 0], "orders": rows[:, 1]})
    metric = tt.RatioOfMeans(numer="revenue", denom="orders", use_t=False)
    expected = tt.Experiment(basket=metric).analyze(frame)["basket"]
    found = compare_ratios(*(Moments.of(NAMES, arm) for arm in arms), *NAMES)
    assert found.value == pytest.approx(expected.effect_size, rel=1e-9)
    assert found.p_value == pytest.approx(expected.pvalue, rel=1e-7)
    limits = expected.effect_size_ci_lower, expected.effect_size_ci_upper
    assert (found.interval.low, found.interval.high) == pytest.approx(limits, rel=1e-7)


def test_ratio_errors_against_resampled_customers():
    rng = np.random.default_rng(4)
    arm = orders(500, 3)
    draws = arm[rng.integers(0, 500, (4000, 500))].sum(axis=1)
    resampled = (draws[:, 0] / draws[:, 1]).std(ddof=1)
    assert ratio_of_sums(Moments.of(NAMES, arm), *NAMES).variance ** 0.5 == pytest.approx(resampled, rel=0.05)


def test_swapping_ratios_and_their_lift():
    arms = [Moments.of(NAMES, orders(300, seed)) for seed in (5, 6)]
    there, back = compare_ratios(*arms, *NAMES), compare_ratios(*arms[::-1], *NAMES)
    assert (there.value, there.p_value) == (-back.value, pytest.approx(back.p_value))
    lift = ratio_lift(*arms, *NAMES)
    assert lift.value == pytest.approx(there.value / ratio_of_sums(arms[0], *NAMES).value)
    assert lift.interval.low < lift.value < lift.interval.high


@pytest.mark.parametrize(
    ("rows", "code"),
    [
        ([], "too_few_customers"),
        ([[1, 1]], "too_few_customers"),
        ([[1, 0], [2, 0]], "denominator_empty"),
        ([[3, 1], [3, 1]], "no_variation"),
    ],
)
def test_degenerate_ratios(rows, code):
    arm = Moments.of(NAMES, rows)
    with pytest.raises(NotComputable, match=code):
        compare_ratios(arm, arm, *NAMES)


@pytest.mark.parametrize(("a", "b"), [([0, 0], [0, 1]), ([5, 5, 5], [1e9, -1e9]), ([1e-150, 0], [1e-150, 1e-150, 0])])
def test_extreme_values_stay_finite(a, b):
    assert_finite(compare_means(Summary.of(a), Summary.of(b)))
