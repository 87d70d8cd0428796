"""Criteria, weights, judgements, plans and settings of segmentations, by the same edits as those of tools."""

from __future__ import annotations

import pytest

from evaluators.documents import revise
from evaluators.errors import DocumentError, NotFound
from evaluators.segmentations.document import PlannedAction, SegmentationCriterion, SegmentationEvaluation
from evaluators.segmentations.selection_parts import SegmentScore, Selection
from evaluators.tools.document import Evaluator
from evaluators.tools.evidence import Evidence
from evaluators.tools.settings import Settings
from evaluators.tools.weighting import NodeWeights, Weighting
from services import editing, templates
from services import editing_segmentation_weighing as weighing

TEMPLATES = templates.segmentation_templates()
STAGES = {"type": "lifecycle", "id": "stages"}
NUMBERS = [{"id": "recency_days"}, {"id": "orders"}]


def _document(template="articles", **changes):
    values = {
        "as_of": "2026-01-01",
        "fields": NUMBERS,
        "candidates": [STAGES],
        "evaluators": [{"id": "it", "name": "IT"}],
    }
    blank = SegmentationEvaluation.model_validate(values | changes)
    return editing.apply_template(blank, templates.segmentation_template(template))


def _judged(entry="e1", value="good", **more):
    return Evidence(id=entry, tool="stages", criterion="adaptability", value=value, **more)


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda one: one.id)
def test_templates_replace_criteria_and_keep_what_fits(template):
    document = editing.put_evidence(_document(), _judged(by="it"))
    applied = editing.apply_template(document, template)
    assert applied.criteria == template.criteria
    assert applied.weighting == template.weighting
    assert applied.candidates == document.candidates
    kept = [one.id for one in applied.evidence]
    assert kept == (["e1"] if "adaptability" in {one.id for one in template.criteria} else [])


def test_a_template_of_tools_does_not_fit():
    with pytest.raises(DocumentError, match="document_invalid"):
        editing.apply_template(_document(), templates.criteria_templates()[0])
    assert templates.templates_for(_document()) == TEMPLATES
    assert templates.template_for(_document(), "balanced") == TEMPLATES[0]
    with pytest.raises(NotFound, match="template_unknown"):
        templates.template_for(_document(), "b2b")


def test_own_weights_go_with_the_criteria_they_were_about():
    own = Weighting(top=NodeWeights(points={"privacy": 1}))
    document = editing.put_evaluator(_document(), Evaluator(id="it", name="IT", weighting=own))
    same = editing.apply_template(document, templates.segmentation_template("articles"))
    other = editing.apply_template(document, templates.segmentation_template("balanced"))
    assert (same.evaluators[0].weighting, other.evaluators[0].weighting) == (own, None)


def test_ready_criteria_are_those_that_the_document_lacks():
    document = _document("balanced")
    assert [one.id for one in weighing.ready_criteria(document)] == ["balance", "running_cost", "adaptability"]
    renamed = revise(document, criteria=[one for one in document.criteria if one.code != "A1"], weighting=Weighting())
    renamed = editing.add_criterion(renamed, SegmentationCriterion(id="mine", name="Oma", code="A1"))
    assert "outcome_lift" not in {one.id for one in weighing.ready_criteria(renamed)}


def test_a_ready_criterion_joins_its_group_or_makes_it():
    document = _document("balanced")
    joined = weighing.add_ready_criterion(document, "balance")
    assert joined.criteria[-1].group == "substance"
    assert joined.weighting.within["substance"].points["balance"] == 10
    assert joined.groups == document.groups
    survey = weighing.add_ready_criterion(_document("survey-strategy"), "outcome_lift")
    assert survey.groups[-1].id == survey.criteria[-1].group == "prediction"
    assert survey.weighting.top.points["prediction"] == pytest.approx(20)
    flat = weighing.add_ready_criterion(_document("articles"), "running_cost")
    assert flat.criteria[-1].group is None
    assert flat.weighting.top.points["running_cost"] == 20
    with pytest.raises(NotFound, match="part_unknown"):
        weighing.add_ready_criterion(joined, "balance")


