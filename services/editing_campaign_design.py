"""Edits of what a plan and a test share: the design, its looks, errors and money. A locked design stays as it is."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeVar

from evaluators.campaigns.experiment import CampaignTest
from evaluators.campaigns.plan import CampaignPlan
from evaluators.documents import Label, revise, text_of
from evaluators.errors import DocumentError, EvaluationError
from services.parts import fields_of

D = TypeVar("D", CampaignPlan, CampaignTest)


def set_design(document: D, **fields: object) -> D:
    """Set parts of the design: segmented_by, holdout, window_days and the like.

    Raises
    ------
    EvaluationError
        ``plan_locked`` when the plan's design is locked and would change.
    DocumentError
        ``document_invalid``.
    """
    return with_design(document, fields)


def with_design(document: D, fields: Mapping[str, object], **others: object) -> D:
    """Return the document with parts of its design replaced, and what follows from that at once; raises as above."""
    changed = revise(document, design=fields_of(document.design) | dict(fields), **others)
    if isinstance(document, CampaignPlan) and document.lock is not None and changed.design != document.design:
        raise EvaluationError("plan_locked", day=document.lock.locked_on)
    return changed


def set_money(document: D, **fields: object) -> D:
    """Set currency, margin, switching_cost, recipients or smallest_effect; raises as ``set_design``."""
    return with_design(document, {"money": fields_of(document.design.money) | fields})


def set_looks(document: D, **fields: object) -> D:
    """Set method or planned looks; a fixed horizon has one look. Raises as ``set_design``."""
    values = fields_of(document.design.looks) | fields
    if values["method"] == "fixed":
        values["planned"] = 1
    return with_design(document, {"looks": values})


def set_errors(document: D, **fields: object) -> D:
    """Set alpha, power or leads_rate; raises as ``set_design``."""
    return with_design(document, {"errors": fields_of(document.design.errors) | fields})


def check_name(name: Label) -> None:
    """Refuse an empty name.

    Raises
    ------
    DocumentError
        ``name_empty``.
    """
    if not (text_of(name, "fi").strip() and text_of(name, "en").strip()):
        raise DocumentError("name_empty")
