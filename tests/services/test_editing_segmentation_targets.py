"""Choosing within one segmentation: names, criteria, scores and targets are edited without losing what still holds."""

from __future__ import annotations

import pytest

from evaluators.documents import canonical_json
from evaluators.errors import DocumentError, NotFound
from evaluators.segmentations.selection_parts import SegmentCriterion
from services import editing_segmentation_targets as targets
from tests.evaluators.segmentations.made_up_shop import question

PEOPLE = ({"id": "anna", "name": "Anna"},)


@pytest.fixture
def document():
    criteria = [{"id": "size", "measure": "customers"}, {"id": "fit", "axis": "competitiveness"}]
    return question(evaluators=PEOPLE, selection={"criteria": criteria})


def test_edits_leave_the_given_document_alone(document):
    before = canonical_json(document)
    targets.put_target(targets.name_segment(document, "stages", "loyal", "Parhaat"), "stages", "loyal")
    assert canonical_json(document) == before


def test_a_name_is_given_changed_and_taken_back(document):
    named = targets.name_segment(document, "stages", "loyal", " Parhaat ")
    assert [(one.candidate, one.segment, one.name) for one in named.names] == [("stages", "loyal", "Parhaat")]
    again = targets.name_segment(named, "stages", "loyal", "Kanta")
    assert [one.name for one in again.names] == ["Kanta"]
    assert targets.name_segment(again, "stages", "loyal", "  ").names == ()


def test_criteria_are_added_with_an_id_of_their_own(document):
    new = SegmentCriterion(id="size", name="Kasvun vara", points=30)
    added = targets.add_segment_criterion(document, new)
    assert [one.id for one in added.selection.criteria] == ["size", "fit", "kasvun-vara"]
    measured = targets.add_segment_criterion(document, SegmentCriterion(id="x", measure="value"))
    assert measured.selection.criteria[-1].id == "criterion"


def test_a_criterion_that_becomes_measured_loses_its_judgements(document):
    judged = targets.put_segment_score(document, "stages", "loyal", "fit", 80)
    changed = targets.change_segment_criterion(judged, "fit", measure="stability")
    assert changed.selection.scores == ()
    kept = targets.change_segment_criterion(judged, "fit", points=20, minimum=10)
    assert len(kept.selection.scores) == 1
    assert kept.selection.criteria[1].minimum == 10


def test_a_change_that_breaks_the_rules_is_refused(document):
    with pytest.raises(DocumentError) as fault:
        targets.change_segment_criterion(document, "fit", axis="height")
    assert fault.value.code == "document_invalid"
    with pytest.raises(NotFound):
        targets.remove_segment_criterion(document, "nothing")


def test_removing_a_criterion_takes_the_judgements_on_it(document):
    judged = targets.put_segment_score(document, "stages", "loyal", "fit", 80)
    left = targets.remove_segment_criterion(judged, "fit")
    assert [one.id for one in left.selection.criteria] == ["size"]
    assert left.selection.scores == ()


def test_scores_stand_side_by_side_and_can_be_unsaid(document):
    judged = targets.put_segment_score(document, "stages", "loyal", "fit", 80)
    judged = targets.put_segment_score(judged, "stages", "loyal", "fit", 60, "anna")
    judged = targets.put_segment_score(judged, "stages", "loyal", "fit", 90)
    assert {(one.by, one.value) for one in judged.selection.scores} == {(None, 90), ("anna", 60)}
    left = targets.put_segment_score(judged, "stages", "loyal", "fit", None, "anna")
    assert [one.by for one in left.selection.scores] == [None]


def test_judging_keeps_to_the_segmentation_that_was_judged(document):
    assert document.selection.candidate is None
    judged = targets.put_segment_score(document, "stages", "loyal", "fit", 80)
    assert judged.selection.candidate == "stages"


def test_another_segmentation_has_other_segments_to_judge(document):
    judged = targets.put_segment_score(document, "three", "s1", "fit", 80)
    other = targets.choose_segmentation(judged, "luck")
    assert other.selection.candidate == "luck"
    assert other.selection.scores == ()
    assert targets.choose_segmentation(judged, "three") is judged


def test_targets_follow_the_strategy(document):
    one = targets.put_target(document, "stages", "loyal", " Tuo eniten ")
    assert [(each.segment, each.reason) for each in one.targets] == [("loyal", "Tuo eniten")]
    assert one.selection.candidate == "stages"
    both = targets.put_target(one, "stages", "former")
    assert [each.segment for each in both.targets] == ["loyal", "former"]
    told = targets.put_target(both, "stages", "loyal", "Toinen syy")
    assert [each.reason for each in told.targets] == ["Toinen syy", ""]
    assert [each.segment for each in targets.remove_target(told, "stages", "loyal").targets] == ["former"]


def test_a_concentrated_strategy_has_room_for_one(document):
    concentrated = document.model_copy(update={"strategy": "concentrated"})
    one = targets.put_target(concentrated, "stages", "loyal")
    other = targets.put_target(one, "stages", "former")
    assert [each.segment for each in other.targets] == ["former"]


def test_an_undifferentiated_strategy_has_none(document):
    with pytest.raises(DocumentError) as fault:
        targets.put_target(document.model_copy(update={"strategy": "undifferentiated"}), "stages", "loyal")
    assert fault.value.code == "targets_undifferentiated"


def test_targets_of_other_segmentations_can_go(document):
    mixed = targets.put_target(targets.put_target(document, "three", "s1"), "stages", "loyal")
    assert [each.candidate for each in targets.remove_targets_elsewhere(mixed, "stages").targets] == ["stages"]
