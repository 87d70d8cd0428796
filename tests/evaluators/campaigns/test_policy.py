"""The value of targeting rules: given ones, chosen ones, and chosen ones judged on the other half."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evaluators.campaigns.aggregates import Proportion, Summary
from evaluators.campaigns.policy import (
    Money,
    Rule,
    SegmentArms,
    best_single,
    one_variant,
    policy_difference,
    policy_value,
    rule_value,
)
from evaluators.campaigns.policy_choice import choose_rule, cross_fitted
from evaluators.errors import NotComputable


def _arms(segment, **means):
    """Give every arm 1,000 customers and a variance of 4, so each mean has an error of 0.063."""
    return SegmentArms(segment=segment, arms={name: Summary(1000, mean, 4.0) for name, mean in means.items()})


OPPOSITE = (_arms("young", none=1.0, mail=2.0), _arms("old", none=1.0, mail=0.5))
THREE = (_arms("young", none=1.0, mail=2.0, post=3.0), _arms("old", none=1.0, mail=1.5, post=0.5))


def test_value_and_gain_by_hand():
    rule = Rule(name="given", variants={"young": "mail", "old": "none"})
    found = rule_value(rule, OPPOSITE)
    assert found.value.value == pytest.approx(1.5)
    assert found.value.standard_error == pytest.approx((2 * 0.25 * 4 / 1000) ** 0.5)
    assert set(found.single.variants.values()) == {"mail"}
    assert found.single_value.value == pytest.approx(1.25)
    assert found.gain.value == pytest.approx(0.25)
    assert found.gain.standard_error == pytest.approx(0.5 * (8 / 1000) ** 0.5)
    assert found.gain.p_value == pytest.approx(2.2685e-8, rel=1e-4)  # z = 5.590170


def test_money_counts():
    money = Money(margin=10.0, costs={"mail": 6.0})
    assert policy_value(one_variant("mail", OPPOSITE), OPPOSITE, money=money).value == pytest.approx(6.5)
    assert set(best_single(OPPOSITE, money=money).variants.values()) == {"none"}
    rule = choose_rule(OPPOSITE, control="none", money=money)
    assert rule.variants == {"young": "mail", "old": "none"}
    dear = Money(margin=10.0, costs={"mail": 11.0})
    for by in ("raw_sign", "shrunken", "significant"):
        assert set(choose_rule(OPPOSITE, control="none", by=by, money=dear).variants.values()) == {"none"}
    gain = policy_difference(rule, one_variant("none", OPPOSITE), OPPOSITE, money=money)
    assert gain.value == pytest.approx(0.5 * (10.0 - 6.0))
    assert gain.standard_error == pytest.approx(10 * 0.5 * (8 / 1000) ** 0.5)


def test_a_cost_of_the_control_counts_too():
    money = Money(costs={"none": 5.0, "mail": 5.0})
    assert choose_rule(OPPOSITE, control="none", money=money) == choose_rule(OPPOSITE, control="none")


@pytest.mark.parametrize("by", ["raw_sign", "shrunken", "significant"])
def test_clear_segments_get_what_is_best_there(by):
    assert choose_rule(OPPOSITE, control="none", by=by).variants == {"young": "mail", "old": "none"}
    assert choose_rule(THREE, control="none", by=by).variants == {"young": "post", "old": "mail"}


def test_the_three_ways_of_choosing_differ_where_segments_are_unclear():
    """Four gains within the noise of each other, one just below zero."""
    table = [_arms(str(place), none=1.0, mail=1.0 + gain) for place, gain in enumerate((0.10, 0.09, 0.12, -0.03))]
    picks = {
        by: list(choose_rule(table, control="none", by=by).variants.values())
        for by in ("raw_sign", "shrunken", "significant")
    }
    assert picks["raw_sign"] == ["mail", "mail", "mail", "none"]
    assert picks["shrunken"] == ["mail"] * 4
    assert picks["significant"] == ["none"] * 4


def test_no_effects_keep_the_control():
    table = [_arms(name, none=1.0, mail=1.0) for name in "ab"]
    assert set(choose_rule(table, control="none").variants.values()) == {"none"}
    gain = rule_value(one_variant("none", table), table).gain
    assert (gain.value, gain.standard_error, gain.p_value) == (0, 0, None)


def test_an_empty_cell_is_never_chosen():
    lonely = SegmentArms(segment="new", arms={"none": Summary(50, 1.0, 4.0), "post": Summary(60, 2.0, 4.0)})
    chosen = choose_rule((*THREE, lonely), control="none")
    assert chosen.variants["new"] == "post"
    bare = SegmentArms(segment="bare", arms={"none": Summary(50, 1.0, 4.0)})
    table = (*THREE, bare)
    assert choose_rule(table, control="none").variants["bare"] == "none"
    assert set(best_single(table).variants.values()) == {"none"}


def test_a_segment_without_a_control_gets_the_best_single():
    table = (*THREE, SegmentArms(segment="odd", arms={"mail": Summary(50, 1.0, 4.0), "post": Summary(50, 3.0, 4.0)}))
    single = set(best_single(table).variants.values())
    assert single == {"mail"} or single == {"post"}
    assert choose_rule(table, control="none").variants["odd"] in single


def test_segments_without_customers_do_not_count():
    table = (*OPPOSITE, SegmentArms(segment="nobody", arms={"none": Summary(0, 0.0, 0.0)}))
    rule = Rule(name="given", variants={"young": "mail", "old": "none"})
    assert policy_value(rule, table) == policy_value(rule, OPPOSITE)


@pytest.mark.parametrize(
    ("rule", "table", "code"),
    [
        ({}, [], "no_policy_customers"),
        ({"young": "mail"}, OPPOSITE, "policy_segment_missing"),
        ({"young": "mail", "old": "pigeon"}, OPPOSITE, "policy_cell_empty"),
    ],
)
def test_what_cannot_be_valued(rule, table, code):
    for value in (policy_value, rule_value):
        with pytest.raises(NotComputable) as fault:
            value(Rule(name="given", variants=rule), table)
        assert fault.value.code == code


def test_no_variant_stands_everywhere():
    table = (_arms("a", none=1.0), _arms("b", mail=1.0))
    with pytest.raises(NotComputable) as fault:
        best_single(table)
    assert (fault.value.code, fault.value.facts) == ("no_single_variant", {"segments": 2})


def test_no_halves():
    with pytest.raises(NotComputable) as fault:
        cross_fitted([], control="none")
    assert fault.value.code == "no_halves"


def test_cross_fitting_by_hand():
    """The first half says mail for the young, the second for the old: each judges the other's choice."""
    first = (_arms("young", none=1.0, mail=2.0), _arms("old", none=1.0, mail=0.5))
    second = (_arms("young", none=1.0, mail=0.5), _arms("old", none=1.0, mail=2.0))
    found = cross_fitted([(first, second)], control="none", by="raw_sign")
    assert found.value.value == pytest.approx((0.5 + 1.0) / 2)
    assert found.gain.value == pytest.approx(0.5 * (1.0 - 2.0))
    assert found.gain.standard_error == pytest.approx((0.5 * 0.25 * 8 / 1000) ** 0.5)
    same = cross_fitted([(first, first)] * 3, control="none", by="raw_sign")
    assert same.gain.value == pytest.approx(0.25)
    assert (same.splits, len(same.gains)) == (3, 3)


