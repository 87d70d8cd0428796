"""Segment effects: own variances for intervals, pooled and smoothed ones for comparing segments."""

from __future__ import annotations

from math import log

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evaluators.campaigns.aggregates import Proportion, Summary
from evaluators.campaigns.segment_effects import SegmentPair, comparable_effects, segment_effects
from tests.evaluators.campaigns.segment_data import mean_pairs, share_pairs

arms = st.integers(0, 300).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))
rows = st.tuples(arms, arms).map(lambda both: (*both[0], *both[1]))
tables = st.lists(rows, min_size=1, max_size=6)
scales = pytest.mark.parametrize("scale", ["additive", "relative"])


def test_own_effect_and_variance():
    (one,) = segment_effects(share_pairs((20, 100, 30, 200)))
    assert one.effect == pytest.approx(0.15 - 0.2)
    assert one.variance == pytest.approx(0.2 * 0.8 / 99 + 0.15 * 0.85 / 199)
    assert one.customers == 300


def test_relative_effect_of_shares_and_means():
    (shares,) = segment_effects(share_pairs((20, 100, 30, 200)), scale="relative")
    assert shares.effect == pytest.approx(log((30.5 / 200.5) / (20.5 / 100.5)))
    assert shares.variance == pytest.approx(1 / 20.5 - 1 / 100.5 + 1 / 30.5 - 1 / 200.5)
    (means,) = segment_effects(mean_pairs(((50, 4.0, 9.0), (40, 5.0, 16.0))), scale="relative")
    assert means.effect == pytest.approx(log(1.25))
    assert means.variance == pytest.approx(9 / 50 / 16 + 16 / 40 / 25)


@pytest.mark.parametrize(
    ("pair", "effect", "variance"),
    [
        ((0, 0, 3, 10), None, None),
        ((3, 10, 0, 0), None, None),
        ((0, 0, 0, 0), None, None),
        ((0, 1, 3, 10), 0.3, None),
        ((0, 10, 0, 10), 0.0, 0.0),
    ],
)
def test_absence_is_none(pair, effect, variance):
    (one,) = segment_effects(share_pairs(pair))
    assert one.effect == (effect if effect is None else pytest.approx(effect))
    assert one.variance == variance
    assert not one.known


def test_a_ratio_to_nothing_is_absent():
    rows = mean_pairs(((50, 0.0, 0.0), (40, 5.0, 16.0)), ((50, 2.0, 1.0), (40, -1.0, 16.0)))
    assert [one.effect for one in segment_effects(rows, scale="relative")] == [None, None]
    assert [one.variance for one in comparable_effects(rows, scale="relative")] == [None, None]


@scales
def test_a_segment_without_events_gets_a_finite_weight(scale):
    pairs = share_pairs((0, 400, 0, 400), (8, 400, 16, 400), (10, 400, 12, 400))
    own, fit = segment_effects(pairs), comparable_effects(pairs, scale=scale)
    assert own[0].variance == 0
    assert not own[0].known
    assert all(one.known for one in fit)
    if scale == "additive":
        assert fit[0].variance > fit[1].variance / 10


def test_a_segment_without_buyers_gets_the_average_variance():
    same = ((400, 1.0, 30.0), (400, 1.5, 30.0))
    fit = comparable_effects(mean_pairs(((400, 0.0, 0.0), (400, 0.0, 0.0)), same, same))
    assert fit[0].variance == pytest.approx(2 * 30 / 400)
    assert fit[1].variance == pytest.approx(2 * 30 / 400)


def test_nothing_varies():
    for pairs in (share_pairs((0, 50, 0, 40), (0, 30, 0, 20)), mean_pairs(((50, 2.0, 0.0), (40, 2.0, 0.0)))):
        effects = comparable_effects(pairs)
        assert [one.effect for one in effects] == [0.0] * len(pairs)
        assert [one.known for one in effects] == [isinstance(pairs[0].control, Proportion)] * len(pairs)


def test_one_customer_in_an_arm_borrows_its_variance():
    pairs = mean_pairs(((1, 3.0, 0.0), (400, 1.5, 30.0)), ((400, 1.0, 30.0), (400, 1.5, 30.0)))
    assert segment_effects(pairs)[0].variance is None
    assert comparable_effects(pairs)[0].variance == pytest.approx(30 + 30 / 400, rel=0.05)


def test_pooled_variances_hold_for_unequal_splits_with_an_effect():
    """2 % against 1 % at 250 to 2,250: pooling the arms without taking the effect off would halve the variance."""
    pairs = share_pairs(*[(2250, 225_000, 500, 25_000)] * 4)
    true = 0.02 * 0.98 / 25_000 + 0.01 * 0.99 / 225_000
    assert [one.variance for one in comparable_effects(pairs)] == pytest.approx([true] * 4, rel=1e-3)
    means = mean_pairs(*[((9000, 1.0, 40.0), (1000, 2.0, 160.0))] * 4)
    assert [one.variance for one in comparable_effects(means)] == pytest.approx([40 / 9000 + 160 / 1000] * 4)


@scales
@settings(deadline=None)
@given(table=tables)
def test_never_nan(scale, table):
    for make in (segment_effects, comparable_effects):
        for one in make(share_pairs(*table), scale=scale):
            assert one.effect is None or np.isfinite(one.effect)
            assert one.variance is None or (np.isfinite(one.variance) and one.variance >= 0)
            assert (one.effect is None) is (min(table[int(one.segment[1:])][1::2]) == 0)


@scales
@settings(deadline=None)
@given(table=tables)
def test_swapping_arms_flips_signs_only(scale, table):
    swapped = [(x1, n1, x0, n0) for x0, n0, x1, n1 in table]
    for make in (segment_effects, comparable_effects):
        for one, other in zip(
            make(share_pairs(*table), scale=scale), make(share_pairs(*swapped), scale=scale), strict=True
        ):
            assert other.effect == (None if one.effect is None else pytest.approx(-one.effect, abs=1e-12))
            assert (other.variance is None) is (one.variance is None)
            if one.variance is not None:
                assert other.variance == pytest.approx(one.variance, rel=1e-9, abs=1e-15)


@settings(deadline=None)
@given(table=st.lists(rows, min_size=2, max_size=6), seed=st.integers(0, 1000))
def test_permuting_segments_permutes_results(table, seed):
    order = np.random.default_rng(seed).permutation(len(table))
    pairs = share_pairs(*table)
    for make in (segment_effects, comparable_effects):
        found, moved = make(pairs), make([pairs[place] for place in order])
        for place, one in zip(order, moved, strict=True):
            assert one.segment == found[place].segment
            assert one.effect == found[place].effect
            assert (one.variance is None) is (found[place].variance is None)
            if one.variance is not None:
                assert one.variance == pytest.approx(found[place].variance, rel=1e-9)


def test_duplicating_customers_halves_own_variances():
    once = segment_effects([SegmentPair(segment="a", control=Summary(500, 2.0, 5.0), variant=Summary(400, 3.0, 6.0))])
    twice = segment_effects([SegmentPair(segment="a", control=Summary(1000, 2.0, 5.0), variant=Summary(800, 3.0, 6.0))])
    assert twice[0].variance == pytest.approx(once[0].variance / 2)
    assert twice[0].effect == once[0].effect
