"""Edits of a document's criteria, their groups and their weights, whatever is weighed by them."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from evaluators.documents import revise, text_of
from evaluators.errors import DocumentError
from evaluators.segmentations.document import SegmentationCriterion
from evaluators.tools.document import Criterion, Group, ToolEvaluation
from evaluators.tools.weighting import NodeWeights, Weighting
from evaluators.weighed import W
from services.parts import placed, required, without

if TYPE_CHECKING:
    from collections.abc import Sequence

    from data.templates import CriteriaTemplate
    from data.templates.segmentation_reader import SegmentationTemplate
    from evaluators.tools.need import MustHave, Need
    from evaluators.tools.scales import Scale


def apply_template(document: W, template: CriteriaTemplate | SegmentationTemplate) -> W:
    """Take a template's criteria, scales, rules and weights in place of the document's.

    Statements on a criterion that stays, with a scale that they fit, are kept; so are the need's own must-haves, and
    the template's are added to them. An evaluator's own weights go, since they were about other criteria.

    Raises
    ------
    DocumentError
        ``document_invalid`` when the template is for another kind of document.
    """
    scales = _stated_scales(template.criteria)
    same = {criterion.id for criterion in document.criteria} == {criterion.id for criterion in template.criteria}
    changes: dict[str, object] = {
        "groups": template.groups,
        "criteria": template.criteria,
        "weighting": template.weighting,
        "evidence": tuple(
            entry
            for entry in document.evidence
            if entry.criterion in scales and entry.problem_on(scales[entry.criterion]) is None
        ),
        "evaluators": tuple(one if same else one.model_copy(update={"weighting": None}) for one in document.evaluators),
    }
    if isinstance(document, ToolEvaluation):
        changes["need"] = _asking_more(document.need, getattr(template, "must_haves", ()))
    return revise(document, **changes)


def _asking_more(need: Need, must_haves: Sequence[MustHave]) -> Need:
    known = {must.id for must in need.must_haves}
    added = tuple(must for must in must_haves if must.id not in known)
    return need.model_copy(update={"must_haves": (*need.must_haves, *added)})


def _stated_scales(criteria: Sequence[Criterion]) -> dict[str, Scale]:
    """Return the scales of the criteria that people make statements on; a measured one takes none."""
    return {one.id: one.scale for one in criteria if not (isinstance(one, SegmentationCriterion) and one.code)}


def add_criterion(document: W, criterion: Criterion) -> W:
    """Add a criterion. Where its neighbours have points it starts with their mean, so that it counts at once.

    Raises
    ------
    DocumentError
        ``name_empty``; ``document_invalid`` when the id is taken.
    """
    _named(criterion)
    added = revise(document, criteria=(*document.criteria, criterion))
    return _weighted(added, criterion.group, lambda node: _joined(node, criterion.id))


def change_criterion(document: W, criterion: Criterion) -> W:
    """Replace the criterion that has this id; one that changes its group leaves its weight behind.

    Raises
    ------
    NotFound
        ``part_unknown``.
    DocumentError
        ``name_empty``; ``document_invalid`` when what is stated on the criterion does not fit its new scale.
    """
    _named(criterion)
    before = required(document.criteria, criterion.id)
    changed = revise(document, criteria=placed(document.criteria, criterion))
    if before.group == criterion.group:
        return changed
    freed = _weighted(changed, before.group, lambda node: _left(node, criterion.id))
    return _weighted(freed, criterion.group, lambda node: _joined(node, criterion.id))


def remove_criterion(document: W, criterion_id: str) -> W:
    """Take a criterion out with everything stated on it and its weight; raises ``part_unknown``."""
    gone = required(document.criteria, criterion_id)
    freed = _weighted(document, gone.group, lambda node: _left(node, criterion_id))
    return revise(
        freed,
        criteria=without(freed.criteria, criterion_id),
        evidence=tuple(entry for entry in freed.evidence if entry.criterion != criterion_id),
    )


def put_group(document: W, group: Group) -> W:
    """Add a group of criteria, or rename the one with its id."""
    if not text_of(group.name, "fi").strip():
        raise DocumentError("name_empty")
    changed = revise(document, groups=placed(document.groups, group))
    if any(one.id == group.id for one in document.groups):
        return changed
    return _weighted(changed, None, lambda node: _joined(node, group.id))


def remove_group(document: W, group_id: str) -> W:
    """Take a group out; its criteria stay on the top level. Raises ``part_unknown``."""
    members = [criterion for criterion in document.criteria if criterion.group == group_id]
    freed = document
    for criterion in members:
        freed = change_criterion(freed, criterion.model_copy(update={"group": None}))
    freed = _weighted(freed, None, lambda node: _left(node, group_id))
    changed = revise(freed, groups=without(freed.groups, group_id))
    return _all_weightings(changed, lambda weighting: _without_node(weighting, group_id))


def set_points(document: W, item: str, points: float, *, group: str | None = None) -> W:
    """Give an item of the top level, or of a group, its direct points."""
    node = document.weighting.within.get(group, NodeWeights()) if group else document.weighting.top
    changed = {**node.model_dump(), "points": {**node.points, item: points}, "method": "points"}
    weighting = document.weighting.model_dump()
    if group:
        weighting["within"][group] = changed
    else:
        weighting["top"] = changed
    return revise(document, weighting=weighting)


def _named(criterion: Criterion) -> None:
    if not text_of(criterion.name, "fi").strip():
        raise DocumentError("name_empty")


def _weighted(document: W, group: str | None, change: Callable[[NodeWeights], NodeWeights]) -> W:
    """Change the weights under one node, the common ones and every evaluator's own."""

    def at_node(weighting: Weighting) -> Weighting:
        if group is None:
            return weighting.model_copy(update={"top": change(weighting.top)})
        if group not in weighting.within:
            return weighting
        within = {**weighting.within, group: change(weighting.within[group])}
        return weighting.model_copy(update={"within": within})

    return _all_weightings(document, at_node)


