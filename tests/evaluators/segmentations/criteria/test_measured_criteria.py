"""Scoring between null and ceiling, nulls, and the criteria that are counted: A4, D1, D2, G2, knock-outs."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from statsmodels.stats.meta_analysis import combine_effects

from evaluators.campaigns.segment_effects import SegmentEffect
from evaluators.errors import DataError, NotComputable
from evaluators.notes import Severity
from evaluators.results import Interval
from evaluators.segmentations.criteria.knock_outs import KnockOutFacts, knock_outs, knocked_out
from evaluators.segmentations.criteria.nulls import column_permuted, permuted_labels_null, shuffled_data_null
from evaluators.segmentations.criteria.privacy import FieldPrivacy, privacy_cost, smallest_cells
from evaluators.segmentations.criteria.response import policy_gain, response, spread_interval
from evaluators.segmentations.criteria.scoring import measured, not_measured, place
from evaluators.segmentations.criteria.segments import segments_of
from evaluators.segmentations.criteria.substantial import balance, floor_for_tests, substantial
from evaluators.segmentations.restarts import restart_adequacy

CHANCE = Interval(low=-0.01, high=0.02)


def _effects(values, error=1.0):
    return [SegmentEffect(segment=f"s{k}", customers=100, effect=v, variance=error**2) for k, v in enumerate(values)]


@given(st.floats(-5, 5), st.floats(-1, 1), st.floats(-1, 1))
def test_scores_stay_within_their_scale(raw, null, ceiling):
    assert 0 <= place(raw, null=null, ceiling=ceiling) <= 1
    if abs(null - ceiling) > 1e-9:
        assert (place(null, null=null, ceiling=ceiling), place(ceiling, null=null, ceiling=ceiling)) == (0, 1)


def test_inside_the_range_of_chance_scores_nothing_and_says_so():
    inside = measured("A1", 0.019, null=0.0, ceiling=0.2, null_interval=CHANCE)
    outside = measured("A1", 0.021, null=0.0, ceiling=0.2, null_interval=CHANCE)
    assert (inside.score, inside.better_than_chance) == (0, False)
    assert [note.code for note in inside.notes] == ["no_better_than_chance"]
    assert outside.score == pytest.approx(0.105)
    assert outside.notes == ()
    below = measured("A1", -0.001, null=0.0, ceiling=0.2, null_interval=Interval(low=-0.01, high=-0.002))
    assert (below.score, below.better_than_chance) == (0, False)
    told = measured("E2", 2.0, null=16.0, ceiling=4.0, better=False)
    assert (told.score, told.notes[0].code) == (0, "no_better_than_chance")


def test_above_the_ceiling_and_shown_only():
    above = measured("A1", 0.3, null=0.0, ceiling=0.2)
    assert (above.score, above.better_than_chance, above.notes[0].code) == (1, None, "above_ceiling")
    shown = measured("A2", 0.3, null=0.0, ceiling=1.0, scored=False)
    assert (shown.raw, shown.score) == (0.3, None)
    missing = not_measured("A4")
    assert (missing.raw, missing.score, missing.null) == (None, None, None)


@given(st.lists(st.integers(-1, 6), min_size=1, max_size=30), st.permutations(range(7)))
@settings(max_examples=50, deadline=None)
def test_names_of_segments_do_not_matter(labels, names):
    if max(labels) < 0:
        with pytest.raises(NotComputable, match="segments_no_customers"):
            segments_of(labels)
        return
    renamed = [names[one] if one >= 0 else -1 for one in labels]
    first, second = segments_of(labels), segments_of(renamed)
    assert first.codes.tolist() == second.codes.tolist()
    assert [names[one] for one in first.labels] == list(second.labels)
    assert first.sizes.sum() + first.unassigned == len(labels)
    assert (first.sizes > 0).all()


def test_permuted_labels_keep_sizes_and_report_progress():
    told, seen = [], []
    codes = np.repeat([0, 1, -1], [5, 3, 2])

    def statistic(moved):
        seen.append(np.bincount(moved + 1).tolist())
        return float(moved[:4].mean())

    null = permuted_labels_null(statistic, codes, rng=np.random.default_rng(0), draws=50, progress=told.append)
    assert seen == [[2, 5, 3]] * 50
    assert told[-1] == 1
    assert null.interval.low <= null.mean <= null.interval.high
    assert null.draws == 50


def test_shuffled_columns_keep_distributions_and_lose_structure():
    rng = np.random.default_rng(0)
    x = rng.normal(size=500)
    data = np.stack([x, x + 0.1 * rng.normal(size=500)], axis=1)
    moved = column_permuted(data, rng=rng)
    assert (np.sort(moved, axis=0) == np.sort(data, axis=0)).all()
    null = shuffled_data_null(lambda one: float(np.corrcoef(one.T)[0, 1]), data, rng=rng)
    assert null.draws == 20
    assert abs(null.mean) < 0.05
    assert null.interval.high < 0.2 < np.corrcoef(data.T)[0, 1]


def test_response_is_the_spread_of_effects():
    values = [-3.0, 0.0, 1.0, 6.0]
    found = response(_effects(values, 0.8), largest_gain=5.0, rng=np.random.default_rng(0))
    assert found.criterion.raw**2 == pytest.approx(found.shrinkage.between_variance)
    assert found.criterion.better_than_chance
    assert found.criterion.score == pytest.approx(found.criterion.raw / 5)
    same = response(_effects([1.0, 1.1, 0.9, 1.0]), largest_gain=5.0, rng=np.random.default_rng(0))
    assert (same.criterion.raw, same.criterion.score) == (0, 0)
    with pytest.raises(NotComputable, match="response_untested"):
        response(_effects([1.0]), largest_gain=5.0, rng=np.random.default_rng(0))


def test_response_scores_nothing_where_no_rule_gains():
    found = response(_effects([1.0, 9.0], 0.5), largest_gain=0.0, rng=np.random.default_rng(0))
    assert found.criterion.score == 0


def test_spread_interval_has_q_at_its_quantiles():
    """The ends are where Cochran's Q, its weights with tau, meets the quantiles of chi-square (Viechtbauer 2007)."""
    from scipy.stats import chi2

    values, variances = np.array([-3.0, 0.0, 1.0, 6.0]), np.array([0.6, 0.9, 0.4, 1.2])
    around = spread_interval(values, variances)
    for end, tail in ((around.low, 0.975), (around.high, 0.025)):
        q = combine_effects(values, variances + end**2, method_re="dl").q
        assert q == pytest.approx(chi2.ppf(tail, 3), rel=1e-6)
    assert spread_interval(np.ones(4), variances) == Interval(low=0.0, high=0.0)


