"""What every step of a segmentation is given: the document, its texts, and its result once it is measured."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import ClassVar

import streamlit as st

from evaluators.errors import EvaluationError
from evaluators.segmentations.document import SegmentationCriterion, SegmentationEvaluation
from evaluators.segmentations.ranking import as_tools
from evaluators.segmentations.results import CandidateFound, SegmentationResult
from evaluators.tools.document import Criterion
from evaluators.tools.evidence import EvidenceKind
from evaluators.tools.results import ToolResult
from i18n import Texts
from i18n.sentences import error_sentence
from reports.context import Context
from reports.segmentations import left_out, verdicts
from reports.segmentations.context import SegmentationWords
from reports.segmentations.ranking import MeasuredWords, RankingWords
from services import results, segmentations
from services.evaluations import Opened
from settings import settings
from ui.panels.page import scale_ends
from ui.panels.scale_editor import TYPES


@dataclass(frozen=True)
class SegmentationPage:
    """The segmentation evaluation that a step shows; a ``ui.panels.weighing.WeighingPage``."""

    opened: Opened
    t: Texts
    advanced: bool
    criterion_type: ClassVar[type[Criterion]] = SegmentationCriterion
    scale_types: ClassVar[tuple[str, ...]] = tuple(one for one in TYPES if one != "price")
    rules: ClassVar[tuple[()]] = ()
    evidence_kinds: ClassVar[tuple[EvidenceKind, ...]] = ("guess", "own_trial", "measured", "third_party")
    folds_groups: ClassVar[bool] = True

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
        from ui.panels.segmentations import measuring

        if self.result is None and not segmentations.is_measured(self.document):
            measuring.show(self)
        elif self.result is not None:
            measuring.remember(self)
        return self.result

    @cached_property
    def brief(self) -> SegmentationResult | None:
        """The result with few draws; ``None`` while it is not measured.

        Raises
        ------
        EvaluationError
            When the weights cannot be worked out.
        """
        return segmentations.weighed(self.document, draws=settings().live_draws)

    @cached_property
    def words(self) -> SegmentationWords:
        """Names of everything in the document, of its segments as they were found; evaluators shown."""
        try:
            found = self.brief
        except EvaluationError:
            found = None
        return SegmentationWords(self.document, found, self.t.language, show_names=True)

    @cached_property
    def live(self) -> ToolResult | None:
        """The ranking with few draws; ``None`` when there is none, which is said where this is asked."""
        try:
            found = self.brief
        except EvaluationError as fault:
            st.info(error_sentence(fault.code, fault.facts, self.t.language))
            return None
        if found is None:
            st.info(self.t("segmentation_page.live.not_measured"))
        return None if found is None else found.ranking

    @cached_property
    def names(self) -> Context:
        """Names of everything that is weighed, each different from its neighbours, evaluators shown."""
        found = [CandidateFound(candidate=one.id, baseline=False, fault=None) for one in self.document.candidates]
        question = as_tools(self.document, found)
        return RankingWords(question, None, self.t.language, show_names=True, words=self.words)

    def about(self, result: ToolResult | None) -> Context:
        """Return names and figures in words for a ranking; names alone need none."""
        return self.names if result is None else self._measured.ranking

    @property
    def _measured(self) -> MeasuredWords:
        return MeasuredWords(self.document, self.brief, self.t.language, show_names=True)

    def live_sentence(self, result: ToolResult) -> str:
        """Return a ranking's answer as one sentence."""
        return verdicts.headline(self._measured)

    def left_out(self, result: ToolResult) -> list[str]:
        """Say what is not ranked, and why."""
        words = self._measured
        out = [one for one in words.result.candidates if one.fault is not None or one.knocked_out]
        return [left_out.reason_text(words, one) for one in out]

    def scale_name(self, criterion: Criterion) -> str:
        """Return how a criterion is found out, in a word or two."""
        if criterion.code is not None:
            return self.t("segmentation_page.criteria.measured")
        return self.t("segmentation_page.criteria.judged")

    def scale_ends(self, criterion: Criterion) -> tuple[str, str]:
        """Return the worst and the best end of a criterion's scale in words."""
        if criterion.code is not None:
            return self.t("segmentation_page.criteria.worst"), self.t("segmentation_page.criteria.best")
        return scale_ends(self.names, criterion)