def _all_weightings(document: W, change: Callable[[Weighting], Weighting]) -> W:
    people = tuple(
        one if one.weighting is None else one.model_copy(update={"weighting": change(one.weighting)})
        for one in document.evaluators
    )
    return revise(document, weighting=change(document.weighting), evaluators=people)


def _joined(node: NodeWeights, item: str) -> NodeWeights:
    """Let an item join: mean points and swing, last in the order."""
    return node.model_copy(
        update={
            "points": _with_mean(node.points, item),
            "swings": _with_mean(node.swings, item),
            "order": (*node.order, (item,)) if node.order else (),
        }
    )


def _with_mean(points: dict[str, float], item: str) -> dict[str, float]:
    return {**points, item: sum(points.values()) / len(points)} if points else {}


def _left(node: NodeWeights, item: str) -> NodeWeights:
    """Take an item out of everything that was stated about it."""
    best_worst = node.best_worst
    if best_worst is not None and item in (best_worst.best, best_worst.worst):
        best_worst = None
    elif best_worst is not None:
        rows = {
            "best_to_others": {name: value for name, value in best_worst.best_to_others.items() if name != item},
            "others_to_worst": {name: value for name, value in best_worst.others_to_worst.items() if name != item},
        }
        best_worst = best_worst.model_copy(update=rows)
    places = (tuple(one for one in place if one != item) for place in node.order)
    return node.model_copy(
        update={
            "points": {name: value for name, value in node.points.items() if name != item},
            "swings": {name: value for name, value in node.swings.items() if name != item},
            "order": tuple(place for place in places if place),
            "comparisons": tuple(pair for pair in node.comparisons if item not in (pair.first, pair.second)),
            "best_worst": best_worst,
        }
    )


def _without_node(weighting: Weighting, group: str) -> Weighting:
    return weighting.model_copy(
        update={"within": {name: node for name, node in weighting.within.items() if name != group}}
    )
