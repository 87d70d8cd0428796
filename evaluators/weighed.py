"""Documents whose alternatives are weighed by criteria, whatever the alternatives are: what their editors share."""

from __future__ import annotations

from typing import TypeVar

from evaluators.documents import revise
from evaluators.segmentations.document import SegmentationEvaluation
from evaluators.tools.document import ToolEvaluation
from evaluators.tools.settings import Settings

Weighed = ToolEvaluation | SegmentationEvaluation
W = TypeVar("W", ToolEvaluation, SegmentationEvaluation)


def decision_settings(document: Weighed) -> Settings:
    """Return the numbers that decide how a document's ranking is worked out."""
    return document.settings if isinstance(document, ToolEvaluation) else document.settings.decision


def with_decision_settings(document: W, settings: Settings) -> W:
    """Return a document ranked by other numbers; everything else of its settings stays.

    Raises
    ------
    DocumentError
        ``document_invalid``.
    """
    if isinstance(document, ToolEvaluation):
        return revise(document, settings=settings)
    return revise(document, settings=document.settings.model_copy(update={"decision": settings}))
