"""What every step is given: the evaluation, its texts and names, and its result while it is being edited."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import streamlit as st

from evaluators.errors import EvaluationError
from evaluators.tools.document import ToolEvaluation
from evaluators.tools.results import ToolResult
from i18n import Texts
from i18n.sentences import error_sentence
from reports.context import Context
from services import results
from services.evaluations import Opened
from settings import settings


@dataclass(frozen=True)
class Page:
    """The evaluation that a step shows."""

    opened: Opened
    t: Texts
    advanced: bool

    @property
    def document(self) -> ToolEvaluation:
        """The document as this tab has it."""
        return self.opened.document

    @cached_property
    def live(self) -> ToolResult | None:
        """The result with few draws; ``None`` when it cannot be worked out, which is said where this is asked."""
        try:
            return results.live_result(self.document, settings().live_draws)
        except EvaluationError as fault:
            st.info(error_sentence(fault.code, fault.facts, self.t.language))
            return None

    @cached_property
    def names(self) -> Context:
        """Names of everything in the document, each different from its neighbours, evaluators shown."""
        return self.about(None)

    def about(self, result: ToolResult | None) -> Context:
        """Return names and figures in words for a result; names alone need none."""
        return Context(self.document, result, self.t.language, show_names=True)
