"""The step Criteria of a segmentation: presets, weights with the ranking beside, judgements, actions, settings."""

from __future__ import annotations

from itertools import combinations

import pytest

from evaluators.documents import revise
from evaluators.segmentations.document import SHOWN
from i18n import LANGUAGES, texts
from services import evaluations, segmentations, templates
from tests.kept_shop import kept_evaluation, shop_evaluation
from tests.pages.driving import document, fill, send, shown, sound, visit

STAGES = "stages"


def open_part(evaluation_id, part="weights", language="fi", *, advanced=False):
    """Open a part of the step."""
    at = visit("segmentations", language, id=evaluation_id, step="criteria")
    if advanced:
        at.toggle(key="advanced").set_value(True)
        sound(at.run())
    at.get_by_key("criteria-part").set_value(part)
    return sound(at.run())


def click(at, key):
    at.button(key=key).click()
    return sound(at.run())


def unfold(at, key):
    at.session_state[key] = True
    return sound(at.run())


def shown_bars(at):
    """Return the lines of the ranking beside the weights."""
    return [str(one.proto.text) for one in at.get("progress")]


@pytest.fixture(scope="module")
def measured():
    """A measured document, whose copies tests change."""
    evaluation_id = kept_evaluation("articles")
    return evaluations.open_evaluation(evaluation_id).document


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("part", ["weights", "judgements", "actions", "settings"])
@pytest.mark.parametrize("is_measured", [True, False])
def test_every_part_draws_measured_or_not(measured, language, part, is_measured):
    given = measured if is_measured else revise(measured, as_of="2026-02-02", candidates=measured.candidates[:1])
    assert segmentations.is_measured(given) is is_measured
    at = open_part(evaluations.create(given), part, language, advanced=True)
    assert not at.error
    other = texts("en" if language == "fi" else "fi")
    assert other("segmentation_page.criteria.intro") not in shown(at)


def test_nothing_speaks_of_tools(measured):
    for part in ("weights", "judgements", "actions", "settings"):
        for language, word in (("fi", "työkalu"), ("en", "tool")):
            page = shown(open_part(evaluations.create(measured), part, language, advanced=True)).lower()
            assert word not in page, (part, language)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_ranking_stands_beside_the_weights_and_follows_them(measured, language):
    evaluation_id = evaluations.create(measured)
    at = open_part(evaluation_id, language=language)
    before = shown_bars(at)
    assert len(before) == 3
    assert "Maan mukaan" in " ".join(before)
    at.slider(key="points-common-top-privacy").set_value(100)
    sound(at.run())
    assert document(evaluation_id).weighting.top.points["privacy"] == 100
    assert shown_bars(at) != before
    assert segmentations.is_measured(document(evaluation_id))


@pytest.mark.parametrize("language", LANGUAGES)
def test_weights_can_be_given_before_anything_is_measured(language):
    given = shop_evaluation("balanced", candidates=[{"type": "lifecycle", "id": STAGES}])
    evaluation_id = evaluations.create(revise(given, as_of="2026-03-03"))
    at = open_part(evaluation_id, language=language)
    assert texts(language)("segmentation_page.live.not_measured") in [one.value for one in at.info]
    assert shown_bars(at) == []
    at.slider(key="points-common-top-clarity").set_value(70)
    sound(at.run())
    assert document(evaluation_id).weighting.top.points["clarity"] == 70


def test_weights_that_lead_nowhere_are_said_and_mended(measured):
    evaluation_id = evaluations.create(measured)
    at = open_part(evaluation_id)
    for item in document(evaluation_id).weighting.top.points:
        at.slider(key=f"points-common-top-{item}").set_value(0).run()
    sound(at)
    assert at.info
    at.slider(key="points-common-top-privacy").set_value(10)
    sound(at.run())
    assert len(shown_bars(at)) == 3


def test_a_preset_replaces_criteria_and_undo_brings_them_back(measured):
    evaluation_id = evaluations.create(measured)
    at = open_part(evaluation_id)
    at.selectbox(key="template").set_value("survey-strategy").run()
    click(at, "template-use")
    assert document(evaluation_id).criteria == templates.segmentation_template("survey-strategy").criteria
    assert len(shown_bars(at)) == 3, "other criteria are weighed from the same measures"
    click(at, "undo")
    assert document(evaluation_id) == measured


