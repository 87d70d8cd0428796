"""The answer to a campaign plan: size, the list at hand, segments to merge, looks, money, lock and deviations."""

from __future__ import annotations

import dataclasses
import math
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evaluators.campaigns.design import Design, Errors, Guardrail, Looks, Metric, Money, Segment, Variant
from evaluators.campaigns.plan import CampaignPlan
from evaluators.campaigns.plan_curves import power_curves
from evaluators.campaigns.plan_lock import design_hash
from evaluators.campaigns.planning import deviations, locked, plan
from evaluators.campaigns.power import proportion_power
from evaluators.campaigns.sample_size import proportion_sample_size
from evaluators.documents import canonical_json, revise

DAY = date(2026, 3, 2)
BOUGHT = Metric(id="bought", name="Bought", kind="proportion")
TWO = (Variant(id="none", name="No mail", strategy="nothing"), Variant(id="mail", name="Mail", send_cost=0.02))


def listed(*customers, **more):
    return tuple(
        Segment(id=f"s{place}", name=f"S{place}", customers=count, **more) for place, count in enumerate(customers)
    )


def a_plan(*, effect=0.05, metric=BOUGHT, segments=(), variants=TWO, looks=None, money=None, design=None, **more):
    worth = {"smallest_effect": effect, **(money or {})}
    return CampaignPlan(
        as_of=DAY,
        design=Design(
            metrics=(metric,),
            variants=variants,
            segments=segments,
            looks=looks or Looks(),
            money=Money(**worth),
            **(design or {}),
        ),
        **{"baseline": 0.20, **more},
    )


def codes(result):
    return {note.code for note in result.notes}


def figures(value):
    """Yield every number in a result, however deep."""
    if dataclasses.is_dataclass(value):
        for one in dataclasses.fields(value):
            yield from figures(getattr(value, one.name))
    elif isinstance(value, tuple | list):
        for one in value:
            yield from figures(one)
    elif isinstance(value, dict):
        yield from figures(tuple(value.values()))
    elif isinstance(value, int | float):
        yield value


def test_default_of_evan_millers_page():
    """20 % and 5 points: 1,030 customers a side."""
    found = plan(a_plan(formula="baseline_variance"))
    assert [arm.needed for arm in found.arms] == pytest.approx([1030.219283] * 2, rel=1e-5)
    assert [arm.needed_whole for arm in found.arms] == [1_031, 1_031]
    assert (found.needed.formula, found.needed.relative) == ("baseline_variance", pytest.approx(0.25))
    assert found.needed.customers == found.needed.with_holdout == 2_062


def test_two_variant_customers_per_control():
    """Hmisc 4.8.0 bsamsize."""
    variants = (TWO[0], TWO[1].model_copy(update={"split": 2.0}))
    found = plan(a_plan(effect=0.005, baseline=0.02, variants=variants))
    assert [arm.needed for arm in found.arms] == pytest.approx([10503.20057, 21006.40113], rel=1e-5)


def test_clusters_of_twenty_five():
    """Donner & Klar (2000), Design and Analysis of Cluster Randomization Trials, ch. 5: 1.48 times the customers."""
    found = plan(a_plan(formula="baseline_variance", cluster_size=25, intraclass_correlation=0.02))
    assert found.needed.design_effect == pytest.approx(1.48)
    assert found.arms[0].needed == pytest.approx(1030.219283 * 1.48, rel=1e-5)
    assert found.arms[0].needed_clusters == 61


def test_a_list_of_twenty_thousand_in_eight_segments():
    """20,000 contacts at 2 %, baseline variance in both arms: 28 % relative overall, 78 % in each of eight."""
    known = Metric(id="bought", name="Bought", kind="mean")
    document = a_plan(
        metric=known, baseline=0.02, deviation=math.sqrt(0.02 * 0.98), segments=listed(*[2_500] * 8), effect=0.002
    )
    found = plan(document)
    assert found.overall.relative == pytest.approx(0.28, abs=0.005)
    alone = plan(a_plan(metric=known, baseline=0.02, deviation=math.sqrt(0.02 * 0.98), segments=listed(2_500)))
    assert alone.segments[0].relative == pytest.approx(0.78, abs=0.01)
    assert all(one.alpha == pytest.approx(1 - 0.95 ** (1 / 8)) for one in found.segments)
    assert all(one.relative > 0.78 for one in found.segments), "eight at once are stricter"


