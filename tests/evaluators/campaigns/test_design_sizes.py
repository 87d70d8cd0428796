"""Sample size, power and what a list can find: other implementations, and each the inverse of the other."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from statsmodels.stats.power import NormalIndPower, TTestIndPower

from evaluators.campaigns.aggregates import Moments, Proportion
from evaluators.campaigns.clusters import clustered, design_effect
from evaluators.campaigns.mean_size import (
    adjusted_deviation,
    mean_power,
    mean_sample_size,
    minimum_detectable_mean,
    ratio_deviation,
)
from evaluators.campaigns.power import (
    difference_power,
    effect_error,
    heterogeneity_power,
    interaction_power,
    minimum_detectable_share,
    proportion_power,
)
from evaluators.campaigns.proportions import pooled_z
from evaluators.campaigns.sample_size import (
    Duration,
    SampleSize,
    cohen_h,
    duration,
    interaction_sample_size,
    proportion_sample_size,
    whole,
)
from evaluators.errors import EvaluationError, NotComputable

FORMULAS = ("fleiss", "fleiss_corrected", "baseline_variance", "arcsine")
SHARES = st.floats(0.001, 0.999)
RATIOS = st.floats(0.05, 20)
POWERS = st.floats(0.5, 0.99)  # under a half, a formula may ask for nobody at all


@pytest.mark.parametrize("formula", FORMULAS)
@settings(deadline=None)
@given(baseline=SHARES, target=SHARES, ratio=RATIOS, power=POWERS, alpha=st.sampled_from([0.01, 0.05, 0.1]))
def test_power_turns_the_size_around(formula, baseline, target, ratio, power, alpha):
    assume(abs(baseline - target) > 1e-4)
    size = proportion_sample_size(baseline, target, power=power, alpha=alpha, ratio=ratio, formula=formula)
    found = proportion_power(baseline, target, size.control, size.variant, alpha=alpha, formula=formula)
    if min(size.control, size.variant) > 1.001:
        assert found == pytest.approx(power, abs=1e-6)
    else:
        assert found > power - 1e-6


@pytest.mark.parametrize("formula", FORMULAS)
@settings(deadline=None)
@given(baseline=st.floats(0.001, 0.9), control=st.integers(50, 10**7), ratio=RATIOS, power=POWERS)
def test_detectable_share_turns_the_size_around(formula, baseline, control, ratio, power):
    for direction in ("up", "down"):
        found = minimum_detectable_share(
            baseline, control, control * ratio, power=power, direction=direction, formula=formula
        )
        if found is None:
            continue
        assert (found.absolute > 0) == (direction == "up")
        assert found.relative == pytest.approx(found.absolute / baseline, rel=1e-12)
        back = proportion_power(baseline, found.target, control, control * ratio, formula=formula)
        assert back == pytest.approx(power, abs=1e-6)


@settings(deadline=None)
@given(effect=st.floats(0.01, 2), ratio=RATIOS, power=POWERS, other=st.floats(0.2, 5))
def test_detectable_mean_turns_the_size_around(effect, ratio, power, other):
    size = mean_sample_size(effect, 1.0, variant_deviation=other, power=power, ratio=ratio)
    assume(min(size.control, size.variant) > 2.001)
    found = minimum_detectable_mean(
        1.0, size.control, size.variant, variant_deviation=other, power=power, baseline=-4.0, direction="down"
    )
    assert found.absolute == pytest.approx(-effect, rel=1e-6)
    assert found.relative == pytest.approx(-effect / 4, rel=1e-6)


def test_statsmodels_agrees():
    for effect, n, ratio in ((0.5, 30, 1.0), (0.2, 400, 1.0), (1.2, 8, 1.0)):
        theirs = TTestIndPower().power(effect, n, 0.05, ratio=ratio, alternative="larger")
        at_half = TTestIndPower().power(effect, n, 0.025, ratio=ratio, alternative="larger")
        assert mean_power(effect, 1.0, n, n * ratio) == pytest.approx(at_half, abs=1e-9)
        assert mean_power(effect, 1.0, n, n * ratio, alpha=0.1) == pytest.approx(theirs, abs=1e-9)
    for p0, p1, ratio in ((0.1, 0.13, 1.0), (0.02, 0.03, 3.0)):
        n = NormalIndPower().solve_power(cohen_h(p0, p1), power=0.8, alpha=0.025, ratio=ratio, alternative="larger")
        size = proportion_sample_size(p0, p1, ratio=ratio, formula="arcsine")
        assert size.control == pytest.approx(n, rel=1e-6)


def test_power_by_simulation():
    """Fleiss' formula against the score test itself; Monte-Carlo error 0.9 points."""
    rng, z = np.random.default_rng(3), 1.959963985
    control, variant = 900, 1_800
    found = [
        pooled_z(Proportion(int(x0), control), Proportion(int(x1), variant), finite=False) > z
        for x0, x1 in zip(rng.binomial(control, 0.1, 2_000), rng.binomial(variant, 0.14, 2_000), strict=True)
    ]
    assert np.mean(found) == pytest.approx(proportion_power(0.1, 0.14, control, variant), abs=0.03)


