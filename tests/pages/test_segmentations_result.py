"""The steps Result and Segments of a segmentation: verdict, details on request, names, judgements, targets."""

from __future__ import annotations

import pytest

from evaluators.documents import revise
from evaluators.segmentations.document import SegmentationEvaluation
from i18n import LANGUAGES, texts
from reports.segmentations.ranking import MeasuredWords
from reports.segmentations.verdicts import headline
from services import editing_segmentation_targets as targets
from services import evaluations, results
from tests.kept_shop import kept_evaluation, shop_evaluation
from tests.pages.driving import document, fill, send, shown, sound, visit

STAGES = "stages"
SEGMENTS = ("former", "loyal", "occasional", "potential")


@pytest.fixture(scope="module")
def measured():
    """A measured document, whose copies tests change."""
    return evaluations.open_evaluation(kept_evaluation("balanced")).document


def chosen(given) -> SegmentationEvaluation:
    """Return the document with the stages chosen and a team of two."""
    people = [{"id": "anna", "name": "Anna"}, {"id": "it", "name": "Tietohallinto"}]
    return targets.choose_segmentation(revise(given, evaluators=people), STAGES)


def result_page(given, language="fi", *, advanced=False):
    at = visit("segmentations", language, id=evaluations.create(given), step="result")
    if advanced:
        at.toggle(key="advanced").set_value(True)
        sound(at.run())
    return at


def segments_page(given, part="know", language="fi"):
    evaluation_id = evaluations.create(given)
    at = visit("segmentations", language, id=evaluation_id, step="segments")
    at.get_by_key(f"segments-part-{evaluation_id}").set_value(part)
    return evaluation_id, sound(at.run())


def unfold(at, key):
    at.session_state[key] = True
    return sound(at.run())


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_verdict_stands_first_and_the_rest_is_folded(measured, language):
    at = result_page(measured, language)
    page = shown(at)
    words = MeasuredWords(measured, results.result_of(measured), language)
    assert headline(words).replace("\N{NO-BREAK SPACE}", " ") in page.replace("\N{NO-BREAK SPACE}", " ")
    t = texts(language)
    assert t("changes.heading") in page
    assert t("segmentation_criteria.plain") not in page, "folded away"
    assert t("provenance.plain") not in page
    assert not at.error


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_part_unfolds(measured, language):
    at = result_page(measured, language, advanced=True)
    for part in ("coverage", "prediction", "criteria", "stability", "shown", "acceptability", "weights", "data"):
        at.session_state[f"result-{part}"] = True
    page, t = shown(sound(at.run())), texts(language)
    assert t("segmentation_criteria.plain") in page
    assert t("segmentation_shown.plain") in page
    assert t("segmentation_open.heading") in page
    assert t("segmentation_stability.heading") in page


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("candidate", ["country", STAGES, "three"])
def test_each_segmentation_can_be_looked_at(measured, language, candidate):
    at = result_page(measured, language)
    choice = next(one for one in at.selectbox if one.key.startswith("result-candidate"))
    choice.set_value(candidate)
    sound(at.run())
    at.get_by_key(f"result-about-{candidate}").set_value("profiles")
    page = shown(sound(at.run()))
    assert texts(language)("segmentation_profile.plain") in page
    if candidate == "three":
        at.get_by_key("result-about-three").set_value("stability")
        assert texts(language)("segmentation_within.heading") in shown(sound(at.run()))


def test_nothing_speaks_of_tools(measured):
    for language, word in (("fi", "työkalu"), ("en", " tool")):
        at = result_page(measured, language, advanced=True)
        for part in ("acceptability", "weights", "methods", "coverage"):
            at.session_state[f"result-{part}"] = True
        assert word not in shown(sound(at.run())).lower()


def test_what_is_left_out_stands_open(measured):
    strict = revise(measured, settings=measured.settings.model_copy(update={"servable": 3}).model_dump())
    results.result_of(strict)
    page = shown(result_page(strict, "en"))
    assert "There are 4 segments, and the team can serve 3" in page


def test_before_anything_is_measured_the_step_offers_to(measured):
    given = revise(shop_evaluation("balanced"), as_of="2026-05-05", candidates=measured.candidates[:1])
    given = revise(given, settings=given.settings.model_copy(update={"targeted": 0.31}).model_dump())
    for step in ("result", "segments"):
        at = visit("segmentations", "fi", id=evaluations.create(given), step=step)
        assert at.button(key="measure")


