"""My evaluations: the list, versions, copies, files, deletion and its undoing."""

from __future__ import annotations

import pytest

from evaluators.documents import revise
from i18n import LANGUAGES, texts
from services import evaluations
from tests.pages.driving import document, example, shown, sound, visit


def click(at, key):
    at.button(key=key).click()
    return sound(at.run())


def unfold(at, key):
    at.session_state[key] = True
    return sound(at.run())


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_list_shows_what_there_is(language):
    evaluation_id = example("web-shop", language)
    at = visit("evaluations", language)
    assert at.title[0].value == texts(language)("page.evaluations.title")
    assert any(button.key == f"delete-{evaluation_id}" for button in at.button)


def test_an_empty_list_says_what_will_stand_there():
    for head in evaluations.listed():
        evaluations.delete(head.id)
    at = visit("evaluations")
    assert texts("fi")("page.evaluations.empty") in [one.value for one in at.info]


def test_duplicate_delete_and_undo():
    evaluation_id = example()
    at = visit("evaluations")
    before = {head.id for head in evaluations.listed()}
    click(at, f"duplicate-{evaluation_id}")
    (copy,) = {head.id for head in evaluations.listed()} - before
    assert document(copy).criteria == document(evaluation_id).criteria
    click(at, f"delete-{copy}")
    assert copy not in {head.id for head in evaluations.listed()}
    click(at, "undelete-last")
    assert copy in {head.id for head in evaluations.listed()}


def test_versions_are_saved_compared_and_restored():
    evaluation_id = example()
    at = visit("evaluations", "en")
    unfold(at, f"versions-{evaluation_id}")
    at.text_input(key=f"version-{evaluation_id}-label").set_value("<b>first</b>")
    click(at, f"version-{evaluation_id}-save")
    opened = evaluations.open_evaluation(evaluation_id)
    weighting = opened.document.weighting
    points = {**weighting.top.points, opened.document.criteria[0].id: 0.0}
    changed = weighting.model_copy(update={"top": weighting.top.model_copy(update={"points": points})})
    evaluations.edit(evaluation_id, revise(opened.document, weighting=changed), base_revision=opened.revision)
    click(at, f"version-{evaluation_id}-save")
    assert [version.number for version in evaluations.versions(evaluation_id)] == [2, 1]
    page = shown(at)
    assert "<b>first" not in page
    assert "1 difference" in page
    assert "weights › top level › points" in page
    click(at, f"restore-{evaluation_id}-1")
    assert document(evaluation_id) == opened.document


def test_a_document_file_comes_back_the_same():
    evaluation_id = example("b2b-team")
    content = evaluations.export_document(evaluation_id)
    at = visit("evaluations")
    before = {head.id for head in evaluations.listed()}
    at.file_uploader(key="upload-file").upload("arviointi.json", content.encode())
    click(at, "upload-send")
    (new,) = {head.id for head in evaluations.listed()} - before
    assert document(new) == document(evaluation_id)


def test_a_file_that_is_no_document_is_refused_with_the_reason():
    at = visit("evaluations")
    before = len(evaluations.listed())
    at.file_uploader(key="upload-file").upload("x.json", b"{not json")
    click(at, "upload-send")
    assert at.error
    assert len(evaluations.listed()) == before
