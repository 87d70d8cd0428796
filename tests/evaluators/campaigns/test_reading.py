"""A test read from its cells: overall, by segment, whom to send what, several sends, and Hillstrom's mails."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from evaluators.campaigns.aggregates import Proportion
from evaluators.campaigns.experiment import PlannedDesign, RuleLine
from evaluators.campaigns.multiplicity import holm
from evaluators.campaigns.plan import Lock
from evaluators.campaigns.plan_lock import design_hash
from evaluators.campaigns.proportions import compare_proportions
from evaluators.campaigns.reading import read
from evaluators.campaigns.reading_remarks import METHODS_OF_ROWS
from evaluators.documents import revise
from tests.evaluators.campaigns.campaign_arms import assert_finite
from tests.evaluators.campaigns.campaign_tests import BOUGHT, LEFT, SPEND, campaign, row, table_of
from tests.evaluators.campaigns.segment_data import CONTROL, MENS, WOMENS, hillstrom

ARMS = {CONTROL: "none", MENS: "mens", WOMENS: "womens"}
BUYERS = ("womens-only", "mens-only", "both")
VISIT = revise(BOUGHT, id="visit", name="Visit")


def result_of(document, **rest):
    return read(document, table_of(document), **rest)


def by_segment(*lines, **rest):
    """Read (segment, control events, variant events) of 5,000 customers each."""
    rows = []
    for segment, before, after in lines:
        rows += [row("a", 5_000, segment, bought=before), row("b", 5_000, segment, bought=after)]
    return campaign(rows, segments=rest.pop("segments", tuple(line[0] for line in lines)), **rest)


@pytest.fixture(scope="module")
def mails():
    """Hillstrom's 64,000 customers as the table of sums that a mail tool would print."""
    frame = hillstrom()
    frame["bought"] = np.select(
        [frame.womens * frame.mens == 1, frame.womens == 1], ["both", "womens-only"], "mens-only"
    )
    frame["square"] = frame.spend**2
    sums = frame.groupby(["segment", "bought"])[["visit", "spend", "square"]].sum()
    sizes = frame.groupby(["segment", "bought"]).size()
    rows = [
        row(
            ARMS[arm],
            int(sizes[arm, buyer]),
            buyer,
            squares={"spend": one.square},
            visit=float(one.visit),
            spend=one.spend,
        )
        for (arm, buyer), one in sums.iterrows()
    ]
    rule = tuple(RuleLine(segment=one, variant="womens" if one == "womens-only" else "mens") for one in BUYERS)
    document = campaign(rows, metrics=(SPEND, VISIT), arms=tuple(ARMS.values()), segments=BUYERS, rule=rule)
    return result_of(document)


def test_hillstrom_overall(mails):
    """Hillstrom (2008): differences against no mail."""
    found = {(one.metric, one.variant): one.estimate.value for one in mails.effects}
    assert found["visit", "mens"] == pytest.approx(0.07658956365)
    assert found["spend", "mens"] == pytest.approx(0.7698271559)
    assert found["spend", "womens"] == pytest.approx(0.4244122159)
    assert (mails.decision.verdict, mails.decision.variant) == ("ship_b", "mens")
    assert {one.adjustment for one in mails.effects if one.metric == "spend"} == {"dunnett"}


def test_hillstrom_rule_gains_nothing_that_is_known(mails):
    """The fixed rule earns 1.427 against 1.420 for the mens mail to all: 0.007, 95 % -0.18 to 0.19."""
    own = mails.policy.own
    assert own.value.value == pytest.approx(1.427, abs=6e-4)
    assert set(own.single.variants.values()) == {"mens"}
    assert own.gain.value == pytest.approx(0.007, abs=6e-4)
    assert (round(own.gain.interval.low, 2), round(own.gain.interval.high, 2)) == (-0.18, 0.19)
    assert mails.policy.cross_fitted is None
    assert set(mails.needs_rows) == set(METHODS_OF_ROWS) - {"capped_means"}, "no cap was planned"


def test_hillstrom_visits_differ_and_spend_does_not(mails):
    found = {(one.metric, one.variant): one.heterogeneity for one in mails.segments}
    assert found["visit", "womens"].p_value < 1e-15
    assert found["spend", "womens"].p_value > 0.05


def test_result_holds_no_nan(mails):
    for one in (*mails.effects, *mails.segments, mails.policy, *mails.money):
        assert_finite(one)


def test_one_send_is_the_score_test():
    document = campaign([row("a", 4_000, bought=100), row("b", 5_000, bought=160)])
    expected = compare_proportions(Proportion(100, 4_000), Proportion(160, 5_000))
    assert result_of(document).effects[0].estimate == expected


def test_sends_are_strata():
    """A mix of sends with unlike rates and splits would turn the sign; within each send the variant is better."""
    first = [row("a", 9_000, bought=900), row("b", 1_000, bought=120)]
    second = [row("a", 1_000, bought=10), row("b", 9_000, bought=180)]
    one = result_of(campaign(first, second)).effects[0]
    assert one.figure.value < one.control.value
    assert one.estimate.value == pytest.approx((0.02 + 0.01) / 2)
    assert one.estimate.method == "post_stratified"
    assert one.lift.value == pytest.approx((0.12 + 0.02) / (0.10 + 0.01) - 1)


def test_sends_that_differ_are_told():
    same = result_of(campaign(*[[row("a", 5_000, bought=200), row("b", 5_000, bought=260)]] * 2))
    unlike = result_of(
        campaign(
            [row("a", 5_000, bought=200), row("b", 5_000, bought=400)],
            [row("a", 5_000, bought=200), row("b", 5_000, bought=200)],
        )
    )
    assert same.sends[0][1].q == pytest.approx(0, abs=1e-9)
    assert unlike.sends[0][1].p_value < 1e-6


