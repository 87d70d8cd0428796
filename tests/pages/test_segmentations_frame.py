"""Segmentations from the first page on: beginning, measuring and stopping it, lists, projects, versions, files."""

from __future__ import annotations

import pytest

from evaluators.documents import revise, text_of
from evaluators.segmentations import evaluate
from i18n import LANGUAGES, texts
from services import datasets, evaluations, examples, measuring, projects, results, segmentations, templates
from tests.kept_shop import kept_evaluation, shop_evaluation
from tests.pages.driving import document, shown, sound, visit
from tests.services.test_measuring import PATIENCE, held
from ui.panels import frame

STEPS = frame.STEPS["segmentation-evaluation"]
KIND = "segmentation-evaluation"


@pytest.fixture(autouse=True)
def _nothing_under_way():
    yield
    measuring.stop_all()


def click(at, key):
    at.button(key=key).click()
    return sound(at.run())


def unfold(at, key):
    at.session_state[key] = True
    return sound(at.run())


def open_step(evaluation_id, step="result", language="fi"):
    return visit("segmentations", language, id=evaluation_id, step=step)


def has(at, key):
    """Say whether the page has a button."""
    return any(one.key == key for one in at.button)


@pytest.mark.parametrize("language", LANGUAGES)
def test_from_a_preset_to_the_first_step(language):
    at = visit("segmentations", language)
    t = texts(language)
    assert at.title[0].value == t("segmentation_page.start.title")
    offered = templates.segmentation_templates()
    assert at.radio(key="segmentation-template").options == [text_of(one.name, language) for one in offered]
    at.text_input(key="segmentation-title").set_value("Uusi *jako*")
    at.radio(key="segmentation-template").set_value("privacy-first")
    at.button(key="segmentation-start").click()
    sound(at.run())
    kept = document(at.query_params["id"])
    assert kept.title == "Uusi *jako*"
    assert kept.criteria == templates.segmentation_template("privacy-first").criteria
    assert at.session_state["step-control"] == "data"


@pytest.mark.parametrize("language", LANGUAGES)
def test_examples_of_segmentations_are_offered_where_one_begins(language):
    at = visit("segmentations", language)
    for one in examples.offered(language):
        assert has(at, f"example-{one.id}") == (one.document.kind == KIND)


def test_going_on_with_a_recent_one():
    evaluation_id = evaluations.create(revise(shop_evaluation(), title="Edellinen"))
    at = visit("segmentations")
    click(at, f"recent-{evaluation_id}")
    assert at.query_params["id"] in (evaluation_id, [evaluation_id])
    assert at.session_state["step-control"] == "data"


def test_an_empty_evaluation_says_what_is_missing():
    at = open_step(segmentations.begin("Tyhjä"))
    assert texts("fi")("segmentation_page.measure.missing") in [one.value for one in at.info]
    assert not has(at, "measure")


@pytest.mark.parametrize("language", LANGUAGES)
def test_measuring_from_the_button_to_the_result(monkeypatch, language):
    t = texts(language)
    evaluation_id = evaluations.create(revise(shop_evaluation(), as_of=f"2026-04-0{1 + LANGUAGES.index(language)}"))
    at = open_step(evaluation_id, language=language)
    assert t("segmentation_page.measure.why") in shown(at)
    assert t("segmentation_page.measure.time.seconds") in shown(at), "an estimate in words"
    with held(monkeypatch) as (steps, begun):
        click(at, "measure")
        assert begun.wait(PATIENCE)
        sound(at.run())
        assert has(at, "measure-stop")
        assert not has(at, "measure")
        at.query_params["step"] = "criteria"
        sound(at.run())
        assert t("segmentation_page.live.not_measured") in [one.value for one in at.info]
        work = measuring.under_way(evaluation_id, document(evaluation_id))
        steps.release(4)
        assert work.wait(PATIENCE)
    at.query_params["step"] = "result"
    sound(at.run())
    assert not has(at, "measure")
    assert not has(at, "measure-stop")
    assert segmentations.is_measured(document(evaluation_id))


def test_stop_ends_the_work_keeps_nothing_and_leaves_the_page_usable(monkeypatch):
    evaluation_id = evaluations.create(revise(shop_evaluation(), as_of="2026-05-05"))
    at = open_step(evaluation_id)
    with held(monkeypatch) as (steps, begun):
        click(at, "measure")
        assert begun.wait(PATIENCE)
        sound(at.run())
        work = measuring.under_way(evaluation_id, document(evaluation_id))
        click(at, "measure-stop")
        assert work.state == "stopping"
        assert at.button(key="measure-stop").disabled
        steps.release()
        assert work.wait(PATIENCE)
    sound(at.run())
    assert not segmentations.is_measured(document(evaluation_id))
    assert has(at, "measure")
    click(at, "measure")
    work = measuring.under_way(evaluation_id, document(evaluation_id))
    assert work is None or work.wait(PATIENCE)
    sound(at.run())
    assert segmentations.is_measured(document(evaluation_id))
    assert not has(at, "measure")


