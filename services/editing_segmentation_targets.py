"""Edits of what is chosen within one segmentation: names of segments, what they are weighed by, scores, targets.

Everything raises ``DocumentError`` ``document_invalid`` when the changed document would break its own rules.
"""

from __future__ import annotations

from collections.abc import Mapping

from pydantic import ValidationError

from evaluators.documents import problems_of, revise
from evaluators.errors import DocumentError
from evaluators.segmentations.document import SegmentationEvaluation, SegmentNaming
from evaluators.segmentations.selection_parts import SegmentCriterion, SegmentScore, Target
from services.parts import fields_of, free_id, placed, required, without


def name_segment(document: SegmentationEvaluation, candidate: str, segment: str, name: str) -> SegmentationEvaluation:
    """Call a segment so; an empty name gives it back the proposed one."""
    place = (candidate, segment)
    others = tuple(one for one in document.names if (one.candidate, one.segment) != place)
    given = name.strip()
    named = (SegmentNaming(candidate=candidate, segment=segment, name=given),) if given else ()
    return revise(document, names=(*others, *named))


def choose_segmentation(document: SegmentationEvaluation, candidate: str | None) -> SegmentationEvaluation:
    """Choose segments within another segmentation, ``None``: the one that leads.

    Scores are of the segments of one segmentation, so they go when another one is chosen.
    """
    if candidate == document.selection.candidate:
        return document
    return _select(document, candidate=candidate, scores=())


def pin_segmentation(document: SegmentationEvaluation, candidate: str) -> SegmentationEvaluation:
    """Keep to the segmentation that is judged, whichever leads later; scores so far were of it."""
    return document if document.selection.candidate == candidate else _select(document, candidate=candidate)


def add_segment_criterion(document: SegmentationEvaluation, criterion: SegmentCriterion) -> SegmentationEvaluation:
    """Add what segments are weighed by, with an id made of its name; the id that is given counts for nothing."""
    taken = {one.id for one in document.selection.criteria}
    new = criterion.model_copy(update={"id": free_id(criterion.name, taken, otherwise="criterion")})
    return _select(document, criteria=(*document.selection.criteria, new))


def change_segment_criterion(
    document: SegmentationEvaluation, criterion_id: str, **changes: object
) -> SegmentationEvaluation:
    """Change a criterion; judgements on it go when it is measured from then on. Raises ``part_unknown``."""
    criterion = required(document.selection.criteria, criterion_id)
    changed = _rebuilt(criterion, changes)
    kept = [one for one in document.selection.scores if changed.measure is None or one.criterion != criterion_id]
    return _select(document, criteria=placed(document.selection.criteria, changed), scores=tuple(kept))


def remove_segment_criterion(document: SegmentationEvaluation, criterion_id: str) -> SegmentationEvaluation:
    """Take a criterion out with the judgements on it; raises ``part_unknown``."""
    kept = tuple(one for one in document.selection.scores if one.criterion != criterion_id)
    return _select(document, criteria=without(document.selection.criteria, criterion_id), scores=kept)


def put_segment_score(
    document: SegmentationEvaluation,
    candidate: str,
    segment: str,
    criterion: str,
    value: float | None,
    by: str | None = None,
) -> SegmentationEvaluation:
    """Say how a segment does on a judged criterion, 0 to 100, in place of what was said before; ``None`` unsays it.

    Parameters
    ----------
    candidate : str
        The segmentation that the segment is of: the choice keeps to it from then on.
    by : str, optional
        Evaluator; ``None``: the team.
    """
    place = (segment, criterion, by)
    pinned = pin_segmentation(document, candidate)
    others = tuple(one for one in pinned.selection.scores if (one.segment, one.criterion, one.by) != place)
    said = () if value is None else (SegmentScore(segment=segment, criterion=criterion, value=value, by=by),)
    return _select(pinned, scores=(*others, *said))


def put_target(
    document: SegmentationEvaluation, candidate: str, segment: str, reason: str = ""
) -> SegmentationEvaluation:
    """Choose a segment, or say why it is chosen; under a concentrated strategy it takes the place of the other one.

    Raises
    ------
    DocumentError
        ``targets_undifferentiated`` where everybody is to get the same.
    """
    if document.strategy == "undifferentiated":
        raise DocumentError("targets_undifferentiated")
    target = Target(candidate=candidate, segment=segment, reason=reason.strip())
    before = () if document.strategy == "concentrated" else document.targets
    places = [(one.candidate, one.segment) for one in before]
    if (candidate, segment) in places:
        kept = list(before)
        kept[places.index((candidate, segment))] = target
        return revise(document, targets=tuple(kept))
    return revise(pin_segmentation(document, candidate), targets=(*before, target))


def remove_target(document: SegmentationEvaluation, candidate: str, segment: str) -> SegmentationEvaluation:
    """Let a segment go."""
    kept = tuple(one for one in document.targets if (one.candidate, one.segment) != (candidate, segment))
    return revise(document, targets=kept)


def remove_targets_elsewhere(document: SegmentationEvaluation, candidate: str) -> SegmentationEvaluation:
    """Let the targets of other segmentations go."""
    return revise(document, targets=tuple(one for one in document.targets if one.candidate == candidate))


def _rebuilt(criterion: SegmentCriterion, changes: Mapping[str, object]) -> SegmentCriterion:
    try:
        return SegmentCriterion.model_validate(fields_of(criterion) | dict(changes))
    except ValidationError as fault:
        raise DocumentError("document_invalid", problems=problems_of(fault)) from fault


def _select(document: SegmentationEvaluation, **changes: object) -> SegmentationEvaluation:
    return revise(document, selection=fields_of(document.selection) | changes)