def test_names_are_given_beside_the_proposed_and_remarked_on(measured):
    evaluation_id, at = segments_page(chosen(measured), language="en")
    field = at.text_input(key="segment-name-stages-former")
    assert field.label == "Proposed: Former customers"
    field.set_value("Loyal buyers")
    page = shown(sound(at.run()))
    assert [one.name for one in document(evaluation_id).names] == ["Loyal buyers"]
    assert "The name “Loyal buyers” says other than the segment's profile" in page
    at.text_input(key="segment-name-stages-former").set_value("")
    sound(at.run())
    assert document(evaluation_id).names == ()


def test_criteria_of_choice_are_changed_added_and_removed(measured):
    evaluation_id, at = segments_page(chosen(measured), "criteria")
    at.slider(key="segment-criterion-size-points").set_value(55)
    sound(at.run())
    at.text_input(key="segment-criterion-reachable-minimum").set_value("12,5")
    sound(at.run())
    kept = {one.id: one for one in document(evaluation_id).selection.criteria}
    assert kept["size"].points == 55
    assert kept["reachable"].minimum == 0.125
    unfold(at, "segment-criterion-new")
    fill(at, "segment-criterion", name="Kannattavuus", axis="attractiveness", points="40")
    send(at, "segment-criterion")
    sound(at)
    assert document(evaluation_id).selection.criteria[-1].name == "Kannattavuus"
    at.button(key="segment-criterion-growth-remove").click()
    sound(at.run())
    assert "growth" not in {one.id for one in document(evaluation_id).selection.criteria}


def test_segments_are_judged_by_one_at_a_time(measured):
    evaluation_id, at = segments_page(chosen(measured), "scores")
    at.text_input(key="segment-score-fit-loyal-team").set_value("80")
    sound(at.run())
    at.selectbox(key="segment-scores-by").set_value("anna")
    sound(at.run())
    at.text_input(key="segment-score-fit-loyal-anna").set_value("60")
    sound(at.run())
    scores = document(evaluation_id).selection.scores
    assert {(one.by, one.value) for one in scores} == {(None, 80), ("anna", 60)}
    at.text_input(key="segment-score-fit-loyal-anna").set_value("101")
    sound(at.run())
    assert len(document(evaluation_id).selection.scores) == 2, "what is no score is not taken"


def test_targets_are_chosen_with_a_reason_under_the_strategy(measured):
    evaluation_id, at = segments_page(revise(chosen(measured), strategy="concentrated"), "targets", "en")
    at.toggle(key="target-stages-loyal-on").set_value(True)
    sound(at.run())
    at.text_input(key="target-stages-loyal-reason").set_value("They buy most.")
    page = shown(sound(at.run()))
    assert "all effort goes to one segment, Loyal customers." in page
    assert "Loyal customers: They buy most." in page
    at.toggle(key="target-stages-potential-on").set_value(True)
    sound(at.run())
    assert [one.segment for one in document(evaluation_id).targets] == ["potential"]


def test_without_differences_there_is_nothing_to_choose(measured):
    _, at = segments_page(revise(chosen(measured), strategy="undifferentiated"), "targets", "en")
    assert "everybody gets the same" in shown(at)
    assert not [one for one in at.toggle if (one.key or "").startswith("target-")]


def test_choosing_another_segmentation_drops_judgements_of_the_first(measured):
    given = targets.put_segment_score(chosen(measured), STAGES, "loyal", "fit", 80)
    evaluation_id, at = segments_page(given)
    at.selectbox(key="segments-segmentation").set_value("three")
    sound(at.run())
    kept = document(evaluation_id).selection
    assert (kept.candidate, kept.scores) == ("three", ())
    at.button(key="undo").click()
    sound(at.run())
    assert document(evaluation_id).selection.candidate == STAGES


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_result_is_shared_with_a_link_and_as_files(measured, language):
    evaluation_id = evaluations.create(measured)
    at = visit("segmentations", language, id=evaluation_id, step="share")
    at.button(key="share-publish").click()
    assert "/s/" in sound(at.run()).code[0].value