def test_cross_fitting_adds_the_spread_of_the_halvings():
    first, second = (
        (_arms("a", none=1.0, mail=2.0), _arms("b", none=1.0, mail=0.5)),
        (_arms("a", none=1.0, mail=3.0), _arms("b", none=1.0, mail=0.0)),
    )
    one, two = (cross_fitted([half], control="none").gain for half in ((first, first), (second, second)))
    both = cross_fitted([(first, first), (second, second)], control="none").gain
    assert both.value == pytest.approx((one.value + two.value) / 2)
    spread = ((one.value - two.value) / 2) ** 2
    expected = (one.standard_error**2 + two.standard_error**2) / 2 + spread
    assert both.standard_error == pytest.approx(expected**0.5)


def test_a_segment_that_one_half_lacks_gets_its_single_variant():
    first = OPPOSITE
    second = (*OPPOSITE, _arms("new", none=1.0, mail=5.0))
    found = cross_fitted([(first, second)], control="none")
    assert found.splits == 1


tables = st.lists(st.tuples(*[st.integers(0, 100)] * 3), min_size=1, max_size=5)


@settings(deadline=None)
@given(table=tables, seed=st.integers(0, 99))
def test_values_recombine_and_order_does_not_matter(table, seed):
    cells = [
        SegmentArms(segment=f"s{i}", arms={name: Proportion(x, 100) for name, x in zip("abc", row, strict=True)})
        for i, row in enumerate(table)
    ]
    moved = [cells[place] for place in np.random.default_rng(seed).permutation(len(cells))]
    for name in "abc":
        rule = one_variant(name, cells)
        whole = sum(one.arms[name].events for one in cells) / (100 * len(cells))
        assert policy_value(rule, cells).value == pytest.approx(whole)
        assert policy_value(rule, moved).value == pytest.approx(whole)
    for by in ("raw_sign", "significant"):
        assert choose_rule(moved, control="a", by=by).variants == choose_rule(cells, control="a", by=by).variants
    raw = choose_rule(cells, control="a", by="raw_sign")
    assert rule_value(raw, cells).gain.value >= -1e-12


@settings(deadline=None)
@given(table=tables)
def test_swapping_rules_flips_the_sign_only(table):
    cells = [
        SegmentArms(segment=f"s{i}", arms={name: Proportion(x, 100) for name, x in zip("abc", row, strict=True)})
        for i, row in enumerate(table)
    ]
    rules = [one_variant(name, cells) for name in "ab"]
    there, back = policy_difference(*rules, cells), policy_difference(*rules[::-1], cells)
    assert back.value == pytest.approx(-there.value, abs=1e-12)
    assert back.standard_error == pytest.approx(there.standard_error)
    assert back.p_value == there.p_value or back.p_value == pytest.approx(there.p_value)


def test_duplicating_customers_halves_the_variance():
    twice = [
        SegmentArms(
            segment=one.segment,
            arms={name: Summary(2 * cell.n, cell.mean, cell.variance) for name, cell in one.arms.items()},
        )
        for one in OPPOSITE
    ]
    rule = Rule(name="given", variants={"young": "mail", "old": "none"})
    once, more = rule_value(rule, OPPOSITE).gain, rule_value(rule, twice).gain
    assert more.value == pytest.approx(once.value)
    assert more.standard_error == pytest.approx(once.standard_error / 2**0.5)
