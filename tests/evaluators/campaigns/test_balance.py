"""Sample ratio and covariate balance: other implementations, false alarms, and what must always hold."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from evaluators.campaigns.aggregates import Moments, Summary
from evaluators.campaigns.balance import (
    Tier,
    sample_ratio,
    segment_sample_ratios,
    smallest_imbalance,
    tier_of,
)
from evaluators.campaigns.covariate_balance import category_balance, covariate_balance, joint_balance
from evaluators.errors import EvaluationError, NotComputable


def test_an_arm_without_rows_alarms():
    found = sample_ratio([500, 500, 0], [1, 1, 1])
    assert found.tier is Tier.ALARM
    assert found.expected == pytest.approx((1_000 / 3,) * 3)
    assert found.observed == (500, 500, 0)


@settings(deadline=None)
@given(st.lists(st.tuples(st.integers(50, 500), st.floats(0.5, 2)), min_size=2, max_size=5))
def test_scipy_agrees(arms):
    counts, shares = zip(*arms, strict=True)
    planned = np.array(shares) / sum(shares)
    theirs = stats.chisquare(counts, planned * sum(counts))
    found = sample_ratio(counts, shares)
    assert found.method == "chi_square"
    assert found.chi_square == pytest.approx(theirs.statistic, rel=1e-9, abs=1e-12)
    assert found.p_value == pytest.approx(theirs.pvalue, rel=1e-9)
    turned = sample_ratio(counts[::-1], shares[::-1])
    assert turned.p_value == pytest.approx(found.p_value, rel=1e-9)


def test_small_numbers_are_tested_exactly():
    found = sample_ratio([12, 0], [0.9, 0.1])
    assert found.method == "exact_binomial"
    assert found.p_value == pytest.approx(stats.binomtest(12, 12, 0.9).pvalue, rel=1e-12)
    three = sample_ratio([6, 6, 6], [0.9, 0.05, 0.05])
    least = min(stats.binomtest(6, 18, share).pvalue for share in (0.9, 0.05))
    assert three.p_value == pytest.approx(3 * least, rel=1e-12)
    assert three.tier is Tier.ALARM


@pytest.mark.parametrize("planned", [(1, 1), (0.9, 0.1), (0.4, 0.4, 0.2), (0.97, 0.02, 0.01)])
@pytest.mark.parametrize("customers", [40, 3_000])
def test_false_alarms(planned, customers):
    """At 0.01, exact or chi-square; Monte-Carlo error 0.14 points, and small lists are allowed to be careful."""
    rng, runs = np.random.default_rng(21), 5_000
    shares = np.array(planned) / sum(planned)
    drawn = rng.multinomial(customers, shares, runs)
    rows, times = np.unique(drawn, axis=0, return_counts=True)
    alarms = sum(n for row, n in zip(rows, times, strict=True) if sample_ratio(row.tolist(), planned).p_value < 0.01)
    assert alarms / runs <= 0.01 + 0.005
    if customers > 1_000:
        assert alarms / runs >= 0.004


def test_segments_share_the_alarm():
    """0.0086 is a note alone; as one segment of four it is nothing."""
    pair, fair = (44_700, 45_489), (45_000, 45_000)
    alone = segment_sample_ratios({"a": pair}, (1, 1))
    assert alone["a"].tier is Tier.NOTE
    four = segment_sample_ratios({"a": pair, "b": fair, "c": fair, "d": fair, "empty": (0, 0)}, (1, 1))
    assert {name: found and found.tier for name, found in four.items()} == {
        "a": Tier.FINE,
        "b": Tier.FINE,
        "c": Tier.FINE,
        "d": Tier.FINE,
        "empty": None,
    }
    own = segment_sample_ratios({"a": (900, 100), "b": (500, 500)}, {"a": (9, 1), "b": (1, 1)})
    assert [found.p_value for found in own.values()] == pytest.approx([1.0, 1.0])
    assert segment_sample_ratios({}, (1, 1)) == {}


def test_a_fault_of_the_smallest_size_is_found_as_often_as_promised():
    rng, runs, customers, planned = np.random.default_rng(22), 4_000, 20_000, (0.5, 0.3, 0.2)
    fault = smallest_imbalance(customers, planned)[2]
    shares = np.array([0.5, 0.3]) * (0.8 + fault) / 0.8
    drawn = rng.multinomial(customers, [*shares, 0.2 - fault], runs)
    alarms = np.mean([sample_ratio(row.tolist(), planned).tier is Tier.ALARM for row in drawn])
    assert alarms == pytest.approx(0.8, abs=0.03)


def test_longer_lists_find_smaller_faults():
    small, large = smallest_imbalance(1_000, (1, 1))[0], smallest_imbalance(4_000, (1, 1))[0]
    assert large == pytest.approx(small / 2, rel=1e-12)
    assert smallest_imbalance(50, (0.98, 0.02))[1] is None
    assert smallest_imbalance(50, (0.98, 0.02))[0] is not None


@pytest.mark.parametrize(
    ("call", "code"),
    [
        (lambda: sample_ratio([0, 0], [1, 1]), "no_customers"),
        (lambda: sample_ratio([10], [1]), "too_few_arms"),
        (lambda: sample_ratio([10, 10], [1, 0]), "planned_share_missing"),
        (lambda: sample_ratio([10, 10], [1, float("nan")]), "planned_share_missing"),
        (lambda: smallest_imbalance(0, [1, 1]), "no_customers"),
        (lambda: smallest_imbalance(10, [1, 1], power=1.0), "share_outside"),
        (lambda: covariate_balance([Summary(5, 1.0, 1.0)]), "too_few_arms"),
        (lambda: covariate_balance([Summary(5, 1.0, 1.0), Summary(1, 1.0, 0.0)]), "too_few_customers"),
        (lambda: category_balance([[1, 2]]), "too_few_arms"),
        (lambda: category_balance([[1, 2], [0, 0]]), "no_trials"),
        (lambda: joint_balance([Moments.of(("x",), [[1.0], [2.0]])]), "too_few_arms"),
        (lambda: joint_balance([Moments.of(("x",), [[1.0], [2.0]]), Moments.empty(("x",))]), "no_trials"),
        (lambda: joint_balance([Moments.of(("x",), [[1.0], [2.0]]), Moments.of(("x",), [[1.0]])]), None),
    ],
)
def test_what_cannot_be_checked_says_so(call, code):
    if code is None:
        assert 0 <= call() <= 1
        return
    with pytest.raises(EvaluationError, match=code):
        call()


def test_counts_must_match_the_plan():
    with pytest.raises(ValueError, match="planned arm"):
        sample_ratio([10, 10, 10], [1, 1])
    with pytest.raises(NotComputable, match="no_customers"):
        sample_ratio([0, 0], [1, 1])


def test_tiers():
    assert [tier_of(p) for p in (None, 0.5, 0.01, 0.0099, 0.001, 0.00099)] == [
        *(Tier.FINE, Tier.FINE, Tier.FINE, Tier.NOTE, Tier.NOTE, Tier.ALARM),
    ]


def test_two_arms_are_welchs_test():
    rng = np.random.default_rng(2)
    a, b = rng.normal(0, 1, 40), rng.normal(0.5, 3, 25)
    found = covariate_balance([Summary.of(a), Summary.of(b)])
    assert found.p_value == pytest.approx(stats.ttest_ind(a, b, equal_var=False).pvalue, rel=1e-9)
    expected = (b.mean() - a.mean()) / np.sqrt((a.var(ddof=1) + b.var(ddof=1)) / 2)
    assert found.standardised == pytest.approx((expected,), rel=1e-12)
    assert found.largest == pytest.approx(abs(expected), rel=1e-12)


def test_several_arms_are_analyses_of_variance():
    rng = np.random.default_rng(3)
    rows = [rng.normal(0.2 * place, 1 + place, 30 + 5 * place) for place in range(4)]
    found = covariate_balance([Summary.of(row) for row in rows])
    assert found.p_value == pytest.approx(stats.f_oneway(*rows, equal_var=False).pvalue, rel=1e-9)
    rows[0] = np.full(30, 1.0)
    classic = covariate_balance([Summary.of(row) for row in rows])
    assert classic.method == "anova"
    assert classic.p_value == pytest.approx(stats.f_oneway(*rows).pvalue, rel=1e-9)


def test_covariates_that_do_not_vary():
    same = covariate_balance([Summary(5, 1.0, 0.0), Summary(9, 1.0, 0.0)])
    assert (same.method, same.p_value, same.standardised, same.tier) == ("constant", None, (0.0,), Tier.FINE)
    apart = covariate_balance([Summary(5, 1.0, 0.0), Summary(9, 2.0, 0.0)])
    assert (apart.method, apart.p_value, apart.standardised, apart.largest) == ("separated", 0.0, (None,), None)
    assert apart.tier is Tier.ALARM


def test_classes():
    counts = [[50, 30, 20, 0], [60, 25, 15, 0], [45, 35, 20, 0]]
    found = category_balance(counts)
    assert found.p_value == pytest.approx(stats.chi2_contingency(np.array(counts)[:, :3]).pvalue, rel=1e-9)
    assert found.standardised[0] == pytest.approx(0.1 / np.sqrt((0.25 + 0.24) / 2), rel=1e-9)
    assert category_balance([[5, 0], [9, 0]]).method == "constant"
    apart = category_balance([[500, 0], [0, 500]])
    assert apart.tier is Tier.ALARM
    assert apart.standardised == (None,)


def _moments(rows):
    return Moments.of(("x", "y", "z"), rows)


def test_one_covariate_together_is_students_test():
    rng = np.random.default_rng(4)
    a, b = rng.normal(size=(20, 1)), rng.normal(0.6, 1, size=(15, 1))
    found = joint_balance([Moments.of(("x",), a), Moments.of(("x",), b)])
    assert found == pytest.approx(stats.ttest_ind(a[:, 0], b[:, 0]).pvalue, rel=1e-9)


def test_statsmodels_agrees_on_hotelling():
    from statsmodels.stats.multivariate import test_mvmean_2indep as hotelling

    rng = np.random.default_rng(5)
    a, b = rng.normal(size=(30, 3)) @ rng.normal(size=(3, 3)), rng.normal(size=(22, 3))
    assert joint_balance([_moments(a), _moments(b)]) == pytest.approx(hotelling(a, b).pvalue, rel=1e-8)


def test_joint_check_does_not_care_for_scale_or_repetition():
    rng = np.random.default_rng(6)
    rows = [rng.normal(size=(40, 2)) for _ in range(3)]
    plain = joint_balance([Moments.of(("x", "y"), one) for one in rows])
    repeated = [np.column_stack([one[:, 0] * 1e6, one[:, 1] + 5, one.sum(axis=1)]) for one in rows]
    assert joint_balance([_moments(one) for one in repeated]) == pytest.approx(plain, rel=1e-6)
    constant = [np.full((5, 3), 2.0)] * 2
    assert joint_balance([_moments(one) for one in constant]) is None


def test_false_alarms_of_the_joint_check():
    rng, runs = np.random.default_rng(7), 1_500
    for arms in (2, 3):
        p_values = [joint_balance([_moments(rng.normal(size=(60, 3))) for _ in range(arms)]) for _ in range(runs)]
        assert np.mean(np.array(p_values) < 0.05) == pytest.approx(0.05, abs=0.022)