LOOKS = st.sampled_from([Looks(), Looks(method="group_sequential", planned=3), Looks(method="always_valid", planned=5)])


@pytest.mark.parametrize("kind", ["proportion", "mean"])
@settings(deadline=None, max_examples=25)
@given(
    customers=st.integers(2_000, 10**6),
    split=st.sampled_from([0.25, 1.0, 3.0]),
    size=st.sampled_from([1, 20]),
    looks=LOOKS,
    better=st.sampled_from(["more", "less"]),
)
def test_what_the_list_can_show_has_the_wished_power(kind, customers, split, size, looks, better):
    metric = Metric(id="m", name="M", kind=kind, better=better)
    variants = (TWO[0], TWO[1].model_copy(update={"split": split}))
    common = {
        "metric": metric,
        "variants": variants,
        "looks": looks,
        "segments": listed(customers),
        "deviation": 0.4,
        "cluster_size": size,
        "intraclass_correlation": 0.01,
    }
    shown = plan(a_plan(**common)).overall
    assert (shown.absolute > 0) == (better == "more")
    back = plan(a_plan(**common | {"effect": abs(shown.absolute)}))
    assert back.overall.power == pytest.approx(0.8, abs=1e-5)
    assert back.needed.customers == pytest.approx(customers, rel=0.01)


def test_several_variants_share_alpha_and_the_smallest_decides():
    variants = (*TWO, Variant(id="other", name="Other", split=0.5))
    found = plan(a_plan(variants=variants, segments=listed(8_001, 3_000)))
    size = proportion_sample_size(0.20, 0.25, alpha=0.025, ratio=0.5)
    assert found.needed.alpha == 0.025
    assert [arm.needed for arm in found.arms] == pytest.approx([size.control, size.control, size.variant])
    assert sum(arm.at_hand for arm in found.arms) == found.list_size == 11_001
    assert found.overall.variant == found.arms[2].at_hand == pytest.approx(11_001 / 5, abs=1)


def test_holdout_is_taken_first():
    found = plan(a_plan(segments=listed(1_000, 3_000), design={"holdout": 0.1}))
    assert found.held_out == 400
    assert [arm.at_hand for arm in found.arms] == [1_800, 1_800]
    assert found.needed.with_holdout == math.ceil(found.needed.customers / 0.9)


def test_power_of_segments_is_at_sidaks_level():
    found = plan(a_plan(segments=(*listed(4_000, 2_000), Segment(id="x", name="X", customers=2_000, planned=False))))
    level = 1 - math.sqrt(0.95)
    assert found.segments[0].power == pytest.approx(proportion_power(0.20, 0.25, 2_000, 2_000, alpha=level))
    assert found.segments[0].enough
    assert not found.segments[1].enough
    assert found.segments[2].alpha == pytest.approx(0.10)


def test_a_segments_own_baseline_counts():
    found = plan(a_plan(segments=(*listed(4_000), Segment(id="rare", name="R", customers=4_000, baseline=0.02))))
    assert found.segments[1].baseline == 0.02
    assert found.segments[1].absolute < found.segments[0].absolute
    assert found.overall.baseline == 0.20
    unsaid = plan(a_plan(baseline=None, segments=(*listed(3_000, baseline=0.1), *listed(1_000, baseline=0.3))[:1]))
    assert unsaid.overall.baseline == pytest.approx(0.1)
    assert unsaid.needed is not None


def test_weak_segments_are_merged_from_the_smallest():
    found = plan(a_plan(segments=listed(6_000, 900, 1_600, 1_000)))
    assert [one.enough for one in found.segments] == [True, False, False, False]
    assert [(one.segments, one.enough) for one in found.merges] == [(("s1", "s3", "s2"), True)]
    assert found.merges[0].customers == 3_500