def test_secondary_metrics_are_one_family():
    """Holm over what neither decides nor guards: p of 0.03 among two is no finding any more."""
    clicked, visited = (LEFT.model_copy(update={"id": name, "name": name, "better": "more"}) for name in ("c", "v"))
    rows = [row("a", 1_000, bought=100, left=10, c=100, v=300), row("b", 1_000, bought=130, left=12, c=131, v=310)]
    document = campaign(rows, metrics=(BOUGHT, LEFT, clicked, visited), margins={"left": 0.01})
    found = {one.metric: one for one in read(document, table_of(document)).effects}
    raw = [found[name].estimate.p_value for name in ("c", "v")]
    assert [found[name].adjusted_p for name in ("c", "v")] == pytest.approx(holm(raw).tolist())
    assert found["c"].estimate.p_value < 0.05 < found["c"].adjusted_p
    assert (found["bought"].adjusted_p, found["left"].adjusted_p) == (None, None)


def test_swapping_arms_flips_the_sign():
    there = result_of(campaign([row("a", 5_000, bought=200), row("b", 5_000, bought=260)]))
    back = result_of(campaign([row("b", 5_000, bought=260), row("a", 5_000, bought=200)], arms=("b", "a")))
    one, other = there.effects[0].estimate, back.effects[0].estimate
    assert one.value == -other.value
    assert one.interval.low == pytest.approx(-other.interval.high)
    assert (there.decision.verdict, back.decision.verdict) == ("ship_b", "keep_a")


def test_planned_segments_are_not_gated():
    found = result_of(by_segment(("x", 200, 320), ("y", 320, 200)))
    assert found.decision.verdict == "cannot_tell"
    assert [one.verdict for one in found.segments[0].tests] == ["better", "worse"]
    assert found.segments[0].sign_change.p_value < 0.001
    assert [round(one.own_weight, 1) for one in found.segments[0].shrinkage.effects] == [1.0, 1.0]


def test_family_counts_all_variants_and_missing_segments():
    rows = [row(arm, 5_000, "x", bought=200 + 30 * place) for place, arm in enumerate("abc")]
    found = result_of(campaign(rows, arms=("a", "b", "c"), segments=("x", "y")))
    test, missing = found.segments[1].tests
    assert test.confidence == pytest.approx(0.95**0.25)
    assert (missing.segment, missing.verdict) == ("y", "not_computed")


def test_segments_that_nobody_planned_are_leads():
    document = by_segment(("x", 200, 320), ("y", 200, 200))
    segments = tuple(revise(one, planned=False) for one in document.design.segments)
    document = revise(document, design=revise(document.design, segments=segments))
    assert [one.verdict for one in result_of(document).segments[0].tests] == ["lead", "unclear"]


def test_less_is_better_in_segments():
    less = revise(BOUGHT, better="less")
    found = result_of(by_segment(("x", 320, 200), ("y", 200, 320), metrics=(less,)))
    assert [one.verdict for one in found.segments[0].tests] == ["better", "worse"]
    assert dict(found.policy.chosen.rule.variants) == {"x": "b", "y": "a"}
    assert found.policy.chosen.gain.value > 0


def test_sign_risk_needs_a_smallest_effect():
    lines = (("x", 200, 320), ("y", 200, 220))
    assert result_of(by_segment(*lines)).segments[0].sign_risks == ()
    risks = result_of(by_segment(*lines, money={"smallest_effect": 0.004})).segments[0].sign_risks
    assert all(one.exaggeration > 1 for one in risks)


def test_policy_is_net_of_sending_and_cross_fitted_when_halves_are_given():
    document = by_segment(("x", 200, 320), ("y", 200, 210), money={"margin": 10.0})
    control, variant = document.design.variants
    design = revise(document.design, variants=(control, revise(variant, send_cost=0.1)))
    document = revise(document, design=design)
    table = table_of(document)
    found = read(document, table, halves=[(table, table)]).policy
    assert dict(found.chosen.rule.variants) == {"x": "b", "y": "a"}
    assert found.in_money
    assert found.cross_fitted.gain.value == pytest.approx(found.chosen.gain.value)
    assert found.cross_fitted.gain.value == pytest.approx((0.54 + 0.40) / 2 - (0.54 + 0.32) / 2)


def test_own_rule_gives_other_segments_the_control():
    document = by_segment(("x", 200, 320), ("y", 200, 210), rule=(RuleLine(segment="x", variant="b"),))
    assert dict(result_of(document).policy.own.rule.variants) == {"x": "b", "y": "a"}


def test_deviations_and_a_plan_changed_after_its_lock():
    document = campaign([row("a", 4_000, bought=100), row("b", 5_000, bought=160)])
    design = revise(document.design, window_days=7)
    lock = Lock(design_sha256=design_hash(design), locked_on=date(2026, 8, 1))
    kept = result_of(revise(document, planned=PlannedDesign(design=design, lock=lock)))
    assert [(one.place, one.before, one.after) for one in kept.deviations] == [("window_days", 7, 14)]
    assert not kept.notes
    changed = revise(lock, design_sha256="0" * 64)
    found = result_of(revise(document, planned=PlannedDesign(design=design, lock=changed)))
    assert [note.code for note in found.notes] == ["plan_changed_after_lock"]


def test_digits_repeat():
    document = by_segment(("x", 2, 5), ("y", 3, 1))
    first, second = result_of(document), result_of(document)
    assert first.segments[0].heterogeneity.method == "q_resampled"
    assert first.segments[0].heterogeneity == second.segments[0].heterogeneity
    assert first.provenance == second.provenance
