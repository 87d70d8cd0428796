"""What every reading obeys: arms swapped, customers doubled, segments put together again, one more event."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evaluators.campaigns.reading import read
from tests.evaluators.campaigns.campaign_tests import BOUGHT, SPEND, campaign, row, table_of

SEGMENTS = ("x", "y", "z")
PARTS = st.lists(
    st.tuples(st.integers(200, 3_000), st.integers(200, 3_000), st.floats(0.05, 0.9), st.floats(0.05, 0.9)),
    min_size=3,
    max_size=3,
)
QUICK = settings(max_examples=8, deadline=None, derandomize=True)


def result_of(parts, arms=("a", "b"), times=1):
    rows = []
    for segment, (n0, n1, share0, share1) in zip(SEGMENTS, parts, strict=True):
        for arm, n, share in zip("ab", (n0, n1), (share0, share1), strict=True):
            bought = round(n * share)
            sums = {"bought": bought * times, "spend": 3.0 * bought * times}
            rows.append(row(arm, n * times, segment, squares={"spend": 9.0 * bought * times}, **sums))
    document = campaign(rows, metrics=(BOUGHT, SPEND), arms=arms, segments=SEGMENTS)
    return read(document, table_of(document))


@QUICK
@given(PARTS)
def test_swapping_arms_flips_signs_only(parts):
    there, back = result_of(parts), result_of(parts, arms=("b", "a"))
    for one, other in zip(there.effects, back.effects, strict=True):
        assert one.estimate.value == pytest.approx(-other.estimate.value)
        assert one.estimate.standard_error == pytest.approx(other.estimate.standard_error)
        assert one.estimate.p_value == pytest.approx(other.estimate.p_value, abs=1e-12)
        assert one.estimate.interval.low == pytest.approx(-other.estimate.interval.high, abs=1e-9)
    for one, other in zip(there.segments, back.segments, strict=True):
        assert one.heterogeneity.q == pytest.approx(other.heterogeneity.q, abs=1e-9)
        assert one.sign_change.better == other.sign_change.worse


@QUICK
@given(PARTS)
def test_duplicating_customers_halves_variances(parts):
    once, twice = result_of(parts), result_of(parts, times=2)
    for one, other in zip(once.effects, twice.effects, strict=True):
        assert other.estimate.value == pytest.approx(one.estimate.value)
        halved = one.estimate.standard_error**2 / 2
        assert other.estimate.standard_error**2 == pytest.approx(halved, rel=0.01)
    for one, other in zip(once.segments, twice.segments, strict=True):
        for small, large in zip(one.tests, other.tests, strict=True):
            assert large.estimate.standard_error**2 == pytest.approx(small.estimate.standard_error**2 / 2, rel=0.01)


@QUICK
@given(PARTS)
def test_segments_put_together_give_the_post_stratified_figure(parts):
    for one in result_of(parts).segments:
        total = sum(test.customers for test in one.tests)
        fixed = one.simpson.post_stratified
        figure = sum(test.customers * test.estimate.value for test in one.tests) / total
        variance = sum((test.customers * test.estimate.standard_error / total) ** 2 for test in one.tests)
        assert fixed.value == pytest.approx(figure, abs=1e-12)
        assert fixed.standard_error**2 == pytest.approx(variance, rel=0.02)


def test_equal_splits_recombine_to_the_overall_effect():
    result = result_of([(1_000, 500, 0.1, 0.2), (3_000, 1_500, 0.3, 0.2), (800, 400, 0.5, 0.6)])
    for effect, one in zip(result.effects, result.segments, strict=True):
        assert one.simpson.post_stratified.value == pytest.approx(effect.estimate.value)
        assert not one.simpson.warning


def test_one_more_event_moves_everything_up():
    found = []
    for bought in (150, 170, 190, 230):
        document = campaign([row("a", 5_000, bought=180), row("b", 5_000, bought=bought)])
        found.append(read(document, table_of(document)).effects[0])
    for figure in (
        lambda one: one.estimate.value,
        lambda one: one.estimate.interval.low,
        lambda one: one.estimate.interval.high,
        lambda one: one.lift.value,
        lambda one: one.bayes.variant_better,
    ):
        seen = [figure(one) for one in found]
        assert seen == sorted(seen)
        assert len(set(seen)) == len(seen)
