"""Criteria templates, and evaluations begun from them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

from data.templates import CriteriaTemplate, criteria_templates
from data.templates.segmentation_reader import SegmentationTemplate, segmentation_templates
from evaluators.errors import NotFound
from evaluators.tools.document import ToolEvaluation
from evaluators.weighed import Weighed
from services import clock
from services.editing import apply_template, set_title
from services.evaluations import create

__all__ = [
    "CriteriaTemplate",
    "SegmentationTemplate",
    "criteria_template",
    "criteria_templates",
    "segmentation_template",
    "segmentation_templates",
    "start",
    "template_for",
    "templates_for",
]
T = TypeVar("T", CriteriaTemplate, SegmentationTemplate)


def criteria_template(template_id: str) -> CriteriaTemplate:
    """Return one template.

    Raises
    ------
    NotFound
        ``template_unknown`` with the ids that exist.
    """
    return _named(criteria_templates(), template_id)


def segmentation_template(template_id: str) -> SegmentationTemplate:
    """Return one template for segmentations, raising as ``criteria_template``."""
    return _named(segmentation_templates(), template_id)


def templates_for(document: Weighed) -> Sequence[CriteriaTemplate | SegmentationTemplate]:
    """Return the templates that fit a document's kind."""
    return criteria_templates() if isinstance(document, ToolEvaluation) else segmentation_templates()


def template_for(document: Weighed, template_id: str) -> CriteriaTemplate | SegmentationTemplate:
    """Return one template that fits a document's kind, raising as ``criteria_template``."""
    if isinstance(document, ToolEvaluation):
        return criteria_template(template_id)
    return segmentation_template(template_id)


def _named(templates: Sequence[T], template_id: str) -> T:
    for template in templates:
        if template.id == template_id:
            return template
    raise NotFound("template_unknown", template=template_id[:80], available=[template.id for template in templates])


def start(template_id: str | None, title: str = "", *, project_id: str | None = None) -> str:
    """Keep a new evaluation as of today, with a template's criteria or none; return its id.

    Raises
    ------
    NotFound
        ``template_unknown`` or ``project_unknown``.
    DocumentError
        ``document_invalid`` when the title is too long.
    """
    document = set_title(ToolEvaluation(as_of=clock.today()), title)
    if template_id is not None:
        document = apply_template(document, criteria_template(template_id))
    return create(document, project_id=project_id)
