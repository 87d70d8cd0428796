"""The verdict: the first rule that holds."""

from __future__ import annotations

import pytest

from evaluators.campaigns.experiment import Override
from evaluators.campaigns.reading import read
from evaluators.campaigns.results import CheckState
from evaluators.documents import revise
from tests.evaluators.campaigns.campaign_tests import BOUGHT, CLOSED, LEFT, SPEND, campaign, row, table_of


def decision(document):
    return read(document, table_of(document)).decision


def two_arms(before, after, customers=10_000, **rest):
    rows = [row("a", customers, bought=before), row("b", customers, bought=after)]
    return campaign(rows, **rest)


def guarded(before, after, left_before, left_after, **rest):
    rows = [row("a", 20_000, bought=before, left=left_before), row("b", 20_000, bought=after, left=left_after)]
    return campaign(rows, metrics=(BOUGHT, LEFT), margins={"left": 0.002}, **rest)


@pytest.mark.parametrize(
    ("before", "after", "smallest", "remaining", "verdict", "reason"),
    [
        (200, 300, None, 0, "ship_b", "above_zero"),
        (200, 300, 0.005, 0, "ship_b", "above_zero"),
        (200, 300, 0.012, 0, "cannot_tell", "estimate_below_smallest"),
        (200, 300, 0.012, 1, "keep_testing", "sends_remain"),
        (200, 300, None, 1, "keep_testing", "sends_remain"),
        (200, 300, 0.02, 1, "keep_testing", "sends_remain"),
        (300, 200, None, 1, "keep_testing", "sends_remain"),
        (200, 300, 0.02, 0, "keep_a", "below_smallest_effect"),
        (300, 200, None, 0, "keep_a", "below_smallest_effect"),
        (200, 210, None, 0, "cannot_tell", "interval_holds_zero"),
        (200, 210, None, 2, "keep_testing", "sends_remain"),
    ],
)
def test_ordered_rule(before, after, smallest, remaining, verdict, reason):
    found = decision(two_arms(before, after, money={"smallest_effect": smallest}, sends_remaining=remaining))
    assert (found.verdict, found.reasons[0].code) == (verdict, reason)
    assert (found.variant == "b") == (verdict == "ship_b")
    assert (found.today is not None) == (verdict in ("keep_testing", "cannot_tell"))


@pytest.mark.parametrize(
    ("left_after", "verdict", "reason"), [(100, "keep_testing", "sends_remain"), (200, "keep_a", "guardrail_harmed")]
)
def test_before_the_end_only_harm_decides(left_after, verdict, reason):
    """A fixed horizon is read once: an interval above zero at a send before the last ships nothing."""
    found = decision(guarded(400, 600, 100, left_after, sends_remaining=1))
    assert (found.verdict, found.reasons[0].code) == (verdict, reason)
    assert len(found.reasons) == 1


def test_last_send_that_is_a_look_leaves_the_test_open():
    document = two_arms(200, 300)
    early = revise(document, sends=(revise(document.sends[0], final=False),))
    assert (decision(document).verdict, decision(early).verdict) == ("ship_b", "keep_testing")


def test_planned_looks_may_ship_before_the_end():
    looks = {"looks": {"method": "group_sequential", "planned": 5}}
    assert decision(two_arms(200, 400, design=looks, sends_remaining=1)).verdict == "ship_b"


@pytest.mark.parametrize(
    ("left_before", "left_after", "verdict", "watch"),
    [
        (100, 100, "ship_b", ()),
        (100, 120, "ship_b_watch", ("left",)),
        (100, 200, "keep_a", ()),
    ],
)
def test_guardrails(left_before, left_after, verdict, watch):
    found = decision(guarded(400, 600, left_before, left_after))
    assert (found.verdict, found.watch) == (verdict, watch)


def test_harm_is_never_todays_choice():
    rows = [
        row("a", 20_000, bought=400, left=100),
        row("b", 20_000, bought=430, left=200),
        row("c", 20_000, bought=390, left=100),
    ]
    found = decision(campaign(rows, metrics=(BOUGHT, LEFT), arms=("a", "b", "c"), margins={"left": 0.002}))
    assert found.verdict == "cannot_tell"
    assert found.today.variant == "a"
    assert found.reasons[0].code == "guardrail_harmed"


def test_blocking_check_comes_first_and_can_be_let_pass():
    rows = [row("a", 10_000, bought=200), row("b", 9_000, bought=300)]
    blocked = decision(campaign(rows))
    assert (blocked.verdict, blocked.reasons[0].check) == ("do_not_trust", "sample_ratio")
    allowed = campaign(rows, overrides=(Override(check="sample_ratio", reason="Bounces were taken out.", on=CLOSED),))
    result = read(allowed, table_of(allowed))
    assert result.decision.verdict == "ship_b"
    kept = next(one for one in result.checks if one.code == "sample_ratio")
    assert (kept.state, kept.overridden) == (CheckState.BLOCKING, "Bounces were taken out.")


