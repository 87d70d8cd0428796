"""Aggregates: merging groups of customers, printed sums, and what cannot be a group."""

from __future__ import annotations

from math import exp, pi, sqrt

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from evaluators.campaigns.aggregates import Moments, Proportion, Summary, critical_value, merged, two_sided
from evaluators.campaigns.value_counts import ValueCounts
from evaluators.errors import EvaluationError, NotComputable

NAMES = ("spend", "before", "orders")
rows = st.integers(0, 12).flatmap(lambda n: arrays(float, (n, 3), elements=st.integers(-1000, 1000)))


def same(one, other):
    assert one.n == other.n
    assert one.means == pytest.approx(other.means, abs=1e-9)
    assert one.products == pytest.approx(other.products, rel=1e-9, abs=1e-6)


@settings(deadline=None)
@given(rows, rows, rows)
def test_merging_is_associative_and_equals_the_whole(a, b, c):
    parts = [Moments.of(NAMES, part) for part in (a, b, c)]
    whole = Moments.of(NAMES, np.concatenate([a, b, c]))
    same(merged(parts), whole)
    same(parts[0].merge(parts[1].merge(parts[2])), whole)
    same(merged(parts[::-1]), whole)


@settings(deadline=None)
@given(rows)
def test_merging_nobody_changes_nothing(a):
    part = Moments.of(NAMES, a)
    same(part.merge(Moments.empty(NAMES)), part)
    same(Moments.empty(NAMES).merge(part), part)


def test_large_values_with_a_small_spread_keep_their_variance():
    """At mean 1e9 and standard deviation 1 the sum of squares alone would lose every digit of the variance."""
    values = 1e9 + np.random.default_rng(3).normal(size=20_000)
    parts = [Moments.of(("y",), part[:, None]) for part in np.array_split(values, 7)]
    found = merged(parts).summary("y")
    assert found.variance == pytest.approx(np.var(values - 1e9, ddof=1), rel=1e-7)
    assert found.mean == pytest.approx(values.mean(), rel=1e-12)


def test_summaries_and_covariances_agree_with_numpy():
    seen = np.random.default_rng(1).normal(size=(50, 3)) @ np.array([[1, 2, 0], [0, 1, 1], [0, 0, 3]])
    moments = Moments.of(NAMES, seen)
    before = moments.summary("before")
    assert (before.n, before.mean, before.variance) == pytest.approx((50, seen[:, 1].mean(), seen[:, 1].var(ddof=1)))
    assert moments.covariance("spend", "orders") == pytest.approx(np.cov(seen[:, 0], seen[:, 2])[0, 1])
    mixed = moments.combined({"spend": 1.0, "before": -0.5})
    expected = seen[:, 0] - 0.5 * seen[:, 1]
    assert (mixed.mean, mixed.variance) == pytest.approx((expected.mean(), expected.var(ddof=1)))
    same(Moments.from_sums(NAMES, 50, seen.sum(axis=0), seen.T @ seen), moments)


def test_moments_cannot_be_changed():
    moments = Moments.of(("y",), [[1.0], [2.0]])
    with pytest.raises(ValueError, match="read-only"):
        moments.means[0] = 5


def test_sums_of_equal_values_have_no_spread():
    """Three times 0.1: in floats 0.3 squared over 3 is above 0.03, which is rounding and no mistake."""
    assert Summary.from_sums(3, 0.1 + 0.1 + 0.1, 3 * 0.1**2).variance == pytest.approx(0, abs=1e-12)


def test_a_sum_of_squares_below_the_least_possible_is_refused():
    with pytest.raises(EvaluationError, match="squares_too_small") as fault:
        Summary.from_sums(10, 100, 900)
    assert fault.value.facts == {"metric": "value", "squares": 900, "total": 100, "customers": 10}


@pytest.mark.parametrize(("events", "trials"), [(-1, 5), (6, 5), (1, 0), (0, -1)])
def test_impossible_counts_are_refused(events, trials):
    with pytest.raises(EvaluationError, match="events_outside_trials"):
        Proportion(events, trials)


@pytest.mark.parametrize(
    ("n", "mean", "variance"), [(-1, 0, 0), (3, float("nan"), 1), (3, 1, float("inf")), (3, 1, -0.1)]
)
def test_impossible_summaries_are_refused(n, mean, variance):
    with pytest.raises(EvaluationError, match="summary_invalid"):
        Summary(n, mean, variance)


@pytest.mark.parametrize(
    ("n", "means", "products"),
    [
        (-1, [0.0], [[0.0]]),
        (2, [np.inf], [[1.0]]),
        (2, [1.0], [[-1.0]]),
        (2, [np.nan], [[1.0]]),
        (2, [1.0], [[np.inf]]),
    ],
)
def test_impossible_moments_are_refused(n, means, products):
    with pytest.raises(EvaluationError, match="moments_invalid"):
        Moments(("y",), n, np.array(means), np.array(products))


