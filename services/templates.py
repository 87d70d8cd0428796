"""Criteria templates, and evaluations begun from them."""

from __future__ import annotations

from data.templates import CriteriaTemplate, criteria_templates
from evaluators.errors import NotFound
from evaluators.tools.document import ToolEvaluation
from services import clock
from services.editing import apply_template, set_title
from services.evaluations import create

__all__ = ["CriteriaTemplate", "criteria_template", "criteria_templates", "start"]


def criteria_template(template_id: str) -> CriteriaTemplate:
    """Return one template.

    Raises
    ------
    NotFound
        ``template_unknown`` with the ids that exist.
    """
    for template in criteria_templates():
        if template.id == template_id:
            return template
    available = [template.id for template in criteria_templates()]
    raise NotFound("template_unknown", template=template_id[:80], available=available)


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