def test_empty_arm_is_not_trusted():
    assert decision(campaign([row("a", 5_000, bought=100)])).verdict == "do_not_trust"


def test_nothing_measured_cannot_tell():
    found = decision(campaign())
    assert (found.verdict, found.today) == ("cannot_tell", None)


def test_spread_unknown_cannot_tell():
    rows = [row("a", 1_000, spend=500.0), row("b", 1_000, spend=900.0)]
    found = decision(campaign(rows, metrics=(SPEND,)))
    assert (found.verdict, found.reasons[0].code) == ("cannot_tell", "spread_unknown")


@pytest.mark.parametrize(
    ("before", "after", "verdict", "reason"),
    [(3, 5, "cannot_tell", "test_and_interval_differ"), (3, 7, "ship_b", "above_zero")],
)
def test_borderline_of_the_exact_test_is_not_shipped(before, after, verdict, reason):
    """3 of 20 against 5 of 10: the interval leaves zero out and Boschloo's test does not agree."""
    document = campaign([row("a", 20, bought=before), row("b", 10, bought=after)])
    result = read(document, table_of(document))
    assert result.effects[0].estimate.interval.low > 0
    assert (result.decision.verdict, result.decision.reasons[0].code) == (verdict, reason)


def test_less_is_better_turns_the_verdict():
    rows = [row("a", 10_000, left=300), row("b", 10_000, left=200)]
    assert decision(campaign(rows, metrics=(LEFT,))).verdict == "ship_b"
    turned = [row("a", 10_000, left=200), row("b", 10_000, left=300)]
    assert decision(campaign(turned, metrics=(LEFT,))).verdict == "keep_a"


def test_best_of_several_is_shipped_with_holm():
    rows = [row("a", 10_000, bought=200), row("b", 10_000, bought=300), row("c", 10_000, bought=350)]
    document = campaign(rows, arms=("a", "b", "c"))
    result = read(document, table_of(document))
    assert (result.decision.verdict, result.decision.variant) == ("ship_b", "c")
    assert [one.adjustment for one in result.effects] == ["holm", "holm"]
    alone = [one.estimate.p_value for one in result.effects]
    assert result.effects[0].adjusted_p == pytest.approx(max(alone[0], 2 * alone[1]))


def test_several_variants_need_more_than_one():
    alone = decision(two_arms(200, 241))
    rows = [row("a", 10_000, bought=200), row("b", 10_000, bought=241), row("c", 10_000, bought=201)]
    among = decision(campaign(rows, arms=("a", "b", "c")))
    assert (alone.verdict, among.verdict) == ("ship_b", "cannot_tell")


def test_money_orders_and_prices_todays_choice():
    document = two_arms(200, 210, money={"margin": 40.0, "recipients": 50_000})
    result = read(document, table_of(document))
    money = result.money[0]
    assert money.net.expected == pytest.approx(50_000 * 0.001 * 40)
    assert result.decision.today.variant == "b"
    assert result.decision.today.expected_loss == pytest.approx(money.net.loss_of_variant)
    assert result.decision.today.in_money


def test_group_sequential_look_needs_more():
    early = {"looks": {"method": "group_sequential", "planned": 5}}
    document = two_arms(200, 245, design=early, sends_remaining=4)
    result = read(document, table_of(document))
    assert result.sequential.boundary > 4
    assert result.decision.verdict == "keep_testing"
    assert read(two_arms(200, 245), table_of(two_arms(200, 245))).decision.verdict == "ship_b"


def test_always_valid_is_wider():
    document = two_arms(200, 260, design={"looks": {"method": "always_valid", "planned": 5}}, sends_remaining=2)
    fixed, valid = (read(one, table_of(one)).effects[0].estimate for one in (two_arms(200, 260), document))
    assert valid.interval.low < fixed.interval.low
    assert valid.value == fixed.value


def test_always_valid_variants_share_alpha():
    looks = {"looks": {"method": "always_valid", "planned": 5}}
    rows = [row("a", 10_000, bought=200), row("b", 10_000, bought=260), row("c", 10_000, bought=260)]
    several = campaign(rows, arms=("a", "b", "c"), design=looks)
    one = campaign(rows[:2], design=looks)
    shared, alone = (read(document, table_of(document)).effects[0].estimate for document in (several, one))
    assert shared.interval.low < alone.interval.low
    assert shared.interval.high > alone.interval.high