def test_power_of_welch_by_simulation():
    rng = np.random.default_rng(13)
    from scipy.stats import ttest_ind

    rows = rng.normal(0, 1, (4_000, 12)), rng.normal(1.2, 2, (4_000, 25))
    found = ttest_ind(rows[1], rows[0], axis=1, equal_var=False)
    hit = np.mean((found.pvalue < 0.05) & (found.statistic > 0))
    assert mean_power(1.2, 1.0, 12, 25, variant_deviation=2.0) == pytest.approx(hit, abs=0.02)


@pytest.mark.parametrize("formula", FORMULAS)
def test_formulas_differ_by_some_per_cent(formula):
    plain = proportion_sample_size(0.02, 0.025).control
    assert proportion_sample_size(0.02, 0.025, formula=formula).control == pytest.approx(plain, rel=0.08)


@settings(deadline=None)
@given(baseline=st.floats(0.01, 0.5), more=st.integers(2, 50))
def test_longer_lists_find_less(baseline, more):
    small = minimum_detectable_share(baseline, 500, 500)
    large = minimum_detectable_share(baseline, 500 * more, 500 * more)
    assert large.absolute < small.absolute
    assert proportion_power(baseline, 0.6, 500 * more, 500) >= proportion_power(baseline, 0.6, 500, 500) - 1e-12


def test_swapping_the_arms_changes_nothing():
    assert proportion_power(0.1, 0.2, 100, 300) == pytest.approx(proportion_power(0.2, 0.1, 300, 100), rel=1e-12)
    assert proportion_power(0.1, 0.2, 100, 300) == pytest.approx(proportion_power(0.9, 0.8, 100, 300), rel=1e-12)


def test_difference_between_two_halves_needs_four_times_the_customers():
    share, difference = 0.1, 0.02
    deviation = math.sqrt(share * (1 - share))
    overall = interaction_sample_size(difference, deviation).control / 4
    error = effect_error(deviation, overall, overall)
    assert difference_power(difference, error) == pytest.approx(0.8, abs=1e-9)
    halves = [effect_error(deviation, 2 * overall, 2 * overall)] * 2
    assert interaction_power(difference, *halves) == pytest.approx(0.8, abs=1e-9)


def test_heterogeneity_of_two_segments_is_the_interaction():
    both_tails = heterogeneity_power([0.0, 1.0], [0.3, 0.4])
    one_tail = interaction_power(1.0, 0.3, 0.4)
    assert both_tails == pytest.approx(one_tail, abs=1e-4)
    assert both_tails >= one_tail
    assert heterogeneity_power([0.2, 0.2, 0.2], [0.1, 0.2, 0.3]) == pytest.approx(0.05, abs=1e-9)


def test_power_of_heterogeneity_by_simulation():
    rng, effects, errors = np.random.default_rng(2), np.array([0.0, 0.5, 1.0, 0.2]), np.array([0.3, 0.2, 0.4, 0.3])
    drawn = rng.normal(effects, errors, (20_000, 4))
    weights = errors**-2.0
    q = ((drawn - (drawn @ weights / weights.sum())[:, None]) ** 2) @ weights
    assert heterogeneity_power(effects, errors) == pytest.approx(np.mean(q > 7.814727903), abs=0.012)


def test_deviation_of_a_ratio_is_that_of_its_residuals():
    rng = np.random.default_rng(17)
    opened = rng.poisson(3, 500) + 1.0
    clicked = opened * 0.2 + rng.normal(0, 0.5, 500)
    ratio = clicked.sum() / opened.sum()
    expected = np.std(clicked - ratio * opened, ddof=1) / opened.mean()
    moments = Moments.of(("clicked", "opened"), np.column_stack([clicked, opened]))
    assert ratio_deviation(moments, "clicked", "opened") == pytest.approx(expected, rel=1e-10)


