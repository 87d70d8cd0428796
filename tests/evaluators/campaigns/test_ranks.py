"""Ranks, resampling and ratings: against SciPy, whole enumeration and known coverage."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from evaluators.campaigns.aggregates import Summary
from evaluators.campaigns.means import compare_means
from evaluators.campaigns.rank_tests import mann_whitney
from evaluators.campaigns.ratings import compare_ratings, promoter_points, satisfied
from evaluators.campaigns.resampling import bootstrap_difference, permutation_p_value
from evaluators.campaigns.value_counts import ValueCounts
from evaluators.errors import EvaluationError, NotComputable
from evaluators.notes import Severity
from tests.evaluators.campaigns.campaign_arms import assert_finite

answers = st.lists(st.integers(1, 5), min_size=2, max_size=40)


@settings(deadline=None)
@given(answers, answers)
def test_mann_whitney_against_scipy(a, b):
    found = mann_whitney(ValueCounts.of(a), ValueCounts.of(b))
    assert_finite(found)
    if len(set(a + b)) == 1:
        assert (found.p_value, found.superiority, found.standard_error) == (1, 0.5, 0)
        return
    expected = stats.mannwhitneyu(b, a, method="asymptotic", use_continuity=True)
    assert found.u == pytest.approx(expected.statistic)
    assert found.p_value == pytest.approx(expected.pvalue, rel=1e-9)


@settings(deadline=None)
@given(answers, answers)
def test_swapping_the_arms_mirrors_the_ranks(a, b):
    there, back = (mann_whitney(ValueCounts.of(x), ValueCounts.of(y)) for x, y in ((a, b), (b, a)))
    assert there.superiority == pytest.approx(1 - back.superiority)
    assert there.standard_error == pytest.approx(back.standard_error)
    assert there.p_value == pytest.approx(back.p_value)


def test_the_error_of_superiority_is_its_spread_over_samples():
    """4,000 pairs of samples from two skewed laws with many ties."""
    rng = np.random.default_rng(9)
    found = []
    for _ in range(4000):
        arms = rng.poisson(1.0, 60), rng.poisson(1.5, 40)
        found.append(mann_whitney(*(ValueCounts.of(arm) for arm in arms)))
    spread = np.std([one.superiority for one in found], ddof=1)
    assert np.mean([one.standard_error for one in found]) == pytest.approx(spread, rel=0.03)


def test_large_histograms_do_not_overflow():
    """Ten million customers per arm, nine in ten without a purchase."""
    million = 1_000_000
    control = ValueCounts(np.array([0.0, 20.0]), np.array([9 * million, million]))
    variant = ValueCounts(np.array([0.0, 20.0]), np.array([9 * million - 3000, million + 3000]))
    found = mann_whitney(control, variant)
    z = compare_means(control.summary(), variant.summary())
    assert found.p_value == pytest.approx(z.p_value, rel=1e-3), "two values: ranks are shares"


def test_ranks_need_customers():
    with pytest.raises(NotComputable, match="too_few_customers"):
        mann_whitney(ValueCounts.of([]), ValueCounts.of([1]))
    single = mann_whitney(ValueCounts.of([1]), ValueCounts.of([2]))
    assert (single.superiority, single.p_value) == (1, 1)


def test_permutation_against_whole_enumeration():
    a, b = [1.0, 3.0, 4.5, 7.0], [5.0, 6.0, 9.0, 11.0, 8.0]
    every = a + b
    seen = abs(stats.ttest_ind(b, a, equal_var=False).statistic)
    beyond = []
    for places in combinations(range(9), 5):
        chosen = [every[place] for place in places]
        others = [every[place] for place in range(9) if place not in places]
        beyond.append(abs(stats.ttest_ind(chosen, others, equal_var=False).statistic) >= seen * (1 - 1e-9))
    exact = np.mean(beyond)
    for arms in ((a, b), (b, a)):
        found = permutation_p_value(*arms, rng=np.random.default_rng(0), draws=20_000)
        assert found == pytest.approx(exact, abs=4 * np.sqrt(exact * (1 - exact) / 20_000))


def test_permutation_keeps_its_level_under_no_effect():
    rng = np.random.default_rng(6)
    small = 0
    for _ in range(400):
        arms = rng.exponential(1, 15), rng.exponential(1, 30)
        small += permutation_p_value(*arms, rng=rng, draws=199) <= 0.05
    assert small / 400 == pytest.approx(0.05, abs=0.033)


def test_the_same_generator_gives_the_same_digits():
    a, b = np.arange(20.0), np.arange(25.0) ** 1.2
    for resample in (permutation_p_value, bootstrap_difference):
        one, other, third = (resample(a, b, rng=np.random.default_rng(seed), draws=300) for seed in (1, 1, 2))
        assert one == other
        assert one != third or resample is permutation_p_value


def test_resampling_of_equal_values():
    rng = np.random.default_rng(0)
    assert permutation_p_value([2.0, 2.0], [2.0, 2.0, 2.0], rng=rng, draws=20) == 1
    apart = permutation_p_value([0.0] * 6, [1.0] * 6, rng=rng, draws=999)
    assert apart == pytest.approx(2 / 924, abs=0.005)
    with pytest.raises(NotComputable, match="no_variation"):
        bootstrap_difference([2.0, 2.0], [3.0, 3.0], rng=rng)


@pytest.mark.parametrize("few", [[], [1.0]])
def test_resampling_needs_two_customers_each(few):
    for resample in (permutation_p_value, bootstrap_difference):
        with pytest.raises(NotComputable, match="too_few_customers"):
            resample(few, [1.0, 2.0], rng=np.random.default_rng(0))
    with pytest.raises(ValueError, match="finite"):
        permutation_p_value([np.nan, 1.0], [1.0, 2.0], rng=np.random.default_rng(0))
    with pytest.raises(ValueError, match="confidence"):
        bootstrap_difference([0.0, 1.0], [1.0, 2.0], rng=np.random.default_rng(0), confidence=1.5)


def test_bootstrap_agrees_with_welch_where_both_hold():
    rng = np.random.default_rng(3)
    a, b = rng.gamma(4, 5, 900), rng.gamma(4, 5.5, 700)
    found = bootstrap_difference(a, b, rng=rng, draws=4000)
    plain = compare_means(Summary.of(a), Summary.of(b))
    assert found.value == pytest.approx(plain.value)
    assert found.standard_error == pytest.approx(plain.standard_error, rel=0.05)
    assert found.interval.low == pytest.approx(plain.interval.low, abs=0.1)
    assert found.interval.high == pytest.approx(plain.interval.high, abs=0.1)
    assert found.p_value is None


def test_bootstrap_of_a_median():
    rng = np.random.default_rng(3)
    a, b = rng.normal(0, 1, 401), rng.normal(1, 1, 401)
    found = bootstrap_difference(a, b, rng=rng, statistic=lambda values: np.median(values, axis=1))
    assert found.value == pytest.approx(np.median(b) - np.median(a))
    assert found.standard_error == pytest.approx(np.sqrt(2 * np.pi / 2 / 401), rel=0.25)


def test_satisfaction_shares_and_points():
    counts = ValueCounts(np.arange(1, 6), np.array([2, 3, 5, 6, 4]))
    assert (satisfied(counts).events, satisfied(counts).trials) == (10, 20)
    points = promoter_points(ValueCounts(np.arange(11), np.array([1, 0, 0, 2, 0, 1, 1, 5, 5, 6, 4])))
    assert points.summary().mean == pytest.approx(100 * (10 - 5) / 25)


def test_each_score_is_the_comparison_it_says():
    rng = np.random.default_rng(7)
    a, b = (
        ValueCounts.of(rng.choice([1, 2, 3, 4, 5], 300, p=shares)) for shares in ([0.2] * 5, [0.1, 0.1, 0.2, 0.3, 0.3])
    )
    mean, csat = compare_ratings(a, b), compare_ratings(a, b, "csat")
    assert mean.estimate == compare_means(a.summary(), b.summary())
    assert csat.estimate.value == pytest.approx(satisfied(b).share - satisfied(a).share)
    assert csat.estimate.method == "score"
    assert mean.agrees
    assert csat.agrees
    tens = [ValueCounts(2 * arm.values, arm.counts) for arm in (a, b)]
    nps = compare_ratings(*tens, "nps")
    assert nps.estimate.value == pytest.approx(
        promoter_points(tens[1]).summary().mean - promoter_points(tens[0]).summary().mean
    )
    seven = compare_ratings(tens[0], tens[1], scale=(1, 10))
    assert seven.estimate.value == pytest.approx(2 * mean.estimate.value)


def test_a_mean_that_rises_while_most_fall_is_noted():
    """All answered 3; with the variant six in ten answer 2 and four in ten 5."""
    control = ValueCounts(np.array([3]), np.array([1000]))
    found = compare_ratings(control, ValueCounts(np.array([2, 5]), np.array([600, 400])))
    assert found.estimate.value == pytest.approx(0.2)
    assert found.ranks.superiority == pytest.approx(0.4)
    assert not found.agrees
    last = found.estimate.notes[-1]
    assert (last.code, last.severity) == ("order_disagrees", Severity.WARNING)
    assert last.facts == {"score": "mean", "superiority": found.ranks.superiority}


def test_opposite_directions_within_chance_are_not_noted():
    found = compare_ratings(ValueCounts.of([3] * 10), ValueCounts.of([2] * 6 + [5] * 4))
    assert found.estimate.value * (found.ranks.superiority - 0.5) < 0
    assert found.agrees
    assert found.estimate.notes == ()


@pytest.mark.parametrize("score", ["mean", "csat", "nps"])
@pytest.mark.parametrize("wrong", [-1, 2.5, 11])
def test_answers_off_the_scale_are_refused(score, wrong):
    arms = ValueCounts.of([1, 2, 3]), ValueCounts.of([1, wrong, 4])
    with pytest.raises(EvaluationError, match="rating_outside") as fault:
        compare_ratings(*arms, score)
    assert fault.value.facts["value"] == wrong


def test_answers_all_alike():
    same = ValueCounts.of([4, 4, 4])
    for score in ("mean", "nps"):
        with pytest.raises(NotComputable, match="no_variation"):
            compare_ratings(same, same, score)
    assert compare_ratings(same, same, "csat").estimate.p_value == 1
    with pytest.raises(NotComputable, match="no_trials"):
        compare_ratings(same, ValueCounts.of([]), "csat")
