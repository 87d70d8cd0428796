"""Verdicts on segments: planned ones hold together, others are leads."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evaluators.campaigns.aggregates import Estimate
from evaluators.campaigns.multiplicity import benjamini_hochberg, sidak_confidence
from evaluators.campaigns.segment_tests import compare_pair, planned_segments, unplanned_segments
from evaluators.errors import NotComputable
from evaluators.results import Interval
from tests.evaluators.campaigns.segment_data import mean_pairs, share_pairs

ROWS = [(200, 2000, 320, 2000), (150, 2000, 150, 2000), (190, 1000, 120, 1000), (100, 2000, 135, 2000)]
arms = st.integers(0, 300).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))
tables = st.lists(st.tuples(arms, arms).map(lambda both: (*both[0], *both[1])), min_size=1, max_size=4)


def test_planned_verdicts():
    found = planned_segments(share_pairs(*ROWS))
    assert [one.verdict for one in found] == ["better", "unclear", "worse", "unclear"]
    each = sidak_confidence(0.95, 4)
    for one, pair in zip(found, share_pairs(*ROWS), strict=True):
        assert one.confidence == each
        assert one.estimate == compare_pair(pair, each)
        assert one.adjusted_p == pytest.approx(1 - (1 - one.estimate.p_value) ** 4)
        assert one.planned


def test_the_fourth_would_win_alone():
    (alone,) = planned_segments(share_pairs(ROWS[3]))
    assert alone.verdict == "better"
    assert alone.confidence == pytest.approx(0.95)
    assert alone.adjusted_p == pytest.approx(alone.estimate.p_value)


@settings(deadline=None, max_examples=30)  # an exact test may take a second
@given(table=tables)
def test_an_interval_never_contradicts_its_verdict(table):
    for one in planned_segments(share_pairs(*table)):
        if one.verdict == "better":
            assert one.estimate.interval.low > 0
        elif one.verdict == "worse":
            assert one.estimate.interval.high < 0
        elif one.verdict == "unclear" and one.estimate.method == "score":
            assert one.estimate.interval.low <= 0 <= one.estimate.interval.high
        elif one.verdict == "not_computed":
            assert one.reason


def test_an_empty_segment_still_counts_in_the_family():
    found = planned_segments(share_pairs(*ROWS, (0, 0, 5, 100)))
    assert found[4].verdict == "not_computed"
    assert (found[4].estimate, found[4].adjusted_p, found[4].confidence, found[4].reason) == (
        None,
        None,
        None,
        "no_trials",
    )
    assert found[0].confidence == sidak_confidence(0.95, 5)
    leads = unplanned_segments(share_pairs(*ROWS, (0, 0, 5, 100)))
    assert leads[4].verdict == "not_computed"
    given = [one.estimate.p_value for one in leads[:4]]
    assert [one.adjusted_p for one in leads[:4]] == pytest.approx(benjamini_hochberg(given, tests=5).tolist())


def test_unplanned_segments_are_leads_at_most():
    found = unplanned_segments(share_pairs(*ROWS))
    assert [one.verdict for one in found] == ["lead", "unclear", "lead", "lead"]
    assert {one.confidence for one in found} == {1 - 3 * 0.10 / 4}
    assert not any(one.planned for one in found)


def test_no_leads_give_the_widest_intervals():
    found = unplanned_segments(share_pairs((150, 2000, 150, 2000), (100, 2000, 101, 2000)))
    assert {one.verdict for one in found} == {"unclear"}
    assert {one.confidence for one in found} == {0.95}


@pytest.mark.parametrize("test", [planned_segments, unplanned_segments])
def test_no_segments(test):
    assert test([]) == ()


@pytest.mark.parametrize("test", [planned_segments, unplanned_segments])
def test_means_go_to_welch_and_constants_are_not_computed(test):
    pairs = mean_pairs(
        ((100, 2.0, 4.0), (100, 4.0, 4.0)), ((100, 2.0, 0.0), (100, 2.0, 0.0)), ((1, 2.0, 0.0), (9, 2.0, 3.0))
    )
    found = test(pairs)
    assert found[0].estimate.method == "welch"
    assert found[0].verdict == ("better" if found[0].planned else "lead")
    assert [one.reason for one in found[1:]] == ["no_variation", "too_few_customers"]


def test_another_comparison_may_have_no_ends_or_no_test():
    def unbounded(pair, confidence):
        return Estimate(value=2.0, standard_error=None, interval=None, p_value=1e-6, method="fieller")

    def untested(pair, confidence):
        return Estimate(value=2.0, standard_error=1.0, interval=Interval(low=1, high=3), p_value=None, method="x")

    pairs = share_pairs(*ROWS)
    assert {one.verdict for one in planned_segments(pairs, compare=unbounded)} == {"unclear"}
    assert {one.verdict for one in planned_segments(pairs, compare=untested)} == {"not_computed"}
    assert {one.verdict for one in unplanned_segments(pairs, compare=untested)} == {"not_computed"}


def test_programming_faults_are_not_swallowed():
    def broken(pair, confidence):
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        planned_segments(share_pairs(*ROWS), compare=broken)
    assert not issubclass(ZeroDivisionError, NotComputable)


def test_family_wise_error_of_eight_null_segments():
    """1,000 experiments, eight segments of means without an effect: 5 % with any winner, the rest all covered."""
    rng, winners, covered = np.random.default_rng(21), 0, 0
    for _ in range(1000):
        means = rng.normal(5.0, (4 / 500) ** 0.5, (8, 2)).tolist()
        found = planned_segments(mean_pairs(*[((500, m0, 4.0), (500, m1, 4.0)) for m0, m1 in means]))
        winners += any(one.verdict in ("better", "worse") for one in found)
        covered += all(one.estimate.interval.low <= 0 <= one.estimate.interval.high for one in found)
    assert winners / 1000 == pytest.approx(0.05, abs=3 * (0.05 * 0.95 / 1000) ** 0.5)
    assert covered == 1000 - winners


def test_leads_among_null_segments_are_rare():
    """1,000 experiments, eight segments without an effect: 10 % have any lead at all."""
    rng, any_lead = np.random.default_rng(22), 0
    for _ in range(1000):
        means = rng.normal(5.0, (4 / 500) ** 0.5, (8, 2)).tolist()
        found = unplanned_segments(mean_pairs(*[((500, m0, 4.0), (500, m1, 4.0)) for m0, m1 in means]))
        any_lead += any(one.verdict == "lead" for one in found)
    assert any_lead / 1000 == pytest.approx(0.10, abs=3 * (0.1 * 0.9 / 1000) ** 0.5)
