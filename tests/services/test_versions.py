"""Saved versions are never lost, can be restored and compared."""

from __future__ import annotations

import pytest

from evaluators.documents import content_hash, revise
from evaluators.errors import NotFound
from services import editing, evaluations


def test_versions_are_numbered_and_keep_their_documents(document):
    evaluation_id = evaluations.create(document)
    assert evaluations.save_version(evaluation_id, "first") == 1
    opened = evaluations.edit(evaluation_id, revise(document, title="later"), base_revision=1)
    assert (opened.saved_version, opened.changed_since_version) == (1, True)
    assert evaluations.save_version(evaluation_id) == 2
    assert evaluations.save_version(evaluation_id) == 2, "a state that is saved already keeps its number"
    heads = evaluations.versions(evaluation_id)
    assert [(head.number, head.label) for head in heads] == [(2, ""), (1, "first")]
    assert heads[1].document_hash == content_hash(document)
    assert evaluations.open_version(evaluation_id, 1) == document
    assert not evaluations.open_evaluation(evaluation_id).changed_since_version


def test_restore_is_an_edit_that_can_be_undone(document):
    evaluation_id = evaluations.create(document)
    evaluations.save_version(evaluation_id)
    evaluations.edit(evaluation_id, revise(document, title="later"), base_revision=1)
    assert evaluations.restore_version(evaluation_id, 1).document == document
    assert evaluations.undo(evaluation_id).document.title == "later"


def test_unknown_version_lists_what_there_is(document):
    evaluation_id = evaluations.create(document)
    evaluations.save_version(evaluation_id)
    with pytest.raises(NotFound, match="version_unknown") as told:
        evaluations.open_version(evaluation_id, 9)
    assert told.value.facts["available"] == [1]


def test_comparison_names_changed_places_and_both_results(document):
    evaluation_id = evaluations.create(document)
    evaluations.save_version(evaluation_id)
    changed = editing.set_points(editing.remove_evidence(document, "e1"), "speed", 5)
    evaluations.edit(evaluation_id, changed, base_revision=1)
    evaluations.save_version(evaluation_id)
    found = evaluations.compare_versions(evaluation_id, 1, 2)
    assert [(field.place, field.after) for field in found.changed] == [
        ("weighting.top.points.speed", 5.0),
        ("evidence.e1", None),
    ]
    assert found.first.result is not None
    assert found.first.result.provenance.document_hash == content_hash(document)
    assert found.second.result is not None
    assert found.first.result.verdict != found.second.result.verdict


def test_comparison_says_why_a_side_has_no_result(document):
    evaluation_id = evaluations.create(document)
    evaluations.save_version(evaluation_id)
    empty = editing.remove_criterion(editing.remove_criterion(document, "speed"), "support")
    evaluations.edit(evaluation_id, empty, base_revision=1)
    evaluations.save_version(evaluation_id)
    found = evaluations.compare_versions(evaluation_id, 1, 2)
    assert (found.first.code, found.second.code is None) == (None, found.second.result is not None)
