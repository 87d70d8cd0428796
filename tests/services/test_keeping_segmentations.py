"""Segmentations in lists, projects, versions, merges, files and links, as other evaluations."""

from __future__ import annotations

import pytest

from evaluators.documents import LocalText, canonical_json, revise
from evaluators.errors import Conflict, DocumentError, EvaluationError, NotFound
from evaluators.segmentations import evaluate
from evaluators.segmentations.document import PlannedAction
from services import editing, evaluations, measured, projects, results, segmentations, sharing
from services import editing_segmentation_weighing as weighing
from tests.kept_shop import kept_evaluation, shop_evaluation


@pytest.fixture(autouse=True)
def _nothing_in_memory():
    measured.forget()
    yield
    measured.forget()
    segmentations.forget_customers()


def action(segment, **said):
    return PlannedAction(candidate="stages", segment=segment, **said)


def test_a_new_one_has_the_criteria_that_were_chosen():
    document = evaluations.open_evaluation(segmentations.begin("Nimi", "survey-strategy", question="Miksi?")).document
    assert (document.title, document.question) == ("Nimi", "Miksi?")
    assert document.criteria == segmentations.segmentation_template("survey-strategy").criteria
    assert document.selection.criteria
    usual = evaluations.open_evaluation(segmentations.begin()).document
    assert usual.criteria == segmentations.segmentation_template("balanced").criteria
    with pytest.raises(NotFound, match="template_unknown"):
        segmentations.begin("Nimi", "b2b")
    with pytest.raises(NotFound, match="project_unknown"):
        segmentations.begin("Nimi", project_id="nothing")


def test_the_list_tells_who_leads_once_it_is_worked_out():
    evaluation_id = kept_evaluation()
    head = evaluations.listed()[0]
    assert (head.kind, head.parts, head.leader_id) == ("segmentation-evaluation", 3, None)
    document = evaluations.open_evaluation(evaluation_id).document
    result = results.result_of(document)
    head = evaluations.listed()[0]
    assert head.level == result.ranking.verdict.level
    assert head.leader_id == result.ranking.verdict.leader
    named = [one.model_copy(update={"name": LocalText(fi="Eka", en="First")}) for one in document.candidates]
    evaluations.edit(evaluation_id, revise(document, candidates=named), base_revision=1)
    results.result_of(revise(document, candidates=named))
    assert evaluations.listed()[0].leader == LocalText(fi="Eka", en="First")


def test_a_project_asks_for_target_segments():
    project = projects.create_project("Uudet segmentit")
    evaluation_id = segmentations.begin("Asiakkaat", project_id=project)
    found = projects.open_project(project)
    assert (found.next_step, found.next_evaluation) == ("choose_segments", evaluation_id)
    opened = evaluations.open_evaluation(evaluation_id)
    chosen = revise(
        opened.document,
        fields=[{"id": "recency_days"}, {"id": "orders"}],
        candidates=[{"type": "lifecycle", "id": "stages"}],
        targets=[{"candidate": "stages", "segment": "loyal"}],
    )
    evaluations.edit(evaluation_id, chosen, base_revision=opened.revision)
    assert projects.open_project(project).next_step == "done"
    alike = revise(opened.document, strategy="undifferentiated")
    evaluations.edit(evaluation_id, alike, base_revision=opened.revision + 1)
    assert projects.open_project(project).next_step == "done"
    assert projects.project_document(project).evaluations == {"segmentation-evaluation": (evaluation_id,)}


def test_versions_are_compared_part_by_part_and_nothing_is_measured_for_that(monkeypatch):
    evaluation_id = kept_evaluation()
    document = evaluations.open_evaluation(evaluation_id).document
    evaluations.save_version(evaluation_id)
    changed = weighing.put_action(editing.set_points(document, "clarity", 33), action("loyal", offer="Klubi"))
    evaluations.edit(evaluation_id, changed, base_revision=1)
    evaluations.save_version(evaluation_id)
    compared = evaluations.compare_versions(evaluation_id, 1, 2)
    assert [one.place for one in compared.changed] == ["weighting.top.points.clarity", "actions.stages.loyal"]
    assert compared.second.result.candidates
    other = revise(changed, actions=[action("loyal", offer="Lahja")], candidates=changed.candidates[:2])
    evaluations.edit(evaluation_id, other, base_revision=2)
    evaluations.save_version(evaluation_id)
    monkeypatch.setattr(evaluate, "evaluate", None)
    results.forget_results()
    compared = evaluations.compare_versions(evaluation_id, 2, 3)
    assert compared.second.code == "segmentation_not_measured"
    assert compared.second.result is None
    assert [one.place for one in compared.changed] == ["candidates.three", "actions.stages.loyal.offer"]