def test_measured_criteria_take_no_statements():
    document = _document()
    with pytest.raises(DocumentError, match="document_invalid"):
        editing.put_evidence(document, Evidence(id="e", tool="stages", criterion="privacy", value=1))
    scaled = document.criteria[0].model_copy(update={"scale": document.criteria[3].scale})
    with pytest.raises(DocumentError, match="document_invalid"):
        editing.change_criterion(document, scaled)


def test_criteria_groups_and_weights_are_edited_as_those_of_tools():
    document = editing.put_evidence(_document(), _judged())
    own = editing.add_criterion(document, SegmentationCriterion(id="own", name="Oma"))
    assert own.weighting.top.points["own"] == 20
    assert isinstance(own.criteria[-1], SegmentationCriterion)
    gone = editing.remove_criterion(own, "adaptability")
    assert gone.evidence == ()
    assert "adaptability" not in gone.weighting.top.points
    grouped = editing.remove_group(_document("balanced"), "stability")
    assert [one.group for one in grouped.criteria if one.code == "B1"] == [None]
    assert "stability" not in grouped.weighting.within
    assert editing.set_points(document, "privacy", 50).weighting.top.points["privacy"] == 50


def test_an_evaluator_goes_with_own_judgements_of_candidates_and_segments():
    selection = Selection.model_validate(
        {
            "criteria": [{"id": "growth"}],
            "scores": [
                {"segment": "loyal", "criterion": "growth", "value": 50, "by": "it"},
                {"segment": "loyal", "criterion": "growth", "value": 70},
            ],
        }
    )
    document = _document(selection=selection)
    document = editing.put_evidence(editing.put_evidence(document, _judged()), _judged("e2", "poor", by="it"))
    left = editing.remove_evaluator(document, "it")
    assert [one.id for one in left.evidence] == ["e1"]
    assert left.selection.scores == (SegmentScore(segment="loyal", criterion="growth", value=70),)


def test_one_action_for_each_segment_and_none_that_says_nothing():
    document = weighing.put_action(_document(), PlannedAction(candidate="stages", segment="loyal", offer="Klubi"))
    document = weighing.put_action(document, PlannedAction(candidate="stages", segment="former", channel="Kirje"))
    document = weighing.put_action(document, PlannedAction(candidate="stages", segment="loyal", goal="Pitää"))
    assert [(one.segment, one.offer, one.goal) for one in document.actions] == [
        ("loyal", "", "Pitää"),
        ("former", "", ""),
    ]
    assert weighing.action_of(document, "stages", "former").channel == "Kirje"
    assert weighing.action_of(document, "stages", "potential") == PlannedAction(candidate="stages", segment="potential")
    gone = weighing.put_action(document, PlannedAction(candidate="stages", segment="loyal", offer="  "))
    assert [one.segment for one in gone.actions] == ["former"]
    with pytest.raises(DocumentError, match="document_invalid"):
        weighing.put_action(document, PlannedAction(candidate="nobody", segment="loyal", offer="x"))


def test_settings_are_checked_and_go_back():
    document = weighing.set_settings(_document(), servable=6, outcome="yes_no", targeted=0.1)
    document = weighing.set_effort(weighing.set_floor(document, customers=500), pairs=10)
    document = editing.set_settings(document, Settings(draws=2000))
    settings = document.settings
    assert (settings.servable, settings.floor.customers, settings.effort.pairs) == (6, 500, 10)
    assert settings.decision.draws == 2000
    with pytest.raises(DocumentError, match="document_invalid"):
        weighing.set_floor(document, effect=0)
    assert weighing.reset_effort(document).settings.effort.pairs == 50
    back = weighing.reset_settings(document).settings
    assert (back.servable, back.floor.customers, back.outcome) == (None, None, "yes_no")