def test_what_is_left_over_joins_and_may_still_be_too_weak():
    joined = plan(a_plan(segments=listed(6_000, 500))).merges
    assert [(one.segments, one.enough) for one in joined] == [(("s1", "s0"), True)]
    hopeless = plan(a_plan(segments=listed(100, 50))).merges
    assert [(one.segments, one.enough) for one in hopeless] == [(("s1", "s0"), False)]
    assert plan(a_plan(segments=listed(100))).merges is None
    assert plan(a_plan(segments=listed(9_000, 9_000))).merges is None


def test_a_difference_between_halves_needs_four_times_the_customers():
    metric = Metric(id="spend", name="Spend", kind="mean")
    overall = plan(a_plan(metric=metric, deviation=1.0, effect=0.1, segments=listed(3_140)))
    halves = plan(a_plan(metric=metric, deviation=1.0, effect=0.1, segments=listed(6_280, 6_280)))
    assert overall.overall.power == pytest.approx(0.8, abs=0.001)
    assert halves.differences.interaction_power == pytest.approx(0.8, abs=0.001)
    assert halves.differences.interaction_detectable == pytest.approx(0.1, rel=0.001)
    assert halves.differences.heterogeneity_power == pytest.approx(halves.differences.interaction_power, abs=1e-3)


def test_price_of_looks():
    """A fixed test of power 80.2 %: planned looks keep 79.3 %, the sequence 49.5 % (20,000 runs)."""
    errors = {"errors": Errors(power=0.802)}
    planned = plan(a_plan(looks=Looks(method="group_sequential", planned=5), design=errors))
    always = plan(a_plan(looks=Looks(method="always_valid"), design=errors))
    fixed = plan(a_plan(design=errors))
    assert planned.looks.power_with == pytest.approx(0.793, abs=0.005)
    assert (always.looks.power_with, always.looks.looks) == (pytest.approx(0.495, abs=0.01), 20)
    assert (fixed.looks.inflation, fixed.looks.power_with) == (1.0, 0.802)
    assert planned.needed.customers / fixed.needed.customers == pytest.approx(planned.looks.inflation, rel=0.01)
    assert always.needed.customers / fixed.needed.customers == pytest.approx(always.looks.inflation, rel=0.05)
    assert always.looks.inflation > 1.4


def test_means_and_ratios():
    spend = Metric(id="spend", name="Spend", kind="mean")
    found = plan(a_plan(metric=spend, baseline=None, deviation=1.0, effect=0.5))
    assert found.needed.formula == "welch_noncentral_t"
    assert found.arms[0].needed == pytest.approx(63.7656, abs=1e-3)  # R power.t.test(delta = 0.5, power = 0.8)
    ratio = {
        "metrics": (
            Metric(id="basket", name="Basket", kind="ratio", denominator="orders"),
            Metric(id="orders", name="Orders", kind="mean"),
        )
    }
    base = a_plan(metric=spend, deviation=1.0, effect=0.5, baseline=None)
    several = revise(base, design=Design(**{**dict(base.design), **ratio}), denominator_mean=0.25)
    assert plan(several).needed.customers == pytest.approx(4 * found.needed.customers, rel=0.02)
    assert "plan_denominator_missing" in codes(plan(revise(several, denominator_mean=None)))


def test_a_web_test_in_days_and_weeks():
    found = plan(a_plan(formula="baseline_variance", visitors_day=100))
    assert (found.duration.days, found.duration.weeks, found.duration.days_to_result) == (21, 3, 35)
    assert "plan_no_list" not in codes(found)
    slow = plan(a_plan(formula="baseline_variance", visitors_day=10, design={"window_days": 3}))
    assert {"plan_runs_long", "plan_window_short"} <= codes(slow)
    assert "plan_no_visitors" in codes(plan(a_plan(visitors_day=0)))


