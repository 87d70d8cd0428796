"""Permutation and bootstrap from counted values: against whole enumeration, Welch and known coverage."""

from __future__ import annotations

from itertools import combinations, product

import numpy as np
import pytest
from scipy import stats

from evaluators.campaigns.aggregates import Summary
from evaluators.campaigns.means import compare_means
from evaluators.campaigns.resampling import (
    LEAST,
    MOST_VALUES,
    PER_VALUE,
    affordable,
    bootstrap_difference,
    dealt_again,
    drawn_means,
    permutation_p_value,
)
from evaluators.campaigns.segment_effects import SegmentPair
from evaluators.campaigns.simpson import post_stratified
from evaluators.campaigns.value_counts import ValueCounts
from evaluators.errors import NotComputable


def pair(control, variant):
    """Return one stratum of two arms' values."""
    return ValueCounts.of(control), ValueCounts.of(variant)


def splits(values, n1):
    """Yield every way to deal values to a control and a variant of n1 customers."""
    for places in combinations(range(len(values)), n1):
        chosen = [values[place] for place in places]
        yield [values[place] for place in range(len(values)) if place not in places], chosen


def test_permutation_against_whole_enumeration():
    a, b = [1.0, 3.0, 4.5, 7.0], [5.0, 6.0, 9.0, 11.0, 8.0]
    seen = abs(stats.ttest_ind(b, a, equal_var=False).statistic)
    every = [abs(stats.ttest_ind(*both, equal_var=False).statistic) for both in splits(a + b, 5)]
    exact = np.mean(np.array(every) >= seen * (1 - 1e-9))
    for arms in ((a, b), (b, a)):
        found = permutation_p_value([pair(*arms)], rng=np.random.default_rng(0), draws=20_000)
        assert found == pytest.approx(exact, abs=4 * np.sqrt(exact * (1 - exact) / 20_000))


def test_strata_against_whole_enumeration():
    """Sends that differ much: dealing over both at once would count their difference as chance."""
    sends = [([1.0, 3.0, 2.0], [2.5, 4.0]), ([101.0, 104.0], [105.0, 103.0, 109.0])]

    def statistic(parts):
        pairs = [
            SegmentPair(segment=str(place), control=Summary.of(one), variant=Summary.of(other))
            for place, (one, other) in enumerate(parts)
        ]
        found = post_stratified(pairs)
        return abs(found.value / found.standard_error)

    seen = statistic(sends)
    every = [statistic(parts) for parts in product(*(splits(one + other, len(other)) for one, other in sends))]
    exact = np.mean(np.array(every) >= seen * (1 - 1e-9))
    found = permutation_p_value([pair(*send) for send in sends], rng=np.random.default_rng(0), draws=20_000)
    assert 0.02 < exact < 0.5
    assert found == pytest.approx(exact, abs=4 * np.sqrt(exact * (1 - exact) / 20_000))


def test_permutation_keeps_its_level_under_no_effect():
    rng = np.random.default_rng(6)
    small = 0
    for _ in range(400):
        arms = pair(rng.exponential(1, 15), rng.exponential(1, 30))
        small += permutation_p_value([arms], rng=rng, draws=199) <= 0.05
    assert small / 400 == pytest.approx(0.05, abs=0.033)


@pytest.mark.parametrize("repeats", [1, PER_VALUE + 5])
def test_dealing_has_the_moments_of_drawing_without_replacement(repeats):
    """Single customers and numbers of them are dealt in two ways; both know the finite list."""
    values = np.repeat(np.r_[np.zeros(20), 1.0, 2.0, 5.0, 9.0, 30.0], repeats)
    whole, n1, n = ValueCounts.of(values), 8 * repeats, 25 * repeats
    sums, squares = dealt_again(whole, n1, np.random.default_rng(3), 40_000)
    centred = values - values.mean()
    spread = n1 * (n - n1) / (n - 1) * centred.var()
    assert sums.mean() == pytest.approx(0, abs=4 * np.sqrt(spread / 40_000))
    assert sums.var() == pytest.approx(spread, rel=0.05)
    assert squares.mean() == pytest.approx(n1 * (centred**2).mean(), rel=0.03)