def test_what_nobody_multiplied_is_not_known():
    """A product that is not known is no zero: what needs it is not computed, what does not need it stays."""
    seen = np.random.default_rng(5).normal(size=(40, 3))
    names = ("spend", "orders", "before")
    whole = Moments.of(names, seen)
    products = whole.products.copy()
    products[0, 1] = products[1, 0] = products[2, 2] = np.nan
    known = Moments(names, 40, whole.means, products)
    for part in (known, known.merge(whole), Moments.empty(names).merge(known)):
        assert [part.knows(*pair) for pair in (("spend",), ("spend", "orders"), ("before",))] == [True, False, False]
        for fault in (
            lambda part=part: part.summary("before"),
            lambda part=part: part.covariance("orders", "spend"),
            lambda part=part: part.combined({"spend": 1.0, "orders": -0.5}),
        ):
            with pytest.raises(NotComputable, match="spread_unknown"):
                fault()
    assert known.summary("spend") == whole.summary("spend")
    assert known.covariance("spend", "before") == whole.covariance("spend", "before")


def test_impossible_sums_are_refused():
    with pytest.raises(EvaluationError, match="moments_invalid"):
        Summary.from_sums(4, float("inf"), 3)


def test_misfits_are_faults_of_the_program():
    one, other = Moments.empty(("a",)), Moments.empty(("b",))
    with pytest.raises(ValueError, match="do not merge"):
        one.merge(other)
    with pytest.raises(ValueError, match="different names"):
        Moments(("a", "a"), 0, np.zeros(2), np.zeros((2, 2)))
    with pytest.raises(KeyError, match="b"):
        one.combined({"b": 1.0})
    with pytest.raises(ValueError, match="confidence"):
        critical_value(1.0)


def test_few_customers_have_a_mean_and_no_variance():
    nobody, one = Moments.empty(("y",)), Moments.of(("y",), [[7.0]])
    assert nobody.summary("y") == Summary(0, 0.0, 0.0)
    assert one.summary("y") == Summary(1, 7.0, 0.0) == Summary.of([7.0])
    assert Summary.of([]) == Summary.from_sums(0, 0, 0) == Proportion(0, 0).summary() == Summary(0, 0.0, 0.0)
    for call in (lambda: one.summary("y").mean_variance, lambda: one.covariance("y", "y")):
        with pytest.raises(NotComputable, match="too_few_customers"):
            call()
    with pytest.raises(NotComputable, match="no_trials"):
        _ = Proportion(0, 0).share


def test_a_share_is_a_mean_of_zeros_and_ones():
    found, expected = Proportion(3, 8).summary(), Summary.of([1, 1, 1, 0, 0, 0, 0, 0])
    assert (found.n, found.mean, found.variance) == pytest.approx((expected.n, expected.mean, expected.variance))


def test_the_normal_tail_is_precise_far_out():
    """2 (1 - Phi(37)), Abramowitz and Stegun 26.2.12: 2 phi(37) / 37 (1 - 1/37^2 + ...)."""
    assert two_sided(37) == pytest.approx(2 * exp(-(37**2) / 2) / sqrt(2 * pi) / 37 * (1 - 37**-2), rel=1e-5)
    assert two_sided(0) == 1


@settings(deadline=None)
@given(st.lists(st.integers(-5, 9), max_size=20), st.lists(st.integers(-5, 9), max_size=20))
def test_value_counts_keep_the_customers(a, b):
    both = ValueCounts.of(a).merge(ValueCounts.of(b))
    assert np.repeat(both.values, both.counts).tolist() == sorted(a + b)
    found, expected = both.summary(), Summary.of(a + b)
    assert (found.n, found.mean, found.variance) == pytest.approx((expected.n, expected.mean, expected.variance))


@pytest.mark.parametrize("share", [0.01, 0.2, 0.5, 0.8, 0.9, 0.95, 1.0])
def test_quantiles_are_seen_values(share):
    values = np.random.default_rng(2).integers(0, 30, size=40).astype(float)
    assert ValueCounts.of(values).quantile(share) == np.quantile(values, share, method="inverted_cdf")


@pytest.mark.parametrize(("values", "counts"), [([1.0], [-1]), ([1.0], [1.5]), ([np.nan], [1]), ([1.0], [np.inf])])
def test_impossible_histograms_are_refused(values, counts):
    with pytest.raises(EvaluationError, match="histogram_invalid"):
        ValueCounts(np.array(values), np.array(counts))


def test_a_quantile_needs_customers_and_a_share():
    with pytest.raises(NotComputable, match="too_few_customers"):
        ValueCounts.of([]).quantile(0.5)
    with pytest.raises(ValueError, match="share"):
        ValueCounts.of([1]).quantile(0)
    with pytest.raises(ValueError, match="one count per value"):
        ValueCounts(np.array([1.0]), np.array([1, 2]))