def test_silence_of_a_guardrail_is_not_safety():
    """10,000 a side at 0.3 % unsubscribes and a margin of 0.1 point: power 36 %."""
    metrics = (BOUGHT, Metric(id="left", name="Left", kind="proportion", better="less"))
    rails = (Guardrail(metric="left", margin=0.001, baseline=0.003), Guardrail(metric="bought", margin=0.01))
    base = a_plan(segments=listed(20_000))
    found = plan(revise(base, design=Design(**{**dict(base.design), "metrics": metrics, "guardrails": rails})))
    assert [(one.metric, one.enough) for one in found.guardrails] == [("left", False)]
    assert found.guardrails[0].power == pytest.approx(0.36, abs=0.005)
    note = next(note for note in found.notes if note.code == "plan_guardrails_unknown")
    assert note.facts == {"count": 1, "of": 2}


def test_money_of_the_smallest_effect():
    money = {"margin": 10.0, "recipients": 50_000, "switching_cost": 500.0}
    found = plan(a_plan(effect=0.004, money=money, segments=listed(20_000)))
    assert [(one.variant, one.recipients) for one in found.worth] == [("mail", 50_000)]
    worth = found.worth[0]
    assert (worth.gross, worth.sending, worth.net) == pytest.approx((2_000.0, 1_000.0, 500.0))
    assert worth.break_even == pytest.approx(0.003)
    assert "plan_effect_under_cost" not in codes(found)
    assert "plan_effect_under_cost" in codes(plan(a_plan(effect=0.002, money=money)))


def test_a_mail_to_one_segment_costs_there_only():
    one = Variant(id="some", name="Some", strategy="one_segment", only_segment="s0", send_cost=0.4)
    found = plan(a_plan(variants=(TWO[0], one), money={"margin": 10.0}, segments=listed(1_000, 3_000)))
    assert found.worth[0].sending == pytest.approx(400.0)


def test_a_short_list_says_what_it_can():
    found = plan(a_plan(effect=0.002, baseline=0.02, segments=listed(3_000, 3_000)))
    assert "plan_list_too_small" in codes(found)
    assert found.overall.relative == pytest.approx(0.57, abs=0.01)
    assert "plan_list_shows_nothing" in codes(plan(a_plan(segments=listed(6))))


@pytest.mark.parametrize(
    ("document", "code"),
    [
        (CampaignPlan(as_of=DAY), "plan_no_metric"),
        (a_plan(effect=None), "plan_effect_missing"),
        (a_plan(effect=0), "plan_effect_missing"),
        (a_plan(baseline=None), "plan_baseline_missing"),
        (a_plan(baseline=1.4), "plan_baseline_outside"),
        (a_plan(effect=0.9), "plan_effect_outside"),
        (a_plan(effect=1e-14), "plan_size_not_computable"),
        (a_plan(effect=1e-300), "plan_size_not_computable"),
        (a_plan(metric=Metric(id="m", name="M", kind="mean")), "plan_deviation_missing"),
        (
            a_plan(metric=Metric(id="m", name="M", kind="mean"), deviation=1e-200, segments=listed(50)),
            "plan_margin_missing",
        ),
        (a_plan(variants=()), "plan_two_arms_assumed"),
        (a_plan(), "plan_margin_missing"),
        (a_plan(), "plan_no_list"),
        (a_plan(segments=(*listed(10), Segment(id="u", name="U"))), "plan_segments_uncounted"),
        (a_plan(segments=listed(0, 1, 2)), "plan_list_too_small"),
        (a_plan(looks=Looks(method="always_valid"), design={"errors": Errors(alpha=1e-12)}), "plan_looks_too_strict"),
        (a_plan(baseline=0, segments=listed(500, 800)), "plan_margin_missing"),
        (a_plan(variants=(TWO[0], Variant(id="b", name="B", split=1e-300)), segments=listed(9)), "plan_margin_missing"),
    ],
)
def test_what_cannot_be_computed_is_a_note_and_never_nan(document, code):
    found = plan(document)
    assert code in codes(found)
    assert all(math.isfinite(one) for one in figures(found))
    assert all(math.isfinite(one) for one in figures(power_curves(document)))