def test_two_people_s_plans_and_judgements_are_joined():
    evaluation_id = kept_evaluation(measured=False)
    document = evaluations.open_evaluation(evaluation_id).document
    document = weighing.put_action(document, action("former", channel="Kirje"))
    evaluations.edit(evaluation_id, document, base_revision=1)
    mine = weighing.put_action(weighing.put_action(document, action("loyal", offer="Klubi")), action("former"))
    theirs = editing.set_points(weighing.put_action(document, action("potential", goal="Toinen ostos")), "reach", 50)
    evaluations.edit(evaluation_id, theirs, base_revision=2)
    with pytest.raises(Conflict) as raced:
        evaluations.edit(evaluation_id, mine, base_revision=2)
    joined = evaluations.resolve_conflict(evaluation_id, raced.value.facts["mine"], "merge").document
    assert {one.segment for one in joined.actions} == {"loyal", "potential"}
    assert joined.weighting.top.points["reach"] == 50


def test_judgements_of_segments_by_several_people_are_joined():
    selection = {"criteria": [{"id": "growth"}], "scores": []}
    score = {"segment": "loyal", "criterion": "growth"}
    document = revise(shop_evaluation(), evaluators=[{"id": "it", "name": "IT"}], selection=selection)
    evaluation_id = evaluations.create(document)
    team = revise(document, selection={**selection, "scores": [{**score, "value": 40}]})
    person = revise(document, selection={**selection, "scores": [{**score, "value": 80, "by": "it"}]})
    evaluations.edit(evaluation_id, team, base_revision=1)
    with pytest.raises(Conflict) as raced:
        evaluations.edit(evaluation_id, person, base_revision=1)
    joined = evaluations.resolve_conflict(evaluation_id, raced.value.facts["mine"], "merge").document
    assert {(one.by, one.value) for one in joined.selection.scores} == {(None, 40), ("it", 80)}


def test_one_plan_changed_by_two_waits_for_a_choice():
    evaluation_id = kept_evaluation(measured=False)
    document = evaluations.open_evaluation(evaluation_id).document
    evaluations.edit(evaluation_id, weighing.put_action(document, action("loyal", offer="A")), base_revision=1)
    with pytest.raises(Conflict) as raced:
        evaluations.edit(evaluation_id, weighing.put_action(document, action("loyal", offer="B")), base_revision=1)
    with pytest.raises(Conflict) as unjoined:
        evaluations.resolve_conflict(evaluation_id, raced.value.facts["mine"], "merge")
    assert unjoined.value.facts["places"] == ["actions.stages/loyal"]


def test_the_document_file_comes_back_the_same_and_a_broken_one_says_where():
    evaluation_id = kept_evaluation(measured=False)
    text = evaluations.export_document(evaluation_id)
    document = evaluations.open_evaluation(evaluation_id).document
    assert text == canonical_json(document)
    assert evaluations.open_evaluation(evaluations.import_document(text)).document == document
    assert "c17" not in text, "no customer is in a document"
    with pytest.raises(DocumentError) as refused:
        evaluations.import_document(text.replace('"type":"lifecycle"', '"type":"astrology"'))
    assert refused.value.code == "document_invalid"
    copy = evaluations.duplicate(evaluation_id)
    assert evaluations.open_evaluation(copy).document.candidates == document.candidates


def test_a_link_shows_only_what_is_measured():
    evaluation_id = kept_evaluation(measured=False)
    with pytest.raises(EvaluationError, match="segmentation_not_measured"):
        sharing.publish(evaluation_id, language="fi")
    document = evaluations.open_evaluation(evaluation_id).document
    result = results.result_of(document)
    token = sharing.publish(evaluation_id, language="fi").token
    assert sharing.open_share(token).result == result
