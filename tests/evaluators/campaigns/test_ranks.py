"""Ranks and ratings: against SciPy and known spread."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from evaluators.campaigns.means import compare_means
from evaluators.campaigns.rank_tests import mann_whitney
from evaluators.campaigns.ratings import compare_ratings, promoter_points, satisfied
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