def test_gain_of_a_policy_needs_effects_on_both_sides():
    found = response(_effects([-4.0, 4.0], 0.1), largest_gain=5.0, rng=np.random.default_rng(0))
    customers = {"s0": 50, "s1": 50}
    assert policy_gain(found.shrinkage, customers) == pytest.approx(2, abs=0.01)
    better = response(_effects([1.0, 4.0], 0.1), largest_gain=5.0, rng=np.random.default_rng(0))
    assert policy_gain(better.shrinkage, customers) == pytest.approx(0, abs=1e-12)


def test_floor_of_people_and_value():
    labels = np.repeat([3, 1, 7, -1], [60, 30, 5, 5])
    value = np.repeat([1.0, 2.0, 20.0, 0.0], [60, 30, 5, 5])
    found = substantial(labels, floor=20, value=value)
    assert (found.people, found.value) == pytest.approx((0.9, 120 / 220))
    assert found.criterion.raw == found.value
    assert [one.label for one in found.segments] == [1, 3, 7]
    assert [one.clears for one in found.segments] == [True, True, False]
    assert [note.code for note in found.criterion.notes] == ["customers_unassigned", "segments_under_floor"]
    priced = substantial(labels, floor=20, value=value, margin=0.5, costs={3: 31.0})
    assert priced.people == pytest.approx(0.3)
    blind = substantial(labels, floor=20)
    assert (blind.value, blind.criterion.raw) == (None, pytest.approx(0.9))
    with pytest.raises(DataError, match="outcome_missing"):
        substantial(labels, floor=20, value=np.full(100, np.nan))


