"""Segments handed to a campaign plan, and measured effects taken back, matched by id or name."""

from __future__ import annotations

from datetime import date

import pytest

from evaluators.campaigns.design import Metric, Segment, Variant
from evaluators.campaigns.plan import CampaignPlan
from evaluators.documents import LocalText, revise
from services import segment_campaigns, segmentations
from services.evaluations import create, open_evaluation
from services.results import result_of
from tests.evaluators.campaigns.campaign_tests import BOUGHT, SPEND, campaign, row
from tests.evaluators.segmentations.made_up_shop import question
from tests.evaluators.segmentations.shop_files import EVERY_KIND, people_question

STAGES = next(one for one in EVERY_KIND if one["id"] == "stages")
SEGMENTS = ("former", "loyal", "occasional", "potential")
NAMES = {
    "former": LocalText(fi="Entiset", en="Former"),
    "loyal": LocalText(fi="Vakioasiakkaat", en="Loyal"),
    "occasional": "Satunnaiset",
    "potential": LocalText(fi="Mahdolliset", en="Potential"),
}
ARMS = (Variant(id="a", name="Nothing"), Variant(id="b", name="Mail", send_cost=0.1))
EUROS = SPEND.model_copy(update={"unit": "€"})


@pytest.fixture
def document():
    segmentations.forget_customers()
    yield people_question(question, STAGES)
    segmentations.forget_customers()


def base(metric=BOUGHT):
    plan = CampaignPlan(as_of=date(2026, 11, 28), title="Spring")
    return revise(plan, design={"metrics": (metric,), "variants": ARMS})


def handed(document, **more):
    given = {"baseline": 0.1, "smallest_effect": 0.05, "names": NAMES, "candidate_name": "Stages"} | more
    return segment_campaigns.plan_with_segments(base(), document, result_of(document), "stages", **given)


def test_segments_come_with_their_customers_and_names(document):
    plan = handed(document)
    found = result_of(document).candidate("stages")
    assert [(one.id, one.customers) for one in plan.design.segments] == [
        (one.segment, one.customers) for one in found.segments
    ]
    assert [one.name for one in plan.design.segments] == [NAMES[name] for name in SEGMENTS]
    assert (plan.design.segmented_by, plan.baseline, plan.design.money.smallest_effect) == ("Stages", 0.1, 0.05)
    assert plan.design.money.currency == "EUR"
    kept = open_evaluation(create(plan)).document
    assert kept == plan
    assert result_of(kept).list_size == 240


def test_which_segments_carry_a_test_is_the_plans_own_answer(document):
    plan = handed(document, smallest_effect=0.35)
    needs = segment_campaigns.carrying(plan)
    assert [one.shown for one in needs] == list(result_of(plan).segments)
    assert {one.shown.segment: one.shown.enough for one in needs} == {
        "former": True,
        "loyal": True,
        "occasional": False,
        "potential": False,
    }
    assert all(one.needed > 40 for one in needs)


def test_targets_alone_and_planned_channels(document):
    chosen = revise(
        document,
        targets=({"candidate": "stages", "segment": "loyal"},),
        actions=({"candidate": "stages", "segment": "loyal", "channel": "letter"},),
    )
    plan = handed(chosen, targets_only=True)
    assert [(one.id, one.channel) for one in plan.design.segments] == [("loyal", "letter")]
    assert len(handed(chosen).design.segments) == 4


def test_few_customers_are_not_told(document):
    rfm = people_question(question, {"type": "rfm", "id": "stages", "parts": 3})
    found = result_of(rfm).candidate("stages").segments
    few = [one.segment for one in found if 0 < one.customers < 5]
    plan = handed(rfm)
    assert few
    assert [one.id for one in plan.design.segments if one.customers is None] == few
    assert len(plan.design.segments) == sum(one.customers > 0 for one in found)


def rows(metric="bought"):
    sums = {"former": (20, 22), "loyal": (100, 160), "Satunnaiset ": (50, 60), "gold": (30, 20)}
    made = []
    for place, (low, high) in enumerate(sums.values()):
        for variant, total in (("a", low), ("b", high)):
            more = {"squares": {metric: 40.0 * total}} if metric == "spend" else {}
            made.append(row(variant, 500, ("one", "loyal", "two", "three")[place], **{metric: total}, **more))
    return made, tuple(
        Segment(id=ident, name=name)
        for ident, name in zip(("one", "loyal", "two", "three"), ("FORMER", "?", "Satunnaiset ", "Gold"), strict=True)
    )


def a_test(metric=BOUGHT, money=None):
    made, segments = rows(metric.id)
    return campaign(made, metrics=(metric,), arms=ARMS, segments=segments, money=money)


def test_effects_come_back_in_money_and_by_name(document):
    test = a_test(money={"margin": 20.0})
    result = result_of(test)
    assert segment_campaigns.measured(result) == (("b", "bought"),)
    worth = segment_campaigns.worth_of(test, "bought")
    assert worth == 20
    found = segment_campaigns.effects_of(test, result, variant="b", metric="bought", worth=worth)
    loyal = next(one for one in found if one.segment == "loyal")
    assert loyal.effect == pytest.approx(20 * (160 - 100) / 500 - 0.1)
    estimate = next(one.estimate for one in result.segments[0].tests if one.segment == "loyal")
    assert loyal.standard_error == pytest.approx(20 * estimate.standard_error)
    matched = segment_campaigns.matched(result_of(document), "stages", found, names=NAMES, source="Spring")
    assert [(one.segment, one.customers) for one in matched.effects] == [
        ("former", 1000),
        ("loyal", 1000),
        ("occasional", 1000),
    ]
    assert (matched.strange, matched.unknown, matched.untested) == (("Gold",), (), ("potential",))
    changed = segment_campaigns.put_effects(document, "stages", matched.effects)
    assert changed.effects == matched.effects
    assert segment_campaigns.put_effects(changed, "stages", ()).effects == ()
    answered = result_of(changed).candidate("stages").criterion("A4").measured
    assert answered.raw is not None


def test_effects_of_other_candidates_stay(document):
    both = revise(document, candidates=(*document.candidates, {"type": "no_segments", "id": "none"}))
    other = {"candidate": "none", "segment": "s1", "customers": 10, "effect": 1.0, "standard_error": 1.0}
    both = revise(both, effects=(other,))
    assert segment_campaigns.put_effects(both, "stages", ()).effects == both.effects


def test_money_is_known_by_the_margin_or_the_unit():
    assert segment_campaigns.worth_of(a_test(), "bought") is None
    assert segment_campaigns.worth_of(a_test(EUROS), "spend") == 1
    assert segment_campaigns.worth_of(a_test(EUROS, {"margin": 0.4}), "spend") == 0.4
    assert segment_campaigns.worth_of(a_test(EUROS, {"currency": "SEK"}), "spend") is None
    assert segment_campaigns.worth_of(a_test(), "gone") is None


def test_less_of_what_is_bad_is_a_gain():
    left = Metric(id="left", name="Left", kind="proportion", better="less")
    test = a_test(left)
    found = segment_campaigns.effects_of(test, result_of(test), variant="b", metric="left", worth=5)
    assert next(one for one in found if one.segment == "three").effect == pytest.approx(5 * 10 / 500 - 0.1)


def test_a_reading_that_is_not_there_gives_nothing(document):
    test = a_test()
    assert segment_campaigns.effects_of(test, result_of(test), variant="b", metric="gone", worth=1) == ()
    none = segment_campaigns.matched(result_of(document), "stages", (), names=NAMES, source="")
    assert none.untested == SEGMENTS
