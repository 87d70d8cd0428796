"""Two proportions: score limits against brute force, coverage, and what must always hold."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats
from scipy.optimize import brentq, minimize_scalar

from evaluators.campaigns.aggregates import Proportion, critical_value, two_sided
from evaluators.campaigns.lift import proportion_lift
from evaluators.campaigns.proportions import (
    agresti_caffo_interval,
    compare_proportions,
    margin_z,
    miettinen_nurminen_interval,
    newcombe_interval,
    pooled_z,
    unpooled_error,
    wald_interval,
    wilson_interval,
)
from evaluators.campaigns.score import constrained_shares, ratio_limits, score_limits
from evaluators.errors import NotComputable
from tests.evaluators.campaigns.campaign_arms import DEGENERATE, assert_finite, proportions

INTERVALS = [newcombe_interval, agresti_caffo_interval, miettinen_nurminen_interval, wald_interval]
MANY = 10_000_000


def likelihood(events, trials, share):
    return stats.binom.logpmf(events, trials, share)


def brute_limit(control, variant, side, z):
    """Find where the score statistic reaches z, the likelihood maximised numerically."""
    total = control.trials + variant.trials

    def statistic(difference):
        low, high = max(0, -difference), min(1, 1 - difference)
        best = minimize_scalar(
            lambda r: -likelihood(*counts(control), r) - likelihood(*counts(variant), r + difference),
            bounds=(low, high),
            method="bounded",
            options={"xatol": 1e-13},
        ).x
        spread = best * (1 - best) / control.trials
        spread += (best + difference) * (1 - best - difference) / variant.trials
        gap = variant.share - control.share - difference
        return gap**2 / (spread * total / (total - 1)) - z * z

    seen = variant.share - control.share
    return brentq(statistic, seen + side * 1e-6, side * (1 - 1e-9), xtol=1e-10)


def counts(arm):
    return arm.events, arm.trials


@pytest.mark.parametrize(
    ("control", "variant"),
    [
        (Proportion(48, 80), Proportion(56, 70)),
        (Proportion(27, 900), Proportion(2, 100)),
        (Proportion(4, 500), Proportion(10, 2000)),
        (Proportion(9, 450), Proportion(1, 50)),
        (Proportion(3, 12), Proportion(11, 12)),
    ],
)
@pytest.mark.parametrize("confidence", [0.8, 0.95, 0.995])
def test_limits_against_brute_force(control, variant, confidence):
    """Miettinen and Nurminen (1985): every difference whose statistic is within z."""
    found = miettinen_nurminen_interval(control, variant, confidence=confidence)
    z = critical_value(confidence)
    assert found.low == pytest.approx(brute_limit(control, variant, -1, z), abs=2e-7)
    assert found.high == pytest.approx(brute_limit(control, variant, 1, z), abs=2e-7)


@settings(deadline=None)
@given(proportions(), proportions(), st.floats(-0.999, 0.999))
def test_constrained_shares_are_likeliest(control, variant, difference):
    share0, share1 = (float(one) for one in constrained_shares(*counts(control), *counts(variant), difference))
    low, high = max(0.0, -difference), min(1.0, 1 - difference)
    others = np.linspace(low, high, 201)
    reached = likelihood(*counts(control), share0) + likelihood(*counts(variant), share1)
    elsewhere = likelihood(*counts(control), others) + likelihood(*counts(variant), np.clip(others + difference, 0, 1))
    assert share1 - share0 == pytest.approx(difference, abs=1e-12)
    assert reached >= elsewhere.max() - 1e-6


@pytest.mark.parametrize(
    ("p1", "p0", "n1", "n0", "printed"),
    [
        (0.02, 0.03, 200, 200, {"wald": 0.953, "newcombe": 0.969, "caffo": 0.971, "score": 0.947}),
        (0.02, 0.03, 100, 900, {"wald": 0.865, "newcombe": 0.962, "caffo": 0.988, "score": 0.962}),
        (0.02, 0.02, 50, 450, {"wald": 0.643, "newcombe": 0.961, "caffo": 0.996, "score": 0.961}),
    ],
)
def test_coverage_of_nominal_95_percent(p1, p0, n1, n0, printed):
    """Exact coverage, all likely tables weighted; the printed figures are from 200,000 draws, so to 0.0015."""
    x0, x1 = (stats.binom(n, p).ppf([1e-7, 1 - 1e-7]).astype(int) for n, p in ((n0, p0), (n1, p1)))
    x0, x1 = np.meshgrid(np.arange(x0[0], x0[1] + 1), np.arange(x1[0], x1[1] + 1))
    weights = stats.binom.pmf(x0, n0, p0) * stats.binom.pmf(x1, n1, p1)
    low, high = score_limits(x0, n0, x1, n1)
    covered = {"score": weights[(low <= p1 - p0) & (p1 - p0 <= high)].sum()}
    plain = {"wald": wald_interval, "newcombe": newcombe_interval, "caffo": agresti_caffo_interval}
    for name, interval in plain.items():
        found = [
            interval(Proportion(int(a), n0), Proportion(int(b), n1)) for a, b in zip(x0.flat, x1.flat, strict=True)
        ]
        held = np.array([one.low <= p1 - p0 <= one.high for one in found])
        covered[name] = weights.ravel()[held].sum()
    assert covered == pytest.approx(printed, abs=0.0015)


@settings(max_examples=30, deadline=None)
@given(proportions(), proportions(), st.sampled_from([0.8, 0.95, 0.99]))
def test_the_score_test_and_its_intervals_never_contradict(control, variant, confidence):
    clear = abs(pooled_z(control, variant)) - critical_value(confidence)
    if abs(clear) < 1e-9:
        return
    around = miettinen_nurminen_interval(control, variant, confidence=confidence)
    assert (clear > 0) == (not around.low <= 0 <= around.high)
    if control.events:
        relative = proportion_lift(control, variant, confidence=confidence).interval
        assert (clear > 0) == (not relative.low <= 1e-12 or not relative.high >= -1e-12)


@settings(max_examples=25, deadline=None)
@given(proportions(60), proportions(60))
def test_swapping_the_arms_flips_signs_only(control, variant):
    one, other = compare_proportions(control, variant), compare_proportions(variant, control)
    assert one.value == -other.value
    assert one.standard_error == pytest.approx(other.standard_error)
    assert one.p_value == pytest.approx(other.p_value, rel=1e-9)
    assert (one.method, one.notes) == (other.method, other.notes)
    for interval in INTERVALS:
        there, back = interval(control, variant), interval(variant, control)
        assert (there.low, there.high) == pytest.approx((-back.high, -back.low), abs=1e-7)


@settings(max_examples=30, deadline=None)
@given(proportions(), proportions())
def test_one_more_event_moves_everything_up(control, variant):
    if variant.events == variant.trials:
        return
    more = Proportion(variant.events + 1, variant.trials)
    assert pooled_z(control, more) > pooled_z(control, variant)
    for interval in (newcombe_interval, agresti_caffo_interval, miettinen_nurminen_interval):
        before, after = interval(control, variant), interval(control, more)
        assert after.low > before.low - 1e-9
        assert after.high > before.high - 1e-9
    if control.events:
        before, after = (proportion_lift(control, arm).interval for arm in (variant, more))
        assert after.low > before.low
        assert after.high > before.high


@settings(max_examples=30, deadline=None)
@given(proportions(), proportions())
def test_twice_the_customers_halve_the_variance(control, variant):
    double = [Proportion(2 * arm.events, 2 * arm.trials) for arm in (control, variant)]
    assert unpooled_error(*double) ** 2 == pytest.approx(unpooled_error(control, variant) ** 2 / 2)
    plain = pooled_z(control, variant, finite=False)
    assert pooled_z(*double, finite=False) == pytest.approx(plain * 2**0.5)
    narrow, wide = miettinen_nurminen_interval(*double), miettinen_nurminen_interval(control, variant)
    assert narrow.high - narrow.low < wide.high - wide.low


@pytest.mark.parametrize("difference", [0.3, 1e-3, 1e-6])
@pytest.mark.parametrize("trials", [1, 40, MANY])
def test_constrained_shares_at_the_ends(trials, difference):
    """Without events the lower share is 0, with nothing but events the upper one is 1."""
    ends = [
        constrained_shares(x0, n0, x1, n1, d)
        for x0, n0, x1, n1, d in (
            (0, trials, 0, 30, difference),
            (0, trials, 0, 30, -difference),
            (trials, trials, 30, 30, difference),
            (trials, trials, 30, 30, -difference),
        )
    ]
    expected = [(0, difference), (difference, 0), (1 - difference, 1), (1, 1 - difference)]
    for found, pair in zip(ends, expected, strict=True):
        assert [float(share) for share in found] == pytest.approx(pair, abs=1e-11)


@settings(max_examples=25, deadline=None)
@given(proportions(), proportions())
def test_counting_those_who_did_not_flips_signs_only(control, variant):
    others = [Proportion(arm.trials - arm.events, arm.trials) for arm in (control, variant)]
    there, back = miettinen_nurminen_interval(control, variant), miettinen_nurminen_interval(*others)
    assert (there.low, there.high) == pytest.approx((-back.high, -back.low), abs=1e-12)
    assert pooled_z(control, variant) == pytest.approx(-pooled_z(*others), abs=1e-12)


def test_a_margin_of_nothing_is_the_pooled_test():
    control, variant = Proportion(31, 400), Proportion(52, 500)
    assert margin_z(control, variant, 0.0) == pytest.approx(pooled_z(control, variant), rel=1e-12)
    limit = miettinen_nurminen_interval(control, variant, confidence=0.9).low
    assert two_sided(margin_z(control, variant, limit)) == pytest.approx(0.1, rel=1e-6)


def test_very_large_arms_keep_their_digits():
    """Ten million customers a side: the limits come to the plain normal ones."""
    control, variant = Proportion(200_000, MANY), Proportion(201_500, MANY)
    score, plain = miettinen_nurminen_interval(control, variant), wald_interval(control, variant)
    assert (score.low, score.high) == pytest.approx((plain.low, plain.high), rel=1e-4)


@pytest.mark.parametrize(("control", "variant"), DEGENERATE, ids=str)
def test_degenerate_arms_have_finite_answers(control, variant):
    found = compare_proportions(control, variant)
    assert_finite(found)
    assert -1 <= found.interval.low <= found.value <= found.interval.high <= 1
    assert found.interval.low < found.interval.high
    assert 0 <= found.p_value <= 1
    assert found.p_value == 1 or control.share != variant.share
    for interval in INTERVALS:
        assert_finite(interval(control, variant))
    for arm in (control, variant):
        around = wilson_interval(arm)
        assert 0 <= around.low <= arm.share <= around.high <= 1
    assert_finite(proportion_lift(control, variant))


@pytest.mark.parametrize(
    "compare", [compare_proportions, pooled_z, *INTERVALS, proportion_lift, lambda a, b: margin_z(a, b, 0.01)]
)
@pytest.mark.parametrize("empty_first", [True, False])
def test_an_arm_without_customers_is_not_computable(compare, empty_first):
    arms = [Proportion(0, 0), Proportion(3, 10)]
    with pytest.raises(NotComputable, match="no_trials"):
        compare(*(arms if empty_first else arms[::-1]))


def test_a_margin_that_allows_no_variation_is_not_computable():
    with pytest.raises(NotComputable, match="no_variation"):
        margin_z(Proportion(0, 5), Proportion(2, 5), 1.0)


def test_many_limits_at_once_are_the_single_ones():
    x0, x1 = np.array([0, 3, 40]), np.array([2, 3, 11])
    low, high = score_limits(x0, 50, x1, 60)
    ratio_low, ratio_high = ratio_limits(x0, 50, x1, 60)
    for place, (a, b) in enumerate(zip(x0.tolist(), x1.tolist(), strict=True)):
        one = miettinen_nurminen_interval(Proportion(a, 50), Proportion(b, 60))
        assert (low[place], high[place]) == (one.low, one.high)
        lift = proportion_lift(Proportion(a, 50), Proportion(b, 60))
        assert ratio_low[place] - 1 == lift.at_least
    assert np.isinf(ratio_high).tolist() == [True, False, False]