def test_floor_carries_a_test():
    """10 % against 12 %, 80 % power, pooled variance under no effect: 3,841 an arm (Fleiss, Tytun & Ury 1980)."""
    assert floor_for_tests(0.10, 0.02) == 2 * 3841
    assert floor_for_tests(0.10, 0.04) < floor_for_tests(0.10, 0.02) < floor_for_tests(0.10, 0.02, power=0.9)


def test_balance_is_one_for_equal_segments():
    assert balance(np.repeat([0, 1, 2], 4)).raw == pytest.approx(1)
    uneven = balance(np.repeat([0, 1], [9, 1]), scored=True)
    shares = np.array([0.9, 0.1])
    assert uneven.raw == pytest.approx(np.exp(-(shares * np.log(shares)).sum()) / 2)
    assert uneven.score == pytest.approx((uneven.raw - 0.5) / 0.5)
    assert balance(np.repeat([0, 1], [9, 1])).score is None
    assert balance([0, 0], scored=True).score == 0


FIELDS = (
    FieldPrivacy(name="orders", points=1),
    FieldPrivacy(name="income", points=3, inferred=True),
    FieldPrivacy(name="health", points=6, special=True, basis="explicit consent"),
)


def test_privacy_is_what_is_left_unused():
    assert privacy_cost(["orders", "orders"], FIELDS).score == pytest.approx(0.9)
    assert privacy_cost([], FIELDS).score == 1
    assert privacy_cost(["orders", "income", "health"], FIELDS).score == 0
    with pytest.raises(DataError, match="privacy_field_unknown"):
        privacy_cost(["postal"], FIELDS)
    with pytest.raises(NotComputable, match="no_sensitivity_points"):
        privacy_cost([], (FieldPrivacy(name="orders", points=0),))


def test_segment_and_filter_may_point_at_few():
    labels = np.repeat([0, 1], [100, 100])
    town = np.array(["Oulu"] * 97 + ["Turku"] * 3 + ["Oulu"] * 50 + ["Turku"] * 50)
    (found,) = smallest_cells(labels, {"town": town})
    assert (found.field, found.customers, found.small_cells, found.cells) == ("town", 3, 1, 4)
    note = privacy_cost(["orders"], FIELDS, smallest=(found,)).notes[0]
    assert (note.code, note.severity) == ("segment_filter_small", Severity.WARNING)


def test_knock_outs():
    nothing = knock_outs(KnockOutFacts())
    assert {one.passed for one in nothing} == {None}
    assert not knocked_out(nothing)
    good = KnockOutFacts(
        restarts=restart_adequacy([1.0, 1.0, 1.0005]),
        smallest=50,
        floor=50,
        holes=0,
        overlaps=0,
        inputs=("orders", "health"),
        outcome_fields=("next_money",),
        privacy=FIELDS,
        segments=4,
        servable=4,
    )
    assert {one.passed for one in knock_outs(good)} == {True}
    assert all(one.note is None for one in knock_outs(good))
    bad = KnockOutFacts(
        restarts=restart_adequacy([1.0, 1.0, 1.1]),
        smallest=49,
        floor=50,
        holes=1,
        inputs=("income", "next_money"),
        outcome_fields=("next_money",),
        privacy=FIELDS,
        segments=5,
        servable=4,
    )
    found = knock_outs(bad)
    assert knocked_out(found)
    assert {one.passed for one in found} == {False}
    assert {one.note.severity for one in found} == {Severity.BLOCKING}
    assert found[3].note.facts["fields"] == ("next_money",)
    assert found[4].note.facts["fields"] == ("income",)