@pytest.mark.parametrize("method", ["swing", "order", "pairwise", "best_worst"])
def test_every_way_to_give_weights(measured, method):
    evaluation_id = evaluations.create(measured)
    at = open_part(evaluation_id, language="en", advanced=True)
    items = [criterion.id for criterion in measured.criteria]
    at.selectbox(key="method-common-top").set_value(method)
    sound(at.run())
    if method == "swing":
        assert texts("en")("segmentation_page.criteria.worst") in shown(at)
        at.slider(key=f"swing-common-top-{items[1]}").set_value(100)
    elif method == "order":
        at.selectbox(key=f"order-common-top-{items[-1]}").set_value(1)
    elif method == "pairwise":
        for first, second in combinations(items, 2):
            at.selectbox(key=f"pair-common-top-{first}-{second}").set_value(3.0).run()
    else:
        for item in items[1:]:
            at.selectbox(key=f"best_to_others-common-top-{item}").set_value(3).run()
        for item in items[1:-1]:
            at.selectbox(key=f"others_to_worst-common-top-{item}").set_value(2).run()
    sound(at.run())
    assert document(evaluation_id).weighting.top.method == method
    assert len(shown_bars(at)) == 3


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_measured_criterion_says_what_it_measures_and_what_it_gave(measured, language):
    t = texts(language)
    at = open_part(evaluations.create(measured), language=language)
    for criterion in measured.criteria:
        unfold(at, f"criterion-{criterion.id}")
    page = shown(at)
    for code in ("A1", "A3", "E1", "G2"):
        assert t(f"segmentation_page.scale.{code}") in page
    assert t("segmentation_page.criteria.chance") in page
    assert "Maan mukaan 0" in page, "no better than chance scores 0"
    for code in SHOWN:
        assert t(f"segmentation_page.scale.{code}") in page, "shown and never weighed"
    assert at.selectbox(key="scale-adaptability").value == "grades"
    with pytest.raises(KeyError):
        at.selectbox(key="scale-privacy")


def test_what_could_not_be_measured_says_why(measured):
    evaluation_id = evaluations.create(measured)
    at = open_part(evaluation_id)
    at.selectbox(key="ready-criterion").set_value("stability_over_time").run()
    click(at, "ready-criterion-add")
    assert [one.code for one in document(evaluation_id).criteria][-1] == "B4"
    unfold(at, "criterion-stability_over_time")
    assert texts("fi")("note.no_earlier_date") in shown(at)


def test_own_criteria_are_judged_by_people_and_never_by_price(measured):
    evaluation_id = evaluations.create(measured)
    at = open_part(evaluation_id, advanced=True)
    assert "price" not in at.selectbox(key="new-criterion-0-type").options
    fill(at, "new-criterion", name="Oma mittari", type="number")
    send(at, "new-criterion")
    added = document(evaluation_id).criteria[-1]
    assert (added.name, added.code, added.scale.type) == ("Oma mittari", None, "number")
    unfold(at, f"criterion-{added.id}")
    with pytest.raises(KeyError):
        at.selectbox(key=f"criterion-{added.id}-rule")
    at.text_input(key=f"scale-{added.id}-best").set_value("12,5")
    sound(at.run())
    assert document(evaluation_id).criterion(added.id).scale.best == 12.5
    click(at, f"criterion-{added.id}-remove")
    assert document(evaluation_id).criteria == measured.criteria


@pytest.mark.parametrize("language", LANGUAGES)
def test_several_evaluators_judge_what_is_not_measured(measured, language):
    evaluation_id = evaluations.create(measured)
    at = open_part(evaluation_id, "judgements", language)
    for name in ("Markkinointi", "Analytiikka"):
        fill(at, "person", name=name)
        send(at, "person")
    people = document(evaluation_id).evaluators
    assert [one.name for one in people] == ["Markkinointi", "Analytiikka"]
    form = f"evidence-{STAGES}-adaptability"
    at.selectbox(key="cell-tool").set_value(STAGES).run()
    for person, grade in zip(people, ("poor", "excellent"), strict=True):
        fill(at, form, value=grade, by=person.id)
        send(at, form)
    kept = document(evaluation_id).evidence
    assert [(one.tool, one.criterion, one.value, one.by) for one in kept] == [
        (STAGES, "adaptability", "poor", people[0].id),
        (STAGES, "adaptability", "excellent", people[1].id),
    ]
    assert segmentations.is_measured(document(evaluation_id))
    click(at, f"person-{people[0].id}-remove")
    assert [one.by for one in document(evaluation_id).evidence] == [people[1].id]


