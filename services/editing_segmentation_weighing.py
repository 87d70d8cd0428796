"""Edits of what segmentations are weighed by: ready-made criteria, planned actions, settings.

Criteria, weights, judgements and evaluators are edited as those of tools, by ``services.editing``. Everything raises
``DocumentError`` ``document_invalid`` when the changed document would break its own rules.
"""

from __future__ import annotations

from data.templates.segmentation_reader import segmentation_criteria, segmentation_groups
from evaluators.documents import revise
from evaluators.segmentations.document import PlannedAction, SegmentationCriterion, SegmentationEvaluation
from evaluators.segmentations.segmentation_settings import Effort, SegmentationSettings
from services.editing import add_criterion, put_group
from services.parts import fields_of, required


def ready_criteria(document: SegmentationEvaluation) -> tuple[SegmentationCriterion, ...]:
    """Return the criteria of the library that a document does not have yet."""
    ids = {one.id for one in document.criteria}
    codes = {one.code for one in document.criteria if one.code}
    return tuple(one for one in segmentation_criteria() if one.id not in ids and one.code not in codes)


def add_ready_criterion(document: SegmentationEvaluation, criterion_id: str) -> SegmentationEvaluation:
    """Add a criterion of the library. Where criteria stand in groups it joins its own group, made if need be.

    Raises
    ------
    NotFound
        ``part_unknown`` when the library has no such criterion that the document lacks.
    """
    required(ready_criteria(document), criterion_id)
    added = required(segmentation_criteria(grouped=True), criterion_id)
    if added.group is None or not document.groups:
        return add_criterion(document, added.model_copy(update={"group": None}))
    if all(one.id != added.group for one in document.groups):
        document = put_group(document, required(segmentation_groups(), added.group))
    return add_criterion(document, added)


def put_action(document: SegmentationEvaluation, action: PlannedAction) -> SegmentationEvaluation:
    """Say what a segment would be given, in place of what was said before; an action that says nothing goes."""
    place = (action.candidate, action.segment)
    kept = [one for one in document.actions if (one.candidate, one.segment) != place]
    said = any(text.strip() for text in (action.offer, action.channel, action.goal))
    before = [(one.candidate, one.segment) for one in document.actions]
    if said:
        kept.insert(before.index(place) if place in before else len(kept), action)
    return revise(document, actions=tuple(kept))


def action_of(document: SegmentationEvaluation, candidate: str, segment: str) -> PlannedAction:
    """Return what a segment would be given; an empty action where nothing is planned."""
    planned = (one for one in document.actions if (one.candidate, one.segment) == (candidate, segment))
    return next(planned, PlannedAction(candidate=candidate, segment=segment))


def set_settings(document: SegmentationEvaluation, **fields: object) -> SegmentationEvaluation:
    """Set the kind of outcome, the cap, the targeted share, how many segments can be served and the like."""
    return revise(document, settings=fields_of(document.settings) | fields)


def set_floor(document: SegmentationEvaluation, **fields: object) -> SegmentationEvaluation:
    """Set what a segment has to be to be worth serving and to carry a test."""
    return set_settings(document, floor=fields_of(document.settings.floor) | fields)


def set_effort(document: SegmentationEvaluation, **fields: object) -> SegmentationEvaluation:
    """Set how much work the measures of chance and of stability may do."""
    return set_settings(document, effort=fields_of(document.settings.effort) | fields)


def reset_settings(document: SegmentationEvaluation) -> SegmentationEvaluation:
    """Take all defaults again, but for what is known of the data: the kind of outcome and the currency."""
    kept = {name: getattr(document.settings, name) for name in ("outcome", "currency")}
    return set_settings(document, **(fields_of(SegmentationSettings()) | kept))


def reset_effort(document: SegmentationEvaluation) -> SegmentationEvaluation:
    """Take the usual amount of work again."""
    return set_settings(document, effort=Effort())