def test_curves_pass_through_what_the_list_can_show():
    document = a_plan(effect=0.03, segments=listed(2_000, 900))
    found, curves = plan(document), power_curves(document)
    assert [curve.segment for curve in curves] == [None, "s0", "s1"]
    for curve, shown in zip(curves, (found.overall, *found.segments), strict=True):
        powers = [point.power for point in curve.points]
        assert powers == sorted(powers)
        below = max(point.power for point in curve.points if point.effect <= shown.absolute)
        above = min(point.power for point in curve.points if point.effect >= shown.absolute)
        assert below <= 0.8 + 1e-9
        assert above >= 0.8 - 1e-9
    assert power_curves(a_plan()) == ()


def test_curves_with_looks_are_the_plans_power():
    document = a_plan(effect=0.03, segments=listed(3_000), looks=Looks(method="always_valid"))
    point = power_curves(document)[0].points[20]
    exact = plan(a_plan(effect=point.effect, segments=listed(3_000), looks=Looks(method="always_valid")))
    assert point.power == pytest.approx(exact.overall.power, abs=0.01)


def test_the_lock_is_over_the_design_alone():
    document = a_plan(segments=listed(100))
    lock = locked(document, DAY).lock
    assert (lock.design_sha256, lock.locked_on) == (design_hash(document.design), DAY)
    assert locked(revise(document, baseline=0.3), DAY).lock == lock
    other = revise(document, design=Design(**{**dict(document.design), "window_days": 15}))
    assert locked(other, DAY).lock.design_sha256 != lock.design_sha256


def _changed(design, **changes):
    return Design(**{**dict(design), **changes})


DESIGN = Design(
    metrics=(BOUGHT, Metric(id="left", name="Left", kind="proportion", better="less")),
    guardrails=(Guardrail(metric="left", margin=0.01),),
    variants=TWO,
    segments=listed(100, 200),
)


@pytest.mark.parametrize(
    ("changes", "place", "before", "after"),
    [
        ({"primary": "left"}, "primary", None, "left"),
        ({"window_days": 30}, "window_days", 14, 30),
        ({"holdout": 0.1}, "holdout", 0.0, 0.1),
        ({"looks": Looks(method="group_sequential", planned=4)}, "looks.planned", 1, 4),
        ({"money": Money(margin=3)}, "money.margin", None, 3.0),
        ({"variants": (TWO[0], TWO[1].model_copy(update={"split": 3.0}))}, "variants.mail.split", 1.0, 3.0),
        ({"variants": TWO[::-1]}, "variants", ("none", "mail"), ("mail", "none")),
        ({"guardrails": (Guardrail(metric="left", margin=0.02),)}, "guardrails.left.margin", 0.01, 0.02),
        ({"segments": listed(100, 250)}, "segments.s1.customers", 200, 250),
        ({"metrics": DESIGN.metrics[::-1]}, "metrics", ("bought", "left"), ("left", "bought")),
    ],
)
def test_every_deviation_is_told_by_its_place(changes, place, before, after):
    found = deviations(DESIGN, _changed(DESIGN, **changes))
    assert [(one.before, one.after) for one in found if one.place == place] == [(before, after)]
    assert all(one.place.startswith(place.split(".")[0]) for one in found)


def test_what_is_new_or_gone_is_told_whole():
    new = Variant(id="new", name="New")
    added = deviations(DESIGN, _changed(DESIGN, variants=(new, *TWO)))
    assert [one.place for one in added] == ["variants.new", "variants"], "the control is another one"
    assert added[0].before is None
    assert added[0].after == new.model_dump(mode="json")
    gone = deviations(DESIGN, _changed(DESIGN, segments=DESIGN.segments[:1]))
    assert [(one.place, one.after) for one in gone] == [("segments.s1", None)]
    assert deviations(DESIGN, Design(**dict(DESIGN))) == ()


def test_the_same_plan_gives_the_same_answer():
    document = a_plan(segments=listed(3_000, 500))
    again = CampaignPlan.model_validate_json(canonical_json(document))
    assert plan(again) == plan(document)
    assert plan(document).provenance.methods[0] == "fleiss"
