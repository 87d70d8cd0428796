"""Every edit is kept at once and can be gone back from; lists need no documents."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from evaluators.documents import canonical_json, content_hash, revise
from evaluators.errors import DocumentError, EvaluationError, NotFound
from services import clock, evaluations, keeping, projects, results
from settings import reset_settings


def titled(document, title):
    return revise(document, title=title)


def test_created_evaluation_opens_as_it_was(document):
    evaluation_id = evaluations.create(document)
    opened = evaluations.open_evaluation(evaluation_id)
    assert opened.document == document
    assert content_hash(opened.document) == content_hash(document)
    assert (opened.revision, opened.can_undo, opened.can_redo, opened.saved_version) == (1, False, False, None)
    assert len(evaluation_id) == 22, "128 bits as address-safe text"


def test_edits_survive_a_new_process(document):
    evaluation_id = evaluations.create(document)
    evaluations.edit(evaluation_id, titled(document, "later"), base_revision=1)
    keeping.close()
    assert evaluations.open_evaluation(evaluation_id).document.title == "later"


def test_undo_and_redo_walk_the_same_line(document):
    evaluation_id = evaluations.create(document)
    opened = evaluations.open_evaluation(evaluation_id)
    for title in "abc":
        opened = evaluations.edit(evaluation_id, titled(document, title), base_revision=opened.revision)
    assert [evaluations.undo(evaluation_id).document.title for _ in range(3)] == ["b", "a", "Which tool"]
    with pytest.raises(EvaluationError, match="nothing_to_undo"):
        evaluations.undo(evaluation_id)
    assert [evaluations.redo(evaluation_id).document.title for _ in range(3)] == ["a", "b", "c"]
    with pytest.raises(EvaluationError, match="nothing_to_redo"):
        evaluations.redo(evaluation_id)


def test_an_edit_after_undo_begins_a_new_line(document):
    evaluation_id = evaluations.create(document)
    evaluations.edit(evaluation_id, titled(document, "a"), base_revision=1)
    back = evaluations.undo(evaluation_id)
    assert back.can_redo
    edited = evaluations.edit(evaluation_id, titled(document, "b"), base_revision=back.revision)
    assert not edited.can_redo
    assert evaluations.undo(evaluation_id).document.title == "Which tool"
    assert evaluations.redo(evaluation_id).document.title == "b"


def test_an_edit_that_changes_nothing_is_no_state(document):
    evaluation_id = evaluations.create(document)
    assert evaluations.edit(evaluation_id, document, base_revision=1).revision == 1


def test_a_base_that_never_was_is_refused(document):
    evaluation_id = evaluations.create(document)
    with pytest.raises(NotFound, match="revision_unknown"):
        evaluations.edit(evaluation_id, titled(document, "x"), base_revision=7)


def test_old_unsaved_states_go_and_saved_versions_stay(document, monkeypatch):
    monkeypatch.setenv("PUNTARI_UNDO_STEPS", "5")
    reset_settings()
    keeping.close()
    evaluation_id = evaluations.create(document)
    opened = evaluations.open_evaluation(evaluation_id)
    for step in range(20):
        if step == 3:
            assert evaluations.save_version(evaluation_id, "kept") == 1
        opened = evaluations.edit(evaluation_id, titled(document, f"step {step}"), base_revision=opened.revision)
    undone = 0
    while opened.can_undo:
        opened = evaluations.undo(evaluation_id)
        undone += 1
    assert undone == 4, "five states are kept: the newest and four before it"
    assert evaluations.open_version(evaluation_id, 1).title == "step 2"


def test_unknown_and_deleted_evaluations(document):
    with pytest.raises(NotFound, match="evaluation_unknown"):
        evaluations.open_evaluation("nothing")
    evaluation_id = evaluations.create(document)
    evaluations.delete(evaluation_id)
    with pytest.raises(NotFound, match="evaluation_deleted"):
        evaluations.open_evaluation(evaluation_id)
    assert evaluations.listed() == ()
    assert [head.id for head in evaluations.listed(deleted=True)] == [evaluation_id]
    evaluations.undelete(evaluation_id)
    assert evaluations.open_evaluation(evaluation_id).document == document


def test_list_shows_newest_first_and_what_was_decided(document):
    with clock.stopped(datetime(2026, 11, 20, tzinfo=UTC)):
        first = evaluations.create(document)
    with clock.stopped(datetime(2026, 11, 21, tzinfo=UTC)):
        second = evaluations.create(titled(document, "Second"))
    assert [head.id for head in evaluations.listed()] == [second, first]
    assert (evaluations.listed()[0].level, evaluations.listed()[0].leader) == (None, None)
    evaluations.record_decision(first, "beta", "It fits", date(2026, 11, 22), date(2027, 2, 1), base_revision=1)
    head = evaluations.listed()[0]
    assert head.id == first
    assert head.parts == 2
    assert head.decision == document.tools[1].name
    assert (head.decided_on, head.follow_up_on) == (date(2026, 11, 22), date(2027, 2, 1))


def test_list_names_the_leader_once_it_was_worked_out(document):
    evaluations.create(document)
    result = results.result_of(document)
    head = evaluations.listed()[0]
    assert head.level == result.verdict.level
    assert head.leader == next(tool.name for tool in document.tools if tool.id == result.verdict.leader)


def test_decision_for_a_tool_that_is_not_compared(document):
    evaluation_id = evaluations.create(document)
    with pytest.raises(DocumentError, match="document_invalid"):
        evaluations.record_decision(evaluation_id, "gamma", "", date(2026, 11, 22), None, base_revision=1)
    assert evaluations.open_evaluation(evaluation_id).revision == 1


def test_copies_are_numbered_and_go_their_own_way(document):
    first = evaluations.create(document)
    copy = evaluations.duplicate(first)
    again = evaluations.duplicate(copy)
    titles = [evaluations.open_evaluation(one).document.title for one in (first, copy, again)]
    assert titles == ["Which tool", "Which tool (2)", "Which tool (3)"]
    evaluations.edit(copy, titled(document, "other"), base_revision=1)
    assert evaluations.open_evaluation(first).document == document


def test_document_file_there_and_back(document):
    text = evaluations.export_document(evaluations.create(document))
    assert text == canonical_json(document)
    assert evaluations.open_evaluation(evaluations.import_document(text.encode())).document == document
    with pytest.raises(DocumentError, match="document_not_json"):
        evaluations.import_document("{")


def test_projects_say_what_is_next(document):
    project = projects.create_project("  New newsletter ", "More orders")
    assert projects.open_project(project).name == "New newsletter"
    assert projects.open_project(project).next_step == "choose_tool"
    evaluation_id = evaluations.create(document, project_id=project)
    found = projects.open_project(project)
    assert (found.next_step, found.next_evaluation) == ("decide_tool", evaluation_id)
    evaluations.record_decision(evaluation_id, "beta", "", date(2026, 11, 1), date(2026, 12, 1), base_revision=1)
    with clock.stopped(datetime(2026, 11, 15, 12, tzinfo=UTC)):
        assert projects.open_project(project).next_step == "wait_for_follow_up"
    with clock.stopped(datetime(2026, 12, 2, 12, tzinfo=UTC)):
        assert projects.projects()[0].next_step == "follow_up"
    assert projects.project_document(project).evaluations == {"tool-evaluation": (evaluation_id,)}
    projects.put_into_project(evaluation_id, None)
    assert projects.open_project(project).evaluations == ()


def test_project_needs_a_name_and_must_exist(document):
    with pytest.raises(DocumentError, match="project_name_empty"):
        projects.create_project(" ")
    with pytest.raises(NotFound, match="project_unknown"):
        evaluations.create(document, project_id="nothing")
    assert evaluations.listed() == ()