def test_only_judged_criteria_are_judged(measured):
    at = open_part(evaluations.create(measured), "judgements")
    assert len(at.selectbox(key="cell-criterion").options) == 1
    balanced = revise(
        measured,
        **{
            name: getattr(templates.segmentation_template("balanced"), name)
            for name in ("criteria", "groups", "weighting")
        },
    )
    at = open_part(evaluations.create(balanced), "judgements")
    assert texts("fi")("segmentation_page.judgements.none") in [one.value for one in at.info]


@pytest.mark.parametrize("language", LANGUAGES)
def test_actions_are_planned_and_count_at_once(language):
    evaluation_id = kept_evaluation("balanced")
    at = open_part(evaluation_id, "actions", language)
    at.selectbox(key="actions-candidate").set_value(STAGES).run()
    for segment, offer in (("loyal", "Klubi"), ("former", "Tule takaisin")):
        at.text_input(key=f"action-{STAGES}-{segment}-offer").set_value(offer)
        sound(at.run())
    kept = document(evaluation_id)
    assert [(one.segment, one.offer) for one in kept.actions] == [("loyal", "Klubi"), ("former", "Tule takaisin")]
    assert segmentations.is_measured(kept), "a plan needs no measuring"
    found = segmentations.weighed(kept, draws=1000).candidate(STAGES).criterion("G1")
    held = [one for one in segmentations.weighed(kept, draws=1000).candidate(STAGES).segments if one.customers]
    assert found.measured.raw == 2 / len(held)
    assert f"{round(200 / len(held))}" in shown(at)
    at.text_input(key=f"action-{STAGES}-loyal-offer").set_value("")
    sound(at.run())
    assert [one.segment for one in document(evaluation_id).actions] == ["former"]


def test_actions_of_segments_that_are_gone_can_be_dropped():
    actions = [{"candidate": STAGES, "segment": "vanished", "offer": "Vanha tarjous"}]
    evaluation_id = kept_evaluation("balanced", actions=actions)
    at = open_part(evaluation_id, "actions")
    at.selectbox(key="actions-candidate").set_value(STAGES).run()
    assert "Vanha tarjous" in shown(at)
    click(at, f"actions-gone-{STAGES}")
    assert document(evaluation_id).actions == ()


def test_settings_are_typed_in_the_reader_s_way_and_checked(measured):
    evaluation_id = evaluations.create(measured)
    at = open_part(evaluation_id, "settings", advanced=True)
    for key, typed, read in (
        ("settings-targeted", "12,5", lambda one: one.targeted == 0.125),
        ("settings-cap_share", "98", lambda one: one.cap_share == 0.98),
        ("settings-servable", "6", lambda one: one.servable == 6),
        ("settings-least", "30", lambda one: one.floor.least == 30),
        ("settings-customers", "", lambda one: one.floor.customers is None),
        ("settings-effect", "2", lambda one: one.floor.effect == 0.02),
        ("settings-cost", "1 000", lambda one: one.floor.cost == 1000),
    ):
        at.text_input(key=key).set_value(typed)
        sound(at.run())
        assert read(document(evaluation_id).settings), key
    needed = segmentations.needed_customers(document(evaluation_id))
    assert needed == 7682, "two shares of 10 and 12 per cent, power 80 %"
    assert f"7{chr(0xA0)}682" in shown(at)
    at.text_input(key="settings-targeted").set_value("250")
    sound(at.run())
    assert document(evaluation_id).settings.targeted == 0.125
    at.number_input(key="settings-pairs").set_value(7)
    sound(at.run())
    assert document(evaluation_id).settings.effort.pairs == 7
    at.get_by_key("settings-outcome").set_value("yes_no")
    sound(at.run())
    assert document(evaluation_id).settings.outcome == "yes_no"
    assert not segmentations.is_measured(document(evaluation_id))
    click(at, "segmentation-settings-reset")
    settings = document(evaluation_id).settings
    assert (settings.targeted, settings.servable, settings.effort.pairs, settings.outcome) == (0.2, None, 50, "yes_no")


def test_settings_of_the_ranking_leave_the_measures_alone(measured):
    evaluation_id = evaluations.create(measured)
    at = unfold(open_part(evaluation_id, "settings", advanced=True), "ranking-settings")
    at.number_input(key="setting--draws").set_value(3000)
    sound(at.run())
    assert document(evaluation_id).settings.decision.draws == 3000
    assert segmentations.is_measured(document(evaluation_id))
    at.number_input(key="setting--seed").set_value(7)
    sound(at.run())
    assert not segmentations.is_measured(document(evaluation_id))