def test_covariate_saves_the_square_of_its_correlation():
    plain, adjusted = mean_sample_size(0.1, 1.0), mean_sample_size(0.1, adjusted_deviation(1.0, 0.6))
    assert adjusted.control / plain.control == pytest.approx(0.64, abs=1e-3)
    assert adjusted_deviation(3.0, -1.0) == 0
    with pytest.raises(EvaluationError, match="share_outside"):
        adjusted_deviation(1.0, 1.1)


def test_clusters():
    assert design_effect(1, 0.3) == 1
    assert design_effect(20, 0.0) == 1
    assert design_effect(20, 1.0) == 20
    assert design_effect(20, 0.05, size_variation=0.5) == pytest.approx(1 + (1.25 * 20 - 1) * 0.05)
    found = clustered(SampleSize(control=100, variant=200, formula="fleiss"), 20, 0.0)
    assert (found.control_clusters, found.variant_clusters) == (5, 10)
    with pytest.raises(EvaluationError, match="cluster_too_small"):
        design_effect(0.5, 0.1)
    with pytest.raises(EvaluationError, match="share_outside"):
        design_effect(5, 1.1)


def test_duration_is_told_in_whole_weeks():
    assert duration(700, 100) == Duration(days=7, weeks=1)
    assert duration(701, 100) == Duration(days=8, weeks=2)
    assert duration(0, 100) == Duration(days=1, weeks=1)
    with pytest.raises(EvaluationError, match="not_above_zero"):
        duration(100, 0)


def test_customers_are_rounded_up_per_arm():
    assert SampleSize(control=10.2, variant=20.1, formula="fleiss").customers == 32
    assert whole(10.0) == 10


def test_lists_that_can_show_nothing():
    assert minimum_detectable_share(0.02, 3, 1) is None
    assert minimum_detectable_share(0.001, 500, 500, direction="down") is None
    assert minimum_detectable_share(0.0, 500, 500, direction="down") is None
    assert minimum_detectable_share(1.0, 500, 500) is None
    found = minimum_detectable_share(0.0, 500, 500)
    assert found.relative is None
    assert found.absolute > 0


def test_equal_shares_have_the_false_alarms_as_power():
    assert proportion_power(0.2, 0.2, 100, 100) == 0.025
    assert mean_power(0.0, 1.0, 10, 10) == pytest.approx(0.025, abs=1e-9)
    assert proportion_power(0.0, 1.0, 10, 10) == 1.0


@pytest.mark.parametrize(
    ("call", "code"),
    [
        (lambda: proportion_sample_size(0.2, 0.2), "no_effect_to_find"),
        (lambda: proportion_sample_size(0.2, 1.2), "share_outside"),
        (lambda: proportion_sample_size(0.2, 0.3, power=1.0), "share_outside"),
        (lambda: proportion_sample_size(0.2, 0.3, alpha=0.0), "share_outside"),
        (lambda: proportion_sample_size(0.2, 0.3, power=0.02), "power_under_alpha"),
        (lambda: proportion_sample_size(0.2, 0.3, ratio=0), "not_above_zero"),
        (lambda: proportion_power(0.2, 0.3, 0, 10), "not_above_zero"),
        (lambda: mean_sample_size(0, 1), "no_effect_to_find"),
        (lambda: mean_sample_size(1e-9, 1), "too_small_to_find"),
        (lambda: mean_sample_size(1, 0), "no_variation"),
        (lambda: mean_power(1, 1, 1, 5), "too_few_customers"),
        (lambda: minimum_detectable_mean(1, 1, 5), "too_few_customers"),
        (lambda: minimum_detectable_mean(0, 10, 10), "no_variation"),
        (lambda: difference_power(1, 0), "no_variation"),
        (lambda: heterogeneity_power([1], [1]), "too_few_segments"),
        (lambda: heterogeneity_power([1, 2], [1, 0]), "no_variation"),
        (lambda: interaction_sample_size(0, 1), "no_effect_to_find"),
        (lambda: interaction_sample_size(1, 1, first_share=1.0), "share_outside"),
    ],
)
def test_what_cannot_be_planned_says_so(call, code):
    with pytest.raises(EvaluationError, match=code):
        call()


def test_tiny_arms_still_have_an_answer():
    assert mean_sample_size(100, 1).control == pytest.approx(2)
    assert 0 < minimum_detectable_mean(1.0, 2, 2).absolute < 10
    with pytest.raises(NotComputable):
        minimum_detectable_mean(1.0, 1, 1)
