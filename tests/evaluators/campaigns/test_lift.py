"""Relative lift: score limits of a ratio, Fieller's set, and where neither has an end."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from statsmodels.stats.proportion import confint_proportions_2indep

from evaluators.campaigns.aggregates import Proportion, Summary
from evaluators.campaigns.lift import fieller_g, figure_lift, mean_lift, odds_ratio, proportion_lift, risk_ratio
from evaluators.errors import NotComputable
from tests.evaluators.campaigns.campaign_arms import DEGENERATE, assert_finite, proportions

ARMS = [
    (Proportion(48, 80), Proportion(56, 70)),
    (Proportion(30, 900), Proportion(9, 100)),
    (Proportion(4, 500), Proportion(2, 2000)),
]


@pytest.mark.parametrize(("control", "variant"), ARMS, ids=str)
@pytest.mark.parametrize("confidence", [0.9, 0.99])
def test_score_limits_against_statsmodels(control, variant, confidence):
    """statsmodels' score interval of the ratio was verified by brute force (that of the difference is not used)."""
    expected = confint_proportions_2indep(
        variant.events,
        variant.trials,
        control.events,
        control.trials,
        compare="ratio",
        method="score",
        alpha=1 - confidence,
    )
    found = proportion_lift(control, variant, confidence=confidence).interval
    assert (1 + found.low, 1 + found.high) == pytest.approx(expected, rel=1e-5)


@pytest.mark.parametrize(("control", "variant"), ARMS, ids=str)
@pytest.mark.parametrize(
    ("ours", "compare", "method"), [(risk_ratio, "ratio", "log"), (odds_ratio, "odds-ratio", "logit")]
)
def test_log_limits_against_statsmodels(control, variant, ours, compare, method):
    expected = confint_proportions_2indep(
        variant.events, variant.trials, control.events, control.trials, compare=compare, method=method
    )
    found = ours(control, variant)
    assert (found.interval.low, found.interval.high) == pytest.approx(expected, rel=1e-9)
    back = ours(variant, control)
    assert back.value == pytest.approx(1 / found.value)
    assert back.p_value == pytest.approx(found.p_value)


@settings(max_examples=30, deadline=None)
@given(proportions(), proportions())
def test_swapping_the_arms_inverts_the_ratio(control, variant):
    if not control.events or not variant.events:
        return
    there, back = proportion_lift(control, variant), proportion_lift(variant, control)
    assert 1 + back.value == pytest.approx(1 / (1 + there.value))
    assert 1 + back.interval.low == pytest.approx(1 / (1 + there.interval.high), rel=1e-6)
    assert 1 + back.interval.high == pytest.approx(1 / (1 + there.interval.low), rel=1e-6)


def test_a_control_without_events_leaves_a_lower_limit_only():
    found = proportion_lift(Proportion(0, 400), Proportion(12, 400))
    assert (found.value, found.interval, found.reach) == (None, None, "unbounded_above")
    assert found.at_least > 1
    nearly = proportion_lift(Proportion(1, 400), Proportion(12, 400))
    assert nearly.at_least == nearly.interval.low
    assert 0 < nearly.interval.low < found.at_least


def test_nobody_at_all_says_nothing():
    found = proportion_lift(Proportion(0, 50), Proportion(0, 60))
    assert (found.value, found.interval, found.at_least, found.reach) == (None, None, None, "unbounded")


@pytest.mark.parametrize(("control", "variant"), DEGENERATE, ids=str)
def test_log_methods_refuse_empty_cells(control, variant):
    for ours in (risk_ratio, odds_ratio):
        empty = {0.0} if ours is risk_ratio else {0.0, 1.0}
        if {control.share, variant.share} & empty:
            with pytest.raises(NotComputable, match="empty_cell"):
                ours(control, variant)
        else:
            assert_finite(ours(control, variant))


@pytest.mark.parametrize(("method", "even"), [("fieller", True), ("delta", False)])
def test_fieller_misses_evenly_on_both_sides(method, even):
    """Control 5 standard errors above zero and a true lift of 0.5; the delta method misses on one side only."""
    rng = np.random.default_rng(5)
    draws = 20_000
    below = above = 0
    for m0, m1 in zip(rng.normal(5, 1, draws).tolist(), rng.normal(7.5, 1, draws).tolist(), strict=True):
        found = figure_lift(m0, 1.0, m1, 1.0, method=method).interval
        below += found is not None and found.high < 0.5
        above += found is not None and found.low > 0.5
    assert (max(below, above) / draws < 0.0285) == even
    assert (min(below, above) / draws > 0.0215) == even


def test_a_control_within_its_noise_is_unbounded():
    found = mean_lift(Summary(20, 1.0, 200.0), Summary(20, 3.0, 200.0))
    assert (found.interval, found.at_least, found.reach) == (None, None, "unbounded")
    assert found.value == pytest.approx(2.0)
    assert fieller_g(Summary(20, 1.0, 200.0)) > 1
    below = mean_lift(Summary(20, -1.0, 200.0), Summary(20, 3.0, 200.0))
    assert (below.value, below.reach) == (None, "unbounded")


def test_the_border_of_boundedness_is_g_equal_to_one():
    control = Summary(100, 1.0, 25.0)
    for confidence in (0.9, 0.94, 0.96, 0.99):
        found = mean_lift(control, Summary(100, 2.0, 25.0), confidence=confidence)
        assert (found.reach == "bounded") == (fieller_g(control, confidence=confidence) < 1)


@settings(deadline=None)
@given(st.floats(2, 50), st.floats(0, 0.5), st.floats(-20, 50), st.floats(0.01, 4))
def test_fieller_says_more_or_less_where_the_difference_does(m0, v0, m1, v1):
    """The set leaves 0 out exactly where the difference is beyond z standard errors."""
    found = figure_lift(m0, v0, m1, v1)
    z = (m1 - m0) / (v0 + v1) ** 0.5
    assert_finite(found)
    if abs(abs(z) - 1.959963985) > 1e-6:
        assert (abs(z) > 1.959963985) == (not found.interval.low <= 0 <= found.interval.high)


@pytest.mark.parametrize("method", ["fieller", "delta", "log"])
def test_no_relative_figure_for_a_control_at_or_below_zero(method):
    for mean in (0.0, -5.0):
        with pytest.raises(NotComputable, match="control_not_positive"):
            figure_lift(mean, 0.0, 1.0, 1.0, method=method)


def test_the_log_scale_needs_a_positive_variant():
    with pytest.raises(NotComputable, match="variant_not_positive"):
        figure_lift(2.0, 0.1, -1.0, 0.1, method="log")


def test_one_customer_is_too_few():
    with pytest.raises(NotComputable, match="too_few_customers"):
        mean_lift(Summary(1, 2.0, 0.0), Summary(9, 2.0, 1.0))
    with pytest.raises(NotComputable, match="control_not_positive"):
        fieller_g(Summary(9, 0.0, 1.0))