@pytest.mark.parametrize("repeats", [1, PER_VALUE + 5])
def test_drawing_has_the_moments_of_drawing_with_replacement(repeats):
    values = np.repeat(np.r_[np.zeros(20), 1.0, 2.0, 5.0, 9.0, 30.0], repeats)
    found = drawn_means(ValueCounts.of(values), np.random.default_rng(3), 40_000)
    assert found.mean() == pytest.approx(values.mean(), abs=4 * np.sqrt(values.var() / len(values) / 40_000))
    assert found.var() == pytest.approx(values.var() / len(values), rel=0.05)


def test_the_same_generator_gives_the_same_digits():
    arms = [pair(np.arange(20.0), np.arange(25.0) ** 1.2)]
    for resample in (permutation_p_value, bootstrap_difference):
        one, other, third = (resample(arms, rng=np.random.default_rng(seed), draws=300) for seed in (1, 1, 2))
        assert one == other
        assert one != third or resample is permutation_p_value


def test_resampling_of_equal_values():
    rng = np.random.default_rng(0)
    assert permutation_p_value([pair([2.0, 2.0], [2.0, 2.0, 2.0])], rng=rng, draws=20) == 1
    apart = permutation_p_value([pair([0.0] * 6, [1.0] * 6)], rng=rng, draws=999)
    assert apart == pytest.approx(2 / 924, abs=0.005)
    with pytest.raises(NotComputable, match="no_variation"):
        bootstrap_difference([pair([2.1] * 3, [3.3] * 7)], rng=rng)


def test_no_difference_at_all_is_never_rare():
    arms = [pair([0.1, 0.2, 0.3] * 10, [0.1, 0.2, 0.3] * 10)]
    assert permutation_p_value(arms, rng=np.random.default_rng(0), draws=500) == 1


@pytest.mark.parametrize("few", [[], [1.0]])
def test_resampling_needs_two_customers_each(few):
    for resample in (permutation_p_value, bootstrap_difference):
        with pytest.raises(NotComputable, match="too_few_customers"):
            resample([pair(few, [1.0, 2.0])], rng=np.random.default_rng(0))
        with pytest.raises(NotComputable, match="no_trials"):
            resample([], rng=np.random.default_rng(0))
        full = pair([0.0, 1.0, 3.0], [1.0, 2.0])
        beside = [resample(arms, rng=np.random.default_rng(0)) for arms in ([full, pair(few, [1.0, 2.0])], [full])]
        assert beside[0] == beside[1], "a send with an arm of one customer is passed over"
    with pytest.raises(ValueError, match="confidence"):
        bootstrap_difference([pair([0.0, 1.0], [1.0, 2.0])], rng=np.random.default_rng(0), confidence=1.5)


def test_bootstrap_agrees_with_welch_where_both_hold():
    rng = np.random.default_rng(3)
    a, b = rng.gamma(4, 5, 900), rng.gamma(4, 5.5, 700)
    found = bootstrap_difference([pair(a, b)], rng=rng, draws=4000)
    plain = compare_means(Summary.of(a), Summary.of(b))
    assert found.value == pytest.approx(plain.value)
    assert found.standard_error == pytest.approx(plain.standard_error, rel=0.05)
    assert found.interval.low == pytest.approx(plain.interval.low, abs=0.1)
    assert found.interval.high == pytest.approx(plain.interval.high, abs=0.1)
    assert found.p_value is None


def test_bootstrap_of_strata_is_weighted_by_customers():
    rng = np.random.default_rng(5)
    sends = [(rng.gamma(2, 5, 300), rng.gamma(2, 6, 900)), (rng.gamma(2, 9, 700), rng.gamma(2, 9, 200))]
    found = bootstrap_difference([pair(*send) for send in sends], rng=rng, draws=4000)
    plain = post_stratified(
        [SegmentPair(segment="s", control=Summary.of(one), variant=Summary.of(other)) for one, other in sends]
    )
    assert found.value == pytest.approx(plain.value)
    assert found.standard_error == pytest.approx(plain.standard_error, rel=0.05)


def test_too_many_values_are_not_drawn_again():
    many = ValueCounts.of(np.arange(MOST_VALUES + 1))
    for resample in (permutation_p_value, bootstrap_difference):
        with pytest.raises(NotComputable, match="too_many_values"):
            resample([(many, many)], rng=np.random.default_rng(0))
    most = ValueCounts(np.arange(MOST_VALUES), np.full(MOST_VALUES, 100))
    assert affordable([most], 2_000) == LEAST
    assert affordable([ValueCounts.of([0, 0, 1])], 2_000) == 2_000
