"""Edits of a document: each takes one and returns a changed one, checked; nothing is kept here.

Everything raises ``DocumentError`` ``document_invalid`` when the changed document would break its own rules.
"""

from __future__ import annotations

from datetime import date

from evaluators.documents import Label, revise
from evaluators.errors import DocumentError
from evaluators.tools.document import Evaluator, ToolEvaluation
from evaluators.tools.evidence import Evidence, Quote, Review, Trial
from evaluators.tools.need import Answer, Need
from evaluators.tools.settings import Settings
from evaluators.tools.weighting import Weighting
from evaluators.weighed import W, with_decision_settings
from services.editing_criteria import (
    add_criterion,
    apply_template,
    change_criterion,
    put_group,
    remove_criterion,
    remove_group,
    set_points,
)
from services.editing_tools import add_catalogue_tool, add_own_tool, put_tool, refresh_facts, remove_tool
from services.parts import placed, without

__all__ = [
    "add_catalogue_tool",
    "add_criterion",
    "add_own_tool",
    "apply_template",
    "change_criterion",
    "put_answer",
    "put_evaluator",
    "put_evidence",
    "put_group",
    "put_quote",
    "put_review",
    "put_tool",
    "put_trial",
    "refresh_facts",
    "remove_answer",
    "remove_criterion",
    "remove_evaluator",
    "remove_evidence",
    "remove_group",
    "remove_quote",
    "remove_review",
    "remove_tool",
    "remove_trial",
    "set_need",
    "set_points",
    "set_question",
    "set_settings",
    "set_title",
    "set_weighting",
    "touch_as_of",
]


def set_title(document: W, title: Label) -> W:
    """Name the evaluation."""
    return revise(document, title=title)


def set_question(document: W, question: Label) -> W:
    """Say what is asked."""
    return revise(document, question=question)


def set_need(document: ToolEvaluation, need: Need) -> ToolEvaluation:
    """Say what for, how much use, what it may cost and what it must have."""
    return revise(document, need=need)


def set_weighting(document: W, weighting: Weighting) -> W:
    """State the common weights."""
    return revise(document, weighting=weighting)


def set_settings(document: W, settings: Settings) -> W:
    """Set thresholds, widths, draws and seed."""
    return with_decision_settings(document, settings)


def touch_as_of(document: W, today: date) -> W:
    """Count the ages of evidence to another day."""
    return revise(document, as_of=today)


def put_answer(document: ToolEvaluation, answer: Answer) -> ToolEvaluation:
    """State whether a tool meets a must-have, in place of an earlier answer."""
    others = [one for one in document.need.answers if (one.tool, one.must_have) != (answer.tool, answer.must_have)]
    return revise(document, need=_need(document, answers=(*others, answer)))


def remove_answer(document: ToolEvaluation, tool: str, must_have: str) -> ToolEvaluation:
    """Leave it to the catalogue again whether a tool meets a must-have."""
    others = [one for one in document.need.answers if (one.tool, one.must_have) != (tool, must_have)]
    return revise(document, need=_need(document, answers=tuple(others)))


def put_evidence(document: W, evidence: Evidence) -> W:
    """Add a statement about a cell, or replace the one with its id."""
    return revise(document, evidence=placed(document.evidence, evidence))


def remove_evidence(document: W, evidence_id: str) -> W:
    """Take a statement out; raises ``part_unknown``."""
    return revise(document, evidence=without(document.evidence, evidence_id))


def put_quote(document: ToolEvaluation, quote: Quote) -> ToolEvaluation:
    """Add an offer, or replace the one with its id."""
    return revise(document, quotes=placed(document.quotes, quote))


def remove_quote(document: ToolEvaluation, quote_id: str) -> ToolEvaluation:
    """Take an offer out; raises ``part_unknown``."""
    return revise(document, quotes=without(document.quotes, quote_id))


def put_trial(document: ToolEvaluation, trial: Trial) -> ToolEvaluation:
    """Add a score sheet, or replace the one with its id."""
    return revise(document, trials=placed(document.trials, trial))


def remove_trial(document: ToolEvaluation, trial_id: str) -> ToolEvaluation:
    """Take a score sheet out; raises ``part_unknown``."""
    return revise(document, trials=without(document.trials, trial_id))


def put_review(document: ToolEvaluation, review: Review) -> ToolEvaluation:
    """Add review stars, or replace those with their id."""
    return revise(document, reviews=placed(document.reviews, review))


def remove_review(document: ToolEvaluation, review_id: str) -> ToolEvaluation:
    """Take review stars out; raises ``part_unknown``."""
    return revise(document, reviews=without(document.reviews, review_id))


def put_evaluator(document: W, evaluator: Evaluator) -> W:
    """Add an evaluator, or replace the one with its id.

    Raises
    ------
    DocumentError
        ``name_empty``.
    """
    if not evaluator.name.strip():
        raise DocumentError("name_empty")
    return revise(document, evaluators=placed(document.evaluators, evaluator))


def remove_evaluator(document: W, evaluator_id: str) -> W:
    """Take an evaluator out, with what only this evaluator has stated; raises ``part_unknown``."""
    changes: dict[str, object] = {
        "evaluators": without(document.evaluators, evaluator_id),
        "evidence": tuple(entry for entry in document.evidence if entry.by != evaluator_id),
    }
    if isinstance(document, ToolEvaluation):
        changes["trials"] = tuple(entry for entry in document.trials if entry.by != evaluator_id)
    else:
        kept = tuple(entry for entry in document.selection.scores if entry.by != evaluator_id)
        changes["selection"] = document.selection.model_copy(update={"scores": kept})
    return revise(document, **changes)


def _need(document: ToolEvaluation, **changes: object) -> dict[str, object]:
    return {name: getattr(document.need, name) for name in Need.model_fields} | changes
