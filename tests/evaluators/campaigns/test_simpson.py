"""Crude against post-stratified effects, and odds ratios over segments."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evaluators.campaigns.aggregates import Proportion, Summary
from evaluators.campaigns.mantel_haenszel import stratified_odds
from evaluators.campaigns.segment_effects import SegmentPair
from evaluators.campaigns.simpson import pooled, post_stratified, shares_p_value, simpson_guard
from evaluators.errors import NotComputable
from tests.evaluators.campaigns.segment_data import mean_pairs, share_pairs

EVEN = [(200, 2000, 260, 2000), (150, 2000, 170, 2000), (90, 1000, 140, 1000)]
arms = st.integers(0, 200).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))
tables = st.lists(st.tuples(arms, arms).map(lambda both: (*both[0], *both[1])), min_size=1, max_size=5)


def test_even_arms_give_the_crude_effect():
    found = simpson_guard(share_pairs(*EVEN))
    assert found.crude == pytest.approx(570 / 5000 - 440 / 5000)
    assert found.post_stratified.value == pytest.approx(found.crude)
    assert (found.sign_differs, found.warning, found.shares_p) == (False, False, 1.0)
    assert found.moved_errors == pytest.approx(0, abs=1e-9)


def test_unlike_shares_warn_though_the_effect_stays():
    found = simpson_guard(share_pairs((100, 1000, 100, 1000), (100, 1000, 70, 700)))
    assert found.moved_errors == pytest.approx(0, abs=1e-9)
    assert found.shares_p < 0.001
    assert found.warning


def test_a_move_of_more_than_one_error_warns():
    """One sixth of 5 % against 20 % customers moved: no sign change, shares not yet unlike at 0.001."""
    found = simpson_guard(share_pairs((5, 100, 6, 75), (20, 100, 30, 128)))
    assert not found.sign_differs
    assert found.shares_p > 0.001
    assert found.warning is (abs(found.moved_errors) > 1)
    moved = simpson_guard(share_pairs((10, 1000, 9, 900), (900, 1000, 990, 1100)))
    assert moved.shares_p > 1e-6
    assert abs(moved.moved_errors) > 1
    assert moved.warning


def test_segments_without_both_arms_are_left_out_and_named():
    found = simpson_guard(share_pairs(*EVEN, (0, 0, 5, 100), (0, 1, 5, 10)))
    assert found.left_out == ("s3", "s4")
    assert found.post_stratified.value == pytest.approx(post_stratified(share_pairs(*EVEN)).value)
    with pytest.raises(NotComputable) as fault:
        simpson_guard(share_pairs((0, 0, 5, 100)))
    assert fault.value.code == "no_segment_effects"


def test_nothing_varies():
    found = simpson_guard(share_pairs((0, 10, 0, 10), (0, 10, 0, 10)))
    assert (found.crude, found.post_stratified.value, found.post_stratified.p_value) == (0, 0, None)
    assert (found.moved_errors, found.warning) == (None, False)


@pytest.mark.parametrize("pairs", [[], share_pairs((1, 5, 1, 5)), share_pairs((0, 0, 1, 5), (0, 0, 2, 9))])
def test_shares_of_nothing_to_compare(pairs):
    assert shares_p_value(pairs) is None


def test_shares_against_an_oracle():
    from scipy.stats import chi2_contingency

    counts = np.array([[100, 130], [220, 190], [60, 61]])
    pairs = share_pairs(*[(0, int(n0), 0, int(n1)) for n0, n1 in counts])
    assert shares_p_value(pairs) == pytest.approx(chi2_contingency(counts, correction=False).pvalue)


@settings(deadline=None)
@given(parts=st.lists(st.lists(st.floats(-100, 100), max_size=6), min_size=1, max_size=5))
def test_pooled_groups_equal_the_whole(parts):
    found = pooled([Summary.of(part) for part in parts])
    whole = Summary.of([value for part in parts for value in part])
    assert found.n == whole.n
    assert found.mean == pytest.approx(whole.mean, abs=1e-9)
    assert found.variance == pytest.approx(whole.variance, rel=1e-9, abs=1e-9)


def test_pooled_shares_stay_counts():
    assert pooled([Proportion(1, 5), Proportion(2, 7)]) == Proportion(3, 12)
    assert pooled([]) == Summary(0, 0.0, 0.0)
    mixed = pooled([Proportion(1, 4), Summary(2, 1.0, 2.0)])
    assert (mixed.n, mixed.mean) == (6, pytest.approx(0.5))


@settings(deadline=None)
@given(table=tables)
def test_odds_are_always_defined_and_swap(table):
    found = stratified_odds(share_pairs(*table))
    swapped = stratified_odds(share_pairs(*[(x1, n1, x0, n0) for x0, n0, x1, n1 in table]))
    values = [found.crude, found.common, found.chi_square, found.p_value, found.breslow_day, found.breslow_day_p]
    assert all(value is None or np.isfinite(value) for value in values)
    if found.common and swapped.common:
        assert found.common * swapped.common == pytest.approx(1)
        assert found.interval.low * swapped.interval.high == pytest.approx(1)
    if found.chi_square is not None:
        assert swapped.chi_square == pytest.approx(found.chi_square, abs=1e-9)


def test_equal_odds_leave_breslow_day_nothing():
    found = stratified_odds(share_pairs((10, 110, 20, 120), (30, 330, 60, 360)))
    assert found.common == pytest.approx(2)
    assert found.breslow_day == pytest.approx(0, abs=1e-12)
    assert found.breslow_day_p == pytest.approx(1)


def test_one_segment_is_a_plain_odds_ratio():
    found = stratified_odds(share_pairs((10, 110, 20, 120)))
    assert found.common == found.crude == pytest.approx(2)
    assert (found.breslow_day, found.breslow_day_p, found.breslow_day_degrees) == (None, None, 0)
    log_error = (1 / 10 + 1 / 100 + 1 / 20 + 1 / 100) ** 0.5
    assert np.log(found.interval.high / 2) == pytest.approx(1.959964 * log_error, rel=1e-6)


def test_odds_need_shares():
    with pytest.raises(NotComputable) as fault:
        stratified_odds(mean_pairs(((10, 1.0, 2.0), (10, 1.0, 2.0))))
    assert fault.value.code == "odds_need_shares"


@settings(deadline=None)
@given(table=tables)
def test_swapping_arms_flips_the_guard(table):
    pairs = share_pairs(*table)
    swapped = [SegmentPair(segment=one.segment, control=one.variant, variant=one.control) for one in pairs]
    try:
        found = simpson_guard(pairs)
    except NotComputable:
        with pytest.raises(NotComputable):
            simpson_guard(swapped)
        return
    other = simpson_guard(swapped)
    assert other.crude == pytest.approx(-found.crude, abs=1e-12)
    assert other.post_stratified.value == pytest.approx(-found.post_stratified.value, abs=1e-12)
    assert other.post_stratified.standard_error == pytest.approx(found.post_stratified.standard_error)
    assert (other.left_out, other.sign_differs) == (found.left_out, found.sign_differs)