def test_what_came_to_nothing_is_said_and_can_be_tried_again():
    evaluation_id = evaluations.create(revise(shop_evaluation(), as_of="2026-06-06"))
    table = next(one for one in datasets.listed() if one.file.sha256 == document(evaluation_id).data.files[0].sha256)
    datasets.delete(table.id)
    segmentations.forget_customers()
    at = open_step(evaluation_id)
    click(at, "measure")
    work = measuring.under_way(evaluation_id, document(evaluation_id))
    assert work is None or work.wait(PATIENCE)
    sound(at.run())
    assert at.warning
    assert has(at, "measure")


def test_a_change_names_itself_and_undo_brings_the_measures_back():
    t = texts("fi")
    evaluation_id = kept_evaluation(as_of="2026-07-07")
    at = open_step(evaluation_id)
    assert not has(at, "measure")
    opened = evaluations.open_evaluation(evaluation_id)
    fewer = revise(opened.document, candidates=opened.document.candidates[:2])
    evaluations.edit(evaluation_id, fewer, base_revision=opened.revision)
    at.query_params["step"] = "data"
    sound(at.run())
    at.session_state["_copy"] = evaluations.open_evaluation(evaluation_id)
    at.query_params["step"] = "result"
    sound(at.run())
    assert t("segmentation_page.measure.changed", parts="vaihtoehdot") in shown(at)
    click(at, "undo")
    assert not has(at, "measure")


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_step_draws_before_and_after_measuring(step, language):
    assert not open_step(segmentations.begin("Tyhjä"), step, language).error
    at = open_step(kept_evaluation(), step, language)
    at.toggle(key="advanced").set_value(True)
    sound(at.run())
    assert not at.error
    assert not has(at, "measure")


def test_an_evaluation_of_another_kind_goes_to_its_own_page():
    evaluation_id = kept_evaluation(measured=False)
    at = visit("tools", id=evaluation_id)
    assert at.session_state["step-control"] in STEPS


@pytest.mark.parametrize("language", LANGUAGES)
def test_lists_tell_how_a_segmentation_stands(language):
    t = texts(language)
    evaluation_id = kept_evaluation()
    result = results.result_of(document(evaluation_id))
    assert result.ranking.verdict.leader == "stages", "the one without a name of its own"
    for page in ("start", "evaluations"):
        said = shown(visit(page, language))
        assert t("page.kind.segmentation-evaluation") in said
        assert t("segmentation_type.lifecycle") in said, "a candidate without a name is called after what it is"
    assert t.plural("page.evaluations.candidates", 3, number=3) in shown(visit("evaluations", language))


def test_a_project_begins_a_segmentation():
    project = projects.create_project("Kevään *jako*")
    at = visit("start")
    click(at, f"project-segmentation-{project}")
    (head,) = evaluations.listed(project_id=project)
    assert (head.kind, head.title) == (KIND, "Kevään *jako*")
    said = shown(visit("start", "en"))
    assert texts("en")("start.projects.next", step=texts("en")("next_step.choose_segments")) in said


@pytest.mark.parametrize("language", LANGUAGES)
def test_versions_are_compared_in_words(monkeypatch, language):
    t = texts(language)
    evaluation_id = kept_evaluation()
    evaluations.save_version(evaluation_id)
    opened = evaluations.open_evaluation(evaluation_id)
    action = {"candidate": "stages", "segment": "loyal", "offer": "Klubi"}
    model = opened.document.candidates[2].model_copy(update={"segments": 4})
    changed = revise(opened.document, actions=[action], candidates=[*opened.document.candidates[:2], model])
    evaluations.edit(evaluation_id, changed, base_revision=opened.revision)
    evaluations.save_version(evaluation_id)
    monkeypatch.setattr(evaluate, "evaluate", None)
    at = visit("evaluations", language)
    unfold(at, f"versions-{evaluation_id}")
    page = shown(at)
    assert t("page.versions.not_measured") in page
    actions, stages = t("page.place.actions"), t("segmentation_type.lifecycle")
    assert f"{actions} › {stages} › {t('segment_name.loyal')}" in page
    assert f"{t('page.place.candidates')} › " in page
    assert f" › {t('page.place.segments')}" in page


def test_a_document_file_comes_back_the_same():
    evaluation_id = kept_evaluation(measured=False)
    content = evaluations.export_document(evaluation_id)
    at = visit("evaluations")
    before = {head.id for head in evaluations.listed()}
    at.file_uploader(key="upload-file").upload("segmentointi.json", content.encode())
    click(at, "upload-send")
    (new,) = {head.id for head in evaluations.listed()} - before
    assert document(new) == document(evaluation_id)
