"""What every step of a segmentation is given: the document, its texts, and its result once it is measured."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import streamlit as st

from evaluators.errors import EvaluationError
from evaluators.segmentations.document import SegmentationEvaluation
from evaluators.segmentations.results import SegmentationResult
from i18n import Texts
from i18n.sentences import error_sentence
from services import results, segmentations
from services.evaluations import Opened


@dataclass(frozen=True)
class SegmentationPage:
    """The segmentation evaluation that a step shows."""

    opened: Opened
    t: Texts
    advanced: bool

    @property
    def document(self) -> SegmentationEvaluation:
        """The document as this tab has it."""
        return self.opened.document

    @cached_property
    def result(self) -> SegmentationResult | None:
        """The result where everything is measured already, weighed anew; ``None`` otherwise, in silence."""
        if not segmentations.is_measured(self.document):
            return None
        try:
            return results.result_of(self.document)
        except EvaluationError as fault:
            st.warning(error_sentence(fault.code, fault.facts, self.t.language))
            return None

    def measured(self) -> SegmentationResult | None:
        """Return the result; where it takes long work, offer the button that starts it and return ``None``."""
        if self.result is None:
            from ui.panels.segmentations import measuring

            measuring.show(self)
        return self.result
