"""What every step of a campaign is given: the document, its texts and names, and its result."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import streamlit as st

from evaluators.campaigns.experiment import CampaignTest
from evaluators.campaigns.plan import CampaignPlan
from evaluators.campaigns.plan_results import PlanResult
from evaluators.campaigns.results import CampaignResult
from evaluators.errors import EvaluationError
from i18n import Texts
from i18n.sentences import error_sentence
from reports.campaigns.context import DesignWords
from services import results
from services.evaluations import Opened


@dataclass(frozen=True)
class CampaignPage:
    """The campaign plan or campaign test that a step shows."""

    opened: Opened
    t: Texts
    advanced: bool

    @property
    def document(self) -> CampaignPlan | CampaignTest:
        """The document as this tab has it."""
        return self.opened.document

    @property
    def is_plan(self) -> bool:
        """Whether it is a plan; otherwise it is a test."""
        return isinstance(self.document, CampaignPlan)

    @cached_property
    def words(self) -> DesignWords:
        """Names of everything in the design, and figures in words."""
        return DesignWords(self.document.design, self.t.language)

    @cached_property
    def result(self) -> PlanResult | CampaignResult | None:
        """The result; ``None`` when it cannot be worked out, which is said where this is asked."""
        bar = None if self.is_plan else st.progress(0.0, text=self.t("page.result.working"))
        try:
            return results.result_of(
                self.document, None if bar is None else lambda share: bar.progress(min(share, 1.0))
            )
        except EvaluationError as fault:
            st.warning(error_sentence(fault.code, fault.facts, self.t.language))
            return None
        finally:
            if bar is not None:
                bar.empty()
